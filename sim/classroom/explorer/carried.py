"""What carries a difference between A and B: the graph of measures (``sim/causes``), cut to those that the page has.

The page finds the chains itself (carried.js), of whatever setting it shows: what enters where does not hang on the setting.
"""

from collections.abc import Sequence
from typing import Any

from sim.base import toml
from sim.causes import graph, words
from sim.causes.chains import places
from sim.classroom.explorer.grid import Grid
from sim.classroom.setting import both
from sim.economy import entering
from sim.economy.measures import MEASURES
from sim.engine import parameters

TEXTS = {
    "goes": words.GOES, "enters": words.ENTERS, "link": words.LINK, "no_path": words.NONE, "small": words.SMALL,
    "comma": words.COMMA, "list": words.LIST, "stop": words.STOP,
}  # fmt: skip


def about(grid: Grid, measures: Sequence[str]) -> dict[str, Any]:
    """What the page needs to tell chains: ways between its measures, where each parameter that may part A from B enters, how small a
    difference counts as none, and the words of reports."""
    known = graph.read()
    kept = [name for name in measures if name in known.nodes]
    levers = [_lever(known, grid, name, kept) for name in movable(grid)]
    legs = known.cut(kept)
    passed = {name for via in [leg.via for leg in legs] + [via for one in levers for via in one["begins"].values()] for name in via}
    interests = known.interests()
    return {
        "texts": {key: both(text) for key, text in TEXTS.items()},
        "legs": [[leg.source, leg.target, leg.up, list(leg.via)] for leg in legs],
        "levers": levers,
        "effects": {name: {"size": interests[name].size, "relative": interests[name].relative} for name in kept},
        "passed": {name: dict(MEASURES[name].label) for name in sorted(passed)},
        "few": words.FEW,
    }


def movable(grid: Grid) -> list[str]:
    """The parameters in which A may differ from B: those of sliders, those in which scenarios differ, and those that change at a date."""
    each = [base.params.as_dict() for base in grid.scenarios.values()]
    apart = [name for name, value in each[0].items() if any(other[name] != value for other in each[1:])]
    dated = [name for base in grid.scenarios.values() for event in base.events for name in event.names]
    found = dict.fromkeys([*(slider.name for slider in grid.sliders), *apart, *dated])
    return [name for name in found if name in parameters.table()]


def _lever(known: graph.Graph, grid: Grid, name: str, kept: Sequence[str]) -> dict[str, Any]:
    """A parameter: what it is in each scenario, where it enters, and what it moves first."""
    entered = entering.entered(name)
    return {
        "name": name,
        "own": [toml.literal(base.params.as_dict()[name]) for base in grid.scenarios.values()],
        "rules": places(entered),
        "begins": {first: list(via) for first, via in known.begins(entered, kept).items()},
    }
