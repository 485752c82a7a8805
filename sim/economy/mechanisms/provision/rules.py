"""What a committee takes needs for, and what compute follows."""

import numpy as np

from sim.base.arrays import Floats


def need_view(view: Floats, news: Floats, *, need_persistence: float) -> Floats:
    """z' = rho z + sqrt(1 - rho^2) e: what the committee does not know of each firm's need, in standard deviations.

    ================  ====  ==========================  ===
    view              [n]   last month's                z
    news              [n]   standard normal             e
    need_persistence  []    left after a month          rho
    ================  ====  ==========================  ===

    >>> need_view(np.array([1.0, -2.0]), np.array([1.0, 0.5]), need_persistence=0.6).round(9).tolist()
    [1.4, -0.8]
    """
    return need_persistence * view + np.sqrt(1.0 - need_persistence**2) * news


def means(money: Floats, outlay: Floats) -> Floats:
    """m = M / y: for how many months of outlay a firm has money. ``money``: money; ``outlay``: money a month.

    >>> means(np.array([6.0, 1.0, 0.0]), np.array([2.0, 4.0, 0.0])).tolist()
    [3.0, 0.25, 0.0]
    """
    return money / np.maximum(outlay, 1e-9)
