"""What a frontier that is not seen costs, and how it is learned."""

import numpy as np
import pytest
from worlds import before, force, warm

from sim.economy import derived, month
from sim.economy.measures import MEASURES
from sim.economy.mechanisms.misjudgement import phases as misjudgement
from sim.economy.mechanisms.misjudgement import rules as rule
from sim.economy.phases import adapting, buying, producing
from sim.economy.world import COGNITIVE, World

BLIND = {"misjudged_frontier": True, "reliance": 1.0, "discernment": 0.0, "edge_learning": 0.0, "misuse_penalty": 0.5}


def rented(world: World, last: month.Phase = buying.rent_compute) -> World:
    """The rest of the month up to this phase."""
    at = month.PHASES.index(misjudgement.hand_over)
    for phase in month.due(world, month.PHASES[at : month.PHASES.index(last) + 1]):
        phase(world)
    return world


def test_blind_trust_rents_for_all_that_looks_inside_and_gets_less_than_that() -> None:
    """Half as much again is outside; of 1.5 units a unit is done and half of the other half spoils as much: worth 0.75 / 1.5."""
    worlds = {}
    for blind in (False, True):
        world = before(misjudgement.hand_over, "competition", **(BLIND if blind else {}))
        worlds[blind] = rented(world)
    plain, misled = worlds[False], worlds[True]
    np.testing.assert_allclose(misled.channels.handed_over[misled.producers], 1.5)
    np.testing.assert_allclose(misled.channels.ai_worth[misled.producers], 0.5)
    need = misled.firms.need[COGNITIVE, misled.producers]
    np.testing.assert_allclose(misled.firms.entrusted[misled.producers], 1.5 * need)
    np.testing.assert_array_equal(plain.firms.entrusted[plain.producers], plain.firms.need[COGNITIVE, plain.producers])
    assert misled.firms.ai_work.sum() > 0.0
    assert misled.ledger.moved("ai_labour") == pytest.approx(0.5 * misled.firms.ai_work.sum(), abs=1e-4)
    assert plain.ledger.moved("ai_labour") == pytest.approx(plain.firms.ai_work.sum(), abs=1e-4)
    spoilt = misled.firms.ai_work[misled.producers] / 3.0
    assert MEASURES["spoilt_work"].formula(misled) == pytest.approx(spoilt.sum() / need.sum())


def test_people_are_laid_off_for_what_is_rented_and_missing_for_what_it_is_worth() -> None:
    """Goods are made of what AI work is worth; hiring does not see the difference."""
    world = before(producing.produce, "competition", **BLIND)
    firms, producers = world.firms, world.producers
    hands = firms.labour[1, producers]
    firms.labour[COGNITIVE, producers] = 0.0
    firms.ai_work[producers] = firms.need[COGNITIVE, producers]
    producing.produce(world)
    half = firms.output[producers].copy()
    world.channels.ai_worth[:] = 1.0
    producing.produce(world)
    there = hands > 0.0
    assert there.any()
    assert (half[there] < 0.7 * firms.output[producers][there]).all()


def test_no_more_is_handed_over_than_there_is() -> None:
    world = before(misjudgement.hand_over, "competition", **BLIND)
    world.firms.adoption[:] = 0.9  # of old: what lies in reach now is little, and half as much again looks like it
    need = world.firms.need[COGNITIVE, world.producers]
    need *= 0.01  # there are slots for whatever is asked for
    misjudgement.hand_over(world)
    np.testing.assert_allclose(world.channels.handed_over[world.producers], 1.0 / 0.9)
    world.frontier.versions_capability[:] = 9.0  # nothing else keeps it down
    buying.rent_compute(world)
    np.testing.assert_allclose(world.firms.ai_work[world.producers], need)


def test_without_reliance_what_is_known_is_still_handed_over() -> None:
    world = before(misjudgement.hand_over, "competition", misjudged_frontier=True, reliance=0.0, edge_learning=0.0)
    force(world, discernment=0.5)
    assert world.misjudgement
    world.misjudgement.discernment[:] = 0.5
    misjudgement.hand_over(world)
    np.testing.assert_array_equal(world.channels.handed_over[world.producers], 0.5)
    np.testing.assert_array_equal(world.channels.ai_worth[world.producers], 1.0)


def test_work_of_ai_is_never_worth_less_than_nothing_and_how_often_that_binds_is_counted() -> None:
    world = before(misjudgement.hand_over, "competition", **BLIND | {"edge_width": 1.0, "misuse_penalty": 2.0})
    world.frontier.versions_capability[:] = 0.1  # a month in which little is inside
    before_it = world.binding().get("ai_worth_min", 0)
    misjudgement.hand_over(world)
    assert (world.channels.ai_worth[world.producers] == 0.0).all()
    assert world.binding()["ai_worth_min"] == before_it + world.producers.stop


def test_clouds_build_for_what_firms_hand_over() -> None:
    built = {}
    for reliance in (0.0, 1.0):
        world = warm("competition", 30, misjudged_frontier=True, discernment=0.0, edge_learning=0.0, reliance=reliance)
        built[reliance] = world.ledger.total("clouds", "slots")
    assert built[1.0] > 1.2 * built[0.0]


def test_all_known_or_nothing_spoilt_is_the_world_that_sleeps() -> None:
    """Discernment 1 while the edge stands: the same bits."""
    found = []
    for changes in ({}, BLIND | {"discernment": 1.0}):
        world = warm("competition", 30, ai_growth=0.0, **changes)
        found.append(world.ledger.balance_sheet().values.tolist())
    assert found[0] == found[1]


def test_the_edge_is_learned_while_it_stands_and_forgotten_as_it_moves() -> None:
    still = warm("competition", 40, misjudged_frontier=True, discernment=0.2, edge_learning=0.1, ai_growth=0.0)
    assert still.misjudgement
    months = 40 - still.frontier.since
    np.testing.assert_allclose(still.misjudgement.discernment, 1.0 - 0.8 * 0.9**months)
    moves = warm("competition", 40, misjudged_frontier=True, discernment=0.2, edge_learning=0.1)
    assert moves.misjudgement
    assert (moves.misjudgement.discernment < still.misjudgement.discernment).all()
    was, edge = moves.misjudgement.discernment.copy(), moves.misjudgement.reach.copy()
    moves.frontier.versions_capability[:, -1] *= 1.25
    now = derived.reach(moves)
    misjudgement.learn_edge(moves)
    np.testing.assert_allclose(moves.misjudgement.discernment, was + 0.1 * (1.0 - was) - was * (now - edge) / now)


def test_an_edge_that_begins_to_pay_has_not_moved() -> None:
    """A fee that falls below the wage changes what is feasible at a saving, not what firms know."""
    known = []
    for fee in (0.1, 10.0):
        world = before(adapting.measure_income, "competition", misjudged_frontier=True)
        world.firms.price[world.clouds] = fee
        world.firms.feasible[:] = derived.feasible_share(world, 0.5).max() if fee < 1.0 else 0.0
        misjudgement.learn_edge(world)
        assert world.misjudgement
        known.append(world.misjudgement.discernment.tolist())
    assert known[0] == known[1]
    assert min(known[0]) > 0.0


def test_a_new_firm_knows_what_all_knew_at_first() -> None:
    world = before(misjudgement.hand_over, "competition", misjudged_frontier=True)
    assert world.misjudgement
    world.misjudgement.discernment[:] = 0.9
    world.firms.age[2] = 0.0
    misjudgement.hand_over(world)
    assert world.misjudgement.discernment[2] == world.params.discernment
    assert world.misjudgement.discernment[1] == 0.9


@pytest.mark.parametrize("harm", [0.0, 0.5, 2.0, 20.0])
@pytest.mark.parametrize("width", [0.25, 1.0])
def test_the_best_reliance_weighs_what_is_gained_against_what_is_spoilt(harm: float, width: float) -> None:
    """Section 10.4 (n): for a gain G inside and a harm M outside, with d given, r* = G / (G + edge_width M)."""
    gain, known = 1.0, np.full(1, 0.3)
    reliance = np.linspace(0.0, 1.0, 2001)
    worth = []
    for r in reliance:
        inside, outside = rule.misused_work(known, np.full(1, 0.4), reliance=float(r), edge_width=width)
        worth.append(gain * inside[0] - harm * outside[0])
    assert reliance[int(np.argmax(worth))] == pytest.approx(gain / (gain + width * harm), abs=0.001)
