"""What a committee takes needs for, and what compute follows."""

import numpy as np

from sim.base.arrays import Floats


def need_view(view: Floats, news: Floats, *, need_persistence: float) -> Floats:
    """z' = rho z + sqrt(1 - rho^2) e: what the committee does not know of each firm's need, in standard deviations.

    ================  ====  ==========================  ===
    view              [n]   last month's                z
    news              [n]   standard normal             e
    need_persistence  []    left after a month          rho
    ================  ====  ==========================  ===

    >>> need_view(np.array([1.0, -2.0]), np.array([1.0, 0.5]), need_persistence=0.6).round(9).tolist()
    [1.4, -0.8]
    """
    return np.asarray(need_persistence * view + np.sqrt(1.0 - need_persistence**2) * news)


def means(money: Floats, outlay: Floats) -> Floats:
    """m = M / y: for how many months of outlay a firm has money. ``money``: money; ``outlay``: money a month.

    >>> means(np.array([6.0, 1.0, 0.0]), np.array([2.0, 4.0, 0.0])).tolist()
    [3.0, 0.25, 0.0]
    """
    return money / np.maximum(outlay, 1e-9)


def fill_rate(got: Floats, want: Floats) -> Floats:
    """q = min(g / a n, 1), to a millionth: what a firm has got of the AI work that it is organised for. Both [n], worker-months.

    What rounding leaves open is filled; whoever wants nothing is not asked about.

    >>> fill_rate(np.array([1.0, 2.0, 3.0]), np.array([4.0, 2.0, 3.000000001])).tolist()
    [0.25, 1.0, 1.0]
    """
    return np.asarray(np.minimum(np.round(got / want, 6), 1.0))


def rank_correlation(one: Floats, other: Floats) -> float:
    """r = cov(R(x), R(y)) / (sd(R(x)) sd(R(y))), equal ranks shared; 0 where either is the same for all. Both [n].

    Spearman (1904), The proof and measurement of association between two things.

    >>> rank_correlation(np.array([1.0, 5.0, 9.0]), np.array([0.1, 0.2, 7.0])), rank_correlation(np.array([1.0, 1.0]), np.array([1.0, 2.0]))
    (1.0, 0.0)
    >>> round(rank_correlation(np.array([0.0, 0.0, 1.0, 1.0]), np.array([4.0, 3.0, 2.0, 1.0])), 6)
    -0.894427
    """
    ranks = np.empty((2, one.size))
    for mine, values in zip(ranks, (one, other), strict=True):
        _, places, times = np.unique(values, return_inverse=True, return_counts=True)
        mine[:] = (times.cumsum() - (times + 1) / 2.0)[places]
    if one.size == 0 or (ranks.min(axis=1) == ranks.max(axis=1)).any():
        return 0.0
    away = ranks - ranks.mean(axis=1, keepdims=True)
    return float((away[0] * away[1]).sum() / np.sqrt((away[0] ** 2).sum() * (away[1] ** 2).sum()))
