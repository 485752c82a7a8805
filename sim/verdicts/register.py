"""The claims register (seeds/*.toml): what the five texts claim, as data that runs can be held against.

A file a text, a table a claim, and a test for each of its parts. No verdict stands here: verdicts are computed from runs. What the
model still lacks for a claim is named in its ``needs``. Whether the names exist in the model, ``validation.py`` checks.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from sim.base import toml
from sim.base.declared import Strict, Text
from sim.base.errors import InputError, suggest
from sim.base.paths import data, shown
from sim.base.toml import Document, Key, located
from sim.economy.claim_ids import EFFECTS, TEXTS
from sim.economy.scenario import Event, Scenario, load
from sim.engine import parameters as params

LAST, BEFORE = [420, 479], [36, 95]  # months: the last five years of a run, the five years before AI
COURSE = [[180, 239], [300, 359], LAST]  # the trough of years 15 to 20, the way out, and the end

KINDS = {
    "difference": ("one side less the other, paired by seed, over the window", "一方减另一方，按种子配对，取窗口期"),
    "change": ("the window less an earlier one (`since`), in one scenario", "同一情景中窗口期减较早时期（since）"),
    "widening": ("the difference in the window less that in an earlier one", "窗口期的差距减较早时期的差距"),
    "level": ("the window against a number (`than`)", "窗口期与一个数（than）相比"),
    "pace": ("log growth of the first measure less that of the second", "第一项的对数增长减第二项的对数增长"),
    "path": ("one side less the other in each of several windows: as predicted in all", "一方减另一方，取若干窗口期：须全部符合预测"),
    "order": ("the measures peak, or leave the other side, one after the other", "各指标依次达到峰值，或依次偏离对照"),
    "shape": ("how the window's mean runs along the values of a lever", "窗口期均值随杠杆取值的走向"),
    "timing": ("the effect of an event in the months after it, date by date", "事件在其后数月的影响，逐个日期比较"),
    "show": ("side by side, without a predicted sign: never counted", "并列展示，不预测符号：不计入判定"),
}
SIGNS = {
    "higher": ("higher", "更高"),
    "lower": ("lower", "更低"),
    "same": ("the same within the smallest effect of interest", "相同（差距小于最小关注效应）"),
    "not-lower": ("not lower by the smallest effect of interest", "不低于（最小关注效应之内）"),
    "not-higher": ("not higher by the smallest effect of interest", "不高于（最小关注效应之内）"),
}
STATUS = {
    "modelled": ("modelled", "已建模"),
    "planned": ("not modelled yet", "尚未建模"),
    "construction": ("by construction", "由模型构造决定"),
    "shown": ("no sign predicted", "不预测符号"),
}

ADDED = Text(en="added reading: shown, decides nothing", zh="附加的读法：只展示，不参与判定")

Sign = Literal["higher", "lower", "same", "not-lower", "not-higher"]
Names = list[str]
Predicts = Annotated[dict[str, Sign], Field(min_length=1)]  # a measure, or "one / another" -> the predicted sign
Months = Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=2, max_length=2)]  # the first and the last


class Dated(Strict):
    """An event of a side: from ``month`` on these parameters have these values."""

    month: int = Field(ge=0)
    set: dict[str, Any] = Field(min_length=1)


class Side(Strict):
    """A shipped scenario with some settings: one world."""

    scenario: str
    set: dict[str, Any] = Field(default={})
    events: list[Dated] = Field(default=[])

    def load(self, name: str | None = None) -> Scenario:
        """The scenario to run, under a name of its own if one is given."""
        found = _shipped(self.scenario)
        found = found.at(found.name, params.typed(self.set)) if self.set else found
        own = tuple(Event(event.month, params.typed(event.set)) for event in self.events)
        events = tuple(sorted((*found.events, *own), key=lambda event: event.month))
        return replace(found, name=name or found.name, events=events)

    @property
    def settings(self) -> list[tuple[Key, int, dict[str, Any]]]:
        """All that it sets: where it stands, from which month on, what."""
        dated = [(("events", number, "set"), event.month, event.set) for number, event in enumerate(self.events)]
        return [(("set",), 0, self.set), *dated]

    def said(self, lang: str = "en") -> str:
        """The side in one line: words of a language, names of the model."""
        since = "from month {} {}" if lang == "en" else "自第{}月起{}"
        settings = [_written(self.set)] if self.set else []
        settings += [since.format(event.month, _written(event.set)) for event in self.events]
        return f"{self.scenario} ({', '.join(settings)})" if settings else self.scenario


class Part(Strict):
    """One test of a claim."""

    kind: str
    added: bool = Field(
        default=False,
        description="a reading of ours that doesn't stand in the text: run under seeds alone and shown, and no verdict hangs on it",
    )

    @property
    def outcomes(self) -> list[str]:
        """What is looked at: measures, and ratios of two as "one / another"."""
        names: Collection[str] = getattr(self, "predicts", ()) or getattr(self, "measures", ())
        return list(names)

    @property
    def sides(self) -> dict[str, Side]:
        """The worlds it runs, by the key under which they stand."""
        return {key: value for key in ("side", "against") if isinstance(value := getattr(self, key, None), Side)}

    @property
    def worlds(self) -> dict[str, tuple[Side, int]]:
        """Every world that it runs, by its role in the test, and how many months of it are looked at."""
        last = max(months[1] for months in (getattr(self, "window", LAST), getattr(self, "since", [0, 0])))
        return {role: (side, last + 1) for role, side in self.sides.items()}

    @property
    def moved(self) -> set[str]:
        """Parameters that it moves beside what parts its two sides."""
        return set()

    def uses(self) -> Iterator[tuple[Key, str, str]]:
        """Every name in it: where, of what kind, which."""
        for number, outcome in enumerate(self.outcomes):
            spot: Key = ("predicts", outcome) if hasattr(self, "predicts") else ("measures", number)
            yield from ((spot, "measure", measure) for measure in parts(outcome))
        for key, side in self.sides.items():
            yield (key, "scenario"), "scenario", side.scenario
            for place, _, table in side.settings:
                yield from (((key, *place, name), "parameter", name) for name in table)
        for name in sorted(self.moved):
            yield ("along" if isinstance(self, Shape) else "event",), "parameter", name

    def compared(self, lang: str = "en") -> str:
        """Its sides in one line."""
        return (" against " if lang == "en" else " 对 ").join(side.said(lang) for side in self.sides.values())

    def said(self, lang: str = "en") -> str:
        """The test in one line: words of a language, names of the model."""
        number = ("en", "zh").index(lang)
        predicts: dict[str, str] = getattr(self, "predicts", {})
        rest = self.model_dump(exclude={"kind", "side", "against", "predicts", "sign", "added"}, exclude_defaults=True)
        lines = [self.compared(lang)]
        lines += [", ".join(f"{name}: {SIGNS[sign][number]}" for name, sign in predicts.items())] if predicts else []
        lines += [f"{key} {_plain(value)}" for key, value in rest.items()]
        sign = getattr(self, "sign", "")
        lines += [SIGNS[sign][number]] if sign else []
        return "; ".join([*lines, *([ADDED.of(lang)] if self.added else [])])


class Difference(Part):
    """Two worlds apart by the lever."""

    kind: Literal["difference"]
    side: Side
    against: Side
    predicts: Predicts
    statistic: Literal["mean", "peak", "trough", "fall"] = Field(
        "mean",
        description="of the window; the others of twelve-month means: the highest, the lowest, the largest drop from the highest so far",
    )
    window: Months = LAST


class Change(Part):
    """One world, later against earlier."""

    kind: Literal["change"]
    side: Side
    predicts: Predicts
    since: Months = BEFORE
    window: Months = LAST


class Widening(Part):
    """Two worlds, later against earlier."""

    kind: Literal["widening"]
    side: Side
    against: Side
    predicts: Predicts
    since: Months
    window: Months = LAST


class Trajectory(Part):
    """Two worlds apart by the lever, over the years."""

    kind: Literal["path"]
    side: Side
    against: Side
    predicts: Predicts
    windows: list[Months] = Field(default=COURSE, min_length=2)

    @property
    def worlds(self) -> dict[str, tuple[Side, int]]:
        """The two sides, to the last month of the last window."""
        return {role: (side, self.windows[-1][1] + 1) for role, side in self.sides.items()}


class Level(Part):
    """One world against a number."""

    kind: Literal["level"]
    side: Side
    predicts: Predicts
    than: float
    window: Months = LAST


class Pace(Part):
    """Two measures of one world: which grows faster?"""

    kind: Literal["pace"]
    side: Side
    measures: Names = Field(min_length=2, max_length=2)
    sign: Sign
    since: Months = BEFORE
    window: Months = LAST


class Order(Part):
    """Several measures of one world: which is first?"""

    kind: Literal["order"]
    side: Side
    against: Side | None = None
    measures: Names = Field(min_length=2)
    mark: Literal["peak", "departure"] = Field(
        description="of twelve-month means: the highest one, or the first that is off the other side's by the smallest effect"
    )
    directions: list[Literal["higher", "lower"]] = Field(
        default=[], description="of departures, one a measure: on which side of the other world's it departs"
    )


class Shape(Part):
    """One world at several values of a parameter."""

    kind: Literal["shape"]
    side: Side
    along: str
    points: list[float] = Field(min_length=3)
    measures: Names = Field(min_length=1)
    shape: Literal["rising", "falling", "u", "inverted-u"]
    window: Months = LAST

    @property
    def worlds(self) -> dict[str, tuple[Side, int]]:
        """A world a point: the side with this value of the parameter."""
        at = {f"at {value:g}": self.side.model_copy(update={"set": {**self.side.set, self.along: value}})
              for value in self.points}  # fmt: skip
        return {role: (side, self.window[1] + 1) for role, side in at.items()}

    @property
    def moved(self) -> set[str]:
        """The parameter along which it goes."""
        return {self.along}


class Timing(Part):
    """One world with an event at several dates, each against the same world without it."""

    kind: Literal["timing"]
    side: Side
    event: dict[str, Any] = Field(min_length=1)
    dates: list[Annotated[int, Field(ge=0)]] = Field(min_length=2)
    after: int = Field(ge=1, description="months")
    predicts: Predicts

    @property
    def worlds(self) -> dict[str, tuple[Side, int]]:
        """The side as it is, and with the event at each date, for the months after it."""
        found = {"without": (self.side, self.dates[-1] + self.after)}
        for date in self.dates:
            events = [*self.side.events, Dated(month=date, set=self.event)]
            found[f"from {date}"] = (self.side.model_copy(update={"events": events}), date + self.after)
        return found

    @property
    def moved(self) -> set[str]:
        """What the event sets."""
        return set(self.event)


class Show(Part):
    """What is only put side by side."""

    kind: Literal["show"]
    side: Side
    against: Side | None = None
    measures: Names = Field(min_length=1)
    window: Months = LAST


AnyPart = Annotated[
    Difference | Change | Widening | Trajectory | Level | Pace | Order | Shape | Timing | Show, Field(discriminator="kind")
]


class Claim(Strict):
    """One claim of a text, in our words."""

    id: str
    text: str = Field(description="name of the file")
    sections: Names = Field(min_length=1)
    title: Text
    statement: Text
    scope: Text | None = Field(None, description="where the model's reading is narrower than the text, or another")
    rules: Names = Field(min_length=1, description="rules (file.function) and phases that make it live")
    lever: Names = Field(default=[], description="parameters that its tests move, and all that part their sides")
    parameters: Names = Field(default=[], description="other parameters that make it live")
    square: bool = Field(default=False, description="ownership and pass-through both matter: shown as a 2 x 2")
    verdict: Literal["computed", "construction", "shown"] = "computed"
    why: Text | None = Field(None, description="of a claim whose verdict is not computed")
    objection: Text = Field(description="the strongest one: what the text leaves out")
    literature: Names = Field(default=[], description="where the objection is made")
    switches: Names = Field(default=[], description="parameters that put the objection into the model")
    falsifier: Text
    falsified: Literal["any", "all"] = Field(
        default="any", description="which of its predictions must fail for it to fail"
    )
    needs: Names = Field(
        default=[], description="what the model lacks so far: parameter, measure, rule or scenario NAME"
    )
    tests: list[AnyPart] = Field(min_length=1)

    def missing(self, test: Part) -> list[str]:
        """The needs that this test names."""
        used = {f"{kind} {name}" for _, kind, name in test.uses()}
        return [need for need in self.needs if need in used]

    def waiting(self, test: Part) -> list[str]:
        """The needs without which this test can't be run: those that it names, and those that make the claim live and that no test names.

        The latter, a rule or a parameter beside its levers, hold up the tests that wait anyway; where none does, all of them.
        """
        named = {number: self.missing(one) for number, one in enumerate(self.tests)}
        own = self.missing(test)
        if any(named.values()) and not own:
            return []
        live = {f"rule {name}" for name in self.rules} | {f"parameter {name}" for name in (*self.lever, *self.parameters)}
        live -= {need for some in named.values() for need in some}
        return [need for need in self.needs if need in own or need in live]

    @property
    def waits(self) -> list[str]:
        """The needs for which some test of it waits: all but those of the objection's switches alone."""
        wanted = {need for test in self.tests for need in self.waiting(test)}
        return [need for need in self.needs if need in wanted]

    @property
    def status(self) -> str:
        """``modelled``, ``planned`` (no test that could decide can be run yet), ``construction`` or ``shown``."""
        ready = [test for test in self.tests if not self.waiting(test)]
        if not ready or (self.verdict == "computed" and not any(decides(test) for test in ready)):
            return "planned"
        return "modelled" if self.verdict == "computed" else self.verdict


def decides(test: Part) -> bool:
    """Whether a verdict hangs on a test: it predicts something, and what it predicts stands in the text."""
    return not (test.added or isinstance(test, Show))


class Source(Strict):
    """One of the texts and its claims."""

    name: str
    letter: str = Field(pattern="^[A-Z]$", description="with which the ids of its claims begin")
    count: int = Field(ge=1, description="how many claims are registered")
    author: Text
    title: Text
    kind: Text
    about: Text
    sections: dict[str, Text]
    claims: dict[str, Claim]


class Effect(Strict):
    """The smallest effect of interest of a measure: a smaller difference counts as none."""

    size: float = Field(gt=0)
    relative: bool = Field(default=False, description="a share of the other side's mean; else in the measure's unit")
    why: Text

    def of(self, reference: float) -> float:
        """In the measure's unit, where the other side has this mean.

        >>> Effect(size=0.01, relative=True, why=Text(en="a percent", zh="百分之一")).of(-2.0)
        0.02
        """
        return self.size * abs(reference) if self.relative else self.size


@dataclass(frozen=True)
class Register:
    """All texts, and the smallest effects of interest."""

    texts: Mapping[str, Source]
    effects: Mapping[str, Effect]

    @property
    def claims(self) -> dict[str, Claim]:
        """Every claim by its id, text by text."""
        return {claim.id: claim for text in self.texts.values() for claim in text.claims.values()}

    @property
    def needs(self) -> dict[str, list[str]]:
        """What the model still lacks, and the claims that wait for it or could be argued better with it."""
        found: dict[str, list[str]] = {}
        for claim in self.claims.values():
            for need in claim.needs:
                found.setdefault(need, []).append(claim.id)
        return found


@cache
def read(folder: Path | None = None) -> Register:
    """The register of a folder (the shipped one by default); an InputError with all its faults.

    >>> read().claims["M4"].title.en
    'Idle compute holds its price up'
    """
    return read_all(folder or data("seeds"))[0]


def read_all(folder: Path) -> tuple[Register, dict[str, Document]]:
    """The same, with the documents in which its lines stand."""
    documents: dict[str, Document] = {}
    texts: dict[str, Source] = {}
    effects: dict[str, Effect] = {}
    faults: list[str] = []
    for name in (*TEXTS, EFFECTS):
        path = folder / f"{name}.toml"
        try:
            if name == EFFECTS:
                effects, documents[name] = _effects(path)
            else:
                texts[name], documents[name] = read_text(path)
        except InputError as error:
            faults += error.messages
    if faults:
        raise InputError(faults)
    return Register(texts, effects), documents


def read_text(path: Path) -> tuple[Source, Document]:
    """One text by itself; an InputError with all the faults of its file."""
    document = toml.read(path)
    content = dict(document.data)
    claims = content.get("claims")
    if isinstance(claims, dict):
        content["claims"] = {
            name: {**claim, "id": name, "text": path.stem} if isinstance(claim, dict) else claim
            for name, claim in claims.items()
        }
    try:
        text = Source.model_validate({**content, "name": path.stem})
    except ValidationError as error:
        raise InputError([_schema_fault(document, path, dict(fault)) for fault in error.errors()]) from None
    faults = _faults(text, document)
    if faults:
        raise InputError(faults)
    return text, document


def holds_claims(path: Path) -> bool:
    """Whether a file looks like one of the register, not like a scenario."""
    try:
        return bool(re.search(r"^\[+claims[.\]]", path.read_text(encoding="utf-8"), re.MULTILINE))
    except (OSError, ValueError):
        return False


def parts(outcome: str) -> list[str]:
    """The measures of an outcome: one, or two of a ratio.

    >>> parts("output"), parts("compute_price / compute_unit_cost")
    (['output'], ['compute_price', 'compute_unit_cost'])
    """
    return outcome.split(" / ")


# -- what a file says by itself


@cache
def _shipped(name: str) -> Scenario:
    return load(name)


def _effects(path: Path) -> tuple[dict[str, Effect], Document]:
    document = toml.read(path)
    found: dict[str, Effect] = {}
    faults = _untranslated(document)
    for name, content in document.data.items():
        try:
            found[name] = Effect.model_validate(content)
        except ValidationError as error:
            faults += [located(document, (name, *fault["loc"]), fault["msg"]) for fault in error.errors()]
    if faults:
        raise InputError(faults)
    return found, document


def _schema_fault(document: Document, path: Path, fault: dict[str, Any]) -> str:
    """A fault that pydantic found: at its line, without the kind that it puts behind a test's number."""
    key: Key = tuple(fault["loc"])
    if "tests" in key[:3] and len(key) > 4:
        key = (*key[:4], *key[5:])
    message = fault["msg"]
    if fault["type"] == "extra_forbidden":
        message = "no such key" + suggest(str(key[-1]), _keys(key, fault["loc"]))
    elif fault["type"] == "model_type":
        message = "must be a table"
    elif fault["type"].startswith("union_tag"):
        key, tag = (*key, "kind"), str(fault.get("ctx", {}).get("tag", ""))
        message = f"must be one of {', '.join(KINDS)}{suggest(tag, KINDS)}"
    if key[:1] not in document.spots:
        return f"{shown(path)}: {'.'.join(map(str, key))}: {message[:1].lower()}{message[1:]}"
    return located(document, key, message)


def _keys(key: Key, where: Key) -> Collection[str]:
    """The keys that may stand where an unknown one stands."""
    kinds: dict[Any, type[Strict]] = {
        kind.model_fields["kind"].annotation.__args__[0]: kind  # type: ignore[union-attr]
        for kind in Part.__subclasses__()
    }
    if len(key) == 1:
        return Source.model_fields
    if len(key) == 3:
        return Claim.model_fields
    return kinds[where[4]].model_fields if len(key) == 5 else Side.model_fields


def _faults(text: Source, document: Document) -> list[str]:
    """Ids, sections, texts in two languages."""
    wanted = [f"{text.letter}{number}" for number in range(1, text.count + 1)]
    faults = [located(document, ("count",), f"claim {name} is missing") for name in wanted if name not in text.claims]
    for name, claim in text.claims.items():
        key: Key = ("claims", name)
        if name not in wanted:
            faults.append(located(document, key, f"ids are {wanted[0]} to {wanted[-1]} (letter and count)"))
        for number, section in enumerate(claim.sections):
            if section not in text.sections:
                hint = suggest(section, text.sections)
                faults.append(located(document, (*key, "sections", number), f"no such section{hint}"))
        if (claim.verdict == "computed") is not (claim.why is None):
            wanted_why = "only a claim whose verdict is not computed says why" if claim.why else "missing: say why"
            faults.append(located(document, (*key, "why"), wanted_why))
        if claim.verdict == "shown" and any(test.kind != "show" for test in claim.tests):
            faults.append(located(document, (*key, "verdict"), "no sign is predicted: its tests are of the kind show"))
        if claim.verdict == "computed" and not any(decides(test) for test in claim.tests):
            wanted_test = "no test predicts anything that stands in the text: no verdict can be computed"
            faults.append(located(document, (*key, "tests"), wanted_test))
        if claim.switches and not claim.literature:
            faults.append(located(document, (*key, "literature"), "missing: who makes the objection?"))
        for number, need in enumerate(claim.needs):
            if not re.fullmatch(r"(parameter|measure|rule|scenario) [\w.-]+", need):
                faults.append(
                    located(document, (*key, "needs", number), "must be parameter, measure, rule or scenario NAME")
                )
        for number, test in enumerate(claim.tests):
            faults += _test_faults(test, document, (*key, "tests", number))
    return faults + _untranslated(document)


def _test_faults(test: Part, document: Document, key: Key) -> list[str]:
    faults = []
    spans: dict[Key, Any] = {(name,): getattr(test, name, None) for name in ("since", "window")}
    spans |= {("windows", number): months for number, months in enumerate(getattr(test, "windows", ()))}
    for place, months in spans.items():
        if months and months[0] > months[1]:
            faults.append(located(document, (*key, *place), "the first month is after the last"))
    if isinstance(test, Trajectory) and any(one[1] >= other[0] for one, other in pairwise(test.windows)):
        faults.append(located(document, (*key, "windows"), "each must begin after the one before has ended"))
    for name in ("points", "dates"):
        values = getattr(test, name, [])
        if list(values) != sorted(set(values)):
            faults.append(located(document, (*key, name), "must rise"))
    if isinstance(test, Order) or getattr(test, "statistic", "mean") != "mean":
        ratios = [outcome for outcome in test.outcomes if len(parts(outcome)) > 1]
        spot = "predicts" if hasattr(test, "predicts") else "measures"
        faults += [located(document, (*key, spot), f"{ratio}: of a ratio there is the mean alone") for ratio in ratios]
    if isinstance(test, Order) and (test.mark == "departure") is not (test.against is not None):
        wanted = "missing: a departure is from something" if test.mark == "departure" else "a peak has no other side"
        faults.append(located(document, (*key, "against"), wanted))
    if isinstance(test, Order):
        twice = [name for name in dict.fromkeys(test.measures) if test.measures.count(name) > 1]
        faults += [located(document, (*key, "measures"), f"{name}: stands twice") for name in twice]
        needed = len(test.measures) if test.mark == "departure" else 0
        if len(test.directions) != needed:
            wanted = f"must be {needed}, higher or lower, one a measure" if needed else "a peak has no direction"
            faults.append(located(document, (*key, "directions"), wanted))
    return faults


def _untranslated(document: Document) -> list[str]:
    """Texts that are empty, or in the other language."""
    faults = []
    for key, table in _tables(document.data, ()):
        for lang in {"en", "zh"} & table.keys():
            text = table[lang]
            if not isinstance(text, str):
                continue
            chinese = bool(re.search(r"[\u3400-\u9fff]", text))
            if not text.strip():
                faults.append(located(document, (*key, lang), "is empty"))
            elif chinese is not (lang == "zh"):
                faults.append(located(document, (*key, lang), f"is not in {'Chinese' if lang == 'zh' else 'English'}"))
    return faults


def _tables(value: Any, key: Key) -> Iterator[tuple[Key, dict[str, Any]]]:
    if isinstance(value, dict):
        yield key, value
    for part, inside in (
        value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    ):
        yield from _tables(inside, (*key, part))


def _written(table: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {toml.literal(value)}" for name, value in table.items())


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return _written(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
