"""Means of a few runs: their 95 % interval, which differences are rounding, and with how many digits numbers of them are written."""

import math
import statistics
from functools import cache

import numpy as np

from sim.base.arrays import Floats

CONFIDENCE = 0.95
ROUNDING = 1e-12  # a difference below this part of the values is rounding, not an outcome: nothing ranks or divides by it


@cache
def t_quantile(df: int | float) -> float:
    """The factor of a two-sided 95 % interval: P(\\|t\\| <= factor) = 0.95 with ``df`` degrees of freedom.

    The probability has a closed form for whole ``df`` (Abramowitz and Stegun 26.7.3-4); bisection inverts it.

    >>> [round(t_quantile(df), 3) for df in (1, 7, math.inf)]
    [12.706, 2.365, 1.96]
    """
    if math.isinf(df):
        return statistics.NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, int(df)) < CONFIDENCE else (low, middle)
    return (low + high) / 2


def _within(t: float, df: int) -> float:
    """P(|t-distributed| <= t) for whole ``df``."""
    angle = math.atan(t / math.sqrt(df))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = df % 2
    term, total = (cosine if odd else 1.0), 0.0
    for n in range(1 + odd, df, 2):
        total += term
        term *= cosine * cosine * n / (n + 1)
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def apart(ours: Floats, theirs: Floats) -> Floats:
    """How far values are apart: 0 where that is rounding.

    >>> apart(np.array([0.1 + 0.2, 1.0]), np.array([0.3, 0.5])).tolist()
    [0.0, 0.5]
    """
    gaps = ours - theirs
    return np.asarray(np.where(np.abs(gaps) <= ROUNDING * (np.abs(ours) + np.abs(theirs)), 0.0, gaps))


def still(values: Floats, size: float = 0.0) -> bool:
    """Whether values are the same but for rounding, of themselves or of the ``size`` of what they were made from.

    >>> still(np.array([0.3, 0.1 + 0.2])), still(np.array([0.3, 0.4])), still(np.array([0.0, 1e-16]), size=1.0)
    (True, False, True)
    """
    return float(np.ptp(values)) <= ROUNDING * max(float(np.abs(values).max()), size) if values.size else True


def settled(values: Floats, sizes: Floats) -> Floats:
    """``values`` whose rows differ along the first axis, where those that rounding alone sets apart are one; ``sizes``: of what rounds.

    >>> settled(np.array([0.1 + 0.2, 0.5, 0.3]), np.array(1.0)).tolist()
    [0.3, 0.5, 0.3]
    """
    order = np.argsort(values, axis=0, kind="stable")
    rising = np.take_along_axis(values, order, axis=0)
    first = np.ones(values.shape, bool)
    first[1:] = np.diff(rising, axis=0) > ROUNDING * sizes
    rows = np.arange(len(values)).reshape(-1, *[1] * (values.ndim - 1))
    lowest = np.maximum.accumulate(np.where(first, rows, 0), axis=0)
    found = np.empty_like(values)
    np.put_along_axis(found, order, np.take_along_axis(rising, lowest, axis=0), axis=0)
    return found


def half_width(values: Floats) -> float:
    """Half the 95 % interval of the mean of two or more values."""
    return t_quantile(values.size - 1) * float(values.std(ddof=1)) / math.sqrt(values.size)


def written(level: float, mean: float, low: float, high: float) -> tuple[str, str, str]:
    """Value, difference and interval with the digits that the interval supports.

    >>> written(6.5, 1.2345, 0.93, 1.5)
    ('6.50', '+1.23', '[+0.93, +1.50]')
    """
    width = (high - low) / 2 or abs(mean) / 10 if high == high else abs(mean) / 10
    digits = min(max(1 - math.floor(math.log10(width)), 0), 6) if width else 2
    interval = f"[{low:+.{digits}f}, {high:+.{digits}f}]" if high == high else ""
    return f"{level:.{digits}f}", f"{mean:+.{digits}f}", interval


def percent(share: float) -> str:
    """
    >>> percent(0.031), percent(0.0004), percent(float("nan"))
    ('3 %', '0.04 %', '?')
    """
    if share != share:
        return "?"
    return f"{100 * share:.{0 if share >= 0.01 or not share else 2}f} %"
