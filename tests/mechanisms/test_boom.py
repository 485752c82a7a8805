"""Clouds that carry on past growth, and lenders who value hardware by its use."""

import math

import numpy as np
import pytest
from worlds import EARLY, before, warm

from sim.economy import credit, derived, month
from sim.economy.measures import MEASURES, observe
from sim.economy.mechanisms.boom import phases as boom
from sim.economy.mechanisms.boom.state import Boom
from sim.economy.phases import selling, settling
from sim.economy.scenario import Event, load
from sim.economy.start import start
from sim.economy.world import World
from sim.engine.ledger import MILLION

ON = {"capex_extrapolation": 1.0, "collateral_marking": 1.0}
OWN = {"growth_seen", "hardware_worth"}
REAL = [i for i, name in enumerate(MEASURES) if name not in OWN]  # what can be held against a world in which it sleeps


def table(name: str, months: int, **changes: object) -> tuple[World, np.ndarray]:
    """A world, and the measures of its months."""
    world, found = start(load(name, {**EARLY, **changes}), 1), []
    for _ in range(months):
        month.step(world)
        found.append(observe(world))
    return world, np.array(found)


def column(found: np.ndarray, name: str) -> np.ndarray:
    return np.asarray(found[:, list(MEASURES).index(name)])


def kept(world: World) -> Boom:
    assert world.boom
    return world.boom


# what clouds build for


@pytest.mark.parametrize("weight", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("growth", [0.0, 0.02, -0.03])
def test_demand_that_grows_steadily_is_carried_on_for_the_horizon(weight: float, growth: float) -> None:
    """Whatever was thought of it before; constant demand changes nothing."""
    world = before(boom.extrapolate, "competition", capex_extrapolation=weight)
    mine = kept(world)
    mine.growth, wanted = 0.04, derived.ai_demand(world, (0,))[0][0] / world.agents.efficiency.mean()
    assert wanted > 0.0
    for _ in range(400):
        mine.wanted = wanted / math.exp(growth)
        world.channels.reset()
        boom.extrapolate(world)
    assert mine.wanted == pytest.approx(wanted, rel=1e-12)
    assert mine.growth == pytest.approx(growth, abs=1e-12)
    expected = math.exp(np.clip(weight * growth * 18, -1.2, 1.2))
    np.testing.assert_allclose(world.channels.demand_foreseen, expected, rtol=1e-9)
    assert (world.binding().get("extrapolation_max", 0) > 300) is (abs(weight * growth * 18) > 1.2)


@pytest.mark.parametrize("times", [0.5, 1.0, 1.5])
def test_clouds_aim_at_so_many_times_what_they_know_of_demand(times: float) -> None:
    """Of today and of the day when building is done; what they build stays within wear and `capex_growth_max`."""
    world = before(selling.invest, "competition", capex_growth_max=0.5)
    p, worn = world.params, world.firms.worn[world.clouds]
    slots = world.ledger.units("clouds", "slots") + worn
    work, progress = derived.ai_demand(world, (0, p.capex_foresight))
    share = 0.9 * slots / slots.sum() + 0.1 / slots.size
    known = share * (work / progress).max() / world.agents.efficiency / p.normal_use_cloud
    world.channels.demand_foreseen[:] = times
    expected = worn + np.clip(times * known - slots, -worn, np.maximum(0.5 * slots, 0.0005 * 300))
    np.testing.assert_allclose(selling._slots_wanted(world), expected, rtol=1e-12)
    assert ((expected > worn) == (times * known > slots)).all()


def test_growth_is_seen_from_the_second_month_of_ai() -> None:
    world = start(load("competition", {**EARLY, **ON}), 1)
    for now in range(12):
        month.step(world)
        assert (kept(world).wanted > 0.0) is (now >= 6)
        assert (kept(world).growth != 0.0) is (now >= 7)
        assert (world.channels.demand_foreseen != 1.0).any() == (now >= 7)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_extrapolates_builds_more_while_demand_grows(seed: int) -> None:
    spent = []
    for weight in (0.0, 0.5, 2.0):
        world = start(load("competition", {**EARLY, "collateral_marking": 0.5, "capex_extrapolation": weight}), seed)
        for _ in range(18):
            month.step(world)
        spent.append(world.ledger.total("clouds", "slots"))
    assert spent == sorted(spent)
    assert spent[2] > 1.1 * spent[0]


# what lenders take hardware for


@pytest.mark.parametrize(("marking", "worth"), [(0.0, [1.0] * 4), (0.5, [1.0, 1.0, 0.75, 1.0]), (1.0, [1.0, 1.0, 0.5, 1.0])])
def test_slots_in_normal_use_are_worth_their_cost_and_public_ones_are_not_marked(marking: float, worth: list[float]) -> None:
    world = before(boom.mark_hardware, "competition", marking_grace=2, capex_extrapolation=1.0, collateral_marking=marking)
    world.firms.use[world.clouds] = np.array([1.0, 0.85, 0.425, 0.0])
    world.firms.public[world.clouds] = [False, False, False, True]
    boom.mark_hardware(world)
    np.testing.assert_allclose(world.channels.hardware_marked, worth, rtol=1e-15)
    assert credit.pledged_slots(world).tolist() == (world.ledger["clouds", "slots"] * world.channels.hardware_marked).tolist()


def test_lenders_begin_to_look_over_as_many_months_as_they_did_not() -> None:
    """No month in which all is marked that was not: by 1 / grace more of it each month, to the end."""
    world, seen = start(load("competition", {**EARLY, "collateral_marking": 1.0, "marking_grace": 8, "marking_floor": 0.0}), 1), []
    for _ in range(30):
        month.begin(world)
        for phase in month.due(world):
            if phase is boom.mark_hardware:
                world.firms.use[world.clouds] = 0.0
            phase(world)
        month.end(world)
        seen.append(float(world.channels.hardware_marked[0]))
    assert seen[:15] == [1.0] * 15  # AI comes in month 6
    np.testing.assert_allclose(-np.diff(seen), [0.0] * 14 + [0.125] * 8 + [0.0] * 7, atol=1e-12)


@pytest.mark.parametrize(("mark", "fails"), [(1.0, False), (0.95, False), (0.85, True), (0.3, True)])
def test_a_cloud_fails_that_owes_more_than_lenders_take_its_hardware_for(mark: float, fails: bool) -> None:
    """Here nine tenths of what it cost, and no cash: the bank loses half of it, and the State what is then below zero."""
    world = before(settling.find_failures, "competition", failure_hazard=0.0)
    ledger, first = world.ledger, world.clouds.start
    worth = world.params.hardware_per_slot * ledger.units("clouds", "slots")[0] * world.machine_price
    lent, spent = np.zeros((2, world.firms.price.size))
    lent[first] = 0.9 * worth + ledger["firms", "loans"][first] / MILLION
    ledger.post("lending", lent)
    spent[first] = ledger["firms", "money"][first] / MILLION
    ledger.post("profit_tax", spent)
    world.channels.hardware_marked[0] = mark
    settling.find_failures(world)
    assert world.firms.failed[world.clouds].tolist() == [fails, False, False, False]
    world.firms.failed[world.producers] = False
    equity, lost = credit.bank_equity(world), 0.45 * worth if fails else 0.0
    settling.fail(world)
    assert equity - credit.bank_equity(world) == pytest.approx(lost, abs=1e-5)
    settling.settle_bank(world)
    assert ledger.moved("rescue") == pytest.approx(max(lost - equity - ledger.moved("debt_interest"), 0.0), abs=1e-5)


@pytest.mark.parametrize("mark", [1.0, 0.8, 0.4])
def test_no_more_is_lent_than_on_what_hardware_is_taken_for(mark: float) -> None:
    """New loans stop at `cloud_leverage_max` of it and of what is being built; debt is asked back towards `cloud_leverage_target` of it."""
    world = before(selling.invest, "competition", cloud_leverage_max=0.9)
    p, ledger = world.params, world.ledger
    slots, price = ledger.units("clouds", "slots"), world.machine_price
    owed = -ledger["firms", "loans"][world.clouds] / MILLION
    world.channels.hardware_marked[:] = mark
    building = p.hardware_per_slot * selling._slots_wanted(world)
    want = np.zeros(world.firms.price.size)
    want[world.clouds] = 10.0 * building + 1.0
    selling._finance(world, want, building, price)
    after = -ledger["firms", "loans"][world.clouds] / MILLION
    most = 0.9 * price * (mark * p.hardware_per_slot * slots + building)
    np.testing.assert_allclose(after, np.maximum(owed, most), rtol=1e-5)
    assert (after > owed).any() == (mark > 0.5)
    norm = before(settling.adjust_loans, "competition")
    norm.channels.hardware_marked[:] = mark
    change = settling._adjust_loans(
        norm.numbers,
        norm.firms.handle,
        norm.ledger["producers", "machines"],
        credit.pledged_slots(norm),
        norm.ledger["firms", "loans"],
        norm.ledger["firms", "money"],
        norm.machine_price,
        norm.expected_inflation,
    )
    opening = norm.firms.opening_loan[norm.clouds] * (1.0 + norm.expected_inflation)
    worth = mark * p.hardware_per_slot * norm.ledger.units("clouds", "slots") * norm.machine_price
    gap = opening + p.loan_adjustment * (p.cloud_leverage_target * worth - opening) + norm.ledger["firms", "loans"][norm.clouds] / MILLION
    spare = np.maximum(norm.ledger["firms", "money"] / MILLION - p.cash_reserve * norm.firms.outlay, 0.0)[norm.clouds]
    np.testing.assert_allclose(change[1, norm.clouds], np.minimum(np.maximum(-gap, 0.0), spare), rtol=1e-9, atol=1e-9)


# what holds of the whole


@pytest.mark.parametrize("changes", [{"capex_extrapolation": 3.0}, {"collateral_marking": 1.0, "marking_grace": 0}, ON])
def test_without_ai_it_leaves_every_bit(changes: dict[str, object]) -> None:
    asleep, plain = table("baseline", 18)
    awake, found = table("baseline", 18, **changes)
    assert "boom" in awake.awake - asleep.awake
    assert found[:, REAL].tolist() == plain[:, REAL].tolist()


@pytest.mark.parametrize("name", ["competition", "commons", "monopoly-ubi"])
def test_books_close_in_a_boom_and_after_it(name: str) -> None:
    world, found = table(name, 48, **ON, marking_grace=6, cloud_leverage_max=0.95, marking_floor=0.0)
    assert world.ledger.residual == 0
    assert np.isfinite(found).all()
    assert column(found, "hardware_worth").max() <= 1.0


def test_what_ends_by_a_date_leaves_nothing() -> None:
    """Off again, clouds build for what they know and lenders look at cost."""
    scenario = load("competition", {**EARLY, **ON, "marking_grace": 2})
    off = Event(30, {"capex_extrapolation": 0.0, "collateral_marking": 0.0})
    world = start(scenario.__class__(**{**vars(scenario), "events": (*scenario.events, off)}), 1)
    for now in range(34):
        month.step(world)
        still = (world.channels.demand_foreseen == 1.0).all() and (world.channels.hardware_marked == 1.0).all()
        assert still == (now < 7 or now >= 30)


def test_capex_is_held_against_revenue_once_ai_has_been_there_for_a_year() -> None:
    world, capex, fees = start(load("competition", EARLY), 1), 0.0, 0.0
    for now in range(30):
        month.step(world)
        capex += (world.ledger.moved("hardware_used") * world.prices[0] - capex) / 12.0
        fees += (world.ledger.moved("ai_fees") - fees) / 12.0
        expected = capex / fees if now >= 6 + 12 else 0.0
        assert observe(world)[list(MEASURES).index("capex_to_revenue")] == pytest.approx(expected, rel=1e-9)
    assert expected > 0.0


def test_debt_use_and_defaults_of_clouds_are_counted() -> None:
    world = warm("competition")
    firms, ledger, mine = world.firms, world.ledger, world.clouds
    firms.failed[:] = False
    firms.failed[mine.start : mine.start + 3] = True
    firms.use[mine] = [0.2, 0.4, 0.6, 0.8]
    found = dict(zip(MEASURES, observe(world).tolist(), strict=True))
    slots = ledger.units("clouds", "slots")
    assert found["cloud_defaults"] == 9.0
    assert found["cloud_use"] == pytest.approx((firms.use[mine] * slots).sum() / slots.sum())
    owed = -ledger["firms", "loans"][mine].sum() / MILLION
    assert found["cloud_debt_share"] == pytest.approx(owed / (6.0 * slots.sum() * world.prices[0]))
    assert 0.0 < found["cloud_debt_share"] < 1.0
