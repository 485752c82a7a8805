"""Every parameter of the economy, read from params.toml, and the frozen set of values one month runs on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, NoReturn, get_args

from sim.base import toml
from sim.base.errors import InputError, suggest
from sim.base.toml import shorten
from sim.engine import declarations

if TYPE_CHECKING:
    import numpy.typing as npt
    from pydantic import BaseModel

FILE = declarations.ECONOMY / "params.toml"

Acts = Literal["start", "ai", "ubi"]  # from when on a parameter can leave a trace in a world

ONE_OF_THEM = "the levers of one of them must be at their neutral values"
# What contradicts itself whatever the rest: the first must not be above the second.
ORDERED = (
    ("leverage_target", "leverage_max"),
    ("cloud_leverage_target", "cloud_leverage_max"),
    ("tax_rate_min", "income_tax"),
    ("income_tax", "tax_rate_max"),
    ("tax_rate_min", "profit_tax"),
    ("profit_tax", "tax_rate_max"),
    ("profit_tax", "profit_tax_max"),
    ("ai_start_capability", "ai_ceiling"),
    ("markup", "markup_max"),
)


PER = {"1/month": ("a month", "每月"), "1/year": ("a year", "每年")}  # units in words
SPAN = {"en": (" to ", " or "), "zh": ("至", "或")}


@dataclass(frozen=True)
class Parameter:
    """One line of params.toml. ``low`` and ``high`` are inclusive; a switch has neither, a choice has ``choices``."""

    name: str
    group: str
    symbol: str
    default: Any
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    unit: str
    en: str
    zh: str
    source: str
    behavioural: bool
    fixed: bool  # acts at the start only, so that no event can change it
    acts: Acts = "start"
    idle_while: tuple[tuple[str, Any], ...] = ()  # it leaves no trace while all of these have these values
    room: str = ""  # of the mechanism that declares it; none: the core

    def span(self, lang: str) -> str:
        """The same in words that go on a sentence.

        >>> table()["ai_growth"].span("en"), table()["markup"].span("zh")
        ('0.0 to 0.3 a month', '0.05至1.0（share of unit cost）')
        """
        to, or_ = SPAN[lang]
        if self.choices or isinstance(self.default, bool):
            return or_.join(map(toml.literal, self.choices or (True, False)))
        numbers = f"{self.low}{to}{self.high}"
        if self.unit in PER:
            return f"{numbers} {PER[self.unit][0]}" if lang == "en" else f"{PER[self.unit][1]}{numbers}"
        unit = "" if self.unit == "1" else f" ({self.unit})" if lang == "en" else f"（{self.unit}）"
        return numbers + unit

    @property
    def allowed(self) -> str:
        """What may be written for it."""
        if self.choices:
            return "must be one of " + ", ".join(map(toml.literal, self.choices))
        if isinstance(self.default, bool):
            return "must be true or false"
        kind = "whole number" if isinstance(self.default, int) else "number"
        return f"must be a {kind} ({self.low} to {self.high}, {self.unit})"


@cache
def table() -> Mapping[str, Parameter]:
    """Every parameter by name, in the order of params.toml, then of the mechanisms' rooms."""
    document = toml.read(FILE)
    found: dict[str, Parameter] = {}
    faults = []
    lines = [
        (group, "", name, entry, document.spots[group, name])
        for group, entries in document.data.items()
        for name, entry in entries.items()
    ]
    for room, entries, spots in declarations.section("params"):
        lines += [(room, room, name, entry, spots[name]) for name, entry in entries.items()]
    for group, room, name, entry, where in lines:
        try:
            parameter = _parameter(name, group, entry, room)
        except (KeyError, TypeError, ValueError) as error:
            faults.append(f"{where}: {name}: not a complete line of the parameter table ({error})")
            continue
        if name in found:
            faults.append(f"{where}: {name}: declared twice")
        found[name] = parameter
    if faults:
        raise InputError(faults)
    return found


def _parameter(name: str, group: str, entry: Mapping[str, Any], room: str) -> Parameter:
    default, choices = entry["value"], tuple(entry.get("choices", ()))
    low, high = entry["range"] if not isinstance(default, bool | str) else (None, None)
    if isinstance(default, str) != bool(choices):
        raise ValueError("a string needs choices, and only a string has them")
    texts = {key: entry[key] for key in ("symbol", "unit", "en", "zh", "source")}
    unknown = set(entry) - {"value", "range", "choices", "behavioural", "fixed", "acts", "idle_while", *texts}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    acts = entry.get("acts", "start")
    if acts not in get_args(Acts):
        raise ValueError(f"acts = {toml.literal(acts)}: must be one of {', '.join(map(toml.literal, get_args(Acts)))}")
    numeric = not isinstance(default, bool | str)
    return Parameter(
        name=name,
        group=group,
        default=default,
        low=low,
        high=high,
        choices=choices,
        **texts,
        behavioural=numeric and entry.get("behavioural", True),
        fixed=entry.get("fixed", group == "sizes"),
        acts=acts,
        idle_while=tuple(entry.get("idle_while", {}).items()),
        room=room,
    )


@cache
def schema() -> "type[BaseModel]":
    """The pydantic model of all parameters: strict types, ranges, choices, nothing unknown, no nan."""
    from typing import Annotated, Literal

    from pydantic import BaseModel, ConfigDict, Field, create_model

    class Strict(BaseModel):
        model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    fields: dict[str, Any] = {}
    for name, parameter in table().items():
        kind = Literal[parameter.choices] if parameter.choices else type(parameter.default)
        about = Field(ge=parameter.low, le=parameter.high, description=f"{parameter.en} [{parameter.unit}]")
        fields[name] = (Annotated[kind, about], parameter.default)
    return create_model("Parameters", __base__=Strict, **fields)


def faults(values: Mapping[str, object]) -> dict[str, str]:
    """What is wrong with each value by itself: name -> message."""
    from pydantic import ValidationError

    known = {
        name: value for name, value in values.items() if name in table()
    }  # pydantic takes no name that is not UTF-8
    wrong = set(values) - set(known)
    try:
        schema()(**known)
    except ValidationError as error:
        wrong |= {str(fault["loc"][0]) for fault in error.errors()}
    return {name: _fault(name, value) for name, value in values.items() if name in wrong}


def _fault(name: str, value: object) -> str:
    written = f"{name} = {shorten(value)}"
    parameter = table().get(name)
    if parameter is None:
        symbols = [known.name for known in table().values() if known.symbol == name]
        hint = f"; did you mean {symbols[0]}?" if symbols else suggest(name, table())
        return f"{written}: no such parameter{hint}"
    hint = suggest(value, parameter.choices) if isinstance(value, str) else ""
    return f"{written}: {parameter.allowed}{hint}"


def contradictions(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The pairs of ``ORDERED`` that ``values`` (one valid value for each parameter) has the wrong way round."""
    return [(low, high) for low, high in ORDERED if values[low] > values[high]]


def moved(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """The mechanisms that are on, each with its levers that are off their neutral values."""
    levers = declarations.wakers()
    off = {room: [name for name, neutral in mine.items() if values[name] != neutral] for room, mine in levers.items()}
    return {room: names for room, names in off.items() if names}


def clashes(values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Pairs of mechanisms that are on and take over the decision on the same column, which only one can: the two, the column."""
    deciders: dict[str, list[str]] = {}
    for room in moved(values):
        for column in declarations.rooms()[room].data["writes"].get("decides", ()):
            deciders.setdefault(column, []).append(room)
    return [(one, other, column) for column, rooms in deciders.items() for one, other in combinations(rooms, 2)]


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Valid values as the table types them: a 1 for a number is 1.0."""
    return {name: type(table()[name].default)(value) for name, value in values.items()}


class Params:
    """A frozen, checked set of values: ``Params(markup=0.3).markup``. What is not given has its default.

    >>> Params().replace(commons_share=1).commons_share
    1.0
    """

    def __init__(self, **changes: object) -> None:
        wrong = faults(changes)
        if wrong:
            raise InputError(list(wrong.values()))
        values = {name: parameter.default for name, parameter in table().items()} | typed(changes)
        pairs = contradictions(values)
        if pairs:
            raise InputError([f"{a} = {values[a]}: must not be above {b} = {values[b]}" for a, b in pairs])
        if clashing := clashes(values):
            raise InputError(
                [f"{one} and {other} both decide {column}: {ONE_OF_THEM}" for one, other, column in clashing]
            )
        self.__dict__.update(values)

    def replace(self, **changes: object) -> "Params":
        """The same with some values changed."""
        return Params(**{**self.__dict__, **changes})

    def between(self, values: Mapping[str, Any]) -> "Params":
        """The same with values that lie between two that have been checked."""
        found = Params.__new__(Params)
        found.__dict__.update({**self.__dict__, **values})
        return found

    def as_dict(self) -> dict[str, Any]:
        """Name -> value, in the order of the table."""
        return dict(self.__dict__)

    def __getattr__(self, name: str) -> Any:  # only reached by a name that is no parameter
        raise AttributeError(f"no parameter {name!r}{suggest(name, table())}")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(
            f"parameters are frozen: replace({name}=...) gives others, set({name}=...) changes those of a living economy"
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("parameters are frozen")

    def __deepcopy__(self, memo: dict[int, Any]) -> "Params":
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Params) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __repr__(self) -> str:
        changed = (f"{name}={value!r}" for name, value in self.__dict__.items() if value != table()[name].default)
        return f"Params({', '.join(changed)})"


@cache
def layout(room: str = "") -> Any:
    """The fields of ``numbers``: one object, since it is compared with every call of compiled code, which is slow between two alike.

    Each room has its own, so that a new parameter of one changes no code of the others.
    """
    from sim.engine.compiled import record

    kinds = {bool: "?", int: "i8", float: "f8"}
    mine = (p for p in table().values() if p.room == room and type(p.default) in kinds)
    return record([(p.name, kinds[type(p.default)]) for p in mine])


def numbers(given: Params, room: str = "") -> "npt.NDArray[Any]":
    """The parameters of the core, or of a room, as compiled code reads them, words left out: an array of one record,
    ``numbers(params)[0].markup``."""
    import numpy as np

    return np.array([tuple(getattr(given, name) for name in layout(room).names)], layout(room))
