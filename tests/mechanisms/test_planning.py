"""Planning by need: what is made, who gets it, who pays, and what it is measured by."""

import math
from typing import Any

import numpy as np
import pytest
from worlds import EARLY, before, force, warm

from sim.economy import derived, month
from sim.economy.measures import MEASURES, observe, read
from sim.economy.mechanisms.provision import phases as provision
from sim.economy.mechanisms.provision.state import Provision
from sim.economy.mechanisms.time.phases import call_duty
from sim.economy.phases import adapting, buying, selling, settling
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import PHYSICAL, World
from sim.engine.ledger import MILLION

PLAN: dict[str, Any] = {"planning": "need", "programme_start": 12}
ONE_SHOP: dict[str, Any] = {"min_dept2_firms": 1, "workers_per_dept2_firm": 10_000}  # nobody finds another shop empty
NAMES = list(MEASURES)


def kept(world: World) -> Provision:
    assert world.provision
    return world.provision


def table(name: str, months: int, seed: int = 1, **changes: object) -> np.ndarray:
    """The measures of some months."""
    world, found = start(load(name, changes), seed), []
    for _ in range(months):
        month.step(world)
        assert world.ledger.residual == 0
        found.append(observe(world))
    return np.array(found)


def balance(world: World, account: str, asset: str) -> Any:
    """What an account holds, millionths, to be written: the books of this month won't close."""
    return world.ledger._views[account, asset]


def people(world: World) -> int:
    return derived.heads(world) + int(world.capitalists.income.size)


# what is made


@pytest.mark.parametrize("level", [1.0, 1.25, 3.0])
@pytest.mark.parametrize("error", [0.0, 0.5])
def test_the_plan_is_what_people_and_the_state_need(level: float, error: float) -> None:
    world = before(provision.plan_by_need, "baseline", 14, need_error=error, **PLAN)
    kept(world).level = level
    provision.plan_by_need(world)
    public = world.state.wanted / world.price_level
    asked = kept(world).needed[world.dept2]
    assert asked.sum() == pytest.approx(level * world.start.norm * people(world) + public, rel=1e-12)
    share = world.ledger.units("dept2", "machines") / world.ledger.total("dept2", "machines")
    bias = np.exp(error * kept(world).need_view[world.dept2])
    np.testing.assert_allclose(asked / asked.sum(), share * bias / (share * bias).sum(), rtol=1e-12)
    assert (kept(world).needed[world.dept1] == 0.0).all()


def test_at_the_start_households_and_state_need_what_is_sold() -> None:
    world = start(load("baseline", {**EARLY, "planning": "need", "programme_start": 0}), 1)
    sold = float(world.firms.expected[world.dept2].sum())
    month.begin(world)
    provision.plan_by_need(world)
    assert kept(world).needed.sum() == pytest.approx(sold, rel=1e-12)


@pytest.mark.parametrize("factor", [0.0, 0.5, 4.0])
def test_the_planner_sees_no_sales(factor: float) -> None:
    """Whatever a firm expects, the plan is the same; Department I's hangs on it as ever."""
    world = before(buying.plan_output, "baseline", 14, **PLAN)
    other = before(buying.plan_output, "baseline", 14, **PLAN)
    for column in (other.firms.expected, other.firms.sales, other.firms.unmet, other.firms.trend):
        column *= factor
    for one in (world, other):
        buying.plan_output(one)
        provision.plan_by_need(one)
    two, one_ = world.dept2, world.dept1
    assert world.firms.plan[two].tolist() == other.firms.plan[two].tolist()
    assert world.firms.need[PHYSICAL, two].tolist() == other.firms.need[PHYSICAL, two].tolist()
    assert world.firms.plan[one_].tolist() != other.firms.plan[one_].tolist()


def test_stocks_are_run_down_and_empty_shelves_not_chased() -> None:
    world = before(provision.plan_by_need, "baseline", 14, need_error=0.0, **PLAN)
    p, goods = world.params, balance(world, "dept2", "goods")
    for months, part in ((0.0, 0.0), (p.stock_target, 0.0), (p.stock_target + 0.6, 0.6)):
        provision.plan_by_need(world)
        goods[:] = (months * kept(world).needed[world.dept2] * MILLION).astype(np.int64)
        provision.plan_by_need(world)
        needed = kept(world).needed[world.dept2]
        np.testing.assert_allclose(world.firms.plan[world.dept2], needed * (1.0 - part / p.stock_closing_time), rtol=1e-5)


@pytest.mark.parametrize("factor", [0.2, 1.0, 3.0])
def test_the_long_view_moves_to_what_its_plant_is_to_make(factor: float) -> None:
    world = before(provision.plan_by_need, "baseline", 14, **PLAN)
    two, speed = world.dept2, world.params.trend_speed_dept2
    world.firms.trend[two] *= factor
    trend = world.firms.trend[two].copy()
    provision.plan_by_need(world)
    share = world.ledger.units("dept2", "machines") / world.ledger.total("dept2", "machines")
    due = share * kept(world).needed.sum()
    world.firms.sales[two] = 0.0
    adapting.expect_sales(world)
    provision.look_ahead(world)
    np.testing.assert_allclose(world.firms.trend[two], trend + speed * (due - trend), rtol=1e-12)


def test_nothing_is_dearer_for_being_scarce() -> None:
    """In Department II; in Department I mark-ups go with orders as ever."""
    world = before(provision.hold_markups, "baseline", 14, **PLAN)
    world.firms.markup[world.producers] = 0.7
    world.firms.unmet[world.producers] = 0.1 * world.firms.sales[world.producers]
    provision.hold_markups(world)
    adapting.revise_prices(world)
    firms, two = world.firms, world.dept2
    assert firms.markup[two].tolist() == firms.normal_markup[two].tolist()
    assert (firms.markup[world.dept1] > 0.7).all()


@pytest.mark.parametrize("level", [1.0, 1.1, 2.5])
def test_the_norm_rises_while_hands_are_idle(level: float) -> None:
    world = before(provision.raise_norm, "baseline", 14, **PLAN)
    idle = derived.unemployment(world)
    for gap in (0.0, 0.04, -0.04):
        force(world, natural_unemployment=idle - gap)
        kept(world).level = level
        provision.raise_norm(world)
        assert kept(world).level == pytest.approx(max(level * (1.0 + 0.02 * gap), 1.0), abs=1e-15)


# who gets it


def shopped(factor: float, **changes: object) -> World:
    """A planned world of one shop after shopping, in which this is needed over what usually is."""
    world = before(provision.provide, "baseline", 20, **{**PLAN, **ONE_SHOP, **changes})
    world.state.norm *= factor
    provision.provide(world)
    selling.consume(world)
    return world


@pytest.mark.parametrize("factor", [0.3, 0.8, 1.0])
def test_where_goods_suffice_no_need_is_unmet(factor: float) -> None:
    world = shopped(factor)
    goods = world.state.norm * people(world)
    assert world.firms.output[world.dept2].sum() >= goods
    assert kept(world).ration == kept(world).owners_ration == world.state.norm
    assert world.workers.consumed.min() >= world.state.norm - 2e-6


@pytest.mark.parametrize("factor", [2.0, 3.0, 10.0])
def test_where_goods_do_not_suffice_all_have_the_same_part(factor: float) -> None:
    world = shopped(factor)
    part = kept(world).ration / world.state.norm
    assert part < 1.0
    found = world.workers.consumed
    np.testing.assert_allclose(found, kept(world).ration, atol=3e-6)
    assert world.ledger.moved("public_goods") < 1e-3 * found.sum()  # after rations nothing is left for the State


@pytest.mark.parametrize("poor", [0.0, 0.3, 0.7])
def test_nothing_is_handed_out_and_who_lacks_money_is_provided_for(poor: float) -> None:
    """Deposits of some are a part of what their ration costs: they get what lacks at 1.1 times the mean price, others nothing."""
    world = before(provision.provide, "baseline", 20, **PLAN, **ONE_SHOP)
    cost = 1.1 * world.goods_price * world.state.norm
    money = balance(world, "workers", "money")
    money[:] = int(5 * cost * MILLION)
    money[:50] = int(poor * cost * MILLION)
    provision.provide(world)
    assert kept(world).ration == world.state.norm
    np.testing.assert_allclose(money[:50] / MILLION, cost, atol=2e-6)
    assert (money[50:] == int(5 * cost * MILLION)).all()
    assert world.ledger.moved("provision") == pytest.approx(50 * (1.0 - poor) * cost, abs=1e-3)
    purse = money.copy()
    selling.consume(world)
    paid = purse - world.ledger["workers", "money"]
    np.testing.assert_allclose(paid[:50] / MILLION, world.workers.consumed[:50] * world.goods_price, rtol=1e-4)


def test_purses_come_after_the_state() -> None:
    """Rations first, then the State, and the rest of purses last: at a lower norm there is more for purses, never less for the State."""
    got = [shopped(factor) for factor in (0.3, 1.0)]
    public = [world.ledger.moved("public_goods") for world in got]
    wanted = [world.state.wanted / world.goods_price for world in got]
    assert public == pytest.approx(wanted, rel=1e-3)
    assert got[0].ledger.moved("capitalist_goods") > got[1].ledger.moved("capitalist_goods")


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_what_is_given_in_kind_comes_first(share: float) -> None:
    """Ration and basket together are what is needed, and whoever needs no more than the basket has no ration."""
    world = before(
        provision.provide, "baseline", 30, basic_basket=share, basket_phase=1, levy_max=0.95, **PLAN, **ONE_SHOP
    )
    provision.provide(world)
    basket = world.state.basket / derived.heads(world)
    assert basket == pytest.approx(share * world.start.real_income, rel=0.2)
    part = kept(world).owners_ration / world.state.norm
    assert kept(world).ration == pytest.approx(part * (world.state.norm - basket), rel=1e-12)
    selling.consume(world)
    assert world.ledger.total("state", "goods") == pytest.approx(world.state.basket, rel=1e-3)


def test_who_does_not_serve_has_neither_ration_nor_provision() -> None:
    serving = {"duty_hours": 4.0, "duty_sanction": True, "duty_evasion": 0.5}
    world = before(provision.provide, "competition", 30, **PLAN, **ONE_SHOP, **serving)
    assert world.time
    balance(world, "workers", "money")[:] = 0
    serves = np.arange(world.time.serves.size) % 3 > 0
    world.time.serves[:] = serves
    world.workers.income[:] = 0.0
    provision.provide(world)
    money = world.ledger["workers", "money"]
    assert (money[~serves] == 0).all()
    assert (money[serves] > 0).all()
    selling.consume(world)
    assert (world.workers.consumed[~serves] == 0.0).all()
    assert (world.workers.consumed[serves] > 0.0).all()


def test_the_ration_is_at_stake_where_duty_calls() -> None:
    """Half would stay away unpunished: nobody does who would lose a ration by it."""
    serving = {"duty_hours": 4.0, "duty_sanction": True, "duty_evasion": 0.5}
    away = []
    for planning in ("need", "market"):
        world = before(call_duty, "competition", 30, **{**PLAN, "planning": planning}, **serving)
        call_duty(world)
        assert world.time
        away.append(1.0 - world.time.serves.mean())
    assert away[0] == 0.0
    assert away[1] > 0.3


# who pays


@pytest.mark.parametrize("room", [0.02, 0.1, 1.0])
def test_profits_pay_for_provision_up_to_the_bound(room: float) -> None:
    world = before(provision.provide, "baseline", 20, **PLAN)
    state = world.state
    highest = min(state.profit_tax + room, 0.95)
    force(world, profit_tax_max=highest)
    before_, bound = kept(world).paid, world.bounds["profit_tax_max"]
    provision.provide(world)
    p, spent = world.params, world.ledger.moved("provision")
    smooth = before_ * (1.0 + world.expected_inflation)
    smooth += p.revenue_memory_state * (spent - before_) * (1.0 + world.expected_inflation)
    assert kept(world).paid == pytest.approx(smooth, rel=0.01)
    assert state.provision_tax == pytest.approx(min(kept(world).paid / state.profits, highest - state.profit_tax))
    assert (world.bounds["profit_tax_max"] > bound) is (kept(world).paid / state.profits > highest - state.profit_tax)
    settling.tax_profits(world)
    taxed = np.maximum(world.firms.gross_profit, 0.0)[~world.firms.public].sum()
    assert world.ledger.moved("profit_tax") == pytest.approx((state.profit_tax + state.provision_tax) * taxed, rel=1e-6)


def test_a_balanced_budget_pays_for_provision_before_purchases() -> None:
    assert "provision" in adapting.FIXED
    affordable = []
    for planning in ("need", "market"):
        world = warm("baseline", 24, fiscal_rule="balanced", **{**PLAN, "planning": planning, "profit_tax_max": 0.3})
        affordable.append(world.state.affordable)
    assert affordable[0] < 0.9 * affordable[1]


# limits


def sides(months: int, last: int, seeds: int, **changes: object) -> dict[str, tuple[float, float]]:
    """Output and unemployment of a planned economy and of a market without AI: means of the last months over seeds."""
    found = {}
    for planning in ("need", "market"):
        own = {"n_workers": 1000, "planning": planning, "need_error": 0.0, **changes}
        found[planning] = np.array([table("baseline", months, seed, **own)[-last:] for seed in range(seeds)])
    return {
        name: (found["need"][:, :, NAMES.index(name)].mean(), found["market"][:, :, NAMES.index(name)].mean())
        for name in ("output", "unemployment")
    }


def test_without_ai_and_errors_a_plan_makes_what_the_market_makes() -> None:
    """Output within two per cent and unemployment within a point."""
    means = sides(84, 60, 1, programme_start=0)
    assert means["output"][0] == pytest.approx(means["output"][1], rel=0.02)
    assert means["unemployment"][0] == pytest.approx(means["unemployment"][1], abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{}, {"demand_shock_sd": 0.0, "failure_hazard": 0.0}, {"firm_size_sd": 0.8}])
def test_and_so_it_does_for_forty_years(changes: dict[str, object]) -> None:
    """Eight seeds, mean of the last five years."""
    means = sides(480, 60, 8, **changes)
    assert means["output"][0] == pytest.approx(means["output"][1], rel=0.02)
    assert means["unemployment"][0] == pytest.approx(means["unemployment"][1], abs=0.01)


def test_errors_misallocate() -> None:
    """More of them, more that stands where it is not wanted, and more who go without; what all overstate alike is none."""
    got = [table("baseline", 72, n_workers=300, planning="need", programme_start=0, need_error=e)[24:] for e in (0.0, 1.0)]
    unmet, output = NAMES.index("unmet_need"), NAMES.index("output")
    assert got[1][:, unmet].mean() > got[0][:, unmet].mean() + 0.005
    assert got[1][:, output].mean() < got[0][:, output].mean()


# measures of every world


@pytest.mark.parametrize(
    ("path", "month_", "expected"),
    [
        (lambda t: 0.002 * t, 60, 0.0),
        (lambda t: np.where(t % 2 == 0, 0.03, -0.03), 60, 0.03),
        (lambda t: np.where(t < 60 - 24, 9.0, 0.01 * t), 24, 0.0),
        (lambda t: np.where(t % 2 == 0, 0.03, -0.03), 23, 0.0),
        (lambda t: np.where(t == 59, -math.inf, 0.0), 60, 0.0),
    ],
    ids=["a line", "up and down", "what was before the run", "two years are not over", "nothing is made"],
)
def test_swings_of_output_are_those_about_its_line(path: Any, month_: int, expected: float) -> None:
    world = start(load("baseline", EARLY), 0)
    world.made, world.month = np.exp(path(np.arange(60.0))), month_
    assert read(world, ["output_volatility"])["output_volatility"] == pytest.approx(expected, rel=1e-3, abs=1e-12)


@pytest.mark.parametrize("planning", ["need", "market"])
def test_unmet_need_is_held_against_the_norm_of_the_start_in_either_world(planning: str) -> None:
    world = warm("baseline", 14, **{**PLAN, "planning": planning})
    s = start(load("baseline", EARLY), 1).start
    assert world.start.norm == s.norm
    lacks = np.maximum(1.0 - world.workers.consumed / s.norm, 0.0)
    assert read(world, ["unmet_need"])["unmet_need"] == pytest.approx(lacks.mean(), rel=1e-12, abs=1e-12)


def test_a_queue_is_counted() -> None:
    world = warm("baseline", 14, **PLAN)
    world.workers.consumed[:7] = 0.0
    world.workers.consumed[7:] = 1.0
    assert read(world, ["served_nothing"])["served_nothing"] == 7 / derived.heads(world)
    kept(world).ration = 0.0
    assert read(world, ["served_nothing"])["served_nothing"] == 0.0
