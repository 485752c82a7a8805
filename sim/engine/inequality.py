"""How unequally something is held."""

import numpy as np

from sim.base.arrays import Floats


def gini(held: Floats) -> float:
    """Gini coefficient: sum of (2i - n - 1) x_i over n sum of x_i, x sorted in ascending order.

    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 4.0, 0.0, 0.0]))
    (0.0, 0.75)
    """
    held, n = np.sort(held), held.size
    return float((np.arange(1.0 - n, n, 2.0) * held).sum() / (n * held.sum()))
