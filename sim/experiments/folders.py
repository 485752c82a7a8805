"""``sim compare DIR1 DIR2``: folders of results side by side, without a run.

Each scenario of another folder is set beside the one of its name in the first folder or, where there is none, beside the first's
reference. The measures of both have to be the same; seeds and months are those in common. A seed pairs two runs where it is the same world
in both: the same program made them, for a population of the same size.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats
from sim.base.declared import Text
from sim.base.errors import InputError, suggest
from sim.base.estimates import written
from sim.base.paths import shown
from sim.base.tables import in_columns
from sim.economy import variants
from sim.economy.records import outcomes
from sim.economy.scenario import shipped
from sim.experiments import comparison
from sim.experiments.comparison import Comparison, R
from sim.runs import notes, pairing
from sim.runs.pairing import COLUMNS, Difference
from sim.runs.reading import load
from sim.runs.results import Results, plural

FEW = 6  # names that a line gives one by one
COLUMNS_BESIDE = ["folder", "against", *COLUMNS, "paired"]
OTHERS = ": name those that both have with --measure"

ABOUT = Text(
    en="Differences of {others} from {first}: means over the last {window} of the {months} months in common.",
    zh="{others}与{first}之差：共同的{months}个月中最后{window}个月的均值。",
)
BESIDE = Text(en="{scenario}, beside {reference}", zh="{scenario}，对照{reference}")
PAIRED = Text(en="{heading}: {seeds} in common, paired", zh="{heading}：{seeds}个共同种子，逐种子配对")
APART = Text(en="{heading}: not paired ({why}), {seeds}", zh="{heading}：未配对（{why}），{seeds}")
COUNTS = Text(en="{theirs} and {ours}", zh="{theirs}与{ours}个种子")
CODE = Text(en="another version of the program may draw other worlds", zh="程序版本不同，世界可能不同")
SIZE = Text(en="{name} {theirs} and {ours}", zh="{name}为{theirs}与{ours}")
SEEDS = Text(en="fewer than two seeds in common", zh="共同的种子不足两个")
SETTINGS = Text(en="{heading}: set otherwise: {changes}", zh="{heading}：设定不同：{changes}")
SAME = Text(en="{heading}: the same settings", zh="{heading}：设定相同")
CHANGE = Text(en="{name} {theirs}, here {ours}", zh="{name}为{theirs}，此处为{ours}")
EVENTS = Text(en="dated events", zh="定时事件")
MORE = Text(en="{count} more", zh="另有{count}项")
LEFT = Text(en="Only in {folder}, and beside nothing: {names}.", zh="仅见于{folder}，无可对照：{names}。")
IDENTICAL = Text(
    en="{heading}: identical in every month in common, of every seed and measure", zh="{heading}：所有共同的月份、种子与指标均完全相同"
)
COMMA = Text(en=", ", zh="，")


def is_folder(name: str | Path) -> bool:
    """Whether a name of a comparison is that of a folder: a shipped scenario, a file or a variant is none."""
    text = str(name)
    if not isinstance(name, str | Path):  # whatever takes it says that it is no name
        return False
    return not (text in shipped() or text.endswith(".toml") or variants.written(name)) and os.path.isdir(name)


@dataclass(frozen=True)
class Beside:
    """A scenario of one folder beside one of the first: its differences, and whether seeds pair them."""

    folder: Results
    scenario: str
    reference: str
    seeds: tuple[list[int], list[int]]  # of the first folder, and of this one
    why: list[Text]  # seeds do not pair them; empty where they do
    gaps: list[Difference]
    levels: dict[str, float]  # of the reference

    @property
    def paired(self) -> bool:
        """Whether seeds pair them."""
        return not self.why

    @property
    def identical(self) -> bool:
        """In every month in common, of every seed and measure."""
        return all(gap.key == "identical" for gap in self.gaps)


@dataclass(frozen=True)
class SideBySide(Comparison[R]):
    """Folders beside the first: ``print`` it, or let a notebook show it."""

    others: list[R] = field(default_factory=list)
    pairs: list[Beside] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)  # that are printed
    months: int = 0  # in common
    window: int = 0

    @property
    def differences(self) -> pd.DataFrame:
        """folder, against, scenario, reference, measure, mean, low, high, verdict, paired."""
        rows = [
            (shown(pair.folder.folder), shown(self.results.folder), *vars(gap).values(), pair.paired)
            for pair in self.pairs
            for gap in pair.gaps
        ]
        return pd.DataFrame(rows, columns=COLUMNS_BESIDE)

    @property
    def identical(self) -> list[str]:
        """Scenarios that equal what they are set beside in every month in common."""
        return [pair.scenario for pair in self.pairs if pair.identical]

    @property
    def left_out(self) -> list[str]:
        """The scenarios of the first folder beside which nothing is set."""
        return [name for name in self.results.scenarios if name not in {pair.reference for pair in self.pairs}]

    def heading(self, pair: Beside) -> str:
        """Which scenario, in which folder where there are several, and beside which where that has another name."""
        ours = pair.folder.called(pair.scenario, self.lang)
        ours = f"{shown(pair.folder.folder)}: {ours}" if len(self.others) > 1 else ours
        if pair.scenario == pair.reference:
            return ours
        return BESIDE.of(self.lang).format(scenario=ours, reference=self.results.called(pair.reference, self.lang))

    def notes(self) -> list[str]:
        """The lines above and below the table."""
        lang, join = self.lang, COMMA.of(self.lang)
        where = {"first": shown(self.results.folder), "others": join.join(shown(one.folder) for one in self.others)}
        lines = [ABOUT.of(lang).format(**where, window=self.window, months=self.months)]
        for pair in self.pairs:
            heading, (theirs, ours) = self.heading(pair), map(len, pair.seeds)
            if pair.paired:
                count = plural(ours, "seed") if lang == "en" else ours
                lines.append(PAIRED.of(lang).format(heading=heading, seeds=count))
            else:
                count = COUNTS.of(lang).format(theirs=theirs, ours=ours if lang == "zh" else plural(ours, "seed"))
                why = join.join(one.of(lang) for one in pair.why)
                lines.append(APART.of(lang).format(heading=heading, why=why, seeds=count))
            changes = [one.of(lang) for one in self.changes(pair)]
            text = SETTINGS if changes else SAME
            lines.append(text.of(lang).format(heading=heading, changes=join.join(_few(changes, lang))))
            lines += [IDENTICAL.of(lang).format(heading=heading)] if pair.identical else []
        if self.left_out:
            names = self.results.listed(self.left_out, lang)
            lines.append(LEFT.of(lang).format(folder=where["first"], names=names))
        for one in (self.results, *self.others):
            lines += [f"{shown(one.folder)}: {one.unfinished(lang)}"] if one.missing else []
        return [*lines, str(comparison.WORDS[lang]["chance"])]

    def changes(self, pair: Beside) -> list[Text]:
        """What is set otherwise in it than in what it is set beside."""
        theirs, ours = _entry(self.results, pair.reference), _entry(pair.folder, pair.scenario)
        found = _differing(CHANGE, theirs["params"], ours["params"], [*{**theirs["params"], **ours["params"]}])
        return found + ([EVENTS] if theirs.get("events", []) != ours.get("events", []) else [])

    def table(self) -> pd.DataFrame:
        """What is printed: scenario, measure, value of what it is set beside, difference, interval, verdict."""
        from sim.runs import display

        plots = display.read()
        rows: list[tuple[str, ...]] = []
        for pair in self.pairs:
            found = {gap.measure: gap for gap in pair.gaps}
            for name in [] if pair.identical else self.measures:
                column, gap = self.results.measures[name], found[name]
                unit = plots.unit(column.unit)
                numbers = [unit.times * x for x in (pair.levels[name], gap.mean, gap.low, gap.high)]
                label = f"{column.label[self.lang]} ({unit.of(self.lang)})"
                texts = written(*numbers) if gap.mean == gap.mean else ("", "", "")
                rows.append((self.heading(pair), label, *texts, comparison.said(gap.verdict, self.lang)))
        heads = [head.format(base=shown(self.results.folder)) for head in comparison.WORDS[self.lang]["heads"]]
        return pd.DataFrame(rows, columns=["scenario", *heads[:-1], "verdict"])

    def __str__(self) -> str:
        frame, (first, *rest) = self.table(), self.notes()
        rows: list[list[str]] = []
        for heading, part in frame.groupby("scenario", sort=False):
            rows += [[], [str(heading)], *([f"  {texts[1]}", *texts[2:]] for texts in part.to_numpy().tolist())]
        heads = ["" if head == "verdict" else str(head) for head in frame.columns[1:]]
        return "\n".join([first, "", in_columns(heads, rows, left=(0, len(heads) - 1)), "", *rest])

    def as_json(self) -> dict[str, Any]:
        """Folders, what is in common, and what is set beside what."""
        return {
            "folder": str(self.results.folder),
            "folders": [str(one.folder) for one in (self.results, *self.others)],
            "months": self.months,
            "window": self.window,
            "pairs": [
                {
                    "folder": str(pair.folder.folder),
                    "scenario": pair.scenario,
                    "reference": pair.reference,
                    "seeds": {"reference": pair.seeds[0], "scenario": pair.seeds[1]},
                    "paired": pair.paired,
                    "why": [one.of(self.lang) for one in pair.why],
                    "changes": [one.of(self.lang) for one in self.changes(pair)],
                }
                for pair in self.pairs
            ],
            "left_out": self.left_out,
        }


def beside(
    folders: Sequence[str | Path],
    measures: Sequence[str] | None = None,
    window: int | None = None,
    lang: str = "en",
    opened: Callable[[str | Path], R] = load,  # type: ignore[assignment]
) -> SideBySide[R]:
    """Set folders beside the first, each ``opened``. ``measures``: those alone; ``window``: how many last months in common count."""
    from sim.runs import display

    _check_names(folders)
    first, *others = found = [opened(folder) for folder in folders]
    names = _measures(first, others, measures)
    months = min(one.months for one in found)
    if window is not None and window > months:
        raise InputError(f"--window {window}: there are {months} months in common")
    window = window or min(*(one.window for one in found), months)
    pairs = [
        _beside(first, name if name in first.scenarios else _base(first), other, name, names, months, window)
        for other in others
        for name in other.scenarios
    ]
    main = measures or [name for name in display.read().summary.measures if name in names] or names
    return SideBySide(
        first, [], lang, others=others, pairs=pairs, measures=list(dict.fromkeys(main)), months=months, window=window
    )


def _check_names(folders: Sequence[str | Path]) -> None:
    """An InputError where one is no folder, or stands there twice, or alone."""
    places = [os.path.realpath(folder) for folder in folders]
    one = next(str(name) for name in folders if is_folder(name))
    faults = [
        f"{name}: is no folder, as {one} is: folders are set beside folders, and scenarios beside scenarios"
        for name in folders
        if not is_folder(name)
    ]
    faults += [
        f"{name}: is given twice" for name, place in zip(folders, places, strict=True) if places.count(place) > 1
    ][1:]
    if len(folders) < 2:
        faults.append(f"compare: {one} alone: name the folder to set beside it, as in: sim compare {one} DIR")
    if faults:
        raise InputError(faults)


def _base(first: Results) -> str:
    return first.reference if first.reference in first.scenarios else first.scenarios[0]


def _measures(first: Results, others: Sequence[Results], asked: Sequence[str] | None) -> list[str]:
    """The measures to compare, which every folder must have in the same unit; an InputError names the others."""
    faults: list[str] = []
    for name in asked or ():
        for one in (first, *others):
            if name not in one.measures:
                where = shown(one.folder)
                faults.append(f"--measure {name}: {where} has no such measure{suggest(name, one.measures)}")
    here = shown(first.folder)
    for other in others:
        there = shown(other.folder)
        lacks = [name for name in first.measures if name not in other.measures and not asked]
        more = [name for name in other.measures if name not in first.measures and not asked]
        unlike = [
            f"{name} ({mine.unit}, {yours.unit})"
            for name in asked or first.measures
            if (mine := first.measures.get(name)) and (yours := other.measures.get(name))
            and (mine.unit, mine.kind) != (yours.unit, yours.kind)
        ]  # fmt: skip
        faults += [f"{there}: lacks measures of {here}: {', '.join(lacks)}{OTHERS}"] if lacks else []
        faults += [f"{there}: has measures that {here} lacks: {', '.join(more)}{OTHERS}"] if more else []
        faults += [f"{there}: measures another thing than {here} under the same name: {', '.join(unlike)}"] if unlike else []
    if faults:
        raise InputError(faults)
    return list(dict.fromkeys(asked or first.measures))


def _beside(
    first: Results, reference: str, other: Results, scenario: str, names: list[str], months: int, window: int
) -> Beside:
    """One scenario of another folder beside one of the first."""
    why = _apart(first, reference, other, scenario)
    common = [seed for seed in other.seeds[scenario] if seed in first.seeds[reference]]
    if not common or len(common) < 2 < len(first.seeds[reference]) + len(other.seeds[scenario]):
        why.append(SEEDS)
        seeds = first.seeds[reference], other.seeds[scenario]
    else:
        seeds = common, common
    sides = [(first, reference, seeds[0]), (other, scenario, seeds[1])]
    ends, same = _outcomes(sides, names, months, window)
    make = pairing.between_others if why else pairing.between
    gaps = make(scenario, reference, names, ends[1], ends[0], same)
    levels = dict(zip(names, ends[0].mean(axis=0).tolist(), strict=True))
    return Beside(other, scenario, reference, seeds, why, gaps, levels)


def _apart(first: Results, reference: str, other: Results, scenario: str) -> list[Text]:
    """Why a seed is not the same world in both; nothing where it is."""
    theirs, ours = (_entry(one, name)["params"] for one, name in ((first, reference), (other, scenario)))
    code = [CODE] if first.manifest["code"] != other.manifest["code"] else []
    return code + _differing(SIZE, theirs, ours, notes.populations(theirs, ours))


def _differing(text: Text, theirs: dict[str, Any], ours: dict[str, Any], names: Sequence[str]) -> list[Text]:
    """A text for each of some parameters that have other values in the one than in the other."""

    def said(params: dict[str, Any], name: str) -> str:
        return "-" if name not in params else variants.said(params[name])

    return [
        Text(**{lang: text.of(lang).format(name=name, theirs=said(theirs, name), ours=said(ours, name)) for lang in ("en", "zh")})
        for name in names
        if theirs.get(name) != ours.get(name)
    ]


def _outcomes(
    sides: Sequence[tuple[Results, str, list[int]]], names: list[str], months: int, window: int
) -> tuple[list[Floats], Flags]:
    """Outcomes ``[seed, measure]`` of both sides, and of which measures every month in common of every seed is equal."""
    by_month = all(one.has_months(names) for one, _, _ in sides)
    if by_month:
        series = [np.stack([one.series(name, measure, seeds)[:, :months] for measure in names], axis=-1) for one, name, seeds in sides]
        ends = [outcomes(values, window) for values in series]
        alike = series[0].shape == series[1].shape and sides[0][2] == sides[1][2]
        same = (series[0] == series[1]).all(axis=(0, 1)) if alike else np.zeros(len(names), dtype=bool)
        return ends, np.asarray(same)
    short = [one for one, _, _ in sides if (one.months, one.window) != (months, window)]
    if short:
        one = short[0]
        what = f"the last {window} of {months} months can't be taken from the outcomes that it keeps, of {one.window} of {one.months}"
        raise InputError(f"{shown(one.folder)}: {what}")
    ends = []
    for one, name, seeds in sides:
        frame = one.outcomes[one.outcomes["scenario"] == name].set_index("seed")
        ends.append(frame.loc[seeds, names].to_numpy(dtype=np.float64))
    alike = ends[0].shape == ends[1].shape and sides[0][2] == sides[1][2]
    return ends, np.asarray((ends[0] == ends[1]).all(axis=0) if alike else np.zeros(len(names), dtype=bool))


def _entry(results: Results, scenario: str) -> dict[str, Any]:
    """What a manifest says about a scenario."""
    return dict(results.manifest["scenarios"][scenario])


def _few(texts: list[str], lang: str) -> list[str]:
    more = len(texts) - FEW
    return texts if more < 1 else [*texts[:FEW], MORE.of(lang).format(count=more)]
