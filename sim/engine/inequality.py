"""How unequally something is held."""

import numpy as np

from sim.base.arrays import Floats
from sim.engine import sums
from sim.engine.compiled import compiled


def gini(held: Floats) -> float:
    """Gini coefficient: sum of (2i - n - 1) x_i over n sum of x_i, x sorted in ascending order; 0 where nobody has anything.

    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 4.0, 0.0, 0.0])), gini(np.zeros(3))
    (0.0, 0.75, 0.0)
    """
    return gini_of_sorted(np.sort(held))


@compiled
def gini_of_sorted(held: Floats) -> float:
    """The same of what stands in ascending order."""
    n = held.size
    total = n * sums.total(held)
    weighted = np.empty(n)
    for i in range(n):
        weighted[i] = (1.0 - n + 2.0 * i) * held[i]
    return sums.total(weighted) / total if total else 0.0


def share_of_most(held: Floats, count: int) -> float:
    """Share of all that those have, of this number, who have most; 0 where nobody has anything.

    >>> share_of_most(np.array([1.0, 5.0, 2.0, 0.0]), 1)
    0.625
    """
    total = sums.total(held)
    return float(np.partition(held, -count)[-count:].sum() / total) if total > 0.0 else 0.0
