"""Dated changes in words, as a scenario has them or the manifest of a folder keeps them."""

from collections.abc import Callable, Mapping
from typing import Any

from sim.base import toml
from sim.base.declared import Text
from sim.economy.scenario import Event, Scenario, turns

FROM = Text(en="{value} from month {month}", zh="第{month}月起{value}")
PATH = Text(en="to {value} in equal steps from month {month} to {until}", zh="自第{month}月起每月等量变动，至第{until}月为{value}")
YEARS = Text(en="year by year from month {month}: {values}", zh="自第{month}月起逐年为{values}")
LIST = Text(en=", ", zh="、")
COURSE = Text(
    en="{name}: from {begin} in month {month} to {end} in month {until}",
    zh="{name}：由第{month}月的{begin}变至第{until}月的{end}",
)
NAMED = Text(en="{name}: {text}", zh="{name}：{text}")
ENDED = Text(en=", ended by the change of month {month}", zh="，被第{month}月的改动中止")


def said(event: Mapping[str, Any], lang: str, number: Callable[[Any], str] = toml.literal) -> dict[str, str]:
    """What a dated change does to each of its parameters, with values as ``number`` writes them.

    >>> said({"month": 96, "until": 156, "set": {"ubi_share": 0.25}}, "en")
    {'ubi_share': 'to 0.25 in equal steps from month 96 to 156'}
    >>> said({"month": 12, "set": {"ai": True}, "series": {"markup": [0.2, 0.3]}}, "en")
    {'ai': 'true from month 12', 'markup': 'year by year from month 12: 0.2, 0.3'}
    """
    month, until = event["month"], event.get("until")
    text = FROM if until is None else PATH
    found = {
        name: text.of(lang).format(value=number(value), month=month, until=until)
        for name, value in event.get("set", {}).items()
    }
    for name, values in event.get("series", {}).items():
        listed = LIST.of(lang).join(map(number, values))
        found[name] = YEARS.of(lang).format(month=month, values=listed)
    return found


def settings(entry: Mapping[str, Any], months: int) -> list[Mapping[str, Any]]:
    """What a scenario of a manifest sets at the start, and by dated changes within so many months."""
    found: list[Mapping[str, Any]] = [entry["params"]]
    for written in entry.get("events", ()):
        event = Event(written["month"], written.get("set", {}), written.get("until"), written.get("series", {}))
        first = event.month if event.until is None else event.month + 1  # a path leaves its first month as it is
        found += [event.set] if first < months else []
        for name, values in event.series.items():
            found += [{name: value} for at, value in zip(event.dates, values, strict=False) if at < months]
    return found


def ever(entry: Mapping[str, Any], months: int, what: Mapping[str, object]) -> bool:
    """Whether any of these parameters is off its neutral value in any of so many months of a scenario of a manifest.

    >>> ever({"params": {"ai": False}, "events": [{"month": 96, "set": {"ai": True}}]}, 96, {"ai": False})
    False
    """
    return any(setting.get(key, neutral) != neutral for setting in settings(entry, months) for key, neutral in what.items())


def dated(scenario: Scenario, lang: str) -> dict[str, str]:
    """All that the dates of a scenario do to each parameter that they change, one after the other."""
    found: dict[str, list[str]] = {}
    for event in scenario.events:
        for name, text in said(event.as_dict(), lang).items():
            found.setdefault(name, []).append(text)
    return {name: ("; " if lang == "en" else "；").join(texts) for name, texts in found.items()}


def courses(scenario: Scenario, lang: str) -> list[str]:
    """Each path of a scenario from the value in which it begins, with the later change, if any, that ends it before its time, and
    what goes year by year."""
    begun = {turn.event: turn.courses for turn in turns(scenario.params.as_dict(), scenario.events)}
    found = []
    for number, event in enumerate(scenario.events):
        for name in event.set if event.until is not None else ():
            begin, end = map(toml.literal, begun[number][name].values)
            text = COURSE.of(lang).format(name=name, begin=begin, end=end, month=event.month, until=event.until)
            later = [one.month for one in scenario.events[number + 1 :] if name in one.names and one.month <= event.last]
            found.append(text + (ENDED.of(lang).format(month=later[0]) if later else ""))
        years = said({"month": event.month, "series": event.series}, lang)
        found += [NAMED.of(lang).format(name=name, text=text) for name, text in years.items()]
    return found
