"""What new tasks leave of what AI can do."""

import numpy as np

from sim.base.arrays import Floats


def new_tasks(share: Floats, *, new_tasks: float, generality: float) -> Floats:
    """x' = x / (1 + m), m = nu (1 - gamma): a share of all tasks after new ones have come beside them.

    ==========  ====  ==========================================  =====
    share       [n]   of cognitive tasks                          x
    new_tasks   []    share of tasks a month                      nu
    generality  []    share of new tasks that AI does at once     gamma
    ==========  ====  ==========================================  =====

    Tasks that AI does at once as it does old ones leave its share as it is: they are not counted. Acemoglu and Restrepo (2018, 2019), in
    whose model the oldest task leaves for each new one; here all stay.

    >>> new_tasks(np.array([0.0, 0.5]), new_tasks=0.25, generality=0.0).tolist()
    [0.0, 0.4]
    >>> new_tasks(np.array([0.5]), new_tasks=0.25, generality=1.0).tolist()
    [0.5]
    """
    return np.asarray(share / (1.0 + new_tasks * (1.0 - generality)))


def net_pace(pace: Floats, before: Floats, after: Floats, *, ai_ceiling: float) -> Floats:
    """g' = g - ln( (c_max/c' - 1) / (c_max/c - 1) ): growth of the log of the odds of capability that new tasks leave.

    ==========  ====  ===========================================  =====
    pace        [n]   1/month                                      g
    before      [n]   share of cognitive tasks, without new ones   c
    after       [n]   share of cognitive tasks, with them          c'
    ==========  ====  ===========================================  =====

    >>> net_pace(np.array([0.03, 0.03]), np.array([0.45, 0.45]), np.array([0.3, 0.45]), ai_ceiling=0.9).round(6).tolist()
    [-0.663147, 0.03]
    """
    highest = ai_ceiling * (1.0 - 1e-12)
    odds = [ai_ceiling / np.minimum(one, highest) - 1.0 for one in (before, after)]
    return np.asarray(pace - np.log(odds[1] / odds[0]))
