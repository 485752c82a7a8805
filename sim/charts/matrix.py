"""What each verdict hangs on: a row a claim, a column a mechanism, and in each cell what becomes of the claim with it on."""

from collections import Counter
from collections.abc import Mapping

from matplotlib.patches import Rectangle

from sim.base.declared import Text
from sim.charts import typography
from sim.charts.sheet import COLOURS, Drawn, Sheet, table
from sim.runs.results import Results
from sim.verdicts.matrix import LEGEND, MARKS, NAMED, SAID, Key, Matrix, read_file

FILE = "matrix.json"  # in a folder
CELLS = "cells"  # the panel
GREY = "#eaeaea"
# How a cell looks: ground and ink. The mark says it; colours help.
LOOKS: Mapping[Key, tuple[str, str]] = {
    "same": (GREY, typography.AXIS),
    "turned": (COLOURS["vermillion"], "white"),
    "lost": (COLOURS["orange"], "black"),
    "appears": (COLOURS["blue"], "white"),
    "own": ("white", typography.AXIS),
    "undefined": ("#555555", "white"),
}
MOST = Text(
    en="{room} turns most claims: {count} of {all}; {none} of them no mechanism turns",
    zh="使论断反转最多的机制是{room}：{all}条中{count}条；{none}条不因任何机制反转",
)
NONE = Text(en="No mechanism turns any of the {all} claims", zh="{all}条论断不因任何机制反转")
MADE = Text(
    en="Claims by what decides them, of several outcomes the worst; {seeds} seeds, paired, {workers:,} workers, no draws; "
    "computed {date} by {command}.",
    zh="论断只计决定性结果，有多项时取最坏者；{seeds}个种子，逐一配对，{workers:,}名劳动者，不作抽样；{date}由{command}计算。",
)
ROOM = Text(en="{room}: {parts}", zh="{room}：{parts}")
COUNT = Text(en="{said} {count}", zh="{said}{count}条")


def there(results: Results) -> list[str]:
    """The panel, where the folder has a matrix with claims."""
    file = results.folder / FILE
    return [CELLS] if file.exists() and read_file(file).claims else []


def matrix(sheet: Sheet) -> Drawn:
    """A mark on its ground for every claim and mechanism."""
    found, panel = read_file(sheet.results.folder / FILE), sheet.panels[CELLS]
    rooms, claims, rows = list(found.rooms), found.claims, []
    small = 0.85 * sheet.picture.font
    for y, (claim, cells) in enumerate(claims.items()):
        for x, room in enumerate(rooms):
            key = cells[room]
            ground, ink = LOOKS[key]
            panel.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=ground, edgecolor=typography.GRID, gid=key))
            panel.text(x, y, MARKS[key], ha="center", va="center", color=ink, fontsize=small)
            rows.append((claim, room, key))
    panel.set_xticks(range(len(rooms)), rooms, rotation=90, fontsize=small)
    panel.xaxis.tick_top()
    panel.set_yticks(range(len(claims)), list(claims), fontsize=small)
    panel.tick_params(length=0)
    panel.grid(visible=False)
    for spine in panel.spines.values():
        spine.set_visible(False)
    panel.set_xlim(-0.5, len(rooms) - 0.5)
    panel.set_ylim(len(claims) - 0.5, -0.5)
    made = sheet.say(MADE, seeds=found.seeds, workers=found.workers, date=found.date, command=found.command)
    notes = [sheet.ended(_lead(sheet, found)), LEGEND.of(sheet.lang), made]
    return Drawn(notes, table(rows, ("claim", "mechanism", "becomes")), _spoken(sheet, found))


def _lead(sheet: Sheet, found: Matrix) -> str:
    """The mechanism that turns most claims, and how many no mechanism turns."""
    turned = {room: sum(cells[room] == "turned" for cells in found.claims.values()) for room in found.rooms}
    best = max(turned, key=lambda room: turned[room])
    if not turned[best]:
        return sheet.say(NONE, all=len(found.claims))
    none = sum("turned" not in cells.values() for cells in found.claims.values())
    return sheet.say(MOST, room=best, count=turned[best], all=len(found.claims), none=none)


def _spoken(sheet: Sheet, found: Matrix) -> list[str]:
    """A sentence a mechanism: how many claims become what."""
    said = []
    for room in found.rooms:
        counts = Counter(cells[room] for cells in found.claims.values())
        keys: tuple[Key, ...] = ("same", *NAMED)
        parts = [sheet.say(COUNT, said=SAID[key].of(sheet.lang), count=counts[key]) for key in keys if counts[key]]
        said.append(sheet.ended(sheet.say(ROOM, room=room, parts=(", " if sheet.lang == "en" else "，").join(parts))))
    return said
