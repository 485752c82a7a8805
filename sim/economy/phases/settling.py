"""M': accounts are settled: interest, taxes, debts, dividends, defaults, the bank and the public budget."""

import numpy as np

from sim.economy import credit
from sim.economy.derived import distributed
from sim.economy.rules import finance
from sim.economy.rules.expectations import smooth
from sim.economy.world import Firms, Flags, Floats, Ints, Numbers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION
from sim.engine.streams import below


def tax_profits(w: World) -> None:
    """Firms pay interest on their opening loan and tax on their profit, with an overdraft where cash is short."""
    firms, ledger, state = w.firms, w.ledger, w.state
    size = firms.price.size
    interest, tax = np.empty(size), np.empty(size)
    rates = w.loan_rate, state.profit_tax + state.ubi_tax + state.profit_levy + state.provision_tax
    given = w.machine_price, w.channels.charges
    base = _tax_profits(w.numbers, firms.handle, w.producers.stop, given, rates, w.expected_inflation, interest, tax)
    due = ledger.round("interest", interest), ledger.round("profit_tax", tax)
    ledger.post("lending", _overdraft(*due, ledger["firms", "money"]))
    ledger.post("interest", interest)
    ledger.post("profit_tax", tax)
    state.profits = smooth(state.profits, base, speed=w.params.revenue_memory_state, growth=w.expected_inflation)


@compiled
def _tax_profits(
    numbers: Numbers,
    firms: Firms,
    producers: int,
    given: tuple[float, Floats],
    rates: tuple[float, float],
    expected_inflation: float,
    interest: Floats,
    tax: Floats,
) -> float:
    """Writes interest, tax, ``gross_profit`` and ``profit``; the profits that are taxed, money.

    Gross profit is takings less wages, fees with tax, wear at current cost, energy, interest and charges. ``given``: the price of machines
    and the channel ``charges``; ``rates``: of loans, 1/year, and of tax.
    """
    p, (machine_price, charges) = numbers[0], given
    loan_rate, rate = rates
    taxed, count = np.empty(tax.size), 0
    for i in range(tax.size):
        interest[i] = loan_rate / 12.0 * firms.opening_loan[i]
        wear = firms.worn[i] * machine_price
        if i < producers:
            gross = firms.takings[i] - firms.wages[i] - wear - firms.energy[i] - firms.fees[i] * (1.0 + p.ai_tax)
        else:
            gross = firms.takings[i] - firms.wages[i] - wear * p.hardware_per_slot - firms.energy[i] + firms.fees[i]
        firms.gross_profit[i] = gross - interest[i] - charges[i]
        positive = max(firms.gross_profit[i], 0.0)
        tax[i] = 0.0 if firms.public[i] else rate * positive
        firms.profit[i] = smooth(
            firms.profit[i], firms.gross_profit[i] - tax[i], speed=p.profit_memory, growth=expected_inflation
        )
        if not firms.public[i]:
            taxed[count] = positive
            count += 1
    return sums.total(taxed[:count])


@compiled
def _overdraft(interest: Ints, tax: Ints, money: Ints) -> Ints:
    """What firms lack for both, millionths."""
    lacking = np.empty(money.size, np.int64)
    for i in range(lacking.size):
        lacking[i] = max(interest[i] + tax[i] - money[i], 0)
    return lacking


def adjust_loans(w: World) -> None:
    """Loans move to their norm: the month's bridge loan is repaid first, as far as cash above the reserve permits."""
    firms, ledger = w.firms, w.ledger
    change = _adjust_loans(
        w.numbers,
        firms.handle,
        ledger["producers", "machines"],
        credit.pledged_slots(w),
        ledger["firms", "loans"],
        ledger["firms", "money"],
        w.machine_price,
        w.expected_inflation,
    )
    ledger.post("lending", change[0])
    ledger.post("repayment", change[1])


@compiled
def _adjust_loans(
    numbers: Numbers,
    firms: Firms,
    machines: Ints,
    slots: Floats,
    loans: Ints,
    money: Ints,
    machine_price: float,
    expected_inflation: float,
) -> Floats:
    """What is lent and what is repaid, money. Balances in millionths. Shape (2, F)."""
    p, change = numbers[0], np.empty((2, loans.size))
    lent, repaid = change[0], change[1]
    collateral = _collateral(numbers, machines, slots, machine_price)
    for i in range(lent.size):
        norm = finance.loan_norm(
            firms.opening_loan[i],
            collateral[i],
            leverage=p.leverage_target if i < machines.size else p.cloud_leverage_target,
            loan_adjustment=p.loan_adjustment,
            expected_inflation=expected_inflation,
        )
        owed = -(loans[i] / MILLION)
        gap = norm - owed
        spare = max(money[i] / MILLION - p.cash_reserve * firms.outlay[i], 0.0)
        lent[i] = 0.0 if firms.public[i] else max(gap, 0.0)  # public debt is never raised to a norm
        repaid[i] = min(max(-gap, 0.0), owed, spare)
    return change


def pay_dividends(w: World) -> None:
    """Firms pay out smoothed profit and what exceeds their liquidity norm: to owners, or to the State; cooperatives to their members."""
    firms, ledger = w.firms, w.ledger
    size = firms.price.size
    paid = np.empty((3, size))
    kept, private, public = paid[0], paid[1], paid[2]
    money = ledger["firms", "money"]
    _pay_dividends(
        w.numbers, firms.handle, w.producers.stop, money, w.channels.dividends_kept, w.expected_inflation, paid
    )
    ledger.post("fund_dividends", kept)
    ledger.post("dividends", private, dst=firms.owner)
    ledger.post("public_dividends", public[w.clouds])


@compiled
def _pay_dividends(
    numbers: Numbers,
    firms: Firms,
    producers: int,
    money: Ints,
    share: Floats,
    expected_inflation: float,
    paid: Floats,
) -> None:
    """Writes what goes to the fund of AI agents (their ``share``), to owners and to the State, the rows of ``paid``, money.

    Of cooperatives nothing: what they pay out they pay to their members, in a phase of its own.
    """
    kept, private, public = paid[0], paid[1], paid[2]
    out = distributed(numbers, firms, producers, money, expected_inflation)
    for i in range(out.size):
        owned = not (firms.public[i] or firms.cooperative[i])
        kept[i] = share[i] * out[i] if owned else 0.0
        private[i] = out[i] - kept[i] if owned else 0.0
        public[i] = out[i] if firms.public[i] else 0.0


def find_failures(w: World) -> None:
    """Firms whose debt exceeds their assets, or that meet with bad luck, can't go on."""
    firms, ledger = w.firms, w.ledger
    machines, slots = ledger["producers", "machines"], credit.pledged_slots(w)
    w.defaults = _find_failures(
        firms.handle,
        _collateral(w.numbers, machines, slots, w.machine_price),
        ledger["firms", "loans"],
        ledger["firms", "money"],
        w.stocks,
        below(w.seed, "failure", w.month, firms.price.size, w.params.failure_hazard),
    )


@compiled
def _find_failures(firms: Firms, collateral: Floats, loans: Ints, money: Ints, stocks: Floats, unlucky: Flags) -> int:
    """Writes who fails; how many do. Balances in millionths."""
    defaults = 0
    for i in range(collateral.size):
        owed = -(loans[i] / MILLION)
        stock = stocks[i] if i < stocks.size else 0.0
        assets = collateral[i] + money[i] / MILLION + stock * firms.price[i]
        firms.failed[i] = (owed > assets or unlucky[i]) and owed > 0.0 and not firms.public[i]
        defaults += firms.failed[i]
    return defaults


def fail(w: World) -> None:
    """The bank writes off a part of the debt of firms that failed and stay; the State takes over what public ones owe too much."""
    firms, ledger = w.firms, w.ledger
    losses = np.empty((2, firms.price.size))
    lost, excess = losses[0], losses[1]
    machines, slots = ledger["producers", "machines"], credit.pledged_slots(w)
    _fail(w.numbers, firms.handle, machines, slots, w.machine_price, ledger["firms", "loans"], losses)
    ledger.post("write_off", lost)
    ledger.post("takeover", excess[w.clouds])
    ledger.post("repayment", excess)


@compiled
def _fail(
    numbers: Numbers, firms: Firms, machines: Ints, slots: Floats, machine_price: float, loans: Ints, losses: Floats
) -> None:
    """Writes what the bank loses and what the State takes over, the rows of ``losses``, money. Balances in millionths."""
    p, lost, excess = numbers[0], losses[0], losses[1]
    collateral = _collateral(numbers, machines, slots, machine_price)
    for i in range(collateral.size):
        owed = -(loans[i] / MILLION)
        lost[i] = (1.0 - p.loan_recovery) * owed if firms.failed[i] and not firms.closing[i] else 0.0
        excess[i] = max(owed - p.takeover_leverage * collateral[i], 0.0) if firms.public[i] else 0.0


def settle_bank(w: World) -> None:
    """The State pays interest; the bank pays out all equity above its norm, in equal parts, or is rescued."""
    ledger = w.ledger
    ledger.post("debt_interest", w.debt_rate / 12.0 * w.state.opening_debt)
    equity = credit.bank_equity(w)
    owners = w.capitalists.income.size
    ledger.post("rescue", max(-equity, 0.0))
    ledger.post("bank_dividends", np.full(owners, max(equity - credit.equity_kept(w), 0.0) / owners))
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
def _collateral(numbers: Numbers, machines: Ints, slots: Floats, machine_price: float) -> Floats:
    """Machines and hardware that the bank lends on (millionths) at current prices, money. Shape (F,)."""
    p = numbers[0]
    worth = np.empty(machines.size + slots.size)
    for i in range(machines.size):
        worth[i] = machines[i] / MILLION * machine_price
    for i in range(slots.size):
        worth[machines.size + i] = p.hardware_per_slot * (slots[i] / MILLION) * machine_price
    return worth
