"""What measures add up of a table: once a month and all in one call, since a call costs more than a sum over a few firms.

Floats are added in numpy's order (``sim/engine/sums.py``), so that each is what numpy's ``sum`` of the same columns is.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Flags, Floats, Ints
from sim.economy import derived
from sim.economy.kernels import people
from sim.economy.rules import compute
from sim.economy.world import COGNITIVE, PHYSICAL, Agents, Firms, Numbers, Workers, World
from sim.engine import sums
from sim.engine.compiled import compiled

MOST = 0.5  # of a firm's tasks are open to its mode of working with AI
TASKS, FIRMS, SUPERVISION = range(3)  # what is counted of each mode
LOW, HIGH = 0, 2  # thirds of skill of cognitive workers

Heads = tuple[int, int]
Ends = tuple[int, int, int]  # where Department I, Department II and clouds end in the row of firms


class OfWorkers(NamedTuple):
    """Heads, and their hours."""

    force: Heads  # in the labour force, by occupation
    jobless: Heads  # of these without a job
    low_skill: Heads  # of the lowest third of cognitive workers: in the labour force, without a job
    high_skill: Heads
    employed: tuple[int, int, int]  # in Department I, Department II, clouds
    poor: int  # who consume less than half of the mean real net income at the start
    unmet: float  # what each lacks to what households bought a head at the start, over that
    hours: float  # of all who have a job, normal hours


@compiled
def _of_workers(workers: Workers, ends: Ends, lines: tuple[float, float]) -> OfWorkers:
    """``lines``: of consumption, that of poverty and the norm, units."""
    third, employer, contract, active = workers.third, workers.employer, workers.contract, workers.active
    force, jobless = derived.counted(workers)
    return OfWorkers(
        force=force,
        jobless=jobless,
        low_skill=people.headcount(third, employer, contract, active, LOW),
        high_skill=people.headcount(third, employer, contract, active, HIGH),
        employed=(
            people.employed(employer, 0, ends[0]),
            people.employed(employer, ends[0], ends[1]),
            people.employed(employer, ends[1], ends[2]),
        ),
        poor=people.below(workers.consumed, lines[0]),
        unmet=people.lacking(workers.consumed, lines[1]),
        hours=people.hours_worked(employer, workers.hours),
    )


class OfFirms(NamedTuple):
    """Sums over firms; ``producers`` in a name: over these alone."""

    in_dept1: int  # firms that there are
    in_dept2: int
    labour: float  # worker-months
    employed: tuple[float, float]  # the same by occupation
    paid: tuple[float, float]  # wages by occupation, money
    unfilled: float
    need: float  # of cognitive work
    ai_work: float
    producers_ai_work: float
    producers_fees: float  # money
    energy: float
    gross_profit: float
    cloud_profit: float
    takings: float  # of producers
    cost: float  # of what producers have sold, at the cost of a unit
    output: float  # of producers, units
    machines_made: float
    goods_made: float
    pass_through: float  # mean of producers, weighted by output at the prices of the start


@compiled
def _of_firms(firms: Firms, ends: Ends, price: Floats) -> OfFirms:
    one, end = ends[0], ends[1]
    made = firms.output[:end]
    weights = np.empty(end)
    for i in range(end):
        weights[i] = made[i] * (price[0] if i < one else price[1]) + 1e-9
    return OfFirms(
        in_dept1=firms.active[:one].sum(),
        in_dept2=firms.active[one:end].sum(),
        labour=sums.total(firms.labour.ravel()),
        employed=(sums.total(firms.labour[COGNITIVE]), sums.total(firms.labour[PHYSICAL])),
        paid=(sums.total(firms.paid[COGNITIVE]), sums.total(firms.paid[PHYSICAL])),
        unfilled=sums.total(firms.unfilled.ravel()),
        need=sums.total(firms.need[COGNITIVE]),
        ai_work=sums.total(firms.ai_work),
        producers_ai_work=sums.total(firms.ai_work[:end]),
        producers_fees=sums.total(firms.fees[:end]),
        energy=sums.total(firms.energy),
        gross_profit=sums.total(firms.gross_profit),
        cloud_profit=sums.total(firms.gross_profit[end:]),
        takings=sums.total(firms.takings[:end]),
        cost=sums.total(firms.unit_cost[:end] * firms.sales[:end]),
        output=sums.total(made),
        machines_made=sums.total(made[:one]),
        goods_made=sums.total(made[one:]),
        pass_through=sums.total(firms.pass_through[:end] * weights) / sums.total(weights),
    )


class OfAgents(NamedTuple):
    """Sums over the AI agents at work."""

    number: int
    let: float  # slots on the market that have one
    work: float  # worker-months that their slots yield in a month
    replaced: float  # money
    age: int  # months
    effort: float


@compiled
def _of_agents(agents: Agents) -> OfAgents:
    """Slot by slot of each cloud in turn, as ``column[living].sum()`` goes."""
    effort, age, number = np.empty(agents.effort.size), 0, 0
    for cloud in range(agents.count.size):
        for slot in range(agents.count[cloud]):
            effort[number] = agents.effort[cloud, slot]
            age += agents.age[cloud, slot]
            number += 1
    return OfAgents(
        number=number,
        let=sums.total(np.minimum(agents.offered, agents.count)),
        work=sums.total(agents.efficiency * agents.count),
        replaced=sums.total(agents.replaced.ravel()),
        age=age,
        effort=sums.total(effort[:number]),
    )


@compiled
def _modes(numbers: Numbers, firms: Firms, producers: int) -> Floats:
    """A column a mode: its share of tasks; of firms, each in the furthest mode that most of its tasks are open to; and what people cost at
    tasks that AI assists at or shares, in firms of the mode, over what all their cognitive tasks would cost. Shape (3, 3)."""
    p, need, there = numbers[0], firms.need[COGNITIVE, :producers], firms.active[:producers]
    worth = need * firms.wage[COGNITIVE, :producers]
    shares = compute.modes(
        firms.ai_work[:producers] / np.maximum(need, 1e-9),
        assistant_capability=p.assistant_capability,
        employee_capability=p.employee_capability,
        agent_capability=p.agent_capability,
    )
    found, open_to, placed = np.zeros((3, 3)), np.zeros(producers), ~there
    for mode in range(2, -1, -1):
        open_to += shares[mode]  # this mode or a further one
        here = (open_to >= MOST) & ~placed
        placed |= here
        found[TASKS, mode] = sums.total(shares[mode] * need) / max(sums.total(need), 1e-9)
        found[FIRMS, mode] = here.sum() / max(there.sum(), 1)
        found[SUPERVISION, mode] = sums.total((shares[0] + shares[1]) * worth * here) / max(sums.total(worth * here), 1e-9)
    return found


class Totals(NamedTuple):
    """All of them. ``modes``: a row each of ``TASKS``, ``FIRMS`` and ``SUPERVISION``, a column a mode."""

    workers: OfWorkers
    firms: OfFirms
    agents: OfAgents
    modes: Floats


def add_up(w: World) -> Totals:
    """As the month has left them."""
    ends, lines = (w.dept1.stop, w.dept2.stop, w.clouds.stop), (0.5 * w.start.real_income, w.start.norm)
    return _add_up(w.numbers, w.workers.handle, w.firms.handle, w.agents.handle, ends, w.start.price, lines)


@compiled
def _add_up(
    numbers: Numbers, workers: Workers, firms: Firms, agents: Agents, ends: Ends, price: Floats, lines: tuple[float, float]
) -> Totals:
    return Totals(
        _of_workers(workers, ends, lines),
        _of_firms(firms, ends, price),
        _of_agents(agents),
        _modes(numbers, firms, ends[1]),
    )


# -- what households have


def wealth(w: World) -> Floats:
    """Of each worker and each capitalist, and of the fund of AI agents that own, money.

    Firms are worth their deposits and machines less loans, and nothing below that; cooperatives to those who work there, in equal parts.
    Homes are worth their price, less mortgages.
    """
    ledger = w.ledger
    equity = _equity(
        w.firms.handle,
        derived.capital_held(w),
        (ledger["clouds", "slots"], w.params.hardware_per_slot, float(w.prices[0])),
        ledger["firms", "money"],
        ledger["firms", "loans"],
    )
    found = _wealth(
        w.firms.owner,
        np.where(w.firms.cooperative, 0.0, equity),
        w.channels.dividends_kept,
        ledger["workers", "money"],
        ledger["capitalists", "money"],
        ledger.total("fund", "money"),
    )
    if w.firms.cooperative.any():
        _held_by_members(w.workers.employer, w.firms.cooperative, equity, found)
    if w.housing:
        persons = w.workers.skill.size
        for sector, rows in (("workers", slice(persons)), ("capitalists", slice(persons, -1))):
            found[rows] += w.housing.asked * ledger.units(sector, "homes")
        found[:persons] += ledger.units("workers", "mortgages")
    return found


@compiled
def _equity(
    firms: Firms, held: tuple[Ints, Ints, Ints], hardware: tuple[Ints, float, float], money: Ints, loans: Ints
) -> Floats:
    """Of each firm that is private, else 0; ``hardware``: slots, the units in each, and their price."""
    slots, units, price = hardware
    capital, equity = derived.capital_of(firms, held), np.zeros(money.size)
    for i in range(money.size):
        if not firms.public[i]:
            cloud = i - capital.size
            worth = capital[i] if cloud < 0 else units * (slots[cloud] / 1e6) * price
            equity[i] = max(worth + money[i] / 1e6 + loans[i] / 1e6, 0.0)
    return equity


@compiled
def _wealth(owner: Ints, equity: Floats, kept: Floats, workers: Ints, capitalists: Ints, fund: float) -> Floats:
    """Deposits and equity; what AI agents keep of its dividends is their share in a firm."""
    of_fund, drawn = kept * equity, np.zeros(capitalists.size)
    for i in range(owner.size):
        drawn[owner[i]] += equity[i] - of_fund[i]
    found = np.empty(workers.size + drawn.size + 1)
    for i in range(workers.size):
        found[i] = workers[i] / 1e6
    for i in range(drawn.size):
        found[workers.size + i] = capitalists[i] / 1e6 + drawn[i]
    found[-1] = fund + sums.total(of_fund)
    return found


@compiled
def _held_by_members(employer: npt.NDArray[np.int32], cooperative: Flags, equity: Floats, found: Floats) -> None:
    """Add to the wealth of members what each has in the cooperative where it works."""
    members = np.zeros(equity.size, np.int64)
    for i in range(employer.size):
        if employer[i] >= 0:
            members[employer[i]] += 1
    for i in range(employer.size):
        if employer[i] >= 0 and cooperative[employer[i]]:
            found[i] += equity[employer[i]] / members[employer[i]]


def dividends(w: World) -> Floats:
    """Of each capitalist, and of the fund of AI agents that own, money; behind them of each worker, where there are cooperatives."""
    fund = w.ledger.moved("fund_dividends")
    found = _dividends(w.firms.owner, w.ledger.given("dividends"), w.capitalists.income.size, fund)
    if w.ownership and w.firms.cooperative.any():
        return np.concatenate([found, w.ownership.shares])
    return found


@compiled
def _dividends(owner: Ints, given: Ints, capitalists: int, fund: float) -> Floats:
    drawn = np.zeros(capitalists + 1)
    for i in range(owner.size):
        drawn[owner[i]] += given[i] / 1e6
    drawn[-1] = fund
    return drawn


@compiled
def concentration(paid: Ints) -> float:
    """Sum of squares of the shares in what has been paid (millionths); 0 where nothing has."""
    fees = paid / 1e6
    shares = fees / max(sums.total(fees), 1e-9)
    return sums.total(shares * shares)
