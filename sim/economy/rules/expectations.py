"""What firms, households and the State believe about the near future."""

from typing import TypeVar

import numpy as np

from sim.base.arrays import Floats
from sim.engine.compiled import rule

V = TypeVar("V", float, Floats)


@rule
def smooth(belief: V, seen: V, *, speed: float, growth: float = 0.0) -> V:
    """b' = b (1+g) + s (seen - b (1+g)).

    ======  =====  =========  ==
    belief  [n]    any        b
    seen    [n]    as belief
    speed   []     1/month    s
    growth  []     1/month    g
    ======  =====  =========  ==

    Adaptive expectations (Cagan 1956). A nominal belief is first carried forward at expected inflation: smoothed without that, it
    lags behind a trend by about g/s for ever, and every stock tied to it creeps.

    >>> float(smooth(100.0, 110.0, speed=0.5))
    105.0
    >>> float(smooth(100.0, 110.0, speed=0.5, growth=0.10))  # on trend: no news
    110.0
    """
    carried = belief * (1.0 + growth)
    return carried + speed * (seen - carried)


@rule
def sales_signal(sold: Floats, unmet: Floats, *, unmet_in_expectation_max: float) -> Floats:
    """sold + min(unmet, share sold): what a firm takes last month's demand to have been.

    ====================  ====  ====================
    sold, unmet           [n]   units a month
    ...expectation_max    []    share of sales
    ====================  ====  ====================

    >>> sales_signal(np.array([10.0, 10.0]), np.array([1.0, 9.0]), unmet_in_expectation_max=0.25).tolist()
    [11.0, 12.5]
    """
    return sold + np.minimum(unmet, unmet_in_expectation_max * sold)


def inflation(observed: float, *, target: float, anchor: float, band: float) -> float:
    """pi_e = a pi* + (1-a) clip(observed, -band, band): anchored expectations.

    ======================  ==  =========  =========
    observed, target, band  []  1/month    pi*
    anchor                  []  share      a
    ======================  ==  =========  =========

    >>> round(inflation(0.02, target=0.002, anchor=0.8, band=0.01), 6)
    0.0036
    """
    return anchor * target + (1.0 - anchor) * min(max(observed, -band), band)
