"""Who gets how much of what does not suffice for all."""

import numpy as np

from sim.base.arrays import Floats


def shared_out(want: Floats, weight: Floats, total: float) -> Floats:
    """x = min(want, lambda weight), sum(x) = min(total, sum(want)): each its weighted part, none more than it wants.

    =======  ====  ===========================================================
    want     [n]   in units of ``total``, not below zero
    weight   [n]   of any scale, not below zero
    total    []    what there is
    =======  ====  ===========================================================

    What some don't want goes round again among those still short; who has no weight gets, in equal parts, what the others leave.
    Constrained equal awards, weighted: Thomson (2003), Mathematical Social Sciences 45.

    >>> want, equal = np.array([1.0, 4.0, 7.0]), np.ones(3)
    >>> shared_out(want, equal, 9.0).tolist(), shared_out(want, want, 6.0).tolist()
    ([1.0, 4.0, 4.0], [0.5, 2.0, 3.5])
    >>> shared_out(want, np.array([0.0, 1.0, 3.0]), 8.0).tolist(), shared_out(want, np.array([0.0, 1.0, 3.0]), 11.5).tolist()
    ([0.0, 2.0, 6.0], [0.5, 4.0, 7.0])
    >>> shared_out(want, 1e6 * equal, 12.0).tolist(), shared_out(want, equal, 0.0).tolist()
    ([1.0, 4.0, 7.0], [0.0, 0.0, 0.0])
    """
    if total >= want.sum():
        return np.asarray(want.copy())
    got, counts = np.zeros(want.size), weight > 0.0
    if not counts.all():
        got[counts] = shared_out(want[counts], weight[counts], total)
        got[~counts] = shared_out(want[~counts], np.ones(want.size - counts.sum()), max(total - float(got.sum()), 0.0))
        return got
    weight = weight / weight.max()
    if weight.min() == 1.0:  # all alike: it does not matter who of equals comes first
        if total / want.size < want.min():  # nobody has enough
            return np.full(want.size, total / want.size)
        wanted, weighs = np.sort(want), weight
    else:
        with np.errstate(over="ignore"):  # who weighs next to nothing is the last to have enough
            turn = np.argsort(want / weight, kind="stable")
        wanted, weighs = want[turn], weight[turn]
    # A unit of weight gets this much if all who come before have what they want.
    level = (total - (wanted.cumsum() - wanted)) / weighs[::-1].cumsum()[::-1]
    short = np.flatnonzero(level * weighs < wanted)
    return np.asarray(np.minimum(want, level[short[0] if short.size else -1] * weight))
