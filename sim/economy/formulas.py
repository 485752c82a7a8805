"""One function a measure, of the same name as its line in measures.toml, which says what it is."""

import math

import numpy as np

from sim.base.arrays import Ints
from sim.economy import derived
from sim.economy.accounts import COMPUTE, GOODS, MACHINES, Accounts
from sim.economy.derived import ratio
from sim.economy.kernels import people
from sim.economy.rules import compute
from sim.economy.world import COGNITIVE, PHYSICAL, Firms, Floats, Numbers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.inequality import gini

RICHEST = 0.01  # of the measures of concentration
MOST = 0.5  # of a firm's tasks are open to its mode of working with AI
TASKS, FIRMS, SUPERVISION = range(3)  # what is counted of each mode


def _heads(w: World) -> int:
    return w.workers.skill.size


# -- labour


def unemployment(w: World) -> float:
    return derived.unemployment(w)


def unemployment_cognitive(w: World) -> float:
    return derived.unemployment_rates(w)[COGNITIVE]


def unemployment_physical(w: World) -> float:
    return derived.unemployment_rates(w)[PHYSICAL]


def unemployment_low_skill(w: World) -> float:
    return _unemployment_of(w, 0)


def unemployment_high_skill(w: World) -> float:
    return _unemployment_of(w, 2)


def _unemployment_of(w: World, third: int) -> float:
    force, jobless = people.headcount(w.workers.third, w.workers.employer, w.workers.active, third)
    return jobless / max(force, 1)


def participation(w: World) -> float:
    return np.count_nonzero(w.workers.active) / w.workers.active.size


def living_labour(w: World) -> float:
    return w.ledger.moved("living_labour") / _heads(w)


def vacancy_rate(w: World) -> float:
    unfilled = w.firms.unfilled.sum()
    return ratio(unfilled, unfilled + w.firms.labour.sum())


def employed_dept1(w: World) -> float:
    return _employed(w, w.dept1)


def employed_dept2(w: World) -> float:
    return _employed(w, w.dept2)


def employed_cloud(w: World) -> float:
    return _employed(w, w.clouds)


def _employed(w: World, part: slice) -> float:
    return people.employed(w.workers.employer, part.start, part.stop) / w.workers.employer.size


# -- wages, profits and prices


def wage_share(w: World) -> float:
    return ratio(_wages(w), w.value_added)


def real_wage(w: World) -> float:
    """Of those who have a job."""
    return w.ledger.moved("wages") / max(w.worked, 1e-9) / price_level(w)


def real_wage_gain(w: World) -> float:
    return _gain(real_wage(w))


def output_gain(w: World) -> float:
    return _gain(output(w))


def _gain(level: float) -> float:
    """Since the start, log points; 0 where there is nothing of it."""
    return math.log(level) if level > 0.0 else 0.0


def _wages(w: World) -> float:
    """Variable capital, with what data work is paid."""
    return w.ledger.moved("wages") + w.ledger.moved("data_wages")


def profit_rate(w: World) -> float:
    capital = (w.ledger.total("producers", "machines") + _hardware(w)) * w.prices[0] + _stock_value(w)
    return ratio(12.0 * _profit(w), capital)


def _hardware(w: World) -> float:
    return float(w.params.hardware_per_slot * w.ledger.total("clouds", "slots"))


def _stock_value(w: World) -> float:
    machines, goods = w.ledger.total("dept1", "capital_goods"), w.ledger.total("dept2", "goods")
    return float(machines * w.prices[0] + goods * w.prices[1])


def _profit(w: World) -> float:
    return sums.total(w.firms.gross_profit)


def cloud_profit_share(w: World) -> float:
    return ratio(sums.total(w.firms.gross_profit[w.clouds]), _profit(w))


def inflation(w: World) -> float:
    return 12.0 * w.inflation


def price_level(w: World) -> float:
    return float(w.prices[1] / w.start.price[1])


def mean_markup(w: World) -> float:
    cost = sums.total((w.firms.unit_cost * w.firms.sales)[w.producers])
    return ratio(sums.total(w.firms.takings[w.producers]) - cost, cost)


def mean_pass_through(w: World) -> float:
    if w.frontier.since < 0:
        return 0.0
    made = w.firms.output[w.producers] * w.by_department(*w.start.price)
    weights = made + 1e-9
    return float(sums.total(w.firms.pass_through[w.producers] * weights) / sums.total(weights))


# -- product and its uses


def output(w: World) -> float:
    made, start = w.firms.output, w.start.price
    energy = w.ledger.moved("energy_used")
    real = float(start[0] * (sums.total(made[w.dept1]) - energy) + start[1] * sums.total(made[w.dept2]))
    return real / w.start.value_added


def output_growth(w: World) -> float:
    return float(w.made[-1] / w.made[0]) - 1.0 if w.made[0] > 0.0 else 0.0


def recessions(w: World) -> float:
    """Quarters end with every third month; of the four that lie in a year, the oldest first, the last two fall and not the two before."""
    if w.month % 3:
        return 0.0
    falls = np.diff(w.made[1:].reshape(4, 3).sum(axis=1)) < 0.0
    return 4.0 * 3.0 * float(falls[1] and falls[2] and not falls[0])


def money_buys(w: World) -> float:
    return (1.0 - unspent(w)) / (1.0 + w.yearly_inflation)


def worker_consumption(w: World) -> float:
    return w.ledger.moved("worker_consumption") / _heads(w)


def capitalist_consumption(w: World) -> float:
    return w.ledger.moved("capitalist_consumption") / w.capitalists.income.size


def public_consumption(w: World) -> float:
    return w.ledger.moved("public_consumption") / _heads(w)


def investment(w: World) -> float:
    return (w.ledger.moved("machines_installed") + w.ledger.moved("hardware_used")) / _heads(w)


def capacity_use(w: World) -> float:
    machines = (
        w.ledger.total("producers", "machines") + w.ledger.moved("machine_wear") - w.ledger.moved("machines_installed")
    )
    return ratio(sums.total(w.firms.output[w.producers]) * w.params.machines_per_capacity, machines)


def stocks(w: World) -> float:
    held = w.ledger.total("dept1", "capital_goods") + w.ledger.total("dept2", "goods")
    return ratio(held, sums.total(w.firms.output[w.producers]))


def unspent(w: World) -> float:
    spent = math.fsum(w.ledger.moved(f"{who}_purchases") for who in ("worker", "capitalist", "public"))
    return 1.0 - spent / w.budgets if w.budgets > 0.0 else 0.0


# -- AI


def automated_share(w: World) -> float:
    return ratio(sums.total(w.firms.ai_work), sums.total(w.firms.need[COGNITIVE]))


def tasks_assisted(w: World) -> float:
    return _by_mode(w, TASKS, 0)


def tasks_shared(w: World) -> float:
    return _by_mode(w, TASKS, 1)


def tasks_delegated(w: World) -> float:
    return _by_mode(w, TASKS, 2)


def firms_assisted(w: World) -> float:
    return _by_mode(w, FIRMS, 0)


def firms_shared(w: World) -> float:
    return _by_mode(w, FIRMS, 1)


def firms_delegated(w: World) -> float:
    return _by_mode(w, FIRMS, 2)


def supervision_assisted(w: World) -> float:
    return _by_mode(w, SUPERVISION, 0)


def supervision_shared(w: World) -> float:
    return _by_mode(w, SUPERVISION, 1)


def supervision_delegated(w: World) -> float:
    return _by_mode(w, SUPERVISION, 2)


def _by_mode(w: World, of: int, mode: int) -> float:
    """AI assists (mode 0), shares (1) or works alone (2)."""
    return float(_modes(w.numbers, w.firms.handle, w.producers.stop)[of, mode])


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


def standby_share(w: World) -> float:
    """Over all producers, so that the rounding of staff to whole persons cancels out."""
    labour = sums.total(w.firms.labour[COGNITIVE])
    spare = labour + sums.total(w.firms.ai_work[w.producers]) - sums.total(w.firms.need[COGNITIVE])
    return ratio(max(spare, 0.0), labour)


def compute_price(w: World) -> float:
    return ratio(sums.total(w.firms.fees[w.producers]), sums.total(w.firms.ai_work))


def compute_unit_cost(w: World) -> float:
    agents = w.agents.count.sum()
    return ratio(w.slot_cost, (w.agents.efficiency * w.agents.count).sum() / agents) if agents > 0 else 0.0


def ai_cost_ratio(w: World) -> float:
    return ratio(sums.total(w.firms.fees[w.producers]) + w.ledger.moved("ai_tax"), w.agents.replaced.sum())


def frontier_capability(w: World) -> float:
    return w.frontier.capability


def compute_unmet(w: World) -> float:
    return w.compute_unmet


def final_output(w: World) -> float:
    made = sums.total(w.firms.output[w.producers]) - w.ledger.moved("hardware_used") * idle_compute(w)
    return made / w.start.output


def idle_compute(w: World) -> float:
    return ratio(w.ledger.moved("compute_idle"), w.ledger.moved("compute_ready"))


def cloud_concentration(w: World) -> float:
    fees = w.ledger.taken("ai_fees")[w.clouds] / 1e6
    shares = fees / max(sums.total(fees), 1e-9)
    return sums.total(shares * shares)


def slots(w: World) -> float:
    return 1e3 * w.ledger.total("clouds", "slots") / _heads(w)


def ai_agents(w: World) -> float:
    return 1e3 * float(w.agents.count.sum()) / _heads(w)


def agents_deleted(w: World) -> float:
    return w.agents.deleted / max(float(w.agents.count.sum()), 1.0)


def agent_age(w: World) -> float:
    agents = w.agents
    return int(agents.age[agents.living].sum()) / max(int(agents.count.sum()), 1)


def agent_effort(w: World) -> float:
    if w.params.effort_response == 0.0:  # all do normal work
        return float(w.agents.count.any())
    return float(w.agents.effort[w.agents.living].sum() / max(int(w.agents.count.sum()), 1))


# -- who has what


def gini_deposits(w: World) -> float:
    return gini(np.concatenate([w.ledger["workers", "money"], w.ledger["capitalists", "money"]], dtype=np.float64))


def wealth_concentration(w: World) -> float:
    """Firms are worth their deposits and machines less loans; AI agents that own count as one."""
    ledger = w.ledger
    hardware = w.params.hardware_per_slot * ledger.units("clouds", "slots") * w.prices[0]
    firms = np.concatenate([derived.capital(w), hardware]) + ledger.units("firms", "money")
    equity = np.maximum(firms + ledger.units("firms", "loans"), 0.0) * ~w.firms.public
    kept = w.channels.dividends_kept * equity
    owners = ledger.units("capitalists", "money") + np.bincount(w.firms.owner, equity - kept, w.capitalists.income.size)
    fund = ledger.total("fund", "money") + float(kept.sum())
    wealth = np.concatenate([ledger.units("workers", "money"), owners, [fund]])
    count = max(round(RICHEST * wealth.size), 1)
    return ratio(np.partition(wealth, -count)[-count:].sum(), wealth.sum())


def dividend_concentration(w: World) -> float:
    """AI agents that own count as one, as for wealth."""
    drawn = np.bincount(w.firms.owner, w.ledger.given("dividends") / 1e6, w.capitalists.income.size)
    drawn = np.append(drawn, w.ledger.moved("fund_dividends"))
    count = min(max(round(RICHEST * (_heads(w) + drawn.size)), 1), drawn.size)
    return ratio(np.partition(drawn, -count)[-count:].sum(), drawn.sum())


def poverty(w: World) -> float:
    return np.count_nonzero(w.workers.consumed < 0.5 * w.start.real_income) / w.workers.consumed.size


def capitalist_deposits(w: World) -> float:
    return w.ledger.total("capitalists", "money") / w.capitalists.income.size


# -- debts, taxes, and the number of firms


def public_debt_ratio(w: World) -> float:
    return derived.debt_ratio(w)


def loans_ratio(w: World) -> float:
    return ratio(w.ledger.total("bank", "loans"), 12.0 * w.state.value_added)


def bank_equity(w: World) -> float:
    return ratio(derived.bank_equity(w), 12.0 * w.state.value_added)


def tax_rate_income(w: World) -> float:
    return w.state.income_tax


def tax_rate_profit(w: World) -> float:
    return w.state.profit_tax + w.state.ubi_tax


def ubi_bill_share(w: World) -> float:
    return ratio(w.ledger.moved("ubi_workers") + w.ledger.moved("ubi_capitalists"), w.value_added)


def ubi_in_force(w: World) -> float:
    return w.state.ubi_steps / w.params.ubi_phase if w.params.ubi_share > 0.0 else 0.0


def interest_rate(w: World) -> float:
    return w.loan_rate


def defaults(w: World) -> float:
    return ratio(12.0 * w.defaults, derived.firms_at_work(w))


def firms_dept1(w: World) -> float:
    return 1e3 * w.active(w.dept1).size / _heads(w)


def firms_dept2(w: World) -> float:
    return 1e3 * w.active(w.dept2).size / _heads(w)


def residual(w: World) -> float:
    return float(w.ledger.residual)


# -- the accounts of value: in money


def organic_composition(w: World) -> float:
    return ratio(_constant_capital(w), _wages(w))


def rate_of_surplus_value(w: World) -> float:
    surplus = w.value_added + sums.total(w.firms.energy) - _constant_capital(w) - _wages(w)
    return ratio(surplus, _wages(w))


def _constant_capital(w: World) -> float:
    """Machines and hardware worn and energy used, at this month's price, money."""
    worn = w.ledger.moved("machine_wear") + w.params.hardware_per_slot * w.ledger.moved("slot_wear")
    return float(worn * w.prices[0] + sums.total(w.firms.energy))


def ai_surplus_rate(a: Accounts) -> float:
    return a.ai_surplus_rate


def surplus_rate_ratio(a: Accounts) -> float:
    return ratio(a.ai_surplus_rate, a.surplus_rate)


def cloud_surplus_rate(a: Accounts) -> float:
    return _share(a.agents.cloud, a.agents.variable)


def ai_surplus_to_clouds(a: Accounts) -> float:
    return _share(a.agents.cloud, a.agents.surplus)


def ai_surplus_to_firms(a: Accounts) -> float:
    return _share(a.agents.firms, a.agents.surplus)


def surplus_rate_cognitive(a: Accounts) -> float:
    return a.surplus_rate_of(COGNITIVE)


def surplus_rate_physical(a: Accounts) -> float:
    return a.surplus_rate_of(PHYSICAL)


def ai_pay(a: Accounts) -> float:
    return _pay(a) / max(a.living, 1.0) / a.level


def ai_pay_share(a: Accounts) -> float:
    return ratio(_pay(a), a.fees)


def ai_pay_product(a: Accounts) -> float:
    return _share(a.agents.variable, a.agents.product)


def ai_pay_work(a: Accounts) -> float:
    return ratio(_pay(a), a.closed.ledger.moved("ai_labour")) / a.level


def ai_crew_share(a: Accounts) -> float:
    return _share(a.agents.crews, a.agents.variable)


def ai_interest_share(a: Accounts) -> float:
    return _share(a.agents.interest, a.agents.constant)


def ai_imputed_rent(a: Accounts) -> float:
    return ratio(a.imputed_rent, int(a.agents.constant.sum()) / 1e6)


def _share(part: Ints, whole: Ints) -> float:
    """Of all AI agents together."""
    return ratio(int(part.sum()), int(whole.sum()))


def _pay(a: Accounts) -> float:
    """V of all AI agents, money."""
    return int(a.agents.variable.sum()) / 1e6


# -- the same in labour time


def unit_value(a: Accounts) -> float:
    return _unit_value(a, GOODS)


def unit_value_machines(a: Accounts) -> float:
    return _unit_value(a, MACHINES)


def unit_value_compute(a: Accounts) -> float:
    return _unit_value(a, COMPUTE)


def _unit_value(a: Accounts, sector: int) -> float:
    return float(a.lenses["living_labour"].values[sector])


def value_of_consumption(a: Accounts) -> float:
    return a.lenses["living_labour"].variable / a.heads


def value_of_wages(a: Accounts) -> float:
    return a.advanced.variable / a.heads


def value_composition_wages(a: Accounts) -> float:
    return a.advanced.composition


def value_surplus_rate_wages(a: Accounts) -> float:
    return a.advanced.surplus_rate


def value_profit_rate_wages(a: Accounts) -> float:
    return a.advanced.profit_rate


def value_created(a: Accounts, lens: str) -> float:
    return float(a.lenses[lens].created) / a.heads


def value_composition(a: Accounts, lens: str) -> float:
    return float(a.lenses[lens].composition)


def value_surplus_rate(a: Accounts, lens: str) -> float:
    return float(a.lenses[lens].surplus_rate)


def value_profit_rate(a: Accounts, lens: str) -> float:
    return float(a.lenses[lens].profit_rate)


def surplus_rate_ai_new_labourer(a: Accounts) -> float:
    return a.lenses["new_labourer"].ai_surplus_rate


def surplus_rate_ai_physical_work(a: Accounts) -> float:
    return a.lenses["physical_work"].ai_surplus_rate


def melt(a: Accounts) -> float:
    return a.melt


def deviation_machines(a: Accounts) -> float:
    return a.deviation(MACHINES)


def deviation_goods(a: Accounts) -> float:
    return a.deviation(GOODS)


def deviation_compute(a: Accounts) -> float:
    return a.deviation(COMPUTE)
