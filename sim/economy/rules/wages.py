"""Wage offers."""

import numpy as np

from sim.base.arrays import Floats
from sim.engine.compiled import rule


# No @rule: compiled, the last digit of a logarithm could be another.
def tightness(unemployment: float, *, natural_unemployment: float, phillips_unemployment_min: float) -> float:
    """l = ln(u0 / max(u, u_min)): how scarce hands are, 0 at the natural rate.

    ====================  ==  ========================  ==
    unemployment          []  share of the occupation   u
    natural_unemployment  []  share                     u0
    ====================  ==  ========================  ==

    Convex Phillips curve (Phillips 1958: a curve, not a line; wages rise fast when hands are scarce, fall slowly when not).

    >>> [round(tightness(u, natural_unemployment=0.06, phillips_unemployment_min=0.02), 3) for u in (0.06, 0.03, 0.0)]
    [0.0, 0.693, 1.099]
    """
    return float(np.log(natural_unemployment / max(unemployment, phillips_unemployment_min)))


@rule
def wage_pressure(tightness: float, vacancy_share: Floats, *, phillips_slope: float, vacancy_premium: float) -> Floats:
    """h = phi l + phi_v v: by how much a contract revised now outgrows expected inflation.

    ===============  ====  ==================================  ======
    tightness        []    of the occupation, ``tightness``    l
    vacancy_share    [n]   unfilled share of need              v
    phillips_slope   []    1/month                             phi
    vacancy_premium  []    1/month                             phi_v
    ===============  ====  ==================================  ======

    >>> wage_pressure(0.0, np.array([0.0, 0.5]), phillips_slope=0.0015, vacancy_premium=0.001).tolist()
    [0.0, 0.0005]
    """
    return phillips_slope * tightness + vacancy_premium * vacancy_share


@rule
def revised_offer(
    offer: Floats, growth: Floats, mean: float, *, wage_cut_max: float, wage_convergence: float
) -> Floats:
    """W' = W (1 + max(g, floor)), then W' + c (mean (1 + mean growth) - W').

    ================  ====  ==============================  =====
    offer             [n]   money per unit of skill, month  W
    growth            [n]   1/month                         g
    mean              []    mean offer after growth
    wage_cut_max      []    1/month, not above zero         floor
    wage_convergence  []    1/month                         c
    ================  ====  ==============================  =====

    Downward rigidity: Bewley, Why Wages Don't Fall during a Recession (1999).

    >>> revised_offer(np.array([1.0]), np.array([-0.1]), 1.0, wage_cut_max=-0.01, wage_convergence=0.0).tolist()
    [0.99]
    >>> revised_offer(np.array([1.0]), np.array([0.0]), 2.0, wage_cut_max=-0.01, wage_convergence=0.05).tolist()
    [1.05]
    """
    grown = offer * (1.0 + np.maximum(growth, wage_cut_max))
    return grown + wage_convergence * (mean - grown)
