"""The grid behind the classroom page: scenarios at all combinations of slider levels, what it costs, and its runs.

Settings that resolve to the same parameters and events are one run, whichever scenario they come from.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from sim import params, records, runner, toml
from sim.errors import InputError
from sim.experiments import designs
from sim.experiments.points import FEW
from sim.figures import Strict, Text
from sim.params import suggest
from sim.records import Run
from sim.results import Floats, read_record, read_run
from sim.scenario import Scenario

FILE = Path(__file__).with_name("explorer.toml")
MOST_RUNS = 20_000
POINTS = 80  # of a line, at most: more than these an eye does not part
QUARTER = 3  # months, the least that one point is a mean of
KEPT = ("payments", "gross", "value_added", "worker_consumption", "owner_income")  # records besides the series
SERIES = "series"
TRIAL = 24  # months of the run that tells how long the others take
PATIENCE = 600.0  # seconds of runs that begin without --yes


class Size(Strict):
    """What is run where nothing else is asked for."""

    scenarios: list[str]
    sliders: list[str]
    levels: int
    seeds: int
    months: int
    workers: int


class Declared(Strict):
    """A slider that the page knows: the ends of its levels and what it is called."""

    low: float
    high: float
    needs_ai: bool
    label: Text


class Declarations(Strict):
    """All of explorer.toml."""

    sizes: dict[str, Size]
    sliders: dict[str, Declared]
    texts: dict[str, Text] = Field(min_length=1)


@cache
def declarations() -> Declarations:
    """The file, checked."""
    return Declarations(**toml.read(FILE).data)


@dataclass(frozen=True)
class Slider:
    """One parameter that the page can move, with its levels."""

    name: str
    values: tuple[Any, ...]
    label: Text
    needs_ai: bool = False


def sliders(texts: Sequence[str], levels: int) -> list[Slider]:
    """The sliders asked for: names, or ``name=low:high:count`` where the declared ends won't do.

    >>> [(slider.name, slider.values) for slider in sliders(["pass_through", "markup=0.1:0.3:2"], 3)]
    [('pass_through', (0.0, 0.5, 1.0)), ('markup', (0.1, 0.3))]
    """
    known, faults, spelt = declarations().sliders, [], []
    for text in texts:
        name = text.partition("=")[0].strip()
        if "=" not in text and name not in known:
            hint = f"has no declared levels: write {name}=LOW:HIGH:COUNT" if name in params.table() else (
                f"no such slider{suggest(name, known)} (declared: {', '.join(known)}; others as NAME=LOW:HIGH:COUNT)"
            )  # fmt: skip
            faults.append(f"--sliders {text}: {hint}")
        elif "=" in text and ":" not in text:
            faults.append(f"--sliders {text}: must be NAME or NAME=LOW:HIGH:COUNT")
        elif "=" in text:
            spelt.append(text)
        else:
            spelt.append(f"{name}={known[name].low}:{known[name].high}:{levels}")
    if faults:
        raise InputError(faults)
    found = []
    for axis in designs.read(spelt, "grid", "--sliders"):
        parameter, own = params.table()[axis.name], known.get(axis.name)
        label = own.label if own else Text(en=parameter.en, zh=parameter.zh)
        found.append(Slider(axis.name, axis.values, label, bool(own and own.needs_ai)))
    return found


@dataclass(frozen=True)
class Grid:
    """Scenarios and sliders, and which run answers each setting.

    ``cells[scenario]`` has the place in ``runs`` of every combination of levels, the last slider fastest.
    """

    scenarios: Mapping[str, Scenario]
    sliders: Sequence[Slider]
    runs: Sequence[Scenario]
    cells: Mapping[str, Sequence[int]]

    def own(self, scenario: str, slider: Slider) -> Any:
        """The value of a slider in the scenario as it stands."""
        return self.scenarios[scenario].params.as_dict()[slider.name]

    def without_ai(self, scenario: str, slider: Slider) -> bool:
        """Whether the slider has nothing to act on, since AI never arrives."""
        base = self.scenarios[scenario]
        return slider.needs_ai and not base.params.ai and not any(event.set.get("ai") for event in base.events)


def make(scenarios: Mapping[str, Scenario], asked: Sequence[Slider], months: int) -> Grid:
    """The grid. A slider's levels take in what the scenarios have of their own, so that each can be shown as it is."""
    from sim.stationary import check

    own = {slider.name: {base.params.as_dict()[slider.name] for base in scenarios.values()} for slider in asked}
    widened = [replace(slider, values=tuple(sorted({*slider.values, *own[slider.name]}))) for slider in asked]
    size = len(scenarios) * int(np.prod([len(slider.values) for slider in widened], dtype=float))
    if size > MOST_RUNS:
        raise InputError(
            f"explore: {size} settings: must be at most {MOST_RUNS}: lower --levels, or name fewer --sliders"
        )
    runs: dict[str, Scenario] = {}  # by what determines their numbers
    places: dict[str, int] = {}
    cells: dict[str, list[int]] = {}
    faults: list[str] = []
    start = Grid(scenarios, widened, [], {})
    for name, base in scenarios.items():
        still = [start.without_ai(name, slider) for slider in widened]
        cells[name] = []
        for values in product(*(slider.values for slider in widened)):
            point = {s.name: value for s, value, off in zip(widened, values, still, strict=True) if not off}
            try:
                found = base.at(name, point)
                if found.digest not in runs:
                    check(found, months)
            except InputError as error:
                faults += [f"{name} at {designs.written(point)}: {message}" for message in error.messages]
                continue
            runs.setdefault(found.digest, replace(found, name=f"{name}@{found.digest[:10]}"))
            cells[name].append(places.setdefault(found.digest, len(places)))
    if faults:
        raise InputError(faults[:FEW] + ([f"and {len(faults) - FEW} more"] if len(faults) > FEW else []))
    return Grid(scenarios, widened, list(runs.values()), cells)


def step(months: int) -> int:
    """How many months one point of a line is the mean of: quarters, or more where there would be too many points.

    >>> step(24), step(240), step(480), step(600)
    (3, 3, 6, 9)
    """
    return QUARTER * -(-months // (QUARTER * POINTS))


def thinned(values: Floats, width: int) -> Floats:
    """Means of ``width`` months of ``values[month, measure]``; the last may be of fewer."""
    starts = np.arange(0, len(values), width)
    sizes = np.diff([*starts, len(values)])
    return np.asarray(np.add.reduceat(values, starts, axis=0) / sizes[:, None])


class Make:
    """Makes one run and keeps what the page shows of it; a class, since it goes to other processes."""

    def __init__(self, months: int, measures: Sequence[str]) -> None:
        self.months, self.measures = months, tuple(measures)

    def __call__(self, scenario: Scenario, seed: int, *, on_month: Callable[[int], None] | None = None) -> Run:
        whole = runner.simulate(scenario, seed, self.months, on_month=on_month)
        series = whole.table[:, [whole.names.index(name) for name in self.measures]]
        kept = {SERIES: thinned(series, step(self.months)), **{name: whole.records[name] for name in KEPT}}
        return replace(whole, table=records.outcomes(whole.table[None]), records=kept)


def seconds(grid: Grid, months: int) -> float:
    """How long one run takes in this process, from a short one."""
    scenario = grid.runs[-1]
    runner.simulate(scenario, 0, 2)  # compiles, or reads what was compiled
    start = time.perf_counter()
    runner.simulate(scenario, 0, min(TRIAL, months))
    return (time.perf_counter() - start) / min(TRIAL, months) * months


def lacking(grid: Grid, seeds: int, folder: Path) -> int:
    """How many runs are not on disk yet."""
    there = {path.stem for path in (folder / "runs").glob("*.npz")}
    return sum(f"{run.name}-{seed}" not in there for run in grid.runs for seed in range(seeds))


@dataclass(frozen=True)
class Numbers:
    """What the runs of a grid have: arrays whose first axes are runs and seeds."""

    series: Floats  # [run, seed, point, measure]
    outcomes: Floats  # [run, seed, measure]: all measures of the program, means over the last months
    records: Mapping[str, Floats]  # [run, seed, ...]


def run(
    grid: Grid, measures: Sequence[str], *, seeds: int, months: int, jobs: int | None, folder: Path, quiet: bool
) -> Numbers:
    """Make the runs that the folder lacks, and read all of them."""
    from sim.measures import MEASURES

    runner.ensembles(
        {"explore": (grid.runs, folder)}, range(seeds), months, jobs=jobs, where=folder, quiet=quiet,
        keeps="outcomes", make=Make(months, measures),
    )  # fmt: skip
    points = -(-months // step(months))
    paths = [[folder / "runs" / f"{one.name}-{seed}.npz" for seed in range(seeds)] for one in grid.runs]

    def every(read: Callable[[Path], Floats]) -> Floats:
        return np.array([[read(path) for path in row] for row in paths])

    described = records.described()

    def shape(name: str) -> tuple[int | None, ...]:
        axes: Any = described[name]["axes"]
        return tuple(map(len, axes.values()))

    return Numbers(
        every(partial(read_record, name=SERIES, shape=(points, len(measures)))),
        every(lambda path: read_run(path, 1, list(MEASURES))[0]),
        {name: every(partial(read_record, name=name, shape=shape(name))) for name in KEPT},
    )
