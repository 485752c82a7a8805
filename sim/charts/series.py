"""Figures over time: medians and bands over seeds, of the scenarios or of their differences from the reference."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.charts import typography
from sim.charts.sheet import DASHES, PALE, Drawn, Line, Look, Sheet, spoken, written
from sim.runs.display import STRONG
from sim.runs.results import seed_text
from sim.runs.tables import QUANTILES

BANDS = {(0, 4): 0.13, (1, 3): 0.25}  # places in QUANTILES and how dense

FANS = Text(
    en="Line: median of {seeds}. Dark band: middle 50 % of seeds, light band: middle 90 %.",
    zh="线：{seeds}的中位数。深色带：中间50%的种子，浅色带：中间90%。",
)
ONE = Text(en="Line: the only seed there is.", zh="线：唯一的一个种子。")
DIFFERENCES = Text(
    en="Each scenario minus {reference}, seed by seed. Line: median of {seeds}. "
    "Dark band: middle 50 % of seeds, light band: middle 90 %.",
    zh="各情景减去“{reference}”，逐种子配对。线：{seeds}的中位数。深色带：中间50%的种子，浅色带：中间90%。",
)
GREY = Text(en="Thin grey lines, medians only: {names}.", zh="灰色细线（仅中位数）：{names}。")
REST = Text(
    en="Thin grey lines, medians only: the other {count} scenarios.", zh="灰色细线（仅中位数）：其余{count}个情景。"
)
FEW = 8  # grey lines that are named
YEARS = Text(en="years", zh="年")
MONTHS = Text(en="months", zh="月")
SMOOTH = 12  # months of a running mean
LONG = 36  # months of a run whose time is told in years when it has more
ARRIVAL = Text(en="AI arrives", zh="AI到来")
COURSE = Text(
    en="{label}, from {first} in the first month to {last} in the last", zh="{label}：首月{first}，末月{last}"
)
FLAT = 1e-9  # a panel in which nothing differs by more shows a level line, not rounding blown up


def fans(sheet: Sheet) -> Drawn:
    """Medians and bands over seeds, a panel a measure."""
    results = sheet.results
    for measure, panel in sheet.panels.items():
        sheet.head(panel, sheet.title(measure), sheet.unit(measure).of(sheet.lang))
    numbers, said = lines(
        sheet, sheet.panels, lambda name, measure: results.series(name, measure) * sheet.unit(measure).times
    )
    mark_arrival(sheet, sheet.panels)
    return Drawn([over_seeds(sheet), *grey(sheet)], numbers, said)


def over_seeds(sheet: Sheet) -> str:
    """What line and bands are; of one seed there is only a line."""
    one = max(map(len, sheet.results.seeds.values())) == 1
    return sheet.say(ONE if one else FANS, seeds=seed_text(sheet.results, sheet.lang))


def differences(sheet: Sheet) -> Drawn:
    """The same for the differences from the reference, seed by seed, around a line at zero."""
    results, base = sheet.results, sheet.results.reference

    def gap(name: str, measure: str) -> Floats:
        seeds = results.common_seeds(name, base)
        apart = results.series(name, measure, seeds) - results.series(base, measure, seeds)
        return apart * sheet.unit(measure).times

    for measure, panel in sheet.panels.items():
        unit = sheet.unit(measure)
        sheet.head(panel, sheet.title(measure), (unit.gap or unit).of(sheet.lang))
        panel.axhline(0.0, color="black", linewidth=1.4, zorder=2.5)
    numbers, said = lines(sheet, sheet.panels, gap)
    mark_arrival(sheet, sheet.panels)
    words = sheet.say(DIFFERENCES, reference=sheet.label(base), seeds=seed_text(results, sheet.lang))
    return Drawn([words, *grey(sheet)], numbers, said)


def clock(sheet: Sheet) -> tuple[float, Text]:
    """How many months one of the time axis holds, and the word for it: years where the run is long."""
    return (12.0, YEARS) if sheet.results.months > LONG else (1.0, MONTHS)


def month_ends(sheet: Sheet) -> Floats:
    """Where each month ends on the time axis. Shape (months,)."""
    return np.arange(1, sheet.results.months + 1) / clock(sheet)[0]


def name_time(sheet: Sheet, panel: Axes) -> None:
    """Say what the time axis counts, below the last row of panels."""
    place = panel.get_subplotspec()
    if place is not None and place.is_last_row():
        panel.set_xlabel(sheet.say(clock(sheet)[1]))


def lines(
    sheet: Sheet, panels: Mapping[str, Axes], values: Callable[[str, str], Floats]
) -> tuple[pd.DataFrame, list[str]]:
    """Fill panels over time; the numbers, and a sentence a panel. ``values(scenario, panel)`` is an array [seed, month]."""
    time = month_ends(sheet)
    blocks, said = [], []
    for key, panel in panels.items():
        parts, unit = [], panel.get_title(loc="left").rpartition("  [")[2].rstrip("]")
        for name in sheet.shown(strong=False):
            levels = np.quantile(values(name, key), [0.5], axis=0)
            panel.plot(time, levels[0], color=PALE, linewidth=0.9 * sheet.weight, zorder=1.5)
            blocks.append(_block((key, name, unit), {"p50": levels[0]}))
        for index, (name, look) in enumerate(sheet.shown(strong=True).items()):
            levels = np.quantile(values(name, key), list(QUANTILES.values()), axis=0)
            _fan(panel, time, levels, look, index, sheet.weight)
            blocks.append(_block((key, name, unit), dict(zip(QUANTILES, levels, strict=True))))
            first, last = (spoken(float(levels[2, month])) for month in (0, -1))
            parts.append(sheet.say(COURSE, label=look.label, first=first, last=last))
        panel.set_xlim(0.0, time[-1])
        low, high = panel.dataLim.intervaly
        if high - low < FLAT:
            panel.set_ylim(low - 1.0, high + 1.0)
        name_time(sheet, panel)
        said.append(sheet.sentence(panel.get_title(loc="left"), parts))
    return written(pd.concat(blocks, ignore_index=True)), said


def course(
    sheet: Sheet, panel: Axes, key: str, own: Mapping[str, Line], values: Mapping[str, Floats], unit: str
) -> tuple[pd.DataFrame, list[str]]:
    """One panel over time with lines of its own, ``values[line]`` an array [seed, month]; the numbers, and a sentence."""
    sheet.head(panel, key, unit)
    drawn, said = lines(sheet.own(own, values), {key: panel}, lambda line, _: values[line])
    panel.set_xlabel(sheet.say(clock(sheet)[1]))
    return drawn.rename(columns={"scenario": "line"}), said


def _block(about: tuple[str, str, str], levels: Mapping[str, Floats]) -> pd.DataFrame:
    """What is plotted of one scenario in one panel: of a thin line only the median."""
    frame = pd.DataFrame({name: levels.get(name, np.nan) for name in QUANTILES}, index=range(levels["p50"].size))
    for place, (column, text) in enumerate(zip(("panel", "scenario", "unit"), about, strict=True)):
        frame.insert(place, column, text)
    frame.insert(3, "month", range(len(frame)))
    return frame


def _fan(panel: Axes, time: Floats, levels: Floats, look: Look, index: int, weight: float) -> None:
    """One strong scenario: bands, median, marks (staggered, so that lines that coincide show both) and its label."""
    step = 2 if time.size > 240 else 1  # in a long run every second month is more than a screen can show
    thin = slice((time.size - 1) % step, None, step)
    for (low, high), density in BANDS.items():
        edges = levels[low, thin], levels[high, thin]
        panel.fill_between(time[thin], *edges, color=look.colour, alpha=density, linewidth=0, zorder=2)
    median = levels[2]
    every = max(time.size // 6, 1)
    (line,) = panel.plot(time, median, color=look.colour, linestyle=look.dash, linewidth=2.2 * weight, zorder=3)
    line.set(marker=look.marker, markersize=5.5 * weight, markevery=(index * every // STRONG, every))
    line.set(markeredgecolor="white", markeredgewidth=0.6, gid=look.label)
    typography.label_end(panel, float(median[-1]), look.label, look.ink)


def smoothed(values: Floats) -> Floats:
    """Means over the last twelve months of each, or as many as there are, along the first axis.

    >>> smoothed(np.arange(14.0))[[0, 1, 13]].tolist()
    [0.0, 0.5, 7.5]
    """
    total = np.cumsum(np.concatenate([np.zeros_like(values[:1]), values]), axis=0)
    start = np.maximum(np.arange(1, len(total)) - SMOOTH, 0)
    spans = (np.arange(1, len(total)) - start).reshape(-1, *[1] * (values.ndim - 1))
    return np.asarray((total[1:] - total[start]) / spans)


def mark_arrival(sheet: Sheet, panels: Mapping[str, Axes]) -> None:
    """A line where AI arrives, if it arrives at one time in all scenarios that have it."""
    entries = [sheet.results.manifest["scenarios"][name]["params"] for name in sheet.results.scenarios]
    dates = {params["ai_arrival"] for params in entries if params.get("ai")}
    if len(dates) != 1 or min(dates) >= sheet.results.months:
        return
    at = dates.pop() / clock(sheet)[0]
    for panel in panels.values():
        panel.axvline(at, color=typography.AXIS, linewidth=1.0, linestyle=DASHES["dotted"], zorder=1)
    first = next(iter(panels.values()))
    first.text(
        at, 1.0, f" {ARRIVAL.of(sheet.lang)}", transform=first.get_xaxis_transform(), va="top", color=typography.INK
    )


def grey(sheet: Sheet) -> list[str]:
    """Which scenarios the grey lines are."""
    names = [look.label for look in sheet.shown(strong=False).values()]
    if len(names) > FEW:
        return [sheet.say(REST, count=len(names))]
    return [sheet.say(GREY, names=sheet.listed(names))] if names else []
