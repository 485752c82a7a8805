"""What a classic declares in its TOML file, read and checked; and its cases, which are to it what scenarios are to the economy."""

import hashlib
import json
import math
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from sim.base import names, sources, toml
from sim.base.errors import InputError, suggest
from sim.base.limits import plain
from sim.base.paths import shown
from sim.base.toml import shorten
from sim.classics.common import ClassicEconomy
from sim.economy.scenario import in_both
from sim.engine.ledger import Declared, read_assets, read_flows
from sim.engine.parameters import Parameter
from sim.runs.results import CLASSIC

HOMES = {  # name -> module; its TOML file is called like the classic
    "simple": "reproduction",
    "expanded": "reproduction",
    "production-prices": "production_prices",
    "linear": "linear",
    "sim": "stock_flow",
    "simex": "expected_income",
    "pc": "portfolio",
    "exchange": "exchange",
    "social-architecture": "social_architecture",
    "layoff-trap": "layoff_trap",
}
KEYS = ("classic", "title", "question", "source", "params", "published")  # of a file with a case
LAST = -1  # as the month of a published number: the last one


@dataclass(frozen=True)
class Published:
    """A number from the source: a measure in one month (from 0; -1 the last), or its mean over the last months and over seeds."""

    measure: str
    value: float
    within: float
    month: int | None = None


@dataclass(frozen=True)
class Measured:
    """A measure of a classic, as results keep it."""

    name: str
    unit: str
    kind: str
    label: Mapping[str, str]
    doc: Mapping[str, str]


@dataclass(frozen=True)
class Panel:
    """A panel of the figure. ``form``: lines over time, bars at the end, density or tail of the record ``wealth``."""

    form: str
    title: Mapping[str, str]
    measures: tuple[str, ...]


class Settings:
    """A frozen set of values, one for each parameter of a classic: ``settings.theta``."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    def as_dict(self) -> dict[str, Any]:
        """Name -> value, in the order of the file."""
        return dict(self.__dict__)

    def __getattr__(self, name: str) -> Any:  # only reached by a name that is no parameter
        raise AttributeError(f"no parameter {name!r}{suggest(name, self.__dict__)}")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("parameters are frozen")


@dataclass(frozen=True)
class Case:
    """One published case, or a case of one's own: what the store takes for a scenario."""

    classic: str
    name: str
    title: dict[str, str]
    question: dict[str, str]
    source: str
    params: Settings
    published: tuple[Published, ...]
    events: tuple[Any, ...] = ()
    files: tuple[str, ...] = ()  # it was read from: never written over

    @cached_property
    def digest(self) -> str:
        """A hash of all that determines the numbers, and of nothing else."""
        return hashlib.sha256(json.dumps([self.classic, self.params.as_dict()], sort_keys=True).encode()).hexdigest()

    def to_toml(self) -> str:
        """The case as a file that ``--case`` takes."""
        texts = {"classic": self.classic, "title": self.title, "question": self.question, "source": self.source}
        lines = [f"{name} = {toml.literal(value)}" for name, value in texts.items()]
        lines += ["", "[params]", *(f"{name} = {toml.literal(value)}" for name, value in self.params.as_dict().items())]
        for number in self.published:
            entries = {name: value for name, value in vars(number).items() if value is not None}
            lines += ["", "[[published]]", *(f"{name} = {toml.literal(value)}" for name, value in entries.items())]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Classic:
    """All that is declared about one classic."""

    name: str
    title: dict[str, str]
    question: dict[str, str]
    source: str
    period: dict[str, str]  # what a month of the books stands for
    months: int
    seeds: int
    books: Declared
    parameters: Mapping[str, Parameter]
    measures: Mapping[str, Measured]
    records: Mapping[str, Mapping[str, Any]]
    cases: Mapping[str, Case]
    usual: tuple[str, ...]  # cases that are run where none is named
    panels: tuple[Panel, ...]
    units: Mapping[str, dict[str, str]]  # how they are written

    @property
    def economy(self) -> ClassicEconomy:
        """What happens."""
        found: ClassicEconomy = import_module(f"sim.classics.{HOMES[self.name]}").ECONOMY
        return found

    def settings(self, changes: Mapping[str, object], where: str) -> Settings:
        """The parameters with these changes; an InputError with all that is wrong, each with the place that it comes from."""
        values = {name: parameter.default for name, parameter in self.parameters.items()}
        faults = []
        for name, given in changes.items():
            value, parameter = listed(plain(given)), self.parameters.get(name)
            if parameter is None:
                symbols = [known.name for known in self.parameters.values() if known.symbol == name]
                hint = f"; did you mean {symbols[0]}?" if symbols else suggest(name, self.parameters)
                hint = hint or f" ({', '.join(self.parameters)})"
                faults.append(f"{where}: {name} = {shorten(value)}: {self.name} has no such parameter{hint}")
            elif isinstance(parameter.default, list):
                fault = _fault(value, parameter, nested=isinstance(parameter.default[0], list))
                faults += [f"{where}: {name} = {shorten(value)}: {fault}"] if fault else []
                values[name] = value if fault else _floats(value)
            elif not _fits(value, parameter):
                faults.append(f"{where}: {name} = {shorten(value)}: {parameter.allowed}")
            else:
                values[name] = type(parameter.default)(value)
        if faults:
            raise InputError(faults)
        return Settings(values)

    def case(self, name: str, changes: Mapping[str, object]) -> Case:
        """A declared case by name, or one from a file, with ``--set``; a changed one has no published numbers any more."""
        found = read_case(Path(name), self) if name.endswith(".toml") else self.cases.get(name)
        if found is None:
            hint = suggest(name, self.cases) or f" ({', '.join(self.cases)}, or a file that ends in .toml)"
            raise InputError(f"{name}: {self.name} has no such case{hint}")
        changed = self.settings({**found.params.as_dict(), **changes}, "--set")
        if changed.as_dict() == found.params.as_dict():
            return found
        before = found.params.as_dict()
        names = ", ".join(key for key, value in changed.as_dict().items() if value != before[key])
        title = {"en": f"{found.title['en']}; changed: {names}", "zh": f"{found.title['zh']}；已改：{names}"}
        return replace(found, title=title, params=changed, published=())


def _fits(value: object, parameter: Parameter) -> bool:
    default = parameter.default
    if parameter.choices or isinstance(default, bool):
        return type(value) is type(default) and (not parameter.choices or value in parameter.choices)
    return _number(value, parameter, type(default))


def _number(value: object, parameter: Parameter, kind: type) -> bool:
    number = isinstance(value, int | float if kind is float else int) and not isinstance(value, bool)
    low, high = parameter.low, parameter.high
    return number and low is not None and high is not None and low <= value <= high  # type: ignore[operator]


def _fault(value: object, parameter: Parameter, *, nested: bool, place: str = "") -> str:
    """What is wrong with a row of numbers, or with a table of such rows; nothing if it is one."""
    if not (isinstance(value, list) and value and all(isinstance(row, list) == nested for row in value)):
        form = "a table of numbers, row by row, as in [[0.2, 0.3], [0.4, 0.1]]" if nested else "a list, as in [0.2, 0.3]"
        return f"{place}must be {form}"
    for i, one in enumerate(value, start=1):
        if nested:
            fault = _fault(one, parameter, nested=False, place=f"row {i}: ")
        else:
            kind = f"must be a number ({parameter.low} to {parameter.high}, {parameter.unit})"
            fault = "" if _number(one, parameter, float) else f"{place}number {i}, {shorten(one)}: {kind}"
        if fault:
            return fault
    return ""


def listed(value: object) -> object:
    """Arrays and tuples as lists."""
    if type(value).__module__ == "numpy":
        return value.tolist()  # type: ignore[attr-defined]
    return [listed(one) for one in value] if isinstance(value, list | tuple) else value


def _floats(value: Any) -> Any:
    return [_floats(one) for one in value] if isinstance(value, list) else float(value)


@cache
def load(name: str) -> Classic:
    """A classic by its name."""
    if name not in HOMES:
        hint = suggest(name, HOMES) or f" ({', '.join(HOMES)})"
        raise InputError(f"{name}: no such classic{hint}")
    data = _data(name)
    parameters = {key: _parameter(key, entry) for key, entry in data["parameters"].items()}
    measures = {key: Measured(key, m["unit"], m["kind"], m["label"], m["doc"]) for key, m in data["measures"].items()}
    wider = {account: (ends[0], ends[1]) for account, ends in data.get("wider", {}).items()}
    books = Declared(tuple(data["sectors"]), wider, read_assets(data["assets"]), read_flows(data["flows"]))
    panels = tuple(Panel(p["form"], p["title"], tuple(p.get("measures", ()))) for p in data["panels"])
    texts = (data["title"], data["question"], data["source"], data["period"])
    numbers = (data["months"], data["seeds"])
    first = next(iter(data["cases"]))  # filed under the classic's name alone
    bare = Classic(
        name,
        *texts,
        *numbers,
        books=books,
        parameters=parameters,
        measures=measures,
        records=data.get("records", {}),
        cases={},
        usual=tuple(data.get("usual", [first])),
        panels=panels,
        units=data["units"],
    )
    cases = {key: _case(bare, "" if key == first else key, entry, name) for key, entry in data["cases"].items()}
    return replace(bare, cases=cases)


def _data(name: str) -> dict[str, Any]:
    """The declarations of a file: tables of one that it extends are merged, except cases and panels, which are its own."""
    data = toml.read(Path(__file__).with_name(f"{name}.toml")).data
    if "extends" not in data:
        return data
    parent = _data(data["extends"])
    own = {key: {**parent[key], **data.get(key, {})} for key in ("assets", "flows", "measures", "parameters")}
    return {**parent, **data, **own}


def _parameter(name: str, entry: Mapping[str, Any]) -> Parameter:
    low, high = entry.get("range", (None, None))
    choices, symbol = tuple(entry.get("choices", ())), entry.get("symbol", "")
    texts = (entry["unit"], entry["en"], entry["zh"], entry["source"])
    return Parameter(name, "classic", symbol, entry["value"], low, high, choices, *texts, behavioural=False, fixed=True)


def _case(classic: Classic, key: str, entry: Mapping[str, Any], where: str) -> Case:
    """A case out of its table; an InputError with all that is wrong with it."""
    faults = []
    published = []
    for number in entry.get("published", []):
        try:
            one = Published(number["measure"], float(number["value"]), float(number["within"]), number.get("month"))
        except (KeyError, TypeError, ValueError):
            faults.append(f"{where}: published: needs measure, value and within, and may have a month: {dict(number)}")
            continue
        if one.measure not in classic.measures:
            hint = suggest(one.measure, classic.measures) or f" ({', '.join(classic.measures)})"
            faults.append(f"{where}: published: measure = {one.measure}: {classic.name} has no such measure{hint}")
        if not (math.isfinite(one.value) and 0.0 <= one.within < math.inf):
            faults.append(f"{where}: published: {one.measure}: value and within must be finite, within not negative")
        if one.month is not None and (not isinstance(one.month, int) or one.month < LAST):
            faults.append(f"{where}: published: month = {one.month}: must be a whole number from 0, or -1 for the last")
        published.append(one)
    if faults:
        raise InputError(faults)
    name = CLASSIC + classic.name + (f"-{key}" if key else "")
    settings = classic.settings(entry.get("params", {}), where)
    texts = (entry["title"], entry.get("question", classic.question), entry.get("source", classic.source))
    return Case(classic.name, name, *texts, settings, tuple(published))


def read_case(path: Path, classic: Classic | None = None) -> Case:
    """A case from a file, of this classic or of the one that the file names."""
    wrong = names.fault(path.stem)
    if wrong and path.exists():
        raise InputError(f"{names.spelt(shown(path))}: no name to file results under: {wrong}: rename the file")
    document = toml.read(path)
    data, where = document.data, shown(path)
    faults = [
        f"{document.spots[name,]}: {name}: no such key of a case ({', '.join(KEYS)})"
        for name in data
        if name not in KEYS
    ]
    named = data.get("classic")
    if not isinstance(named, str):
        faults.append(f'{where}: classic: missing: the name of a classic, as in classic = "sim"')
    elif classic and named != classic.name:
        faults.append(f"{where}: classic = {named}: is a case of {named}, not of {classic.name}")
    for name in ("title", "question"):
        text = data.get(name, {"en": "-", "zh": "-"} if name == "question" else None)
        if not (isinstance(text, dict) and text and all(isinstance(text.get(lang, ""), str) for lang in text)
                and set(text) <= {"en", "zh"}):  # fmt: skip
            faults.append(f"{where}: {name}: needs a text in en or in zh, or in both")
    if not isinstance(data.get("params", {}), dict) or not isinstance(data.get("published", []), list):
        faults.append(f"{where}: params must be a table, published a list of tables")
    if faults:
        raise InputError(faults)
    owner = classic or load(str(named))
    texts = {name: in_both(data[name]) for name in ("title", "question") if name in data}
    found = _case(owner, path.stem, data | {str(name): text for name, text in texts.items()}, where)
    own = CLASSIC + owner.name
    filed = path.stem if path.stem == own or path.stem.startswith(f"{own}-") else found.name
    return replace(found, name=unicodedata.normalize("NFC", filed), files=(os.path.realpath(path),))


def makers() -> list[Path]:
    """The files that can change a number of a classic: modules and declarations of this room."""
    modules = sources.closure(*(f"sim.classics.{module}" for module in HOMES.values()), "sim.classics.replicas")
    own = [sources.file(name) for name in modules if name.startswith("sim.classics.")]
    return [*filter(None, own), *sorted(Path(__file__).with_name(f"{name}.toml") for name in HOMES)]


def of(scenario: str) -> Classic | None:
    """The classic under whose name results are filed, if it is one."""
    fitting = [name for name in HOMES if f"{scenario}-".startswith(f"{CLASSIC}{name}-")]
    return load(max(fitting, key=len)) if fitting else None
