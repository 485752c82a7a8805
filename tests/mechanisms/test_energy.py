"""Power for data centres: limit, queue, rent, waste heat."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import EARLY, before, force, warm

from sim.economy import month
from sim.economy.derived import energy_per_slot, fee_ceiling, slot_cost
from sim.economy.measures import MEASURES, observe, read
from sim.economy.mechanisms import MECHANISMS
from sim.economy.mechanisms.energy import phases as energy
from sim.economy.mechanisms.paid_ai import phases as paid_ai
from sim.economy.phases import buying, settling
from sim.economy.rules import investment
from sim.economy.rules.rationing import shared_out
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.stationary import solve
from sim.economy.world import World
from sim.engine.ledger import MILLION

ROOM = next(one for one in MECHANISMS if one.name == "energy")
CORE = [name for name, measure in MEASURES.items() if measure.room != "energy"]
BOUND = {"energy_capacity": 0.5, "energy_entry": 0.0}
SCARCE = BOUND | {"ai_start_efficiency": 1.5}


def kept(w: World) -> energy.Energy:
    assert w.energy
    return w.energy


def see(w: World, measure: str) -> float:
    return float(read(w, [measure])[measure])


def limit(w: World) -> float:
    return w.params.energy_capacity * w.params.n_workers / 1e3


# Sharing out what does not suffice


amounts = st.lists(st.tuples(st.just(0.0) | st.floats(1e-3, 1e6), st.just(0.0) | st.floats(1e-6, 1e6)), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(pairs=amounts, share=st.floats(0.0, 1.5), scale=st.floats(1e-3, 1e3))
def test_what_is_shared_out_is_all_there_is_and_nobody_gets_more_than_it_wants(
    pairs: list[tuple[float, float]], share: float, scale: float
) -> None:
    want, weight = np.array(pairs).T
    total = share * float(want.sum())
    got = shared_out(want, weight, total)
    assert got.sum() == pytest.approx(min(total, want.sum()), rel=1e-9, abs=1e-9)
    assert (got >= 0.0).all()
    assert (got <= want).all()
    if total >= want.sum():
        np.testing.assert_array_equal(got, want)
    np.testing.assert_allclose(shared_out(want, scale * weight, total), got, rtol=1e-6, atol=1e-6 * (1.0 + total))


@pytest.mark.parametrize(("count", "each"), [(1, 3.0), (4, 0.75), (30, 0.1)])
def test_equal_wants_and_weights_get_equal_parts(count: int, each: float) -> None:
    np.testing.assert_allclose(shared_out(np.full(count, 5.0), np.full(count, 0.2), 3.0), each)


def test_short_of_power_all_clouds_have_the_same_part_of_their_slots() -> None:
    slots = np.array([40.0, 10.0, 0.0, 30.0])
    np.testing.assert_allclose(investment.rationed(slots, 20.0), slots / 4.0)


# Off, at rest, and without AI


def test_awake_with_nothing_moved_it_computes_the_same_bits() -> None:
    plain, awake = (start(load("competition", EARLY), 1) for _ in range(2))
    awake.awake |= {"energy"}
    ROOM.start(awake, solve(awake.params))
    for _ in range(36):
        month.step(plain, awake)
        assert read(plain, CORE) == read(awake, CORE)


@pytest.mark.parametrize(
    "changes",
    [BOUND, {"energy_build_time": 24, "energy_spare": 0.01}, {"energy_learning": 0.3}, {"heat_reuse": 1.0}, ROOM.example],
)
def test_without_ai_nothing_moves_by_a_bit(changes: dict[str, object]) -> None:
    plain, world = start(load("baseline", EARLY), 1), start(load("baseline", {**EARLY, **changes}), 1)
    assert "energy" in world.awake
    for _ in range(12):
        month.step(plain, world)
    assert read(plain, CORE) == read(world, CORE)


def test_where_the_room_sleeps_what_claims_look_at_is_there() -> None:
    world = warm("competition")
    assert world.energy is None
    assert see(world, "basket_cost") == 1.0
    assert see(world, "machine_price_ratio") == pytest.approx(1.0, abs=0.5)
    assert see(world, "physical_rent_share") != 0.0


# The limit and the queue


@pytest.mark.parametrize(("months", "growth"), [(1, 0.1), (6, 0.05), (24, 0.02), (48, 0.01), (240, 0.004)])
def test_what_is_built_lags_what_was_asked_by_the_time_of_building(months: int, growth: float) -> None:
    """Asks that grow at the rate g are served in the share exp(-g T)."""
    world = start(load("competition", {**EARLY, "energy_build_time": months, "energy_spare": 0.01, "energy_capacity": 1e4}), 1)
    asked = []
    for t in range(months + 60):
        world.channels.reset()
        energy.limit_power(world)
        if t > months:
            assert kept(world).built == pytest.approx(asked[t - months], rel=1e-12)
            served = kept(world).powered / (asked[t - 1] * math.exp(growth) / energy_per_slot(world))
            assert served == pytest.approx(math.exp(-growth * months), rel=1e-9)
        world.slots_called = 5.0 * math.exp(growth * t)
        energy.ask_power(world)
        asked.append(kept(world).asked)
        assert kept(world).built + kept(world).queue.sum() == pytest.approx(asked[-1], rel=1e-12)


def test_at_most_what_the_limit_gives_is_ordered_and_what_is_built_stays() -> None:
    world = start(load("competition", {**EARLY, **BOUND, "energy_build_time": 3, "energy_spare": 0.01}), 1)
    for called in (100.0, 100.0, 0.0, 0.0, 0.0, 100.0, 0.0):
        world.channels.reset()
        energy.limit_power(world)
        world.slots_called = called
        energy.ask_power(world)
        assert kept(world).built + kept(world).queue.sum() == pytest.approx(limit(world))
    assert kept(world).built == pytest.approx(limit(world))


@pytest.mark.parametrize("capacity", [0.2, 0.5, 1.0])
@pytest.mark.parametrize("months", [0, 6])
def test_a_fixed_limit_powers_its_slots_whatever_is_asked(capacity: float, months: int) -> None:
    world = warm("competition", energy_capacity=capacity, energy_entry=0.0, energy_build_time=months, energy_spare=0.1)
    slots = capacity * 0.3 / world.params.energy_per_slot
    assert kept(world).powered == pytest.approx(slots)
    assert world.slots_called > 1.5 * slots
    assert world.agents.offered.sum() == pytest.approx(slots, rel=1e-5)
    assert world.ledger.moved("energy_used") <= capacity * 0.3 + 1e-6
    assert see(world, "power_gap") == pytest.approx(1.0 - slots / world.slots_called)


@pytest.mark.parametrize(("share", "factor"), [(0.0, 1.0), (0.5, 1.0025**24), (1.0, 1.005**24)])
def test_a_limit_that_earns_rent_grows(share: float, factor: float) -> None:
    world = start(load("competition", {**EARLY, "energy_capacity": 0.5, "energy_rent_speed": 0.0}), 1)
    kept(world).rent_share = share
    for _ in range(24):
        month.step(world)
    assert kept(world).grown == pytest.approx(factor)


@pytest.mark.parametrize("learning", [0.05, 0.2, 0.4])
def test_with_each_doubling_a_slot_takes_less_energy_and_costs_less(learning: float) -> None:
    world = before(energy.limit_power, "competition", energy_learning=learning)
    first = 12.0 * world.params.energy_spare * 0.3
    kept(world).used = 3.0 * first
    energy.limit_power(world)
    used = world.params.energy_per_slot * (1.0 - learning) ** 2
    assert energy_per_slot(world) == pytest.approx(used)
    cost = slot_cost(world)
    world.channels.slot_energy[:] = 1.0
    assert slot_cost(world) - cost == pytest.approx(world.machine_price * (world.params.energy_per_slot - used))


def test_chips_for_halls_without_power() -> None:
    slots = [see(warm("competition", **BOUND, hardware_ahead=ahead), "slots") for ahead in (0.0, 0.5, 1.0)]
    assert slots[0] == pytest.approx(10.0, rel=0.02)
    assert slots[0] < 0.8 * slots[1] < 0.64 * slots[2]


def test_what_runs_when_building_begins_to_take_time_is_connected() -> None:
    scenario = load("competition", EARLY).amended(24, {"energy_build_time": 36, "energy_spare": 0.01})
    world = start(scenario, 1)
    for _ in range(24):
        month.step(world)
    before_it = world.agents.offered.sum()
    month.step(world)
    assert before_it > 3.0
    assert kept(world).powered == pytest.approx(before_it)
    assert world.agents.offered.sum() == pytest.approx(before_it)


# With other rooms


def test_power_is_shared_before_training_takes_its_part() -> None:
    world = warm("competition", **BOUND, trained_frontier=True, training_share=0.3)
    trained, used = world.ledger.moved("compute_trained"), world.ledger.moved("compute_used")
    assert trained > 0.1 * used > 0.0
    assert trained + world.agents.offered.sum() == pytest.approx(limit(world) / world.params.energy_per_slot, abs=1e-4)
    assert world.ledger.moved("energy_used") == pytest.approx(world.params.energy_per_slot * (trained + used), abs=1e-4)


@pytest.mark.parametrize("hands", [0.0, 1.0, 50.0])
def test_the_scarcer_of_crews_and_power_decides(hands: float) -> None:
    world = before(energy.limit_power, "competition", **BOUND, hardware_ahead=1.0, upkeep_limits=True)
    world.channels.slots_usable[:] = hands
    energy.limit_power(world)
    buying.host_agents(world)
    could = np.minimum(world.ledger.units("clouds", "slots"), hands)
    assert world.agents.offered.sum() == pytest.approx(min(could.sum(), kept(world).powered))
    assert (world.agents.offered <= could + 1e-9).all()


@pytest.mark.parametrize("capacity", [0.5, 1.0, 100.0])
def test_what_ai_agents_use_themselves_draws_on_the_power_that_is_left(capacity: float) -> None:
    changes = {"energy_capacity": capacity, "energy_learning": 0.01, "ai_wage": 0.3, "agents_spend": 1.0, "ai_start_efficiency": 1.5}
    world = before(paid_ai.agents_buy, "competition", **changes)
    p, stock = world.params, world.ledger.total("dept1", "capital_goods")
    assert stock > 0.0
    assert world.ledger.total("fund", "money") > 0.0
    paid_ai.agents_buy(world)
    bought, taken = world.ledger.moved("agents_consumption"), energy_per_slot(world)
    of_energy = bought * taken / (taken + p.hardware_per_slot * p.hardware_wear)
    assert of_energy + world.ledger.moved("energy_used") <= max(limit(world) * kept(world).grown, world.ledger.moved("energy_used")) + 1e-5
    assert (bought > 0.0) is (capacity == 100.0 or of_energy > 0.0)


# The rent


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_rent_takes_its_share_and_at_one_all_that_slots_earn_above_cost(share: float) -> None:
    world = before(energy.charge_rent, "competition", **SCARCE)
    kept(world).rent_share = share
    energy.charge_rent(world)
    cost, most = slot_cost(world), fee_ceiling(world) * world.agents.efficiency
    left = most * world.params.normal_use_cloud - cost
    assert left.min() > 0.0
    np.testing.assert_allclose(world.channels.slot_rent, share * left)
    buying.price_compute(world)
    fees = world.firms.price[world.clouds]
    if share == 1.0:
        np.testing.assert_allclose(fees, fee_ceiling(world))
    else:
        assert (fees * world.agents.efficiency >= cost + world.channels.slot_rent).all()


@pytest.mark.parametrize("cash", [1.0, 0.0])
def test_rent_is_paid_out_of_profit_to_all_capitalists_alike_if_need_be_by_an_overdraft(cash: float) -> None:
    world = before(energy.pay_rent, "competition", **SCARCE)
    other = before(energy.pay_rent, "competition", **SCARCE)
    assert world.channels.slot_rent.all()
    ledger, clouds = world.ledger, world.clouds
    if cash == 0.0:
        for one in (world, other):
            one.ledger.post("dividends", one.ledger["firms", "money"], dst=one.firms.owner)
    owed = ledger.total("bank", "loans")
    before_it = ledger["capitalists", "money"].copy()
    energy.pay_rent(world)
    due = np.rint(world.channels.slot_rent * world.firms.compute[clouds] * MILLION)
    np.testing.assert_allclose(ledger.given("energy_rent")[clouds], due, atol=1)
    gained = ledger["capitalists", "money"] - before_it
    assert gained.sum() == ledger.given("energy_rent").sum() > 0
    assert gained.max() - gained.min() <= 1
    assert (ledger.total("bank", "loans") - owed > 0.0) is (cash == 0.0)
    assert ledger["firms", "money"].min() >= 0
    for one in (world, other):
        settling.tax_profits(one)
    lost = other.firms.gross_profit - world.firms.gross_profit
    np.testing.assert_allclose(lost[clouds], due / MILLION, rtol=1e-9)
    assert not lost[world.producers].any()
    for one in (world, other):
        for phase in month.due(one, month.PHASES[month.PHASES.index(settling.tax_profits) + 1 :]):
            phase(one)
        month.end(one)
        assert one.ledger.residual == 0
    assert world.value_added == other.value_added


@pytest.mark.parametrize("changes", [{}, SCARCE, SCARCE | {"energy_build_time": 24}, {"energy_learning": 0.1}])
def test_what_energy_and_compute_get_is_rent_and_the_profit_of_clouds(changes: dict[str, object]) -> None:
    world = warm("competition", 48, **changes)
    rent, wages = world.ledger.moved("energy_rent"), world.ledger.moved("wages")
    assert (rent > 0.0) is ("energy_capacity" in changes)
    got = rent + world.firms.gross_profit[world.clouds].sum()
    assert see(world, "physical_rent_share") == pytest.approx(got / (see(world, "rate_of_surplus_value") * wages))
    assert see(world, "energy_rent_share") == pytest.approx(rent / world.value_added)


# Waste heat


@pytest.mark.parametrize("reuse", [0.1, 0.5, 1.0])
def test_where_pipes_cost_what_they_save_nothing_is_saved(reuse: float) -> None:
    world = before(energy.reuse_heat, "competition", heat_reuse=reuse)
    world.firms.price[world.dept1] = world.machine_price
    force(world, heat_pipe_cost=world.goods_price / world.machine_price)
    energy.reuse_heat(world)
    assert world.ledger.moved("heat_charge") / world.goods_price == pytest.approx(kept(world).heat, rel=1e-3)
    assert kept(world).heat == pytest.approx(0.33 * reuse * world.ledger.moved("energy_used"), rel=1e-3)


@pytest.mark.parametrize(("cost", "cheaper"), [(0.0, True), (0.3, True), (2.0, False)])
def test_the_basket_is_cheaper_by_what_heat_saves_less_what_pipes_cost(cost: float, cheaper: bool) -> None:
    world = warm("competition", heat_reuse=1.0, heat_value=2.0, heat_pipe_cost=cost)
    basket = 300 * world.start.real_income
    saved = kept(world).heat - world.ledger.moved("heat_charge") / world.prices[1]
    assert see(world, "basket_cost") == pytest.approx(1.0 - saved / basket)
    assert (see(world, "basket_cost") < 1.0) is cheaper
    assert world.ledger.residual == 0


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3])
def test_more_heat_than_homes_need_is_worth_nothing(share: float) -> None:
    world = warm("competition", heat_reuse=1.0, heating_share=share, heat_pipe_cost=0.0)
    all_of_it = share * 300 * world.start.real_income
    assert kept(world).heat == pytest.approx(min(0.33 * world.ledger.moved("energy_used"), all_of_it))
    assert see(world, "heat_share") == pytest.approx(kept(world).heat / all_of_it if share else 0.0)


@pytest.mark.parametrize(
    ("deposits", "total", "given"),
    [
        ([10, 10, 10], 9, [3, 3, 3]),
        ([10, 1, 10], 9, [4, 1, 4]),
        ([0, 0, 7], 7, [0, 0, 7]),
        ([5, 5], 0, [0, 0]),
        ([100, 100, 100], 100, [33, 33, 34]),
        ([33, 33, 33], 98, [33, 33, 32]),
    ],
)
def test_households_pay_equal_parts_and_none_more_than_it_has(deposits: list[int], total: int, given: list[int]) -> None:
    charged = energy._charged(np.array(deposits), total)
    assert charged.sum() == total
    assert (charged <= deposits).all()
    assert sorted(charged.tolist()) == sorted(given)


def test_pipes_are_bought_as_far_as_there_are_machines_left_and_what_lacks_is_seen() -> None:
    world = before(energy.reuse_heat, "competition", heat_reuse=1.0, heat_pipe_cost=5.0)
    ledger, sellers = world.ledger, world.dept1
    ledger.post("pipe_deliveries", np.maximum(ledger["dept1", "capital_goods"] - 1000, 0))
    unmet, money = world.firms.unmet[sellers].copy(), ledger.total("workers", "money")
    energy.reuse_heat(world)
    assert kept(world).heat < 0.01
    assert (world.firms.unmet[sellers] > unmet).any()
    assert money - ledger.total("workers", "money") == pytest.approx(ledger.moved("heat_charge"))
    for phase in month.due(world, month.PHASES[month.PHASES.index(energy.reuse_heat) + 1 :]):
        phase(world)
    month.end(world)
    assert world.ledger.residual == 0


# All of it


@pytest.mark.parametrize("name", ["competition", "monopoly", "commons"])
def test_books_close_and_energy_stays_within_the_limit(name: str) -> None:
    world = start(load(name, {**EARLY, **ROOM.example, "trained_frontier": True}), 2)
    for _ in range(48):
        month.step(world)
        assert world.ledger.residual == 0
        assert world.ledger.moved("energy_used") <= limit(world) * kept(world).grown + 1e-5
        assert np.isfinite(observe(world)).all()
    assert kept(world).built > 0.0


def test_dated_changes_of_the_limit_act_at_once() -> None:
    scenario = load("competition", {**EARLY, **BOUND})
    scenario = scenario.amended(30, {"energy_capacity": 0.25})
    world = start(scenario, 1)
    for _ in range(31):
        month.step(world)
    assert world.agents.offered.sum() == pytest.approx(0.25 * 0.3 / world.params.energy_per_slot)
