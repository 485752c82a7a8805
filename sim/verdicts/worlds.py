"""What is run for the claims: the worlds of all their tests, under so many seeds, at so many draws and under each closure.

A run has all its worlds under one seed, so that all that is compared is paired. The draws move what is assumed, in all worlds alike: each
is a point of a Latin hypercube over every behavioural parameter, with a seed of its own. The closures of plots/closures.toml put
one contested assumption each in another way, under the first seed of the core. What the sides of a test set, and what
parts them, stays as the test says. Where the verdict of a test hangs on a share of draws that forty leave in doubt, or a
closure seems to turn it, this test alone has more runs: an arm of its own.
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
from sim.economy.records import YEAR, Run
from sim.economy.scenario import Event, Scenario
from sim.economy.start import check
from sim.engine.parameters import Params
from sim.experiments import closures, designs
from sim.experiments.designs import Point
from sim.runs import branching
from sim.runs.branching import Course
from sim.verdicts import readings, thresholds, validation
from sim.verdicts.readings import Reading
from sim.verdicts.register import Claim, Effect, Part, decides

DESIGNS = 20  # so many hypercubes are tried for points at which every world has a state to start in
FIRST_SEED = 1000  # of the draws: theirs are not those of the core
FIRST_CLOSURE, APART = 100_000, 10  # number of the first run under a closure, and how far those of the next are from it

CORE, DRAWS, CLOSURES, MORE = "core", "draws", "closures", "more-"  # names of the parts of the runs; more-M4.1
YEARS = "years"  # what a run of the core keeps beside its numbers


@dataclass(frozen=True)
class Draw:
    """What is assumed otherwise in one run: a point of the hypercube, or a closure."""

    kind: Literal["point", "closure"]
    name: str
    set: Point


@dataclass(frozen=True)
class Trials:
    """The tests of some claims by name (M4.1 is the first of M4), what each holds, and the draws.

    ``undrawn``: the tests that predict nothing, or what doesn't stand in the text: no verdict hangs on them, and the core alone runs them.
    """

    tests: Mapping[str, Part]
    held: Mapping[str, frozenset[str]]
    effects: Mapping[str, Effect]
    undrawn: frozenset[str] = frozenset()
    draws: Sequence[Draw] = ()  # the points
    closures: Sequence[Draw] = ()
    plain: bool = False  # points move shares like everything else
    passed_over: int = 0  # points without a state to start in, which others stand for
    every: Mapping[str, Part] = field(default_factory=dict)  # the tests of all claims, which the points are for

    @cached_property
    def columns(self) -> dict[str, tuple[str, Reading]]:
        """All numbers that a run keeps: name -> its test, and what is read."""
        return {f"{test} {one.name}": (test, one) for test, part in self.tests.items() for one in readings.of(part)}

    def courses(self, draw: Draw | None = None, test: str | None = None) -> dict[tuple[str, str], Course]:
        """The worlds by test and role: as they are, with every year looked at, or at a draw; of one test, or of all."""
        found = {}
        for name, part in self.tests.items() if test is None else [(test, self.tests[test])]:
            if draw and name in self.undrawn:
                continue
            looks = readings.looks(part, whole=draw is None)
            for role, (side, months) in part.worlds.items():
                scenario = side.load(f"{name} {role}")
                moved = {key: value for key, value in draw.set.items() if key not in self.held[name]} if draw else {}
                scenario = replace(scenario, params=scenario.params.replace(**moved)) if moved else scenario
                scenario.params_at(0)  # an event that contradicts the draw is a fault now
                found[name, role] = Course(scenario, months, looks[role])
        return found

    def numbers(self, tables: Mapping[tuple[str, str], branching.Table]) -> Floats:
        """What is kept of the worlds of a run, in the order of ``columns``; of tests that it has not, which nobody looks at, 0."""
        by_test: dict[str, dict[str, branching.Table]] = {}
        for (test, role), table in tables.items():
            by_test.setdefault(test, {})[role] = table
        return np.array(
            [one.take(by_test[test], self.effects) if test in by_test else 0.0 for test, one in self.columns.values()]
        )

    @cached_property
    def paths(self) -> dict[tuple[str, str, str], int]:
        """Which row of the years holds a measure of the world of a test and role; of worlds that are the same there is one."""
        rows: dict[tuple[str, int, str], int] = {}
        return {
            (test, role, measure): rows.setdefault((course.scenario.digest, course.months, measure), len(rows))
            for (test, role), course in self.courses().items()
            for measure in readings.measures(self.tests[test])
        }

    def years(self, tables: Mapping[tuple[str, str], branching.Table]) -> Floats:
        """Yearly means over all months, a row each of ``paths``; nan in years beyond the end of a world."""
        found = np.full((max(self.paths.values()) + 1, -(-self.months // YEAR)), np.nan)
        for (test, role, measure), row in self.paths.items():
            if np.isnan(found[row, 0]):
                means = readings.means(tables[test, role][measure])
                found[row, : means.size] = means
        return found

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

    @cached_property
    def further(self) -> tuple[list[Draw], int]:
        """The points after the first ones, up to ``thresholds.MORE`` in all, and how many were passed over for them."""
        bare = replace(self, tests=self.every or self.tests)
        count = max(thresholds.MORE - len(self.draws), 0)
        return _points(bare, count, DESIGNS, len(self.draws)) if count else ([], 0)

    def values(self, count: int) -> dict[str, Floats]:
        """Those of each parameter at the first ``count`` points."""
        points = self.draws if count <= len(self.draws) else [*self.draws, *self.further[0]][:count]
        return {name: np.array([point.set[name] for point in points]) for name in points[0].set} if points else {}

    def moving(self, test: str, count: int) -> dict[str, Floats]:
        """The same of the parameters that the points move in a test, and that can act on it."""
        found = self.values(count)
        still = self.held[test] | validation.asleep(self.tests[test], found)
        return {name: values for name, values in found.items() if name not in still}


def trials_of(claims: Mapping[str, Claim], effects: Mapping[str, Effect], draws: int, *, plain: bool = False) -> Trials:
    """The trials of the claims that can be computed, with so many draws (and the closures, if there are any); an InputError where there
    is no such point."""
    tests = named(claims)
    held = {name: _held(test) for name, test in tests.items()}
    undrawn = frozenset(name for name, test in tests.items() if not decides(test))
    bare = Trials(tests, held, effects, undrawn, plain=plain, every=tests)
    _check(bare, None)
    under = [Draw("closure", name, dict(closure.set)) for name, closure in closures.read().items() if closure.set]
    for draw in under if draws else ():
        _check(bare, draw)
    points, passed_over = _points(bare, draws, 0, 0)
    return replace(bare, draws=points, closures=under if draws else [], passed_over=passed_over)


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


def _points(bare: Trials, count: int, design: int, first: int) -> tuple[list[Draw], int]:
    """``count`` points of Latin hypercubes at which every world has a state to start in, and how many had none before.

    ``design``: the first hypercube that is tried; ``first``: the number of the first point.
    """
    found: list[Draw] = []
    passed_over = 0
    for number in range(design, design + DESIGNS):
        for point in designs.around(Params(), max(count, 2), number, plain=bare.plain):
            if len(found) == count:
                return found, passed_over
            draw = Draw("point", f"point {first + len(found)}", point)
            try:
                _check(bare, draw)
                found.append(draw)
            except InputError:
                passed_over += 1
    raise InputError(f"--draws {first + count}: only {first + len(found)} points have a stationary state in every world")


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
    """A part of the runs, to a folder of results what a scenario is. Its runs have numbers, which are to a folder what seeds are."""

    name: str
    trials: Trials
    title: dict[str, str]
    test: str | None = None  # the one that it runs; none: all
    question: dict[str, str] = field(default_factory=lambda: {"en": "", "zh": ""})
    params: Params = field(default_factory=Params)
    events: tuple[Event, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """What its worlds were read from."""
        return tuple({file for course in self.trials.courses().values() for file in course.scenario.files})

    @property
    def space(self) -> list[int]:
        """The numbers of all runs that it may have, without those of the core: it has as many as are asked for."""
        points, closures = len(self.trials.draws), range(len(self.trials.closures))
        if self.name == DRAWS:
            return [FIRST_SEED + number for number in range(points)]
        if self.name == CLOSURES:
            return [number_under(which, 0) for which in closures]
        if self.test is None:
            return []
        more = [FIRST_SEED + points + number for number in range(len(self.trials.further[0]))]
        return more + [number_under(which, seed) for which in closures for seed in range(1, thresholds.UNDER)]

    def run(self, number: int) -> tuple[Draw | None, int]:
        """What is assumed in the run of a number, and its seed."""
        if self.name == CORE:
            return None, number
        if number >= FIRST_CLOSURE:
            which, seed = divmod(number - FIRST_CLOSURE, APART)
            return self.trials.closures[which], seed
        at, first = number - FIRST_SEED, len(self.trials.draws)
        return (self.trials.draws[at] if at < first else self.trials.further[0][at - first]), number

    @cached_property
    def digest(self) -> str:
        """A hash of all that determines the numbers."""
        courses = self.trials.courses(None, self.test)
        worlds = [[test, role, course.months, course.scenario.digest] for (test, role), course in courses.items()]
        tests = {test for test, _ in courses}
        held = {test: sorted(self.trials.held[test]) for test in sorted(tests)} if self.space else {}
        draws = [draw.set for number in self.space for draw, _ in [self.run(number)] if draw]
        drawn = sorted(tests - self.trials.undrawn) if self.space else []
        content = [worlds, sorted(self.trials.columns), _sizes(self.trials), held, draws, drawn]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def to_toml(self) -> str:
        """As comments: every world with the file in which it stands in full, and what each draw sets."""
        files = {name: file for file, (names, _) in files_of(self.trials).items() for name in names}
        lines = [
            f"# {test} {role}: {side.said()}; {months} months; {files[f'{test} {role}']}.toml"
            for test, part in self.trials.tests.items()
            if self.test in (None, test)
            for role, (side, months) in part.worlds.items()
        ]
        for number in self.space:
            draw, seed = self.run(number)
            if draw:
                lines.append(f"# run {number}: {draw.name}, seed {seed}: {designs.written(draw.set)}")
        return "\n".join([f"# {self.title['en']}", *lines]) + "\n"


def number_under(which: int, seed: int) -> int:
    """The number of a run under the closure of this place.

    >>> number_under(2, 1)
    100021
    """
    return FIRST_CLOSURE + APART * which + seed


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
    """Every run that is wanted at first: its part and its number."""
    core = Arm(CORE, trials, {"en": "All worlds as they are", "zh": "各世界原样"})
    drawn = Arm(DRAWS, trials, {"en": "All worlds at a draw each", "zh": "各世界按抽样逐一变动"})
    under = Arm(CLOSURES, trials, {"en": "All worlds under each closure", "zh": "各世界分别采用各种闭合"})
    return [(core, seed) for seed in range(seeds)] + [(arm, number) for arm in (drawn, under) for number in arm.space]


def more(trials: Trials, wanted: Mapping[str, "Wanted"]) -> list[tuple[Arm, int]]:
    """The runs that single tests ask for beyond these."""
    found = []
    names = [closure.name for closure in trials.closures]
    for test, one in wanted.items():
        arm = Arm(MORE + test, trials, {"en": f"More runs for {test}", "zh": f"{test}的更多运行"}, test)
        under = {names.index(name) for name in one.closures}
        found += [
            (arm, number)
            for number in arm.space
            if (number < FIRST_CLOSURE and one.points)
            or (number >= FIRST_CLOSURE and (number - FIRST_CLOSURE) // APART in under)
        ]
    return found


@dataclass(frozen=True)
class Wanted:
    """What a test asks for once its first runs are there."""

    points: bool
    closures: frozenset[str]


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
    """The run of a number. It counts as one of so many months, of which ``on_month`` is told a fair share."""
    draw, own = arm.run(seed)
    courses = arm.trials.courses(draw, arm.test)
    worlds = list(courses.values())
    total = sum(stretch.end - stretch.first for stretch in branching.stretches(worlds))

    def done(count: int) -> None:
        if on_month:
            on_month(months * count // total)

    tables = dict(zip(courses, branching.grow(worlds, own, done), strict=True))
    kept = {YEARS: arm.trials.years(tables)} if draw is None else {}
    return Run(arm.name, seed, months, arm.trials.numbers(tables)[None], tuple(arm.trials.columns), {}, kept)
