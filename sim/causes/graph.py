"""The graph of measures (graph.toml): which enters which, in which direction, and through which phases of the month.

Where a parameter enters is found in the program's text (``sim/economy/entering.py``). It moves those measures first that are made by a
phase it reaches, or by decisions of such a phase.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from heapq import heappop, heappush
from pathlib import Path

from pydantic import Field

from sim.base import toml
from sim.base.declared import Strict
from sim.economy.decisions import DECIDES, TOGETHER
from sim.economy.entering import Entered
from sim.verdicts import register
from sim.verdicts.register import Effect

FILE = Path(__file__).with_name("graph.toml")
DEFINITION = "definition"  # among phases: the formula of the measure reads it itself


class Node(Strict):
    """A measure, as the file has it."""

    made: str = Field(description="the phases that make it")
    shows: str = Field(description="where the world has it once they have")
    holds: str = Field(default="", description="decisions by which it is held at the values of another world")
    enters: dict[str, list[str]] = Field(default={}, description="another measure: + or -, carrier, phases")


@dataclass(frozen=True)
class Edge:
    """One measure enters another: with more of it there is more of the other, or less (``up``)."""

    source: str
    target: str
    up: bool
    carrier: str  # the column, balance or flow of the world that hands it on
    phases: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """The measures, and what enters what."""

    nodes: Mapping[str, Node]
    edges: Mapping[str, list[Edge]] = field(init=False)

    def __post_init__(self) -> None:
        edges = {
            name: [
                Edge(name, other, direction == "+", carrier, tuple(phases.split()))
                for other, (direction, carrier, phases) in node.enters.items()
            ]
            for name, node in self.nodes.items()
        }
        object.__setattr__(self, "edges", edges)

    def firsts(self, entered: Entered) -> frozenset[str]:
        """The measures that a parameter moves before any other, by the phases in which it enters."""
        decided = {one for phase in entered.phases for one in DECIDES.get(phase, ())}
        decided = decided.union(*(steps for steps in TOGETHER if decided & set(steps)))
        return frozenset(
            name
            for name, node in self.nodes.items()
            if entered.phases.keys() & set(node.made.split()) or decided & set(node.holds.split())
        )

    def interests(self) -> dict[str, Effect]:
        """The smallest effect of interest of each measure."""
        found = register.read().effects
        return {name: found[name] for name in self.nodes}


@cache
def read(path: Path = FILE) -> Graph:
    """The graph as it is declared."""
    return Graph({name: Node(**content) for name, content in toml.read(path).data.items()})


@dataclass(frozen=True)
class Step:
    """That a measure has moved: up or down, from which month on."""

    up: bool
    month: int


def path(
    edges: Mapping[str, Iterable[Edge]], moved: Mapping[str, Step], firsts: Collection[str], end: str
) -> tuple[str, ...]:
    """The shortest way to the end through measures that have moved as their edges say, none of them in an earlier year than the one
    before; of as short ones that whose links move first. It begins where it moves first. Empty where there is none.

    >>> edges = {"fee": [Edge("fee", "share", False, "", ())], "share": [Edge("share", "idle", True, "", ())]}
    >>> moved = {"fee": Step(False, 96), "share": Step(True, 100), "idle": Step(True, 120)}
    >>> path(edges, moved, ["fee"], "idle"), path(edges, moved | {"idle": Step(False, 120)}, ["fee"], "idle")
    (('fee', 'share', 'idle'), ())
    """
    there = [name for name in firsts if name in moved] if end in moved else []
    for first in sorted(there, key=lambda name: (moved[name].month, name)):
        waiting: list[tuple[int, tuple[int, ...], tuple[str, ...]]] = [(1, (moved[first].month,), (first,))]
        seen = set[str]()
        while waiting:
            length, months, way = heappop(waiting)
            last = way[-1]
            if last == end:
                return way
            if last in seen:
                continue
            seen.add(last)
            for edge in edges.get(last, ()):
                if _goes_on(edge, moved) and edge.target not in seen:
                    heappush(waiting, (length + 1, (*months, moved[edge.target].month), (*way, edge.target)))
    return ()


def _goes_on(edge: Edge, moved: Mapping[str, Step]) -> bool:
    """Whether both ends have moved as the edge says, and in this order of years."""
    if edge.target not in moved:
        return False
    source, target = moved[edge.source], moved[edge.target]
    return (source.up == target.up) is edge.up and source.month // 12 <= target.month // 12
