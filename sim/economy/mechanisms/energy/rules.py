"""What the grid gives, what it costs to wait for it, and what becomes of the heat."""

import math

import numpy as np

from sim.base.arrays import Floats


def learned(used: float, first: float, *, energy_learning: float) -> float:
    """e/e_0 = (1 + E/E_1)^log2(1-l): energy of a slot, in capital goods, after so much has been used.

    ===============  ==  ============================================  ===
    used             []  energy used so far                            E
    first            []  a year of what the grid gives at once         E_1
    energy_learning  []  by which it gets cheaper with each doubling   l
    ===============  ==  ============================================  ===

    Wright (1936); Way et al. (2022) on solar panels and batteries.

    >>> [round(learned(used, 6.0, energy_learning=0.2), 6) for used in (0.0, 6.0, 18.0)]
    [1.0, 0.8, 0.64]
    """
    return float((1.0 + used / first) ** math.log2(1.0 - energy_learning)) if energy_learning > 0.0 else 1.0


def powered(limit: float, built: float, energy: float) -> float:
    """N = min(L, B) / e: slots that there is power for. ``limit`` and ``built``: energy a month; ``energy``: of a slot.

    >>> powered(2.0, 1.0, 0.05), powered(2.0, float("inf"), 0.05), powered(2.0, 1.0, 0.0)
    (20.0, 40.0, inf)
    """
    return min(limit, built) / energy if energy > 0.0 else math.inf


def energy_capacity(asked: float, limit: float, built: float, queued: float) -> float:
    """o = max(min(a, L) - B - q, 0): energy that is ordered this month. All in energy a month.

    ======  ==  =====================================  ==
    asked   []  by what demand calls for today         a
    limit   []  that sites and grid can give           L
    built   []  connected                              B
    queued  []  ordered and not yet delivered          q
    ======  ==  =====================================  ==

    A queue, not a forecast; what is built stays.

    >>> [energy_capacity(asked, 5.0, 1.0, 2.0) for asked in (2.0, 4.0, 9.0)]
    [0.0, 1.0, 2.0]
    """
    return max(min(asked, limit) - built - queued, 0.0)


def rent_share(share: float, wanted: float, powered: float, *, energy_rent_speed: float) -> float:
    """x' = clip(x + s clip(n/N - 1, -1, 1), 0, 1): the part of what slots earn above cost that contracts for power take.

    =================  ==  ===========================================  ==
    share              []                                               x
    wanted             []  slots that demand calls for                  n
    powered            []  slots that there is power for                N
    energy_rent_speed  []  1/month, as contracts come up                s
    =================  ==  ===========================================  ==

    >>> [round(rent_share(0.5, wanted, 40.0, energy_rent_speed=0.1), 6) for wanted in (0.0, 40.0, 60.0, 900.0)]
    [0.4, 0.5, 0.55, 0.6]
    >>> rent_share(0.95, 5.0, 0.0, energy_rent_speed=0.1), rent_share(0.0, 0.0, 0.0, energy_rent_speed=0.1)
    (1.0, 0.0)
    """
    lack = wanted / powered - 1.0 if powered > 0.0 else math.inf if wanted > 0.0 else -1.0
    return min(max(share + energy_rent_speed * min(max(lack, -1.0), 1.0), 0.0), 1.0)


def entered(share: float, *, energy_entry: float) -> float:
    """1 + g/12 x: growth of the limit in a month. ``share``: of rent, x; ``energy_entry``: at full rent, 1/year, g.

    >>> entered(0.5, energy_entry=0.12)
    1.005
    """
    return 1.0 + energy_entry / 12.0 * share


def energy_rent(share: float, earned: Floats, cost: float, *, normal_use_cloud: float) -> Floats:
    """r = x max(y nu - v, 0): rent of a used slot, money.

    ================  ====  ====================================================  ==
    share             []    of what is left above cost                            x
    earned            [n]   by a slot at the highest fee, all of it used, money   y
    cost              []    C + V of a slot, money                                v
    normal_use_cloud  []    share of offered slots                                nu
    ================  ====  ====================================================  ==

    Differential rent: what the site is worth to who pays most for it. Ricardo (1817), Principles, ch. 2.

    >>> energy_rent(0.5, np.array([1.0, 0.25]), 0.25, normal_use_cloud=0.75).tolist()
    [0.25, 0.0]
    """
    return np.asarray(share * np.maximum(earned * normal_use_cloud - cost, 0.0))


def own_use(left: float, energy: float, *, hardware_per_slot: float, hardware_wear: float) -> float:
    """q = L (e + h delta) / e: what AI agents can use themselves of energy and hardware, as a slot takes them, by the power left.

    =================  ==  ===================================  =====
    left               []  energy that clouds leave             L
    energy             []  of a used slot                       e
    hardware_per_slot  []  units of capital goods               h
    hardware_wear      []  1/month                              delta
    =================  ==  ===================================  =====

    >>> [round(own_use(2.0, e, hardware_per_slot=6.0, hardware_wear=0.025), 9) for e in (0.05, 0.0)]
    [8.0, inf]
    """
    return left * (energy + hardware_per_slot * hardware_wear) / energy if energy > 0.0 else math.inf


def heat_reused(energy: float, heating: float, *, heat_value: float, heat_reuse: float) -> float:
    """h = min(b_h r_h E, H): consumer goods that waste heat saves in a month.

    ==========  ==  ===========================================  ===
    energy      []  that slots have used this month              E
    heating     []  all that is spent on it, consumer goods      H
    heat_value  []  consumer goods for a unit of energy          b_h
    heat_reuse  []  share of the heat that is brought home       r_h
    ==========  ==  ===========================================  ===

    `manifesto`, ch. 4, ten points, point 9; Wahlroos et al. (2018).

    >>> [heat_reused(energy, 4.0, heat_value=0.5, heat_reuse=0.5) for energy in (0.0, 8.0, 40.0)]
    [0.0, 2.0, 4.0]
    """
    return min(heat_value * heat_reuse * energy, heating)


def pipes(want: float, left: Floats, made: Floats) -> tuple[Floats, Floats]:
    """x = min(Q / sum(L), 1) L: what is bought of each seller, and by output what it sees of what is lacking. Units.

    =======  ====  =====================================  ==
    want     []                                           Q
    left     [n]   stock that others have left            L
    made     [n]   output of the month
    =======  ====  =====================================  ==

    >>> [x.tolist() for x in pipes(2.0, np.array([3.0, 1.0]), np.array([6.0, 2.0]))]
    [[1.5, 0.5], [0.0, 0.0]]
    >>> [x.tolist() for x in pipes(6.0, np.array([3.0, 1.0]), np.array([6.0, 2.0]))]
    [[3.0, 1.0], [1.5, 0.5]]
    """
    stock, whole = float(left.sum()), float(made.sum())
    part = min(want / stock, 1.0) if stock > 0.0 else 0.0
    lacking = want - part * stock if want > stock else 0.0
    return part * left, lacking * made / whole if whole > 0.0 else np.zeros(made.size)
