"""M': accounts are settled: interest, taxes, debts, dividends, defaults, the bank and the public budget."""

import numpy as np

from sim.economy.derived import bank_equity
from sim.economy.rules import finance
from sim.economy.rules.expectations import smooth
from sim.economy.world import Flags, Floats, Ints, Numbers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION
from sim.engine.streams import below


def tax_profits(w: World) -> None:
    """Firms pay interest on their opening loan and tax on their profit, with an overdraft where cash is short."""
    firms, ledger, state = w.firms, w.ledger, w.state
    size = firms.price.size
    interest, tax = np.empty(size), np.empty(size)
    base = _tax_profits(
        w.numbers,
        w.producers.stop,
        firms.public,
        firms.opening_loan,
        firms.takings,
        firms.wages,
        firms.worn,
        firms.energy,
        firms.fees,
        w.machine_price,
        state.profit_tax + state.ubi_tax,
        w.expected_inflation,
        firms.gross_profit,
        firms.profit,
        interest,
        tax,
    )
    due = ledger.round("interest", interest) + ledger.round("profit_tax", tax)
    ledger.post("lending", np.maximum(due - ledger["firms", "money"], 0))
    ledger.post("interest", interest)
    ledger.post("profit_tax", tax)
    state.profits = smooth(state.profits, base, speed=w.params.revenue_memory_state, growth=w.expected_inflation)


@compiled
def _tax_profits(
    numbers: Numbers,
    producers: int,
    public: Flags,
    opening_loan: Floats,
    takings: Floats,
    wages: Floats,
    worn: Floats,
    energy: Floats,
    fees: Floats,
    machine_price: float,
    rate: float,
    expected_inflation: float,
    gross_profit: Floats,
    profit: Floats,
    interest: Floats,
    tax: Floats,
) -> float:
    """Writes the last four columns; the profits that are taxed, money.

    Gross profit is takings less wages, fees with tax, wear at current cost, energy and interest.
    """
    p = numbers[0]
    taxed, count = np.empty(tax.size), 0
    for i in range(tax.size):
        interest[i] = p.loan_rate / 12.0 * opening_loan[i]
        wear = worn[i] * machine_price
        if i < producers:
            gross = takings[i] - wages[i] - wear - energy[i] - fees[i] * (1.0 + p.ai_tax)
        else:
            gross = takings[i] - wages[i] - wear * p.hardware_per_slot - energy[i] + fees[i]
        gross_profit[i] = gross - interest[i]
        positive = max(gross_profit[i], 0.0)
        tax[i] = 0.0 if public[i] else rate * positive
        profit[i] = smooth(profit[i], gross_profit[i] - tax[i], speed=p.profit_memory, growth=expected_inflation)
        if not public[i]:
            taxed[count] = positive
            count += 1
    return sums.total(taxed[:count])


def adjust_loans(w: World) -> None:
    """Loans move to their norm: the month's bridge loan is repaid first, as far as cash above the reserve permits."""
    firms, ledger = w.firms, w.ledger
    size = firms.price.size
    lent, repaid = np.empty(size), np.empty(size)
    _adjust_loans(
        w.numbers,
        firms.public,
        ledger["producers", "machines"],
        ledger["clouds", "slots"],
        ledger["firms", "loans"],
        ledger["firms", "money"],
        firms.opening_loan,
        firms.outlay,
        w.machine_price,
        w.expected_inflation,
        lent,
        repaid,
    )
    ledger.post("lending", lent)
    ledger.post("repayment", repaid)


@compiled
def _adjust_loans(
    numbers: Numbers,
    public: Flags,
    machines: Ints,
    slots: Ints,
    loans: Ints,
    money: Ints,
    opening_loan: Floats,
    outlay: Floats,
    machine_price: float,
    expected_inflation: float,
    lent: Floats,
    repaid: Floats,
) -> None:
    """Writes what is lent and repaid, money. Balances in millionths."""
    p = numbers[0]
    collateral = _collateral(numbers, machines, slots, machine_price)
    for i in range(lent.size):
        norm = finance.loan_norm(
            opening_loan[i],
            collateral[i],
            leverage=p.leverage_target if i < machines.size else p.cloud_leverage_target,
            loan_adjustment=p.loan_adjustment,
            expected_inflation=expected_inflation,
        )
        owed = -(loans[i] / MILLION)
        gap = norm - owed
        spare = max(money[i] / MILLION - p.cash_reserve * outlay[i], 0.0)
        lent[i] = 0.0 if public[i] else max(gap, 0.0)  # public debt is never raised to a norm
        repaid[i] = min(max(-gap, 0.0), owed, spare)


def pay_dividends(w: World) -> None:
    """Firms pay out smoothed profit and what exceeds their liquidity norm: to owners, or to the State."""
    firms, ledger = w.firms, w.ledger
    size = firms.price.size
    kept, private, public = np.empty(size), np.empty(size), np.empty(size)
    _pay_dividends(
        w.numbers,
        w.producers.stop,
        firms.public,
        firms.age,
        ledger["firms", "money"],
        firms.profit,
        firms.outlay,
        firms.opening_loan,
        w.channels.dividends_kept,
        w.expected_inflation,
        kept,
        private,
        public,
    )
    ledger.post("fund_dividends", kept)
    ledger.post("dividends", private, dst=firms.owner)
    ledger.post("public_dividends", public[w.clouds])


@compiled
def _pay_dividends(
    numbers: Numbers,
    producers: int,
    is_public: Flags,
    age: Floats,
    money: Ints,
    profit: Floats,
    outlay: Floats,
    opening_loan: Floats,
    share: Floats,
    expected_inflation: float,
    kept: Floats,
    private: Floats,
    public: Floats,
) -> None:
    """Writes what goes to the fund of AI agents (their ``share``), to owners and to the State, money."""
    p = numbers[0]
    for i in range(kept.size):
        cash = money[i] / MILLION
        wanted = finance.dividend(
            cash,
            profit[i],
            outlay[i],
            opening_loan[i],
            liquidity_norm=p.liquidity_norm,
            dividend_adjustment=p.dividend_adjustment,
            expected_inflation=expected_inflation,
        )
        waits = i < producers and age[i] < p.founding_months  # founders do
        paid = 0.0 if waits else min(wanted, max(cash - p.cash_reserve * outlay[i], 0.0))
        kept[i] = 0.0 if is_public[i] else share[i] * paid
        private[i] = 0.0 if is_public[i] else paid - kept[i]
        public[i] = paid if is_public[i] else 0.0


def find_failures(w: World) -> None:
    """Firms whose debt exceeds their assets, or that meet with bad luck, can't go on."""
    firms, ledger = w.firms, w.ledger
    w.defaults = _find_failures(
        w.numbers,
        firms.public,
        ledger["producers", "machines"],
        ledger["clouds", "slots"],
        ledger["firms", "loans"],
        ledger["firms", "money"],
        w.stocks,
        firms.price,
        w.machine_price,
        below(w.seed, "failure", w.month, firms.price.size, w.params.failure_hazard),
        firms.failed,
    )


@compiled
def _find_failures(
    numbers: Numbers,
    public: Flags,
    machines: Ints,
    slots: Ints,
    loans: Ints,
    money: Ints,
    stocks: Floats,
    price: Floats,
    machine_price: float,
    unlucky: Flags,
    failed: Flags,
) -> int:
    """Writes who fails; how many do. Balances in millionths."""
    collateral = _collateral(numbers, machines, slots, machine_price)
    defaults = 0
    for i in range(failed.size):
        owed = -(loans[i] / MILLION)
        stock = stocks[i] if i < stocks.size else 0.0
        assets = collateral[i] + money[i] / MILLION + stock * price[i]
        failed[i] = (owed > assets or unlucky[i]) and owed > 0.0 and not public[i]
        defaults += failed[i]
    return defaults


def fail(w: World) -> None:
    """The bank writes off a part of the debt of firms that failed and stay; the State takes over what public ones owe too much."""
    firms, ledger = w.firms, w.ledger
    size = firms.price.size
    lost, excess = np.empty(size), np.empty(size)
    _fail(
        w.numbers,
        firms.public,
        firms.failed,
        firms.closing,
        ledger["producers", "machines"],
        ledger["clouds", "slots"],
        ledger["firms", "loans"],
        w.machine_price,
        lost,
        excess,
    )
    ledger.post("write_off", lost)
    ledger.post("takeover", excess[w.clouds])
    ledger.post("repayment", excess)


@compiled
def _fail(
    numbers: Numbers,
    public: Flags,
    failed: Flags,
    closing: Flags,
    machines: Ints,
    slots: Ints,
    loans: Ints,
    machine_price: float,
    lost: Floats,
    excess: Floats,
) -> None:
    """Writes what the bank loses and what the State takes over, money. Balances in millionths."""
    p = numbers[0]
    collateral = _collateral(numbers, machines, slots, machine_price)
    for i in range(failed.size):
        owed = -(loans[i] / MILLION)
        lost[i] = (1.0 - p.loan_recovery) * owed if failed[i] and not closing[i] else 0.0
        excess[i] = max(owed - p.takeover_leverage * collateral[i], 0.0) if public[i] else 0.0


def settle_bank(w: World) -> None:
    """The State pays interest; the bank pays out all equity above its norm, in equal parts, or is rescued."""
    p, ledger = w.params, w.ledger
    ledger.post("debt_interest", p.debt_rate / 12.0 * w.state.opening_debt)
    equity = bank_equity(w)
    lent = ledger.total("bank", "loans")
    owners = w.capitalists.income.size
    ledger.post("rescue", max(-equity, 0.0))
    ledger.post("bank_dividends", np.full(owners, max(equity - p.bank_capital_ratio * lent, 0.0) / owners))
    state_money = int(ledger["state", "money"][0])
    ledger.post("bond_issue", max(-state_money, 0))
    ledger.post("bond_redemption", min(max(state_money, 0), int(ledger["bank", "bonds"][0])))


def count_income(w: World) -> None:
    """Capitalists see their income of the month: all dividends and basic income."""
    owners = w.capitalists
    money = w.ledger["capitalists", "money"]
    _count_income(w.numbers, money, owners.before, w.state.ubi, w.expected_inflation, owners.income)


@compiled
def _count_income(
    numbers: Numbers, money: Ints, before: Floats, ubi: float, expected_inflation: float, income: Floats
) -> None:
    """Writes the last column, money a month."""
    p = numbers[0]
    for i in range(income.size):
        seen = money[i] / MILLION - before[i] + ubi
        income[i] = smooth(income[i], seen, speed=p.income_memory_capitalists, growth=expected_inflation)


@compiled
def _collateral(numbers: Numbers, machines: Ints, slots: Ints, machine_price: float) -> Floats:
    """Machines and hardware (millionths) at current prices, money. Shape (F,)."""
    p = numbers[0]
    worth = np.empty(machines.size + slots.size)
    for i in range(machines.size):
        worth[i] = machines[i] / MILLION * machine_price
    for i in range(slots.size):
        worth[machines.size + i] = p.hardware_per_slot * (slots[i] / MILLION) * machine_price
    return worth
