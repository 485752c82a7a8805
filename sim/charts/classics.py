"""The figure of a classic: what was found, beside what its author published. Panels are those that the classic declares."""

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.base import tables
from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.charts import typography
from sim.charts.sheet import COLOURS, MARKERS, Drawn, Look, Sheet, spoken, table
from sim.classics import declared
from sim.classics.declared import Case, Classic, Panel
from sim.classics.replicas import cases, comparable, found_of
from sim.runs.display import Picture, Plots, Unit
from sim.runs.results import CLASSIC, Results, seed_text

LINES = Text(en="Lines: median of {seeds}, bands: middle 90 %.", zh="线：{seeds}的中位数，带：中间90%。")
ONE = Text(en="Lines: what was found.", zh="线：模拟结果。")
BARS = Text(en="Bars: what was found ({when}).", zh="柱：模拟结果（{when}）。")
END = Text(en="in the last {period}", zh="末{period}")
MEAN = Text(en="mean of the last {tail}, {seeds}", zh="末{tail}期均值，{seeds}")
MARKS = Text(en="White diamonds: published numbers.", zh="白色菱形：文献中的数值。")
LAW = Text(en="Line: the published law.", zh="线：文献给出的分布律。")
FOUND = Text(en="simulated", zh="模拟")
SHARE = Text(en="share of actors with more", zh="拥有更多者的比例")
DENSITY = Text(en="density", zh="密度")
COURSE = Text(en="{label} from {first} to {last}", zh="{label}从{first}到{last}")
VALUE = Text(en="{label} {value}", zh="{label} {value}")
BESIDE = Text(en="{label} {value}, published {published}", zh="{label} {value}，文献{published}")
RANGE = Text(en="from {low} to {high}, median {median}", zh="从{low}到{high}，中位数{median}")
LENGTH = Text(en="{count} {period}s", zh="{count}{period}")
SIZE, HEAD, FONT = (19.0, 9.0), 2.2, 15.0  # inches of the page with one row of panels, of title and notes; points
RECORD = "holdings"
BINS = 24
SHADES = ("black", "blue", "vermillion", "purple", "orange", "sky")
COLUMNS = ("panel", "case", "series", "x", "found", "low", "high", "published")


def is_classic(results: Results) -> bool:
    """Whether the folder holds a classic."""
    return all(name.startswith(CLASSIC) and declared.of(name) for name in results.scenarios)


def length(results: Results, lang: str) -> str:
    """How long the runs of a classic are; nothing for other results."""
    found = declared.of(results.scenarios[0]) if is_classic(results) else None
    return LENGTH.of(lang).format(count=results.months, period=found.period[lang]) if found else ""


def plots(known: Plots, results: Results) -> Plots:
    """For the folder of a classic its one figure and its units; for any other folder what is ``known``."""
    found = declared.of(results.scenarios[0]) if is_classic(results) else None
    if found is None:
        return known
    high = HEAD + (SIZE[1] - HEAD) * len(results.scenarios)
    picture = Picture(
        kind="classic", title=Text(**found.title), strong=[], columns=len(found.panels), size=[SIZE[0], high], font=FONT
    )
    units = {**known.units, **{name: Unit(en=texts["en"], zh=texts["zh"]) for name, texts in found.units.items()}}
    return known.model_copy(update={"figures": {"classic": picture}, "units": units})


def panels(scenarios: Sequence[str]) -> list[str]:
    """A row of panels a case."""
    return [
        f"{name}/{number}"
        for name in scenarios
        for found in [declared.of(name)]
        if found
        for number in range(len(found.panels))
    ]


def draw(sheet: Sheet) -> Drawn:
    """All panels of all cases."""
    known, rows, said, notes = cases(sheet.results), [], [], []
    level: dict[str, list[Axes]] = {}  # bars of one unit, and the same panel of all cases, stand on one scale
    for key, axes in sheet.panels.items():
        name, _, number = key.rpartition("/")
        classic = declared.of(name)
        assert classic is not None
        panel, case = classic.panels[int(number)], known[name]
        fill = {"lines": _lines, "bars": _bars, "density": _density, "tail": _tail}[panel.form]
        unit = sheet.unit(panel.measures[0]).of(sheet.lang) if panel.measures else ""
        title = panel.title[sheet.lang]
        sheet.head(axes, title, unit)
        if len(known) > 1:
            room = int((SIZE[0] / len(classic.panels) - 1.5) * 72.0 / (FONT * 0.65))  # letters above a panel
            above = tables.wrapped(case.title[sheet.lang], room)
            axes.set_title("\n".join([axes.get_title(loc="left"), *above]), loc="left")
        found, parts = fill(sheet, axes, panel, case, classic)
        if panel.measures:
            level.setdefault(unit if panel.form == "bars" else number, []).append(axes)
        rows += [(title, name, *row) for row in found]
        said.append(sheet.sentence(title if len(known) == 1 else f"{title}, {case.title[sheet.lang]}", parts))
    for members in level.values():
        low, high = zip(*(axes.get_ylim() for axes in members), strict=True)
        for axes in members:
            axes.set_ylim(min(low), max(high))
    forms = {panel.form for name in known for found in [declared.of(name)] if found for panel in found.panels}
    seeds = seed_text(sheet.results, sheet.lang)
    many = max(map(len, sheet.results.seeds.values())) > 1
    first = declared.of(sheet.results.scenarios[0])
    assert first is not None
    when = (
        sheet.say(MEAN, tail=sheet.results.window, seeds=seeds)
        if many
        else sheet.say(END, period=first.period[sheet.lang])
    )
    notes += [sheet.say(LINES if many else ONE, seeds=seeds)] if "lines" in forms else []
    notes += [sheet.say(BARS, when=when)] if "bars" in forms else []
    notes += [sheet.say(MARKS)] if any(case.published for case in known.values()) else []
    laws = [table_row[-1] for table_row in rows if table_row[2] == sheet.say(FOUND) and np.isfinite(table_row[-1])]
    notes += [sheet.say(LAW)] if "density" in forms and laws else []
    join = " " if sheet.lang == "en" else ""
    titles = [case.title[sheet.lang] for case in known.values()] if len(known) == 1 else []
    stop = "." if sheet.lang == "en" else "。"
    return Drawn(
        [f"{first.source}. {join.join([f'{t}{stop}' for t in titles])}".strip(), join.join(notes)],
        table(rows, COLUMNS),
        said,
    )


def _looks(sheet: Sheet, panel: Panel, case: Case, classic: Classic) -> dict[str, Look]:
    """Of each measure that the case has: it looks alike in all cases."""
    absent = classic.economy.absent(case.params)
    shades = zip(cycle(SHADES), cycle(MARKERS.values()), strict=False)
    return {
        measure: Look(sheet.title(measure), COLOURS[shade], "-", marker, True)
        for measure, (shade, marker) in zip(panel.measures, shades, strict=False)
        if measure not in absent
    }


def _times(sheet: Sheet, measure: str) -> float:
    return float(sheet.unit(measure).times)


def _lines(
    sheet: Sheet, axes: Axes, panel: Panel, case: Case, classic: Classic
) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Measures over time; numbers published for a month, and for the end."""
    results, rows, said = sheet.results, [], []
    time = np.arange(results.months)
    for measure, look in _looks(sheet, panel, case, classic).items():
        times = _times(sheet, measure)
        low, middle, high = np.quantile(times * results.series(case.name, measure), (0.05, 0.5, 0.95), axis=0)
        axes.fill_between(time, low, high, color=look.colour, alpha=0.2, linewidth=0)
        axes.plot(
            time,
            middle,
            color=look.colour,
            linewidth=2.2 * sheet.weight,
            marker="o" if time.size < 10 else "",
            markersize=6,
        )
        typography.label_end(axes, float(middle[-1]), look.label, look.ink)
        published = [p for p in comparable(results, case) if p.measure == measure]
        marks = {time[p.month]: times * p.value for p in published if p.month is not None}
        ends = [times * p.value for p in published if p.month is None]
        marks |= dict.fromkeys(time[-1:].tolist(), ends[0]) if ends else {}
        _mark(sheet, axes, list(marks), list(marks.values()))
        rows += [
            (look.label, t, m, a, b, marks.get(t, np.nan))
            for t, m, a, b in zip(time.tolist(), middle.tolist(), low.tolist(), high.tolist(), strict=True)
        ]
        said.append(sheet.say(COURSE, label=look.label, first=spoken(float(middle[0])), last=spoken(float(middle[-1]))))
    axes.set_xlim(0, max(time[-1], 1))
    if time.size < 10:
        axes.set_xticks(time)
    axes.set_xlabel(classic.period[sheet.lang])
    return rows, said


def _mark(sheet: Sheet, axes: Axes, x: Sequence[float], y: Sequence[float]) -> None:
    """Published numbers, if there are any: an empty line would upset the layout."""
    if not x:
        return
    size = 8.5 * sheet.weight
    axes.plot(
        x,
        y,
        "D",
        color="white",
        markeredgecolor="black",
        markersize=size,
        markeredgewidth=1.6,
        zorder=6,
        clip_on=False,
        linestyle="none",
    )


def _bars(
    sheet: Sheet, axes: Axes, panel: Panel, case: Case, classic: Classic
) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Measures at the end: in the last month, or on average over the last months where there are several seeds."""
    results, rows, said = sheet.results, [], []
    many = len(results.seeds[case.name]) > 1
    looks = _looks(sheet, panel, case, classic)
    for place, (measure, look) in enumerate(looks.items()):
        times = _times(sheet, measure)
        series = times * results.series(case.name, measure)
        value = float(series[:, -results.window :].mean() if many else series[0, -1])
        axes.bar(place, value, 0.62, color=look.colour, alpha=0.75)
        of_measure = [p for p in comparable(results, case) if p.measure == measure]
        at_end = [p for p in of_measure if p.month in (None, -1)] or of_measure
        published = times * at_end[0].value if at_end else np.nan
        if at_end:
            _mark(sheet, axes, [place], [published])
            value = times * found_of(results, case.name, at_end[0])
        rows.append((look.label, place, value, np.nan, np.nan, published))
        words = {"label": look.label, "value": spoken(value)}
        said.append(sheet.say(BESIDE, **words, published=spoken(published)) if at_end else sheet.say(VALUE, **words))
    axes.set_xticks(range(len(looks)), [look.label for look in looks.values()])
    longest = max(len(look.label) for look in looks.values())
    if longest * len(looks) > 34:
        axes.tick_params(axis="x", labelrotation=25)
    return rows, said


def _held(sheet: Sheet, case: Case) -> Floats:
    return np.sort(sheet.results.records(RECORD, case.name).ravel())


def _spread(sheet: Sheet, held: Floats) -> list[str]:
    low, median, high = (spoken(float(value)) for value in (held[0], np.median(held), held[-1]))
    return [sheet.say(RANGE, low=low, median=median, high=high)]


def _density(
    sheet: Sheet, axes: Axes, panel: Panel, case: Case, classic: Classic
) -> tuple[list[tuple[Any, ...]], list[str]]:
    """How many have how much, all seeds together, beside the published law."""
    held = _held(sheet, case)
    counts, edges = np.histogram(held, BINS, (held[0], float(np.quantile(held, 0.998))), density=False)
    found = counts / (held.size * np.diff(edges))
    middle = 0.5 * (edges[1:] + edges[:-1])
    law = classic.economy.law(case.params, middle) if classic.economy.law else np.full(BINS, np.nan)
    axes.stairs(found, edges, fill=True, color=COLOURS["sky"], alpha=0.7)
    fine = np.linspace(edges[0], edges[-1], 200)
    if classic.economy.law:
        axes.plot(fine, classic.economy.law(case.params, fine), color="black", linewidth=2.4 * sheet.weight)
    typography.logarithmic(axes, "y")
    axes.set_ylim(float(found[found > 0].min()) / 2.0, float(np.nanmax(np.append(found, law))) * 2.0)
    axes.set_xlabel(str(sheet.plots.unit(str(classic.records[RECORD]["unit"])).of(sheet.lang)))
    axes.set_ylabel(sheet.say(DENSITY))
    rows = [
        (sheet.say(FOUND), x, value, np.nan, np.nan, y)
        for x, value, y in zip(middle.tolist(), found.tolist(), law.tolist(), strict=True)
    ]
    return rows, _spread(sheet, held)


def _tail(
    sheet: Sheet, axes: Axes, panel: Panel, case: Case, classic: Classic
) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Which share of actors has more than so much, all seeds together, both on logarithmic scales."""
    held = _held(sheet, case)
    amounts = np.unique(held[held > 0])
    amounts = amounts[np.unique(np.linspace(0, amounts.size - 1, 300).astype(int))]
    share = 1.0 - np.searchsorted(held, amounts, side="left") / held.size
    axes.plot(amounts, share, color=COLOURS["blue"], linewidth=2.4 * sheet.weight)
    typography.logarithmic(axes, "xy")
    axes.set_xlabel(str(sheet.plots.unit(str(classic.records[RECORD]["unit"])).of(sheet.lang)))
    axes.set_ylabel(sheet.say(SHARE))
    rows = [
        (sheet.say(FOUND), x, y, np.nan, np.nan, np.nan) for x, y in zip(amounts.tolist(), share.tolist(), strict=True)
    ]
    return rows, _spread(sheet, held)
