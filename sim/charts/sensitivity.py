"""Figures of what an outcome hangs on: a tornado with Sobol' indices beside it, and the screening of all parameters."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.declared import Text
from sim.charts import typography
from sim.charts.sheet import COLOURS, Drawn, Sheet, spoken, table
from sim.experiments.ensemble import Design, design_of
from sim.experiments.sensitivity import chance, ordered, tables_of
from sim.runs.results import seeds_said

INDICES = " indices"  # behind the name of a measure: its second panel
MOST = 15  # parameters of a screening that are shown
ABOUT = Text(
    en="{what}; means over the last {tail} months, {seeds}. Parameters as they are, unless named.",
    zh="{what}；最后{tail}个月的均值，{seeds}。未列出的参数保持原值。",
)
TORNADO = Text(
    en="Left: change of the outcome when one parameter goes to its low (hollow) or high (filled) end, with its 95 % interval over "
    "seeds. Right: Sobol' indices: first order (square), total (dot), with 95 % intervals.",
    zh="左：单一参数移至低端（空心）或高端（实心）时结果的变化及种子间95%区间。"
    "右：Sobol'指数：一阶（方块）、总（圆点），及95%区间。",
)
CHANCE = Text(
    en="{label}: seeds make {seeds} of the variance of single runs, {noise} of that of the means behind the indices.",
    zh="{label}：种子占单次运行方差的{seeds}，占指数所据均值方差的{noise}。",
)
SCREENING = Text(
    en="Mean absolute effect of moving one parameter by two thirds of its range, wherever the others stand in theirs (Morris), with "
    "its 95 % interval. Filled: taken on to Sobol' indices. The {count} largest of {all}.",
    zh="其他参数在各自范围内任意取值时，将单一参数移动其范围的三分之二的平均绝对效应（Morris）及95%区间。"
    "实心：进入Sobol'指数。{all}个中最大的{count}个。",
)
ENDS = Text(
    en="{name} {low} to {high}: {at_low} to {at_high}, total index {total}",
    zh="{name}由{low}至{high}：{at_low}至{at_high}，总指数{total}",
)
EFFECT = Text(en="{name} {value}", zh="{name} {value}")
CHANGE, SHARE = Text(en="change in {unit}", zh="变化（{unit}）"), Text(en="share of variance", zh="方差份额")


def is_analysis(design: Design) -> bool:
    """Whether a folder of points is that of a sensitivity analysis."""
    return design.kind == "ends"


def tornado(sheet: Sheet) -> Drawn:
    """For each measure, what the ends of the parameters change, and the shares of the variance."""
    design, tables = _read(sheet)
    rows, said, notes = [], [], [_about(sheet, design), sheet.say(TORNADO)]
    for measure in [key for key in sheet.panels if not key.endswith(INDICES)]:
        unit = sheet.unit(measure)
        spelt = (unit.gap or unit).of(sheet.lang)
        found = ordered(tables, measure)
        heights = [-float(row) for row in range(len(found))]
        left, right = sheet.panels[measure], sheet.panels[measure + INDICES]
        left.axvline(0.0, color="black", linewidth=1.4 * sheet.weight)
        parts = []
        for y, row in zip(heights, found, strict=True):
            ends = {key: unit.times * float(row[key]) for key in row if key.startswith("at_")}
            for end, fill in (("at_low", "white"), ("at_high", COLOURS["blue"])):
                left.barh(y, ends[end], height=0.55, facecolor=fill, edgecolor=COLOURS["blue"], linewidth=1.6, zorder=2)
                left.plot(
                    [ends[f"{end}_from"], ends[f"{end}_to"]],
                    [y, y],
                    color="black",
                    linewidth=1.6 * sheet.weight,
                    zorder=3,
                )
            for key, marker, colour, shift in (("first", "s", "orange", 0.14), ("total", "o", "blue", -0.14)):
                mean, half = float(row[key]), float(row[f"{key}_half"])
                right.plot(
                    [mean - half, mean + half], [y + shift] * 2, color=COLOURS[colour], linewidth=3 * sheet.weight
                )
                right.plot([mean], [y + shift], marker=marker, markersize=7 * sheet.weight, color=COLOURS[colour])
            numbers = [float(row[key]) for key in ("low", "high", "first", "first_half", "total", "total_half")]
            rows.append((measure, row["parameter"], spelt, *numbers[:2], *ends.values(), *numbers[2:]))
            words = {key: spoken(ends[key], signed=True) for key in ("at_low", "at_high")}
            low, high, total = spoken(numbers[0]), spoken(numbers[1]), spoken(numbers[4])
            parts.append(sheet.say(ENDS, name=row["parameter"], low=low, high=high, total=total, **words))
        sheet.head(left, sheet.title(measure), grid="x")
        left.set_xlabel(sheet.say(CHANGE, unit=spelt))
        labels = [f"{row['parameter']}  {row['low']:.3g} - {row['high']:.3g}" for row in found]
        _bare(left, heights, labels)
        sheet.head(right, "", grid="x")
        right.set_xlabel(sheet.say(SHARE))
        right.axvline(0.0, color=typography.AXIS, linewidth=1.0)
        _bare(right, heights, [""] * len(heights))
        notes.append(sheet.say(CHANCE, label=sheet.title(measure), **chance(tables, measure)))
        said.append(sheet.sentence(f"{sheet.title(measure)} [{spelt}]", parts))
    ends_named = [f"at_{end}{part}" for end in ("low", "high") for part in ("", "_from", "_to")]
    columns = ("measure", "parameter", "unit", "low", "high", *ends_named, "first", "first_half", "total", "total_half")
    return Drawn(notes, table(rows, columns), said)


def screening(sheet: Sheet) -> Drawn:
    """The parameters with the largest effects, a panel a measure."""
    design, tables = _read(sheet)
    rows, said = [], []
    all_of_them = tables["screening"]["parameter"].nunique()
    for measure, panel in sheet.panels.items():
        unit = sheet.unit(measure)
        spelt = (unit.gap or unit).of(sheet.lang)
        mine = tables["screening"][tables["screening"]["measure"] == measure].head(MOST)
        found: list[dict[str, Any]] = mine.to_dict("records")  # type: ignore[assignment]
        heights = [-float(row) for row in range(len(found))]
        parts = []
        for y, row in zip(heights, found, strict=True):
            taken = row["parameter"] in design.axes
            mean, half = unit.times * row["mu_star"], unit.times * row["mu_star_half"]
            fill = COLOURS["blue"] if taken else "white"
            panel.barh(y, mean, height=0.6, facecolor=fill, edgecolor=COLOURS["blue"], linewidth=1.4, zorder=2)
            panel.plot([mean - half, mean + half], [y, y], color="black", linewidth=1.4 * sheet.weight, zorder=3)
            ends = (mean - half, mean + half)
            rows.append((measure, row["parameter"], spelt, row["low"], row["high"], mean, *ends, taken))
            parts.append(sheet.say(EFFECT, name=row["parameter"], value=spoken(mean)))
        sheet.head(panel, sheet.title(measure), grid="x")
        panel.set_xlabel(sheet.say(CHANGE, unit=spelt))
        panel.set_xlim(left=0.0)
        _bare(panel, heights, [row["parameter"] for row in found])
        said.append(sheet.sentence(f"{sheet.title(measure)} [{spelt}]", parts))
    notes = [_about(sheet, design), sheet.say(SCREENING, count=min(MOST, all_of_them), all=all_of_them)]
    columns = ("measure", "parameter", "unit", "low", "high", "effect", "effect_from", "effect_to", "taken_on")
    return Drawn(notes, table(rows, columns), said)


def _read(sheet: Sheet) -> tuple[Design, dict[str, pd.DataFrame]]:
    design = design_of(sheet.results.folder)
    assert design is not None  # such figures are drawn of the folder of an analysis alone
    return design, tables_of(sheet.results.folder)


def _about(sheet: Sheet, design: Design) -> str:
    counts = [len(sheet.results.seeds[name]) for name in sheet.results.scenarios]
    return sheet.say(
        ABOUT, what=design.what(sheet.lang), tail=sheet.results.window, seeds=seeds_said(counts, sheet.lang)
    )


def _bare(panel: Axes, heights: list[float], labels: list[str]) -> None:
    """Rows with names instead of an axis."""
    panel.set_yticks(heights, labels)
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)
    panel.set_ylim(float(np.min(heights, initial=0.0)) - 0.7, 0.7)
