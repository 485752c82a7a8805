"""What checking costs, and what it prevents."""

import math

import numpy as np

from sim.base.arrays import Flags, Floats


def aligned_work(*, alignment_overhead: float) -> float:
    """y = 1 - a: what checking leaves of a slot's work.

    ==================  ==  =======================  =
    alignment_overhead  []  share of a slot's work   a
    ==================  ==  =======================  =

    `manifesto`, ch. 3 section 1.

    >>> aligned_work(alignment_overhead=0.25)
    0.75
    """
    return 1.0 - alignment_overhead


def hazard(done: Floats, *, incident_hazard: float, checking_effect: float, alignment_overhead: float) -> Floats:
    """h = h0 s exp(-eta a): how often a firm meets with an accident of AI.

    ==================  ====  ==============================================  ===
    done                [n]   share of the firm's cognitive work done by AI   s
    incident_hazard     []    1/month, where AI does all and nothing checks   h0
    checking_effect     []    fall of the log hazard an overhead of 1         eta
    alignment_overhead  []    share of a slot's work                          a
    ==================  ====  ==============================================  ===

    The fall by checking: Sharma et al. (2025).

    >>> hazard(np.array([0.0, 0.5, 1.0]), incident_hazard=0.02, checking_effect=12.0, alignment_overhead=0.0).tolist()
    [0.0, 0.01, 0.02]
    """
    return done * (incident_hazard * math.exp(-checking_effect * alignment_overhead))


def incidents(chance: Floats, hazard: Floats) -> Flags:
    """u < 1 - exp(-h): who meets with one this month, at least one counting as one.

    =======  ====  ===========================  =
    chance   [n]   uniform, 0 to 1              u
    hazard   [n]   1/month                      h
    =======  ====  ===========================  =

    >>> incidents(np.array([0.0, 0.5, 0.7, 0.0]), np.array([1.0, 1.0, 1.0, 0.0])).tolist()
    [True, True, False, False]
    """
    return chance < -np.expm1(-hazard)
