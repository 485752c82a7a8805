"""The chain that claim G4 names, in a folder of results: when each of its links leaves what it is held against, and which way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.base.arrays import Floats
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


def chains(results: Results) -> list[Chain]:
    """One of each scenario with mortgages that has a twin; none where months of a link are not kept."""
    claim = register.read().claims[CLAIM]
    test = next(test for test in claim.tests if isinstance(test, Order) and test.mark == "departure")
    if not results.has_months(test.measures):
        return []
    twins = {name: twin(results, name, claim) for name in results.scenarios}
    return [_chain(results, test, name, *found) for name, found in twins.items() if found]


def twin(results: Results, name: str, claim: Claim) -> tuple[str, list[str]] | None:
    """The scenario in which AI comes more slowly or not at all and that differs in as little else as any, with that; None: there is none.

    Both have mortgages, and a seed in common.
    """
    found = []
    for other in results.scenarios:
        ours, theirs = (results.manifest["scenarios"][one] for one in (name, other))
        mortgages = all(entry["params"].get("mortgages") for entry in (ours, theirs))
        if mortgages and _slower(theirs["params"], ours["params"], claim.lever) and results.common_seeds(name, other):
            found.append((other, _besides(ours, theirs, ("ai", *claim.lever))))
    return min(found, key=lambda one: len(one[1]), default=None)


def _slower(one: Mapping[str, Any], other: Mapping[str, Any], levers: Sequence[str]) -> bool:
    """Whether the first has a lever below the second's, and none above; without AI all are at nothing."""
    pairs = [tuple(params.get(lever, 0.0) * params.get("ai", False) for params in (one, other)) for lever in levers]
    return all(mine <= theirs for mine, theirs in pairs) and any(mine < theirs for mine, theirs in pairs)


def _besides(one: Mapping[str, Any], other: Mapping[str, Any], levers: Sequence[str]) -> list[str]:
    """What the two differ in beside the levers: parameters, at the start or by a date."""
    differ = [key for key, value in one["params"].items() if key not in levers and value != other["params"].get(key, value)]
    dated = [list(entry.get("events", ())) for entry in (one, other)]
    apart = [event for some, rest in (dated, dated[::-1]) for event in some if event not in rest]
    names = (name for event in apart for part in ("set", "series") for name in event.get(part, {}))
    return list(dict.fromkeys([*differ, *names]))


def _chain(results: Results, test: Order, name: str, other: str, besides: Sequence[str]) -> Chain:
    seeds, effects = results.common_seeds(name, other), register.read().effects
    links = []
    for measure, way in zip(test.measures, test.directions, strict=True):
        pairs = list(zip(*(results.series(one, measure, seeds) for one in (name, other)), strict=True))
        ways: tuple[Way, Way] = ("higher", "lower") if way == "higher" else ("lower", "higher")
        along, back = (Leaving(one, _dates(measure, one, pairs, effects)) for one in ways)
        links.append(Link(measure, effects[measure], along, back))
    return Chain(name, other, besides, links)


def _dates(measure: str, way: Way, pairs: Sequence[tuple[Floats, Floats]], effects: Mapping[str, Effect]) -> Floats:
    """Of each pair of runs, side and twin, the month that ends the first year in which the mean is off the other's."""
    months = pairs[0][0].size
    reading = Reading("side", measure, 0, months - 1, DEPARTS[way])
    found = [reading.take({"side": {measure: ours}, "against": {measure: theirs}}, effects) for ours, theirs in pairs]
    return np.array([date if date < months else np.nan for date in found])
