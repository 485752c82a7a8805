"""Worlds in lockstep: the two sides of a test, and a third with the parameters of the side and the decisions of the other.

After every phase what it has decided on the other side is copied into the third world; no rule changes. What it takes from the lever
itself is left free: the decisions of phases that read it. Production, matching, deliveries, payments and wear come as they come. The effect
that is left is what nobody decided: the natural direct effect of mediation analysis (Pearl 2001), seen and not estimated, since both
worlds are run.
"""

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import told
from sim.economy import measures, month, start
from sim.economy.decisions import DECIDES, columns, set_by
from sim.economy.records import YEAR
from sim.economy.scenario import Scenario
from sim.economy.world import World
from sim.runs.branching import Course, Table, stretches
from sim.verdicts import readings, validation
from sim.verdicts.register import Effect, Part, Shape, Timing

WITHOUT = "without AI"  # the other side of a test of one world
OWN = frozenset({"producers.adoption", "producers.feasible"})  # free there: AI comes, and nobody answers it


@dataclass(frozen=True)
class Seen:
    """What the worlds of a test did under one seed: by role what is looked at, as it is and with the decisions held."""

    full: Mapping[str, Table]
    held: Mapping[str, Table]
    alike: bool  # no column of the sides differs in any month
    equal: frozenset[str]  # measures that are equal on both sides in every month that is looked at
    rows: Floats  # some months of all worlds, every measure: [month, measure]


def other_side(test: Part) -> str:
    """The role whose decisions are held in all others."""
    roles = list(test.worlds)
    if isinstance(test, Timing):
        return "without"
    if isinstance(test, Shape):
        return roles[0]
    return "against" if "against" in roles else WITHOUT


def free(test: Part) -> frozenset[str]:
    """The decisions that are not held: those of phases that read what parts the sides."""
    if other_side(test) == WITHOUT:
        return OWN | set_by({"ai"}, month.PHASES)
    return set_by(validation.lever(test), month.PHASES)


def courses(test: Part, scenarios: Mapping[str, Scenario]) -> dict[str, Course]:
    """The worlds of a test by role, with the one without AI where it has no other."""
    looks = readings.looks(test)
    found = {role: Course(scenarios[role], months, looks[role]) for role, (_, months) in test.worlds.items()}
    if other_side(test) == WITHOUT:
        (side,) = found.values()
        found[WITHOUT] = replace(side, scenario=without_ai(side.scenario))
    return found


def together(each: Sequence[Mapping[str, Course]]) -> dict[str, Course]:
    """The same worlds with all that several tests look at."""
    found: dict[str, Course] = {}
    for role, course in ((role, course) for courses in each for role, course in courses.items()):
        before = found.get(role, course)
        looks = {
            name: {*before.looks.get(name, ()), *course.looks.get(name, ())}
            for name in {**before.looks, **course.looks}
        }
        found[role] = replace(before, months=max(before.months, course.months), looks=looks)
    return found


def without_ai(scenario: Scenario) -> Scenario:
    """The same to which AI never comes."""

    def rest(changes: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in changes.items() if name != "ai"}

    events = tuple(
        replace(one, set=rest(one.set), series=rest(one.series)) for one in scenario.events
    )
    return replace(scenario, name=f"{scenario.name} {WITHOUT}", params=scenario.params.replace(ai=False), events=events)


def hold(target: World, source: World, decisions: Collection[str]) -> None:
    """Copy decisions into a world, for the firms that are there in both, and of clouds where both have AI."""
    for name in decisions:
        table, _, column = name.rpartition(".")
        if table in ("producers", "clouds"):
            if table == "clouds" and min(source.frontier.since, target.frontier.since) < 0:
                continue
            rows = getattr(target, table)
            there = source.firms.active[rows] & target.firms.active[rows]
            mine, theirs = (getattr(world.firms, column)[..., rows] for world in (target, source))
            mine[..., there] = theirs[..., there]
        elif table == "channels":
            getattr(target.channels, column)[:] = getattr(source.channels, column)
        elif name == "workers.school":  # nobody is at work and in school
            jobless = source.workers.jobless & target.workers.jobless
            target.workers.school[jobless] = source.workers.school[jobless]
        else:
            ours, other = (getattr(world, table) if table else world for world in (target, source))
            if ours is None or other is None:  # what a mechanism keeps that sleeps in one of them
                continue
            setattr(ours, column, getattr(other, column))
    if "workers.active" in decisions:  # who stays at home has no job and is not in school
        workers = target.workers
        workers.employer[~workers.active], workers.school[~workers.active] = -1, 0
        workers.contract[~workers.active] = 0


def lockstep(courses: Mapping[str, Course], other: str, left: frozenset[str], seed: int) -> Seen:
    """Run the worlds of a test side by side, and the third of each. ``left``: the decisions that are left free."""
    base = courses[other]
    parts = {role: _parting(base, course) for role, course in courses.items() if role != other}
    full, held = ({role: _empty(course) for role, course in courses.items()} for _ in range(2))
    pairs: dict[
        str, tuple[World, World]
    ] = {}  # each side and its third, from the month in which they part from the other side
    alike, rows = True, list[Floats]()
    with told(base.scenario, seed) as now:
        world = start.start(base.scenario, seed)
        for at in range(max(course.months for course in courses.values())):
            now.month = at
            for role in [role for role, first in parts.items() if first == at]:
                pairs[role] = _from(world, courses[role].scenario), _from(world, courses[role].scenario)
            going = [pair for role, pair in pairs.items() if at < courses[role].months]
            month.step(world, *chain(*going), after=partial(_hold_all, [third for _, third in going], world, left))
            alike = alike and all(_alike(world, side) for side, _ in going)
            for role, course in courses.items():
                side, third = pairs.get(role, (world, world))
                _note(full[role], course, at, side)
                _note(held[role], course, at, third)
            if at % YEAR == YEAR - 1:
                rows += [measures.observe(one) for one in (world, *(side for side, _ in going))]
    equal = {name for name in full[other] if all(_same(table[name], full[other][name]) for table in full.values())}
    return Seen(full, held, alike, frozenset(equal), np.array(rows).reshape(-1, len(measures.MEASURES)))


def _hold_all(thirds: Sequence[World], world: World, left: frozenset[str], phase: month.Phase) -> None:
    decided = [one for one in DECIDES.get(phase.__name__, ()) if one not in left]
    for third in thirds:
        hold(third, world, decided)


def _empty(course: Course) -> dict[str, Floats]:
    return {name: np.full(course.months, np.nan) for name in course.looks}


def _same(one: Floats, other: Floats) -> bool:
    months = min(one.size, other.size)
    return np.array_equal(one[:months], other[:months], equal_nan=True)


def _from(world: World, scenario: Scenario) -> World:
    """A world as it stands before a month, from which on another scenario holds."""
    if not world.month:
        return start.start(scenario, world.seed)
    found = copy.deepcopy(world)
    found.scenario = scenario
    return found


def _parting(base: Course, side: Course) -> float:
    """The first month in which the two may differ; never, where they are one world."""
    apart = [one.first for one in stretches([base, side]) if one.members == (1,) and one.first < base.months]
    return min(apart, default=np.inf)


def _alike(one: World, other: World) -> bool:
    """Whether every column of the two is equal."""
    ours, theirs = dict(columns(one)), dict(columns(other))
    return ours.keys() == theirs.keys() and all(np.array_equal(ours[name], theirs[name]) for name in ours)


def _note(table: dict[str, Floats], course: Course, at: int, world: World) -> None:
    """Take down what is looked at in this month."""
    names = [name for name, spans in course.looks.items() if any(first <= at <= last for first, last in spans)]
    for name, value in measures.read(world, names).items():
        table[name][at] = value


def numbers(test: Part, tables: Mapping[str, Table], effects: Mapping[str, Effect]) -> dict[str, float]:
    """All that a test keeps of a run."""
    return {one.name: one.take(tables, effects) for one in readings.of(test)}
