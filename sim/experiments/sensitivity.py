"""``sim sensitivity``: what an outcome, or a difference between two scenarios, hangs on.

Three stages, each a folder of points that resumes: Morris screening of all behavioural parameters (Morris 1991; Campolongo et al.
2007), Sobol' indices of first and total order of those that matter (Saltelli et al. 2010), and the outcomes at the ends of each of
these, the others at their values. SALib draws the designs and estimates the indices; the runs are ours, under the same seeds everywhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.errors import InputError
from sim.base.estimates import half_width, percent, still
from sim.base.paths import shown
from sim.base.tables import in_columns
from sim.economy.scenario import Scenario
from sim.economy.start import check
from sim.engine import parameters
from sim.experiments.comparison import places
from sim.experiments.designs import Point
from sim.experiments.ensemble import Sample
from sim.runs.results import read_csv, seeds_said

# How far parameters are moved, as a share of their value; how many trajectories, base points, and parameters of each measure.
DEFAULTS = {"spread": 0.2, "trajectories": 8, "samples": 64, "top": 5}
LEVELS = 4  # of a Morris design
SPARE = 4  # designs are drawn so many times as large as asked for, for points without a stationary state
SLIGHT = 0.01  # of the largest effect: a parameter with less does not matter
DESIGN_SEED = 0
BOOTSTRAP_SEED = 1  # of the intervals; SALib takes 0 for none
STAGES = ("screening", "indices")  # subfolders; the ends stand in the folder itself

SAID = {
    "en": {
        "about": "What {what} hangs on: {count} behavioural parameters, each moved by up to {spread} of its value. "
        "Means over the last {tail} months and {seeds}.",
        "head": "{label} ({unit}): {level} at the parameters as they are",
        "heads": ("", "from", "to", "outcome at the first", "at the second", "screening", "first order", "total"),
        "chance": "Seeds make {seeds} of the variance of single runs and {noise} of that of the means behind the indices.",
        "reading": "Screening: mean absolute effect of moving the parameter by two thirds of its range (Morris). First order: its "
        "share of the variance by itself; total: with all it does together with others; both with 95 % intervals (Sobol', over "
        "the parameters listed here).",
        "none": "no parameter changes it",
        "dropped": "Left out, having no stationary state: {screening} and {indices} of the designs' parts.",
        "file": "All parameters: {file}",
    },
    "zh": {
        "about": "{what}取决于什么：{count}个行为参数，各在其值上下{spread}内变动。最后{tail}个月与{seeds}的均值。",
        "head": "{label}（{unit}）：参数不变时为{level}",
        "heads": ("", "由", "至", "前者时", "后者时", "筛选", "一阶", "总"),
        "chance": "种子占单次运行方差的{seeds}，占指数所据均值方差的{noise}。",
        "reading": "筛选：参数移动其范围三分之二的平均绝对效应（Morris）。一阶：其单独占方差的份额；总：含与其他参数的交互；"
        "均附95%区间（Sobol'，仅就所列参数）。",
        "none": "无参数使其变化",
        "dropped": "因无稳态而舍去：设计中的{screening}与{indices}部分。",
        "file": "全部参数：{file}",
    },
}


@dataclass(frozen=True)
class Sensitivity:
    """A finished analysis: ``print`` it, or let a notebook show it. Tables: ``screening``, ``indices``, ``ends``, ``variance``."""

    sample: Sample  # of the ends
    measures: list[str]
    tables: Mapping[str, pd.DataFrame]
    spread: float
    dropped: Mapping[str, int]
    figures: list[Path]
    report: Path
    lang: str = "en"

    @property
    def screening(self) -> pd.DataFrame:
        """measure, parameter, low, high, mu, mu_star, mu_star_half, sigma: Morris effects over two thirds of the range."""
        return self.tables["screening"]

    @property
    def indices(self) -> pd.DataFrame:
        """measure, parameter, first, first_half, total, total_half: Sobol' indices and half their 95 % intervals."""
        return self.tables["indices"]

    @property
    def ends(self) -> pd.DataFrame:
        """measure, parameter, low, high, and for each end mean and 95 % interval of the change it makes, paired by seed."""
        return self.tables["ends"]

    @property
    def variance(self) -> pd.DataFrame:
        """stage, measure, and the shares of the variance that are due to points and seeds."""
        return self.tables["variance"]

    def shown(self, measure: str) -> pd.DataFrame:
        """What is printed of a measure, a row a parameter that matters."""
        from sim.runs import display

        unit = display.read().unit(self.sample.results.measures[measure].unit)
        joined = ordered(self.tables, measure)
        rows = [
            (
                row["parameter"],
                f"{row['low']:.4g}",
                f"{row['high']:.4g}",
                f"{unit.times * row['at_low']:+.3g}",
                f"{unit.times * row['at_high']:+.3g}",
                f"{unit.times * row['mu_star']:.3g}",
                f"{row['first']:.2f} ±{row['first_half']:.2f}",
                f"{row['total']:.2f} ±{row['total_half']:.2f}",
            )
            for row in joined
        ]
        return pd.DataFrame(rows, columns=pd.Index(list(SAID[self.lang]["heads"])))

    def head(self, measure: str) -> str:
        """The line above the rows of a measure."""
        from sim.runs import display

        column, design = self.sample.results.measures[measure], self.sample.design
        unit = display.read().unit(column.unit)
        level = float(self.sample.of(measure)[0].mean()) * unit.times
        spelt = (unit.gap or unit if design.against else unit).of(self.lang)
        return str(SAID[self.lang]["head"]).format(label=column.label[self.lang], unit=spelt, level=f"{level:.4g}")

    def chance(self, measure: str) -> str:
        """The line beneath them: how much is due to seeds."""
        return str(SAID[self.lang]["chance"]).format(**chance(self.tables, measure))

    def notes(self) -> list[str]:
        """The lines above and below the tables."""
        words, design, folder = SAID[self.lang], self.sample.design, self.sample.results.folder
        values = {
            "what": design.what(self.lang, named=True),
            "count": self.screening["parameter"].nunique(),
            "spread": percent(self.spread),
            "tail": self.sample.results.window,
            "seeds": seeds_said([len(self.sample.seeds)], self.lang),
            "file": shown(folder / "screening.csv"),
            **self.dropped,
        }
        wanted = ["about", "reading", *(["dropped"] if any(self.dropped.values()) else []), "file"]
        lines = [str(words[key]).format(**values) for key in wanted]
        return lines + places(self.lang, folder / "figures" if self.figures else None, self.report)

    def __str__(self) -> str:
        first, *rest = self.notes()
        parts = [first, ""]
        for measure in self.measures:
            frame = self.shown(measure)
            body = in_columns(list(map(str, frame.columns)), frame.to_numpy().tolist(), left=(0,))
            parts += [
                self.head(measure),
                body if len(frame) else str(SAID[self.lang]["none"]),
                self.chance(measure),
                "",
            ]
        return "\n".join([*parts, *rest])

    def _repr_html_(self) -> str:
        from html import escape

        first, *rest = (f"<p>{escape(note)}</p>" for note in self.notes())
        parts = [
            text
            for measure in self.measures
            for text in (
                f"<p><b>{escape(self.head(measure))}</b></p>",
                self.shown(measure).to_html(index=False),
                f"<p>{escape(self.chance(measure))}</p>",
            )
        ]
        return "\n".join([first, *parts, *rest])

    def as_json(self) -> dict[str, Any]:
        """The tables, and what was compared."""
        design = self.sample.design
        about = {
            "scenario": design.scenario,
            "against": design.against,
            "seeds": self.sample.seeds,
            "spread": self.spread,
        }
        return {**about, "left_out": dict(self.dropped), **self.tables}


def ordered(tables: Mapping[str, pd.DataFrame], measure: str) -> list[dict[str, Any]]:
    """All that is known of the parameters that matter to a measure, a row each, the one that moves it most first."""
    keys = ["measure", "parameter"]
    screened = tables["screening"].drop(columns=["low", "high"])
    joined = tables["ends"].merge(tables["indices"], on=keys).merge(screened, on=keys)
    rows: list[dict[str, Any]] = joined[joined["measure"] == measure].to_dict("records")  # type: ignore[assignment]
    return sorted(rows, key=lambda row: -max(abs(row["at_low"]), abs(row["at_high"])))


def chance(tables: Mapping[str, pd.DataFrame], measure: str) -> dict[str, str]:
    """How much of the variance of single runs, and of the means behind the indices, is due to seeds, as it is written."""
    table = tables["variance"]
    (found,) = table[(table["stage"] == "indices") & (table["measure"] == measure)].to_dict("records")
    return {"seeds": percent(float(found["seeds"])), "noise": percent(float(found["noise_of_means"]))}


def tables_of(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables in the folder of an analysis."""
    found = {}
    for name in ("screening", "indices", "ends", "variance"):
        path = folder / f"{name}.csv"
        try:
            columns = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
            found[name] = read_csv(
                path, [column for column in columns if column not in ("stage", "measure", "parameter")]
            )
        except (OSError, ValueError) as error:
            raise InputError(
                f"{shown(path)}: cannot be read ({error}): the command that made it writes it again"
            ) from None
    return found


def values_of(base: Scenario, names: Sequence[str]) -> Point:
    """What a scenario has for these parameters."""
    return {name: getattr(base.params, name) for name in names}


def fitting(given: Sequence[Scenario], months: int) -> Callable[[Point], bool]:
    """Whether every scenario has a stationary state to start from at a point."""

    def fits(point: Point) -> bool:
        try:
            for base in given:
                check(base.at(base.name, point), months)
        except InputError:
            return False
        return True

    return fits


def _problem(ranges: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    return {"num_vars": len(ranges), "names": list(ranges), "bounds": [list(ends) for ends in ranges.values()]}


def _points(ranges: Mapping[str, tuple[float, float]], rows: Floats) -> list[Point]:
    """As runs take them: between whole numbers, whole numbers."""
    return [
        {name: round(value) if isinstance(ends[0], int) else float(value) for (name, ends), value in zip(ranges.items(), row, strict=True)}
        for row in rows
    ]


def _whole_parts(
    rows: Floats, size: int, names: Mapping[str, tuple[float, float]], fits: Callable[[Point], bool]
) -> tuple[list[Floats], int]:
    """The parts of a design (trajectories, or a base point with its neighbours) that can be run at every point, and how many can't."""
    parts = rows.reshape(-1, size, rows.shape[1])
    kept = [part for part in parts if all(map(fits, _points(names, part)))]
    return kept, len(parts) - len(kept)


def screening_design(
    ranges: Mapping[str, tuple[float, float]], count: int, fits: Callable[[Point], bool]
) -> tuple[list[Point], Floats, int]:
    """Points of the screening: the first ``count`` trajectories that can be run, their matrix, and how many were passed over."""
    from SALib.sample import morris

    rows = morris.sample(_problem(ranges), SPARE * count, num_levels=LEVELS, seed=DESIGN_SEED)
    kept: list[Floats] = []
    lost = 0
    for part in rows.reshape(-1, len(ranges) + 1, len(ranges)):
        if len(kept) == count:
            break
        good, bad = _whole_parts(part, len(part), ranges, fits)
        kept, lost = kept + good, lost + bad
    if len(kept) < count:
        raise InputError(
            f"only {len(kept)} of {SPARE * count} trajectories have a stationary state at every point: lower --spread"
        )
    matrix = np.concatenate(kept)
    return _points(ranges, matrix), matrix, lost


def indices_design(
    ranges: Mapping[str, tuple[float, float]], samples: int, fits: Callable[[Point], bool]
) -> tuple[list[Point], int, int]:
    """Points for the indices: base points each with its neighbours, how many, and how many can't be run."""
    from SALib.sample import sobol

    rows = sobol.sample(_problem(ranges), samples, calc_second_order=False, seed=DESIGN_SEED)
    kept, lost = _whole_parts(rows, len(ranges) + 2, ranges, fits)
    if len(kept) < samples / 2:
        raise InputError(f"{lost} of {samples} base points have no stationary state near them: lower --spread")
    return _points(ranges, np.concatenate(kept)), len(kept), lost


def screening_effects(found: Sample, ranges: Mapping[str, tuple[float, float]], matrix: Floats) -> pd.DataFrame:
    """Elementary effects of the screening, a row a measure and parameter, the largest first."""
    from SALib.analyze import morris

    rows = []
    for measure in found.design.measures:
        means = found.of(measure).mean(axis=1)
        # SALib measures an effect per whole range; what a trajectory moves is two thirds of it
        said = morris.analyze(_problem(ranges), matrix, means, num_levels=LEVELS, seed=BOOTSTRAP_SEED)
        step = LEVELS / (2.0 * (LEVELS - 1.0))
        table = {key: np.asarray(said[key], np.float64) * step for key in ("mu", "mu_star", "mu_star_conf", "sigma")}
        order = np.argsort(-table["mu_star"], kind="stable")
        names = list(ranges)
        rows += [
            (measure, names[i], *ranges[names[i]], *(float(column[i]) for column in table.values())) for i in order
        ]
    columns = ["measure", "parameter", "low", "high", "mu", "mu_star", "mu_star_half", "sigma"]
    return pd.DataFrame(rows, columns=columns)


def mattering(effects: pd.DataFrame, measures: Sequence[str], top: int) -> list[str]:
    """The parameters that matter most to each measure, in the order of the parameter table."""
    found: list[str] = []
    for measure in measures:
        mine = effects[effects["measure"] == measure]
        large = mine[mine["mu_star"] > SLIGHT * float(mine["mu_star"].max())]
        found += large["parameter"].head(top).tolist()
    if not found:
        raise InputError(f"no behavioural parameter changes {', '.join(measures)}: nothing to analyse")
    return [name for name in parameters.table() if name in found]


def sobol_indices(found: Sample, names: Sequence[str], blocks: int) -> pd.DataFrame:
    """Sobol' indices of the means over seeds, a row a measure and parameter."""
    from SALib.analyze import sobol

    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    rows = []
    for measure in found.design.measures:
        means = found.of(measure).mean(axis=1)
        if still(means):
            rows += [(measure, name, 0.0, 0.0, 0.0, 0.0) for name in names]
            continue
        said = sobol.analyze(problem, means, calc_second_order=False, seed=BOOTSTRAP_SEED)
        columns = (np.asarray(said[key], np.float64).tolist() for key in ("S1", "S1_conf", "ST", "ST_conf"))
        rows += [(measure, name, *values) for name, *values in zip(names, *columns, strict=True)]
    return pd.DataFrame(rows, columns=["measure", "parameter", "first", "first_half", "total", "total_half"])


def changes_at_ends(found: Sample, names: Sequence[str], ranges: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """What each end of each parameter changes, paired by seed."""
    rows = []
    for measure in found.design.measures:
        values = found.of(measure)
        for number, name in enumerate(names):
            said: list[float] = []
            for gap in values[1 + 2 * number : 3 + 2 * number] - values[0]:
                mean, half = float(gap.mean()), half_width(gap) if gap.size > 1 else float("nan")
                said += [mean, mean - half, mean + half]
            rows.append((measure, name, *ranges[name], *said))
    ends = [f"at_{end}{part}" for end in ("low", "high") for part in ("", "_from", "_to")]
    return pd.DataFrame(rows, columns=["measure", "parameter", "low", "high", *ends])


def variance_of(stage: str, found: Sample) -> pd.DataFrame:
    """The shares of a stage."""
    rows = [(stage, measure, *vars(found.shares(measure)).values()) for measure in found.design.measures]
    return pd.DataFrame(rows, columns=["stage", "measure", "points", "seeds", "noise_of_means"])
