"""Who meets whom: small cases worked by hand, and random ones beside the same in plain Python."""

import math
from dataclasses import dataclass, field

import numpy as np
import pytest

from sim.economy.kernels import markets
from sim.economy.phases import buying
from sim.economy.world import Agents, Buyers, Firms, Frontier
from sim.engine.streams import BLOCK, queue

COGNITIVE, PHYSICAL = 0, 1
Table = list[list[float]]


def blocks(size: int) -> np.ndarray:
    """A queue of all rows in their order."""
    return np.arange(0, size, BLOCK)


# Staff and lay-offs


def dismiss(
    occupation: list[int],
    skill: list[float],
    employer: list[int],
    excess: list[float],
    which: int = COGNITIVE,
    kept: float = 0.0,
    rounding: float = 0.5,
) -> tuple[list[int], list[float]]:
    """Employers and excess after lay-offs in the order of rows."""
    place, left = np.array(employer, np.int32), np.array(excess)
    jobs = np.array(occupation, np.int8)
    line = blocks(len(skill)), BLOCK
    markets.dismiss(
        line, jobs, which, np.array(skill), place, left, np.full(left.size, kept), np.full(left.size, rounding)
    )
    return place.tolist(), left.tolist()


def test_staff_adds_up_skill_by_firm_and_occupation() -> None:
    labour = np.full(3, 99.0)
    occupation, employer = np.array([0, 0, 1, 0, 0], np.int8), np.array([2, -1, 2, 0, 2], np.int32)
    minds = markets.members(occupation, COGNITIVE)
    assert minds.tolist() == [0, 1, 3, 4]
    markets.staff(minds, np.array([1.0, 5.0, 7.0, 2.0, 0.5]), employer, labour)
    assert labour.tolist() == [2.0, 0.0, 1.5]


def test_layoffs_stop_where_the_excess_is_no_more_than_what_the_number_of_the_month_leaves() -> None:
    assert dismiss([0, 0, 0], [1.0, 1.0, 1.0], [0, 0, 0], [1.6]) == ([-1, -1, 0], [pytest.approx(-0.4)])
    assert dismiss([0, 0, 0], [1.0, 1.0, 1.0], [0, 0, 0], [1.5]) == ([-1, 0, 0], [0.5])
    assert dismiss([0, 0, 0], [1.0, 1.0, 1.0], [0, 0, 0], [0.5]) == ([0, 0, 0], [0.5])
    assert dismiss([0, 0, 0], [1.0, 1.0, 1.0], [0, 0, 0], [1.25], rounding=0.75) == ([-1, 0, 0], [0.25])
    assert dismiss([0, 0, 0], [1.0, 1.0, 1.0], [0, 0, 0], [1.5], rounding=0.75) == ([-1, -1, 0], [-0.5])
    assert dismiss([0, 0, 0], [1.0, 1.0, 1.0], [0, 0, 0], [0.9], rounding=0.0) == ([0, 0, 0], [0.9])


def test_layoffs_look_at_nobodys_skill() -> None:
    assert dismiss([0, 0], [3.0, 1.0], [0, 0], [1.2]) == ([-1, 0], [pytest.approx(-1.8)])
    assert dismiss([0, 0], [1.0, 3.0], [0, 0], [1.2]) == ([-1, 0], [pytest.approx(0.2)])


def test_layoffs_touch_one_occupation_and_the_firms_with_an_excess() -> None:
    employer, excess = dismiss([1, 0, 0, 0], [1.0] * 4, [0, 1, 0, -1], [1.0, 0.0])
    assert employer == [0, 1, -1, -1]
    assert excess == [0.0, 0.0]


def test_a_firm_lays_off_down_to_what_it_keeps() -> None:
    assert dismiss([0] * 5, [1.0] * 5, [0] * 5, [4.0], kept=2.5) == ([-1, -1, 0, 0, 0], [2.0])
    assert dismiss([0] * 5, [1.0] * 5, [0] * 5, [4.0], kept=4.0) == ([0] * 5, [4.0])


def test_layoffs_follow_the_queue_block_by_block() -> None:
    size = 2 * BLOCK + 3
    employer = np.zeros(size, np.int32)
    order = np.array([2 * BLOCK, 0, BLOCK])
    jobs, line = np.zeros(size, np.int8), (order, BLOCK)
    markets.dismiss(line, jobs, COGNITIVE, np.ones(size), employer, np.array([5.0]), np.zeros(1), np.full(1, 0.5))
    assert np.flatnonzero(employer < 0).tolist() == [0, 1, 2 * BLOCK, 2 * BLOCK + 1, 2 * BLOCK + 2]


@pytest.mark.parametrize("seed", range(20))
def test_layoffs_beside_plain_python(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size, firms = int(rng.integers(1, 120)), 5
    occupation, skill = rng.integers(0, 2, size).astype(np.int8), rng.lognormal(0.0, 0.3, size)
    employer, excess = rng.integers(-1, firms, size).astype(np.int32), rng.random(firms) * 6.0
    kept, rounding = rng.random(firms), rng.random(firms)
    order, block = queue(seed, "shopping", 0, size)
    people, left = employer.tolist(), excess.tolist()
    for i in (i for start in order.tolist() for i in range(start, min(start + block, size))):
        if (
            people[i] >= 0
            and occupation[i] == PHYSICAL
            and left[people[i]] > max(1.0 - rounding[people[i]], kept[people[i]])
        ):
            left[people[i]] -= skill[i]
            people[i] = -1
    jobs = np.count_nonzero(employer >= 0)
    gone = markets.dismiss((order, block), occupation, PHYSICAL, skill, employer, excess, kept, rounding)
    assert gone == jobs - np.count_nonzero(employer >= 0)
    assert employer.tolist() == people
    assert excess.tolist() == left


@pytest.mark.parametrize("size", [1, 7, 500])
def test_a_line_by_places_beside_a_sort(size: int) -> None:
    places = np.random.default_rng(size).integers(-1, 2, size).astype(np.int8)
    for order, block in (queue(3, "shopping", 0, size), (np.random.default_rng(1).permutation(size), 1)):
        rows = np.concatenate([np.arange(first, min(first + block, size)) for first in order])
        expected = rows[np.argsort(-places[rows], kind="stable")]
        assert markets.line_up((order, block), places).tolist() == expected.tolist()


# Hiring


def hire(
    letters: Table,
    wage: list[float],
    vacancy: list[float],
    skill: list[float] | None = None,
    rounding: list[float] | None = None,
) -> tuple[list[int], list[float]]:
    """Employers and vacancies after all have applied, in the order of rows."""
    persons = len(letters)
    employer, left = np.full(persons, -1, np.int32), np.array(vacancy)
    markets.hire(
        np.arange(persons),
        np.array(letters, np.float32),
        np.array(skill or [1.0] * persons),
        employer,
        np.array(wage),
        left,
        np.array(rounding or [0.5] * len(vacancy)),
    )
    return employer.tolist(), left.tolist()


def test_the_best_wage_is_taken_the_first_of_equals() -> None:
    wage = [1.0, 1.2, 1.1, 1.2]
    assert hire([[0.0, 0.3, 0.6]], wage, [1.0] * 4)[0] == [1]
    assert hire([[0.0, 0.6, 0.6]], wage, [1.0] * 4)[0] == [2]
    assert hire([[0.8, 0.3, 0.6]], wage, [1.0] * 4)[0] == [3]


def test_letters_go_to_firms_with_vacancies_only() -> None:
    assert hire([[0.0, 0.49], [0.5, 0.99]], [1.0, 9.0, 1.1, 9.0], [1.0, 0.0, 1.0, 0.5]) == (
        [0, 2],
        [0.0, 0.0, 0.0, 0.5],
    )


def test_a_firm_hires_whoever_comes_while_it_lacks_more_than_the_number_of_the_month() -> None:
    everybody = [[0.0]] * 4
    assert hire(everybody, [1.0], [2.6]) == ([0, 0, 0, -1], [pytest.approx(-0.4)])
    assert hire(everybody, [1.0], [2.5]) == ([0, 0, -1, -1], [0.5])
    assert hire(everybody, [1.0], [0.5]) == ([-1] * 4, [0.5])
    assert hire([[0.0]] * 2, [1.0], [0.7], [2.0, 1.0]) == ([0, -1], [pytest.approx(-1.3)])
    assert hire(everybody, [1.0], [2.5], rounding=[0.25]) == ([0, 0, 0, -1], [-0.5])
    assert hire(everybody, [1.0], [2.5], rounding=[0.75]) == ([0, 0, -1, -1], [0.5])


def test_who_comes_late_finds_the_best_place_gone() -> None:
    assert hire([[0.9, 0.1]] * 3, [1.0, 2.0], [1.0, 1.0]) == ([1, 0, -1], [0.0, 0.0])


@pytest.mark.parametrize(("letters", "vacancy"), [([], [3.0]), ([[0.5]], [0.0])])
def test_nobody_to_hire_or_nowhere_to_go(letters: Table, vacancy: list[float]) -> None:
    employer, left = np.full(1, -1, np.int32), np.array(vacancy)
    seekers = np.arange(len(letters))
    markets.hire(seekers, np.full((1, 1), 0.5, np.float32), np.ones(1), employer, np.ones(1), left, np.full(1, 0.5))
    assert employer.tolist() == [-1]
    assert left.tolist() == vacancy


def test_employment_is_right_on_average() -> None:
    rng = np.random.default_rng(0)
    skill, firms = np.ones(4000), 400
    vacancy = rng.random(firms) * 8.0
    wanted, employer = vacancy.copy(), np.full(4000, -1, np.int32)
    letters = rng.random((4000, 20), np.float32)
    markets.hire(np.arange(4000), letters, skill, employer, np.ones(firms), vacancy, rng.random(firms))
    error = np.bincount(employer[employer >= 0], minlength=firms) - wanted
    assert np.abs(error).max() <= 1.0
    assert abs(error.mean()) < 4.0 * math.sqrt(1.0 / 6.0 / firms)  # variance q (1 - q), q even from 0 to 1


@pytest.mark.parametrize("seed", range(20))
def test_hiring_beside_plain_python(seed: int) -> None:
    rng = np.random.default_rng(seed)
    persons, firms = int(rng.integers(1, 150)), int(rng.integers(1, 12))
    skill, letters = rng.lognormal(0.0, 0.3, persons), rng.random((persons, 4), np.float32)
    wage, vacancy = rng.integers(1, 5, firms).astype(float), rng.normal(2.0, 3.0, firms).clip(0.0)
    applicants, employer = rng.permutation(persons)[: persons // 2 + 1], np.full(persons, -1, np.int32)
    people, left, rounding = employer.tolist(), vacancy.tolist(), rng.random(firms)
    open_places = [f for f in range(firms) if left[f] > rounding[f]]
    for i in applicants.tolist() if open_places else []:
        asked = [open_places[int(float(u) * len(open_places))] for u in letters[i]]
        willing = [f for f in asked if left[f] > rounding[f]]
        if willing:
            people[i] = max(willing, key=lambda f: wage[f])
            left[people[i]] -= skill[i]
    markets.hire(applicants, letters, skill, employer, wage, vacancy, rounding)
    assert employer.tolist() == people
    assert vacancy.tolist() == left


# Renting


@dataclass
class Rental:
    """A market for AI work: firms with need, reach, fit and wage; clouds with price, offer and agents (capability, efficiency)."""

    need: list[float]
    price: list[float]
    offered: list[float]
    agents: list[list[tuple[float, float]]]  # of each cloud, by slot
    reach: list[float] = field(default_factory=list)
    jagged: list[float] = field(default_factory=list)
    wage: list[float] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    rank: list[list[int]] = field(default_factory=list)  # slots of each cloud, newest first
    quota: float = 1.0
    useful: list[float] = field(default_factory=list)
    lines: list[list[int]] = field(default_factory=list)  # clouds in each firm's order; without it, all go by price

    def settle(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Work and compute (firms, clouds), takings (clouds, slots)."""
        firms, clouds = len(self.need), len(self.price)
        slots = max(len(row) for row in self.agents)
        padded = [[*row, *[(0.0, 1.0)] * (slots - len(row))] for row in self.agents]
        ranks = self.rank or [list(range(slots)) for _ in range(clouds)]
        each = np.empty((clouds, slots), np.int16)  # a version of its own
        for cloud, row in enumerate(ranks):
            each[cloud, row] = cloud * slots + np.arange(slots)[::-1]
        versions = np.empty((2, clouds * slots))
        versions[:, each] = np.moveaxis(padded, 2, 0)
        table = Firms.zeros(occupations=2, firms=firms + clouds)
        mine = slice(0, firms)
        table.entrusted[mine], table.adoption[mine] = self.need, self.reach or 1.0
        table.jaggedness[mine] = self.jagged or 1.0
        agents = Agents.zeros(clouds=clouds, slots=slots)
        agents.count, agents.offered = np.array([len(row) for row in self.agents]), np.array(self.offered)
        agents.version, agents.effort[:], agents.useful[:] = each, 1.0, self.useful or 1.0
        frontier = Frontier.zeros(clouds=clouds, versions=clouds * slots)
        frontier.versions_capability[:], frontier.versions_efficiency = versions
        rented, wage = np.zeros((2, firms, clouds)), np.array(self.wage or [1.0] * firms)
        markets.rent(
            (np.array(self.order or range(firms)), np.array(self.lines or [np.argsort(self.price, kind="stable")])),
            table.handle,
            agents.handle,
            frontier.handle,
            wage,
            np.array(self.price),
            (self.quota, np.full(firms, np.inf)),
            rented,
        )
        (work, compute), takings, replaced = rented, agents.work, agents.replaced
        np.testing.assert_allclose(replaced.sum(axis=1), wage @ work, atol=1e-12)  # its work at the wage it replaces
        np.testing.assert_array_equal(replaced > 0.0, takings > 0.0)
        return work, compute, takings

    def plain(self) -> tuple[Table, Table, Table]:
        """The same in plain Python."""
        firms, clouds = len(self.need), len(self.price)
        slots = max(len(row) for row in self.agents)
        ranks = self.rank or [list(range(slots)) for _ in range(clouds)]
        queues = [
            [[slot, min(1.0, self.offered[c] - slot)] for slot in ranks[c] if slot < len(self.agents[c])]
            for c in range(clouds)
        ]
        work, compute = [[0.0] * clouds for _ in range(firms)], [[0.0] * clouds for _ in range(firms)]
        takings = [[0.0] * slots for _ in range(clouds)]
        done = [0.0] * firms
        for share in [self.quota, 1.0] if self.quota < 1.0 else [1.0]:
            for f in self.order or range(firms):
                for c in self.lines[f] if self.lines else sorted(range(clouds), key=lambda c: self.price[c]):
                    if self.price[c] >= (self.wage or [1.0] * firms)[f]:
                        continue
                    while queues[c]:
                        slot, free = queues[c][0]
                        capability, efficiency = self.agents[c][slot]
                        limit = min((self.reach or [1.0] * firms)[f], capability * (self.jagged or [1.0] * firms)[f])
                        room = self.need[f] * limit * share - done[f]
                        if room <= 1e-9:
                            break
                        x = min(room, free * efficiency)
                        done[f] += x
                        work[f][c] += x
                        compute[f][c] += x / efficiency
                        takings[c][slot] += x
                        queues[c][0][1] -= x / efficiency
                        if queues[c][0][1] <= 1e-9:
                            queues[c].pop(0)
        return work, compute, takings


def test_the_cheapest_cloud_comes_first() -> None:
    work, compute, takings = Rental([3.0], [0.6, 0.5], [2.0, 2.0], [[(1.0, 1.0)] * 2, [(1.0, 1.0)] * 2]).settle()
    assert work.tolist() == compute.tolist() == [[1.0, 2.0]]
    assert takings.tolist() == [[1.0, 0.0], [1.0, 1.0]]


def test_each_firm_may_have_an_order_of_clouds_of_its_own_and_passes_over_those_above_its_wage() -> None:
    market = Rental([1.0, 3.0], [0.6, 0.5], [2.0, 2.0], [[(1.0, 1.0)] * 2] * 2, lines=[[0, 1], [1, 0]])
    assert market.settle()[0].tolist() == [[1.0, 0.0], [1.0, 2.0]]
    market = Rental([3.0], [0.6, 0.5], [2.0, 2.0], [[(1.0, 1.0)] * 2] * 2, lines=[[0, 1]], wage=[0.55])
    assert market.settle()[0].tolist() == [[0.0, 2.0]]


def test_clouds_are_ordered_by_what_a_firm_saves_and_where_that_is_equal_by_price() -> None:
    cheapest = np.array([2, 0, 1])
    assert buying._lines(np.zeros((2, 3)), cheapest).tolist() == [[2, 0, 1]]
    savings = np.array([[0.0, 0.0, 0.0], [0.1, 0.3, 0.2], [0.2, 0.2, -1.0], [-1.0, -1.0, -2.0]])
    assert buying._lines(savings, cheapest).tolist() == [[2, 0, 1], [1, 2, 0], [0, 1, 2], [0, 1, 2]]


def test_the_newest_agent_comes_first() -> None:
    market = Rental([1.5], [0.5], [3.0], [[(0.2, 1.0), (0.9, 2.0), (0.9, 1.0)]], rank=[[1, 2, 0]])
    assert market.settle()[2].tolist() == [[0.0, 1.35, 0.0]]


def test_an_agent_of_another_efficiency_needs_another_part_of_a_slot() -> None:
    work, compute, takings = Rental([3.0], [0.5], [2.0], [[(1.0, 2.0), (1.0, 4.0)]]).settle()
    assert work.tolist() == [[3.0]]
    assert compute.tolist() == [[1.25]]
    assert takings.tolist() == [[2.0, 1.0]]


def test_nobody_goes_beyond_the_frontier_of_an_agent_or_its_own_reach() -> None:
    """The old agent of cloud 0 reaches 30 %; what lies beyond goes to the newer one of cloud 1, up to the firm's reach."""
    market = Rental([10.0], [0.5, 0.6], [9.0, 9.0], [[(0.3, 9.0)], [(0.8, 9.0)]], reach=[0.7])
    assert market.settle()[0].tolist() == [[3.0, 4.0]]
    assert Rental([10.0], [0.5], [1.0], [[(0.3, 9.0)]], jagged=[2.0]).settle()[0].tolist() == [[6.0]]
    assert Rental([10.0], [0.5], [1.0], [[(0.3, 9.0)]], jagged=[2.0], reach=[0.0]).settle()[0].tolist() == [[0.0]]


def test_a_part_of_a_slot_gives_a_part_of_the_work() -> None:
    work, compute, takings = Rental([9.0], [0.5], [1.25], [[(1.0, 2.0), (1.0, 2.0)]]).settle()
    assert (work.tolist(), compute.tolist(), takings.tolist()) == ([[2.5]], [[1.25]], [[2.0, 0.5]])
    newest = Rental([9.0], [0.5], [1.25], [[(1.0, 2.0), (1.0, 2.0)]], rank=[[1, 0]]).settle()
    assert newest[2].tolist() == [[2.0, 0.5]]


@pytest.mark.parametrize(("wage", "expected"), [(0.49, 0.0), (0.5, 0.0), (0.51, 1.0)])
def test_a_price_at_or_above_the_wage_rents_nothing(wage: float, expected: float) -> None:
    assert Rental([1.0], [0.5], [2.0], [[(1.0, 1.0)] * 2], wage=[wage]).settle()[0].tolist() == [[expected]]


def test_firms_come_in_turn_and_share_an_agent() -> None:
    market = Rental([1.5, 1.5, 1.5], [0.5], [3.0], [[(1.0, 1.0)] * 3], order=[2, 0, 1])
    work, _, takings = market.settle()
    assert work.tolist() == [[1.5], [0.0], [1.5]]
    assert takings.tolist() == [[1.0, 1.0, 1.0]]


def test_a_cloud_without_agents_rents_nothing_out() -> None:
    assert Rental([5.0], [0.4, 0.5], [0.0, 1.0], [[], [(1.0, 1.0)]]).settle()[0].tolist() == [[0.0, 1.0]]


def test_what_is_scarce_is_shared_alike_and_not_taken_in_turn() -> None:
    """Ten are asked for and six are there: 60 % each, whoever comes first, where turns would leave the last with nothing."""
    scarce = Rental([4.0, 4.0, 2.0], [0.5], [6.0], [[(1.0, 1.0)] * 6], order=[1, 2, 0], quota=0.6)
    np.testing.assert_allclose(scarce.settle()[0][:, 0], [2.4, 2.4, 1.2], rtol=1e-12)
    scarce.quota = 1.0
    np.testing.assert_allclose(scarce.settle()[0][:, 0], [0.0, 4.0, 2.0], atol=1e-12)


def test_what_the_quota_leaves_is_taken_in_turn() -> None:
    market = Rental([4.0, 4.0], [0.5], [6.0], [[(1.0, 1.0)] * 6], order=[1, 0], quota=0.5)
    np.testing.assert_allclose(market.settle()[0][:, 0], [2.0, 4.0], rtol=1e-12)


@pytest.mark.parametrize("quota", [1.0, 0.55])
@pytest.mark.parametrize("seed", range(25))
def test_renting_beside_plain_python(seed: int, quota: float) -> None:
    rng = np.random.default_rng(seed)
    firms, clouds = int(rng.integers(1, 15)), int(rng.integers(1, 5))
    offered = rng.choice([0.0, 0.4, 2.0, 3.7, 8.0], clouds)
    versions = sorted((float(c), float(e)) for c, e in zip(rng.random(4), 0.5 + rng.random(4), strict=True))
    aged = [rng.integers(0, 4, math.ceil(slots)).tolist() for slots in offered]
    slots = max(1, *(len(row) for row in aged))
    market = Rental(
        need=(rng.random(firms) * 6.0).tolist(),
        price=rng.random(clouds).tolist(),
        offered=offered.tolist(),
        agents=[[versions[v] for v in row] for row in aged],
        reach=rng.random(firms).tolist(),
        jagged=(0.5 + rng.random(firms)).tolist(),
        wage=rng.random(firms).tolist(),
        order=rng.permutation(firms).tolist(),
        rank=[sorted(range(slots), key=lambda s: -row[s] if s < len(row) else 9) for row in aged],
        quota=quota,
        lines=[rng.permutation(clouds).tolist() for _ in range(firms)] if seed % 2 else [],
    )
    if not any(aged):
        return
    work, compute, takings = market.settle()
    for seen, expected in zip((work, compute, takings), market.plain(), strict=True):
        assert seen.tolist() == expected
    assert (compute.sum(axis=0) <= offered + 1e-9).all()
    best = max(c for c, _ in versions)
    limit = np.minimum(market.reach, best * np.array(market.jagged)) * market.need
    assert (work.sum(axis=1) <= limit + 1e-9).all()
    dear = np.array(market.price)[None, :] >= np.array(market.wage)[:, None]
    assert not work[dear].any()
    np.testing.assert_allclose(work.sum(axis=0), takings.sum(axis=1), atol=1e-12)


# Shopping


@dataclass
class Shops:
    """A goods market: buyers by row with budget, want, list and taste; sellers with price and stock. Whole numbers: millionths."""

    budget: list[int]
    shops: list[list[int]]
    price: list[float]
    stock: list[int]
    taste: Table = field(default_factory=list)
    want: list[int] = field(default_factory=list)
    group: list[int] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    block: int = 1

    def settle(self) -> dict[str, list]:
        """What was settled, by name."""
        rows, sellers = len(self.budget), len(self.price)
        stock, unmet = np.array(self.stock), np.zeros(sellers)
        bought, taken = np.zeros((2, rows), np.int64), np.zeros((2, 3, sellers), np.int64)
        buyers = Buyers(
            shops=np.array(self.shops, np.uint32),
            taste=np.array(self.taste or np.ones_like(self.shops), np.float32),
            group=np.array(self.group or [0] * rows, np.int8),
        )
        markets.shop(
            buyers.handle,
            (np.array(self.order or range(rows)), self.block),
            np.array([self.want or [2**62] * rows, self.budget]),
            np.array(self.price),
            stock,
            bought,
            taken,
            unmet,
        )
        (paid, got), (revenue, sold) = bought, taken
        return {
            "paid": paid.tolist(),
            "got": got.tolist(),
            "revenue": revenue.tolist(),
            "sold": sold.tolist(),
            "stock": stock.tolist(),
            "unmet": unmet.tolist(),
        }

    def plain(self) -> dict[str, list]:
        """The same in plain Python: the list sorted once by price times taste, shops visited while they are empty."""
        rows, sellers = len(self.budget), len(self.price)
        out: dict[str, list] = {
            "paid": [0] * rows,
            "got": [0] * rows,
            "stock": list(self.stock),
            "unmet": [0.0] * sellers,
        }
        out |= {name: [[0] * sellers for _ in range(3)] for name in ("revenue", "sold")}
        tastes = np.array(self.taste, np.float32) if self.taste else np.ones_like(self.shops)
        for start in self.order or range(rows):
            for i in range(start, min(start + self.block, rows)):
                left, wanted = self.budget[i], (self.want or [2**62] * rows)[i]
                offers = [self.price[s] * float(t) for s, t in zip(self.shops[i], tastes[i], strict=True)]
                ranked = [self.shops[i][k] for k in sorted(range(len(offers)), key=offers.__getitem__)]
                for shop in ranked:
                    if out["stock"][shop] == 0:
                        continue
                    quantity = min(out["stock"][shop], wanted, int(left / self.price[shop]))
                    cost = min(int(quantity * self.price[shop]), left)
                    group = (self.group or [0] * rows)[i]
                    out["stock"][shop] -= quantity
                    out["paid"][i] += cost
                    out["got"][i] += quantity
                    out["revenue"][group][shop] += cost
                    out["sold"][group][shop] += quantity
                    left, wanted = left - cost, wanted - quantity
                    if out["stock"][shop] > 0:
                        break
                short = min(wanted, left / self.price[ranked[0]])
                if short > 1.0 + 1.0 / self.price[ranked[0]]:
                    out["unmet"][ranked[0]] += short * 1e-6
        return out


def test_a_buyer_pays_the_price_and_gets_the_goods() -> None:
    done = Shops([1000], [[0, 1]], [2.0, 2.5], [900, 900]).settle()
    assert (done["paid"], done["got"], done["stock"]) == ([1000], [500], [400, 900])
    assert done["revenue"] == [[1000, 0], [0, 0], [0, 0]]
    assert done["sold"] == [[500, 0], [0, 0], [0, 0]]
    assert done["unmet"] == [0.0, 0.0]


def test_taste_can_outweigh_the_price_which_is_what_is_paid() -> None:
    done = Shops([1000], [[0, 1]], [2.0, 2.5], [900, 900], taste=[[1.0, 0.75]]).settle()
    assert (done["paid"], done["got"], done["stock"]) == ([1000], [400], [900, 500])


def test_of_equal_offers_the_first_on_the_list_is_taken() -> None:
    assert Shops([1000], [[1, 0, 2]], [2.0, 2.0, 2.0], [900, 900, 900]).settle()["stock"] == [900, 400, 900]


def test_a_purchase_is_rounded_down_to_whole_millionths() -> None:
    done = Shops([10], [[0]], [3.0], [900]).settle()
    assert (done["paid"], done["got"]) == ([9], [3])
    done = Shops([10], [[0]], [0.7], [900]).settle()
    assert (done["got"], done["paid"]) == ([14], [9])  # 14 x 0.7 = 9.8


def test_an_empty_shop_sends_the_buyer_on_and_sees_what_stays_unspent() -> None:
    done = Shops([10_000_000], [[0, 1, 2]], [1.0, 2.0, 4.0], [2_000_000, 0, 1_000_000]).settle()
    assert (done["paid"], done["got"]) == ([6_000_000], [3_000_000])
    assert done["stock"] == [0, 0, 0]
    assert done["unmet"] == [4.0, 0.0, 0.0]  # 4 of money left, at the first choice's price


def test_what_is_found_elsewhere_is_not_unmet() -> None:
    done = Shops([6_000_000], [[0, 1]], [1.0, 2.0], [2_000_000, 9_000_000]).settle()
    assert (done["got"], done["paid"]) == ([4_000_000], [6_000_000])
    assert done["unmet"] == [0.0, 0.0]


def test_a_first_choice_that_was_empty_from_the_start_sees_the_unmet_demand() -> None:
    done = Shops([5_000_000], [[0, 1]], [1.0, 2.0], [0, 1_000_000]).settle()
    assert (done["got"], done["unmet"]) == ([1_000_000], [3.0, 0.0])
    done = Shops([5_000_000], [[0, 0]], [1.0], [0]).settle()
    assert (done["got"], done["paid"], done["unmet"]) == ([0], [0], [5.0])


def test_nobody_buys_more_than_is_wanted() -> None:
    done = Shops([9_000_000], [[0, 1]], [1.0, 2.0], [2_000_000, 9_000_000], want=[3_000_000]).settle()
    assert (done["got"], done["paid"], done["unmet"]) == ([3_000_000], [4_000_000], [0.0, 0.0])
    done = Shops([9_000_000], [[0, 1]], [1.0, 2.0], [2_000_000, 0], want=[3_000_000]).settle()
    assert done["unmet"] == [1.0, 0.0]
    assert Shops([9_000_000], [[0]], [1.0], [5], want=[0]).settle()["got"] == [0]


def test_a_shop_emptied_exactly_leaves_nothing_unmet() -> None:
    done = Shops([4_000_000], [[0, 1]], [2.0, 3.0], [2_000_000, 5]).settle()
    assert (done["got"], done["stock"], done["unmet"]) == ([2_000_000], [0, 5], [0.0, 0.0])


def test_takings_are_kept_by_group_of_buyers() -> None:
    done = Shops([10, 20, 40], [[0], [0], [1]], [1.0, 2.0], [99, 99], group=[2, 1, 1]).settle()
    assert done["revenue"] == [[0, 0], [20, 40], [10, 0]]
    assert done["sold"] == [[0, 0], [20, 20], [10, 0]]


def test_buyers_come_in_the_order_of_the_queue() -> None:
    assert Shops([10, 10, 10], [[0]] * 3, [1.0], [15], order=[2, 0, 1]).settle()["got"] == [5, 0, 10]
    assert Shops([10] * 5, [[0]] * 5, [1.0], [25], order=[2, 4, 0], block=2).settle()["got"] == [0, 0, 10, 10, 5]


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("scarce", [False, True])
def test_shopping_beside_plain_python(seed: int, scarce: bool) -> None:
    rng = np.random.default_rng(seed)
    rows, sellers, visits = int(rng.integers(1, 80)), int(rng.integers(1, 9)), int(rng.integers(1, 6))
    block = int(rng.choice([1, BLOCK]))
    starts = np.arange(0, rows, block)
    market = Shops(
        budget=rng.integers(0, 3_000_000, rows).tolist(),
        shops=rng.integers(0, sellers, (rows, visits)).tolist(),
        price=(0.3 + 2.0 * rng.random(sellers)).tolist(),
        stock=rng.integers(0, 400_000 * rows // sellers * (1 if scarce else 9) + 1, sellers).tolist(),
        taste=np.exp(0.1 * rng.standard_normal((rows, visits))).tolist(),
        want=rng.integers(0, 2_000_000, rows).tolist() if rng.random() < 0.5 else [],
        group=rng.integers(0, 3, rows).tolist(),
        order=rng.permutation(starts).tolist(),
        block=block,
    )
    done = market.settle()
    assert done == market.plain()
    revenue, sold = np.array(done["revenue"]), np.array(done["sold"])
    assert sum(done["paid"]) == revenue.sum()
    assert sum(done["got"]) == sold.sum()
    for group in range(3):
        mine = np.array(market.group) == group
        assert np.array(done["paid"])[mine].sum() == revenue[group].sum()
        assert np.array(done["got"])[mine].sum() == sold[group].sum()
    assert (np.array(market.stock) - sold.sum(axis=0)).tolist() == done["stock"]
    assert min(done["stock"]) >= 0
    assert (np.array(done["paid"]) <= market.budget).all()
    assert not market.want or (np.array(done["got"]) <= market.want).all()


# Lists and queues of applicants, beside the same in numpy


@pytest.mark.parametrize("told", [0.0, 0.7, 1.0])
@pytest.mark.parametrize("renewal", [0.0, 0.4, 1.0])
def test_lists_are_renewed_as_in_numpy(renewal: float, told: float) -> None:
    rng = np.random.default_rng(5)
    rows, visits, sellers = 300, 5, np.array([1, 4, 7])
    active = np.isin(np.arange(9), sellers)
    shops, taste = rng.integers(0, 9, (rows, visits), np.uint32), rng.random((rows, visits), np.float32)
    buyers = np.flatnonzero(rng.random(rows) < renewal)
    place, pick = rng.integers(0, visits, buyers.size), rng.random(buyers.size)
    tastes = rng.random(buyers.size, np.float32)
    new_shops, new_taste = shops.copy(), taste.copy()
    for i, at, u in zip(buyers, place, pick, strict=True):  # in turn: what one has found the next can hear of
        if u < told:
            found = new_shops.ravel()[int(u / told * shops.size)]
            evenly = u / told  # its shop has closed
        else:
            found, evenly = -1, (u - told) / (1.0 - told)
        new_shops[i, at] = found if found in sellers else sellers[int(evenly * sellers.size)]
    new_taste[buyers, place] = tastes
    markets.renew(shops, taste, buyers, place, active, pick, tastes, told)
    assert np.array_equal(shops, new_shops)
    assert np.array_equal(taste, new_taste)


@pytest.mark.parametrize("which", [COGNITIVE, PHYSICAL])
def test_seekers_are_jobless_in_no_pool_and_not_in_school(which: int) -> None:
    rng = np.random.default_rng(6)
    active, employer = rng.random(200) < 0.8, rng.integers(-1, 2, 200).astype(np.int32)
    school, occupation = rng.integers(0, 2, 200).astype(np.int32), rng.integers(0, 2, 200).astype(np.int8)
    contract = np.where(employer < 0, rng.integers(0, 2, 200), 0).astype(np.int8)
    found = markets.seekers(markets.members(occupation, which), active, employer, contract, school)
    wanted = np.flatnonzero(active & (employer < 0) & (contract == 0) & (school == 0) & (occupation == which))
    assert found.size > 0
    assert np.array_equal(found, wanted)
