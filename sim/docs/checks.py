"""What ``sim check`` says: one report a file, without running anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.base.errors import InputError
from sim.base.paths import data, shown
from sim.economy import acting, scenario, variants
from sim.engine import parameters
from sim.runs import dates
from sim.runs.runner import MONTHS

if TYPE_CHECKING:
    from sim.verdicts.register import Source

WORDS = {
    "en": {
        "nothing": "changes nothing against {}: it gives the same numbers",
        "scenario": "ok ({} changed{})",
        "events": ", {} events",
        "crisis": ", {}",
        "idle": "in {} months: {}",
        "alone": "{} in {} alone: shown in both languages",
        "template": "the question is still that of `sim new`: say what the scenario asks",
        "parameters": "ok ({} parameters)",
        "figures": "ok ({} figures)",
        "closures": "ok ({} closures)",
        "claims": "ok ({} claims, {} with nothing left to build)",
        "effects": "ok ({} measures)",
    },
    "zh": {
        "nothing": "与{}相比没有任何改动：结果完全相同",
        "scenario": "通过（{}项改动{}）",
        "events": "，{}个事件",
        "crisis": "，{}",
        "idle": "{}个月中：{}",
        "alone": "{}只有{}：两种语言都显示它",
        "template": "问题仍是`sim new`所写：请写明情景要问什么",
        "parameters": "通过（{}个参数）",
        "figures": "通过（{}幅图）",
        "closures": "通过（{}种闭合）",
        "claims": "通过（{}条论断，其中{}条无待建内容）",
        "effects": "通过（{}项指标）",
    },
}


@dataclass(frozen=True)
class Report:
    """One file: its faults, and what is worth knowing about it where it has none."""

    file: str
    note: str = ""
    faults: list[str] = field(default_factory=list)


def check(files: Sequence[str] = (), lang: str = "en") -> list[Report]:
    """Check scenario files (names or paths) and texts of the claims register (paths); without any, all that is shipped."""
    if files:
        return [_file(file, lang) for file in files]
    scenarios = [_scenario(name, lang) for name in scenario.shipped()]
    return [_parameters(lang), *scenarios, _figures(lang), _closures(lang), *_register(lang)]


def _file(source: str, lang: str) -> Report:
    if source.endswith(".toml"):
        from sim.verdicts import register

        if register.holds_claims(Path(source)):
            return _text(source, lang)
    return _scenario(source, lang)


def _scenario(source: str, lang: str) -> Report:
    own = source.endswith(".toml") or variants.written(source)
    file = source if own else shown(data("scenarios") / f"{source}.toml")
    try:
        found = scenario.load(source)
    except InputError as error:
        return Report(file, faults=error.messages)
    words = WORDS[lang]
    texts = _texts(found, lang)
    if found.changes_nothing:
        return _report(file, [words["nothing"].format(found.extends), *texts])
    events = words["events"].format(len(found.events)) if found.events else ""
    crisis = "" if found.bounded else words["crisis"].format(scenario.CRISIS[lang])
    said = [words["scenario"].format(len(found.changed), events + crisis)]
    said += dates.courses(found, lang)
    for note in acting.idle(found, MONTHS):
        said.append(words["idle"].format(MONTHS, note.of(lang)))
    return _report(file, [*said, *texts])


def _texts(found: scenario.Scenario, lang: str) -> list[str]:
    """What is to be said of its texts: a question that nobody has asked yet, and what stands in one language alone."""
    said = [WORDS[lang]["template"]] if found.asks_nothing else []
    for language in dict.fromkeys(found.untranslated.values()):
        names = [name for name, given in found.untranslated.items() if given == language]
        said.append(WORDS[lang]["alone"].format(acting.LIST.of(lang).join(names), language))
    return said


def _report(file: str, said: Sequence[str]) -> Report:
    """A line each; the first has the file's name from whoever prints it."""
    return Report(file, "\n".join([said[0], *(f"{file}: {line}" for line in said[1:])]))


def _parameters(lang: str) -> Report:
    file = shown(parameters.FILE)
    try:
        defaults = parameters.Params(**{name: parameter.default for name, parameter in parameters.table().items()})
    except InputError as error:
        return Report(file, faults=error.messages)
    return Report(file, WORDS[lang]["parameters"].format(len(defaults.as_dict())))


def _figures(lang: str) -> Report:
    from sim.runs import display

    file = shown(data("plots") / "figures.toml")
    try:
        declared = display.declared()
    except InputError as error:
        return Report(file, faults=error.messages)
    return Report(file, WORDS[lang]["figures"].format(len(declared)))


def _closures(lang: str) -> Report:
    from sim.experiments import closures

    file = shown(data("plots") / "closures.toml")
    try:
        declared = closures.read()
    except InputError as error:
        return Report(file, faults=error.messages)
    return Report(file, WORDS[lang]["closures"].format(len(declared)))


def _text(file: str, lang: str) -> Report:
    from sim.verdicts import validation

    try:
        return Report(file, _claims(validation.check(Path(file)), lang))
    except InputError as error:
        return Report(file, faults=error.messages)


def _register(lang: str) -> list[Report]:
    """A report a file of seeds/; faults stand with the file that they name."""
    from sim.economy import claim_ids
    from sim.verdicts import validation

    files = {name: shown(data("seeds") / f"{name}.toml") for name in (*claim_ids.TEXTS, claim_ids.EFFECTS)}
    try:
        found = validation.declared()
    except InputError as error:
        faults = {file: [line for line in error.messages if line.startswith(f"{file}:")] for file in files.values()}
        return [Report(file, faults=lines) for file, lines in faults.items() if lines]
    texts = [Report(files[name], _claims(text, lang)) for name, text in found.texts.items()]
    return [*texts, Report(files[claim_ids.EFFECTS], WORDS[lang]["effects"].format(len(found.effects)))]


def _claims(text: "Source", lang: str) -> str:
    built = sum(claim.status != "planned" for claim in text.claims.values())
    return WORDS[lang]["claims"].format(len(text.claims), built)
