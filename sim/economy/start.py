"""The first day of a run: a world in the stationary state of its parameters, and whether there is one."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.base.errors import InputError
from sim.economy.channels import Channels
from sim.economy.mechanisms import MECHANISMS
from sim.economy.mechanisms.housing.phases import first_homes, move_in
from sim.economy.mechanisms.ownership.phases import opening_shares
from sim.economy.rules import labour
from sim.economy.rules.investment import user_cost
from sim.economy.scenario import Scenario
from sim.economy.stationary import Stationary, cooperatives, firms_there, job_finding, solve
from sim.economy.world import (
    COGNITIVE,
    NOBODY,
    PHYSICAL,
    Agents,
    Buyers,
    Capitalists,
    Firms,
    Flags,
    Floats,
    Frontier,
    Ints,
    Start,
    State,
    Workers,
    World,
)
from sim.engine.ledger import EXACT, MILLION, Ledger
from sim.engine.parameters import Params
from sim.engine.streams import draw

AT_ONCE = 2**16  # buyers whose lists are drawn together: what is drawn takes three times the memory of a list


def check(scenario: Scenario, months: int) -> None:
    """InputError where there is no state to start in, or none that the books hold for so many months.

    Without AI and dated changes everything nominal grows at target inflation; what else a run will reach nobody knows before.
    """
    p = scenario.params_at(0)
    state, most = solve(p), EXACT / MILLION
    money = state.worker_deposits + state.capitalist_deposits + float(state.deposits_open.sum())
    for size, what in ((money, "of money"), (float(state.machines.sum()), "machines")):
        if size >= most:
            raise InputError(
                f"the stationary state has {size:.3g} units {what}: the books hold less than {most:.3g} "
                "(lower n_workers, markup, machine_wear or machines_per_capacity)"
            )
    growth = 1.0 + (p.target_inflation + p.cohort_growth) / 12.0
    if not p.ai and not scenario.events and state.labour * growth**months >= most:
        people = f" and cohort_growth = {p.cohort_growth}" if p.cohort_growth else ""
        last = math.floor(math.log(most / state.labour) / math.log(growth))
        raise InputError(
            f"months = {months}: at target_inflation = {p.target_inflation}{people} wages outgrow the books ({most:.3g} units) "
            f"near month {last}: lower --months or target_inflation"
        )


def sizes(p: Params) -> dict[str, int]:
    """How many rows there are of each: with entry, places for firms to come, with growth for people; a capitalist for each first firm."""
    begin = firms_there(p)
    rows = begin + np.rint(p.entry_room * begin).astype(np.int64) if p.entry else begin
    return {
        "workers": p.n_workers + (round(p.cohort_room * p.n_workers) if p.cohort_growth else 0),
        "capitalists": int(begin.sum()) + p.n_clouds,
        "dept1": int(rows[0]),
        "dept2": int(rows[1]),
        "clouds": p.n_clouds,
    }


def start(scenario: Scenario, seed: int) -> World:
    """A world in the stationary state of the scenario's parameters: stocks, prices, jobs and debts of the first day of month 0."""
    p = scenario.params_at(0)
    count, per_firm = sizes(p), firms_there(p)
    dept2 = int(per_firm[1])
    rows, owners = np.array([count["dept1"], count["dept2"]]), count["capitalists"]
    producers = int(rows.sum())
    department = np.repeat([0, 1], rows)  # of each producer
    there = np.concatenate([np.arange(r) < f for r, f in zip(rows, per_firm, strict=True)])
    inflation = p.target_inflation / 12.0

    def per(value: Floats) -> Floats:
        """What each producer has of its department's value; nothing in dormant rows."""
        return np.asarray(np.where(there, (value / per_firm)[department] * size, 0.0))

    size = _sizes(p, department, there, seed)
    # The first firms of each department: their weight in it is by chance another one than that in their number.
    cooperative = np.concatenate([np.arange(r) < c for r, c in zip(rows, cooperatives(p), strict=True)])
    state = solve(p, np.bincount(department, size * cooperative) / per_firm)
    firms = _firms(p, state, per, there, department, seed)
    firms.cooperative[:producers] = cooperative
    workers = _workers(p, firms, seed, count["workers"])
    if cooperative.any():
        workers.income += opening_shares(firms, workers, state, int(rows[0]), 1.0 + inflation)
    homes = first_homes(p, workers, state, seed) if p.mortgages else None
    if homes:
        workers.income -= homes.cost / (1.0 + inflation)
    ledger = Ledger(count)
    bank_share = state.bank_dividend / owners
    capitalist_income = np.full(owners, bank_share)
    capitalist_income[: int(per_firm.sum())] += (per(state.dividends) * ~cooperative)[there]
    if homes:  # let in proportion to what owners have besides
        move_in(ledger, homes, capitalist_income)
        capitalist_income *= 1.0 + state.rents / capitalist_income.sum()
    capitalist_deposits = state.capitalist_deposits * capitalist_income / capitalist_income.sum()
    means = np.maximum(workers.income, 0.0)
    worker_deposits = state.worker_deposits * means / means.sum()
    firm_deposits = np.zeros(producers + p.n_clouds)
    firm_deposits[:producers] = per(state.deposits_open)
    ledger.post("endowment", np.concatenate([worker_deposits, capitalist_deposits, firm_deposits]))
    ledger.post("initial_loans", np.concatenate([per(state.loans_open), np.zeros(p.n_clouds)]))
    _public_debt(ledger, state.equity_open)
    stocks = per(state.stocks)
    ledger.post("initial_stocks", stocks[: rows[0]])
    ledger.post("initial_goods", stocks[rows[0] :])
    ledger.post("initial_machines", per(state.machines))
    ledger.open()

    capitalists = Capitalists(
        income=capitalist_income / (1.0 + inflation), before=np.zeros(capitalist_income.size)
    )  # as seen at the end of month -1
    lists, parts = draw(seed, "lists", -1), (slice(0, int(rows[0])), slice(int(rows[0]), producers))
    trips = p.shopping_trips
    clouds = p.n_clouds
    world = World(
        scenario=scenario,
        seed=seed,
        ledger=ledger,
        workers=workers,
        capitalists=capitalists,
        firms=firms,
        shoppers=_buyers(
            p, lists, np.repeat(np.arange(3, dtype=np.int8), [count["workers"], owners * trips, dept2 * trips]), size[parts[1]]
        ),
        investors=_buyers(p, lists, np.zeros((producers + clouds) * trips, np.int8), size[parts[0]]),
        agents=Agents.zeros(clouds=p.n_clouds, slots=0),
        frontier=Frontier.zeros(clouds=clouds, versions=0),
        state=State(
            income_tax=p.income_tax,
            profit_tax=p.profit_tax,
            ubi_tax=0.0,
            mean_wage=1.0,
            trend_output=float(state.outputs.sum()),
            value_added=state.value_added,
            profits=float(state.profits.sum()),
            fee_tax=0.0,
            affordable=state.purchases * state.prices[1] - state.public_deficit,
            purchases=state.purchases,
        ),
        start=Start(
            output=float(state.outputs.sum()),
            debt_ratio=state.debt_ratio,
            price=state.prices,
            real_income=state.worker_income / p.n_workers / state.prices[1],
            norm=float(state.sales[1] - state.purchases) / (p.n_workers + owners),
            value_added=state.value_added,
            user_cost=user_cost(p.loan_rate, p.target_inflation, machine_wear=p.machine_wear, lowest=p.user_cost_min),
            returns=state.returns(p),
        ),
        dept1=parts[0],
        dept2=parts[1],
        producers=slice(0, producers),
        clouds=slice(producers, producers + clouds),
        channels=Channels(
            {
                "clouds": clouds,
                "firms": producers + clouds,
                "workers": count["workers"],
                "economy": 1,
                "renting": (producers, clouds),
            }
        ),
        rented=np.zeros((producers, clouds)),
        inflation=inflation,
        expected_inflation=inflation,
        price_level=float(state.prices[1]) / (1.0 + inflation),
        made=np.full(60, float(state.outputs.sum())),
        levels=state.prices[1] / (1.0 + inflation) ** np.arange(13.0, 1.0, -1.0),
        value_added=state.value_added,
    )
    wake(world, state)
    return world


def wake(world: World, state: Stationary | None = None) -> None:
    """Mechanisms whose levers leave their neutral values begin to act. They stay awake, since what they have made lasts."""
    for mechanism in MECHANISMS:
        if mechanism.name not in world.awake and mechanism.on(world.params):
            world.awake |= {mechanism.name}
            world.decided |= set(mechanism.declared["writes"].get("decides", ()))
            mechanism.start(world, state or solve(world.params))


def _sizes(p: Params, department: Ints, there: Flags, seed: int) -> Floats:
    """Size of each producer beside the mean of its department; nothing in dormant rows. Every stock and flow is proportional to it."""
    normal = _first_to_those(there, draw(seed, "sizes", -1))
    size = np.where(there, np.exp(p.firm_size_sd * normal), 0.0)
    for number in (0, 1):
        mine = department == number
        size[mine] /= size[mine & there].mean()
    return np.asarray(size)


def _first_to_those(there: Flags, stream: np.random.Generator) -> Floats:
    """A normal number for each row: the firms that are there draw first, the same with dormant rows and without."""
    normal = np.empty(there.size)
    normal[np.argsort(~there, kind="stable")] = stream.standard_normal(there.size)
    return normal


def _public_debt(ledger: Ledger, equity: float) -> None:
    """Public debt as the exact balance of the books: what holders have beyond loans, plus the bank's equity."""
    debt = ledger.round("initial_bonds", equity) - sum(ledger["bank", asset] for asset in ("money", "loans", "mortgages"))
    ledger.post("initial_bonds", np.maximum(debt, 0))
    ledger.post("initial_reserves", np.maximum(-debt, 0))


def _firms(
    p: Params, state: Stationary, per: Callable[[Floats], Floats], there: Flags, department: Ints, seed: int
) -> Firms:
    """Firms of a department differ in size alone at the start; clouds exist, but have neither slots nor debts nor staff."""
    producers, clouds = department.size, p.n_clouds
    size = producers + clouds
    growth = 1.0 + p.target_inflation / 12.0

    def column(of_producers: Floats | float, of_clouds: float = 0.0) -> Floats:
        values = np.full(size, of_clouds)
        values[:producers] = of_producers
        return values

    output = per(state.outputs)
    wages = output / state.outputs.sum() * state.labour
    net = per((1.0 - p.profit_tax) * state.profits)
    wage = np.ones((2, size))
    wage[:, producers:] = p.cloud_wage_premium
    shares = np.array([p.cognitive_share, 1.0 - p.cognitive_share])
    jagged = np.exp(p.jaggedness * _first_to_those(there, draw(seed, "jaggedness", -1)))
    active = np.concatenate([there, np.full(clouds, True)])
    firms = Firms.zeros(occupations=2, firms=size)
    firms.active = active
    firms.owner = np.where(active, np.cumsum(active) - 1, 0)
    firms.age[:] = np.inf
    firms.price = column(state.prices[department])
    firms.markup = column(p.markup, p.cloud_markup)
    firms.normal_markup = column(p.markup)
    firms.productivity = column(p.labour_productivity)
    firms.pass_through = column(p.pass_through)
    firms.wage = wage
    firms.expected = firms.trend = column(per(state.sales))
    firms.plan = column(output)
    firms.jaggedness = column(jagged * math.exp(-0.5 * p.jaggedness**2))
    firms.outlay = column(wages / growth)
    firms.profit = column(net / growth)
    firms.use = column(0.0, p.normal_use_cloud)
    firms.need = np.stack([column(share * wages) for share in shares])
    return firms


def _workers(p: Params, firms: Firms, seed: int, rows: int) -> Workers:
    """Everyone is employed up to need: workers in random order fill the firms of their occupation one after the other.

    In the last rows is nobody yet.
    """
    n = p.n_workers
    stream = draw(seed, "skill", -1)
    occupation = np.zeros(n, np.int8)
    occupation[round(p.cognitive_share * n) :] = PHYSICAL
    skill = np.exp(p.skill_sd * stream.standard_normal(n))
    for mechanism in MECHANISMS:
        if mechanism.first_skill and mechanism.on(p):
            skill *= mechanism.first_skill(p, seed)
    rank = stream.random(n)
    employer = np.full(n, -1, np.int32)
    third, task, chance = np.empty(n, np.int8), np.empty(n), draw(seed, "tasks", -1).random(n)
    for which in (COGNITIVE, PHYSICAL):
        members = np.flatnonzero(occupation == which)
        skill[members] /= skill[members].mean()
        place = (np.argsort(np.argsort(skill[members], kind="stable"), kind="stable") + 0.5) / max(members.size, 1)
        third[members] = 3 * which + (3.0 * place).astype(np.int8)
        task[members] = labour.task_ranks(place, chance[members], task_difficulty=p.task_difficulty)
        members = members[np.argsort(rank[members])]
        filled = np.cumsum(firms.need[which])
        middle = np.cumsum(skill[members]) - 0.5 * skill[members]
        hired = middle < filled[-1]
        employer[members[hired]] = np.searchsorted(filled, middle[hired], side="right")
    net = np.where(employer >= 0, 1.0 - p.income_tax, p.replacement_rate) * skill
    workers = Workers.zeros(workers=rows, applications=p.applications)
    workers.occupation[:], workers.leisure[:], workers.employer[:] = NOBODY, -1.0, -1
    workers.occupation[:n], workers.skill[:n], workers.third[:n], workers.task[:n] = occupation, skill, third, task
    workers.leisure[:n] = draw(seed, "leisure", -1).random(n)
    workers.hours[:n], workers.active[:n] = 1.0, True
    workers.employer[:n] = employer
    if p.benefit_months > 0:  # else nobody asks
        jobless = np.flatnonzero(employer < 0)
        workers.spell[jobless] = draw(seed, "spells", -1).geometric(job_finding(p), n)[jobless] - 1
    workers.income[:n] = net / (1.0 + p.target_inflation / 12.0)
    return workers


def _buyers(p: Params, stream: np.random.Generator, group: npt.NDArray[np.int8], size: Floats) -> Buyers:
    """Lists of shops drawn with replacement, by size of the seller, with tastes."""
    shape, upto = (group.size, p.shops_visited), np.cumsum(size)
    shops = np.empty(shape, np.uint32)
    for start in range(0, group.size, AT_ONCE):
        some = shops[start : start + AT_ONCE]
        some[:] = np.searchsorted(upto, stream.random(some.shape) * upto[-1], side="right")
    return Buyers(
        shops=shops,
        taste=np.exp(np.float32(p.taste_sd) * stream.standard_normal(shape, np.float32)),
        group=group,
    )
