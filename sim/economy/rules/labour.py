"""How much work is on offer, and whose work AI takes over."""

import numpy as np

from sim.base.arrays import Flags, Floats


def hours(unearned: float, *, hours_response: float) -> float:
    """n = max(1 - b m, 0): hours of a job, in normal hours, when unearned income is m mean wages.

    ==============  ==  ===============================================  ==
    unearned        []  unearned income a head, in mean monthly wages    m
    hours_response  []  share of hours given up for m = 1                b
    ==============  ==  ===============================================  ==

    Vivalt et al. (2024), the OpenResearch trial: 1,000 USD a month, about 0.2 of the mean US wage, took 1.3 hours from the week and
    0.02 from participation. Of 1.3 in 37 hours, 3.5 %, two points are participation and 1.5 are shorter hours: 0.075 for m = 1.

    >>> [round(hours(m, hours_response=0.075), 9) for m in (0.0, 0.2, 20.0)]
    [1.0, 0.985, 0.0]
    """
    return max(1.0 - hours_response * unearned, 0.0)


def withdrawn(unearned: float, *, participation_response: float) -> float:
    """w = min(q m, 1): share of workers who give up paid work when unearned income is m mean wages. Source and symbols as in ``hours``.

    >>> [round(withdrawn(m, participation_response=0.1), 9) for m in (0.0, 0.2, 20.0)]
    [0.0, 0.02, 1.0]
    """
    return min(participation_response * unearned, 1.0)


def task_ranks(skill: Floats, chance: Floats, *, task_difficulty: float) -> Floats:
    """q = rank of (1-|d|) u + d s among all, from 0 to 1: how difficult each worker's tasks are.

    ===============  ====  ===========================================================  ==
    skill            [n]   rank in the occupation, 0 to 1                               s
    chance           [n]   uniform                                                      u
    task_difficulty  []    weight of skill; below 0 the skilled have the easy tasks     d
    ===============  ====  ===========================================================  ==

    Both orders are defended: routine work at the bottom goes first (`elite-strike`, section 2), or well-paid work does (Webb 2020; Eloundou
    et al. 2024).

    >>> [task_ranks(np.array([0.1, 0.9]), np.array([0.6, 0.4]), task_difficulty=d).tolist() for d in (0.0, 1.0, -1.0)]
    [[0.75, 0.25], [0.25, 0.75], [0.75, 0.25]]
    """
    order = np.argsort((1.0 - abs(task_difficulty)) * chance + task_difficulty * skill, kind="stable")
    ranks = np.empty(order.size)
    ranks[order] = (np.arange(order.size) + 0.5) / order.size
    return ranks


def displaced(task: Floats, automated: Floats) -> Flags:
    """q < theta: whose tasks are among the easiest share theta, which AI does. All [n], shares. Source as in ``task_ranks``.

    >>> displaced(np.array([0.2, 0.5, 0.5]), np.array([0.5, 0.5, 0.6])).tolist()
    [True, False, True]
    """
    return task < automated
