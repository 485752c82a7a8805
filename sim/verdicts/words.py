"""Verdicts as tables on the terminal, in both languages."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sim.base.declared import Text
from sim.base.estimates import percent
from sim.base.paths import shown
from sim.base.tables import in_columns, wrapped
from sim.experiments import closures
from sim.verdicts.board import ORDER, REASONS, SAID, Board, Found, Standing, plain, turned
from sim.verdicts.checks import Checks
from sim.verdicts.matrix import UNMADE, Matrix
from sim.verdicts.register import ADDED, KINDS
from sim.verdicts.thresholds import DRAWS, SEEDS

if TYPE_CHECKING:
    from sim.runs.results import Results

WIDE = 150  # letters in a line of reasons
HEADS = {
    "en": ("", "claim", "verdict", "effect that decides [95 %]", "of interest from", "draws", "what turns or fails it"),
    "zh": ("", "论断", "判定", "决定性效应[95%]", "最小关注", "抽样", "何以反转或不成立"),
}
INTEREST = Text(en="{effect}; of interest from {size}", zh="{effect}；最小关注效应{size}")
AGREE = Text(en="{effect}; {draws} of the draws agree", zh="{effect}；{draws}的抽样一致")
PARTS = {  # of the outcomes of a test
    "en": ("outcome", "compared", "effect [95 %]", "of interest", "draws", "verdict", ""),
    "zh": ("结果", "比较", "效应[95%]", "最小关注", "抽样", "判定", ""),
}
ABOUT = Text(
    en="{seeds} paired seeds, {points} draws ({moved}) and {closures} closures, version {version}, {date}.",
    zh="{seeds}个配对种子，{points}个抽样（{moved}），{closures}种闭合，版本{version}，{date}。",
)
MOVED = {
    False: Text(en="±20 %, shares of one half or more ±0.405 of log-odds", zh="±20%，不小于一半的份额为对数胜率±0.405"),
    True: Text(en="±20 % of everything", zh="一律±20%"),
}
PASSED = Text(
    en="{count} points without a stationary state were passed over for others.", zh="{count}个点无稳态，已另取他点。"
)
FEW = Text(
    en="No verdict with fewer than {seeds} seeds and {draws} draws.", zh="少于{seeds}个种子或{draws}个抽样时不作判定。"
)
IDLE = Text(en="can't tell", zh="无从判断")
BY_SEEDS = {  # of an added reading
    "holds": Text(en="as predicted, by seeds alone", zh="仅凭种子：符合预测"),
    "fails": Text(en="reversed, by seeds alone", zh="仅凭种子：与预测相反"),
    "nothing": Text(en="nothing of interest, by seeds alone", zh="仅凭种子：不足最小关注效应"),
    "unclear": Text(en="unclear, by seeds alone", zh="仅凭种子：不明"),
    "open": Text(en="too few seeds, or undefined under one", zh="种子太少，或在某个种子下无定义"),
}
TIED = Text(en="one fact with {other}: counted once", zh="与{other}实为一事：只计一次")
WHERE = Text(en="How verdicts are reached: sim explain manifesto", zh="判定的规则：sim explain manifesto")
FILE = Text(en="Every outcome: {file}", zh="全部结果：{file}")
TEST = Text(en="{test} {sides}; months {months}: {kind}", zh="{test} {sides}；第{months}月：{kind}")
COUNT = Text(en="{said}: {count}", zh="{said}：{count}")
EXCEPT = Text(en=" ({some} not under every closure)", zh="（其中{some}条并非在各种闭合下皆然）")
SQUARE = Text(en="Ownership by pass-through, {measure}: {cells}", zh="所有权与让利，{measure}：{cells}")
CELL = Text(en="{passed} passed on: public {public}, private {private}", zh="转价{passed}：公有{public}，私有{private}")


@dataclass(frozen=True)
class Verdicts:
    """What has become of some claims: ``print`` it, or let a notebook show it. ``table`` has a row an outcome."""

    board: Board
    results: "Results | None"  # None where nothing was run
    figures: list[Path] = field(default_factory=list)
    report: Path | None = None
    lang: str = "en"
    asked: Sequence[str] = ()
    checks: Checks | None = None  # of a search, where one was made
    notes: Sequence[str] = ()  # of a board that was not computed now: how far it still is that of the program
    matrix: Matrix | None = None  # what verdicts hang on, where that was computed
    shipped: bool = False  # it is the board that came with the program, which may have a matrix

    @property
    def table(self) -> Any:
        """claim, its verdict, and each outcome with effect, interval, smallest effect of interest, shares of draws, what turns it."""
        return self.board.table()

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON takes it, with the verdicts."""
        rows = [
            {"verdict": row.verdict, "reason": row.reason(self.lang, closure_labels(self.lang)), **asdict(row)}
            for row in self.board.rows
        ]
        for row, kept in zip(rows, self.board.rows, strict=True):
            row["alternatives"] = kept.alternatives
            row["found"] = [
                {"verdict": one.verdict, "by_seeds": one.by_seeds, "alternatives": one.alternatives, "share": one.share, **asdict(one)}
                for one in kept.found
            ]
        about = {**asdict(self.board), "rows": rows, "counts": self.board.counts}
        files = {"figures": [str(path) for path in self.figures], "report": str(self.report) if self.report else None}
        beside = {
            "notes": self.notes,
            "checks": self.checks and asdict(self.checks),
            "matrix": self.matrix and self.matrix.as_json(self.board.rows),
        }
        return cast("dict[str, Any]", plain({**about, **files, **beside}))

    def places(self) -> list[str]:
        """Where the files are."""
        if not self.results:
            return []
        from sim.experiments.comparison import places

        return places(self.lang, self.results.folder / "figures" if self.figures else None, self.report)

    def __str__(self) -> str:
        return text(self)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def closure_labels(lang: str) -> dict[str, str]:
    """What the closures are called."""
    return closures.labels(lang)


def text(found: Verdicts) -> str:
    """The table of all claims, or each of those asked for in full."""
    lang, board = found.lang, found.board
    body = "\n\n".join(detail(row, lang, found.checks, _hangs(found, row)) for row in board.rows) if found.asked else _table(board, lang)
    return "\n".join([*_about(board, lang), *found.notes, "", body, "", *_below(found)])


def _hangs(found: Verdicts, row: Standing) -> str:
    """What a claim hangs on, in a line; that it was not computed, where a board came with the program and no matrix did."""
    if found.matrix is None:
        return UNMADE.of(found.lang).replace("`", "") if found.shipped else ""
    return found.matrix.said(row, found.lang)


def detail(row: Standing, lang: str, checks: Checks | None = None, hangs: str = "") -> str:
    """One claim with every outcome; ``hangs``: on which mechanisms."""
    lines = [f"{row.id} {row.title[lang]}: {said(row, lang)}", row.statement[lang]]
    lines += filter(None, [checks.called(row, lang) if checks else ""])
    lines += filter(None, [row.reason(lang, closure_labels(lang)), hangs])
    for some in by_test(row).values():
        table = in_columns(PARTS[lang], [outcome(one, lang) for one in some], left=(0, 1, 2, 5, 6))
        lines += ["", head(some[0], lang), table, *(_cells(some, lang, checks) if checks else ())]
    lines += [""] if row.pending else []
    lines += [REASONS["pending"].of(lang).format(test=test, names=", ".join(needs)) for test, needs in row.pending.items()]
    return "\n".join([*lines, *square(row, lang)])


def _cells(some: Sequence[Found], lang: str, checks: Checks) -> list[str]:
    """What makes each outcome of a test, and what turns it."""
    there = [(one, cell) for one in some if (cell := checks.of(one))]
    found = [f"{one.what(lang)} = {cell.made(lang)}; {cell.robust.said(lang)}" for one, cell in there]
    return [line for text in found for line in wrapped(text, WIDE)]


def by_test(row: Standing) -> dict[str, list[Found]]:
    """The outcomes of each test of a claim."""
    tests: dict[str, list[Found]] = {}
    for one in row.found:
        tests.setdefault(one.test, []).append(one)
    return tests


def head(one: Found, lang: str) -> str:
    """The test of an outcome in a line."""
    kind = KINDS[one.kind][lang == "zh"].replace("`", "")
    return TEST.of(lang).format(test=one.test, sides=one.sides[lang], months=one.months, kind=kind)


def outcome(one: Found, lang: str) -> tuple[str, ...]:
    """An outcome in a line: what is predicted, the two that are compared, effect, smallest of interest, draws, verdict, what turns it."""
    compared = " | ".join(f"{one.times * level:.4g}" for level in one.levels or ())
    return one.what(lang), compared, one.effect(lang), size(one), agreed(one), judged(one, lang), remark(one, lang)


def judged(one: Found, lang: str) -> str:
    """The verdict on an outcome; of an added reading what seeds say; or that it can't tell."""
    if one.vacuous and one.sign:
        return IDLE.of(lang)
    if one.by_seeds:
        return BY_SEEDS[one.by_seeds].of(lang)
    return SAID[one.verdict][lang == "zh"] if one.verdict else ""


def remark(one: Found, lang: str) -> str:
    """What turns an outcome, under which closures it would be otherwise, and why it is not counted."""
    labels = closure_labels(lang)
    others = [labels.get(name, name) for name in one.alternatives]
    found = [turned(one.turning, lang, labels)] if one.turning and not one.added else []
    found += [REASONS["otherwise"].of(lang).format(names=("; " if lang == "en" else "；").join(others))] if others else []
    found += [one.vacuous[lang]] if one.vacuous else []
    found += [TIED.of(lang).format(other=one.tied)] if one.tied else []
    found += [ADDED.of(lang)] if one.added else []
    return ("; " if lang == "en" else "；").join(found)


def square(row: Standing, lang: str) -> list[str]:
    """The 2 x 2 of a claim in which ownership and pass-through both matter: a line a measure."""
    lines: dict[tuple[str, str], list[str]] = {}
    for one in row.found if row.square else ():
        if one.square and one.levels and one.kind == "difference":
            first, other = (f"{one.times * level:.4g}" for level in one.levels)
            public, private = (first, other) if one.square[1] > 0.0 else (other, first)
            cell = CELL.of(lang).format(passed=percent(one.square[0]), public=public, private=private)
            lines.setdefault((one.label[lang], one.unit[lang]), []).append(cell)
    stop = "; " if lang == "en" else "；"
    return [SQUARE.of(lang).format(measure=name, cells=stop.join(cells)) for (name, _), cells in lines.items()]


def said(row: Standing, lang: str) -> str:
    """The verdict of a claim in words."""
    return SAID[row.verdict][lang == "zh"]


def size(one: Found) -> str:
    """The smallest effect of interest."""
    bound = one.times * one.summary.bound
    return f"{bound:.2g}" if one.sign and math.isfinite(bound) else ""


def agreed(one: Found) -> str:
    """The share of the draws that say the predicted with its interval, where the verdict hangs on it."""
    if not one.hangs:
        return ""
    low, high = (percent(end).removesuffix("%").strip() for end in one.share)
    return f"{percent(one.summary.agree)} [{low}, {high}]"


def _table(board: Board, lang: str) -> str:
    """A line a claim, and beneath it the effect that decides and what turns it."""
    rows = [cells(row, lang, closure_labels(lang)) for row in board.rows]
    head, *lines = in_columns(HEADS[lang][:3], [row[:3] for row in rows], left=(0, 1, 2)).splitlines()
    found = [head]
    for line, (*_, effect, size, draws, reason) in zip(lines, rows, strict=True):
        said = INTEREST.of(lang).format(effect=effect, size=size) if size else effect
        said = AGREE.of(lang).format(effect=said, draws=draws) if draws else said
        found += [line, *(f"     {part}" for text in (said, reason) for part in wrapped(text, WIDE))]
    return "\n".join(found)


def cells(row: Standing, lang: str, labels: dict[str, str]) -> tuple[str, ...]:
    """A claim in one line: id, title, verdict, deciding effect, the smallest of interest, reason; and the share of the draws, where the
    verdict of the claim is that of the outcome beside which it stands."""
    one = row.deciding
    effect = f"{one.what(lang)}{'; ' if lang == 'en' else '；'}{one.effect(lang)}" if one else ""
    draws = agreed(one) if one and one.verdict == row.verdict else ""
    return row.id, row.title[lang], said(row, lang), effect, size(one) if one else "", draws, row.reason(lang, labels)


def _about(board: Board, lang: str) -> list[str]:
    return [("; " if lang == "en" else "；").join(counts(board, lang)), *about(board, lang)]


def counts(board: Board, lang: str) -> list[str]:
    """How many claims there are of each verdict, and how many that hold or fail do so under some closures only."""
    found = []
    for key in ORDER:
        if board.counts[key]:
            some = sum(row.verdict == key and bool(row.alternatives) for row in board.rows)
            said = COUNT.of(lang).format(said=SAID[key][lang == "zh"], count=board.counts[key])
            found.append(said + (EXCEPT.of(lang).format(some=some) if some else ""))
    return found


def about(board: Board, lang: str) -> list[str]:
    """What was run."""
    if not board.seeds:
        return []
    moved = MOVED[board.plain].of(lang)
    values = {"seeds": board.seeds, "points": board.points, "moved": moved, "closures": len(board.closures)}
    lines = [ABOUT.of(lang).format(**values, version=board.version, date=board.date)]
    if board.passed_over:
        lines.append(PASSED.of(lang).format(count=board.passed_over))
    if board.counts["open"]:
        lines.append(FEW.of(lang).format(seeds=SEEDS, draws=DRAWS))
    return lines


def _below(found: Verdicts) -> Sequence[str]:
    lines = [WHERE.of(found.lang)]
    if found.results:
        lines.append(FILE.of(found.lang).format(file=shown(found.results.folder / "claims.csv")))
    return [*lines, *found.places()]
