"""Planning output, the labour it needs, and what comes out (fixed coefficients, flexible hours)."""

import numpy as np

from sim.base.arrays import Floats
from sim.engine.compiled import rule


@rule
def planned_output(
    expected: Floats, stock: Floats, capacity: Floats, *, stock_target: float, stock_closing_time: float
) -> Floats:
    """y* = clip(s + (i s - stock) / t, 0, capacity).

    ==================  ====  ========================  =====
    expected            [n]   units a month             s
    stock               [n]   units
    capacity            [n]   units a month             K/kappa
    stock_target        []    months of sales           i
    stock_closing_time  []    months                    t
    ==================  ====  ========================  =====

    Stock adjustment as in Metzler (1941); Godley and Lavoie, Monetary Economics (2007), ch. 9.

    >>> planned_output(np.full(3, 10.0), np.array([5.0, 11.0, -90.0]), np.full(3, 20.0), stock_target=0.5, stock_closing_time=6.0).tolist()
    [10.0, 9.0, 20.0]
    """
    return np.minimum(np.maximum(expected + (stock_target * expected - stock) / stock_closing_time, 0.0), capacity)


@rule
def capacity(machines: Floats, *, power_off: float, machines_per_capacity: float) -> Floats:
    """(1-o) K / kappa: what machines can make with the energy there is.

    =====================  ====  =======================================  =====
    machines               [n]   units of capital goods                   K
    power_off              []    share of energy that is missing          o
    machines_per_capacity  []    machines per unit of monthly capacity    kappa
    =====================  ====  =======================================  =====

    >>> capacity(np.array([160.0]), power_off=0.25, machines_per_capacity=16.0).tolist()
    [7.5]
    """
    return (1.0 - power_off) * machines / machines_per_capacity


@rule
def labour_need(output: Floats, share: float, *, labour_slack: float, labour_productivity: float) -> Floats:
    """share y (1+x) / A: worker-months of one occupation.

    ====================  ====  ===================  ===
    output                [n]   units a month        y
    share                 []    share of the work
    labour_slack          []    share                x
    labour_productivity   []    units/worker-month   A
    ====================  ====  ===================  ===

    >>> labour_need(np.array([100.0]), 0.5, labour_slack=0.02, labour_productivity=1.0).tolist()
    [51.0]
    """
    return share * output * (1.0 + labour_slack) / labour_productivity


@rule
def largest_output(
    labour: Floats, share: float, *, labour_slack: float, labour_productivity: float, flexible_hours: float
) -> Floats:
    """(1+flex)/(1+x) A labour / share: what this work suffices for when hours are stretched.

    Units and symbols as in ``labour_need``; flexible_hours [] share, flex.

    >>> largest_output(np.array([51.0]), 0.5, labour_slack=0.02, labour_productivity=1.0, flexible_hours=0.03).round(9).tolist()
    [103.0]
    """
    return (1.0 + flexible_hours) / (1.0 + labour_slack) * labour_productivity * labour / share


@rule
def output(plan: Floats, capacity: Floats, by_minds: Floats, by_hands: Floats) -> Floats:
    """y = min(y*, K/kappa, what cognitive work and AI suffice for, what physical work suffices for): Leontief. All [n], units a month.

    >>> output(np.array([5.0, 5.0]), np.array([4.0, 9.0]), np.array([6.0, 3.0]), np.array([7.0, 7.0])).tolist()
    [4.0, 3.0]
    """
    return np.minimum(np.minimum(plan, capacity), np.minimum(by_minds, by_hands))
