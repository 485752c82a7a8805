"""How many people come or leave, and how what is expected grows with them."""

import numpy as np

from sim.base.arrays import Floats


def cohorts(due: float, people: int, *, cohort_growth: float) -> float:
    """d' = d + N g / 12: people who would have come by now and have not yet; of these whole ones come. Below zero they leave.

    =============  ==  ====================================  =
    due            []  workers, from the months before       d
    people         []  workers there                         N
    cohort_growth  []  1/year                                g
    =============  ==  ====================================  =

    Each generation more numerous than the one before it lives on: Samuelson (1958), An exact consumption-loan model of interest, Journal of
    Political Economy 66.

    >>> [cohorts(0.5, n, cohort_growth=g) for n, g in ((1200, 0.01), (1200, -0.02), (0, 0.05))]
    [1.5, -1.5, 0.5]
    """
    return due + people * cohort_growth / 12.0


def carried(view: Floats, *, growth: float) -> Floats:
    """b' = b (1+n): a view of what grows with people, carried forward at their growth before news come in. n [], 1/month; b [n], any.

    As nominal views are carried forward at expected inflation: else they would lag behind the trend for ever, and stocks with them.

    >>> carried(np.array([100.0, -2.0]), growth=0.5).tolist()
    [150.0, -3.0]
    """
    return view * (1.0 + growth)


def alternating(count: int, *, share: float) -> Floats:
    """x_k = floor(k s) - floor((k-1) s): of so many who come one after the other, which are of this share; of any stretch within one.

    >>> alternating(5, share=0.4).tolist()
    [0.0, 0.0, 1.0, 0.0, 1.0]
    """
    steps = np.floor(np.arange(count + 1) * share + 1e-9)
    return np.asarray(np.diff(steps))
