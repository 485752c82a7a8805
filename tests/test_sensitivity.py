"""What an outcome hangs on: screening, indices and ends, of a model whose answers are known, and of the real one in the small."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim import reports
from sim.base.errors import InputError, SimError
from sim.charts import draw
from sim.cli.main import main
from sim.economy.measures import MEASURES
from sim.economy.records import Run
from sim.economy.scenario import Scenario
from sim.engine.parameters import Params, table
from sim.experiments import designs
from sim.experiments import sensitivity as module
from sim.experiments.ensemble import design_of
from sim.experiments.sensitivity import Sensitivity, tables_of
from sim.runs import runner

NAMES = list(MEASURES)
WEIGHTS = {"markup": 3.0, "layoff_speed": -2.0, "quit_rate": 1.0}  # of unemployment, per share of the parameter's value
SMALL: dict[str, Any] = {"trajectories": 3, "samples": 64, "top": 3, "seeds": 2, "months": 3, "jobs": 1, "quiet": True}
FEWER = SMALL | {"trajectories": 2, "samples": 4}  # where no index is looked at
ONE = {"measures": ["unemployment"]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_takes_whole_numbers_is_moved_to_whole_numbers() -> None:
    """A fifth of eighteen months, and of two: by one at least, and no further than the table allows."""
    ranges = designs.ranges_around(Params(), (), 0.2)
    assert (ranges["extrapolation_horizon"], ranges["pool_spell"]) == ((14, 22), (1, 3))
    assert designs.ranges_around(Params(pool_spell=1), (), 0.2)["pool_spell"] == (1, 2)
    assert ranges["markup"] == pytest.approx((0.8 * Params().markup, 1.2 * Params().markup))
    some = {name: ranges[name] for name in ("markup", "pool_spell")}
    assert module._points(some, np.array([[0.25, 1.67]])) == [{"markup": 0.25, "pool_spell": 2}]


def shares(scenario: Scenario) -> dict[str, float]:
    """How far each parameter with a weight stands from its default, as a share of it."""
    return {name: float(getattr(scenario.params, name)) / float(table()[name].default) - 1.0 for name in WEIGHTS}


def linear(scenario: Scenario, seed: int) -> float:
    """A sum: every index is known. A seed does the same everywhere."""
    at = shares(scenario)
    return 10.0 + 0.5 * seed + sum(weight * at[name] for name, weight in WEIGHTS.items())


def product(scenario: Scenario, seed: int) -> float:
    """Two parameters that work through each other alone: all of it is in the total indices."""
    at = shares(scenario)
    return 100.0 * at["markup"] * at["layoff_speed"]


def made_up(monkeypatch: pytest.MonkeyPatch, answer: Callable[[Scenario, int], float]) -> list[str]:
    """Runs that cost nothing: unemployment is ``answer``, everything else 1. Gives the names of those made."""
    made: list[str] = []

    def simulate(
        scenario: Scenario, seed: int, months: int, keeps: str, window: int, on_month: Callable[[int], None]
    ) -> Run:
        made.append(f"{scenario.name}-{seed}")
        on_month(months)
        row = np.ones((1, len(NAMES)))
        row[0, NAMES.index("unemployment")] = answer(scenario, seed)
        return Run(scenario.name, seed, months, row, tuple(NAMES), {})

    monkeypatch.setattr(runner, "simulate", simulate)
    return made


def _undraw(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(draw, "figures", lambda results, _, *names, **options: [])
    patch.setattr(reports, "report", lambda results, _, **options: results.folder / "report.html")


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    _undraw(monkeypatch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sensitivity, dict[Path, bytes], int]:
    """An analysis of the sum that was not stopped, its files, and how many runs it made."""
    folder = tmp_path_factory.mktemp("analysis")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        _undraw(patch)
        made = made_up(patch, linear)
        found = sim.sensitivity("baseline", out="out", **SMALL, **ONE)
    return found, files(folder / "out"), len(made)


def files(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def test_a_sum_gives_the_effects_indices_and_ends_that_it_must(
    whole: tuple[Sensitivity, dict[Path, bytes], int],
) -> None:
    found = whole[0]
    assert set(found.sample.design.axes) == set(WEIGHTS)
    effects = found.screening.set_index("parameter")
    indices, ends = found.indices.set_index("parameter"), found.ends.set_index("parameter")
    total = sum(weight**2 for weight in WEIGHTS.values())
    for name, weight in WEIGHTS.items():
        # the range is 0.4 of the value, two thirds of which are moved
        assert effects.loc[name, "mu_star"] == pytest.approx(abs(weight) * 0.4 * 2 / 3)
        assert effects.loc[name, "mu"] == pytest.approx(weight * 0.4 * 2 / 3)
        assert (effects.loc[name, "low"], effects.loc[name, "high"]) == pytest.approx(
            (0.8 * table()[name].default, 1.2 * table()[name].default)
        )
        for index in ("first", "total"):
            assert abs(indices.loc[name, index] - weight**2 / total) < 0.12
        assert ends.loc[name, "at_low"] == pytest.approx(-0.2 * weight)
        assert ends.loc[name, "at_high"] == pytest.approx(0.2 * weight)
        assert ends.loc[name, "at_low_from"] == pytest.approx(
            -0.2 * weight
        )  # a seed does the same everywhere: no doubt is left
    others = effects.drop(list(WEIGHTS))
    assert others["mu_star"].to_numpy() == pytest.approx(0.0, abs=1e-12)
    assert effects.index[0] == "markup"  # the largest first
    assert [row["parameter"] for row in module.ordered(found.tables, "unemployment")] == [
        "markup",
        "layoff_speed",
        "quit_rate",
    ]


@pytest.mark.usefixtures("undrawn")
def test_what_works_through_another_parameter_is_in_the_total_index_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up(monkeypatch, product)
    found = sim.sensitivity("baseline", out="out", **(SMALL | {"samples": 128, "seeds": 1, "trajectories": 2}), **ONE)
    rows = found.indices.set_index("parameter")
    for name in ("markup", "layoff_speed"):
        assert abs(rows.loc[name, "first"]) < 0.25
        assert rows.loc[name, "total"] > 0.75


@pytest.mark.usefixtures("undrawn")
def test_the_share_of_seeds_is_that_of_the_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up(monkeypatch, lambda scenario, seed: linear(scenario, 0) + (7.0 * seed if "@" in scenario.name else 0.0))
    found = sim.sensitivity("baseline", out="out", **(SMALL | {"samples": 16}), **ONE)
    shares_of = found.variance.set_index("stage")
    assert shares_of.loc["indices", "seeds"] > 0.9  # single runs differ by seed more than by parameters
    assert shares_of.loc["indices", "noise_of_means"] == pytest.approx(
        0.0, abs=1e-9
    )  # but each seed moves all points alike
    assert "Seeds make 9" in str(found)


@pytest.mark.usefixtures("undrawn")
def test_a_difference_is_taken_at_the_same_point(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(scenario: Scenario, seed: int) -> float:
        own = 2.0 * shares(scenario)["markup"] if scenario.name.startswith("monopoly") else 0.0
        return linear(scenario, seed) + own

    made_up(monkeypatch, answer)
    found = sim.sensitivity("monopoly", against="baseline", out="out", **FEWER, **ONE)
    assert found.sample.design.axes == ["markup"]  # what moves both alike drops out
    assert found.ends["at_high"].item() == pytest.approx(0.4)
    assert "less baseline (" in str(found).splitlines()[0]


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    "stop",
    [
        pytest.param(30, id="screening", marks=pytest.mark.ci),
        pytest.param(350, id="indices"),
        pytest.param(1000, id="ends", marks=pytest.mark.ci),
    ],
)
def test_stopped_and_resumed_it_is_the_same_byte_for_byte(
    stop: int, monkeypatch: pytest.MonkeyPatch, whole: tuple[Sensitivity, dict[Path, bytes], int]
) -> None:
    _, wanted, runs = whole
    made = made_up(monkeypatch, linear)
    stop = min(stop, runs - 3)
    plain = runner.simulate

    def stopped(scenario: Scenario, seed: int, **options: Any) -> Run:
        if len(made) == stop:
            raise KeyboardInterrupt
        return plain(scenario, seed, **options)

    monkeypatch.setattr(runner, "simulate", stopped)
    with pytest.raises(SimError, match=r"^stopped: "):
        sim.sensitivity("baseline", out="out", **SMALL, **ONE)
    monkeypatch.setattr(runner, "simulate", plain)
    sim.sensitivity("baseline", out="out", **SMALL, **ONE)
    assert len(made) == runs  # none was made twice
    assert files(Path("out")) == wanted


@pytest.mark.usefixtures("undrawn")
def test_parts_of_a_design_without_a_stationary_state_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up(monkeypatch, linear)
    real = module.check

    def check(scenario: Scenario, months: int) -> None:
        if scenario.params.markup > 0.315 and scenario.params.quit_rate != table()["quit_rate"].default:
            raise InputError("no stationary state")
        real(scenario, months)

    monkeypatch.setattr(module, "check", check)
    found = sim.sensitivity("baseline", out="out", **(SMALL | {"trajectories": 8, "samples": 16, "seeds": 1}), **ONE)
    assert found.dropped["screening"] > 0
    assert 0 < found.dropped["indices"] <= 8
    assert "Left out, having no stationary state" in str(found)
    kept = design_of(Path("out/indices"))
    assert kept is not None
    assert len(kept.points) == (16 - found.dropped["indices"]) * 5


def test_figures_report_and_tables_of_a_finished_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up(monkeypatch, linear)
    found = sim.sensitivity("monopoly", out="out", **FEWER, measures=["unemployment", "output"])
    assert sorted(path.name for path in found.figures) == ["screening.png", "tornado.png"]
    for name in ("tornado", "screening"):
        words = Path("out/figures", f"{name}.txt").read_text(encoding="utf-8")
        assert "markup" in words
        assert Path("out/figures", f"{name}.csv").read_text(encoding="utf-8").count("\n") > 3
    assert found.report.read_text(encoding="utf-8").count("<svg") == 2
    assert {name: len(frame) for name, frame in tables_of(Path("out")).items()} == {
        name: len(frame) for name, frame in found.tables.items()
    }
    assert sim.load("out").scenarios[0] == "monopoly@0"
    assert "no parameter changes it" not in str(found)
    assert "unemployment" in found._repr_html_().lower()
    chinese = Sensitivity(
        found.sample, found.measures, found.tables, 0.2, found.dropped, found.figures, found.report, "zh"
    )
    assert str(chinese).splitlines()[0].startswith("monopoly (算力垄断)取决于什么")
    drawn = sim.draw("out", "en", ["tornado"], svg=True).paths
    assert [path.name for path in drawn] == ["tornado.png", "tornado.svg"]


def test_json_has_the_tables(monkeypatch: pytest.MonkeyPatch, undrawn: None) -> None:
    made_up(monkeypatch, linear)
    words = "sensitivity baseline --measure unemployment --trajectories 2 --samples 4 --top 2 --seeds 2 --months 3 --jobs 1 --quiet --json"
    done = CliRunner().invoke(main, words.split(), prog_name="sim")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["folder"].startswith("results/sensitivity-baseline-unemployment-trajectories=2-samples=4-top=2")
    assert len(said["screening"]) == sum(1 for p in table().values() if p.behavioural and p.default)
    assert {row["parameter"] for row in said["indices"]} == {"markup", "layoff_speed"}
    assert said["left_out"] == {"screening": 0, "indices": 0}


@pytest.mark.usefixtures("undrawn")
def test_what_is_set_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up(monkeypatch, linear)
    found = sim.sensitivity("baseline", out="out", set={"markup": 0.3}, **FEWER, **ONE)
    assert "markup" not in set(found.screening["parameter"])
    assert set(found.sample.design.axes) == {"layoff_speed", "quit_rate"}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "spread above": ({"spread": 1.5}, "--spread 1.5: must be a number above 0 and below 1"),
    "spread zero": ({"spread": 0.0}, "--spread 0.0: must be a number above 0 and below 1"),
    "spread a text": ({"spread": "much"}, '--spread "much": must be a number above 0 and below 1'),
    "spread nan": ({"spread": math.nan}, "--spread nan: must be a number above 0 and below 1"),
    "spread too wide": ({"spread": 0.9}, "--spread 0.9: no stationary state with "),
    "samples": ({"samples": 12}, "--samples 12: must be a power of two, such as 16"),
    "samples one": ({"samples": 1}, "points = 1: must be a whole number (2 to 20000)"),
    "trajectories": ({"trajectories": 1}, "points = 1: must be a whole number (2 to 20000)"),
    "top": ({"top": 0}, "points = 0: must be a whole number (1 to 20000)"),
    "measure": ({"measures": ["unemploymnt"]}, "--measure unemploymnt: no such measure; did you mean unemployment?"),
    "against": ({"against": "basline"}, "basline: no such scenario; did you mean baseline?"),
    "the same": ({"against": "monopoly"}, "monopoly: given twice"),
    "language": ({"lang": "fr"}, "lang = 'fr': must be one of en, zh"),
    "seeds": ({"seeds": 0}, "seeds = 0: must be a whole number"),
    "months": ({"months": 0}, "months = 0: must be a whole number"),
}


@pytest.mark.parametrize(("options", "says"), WRONG.values(), ids=WRONG)
def test_wrong_arguments(options: dict[str, Any], says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_up(monkeypatch, linear)
    with pytest.raises(InputError) as error:
        sim.sensitivity("monopoly", **(SMALL | options))
    assert error.value.messages[0].startswith(says)
    assert made == []
    assert list(Path().iterdir()) == []


@pytest.mark.usefixtures("undrawn")
def test_an_outcome_that_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up(monkeypatch, lambda scenario, seed: 1.0)
    with pytest.raises(InputError, match=r"^no behavioural parameter changes unemployment: nothing to analyse$"):
        sim.sensitivity("baseline", out="out", **FEWER, **ONE)


def test_the_real_model_in_the_small(undrawn: None) -> None:
    """Real runs: what every stage keeps are outcomes, and the centre is the scenario itself."""
    options = SMALL | {"trajectories": 2, "samples": 2, "top": 1, "seeds": 1, "months": 4, "workers": 200}
    found = sim.sensitivity("baseline", out="out", **options, **ONE)
    plain = sim.run("baseline", seeds=1, months=4, workers=200, jobs=1, out="plain", quiet=True).outcomes
    assert found.sample.of("unemployment")[0].tolist() == plain["unemployment"].tolist()
    assert sim.load("out/screening").keeps == "outcomes"
