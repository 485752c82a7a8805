"""Paired differences: quantiles, intervals, verdicts, and how they are said."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.base.estimates import t_quantile
from sim.economy.records import outcomes
from sim.economy.scenario import Scenario
from sim.experiments.comparison import Comparison, said
from sim.runs.pairing import Difference, differences, listed, pairing
from sim.runs.reading import load


@pytest.mark.parametrize(
    ("df", "published"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (7, 2.365), (8, 2.306), (29, 2.045), (120, 1.980), (math.inf, 1.960)],
)
def test_t_quantile(df: float, published: float) -> None:
    assert round(t_quantile(df), 3) == published


def runs(*means: float, months: int = 80) -> np.ndarray:
    """[seed, month, 1 measure]: before the last 60 months a value that must not count."""
    values = np.full((len(means), months, 1), 1e6)
    values[:, -60:, 0] = np.array(means)[:, None]
    return values


def difference(ours: np.ndarray, theirs: np.ndarray) -> Difference:
    (found,) = differences("new", "old", ["measure"], ours, theirs)
    return found


def test_outcome_is_the_mean_of_the_last_sixty_months() -> None:
    assert outcomes(runs(3.0, 4.0)).ravel().tolist() == [3.0, 4.0]
    assert outcomes(np.arange(10.0).reshape(1, 10, 1)).item() == 4.5  # of all months where there are fewer


def test_interval() -> None:
    found = difference(runs(11.0, 22.0, 33.0), runs(10.0, 20.0, 30.0))
    assert (found.mean, found.verdict) == (2.0, "no detectable difference at 3 seeds")
    assert found.high == pytest.approx(2.0 + 4.302653 / math.sqrt(3))
    assert found.low == pytest.approx(2.0 - 4.302653 / math.sqrt(3))


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict", "key", "chinese"),
    [
        ((2.0, 3.1, 3.9), (1.0, 2.0, 3.0), "higher", "higher", "更高"),
        ((0.0, 1.1, 1.9), (1.0, 2.0, 3.0), "lower", "lower", "更低"),
        ((0.0, 2.0, 4.0), (1.0, 2.0, 3.0), "no detectable difference at 3 seeds", "none", "未检出差异"),
        ((1.5, 2.5, 3.5), (1.0, 2.0, 3.0), "higher", "higher", "更高"),  # no variance at all
        ((0.1 + 0.2,) * 3, (0.3,) * 3, "no detectable difference at 3 seeds", "none", "未检出差异"),  # a rounding error
        ((2.0,), (1.0,), "one seed: no interval", "one", "仅一个种子：无区间"),
        ((), (), "no seed in common", "unpaired", "没有共同的种子"),
    ],
)
def test_verdict(ours: tuple[float, ...], theirs: tuple[float, ...], verdict: str, key: str, chinese: str) -> None:
    found = difference(runs(*ours), runs(*theirs))
    assert (found.verdict, found.key) == (verdict, key)
    assert [said(found.verdict, lang) for lang in ("en", "zh")] == [verdict, chinese]


def test_one_seed_has_no_interval() -> None:
    found = difference(runs(2.0), runs(1.0))
    assert found.mean == 1.0
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_identical_means_bit_for_bit_in_every_month() -> None:
    ours, theirs = runs(1.0, 2.0), runs(1.0, 2.0)
    assert difference(ours, theirs) == Difference("new", "old", "measure", 0.0, 0.0, 0.0, "identical")
    ours[1, 3, 0] += 1.0  # long before the months that count
    assert difference(ours, theirs).verdict == "no detectable difference at 2 seeds"


def test_pairing_gains_what_seeds_share(core: sim.runs.results.Results) -> None:
    table = pairing(core, ["unemployment", "output"])
    assert len(table) == 2 * (len(core.scenarios) - 1)
    assert (table["sd_paired"] < table["sd_unpaired"] / 5).all()
    runs = core.outcomes.pivot_table(index="seed", columns="scenario", values="output")
    row = table[(table["scenario"] == "commons") & (table["measure"] == "output")].iloc[0]
    assert row["sd_unpaired"] == pytest.approx(np.sqrt(runs["commons"].var() + runs["baseline"].var()))
    assert row["sd_paired"] == pytest.approx((runs["commons"] - runs["baseline"]).std())


def test_differences_pair_the_seeds_that_two_scenarios_share(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2)
    fill(tmp_path, ["baseline"], seeds=4)
    results = load(tmp_path)
    found = listed(results.differences)["commons", "output"]
    runs = results.outcomes.pivot_table(index="seed", columns="scenario", values="output")
    assert found.mean == pytest.approx((runs["commons"] - runs["baseline"])[:2].mean())
    assert results.seeds == {"baseline": [0, 1, 2, 3], "commons": [0, 1]}
    assert "2 to 4 seeds" in str(Comparison(results, []))


def test_printed(fill, tmp_path: Path) -> None:
    results = fill(tmp_path, ["baseline", "commons", "monopoly-ubi"])
    lines = str(Comparison(results, [])).splitlines()
    assert lines[0] == "Differences from baseline (No AI), paired by seed: 4 seeds, means over the last 60 months."
    assert "commons: Compute commons" in lines
    (row,) = (line for line in lines[lines.index("monopoly-ubi: Monopoly with UBI") :] if "Unemployment" in line)
    value = listed(results.differences)["monopoly-ubi", "unemployment"]
    assert row.split()[:2] == ["Unemployment", "(%)"]
    assert float(row.split()[3]) == pytest.approx(100 * value.mean, rel=0.01)
    assert row.endswith("higher")
    chinese = str(Comparison(results, [], "zh"))
    assert "失业率 (%)" in chinese
    assert "更高" in chinese
    assert "higher" not in chinese


def test_identical_scenario_is_named_on_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.reports.report", lambda results, _, **options: results.folder / "report.html")
    Path("same.toml").write_text(
        'extends = "baseline"\ntitle = { en = "Same", zh = "同" }\nquestion = { en = "Same?", zh = "同？" }\n',
        encoding="utf-8",
    )
    found = sim.compare("baseline", "same.toml", "competition", seeds=2, months=3, workers=200, jobs=1, quiet=True,
                        set={"ai_arrival": 1})  # fmt: skip
    assert found.results.folder == Path("results/compare-baseline-same-competition-ai_arrival=1-n_workers=200-months=3")
    assert found.identical == ["same"]
    assert set(found.differences.query("scenario == 'same'")["verdict"]) == {"identical"}
    assert "Identical to baseline in every month of every seed: same." in str(found).splitlines()
    assert str(found).splitlines()[-1] == f"Report: {found.results.folder}/report.html"
    assert not any(line.startswith("same:") for line in str(found).splitlines())
    assert [path.name for path in found.figures if path.exists()] == [
        f"{name}.png"
        for name in ("fans", "differences", "outcomes", "overview", "gains", "circuit", "agents")  # too short for books
    ]
    page = found._repr_html_()
    assert "data:image/png;base64" in page
    assert "Unemployment (%)" in page
    assert "matplotlib.pyplot" not in sys.modules


def test_a_group_stands_in_place_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def ensemble(scenarios: list[Scenario], *_: object, out: Path, **__: object) -> None:
        asked.extend([[scenario.name for scenario in scenarios], out])
        raise InputError("asked")

    monkeypatch.setattr("sim.runs.runner.ensemble", ensemble)
    with pytest.raises(InputError, match="asked"):
        sim.compare(group="paid-ai", months=3, workers=200)
    assert asked == [["monopoly", "paid-ai"], Path("results/compare-paid-ai-n_workers=200-months=3")]
    with pytest.raises(InputError, match=r"group = 'silicn': must be one of core, .*did you mean silicon"):
        sim.compare(group="silicn")
    with pytest.raises(InputError, match="names of scenarios and a group exclude each other"):
        sim.compare("commons", group="silicon")


def test_one_scenario_alone_cannot_be_compared() -> None:
    with pytest.raises(InputError, match="commons alone"):
        sim.compare("commons")
