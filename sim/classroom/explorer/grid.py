"""The grid behind the classroom page: scenarios at all combinations of slider levels, what it costs, and its runs.

Settings that resolve to the same parameters and events are one run, whichever scenario they come from.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import product
from math import floor, log10
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from sim.base import toml
from sim.base.arrays import Floats
from sim.base.declared import Strict, Text
from sim.base.errors import InputError, suggest
from sim.economy import records
from sim.economy.measures import MEASURES
from sim.economy.records import Run
from sim.economy.scenario import Scenario
from sim.engine import parameters
from sim.experiments import designs
from sim.experiments.ensemble import FEW
from sim.runs import runner
from sim.runs.live import KEPT, POINTS, Watched, step
from sim.runs.results import read_record, read_run

FILE = Path(__file__).with_name("explorer.toml")
MOST_RUNS = 20_000
SERIES = "series"
STEPS = 100  # of a slider that has no levels
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


def sliders(texts: Sequence[str], levels: int | None) -> list[Slider]:
    """The sliders asked for: names, or ``name=low:high:count`` where the declared ends won't do.

    Without ``levels`` they move in small steps, and ``name=low:high`` has no count.

    >>> [(slider.name, slider.values) for slider in sliders(["pass_through", "markup=0.1:0.3:2"], 3)]
    [('pass_through', (0.0, 0.5, 1.0)), ('markup', (0.1, 0.3))]
    >>> [len(slider.values) for slider in sliders(["ubi_share", "markup=0.1:0.3"], None)]
    [101, 101]
    """
    known, faults, spelt = declarations().sliders, [], []
    count, form = ("", "LOW:HIGH") if levels is None else (f":{levels}", "LOW:HIGH:COUNT")
    for text in texts:
        name = text.partition("=")[0].strip()
        if "=" not in text and name not in known:
            hint = f"has no declared levels: write {name}={form}" if name in parameters.table() else (
                f"no such slider{suggest(name, known)} (declared: {', '.join(known)}; others as NAME={form})"
            )  # fmt: skip
            faults.append(f"--sliders {toml.cut(text)}: {hint}")
        elif "=" in text and ":" not in text:
            faults.append(f"--sliders {toml.cut(text)}: must be NAME or NAME={form}")
        elif "=" in text:
            spelt.append(text)
        else:
            spelt.append(f"{name}={known[name].low}:{known[name].high}{count}")
    if faults:
        raise InputError(faults)
    found = []
    for axis in designs.read(spelt, "lhs" if levels is None else "grid", "--sliders"):
        parameter, own = parameters.table()[axis.name], known.get(axis.name)
        label = own.label if own else Text(en=parameter.en, zh=parameter.zh)
        values = axis.values or steps(axis.low, axis.high, isinstance(parameter.default, int))
        found.append(Slider(axis.name, values, label, bool(own and own.needs_ai)))
    return found


def check_free(asked: Sequence[Slider], changes: Mapping[str, object]) -> None:
    """An InputError where a parameter that a slider is to move is set for good."""
    twice = [slider.name for slider in asked if slider.name in changes]
    if twice:
        raise InputError([f"--sliders {name}: is set by --set or --workers as well" for name in twice])


def steps(low: float, high: float, whole: bool) -> tuple[float, ...]:
    """Round values between two ends, a hundred or fewer apart: as near as a hand on a slider comes.

    >>> steps(0.01, 0.05, False)[:3], steps(1.0, 500.0, True)[-2:]
    ((0.01, 0.0105, 0.011), (496, 500))
    """
    least = (high - low) / STEPS
    size = next(s for s in (10.0 ** floor(log10(least)) * m for m in (1, 2, 5, 10)) if s >= least * (1 - 1e-9))
    size = max(size, 1.0) if whole else size
    values = (float(f"{low + i * size:.{designs.DIGITS}g}") for i in range(floor((high - low) / size * (1 + 1e-9)) + 1))
    found = sorted({*values, high})
    return tuple(map(int, found)) if whole else tuple(found)


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
        return slider.needs_ai and not base.params.ai and not any(any(event.values("ai")) for event in base.events)


def bare(scenarios: Mapping[str, Scenario], asked: Sequence[Slider]) -> Grid:
    """Scenarios and sliders without runs. A slider's levels take in what the scenarios have of their own, so that each
    can be shown as it is."""
    own = {slider.name: {base.params.as_dict()[slider.name] for base in scenarios.values()} for slider in asked}
    widened = [replace(slider, values=tuple(sorted({*slider.values, *own[slider.name]}))) for slider in asked]
    return Grid(scenarios, widened, list(scenarios.values()), {name: [] for name in scenarios})


def make(scenarios: Mapping[str, Scenario], asked: Sequence[Slider], months: int) -> Grid:
    """The grid, with its runs."""
    from sim.economy.start import check

    start = bare(scenarios, asked)
    widened = start.sliders
    size = len(scenarios) * int(np.prod([len(slider.values) for slider in widened], dtype=float))
    if size > MOST_RUNS:
        raise InputError(
            f"explore: {size} settings: must be at most {MOST_RUNS}: lower --levels, or name fewer --sliders"
        )
    runs: dict[str, Scenario] = {}  # by what determines their numbers
    places: dict[str, int] = {}
    cells: dict[str, list[int]] = {}
    faults: list[str] = []
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


class Make:
    """Makes one run and keeps what the page shows of it; a class, since it goes to other processes."""

    def __init__(self, months: int, measures: Sequence[str], window: int | None = None) -> None:
        self.months, self.measures, self.window = months, tuple(measures), window

    def __call__(self, scenario: Scenario, seed: int, *, on_month: Callable[[int], None] | None = None) -> Run:
        names = tuple(MEASURES)
        run = Watched(scenario, seed, self.months, self.measures, names, self.window)
        run.advance(self.months, on_month)
        kept = {SERIES: run.points(0, POINTS), **run.records()}
        return Run(scenario.name, seed, self.months, run.outcomes(), names, run.world.binding(), kept)


def seconds(grid: Grid, months: int) -> float:
    """How long one run takes in this process, from a short one."""
    Watched(grid.runs[-1], 0, months, (), ()).advance(2)  # compiles, or reads what was compiled
    run = Watched(grid.runs[-1], 0, months, (), ())
    start = time.perf_counter()
    run.advance(TRIAL)
    return (time.perf_counter() - start) / run.world.month * months


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
    grid: Grid,
    measures: Sequence[str],
    *,
    seeds: int,
    months: int,
    jobs: int | None,
    folder: Path,
    quiet: bool,
    window: int | None = None,
    force: bool = False,
) -> Numbers:
    """Make the runs that the folder lacks, and read all of them."""
    runner.ensembles(
        {"explore": (grid.runs, folder)}, range(seeds), months, jobs=jobs, where=folder, quiet=quiet,
        keeps="outcomes", make=Make(months, measures, window), window=window, force=force,
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
