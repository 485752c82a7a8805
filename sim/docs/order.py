"""What ``sim order`` shows: the phases of the month, seen at work in a short run."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.economy import month, start
from sim.economy.channels import Channels
from sim.economy.mechanisms import MECHANISMS
from sim.economy.scenario import load
from sim.engine.ledger import flows
from sim.runs import memory

if TYPE_CHECKING:
    from sim.economy.world import World

WARM = 24  # months before the clock starts: code is compiled, AI has arrived
COPIES = 3  # of the world in memory: as it is, before the phase, after it
SCENARIO, EARLY = "competition", {"ai_arrival": 6, "ai_lead": 3}


@dataclass(frozen=True)
class Observed:
    """One phase: its part of the month, what it is for, what it posted and wrote, and its share of the time."""

    part: month.Heading
    phase: str
    about: str
    posts: list[str]
    writes: list[str]
    share: float

    def as_json(self) -> dict[str, Any]:
        """All of it in plain values."""
        return {"group": self.part.en, **{key: value for key, value in vars(self).items() if key != "part"}}


def order(overrides: Mapping[str, object], months: int, workers: int | None = None) -> list[Observed]:
    """Watch ``months`` months of an economy with AI, and with every mechanism awake."""
    examples = {name: value for one in MECHANISMS for name, value in one.example.items()}
    scenario = load(SCENARIO, {**EARLY, **examples, **overrides}, workers)
    start.check(scenario, WARM + months)
    size = scenario.params.n_workers
    memory.fit(COPIES * memory.world(scenario.params), f"{size} workers, seen before and after a phase,", "--workers")
    world = start.start(scenario, 0)
    for _ in range(WARM):
        month.step(world)
    seconds = dict.fromkeys(month.PHASES, 0.0)
    posts: dict[month.Phase, set[str]] = {phase: set() for phase in month.PHASES}
    writes: dict[month.Phase, set[str]] = {phase: set() for phase in month.PHASES}
    for _ in range(months):
        month.begin(world)
        for phase in month.due(world):
            moved, state = _moved(world), _state(world)
            clock = time.perf_counter()
            phase(world)
            seconds[phase] += time.perf_counter() - clock
            posts[phase] |= {name for name, amount in _moved(world).items() if amount != moved[name]}
            writes[phase] |= {name for name, value in _state(world).items() if not np.array_equal(value, state[name])}
        month.end(world)
    total = sum(seconds.values())
    return [
        Observed(
            part=part,
            phase=phase.__name__,
            about=(phase.__doc__ or "").partition("\n")[0],
            posts=sorted(posts[phase]),
            writes=sorted(writes[phase]),
            share=seconds[phase] / total,
        )
        for part, phases in month.MONTH.items()
        for phase in phases
    ]


def _moved(world: "World") -> dict[str, float]:
    return {name: world.ledger.moved(name) for name in flows()}


def _state(world: "World") -> dict[str, Any]:
    """A copy of every column of the world that a phase can write (balances are the ledger's)."""
    found: dict[str, Any] = {}
    for table in fields(world):
        value = getattr(world, table.name)
        if table.name in ("scenario", "_params", "_numbers", "ledger", "start", "awake", "decided"):
            continue
        if is_dataclass(value):
            found |= {f"{table.name}.{column.name}": np.copy(getattr(value, column.name)) for column in fields(value)}
        elif isinstance(value, Channels):
            found |= {f"channels.{name}": np.copy(array) for name, array in vars(value).items()}
        elif not isinstance(value, slice | dict):
            found[table.name] = np.copy(value)
    return found
