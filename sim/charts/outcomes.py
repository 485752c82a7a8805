"""Figures of end outcomes: every scenario beside the reference, and two causes taken apart."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.base.estimates import half_width
from sim.charts import typography
from sim.charts.sheet import Drawn, Look, Sheet, rounded, spoken, table
from sim.runs import pairing
from sim.runs.results import seed_text

OUTCOMES = Text(
    en="Means over the last {tail} months, {seeds}. Upright line: {reference}, with the 95 % interval of its mean. "
    "Mark: the scenario; bar: 95 % interval of its difference, paired by seed. "
    "Hollow mark: no detectable difference.",
    zh="最后{tail}个月的均值，{seeds}。竖线：{reference}及其均值的95%区间。标记：各情景；"
    "横条：逐种子配对差的95%区间。空心标记：未检出差异。",
)
SQUARE = Text(
    en="Means over the last {tail} months, {seeds}. Left: the four scenarios, with the 95 % interval of the mean. "
    "Right: each cause by itself, the other held fixed; bar: 95 % interval of the difference, paired by seed. "
    "Hollow mark: no detectable difference.",
    zh="最后{tail}个月的均值，{seeds}。左：四个情景及均值的95%区间。右：固定另一因素时单一因素的作用；"
    "横条：逐种子配对差的95%区间。空心标记：未检出差异。",
)
STANDS = Text(en="{label} {value}", zh="{label} {value}")
DIFFERS = Text(
    en="{label} {value} (difference {gap}, 95 % interval {low} to {high})",
    zh="{label} {value}（差{gap}，95%区间{low}至{high}）",
)
EFFECT = Text(en="{label} {gap} (95 % interval {low} to {high})", zh="{label} {gap}（95%区间{low}至{high}）")
OWNERS = Text(en="private", zh="私有"), Text(en="public", zh="公有")
PASSED = Text(en="passed on", zh="让利"), Text(en="kept", zh="自留")
CAUSES = (
    Text(en="Ownership: public - private", zh="所有权：公有减私有"),
    Text(en="Pass-through: passed on - kept", zh="让利：让利减自留"),
)


def outcomes(sheet: Sheet) -> Drawn:
    """End outcomes, a row a scenario: from the reference to the scenario, with paired intervals."""
    results, base, weight = sheet.results, sheet.results.reference, sheet.weight
    gaps = pairing.listed(results.differences)
    heights = [-row for row in range(len(sheet.looks))]
    rows, said = [], []
    for number, (measure, panel) in enumerate(sheet.panels.items()):
        unit = sheet.unit(measure)
        start = ends(sheet, base, measure)
        zero = float(start.mean())
        half = half_width(start) if start.size > 1 else 0.0
        panel.axvspan(zero - half, zero + half, color="black", alpha=0.15, linewidth=0)
        panel.axvline(zero, color="black", linewidth=1.4 * weight)
        rows.append((measure, base, unit.of(sheet.lang), zero, 0.0, 0.0, 0.0, "reference"))
        parts = [sheet.say(STANDS, label=sheet.label(base), value=spoken(zero))]
        for y, (name, look) in zip(heights, sheet.looks.items(), strict=True):
            gap = gaps[name, measure]
            mean, low, high = (unit.times * value for value in (gap.mean, gap.low, gap.high))
            clear = gap.verdict in ("higher", "lower")
            panel.plot([zero], [y], marker="o", markersize=4 * weight, color="black", zorder=2.5)
            panel.plot([zero, zero + mean], [y, y], color=look.colour, linewidth=1.4 * weight, alpha=0.6, zorder=2)
            _interval(panel, zero + mean, (zero + low, zero + high), y, look, clear, weight)
            rows.append((measure, name, unit.of(sheet.lang), zero + mean, mean, low, high, gap.verdict))
            words = {key: spoken(x, signed=True) for key, x in (("gap", mean), ("low", low), ("high", high))}
            parts.append(sheet.say(DIFFERS, label=look.label, value=spoken(zero + mean), **words))
        sheet.head(panel, sheet.title(measure), grid="x")
        panel.set_xlabel(unit.of(sheet.lang))
        panel.set_ylim(heights[-1] - 0.6, 0.6)
        first = number % sheet.picture.columns == 0
        panel.set_yticks(heights, [look.label if first else "" for look in sheet.looks.values()])
        _bare(panel)
        for tick, look in zip(panel.get_yticklabels(), sheet.looks.values(), strict=True):
            tick.set(color=look.ink, fontweight="bold" if look.strong else "normal")
        said.append(sheet.sentence(f"{sheet.title(measure)} [{unit.of(sheet.lang)}]", parts))
    tail, seeds = results.window, seed_text(results, sheet.lang)
    columns = ("measure", "scenario", "unit", "value", "difference", "low", "high", "verdict")
    notes = [sheet.say(OUTCOMES, reference=sheet.label(base), seeds=seeds, tail=tail)]
    return Drawn(notes, table(rows, columns), said)


def ends(sheet: Sheet, scenario: str, measure: str, seeds: Sequence[int] | None = None) -> Floats:
    """The end outcome of every run of a scenario (or of these seeds), as it is shown."""
    frame = sheet.results.outcomes
    found = frame[frame["scenario"] == scenario].set_index("seed")[measure]
    chosen = found if seeds is None else found.loc[list(seeds)]
    return np.asarray(chosen.to_numpy(dtype=np.float64) * sheet.unit(measure).times)


def _interval(
    panel: Axes, at: float, ends: tuple[float, float], y: float, look: Look, clear: bool, weight: float
) -> None:
    """A mark with its interval, lying; hollow where the interval holds zero."""
    panel.plot(ends, [y, y], color=look.colour, linewidth=5 * weight, zorder=3)
    (mark,) = panel.plot([at], [y], marker=look.marker, markersize=8 * weight, color=look.colour, zorder=4)
    mark.set(markerfacecolor=look.colour if clear else "white", markeredgewidth=1.6, gid=look.label)


def _bare(panel: Axes) -> None:
    """Rows with names instead of an axis."""
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)


def square(sheet: Sheet) -> Drawn:
    """Two causes taken apart: beside the four outcomes of a 2 x 2 the effect of each cause, the other held fixed.

    The four scenarios stand as private passed on, private kept, public passed on, public kept.
    """
    rows, said = [], []
    names = sheet.picture.strong
    for measure in [key for key in sheet.panels if not key.endswith(EFFECTS)]:
        unit = sheet.unit(measure)
        levels, effects = sheet.panels[measure], sheet.panels[measure + EFFECTS]
        sheet.head(levels, sheet.title(measure), unit.of(sheet.lang))
        parts, gap = [], (unit.gap or unit).of(sheet.lang)
        for name in names:
            values = ends(sheet, name, measure)
            mean, half = float(values.mean()), half_width(values)
            rows.append((measure, "level", name, unit.of(sheet.lang), mean, mean - half, mean + half, ""))
            parts.append(sheet.say(STANDS, label=sheet.label(name), value=spoken(mean)))
        _levels(sheet, levels, [row[4:7] for row in rows[-4:]])
        found = [pairing.apart(sheet.results, names[i], names[j], [measure])[0] for i, j in ((2, 0), (3, 1), (0, 1), (2, 3))]
        labels = [PASSED[0], PASSED[1], OWNERS[0], OWNERS[1]]
        for number, (effect, text) in enumerate(zip(found, labels, strict=True)):
            cause = CAUSES[number // 2].of(sheet.lang)
            mean, low, high = (unit.times * value for value in (effect.mean, effect.low, effect.high))
            rows.append((measure, f"{effect.scenario} - {effect.reference}", "", gap, mean, low, high, effect.verdict))
            words = {key: spoken(x, signed=True) for key, x in (("gap", mean), ("low", low), ("high", high))}
            parts.append(sheet.say(EFFECT, label=f"{cause} ({text.of(sheet.lang)})", **words))
        _effects(sheet, effects, [row[4:] for row in rows[-4:]], [text.of(sheet.lang) for text in labels])
        effects.set_xlabel(gap)
        said.append(sheet.sentence(levels.get_title(loc="left"), parts))
    tail, seeds = sheet.results.window, seed_text(sheet.results, sheet.lang)
    columns = ("measure", "what", "scenario", "unit", "mean", "low", "high", "verdict")
    return Drawn([sheet.say(SQUARE, seeds=seeds, tail=tail)], table(rows, columns), said)


EFFECTS = " effects"  # behind the name of a measure: its second panel


def _levels(sheet: Sheet, panel: Axes, values: Sequence[tuple[float, float, float]]) -> None:
    """The four outcomes: across, whether savings are passed on; a line an owner."""
    looks = [sheet.looks[name] for name in sheet.picture.strong]
    for owner in (0, 1):
        means = [values[2 * owner + i][0] for i in (0, 1)]
        look = looks[2 * owner]
        panel.plot([0, 1], means, color=look.colour, linewidth=2.2 * sheet.weight, zorder=2)
        for i in (0, 1):
            mean, low, high = values[2 * owner + i]
            panel.plot([i, i], [low, high], color=look.colour, linewidth=5 * sheet.weight, zorder=3, alpha=0.6)
            (mark,) = panel.plot([i], [mean], marker=looks[2 * owner + i].marker, markersize=9 * sheet.weight)
            mark.set(color=look.colour, zorder=4, gid=looks[2 * owner + i].label, markeredgecolor="white")
        typography.label_end(panel, means[1], OWNERS[owner].of(sheet.lang), look.ink)
    panel.set_xlim(-0.25, 1.12)
    panel.set_xticks([0, 1], [text.of(sheet.lang) for text in PASSED])


def _effects(
    sheet: Sheet, panel: Axes, values: Sequence[tuple[float, float, float, str]], labels: Sequence[str]
) -> None:
    """The four effects: two of ownership, two of pass-through."""
    looks = [sheet.looks[sheet.picture.strong[i]] for i in (2, 3, 0, 2)]  # the first of each difference
    heights = [-1.0, -2.0, -4.0, -5.0]
    panel.axvline(0.0, color="black", linewidth=1.4 * sheet.weight)
    for y, look, (mean, low, high, verdict) in zip(heights, looks, values, strict=True):
        _interval(panel, mean, (low, high), y, look, verdict in ("higher", "lower"), sheet.weight)
        panel.text(
            1.03,
            y,
            rounded(mean, (high - low) / 2.0),
            transform=panel.get_yaxis_transform(),
            va="center",
            color=look.ink,
        )
    for y, cause in zip((0.0, -3.0), CAUSES, strict=True):
        words = panel.text(0.0, y, cause.of(sheet.lang), transform=panel.get_yaxis_transform(), va="center")
        words.set(color=typography.INK, backgroundcolor="white", zorder=5)
    sheet.head(panel, "", grid="x")
    panel.set_ylim(-5.7, 0.6)
    panel.set_yticks(heights, list(labels))
    _bare(panel)
