"""C + V + S, read off the ledger: in money for every firm and AI agent, and in labour time under four answers to who creates value.

Money is in whole millionths, so that C + V + S is gross output exactly. Labour time is in floats. A lens counts the flows of one and the
same month in its own way; nothing here writes to the world.

C of an AI agent is wear of its hardware and the interest that its cloud pays, V energy, cooling, the wages of crews and what it is
paid itself, S what its work is worth at the wage it replaces beyond both. `manifesto` has wear and rent as C, energy and cooling
alone as V. The crews are ours: `ai_crew_share` of V. A cloud owns its data centre, so that what stands for rent is interest: what is
paid is `ai_interest_share` of C, and what its own capital would bear at the loan rate, `ai_imputed_rent` over C, stays in S.

V in labour time is there twice. `value_of_consumption` is the labour in all that workers bought, out of benefits, UBI and savings too:
C/V, S/V and the profit rate of every lens stand on it. `value_of_wages` is variable capital as Marx has it, wages advanced: the labour in
what wages before tax would buy. The same rates under living labour stand on it, with `_wages` behind their names. One more than this
S/V is one more than S/V in money, times price over value of consumer goods: `deviation_goods` is all that parts the two.

Under lenses that have AI as a labourer, what crews do for it is value created, consumed as a service: it goes into no product, and unit
values leave it out, some thousandths of all that is created (`tests/test_accounts.py` measures it).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.economy import derived
from sim.economy.derived import jobless_rates, ratio
from sim.economy.kernels import people
from sim.economy.rules import value as rule
from sim.economy.rules.value import AgentSurplus, Amounts
from sim.economy.totals import OfAgents, OfFirms, OfWorkers, Totals, add_up
from sim.economy.world import COGNITIVE, Agents, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.ledger import GIVEN, MILLION, TAKEN, Flow, flows

R = TypeVar("R")

MACHINES, GOODS, COMPUTE = 0, 1, 2  # sectors by what they make
MADE = ("machine_production", "goods_production")
STOCKS = ("capital_goods", "goods")
IN_KIND = (*MADE, "machine_wear", "slot_wear", "compute_rented", "living_labour", "ai_labour", "data_work")
KILOWATT_HOUR = 0.0036  # gigajoules


# -- in money


class Money(NamedTuple):
    """The month's accounts of units, whole millionths of money: ``constant + variable + surplus`` is ``product``. Shapes (units,).

    ``product``: sales and what stocks of finished goods have grown by. ``paid``: interest, taxes and dividends. ``retained``: what the unit
    keeps, by its deposits and all that it has put into machines, debts and stocks.
    """

    product: Amounts
    constant: Amounts
    variable: Amounts
    paid: Amounts
    retained: Amounts

    @property
    def surplus(self) -> Amounts:
        """S by its uses, not as what is left of the product."""
        return self.paid + self.retained

    def of(self, part: slice) -> "Money":
        """The sum over a stretch of units."""
        return Money(*_added(tuple(column[part] for column in self)).tolist())


@compiled
def _added(columns: tuple[Ints, ...]) -> Ints:
    """The sum of each."""
    total = np.zeros(len(columns), np.int64)
    for place, column in enumerate(columns):
        total[place] = column.sum()
    return total


@cache
def _tagged(account: str) -> tuple[str, ...]:
    """The flows of money with this tag."""
    return tuple(f.name for f in flows().values() if f.asset == "money" and f.account == account)


@cache
def _worn() -> tuple[Flow, ...]:
    """The flows by which what is not money is used up."""
    return tuple(f for f in flows().values() if f.asset != "money" and f.account == "C")


@cache
def _receipts(sale: bool) -> tuple[str, ...]:
    """Flows that bring money to firms: for what they sell, or to finance them."""
    takers = {"dept1", "dept2", "clouds", "producers", "firms"}
    return tuple(f.name for f in flows().values() if f.asset == "money" and f.target in takers and f.sale is sale)


@cache
def delivered() -> tuple[str, ...]:
    """The flows by which finished goods go to those who buy them."""
    makers = {"dept1", "dept2"}
    return tuple(f.name for f in flows().values() if f.source in makers and f.asset in STOCKS and f.target not in makers)


@cache
def sold() -> tuple[str, ...]:
    """The flows of money by which what both departments make is bought, by whomever but themselves."""
    makers = {"dept1", "dept2"}
    return tuple(f.name for f in flows().values() if f.sale and f.target in makers and f.source not in makers)


@cache
def _agents_consumption() -> tuple[str, ...]:
    """What AI agents use up of what they have bought."""
    return tuple(f.name for f in flows().values() if f.source == "fund" and f.target == "nature")


@cache
def _agents_wages() -> tuple[str, ...]:
    """What AI agents are paid: variable capital that goes to their fund."""
    return tuple(f.name for f in flows().values() if f.account == "V" and f.target == "fund")


@compiled
def _worth(units: int, price: float) -> int:
    """A quantity at a price, in whole millionths of money."""
    return int(np.rint(units * price))


@cache
def _of_money() -> tuple[tuple[int, tuple[str, ...]], ...]:
    """What ``_money`` reads of every firm, in its order; what is used up last, each flow by itself."""
    return (
        (TAKEN, MADE),
        (GIVEN, delivered()),
        (TAKEN, _receipts(sale=True)),
        (TAKEN, _receipts(sale=False)),
        *((GIVEN, _tagged(account)) for account in ("C", "V", "S", "capital")),
        *((GIVEN, (flow.name,)) for flow in _worn()),
    )


def firms(w: World) -> Money:
    """The accounts of every firm in the month just closed: Department I, Department II, clouds.

    Finished goods stand at the department's mean price, machines and hardware worn at the price of new ones.
    Fees for AI are constant capital of the firm that pays them and gross output of the cloud; the tax on them is surplus.
    """
    price = float(w.prices[0])
    prices = {"machines": price, "slots": w.params.hardware_per_slot * price, "capital_goods": price}
    return Money(
        *_money(
            w.ledger.by_firm(_of_money()),
            np.array([prices[flow.asset] for flow in _worn()]),
            w.ledger["firms", "money"],
            w.firms.opening_money,
            w.prices,
            (w.dept1.stop, w.dept2.stop),
        )
    )


@compiled
def _money(books: Ints, worth: Floats, money: Ints, opening: Ints, price: Floats, ends: tuple[int, int]) -> Ints:
    """The columns of ``Money`` from sums of flows, what is worn at its worth, and deposits at the end and the start of the month."""
    made, delivered, sold, raised = books[0], books[1], books[2], books[3]
    bought, wages, paid, invested, worn = books[4], books[5], books[6], books[7], books[8:]
    columns = np.empty((5, money.size), np.int64)
    for i in range(money.size):
        used_up, stock = 0, made[i] - delivered[i]
        for flow in range(worth.size):
            used_up += _worth(worn[flow, i], worth[flow])
        if i < ends[1]:
            stock = _worth(stock, price[0] if i < ends[0] else price[1])
        columns[0, i] = sold[i] + stock
        columns[1, i] = used_up + bought[i]
        columns[2, i] = wages[i]
        columns[3, i] = paid[i]
        columns[4, i] = money[i] - opening[i] + invested[i] - raised[i] - used_up + stock
    return columns


@cache
def _of_agents() -> tuple[tuple[int, tuple[str, ...]], ...]:
    """What ``_parts`` reads of every firm, in its order."""
    given = ("slot_wear", "energy_used", "interest", "wages", "ai_tax")
    taken = ("compute_ready", "ai_fees")
    return (*((TAKEN, (flow,)) for flow in taken), *((GIVEN, (flow,)) for flow in given), (GIVEN, _agents_wages()))


def agents(w: World) -> AgentSurplus:
    """The account of every AI agent in the month just closed, whole millionths of money. Shapes (clouds, slots): see ``World.agents``.

    A cloud's wear and interest go to its slots in equal parts, its energy to the slots that worked, its wages again to all; what it pays
    agents goes to them by their work. Slots withheld from the market have no agent: what they cost is the cloud's alone.
    """
    price = float(w.prices[0])
    books, worth = w.ledger.by_firm(_of_agents()), (w.params.hardware_per_slot * price, price)
    return rule.agent_surplus(*_parts(w.agents.handle, w.frontier.versions_efficiency, books, w.clouds.start, worth))


REPLACED, FEE, TAX, WEAR, ON_DEBT, ENERGY, CREWS, PAID = range(8)  # what ``agent_surplus`` asks for, in its order


@compiled
def _parts(agents: Agents, versions: Floats, books: Ints, first: int, worth: tuple[float, float]) -> Ints:
    """What falls to each agent of what the clouds took and spent, the ``first`` and those behind it. Shape (parts, clouds, slots)."""
    of_clouds = books[:, first:]
    ready, fees, slots_worn, energy_used, interest, wages, paid = (
        of_clouds[0],
        of_clouds[1],
        of_clouds[2],
        of_clouds[3],
        of_clouds[4],
        of_clouds[5],
        of_clouds[7],
    )
    wear, energy = np.empty(ready.size, np.int64), np.empty(ready.size, np.int64)
    for cloud in range(ready.size):
        wear[cloud] = _worth(slots_worn[cloud], worth[0]) + interest[cloud]
        energy[cloud] = _worth(energy_used[cloud], worth[1])
    work, none = agents.work, np.zeros(ready.size)
    found, places, used = np.zeros((8, *work.shape), np.int64), np.empty(work.shape), np.zeros(work.shape)
    idle = _lodge(agents.offered, agents.count, ready, places)
    for cloud in range(ready.size):
        for slot in range(work.shape[1]):
            found[REPLACED, cloud, slot] = np.int64(np.rint(agents.replaced[cloud, slot] * 1e6))
            if work[cloud, slot] > 0.0:
                efficiency = versions[agents.version[cloud, slot]] * agents.effort[cloud, slot]
                used[cloud, slot] = work[cloud, slot] / efficiency
    people.apportion(fees, work, none, found[FEE])
    by_fee, all_taxes = found[FEE].astype(np.float64), np.array([books[6].sum()])
    people.apportion(all_taxes, by_fee.reshape((1, work.size)), none[:1], found[TAX].reshape((1, work.size)))
    people.apportion(interest, places, idle, found[ON_DEBT])
    people.apportion(wear, places, idle, found[WEAR])
    found[WEAR] -= found[ON_DEBT]
    people.apportion(energy, used, none, found[ENERGY])
    people.apportion(wages, places, idle, found[CREWS])
    if paid.any():
        people.apportion(paid, work, none, found[PAID])
    return found


@compiled
def _lodge(offered: Floats, count: Ints, ready: Ints, places: Floats) -> Floats:
    """Writes what part of each slot an agent has; how many slots of each cloud, of those ``ready`` (millionths), none has."""
    idle = np.empty(count.size)
    for cloud in range(count.size):
        for slot in range(places.shape[1]):
            places[cloud, slot] = min(max(offered[cloud] - slot, 0.0), 1.0) if slot < count[cloud] else 0.0
        idle[cloud] = max(ready[cloud] / MILLION - sums.total(places[cloud]), 0.0)
    return idle


# -- in labour time


class Quantities(NamedTuple):
    """What went in and came out of production in the month just closed. Three sectors: machines, consumer goods, compute."""

    output: Floats  # (3,) units; of compute slot-months used
    machines: Floats  # (3,) worn, units; of compute the hardware of its slots
    energy: float  # used by slots, units of capital goods
    spent: float  # what AI agents bought for themselves, units of capital goods
    compute: Floats  # (3,) slot-months that each sector used
    labour: Floats  # (3,) carbon labour, worker-months by skill
    refusable: Floats  # (3,) the same, by the chance that its bearer finds another job
    ai_work: Floats  # (3,) work of AI agents, worker-months replaced
    bought: float  # consumer goods that workers bought, units
    wage_goods: float  # those that wages before tax would have bought at the mean price, units
    capital: Floats  # (2,) machines and hardware, and stocks of machines; stocks of goods, units
    prices: Floats  # (3,) money a unit
    worker_energy: float  # GJ that a body spends in a worker-month
    slot_energy: float  # GJ that a slot takes in a slot-month


def quantities(a: "Accounts") -> Quantities:
    """Read off the ledger, but for the chance of another job."""
    w, p, moved = a.closed, a.closed.params, a.closed.ledger.moved
    carbon = w.firms.labour.copy()
    carbon[COGNITIVE] += w.ledger.taken("data_work") / MILLION
    output, machines, compute, labour, refusable, ai_work = _by_sector(
        w.ledger.gained(IN_KIND, "firms"),
        carbon,
        jobless_rates(a.of_workers.force, a.of_workers.jobless),
        (w.dept1.stop, w.dept2.stop),
        p.hardware_per_slot,
    )
    rented, (unsold, goods) = float(output[COMPUTE]), a.unsold
    return Quantities(
        output=output,
        machines=machines,
        energy=moved("energy_used"),
        spent=math.fsum(map(moved, _agents_consumption())),
        compute=compute,
        labour=labour,
        refusable=refusable,
        ai_work=ai_work,
        bought=moved("worker_consumption"),
        wage_goods=a.wage_bill / float(w.prices[1]),
        capital=np.array([a.machines + p.hardware_per_slot * a.slots + unsold, goods]),
        prices=np.array([*w.prices, moved("ai_fees") / rented if rented else 0.0]),
        worker_energy=p.worker_power * p.worker_hours * KILOWATT_HOUR,
        slot_energy=p.slot_power * p.slot_hours * KILOWATT_HOUR,
    )


@compiled
def _by_sector(
    gained: Floats, labour: Floats, unemployment: tuple[float, float], ends: tuple[int, int], hardware: float
) -> Floats:
    """Output, machines, compute, labour, refusable labour and AI's work, from flows ``IN_KIND`` and the labour of every firm, where the
    first two sectors end among them. Shape (6, 3)."""
    found, refusable, of_firm = np.zeros((6, 3)), np.zeros(3, np.int64), rule.refusal(labour, unemployment)
    for i in range(of_firm.size):
        sector = MACHINES if i < ends[0] else GOODS if i < ends[1] else COMPUTE
        refusable[sector] += np.int64(np.rint(of_firm[i] * MILLION))
    for sector in range(3):  # what is given has been gained less than nothing
        clouds, rented = sector == COMPUTE, gained[4, sector]
        found[0, sector] = 0.0 - rented if clouds else gained[0, sector] + gained[1, sector]
        found[1, sector] = hardware * (0.0 - gained[3, sector]) if clouds else 0.0 - gained[2, sector]
        found[2, sector] = 0.0 if clouds else rented
        found[3, sector] = gained[5, sector] + gained[7, sector]
        found[4, sector] = refusable[sector] / 1e6
        found[5, sector] = gained[6, sector]
    return found


class Reckoning(NamedTuple):
    """A month under one lens, in the lens's unit of labour: ``constant + variable + surplus = constant + created``."""

    values: Floats  # (3,) of a unit of machines, consumer goods, compute
    created: float  # new value: the labour that the lens counts
    constant: float  # value of machines, hardware and energy used up
    variable: float  # value of what the labourers of the lens consumed
    capital: float  # value of machines, hardware and stocks at hand
    ai_created: float = 0.0  # the part of AI in what is created, and in V
    ai_variable: float = 0.0
    upkeep: float = 0.0  # the part of crews in what is created: they serve AI, and their labour sits in no unit value

    @property
    def surplus(self) -> float:
        """S: created less variable; below zero where workers buy, out of benefits too, more than their work counts for."""
        return self.created - self.variable

    @property
    def composition(self) -> float:
        """C/V, 0 where there is no V."""
        return self.constant / self.variable if self.variable > 0.0 else 0.0

    @property
    def surplus_rate(self) -> float:
        """S/V, 0 where there is no V."""
        return self.surplus / self.variable if self.variable > 0.0 else 0.0

    @property
    def ai_surplus_rate(self) -> float:
        """S/V of AI by itself, 0 where it has no V."""
        return self.ai_created / self.ai_variable - 1.0 if self.ai_variable > 0.0 else 0.0

    @property
    def profit_rate(self) -> float:
        """S of a year over capital at hand, 1/year."""
        return 12.0 * self.surplus / self.capital if self.capital > 0.0 else 0.0


@compiled
def _productive(amount: Floats, output: Floats) -> float:
    """What falls to sectors with a product, all told: ``amount[output > 0.0].sum()``."""
    total = 0.0
    for i in range(output.size):
        if output[i] > 0.0:
            total += amount[i]
    return total


def _reckoned(
    q: Quantities, labour: Floats, used: Floats, *, fed: float = 0.0, upkeep: float = 0.0, ai_labour: float = 0.0
) -> Reckoning:
    """``labour`` creates value and ``used`` machines pass theirs on; ``fed`` (units) and ``upkeep`` (work) are what AI lives on."""
    return _reckoning((labour, used, q.compute, q.output, q.capital), q.bought, fed, upkeep, ai_labour)


@compiled
def _reckoning(arrays: tuple[Floats, ...], bought: float, fed: float, upkeep: float, ai_labour: float) -> Reckoning:
    """The same from labour, machines used, compute, output and capital."""
    labour, used, compute, output, capital = arrays
    values = rule.unit_values(labour, used, compute, output)
    machine, good, slot = values[0], values[1], values[2]
    if machine == 0.0 and good == 0.0 and slot == 0.0:
        return Reckoning(values, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    kept = machine * fed + upkeep
    return Reckoning(
        values=values,
        created=_productive(labour, output) + upkeep,
        constant=machine * _productive(used, output),
        variable=good * bought + kept,
        capital=sums.total(values[:COMPUTE] * capital),
        ai_created=ai_labour,
        ai_variable=kept,
        upkeep=upkeep,
    )


def _as_capital(q: Quantities, labour: Floats) -> Reckoning:
    """AI is constant capital: its hardware and energy pass on their value, only ``labour`` creates any."""
    used = q.machines.copy()
    used[COMPUTE] += q.energy
    return _reckoned(q, labour, used)


def _as_labour(q: Quantities, weight: float, ai_labour: Floats) -> Reckoning:
    """AI is a labourer: ``ai_labour`` creates value beside carbon labour of this ``weight``; hardware passes on its value alone.

    Energy, upkeep and what it buys for itself are what it lives on: they are V, and pass nothing on, as the bread of workers does not.
    """
    working = bool(q.output[COMPUTE] > 0.0)
    labour = weight * q.labour + ai_labour
    labour[COMPUTE] = 0.0
    return _reckoned(
        q,
        labour,
        q.machines,
        fed=q.energy * working + q.spent,
        upkeep=weight * float(q.labour[COMPUTE]) * working,
        ai_labour=_productive(ai_labour, q.output),
    )


@dataclass(frozen=True)
class Lens:
    """One answer to who creates value. ``suffix``: of its measures."""

    suffix: str
    unit: Mapping[str, str]
    label: Mapping[str, str]
    doc: Mapping[str, str]
    source: str
    reckon: Callable[[Quantities], Reckoning]


def _words(en: str, zh: str) -> Mapping[str, str]:
    return {"en": en, "zh": zh}


MONTHS_OF_WORK = _words("worker-months", "工人月")

LENSES: Mapping[str, Lens] = {
    "living_labour": Lens(
        "",
        MONTHS_OF_WORK,
        _words("Living labour", "活劳动"),
        _words(
            "Only carbon labour creates value, counted by skill; AI is constant capital, a producing agent under people's watch",
            "只有碳基劳动创造价值，按技能折算；人工智能是不变资本，是人监督下的生产代理",
        ),
        "huang-value, sections 2.2 (the machine as before) and 2.3 (the author's answer)",
        lambda q: _as_capital(q, q.labour),
    ),
    "new_labourer": Lens(
        "_new_labourer",
        MONTHS_OF_WORK,
        _words("New labourer", "新劳动者"),
        _words(
            "AI counts as one that is hired and consumes, whether or not the run pays it: its work creates value, by the worker-months it "
            "replaces, and electricity, upkeep and what it buys for itself are its V",
            "把人工智能当作受雇并消费者来计，不论模拟中是否付它工资：其劳动按所替代的工人月创造价值，电力、维护与它为自己所购之物是其可变资本",
        ),
        "huang-value, section 2.2; manifesto, ch. 2 section 1",
        lambda q: _as_labour(q, 1.0, q.ai_work),
    ),
    "refusal": Lens(
        "_refusal",
        MONTHS_OF_WORK,
        _words("Refusal", "拒绝劳动"),
        _words(
            "Human labour counts by the chance that its bearer finds another job, without which refusing is void: one less unemployment of "
            "the occupation; AI cannot refuse",
            "人的劳动按其承担者另找到工作的机会计入，没有机会则拒绝落空：即一减本职业失业率；人工智能不能拒绝",
        ),
        "huang-value, section 2.2: Caffentzis (2013), and the author's objection to him",
        lambda q: _as_capital(q, q.refusable),
    ),
    "physical_work": Lens(
        "_physical_work",
        _words("GJ", "吉焦"),
        _words("Physical work", "物理做功"),
        _words(
            "Labour is energy turned to order: joules of carbon bodies at work and of slots in use count alike",
            "劳动是转化为秩序的能量：碳基身体劳动与在用算力槽的焦耳同等计入",
        ),
        "manifesto, ch. 2 section 1 and ch. 1 section 1",
        lambda q: _as_labour(q, q.worker_energy, q.compute * q.slot_energy),
    ),
}


@dataclass(frozen=True)
class Accounts:
    """The accounts of the month just closed, of value, and what tables add up to. Each is drawn up when somebody first reads it, before the
    world goes on."""

    world: World
    month: int

    @property
    def closed(self) -> World:
        """The world at the end of that month."""
        if self.world.month != self.month:
            raise RuntimeError(f"accounts of month {self.month - 1} are read in month {self.world.month}")
        return self.world

    @cached_property
    def firms(self) -> Money:
        """Of every firm."""
        return firms(self.closed)

    @cached_property
    def agents(self) -> AgentSurplus:
        """Of every AI agent."""
        return agents(self.closed)

    @cached_property
    def all_agents(self) -> AgentSurplus:
        """Of all AI agents together."""
        return AgentSurplus(*_added(tuple(self.agents)).tolist())

    def moved(self, flow: str) -> float:
        """What a flow has moved, in units."""
        return self.closed.ledger.moved(flow)

    @cached_property
    def wage_bill(self) -> float:
        """Wages before tax, pay by the piece and pay for data work, money."""
        return derived.taxed_pay(self.closed) + self.moved("data_wages")

    @cached_property
    def piece_hours(self) -> tuple[float, float]:
        """Normal hours of all who work by the piece: at pieces, and waiting for some."""
        return derived.piece_hours(self.closed)

    @cached_property
    def _found(self) -> dict[Callable[[World], Any], Any]:
        return {}

    def once(self, add_up: Callable[[World], R]) -> R:
        """What a room adds up of the world: once, however many of its measures read it."""
        if add_up not in self._found:
            self._found[add_up] = add_up(self.closed)
        found: R = self._found[add_up]
        return found

    @cached_property
    def totals(self) -> Totals:
        """What workers, firms and AI agents add up to."""
        return add_up(self.closed)

    @cached_property
    def of_workers(self) -> OfWorkers:
        """What is counted of workers."""
        return self.totals.workers

    @cached_property
    def of_firms(self) -> OfFirms:
        """What firms add up to."""
        return self.totals.firms

    @cached_property
    def of_agents(self) -> OfAgents:
        """What AI agents add up to."""
        return self.totals.agents

    @cached_property
    def modes(self) -> list[list[float]]:
        """Tasks, firms and supervision by mode of working with AI."""
        found: list[list[float]] = self.totals.modes.tolist()
        return found

    @cached_property
    def machines(self) -> float:
        """Of producers, units."""
        return self.closed.ledger.total("producers", "machines")

    @cached_property
    def slots(self) -> float:
        """Of clouds."""
        return self.closed.ledger.total("clouds", "slots")

    @cached_property
    def unsold(self) -> tuple[float, float]:
        """Finished machines and consumer goods that their makers hold, units."""
        ledger = self.closed.ledger
        return ledger.total("dept1", "capital_goods"), ledger.total("dept2", "goods")

    @cached_property
    def quantities(self) -> Quantities:
        """What went in and came out."""
        return quantities(self)

    @cached_property
    def lenses(self) -> Mapping[str, Reckoning]:
        """The month under each lens."""
        return {name: lens.reckon(self.quantities) for name, lens in LENSES.items()}

    @cached_property
    def advanced(self) -> Reckoning:
        """The month under living labour, with V as the wages advanced: what they command, at the value of the goods they buy."""
        living = self.lenses["living_labour"]
        return living._replace(variable=float(living.values[GOODS]) * self.quantities.wage_goods)

    @property
    def fees(self) -> float:
        """For AI work, money."""
        return self.closed.ledger.moved("ai_fees")

    @cached_property
    def heads(self) -> int:
        """Carbon workers."""
        return derived.heads(self.closed)

    @cached_property
    def level(self) -> float:
        """Price of consumer goods over its value at the start."""
        return float(self.closed.prices[1] / self.closed.start.price[1])

    @cached_property
    def ai_surplus_rate(self) -> float:
        """S/V of all AI agents, 0 before AI."""
        of = self.all_agents
        return of.surplus / of.variable if of.variable else 0.0

    @cached_property
    def imputed_rent(self) -> float:
        """Interest at the loan rate on the hardware of AI agents, less what clouds pay: rent of their own capital, which stays in S."""
        w = self.closed
        asked = w.loan_rate / 12.0 * float(w.params.hardware_per_slot * w.prices[0]) * self.of_agents.let
        return float(asked - self.all_agents.interest / 1e6)

    @cached_property
    def whole(self) -> Money:
        """Of all firms together."""
        return self.firms.of(slice(None))

    @property
    def surplus_rate(self) -> float:
        """S/V of the economy: all surplus over all wages of people, as if carbon labour alone made it."""
        paid = self.all_agents.wages
        return float((self.whole.surplus + paid) / max(self.whole.variable - paid, 1))

    def surplus_rate_of(self, occupation: int) -> float:
        """S/V of an occupation: its part, by labour, of all new value in money, over its wages, less one."""
        created = (self.whole.variable + self.whole.surplus) / 1e6
        of = self.of_firms
        wages, share = of.paid[occupation], ratio(of.employed[occupation], sum(of.employed))
        return created * share / wages - 1.0 if wages > 0.0 else 0.0

    @cached_property
    def melt(self) -> float:
        """Monetary expression of labour time: money of the net product over the living labour in it, money a worker-month."""
        q, living = self.quantities, self.lenses["living_labour"]
        used = _productive(q.machines, q.output) + q.energy * bool(q.output[COMPUTE] > 0.0)
        machine, good = q.prices[:COMPUTE].tolist()
        net = machine * float(q.output[MACHINES]) + good * float(q.output[GOODS]) - machine * used
        return net / living.created if living.created > 0.0 else 0.0

    def deviation(self, sector: int) -> float:
        """Price over what the value of a unit would be in money, less one; 0 where there is no product."""
        worth = self.melt * float(self.lenses["living_labour"].values[sector])
        return float(self.quantities.prices[sector]) / worth - 1.0 if worth > 0.0 else 0.0


def draw_up(w: World) -> Accounts:
    """The accounts of the month just closed."""
    return Accounts(w, w.month)
