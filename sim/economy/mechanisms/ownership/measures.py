"""One function a measure, of the same name as its line in ownership.toml, which says what it is."""

import numpy as np

from sim.base.arrays import Floats
from sim.economy.derived import ratio, taxed_pay
from sim.economy.world import World
from sim.engine.ledger import MILLION


def cooperative_firms(w: World) -> float:
    there = w.firms.active[w.producers]
    return ratio(int(np.count_nonzero(there & w.firms.cooperative[w.producers])), int(np.count_nonzero(there)))


def cooperative_labour(w: World) -> float:
    labour = _labour(w)
    return ratio(float(labour[w.firms.cooperative[w.producers]].sum()), float(labour.sum()))


def member_income_ratio(w: World) -> float:
    ledger, producers = w.ledger, w.producers
    kept = 1.0 - ratio(ledger.moved("income_tax"), taxed_pay(w))
    return _beside(w, kept * w.firms.wages[producers] + ledger.given("member_shares")[producers] / MILLION, _labour(w))


def cooperative_investment_ratio(w: World) -> float:
    ledger, producers = w.ledger, w.producers
    return _beside(w, ledger.given("machines_installed")[producers] / MILLION, ledger.units("producers", "machines"))


def advice_gain(w: World) -> float:
    ledger = w.ledger
    gained = ledger.moved("advice_to_owners") - ledger.moved("advice_to_workers")
    return 12.0 * gained / max(ledger.total("capitalists", "money"), 1e-9)


def _labour(w: World) -> Floats:
    """Work of people in each producer, worker-months."""
    return np.asarray(w.firms.labour[:, w.producers].sum(axis=0))


def _beside(w: World, amount: Floats, size: Floats) -> float:
    """Amount over size in all cooperatives, over the same in all other producers; 0 where there are none of one of them."""
    of = w.firms.cooperative[w.producers]
    ours, theirs = (ratio(float(amount[who].sum()), float(size[who].sum())) for who in (of, ~of))
    return ratio(ours, theirs)
