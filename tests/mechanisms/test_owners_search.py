"""Owners of private clouds who search for what pays."""

import numpy as np
import pytest
from worlds import EARLY, before, force, warm

from sim.economy import month
from sim.economy.measures import MEASURES, observe
from sim.economy.mechanisms import MECHANISMS
from sim.economy.mechanisms.owners_search import measures, rules
from sim.economy.mechanisms.owners_search import phases as owners_search
from sim.economy.phases import adapting
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import World

ROOM = next(one for one in MECHANISMS if one.name == "owners_search")


def year_over(profit: list[float], profit_before: list[float], **changes: object) -> World:
    """A world of four clouds at the end of a year of search with these profits, each having tried a step of both."""
    world = before(owners_search.search_profit, "monopoly", months=12, owners_search=True, **changes)
    kept = world.owners_search
    assert kept
    world.firms.gross_profit[world.clouds] = 0.0
    kept.months, kept.profit, kept.profit_before = 11, np.array(profit), np.array(profit_before)
    kept.markup, kept.withheld = np.full(4, 0.15), np.full(4, 0.1)
    kept.markup_before, kept.withheld_before = np.zeros(4), np.full(4, 0.05)
    return world


def test_a_step_stays_where_profit_rose_and_each_owner_tries_one_thing_more() -> None:
    world = year_over([2.0, 1.0, 1.0, 2.0], [1.0, 1.0, 2.0, 1.0])
    owners_search.search_profit(world)
    kept = world.owners_search
    assert kept
    assert kept.markup_before.tolist() == [0.15, 0.0, 0.0, 0.15]
    assert kept.withheld_before.tolist() == [0.1, 0.05, 0.05, 0.1]
    fee, held = kept.markup - kept.markup_before, kept.withheld - kept.withheld_before
    assert ((fee == 0.0) != (held == 0.0)).all()
    assert np.abs(fee[fee != 0.0]) == pytest.approx(0.05 * (1.0 + world.params.cloud_markup))
    assert np.abs(held[held != 0.0]) == pytest.approx(0.05)
    assert (kept.profit_before.tolist(), kept.profit.tolist(), kept.months) == ([2.0, 1.0, 1.0, 2.0], [0.0] * 4, 0)
    world.channels.reset()
    owners_search.set_sought(world)
    assert world.channels.markup_sought.tolist() == kept.markup.tolist()
    assert world.channels.withheld_sought.tolist() == kept.withheld.tolist()


def test_no_step_leads_beyond_the_range_and_public_clouds_stand_still() -> None:
    world = year_over([2.0] * 4, [1.0] * 4, search_step=0.5)
    kept = world.owners_search
    assert kept
    world.firms.public[world.clouds] = [True, False, False, False]
    for _ in range(40):
        kept.months, kept.profit = 11, kept.profit_before + 1.0  # whatever is tried pays
        world.month += 1
        owners_search.search_profit(world)
        assert (kept.markup[0], kept.withheld[0]) == (0.15, 0.1)
        for low, high, value in (
            (0.0, 20.0, world.params.cloud_markup + kept.markup),
            (0.0, 1.0, world.params.withheld_share + kept.withheld),
        ):
            assert low <= value.min() <= value.max() <= high
    assert np.ptp(kept.markup[1:]) > 0.0


def test_profit_with_one_peak_is_climbed_to_within_two_steps() -> None:
    """A monopolist with demand 1 - p and cost 0.2 asks 0.6: whoever starts anywhere ends there, and stays."""
    stream, best, step = np.random.default_rng(3), 0.6, 0.02
    asked = before_step = np.array([0.2, 0.45, 0.6, 0.99])
    last = np.full(4, -np.inf)
    for year in range(600):
        profit = (1.0 - asked) * (asked - 0.2)
        before_step = rules.kept(asked, before_step, profit, last)
        if year > 300:
            assert np.abs(before_step - best).max() <= 2.0 * step
        asked = rules.tried(before_step, stream.random(4) < 0.5, stream.random(4) < 0.5, step=step, lowest=0.0, highest=1.0)
        last = profit


def test_a_search_without_steps_finds_what_the_scenario_says() -> None:
    """Awake, or off again by a dated change: the bits of a world in which nobody searches."""
    own = [measure.name for measure in MEASURES.values() if measure.room == "owners_search"]
    others = [at for at, name in enumerate(MEASURES) if name not in own]
    plain, still = (warm("hoarding", 30, **some) for some in ({}, {"owners_search": True, "search_step": 0.0}))
    assert observe(plain)[others].tolist() == observe(still)[others].tolist()
    assert measures.sought_markup(still) == pytest.approx(still.params.cloud_markup)
    assert measures.sought_withheld(still) == pytest.approx(still.params.withheld_share)
    assert still.owners_search
    still.owners_search.markup[:] = 0.3
    force(still, owners_search=False)
    still.channels.reset()
    owners_search.set_sought(still)
    assert not still.owners_search.markup.any()
    assert not still.channels.markup_sought.any()


def test_what_owners_seek_acts_as_what_the_scenario_says() -> None:
    """Two fifths withheld by search are, bit for bit, two fifths withheld by the lever, and a mark-up sought is come back to."""
    lever = start(load("monopoly", {**EARLY, "withheld_share": 0.4}), 1)
    sought = start(load("monopoly", {**EARLY, "owners_search": True, "search_step": 0.0}), 1)
    for number in range(24):
        month.step(lever)
        month.begin(sought)
        assert sought.owners_search
        if not number:
            sought.owners_search.withheld[:] = sought.owners_search.withheld_before[:] = 0.4
        for phase in month.due(sought):
            phase(sought)
        month.end(sought)
    shared = [at for at, name in enumerate(MEASURES) if not name.startswith("sought_")]
    assert observe(lever)[shared].tolist() == observe(sought)[shared].tolist()

    world = before(adapting.revise_fees, "monopoly", months=24, owners_search=True, compute_scarce=False)
    p, firms = world.params, world.firms
    old = firms.markup[world.clouds].copy()
    world.channels.markup_sought[:] = 0.7
    world.agents.offered[:] = firms.compute[world.clouds] / p.normal_use_cloud  # normally used
    adapting.revise_fees(world)
    used = firms.compute[world.clouds] > 0.0
    assert used.any()
    expected = old + p.cloud_markup_reversion * (p.cloud_markup + 0.7 - old)
    assert firms.markup[world.clouds][used] == pytest.approx(expected[used])
