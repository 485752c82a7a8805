"""Who sets hours and what of them is paid, what is given in kind and who pays for it, and whom the duty of upkeep calls."""

import math
from typing import Any

import numpy as np
import pytest
from worlds import EARLY, before, columns, force, warm

from sim.economy import derived, month
from sim.economy.kernels import people
from sim.economy.measures import MEASURES, observe, read
from sim.economy.mechanisms.ownership import phases as ownership
from sim.economy.mechanisms.time import phases as time
from sim.economy.mechanisms.time import rules as rule
from sim.economy.mechanisms.time.state import Time
from sim.economy.mechanisms.upkeep import phases as upkeep
from sim.economy.phases import adapting, buying, producing, selling, settling
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import COGNITIVE, PHYSICAL, World
from sim.engine.ledger import MILLION

GIVEN = {"basic_basket": 0.3, "programme_start": 3, "basket_phase": 6}
DUTY = {"duty_hours": 4.0, "programme_start": 3, "upkeep_workers": 0.3}
BOUNDS = {"hours_min": 0.5, "hours_max": 1.25}


def made(name: str, months: int, **changes: object) -> tuple[World, np.ndarray]:
    """A world after so many months, and the measures of all of them."""
    world = start(load(name, {**EARLY, **changes}), 1)
    found = []
    for _ in range(months):
        month.step(world)
        found.append(observe(world))
    return world, np.array(found)


def of(world: World) -> Time:
    assert world.time
    return world.time


def through(world: World, *phases: month.Phase) -> None:
    """The rest of a month up to and with the last of these, but for none of those between."""
    rest = month.due(world)
    for phase in rest[rest.index(phases[0]) : rest.index(phases[-1]) + 1]:
        phase(world)


# What can be said in closed form


def test_at_twice_the_pay_members_work_an_eighth_less_and_owners_set_normal_hours_at_normal_unemployment() -> None:
    assert rule.hours_chosen(2.0, 0.2, **BOUNDS) == pytest.approx(0.871, abs=5e-4)
    day = {"natural_unemployment": 0.065, "unemployment_min": 0.005, "hours_pressure": 0.02, **BOUNDS}
    assert [rule.hours_set(u, **day) for u in (0.065, 0.13)] == [1.0, pytest.approx(2.0**0.02)]


def test_hours_beside_a_century_of_them() -> None:
    """Huberman and Minns (2007): 3,000 to 1,700 hours a year at about ten times the pay; between what Boppart and Krusell find."""
    shortest, longest = (rule.hours_chosen(10.0, e, **BOUNDS) for e in (0.25, 0.2))
    assert shortest < 1700.0 / 3000.0 < longest
    assert -math.log(1700.0 / 3000.0) / math.log(10.0) == pytest.approx(0.247, abs=1e-3)


def test_longer_days_do_not_make_the_unemployment_that_makes_them() -> None:
    """At the greatest pressure that may be set: heads needed fall as hours rise, and unemployment settles at once."""
    u = shocked = 0.1
    for _ in range(50):
        hours = (u / 0.065) ** 0.03
        u = 1.0 - (1.0 - shocked) / hours
    assert u == pytest.approx(shocked, abs=0.025)
    assert u - (1.0 - (1.0 - shocked) / (u / 0.065) ** 0.03) == pytest.approx(0.0, abs=1e-9)


# Off, and where there is nothing to do


def test_a_duty_without_slots_changes_no_bit() -> None:
    plain, on = (made("baseline", 30, **some)[1] for some in ({}, {**DUTY, "upkeep_workers": 0.02}))
    assert on.tolist() == plain.tolist()


def test_awake_without_a_basket_there_is_no_levy_and_no_bit_is_another() -> None:
    _, plain = made("competition", 24)
    world, found = made("competition", 24, basic_basket=0.3, programme_start=24)
    assert found.tolist() == plain.tolist()
    assert (world.state.wage_levy, world.state.profit_levy, world.state.basket) == (0.0, 0.0, 0.0)


def test_custom_hours_are_normal_hours_all_of_them_paid() -> None:
    world = warm("competition", 24, **GIVEN, productivity_as_time=0.0)
    assert (world.workers.hours == 1.0).all()
    assert derived.paid_yields(world) is world.workers.skill
    assert np.array_equal(derived.job_yields(world), world.workers.labour)


# Hours


def test_members_choose_by_what_an_hour_buys_and_are_paid_for_all_of_it() -> None:
    world = before(time.set_hours, "competition", 12, hours_set_by="members", leisure_preference=0.2)
    state, kept = world.state, of(world)
    state.mean_wage = 2.0 * world.goods_price / float(world.start.price[1])
    time.set_hours(world)
    assert world.workers.hours == pytest.approx(np.full(300, 2.0**-0.2), rel=1e-12)
    assert kept.hours.tolist() == kept.paid_hours.tolist()
    at, gross = earned(world)
    np.testing.assert_allclose(gross, wages(world)[at], atol=3e-6)


def earned(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Go on from quits to pay: who has a job, and the wage of each of them before tax, by what has come into its deposits, money."""
    rest = month.due(world)
    through(world, buying.quit_jobs, rest[rest.index(producing.pay) - 1])
    was = world.ledger["workers", "money"].copy()
    producing.pay(world)
    at = world.workers.employer >= 0
    kept = 1.0 - world.state.income_tax - world.state.wage_levy
    return at, (world.ledger["workers", "money"] - was)[at] / MILLION / kept


def wages(world: World, paid: float | np.ndarray | None = None) -> np.ndarray:
    """Of each worker for so many hours, or all of them, money."""
    workers, firms = world.workers, world.firms
    per_month = np.where(workers.employer >= 0, firms.wage[workers.occupation, workers.employer] * workers.skill, 0.0)
    return np.asarray(per_month * (workers.hours if paid is None else paid))


def test_owners_lengthen_the_day_where_jobs_are_scarce_and_pay_for_the_contract() -> None:
    world = before(time.set_hours, "competition", 12, hours_set_by="owners", hours_pressure=0.03)
    kept = of(world)
    kept.jobless[COGNITIVE], kept.jobless[PHYSICAL] = 0.3, 0.02
    time.set_hours(world)
    for which, was in ((COGNITIVE, 0.3), (PHYSICAL, 0.02)):
        mine = world.workers.occupation == which
        now = was + (derived.unemployment_rates(world)[which] - was) / 12.0
        assert world.workers.hours[mine] == pytest.approx(np.full(mine.sum(), (now / 0.065) ** 0.03), rel=1e-12)
    assert kept.hours[COGNITIVE] > 1.0 > kept.hours[PHYSICAL]
    at, gross = earned(world)
    np.testing.assert_allclose(gross, wages(world, 1.0)[at], atol=3e-6)
    done = (world.workers.skill * world.workers.hours)[at].sum()
    assert world.firms.labour.sum() == pytest.approx(done, rel=1e-9)  # work counts at the hours that are worked
    through(world, adapting.revise_wages)
    paid = world.ledger.moved("wages") / world.workers.skill[at].sum()
    assert world.worked == pytest.approx(done, rel=1e-9)
    assert 0.9 < world.state.mean_wage / paid < 1.1  # benefits do not fall by what is unpaid


def test_pressure_or_taste_of_nothing_is_custom_bit_for_bit() -> None:
    _, plain = made("competition", 24)
    for change in ({"hours_set_by": "members", "leisure_preference": 0.0}, {"hours_set_by": "owners", "hours_pressure": 0.0}):
        assert made("competition", 24, **change)[1].tolist() == plain.tolist()


def test_productivity_becomes_time_as_far_as_basics_are_covered_and_owners_do_not_ask() -> None:
    hours = {}
    for by in ("custom", "members", "owners"):
        world = before(time.set_hours, "competition", 12, hours_set_by=by, **GIVEN)
        world.state.basket = 0.25 * world.start.real_income * 300  # half of subsistence
        world.state.mean_wage = 2.0 * world.goods_price / float(world.start.price[1])
        of(world).jobless[:] = derived.unemployment_rates(world)
        time.set_hours(world)
        hours[by] = of(world).hours[0]
    assert hours["custom"] == pytest.approx(2.0**-0.1)
    assert hours["members"] == pytest.approx(2.0**-0.3)
    assert hours["owners"] > 0.95


def test_hours_stand_on_what_unearned_income_leaves_of_the_contract() -> None:
    world = before(buying.supply_labour, "competition", 12, **GIVEN, hours_response=0.5, participation_response=0.5)
    world.state.basket_cost = 0.2 * 300 * world.state.mean_wage
    buying.supply_labour(world)
    assert world.workers.hours == pytest.approx(np.full(300, 0.9))
    assert world.workers.active.tolist() == (world.workers.leisure >= 0.1).tolist()
    through(world, time.plan_basket, time.set_hours)
    assert of(world).paid_hours == pytest.approx(of(world).hours)
    pay = world.state.mean_wage / world.goods_price * float(world.start.price[1])
    assert of(world).hours == pytest.approx(np.full(2, 0.9 * pay ** (-0.2 * 0.3 / 0.5)), rel=1e-6)


@pytest.mark.parametrize("share", [0.1, 0.4])
def test_a_tired_hour_yields_less_and_a_short_day_more_than_its_share(share: float) -> None:
    world = before(time.set_hours, "competition", 12, hours_set_by="members", fatigue=share)
    world.state.mean_wage = 2.0 * world.goods_price / float(world.start.price[1])
    time.set_hours(world)
    through(world, buying.quit_jobs, buying.hire_hands)
    workers, hours = world.workers, 2.0**-0.2
    np.testing.assert_allclose(derived.job_yields(world), workers.skill * hours ** (1.0 - share), rtol=1e-12)
    hands = (workers.occupation == PHYSICAL) & (workers.employer >= 0)
    work = (workers.skill[hands] * hours ** (1.0 - share)).sum()
    assert world.firms.labour[PHYSICAL].sum() == pytest.approx(work, rel=1e-9)
    assert derived.uneven_yields(world)


def test_pay_with_skill_is_for_what_is_paid_of_yield_and_of_hours_and_shares_of_members_follow_it() -> None:
    """The rooms `skill` and `ownership` ask `derived.paid_yields`, where both parts meet."""
    both = {"augmentation": 0.4, "aided_pay": 0.5, "deskilling": True, "cooperative_share": 1.0}
    world = before(time.set_hours, "competition", 24, hours_set_by="owners", **both)
    of(world).jobless[:] = 0.3
    time.set_hours(world)
    at, gross = earned(world)
    workers, firms, kept, skill = world.workers, world.firms, of(world), world.skill
    assert skill
    contract = (kept.paid_hours / kept.hours)[workers.occupation] * workers.hours
    assert (contract < workers.hours).all()
    pay = firms.wage[workers.occupation, workers.employer] * skill.paid * contract
    np.testing.assert_allclose(gross, pay[at], atol=3e-6)
    assert np.abs(gross - wages(world)[at]).max() > 0.01
    through(world, settling.pay_dividends)
    was = world.ledger["workers", "money"].copy()
    through(world, ownership.pay_members)
    got = (world.ledger["workers", "money"] - was) / MILLION
    for firm in np.flatnonzero(world.ledger.given("member_shares")):
        here = workers.employer == firm
        np.testing.assert_allclose(got[here] / got[here].sum(), pay[here] / pay[here].sum(), rtol=1e-4)


def test_crews_on_strike_are_paid_for_the_hours_they_work() -> None:
    world = before(time.set_hours, "competition", 24, hours_set_by="owners", upkeep_strike=0.5, upkeep_workers=0.3)
    of(world).jobless[:] = 0.3
    time.set_hours(world)
    at, gross = earned(world)
    crews = (world.workers.employer >= world.clouds.start)[at]
    assert crews.any()
    np.testing.assert_allclose(gross[crews], wages(world, 0.5)[at][crews], atol=3e-6)


# The basket


def test_what_the_state_buys_to_give_is_given_in_equal_parts_and_eaten() -> None:
    world = before(selling.consume, "competition", 24, **GIVEN)
    ledger, state = world.ledger, world.state
    assert state.basket == pytest.approx(0.3 * world.start.real_income * 300)
    selling.consume(world)
    bought, held = ledger.moved("public_goods"), ledger.total("state", "goods")
    assert held == pytest.approx(state.basket, abs=2e-6)  # it comes first of what the State got
    assert ledger.moved("public_consumption") == pytest.approx(bought - held, abs=2e-6)
    assert state.basket_cost == pytest.approx(ledger.moved("public_purchases") * held / bought, rel=1e-9)
    eaten = world.workers.consumed.copy()
    time.give_basket(world)
    assert ledger.total("state", "goods") == 0.0
    assert ledger.total("workers", "goods") == 0.0
    assert ledger.moved("in_kind") == pytest.approx(held, abs=1e-9)
    np.testing.assert_allclose(world.workers.consumed - eaten, held / 300, atol=1.1e-6)
    assert ledger.moved("worker_consumption") == pytest.approx(world.workers.consumed.sum(), abs=1e-3)


def test_in_a_shortage_the_basket_comes_first_and_no_more_is_given_than_bought() -> None:
    world = before(selling.consume, "competition", 24, **GIVEN)
    world.state.basket *= 100.0  # more than there is on all shelves
    selling.consume(world)
    held = world.ledger.total("state", "goods")
    assert 0.0 < held == world.ledger.moved("public_goods") < world.state.basket
    assert world.ledger.moved("public_consumption") == 0.0
    assert world.state.basket_cost == pytest.approx(world.ledger.moved("public_purchases"))


@pytest.mark.parametrize("part", [0.0, 0.4])
def test_the_levy_is_the_cost_of_the_basket_a_month_later(part: float) -> None:
    """Last month's cost over last month's base; what wages and profits have moved since stands over, and is paid in the next."""
    world = start(load("competition", {**EARLY, **GIVEN, "basket_from_profits": part, "ubi_share": 0.0}), 1)
    cost = brought = 0.0
    for at in range(30):
        owed, base = of(world).owed, np.array([of(world).wages, world.state.profits])
        taxed = world.state.income_tax, world.state.profit_tax + world.state.ubi_tax
        month.step(world)
        state, kept = world.state, of(world)
        rates = np.array([state.wage_levy, state.profit_levy])
        if at > 3:
            np.testing.assert_allclose(rates * base, np.array([1.0 - part, part]) * owed, rtol=1e-9)
            assert kept.owed == pytest.approx(state.basket_cost, rel=0.2)
        whole = taxed[1] + state.profit_levy
        brought += state.wage_levy * kept.wages + state.profit_levy / whole * world.ledger.moved("profit_tax")
        cost += state.basket_cost
        assert kept.owed == pytest.approx(cost - brought, abs=1e-9)
        of_wages = world.ledger.moved("income_tax") / world.ledger.moved("wages")
        assert of_wages == pytest.approx(taxed[0] + state.wage_levy, abs=1e-6)
    assert brought > 0.9 * (cost - state.basket_cost) > 0.0


def test_the_levy_is_never_above_its_source_and_the_basket_is_what_it_pays_for() -> None:
    changes = {**GIVEN, "basic_basket": 1.0, "levy_max": 0.4}
    world = start(load("competition", {**EARLY, **changes}), 1)
    for at in range(36):
        taxed = world.state.income_tax  # of the month that begins
        month.step(world)
        assert taxed + world.state.wage_levy <= 0.4 + 1e-12
        if at > 12:
            assert world.state.basket < world.start.real_income * 300
    assert 0.0 < of(world).owed < 1.5 * world.state.basket_cost
    assert world.bounds["levy_max"] > 20
    assert world.ledger.residual == 0


def test_a_basket_that_ends_is_still_paid_for() -> None:
    world = warm("competition", 24, **GIVEN)
    assert of(world).owed > 0.0
    month.set(world, basic_basket=0.0)
    for _ in range(12):
        month.step(world)
    assert abs(of(world).owed) < 0.01
    assert world.state.basket == 0.0
    assert world.ledger.moved("in_kind") == 0.0


def test_the_levy_lowers_pay_that_is_counted_as_income_and_its_cost_is_no_money_to_spend_twice() -> None:
    """Workers' net income has it, and purchases under a balanced budget leave out what the basket cost."""
    worlds = [before(producing.pay, "austerity", 24, **GIVEN) for _ in range(2)]
    worlds[1].state.wage_levy = 0.0
    for world in worlds:
        producing.pay(world)
    gap, p = worlds[1].workers.income - worlds[0].workers.income, worlds[0].params
    assert worlds[0].state.wage_levy > 0.05
    np.testing.assert_allclose(gap, p.income_memory_workers * worlds[0].state.wage_levy * wages(worlds[0]), atol=1e-9)
    spent = [before(adapting.measure_income, "austerity", 24, **GIVEN) for _ in range(2)]
    spent[1].state.basket_cost = 0.0
    for world in spent:
        adapting.measure_income(world)
    more = spent[1].state.affordable - spent[0].state.affordable
    assert more == pytest.approx(p.budget_memory * spent[0].state.basket_cost, rel=1e-6)


def test_the_alliance_gives_at_least_subsistence_once_it_begins() -> None:
    world = start(load("competition", {**EARLY, "alliance": True, "programme_start": 5, "basket_phase": 4, "basic_basket": 0.2}), 1)
    shares = []
    for _ in range(12):
        month.step(world)
        shares.append(world.state.basket / (world.start.real_income * 300))
    assert shares == pytest.approx([0.0] * 5 + [0.125, 0.25, 0.375] + [0.5] * 4)


# Duty


@pytest.mark.parametrize("change", [{}, {"alliance": True, "duty_hours": 0.0}, {"duty_skill": 1.5, "duty_hours": 40.0}])
def test_hours_called_are_the_work_that_is_taken_off_crews(change: dict[str, Any]) -> None:
    world = before(time.call_duty, "competition", 36, **{**DUTY, **change})
    p, kept, firms = world.params, of(world), world.firms
    need = firms.need[PHYSICAL, world.clouds].copy()
    through(world, time.call_duty, time.serve)
    done = kept.duty.sum()
    served = int((world.workers.leisure >= 0.3).sum())
    assert kept.serves.sum() == served
    most = served * p.duty_hours / 160.0 * p.duty_skill
    assert done == pytest.approx(min(need.sum(), most) if p.duty_hours else need.sum())
    assert done > 0.0
    assert kept.duty_hours * p.duty_skill == pytest.approx(done, rel=1e-12)
    np.testing.assert_allclose(firms.need[PHYSICAL, world.clouds] + kept.duty, need, rtol=1e-12)
    at = world.workers.employer
    for cloud, row in enumerate(range(world.clouds.start, world.clouds.stop)):
        paid = world.workers.labour[(at == row) & (world.workers.occupation == PHYSICAL)].sum()
        assert firms.labour[PHYSICAL, row] == pytest.approx(paid + kept.duty[cloud], rel=1e-9)
    through(world, upkeep.limit_slots if upkeep.limit_slots in month.due(world) else time.serve, producing.produce)
    assert world.ledger.moved("living_labour") == pytest.approx(firms.labour.sum(), abs=1e-4)


def test_a_slot_costs_less_by_the_crews_that_nobody_pays() -> None:
    world = before(time.call_duty, "competition", 36, **DUTY)
    of(world).unpaid = 0.0
    whole = derived.slot_cost(world)
    of(world).unpaid = 0.25
    assert whole - derived.slot_cost(world) == pytest.approx(0.25 * 0.3 * world.mean_offer(PHYSICAL), rel=1e-9)


def test_who_has_more_to_lose_serves_and_who_does_not_has_no_basket() -> None:
    changes = {**DUTY, **GIVEN, "duty_sanction": True, "duty_hours": 40.0, "upkeep_workers": 0.5}
    world = before(time.call_duty, "competition", 36, **changes)
    world.state.basket = 0.1 * world.start.real_income * 300
    time.call_duty(world)
    kept, workers = of(world), world.workers
    stake = world.state.basket * world.goods_price / 300
    costs = wages(world, 1.0) * 40.0 / 160.0
    assert kept.serves.tolist() == ((workers.leisure >= 0.3) | (stake > costs)).tolist()
    idle = ~kept.serves
    assert idle.any()
    assert kept.serves[workers.employer < 0].all()
    through(world, buying.hire_hands, selling.consume)
    was = world.workers.consumed.copy()
    time.give_basket(world)
    got = world.workers.consumed - was
    assert (got[idle] == 0.0).all()
    assert got[~idle] == pytest.approx(np.full(300 - idle.sum(), world.ledger.moved("in_kind") / (300 - idle.sum())), abs=2e-6)


def test_without_the_sanction_who_evades_is_fed_as_all_are() -> None:
    world = before(time.give_basket, "competition", 36, **{**DUTY, **GIVEN})
    assert of(world).unpaid > 0.0
    assert 0.6 < of(world).serves.mean() < 0.8
    was = world.workers.consumed.copy()
    time.give_basket(world)
    assert (world.workers.consumed - was).min() > 0.0


def test_all_evade_nothing_is_done_and_the_alliance_pays_crews_after_all() -> None:
    world = warm("competition", 36, alliance=True, programme_start=3, basket_phase=6, duty_evasion=1.0, upkeep_workers=0.3)
    assert of(world).unpaid == of(world).duty_hours == 0.0
    assert world.firms.labour[PHYSICAL, world.clouds].sum() > 0.0


def test_switched_off_clouds_hold_slots_that_still_want_upkeep() -> None:
    world = warm("competition", 36, **DUTY)
    force(world, ai_off=True)
    through(world, time.call_duty)
    assert of(world).duty.sum() > 0.0


# Measures


def test_free_time_and_time_at_work_and_of_seekers_are_all_there_is() -> None:
    world = warm("competition", 36, **DUTY, hours_set_by="members", participation_response=0.3, basic_basket=0.2, basket_phase=6)
    found = read(world, ["free_time", "hours_worked", "job_hours", "unemployment", "participation"])
    workers = world.workers
    at_work = workers.employer >= 0
    job = np.where(at_work, workers.hours, 0.0)
    seeking = (~at_work & workers.active).astype(float)
    duty = of(world).duty_hours / 300
    assert duty > 0.0
    assert (~workers.active).any()
    assert found["hours_worked"] == pytest.approx(job.mean() + duty, rel=1e-12)
    assert found["job_hours"] == pytest.approx(workers.hours[at_work].mean(), rel=1e-12)
    assert found["free_time"] + found["hours_worked"] + seeking.mean() == pytest.approx(2.5, rel=1e-12)


def test_to_be_out_of_work_is_not_to_be_free() -> None:
    world = warm("competition", 12)
    one = read(world, ["free_time", "hours_worked", "job_hours"])
    world.workers.employer[:150] = -1
    other = read(world, ["free_time", "hours_worked", "job_hours"])
    assert other["free_time"] == pytest.approx(one["free_time"], rel=1e-12)
    assert other["hours_worked"] < 0.6 * one["hours_worked"]
    assert other["job_hours"] == one["job_hours"] == 1.0


def test_upkeep_is_staffed_cloud_by_cloud() -> None:
    """What one cloud has too much does not make up for what another lacks, and duty counts as crews do."""
    world = warm("competition", 36, **DUTY)
    need, labour = world.firms.need[PHYSICAL, world.clouds], world.firms.labour[PHYSICAL, world.clouds]
    of(world).duty[:] = 1.0
    need[:], labour[:] = 3.0, 8.0
    labour[0] = 2.0
    assert MEASURES["upkeep_staffing"].formula(world) == pytest.approx((2.0 + 4.0 * (need.size - 1)) / (4.0 * need.size))
    assert MEASURES["upkeep_staffing"].formula(warm("baseline", 2)) == 1.0


def test_what_is_given_in_kind_is_a_share_of_output() -> None:
    world = warm("competition", 36, **GIVEN)
    found = read(world, ["nonmarket_share", "output"])
    worth = world.ledger.moved("in_kind") * world.start.price[1]
    assert found["nonmarket_share"] == pytest.approx(worth / (found["output"] * world.start.value_added), rel=1e-9)
    assert 0.1 < found["nonmarket_share"] < 0.2


def test_hours_at_work_are_added_up_as_numpy_does() -> None:
    rng = np.random.default_rng(3)
    employer, hours = rng.integers(-1, 20, 4001).astype(np.int32), rng.random(4001)
    assert people.hours_worked(employer, hours) == hours[employer >= 0].sum()


# Without AI


def drift(months: int, workers: int, seeds: int, **changes: object) -> dict[str, tuple[float, float]]:
    """Means of measures over the last third of a run without AI, and of the same seeds without the mechanism."""
    names = ["output", "unemployment", "real_wage", "worker_consumption", "job_hours"]
    found = []
    for some in (changes, {}):
        rows = []
        for seed in range(seeds):
            world = start(load("baseline", {"n_workers": workers, **some}), seed)
            for at in range(months):
                month.step(world)
                if at >= 2 * months // 3:
                    rows.append([*read(world, names).values()])
        found.append(np.mean(rows, axis=0))
    return {name: (float(on), float(off)) for name, on, off in zip(names, *found, strict=True)}


@pytest.mark.parametrize("by", ["owners", "members"])
def test_without_ai_hours_stay_where_they_are(by: str) -> None:
    found = drift(120, 300, 1, hours_set_by=by)
    assert found["job_hours"][0] == pytest.approx(1.0, abs=0.01)
    for name in ("output", "worker_consumption"):
        assert found[name][0] == pytest.approx(found[name][1], rel=0.015), name
    assert found["unemployment"][0] == pytest.approx(found["unemployment"][1], abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [{"hours_set_by": "owners"}, {"hours_set_by": "members", "fatigue": 0.1}, {"basic_basket": 0.1}, {"duty_hours": 4.0}],
)
def test_without_ai_the_economy_stays_where_it_is_for_forty_years(change: dict[str, Any]) -> None:
    """Of the basket, a tenth of income: a larger one moves the state, by less money held (docs/decisions/time.md)."""
    for name, (on, off) in drift(480, 1000, 4, **change).items():
        assert on == pytest.approx(off, rel=0.01, abs=0.006 if name == "unemployment" else 0.0), name


def test_settling_and_giving_write_no_column_of_others() -> None:
    """The levy is settled after profits are taxed: whatever that phase moves."""
    world = before(settling.tax_profits, "competition", 24, **GIVEN, basket_from_profits=0.1)
    settling.tax_profits(world)
    was = columns(world)
    time.settle_levy(world)
    now = columns(world)
    assert {name for name in now if not np.array_equal(now[name], was[name])} == {"time.from_profits", "time.owed", "time.wages"}
