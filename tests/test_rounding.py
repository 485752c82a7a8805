"""Noise below rounding is no effect: nothing ranks or divides by it, wherever spreads are looked at."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.declared import Text
from sim.base.estimates import apart, settled, still
from sim.classroom.explorer import grid as grids
from sim.classroom.explorer import pack
from sim.economy.measures import MEASURES
from sim.economy.records import Run
from sim.economy.scenario import load_all
from sim.experiments import designs, ensemble
from sim.experiments.ensemble import Design, Sample
from sim.experiments.sensitivity import (
    changes_at_ends,
    indices_design,
    screening_design,
    screening_effects,
    sobol_indices,
    variance_of,
)
from sim.experiments.sweep import Sweep
from sim.reports.experiments import findings
from sim.reports.view import View
from sim.runs import display, pairing, store
from sim.verdicts import facts, thresholds
from sim.verdicts.outcomes import _step, _two
from sim.verdicts.readings import Reading, departure
from sim.verdicts.register import Effect

NAMES = list(MEASURES)
NOISE = 2e-16  # of a value: the last digits
RANGES = {"markup": (0.2, 0.3), "layoff_speed": (0.6, 0.8)}
SMALLEST = Effect(size=1e-300, relative=True, why=Text(en="none", zh="无"))


def noisy(level: float, *shape: int, seed: int = 0) -> np.ndarray:
    return np.asarray(level * (1.0 + NOISE * np.random.default_rng(seed).integers(-3, 4, shape)))


def sampled(folder: Path, kind: str, points: list[Any], *, against: bool = False) -> Sample:
    """A folder of points: output is constant but for its last digits, wage_share is what the first axis is."""
    axes = list(points[0])
    bases = {one.name: one for one in load_all(["monopoly", "competition"][: 1 + against], {"n_workers": 200})}
    first, *other = bases
    titles = {side: dict(base.title) for side, base in bases.items()}
    design = Design(kind, first, other[0] if other else None, axes, points, ["output", "wage_share"], titles)
    scenarios = [some for side in design.sides for some in ensemble.at_points(bases[side], design, side, 60)]
    filled = store.Store(folder, scenarios, 60, MEASURES.values(), "test", "outcomes")
    for place, scenario in enumerate(scenarios):
        for seed in range(3):
            table = noisy(1.0 + seed, 1, len(NAMES), seed=10 * place + seed)
            table[0, NAMES.index("wage_share")] = getattr(scenario.params, axes[0]) + 0.01 * seed
            filled.save(Run(scenario.name, seed, 60, table, tuple(NAMES), {}))
    results = filled.finish(scenarios[0].name)
    design.write(folder)
    return ensemble.sample(design, results)


def test_values_that_rounding_sets_apart_are_one() -> None:
    values = noisy(3.0, 50, 4)
    assert np.unique(values).size > 1
    assert np.unique(settled(values, np.full(4, 3.0)), axis=0).shape == (1, 4)
    real = np.random.default_rng(1).normal(size=(50, 4))
    assert (settled(real, np.abs(real).max(axis=0)) == real).all()
    assert not apart(noisy(3.0, 9, seed=1), noisy(3.0, 9, seed=2)).any()
    assert still(noisy(1e9, 9))
    assert not still(np.array([1.0, 1.0 + 1e-9]))


@pytest.mark.parametrize("against", [False, True])
def test_a_sweep_of_noise_has_no_lowest_and_no_highest_point(against: bool, tmp_path: Path) -> None:
    points = [{"markup": 0.2}, {"markup": 0.25}, {"markup": 0.3}]
    found = sampled(tmp_path, "grid", points, against=against)
    sweep = Sweep(found, designs.read(["markup=0.2,0.25,0.3"], "grid"), [], tmp_path)
    one, other = sweep.shown().to_numpy().tolist()
    assert (one[2], one[4]) == ("all points", "all points")
    assert (other[2], other[4]) == (("all points",) * 2 if against else ("markup 0.2", "markup 0.3"))
    assert found.shares("output").points == 0.0
    table = found.table(["output"])
    assert table["mean"].nunique() == 1
    for lang, alike, at in (("en", "at all points", "at markup"), ("zh", "所有点均为", "位于")):
        view = View(found.results, display.read().showing(["output"]), lang)
        (items,) = [block for block in findings(view, found.design).blocks if hasattr(block, "texts")]
        label = found.results.measures["output"].label[lang]
        sentence = next(one for one in items.texts if one.startswith(label))
        assert alike in sentence
        assert at not in sentence


def test_a_measure_that_is_constant_but_for_its_last_digit_has_no_effects_and_no_indices(tmp_path: Path) -> None:
    points, matrix, _ = screening_design(RANGES, 4, lambda point: True)
    effects = screening_effects(sampled(tmp_path / "a", "screening", points), RANGES, matrix).set_index("measure")
    assert (effects.loc["output", ["mu", "mu_star", "mu_star_half", "sigma"]] == 0.0).all(axis=None)
    assert effects.loc["wage_share", "mu_star"].max() == pytest.approx(0.1 * 2 / 3)
    points, blocks, _ = indices_design(RANGES, 8, lambda point: True)
    found = sampled(tmp_path / "b", "indices", points)
    indices = sobol_indices(found, list(RANGES), blocks).set_index("measure")
    assert (indices.loc["output", ["first", "first_half", "total", "total_half"]] == 0.0).all(axis=None)
    assert indices.loc["wage_share", "total"].max() > 0.5
    assert variance_of("indices", found).set_index("measure").loc["output", "points"] == 0.0
    points = [{"markup": 0.25, "layoff_speed": 0.7}, *({"markup": 0.25, "layoff_speed": 0.7, **one} for one in (
        {"markup": 0.2}, {"markup": 0.3}, {"layoff_speed": 0.6}, {"layoff_speed": 0.8}))]  # fmt: skip
    ends = changes_at_ends(sampled(tmp_path / "c", "ends", points), list(RANGES), RANGES).set_index("measure")
    assert (ends.loc["output", [name for name in ends if name.startswith("at_")]] == 0.0).all(axis=None)


def test_what_pairing_gains_is_no_ratio_of_noise(fill: Any, tmp_path: Path) -> None:
    results = fill(tmp_path, ["baseline", "commons"], 4, 72)
    frame = results.outcomes.copy()
    frame["output"] = noisy(2.0, len(frame))
    results.outcomes = frame
    (row,) = pairing.pairing(results, ["output"]).to_dict("records")
    assert (row["sd_paired"], row["sd_unpaired"]) == (0.0, 0.0)
    assert pairing.pairing(results, ["wage_share"])["sd_paired"][0] > 0.0


def test_verdicts_take_no_sign_from_noise() -> None:
    gap = _two("output", noisy(1.0, 8, seed=1) + 4e-16, noisy(1.0, 8, seed=2), SMALLEST, "higher")
    assert thresholds.says("higher", gap.gaps, gap.bounds)[0].sum() == 0.0
    steps = np.array([noisy(2.0, 8, seed=3), noisy(2.0, 8, seed=4)])
    assert not _step("output", steps, 0, 1, SMALLEST, "higher", None).gaps.any()  # type: ignore[arg-type]
    effects = noisy(0.3, 28)
    bounds = np.where(np.arange(28) < 14, 0.1, 0.5)  # the draws differ in their bounds alone
    points = {"a": np.random.default_rng(0).random(28), "b": np.random.default_rng(1).random(28)}
    mixed = [thresholds.turning("same", (noisy(0.3, 8), np.full(8, 0.5)), (effects * scale, bounds * scale), points, [])
             for scale in (1.0, 1.0 + 1e-9)]  # fmt: skip
    plain = thresholds.turning("same", (np.full(8, 0.3), np.full(8, 0.5)), (np.full(28, 0.3), bounds), points, [])
    assert mixed == [plain, plain]


def test_a_closure_whose_run_is_that_of_the_core_is_not_judged_by_noise() -> None:
    core = noisy(0.3, 8), np.full(8, 0.5)
    found = thresholds._closure("same", core, {"a": (float(noisy(0.3, 1, seed=5)[0]), 0.1)})
    assert found is not None
    assert found.p == 1.0


def test_a_peak_and_a_departure_are_not_dates_of_noise() -> None:
    series = noisy(1.0, 60)
    years = np.lib.stride_tricks.sliding_window_view(series, 12).mean(axis=1)
    assert int(years.argmax()) > 0
    peak = Reading("side", "output", 0, 59, "peak month")
    flat = Reading("side", "output", 0, 59, "peak month").take({"side": {"output": np.ones(60)}}, {})
    assert peak.take({"side": {"output": series}}, {}) == flat
    never = departure(np.zeros(9), np.zeros(9), Effect(size=0.1, relative=True, why=SMALLEST.why), up=True)
    assert never == 9.0


def test_facts_of_what_stands_still_are_undefined() -> None:
    moving = np.random.default_rng(0).normal(size=40)
    assert np.isnan(facts.correlation(noisy(0.06, 40), moving))
    assert np.isnan(facts.correlation(*facts.okun(noisy(1.0, 40), moving)))
    assert np.isnan(facts.skewness(noisy(40.0, 30)))
    rates = facts.growth_rates(noisy(7.0, 12, 20), np.repeat([0.0, 1.0], 10))
    assert not rates.any()
    assert np.isnan(facts.tent(rates))
    assert not np.isnan(facts.correlation(moving, moving[::-1]))


def test_a_slider_that_moves_last_digits_alone_changes_nothing() -> None:
    (base,) = load_all(["monopoly"], {"n_workers": 200})
    grid = grids.make({"monopoly": base}, grids.sliders(["markup=0.2:0.3:3"], 3), 12)
    runs = len(grid.runs)
    outcomes = noisy(2.0, runs, 2, 5)
    numbers = grids.Numbers(noisy(1.0, runs, 2, 4, 3), outcomes, {})
    assert pack.idle(grid, numbers) == {"monopoly": ["markup"]}
    outcomes[1, 0, 0] += 1e-6
    assert pack.idle(grid, numbers) == {"monopoly": []}


def test_a_table_of_differences_has_no_verdict_from_noise() -> None:
    ours, theirs = noisy(5.0, 8, 1, 1, seed=1) + 2e-15, noisy(5.0, 8, 1, 1, seed=2)
    (found,) = pairing.differences("new", "old", ["output"], ours, theirs)
    assert found.key == "none"
