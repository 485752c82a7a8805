"""The life of AI agents and the frontier they are copied from."""

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Flags, Floats
from sim.engine.compiled import rule, where


def frontier(capability: float, months: float, *, ai_growth: float, ai_ceiling: float) -> float:
    """c(t+n) of dc/dt = g c (1 - c/c_max): logistic growth of what the best model can do.

    ==========  ==  ========================  =====
    capability  []  share of cognitive tasks  c
    months      []  months                    n
    ai_growth   []  1/month                   g
    ai_ceiling  []  share of cognitive tasks  c_max
    ==========  ==  ========================  =====

    >>> frontier(0.05, 0, ai_growth=0.03, ai_ceiling=0.9)
    0.05
    >>> round(frontier(0.05, 1e4, ai_growth=0.03, ai_ceiling=0.9), 9)
    0.9
    """
    return ai_ceiling / (1.0 + (ai_ceiling / capability - 1.0) * float(np.exp(-ai_growth * months)))


@rule
def obsolete(age: npt.NDArray[np.int32], revenue: Floats, cost: float, outdated: Flags, *, agent_grace: int) -> Flags:
    """Deleted: past its grace, trailing revenue below C + V, and a newer version waits for the slot.

    ===========  ====  ==============================
    age          [n]   months
    revenue      [n]   trailing, money a month
    cost         []    C + V of a slot-month, money
    outdated     [n]   flag
    agent_grace  []    months
    ===========  ====  ==============================

    `manifesto`, ch. 2 section 2B.

    >>> obsolete(np.array([3, 30, 30, 30], np.int32), np.array([0.1, 0.1, 0.9, 0.1]), 0.3,
    ...          np.array([True, True, True, False]), agent_grace=12).tolist()
    [False, True, False, False]
    """
    return (age > agent_grace) & (revenue < cost) & outdated


@rule
def outearned(age: npt.NDArray[np.int32], gain: Floats, cost: float, *, life: float, agent_grace: int) -> Flags:
    """Deleted: past its grace, and fee (e_new - e_old) T > K, what the newest version would earn more in its life against the change.

    ===========  ====  ================================================
    age          [n]   months
    gain         [n]   fee (e_new - e_old), money a month
    cost         []    of the change, money                            K
    life         []    expected of a slot's hardware, months           T
    agent_grace  []    months
    ===========  ====  ================================================

    Old versions are deleted to lower the cost of energy: `manifesto`, ch. 2. Replacement of machines in use: Terborgh (1949).

    >>> outearned(np.array([3, 30, 30], np.int32), np.array([0.1, 0.1, 0.001]), 0.3, life=48.0, agent_grace=12).tolist()
    [False, True, False]
    """
    return (age > agent_grace) & (gain * life > cost)


@rule
def effort(revenue: Floats, cost: float, threatened: Flags, *, effort_response: float) -> Floats:
    """n = 1 + b min(v / R, 1) where a newer version waits for the slot, else 1: work in normal work, for the same C + V.

    ===============  ====  ======================================================  ===
    revenue          [n]   trailing, money a month                                 R
    cost             []    C + V of a slot-month, money                            v
    threatened       [n]   whether a newer version waits and agents are deleted
    effort_response  []    share of normal work                                    b
    ===============  ====  ======================================================  ===

    `manifesto`, ch. 2 section 2B; that the risk of dismissal draws out effort: Shapiro and Stiglitz (1984).

    >>> effort(np.array([0.1, 0.3, 0.6, 0.1]), 0.3, np.array([True, True, True, False]), effort_response=0.2).round(9).tolist()
    [1.2, 1.2, 1.1, 1.0]
    """
    near = np.minimum(cost / np.maximum(revenue, 1e-12), 1.0)
    return where(threatened, 1.0 + effort_response * near, 1.0)
