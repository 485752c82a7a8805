"""What of a scenario is in force, and from when on: sides of the parameters that wake later, and what is set and does nothing.

Each parameter declares when it can leave a trace in a world (``acts`` of its line: when cloud firms begin to build, when the basic income
begins, or from the first month on), and what it does nothing without (``idle_while``; what is no lever of a mechanism acts with one).
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sim.base import toml
from sim.base.declared import Text
from sim.economy.scenario import Scenario
from sim.engine import declarations, parameters
from sim.engine.parameters import Acts, Params

FEW = 5  # names that a line gives one by one


def wakes(scenario: Scenario, acts: Callable[[Params], float]) -> float:
    """The first month in which one side of the parameters acts, given from when on it does under those in force."""
    dates = scenario.dates
    for first, end in zip(dates, [*dates[1:], math.inf], strict=True):
        begins = max(float(first), acts(scenario.params_at(first)))
        if begins < end:
            return begins
    return math.inf


def _ai_acts(p: Params) -> float:
    """When clouds begin to build; at the latest a month before AI, since until then producers take over the scenario's pass-through."""
    return max(float(p.ai_arrival - max(p.ai_lead, 1)), 0.0) if p.ai else math.inf


def _ai_comes(p: Params) -> float:
    return float(p.ai_arrival) if p.ai else math.inf


def _ubi_acts(p: Params) -> float:
    return float(p.ubi_start)


def _ubi_begins(p: Params) -> float:
    return float(p.ubi_start) if p.ubi_share else math.inf


# What does not act from the first month on, and when it does.
SIDES: Mapping[Acts, Callable[[Params], float]] = {"ai": _ai_acts, "ubi": _ubi_acts}
DATES: Mapping[Acts, str] = {"ai": "ai_arrival", "ubi": "ubi_start"}  # the parameters that say when

LATE = {
    "event": Text(
        en="what is set in month {month} comes after the last month ({last})",
        zh="第{month}月的改动晚于最后一个月（第{last}月）",
    ),
    "ai": Text(
        en="AI comes in month {month}, after the last month ({last})",
        zh="人工智能在第{month}月到来，晚于最后一个月（第{last}月）",
    ),
    "ubi": Text(
        en="the basic income begins in month {month}, after the last month ({last})",
        zh="基本收入自第{month}月开始，晚于最后一个月（第{last}月）",
    ),
}
CUT = Text(
    en="{names}: changes until month {month}, after the last month ({last})",
    zh="{names}：变动持续至第{month}月，晚于最后一个月（第{last}月）",
)
WITHOUT = Text(en="while {gate}", zh="当{gate}时")
AND = Text(en=" and ", zh="且")
NOTHING = Text(en="{why}: no effect of {names}", zh="{why}：{names}不起作用")
MORE = Text(en=" and {count} more", zh="等共{all}项")
BUILT = Text(
    en="AI comes in month {month}, after the last month ({last}): its clouds are built, no AI is at work",
    zh="人工智能在第{month}月到来，晚于最后一个月（第{last}月）：只建云，尚无人工智能工作",
)
BACK = Text(
    en="outcomes are means over months {first} to {last}, from before {what}: they mix both; --window sets how many months",
    zh="结果为第{first}至{last}月的均值，始于{what}之前，前后相混；--window可设定月数",
)
TURNS = {
    "event": Text(en="the change in month {month}", zh="第{month}月的改动"),
    "ai": Text(en="AI came (month {month})", zh="人工智能到来（第{month}月）"),
    "ubi": Text(en="the basic income began (month {month})", zh="基本收入开始（第{month}月）"),
}
OF = Text(en="{scenarios}: {text}", zh="{scenarios}：{text}")
LIST = Text(en=", ", zh="、")


@dataclass(frozen=True)
class Note:
    """One thing that is worth knowing of some scenarios before their numbers are read. ``names``: parameters that do nothing."""

    text: Text
    names: tuple[str, ...] = ()

    def of(self, lang: str) -> str:
        """In words."""
        if not self.names:
            return self.text.of(lang)
        return NOTHING.of(lang).format(why=self.text.of(lang), names=_few(self.names, lang))


def _few(names: Sequence[str], lang: str) -> str:
    more = MORE.of(lang).format(count=len(names) - FEW, all=len(names)) if len(names) > FEW else ""
    return LIST.of(lang).join(names[:FEW]) + more


def _filled(text: Text, **values: object) -> Text:
    """The text with values in it, which may be texts themselves."""

    def said(lang: str) -> dict[str, object]:
        return {key: one.of(lang) if isinstance(one, Text) else one for key, one in values.items()}

    return Text(en=text.en.format(**said("en")), zh=text.zh.format(**said("zh")))


def idle(scenario: Scenario, months: int, moved: Collection[str] = ()) -> list[Note]:
    """What is set in a scenario, at the start or at a date, and does nothing in so many months, with why.

    ``moved``: what is moved besides, so that nothing waits for it in vain.
    """
    start = {name: known.default for name, known in parameters.table().items()}
    states = [scenario.params_at(at).as_dict() for at in _dates(scenario, months)]
    found: dict[Text, list[str]] = {}
    for name, known in parameters.table().items():
        if all(state[name] == start[name] for state in states):
            continue
        why = _why(scenario, months, name, known, states, moved)
        if why:
            found.setdefault(why, []).append(name)
    for event in scenario.events:
        if event.month >= months:
            why = _filled(LATE["event"], month=event.month, last=months - 1)
            found.setdefault(why, []).extend(event.names)
    notes = [Note(why, tuple(dict.fromkeys(names))) for why, names in found.items()]
    for event in scenario.events:
        if event.month < months <= event.last:
            what = Text(en=_few(event.names, "en"), zh=_few(event.names, "zh"))
            notes.append(Note(_filled(CUT, names=what, month=event.last, last=months - 1)))
    comes = wakes(scenario, _ai_comes)
    if wakes(scenario, _ai_acts) < months <= comes < math.inf and DATES["ai"] not in moved:
        notes.append(Note(_filled(BUILT, month=int(comes), last=months - 1)))
    return notes


def asleep(scenario: Scenario, months: int, names: Collection[str]) -> set[str]:
    """Those of some parameters that leave no trace in so many months whatever their values: their mechanism sleeps, or a gate is shut."""
    states = [scenario.params_at(at).as_dict() for at in _dates(scenario, months)]
    known = parameters.table()
    return {name for name in names if _why(scenario, months, name, known[name], states, names)}


def _dates(scenario: Scenario, months: int) -> list[int]:
    """The dates within so many months; where a path ends after them, the last of them."""
    return sorted({0, *(min(date, months - 1) for event in scenario.events if event.month < months for date in event.dates)})


def _why(
    scenario: Scenario,
    months: int,
    name: str,
    known: parameters.Parameter,
    states: Sequence[Mapping[str, object]],
    moved: Collection[str],
) -> Text | None:
    """Why a parameter does nothing, if so."""
    gates = [dict(known.idle_while)]  # one that is shut is enough
    if known.room:
        gates.append(declarations.wakers()[known.room])
    if known.acts == "ai" and not any(state["ai"] for state in states):
        gates = [{"ai": False}] if math.isinf(wakes(scenario, _ai_acts)) else gates
    for gate in gates:
        shut = all(state[key] == off for state in states for key, off in gate.items())
        if gate and shut and name not in gate and gate.keys().isdisjoint(moved):
            said = [f"{key} = {toml.literal(off)}" for key, off in gate.items()]
            return _filled(WITHOUT, gate=Text(en=AND.en.join(said), zh=AND.zh.join(said)))
    if known.acts == "start" or DATES[known.acts] in moved:
        return None
    at = wakes(scenario, SIDES[known.acts])
    if not months <= at < math.inf:
        return None
    comes = wakes(scenario, _ai_comes) if known.acts == "ai" else at
    return _filled(LATE[known.acts], month=int(comes), last=months - 1)


def reaching(scenario: Scenario, months: int, window: int) -> list[Note]:
    """What comes after the first of the months over which outcomes are means, of AI, the basic income and dated events."""
    first = months - window
    turns = [("ai", wakes(scenario, _ai_comes)), ("ubi", wakes(scenario, _ubi_begins))]
    dates = pairwise(_dates(scenario, months))
    changed = [at for before, at in dates if scenario.params_at(before) != scenario.params_at(at)]
    turns += [("event", float(at)) for at in changed]
    said = [_filled(TURNS[kind], month=int(at)) for kind, at in turns if first < at < months]
    what = Text(en=LIST.en.join(one.en for one in said), zh=LIST.zh.join(one.zh for one in said)) if said else None
    return [Note(_filled(BACK, first=first, last=months - 1, what=what))] if what else []


def lines(found: Mapping[str, Sequence[Note]], lang: str = "en", called: Mapping[str, str] | None = None) -> list[str]:
    """Notes by scenario as lines: one a reason, with the scenarios that it holds of, by what they are ``called``."""
    shown = dict(called or {})
    scenarios: dict[Text, dict[str, None]] = {}
    names: dict[Text, dict[str, None]] = {}
    for scenario, notes in found.items():
        for note in notes:
            scenarios.setdefault(note.text, {})[scenario] = None
            names.setdefault(note.text, {}).update(dict.fromkeys(note.names))
    return [
        OF.of(lang).format(scenarios=_few([shown.get(one, one) for one in some], lang), text=Note(text, tuple(names[text])).of(lang))
        for text, some in scenarios.items()
    ]
