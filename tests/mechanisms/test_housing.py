"""Homes, mortgages and what becomes of them, and the bank that lends on them."""

from typing import Any

import numpy as np
import pytest
from worlds import EARLY, before, force, warm

from sim.base.errors import InputError
from sim.economy import credit, mesa_model, month, totals
from sim.economy.measures import MEASURES, observe, read
from sim.economy.mechanisms.housing import phases as housing
from sim.economy.mechanisms.housing import rules as rule
from sim.economy.mechanisms.housing.state import Housing
from sim.economy.phases import selling, settling
from sim.economy.rules.expectations import smooth
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.stationary import mortgaged, solve
from sim.economy.world import World
from sim.engine.ledger import MILLION
from sim.engine.parameters import Params

ON = {"mortgages": True}
SETS: dict[str, dict[str, Any]] = {
    "defaults": {},
    "few own, and move often": {"home_ownership": 0.25, "home_turnover": 0.2, "mortgage_ltv": 0.6},
    "all own": {"home_ownership": 1.0, "home_tilt": 0.6, "mortgage_rate": 0.06},
    "all rent, no inflation": {"home_ownership": 0.0, "rent_yield": 0.08, "target_inflation": 0.0},
    "nobody moves": {"home_turnover": 0.0, "mortgage_risk_weight": 1.0},
    "in parts cooperatives": {"cooperative_share": 0.3, "mortgage_amortisation": 0.0},
}
rows = pytest.mark.parametrize("name", SETS)
QUIET = {  # no chance, one firm a department, all workers alike
    "n_workers": 2_000, "workers_per_dept1_firm": 2_000, "workers_per_dept2_firm": 2_000, "min_dept1_firms": 1, "min_dept2_firms": 1,
    "firm_size_sd": 0.0, "skill_sd": 0.0, "taste_sd": 0.0, "shop_renewal": 0.0, "quit_rate": 0.0, "failure_hazard": 0.0,
    "demand_shock_sd": 0.0, "technology_sd": 0.0, "firm_productivity_sd": 0.0, "wage_round_sd": 0.0,
}  # fmt: skip


def of(world: World) -> Housing:
    assert world.housing
    return world.housing


def owned(world: World) -> np.ndarray:
    return world.ledger["workers", "homes"] > 0


def owed(world: World) -> np.ndarray:
    """Mortgages of workers, millionths."""
    return -world.ledger["workers", "mortgages"]


def all_homes(world: World) -> int:
    return int(world.ledger["workers", "homes"].sum() + world.ledger["capitalists", "homes"].sum())


# The start


@rows
def test_the_identities_of_the_start_hold_with_homes_in_it(name: str) -> None:
    p = Params(**ON, **SETS[name])
    s, plain = solve(p), solve(p.replace(mortgages=False))
    inflation, interest = p.target_inflation / 12.0, p.mortgage_rate / 12.0 * s.mortgages_open
    assert s.public_deficit == pytest.approx(inflation * s.debt_open, abs=1e-9 * s.value_added)
    deposits = s.worker_deposits + s.capitalist_deposits + s.deposits_open.sum()
    assert deposits == pytest.approx(s.loans_open.sum() + s.mortgages_open + s.debt_open - s.equity_open, rel=1e-12)
    repaid = p.mortgage_amortisation / 12.0 * s.mortgages_open
    assert s.housing_costs == pytest.approx(s.rents + interest + repaid, rel=1e-12)
    assert s.worker_income == pytest.approx(plain.worker_income - s.housing_costs, rel=1e-12)
    kept = 0.0 if p.cooperative_share == 0.0 else plain.dividends.sum() + plain.bank_dividend - plain.capitalist_income
    assert s.capitalist_income == pytest.approx(s.dividends.sum() - kept + s.bank_dividend + s.rents, rel=1e-12)
    weighed = s.loans_open.sum() + p.mortgage_risk_weight * s.mortgages_open
    assert s.equity_open == pytest.approx(p.bank_capital_ratio * weighed, rel=1e-12)
    spent = s.worker_income + repaid + inflation * s.mortgages_open - inflation * s.worker_deposits
    spent += s.capitalist_income - inflation * s.capitalist_deposits
    assert spent + s.prices[1] * s.purchases == pytest.approx(s.prices[1] * s.outputs[1], rel=1e-12)
    for same in ("labour", "value_added"):
        assert getattr(s, same) == getattr(plain, same)


@rows
def test_no_seed_starts_off(name: str) -> None:
    """Homes, mortgages and deposits add up to what is solved for, and everybody who owes owns."""
    for seed in (1, 2):
        world = start(load("baseline", {"n_workers": 500, **ON, **SETS[name]}), seed)
        ledger, p = world.ledger, world.params
        s = solve(p)
        close = {"rel": 1e-6, "abs": 1e-3}
        assert ledger.total("workers", "homes") == pytest.approx(s.homes_owned, **close)
        assert ledger.total("capitalists", "homes") == pytest.approx(s.homes_let, **close)
        assert ledger.total("bank", "mortgages") == pytest.approx(s.mortgages_open, **close)
        assert credit.bank_equity(world) == pytest.approx(s.equity_open, **close)
        assert not (owed(world) > 0)[~owned(world)].any()
        assert (of(world).home > 0.0).all()
        np.testing.assert_allclose(of(world).home[owned(world)], ledger.units("workers", "homes")[owned(world)], atol=1e-6)
        assert (of(world).late == 0).all()
        growth = 1.0 + p.target_inflation / 12.0
        if not p.cooperative_share:
            assert ledger.total("capitalists", "money") == pytest.approx(s.capitalist_deposits, **close)
            assert world.capitalists.income.sum() * growth == pytest.approx(s.capitalist_income)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 0.387),
        ({"home_turnover": 0.2, "mortgage_ltv": 0.6}, 0.474),
        ({"home_turnover": 0.3, "target_inflation": 0.0}, 0.724),
        ({"home_turnover": 0.0}, 0.0),
    ],
)
def test_the_aggregate_loan_over_value(changes: dict[str, float], found: float) -> None:
    """l m / (m + a + pi), which a stock that moves, is repaid and loses worth comes to."""
    p = Params(**changes)
    assert mortgaged(p) == pytest.approx(found, abs=5e-4)
    moves, a = p.home_turnover / 12.0 * (1.0 - p.natural_unemployment), p.mortgage_amortisation / 12.0
    ratio = 0.5
    for _ in range(6000):
        ratio = ((1.0 - moves) * (1.0 - a) * ratio + moves * p.mortgage_ltv) / (1.0 + p.target_inflation / 12.0)
    assert mortgaged(p) == pytest.approx(ratio, abs=1e-7)
    plain = p.mortgage_ltv * moves / (moves + a + p.target_inflation / 12.0)  # leaves out that a loan is repaid before it is raised
    assert mortgaged(p) == pytest.approx(plain, rel=0.005)


@rows
def test_new_lending_is_what_was_repaid_and_what_prices_grow_by(name: str) -> None:
    """(a + pi) D: what those who move borrow beyond what they have paid back keeps debt in step with prices."""
    p = Params(**ON, **SETS[name])
    s, a, inflation = solve(p), p.mortgage_amortisation / 12.0, p.target_inflation / 12.0
    moves = p.home_turnover / 12.0 * (1.0 - p.natural_unemployment)
    lent = moves * (p.mortgage_ltv * s.homes_owned - (1.0 - a) * s.mortgages_open)
    assert lent == pytest.approx((a + inflation) * s.mortgages_open, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize(("ltv", "rate", "amortisation"), [(0.8, 0.04, 0.03), (1.0, 0.0, 0.2), (0.3, 0.15, 0.0), (0.0, 0.1, 0.1)])
def test_the_debt_service_of_a_fresh_loan(ltv: float, rate: float, amortisation: float) -> None:
    """Loan over value times interest and repayment, of the price of the home."""
    homes, price = np.array([12.0, 48.0, 120.0]), 1.7
    loans = rule.new_mortgage(homes, np.zeros(3), price=price, ltv=ltv, tightness=1.0)
    due = rule.mortgage_due(loans, rate=rate / 12.0, amortisation=amortisation / 12.0)
    np.testing.assert_allclose(due, ltv * (rate + amortisation) / 12.0 * price * homes, rtol=1e-12)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"home_ownership": 0.0, "home_value": 120.0, "rent_yield": 0.15}, r"would pay 3000.0 of rent and 0.0 on mortgages"),
        ({"home_ownership": 1.0, "home_value": 120.0, "mortgage_rate": 0.15, "mortgage_amortisation": 0.2, "home_turnover": 0.3},
         r"would pay 0.0 of rent and \d+.\d on mortgages out of a net income of 1374.\d \(lower home_value"),
        ({"home_ownership": 0.5, "home_value": 120.0, "rent_yield": 0.15, "mortgage_rate": 0.1}, "no stationary state: workers would pay"),
    ],
)  # fmt: skip
def test_homes_that_nobody_could_pay_for_are_refused(changes: dict[str, float], says: str) -> None:
    solve(Params(**changes))  # off, nobody asks
    with pytest.raises(InputError, match=says):
        solve(Params(**ON, **changes))


# Without AI


def stocks(world: World) -> np.ndarray:
    """Deposits of workers and owners, mortgages, equity of the bank and output, over what is solved for, at the prices of the start."""
    s, ledger = solve(world.params), world.ledger
    level = world.price_level / float(world.start.price[1]) * (1.0 + world.params.target_inflation / 12.0)
    found = [
        ledger.total("workers", "money") / s.worker_deposits,
        ledger.total("capitalists", "money") / s.capitalist_deposits,
        ledger.total("bank", "mortgages") / max(s.mortgages_open, 1e-9) if s.mortgages_open else level,
        credit.bank_equity(world) / s.equity_open,
    ]
    return np.array([*found, level * world.made[-1] / s.outputs.sum()]) / level


@pytest.mark.parametrize("months", [120, pytest.param(480, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ["defaults", "few own, and move often", "all rent, no inflation"])
def test_without_chance_every_stock_is_that_of_the_closed_form(
    name: str, months: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The jobless drawn afresh each month, movers spread evenly over debts, and no commitments, which have no closed form."""
    still = {"consumption_commitment": 0.0, "mpc_housing": 0.0, "home_tilt": 0.0}
    world = start(load("baseline", {**QUIET, **ON, **SETS[name], **still}), 1)
    golden = (5.0**0.5 - 1.0) / 2.0
    stream = np.random.default_rng(3)

    def evenly(seed: int, purpose: str, number: int, size: int, rate: float) -> np.ndarray:
        found = np.zeros(size, bool)
        if rate > 0.0:
            line = np.argsort(10.0 * owed(world) - (world.workers.employer < 0) + stream.random(size), kind="stable")
            places = np.floor((np.arange(int(rate * size) + 2) + (number * golden) % 1.0) / rate).astype(int)
            found[line[places[places < size]]] = True
        return found

    monkeypatch.setattr(housing, "below", evenly)
    seen = []
    for _ in range(months):
        for occupation in (0, 1):
            members = np.flatnonzero(world.workers.occupation == occupation)
            world.workers.employer[members] = world.workers.employer[stream.permutation(members)]
        month.step(world)
        seen.append(stocks(world))
    np.testing.assert_allclose(np.mean(seen[12:], axis=0), 1.0, atol=0.005)  # no drift; a few movers a month are chance
    assert of(world).price / world.price_level * float(world.start.price[1]) == pytest.approx(1.0, abs=0.005)


def test_awake_without_ai_the_economy_is_the_one_without_homes() -> None:
    """Output, unemployment and loans; homes stay with those who have them, and nobody is in arrears."""
    worlds = [start(load("baseline", {"n_workers": 1_000, "mortgages": on}), 1) for on in (False, True)]
    found = []
    for _ in range(120):
        month.step(*worlds)
        found.append([list(read(w, ("output", "unemployment", "loans_ratio")).values()) for w in worlds])
    off, on = np.mean(found[-60:], axis=0)
    np.testing.assert_allclose(on, off, rtol=0.03, atol=0.005)
    last = read(worlds[1], ("homes_owned", "mortgage_arrears", "credit_tightness"))
    assert last["homes_owned"] == pytest.approx(0.6, abs=0.005)
    assert last["mortgage_arrears"] <= 0.002
    assert last["credit_tightness"] == 1.0


@pytest.mark.slow
def test_for_forty_years_it_is_the_economy_without_homes() -> None:
    """Eight seeds of each, the last five years: 3 % of the same seeds without homes or of the closed form, deposits of workers 6 %.

    Public debt is what is left of the books, a third as large as without homes: docs/decisions/housing.md says why it is off by more.
    """
    found = []
    for seed in range(8):
        for homes in (False, True):
            world, rows_ = start(load("baseline", {"n_workers": 1_000, "mortgages": homes}), seed), []
            for now in range(480):
                month.step(world)
                assert world.ledger.residual == 0
                if now >= 420:
                    now_ = read(world, ("output", "unemployment", "loans_ratio", "public_debt_ratio"))
                    rows_.append([*now_.values(), *stocks(world)[:4]])
            found.append(np.mean(rows_, axis=0))
        assert read(world, ["homes_owned"])["homes_owned"] == pytest.approx(0.6, abs=0.005)
    off, on = (np.mean(found[first::2], axis=0) for first in (0, 1))
    np.testing.assert_allclose(on[:3], off[:3], rtol=0.03, atol=0.002)
    assert on[4] == pytest.approx(off[4], rel=0.06)
    np.testing.assert_allclose(on[5:], [off[5], 1.0, off[7]], rtol=0.03)
    closed = solve(Params(**ON))
    assert on[3] == pytest.approx(closed.debt_ratio, abs=0.03)


# Rent, interest and repayment


def serving(**changes: object) -> World:
    return before(housing.serve_homes, "baseline", 3, **{**ON, **changes})


def test_who_can_pays_who_can_not_owes_the_interest_as_well() -> None:
    world = serving()
    p, ledger, kept = world.params, world.ledger, of(world)
    borrowers = np.flatnonzero(owed(world) > 0)
    poor, tenant = borrowers[:5], np.flatnonzero(~owned(world))[0]
    kept.late[borrowers[4:7]] = 2
    left = ledger["workers", "money"].copy()
    keep = p.mortgage_subsistence * world.start.real_income * world.goods_price
    due = rule.mortgage_due(owed(world) / MILLION, rate=p.mortgage_rate / 12.0, amortisation=p.mortgage_amortisation / 12.0)
    for who, amount in [(i, keep + due[i] - 0.001) for i in poor] + [(tenant, 0.05)]:
        left[who] = int(amount * MILLION)
    ledger.post("income_tax", ledger["workers", "money"] - np.minimum(left, ledger["workers", "money"]))
    debt, money, income = owed(world), ledger["workers", "money"].copy(), world.workers.income.copy()
    bank = credit.bank_equity(world)
    housing.serve_homes(world)
    interest = np.floor(p.mortgage_rate / 12.0 * debt / MILLION * MILLION).astype(np.int64)
    late = np.zeros(debt.size, bool)
    late[poor] = True
    assert (kept.late[poor] == [1, 1, 1, 1, 3]).all()
    assert (kept.late[borrowers[5:]] == 0).all()
    np.testing.assert_array_equal(owed(world)[late], debt[late] + interest[late])
    np.testing.assert_array_equal(ledger["workers", "money"][late], money[late])  # what the bank books it has not seen
    paying = (debt > 0) & ~late
    repaid = debt[paying] - owed(world)[paying]
    np.testing.assert_allclose(repaid, p.mortgage_amortisation / 12.0 * debt[paying], atol=2)
    np.testing.assert_array_equal(money[paying] - ledger["workers", "money"][paying], interest[paying] + repaid)
    assert ledger["workers", "money"][tenant] == 0  # rent is at most what there is
    assert credit.bank_equity(world) - bank == pytest.approx(interest.sum() / MILLION, abs=1e-9)
    spent = (money - ledger["workers", "money"]) / MILLION
    np.testing.assert_allclose(world.workers.income, income - p.income_memory_workers * spent, atol=1e-9)
    rented = ~owned(world) & (np.arange(debt.size) != tenant)
    np.testing.assert_allclose(spent[rented], (p.rent_yield / 12.0 * kept.price * kept.home)[rented], atol=2e-6)
    assert ledger.moved("rent") == pytest.approx(spent[~owned(world)].sum(), abs=1e-6)


@pytest.mark.parametrize("gap", [-0.05, 0.0, 0.02])
def test_interest_on_mortgages_moves_with_the_rate(gap: float) -> None:
    world = serving()
    world.state.rate_gap = gap
    debt = world.ledger.total("bank", "mortgages")
    housing.serve_homes(world)
    rate = max(world.params.mortgage_rate + gap, 0.0)
    assert world.ledger.moved("mortgage_interest") == pytest.approx(rate / 12.0 * debt, abs=1e-3)


# Spending


def test_commitments_are_kept_and_a_home_that_gained_is_spent_from() -> None:
    world = before(housing.keep_commitments, "baseline", 3, **ON, mpc_housing=0.12, demand_shock_sd=0.0)
    kept, p = of(world), world.params
    kept.price, kept.usual = 1.25, 1.0
    kept.habit[:5] = [0.0, 9.0, 9.0, 0.0, 9.0]
    habit = kept.habit.copy()
    selling.shock_demand(world)
    housing.keep_commitments(world)
    plain = selling.consumption.buffer_stock(
        world.workers.income, world.workers.opening, mpc_wealth=p.mpc_wealth_workers, wealth_norm=p.wealth_norm_workers
    )
    wanted = plain + np.where(owned(world), 0.01 * 0.25 * kept.home, 0.0)
    spent = plain + world.channels.spending_added
    np.testing.assert_allclose(spent, np.maximum(wanted, p.consumption_commitment * habit), rtol=1e-9)
    assert spent[1] == pytest.approx(0.85 * 9.0)
    np.testing.assert_allclose(
        kept.habit, smooth(habit, np.maximum(wanted, 0.0), speed=p.commitment_memory, growth=world.expected_inflation)
    )
    assert (kept.habit[[1, 2, 4]] < habit[[1, 2, 4]] * (1.0 + world.expected_inflation)).all()  # the floor does not feed itself


@pytest.mark.parametrize(("turnover", "ltv", "out"), [(0.05, 0.8, 0.0), (0.2, 0.6, 0.02), (0.3, 1.0, 0.1)])
def test_what_a_lasting_rise_of_the_price_is_spent_of(turnover: float, ltv: float, out: float) -> None:
    """Turnover x loan over value x share with a job, a year, of new mortgages, and `mpc_housing` besides."""
    world = before(
        housing.trade_homes, "baseline", 3, **ON, n_workers=2_000, home_turnover=turnover, mortgage_ltv=ltv, mpc_housing=out
    )
    kept, p = of(world), world.params
    debts = owed(world) / MILLION

    def lent(price: float) -> float:
        more = rule.new_mortgage(kept.home, debts, price=price, ltv=p.mortgage_ltv, tightness=1.0)
        return float(p.home_turnover * more[owned(world) & (world.workers.employer >= 0)].sum())

    def spent(price: float) -> float:
        return 12.0 * float(
            rule.wealth_effect(kept.home, owned(world), price=price, usual=1.0, mpc_housing=p.mpc_housing / 12.0).sum()
        )

    rise = 0.1 * kept.home[owned(world)].sum()
    at_work = kept.home[owned(world) & (world.workers.employer >= 0)].sum() / kept.home[owned(world)].sum()
    assert (lent(1.3) - lent(1.2)) / rise == pytest.approx(turnover * ltv * at_work, rel=1e-6)
    assert (spent(1.3) - spent(1.2)) / rise == pytest.approx(out, rel=1e-6)


# Arrears, sales and foreclosures


def trading(**changes: object) -> World:
    """A world whose homes are about to be traded; nobody moves unless it says so."""
    return before(housing.trade_homes, "baseline", 3, **{**ON, "home_turnover": 0.05, "landlord_purchase_max": 1.0, **changes})


def in_debt(world: World, share: float, late: int, count: int) -> np.ndarray:
    """So many borrowers who owe this share of what their home is worth, so many months behind."""
    who = np.flatnonzero(owed(world) > 0)[:count]
    target = np.floor(share * of(world).price * world.ledger["workers", "homes"][who]).astype(np.int64)
    more, less = np.maximum(target - owed(world)[who], 0), np.maximum(owed(world)[who] - target, 0)
    world.ledger.post("mortgage_lending", more, dst=who)
    spare = np.zeros(owed(world).size, np.int64)
    spare[who] = np.maximum(less - world.ledger["workers", "money"][who], 0)
    world.ledger.post("benefits", spare)
    world.ledger.post("mortgage_repayment", less, src=who)
    of(world).late[who] = late
    return who


@pytest.mark.parametrize(
    ("share", "late", "fate", "lost"),
    [
        (0.5, 2, "stays", 0.0),  # not yet in arrears
        (0.5, 3, "sells", 0.0),
        (0.939, 3, "sells", 0.0),  # just enough after the cost of a sale
        (0.95, 11, "stays", 0.0),  # a sale would not do, and the bank waits
        (0.95, 12, "foreclosed", 0.22),
        (1.5, 12, "foreclosed", 0.77),
        (1.5, 0, "stays", 0.0),  # who pays stays, however little the home is worth
    ],
)
def test_both_cash_and_equity_have_to_be_gone(share: float, late: int, fate: str, lost: float) -> None:
    world = trading()
    kept, p, ledger = of(world), world.params, world.ledger
    who = in_debt(world, share, late, 3)
    homes, debt = ledger["workers", "homes"].copy(), owed(world)
    money, equity, whole = ledger["workers", "money"].copy(), credit.bank_equity(world), all_homes(world)
    capital = ledger.total("capitalists", "money")
    housing._sell_in_arrears(world)
    assert all_homes(world) == whole
    gone = fate != "stays"
    assert (owned(world)[who] != gone).all()
    loss = {"stays": 0.0, "sells": p.sale_cost, "foreclosed": p.foreclosure_discount}[fate]
    price = np.floor((1.0 - loss) * kept.price * homes[who])
    if not gone:
        assert (owed(world)[who] == debt[who]).all()
        assert kept.forced == 0.0
        return
    assert (owed(world)[who] == 0).all()
    assert (kept.late[who] == 0).all()
    assert (kept.home[who] > 0.0).all()  # a tenant now
    np.testing.assert_array_equal(ledger["workers", "money"][who] - money[who], np.maximum(price - debt[who], 0.0))
    write_off = np.maximum(debt[who] - price, 0.0).sum() / MILLION
    assert write_off == pytest.approx(lost * (kept.price * homes[who]).sum() / MILLION, rel=0.05, abs=1e-5)
    assert ledger.moved("mortgage_write_off") == pytest.approx(write_off, abs=1e-5)
    assert equity - credit.bank_equity(world) == pytest.approx(write_off, abs=1e-5)
    assert capital - ledger.total("capitalists", "money") == pytest.approx(price.sum() / MILLION, abs=1e-5)
    assert kept.forced == pytest.approx(homes[who].sum() / homes.sum(), rel=1e-6)
    assert kept.foreclosed == (kept.forced if fate == "foreclosed" else 0.0)


@pytest.mark.parametrize("most", [0.0, 0.02, 0.1, 1.0])
def test_homes_beyond_what_owners_buy_in_a_month_wait(most: float) -> None:
    world = trading(landlord_purchase_max=most)
    who = in_debt(world, 0.5, 12, 40)
    room = most * world.ledger.total("capitalists", "money")
    worth = 0.94 * of(world).price * world.ledger.units("workers", "homes")[who]
    housing._sell_in_arrears(world)
    paid = world.ledger.moved("home_sales")
    assert paid <= room + 1e-5
    waiting = owned(world)[who]
    assert waiting.all() if most == 0.0 else not waiting.all()
    if waiting.any() and most:
        assert paid > room - worth.max()
    assert (of(world).late[who][waiting] == 12).all()


def test_what_owners_of_let_homes_do_with_them_is_no_income_but_rents_are() -> None:
    """Homes bought and sold are one form of wealth for another; rents were paid before owners went shopping."""
    for name, late in (("calm", 0), ("wave", 12)):
        world = before(housing.trade_homes, "baseline", 3, **ON, landlord_purchase_max=1.0, home_turnover=0.3)
        in_debt(world, 0.5, late, 60)
        housing.trade_homes(world)
        assert (world.ledger.moved("home_sales") > 0.0) == (name == "wave")
        settling.settle_bank(world)
        growth, speed = 1.0 + world.expected_inflation, world.params.income_memory_capitalists
        before_ = world.capitalists.income.copy()
        settling.count_income(world)
        seen = ((world.capitalists.income - before_ * growth) / speed + before_ * growth).sum()
        ledger = world.ledger
        earned = ledger.moved("dividends") + ledger.moved("bank_dividends") + ledger.moved("rent")
        assert seen == pytest.approx(earned, rel=1e-6)


@pytest.mark.parametrize("share", [0.3, 0.9, 1.6])
def test_who_leaves_leaves_home_and_debt_to_heirs_and_who_comes_rents_a_new_one(share: float) -> None:
    world = trading()
    kept, ledger = of(world), world.ledger
    (who,) = in_debt(world, share, 0, 1)
    tenant = np.flatnonzero(~owned(world))[0]
    world.workers.occupation[who], world.workers.employer[who] = -1, -1
    kept.home[tenant] = 0.0  # has come this month
    whole, money = all_homes(world), int(ledger["workers", "money"][who])
    housing.trade_homes(world)
    assert not owned(world)[who]
    assert owed(world)[who] == 0
    assert kept.home[who] == 0.0
    assert int(ledger["workers", "money"][who]) == money
    assert (ledger.moved("mortgage_write_off") > 1e-3) == (share > 1.0)
    assert kept.forced == 0.0
    assert kept.home[tenant] == pytest.approx(world.params.home_value * world.workers.skill[tenant])
    assert all_homes(world) - whole == round(kept.home[tenant] * MILLION)


# Moves, new mortgages, first buyers


@pytest.mark.parametrize("tightness", [1.0, 0.8, 0.5])
def test_who_moves_borrows_up_to_the_loan_that_credit_allows(tightness: float, monkeypatch: pytest.MonkeyPatch) -> None:
    world = trading()
    monkeypatch.setattr(housing, "below", lambda seed, purpose, number, size, rate: np.ones(size, bool))
    kept, p, ledger = of(world), world.params, world.ledger
    world.credit_tightness = tightness
    mine = np.flatnonzero(owned(world) & (owed(world) > 0) & (world.workers.employer >= 0))
    late, jobless = mine[0], mine[1]
    kept.late[late], world.workers.employer[jobless] = 1, -1
    debt, money = owed(world), ledger["workers", "money"].copy()
    housing.trade_homes(world)
    most = p.mortgage_ltv * tightness * kept.price * kept.home * MILLION
    for i in mine:
        expected = debt[i] if i in (late, jobless) else max(most[i], debt[i])
        assert owed(world)[i] == pytest.approx(expected, abs=2), i
    np.testing.assert_array_equal(owed(world)[mine] - debt[mine], ledger["workers", "money"][mine] - money[mine])


@pytest.mark.parametrize(("gone", "bought"), [(0, 0), (1, 1), (10, 10)])
def test_tenants_buy_while_fewer_homes_are_owned_than_at_the_start(
    gone: int, bought: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = trading(home_tilt=0.0, skill_sd=0.0, home_value=12.0)
    monkeypatch.setattr(housing, "below", lambda seed, purpose, number, size, rate: np.ones(size, bool))
    kept, p, ledger = of(world), world.params, world.ledger
    in_debt(world, 0.1, 12, gone)
    housing._sell_in_arrears(world)
    tenants = ~owned(world)
    money, whole, capital = ledger["workers", "money"].copy(), all_homes(world), ledger.total("capitalists", "money")
    able = tenants & (world.workers.employer >= 0)
    able &= money / MILLION >= (1.0 - p.first_ltv) * kept.price * kept.home + world.workers.income
    assert able.sum() >= bought
    housing.trade_homes(world)
    now = owned(world) & tenants
    assert now.sum() == pytest.approx(bought, abs=1)
    assert not now[~able].any()
    assert ledger.total("workers", "homes") <= kept.first_owned + 1e-6
    assert all_homes(world) == whole
    np.testing.assert_allclose(owed(world)[now], p.first_ltv * kept.price * kept.home[now] * MILLION, atol=2)
    worth = kept.price * kept.home[now].sum()
    assert ledger.total("capitalists", "money") - capital == pytest.approx(worth, abs=1e-4)


# The price of homes


@pytest.mark.parametrize(
    ("income", "tightness", "chi"), [(1.2, 1.0, 0.5), (0.7, 1.0, 0.5), (1.0, 0.5, 0.5), (0.9, 0.6, 1.0), (1.0, 0.5, 0.0)]
)
def test_the_price_of_homes_comes_to_incomes_and_credit(income: float, tightness: float, chi: float) -> None:
    drift, price = 0.0, 1.0
    for _ in range(2400):
        drift = rule.house_price(
            drift, price, income, tightness, 0.0, speed=0.02, momentum=0.85, on_credit=chi, on_forced=1.0
        )
        price *= np.exp(drift)
    assert price == pytest.approx(income * tightness**chi, rel=1e-6)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.85, 0.95])
@pytest.mark.parametrize(("part", "overshoots"), [(0.9, False), (1.5, True)])
def test_it_overshoots_only_where_it_is_faster_than_its_momentum_allows(
    momentum: float, part: float, overshoots: bool
) -> None:
    speed = part * (1.0 - momentum**0.5) / (1.0 + momentum**0.5)
    drift, price, path = 0.0, 1.0, []
    for _ in range(4000):
        drift = rule.house_price(drift, price, 1.2, 1.0, 0.0, speed=speed, momentum=momentum, on_credit=0.5, on_forced=1.0)
        price *= np.exp(drift)
        path.append(price)
    assert (max(path) > 1.2 * (1.0 + 1e-9)) == overshoots


@pytest.mark.parametrize(("forced", "weight"), [(0.01, 1.0), (0.02, 3.0), (0.0, 10.0)])
def test_a_wave_of_forced_sales_costs_what_it_is_said_to(forced: float, weight: float) -> None:
    drift, price = 0.0, 1.0
    for n in range(400):
        drift = rule.house_price(
            drift, price, 1.0, 1.0, forced if n == 0 else 0.0, speed=0.0, momentum=0.85, on_credit=0.5, on_forced=weight
        )
        price *= np.exp(drift)
    assert np.log(price) == pytest.approx(-weight * forced, rel=1e-9)


# Credit


@pytest.mark.parametrize(
    ("ratio", "lost", "tightness"),
    [(0.08, 0.0, 1.0), (0.08, 0.2, 1.0), (0.08, 0.24, 1.0), (0.08, 0.4, 0.8), (0.08, 0.9, 0.5), (0.12, 0.45, 1.0), (0.04, 0.25, 0.75)],
)  # fmt: skip
def test_a_loss_that_the_cushion_bears_tightens_nothing(ratio: float, lost: float, tightness: float) -> None:
    """Equity over what is at risk may fall from what the bank keeps to what it has to have; a bank that keeps less has no cushion."""
    found = rule.credit_tightness(
        (1.0 - lost) * ratio * 500.0, 500.0, capital_requirement=0.06, bank_capital_ratio=ratio, lowest=0.5
    )
    assert found == pytest.approx(tightness)
    assert rule.credit_tightness(0.0, 0.0, capital_requirement=0.06, bank_capital_ratio=ratio, lowest=0.5) == 1.0


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_is_lost_on_mortgages_tightens_credit_to_all(share: float) -> None:
    """As much as equity falls short of the requirement; before dividends, which take none of it away."""
    world = before(settling.settle_bank, "baseline", 3, **ON)
    ledger, p = world.ledger, world.params
    gone = np.floor(share * credit.bank_equity(world) / ledger.total("bank", "mortgages") * owed(world)).astype(np.int64)
    ledger.post("mortgage_write_off", gone)
    settling.settle_bank(world)
    equity = credit.bank_equity(world) + ledger.moved("bank_dividends")
    housing.tighten_credit(world)
    expected = min(max(equity / (p.capital_requirement * credit.at_risk(world)), p.credit_tightness_min), 1.0)
    assert world.credit_tightness == pytest.approx(expected)
    assert (world.credit_tightness < 1.0) == (share > 0.0)
    assert world.bounds["credit_tightness_min"] == int(share == 1.0)
    assert credit.bank_equity(world) == pytest.approx(min(equity, credit.equity_kept(world)), abs=1e-4)


def test_mortgages_weigh_less_than_loans() -> None:
    world = warm("baseline", 1, **ON, mortgage_risk_weight=0.35)
    loans, mortgages = (world.ledger.total("bank", asset) for asset in ("loans", "mortgages"))
    assert credit.at_risk(world) == pytest.approx(loans + 0.35 * mortgages)
    force(world, mortgage_risk_weight=0.0)
    assert credit.at_risk(world) == loans


# What else sees them


def test_homes_are_wealth_mortgages_are_debts_and_the_bank_is_worth_its_equity() -> None:
    world = warm("baseline", 2, **ON)
    ledger, kept, found = world.ledger, of(world), totals.wealth(world)
    world.housing = None
    plain, persons = totals.wealth(world), world.workers.skill.size
    homes = kept.asked * ledger.units("workers", "homes")
    np.testing.assert_allclose((found - plain)[:persons], homes - owed(world) / MILLION, atol=1e-6)
    np.testing.assert_allclose((found - plain)[persons:-1], kept.asked * ledger.units("capitalists", "homes"), atol=1e-6)
    assert found[-1] == plain[-1]
    sheet = ledger.balance_sheet()
    worth = dict(zip(sheet.columns, sheet.values[-1].tolist(), strict=True))
    assert worth["bank"] / MILLION == pytest.approx(credit.bank_equity(world), abs=1e-6)
    assert sum(worth.values()) == 0


def test_a_person_of_the_mesa_view_has_a_home() -> None:
    economy = mesa_model.Economy("baseline", seed=1, **{**EARLY, **ON})
    economy.step()
    people = list(economy.agents_by_type[mesa_model.CarbonWorker])
    some, kept = people[:20], of(economy.world)
    assert [one.home for one in some] == kept.home[:20].tolist()
    assert [one.late for one in some] == [0] * 20
    assert sum(one.homes for one in people) == pytest.approx(economy.world.ledger.total("workers", "homes"))
    assert sum(one.mortgages for one in people) == pytest.approx(-economy.world.ledger.total("bank", "mortgages"))


# Under AI

LEAP = {"ai_growth": 0.1, "benefit_months": 6, "replacement_rate": 0.3}


@pytest.fixture(scope="module")
def leap() -> tuple[World, np.ndarray]:
    """A world after fast AI, benefits short and low, and all measures by month."""
    world = start(load("monopoly", {**EARLY, **ON, **LEAP}), 1)
    found = []
    for _ in range(180):
        month.step(world)
        found.append(observe(world))
        assert world.ledger.residual == 0
    return world, np.array(found)


def test_a_leap_can_lead_to_arrears_and_forced_sales(leap: tuple[World, np.ndarray]) -> None:
    world, found = leap
    assert np.isfinite(found).all()
    names = list(MEASURES)
    assert found[:, names.index("mortgage_arrears")].max() > 0.01
    assert found[:, names.index("forced_sales")].max() > 0.0
    assert abs(found[:, names.index("public_debt_ratio")]).max() < 3.0
    assert found[:, names.index("house_price")].min() > 0.0
    let = world.ledger.total("capitalists", "homes")
    assert of(world).home[~owned(world)].sum() == pytest.approx(let, abs=1e-3)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_without_commitments_and_with_full_benefits_nobody_is_ever_in_arrears(seed: int) -> None:
    """The objection: links can stay still."""
    calm = {**EARLY, **ON, **LEAP, "consumption_commitment": 0.0, "benefit_months": 0, "replacement_rate": 0.75}
    world = start(load("monopoly", calm), seed)
    worst = 0
    for _ in range(120):
        month.step(world)
        worst = max(worst, int(of(world).late.max()))
    assert worst == 0
    assert of(world).forced == 0.0


# Where people become more or fewer


@pytest.mark.parametrize("rate", [0.01, 0.04, -0.01])
def test_the_start_grows_with_people_and_their_homes(rate: float) -> None:
    """Mortgages too: what movers and first buyers borrow, less what is repaid, and what heirs repay of those who leave."""
    p = Params(**ON, cohort_growth=rate)
    s, more, fewer = solve(p), max(rate, 0.0) / 12.0, max(-rate, 0.0) / 12.0
    rising, amortisation = (p.target_inflation + rate) / 12.0, p.mortgage_amortisation / 12.0
    assert s.public_deficit == pytest.approx(rising * s.debt_open, abs=1e-9 * s.value_added)
    moves, left = p.home_turnover / 12.0 * (1.0 - p.natural_unemployment), (1.0 - amortisation) * s.mortgages_open
    lent = moves * (p.mortgage_ltv * s.homes_owned - left) + more * p.first_ltv * s.homes_owned
    assert left + lent - fewer * s.mortgages_open == pytest.approx((1.0 + rising) * s.mortgages_open, rel=1e-12)


@pytest.mark.parametrize("rate", [0.05, -0.02])
def test_as_many_own_where_people_become_more_or_fewer(rate: float) -> None:
    world = start(load("baseline", {**EARLY, **ON, "cohort_growth": rate, "home_turnover": 0.3, "home_value": 24.0}), 1)
    for _ in range(36):
        month.step(world)
    people = world.population
    assert people
    assert people.people == pytest.approx(300 * (1.0 + rate / 12.0) ** 35, abs=2.0)
    assert world.ledger.total("workers", "homes") / of(world).first_owned == pytest.approx(people.people / 300, abs=0.03)
    nobody = world.workers.occupation < 0
    assert nobody.any()
    assert not world.ledger["workers", "homes"][nobody].any()
    assert not owed(world)[nobody].any()


def test_members_of_a_pool_have_a_job_without_an_employer(monkeypatch: pytest.MonkeyPatch) -> None:
    world = trading()
    monkeypatch.setattr(housing, "below", lambda seed, purpose, number, size, rate: np.ones(size, bool))
    member, jobless = np.flatnonzero(owned(world) & (owed(world) > 0) & (world.workers.employer >= 0))[:2]
    world.workers.employer[[member, jobless]], world.workers.contract[member] = -1, 1
    debt = owed(world)
    housing.trade_homes(world)
    assert (owed(world) > debt)[[member, jobless]].tolist() == [True, False]
