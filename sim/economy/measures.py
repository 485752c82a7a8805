"""Every outcome of a month, declared in measures.toml, and read off the world or its accounts of value."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Literal, get_args

import numpy as np

from sim.base import toml
from sim.base.arrays import Floats
from sim.base.errors import InputError, SimError
from sim.base.paths import PACKAGE, shown
from sim.economy import formulas
from sim.economy.accounts import LENSES, Accounts, draw_up
from sim.economy.mechanisms import MECHANISMS
from sim.economy.world import World
from sim.engine import declarations

FILE = PACKAGE / "economy" / "measures.toml"

Kind = Literal["stock", "flow"]
Reads = Literal["world", "accounts"]
Formula = Callable[..., float]
LANGUAGES = ("en", "zh")
# What a line holds, and what it need not say.
FORM = {
    "unit": str,
    "kind": str,
    "range": list,
    "reads": str,
    "each_lens": bool,
    "label": dict,
    "doc": dict,
    "source": str,
}
USUAL = {"reads": "world", "each_lens": False}


@dataclass(frozen=True)
class Measure:
    """One outcome of a month. ``low`` and ``high`` bound what it can be; ``formula`` reads the world or the accounts of value."""

    name: str
    unit: str
    kind: Kind
    low: float
    high: float
    label: Mapping[str, str]
    doc: Mapping[str, str]
    source: str
    formula: Callable[[Any], float]
    reads: Reads
    room: str = ""  # of the mechanism that declares it; none: the core


def public(module: ModuleType) -> dict[str, FunctionType]:
    """The functions of a module that are formulas of measures: all that are written in it and begin with no underscore."""
    return {
        name: found
        for name, found in vars(module).items()
        if isinstance(found, FunctionType) and found.__module__ == module.__name__ and name[0] != "_"
    }


def declared(file: Path, functions: Mapping[str, FunctionType]) -> dict[str, Measure]:
    """The ``[measures]`` of a file in their order, each with the function of its name: there is none without the other."""
    document = toml.read(file)
    entries: Mapping[str, Any] = document.data.get("measures", {})
    found: dict[str, Measure] = {}
    faults: dict[str, None] = {}  # in order and each once, though a line may be read for every lens
    for name, lens in _each(entries):
        try:
            measure = _measure(name, entries[name], functions.get(name), lens)
            if measure.name in found:
                raise ValueError(f"{measure.name} is declared twice")
        except (KeyError, TypeError, ValueError) as error:
            faults[f"{document.spots['measures', name]}: {name}: not a complete line of the measures ({error})"] = None
            continue
        found[measure.name] = measure
    for name in sorted(functions.keys() - entries.keys()):
        code = functions[name].__code__
        faults[f"{shown(Path(code.co_filename))}:{code.co_firstlineno}: {name}: no measure in {shown(file)}"] = None
    if faults:
        raise InputError(list(faults))
    return found


def _each(entries: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """The names, and a lens where each has such a measure: those of one lens that stand together come one after the other."""

    def of_lenses(name: str) -> bool:
        return isinstance(entries[name], dict) and entries[name].get("each_lens") is True

    for by_lens, group in groupby(entries, of_lenses):
        names = list(group)
        for lens in LENSES if by_lens else (None,):
            yield from ((name, lens) for name in names)


def _measure(name: str, entry: Mapping[str, Any], function: Formula | None, lens: str | None) -> Measure:
    line = {**USUAL, **entry}
    odd = [key for key in {**FORM, **line} if not isinstance(line.get(key), FORM.get(key, ())) or line[key] == ""]
    if odd:
        raise ValueError(f"missing, unknown, empty or of another type: {', '.join(odd)}")
    if function is None:
        raise ValueError("no function of this name")
    for key, allowed in (("kind", get_args(Kind)), ("reads", get_args(Reads))):
        if line[key] not in allowed:
            raise ValueError(
                f"{key} = {toml.literal(line[key])}: must be one of {', '.join(map(toml.literal, allowed))}"
            )
    low, high = map(float, line["range"])
    if not low <= high:
        raise ValueError("range: the first must not be above the second")
    of = LENSES[lens] if lens else None

    def said(text: str, lang: str = "en") -> str:
        """A text, with the words of the lens where it has a place for them."""
        return text.format(lens=of.label[lang].lower(), unit=of.unit[lang], source=of.source) if of else text

    for texts in (line["label"], line["doc"]):
        if texts.keys() != set(LANGUAGES) or not all(isinstance(text, str) and text for text in texts.values()):
            raise ValueError(f"label and doc are texts in {' and '.join(LANGUAGES)}")
    label, doc = ({lang: said(line[key][lang], lang) for lang in LANGUAGES} for key in ("label", "doc"))
    return Measure(
        name=name + (of.suffix if of else ""),
        unit=said(line["unit"]),
        kind=line["kind"],
        low=low,
        high=high,
        label=label,
        doc=doc,
        source=said(line["source"]),
        formula=partial(function, lens=lens) if lens else function,
        reads=line["reads"],
    )


def of_rooms() -> dict[str, Measure]:
    """The measures of the mechanisms, each declared in its room; 0 where the mechanism sleeps, without a call."""
    found: dict[str, Measure] = {}
    for mechanism in MECHANISMS:
        functions = public(mechanism.measures) if mechanism.measures else {}
        for name, one in declared(declarations.file(mechanism.name), functions).items():
            found[name] = replace(one, room=mechanism.name)
    return found


def joined() -> dict[str, Measure]:
    """All measures, those of the core first; an InputError where two have one name."""
    core, rooms = declared(FILE, public(formulas)), of_rooms()
    declarations.joined("measures", core)
    return {**core, **rooms}


MEASURES: Mapping[str, Measure] = joined()


def observe(world: World, drawn_up: Accounts | None = None) -> Floats:
    """All measures of the month just closed, in the order of ``MEASURES``. ``drawn_up``: its accounts of value, if somebody has them."""
    return np.array(_values(world, MEASURES.values(), drawn_up))


def read(world: World, names: Iterable[str], drawn_up: Accounts | None = None) -> dict[str, float]:
    """Some measures of the month just closed. ``drawn_up``: its accounts, if somebody has them."""
    wanted = [MEASURES[name] for name in names]
    return dict(zip((measure.name for measure in wanted), _values(world, wanted, drawn_up), strict=True))


def _values(world: World, wanted: Collection[Measure], drawn_up: Accounts | None) -> list[float]:
    """A SimError where one is no number."""
    drawn_up, awake = drawn_up or draw_up(world), world.awake
    found = [
        0.0
        if measure.room and measure.room not in awake
        else measure.formula(drawn_up if measure.reads == "accounts" else world)
        for measure in wanted
    ]
    if not all(map(math.isfinite, found)):
        name, value = next((m.name, x) for m, x in zip(wanted, found, strict=True) if not math.isfinite(x))
        raise SimError(f"{name} is no number ({value})")
    return found
