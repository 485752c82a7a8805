"""What clouds build for, and what lenders take their hardware for."""

import math

import numpy as np

from sim.base.arrays import Floats


def growth_seen(growth: float, wanted: float, wanted_before: float, *, speed: float) -> float:
    """g' = g + s (ln(d/d_before) - g); as it was where there is or was no demand.

    ======================  ==  ============================  =
    growth                  []  log points a month            g
    wanted, wanted_before   []  slots that demand would take  d
    speed                   []  1/month                       s
    ======================  ==  ============================  =

    Adaptive expectations (Cagan 1956), of a rate.

    >>> round(growth_seen(0.0, 110.0, 100.0, speed=0.5), 6), growth_seen(0.02, 110.0, 0.0, speed=0.5)
    (0.047655, 0.02)
    """
    if wanted <= 0.0 or wanted_before <= 0.0:
        return growth
    return growth + speed * (math.log(wanted / wanted_before) - growth)


def extrapolated(growth: float, *, capex_extrapolation: float, horizon: float, highest: float) -> float:
    """F = exp(clip(x_c g H, -b, b)): what clouds build for, over what is known of demand.

    ===================  ==  ==================  ===
    growth               []  log points a month  g
    capex_extrapolation  []  weight              x_c
    horizon              []  months              H
    highest              []  log points          b
    ===================  ==  ==================  ===

    Who builds extrapolates demand, and overlooks that rivals build too: Greenwood and Hanson (2015), Waves in ship prices and
    investment, Quarterly Journal of Economics 130.

    >>> round(extrapolated(0.02, capex_extrapolation=1.0, horizon=18.0, highest=1.2), 6)
    1.433329
    >>> extrapolated(0.02, capex_extrapolation=0.0, horizon=18.0, highest=1.2)
    1.0
    """
    return math.exp(min(max(capex_extrapolation * growth * horizon, -highest), highest))


def looked_at(months: int, *, grace: int) -> float:
    """a = clip((t - t_0) / t_0, 0, 1): how far lenders look at use; not while plant is young, and fully after as long again.

    ======  ==  ===========================  ===
    months  []  since the arrival of AI      t
    grace   []  months in which nobody does  t_0
    ======  ==  ===========================  ===

    A loan that is young is not called in from one month to the next: on one day every cloud would be found to owe too much.

    >>> [looked_at(months, grace=24) for months in (24, 36, 90)], looked_at(0, grace=0)
    ([0.0, 0.5, 1.0], 1.0)
    """
    return min(max((months - grace) / grace, 0.0), 1.0) if grace else 1.0


def marked_collateral(use: Floats, *, collateral_marking: float, normal_use: float, lowest: float) -> Floats:
    """v = 1 - kappa_c (1 - clip(u / u_n, floor, 1)): what lenders take slots for, over what new ones cost.

    ==================  ===  ==============================  =======
    use                 [n]  smoothed, share of offered      u
    collateral_marking  []   share                           kappa_c
    normal_use          []   share of offered slots          u_n
    lowest              []   share: scrap                    floor
    ==================  ===  ==============================  =======

    Collateral loses worth with what it earns: Kiyotaki and Moore (1997), Credit cycles, Journal of Political Economy 105. Scrap: Ramey and
    Shapiro (2001), Displaced capital, Journal of Political Economy 109.

    >>> marked_collateral(np.array([0.9, 0.4, 0.1]), collateral_marking=0.5, normal_use=0.8, lowest=0.3).tolist()
    [1.0, 0.75, 0.65]
    """
    return 1.0 - collateral_marking * (1.0 - np.clip(use / normal_use, lowest, 1.0))
