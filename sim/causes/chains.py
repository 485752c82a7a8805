"""The chain that carries a difference: the parameters that were changed, where they enter, and the measures that moved on the way.

A measure has moved where the 95 % interval of its difference leaves out zero and the difference is no less than the smallest effect of
interest. It moves from the month on in which its mean of twelve months, over all seeds, first stands apart by that effect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.causes import graph
from sim.causes.graph import Graph, Step
from sim.economy import entering
from sim.economy.entering import Entered
from sim.economy.records import YEAR
from sim.engine import parameters
from sim.runs import display, pairing
from sim.runs.pairing import Difference
from sim.runs.results import Results
from sim.verdicts import readings
from sim.verdicts.register import Effect

FOUND = ("higher", "lower")
DATED = ("set", "series")  # of a dated change: values at once or at the end of a path, and values year by year


@dataclass(frozen=True)
class Moved:
    """A measure that has moved: its difference, what it is in the reference, and from which month on."""

    gap: Difference
    level: float
    month: int
    effect: Effect

    @property
    def step(self) -> Step:
        """For the graph."""
        return Step(self.gap.mean > 0.0, self.month)


@dataclass(frozen=True)
class Chain:
    """What carries a difference from one parameter: no ``links`` where the graph has no path. The last is the difference itself."""

    lever: str
    rules: Sequence[str]  # where it enters; phases where it enters no rule
    links: Sequence[Moved]

    @property
    def first(self) -> str:
        """The measure that moves before the others; nothing where there is no link but the end."""
        return self.links[0].gap.measure if len(self.links) > 1 else ""


@dataclass(frozen=True)
class Cause:
    """A difference, with a chain from each parameter that parts the two scenarios. ``small``: below its effect of interest, or outside
    the graph: nothing is looked for."""

    gap: Difference
    chains: Sequence[Chain]
    small: bool = False


def causes(results: Results, measures: Sequence[str] = ()) -> list[Cause]:
    """Of every difference that is found of these measures (the main ones), in the order of the results."""
    known = graph.read()
    if not results.has_months([name for name in known.nodes if name in results.measures]):
        return []
    gaps = pairing.listed(results.differences)
    ends = measures or [name for name in display.read().summary.measures if name in results.measures]
    found = []
    for name in results.scenarios:
        mine = [gaps[name, end] for end in ends if (name, end) in gaps and gaps[name, end].key in FOUND]
        if name == results.reference or not mine:
            continue
        changed = {lever: entering.entered(lever) for lever in levers(results, name)}
        there = moved(results, name, gaps, known.interests())
        found += [between(known, gap, changed, there) for gap in mine]
    return found


def between(known: Graph, gap: Difference, changed: Mapping[str, Entered], there: Mapping[str, Moved]) -> Cause:
    """The chains of one difference: from each lever through what has moved."""
    if gap.measure not in there:
        return Cause(gap, (), small=True)
    steps = {name: one.step for name, one in there.items()}
    chains = []
    for lever, entered in changed.items():
        way = graph.path(known.edges, steps, known.firsts(entered), gap.measure)
        chains.append(Chain(lever, places(entered), [there[name] for name in way]))
    return Cause(gap, chains)


def places(entered: Entered) -> list[str]:
    """The rules where a parameter enters; the phases where it enters no rule."""
    return [entering.short(rule) for rule in entered.rules] or list(entered.phases)


def levers(results: Results, scenario: str) -> list[str]:
    """The parameters that part a scenario from the reference, at the start or by a date."""
    ours, theirs = (results.manifest["scenarios"][name] for name in (scenario, results.reference))
    found = [name for name, value in ours["params"].items() if value != theirs["params"].get(name)]
    events = [one.get("events", []) for one in (ours, theirs)]
    dated = [name for some in events for one in some for kind in DATED for name in one.get(kind, {})]
    found += [name for name in dated if _dated(events[0], name) != _dated(events[1], name)]
    return [name for name in dict.fromkeys(found) if name in parameters.table()]


def _dated(events: Sequence[Mapping[str, Any]], name: str) -> list[tuple[Any, ...]]:
    """What dates do to a parameter, whether at once, along a path or year by year."""
    mine = [one for one in events if any(name in one.get(kind, {}) for kind in DATED)]
    return [(one["month"], one.get("until"), *(one.get(kind, {}).get(name) for kind in DATED)) for one in mine]


def moved(
    results: Results, scenario: str, gaps: Mapping[tuple[str, str], Difference], interests: Mapping[str, Effect]
) -> dict[str, Moved]:
    """The measures of the graph that have moved."""
    seeds = results.common_seeds(scenario, results.reference)
    found = {}
    for name, effect in interests.items():
        gap = gaps.get((scenario, name))
        if gap is None or gap.key not in FOUND:
            continue
        ours, theirs = (results.series(one, name, seeds).mean(axis=0) for one in (scenario, results.reference))
        level = float(theirs[-results.window :].mean())
        if abs(gap.mean) < effect.of(level):
            continue
        both = readings.yearly(ours), readings.yearly(theirs)
        first = int(readings.departure(*both, effect, up=gap.mean > 0.0))
        found[name] = Moved(gap, level, min(first + YEAR - 1, results.months - 1), effect)
    return found
