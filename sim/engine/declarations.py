"""What the economy declares in TOML: tables of its own, and one file for the room of each mechanism.

Whatever has a name is declared once: a parameter, an asset, a flow, a purpose of random numbers.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.base import toml
from sim.base.errors import InputError, suggest
from sim.base.paths import PACKAGE, shown
from sim.base.toml import Document, Spot, shorten

ECONOMY = PACKAGE / "economy"
MECHANISMS = ECONOMY / "mechanisms"
SECTIONS = ("mechanism", "params", "assets", "flows", "measures", "streams", "writes")
MUST = ("mechanism", "writes")
# What these sections may hold, and what an entry is.
KEYS: Mapping[str, Mapping[str, type]] = {
    "mechanism": {"levers": dict, "example": dict, "moves": dict, "reads": list, "wakes": list},
    "writes": dict.fromkeys(("channels", "columns", "flows", "decides", "rare"), list),
}


def file(room: str) -> Path:
    """Where a room's declarations stand."""
    return MECHANISMS / room / f"{room}.toml"


def _faults(room: str, document: Document) -> Iterator[str]:
    """What is wrong with the sections of a room, and with what it says of itself."""
    data, spots = document.data, document.spots
    for key in (key for key in MUST if key not in data):
        yield f"{shown(file(room))}: [{key}] is missing"
    for key, entries in data.items():
        if key not in SECTIONS:
            yield f"{spots[key,]}: {key}: no such section of a room (there are: {', '.join(SECTIONS)})"
        elif not isinstance(entries, dict):
            yield f"{spots[key,]}: {key}: must be a section, [{key}]"
        elif key in KEYS:
            for name, entry in entries.items():
                kind, where = KEYS[key].get(name), f"{spots[key, name]}: {key}.{name}"
                if kind is None:
                    yield f"{where}: must be one of {', '.join(KEYS[key])}"
                elif not isinstance(entry, kind):
                    yield f"{where}: must be {'a table' if kind is dict else 'a list'}"
    own, params = data.get("mechanism"), data.get("params", {})
    if not isinstance(own, dict) or not isinstance(params, dict):
        return
    for key in ("levers", "example", "moves"):
        if not own.get(key):
            yield f"{spots['mechanism',]}: mechanism.{key}: missing or empty"
    levers = own.get("levers")
    for name, neutral in levers.items() if isinstance(levers, dict) else ():
        where, line = f"{spots['mechanism', 'levers', name]}: lever {name}", params.get(name)
        if line is None:
            yield f"{where}: no parameter of this room{suggest(name, params)}"
        elif isinstance(line, dict) and line.get("value") != neutral:
            default = toml.literal(line.get("value"))
            yield f"{where} = {toml.literal(neutral)}: a neutral value is the parameter's default, {default}"
    moves = own.get("moves")
    if isinstance(levers, dict) and isinstance(moves, dict):
        for name in (name for name in moves if name not in levers):
            yield f"{spots['mechanism', 'moves', name]}: moves {name}: no lever of this room{suggest(name, levers)}"
        for name in (name for name in levers if moves and name not in moves):
            yield f"{spots['mechanism', 'moves']}: moves: {name} is missing: which measure it is about"


@cache
def rooms() -> Mapping[str, Document]:
    """The declarations of each mechanism, by its name, in the order of mechanisms.toml."""
    file_of_all = MECHANISMS / "mechanisms.toml"
    listed, found, faults = toml.read(file_of_all), {}, []
    names = listed.data.get("rooms")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(f"{shown(file_of_all)}: rooms: must be a list of names")
    for number, name in enumerate(names):
        where = listed.spots["rooms", number]
        if name in found:
            faults.append(f"{where}: {name}: listed twice")
        elif not file(name).exists():
            faults.append(f"{where}: {name}: no such room ({shown(file(name))} is missing)")
        else:
            found[name] = toml.read(file(name))
            faults += _faults(name, found[name])
    for name, document in found.items():
        own = document.data.get("mechanism")
        wakes = own.get("wakes") if isinstance(own, dict) else None
        for number, other in enumerate(wakes if isinstance(wakes, list) else ()):
            if other not in names or other == name:
                where = document.spots["mechanism", "wakes", number]
                faults.append(f"{where}: wakes {shorten(other)}: no other room{suggest(str(other), names)}")
    if faults:
        raise InputError(faults)
    return found


@cache
def wakers() -> Mapping[str, dict[str, Any]]:
    """Of each room the parameters that wake it, with their neutral values: its own levers, and those of rooms that wake it with them."""
    own = {room: document.data["mechanism"] for room, document in rooms().items()}
    return {
        room: {
            name: neutral
            for other, line in own.items()
            if other == room or room in line.get("wakes", ())
            for name, neutral in line["levers"].items()
        }
        for room in own
    }


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
