"""Owners who pull capacity out of clouds that become public, and those who build less for fear of a law that seizes it."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import EARLY, before, columns, force, moved, warm

from sim.economy import derived, month
from sim.economy.measures import MEASURES, observe
from sim.economy.mechanisms.expropriation import phases as expropriation
from sim.economy.mechanisms.expropriation.state import Expropriation
from sim.economy.phases import selling
from sim.economy.scenario import Event, load
from sim.economy.start import start
from sim.economy.world import World

REFORM = Event(20, {"commons_share": 1.0})


def made(months: int, *events: Event, seed: int = 1, **changes: object) -> tuple[World, np.ndarray]:
    """A world with these dated events, and the measures of its months."""
    plain, found = load("competition", {**EARLY, **changes}), []
    world = start(replace(plain, events=(*plain.events, *events)), seed)
    for _ in range(months):
        month.step(world)
        found.append(observe(world))
        assert world.ledger.residual == 0
    return world, np.array(found)


def column(found: np.ndarray, name: str) -> np.ndarray:
    return np.asarray(found[:, list(MEASURES).index(name)])


def kept(world: World) -> Expropriation:
    assert world.expropriation
    return world.expropriation


def lost(*clouds: bool, cash: float = 5.0, **changes: object) -> World:
    """A world in which these clouds have just become public, each with so much cash that it has borrowed."""
    world = before(expropriation.pull_capacity, "competition", **changes)
    lent = np.zeros(world.firms.price.size)
    lent[world.clouds] = cash * np.arange(1.0, 5.0)
    world.ledger.post("lending", lent)
    world.firms.public[world.clouds] = clouds
    return world


# what leaves


@pytest.mark.parametrize("flight", [0.0, 0.25, 0.6, 1.0])
def test_slots_and_cash_after_are_what_is_left_of_those_before(flight: float) -> None:
    """Of clouds that have changed hands; loans stay, and cash goes to who owned them."""
    world = lost(True, False, True, False, capital_flight=flight or 0.5)
    force(world, capital_flight=flight)
    ledger, p, public = world.ledger, world.params, np.array([True, False, True, False])
    slots, cash, loans = (ledger.units("clouds", asset) for asset in ("slots", "money", "loans"))
    owners, rich = world.firms.owner[world.clouds], ledger.units("capitalists", "money")
    state, before_it = columns(world), moved(world)
    expropriation.pull_capacity(world)
    part = np.where(public, 1.0 - p.capital_flight, 1.0)
    assert slots.min() > 0.0
    assert cash.min() >= 5.0
    np.testing.assert_allclose(ledger.units("clouds", "slots"), part * slots, atol=1.1e-6)
    np.testing.assert_allclose(ledger.units("clouds", "money"), part * cash, atol=1.1e-6)
    assert ledger.units("clouds", "loans").tolist() == loans.tolist()
    gained = ledger.units("capitalists", "money") - rich
    np.testing.assert_allclose(gained, np.bincount(owners, (1.0 - part) * cash, gained.size), atol=3e-6)
    assert kept(world).slots == pytest.approx(flight * slots[public].sum(), abs=3e-6)
    assert kept(world).cash == pytest.approx(flight * cash[public].sum() / (12.0 * world.state.value_added), abs=1e-6)
    changed = {name for name, now in columns(world).items() if not np.array_equal(now, state[name])}
    assert changed <= {f"expropriation.{name}" for name in ("public", "slots", "cash")}
    posted = {name for name, amount in moved(world).items() if amount != before_it[name]}
    assert posted == ({"slots_pulled", "capital_pulled"} if flight else set())


@pytest.mark.parametrize("flight", [0.0, 0.5, 1.0])
def test_where_it_is_seized_nothing_leaves_and_nobody_is_paid(flight: float) -> None:
    world = lost(True, True, False, True, capital_flight=flight, seizure=True)
    sheet = world.ledger.balance_sheet().values.tolist()
    expropriation.pull_capacity(world)
    assert world.ledger.balance_sheet().values.tolist() == sheet
    assert kept(world).public.tolist() == [True, True, False, True]


def test_it_leaves_once_and_again_only_after_the_cloud_was_sold() -> None:
    world = lost(True, False, False, False, capital_flight=0.5)
    left = []
    for public in (True, True, False, True):
        world.firms.public[world.clouds.start] = public
        expropriation.pull_capacity(world)
        left.append(int(world.ledger["clouds", "slots"][0]))
    assert left[0] == left[1] == left[2]
    assert left[3] == pytest.approx(left[2] / 2, abs=1)


def test_who_was_public_before_the_room_woke_has_nothing_to_take_along() -> None:
    world, found = made(14, Event(10, {"capital_flight": 1.0}), commons_share=0.5)
    assert kept(world).public.tolist() == [True, True, False, False]
    assert not column(found, "slots_pulled").any()
    world, found = made(14, Event(10, {"capital_flight": 1.0, "commons_share": 0.5}))
    assert kept(world).public.tolist() == [True, True, False, False]
    assert (column(found, "slots_pulled") > 0.0).tolist() == [False] * 10 + [True] * 4


@pytest.mark.parametrize("flight", [0.25, 0.5, 0.75])
def test_by_threshold_each_cloud_flees_when_its_own_turn_comes(flight: float) -> None:
    """Clouds of unlike size; whoever grows later takes along what it then has."""
    world = warm("competition", 12, capital_flight=flight)
    ledger, turns = world.ledger, dict[int, int]()
    away = np.array([0.0, 0.3, 0.5, 0.7]) * ledger.units("clouds", "slots")
    ledger.open()
    ledger.post("slot_wear", away)
    ledger.close()
    size = float(1e3 * ledger.units("clouds", "slots")[0] / 300)
    month.set(world, commons_threshold=0.99 * size)
    for now in range(36):
        public = world.firms.public[world.clouds].copy()
        slots = ledger.units("clouds", "slots")
        turning = ~public & (1e3 * slots / 300 > 0.99 * size)
        month.step(world)
        assert world.firms.public[world.clouds].tolist() == (public | turning).tolist()
        assert ledger.moved("slots_pulled") == pytest.approx(flight * slots[turning].sum(), abs=5e-6)
        turns |= dict.fromkeys(np.flatnonzero(turning).tolist(), now)
    assert turns[0] == 0
    assert len(turns) == 4
    assert len(set(turns.values())) > 1


# fear


@pytest.mark.parametrize("fear", [0.0, 0.05, 0.3, 1.0])
def test_desired_capital_falls_as_user_cost_rises_by_the_expected_loss(fear: float) -> None:
    """Of private clouds, and of nobody else; v falls by as much as the price of hardware that may be lost adds to it."""
    world = before(expropriation.fear_seizure, "competition", seizure=True, seizure_fear=fear)
    world.firms.public[world.clouds] = [False, True, False, True]
    p, cost = world.params, derived.slot_cost(world)
    expropriation.fear_seizure(world)
    part = cost / (cost + fear / 12.0 * p.hardware_per_slot * world.machine_price)
    assert (part < 1.0) is (fear > 0.0)
    assert world.channels.slots_dared.tolist() == [part, 1.0, part, 1.0]


@pytest.mark.parametrize("fear", [0.05, 0.3, 1.0])
def test_clouds_aim_at_that_part_of_what_demand_calls_for(fear: float) -> None:
    """What is there stays until it has worn out: nobody builds, nobody scraps."""
    world = before(expropriation.fear_seizure, "competition", seizure=True, seizure_fear=fear, capex_growth_max=0.5)
    p, worn = world.params, world.firms.worn[world.clouds]
    called = []
    for dared in (False, True):
        world.channels.slots_dared[:] = 1.0
        if dared:
            expropriation.fear_seizure(world)
        want = selling._slots_wanted(world)
        called.append(world.slots_called)
    part = world.channels.slots_dared[0]
    assert called[1] == pytest.approx(part * called[0], rel=1e-12)
    slots = world.ledger.units("clouds", "slots") + worn
    work, progress = derived.ai_demand(world, (0, p.capex_foresight))
    share = 0.9 * slots / slots.sum() + 0.1 / slots.size
    target = part * share * (work / progress).max() / world.agents.efficiency / p.normal_use_cloud
    np.testing.assert_allclose(want, worn + np.clip(target - slots, -worn, np.maximum(0.5 * slots, 0.15)), rtol=1e-12)
    assert want.min() >= 0.0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_fears_builds_less_whether_or_not_the_reform_ever_comes(seed: int) -> None:
    """Fear has no date: until the reform worlds in which it comes and does not are one."""
    law = {"seizure": True, "seizure_fear": 0.2}
    worlds = [made(26, *events, seed=seed, **some)[1] for events, some in (((), {}), ((), law), ((REFORM,), law))]
    free, never, comes = (column(found, "slots") for found in worlds)
    assert never[:20].tolist() == comes[:20].tolist()
    assert (never[12:20] < 0.95 * free[12:20]).all()
    assert comes[-1] > never[-1]
    feared = column(worlds[2], "slots_feared")
    assert (feared[6:20] > 0.2).all()
    assert not feared[20:].any()


def test_fear_ends_with_the_law() -> None:
    world, found = made(20, Event(10, {"seizure": True}), Event(15, {"seizure": False}))
    assert (column(found, "slots_feared") > 0.0).tolist() == [False] * 10 + [True] * 5 + [False] * 5
    assert "expropriation" in world.awake


# neutral values


@pytest.mark.parametrize("seed", [1, 2])
def test_without_flight_and_fear_seizure_is_without_effect(seed: int) -> None:
    """And so is flight where nothing turns public, with the law or without it: every bit of every measure."""
    reform = {"seizure": True, "seizure_fear": 0.0}
    (plain, measured), (other, again) = (made(36, REFORM, seed=seed, **some) for some in ({}, reform))
    assert measured.tolist() == again.tolist()
    assert plain.ledger.balance_sheet().values.tolist() == other.ledger.balance_sheet().values.tolist()
    still = [made(36, seed=seed, **some)[1].tolist() for some in ({}, {"capital_flight": 1.0}, {**reform, "capital_flight": 1.0})]
    assert still[0] == still[1] == still[2]


@pytest.mark.parametrize(
    "changes", [{"capital_flight": 1.0}, {"seizure": True, "seizure_fear": 1.0}, {"capital_flight": 0.5, "commons_threshold": 1.0}]
)
def test_without_ai_nothing_changes(changes: dict[str, object]) -> None:
    plain, found = (made(48, REFORM, ai=False, **some)[1] for some in ({}, changes))
    assert plain.tolist() == found.tolist()


@pytest.mark.parametrize("changes", [{"capital_flight": 1.0}, {"capital_flight": 0.5, "seizure": True, "seizure_fear": 1.0}])
def test_before_clouds_build_nothing_can_be_told_apart(changes: dict[str, object]) -> None:
    """What owners fear is fed into plans for slots alone, and nothing is there that could flee."""
    late, events = {"ai_arrival": 18, "ai_lead": 3}, [Event(8 + 4 * n, {"commons_share": 1.0 - n}) for n in (0, 1)]
    plain, found = (made(22, *events, **late, **some)[1] for some in ({}, changes))
    assert plain[:15].tolist() == found[:15].tolist()


def test_what_flees_is_missing_at_once_and_comes_back_as_it_is_built() -> None:
    """The reform with flight, half of it, and seized, under the same seed: fewer slots that month, and fewer years of them."""
    sides = [made(30, REFORM, capital_flight=flight)[1] for flight in (0.0, 0.4, 0.8)]
    slots = np.array([column(found, "slots") for found in sides])
    assert (slots[0, :20] == slots[:, :20]).all()
    assert (np.diff(slots[:, 20]) < 0.0).all()
    assert (np.diff(slots[:, 20:26].sum(axis=1)) < 0.0).all()
    pulled = np.array([column(found, "slots_pulled")[-1] for found in sides])
    np.testing.assert_allclose(pulled, np.array([0.0, 0.4, 0.8]) * slots[0, 19], rtol=1e-6)
