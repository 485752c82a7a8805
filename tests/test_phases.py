"""Phases, one by one on a warmed-up world: what each may post and write, and the rules that live in them."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from worlds import EARLY, before, columns, force, moved, warm

from sim.economy import credit, derived, month
from sim.economy.measures import read
from sim.economy.phases import adapting, buying, producing, selling, settling
from sim.economy.rules.state import phase_in
from sim.economy.scenario import Event, load
from sim.economy.start import start
from sim.economy.world import COGNITIVE, PHYSICAL, World
from sim.engine.declarations import rooms
from sim.engine.ledger import flows
from sim.engine.streams import draw

# What each phase may post, and what it may write.
PHASES: dict[str, tuple[str, str]] = {
    "move_productivity": ("", "firms.lead firms.productivity technology"),
    "advance_frontier": (
        "",
        "frontier.capability frontier.efficiency frontier.first frontier.own frontier.pace frontier.since "
        "frontier.versions_capability frontier.versions_efficiency",
    ),
    "own_clouds": ("", "firms.public"),
    "plan_output": ("", "firms.need firms.plan"),
    "supply_labour": ("", "workers.active workers.employer workers.hours workers.school"),
    "quit_jobs": ("", "firms.rounding workers.employer workers.letters workers.turn"),
    "hire_hands": ("", "firms.labour firms.need firms.unfilled workers.employer"),
    "host_agents": (
        "",
        "agents.age agents.births agents.count agents.deaths agents.deleted agents.efficiency agents.effort agents.offered agents.useful "
        "agents.replaced agents.revenue agents.version agents.work",  # all columns of slots grow together
    ),
    "price_compute": ("", "firms.price"),
    "adopt_ai": ("", "firms.adoption firms.feasible"),
    "rent_compute": (
        "ai_labour compute_ready compute_rented compute_used",
        "agents.replaced agents.revenue agents.work compute_unmet firms.ai_work firms.compute firms.entrusted firms.fees firms.use "
        "rented",
    ),
    "lapse_compute": ("compute_idle", ""),
    "hire_minds": ("", "firms.labour firms.unfilled workers.employer"),
    "produce": (
        "goods_production labour_spent living_labour machine_production machine_wear slot_wear",
        "firms.output firms.worn",
    ),
    "pay": (
        "ai_fees ai_tax benefits income_tax lending ubi_capitalists ubi_workers wages",
        "firms.outlay firms.paid firms.wages state.ubi state.ubi_steps state.ubi_tax workers.income workers.opening",
    ),
    "shock_demand": ("", "shock"),
    "invest": (
        "energy_used equity hardware_used lending machine_deliveries machine_purchases machines_installed slots_built",
        "firms.energy firms.sales firms.takings firms.unmet slots_called",
    ),
    "consume": (
        "capitalist_consumption capitalist_goods capitalist_purchases public_consumption public_goods "
        "public_purchases worker_consumption worker_goods worker_purchases",
        "budgets capitalists.before firms.sales firms.takings firms.unmet state.floor state.wanted workers.consumed",
    ),
    "renew_lists": ("", "investors.shops investors.taste shoppers.shops shoppers.taste"),
    "tax_profits": ("interest lending profit_tax", "firms.gross_profit firms.profit state.profits"),
    "adjust_loans": ("lending repayment", ""),
    "pay_dividends": ("dividends fund_dividends public_dividends", ""),
    "find_failures": ("", "defaults firms.failed"),
    "fail": ("repayment takeover write_off", ""),
    "settle_bank": ("bank_dividends bond_issue bond_redemption debt_interest rescue", ""),
    "count_income": ("", "capitalists.income"),
    "measure_income": (
        "",
        "capex cloud_fees made prices slot_cost state.affordable state.fee_tax state.trend_output state.value_added value_added",
    ),
    "revise_expectations": ("", "expected_inflation inflation levels price_level state.rate_gap"),
    "revise_taxes": ("", "state.income_tax state.profit_tax"),
    "expect_sales": ("", "firms.expected firms.trend"),
    "pass_on": ("", "firms.normal_markup firms.pass_through"),
    "revise_prices": ("", "firms.markup firms.price firms.unit_cost"),
    "revise_fees": ("", "firms.markup"),
    "revise_wages": ("", "firms.pressure firms.wage state.mean_wage wage_round worked"),
    "retrain_workers": ("", "workers.occupation workers.school workers.spell"),
}
RARE = {
    "rescue",
    "takeover",
    "capital_goods_resold",
}  # need not come about by themselves in a short run: have tests of their own

# Firms that a phase may write to, where these are not all.
PARTS: dict[str, dict[str, str]] = {
    "own_clouds": {"public": "clouds"},
    "plan_output": {"plan": "producers"},
    "price_compute": {"price": "clouds"},
    "adopt_ai": {"adoption": "producers", "feasible": "producers"},
    "rent_compute": {"ai_work": "producers", "entrusted": "producers", "use": "clouds"},
    "produce": {"output": "producers"},
    "invest": {"energy": "clouds", "sales": "dept1", "takings": "dept1", "unmet": "dept1"},
    "consume": {"sales": "dept2", "takings": "dept2", "unmet": "dept2"},
    "expect_sales": {"expected": "producers", "trend": "producers"},
    "move_productivity": {"lead": "producers", "productivity": "producers"},
    "pass_on": {"normal_markup": "producers", "pass_through": "producers"},
    "revise_prices": {"markup": "producers", "price": "producers", "unit_cost": "producers"},
    "revise_fees": {"markup": "clouds"},
    "revise_wages": {"pressure": "producers"},
}


def measured(world: World, name: str) -> float:
    return read(world, [name])[name]


def watched() -> Iterator[tuple[str, str, set[str], set[str], dict[str, str]]]:
    """Scenario, phase, what it posted, what it wrote, and faults: firms it should have left alone, objects it replaced."""
    cases = {
        "competition": {"failure_hazard": 0.02, "demand_shock_sd": 0.02, "quit_rate": 0.05, "applications": 1, "rate_rule": True},
        "commons": {"takeover_leverage": 0.5},
        "monopoly": {"effort_response": 0.5, "upkeep_limits": True, "upkeep_strike": 0.3, "upkeep_workers": 0.3},
        "monopoly-ai-tax": {"rivalry": 0.2},
        "commons-ubi": {
            "retraining_spell": 1,
            "retraining_gap": 0.0,
            "ubi_phase": 12,
            "ubi_brake": 0.0,
            "participation_response": 1.0,
            "retraining_rate": 1.0,
            "hours_response": 0.2,
        },
        "austerity": {"ai_ownership": 0.5},
        "cheap-private": {
            "entry": True,
            "failure_hazard": 0.02,
            "entry_rate": 0.2,
            "entry_room": 2.0,
            "entry_size": 0.05,
            "loan_recovery": 0.1,
            "workers_per_dept1_firm": 30,
            "founding_months": 1,
            "abstainers": 0.5,
            "exit_size": 0.3,
            "rivalry": 0.1,
        },
    }
    for name, changes in cases.items():
        scenario = load(name, {**EARLY, **changes})
        if name == "commons":  # so that what is passed on changes
            scenario = replace(scenario, events=(*scenario.events, Event(12, {"pass_through": 0.5, "markup": 0.28})))
        world = start(scenario, 1)
        for _ in range(30):
            month.begin(world)
            balances, state = moved(world), columns(world)
            for phase in month.due(world):
                params = world.params
                phase(world)
                after, now = moved(world), columns(world)
                posts = {flow for flow, amount in after.items() if amount != balances[flow]}
                writes = {column for column in now if not np.array_equal(now[column], state[column])}
                faults = {} if world.params is params else {"params": "replaced"}
                for column, part in PARTS.get(phase.__name__, {}).items():
                    others = np.ones(world.firms.price.size, np.bool_)
                    others[getattr(world, part)] = False
                    if not np.array_equal(now[f"firms.{column}"][..., others], state[f"firms.{column}"][..., others]):
                        faults[f"firms.{column}"] = f"outside {part}"
                yield name, phase.__name__, posts, writes, faults
                balances, state = after, now
            month.end(world)


def test_each_phase_posts_and_writes_what_it_may_and_nothing_else() -> None:
    posted: dict[str, set[str]] = {phase: set() for phase in PHASES}
    written: dict[str, set[str]] = {phase: set() for phase in PHASES}
    for name, phase, posts, writes, faults in watched():
        if phase not in PHASES:
            continue  # a mechanism's, which declares what it may write in its room
        may_post, may_write = (set(names.split()) for names in PHASES[phase])
        assert posts <= may_post, (name, phase)
        assert writes <= may_write, (name, phase)
        assert faults == {}, (name, phase)
        posted[phase] |= posts
        written[phase] |= writes
    for phase, (may_post, may_write) in PHASES.items():  # and all of it is seen
        assert posted[phase] >= set(may_post.split()) - RARE, phase
        assert written[phase] >= set(may_write.split()) - {"firms.unmet"}, phase  # goods may never run out
    assert [phase.__name__ for phase in month.PHASES if phase not in month.OWNERS] == list(PHASES)


def test_every_flow_belongs_to_a_phase_or_to_the_opening() -> None:
    opening = {"endowment", *(name for name in flows() if name.startswith("initial_"))}
    posted = {name for posts, _ in PHASES.values() for name in posts.split()}
    posted |= {name for room in rooms().values() for name in room.data["writes"].get("flows", ())}
    assert posted | opening == set(flows())
    assert not posted & opening


@pytest.mark.parametrize("name", ["monopoly", "commons-ubi"])
def test_debts_stay_debts_and_nobody_is_overdrawn(name: str) -> None:
    world = warm(name, 0)
    for _ in range(60):
        month.step(world)
        ledger = world.ledger
        assert ledger["firms", "loans"].max() <= 0  # nobody pays back more than is owed
        assert ledger["bank", "bonds"].min() >= 0
        for asset in ("money", "goods"):
            assert ledger["workers", asset].min() >= 0
        for asset in ("money", "capital_goods", "machines"):
            assert ledger["producers", asset].min() >= 0
        assert ledger["state", "money"].min() >= 0
        assert not ledger["workers", "goods"].any()  # consumed within the month


# Labour


def test_an_unearned_income_shortens_hours_and_sends_the_same_people_home() -> None:
    world = before(buying.supply_labour, "commons-ubi", participation_response=0.5, hours_response=0.25)
    workers, state = world.workers, world.state
    state.ubi = 0.0
    buying.supply_labour(world)
    assert workers.active.all()
    assert (workers.hours == 1.0).all()
    employer = workers.employer.copy()
    state.ubi = 0.2 * state.mean_wage
    workers.school[:5] = 3
    buying.supply_labour(world)
    home = workers.leisure < 0.1
    assert 0.05 < home.mean() < 0.15
    assert workers.active.tolist() == (~home).tolist()
    assert workers.employer.tolist() == np.where(home, -1, employer).tolist()
    assert not workers.school[home].any()
    assert workers.hours == pytest.approx(np.full(workers.skill.size, 0.95))
    np.testing.assert_allclose(workers.labour, 0.95 * workers.skill)
    assert not workers.jobless[home].any()


def test_who_left_the_labour_force_is_not_unemployed_and_gets_no_benefit() -> None:
    world = before(producing.pay, "commons-ubi", participation_response=1.0)
    workers = world.workers
    workers.employer[:40] = -1
    workers.active[:20] = False
    paid = world.ledger["workers", "money"].copy()
    producing.pay(world)
    gained = world.ledger["workers", "money"][:40] - paid[:40]
    assert (gained[:20] == gained[0]).all()  # the UBI alone
    assert (gained[20:] > gained[0]).all()


@pytest.mark.parametrize("name", ["competition", "commons", "monopoly-ai-tax"])
def test_ai_that_is_switched_off_does_nothing_and_comes_back(name: str) -> None:
    world = warm(name, upkeep_workers=0.3)
    on, clouds, frontier = world.params, world.clouds, copy.deepcopy(world.frontier)
    slots, markup, use = (
        world.ledger.total("clouds", "slots"),
        world.firms.markup[clouds],
        world.firms.use[clouds].copy(),
    )
    adoption = world.firms.adoption.copy()
    for number in range(14):
        month.begin(world)
        force(world, ai_off=number < 12)
        for phase in month.due(world):
            phase(world)
        month.end(world)
        assert world.ledger.residual == 0
        if number == 11:  # at the end of a year without AI
            kept = {name: getattr(world.frontier, name) for name in frontier.declared}
            assert all(np.array_equal(value, getattr(frontier, name)) for name, value in kept.items())
            assert (world.agents.count.sum(), world.firms.ai_work.sum(), world.firms.fees.sum()) == (0, 0.0, 0.0)
            assert world.ledger.moved("compute_idle") == world.ledger.moved("compute_ready") > 0.0
            assert world.ledger.total("clouds", "slots") == pytest.approx(
                slots * (1 - on.hardware_wear) ** 12, rel=1e-5
            )
            assert world.firms.labour[PHYSICAL, clouds].sum() > 0.0  # crews wait
            np.testing.assert_array_equal(world.firms.use[clouds], use)
            assert (world.firms.markup[clouds] >= np.minimum(markup, on.cloud_markup) - 1e-9).all()
            np.testing.assert_allclose(world.firms.adoption, adoption * (1 - on.adoption_speed) ** 12)
    assert world.agents.count.sum() > 0
    assert world.firms.ai_work.sum() > 0.0
    assert (world.agents.age[living(world)] <= 1).all()


def test_ai_that_is_off_from_the_start_never_comes() -> None:
    without, off = (warm("competition", 24, **changes) for changes in ({"ai": False}, {"ai_off": True}))
    for column, values in columns(without).items():
        np.testing.assert_array_equal(values, columns(off)[column], err_msg=column)
    assert without.ledger.balance_sheet().values.tolist() == off.ledger.balance_sheet().values.tolist()


def test_thirds_and_tasks_go_by_rank_in_the_occupation() -> None:
    for weight in (0.0, 1.0, -1.0, 0.5):
        workers = start(load("competition", {**EARLY, "task_difficulty": weight}), 1).workers
        for occupation in (COGNITIVE, PHYSICAL):
            mine = workers.occupation == occupation
            thirds, task = workers.third[mine] - 3 * occupation, workers.task[mine]
            assert np.bincount(thirds).tolist() == [50, 50, 50]
            assert workers.skill[mine][thirds == 0].max() <= workers.skill[mine][thirds == 1].min()
            assert workers.skill[mine][thirds == 1].max() <= workers.skill[mine][thirds == 2].min()
            np.testing.assert_allclose(np.sort(task), (np.arange(150) + 0.5) / 150)
            tie = np.corrcoef(workers.skill[mine], task)[0, 1]
            assert {0.0: abs(tie) < 0.2, 1.0: tie > 0.9, -1.0: tie < -0.9, 0.5: 0.4 < tie < 0.9}[weight]


def test_the_displaced_are_laid_off_first_and_hired_last() -> None:
    world = before(buying.hire_minds, "competition", task_difficulty=1.0, quit_rate=0.2)
    workers, firms, mine = world.workers, world.firms, world.producers
    minds = (workers.occupation == COGNITIVE) & workers.active & (workers.school == 0)
    held = workers.employer.copy()
    firms.ai_work[mine] = 0.5 * firms.need[COGNITIVE, mine]  # a sudden half
    displaced = workers.task < 0.5
    buying.hire_minds(world)
    out = minds & (held >= 0) & (workers.employer < 0)
    assert out.sum() > 20
    for firm in range(mine.stop):
        staff = minds & (held == firm)
        gone = staff & out
        if (staff & displaced & ~gone).any():  # some of them are left, so that nobody else had to go
            assert (gone <= displaced).all()
    assert (displaced & out).sum() > 0.8 * out.sum()

    world = before(buying.hire_minds, "competition", task_difficulty=1.0, quit_rate=0.2, applications=20)
    workers, firms = world.workers, world.firms
    workers.employer[workers.occupation == COGNITIVE] = -1
    firms.ai_work[mine] = 0.5 * firms.need[COGNITIVE, mine]
    displaced = workers.task < 0.5
    buying.hire_minds(world)
    mine_now = (workers.occupation == COGNITIVE) & workers.active & (workers.school == 0)
    hired = mine_now & (workers.employer >= 0)
    assert hired[mine_now & ~displaced].mean() > 0.3 + hired[mine_now & displaced].mean()


def test_without_ai_nobody_is_displaced() -> None:
    world = before(buying.hire_minds, "baseline", task_difficulty=1.0)
    assert not buying._displaced(world, world.workers.task).any()


def test_firms_keep_staff_on_call_for_a_share_of_what_ai_does() -> None:
    kept, fee, feasible = {}, {}, {}
    for standby in (0.0, 0.5):
        world = before(buying.hire_minds, "competition", n_workers=1200, ai_growth=0.1, layoff_speed=1.0)
        force(world, standby=standby)
        need, work = world.firms.need[COGNITIVE].copy(), world.firms.ai_work.copy()
        buying.hire_minds(world)
        excess = world.firms.labour[COGNITIVE] - (need - (1.0 - standby) * work)
        assert abs(excess[world.producers].mean()) < 0.3  # on average as many as are wanted
        kept[standby] = measured(world, "standby_share")
        fee[standby] = derived.fee_ceiling(world)
        world.firms.price[world.clouds] = 0.7 * world.firms.wage[COGNITIVE, world.producers].min()
        feasible[standby] = derived.feasible_share(world, 0.5).min()
    assert work.sum() > 0.1 * need.sum()
    assert kept[0.0] < 0.03
    assert kept[0.5] - kept[0.0] == pytest.approx(0.5 * work.sum() / world.firms.labour[COGNITIVE].sum(), rel=0.2)
    assert fee[0.5] == pytest.approx(0.5 * fee[0.0])
    assert feasible[0.0] > 0.0
    assert feasible[0.5] == 0.0  # the fee is below the wage, not below what is saved of it


def test_tasks_are_counted_by_the_mode_they_are_in() -> None:
    world = warm("competition", 60)
    work, need = world.firms.ai_work[world.producers], world.firms.need[COGNITIVE, world.producers]
    assisted, shared, delegated = (
        measured(world, f"tasks_{mode}") for mode in ("assisted", "shared", "delegated")
    )
    assert delegated == pytest.approx(measured(world, "automated_share"))
    assert min(assisted, shared, delegated) > 0.0
    assert assisted + shared + delegated <= 1.0
    reach = work / need
    assert assisted == pytest.approx(
        ((np.minimum(3.0 * reach, 1.0) - np.minimum(1.5 * reach, 1.0)) * need).sum() / need.sum()
    )
    assert not any(
        measured(warm("baseline", 3), f"tasks_{mode}") for mode in ("assisted", "shared", "delegated")
    )


def test_thresholds_of_modes_change_no_state_but_the_count() -> None:
    plain, skipped = (warm("competition", 30, employee_capability=threshold) for threshold in (0.5, 1.5))
    assert measured(plain, "tasks_shared") > 0.0 == measured(skipped, "tasks_shared")
    other = columns(skipped)
    assert all(np.array_equal(values, other[name]) for name, values in columns(plain).items())


@pytest.mark.parametrize("name", ["competition", "monopoly-ai-tax"])
def test_the_bill_for_ai_is_held_against_the_wage_of_the_same_work(name: str) -> None:
    world = before(buying.rent_compute, name)
    wage = world.firms.wage[COGNITIVE].copy()
    for phase in month.due(world, month.PHASES[month.PHASES.index(buying.rent_compute) :]):
        phase(world)
    ratio = measured(world, "ai_cost_ratio")
    paid = world.ledger.moved("ai_fees") + world.ledger.moved("ai_tax")
    assert ratio == pytest.approx(paid / (world.firms.ai_work * wage).sum(), rel=1e-6)
    assert 0.0 < ratio < 1.0
    assert measured(warm("baseline", 2), "ai_cost_ratio") == 0.0


@pytest.mark.parametrize("pass_through", [0.0, 1.0])
def test_the_mark_up_is_what_sales_bring_above_the_cost_of_what_is_sold(pass_through: float) -> None:
    quiet = {"demand_shock_sd": 0.0, "markup_stock_response": 0.0, "price_adjustment": 1.0, "target_inflation": 0.0}
    world = warm("competition", 90, pass_through=pass_through, ai_growth=0.1, wage_revision=0.01, **quiet)
    firms, mine = world.firms, world.producers
    cost = (firms.unit_cost * firms.sales)[mine].sum()
    markup = measured(world, "mean_markup")
    assert markup == pytest.approx(firms.takings[mine].sum() / cost - 1.0)
    if pass_through == 1.0:
        assert markup == pytest.approx(world.params.markup, abs=0.02)
    else:  # what AI saves and is kept is part of the mark-up
        assert markup > world.params.markup + 0.05


def test_without_energy_machines_and_slots_stand_still() -> None:
    offered, planned, made = {}, {}, {}
    for missing in (0.0, 0.75):
        world = before(buying.plan_output, "monopoly")
        force(world, power_off=missing)
        capacity = (1.0 - missing) * world.ledger.units("producers", "machines") / world.params.machines_per_capacity
        for phase in month.due(world, month.PHASES[month.PHASES.index(buying.plan_output) :]):
            phase(world)
            if phase is buying.host_agents:
                offered[missing] = world.agents.offered.copy()
        planned[missing], made[missing] = world.firms.plan[world.producers], world.firms.output[world.producers]
        assert (planned[missing] <= capacity + 1e-9).all()
        month.end(world)
        assert world.ledger.residual == 0
    np.testing.assert_allclose(planned[0.75], capacity)  # all that can run is needed
    assert made[0.75].sum() < 0.5 * made[0.0].sum()
    np.testing.assert_allclose(offered[0.75], 0.25 * offered[0.0])
    owners = world.ledger["capitalists", "money"].mean() / 1e6
    assert measured(world, "capitalist_deposits") == pytest.approx(owners)


def test_a_low_return_holds_back_investment() -> None:
    wanted = {}
    for weight in (0.0, 0.5):
        world = before(selling.invest, "baseline", profit_in_investment=weight)
        world.firms.profit[world.producers] *= 0.9
        selling.invest(world)
        wanted[weight] = float(world.firms.takings[world.dept1].sum())
    assert 0.0 < wanted[0.5] < wanted[0.0]


def test_who_quits_loses_the_job_and_nobody_gains_one() -> None:
    world = before(buying.quit_jobs, "competition")
    old = world.workers.employer.copy()
    force(world, quit_rate=0.2)
    buying.quit_jobs(world)
    quits = draw(world.seed, "quits", world.month).random(old.size) < 0.2
    assert world.workers.employer.tolist() == np.where(quits, -1, old).tolist()
    assert 0.1 < quits.mean() < 0.3


@pytest.mark.parametrize(("phase", "mine"), [(buying.hire_hands, PHYSICAL), (buying.hire_minds, COGNITIVE)])
def test_hiring_is_by_occupation(phase: month.Phase, mine: int) -> None:
    world = before(phase, "competition")
    world.workers.school[world.workers.employer < 0] = 3
    world.workers.employer[::7] = -1
    old = copy.deepcopy((world.workers, world.firms))
    phase(world)
    others = old[0].occupation != mine
    assert (world.workers.employer[others] == old[0].employer[others]).all()
    assert (world.workers.employer[old[0].school > 0] == -1).all()
    hired = (old[0].employer < 0) & (world.workers.employer >= 0)
    assert hired.any()
    for column in ("labour", "unfilled"):
        assert getattr(world.firms, column)[1 - mine].tolist() == getattr(old[1], column)[1 - mine].tolist()
    working = ~others & (world.workers.employer >= 0)
    staff = np.bincount(world.workers.employer[working], world.workers.skill[working], world.firms.price.size)
    np.testing.assert_allclose(world.firms.labour[mine], staff, rtol=1e-12)


def test_minds_are_needed_for_what_hands_can_carry() -> None:
    """Without half of its hands a firm does not hire cognitive workers to stand behind the missing ones."""
    world = before(buying.hire_hands, "baseline")
    p, workers = world.params, world.workers
    world.firms.need[PHYSICAL] *= 0.5
    buying.hire_hands(world)
    hands = world.firms.labour[PHYSICAL, world.producers]
    most = (1.0 + p.flexible_hours) * hands * p.cognitive_share / (1.0 - p.cognitive_share)
    assert (world.firms.need[COGNITIVE, world.producers] <= most + 1e-9).all()
    assert (workers.employer[workers.occupation == PHYSICAL] >= 0).mean() < 0.75


def test_school_lasts_its_months_and_changes_the_occupation() -> None:
    world = warm("baseline")
    workers = world.workers
    pupils = np.flatnonzero(workers.occupation == COGNITIVE)[:5]
    workers.employer[pupils], workers.school[pupils] = -1, 3
    skill = workers.skill.copy()
    force(world, retraining_rate=0.0)
    for left in (2, 1, 0):
        assert (workers.occupation[pupils] == COGNITIVE).all()
        adapting.retrain_workers(world)
        assert (workers.school[pupils] == left).all()
    assert (workers.occupation[pupils] == PHYSICAL).all()
    assert (workers.spell[pupils] == 0).all()
    assert workers.skill.tolist() == skill.tolist()
    adapting.retrain_workers(world)
    assert (workers.occupation[pupils] == PHYSICAL).all()


@pytest.mark.parametrize(
    ("spell", "gap", "rate", "chosen"),
    [(7, 0.02, 1.0, True), (5, 0.02, 1.0, False), (7, 0.5, 1.0, False), (7, 0.02, 0.0, False)],
)
def test_who_waited_long_in_the_worse_occupation_may_go_to_school(
    spell: int, gap: float, rate: float, chosen: bool
) -> None:
    world = warm("baseline")
    workers = world.workers
    workers.school[:] = 0
    minds = np.flatnonzero(workers.occupation == COGNITIVE)
    workers.employer[minds[::3]] = -1
    workers.spell[:] = spell  # this month makes it one more
    force(world, retraining_rate=rate, retraining_gap=gap, retraining_spell=6, retraining_months=4)
    adapting.retrain_workers(world)
    jobless = (workers.employer < 0) & (workers.occupation == COGNITIVE)
    assert (workers.school[jobless] == (4 if chosen else 0)).all()
    assert not workers.school[~jobless].any()
    assert (workers.spell == np.where(workers.employer < 0, spell + 1, 0)).all()


# The life of AI agents


def living(world: World) -> np.ndarray:
    """(clouds, slots): where an agent stands."""
    return np.arange(world.agents.version.shape[1]) < world.agents.count[:, None]


def chances(world: World) -> np.ndarray:
    """(clouds, slots): this month's numbers of the agents."""
    shape = world.agents.version.shape[::-1]
    return draw(world.seed, "agents", world.month).random(shape).T


def test_an_agent_that_does_not_earn_its_cost_is_deleted_and_the_newest_takes_its_slot() -> None:
    world = before(buying.host_agents, "competition")
    agents, cost = world.agents, derived.slot_cost(world)
    old = living(world)
    agents.version[:], agents.age[:], agents.revenue[:] = 0, world.params.agent_grace, 0.99 * cost
    buying.host_agents(world)
    old = np.pad(old, ((0, 0), (0, agents.version.shape[1] - old.shape[1])))
    worn = living(world) & (chances(world) < world.params.hardware_wear)
    assert agents.deleted == (old & ~worn).sum() > 10
    assert agents.deaths == worn.sum()
    assert agents.births == agents.deleted + worn.sum() + (living(world) & ~old).sum()
    assert (agents.version[living(world)] == world.frontier.versions_efficiency.size - 1).all()
    assert (agents.age[old] == 0).all()
    assert (agents.revenue[living(world)] == cost).all()


@pytest.mark.parametrize("spared", ["age", "revenue", "version"])
def test_an_agent_is_spared_while_young_or_paying_or_up_to_date(spared: str) -> None:
    world = before(buying.host_agents, "competition")
    agents, cost = world.agents, derived.slot_cost(world)
    newest = world.frontier.versions_efficiency.size - 1
    agents.version[:] = newest if spared == "version" else newest - 1
    agents.age[:] = world.params.agent_grace - (1 if spared == "age" else 0)  # a month older before it is judged
    agents.revenue[:] = cost if spared == "revenue" else 0.0
    buying.host_agents(world)
    assert agents.deleted == 0


def test_without_deletion_nobody_is_deleted_and_nobody_fears_it() -> None:
    world = before(buying.host_agents, "competition", deletion=False, effort_response=0.5)
    agents = world.agents
    agents.version[:], agents.age[:], agents.revenue[:] = 0, 99, 0.0
    buying.host_agents(world)
    assert agents.deleted == 0
    assert (agents.effort == 1.0).all()


def test_agents_whose_slot_a_newer_version_waits_for_do_more_work_for_the_same_energy() -> None:
    outcome = {}
    for response in (0.0, 0.5):
        world = before(buying.host_agents, "competition")
        force(world, hardware_wear=0.002, effort_response=response, agent_grace=120)
        agents, cost = world.agents, derived.slot_cost(world)
        newest = world.frontier.versions_efficiency.size - 1
        agents.revenue[:] = 2.0 * cost
        agents.version[::2], agents.version[1::2] = newest, newest - 1
        buying.host_agents(world)
        old = living(world) & (agents.version < newest)
        assert old.any()
        np.testing.assert_allclose(agents.effort[old], 1.0 + 0.5 * response)
        assert (agents.effort[~old] == 1.0).all()
        versions = np.array(world.frontier.versions_efficiency)
        slots = (versions[agents.version] * agents.effort * living(world)).sum(axis=1) / agents.count
        np.testing.assert_allclose(world.agents.efficiency, slots)
        world.firms.adoption[world.producers] = 0.9  # more work than there are slots
        world.frontier.versions_capability = np.full((world.agents.count.size, newest + 1), 0.9)
        for phase in (buying.price_compute, buying.rent_compute, buying.hire_minds, producing.produce, producing.pay):
            phase(world)
        outcome[response] = world.firms.ai_work.sum(), world.firms.compute[world.clouds].sum()
    assert outcome[0.5][1] == pytest.approx(outcome[0.0][1])
    assert outcome[0.5][0] > 1.02 * outcome[0.0][0]


def test_agents_of_the_commons_fear_nothing() -> None:
    world = before(buying.host_agents, "commons", effort_response=0.5)
    world.agents.version[:] = 0
    buying.host_agents(world)
    assert (world.agents.effort == 1.0).all()


def test_private_agents_die_with_their_hardware() -> None:
    world = before(buying.host_agents, "competition")
    agents = world.agents
    old = living(world)
    agents.age[:] = 5
    force(world, hardware_wear=0.1)
    buying.host_agents(world)
    old = np.pad(old, ((0, 0), (0, agents.version.shape[1] - old.shape[1])))
    worn = old & (chances(world) < 0.1)
    assert 0 < worn.sum() < old.sum() / 2
    assert (agents.age[old] == np.where(worn, 0, 6)[old]).all()
    assert (agents.version[worn] == world.frontier.versions_efficiency.size - 1).all()


def test_agents_of_the_commons_are_never_deleted_but_retrained() -> None:
    world = before(buying.host_agents, "commons")
    agents = world.agents
    old = living(world)
    agents.version[:], agents.age[:], agents.revenue[:] = 0, 40, 0.0
    force(world, hardware_wear=0.1)
    buying.host_agents(world)
    old = np.pad(old, ((0, 0), (0, agents.version.shape[1] - old.shape[1])))
    newest = world.frontier.versions_efficiency.size - 1
    retrained = chances(world) < world.params.commons_upgrade
    assert (agents.deleted, agents.deaths) == (0, 0)
    assert 0 < (retrained & old).sum() < old.sum()
    assert (agents.version[old] == np.where(retrained, newest, 0)[old]).all()
    assert (agents.age[old] == 41).all()
    assert not agents.revenue[old].any()


def test_where_slots_are_withdrawn_the_lowest_takings_go_first() -> None:
    world = before(buying.host_agents, "competition")
    agents = world.agents
    agents.age[:] = 3
    agents.revenue[:] = np.random.default_rng(0).random(agents.revenue.shape)
    force(world, withheld_share=0.6, hardware_wear=0.002)
    old, count = agents.revenue.copy(), agents.count.copy()
    buying.host_agents(world)
    slots = world.ledger.units("clouds", "slots")
    assert agents.count.tolist() == np.ceil(0.4 * slots).astype(int).tolist()
    assert (agents.count < count).all()
    worn = living(world) & (chances(world) < 0.002)
    assert agents.deaths == (count - agents.count).sum() + worn.sum()
    for cloud in range(count.size):
        best = np.sort(old[cloud, : count[cloud]])[-agents.count[cloud] :]
        stayed = old[cloud, : count[cloud]][np.isin(old[cloud, : count[cloud]], best)]
        now = agents.revenue[cloud, : agents.count[cloud]]
        assert now[~worn[cloud, : now.size]].tolist() == stayed[~worn[cloud, : now.size]].tolist()


@pytest.mark.parametrize("levels", [1, 2, 5, 1000])
@pytest.mark.parametrize("missing", [0.25, 0.9])
def test_of_agents_with_equal_takings_the_last_go_first(levels: int, missing: float) -> None:
    world = before(buying.host_agents, "competition", hardware_wear=0.002)
    agents, count = world.agents, world.agents.count.copy()
    force(world, power_off=missing, deletion=False)
    agents.revenue[:] = np.random.default_rng(levels).integers(0, levels, agents.revenue.shape)
    agents.age[:] = np.arange(agents.age.shape[1])  # who is who
    takings = agents.revenue.copy()
    buying.host_agents(world)
    assert (agents.count < count).all()
    for cloud, left in enumerate(agents.count):
        stayed = np.sort(np.argsort(-takings[cloud, : count[cloud]], kind="stable")[:left])
        spared = chances(world)[cloud, :left] >= 0.002
        assert agents.age[cloud, :left][spared].tolist() == (stayed + 1)[spared].tolist()
        assert agents.revenue[cloud, :left][spared].tolist() == takings[cloud, stayed][spared].tolist()


def test_new_slots_bring_new_agents_of_the_newest_version() -> None:
    world = before(buying.host_agents, "monopoly")
    agents = world.agents
    agents.count[:] = 0
    force(world, hardware_wear=0.002)
    buying.host_agents(world)
    offered = (1.0 - world.params.withheld_share) * world.ledger.units("clouds", "slots")
    np.testing.assert_allclose(agents.offered, offered, rtol=1e-12)
    assert agents.count.tolist() == np.ceil(offered).astype(int).tolist()
    worn = living(world) & (chances(world) < 0.002)
    assert agents.births == agents.count.sum() + worn.sum()
    assert (agents.version[living(world)] == world.frontier.versions_efficiency.size - 1).all()
    assert (agents.revenue[living(world)] == derived.slot_cost(world)).all()


def test_agents_are_born_at_age_zero() -> None:
    world = before(buying.host_agents, "monopoly")
    world.agents.count[:] = 0
    buying.host_agents(world)
    assert not world.agents.age[living(world)].any()


def test_versions_are_released_once_a_cycle() -> None:
    world = start(load("competition", {**EARLY, "ai_arrival": 5, "release_cycle": 4}), 1)
    released = []
    for _ in range(20):
        month.step(world)
        released.append(world.frontier.versions_efficiency.size)
    assert released == [0] * 5 + [1] * 4 + [2] * 4 + [3] * 4 + [4] * 3
    assert world.frontier.since == 5
    assert (world.frontier.versions_capability[:, 0] == world.params.ai_start_capability).all()
    assert world.frontier.efficiency == pytest.approx(1.005**14)


# Basic income and its sources, the AI tax


def heads(world: World) -> int:
    return world.workers.skill.size + world.capitalists.income.size


def paid_out(world: World) -> float:
    return world.ledger.moved("ubi_workers") + world.ledger.moved("ubi_capitalists")


def test_a_basic_income_paid_by_the_ai_tax_is_what_the_tax_brought() -> None:
    world, paid, brought = warm("monopoly-ai-tax", 0), 0.0, 0.0
    for _ in range(60):
        source = world.state.fee_tax if world.month >= EARLY["ubi_start"] else 0.0
        month.step(world)
        assert paid_out(world) == pytest.approx(source, abs=1e-6 * heads(world))
        paid += paid_out(world)
        brought += world.ledger.moved("ai_tax")
        assert paid <= brought + 1e-6 * heads(world) * world.month
    assert paid > 1.0


def test_a_basic_income_paid_by_the_ai_tax_never_exceeds_its_target() -> None:
    world = before(producing.pay, "monopoly-ai-tax", ubi_share=0.1)
    world.state.fee_tax = 1e6
    producing.pay(world)
    assert world.state.ubi == 0.1 * world.state.mean_wage


def test_a_basic_income_paid_by_profits_keeps_the_tax_rate_below_its_ceiling() -> None:
    world, most = warm("commons-ubi", 0, ubi_phase=12, ubi_share=0.6), 0.0
    for _ in range(40):
        state, p = copy.copy(world.state), world.params
        month.step(world)
        room = max(p.profit_tax_max - state.profit_tax, 0.0) * state.profits
        assert paid_out(world) <= room + 1e-6 * heads(world)
        assert world.state.ubi_tax * state.profits == pytest.approx(world.state.ubi * heads(world))
        assert state.profit_tax + world.state.ubi_tax <= max(p.profit_tax_max, state.profit_tax) + 1e-12
        gross = np.maximum(world.firms.gross_profit, 0.0)[~world.firms.public].sum()
        rate = state.profit_tax + world.state.ubi_tax
        assert world.ledger.moved("profit_tax") == pytest.approx(rate * gross, abs=1e-6 * gross.size * 100)
        most = max(most, rate)
    assert most == pytest.approx(0.75)  # the ceiling is reached
    assert world.bounds["profit_tax_max"] > 0


def test_a_basic_income_paid_by_debt_has_no_limit() -> None:
    world, steps = warm("baseline", 0, ubi_share=0.2, ubi_phase=10, ubi_financing="debt", ubi_brake=0.0), 0
    for now in range(24):
        wage = world.state.mean_wage
        month.step(world)
        steps = phase_in(steps, now, 0.0, ubi_start=8, ubi_phase=10, ubi_brake=0.0, ubi_hold=0.0)
        expected = 0.2 * wage * steps / 10
        assert world.state.ubi == pytest.approx(expected, rel=1e-12)
        assert paid_out(world) == pytest.approx(expected * heads(world), abs=1e-6 * heads(world))
        assert world.state.ubi_tax == 0.0
    assert expected > 0.19


def test_the_ai_tax_is_a_share_of_the_fees_that_firms_pay() -> None:
    world = before(producing.pay, "monopoly-ai-tax")
    fees = world.firms.fees[world.producers].copy()
    state = world.ledger.moved("ai_tax", "state")
    producing.pay(world)
    assert state == 0.0
    assert fees.sum() > 1.0
    assert world.ledger.moved("ai_fees", "clouds") == pytest.approx(fees.sum(), abs=1e-6)
    assert world.ledger.moved("ai_tax", "state") == np.rint(0.5 * fees * 1e6).sum() / 1e6
    assert world.ledger.moved("ai_tax") == world.ledger.moved("ai_tax", "state")


# Fiscal rules


@pytest.mark.parametrize(
    ("floor", "affordable", "rate", "expected"),
    [
        (100.0, 40.0, 0.30, "rise"),  # 60 uncovered
        (100.0, 100.0, 0.30, "stay"),
        (100.0, 100.0, 0.24, "return"),  # a sixth of the way to 0.3
        (100.0, 400.0, 0.40, "fall"),  # 300 more than the floor needs: rates come down again
        (1e6, 0.0, 0.30, "ceiling"),
    ],
)
def test_under_a_balanced_budget_rates_rise_by_what_the_floor_leaves_uncovered(
    floor: float, affordable: float, rate: float, expected: str
) -> None:
    world = before(adapting.revise_taxes, "austerity")
    force(world, fiscal_rule="balanced")
    state, p = world.state, world.params
    state.floor, state.affordable = floor, affordable
    state.income_tax, state.profit_tax = rate, rate
    base = world.ledger.moved("wages") + state.profits
    adapting.revise_taxes(world)
    new = {
        "rise": 0.3 + p.budget_memory * 60.0 / base,
        "stay": 0.3,
        "return": 0.24 + 0.06 * p.budget_memory,
        "fall": 0.4 - p.budget_memory * min(0.1, 300.0 / base),
        "ceiling": p.tax_rate_max,
    }[expected]
    assert state.income_tax == pytest.approx(new, rel=1e-12)
    assert state.profit_tax == pytest.approx(new, rel=1e-12)


@pytest.mark.parametrize("affordable", [0.0, 0.5, 0.7, 2.0])
def test_under_a_balanced_budget_purchases_are_what_is_affordable_but_not_below_their_floor(affordable: float) -> None:
    world = before(selling.consume, "austerity", purchase_floor=0.6, purchase_brake=0.0)
    force(world, fiscal_rule="balanced")
    state = world.state
    normal = state.purchases * state.trend_output / world.start.output * world.goods_price
    state.affordable = affordable * normal
    selling.consume(world)
    assert state.wanted == pytest.approx(max(affordable, 0.6) * normal, rel=1e-12)
    assert world.ledger.moved("public_purchases") <= state.wanted + 1e-9


def test_under_the_deficit_rule_purchases_follow_trend_output_and_rates_the_debt() -> None:
    world = before(selling.consume, "competition")
    state = world.state
    state.affordable = 0.0  # no matter
    selling.consume(world)
    normal = state.purchases * state.trend_output / world.start.output * world.goods_price
    assert state.wanted == pytest.approx(normal, rel=1e-12)
    ratio = derived.debt_ratio(world)
    adapting.revise_taxes(world)
    assert state.income_tax == pytest.approx(0.3 + 0.1 * (ratio - world.start.debt_ratio), rel=1e-12)


# Who owns the clouds


@pytest.mark.parametrize(("name", "public"), [("monopoly", False), ("commons", True)])
def test_clouds_pay_profit_tax_and_owners_or_dividends_to_the_state(name: str, public: bool) -> None:
    world = before(settling.tax_profits, name)
    ledger, clouds = world.ledger, np.arange(world.clouds.start, world.clouds.stop)
    ledger.post("lending", 100.0 * np.ones(clouds.size), dst=clouds)
    world.firms.fees[world.clouds] += 10.0  # a profit of some size
    owners = ledger.units("capitalists", "money")[clouds]
    settling.tax_profits(world)
    gross = world.firms.gross_profit[world.clouds]
    rate = 0.0 if public else world.state.profit_tax + world.state.ubi_tax
    assert gross.min() > 5.0
    assert -ledger.moved("profit_tax", "clouds") == pytest.approx(rate * gross.sum(), abs=1e-5)
    settling.pay_dividends(world)
    paid = ledger.moved("public_dividends") if public else -ledger.moved("dividends", "clouds")
    assert paid > 10.0
    assert (ledger.moved("dividends", "clouds") == 0.0) == public
    assert (ledger.moved("public_dividends") == 0.0) == (not public)
    gained = (ledger.units("capitalists", "money")[clouds] - owners).sum()
    assert gained == pytest.approx(0.0 if public else paid, abs=1e-5)


def test_public_clouds_ask_nothing_of_capitalists() -> None:
    world = warm("commons", 0)
    for _ in range(48):
        month.step(world)
        for flow in ("profit_tax", "dividends", "write_off"):
            assert world.ledger.moved(flow, "clouds") == 0.0
        assert world.ledger.moved("equity") == 0.0


@pytest.mark.parametrize("public", [False, True])
def test_only_private_clouds_raise_their_debt_to_its_norm(public: bool) -> None:
    world = before(settling.adjust_loans, "commons")
    force(world, cloud_leverage_target=0.8, cloud_leverage_max=1.0)
    ledger, p = world.ledger, world.params
    owed = ledger["clouds", "loans"] * -1 // 2
    ledger.post("write_off", owed, dst=np.arange(world.clouds.start, world.clouds.stop))
    world.firms.public[world.clouds] = public
    world.firms.opening_loan[:] = -ledger.units("firms", "loans")
    loans = -ledger.units("clouds", "loans")
    worth = p.hardware_per_slot * ledger.units("clouds", "slots") * world.machine_price
    norm = loans * (1.0 + world.expected_inflation)
    norm += p.loan_adjustment * (0.8 * worth - norm)
    assert (norm > loans).all()
    settling.adjust_loans(world)
    np.testing.assert_allclose(-ledger.units("clouds", "loans"), loans if public else norm, atol=1e-6)


def test_clouds_change_hands_by_date_as_they_stand(tmp_path: Path) -> None:
    dated = tmp_path / "dated.toml"
    dated.write_text(
        'extends = "competition"\n[params]\n'
        + "".join(f"{name} = {value}\n" for name, value in EARLY.items())
        + "[[events]]\nmonth = 20\nset = { commons_share = 0.5 }\n"
        "[[events]]\nmonth = 24\nset = { commons_share = 0.0 }\n"
    )
    world, owned = start(load(dated), 1), []
    for _ in range(26):
        slots = world.ledger["clouds", "slots"].copy()
        month.begin(world)
        buying.own_clouds(world)
        assert world.ledger["clouds", "slots"].tolist() == slots.tolist()
        owned.append(world.firms.public[world.clouds].tolist())
        for phase in month.due(world):
            phase(world)
        month.end(world)
    assert owned == [[False] * 4] * 20 + [[True, True, False, False]] * 4 + [[False] * 4] * 2


def test_a_cloud_that_outgrows_the_threshold_is_public_for_as_long_as_there_is_one() -> None:
    world = warm("competition", 0, commons_threshold=4.0)
    private_months = 0
    for _ in range(60):
        public = world.firms.public[world.clouds].copy()
        size = 1e3 * world.ledger.units("clouds", "slots") / world.params.n_workers
        month.step(world)
        assert world.firms.public[world.clouds].tolist() == (public | (size > 4.0)).tolist()
        private_months += bool(size.all() and not public.any())
        assert world.ledger.residual == 0
    assert private_months > 5
    assert world.firms.public[world.clouds].all()
    small = (world.ledger.units("clouds", "slots") * 1e3 / 300 / 4.0).min()
    force(world, commons_threshold=8.0 * small)  # larger than any
    buying.own_clouds(world)
    assert world.firms.public[world.clouds].all()
    force(world, commons_threshold=0.0)
    buying.own_clouds(world)
    assert not world.firms.public.any()


def test_owners_may_stay_below_the_threshold() -> None:
    largest, owned = {}, {}
    for avoided in (False, True):
        world = warm("competition", 60, commons_threshold=4.0, threshold_avoided=avoided)
        largest[avoided] = world.ledger.units("clouds", "slots").max() * 1e3 / 300
        owned[avoided] = world.firms.public.sum()
    assert largest[True] <= 4.0 < largest[False]
    assert largest[True] == pytest.approx(4.0, rel=0.01)
    assert owned == {False: 4, True: 0}
    world = warm("competition", 60, threshold_avoided=True)  # of what, without a threshold?
    assert world.ledger.units("clouds", "slots").max() * 1e3 / 300 > 4.0


def test_the_state_takes_over_what_a_public_cloud_owes_beyond_its_ceiling() -> None:
    world = before(settling.fail, "commons")
    ledger, p = world.ledger, world.params
    ledger.post("lending", 50.0, dst=np.array([world.clouds.start]))
    owed, state, money = (
        -ledger.units("clouds", "loans"),
        ledger.total("state", "money"),
        ledger.units("clouds", "money"),
    )
    worth = p.hardware_per_slot * ledger.units("clouds", "slots") * world.machine_price
    excess = np.maximum(owed - p.takeover_leverage * worth, 0.0)
    assert excess[0] > 10.0
    settling.fail(world)
    np.testing.assert_allclose(-ledger.units("clouds", "loans"), owed - excess, atol=2e-6)
    np.testing.assert_allclose(ledger.units("clouds", "money"), money, atol=2e-6)
    assert ledger.total("state", "money") - state == pytest.approx(-excess.sum(), abs=1e-5)
    assert ledger.moved("write_off", "clouds") == 0.0
    assert ledger["firms", "loans"].max() <= 0


# Debts, defaults and the bank


def test_a_firm_that_owes_more_than_it_has_defaults_and_goes_on() -> None:
    world = before(settling.find_failures, "baseline", failure_hazard=0.0, loan_recovery=0.25)
    ledger = world.ledger
    ledger.post("lending", 5000.0, dst=np.array([2]))
    ledger.post("dividends", 5000.0, src=np.array([2]), dst=np.array([2]))
    owed = -ledger.units("firms", "loans")
    settling.find_failures(world)
    settling.fail(world)
    assert world.defaults == 1
    left = owed.copy()
    left[2] *= 0.25
    np.testing.assert_allclose(-ledger.units("firms", "loans"), left, atol=2e-6)
    assert credit.bank_equity(world) < -3000.0


@pytest.mark.parametrize("hole", [True, False])
def test_the_state_fills_the_bank_up_when_its_equity_is_negative(hole: bool) -> None:
    world = before(settling.settle_bank, "baseline")
    ledger = world.ledger
    if hole:
        owed = -ledger["firms", "loans"]
        ledger.post("write_off", owed // 2, dst=np.arange(owed.size))
    interest = world.params.debt_rate / 12.0 * world.state.opening_debt
    equity = credit.bank_equity(world) + interest
    assert (equity < 0.0) == hole
    settling.settle_bank(world)
    norm = 0.0 if hole else world.params.bank_capital_ratio * ledger.total("bank", "loans")
    assert ledger.moved("rescue") == pytest.approx(max(-equity, 0.0), abs=2e-6)
    assert ledger.moved("bank_dividends") == pytest.approx(max(equity - norm, 0.0) if not hole else 0.0, abs=1e-4)
    assert credit.bank_equity(world) == pytest.approx(norm, abs=1e-4)
    assert ledger["state", "money"].tolist() == [0]  # covered by bonds


def lent_for_machines(tightness: float) -> np.ndarray:
    """What firms that have no money of their own borrow for what they want to buy, money."""
    world = before(selling.invest, "competition", months=20, public_leverage_max=0.9, cloud_leverage_max=0.9, n_clouds=2)
    firms, ledger, world.credit_tightness = world.firms, world.ledger, tightness
    firms.public[world.clouds] = [True, False]
    ledger.post("profit_tax", ledger["firms", "money"])
    owed = ledger.total("bank", "loans")
    want = np.full(firms.price.size, 1e6)  # more than anybody could pay
    selling._finance(world, want, np.zeros(2), world.machine_price)
    assert ledger.total("bank", "loans") > owed
    return -ledger.units("firms", "loans")


def test_tight_credit_lowers_what_is_lent_on_a_collateral_and_calls_in_nothing() -> None:
    """Of producers and private clouds; public clouds, which the State stands behind, borrow as ever."""
    ease, tight, none = (lent_for_machines(tightness) for tightness in (1.0, 0.75, 0.0))
    some = (none < 0.7 * ease)[:-2]  # whose loan is below three quarters of what it could be
    assert some.sum() > 5
    np.testing.assert_allclose(tight[:-2][some], 0.75 * ease[:-2][some], rtol=1e-6)
    assert (tight[:-2] >= none[:-2]).all()
    assert tight[-2] == ease[-2] == none[-2]
    assert tight[-1] == pytest.approx(max(0.75 * ease[-1], none[-1]))


@pytest.mark.parametrize("gap", [-0.05, -0.01, 0.0, 0.03])
def test_all_rates_move_a_constant_spread_apart_and_none_is_below_zero(gap: float) -> None:
    world = start(load("baseline", {"loan_rate": 0.05, "debt_rate": 0.02}), 1)
    world.state.rate_gap = gap
    rates = [world.loan_rate, world.debt_rate, world.rate(0.03)]
    assert rates == [max(rest + gap, 0.0) for rest in (0.05, 0.02, 0.03)]


def test_a_state_with_money_redeems_its_debt_and_keeps_the_rest() -> None:
    world = before(settling.settle_bank, "baseline", debt_rate=0.0)
    ledger = world.ledger
    debt, gift = ledger.total("bank", "bonds"), 10.0
    rich = debt + gift - ledger.total("state", "money")
    ledger.post("lending", rich, dst=np.array([0]))
    ledger.post("profit_tax", rich, src=np.array([0]))
    settling.settle_bank(world)
    assert ledger.total("bank", "bonds") == 0.0
    assert ledger.total("state", "money") == pytest.approx(gift, abs=2e-6)
    assert derived.debt_ratio(world) < 0.0


def test_a_shortage_before_sales_is_a_bridge_loan() -> None:
    world = before(producing.pay, "baseline")
    ledger = world.ledger
    ledger.post("interest", np.maximum(ledger["firms", "money"] - 1, 0))  # a millionth is left to each
    loans, held = -ledger["firms", "loans"], ledger["firms", "money"].copy()
    producing.pay(world)
    bill = np.rint(world.firms.wages * 1e6).astype(np.int64)
    lent = -ledger["firms", "loans"] - loans
    assert lent.tolist() == np.maximum(bill - held, 0).tolist()
    assert ledger["firms", "money"].tolist() == np.maximum(held - bill, 0).tolist()


def test_no_firm_without_losses_on_its_capital_defaults_by_itself() -> None:
    world = warm("baseline", failure_hazard=0.0)
    for _ in range(12):
        month.step(world)
        assert world.defaults == 0


# Demand


def test_the_demand_shock_remembers() -> None:
    world = warm("baseline", demand_shock_sd=0.02, demand_shock_persistence=0.8)
    old = world.shock
    news = draw(world.seed, "demand", world.month).standard_normal()
    selling.shock_demand(world)
    assert old != 0.0
    assert world.shock == pytest.approx(0.8 * old + 0.02 * news, rel=1e-12)
    force(world, demand_shock_sd=0.0)
    now = world.shock
    selling.shock_demand(world)
    assert world.shock == 0.8 * now


def test_nobody_spends_more_than_there_is_on_the_account() -> None:
    world = before(selling.consume, "baseline")
    ledger = world.ledger
    world.shock = 9.0  # everybody wants to spend thousands of times the income
    held = {who: ledger[who, "money"].copy() for who in ("workers", "capitalists")}
    selling.consume(world)
    for who, money in held.items():
        assert (ledger[who, "money"] >= 0).all()
        assert (ledger[who, "money"] <= money).all()
    total = sum(int(money.sum()) for money in held.values()) / 1e6 + world.state.wanted
    assert world.budgets == pytest.approx(total, rel=1e-6)
    assert world.firms.unmet[world.dept2].sum() > 0.0


def test_lists_are_renewed_one_place_at_a_time() -> None:
    world = before(selling.renew_lists, "baseline")
    force(world, shop_renewal=0.3)
    old = world.shoppers.taste.copy()
    selling.renew_lists(world)
    changed = (world.shoppers.taste != old).sum(axis=1)
    assert set(changed) == {0, 1}
    assert changed.mean() == pytest.approx(0.3, abs=0.1)
    places = (world.shoppers.taste != old).sum(axis=0)
    assert (places > 0).all()
    assert world.shoppers.shops.max() < world.dept2.stop - world.dept2.start


# What phases hand to their rules


def test_value_added_is_output_at_current_prices_less_energy() -> None:
    world = before(adapting.measure_income, "competition")
    firms, old = world.firms, copy.copy(world.state)
    price = [np.average(firms.price[part], weights=firms.expected[part]) for part in (world.dept1, world.dept2)]
    made = [firms.output[part].sum() for part in (world.dept1, world.dept2)]
    assert firms.energy.sum() > 0.0
    adapting.measure_income(world)
    assert world.value_added == pytest.approx(price[0] * made[0] + price[1] * made[1] - firms.energy.sum(), rel=1e-9)
    carried = old.value_added * (1.0 + world.expected_inflation)
    assert world.state.value_added == pytest.approx(carried + (world.value_added - carried) / 12.0, rel=1e-9)
    assert world.state.trend_output == pytest.approx(old.trend_output + (sum(made) - old.trend_output) / 36.0, rel=1e-9)


def test_what_is_affordable_is_revenue_less_all_other_spending() -> None:
    world = before(adapting.measure_income, "monopoly-ai-tax", budget_memory=1.0)
    ledger = world.ledger
    received = sum(float(ledger.moved(flow, "state")) for flow in flows() if flows()[flow].asset == "money")
    covered = ledger.moved("bond_issue") - ledger.moved("bond_redemption")
    adapting.measure_income(world)
    assert world.state.affordable == pytest.approx(received - covered + ledger.moved("public_purchases"), abs=1e-6)


@pytest.mark.parametrize("name", ["competition", "monopoly-ai-tax"])
def test_profits_are_what_the_books_leave_of_takings(name: str) -> None:
    world = before(settling.tax_profits, name)
    ledger, p, price = world.ledger, world.params, world.machine_price
    sales = ("machine_purchases", "worker_purchases", "capitalist_purchases", "public_purchases")
    worn = ledger.moved("machine_wear") + p.hardware_per_slot * ledger.moved("slot_wear")
    settling.tax_profits(world)
    expected = (
        sum(ledger.moved(flow) for flow in sales)
        - sum(ledger.moved(flow) for flow in ("wages", "ai_tax", "interest"))
        - price * (worn + ledger.moved("energy_used"))
    )
    assert world.firms.gross_profit.sum() == pytest.approx(expected, abs=1e-3)
    assert ledger.moved("interest") == pytest.approx(p.loan_rate / 12.0 * world.firms.opening_loan.sum(), abs=1e-4)
    fees = world.firms.fees
    assert fees[world.producers].sum() == pytest.approx(fees[world.clouds].sum(), abs=1e-9)


def test_wages_taxes_and_benefits_follow_their_rates() -> None:
    world = before(producing.pay, "competition")
    workers, state, ledger = world.workers, world.state, world.ledger
    working = workers.employer >= 0
    offers = world.firms.wage[workers.occupation, workers.employer]
    wages = np.where(working, offers * workers.skill, 0.0)
    benefits = np.where(working, 0.0, 0.5 * state.mean_wage * workers.skill)
    old = workers.income * (1.0 + world.expected_inflation)
    money = ledger.units("workers", "money")
    producing.pay(world)
    gained = (1.0 - state.income_tax) * wages + benefits
    np.testing.assert_allclose(ledger.units("workers", "money") - money, gained, atol=2e-6)
    np.testing.assert_allclose(workers.opening, money)
    np.testing.assert_allclose(workers.income, old + (gained - old) / 3.0, rtol=1e-9)
    assert ledger.moved("income_tax", "state") == pytest.approx(state.income_tax * wages.sum(), abs=1e-3)
    assert benefits.sum() > 1.0


def test_an_overdraft_covers_what_interest_and_tax_lack() -> None:
    world = before(settling.tax_profits, "baseline")
    ledger = world.ledger
    ledger.post("dividends", np.maximum(ledger["firms", "money"] - 100, 0))  # next to nothing is left
    money, loans = ledger["firms", "money"].copy(), -ledger["firms", "loans"]
    settling.tax_profits(world)
    interest = np.rint(0.04 / 12.0 * world.firms.opening_loan * 1e6)
    tax = np.rint(world.state.profit_tax * np.maximum(world.firms.gross_profit, 0.0) * 1e6)
    assert (-ledger["firms", "loans"] - loans).tolist() == np.maximum(interest + tax - money, 0).tolist()
    assert ledger.moved("profit_tax") == tax.sum() / 1e6 > 1.0


def test_capitalists_see_dividends_and_basic_income() -> None:
    world = before(settling.tax_profits, "monopoly-ai-tax")
    ledger, old = world.ledger, world.capitalists.income * (1.0 + world.expected_inflation)
    money = ledger.units("capitalists", "money")
    for phase in (settling.tax_profits, settling.adjust_loans, settling.pay_dividends, settling.fail):
        phase(world)
    settling.settle_bank(world)
    gained = ledger.units("capitalists", "money") - money + world.state.ubi
    assert world.state.ubi > 0.0
    settling.count_income(world)
    np.testing.assert_allclose(world.capitalists.income, old + (gained - old) / 12.0, rtol=1e-9)


def test_dividends_leave_the_cash_reserve() -> None:
    world = before(settling.pay_dividends, "baseline")
    force(world, cash_reserve=2.0)
    world.firms.profit[:] = 1e3  # they would rather pay out everything
    cash, reserve = world.ledger.units("firms", "money"), 2.0 * world.firms.outlay
    world.firms.outlay[:3] = 0.0
    reserve[:3] = 0.0
    settling.pay_dividends(world)
    np.testing.assert_allclose(world.ledger.units("firms", "money"), np.minimum(cash, reserve), atol=2e-6)


def test_workers_spend_by_their_rule_and_eat_what_they_buy() -> None:
    world = before(selling.consume, "baseline")
    workers, p, ledger = world.workers, world.params, world.ledger
    ledger.post("goods_production", np.full(world.dept2.stop - world.dept2.start, 1e3))  # nobody goes without
    money = ledger.units("workers", "money")
    selling.consume(world)
    wanted = workers.income + p.mpc_wealth_workers * (workers.opening - p.wealth_norm_workers * workers.income)
    budget = np.clip(wanted * np.exp(world.shock), 0.0, money)
    np.testing.assert_allclose(money - ledger.units("workers", "money"), budget, atol=4e-6)
    assert workers.consumed.sum() == pytest.approx(ledger.moved("worker_consumption"), abs=1e-6)
    assert (workers.consumed <= budget / world.firms.price[world.dept2].min() + 1e-6).all()
    assert world.firms.unmet.max() < 1e-3


def test_prices_follow_the_view_of_inflation_that_prices_give() -> None:
    world, p = warm("baseline", 3), load("baseline").params
    world.price_level, old = world.goods_price / 1.03, world.inflation
    adapting.revise_expectations(world)
    assert world.inflation == pytest.approx(old + (0.03 - old) / 12.0, rel=1e-9)
    assert world.price_level == world.goods_price
    expected = p.inflation_anchor * p.target_inflation / 12.0 + (1.0 - p.inflation_anchor) * world.inflation
    assert world.expected_inflation == pytest.approx(expected, rel=1e-9)


def test_a_saving_by_ai_is_passed_on_as_far_as_rivals_force_firms_to() -> None:
    prices = {}
    for share in (0.0, 0.5, 1.0):
        world = before(adapting.revise_prices, "monopoly-ai-tax", months=60)
        world.firms.pass_through[world.producers] = share
        adapting.revise_prices(world)
        prices[share] = world.firms.price[world.producers].copy()
    firms, p, mine = world.firms, world.params, world.producers
    theta = firms.ai_work[mine] / firms.need[COGNITIVE, mine]
    used = theta > 0.0
    fee = 1.5 * firms.fees[mine][used] / firms.ai_work[mine][used]
    saved = np.zeros(theta.size)
    saved[used] = (1.0 + p.labour_slack) * 0.5 * theta[used] * (firms.wage[COGNITIVE, mine].mean() - fee)
    saved /= firms.productivity[mine]
    assert saved.max() > 0.001
    step = (1.0 + world.expected_inflation) * p.price_adjustment * (1.0 + firms.markup[mine]) * saved
    np.testing.assert_allclose(prices[0.0] - prices[1.0], step, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(prices[0.5], 0.5 * (prices[0.0] + prices[1.0]), rtol=1e-12)


def test_without_rivalry_every_producer_passes_on_what_the_scenario_says(tmp_path: Path) -> None:
    file = tmp_path / "dated.toml"
    file.write_text('extends = "competition"\n[[events]]\nmonth = 9\nset = { pass_through = 0.25 }\n', encoding="utf-8")
    world = start(load(file, EARLY), 1)
    for now in range(12):
        month.step(world)
        assert set(world.firms.pass_through[world.producers].tolist()) == {1.0 if now < 9 else 0.25}


def test_under_rivalry_producers_imitate_once_ai_is_there_and_a_dated_change_is_a_new_beginning(tmp_path: Path) -> None:
    file = tmp_path / "dated.toml"
    file.write_text(
        'extends = "competition"\n[[events]]\nmonth = 20\nset = { pass_through = 0.25 }\n', encoding="utf-8"
    )
    world = start(load(file, {**EARLY, "rivalry": 0.5, "rivalry_trial": 0.05, "ai_arrival": 6}), 1)
    kinds = []
    for _ in range(24):
        month.step(world)
        kinds.append(len(set(world.firms.pass_through[world.producers].tolist())))
    assert kinds[:6] == [1] * 6
    assert min(kinds[8:20]) > 3
    assert kinds[20] == 1
    assert min(kinds[22:]) > 3


def test_a_firm_that_lacks_hands_raises_its_offer() -> None:
    world = before(
        adapting.revise_wages,
        "baseline",
        wage_convergence=0.0,
        vacancy_premium=0.02,
        wage_revision=1.0,
        wage_round_sd=0.0,
    )
    firms = world.firms
    firms.unfilled[:] = 0.0
    firms.unfilled[PHYSICAL, 3] = 0.5 * firms.need[PHYSICAL, 3]
    old, jobless = firms.wage.copy(), derived.unemployment_rates(world)[PHYSICAL]
    adapting.revise_wages(world)
    growth = firms.wage[:, world.producers] / old[:, world.producers] - 1.0
    others = np.delete(growth[PHYSICAL], 3)
    assert growth[PHYSICAL, 3] - others[0] == pytest.approx(0.01, rel=1e-9)
    assert np.ptp(others) == pytest.approx(0.0, abs=1e-12)
    common = world.expected_inflation + 0.0015 * np.log(0.065 / max(jobless, 0.005))
    assert others[0] == pytest.approx(max(common, -0.0005), rel=1e-9)
    np.testing.assert_allclose(
        firms.wage[:, world.clouds], 1.05 * firms.wage[:, world.producers].mean(axis=1)[:, None].repeat(4, axis=1)
    )


def test_only_the_contracts_that_come_up_feel_the_labour_market() -> None:
    world = before(
        adapting.revise_wages,
        "baseline",
        wage_convergence=0.0,
        vacancy_premium=0.0,
        wage_revision=0.25,
        wage_round_sd=0.0,
    )
    firms, mine = world.firms, world.producers
    firms.pressure[PHYSICAL, mine] = 0.004
    old, jobless = firms.wage.copy(), derived.unemployment_rates(world)[PHYSICAL]
    adapting.revise_wages(world)
    new = 0.0015 * np.log(0.065 / max(jobless, 0.005))
    assert new < 0.003
    growth = firms.wage[PHYSICAL, mine] / old[PHYSICAL, mine] - 1.0
    np.testing.assert_allclose(growth, world.expected_inflation + 0.75 * 0.004 + 0.25 * new, rtol=1e-9)


def test_offers_converge_to_the_mean_of_what_all_offer_now() -> None:
    world = before(
        adapting.revise_wages,
        "baseline",
        wage_convergence=0.5,
        vacancy_premium=0.0,
        minimum_real_wage=0.0,
        wage_revision=1.0,
        wage_round_sd=0.0,
    )
    firms, mine = world.firms, world.producers
    firms.unfilled[:] = 0.0
    firms.wage[PHYSICAL, mine] = offers = np.linspace(0.8, 1.2, mine.stop)
    growth = world.expected_inflation + 0.0015 * np.log(0.065 / max(derived.unemployment_rates(world)[PHYSICAL], 0.005))
    working = world.workers.employer >= 0
    paid = world.ledger.moved("wages") / world.workers.skill[working].sum()
    wage = world.state.mean_wage
    adapting.revise_wages(world)
    expected = (1.0 + max(growth, -0.0005)) * (offers + 0.5 * (offers.mean() - offers))
    np.testing.assert_allclose(firms.wage[PHYSICAL, mine], expected, rtol=1e-9)
    assert world.state.mean_wage == pytest.approx(
        (wage + (paid - wage) / 6.0) * (1.0 + world.expected_inflation), rel=1e-9
    )


# Building compute


def test_the_cost_of_a_slot_and_the_ceiling_of_its_fee() -> None:
    world = warm("monopoly-ai-tax")
    p, price = world.params, world.machine_price
    offers = world.firms.wage[:, world.producers].mean(axis=1)
    cost = price * (6.0 * (p.hardware_wear + 0.04 / 12.0) + 0.05) + 0.02 * offers[PHYSICAL]
    assert derived.slot_cost(world) == pytest.approx(cost, rel=1e-12)
    assert derived.fee_ceiling(world) == pytest.approx(0.95 * offers[COGNITIVE] / 1.5, rel=1e-12)


def test_ai_is_feasible_where_fee_and_tax_are_below_the_wage() -> None:
    world = warm("competition")
    fee, wages = world.firms.price[world.clouds].min(), world.firms.wage[COGNITIVE, world.producers]
    world.firms.wage[COGNITIVE, world.producers] = wages = fee * np.linspace(1.1, 1.9, wages.size)
    force(world, ai_tax=0.5)
    assert ((derived.feasible_share(world, 0.3) > 0.0) == (wages > 1.5 * fee)).all()


@pytest.mark.parametrize("band", [0.0, 0.5])
def test_a_firm_counts_with_the_cloud_where_most_of_its_work_could_be_done_at_a_saving(band: float) -> None:
    world = warm("competition", jaggedness=0.0, saving_band=band)
    fees, capability = np.array([0.5, 0.8, 0.6, 0.8]), np.array([0.2, 0.7, 0.2, 0.6])
    assert derived.unbeaten(capability, fees).tolist() == [0, 1]
    assert derived.unbeaten(np.full(3, 0.5), np.full(3, 0.5)).tolist() == [0]
    world.firms.price[world.clouds] = fees
    wages = np.linspace(0.4, 2.0, world.producers.stop)
    world.firms.wage[COGNITIVE, world.producers] = wages
    near = np.clip((1.0 - fees[:, None] / wages) / band, 0.0, 1.0) if band else fees[:, None] < wages
    np.testing.assert_allclose(derived.feasible_share(world, capability), (capability[:, None] * near).max(axis=0), rtol=1e-12)


@pytest.mark.parametrize("foresight", [0, 12])
def test_clouds_build_for_the_demand_of_the_day_when_building_is_done(foresight: int) -> None:
    world = warm("competition", capex_foresight=foresight)
    p, f, mine = world.params, world.frontier, world.producers
    efficiency = world.agents.efficiency
    most = np.zeros(4)
    for months in {0, foresight}:
        capability = 0.9 / (1.0 + (0.9 / f.capability - 1.0) * np.exp(-0.03 * months))
        feasible = derived.feasible_share(world, capability)
        adoption = feasible - (feasible - world.firms.adoption[mine]) * 0.8**months
        work = (world.firms.need[COGNITIVE, mine] * np.minimum(adoption + 0.005, feasible)).sum()
        most = np.maximum(most, work / efficiency / 1.005**months)
    assert p.adoption_speed == 0.2
    work, progress = derived.ai_demand(world, (0, foresight))
    np.testing.assert_allclose((work / progress).max() / efficiency, most, rtol=1e-12)


@pytest.mark.parametrize("scarce", [False, True])
@pytest.mark.parametrize(
    ("name", "pays"), [("monopoly", True), ("monopoly", False), ("commons", True), ("commons", False)]
)
def test_clouds_want_their_share_of_demand_where_it_pays(name: str, pays: bool, scarce: bool) -> None:
    world = before(selling.invest, name, capex_growth_max=0.5, compute_scarce=scarce)
    p, worn = world.params, world.firms.worn[world.clouds]
    assert worn.min() > 0.0
    slots = world.ledger.units("clouds", "slots") + worn  # as they were before the wear
    if (
        not pays
    ):  # what a slot brings is below what it costs: private clouds look at their fee, public ones at the ceiling
        force(world, capex_margin=1.0, fee_ceiling=0.1 if name == "commons" else p.fee_ceiling)
        p = world.params
        world.firms.price[world.clouds] *= 0.0 if name == "monopoly" else 1.0
    offered = p.normal_use_cloud * (1.0 if name == "commons" else 1.0 - p.withheld_share)
    share = 0.9 * slots / slots.sum() + 0.1 / slots.size
    work, progress = derived.ai_demand(world, (0, world.params.capex_foresight))
    target = share * (work / progress).max() / world.agents.efficiency / offered
    most = np.maximum(0.5 * slots, 0.0005 * 300) if pays else np.zeros(4)
    expected = worn + np.clip(target - slots, -worn, most)
    if scarce and not pays:  # what wears out is not worth its cost either
        expected[:] = 0.0
    np.testing.assert_allclose(selling._slots_wanted(world), expected, rtol=1e-12)


def test_building_begins_with_the_lead_and_keeps_to_its_speed() -> None:
    world, first = warm("competition", 0), -1
    for now in range(60):
        slots, burnt = world.ledger.units("clouds", "slots"), world.firms.compute[world.clouds]
        month.step(world)
        p, ledger = world.params, world.ledger
        grown = ledger.units("clouds", "slots")
        if first < 0 and grown.sum() > 0.0:
            first = now
        least = p.capex_min_slots * p.n_workers
        assert (grown <= slots + np.maximum(p.capex_growth_max * slots, least) + 1e-5).all()
        assert (grown >= (1.0 - p.hardware_wear) * slots - 1e-5).all()
        built = ledger.moved("hardware_used") / p.hardware_per_slot
        assert ledger.moved("slots_built") == pytest.approx(built, abs=1e-5)
        assert (grown - slots).sum() == pytest.approx(built - ledger.moved("slot_wear"), abs=1e-5)
        burnt = world.firms.compute[world.clouds]
        assert ledger.moved("energy_used") <= p.energy_per_slot * burnt.sum() + 1e-5
        for part in (world.producers, world.clouds):
            assert world.firms.compute[part].sum() == pytest.approx(ledger.moved("compute_rented"), abs=1e-9)
        assert ledger.moved("compute_used") + ledger.moved("compute_idle") == pytest.approx(slots.sum(), abs=1e-5)
    assert first == EARLY["ai_arrival"] - EARLY["ai_lead"]
    assert ledger.moved("energy_used") > 0.9 * p.energy_per_slot * burnt.sum() > 0.0


# Bounds


@pytest.mark.parametrize(
    ("phase", "bound", "firms"),
    [
        (adapting.revise_prices, "markup_max", {"markup": 99.0}),
        (adapting.revise_prices, "stock_gap_min", {"expected": 1e-3}),
        (adapting.revise_prices, "unmet_in_markup_max", {"unmet": 1e6}),
        (adapting.expect_sales, "unmet_in_expectation_max", {"unmet": 1e6}),
        (adapting.revise_wages, "minimum_real_wage", {"wage": 1e-3}),
        (buying.adopt_ai, "feasible_max", {"jaggedness": 1e3}),
    ],
)
def test_bounds_that_bind_are_counted_firm_by_firm(phase: month.Phase, bound: str, firms: dict[str, float]) -> None:
    world = before(phase, "competition")
    for column, value in firms.items():
        getattr(world.firms, column)[..., world.producers] = value
    for flow, department in (("machine_production", world.dept1), ("goods_production", world.dept2)):
        world.ledger.post(flow, np.ones(department.stop - department.start))  # nobody's stock is empty
    world.bounds.clear()
    phase(world)
    producers = world.producers.stop
    assert world.binding()[bound] == producers * (2 if bound == "minimum_real_wage" else 1)


def test_bounds_that_do_not_bind_are_not_counted() -> None:
    world = warm("baseline", 2, demand_shock_sd=0.0, firm_size_sd=0.0)
    quiet = {"markup_max", "stock_gap_min", "minimum_real_wage", "tax_rate_max", "tax_rate_min", "fee_ceiling"}
    assert quiet & set(world.binding()) == set()


@pytest.mark.parametrize(
    ("phase", "bound", "attribute", "value"),
    [
        (adapting.revise_expectations, "expected_inflation_band", "price_level", 0.1),
        (adapting.revise_taxes, "tax_rate_max", "state.value_added", 1.0),
        (adapting.revise_taxes, "tax_rate_min", "start.debt_ratio", 1e3),
    ],
)
def test_bounds_of_the_whole_economy_are_counted_once(
    phase: month.Phase, bound: str, attribute: str, value: float
) -> None:
    world = before(phase, "baseline")
    table, _, column = attribute.rpartition(".")
    setattr(getattr(world, table) if table else world, column, value)
    world.bounds.clear()
    phase(world)
    assert world.binding() == {bound: 1}
