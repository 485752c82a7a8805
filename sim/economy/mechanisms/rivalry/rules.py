"""How firms learn from rivals what to charge."""

import numpy as np

from sim.base.arrays import Flags, Floats, Ints


def imitated(
    own: Floats, rivals: Floats, success: Floats, rivals_success: Floats, looks: Flags, trial: Floats
) -> Floats:
    """x' = x_r + trial where one looks and the rival does better, else x: imitation of the more successful.

    =======================  ====  ==============================================  =====
    own, rivals              [n]   behaviour, a share from 0 to 1                  x
    success, rivals_success  [n]   any, the same for both
    looks                    [n]   whether the firm looks at a rival this month
    trial                    [n]   what it tries beside what it sees
    =======================  ====  ==============================================  =====

    Before the domain of a share. Vega-Redondo, The evolution of Walrasian behavior, Econometrica 65 (1997): who gains less from a
    low price than a rival loses still does better than the rival, so imitation drives prices down to cost where all meet all.

    >>> imitated(np.full(3, 0.2), np.full(3, 0.6), np.array([1.0, 1.0, 3.0]), np.full(3, 2.0),
    ...          np.array([True, False, True]), np.full(3, 0.1)).round(9).tolist()
    [0.7, 0.2, 0.2]
    """
    return np.where(looks & (rivals_success > success), rivals + trial, own)


def rival(members: int, uniform: Floats) -> Ints:
    """j = floor(u (m-1)), one more from one's own place on: another member of a group of m, each as likely. [m], places 0 to m-1.

    Alone, a firm finds itself.

    >>> rival(3, np.array([0.0, 0.0, 0.9])).tolist(), rival(1, np.array([0.5])).tolist()
    ([1, 0, 1], [0])
    """
    place = np.arange(members)
    other = (uniform * (members - 1)).astype(np.int64)
    return np.asarray(np.where(members > 1, other + (other >= place), place))
