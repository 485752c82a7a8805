"""Debt norms and dividends of firms."""

import numpy as np

from sim.base.arrays import Floats
from sim.engine.compiled import rule


@rule
def loan_norm(
    opening: Floats, collateral: Floats, *, leverage: float | Floats, loan_adjustment: float, expected_inflation: float
) -> Floats:
    """L' = L0 + a (lev value - L0), L0 = (1+pi_e) opening loan: debt moves to a share of the value of capital.

    ===========  ====  =================================  =====
    opening      [n]   loan at the start of the month
    collateral   [n]   value of machines or slots, money  value
    leverage     [n]   share                              lev
    ...adjust.   []    1/month                            a
    ===========  ====  =================================  =====

    The norm starts from the opening loan: from the month's highest it would make bridge loans permanent.

    >>> loan_norm(np.array([10.0]), np.array([100.0]), leverage=0.2, loan_adjustment=0.1, expected_inflation=0.0).tolist()
    [11.0]
    """
    carried = opening * (1.0 + expected_inflation)
    return carried + loan_adjustment * (leverage * collateral - carried)


@rule
def dividend(
    cash: Floats,
    profit: Floats,
    outlay: Floats,
    loan: Floats,
    *,
    liquidity_norm: float,
    dividend_adjustment: float,
    expected_inflation: float,
) -> Floats:
    """d = max(D + s (cash - D - m o), 0), D = profit + pi_e (loan - m o / (1+pi_e)).

    ===================  ====  =====================================  ====
    cash                 [n]   before the dividend, money
    profit               [n]   smoothed, after tax, money a month
    outlay               [n]   smoothed wages and fees, money         o
    loan                 [n]   at the start of the month, money
    liquidity_norm       []    months of outlay                       m
    dividend_adjustment  []    1/month                                s
    ===================  ====  =====================================  ====

    D is profit after the gearing adjustment of current-cost accounting: inflation lets debt grow at unchanged leverage and asks for
    more cash. Without it deposits creep above their norm for ever.

    >>> dividend(np.array([11.0, 21.0, 0.0]), np.full(3, 1.0), np.full(3, 10.0), np.zeros(3), liquidity_norm=1.0,
    ...          dividend_adjustment=0.1, expected_inflation=0.0).tolist()
    [1.0, 2.0, 0.0]
    """
    norm = liquidity_norm * outlay
    distributable = profit + expected_inflation * (loan - norm / (1.0 + expected_inflation))
    return np.maximum(distributable + dividend_adjustment * (cash - distributable - norm), 0.0)
