"""The stationary state: published figures, its identities, where none exists, and that the economy stays in it."""

import re

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.economy.month import step
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.stationary import Stationary, solve
from sim.economy.world import COGNITIVE, PHYSICAL, World
from sim.engine.parameters import Params

QUIET = {  # all randomness off, one firm a department
    "n_workers": 10_000,
    "workers_per_dept1_firm": 10_000,
    "workers_per_dept2_firm": 10_000,
    "min_dept1_firms": 1,
    "min_dept2_firms": 1,
    "skill_sd": 0.0,
    "taste_sd": 0.0,
    "shop_renewal": 0.0,
    "quit_rate": 0.0,
    "failure_hazard": 0.0,
    "demand_shock_sd": 0.0,
    "technology_sd": 0.0,
    "firm_productivity_sd": 0.0,
    "wage_round_sd": 0.0,
}
SETS: dict[str, dict[str, object]] = {
    "defaults": {},
    "faster inflation": {"target_inflation": 0.04},
    "no inflation": {"target_inflation": 0.0},
    "dearer goods, more debt": {"markup": 0.35, "leverage_target": 0.3},
    "fewer minds, other savers": {
        "cognitive_share": 0.4,
        "wealth_norm_workers": 2.5,
        "mpc_wealth_workers": 0.08,
        "capitalist_wealth_norm": 30.0,
    },
    "a State with deposits": {
        "capitalist_wealth_norm": 12.0,
        "wealth_norm_workers": 1.0,
        "leverage_target": 0.4,
        "profit_tax": 0.25,
    },
}


# Figures


@pytest.mark.parametrize(
    ("name", "published", "tolerance"),
    [
        ("labour", 1870.0, 1e-9),
        ("price 1", 1.595, 5e-4),
        ("price 2", 1.577, 5e-4),
        ("output", 1837.0, 3e-4),
        ("output 1", 259.6, 3e-4),
        ("output 2", 1577.0, 3e-4),
        ("machines", 3.708e4, 3e-4),
        ("value added", 2901.0, 3e-4),
        ("worker income", 1374.0, 3e-4),
        ("wage share", 0.6446, 1e-4),
        ("firm deposits, end of month", 1870.0, 1e-9),
        ("loans, end of month", 1.183e4, 5e-4),
        ("bank equity, end of month", 946.7, 5e-4),
        # Interest is on the opening loan and debt ratios are of the end of a month: the digits shift from here on.
        ("profit", 577.3, 2e-3),
        ("profit rate", 0.1143, 3e-3),
        ("capitalist income", 486.5, 4e-3),
        ("worker deposits", 5276.0, 2e-3),
        ("capitalist deposits", 2.05e4, 5e-3),
        ("public debt", 1.676e4, 6e-3),
        ("public purchases", 424.5, 5e-3),
        ("debt ratio", 0.4816, 6e-3),
    ],
)
def test_published_figures(name: str, published: float, tolerance: float) -> None:
    s, p = solve(Params()), Params()
    growth = 1.0 + p.target_inflation / 12.0
    found = {
        "labour": s.labour,
        "price 1": s.prices[0],
        "price 2": s.prices[1],
        "output": s.outputs.sum(),
        "output 1": s.outputs[0],
        "output 2": s.outputs[1],
        "machines": s.machines.sum(),
        "value added": s.value_added,
        "worker income": s.worker_income,
        "wage share": s.labour / s.value_added,
        "firm deposits, end of month": growth * s.deposits_open.sum(),
        "loans, end of month": growth * s.loans_open.sum(),
        "bank equity, end of month": growth * s.equity_open,
        "profit": s.profits.sum(),
        "profit rate": 12.0 * s.profits.sum() / (s.prices[0] * s.machines.sum() + p.stock_target * s.value_added),
        "capitalist income": s.capitalist_income,
        "worker deposits": growth * s.worker_deposits,
        "capitalist deposits": growth * s.capitalist_deposits,
        "public debt": s.debt_close,
        "public purchases": s.purchases,
        "debt ratio": s.debt_ratio,
    }
    assert found[name] == pytest.approx(published, rel=tolerance)


@pytest.mark.parametrize("name", SETS)
def test_the_identities_hold_for_any_parameters(name: str) -> None:
    p = Params(**SETS[name])
    s = solve(p)
    inflation = p.target_inflation / 12.0
    # Walras: the deficit is what keeps real public debt constant
    assert s.public_deficit == pytest.approx(inflation * s.debt_open, abs=1e-9 * s.value_added)
    # sum of deposits = loans + public debt - equity of the bank
    deposits = s.worker_deposits + s.capitalist_deposits + s.deposits_open.sum()
    assert deposits == pytest.approx(s.loans_open.sum() + s.debt_open - s.equity_open, rel=1e-12)
    # goods: consumption and public purchases are what Department II makes; machines made are machines worn
    spent = s.worker_income - inflation * s.worker_deposits + s.capitalist_income - inflation * s.capitalist_deposits
    assert spent + s.prices[1] * s.purchases == pytest.approx(s.prices[1] * s.outputs[1], rel=1e-12)
    assert p.machine_wear * s.machines.sum() == pytest.approx(s.outputs[0], rel=1e-12)
    # income: value added is wages, wear, interest and profits
    interest = p.loan_rate / 12.0 * s.loans_open.sum()
    wear = p.machine_wear * s.prices[0] * s.machines.sum()
    assert s.labour + wear + interest + s.profits.sum() == pytest.approx(s.value_added, rel=1e-12)
    assert s.dividends.sum() + s.bank_dividend == pytest.approx(s.capitalist_income, rel=1e-12)
    assert s.worker_deposits == pytest.approx(
        p.mpc_wealth_workers * p.wealth_norm_workers / (p.mpc_wealth_workers + inflation) * s.worker_income, rel=1e-12
    )


def test_a_state_with_deposits_earns_nothing_on_them() -> None:
    s = solve(Params(**SETS["a State with deposits"]))
    p = Params(**SETS["a State with deposits"])
    assert s.debt_open < 0.0
    assert s.bank_dividend == pytest.approx(
        p.loan_rate / 12.0 * s.loans_open.sum() - p.target_inflation / 12.0 * s.equity_open, rel=1e-12
    )
    other_rate = solve(Params(**SETS["a State with deposits"], debt_rate=0.06))
    assert other_rate.capitalist_income == s.capitalist_income


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"machine_wear": 0.02, "machines_per_capacity": 40.0}, "Department I wears out 1.067 machines a machine made"),
        (
            {"machine_wear": 0.0132, "machines_per_capacity": 40.0, "markup": 0.45},
            "at a mark-up of 0.45 leaves no positive",
        ),
        ({"markup": 0.05, "leverage_target": 0.5, "loan_rate": 0.12}, "profits a month are -"),
        (
            {
                "markup": 0.06,
                "liquidity_norm": 6.0,
                "target_inflation": 0.06,
                "leverage_target": 0.0,
                "profit_tax": 0.6,
            },
            "dividends -",
        ),
        (
            {"income_tax": 0.05, "profit_tax": 0.05, "replacement_rate": 0.9, "natural_unemployment": 0.2},
            "public purchases would be -",
        ),
        (
            {"loan_rate": 0.0, "debt_rate": 0.0, "target_inflation": 0.06, "bank_capital_ratio": 0.3},
            r"the bank's dividend would be -\d",
        ),
    ],
)
def test_where_no_stationary_state_exists_the_message_says_why(changes: dict[str, float], reason: str) -> None:
    with pytest.raises(InputError, match=f"^no stationary state: .*{reason}") as caught:
        solve(Params(**changes))
    assert len(caught.value.messages) == 1
    hint = re.search(r"\((?:raise|lower) .*\)$", str(caught.value))
    assert hint is not None, "the message names what to change"
    named = set(re.findall(r"[a-z]+(?:_[a-z]+)+", hint.group()))
    assert named <= set(Params().as_dict())


def test_one_set_each_side_of_the_edge() -> None:
    edge = {"machine_wear": 0.02, "machines_per_capacity": 30.0}  # 0.8 machines a machine in Department I
    assert solve(Params(**edge, markup=0.2499)).prices[0] > 100.0
    with pytest.raises(InputError):
        solve(Params(**edge, markup=0.2501))


# The world that begins in it


@pytest.fixture(scope="module", params=list(SETS))
def opening(request: pytest.FixtureRequest) -> tuple[World, Stationary]:
    world = start(load("baseline", {"n_workers": 1000, **SETS[request.param]}), 5)
    return world, solve(world.params)


def test_the_opening_balance_sheet_is_the_analytic_one(opening: tuple[World, Stationary]) -> None:
    world, s = opening
    ledger, p = world.ledger, world.params
    million = {
        ("workers", "money"): s.worker_deposits,
        ("capitalists", "money"): s.capitalist_deposits,
        ("dept1", "money"): s.deposits_open[0],
        ("dept2", "money"): s.deposits_open[1],
        ("dept1", "loans"): -s.loans_open[0],
        ("dept2", "loans"): -s.loans_open[1],
        ("bank", "loans"): s.loans_open.sum(),
        ("bank", "bonds"): max(s.debt_open, 0.0),
        ("state", "bonds"): -max(s.debt_open, 0.0),
        ("state", "money"): max(-s.debt_open, 0.0),
        ("dept1", "capital_goods"): p.stock_target * s.outputs[0],
        ("dept2", "goods"): p.stock_target * s.outputs[1],
        ("dept1", "machines"): s.machines[0],
        ("dept2", "machines"): s.machines[1],
        ("clouds", "money"): 0.0,
        ("clouds", "loans"): 0.0,
        ("clouds", "slots"): 0.0,
    }
    for key, expected in million.items():
        assert ledger.total(*key) == pytest.approx(expected, abs=0.001), key  # each of 1,000 holders rounds once
    sheet = ledger.balance_sheet()
    assert not sheet.values.sum(axis=1).any()
    equity = sheet.values[sheet.rows.index("net financial worth"), sheet.columns.index("bank")] / 1e6
    assert equity == pytest.approx(s.equity_open, abs=2e-6)
    assert ledger.transactions().rows == []


def test_everyone_is_employed_up_to_need(opening: tuple[World, Stationary]) -> None:
    world, s = opening
    workers, p = world.workers, world.params
    for occupation, share in ((COGNITIVE, p.cognitive_share), (PHYSICAL, 1.0 - p.cognitive_share)):
        mine = workers.occupation == occupation
        assert mine.sum() == pytest.approx(share * p.n_workers, abs=1)
        assert workers.skill[mine].mean() == pytest.approx(1.0, rel=1e-12)
        working = mine & (workers.employer >= 0)
        assert workers.skill[working].sum() == pytest.approx(share * s.labour, abs=workers.skill.max())
        staff = np.bincount(workers.employer[working], weights=workers.skill[working], minlength=world.firms.price.size)
        assert np.abs(staff - world.firms.need[occupation]).max() <= workers.skill.max()
    assert not np.isin(workers.employer, np.arange(world.clouds.start, world.clouds.stop)).any()


def test_prices_and_wages_are_those_of_month_0(opening: tuple[World, Stationary]) -> None:
    world, s = opening
    assert [world.machine_price, world.goods_price] == pytest.approx(s.prices.tolist(), rel=1e-12)
    assert (world.firms.wage[:, world.producers] == 1.0).all()
    assert world.start.debt_ratio == s.debt_ratio
    assert world.capitalists.income.sum() * (1 + world.params.target_inflation / 12) == pytest.approx(
        s.capitalist_income
    )


def stocks(world: World) -> dict[str, float]:
    """Nominal stocks, then real ones."""
    ledger = world.ledger
    nominal = {
        "money of workers": ledger.total("workers", "money"),
        "money of capitalists": ledger.total("capitalists", "money"),
        "money of dept1": ledger.total("dept1", "money"),
        "money of dept2": ledger.total("dept2", "money"),
        "loans of dept1": -ledger.total("dept1", "loans"),
        "loans of dept2": -ledger.total("dept2", "loans"),
        "public debt": -ledger.total("state", "bonds") - ledger.total("state", "money"),
        "bank equity": sum(ledger.total("bank", asset) for asset in ("money", "loans", "bonds")),
    }
    growth = (1.0 + world.params.target_inflation / 12.0) ** world.month
    real = {
        "stocks of dept1": ledger.total("dept1", "capital_goods"),
        "stocks of dept2": ledger.total("dept2", "goods"),
        "machines of dept1": ledger.total("dept1", "machines"),
        "machines of dept2": ledger.total("dept2", "machines"),
    }
    return {name: value / growth for name, value in nominal.items()} | real


@pytest.mark.parametrize("name", SETS)
def test_without_chance_every_stock_stays_within_half_a_percent_for_forty_years(name: str) -> None:
    world = start(load("baseline", QUIET | SETS[name]), 0)
    opening = stocks(world)
    worst = dict.fromkeys(opening, 0.0)
    for _ in range(480):
        step(world)
        for stock, value in stocks(world).items():
            worst[stock] = max(worst[stock], abs(value / opening[stock] - 1.0))
    assert {stock: away for stock, away in worst.items() if away > 0.005} == {}
    assert (world.workers.employer < 0).mean() == pytest.approx(world.params.natural_unemployment, abs=0.001)
