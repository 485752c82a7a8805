"""Runs several worlds under one seed. What they have in common is run once: they go apart in the month in which they first differ.

Two worlds are one as long as the same mechanisms are on (what one keeps may be seen before it acts) and all parameters agree that can act
by then. When that is each declares (``acts`` of its line): when cloud firms begin to build, when the basic income begins, or from the first
month on.
"""

import copy
import math
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import told
from sim.economy import measures, month, start
from sim.economy.acting import SIDES, wakes
from sim.economy.mechanisms import MECHANISMS
from sim.economy.scenario import Scenario
from sim.economy.world import World
from sim.engine import parameters

BESIDE = 16  # worlds that go through a phase one after the other: with more their columns are out of the caches, with fewer its code

Table = Mapping[str, Floats]  # measure -> array [month]


@dataclass(frozen=True)
class Course:
    """One world: how many months of it are run, and in which of them, the first and the last of each span, a measure is looked at."""

    scenario: Scenario
    months: int
    looks: Mapping[str, Collection[tuple[int, int]]]


@dataclass(frozen=True)
class Stretch:
    """Months that some courses have in common, after those of the stretch ``parent`` (-1: from the start)."""

    parent: int
    first: int
    end: int
    members: tuple[int, ...]


def stretches(courses: Sequence[Course]) -> list[Stretch]:
    """All months to be run, each once, a stretch before those that follow it."""
    found: list[Stretch] = []
    waiting = [(-1, 0, tuple(range(len(courses))))]
    while waiting:
        parent, first, members = waiting.pop()
        groups: dict[Hashable, list[int]] = {}
        for i in members:
            if courses[i].months > first:
                groups.setdefault(_acting(courses[i].scenario, first), []).append(i)
        for group in groups.values():
            partings = [at for i in group for at in (*_turns(courses[i].scenario), courses[i].months) if at > first]
            end = int(min(partings))
            found.append(Stretch(parent, first, end, tuple(group)))
            waiting.append((len(found) - 1, end, tuple(group)))
    return found


def grow(courses: Sequence[Course], seed: int, on_month: Callable[[int], None] | None = None) -> list[Table]:
    """What is looked at of every course, nan in months in which nobody looks; ``on_month`` is told how many months have been run, of all
    in ``stretches``."""
    plan = stretches(courses)
    tables: list[Table] = [{name: np.full(course.months, np.nan) for name in course.looks} for course in courses]
    looked = [_looked(courses, stretch) for stretch in plan]
    children = Counter(stretch.parent for stretch in plan)
    worlds: dict[int, World] = {}  # by the stretch that they are in, or at the end of
    done = 0
    # A month of all worlds before the next: what is drawn in it is the same for all, and drawn once.
    for at in range(max((stretch.end for stretch in plan), default=0)):
        going = [number for number, stretch in enumerate(plan) if stretch.first <= at < stretch.end]
        for some in (going[first : first + BESIDE] for first in range(0, len(going), BESIDE)):
            with told(courses[plan[some[0]].members[0]].scenario, seed) as now:
                now.month = at
                for number in some:
                    if at == plan[number].first:
                        now.scenario = courses[plan[number].members[0]].scenario
                        worlds[number] = _begin(now.scenario, seed, plan[number].parent, worlds, children)
                month.step(*(worlds[number] for number in some), at=now)
                for number in some:
                    seen = looked[number].get(at, ())
                    now.scenario = worlds[number].scenario
                    values = measures.read(worlds[number], {name for _, name in seen})
                    for i, name in seen:
                        tables[i][name][at] = values[name]
                    if at == plan[number].end - 1 and not children[number]:
                        del worlds[number]
            done += len(some)
            if on_month:
                on_month(done)
    return tables


def _begin(scenario: Scenario, seed: int, parent: int, worlds: dict[int, World], children: Counter[int]) -> World:
    """The world at the beginning of a stretch: a copy of the parent's, which the last of its children takes over."""
    if parent < 0:
        return start.start(scenario, seed)
    children[parent] -= 1
    world = copy.deepcopy(worlds[parent]) if children[parent] else worlds.pop(parent)
    world.scenario = scenario
    return world


def _looked(courses: Sequence[Course], stretch: Stretch) -> Mapping[int, list[tuple[int, str]]]:
    """The courses and measures that are looked at in each month of a stretch; not in it: months in which nobody looks."""
    found: dict[int, list[tuple[int, str]]] = {}
    for i in stretch.members:
        for name, spans in courses[i].looks.items():
            for first, last in spans:
                for at in range(max(first, stretch.first), min(last + 1, stretch.end)):
                    found.setdefault(at, []).append((i, name))
    return found


def beginning(scenario: Scenario) -> tuple[Hashable, float]:
    """What acts in the first months of a scenario, and the first month in which something else may: until then worlds are one."""
    return _acting(scenario, 0), min((at for at in _turns(scenario) if at > 0), default=math.inf)


def _acting(scenario: Scenario, month: int) -> Hashable:
    """The mechanisms that are on, and the parameters in force that act by this month."""
    awake = {"start", *(side for side, acts in SIDES.items() if month >= wakes(scenario, acts))}
    table, params = parameters.table(), scenario.params_at(month)
    on = tuple(mechanism.name for mechanism in MECHANISMS if mechanism.on(params))
    return on, tuple(item for item in params.as_dict().items() if table[item[0]].acts in awake)


def _turns(scenario: Scenario) -> list[float]:
    """The months in which something begins to act."""
    events = [float(at) for event in scenario.events for at in event.months]
    return [*events, *(wakes(scenario, acts) for acts in SIDES.values())]
