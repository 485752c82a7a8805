"""What the points of a programme do, from a finished folder of ``sim programme``: values, paths, what each adds, and tables of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field, ValidationError

from sim.base.arrays import Floats
from sim.base.declared import Strict, Text
from sim.base.errors import InputError, SimError
from sim.base.estimates import apart, half_width, still
from sim.base.files import MARK, write_text
from sim.base.paths import shown
from sim.economy.measures import MEASURES
from sim.economy.records import YEAR
from sim.economy.scenario import Scenario
from sim.experiments import games
from sim.experiments.programme import BESIDE, PATHS, Block, Declared, Switch
from sim.runs.results import Results, read_csv, read_record
from sim.runs.tables import gzipped_csv_file, write_csv

FILE = "programme.json"
ABLATION = "ablation"  # the subfolder of the ablation
PATHS_FILE = "paths.csv.gz"
TABLES = ("values.csv", "shapley.csv", "interactions.csv", "ablation.csv", "levels.csv")
FILES = (FILE, *TABLES, PATHS_FILE)  # that a folder may have beside runs and figures
AGAIN = ": the command that made it writes it again"
EFFECTS = ("alone", "missing", "interaction")
NUMBERS = ("mean", "low", "high")
Effect = Literal["alone", "missing", "interaction"]


class Outcome(Strict):
    """What is looked at."""

    name: str
    unit: str
    label: dict[str, str]


class About(Strict):
    """What programme.json says of a folder."""

    written: str
    date: str
    command: str
    version: str
    code: str
    none: str
    all: str
    beside: str | None
    titles: dict[str, dict[str, str]]  # of the scenarios
    seeds: list[int] = Field(min_length=1)
    workers: int
    months: int = Field(ge=1)
    window: int = Field(ge=1)
    combinations: list[int] = Field(min_length=2)
    points: list[Switch] = Field(min_length=2)
    outcomes: list[Outcome] = Field(min_length=1)
    ablation: list[str]


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds with its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval holds no zero. Of one seed there is none, so that nothing is clear."""
        return self.low > 0.0 or self.high < 0.0


def estimate(values: Floats) -> Estimate:
    """That of the values of some seeds.

    >>> estimate(np.array([1.0, 3.0])).clear, estimate(np.array([2.0, 2.0])), estimate(np.array([2.0])).clear
    (False, Estimate(mean=2.0, low=2.0, high=2.0), False)
    """
    mean = float(values.mean())
    half = half_width(values) if values.size > 1 else float("nan")
    if still(values):  # nothing but rounding between seeds
        half = 0.0 if values.size > 1 else half
    return Estimate(mean, mean - half, mean + half)


@dataclass(frozen=True)
class Found:
    """Finished combinations of a programme: ``values[seed, combination, outcome]``, in the order of ``combinations``."""

    folder: Path
    about: About
    values: Floats

    @property
    def points(self) -> list[Switch]:
        """The points, the first is point 1."""
        return self.about.points

    @property
    def combinations(self) -> list[int]:
        """In the order of the values; -1 is the scenario beside."""
        return self.about.combinations

    @property
    def seeds(self) -> list[int]:
        """Those of the runs."""
        return self.about.seeds

    @property
    def outcomes(self) -> list[str]:
        """The measures that are looked at."""
        return [outcome.name for outcome in self.about.outcomes]

    @property
    def whole(self) -> int:
        """The combination of all points."""
        return (1 << len(self.points)) - 1

    @property
    def complete(self) -> bool:
        """Whether every combination is there."""
        return len(set(self.combinations) - {BESIDE}) == self.whole + 1

    @property
    def declared(self) -> Declared:
        """The points as a table of points has them."""
        about = self.about
        return Declared(
            none=about.none, all=about.all, beside=about.beside or about.none, outcomes=self.outcomes,
            ablation=about.ablation, sizes={}, points=about.points,
        )  # fmt: skip

    def of(self, combination: int) -> Floats:
        """``[seed, outcome]`` of one combination."""
        return np.asarray(self.values[:, self.combinations.index(combination)])

    @cached_property
    def paths(self) -> Floats:
        """Yearly means: ``[seed, combination, year, outcome]``."""
        path = self.folder / PATHS_FILE
        frame = _table(path, self.outcomes)
        years = -(-self.about.months // YEAR)
        shape = (len(self.seeds), len(self.combinations), years, len(self.outcomes))
        return _numbers(frame, self.outcomes, shape, path)

    @cached_property
    def worth(self) -> Floats:
        """``[combination, seed, outcome]`` of all combinations, in their order."""
        order = [self.combinations.index(one) for one in range(self.whole + 1)]
        return np.moveaxis(self.values[:, order], 1, 0)

    @cached_property
    def shapley(self) -> Floats:
        """Shapley values: ``[point, seed, outcome]``. They add up to what all points together change, or there is a SimError."""
        found = games.shapley(self.worth)
        if not games.adds_up(found, self.worth):
            raise SimError(f"{shown(self.folder)}: Shapley values do not add up to what {self.about.all} changes")
        return found

    @cached_property
    def interactions(self) -> Floats:
        """Pairwise interactions: ``[pair, seed, outcome]``, in the order of ``games.pairs``."""
        return games.interactions(self.worth)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The pairs of points, from 1."""
        return [(first + 1, second + 1) for first, second in games.pairs(len(self.points))]

    def effect(self, number: int, effect: str) -> Floats:
        """``[seed, outcome]``: one effect of the row of a point (from 0), seed by seed."""
        if effect == "interaction":
            return self.effect(number, "missing") - self.effect(number, "alone")
        alone, ground, whole, without = self.declared.row(number)
        return apart(self.of(alone), self.of(ground)) if effect == "alone" else apart(self.of(whole), self.of(without))

    def size(self) -> dict[str, int]:
        """How large its runs are."""
        return {"workers": self.about.workers, "seeds": len(self.seeds), "months": self.about.months}

    # -- its tables

    def shapley_table(self) -> pd.DataFrame:
        """A row an outcome and point; ``whole``: what all points together change."""
        whole = (self.worth[-1] - self.worth[0]).mean(axis=0)
        rows = [
            [outcome, point + 1, *self._row(self.shapley[point, :, at]), float(whole[at]), *self.shapley[point, :, at].tolist()]
            for at, outcome in enumerate(self.outcomes)
            for point in range(len(self.points))
        ]
        return pd.DataFrame(rows, columns=["outcome", "point", *NUMBERS, "whole", *self._by_seed()])

    def interactions_table(self) -> pd.DataFrame:
        """A row an outcome and pair of points."""
        rows = [
            [outcome, *pair, *self._row(self.interactions[place, :, at]), *self.interactions[place, :, at].tolist()]
            for at, outcome in enumerate(self.outcomes)
            for place, pair in enumerate(self.pairs)
        ]
        return pd.DataFrame(rows, columns=["outcome", "first", "second", *NUMBERS, *self._by_seed()])

    def ablation_table(self) -> pd.DataFrame:
        """A row an outcome of the ablation, point and effect."""
        rows = [
            [outcome, point + 1, effect, *self.size().values(), *self._row(self.effect(point, effect)[:, self.outcomes.index(outcome)])]
            for outcome in self.about.ablation
            for point in range(len(self.points))
            for effect in EFFECTS
        ]
        return pd.DataFrame(rows, columns=["outcome", "point", "effect", *self.size(), *NUMBERS])

    def levels_table(self) -> pd.DataFrame:
        """A row an outcome and world: no point, all of them, and the scenario beside, where it is there."""
        worlds = {self.about.none: 0, self.about.all: self.whole}
        worlds |= {self.about.beside: BESIDE} if self.about.beside else {}
        rows = [
            [outcome, name, *self.size().values(), *self._row(self.of(one)[:, at])]
            for at, outcome in enumerate(self.outcomes)
            for name, one in worlds.items()
        ]
        return pd.DataFrame(rows, columns=["outcome", "world", *self.size(), *NUMBERS])

    def _row(self, values: Floats) -> list[float]:
        found = estimate(values)
        return [found.mean, found.low, found.high]

    def _by_seed(self) -> list[str]:
        return [f"seed_{seed}" for seed in self.seeds]


# -- a folder of them


def gather(blocks: Sequence[Block], results: Results) -> tuple[Floats, Floats]:
    """Values and paths of finished blocks: ``[seed, combination, outcome]`` and ``[seed, combination, year, outcome]``, combinations in
    their order."""
    frame = results.outcomes.set_index(["scenario", "seed"])
    seeds, outcomes = results.seeds[blocks[0].name], blocks[0].declared.outcomes
    values: dict[int, Floats] = {}
    paths: dict[int, Floats] = {}
    for block in blocks:
        shape = len(block.worlds), len(outcomes), -(-block.months // YEAR)
        files = [results.folder / "runs" / f"{block.name}-{seed}.npz" for seed in seeds]
        years = np.stack([read_record(file, PATHS, shape) for file in files])
        means = frame.loc[[(block.name, seed) for seed in seeds]][list(block.columns)].to_numpy(np.float64)
        for place, one in enumerate(block.worlds):
            values[one] = means.reshape(len(seeds), *shape[:2])[:, place]
            paths[one] = np.moveaxis(years[:, place], 1, 2)
    return tuple(np.stack([table[one] for one in sorted(table)], axis=1) for table in (values, paths))  # type: ignore[return-value]


def about(blocks: Sequence[Block], results: Results, whole: Scenario) -> About:
    """What a folder says of itself; ``whole``: the scenario with all points."""
    first, manifest = blocks[0], results.manifest
    declared, beside = first.declared, first.beside
    titles = {one.name: dict(one.title) for one in (first.base, whole, beside) if one}
    return About(
        written=MARK, date=results.day, command=manifest["command"], version=manifest["version"], code=manifest["code"],
        none=first.base.name, all=whole.name, beside=beside.name if beside else None, titles=titles,
        seeds=results.seeds[first.name], workers=first.base.params.n_workers, months=first.months, window=results.window,
        combinations=sorted(one for block in blocks for one in block.worlds), points=declared.points,
        outcomes=[Outcome(name=name, unit=MEASURES[name].unit, label=dict(MEASURES[name].label)) for name in declared.outcomes],
        ablation=declared.ablation,
    )  # fmt: skip


def write(folder: Path, known: About, values: Floats, paths: Floats) -> Found:
    """All tables of a folder but the ablation, which is set beside another's."""
    found = Found(folder, known, values)
    keys = [(seed, one) for seed in known.seeds for one in known.combinations]
    table = pd.DataFrame(values.reshape(len(keys), -1), columns=found.outcomes)
    table.insert(0, "seed", [seed for seed, _ in keys])
    table.insert(1, "combination", [one for _, one in keys])
    write_csv(folder / "values.csv", table)
    years = paths.shape[2]
    long = pd.DataFrame(paths.reshape(len(keys) * years, -1), columns=found.outcomes)
    long.insert(0, "seed", np.repeat([seed for seed, _ in keys], years))
    long.insert(1, "combination", np.repeat([one for _, one in keys], years))
    long.insert(2, "year", np.tile(np.arange(years), len(keys)))
    with gzipped_csv_file(folder / PATHS_FILE, long.columns) as put:
        put(zip(*(long[name].tolist() for name in long), strict=True))
    if found.complete:
        write_csv(folder / "shapley.csv", found.shapley_table())
        write_csv(folder / "interactions.csv", found.interactions_table())
    text = json.dumps(known.model_dump(), ensure_ascii=False, indent=1)
    write_text(folder / FILE, text + "\n")
    return found


def write_ablation(found: Found, other: Found | None) -> None:
    """The tables of the ablation, with those of the other folder of the same programme beside them where it is there."""
    both = [found, *([other] if other else [])]
    write_csv(found.folder / "ablation.csv", pd.concat([one.ablation_table() for one in both], ignore_index=True))
    write_csv(found.folder / "levels.csv", pd.concat([one.levels_table() for one in both], ignore_index=True))


def is_programme(folder: Path) -> bool:
    """Whether a folder has finished combinations of a programme."""
    return (folder / FILE).exists()


def read(folder: str | Path) -> Found:
    """A finished folder of ``sim programme``; an InputError where it is none, or damaged."""
    folder = Path(folder)
    path = folder / FILE
    try:
        known = About.model_validate_json(path.read_bytes(), strict=True)
    except FileNotFoundError:
        raise InputError(f"{shown(path)}: missing: {shown(folder)} holds no finished results of sim programme") from None
    except OSError as error:
        raise InputError(f"{shown(path)}: cannot be read ({error.strerror or error})") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{shown(path)}: damaged ({'.'.join(map(str, first['loc']))}: {first['msg'].lower()}){AGAIN}") from None
    names = [outcome.name for outcome in known.outcomes]
    frame = _table(folder / "values.csv", names)
    shape = len(known.seeds), len(known.combinations), len(names)
    return Found(folder, known, _numbers(frame, names, shape, folder / "values.csv"))


def _table(path: Path, names: Sequence[str]) -> pd.DataFrame:
    """A table of the folder, with every digit."""
    try:
        return read_csv(path, names)
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"{shown(path)}: cannot be read ({str(error).splitlines()[0]}){AGAIN}") from None


def _numbers(frame: pd.DataFrame, names: Sequence[str], shape: tuple[int, ...], path: Path) -> Floats:
    """The columns of outcomes of a table as an array."""
    if any(name not in frame for name in names) or len(frame) != int(np.prod(shape[:-1])):
        raise InputError(f"{shown(path)}: damaged (its rows are not those of {FILE}){AGAIN}")
    return np.asarray(frame[list(names)].to_numpy(np.float64).reshape(shape))


def other_of(found: Found, folder: Path) -> Found | None:
    """What another folder holds of the same programme: nothing where there is none, or its points or scenarios are others."""
    if not is_programme(folder):
        return None
    other = read(folder)
    same = (other.points, other.about.none, other.about.all, other.about.code) == (
        found.points, found.about.none, found.about.all, found.about.code
    )  # fmt: skip
    return other if same else None


def label(number: int, point: Switch, lang: str) -> str:
    """How a point is shown.

    >>> label(1, Switch(title={"en": "Clusters public", "zh": "算力收归公有"}, on={"a": 1}, off={"a": 0}), "en")
    '1 Clusters public'
    """
    title: Text = point.title
    return f"{number} {title.of(lang)}"


def tables(found: Found) -> dict[str, Any]:
    """All of its tables."""
    known = {"ablation": found.ablation_table(), "levels": found.levels_table()}
    if found.complete:
        known = {"shapley": found.shapley_table(), "interactions": found.interactions_table()} | known
    return known
