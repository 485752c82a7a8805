"""Whether the first link of a chain carries the difference: a world in which it is held at the other side's values.

The world has the parameters of the scenario; month by month the decisions that make the first link are those of the reference
(``sim/verdicts/held.py``), and no other. What is left of the difference went by other ways. The first link has to be held indeed: a
measure that still differs there, because other things move it too, shows nothing.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from sim.base import sources
from sim.base.files import write_text
from sim.causes import graph
from sim.causes.chains import Cause
from sim.economy.decisions import DECIDES
from sim.economy.scenario import Scenario
from sim.runs import pools
from sim.runs.branching import Course
from sim.runs.results import Results
from sim.verdicts import held

FILE = "why.json"  # what a folder of results keeps of it
OTHER, SIDE = "against", "side"
LOST = 0.5  # of a difference without its first link: that is its cause
HELD = 0.9  # of the first link's own difference: so much has to be gone before anything is said
MAKERS = ("sim.causes.holding", "sim.verdicts.held")


@dataclass(frozen=True)
class Task:
    """The worlds of one first link under one seed, and the measures that are looked at: the link, and the ends of its chains."""

    base: Scenario
    side: Scenario
    seed: int
    months: int
    window: int
    first: str
    ends: tuple[str, ...]

    def run(self) -> dict[str, tuple[float, float]]:
        """Of each measure the effect as it is, and with the first link held."""
        names = (self.first, *self.ends)
        looks = dict.fromkeys(names, ((self.months - self.window, self.months - 1),))
        courses = {OTHER: Course(self.base, self.months, looks), SIDE: Course(self.side, self.months, looks)}
        seen = held.lockstep(courses, OTHER, left_free(self.first), self.seed)

        def effect(tables: Mapping[str, Mapping[str, Any]], name: str) -> float:
            mine, theirs = (table[name][-self.window :].mean() for table in (tables[SIDE], seen.full[OTHER]))
            return float(mine - theirs)

        return {name: (effect(seen.full, name), effect(seen.held, name)) for name in names}


def left_free(first: str) -> frozenset[str]:
    """All decisions but those that make a measure."""
    return frozenset(chain.from_iterable(DECIDES.values())) - set(graph.read().nodes[first].holds.split())


def run(task: Task) -> dict[str, tuple[float, float]]:
    """For another process."""
    return task.run()


@dataclass(frozen=True)
class Without:
    """What is left without the first link. ``lost``: of the end, mean over seeds; ``held``: of the link's own difference."""

    lost: float
    held: float

    @property
    def is_held(self) -> bool:
        """Whether the link stands where the other side has it."""
        return self.held >= HELD

    @property
    def because(self) -> bool:
        """Whether the end loses half or more."""
        return self.is_held and self.lost >= LOST


Found = Mapping[tuple[str, str, str], Without]  # by scenario, first link and end


def asked(causes: Sequence[Cause]) -> dict[tuple[str, str], list[str]]:
    """By scenario and first link that can be held: the ends of its chains."""
    nodes = graph.read().nodes
    found: dict[tuple[str, str], list[str]] = {}
    for cause in causes:
        for one in cause.chains:
            if one.first and nodes[one.first].holds:
                ends = found.setdefault((cause.gap.scenario, one.first), [])
                ends += [cause.gap.measure] if cause.gap.measure not in ends else []
    return found


def hold(
    results: Results,
    causes: Sequence[Cause],
    scenarios: Mapping[str, Scenario],
    jobs: int = 1,
    on_task: Callable[[int, int], None] = lambda done, total: None,
) -> Found:
    """Run what the causes ask for, three worlds a seed and first link, and keep it in the folder; ``on_task`` is told of each."""
    base = scenarios[results.reference]
    groups = {
        key: [
            Task(base, scenarios[key[0]], seed, results.months, results.window, key[1], tuple(ends))
            for seed in results.common_seeds(key[0], results.reference)
        ]
        for key, ends in asked(causes).items()
    }
    asked_for = [task for tasks in groups.values() for task in tasks]
    done = enumerate(pools.each(run, asked_for, jobs), start=1)
    found: dict[tuple[str, str, str], Without] = {}
    for (scenario, first), tasks in groups.items():
        seen = []
        for _ in tasks:
            number, one = next(done)
            seen.append(one)
            on_task(number, len(asked_for))
        means = {name: np.mean([one[name] for one in seen], axis=0) for name in seen[0]}
        lost = {name: float(1.0 - left / full) if full else 0.0 for name, (full, left) in means.items()}
        found |= {(scenario, first, end): Without(lost[end], lost[first]) for end in tasks[0].ends}
    rows = [[*key, one.lost, one.held] for key, one in found.items()]
    write_text(results.folder / FILE, json.dumps({"key": _key(results), "found": rows}, indent=1) + "\n")
    return found


def kept(results: Results) -> Found | None:
    """What an earlier call has kept of these very runs; None where none has."""
    path = results.folder / FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["key"] == _key(results):
            return {(row[0], row[1], row[2]): Without(float(row[3]), float(row[4])) for row in content["found"]}
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        pass
    return None


def _key(results: Results) -> str:
    """A hash of all that determines it."""
    manifest = results.manifest
    entries = {name: [entry["digest"], results.seeds.get(name)] for name, entry in manifest["scenarios"].items()}
    files = [path for name in MAKERS if (path := sources.file(name))] + [Path(graph.FILE)]
    content = [manifest["code"], results.months, results.window, results.reference, entries, sources.digest(files)]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
