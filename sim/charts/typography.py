"""What every figure has around its panels: fonts and settings, header and footer, and labels at the ends of lines."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatter
from matplotlib.transforms import Bbox

from sim.base.arrays import Floats
from sim.base.tables import wrapped

CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
)
CHINESE_FILES = ("cjk", "sourcehansans", "wqy", "pingfang", "msyh", "simhei")  # parts of the names of their files
INK, AXIS, GRID = "#444444", "#777777", "#E5E5E5"
MARGIN = 0.25  # inches around the page
PAD = 0.1  # inches around each panel with all that stands beside it


@cache
def chinese_font() -> str | None:
    """The first font of the system that has Chinese."""
    return _known() or _known(_system_files())


def _known(files: Iterable[str] = ()) -> str | None:
    """The first of these fonts that matplotlib knows, once it has been told of some files."""
    for file in files:
        font_manager.fontManager.addfont(file)
    known = set(font_manager.get_font_names())
    return next((name for name in CHINESE if name in known), None)


def _system_files() -> list[str]:
    """Files of the system that look like one of them: matplotlib lists fonts once, and does not see what is installed later."""
    return [
        file
        for file in font_manager.findSystemFonts()
        if any(word in Path(file).name.lower() for word in CHINESE_FILES)
    ]


def chosen(size: float) -> Any:
    """matplotlib's settings for a figure. Chinese comes from the second font: Latin and minus signs stay right."""
    return {
        "font.family": ["DejaVu Sans", *filter(None, [chinese_font()])],
        "text.parse_math": False,  # a title may cost $100
        "text.usetex": False,
        "font.size": size,
        "axes.titlesize": size,
        "axes.titleweight": "bold",
        "axes.titley": 1.0,  # no axis stands on top, so nothing need be measured to place titles
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": AXIS,
        "axes.axisbelow": True,
        "xtick.color": INK,
        "ytick.color": INK,
        "grid.color": GRID,
        "svg.hashsalt": "carbon-silicon",  # the same figure is the same file
    }


@contextmanager
def settings(size: float) -> Iterator[None]:
    """These settings for as long as a figure is drawn."""
    with matplotlib.rc_context(chosen(size)):
        yield


def frame(figure: Figure, size: float, title: str, notes: Sequence[str], source: str) -> Bbox:
    """Title and notes above the panels, the source beneath; the panels get the rest, in inches."""
    width, height = figure.get_size_inches()
    line = size * 1.4 / 72.0  # inches
    room = int((width - 2.0 * MARGIN) * 72.0 / (size * 0.55))  # letters in a line
    lines = [part for note in notes for part in wrapped(note, room)]
    left, top = MARGIN / width, height - MARGIN
    figure.text(left, top / height, title, va="top", fontsize=1.6 * size, fontweight="bold")
    top -= 1.75 * line
    figure.text(left, top / height, "\n".join(lines), va="top", color=INK, linespacing=1.3)
    top -= len(lines) * line + 0.1
    below = wrapped(source, room)
    figure.text(left, MARGIN / height, "\n".join(below), va="bottom", color=INK, linespacing=1.3)
    bottom = MARGIN + len(below) * line + 0.1
    return Bbox.from_extents(MARGIN, bottom, width - MARGIN, top)


def arrange(panels: Sequence[Axes], area: Bbox, size: float) -> None:
    """Place the panels of a grid in ``area`` (inches), with room around each for what stands there, and the same in every run.

    That is measured once, where panels stand about right; matplotlib's own layout engine measures twice, and when it saves again.
    """
    figure = panels[0].get_figure(root=True)
    specs = [spec for panel in panels if (spec := panel.get_subplotspec())]
    assert isinstance(figure, Figure)
    page, grid, letter = figure.get_size_inches(), specs[0].get_gridspec(), size / 72.0
    shares = [float(share) for share in np.ravel(grid.get_width_ratios())], [1.0] * grid.nrows
    sides = np.array([5.0, 1.0, 1.5, 2.5]) * letter  # left, right, above, below: a guess
    room = [np.full(len(shares[way // 2]), side) for way, side in enumerate(sides)]

    def put() -> None:
        columns, rows = _along(area.width, shares[0], *room[:2]), _along(area.height, shares[1], *room[2:])
        for panel, spec in zip(panels, specs, strict=True):
            (x, wide), (y, high) = columns[spec.colspan.start], rows[spec.rowspan.start]
            left, bottom = (area.x0 + x) / page[0], (area.y1 - y - high) / page[1]
            panel.set_position((round(left, 6), round(bottom, 6), round(wide / page[0], 6), round(high / page[1], 6)))

    put()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    room = [np.full(len(some), PAD) for some in room]
    for panel, spec in zip(panels, specs, strict=True):
        for axis in (axis for axes in (panel, *panel.child_axes) for axis in (axes.xaxis, axes.yaxis)):
            if not axis.label.get_text():
                axis.set_label_coords(0.0, 0.0)  # else all its ticks are measured to place a label that is none
        panel.apply_aspect()
        inner, outer = panel.get_window_extent(renderer), panel.get_tightbbox(renderer, for_layout_only=True)
        if outer:
            needed = (inner.x0 - outer.x0, outer.x1 - inner.x1, outer.y1 - inner.y1, inner.y0 - outer.y0)
            for some, at, length in zip(room, (spec.colspan.start,) * 2 + (spec.rowspan.start,) * 2, needed, strict=True):
                some[at] = max(some[at], length / figure.dpi + PAD)
    put()


def _along(length: float, shares: Sequence[float], before: Floats, after: Floats) -> list[tuple[float, float]]:
    """Where parts begin on a line, and how long they are: by their shares of what is left between.

    >>> [(round(at, 2), round(long, 2)) for at, long in _along(10.0, [1.0, 3.0], np.array([1.0, 1.0]), np.array([0.0, 0.0]))]
    [(1.0, 2.0), (4.0, 6.0)]
    """
    free = length - float(before.sum() + after.sum())
    found, at = [], 0.0
    for share, first, last in zip(shares, before.tolist(), after.tolist(), strict=True):
        part = free * share / sum(shares)
        found.append((at + first, part))
        at += first + part + last
    return found


def width(text: str) -> int:
    """How many Latin letters a text is as wide as: a Chinese one counts twice.

    >>> width("M4"), width("释放")
    (2, 4)
    """
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def cut(text: str, room: int) -> str:
    """The text, ending in an ellipsis where it is longer than ``room`` Latin letters.

    >>> cut("Reserve released", 16), cut("Reserve released", 12), cut("释放扣留", 6)
    ('Reserve released', 'Reserve rel…', '释放…')
    """
    ends = list(accumulate(1 + (east_asian_width(letter) in "WF") for letter in text))
    return text if not ends or ends[-1] <= room else text[: sum(end < room for end in ends)] + "…"


def cut_front(text: str, room: int) -> str:
    """The same with the ellipsis at its beginning.

    >>> cut_front("Monopoly, ubi_share 0.3", 14)
    '…ubi_share 0.3'
    """
    ends = list(accumulate(1 + (east_asian_width(letter) in "WF") for letter in reversed(text)))
    if not ends or ends[-1] <= room:
        return text
    return "…" + text[len(text) - sum(end < room for end in ends) :].lstrip(" ,，")


class Powers(LogFormatter):
    """The numbers of a logarithmic axis, without matplotlib's mathematics."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return f"{x:g}" if super().__call__(x, pos) else ""


def logarithmic(panel: Axes, axes: str) -> None:
    """Make the ``axes`` of a panel logarithmic: y, or xy."""
    for name in axes:
        panel.set(**{f"{name}scale": "log"})
        axis: Axis = getattr(panel, f"{name}axis")
        axis.set_major_formatter(Powers())
        axis.set_minor_formatter(Powers())


def label_end(panel: Axes, end: float, text: str, ink: str | tuple[float, float, float]) -> None:
    """A label at the end of a line, at its height for now."""
    panel.text(1.05, end, text, transform=panel.get_yaxis_transform(), va="center", color=ink, gid="end")


def spread_labels(panel: Axes, size: float) -> None:
    """Move the labels of a panel as far apart as they need, and join each to its line."""
    labels = [text for text in panel.texts if text.get_gid() == "end"]
    points = panel.get_position().height * panel.get_figure(root=True).get_figheight() * 72.0  # type: ignore[union-attr]
    low, high = panel.get_ylim()
    ends = [(float(label.get_position()[1]) - low) / (high - low) for label in labels]
    for label, end, place in zip(labels, ends, spread(ends, 1.25 * size / points), strict=True):
        label.set_transform(panel.transAxes)
        label.set_y(place)
        x, y = [1.0, 1.04], [end, place]
        panel.plot(x, y, transform=panel.transAxes, color=label.get_color(), linewidth=0.8, clip_on=False)


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Places at least ``gap`` apart within 0 and 1, in the same order and as near to ``wanted`` as that allows.

    >>> [round(place, 2) for place in spread([0.5, 0.9, 0.52], 0.1)]
    [0.46, 0.9, 0.56]
    """
    gap = min(gap, 1.0 / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[tuple[float, int]] = []  # labels that touch: place of the lowest, and how many they are
    for rank, index in enumerate(order):
        groups.append((min(max(wanted[index], 0.0), 1.0) - rank * gap, 1))
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (a, n), (b, m) = groups[-2:]
            groups[-2:] = [((a * n + b * m) / (n + m), n + m)]
    lowest = [place for place, count in groups for _ in range(count)]
    top = 1.0 - (len(wanted) - 1) * gap
    places = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        places[index] = min(max(lowest[rank], 0.0), top) + rank * gap
    return places
