"""What carries a difference between A and B: the graph of measures (``sim/causes``) for the page.

The page finds the chains itself (carried.js), of whatever setting it shows: what enters where does not hang on the setting. Of measures
without a chart it knows how they end, not when they moved.
"""

from typing import Any

from sim.base import toml
from sim.causes import graph, words
from sim.causes.chains import places
from sim.classroom.explorer.grid import Grid
from sim.classroom.setting import both, measure
from sim.economy import entering
from sim.economy.measures import MEASURES
from sim.engine import parameters
from sim.runs import display

TEXTS = {
    "goes": words.GOES, "enters": words.ENTERS, "link": words.LINK, "no_path": words.NONE, "small": words.SMALL,
    "comma": words.COMMA, "list": words.LIST, "stop": words.STOP,
}  # fmt: skip


def about(grid: Grid) -> dict[str, Any]:
    """What the page needs to tell chains: what enters what, where each parameter enters that may part A from B, how small a difference
    counts as none, and the words of reports."""
    known, plots = graph.read(), display.read()
    interests = known.interests()
    nodes = [
        measure(name, MEASURES[name].label, {}, plots.unit(MEASURES[name].unit))
        | {"size": interests[name].size, "relative": interests[name].relative}
        for name in known.nodes
    ]
    return {
        "texts": {key: both(text) for key, text in TEXTS.items()},
        "nodes": nodes,
        "edges": [[edge.source, edge.target, edge.up] for edges in known.edges.values() for edge in edges],
        "levers": [_lever(known, grid, name) for name in movable(grid)],
        "few": words.FEW,
    }


def movable(grid: Grid) -> list[str]:
    """The parameters in which A may differ from B: those of sliders, those in which scenarios differ, and those that change at a date."""
    each = [base.params.as_dict() for base in grid.scenarios.values()]
    apart = [name for name, value in each[0].items() if any(other[name] != value for other in each[1:])]
    dated = [name for base in grid.scenarios.values() for event in base.events for name in event.names]
    found = dict.fromkeys([*(slider.name for slider in grid.sliders), *apart, *dated])
    return [name for name in found if name in parameters.table()]


def _lever(known: graph.Graph, grid: Grid, name: str) -> dict[str, Any]:
    """A parameter: what it is in each scenario, where it enters, and what it moves first."""
    entered = entering.entered(name)
    return {
        "name": name,
        "own": [toml.literal(base.params.as_dict()[name]) for base in grid.scenarios.values()],
        "rules": places(entered),
        "firsts": sorted(known.firsts(entered)),
    }
