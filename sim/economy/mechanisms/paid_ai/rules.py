"""What AI agents that are paid buy."""

import numpy as np

from sim.base.arrays import Floats


def spending(
    money: float, left: Floats, price: Floats, made: Floats, *, agents_spend: float
) -> tuple[Floats, Floats]:
    """x = min(s A / sum(P L), 1) L: what agents buy of each seller; what their money does not get, u = (s A - P x) Q / sum(P Q), it sees.

    ============  ===  ===========================================  ===
    money         []   in the fund                                  A
    left          [n]  stock that others have left, units           L
    price         [n]  money a unit                                 P
    made          [n]  output of the month, units                   Q
    agents_spend  []   1/month                                      s
    returns       [n]  bought, and demand that is not met, units    x, u
    ============  ===  ===========================================  ===

    What is unmet is seen by what each makes, not by what it has left: where nothing is left, nobody would see it.

    `huang-value`, section 4.2.

    >>> left, price, made = np.array([3.0, 1.0]), np.array([1.0, 2.0]), np.array([6.0, 2.0])
    >>> [x.tolist() for x in spending(5.0, left, price, made, agents_spend=0.5)]
    [[1.5, 0.5], [0.0, 0.0]]
    >>> [x.tolist() for x in spending(15.0, left, price, made, agents_spend=1.0)]
    [[3.0, 1.0], [6.0, 2.0]]
    """
    budget, worth, whole = agents_spend * money, float((price * left).sum()), float((price * made).sum())
    part = min(budget / worth, 1.0) if worth > 0.0 else 0.0
    missed = max(budget - worth, 0.0)
    return part * left, missed * made / whole if whole > 0.0 else np.zeros(made.size)
