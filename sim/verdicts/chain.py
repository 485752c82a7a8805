"""The chain that claim G4 names, in a folder of results: when each of its links leaves what it is held against, and which way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.base.arrays import Floats
from sim.runs import dates
from sim.runs.results import Results
from sim.verdicts import register
from sim.verdicts.outcomes import OFTEN
from sim.verdicts.readings import DEPARTS, Reading
from sim.verdicts.register import Claim, Effect, Order

CLAIM = "G4"

Way = Literal["higher", "lower"]


@dataclass(frozen=True)
class Leaving:
    """The months in which one side leaves the other this way, a seed each; nan in a seed in which it never does."""

    way: Way
    dates: Floats

    @property
    def months(self) -> list[int]:
        """Those in which it does, the earliest first."""
        return sorted(int(date) for date in self.dates if not np.isnan(date))

    @property
    def moves(self) -> bool:
        """Whether it does in more than half of the seeds, which is what an order of dates asks.

        >>> [Leaving("higher", np.array(dates)).moves for dates in ([96.0, np.nan], [96.0, 99.0, np.nan])]
        [False, True]
        """
        return len(self.months) > OFTEN * self.dates.size

    @property
    def month(self) -> int:
        """The median of the seeds in which it does; of two in the middle the earlier.

        >>> Leaving("lower", np.array([120.0, np.nan, 99.0, 101.0, 140.0])).month
        101
        """
        return self.months[(len(self.months) - 1) // 2]


@dataclass(frozen=True)
class Link:
    """A link: as the chain has it, and the other way."""

    measure: str
    effect: Effect
    along: Leaving
    other: Leaving


@dataclass(frozen=True)
class Chain:
    """A scenario beside its twin: what they differ in besides how fast AI comes, and the links in the order of the claim."""

    scenario: str
    twin: str
    besides: Sequence[str]
    links: Sequence[Link]

    @property
    def moving(self) -> list[Link]:
        """The links that move as the chain has it."""
        return [link for link in self.links if link.along.moves]

    @property
    def turned(self) -> list[tuple[Link, Link]]:
        """Of these, two one after the other of which the second moves first."""
        pairs = zip(self.moving, self.moving[1:], strict=False)
        return [(one, other) for one, other in pairs if other.along.month < one.along.month]


def named() -> tuple[Claim, Order]:
    """The claim whose chain it is, and its order: which measures, and in which direction each departs."""
    claim = register.read().claims[CLAIM]
    return claim, next(test for test in claim.tests if isinstance(test, Order) and test.mark == "departure")


def chains(results: Results) -> list[Chain]:
    """One of each scenario that has a twin; none where months of a link are not kept."""
    _, test = named()
    if not results.has_months(test.measures):
        return []
    return [_chain(results, test, name, one) for name, one in twins(results).items()]


class Twin(NamedTuple):
    """What a scenario is held against, and what the two differ in besides how fast AI comes."""

    name: str
    besides: Sequence[str]


def twins(results: Results) -> dict[str, Twin]:
    """The twin of each scenario that has one, for the words and for the figure.

    It is a scenario in which AI comes more slowly or not at all, with mortgages in both and a seed in common: the one that differs in
    as little else as any, and of several such the slowest.
    """
    levers = named()[0].lever
    entries = {name: results.manifest["scenarios"][name] for name in results.scenarios}
    owing = [name for name, entry in entries.items() if dates.ever(entry, results.months, {"mortgages": False})]
    speeds = {name: _speeds(entries[name], results.months, levers) for name in owing}
    found = {}
    for name in owing:
        slower = [
            (Twin(other, _besides(entries[name], entries[other], ("ai", *levers))), speeds[other])
            for other in owing
            if _slower(speeds[other], speeds[name]) and results.common_seeds(name, other)
        ]
        if slower:
            found[name] = min(slower, key=lambda one: (len(one[0].besides), one[1]))[0]
    return found


def _speeds(entry: Mapping[str, Any], months: int, levers: Sequence[str]) -> list[float]:
    """How fast AI comes, by lever: all are at nothing where it never does."""
    comes = dates.ever(entry, months, {"ai": False})
    return [entry["params"].get(lever, 0.0) if comes else 0.0 for lever in levers]


def _slower(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether the first is below the second in a lever, and above it in none."""
    return one != other and all(mine <= theirs for mine, theirs in zip(one, other, strict=True))


def _besides(one: Mapping[str, Any], other: Mapping[str, Any], levers: Sequence[str]) -> list[str]:
    """What the two differ in beside the levers: parameters, at the start or by a date."""
    differ = [key for key, value in one["params"].items() if key not in levers and value != other["params"].get(key, value)]
    dated = [list(entry.get("events", ())) for entry in (one, other)]
    apart = [event for some, rest in (dated, dated[::-1]) for event in some if event not in rest]
    names = (name for event in apart for part in ("set", "series") for name in event.get(part, {}))
    return list(dict.fromkeys([*differ, *names]))


def _chain(results: Results, test: Order, name: str, twin: Twin) -> Chain:
    other = twin.name
    seeds, effects = results.common_seeds(name, other), register.read().effects
    links = []
    for measure, way in zip(test.measures, test.directions, strict=True):
        pairs = list(zip(*(results.series(one, measure, seeds) for one in (name, other)), strict=True))
        ways: tuple[Way, Way] = ("higher", "lower") if way == "higher" else ("lower", "higher")
        along, back = (Leaving(one, departures(measure, one, pairs, effects)) for one in ways)
        links.append(Link(measure, effects[measure], along, back))
    return Chain(name, other, twin.besides, links)


def departures(measure: str, way: str, pairs: Sequence[tuple[Floats, Floats]], effects: Mapping[str, Effect]) -> Floats:
    """Of each pair of runs, side and twin, the month that ends the first year in which the mean is off the other's; nan: there is none."""
    months = pairs[0][0].size
    reading = Reading("side", measure, 0, months - 1, DEPARTS[way])
    found = [reading.take({"side": {measure: ours}, "against": {measure: theirs}}, effects) for ours, theirs in pairs]
    return np.array([date if date < months else np.nan for date in found])
