"""What is worth knowing of the scenarios of a folder before its numbers are read: what is set and not in force, what a window mixes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sim.base.declared import Text
from sim.base.errors import InputError
from sim.economy import acting
from sim.economy.acting import Note
from sim.economy.scenario import Event, Scenario
from sim.engine import parameters
from sim.engine.parameters import Params
from sim.runs.results import Results

WORLDS = Text(
    en="{scenario}: another population than {reference} ({sizes}): a seed is not the same world in both, and pairing gains nothing",
    zh="{scenario}：人口与{reference}不同（{sizes}）：同一种子不是同一个世界，配对无所增益",
)


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
    said = acting.lines(notes([one for one in chosen if one], results.months, results.window), lang, called)
    return said + (_worlds(results, lang) if names is None else [])


def populations(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> list[str]:
    """The parameters of the population in which two settings differ: a seed is then not the same world in both.

    >>> populations({"n_workers": 2000, "markup": 0.2}, {"n_workers": 500, "markup": 0.3})
    ['n_workers']
    """
    sizes = [name for name, known in parameters.table().items() if known.group == "sizes"]
    return [name for name in sizes if theirs.get(name) != ours.get(name)]


def _worlds(results: Results, lang: str) -> list[str]:
    """A line for every scenario whose seeds are other worlds than those of the reference."""
    described, reference = results.manifest["scenarios"], results.reference
    lines = []
    for name in results.scenarios if reference in results.scenarios else ():
        theirs, ours = (described[one]["params"] for one in (reference, name))
        sizes = [f"{size} {theirs.get(size)}, {ours.get(size)}" for size in populations(theirs, ours)]
        if sizes:
            shown = {"reference": results.called(reference, lang), "scenario": results.called(name, lang)}
            lines.append(WORLDS.of(lang).format(**shown, sizes="; ".join(sizes)))
    return lines


def _scenario(name: str, entry: Mapping[str, Any]) -> Scenario | None:
    """A scenario as a manifest describes it: its numbers. None where this version has other parameters, as classics do."""
    try:
        params = Params(**entry["params"])
        events = tuple(Event.of(event) for event in entry.get("events", ()))
        found = Scenario(name, {}, {}, (), {}, {}, params, events, None, {}, bool(events))
        found.params_at(0)  # with all events
    except (InputError, KeyError, TypeError, ValueError):
        return None
    return found
