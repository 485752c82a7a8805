"""Sums and means over columns of a few firms, compiled: a call of numpy costs several times the work there.

The same numbers as numpy's, to the bit (``tests/test_rows.py``): floats are added in the order of its pairwise sum.
"""

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Flags, Floats, Ints
from sim.engine.compiled import compiled

LANES = 8  # numpy adds every eighth number into a sum of its own, and halves rows of more than
BLOCK = 128


@compiled
def total(values: Floats) -> float:
    """``values.sum()``."""
    size = values.size
    if size > BLOCK:
        half = size // 2
        half -= half % LANES
        return float(total(values[:half]) + total(values[half:]))
    lane = np.zeros(LANES)
    even = size - size % LANES
    for i in range(even):
        lane[i % LANES] += values[i]
    result = ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]))
    for i in range(even, size):
        result += values[i]
    return float(result)


@compiled
def write_units(whole: Ints, amount: Floats) -> None:
    """``amount[:] = whole / 1e6``: millionths in units."""
    for i in range(whole.size):
        amount[i] = whole[i] / 1e6


@compiled
def units(whole: Ints) -> Floats:
    """``whole / 1e6``: millionths in units."""
    amount = np.empty(whole.size)
    write_units(whole, amount)
    return amount


@compiled
def joined(first: Ints, second: Ints) -> Floats:
    """``np.concatenate([first, second]) / 1e6``: two stretches of millionths, in units."""
    amount = np.empty(first.size + second.size)
    for i in range(first.size):
        amount[i] = first[i] / 1e6
    behind = amount[first.size :]
    for i in range(second.size):
        behind[i] = second[i] / 1e6
    return amount


@compiled
def mean_work(version: npt.NDArray[np.int16], effort: Floats, count: Ints, efficiency: Floats, mean: Floats) -> None:
    """Write the mean work of a slot of each cloud, worker-months a slot-month; the newest version's where there are no agents.

    ``where(living, efficiency[version] * effort, 0).sum(axis=1) / count``, with ``efficiency`` that of each version.
    """
    mean[:] = efficiency[-1]
    work = np.empty(version.shape[1])
    for cloud in range(count.size):
        if count[cloud] > 0:
            work[:] = 0.0
            for slot in range(count[cloud]):
                work[slot] = efficiency[version[cloud, slot]] * effort[cloud, slot]
            mean[cloud] = total(work) / count[cloud]


@compiled
def mean_price(price: Floats, expected: Floats, active: Flags, start: int, stop: int) -> float:
    """Mean price of the firms there are from ``start`` to ``stop``, weighted by expected sales, money a unit.

    ``(price[at] * weights).sum() / weights.sum()`` with ``at`` the active ones there and ``weights = expected[at] + 1e-9``.
    """
    worth, weights = np.empty(stop - start), np.empty(stop - start)
    count = 0
    for i in range(start, stop):
        if active[i]:
            weights[count] = expected[i] + 1e-9
            worth[count] = price[i] * weights[count]
            count += 1
    return total(worth[:count]) / total(weights[:count])


@compiled
def mean_offer(wage: Floats, active: Flags, stop: int) -> float:
    """Mean wage offer of the firms there are before ``stop``: ``wage[:stop][active[:stop]].mean()``."""
    offers = np.empty(stop)
    count = 0
    for i in range(stop):
        if active[i]:
            offers[count] = wage[i]
            count += 1
    return total(offers[:count]) / count
