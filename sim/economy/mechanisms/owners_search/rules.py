"""How an owner searches."""

import numpy as np

from sim.base.arrays import Flags, Floats


def kept(tried: Floats, before: Floats, profit: Floats, profit_before: Floats) -> Floats:
    """x = x_tried where the year's profit rose, else what was before.

    =====================  ===  ====================================  ====
    tried, before          [n]  what the owner does and did           x
    profit, profit_before  [n]  of this year, of the one before it
    =====================  ===  ====================================  ====

    Search near what is done: Cyert and March (1963), A Behavioral Theory of the Firm.

    >>> kept(np.full(2, 0.3), np.full(2, 0.25), np.array([2.0, 1.0]), np.array([1.0, 1.0])).tolist()
    [0.3, 0.25]
    """
    return np.where(profit > profit_before, tried, before)


def tried(value: Floats, moves: Flags, up: Flags, *, step: float, lowest: float, highest: float) -> Floats:
    """x' = clip(x + s, lowest, highest) where it moves up, x - s where down, x where it does not move.

    ================  ===  ================================  ===
    value             [n]  what the owner does               x
    moves, up         [n]  flags
    step              []   in the unit of what is moved      s
    lowest, highest   []   range of what is moved
    ================  ===  ================================  ===

    >>> tried(np.array([0.25, 0.25, 0.0]), np.array([True, False, True]), np.array([True, True, False]),
    ...       step=0.05, lowest=0.0, highest=1.0).round(9).tolist()
    [0.3, 0.25, 0.0]
    """
    return np.clip(value + np.where(moves, np.where(up, step, -step), 0.0), lowest, highest)
