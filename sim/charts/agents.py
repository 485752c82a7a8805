"""The life of AI agents: births, deaths, deletions, age and S/V over time, and how old, how outdated and how profitable at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.charts.series import grey, lines, mark_arrival, over_seeds
from sim.charts.sheet import Drawn, Sheet, looks, spoken, table
from sim.runs.results import Results

NOTE = Text(
    en="Rates: mean of twelve months; the first two years of AI, when most agents are new, may leave the frame. "
    "Bars: agents at the end, mean of seeds; S/V by version: of the last year. Deleted: for want of a surplus over cost; died: with their "
    "hardware.",
    zh="比率为十二个月均值；人工智能到来后头两年新生者居多，可能超出图框。横条：期末智能体，各种子均值。"
    "按版本的S/V：最后一年。被删除：未产生超出成本的剩余；死亡：随硬件损毁。",
)
RATE = Text(en="% of agents a month", zh="每月占智能体的%")
MONTHS = Text(en="months", zh="月")
SHARE = Text(en="% of agents", zh="占智能体的%")
RATIO = Text(en="ratio", zh="比率")
BY_VERSION = Text(en="S/V by versions behind the newest", zh="S/V，按落后最新版本数")
LINES: Mapping[str, Text] = {
    "born": Text(en="Born", zh="诞生"),
    "died": Text(en="Died", zh="死亡"),
    "deleted": Text(en="Deleted", zh="被删除"),
}
BARS: Mapping[str, tuple[Text, str, str]] = {
    "agent_ages": (Text(en="Age", zh="年龄"), "age", "months"),
    "agent_versions": (Text(en="Versions behind the newest", zh="落后最新版本数"), "behind", ""),
}
RATES: Mapping[str, tuple[str, Text]] = {"age": ("agent_age", MONTHS), "surplus": ("ai_surplus_rate", RATIO)}
SURPLUS = "agent_surplus"
PANELS = ("born", "died", "deleted", "age", "surplus", "agent_ages", "agent_versions", SURPLUS)
SHADES = ("#DCE3EA", "#B3C1D1", "#8A9DB5", "#5E7594", "#2F4A6D")  # of classes, the first the lightest
WINDOW = 12


def agents(sheet: Sheet) -> Drawn:
    """Rates over time as fans, the age over time, and two stacks of classes at the end."""
    results = sheet.results
    living = results.only(*with_agents(results))
    events = {name: results.records("agent_events", name) for name in living.scenarios}
    sheet = replace(sheet, looks=looks(sheet.picture, sheet.plots, living, sheet.lang, reference=True))

    def values(name: str, key: str) -> Floats:
        if key in RATES:
            series = results.series(name, RATES[key][0])
            return _smoothed(series) if key == "surplus" else series
        event = results.axes("agent_events")["event"].index(key)
        alive = np.maximum(_smoothed(events[name][..., 3]), 1e-9)
        return np.asarray(100.0 * _smoothed(events[name][..., event]) / alive)

    over_time = {key: panel for key, panel in sheet.panels.items() if key in LINES or key in RATES}
    for key, panel in over_time.items():
        title = LINES[key].of(sheet.lang) if key in LINES else sheet.title(RATES[key][0])
        sheet.head(panel, title, (RATE if key in LINES else RATES[key][1]).of(sheet.lang))
    numbers, said = lines(sheet, over_time, values)
    mark_arrival(sheet, {"age": over_time["age"], **over_time})  # its name where no line is
    for panel in over_time.values():
        panel.set_xlabel(over_time["age"].get_xlabel())
    for key in LINES:
        settled = [values(name, key)[:, _settled(events[name][..., 3]) :] for name in sheet.shown(strong=True)]
        highest = max((float(np.quantile(rates, 0.95, axis=0).max(initial=0.0)) for rates in settled), default=0.0)
        over_time[key].set_ylim(-0.05 * highest if highest else -0.05, 1.1 * highest if highest else 1.0)
    rows = []
    for key, panel in sheet.panels.items():
        if key == SURPLUS:
            own, sentence = _by_version(sheet, panel)
            rows += own
            said.append(sentence)
        if key not in BARS:
            continue
        text, axis, unit = BARS[key]
        sheet.head(panel, text.of(sheet.lang), SHARE.of(sheet.lang), grid="x")
        starts = [int(place) for place in results.axes(key)[axis]]
        classes = [_class(starts, i, MONTHS.of(sheet.lang) if unit else "") for i in range(len(starts))]
        shares = {name: _shares(results.records(key, name)[:, -1]) for name in sheet.shown(strong=True)}
        said.append(sheet.sentence(panel.get_title(loc="left"), _stack(sheet, panel, shares, classes)))
        rows += [
            (key, name, SHARE.of(sheet.lang), words, share)
            for name, own in shares.items()
            for words, share in zip(classes, own, strict=True)
        ]
    bars = table(rows, ("panel", "scenario", "unit", "class", "share"))
    notes = [over_seeds(sheet), NOTE.of(sheet.lang), *grey(sheet)]
    both = pd.concat([numbers.astype({"month": "Int64"}), bars], ignore_index=True)
    return Drawn(notes, both, said)


def _by_version(sheet: Sheet, panel: Axes) -> tuple[list[tuple[str, str, str, str, float]], str]:
    """S/V of agents in the last year by how many versions they are behind, mean of seeds: a mark a scenario and class."""
    sheet.head(panel, BY_VERSION.of(sheet.lang), RATIO.of(sheet.lang), grid="x")
    starts = [int(place) for place in sheet.results.axes(SURPLUS)["behind"]]
    classes = [_class(starts, i, "") for i in range(len(starts))]
    shown, rows, parts = sheet.shown(strong=True), [], []
    for place, (name, look) in enumerate(shown.items()):
        variable, surplus = np.moveaxis(sheet.results.records(SURPLUS, name)[:, -1].sum(axis=0), -1, 0)
        own = [(i, float(surplus[i] / variable[i])) for i in range(len(classes)) if variable[i] > 0.0]
        heights = [-i - 0.14 * (place - (len(shown) - 1) / 2.0) for i, _ in own]
        panel.plot([rate for _, rate in own], heights, linestyle="", marker=look.marker, color=look.colour,
                   markersize=7.0 * sheet.weight, markeredgecolor="white", markeredgewidth=0.6, label=str(place))  # fmt: skip
        rows += [(SURPLUS, name, RATIO.of(sheet.lang), classes[i], rate) for i, rate in own]
        parts.append(f"{look.label} ({', '.join(f'{classes[i]} {spoken(rate)}' for i, rate in own)})")
    panel.axvline(0.0, color="black", linewidth=1.0)
    panel.set_ylim(-len(classes) + 0.5, 0.5)
    panel.set_yticks([-i for i in range(len(classes))], classes)
    panel.tick_params(axis="y", length=0)
    legend = panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, frameon=False, handlelength=1.0,
                          columnspacing=1.0, handletextpad=0.4)  # fmt: skip
    for text, look in zip(legend.get_texts(), shown.values(), strict=True):
        text.set_text(look.label)  # matplotlib leaves out a label that begins with _
    return rows, sheet.sentence(panel.get_title(loc="left"), parts)


def with_agents(results: Results) -> list[str]:
    """The scenarios where agents live at the end."""
    alive = results.outcomes.groupby("scenario", sort=False)["ai_agents"].max()
    return [str(name) for name in alive.index[alive > 0.0]]


def _settled(alive: Floats) -> int:
    """The month two years after the first agents, in any seed."""
    return min(int(np.argmax(alive.any(axis=0))) + 2 * WINDOW, len(alive[0]) - 1)


def _smoothed(values: Floats) -> Floats:
    """Means over the last twelve months of each, along the last axis."""
    total = np.cumsum(np.pad(values, ((0, 0), (WINDOW, 0))), axis=-1)
    return np.asarray((total[:, WINDOW:] - total[:, :-WINDOW]) / WINDOW)


def _class(starts: Sequence[int], place: int, unit: str) -> str:
    """The name of a class that begins here and ends before the next."""
    first, last = starts[place], starts[place + 1] - 1 if place + 1 < len(starts) else None
    span = f"{first}+" if last is None else f"{first}" if first == last else f"{first}-{last}"
    return f"{span} {unit}" if unit and last is None else span


def _shares(counts: Floats) -> list[float]:
    """Per cent of all agents in each class, over seeds."""
    total = counts.sum(axis=0)
    return [float(value) for value in 100.0 * total / max(float(total.sum()), 1e-9)]


def _stack(sheet: Sheet, panel: Axes, shares: Mapping[str, Sequence[float]], classes: Sequence[str]) -> list[str]:
    """A lying bar a scenario, cut into classes."""
    parts = []
    for y, (name, own) in enumerate(shares.items()):
        left = 0.0
        for share, shade, words in zip(own, SHADES, classes, strict=True):
            panel.barh(-y, share, left=left, color=shade, height=0.7, label=words if y == 0 else None)
            left += share
        said = (f"{words} {spoken(share)}" for share, words in zip(own, classes, strict=True))
        parts.append(f"{sheet.looks[name].label} ({', '.join(said)})")
    panel.set_xlim(0.0, 100.0)
    panel.set_yticks([-y for y in range(len(shares))], [sheet.looks[name].label for name in shares])
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)
    for tick, name in zip(panel.get_yticklabels(), shares, strict=True):
        tick.set_color(sheet.looks[name].ink)
    panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=len(classes), frameon=False, handlelength=1.0,
                 columnspacing=1.0, handletextpad=0.4)  # fmt: skip
    return parts
