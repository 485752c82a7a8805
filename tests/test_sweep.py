"""Sweeps: designs, the share of chance, and a real small sweep, resumed, redrawn and read again."""

import importlib.util
import json
import re
import shlex
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim import charts, reports
from sim.base.errors import InputError, SimError
from sim.base.estimates import ROUNDING, t_quantile
from sim.base.paths import data
from sim.charts import draw, typography
from sim.cli.main import main
from sim.commands import run
from sim.economy.measures import MEASURES
from sim.economy.records import Run
from sim.economy.scenario import load as load_scenario
from sim.economy.scenario import load_all
from sim.experiments import designs, ensemble
from sim.experiments.ensemble import Design, Sample, shares
from sim.experiments.sweep import Sweep
from sim.runs import display, runner, store, tables
from sim.runs.results import Results, read_csv

NEEDS_CHINESE = pytest.mark.skipif(
    typography.chinese_font() is None, reason="no Chinese font (apt install fonts-noto-cjk)"
)
SMALL: dict[str, Any] = {"workers": 200, "months": 4, "seeds": 3, "set": {"ai_arrival": 1}, "quiet": True}
VARY = ["ubi_share=0:0.4:2", "commons_share=0,0.5,1"]
SWEEP = partial(sim.sweep, "monopoly", VARY, against="competition", measures=["output", "wage_share"], **SMALL)
LINE = (
    "sweep monopoly --vary ubi_share=0:0.4:2 --vary commons_share=0,0.5,1 --against competition --measure output "
    "--measure wage_share --workers 200 --months 4 --seeds 3 --set ai_arrival=1 --jobs 1 --out out"
)


@pytest.fixture(autouse=True)
def _coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "DPI", 30)  # quicker; what is drawn is the same
    monkeypatch.setattr(store, "packs", lambda: False)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures cost more than the runs of a test."""
    monkeypatch.setattr(
        draw, "figures", lambda results, _, **options: [SimpleNamespace(paths=[results.folder / "figures" / "lines.png"])]
    )
    monkeypatch.setattr(reports, "report", lambda results, _, **options: results.folder / "report.html")


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """A real sweep over two numbers, less another scenario, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "DPI", 30)
        found: Sweep = SWEEP(jobs=1, out=tmp_path_factory.mktemp("swept"))
    return found


def bytes_of(folder: Path) -> dict[str, bytes]:
    """All files; of the manifest, which says by what command it was made, what is the same for the same runs."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    manifest = json.loads(found.pop("manifest.json"))
    return {**found, "manifest": json.dumps({**manifest, "command": ""}).encode()}


def without_figures(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in bytes_of(folder).items() if not name.startswith(("figures/", "report"))}


# -- designs


@pytest.mark.parametrize(
    ("text", "kind", "values", "said"),
    [
        ("ubi_share=0:0.5:3", "grid", (0.0, 0.25, 0.5), "ubi_share 0, 0.25, 0.5"),
        ("markup=0.1:0.4:4", "grid", (0.1, 0.2, 0.3, 0.4), "markup 0.1, 0.2, 0.3, 0.4"),  # not 0.30000000000000004
        (" markup = 0.3 ", "grid", (0.3,), "markup 0.3"),
        ("markup=0.4,0.2", "grid", (0.4, 0.2), "markup 0.4, 0.2"),  # as they are given
        ("commons_share=0:1:11", "grid", tuple((np.arange(11) / 10).tolist()), "commons_share 0 to 1 in 11"),
        ("applications=1:4:4", "grid", (1, 2, 3, 4), "applications 1, 2, 3, 4"),
        ("applications=2.0,4", "lhs", (2, 4), "applications 2, 4"),
        ("ai=false,true", "grid", (False, True), "ai false, true"),
        ("ubi_financing=profit, debt", "sobol", ("profit", "debt"), "ubi_financing profit, debt"),
        ("markup=0.1:0.4", "lhs", (), "markup 0.1 to 0.4"),
    ],
)
def test_axes(text: str, kind: str, values: tuple[Any, ...], said: str) -> None:
    (axis,) = designs.read([text], kind)
    assert (axis.values, str(axis)) == (values, said)
    assert [type(value) for value in axis.values] == [type(value) for value in values]


def test_a_grid_has_every_combination_and_its_last_axis_runs_fastest() -> None:
    axes = designs.read(["ubi_share=0:0.4:2", "ai=false,true", "applications=1,3,2"], "grid")
    found = [tuple(point.values()) for point in designs.points(axes, "grid", 64, 0)]
    assert found[:4] == [(0.0, False, 1), (0.0, False, 3), (0.0, False, 2), (0.0, True, 1)]
    assert len(set(found)) == len(found) == 12


RANDOM = [
    "ubi_share=0.1:0.5",
    "applications=1:4",
    "ubi_financing=debt,profit",
    "ai=false,true",
    "markup=0.2,0.3,0.4,0.5",
]


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_random_points_fill_every_axis_evenly(kind: str) -> None:
    found = designs.points(designs.read(RANDOM, kind), kind, 16, 0)
    column = {name: [point[name] for point in found] for name in found[0]}
    parts = [int((value - 0.1) / 0.4 * 16) for value in column["ubi_share"]]
    assert sorted(parts) == list(range(16))  # each sixteenth once
    for name, times in {"applications": 4, "ubi_financing": 8, "ai": 8, "markup": 4}.items():
        assert set(Counter(column[name]).values()) == {times}, name
    assert {type(value) for value in column["applications"]} == {int}


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_random_points_depend_on_their_seed_alone(kind: str) -> None:
    axes = designs.read(RANDOM, kind)
    one, again, other = (designs.points(axes, kind, 8, seed) for seed in (5, 5, 6))
    assert one == again != other


def test_places_and_values() -> None:
    axis = designs.Axis("markup", low=0.1, high=0.1234567)
    assert max(axis.at(np.array([0.0, 1.0 - 1e-12]))) == 0.1234567  # six digits would lead beyond the end
    whole = designs.Axis("applications", low=2, high=3).at(np.linspace(0.0, 0.999, 1000))
    assert Counter(whole) == {2: 500, 3: 500} or abs(Counter(whole)[2] - 500) <= 1


@pytest.mark.parametrize(("count", "near"), [(3, 4), (9, 16), (20_000, 16_384)])
def test_a_sobol_design_wants_a_power_of_two(count: int, near: int) -> None:
    axes = designs.read(["markup=0.1:0.4"], "sobol")
    with pytest.raises(InputError, match=rf"^--points {count}: a Sobol' design needs a power of two, such as {near}$"):
        designs.points(axes, "sobol", count, 0)
    assert len(designs.points(axes, "sobol", near, 0)) == near


@pytest.mark.parametrize(
    ("vary", "says"),
    [
        ("ubi_share=0:0.5:3", 'vary = "ubi_share=0:0.5:3": must be a list of texts, as in ["ubi_share=0:0.5:11"]'),
        ([("ubi_share", 0, 0.5)], "must be a list of texts"),
        ([], "--vary: name at least one parameter, as in --vary ubi_share=0:0.5:11"),
    ],
)
def test_what_is_no_list_of_texts(vary: Any, says: str) -> None:
    with pytest.raises(InputError) as error:
        sim.sweep("monopoly", vary)
    assert says in str(error.value)


def test_all_faults_are_said_at_once() -> None:
    with pytest.raises(InputError) as error:
        designs.read(["mark_up=0.1:0.2:2", "markup=9", "ubi_share"], "grid")
    assert [message.partition(": ")[0] for message in error.value.messages] == [
        "--vary mark_up=0.1:0.2:2", "--vary markup=9", "--vary ubi_share",
    ]  # fmt: skip


# -- what part of the variance is chance


def by_least_squares(values: np.ndarray) -> tuple[float, float, float]:
    """The same from sums of squares of regressions on dummies, with and without each factor."""
    n, k = values.shape
    rows, columns = np.indices(values.shape)
    y = values.ravel()
    point = (rows.ravel()[:, None] == np.arange(n)).astype(float)
    seed = (columns.ravel()[:, None] == np.arange(k)).astype(float)

    def left(*factors: np.ndarray) -> float:
        x = np.hstack([np.ones((y.size, 1)), *factors])
        return float(((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2).sum())

    rest = left(point, seed)
    error = rest / ((n - 1) * (k - 1))
    of_points, of_seeds = (left(seed) - rest) / (n - 1), (left(point) - rest) / (k - 1)
    p, s = max((of_points - error) / k, 0.0), max((of_seeds - error) / n, 0.0)
    return p / (p + s + error), (s + error) / (p + s + error), min(error / of_points, 1.0)


@pytest.mark.parametrize(("n", "k"), [(2, 2), (3, 8), (11, 4), (40, 3)])
@pytest.mark.parametrize(
    "scale", [(1.0, 1.0, 1.0), (5.0, 0.1, 1.0), (0.0, 1.0, 0.3), (1e-9, 1e-9, 1e-9), (0.0, 0.0, 7.0)]
)
def test_shares_are_those_of_a_two_way_analysis(n: int, k: int, scale: tuple[float, float, float]) -> None:
    draw = np.random.default_rng(n * k)
    parts = [draw.normal(size=shape) * size for shape, size in zip(((n, 1), (1, k), (n, k)), scale, strict=True)]
    values = sum(parts, np.zeros((n, k)))
    assert tuple(vars(shares(values)).values()) == pytest.approx(by_least_squares(values), rel=1e-6, abs=1e-9)


GAP = np.array([[1.0], [2.0], [4.0]])
LUCK = np.array([[0.1, -0.7, 0.3, 0.9]])
NONE = float("nan")


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (np.ones((3, 1)) * GAP, (NONE, NONE, NONE)),  # one seed: nothing is known of chance
        (np.ones((1, 4)) * LUCK, (NONE, NONE, NONE)),  # one point: nothing to compare
        (np.ones((1, 1)), (NONE, NONE, NONE)),
        (np.full((3, 4), 7.0), (0.0, 0.0, 0.0)),  # nothing varies
        (np.zeros((3, 4)), (0.0, 0.0, 0.0)),
        (GAP + 0.0 * LUCK, (1.0, 0.0, 0.0)),  # points alone
        (0.0 * GAP + LUCK, (0.0, 1.0, 1.0)),  # seeds alone: single runs differ, points do not
        (0.0 * GAP + LUCK / 3 + 1e6, (0.0, 1.0, 1.0)),  # the same, where means are rounded
        (np.array([[0.0, 1.0], [1.0, 0.0]]), (0.0, 1.0, 1.0)),  # what is left alone
    ],
)
def test_shares_at_their_kinks(values: np.ndarray, wanted: tuple[float, float, float]) -> None:
    assert tuple(vars(shares(values)).values()) == pytest.approx(wanted, nan_ok=True)


def test_seeds_that_do_the_same_everywhere_are_no_noise_of_the_means() -> None:
    found = shares(GAP + LUCK)
    assert found.noise == 0.0
    assert found.points + found.seeds == pytest.approx(1.0)
    assert found.points == pytest.approx(GAP.var(ddof=1) / (GAP.var(ddof=1) + LUCK.var(ddof=1)))


@pytest.mark.parametrize("sizes", [(0.0, 0.0, 1.0), (2.0, 1.0, 1.0), (1.0, 3.0, 2.0)])
def test_shares_estimate_the_components_they_are_made_of(sizes: tuple[float, float, float]) -> None:
    """Over many tables; of means over k seeds, noise is the part of the rest / k in (points + the rest / k)."""
    draw, n, k = np.random.default_rng(1), 40, 8
    tables = [
        sum(size**0.5 * draw.normal(size=shape) for size, shape in zip(sizes, ((n, 1), (1, k), (n, k)), strict=True))
        for _ in range(400)
    ]
    found = np.array([list(vars(shares(np.asarray(table))).values()) for table in tables])
    p, s, e = sizes
    assert np.median(found, axis=0) == pytest.approx(
        [p / (p + s + e), (s + e) / (p + s + e), e / (k * p + e)], abs=0.05
    )


# -- a real sweep


def test_the_same_seeds_at_every_point(swept: Sweep) -> None:
    results = swept.sample.results
    assert list(results.seeds) == [f"{side}@{number}" for side in ("monopoly", "competition") for number in range(6)]
    assert set(map(tuple, results.seeds.values())) == {(0, 1, 2)}
    assert swept.sample.design.points == [
        {"ubi_share": ubi, "commons_share": some} for ubi in (0.0, 0.4) for some in (0, 0.5, 1)
    ]


def test_the_table_is_made_of_the_outcomes_in_the_folder(swept: Sweep) -> None:
    folder = swept.sample.results.folder
    outcomes = read_csv(folder / "outcomes.csv", list(MEASURES)).set_index(["scenario", "seed"])
    table = read_csv(folder / "sweep.csv", ["low"])
    assert list(table.columns) == [
        "point", "ubi_share", "commons_share", "measure", "mean", "low", "high", "p05", "p25", "p50", "p75", "p95",
    ]  # fmt: skip
    assert len(table) == 6 * len(MEASURES)
    pd.testing.assert_frame_equal(table, swept.table, check_exact=True, check_dtype=False)
    for row in table.to_dict("records"):
        gaps = (outcomes.loc[f"monopoly@{row['point']}"] - outcomes.loc[f"competition@{row['point']}"])[row["measure"]]
        half = t_quantile(2) * gaps.std() / 3**0.5
        assert [row[name] for name in ("mean", "low", "high")] == pytest.approx(
            [gaps.mean(), gaps.mean() - half, gaps.mean() + half], rel=1e-9, abs=1e-12
        )
        levels = np.quantile(gaps, list(tables.QUANTILES.values())).tolist()
        assert [row[name] for name in tables.QUANTILES] == pytest.approx(levels, rel=1e-9, abs=1e-12)
        assert {name: row[name] for name in ("ubi_share", "commons_share")} == swept.sample.design.points[row["point"]]


def test_the_shares_in_the_folder_are_those_of_the_sample(swept: Sweep) -> None:
    table = read_csv(swept.sample.results.folder / "variance.csv", []).set_index("measure")
    assert list(table.index) == list(MEASURES)
    assert table.loc["output"].tolist() == pytest.approx(list(vars(swept.sample.shares("output")).values()))


@pytest.mark.parametrize("name", ["monopoly@4", "competition@5"])
def test_a_point_runs_again_as_it_stands(swept: Sweep, name: str, folder: Path) -> None:
    results = swept.sample.results
    path = results.folder / "scenarios" / f"{name}.toml"
    assert load_scenario(path).digest == results.manifest["scenarios"][name]["digest"]
    again = sim.run(path, seeds=3, months=4, jobs=1, out=folder / "again", quiet=True)
    assert again.outcomes.to_numpy().tolist() == results.only(name).outcomes.to_numpy().tolist()


def test_differences_are_those_of_points_that_are_run_one_by_one(swept: Sweep, folder: Path) -> None:
    scenarios = swept.sample.results.folder / "scenarios"
    for number in (1, 4):
        pair = [scenarios / f"{side}@{number}.toml" for side in ("monopoly", "competition")]
        outcomes = sim.run(*pair, seeds=3, months=4, jobs=1, out=folder / str(number), quiet=True).outcomes
        ours, theirs = (part[list(MEASURES)].to_numpy() for _, part in outcomes.groupby("scenario", sort=False))
        least = ROUNDING * 2 * np.maximum(np.abs(ours), np.abs(theirs)).max(axis=0)
        assert (np.abs(swept.sample.values[number] - (ours - theirs)) <= 2 * least).all()


def test_a_scenario_alone_has_its_own_values(undrawn: None, folder: Path) -> None:
    found = sim.sweep("monopoly", ["ubi_share=0,0.4"], jobs=1, out=folder / "alone", **SMALL)
    outcomes = found.sample.results.outcomes
    assert found.sample.values.ravel().tolist() == outcomes[list(MEASURES)].to_numpy().ravel().tolist()
    assert found.measures == display.read().summary.measures


def test_a_sweep_that_is_stopped_and_goes_on_is_the_same_byte_for_byte(
    swept: Sweep, undrawn: None, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    plain, made = runner.simulate, Counter[tuple[str, int]]()

    def stop_half_way(scenario: Any, seed: int, months: int, **options: Any) -> Run:
        if made.total() == 17:
            raise KeyboardInterrupt
        made[scenario.name, seed] += 1
        return plain(scenario, seed, months, **options)

    monkeypatch.setattr(runner, "simulate", stop_half_way)
    line = "stopped: 17 of 36 runs are finished in out; the same command goes on from there"
    with pytest.raises(SimError, match=f"^{line}$"):
        SWEEP(jobs=1, out="out")
    assert not (folder / "out" / "sweep.csv").exists()
    monkeypatch.setattr(runner, "simulate", plain)
    SWEEP(jobs=1, out="out")
    assert bytes_of(folder / "out") == without_figures(swept.sample.results.folder)


def test_two_processes_make_the_same_sweep(swept: Sweep, undrawn: None, folder: Path) -> None:
    SWEEP(jobs=2, out="two")
    assert bytes_of(folder / "two") == without_figures(swept.sample.results.folder)


def test_measures_that_are_asked_for_later_need_no_new_run(
    swept: Sweep, undrawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Run:
        raise AssertionError("a run is made")

    monkeypatch.setattr(runner, "simulate", fail)
    before = swept.sample.results.folder
    design = (before / ensemble.FILE).read_bytes()
    try:
        found = sim.sweep("monopoly", VARY, against="competition", measures=["inflation"], jobs=1, out=before, **SMALL)
        assert found.measures == ["inflation"]
    finally:
        (before / ensemble.FILE).write_bytes(design)


def test_a_folder_with_more_seeds_than_asked_for_says_so(undrawn: None, folder: Path) -> None:
    few = {**SMALL, "seeds": 1}
    sim.sweep("monopoly", ["ubi_share=0,0.4"], jobs=1, out="out", **SMALL)
    found = sim.sweep("monopoly", ["ubi_share=0,0.4"], jobs=1, out="out", **few)
    assert len(found.sample.seeds) == 3
    assert "The folder holds more seeds than the 1 asked for: all of them count here." in found.notes()


# -- what is printed


@pytest.mark.parametrize(
    ("lang", "first", "head", "shares"),
    [
        (
            "en",
            "monopoly (Compute monopoly) less competition (",
            "measure",
            "Due to seeds: their share of",
        ),
        ("zh", "monopoly (算力垄断)减competition (", "指标", "种子所致：占单次运行方差的份额"),
    ],
)
def test_a_sweep_is_printed_in_both_languages(swept: Sweep, lang: str, first: str, head: str, shares: str) -> None:
    found = Sweep(swept.sample, swept.axes, swept.figures, swept.report, lang)
    text = str(found).splitlines()
    assert text[0].startswith(first)
    assert text[2].startswith(head)
    assert text[5] == ""  # behind a row a measure
    assert text[6].startswith(shares)
    assert found._repr_html_().count("<p>") == len(found.notes()) == len(text) - 5


def test_json_has_the_rows(swept: Sweep, undrawn: None, folder: Path) -> None:
    found = CliRunner().invoke(main, [*shlex.split(LINE), "--json", "--quiet"], prog_name="sim", catch_exceptions=False)
    said = json.loads(found.stdout)
    assert found.exit_code == 0
    assert said["notes"] == found.stderr.splitlines()[: len(said["notes"])]
    keys = ["folder", "months", "window", "notes", "scenario", "against", "points", "seeds", "table", "variance", "figures", "report"]
    assert list(said) == keys
    assert (said["scenario"], said["against"], said["seeds"]) == ("monopoly", "competition", [0, 1, 2])
    assert said["points"] == swept.sample.design.points
    assert said["table"] == swept.sample.table(["output", "wage_share"]).to_dict("records")
    assert [row["measure"] for row in said["variance"]] == ["output", "wage_share"]
    assert said["figures"] == ["out/figures/lines.png"]


def test_one_seed_says_nothing_of_chance(undrawn: None, folder: Path) -> None:
    line = "sweep monopoly --vary ubi_share=0,0.4 --workers 200 --months 3 --seeds 1 --jobs 1 --out out --quiet"
    said = CliRunner().invoke(main, shlex.split(line), prog_name="sim", catch_exceptions=False)
    assert "One seed: nothing can be said about chance." in said.stdout
    rows = json.loads(CliRunner().invoke(main, [*shlex.split(line), "--json"], prog_name="sim").stdout)
    assert {row["low"] for row in rows["table"]} == {None}
    assert {row["seeds"] for row in rows["variance"]} == {None}


def test_a_sweep_has_one_line_of_progress(undrawn: None, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    loud = {**SMALL, "quiet": False, "seeds": 1}
    for earlier in ("", ", 4 of them from earlier"):
        sim.sweep("monopoly", ["ubi_share=0,0.4"], against="competition", jobs=1, out="out", **loud)
        out, err = capsys.readouterr()
        begin, line, drawing = [one for one in err.splitlines() if not re.search("no effect|means over", one)]
        assert (out, begin, drawing) == ("", f"4 runs of 4 months{earlier}", "drawing figures and writing the report")
        assert line.rpartition(",")[0] == f"monopoly - competition: 4 runs{earlier}"


# -- what a folder keeps, and reading it again


def test_months_are_kept_on_request(swept: Sweep, undrawn: None, folder: Path) -> None:
    found = sim.sweep("monopoly", ["ubi_share=0,0.4"], jobs=1, out="months", monthly=True, **SMALL)
    read = sim.load("months")
    assert len(read.monthly) == 2 * 3 * 4
    assert read.records("payments", "monopoly@1").shape[0] == 3
    assert (read.series("monopoly@1", "output").mean(axis=1) == found.sample.of("output")[1]).all()
    alone = sim.sweep("monopoly", ["ubi_share=0,0.4"], jobs=1, out="outcomes", **SMALL)
    assert (alone.sample.values == found.sample.values).all()


@pytest.mark.parametrize(
    "ask",
    [
        lambda results: results.monthly,
        lambda results: results.summary,
        lambda results: results.records("payments", "monopoly@0"),
        lambda results: results.axes("payments"),
    ],
    ids=["monthly", "summary", "records", "axes"],
)
def test_a_folder_of_outcomes_says_what_it_lacks(swept: Sweep, ask: Callable[[Results], object]) -> None:
    results = sim.load(swept.sample.results.folder)
    with pytest.raises(InputError, match=r": keeps the outcomes of runs alone, not their months$"):
        ask(results)
    assert not results.has_records(["payments"])
    assert "12 scenarios, 3 seeds, 4 months" in repr(results)
    assert "monopoly@0" in results._repr_html_()
    assert len(results.outcomes) == 36
    assert set(results.differences["reference"]) == {"monopoly@0"}


def test_a_sweep_is_drawn_again_from_its_folder(swept: Sweep) -> None:
    folder = swept.sample.results.folder
    before = {path: path.read_bytes() for path in (folder / "figures").iterdir()}
    assert sim.draw(folder).paths == swept.figures
    assert {path: path.read_bytes() for path in (folder / "figures").iterdir()} == before
    assert ensemble.design_of(folder) == swept.sample.design


def test_outcomes_and_months_do_not_mix(swept: Sweep, folder: Path) -> None:
    with pytest.raises(
        InputError, match=r": holds other results \(keeps outcomes, now months\): choose another folder"
    ):
        SWEEP(jobs=1, out=swept.sample.results.folder, monthly=True)


def test_runs_of_a_point_that_are_lost_are_one_message(swept: Sweep) -> None:
    results = swept.sample.results
    part = results.only(*(name for name in results.scenarios if name != "competition@3"))
    with pytest.raises(
        InputError, match=r": no finished run of competition@3: the command that made it goes on with it$"
    ):
        ensemble.sample(swept.sample.design, part)


@pytest.mark.parametrize("settings", [{"markup": 0.3}, None])
def test_what_is_swept_is_in_the_name_of_the_folder(settings: Mapping[str, object] | None) -> None:
    plain = run.default_folder("sweep", ["monopoly", "ubi_share=0~0.5~3"], settings).name
    assert plain == "sweep-monopoly-ubi_share=0~0.5~3" + ("-markup=0.3" if settings else "")


# -- figures of made-up outcomes


def fake(folder: Path, vary: Sequence[str], kind: str = "grid", seeds: int = 3, count: int = 8, *, against: bool = False,
         measures: Sequence[str] = ("output", "wage_share"), levels: Sequence[float] = (), luck: float = 0.1,
         base: str = "monopoly", named: Sequence[dict[str, float]] = ()) -> Sample:  # fmt: skip
    """A finished folder of points whose outcomes are made up: the mean of a point's place in the design, or its level, and luck; some
    measures as ``named`` at each point."""
    axes = designs.read(vary, kind)
    bases = {one.name: one for one in load_all([base, "competition"][: 1 + against], {"n_workers": 200})}
    first, *other = bases
    titles = {side: dict(one.title) for side, one in bases.items()}
    design = Design(kind, first, other[0] if other else None, [axis.name for axis in axes],
                designs.points(axes, kind, count, 0), list(measures), titles)  # fmt: skip
    scenarios = [some for side in design.sides for some in ensemble.at_points(bases[side], design, side, 60)]
    filled = store.Store(folder, scenarios, 60, MEASURES.values(), "test", "outcomes")
    for place, scenario in enumerate(scenarios):
        for seed in range(seeds):
            level = levels[place] if levels else 1.0 + 0.01 * place
            table = level + luck * np.random.default_rng([seed, place]).random((1, len(MEASURES)))
            for name, value in (named[place] if named else {}).items():
                table[0, list(MEASURES).index(name)] = value
            filled.save(Run(scenario.name, seed, 60, table, tuple(MEASURES), {}))
    results = filled.finish(scenarios[0].name)
    design.write(folder)
    return ensemble.sample(design, results)


SHAPES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "one axis": ({"vary": ["ubi_share=0:0.5:4"]}, ["lines"]),
    "two axes": ({"vary": ["ubi_share=0:0.5:3", "commons_share=0,1"]}, ["lines", "heat"]),
    "three axes": ({"vary": ["ubi_share=0:0.5:3", "commons_share=0,1", "markup=0.2,0.3"], "measures": ["output"]}, ["lines", "heat"]),
    "a choice": ({"vary": ["ubi_financing=debt,profit,ai", "ubi_share=0,0.4"], "measures": ["output"]}, ["lines"]),
    "choices alone": ({"vary": ["ubi_financing=debt,profit", "ai=false,true"]}, []),
    "against": ({"vary": ["ubi_share=0:0.5:3", "commons_share=0,1"], "against": True}, ["lines", "heat"]),
    "lhs": ({"vary": ["ubi_share=0:0.5", "commons_share=0:1"], "kind": "lhs"}, ["scatter"]),
    "sobol": ({"vary": ["ubi_share=0:0.5", "ai=false,true"], "kind": "sobol", "against": True}, ["scatter"]),
    "one seed": ({"vary": ["ubi_share=0:0.5:3", "commons_share=0,1"], "seeds": 1}, ["lines", "heat"]),
    "one measure": ({"vary": ["ubi_share=0:0.5:3"], "measures": ["output"]}, ["lines"]),
    "one point": ({"vary": ["ubi_share=0.3"], "measures": ["output"]}, ["lines"]),
    "few random points": ({"vary": ["ubi_share=0:0.5"], "kind": "lhs", "count": 2, "measures": ["output"]}, ["scatter"]),
    "many lines": ({"vary": ["ubi_share=0:0.5:9", "commons_share=0:1:8"], "seeds": 2, "measures": ["output"]},
                   ["lines", "heat"]),
}  # fmt: skip


@pytest.mark.parametrize(("shape", "wanted"), SHAPES.values(), ids=SHAPES)
def test_figures_of_every_shape_of_sweep(shape: dict[str, Any], wanted: list[str], folder: Path) -> None:
    found = fake(folder / "out", **shape)
    drawn = sim.draw(folder / "out").paths
    assert [path.name for path in drawn] == [f"{name}.png" for name in wanted]
    for name in wanted:
        path = folder / "out" / "figures" / name
        words = path.with_suffix(".txt").read_text(encoding="utf-8")
        numbers = pd.read_csv(path.with_suffix(".csv"))
        assert words.startswith(display.read().figures[name].title.en)
        assert not re.search(r"\bnan\b", words)
        assert set(numbers["panel"]) == set(found.design.measures)
        for measure in found.design.measures:
            assert MEASURES[measure].label["en"] in words
        assert ("In brackets: share of the variance" in words) is (len(found.seeds) > 1)
        assert ("less Competitive" in words or "paired by seed" in words) is bool(found.design.against)


def test_lines_and_heat_show_the_sample(folder: Path) -> None:
    found = fake(folder / "out", ["ubi_share=0:0.5:3", "commons_share=0,1", "markup=0.2,0.3"])
    sim.draw(folder / "out")
    times = display.read().unit(MEASURES["output"].unit).times
    values = dict(
        zip((tuple(point.values()) for point in found.design.points), times * found.of("output"), strict=True)
    )
    heat = pd.read_csv(folder / "out" / "figures" / "heat.csv")
    heat = heat[heat["panel"] == "output"]
    assert len(heat) == 6  # the third parameter is held at its first value
    for row in heat.to_dict("records"):
        assert (row["x"], row["y"]) == ("ubi_share", "commons_share")
        assert row["mean"] == pytest.approx(values[row["x_value"], row["y_value"], 0.2].mean(), rel=1e-4)
    lines = pd.read_csv(folder / "out" / "figures" / "lines.csv").set_index(["panel", "point"])
    row = lines.loc[("output", "ubi_share 0.25, markup 0.2, commons_share 1")]
    assert row[list(tables.QUANTILES)].tolist() == pytest.approx(
        np.quantile(values[0.25, 1, 0.2], list(tables.QUANTILES.values())).tolist(), rel=1e-4
    )
    for name in ("lines", "heat"):
        assert "Held at: markup 0.2." in (folder / "out" / "figures" / f"{name}.txt").read_text(encoding="utf-8")


OVERHEADS = "alignment_overhead=0,0.1,0.2,0.3"


@pytest.mark.parametrize(
    ("levels", "luck", "says"),
    [
        ((1.0, 1.2, 1.1, 0.9), 0.001, "Output is highest at an overhead of 0.1, above both ends: above 0 by 2"),
        ((1.0, 1.25, 1.1, 1.2), 0.05, "Output is highest at an overhead of 0.1, not surely above both ends: above 0 by "),
        ((1.2, 1.1, 1.0, 0.9), 0.001, "Output is highest at the least overhead tried, 0"),
        ((0.9, 1.0, 1.1, 1.2), 0.001, "Output is highest at the greatest overhead tried, 0.3"),
    ],
)
def test_checks_of_ai_say_where_output_is_highest_and_how_sure_that_is(
    levels: Sequence[float], luck: float, says: str, folder: Path
) -> None:
    found = fake(folder / "out", [OVERHEADS], measures=["output", "compute_price"], levels=levels, luck=luck)
    plots = display.read().showing(found.design.measures)
    with typography.settings(plots.figures["checks"].font):
        page = charts.compose(plots.figures["checks"], plots, found.results, "en")
    title, other = (" ".join(axes.get_title(loc="left").split()) for axes in page.figure.axes)
    assert title.startswith(says)
    assert page.drawn.said[0] == f"{title}."
    means = found.of("output").mean(axis=1) * plots.unit(MEASURES["output"].unit).times
    rows = page.drawn.numbers[page.drawn.numbers["panel"] == "output"]
    assert rows["mean"].tolist() == pytest.approx(means.tolist(), rel=1e-4)
    best = float(np.argmax(means)) / 10.0
    assert all(axes.lines[-2].get_xdata()[0] == pytest.approx(best) for axes in page.figure.axes)
    assert other.startswith(MEASURES["compute_price"].label["en"])
    assert (f"at {best:g}" in other) is (0.0 < best < 0.3)


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=NEEDS_CHINESE)])
def test_checks_of_ai_are_drawn_where_the_overhead_has_a_middle_a_line_a_value_of_the_next(
    lang: str, folder: Path
) -> None:
    plots = display.read()
    for number, (vary, options, drawn) in enumerate((
        ([OVERHEADS, "incident_hazard=0.02,0.2"], {}, True),
        ([OVERHEADS, "ai=false,true"], {"seeds": 1}, True),
        (["alignment_overhead=0,0.2"], {}, False),
        ([OVERHEADS], {"against": True}, False),
        (["ubi_share=0:0.5:3"], {}, False),
    )):  # fmt: skip
        found = fake(folder / str(number), vary, **options)
        assert charts.can_draw(plots.figures["checks"], found.results) is drawn
        if drawn:
            some = plots.showing(found.design.measures)
            with typography.settings(some.figures["checks"].font):
                page = charts.compose(some.figures["checks"], some, found.results, lang)
            assert len(page.drawn.numbers) == 2 * 8
            assert all(designs.written({name: point[name]}) in page.drawn.said[0] for point in found.design.points
                       for name in point if name != "alignment_overhead")  # fmt: skip
            assert not re.search(r"\bnan\b", page.alt)


CALM = {"mortgage_arrears": 0.0, "forced_sales": 0.0, "credit_tightness": 1.0}
LATE = {"mortgage_arrears": 0.02}  # of borrowers, above the smallest effect of interest
LITTLE = {"mortgage_arrears": 0.001, "forced_sales": 0.001, "credit_tightness": 0.99}  # below it
PLANE = ["replacement_rate=0.3,0.9", "adoption_speed=0.02,0.1,0.2"]


@pytest.mark.parametrize(
    ("points", "calm"),
    [
        ([CALM] * 6, 6),
        ([CALM | LATE, CALM | LATE, CALM | LATE, CALM, LITTLE, CALM | {"credit_tightness": 0.9}], 2),
        ([CALM | {"forced_sales": 0.01}] * 6, 0),
    ],
)
def test_the_calm_corner_is_where_nobody_is_late_and_the_bank_lends(points: Sequence[dict[str, float]], calm: int, folder: Path) -> None:
    found = fake(folder / "out", PLANE, base="leap", luck=0.0, measures=["output", "house_price"], named=points)
    plots = display.read().showing(found.design.measures)
    assert charts.can_draw(plots.figures["plane"], found.results)
    with typography.settings(plots.figures["plane"].font):
        page = charts.compose(plots.figures["plane"], plots, found.results, "en")
    rows = page.drawn.numbers[page.drawn.numbers["panel"] == "output"].set_index(["y_value", "x_value"] if calm else ["panel"])
    assert rows["calm"].sum() == calm
    if calm == 2:
        assert "Framed: the calm corner, 2 of 6 points." in page.alt
        assert "Calm at replacement_rate 0.9, adoption_speed 0.02, 0.1." in page.alt
        frames = [line for line in page.figure.axes[0].lines if len(line.get_xdata()) == 2]
        assert len(frames) == 6  # around two cells that touch
    assert ("Nowhere calm" in page.alt) is (calm == 0)


@pytest.mark.parametrize(
    ("vary", "base", "shown"),
    [(PLANE, "leap", True), (PLANE, "monopoly", False), (["replacement_rate=0.3,0.9", "markup=0.2,0.3"], "leap", False)],
)
def test_the_plane_is_drawn_of_its_two_levers_where_homes_are_on_credit(
    vary: Sequence[str], base: str, shown: bool, folder: Path
) -> None:
    found = fake(folder / "out", vary, base=base, seeds=1)
    assert charts.can_draw(display.read().figures["plane"], found.results) is shown


@NEEDS_CHINESE
def test_the_gallery_draws_the_plane_of_a_sweep_with_its_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = importlib.util.spec_from_file_location("gallery", data("plots") / "gallery.py")
    assert place
    assert place.loader
    gallery = importlib.util.module_from_spec(place)
    place.loader.exec_module(gallery)
    monkeypatch.setattr(gallery, "GALLERY", folder / "gallery")
    monkeypatch.setattr(gallery, "CARD_DPI", 20)
    plots = display.read()
    monkeypatch.setattr(gallery.display, "read", lambda: plots.showing(["mortgage_arrears"]))
    gallery.main([str(fake(folder / "out", PLANE, base="leap", named=[CALM] * 6).results.folder)])
    assert {path.name for path in (folder / "gallery").iterdir()} == {"plane.png", "plane.txt", "plane.zh.png", "plane.zh.txt"}
    for end, words in (("", "6 of 6 points"), (".zh", "6点中的6点")):
        assert words in (folder / "gallery" / f"plane{end}.txt").read_text(encoding="utf-8")
    with pytest.raises(InputError, match="no plane of replacement_rate by adoption_speed"):
        gallery.main([str(fake(folder / "other", ["ubi_share=0:0.5:3"]).results.folder)])


def test_scatter_shows_the_fifths_of_each_parameter(folder: Path) -> None:
    found = fake(folder / "out", ["ubi_share=0:0.5", "commons_share=0:1"], "lhs", count=10, measures=["output"])
    sim.draw(folder / "out")
    numbers = pd.read_csv(folder / "out" / "figures" / "scatter.csv")
    means = display.read().unit(MEASURES["output"].unit).times * found.of("output").mean(axis=1)
    for name in ("ubi_share", "commons_share"):
        x = np.array([point[name] for point in found.design.points])
        fifths = np.argsort(x).reshape(5, 2)
        part = numbers[numbers["parameter"] == name]
        assert part["at"].tolist() == pytest.approx(x[fifths].mean(axis=1).tolist(), rel=1e-4)
        assert part["mean"].tolist() == pytest.approx(means[fifths].mean(axis=1).tolist(), rel=1e-4)
        assert all(low <= mean <= high for low, mean, high in part[["low", "mean", "high"]].to_numpy())


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=NEEDS_CHINESE)])
def test_letters_of_sweeps_stay_on_the_page(lang: str, folder: Path) -> None:
    found = fake(folder / "out", ["ubi_share=0:0.5:3", "commons_share=0,1"], seeds=2, against=True)
    plots = display.read().showing(found.design.measures)
    for name in ("lines", "heat"):
        with typography.settings(plots.figures[name].font):
            page = charts.compose(plots.figures[name], plots, found.results, lang)
            page.figure.canvas.draw()
            texts = [
                *page.figure.texts,
                *(text for axes in page.figure.axes for text in (axes._left_title, axes.xaxis.label)),
            ]
            boxes = [text.get_window_extent() for text in texts if text.get_text().strip()]
        assert all(-1 <= box.x0 <= box.x1 <= page.figure.bbox.width + 1 for box in boxes)
        assert all(-1 <= box.y0 <= box.y1 <= page.figure.bbox.height + 1 for box in boxes)
        heads = sorted((axes._left_title.get_window_extent() for axes in page.figure.axes[:2]), key=lambda box: box.x0)
        assert all(one.x1 < other.x0 for one, other in pairwise(heads))
        assert ("seeds" if lang == "en" else "种子") in page.figure.axes[0].get_title(loc="left")
