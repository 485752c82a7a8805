"""AI agents that own."""

import numpy as np
import pytest
from worlds import EARLY

from sim.economy import month
from sim.economy.derived import capital
from sim.economy.mechanisms.ai_ownership import phases as ai_ownership
from sim.economy.scenario import load
from sim.economy.start import start


def test_ai_owners_keep_dividends_and_buy_shares() -> None:
    """What the fund takes is what owners of clouds lack; what it spends owners receive, and it is no income of theirs."""
    months, worlds = 60, []
    for share in (0.0, 1.0):
        world = start(load("monopoly", {**EARLY, "ai_ownership": share}), 0)
        for _ in range(months):
            month.step(world)
        worlds.append(world)
    human, owned = worlds
    assert human.ai_ownership is None
    assert human.ledger.total("fund", "money") == 0.0
    assert owned.ai_ownership
    assert 0.0 < owned.ai_ownership.owned < 1.0
    ledger = owned.ledger
    assert ledger.moved("fund_dividends") > 0.0
    clouds = ledger.given("dividends")[owned.clouds]
    assert not clouds.any()  # at 1 their owners get nothing
    shares = ledger.given("fund_dividends")[owned.producers] / np.maximum(
        ledger.given("fund_dividends", "dividends")[owned.producers], 1
    )
    before = owned.ai_ownership.owned - ledger.moved("share_purchases") / float(
        np.maximum(capital(owned) + ledger.units("producers", "loans"), 0.0).sum()
    )
    paid = ledger.given("fund_dividends")[owned.producers] > 1000
    assert shares[paid] == pytest.approx(before, rel=0.05)
    assert ledger.moved("share_purchases", "capitalists") == ledger.moved("share_purchases") > 0.0


def test_without_money_the_fund_leaves_no_trace() -> None:
    world = start(load("monopoly", {**EARLY, "ai_ownership": 0.5}), 0)
    month.begin(world)
    ai_ownership.buy_shares(world)
    assert world.ai_ownership
    assert world.ai_ownership.owned == world.ledger.moved("share_purchases") == 0.0
