"""Energy credits: who gets compute, by money or by need."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import EARLY, before, force, warm

from sim.economy import month
from sim.economy.measures import MEASURES, observe
from sim.economy.mechanisms import provision as room
from sim.economy.mechanisms.provision import measures
from sim.economy.mechanisms.provision import phases as provision
from sim.economy.mechanisms.provision.state import Provision
from sim.economy.phases import buying
from sim.economy.scenario import Event, load
from sim.economy.start import start
from sim.economy.world import World
from sim.engine.ledger import MILLION

SOON = {"programme_start": 12}
SCARCE = {**SOON, "withheld_share": 0.5}
OWN = {"compute_by_means", "need_norm", "provision_share", "forced_saving", "served_nothing"}
REAL = [i for i, name in enumerate(MEASURES) if name not in OWN]  # what can be held against a world in which it sleeps


def kept(world: World) -> Provision:
    assert world.provision
    return world.provision


def renting(**changes: object) -> World:
    """A world with firms about to rent compute, of agents that are all alike: it does not matter who comes to the newest."""
    world = before(buying.rent_compute, "competition", **{**SCARCE, **changes})
    frontier, agents = world.frontier, world.agents
    frontier.versions_capability[:] = frontier.versions_capability[:, -1:]
    frontier.versions_efficiency[:] = frontier.versions_efficiency[-1]
    agents.effort[:] = 1.0
    agents.efficiency[:] = agents.useful * frontier.versions_efficiency[-1]
    return world


def wanted(world: World) -> np.ndarray:
    """What each producer is organised for, worker-months, once it has been reckoned."""
    return world.firms.adoption[world.producers] * world.firms.entrusted[world.producers]


def supply(world: World) -> float:
    return float((world.agents.offered * world.agents.efficiency).sum())


def got(world: World) -> np.ndarray:
    return np.asarray(world.firms.ai_work[world.producers])


def table(months: int, *events: Event, **changes: object) -> tuple[World, np.ndarray]:
    """A world, and the measures of its months."""
    scenario = load("competition", {**EARLY, **SOON, **changes})
    world, found = start(replace(scenario, events=(*scenario.events, *events)), 1), []
    for _ in range(months):
        month.step(world)
        found.append(observe(world))
    return world, np.array(found)


# what the committee sees


@pytest.mark.parametrize("persistence", [0.0, 0.5, 0.9])
def test_errors_about_needs_have_a_standard_deviation_of_one_and_fade(persistence: float) -> None:
    world = warm("competition", 13, energy_credits="need", need_persistence=persistence, **SOON)
    seen = []
    for _ in range(600):
        world.month += 1
        provision.see_needs(world)
        seen.append(kept(world).need_view.copy())
    views = np.array(seen)
    count = views.size * (1.0 - persistence) / (1.0 + persistence)  # as many as if each were drawn by itself
    assert views.mean() == pytest.approx(0.0, abs=4.0 / np.sqrt(count))
    assert views.std() == pytest.approx(1.0, abs=4.0 / np.sqrt(count))
    assert np.corrcoef(views[1:].ravel(), views[:-1].ravel())[0, 1] == pytest.approx(persistence, abs=0.03)
    assert abs(np.corrcoef(views.T)[np.triu_indices(views.shape[1], 1)].mean()) < 0.02  # each firm's own


@pytest.mark.parametrize(("arrival", "programme"), [(6, 12), (12, 6), (9, 9)])
def test_credits_begin_with_the_programme_and_not_before_ai(arrival: int, programme: int) -> None:
    changes = {"energy_credits": "need", "ai_arrival": arrival, "programme_start": programme}
    world = start(load("competition", {**EARLY, **SCARCE, **changes}), 1)
    for now in range(15):
        month.step(world)
        begun = now >= max(arrival, programme)
        assert kept(world).seen is begun
        assert kept(world).need_view.any() == begun
        assert world.channels.need_seen.any() == begun


def test_who_wakes_it_when_ai_comes_has_the_same_errors_as_who_had_it_from_the_start() -> None:
    """Worlds that are one until AI comes are run once until then."""
    ever, early = table(24, energy_credits="need", need_error=1.0, withheld_share=0.5)
    late, found = table(24, Event(12, {"energy_credits": "need"}), need_error=1.0, withheld_share=0.5)
    assert kept(ever).need_view.tolist() == kept(late).need_view.tolist()
    assert early[:, REAL].tolist() == found[:, REAL].tolist()


def test_of_a_firm_that_has_just_been_founded_the_committee_has_a_view_of_its_own() -> None:
    world = warm("competition", 16, energy_credits="need", need_persistence=0.9, entry=True, **SOON)
    world.firms.age[world.producers] = 5.0
    world.firms.age[3] = 0.0
    provision.see_needs(world)
    again = warm("competition", 16, energy_credits="need", need_persistence=0.0, entry=True, **SOON)
    provision.see_needs(again)  # where nothing is kept all are drawn anew, by the same draws
    assert kept(world).need_view[3] == kept(again).need_view[3]
    assert kept(world).need_view[4] != kept(again).need_view[4]


# by need


@pytest.mark.parametrize("error", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("withheld", [0.5, 0.7])
def test_by_need_who_is_short_has_got_alike_by_what_its_need_is_taken_for(error: float, withheld: float) -> None:
    """x = min(a n, lambda n exp(error z)), and all that there is goes."""
    world = renting(energy_credits="need", need_error=error, withheld_share=withheld)
    buying.rent_compute(world)
    want, done = wanted(world), got(world)
    seen = world.firms.entrusted[world.producers] * np.exp(error * kept(world).need_view)
    asks = want > 1e-6
    short = asks & (done < want * (1.0 - 1e-6))
    assert short.any()
    level = done[short] / seen[short]
    np.testing.assert_allclose(level, level[0], rtol=1e-5)
    assert (want[asks & ~short] <= level[0] * seen[asks & ~short] * (1.0 + 1e-5)).all()
    assert done.sum() == pytest.approx(min(supply(world), want.sum()), rel=1e-5)
    assert (done <= want + 1e-9).all()


@pytest.mark.parametrize("shift", [-1.0, 0.3, 2.0])
def test_what_all_overstate_alike_falls_out(shift: float) -> None:
    world, other = (renting(energy_credits="need", need_error=0.7) for _ in range(2))
    other.channels.need_seen[other.producers] *= np.exp(shift)
    buying.rent_compute(world)
    buying.rent_compute(other)
    assert (got(world) < wanted(world) * 0.99).any()
    np.testing.assert_allclose(got(other), got(world), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", ["AI does not reach that far", "people cost less", "neither"])
def test_credits_that_somebody_cannot_use_go_round_again(kind: str) -> None:
    world = renting(energy_credits="need", need_error=0.3, withheld_share=0.8)
    some = slice(0, world.producers.stop, 2)
    if kind == "AI does not reach that far":
        world.firms.jaggedness[some] *= 0.05
    elif kind == "people cost less":
        world.firms.wage[:, some] *= 0.01
    buying.rent_compute(world)
    want, done = wanted(world), got(world)
    rest = np.ones(want.size, bool)
    if kind != "neither":
        rest[some] = False
        assert (done[some] < 0.5 * want[some])[want[some] > 0.0].all()
    assert done.sum() == pytest.approx(min(supply(world), done[~rest].sum() + want[rest].sum()), rel=1e-5)
    seen = world.firms.entrusted[world.producers] * np.exp(0.3 * kept(world).need_view)
    short = rest & (done < want * (1.0 - 1e-6))
    assert short.any()
    level = done[short] / seen[short]
    np.testing.assert_allclose(level, level[0], rtol=1e-4)


@pytest.mark.parametrize("others", [{}, {"commons_share": 0.5}, {"n_clouds": 1}, {"trained_frontier": True, "switching_cost": 0.1}])
def test_where_compute_suffices_need_is_the_same_as_none(others: dict[str, object]) -> None:
    """Bit for bit: who rents, where, and all that follows."""
    calm = {"adoption_speed": 0.01, "capex_growth_max": 0.3, **others}
    world, none = table(30, **calm)
    other, need = table(30, energy_credits="need", need_error=0.5, **calm)
    assert got(other).sum() > 0.0
    assert wanted(other).sum() < supply(other)
    assert world.rented.tolist() == other.rented.tolist()
    assert need[:, REAL].tolist() == none[:, REAL].tolist()


# by money


@pytest.mark.parametrize("withheld", [0.5, 0.6, 0.8])
def test_by_money_who_has_most_for_a_month_of_outlay_has_all_and_the_last_have_nothing(withheld: float) -> None:
    world = renting(energy_credits="money", withheld_share=withheld)
    firms, money = world.firms, world.ledger["firms", "money"][world.producers] / MILLION
    means = money / np.maximum(firms.outlay[world.producers], 1e-9)
    assert kept(world).means.tolist() == means.tolist()
    buying.rent_compute(world)
    want, done = wanted(world), got(world)
    first = np.argsort(-means, kind="stable")
    first = first[want[first] > 1e-9]
    before_it = np.concatenate([[0.0], want[first].cumsum()[:-1]])
    expected = np.clip(supply(world) - before_it, 0.0, want[first])
    np.testing.assert_allclose(done[first], expected, atol=1e-4 * supply(world))
    partly = (done[first] > 1e-6) & (done[first] < want[first] * (1.0 - 1e-6))
    assert partly.sum() <= 1
    assert (done[first] == 0.0).any()


def test_by_money_equals_come_in_random_order() -> None:
    orders = set()
    for month_on in range(3):
        world = before(buying.rent_compute, "competition", 36 + month_on, energy_credits="money", **{**SCARCE, "withheld_share": 0.8})
        world.channels.renting_first[world.producers] = 1.0
        buying.rent_compute(world)
        orders.add(tuple(np.flatnonzero(got(world) > 0.0)))
    assert len(orders) == 3


# what it is measured by


@pytest.mark.parametrize(
    ("filled", "money", "expected"),
    [
        ([0.2, 0.4, 0.9, 1.0], [1.0, 2.0, 3.0, 4.0], 1.0),
        ([1.0, 0.9, 0.5, 0.0], [1.0, 2.0, 3.0, 4.0], -1.0),
        ([1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 3.0, 4.0], 0.0),
        ([0.3, 0.8, 0.1, 0.9], [2.0, 2.0, 2.0, 2.0], 0.0),
        ([0.0, 0.0, 1.0, 1.0], [1.0, 2.0, 3.0, 4.0], 0.894427191),  # ranks 1.5 1.5 3.5 3.5: 4 / sqrt(4 * 5)
        ([0.0, 1.0, 0.0, 1.0], [1.0, 2.0, 2.0, 1.0], 0.0),
    ],
)
def test_compute_by_means_is_a_rank_correlation_with_equal_ranks_shared(
    filled: list[float], money: list[float], expected: float
) -> None:
    world = renting(energy_credits="money")
    firms = world.firms
    firms.adoption[:] = 0.0
    firms.adoption[:4], firms.entrusted[:4] = 0.5, [2.0, 4.0, 6.0, 8.0]
    firms.ai_work[:4] = np.array(filled) * 0.5 * firms.entrusted[:4]
    kept(world).means[:4] = money
    assert measures.compute_by_means(world) == pytest.approx(expected, abs=1e-9)


def test_compute_follows_money_by_money_and_not_by_need() -> None:
    seen = {}
    for credits in ("money", "need"):
        _, found = table(60, energy_credits=credits, withheld_share=0.5)
        seen[credits] = found[18:, list(MEASURES).index("compute_by_means")]
    assert seen["money"].mean() > 0.7
    assert abs(seen["need"].mean()) < 0.2
    assert (seen["money"][-12:] > 0.5).all()


def test_nothing_is_measured_before_ai_and_where_all_are_filled() -> None:
    _, found = table(30, energy_credits="money", adoption_speed=0.01)
    assert not found[:, list(MEASURES).index("compute_by_means")].any()


# beside others


@pytest.mark.parametrize("credits", ["money", "need"])
@pytest.mark.parametrize(
    "others",
    [
        {"commons_share": 0.5},
        {"trained_frontier": True, "switching_cost": 0.1},
        {"energy_capacity": 1.0},
        {"entry": True, "exit_size": 0.2, "misjudged_frontier": True},
        {"energy_capacity": 1.0, "trained_frontier": True, "n_clouds": 3, "compute_scarce": False},
    ],
)
def test_books_close_and_nobody_has_more_than_there_is(credits: str, others: dict[str, object]) -> None:
    world = start(load("competition", {**EARLY, **SCARCE, "energy_credits": credits, "need_error": 1.0, **others}), 1)
    for _ in range(40):
        month.step(world)
        assert world.ledger.residual == 0
        if world.frontier.since >= 0:
            assert got(world).sum() <= supply(world) * 1.02  # of the oldest agents of a cloud one works in part
            assert (world.firms.compute[world.clouds] <= world.agents.offered + 1e-6).all()
    assert got(world).sum() > 0.0


def test_fees_are_paid_as_ever() -> None:
    world = renting(energy_credits="need", need_error=1.0)
    price = world.firms.price[world.clouds].copy()
    buying.rent_compute(world)
    due = (world.rented * price).sum(axis=1)
    np.testing.assert_allclose(world.firms.fees[world.producers], due, atol=1e-4)
    assert due.sum() > 0.0


def test_a_choice_that_is_none_lets_the_room_sleep() -> None:
    assert room.MECHANISM.levers["energy_credits"] == "none"
    world = warm("competition", 14, **SCARCE)
    assert world.provision is None
    force(world, need_error=2.0)
    assert "provision" not in world.awake
