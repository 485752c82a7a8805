"""One function a measure, of the same name as its line in contracts.toml, which says what it is."""

import math
from typing import NamedTuple

import numpy as np

from sim.base.arrays import Floats
from sim.economy.accounts import Accounts
from sim.economy.derived import ratio
from sim.economy.kernels import people
from sim.economy.mechanisms.contracts.state import Contracts
from sim.economy.world import COGNITIVE, CREATOR, CROWD, GIG, Firms, Workers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.inequality import gini_of_sorted

LEAST = 0.05  # of a month's work: who has less is not counted as at work in the crowd


class Pools(NamedTuple):
    """What measures read of members, found in one pass. Money, and work in worker-months, of this month."""

    members: int
    gigs: int
    gig_pay: float
    gig_work: float
    creators: int
    creator_pay: float
    creator_gini: float  # of smoothed pay
    crowd: int  # who have work of any account
    crowd_pay: tuple[float, float]  # lowest and highest decile of theirs by the hour
    starters_gini: float  # of net income of all who began in the crowd


def _pools(w: World) -> Pools:
    assert w.contracts
    return _found(w.workers.handle, w.contracts.handle)


@compiled
def _found(workers: Workers, kept: Contracts) -> Pools:
    """The same. Hours worked in the crowd are those of which pieces have been bought."""
    contract, income, size = workers.contract, workers.income, workers.contract.size
    pieces, worked, earned, piece_income, began = kept.pieces, kept.worked, kept.earned, kept.piece_income, kept.began
    pay, work, fees, incomes = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    hourly, starters = np.empty(size), np.empty(size)
    gigs, creators, crowd, first = 0, 0, 0, 0
    members = 0
    for i in range(size):
        if began[i]:
            starters[first] = income[i]
            first += 1
        members += contract[i] > 0
        if contract[i] == GIG:
            pay[gigs], work[gigs] = earned[i], pieces[i]
            gigs += 1
        elif contract[i] == CREATOR:
            fees[creators], incomes[creators] = earned[i], piece_income[i]
            creators += 1
        elif contract[i] == CROWD and pieces[i] >= LEAST:
            hourly[crowd] = earned[i] / max(worked[i], 1e-12)
            crowd += 1
    return Pools(
        members,
        gigs,
        sums.total(pay[:gigs]),
        sums.total(work[:gigs]),
        creators,
        sums.total(fees[:creators]),
        gini_of_sorted(np.sort(incomes[:creators])),
        crowd,
        _deciles(hourly[:crowd]),
        gini_of_sorted(np.sort(starters[:first])),
    )


@compiled
def _deciles(values: Floats) -> tuple[float, float]:
    """``people.deciles``."""
    if values.size == 0:
        return 0.0, 0.0
    ranked, low = np.sort(values), round(0.1 * (values.size - 1))
    return ranked[low], ranked[values.size - 1 - low]


def crowd_headcount(a: Accounts) -> float:
    return a.once(_pools).crowd / a.heads


def crowd_pay_spread(a: Accounts) -> float:
    low, high = a.once(_pools).crowd_pay
    return math.log(high / low) if low > 0.0 else 0.0


def crowd_starters_gini(a: Accounts) -> float:
    return a.once(_pools).starters_gini


def gig_employment(a: Accounts) -> float:
    pools = a.once(_pools)
    return ratio(pools.gigs, pools.members + sum(a.of_workers.employed))


def gig_pay(a: Accounts) -> float:
    pools = a.once(_pools)
    return ratio(pools.gig_pay / float(a.closed.prices[1]), pools.gigs)


def gig_output(a: Accounts) -> float:
    w, pools = a.closed, a.once(_pools)
    assert w.contracts
    return ratio(w.contracts.hand * pools.gig_work / float(w.prices[1]), pools.gigs)


def creator_headcount(a: Accounts) -> float:
    return a.once(_pools).creators / a.heads


def creator_income(a: Accounts) -> float:
    pools = a.once(_pools)
    return ratio(pools.creator_pay / float(a.closed.prices[1]), pools.creators)


def creator_concentration(a: Accounts) -> float:
    return a.once(_pools).creator_gini


def core_wage_ratio(w: World) -> float:
    return _core_wage_ratio(w.workers.handle, w.firms.handle, w.producers.stop)


@compiled
def _core_wage_ratio(workers: Workers, firms: Firms, producers: int) -> float:
    """What clouds pay their minds, over the median of all whom producers employ, each at its firm's offer; 1 where one has nobody."""
    offers, staff = firms.wage[COGNITIVE, :producers], people.staff(workers, COGNITIVE, producers)
    wage, labour, heads = firms.wage[COGNITIVE, producers:], firms.labour[COGNITIVE, producers:], staff.sum()
    if heads == 0 or not labour.any():
        return 1.0
    upto, low, high = 0, 0.0, 0.0
    for i in np.argsort(offers):
        before, upto = upto, upto + staff[i]
        if before <= (heads - 1) // 2 < upto:
            low = offers[i]
        if before <= heads // 2 < upto:
            high = offers[i]
    return float(sums.total(wage * labour) / sums.total(labour) / (0.5 * (low + high)))
