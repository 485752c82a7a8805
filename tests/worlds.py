"""Worlds for tests: warmed up, stopped in the middle of a month, copied."""

from dataclasses import fields, is_dataclass

import numpy as np

from sim.economy import month
from sim.economy.channels import CHANNELS, Channels
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import World
from sim.engine.ledger import flows

EARLY = {  # a small economy in which everything happens soon
    "n_workers": 300,
    "ai_arrival": 6,
    "ai_lead": 3,
    "ubi_start": 8,
    "capex_growth_max": 0.3,
    "adoption_speed": 0.2,
}


def warm(name: str, months: int = 36, **changes: object) -> World:
    """A world after some months: yours to spoil."""
    world = start(load(name, {**EARLY, **changes}), 1)
    for _ in range(months):
        month.step(world)
    return world


def before(phase: month.Phase, name: str, months: int = 36, **changes: object) -> World:
    """A warmed-up world in the middle of a month, with this phase next."""
    world = warm(name, months, **changes)
    month.begin(world)
    for earlier in month.due(world, month.PHASES[: month.PHASES.index(phase)]):
        earlier(world)
    return world


def force(world: World, **changes: object) -> None:
    """Other parameters in the middle of a month, until the next begins: for phases that are called by themselves."""
    world._params = world.params.replace(**changes)


def columns(world: World) -> dict[str, np.ndarray]:
    """A copy of every column of the world; balances are the ledger's, and counts of bounds anybody's."""
    found = {}
    for table in fields(world):
        value = getattr(world, table.name)
        if is_dataclass(value) and table.name not in ("scenario", "_params", "ledger"):
            found |= {f"{table.name}.{column.name}": np.copy(getattr(value, column.name)) for column in fields(value)}
        elif isinstance(value, Channels):
            found |= {f"channels.{name}": np.copy(getattr(value, name)) for name in CHANNELS}
        elif isinstance(value, int | float | np.ndarray):
            found[table.name] = np.copy(value)
    return found


def moved(world: World) -> dict[str, float]:
    """What each flow has moved this month."""
    return {name: world.ledger.moved(name) for name in flows()}
