"""What owners take along when their clouds become public, and what fear of losing them holds back."""

import numpy as np

from sim.base.arrays import Flags, Floats


def pulled_capacity(held: Floats, lost: Flags, *, capital_flight: float, seizure: bool) -> Floats:
    """x = F_k k where an owner loses a cloud and nothing is seized, else 0: what leaves with the owner, slots or money.

    ==============  ====  ========================================  ===
    held            [n]   by each cloud, slots or money             k
    lost            [n]   whether it turns public this month
    capital_flight  []    share that leaves                         F_k
    seizure         []    whether the law keeps everything
    ==============  ====  ========================================  ===

    `manifesto`, ch. 4, ten points, point 3.

    >>> held, lost = np.array([8.0, 8.0]), np.array([True, False])
    >>> pulled_capacity(held, lost, capital_flight=0.25, seizure=False).tolist()
    [2.0, 0.0]
    >>> pulled_capacity(held, lost, capital_flight=0.25, seizure=True).tolist()
    [0.0, 0.0]
    """
    return held * np.where(lost & (not seizure), capital_flight, 0.0)


def dared(cost: float, machine_price: float, *, seizure_fear: float, hardware_per_slot: float) -> float:
    """v / (v + z/12 h P1): desired capital where it may be lost, over that where it is safe.

    =================  ==  ===========================================  ==
    cost               []  of the use of a slot, money a month          v
    machine_price      []  money                                        P1
    seizure_fear       []  hazard of losing hardware, 1/year            z
    hardware_per_slot  []  units of capital goods                       h
    =================  ==  ===========================================  ==

    User cost rises by the expected loss, and desired capital falls in proportion: Jorgenson (1963); Hassett and Hubbard (2002).

    >>> [round(dared(0.3, 1.6, seizure_fear=fear, hardware_per_slot=6.0), 6) for fear in (0.0, 0.375, 1.0)]
    [1.0, 0.5, 0.272727]
    """
    return cost / (cost + seizure_fear / 12.0 * hardware_per_slot * machine_price)
