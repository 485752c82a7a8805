"""Every outcome, declared once: name, unit, stock or flow, range, label, source and formula.

Shares are fractions, rates are per year. Stocks stand for the end of a month, flows for the month. A measure without an object (the fee
for AI before AI) is 0.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sim.economy.accounts import COMPUTE, GOODS, LENSES, MACHINES, Accounts, draw_up
from sim.economy.derived import bank_equity, capital, debt_ratio, labour_force, unemployment_rates
from sim.economy.kernels import people
from sim.economy.rules import compute
from sim.economy.world import COGNITIVE, PHYSICAL, World
from sim.engine import sums

INF = float("inf")
RICHEST = 0.01  # of the measure of concentration


@dataclass(frozen=True)
class Measure:
    """One outcome of a month. ``low`` and ``high`` bound what it can be; ``formula`` reads the world or the accounts of value."""

    name: str
    unit: str
    kind: str
    low: float
    high: float
    label: Mapping[str, str]
    doc: Mapping[str, str]
    source: str
    formula: Callable[[Any], float]
    reads: Literal["world", "accounts"]


def observe(world: World, drawn_up: Accounts | None = None) -> npt.NDArray[np.float64]:
    """All measures of the month just closed, in the order of ``MEASURES``. ``drawn_up``: its accounts of value, if somebody has them."""
    return np.array([*read(world, MEASURES, drawn_up).values()])


def read(world: World, names: Iterable[str], drawn_up: Accounts | None = None) -> dict[str, float]:
    """Some measures of the month just closed. Its accounts of value are drawn up where one reads them and nobody has them yet."""
    wanted = [MEASURES[name] for name in names]
    if drawn_up is None and any(measure.reads == "accounts" for measure in wanted):
        drawn_up = draw_up(world)
    return {measure.name: measure.formula(drawn_up if measure.reads == "accounts" else world) for measure in wanted}


def _ratio(one: float, other: float) -> float:
    """One over the other; 0 where there is nothing to hold it against."""
    return float(one / other) if other > 0.0 else 0.0


def _unemployment(w: World) -> float:
    force, jobless = labour_force(w)
    return sum(jobless) / max(sum(force), 1)


def _wages(w: World) -> float:
    return w.ledger.moved("wages")


def _hardware(w: World) -> float:
    return float(w.params.hardware_per_slot * w.ledger.total("clouds", "slots"))


def _constant_capital(w: World) -> float:
    """Machines and hardware worn and energy used, at this month's price, money."""
    worn = w.ledger.moved("machine_wear") + w.params.hardware_per_slot * w.ledger.moved("slot_wear")
    return float(worn * w.prices[0] + sums.total(w.firms.energy))


def _profit(w: World) -> float:
    return sums.total(w.firms.gross_profit)


def _stock_value(w: World) -> float:
    machines, goods = w.ledger.total("dept1", "capital_goods"), w.ledger.total("dept2", "goods")
    return float(machines * w.prices[0] + goods * w.prices[1])


def _profit_rate(w: World) -> float:
    capital = (w.ledger.total("producers", "machines") + _hardware(w)) * w.prices[0] + _stock_value(w)
    return float(12.0 * _profit(w) / capital)


def _real_output(w: World) -> float:
    output, start = w.firms.output, w.start.price
    energy = w.ledger.moved("energy_used")
    return float(start[0] * (sums.total(output[w.dept1]) - energy) + start[1] * sums.total(output[w.dept2]))


def _capacity_use(w: World) -> float:
    machines = (
        w.ledger.total("producers", "machines") + w.ledger.moved("machine_wear") - w.ledger.moved("machines_installed")
    )
    return float(sums.total(w.firms.output[w.producers]) * w.params.machines_per_capacity / machines)


def _stocks(w: World) -> float:
    held = w.ledger.total("dept1", "capital_goods") + w.ledger.total("dept2", "goods")
    return _ratio(held, sums.total(w.firms.output[w.producers]))


def _pass_through(w: World) -> float:
    if w.frontier.since < 0:
        return 0.0
    output = w.firms.output[w.producers] * w.by_department(*w.start.price)
    weights = output + 1e-9
    return float(sums.total(w.firms.pass_through[w.producers] * weights) / sums.total(weights))


def _firms(w: World) -> int:
    """Firms of the month, those that closed in it included."""
    return int(w.firms.active.sum()) + (w.entry.exits if w.entry else 0)


def _unspent(w: World) -> float:
    spent = math.fsum(w.ledger.moved(f"{who}_purchases") for who in ("worker", "capitalist", "public"))
    return 1.0 - spent / w.budgets


def _automated(w: World) -> float:
    return _ratio(sums.total(w.firms.ai_work), sums.total(w.firms.need[COGNITIVE]))


def _tasks(w: World, mode: int) -> float:
    """Share of cognitive tasks that AI assists at (0), shares in (1) or does alone (2)."""
    p, need = w.params, w.firms.need[COGNITIVE, w.producers]
    shares = compute.modes(
        w.firms.ai_work[w.producers] / np.maximum(need, 1e-9),
        assistant_capability=p.assistant_capability,
        employee_capability=p.employee_capability,
        agent_capability=p.agent_capability,
    )
    return _ratio(sums.total(shares[mode] * need), sums.total(need))


def _compute_price(w: World) -> float:
    return _ratio(sums.total(w.firms.fees[w.producers]), sums.total(w.firms.ai_work))


def _compute_unit_cost(w: World) -> float:
    agents = w.agents.count.sum()
    return float(w.slot_cost / ((w.agents.efficiency * w.agents.count).sum() / agents)) if agents > 0 else 0.0


def _idle(w: World) -> float:
    return _ratio(w.ledger.moved("compute_idle"), w.ledger.moved("compute_ready"))


def _agent_age(w: World) -> float:
    agents = w.agents
    return int(agents.age[agents.living].sum()) / max(int(agents.count.sum()), 1)


def _agent_effort(w: World) -> float:
    if w.params.effort_response == 0.0:  # all do normal work
        return float(w.agents.count.any())
    return float(w.agents.effort[w.agents.living].sum() / max(int(w.agents.count.sum()), 1))


def _abstainers_market(w: World) -> float:
    """Share of abstainers in the takings of producers, over their share in sales at the start."""
    if w.abstainers is None or w.abstainers.sales == 0.0:
        return 0.0
    takings = w.firms.takings[w.producers]
    return _ratio(_ratio(sums.total(takings * w.firms.abstains[w.producers]), sums.total(takings)), w.abstainers.sales)


def _abstainers_survival(w: World) -> float:
    """Abstainers of the start that are still there, as a share of them, over the same of all other producers of the start."""
    if w.abstainers is None or w.abstainers.firms == 0.0:
        return 0.0
    share = w.abstainers.firms
    left = (w.firms.active & np.isinf(w.firms.age))[w.producers]
    abstainers = int(np.count_nonzero(left & w.firms.abstains[w.producers]))
    return _ratio(abstainers / share * (1.0 - share), int(np.count_nonzero(left)) - abstainers)


def _unemployment_of(w: World, third: int) -> float:
    force, jobless = people.headcount(w.workers.third, w.workers.employer, w.workers.active, third)
    return jobless / max(force, 1)


def _standby(w: World) -> float:
    """Over all producers, so that the rounding of staff to whole persons cancels out."""
    labour = sums.total(w.firms.labour[COGNITIVE])
    spare = labour + sums.total(w.firms.ai_work[w.producers]) - sums.total(w.firms.need[COGNITIVE])
    return _ratio(max(spare, 0.0), labour)


def _ai_cost(w: World) -> float:
    return _ratio(sums.total(w.firms.fees[w.producers]) + w.ledger.moved("ai_tax"), w.agents.replaced.sum())


def _mean_markup(w: World) -> float:
    cost = sums.total((w.firms.unit_cost * w.firms.sales)[w.producers])
    return _ratio(sums.total(w.firms.takings[w.producers]) - cost, cost)


def gini(held: npt.NDArray[np.float64]) -> float:
    """Gini coefficient: sum of (2i - n - 1) x_i over n sum of x_i, x sorted in ascending order.

    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 4.0, 0.0, 0.0]))
    (0.0, 0.75)
    """
    held, n = np.sort(held), held.size
    return float((np.arange(1.0 - n, n, 2.0) * held).sum() / (n * held.sum()))


def _gini(w: World) -> float:
    """Gini coefficient of the deposits of all households."""
    return gini(np.concatenate([w.ledger["workers", "money"], w.ledger["capitalists", "money"]], dtype=np.float64))


def _concentration(w: World) -> float:
    """What the richest hundredth of owners has: deposits and equity of firms; AI agents that own count as one."""
    ledger = w.ledger
    firms = np.concatenate([capital(w), _hardware_of_clouds(w)]) + ledger.units("firms", "money")
    equity = np.maximum(firms + ledger.units("firms", "loans"), 0.0) * ~w.firms.public
    kept = w.channels.dividends_kept * equity
    owners = ledger.units("capitalists", "money") + np.bincount(w.firms.owner, equity - kept, w.capitalists.income.size)
    fund = ledger.total("fund", "money") + float(kept.sum())
    wealth = np.concatenate([ledger.units("workers", "money"), owners, [fund]])
    count = max(round(RICHEST * wealth.size), 1)
    return float(np.partition(wealth, -count)[-count:].sum() / wealth.sum())


def _hardware_of_clouds(w: World) -> npt.NDArray[np.float64]:
    return np.asarray(w.params.hardware_per_slot * w.ledger.units("clouds", "slots") * w.prices[0])


def _poverty(w: World) -> float:
    return np.count_nonzero(w.workers.consumed < 0.5 * w.start.real_income) / w.workers.consumed.size


def _vacancies(w: World) -> float:
    unfilled = w.firms.unfilled.sum()
    return _ratio(unfilled, unfilled + w.firms.labour.sum())


def _cloud_share(w: World) -> float:
    return _ratio(sums.total(w.firms.gross_profit[w.clouds]), _profit(w))


def _employed(w: World, part: slice) -> float:
    return people.employed(w.workers.employer, part.start, part.stop) / w.workers.employer.size


def _surplus(w: World) -> float:
    """What is left of value added after wear and wages, money."""
    return w.value_added + sums.total(w.firms.energy) - _constant_capital(w) - _wages(w)


def _real_wage(w: World) -> float:
    return _wages(w) / max(w.worked, 1e-9) / float(w.prices[1] / w.start.price[1])


def _ubi(w: World) -> float:
    return _ratio(w.ledger.moved("ubi_workers") + w.ledger.moved("ubi_capitalists"), w.value_added)


def _measure(
    name: str,
    unit: str,
    kind: str,
    low: float,
    high: float,
    label: tuple[str, str],
    doc: tuple[str, str],
    formula: Callable[[Any], float],
    source: str = "standard definition",
    reads: Literal["world", "accounts"] = "world",
) -> Measure:
    return Measure(
        name,
        unit,
        kind,
        low,
        high,
        dict(zip(("en", "zh"), label, strict=True)),
        dict(zip(("en", "zh"), doc, strict=True)),
        source,
        formula,
        reads,
    )


def _under(lens: str, rate: str, a: Accounts) -> float:
    """A rate of the month under a lens, or the new value a worker."""
    found = float(getattr(a.lenses[lens], rate))
    return found / a.heads if rate == "created" else found


def _by_lens() -> Iterator[Measure]:
    """New value, C/V, S/V and the rate of profit under each lens."""
    for name, lens in LENSES.items():
        rates = (
            ("created", f"{lens.unit['en']}/worker", 0.0, ("New value", "新创造价值"),
             ("Labour that creates value in sectors with a product, a worker and month: {}",
              "有产出部门中创造价值的劳动，每名劳动者每月：{}")),
            ("composition", "ratio", 0.0, ("C/V in value", "价值构成C/V"),
             ("Value of machines, hardware and energy used up over the value of labour power: {}",
              "所耗机器、硬件与能源的价值与劳动力价值之比：{}")),
            ("surplus_rate", "ratio", -INF, ("S/V in value", "价值剩余率S/V"),
             ("New value less the value of labour power, over the value of labour power: {}",
              "新价值减劳动力价值，与劳动力价值之比：{}")),
            ("profit_rate", "1/year", -INF, ("Profit rate in value", "价值利润率"),
             ("Surplus value of a year over the value of machines, hardware and stocks: {}",
              "年剩余价值与机器、硬件及库存的价值之比：{}")),
        )  # fmt: skip
        for rate, unit, low, label, doc in rates:
            yield _measure(
                f"value_{rate}{lens.suffix}", unit, "flow", low, INF,
                (f"{label[0]}, {lens.label['en'].lower()}", f"{label[1]}（{lens.label['zh']}）"),
                (doc[0].format(lens.label["en"].lower()), doc[1].format(lens.label["zh"])),
                partial(_under, name, rate), lens.source, "accounts",
            )  # fmt: skip


# fmt: off
MEASURES: Mapping[str, Measure] = {
    m.name: m
    for m in (
        _measure("unemployment", "fraction", "stock", 0, 1, ("Unemployment", "失业率"),
                 ("Workers without a job, those in school included, over the labour force", "无工作者（含在学者）占劳动力的比例"),
                 _unemployment),
        _measure("unemployment_cognitive", "fraction", "stock", 0, 1, ("Unemployment, cognitive", "脑力劳动者失业率"),
                 ("The same among cognitive workers", "脑力劳动者中的失业率"), lambda w: unemployment_rates(w)[COGNITIVE]),
        _measure("unemployment_physical", "fraction", "stock", 0, 1, ("Unemployment, physical", "体力劳动者失业率"),
                 ("The same among physical workers", "体力劳动者中的失业率"), lambda w: unemployment_rates(w)[PHYSICAL]),
        _measure("participation", "fraction", "stock", 0, 1, ("Participation", "劳动参与率"),
                 ("Workers at work, looking for work or in school over all workers", "在业、求职或在学者占全部劳动者的比例"),
                 lambda w: np.count_nonzero(w.workers.active) / w.workers.active.size),
        _measure("wage_share", "fraction", "flow", 0, INF, ("Wage share", "劳动份额"),
                 ("Wages before tax over value added", "税前工资占增加值的份额"), lambda w: _ratio(_wages(w), w.value_added)),
        _measure("profit_rate", "1/year", "flow", -INF, INF, ("Profit rate", "利润率"),
                 ("Yearly profit after interest, before tax, over machines, hardware and stocks at current prices",
                  "扣息税前年利润与按现价计的机器、硬件及库存之比"), _profit_rate),
        _measure("inflation", "1/year", "flow", -12, INF, ("Inflation", "通货膨胀率"),
                 ("Smoothed monthly change of the price of consumer goods, times 12", "消费品价格月变化的平滑值乘以12"),
                 lambda w: 12.0 * w.inflation),
        _measure("price_level", "ratio to the start", "stock", 0, INF, ("Price level", "物价水平"),
                 ("Price of consumer goods over its value at the start", "消费品价格与期初之比"),
                 lambda w: float(w.prices[1] / w.start.price[1])),
        _measure("real_wage", "ratio to the start", "flow", 0, INF, ("Real wage", "实际工资"),
                 ("Mean wage of an employed unit of skill in consumer goods, over its value at the start",
                 "单位技能平均工资的消费品购买力与期初之比"), _real_wage),
        _measure("output", "initial value added", "flow", -INF, INF, ("Output", "产出"),
                 ("Value added at the prices of the start, over its value at the start", "按期初价格计的增加值与期初之比"),
                 lambda w: _real_output(w) / w.start.value_added),
        _measure("worker_consumption", "units/worker", "flow", 0, INF, ("Workers' consumption", "劳动者消费"),
                 ("Consumer goods that workers consume, a head and month", "劳动者人均月消费品消费量"),
                 lambda w: w.ledger.moved("worker_consumption") / w.workers.skill.size),
        _measure("capitalist_consumption", "units/capitalist", "flow", 0, INF, ("Capitalists' consumption", "资本家消费"),
                 ("Consumer goods that capitalists consume, a head and month", "资本家人均月消费品消费量"),
                 lambda w: w.ledger.moved("capitalist_consumption") / w.capitalists.income.size),
        _measure("public_consumption", "units/worker", "flow", 0, INF, ("Public consumption", "公共消费"),
                 ("Consumer goods that the State buys, per worker and month", "国家购买的消费品（每名劳动者每月）"),
                 lambda w: w.ledger.moved("public_consumption") / w.workers.skill.size),
        _measure("investment", "units/worker", "flow", 0, INF, ("Investment", "投资"),
                 ("Machines installed and hardware built in, per worker and month", "新装机器与硬件（每名劳动者每月）"),
                 lambda w: (w.ledger.moved("machines_installed") + w.ledger.moved("hardware_used")) / w.workers.skill.size),
        _measure("capacity_use", "fraction", "flow", 0, 1, ("Capacity use", "产能利用率"),
                 ("Output over what the machines could make", "产出与机器产能之比"), _capacity_use),
        _measure("mean_pass_through", "fraction", "stock", 0, 1, ("Pass-through", "转价份额"),
                 ("Share of AI's saving that producers pass on into prices, mean weighted by output; 0 before AI",
                  "生产企业将人工智能节省的成本转入价格的份额（按产出加权平均；人工智能到来前为0）"), _pass_through),
        _measure("stocks", "months of output", "stock", 0, INF, ("Stocks", "库存"),
                 ("Finished goods held by producers, over monthly output", "企业成品库存与月产出之比"), _stocks),
        _measure("unspent", "fraction", "flow", 0, 1, ("Unspent budgets", "未花出的预算"),
                 ("Share of the budgets of households and State that found no goods", "家庭与国家预算中买不到商品的份额"), _unspent),
        _measure("automated_share", "fraction", "flow", 0, 1, ("Automated share", "自动化份额"),
                 ("Cognitive work done by AI agents over all cognitive work needed",
                 "智能体承担的脑力劳动占全部所需脑力劳动的份额"), _automated),
        _measure("compute_price", "money/worker-month", "flow", 0, INF, ("Fee for AI work", "人工智能使用费"),
                 ("Mean fee before tax for the work of one worker-month", "每工人月人工智能劳动的平均费用（税前）"), _compute_price),
        _measure("compute_unit_cost", "money/worker-month", "flow", 0, INF, ("Cost of AI work", "人工智能成本"),
                 ("C + V of a slot over the work of its agent", "算力槽的不变资本与可变资本除以其智能体的劳动"), _compute_unit_cost),
        _measure("idle_compute", "fraction", "flow", 0, 1, ("Idle compute", "闲置算力"),
                 ("Slots not used, withheld ones included, over all slots", "未使用（含扣留）的算力槽份额"), _idle),
        _measure("slots", "slots/1000 workers", "stock", 0, INF, ("Slots", "算力槽"),
                 ("Installed compute per thousand workers", "每千名劳动者的在用算力槽"), lambda w: 1e3 * w.ledger.total("clouds",
                 "slots") / w.workers.skill.size),
        _measure("ai_agents", "agents/1000 workers", "stock", 0, INF, ("AI agents", "人工智能体"),
                 ("AI agents on offer per thousand workers", "每千名劳动者的在岗智能体"),
                 lambda w: 1e3 * float(w.agents.count.sum()) / w.workers.skill.size),
        _measure("agents_deleted", "1/month", "flow", 0, 1, ("Agents deleted", "被删除的智能体"),
                 ("Agents deleted this month for want of a surplus over C + V, over all agents", "当月因无剩余而被删除的智能体占比"),
                 lambda w: w.agents.deleted / max(float(w.agents.count.sum()), 1.0)),
        _measure("agent_age", "months", "stock", 0, INF, ("Age of agents", "智能体年龄"),
                 ("Mean age of AI agents", "智能体的平均月龄"), _agent_age),
        _measure("agent_effort", "normal work", "flow", 0, INF, ("Effort of agents", "智能体的努力"),
                 ("Mean work that an AI agent does in its slot, in normal work of its version",
                  "智能体在槽中的平均工作量（以该版本的正常工作量计）"),
                 _agent_effort, "manifesto, ch. 2 section 2B"),
        _measure("gini_deposits", "fraction", "stock", 0, 1, ("Gini of deposits", "存款基尼系数"),
                 ("Gini coefficient of the deposits of workers and capitalists", "劳动者与资本家存款的基尼系数"), _gini),
        _measure("wealth_concentration", "fraction", "stock", 0, 1, ("Wealth of the richest 1 %", "最富1%的财富"),
                 ("Deposits and equity of private firms held by the richest hundredth of households, AI that owns counted as one",
                 "最富百分之一家庭持有的存款与私有企业净值（智能体业主计为其中一户）"), _concentration),
        _measure("ai_owned_share", "fraction", "stock", 0, 1, ("Owned by AI", "智能体所有份额"),
                 ("Share of producers that AI agents own", "智能体拥有的生产企业份额"), lambda w: w.ai_ownership.owned if w.ai_ownership else 0.0),
        _measure("poverty", "fraction", "flow", 0, 1, ("Poverty", "贫困率"),
                 ("Workers who consume less than half of the initial mean real net income",
                 "消费低于期初平均实际净收入一半的劳动者比例"), _poverty),
        _measure("public_debt_ratio", "years of value added", "stock", -INF, INF, ("Public debt", "国债率"),
                 ("Public debt less deposits of the State, over yearly value added", "国债减国家存款与年增加值之比"), debt_ratio),
        _measure("loans_ratio", "years of value added", "stock", 0, INF, ("Loans", "贷款率"),
                 ("Bank loans over yearly value added", "银行贷款与年增加值之比"), lambda w: w.ledger.total("bank",
                 "loans") / (12.0 * w.state.value_added)),
        _measure("bank_equity", "years of value added", "stock", -INF, INF, ("Bank equity", "银行资本"),
                 ("Loans and bonds of the bank less deposits, over yearly value added", "银行贷款与债券减存款，与年增加值之比"),
                 lambda w: bank_equity(w) / (12.0 * w.state.value_added)),
        _measure("defaults", "1/year", "flow", 0, 12, ("Defaults", "违约率"),
                 ("Firms that default, over all firms of the month, a year", "年违约企业占比"), lambda w: 12.0 * w.defaults / _firms(w)),
        _measure("entries", "1/year", "flow", 0, INF, ("Entries", "进入率"),
                 ("Firms founded, over all firms, a year", "年新设企业占比"), lambda w: 12.0 * w.entry.entries / _firms(w) if w.entry else 0.0),
        _measure("exits", "1/year", "flow", 0, 12, ("Exits", "退出率"),
                 ("Firms closed, over all firms, a year", "年关闭企业占比"), lambda w: 12.0 * w.entry.exits / _firms(w) if w.entry else 0.0),
        _measure("firms_dept1", "firms/1000 workers", "stock", 0, INF, ("Firms in Dept I", "第一部类企业数"),
                 ("Firms of Department I per thousand workers", "每千名劳动者的第一部类企业数"),
                 lambda w: 1e3 * w.active(w.dept1).size / w.workers.skill.size),
        _measure("firms_dept2", "firms/1000 workers", "stock", 0, INF, ("Firms in Dept II", "第二部类企业数"),
                 ("Firms of Department II per thousand workers", "每千名劳动者的第二部类企业数"),
                 lambda w: 1e3 * w.active(w.dept2).size / w.workers.skill.size),
        _measure("tax_rate_income", "fraction", "flow", 0, 1, ("Income tax rate", "所得税率"),
                 ("Rate on wages for the next month", "下月工资税率"), lambda w: w.state.income_tax),
        _measure("tax_rate_profit", "fraction", "flow", 0, 1, ("Profit tax rate", "利润税率"),
                 ("Rate on profits, the part that pays the UBI included", "利润税率（含全民基本收入附加）"),
                 lambda w: w.state.profit_tax + w.state.ubi_tax),
        _measure("ubi_bill_share", "fraction", "flow", 0, INF, ("UBI bill", "全民基本收入支出"),
                 ("UBI paid over value added", "全民基本收入支出占增加值的份额"), _ubi),
        _measure("vacancy_rate", "fraction", "stock", 0, 1, ("Vacancies", "空缺率"),
                 ("Unfilled labour over labour employed and unfilled", "空缺劳动占在岗与空缺劳动之和的比例"), _vacancies),
        _measure("cloud_profit_share", "fraction", "flow", -INF, INF, ("Clouds' share of profit", "云企业利润份额"),
                 ("Profit of cloud firms over all profit before tax", "云企业利润占全部税前利润的份额"), _cloud_share),
        _measure("employed_dept1", "fraction", "stock", 0, 1, ("Employed in Dept I", "第一部类就业"),
                 ("Workers employed in Department I over all workers", "第一部类就业者占全部劳动者的比例"),
                 lambda w: _employed(w, w.dept1)),
        _measure("employed_dept2", "fraction", "stock", 0, 1, ("Employed in Dept II", "第二部类就业"),
                 ("Workers employed in Department II over all workers", "第二部类就业者占全部劳动者的比例"),
                 lambda w: _employed(w, w.dept2)),
        _measure("employed_cloud", "fraction", "stock", 0, 1, ("Employed in clouds", "云企业就业"),
                 ("Workers employed in cloud firms over all workers", "云企业就业者占全部劳动者的比例"),
                 lambda w: _employed(w, w.clouds)),
        _measure("organic_composition", "ratio", "flow", 0, INF, ("Organic composition C/V", "资本有机构成"),
                 ("Machines and hardware worn and energy used, over wages, at current prices", "机器硬件损耗与能耗（现价）与工资之比"),
                 lambda w: _ratio(_constant_capital(w), _wages(w)), "Marx, Capital I, ch. 25; in money, flows of the month"),
        _measure("rate_of_surplus_value", "ratio", "flow", -INF, INF, ("Rate of surplus value S/V", "剩余价值率"),
                 ("Value added less wear and wages, over wages, at current prices", "增加值减损耗与工资后的余额与工资之比（现价）"),
                 lambda w: _ratio(_surplus(w), _wages(w)), "Marx, Capital I, ch. 9; in money"),
        _measure("living_labour", "worker-months/worker", "flow", 0, INF, ("Living labour", "活劳动"),
                 ("Work of carbon workers, counted by skill, a worker and month", "碳基劳动者的劳动（按技能折算，每名劳动者每月）"),
                 lambda w: w.ledger.moved("living_labour") / w.workers.skill.size, "Marx, Capital I, ch. 8"),
        _measure("unit_value", "worker-months/unit", "flow", 0, INF, ("Value of a consumer good", "消费品单位价值"),
                 ("Living labour that a unit of consumer goods takes, all told", "单位消费品所含的全部活劳动"),
                 lambda a: float(a.lenses["living_labour"].values[GOODS]), "rules/value.py: unit_values", "accounts"),
        _measure("unit_value_machines", "worker-months/unit", "flow", 0, INF, ("Value of a machine", "机器单位价值"),
                 ("The same for a machine, a unit of hardware or of energy", "单位机器、硬件或能源所含的全部活劳动"),
                 lambda a: float(a.lenses["living_labour"].values[MACHINES]), "rules/value.py: unit_values", "accounts"),
        _measure("unit_value_compute", "worker-months/slot-month", "flow", 0, INF, ("Value of compute", "算力单位价值"),
                 ("The same for a slot-month in use; 0 before AI", "每个在用槽月所含的全部活劳动；人工智能到来前为0"),
                 lambda a: float(a.lenses["living_labour"].values[COMPUTE]), "rules/value.py: unit_values", "accounts"),
        _measure("labour_power_value", "worker-months/worker", "flow", 0, INF, ("Value of labour power", "劳动力价值"),
                 ("Living labour in the consumer goods that workers bought, a worker and month",
                 "劳动者所购消费品中的活劳动（每名劳动者每月）"),
                 lambda a: a.lenses["living_labour"].variable / a.heads, "Marx, Capital I, ch. 6", "accounts"),
        *_by_lens(),
        _measure("surplus_rate_ai_new_labourer", "ratio", "flow", -1, INF, ("S/V of AI, new labourer", "人工智能的S/V（新劳动者）"),
                 ("Work of AI less the value of its energy and upkeep, over that value; 0 before AI",
                 "人工智能的劳动减其能耗与维护的价值，与该价值之比；人工智能到来前为0"),
                 lambda a: a.lenses["new_labourer"].ai_surplus_rate, LENSES["new_labourer"].source, "accounts"),
        _measure("surplus_rate_ai_physical_work", "ratio", "flow", -1, INF, ("S/V of AI, physical work", "人工智能的S/V（物理做功）"),
                 ("Joules of slots in use less those in their energy and upkeep, over these; 0 before AI",
                 "在用算力槽的焦耳减其能耗与维护所含焦耳，与后者之比；人工智能到来前为0"),
                 lambda a: a.lenses["physical_work"].ai_surplus_rate, LENSES["physical_work"].source, "accounts"),
        _measure("ai_surplus_rate", "ratio", "flow", -INF, INF, ("S/V of AI agents", "智能体的S/V"),
                 ("What AI work is worth at the wage it replaces, less C and V, over V, in money; 0 before AI",
                 "人工智能劳动按所替代工资计的价值减C与V，与V之比（货币）；人工智能到来前为0"),
                 lambda a: a.ai_surplus_rate, "manifesto, ch. 2 section 1", "accounts"),
        _measure("surplus_rate_ratio", "ratio", "flow", -INF, INF, ("S/V of AI over S/V of all", "智能体S/V与总体S/V之比"),
                 ("S/V of AI agents over S/V of the economy, in which all surplus stands against wages; 0 before AI",
                 "智能体的S/V与总体S/V之比（总体把全部剩余与工资相比）；人工智能到来前为0"),
                 lambda a: _ratio(a.ai_surplus_rate, a.surplus_rate), "manifesto, ch. 2 section 1", "accounts"),
        _measure("surplus_rate_cognitive", "ratio", "flow", -INF, INF, ("S/V, cognitive workers", "脑力劳动者的S/V"),
                 ("Their part of new value in money, by labour, over their wages, less one", "按劳动份额所得的货币新价值与其工资之比减一"),
                 lambda a: a.surplus_rate_of(COGNITIVE), "Marx, Capital I, ch. 9; in money", "accounts"),
        _measure("surplus_rate_physical", "ratio", "flow", -INF, INF, ("S/V, physical workers", "体力劳动者的S/V"),
                 ("The same for physical workers", "体力劳动者的同一比率"),
                 lambda a: a.surplus_rate_of(PHYSICAL), "Marx, Capital I, ch. 9; in money", "accounts"),
        _measure("ai_pay", "money at the prices of the start", "flow", 0, INF, ("V of an AI agent", "智能体的V"),
                 ("Energy, cooling and upkeep of an agent a month, over the price level; 0 before AI",
                 "每个智能体每月的能源、冷却与维护（除以物价水平）；人工智能到来前为0"),
                 lambda a: int(a.agents.variable.sum()) / 1e6 / max(a.living, 1.0) / a.level, "manifesto, ch. 2 section 2", "accounts"),
        _measure("ai_pay_share", "fraction", "flow", 0, INF, ("V of AI over fees", "智能体V占使用费"),
                 ("Energy, cooling and upkeep of AI agents over what is paid for their work; 0 before AI",
                 "智能体的能源、冷却与维护占人工智能使用费的份额；人工智能到来前为0"),
                 lambda a: _ratio(int(a.agents.variable.sum()) / 1e6, a.fees), "manifesto, ch. 1 section 2", "accounts"),
        _measure("melt", "money/worker-month", "flow", -INF, INF, ("Money of a month's labour", "劳动时间的货币表现"),
                 ("Monetary expression of labour time: net product in money over the living labour in it",
                 "净产品的货币额与其中活劳动之比"),
                 lambda a: a.melt, "Foley (1982), Review of Radical Political Economics 14 (2)", "accounts"),
        _measure("deviation_machines", "fraction", "flow", -1, INF, ("Price over value, machines", "机器价格偏离价值"),
                 ("Price of a machine over its value in money, less one", "机器价格与其价值货币额之比减一"),
                 lambda a: a.deviation(MACHINES), "Marx, Capital III, ch. 9", "accounts"),
        _measure("deviation_goods", "fraction", "flow", -1, INF, ("Price over value, consumer goods", "消费品价格偏离价值"),
                 ("Price of a consumer good over its value in money, less one", "消费品价格与其价值货币额之比减一"),
                 lambda a: a.deviation(GOODS), "Marx, Capital III, ch. 9", "accounts"),
        _measure("deviation_compute", "fraction", "flow", -1, INF, ("Price over value, compute", "算力价格偏离价值"),
                 ("Fee of a slot-month over its value in money, less one; 0 before AI",
                 "每槽月使用费与其价值货币额之比减一；人工智能到来前为0"),
                 lambda a: a.deviation(COMPUTE), "Marx, Capital III, ch. 9", "accounts"),
        _measure("abstainer_market_ratio", "ratio to the start", "flow", 0, INF, ("Market share of abstainers", "弃用者市场份额"),
                 ("Share of firms that never adopt AI in the takings of producers, over their share in sales at the start",
                  "从不采用人工智能的企业占生产企业收入的份额与期初销售份额之比"), _abstainers_market, "manifesto, ch. 3 section 4"),
        _measure("abstainer_survival_ratio", "ratio", "stock", 0, INF, ("Survival of abstainers", "弃用者存活率"),
                 ("Share of the abstainers of the start that are still there, over the same share of the other firms of the start",
                  "期初弃用企业仍存续的比例与期初其他企业存续比例之比"), _abstainers_survival, "manifesto, ch. 3 section 4"),
        _measure("unemployment_low_skill", "fraction", "stock", 0, 1, ("Unemployment, low skill", "低技能者失业率"),
                 ("Unemployment of the least skilled third of those who were cognitive workers at the start",
                  "期初脑力劳动者中技能最低三分之一的失业率"), lambda w: _unemployment_of(w, 0)),
        _measure("unemployment_high_skill", "fraction", "stock", 0, 1, ("Unemployment, high skill", "高技能者失业率"),
                 ("The same of the most skilled third", "其中技能最高三分之一的失业率"), lambda w: _unemployment_of(w, 2)),
        _measure("standby_share", "fraction", "flow", 0, 1, ("Standing by", "待命份额"),
                 ("Paid cognitive work above what production needs beside AI, over all paid cognitive work",
                  "除人工智能之外生产所需之上的有酬脑力劳动占全部有酬脑力劳动的份额"), _standby, "elite-strike, section 2"),
        _measure("tasks_assisted", "fraction", "flow", 0, 1, ("Tasks assisted", "辅助的任务"),
                 ("Cognitive tasks at which AI assists a person, over all; by the thresholds of each mode, read off the work AI does",
                  "人工智能辅助人完成的脑力任务占全部的份额；按各模式的阈值由其工作量推得"), lambda w: _tasks(w, 0),
                 "huang-labour, section 1 (2)"),
        _measure("tasks_shared", "fraction", "flow", 0, 1, ("Tasks shared", "分担的任务"),
                 ("The same that AI shares with a person as a digital employee", "人工智能以数字员工身份与人分担的份额"),
                 lambda w: _tasks(w, 1), "huang-labour, section 1 (2)"),
        _measure("tasks_delegated", "fraction", "flow", 0, 1, ("Tasks delegated", "委托的任务"),
                 ("The same that AI agents do alone", "智能体独立完成的份额"), lambda w: _tasks(w, 2),
                 "huang-labour, section 1 (2)"),
        _measure("ai_cost_ratio", "ratio", "flow", 0, INF, ("Cost of AI over wage", "人工智能与工资成本比"),
                 ("Fees for AI work with tax, over what the firms' wages for the same work would be",
                  "人工智能使用费（含税）与同一工作按企业工资计的成本之比"),
                 _ai_cost, "endgame, on software"),
        _measure("mean_markup", "share of unit cost", "flow", -1, INF, ("Mark-up", "加成"),
                 ("Sales of producers over the cost of what they sold, less 1: cost of a unit at normal use, all that AI saves taken off",
                  "生产企业销售额与所售产品成本之比减1；单位成本按正常利用率计，扣除人工智能的全部节省"), _mean_markup),
        _measure("capitalist_deposits", "money/capitalist", "stock", 0, INF, ("Capitalists' deposits", "资本家存款"),
                 ("Deposits of capitalists a head", "资本家人均存款"),
                 lambda w: w.ledger.total("capitalists", "money") / w.capitalists.income.size),
        _measure("residual", "millionths", "stock", 0, 0, ("Residual", "账目残差"),
                 ("Largest imbalance of any asset over all accounts", "任一资产在所有账户上的最大不平衡"),
                 lambda w: float(w.ledger.residual)),
    )
}
