"""What a run keeps besides its monthly measures: the books, incomes by group of people, the lives of AI agents, sizes of firms.

``RECORDS`` declares every record once: when it is taken, its axes, its unit, and the function that reads it off the world.
A worker belongs to one group for the whole run, by occupation and skill at the start, so that a seed has the same people in the
same groups under every scenario; where practice forms skill, by talent, which no career has changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Floats, Ints
from sim.base.errors import InputError
from sim.base.limits import whole
from sim.economy.accounts import Accounts, draw_up
from sim.economy.derived import heads, paid_yields
from sim.economy.world import COGNITIVE, Agents, World
from sim.engine.compiled import compiled
from sim.engine.ledger import Ledger, flows

Keeps = Literal["months", "outcomes"]  # what is kept of a run: every month, and records, or its outcomes alone

TAIL = 60  # months at the end whose mean is the outcome of a run, unless somebody says otherwise
YEAR = 12
DECILES = 10
AGES = (0, 12, 24, 36, 60)  # months at which a class of agents begins
CAREER = 2  # years of a career that stand together
CAREERS = tuple(range(0, 41, CAREER))  # years into a career at which a class of people begins
PERSONS = 1000  # of whom something is kept one by one, at most
LAGS = (0, 1, 2, 4, 8)  # versions behind the newest at which a class of agents begins
WORTH = ("money", "loans", "mortgages", "bonds", "homes", "goods", "capital_goods", "machines", "slots")  # what a balance sheet holds

AXES: Mapping[str, tuple[str, ...]] = {
    "flow": tuple(flows()),
    "sector": Ledger.SECTORS,
    "asset": WORTH,
    "occupation": ("cognitive", "physical"),
    "decile": tuple(str(number) for number in range(1, DECILES + 1)),
    "department": ("dept1", "dept2", "clouds"),
    "event": ("born", "died", "deleted", "alive"),
    "producer": (),  # without names: as many as the run has, Department I first
    "person": (),  # without names: every so many-th worker, so that there are `PERSONS` at most
    "place": ("member", "employee", "none"),
    "career": tuple(map(str, CAREERS)),
    "help": ("work", "pay"),
    "experts": ("there", "asked"),
    "use": ("job", "duty", "seeking", "free"),
    "side": ("given", "levied"),
    "who": ("workers", "owners"),
    "contract": ("post", "crowd", "gig", "creator"),
    "standing": ("mean", "middle", "top", "heads"),
    "age": tuple(map(str, AGES)),
    "behind": tuple(map(str, LAGS)),
    "account": ("constant", "variable", "paid", "retained"),
    "share": ("wear", "interest", "energy", "crews", "wages", "clouds", "agents", "public", "state", "firms"),
    "part": ("variable", "surplus"),
    "tenure": ("lived_in", "owned"),
    "landlords": ("top", "rest"),
    "road": ("homes", "hardware", "producers"),
    "cloud_flow": ("fees", "hardware", "energy", "rent", "interest", "repaid", "borrowed"),
}


@dataclass(frozen=True)
class Record:
    """One record. ``when``: every month, at the end or as the mean of every year, as the mean of the last months, or in the last month.

    ``read`` is given the world and the group of each worker, or, of a record of value, the world and the accounts of the month.
    """

    name: str
    when: Literal["month", "year", "mean", "tail", "last"]
    axes: tuple[str, ...]
    unit: str
    doc: str
    read: Callable[..., Floats]
    reads: Literal["world", "accounts"] = "world"


def _payments(w: World, group: Ints) -> Floats:
    """Gains less payments of each sector by each flow."""
    return np.array([[w.ledger.moved(flow, sector) for sector in Ledger.SECTORS] for flow in flows()])


def _gross(w: World, group: Ints) -> Floats:
    return np.array([w.ledger.moved(flow) for flow in flows()])


def _balance_sheet(w: World, group: Ints) -> Floats:
    """Holdings at current prices; slots are worth their hardware, homes what they fetched this month."""
    sheet = w.ledger.balance_sheet()
    machine, good = w.prices
    prices = {
        "goods": good,
        "capital_goods": machine,
        "machines": machine,
        "slots": w.params.hardware_per_slot * machine,
        "homes": w.housing.asked if w.housing else 1.0,
    }
    worth = np.array([sheet.values[sheet.rows.index(name)] * prices.get(name, 1.0) for name in WORTH])
    return np.asarray(worth / 1e6 / (12.0 * w.state.value_added)) if w.state.value_added > 0.0 else np.zeros(worth.shape)


def _by_group(w: World, group: Ints, values: npt.NDArray[np.bool_ | np.integer | np.floating]) -> Floats:
    """Means over the workers of each group who are still there; whoever came later belongs to none."""
    if w.population:
        still = w.workers.occupation[: group.size] >= 0
        group, values = group[still], values[: group.size][still]
    sizes = np.bincount(group, minlength=2 * DECILES)
    total = np.bincount(group, values, minlength=2 * DECILES)
    return np.asarray((total / np.maximum(sizes, 1)).reshape(2, DECILES))


def _real(w: World) -> float:
    """Price of consumer goods over its value at the start."""
    return float(w.prices[1] / w.start.price[1])


def _craft(w: World, group: Ints) -> Floats:
    """Mean craft of cognitive workers by years into their career; 0 where there are none, and while no craft is formed."""
    kept = w.skill
    if not kept or not kept.formed:
        return np.zeros(len(CAREERS))
    minds = w.workers.occupation == COGNITIVE
    years = (w.month - kept.began[minds]) / YEAR
    at = np.minimum(years / CAREER, len(CAREERS) - 1).astype(np.int64)
    total, people = (np.bincount(at, of, minlength=len(CAREERS)) for of in (kept.craft[minds], None))
    return np.asarray(total / np.maximum(people, 1))


def _help(w: World, group: Ints) -> Floats:
    """What AI adds to work and to pay of cognitive staff of producers, by tenth of what they would yield without it. Shape (tenths, 2)."""
    kept, employer = w.skill, w.workers.employer
    staff = np.flatnonzero((w.workers.occupation == COGNITIVE) & (employer >= 0) & (employer < w.producers.stop))
    if not kept or staff.size < DECILES:
        return np.zeros((DECILES, len(AXES["help"])))
    unaided = kept.talent[staff] * kept.craft[staff]
    tenth = np.empty(staff.size, np.int64)
    tenth[np.argsort(unaided, kind="stable")] = np.arange(staff.size) * DECILES // staff.size
    alone = np.bincount(tenth, unaided)
    return np.stack([np.bincount(tenth, of[staff]) / alone - 1.0 for of in (w.workers.skill, kept.paid)], axis=1)


def _experts(w: World, group: Ints) -> Floats:
    return np.array([w.skill.experts, w.skill.judged] if w.skill else [0.0, 0.0]) / heads(w)


def _time_use(w: World, group: Ints) -> Floats:
    """What the mean worker of each group does with the time there is, normal hours. Shape (occupations, deciles, uses)."""
    workers, kept, piece = w.workers, w.time, w.contracts
    post, pool = workers.employer >= 0, workers.contract > 0
    job, seeking = np.where(post, workers.hours, 0.0), workers.jobless.astype(np.float64)
    if piece:
        job[pool], seeking[pool] = piece.worked[pool], (workers.hours - piece.worked)[pool]
    duty = np.zeros(job.size)
    if kept and kept.unpaid > 0.0:
        duty[kept.serves] = kept.duty_hours / np.count_nonzero(kept.serves)
    free = w.params.free_time_total - job - duty - seeking
    return np.stack([_by_group(w, group, of) for of in (job, duty, seeking, free)], axis=-1)


def _basket(w: World, group: Ints) -> Floats:
    """Worth of what the mean worker of each group is given in kind, and what the levy takes. Shape (occupations, deciles, sides).

    The levy goes by pay at the wages that firms offer now, so that all of it adds up to what was levied.
    """
    kept = w.time
    if not kept or w.state.basket_cost == 0.0 == w.state.wage_levy:
        return np.zeros((2, DECILES, len(AXES["side"])))
    entitled = kept.serves if w.params.duty_sanction else w.workers.occupation >= 0
    given = entitled * (w.state.basket_cost / np.count_nonzero(entitled))
    pay = _pay(w)
    levied = pay * (w.state.wage_levy * kept.wages / max(float(pay.sum()), 1e-12))
    return np.stack([_by_group(w, group, of) for of in (given, levied)], axis=-1) / _real(w)


def _basket_whole(w: World, group: Ints) -> Floats:
    """The same of all workers, and of owners, whose profits bear the rest. Shape (who, sides)."""
    kept, state = w.time, w.state
    if not kept:
        return np.zeros((len(AXES["who"]), len(AXES["side"])))
    money = np.array([[state.basket_cost, state.wage_levy * kept.wages], [0.0, kept.from_profits]])
    return np.asarray(money / (_real(w) * heads(w)))


def _pay(w: World) -> Floats:
    """What each earns at the wages that firms offer now, in a post or by the piece, before tax, money."""
    workers, piece = w.workers, w.contracts
    post = workers.employer >= 0
    pay = np.where(post, w.firms.wage[workers.occupation, workers.employer] * paid_yields(w) * workers.hours, 0.0)
    return pay + piece.earned if piece else pay


def _contracts(w: World, group: Ints) -> Floats:
    """What those of each contract earn before tax: the mean, the middle one, the first of the top tenth; how many they are a worker."""
    found = np.zeros((len(AXES["contract"]), len(AXES["standing"])))
    if not w.contracts:
        return found
    workers, pay = w.workers, _pay(w)
    for which in range(len(found)):
        at = workers.employer >= 0 if which == 0 else workers.contract == which
        earns = pay[at] if which == 0 else w.contracts.piece_income[at]
        if earns.size:
            middle, top = np.quantile(earns, (0.5, 0.9))
            found[which] = earns.mean(), middle, top, 0.0
            found[which, :3] /= _real(w)
            found[which, 3] = earns.size / heads(w)
    return found


def _persons(w: World) -> slice:
    first = w.params.n_workers
    return slice(None, first, -(-first // PERSONS))


def _places(w: World, group: Ints) -> Floats:
    """Whether each person works in a cooperative, for others, or not; neither, whoever works by the piece or has left.

    Shape (persons, places).
    """
    workers, some = w.workers, _persons(w)
    employer, idle = workers.employer[some], (workers.contract[some] == 0) & (workers.occupation[some] >= 0)
    member = (employer >= 0) & w.firms.cooperative[employer]
    return np.stack([member, (employer >= 0) & ~member, (employer < 0) & idle], axis=1).astype(np.float64)


def _owners(w: World, group: Ints) -> Floats:
    income = w.capitalists.income / _real(w)
    owners = w.firms.owner
    return np.array([income[owners[w.active(part)]].mean() for part in (w.dept1, w.dept2, w.clouds)])


def _homes(w: World, group: Ints) -> Floats:
    """What the workers of each group live in, and what they own of it, over all homes. Shape (occupations, deciles, tenures).

    Whoever came later belongs to no group: theirs, and what is let to them, is what all groups and landlords leave of 1.
    """
    kept, ledger = w.housing, w.ledger
    if not kept:
        return np.zeros((2, DECILES, len(AXES["tenure"])))
    there = w.workers.occupation[: group.size] >= 0
    lived, owned = kept.home[: group.size] * there, ledger.units("workers", "homes")[: group.size] * there
    sums = [np.bincount(group, of, minlength=2 * DECILES).reshape(2, DECILES) for of in (lived, owned)]
    every = ledger.total("workers", "homes") + ledger.total("capitalists", "homes")
    return np.stack(sums, axis=-1) / every if every > 0.0 else np.zeros((2, DECILES, len(sums)))


def _homes_let(w: World, group: Ints) -> Floats:
    """Homes of the tenth of owners who have most, and of the others, over all homes."""
    let = np.sort(w.ledger.units("capitalists", "homes"))[::-1]
    every, tenth = w.ledger.total("workers", "homes") + float(let.sum()), -(-let.size // 10)
    return np.array([let[:tenth].sum(), let[tenth:].sum()]) / every if every > 0.0 else np.zeros(len(AXES["landlords"]))


def _bank_losses(w: World, group: Ints) -> Floats:
    """What the bank writes off of mortgages, of loans of clouds and of loans of producers."""
    moved = w.ledger.moved
    producers = moved("write_off", "dept1") + moved("write_off", "dept2")
    lost = np.array([moved("mortgage_write_off"), moved("write_off", "clouds"), producers])
    return lost / (12.0 * w.state.value_added) if w.state.value_added > 0.0 else np.zeros(lost.size)


def _cloud_money(w: World, group: Ints) -> Floats:
    """Fees that clouds take, what they spend it on, and what they owe on their loans, at the prices of the start."""
    moved, machine = w.ledger.moved, float(w.prices[0])
    spent = [moved(flow) * machine for flow in ("hardware_used", "energy_used")]
    service = [-moved(flow, "clouds") for flow in ("interest", "repayment")]
    money = [moved("ai_fees"), *spent, moved("energy_rent"), *service, moved("lending", "clouds")]
    return np.array(money) / _real(w)


def _events(w: World, group: Ints) -> Floats:
    agents = w.agents
    return np.array([agents.births, agents.deaths, agents.deleted, agents.count.sum()], np.float64)


def _agents_by(
    w: World, values: npt.NDArray[np.signedinteger], starts: tuple[int, ...], weights: Ints | None = None
) -> Floats:
    """Agents at work, or what they weigh, by class of a column of theirs."""
    living = w.agents.living
    classes = np.searchsorted(starts, values[living], side="right") - 1
    weight = None if weights is None else weights[living]
    return np.bincount(classes, weight, minlength=len(starts)).astype(np.float64)


def _behind(w: World) -> Ints:
    """Versions behind the newest, of every agent. Shape (clouds, slots)."""
    newest = w.frontier.versions_efficiency.size - 1
    return np.asarray(np.maximum(newest - w.agents.version.astype(np.int64), 0))


def _department(w: World, group: Ints) -> Floats:
    """0 for Department I, 1 for Department II. Shape (producers,)."""
    return w.by_department(0.0, 1.0)


def _by_account(w: World, a: Accounts) -> Floats:
    """Shape (departments, accounts)."""
    whole = [a.firms.of(part) for part in (w.dept1, w.dept2, w.clouds)]
    rows = [[getattr(one, name) for name in AXES["account"]] for one in whole]
    return np.array(rows) / (1e6 * _real(w))


def _by_share(w: World, a: Accounts) -> Floats:
    """What AI work is worth, by who has it: the clouds' part by who owns them."""
    of, kept = a.all_agents, w.params.ai_ownership
    common = int(a.agents.cloud[w.firms.public[w.clouds]].sum())
    private = of.cloud - common
    clouds, agents = (1.0 - kept) * private, kept * private
    shares = [of.wear, of.interest, of.energy, of.crews, of.wages, clouds, agents, common, of.state, of.firms]
    return np.array(shares) / (1e6 * _real(w))


def _by_version(w: World, a: Accounts) -> Floats:
    """V and S of agents by how many versions they are behind. Shape (classes, parts)."""
    newest, parts = len(w.frontier.versions_capability) - 1, (a.agents.variable, a.agents.surplus)
    return np.asarray(_by_lag(w.agents.handle, newest, LAGS, parts) / (1e6 * _real(w)))


@compiled
def _by_lag(agents: Agents, newest: int, starts: tuple[int, ...], parts: tuple[Ints, ...]) -> Floats:
    """What each part of each agent's account adds up to by class of versions behind the newest. Shape (classes, parts)."""
    total = np.zeros((len(starts), len(parts)))
    for cloud in range(agents.count.size):
        for slot in range(agents.count[cloud]):
            behind = max(newest - agents.version[cloud, slot], 0)
            at = -1
            for start in starts:
                at += behind >= start
            for place, part in enumerate(parts):
                total[at, place] += part[cloud, slot]
    return total


_PEOPLE = ("occupation", "decile")
_DEFLATED = "money at the prices of the start"

RECORDS: Mapping[str, Record] = {
    record.name: record
    for record in (
        Record("payments", "last", ("flow", "sector"), "units of the asset",
               "What each sector gained (plus) and gave (minus) by each flow of the last month", _payments),
        Record("gross", "last", ("flow",), "units of the asset", "What each flow moved in the last month in all", _gross),
        Record("value_added", "last", (), "money", "Value added of the last month",
               lambda w, group: np.array(w.value_added)),
        Record("balance_sheet", "year", ("asset", "sector"), "years of value added",
               "Assets (plus) and debts (minus) by sector at current prices, slots at the price of their hardware", _balance_sheet),
        Record("worker_consumption", "tail", _PEOPLE, "units/worker",
               "Mean consumption a month by occupation at the start and decile of skill",
               lambda w, group: _by_group(w, group, w.workers.consumed)),
        Record("worker_income", "tail", _PEOPLE, "money at the prices of the start",
               "Mean smoothed net income a month of the same groups", lambda w, group: _by_group(w, group, w.workers.income) / _real(w)),
        Record("worker_unemployment", "tail", _PEOPLE, "fraction", "Share without a job in the same groups",
               lambda w, group: _by_group(w, group, w.workers.jobless)),
        Record("person_income", "tail", ("person",), "money at the prices of the start",
               "Mean smoothed net income a month of single workers, the same of every seed in all scenarios",
               lambda w, group: w.workers.income[_persons(w)] / _real(w)),
        Record("person_place", "tail", ("person", "place"), "fraction",
               "Part of the months in which each of them works in a cooperative, for others, or not", _places),
        Record("craft_by_career", "year", ("career",), "share of talent",
               "Mean craft of cognitive workers by years into their career, at which each class begins; 0 where none is formed", _craft),
        Record("help_by_skill", "tail", ("decile", "help"), "fraction",
               "What AI adds to work and pay of producers' cognitive staff, less time it takes, by tenth of unaided skill", _help),
        Record("experts", "month", ("experts",), "worker-months/worker",
               "Work of experts at hand in producers, and work that asks for them; 0 while none does", _experts),
        Record("time_use", "mean", (*_PEOPLE, "use"), "normal hours",
               "Time at work in a post or by the piece, at duty, seeking work or waiting for pieces, and free, of the same groups, "
               "mean month of each year", _time_use),
        Record("basket", "tail", (*_PEOPLE, "side"), _DEFLATED,
               "Worth of what the same groups are given in kind, and what the levy takes of their pay", _basket),
        Record("basket_whole", "tail", ("who", "side"), "money at the prices of the start/worker",
               "The same of all workers and of owners, of whose profits a levy takes a part", _basket_whole),
        Record("pay_by_contract", "month", ("contract", "standing"), "money at the prices of the start; heads/worker",
               "Pay before tax of those in posts and in pools, smoothed where by the piece: mean, middle, first of the top tenth, heads; "
               "0 while there are no pools", _contracts),
        Record("homes", "year", (*_PEOPLE, "tenure"), "share of all homes",
               "Homes that the same groups live in, and what they own of these, by size", _homes),
        Record("homes_let", "year", ("landlords",), "share of all homes",
               "Homes of the tenth of owners who have most, and of the others, by size", _homes_let),
        Record("bank_losses", "month", ("road",), "years of value added",
               "What the bank writes off in the month: mortgages, loans of clouds, loans of producers", _bank_losses),
        Record("cloud_money", "month", ("cloud_flow",), "money at the prices of the start",
               "Of all clouds: fees, hardware and energy at this month's price, rent of power, interest, loans repaid and taken",
               _cloud_money),
        Record("owner_income", "tail", ("department",), "money at the prices of the start",
               "Mean smoothed income a month of capitalists by the department of their firm", _owners),
        Record("producer_department", "last", ("producer",), "0 or 1", "Department of each producer: 0 for I, 1 for II", _department),
        Record("producer_sales", "mean", ("producer",), "units a month", "Mean monthly sales of each producer in each year",
               lambda w, group: w.firms.sales[w.producers]),
        Record("producer_labour", "mean", ("producer",), "worker-months a month",
               "Mean carbon labour that each producer employed in each year",
               lambda w, group: np.asarray(w.firms.labour[:, w.producers].sum(axis=0))),
        Record("agent_events", "month", ("event",), "agents",
               "AI agents born, dead with their hardware and deleted in the month, and those alive at work", _events),
        Record("agent_ages", "year", ("age",), "agents", "AI agents by age: the months at which each class begins",
               lambda w, group: _agents_by(w, w.agents.age, AGES)),
        Record("agent_versions", "year", ("behind",), "agents",
               "AI agents by versions behind the newest: the number at which each class begins",
               lambda w, group: _agents_by(w, _behind(w), LAGS)),
        Record("account_money", "month", ("department", "account"), _DEFLATED,
               "C, V and S of each department: S as interest, taxes and dividends paid, and as what is retained", _by_account, "accounts"),
        Record("agent_product", "month", ("share",), _DEFLATED,
               "Worth of AI work at replaced wages: C (wear, interest), V (energy, crews, its wages), and S by who has it: cloud owners, "
               "AI that owns, public clouds, State, firms",
               _by_share, "accounts"),
        Record("agent_surplus", "mean", ("behind", "part"), _DEFLATED,
               "V and S of AI agents by versions behind the newest, mean month of each year", _by_version, "accounts"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """One scenario under one seed: ``table[month, measure]``, how often each bound has bound, and the records.

    Where outcomes alone are kept, the table has one row, the means over the last months, and there are no records.
    """

    scenario_name: str
    seed: int
    months: int
    table: Floats
    names: tuple[str, ...]
    binding: dict[str, int]
    records: dict[str, Floats] = field(default_factory=dict)


def outcomes(values: Floats, window: int = TAIL) -> Floats:
    """The end outcome of each run: means over the last months, the ``window``, of ``values[seed, month, measure]``."""
    return np.asarray(values[:, -window:].mean(axis=1))


def window_of(months: int, asked: int | None = None) -> int:
    """Of how many last months an outcome is the mean: as asked for, or the usual number, or all where a run has fewer.

    >>> window_of(480), window_of(24), window_of(24, 12)
    (60, 24, 12)
    """
    if asked is None:
        return min(TAIL, months)
    if whole("window", asked) > months:
        raise InputError(f"window = {asked}: must be a whole number (1 to {months}, the months of a run)")
    return asked


def described() -> dict[str, dict[str, object]]:
    """What a manifest says about the records: when, axes with the names of their places, unit, meaning."""
    return {
        r.name: {"when": r.when, "axes": {axis: list(AXES[axis]) for axis in r.axes}, "unit": r.unit, "doc": r.doc}
        for r in RECORDS.values()
    }


def groups(world: World) -> Ints:
    """The group of each worker at the start: decile of skill within the occupation, the ten of physical workers last."""
    skill = (world.skill.talent if world.skill else world.workers.skill)[: world.params.n_workers]
    group = np.empty(skill.size, np.int64)
    for occupation in range(len(AXES["occupation"])):
        members = np.flatnonzero(world.workers.occupation[: skill.size] == occupation)
        rank = np.argsort(np.argsort(skill[members], kind="stable"), kind="stable")
        group[members] = occupation * DECILES + rank * DECILES // max(members.size, 1)
    return group


@dataclass
class Recorder:
    """Takes the records of one run of so many months, month by month: all of them, or those that ``taken`` has a place for."""

    months: int
    group: Ints
    taken: dict[str, list[Floats]] = field(default_factory=lambda: {name: [] for name in RECORDS})
    window: int = TAIL  # months at the end of which the records of the last months are means

    def note(self, world: World, drawn_up: Accounts | None = None) -> None:
        """Take what is due at the end of the month just closed. ``drawn_up``: its accounts of value, if somebody has them."""
        sources: dict[str, tuple[Any, ...]] = {
            "world": (world, self.group),
            "accounts": (world, drawn_up or draw_up(world)),
        }
        done, last = world.month, world.month == self.months
        due = {
            "month": True,
            "year": done % YEAR == 0 or last,
            "tail": done > self.months - self.window,
            "last": last,
        }
        for record in map(RECORDS.__getitem__, self.taken):
            if record.when == "mean":
                self._add(record, done, record.read(*sources[record.reads]))
            elif due[record.when]:
                self.taken[record.name].append(record.read(*sources[record.reads]))

    def _add(self, record: Record, done: int, values: Floats) -> None:
        """Count a month into the mean of its year."""
        month, years = (done - 1) % YEAR + 1, self.taken[record.name]
        if month == 1:
            years.append(np.zeros_like(values))
        years[-1] += (values - years[-1]) / month

    def arrays(self) -> dict[str, Floats]:
        """The records: months or years lead the axes, the others are means over the months taken."""
        found = {}
        for name, values in self.taken.items():
            series = np.array(values)
            found[name] = series if RECORDS[name].when in ("month", "year", "mean") else series.mean(axis=0)
        return found
