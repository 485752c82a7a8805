"""Facts of real economies: how each is measured, and which of them the baseline shows. ``pytest tests/test_facts.py -m slow -s``."""

import math
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import charts
from sim.charts import typography
from sim.economy.measures import MEASURES
from sim.economy.records import RECORDS
from sim.economy.scenario import load
from sim.economy.start import sizes
from sim.runs import display
from sim.runs.pools import cores
from sim.runs.results import Results
from sim.verdicts import facts
from sim.verdicts.facts import BURN_IN, FACTS, MONTHS

SEEDS, LENGTH = range(10), 480
TIME = np.arange(240)
CYCLE = np.sin(2.0 * np.pi * TIME / 48.0)
STEADY = {name: np.full(TIME.size, 0.06) for name in ("unemployment", "vacancy_rate")} | {
    name: np.ones(TIME.size)
    for name in ("output", "real_wage", "price_level", "worker_consumption", "capitalist_consumption", "investment")
}
RANK = (np.arange(4000) + 0.5) / 4000  # even draws of a uniform
LAPLACE = np.sign(RANK - 0.5) * -np.log(1.0 - np.abs(2.0 * RANK - 1.0))
NORMAL = np.sort(np.random.default_rng(1).normal(size=4000))
DEPARTMENT = np.repeat([0.0, 1.0], [10, 20])
FLAT = np.ones((20, 30))
QUARTER_LATE = np.cos(2.0 * np.pi * TIME / 48.0)  # of a cycle: as much, and uncorrelated


def after(change: np.ndarray) -> np.ndarray:
    """The level whose yearly wage inflation, quarter by quarter, is this monthly series (roughly)."""
    return np.exp(np.cumsum(change) / 12.0)


def staff(sizes: np.ndarray, small: float = 1.0) -> np.ndarray:
    """Twenty years of firms of these sizes in Department II, and ten of Department I."""
    return np.tile(np.concatenate([np.full(10, small), sizes]), (20, 1))


def sales(rates: np.ndarray, common: float = 0.0) -> np.ndarray:
    """Sales of thirty firms whose growth in each of twenty years is drawn in turn from these rates."""
    drawn = np.random.default_rng(2).permutation(np.resize(rates, 30 * 19)).reshape(19, 30)
    swing = common * np.sin(np.arange(19))[:, None]
    return np.exp(np.cumsum(np.vstack([np.zeros(30), 0.01 * (drawn + swing)]), axis=0))


def value(
    name: str, series: dict[str, np.ndarray], sizes: np.ndarray | None = None, sold: np.ndarray | None = None
) -> float:
    return facts.measure(observed(series, FLAT if sizes is None else sizes, FLAT if sold is None else sold))[name]


def observed(series: dict[str, np.ndarray], sizes: np.ndarray = FLAT, sold: np.ndarray = FLAT) -> facts.Observed:
    return facts.Observed(STEADY | series, sizes, sold, DEPARTMENT, (90.0, 10.0))


def waving(**swings: tuple[float, float]) -> dict[str, np.ndarray]:
    """Output that swings by a hundredth, and other series that swing by so much of that, a part of it in step and a part not."""
    parts = {"output": (1.0, 0.0)} | swings
    return {name: np.exp(0.01 * (step * CYCLE + other * QUARTER_LATE)) for name, (step, other) in parts.items()}


UNEMPLOYMENT = 0.06 + 0.02 * CYCLE
LAGGED = 0.02 + 0.01 * np.cos(2.0 * np.pi * TIME / 48.0)
SKEWED, EVEN = np.r_[np.ones(19), 9.0], np.linspace(1.0, 2.0, 20)


@pytest.mark.parametrize(
    ("name", "given", "met"),
    [
        ("unemployment", {"series": {"unemployment": UNEMPLOYMENT}}, True),
        ("unemployment", {"series": {"unemployment": 0.06 + 0.002 * CYCLE}}, False),
        ("unemployment", {"series": {"unemployment": 0.06 + 0.05 * CYCLE}}, False),
        ("okun", {"series": {"unemployment": UNEMPLOYMENT, "output": 1.0 - 0.03 * CYCLE}}, True),
        ("okun", {"series": {"unemployment": UNEMPLOYMENT, "output": 1.0 + 0.03 * CYCLE}}, False),
        ("okun", {"series": {"unemployment": UNEMPLOYMENT, "output": 1.0 + 0.03 * LAGGED}}, False),
        ("okun", {"series": {}}, False),  # nothing moves: not defined
        ("phillips", {"series": {"unemployment": UNEMPLOYMENT, "real_wage": after(0.02 - 0.01 * CYCLE)}}, False),
        ("phillips", {"series": {"unemployment": UNEMPLOYMENT, "real_wage": after(0.02 + 0.01 * CYCLE)}}, False),
        ("phillips", {"series": {"unemployment": UNEMPLOYMENT, "real_wage": after(0.02 - 0.004 * CYCLE - LAGGED)}}, True),
        ("phillips", {"series": {"unemployment": UNEMPLOYMENT, "price_level": after(0.02 - 0.01 * CYCLE)}}, False),
        ("beveridge", {"series": {"unemployment": UNEMPLOYMENT, "vacancy_rate": 0.03 - 0.01 * CYCLE}}, True),
        ("beveridge", {"series": {"unemployment": UNEMPLOYMENT, "vacancy_rate": 0.03 + 0.01 * CYCLE}}, False),
        ("beveridge", {"series": {"unemployment": UNEMPLOYMENT}}, False),
        ("sizes", {"series": {}, "sizes": staff(SKEWED)}, True),
        ("sizes", {"series": {}, "sizes": staff(EVEN)}, False),
        ("sizes", {"series": {}, "sizes": staff(10.0 - SKEWED)}, False),
        ("sizes_all", {"series": {}, "sizes": staff(SKEWED)}, True),
        ("sizes_all", {"series": {}, "sizes": staff(10.0 + EVEN)}, False),  # the small ones of Department I stand left
        ("growth", {"series": {}, "sold": sales(LAPLACE)}, True),
        ("growth", {"series": {}, "sold": sales(NORMAL)}, False),
        ("growth", {"series": {}, "sold": sales(NORMAL, common=9.0)}, False),  # the cycle of all firms is taken out
        ("growth", {"series": {}, "sold": sales(NORMAL) ** np.where(DEPARTMENT, 1.0, 9.0)}, False),  # and what departments differ in
        ("growth", {"series": {}}, False),
        ("consumption", {"series": waving(worker_consumption=(0.8, 0.0), capitalist_consumption=(0.8, 0.0))}, True),
        ("consumption", {"series": waving(worker_consumption=(0.0, 0.8), capitalist_consumption=(0.0, 0.8))}, True),  # whenever
        ("consumption", {"series": waving(worker_consumption=(1.5, 0.0), capitalist_consumption=(1.5, 0.0))}, False),
        ("consumption", {"series": waving(worker_consumption=(0.4, 0.0), capitalist_consumption=(0.4, 0.0))}, False),
        ("consumption", {"series": waving(worker_consumption=(0.8, 0.0))}, True),  # ninety heads of a hundred
        ("consumption", {"series": waving(capitalist_consumption=(0.8, 0.0))}, False),  # and ten
        ("consumption", {"series": {}}, False),
        ("investment", {"series": waving(investment=(3.0, 0.0))}, True),
        ("investment", {"series": waving(investment=(1.7, 0.0))}, False),
        ("investment", {"series": waving(investment=(7.0, 0.0))}, False),
        ("investment", {"series": waving() | {"investment": np.zeros(TIME.size)}}, False),  # no logarithm
        ("investment_output", {"series": waving(investment=(3.0, 1.0))}, True),
        ("investment_output", {"series": waving(investment=(1.0, 3.0))}, False),
        ("investment_output", {"series": waving(investment=(-3.0, 0.0))}, False),
        ("wage_output", {"series": waving(real_wage=(0.3, 1.0))}, True),
        ("wage_output", {"series": waving(real_wage=(-0.1, 1.0))}, True),
        ("wage_output", {"series": waving(real_wage=(-0.5, 1.0))}, False),
        ("wage_output", {"series": waving()}, False),
    ],
)  # fmt: skip
def test_each_side_of_every_bar(name: str, given: dict, met: bool) -> None:
    found = value(name, **given)
    assert FACTS[name].holds(found) is met, found


def test_every_fact_is_seen_on_both_sides_of_its_bar() -> None:
    (mark,) = test_each_side_of_every_bar.pytestmark
    assert {(name, met) for name, _, met in mark.args[1]} == {(name, met) for name in FACTS for met in (True, False)}


def test_every_bar_is_the_one_of_its_fact() -> None:
    assert {name: (fact.low, fact.high) for name, fact in FACTS.items()} == {
        "unemployment": (1.0, 3.0),
        "okun": (-math.inf, -0.6),
        "phillips": (-0.6, 0.05),
        "beveridge": (-math.inf, -0.1),
        "sizes": (0.5, math.inf),
        "sizes_all": (0.5, math.inf),
        "growth": (0.0, math.inf),
        "consumption": (0.6, 0.9),
        "investment": (2.5, 4.5),
        "investment_output": (0.7, math.inf),
        "wage_output": (-0.2, math.inf),
    }
    for fact in FACTS.values():
        assert not fact.holds(math.nan)
        assert fact.bar("en") != fact.bar("zh")
        assert fact.source
        assert fact.reason.en.endswith(".")
        assert fact.reason.zh.endswith("。")


def test_what_facts_are_made_of_exists() -> None:
    assert set(facts.SERIES) <= set(MEASURES)
    assert set(facts.RECORDS) <= set(RECORDS)


def test_the_burn_in_counts_nothing() -> None:
    shocked = UNEMPLOYMENT.copy()
    shocked[:BURN_IN] = 0.9
    assert value("unemployment", {"unemployment": shocked}) == value("unemployment", {"unemployment": UNEMPLOYMENT})
    wild = staff(EVEN)
    wild[: BURN_IN // 12, -1] = 99.0
    assert value("sizes", {}, sizes=wild) == value("sizes", {}, sizes=staff(EVEN))
    begun = np.vstack([staff(EVEN), 99.0 * staff(SKEWED)[:1]])  # a year that the run only began
    assert value("sizes", {}, sizes=begun) == value("sizes", {}, sizes=staff(EVEN))


def test_wage_inflation_is_that_of_the_nominal_wage() -> None:
    """A wage that grows by 2 % a year in money while prices grow by 5 % rises by 2 %."""
    prices, wage = 1.05 ** (TIME / 12.0), 1.02 ** (TIME / 12.0)
    unemployment, found = facts.phillips(UNEMPLOYMENT, wage / prices, prices)
    assert unemployment.tolist() == facts.quarterly(UNEMPLOYMENT)[1:].tolist()  # of the later of the two quarters
    assert found == pytest.approx(np.full(71, math.log(1.02)))


def test_a_firm_without_sales_has_no_rate() -> None:
    sold = sales(NORMAL)
    sold[3, 7] = 0.0
    rates = facts.growth_rates(sold, DEPARTMENT)
    assert np.isfinite(rates).all()
    assert rates.size == 19 * 30 - 2
    assert facts.growth_rates(sales(NORMAL), DEPARTMENT).std() == pytest.approx(1.0)


def test_the_reasons_say_where_tails_come_from() -> None:
    growth, sizes = FACTS["growth"].reason, FACTS["sizes"].reason
    assert "unequal sizes as much as from jumps of productivity" in growth.en
    assert "规模不等" in growth.zh
    assert all(word in sizes.en for word in ("Gibrat", "word of mouth"))
    assert all(word in sizes.zh for word in ("吉布拉", "口碑"))


def test_figures_that_nobody_could_read_in_the_original_say_so() -> None:
    for name in ("consumption", "investment", "investment_output", "wage_output"):
        assert "Kydland 1995" in FACTS[name].source
        assert "not checked in the original" in FACTS[name].source


def trend(x: np.ndarray, smoothing: float) -> np.ndarray:
    """The filter as its authors wrote it down, with whole matrices."""
    second = np.diff(np.eye(x.size), 2, axis=0)
    return np.linalg.solve(np.eye(x.size) + smoothing * second.T @ second, x)


WALK = np.cumsum(np.random.default_rng(3).normal(size=152))


@pytest.mark.parametrize("size", [3, 4, 5, 40, 152])
@pytest.mark.parametrize("smoothing", [1.0, 1600.0])
def test_the_cycle_is_what_the_trend_of_hodrick_and_prescott_leaves(size: int, smoothing: float) -> None:
    found = facts.cycle(WALK[:size], smoothing)
    assert found == pytest.approx(WALK[:size] - trend(WALK[:size], smoothing), abs=1e-9)
    # the first conditions of the minimum, multiplied by a constant and by time: a cycle has neither level nor slope
    assert float(found.sum()) == pytest.approx(0.0, abs=1e-8)
    assert float(found @ np.arange(size)) == pytest.approx(0.0, abs=1e-6)


def test_limits_of_the_filter() -> None:
    line = 3.0 + 0.02 * np.arange(60.0)
    assert facts.cycle(line).tolist() == [0.0] * 60  # a straight line has no cycle, to the bit
    assert facts.cycle(np.full(60, 0.1)).tolist() == [0.0] * 60  # nor has what stands still
    assert facts.cycle(line + 1e-9 * WALK[:60]) == pytest.approx(1e-9 * facts.cycle(WALK[:60]), abs=1e-11)
    assert facts.cycle(WALK, 0.0) == pytest.approx(np.zeros(WALK.size), abs=1e-12)  # lambda 0: all is trend
    time = np.arange(float(WALK.size))
    straight = WALK - np.polyval(np.polyfit(time, WALK, 1), time)
    assert facts.cycle(WALK, 1e10) == pytest.approx(straight, abs=1e-2)  # infinite: the trend is a line
    assert facts.cycle(WALK + line[0] + 0.5 * time) == pytest.approx(facts.cycle(WALK), abs=1e-8)
    for short in range(1, 3):
        assert facts.cycle(WALK[:short]).tolist() == [0.0] * short


@pytest.mark.parametrize("months", [144, 240, 480])
def test_growth_alone_meets_no_bar_of_the_cycle(months: int) -> None:
    """What rounding leaves of straight lines goes together perfectly, and is no fact."""
    grown = np.exp(0.002 * np.arange(months))
    series = {name: np.full(months, 0.06) for name in facts.SERIES} | {
        name: grown**power
        for name, power in (
            ("output", 1.0),
            ("worker_consumption", 0.8),
            ("capitalist_consumption", 0.8),
            ("investment", 3.0),
            ("real_wage", 1.0),
        )
    }
    flat = np.ones((months // 12, 30))
    found = facts.measure(facts.Observed(series, flat, flat, DEPARTMENT, (90.0, 10.0)))
    assert all(math.isnan(found[name]) for name in ("consumption", "investment", "investment_output", "wage_output"))


def test_fast_swings_are_cycle_and_slow_ones_trend() -> None:
    """King and Rebelo 1993: the gain is 4 l (1 - cos w)^2 / (1 + 4 l (1 - cos w)^2), far from the ends of the series."""
    time = np.arange(2000.0)
    for period in (16.0, 32.0, 100.0):
        wave = np.cos(2.0 * np.pi * (time - 1000.0) / period)
        part = 4.0 * facts.SMOOTHING * (1.0 - math.cos(2.0 * math.pi / period)) ** 2
        assert facts.cycle(wave)[900:1100] == pytest.approx(part / (1.0 + part) * wave[900:1100], abs=1e-6)


def test_a_head_counts_as_much_as_any() -> None:
    """What all consume: ninety workers at one and ten capitalists at six, fifteen in all a tenth of heads."""
    flows = ["capitalist_consumption", "ubi", "worker_consumption"]
    series = STEADY | waving(worker_consumption=(1.0, 0.0)) | {"capitalist_consumption": np.full(TIME.size, 6.0)}
    gross = np.array([60.0, 5.0, 90.0 * series["worker_consumption"][-1]])
    records = {"producer_labour": FLAT, "producer_sales": FLAT, "producer_department": DEPARTMENT, "gross": gross}
    run = facts.observe(series, records, flows)
    assert run.heads == (90.0, 10.0)
    whole = np.log(facts.quarterly(90.0 * series["worker_consumption"] + 60.0))
    assert facts.cycles(run)["consumption"] == pytest.approx(facts.cycle(whole), abs=1e-12)
    nobody = facts.observe(series, records | {"gross": 0.0 * gross}, flows)
    assert nobody.heads == (0.0, 0.0)
    assert math.isnan(facts.measure(nobody)["consumption"])
    starved = facts.observe(series | {"worker_consumption": np.zeros(TIME.size)}, records, flows)
    assert math.isnan(starved.heads[0])
    assert math.isnan(facts.measure(starved)["consumption"])


def test_how_closely_consumption_follows_output() -> None:
    both = {"worker_consumption": (0.6, 0.8), "capitalist_consumption": (0.6, 0.8)}
    assert facts.follows(observed(waving(**both))) == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize(("rates", "expected"), [(LAPLACE, 0.072), (NORMAL, -0.048)])
def test_the_tent_in_a_large_sample(rates: np.ndarray, expected: float) -> None:
    assert facts.tent(rates) == pytest.approx(expected, abs=0.004)


def test_the_median_over_seeds_is_judged() -> None:
    runs = [dict.fromkeys(FACTS, -0.5), dict.fromkeys(FACTS, -0.7), dict.fromkeys(FACTS, -0.9)]
    verdicts = facts.judge(runs)
    assert {name for name, verdict in verdicts.items() if verdict.met} == {"okun", "beveridge"}
    assert verdicts["okun"].median == -0.7
    assert verdicts["okun"].values.tolist() == [-0.5, -0.7, -0.9]
    assert not facts.judge([*runs, dict.fromkeys(FACTS, math.nan)])["okun"].met  # one seed in which it is not defined


# -- the table


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    return import_module("facts")


def test_the_table_has_bar_figure_and_interval_of_every_fact(bench: Any) -> None:
    runs = [dict.fromkeys([*FACTS, bench.FOLLOWS], -0.7 - 0.01 * seed) for seed in range(10)]
    *rows, _, last = bench.table(runs).splitlines()
    assert [row.split()[0] for row in rows[1:]] == list(FACTS)
    okun, growth = (next(row for row in rows if row.startswith(name)) for name in ("okun", "growth"))
    assert " ".join(okun.split()[-9:]) == "-0.6 -0.74 -0.78 to -0.71 10 of 10 met"  # the second and the ninth of ten
    assert " ".join(growth.split()[-9:]) == "0 -0.74 -0.78 to -0.71 0 of 10 missed"
    met = sum(verdict.met for verdict in facts.judge(runs).values())
    assert last.startswith(f"{met} of 11 met.")
    assert last.endswith("(no bar): -0.74, -0.78 to -0.71")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([1.0] * 5, "too few seeds"),
        ([1.0, math.nan] * 5, "not defined"),
        ([1.0] * 6, "1.00 to 1.00"),
        ([*map(float, range(20))], "5.00 to 14.00"),
    ],
)
def test_an_interval_says_when_there_is_none(bench: Any, values: list[float], says: str) -> None:
    assert bench.interval(np.array(values)) == says


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--months", "143"], "--months: 143 is less than 144"),
        (["--seeds", "0"], "--seeds: 0 is less than 1"),
        (["--jobs", "0"], "--jobs: 0 is less than 1"),
        (["--first", "-1"], "--first: -1 is less than 0"),
    ],
)
def test_the_table_refuses_what_it_cannot_measure(bench, monkeypatch, capsys, given: list[str], says: str) -> None:
    monkeypatch.setattr("sys.argv", ["facts.py", *given])
    with pytest.raises(SystemExit):
        bench.main()
    assert says in capsys.readouterr().err


@pytest.mark.ci
def test_a_run_makes_a_row_of_the_table(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "load", lambda name: load(name, {"n_workers": 200}))
    assert set(bench.one(0, 24 + 24)) == {*FACTS, bench.FOLLOWS}


# -- the figure


def drawn(results: Results, lang: str = "en", name: str = "facts") -> charts.Page:
    plots = display.read()
    with typography.settings(plots.figures[name].font):
        return charts.compose(plots.figures[name], plots, results, lang)


def test_every_fact_is_drawn_once() -> None:
    pages = charts.facts.PAGES
    assert [key for keys in pages.values() for key in keys] == list(charts.facts.PANELS)
    assert [name for panel in charts.facts.PANELS.values() for name in panel.facts] == list(FACTS)
    assert set(pages) <= set(display.read().figures)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["facts", "cycle"])
def test_the_figure_says_each_number_its_bar_and_whether_it_holds(long: Results, name: str, lang: str) -> None:
    page = drawn(long, lang, name)
    panels = {key: charts.facts.PANELS[key] for key in charts.facts.PAGES[name]}
    runs = charts.facts.gather(long)
    assert {run.heads for run in runs.observed} == {
        (200.0, float(sizes(load("baseline", {"n_workers": 200}).params)["capitalists"]))
    }
    verdicts = facts.judge([facts.measure(run) for run in runs.observed])
    assert {verdict.met for verdict in verdicts.values()} == {True, False}
    numbers = page.drawn.numbers
    under = {
        key: "".join(text.get_text() for text in axes.texts).replace("\n", " " if lang == "en" else "")
        for key, axes in zip(panels, page.figure.axes, strict=True)
    }
    for key, panel in panels.items():
        for fact in panel.facts:
            verdict = verdicts[fact]
            assert verdict.fact.bar(lang) in under[key]
            assert f"{verdict.median:.2f}".replace("-", "−") in under[key]
            assert ("✓" if verdict.met else "✗") in under[key]
            assert (verdict.fact.reason.of(lang) in page.alt) is not verdict.met
            assert (verdict.fact.reason.of(lang)[:20] in under[key]) is not verdict.met
            row = numbers[(numbers["what"] == fact) & (numbers["seed"] == "median")]
            assert row["y"].tolist() == pytest.approx([verdict.median], rel=1e-5)
            assert row["bar"].tolist() == ["met" if verdict.met else "missed"]
            assert (numbers["what"] == fact).sum() == 4  # three seeds and the median
    if name == "cycle":  # said, though no bar stands on it
        follows = float(np.median([facts.follows(run) for run in runs.observed]))
        assert f"{follows:.2f}".replace("-", "−") in under["consumption"]


def test_a_short_run_has_no_facts(fill, tmp_path) -> None:
    picture = display.read().figures["facts"]
    assert charts.KINDS["facts"].months == MONTHS == 144
    assert not charts.can_draw(picture, fill(tmp_path, ["baseline"], seeds=1, months=MONTHS - 1))


@pytest.mark.parametrize(
    ("overrides", "says"), [({"ai": True, "ai_arrival": 60}, "AI arrives"), ({"demand_shock_sd": 0.0}, "shock is off")]
)
def test_the_figure_says_when_runs_are_not_made_for_it(overrides, says: str, long: Results, tmp_path) -> None:
    from sim.economy.scenario import load_all
    from sim.runs.runner import ensemble

    assert says not in drawn(long).alt
    scenarios = load_all(["baseline"], {"n_workers": 200} | overrides)
    page = drawn(ensemble(scenarios, range(2), MONTHS, jobs=1, out=tmp_path, quiet=True))
    assert says in page.alt
    assert "nan" not in page.alt


# -- the baseline


@pytest.mark.slow
def test_the_baseline_shows_every_fact(bench: Any) -> None:
    assert load("baseline").params.demand_shock_sd > 0.0
    runs = bench.measured(SEEDS, LENGTH, cores())
    print(bench.table(runs))
    missed = {name for name, verdict in facts.judge(runs).items() if not verdict.met}
    assert missed <= {"growth"}  # it stands at its bar: met under some ten seeds, missed under others
