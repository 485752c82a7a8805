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


def needed_output(volume: float, machines: Floats, view: Floats, *, need_error: float) -> Floats:
    """y_f = B K_f e_f / sum K e, e_f = exp(s z_f): each firm's part of what is needed, by its plant and what the plan takes its need for.

    ==========  ====  ==========================================  ===
    volume      []    needed of the department, units a month     B
    machines    [n]   units                                       K_f
    view        [n]   of ``need_view``, standard deviations       z_f
    need_error  []    log points                                  s
    ==========  ====  ==========================================  ===

    All make what is needed, whoever overstates it; nothing where nobody has machines. What was sold is not asked. Kornai (1980), Qian
    (1994), AER 84; on the other side Cockshott and Cottrell (1993), Towards a New Socialism.

    >>> needed_output(10.0, np.array([30.0, 10.0, 0.0]), np.array([0.0, 2.0, 9.0]), need_error=0.0).tolist()
    [7.5, 2.5, 0.0]
    >>> needed_output(10.0, np.array([30.0, 10.0]), np.log([1.0, 9.0]), need_error=0.5).round(9).tolist()
    [5.0, 5.0]
    >>> needed_output(10.0, np.array([30.0, 10.0]), np.array([3.0, 3.0]), need_error=0.5).tolist()
    [7.5, 2.5]
    >>> needed_output(10.0, np.zeros(2), np.zeros(2), need_error=0.1).tolist()
    [0.0, 0.0]
    """
    weight = machines * np.exp(need_error * view)
    return np.asarray(volume * (weight / max(float(weight.sum()), 1e-9)))


def norm(level: float, unemployment: float, *, natural_unemployment: float, norm_speed: float) -> float:
    """nu' = max( nu (1 + g (u - u0)), 1 ): what people need over the norm of the start rises while hands are idle.

    ====================  ==  ==================  ==
    level                 []  over the start's    nu
    unemployment          []  share               u
    natural_unemployment  []  share               u0
    norm_speed            []  1/month             g
    ====================  ==  ==================  ==

    A norm that stood still would turn all that AI saves into people without work.

    >>> rows = ((1.2, 0.1), (1.2, 0.3), (1.2, 0.05), (1.0, 0.0))
    >>> [round(norm(level, u, natural_unemployment=0.1, norm_speed=0.5), 3) for level, u in rows]
    [1.2, 1.32, 1.17, 1.0]
    """
    return max(level * (1.0 + norm_speed * (unemployment - natural_unemployment)), 1.0)


def provision_tax(paid: float, profits: float, room: float) -> float:
    """t = min( Q / Pi, r ): the rate on profits beside tax that pays for provision, never above its source; 0 without profits.

    =======  ==  ======================================  ===
    paid     []  provision, smoothed, money a month      Q
    profits  []  positive ones, smoothed, money a month  Pi
    room     []  highest rate beside other taxes         r
    =======  ==  ======================================  ===

    >>> provision_tax(2.0, 10.0, 0.5), provision_tax(8.0, 10.0, 0.5), provision_tax(1.0, 0.0, 0.5), provision_tax(0.0, 10.0, 0.5)
    (0.2, 0.5, 0.0, 0.0)
    """
    return min(paid / profits, room) if profits > 0.0 else 0.0


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
