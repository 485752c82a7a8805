"""claims.html: every claim as a card, in both languages, in one file that needs neither a network nor its script.

It is made from a board, and from what the search has found where that was made, and holds nothing else.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sim.base.declared import Text
from sim.base.files import check_page, write_text
from sim.base.pages import policy
from sim.reports.document import environment
from sim.reports.paths import chart, told
from sim.runs import display
from sim.verdicts import matrix, register, rule, scoreboard, words
from sim.verdicts.board import ORDER, SAID, Board, Found, Standing, read
from sim.verdicts.checks import HEAD, UNSEARCHED, Checks
from sim.verdicts.checks import read as read_checks
from sim.verdicts.matrix import MARKS, Matrix
from sim.verdicts.matrix import SAID as BECOMES
from sim.verdicts.words import by_test, closure_labels

NAME = "claims.html"
HERE = Path(__file__).parent
LANGS = ("en", "zh")
NAMES = {"en": "English", "zh": "中文"}
SCRIPTED = ("title", "text", "verdict", "all", "shown", "copy", "copied")  # words that the script writes
AGAINST = {"en": " against ", "zh": " 对 "}
RATIO = Text(en="ratio", zh="比率")

WORDS = {
    "title": Text(en="What becomes of the claims", zh="论断的结果"),
    "lead": Text(
        en="What five texts claim about AI, work and ownership, and what becomes of it in the model. Every verdict is computed from runs; "
        "none is typed in. A claim that fails is a finding. A verdict is worth as much as the hardest test it could have failed.",
        zh="五篇文本关于人工智能、劳动与所有权的论断，及其在模型中的结果。一切判定皆由运行算出，绝非手写。不成立也是发现。"
        "判定的分量，取决于它本可能通不过的最难的检验。",
    ),
    "reading": Text(en="How to read a verdict", zh="如何阅读判定"),
    "rule": rule.HEAD,
    "cells": HEAD,
    "hangs": matrix.HEAD,
    "mechanism": Text(en="mechanism", zh="机制"),
    "contents": Text(en="All claims by verdict", zh="按判定列出的全部论断"),
    "decides": Text(en="What decides", zh="决定性结果"),
    "turns": Text(en="What turns or fails it", zh="何以反转或不成立"),
    "waits": Text(en="What it waits for", zh="所待建者"),
    "why": Text(en="Why no verdict is computed", zh="何以不作判定"),
    "objection": Text(en="Strongest objection", zh="最强的反对意见"),
    "falsifier": Text(en="What would falsify it", zh="何以证伪"),
    "further": Text(en="To look further, in a terminal", zh="在终端中进一步查看"),
    "outcomes": Text(en="Every outcome of its tests ({count})", zh="各检验的全部结果（{count}项）"),
    "compared": Text(en="Compared", zh="比较"),
    "effect": Text(en="Effect, 95 % interval", zh="效应，95%区间"),
    "interest": Text(en="Of interest from", zh="最小关注效应"),
    "draws": Text(en="Draws that agree", zh="一致的抽样"),
    "remark": Text(en="What turns it, what counts", zh="何以反转，是否计入"),
    "made": Text(en="Emergent or imposed", zh="涌现或强加"),
    "stands": Text(en="Robust or turned", zh="稳健或反转"),
    "path": Text(en="Year by year", zh="逐年"),
    "gap": Text(en="Below: the difference, 95 % interval [{unit}].", zh="下图：差，95%区间[{unit}]。"),
    "window": Text(en="Years of the run; grey: months {months}, which are looked at.", zh="横轴：运行的年份；灰底：所考察的第{months}月。"),
    "year": Text(en="year {year}: {values}", zh="第{year}年：{values}"),
    "side": Text(en="the one", zh="一方"),
    "against": Text(en="the other", zh="另一方"),
    "event": Text(en="with the event", zh="有此事件"),
    "without": Text(en="without it", zh="无此事件"),
    "paper": Text(
        en="On paper the outcomes that are folded on the screen are left out.", zh="纸面版略去屏幕上折叠的各项结果。"
    ),
    "text": Text(en="Text", zh="文本"),
    "verdict": Text(en="Verdict", zh="判定"),
    "all": Text(en="all", zh="全部"),
    "shown": Text(en="{shown} of {count} claims", zh="{count}条论断中的{shown}条"),
    "copy": Text(en="copy", zh="复制"),
    "copied": Text(en="copied", zh="已复制"),
}
Both = dict[str, str]


def check(path: Path, option: str, *, force: bool = False) -> None:
    """An InputError where the page can't be written: known before anything is run. ``option``: what says where it goes."""
    check_page(path, "page", force=force, choose=f"choose another file with {option}")


def write(board: Board, checks: Checks | None, path: Path, lang: str = "en", crossed: Matrix | None = None) -> Path:
    """The page as a file."""
    write_text(path, page(board, checks, lang, crossed))
    return path


def pages(data: Path, lang: str = "en") -> dict[Path, str]:
    """Both pages of a board, as they are made from its file and from those of the search and the matrix beside it, if any."""
    board, checks, crossed = read(data), read_checks(data), matrix.read(data)
    return {
        data.with_suffix(".md"): scoreboard.page(board, data.stem, lang, checks, crossed),
        data.with_name(NAME): page(board, checks, lang, crossed),
    }


def remake(data: Path, lang: str = "en") -> None:
    """Write both pages of a board again."""
    for path, text in pages(data, lang).items():
        write_text(path, text)


def page(board: Board, checks: Checks | None = None, lang: str = "en", crossed: Matrix | None = None) -> str:
    """The page of a board; it opens in ``lang``, and has both languages."""
    script, style = ((HERE / f"cards.{end}").read_text(encoding="utf-8") for end in ("js", "css"))
    cards = _Cards(checks, crossed)
    texts = {name: [row for row in board.rows if row.text == name] for name in dict.fromkeys(row.text for row in board.rows)}
    return environment().get_template("cards.html").render(
        lang=lang,
        langs={"en": "en", "zh": "zh-Hans"},
        words={key: _of(text) for key, text in WORDS.items()},
        policy=policy([script]),
        style=Markup(style),
        script=Markup(script),
        rule=_both_of(rule.plain),
        counts=_both(lambda lang: ("; " if lang == "en" else "；").join(words.counts(board, lang))),
        about=_both(lambda lang: " ".join([*words.about(board, lang), scoreboard.made(board, lang)])),
        searched=[checks.words, _both(lambda lang: checks.about(board.rows, lang))] if checks else [_of(UNSEARCHED)],
        crossed=_both_of(lambda lang: crossed.about(board.rows, lang)) if crossed else [_of(matrix.UNMADE)],
        grid=_grid(board, crossed) if crossed else None,
        texts=[
            {"name": name, "title": board.texts[name], "cards": [cards.card(row) for row in rows], "listed": _listed(rows)}
            for name, rows in texts.items()
        ],
        names=NAMES,
        known=_known(board),
    )


def _both(said: Callable[[str], str]) -> Both:
    return {lang: said(lang) for lang in LANGS}


def _both_of(said: Callable[[str], Sequence[str]]) -> list[Both]:
    return [dict(zip(LANGS, pair, strict=True)) for pair in zip(*map(said, LANGS), strict=True)]


def _grid(board: Board, crossed: Matrix) -> dict[str, Any]:
    """A row a claim and a cell a mechanism: what becomes of it."""
    rows = [
        (row.id, [(key, MARKS[key], f"{row.id}, {room}: {BECOMES[key].en} / {BECOMES[key].zh}") for room, key in cells.items()])
        for row in board.rows
        for cells in [crossed.claims.get(row.id)]
        if cells
    ]
    return {"rooms": list(crossed.rooms), "rows": rows}


def _of(text: Text, **values: object) -> Both:
    """A text in both languages with its values, which may be texts themselves."""

    def said(lang: str) -> str:
        return text.of(lang).format(**{key: one.of(lang) if isinstance(one, Text) else one for key, one in values.items()})

    return _both(said if values else text.of)


def _said(key: str) -> Both:
    return dict(zip(LANGS, SAID[key], strict=True))


def _known(board: Board) -> Markup:
    """What the script knows: the words that it writes, the texts, and the verdicts that there are."""
    found = {
        "words": {key: _of(WORDS[key]) for key in SCRIPTED},
        "texts": board.texts,
        "verdicts": {key: _said(key) for key in ORDER if board.counts[key]},
    }
    return Markup(json.dumps(found, ensure_ascii=False).replace("<", "\\u003c"))


def _listed(rows: Sequence[Standing]) -> list[tuple[str, Both, list[str]]]:
    """The claims of a text by verdict."""
    found = {key: [row.id for row in rows if row.verdict == key] for key in ORDER}
    return [(key, _said(key), ids) for key, ids in found.items() if ids]


@dataclass(frozen=True)
class _Cards:
    """Cards, with what the search has found, and what they hang on."""

    checks: Checks | None
    crossed: Matrix | None = None

    def card(self, row: Standing) -> dict[str, Any]:
        """A claim as the template sets it."""
        crossed = self.crossed
        checks, reason = self.checks, _both(lambda lang: row.reason(lang, closure_labels(lang)))
        again = [f"sim claims {row.id}", f"sim claims {row.id} --again"] if row.found else []
        squares = zip(*(words.square(row, lang) for lang in LANGS), strict=True)
        return {
            "id": row.id,
            "verdict": row.verdict,
            "word": _said(row.verdict),
            "title": row.title,
            "statement": row.statement,
            "head": "waits" if row.status == "planned" else "why" if row.why else "turns",
            "reason": reason if reason["en"] else None,
            "called": _both(lambda lang: checks.called(row, lang)) if checks and checks.called(row, "en") else None,
            "hangs": _both(lambda lang: crossed.said(row, lang)) if crossed and crossed.said(row, "en") else None,
            "objection": row.objection,
            "falsifier": row.falsifier,
            "deciding": self.outcome(row.deciding) if row.deciding else None,
            "tests": [self.test(some) for some in by_test(row).values()],
            "all": _of(WORDS["outcomes"], count=len(row.found)),
            "square": [dict(zip(LANGS, pair, strict=True)) for pair in squares],
            "commands": [f"sim explain {row.id}", *again],
        }

    def test(self, some: Sequence[Found]) -> dict[str, Any]:
        """A test and its outcomes."""
        return {"head": _both(lambda lang: words.head(some[0], lang)), "outcomes": [self.outcome(one) for one in some]}

    def outcome(self, one: Found) -> dict[str, Any]:
        """An outcome: what was predicted, what was found, what makes and what turns it, and its path."""
        cell = self.checks.of(one) if self.checks else None
        rows: list[tuple[str, Both | str]] = [
            ("compared", " | ".join(f"{one.times * level:.4g}" for level in one.levels or ())),
            ("effect", _both(one.effect)),
            ("interest", words.size(one)),
            ("draws", words.agreed(one)),
            ("remark", _both(lambda lang: words.remark(one, lang))),
        ]
        rows += [("made", _both(cell.made)), ("stands", _both(cell.robust.said))] if cell else []
        return {
            "what": _both(one.what),
            "verdict": one.verdict,
            "word": _both(lambda lang: words.judged(one, lang)) if one.sign else None,
            "rows": [(key, value) for key, value in rows if value and (isinstance(value, str) or value["en"])],
            "sides": None if one.path else one.sides,  # the key of the chart names them
            "path": _path(one),
        }


def _path(one: Found) -> dict[str, Any] | None:
    """The chart of an outcome, its key, and what it shows in words."""
    if one.path is None:
        return None
    times, level, gap = _units(one)
    windows = [(int(first), int(last)) for first, last in re.findall(r"(\d+)-(\d+)", one.months)]
    values = [(year, " | ".join(filter(None, pair))) for year, *pair in told(one.path, times)]
    return {
        "svg": chart(one.path, times, windows),
        "names": _names(one) if one.path.against else [one.sides],
        "unit": level,
        "about": [*([_of(WORDS["gap"], unit=gap)] if one.path.low else []), _of(WORDS["window"], months=one.months)],
        "told": _both(lambda lang: "; ".join(WORDS["year"].of(lang).format(year=year, values=both) for year, both in values)),
    }


def _names(one: Found) -> list[Both]:
    """What the two lines of a chart are called."""
    sides = {lang: one.sides[lang].split(AGAINST[lang]) for lang in LANGS}
    if all(len(found) == 2 for found in sides.values()):
        return [{lang: sides[lang][number] for lang in LANGS} for number in range(2)]
    return [_of(WORDS[key]) for key in (("event", "without") if one.kind == "timing" else ("side", "against"))]


def _units(one: Found) -> tuple[float, Both | None, Text]:
    """What the values of a path are multiplied by to be read, and the units of values and of differences; a ratio has none.

    Of a measure that is no longer there the board knows the unit of its effect alone.
    """
    from sim.economy.measures import MEASURES

    measures = register.parts(one.measure)
    if len(measures) > 1:
        return 1.0, None, RATIO
    if measures[0] not in MEASURES:
        return one.times, None, Text(**one.unit)
    unit = display.read().unit(MEASURES[measures[0]].unit)
    return unit.times, {"en": unit.en, "zh": unit.zh}, unit.gap or unit
