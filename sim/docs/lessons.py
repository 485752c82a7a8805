"""The generated blocks of the lesson sheets: command, links, and what runs find, from lessons/lessons.toml and the scoreboard.

``python -m sim.docs lessons`` makes the runs afresh and rewrites the sheets; ``--check`` only says which are not current. What a sheet
says is found is what the class sees on its page, which has the same runs: the table of a pair is that of "How they end".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from pydantic import Field, ValidationError

from sim.base import markdown, toml
from sim.base.arrays import Floats
from sim.base.declared import Strict, Text
from sim.base.errors import InputError
from sim.base.estimates import written
from sim.base.paths import ROOT
from sim.base.toml import located
from sim.charts.books import SECTORS
from sim.classroom.explorer import grid as grids
from sim.classroom.explorer import pack, usual_measures
from sim.classroom.explorer.page import address, number
from sim.economy import scenario
from sim.economy.accounts import LENSES
from sim.economy.measures import MEASURES
from sim.economy.records import AXES, DECILES, window_of
from sim.experiments.ensemble import check_measures
from sim.runs import display, pairing
from sim.runs.pairing import Difference
from sim.verdicts import board, words
from sim.verdicts.words import closure_labels

HOME = ROOT / "lessons"
FILE = "lessons.toml"
INDEX = "index.html"
ENDS = {"en": ".md", "zh": ".zh.md"}  # of the names of sheets
MARKS = {"higher": "▲", "lower": "▼", "none": "≈", "identical": "=", "one": "?"}  # as in choice.js
COMMAND = "python -m sim.docs lessons"

COST = Text(
    en="{settings} settings under {seeds} seeds: {runs} runs of {months} months and {workers} workers. Runs that another lesson has made "
    "are not made again.",
    zh="{settings}种设定，{seeds}个种子：{runs}次模拟，每次{months}个月、{workers}名劳动者。别的课已做过的模拟不再重做。",
)
LOOK = Text(en="{pair}. Look at: {measures}.", zh="{pair}。看：{measures}。")
PAIR = Text(en="A {a}; B {b}", zh="A {a}；B {b}")
NAMED = Text(en="{label} ({unit})", zh="{label}（{unit}）")
DECILES_SAID = Text(
    en="{low} to {high} % by decile: {higher} of {all} {up}, {lower} {down}, {none} without detectable difference",
    zh="各十分位{low}至{high}%：{all}组中{higher}组{up}，{lower}组{down}，{none}组未检出差异",
)
OWNERS = Text(en="{owners}: {department}", zh="{owners}：{department}")
GROUP = Text(en="B against A", zh="B较A")
SURPLUS = Text(en="S, B − A", zh="S，B − A")
WIDER = Text(en="the wider gap", zh="差距更大者")
WINNERS = Text(en="slider|scenario|neither throughout", zh="滑块|情景|并非始终一致")
STEP = Text(en="{one} → {other}", zh="{one}→{other}")
SWAPPED = Text(en="scenario, slider at {value}", zh="情景（滑块{value}）")
MOVED = Text(en="slider, in {title}", zh="滑块（{title}）")
TALLY = Text(
    en="The wider gap, of {all} measures: {each} (slider: {move}; scenario: {swap}).",
    zh="差距更大者，{all}项指标中：{each}（滑块：{move}；情景：{swap}）。",
)
CONTENT = Text(en="what it says", zh="内容")
CASES = 1  # parts of a reason that a sheet has room for
CLAIMS = 12  # of a verdict that it has room for; the others are named
REACHED = Text(
    en="[How a verdict is reached](../SCOREBOARD.md#how-a-verdict-is-reached).",
    zh="[判定的规则](../docs/using.zh.md#论断的下场)。",
)
REST = Text(en="And {ids}, which the scoreboard has.", zh="另有{ids}，见记分牌。")
FAILING = Text(en="{said}: {count} of {all} claims that were tested", zh="{said}：已检验的{all}条论断中有{count}条")


class Pair(Strict):
    """What is compared: a scenario a side, with sliders that stand elsewhere than in it, and the measures to look at."""

    a: dict[str, str | float]
    b: dict[str, str | float]
    measures: list[str] = Field(min_length=1)
    people: bool = False
    lenses: bool = False

    @property
    def sides(self) -> dict[str, dict[str, str | float]]:
        """A and B, as the page calls them in its address."""
        return {"a": self.a, "b": self.b}


class Lesson(Strict):
    """A page and what is looked at on it."""

    scenarios: list[str] = Field(min_length=1)
    sliders: list[str] = Field(min_length=1)
    levels: int = 3
    pairs: list[Pair] = Field(min_length=1)
    square: list[str] = Field(default=[])
    claims: list[str] = Field(default=[])


def read(path: Path = HOME / FILE) -> dict[str, Lesson]:
    """The lessons by the names of their sheets; an InputError with all faults of the file."""
    document = toml.read(path)
    found: dict[str, Lesson] = {}
    faults: list[str] = []
    for name, content in document.data.items():
        try:
            found[name] = Lesson.model_validate(content)
        except ValidationError as error:
            faults += [located(document, (name, *fault["loc"]), fault["msg"]) for fault in error.errors()]
    if faults:
        raise InputError(faults)
    return found


@dataclass(frozen=True)
class Sheet:
    """One lesson with its grid, and the numbers of the runs that its pairs need once they are made."""

    name: str
    lesson: Lesson
    size: grids.Size
    numbers: grids.Numbers | None = None
    rows: Mapping[str, int] = field(default_factory=dict)  # of the numbers, by the digest of a run

    @cached_property
    def grid(self) -> grids.Grid:
        """All settings of its page."""
        paths = [ROOT / one if one.endswith(".toml") else one for one in self.lesson.scenarios]
        loaded = scenario.load_all(paths, None, self.size.workers)
        made = grids.sliders(self.lesson.sliders, self.lesson.levels)
        return grids.make({one.name: one for one in loaded}, made, self.size.months)

    @property
    def page(self) -> str:
        """The name of its page, beside the sheet."""
        return f"lesson-{self.name.partition('-')[0]}.html"

    def faults(self) -> list[str]:
        """What its pairs ask for and its page does not hold."""
        found = []
        for place, pair in enumerate(self.lesson.pairs, start=1):
            check_measures([*pair.measures, *self.lesson.square])
            where = f"{FILE}: {self.name}: pair {place}"
            missing = [one for one in pair.measures if one not in usual_measures()]
            found += [f"{where}: {one}: is not on the page ({', '.join(usual_measures())})" for one in missing]
            for side, chosen in pair.sides.items():
                found += [f"{where}: {side}.{fault}" for fault in self._unfit(chosen)]
        return found

    def _unfit(self, chosen: Mapping[str, Any]) -> list[str]:
        name = chosen.get("scenario")
        if name not in self.grid.scenarios:
            return [f"scenario = {name}: must be one of {', '.join(self.grid.scenarios)}"]
        sliders = {slider.name: slider for slider in self.grid.sliders}
        found = []
        for key, value in chosen.items():
            if key != "scenario" and key not in sliders:
                found.append(f"{key} = {value}: no such slider ({', '.join(sliders)})")
            elif key != "scenario" and value not in sliders[key].values:
                found.append(f"{key} = {value}: must be one of {', '.join(map(number, sliders[key].values))}")
            elif key != "scenario" and self.grid.without_ai(str(name), sliders[key]):
                found.append(f"{key} = {value}: does nothing in {name}")
        return found

    # ---- Runs

    def place(self, chosen: Mapping[str, Any]) -> int:
        """Which run of the grid answers a side of a pair."""
        name, cell = str(chosen["scenario"]), 0
        for slider in self.grid.sliders:
            cell = cell * len(slider.values) + slider.values.index(chosen.get(slider.name, self.grid.own(name, slider)))
        return self.grid.cells[name][cell]

    @cached_property
    def corners(self) -> list[list[dict[str, Any]]]:
        """The sides of the square: for either of the first two scenarios the ends of the first slider, the high one first."""
        slider = self.grid.sliders[0]
        ends = (slider.values[-1], slider.values[0])
        return [[{"scenario": name, slider.name: value} for value in ends] for name in [*self.grid.scenarios][:2]]

    def needed(self) -> list[scenario.Scenario]:
        """The runs that its numbers come from."""
        sides = [side for pair in self.lesson.pairs for side in pair.sides.values()]
        sides += [side for row in self.corners for side in row] if self.lesson.square else []
        return [self.grid.runs[self.place(side)] for side in sides]

    def row(self, chosen: Mapping[str, Any]) -> int:
        """Where the numbers of a side stand."""
        return self.rows[self.grid.runs[self.place(chosen)].digest]

    def found(self, sides: Mapping[str, Mapping[str, Any]], measures: Sequence[str]) -> list[Difference]:
        """B minus A, in the units that the page writes."""
        assert self.numbers
        ours, theirs = self.row(sides["b"]), self.row(sides["a"])
        at = [list(MEASURES).index(name) for name in measures]
        times = np.array([_unit(name).times for name in measures])
        values = [self.numbers.outcomes[row][:, at] * times for row in (ours, theirs)]
        return _between(measures, *values)

    # ---- Blocks

    def blocks(self, lang: str) -> dict[str, Callable[[], str]]:
        """What may stand in its sheet."""
        makers: dict[str, Callable[[str], str]] = {
            "page": partial(pages, [self]),
            "links": self._links,
            "found": self._found,
        }
        makers |= {"square": self._square} if self.lesson.square else {}
        board_file = ROOT / "SCOREBOARD.json"
        makers |= {"claims": partial(claims, board_file, self.lesson.claims)} if self.lesson.claims else {}
        return {name: partial(maker, lang) for name, maker in makers.items()}

    def command(self, lang: str) -> str:
        """What makes its page."""
        lesson = self.lesson
        parts = ["uv run sim explore --quick", f"--scenarios {','.join(lesson.scenarios)}"]
        parts += [f"--sliders {','.join(lesson.sliders)}", f"--levels {lesson.levels}"]
        parts += ["--runs results/lessons", f"--out lessons/{self.page}", *(["--lang zh"] if lang == "zh" else [])]
        return " ".join(parts)

    def link(self, pair: Pair, lang: str, *, guess: bool = True) -> str:
        """The page at this pair."""
        return f"{self.page}#{address(self.grid, pair.sides, lang, guess=guess)}"

    def _links(self, lang: str) -> str:
        lines = []
        for place, pair in enumerate(self.lesson.pairs, start=1):
            labels = _listed([MEASURES[name].label[lang] for name in pair.measures], lang)
            linked = f"[{self.pair(pair, lang)}]({self.link(pair, lang)})"
            lines.append(f"{place}. {LOOK.of(lang).format(pair=linked, measures=labels)}")
        return "\n".join(lines)

    def pair(self, pair: Pair, lang: str) -> str:
        """Both sides in words."""
        return PAIR.of(lang).format(a=self.title(pair.a, lang), b=self.title(pair.b, lang))

    def title(self, chosen: Mapping[str, Any], lang: str) -> str:
        """A side as the page calls it: the scenario, and where it stands apart from it."""
        name = str(chosen["scenario"])
        moved = [
            f"{slider.label.of(lang)} {_value(slider, chosen[slider.name])}"
            for slider in self.grid.sliders
            if chosen.get(slider.name, self.grid.own(name, slider)) != self.grid.own(name, slider)
        ]
        return " · ".join([self.grid.scenarios[name].title[lang], *moved])

    def _found(self, lang: str) -> str:
        parts = []
        for place, pair in enumerate(self.lesson.pairs, start=1):
            parts += [f"**{place}. {self.pair(pair, lang)}**", self.table(pair, lang)]
            parts += [self._people(pair, lang)] if pair.people else []
            parts += [self._lenses(pair, lang)] if pair.lenses else []
        about = grids.declarations().texts["about_summary"].of(lang)
        return "\n\n".join([*parts, about.format(tail=window_of(self.size.months), seeds=self.size.seeds)])

    def table(self, pair: Pair, lang: str) -> str:
        """The rows of the page's "How they end"."""
        assert self.numbers
        rows = []
        for gap in self.found(pair.sides, pair.measures):
            at, times = list(MEASURES).index(gap.measure), _unit(gap.measure).times
            levels = [self.numbers.outcomes[self.row(side)][:, at].mean() * times for side in pair.sides.values()]
            label = _named(gap.measure, _unit(gap.measure), lang)
            verdict = f"{_mark(gap)} {self._said(gap, lang)}"
            rows.append((label, *map(_short, levels), *_written(gap), verdict))
        heads = [_text("measure", lang), "A", "B", *(_text(key, lang) for key in ("difference", "interval", "said"))]
        return markdown.table(heads, rows, range(1, 5))

    def _said(self, gap: Difference, lang: str) -> str:
        return _text(gap.key, lang).format(seeds=self.size.seeds)

    def _people(self, pair: Pair, lang: str) -> str:
        """Who gains and who loses, in % of A: workers by decile of skill summed up, owners one by one."""
        assert self.numbers
        people = pack.people(self.numbers.records)
        ours, theirs = (people[self.row(side)] for side in (pair.b, pair.a))
        base = theirs.mean(axis=0)
        there = np.abs(base) >= 1e-9
        groups = list(map(str, np.flatnonzero(there)))
        times = 100.0 / base[there]
        found = dict(zip(groups, _between(groups, ours[:, there] * times, theirs[:, there] * times), strict=True))
        rows = []
        for place, occupation in enumerate(AXES["occupation"]):
            own = [found[str(group)] for group in range(place * DECILES, (place + 1) * DECILES) if str(group) in found]
            count = [sum(gap.key in keys for gap in own) for keys in (["higher"], ["lower"], ["none", "identical"])]
            said = DECILES_SAID.of(lang).format(
                low=_signed(min(gap.mean for gap in own), 1), high=_signed(max(gap.mean for gap in own), 1),
                all=len(own), higher=count[0], lower=count[1], none=count[2], up=_text("higher", lang), down=_text("lower", lang),
            )  # fmt: skip
            rows.append((_text(occupation, lang), said))
        for place, department in enumerate(AXES["department"]):
            gap = found.get(str(len(AXES["occupation"]) * DECILES + place))
            if gap:
                mean, interval = _written(gap)
                owners = OWNERS.of(lang).format(owners=_text("owners", lang), department=SECTORS[department].of(lang))
                rows.append((owners, f"{_mark(gap)} {self._said(gap, lang)} {mean} % {interval}"))
        return markdown.table((_text("people", lang), GROUP.of(lang)), rows)

    def _lenses(self, pair: Pair, lang: str) -> str:
        """C, V and S in % of the product, by lens, as the page draws them."""
        assert self.numbers
        kinds = {_text("in_money", lang): pack.IN_MONEY} | {
            lens.label[lang]: (pack.COMPOSITION + lens.suffix, pack.SURPLUS + lens.suffix) for lens in LENSES.values()
        }
        rows = []
        for label, names in kinds.items():
            at = [list(MEASURES).index(name) for name in names]
            sides = [_shares(*self.numbers.outcomes[self.row(side)][:, at].T) for side in pair.sides.values()]
            (gap,) = _between([label], sides[1][2][:, None], sides[0][2][:, None])
            shares = [_short(part.mean()) for side in sides for part in side]
            rows.append((label, *shares, f"{_mark(gap)} {' '.join(_written(gap))}"))
        heads = [f"{side}: {part} %" for side in "AB" for part in "CVS"]
        return markdown.table([_text("lens", lang), *heads, SURPLUS.of(lang)], rows, range(1, 7))

    def _square(self, lang: str) -> str:
        """The first slider in either scenario beside the choice of the scenario at either end of it: which has the wider gap?"""
        slider, (first, other) = self.grid.sliders[0], self.corners
        titles = [self.grid.scenarios[str(row[0]["scenario"])].title[lang] for row in self.corners]
        ends = [_value(slider, row[slider.name]) for row in first]
        pairs = [{"a": a, "b": b} for a, b in zip(first, other, strict=True)]
        pairs += [{"a": row[0], "b": row[1]} for row in self.corners]
        gaps = [self.found(pair, self.lesson.square) for pair in pairs]
        names, rows, wider = WINNERS.of(lang).split("|"), [], []
        for measure, *each in zip(self.lesson.square, *gaps, strict=True):
            swapped, moved = ([abs(gap.mean) for gap in some] for some in (each[:2], each[2:]))
            wider.append(names[0 if min(moved) > max(swapped) else 1 if min(swapped) > max(moved) else 2])
            label = _named(measure, _unit(measure).gap or _unit(measure), lang)
            rows.append((label, *(f"{_mark(gap)} {_written(gap)[0]}" for gap in each), wider[-1]))
        heads = [
            *(SWAPPED.of(lang).format(value=end) for end in ends),
            *(MOVED.of(lang).format(title=one) for one in titles),
        ]
        tally = TALLY.of(lang).format(
            all=len(wider), each=_listed([f"{name} {wider.count(name)}" for name in dict.fromkeys(wider)], lang),
            move=STEP.of(lang).format(one=f"{slider.label.of(lang)} {ends[0]}", other=ends[1]),
            swap=STEP.of(lang).format(one=titles[0], other=titles[1]),
        )  # fmt: skip
        return f"{markdown.table([_text('measure', lang), *heads, WIDER.of(lang)], rows, range(1, 5))}\n\n{tally}"


def _begun(reason: str, lang: str) -> str:
    """The first parts of a reason, for a sheet of paper; the scoreboard has them all."""
    between = "；" if lang == "zh" else "; "
    parts = reason.split(between)
    return between.join([*parts[:CASES], "…"]) if len(parts) > CASES + 1 else reason


def claims(path: Path, full: Sequence[str], lang: str) -> str:
    """The claims that fail and those that depend on an assumption, as the scoreboard has them, and some with all outcomes that decide."""
    found, labels = board.read(path), closure_labels(lang)
    tested = [row for row in found.rows if row.status == "modelled" and row.found]
    heads = (words.HEADS[lang][1], CONTENT.of(lang), words.HEADS[lang][-1])
    parts = []
    for verdict in ("fails", "depends"):
        own = [row for row in tested if row.verdict == verdict]
        count = {"said": board.SAID[verdict][lang == "zh"], "count": len(own), "all": len(tested)}
        rows = [(f"**{row.id}** {row.title[lang]}", row.statement[lang], _begun(row.reason(lang, labels), lang)) for row in own]
        parts += [f"**{FAILING.of(lang).format(**count)}**", *([markdown.table(heads, rows[:CLAIMS])] if rows else [])]
        rest = [row.id for row in own[CLAIMS:]]
        parts += [REST.of(lang).format(ids=_listed(rest, lang))] if rest else []
    for row in found.rows:
        if row.id in full:
            outcomes = [(one.sides[lang], *words.outcome(one, lang)[:6]) for one in row.found if not one.added]
            parts += [f"**{row.id} {row.title[lang]}**", markdown.table(("", *words.PARTS[lang][:6]), outcomes)]
    return "\n\n".join([*parts, " ".join([*words.about(found, lang), REACHED.of(lang)])])


# ---- Numbers as the page writes them


def _text(key: str, lang: str) -> str:
    return grids.declarations().texts[key].of(lang)


def _named(measure: str, unit: Text, lang: str) -> str:
    """A measure and its unit."""
    return NAMED.of(lang).format(label=MEASURES[measure].label[lang], unit=unit.of(lang))


def _unit(measure: str) -> display.Unit:
    return display.read().unit(MEASURES[measure].unit)


def _between(names: Sequence[str], ours: Floats, theirs: Floats) -> list[Difference]:
    """B minus A of values ``[seed, name]``."""
    return pairing.between("b", "a", names, ours, theirs, (ours == theirs).all(axis=0))


def _shares(composition: Floats, surplus: Floats) -> list[Floats]:
    """C, V and S in % of the product, from C/V and S/V."""
    return [100.0 * part / (composition + 1.0 + surplus) for part in (composition, np.ones_like(surplus), surplus)]


def _mark(gap: Difference) -> str:
    return MARKS[gap.key]


def _written(gap: Difference) -> tuple[str, str]:
    """Difference and interval with the digits that the interval supports."""
    _, mean, interval = written(0.0, gap.mean, gap.low, gap.high)
    return _minus(mean), _minus(interval)


def _short(value: float) -> str:
    return _minus(str(round(value)) if abs(value) >= 100 else number(float(f"{value:.3g}")))


def _signed(value: float, digits: int) -> str:
    return _minus(f"{value:+.{digits}f}")


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _value(slider: grids.Slider, value: float) -> str:
    share = all(0 <= one <= 1 for one in slider.values)
    return f"{number(float(f'{100 * value:.4g}'))} %" if share else number(value)


def _listed(parts: Sequence[str], lang: str) -> str:
    return (", " if lang == "en" else "、").join(parts)


# ---- All sheets


def plan(size: grids.Size | None = None, path: Path = HOME / FILE) -> list[Sheet]:
    """Every lesson with its grid, nothing run yet; the size is that of the quick page."""
    sheets = [Sheet(name, lesson, size or grids.declarations().sizes["quick"]) for name, lesson in read(path).items()]
    faults = [fault for sheet in sheets for fault in sheet.faults()]
    if faults:
        raise InputError(faults)
    return sheets


def run(sheets: Sequence[Sheet], folder: Path, jobs: int | None = None, *, quiet: bool = False) -> list[Sheet]:
    """The same with their numbers: the runs that they need, each made once."""
    size = sheets[0].size
    runs = {one.digest: one for sheet in sheets for one in sheet.needed()}
    numbers = grids.run(
        replace(sheets[0].grid, runs=list(runs.values())), usual_measures(), seeds=size.seeds, months=size.months,
        jobs=jobs, folder=folder, quiet=quiet,
    )  # fmt: skip
    rows = {digest: row for row, digest in enumerate(runs)}
    return [replace(sheet, numbers=numbers, rows=rows) for sheet in sheets]


def pages(sheets: Sequence[Sheet], lang: str) -> str:
    """The commands that make the pages of these lessons, and what all of them cost."""
    size, settings = sheets[0].size, len({one.digest for sheet in sheets for one in sheet.grid.runs})
    commands = "\n".join(sheet.command(lang) for sheet in sheets)
    runs = settings * size.seeds
    about = {"settings": settings, "seeds": size.seeds, "runs": runs, "months": size.months, "workers": size.workers}
    return f"```bash\n{commands}\n```\n\n{COST.of(lang).format(**about)}"


def texts(sheets: Sequence[Sheet]) -> dict[Path, str]:
    """The files with generated parts, as they should be."""
    found = {}
    for lang, end in ENDS.items():
        blocks = {sheet.name: sheet.blocks(lang) for sheet in sheets}
        blocks["README"] = {"pages": partial(pages, sheets, lang)}
        for name, own in blocks.items():
            path = HOME / f"{name}{end}"
            found[path] = markdown.generate(path.read_text(encoding="utf-8"), own)
    return found | {HOME / INDEX: index(sheets)}


def index(sheets: Sequence[Sheet]) -> str:
    """All links as a page to click on: a browser shows no Markdown."""
    parts = []
    for sheet in sheets:
        for lang in ENDS:
            items = [
                f'<li><a href="{escape(sheet.link(one, lang))}">{escape(sheet.pair(one, lang))}</a></li>'
                for one in sheet.lesson.pairs
            ]
            title = (
                (HOME / f"{sheet.name}{ENDS[lang]}").read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
            )
            parts += [f'<section lang="{lang}">', f"<h2>{escape(title)}</h2>", "<ol>", *items, "</ol>", "</section>"]
    style = "body { max-width: 50em; margin: 1em auto; padding: 0 1em; font: 20px/1.6 sans-serif }"
    head = [
        f"<!DOCTYPE html>\n<!-- made by {COMMAND} -->",
        '<html lang="en">',
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        "<title>Lessons 课程</title>",
    ]
    return "\n".join([*head, f"<style>{style}</style>", "<h1>Lessons 课程</h1>", *parts, "</html>", ""])


def main(arguments: Sequence[str]) -> int:
    """Make the runs, then rewrite the sheets, or with ``--check`` name those that are not current."""
    with TemporaryDirectory() as folder:
        sheets = run(plan(), Path(folder))
    return int(markdown.rewrite(texts(sheets), COMMAND, check="--check" in arguments) > 0)
