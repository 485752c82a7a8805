"""A comparison repeated under each closure, and which of its findings survive them.

A finding is a difference from the reference whose interval holds no zero. It survives a closure under which it is found again
with the same sign; it turns where the sign is the other one, and is lost where no difference is detectable.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from sim.base.estimates import written
from sim.base.paths import shown
from sim.experiments import closures, comparison
from sim.experiments.closures import CORE, Closure
from sim.experiments.comparison import Comparison, R
from sim.runs import pairing
from sim.runs.display import read as read_figures
from sim.runs.pairing import COLUMNS, Difference
from sim.runs.reading import load
from sim.runs.results import Results, read_manifest, seeds_said

FOLDER = "closures"  # in the folder of a comparison: a folder of results for each other closure
KEYS = ["scenario", "reference", "measure", "closure"]
SIGNS = ("higher", "lower")


def finished(results: Results) -> dict[str, Results]:
    """The same scenarios under every declared closure, by name, the core first; empty until all of them have been run."""
    parts = {CORE: results}
    for name, closure in closures.read().items():
        folder = results.folder / FOLDER / name
        if name == CORE:
            continue
        if not (folder / "manifest.json").exists():
            return {}
        manifest = read_manifest(folder)
        keys = ("version", "code", "months", "window", "reference")
        same = all(manifest[key] == results.manifest[key] for key in keys)
        if not same or not all(
            one in manifest["scenarios"] and _is_under(closure, manifest["scenarios"][one]) for one in results.scenarios
        ):
            return {}
        found = load(folder)
        if not set(results.scenarios) <= set(found.seeds):
            return {}
        parts[name] = found.only(*results.scenarios)
    return parts


def _is_under(closure: Closure, entry: Mapping[str, Any]) -> bool:
    """Whether runs of a scenario, as a manifest describes it, were made under this closure."""
    return bool(entry["seeds"]) and all(entry["params"].get(name) == value for name, value in closure.set.items())


def seeds_of(parts: Mapping[str, Results], name: str) -> list[int]:
    """The seeds that pair a scenario with the reference under every closure."""
    each = [set(part.common_seeds(name, part.reference)) for part in parts.values()]
    return sorted(set.intersection(*each))


def table(parts: Mapping[str, Results]) -> pd.DataFrame:
    """Every difference under every closure, over the same seeds: scenario, reference, measure, closure, mean, low, high, verdict."""
    rows: list[tuple[Any, ...]] = []
    core = parts[CORE]
    measures = list(core.measures)
    for name in core.scenarios:
        seeds = seeds_of(parts, name)
        found: dict[tuple[str, str], Difference] = {}
        for closure, part in parts.items() if name != core.reference else ():
            runs = part.outcomes.set_index(["scenario", "seed"])[measures]
            ours, theirs = (runs.loc[one].loc[seeds].to_numpy(dtype=float) for one in (name, core.reference))
            pair = ours[:, None, :], theirs[:, None, :]  # the outcome of a run as its only month
            for gap in pairing.differences(name, core.reference, measures, *pair):
                found[gap.measure, closure] = gap
        rows += [
            (name, core.reference, measure, closure, gap.mean, gap.low, gap.high, gap.verdict)
            for measure in (measures if found else ())
            for closure, gap in ((closure, found[measure, closure]) for closure in parts)
        ]
    return pd.DataFrame(rows, columns=[*KEYS, *COLUMNS[3:]])


@dataclass(frozen=True)
class Finding:
    """What becomes of a difference that the core finds, or does not: the closures that turn its sign or lose it."""

    scenario: str
    reference: str
    measure: str
    mean: float  # under the core, like its interval and verdict
    low: float
    high: float
    verdict: str
    turns: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def survives(self) -> bool | None:
        """Whether every closure finds it with the same sign; None where the core finds nothing."""
        return not (self.turns or self.lost) if self.verdict in SIGNS else None


def findings(differences: pd.DataFrame) -> list[Finding]:
    """The fate of every difference of a table of closures.

    >>> rows = [("commons", "baseline", "output", name, 1.0, 0.5, 1.5, verdict) for name, verdict in
    ...         (("core", "higher"), ("a", "higher"), ("b", "lower"), ("c", "no detectable difference at 4 seeds"))]
    >>> (found,) = findings(pd.DataFrame(rows, columns=[*KEYS, *COLUMNS[3:]]))
    >>> found.turns, found.lost, found.survives
    (['b'], ['c'], False)
    """
    cells: dict[tuple[str, str, str], dict[str, Difference]] = {}
    for row in differences.to_numpy().tolist():
        cells.setdefault(tuple(row[:3]), {})[row[3]] = Difference(*row[:3], *row[4:])
    found = []
    for key, gaps in cells.items():
        core = gaps[CORE]
        others = {closure: gap.verdict for closure, gap in gaps.items() if core.verdict in SIGNS}
        turns = [closure for closure, verdict in others.items() if verdict in SIGNS and verdict != core.verdict]
        lost = [closure for closure, verdict in others.items() if verdict not in SIGNS]
        found.append(Finding(*key, core.mean, core.low, core.high, core.verdict, turns, lost))
    return found


WORDS = {
    "en": {
        "about": "Differences from {base} ({title}) under {count} closures, paired by seed: {seeds}, means over the last "
        "{tail} months. Numbers are the core's.",
        "reading": "Survives all: every closure finds the difference, with the same sign. Turns: the other sign. "
        "Lost: no difference is detectable there (more seeds may find one).",
        "closure": "{label}: {set}",
        "survives": "{sign}; survives all",
        "turns": "turns under {names}",
        "lost": "lost under {names}",
        "nothing": "nothing found in the core",
        "join": ", ",
        "part": "; ",
        "folder": "Every difference: {file}. Under a closure by itself: {folder}",
        "more": comparison.WORDS["en"]["more"],
    },
    "zh": {
        "about": "{count}种闭合下与{base}（{title}）之差，逐种子配对：{seeds}，最后{tail}个月的均值。数字为核心闭合之值。",
        "reading": "全部成立：每种闭合都检出此差异且符号相同。反转：符号相反。消失：该闭合下未检出差异（更多种子或可检出）。",
        "closure": "{label}：{set}",
        "survives": "{sign}；全部成立",
        "turns": "反转于{names}",
        "lost": "消失于{names}",
        "nothing": "核心中未检出",
        "join": "、",
        "part": "；",
        "folder": "全部差异：{file}。各闭合单独的结果：{folder}",
        "more": comparison.WORDS["zh"]["more"],
    },
}


def fate(finding: Finding, lang: str, labels: Mapping[str, str]) -> str:
    """What is said of a finding; a difference that the core does not find is said to be none."""
    words = WORDS[lang]
    if finding.survives is None:
        return str(words["nothing"])
    sign = comparison.said(finding.verdict, lang)
    if finding.survives:
        return str(words["survives"]).format(sign=sign)
    parts = [sign]
    for key, names in (("turns", finding.turns), ("lost", finding.lost)):
        if names:
            listed = str(words["join"]).join(labels.get(name, name) for name in names)
            parts.append(str(words[key]).format(names=listed))
    return str(words["part"]).join(parts)


@dataclass(frozen=True)
class ClosureComparison(Comparison[R]):
    """A comparison under every closure: ``print`` it, or let a notebook show it. ``results`` are those of the core."""

    parts: Mapping[str, Results] = field(default_factory=dict)
    picture: ClassVar[str] = "closures.png"

    @property
    def differences(self) -> pd.DataFrame:
        """scenario, reference, measure, closure, mean, low, high, verdict."""
        return table(self.parts)

    @property
    def identical(self) -> list[str]:
        """No scenario is left out here."""
        return []

    @property
    def findings(self) -> list[Finding]:
        """One for every scenario and measure."""
        return findings(self.differences)

    def notes(self) -> list[str]:
        """The lines above and below the table."""
        words, declared, results = WORDS[self.lang], closures.read(), self.results
        counts = [len(seeds_of(self.parts, name)) for name in results.scenarios if name != results.reference]
        kept = max(len(seeds) for part in self.parts.values() for seeds in part.seeds.values())
        values = {
            "base": results.called(results.reference, self.lang),
            "title": results.title(results.reference, self.lang),
            "count": len(self.parts),
            "seeds": seeds_said(counts, self.lang),
            "tail": results.window,
            "file": shown(results.folder / "closures.csv"),
            "folder": shown(results.folder / FOLDER),
            "asked": self.asked,
        }
        lines = [str(words["about"]).format(**values)]
        lines += [
            str(words["closure"]).format(label=closure.label.of(self.lang), set=closure.written())
            for name, closure in declared.items()
            if name in self.parts and closure.set
        ]
        below = ["reading", "folder"]
        lines += [str(words[key]).format(**values) for key in below]
        if self.asked is not None and kept > self.asked:
            lines.append(str(words["more"]).format(**values))
        return [*lines, *self.places()]

    def table(self) -> pd.DataFrame:
        """What is printed: scenario, main measure, difference under the core, its interval, and the fate of the finding."""
        plots, results = read_figures(), self.results
        labels = {name: closure.label.of(self.lang) for name, closure in closures.read().items()}
        rows = []
        for finding in self.findings:
            if finding.measure not in plots.summary.measures:
                continue
            measure = results.measures[finding.measure]
            unit = plots.unit(measure.unit)
            numbers = [unit.times * x for x in (finding.mean, finding.low, finding.high)]
            label = f"{measure.label[self.lang]} ({(unit.gap or unit).of(self.lang)})"
            rows.append(
                (finding.scenario, label, *written(0.0, *numbers)[1:], fate(finding, self.lang, labels))
            )
        heads = comparison.WORDS[self.lang]["heads"]
        return pd.DataFrame(rows, columns=["scenario", "", *heads[2:4], "verdict"])

    def as_json(self) -> dict[str, Any]:
        """Closures, findings and every difference, as JSON takes them."""
        assumed = [
            {"name": name, **json.loads(closure.model_dump_json())}
            for name, closure in closures.read().items()
            if name in self.parts
        ]
        fates = [
            {
                name: None if value != value else value for name, value in vars(finding).items()
            }  # of one seed no interval
            | {"survives": finding.survives}
            for finding in self.findings
        ]
        return {"closures": assumed, "findings": fates}
