"""Planning output, the labour it needs, and what comes out (fixed coefficients, flexible hours)."""

import math

import numpy as np

from sim.base.arrays import Floats
from sim.engine.compiled import rule


def lead(lead: Floats, jump: Floats, *, half_life: float) -> Floats:
    """z' = 0.5^(1/h) z + J: a lead in productivity wears off, and jumps now and then. All [n], log points; half_life [] months, h.

    Firms' growth comes in few jumps: Bottazzi and Secchi (2006), Explaining the distribution of firm growth rates, RAND Journal 37.

    >>> lead(np.array([0.2, 0.0]), np.array([0.0, 0.1]), half_life=1.0).tolist()
    [0.1, 0.1]
    """
    return np.asarray(0.5 ** (1.0 / half_life) * lead + jump)


def jump_width(sd: float, *, half_life: float, gap: float) -> float:
    """b = sd sqrt((1-rho^2) g / 2), rho = 0.5^(1/h): width of Laplace jumps, one in g months, under which leads have this deviation.

    =========  ==  ==========  ==
    sd         []  log points
    half_life  []  months      h
    gap        []  months      g
    =========  ==  ==========  ==

    A jump has variance 2 b^2; the lead then sum rho^2k 2 b^2 / g = 2 b^2 / (g (1-rho^2)).

    >>> round(jump_width(0.1, half_life=0.5, gap=2.0), 6)
    0.096825
    """
    return sd * math.sqrt((1.0 - 0.25 ** (1.0 / half_life)) * gap / 2.0)


@rule
def productivity(lag: Floats, mean: float, *, level: float) -> Floats:
    """A_i = A m / l_i: a firm's productivity, its lag set off against the mean m by sales, so that leads leave a department's labour alone.

    ======  ====  ====================
    lag     [n]   exp(-z)            l
    mean    []    of the department  m
    level   []    units/worker-month  A
    ======  ====  ====================

    Spread between plants of one industry: Syverson (2011), What determines productivity?, Journal of Economic Literature 49.

    >>> productivity(np.array([0.8, 1.25]), 1.0, level=2.0).tolist()
    [2.5, 1.6]
    """
    return level * mean / lag


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
def team_output(*, cognitive_share: float, labour_slack: float, labour_productivity: float) -> float:
    """A / ((1+x) max(alpha, 1-alpha)): what one worker of each occupation makes a month, units: no firm that is there plans for less.

    Workers are whole. Below a team the two are seldom there together, and a firm that made nothing would expect to sell nothing.

    >>> round(team_output(cognitive_share=0.4, labour_slack=0.0, labour_productivity=1.2), 9)
    2.0
    """
    return labour_productivity / (1.0 + labour_slack) / max(cognitive_share, 1.0 - cognitive_share)


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
