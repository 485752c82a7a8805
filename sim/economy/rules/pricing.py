"""Unit costs, mark-ups and prices of producers."""

import numpy as np

from sim.base.arrays import Flags, Floats
from sim.engine.compiled import rule, where


@rule
def unit_cost(
    offers: Floats,
    machine_price: float,
    machines_worn: Floats,
    *,
    cognitive_share: float,
    labour_slack: float,
    labour_productivity: float,
) -> Floats:
    """c = (1+x)/A (alpha W_c + (1-alpha) W_p) + d P1: cost of a unit without AI at normal use of capacity.

    ===================  ====  ===============================  ========
    offers               [2]   mean wages, money/worker-month   W_c, W_p
    machine_price        []    money a unit                     P1
    machines_worn        [n]   machines a unit of output        d = delta kappa / nu
    cognitive_share      []    share                            alpha
    ===================  ====  ===============================  ========

    >>> unit_cost(np.array([1.0, 1.0]), 2.0, np.array([0.1]), cognitive_share=0.5, labour_slack=0.0, labour_productivity=1.0).tolist()
    [1.2]
    """
    labour = cognitive_share * offers[0] + (1.0 - cognitive_share) * offers[1]
    cost: Floats = (1.0 + labour_slack) / labour_productivity * labour + machines_worn * machine_price
    return cost


@rule
def saving(
    automated: Floats,
    wage: float,
    fee: Floats,
    *,
    cognitive_share: float,
    labour_slack: float,
    labour_productivity: float,
) -> Floats:
    """(1+x)/A alpha theta (W_c - fee): what AI saves on a unit of output.

    =========  ====  ========================================  =====
    automated  [n]   share of cognitive work done by AI        theta
    wage       []    money/worker-month                        W_c
    fee        [n]   money/effective worker-month, with tax
    =========  ====  ========================================  =====

    >>> saving(np.array([0.5]), 1.0, np.array([0.6]), cognitive_share=0.5, labour_slack=0.0, labour_productivity=1.0).tolist()
    [0.1]
    """
    return (1.0 + labour_slack) / labour_productivity * cognitive_share * automated * (wage - fee)


@rule
def stock_gap(
    stock: Floats,
    expected: Floats,
    unmet: Floats,
    sold: Floats,
    *,
    stock_target: float,
    stock_gap_min: float,
    unmet_weight: float,
    unmet_in_markup_max: float,
) -> Floats:
    """gap = max(1 - stock / (i s), gap_min) + k min(unmet / sold, max): how short a firm is of goods.

    ============  ====  =============  =====
    stock, sold   [n]   units
    expected      [n]   units a month  s
    unmet         [n]   units
    ============  ====  =============  =====

    Clipped from below only: the mean of a gap clipped on both sides is not zero, since stocks are skewed to the right.

    >>> stock_gap(np.array([5.0, 50.0]), np.full(2, 10.0), np.array([0.0, 5.0]), np.full(2, 10.0), stock_target=0.5, stock_gap_min=-2.0,
    ...           unmet_weight=20.0, unmet_in_markup_max=0.2).tolist()
    [0.0, 2.0]
    """
    shortage = 1.0 - stock / np.maximum(stock_target * expected, 1e-9)
    missed = np.minimum(unmet / np.maximum(sold, 1e-9), unmet_in_markup_max)
    return np.maximum(shortage, stock_gap_min) + unmet_weight * missed


@rule
def revised_markup(
    markup: Floats, gap: Floats, sold_out: Flags, *, normal: Floats, reversion: float, response: float, highest: float
) -> Floats:
    """mu' = clip(mu + rho (mu* - mu) + sigma gap, 0, highest), rho = 0 where goods are sold out and mu > mu*.

    ========  ====  ================================
    markup    [n]   share of unit cost            mu
    gap       [n]   from ``stock_gap``
    sold_out  [n]   flag, from ``sold_out``
    normal    [n]   share of unit cost            mu*
    ========  ====  ================================

    >>> revised_markup(np.array([0.3, 0.3, 0.3, 0.3]), np.array([0.0, -90.0, 900.0, 0.0]), np.array([False, False, False, True]),
    ...                normal=np.full(4, 0.2), reversion=0.5, response=0.01, highest=1.5).tolist()
    [0.25, 0.0, 1.5, 0.3]
    """
    back = where(sold_out & (markup > normal), 0.0, reversion)
    return np.minimum(np.maximum(markup + back * (normal - markup) + response * gap, 0.0), highest)


@rule
def sold_out(unmet: Floats, sold: Floats, *, markup_hold: float) -> Flags:
    """unmet > h sold, never with h = 0: whether a queue stands before the shop. [n], units; markup_hold [] share of sales, h.

    >>> sold_out(np.array([0.1, 1.0]), np.full(2, 100.0), markup_hold=0.002).tolist()
    [False, True]
    """
    return (unmet > markup_hold * sold) & (markup_hold > 0.0)


@rule
def revised_price(price: Floats, target: Floats, *, expected_inflation: float, price_adjustment: float) -> Floats:
    """p' = (1+pi_e) (p + s (target - p)): sluggish prices that keep pace with expected inflation, so that the trend leaves no lag.

    ==================  ====  =============  =====
    price, target       [n]   money a unit   p
    expected_inflation  []    1/month        pi_e
    price_adjustment    []    1/month        s
    ==================  ====  =============  =====

    >>> revised_price(np.array([1.0]), np.array([2.0]), expected_inflation=0.0, price_adjustment=0.2).tolist()
    [1.2]
    """
    return (1.0 + expected_inflation) * (price + price_adjustment * (target - price))
