"""The state of the economy between two months: tables of agents, one array a column, and the few numbers of the State and of AI.

Balances (money, goods, machines, slots, debts) are not here: they are in the ledger. Firms stand in one row: Department I,
Department II, clouds. ``[occupation, firm]`` columns have the shape (2, F); occupation 0 is cognitive, 1 physical. Units: work in
worker-months counted by skill, money in initial monthly wages, goods in units, rates per month.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.economy.channels import Channels
from sim.economy.scenario import Scenario
from sim.engine import sums
from sim.engine.ledger import Ledger
from sim.engine.parameters import Params, layout, numbers

if TYPE_CHECKING:
    from sim.economy.mechanisms.abstainers.state import Abstainers
    from sim.economy.mechanisms.ai_ownership.state import AiOwnership
    from sim.economy.mechanisms.entry.state import Entry

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]  # ``params.numbers``

COGNITIVE, PHYSICAL = 0, 1


@dataclass
class Workers:
    """Carbon workers, one row a person."""

    occupation: npt.NDArray[np.int8]  # 0 cognitive, 1 physical
    skill: Floats  # worker-months a month; mean 1 in each occupation
    third: npt.NDArray[np.int8]  # of skill in the occupation at the start: 0 lowest to 2 highest, physical 3 to 5
    task: Floats  # how difficult this worker's tasks are in the occupation at the start, 0 to 1
    leisure: Floats  # rank of who first gives up paid work, 0 to 1
    hours: Floats  # that this worker has or wants in a job, in normal hours
    active: Flags  # in the labour force: at work, looking for work or in school
    employer: npt.NDArray[np.int32]  # firm, -1 without a job
    income: Floats  # smoothed net income, money a month
    opening: Floats  # deposits before this month's income, money
    consumed: Floats  # consumer goods this month, units
    turn: Floats  # this month's place in the queue of applicants, 0 to 1
    letters: npt.NDArray[
        np.float32
    ]  # (persons, applications) where to apply: a place, 0 to 1, on the list of firms that hire
    spell: npt.NDArray[np.int32]  # months without a job
    school: npt.NDArray[np.int32]  # months of school left, 0 outside school

    @property
    def labour(self) -> Floats:
        """What each worker's job yields, worker-months a month. Shape (persons,)."""
        return self.skill * self.hours

    @property
    def jobless(self) -> Flags:
        """Who is in the labour force without a job, those in school included. Shape (persons,)."""
        return self.active & (self.employer < 0)


@dataclass
class Capitalists:
    """Owners, one row a person: each owns a firm at the start, and all own the bank in equal parts."""

    income: Floats  # smoothed income, money a month
    before: Floats  # deposits before this month's dividends, money


@dataclass
class Firms:
    """Producers and clouds, one row a firm or a place for one. The second half are flows of the month."""

    active: Flags  # there is a firm; a row without one is dormant
    owner: Ints  # capitalist who owns it; of a dormant row, the last one
    age: Floats  # months since it was founded; inf: there from the start
    failed: Flags  # can't go on: owes more than it has, or met with bad luck this month
    closing: Flags  # closes at the end of this month
    price: Floats  # of goods or machines, money a unit; of a cloud: fee per effective worker-month before tax
    markup: Floats  # share of unit cost
    pass_through: Floats  # share of AI's saving that a producer passes on into its price
    wage: Floats  # (2, F) offers per unit of skill, money a month
    pressure: Floats  # (2, F) by how much wage offers outgrow expected inflation, 1/month
    expected: Floats  # expected sales, units a month
    trend: Floats  # long view of sales, units a month
    adoption: Floats  # share of cognitive work organised around AI
    jaggedness: Floats  # share of the frontier that fits the firm's tasks
    abstains: Flags  # never adopts AI
    outlay: Floats  # smoothed wages and fees, money a month
    profit: Floats  # smoothed profit after tax, money a month
    use: Floats  # smoothed share of offered slots in use (clouds)
    public: Flags  # owned by the State (clouds)

    plan: Floats  # planned output, units
    need: Floats  # (2, F) labour need, worker-months
    labour: Floats  # (2, F) carbon labour employed, worker-months
    unfilled: Floats  # (2, F) vacancies left open, worker-months
    feasible: Floats  # share of cognitive work that AI could do and would be cheaper at
    ai_work: Floats  # AI work rented, worker-months
    compute: Floats  # slot-months rented (producers) or rented out (clouds)
    output: Floats  # units produced
    wages: Floats  # wage bill, money
    paid: Floats  # (2, F) wage bill by occupation, money
    fees: Floats  # fees paid before tax, money
    unit_cost: Floats  # of a unit at normal use, all that AI saves taken off, money (producers)
    takings: Floats  # revenue from sales or fees, money
    sales: Floats  # units sold
    unmet: Floats  # unmet demand seen as first choice, units
    worn: Floats  # machines or slots worn out, units
    energy: Floats  # money paid for energy (clouds)
    opening_loan: Floats  # loan at the start of the month, money
    gross_profit: Floats  # profit after interest, before tax, money
    opening_money: Ints  # deposits at the start of the month, millionths


FLOWS_OF_FIRMS = (
    "feasible",
    "ai_work",
    "compute",
    "output",
    "wages",
    "fees",
    "unit_cost",
    "takings",
    "sales",
    "unmet",
    "worn",
    "energy",
    "opening_loan",
    "gross_profit",
)


@dataclass
class Buyers:
    """Shopping lists: one row a worker; a capitalist, State agency or firm has a row for each of its trips."""

    shops: npt.NDArray[np.uint32]  # (rows, visits) sellers on the list
    taste: npt.NDArray[np.float32]  # (rows, visits) factor on the price
    group: npt.NDArray[np.int8]  # 0 worker, 1 capitalist, 2 State; 0 for firms


@dataclass
class Agents:
    """AI agents by cloud and slot: agents of cloud c stand in slots 0 to count[c] - 1. Shapes (clouds, slots)."""

    count: Ints  # (clouds,) agents at work
    offered: Floats  # (clouds,) slots on the market; the last agent may have a part of a slot
    efficiency: Floats  # (clouds,) mean work of a slot, effort included, worker-months a slot-month
    version: npt.NDArray[np.int16]
    age: npt.NDArray[np.int32]  # months
    revenue: Floats  # trailing revenue, money a month
    work: Floats  # this month, worker-months
    replaced: Floats  # this month's work at the wage it replaces, money
    effort: Floats  # work in this month, in normal work of the version
    births: int = 0  # this month
    deaths: int = 0  # with their hardware or for want of slots, this month
    deleted: int = 0  # for want of a surplus over C + V, this month

    @property
    def living(self) -> Flags:
        """Which slots have an agent at work. Shape (clouds, slots)."""
        return np.asarray(np.arange(self.version.shape[1]) < self.count[:, None])


@dataclass
class Frontier:
    """The state of the art and the versions released so far."""

    capability: float = 0.0  # share of cognitive tasks
    efficiency: float = 0.0  # worker-months a slot-month
    since: int = -1  # month of arrival, -1 before
    versions_capability: Floats = field(default_factory=lambda: np.empty(0))
    versions_efficiency: Floats = field(default_factory=lambda: np.empty(0))


@dataclass
class State:
    """The public budget and the trends it looks at."""

    income_tax: float
    profit_tax: float
    ubi_tax: float  # extra profit tax that pays the UBI
    mean_wage: float  # smoothed, money a month
    trend_output: float  # smoothed, units a month
    value_added: float  # smoothed, money a month
    profits: float  # smoothed positive profits, money a month
    fee_tax: float  # smoothed AI tax revenue, money a month
    affordable: float  # smoothed purchases that would balance the budget, money a month
    purchases: float  # purchases at the start, units a month
    ubi: float = 0.0  # paid per head this month, money
    wanted: float = 0.0  # money set aside for purchases this month
    floor: float = 0.0  # below which a balanced budget does not cut them, money
    opening_debt: float = 0.0  # public debt at the start of the month, money


@dataclass
class Start:
    """The stationary state the run began in: what later months are measured against."""

    output: float  # units a month
    debt_ratio: float  # public debt / yearly value added
    price: Floats  # (2,) of machines, of consumer goods
    real_income: float  # mean net income of workers, consumer goods a month
    value_added: float  # money a month
    returns: Floats  # (2,) profit after tax over machines and stocks, by department, 1/month


@dataclass
class World:
    """Everything a month reads and writes."""

    scenario: Scenario
    seed: int
    params: Params
    ledger: Ledger
    workers: Workers
    capitalists: Capitalists
    firms: Firms
    shoppers: Buyers  # of consumer goods
    investors: Buyers  # of machines, hardware and energy
    agents: Agents
    frontier: Frontier
    state: State
    start: Start
    dept1: slice
    dept2: slice
    producers: slice
    clouds: slice
    channels: Channels  # what mechanisms hand to phases of the core
    awake: frozenset[str] = frozenset()  # mechanisms whose levers have been moved
    decided: frozenset[str] = frozenset()  # columns whose decision one of these has taken over
    # What mechanisms keep, None before they wake.
    entry: "Entry | None" = None
    ai_ownership: "AiOwnership | None" = None
    abstainers: "Abstainers | None" = None
    month: int = 0  # months done
    shock: float = 0.0  # of household demand, log points
    inflation: float = 0.0  # smoothed monthly change of the price level
    expected_inflation: float = 0.0  # monthly
    price_level: float = 1.0  # of consumer goods, money a unit
    budgets: float = 0.0  # money households and State meant to spend this month
    defaults: int = 0  # firms that defaulted this month
    value_added: float = 0.0  # of this month, money
    prices: Floats = field(
        default_factory=lambda: np.ones(2)
    )  # of machines and consumer goods this month, money a unit
    worked: float = 0.0  # work of all who have a job at the end of the month, worker-months
    slot_cost: float = 0.0  # C + V of a slot this month, money
    bounds: Counter[str] = field(default_factory=Counter)  # how often each declared bound was binding
    _numbers: dict[str, tuple[Params, Numbers]] = field(default_factory=dict)

    @property
    def numbers(self) -> Numbers:
        """The parameters of the core for compiled code: an array of one record."""
        return self.numbers_of("")

    def numbers_of(self, room: str) -> Numbers:
        """The parameters of a mechanism's room for its compiled code: an array of one record."""
        params, found = self._numbers.get(room, (None, None))
        # Another layout where the world comes from another process.
        if found is None or params is not self.params or found.dtype is not layout(room):
            found = numbers(self.params, room)
            self._numbers[room] = self.params, found
        return found

    def binding(self) -> dict[str, int]:
        """How often each declared bound of a rule has been binding in this run."""
        return dict(self.bounds)

    def bind(self, name: str, mask: Flags | np.bool_ | bool) -> None:
        """Count the places where a bound is binding."""
        self.bound(name, int(np.count_nonzero(mask)))

    def bound(self, name: str, times: int) -> None:
        """A bound has been binding so many times."""
        if times:
            self.bounds[name] += times

    def bound_each(self, names: Sequence[str], times: Sequence[int]) -> None:
        """The same for several bounds."""
        for name, count in zip(names, times, strict=True):
            self.bound(name, count)

    def active(self, part: slice) -> Ints:
        """Rows of a part of the firms in which there is one."""
        return np.asarray(self.firms.active[part].nonzero()[0] + part.start)

    def by_department(self, dept1: float, dept2: float) -> Floats:
        """A value of each department as a column of producers."""
        column = np.empty(self.producers.stop)
        column[self.dept1], column[self.dept2] = dept1, dept2
        return column

    @property
    def stocks(self) -> Floats:
        """Finished goods of each producer, units."""
        return sums.joined(self.ledger["dept1", "capital_goods"], self.ledger["dept2", "goods"])

    @property
    def machine_price(self) -> float:
        """Price of machines, hardware and energy: mean of Department I weighted by expected sales, money a unit."""
        return self.mean_price(self.dept1)

    @property
    def goods_price(self) -> float:
        """Price of consumer goods: mean of Department II weighted by expected sales, money a unit."""
        return self.mean_price(self.dept2)

    @property
    def mean_offers(self) -> Floats:
        """Mean wage offers of producers by occupation, money per unit of skill and month: shape (2,)."""
        return np.array([self.mean_offer(COGNITIVE), self.mean_offer(PHYSICAL)])

    def mean_offer(self, occupation: int) -> float:
        """Mean wage offer of producers to an occupation, money per unit of skill and month."""
        return sums.mean_offer(self.firms.wage[occupation], self.firms.active, self.producers.stop)

    def mean_price(self, part: slice) -> float:
        """Mean price of a department weighted by expected sales, money a unit."""
        firms = self.firms
        return sums.mean_price(firms.price, firms.expected, firms.active, part.start, part.stop)
