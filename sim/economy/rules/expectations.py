"""What firms, households and the State believe about the near future."""

from typing import TypeVar

import numpy as np

from sim.base.arrays import Flags, Floats
from sim.engine.compiled import rule, where

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
def sales_signal(
    sold: Floats, unmet: Floats, expected: Floats, empty: Flags, *, unmet_in_expectation_max: float
) -> Floats:
    """sold + min(unmet, share sold), and what was expected at least where nothing is left: what last month's demand is taken to have been.

    =====================  ====  ================================
    sold, unmet, expected  [n]   units a month
    empty                  [n]   flag: all stocks have been sold
    ...expectation_max     []    share of sales
    =====================  ====  ================================

    What a firm has sold out of says how much was asked for at least, not how much: without that every shortfall of output would lower
    what is planned next, and small firms, whose staff is rounded to whole workers, would shrink to nothing.

    >>> sales_signal(np.array([10.0, 10.0, 10.0]), np.array([1.0, 9.0, 0.0]), np.full(3, 11.0), np.array([False, False, True]),
    ...              unmet_in_expectation_max=0.25).tolist()
    [11.0, 12.5, 11.0]
    """
    signal = sold + np.minimum(unmet, unmet_in_expectation_max * sold)
    return where(empty, np.maximum(signal, expected), signal)


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
