"""What checks cost, what they prevent, and whether that has an inner optimum."""

import numpy as np
import pytest
from worlds import before, force

from sim.economy import month
from sim.economy.measures import MEASURES
from sim.economy.mechanisms.checking import phases as checking
from sim.economy.mechanisms.checking import rules as rule
from sim.economy.phases import buying, producing
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import COGNITIVE, World

OVERHEAD = {"incidents": True, "incident_hazard": 0.0, "alignment_overhead": 0.25}


def through(world: World, last: month.Phase) -> None:
    """The rest of the month up to this phase."""
    at = month.PHASES.index(buying.host_agents)
    for phase in month.due(world, month.PHASES[at : month.PHASES.index(last) + 1]):
        phase(world)


def test_overhead_takes_its_share_of_a_slot_wherever_its_work_is_read() -> None:
    """Of the work that clouds price by and plan with, of the fee, and of what an agent does in a slot-month."""
    worlds = {}
    for overhead in (0.0, 0.25):
        worlds[overhead] = world = before(checking.check_work, "competition", incidents=True, incident_hazard=0.0)
        force(world, alignment_overhead=overhead)
        checking.check_work(world)
        through(world, buying.rent_compute)
    plain, checked = worlds[0.0], worlds[0.25]
    np.testing.assert_array_equal(checked.agents.efficiency, 0.75 * plain.agents.efficiency)
    np.testing.assert_allclose(checked.firms.price[checked.clouds], plain.firms.price[plain.clouds] / 0.75)
    for world, left in ((plain, 1.0), (checked, 0.75)):
        done, used = world.agents.work.sum(axis=1), world.firms.compute[world.clouds]
        assert (used > 0.0).all()
        fresh = world.frontier.versions_efficiency
        assert (done <= left * fresh.max() * used + 1e-6).all()
        assert (done >= left * fresh.min() * used - 1e-6).all()
    assert checked.ledger.moved("compute_rented") / checked.ledger.moved("ai_labour") == pytest.approx(
        plain.ledger.moved("compute_rented") / plain.ledger.moved("ai_labour") / 0.75, rel=0.02
    )


def test_overhead_keeps_a_newer_version_from_replacing_as_many() -> None:
    """What a change of agents brings, in the reading "newer", is work less its checks."""
    gone = {}
    for overhead in (0.0, 0.95):
        world = before(checking.check_work, "competition", incidents=True, deletion_rule="newer", deletion_cost=1.0)
        force(world, alignment_overhead=overhead)
        checking.check_work(world)
        world.agents.version[:], world.agents.age[:] = 0, 99
        buying.host_agents(world)
        gone[overhead] = world.agents.deleted
    assert gone[0.0] > 0
    assert gone[0.95] == 0


def test_clouds_that_build_before_ai_comes_count_on_checks() -> None:
    """The same first work of AI takes more slots."""
    built = {}
    for overhead in (0.0, 0.5):
        sizes = {"n_workers": 300, "ai_arrival": 12, "ai_lead": 6}
        world = start(load("competition", {**sizes, **OVERHEAD, "alignment_overhead": overhead}), 1)
        for _ in range(12):
            month.step(world)
        built[overhead] = world.ledger.total("clouds", "slots")
    assert built[0.5] > 1.5 * built[0.0] > 0.0


def test_an_accident_costs_its_share_of_output_and_of_nothing_else() -> None:
    worlds = {}
    for loss in (0.0, 0.75):
        world = before(checking.meet_accidents, "competition", incidents=True, incident_loss=0.0)
        force(world, incident_hazard=1.0, checking_effect=0.0, incident_loss=loss)
        world.firms.ai_work[world.producers] = world.firms.need[COGNITIVE, world.producers]  # AI does all
        checking.meet_accidents(world)
        producing.produce(world)
        worlds[loss] = world
    plain, harmed = worlds[0.0], worlds[0.75]
    hit = harmed.channels.output_spared[harmed.producers] < 1.0
    assert 0 < hit.sum() < hit.size
    assert harmed.checking
    assert harmed.checking.accidents == hit.sum()
    assert MEASURES["accidents"].formula(harmed) == pytest.approx(12.0 * hit.sum() / harmed.firms.active.sum())
    made = [world.firms.output[world.producers] for world in (plain, harmed)]
    np.testing.assert_array_equal(made[1], np.where(hit, 0.25, 1.0) * made[0])
    for world in (plain, harmed):
        assert world.ledger.moved("machine_production") + world.ledger.moved("goods_production") == pytest.approx(
            world.firms.output[world.producers].sum(), abs=1e-4
        )
    for flow in ("living_labour", "machine_wear", "compute_used"):
        assert harmed.ledger.moved(flow) == plain.ledger.moved(flow)


def test_luck_is_a_firms_and_a_seeds_not_a_policys() -> None:
    """With more checks nobody meets with an accident who would not without: the draws are the same."""
    hits = {}
    for overhead in (0.0, 0.05, 0.3):
        world = before(checking.meet_accidents, "competition", incidents=True)
        force(world, incident_hazard=1.0, alignment_overhead=overhead)
        world.firms.ai_work[world.producers] = world.firms.need[COGNITIVE, world.producers]
        checking.meet_accidents(world)
        hits[overhead] = world.channels.output_spared[world.producers] < 1.0
    assert (hits[0.3] <= hits[0.05]).all()
    assert (hits[0.05] <= hits[0.0]).all()
    assert hits[0.3].sum() < hits[0.0].sum()


def test_a_world_without_checks_and_accidents_is_the_one_that_sleeps() -> None:
    found = []
    for changes in ({}, OVERHEAD | {"alignment_overhead": 0.0}):
        world = before(checking.check_work, "competition", **changes)
        through(world, month.PHASES[-1])
        month.end(world)
        found.append(world.ledger.balance_sheet().values.tolist())
    assert found[0] == found[1]


def test_switched_off_by_a_dated_event_nothing_of_it_stays() -> None:
    world = before(checking.check_work, "competition", incidents=True, alignment_overhead=0.25, incident_hazard=1.0)
    force(world, incidents=False)
    checking.check_work(world)
    through(world, producing.produce)
    assert (world.agents.useful == 1.0).all()
    assert (world.channels.output_spared == 1.0).all()
    assert MEASURES["accidents"].formula(world) == 0.0


@pytest.mark.parametrize("effect", [0.5, 2.0, 5.0, 12.0, 100.0])
@pytest.mark.parametrize("product", [1.0, 10.0, 40.0])
def test_there_is_a_best_overhead_inside_if_and_only_if_checks_pay_at_first(effect: float, product: float) -> None:
    """Section 10.4 (m): f / (1 - a) + L exp(-eta a) has an inner minimum iff eta L > f. ``product``: per unit of AI work; f = 1."""
    fee, hazard, loss = 1.0, 0.2, 0.5
    overhead = np.linspace(0.0, 0.95, 9501)

    def cost(a: float) -> float:
        chance = rule.hazard(np.ones(1), incident_hazard=hazard, checking_effect=effect, alignment_overhead=a)[0]
        return float(fee / rule.aligned_work(alignment_overhead=a) + loss * chance * product)

    costs = np.array([cost(float(a)) for a in overhead])
    best = int(costs.argmin())
    assert (np.diff(costs, 2) > 0.0).all()  # convex: the least is the only one
    assert (best > 0) is (effect * hazard * loss * product > fee)
    assert best < overhead.size - 1
