"""Rent and mortgages are paid, commitments kept, homes traded, credit tightened, and homes priced."""

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.economy import credit
from sim.economy.derived import heads
from sim.economy.kernels import people
from sim.economy.mechanisms.housing import rules as rule
from sim.economy.mechanisms.housing.state import Housing
from sim.economy.rules import consumption
from sim.economy.rules.expectations import smooth
from sim.economy.world import COGNITIVE, Bytes, Numbers, Workers, World
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION, Ledger
from sim.engine.parameters import Params
from sim.engine.streams import below, uniforms

if TYPE_CHECKING:
    from sim.economy.stationary import Stationary

STAYS, SELLS, FORECLOSED, LEFT = range(4)  # what becomes of an owner this month
INCOME_MEMORY, VIEW_MEMORY = 1 / 6, 1 / 60  # 1/month: of incomes in the price of homes, and of the price in what one is used to
MINDS = 3  # thirds of skill at the start below this are those of cognitive workers


class Homes(NamedTuple):
    """Who lives in what at the start: sizes, who owns, what is owed (money), and what a month of it costs (money), a row a worker."""

    size: Floats
    owned: Flags
    debt: Floats
    cost: Floats


def first_homes(p: Params, workers: Workers, state: "Stationary", seed: int) -> Homes:
    """Homes by skill, and mortgages of all ages: drawn, then brought to the sums of the stationary state, so that no seed starts off."""
    chance = uniforms(seed, "homes", -1, (2, workers.skill.size))
    there = workers.occupation >= 0
    owned = there & rule.first_owners(
        chance[0], workers.occupation == COGNITIVE, home_ownership=p.home_ownership, home_tilt=p.home_tilt
    )
    if state.homes_let == 0.0:
        owned = there
    elif not owned.any() and state.homes_owned > 0.0:  # few people: somebody has to
        owned = there & (chance[0] == chance[0][there].min())
    size = np.where(there, workers.skill, 0.0)
    for some, total in ((owned, state.homes_owned), (~owned, state.homes_let)):
        size[some] *= total / max(float(size[some].sum()), 1e-9)
    inflation = p.target_inflation / 12.0
    debt = rule.first_mortgages(
        np.where(owned, size, 0.0),
        chance[1],
        ltv=p.mortgage_ltv,
        moves=p.home_turnover / 12.0,
        fading=p.mortgage_amortisation / 12.0 + inflation,
    )
    debt *= state.mortgages_open / max(float(debt.sum()), 1e-9)
    due = rule.mortgage_due(debt, rate=p.mortgage_rate / 12.0, amortisation=p.mortgage_amortisation / 12.0)
    return Homes(size, owned, debt, np.where(owned, due, p.rent_yield / 12.0 * size))


def move_in(ledger: Ledger, homes: Homes, owners: Floats) -> None:
    """The books of the start: homes of those who live in them, homes that are let, by the income of their ``owners``, and mortgages."""
    size = ledger.round("initial_homes", homes.size)
    let = np.where(homes.owned, 0, size)
    ledger.post("initial_homes", size - let)
    part = np.empty((1, owners.size), np.int64)
    people.apportion(let.sum(keepdims=True), owners[None], np.zeros(1), part)
    ledger.post("initial_homes_let", part[0])
    ledger.post("initial_mortgages", homes.debt)


def begin(w: World, state: "Stationary") -> None:
    """Everybody lives somewhere, pays on time, and is used to what is spent in the stationary state."""
    p = w.params
    w.housing = kept = Housing.zeros(workers=w.workers.skill.size)
    if not p.mortgages:
        return
    growth = 1.0 + p.target_inflation / 12.0
    homes = first_homes(p, w.workers, state, w.seed)
    kept.home = homes.size
    kept.habit = (
        consumption.buffer_stock(
            w.workers.income * growth,
            w.ledger.units("workers", "money"),
            mpc_wealth=p.mpc_wealth_workers,
            wealth_norm=p.wealth_norm_workers,
        )
        / growth
    )
    kept.first_owned = w.ledger.total("workers", "homes")
    kept.first_income = (state.worker_income + state.housing_costs) / int(np.count_nonzero(homes.size))
    kept.income = kept.first_income / growth


def _kept(w: World) -> Housing:
    assert w.housing
    return w.housing


def serve_homes(w: World) -> None:
    """Tenants pay rent, borrowers interest and repayment, or they miss the month and owe the interest as well."""
    p, workers, ledger, kept = w.params, w.workers, w.ledger, _kept(w)
    if not p.mortgages:
        return
    _count_incomes(w)
    kept.asked = kept.price
    due = np.zeros((4, workers.skill.size), np.int64)
    rent, interest, repaid, missed = due
    _serve(
        w.numbers,
        w.numbers_of("housing"),
        workers.handle,
        kept.handle,
        (kept.price, w.rate(p.mortgage_rate) / 12.0, p.mortgage_subsistence * w.start.real_income * w.goods_price),
        (ledger["workers", "money"], ledger["workers", "homes"], ledger["workers", "mortgages"]),
        due,
    )
    let = ledger["capitalists", "homes"]
    part = np.zeros((1, let.size), np.int64)
    people.apportion(rent.sum(keepdims=True), let.astype(np.float64)[None], np.zeros(1), part)
    ledger.settle("rent", rent, part[0])
    ledger.post("mortgage_lending", missed)
    ledger.post("mortgage_interest", interest)
    ledger.post("mortgage_repayment", repaid)


def _count_incomes(w: World) -> None:
    """What workers have earned this month, of which nothing has been spent yet."""
    kept, workers = _kept(w), w.workers
    net = w.ledger.units("workers", "money") - workers.opening
    if w.ownership:
        net += (1.0 + w.expected_inflation) * w.ownership.shares
    there, minds = workers.occupation >= 0, workers.third < MINDS
    net = np.where(there, net, 0.0)  # what whoever leaves leaves to heirs is no loss of income
    kept.earned = float(net.sum()) / int(np.count_nonzero(there))
    kept.white_collar = float(net[minds].sum()) / max(int(np.count_nonzero(there & minds)), 1)


@compiled
def _serve(
    core: Numbers,
    numbers: Numbers,
    workers: Workers,
    kept: Housing,
    given: tuple[float, float, float],
    balances: tuple[Ints, Ints, Ints],
    due: Ints,
) -> None:
    """Writes ``late``, takes what is paid off smoothed income, and writes rent, interest, repayment and interest added to the debt.

    ``given``: price of homes, interest a month, deposits that come before the loan. ``balances``: money, homes and mortgages of workers,
    and ``due`` (4, n), all in millionths.
    """
    p, memory = numbers[0], core[0].income_memory_workers
    price, rate, subsistence = given
    money, homes, mortgages = balances
    rent, interest, repaid, missed = due[0], due[1], due[2], due[3]
    home, late, income = kept.home, kept.late, workers.income
    for i in range(money.size):
        deposits, debt = money[i] / MILLION, -mortgages[i] / MILLION
        asked = rule.rent_due(home[i], homes[i] > 0, deposits, price=price, rent_yield=p.rent_yield / 12.0)
        rent[i] = int(np.floor(asked * MILLION))
        paid = rent[i]
        if mortgages[i] < 0:
            of_loan = rule.mortgage_due(debt, rate=rate, amortisation=p.mortgage_amortisation / 12.0)
            interest[i] = int(np.floor(rate * debt * MILLION))
            if rule.can_pay(deposits, of_loan, subsistence=subsistence):
                late[i] = 0
                repaid[i] = min(int(np.floor(of_loan * MILLION)) - interest[i], -mortgages[i])
                paid += interest[i] + repaid[i]
            else:
                late[i] += 1
                missed[i] = interest[i]
        else:
            late[i] = 0
        income[i] -= memory * (paid / MILLION)


def keep_commitments(w: World) -> None:
    """Households spend what they are used to, or nearly, whatever their income; owners something out of what their home has gained."""
    p, kept = w.params, _kept(w)
    if not p.mortgages:
        return
    added = np.empty(kept.home.size)
    kept.habit[w.workers.occupation < 0] = 0.0  # whoever comes there is used to nothing
    _commit(
        w.numbers,
        w.numbers_of("housing"),
        w.workers.handle,
        kept.handle,
        (kept.price, kept.usual, float(np.exp(w.shock)), w.expected_inflation),
        w.ledger["workers", "homes"],
        added,
    )
    w.channels.write("spending_added", added)


@compiled
def _commit(
    core: Numbers,
    numbers: Numbers,
    workers: Workers,
    kept: Housing,
    given: tuple[float, float, float, float],
    homes: Ints,
    added: Floats,
) -> None:
    """Writes ``habit``, and what is spent beyond the buffer-stock rule.

    ``given``: price of homes, slow view of it, mood, expected inflation.
    """
    c, p = core[0], numbers[0]
    price, usual, mood, growth = given
    income, opening, home, habit = workers.income, workers.opening, kept.home, kept.habit
    for i in range(added.size):
        plain = mood * consumption.buffer_stock(
            income[i], opening[i], mpc_wealth=c.mpc_wealth_workers, wealth_norm=c.wealth_norm_workers
        )
        wanted = plain + rule.wealth_effect(
            home[i], homes[i] > 0, price=price, usual=usual, mpc_housing=p.mpc_housing / 12.0
        )
        added[i] = rule.committed(wanted, habit[i], commitment=p.consumption_commitment) - plain
        habit[i] = smooth(habit[i], max(wanted, 0.0), speed=p.commitment_memory, growth=growth)


def trade_homes(w: World) -> None:
    """Who is in arrears sells, or is foreclosed on; some move or take a new mortgage; some tenants buy."""
    p, kept, ledger = w.params, _kept(w), w.ledger
    if not p.mortgages:
        return
    # Rents were paid before owners went shopping, and are income all the same.
    let = ledger["capitalists", "homes"]
    w.capitalists.before -= ledger.moved("rent") * let / max(float(let.sum()), 1.0)
    _sell_in_arrears(w)
    _build(w)
    size = kept.home.size
    moves = below(w.seed, "home_moves", w.month, size, p.home_turnover / 12.0)
    lent, paid, bought = np.zeros((3, size), np.int64)
    owned = kept.first_owned * heads(w) / p.n_workers  # as many of those there are as at the start
    room = round(owned * MILLION) - int(ledger["workers", "homes"].sum())
    _move(
        w.numbers_of("housing"),
        w.workers.handle,
        kept.handle,
        moves,
        (kept.price, w.credit_tightness, room),
        (ledger["workers", "money"], ledger["workers", "homes"], ledger["workers", "mortgages"]),
        (lent, paid, bought),
    )
    ledger.post("mortgage_lending", lent)
    if bought.any():
        let = ledger["capitalists", "homes"]
        got = _parts(int(paid.sum()), let, bounded=False)
        ledger.settle("home_purchases", paid, got)
        ledger.settle("homes_bought", _parts(int(bought.sum()), let), bought)
        w.capitalists.before += got / MILLION  # no income: one form of their wealth for another


@compiled
def _move(
    numbers: Numbers,
    workers: Workers,
    kept: Housing,
    moves: Flags,
    given: tuple[float, float, int],
    balances: tuple[Ints, Ints, Ints],
    trade: tuple[Ints, Ints, Ints],
) -> None:
    """Writes what is lent to each, what tenants pay for homes that they buy, and the size of these, all in millionths and 0 before.

    ``given``: price of homes, how tight credit is, and how much more may be owned. ``balances``: money, homes and mortgages of workers.
    """
    p, (price, tightness, room) = numbers[0], given
    (money, homes, mortgages), (lent, paid, bought) = balances, trade
    employer, contract, income, home, late = workers.employer, workers.contract, workers.income, kept.home, kept.late
    for i in range(moves.size):
        if not moves[i] or (employer[i] < 0 and contract[i] == 0):
            continue
        debt = -mortgages[i] / MILLION
        if homes[i] > 0:
            if late[i] == 0:
                more = rule.new_mortgage(home[i], debt, price=price, ltv=p.mortgage_ltv, tightness=tightness)
                lent[i] = int(np.floor(more * MILLION))
        else:
            size, worth = int(np.rint(home[i] * MILLION)), int(np.floor(price * home[i] * MILLION))
            nothing: Any = 0.0
            loan = rule.new_mortgage(home[i], nothing, price=price, ltv=p.first_ltv, tightness=tightness)
            part = min(int(np.floor(loan * MILLION)), worth)
            if 0 < size <= room and money[i] >= worth - part + max(income[i], 0.0) * MILLION:
                lent[i], paid[i], bought[i] = part, worth, size
                room -= size


def _sell_in_arrears(w: World) -> None:
    """Homes of those in arrears, as far as owners of let homes buy this month; the former owner stays as a tenant."""
    p, kept, ledger = w.params, _kept(w), w.ledger
    homes, owed = ledger["workers", "homes"], -ledger["workers", "mortgages"]
    kept.forced, kept.foreclosed = 0.0, 0.0
    fate = np.empty(homes.size, np.int8)
    if not _judge(w.numbers_of("housing"), w.workers.handle, kept.handle, kept.price, homes, owed, fate):
        return
    loss = np.array([0.0, p.sale_cost, p.foreclosure_discount, 0.0])[fate]
    worth = np.floor((1.0 - loss) * kept.price * homes).astype(np.int64)
    worth = np.where(fate == LEFT, np.minimum(worth, owed), worth)  # heirs take the home and what is owed on it
    deposits = ledger["capitalists", "money"]
    line = np.flatnonzero(fate)
    line = line[uniforms(w.seed, "resale", w.month, (homes.size,))[line].argsort(kind="stable")]
    most = int(p.landlord_purchase_max * int(deposits.sum()))
    sold = line[np.cumsum(worth[line]) <= most]
    whole = int(homes.sum())
    for share, which in (("forced", (SELLS, FORECLOSED)), ("foreclosed", (FORECLOSED,))):
        setattr(kept, share, int(homes[sold][np.isin(fate[sold], which)].sum()) / whole)
    price, size, left = np.zeros((3, homes.size), np.int64)
    price[sold], size[sold] = worth[sold], homes[sold]
    repaid = np.minimum(price, owed)
    left[sold] = (owed - repaid)[sold]
    paid = _parts(int(price.sum()), deposits)
    ledger.settle("home_sales", paid, price)
    ledger.settle("homes_sold", size, _parts(int(size.sum()), paid if paid.any() else paid + 1, bounded=False))
    ledger.post("mortgage_repayment", repaid)
    ledger.post("mortgage_write_off", left)
    w.capitalists.before -= paid / MILLION  # no income lost: one form of their wealth for another
    kept.late[sold] = 0
    kept.home[sold[fate[sold] == LEFT]] = 0.0


@compiled
def _judge(
    numbers: Numbers, workers: Workers, kept: Housing, price: float, homes: Ints, owed: Ints, fate: Bytes
) -> int:
    """Writes what becomes of each owner; of how many something does. Homes and debts in millionths."""
    p, home, late, found = numbers[0], kept.home, kept.late, 0
    for i in range(homes.size):
        fate[i] = STAYS
        if homes[i] > 0:
            worth, debt = (1.0 - p.sale_cost) * price * home[i], owed[i] / MILLION
            if workers.occupation[i] < 0:
                fate[i] = LEFT
            elif rule.sells(late[i], worth, debt, arrears_months=p.arrears_months):
                fate[i] = SELLS
            elif rule.foreclosed(late[i], worth, debt, foreclosure_months=p.foreclosure_months):
                fate[i] = FORECLOSED
            found += fate[i] != STAYS
    return found


def _build(w: World) -> None:
    """Who has come to live here, and has no home yet, rents a new one; land and building are not modelled."""
    kept, workers, ledger = _kept(w), w.workers, w.ledger
    without = (kept.home == 0.0) & (workers.occupation >= 0)
    if without.any():
        kept.home[without] = w.params.home_value * workers.skill[without]
        built = int(ledger.round("homes_built", kept.home[without]).sum())
        ledger.settle("homes_built", np.array([built]), _parts(built, ledger["capitalists", "money"], bounded=False))


def _parts(total: int, held: Ints, bounded: bool = True) -> Ints:
    """A whole amount in parts by what each holds; where ``bounded``, nobody gives more than that."""
    part = np.zeros((1, held.size), np.int64)
    people.apportion(np.array([total]), held.astype(np.float64)[None], np.zeros(1), part)
    if not bounded:
        return np.asarray(part[0])
    found = np.minimum(part[0], held)
    for i in np.flatnonzero(found < held):
        found[i] += min(total - int(found.sum()), int(held[i] - found[i]))
        if found.sum() == total:
            break
    return np.asarray(found)


def tighten_credit(w: World) -> None:
    """What the bank has of its own, before it pays dividends, over what it has to have says how much it lends next month."""
    p = w.params
    if not p.mortgages:
        return
    equity = credit.bank_equity(w) + w.ledger.moved("bank_dividends")
    w.credit_tightness = rule.credit_tightness(
        equity,
        credit.at_risk(w),
        capital_requirement=p.capital_requirement,
        bank_capital_ratio=p.bank_capital_ratio,
        lowest=p.credit_tightness_min,
    )
    w.bound("credit_tightness_min", int(w.credit_tightness <= p.credit_tightness_min < 1.0))


def price_homes(w: World) -> None:
    """The price of homes follows incomes and credit, slowly and with momentum, and falls where homes are forced on the market."""
    p, kept, growth = w.params, _kept(w), w.expected_inflation
    if not p.mortgages:
        return
    kept.income = float(smooth(kept.income, max(kept.earned, 0.0), speed=INCOME_MEMORY, growth=growth))
    kept.drift = rule.house_price(
        kept.drift,
        kept.price,
        kept.income / kept.first_income,
        w.credit_tightness,
        kept.forced,
        speed=p.house_price_speed,
        momentum=p.house_price_momentum,
        on_credit=p.credit_in_house_price,
        on_forced=p.house_price_forced,
    )
    kept.price *= (1.0 + growth) * math.exp(kept.drift)
    kept.usual = float(smooth(kept.usual, kept.price, speed=VIEW_MEMORY, growth=growth))
