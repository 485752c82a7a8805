"""New tasks beside those that AI can do: where its share comes to rest, and that both ways to a frontier agree."""

import math
from dataclasses import replace

import numpy as np
import pytest
from worlds import EARLY, before, columns, force

from sim.economy import month
from sim.economy.measures import MEASURES, observe
from sim.economy.mechanisms.knowledge import rules as known
from sim.economy.mechanisms.tasks import phases as tasks
from sim.economy.mechanisms.tasks import rules as rule
from sim.economy.rules import agents
from sim.economy.scenario import Event, load
from sim.economy.start import start
from sim.economy.world import World

G, TOP, FIRST = 0.03, 0.9, 0.05  # ai_growth, ai_ceiling, ai_start_capability
EASY = {"trained_frontier": True, "ideas_harder": 0.0, "training_rights": False}


def path(months: int, new_tasks: float, *, growth: float = G, first: float = FIRST) -> list[float]:
    """Capability month by month of a frontier that rises by itself."""
    c, found = first, []
    for _ in range(months):
        c = agents.frontier(c, 1, ai_growth=growth, ai_ceiling=TOP)
        c = float(rule.new_tasks(np.array([c]), new_tasks=new_tasks, generality=0.0)[0])
        found.append(c)
    return found


def run(world: World, months: int) -> World:
    for _ in range(months):
        month.step(world)
    return world


@pytest.mark.parametrize("m", [0.001, 0.005, 0.02])
@pytest.mark.parametrize("first", [0.001, 0.899])
def test_capability_comes_to_rest_where_growth_and_new_tasks_meet(m: float, first: float) -> None:
    """In months by its own difference equation; in small steps where the differential equation has it, from either side."""
    left = math.exp(-G)
    rest = TOP * (1.0 - (1.0 + m) * left) / ((1.0 + m) * (1.0 - left))
    assert path(5_000, m, first=first)[-1] == pytest.approx(rest, rel=1e-12)
    assert path(200_000, m / 100, growth=G / 100, first=first)[-1] == pytest.approx(TOP * (1.0 - m / G), rel=1e-3)


@pytest.mark.parametrize("m", [0.02, 0.01])
def test_it_comes_to_nothing_where_new_tasks_are_no_slower_than_ai(m: float) -> None:
    found = path(12_000, m, growth=0.9 * m)
    assert np.diff(found).max() < 0.0
    assert found[-1] < 1e-3 * found[0]


@pytest.mark.parametrize("m", [0.0, 0.005, 0.02])
def test_what_is_known_and_what_can_be_done_fall_by_as_much(m: float) -> None:
    """As formulas, over forty years: training that is the norm and ideas that stay as easy, or a frontier that rises by itself."""
    one, found = np.ones(1), []
    left = rule.new_tasks(one, new_tasks=m, generality=0.0)
    z = np.zeros(1)
    for _ in range(480):
        z = known.grown(z, one, ai_growth=G, training_returns=0.5, ideas_harder=0.0)
        z = known.left_known(z, left, FIRST, ai_ceiling=TOP)
        found.append(float(known.own_frontier(z, FIRST, ai_ceiling=TOP)[0]))
    np.testing.assert_allclose(found, path(480, m), rtol=1e-12, atol=0.0)


def test_in_a_world_too_both_ways_to_a_frontier_are_one() -> None:
    """From the month of arrival on: what each cloud can do, all versions, and the pace that clouds plan with."""
    plain = {**EASY, "data_weight": 0.0, "research_luck": 0.0}  # what a cloud trains with is what it draws on
    given, trained = (
        start(load("competition", {**EARLY, **some, "new_tasks": 0.01, "generality": 0.2}), 1) for some in ({}, plain)
    )
    for _ in range(30):
        if trained.knowledge:
            trained.knowledge.training[:] = 1.0
        for world in (given, trained):
            month.step(world)
        for name in ("own", "capability", "versions_capability", "pace"):
            one, other = (getattr(world.frontier, name) for world in (given, trained))
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14, err_msg=name)
    assert 0.0 < given.frontier.pace[0] < 0.99 * given.params.ai_growth
    assert given.frontier.versions_capability[0, 0] < FIRST / 1.008**23


def test_it_dilutes_every_version_and_every_producers_adoption_and_nothing_else() -> None:
    world = before(tasks.renew_tasks, "competition", new_tasks=0.02, generality=0.25)
    f, adoption = world.frontier, world.firms.adoption[world.producers]
    adoption[:] = np.linspace(0.0, 0.5, adoption.size)
    f.own[:] = np.linspace(0.1, 0.2, f.own.size)  # as after training: clouds are unlike
    state = columns(world)
    tasks.renew_tasks(world)
    after = columns(world)
    for name, was in state.items():
        now = after[name]
        if name in ("frontier.own", "frontier.versions_capability", "channels.capability_kept"):
            np.testing.assert_allclose(now, was / 1.015, rtol=1e-15)
        elif name == "firms.adoption":
            np.testing.assert_allclose(now[world.producers], was[world.producers] / 1.015, rtol=1e-15)
            np.testing.assert_array_equal(now[world.clouds], was[world.clouds])
        elif name == "frontier.capability":
            assert now == f.own.max()
        elif name == "frontier.pace":
            assert (now < was).all()
        else:
            np.testing.assert_array_equal(now, was, err_msg=name)


@pytest.mark.parametrize("training", [{}, {**EASY, "training_norm": 0.1}])
def test_where_ai_takes_all_new_tasks_they_leave_no_trace(training: dict[str, object]) -> None:
    found = []
    for some in ({}, {"new_tasks": 0.02, "generality": 1.0}):
        world = run(start(load("competition", {**EARLY, **training, **some}), 1), 24)
        found.append((observe(world).tolist(), world.ledger.balance_sheet().values.tolist()))
    assert found[0] == found[1]


@pytest.mark.parametrize("m", [0.001, 0.02])
def test_without_ai_new_tasks_are_nothing(m: float) -> None:
    """In a scenario without AI, and before its arrival."""
    for name, changes in (("baseline", {}), ("competition", {"ai_arrival": 40, "ai_lead": 30})):
        plain, renewed = (
            run(start(load(name, {**EARLY, **changes, **some}), 1), 18) for some in ({}, {"new_tasks": m})
        )
        assert observe(plain).tolist() == observe(renewed).tolist()
        assert plain.ledger.balance_sheet().values.tolist() == renewed.ledger.balance_sheet().values.tolist()


def test_while_ai_is_off_nothing_is_diluted() -> None:
    world = before(tasks.renew_tasks, "competition", new_tasks=0.02)
    force(world, ai_off=True)
    state = columns(world)
    tasks.renew_tasks(world)
    for name, now in columns(world).items():
        np.testing.assert_array_equal(now, state[name], err_msg=name)


def test_clouds_count_on_a_frontier_that_stands_where_it_stands() -> None:
    world = before(tasks.renew_tasks, "competition", new_tasks=0.005)
    left = math.exp(-world.params.ai_growth)
    f, top = world.frontier, world.params.ai_ceiling
    rest = top * (1.0 - 1.005 * left) / (1.005 * (1.0 - left))
    f.own[:] = f.capability = agents.frontier(rest, 1, ai_growth=world.params.ai_growth, ai_ceiling=top)
    tasks.renew_tasks(world)
    np.testing.assert_allclose(f.own, rest, rtol=1e-12)
    np.testing.assert_allclose(f.pace, 0.0, atol=1e-12)


def test_clouds_that_begin_to_train_late_know_what_has_been_gained_since_ai_came() -> None:
    """And not since the first version, of which new tasks have left less."""
    scenario = load("competition", {**EARLY, "new_tasks": 0.02})
    world = start(replace(scenario, events=(*scenario.events, Event(20, {"trained_frontier": True}))), 1)
    run(world, 20)
    f, kept, top = world.frontier, world.knowledge, world.params.ai_ceiling
    assert kept is None
    own = f.own.copy()
    month.begin(world)
    assert world.knowledge
    np.testing.assert_allclose(world.knowledge.log, np.log((top / FIRST - 1.0) / (top / own - 1.0)), rtol=1e-12)
    assert f.first == FIRST > 1.1 * f.versions_capability[0, 0]


def test_the_human_share_is_what_ai_does_not_do_of_cognitive_work() -> None:
    world = run(start(load("competition", {**EARLY, "new_tasks": 0.01}), 1), 24)
    found = dict(zip(MEASURES, observe(world), strict=True))
    assert found["human_task_share"] == 1.0 - found["automated_share"]
    assert 0.0 < found["human_task_share"] < 1.0
    assert (
        dict(zip(MEASURES, observe(run(start(load("baseline", EARLY), 1), 1)), strict=True))["human_task_share"] == 1.0
    )
