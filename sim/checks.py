"""What ``sim check`` says: one report a file, without running anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim import params, scenario
from sim.errors import InputError
from sim.paths import data, shown

WORDS = {
    "en": {
        "nothing": "changes nothing against {}: it gives the same numbers",
        "scenario": "ok ({} changed{})",
        "events": ", {} events",
        "parameters": "ok ({} parameters)",
        "figures": "ok ({} figures)",
        "closures": "ok ({} closures)",
    },
    "zh": {
        "nothing": "与{}相比没有任何改动：结果完全相同",
        "scenario": "通过（{}项改动{}）",
        "events": "，{}个事件",
        "parameters": "通过（{}个参数）",
        "figures": "通过（{}幅图）",
        "closures": "通过（{}种闭合）",
    },
}


@dataclass(frozen=True)
class Report:
    """One file: its faults, and what is worth knowing about it where it has none."""

    file: str
    note: str = ""
    faults: list[str] = field(default_factory=list)


def check(files: Sequence[str] = (), lang: str = "en") -> list[Report]:
    """Check scenario files (names or paths); without any, everything that is shipped."""
    if files:
        return [_scenario(file, lang) for file in files]
    return [_parameters(lang), *(_scenario(name, lang) for name in scenario.shipped()), _figures(lang), _closures(lang)]


def _scenario(source: str, lang: str) -> Report:
    file = source if source.endswith(".toml") else shown(data("scenarios") / f"{source}.toml")
    try:
        found = scenario.load(source)
    except InputError as error:
        return Report(file, faults=error.messages)
    words = WORDS[lang]
    if found.changes_nothing:
        return Report(file, words["nothing"].format(found.extends))
    events = words["events"].format(len(found.events)) if found.events else ""
    return Report(file, words["scenario"].format(len(found.changed), events))


def _parameters(lang: str) -> Report:
    file = shown(params.FILE)
    try:
        defaults = params.Params(**{name: parameter.default for name, parameter in params.table().items()})
    except InputError as error:
        return Report(file, faults=error.messages)
    return Report(file, WORDS[lang]["parameters"].format(len(defaults.as_dict())))


def _figures(lang: str) -> Report:
    from sim import figures

    file = shown(data("plots") / "figures.toml")
    try:
        declared = figures.declared()
    except InputError as error:
        return Report(file, faults=error.messages)
    return Report(file, WORDS[lang]["figures"].format(len(declared)))


def _closures(lang: str) -> Report:
    from sim import closures

    file = shown(data("plots") / "closures.toml")
    try:
        declared = closures.read()
    except InputError as error:
        return Report(file, faults=error.messages)
    return Report(file, WORDS[lang]["closures"].format(len(declared)))
