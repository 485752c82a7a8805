"""Wage offers."""

import numpy as np
import numpy.typing as npt

from sim.compiling import rule

Floats = npt.NDArray[np.float64]


@rule
def wage_pressure(
    unemployment: float,
    vacancy_share: Floats,
    *,
    natural_unemployment: float,
    phillips_slope: float,
    phillips_unemployment_min: float,
    vacancy_premium: float,
) -> Floats:
    """h = phi ln(u0 / max(u, u_min)) + phi_v v: by how much a contract revised now outgrows expected inflation.

    ====================  ====  ========================  ======
    unemployment          []    share of the occupation   u
    vacancy_share         [n]   unfilled share of need    v
    natural_unemployment  []    share                     u0
    phillips_slope        []    1/month                   phi
    vacancy_premium       []    1/month                   phi_v
    ====================  ====  ========================  ======

    Convex Phillips curve (Phillips 1958: a curve, not a line; wages rise fast when hands are scarce, fall slowly when not).

    >>> wage_pressure(0.065, np.array([0.0, 0.5]), natural_unemployment=0.065, phillips_slope=0.0015,
    ...               phillips_unemployment_min=0.005, vacancy_premium=0.001).tolist()
    [0.0, 0.0005]
    """
    tightness = np.log(natural_unemployment / max(unemployment, phillips_unemployment_min))
    pressure: Floats = phillips_slope * tightness + vacancy_premium * vacancy_share
    return pressure


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
