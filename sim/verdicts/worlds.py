"""What is run for the claims: the worlds of all their tests, under so many seeds and at so many draws, each run as one.

A run has every world under one seed, so that all that is compared is paired. The draws move what is assumed, in all worlds alike: points of
a Latin hypercube over every behavioural parameter, and the closures of plots/closures.toml. What the sides of a test set,
and what parts them, stays as the test says.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import InputError
from sim.economy.records import Run
from sim.economy.scenario import Event, Scenario
from sim.economy.start import check
from sim.engine.parameters import Params
from sim.experiments import closures, designs
from sim.experiments.designs import Axis, Point
from sim.runs import branching
from sim.runs.branching import Course
from sim.verdicts import readings, validation
from sim.verdicts.readings import Reading
from sim.verdicts.register import Claim, Effect, Part, Show

SPREAD = 0.2  # how far the points move each parameter, as a share of its value
DESIGNS = 20  # so many hypercubes are tried for points at which every world has a state to start in
FIRST_SEED = 1000  # of the draws: theirs are not those of the core

CORE, DRAWS = "core", "draws"  # names of the two parts of the runs


@dataclass(frozen=True)
class Draw:
    """What is assumed otherwise in one run: a point of the hypercube, or a closure."""

    kind: Literal["point", "closure"]
    name: str
    set: Point


@dataclass(frozen=True)
class Trials:
    """The tests of some claims by name (M4.1 is the first of M4), what each holds, and the draws.

    ``undrawn``: the tests that predict nothing: no verdict hangs on them, and no draw needs to run them.
    """

    tests: Mapping[str, Part]
    held: Mapping[str, frozenset[str]]
    effects: Mapping[str, Effect]
    undrawn: frozenset[str] = frozenset()
    draws: Sequence[Draw] = ()
    passed_over: int = 0  # points without a state to start in, which others stand for

    @cached_property
    def columns(self) -> dict[str, tuple[str, Reading]]:
        """All numbers that a run keeps: name -> its test, and what is read."""
        return {f"{test} {one.name}": (test, one) for test, part in self.tests.items() for one in readings.of(part)}

    def courses(self, draw: Draw | None = None) -> dict[tuple[str, str], Course]:
        """The worlds by test and role: as they are, or at a draw."""
        found = {}
        for test, part in self.tests.items():
            if draw and test in self.undrawn:
                continue
            looks = readings.looks(part)
            for role, (side, months) in part.worlds.items():
                scenario = side.load(f"{test} {role}")
                moved = {key: value for key, value in draw.set.items() if key not in self.held[test]} if draw else {}
                scenario = replace(scenario, params=scenario.params.replace(**moved)) if moved else scenario
                scenario.params_at(0)  # an event that contradicts the draw is a fault now
                found[test, role] = Course(scenario, months, looks[role])
        return found

    def numbers(self, draw: Draw | None, seed: int, on_month: Callable[[int], None] | None) -> Floats:
        """All worlds under one seed; what is kept of them, in the order of ``columns``."""
        courses = self.courses(draw)
        tables = dict(zip(courses, branching.grow(list(courses.values()), seed, on_month), strict=True))
        by_test: dict[str, dict[str, branching.Table]] = {}
        for (test, role), table in tables.items():
            by_test.setdefault(test, {})[role] = table
        return np.array(
            [
                one.take(by_test[test], self.effects) if test in by_test else 0.0  # not drawn, and never looked at
                for test, one in self.columns.values()
            ]
        )

    def kept(self, test: str) -> list[Reading]:
        """What a test keeps."""
        return readings.of(self.tests[test])

    def only(self, claims: Collection[str]) -> "Trials":
        """The same draws for the tests of some claims alone."""
        return replace(self, tests={name: test for name, test in self.tests.items() if claim_of(name) in claims})

    @cached_property
    def months(self) -> int:
        """The longest world."""
        return max(months for part in self.tests.values() for _, months in part.worlds.values())

    @property
    def closures(self) -> list[str]:
        """Those among the draws: the last ones."""
        return [draw.name for draw in self.draws if draw.kind == "closure"]

    @property
    def points(self) -> dict[str, Floats]:
        """The values of each parameter at the points of the hypercube."""
        found = [draw.set for draw in self.draws if draw.kind == "point"]
        return {name: np.array([point[name] for point in found]) for name in found[0]} if found else {}


def trials_of(claims: Mapping[str, Claim], effects: Mapping[str, Effect], draws: int) -> Trials:
    """The trials of the claims that can be computed, with so many draws; an InputError where there is no such point."""
    tests = named(claims)
    held = {name: _held(test) for name, test in tests.items()}
    undrawn = frozenset(name for name, test in tests.items() if isinstance(test, Show))
    bare = Trials(tests, held, effects, undrawn)
    _check(bare, None)
    declared = [Draw("closure", name, dict(closure.set)) for name, closure in closures.read().items() if closure.set]
    declared = declared[:draws]
    for draw in declared:
        _check(bare, draw)
    points, passed_over = _points(bare, draws - len(declared))
    return replace(bare, draws=[*points, *declared], passed_over=passed_over)


def named(claims: Mapping[str, Claim]) -> dict[str, Part]:
    """The tests of the claims that the model can run, each by its claim and number."""
    return {
        f"{claim.id}.{number}": test
        for claim in claims.values()
        if claim.status != "planned"
        for number, test in enumerate(claim.tests, start=1)
        if not claim.waiting(test)
    }


def claim_of(test: str) -> str:
    """
    >>> claim_of("M4.1")
    'M4'
    """
    return test.partition(".")[0]


def _held(test: Part) -> frozenset[str]:
    """What the draws leave alone in a test: what parts its sides, what it moves, what a side sets."""
    sets = {name for side in test.sides.values() for _, _, table in side.settings for name in table}
    return frozenset(validation.lever(test) | sets)


def _points(bare: Trials, count: int) -> tuple[list[Draw], int]:
    """The first ``count`` points of Latin hypercubes at which every world has a state to start in, and how many had none before."""
    ranges = designs.ranges_around(Params(), (), SPREAD)
    axes = [Axis(name, low=low, high=high) for name, (low, high) in ranges.items()]
    found: list[Draw] = []
    passed_over = 0
    for design in range(DESIGNS):
        for point in designs.points(axes, "lhs", max(count, 2), design):
            if len(found) == count:
                return found, passed_over
            draw = Draw("point", f"point {len(found)}", point)
            try:
                _check(bare, draw)
                found.append(draw)
            except InputError:
                passed_over += 1
    raise InputError(f"--draws {count}: only {len(found)} points have a stationary state in every world")


def _check(bare: Trials, draw: Draw | None) -> None:
    """Whether all worlds have a state to start in."""
    faults, seen = [], set()
    for course in bare.courses(draw).values():
        start = course.scenario.params_at(0)
        if start in seen:
            continue
        seen.add(start)
        try:
            check(course.scenario, course.months)
        except InputError as error:
            where = f"{course.scenario.name} under {draw.name}" if draw else course.scenario.name
            faults += [f"{where}: {message}" for message in error.messages]
    if faults:
        raise InputError(faults)


# -- as a folder of results keeps it


@dataclass(frozen=True)
class Kept:
    """A reading as a folder describes its column."""

    name: str
    unit: str
    kind: str
    label: Mapping[str, str]
    doc: Mapping[str, str]


@dataclass(frozen=True)
class Arm:
    """A part of the runs, to a folder of results what a scenario is: all worlds as they are, or all worlds at the draw of the seed."""

    name: str
    trials: Trials
    title: dict[str, str]
    question: dict[str, str] = field(default_factory=lambda: {"en": "", "zh": ""})
    params: Params = field(default_factory=Params)
    events: tuple[Event, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """What its worlds were read from."""
        return tuple({file for course in self.trials.courses().values() for file in course.scenario.files})

    @cached_property
    def digest(self) -> str:
        """A hash of all that determines the numbers."""
        worlds = [
            [test, role, course.months, course.scenario.digest]
            for (test, role), course in self.trials.courses().items()
        ]
        held = {test: sorted(self.trials.held[test]) for test in self.trials.tests}
        draws = [draw.set for draw in self.trials.draws] if self.name == DRAWS else []
        content = [worlds, sorted(self.trials.columns), _sizes(self.trials), held if draws else {}, draws]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def to_toml(self) -> str:
        """As comments: every world with the file in which it stands in full, and what each draw sets."""
        files = {name: file for file, (names, _) in files_of(self.trials).items() for name in names}
        lines = [
            f"# {test} {role}: {side.said()}; {months} months; {files[f'{test} {role}']}.toml"
            for test, part in self.trials.tests.items()
            for role, (side, months) in part.worlds.items()
        ]
        lines += [f"# seed {FIRST_SEED + i}: {designs.written(draw.set)}" for i, draw in enumerate(self.draws)]
        return "\n".join([f"# {self.title['en']}", *lines]) + "\n"

    @property
    def draws(self) -> Sequence[Draw]:
        """Those of its seeds."""
        return self.trials.draws if self.name == DRAWS else ()


def files_of(trials: Trials) -> dict[str, tuple[list[str], Scenario]]:
    """The worlds that differ, each by the name of its file, with all tests and roles that have it."""
    by_digest: dict[str, tuple[str, list[str], Scenario]] = {}
    for (test, role), course in trials.courses().items():
        file = f"{test}-{role.replace(' ', '-')}"
        found = by_digest.setdefault(course.scenario.digest, (file, [], course.scenario))
        found[1].append(f"{test} {role}")
    return {file: (names, scenario) for file, names, scenario in by_digest.values()}


def _sizes(trials: Trials) -> dict[str, Any]:
    """The smallest effects of interest that decide what is read: those of departures, and whether a fall is a part of its peak."""
    used = {one.measure for _, one in trials.columns.values() if one.what.startswith(("departs", "fall"))}
    return {name: [trials.effects[name].size, trials.effects[name].relative] for name in sorted(used)}


def runs(trials: Trials, seeds: int) -> list[tuple[Arm, int]]:
    """Every run that is wanted: its part and its seed."""
    core = Arm(CORE, trials, {"en": "All worlds as they are", "zh": "各世界原样"})
    drawn = Arm(DRAWS, trials, {"en": "All worlds at a draw each", "zh": "各世界按抽样逐一变动"})
    runs = [(core, seed) for seed in range(seeds)]
    return runs + [(drawn, FIRST_SEED + number) for number in range(len(trials.draws))]


def described(trials: Trials) -> list[Kept]:
    """What a run keeps, as its folder describes it."""
    from sim.economy.measures import MEASURES

    found = []
    for name, (_, one) in trials.columns.items():
        measure = MEASURES[one.measure]
        unit = "month" if one.what in readings.MONTHS else measure.unit
        found.append(Kept(name, unit, measure.kind, {"en": name, "zh": name}, measure.doc))
    return found


def make(arm: Arm, seed: int, *, months: int, on_month: Callable[[int], None] | None = None) -> Run:
    """One run. It counts as one of so many months, of which ``on_month`` is told a fair share."""
    draw = arm.draws[seed - FIRST_SEED] if arm.draws else None
    courses = list(arm.trials.courses(draw).values())
    total = sum(stretch.end - stretch.first for stretch in branching.stretches(courses))

    def done(count: int) -> None:
        if on_month:
            on_month(months * count // total)

    numbers = arm.trials.numbers(draw, seed, done)
    return Run(arm.name, seed, months, numbers[None], tuple(arm.trials.columns), {})
