"""A scenario file becomes a frozen Scenario, or one message for every fault in it."""

import bisect
import hashlib
import json
import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from sim.base import names, toml
from sim.base.errors import InputError, suggest
from sim.base.limits import LIMITS, allowed, plain
from sim.base.paths import data, shown
from sim.base.toml import Document, Key, Spot, cut, shorten
from sim.economy import variants
from sim.economy.variants import Variant
from sim.engine import parameters
from sim.engine.parameters import Params

FIRST = (
    *("baseline", "competition", "monopoly", "monopoly-ubi", "monopoly-ai-tax", "commons", "commons-ubi"),
    *("hoarding", "austerity", "cheap-private", "commons-no-pass-through", "monopoly-pass-through"),
)
LANGUAGES = ("en", "zh")
TEXTS = ("title", "question")  # a table of one string a language
LISTS = ("notice", "try")  # a table of a list of strings a language
QUESTION = {"en": "What changes when ...?", "zh": "若……会怎样？"}  # of a scenario that nobody has filled in yet
CRISIS = {"en": "meant as a crisis", "zh": "意在呈现危机"}  # one that need not stay bounded
YEAR = 12  # months of a value of ``series``
EVENT = ("month", "until", "set", "series")
KEYS = ("extends", *TEXTS, "claims", *LISTS, "bounded", "params", "events")

Faults = list[tuple[Spot, str]]


@dataclass(frozen=True)
class Event:
    """A dated change: from ``month`` on, these parameters have these values. A path where there is ``until``: from the value in force
    in ``month`` they move in equal steps, and have the new one from ``until`` on. ``series``: a value a year, the last from then on.
    """

    month: int
    set: dict[str, Any] = field(default_factory=dict)
    until: int | None = None
    series: dict[str, Sequence[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> "Event":
        """What a file or a manifest has, without faults."""
        known, series = parameters.table(), written.get("series", {})
        years: dict[str, Sequence[Any]] = {
            name: tuple(map(type(known[name].default), values)) for name, values in series.items()
        }
        return cls(written["month"], parameters.typed(written.get("set", {})), written.get("until"), years)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it changes."""
        return (*self.set, *self.series)

    def values(self, name: str) -> tuple[Any, ...]:
        """What it sets a parameter to, one after the other."""
        return (*([self.set[name]] if name in self.set else ()), *self.series.get(name, ()))

    @property
    def last(self) -> int:
        """The month in which it changes something for the last time."""
        years = max(map(len, self.series.values()), default=1) - 1
        return self.until or self.month + YEAR * years

    @property
    def dates(self) -> tuple[int, ...]:
        """The months in which a change of another kind begins: of a path the start, the first month on the way, and the end."""
        if self.until is not None:
            return (self.month, self.month + 1, self.until)
        return tuple(range(self.month, self.last + 1, YEAR))

    @property
    def months(self) -> Sequence[int]:
        """Every month in which it may change something."""
        return self.dates if self.until is None else range(self.month, self.until + 1)

    def as_dict(self) -> dict[str, Any]:
        """As a file has it."""
        found: dict[str, Any] = {"month": self.month} | ({"until": self.until} if self.until is not None else {})
        return found | ({"set": self.set} if self.set or not self.series else {}) | ({"series": self.series} if self.series else {})


class Course(NamedTuple):
    """How one parameter moves from the month of an event on: along a path, or year by year."""

    first: int
    last: int
    values: Sequence[Any]  # of a path two: from where, and to where
    path: bool

    def at(self, month: int) -> Any:
        """The value in a month, the first or a later one.

        >>> [Course(96, 156, (0.25, 0.75), True).at(month) for month in (96, 126, 156, 400)]
        [0.25, 0.5, 0.75, 0.75]
        >>> [Course(96, 120, (0.05, 0.1, 0.2), False).at(month) for month in (96, 107, 108, 120, 400)]
        [0.05, 0.05, 0.1, 0.2, 0.2]
        """
        if month >= self.last:
            return self.values[-1]
        if not self.path:
            return self.values[(month - self.first) // YEAR]
        begin, end = self.values
        # what is between them, also where the last digit of the step is rounded away from it
        return min(max(begin + (end - begin) * (month - self.first) / (self.last - self.first), min(begin, end)), max(begin, end))


class Turn(NamedTuple):
    """What is in force from a month on, until the next turn."""

    month: int
    values: dict[str, Any]
    courses: dict[str, Course]  # of the parameters that are still to move
    event: int | None  # the place of the event that has just begun; None: those begun before go on


def turns(start: Mapping[str, Any], events: Sequence[Event]) -> Iterator[Turn]:
    """What dated changes make of the values at the start, turn by turn. The later event has a parameter from its month on, whatever
    an earlier one had in store for it: of two in one month, that which stands below."""
    values, courses = dict(start), dict[str, Course]()
    for date in sorted({date for event in events for date in event.dates}):
        values = values | {name: course.at(date) for name, course in courses.items()}
        courses = {name: course for name, course in courses.items() if course.last > date}
        begun = [number for number, event in enumerate(events) if event.month == date]
        for number in begun:
            event = events[number]
            new = {
                name: Course(date, event.last, (values[name], value), True) if event.until is not None else value
                for name, value in event.set.items()
            }
            new |= {name: Course(date, date + YEAR * (len(s) - 1), s, False) for name, s in event.series.items()}
            values = values | {name: one.at(date) if isinstance(one, Course) else one for name, one in new.items()}
            courses = {name: course for name, course in courses.items() if name not in new}
            courses |= {name: one for name, one in new.items() if isinstance(one, Course) and one.last > date}
            yield Turn(date, values, courses, number)
        if not begun:
            yield Turn(date, values, courses, None)


@dataclass(frozen=True)
class Scenario:
    """One resolved scenario. ``changed`` holds the parameters that differ from its parent's (or from the defaults)."""

    name: str
    title: dict[str, str]
    question: dict[str, str]
    claims: tuple[str, ...]
    notice: dict[str, tuple[str, ...]]
    try_: dict[str, tuple[str, ...]]
    params: Params
    events: tuple[Event, ...]
    extends: str | None
    changed: dict[str, Any]
    own_events: bool
    bounded: bool = True  # whether it is to keep within what a regime that lasts keeps within; false: meant as a crisis
    files: tuple[str, ...] = field(default=(), compare=False, repr=False)  # it was read from: none is ever written over
    variant: Variant | None = None  # of which scenario it is one, and with which settings

    def called(self, lang: str = "en") -> str:
        """How it is shown where others are shown by their names."""
        return self.variant.label(lang) if self.variant else self.name
    # Texts that are given in one language alone, and in which: they stand for both.
    untranslated: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def heading(self, lang: str) -> str:
        """The title, and behind it whether it is meant as a crisis."""
        if self.bounded:
            return self.title[lang]
        return f"{self.title[lang]} ({CRISIS[lang]})" if lang == "en" else f"{self.title[lang]}（{CRISIS[lang]}）"

    @property
    def asks_nothing(self) -> bool:
        """Whether its question is still the one that ``starter`` puts there."""
        return any(self.question[lang] == QUESTION[lang] for lang in LANGUAGES)

    @property
    def changes_nothing(self) -> bool:
        """Whether it gives the same numbers as the scenario that it extends."""
        return self.extends is not None and not self.changed and not self.own_events

    @cached_property
    def _states(self) -> list[tuple[int, Params, dict[str, Course]]]:
        """The parameters from each month on that changes them, and the paths on which some go on from there."""
        states: list[tuple[int, Params, dict[str, Course]]] = [(-1, self.params, {})]
        for turn in turns(self.params.as_dict(), self.events):
            _, before, moving = states[-1]
            paths = {name: course for name, course in turn.courses.items() if course.path}
            after = Params(**turn.values)
            if after != before or paths or moving:
                states.append((turn.month, after if after != before else before, paths))
        return states

    @cached_property
    def _between(self) -> dict[int, Params]:
        """The parameters of the months on a path that somebody has asked for."""
        return {}

    def params_at(self, month: int) -> Params:
        """The parameters in force in ``month``: the same object as long as nothing changes."""
        first, params, paths = self._states[bisect.bisect_right(self._states, month, lo=1, key=lambda state: state[0]) - 1]
        if not paths or month == first:
            return params
        if month not in self._between:
            self._between[month] = params.between({name: course.at(month) for name, course in paths.items()})
        return self._between[month]

    @property
    def dates(self) -> list[int]:
        """The months in which a dated change begins, goes on in another way, or ends, and the first."""
        return sorted({0, *(date for event in self.events for date in event.dates)})

    @cached_property
    def digest(self) -> str:
        """A hash of all that determines the numbers, and of nothing else."""
        events = [[e.month, e.set, *([e.until, e.series] if e.until is not None or e.series else [])] for e in self.events]
        content = [self.params.as_dict(), events]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def at(self, name: str, point: Mapping[str, Any]) -> "Scenario":
        """The same under another name, with some parameters changed at the start. Dated events stay as they are."""
        texts = ", ".join(f"{key} = {toml.literal(value)}" for key, value in point.items())
        title = {language: f"{text} ({texts})" for language, text in self.title.items()}
        changed = {**self.changed, **point}
        params = self.params.replace(**point)
        found = replace(self, name=name, title=title, params=params, changed=changed, variant=None)
        found.params_at(0)  # an event that contradicts the point is a fault now
        return found

    def amended(self, month: int, changes: Mapping[str, object], until: object = None) -> "Scenario":
        """The same with one more dated change, the last of its month; InputError for what would be a fault in a file."""
        last: dict[str, Any] = {"month": month, "set": {name: plain(value) for name, value in changes.items()}}
        last |= {} if until is None else {"until": plain(until)}
        written = [*(event.as_dict() for event in self.events), last]
        document = Document({"params": self.params.as_dict(), "events": written})
        document.spots.update({("params", name): Spot("the scenario") for name in document.data["params"]})
        for index, event in enumerate(written):
            spot = Spot("set" if event is last else f"the change of month {event['month']}")
            document.spots.update({("events", index, *key): spot for key in _keys(event)})
        if faults := _number_faults(document):
            raise InputError([f"{spot}: {message}" for spot, message in sorted(faults)])
        events = [*self.events, Event.of(last)]
        return replace(self, events=tuple(sorted(events, key=lambda event: event.month)), own_events=True)

    def to_toml(self) -> str:
        """The resolved scenario as a file that stands alone: every parameter, no ``extends``."""
        head = dict(zip(KEYS[1:6], (self.title, self.question, self.claims, self.notice, self.try_), strict=True))
        lines = [f"{key} = {toml.literal(value)}" for key, value in head.items() if value]
        lines += [] if self.bounded else ["bounded = false"]
        lines += ["", "[params]"] + [f"{name} = {toml.literal(value)}" for name, value in self.params.as_dict().items()]
        for event in self.events:
            lines += ["", "[[events]]"] + [f"{key} = {toml.literal(value)}" for key, value in event.as_dict().items()]
        return "\n".join(lines) + "\n"


def shipped() -> list[str]:
    """The names of the scenarios that come with the program: the core set first, then by alphabet."""
    names = sorted(path.stem for path in data("scenarios").glob("*.toml"))
    return [name for name in FIRST if name in names] + [name for name in names if name not in FIRST]


def load(source: str | Path, overrides: Mapping[str, object] | None = None, workers: int | None = None) -> Scenario:
    """A shipped scenario by name, or a file by its path (ending in .toml), or a variant of either (``monopoly:withheld_share=0``),
    with ``overrides`` as from ``--set`` and ``--workers``.

    >>> load("baseline", {"commons_share": 2})
    Traceback (most recent call last):
    sim.base.errors.InputError: --set: commons_share = 2: must be a number (0.0 to 1.0, share of cloud firms)
    """
    return load_all([source], overrides, workers)[0]


def changes(overrides: Mapping[str, object] | None, workers: int | None = None) -> dict[str, object]:
    """What ``--set`` and ``--workers`` change, or what the caller of a function gives in their place."""
    if not isinstance(overrides or {}, Mapping) or not all(isinstance(name, str) for name in overrides or {}):
        raise InputError(f'set = {shorten(overrides)}: must be names and values, as in {{"markup": 0.3}}')
    found = {name: plain(value) for name, value in (overrides or {}).items()}
    if workers is None:
        return found
    if "n_workers" in found:
        raise InputError("--workers and --set n_workers: the same, given twice")
    return {**found, "n_workers": plain(workers)}


def load_all(
    sources: Iterable[str | Path],
    overrides: Mapping[str, object] | None = None,
    workers: int | None = None,
    above: Mapping[str, object] | None = None,
) -> list[Scenario]:
    """Several scenarios; the faults of all of them in one InputError. ``above``: settings that stand above those of variants too."""
    line = _settings(changes(overrides, workers), "--set")
    if workers is not None:
        line.spots["params", "n_workers"] = Spot("--workers")
    last = _settings(changes(above), "--set")
    scenarios: list[Scenario] = []
    messages: list[str] = []
    for source in sources:
        try:
            own, found = _own(source, line), variants.written(source)
            scenarios.append(_load(found.of if found else source, line, own, last))
        except InputError as error:
            messages += [message for message in error.messages if message not in messages]
    given = [scenario.name for scenario in scenarios]
    for name in sorted({name for name in given if given.count(name) > 1}):
        messages.append(f"{name}: given twice: results are filed by name, so each scenario needs its own")
    messages += names.clashes(given)
    if messages:
        raise InputError(messages)
    return scenarios


def _settings(values: Mapping[str, object], where: str) -> Document:
    """Settings as if a file had them."""
    return Document({"params": dict(values)}, {("params", name): Spot(where) for name in values})


def _own(source: str | Path, line: Document) -> Document | None:
    """The settings of a variant; None where the source is none."""
    found = variants.written(source)
    if found is None:
        return None
    where = cut(str(source))
    own = _settings(variants.read(str(source)), where)
    faults = [] if found.of else [f"{where}: of no scenario: name one before the colon, as in monopoly{where}"]
    twice = [name for name in own.data["params"] if name in line.data["params"]]
    faults += [f"{where}: {name}: {line.spots['params', name]} gives it to all: leave one of the two" for name in twice]
    if faults:
        raise InputError(faults)
    return own


def _path(source: str | Path, folder: Path | None = None) -> Path:
    """Where a scenario lies: a shipped name, or a path (relative to ``folder``, where that is given)."""
    if not isinstance(source, str | Path):
        raise InputError(f"{shorten(source)}: must be the name of a shipped scenario or the path of a .toml file")
    if isinstance(source, Path) or source.endswith(".toml"):
        path = (folder or Path()) / source
        if path.stem in shipped() and path.suffix == ".toml" and folder is None and not os.path.lexists(path):
            raise InputError(f"{shown(path)}: no such file; did you mean {path.stem}?")
        return path
    if source in shipped():
        return data("scenarios") / f"{source}.toml"
    if (variant := variants.written(source)) is not None:
        raise InputError(f"{source}: is a variant, which has no file: extend {variant.of}, with the rest under [params]")
    if source.partition(":")[0] in shipped():
        name = source.partition(":")[0]
        raise InputError(f"{source}: no such scenario: a variant is written {name}:NAME=VALUE,NAME=VALUE...")
    beside = (folder or Path()) / f"{source}.toml"
    hint = f"; did you mean the file {shown(beside)}?" if os.path.isfile(beside) else suggest(source, shipped())
    hint = hint or ": `sim list` shows those that come with the program; a file of your own ends in .toml"
    raise InputError(f"{source}: no such scenario{hint}")


def _load(source: str | Path, line: Document, own: Document | None, last: Document) -> Scenario:
    """One scenario, with what the command line changes in all of them (``line``), the variant in this one (``own``), and ``last``."""
    path = _path(source)
    wrong = names.fault(path.stem)
    if wrong and os.path.lexists(path):
        raise InputError(f"{names.spelt(shown(path))}: no name to file results under: {wrong}: rename the file")
    faults: Faults = []
    chain, files = _chain(path, faults)
    whole = not faults
    parent = Document({})
    for document in reversed(chain[1:]):
        parent = _merge(parent, document)
    merged = _merge(parent, chain[0])
    merged = _merge(merged, line) if line.data["params"] else merged
    if own:
        parent = merged
        merged = _merge(merged, own)
    merged = _merge(merged, last) if last.data["params"] else merged
    ours = os.path.realpath(path.parent) == os.path.realpath(data("scenarios"))
    faults += _text_faults(merged, whole=whole, file=Spot(shown(path), 1), both=ours)
    faults += _number_faults(merged)
    if faults:
        raise InputError([f"{spot}: {message}" for spot, message in sorted(faults)])
    # the accents of a name are written in two ways, and some systems change one into the other
    found = _scenario(unicodedata.normalize("NFC", path.stem), merged, parent)
    found = replace(found, files=tuple(os.path.realpath(file) for file in files))
    if not own:
        return found
    variant = Variant(found.name, parameters.typed(own.data["params"]))
    title = {language: variant.label(language, text) for language, text in found.title.items()}
    return replace(found, name=variant.name, title=title, extends=str(source), variant=variant)


def _chain(path: Path, faults: Faults) -> tuple[list[Document], list[Path]]:
    """The file, what it extends, what that extends ..., and where they lie. A fault ends the chain."""
    chain, seen = [toml.read(path)], [path]
    while "extends" in chain[-1].data:
        wanted = chain[-1].data["extends"]
        fault = ""
        if not isinstance(wanted, str):
            fault = "must be the name of a shipped scenario or the path of a .toml file"
        else:
            try:
                path = _path(wanted, seen[-1].parent)
            except InputError as error:
                fault = str(error).removeprefix(f"{wanted}: ")
        if not fault and os.path.isdir(path):  # unlike path.is_dir() it says no where it may not look
            fault = "is a folder, not a file"
        elif not fault and not os.path.isfile(path):
            fault = f"no such file{suggest(path.name, _beside(path))}"
        elif not fault and path.resolve() in [file.resolve() for file in seen]:
            circle = " -> ".join(file.stem for file in [*seen, path])
            fault = f"scenarios extend each other in a circle ({circle})"
        if fault:
            faults.append((chain[-1].spots["extends",], f"extends = {shorten(wanted)}: {fault}"))
            break
        chain.append(toml.read(path))
        seen.append(path)
    return chain, seen


def _beside(path: Path) -> list[str]:
    """The scenario files in the folder of a path, as far as one may look."""
    try:
        return [name for name in os.listdir(path.parent) if name.endswith(".toml")]
    except (OSError, ValueError):
        return []


def _merge(parent: Document, child: Document) -> Document:
    """Tables merge; scalars, lists and texts of the child replace the parent's, a text in whatever languages. Every key keeps its spot."""
    merged = Document(deepcopy(parent.data), dict(parent.spots))

    def walk(into: dict[str, Any], new: Mapping[str, Any], base: Key) -> None:
        for name, value in new.items():
            key = (*base, name)
            text = not base and name in (*TEXTS, *LISTS)  # of another language it would be that of another scenario
            if isinstance(value, dict) and isinstance(into.get(name), dict) and not text:
                walk(into[name], value, key)
                continue
            for old in [known for known in merged.spots if known[: len(key)] == key]:
                del merged.spots[old]
            merged.spots.update({new: spot for new, spot in child.spots.items() if new[: len(key)] == key})
            into[name] = value

    walk(merged.data, child.data, ())
    return merged


def _text_faults(document: Document, *, whole: bool, file: Spot, both: bool) -> Faults:
    """Faults in everything but the numbers. A document that is not ``whole`` may lack what its parent would bring.

    ``both``: each text must stand there in both languages, as in what is shipped.
    """
    content, spots = document.data, document.spots
    faults: Faults = []
    for name in content:
        if name not in KEYS:
            hint = (
                "; it belongs under [params]"
                if name in parameters.table()
                else suggest(name, KEYS) + f" ({', '.join(KEYS)})"
            )
            faults.append((spots[name,], f"{name} = {shorten(content[name])}: no such key{hint}"))
    for name in TEXTS:
        if name not in content and whole:
            needs = "a text in en and one in zh" if both else f'a text in en or in zh, as in {name} = {{ en = "..." }}'
            faults.append((file, f"{name}: missing: needs {needs}"))
    for name in (*TEXTS, *LISTS):
        if name not in content:
            continue
        wanted = "a text" if name in TEXTS else "a list of texts"
        table, spot = content[name], spots[name,]
        if not isinstance(table, dict):
            either = "" if both else ", or one of the two"
            faults.append((spot, f"{name} = {shorten(table)}: must be {{ en = {wanted}, zh = {wanted} }}{either}"))
            continue
        missing = [language for language in LANGUAGES if language not in table]
        if both:
            faults += [(spot, f"{name}.{language}: missing: needs {wanted}") for language in missing]
        elif len(missing) == len(LANGUAGES):
            faults.append((spot, f"{name}: needs {wanted} in en or in zh"))
        for language, value in table.items():
            here, written = spots[name, language], f"{name}.{language} = {shorten(value)}"
            if language not in LANGUAGES:
                faults.append((here, f"{written}: no such language{suggest(language, LANGUAGES)} (en, zh)"))
            elif not (_is_text(value) if name in TEXTS else _is_texts(value)):
                faults.append((here, f"{written}: must be {wanted}"))
    if not isinstance(bounded := content.get("bounded", True), bool):
        message = "must be true, or false where it is meant as a crisis"
        faults.append((spots["bounded",], f"bounded = {shorten(bounded)}: {message}"))
    if not _is_texts(content.get("claims", [])):
        faults.append((spots["claims",], f"claims = {shorten(content['claims'])}: must be a list of texts"))
    else:
        faults += _claim_faults(content.get("claims", []), spots)
    return faults


def _claim_faults(claims: list[str], spots: Mapping[Key, Spot]) -> Faults:
    """Claims that no text of the register makes, or that are named twice."""
    if not claims:
        return []
    from sim.economy import claim_ids

    known = claim_ids.ids()
    wrong = {index: f"no such claim{suggest(name, known)}" for index, name in enumerate(claims) if name not in known}
    twice = {index: "is given twice" for index, name in enumerate(claims) if name in claims[:index]}
    return [(spots["claims", index], f"claims = {shorten(claims[index])}: {m}") for index, m in (twice | wrong).items()]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _number_faults(document: Document) -> Faults:
    """Faults in [params] and in the events, each by itself and all in force together at each date."""
    start = document.data.get("params", {})
    faults: Faults = []
    if not isinstance(start, dict):
        faults.append((document.spots["params",], f"params = {shorten(start)}: must be a table: [params]"))
        start = {}
    wrong = parameters.faults(start)
    faults += [(document.spots["params", name], message) for name, message in wrong.items()]
    origin = {name: document.spots["params", name] for name in start}
    state = Params().as_dict() | {name: value for name, value in start.items() if name not in wrong}
    faults += _contradictions(state, origin, set(start))
    events = document.data.get("events", [])
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        return [
            *faults,
            (document.spots["events",], f"events = {shorten(events)}: must be a list of tables: [[events]]"),
        ]
    sound: list[tuple[Key, Event]] = []
    for index, event in enumerate(events):
        key: Key = ("events", index)
        found = _event_faults(event, key, document.spots)
        faults += found
        if not found:
            sound.append((key, Event.of(event)))
    sound.sort(key=lambda item: item[1].month)  # stable: the later of two at one date wins
    going: set[str] = set()
    known = _pairs(state)
    for turn in turns(state, [event for _, event in sound]):
        if turn.event is None:  # what is on the way may have met another
            faults += _contradictions(turn.values, origin, going, turn.month) if _pairs(turn.values) - known else []
        else:
            key, event = sound[turn.event]
            origin |= {name: document.spots[(*key, "set" if name in event.set else "series", name)] for name in event.names}
            faults += _contradictions(turn.values, origin, set(event.names))
        going, known = set(turn.courses), _pairs(turn.values)
    return faults


def _pairs(values: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """What contradicts each other."""
    return {*parameters.contradictions(values), *parameters.clashes(values)}


def _keys(event: Mapping[str, Any]) -> Iterator[Key]:
    """Every key of an event as a file has it."""
    for key, value in event.items():
        yield (key,)
        yield from ((key, name) for name in value) if isinstance(value, dict) else ()
        if key == "series":
            yield from ((key, name, number) for name, listed in value.items() for number in range(len(listed)))


def _event_faults(event: dict[str, Any], key: Key, spots: Mapping[Key, Spot]) -> Faults:
    faults: Faults = []
    for name in event.keys() - set(EVENT):
        known = ", ".join(EVENT)
        faults.append((spots[*key, name], f"{name} = {shorten(event[name])}: no such key of an event ({known})"))
    if "month" not in event:
        faults.append((spots[key], "events: month is missing"))
    if "set" not in event and "series" not in event:
        faults.append((spots[key], "events: set is missing"))
    month, until = event.get("month", 0), event.get("until")
    if not _is_month(month):
        faults.append((spots[*key, "month"], f"month = {shorten(month)}: {allowed('month', 0)}"))
        month = 0
    if until is not None:
        spot, written = spots[*key, "until"], f"until = {shorten(until)}"
        if not _is_month(until):
            faults.append((spot, f"{written}: {allowed('month', 1)}"))
        elif until <= month:
            faults.append((spot, f"{written}: must be later than month = {month}, in which the path begins"))
        if "series" in event:
            faults.append((spot, f"{written}: goes with set alone: series says its years itself"))
    if not isinstance(changes := event.get("set", {}), dict):
        faults.append((spots[*key, "set"], f"set = {shorten(changes)}: must be a table of parameters: {{ name = value }}"))
        changes = {}
    wrong = parameters.faults(changes)
    for name, value in changes.items():
        if name in wrong:
            faults.append((spots[*key, "set", name], wrong[name]))
        elif reason := _unmoved(name, path=until is not None):
            faults.append((spots[*key, "set", name], f"{name} = {shorten(value)}: {reason}"))
    return faults + _series_faults(event.get("series", {}), month, set(changes), key, spots)


def _series_faults(series: object, month: int, also: Collection[str], key: Key, spots: Mapping[Key, Spot]) -> Faults:
    """Faults in the values of years; ``also``: what the event sets besides."""
    if not isinstance(series, dict):
        message = f"series = {shorten(series)}: must be a table of parameters: {{ name = [a value a year] }}"
        return [(spots[*key, "series"], message)]
    faults: Faults = []
    for name, listed in series.items():
        spot = spots[*key, "series", name]
        if name not in parameters.table():
            faults += [(spot, message) for message in parameters.faults({name: listed}).values()]
        elif reason := _unmoved(name):
            faults.append((spot, f"{name} = {shorten(listed)}: {reason}"))
        elif name in also:
            faults.append((spot, f"{name} = {shorten(listed)}: is in set too: leave one of the two"))
        elif not isinstance(listed, list | tuple) or not listed:
            faults.append((spot, f"{name} = {shorten(listed)}: must be a list, a value for each year from the month on"))
        elif month + YEAR * (len(listed) - 1) > LIMITS["month"]:
            faults.append((spot, f"{name} = {shorten(listed)}: goes on beyond month {LIMITS['month']}"))
        else:
            for number, value in enumerate(listed):
                found = parameters.faults({name: value}).values()
                faults += [(spots[*key, "series", name, number], message) for message in found]
    return faults


def _is_month(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LIMITS["month"]


def _unmoved(name: str, path: bool = False) -> str:
    """Why no event, or no path, can move a parameter, if so."""
    known = parameters.table()[name]
    if known.fixed:
        return "is fixed at the start: no event can change it; it belongs under [params]"
    if not path or isinstance(known.default, float):
        return ""
    kind = "true or false" if isinstance(known.default, bool) else "a word" if known.choices else "a whole number"
    return f"is {kind}, which can't change little by little: leave out until"


def _contradictions(
    state: Mapping[str, Any], origin: Mapping[str, Spot], written: set[str], month: int | None = None
) -> Faults:
    """Pairs that contradict each other, where one of the two has just been ``written``, or has got there by a ``month``."""
    faults: Faults = []
    by = "" if month is None else f" in month {month}"
    for low, high in parameters.contradictions(state):
        if not {low, high} & written:
            continue
        main, other, word = (low, high, "above") if low in written else (high, low, "below")
        where = origin.get(other, "the default")
        limit = f"{other} = {shorten(state[other])} ({where})"
        faults.append((origin[main], f"{main} = {shorten(state[main])}{by}: must not be {word} {limit}"))
    levers = parameters.moved(state)
    for one, rival, column in parameters.clashes(state):
        main = next((name for name in (*levers[rival], *levers[one]) if name in written), "")
        if main:
            message = f"{one} and {rival} both decide {column}: {parameters.ONE_OF_THEM}"
            faults.append((origin[main], f"{main} = {shorten(state[main])}{by}: {message}"))
    return faults


def _scenario(name: str, merged: Document, parent: Document | None) -> Scenario:
    """A Scenario out of a document without faults."""
    content, before = merged.data, parent.data if parent else {}
    params = Params(**content.get("params", {}))
    was = {known.name: known.default for known in parameters.table().values()} | before.get("params", {})
    events = [Event.of(event) for event in content.get("events", [])]
    return Scenario(
        name=name,
        title=in_both(content["title"]),
        question=in_both(content["question"]),
        claims=tuple(content.get("claims", ())),
        notice={language: tuple(texts) for language, texts in in_both(content.get("notice", {})).items()},
        try_={language: tuple(texts) for language, texts in in_both(content.get("try", {})).items()},
        params=params,
        events=tuple(sorted(events, key=lambda event: event.month)),
        extends=content.get("extends"),
        changed={key: value for key, value in params.as_dict().items() if value != was[key]},
        own_events=content.get("events", []) != before.get("events", []),
        bounded=content.get("bounded", True),
        untranslated={key: next(iter(content[key])) for key in (*TEXTS, *LISTS) if len(content.get(key, ())) == 1},
    )


def in_both(table: Mapping[str, Any]) -> dict[str, Any]:
    """A text in both languages: what is given in one alone stands for the other too.

    >>> in_both({"en": "New"}), in_both({})
    ({'en': 'New', 'zh': 'New'}, {})
    """
    return {language: table.get(language, next(iter(table.values()))) for language in LANGUAGES if table}


def json_schema() -> dict[str, Any]:
    """The structure of a scenario file, for editors: names, types and ranges; not what depends on another file."""
    numbers = parameters.schema().model_json_schema()
    changes = {"type": "object", "properties": numbers["properties"], "additionalProperties": False}
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}

    def table(content: dict[str, Any], required: tuple[str, ...]) -> dict[str, Any]:
        return {"type": "object", "properties": content, "required": list(required), "additionalProperties": False}

    month = {"type": "integer", "maximum": LIMITS["month"]}
    moved = {name: field for name, field in numbers["properties"].items() if not _unmoved(name)}
    paths = {name: field for name, field in moved.items() if not _unmoved(name, path=True)}
    series = {name: {"type": "array", "items": field, "minItems": 1} for name, field in moved.items()}
    event = table(
        {
            "month": month | {"minimum": 0},
            "until": month | {"minimum": 1},
            "set": changes,
            "series": {"type": "object", "properties": series, "additionalProperties": False},
        },
        ("month",),
    )
    event |= {
        "anyOf": [{"required": ["set"]}, {"required": ["series"]}],
        "if": {"required": ["until"]},
        "then": {"not": {"required": ["series"]}, "properties": {"set": {"propertyNames": {"enum": list(paths)}}}},
    }
    properties = {
        "extends": text,
        **{name: table(dict.fromkeys(LANGUAGES, text), ()) | {"minProperties": 1} for name in TEXTS},
        "claims": texts,
        **{name: table(dict.fromkeys(LANGUAGES, texts), ()) | {"minProperties": 1} for name in LISTS},
        "bounded": {"type": "boolean"},
        "params": changes,
        "events": {"type": "array", "items": event},
    }
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Scenario", **table(properties, ())}


# What ``starter`` says around names and numbers.
STARTER = {
    "en": {
        "head": "A scenario says what differs from the one it extends. `sim explain` lists all names; `sim explain NAME` explains one.",
        "check": "Check it with `sim check {name}.toml`; compare it with `sim compare baseline {name}.toml`.",
        "texts": "Texts may stand in both languages: { en = ..., zh = ... }; one alone is shown in both.",
        "bounded": "Meant as a crisis, which need not stay bounded:",
        "ai": "AI arrives",
        "lever": "{meaning}: {span}",
        "events": "Dated changes, under the same names:",
    },
    "zh": {
        "head": "情景只写与所扩展者不同之处。`sim explain`列出所有名称，`sim explain NAME`说明其一。",
        "check": "用`sim check {name}.toml`检查，用`sim compare baseline {name}.toml`比较。",
        "texts": "文字可用两种语言：{ en = ..., zh = ... }；只有一种时，两种语言都显示它。",
        "bounded": "意在呈现危机，不必保持有界：",
        "ai": "人工智能到来",
        "lever": "{meaning}：{span}",
        "events": "有日期的改动，名称相同：",
    },
}


def starter(name: str, lang: str = "en") -> str:
    """The text of a scenario to begin with: one change, and the levers most used as comments."""
    levers = ("ai_growth", "pass_through", "cloud_markup", "commons_share", "ubi_share", "fiscal_rule")
    known, said = [parameters.table()[lever] for lever in levers], STARTER[lang]
    comments = "\n".join(
        f"# {said['lever'].format(meaning=getattr(p, lang), span=p.span(lang))}\n# {p.name} = {toml.literal(p.default)}"
        for p in known
    )
    return f"""\
# {said["head"]}
# {said["check"].format(name=name)}
extends = "baseline"
# {said["texts"]}
title = {{ {lang} = "{name}" }}
question = {{ {lang} = "{QUESTION[lang]}" }}
# {said["bounded"]}
# bounded = false

[params]
ai = true  # {said["ai"]}
{comments}

# {said["events"]}
# [[events]]
# month = 240
# set = {{ ubi_share = 0.25, ubi_financing = "profit" }}
"""
