"""C + V + S, read off the ledger: in money for every firm and AI agent, and in labour time under four answers to who creates value.

Money is in whole millionths, so that C + V + S is gross output exactly. Labour time is in floats. A lens counts the flows of one and the
same month in its own way; nothing here writes to the world.

C of an AI agent is wear of its hardware and the interest that its cloud pays, V energy, cooling and the wages of crews, S what its work
is worth at the wage it replaces beyond both. `manifesto` has wear and rent as C, energy and cooling alone as V. The crews are ours:
`ai_crew_share` of V. A cloud owns its data centre, so that what stands for rent is interest: what is paid is `ai_interest_share` of C, and
what its own capital would bear at the loan rate, `ai_imputed_rent` over C, stays in S.

V in labour time is there twice. `value_of_consumption` is the labour in all that workers bought, out of benefits, UBI and savings too:
C/V, S/V and the profit rate of every lens stand on it. `value_of_wages` is variable capital as Marx has it, wages advanced: the labour in
what wages before tax would buy. The same rates under living labour stand on it, with `_wages` behind their names. One more than this
S/V is one more than S/V in money, times price over value of consumer goods: `deviation_goods` is all that parts the two.

Under lenses that have AI as a labourer, what crews do for it is value created, consumed as a service: it goes into no product, and unit
values leave it out, some thousandths of all that is created (`tests/test_accounts.py` measures it).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.economy.derived import ratio, unemployment_rates
from sim.economy.kernels import people
from sim.economy.rules import value as rule
from sim.economy.rules.value import AgentSurplus
from sim.economy.world import COGNITIVE, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION, Flow, flows

MACHINES, GOODS, COMPUTE = 0, 1, 2  # sectors by what they make
MADE = ("machine_production", "goods_production")
DELIVERED = ("machine_deliveries", "worker_goods", "capitalist_goods", "public_goods")
KILOWATT_HOUR = 0.0036  # gigajoules


# -- in money


@dataclass(frozen=True)
class Money:
    """The month's accounts of units, whole millionths of money: ``constant + variable + surplus`` is ``product``. Shapes (units,).

    ``product``: sales and what stocks of finished goods have grown by. ``paid``: interest, taxes and dividends. ``retained``: what the unit
    keeps, by its deposits and all that it has put into machines, debts and stocks.
    """

    product: Ints
    constant: Ints
    variable: Ints
    paid: Ints
    retained: Ints

    @property
    def surplus(self) -> Ints:
        """S by its uses, not as what is left of the product."""
        return self.paid + self.retained

    def of(self, part: slice) -> "Money":
        """The sum over a stretch of units."""
        return Money(*(column[part].sum(keepdims=True) for column in vars(self).values()))


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


@compiled
def _worth(units: Ints, price: float) -> Ints:
    """Quantities at a price, in whole millionths of money."""
    worth = np.empty(units.size, np.int64)
    for i in range(units.size):
        worth[i] = np.int64(np.rint(units[i] * price))
    return worth


def _used_up(w: World) -> Ints:
    """Machines and hardware worn and energy used, at this month's price of machines."""
    price = float(w.prices[0])
    prices = {"machines": price, "slots": w.params.hardware_per_slot * price, "capital_goods": price}
    return np.asarray(sum(_worth(w.ledger.given(flow.name), prices[flow.asset]) for flow in _worn()))


def firms(w: World) -> Money:
    """The accounts of every firm in the month just closed: Department I, Department II, clouds.

    Finished goods stand at the department's mean price, machines and hardware worn at the price of new ones.
    Fees for AI are constant capital of the firm that pays them and gross output of the cloud; the tax on them is surplus.
    """
    ledger = w.ledger
    stock, used_up = ledger.taken(*MADE) - ledger.given(*DELIVERED), _used_up(w)
    for part, price in zip((w.dept1, w.dept2), w.prices.tolist(), strict=True):
        stock[part] = _worth(stock[part], price)
    change = ledger["firms", "money"] - w.firms.opening_money
    invested = ledger.given(*_tagged("capital")) - ledger.taken(*_receipts(sale=False))
    return Money(
        product=ledger.taken(*_receipts(sale=True)) + stock,
        constant=used_up + ledger.given(*_tagged("C")),
        variable=ledger.given(*_tagged("V")),
        paid=ledger.given(*_tagged("S")),
        retained=change + invested - used_up + stock,
    )


def agents(w: World) -> AgentSurplus:
    """The account of every AI agent in the month just closed, whole millionths of money. Shapes (clouds, slots): see ``World.agents``.

    A cloud's wear and interest go to its slots in equal parts, its energy to the slots that worked, its wages again to all. Slots withheld
    from the market have no agent: what they cost is the cloud's alone.
    """
    table, ledger, c = w.agents, w.ledger, w.clouds
    price = float(w.prices[0])
    places = np.empty(table.work.shape)
    idle = _lodge(table.offered, table.count, ledger.taken("compute_ready")[c], places)
    efficiency = np.append(w.frontier.versions_efficiency, 1.0)[table.version] * table.effort

    def shared(total: Ints, weight: Floats, rest: Floats | None = None) -> Ints:
        part = np.empty(weight.shape, np.int64)
        people.apportion(total, weight, np.zeros(total.size) if rest is None else rest, part)
        return part

    wear, interest = _worth(ledger.given("slot_wear")[c], w.params.hardware_per_slot * price), ledger.given("interest")[c]
    energy = _worth(ledger.given("energy_used")[c], price)
    fee = shared(ledger.taken("ai_fees")[c], table.work)
    tax = shared(ledger.given("ai_tax").sum(keepdims=True), fee.reshape(1, -1).astype(np.float64))
    on_debt = shared(interest, places, idle)
    return rule.agent_surplus(
        np.rint(table.replaced * 1e6).astype(np.int64),
        fee,
        tax.reshape(fee.shape),
        shared(wear + interest, places, idle) - on_debt,
        on_debt,
        shared(energy, table.work / efficiency),
        shared(ledger.given("wages")[c], places, idle),
    )


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


@dataclass(frozen=True)
class Quantities:
    """What went in and came out of production in the month just closed. Three sectors: machines, consumer goods, compute."""

    output: Floats  # (3,) units; of compute slot-months used
    machines: Floats  # (3,) worn, units; of compute the hardware of its slots
    energy: float  # used by slots, units of capital goods
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


def quantities(w: World) -> Quantities:
    """Read off the ledger, but for the chance of another job."""
    ledger, p = w.ledger, w.params

    ends = w.dept1.stop, w.dept2.stop
    output = _by_sector(ledger.taken(*MADE), ends)
    output[COMPUTE] = ledger.moved("compute_rented")
    machines = _by_sector(ledger.given("machine_wear"), ends)
    machines[COMPUTE] = p.hardware_per_slot * ledger.moved("slot_wear")
    labour = w.firms.labour.copy()
    labour[COGNITIVE] += ledger.taken("data_work") / MILLION
    refusable = rule.refusal(labour, unemployment_rates(w))
    fixed = ledger.total("producers", "machines") + p.hardware_per_slot * ledger.total("clouds", "slots")
    fees = ledger.moved("ai_fees") / output[COMPUTE] if output[COMPUTE] else 0.0
    return Quantities(
        output=output,
        machines=machines,
        energy=ledger.moved("energy_used"),
        compute=_by_sector(ledger.taken("compute_rented"), ends),
        labour=_by_sector(ledger.taken("living_labour", "data_work"), ends),
        refusable=_by_sector(np.rint(refusable * MILLION).astype(np.int64), ends),
        ai_work=_by_sector(ledger.taken("ai_labour"), ends),
        bought=ledger.moved("worker_consumption"),
        wage_goods=(ledger.moved("wages") + ledger.moved("data_wages")) / float(w.prices[1]),
        capital=np.array([fixed + ledger.total("dept1", "capital_goods"), ledger.total("dept2", "goods")]),
        prices=np.array([*w.prices, fees]),
        worker_energy=p.worker_power * p.worker_hours * KILOWATT_HOUR,
        slot_energy=p.slot_power * p.slot_hours * KILOWATT_HOUR,
    )


@compiled
def _by_sector(flow: Ints, ends: tuple[int, int]) -> Floats:
    """A flow of each firm added up by sector, units; where the first two end. Shape (3,)."""
    total = np.zeros(3, np.int64)
    for i in range(flow.size):
        total[MACHINES if i < ends[0] else GOODS if i < ends[1] else COMPUTE] += flow[i]
    return total / 1e6


@dataclass(frozen=True)
class Reckoning:
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
    values = rule.unit_values(labour, used, q.compute, q.output)
    machine, good, slot = values.tolist()
    if not (machine or good or slot):
        return Reckoning(values, 0.0, 0.0, 0.0, 0.0)
    kept = machine * fed + upkeep
    return Reckoning(
        values=values,
        created=_productive(labour, q.output) + upkeep,
        constant=machine * _productive(used, q.output),
        variable=good * q.bought + kept,
        capital=sums.total(values[:COMPUTE] * q.capital),
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

    Energy and upkeep are what it lives on: they are V, and pass nothing on, as the bread of workers does not.
    """
    working = bool(q.output[COMPUTE] > 0.0)
    labour = weight * q.labour + ai_labour
    labour[COMPUTE] = 0.0
    return _reckoned(
        q,
        labour,
        q.machines,
        fed=q.energy * working,
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
            "AI counts as if it were hired and consumed, though in the run nobody pays it and it buys nothing: its work creates value, by "
            "the worker-months it replaces, and electricity and upkeep are its V",
            "把人工智能当作受雇并消费者来计，虽然模拟中无人付它工资，它也不购买：其劳动按所替代的工人月创造价值，电力与维护是其可变资本",
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
    """The accounts of value of the month just closed. Each is drawn up when somebody first reads it, before the world goes on."""

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
    def quantities(self) -> Quantities:
        """What went in and came out."""
        return quantities(self.closed)

    @cached_property
    def lenses(self) -> Mapping[str, Reckoning]:
        """The month under each lens."""
        return {name: lens.reckon(self.quantities) for name, lens in LENSES.items()}

    @cached_property
    def advanced(self) -> Reckoning:
        """The month under living labour, with V as the wages advanced: what they command, at the value of the goods they buy."""
        living = self.lenses["living_labour"]
        return replace(living, variable=float(living.values[GOODS]) * self.quantities.wage_goods)

    @cached_property
    def wages(self) -> Floats:
        """By occupation, money. Shape (2,)."""
        return np.asarray(self.closed.firms.paid.sum(axis=1))

    @cached_property
    def labour(self) -> Floats:
        """By occupation, of clouds too, worker-months. Shape (2,)."""
        return np.asarray(self.closed.firms.labour.sum(axis=1))

    @property
    def fees(self) -> float:
        """For AI work, money."""
        return self.closed.ledger.moved("ai_fees")

    @property
    def heads(self) -> int:
        """Carbon workers."""
        return self.closed.workers.skill.size

    @property
    def living(self) -> float:
        """AI agents at work."""
        return float(self.closed.agents.count.sum())

    @property
    def level(self) -> float:
        """Price of consumer goods over its value at the start."""
        return float(self.closed.prices[1] / self.closed.start.price[1])

    @cached_property
    def ai_surplus_rate(self) -> float:
        """S/V of all AI agents, 0 before AI."""
        variable = int(self.agents.variable.sum())
        return int(self.agents.surplus.sum()) / variable if variable else 0.0

    @cached_property
    def imputed_rent(self) -> float:
        """Interest at the loan rate on the hardware of AI agents, less what clouds pay: rent of their own capital, which stays in S."""
        w = self.closed
        slots = float(np.minimum(w.agents.offered, w.agents.count).sum())
        asked = w.loan_rate / 12.0 * float(w.params.hardware_per_slot * w.prices[0]) * slots
        return asked - int(self.agents.interest.sum()) / 1e6

    @cached_property
    def whole(self) -> Money:
        """Of all firms together."""
        return self.firms.of(slice(None))

    @property
    def surplus_rate(self) -> float:
        """S/V of the economy: all surplus over all wages, as if carbon labour alone made it."""
        return int(self.whole.surplus[0]) / max(int(self.whole.variable[0]), 1)

    def surplus_rate_of(self, occupation: int) -> float:
        """S/V of an occupation: its part, by labour, of all new value in money, over its wages, less one."""
        created = int(self.whole.variable[0] + self.whole.surplus[0]) / 1e6
        wages = float(self.wages[occupation])
        share = ratio(float(self.labour[occupation]), float(self.labour.sum()))
        return created * share / wages - 1.0 if wages > 0.0 else 0.0

    @cached_property
    def melt(self) -> float:
        """Monetary expression of labour time: money of the net product over the living labour in it, money a worker-month."""
        q, living = self.quantities, self.lenses["living_labour"]
        used = _productive(q.machines, q.output) + q.energy * bool(q.output[COMPUTE] > 0.0)
        net = sums.total(q.prices[:COMPUTE] * q.output[:COMPUTE]) - q.prices[MACHINES] * used
        return float(net) / living.created if living.created > 0.0 else 0.0

    def deviation(self, sector: int) -> float:
        """Price over what the value of a unit would be in money, less one; 0 where there is no product."""
        worth = self.melt * float(self.lenses["living_labour"].values[sector])
        return float(self.quantities.prices[sector]) / worth - 1.0 if worth > 0.0 else 0.0


def draw_up(w: World) -> Accounts:
    """The accounts of the month just closed."""
    return Accounts(w, w.month)
