"""The claims register held against the model: names that exist and names that are still needed, values, levers, effects."""

import inspect
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.base import sources
from sim.base.errors import InputError, suggest
from sim.base.paths import data, shown
from sim.base.toml import Document, Key, located
from sim.economy import acting
from sim.economy.claim_ids import EFFECTS
from sim.economy.scenario import shipped
from sim.engine import parameters
from sim.verdicts.register import (
    Claim,
    Dated,
    Order,
    Pace,
    Part,
    Register,
    Shape,
    Show,
    Side,
    Source,
    Timing,
    read_all,
    read_text,
)

WAITS = re.compile(r"\bwaits? for ((?:`\w+`(?:, and |, | and )?)+)")  # how the English scope of a claim says what is missing
NAMED = {"rules": "rule", "lever": "parameter", "parameters": "parameter", "switches": "parameter"}  # lists of a claim


def declared(folder: Path | None = None) -> Register:
    """The register of a folder (the shipped one by default), checked against the model; an InputError with all faults."""
    where = folder or data("seeds")
    register, documents = read_all(where)
    faults = [fault for name, text in register.texts.items() for fault in _faults(text, documents[name])]
    faults += _effect_faults(register, documents[EFFECTS], shown(where / f"{EFFECTS}.toml"))
    if faults:
        raise InputError(faults)
    return register


def check(path: Path) -> Source:
    """One text by itself, which need not be a shipped one, checked against the model."""
    text, document = read_text(path)
    faults = _faults(text, document)
    if faults:
        raise InputError(faults)
    return text


def lever(test: Part) -> set[str]:
    """The parameters that differ between the two sides of a test at any date, and those that it moves by itself."""
    sides = list(test.sides.values())
    return test.moved | (_differing(*sides) if len(sides) == 2 else set())


def asleep(test: Part, names: Collection[str]) -> set[str]:
    """Those of some parameters, each moved on all sides of a test alike, that can't act on it: they sleep in all of its worlds."""
    each = [acting.asleep(side.load(), months, names) for side, months in test.worlds.values()]
    return set.intersection(*each)


@cache
def known() -> Mapping[str, Collection[str]]:
    """All names that exist, by kind; rules by file, or a mechanism's room, and name; phases of the month by name."""
    from importlib import import_module
    from pkgutil import iter_modules

    from sim.economy import mechanisms, rules
    from sim.economy.measures import MEASURES
    from sim.economy.month import PHASES

    found = [phase.__name__ for phase in PHASES]
    homes = {one.name: f"{rules.__name__}.{one.name}" for one in iter_modules(rules.__path__)}
    rooms = {one.name: f"{mechanisms.__name__}.{one.name}.rules" for one in mechanisms.MECHANISMS}
    for home, name_of in (homes | {room: name for room, name in rooms.items() if sources.file(name)}).items():
        module = import_module(name_of)
        functions = inspect.getmembers(module, inspect.isfunction)
        found += [f"{home}.{name}" for name, function in functions if function.__module__ == module.__name__]
    return {"parameter": parameters.table(), "measure": MEASURES, "rule": found, "scenario": shipped()}


# -- names


def _faults(text: Source, document: Document) -> list[str]:
    faults: list[str] = []
    for name, claim in text.claims.items():
        key: Key = ("claims", name)
        wrong = _name_faults(claim, document, key)
        tests = enumerate(claim.tests) if not wrong else ()
        wrong += [fault for number, test in tests for fault in _value_faults(test, document, (*key, "tests", number))]
        faults += wrong or _lever_faults(claim, document, key)
    return faults


def _uses(claim: Claim) -> Iterator[tuple[Key, str, str]]:
    """Every name in a claim: where, of what kind, which."""
    for field, kind in NAMED.items():
        yield from (((field, number), kind, name) for number, name in enumerate(getattr(claim, field)))
    for number, test in enumerate(claim.tests):
        yield from ((("tests", number, *spot), kind, name) for spot, kind, name in test.uses())


def _name_faults(claim: Claim, document: Document, key: Key) -> list[str]:
    """Names that neither exist nor are needed, needs that exist, needs that nothing uses, a scope that waits for what exists."""
    names, faults = known(), []
    used = set()
    for spot, kind, name in _uses(claim):
        used.add(f"{kind} {name}")
        if name not in names[kind] and f"{kind} {name}" not in claim.needs:
            hint = suggest(name, names[kind]) or " (what is still to be built stands in needs)"
            faults.append(located(document, (*key, *spot), f"no such {kind}: {name}{hint}"))
    for number, need in enumerate(claim.needs):
        kind, _, name = need.partition(" ")
        if name in names[kind]:
            faults.append(located(document, (*key, "needs", number), "exists: take it out"))
        elif need not in used:
            faults.append(located(document, (*key, "needs", number), "nothing in the claim uses it"))
    for waited in WAITS.findall(claim.scope.en if claim.scope else ""):
        there = [name for name in re.findall(r"`(\w+)`", waited) if any(name in known for known in names.values())]
        faults += [located(document, (*key, "scope"), f"waits for {name}, which exists") for name in there]
    return faults


# -- values


def _value_faults(test: Part, document: Document, key: Key) -> list[str]:
    """Values out of range, and settings that contradict each other."""
    faults: list[str] = []
    for name, side in test.sides.items():
        wrong = [fault for place, _, table in side.settings for fault in _values(table, document, (*key, name, *place))]
        try:
            if not wrong and side.scenario in shipped():
                _existing(side).load().params_at(0)
        except InputError as error:
            wrong = [located(document, (*key, name), message) for message in error.messages]
        faults += wrong
    if isinstance(test, Timing):
        faults += _values(test.event, document, (*key, "event"))
    if isinstance(test, Shape) and test.along in parameters.table():
        found = [parameters.faults({test.along: value}) for value in test.points]
        faults += [located(document, (*key, "points"), wrong[test.along]) for wrong in found if wrong]
    return faults


def _values(table: Mapping[str, Any], document: Document, key: Key) -> list[str]:
    here = {name: value for name, value in table.items() if name in parameters.table()}
    faults = [
        located(document, (*key, name), message.partition(": ")[2]) for name, message in parameters.faults(here).items()
    ]
    dated = "events" in key or key[-1] == "event"
    fixed = [name for name in here if dated and parameters.table()[name].fixed]
    return faults + [located(document, (*key, name), "is fixed at the start: no event can change it") for name in fixed]


# -- levers


def _lever_faults(claim: Claim, document: Document, key: Key) -> list[str]:
    """Sides that are the same, or differ in more than the lever; levers that nothing moves; a square with one row."""
    faults: list[str] = []
    moved: set[str] = set()
    rows: set[float] = set()  # pass-through of the pairs that differ in who owns compute
    for number, test in enumerate(claim.tests):
        spot: Key = (*key, "tests", number)
        found = lever(test)
        moved |= found
        sides = list(test.sides.values())
        if len(sides) == 2 and not found and (sides[0].scenario == sides[1].scenario or _shipped(sides)):
            faults.append(located(document, (*spot, "against"), "both sides are the same"))
        extra = sorted(found - set(claim.lever))
        if extra:
            faults.append(located(document, spot, f"moves {', '.join(extra)}: not a lever of the claim"))
        if "commons_share" in found:
            rows |= {_existing(side).load().params.pass_through for side in sides}
    for number, name in enumerate(claim.lever):
        if name not in moved:
            faults.append(located(document, (*key, "lever", number), "no test moves it"))
    if claim.square and not {0.0, 1.0} <= rows:
        wanted = "needs two rows: who owns compute, with the saving passed on and with the saving kept"
        faults.append(located(document, (*key, "square"), wanted))
    return faults


def _differing(one: Side, other: Side) -> set[str]:
    """Parameters that differ at the start or at the date of an event; of those still to be built, what the sides say."""
    said = [
        {(month, name): value for _, month, table in side.settings for name, value in table.items()}
        for side in (one, other)
    ]
    unlike = {key for key in said[0].keys() | said[1].keys() if said[0].get(key) != said[1].get(key)}
    found = {name for _, name in unlike}
    if not _shipped((one, other)):
        return found
    found -= parameters.table().keys()
    worlds = [_existing(side).load() for side in (one, other)]
    for date in {date for world in worlds for date in world.dates}:
        states = [world.params_at(date).as_dict() for world in worlds]
        found |= {name for name, value in states[0].items() if value != states[1][name]}
    return found


def _shipped(sides: Iterable[Side]) -> bool:
    return {side.scenario for side in sides} <= set(shipped())


def _existing(side: Side) -> Side:
    """A side without the parameters that are still to be built."""

    def there(table: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in table.items() if name in parameters.table()}

    events = [Dated(month=event.month, set=there(event.set)) for event in side.events if there(event.set)]
    return Side(scenario=side.scenario, set=there(side.set), events=events)


# -- effects


def _effect_faults(register: Register, document: Document, file: str) -> list[str]:
    """Every outcome whose size decides something has its smallest effect of interest; besides, measures may have theirs before a test."""
    effects, wanted, faults = register.effects, dict[str, str](), []
    for claim in register.claims.values():
        for test in claim.tests:
            for name in _sized(test):
                wanted.setdefault(name, claim.id)
            grows = test.outcomes[0] if isinstance(test, Pace) else ""
            if grows in effects and not effects[grows].relative:
                faults.append(located(document, (grows,), f"must be relative: {claim.id} looks at growth"))
    faults += [f"{file}: {name}: missing: {claim} looks at it" for name, claim in wanted.items() if name not in effects]
    there = {*wanted, *known()["measure"]}
    faults += [located(document, (name,), "no test looks at it, and no measure") for name in effects if name not in there]
    return list(dict.fromkeys(faults))


def _sized(test: Part) -> list[str]:
    """The outcomes of a test whose size decides something."""
    if isinstance(test, Show) or (isinstance(test, Order) and test.mark == "peak"):
        return []
    return test.outcomes[:1] if isinstance(test, Pace) else test.outcomes
