"""Measures are declared in a table, and each has the function of its name."""

import copy
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from worlds import force, warm

from sim.base.errors import InputError, SimError
from sim.charts import books
from sim.economy import measures, records, scenario, start
from sim.economy.accounts import LENSES, draw_up
from sim.economy.measures import MEASURES, declared
from sim.economy.phases.adapting import revise_taxes
from sim.economy.phases.buying import supply_labour
from sim.economy.records import RECORDS
from sim.economy.rules.value import agent_surplus
from sim.economy.world import COGNITIVE, World
from sim.engine.ledger import Ledger
from sim.runs import display
from sim.runs.runner import simulate

LINE = """unit = "1", kind = "flow", range = [0.0, inf], label = { en = "a", zh = "b" }, doc = { en = "c", zh = "d" }, source = "e\""""
LENS = LINE.replace('"a"', '"a of {lens}"').replace('"1"', '"{unit}/head"').replace('"e"', '"after {source}"')


def one(world: object) -> float:
    return 1.0


def two(accounts: object, lens: str) -> float:
    return float(len(lens))


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["[measures]", *lines]), encoding="utf-8")
    return path


def test_the_lines_of_each_lens_come_lens_by_lens(tmp_path: Path) -> None:
    lines = [f'{name} = {{ each_lens = true, reads = "accounts", {LENS} }}' for name in ("new", "rate")]
    file = written(tmp_path / "own.toml", f"first = {{ {LINE} }}", *lines, f"last = {{ {LINE} }}")
    found = declared(file, {"first": one, "last": one, "new": two, "rate": two})
    middle = [f"{name}{lens.suffix}" for lens in LENSES.values() for name in ("new", "rate")]
    assert list(found) == ["first", *middle, "last"]
    rate = found["rate_refusal"]
    assert (rate.label["en"], rate.unit, rate.reads) == ("a of refusal", "worker-months/head", "accounts")
    assert rate.source == f"after {LENSES['refusal'].source}"
    assert rate.formula(None) == float(len("refusal"))
    assert found["first"].formula(None) == 1.0


# What is put in place of what in a good line, and what is said of it.
BAD = [
    ("{", "1 #", "'int' object is not a mapping"),
    ("{", "{ colour = 1,", "missing, unknown, empty or of another type: colour"),
    ("source", "sauce", "missing, unknown, empty or of another type: source, sauce"),
    ('"e"', '""', "missing, unknown, empty or of another type: source"),
    ("[0.0, inf]", "0.0", "missing, unknown, empty or of another type: range"),
    ("[0.0, inf]", "[1.0, 0.0]", "range: the first must not be above the second"),
    ("[0.0, inf]", "[1.0]", "not enough values"),
    ('"flow"', '"rate"', 'kind = "rate": must be one of "stock", "flow"'),
    ("{", '{ reads = "books",', 'reads = "books": must be one of "world", "accounts"'),
    (', zh = "d"', "", "label and doc are texts in en and zh"),
    ('"d"', '""', "label and doc are texts in en and zh"),
    ('{ unit = "1"', '{ each_lens = true, unit = "{odd}"', "'odd'"),
]


@pytest.mark.parametrize(("good", "bad", "said"), BAD)
def test_a_bad_line_is_one_fault_with_its_place(good: str, bad: str, said: str, tmp_path: Path) -> None:
    line = f"{{ {LINE} }}"
    file = written(tmp_path / "own.toml", f"good = {line}", f"bare = {line.replace(good, bad, 1)}")
    with pytest.raises(InputError) as caught:
        declared(file, {"good": one, "bare": one})
    (message,) = caught.value.messages
    assert message.startswith(f"{file}:3: bare: not a complete line of the measures (")
    assert said in message


def test_a_line_without_a_function_and_a_function_without_a_line_are_faults(tmp_path: Path) -> None:
    file = written(tmp_path / "own.toml", f"good = {{ {LINE} }}", f"alone = {{ {LINE} }}")
    with pytest.raises(InputError) as caught:
        declared(file, {"good": one, "two": two})
    line, function = caught.value.messages
    assert line == f"{file}:3: alone: not a complete line of the measures (no function of this name)"
    assert function.endswith(f"test_measures.py:{two.__code__.co_firstlineno}: two: no measure in {file}")


def test_two_lines_that_make_one_name_are_a_fault(tmp_path: Path) -> None:
    file = written(tmp_path / "own.toml", f"x_refusal = {{ {LINE} }}", f"x = {{ each_lens = true, {LENS} }}")
    with pytest.raises(InputError, match=r":3: x: not a complete line of the measures \(x_refusal is declared twice\)"):
        declared(file, {"x_refusal": one, "x": two})


def test_helpers_and_what_a_module_imports_are_no_formulas() -> None:
    found = measures.public(measures.formulas)
    assert {"unemployment", "value_created"} <= found.keys()
    assert not found.keys() & {"gini", "draw_up", "_ratio"}
    core = [measure.name for measure in MEASURES.values() if not measure.room]
    assert all(name in found or name.startswith("value_") for name in core)


def dead() -> World:
    """A world in which nobody has, makes or buys anything."""
    w = start.start(scenario.load("monopoly-ubi", workers=200), 0)
    for table in w.ledger._balance.values():
        table[:] = 0
    w.state.value_added = w.state.mean_wage = w.value_added = w.worked = w.budgets = 0.0
    return w


def test_where_there_is_nothing_no_measure_divides_by_it() -> None:
    w = dead()
    with np.errstate(all="raise"):
        found = measures.read(w, MEASURES)
        taken = {r.name: r.read(w, draw_up(w) if r.reads == "accounts" else records.groups(w)) for r in RECORDS.values()}
    zero = ("public_debt_ratio", "loans_ratio", "bank_equity", "profit_rate", "capacity_use", "unspent", "gini_deposits")
    assert [found[name] for name in zero] == [0.0] * len(zero)
    assert all(np.isfinite(values).all() for values in taken.values())


@pytest.mark.parametrize("rule", ["deficit", "balanced"])
def test_a_state_without_a_base_of_taxes_keeps_to_the_rates_of_the_start(rule: str) -> None:
    w = dead()
    force(w, fiscal_rule=rule)
    w.state.profits, w.state.affordable, w.state.floor = 0.0, 0.0, 1.0
    revise_taxes(w)
    assert (w.state.income_tax, w.state.profit_tax) == (w.params.income_tax, w.params.profit_tax)
    supply_labour(w)
    assert w.workers.active.all()


def test_a_measure_that_is_no_number_is_an_error_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = replace(MEASURES["unspent"], formula=lambda w: math.nan)
    monkeypatch.setitem(MEASURES, "unspent", broken)  # type: ignore[arg-type]
    with pytest.raises(SimError, match=r"^baseline, seed 3, month 0: unspent is no number \(nan\)$"):
        simulate(scenario.load("baseline", workers=200), 3, 2)


def test_payments_are_no_share_of_a_product_that_is_not_there() -> None:
    names = list(records.AXES["flow"])
    net, gross = np.ones((2, len(names), len(Ledger.SECTORS))), np.ones((2, len(names)))
    with np.errstate(all="raise"):
        found = books.parted(names, net, gross, np.zeros(2))
    assert set(found.values()) <= {0.0}
    assert books._side([]).sectors == {}


# What the claims' tests look at, by hand


@pytest.fixture(scope="module")
def world() -> World:
    """Some months after AI came."""
    return warm("monopoly", 30)


@pytest.mark.parametrize(
    ("quarters", "month", "begun"),
    [
        ((4, 5, 4, 3), 24, 12.0),  # the second quarter that falls
        ((5, 4, 3, 2), 24, 0.0),  # a third one: it began before
        ((3, 4, 3, 4), 24, 0.0),
        ((4, 5, 5, 4), 24, 0.0),
        ((4, 5, 4, 3), 25, 0.0),  # no quarter ends
    ],
)
def test_a_recession_begins_with_the_second_quarter_that_falls(
    world: World, quarters: tuple[int, ...], month: int, begun: float
) -> None:
    w = copy.copy(world)
    w.made, w.month = np.array([*np.full(48, 9.0), *np.repeat(quarters, 3)]), month
    assert measures.read(w, ["recessions"])["recessions"] == begun


def test_growth_and_what_money_buys_are_those_of_twelve_months(world: World) -> None:
    w = copy.copy(world)
    w.made = np.array([*np.full(47, 9.0), 2.0, *range(11), 3.0])
    w.levels, w.price_level = np.full(12, 2.0), 2.5
    found = measures.read(w, ["output_growth", "money_buys", "unspent"])
    assert found["output_growth"] == 0.5
    assert found["money_buys"] == pytest.approx((1.0 - found["unspent"]) / 1.25)


def test_the_last_of_what_was_made_is_this_month(world: World) -> None:
    assert world.made[-1] == pytest.approx(world.firms.output[world.producers].sum())
    still = start.start(scenario.load("baseline", workers=200), 0)
    assert measures.read(still, ["output_growth"]) == {"output_growth": 0.0}


def test_gains_are_logarithms_since_the_start(world: World) -> None:
    found = measures.read(world, ["output", "output_gain", "real_wage", "real_wage_gain"])
    assert found["output_gain"] == pytest.approx(math.log(found["output"]))
    assert found["real_wage_gain"] == pytest.approx(math.log(found["real_wage"]))


def test_dividends_and_clouds_are_concentrated_where_one_has_all(world: World) -> None:
    w = copy.deepcopy(world)
    drawn = np.bincount(w.firms.owner, w.ledger.given("dividends"), w.capitalists.income.size)
    top = round(0.01 * (w.workers.skill.size + drawn.size + 1))
    expected = np.sort(drawn)[-top:].sum() / drawn.sum()
    found = measures.read(w, ["dividend_concentration", "cloud_concentration"])
    assert found["dividend_concentration"] == pytest.approx(expected)
    assert 0.0 < expected < 1.0
    assert 1.0 / w.agents.count.size <= found["cloud_concentration"] < 1.0
    w.firms.owner[:] = 3
    assert measures.read(w, ["dividend_concentration"])["dividend_concentration"] == 1.0
    alone = warm("monopoly", 12, n_clouds=1)
    assert measures.read(alone, ["cloud_concentration"])["cloud_concentration"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("reach", "mode", "with_people"), [(0.1, None, 0.0), (0.2, 0, 0.4), (0.4, 1, 0.6), (0.6, 2, 0.4), (0.9, 2, 0.1)]
)
def test_a_firm_is_in_the_furthest_mode_that_half_of_its_tasks_are_open_to(
    world: World, reach: float, mode: int | None, with_people: float
) -> None:
    """Tasks open to the modes are min(a / k, 1), k a third, two thirds and one; people have those of a mode less what AI does alone."""
    w = copy.deepcopy(world)
    w.firms.need[COGNITIVE, w.producers] = 2.0
    w.firms.ai_work[w.producers] = 2.0 * reach
    modes = ("assisted", "shared", "delegated")
    found = measures.read(w, [f"{what}_{name}" for what in ("firms", "supervision") for name in modes])
    for number, name in enumerate(modes):
        here = number == mode
        assert found[f"firms_{name}"] == float(here)
        assert found[f"supervision_{name}"] == pytest.approx(with_people * here)


def test_the_surplus_of_ai_is_parted_among_those_who_have_it(world: World) -> None:
    """Of 100, 20 are C and 10 V; of the 70 left a cloud has 20, the State 5 and firms 45."""
    drawn_up = draw_up(world)
    of = agent_surplus(*(np.array([[1_000_000 * amount]]) for amount in (100, 50, 5, 16, 4, 6, 3, 1)))
    drawn_up.__dict__["agents"] = of
    found = measures.read(
        world,
        ["cloud_surplus_rate", "ai_surplus_to_clouds", "ai_surplus_to_firms", "ai_pay_product", "ai_pay_work", "ai_surplus_rate"],
        drawn_up,
    )
    assert found.pop("ai_pay_work") == pytest.approx(10.0 / world.ledger.moved("ai_labour") / drawn_up.level)
    assert list(found.values()) == pytest.approx([2.0, 20 / 70, 45 / 70, 0.1, 7.0])


def test_every_unit_is_written_in_both_languages() -> None:
    units = display.read().units
    assert {measure.unit for measure in MEASURES.values()} - units.keys() == set()
