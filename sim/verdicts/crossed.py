"""What is run to see what verdicts hang on: the worlds of all tests that predict, as they are, and once more with each mechanism on.

A part of the runs is a mechanism at the setting that its room declares as its ``example``; one more has none. A run of a part has its
worlds under one seed, and what they have in common is run once. Where a test sets one of the parameters itself, in a scenario, on a side,
by an event or along a shape, its value stands in all its worlds; where it sets all of them, nothing is added and nothing is run.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.errors import InputError, SimError
from sim.economy.mechanisms import MECHANISMS
from sim.economy.records import Run
from sim.economy.start import check
from sim.engine.parameters import Params
from sim.experiments.designs import Point
from sim.runs import branching
from sim.runs.branching import Course, Table
from sim.runs.reckoning import months_to_run
from sim.verdicts import readings, thresholds
from sim.verdicts.matrix import Line, Numbers, written
from sim.verdicts.outcomes import Outcome, outcomes
from sim.verdicts.register import Effect, Part, Show
from sim.verdicts.worlds import Trials

# Stood before the claims were put to the test, which are about worlds with them and without; asked are those that came after.
STOOD = ("entry", "rivalry", "ai_ownership", "upkeep", "abstainers", "owners_search")
PLAIN = "without"  # the part without any
SEEDS, WORKERS = 4, 1000
APART = "a world falls apart under seed {seeds}"
STATE = "state"  # what a run keeps beside its numbers, of each: whether it is one, is none, or its world has fallen apart
NONE, GONE = 1.0, 2.0
DIGITS = 5  # of the numbers that are kept


def rooms() -> dict[str, Point]:
    """The mechanisms that are asked, each with its setting."""
    return {one.name: one.example for one in MECHANISMS if one.name not in STOOD}


def predicting(tests: Mapping[str, Part]) -> dict[str, Part]:
    """The tests that predict something: of what is only shown no sign can turn."""
    return {name: test for name, test in tests.items() if not isinstance(test, Show)}


def own(test: Part) -> set[str]:
    """The parameters that a test sets itself, in whichever of its worlds."""
    default, found = Params().as_dict(), set(test.moved)
    for side, _ in test.worlds.values():
        scenario = side.load()
        found |= {name for name, value in scenario.params.as_dict().items() if value != default[name]}
        found |= {name for event in scenario.events for name in (*event.set, *event.series)}
        found |= {name for _, _, table in side.settings for name in table}
    return found


@dataclass(frozen=True)
class Crossed:
    """A part of the runs, to a folder of results what a scenario is: all tests, with some parameters set in their worlds."""

    name: str
    set: Point
    tests: Mapping[str, Part]
    effects: Mapping[str, Effect]
    workers: int = WORKERS
    question: dict[str, str] = field(default_factory=lambda: {"en": "", "zh": ""})
    events: tuple[Any, ...] = ()

    @property
    def title(self) -> dict[str, str]:
        """What it is, for a folder."""
        return {"en": f"All worlds with {self.name}", "zh": f"各世界加{self.name}"} if self.set else {"en": "All worlds", "zh": "各世界"}

    @property
    def params(self) -> Params:
        """The size of its worlds, for a folder: they have parameters of their own."""
        return Params().replace(n_workers=self.workers)

    @cached_property
    def trials(self) -> Trials:
        """The tests with what they keep."""
        return Trials(self.tests, {}, self.effects)

    @cached_property
    def kept(self) -> dict[str, list[str]]:
        """By test: the parameters of the setting in which its own values stand, where there are any."""
        found = {name: own(test) for name, test in self.tests.items()} if self.set else {}
        return {name: sorted(self.set.keys() & some) for name, some in found.items() if self.set.keys() & some}

    def nothing(self, test: str) -> bool:
        """Whether a test sets all of it itself."""
        return bool(self.set) and set(self.kept.get(test, ())) == set(self.set)

    @cached_property
    def worlds(self) -> tuple[dict[str, dict[str, Course]], dict[str, str]]:
        """The worlds of each test by role; and of those that can't begin with this setting why."""
        courses: dict[str, dict[str, Course]] = {}
        wrecks, fine = dict[str, str](), set()
        for name, test in self.tests.items():
            if self.nothing(name):
                continue
            add = {key: value for key, value in self.set.items() if key not in self.kept.get(name, ())}
            try:
                found = self._courses(name, test, add)
                for course in found.values():
                    first = course.scenario.params_at(0), course.months, bool(course.scenario.events)
                    if first not in fine:
                        check(course.scenario, course.months)
                        fine.add(first)
                courses[name] = found
            except InputError as error:
                wrecks[name] = error.messages[0]
        return courses, wrecks

    def _courses(self, name: str, test: Part, add: Point) -> dict[str, Course]:
        looks, found = readings.looks(test), {}
        for role, (side, months) in test.worlds.items():
            scenario = side.load(f"{name} {role}")
            size = {} if "n_workers" in side.set else {"n_workers": self.workers}
            scenario = scenario.at(scenario.name, {**size, **add})
            for event in scenario.events:
                scenario.params_at(event.month)  # one that contradicts the setting is a fault now
            found[role] = Course(scenario, months, looks[role])
        return found

    @property
    def months(self) -> int:
        """The longest world of any test."""
        return self.trials.months

    def to_run(self) -> int:
        """Months of all worlds together, what they have in common once."""
        courses = [course for some in self.worlds[0].values() for course in some.values()]
        return months_to_run(courses)

    @property
    def files(self) -> tuple[str, ...]:
        """What its worlds were read from."""
        return tuple({file for some in self.worlds[0].values() for course in some.values() for file in course.scenario.files})

    @cached_property
    def digest(self) -> str:
        """A hash of all that determines the numbers."""
        courses, wrecks = self.worlds
        worlds = [[test, role, one.months, one.scenario.digest] for test, some in courses.items() for role, one in some.items()]
        used = {one.measure for _, one in self.trials.columns.values() if one.what.startswith(("departs", "fall"))}
        sizes = {name: [self.effects[name].size, self.effects[name].relative] for name in sorted(used)}
        content = [worlds, wrecks, sorted(self.trials.columns), sizes]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def to_toml(self) -> str:
        """As comments: what is set, and of every test its worlds, what it keeps for itself, and why it can't begin."""
        wrecks = self.worlds[1]
        lines = [f"# {self.title['en']}", *([f"# {written(self.set)}"] if self.set else [])]
        for name, test in self.tests.items():
            lines += [f"# {name} {role}: {side.said()}; {months} months" for role, (side, months) in test.worlds.items()]
            lines += [f"# {name}: its own {', '.join(self.kept[name])}"] if name in self.kept else []
            lines += [f"# {name}: {wrecks[name]}"] if name in wrecks else []
        return "\n".join(lines) + "\n"


def parts(tests: Mapping[str, Part], effects: Mapping[str, Effect], workers: int, some: Mapping[str, Point]) -> list[Crossed]:
    """All parts: none of the mechanisms first."""
    points = {PLAIN: {}, **{name: dict(point) for name, point in some.items()}}
    return [Crossed(name, point, tests, effects, workers) for name, point in points.items()]


def make(part: Crossed, seed: int, *, months: int, on_month: Callable[[int], None] | None = None) -> Run:
    """The run of a part under a seed. It counts as one of so many months, of which ``on_month`` is told a fair share."""
    courses = part.worlds[0]
    there = 0.0

    def done(share: float) -> None:
        nonlocal there
        there = max(there, share)
        if on_month:
            on_month(int(months * there))

    tables = grown(courses, seed, done)
    columns = part.trials.columns.values()
    numbers = np.array([one.take(tables[test], part.effects) if test in tables else 0.0 for test, one in columns])
    state = np.where([test in tables for test, _ in columns], np.where(np.isfinite(numbers), 0.0, NONE), GONE)
    done(1.0)
    table = np.where(state > 0.0, 0.0, numbers)[None]
    return Run(part.name, seed, months, table, tuple(part.trials.columns), {}, {STATE: state})


def grown(
    courses: Mapping[str, Mapping[str, Course]], seed: int, done: Callable[[float], None] = lambda share: None
) -> dict[str, dict[str, Table]]:
    """The worlds of all tests, run together. Where one falls apart, those of either half by themselves: only the tests that have it are
    not among what is found."""
    keys = [(test, role) for test, some in courses.items() for role in some]
    worlds = [courses[test][role] for test, role in keys]
    total = max(months_to_run(worlds), 1)
    try:
        tables = branching.grow(worlds, seed, lambda count: done(count / total)) if worlds else []
    except SimError as error:
        if "not enough memory" in str(error):  # which says nothing of a world
            raise
        names = list(courses)
        if len(names) == 1:
            return {}
        half = len(names) // 2
        return {
            test: found
            for some in (names[:half], names[half:])
            for test, found in grown({name: courses[name] for name in some}, seed, done).items()
        }
    found: dict[str, dict[str, Table]] = {}
    for (test, role), table in zip(keys, tables, strict=True):
        found.setdefault(test, {})[role] = table
    return found


# -- from runs to lines


def lines(
    some: Sequence[Crossed], frames: Mapping[str, pd.DataFrame], states: Mapping[str, Floats]
) -> tuple[list[Line], dict[str, dict[str, str]]]:
    """Every outcome with its numbers in each part, and by test and mechanism why all of it is undefined.

    ``frames``: runs by part; ``states``: of each of its numbers by part, [seed, column]."""
    plain, *others = some
    known = {part: frames[part].mask(pd.DataFrame(state > 0.0, frames[part].index, [*plain.trials.columns]))
             for part, state in states.items()}  # fmt: skip
    gone = {part: pd.DataFrame(state == GONE, frames[part].index, [*plain.trials.columns]) for part, state in states.items()}
    found: list[Line] = []
    why: dict[str, dict[str, str]] = {}
    for name, test in plain.tests.items():
        each = {part.name: _outcomes(part, name, known[part.name], gone[part.name]) for part in some if not part.nothing(name)}
        for part in some:
            if part.name in each and (reason := part.worlds[1].get(name) or each[part.name][1]):
                why.setdefault(name, {})[part.name] = reason
        for at, one in enumerate(each[PLAIN][0]):
            if one.sign is None:
                continue
            values = {where: None if name in why and where in why[name] else _numbers(some[at]) for where, (some, _) in each.items()}
            detail = one.detail.en if one.detail else None
            decides = not (test.added or one.vacuous)
            found.append(Line(name, one.measure, detail, one.sign, decides, values.pop(PLAIN),
                              {part.name: values[part.name] for part in others if part.name in values}))  # fmt: skip
    return found, why


def _outcomes(part: Crossed, name: str, frame: pd.DataFrame, states: pd.DataFrame) -> tuple[list[Outcome], str]:
    """The outcomes of a test in a part, and why there are none under some seed, if so."""
    numbers = {one.name: frame[f"{name} {one.name}"].to_numpy(np.float64) for one in part.trials.kept(name)}
    gone = np.asarray(states[[f"{name} {one.name}" for one in part.trials.kept(name)]].to_numpy().all(axis=1))
    seeds = ", ".join(str(seed) for seed, out in zip(frame.index, gone, strict=True) if out)
    numbers = {key: np.where(gone, 0.0, values) for key, values in numbers.items()}
    return outcomes(part.tests[name], numbers, part.effects), APART.format(seeds=seeds) if seeds else ""


def _numbers(one: Outcome) -> Numbers | None:
    """The mean effect with its interval and the smallest of interest; None where one of them is no number."""
    summary = thresholds.summary(one.sign, one.gaps, one.bound, np.zeros(0), np.zeros(0))
    found = summary.mean, summary.low, summary.high, summary.bound
    if not np.isfinite(found).all():
        return None
    mean, low, high, bound = (float(f"{number:.{DIGITS}g}") for number in found)
    return mean, low, high, bound
