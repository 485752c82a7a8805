"""Which program made a run: its version, and a hash of every source file that can change the numbers."""

from functools import cache
from importlib import metadata
from pathlib import Path

from sim.base import sources
from sim.base.paths import PACKAGE
from sim.engine import declarations

PROGRAM = "carbon-silicon"
# What makes a run: they, and what they import of their room and of those below it, are what can change a number.
MAKERS = ("sim.economy.month", "sim.economy.start", "sim.economy.measures", "sim.economy.records")
BELOW = ("sim.base.", "sim.engine.", "sim.economy.")
TABLES = ("params.toml", "flows.toml", "measures.toml", "mechanisms/mechanisms.toml")  # in `sim/economy/`


@cache
def version() -> str:
    """The version of the installed program."""
    return metadata.version(PROGRAM)


@cache
def code(*others: Path) -> str:
    """A hash of every source file that can change the numbers: a rule that was edited is another model. ``others``: what else does so."""
    rooms = declarations.rooms()
    makers = sources.closure(*MAKERS, *(f"sim.economy.mechanisms.{room}" for room in rooms))
    modules = [sources.file(name) for name in makers if name.startswith(BELOW)]
    tables = [PACKAGE / "economy" / name for name in TABLES] + [declarations.file(room) for room in rooms]
    return sources.digest([*filter(None, modules), *tables, *others])
