"""The kinds of figure: ``KINDS`` holds one small function a kind, which fills panels and says how to read them.

Only matplotlib's objects are used, never pyplot: drawing leaves no state behind.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from sim import comparison, layout
from sim.figures import STRONG, Picture, Plots, Text, Unit
from sim.results import Floats, Results, seed_text
from sim.store import PROGRAM, replacing

# Okabe and Ito's colours. No yellow: too pale. No green: beside grey it can't be told apart.
COLOURS = {
    "black": "#000000",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
}
DASHES: dict[str, Any] = {
    "solid": "-",
    "dashed": (0, (4, 2)),
    "dotted": (0, (1.2, 1.6)),
    "dashdot": (0, (6, 2, 1.5, 2)),
}
MARKERS = {
    "circle": "o",
    "square": "s",
    "up": "^",
    "down": "v",
    "left": "<",
    "right": ">",
    "diamond": "D",
    "star": "*",
    "plus": "P",
    "cross": "X",
}
PALE = "#B0B0B0"  # scenarios that are not strong
BANDS = {(0.05, 0.95): 0.13, (0.25, 0.75): 0.25}  # quantiles and how dense
DPI = 150

WORDS = {
    "fans": Text(
        en="Line: median of {seeds}. Dark band: middle 50 % of seeds, light band: middle 90 %.",
        zh="线：{seeds}的中位数。深色带：中间50%的种子，浅色带：中间90%。",
    ),
    "differences": Text(
        en="Each scenario minus {reference}, seed by seed. Line: median of {seeds}. "
        "Dark band: middle 50 % of seeds, light band: middle 90 %.",
        zh="各情景减去“{reference}”，逐种子配对。线：{seeds}的中位数。深色带：中间50%的种子，浅色带：中间90%。",
    ),
    "outcomes": Text(
        en="Means over the last {tail} months, {seeds}. Upright line: {reference}, with the 95 % interval of its mean. "
        "Mark: the scenario; bar: 95 % interval of its difference, paired by seed. "
        "Hollow mark: no detectable difference.",
        zh="最后{tail}个月的均值，{seeds}。竖线：{reference}及其均值的95%区间。标记：各情景；"
        "横条：逐种子配对差的95%区间。空心标记：未检出差异。",
    ),
    "grey": Text(en="Thin grey lines, medians only: {names}.", zh="灰色细线（仅中位数）：{names}。"),
    "years": Text(en="years", zh="年"),
    "months": Text(en="months", zh="月"),
    "arrival": Text(en="AI arrives", zh="AI到来"),
    "workers": Text(en="{workers:,} workers", zh="{workers:,}名劳动者"),
    "length": Text(en="{months} months", zh="{months}个月"),
    "seeds": Text(en="seeds {seeds}", zh="种子{seeds}"),
    "count": Text(en="{count} scenarios", zh="{count}个情景"),
}


@dataclass(frozen=True)
class Look:
    """How a scenario is drawn in one figure."""

    label: str
    colour: str
    dash: Any
    marker: str
    strong: bool

    @property
    def ink(self) -> str | tuple[float, float, float]:
        """A darker shade for letters."""
        red, green, blue = (0.72 * part for part in to_rgb(self.colour))
        return (red, green, blue) if self.strong else layout.AXIS


@dataclass(frozen=True)
class Sheet:
    """All that a kind needs to draw one figure."""

    picture: Picture
    plots: Plots
    results: Results
    lang: str
    looks: dict[str, Look]
    panels: dict[str, Axes]

    @property
    def weight(self) -> float:
        """How thick lines are: more where letters are larger."""
        return float((self.picture.font / 11.0) ** 0.8)

    def say(self, word: str, **values: object) -> str:
        """One of the program's own words."""
        return WORDS[word].of(self.lang).format(**values)

    def unit(self, measure: str) -> Unit:
        """How the unit of a measure is written."""
        return self.plots.unit(self.results.measures[measure].unit)

    def shown(self, *, strong: bool) -> dict[str, Look]:
        """The scenarios drawn strong, or the others."""
        return {name: look for name, look in self.looks.items() if look.strong is strong}

    def label(self, scenario: str) -> str:
        """The short name of a scenario: as declared, else its title."""
        style = self.plots.scenarios.get(scenario)
        return style.label.of(self.lang) if style else self.results.title(scenario, self.lang)


def can_draw(picture: Picture, results: Results) -> bool:
    """Whether the folder has what the figure shows: one of its measures, and two scenarios where it compares."""
    known = [name for name in picture.measures if name in results.measures]
    return bool(known) and (picture.kind == "fans" or len(results.seeds) > 1)


def save(name: str, plots: Plots, results: Results, lang: str) -> list[Path]:
    """Draw one declared figure and write it as PNG and SVG."""
    picture, folder = plots.figures[name], results.folder / "figures"
    about = {"Title": picture.title.of(lang)}
    files = {folder / f"{name}.png": about, folder / f"{name}.svg": {**about, "Date": None}}
    with layout.settings(picture.font):
        figure = compose(picture, plots, results, lang)
        for path, metadata in files.items():
            with replacing(path) as temporary:
                figure.savefig(temporary, format=path.suffix[1:], dpi=DPI, metadata=metadata)
    return list(files)


def compose(picture: Picture, plots: Plots, results: Results, lang: str) -> Figure:
    """One figure: panels filled by the function of its kind, and what stands around them."""
    measures = [name for name in picture.measures if name in results.measures]
    columns = min(picture.columns, len(measures))
    rows = -(-len(measures) // columns)
    declared_rows = -(-len(picture.measures) // picture.columns)
    figure = Figure(figsize=(picture.size[0], picture.size[1] * rows / declared_rows))
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for surplus in axes[len(measures) :]:
        surplus.remove()
    panels = dict(zip(measures, axes, strict=False))
    sheet = Sheet(picture, plots, results, lang, looks(picture, plots, results, lang), panels)
    for measure, panel in panels.items():
        panel.set_title(results.measures[measure].label[lang], loc="left")
        panel.grid(axis="x" if picture.kind == "outcomes" else "y")
    notes = KINDS[picture.kind](sheet)
    if picture.note and set(picture.strong) <= set(results.scenarios):
        notes.append(picture.note.of(lang))
    layout.frame(figure, picture.font, picture.title.of(lang), notes, _source(sheet))
    figure.draw_without_rendering()  # fixes the size of the panels, which decides how far labels must stand apart
    figure.set_layout_engine("none")
    for panel in panels.values():
        panel.set_position([round(part, 6) for part in panel.get_position().bounds])  # the same in every run
        layout.spread_labels(panel, picture.font)
    return figure


def looks(picture: Picture, plots: Plots, results: Results, lang: str) -> dict[str, Look]:
    """How each scenario is drawn: the declared ones strong, others too while there is room, the rest grey."""
    names = [name for name in results.scenarios if picture.kind == "fans" or name != results.reference]
    strong = [name for name in picture.strong if name in names]
    strong += [name for name in names if name not in strong][: STRONG - len(strong)]
    free = _free_styles([plots.scenarios[name].colour for name in names if name in plots.scenarios])
    found = {}
    for name in names:
        style = plots.scenarios.get(name)
        label = style.label.of(lang) if style else results.title(name, lang)
        colour, dash, marker = (style.colour, style.dash, style.marker) if style else next(free)
        shade = COLOURS[colour] if name in strong else PALE
        found[name] = Look(label, shade, DASHES[dash], MARKERS[marker], name in strong)
    return found


def _free_styles(used: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Styles for scenarios that the file does not know: colours that no scenario here has come first."""
    colours = sorted((name for name in COLOURS if name != "black"), key=used.count)
    return zip(cycle(colours), cycle(("dashdot", "dotted")), cycle(MARKERS), strict=False)


def fans(sheet: Sheet) -> list[str]:
    """Medians and bands over seeds, a panel a measure."""
    results = sheet.results
    _lines(sheet, lambda name, measure: results.series(name, measure) * sheet.unit(measure).times)
    for measure, panel in sheet.panels.items():
        _add_unit(panel, sheet.unit(measure).of(sheet.lang))
    return [sheet.say("fans", seeds=seed_text(results, sheet.lang)), *_grey(sheet)]


def differences(sheet: Sheet) -> list[str]:
    """The same for the differences from the reference, seed by seed, around a line at zero."""
    results, base = sheet.results, sheet.results.reference

    def gap(name: str, measure: str) -> Floats:
        seeds = results.common_seeds(name, base)
        apart = results.series(name, measure, seeds) - results.series(base, measure, seeds)
        return apart * sheet.unit(measure).times

    _lines(sheet, gap)
    for measure, panel in sheet.panels.items():
        panel.axhline(0.0, color="black", linewidth=1.4, zorder=2.5)
        unit = sheet.unit(measure)
        _add_unit(panel, (unit.gap or unit).of(sheet.lang))
    words = sheet.say("differences", reference=sheet.label(base), seeds=seed_text(results, sheet.lang))
    return [words, *_grey(sheet)]


def _lines(sheet: Sheet, values: Callable[[str, str], Floats]) -> None:
    """Panels over time. ``values(scenario, measure)`` is an array [seed, month]."""
    years = sheet.results.months > 36
    time = np.arange(1, sheet.results.months + 1) / (12.0 if years else 1.0)
    for measure, panel in sheet.panels.items():
        for name in sheet.shown(strong=False):
            median = np.median(values(name, measure), axis=0)
            panel.plot(time, median, color=PALE, linewidth=0.9 * sheet.weight, zorder=1.5)
        for index, (name, look) in enumerate(sheet.shown(strong=True).items()):
            _fan(panel, time, values(name, measure), look, index, sheet.weight)
        panel.set_xlim(0.0, time[-1])
        place = panel.get_subplotspec()
        if place is not None and place.is_last_row():
            panel.set_xlabel(sheet.say("years" if years else "months"))
    _mark_arrival(sheet, 12.0 if years else 1.0)


def _fan(panel: Axes, time: Floats, series: Floats, look: Look, index: int, weight: float) -> None:
    """One strong scenario: bands, median, marks (staggered, so that lines that coincide show both) and its label."""
    thin = slice((time.size - 1) % 2, None, 2)  # bands of every second month: more than a screen can show
    for levels, density in BANDS.items():
        low, high = np.quantile(series[:, thin], levels, axis=0)
        panel.fill_between(time[thin], low, high, color=look.colour, alpha=density, linewidth=0, zorder=2)
    median = np.median(series, axis=0)
    every = max(time.size // 6, 1)
    (line,) = panel.plot(time, median, color=look.colour, linestyle=look.dash, linewidth=2.2 * weight, zorder=3)
    line.set(marker=look.marker, markersize=5.5 * weight, markevery=(index * every // STRONG, every))
    line.set(markeredgecolor="white", markeredgewidth=0.6, gid=look.label)
    layout.label_end(panel, float(median[-1]), look.label, look.ink)


def _mark_arrival(sheet: Sheet, scale: float) -> None:
    """A line where AI arrives, if it arrives at one time in all scenarios that have it."""
    entries = [sheet.results.manifest["scenarios"][name]["params"] for name in sheet.results.scenarios]
    dates = {params["ai_arrival"] for params in entries if params["ai"]}
    if len(dates) != 1 or min(dates) >= sheet.results.months:
        return
    at = dates.pop() / scale
    for panel in sheet.panels.values():
        panel.axvline(at, color=layout.AXIS, linewidth=1.0, linestyle=DASHES["dotted"], zorder=1)
    first = next(iter(sheet.panels.values()))
    words = f" {sheet.say('arrival')}"
    first.text(at, 1.0, words, transform=first.get_xaxis_transform(), va="top", color=layout.INK)


def outcomes(sheet: Sheet) -> list[str]:
    """End outcomes, a row a scenario: from the reference to the scenario, with paired intervals."""
    results, base, weight = sheet.results, sheet.results.reference, sheet.weight
    gaps = comparison.listed(results.differences)
    heights = [-row for row in range(len(sheet.looks))]
    for number, (measure, panel) in enumerate(sheet.panels.items()):
        unit = sheet.unit(measure)
        start = results.outcomes.loc[results.outcomes["scenario"] == base, measure].to_numpy(dtype=float) * unit.times
        zero = float(start.mean())
        if start.size > 1:
            half = comparison.half_width(start)
            panel.axvspan(zero - half, zero + half, color="black", alpha=0.15, linewidth=0)
        panel.axvline(zero, color="black", linewidth=1.4 * weight)
        for y, (name, look) in zip(heights, sheet.looks.items(), strict=True):
            gap = gaps[name, measure]
            at, low, high = (zero + unit.times * value for value in (gap.mean, gap.low, gap.high))
            fill = look.colour if gap.verdict in ("higher", "lower") else "white"
            panel.plot([zero], [y], marker="o", markersize=4 * weight, color="black", zorder=2.5)
            panel.plot([zero, at], [y, y], color=look.colour, linewidth=1.4 * weight, alpha=0.6, zorder=2)
            panel.plot([low, high], [y, y], color=look.colour, linewidth=5 * weight, zorder=3)
            (mark,) = panel.plot([at], [y], marker=look.marker, markersize=8 * weight, color=look.colour, zorder=4)
            mark.set(markerfacecolor=fill, markeredgewidth=1.6, gid=look.label)
        panel.set_xlabel(unit.of(sheet.lang))
        panel.set_ylim(heights[-1] - 0.6, 0.6)
        first = number % sheet.picture.columns == 0
        panel.set_yticks(heights, [look.label if first else "" for look in sheet.looks.values()])
        panel.tick_params(axis="y", length=0)
        panel.spines["left"].set_visible(False)
        for tick, look in zip(panel.get_yticklabels(), sheet.looks.values(), strict=True):
            tick.set(color=look.ink, fontweight="bold" if look.strong else "normal")
    tail, seeds = min(comparison.TAIL, results.months), seed_text(results, sheet.lang)
    return [sheet.say("outcomes", reference=sheet.label(base), seeds=seeds, tail=tail)]


KINDS: dict[str, Callable[[Sheet], list[str]]] = {"fans": fans, "differences": differences, "outcomes": outcomes}


def _add_unit(panel: Axes, text: str) -> None:
    """The unit, beside the title of the panel."""
    panel.set_title(f"{panel.get_title(loc='left')}  [{text}]", loc="left")


def _grey(sheet: Sheet) -> list[str]:
    """Which scenarios the grey lines are."""
    names = [look.label for look in sheet.shown(strong=False).values()]
    return [sheet.say("grey", names=("; " if sheet.lang == "en" else "；").join(names))] if names else []


def _source(sheet: Sheet) -> str:
    """What the figure was drawn from."""
    results, names = sheet.results, sheet.results.scenarios
    known = next((name for name, members in sheet.plots.sets.items() if set(members) == set(names)), "")
    which = ", ".join(names) if len(names) < 4 else sheet.say("count", count=len(names))
    seeds = sorted({seed for some in results.seeds.values() for seed in some})
    whole = len(seeds) > 1 and seeds == list(range(seeds[0], seeds[-1] + 1))
    span = f"{seeds[0]}-{seeds[-1]}" if whole else ", ".join(map(str, seeds))
    sizes = {results.manifest["scenarios"][name]["params"]["n_workers"] for name in names}
    parts = [
        f"{known}: {which}" if known else which,
        sheet.say("seeds", seeds=span),
        sheet.say("length", months=results.months),
        *([sheet.say("workers", workers=sizes.pop())] if len(sizes) == 1 else []),
        f"{PROGRAM} {results.manifest['version']}",
    ]
    return "  |  ".join(parts)
