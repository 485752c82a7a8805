"""When firms are founded and when they close."""

import numpy as np

from sim.base.arrays import Flags, Floats, Ints


def expected_entrants(
    firms: int, profit: float, capital: float, normal: float, *, failure_hazard: float, entry_rate: float
) -> float:
    """n = F (h + a max(r / r* - 1, 0)), r = profit / capital: as many as bad luck closes, and more where returns are above normal.

    ===============  ==  ===========================  ===
    firms            []  firms of the department      F
    profit           []  after tax, money a month
    capital          []  machines and stocks, money
    normal           []  1/month                      r*
    failure_hazard   []  1/month                      h
    entry_rate       []  1/month                      a
    ===============  ==  ===========================  ===

    Capital moves to where profit is above the average: Smith, Wealth of Nations, book I, ch. 7; Marx, Capital III, ch. 10. Entry responds
    slowly to profits: Geroski (1995), What do we know about entry?, International Journal of Industrial Organization 13.

    >>> [round(expected_entrants(50, profit, 1000.0, 0.01, failure_hazard=0.02, entry_rate=0.1), 9) for profit in (10.0, 12.0, 5.0)]
    [1.0, 2.0, 1.0]
    """
    above = profit / capital / normal - 1.0 if capital > 0.0 and normal > 0.0 else 0.0
    return firms * (failure_hazard + entry_rate * max(above, 0.0))


def closes(failed: Flags, expected: Floats, young: Flags, *, exit_size: float) -> Flags:
    """A firm closes when it fails, or past its first months when s < x mean s; but never the last: the largest stays.

    =========  ====  =======================================  ===
    failed     [n]   whether the firm defaults this month
    expected   [n]   expected sales, units a month            s
    young      [n]   whether still in its first months
    exit_size  []    share of the mean                        x
    =========  ====  =======================================  ===

    >>> closes(np.array([True, False, False]), np.array([10.0, 10.0, 0.5]), np.full(3, False), exit_size=0.1).tolist()
    [True, False, True]
    >>> closes(np.array([True, True]), np.array([1.0, 2.0]), np.full(2, False), exit_size=0.1).tolist()
    [True, False]
    """
    ends = np.asarray(failed | (~young & (expected < exit_size * expected.mean())))
    if ends.all():
        ends[np.argmax(expected)] = False
    return ends


def shared(total: int, weights: Floats) -> Ints:
    """x_i = floor(X w_i / sum w), the largest weight takes the rest: a whole number in parts; equal ones where all weights are 0.

    >>> shared(100, np.array([1.0, 2.0, 0.0])).tolist(), shared(5, np.zeros(2)).tolist()
    ([33, 67, 0], [3, 2])
    """
    weights = weights if np.any(weights > 0.0) else np.ones(weights.size)
    parts = np.floor(total * (weights / np.sum(weights))).astype(np.int64)
    parts[np.argmax(weights)] += total - int(parts.sum())
    return parts
