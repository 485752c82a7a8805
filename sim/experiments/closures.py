"""Closures: contested assumptions under which the same is run again (plots/closures.toml), as they are declared."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.base import toml
from sim.base.declared import Strict, Text
from sim.base.errors import InputError
from sim.base.paths import data, shown
from sim.base.toml import located
from sim.engine import parameters

CORE = "core"  # the closure that sets nothing


class Closure(Strict):
    """One table of the file: the parameters it sets in every scenario, and why they are contested."""

    label: Text
    why: Text
    set: dict[str, Any]

    def written(self) -> str:
        """What it sets.

        >>> read()["hoarding-low"].written()
        'capitalist_wealth_norm = 24.0'
        """
        return ", ".join(f"{name} = {toml.literal(value)}" for name, value in self.set.items())


@cache
def labels(lang: str) -> dict[str, str]:
    """What the shipped ones are called, without a look at what they set.

    >>> labels("en")["upkeep"]
    'No staff, no slots'
    """
    return {name: found["label"][lang] for name, found in toml.read(data("plots") / "closures.toml").data.items()}


def read(path: Path | None = None) -> dict[str, Closure]:
    """The closures of a file (the shipped one by default) by name, the core first; an InputError with all its faults."""
    document = toml.read(path or data("plots") / "closures.toml")
    found: dict[str, Closure] = {}
    states: dict[str, parameters.Params] = {}
    faults = []
    for number, (name, content) in enumerate(document.data.items()):
        try:
            closure = Closure(**content) if isinstance(content, dict) else Closure.model_validate(content)
        except ValidationError as error:
            faults += [located(document, (name, *fault["loc"]), fault["msg"]) for fault in error.errors()]
            continue
        wrong = parameters.faults(closure.set)
        faults += [f"{document.spots[name, 'set', key]}: {name}.set.{message}" for key, message in wrong.items()]
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            faults.append(located(document, (name,), "names a folder: small letters, digits and - only"))
        if (name == CORE, not closure.set) != (not number, not number):
            faults.append(located(document, (name,), f"the first closure, and no other, is {CORE} and sets nothing"))
        found[name] = closure
        try:
            state = parameters.Params(**closure.set) if not wrong else None
        except InputError as error:
            faults += [located(document, (name, "set"), message) for message in error.messages]
            continue
        if state:
            same = [other for other, its in states.items() if its == state]
            faults += [located(document, (name, "set"), f"the same as {other}") for other in same]
            states[name] = state
    if not document.data:
        faults.append(f"{shown(path or data('plots') / 'closures.toml')}: holds no closure")
    if faults:
        raise InputError(faults)
    return found
