"""Who gains and who loses: workers by occupation and skill, capitalists by the department of their firm."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.base.estimates import half_width
from sim.charts import typography
from sim.charts.sheet import Drawn, Look, Sheet, rounded, spoken, table
from sim.runs.display import STRONG
from sim.runs.results import seed_text

GAINS = Text(
    en="Each scenario against {reference}, seed by seed: {seeds}, means over the last {tail} months, 95 % intervals. "
    "Workers stand by the occupation and skill they had at the start: the same people in every scenario.",
    zh="各情景与“{reference}”逐种子配对之差：{seeds}，最后{tail}个月的均值，95%区间。"
    "劳动者按期初的职业与技能分组：各情景中是同样的人。",
)
PER_CENT = Text(en="% of {reference}", zh="较“{reference}”增减，%")
POINTS = Text(en="% points", zh="百分点")
SKILL = Text(en="decile of skill, least to most", zh="技能十分位（由低到高）")
AT = Text(en="{label}, lowest decile {first}, highest {last}", zh="{label}：最低十分位{first}，最高{last}")
GAP = Text(en="{label} {gap}", zh="{label} {gap}")

# A panel: its title, the record, and the place of the occupation or of the departments in the record.
WORKERS: Mapping[str, tuple[Text, str, int]] = {
    "consumption_cognitive": (Text(en="Consumption, cognitive", zh="消费：脑力劳动者"), "worker_consumption", 0),
    "consumption_physical": (Text(en="Consumption, physical", zh="消费：体力劳动者"), "worker_consumption", 1),
    "unemployment_cognitive": (Text(en="Unemployment, cognitive", zh="失业率：脑力劳动者"), "worker_unemployment", 0),
    "unemployment_physical": (Text(en="Unemployment, physical", zh="失业率：体力劳动者"), "worker_unemployment", 1),
}
OWNERS: Mapping[str, tuple[Text, tuple[int, ...]]] = {
    "income_producers": (Text(en="Real income, capitalists", zh="实际收入：资本家"), (0, 1)),
    "income_clouds": (Text(en="Real income, owners of clouds", zh="实际收入：云企业主"), (2,)),
}
DEPARTMENTS = (
    Text(en="Department I: machines", zh="第一部类：机器"),
    Text(en="Department II: consumer goods", zh="第二部类：消费品"),
    Text(en="Cloud firms", zh="云企业"),
)
PANELS = (
    "consumption_cognitive", "consumption_physical", "income_producers",
    "unemployment_cognitive", "unemployment_physical", "income_clouds",
)  # fmt: skip
COLUMNS = ("panel", "scenario", "unit", "group", "mean", "low", "high")


def gains(sheet: Sheet) -> Drawn:
    """Differences from the reference by group of people, paired by seed."""
    results, base = sheet.results, sheet.results.reference
    rows: list[tuple[Any, ...]] = []
    said = []
    for key, panel in sheet.panels.items():
        found = {name: _differences(sheet, key, name) for name in sheet.shown(strong=True)}
        if key in WORKERS:
            text, record, _ = WORKERS[key]
            unit = sheet.say(POINTS if record.endswith("unemployment") else PER_CENT, reference=sheet.label(base))
            parts = _deciles(sheet, panel, found)
            groups: Sequence[object] = range(1, 11)
        else:
            text, places = OWNERS[key]
            unit = sheet.say(PER_CENT, reference=sheet.label(base))
            groups = [DEPARTMENTS[place].of(sheet.lang) for place in places]
            parts = _departments(sheet, panel, found, groups)
        sheet.head(panel, text.of(sheet.lang), unit, grid="y" if key in WORKERS else "x")
        said.append(sheet.sentence(panel.get_title(loc="left"), parts))
        for name, values in found.items():
            rows += [(key, name, unit, group, *value) for group, value in zip(groups, values.tolist(), strict=True)]
    for one, other in (PANELS[:2], PANELS[3:5]):  # the two occupations on one scale
        sheet.panels[other].sharey(sheet.panels[one])
        sheet.panels[one].autoscale(axis="y")
    tail = results.window
    notes = [sheet.say(GAINS, reference=sheet.label(base), seeds=seed_text(results, sheet.lang), tail=tail)]
    return Drawn(notes, table(rows, COLUMNS), said)


def _differences(sheet: Sheet, key: str, scenario: str) -> Floats:
    """Mean, low and high of the paired difference of each group: in per cent of the reference's mean, or in points."""
    results, base = sheet.results, sheet.results.reference
    seeds = results.common_seeds(scenario, base)
    if key in WORKERS:
        _, record, occupation = WORKERS[key]
        ours, theirs = (results.records(record, name, seeds)[:, occupation] for name in (scenario, base))
    else:
        places = list(OWNERS[key][1])
        ours, theirs = (results.records("owner_income", name, seeds)[:, places] for name in (scenario, base))
    scale = 1.0 if key.startswith("unemployment") else theirs.mean(axis=0)
    gaps = np.divide(100.0 * (ours - theirs), scale, out=np.full(ours.shape, np.nan), where=np.asarray(scale) != 0.0)
    half = np.array([half_width(gap) for gap in gaps.T])
    mean = gaps.mean(axis=0)
    return np.stack([mean, mean - half, mean + half], axis=1)


def _deciles(sheet: Sheet, panel: Axes, found: Mapping[str, Floats]) -> list[str]:
    """Lines over the deciles of skill, a little beside each other."""
    parts = []
    panel.axhline(0.0, color="black", linewidth=1.4, zorder=1.5)
    for index, (name, values) in enumerate(found.items()):
        look = sheet.looks[name]
        across = np.arange(1, len(values) + 1) + 0.12 * (index - (STRONG - 1) / 2)
        panel.vlines(across, values[:, 1], values[:, 2], color=look.colour, linewidth=2.6 * sheet.weight, alpha=0.45)
        (line,) = panel.plot(across, values[:, 0], color=look.colour, linestyle=look.dash, linewidth=1.8 * sheet.weight)
        line.set(marker=look.marker, markersize=6 * sheet.weight, gid=look.label)
        typography.label_end(panel, float(values[-1, 0]), look.label, look.ink)
        first, last = (spoken(float(values[place, 0]), signed=True) for place in (0, -1))
        parts.append(sheet.say(AT, label=look.label, first=first, last=last))
    panel.set_xlim(0.5, 10.5)
    panel.set_xticks(range(1, 11))
    place = panel.get_subplotspec()
    if place is not None and place.is_last_row():
        panel.set_xlabel(SKILL.of(sheet.lang))
    return parts


def _departments(sheet: Sheet, panel: Axes, found: Mapping[str, Floats], groups: Sequence[object]) -> list[str]:
    """Intervals lying under the name of each department, a row a scenario."""
    parts, heights, looks, y = [], [], [], 0.0
    panel.axvline(0.0, color="black", linewidth=1.4, zorder=1.5)
    for place, group in enumerate(groups):
        if len(groups) > 1:
            words = panel.text(0.0, y, str(group), transform=panel.get_yaxis_transform(), va="center")
            words.set(color=typography.INK, backgroundcolor="white", zorder=5)
            y -= 1.0
        for name, values in found.items():
            look = sheet.looks[name]
            mean, low, high = (float(value) for value in values[place])
            _row(panel, y, (mean, low, high), look, sheet.weight)
            panel.text(1.03, y, rounded(mean, (high - low) / 2.0), transform=panel.get_yaxis_transform(), va="center")
            panel.texts[-1].set_color(look.ink)
            heights.append(y)
            looks.append(look)
            label = f"{look.label} ({group})" if len(groups) > 1 else look.label
            parts.append(sheet.say(GAP, label=label, gap=spoken(mean, signed=True)))
            y -= 1.0
    panel.set_ylim(y + 0.4, 0.6)
    panel.set_yticks(heights, [look.label for look in looks])
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)
    for tick, look in zip(panel.get_yticklabels(), looks, strict=True):
        tick.set_color(look.ink)
    return parts


def _row(panel: Axes, y: float, value: tuple[float, float, float], look: Look, weight: float) -> None:
    mean, low, high = value
    panel.plot([low, high], [y, y], color=look.colour, linewidth=5 * weight, zorder=3)
    (mark,) = panel.plot([mean], [y], marker=look.marker, markersize=8 * weight, color=look.colour, zorder=4)
    clear = low > 0.0 or high < 0.0
    mark.set(markerfacecolor=look.colour if clear else "white", markeredgewidth=1.6, gid=look.label)
