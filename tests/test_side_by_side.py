"""Folders of results side by side: what is set beside what, over which seeds and months, and where seeds don't pair."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.base.errors import InputError
from sim.cli.main import main
from sim.economy.scenario import load as load_scenario
from sim.experiments.folders import SideBySide
from sim.runs.pairing import between_others
from sim.runs.reading import load

OUTPUT = "output"
NONE = "--measure outputs: {} has no such measure; did you mean output?"


@pytest.fixture
def pair(fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two folders of the same scenarios under other settings."""
    monkeypatch.chdir(tmp_path)
    fill(Path("a"), ["baseline", "commons", "monopoly"], seeds=4)
    fill(Path("b"), ["commons", "hoarding"], seeds=6, overrides={"markup": 0.3}, times=1.3)
    return Path("a"), Path("b")


def compared(*folders: str | Path, **options: Any) -> SideBySide:
    found = sim.compare(*folders, **options)
    assert isinstance(found, SideBySide)
    return found


def manifest(folder: Path, **changes: object) -> None:
    """Change what a manifest says."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def without_runs(folder: Path, **changes: object) -> None:
    """A folder as it is passed on: tables alone."""
    for run in (folder / "runs").iterdir():
        run.unlink()
    manifest(folder, **changes)


def test_each_stands_beside_its_namesake_or_the_reference(pair: tuple[Path, Path]) -> None:
    found = compared(*pair)
    assert [(one.scenario, one.reference) for one in found.pairs] == [("commons", "commons"), ("hoarding", "baseline")]
    assert found.left_out == ["monopoly"]
    runs = [load(folder).outcomes.set_index(["scenario", "seed"])[OUTPUT] for folder in pair]
    gap = next(gap for gap in found.pairs[0].gaps if gap.measure == OUTPUT)
    assert gap.mean == pytest.approx(float((runs[1]["commons"][:4] - runs[0]["commons"]).mean()))
    assert all(one.paired and one.seeds == ([0, 1, 2, 3], [0, 1, 2, 3]) for one in found.pairs)
    text = str(found)
    assert text.splitlines()[0] == "Differences of b from a: means over the last 60 of the 72 months in common."
    assert "commons: 4 seeds in common, paired" in text
    assert f"commons: set otherwise: markup {load_scenario('commons').params.markup}, here 0.3" in text
    assert "hoarding, beside baseline: " in text
    assert "Only in a, and beside nothing: monopoly." in text
    assert "b与a之差：共同的72个月中最后60个月的均值。" in str(compared(*pair, lang="zh"))


def test_months_in_common(fill, pair: tuple[Path, Path]) -> None:
    fill(Path("c"), ["commons"], seeds=4, months=30)
    found = compared(Path("a"), Path("c"), window=12)
    assert (found.months, found.window) == (30, 12)
    months = load(Path("a")).series("commons", OUTPUT)[:, 18:30].mean(axis=1)
    others = load(Path("c")).series("commons", OUTPUT)[:, 18:].mean(axis=1)
    gap = next(gap for gap in found.pairs[0].gaps if gap.measure == OUTPUT)
    assert gap.mean == pytest.approx(float((others - months).mean()))
    assert compared(Path("a"), Path("c")).window == 30
    with pytest.raises(InputError, match="--window 40: there are 30 months in common"):
        compared(Path("a"), Path("c"), window=40)


def test_the_same_runs_are_identical(fill, pair: tuple[Path, Path]) -> None:
    fill(Path("c"), ["commons"], seeds=2, months=72)
    found = compared(Path("a"), Path("c"))
    assert found.identical == ["commons"]
    assert "commons: identical in every month in common" in str(found)


def test_seeds_of_other_worlds_do_not_pair(fill, pair: tuple[Path, Path]) -> None:
    fill(Path("c"), ["commons"], seeds=4, overrides={"n_workers": 500}, times=2.0)
    found = compared(Path("a"), Path("c"))
    (one,) = found.pairs
    assert not one.paired
    assert [why.en for why in one.why] == ["n_workers 2000 and 500"]
    assert "commons: not paired (n_workers 2000 and 500), 4 and 4 seeds" in str(found)
    assert "未配对（n_workers为2000与500）" in str(compared(Path("a"), Path("c"), lang="zh"))
    runs = [load(folder).outcomes for folder in (Path("a"), Path("c"))]
    theirs, ours = (frame[frame["scenario"] == "commons"][OUTPUT].to_numpy() for frame in runs)
    gap = next(gap for gap in one.gaps if gap.measure == OUTPUT)
    assert gap.mean == pytest.approx(ours.mean() - theirs.mean())
    assert gap.high - gap.mean > 2.0 * math.sqrt(ours.var(ddof=1) / 4 + theirs.var(ddof=1) / 4)


def test_another_program_may_draw_other_worlds(fill, pair: tuple[Path, Path]) -> None:
    fill(Path("c"), ["commons"], seeds=4)
    without_runs(Path("c"), code="another")
    (one,) = compared(Path("a"), Path("c")).pairs
    assert [why.en for why in one.why] == ["another version of the program may draw other worlds"]
    assert one.identical  # which it is all the same


def test_without_seeds_in_common_all_of_both_count(fill, pair: tuple[Path, Path]) -> None:
    fill(Path("c"), ["commons"], seeds=6)
    for seed in range(4):
        (Path("c") / "runs" / f"commons-{seed}.npz").unlink()
    found = compared(Path("a"), Path("c"))
    assert found.pairs[0].seeds == ([0, 1, 2, 3], [4, 5])
    assert [why.en for why in found.pairs[0].why] == ["fewer than two seeds in common"]
    assert "c: unfinished: 2 of 6 runs" in str(found)


def test_welch() -> None:
    (found,) = between_others("a", "b", ["m"], np.array([[1.0], [2.0], [3.0]]), np.array([[1.0], [3.0], [5.0], [7.0]]), np.array([False]))
    assert (found.mean, found.verdict) == (-2.0, "no detectable difference at 3 and 4 seeds")
    assert found.key == "none"
    assert found.high + 2.0 == pytest.approx(2.776 * math.sqrt(1.0 / 3.0 + 20.0 / 3.0 / 4.0), abs=2e-3)  # 4.1 degrees of freedom
    (one,) = between_others("a", "b", ["m"], np.array([[1.0]]), np.array([[1.0], [3.0]]), np.array([False]))
    assert one.verdict == "one seed: no interval"


def test_other_measures_are_refused_by_name(pair: tuple[Path, Path]) -> None:
    told = json.loads((Path("b") / "manifest.json").read_text(encoding="utf-8"))
    measures = [one for one in told["measures"] if one["name"] != "unemployment"]
    assert measures[0]["name"] == "unemployment_cognitive"
    measures[0]["name"] = "old_measure"
    unit = next(one for one in measures if one["name"] == OUTPUT)
    unit["unit"] = "cups"
    manifest(Path("b"), measures=measures, tabled=["wage_share"])
    with pytest.raises(InputError) as raised:
        compared(*pair)
    lines = raised.value.messages
    lacking = "unemployment, unemployment_cognitive"
    assert f"b: lacks measures of a: {lacking}: name those that both have with --measure" in lines
    assert "b: has measures that a lacks: old_measure: name those that both have with --measure" in lines
    assert any("under the same name: output (" in line for line in lines)
    with pytest.raises(InputError, match="--measure unemployment: b has no such measure"):
        compared(*pair, measures=["unemployment"])


def test_measures_that_are_asked_for(pair: tuple[Path, Path]) -> None:
    found = compared(*pair, measures=["wage_share"])
    assert found.differences["measure"].tolist() == ["wage_share"] * 2
    assert found.differences["folder"].tolist() == ["b", "b"]
    assert len(found.table()) == 1  # that of commons: the other is identical, which a line says
    assert "hoarding, beside baseline: identical" in str(found)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("a", "compare: a alone: name the folder to set beside it, as in: sim compare a DIR"),
        ("a a", "a: is given twice"),
        ("a commons", "commons: is no folder, as a is: folders are set beside folders, and scenarios beside scenarios"),
        ("a empty", "empty: no folder of results (it has no manifest.json)"),
        ("a b --seeds 3", "--seeds: nothing is run where folders are set side by side: leave it out"),
        ("a b --set markup=0.3 --svg", "--set, --svg: nothing is run where folders are set side by side: leave it out"),
        ("a b --measure outputs", NONE.format("a") + "\n" + NONE.format("b")),
        ("baseline commons --measure output", "--measure: chooses what is compared of folders; of scenarios it is every measure"),
    ],
)  # fmt: skip
def test_faults(pair: tuple[Path, Path], call: str, says: str) -> None:
    Path("empty").mkdir()
    done = CliRunner().invoke(main, ["compare", *call.split()], prog_name="sim", catch_exceptions=False)
    assert (done.exit_code, done.stderr.rstrip()) == (2, says)


def test_json(pair: tuple[Path, Path]) -> None:
    done = CliRunner().invoke(main, ["compare", "a", "b", "--json"], prog_name="sim", catch_exceptions=False)
    told = json.loads(done.stdout)
    assert (told["folders"], told["months"], told["left_out"]) == (["a", "b"], 72, ["monopoly"])
    assert told["pairs"][0]["paired"] is True
    assert {row["scenario"] for row in told["differences"]} == {"commons", "hoarding"}
    assert "<table" in compared(*pair)._repr_html_()


def test_outcomes_alone_are_compared_where_they_are_of_the_same_months(fill, pair: tuple[Path, Path]) -> None:
    fill(Path("c"), ["commons"], seeds=4)
    without_runs(Path("c"), tabled=[OUTPUT])  # and months of one measure alone in its tables
    assert compared(Path("a"), Path("c")).pairs[0].identical
    fill(Path("d"), ["commons"], seeds=4, months=30)
    with pytest.raises(InputError, match="c: the last 30 of 30 months can't be taken from the outcomes that it keeps, of 60 of 72"):
        compared(Path("d"), Path("c"))


def test_a_scenario_that_a_folder_is_called_after_is_the_scenario(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a").rename("monopoly")
    with pytest.raises(InputError, match="monopoly: is no folder"):
        compared(Path("b"), "monopoly")
    assert len(compared("./monopoly", Path("b")).pairs) == 2
