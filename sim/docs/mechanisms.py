"""The page of a mechanism, made from its docstring, its declarations and its place in the month."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.base.markdown import table

Phases = Mapping[str, Sequence[Callable[..., None]]]  # by the part of the month in which they stand
Rows = Sequence[tuple[str, str]]

# The tables of a mechanism's file: heading, and what its rows are called.
TABLES = {
    "params": ("Parameters", "parameter"),
    "columns": ("Columns", "column"),
    "flows": ("Flows", "flow"),
    "measures": ("Measures", "measure"),
    "records": ("Records", "record"),
    "streams": ("Streams", "stream"),
    "writes": ("What it writes", "kind"),
}
MADE = "Written by `python -m sim.docs`; [the other tables](../README.md), [the model in words](../../../MODEL.md)."
HIDDEN = ("zh",)  # keys whose text stands in the other language


def page(name: str, about: str, declared: Mapping[str, Any], phases: Phases, rules: Rows = (), state: Rows = ()) -> str:
    """The page: ``about`` is the docstring of the room, ``declared`` its TOML file; rules and state come with a sentence each."""
    title = " ".join("AI" if word == "ai" else word for word in name.split("_"))
    first, _, words = about.strip().replace("``", "`").partition("\n\n")
    parts = [f"# {title[0].upper()}{title[1:]}", first, MADE, *([words] if words else [])]
    own = declared.get("mechanism", {})
    if own:
        parts.append("\n".join(f"- {key}: {cell(value)}" for key, value in own.items() if key not in HIDDEN))
    steps = [
        (part if phase is some[0] else "", f"`{phase.__name__}`", (phase.__doc__ or "").partition("\n")[0])
        for part, some in phases.items()
        for phase in some
    ]
    if steps:
        parts += ["## In the month", table(("part of the month", "phase", "what happens"), steps)]
    if rules:
        parts += ["## Rules", table(("rule", "formula"), rules)]
    if state:
        parts += ["## State", table(("column", "meaning, unit"), state)]
    for kind, (title, what) in TABLES.items():
        entries = declared.get(kind)
        if entries:
            parts += [f"## {title}", _table(what, flat(entries))]
    return "\n\n".join(parts) + "\n"


def flat(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Entries by name; those in tables of their own (parameters by group, columns by table) as TABLE.NAME.

    >>> flat({"Housing": {"owed": {"unit": "money"}}, "rent": {"unit": "money"}})
    {'Housing.owed': {'unit': 'money'}, 'rent': {'unit': 'money'}}
    """
    found: dict[str, Any] = {}
    for name, value in entries.items():
        if isinstance(value, Mapping) and value and all(isinstance(inside, Mapping) for inside in value.values()):
            found |= {f"{name}.{key}": inside for key, inside in value.items()}
        else:
            found[name] = value
    return found


def _table(what: str, entries: Mapping[str, Any]) -> str:
    keys: dict[str, None] = {}
    for entry in entries.values():
        keys |= dict.fromkeys(entry if isinstance(entry, Mapping) else ["is"])
    told = {
        key for entry in entries.values() if isinstance(entry, Mapping) for key, value in entry.items() if value != ""
    }
    shown = [key for key in keys if key not in HIDDEN and key in {*told, "is"}]
    rows = []
    for name, entry in entries.items():
        values = entry if isinstance(entry, Mapping) else {"is": entry}
        rows.append((f"`{name}`", *(cell(values[key]) if key in values else "" for key in shown)))
    return table((what, *("meaning" if key in ("en", "doc") else "" if key == "is" else key for key in shown)), rows)


def cell(value: object) -> str:
    """A declared value as it stands in a cell.

    >>> cell(True), cell([0.0, 0.25]), cell(["firms.price", "Mark-up"]), cell({"rivalry": 0.0}), cell({"en": "a", "zh": "b"})
    ('true', '0 to 0.25', '`firms.price`, Mark-up', '`rivalry` 0', 'a')
    """
    if isinstance(value, Mapping):
        if "en" in value:
            return cell(value["en"])
        return ", ".join(f"`{key}` {cell(inside)}" for key, inside in value.items())
    if isinstance(value, list | tuple):
        if len(value) == 2 and all(isinstance(end, float | int) for end in value):
            return " to ".join(map(cell, value))
        return ", ".join(f"`{one}`" if re.fullmatch(r"[a-z_][\w.]*", str(one)) else cell(one) for one in value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.4g}" if isinstance(value, float) else " ".join(str(value).split())
