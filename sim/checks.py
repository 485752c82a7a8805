"""What ``sim check`` says: one report a file, without running anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim import params, scenario
from sim.errors import InputError
from sim.paths import data, shown


@dataclass(frozen=True)
class Report:
    """One file: its faults, and what is worth knowing about it where it has none."""

    file: str
    note: str = ""
    faults: list[str] = field(default_factory=list)


def check(files: Sequence[str] = ()) -> list[Report]:
    """Check scenario files (names or paths); without any, everything that is shipped."""
    if files:
        return [_scenario(file) for file in files]
    return [_parameters(), *(_scenario(name) for name in scenario.shipped()), _figures(), _closures()]


def _scenario(source: str) -> Report:
    file = source if source.endswith(".toml") else shown(data("scenarios") / f"{source}.toml")
    try:
        found = scenario.load(source)
    except InputError as error:
        return Report(file, faults=error.messages)
    count = f"{len(found.changed)} changed"
    events = f", {len(found.events)} events" if found.events else ""
    nothing = f"changes nothing against {found.extends}: it gives the same numbers"
    return Report(file, nothing if found.changes_nothing else f"ok ({count}{events})")


def _parameters() -> Report:
    file = shown(params.FILE)
    try:
        defaults = params.Params(**{name: parameter.default for name, parameter in params.table().items()})
    except InputError as error:
        return Report(file, faults=error.messages)
    return Report(file, f"ok ({len(defaults.as_dict())} parameters)")


def _figures() -> Report:
    from sim import figures

    file = shown(data("plots") / "figures.toml")
    try:
        declared = figures.declared()
    except InputError as error:
        return Report(file, faults=error.messages)
    return Report(file, f"ok ({len(declared)} figures)")


def _closures() -> Report:
    from sim import closures

    file = shown(data("plots") / "closures.toml")
    try:
        declared = closures.read()
    except InputError as error:
        return Report(file, faults=error.messages)
    return Report(file, f"ok ({len(declared)} closures)")
