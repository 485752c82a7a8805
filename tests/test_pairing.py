"""One seed is one world under every scenario, and one run is one result, bit for bit."""

import copy

import numpy as np
import pytest

from sim.economy.measures import MEASURES, observe
from sim.economy.month import step
from sim.economy.scenario import load, shipped
from sim.economy.start import start
from sim.economy.world import World
from sim.runs.runner import simulate

SMALL: dict[str, object] = {"n_workers": 400, "ai_arrival": 24, "ai_lead": 6, "ubi_start": 24, "demand_shock_sd": 0.01}
MONTHS, ALIKE = 36, 18  # in months 0 to 17 nothing of AI is there, and nobody prepares for it
CORE = shipped()[:11]


def table(name: str, seed: int, months: int = MONTHS, **changes: object) -> np.ndarray:
    """(months, measures)."""
    return simulate(load(name, SMALL | changes), seed, months).table


@pytest.fixture(scope="module")
def base() -> np.ndarray:
    return table("baseline", 3)


@pytest.mark.parametrize("name", CORE[1:])
def test_until_somebody_prepares_for_ai_every_scenario_is_the_baseline(name: str, base: np.ndarray) -> None:
    mine = table(name, 3)
    assert mine[:ALIKE].tobytes() == base[:ALIKE].tobytes()
    assert mine[ALIKE:].tobytes() != base[ALIKE:].tobytes()
    assert mine[ALIKE, list(MEASURES).index("slots")] > 0.0  # it is then that building begins


def test_the_same_run_twice_is_the_same_bit_for_bit(base: np.ndarray) -> None:
    assert table("baseline", 3).tobytes() == base.tobytes()
    assert table("monopoly-ai-tax", 5).tobytes() == table("monopoly-ai-tax", 5).tobytes()


def test_a_copied_world_goes_on_like_the_first() -> None:
    world = opening("competition")
    for _ in range(30):
        step(world)
    twin = copy.deepcopy(world)
    for _ in range(6):
        step(world)
        step(twin)
    assert observe(twin).tobytes() == observe(world).tobytes()
    assert twin.ledger.balance_sheet().values.tolist() == world.ledger.balance_sheet().values.tolist()


def test_worlds_side_by_side_go_on_as_each_does_alone() -> None:
    names = (("competition", 3), ("commons", 3), ("competition", 4))
    together, alone = ([start(load(name, SMALL), seed) for name, seed in names] for _ in range(2))
    for _ in range(30):
        step(*together)
        for world in alone:
            step(world)
    for mine, other in zip(together, alone, strict=True):
        assert mine.month == 30
        assert observe(mine).tobytes() == observe(other).tobytes()
        assert mine.ledger.balance_sheet().values.tolist() == other.ledger.balance_sheet().values.tolist()


def test_another_seed_is_another_world(base: np.ndarray) -> None:
    other = table("baseline", 4)
    unemployment = list(MEASURES).index("unemployment")
    assert (other[:, unemployment] != base[:, unemployment]).mean() > 0.5


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    assert table("competition", 1, 48)[:MONTHS].tobytes() == table("competition", 1).tobytes()


def opening(name: str, **changes: object) -> World:
    return start(load(name, SMALL | changes), 3)


@pytest.mark.parametrize("name", CORE[1:])
def test_the_same_people_are_there_in_every_scenario(name: str) -> None:
    mine, base = opening(name), opening("baseline")
    for column in ("occupation", "skill", "employer", "income"):
        assert getattr(mine.workers, column).tobytes() == getattr(base.workers, column).tobytes()
    for column in ("jaggedness", "price", "wage", "expected"):
        assert (
            getattr(mine.firms, column)[..., mine.producers].tolist()
            == getattr(base.firms, column)[..., base.producers].tolist()
        )
    for lists in ("shoppers", "investors"):
        assert getattr(mine, lists).shops.tobytes() == getattr(base, lists).shops.tobytes()
        assert getattr(mine, lists).taste.tobytes() == getattr(base, lists).taste.tobytes()
    assert mine.ledger.balance_sheet().values.tolist() == base.ledger.balance_sheet().values.tolist()


def test_a_change_of_behaviour_leaves_people_and_lists_as_they_were() -> None:
    mine, base = opening("baseline", markup=0.3, quit_rate=0.05, income_tax=0.35), opening("baseline")
    assert mine.workers.skill.tobytes() == base.workers.skill.tobytes()
    assert mine.shoppers.shops.tobytes() == base.shoppers.shops.tobytes()
    assert mine.ledger["workers", "money"].tolist() != base.ledger["workers", "money"].tolist()


def test_pairing_makes_differences_smaller_than_levels() -> None:
    """A lever that does little: with the same seed the two worlds stay close, with another they do not."""
    seeds = range(6)
    output = list(MEASURES).index("output")
    levels = [table("baseline", seed)[-12:, output].mean() for seed in seeds]
    others = [table("baseline", seed, price_adjustment=0.21)[-12:, output].mean() for seed in seeds]
    paired = np.std(np.subtract(others, levels))
    unpaired = np.std(np.subtract(others, np.roll(levels, 1)))
    assert paired < 0.7 * unpaired
