"""A scenario at many points, under the same seeds: its runs, the outcomes at every point, and how much of them is chance."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import TypeAdapter, ValidationError

from sim.base.arrays import Floats
from sim.base.errors import InputError, SimError, suggest
from sim.base.estimates import ROUNDING, apart, half_width, settled
from sim.base.files import write_text
from sim.base.limits import whole
from sim.base.paths import shown
from sim.base.telling import telling
from sim.economy import scenario
from sim.economy.records import Keeps
from sim.economy.scenario import Scenario
from sim.engine import parameters
from sim.experiments.designs import Point, written
from sim.runs import runner
from sim.runs.results import Results
from sim.runs.tables import QUANTILES

FILE = "design.json"
AGAIN = ": the command that made it writes it again"
FEW = 5  # faults of points that are said one by one


@dataclass(frozen=True)
class Design:
    """What a folder of points holds: a scenario (and one it is compared with at every point), and the points."""

    kind: str  # grid, lhs, sobol, ...
    scenario: str
    against: str | None
    axes: list[str]  # the varied parameters
    points: list[Point]
    measures: list[str]  # that were asked for; none: those of the figure
    titles: dict[str, dict[str, str]]  # of the scenarios, by language
    called: dict[str, dict[str, str]] = field(default_factory=dict)  # how variants are shown, which have other names than that

    @property
    def sides(self) -> list[str]:
        """The scenarios that are run at every point."""
        return [self.scenario, *([self.against] if self.against else [])]

    def shown(self, lang: str = "en") -> list[str]:
        """The same as they are shown."""
        return [self.called.get(side, {}).get(lang, side) for side in self.sides]

    def name(self, side: str, point: int) -> str:
        """What a scenario is called at a point.

        >>> Design("grid", "monopoly", None, [], [{}] * 120, [], {}).name("monopoly", 7)
        'monopoly@007'
        """
        return f"{side}@{point:0{len(str(max(len(self.points) - 1, 1)))}d}"

    def what(self, lang: str, *, named: bool = False, paired: bool = True) -> str:
        """What is shown of it: the scenario, or its difference from the other. ``named``: with the names that commands know."""
        titles = [self.titles[side][lang] for side in self.sides]
        if named:
            titles = [f"{shown} ({title})" for shown, title in zip(self.shown(lang), titles, strict=True)]
        text = " less ".join(titles) if lang == "en" else "减".join(titles)
        if self.against is None or not paired:
            return text
        return f"{text}, paired by seed" if lang == "en" else f"{text}（逐种子配对）"

    def write(self, folder: Path) -> None:
        """Into the folder of its runs."""
        content = {key: value for key, value in vars(self).items() if value or key != "called"}
        write_text(folder / FILE, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def design_of(folder: Path) -> Design | None:
    """The design of a folder of points; None where it is another folder of results."""
    path = folder / FILE
    try:
        design = TypeAdapter(Design).validate_json(path.read_bytes(), strict=True)
        fault = _unfit(design)
    except FileNotFoundError:
        return None
    except ValidationError as error:
        first = error.errors()[0]
        fault = ".".join(map(str, first["loc"])) + ": " * bool(first["loc"]) + first["msg"].lower()
    except OSError as error:
        raise InputError(f"{shown(path)}: cannot be read ({error.strerror or error})") from None
    if fault:
        raise InputError(f"{shown(path)}: damaged ({fault}){AGAIN}")
    return design


def _unfit(design: Design) -> str:
    """What in a design contradicts the rest of it, or the program."""
    unknown = [name for name in design.axes if name not in parameters.table()]
    if unknown:
        return f"axes: no parameter {unknown[0]}"
    if not design.points or any(list(point) != design.axes for point in design.points):
        return "points: a value of each of the axes is wanted"
    if any({"en", "zh"} - set(design.titles.get(side, ())) for side in design.sides):
        return "titles: one of each scenario in each language is wanted"
    return ""


def at_points(base: Scenario, design: Design, side: str, months: int) -> list[Scenario]:
    """The scenario at every point, which must have a state to start in; the faults of all of them in one InputError."""
    from sim.economy.start import check

    found, faults = [], []
    for number, point in enumerate(design.points):
        try:
            found.append(base.at(design.name(side, number), point))
            check(found[-1], months)
        except InputError as error:
            faults += [f"{side} at {written(point)}: {message}" for message in error.messages]
    if faults:
        raise InputError(faults[:FEW] + ([f"and {len(faults) - FEW} more"] if len(faults) > FEW else []))
    return found


def make(
    design: Design,
    bases: Mapping[str, Scenario],
    *,
    seeds: int,
    months: int,
    jobs: int | None,
    out: Path,
    quiet: bool,
    cluster: str | None,
    keeps: Keeps = "outcomes",
    label: str = "",
    also: Collection[str] = (),
    window: int | None = None,
    force: bool = False,
) -> "Sample":
    """Run the design into a folder, or go on with what is there."""
    given, months = range(whole("seeds", seeds)), whole("months", months)
    with telling(lambda seconds: f"looking at {len(design.points)} points: {seconds:.0f} s", silent=quiet):
        scenarios = [some for side in design.sides for some in at_points(bases[side], design, side, months)]
    parts = {label or " - ".join(design.shown()): (scenarios, out)}
    try:
        (results,) = runner.ensembles(
            parts,
            given,
            months,
            jobs=jobs,
            where=out,
            quiet=quiet,
            cluster=cluster,
            keeps=keeps,
            also=[FILE, *also],
            window=window,
            force=force,
        ).values()
    except SimError as error:
        if not isinstance(error, InputError) and (out / "manifest.json").exists():
            design.write(out)  # what is complete can be read
        raise
    design.write(out)
    return sample(design, results)


@dataclass(frozen=True)
class Sample:
    """Outcomes at points: ``values[point, seed, measure]``, of a scenario or of its paired differences from another.

    What rounding alone sets apart is equal in them.
    """

    design: Design
    results: Results
    seeds: list[int]
    values: Floats

    def of(self, measure: str) -> Floats:
        """One measure: an array [point, seed]."""
        return np.asarray(self.values[:, :, list(self.results.measures).index(measure)])

    def table(self, measures: Sequence[str]) -> pd.DataFrame:
        """A row a measure and point: settings, mean over seeds, its 95 % interval, quantiles over seeds."""
        rows = []
        for measure in measures:
            for number, (point, values) in enumerate(zip(self.design.points, self.of(measure), strict=True)):
                mean = float(values.mean())
                half = half_width(values) if values.size > 1 else float("nan")
                levels = np.quantile(values, list(QUANTILES.values())).tolist()
                rows.append((number, *point.values(), measure, mean, mean - half, mean + half, *levels))
        return pd.DataFrame(rows, columns=["point", *self.design.axes, "measure", "mean", "low", "high", *QUANTILES])

    def shares(self, measure: str) -> "Shares":
        """How the variance of a measure divides."""
        return shares(self.of(measure))


def sample(design: Design, results: Results) -> Sample:
    """The outcomes of a finished folder of points."""
    names = list(results.measures)
    frame = results.outcomes.set_index(["scenario", "seed"])[names]
    chosen = [design.name(side, number) for side in design.sides for number in range(len(design.points))]
    seeds = sorted(set.intersection(*(set(results.seeds.get(name, ())) for name in chosen)))
    if not seeds:
        without = next((f" of {name}" for name in chosen if name not in results.seeds), " with a seed of all points")
        raise InputError(f"{shown(results.folder)}: no finished run{without}: the command that made it goes on with it")
    values = frame.loc[[(name, seed) for name in chosen for seed in seeds]].to_numpy(dtype=np.float64)
    sides = values.reshape(len(design.sides), len(design.points), len(seeds), len(names))
    sizes = np.abs(sides).max(axis=(1, 2)).sum(axis=0)  # of each measure, on all sides: what is small beside them is rounding
    found = apart(sides[0], sides[1]) if design.against else sides[0]
    return Sample(design, results, seeds, settled(found, sizes))


@dataclass(frozen=True)
class Shares:
    """What part of the variance is due to the points, to the seeds, and, of the means over seeds, still to the seeds."""

    points: float  # of single runs
    seeds: float  # of single runs: what seeds share at all points, and what is left
    noise: float  # of the means over seeds, as tables and figures show them


def shares(values: Floats) -> Shares:
    """Components of the variance of ``values[point, seed]``: two-way analysis without replication (Scheffe 1959, ch. 7).

    The same seeds stand at every point, so what a seed does everywhere drops out of the differences between points: of the means shown,
    only the rest is noise, 1/F of their variance.

    >>> shares(np.array([[1.0, 2.0], [3.0, 4.0]]))
    Shares(points=0.8, seeds=0.2, noise=0.0)
    """
    n, k = values.shape
    if n < 2 or k < 2:
        return Shares(float("nan"), float("nan"), float("nan"))
    by_point, by_seed = values.mean(axis=1), values.mean(axis=0)
    rest = values - by_point[:, None] - by_seed + values.mean()
    of_points, of_seeds = k * by_point.var(ddof=1), n * by_seed.var(ddof=1)
    of_rest = (rest**2).sum() / ((n - 1) * (k - 1))
    least = ROUNDING**2 * (values**2).mean()
    of_points, of_seeds, of_rest = (
        part if part > least else 0.0 for part in map(float, (of_points, of_seeds, of_rest))
    )
    points = max((of_points - of_rest) / k, 0.0)
    seeds = max((of_seeds - of_rest) / n, 0.0)
    total = points + seeds + of_rest
    if not total:
        return Shares(0.0, 0.0, 0.0)
    noise = min(of_rest / of_points, 1.0) if of_points > 0.0 else 1.0
    return Shares(float(points / total), float((seeds + of_rest) / total), float(noise))


def bases(
    names: Sequence[str | Path], settings: Mapping[str, object] | None, workers: int | None
) -> dict[str, Scenario]:
    """The scenarios to start from, by name."""
    return {base.name: base for base in scenario.load_all(names, settings, workers)}


def called(given: Mapping[str, Scenario]) -> dict[str, dict[str, str]]:
    """How the variants among them are shown, by name and language."""
    return {
        name: {lang: base.called(lang) for lang in ("en", "zh")} for name, base in given.items() if base.variant is not None
    }


def check_measures(measures: Sequence[str] | None) -> list[str]:
    """The measures asked for; an InputError where one is none."""
    from sim.economy.measures import MEASURES

    if isinstance(measures, str):
        raise InputError(f'measures = "{measures}": must be a list of names')
    wrong = [name for name in measures or () if name not in MEASURES]
    if wrong:
        raise InputError([f"--measure {name}: no such measure{suggest(name, MEASURES)}" for name in wrong])
    return list(dict.fromkeys(measures or ()))
