"""Figures of a programme of points: what each adds to each outcome, alone and missing, and which pairs complement each other."""

from collections.abc import Sequence
from math import cos, pi, sin

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.patches import Rectangle

from sim.base.declared import Text
from sim.base.estimates import ROUNDING
from sim.base.tables import wrapped
from sim.charts import typography
from sim.charts.sheet import COLOURS, PALE, Drawn, Sheet, rounded, spoken, table
from sim.experiments import points
from sim.experiments.points import ABLATION, Estimate, Found, estimate, label
from sim.runs.results import Results, seeds_said

CELLS = "all"  # the panel of the heat map
EFFECTS = ("alone", "missing")
BARS = {"alone": COLOURS["blue"], "missing": COLOURS["orange"]}
SHADES = LinearSegmentedColormap.from_list("sides", [COLOURS["vermillion"], "white", COLOURS["blue"]])
EDGES = 5  # pairs of a graph that are drawn
WIDE = 11  # letters of a point's name in a line above a column
ROOM = 0.85  # of a panel's width for its sentence
DARK = 0.62  # of the strongest shade: letters on darker ones are white
SIDES = Text(
    en="Means over the last {window} of {months} months, {size}, paired by seed; computed {date} by {command}.",
    zh="{months}个月中最后{window}个月的均值，{size}，逐种子配对；{date}由{command}计算。",
)
SIZE = Text(en="{seeds}, {workers:,} workers", zh="{seeds}、{workers:,}名劳动者")
ADDS = Text(
    en="Shapley value: what a point adds to those in force before it, the mean over all orders of the ten. Each row adds up to its last "
    "cell, all of them less none. Colour: beside the largest of the row, blue adds, vermillion takes away; white, in brackets: the 95 % "
    "interval over seeds holds zero.",
    zh="Shapley值：一条在已生效各条之上的增量，对全部引入次序取均值。每行之和即末格：全部减无。颜色：相对于该行最大者，蓝为增，"
    "朱红为减；白底括号：种子间95%区间含零。",
)
ALONE = Text(
    en="Blue: the point alone less none; orange: all less all but the point (seizure: with clusters public). Line: 95 % interval; pale "
    "bar: it holds zero.",
    zh="蓝：仅该条减无；橙：全部减缺该条（没收一行以算力公有为底）。线：95%区间；浅色条：区间含零。",
)
OTHER = Text(en="Diamond: the same of {size}.", zh="菱形：{size}的同一结果。")
TOGETHER = Text(
    en="Interaction of two points: what they add together beyond what each adds by itself, the mean over all sets of the others. "
    "The {count} strongest; blue, solid: they complement each other; vermillion, dashed: one takes the other's place; grey: the 95 % "
    "interval holds zero.",
    zh="两条的交互：合力超出各自增量之和的部分，对其余各条的全部组合取均值。最强的{count}对；蓝实线：互补；朱红虚线：相互替代；"
    "灰：95%区间含零。",
)
KEY = Text(en="Points: {names}.", zh="各条：{names}。")
MOST = Text(
    en="{name} moves most outcomes: {count} of {all} with an interval clear of zero",
    zh="{name}改变的结果最多：{all}项中{count}项的区间不含零",
)
UNCLEAR = Text(en="No point moves an outcome clear of chance", zh="没有一条对结果的改变超出偶然")
STRONG = Text(en="{name} {value}", zh="{name} {value}")
BOTH = Text(en="{outcome}: alone {alone}; missed {missing}", zh="{outcome}：单独{alone}；缺失{missing}")
PAIR = Text(en="{outcome}: {first} and {second} {value}", zh="{outcome}：{first}与{second} {value}")
NO_PAIR = Text(en="{outcome}: no pair clear of chance", zh="{outcome}：无一对超出偶然")
NOBODY = Text(en="none clear of chance", zh="无一超出偶然")
ALL = Text(en="All less none", zh="全部减无")
SAID = Text(en="{outcome} [{unit}]: {parts}, all {whole}", zh="{outcome}［{unit}］：{parts}，全部{whole}")
VERDICTS = {True: "clear of zero", False: "holds zero"}


def whole(results: Results) -> list[str]:
    """The panel of the heat map, where the folder has every combination."""
    return [CELLS] if points.is_programme(results.folder) and points.read(results.folder).complete else []


def every(results: Results) -> list[str]:
    """A panel an outcome of the ablation, where the folder has every combination."""
    return compared(results) if whole(results) else []


def compared(results: Results) -> list[str]:
    """A panel an outcome of the ablation, where the folder has a programme."""
    return points.read(results.folder).about.ablation if points.is_programme(results.folder) else []


def shapley(sheet: Sheet) -> Drawn:
    """A row an outcome and a column a point: what each point adds, and at the end what all do."""
    found, panel = points.read(sheet.results.folder), sheet.panels[CELLS]
    count, rows, said = len(found.points), [], []
    clear = np.zeros((len(found.outcomes), count), bool)
    for at, outcome in enumerate(found.outcomes):
        times, unit, name = _unit(sheet, found, outcome)
        each = [estimate(times * found.shapley[point, :, at]) for point in range(count)]
        total = estimate(times * (found.worth[-1] - found.worth[0])[:, at])
        largest = max(max(abs(one.mean) for one in each), 1e-300)
        for point, one in enumerate([*each, total]):
            sure = one.clear and abs(one.mean) > ROUNDING * largest
            shade = 0.0 if point == count else one.mean / largest
            _cell(sheet, panel, (point + 0.35 * (point == count), at), one, shade if sure else 0.0, sure=sure)
            who = point + 1 if point < count else "all"
            rows.append((outcome, who, unit, one.mean, one.low, one.high, VERDICTS[sure]))
        clear[at] = [one.clear and abs(one.mean) > ROUNDING * largest for one in each]
        parts = [f"{number} {spoken(one.mean, signed=True)}" for number, one in enumerate(each, start=1)]
        said.append(sheet.ended(sheet.say(
            SAID, outcome=name, unit=unit, parts=(", " if sheet.lang == "en" else "，").join(parts),
            whole=spoken(total.mean, signed=True),
        )))  # fmt: skip
    heads = ["\n".join(wrapped(label(number, point, sheet.lang), WIDE)) for number, point in enumerate(found.points, start=1)]
    heads.append("\n".join(wrapped(ALL.of(sheet.lang), WIDE)))
    names = [f"{name}  [{unit}]" for outcome in found.outcomes for _, unit, name in [_unit(sheet, found, outcome)]]
    small = 0.85 * sheet.picture.font
    panel.set_xticks([*range(count), count + 0.35], heads, rotation=90, fontsize=small)
    panel.xaxis.tick_top()
    panel.set_yticks(range(len(names)), ["\n".join(wrapped(name, 30)) for name in names], fontsize=small)
    _bare(panel, (-0.5, count + 0.85), (len(names) - 0.5, -0.5))
    best = int(clear.sum(axis=0).argmax())
    counts = {"name": label(best + 1, found.points[best], sheet.lang), "count": int(clear[:, best].sum()), "all": len(found.outcomes)}
    lead = sheet.say(MOST, **counts) if clear.any() else sheet.say(UNCLEAR)
    columns = ("outcome", "point", "unit", "shapley value", "low", "high", "verdict")
    return Drawn([sheet.ended(lead), sheet.say(ADDS), _sides(sheet, found)], table(rows, columns), said)


def bars(sheet: Sheet) -> Drawn:
    """A panel an outcome: of each point what it does alone, and what is missing without it."""
    found = points.read(sheet.results.folder)
    folder = sheet.results.folder
    beside = points.other_of(found, folder.parent if folder.name == ABLATION else folder / ABLATION)
    rows, said = [], []
    for number, (outcome, panel) in enumerate(sheet.panels.items()):
        times, unit, name = _unit(sheet, found, outcome)
        leads = {}
        panel.axvline(0.0, color="black", linewidth=1.2 * sheet.weight)
        for effect, shift in zip(EFFECTS, (-0.19, 0.19), strict=True):
            each = _each(found, outcome, effect, times)
            others = _each(beside, outcome, effect, times) if beside else []
            for point, one in enumerate(each):
                _bar(sheet, panel, point + shift, one, BARS[effect])
                rows.append((outcome, point + 1, effect, *found.size().values(), unit, one.mean, one.low, one.high, VERDICTS[one.clear]))
            for point, one in enumerate(others):
                panel.plot(
                    [one.mean], [point + shift], marker="D", markersize=3.4 * sheet.weight, color="white", markeredgecolor="black",
                    markeredgewidth=0.8 * sheet.weight, zorder=4,
                )  # fmt: skip
                size = beside.size().values() if beside else ()
                rows.append((outcome, point + 1, effect, *size, unit, one.mean, one.low, one.high, VERDICTS[one.clear]))
            leads[effect] = _lead(sheet, found, each)
        first = number % sheet.picture.columns == 0
        names = [typography.cut(label(at, point, sheet.lang), 22) for at, point in enumerate(found.points, start=1)]
        panel.set_yticks(range(len(names)), names if first else [str(at) for at in range(1, len(names) + 1)])
        panel.set_ylim(len(names) - 0.4, -0.6)
        panel.tick_params(axis="y", length=0)
        panel.locator_params(axis="x", nbins=4)
        sentence = sheet.say(BOTH, outcome=name, **leads)
        sheet.headline(panel, sentence, "", ROOM)
        panel.grid(visible=False, axis="y")
        panel.grid(visible=True, axis="x")
        panel.set_xlabel(unit)
        said.append(sheet.ended(sentence))
    columns = ("outcome", "point", "effect", "workers", "seeds", "months", "unit", "mean", "low", "high", "verdict")
    notes = [sheet.say(ALONE)]
    notes += [sheet.say(OTHER, size=_size(sheet, beside))] if beside else []
    return Drawn([*notes, _sides(sheet, found)], table(rows, columns), said)


def pairs(sheet: Sheet) -> Drawn:
    """A panel an outcome: points around a circle, the pairs with the strongest interactions joined."""
    found = points.read(sheet.results.folder)
    count, rows, said = len(found.points), [], []
    places = [(sin(2 * pi * one / count), cos(2 * pi * one / count)) for one in range(count)]
    for outcome, panel in sheet.panels.items():
        times, unit, name = _unit(sheet, found, outcome)
        at = found.outcomes.index(outcome)
        each = [estimate(times * values) for values in found.interactions[:, :, at]]
        largest = max(abs(one.mean) for one in each)
        order = sorted(range(len(each)), key=lambda place: (not each[place].clear, -abs(each[place].mean)))
        drawn = [place for place in order[:EDGES] if abs(each[place].mean) > ROUNDING * max(largest, 1e-300)]
        for place in reversed(drawn):
            one, (first, second) = each[place], found.pairs[place]
            colour = PALE if not one.clear else COLOURS["blue" if one.mean > 0.0 else "vermillion"]
            xs, ys = zip(places[first - 1], places[second - 1], strict=True)
            width = (0.8 + 4.2 * abs(one.mean) / largest) * sheet.weight if one.clear else 0.8 * sheet.weight
            dash = "-" if one.mean > 0.0 else (0, (2.2, 1.2))
            panel.plot(xs, ys, color=colour, linewidth=width, linestyle=dash, zorder=2, gid=f"{first} {second}")
        for number, (x, y) in enumerate(places, start=1):
            panel.plot([x], [y], marker="o", markersize=1.7 * sheet.picture.font, color="white", markeredgecolor=typography.AXIS, zorder=3)
            panel.text(x, y, str(number), ha="center", va="center", zorder=4, fontsize=0.9 * sheet.picture.font)
        _bare(panel, (-1.25, 1.25), (-1.25, 1.25))
        panel.set_xticks([])
        panel.set_yticks([])
        panel.set_aspect("equal")
        best = each[order[0]]
        sentence = sheet.say(NO_PAIR, outcome=name)
        if best.clear and drawn:
            first, second = found.pairs[order[0]]
            sentence = sheet.say(PAIR, outcome=name, first=first, second=second, value=f"{_value(best)} {unit}")
        sheet.headline(panel, sentence, "")
        panel.grid(visible=False)
        said.append(sheet.ended(sentence))
        rows += [(outcome, *found.pairs[place], unit, *vars(each[place]).values(), VERDICTS[each[place].clear]) for place in order]
    names = sheet.listed(label(number, point, sheet.lang) for number, point in enumerate(found.points, start=1))
    columns = ("outcome", "first", "second", "unit", "interaction", "low", "high", "verdict")
    notes = [sheet.say(TOGETHER, count=EDGES), sheet.say(KEY, names=names), _sides(sheet, found)]
    return Drawn(notes, table(rows, columns), said)


def _each(found: Found, outcome: str, effect: str, times: float) -> list[Estimate]:
    """One effect of every point on an outcome."""
    at = found.outcomes.index(outcome)
    return [estimate(times * found.effect(point, effect)[:, at]) for point in range(len(found.points))]


def _lead(sheet: Sheet, found: Found, each: Sequence[Estimate]) -> str:
    """The point with the largest effect of those that are clear of zero, and the effect."""
    clear = [number for number, one in enumerate(each, start=1) if one.clear]
    if not clear:
        return sheet.say(NOBODY)
    best = max(clear, key=lambda number: abs(each[number - 1].mean))
    return sheet.say(STRONG, name=label(best, found.points[best - 1], sheet.lang), value=_value(each[best - 1]))


def _value(one: Estimate) -> str:
    return rounded(one.mean, (one.high - one.low) / 2.0)


def _unit(sheet: Sheet, found: Found, outcome: str) -> tuple[float, str, str]:
    """What a difference is multiplied by, its unit, and the label of the outcome."""
    known = next(one for one in found.about.outcomes if one.name == outcome)
    unit = sheet.plots.unit(known.unit)
    return unit.times, (unit.gap or unit).of(sheet.lang), known.label[sheet.lang]


def _size(sheet: Sheet, found: Found) -> str:
    return sheet.say(SIZE, seeds=seeds_said([len(found.seeds)], sheet.lang), workers=found.about.workers)


def _sides(sheet: Sheet, found: Found) -> str:
    """What it was made of, when, and by which command."""
    about = found.about
    return sheet.say(
        SIDES, window=about.window, months=about.months, size=_size(sheet, found), date=about.date, command=about.command
    )


def _cell(sheet: Sheet, panel: Axes, place: tuple[float, float], one: Estimate, shade: float, *, sure: bool) -> None:
    """One number on its ground."""
    x, y = place
    colour = to_hex(SHADES(Normalize(-1.0, 1.0)(shade)))
    panel.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=colour, edgecolor=typography.GRID, gid=VERDICTS[sure]))
    text = _short(one.mean)
    ink = "white" if abs(shade) > DARK else "black" if sure else typography.AXIS
    panel.text(x, y, text if sure else f"({text})", ha="center", va="center", color=ink, fontsize=0.78 * sheet.picture.font)


def _short(value: float) -> str:
    """With two digits that count: a cell has no room for more.

    >>> [_short(value) for value in (0.01234, -12.34, 0.0, 1234.0, 0.5, -3.0, -0.00042)]
    ['+0.012', '−12', '0', '+1,234', '+0.50', '−3.0', '−4e−04']
    """
    if abs(value) < 0.0005:
        return f"{value:+.0e}".replace("-", "−") if value else "0"
    places = 0 if abs(value) >= 9.95 else 1 if abs(value) >= 0.995 else 2 if abs(value) >= 0.0995 else 3
    return f"{value:+,.{places}f}".replace("-", "−")


def _bar(sheet: Sheet, panel: Axes, y: float, one: Estimate, colour: str) -> None:
    """A mean with its interval."""
    panel.barh(y, one.mean, height=0.34, facecolor=colour, alpha=1.0 if one.clear else 0.3, zorder=2, gid=VERDICTS[one.clear])
    if one.low == one.low:
        panel.plot([one.low, one.high], [y, y], color="black", linewidth=1.1 * sheet.weight, zorder=3)


def _bare(panel: Axes, across: tuple[float, float], up: tuple[float, float]) -> None:
    """Rows and columns with names instead of axes."""
    panel.tick_params(axis="both", length=0)
    for side in ("left", "bottom", "top", "right"):
        panel.spines[side].set_visible(False)
    panel.set_xlim(*across)
    panel.set_ylim(*up)
    panel.grid(visible=False)
