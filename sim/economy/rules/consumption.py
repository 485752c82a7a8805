"""What households spend."""

import numpy as np

from sim.base.arrays import Floats
from sim.engine.compiled import rule


@rule
def buffer_stock(income: Floats, deposits: Floats, *, mpc_wealth: float, wealth_norm: float) -> Floats:
    """C = max(y + lambda (m - k y), 0), before the bound that nobody spends more than the deposits.

    ============  ====  ======================================  ======
    income        [n]   smoothed net income, money a month      y
    deposits      [n]   before this month's income, money       m
    mpc_wealth    []    1/month                                 lambda
    wealth_norm   []    months of income                        k
    ============  ====  ======================================  ======

    Godley and Lavoie, Monetary Economics (2007), section 3.4 (stock-flow norm); Carroll (1997) on buffer stocks. Deposits after
    income would count a month's income twice and shift the norm.

    >>> buffer_stock(np.array([1.0, 1.0]), np.array([4.0, 5.0]), mpc_wealth=0.04, wealth_norm=4.0).tolist()
    [1.0, 1.04]
    """
    return np.maximum(income + mpc_wealth * (deposits - wealth_norm * income), 0.0)


def rationed(goods: float, need: float) -> float:
    """r = min(1, Q / N): the part of what all need that there is for each. 1 where nobody needs anything.

    =====  ==  ====================  ==
    goods  []  that there are        Q
    need   []  of all, units         N
    =====  ==  ====================  ==

    `manifesto`, ch. 4, ten points, point 6. Equal parts of equal wants, as `rationing.shared_out` gives them.

    >>> rationed(80.0, 100.0), rationed(120.0, 100.0), rationed(0.0, 0.0), rationed(-1.0, 5.0)
    (0.8, 1.0, 1.0, 0.0)
    """
    return min(max(goods, 0.0) / need, 1.0) if need > 0.0 else 1.0
