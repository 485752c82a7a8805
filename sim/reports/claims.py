"""The report of verdicts: how they are reached, all claims in one table, and each claim with every outcome."""

from sim.base.declared import Text
from sim.reports.document import Block, Items, Paragraph, Section, Table
from sim.reports.view import View
from sim.verdicts import rule, words
from sim.verdicts.board import Board, Standing
from sim.verdicts.words import closure_labels

TITLE = Text(en="What becomes of the claims", zh="论断的结果")
METHOD = Text(en="How verdicts are reached", zh="判定方法")
BALANCE = Text(en="The balance", zh="总计")
EVERY = Text(en="All claims", zh="全部论断")
CLAIM = Text(en="{id}: {title}", zh="{id}：{title}")
VERDICT = Text(en="Verdict: {verdict}. {reason}", zh="判定：{verdict}。{reason}")
OBJECTION = Text(en="Strongest objection: {said}", zh="最强的反对意见：{said}")
FALSIFIER = Text(en="What would falsify it: {said}", zh="何以证伪：{said}")


def title(view: View) -> str:
    """The title of the report."""
    return view.say(TITLE)


def method(view: View, board: Board) -> Section:
    """What decides, and what was run."""
    blocks = [Paragraph(text) for text in (*rule.plain(view.lang), *words.about(board, view.lang))]
    return Section(view.say(METHOD), blocks)


def balance(view: View, board: Board) -> Section:
    """How many claims there are of each verdict, failures first among what was computed as they come, and the table of all."""
    labels = closure_labels(view.lang)
    rows = [words.cells(row, view.lang, labels) for row in board.rows]
    table = Table(view.say(EVERY), words.HEADS[view.lang], rows, words=7)
    return Section(view.say(BALANCE), [Items(words.counts(board, view.lang)), table], page=True)


def claims(view: View, board: Board) -> Section:
    """Each claim that was looked at, with every outcome."""
    found = [_claim(view, row) for row in board.rows if row.found]
    return Section(view.say(EVERY), found, page=True)


def _claim(view: View, row: Standing) -> Section:
    reason = row.reason(view.lang, closure_labels(view.lang))
    verdict = view.say(VERDICT, verdict=words.said(row, view.lang), reason=reason)
    blocks: list[Block] = [Paragraph(row.statement[view.lang]), Paragraph(verdict)]
    for some in words.by_test(row).values():
        rows = [words.outcome(one, view.lang) for one in some]
        blocks.append(Table(words.head(some[0], view.lang), words.PARTS[view.lang], rows, words=len(rows[0])))
    blocks += [Paragraph(line, small=True) for line in words.square(row, view.lang)]
    blocks.append(Paragraph(view.say(OBJECTION, said=row.objection[view.lang]), small=True))
    blocks.append(Paragraph(view.say(FALSIFIER, said=row.falsifier[view.lang]), small=True))
    heading = view.say(CLAIM, id=row.id, title=row.title[view.lang])
    return Section(heading, blocks, short=row.id)
