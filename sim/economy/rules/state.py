"""The public budget: tax rates, basic income, purchases."""


def tax_rate(
    initial: float, debt_ratio: float, target: float, *, debt_feedback: float, lowest: float, highest: float
) -> float:
    """tau = clip(tau_0 + phi (B/Y - target), lowest, highest): the deficit rule.

    =============  ==  ===========================  =====
    debt_ratio     []  public debt/yearly income    B/Y
    debt_feedback  []  points per unit of ratio     phi
    =============  ==  ===========================  =====

    Feedback that keeps debt from running away: Bohn (1998).

    >>> round(tax_rate(0.3, 1.5, 0.5, debt_feedback=0.1, lowest=0.05, highest=0.6), 9)
    0.4
    """
    return min(max(initial + debt_feedback * (debt_ratio - target), lowest), highest)


def phase_in(
    steps: int, month: int, inflation: float, *, ubi_start: int, ubi_phase: int, ubi_brake: float, ubi_hold: float
) -> int:
    """k' = clip(k + d, 0, n), d = 1 where prices rise by less than the hold, -1 from the brake on, 0 between: steps of the UBI's phase.

    =========  ==  ================================================  ==
    steps      []  in force so far, of n                             k
    month      []  of the run; before ``ubi_start`` none is taken
    inflation  []  over 12 months, 1/year
    ubi_phase  []  months                                            n
    ubi_hold   []  1/year
    ubi_brake  []  1/year; 0: a step a month, whatever prices do
    =========  ==  ================================================  ==

    Without the band between hold and brake inflation would settle at the brake.

    >>> args = dict(ubi_start=10, ubi_phase=4, ubi_hold=0.04, ubi_brake=0.05)
    >>> [phase_in(k, m, 0.02, **args) for k, m in ((0, 9), (0, 10), (2, 12), (4, 99))]
    [0, 1, 3, 4]
    >>> phase_in(2, 12, 0.045, **args), phase_in(2, 12, 0.06, **args)
    (2, 1)
    """
    passed = month - ubi_start + 1
    if passed <= 0:
        return 0
    if ubi_brake == 0.0:
        return min(passed, ubi_phase)
    step = -1 if inflation >= ubi_brake else int(inflation < ubi_hold)
    return min(max(steps + step, 0), ubi_phase)


def purchase_brake(inflation: float, *, target: float, purchase_brake: float, tolerance: float, lowest: float) -> float:
    """max(1 - b max(pi - pi* - t, 0), lowest): what is left of public purchases where prices rise fast. Rates 1/year.

    >>> [round(purchase_brake(x, target=0.02, purchase_brake=3.0, tolerance=0.01, lowest=0.7), 9) for x in (0.03, 0.05, 0.5)]
    [1.0, 0.94, 0.7]
    """
    return max(1.0 - purchase_brake * max(inflation - target - tolerance, 0.0), lowest)


def rate_gap(
    gap: float,
    inflation: float,
    unemployment: float,
    *,
    target: float,
    natural_unemployment: float,
    on_inflation: float,
    on_unemployment: float,
    speed: float,
) -> float:
    """g' = g + s (a (pi - pi*) + b (u0 - u) - g): by how much the rule moves interest rates. Rates 1/year, unemployment a share.

    Taylor (1993), Discretion versus policy rules in practice, Carnegie-Rochester Conference Series 39.

    >>> round(rate_gap(0.0, 0.04, 0.045, target=0.02, natural_unemployment=0.065, on_inflation=1.5, on_unemployment=0.5, speed=0.5), 9)
    0.02
    """
    wanted = on_inflation * (inflation - target) + on_unemployment * (natural_unemployment - unemployment)
    return gap + speed * (wanted - gap)


def public_volume(initial: float, trend: float, start: float, *, elasticity: float) -> float:
    """G = G0 max(1 + eta (X/X0 - 1), 0): purchases in volume follow trend output. G0 and G in units a month; eta is a closure.

    >>> public_volume(100.0, 15.0, 10.0, elasticity=0.5)
    125.0
    """
    return initial * max(1.0 + elasticity * (trend / start - 1.0), 0.0)
