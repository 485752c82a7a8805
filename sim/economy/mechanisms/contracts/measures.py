"""One function a measure, of the same name as its line in contracts.toml, which says what it is."""

import math

import numpy as np

from sim.base.arrays import Ints
from sim.economy.derived import heads, ratio
from sim.economy.kernels import people
from sim.economy.mechanisms.contracts.state import Contracts
from sim.economy.world import COGNITIVE, CREATOR, CROWD, GIG, Workers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.inequality import gini

LEAST = 0.05  # of a month's work: who has less is not counted as at work in the crowd


def _at_work(w: World) -> Ints:
    """Rows of those of the crowd who have work of any account."""
    assert w.contracts
    return _busy(w.workers.handle, w.contracts.handle)


@compiled
def _busy(workers: Workers, kept: Contracts) -> Ints:
    """The same: ``flatnonzero((contract == CROWD) & (pieces >= LEAST))``."""
    contract, pieces, found, count = workers.contract, kept.pieces, np.empty(workers.contract.size, np.int64), 0
    for i in range(contract.size):
        found[count] = i
        count += (contract[i] == CROWD) & (pieces[i] >= LEAST)  # no branch: else the next one takes the place
    return found[:count].copy()


def crowd_headcount(w: World) -> float:
    return float(_at_work(w).size / heads(w))


def crowd_pay_spread(w: World) -> float:
    """Hours worked are those of which pieces have been bought."""
    assert w.contracts
    who = _at_work(w)
    low, high = people.deciles(w.contracts.earned[who] / np.maximum(w.contracts.worked[who], 1e-12))
    return math.log(high / low) if low > 0.0 else 0.0


def crowd_starters_gini(w: World) -> float:
    assert w.contracts
    return gini(w.workers.income[w.contracts.began]) if w.contracts.began.any() else 0.0


def gig_employment(w: World) -> float:
    members = int(np.count_nonzero(w.workers.contract))
    return ratio(_of_pool(w, GIG)[0], members + people.employed(w.workers.employer, 0, w.clouds.stop))


def gig_pay(w: World) -> float:
    count, earned, _ = _of_pool(w, GIG)
    return ratio(earned / float(w.prices[1]), count)


def gig_output(w: World) -> float:
    assert w.contracts
    count, _, pieces = _of_pool(w, GIG)
    return ratio(w.contracts.hand * pieces / float(w.prices[1]), count)


def creator_headcount(w: World) -> float:
    return _of_pool(w, CREATOR)[0] / heads(w)


def creator_income(w: World) -> float:
    count, earned, _ = _of_pool(w, CREATOR)
    return ratio(earned / float(w.prices[1]), count)


def creator_concentration(w: World) -> float:
    assert w.contracts
    who = w.workers.contract == CREATOR
    return gini(w.contracts.piece_income[who]) if who.any() else 0.0


def core_wage_ratio(w: World) -> float:
    wage, labour = w.firms.wage[COGNITIVE], w.firms.labour[COGNITIVE, w.clouds]
    if not labour.any():
        return 1.0
    offers, order = wage[w.producers], wage[w.producers].argsort()
    upto = people.staff(w.workers.handle, COGNITIVE, w.producers.stop)[order].cumsum()
    if upto[-1] == 0:
        return 1.0
    middle = offers[order[upto.searchsorted([(upto[-1] - 1) // 2, upto[-1] // 2], side="right")]]  # of all, each at its firm's offer
    return float((wage[w.clouds] * labour).sum() / labour.sum() / (0.5 * (middle[0] + middle[1])))


def _of_pool(w: World, which: int) -> tuple[int, float, float]:
    """Members of a pool, what they have earned this month, money, and what has been bought of them, worker-months."""
    assert w.contracts
    return _counted(w.workers.handle, w.contracts.handle, which)


@compiled
def _counted(workers: Workers, kept: Contracts, which: int) -> tuple[int, float, float]:
    """The same in one pass: ``(contract == which).sum()``, ``earned[contract == which].sum()`` and that of ``pieces``."""
    contract, earned, pieces = workers.contract, kept.earned, kept.pieces
    money, work = np.empty(contract.size), np.empty(contract.size)
    count = 0
    for i in range(contract.size):
        money[count], work[count] = earned[i], pieces[i]
        count += contract[i] == which  # no branch: else the next one takes the place
    return count, sums.total(money[:count]), sums.total(work[:count])
