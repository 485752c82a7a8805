"""One function a measure, of the same name as its line in contracts.toml, which says what it is."""

import math

import numpy as np

from sim.base.arrays import Ints
from sim.economy.derived import heads, ratio
from sim.economy.kernels import people
from sim.economy.world import COGNITIVE, CREATOR, CROWD, GIG, World
from sim.engine.inequality import gini

LEAST = 0.05  # of a month's work: who has less is not counted as at work in the crowd


def _at_work(w: World) -> Ints:
    """Rows of those of the crowd who have work of any account."""
    assert w.contracts
    members = np.flatnonzero(w.workers.contract == CROWD)
    return np.asarray(members[w.contracts.pieces[members] >= LEAST])


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
    return ratio(_heads(w, GIG), members + people.employed(w.workers.employer, 0, w.clouds.stop))


def gig_pay(w: World) -> float:
    assert w.contracts
    return _a_member(w, GIG, float(w.contracts.earned[w.workers.contract == GIG].sum()))


def gig_output(w: World) -> float:
    assert w.contracts
    return _a_member(w, GIG, w.contracts.hand * float(w.contracts.pieces[w.workers.contract == GIG].sum()))


def creator_headcount(w: World) -> float:
    return _heads(w, CREATOR) / heads(w)


def creator_income(w: World) -> float:
    assert w.contracts
    return _a_member(w, CREATOR, float(w.contracts.earned[w.workers.contract == CREATOR].sum()))


def creator_concentration(w: World) -> float:
    assert w.contracts
    who = w.workers.contract == CREATOR
    return gini(w.contracts.piece_income[who]) if who.any() else 0.0


def core_wage_ratio(w: World) -> float:
    wage, labour = w.firms.wage[COGNITIVE], w.firms.labour[COGNITIVE, w.clouds]
    if not labour.any():
        return 1.0
    others = people.hourly_pay(w.workers.handle, np.ones(w.workers.skill.size), wage, COGNITIVE, w.producers.stop)
    if others.size == 0:
        return 1.0
    return float((wage[w.clouds] * labour).sum() / labour.sum() / people.median(others))


def _heads(w: World, which: int) -> int:
    return int(np.count_nonzero(w.workers.contract == which))


def _a_member(w: World, which: int, money: float) -> float:
    """Money of a pool in consumer goods a member; 0 where there is none."""
    return ratio(money / float(w.prices[1]), _heads(w, which))
