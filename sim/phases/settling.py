"""M': accounts are settled: interest, taxes, debts, dividends, defaults, the bank and the public budget."""

import math

import numpy as np

from sim.phases.adapting import capital
from sim.phases.entering import closing, young
from sim.rules import finance
from sim.rules.expectations import smooth
from sim.streams import draw
from sim.world import Floats, World


def tax_profits(w: World) -> None:
    """Firms pay interest on their opening loan and tax on their profit, with an overdraft where cash is short."""
    p, firms, ledger, state = w.params, w.firms, w.ledger, w.state
    interest = p.loan_rate / 12.0 * firms.opening_loan
    gross = _gross_profit(w) - interest
    rate = np.where(firms.public, 0.0, state.profit_tax + state.ubi_tax)
    tax = rate * np.maximum(gross, 0.0)
    due = ledger.round("interest", interest) + ledger.round("profit_tax", tax)
    ledger.post("lending", np.maximum(due - ledger["firms", "money"], 0))
    ledger.post("interest", interest)
    ledger.post("profit_tax", tax)
    firms.gross_profit = gross
    firms.profit = smooth(firms.profit, gross - tax, speed=p.profit_memory, growth=w.expected_inflation)
    base = float(np.maximum(gross, 0.0)[~firms.public].sum())
    state.profits = float(smooth(state.profits, base, speed=p.revenue_memory_state, growth=w.expected_inflation))


def adjust_loans(w: World) -> None:
    """Loans move to their norm: the month's bridge loan is repaid first, as far as cash above the reserve permits."""
    p, firms, ledger = w.params, w.firms, w.ledger
    leverage = np.full(firms.price.size, p.leverage_target)
    leverage[w.clouds] = p.cloud_leverage_target
    norm = finance.loan_norm(
        firms.opening_loan,
        _collateral(w),
        leverage=leverage,
        loan_adjustment=p.loan_adjustment,
        expected_inflation=w.expected_inflation,
    )
    gap = norm + ledger.units("firms", "loans")
    spare = np.maximum(ledger.units("firms", "money") - p.cash_reserve * firms.outlay, 0.0)
    ledger.post("lending", np.where(firms.public, 0.0, np.maximum(gap, 0.0)))  # public debt is never raised to a norm
    owed = -ledger["firms", "loans"]
    ledger.post("repayment", np.minimum(ledger.round("repayment", np.minimum(np.maximum(-gap, 0.0), spare)), owed))


def pay_dividends(w: World) -> None:
    """Firms pay out smoothed profit and what exceeds their liquidity norm: to owners, or to the State."""
    p, firms, ledger = w.params, w.firms, w.ledger
    cash = ledger.units("firms", "money")
    wanted = finance.dividend(
        cash,
        firms.profit,
        firms.outlay,
        firms.opening_loan,
        liquidity_norm=p.liquidity_norm,
        dividend_adjustment=p.dividend_adjustment,
        expected_inflation=w.expected_inflation,
    )
    wanted[w.producers] = np.where(young(w), 0.0, wanted[w.producers])  # founders wait
    paid = np.minimum(wanted, np.maximum(cash - p.cash_reserve * firms.outlay, 0.0))
    kept = kept_by_agents(w) * np.where(firms.public, 0.0, paid)
    ledger.post("fund_dividends", kept)
    ledger.post("dividends", np.where(firms.public, 0.0, paid - kept), dst=firms.owner)
    ledger.post("public_dividends", np.where(firms.public, paid, 0.0)[w.clouds])


def buy_shares(w: World) -> None:
    """AI agents that own spend a part of their fund on shares of producers, bought from all owners by what their firms are worth."""
    p, ledger = w.params, w.ledger
    money = ledger.total("fund", "money")
    if money == 0.0:
        return
    worth = np.maximum(capital(w) + ledger.units("producers", "loans"), 0.0)
    equity = float(worth.sum())
    spent = finance.agents_fund(
        money, equity, w.ai_owned, fund_speed=p.fund_speed, fund_purchase_max=p.fund_purchase_max
    )
    w.bind("fund_purchase_max", spent < p.fund_speed * money)
    if spent == 0.0:
        return
    proceeds = np.bincount(w.firms.owner[w.producers], spent * worth / equity, w.capitalists.before.size)
    ledger.post("share_purchases", proceeds, dst=np.arange(proceeds.size))
    w.capitalists.before += proceeds  # no income: one form of their wealth for another
    w.ai_owned = min(w.ai_owned + spent / equity, 1.0)


def fail(w: World) -> None:
    """Firms whose debt exceeds their assets, or that meet with bad luck, default: the bank writes off a part, or the firm closes."""
    p, firms, ledger = w.params, w.firms, w.ledger
    stocks = np.concatenate([w.stocks, np.zeros(w.agents.count.size)])
    collateral = _collateral(w)
    assets = collateral + ledger.units("firms", "money") + stocks * firms.price
    owed = -ledger.units("firms", "loans")
    unlucky = draw(w.seed, "failure", w.month).random(owed.size) < p.failure_hazard
    failed = ((owed > assets) | unlucky) & (owed > 0.0) & ~firms.public
    w.defaults = int(failed.sum())
    firms.closing[w.producers] = closing(w, failed[w.producers])
    ledger.post("write_off", np.where(failed & ~firms.closing, (1.0 - p.loan_recovery) * owed, 0.0))
    excess = np.where(firms.public, owed - p.takeover_leverage * collateral, 0.0)[w.clouds]
    ledger.post("takeover", np.maximum(excess, 0.0))
    ledger.post("repayment", np.concatenate([np.zeros(w.clouds.start), np.maximum(excess, 0.0)]))


def settle_bank(w: World) -> None:
    """The State pays interest; the bank pays out all equity above its norm, in equal parts, or is rescued."""
    p, ledger = w.params, w.ledger
    ledger.post("debt_interest", p.debt_rate / 12.0 * w.state.opening_debt)
    equity = bank_equity(w)
    lent = ledger.total("bank", "loans")
    owners = w.capitalists.income.size
    ledger.post("rescue", max(-equity, 0.0))
    ledger.post("bank_dividends", np.full(owners, max(equity - p.bank_capital_ratio * lent, 0.0) / owners))
    state_money = ledger["state", "money"]
    ledger.post("bond_issue", np.maximum(-state_money, 0))
    ledger.post("bond_redemption", np.minimum(np.maximum(state_money, 0), ledger["bank", "bonds"]))


def count_income(w: World) -> None:
    """Capitalists see their income of the month: all dividends and basic income."""
    p = w.params
    income = w.ledger.units("capitalists", "money") - w.capitalists.before + w.state.ubi
    w.capitalists.income = smooth(
        w.capitalists.income, income, speed=p.income_memory_capitalists, growth=w.expected_inflation
    )


def bank_equity(w: World) -> float:
    """Equity of the bank: loans and bonds less deposits, money."""
    return math.fsum(w.ledger.total("bank", asset) for asset in ("money", "loans", "bonds"))


def kept_by_agents(w: World) -> Floats:
    """The share of each firm's dividends that goes to the fund of AI agents: all owners of a department in equal parts. Shape (F,)."""
    share = np.full(w.firms.price.size, w.ai_owned)
    share[w.clouds] = w.params.ai_ownership if w.frontier.since >= 0 else 0.0
    return share


def _gross_profit(w: World) -> Floats:
    """Profit before interest and tax: takings less wages, fees with tax, wear at current cost and energy, money. Shape (F,)."""
    p, firms = w.params, w.firms
    wear = firms.worn * w.machine_price
    wear[w.clouds] *= p.hardware_per_slot
    profit = firms.takings - firms.wages - wear - firms.energy
    profit[w.producers] -= firms.fees[w.producers] * (1.0 + p.ai_tax)
    profit[w.clouds] += firms.fees[w.clouds]
    return np.asarray(profit)


def _collateral(w: World) -> Floats:
    """Machines and hardware at current prices, money. Shape (F,)."""
    hardware = w.params.hardware_per_slot * w.ledger.units("clouds", "slots")
    return np.concatenate([w.ledger.units("producers", "machines"), hardware]) * w.machine_price
