"""Comparisons under every closure: the file, the fate of findings, the folders, what is printed and drawn."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from matplotlib.patches import Rectangle

import sim
from sim import charts
from sim.base.errors import InputError, SimError
from sim.base.paths import data
from sim.charts import draw, typography
from sim.cli.main import main
from sim.economy import stationary
from sim.economy.scenario import load_all, shipped
from sim.experiments import closures, survival
from sim.experiments.closures import CORE
from sim.experiments.survival import FOLDER, SIGNS, ClosureComparison
from sim.runs import display, pairing, runner
from sim.runs.reading import load
from sim.runs.results import Results

FILE = data("plots") / "closures.toml"
DECLARED = closures.read()
FEW = {name: DECLARED[name] for name in (CORE, "purchases-fixed", "benefit-low")}
SMALL = {"seeds": 2, "months": 4, "workers": 200, "jobs": 1}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closures, "read", lambda: FEW)


# -- closures.toml


def test_the_core_comes_first_and_all_speak_both_languages() -> None:
    assert next(iter(DECLARED)) == CORE
    for closure in DECLARED.values():
        for text in (closure.label, closure.why):
            assert re.search(r"[\u4e00-\u9fff]", text.zh)
            assert not re.search(r"[\u4e00-\u9fff]", text.en)
    assert len({closure.label.en for closure in DECLARED.values()}) == len(DECLARED)


def test_every_shipped_scenario_has_a_start_under_every_closure() -> None:
    for closure in DECLARED.values():
        for scenario in load_all(shipped(), closure.set):
            stationary.solve(scenario.params)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("replacement_rate = 0.3", "replacement_rat = 0.3", "benefit-low.set.replacement_rat = 0.3: no such parameter; did"),
        ("replacement_rate = 0.3", "replacement_rate = 3", r"benefit-low.set.replacement_rate = 3: must be a number \(0.0"),
        ("replacement_rate = 0.3", "replacement_rate = 0.7", "benefit-high.set: the same as benefit-low"),
        ("replacement_rate = 0.3", "replacement_rate = 0.5", "benefit-low.set: the same as core"),
        ("replacement_rate = 0.3", "income_tax = 0.04", "benefit-low.set: tax_rate_min = 0.05: must not be above income_tax"),
        ("[benefit-low]", "[Benefit/low]", "not valid TOML"),
        ("[benefit-low]", "[Benefit-low]", "Benefit-low: names a folder: small letters, digits and - only"),
        ("set = {}", "set = { replacement_rate = 0.4 }", "core: the first closure, and no other, is core and sets nothing"),
        ("[core]", "[heart]", "heart: the first closure, and no other, is core and sets nothing"),
        ("set = { replacement_rate = 0.3 }", "set = {}", "benefit-low: the first closure, and no other, is core"),
        ('zh = "失业救济金低"', 'zh = ""', 'benefit-low.label.zh = "": string should have at least 1 character'),
        ("set = { replacement_rate = 0.3 }", "", "benefit-low.set: field required"),
        ("[benefit-low]", "[benefit-low]\ncolour = 1", "benefit-low.colour = 1: extra inputs are not permitted"),
    ],
)  # fmt: skip
def test_faults_of_the_file(old: str, new: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    Path("mine.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as error:
        closures.read(Path("mine.toml"))
    assert any(re.search(rf"^mine\.toml:\d+: {says}", fault) for fault in error.value.messages), error.value.messages


def test_a_file_without_closures_or_tables(tmp_path: Path) -> None:
    (tmp_path / "none.toml").write_text("", encoding="utf-8")
    (tmp_path / "odd.toml").write_text("core = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match="holds no closure"):
        closures.read(tmp_path / "none.toml")
    with pytest.raises(InputError, match=r"odd\.toml:1: core = 1: "):
        closures.read(tmp_path / "odd.toml")


# -- the fate of findings


@pytest.mark.parametrize(
    ("core", "others", "survives", "turns", "lost"),
    [
        ("higher", ("higher", "higher"), True, [], []),
        ("lower", ("lower", "lower"), True, [], []),
        ("lower", ("higher", "lower"), False, ["a"], []),
        ("higher", ("higher", "identical"), False, [], ["b"]),
        ("higher", ("no detectable difference at 4 seeds", "lower"), False, ["b"], ["a"]),
        ("no detectable difference at 4 seeds", ("higher", "lower"), None, [], []),
        ("identical", ("higher", "identical"), None, [], []),
        ("one seed: no interval", ("one seed: no interval",) * 2, None, [], []),
    ],
)
def test_fate(core: str, others: tuple[str, str], survives: bool | None, turns: list[str], lost: list[str]) -> None:
    verdicts = zip((CORE, "a", "b"), (core, *others), strict=True)
    rows = [("commons", "baseline", "output", name, 1.0, 0.5, 1.5, verdict) for name, verdict in verdicts]
    frame = pd.DataFrame(rows, columns=[*survival.KEYS, *pairing.COLUMNS[3:]])
    (found,) = survival.findings(frame)
    assert (found.survives, found.turns, found.lost) == (survives, turns, lost)


def test_findings_of_made_up_numbers(closed: Results) -> None:
    parts = survival.finished(closed)
    assert list(parts) == list(DECLARED)
    turned, lost = list(DECLARED)[1:3]
    for found in survival.findings(survival.table(parts)):
        if found.scenario == "monopoly":  # as long a name as baseline: no drift
            assert (found.verdict, found.survives) == ("identical", None)
        else:
            assert found.verdict == ("lower" if found.scenario == "commons" else "higher")
            assert (found.survives, found.turns, found.lost) == (False, [turned], [lost])


def test_every_closure_is_compared_under_the_same_seeds(fill, few: None, tmp_path: Path) -> None:
    fill(tmp_path / FOLDER / "purchases-fixed", ["baseline", "commons"], 3, overrides=FEW["purchases-fixed"].set)
    fill(tmp_path / FOLDER / "benefit-low", ["baseline", "commons"], 4, overrides=FEW["benefit-low"].set, times=2.0)
    core = fill(tmp_path, ["baseline", "commons"], 5)
    parts = survival.finished(core)
    assert survival.seeds_of(parts, "commons") == [0, 1, 2]
    rows = survival.table(parts).set_index(["measure", "closure"])["mean"]
    for name, part in parts.items():
        runs = part.outcomes.pivot_table(index="seed", columns="scenario", values="output")
        assert rows["output", name] == pytest.approx((runs["commons"] - runs["baseline"])[:3].mean())
    assert rows["output", "benefit-low"] == pytest.approx(2.0 * rows["output", CORE], rel=0.01)
    printed = str(ClosureComparison(core, [], asked=3, parts=parts))
    assert "under 3 closures, paired by seed: 3 seeds" in printed
    assert "more seeds than the 3 asked for" in printed


def test_closures_count_when_all_have_been_run_as_declared(fill, few: None, tmp_path: Path) -> None:
    names = ["baseline", "commons"]
    core = fill(tmp_path, names, 2)
    fill(tmp_path / FOLDER / "purchases-fixed", names, 2, overrides=FEW["purchases-fixed"].set)
    assert survival.finished(core) == {}
    fill(tmp_path / FOLDER / "benefit-low", names, 2, overrides={"replacement_rate": 0.35})
    assert survival.finished(core) == {}  # another benefit than the one declared
    assert not charts.can_draw(display.read().figures["closures"], core)
    assert "closures" not in {one.name for one in draw.draw(core, names=["outcomes", "closures"])}


# -- runs


def test_each_closure_is_an_ordinary_comparison(
    few: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "DPI", 30)
    monkeypatch.setattr("sim.reports.report", lambda results, _, **options: results.folder / "report.html")
    folder = tmp_path / "out"
    found = sim.compare("baseline", "commons", set={"ai_arrival": 1}, out=folder, closures=True, **SMALL)
    assert isinstance(found, ClosureComparison)
    said = capsys.readouterr().err.splitlines()
    notes = said[: said.index("12 runs of 4 months")]
    assert "baseline: while ai = false: no effect of ai_arrival" in notes
    said = said[len(notes) :]
    assert said[0] == "12 runs of 4 months"
    assert re.fullmatch(r"core: 4 runs, \d+ s, about \d+ s left", said[1])
    assert re.fullmatch(r"benefit-low: 4 runs, \d+ s", said[3])
    assert [path.name for path in found.figures] == ["closures.png"]
    for name in FEW:
        part = load(folder if name == CORE else folder / FOLDER / name)
        settings = {"ai_arrival": 1} | FEW[name].set
        names = ["baseline", "commons"]
        alone = sim.run(*names, set=settings, out=tmp_path / name, quiet=True, **SMALL)
        pd.testing.assert_frame_equal(part.monthly, alone.monthly)
        pd.testing.assert_frame_equal(part.differences, alone.differences)
        mine = found.differences.query("closure == @name").reset_index(drop=True)[["measure", "mean", "low", "high"]]
        pd.testing.assert_frame_equal(mine, alone.differences[["measure", "mean", "low", "high"]], check_exact=False)
    written = pd.read_csv(folder / "closures.csv")
    assert list(written.columns) == [*survival.KEYS, "mean", "low", "high", "verdict"]
    assert len(written) == len(found.differences) == 3 * len(found.results.measures)

    monkeypatch.setattr(runner, "simulate", lambda *_args, **_rest: pytest.fail("made already"))
    again = sim.compare("baseline", "commons", set={"ai_arrival": 1}, out=folder, closures=True, **SMALL)
    assert "12 runs of 4 months, 12 of them from earlier" in capsys.readouterr().err.splitlines()
    assert str(again) == str(found)
    changed = FEW | {"benefit-low": replace_set(FEW["benefit-low"], {"replacement_rate": 0.31})}
    monkeypatch.setattr(closures, "read", lambda: changed)
    with pytest.raises(InputError, match=r"holds other results \(scenario baseline: replacement_rate 0.3, now 0.31"):
        sim.compare("baseline", "commons", set={"ai_arrival": 1}, out=folder, closures=True, quiet=True, **SMALL)


def replace_set(closure: closures.Closure, values: dict[str, object]) -> closures.Closure:
    return closure.model_copy(update={"set": values})


def test_a_stop_keeps_what_is_finished(few: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, float]] = []
    real = runner.simulate

    def some(scenario, seed, months, **options):
        if len(made) == 5:
            raise KeyboardInterrupt
        made.append((scenario.name, scenario.params.public_purchase_elasticity))
        return real(scenario, seed, months, **options)

    monkeypatch.setattr(runner, "simulate", some)
    call = {**SMALL, "out": tmp_path, "closures": True, "quiet": True}
    with pytest.raises(SimError, match=r"stopped: 5 of 12 runs are finished in .*; the same command goes on"):
        sim.compare("baseline", "commons", **call)
    assert made == [("baseline", 1.0), ("commons", 1.0)] * 2 + [("baseline", 0.0)]  # closure by closure, the core first
    monkeypatch.setattr(runner, "simulate", real)
    monkeypatch.setattr(draw, "figures", lambda *_, **options: [])
    monkeypatch.setattr("sim.reports.report", lambda results, _, **options: results.folder / "report.html")
    assert len(sim.compare("baseline", "commons", **call).results.outcomes) == 4


def test_a_closure_that_contradicts_the_call_is_named_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closures, "read", lambda: FEW | {"taxed": replace_set(FEW[CORE], {"income_tax": 0.25})})
    with pytest.raises(
        InputError, match=r"^closure taxed: --set: tax_rate_min = 0.28: must not be above income_tax = 0.25"
    ):
        sim.compare("baseline", "commons", set={"profit_tax": 0.3, "income_tax": 0.3, "tax_rate_min": 0.28},
                    out=tmp_path / "out", closures=True)  # fmt: skip
    assert not (tmp_path / "out").exists()
    with pytest.raises(InputError, match="commons alone"):
        sim.compare("commons", closures=True)


# -- what is printed and drawn


def test_printed(closed: Results) -> None:
    parts = survival.finished(closed)
    turned, lost = (DECLARED[name].label for name in list(DECLARED)[1:3])
    lines = str(ClosureComparison(closed, [], parts=parts)).splitlines()
    assert lines[0].startswith(
        "Differences from baseline (No AI) under 15 closures, paired by seed: 4 seeds, means over "
    )
    start = lines.index("commons: Compute commons")
    (row,) = (line for line in lines[start : start + 9] if "Unemployment" in line)
    assert row.endswith(f"lower; turns under {turned.en}; lost under {lost.en}")
    (row,) = (line for line in lines[lines.index("monopoly: Compute monopoly") :][:9] if "Unemployment" in line)
    assert row.endswith("nothing found in the core")
    assert f"{turned.en}: public_purchase_elasticity = 0.0" in lines
    chinese = str(ClosureComparison(closed, [], "zh", parts=parts))
    assert f"更低；反转于{turned.zh}；消失于{lost.zh}" in chinese
    assert "核心中未检出" in chinese
    assert "survives" not in chinese


def test_the_command(few: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "figures", lambda *_, **options: [])
    monkeypatch.setattr("sim.reports.report", lambda results, _, **options: results.folder / "report.html")
    monkeypatch.chdir(tmp_path)
    call = [
        "compare",
        "baseline",
        "commons",
        "--closures",
        "--seeds",
        "1",
        "--months",
        "2",
        "--workers",
        "200",
        "--quiet",
    ]
    done = CliRunner().invoke(main, [*call, "--json"], catch_exceptions=False)
    note = "commons: AI comes in month 96, after the last month (1): no effect of ai, commons_share\n"
    assert (done.exit_code, done.stderr) == (0, note)
    found = json.loads(done.stdout)
    assert found["folder"] == "results/compare-baseline-commons-n_workers=200-months=2"
    assert found["report"] == f"{found['folder']}/report.html"
    assert [closure["name"] for closure in found["closures"]] == list(FEW)
    assert found["closures"][1]["set"] == {"public_purchase_elasticity": 0.0}
    assert {(row["survives"], row["low"]) for row in found["findings"]} <= {(None, None), (None, 0.0)}
    assert {row["closure"] for row in found["differences"]} == set(FEW)


def test_without_names_the_set_of_closures_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def stop(parts, *_args, where, **_options):
        asked.append(([scenario.name for scenario in parts[CORE][0]], list(parts), where))
        raise InputError("enough")

    monkeypatch.setattr(runner, "ensembles", stop)
    with pytest.raises(InputError, match="enough"):
        sim.compare(closures=True)
    assert asked == [(display.read().sets["closures"], list(DECLARED), Path("results/compare-closures"))]


@pytest.mark.parametrize("few_scenarios", [pytest.param(False, marks=pytest.mark.ci), True])
def test_cells_and_stars(few_scenarios: bool, closed: Results) -> None:
    results = closed.only("baseline", "commons", "monopoly") if few_scenarios else closed
    plots = display.read()
    picture = plots.figures["closures"]
    with typography.settings(picture.font):
        page = charts.compose(picture, plots, results, "en")
    verdicts = survival.table(survival.finished(results)).set_index(["scenario", "measure", "closure"])["verdict"]
    names = [name for name in picture.strong if name in results.scenarios]
    assert len(page.figure.axes) == len(names)
    for name, panel in zip(names, page.figure.axes, strict=True):
        wanted = [verdicts[name, measure, closure] for measure in picture.measures for closure in DECLARED]
        marks = [line for line in panel.lines if line.get_gid() and not line.get_gid().endswith("survives")]
        assert [line.get_gid() for line in marks] == wanted
        for line in marks:  # symbol and colour say the same
            box = next(p for p in panel.patches if isinstance(p, Rectangle) and p.contains_point(
                panel.transData.transform((line.get_xdata()[0], line.get_ydata()[0]))))  # fmt: skip
            assert (line.get_marker() == "_") == (line.get_gid() not in SIGNS)
            assert np.allclose(box.get_facecolor()[:3], closures_colour(line.get_gid()))
        framed = [box for box in panel.patches if box.get_linewidth() > 0]
        assert len(framed) == (0 if name == "monopoly" else len(picture.measures))
        assert not [line for line in panel.lines if line.get_marker() == "*"]  # a closure turns each of them
    assert set(page.drawn.numbers["finding"]) == {"turns or lost", "nothing found in the core"}


def closures_colour(verdict: str) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    from sim.charts import closures as survival

    return to_rgb(survival.MARKS.get(verdict, survival.NOTHING)[1])


def test_a_star_stands_where_a_finding_survives(closed: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {name: closure for i, (name, closure) in enumerate(DECLARED.items()) if i not in (1, 2)}
    monkeypatch.setattr(closures, "read", lambda: kept)
    plots = display.read()
    page = charts.compose(plots.figures["closures"], plots, closed.only("baseline", "commons", "monopoly"), "en")
    stars = [sum(line.get_marker() == "*" for line in panel.lines) for panel in page.figure.axes]
    assert stars == [0, len(plots.figures["closures"].measures)]  # monopoly, commons
    assert "Unemployment (lower; survives all)" in page.alt
