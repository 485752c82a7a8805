"""How many machines and slots firms want to buy, and what they can pay for."""

import numpy as np

from sim.base.arrays import Flags, Floats
from sim.economy.rules.rationing import shared_out
from sim.engine.compiled import rule, where


@rule
def wanted_machines(
    worn: Floats,
    machines: Floats,
    trend: Floats,
    *,
    machines_per_capacity: float,
    normal_use: Floats,
    adjustment: Floats,
    outlook: Floats | float,
) -> Floats:
    """q = max(wear + gamma (K* - K), 0), K* = kappa s / nu m: replacement and a part of the gap.

    =====================  ====  ==============================  =====
    worn                   [n]   machines worn out this month
    machines               [n]   machines before the wear        K
    trend                  [n]   long view of sales, units       s
    machines_per_capacity  []    machines/unit a month           kappa
    normal_use             [n]   share of capacity               nu
    adjustment             [n]   1/month                         gamma
    outlook                [n]   1 is normal                     m
    =====================  ====  ==============================  =====

    Outlook: (1 + ``scarcity`` + ``return_gap``) times mood and user cost. Flexible accelerator. Unbought machines are not lost: the gap
    stays, an order book without a list.

    >>> wanted_machines(np.array([1.0]), np.array([100.0]), np.array([8.0]), machines_per_capacity=16.0, normal_use=np.array([0.8]),
    ...                 adjustment=np.array([0.1]), outlook=1.0).tolist()
    [7.0]
    """
    desired = machines_per_capacity * trend / normal_use * outlook
    return np.maximum(worn + adjustment * (desired - machines), 0.0)


def user_cost(loan_rate: float, inflation: float, *, machine_wear: float, lowest: float) -> float:
    """c = max(r - pi + 12 delta, lowest): what a year's use of a machine costs, as a share of its price. Rates 1/year, wear 1/month.

    Jorgenson (1963), Capital theory and investment behavior, American Economic Review 53.

    >>> round(user_cost(0.04, 0.02, machine_wear=0.007, lowest=0.02), 9)
    0.104
    """
    return max(loan_rate - inflation + 12.0 * machine_wear, lowest)


@rule
def scarcity(markup: Floats, *, normal: float, weight: Floats, scarcity_max: float) -> Floats:
    """iota clip(mu - mu*, 0, max) / (1+mu*): a mark-up above normal says that goods are short. [n], shares.

    >>> scarcity(np.array([0.2, 0.4]), normal=0.25, weight=np.array([0.3, 0.3]), scarcity_max=0.5).round(6).tolist()
    [0.0, 0.036]
    """
    return weight * np.minimum(np.maximum(markup - normal, 0.0), scarcity_max) / (1.0 + normal)


@rule
def return_gap(
    profit: Floats, capital: Floats, normal: Floats, *, weight: float, lowest: float, highest: float
) -> Floats:
    """b clip(r/r* - 1, lowest, highest), r = profit / capital: how far the after-tax return raises or lowers desired machines.

    =========  ====  =====================================  ====
    profit     [n]   smoothed, after tax, money a month
    capital    [n]   machines at current prices, money
    normal     [n]   return of the stationary state         r*
    weight     []    elasticity of desired machines         b
    =========  ====  =====================================  ====

    Hassett and Hubbard (2002): desired capital falls by 0.5 to 1 % for each per cent that its user cost rises, taxes included.

    >>> return_gap(np.array([1.0, 2.0, -5.0]), np.full(3, 100.0), np.full(3, 0.01), weight=0.5, lowest=-1.0, highest=1.0).tolist()
    [0.0, 0.5, -0.5]
    """
    seen = profit / np.maximum(capital, 1e-9)
    return weight * np.minimum(np.maximum(seen / normal - 1.0, lowest), highest)


@rule
def wanted_slots(
    slots: Floats, target: Floats, worn: Floats, growing: Flags, *, growth_max: float, growth_min: float
) -> Floats:
    """q = wear + clip(S* - S, -wear, max(g S, g_min)): slots to build, at the fastest growth at most; only wear while not growing.

    ===========  ====  =======================  =====
    slots        [n]   before the wear          S
    target       [n]   slots                    S*
    worn         [n]   slots this month
    growing      [n]   whether growth pays
    growth_max   []    1/month                  g
    growth_min   []    slots a month            g_min
    ===========  ====  =======================  =====

    >>> wanted_slots(np.array([100.0, 100.0, 100.0]), np.array([103.0, 200.0, 0.0]), np.full(3, 2.0), np.full(3, True),
    ...              growth_max=0.06, growth_min=1.0).tolist()
    [5.0, 8.0, 0.0]
    """
    ceiling = where(growing, np.maximum(growth_max * slots, growth_min), 0.0)
    return worn + np.minimum(np.maximum(target - slots, -worn), ceiling)


@rule
def powered_slots(target: Floats, on_offer: Floats, powered: Floats, *, slots_ahead: float) -> Floats:
    """S' = h S + (1-h) min(S, P/o): what of the slots that demand calls for a cloud wants where power is short.

    ===========  ====  ==========================================================  =====
    target       [n]   slots that demand calls for                                 S
    on_offer     [n]   share of slots on the market: the others take no power      o
    powered      [n]   slots of the cloud that there is power for                  P
    slots_ahead  []    share of what goes beyond that is built all the same        h
    ===========  ====  ==========================================================  =====

    >>> powered_slots(np.array([8.0, 8.0, 20.0]), np.array([1.0, 0.5, 1.0]), np.array([4.0, 4.0, np.inf]), slots_ahead=0.25).tolist()
    [5.0, 8.0, 20.0]
    """
    reach = powered / np.maximum(on_offer, 1e-12)
    return slots_ahead * target + (1.0 - slots_ahead) * np.minimum(target, reach)


def rationed(slots: Floats, powered: float) -> Floats:
    """x = s min(P / sum(s), 1): power shared out among clouds by the slots that each could offer. All in slots, s [n].

    >>> rationed(np.array([30.0, 10.0]), 20.0).tolist(), rationed(np.array([30.0, 10.0]), 50.0).tolist()
    ([15.0, 5.0], [30.0, 10.0])
    """
    return shared_out(slots, slots, powered)


@rule
def budget(cost: Floats, cash: Floats, loan: Floats, collateral: Floats, *, leverage_max: float | Floats) -> Floats:
    """Money lent for a purchase: min(max(cost - own, 0), max(lev collateral - loan, 0)). All [n], money; cash is what may be spent.

    >>> budget(np.array([10.0, 10.0, 10.0]), np.array([20.0, 4.0, 4.0]), np.zeros(3), np.array([50.0, 50.0, 5.0]),
    ...        leverage_max=0.6).tolist()
    [0.0, 6.0, 3.0]
    """
    return np.minimum(np.maximum(cost - cash, 0.0), np.maximum(leverage_max * collateral - loan, 0.0))


@rule
def first_orders(age: Floats, adjustment: Floats, *, founding_months: int) -> Floats:
    """gamma = 1 / (m - age) in the first m months, after that the usual one: a new firm builds its plant in equal parts.

    ===============  ====  ===============================  =====
    age              [n]   months since founding
    adjustment       [n]   1/month                          gamma
    founding_months  []    months                           m
    ===============  ====  ===============================  =====

    Time to build: Kydland and Prescott (1982). Ordered at once, one plant can be more than Department I makes in a month.

    >>> first_orders(np.array([0.0, 3.0, 4.0, np.inf]), np.full(4, 0.02), founding_months=4).tolist()
    [0.25, 1.0, 0.02, 0.02]
    """
    return where(age < founding_months, 1.0 / np.maximum(founding_months - age, 1.0), adjustment)
