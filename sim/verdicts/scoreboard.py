"""SCOREBOARD.md: every claim with its verdict, as a page made from a board, which is kept beside it as JSON.

The page is made from that file alone and holds nothing else, so it can be made again and compared: what was typed into it shows.
"""

from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sim.base.declared import Text
from sim.base.errors import InputError
from sim.base.files import MARK, check_page, replacing, write_text
from sim.base.markdown import table
from sim.verdicts import matrix, rule, words
from sim.verdicts.board import Board, Standing, read
from sim.verdicts.checks import HEAD, UNSEARCHED, Checks
from sim.verdicts.checks import read as read_checks
from sim.verdicts.matrix import Matrix
from sim.verdicts.register import Register
from sim.verdicts.words import Verdicts, closure_labels

PAGE = Text(en="Scoreboard", zh="记分牌")
LEAD = Text(
    en="What the five texts claim, and what becomes of it in the model. Computed by `sim claims`, never typed in: the numbers behind every "
    "line are in [{data}]({data}). A claim that fails is a finding. What a claim says, its strongest objection and what would falsify "
    "it: `sim explain M4`; every outcome of its tests: `sim claims M4`. As cards with the paths over the years, to be opened in a "
    "browser: [claims.html](claims.html).",
    zh="五篇文本的论断及其在模型中的结果。由`sim claims`计算，绝非手写：每行背后的数字见[{data}]({data})。不成立的论断也是发现。"
    "论断内容、最强的反对意见与证伪条件：`sim explain M4`；各检验的全部结果：`sim claims M4`。"
    "同样内容的卡片，附逐年走势，用浏览器打开：[claims.html](claims.html)。",
)
MONTHS = Text(en="{months} months, code {code}.", zh="{months}个月，程序代码{code}。")
HEADS = Text(
    en="claim||verdict|effect that decides, 95 % interval|of interest from|draws that agree|what turns or fails it, what it waits for",
    zh="论断||判定|决定性效应，95%区间|最小关注效应|一致的抽样|何以反转或不成立，或所待建者",
)
CELLS = Text(en="test|outcome|emergent or imposed|robust or turned", zh="检验|结果|涌现或强加|稳健或反转")
FIGURE = "scoreboard"
WIDTH, COLOURS = 1900, 64  # of the picture beside the page, in pixels and colours
STRONG = ("holds", "fails", "depends")  # set in bold, all alike


def check(path: Path, *, force: bool = False) -> None:
    """An InputError where the page, its numbers or the figure can't be written: known before anything is run."""
    if path.suffix != ".md":
        raise InputError(f"--scoreboard {path}: must be a file that ends in .md")
    for end in (".md", ".json", ".png"):
        check_page(path.with_suffix(end), "scoreboard", force=force, choose="choose another file with --scoreboard")


def write(found: Verdicts, path: Path, *, force: bool = False) -> None:
    """The page, its numbers, and the figure."""
    check(path, force=force)
    data = path.with_suffix(".json")
    found.board.write(data)
    for drawn in found.figures:
        if drawn.name == f"{FIGURE}.png":
            with Image.open(drawn) as picture, replacing(path.with_suffix(".png")) as temporary:
                small = picture.convert("RGB").resize((WIDTH, WIDTH * picture.height // picture.width))
                about = PngInfo()
                about.add_text("Software", MARK)
                small.quantize(COLOURS).save(temporary, format="PNG", optimize=True, pnginfo=about)
    write_text(path, page(read(data), path.stem, found.lang, read_checks(data), matrix.read(data)))


def page(board: Board, stem: str, lang: str = "en", checks: Checks | None = None, crossed: Matrix | None = None) -> str:
    """The page of a board; ``stem`` is its name and that of the files beside it."""
    labels = closure_labels(lang)
    counts = ("; " if lang == "en" else "；").join(words.counts(board, lang))
    about = [*words.about(board, lang), made(board, lang)]
    parts = [
        f"<!-- {MARK} -->",
        f"# {PAGE.of(lang)}",
        LEAD.of(lang).format(data=f"{stem}.json"),
        f"**{counts}.** {' '.join(about)}",
        f"![{counts}]({stem}.png)",
        f"## {rule.HEAD.of(lang)}",
        *rule.paragraphs(lang),
    ]
    for name in dict.fromkeys(row.text for row in board.rows):
        rows = [row for row in board.rows if row.text == name]
        parts += [f"## {board.texts[name][lang]}", _table(rows, lang, labels)]
    parts += [f"## {matrix.HEAD.of(lang)}", *_crossed(board, crossed, stem, lang)]
    parts += [f"## {HEAD.of(lang)}", *_searched(board, checks, lang)]
    return "\n\n".join(parts) + "\n"


def made(board: Board, lang: str) -> str:
    """How long the worlds of a board are, and by which code."""
    return MONTHS.of(lang).format(months=board.months, code=board.code[:12])


def _crossed(board: Board, crossed: Matrix | None, stem: str, lang: str) -> list[str]:
    """A row a claim, a column a mechanism, and how many outcomes are unlike the board without any; or that it was not computed."""
    if crossed is None:
        return [matrix.UNMADE.of(lang)]
    rows = []
    for row in board.rows:
        cells = crossed.claims.get(row.id)
        if cells:
            unlike = len(crossed.differs(row))
            rows.append([row.id, *(matrix.MARKS[cells[room]] for room in crossed.rooms), str(unlike) if unlike else ""])
    heads = ["", *crossed.rooms, matrix.COLUMN.of(lang)]
    picture = f"![{matrix.HEAD.of(lang)}]({stem}.matrix.png)"
    return [*crossed.about(board.rows, lang), table(heads, rows), picture]


def _searched(board: Board, checks: Checks | None, lang: str) -> list[str]:
    """The four cells of every outcome, and what their words mean; or that there was no search."""
    if checks is None:
        return [UNSEARCHED.of(lang)]
    heads, found = CELLS.of(lang).split("|"), []
    for row in board.rows:
        called = checks.called(row, lang)
        found += [[row.id, f"**{called}**", "", ""]] if called else []
        cells = [(one, checks.of(one)) for one in row.found]
        found += [[one.test, one.what(lang), cell.made(lang), cell.robust.said(lang)] for one, cell in cells if cell]
    return [checks.words[lang], checks.about(board.rows, lang), table(heads, found)]


def faults(board: Board, register: Register) -> list[str]:
    """How a board differs from the register: claims, titles, what is still to be built."""
    known, rows = register.claims, {row.id: row for row in board.rows}
    found = [f"{name}: missing" for name in known if name not in rows]
    found += [f"{name}: no such claim" for name in rows if name not in known]
    for name in known.keys() & rows.keys():
        claim, row = known[name], rows[name]
        same = all(getattr(row, key) == getattr(claim, key).model_dump() for key in ("title", "statement", "falsifier"))
        if not same or (row.text, row.falsified) != (claim.text, claim.falsified):
            found.append(f"{name}: is worded otherwise in the register")
        if row.status != claim.status or (row.status == "planned") is not (not row.found):
            found.append(f"{name}: is {row.status}, and {claim.status} in the register")
    return sorted(found)


def _table(rows: list[Standing], lang: str, labels: dict[str, str]) -> str:
    lines = []
    for row in rows:
        name, title, verdict, *rest = words.cells(row, lang, labels)
        lines.append([name, title, f"**{verdict}**" if row.verdict in STRONG else verdict, *rest])
    return table(HEADS.of(lang).split("|"), lines)
