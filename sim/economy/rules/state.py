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


def phase_in(month: int, *, ubi_start: int, ubi_phase: int) -> float:
    """Share of the UBI in force: 0 before its start, then linear up to 1.

    >>> [phase_in(m, ubi_start=10, ubi_phase=4) for m in (9, 10, 12, 13, 99)]
    [0.0, 0.25, 0.75, 1.0, 1.0]
    """
    return min(max((month - ubi_start + 1) / ubi_phase, 0.0), 1.0)


def public_volume(initial: float, trend: float, start: float, *, elasticity: float) -> float:
    """G = G0 max(1 + eta (X/X0 - 1), 0): purchases in volume follow trend output. G0 and G in units a month; eta is a closure.

    >>> public_volume(100.0, 15.0, 10.0, elasticity=0.5)
    125.0
    """
    return initial * max(1.0 + elasticity * (trend / start - 1.0), 0.0)
