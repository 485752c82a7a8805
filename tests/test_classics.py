"""The classics: published figures come out of the economy's own parts, and the books close."""

import json
from copy import deepcopy
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.base.errors import InputError, LedgerError
from sim.charts.shown import Gallery
from sim.classics import declared, encounters, layoff_trap, linear
from sim.classics.common import market
from sim.classics.declared import HOMES, Case, load
from sim.classics.replicas import agrees, cases, found_in, simulate
from sim.cli.main import main
from sim.economy.measures import MEASURES
from sim.economy.records import Run
from sim.economy.rules.value import unit_values
from sim.engine.parameters import table as parameters
from sim.engine.streams import draw

TWO = {"inputs": [[0.2, 0.3], [0.4, 0.1]], "output": [1, 1], "labour": [1, 1], "real_wage": [0.1, 0.2]}
CASES = [(name, key) for name in HOMES for key in load(name).cases]


@cache
def runs(name: str, key: str) -> tuple[Run, ...]:
    """A case under as many seeds, for as long, as its classic declares."""
    classic = load(name)
    return tuple(simulate(classic.cases[key], seed, months=classic.months) for seed in range(classic.seeds))


def series(name: str, key: str, measure: str) -> np.ndarray:
    """One measure as ``[seed, month]``."""
    return np.array([run.table[:, run.names.index(measure)] for run in runs(name, key)])


def world_of(name: str, key: str | None = None, seed: int = 0, months: int = 1, **changes: object) -> Any:
    """A world some months on."""
    classic = load(name)
    world = classic.economy.start(classic.case(key or next(iter(classic.cases)), changes).params, seed)
    for _ in range(months):
        classic.economy.step(world)
    return world


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures cost more than all the rest."""
    monkeypatch.setattr("sim.charts.draw.draw", lambda results, _, **options: Gallery([]))


# -- published figures


@pytest.mark.parametrize(("name", "key"), CASES)
def test_published_numbers_come_out(name: str, key: str) -> None:
    case = load(name).cases[key]
    assert case.published
    for number in case.published:
        found = found_in(series(name, key, number.measure), number)
        assert agrees(found, number), (number, found)


@pytest.mark.parametrize(("name", "key"), CASES)
def test_the_books_close_exactly(name: str, key: str) -> None:
    assert (series(name, key, "residual") == 0.0).all()


def test_stochastic_classics_are_held_to_narrow_intervals_over_several_seeds() -> None:
    for name in ("exchange", "social-architecture"):
        assert load(name).seeds >= 4
        for case in load(name).cases.values():
            assert all(number.within <= 0.03 * max(number.value, 1.0) for number in case.published)


# -- reproduction


@pytest.mark.parametrize("key", ["first", "second"])
def test_all_is_sold_and_all_the_money_comes_back(key: str) -> None:
    for measure in ("unsold", "owed"):
        assert (series("expanded", key, measure) == 0.0).all()
    second = series("expanded", key, "constant_used_2")[0]
    exchange = series("expanded", key, "exchange")[0]
    assert second[1:] == pytest.approx(exchange[:-1], abs=1e-9)  # what II buys it uses up in the next year


@pytest.mark.parametrize(("accumulated", "growth"), [(0.5, 0.1), (0.25, 0.05), (0.6, 0.12)])
def test_in_time_both_departments_grow_at_the_rate_of_the_first(accumulated: float, growth: float) -> None:
    """g = a s / (c + v) = a 1000 / 5000; II starts with what the exchange condition leaves it."""
    changes = {"accumulated": accumulated, "constant_2": 1500.0}
    world = world_of("expanded", months=3, **changes)
    one, two = (load("expanded").economy.measures[name] for name in ("product_1", "product_2"))
    before = one(world), two(world)
    load("expanded").economy.step(world)
    assert [one(world) / before[0] - 1.0, two(world) / before[1] - 1.0] == pytest.approx([growth, growth], abs=1e-6)


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("expanded", {"constant_2": 3000.0}, "its accumulation would be negative"),
        ("expanded", {"variable_2": 20.0}, "or above its surplus"),
    ],
)
def test_impossible_schemes_are_refused(name: str, changes: dict[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        sim.classic(name, set=changes, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("needed", "left"),
    [
        (1999.0, {"unsold_means": 1.0, "capitalists_money": 1.0, "owed_1": 1.0}),
        (2000.0, {}),
        (2001.0, {"unsold": 1.0, "missing_means": 1.0}),
        (100.0, {"unsold_means": 1900.0, "workers_money": 400.0, "capitalists_money": 1500.0, "owed_1": 1900.0}),
    ],
)
def test_a_wrong_proportion_runs_and_shows_who_is_left_with_what(needed: float, left: dict[str, float]) -> None:
    """I sells 2,000 to whoever needs it; where II needs less, II's 1,000 + ``needed`` consumer goods meet incomes of 3,000."""
    world, found = world_of("simple", constant_2=needed), load("simple").economy.measures
    whole = {name: found[name](world) for name in load("simple").measures}
    kinds = ("unsold", "unsold_means", "missing_means", "workers_money", "capitalists_money", "owed_1", "owed_2")
    assert {name: whole[name] for name in kinds if whole[name]} == left
    assert whole["owed"] == whole["workers_money"] + whole["capitalists_money"]  # what has not come back is in somebody's hands


def test_a_department_short_of_means_pays_for_labour_that_stands_idle() -> None:
    world, found = world_of("simple", constant_2=2500.0, months=2), load("simple").economy.measures
    assert found["constant_used_2"](world) == 2000.0
    assert found["product_2"](world) == pytest.approx(2000.0 + 0.8 * 1000.0, abs=1e-6)
    assert found["surplus_2"](world) == pytest.approx(0.8 * 1000.0 - 500.0, abs=1e-6)
    assert found["product_1"](world) == 6000.0


def test_the_market_sells_what_there_is_to_whoever_comes_first() -> None:
    assert market(np.array([10]), np.array([4, 5, 6])).tolist() == [4, 5, 1]
    assert market(np.array([10]), np.array([4, 5])).tolist() == [4, 5]


# -- prices of production


@pytest.mark.parametrize("key", ["marx", "whole"])
def test_sums_of_prices_and_of_profits_stay_those_of_values_and_surplus(key: str) -> None:
    name = "production-prices"
    assert series(name, key, "prices") == pytest.approx(series(name, key, "values"), abs=1e-5)
    assert series(name, key, "profit_rate_average") == pytest.approx(0.22, abs=1e-8)


def test_the_rate_falls_with_the_composition_alone() -> None:
    """s' v / (c + v), at whatever rate of surplus value."""
    world = world_of("production-prices", "falling", months=3, surplus_rate=2.0)
    rates = [load("production-prices").economy.measures[f"profit_rate_{i}"](world) for i in range(1, 6)]
    assert rates == pytest.approx([200.0 / (c + 100.0) for c in (50, 100, 200, 300, 400)], abs=1e-9)


# -- values and prices of any small table


def perron(matrix: np.ndarray) -> tuple[float, np.ndarray]:
    """The largest root of a matrix and its left vector, as numpy has them."""
    roots, vectors = np.linalg.eig(matrix.T)
    i = int(np.argmax(roots.real))
    return float(roots[i].real), vectors[:, i].real / vectors[-1, i].real


def random_table(random: np.random.Generator) -> dict[str, object]:
    """A productive table whose wages leave a profit, of one to three sectors that all need each other."""
    n = int(random.integers(1, 4))
    inputs, labour, basket = random.random((n, n)), 0.1 + random.random(n), random.random(n)
    inputs *= 0.6 * random.random() / linear.root(inputs)
    wage = basket * (0.9 * random.random() / linear.root(np.outer(basket, labour) + inputs))
    while linear.root(inputs + np.outer(wage, labour)) >= 0.95:
        wage *= 0.7
    output = np.exp(3.0 * random.standard_normal(n))
    return {"inputs": inputs * output, "labour": labour * output, "real_wage": wage, "output": output}


def test_any_small_table_ends_at_its_prices_of_production() -> None:
    """Along the books each rate of profit comes to 1 / root of A + b l less 1, and prices to its left vector."""
    random, found = np.random.default_rng(11), load("linear").economy.measures
    for _ in range(12):
        table = random_table(random)
        world = world_of("linear", months=60, **{name: declared.listed(value) for name, value in table.items()})
        n, matrix = world.output.size, world.technique.advanced
        rates = [found[f"profit_rate_{i + 1}"](world) for i in range(n)]
        largest, wanted = perron(matrix)
        assert linear.root(matrix) == pytest.approx(largest, rel=1e-9)
        assert rates == pytest.approx([1.0 / largest - 1.0] * n, rel=1e-4, abs=1e-5)
        assert world.sold_at / world.sold_at[-1] == pytest.approx(wanted, rel=1e-5)
        assert (found["labour_profit_rate"](world) > 0.0) == (found["profit_rate_average"](world) > 0.0)
        assert world.technique.values @ world.technique.inputs + world.technique.labour == pytest.approx(
            world.technique.values
        )
        assert found["owed"](world) < 1e-3 * found["prices"](world)


def test_values_are_those_of_the_economys_own_rule() -> None:
    """Where only the first product is used up, a table is two departments."""
    world = world_of("linear", inputs=[[3.0, 2.0], [0.0, 0.0]], output=[9.0, 5.0], labour=[4.0, 6.0], real_wage=[0.0, 0.2])
    ruled = unit_values(np.array([4.0, 6.0, 0.0]), np.array([3.0, 2.0, 0.0]), np.zeros(3), np.array([9.0, 5.0, 0.0]))
    assert world.technique.values == pytest.approx(ruled[:2])


def test_a_cheaper_technique_never_lowers_the_rate_of_profit() -> None:
    """Okishio (1961): over random techniques, those that are taken raise it, and those that would lower it are never taken."""
    random, taken = np.random.default_rng(3), 0
    for _ in range(20):
        table = {name: declared.listed(value) for name, value in random_table(random).items()}
        world = world_of("linear", months=40, **table)
        n, before = world.output.size, linear.root(world.technique.advanced)
        other = {
            "new_inputs": (world.technique.inputs[:, 0] * world.output[0] * random.uniform(0.5, 1.6, n)).tolist(),
            "new_labour": float(world.technique.labour[0] * world.output[0] * random.uniform(0.3, 1.3)),
        }
        world.params = load("linear").settings({**world.params.as_dict(), **other, "new_sector": 1, "offered_in": 0}, "")
        new = linear.technique(world.params, new=True)
        linear.choose_technique(world)
        assert world.adopted == (linear.root(new.advanced) < before * (1.0 - 1e-9))
        taken += world.adopted
    assert 4 <= taken <= 16


def test_a_table_that_does_not_replace_itself_is_run_at_another_scale() -> None:
    changes = {"inputs": [[0.1, 0.95], [0.1, 0.1]], "output": [1.0, 1.0], "labour": [1.0, 1.0], "real_wage": [0.0, 0.0]}
    world = world_of("linear", months=3, **changes)
    left = world.output - world.technique.advanced @ world.output
    assert left == pytest.approx([left[0]] * 2)
    assert left[0] > 0.0
    assert world.technique.labour @ world.output == pytest.approx(2.0)


@pytest.mark.usefixtures("undrawn")
def test_sectors_that_there_are_not_are_shown_nowhere(tmp_path: Path) -> None:
    found = sim.classic("linear", set=TWO, out=tmp_path, months=3, quiet=True)
    assert "Value II" in str(found)
    assert "gold; changed: inputs, output, labour, real_wage\n" in str(found)  # it is not what the case was
    assert "III" not in str(found)  # and in no figure: test_figures


# -- models SIM, SIMEX and PC


@pytest.mark.parametrize("changes", [{}, {"revision": 0.3}, {"revision": 0.0, "first_expected": 60.0}, {"tax_rate": 0.4}])
def test_mistakes_about_income_end_in_money(changes: dict[str, object]) -> None:
    """C = alpha1 YDe + alpha2 H, and wealth changes by YD - C: in every period; in the end income is G / theta all the same."""
    world = world_of("simex", months=0, **changes)
    p, found = world.params, load("simex").economy.measures
    for _ in range(300):
        before, expected, earned = found["wealth"](world), world.expected, world.disposable
        load("simex").economy.step(world)
        assert world.expected == pytest.approx(expected + p.revision * (earned - expected))
        consumed = p.mpc_income * world.expected + p.mpc_wealth * before
        assert found["household_consumption"](world) == pytest.approx(consumed, abs=1e-5)
        assert found["wealth"](world) - before == pytest.approx(world.disposable - consumed, abs=1e-4)
    assert found["national_income"](world) == pytest.approx(p.purchases / p.tax_rate, abs=1e-3)


@pytest.mark.parametrize("changes", [{}, {"rate": 0.06, "new_rate": 0.0}, {"tax_rate": 0.35, "mpc_income": 0.8}])
def test_every_period_of_model_pc_solves_the_equations_of_the_book(changes: dict[str, object]) -> None:
    world = world_of("pc", months=0, change_month=3, **changes)
    p, found = world.params, load("pc").economy.measures
    for month in range(8):
        wealth, bills, rate = world.wealth, found["bills_held"](world), world.rate
        load("pc").economy.step(world)
        interest = rate * bills
        kept = 1.0 - p.tax_rate
        income = (p.purchases + p.mpc_income * kept * interest + p.mpc_wealth * wealth) / (1.0 - p.mpc_income * kept)
        after_tax = kept * (income + interest)
        assert found["national_income"](world) == pytest.approx(income, abs=1e-4)
        assert world.disposable == pytest.approx(after_tax, abs=1e-4)
        assert world.rate == (p.new_rate if month >= 3 else p.rate)
        share = p.bills_share + p.bills_on_rate * world.rate
        assert found["bills_held"](world) == pytest.approx(share * world.wealth - p.bills_on_income * after_tax, abs=1e-4)
        if month < 3:  # the stationary state of the first rate
            assert found["saving"](world) == pytest.approx(0.0, abs=1e-4)
        balance = found["public_debt"](world) - found["bills_held"](world)
        assert balance == pytest.approx(world.ledger.total("bank", "bills"), abs=1e-9)
        assert world.ledger.total("state", "money") == 0.0



@pytest.mark.parametrize(
    "changes",
    [{}, {"tax_rate": 0.35, "mpc_income": 0.9}, {"mpc_income": 0.0, "initial_wealth": 30.0}, {"mpc_wealth": 0.05}],
)
def test_rounds_of_spending_solve_the_equations_of_the_book(changes: dict[str, object]) -> None:
    """Y = (G + alpha2 H_-1) / (1 - alpha1 (1 - theta)), in every period."""
    world = world_of("sim", months=0, **changes)
    p, found = world.params, load("sim").economy.measures
    for _ in range(6):
        before = found["wealth"](world)
        load("sim").economy.step(world)
        income = (p.purchases + p.mpc_wealth * before) / (1.0 - p.mpc_income * (1.0 - p.tax_rate))
        assert found["national_income"](world) == pytest.approx(income, abs=1e-4)
        assert found["saving"](world) == pytest.approx(found["public_deficit"](world), abs=1e-5)
        assert found["public_debt"](world) == found["wealth"](world)


# -- exchange and social architecture


@pytest.mark.parametrize(
    ("rule", "limit"),
    [("fixed", 0), ("pair", 0), ("mean", 0), ("saving", 0), ("fixed", 250), ("mean", 250), ("pair", 250)],
)
def test_trades_conserve_money_and_respect_the_limit(rule: str, limit: int) -> None:
    from sim.classics.exchange import RULES

    money = np.full(50, 100)
    received, paid = moved = np.zeros((2, 50), np.int64)
    meetings = np.random.default_rng(1).random((20_000, 3))
    encounters.trade(meetings, RULES[rule], 30, 100.0, 0.5, limit, money, moved)
    assert (money == 100 + received - paid).all()
    assert money.sum() == 5000
    assert -limit <= money.min() < 100 < money.max()
    assert (money.min() < 0) == (limit > 0)


def test_equals_stay_equal_where_nothing_changes_hands() -> None:
    money, flows = np.full(4, 7), np.zeros((2, 4), np.int64)
    encounters.trade(np.random.default_rng(1).random((99, 3)), encounters.FIXED, 8, 7.0, 0.0, 0, money, flows)
    assert money.tolist() == [7] * 4


def _turns(rows: list[list[float]], purse: list[int], employer: list[int], market: int = 0) -> tuple[Any, ...]:
    """Wages of exactly 10; every employee's fate is 0.5."""
    coins, bosses = np.array(purse), np.array(employer, np.int32)
    flows, half = np.zeros((5, coins.size), np.int64), np.full((2, 1, coins.size), 0.5)
    left = encounters.take_turns(np.array(rows), half, 10, 10, coins, market, bosses, flows)
    return coins.tolist(), bosses.tolist(), left, flows[4].tolist()


@pytest.mark.parametrize(
    ("purse", "employer", "row", "coins", "bosses", "left"),
    [
        # 0 finds 1, which can pay; 2 spends all: 0 sells for half of it, for 1
        ([0, 10, 9], [-1, -1, -1], [0.0, 0.0, 0.99, 0.99, 0.5], [0, 15, 0], [1, -1, -1], 4),
        # 1 can't pay the mean wage
        ([0, 9, 9], [-1, -1, -1], [0.0, 0.0, 0.99, 0.0, 0.5], [0, 9, 9], [-1, -1, -1], 0),
        # the employer 1 sells for nothing and pays 0 its wage
        ([0, 25, 9], [1, -1, -1], [0.4, 0.0, 0.99, 0.0, 0.0], [10, 15, 9], [1, -1, -1], 0),
        # it can pay one of two: the one whose turn comes first stays or goes by its fate
        ([0, 19, 0], [1, -1, 1], [0.4, 0.0, 0.99, 0.0, 0.0], [10, 9, 0], [1, -1, -1], 0),
        # it can pay neither
        ([0, 9, 0], [1, -1, 1], [0.4, 0.0, 0.99, 0.0, 0.0], [0, 9, 0], [-1, -1, -1], 0),
    ],
)
def test_a_turn_of_the_social_architecture(
    purse: list[int], employer: list[int], row: list[float], coins: list[int], bosses: list[int], left: int
) -> None:
    had, has = set(employer) - {-1}, set(bosses) - {-1}
    closed = [int(actor in had - has) for actor in range(len(purse))]
    assert _turns([row], purse, employer) == (coins, bosses, left, closed)


def test_the_ledger_holds_what_the_turns_left() -> None:
    world = world_of("social-architecture", months=3, n_actors=60)
    assert world.ledger["market", "money"].tolist() == [world.market * 1_000_000]
    assert world.ledger["actors", "money"].min() >= 0
    assert (world.employer != np.arange(60)).all()
    bosses = np.unique(world.employer[world.employer >= 0])
    assert (world.employer[bosses] == -1).all()  # nobody with an employer employs


def test_taxes_come_back_as_an_equal_dividend() -> None:
    world = world_of("exchange", "exponential", months=0, n_actors=30, tax_on_receipts=0.3, tax_on_holdings=0.01)
    for _ in range(20):
        load("exchange").economy.step(world)
        assert world.ledger.total("state", "money") == 0.0
        assert world.ledger.total("actors", "money") == 30_000.0
        assert world.ledger.moved("taxes") == world.ledger.moved("dividends") > 0.0
    equal = world_of("exchange", "exponential", months=1, n_actors=30, tax_on_holdings=1.0)
    assert np.ptp(equal.ledger["actors", "money"]) <= 1


def test_a_small_tax_on_what_is_held_does_more_than_one_on_what_is_received() -> None:
    gini = {key: series("exchange", key, "gini_money")[:, -60:].mean() for key in ("income-tax", "wealth-tax")}
    assert gini["wealth-tax"] < 0.2 * gini["income-tax"]


def test_who_owes_is_lent_by_the_bank() -> None:
    world = world_of("exchange", "debt", months=40, n_actors=200)
    money, loans = world.ledger["actors", "money"], world.ledger["actors", "loans"]
    assert (money * loans == 0).all()
    assert -800_000_000 <= loans.min() < 0
    assert world.ledger.total("bank", "money") + world.ledger.total("bank", "loans") == -200_000.0


# -- the layoff trap


@pytest.mark.parametrize("key", ["rivals", "taxed", "corner"])
def test_no_firm_gains_by_another_share_in_the_books(key: str) -> None:
    """What a firm tries on paper is what the ledger makes of it, and at the end every other share pays less."""
    world = world_of("layoff-trap", key, months=60)
    p, steps = world.params, load("layoff-trap").economy.phases[1:]

    def profit(share: float) -> float:
        other = deepcopy(world)
        other.automated[0] = share
        other.ledger.open()
        for phase in steps:
            phase(other)
        other.ledger.close()
        return float(other.profit[0])

    end = float(world.automated[0])
    others = world.automated.sum() - end
    for share in (0.0, 0.3, end, 0.7, 1.0):
        tried = layoff_trap.tried_profit(p, np.array([share]), np.array([others]))
        assert profit(share) == pytest.approx(float(tried[0]), abs=1e-5)
        assert profit(share) <= profit(end) + 1e-5


def test_the_corrective_tax_is_found_by_trying() -> None:
    """The tax under which rivals end where firms that look at all profits do: l (1 - 1/N)."""
    aim = series("layoff-trap", "joint", "automated")[0, -1]
    low, high = 0.0, 1.0
    for _ in range(12):
        tax = 0.5 * (low + high)
        more = world_of("layoff-trap", months=40, automation_tax=tax).automated.mean() > aim
        low, high = (tax, high) if more else (low, tax)
    assert 0.5 * (low + high) == pytest.approx(0.3, abs=1e-3)


@pytest.mark.parametrize("n_firms", [1, 2, 50])
def test_rivals_and_the_formula_of_the_paper(n_firms: int) -> None:
    end = world_of("layoff-trap", months=60, n_firms=n_firms).automated
    assert end == pytest.approx(np.clip(0.7 - 0.35 / n_firms, 0.0, 1.0), abs=1e-6)
    joint = series("layoff-trap", "joint", "profit_per_firm")[0, -1]
    assert joint > series("layoff-trap", "rivals", "profit_per_firm")[0, -1] + 0.01


@pytest.mark.parametrize(("recovered", "automation_tax", "aim"), [(1.5, 0.0, 0.735714), (1.0, 0.0, 0.7), (2.0, -0.3, 1.0)])
def test_where_ai_creates_better_jobs_rivals_automate_too_little(
    recovered: float, automation_tax: float, aim: float
) -> None:
    world = world_of("layoff-trap", months=40, recovered=recovered, automation_tax=automation_tax)
    assert world.automated.mean() == pytest.approx(aim, abs=1e-5)
    assert world.ledger.moved("levy") == world.ledger.moved("subsidy")
    assert (world.ledger.moved("subsidy") > 0.0) == (automation_tax < 0.0)


# -- what all have


@pytest.mark.parametrize("name", HOMES)
def test_declarations_are_whole(name: str) -> None:
    classic = load(name)
    assert set(classic.measures) <= set(classic.economy.measures)
    assert set(classic.records) == set(classic.economy.records)
    assert not set(classic.parameters) & set(classic.measures)
    assert classic.books.sectors[-1] == "nature"
    assert set(classic.usual) <= set(classic.cases)
    assert declared.of(next(iter(classic.cases.values())).name) == classic
    shown = {measure for panel in classic.panels for measure in panel.measures}
    assert shown <= set(classic.measures)
    for thing in (*classic.parameters.values(), *classic.books.flows.values(), *classic.books.assets.values()):
        assert thing.en
        assert thing.zh
    for some in (classic.title, classic.question, classic.period, *(case.title for case in classic.cases.values())):
        assert set(some) == {"en", "zh"}
    for parameter in classic.parameters.values():
        assert parameter.source
        numbers = np.ravel(parameter.default) if isinstance(parameter.default, list) else [parameter.default]
        assert parameter.choices or all(parameter.low <= number <= parameter.high for number in numbers)  # type: ignore[operator]


@pytest.mark.parametrize("name", HOMES)
def test_nothing_moves_but_by_declared_flows(name: str) -> None:
    world = world_of(name, months=2)
    books = world.ledger.transactions()
    assert (books.values.sum(axis=1) == 0).all()
    assert books.rows
    assert (world.ledger.balance_sheet().values[:-1].sum(axis=1) == 0).all()
    with pytest.raises(LedgerError, match="not declared"):
        world.ledger.post("endowments", 1.0)
    assert not set(load(name).measures) & set(MEASURES) - {"residual"}
    assert set(load(name).books.sectors) != set(type(world.ledger).SECTORS)  # the economy's own stay as they are


@pytest.mark.parametrize("name", ["exchange", "social-architecture", "layoff-trap"])
def test_a_seed_is_the_same_bits_and_another_is_not(name: str) -> None:
    case: Case = next(iter(load(name).cases.values()))
    first, again, other = (simulate(case, seed, months=4).table for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes() != other.tobytes()


@pytest.mark.parametrize("name", HOMES)
def test_any_parameters_close_the_books_or_are_refused(name: str) -> None:
    """Draws over the whole declared ranges (sizes small): three periods close, or one clear message says why not."""
    classic, random, ran = load(name), np.random.default_rng(5), 0
    for _ in range(12):
        changes: dict[str, object] = {}
        for parameter in classic.parameters.values():
            if isinstance(parameter.default, list):
                continue  # tables have a test of their own
            if parameter.choices:
                changes[parameter.name] = parameter.choices[int(random.integers(len(parameter.choices)))]
            elif isinstance(parameter.default, int):
                changes[parameter.name] = int(random.integers(parameter.low or 0, min(parameter.high or 0, 60) + 1))
            else:
                low, high = float(parameter.low or 0.0), float(parameter.high or 0.0)
                changes[parameter.name] = low + (high - low) * float(random.random()) ** 3
        try:
            world = world_of(name, months=3, **changes)
        except InputError:
            continue
        assert world.ledger.residual == 0
        ran += 1
    assert ran or name in ("linear", "production-prices")  # where most draws contradict themselves


def test_streams_of_the_classics_are_keyed_like_all_others() -> None:
    values = [draw(0, purpose, 0).random() for purpose in ("encounters", "payroll", "habits")]
    assert all(one != other for one, other in pairwise(values))


# -- folders, command, files


@pytest.mark.usefixtures("undrawn")
def test_results_are_a_folder_like_any_other(tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = sim.classic("sim", ["book", "taxes"], out=out, quiet=True)
    results = sim.load(out)
    assert results.scenarios == ["classic-sim", "classic-sim-taxes"]
    assert results.series("classic-sim", "wealth").shape == (1, 120)
    assert len(results.outcomes) == 2
    assert found.agrees
    assert found.table["agrees"].all()
    assert "Income Y" in str(found)
    before = (out / "runs" / "classic-sim-0.npz").stat().st_mtime_ns
    again = sim.classic("sim", ["book", "purchases"], out=out, quiet=True)
    assert (out / "runs" / "classic-sim-0.npz").stat().st_mtime_ns == before
    assert again.results.scenarios == ["classic-sim", "classic-sim-purchases"]
    with pytest.raises(InputError, match="holds other results"):
        sim.classic("sim", set={"tax_rate": 0.3}, out=out, quiet=True)


@pytest.mark.usefixtures("undrawn")
def test_processes_make_the_same_and_keep_the_record(tmp_path: Path) -> None:
    settings = {"n_actors": 40}
    one, two = (
        sim.classic("exchange", set=settings, seeds=3, months=5, jobs=jobs, out=tmp_path / str(jobs), quiet=True)
        for jobs in (1, 2)
    )
    assert one.results.monthly.equals(two.results.monthly)
    held = two.results.records("holdings", "classic-exchange")
    assert held.shape == (3, 40)
    assert held.sum(axis=1).tolist() == [40_000.0] * 3
    assert not len(one.table)  # with other numbers than the published case nothing is held against it
    assert "Gini of money" in str(one)


@pytest.mark.usefixtures("undrawn")
def test_a_case_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(
        'classic = "sim"\ntitle = { en = "Mine", zh = "我的" }\n[params]\ntax_rate = 0.5\n'
        '[[published]]\nmeasure = "national_income"\nvalue = 40\nwithin = 0.001\nmonth = -1\n',
        encoding="utf-8",
    )
    found = sim.classic("sim", own, out=tmp_path / "out", lang="zh", quiet=True)
    assert found.results.scenarios == ["classic-sim-mine"]
    assert found.agrees
    assert len(found.table) == 1
    written = tmp_path / "out" / "scenarios" / "classic-sim-mine.toml"
    assert declared.read_case(written).digest == cases(found.results)["classic-sim-mine"].digest
    again = sim.classic("sim", written, out=tmp_path / "again", quiet=True)
    assert again.results.scenarios == ["classic-sim-mine"]


def test_command() -> None:
    done = CliRunner().invoke(main, ["classic"])
    assert done.exit_code == 0
    assert all(name in done.stdout for name in HOMES)
    assert [c["name"] for c in json.loads(CliRunner().invoke(main, ["classic", "--json"]).stdout)] == list(HOMES)
    assert "Composition" in CliRunner().invoke(main, ["explain", "expanded"]).stdout
    assert "第二例" in CliRunner().invoke(main, ["explain", "expanded", "--lang", "zh"]).stdout


@pytest.mark.usefixtures("undrawn")
def test_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["classic", "expanded", "--case", "second", "--json", "--quiet"])
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["agrees"]
    assert Path(said["folder"]) == Path("results/classic-expanded-second")
    assert said["cases"]["classic-expanded-second"]["params"]["composition_1"] == 5.0
    short = CliRunner().invoke(main, ["classic", "expanded", "--months", "2", "--quiet", "--lang", "zh"])
    assert "社会总产品" in short.stdout
    assert "9800" in short.stdout
    assert "14348" not in short.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["simpel"], "simpel: no such classic; did you mean simple?"),
        (["sim", "--case", "bok"], "bok: sim has no such case; did you mean book?"),
        (["sim", "--case", "none.toml"], "none.toml"),
        (["sim", "--set", "theta=0.3"], "--set: theta = 0.3: sim has no such parameter; did you mean tax_rate?"),
        (["sim", "--set", "tax_rate=2"], "--set: tax_rate = 2: must be a number (0.01 to 0.99, share)"),
        (["sim", "--set", "tax_rate=nan"], "--set: tax_rate = nan: must be a number"),
        (["sim", "--set", "tax_rate=true"], "--set: tax_rate = true: must be a number"),
        (["linear", "--set", "inputs=[[0.2,0.3],[0.4]]"], "must be square, a row a product and a column a sector"),
        (["linear", "--set", "inputs=[[0.2,0.3],[0.4,0.1]]"], "labour = [150.0, 200.0, 150.0]: must have 2 numbers, as inputs"),
        (["linear", "--set", "inputs=[[1,2,3,4],[1,2,3,4],[1,2,3,4],[1,2,3,4]]"], "at most 3 of either: it has 4 rows"),
        (["linear", "--set", "inputs=[[0.2,-0.3],[0.4,0.1]]"], "row 1: number 2, -0.3: must be a number (0.0 to"),
        (["linear", "--set", "inputs=[[0.2,nan],[0.4,0.1]]"], "row 1: number 2, nan: must be a number"),
        (["linear", "--set", "inputs=[[0.2,true],[0.4,0.1]]"], "row 1: number 2, true: must be a number"),
        (["linear", "--set", "inputs=[0.2,0.3]"], "must be a table of numbers, row by row"),
        (["linear", "--set", "inputs=[[0.2,0.3"], "must be a table of numbers, row by row"),
        (["linear", "--set", "labour=[]"], "labour = []: must be a list, as in [0.2, 0.3]"),
        (["linear", "--set", "inputs=[[400,100,50],[0,0,0],[0,0,0]]"], "inputs: not productive: sectors use up as much"),
        (["linear", "--set", "real_wage=[0,2,0]"], "the rate of profit would be -"),
        (["linear", "--set", "labour=[0,0,0]"], "product I takes no labour, directly or in its inputs: it has no value"),
        (["linear", "--case", "sraffa", "--set", "inputs=[[280,0],[0,8]]"], "no prices at which all sectors earn the same"),
        (["linear", "--case", "sraffa", "--set", "inputs=[[280,0],[12,0]]"], "sector II advances nothing"),
        (["linear", "--case", "okishio", "--set", "new_inputs=[1.1,0]"], "with the new technique: inputs: not productive"),
        (["linear", "--case", "okishio", "--set", "new_sector=3"], "new_sector = 3: inputs has 2 sectors"),
        (["pc", "--set", "rate=0.2", "--set", "tax_rate=0.1"], "rate = 0.2: no stationary state"),
        (["exchange", "--set", "n_actors=50.5"], "must be a whole number (10 to 20000, persons)"),
        (["exchange", "--set", "rule=odd"], 'must be one of "fixed", "pair", "mean", "saving"'),
        (["exchange", "--case", "saving", "--set", "debt_limit=5"], "debt_limit = 5 must be 0"),
        (["social-architecture", "--set", "lowest_wage=91"], "must not be above highest_wage = 90"),
        (["production-prices", "--set", "used_5=96"], "can't use up more than its constant capital, 95"),
        (["expanded", "--set", "constant_2=3000"], "must be at least IIc"),
        (["sim", "--case", "book", "--case", "book"], "classic-sim: given twice"),
    ],
)
def test_wrong_input(words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["classic", *words])
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = { en = "a", zh = "b" }', "classic: missing"),
        ('classic = "expanded"\ntitle = { en = "a", zh = "b" }', "is a case of expanded, not of sim"),
        ('classic = "sim"', "title: needs a text in en or in zh, or in both"),
        ('classic = "sim"\ntitle = { en = "a", fr = "b" }', "title: needs a text in en or in zh, or in both"),
        ('classic = "sim"\ntitle = { en = 1 }', "title: needs a text in en or in zh, or in both"),
        ('classic = "sim"\ntitle = { en = "a", zh = "b" }\ncolour = 1', "colour: no such key of a case"),
        ('classic = "sim"\ntitle = { en = "a", zh = "b" }\n[params]\ntax = 1', "tax = 1: sim has no such parameter"),
        (
            'classic = "sim"\ntitle = { en = "a", zh = "b" }\n[[published]]\nmeasure = "incom"\nvalue = 1\nwithin = 1',
            "measure = incom: sim has no such measure",
        ),
        ('classic = "sim"\ntitle = { en = "a", zh = "b" }\n[[published]]\nmeasure = "taxes"', "needs measure, value"),
    ],
)
def test_bad_case_files(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load("sim").case(str(file), {})


def test_a_case_in_one_language_is_shown_in_both(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('classic = "sim"\ntitle = { en = "Mine" }\nquestion = { zh = "怎样？" }\n', encoding="utf-8")
    case = load("sim").case(str(file), {})
    assert (case.title, case.question) == ({"en": "Mine", "zh": "Mine"}, {"en": "怎样？", "zh": "怎样？"})


@pytest.mark.parametrize(("name", "lang"), list(zip(HOMES, ("en", "zh") * 5, strict=True)))
def test_figures(name: str, lang: str, tmp_path: Path) -> None:
    small = {"exchange": {"n_actors": 50}, "social-architecture": {"n_actors": 50}, "linear": TWO}.get(name)
    case = next(iter(load(name).cases))
    seeds = min(load(name).seeds, 2)
    found = sim.classic(name, case, seeds=seeds, months=6, set=small, jobs=1, out=tmp_path, lang=lang, quiet=True)
    figures = tmp_path / "figures"
    assert {path.name for path in found.figures} == {"classic.png"}
    alt = (figures / "classic.txt").read_text(encoding="utf-8")
    assert load(name).title["en"] in alt or load(name).title["zh"] in alt
    assert found.results.manifest["scenarios"][f"classic-{name}"]["title"]["en"] in alt or "。" in alt
    assert load(name).source in alt
    assert small is not TWO or "III" not in alt
    numbers = pd.read_csv(figures / "classic.csv")
    assert numbers.columns.tolist() == ["panel", "case", "series", "x", "found", "low", "high", "published"]
    assert set(numbers["case"]) == {f"classic-{name}"}
    assert numbers["panel"].nunique() == len(load(name).panels)


def test_no_classic_shares_its_parameters_with_the_economy_by_accident() -> None:
    shared = {p for name in HOMES for p in load(name).parameters} & set(parameters())
    assert shared == {"price_adjustment"}  # the same rule
