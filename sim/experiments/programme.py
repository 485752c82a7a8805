"""``sim programme``: a programme of points, each of which some parameters turn on: what is run of all their combinations.

Which points, and what is looked at, programme.toml declares. A combination is a number whose bits are the points: 1 for point 1, 2 for
point 2, 4 for point 3. Its worlds run in blocks: some combinations under one seed, whose common months are run once.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field, ValidationError

from sim.base import toml
from sim.base.declared import Strict, Text
from sim.base.errors import InputError, suggest
from sim.base.toml import located
from sim.economy import acting, records
from sim.economy.measures import MEASURES
from sim.economy.records import YEAR, Run
from sim.economy.scenario import Event, Scenario
from sim.engine import parameters
from sim.engine.parameters import Params
from sim.experiments import designs
from sim.experiments.designs import Point
from sim.runs import branching
from sim.runs.branching import Course
from sim.runs.dictionary import Measure
from sim.runs.reckoning import months_to_run

DECLARED = Path(__file__).with_name("programme.toml")
PATHS = "paths"  # what a run of a block keeps beside its numbers: [combination, outcome, year]
BESIDE = -1  # stands for the combination of the scenario beside
WIDE = 64  # worlds of a block: more would lose more when a run is stopped, fewer would run common months more often


class Switch(Strict):
    """A point: what it sets, and what stands there without it. ``beside``: the points in force in its row of an ablation."""

    title: Text
    on: dict[str, Any] = Field(min_length=1)
    off: dict[str, Any] = Field(min_length=1)
    beside: list[int] = Field(default=[])


class Size(Strict):
    """How many seeds, workers and months where nobody says otherwise."""

    seeds: int = Field(ge=1)
    workers: int = Field(ge=1)
    months: int = Field(ge=1)


class Declared(Strict):
    """All of programme.toml."""

    none: str  # the scenario with every point off
    all: str  # with every point on
    beside: str  # what is shown beside
    outcomes: list[str] = Field(min_length=1)
    ablation: list[str] = Field(min_length=1)
    sizes: dict[str, Size]
    points: list[Switch] = Field(min_length=2, max_length=12)

    @property
    def whole(self) -> int:
        """The combination of all points."""
        return (1 << len(self.points)) - 1

    def setting(self, combination: int) -> Point:
        """What a combination sets."""
        found: Point = {}
        for number, point in enumerate(self.points):
            found |= point.on if combination >> number & 1 else point.off
        return found

    def row(self, number: int) -> tuple[int, int, int, int]:
        """The four combinations in the row of a point (from 0): with it and without, alone; with it and without, all others in force.

        >>> read().row(0), read().row(2)
        ((1, 0, 1023, 1022), (5, 1, 1023, 1019))
        """
        ground = sum(1 << other - 1 for other in self.points[number].beside)
        return ground | 1 << number, ground, self.whole, self.whole & ~(1 << number)

    def of_ablation(self) -> list[int]:
        """The combinations that an ablation needs."""
        return sorted({0, self.whole, *(one for number in range(len(self.points)) for one in self.row(number))})


def members(combination: int) -> list[int]:
    """The points of a combination, from 1.

    >>> members(5)
    [1, 3]
    """
    return [number for number in range(1, combination.bit_length() + 1) if combination >> number - 1 & 1]


def read(path: Path | None = None) -> Declared:
    """A file of points (the shipped one by default); an InputError with all its faults."""
    document = toml.read(path or DECLARED)
    try:
        found = Declared(**document.data)
    except ValidationError as error:
        raise InputError([located(document, fault["loc"], fault["msg"]) for fault in error.errors()]) from None
    faults = [
        located(document, (key, index), f"no such measure: {name}{suggest(name, MEASURES)}")
        for key, names in (("outcomes", found.outcomes), ("ablation", found.ablation))
        for index, name in enumerate(names)
        if name not in MEASURES
    ]
    faults += [
        located(document, ("ablation", index), f"{name}: is none of the outcomes")
        for index, name in enumerate(found.ablation)
        if name not in found.outcomes
    ]
    faults += [
        located(document, ("sizes",), f"no size {name}: must have every and ablation")
        for name in ("every", "ablation")
        if name not in found.sizes
    ]
    owners: dict[str, int] = {}
    for index, point in enumerate(found.points):
        for side, values in (("on", point.on), ("off", point.off)):
            faults += [located(document, ("points", index, side, key), text) for key, text in parameters.faults(values).items()]
        if point.on.keys() != point.off.keys() or point.on == point.off:
            faults.append(located(document, ("points", index, "off"), "must have other values of the same parameters as on"))
        for name in point.on:
            if owners.setdefault(name, index) != index:
                fault = f"{name}: is set by point {owners[name] + 1} as well"
                faults.append(located(document, ("points", index, "on", name), fault))
        if any(not 1 <= other <= len(found.points) or other == index + 1 for other in point.beside):
            faults.append(located(document, ("points", index, "beside"), f"must be other points (1 to {len(found.points)})"))
    if faults:
        raise InputError(faults)
    return found


def unlike(declared: Declared, none: Scenario, whole: Scenario) -> list[str]:
    """Where the table and its two scenarios contradict each other."""
    faults = []
    for scenario, combination in ((none, 0), (whole, declared.whole)):
        has = scenario.params.as_dict()
        faults += [
            f"{scenario.name}: {key} = {toml.literal(has[key])}, where the table of points has {toml.literal(value)}"
            for key, value in declared.setting(combination).items()
            if has[key] != value
        ]
    on = none.params.replace(**declared.setting(declared.whole)).as_dict()
    faults += [
        f"{whole.name}: {key} = {toml.literal(value)}, {none.name} has {toml.literal(on[key])}, and no point sets it"
        for key, value in whole.params.as_dict().items()
        if on[key] != value and key not in declared.setting(0)
    ]
    if none.events != whole.events:
        faults.append(f"{whole.name}: has other dated changes than {none.name}")
    return faults


# -- what is run


@dataclass(frozen=True)
class Block:
    """Some combinations whose worlds run side by side, to a folder of results what a scenario is."""

    name: str
    declared: Declared
    base: Scenario  # every point off
    combinations: tuple[int, ...]
    months: int
    beside: Scenario | None = None

    @property
    def title(self) -> dict[str, str]:
        """In a manifest."""
        first, last = self.combinations[0], self.combinations[-1]
        return {"en": f"Combinations from {first} to {last}", "zh": f"组合{first}至{last}"}

    @property
    def question(self) -> dict[str, str]:
        return {"en": "", "zh": ""}

    @property
    def params(self) -> Params:
        """Those of the scenario with every point off."""
        return self.base.params

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(self.base.events)

    @property
    def files(self) -> tuple[str, ...]:
        """What its worlds were read from."""
        return (*self.base.files, *(self.beside.files if self.beside else ()))

    @cached_property
    def worlds(self) -> dict[int, Scenario]:
        """By combination; the scenario beside is -1."""
        found = {one: world(self.declared, self.base, one, self.months) for one in self.combinations}
        return found | ({BESIDE: self.beside} if self.beside else {})

    def courses(self) -> list[Course]:
        """The worlds, of which every month of every outcome is looked at."""
        looks = {name: {(0, self.months - 1)} for name in self.declared.outcomes}
        return [Course(scenario, self.months, looks) for scenario in self.worlds.values()]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The numbers that a run keeps: of each world by its place in the block, every outcome."""
        return tuple(f"{place} {outcome}" for place in range(len(self.worlds)) for outcome in self.declared.outcomes)

    @cached_property
    def digest(self) -> str:
        """A hash of all that determines the numbers."""
        content = [[(one, scenario.digest) for one, scenario in self.worlds.items()], self.declared.outcomes, self.months]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def to_toml(self) -> str:
        """As comments: what each of its combinations sets."""
        lines = [f"# {self.title['en']} of {self.base.name}, by their place in the columns of a run"]
        for place, (one, scenario) in enumerate(self.worlds.items()):
            said = scenario.name if one == BESIDE else designs.written(self.declared.setting(one))
            lines.append(f"# {place}: combination {one}: {said}")
        return "\n".join(lines) + "\n"


def world(declared: Declared, base: Scenario, combination: int, months: int) -> Scenario:
    """The scenario of a combination. A point that leaves no trace in it, since what it acts on is not there, is off: it is one with the
    combination without that point, and their months are run once."""
    found = base.at(f"{base.name}-{combination}", declared.setting(combination))
    for number in members(combination):
        point = declared.points[number - 1]
        if len(acting.asleep(found, months, point.on)) == len(point.on):
            found = found.at(found.name, point.off)
    return found


def blocks(
    declared: Declared, base: Scenario, combinations: Sequence[int], months: int, beside: Scenario | None = None
) -> list[Block]:
    """The combinations in blocks of `WIDE` at most, so that those that are one for longest stand together."""
    begins = branching.beginning(base)[0]
    early = [
        number
        for number, point in enumerate(declared.points)
        if branching.beginning(base.at(base.name, point.on))[0] != begins
    ]
    mask = sum(1 << number for number in early)
    order = sorted(combinations, key=lambda one: (one & mask, one))
    parts = [order[first : first + WIDE] for first in range(0, len(order), WIDE)]
    digits = len(str(len(parts) - 1))
    return [
        Block(f"block-{number:0{digits}}", declared, base, tuple(part), months, beside if number == 0 else None)
        for number, part in enumerate(parts)
    ]


def starts(some: Sequence[Block]) -> list[str]:
    """The faults of worlds that have no state to start in."""
    from sim.economy.start import check

    faults, seen = [], set()
    for block in some:
        for one, scenario in block.worlds.items():
            params = scenario.params_at(0)
            if params in seen:
                continue
            seen.add(params)
            try:
                check(scenario, block.months)
            except InputError as error:
                name = scenario.name if one == BESIDE else f"{block.base.name} with points {members(one) or 'none'}"
                faults += [f"{name}: {message}" for message in error.messages]
    return faults


def make(block: Block, seed: int, *, months: int, window: int, on_month: Callable[[int], None] | None = None) -> Run:
    """The run of a block under a seed. It counts as one of so many months, of which ``on_month`` is told a fair share."""
    courses = block.courses()
    total = months_to_run(courses)

    def done(count: int) -> None:
        if on_month:
            on_month(months * count // total)

    tables = branching.grow(courses, seed, done)
    series = np.array([[table[name] for name in block.declared.outcomes] for table in tables])  # [world, outcome, month]
    years = np.stack([series[..., first : first + YEAR].mean(axis=-1) for first in range(0, months, YEAR)], axis=-1)
    ends = records.outcomes(np.moveaxis(series, -1, 1), window)
    return Run(block.name, seed, months, ends.reshape(1, -1), block.columns, {}, {PATHS: years})


@dataclass(frozen=True)
class Work:
    """How much there is to do under one seed."""

    worlds: int
    months: int  # of all worlds, each by itself
    run: int  # those in common once

    @property
    def shared(self) -> float:
        """The share of months that other worlds have in common with one that is run."""
        return 1.0 - self.run / self.months


def work(some: Sequence[Block]) -> Work:
    """That of some blocks."""
    worlds = sum(len(block.worlds) for block in some)
    return Work(worlds, worlds * some[0].months, sum(months_to_run(block.courses()) for block in some))


def described(some: Sequence[Block]) -> list[Measure]:
    """What a run keeps, as its folder describes it."""
    longest = max(some, key=lambda block: len(block.columns))
    found: list[Measure] = []
    for column in longest.columns:
        place, _, name = column.partition(" ")
        measure = MEASURES[name]
        labels = {"en": f"{measure.label['en']}, world {place}", "zh": f"{measure.label['zh']}，世界{place}"}
        found.append(_Kept(column, measure.unit, measure.kind, labels, measure.doc))
    return found


@dataclass(frozen=True)
class _Kept:
    """A number as a folder describes its column."""

    name: str
    unit: str
    kind: str
    label: Mapping[str, str]
    doc: Mapping[str, str]
