"""One function a measure, of the same name as its line in measures.toml, which says what it is."""

import math

import numpy as np

from sim.base.arrays import Floats
from sim.economy import credit, derived, totals
from sim.economy.accounts import COMPUTE, GOODS, MACHINES, Accounts, sold
from sim.economy.derived import ratio
from sim.economy.kernels import people
from sim.economy.totals import FIRMS, SUPERVISION, TASKS
from sim.economy.world import COGNITIVE, PHYSICAL, World
from sim.engine import sums
from sim.engine.inequality import gini, share_of_most

RICHEST = 0.01  # of the measures of concentration
YEAR = 12  # months


# -- labour


def unemployment(a: Accounts) -> float:
    of = a.of_workers
    return derived.jobless_rate(sum(of.force), sum(of.jobless))


def unemployment_cognitive(a: Accounts) -> float:
    return derived.jobless_rates(a.of_workers.force, a.of_workers.jobless)[COGNITIVE]


def unemployment_physical(a: Accounts) -> float:
    return derived.jobless_rates(a.of_workers.force, a.of_workers.jobless)[PHYSICAL]


def unemployment_low_skill(a: Accounts) -> float:
    return derived.jobless_rate(*a.of_workers.low_skill)


def unemployment_high_skill(a: Accounts) -> float:
    return derived.jobless_rate(*a.of_workers.high_skill)


def participation(a: Accounts) -> float:
    return sum(a.of_workers.force) / a.heads


def living_labour(a: Accounts) -> float:
    return a.moved("living_labour") / a.heads


def hours_worked(a: Accounts) -> float:
    return (a.of_workers.hours + a.piece_hours[0]) / a.heads + _duty(a)


def job_hours(a: Accounts) -> float:
    return ratio(a.of_workers.hours, sum(a.of_workers.employed))


def free_time(a: Accounts) -> float:
    """Who seeks work, or waits for pieces, is as long about it as others are at work: it is not time of one's own."""
    seeking = (sum(a.of_workers.jobless) + a.piece_hours[1]) / a.heads
    return float(a.closed.params.free_time_total) - hours_worked(a) - seeking


def _duty(a: Accounts) -> float:
    """Hours of duty a worker, in normal hours."""
    return a.closed.time.duty_hours / a.heads if a.closed.time else 0.0


def upkeep_staffing(w: World) -> float:
    need = w.firms.need[PHYSICAL, w.clouds]
    if w.time:
        need = need + w.time.duty
    met = np.minimum(w.firms.labour[PHYSICAL, w.clouds], need)
    return float(met.sum() / need.sum()) if need.sum() > 0.0 else 1.0


def vacancy_rate(a: Accounts) -> float:
    unfilled = a.of_firms.unfilled
    return ratio(unfilled, unfilled + a.of_firms.labour)


def employed_dept1(a: Accounts) -> float:
    return a.of_workers.employed[0] / a.heads


def employed_dept2(a: Accounts) -> float:
    return a.of_workers.employed[1] / a.heads


def employed_cloud(a: Accounts) -> float:
    return a.of_workers.employed[2] / a.heads


def regular_headcount(a: Accounts) -> float:
    """Those who build AI stand in clouds, and are the only minds there."""
    w = a.closed
    core = people.core(w.workers.occupation, w.workers.employer, w.clouds.start) if w.contracts else 0
    return (sum(a.of_workers.employed) - core) / a.heads


# -- wages, profits and prices


def wage_share(a: Accounts) -> float:
    return ratio(a.wage_bill, a.closed.value_added)


def real_wage(a: Accounts) -> float:
    """Of those who have a job."""
    return a.moved("wages") / max(a.closed.worked, 1e-9) / a.level


def mean_skill(w: World) -> float:
    skill = w.workers.skill if w.skill is None else w.skill.talent * w.skill.craft
    return float(skill[derived.there(w)].mean())


def wage_spread(w: World) -> float:
    """Of those whom producers employ."""
    pay = people.hourly_pay(w.workers.handle, derived.paid_yields(w), w.firms.wage[COGNITIVE], COGNITIVE, w.producers.stop)
    low, high = people.deciles(pay)
    return math.log(high / low) if low > 0.0 else 0.0


def real_wage_gain(a: Accounts) -> float:
    return _gain(real_wage(a))


def output_gain(a: Accounts) -> float:
    return _gain(output(a))


def _gain(level: float) -> float:
    """Since the start, log points; 0 where there is nothing of it."""
    return math.log(level) if level > 0.0 else 0.0


def profit_rate(a: Accounts) -> float:
    w = a.closed
    machines, goods = a.unsold
    capital = (a.machines + _hardware(a)) * w.prices[0] + float(machines * w.prices[0] + goods * w.prices[1])
    return ratio(12.0 * a.of_firms.gross_profit, capital)


def _hardware(a: Accounts) -> float:
    return float(a.closed.params.hardware_per_slot * a.slots)


def cloud_profit_share(a: Accounts) -> float:
    return ratio(a.of_firms.cloud_profit, a.of_firms.gross_profit)


def inflation(w: World) -> float:
    return 12.0 * w.inflation


def price_level(a: Accounts) -> float:
    return a.level


def machine_price_ratio(w: World) -> float:
    return float(w.prices[0] / w.prices[1] / (w.start.price[0] / w.start.price[1]))


def basket_cost(w: World) -> float:
    """What warms homes for nothing is not bought, but its pipes are."""
    if w.energy is None:
        return 1.0
    basket = derived.heads(w) * w.start.real_income
    return float((basket - w.energy.heat + w.ledger.moved("heat_charge") / w.prices[1]) / basket)


def mean_markup(a: Accounts) -> float:
    of = a.of_firms
    return ratio(of.takings - of.cost, of.cost)


def mean_pass_through(a: Accounts) -> float:
    return a.of_firms.pass_through if a.closed.frontier.since >= 0 else 0.0


# -- product and its uses


def output(a: Accounts) -> float:
    of, start = a.of_firms, a.closed.start
    real = float(start.price[0] * (of.machines_made - a.moved("energy_used")) + start.price[1] * of.goods_made)
    return real / start.value_added


def output_growth(w: World) -> float:
    before = w.made[-1 - YEAR]
    return float(w.made[-1] / before) - 1.0 if before > 0.0 else 0.0


def output_volatility(w: World) -> float:
    """About the straight line that fits best; before the run nothing swung, which says nothing."""
    made = w.made[-min(w.month, w.made.size) :]
    if w.month < 2 * YEAR or made.min() <= 0.0:
        return 0.0
    height, time = np.log(made), np.arange(made.size) - 0.5 * (made.size - 1)
    height -= height.mean()
    return float(np.std(height - time * ((time * height).sum() / (time * time).sum())))


def recessions(w: World) -> float:
    """Quarters end with every third month; of the four that lie in a year, the oldest first, the last two fall and not the two before."""
    if w.month % 3:
        return 0.0
    falls = np.diff(w.made[-YEAR:].reshape(4, 3).sum(axis=1)) < 0.0
    return 4.0 * 3.0 * float(falls[1] and falls[2] and not falls[0])


def money_buys(w: World) -> float:
    return (1.0 - unspent(w)) / (1.0 + w.yearly_inflation)


def worker_consumption(a: Accounts) -> float:
    return a.moved("worker_consumption") / a.heads


def nonmarket_share(a: Accounts) -> float:
    start = a.closed.start
    return ratio(a.moved("in_kind") * float(start.price[1]), output(a) * start.value_added)


def capitalist_consumption(a: Accounts) -> float:
    return a.moved("capitalist_consumption") / a.closed.capitalists.income.size


def public_consumption(a: Accounts) -> float:
    return a.moved("public_consumption") / a.heads


def investment(a: Accounts) -> float:
    return (a.moved("machines_installed") + a.moved("hardware_used")) / a.heads


def capacity_use(a: Accounts) -> float:
    machines = a.machines + a.moved("machine_wear") - a.moved("machines_installed")
    return ratio(a.of_firms.output * a.closed.params.machines_per_capacity, machines)


def stocks(a: Accounts) -> float:
    return ratio(sum(a.unsold), a.of_firms.output)


def unspent(w: World) -> float:
    return 1.0 - _bought_by_people(w) / w.budgets if w.budgets > 0.0 else 0.0


def human_consumption_share(w: World) -> float:
    people = _bought_by_people(w) + w.ledger.moved("heat_charge")  # not out of what they meant to spend on goods
    return ratio(people, math.fsum(map(w.ledger.moved, sold())))


def _bought_by_people(w: World) -> float:
    return math.fsum(w.ledger.moved(f"{who}_purchases") for who in ("worker", "capitalist", "public"))


# -- AI


def automated_share(a: Accounts) -> float:
    return ratio(a.of_firms.ai_work, a.of_firms.need)


def human_task_share(a: Accounts) -> float:
    return 1.0 - automated_share(a)


def tasks_assisted(a: Accounts) -> float:
    return a.modes[TASKS][0]


def tasks_shared(a: Accounts) -> float:
    return a.modes[TASKS][1]


def tasks_delegated(a: Accounts) -> float:
    return a.modes[TASKS][2]


def firms_assisted(a: Accounts) -> float:
    return a.modes[FIRMS][0]


def firms_shared(a: Accounts) -> float:
    return a.modes[FIRMS][1]


def firms_delegated(a: Accounts) -> float:
    return a.modes[FIRMS][2]


def supervision_assisted(a: Accounts) -> float:
    return a.modes[SUPERVISION][0]


def supervision_shared(a: Accounts) -> float:
    return a.modes[SUPERVISION][1]


def supervision_delegated(a: Accounts) -> float:
    return a.modes[SUPERVISION][2]


def standby_share(a: Accounts) -> float:
    """Over all producers, so that the rounding of staff to whole persons cancels out."""
    of = a.of_firms
    labour = of.employed[COGNITIVE]
    return ratio(max(labour + of.producers_ai_work - of.need, 0.0), labour)


def compute_price(a: Accounts) -> float:
    return ratio(a.of_firms.producers_fees, a.of_firms.ai_work + float(a.closed.channels.ai_hands.sum()))


def compute_unit_cost(a: Accounts) -> float:
    of = a.of_agents
    return ratio(a.closed.slot_cost, of.work / of.number) if of.number > 0 else 0.0


def ai_cost_ratio(a: Accounts) -> float:
    return ratio(a.of_firms.producers_fees + a.moved("ai_tax"), a.of_agents.replaced)


def frontier_capability(w: World) -> float:
    return w.frontier.capability


def compute_unmet(w: World) -> float:
    return w.compute_unmet


def final_output(a: Accounts) -> float:
    made = a.of_firms.output - a.moved("hardware_used") * idle_compute(a.closed)
    return made / a.closed.start.output


def idle_compute(w: World) -> float:
    return ratio(w.ledger.moved("compute_idle"), w.ledger.moved("compute_ready"))


def cloud_concentration(w: World) -> float:
    return totals.concentration(w.ledger.taken("ai_fees")[w.clouds])


def slots(a: Accounts) -> float:
    return 1e3 * a.slots / a.heads


def ai_agents(a: Accounts) -> float:
    return 1e3 * a.of_agents.number / a.heads


def agents_deleted(a: Accounts) -> float:
    return a.closed.agents.deleted / max(a.of_agents.number, 1)


def agent_age(a: Accounts) -> float:
    return a.of_agents.age / max(a.of_agents.number, 1)


def agent_effort(a: Accounts) -> float:
    of = a.of_agents
    if a.closed.params.effort_response == 0.0:  # all do normal work
        return float(of.number > 0)
    return of.effort / max(of.number, 1)


# -- who has what


def gini_deposits(w: World) -> float:
    workers = w.ledger["workers", "money"][derived.there(w)]
    return gini(np.concatenate([workers, w.ledger["capitalists", "money"]], dtype=np.float64))


def wealth_concentration(w: World) -> float:
    """Firms are worth their deposits and machines less loans; AI agents that own count as one."""
    return _of_the_richest(totals.wealth(w), derived.heads(w) + w.capitalists.income.size + 1)


def dividend_concentration(w: World) -> float:
    """AI agents that own count as one, as for wealth."""
    return _of_the_richest(totals.dividends(w), derived.heads(w) + w.capitalists.income.size + 1)


def _of_the_richest(held: Floats, households: int) -> float:
    """What those hold of it all who are the richest hundredth of so many."""
    count = min(max(round(RICHEST * households), 1), held.size)
    return share_of_most(held, count)


def poverty(a: Accounts) -> float:
    return (a.of_workers.poor - _nobody(a)) / a.heads


def unmet_need(a: Accounts) -> float:
    return max(a.of_workers.unmet - _nobody(a), 0.0) / a.heads


def _nobody(a: Accounts) -> int:
    """Rows in which nothing is consumed."""
    return a.closed.workers.skill.size - a.heads


def capitalist_deposits(w: World) -> float:
    return w.ledger.total("capitalists", "money") / w.capitalists.income.size


def fund_money(w: World) -> float:
    return ratio(w.ledger.total("fund", "money"), 12.0 * w.state.value_added)


# -- debts, taxes, and the number of firms


def public_debt_ratio(w: World) -> float:
    return derived.debt_ratio(w)


def loans_ratio(w: World) -> float:
    return ratio(w.ledger.total("bank", "loans"), 12.0 * w.state.value_added)


def bank_equity(w: World) -> float:
    return ratio(credit.bank_equity(w), 12.0 * w.state.value_added)


def tax_rate_income(w: World) -> float:
    return w.state.income_tax


def tax_rate_profit(w: World) -> float:
    return w.state.profit_tax + w.state.ubi_tax + w.state.provision_tax


def ubi_bill_share(w: World) -> float:
    return ratio(w.ledger.moved("ubi_workers") + w.ledger.moved("ubi_capitalists"), w.value_added)


def ubi_in_force(w: World) -> float:
    return w.state.ubi_steps / w.params.ubi_phase if w.params.ubi_share > 0.0 else 0.0


def interest_rate(w: World) -> float:
    return w.loan_rate


def defaults(w: World) -> float:
    return ratio(12.0 * w.defaults, derived.firms_at_work(w))


def capex_to_revenue(w: World) -> float:
    there = w.frontier.since >= 0 and w.month - w.frontier.since > YEAR
    return ratio(w.capex, w.cloud_fees) if there else 0.0


def cloud_defaults(w: World) -> float:
    return 12.0 * float(w.firms.failed[w.clouds].mean())


def cloud_use(w: World) -> float:
    slots = w.ledger.units("clouds", "slots")
    return ratio(sums.total(w.firms.use[w.clouds] * slots), sums.total(slots)) if w.frontier.since >= 0 else 0.0


def cloud_debt_share(w: World) -> float:
    worth = w.params.hardware_per_slot * w.ledger.total("clouds", "slots") * float(w.prices[0])
    return ratio(-w.ledger.total("clouds", "loans"), worth)


def firms_dept1(a: Accounts) -> float:
    return 1e3 * a.of_firms.in_dept1 / a.heads


def firms_dept2(a: Accounts) -> float:
    return 1e3 * a.of_firms.in_dept2 / a.heads


def residual(w: World) -> float:
    return float(w.ledger.residual)


# -- the accounts of value: in money


def organic_composition(a: Accounts) -> float:
    return ratio(_constant_capital(a), a.wage_bill)


def rate_of_surplus_value(a: Accounts) -> float:
    return ratio(_surplus(a), a.wage_bill)


def _surplus(a: Accounts) -> float:
    return a.closed.value_added + a.of_firms.energy - _constant_capital(a) - a.wage_bill


def physical_rent_share(a: Accounts) -> float:
    return ratio(a.moved("energy_rent") + a.of_firms.cloud_profit, _surplus(a))


def _constant_capital(a: Accounts) -> float:
    """Machines and hardware worn and energy used, at this month's price, money."""
    w = a.closed
    worn = a.moved("machine_wear") + w.params.hardware_per_slot * a.moved("slot_wear")
    return float(worn * w.prices[0] + a.of_firms.energy)


def ai_surplus_rate(a: Accounts) -> float:
    return a.ai_surplus_rate


def surplus_rate_ratio(a: Accounts) -> float:
    return ratio(a.ai_surplus_rate, a.surplus_rate)


def cloud_surplus_rate(a: Accounts) -> float:
    return ratio(a.all_agents.cloud, a.all_agents.variable)


def ai_surplus_to_clouds(a: Accounts) -> float:
    return ratio(a.all_agents.cloud, a.all_agents.surplus)


def ai_surplus_to_firms(a: Accounts) -> float:
    return ratio(a.all_agents.firms, a.all_agents.surplus)


def surplus_rate_cognitive(a: Accounts) -> float:
    return a.surplus_rate_of(COGNITIVE)


def surplus_rate_physical(a: Accounts) -> float:
    return a.surplus_rate_of(PHYSICAL)


def ai_pay(a: Accounts) -> float:
    return _pay(a) / max(a.of_agents.number, 1) / a.level


def ai_pay_share(a: Accounts) -> float:
    return ratio(_pay(a), a.fees)


def ai_pay_product(a: Accounts) -> float:
    return ratio(a.all_agents.variable, a.all_agents.product)


def ai_pay_work(a: Accounts) -> float:
    return ratio(_pay(a), a.moved("ai_labour")) / a.level


def ai_crew_share(a: Accounts) -> float:
    return ratio(a.all_agents.crews, a.all_agents.variable)


def ai_interest_share(a: Accounts) -> float:
    return ratio(a.all_agents.interest, a.all_agents.constant)


def ai_imputed_rent(a: Accounts) -> float:
    return ratio(a.imputed_rent, a.all_agents.constant / 1e6)


def _pay(a: Accounts) -> float:
    """V of all AI agents, money."""
    return float(a.all_agents.variable / 1e6)


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
