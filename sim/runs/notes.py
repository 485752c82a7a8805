"""What is worth knowing of the scenarios of a folder before its numbers are read: what is set and not in force, what a window mixes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sim.base.errors import InputError
from sim.economy import acting
from sim.economy.acting import Note
from sim.economy.scenario import Event, Scenario
from sim.engine.parameters import Params
from sim.runs.results import Results


def notes(
    scenarios: Sequence[Scenario], months: int, window: int, moved: Collection[str] = ()
) -> dict[str, list[Note]]:
    """By scenario; one that stands there several times has the notes of all. ``moved``: parameters that are moved besides."""
    found: dict[str, dict[Note, None]] = {}
    for scenario in scenarios:
        said = [*acting.idle(scenario, months, moved), *acting.reaching(scenario, months, window)]
        found.setdefault(scenario.name, {}).update(dict.fromkeys(said))
    return {name: list(said) for name, said in found.items()}


def of(results: Results, names: Sequence[str] | None = None, lang: str = "en") -> list[str]:
    """The lines about the scenarios of a folder, or about those with these names; none about what an older version made."""
    described = results.manifest["scenarios"]
    chosen = [_scenario(name, described[name]) for name in (results.scenarios if names is None else names)]
    called = {name: results.called(name, lang) for name in results.scenarios}
    return acting.lines(notes([one for one in chosen if one], results.months, results.window), lang, called)


def _scenario(name: str, entry: Mapping[str, Any]) -> Scenario | None:
    """A scenario as a manifest describes it: its numbers. None where this version has other parameters, as classics do."""
    try:
        params = Params(**entry["params"])
        events = tuple(Event(event["month"], dict(event["set"])) for event in entry.get("events", ()))
        found = Scenario(name, {}, {}, (), {}, {}, params, events, None, {}, bool(events))
        found.params_at(0)  # with all events
    except (InputError, KeyError, TypeError, ValueError):
        return None
    return found
