"""How the frontier of AI is made: what clouds can do, what goes into training, where data come from, who has the market."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.base.estimates import half_width
from sim.charts import typography
from sim.charts.series import lines, mark_arrival, month_ends, name_time, over_seeds
from sim.charts.sheet import COLOURS, DASHES, Drawn, Line, Sheet, spoken, written
from sim.runs import dates
from sim.runs.display import Picture
from sim.runs.results import Results, seed_text

MOST = 2  # scenarios side by side
YEAR = 12

SWITCH = "trained_frontier"
CAPABILITY: Mapping[str, Line] = {
    "frontier_capability": (Text(en="Best cloud", zh="最好的云"), "vermillion", "solid", "up"),
    "mean_capability": (Text(en="Mean", zh="均值"), "blue", "dashed", "square"),
}
SPENT: Mapping[str, Line] = {
    "trained_compute": (Text(en="Training", zh="训练"), "black", "solid", "circle"),
    "duplicated_training": (Text(en="Done twice", zh="重复"), "orange", "dashed", "diamond"),
}
OVER_TIME = {"capability": CAPABILITY, "spent": SPENT}  # panels of each scenario, with their lines
DATA = "data"
ORIGINS: Mapping[str, tuple[Text, str]] = {  # from below; the last is what the others leave
    "human_data_share": (Text(en="the human stock", zh="人类存量"), "#3F546F"),
    "user_data_share": (Text(en="traces of use", zh="使用痕迹"), COLOURS["sky"]),
    "paid_data_share": (Text(en="paid work", zh="付酬劳动"), COLOURS["orange"]),
    "": (Text(en="models and agents at work", zh="模型与工作中的智能体"), "#B3C1D1"),
}
TOGETHER = ("unpaid_data_value", "cloud_concentration")  # panels of all scenarios: a measure each
CONCENTRATION = TOGETHER[1]
MEASURES = (*CAPABILITY, *SPENT, *filter(None, ORIGINS), *TOGETHER)

ABLE = Text(
    en="{scenario}: in the end the best cloud can do {best}\u00a0% of cognitive tasks, clouds in the mean {mean}\u00a0%",
    zh="{scenario}：期末最好的云企业能完成{best}%的脑力任务，各云企业平均{mean}%",
)
SPENDS = Text(
    en="{scenario}: in the end {share}\u00a0% of compute trains, and {twice}\u00a0% of what is trained is done twice",
    zh="{scenario}：期末{share}%的算力用于训练，所训练的{twice}%为重复",
)
FED = Text(
    en="{scenario}: the largest part of the data is {first} in the first year ({before}\u00a0%), {last} in the end ({after}\u00a0%)",
    zh="{scenario}：第一年数据最多来自{first}（{before}%），期末最多来自{last}（{after}%）",
)
STILL = Text(
    en="{scenario}: the largest part of the data is {first}, {before}\u00a0% in the first year and {after}\u00a0% in the end",
    zh="{scenario}：数据最多来自{first}，第一年{before}%，期末{after}%",
)
STANDS = Text(en="{label} in the end: {values}", zh="{label}，期末：{values}")
VALUE = Text(en="{scenario} {value}", zh="{scenario}{value}")
EQUAL = Text(en="clouds of one size {value}", zh="各云企业一样大时{value}")
CLEAR = Text(en="clearly apart", zh="有明确差异")
UNCLEAR = Text(en="not clearly apart", zh="无明确差异")
NOTE = Text(
    en="Numbers in titles: means over the last {tail} months and {seeds}; first year: of training. Mean of clouds: by fees. "
    "Data: mean of seeds.",
    zh="标题中的数字：最后{tail}个月与{seeds}的均值；第一年指训练的第一年。云企业均值：以使用费为权。数据：种子均值。",
)
APART = Text(
    en="Clearly apart: the 95 % interval of the difference, paired by seed, leaves out zero.",
    zh="有明确差异：逐种子配对之差的95%区间不含零。",
)
DOTTED = Text(en="Dotted: clouds of one size.", zh="点线：各云企业一样大。")
PER_CENT = Text(en="%", zh="%")


def trained(results: Results) -> list[str]:
    """The scenarios in which AI comes, and its frontier is made; none where their months are not there."""
    if not results.has_months(MEASURES):
        return []
    return [name for name in results.scenarios if _trains(results.manifest["scenarios"][name], results.months)]


def _trains(entry: Mapping[str, Any], months: int) -> bool:
    params = entry["params"]
    switched = dates.settings(entry, months)
    comes = any(setting.get("ai") for setting in switched) and params.get("ai_arrival", months) < months
    return comes and any(setting.get(SWITCH) for setting in switched)


def panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """Three panels a scenario, side by side, and two for all."""
    shown = [*picture.strong, *(name for name in scenarios if name not in picture.strong)]
    shown = [name for name in shown if name in scenarios][:MOST]
    return [*(f"{name}/{key}" for key in (*OVER_TIME, DATA) for name in shown), *(TOGETHER if shown else ())]


def frontier(sheet: Sheet) -> Drawn:
    """What clouds can do, what they spend on it and with whose data; what data are worth, and who has the market."""
    shown = list(dict.fromkeys(name.rpartition("/")[0] for name in sheet.panels if "/" in name))
    blocks, said = [], []
    for name, panel in sheet.panels.items():
        scenario, _, key = name.rpartition("/")
        if key == DATA:
            block, sentences = _origins(sheet, panel, scenario)
        elif scenario:
            block, sentences = _course(sheet, panel, scenario, key)
        else:
            block, sentences = _beside(sheet, panel, shown, key)
        blocks.append(block.assign(panel=key))
        said += sentences
    for key in OVER_TIME:  # the scenarios on one scale
        for name in shown[1:]:
            sheet.panels[f"{name}/{key}"].sharey(sheet.panels[f"{shown[0]}/{key}"])
        sheet.panels[f"{shown[0]}/{key}"].autoscale(axis="y")
    mark_arrival(sheet, sheet.panels)
    notes = [over_seeds(sheet), sheet.say(NOTE, tail=sheet.results.window, seeds=seed_text(sheet.results, sheet.lang))]
    notes += [APART.of(sheet.lang)] if len(shown) > 1 else []
    notes += [DOTTED.of(sheet.lang)] if _clouds(sheet, shown) else []
    numbers = pd.concat(blocks, ignore_index=True)
    first = ["scenario", "panel", "line", "unit", "month"]
    return Drawn(notes, numbers[[*first, *numbers.columns.drop(first)]], said)


def _course(sheet: Sheet, panel: Axes, scenario: str, key: str) -> tuple[pd.DataFrame, list[str]]:
    """Two measures of one scenario over time."""
    wanted = OVER_TIME[key]

    def values(measure: str, _: str) -> Floats:
        return _of(sheet, scenario, measure)

    unit = sheet.unit(next(iter(wanted))).of(sheet.lang)
    sheet.head(panel, sheet.label(scenario), unit)
    drawn, sentences = lines(sheet.own(wanted), {key: panel}, values)
    one, other = (spoken(_end(sheet, scenario, measure)) for measure in wanted)
    if key == "capability":
        sentence = sheet.say(ABLE, scenario=sheet.label(scenario), best=one, mean=other)
    else:
        sentence = sheet.say(SPENDS, scenario=sheet.label(scenario), share=one, twice=other)
    sheet.headline(panel, sentence, unit)
    return drawn.rename(columns={"scenario": "line"}).assign(scenario=scenario), [sheet.ended(sentence), *sentences]


def _origins(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    """Where the data of one scenario come from, as shares, mean of seeds."""
    results = sheet.results
    known = np.array([results.series(scenario, name).mean(axis=0) for name in ORIGINS if name])
    feeds = known.any(axis=0)
    shares = 100.0 * np.vstack([known, np.where(feeds, 1.0 - known.sum(axis=0), 0.0)])
    time = month_ends(sheet)
    below = np.zeros(results.months)
    blocks = []
    for (name, (label, colour)), share in zip(ORIGINS.items(), shares, strict=True):
        panel.fill_between(time, below, below + share, color=colour, linewidth=0, label=label.of(sheet.lang))
        below = below + share
        line = name or "other_data"
        blocks.append(pd.DataFrame({"scenario": scenario, "line": line, "unit": "%", "month": range(len(share)), "mean": share}))
    panel.set_xlim(0.0, time[-1])
    panel.set_ylim(0.0, 100.0)
    panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2, frameon=False, handlelength=1.0,
                 columnspacing=1.0, handletextpad=0.4)  # fmt: skip
    name_time(sheet, panel)
    start, names = int(np.argmax(feeds)), [label.of(sheet.lang) for label, _ in ORIGINS.values()]
    before, after = shares[:, start : start + YEAR].mean(axis=1), shares[:, -results.window :].mean(axis=1)
    first, last = int(before.argmax()), int(after.argmax())
    sentence = sheet.say(
        STILL if first == last else FED,
        scenario=sheet.label(scenario),
        first=names[first],
        last=names[last],
        before=spoken(float(before[first])),
        after=spoken(float(after[last])),
    )
    sheet.headline(panel, sentence, PER_CENT.of(sheet.lang))
    return written(pd.concat(blocks, ignore_index=True)), [sheet.ended(sentence)]


def _beside(sheet: Sheet, panel: Axes, shown: Sequence[str], measure: str) -> tuple[pd.DataFrame, list[str]]:
    """One measure of all scenarios over time, each in its own look."""
    unit = sheet.unit(measure).of(sheet.lang)
    sheet.head(panel, sheet.title(measure), unit)
    own = replace(sheet, looks={name: replace(sheet.looks[name], strong=True) for name in shown})
    drawn, sentences = lines(own, {measure: panel}, lambda name, measure: _of(sheet, name, measure))
    parts = [sheet.say(VALUE, scenario=sheet.label(name), value=spoken(_end(sheet, name, measure))) for name in shown]
    parts += [_apart(sheet, shown, measure)] if len(shown) > 1 else []
    clouds = _clouds(sheet, shown) if measure == CONCENTRATION else 0
    if clouds:
        panel.axhline(1.0 / clouds, color=typography.AXIS, linewidth=1.2, linestyle=DASHES["dotted"], zorder=1)
        parts.append(sheet.say(EQUAL, value=spoken(1.0 / clouds)))
    sentence = sheet.say(STANDS, label=sheet.title(measure), values=sheet.listed(parts))
    sheet.headline(panel, sentence, unit)
    return drawn.assign(line=measure), [sheet.ended(sentence), *sentences]


def _of(sheet: Sheet, scenario: str, measure: str) -> Floats:
    """A measure over time [seed, month], in the unit that it is drawn in."""
    return sheet.results.series(scenario, measure) * sheet.unit(measure).times


def _end(sheet: Sheet, scenario: str, measure: str) -> float:
    return float(_of(sheet, scenario, measure)[:, -sheet.results.window :].mean())


def _apart(sheet: Sheet, shown: Sequence[str], measure: str) -> str:
    """Whether two scenarios differ in the end, seed by seed."""
    results = sheet.results
    seeds = results.common_seeds(*shown)
    one, other = (results.series(name, measure, seeds)[:, -results.window :].mean(axis=1) for name in shown)
    clear = len(seeds) > 1 and abs(float((one - other).mean())) > half_width(one - other)
    return sheet.say(CLEAR if clear else UNCLEAR)


def _clouds(sheet: Sheet, shown: Sequence[str]) -> int:
    """How many clouds there are, 0 where not in all as many."""
    counts = {sheet.results.manifest["scenarios"][name]["params"].get("n_clouds", 0) for name in shown}
    return int(counts.pop()) if len(counts) == 1 else 0
