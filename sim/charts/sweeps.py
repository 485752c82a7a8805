"""Figures of a scenario at many points: lines over a parameter, heat maps over two, scatter over random points."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.base.estimates import half_width, percent
from sim.charts import typography
from sim.charts.series import BANDS
from sim.charts.sheet import COLOURS, DASHES, MARKERS, Drawn, Look, Sheet, spoken, table
from sim.engine import parameters
from sim.experiments.designs import written
from sim.experiments.ensemble import Design, Sample, design_of, sample
from sim.runs.display import STRONG
from sim.runs.results import seeds_said
from sim.runs.tables import QUANTILES
from sim.verdicts import register

ABOUT = Text(
    en="{what}, means over the last {tail} months, {seeds}, the same at every point.",
    zh="{what}，最后{tail}个月的均值，{seeds}，各点相同。",
)
LINES = Text(
    en="Line: median over seeds. Dark band: middle 50 % of seeds, light band: middle 90 %.",
    zh="线：种子中位数。深色带：中间50%的种子，浅色带：中间90%。",
)
LINE = Text(en="Line: the only seed there is.", zh="线：唯一的一个种子。")
HEAT = Text(en="Colour and number: mean over seeds.", zh="颜色与数字：种子均值。")
UNSURE = Text(
    en="Number in brackets: no detectable difference (95 % interval).", zh="括号中的数字：未检出差异（95%区间）。"
)
SCATTER = Text(
    en="Dot: mean over seeds at a point. Line: means of the fifths of points along the parameter, with their 95 % intervals; "
    "what is above or below it is due to the other parameters.",
    zh="点：该点的种子均值。线：沿该参数五等分各段的均值及其95%区间；线外的差异来自其他参数。",
)
HELD = Text(en="Held at: {held}.", zh="固定于：{held}。")
CHANCE = Text(en="seeds {share}", zh="种子{share}")
CHANCES = Text(
    en="In brackets: share of the variance of single runs that is due to seeds.",
    zh="括号内：单次运行方差中种子所致的份额。",
)
MEANS = Text(
    en="Line: mean over seeds. Thin: each seed. Dotted: the overhead, of those tried, at which the first outcome is "
    "highest on average; it "
    "is picked from these same runs. In brackets: 95 % interval of a difference paired by seed.",
    zh="粗线：种子均值。细线：各个种子。点线：所试各值中使第一项结果均值最高者，由这些运行本身选出。括号内："
    "逐种子配对之差的95%区间。",
)
MEAN = Text(
    en="Line: the only seed there is. Dotted: the overhead, of those tried, at which the first outcome is highest.",
    zh="线：唯一的一个种子。点线：所试各值中使第一项结果最高者。",
)
INSIDE = Text(
    en="{label} is highest at an overhead of {at}, above both ends: above {first} by {gain}, above {last} by {loss} {unit}",
    zh="{label}在检查投入{at}处最高，高于两端：比{first}处高{gain}，比{last}处高{loss}{unit}",
)
UNCLEAR = Text(
    en="{label} is highest at an overhead of {at}, not surely above both ends: above {first} by {gain}, above {last} by "
    "{loss} {unit}",
    zh="{label}在检查投入{at}处最高，但未必高于两端：比{first}处高{gain}，比{last}处高{loss}{unit}",
)
BETWEEN = Text(en="{mean} ({low} to {high})", zh="{mean}（{low}至{high}）")
FIRST = Text(en="{label} is highest at the least overhead tried, {at}", zh="{label}在所试最低的检查投入{at}处最高")
LAST = Text(en="{label} is highest at the greatest overhead tried, {at}", zh="{label}在所试最高的检查投入{at}处最高")
ALONG = Text(
    en="{label}: {low} at an overhead of {first}, {middle} at {at}, {high} at {last}",
    zh="{label}：检查投入{first}时{low}，{at}时{middle}，{last}时{high}",
)
OF_LINE = Text(en="{line}: {said}", zh="{line}：{said}")
RANGE = Text(en="{label} from {low} to {high}", zh="{label}由{low}至{high}")
CALM = Text(
    en="Framed: the calm corner, {some} of {all} points. In the mean of these months nobody is seriously late with a "
    "mortgage there, nobody has "
    "to sell, and the bank lends as ever, each to within the smallest effect of interest; single months may be worse.",
    zh="框内：平静的一角，{all}点中的{some}点。就这些月份的均值而言，该处无人严重逾期，无人被迫出售，银行照常放贷，"
    "均以最小关注效应为限；个别月份可能更差。",
)
NO_CALM = Text(
    en="Nowhere calm: at each of {all} points, in the mean of these months, somebody is seriously late with a mortgage "
    "or has to sell, or the bank lends less.",
    zh="无处平静：就这些月份的均值而言，{all}点中每一点都有人严重逾期或被迫出售，或银行放贷减少。",
)
AT = Text(en="Calm at {where}.", zh="平静之处：{where}。")
FRAMED = Text(en="{low} to {high} where calm", zh="平静处{low}至{high}")
OUTSIDE = Text(en="{low} to {high} elsewhere", zh="他处{low}至{high}")
OVERHEAD = "alignment_overhead"
LEVERS = ("replacement_rate", "adoption_speed")  # of the plane on which a calm corner is looked for
AT_REST = {"mortgage_arrears": 0.0, "forced_sales": 0.0, "credit_tightness": 1.0}  # what is looked at, where nothing is amiss
ROOM_OF_PLANE = 0.95
LETTERS = 15  # columns of a heat map that leave room for numbers


def numeric(design: Design) -> list[str]:
    """The varied parameters that are numbers, those with most values first."""
    names = [name for name in design.axes if not isinstance(parameters.table()[name].default, bool | str)]
    return sorted(names, key=lambda name: -len(values_of(design, name)))


def values_of(design: Design, name: str) -> list[Any]:
    """The values that a parameter has, in the order of the design."""
    return list(dict.fromkeys(point[name] for point in design.points))


def is_grid(design: Design) -> bool:
    """Whether lines can be drawn: a grid with a number among what varies."""
    return design.kind == "grid" and bool(numeric(design))


def is_square(design: Design) -> bool:
    """Whether a heat map can be drawn: a grid over two numbers or more."""
    return design.kind == "grid" and len(numeric(design)) > 1


def is_random(design: Design) -> bool:
    """Whether points lie at random between the ends of numbers."""
    return design.kind in ("lhs", "sobol") and bool(numeric(design))


def weighs_checks(design: Design) -> bool:
    """Whether there is a best overhead to look for: a grid of one scenario with three values of it or more."""
    return is_grid(design) and not design.against and OVERHEAD in design.axes and len(values_of(design, OVERHEAD)) > 2


def lines(sheet: Sheet) -> Drawn:
    """Outcomes over one parameter, a line a value of the next; others are held at their first value."""
    design, found = _found(sheet)
    across, *others = [*numeric(design)[:1], *(name for name in design.axes if name != numeric(design)[0])]
    many = values_of(design, others[0]) if others else [None]
    kept = _few(many)
    held = {name: values_of(design, name)[0] for name in others[1:]}
    rows, said = [], []
    for measure, panel in sheet.panels.items():
        unit, values = _unit(sheet, design, measure), found.of(measure) * sheet.unit(measure).times
        _head(sheet, panel, found, measure, unit)
        parts = []
        for number, value in enumerate(kept):
            chosen = {**held, **({others[0]: value} if others else {})}
            at = _where(design, chosen)
            x = np.array([design.points[i][across] for i in at], np.float64)
            levels = np.quantile(values[at], list(QUANTILES.values()), axis=1)
            look = _look(number, written({others[0]: value}) if others else "")
            _band(panel, x, levels, look, sheet.weight)
            settings = [written({across: design.points[i][across], **chosen}) for i in at]
            rows += [
                (measure, setting, unit, *column) for setting, column in zip(settings, levels.T.tolist(), strict=True)
            ]
            label = look.label or sheet.title(measure)
            ends = {"low": spoken(float(levels[2, 0])), "high": spoken(float(levels[2, -1]))}
            parts.append(sheet.say(RANGE, label=label, **ends))
        if design.against:
            panel.axhline(0.0, color="black", linewidth=1.4, zorder=1.5)
        _floor(sheet, panel, across)
        said.append(sheet.sentence(panel.get_title(loc="left"), parts))
    notes = [*_about(sheet, design, found), sheet.say(LINES if len(found.seeds) > 1 else LINE)]
    notes += [sheet.say(HELD, held=written(held))] if held else []
    return Drawn(notes, table(rows, ("panel", "point", "unit", *QUANTILES)), said)


def checks(sheet: Sheet) -> Drawn:
    """What checks of AI bring and cost: outcomes over the overhead, and where the first of them is highest, a line a "
    "value of the next."""
    design, found = _found(sheet)
    held = {name: values_of(design, name)[0] for name in design.axes if name != OVERHEAD}
    others = [*(name for name in numeric(design) if name in held), *held]
    kept = _few(values_of(design, others[0])) if others else [None]
    chosen = [{**held, **({others[0]: value} if others else {})} for value in kept]
    x = np.sort(np.array(values_of(design, OVERHEAD), np.float64))
    at = [[_where(design, {**one, OVERHEAD: value})[0] for value in x.tolist()] for one in chosen]
    leading = next(iter(sheet.panels))
    best = [int(found.of(leading)[rows].mean(axis=1).argmax()) for rows in at]
    rows, said = [], []
    for measure, panel in sheet.panels.items():
        unit, values = _unit(sheet, design, measure), found.of(measure) * sheet.unit(measure).times
        parts = []
        for number, (points, top) in enumerate(zip(at, best, strict=True)):
            look = _look(number, written({others[0]: kept[number]}) if others else "")
            means = values[points].mean(axis=1)
            if len(found.seeds) > 1:
                panel.plot(x, values[points], color=look.colour, linewidth=0.7 * sheet.weight, alpha=0.35, zorder=2)
            panel.axvline(x[top], color=look.colour, linestyle="dotted", linewidth=1.6 * sheet.weight, zorder=2)
            _line(panel, x, means, look, sheet.weight)
            settings = [written({OVERHEAD: value, **chosen[number]}) for value in x.tolist()]
            ends = values[points].min(axis=1).tolist(), values[points].max(axis=1).tolist()
            numbers = zip(settings, means.tolist(), *ends, strict=True)
            rows += [(measure, setting, unit, *some) for setting, *some in numbers]
            part = (
                _best(sheet, measure, x, values[points], top)
                if measure == leading
                else _along(sheet, measure, x, means, top)
            )
            parts.append(sheet.say(OF_LINE, line=look.label, said=part) if look.label else part)
        sentence = sheet.listed(parts)
        sheet.headline(panel, sentence, unit)
        _floor(sheet, panel, OVERHEAD)
        said.append(sentence + ("." if sheet.lang == "en" else "。"))
    notes = [*_about(sheet, design, found)[:1], sheet.say(MEANS if len(found.seeds) > 1 else MEAN)]
    notes += [sheet.say(HELD, held=written(held))] if len(held) > 1 else []
    return Drawn(notes, table(rows, ("panel", "point", "unit", "mean", "lowest", "highest")), said)


def _best(sheet: Sheet, measure: str, x: Floats, values: Floats, top: int) -> str:
    """Where an outcome is highest, and by how much above what it is at both ends. ``values`` [overhead, seed]."""
    said = {"label": sheet.title(measure), "at": f"{x[top]:g}", "first": f"{x[0]:g}", "last": f"{x[-1]:g}"}
    if top in (0, x.size - 1):
        return sheet.say(LAST if top else FIRST, **said)
    unit, clear = sheet.unit(measure), True
    for name, end in (("gain", 0), ("loss", -1)):
        gaps = values[top] - values[end]
        mean = float(gaps.mean())
        half = half_width(gaps) if gaps.size > 1 else 0.0
        clear = clear and gaps.size > 1 and mean > half
        ends = {"mean": spoken(mean), "low": spoken(mean - half), "high": spoken(mean + half)}
        said[name] = sheet.say(BETWEEN, **ends) if gaps.size > 1 else ends["mean"]
    return sheet.say(INSIDE if clear else UNCLEAR, unit=(unit.gap or unit).of(sheet.lang), **said)


def _along(sheet: Sheet, measure: str, x: Floats, means: Floats, top: int) -> str:
    """An outcome at the ends, and between them where another is highest."""
    first, last = f"{x[0]:g}", f"{x[-1]:g}"
    low, middle, high = (spoken(float(means[place])) for place in (0, top, -1))
    if top in (0, x.size - 1):
        return sheet.say(RANGE, label=sheet.title(measure), low=low, high=high)
    label = sheet.title(measure)
    return sheet.say(ALONG, label=label, first=first, low=low, at=f"{x[top]:g}", middle=middle, last=last, high=high)


def heat(sheet: Sheet) -> Drawn:
    """Means over two parameters as colours, a panel a measure; others are held at their first value."""
    design, found = _found(sheet)
    across, up = numeric(design)[:2]
    xs, ys = values_of(design, across), values_of(design, up)
    held = {name: values_of(design, name)[0] for name in design.axes if name not in (across, up)}
    rows, said = [], []
    for measure, panel in sheet.panels.items():
        unit, values = _unit(sheet, design, measure), found.of(measure) * sheet.unit(measure).times
        place = {(design.points[i][across], design.points[i][up]): i for i in _where(design, held)}
        cells = np.array([[place[x, y] for x in xs] for y in ys])
        means = values.mean(axis=1)[cells]
        clear = _clear(values)[cells] if design.against else np.full(cells.shape, True)
        image = panel.imshow(means, origin="lower", aspect="auto", **_shade(means, signed=bool(design.against)))
        beside = panel.inset_axes((1.02, 0.0, 0.05, 1.0))
        panel.get_figure(root=True).colorbar(image, cax=beside)  # type: ignore[union-attr]
        _head(sheet, panel, found, measure, unit)
        panel.grid(visible=False)
        panel.set_xticks(*_ticks(xs))
        panel.set_yticks(*_ticks(ys))
        panel.set_xlabel(across)
        panel.set_ylabel(up)
        _numbers(panel, image, means, clear, (0.9 if means.shape[1] < 8 else 0.62) * sheet.picture.font)
        for j, i in product(range(len(ys)), range(len(xs))):
            sure = "" if not design.against else "different" if clear[j, i] else "no detectable difference"
            rows.append((measure, across, xs[i], up, ys[j], unit, float(means[j, i]), sure))
        ends = {"low": spoken(float(means.min())), "high": spoken(float(means.max()))}
        said.append(sheet.sentence(panel.get_title(loc="left"), [sheet.say(RANGE, label=f"{across} x {up}", **ends)]))
    notes = [*_about(sheet, design, found), sheet.say(HEAT)]
    notes += [sheet.say(UNSURE)] if design.against and len(found.seeds) > 1 else []
    notes += [sheet.say(HELD, held=written(held))] if held else []
    return Drawn(notes, table(rows, ("panel", "x", "x_value", "y", "y_value", "unit", "mean", "verdict")), said)


def looks_for_calm(design: Design) -> bool:
    """Whether it is the plane of benefits by speed of adoption, of one scenario."""
    return is_square(design) and not design.against and set(numeric(design)[:2]) == set(LEVERS)


def calm_points(found: Sample) -> Any:
    """At which points nobody is late or has to sell, and the bank lends as ever: each to within the smallest effect of interest, in the
    mean of the months looked at and of the seeds. An array [point]."""
    effects = register.read().effects
    gaps = {name: np.abs(found.of(name).mean(axis=1) - level) - effects[name].of(level) for name, level in AT_REST.items()}
    return np.all([gap < 0.0 for gap in gaps.values()], axis=0)


def plane(sheet: Sheet) -> Drawn:
    """Outcomes over benefits and the speed of adoption, with the corner where the cascade stays away framed."""
    design, found = _found(sheet)
    drawn = heat(sheet)
    across, up = numeric(design)[:2]
    xs, ys = values_of(design, across), values_of(design, up)
    held = {name: values_of(design, name)[0] for name in design.axes if name not in (across, up)}
    calm = calm_points(found)
    shown = _where(design, held)
    rest = {(design.points[i][across], design.points[i][up]): bool(calm[i]) for i in shown}
    cells = np.array([[rest[x, y] for x in xs] for y in ys])
    said = []
    for measure, panel in sheet.panels.items():
        for j, i in zip(*np.nonzero(cells), strict=True):
            edges = [(j, i - 1, (i - 0.5, i - 0.5), (j - 0.5, j + 0.5)), (j, i + 1, (i + 0.5, i + 0.5), (j - 0.5, j + 0.5)),
                     (j - 1, i, (i - 0.5, i + 0.5), (j - 0.5, j - 0.5)), (j + 1, i, (i - 0.5, i + 0.5), (j + 0.5, j + 0.5))]  # fmt: skip
            for row, column, x, y in edges:  # of the corner as a whole: none between two cells of it
                inside = 0 <= row < len(ys) and 0 <= column < len(xs)
                if not (inside and cells[row, column]):
                    panel.plot(x, y, color=COLOURS["vermillion"], linewidth=3.0 * sheet.weight, zorder=5, clip_on=False)
        unit, values = sheet.unit(measure), found.of(measure).mean(axis=1) * sheet.unit(measure).times
        parts = [
            sheet.say(word, **{key: spoken(float(of)) for key, of in (("low", values[at].min()), ("high", values[at].max()))})
            for word, at in ((FRAMED, [i for i in shown if calm[i]]), (OUTSIDE, [i for i in shown if not calm[i]]))
            if at
        ]
        sentence = f"{sheet.title(measure)}{'' if sheet.lang == 'zh' else ' '}{sheet.listed(parts)}"
        sheet.headline(panel, f"{sentence} [{unit.of(sheet.lang)}]", up, ROOM_OF_PLANE)
        panel.grid(visible=False)
        said.append(sheet.ended(sentence))
    spans = [(y, [x for x in xs if rest[x, y]]) for y in ys]
    where = sheet.listed(f"{up} {y:g}, {across} {', '.join(f'{x:g}' for x in some)}" for y, some in spans if some)
    note = sheet.say(CALM if where else NO_CALM, some=int(cells.sum()), all=cells.size)
    numbers = drawn.numbers.assign(calm=[bool(rest[x, y]) for x, y in zip(drawn.numbers["x_value"], drawn.numbers["y_value"], strict=True)])
    notes = [*_about(sheet, design, found)[:1], sheet.say(HEAT), note, *([sheet.say(HELD, held=written(held))] if held else [])]
    return Drawn(notes, numbers, [*([sheet.say(AT, where=where)] if where else []), *said])


def scatter(sheet: Sheet) -> Drawn:
    """Every random point, a panel a measure, in it a part a parameter with the mean of each fifth."""
    design, found = _found(sheet)
    names = numeric(design)[:STRONG]
    rows, said = [], []
    for measure, panel in sheet.panels.items():
        unit, values = _unit(sheet, design, measure), found.of(measure) * sheet.unit(measure).times
        means = values.mean(axis=1)
        panel.set_axis_off()
        parts: list[str] = []
        first: Axes | None = None
        for place, name in enumerate(names):
            part = panel.inset_axes((place / len(names), 0.0, 0.92 / len(names), 1.0), sharey=first)
            first = first or part
            x = np.array([point[name] for point in design.points], np.float64)
            part.plot(
                x, means, linestyle="", marker="o", markersize=3.5 * sheet.weight, color=COLOURS["blue"], alpha=0.5
            )
            middles, levels, halves = _fifths(x, means)
            look = _look(1, "")
            part.errorbar(
                middles, levels, yerr=halves, color=look.colour, linewidth=2.2 * sheet.weight, capsize=4, zorder=4
            )
            part.set_xlabel(name)
            part.grid(axis="y")
            if place == 0:
                _head(sheet, part, found, measure, unit)
            else:
                part.tick_params(labelleft=False)
            rows += [
                (measure, name, unit, *numbers)
                for numbers in zip(
                    middles.tolist(),
                    levels.tolist(),
                    (levels - halves).tolist(),
                    (levels + halves).tolist(),
                    strict=True,
                )
            ]
            ends = {"low": spoken(float(levels[0])), "high": spoken(float(levels[-1]))}
            parts.append(sheet.say(RANGE, label=name, **ends))
        said.append(sheet.sentence(f"{sheet.title(measure)} [{unit}]", parts))
    return Drawn(
        [*_about(sheet, design, found), sheet.say(SCATTER)],
        table(rows, ("panel", "parameter", "unit", "at", "mean", "low", "high")),
        said,
    )


def _found(sheet: Sheet) -> tuple[Design, Sample]:
    design = design_of(sheet.results.folder)
    assert design is not None  # such figures are drawn of folders of points alone
    return design, sample(design, sheet.results)


def _unit(sheet: Sheet, design: Design, measure: str) -> str:
    unit = sheet.unit(measure)
    return (unit.gap or unit if design.against else unit).of(sheet.lang)


def _head(sheet: Sheet, panel: Axes, found: Sample, measure: str, unit: str) -> None:
    """Title of a panel, with its unit and how much of it is chance."""
    sheet.head(panel, sheet.title(measure), unit)
    if len(found.seeds) > 1:
        share = sheet.say(CHANCE, share=percent(found.shares(measure).seeds))
        panel.set_title(f"{panel.get_title(loc='left')}  ({share})", loc="left")


def _about(sheet: Sheet, design: Design, found: Sample) -> list[str]:
    tail, seeds = sheet.results.window, seeds_said([len(found.seeds)], sheet.lang)
    notes = [sheet.say(ABOUT, what=design.what(sheet.lang), tail=tail, seeds=seeds)]
    return notes + ([sheet.say(CHANCES)] if len(found.seeds) > 1 else [])


def _where(design: Design, chosen: dict[str, Any]) -> list[int]:
    """The points with these settings."""
    return [i for i, point in enumerate(design.points) if all(point[name] == value for name, value in chosen.items())]


def _few(many: Sequence[Any]) -> list[Any]:
    """So many of the values that their lines can be told apart, the first and the last among them."""
    return [many[i] for i in np.unique(np.linspace(0, len(many) - 1, min(STRONG, len(many))).round().astype(int))]


def _look(number: int, label: str) -> Look:
    """How the line of this number is drawn."""
    colours, dashes = (
        ("blue", "vermillion", "purple", "black", "orange"),
        ("solid", "dashed", "dashdot", "dotted", "solid"),
    )
    return Look(label, COLOURS[colours[number]], DASHES[dashes[number]], list(MARKERS.values())[number], strong=True)


def _band(panel: Axes, x: Floats, levels: Floats, look: Look, weight: float) -> None:
    """Median and bands of one line, with its label at the end."""
    for (low, high), density in BANDS.items():
        panel.fill_between(x, levels[low], levels[high], color=look.colour, alpha=density, linewidth=0, zorder=2)
    _line(panel, x, levels[2], look, weight)


def _line(panel: Axes, x: Floats, y: Floats, look: Look, weight: float) -> None:
    """One line, with its label at the end."""
    (line,) = panel.plot(x, y, color=look.colour, linestyle=look.dash, linewidth=2.2 * weight, zorder=3)
    line.set(marker=look.marker, markersize=5.5 * weight, markeredgecolor="white", markeredgewidth=0.6, gid=look.label)
    if look.label:
        typography.label_end(panel, float(y[-1]), look.label, look.ink)


def _floor(sheet: Sheet, panel: Axes, across: str) -> None:
    """The name of the parameter under the lowest panels."""
    place = panel.get_subplotspec()
    if place is not None and place.is_last_row():
        panel.set_xlabel(f"{across}  [{parameters.table()[across].unit}]" if sheet.lang == "en" else across)


def _ticks(values: Sequence[Any]) -> tuple[list[int], list[str]]:
    """Places and texts of at most eleven values of an axis."""
    step = -(-len(values) // 11)
    return list(range(0, len(values), step)), [f"{value:.4g}" for value in values[::step]]


def _shade(means: Floats, *, signed: bool) -> dict[str, Any]:
    """Colours: from vermillion through white to blue around zero for differences, else dark to light."""
    if not signed:
        return {"cmap": "cividis"}
    most = max(float(np.abs(means).max()), 1e-12)
    scale = LinearSegmentedColormap.from_list("gap", [COLOURS["vermillion"], "#FFFFFF", COLOURS["blue"]])
    return {"cmap": scale, "norm": TwoSlopeNorm(0.0, -most, most)}


def _numbers(panel: Axes, image: Any, means: Floats, clear: Any, size: float) -> None:
    """The mean in every cell, where there is room, in black or white by what is behind it."""
    if means.shape[1] > LETTERS:
        return
    for (j, i), mean in np.ndenumerate(means):
        red, green, blue, _ = image.cmap(image.norm(mean))
        ink = "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"
        text = spoken(float(mean))
        panel.text(i, j, text if clear[j, i] else f"({text})", ha="center", va="center", fontsize=size, color=ink)


def _clear(values: Floats) -> Any:
    """At which points the interval of the mean over seeds is clear of zero."""
    if values.shape[1] < 2:
        return np.full(len(values), True)
    return np.array([abs(float(row.mean())) > half_width(row) for row in values])


def _fifths(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Of each fifth of the points by ``x``: mean of x, mean of y, half its 95 % interval."""
    parts = [part for part in np.array_split(np.argsort(x, kind="stable"), 5) if part.size]
    halves = [half_width(y[part]) if part.size > 1 else 0.0 for part in parts]
    return np.array([x[part].mean() for part in parts]), np.array([y[part].mean() for part in parts]), np.array(halves)
