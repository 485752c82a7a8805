"""Fees for AI work, and firms' adoption of it."""

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.economy.rules.rationing import shared_out
from sim.engine.compiled import rule, where


@rule
def slot_cost(
    machine_price: float,
    wage: float,
    *,
    hardware_per_slot: float,
    hardware_wear: float,
    loan_rate: float,
    energy_per_slot: float,
    upkeep_workers: float,
) -> float:
    """v = P1 (h (delta_c + r) + e) + maint W_p: C + V of a slot-month: wear and interest on hardware, energy, upkeep.

    =================  ==  ==============================  =======
    machine_price      []  money a unit                    P1
    wage               []  physical, money/worker-month    W_p
    hardware_per_slot  []  units of capital goods          h
    hardware_wear      []  1/month                         delta_c
    loan_rate          []  1/month                         r
    energy_per_slot    []  units of capital goods a month  e
    upkeep_workers     []  worker-months a month           maint
    =================  ==  ==============================  =======

    C and V of an AI agent: `manifesto`, ch. 2 section 1.

    >>> round(slot_cost(1.595, 1.0, hardware_per_slot=6.0, hardware_wear=1 / 48, loan_rate=0.04 / 12,
    ...                 energy_per_slot=0.05, upkeep_workers=0.02), 3)
    0.331
    """
    wear_and_interest = hardware_per_slot * (hardware_wear + loan_rate)
    return machine_price * (wear_and_interest + energy_per_slot) + upkeep_workers * wage


@rule
def public_clouds(size: Floats, public: Flags, *, commons_share: float, commons_threshold: float) -> Flags:
    """Public: the first round(s n) clouds, and with a threshold T > 0 those larger than T and all that are public already.

    =================  ====  ============================================  ===
    size               [n]   slots per 1000 workers
    public             [n]   who is public so far
    commons_share      []    share of cloud firms                          s
    commons_threshold  []    slots per 1000 workers; 0: none               T
    =================  ====  ============================================  ===

    `manifesto`, ch. 4, ten points, point 1: clusters above a size become public.

    >>> size, public = np.array([10.0, 30.0, 25.0, 5.0]), np.array([False, False, False, True])
    >>> public_clouds(size, public, commons_share=0.25, commons_threshold=0.0).tolist()
    [True, False, False, False]
    >>> public_clouds(size, public, commons_share=0.0, commons_threshold=25.0).tolist()
    [False, True, False, True]
    """
    first = np.arange(size.size) < round(commons_share * size.size)
    return first | public | (size > commons_threshold) if commons_threshold > 0.0 else first


@rule
def private_fee(cost: Floats, markup: Floats, ceiling: float) -> Floats:
    """pc = min((1+mu) c, max(ceiling, c)): mark-up price under what the replaced worker costs, never below cost.

    =======  ====  =========================================================  ==
    cost     [n]   slot cost / efficiency, money per effective worker-month   c
    markup   [n]   share of cost                                              mu
    ceiling  []    share of the cognitive wage, before tax
    =======  ====  =========================================================  ==

    >>> private_fee(np.array([0.3, 0.6, 1.2]), np.array([0.25, 2.0, 0.5]), 0.95).tolist()
    [0.375, 0.95, 1.2]
    """
    return np.minimum((1.0 + markup) * cost, np.maximum(ceiling, cost))


@rule
def commons_fee(cost: Floats, use: Floats, ceiling: float, *, commons_use_min: float) -> Floats:
    """pc = min(c / max(use, use_min), ceiling): average cost, idle slots included. Symbols as in ``private_fee``; use [n] share of slots.

    >>> commons_fee(np.array([0.3, 0.3, 0.9]), np.array([0.75, 0.1, 0.9]), 0.95, commons_use_min=0.5).round(9).tolist()
    [0.4, 0.6, 0.95]
    """
    return np.minimum(cost / np.maximum(use, commons_use_min), ceiling)


@rule
def cloud_markup(
    markup: Floats, use: Floats, *, normal: float, normal_use: float, reversion: float, response: float, gap_min: float
) -> Floats:
    """mu' = mu + rho (mu* - mu) + sigma (1+mu*) max(use - nu, gap_min), not below zero: clouds charge more when slots are in use.

    ==================  ====  ========================  =====
    markup, normal      [n]   share of cost             mu
    use, normal_use     [n]   share of offered slots    nu
    ==================  ====  ========================  =====

    >>> cloud_markup(np.array([0.25, 0.25]), np.array([0.85, 0.95]), normal=0.25, normal_use=0.85,
    ...              reversion=0.05, response=0.02, gap_min=-0.5).round(6).tolist()
    [0.25, 0.2525]
    """
    gap = np.maximum(use - normal_use, gap_min)
    return np.maximum(markup + reversion * (normal - markup) + response * (1.0 + normal) * gap, 0.0)


@rule
def scarcity_markup(
    moved: Floats, markup: Floats, scarcity: float, highest: Floats, *, normal: float, fee_response: float
) -> Floats:
    """mu'' = min(mu' + s (1+mu) x, max(mu^, mu*)) where x > 0, else mu': the more goes without, the faster clouds raise what they charge.

    ============  ====  ==============================================  ===
    moved         [n]   share of cost, from ``cloud_markup``            mu'
    markup        [n]   before                                          mu
    scarcity      []    share of AI work asked for that goes without    x
    highest       [n]   mark-up at which the fee stands at its ceiling  mu^
    normal        []    share of cost                                   mu*
    fee_response  []    1/month                                         s
    ============  ====  ==============================================  ===

    Beyond the ceiling of the fee a mark-up would only wind up, and take years to come down.

    >>> scarcity_markup(np.full(3, 1.0), np.full(3, 1.0), 0.5, np.array([9.0, 1.05, 0.1]), normal=0.25, fee_response=0.1).round(6).tolist()
    [1.1, 1.05, 0.25]
    >>> scarcity_markup(np.full(1, 1.0), np.full(1, 1.0), 0.0, np.array([0.1]), normal=0.25, fee_response=0.1).tolist()
    [1.0]
    """
    pressed = np.minimum(moved + fee_response * (1.0 + markup) * scarcity, np.maximum(highest, normal))
    return where(scarcity > 0.0, pressed, moved)


@rule
def asked(need: Floats, adoption: Floats, reach: Floats, fee: float, wage: Floats) -> Floats:
    """a = need min(adoption, c j) where the lowest fee is below the wage, else 0: AI work that a firm asks for, worker-months.

    ========  ====  ==================================================
    need      [n]   cognitive work, worker-months
    adoption  [n]   share organised around AI
    reach     [n]   share that the newest version reaches (c j)
    fee       []    lowest, with tax, money/effective worker-month
    wage      [n]   that AI work replaces, money/worker-month
    ========  ====  ==================================================

    >>> asked(np.full(3, 10.0), np.array([0.3, 0.3, 0.3]), np.array([0.5, 0.2, 0.5]), 0.9, np.array([1.0, 1.0, 0.8])).tolist()
    [3.0, 2.0, 0.0]
    """
    return where(fee < wage, need * np.minimum(adoption, reach), 0.0)


def rationed(want: Floats, need: Floats, seen: Floats, supply: float) -> Floats:
    """x = min(a n, lambda n v), sum(x) = min(Y, sum(a n)): AI work that a committee allots to each firm by need.

    ======  ====  ===========================================================
    want    [n]   adoption times need, worker-months, a n
    need    [n]   cognitive work that can be given to AI, worker-months, n
    seen    [n]   what the need is taken for, over what it is, v
    supply  []    AI work that the slots on the market can do, worker-months, Y
    ======  ====  ===========================================================

    `manifesto`, ch. 4, ten points, point 4.

    >>> want, need = np.array([1.0, 4.0, 6.0]), np.array([5.0, 10.0, 10.0])
    >>> rationed(want, need, np.ones(3), 9.0).tolist(), rationed(want, need, np.ones(3), 12.0).tolist()
    ([1.0, 4.0, 4.0], [1.0, 4.0, 6.0])
    >>> rationed(want, need, np.array([1.0, 1.0, 2.0]), 7.0).tolist()
    [1.0, 2.0, 4.0]
    """
    return shared_out(want, need * seen, supply)


def first_served(order: Ints, means: Floats) -> Ints:
    """Firms in the order in which they rent where money says who comes first: of equals in the random order. ``means`` [n].

    >>> first_served(np.array([2, 0, 1, 3]), np.array([1.0, 3.0, 1.0, 2.0])).tolist()
    [1, 3, 2, 0]
    """
    return np.asarray(order[np.argsort(-means[order], kind="stable")])


def unmet(supply: float, asked: float) -> float:
    """x = 1 - min(Y / sum a, 1): the share of AI work asked for that the slots on the market can't do; both in worker-months.

    >>> unmet(75.0, 100.0), unmet(200.0, 100.0), unmet(0.0, 0.0)
    (0.25, 0.0, 0.0)
    """
    return 1.0 - min(supply / asked, 1.0) if asked > 0.0 else 0.0


@rule
def feasible_share(
    capability: float, jaggedness: Floats, fee: float, wage: Floats, *, feasible_max: float, saving_band: float
) -> Floats:
    """F = min(c j, max) min((1 - fee / wage) / b, 1) where the fee is below the wage, else 0: what AI could do at a saving.

    ==========  ====  =========================================  ==
    capability  []    frontier, share of tasks                   c
    jaggedness  [n]   share of the frontier that fits the firm   j
    fee         []    money/effective worker-month, with tax
    wage        [n]   cognitive, money/worker-month
    saving_band []    saving at which all is adopted; 0: any     b
    ==========  ====  =========================================  ==

    A share of cognitive work. Jagged frontier: `huang-labour`, section 1 (3); Dell'Acqua et al. (2023). Thresholds: David (1966).

    >>> feasible_share(0.5, np.array([1.0, 3.0, 1.0]), 0.9, np.array([1.0, 1.0, 0.8]), feasible_max=0.98, saving_band=0.0).tolist()
    [0.5, 0.98, 0.0]
    >>> feasible_share(0.5, np.array([1.0]), 0.9, np.array([1.0]), feasible_max=0.98, saving_band=0.2).round(9).tolist()
    [0.25]
    """
    reach = where(fee < wage, np.minimum(capability * jaggedness, feasible_max), 0.0)
    if saving_band > 0.0:
        reach = reach * np.minimum(np.maximum(1.0 - fee / wage, 0.0) / saving_band, 1.0)
    return reach


@rule
def modes(reach: Floats, *, assistant_capability: float, employee_capability: float, agent_capability: float) -> Floats:
    """Shares of tasks assisted, shared, delegated: a task that asks for q opens to a mode of threshold k once reach >= k q. Shape (3, n).

    =====================  ====  ==========================================  ====
    reach                  [n]   easiest share of the tasks that AI does     a
    assistant_capability   []    share of what doing a task alone asks for   k_1
    employee_capability    []    the same                                    k_2
    agent_capability       []    the same                                    k_3
    =====================  ====  ==========================================  ====

    min(a / k, 1) are open to a mode, tasks being spread evenly over difficulty, and a task counts for the furthest mode open to it. Three
    forms of working with AI: `huang-labour`, section 1 (2); levels of automation: Parasuraman, Sheridan and Wickens (2000).

    >>> modes(np.array([0.1, 0.5]), assistant_capability=0.25, employee_capability=0.5, agent_capability=1.0).round(9).tolist()
    [[0.2, 0.0], [0.1, 0.5], [0.1, 0.5]]
    """
    or_further = min(employee_capability, agent_capability)
    thresholds = np.array([min(assistant_capability, or_further), or_further, agent_capability])
    shares: Floats = np.minimum(reach / thresholds[:, None], 1.0)
    shares[:2] -= shares[1:]
    return shares


@rule
def foreseen_adoption(adoption: Floats, feasible: Floats, *, adoption_speed: float, months: float) -> Floats:
    """a(t+k) = F - (F - a) (1-s)^k: where adoption will stand in k months if firms keep reorganising at speed s.

    ===================  ====  ========================  ====
    adoption, feasible   [n]   share of cognitive work   a, F
    adoption_speed       []    1/month                   s
    months               []    months                    k
    ===================  ====  ========================  ====

    >>> foreseen_adoption(np.array([0.0]), np.array([0.4]), adoption_speed=0.5, months=2).round(9).tolist()
    [0.3]
    """
    foreseen: Floats = feasible - (feasible - adoption) * (1.0 - adoption_speed) ** months
    return foreseen
