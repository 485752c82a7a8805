"""What the economy declares in TOML: tables of its own, and one file for the room of each mechanism.

Whatever has a name is declared once: a parameter, an asset, a flow, a purpose of random numbers.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.base import toml
from sim.base.errors import InputError
from sim.base.paths import PACKAGE
from sim.base.toml import Document, Spot

ECONOMY = PACKAGE / "economy"
MECHANISMS = ECONOMY / "mechanisms"
SECTIONS = ("mechanism", "params", "assets", "flows", "measures", "streams", "writes")


def file(room: str) -> Path:
    """Where a room's declarations stand."""
    return MECHANISMS / room / f"{room}.toml"


@cache
def rooms() -> Mapping[str, Document]:
    """The declarations of each mechanism, by its name, in the order of mechanisms.toml."""
    found, faults = {}, []
    for name in toml.read(MECHANISMS / "mechanisms.toml").data["rooms"]:
        found[name] = toml.read(file(name))
        spots = found[name].spots
        faults += [
            f"{spots[key,]}: {key}: no such section of a room" for key in found[name].data if key not in SECTIONS
        ]
    if faults:
        raise InputError(faults)
    return found


def section(name: str) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Spot]]]:
    """A section of every room that has it: the room, its entries, and where each of them stands."""
    for room, document in rooms().items():
        entries = document.data.get(name, {})
        yield room, entries, {key: document.spots[name, key] for key in entries}


def joined(name: str, core: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of the core's own table and of this section of all rooms; an InputError where two have one name."""
    found, faults = dict(core), []
    for _, entries, spots in section(name):
        faults += [f"{spots[key]}: {key}: declared twice" for key in entries if key in found]
        found |= entries
    if faults:
        raise InputError(faults)
    return found
