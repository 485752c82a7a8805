"""Who gets what a cooperative pays out, and what better advice moves from one saver to another."""

import numpy as np

from sim.base.arrays import Floats
from sim.engine.compiled import rule


@rule
def member_shares(dividend: Floats, before: Floats, pay: Floats, whole: Floats) -> Floats:
    """x = floor(D (b+w)/W) - floor(D b/W): what of a dividend falls to a member by pay, to the millionth.

    ========  ====  ===============================================================  ==
    dividend  [n]   of the member's cooperative, millionths of money                 D
    before    [n]   pay of the members who come first, money                         b
    pay       [n]   of the member this month, money                                  w
    whole     [n]   of all its members, money                                        W
    ========  ====  ===============================================================  ==

    Less than a millionth off D w / W, and all of them add up to D. By pay, since that is how most cooperatives share what they don't keep:
    by hours and grade, not by heads and not by capital. `elite-strike`, section 4.2; Pencavel (2013), The Economics of Worker Cooperatives.

    >>> member_shares(np.full(3, 10.0), np.array([0.0, 1.0, 2.0]), np.ones(3), np.full(3, 3.0)).tolist()
    [3.0, 3.0, 4.0]
    """
    return np.floor(dividend * ((before + pay) / whole)) - np.floor(dividend * (before / whole))


def edges(everybody: bool, *, advice_value: float, human_advice: float) -> Floats:
    """e = ((1-h) a, a if AI advises everybody, else 0): what AI's advice adds to the return of owners and of workers. [2], 1/year.

    ============  ==  ============================================================  ==
    everybody     []  flag: AI advises workers too, not owners alone
    advice_value  []  1/year, to somebody without an adviser                        a
    human_advice  []  share of that which owners' advisers gave them before AI      h
    ============  ==  ============================================================  ==

    `elite-strike`, section 2.1. Advice is worth most to those who had none: von Gaudecker (2015), Journal of Finance 70.

    >>> [edges(some, advice_value=0.02, human_advice=0.25).tolist() for some in (False, True)]
    [[0.015, 0.0], [0.015, 0.02]]
    """
    return np.array([(1.0 - human_advice) * advice_value, advice_value if everybody else 0.0])


def aided_return(deposits: Floats, edge: Floats) -> Floats:
    """g = (e - sum(e m) / sum(m)) m / 12: what better advised savers gain in a month, and others lose. It adds up to nothing.

    ========  ====  ==============================================  ==
    deposits  [n]   of a group of savers, money                     m
    edge      [n]   that advice adds to their return, 1/year        e
    ========  ====  ==============================================  ==

    On given assets nobody beats the mean but at the cost of another (Sharpe 1991, The arithmetic of active management); that returns
    differ with who one is, for years: Fagereng et al. (2020), Econometrica 88. `elite-strike`, section 2.1.

    >>> aided_return(np.array([300.0, 100.0]), np.array([0.12, 0.0])).round(9).tolist()
    [0.75, -0.75]
    """
    mean = float((edge * deposits).sum()) / max(float(deposits.sum()), 1e-9)
    return (edge - mean) * deposits / 12.0
