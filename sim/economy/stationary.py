"""The analytic stationary state of the economy without AI.

Everything real grows as people do (`cohort_growth`), everything nominal at target inflation beside. Stocks named ``*_open``, machines and
stocks of goods are those at the start of month 0; flows are those of month 0, in which wages are 1. Derivation in MODEL.md,
Initialisation; with growth on the page of the mechanism `population`.
"""

from dataclasses import dataclass

import numpy as np

from sim.base.errors import InputError
from sim.economy.rules.pricing import unit_cost
from sim.economy.world import (
    Floats,
    Ints,
)
from sim.engine.parameters import Params


@dataclass(frozen=True)
class Stationary:
    """The stationary state; pairs are (Department I, Department II)."""

    labour: float  # worker-months, all employed
    prices: Floats  # [2] money a unit
    outputs: Floats  # [2] units a month
    sales: Floats  # [2] units a month: what is made, less what stocks grow by
    stocks: Floats  # [2] finished goods, units
    machines: Floats  # [2] units
    value_added: float  # money a month
    profits: Floats  # [2] before tax, money a month
    dividends: Floats  # [2] money a month
    loans_open: Floats  # [2] money
    deposits_open: Floats  # [2] of firms, money
    equity_open: float  # of the bank, money
    worker_income: float  # net, shares of members in their cooperatives included, money a month
    worker_deposits: float  # at the start of month 0, money
    capitalist_income: float  # money a month
    capitalist_deposits: float  # at the start of month 0, money
    bank_dividend: float  # money a month
    debt_open: float  # public, money; negative: the State holds deposits
    debt_close: float  # at the end of month 0
    purchases: float  # public, units a month
    public_deficit: float  # money, month 0: equals inflation and growth times the opening debt (Walras)
    homes_owned: float  # by those who live in them, units
    homes_let: float
    mortgages_open: float  # money
    housing_costs: float  # rents, interest and repayment that workers pay, money a month
    rents: float  # money a month

    @property
    def debt_ratio(self) -> float:
        """Public debt at the end of month 0 over yearly value added."""
        return self.debt_close / (12.0 * self.value_added)

    def returns(self, p: Params) -> Floats:
        """Profit after tax over machines and stocks, [2], 1/month: what `capital` counts, at prices of month 0."""
        capital = self.prices[0] * self.machines + self.prices * self.stocks
        return np.asarray((1.0 - p.profit_tax) * self.profits / capital)


def firms_there(p: Params) -> Ints:
    """How many firms Departments I and II begin with: one for so many workers."""
    return np.array(
        [
            max(p.min_dept1_firms, round(p.n_workers / p.workers_per_dept1_firm)),
            max(p.min_dept2_firms, round(p.n_workers / p.workers_per_dept2_firm)),
        ]
    )


def cooperatives(p: Params) -> Ints:
    """How many of these are cooperatives: as near to their share as whole firms come."""
    return np.asarray(np.rint(p.cooperative_share * firms_there(p)), np.int64)


def job_finding(p: Params) -> float:
    """h = s (1-u) / (u + s (1-u)): chance per month of finding a job at which as many are found as end, the month's own included."""
    found = float(p.separation_rate * (1.0 - p.natural_unemployment))
    return float(found / (p.natural_unemployment + found))


def covered(p: Params) -> float:
    """kappa = 1 - (1-h)^m: share of the jobless whose benefit has not ended, spells without a job being geometric; 1 where none ends."""
    return 1.0 - (1.0 - job_finding(p)) ** p.benefit_months if p.benefit_months > 0 else 1.0


def mortgaged(p: Params) -> float:
    """Mortgages over the worth of owned homes at the start of a month: (l m + l_1 n) / (m + a + pi + n - m a), m the chance of a new one.

    Only who has a job gets one; where people become more, n, as many more buy a first home; the last term is that a loan is repaid once
    before it is raised.
    """
    moves = p.home_turnover / 12.0 * (1.0 - p.natural_unemployment)
    repaid, inflation, more = p.mortgage_amortisation / 12.0, p.target_inflation / 12.0, max(p.cohort_growth, 0.0) / 12.0
    whole = moves + repaid + inflation + more - moves * repaid
    return float((p.mortgage_ltv * moves + p.first_ltv * more) / whole) if whole > 0.0 else 0.0


def solve(p: Params, members: Floats | None = None) -> Stationary:
    """The stationary state of these parameters; InputError where there is none, with the reason.

    ``members``: share of each department's dividends that cooperatives give to those who work there; by default by number of firms.
    """
    inflation = p.target_inflation / 12.0
    growth = 1.0 + inflation
    more = p.cohort_growth / 12.0  # people a month, and with them all that is real
    rising = inflation + more  # what is nominal
    heirs = max(-more, 0.0)  # share of people who leave and are not replaced: their deposits go to capitalists
    labour = p.n_workers * (1.0 - p.natural_unemployment)
    total = p.labour_productivity * labour / (1.0 + p.labour_slack)

    normal_use = np.array([p.normal_use_dept1, p.normal_use_dept2])
    worn = p.machine_wear * p.machines_per_capacity / normal_use  # machines a unit
    gross = 1.0 + p.markup
    if gross * worn[0] >= 1.0:
        raise InputError(
            f"no stationary state: Department I wears out {worn[0]:.3f} machines a machine made, which at a mark-up of {p.markup} leaves "
            "no positive price (lower machine_wear, machines_per_capacity or markup)"
        )
    labour_cost = float(
        unit_cost(
            np.ones(2),
            0.0,
            np.zeros(1),
            cognitive_share=p.cognitive_share,
            labour_slack=p.labour_slack,
            labour_productivity=p.labour_productivity,
        )[0]
    )
    price1 = gross * labour_cost / (1.0 - gross * worn[0])
    prices = np.array([price1, gross * (labour_cost + worn[1] * price1)])
    if p.machine_wear + more <= 0.0:
        raise InputError(
            f"no stationary state: at cohort_growth = {p.cohort_growth} machines would have to shrink faster than they wear out, "
            f"machine_wear = {p.machine_wear} a month (raise one of them)"
        )
    # The accelerator lags behind what grows, and so do stocks of goods; prices count wear alone.
    lag = normal_use * (1.0 + more / np.array([p.capital_adjustment_dept1, p.capital_adjustment_dept2]))
    bought = (p.machine_wear + more) * p.machines_per_capacity / lag  # machines a unit sold
    output1 = bought[1] * total / (1.0 - bought[0] + bought[1])
    outputs = np.array([output1, total - output1])
    kept = p.stock_target / (1.0 + more * p.stock_closing_time)  # months of sales
    sales = outputs / (1.0 + more * kept)
    machines = p.machines_per_capacity * sales / lag
    value_added = float((prices * outputs).sum())

    wages = labour * outputs / total
    value = price1 * machines
    repaid = p.loan_adjustment * growth
    loans_open = p.leverage_target * value / growth * (repaid * (1.0 + more) / (repaid + more))
    interest = p.loan_rate / 12.0 * loans_open
    profits = prices * sales - wages - p.machine_wear * value - interest
    # Growth is paid for out of cash before dividends: it stays below its norm.
    slow = (1.0 - p.dividend_adjustment) / p.dividend_adjustment
    norm = p.liquidity_norm * wages / growth
    short = (norm * (1.0 + slow) + slow * (value - loans_open)) / (1.0 + rising * (1.0 + slow))
    deposits_open = norm - more * short
    dividends = (
        (1.0 - p.profit_tax) * profits
        + inflation * (loans_open - deposits_open)
        - more * (value + deposits_open - loans_open)
    )
    if min(profits.min(), dividends.min(), deposits_open.min()) < 0.0:
        raise InputError(
            f"no stationary state: profits a month are {profits[0]:.1f} and {profits[1]:.1f} in Departments I and II, dividends "
            f"{dividends[0]:.1f} and {dividends[1]:.1f}, cash {deposits_open[0]:.1f} and {deposits_open[1]:.1f}; none may be negative "
            "(raise markup or lower loan_rate, liquidity_norm, cohort_growth)"
        )

    homes = p.home_value * p.n_workers if p.mortgages else 0.0
    owned = p.home_ownership * homes
    mortgages = mortgaged(p) * owned
    rents, mortgage_interest = p.rent_yield / 12.0 * (homes - owned), p.mortgage_rate / 12.0 * mortgages
    housing_costs = rents + mortgage_interest + p.mortgage_amortisation / 12.0 * mortgages
    # Where people become more as many own, who buy from owners of let homes; what whoever leaves owes, these repay.
    bought_homes, settled = max(more, 0.0) * owned, heirs * mortgages
    borrowed = (p.mortgage_amortisation / 12.0 + inflation + max(more, 0.0)) * mortgages - bought_homes  # anew each month: no income

    equity_open = p.bank_capital_ratio * (loans_open.sum() + p.mortgage_risk_weight * mortgages)
    benefits = p.replacement_rate * covered(p) * (p.n_workers - labour)
    shared = float(((cooperatives(p) / firms_there(p) if members is None else members) * dividends).sum())
    worker_income = (1.0 - p.income_tax) * labour + benefits + shared - housing_costs
    if worker_income <= 0.0:
        raise InputError(
            f"no stationary state: workers would pay {rents:.1f} of rent and {housing_costs - rents:.1f} on mortgages "
            f"out of a net income of {worker_income + housing_costs:.1f} "
            "(lower home_value, rent_yield, mortgage_rate, mortgage_amortisation or mortgage_ltv)"
        )
    spent_w = p.mpc_wealth_workers + rising + heirs * (1.0 - p.mpc_wealth_workers)
    spent_k = p.mpc_wealth_capitalists + rising
    norm_w, norm_k = p.mpc_wealth_workers * p.wealth_norm_workers / spent_w, p.mpc_wealth_capitalists * p.capitalist_wealth_norm / spent_k
    worker_deposits = norm_w * worker_income + (borrowed / spent_w if p.mortgages else 0.0)
    inherited = heirs * worker_deposits * (1.0 - p.mpc_wealth_capitalists) / spent_k
    if p.mortgages:
        # Owners see this month's rents in their purse when they go shopping, and other income only at its end.
        inherited += (bought_homes - settled - p.mpc_wealth_capitalists * rents) / spent_k
    # Public debt is what households, firms and the bank's owners hold beyond bank loans; interest on it is income of capitalists.
    other = worker_deposits + deposits_open.sum() - loans_open.sum() + equity_open - mortgages + inherited
    without = dividends.sum() - shared + interest.sum() - rising * equity_open + rents + mortgage_interest
    for debt_rate in (p.debt_rate / 12.0, 0.0):  # a State with deposits instead of debt earns nothing on them
        capitalist_income = (without + debt_rate * other) / (1.0 - debt_rate * norm_k)
        debt_open = other + norm_k * capitalist_income
        if debt_open >= 0.0:
            break
    capitalist_deposits = norm_k * capitalist_income + inherited
    bank_dividend = interest.sum() + debt_rate * debt_open - rising * equity_open + mortgage_interest

    spending = worker_income + borrowed - rising * worker_deposits + capitalist_income - rising * capitalist_deposits
    purchases = sales[1] - (spending + bought_homes - settled) / prices[1]
    if purchases < 0.0:
        raise InputError(
            f"no stationary state: households would buy {spending / prices[1]:.1f} of {sales[1]:.1f} consumer goods, "
            f"public purchases would be {purchases:.1f}; they can't be negative (raise income_tax or profit_tax, lower replacement_rate)"
        )
    if bank_dividend < 0.0:
        raise InputError(
            f"no stationary state: the bank's dividend would be {bank_dividend:.1f}; it can't be negative "
            "(raise loan_rate, lower bank_capital_ratio or target_inflation)"
        )
    public_deficit = (
        purchases * prices[1] + benefits + debt_rate * debt_open - p.income_tax * labour - p.profit_tax * profits.sum()
    )
    return Stationary(
        labour,
        prices,
        outputs,
        sales,
        kept * sales,
        machines,
        value_added,
        profits,
        dividends,
        loans_open,
        deposits_open,
        float(equity_open),
        worker_income,
        worker_deposits,
        float(capitalist_income),
        float(capitalist_deposits),
        float(bank_dividend),
        float(debt_open),
        float((1.0 + rising) * debt_open),
        float(purchases),
        float(public_deficit),
        owned,
        homes - owned,
        mortgages,
        housing_costs,
        rents,
    )
