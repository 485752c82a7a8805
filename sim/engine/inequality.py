"""How unequally something is held."""

import numpy as np

from sim.base.arrays import Floats


def gini(held: Floats) -> float:
    """Gini coefficient: sum of (2i - n - 1) x_i over n sum of x_i, x sorted in ascending order; 0 where nobody has anything.

    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 4.0, 0.0, 0.0])), gini(np.zeros(3))
    (0.0, 0.75, 0.0)
    """
    held, n = np.sort(held), held.size
    total = n * held.sum()
    return float((np.arange(1.0 - n, n, 2.0) * held).sum() / total) if total else 0.0
