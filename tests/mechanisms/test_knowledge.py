"""Clouds that train: closed forms of their rules, and what small worlds do with them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import EARLY, before, force, warm

from sim.economy import accounts, derived, month
from sim.economy.measures import MEASURES, observe, read
from sim.economy.mechanisms.knowledge import phases as knowledge
from sim.economy.mechanisms.knowledge import rules as rule
from sim.economy.mechanisms.knowledge.state import LEARNING, OWN, PUBLIC
from sim.economy.phases import buying, producing, selling
from sim.economy.rules import agents as life
from sim.economy.scenario import Event, Scenario, load
from sim.economy.start import start
from sim.economy.world import COGNITIVE, World
from sim.engine import parameters

ON = {"trained_frontier": True}
G, START, CEILING = 0.03, 0.05, 0.9


def learning(x: np.ndarray | float, months: int, hard: float, returns: float = 0.5) -> np.ndarray:
    """Knowledge of so many months, from nothing, with training x each month or all months."""
    drawn, log, path = np.broadcast_to(x, months), np.zeros(1), [0.0]
    for one in drawn:
        log = rule.grown(log, np.full(1, one), ai_growth=G, training_returns=returns, ideas_harder=hard)
        path.append(float(log[0]))
    return np.array(path)


# Closed forms


def test_where_ideas_get_no_harder_and_training_is_normal_the_frontier_is_the_given_one() -> None:
    """(a) at every month."""
    given_one = START
    for log in learning(1.0, 400, hard=0.0):
        own = rule.own_frontier(np.full(1, log), np.full(1, START), ai_ceiling=CEILING)
        assert own[0] == pytest.approx(given_one, rel=1e-11)
        given_one = life.frontier(given_one, 1, ai_growth=G, ai_ceiling=CEILING)


@pytest.mark.parametrize("x", [0.3, 1.0, 7.0])
@pytest.mark.parametrize("hard", [0.1, 0.4, 2.0])
def test_with_training_that_stands_knowledge_grows_with_the_log_of_time(x: float, hard: float) -> None:
    """(b) z(t) = ln(1 + b g x^l t) / b."""
    months = np.arange(481)
    expected = np.log1p(hard * G * x**0.5 * months) / hard
    np.testing.assert_allclose(learning(x, 480, hard), expected, rtol=0.0, atol=1e-12)


@pytest.mark.parametrize("growth", [0.01, 0.05])
def test_with_training_that_grows_knowledge_grows_by_returns_over_hardness(growth: float) -> None:
    """(c) l y / b, whatever g is."""
    path = learning(np.exp(growth * np.arange(3000)), 3000, hard=0.4)
    assert path[-1] - path[-2] == pytest.approx(0.5 * growth / 0.4, rel=1e-3)


def test_effective_training_is_a_mean_of_compute_and_data() -> None:
    """(d) E(1, 1) = 1, homogeneous of degree one; without end of compute w^(-1/p) D; nothing without either."""
    manner = {"data_weight": 0.3, "data_complementarity": 0.35}
    compute, data = np.array([1.0, 0.2, 50.0]), np.array([1.0, 3.0, 0.4])
    found = rule.trained(compute, data, **manner)
    assert found[0] == pytest.approx(1.0, rel=1e-15)
    np.testing.assert_allclose(rule.trained(7.0 * compute, 7.0 * data, **manner), 7.0 * found, rtol=1e-12)
    most = rule.trained(np.full(1, 1e300), np.full(1, 2.0), **manner)
    assert most[0] == pytest.approx(0.3 ** (-1.0 / 0.35) * 2.0, rel=1e-12)
    assert rule.trained(np.array([0.0, 2.0]), np.array([2.0, 0.0]), **manner).tolist() == [0.0, 0.0]
    assert rule.trained(np.array([3.0]), np.zeros(1), data_weight=0.0, data_complementarity=0.35).tolist() == [3.0]


def test_what_is_openness_to_one_cloud_alone() -> None:
    """(e) no measure moves, bit for bit."""
    seen = []
    for openness in (0.0, 1.0):
        world = warm("monopoly", 40, **ON, n_clouds=1, openness=openness, training_rights=True, public_training=True)
        seen.append(observe(world))
        assert world.frontier.capability > 0.1
    assert seen[0].tobytes() == seen[1].tobytes()


def test_where_all_is_open_all_know_the_same() -> None:
    """(f) to 1e-12, with luck, and nothing is done twice."""
    world = warm("competition", 40, **ON, openness=1.0)
    own = world.frontier.own
    assert own.min() > 1.5 * world.params.ai_start_capability
    assert np.ptp(own) < 1e-12
    assert read(world, ["duplicated_training"])["duplicated_training"] == 0.0
    closed = warm("competition", 40, **ON, openness=0.0)
    assert np.ptp(closed.frontier.own) > 1e-4


@pytest.mark.parametrize("clouds", [1, 2, 4])
def test_of_equal_closed_clouds_all_but_one_repeat(clouds: int) -> None:
    """(g) v (1 - 1/n)."""
    world = warm("competition", 12, **ON, n_clouds=clouds, training_overlap=0.6)
    world.knowledge.trained[:] = [0.7, 0.0]
    found = read(world, ["duplicated_training"])["duplicated_training"]
    assert found == pytest.approx(0.6 * (1.0 - 1.0 / clouds), abs=1e-12)


def test_without_training_the_frontier_stays_where_it_began() -> None:
    """(h)"""
    world = warm("competition", 60, **ON, training_share=0.0)
    assert world.frontier.own.tolist() == [world.params.ai_start_capability] * 4
    assert (world.frontier.versions_capability == world.params.ai_start_capability).all()
    assert world.frontier.versions_efficiency.size > 3
    assert world.ledger.moved("compute_trained") == 0.0


def test_generations_between_data_and_people() -> None:
    """(i) replaced: one a release without end; kept: to s / (1-s)."""
    replaced, kept = np.zeros(1), np.zeros(1)
    for month_ in range(1, 241):
        replaced = rule.data_depth(replaced, np.ones(1), release_cycle=6)
        assert replaced[0] == pytest.approx(month_ / 6, rel=1e-12)
        kept = rule.data_depth(kept, np.full(1, 0.75), release_cycle=6)
    assert kept[0] == pytest.approx(3.0, rel=1e-3)
    assert rule.real_data(synthetic_data=1.0, real_data_kept=0.0) == 0.0
    assert rule.real_data(synthetic_data=1.0, real_data_kept=1.0) == 1.0


@pytest.mark.parametrize("training", [0.5, 4.0])
def test_the_human_stock_is_read_up_to_what_is_written_anew(training: float) -> None:
    """(j) r / (r + 1 - exp(-d sqrt T))."""
    fresh = np.ones(1)
    for _ in range(3000):
        fresh = rule.data_read(fresh, np.full(1, training), 1.0, data_depletion=0.02, data_renewal=0.003)
    assert fresh[0] == pytest.approx(0.003 / (0.003 + 1.0 - np.exp(-0.02 * training**0.5)), rel=1e-9)


def test_without_an_incentive_all_train_the_same() -> None:
    """(k) public or private, at any margin and openness."""
    world = before(buying.host_agents, "competition", **ON, profit_incentive=0.0, commons_share=0.5, openness=0.4)
    assert world.firms.public[world.clouds].tolist() == [True, True, False, False]
    assert world.knowledge.shares[:, OWN].tolist() == [world.params.training_share] * 4


@pytest.mark.parametrize("cost", [0.0, 0.1, 1.0])
def test_among_equal_clouds_nobody_changes(cost: float) -> None:
    """(l) whatever it costs, and in whatever order chance puts equal prices."""
    stream = np.random.default_rng(3)
    supplier = np.array([2, 0, 1, 3, 1])
    for _ in range(20):
        savings = rule.switching_cost(
            0.6 + stream.random(5), np.full(4, 0.5), np.full(4, 0.3), np.ones(5), supplier, switching_cost=cost
        )
        assert buying._lines(savings, stream.permutation(4))[:, 0].tolist() == supplier.tolist()


def test_a_better_cloud_draws_those_whom_it_saves_more_than_the_hurdle() -> None:
    wages, capability = np.array([0.55, 1.0]), np.array([0.30, 0.36])

    def first(**manner: float) -> list[int]:
        savings = rule.switching_cost(wages, np.array([0.4, 0.5]), capability, np.ones(2), np.zeros(2, int), **manner)
        return buying._lines(savings, np.array([0, 1]))[:, 0].tolist()

    assert first(switching_cost=0.0) == [0, 0]
    wages[1] = 1.2  # 0.8 times 0.30 against 0.7 times 0.36
    assert first(switching_cost=0.0) == [0, 1]
    assert first(switching_cost=0.1) == [0, 0]


# In the month


def test_slots_in_training_are_not_offered_and_take_energy_and_their_cost_stands_in_fees() -> None:
    world = before(buying.host_agents, "competition", **ON, training_rights=True, public_training=True)
    slots, p = world.ledger.units("clouds", "slots"), world.params
    shares = world.knowledge.shares
    assert (shares > 0.0).all()
    at_work = 1.0 - shares.sum(axis=1)
    np.testing.assert_allclose(shares[:, LEARNING], p.learning_share * (1.0 - shares[:, OWN] - shares[:, PUBLIC]))
    cost = derived.slot_cost(world)
    for phase in month.due(world, month.PHASES[month.PHASES.index(buying.host_agents) :]):
        phase(world)
        if phase is buying.host_agents:
            np.testing.assert_allclose(world.agents.offered, slots * at_work, rtol=1e-12)
        if phase is buying.price_compute:
            carried = (1.0 - shares[:, PUBLIC]) / at_work * cost / world.agents.efficiency
            asked = (1.0 + world.firms.markup[world.clouds]) * carried
            fees = world.firms.price[world.clouds]
            np.testing.assert_allclose(fees, np.minimum(asked, derived.fee_ceiling(world)), rtol=1e-9)
            assert (fees > carried).all()
        if phase is knowledge.train:
            np.testing.assert_allclose(world.knowledge.slots, shares * slots[:, None], atol=2e-6)
            np.testing.assert_allclose(world.knowledge.margin, fees / carried - 1.0, rtol=1e-9)
        if phase is selling.invest:
            break
    busy = world.firms.compute[world.clouds] + world.ledger.given("compute_trained")[world.clouds] / 1e6
    most = p.energy_per_slot * busy.sum()
    assert 0.9 * most < world.ledger.moved("energy_used") <= most + 1e-5


def test_training_of_a_month_is_knowledge_in_the_next() -> None:
    world = before(knowledge.learn, "competition", **ON, research_luck=0.0, knowledge_leak=0.0)
    kept = world.knowledge
    known, training = kept.log.copy(), kept.training.copy()
    knowledge.learn(world)
    data = kept.parts.sum(axis=1)
    drawn = rule.trained(training, data, data_weight=0.5, data_complementarity=0.35)
    expected = rule.grown(known, drawn, ai_growth=0.03, training_returns=0.5, ideas_harder=0.4)
    np.testing.assert_allclose(kept.log, expected, rtol=1e-12)
    np.testing.assert_allclose(world.frontier.pace, expected - known, rtol=1e-12)
    np.testing.assert_allclose(world.frontier.own, 0.9 / (1.0 + (0.9 / 0.05 - 1.0) * np.exp(-expected)), rtol=1e-12)
    assert world.frontier.capability == world.frontier.own.max()


def test_versions_are_those_of_their_cloud() -> None:
    world = start(load("competition", {**EARLY, **ON, "release_cycle": 4}), 1)
    for number in range(30):
        month.step(world)
        f = world.frontier
        if f.since >= 0 and (number - f.since) % 4 == 0:
            assert f.versions_capability[:, -1].tolist() == f.own.tolist()
    assert np.ptp(world.frontier.versions_capability[:, -1]) > 0.0


def test_data_workers_are_jobless_paid_by_skill_and_untaxed() -> None:
    world = before(knowledge.hire_data_workers, "competition", **ON, data_work_per_slot=1.0)
    workers, p = world.workers, world.params
    free = workers.jobless & (workers.school == 0)
    knowledge.hire_data_workers(world)
    hours = world.knowledge.paid
    slots = world.knowledge.slots[:, OWN] + world.knowledge.slots[:, PUBLIC]
    np.testing.assert_allclose(hours / hours.sum(), slots / slots.sum())
    assert hours.sum() == pytest.approx(min(slots.sum(), 0.5 * workers.labour[free].sum()))
    for phase in (producing.produce, producing.pay):
        phase(world)
    before_pay, income, money = (
        world.firms.wages[world.clouds].copy(),
        workers.income.copy(),
        world.ledger["workers", "money"].copy(),
    )
    tax = world.ledger.moved("income_tax")
    knowledge.pay_for_data(world)
    got = (world.ledger["workers", "money"] - money) / 1e6
    assert not got[~free].any()
    wage = p.data_wage * world.mean_offer(COGNITIVE)
    np.testing.assert_allclose(
        got[free], wage * hours.sum() * workers.labour[free] / workers.labour[free].sum(), atol=5e-6
    )
    np.testing.assert_allclose(world.firms.wages[world.clouds] - before_pay, wage * hours, atol=2e-6)
    np.testing.assert_allclose(workers.income - income, p.income_memory_workers * got, atol=1e-9)
    assert world.ledger.moved("income_tax") == tax
    assert world.ledger.moved("labour_spent") == pytest.approx(
        world.ledger.moved("living_labour") + world.ledger.moved("ai_labour") + world.ledger.moved("data_work"),
        abs=1e-6,
    )


def test_data_work_never_takes_more_than_half_of_what_the_jobless_can_do() -> None:
    world = before(knowledge.hire_data_workers, "competition", **ON, data_work_per_slot=1.0)
    world.knowledge.slots[:] = 1e4
    knowledge.hire_data_workers(world)
    workers = world.workers
    most = workers.labour[workers.jobless & (workers.school == 0)].sum()
    assert world.knowledge.paid.sum() == pytest.approx(0.5 * most, rel=1e-9)
    workers.employer[workers.employer < 0] = 0
    knowledge.hire_data_workers(world)
    assert not world.knowledge.paid.any()


def test_the_state_pays_for_public_training_and_nobody_else_does() -> None:
    world = before(knowledge.buy_training, "competition", **ON, public_training=True, public_training_share=0.2)
    knowledge.buy_training(world)
    slots = world.ledger.taken("compute_ready")[world.clouds] / 1e6
    due = 0.2 * slots * derived.slot_cost(world)
    np.testing.assert_allclose(world.firms.takings[world.clouds], due, rtol=1e-4)
    assert world.ledger.moved("training_grants") == pytest.approx(due.sum(), rel=1e-4)
    force(world, trained_frontier=False)
    knowledge.buy_training(world)
    assert not world.firms.takings[world.clouds].any()


def test_clouds_plan_for_their_share_of_work_sold() -> None:
    world = before(selling.invest, "competition", **ON)
    wanted = {}
    for sold in (np.ones(4), np.array([4.0, 1.0, 1.0, 1.0])):
        world.channels.work_sold[:] = sold
        wanted[sold[0]] = selling._slots_wanted(world)
    assert wanted[4.0][0] > wanted[1.0][0]
    assert (wanted[4.0][1:] <= wanted[1.0][1:]).all()


def test_a_producer_remembers_where_it_rented_most_and_a_new_one_has_no_cloud() -> None:
    world = before(knowledge.train, "competition", **ON)
    knowledge.train(world)
    rents = world.rented.any(axis=1)
    assert rents.any()
    assert world.knowledge.supplier[rents].tolist() == world.rented.argmax(axis=1)[rents].tolist()
    world.firms.age[:2] = 0.0
    knowledge.prefer_clouds(world)
    assert world.knowledge.supplier[:2].tolist() == [-1, -1]


@pytest.mark.parametrize("name", ["competition", "commons"])
def test_switched_on_and_off_by_date_it_goes_on_from_the_frontier_of_the_day(name: str) -> None:
    plain = load(name, EARLY)
    dated = Scenario(
        **{**vars(plain), "events": (*plain.events, Event(20, ON), Event(30, {"trained_frontier": False}))}
    )
    world, seen = start(dated, 1), []
    for _ in range(40):
        month.step(world)
        seen.append(world.frontier.capability)
    assert world.firms.takings[world.clouds].tolist() == [0.0] * 4
    assert world.ledger.moved("compute_trained") == 0.0
    assert (np.diff(seen[6:]) >= 0.0).all()
    steps = np.diff(np.log(np.array(seen[6:]) / (0.9 - np.array(seen[6:]))))
    np.testing.assert_allclose(np.r_[steps[:12], steps[24:]], 0.03, rtol=1e-9)
    assert (np.abs(steps[14:22] - 0.03) > 1e-5).all()


def test_agents_that_learn_add_to_training_and_forget() -> None:
    worlds = {
        rights: warm("competition", 36, **ON, training_rights=rights, forgetting=0.05) for rights in (False, True)
    }
    assert worlds[True].knowledge.slots[:, LEARNING].min() > 0.0
    assert not worlds[False].knowledge.slots[:, LEARNING].any()
    assert worlds[True].ledger.moved("compute_trained") > 0.0
    kept = before(
        knowledge.learn, "competition", **ON, training_rights=True, forgetting=0.05, knowledge_leak=0.0
    ).knowledge
    assert kept.parts[:, 2].min() > 0.0


def test_measures_of_ideas_and_of_data() -> None:
    world = warm("competition", 60, **ON, openness=0.0)
    work, minds = world.rented.sum(axis=0), world.firms.labour[COGNITIVE, world.producers].sum()
    t = work / (work.sum() + minds)
    own = 1.0 - 0.5 * world.knowledge.quality
    alike = np.sqrt(np.outer(own, own)) * np.where(np.eye(4), 1.0, 0.5)
    found = read(world, MEASURES)
    assert found["idea_diversity"] == pytest.approx(1.0 - t @ alike @ t, rel=1e-12)
    assert found["idea_diversity"] < 1.0
    assert found["unpaid_data_hours"] == pytest.approx(0.02 * world.params.worker_hours * work.sum() / 300, rel=1e-4)
    assert 0.0 < found["unpaid_data_value"] < 1.0
    shares = [found[f"{name}_data_share"] for name in ("user", "human", "paid")]
    assert 0.5 < sum(shares) < 1.0
    assert min(shares) > 0.0


# Books


def any_of(data: st.DataObject, p: parameters.Parameter) -> object:
    if isinstance(p.default, bool):
        return data.draw(st.booleans(), p.name)
    return data.draw(st.floats(p.low, p.high), p.name)


@given(data=st.data())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_the_books_close_and_values_add_up_whatever_its_parameters(data: st.DataObject) -> None:
    """The thin form: 200 settings over 200 months are run by hand."""
    own = [p for p in parameters.table().values() if p.room == "knowledge" and p.name not in ON]
    changes = {p.name: any_of(data, p) for p in own}
    name = data.draw(st.sampled_from(["competition", "commons", "monopoly"]))
    world: World = start(load(name, {**EARLY, "n_workers": 200, **changes, **ON}), 1)
    for number in range(30):
        month.step(world)  # closing raises where the books don't
        if number % 6 == 5:
            found = observe(world)
            assert np.isfinite(found).all()
            books = accounts.firms(world)
            assert (books.constant + books.variable + books.surplus).tolist() == books.product.tolist()
    assert world.ledger.residual == 0
