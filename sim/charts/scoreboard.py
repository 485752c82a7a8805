"""The scoreboard: every claim with its verdict, text by text."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.base.declared import Text
from sim.base.estimates import percent
from sim.base.tables import wrapped
from sim.charts import typography
from sim.charts.sheet import COLOURS, PALE, Drawn, Sheet, table
from sim.verdicts.board import FILE, ORDER, Board, Standing, read

PANEL = "claims"
WIDE, SHARE, HEAD = 48, 10, 50  # letters of a title before it is set smaller, those of a share, and of the head of a text in a line
# How a verdict looks: word, ground, ink. The word says it; colours help.
LOOKS = {
    "holds": (Text(en="holds", zh="成立"), COLOURS["blue"], "white"),
    "fails": (Text(en="fails", zh="不成立"), COLOURS["vermillion"], "white"),
    "depends": (Text(en="depends", zh="视假设"), COLOURS["orange"], "black"),
    "open": (Text(en="open", zh="未决"), "white", "black"),
    "construction": (Text(en="built in", zh="构造"), PALE, "black"),
    "shown": (Text(en="no sign", zh="不预测"), PALE, "black"),
    "planned": (Text(en="not yet", zh="待建"), "white", typography.AXIS),
}
MEANS = {
    "holds": Text(
        en="holds: every prediction, with the 95 % interval clear of zero and in nine tenths of the draws",
        zh="成立：每项预测的95%区间均不含零，且九成抽样一致",
    ),
    "fails": Text(
        en="fails: a prediction comes out reversed, or below the smallest effect of interest",
        zh="不成立：有预测相反，或小于最小关注效应",
    ),
    "depends": Text(en="depends: on an assumption or a case", zh="视假设：取决于假设或情形"),
    "open": Text(en="open: too few runs, or undefined", zh="未决：运行太少，或无定义"),
    "construction": Text(en="built in: true by construction, never counted", zh="构造：由模型构造决定，不计入"),
    "shown": Text(en="no sign: none is predicted", zh="不预测：不预测符号"),
    "planned": Text(en="not yet: not modelled yet", zh="待建：尚未建模"),
}
RUNS = Text(
    en="Paired over {seeds} seeds, {draws} robustness draws, {date}. At the right: the share of the draws that say the predicted, in "
    "the outcome that decides, where the verdict hangs on it.",
    zh="{seeds}个种子，逐一配对，{draws}个稳健性抽样，{date}。右侧：决定性结果中符合预测的抽样比例（判定系于此时）。",
)
SAID = Text(en="{word}: {ids}", zh="{word}：{ids}")


def scoreboard(sheet: Sheet) -> Drawn:
    """A line a claim: its verdict as a word on a ground of colour, its id and its title; texts one below the other in columns."""
    board = read(sheet.results.folder / FILE)
    panel = sheet.panels[PANEL]
    heads = {name: wrapped(title[sheet.lang], HEAD) for name, title in board.texts.items()}
    columns = _columns(board.rows, heads, sheet.picture.columns)
    for x, lines in enumerate(columns):
        for y, line in enumerate(lines):
            if isinstance(line, str):
                panel.text(x + 0.01, y, line, va="center", fontweight="bold", color=typography.INK)
            elif line:
                _claim(sheet, panel, x, y, line)
    panel.set_axis_off()
    panel.set_xlim(0.0, float(sheet.picture.columns))
    panel.set_ylim(max(map(len, columns)) - 0.4, -0.6)
    there = [key for key in ORDER if board.counts[key]]
    stop = "; " if sheet.lang == "en" else "；"
    notes = [stop.join(MEANS[key].of(sheet.lang) for key in there) + (". " if sheet.lang == "en" else "。")]
    if board.seeds:
        notes.append(sheet.say(RUNS, seeds=board.seeds, draws=board.points, date=board.date))
    rows = [
        (row.id, row.text, row.title[sheet.lang], row.verdict, one.measure if one else "", one.unit[sheet.lang] if one else "",
         *((one.times * x for x in (one.summary.mean, one.summary.low, one.summary.high)) if one else ("", "", "")),
         one.summary.agree if one else "")
        for row in board.rows
        for one in [row.deciding]
    ]  # fmt: skip
    names = ("claim", "text", "title", "verdict", "measure", "unit", "effect", "low", "high", "share of draws")
    return Drawn(notes, table(rows, names), _spoken(sheet, board, there))


def _columns(
    rows: Sequence[Standing], heads: Mapping[str, Sequence[str]], count: int
) -> list[list[Standing | str | None]]:
    """Texts, each the lines of its head and its claims, in columns of about one height; None is an empty line."""
    texts: dict[str, list[Standing]] = {}
    for row in rows:
        texts.setdefault(row.text, []).append(row)
    most = -(-(len(rows) + sum(1 + len(heads[name]) for name in texts)) // count)
    columns: list[list[Standing | str | None]] = [[]]
    for name, members in texts.items():
        if columns[-1] and len(columns[-1]) + 1 + len(heads[name]) + len(members) > most + 1 and len(columns) < count:
            columns.append([])
        columns[-1] += [*([None] if columns[-1] else []), *heads[name], *members]
    return columns


def _claim(sheet: Sheet, panel: Axes, x: int, y: int, row: Standing) -> None:
    word, ground, ink = LOOKS[row.verdict]
    edge = typography.AXIS if ground == "white" else ground
    panel.add_patch(Rectangle((x + 0.01, y - 0.42), 0.16, 0.84, facecolor=ground, edgecolor=edge, gid=row.verdict))
    panel.text(x + 0.09, y, word.of(sheet.lang), va="center", ha="center", color=ink)
    quiet = typography.AXIS if row.verdict == "planned" else "black"
    panel.text(x + 0.185, y, row.id, va="center", color=quiet, fontweight="bold")
    title = row.title[sheet.lang]
    one = row.deciding
    share = bool(one and one.hangs and one.verdict == row.verdict)
    size = sheet.picture.font * min(1.0, (WIDE - SHARE * share) / typography.width(title))
    panel.text(x + 0.265, y, title, va="center", color=quiet, fontsize=size)
    if one and share:
        panel.text(x + 0.985, y, percent(one.summary.agree), va="center", ha="right", color=typography.AXIS)


def _spoken(sheet: Sheet, board: Board, there: Sequence[str]) -> list[str]:
    """The claims of each verdict in words."""
    stop = "." if sheet.lang == "en" else "。"
    listed = {key: [row.id for row in board.rows if row.verdict == key] for key in there}
    join = ", " if sheet.lang == "en" else "、"
    return [
        sheet.say(SAID, word=LOOKS[key][0].of(sheet.lang), ids=join.join(names)) + stop for key, names in listed.items()
    ]
