"""What each member of a group adds to what the group is worth: Shapley values and pairwise interactions, exact, from all groups.

A group of ``n`` members is a number whose bits say who is in it; ``worth[group, ...]`` has all ``2 ** n``.
"""

from itertools import combinations
from math import factorial

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.base.errors import InputError

CLOSE = 1e-9  # of the largest worth: what sums of hundreds of parts may be off by


def members(worth: Floats) -> int:
    """How many members there are.

    >>> members(np.zeros((8, 2)))
    3
    """
    count = len(worth).bit_length() - 1
    if len(worth) != 1 << count:
        raise InputError(f"{len(worth)} groups: must be all of some members, a power of two")
    return count


def shapley(worth: Floats) -> Floats:
    """``[member, ...]``: what each adds to who was there before, the mean over all orders in which they may come (Shapley 1953).

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))

    >>> shapley(np.array([0.0, 1.0, 2.0, 3.0])).tolist(), shapley(np.array([0.0, 0.0, 0.0, 1.0])).tolist()
    ([1.0, 2.0], [0.5, 0.5])
    """
    count = members(worth)
    found = []
    for one in range(count):
        groups = _without(count, one)
        gains = worth[groups | 1 << one] - worth[groups]
        found.append(_weighted(gains, groups, count - 1))
    return np.array(found)


def interactions(worth: Floats) -> Floats:
    """``[pair, ...]``, in the order of ``pairs``: what two add together beyond what each adds by itself, the mean over all groups of
    the others (Grabisch and Roubens 1999).

    I_ij = sum over S without i and j of |S|! (n - |S| - 2)! / (n - 1)! (v(S + i + j) - v(S + i) - v(S + j) + v(S))

    >>> interactions(np.array([0.0, 1.0, 2.0, 3.0])).tolist(), interactions(np.array([0.0, 0.0, 0.0, 1.0])).tolist()
    ([0.0], [1.0])
    """
    count = members(worth)
    found = []
    for first, second in pairs(count):
        groups = _without(count, first, second)
        one, other = 1 << first, 1 << second
        gains = (worth[groups | one | other] - worth[groups | one]) - (worth[groups | other] - worth[groups])
        found.append(_weighted(gains, groups, count - 2))
    return np.array(found)


def pairs(count: int) -> list[tuple[int, int]]:
    """All pairs of so many members.

    >>> pairs(3)
    [(0, 1), (0, 2), (1, 2)]
    """
    return list(combinations(range(count), 2))


def adds_up(values: Floats, worth: Floats) -> bool:
    """Whether Shapley values add up to what all are worth, less what none is: to rounding, for every axis behind the first.

    >>> adds_up(np.array([0.1, 0.2]), np.array([0.0, 9.0, 9.0, 0.3])), adds_up(np.array([0.1, 0.1]), np.array([0.0, 9.0, 9.0, 0.3]))
    (True, False)
    """
    gaps = np.abs(values.sum(axis=0) - (worth[-1] - worth[0]))
    return bool((gaps <= CLOSE * np.abs(worth).max(axis=0)).all())


def _without(count: int, *some: int) -> Ints:
    """All groups in which these members are not."""
    groups = np.arange(1 << count)
    return np.asarray(groups[(groups & sum(1 << one for one in some)) == 0])


def _weighted(gains: Floats, groups: Ints, others: int) -> Floats:
    """The mean of what is gained by coming to each of these groups, of ``others`` members: each size is as likely as each other one."""
    weights = [factorial(size) * factorial(others - size) / factorial(others + 1) for size in range(others + 1)]
    each = np.array([weights[int(group).bit_count()] for group in groups])
    return np.asarray((each.reshape(-1, *[1] * (gains.ndim - 1)) * gains).sum(axis=0))
