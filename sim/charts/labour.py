"""What people can do and who gets it: craft by age, AI's help by skill, experts asked for, and what a member of a cooperative has."""

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
from sim.charts.series import YEARS, clock, lines, mark_arrival, over_seeds
from sim.charts.sheet import DASHES, Drawn, Line, Sheet, by_kind, parted, rounded, spoken, table, written
from sim.economy.records import CAREER, CAREERS, TAIL
from sim.runs import dates
from sim.runs.display import Picture
from sim.runs.results import Results, seed_text

YEAR = 12
MOST = 4  # scenarios whose craft is shown
CRAFT, EXPERTS, HELP = "craft", "experts", "help"
RECORDS = ("craft_by_career", "experts", "help_by_skill")
TWO: Mapping[str, Line] = {
    "there": (Text(en="At hand", zh="现有"), "blue", "solid", "square"),
    "asked": (Text(en="Asked for", zh="所需"), "vermillion", "dashed", "up"),
    "work": (Text(en="Work", zh="工作"), "blue", "solid", "square"),
    "pay": (Text(en="Pay", zh="报酬"), "orange", "dashed", "diamond"),
}

MOVED = Text(
    en="{scenario}: {span} years into a career {after}\u00a0% of talent is commanded in the end, {before}\u00a0% {early}",
    zh="{scenario}：入行{span}年者期末能施展才能的{after}%，{early}为{before}%",
)
BEFORE_AI = Text(en="before AI", zh="人工智能之前")
AT_FIRST = Text(en="in the first year", zh="第一年")
OPEN = Text(en="{first} and more", zh="{first}以上")
SHORT = Text(
    en="{scenario}: in the end experts' work at hand is {there} of what is asked for, and short of it in {months}\u00a0% of months with AI",
    zh="{scenario}：期末现有的专家劳动为所需的{there}倍；有人工智能的月份中{months}%不足",
)
LONG = Text(
    en="{scenario}: in the end experts' work at hand is {there} of what is asked for; short of it in {months}\u00a0% of all months",
    zh="{scenario}：期末现有的专家劳动为所需的{there}倍；全部月份中{months}%不足",
)
HELPS = Text(
    en="{scenario}: AI adds {low}\u00a0% to the work of the least able tenth and {high}\u00a0% to that of the most able, "
    "to their pay {low_pay} and {high_pay}\u00a0%",
    zh="{scenario}：人工智能使能力最低的十分之一的工作变动{low}%，最强的十分之一{high}%，报酬变动{low_pay}%与{high_pay}%",
)
INTO = Text(en="years into the career", zh="入行年数")
WORK = Text(en="worker-months per 100 workers", zh="工人月/百名劳动者")
PER_UNIT = Text(en="\u00a0%", zh="%")
PER_CENT = Text(en="%", zh="%")
TENTH = Text(en="tenth of unaided skill, least to most", zh="独自所能的十分位（由低到高）")
HEAT = Text(
    en="Colours: mean craft of cognitive workers, in % of their talent, mean of {seeds}; white: nobody. A generation runs "
    "upwards along a diagonal. The title names the years into a career at which craft has moved most.",
    zh="颜色：脑力劳动者的平均技艺（占才能的%），{seeds}的均值；白色：无人。一代人沿对角线上行。标题所指为技艺变动最大的入行年数。",
)
ADDED = Text(
    en="AI's help: over what the same staff would yield without AI, less time for checks or exercises; means over the last {tail} months.",
    zh="人工智能的帮助：与同一批人没有人工智能时的产出相比，扣除核查或模拟练习的时间；最后{tail}个月的均值。",
)

SHARED = ("cooperative_share", "members_invest", "member_layoffs")  # in which a scenario may differ from what it is held against
PAIRED, OVER_TIME = "paired", ("member_income_ratio", "cooperative_labour", "gini_deposits")
GROUPS: tuple[tuple[str, Text], ...] = (
    ("member", Text(en="Members", zh="成员")),
    ("employee", Text(en="Employees", zh="雇员")),
    ("none", Text(en="Without a job", zh="无工作")),
)
BESIDE = Text(
    en="{scenario}: members have {member}\u00a0% more than the same people in {twin}, employees of others {employee}\u00a0% more",
    zh="{scenario}：成员比同一批人在“{twin}”中多得{member}%，他处雇员多得{employee}%",
)
STANDS = Text(
    en="{label}: {first}{unit} in the first year, {last}{unit} in the end",
    zh="{label}：第一年{first}{unit}，期末{last}{unit}",
)
APART = Text(en="{label}: {last}{unit} in the end, {other}{unit} in {twin}", zh="{label}：期末{last}{unit}，“{twin}”中{other}{unit}")
MORE = Text(en="% more real income than the same people have", zh="同一批人实际收入之增减，%")
PERSONS = Text(
    en="Real income of single people against the same people under the same seed in {twin}, by where they spend most "
    "of the last {tail} months: {seeds}, 95 % intervals. Who has a job here may have none there.",
    zh="个人的实际收入，与同一种子下“{twin}”中的同一个人相比，按最后{tail}个月中多数时间所在分组：{seeds}，95%区间。此处有工作者，彼处可能没有。",
)


def ever(results: Results, name: str, what: Mapping[str, object]) -> bool:
    """Whether any of these parameters is off its neutral value in any month of a scenario."""
    return dates.ever(results.manifest["scenarios"][name], results.months, what)


def skilled(results: Results) -> list[str]:
    """Of each scenario what there is to show, as ``scenario/panel``."""
    found = []
    for name in results.scenarios:
        if ever(results, name, {"use_mode": "none", "deskilling": False, "expert_share": 0.0}):
            found.append(f"{name}/{CRAFT}")
        if ever(results, name, {"expert_share": 0.0}):
            found.append(f"{name}/{EXPERTS}")
        if ever(results, name, {"augmentation": 0.0}) and ever(results, name, {"ai": False}):
            found.append(f"{name}/{HELP}")
    return found


def skill_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """A heat map a scenario, and one panel each of experts and of help: of the file's scenarios first."""
    if "/" not in "".join(scenarios):  # of a page on which all is there
        return [*(f"{name}/{CRAFT}" for name in list(scenarios)[:MOST]), EXPERTS, HELP] if scenarios else []
    order = [*picture.strong, *(place.rpartition("/")[0] for place in scenarios)]
    own = sorted(scenarios, key=lambda place: order.index(place.rpartition("/")[0]))
    return [
        place
        for kind, most in ((CRAFT, MOST), (EXPERTS, 1), (HELP, 1))
        for place in [one for one in own if one.endswith(f"/{kind}")][:most]
    ]


def skill(sheet: Sheet) -> Drawn:
    """Craft by years into the career over time; experts' work; AI's help by skill."""
    notes = []
    numbers, said = by_kind(sheet, {CRAFT: _craft, EXPERTS: _experts, HELP: _help})
    seeds, kinds = seed_text(sheet.results, sheet.lang), {name.rpartition("/")[2] for name in sheet.panels}
    notes += [sheet.say(HEAT, seeds=seeds)] if CRAFT in kinds else []
    notes += [over_seeds(sheet)] if EXPERTS in kinds else []
    notes += [sheet.say(ADDED, tail=min(TAIL, sheet.results.window))] if HELP in kinds else []
    return Drawn(notes, written(numbers), said)


def arrival(sheet: Sheet, scenario: str) -> int | None:
    """Month in which AI comes in a scenario, if it does."""
    settings = dates.settings(sheet.results.manifest["scenarios"][scenario], sheet.results.months)
    at = int(settings[0].get("ai_arrival", 0))
    return at if any(one.get("ai") for one in settings) and at < sheet.results.months else None


def _craft(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    """Years on the one axis, years into the career on the other, craft as colour."""
    means = _means(sheet, scenario)
    shown = [name.rpartition("/")[0] for name in sheet.panels if name.endswith(f"/{CRAFT}")]
    low = min(float(np.nanmin(_means(sheet, name), initial=100.0)) for name in shown)  # one scale for all
    extent = 0.0, float(len(means)), 0.0, float(CAREERS[-1] + CAREER)
    image = panel.imshow(means.T, origin="lower", aspect="auto", extent=extent, cmap="cividis", vmin=low, vmax=100.0)
    beside = panel.inset_axes((1.02, 0.0, 0.04, 1.0))
    panel.get_figure(root=True).colorbar(image, cax=beside)  # type: ignore[union-attr]
    comes = arrival(sheet, scenario)
    later = comes is not None and comes >= YEAR  # a whole year before AI
    early = (comes or 0) // YEAR - 1 if later else 0
    if comes is not None:
        panel.axvline(comes / YEAR, color="white", linewidth=1.6, linestyle=DASHES["dashed"])
    gap = means[-1] - means[early]
    place = int(np.nanargmax(np.abs(gap))) if np.isfinite(gap).any() else 0
    first = CAREERS[place]
    span = sheet.say(OPEN, first=first) if place == len(CAREERS) - 1 else f"{first}-{first + CAREER}"
    sentence = sheet.say(
        MOVED,
        scenario=sheet.label(scenario),
        span=span,
        after=spoken(float(means[-1, place])),
        before=spoken(float(means[early, place])),
        early=sheet.say(BEFORE_AI if later else AT_FIRST),
    )
    sheet.headline(panel, sentence, sheet.say(INTO))
    panel.grid(visible=False)
    panel.set_xlabel(sheet.say(YEARS))
    rows = [
        (year + 1, CAREERS[at], "% of talent", float(means[year, at]))
        for year in range(len(means))
        for at in range(len(CAREERS))
    ]
    return pd.DataFrame(rows, columns=["year", "career", "unit", "mean"]), [sheet.ended(sentence)]


def _means(sheet: Sheet, scenario: str) -> Floats:
    """Mean craft over the seeds that have people there, in % of talent. Shape (years, classes)."""
    kept = 100.0 * sheet.results.records("craft_by_career", scenario)
    there = (kept > 0.0).sum(axis=0)
    return np.where(there > 0, kept.sum(axis=0) / np.maximum(there, 1), np.nan)


def _experts(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    """Experts' work at hand and asked for, over time."""
    results = sheet.results
    kept = 100.0 * results.records("experts", scenario)  # [seed, month, there or asked]
    unit = WORK.of(sheet.lang)
    sheet.head(panel, sheet.label(scenario), unit)
    drawn, sentences = lines(
        sheet.own(TWO, ("there", "asked")), {EXPERTS: panel}, lambda name, _: kept[:, :, int(name == "asked")]
    )
    mark_arrival(sheet, {EXPERTS: panel})
    comes = arrival(sheet, scenario)
    there, asked = kept[..., 0], kept[..., 1]
    looked = slice(comes or 0, None)
    short = float((there[:, looked] < asked[:, looked]).mean())
    end = slice(-results.window, None)
    sentence = sheet.say(
        LONG if comes is None else SHORT,
        scenario=sheet.label(scenario),
        there=spoken(float(there[:, end].sum() / max(asked[:, end].sum(), 1e-9))),
        months=spoken(100.0 * short),
    )
    sheet.headline(panel, sentence, unit)
    if panel.get_xlabel() == "":
        panel.set_xlabel(sheet.say(clock(sheet)[1]))
    return drawn.rename(columns={"scenario": "line"}), [sheet.ended(sentence), *sentences]


def _help(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    """What AI adds to work and to pay, by tenth of unaided skill."""
    kept = 100.0 * sheet.results.records("help_by_skill", scenario)  # [seed, tenth, work or pay]
    tenths = np.arange(1, kept.shape[1] + 1)
    rows: list[tuple[Any, ...]] = []
    panel.axhline(0.0, color="black", linewidth=1.4, zorder=1.5)
    for place, (name, look) in enumerate(sheet.own(TWO, ("work", "pay")).looks.items()):
        values = kept[:, :, place]
        mean, half = values.mean(axis=0), np.array([half_width(one) for one in values.T]) if len(values) > 1 else np.zeros(len(tenths))
        panel.vlines(tenths, mean - half, mean + half, color=look.colour, linewidth=2.6 * sheet.weight, alpha=0.45)
        (line,) = panel.plot(tenths, mean, color=look.colour, linestyle=look.dash, linewidth=2.0 * sheet.weight)
        line.set(marker=look.marker, markersize=6 * sheet.weight, gid=look.label)
        typography.label_end(panel, float(mean[-1]), look.label, look.ink)
        rows += [(name, int(tenth), "%", *of) for tenth, of in zip(tenths, zip(mean, mean - half, mean + half, strict=True), strict=True)]
    panel.set_xlim(0.5, len(tenths) + 0.5)
    panel.set_xticks(tenths)
    panel.set_xlabel(TENTH.of(sheet.lang))
    means = kept.mean(axis=0)
    ends = {"low": means[0, 0], "high": means[-1, 0], "low_pay": means[0, 1], "high_pay": means[-1, 1]}
    sentence = sheet.say(HELPS, scenario=sheet.label(scenario), **{key: spoken(float(value)) for key, value in ends.items()})
    sheet.headline(panel, sentence, PER_CENT.of(sheet.lang))
    return pd.DataFrame(rows, columns=["line", "tenth", "unit", "mean", "low", "high"]), [sheet.ended(sentence)]


def shared(results: Results) -> list[str]:
    """Scenarios with cooperatives, beside one that differs from them in nothing else."""
    return [name for name in results.scenarios if ever(results, name, {"cooperative_share": 0.0}) and twin(results, name)]


def twin(results: Results, name: str) -> str:
    """The scenario without cooperatives that is otherwise the same, with a seed to pair; "" where there is none."""

    def rest(other: str) -> tuple[dict[str, Any], Any]:
        entry = results.manifest["scenarios"][other]
        return {key: value for key, value in entry["params"].items() if key not in SHARED}, entry.get("events", [])

    for other in results.scenarios:
        without = not ever(results, other, {"cooperative_share": 0.0})
        if without and rest(other) == rest(name) and len(results.common_seeds(name, other)) > 1:
            return other
    return ""


def member_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """People paired with themselves, and three measures over time, of one scenario."""
    shown = [name for name in picture.strong if name in scenarios] or list(scenarios)
    return [f"{shown[0]}/{kind}" for kind in (PAIRED, *OVER_TIME)] if shown else []


def members(sheet: Sheet) -> Drawn:
    """What members have beside themselves where they were employees; and how cooperatives fare."""
    blocks, said = [], []
    for name, panel in sheet.panels.items():
        scenario, _, kind = name.rpartition("/")
        block, sentences = _paired(sheet, panel, scenario) if kind == PAIRED else _course(sheet, panel, scenario, kind)
        blocks.append(block.assign(panel=kind))
        said += sentences
    scenario = next(iter(sheet.panels)).rpartition("/")[0]
    other = twin(sheet.results, scenario)
    mark_arrival(sheet, {name: panel for name, panel in sheet.panels.items() if not name.endswith(PAIRED)})
    tail, seeds = sheet.results.window, seed_text(sheet.results, sheet.lang)
    notes = [sheet.say(PERSONS, twin=sheet.label(other), tail=tail, seeds=seeds), over_seeds(sheet)]
    return Drawn(notes, parted(blocks), said)


def beside(results: Results, scenario: str) -> dict[str, Floats]:
    """By group of people, of each seed: what they have over what they have without cooperatives, less one. Nan: an empty group."""
    other = twin(results, scenario)
    seeds = results.common_seeds(scenario, other)
    ours, theirs = (results.records("person_income", name, seeds) for name in (scenario, other))
    place = results.records("person_place", scenario, seeds)
    found = {}
    for at, (name, _) in enumerate(GROUPS):
        most = place[:, :, at] > 0.5
        with np.errstate(invalid="ignore", divide="ignore"):
            found[name] = (ours * most).sum(axis=1) / (theirs * most).sum(axis=1) - 1.0
    return found


def _paired(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    """An interval a group of people."""
    rows, look, means = [], sheet.looks[scenario], {}
    panel.axvline(0.0, color="black", linewidth=1.4, zorder=1.5)
    labels = dict(GROUPS)
    for at, (name, values) in enumerate(beside(sheet.results, scenario).items()):
        known = 100.0 * values[np.isfinite(values)]
        mean = float(known.mean()) if known.size else float("nan")
        half = float(half_width(known)) if known.size > 1 else 0.0
        means[name] = spoken(mean)
        panel.plot([mean - half, mean + half], [-at, -at], color=look.colour, linewidth=5 * sheet.weight)
        panel.plot([mean], [-at], marker=look.marker, markersize=9 * sheet.weight, color=look.colour, gid=labels[name].of(sheet.lang))
        panel.text(1.03, -at, rounded(mean, half) if known.size else "?", transform=panel.get_yaxis_transform(), va="center")
        rows.append((scenario, name, "%", mean, mean - half, mean + half))
    panel.set_yticks([-at for at in range(len(GROUPS))], [label.of(sheet.lang) for _, label in GROUPS])
    panel.set_ylim(-len(GROUPS) + 0.5, 0.5)
    panel.tick_params(axis="y", length=0)
    sentence = sheet.say(BESIDE, scenario=sheet.label(scenario), twin=sheet.label(twin(sheet.results, scenario)), **means)
    sheet.headline(panel, sentence, "")
    panel.set_xlabel(MORE.of(sheet.lang))
    return table(rows, ("scenario", "line", "unit", "mean", "low", "high")), [sheet.ended(sentence)]


def _course(sheet: Sheet, panel: Axes, scenario: str, measure: str) -> tuple[pd.DataFrame, list[str]]:
    """A measure over time: of the scenario, and of its twin where it says something of that."""
    results, unit = sheet.results, sheet.unit(measure)
    names = [scenario, *([twin(results, scenario)] if measure == OVER_TIME[-1] else [])]
    sheet.head(panel, sheet.title(measure), unit.of(sheet.lang))
    own = replace(sheet, looks={name: replace(sheet.looks[name], strong=True) for name in names})
    drawn, sentences = lines(own, {measure: panel}, lambda name, _: results.series(name, measure) * unit.times)
    first, *ends = (
        spoken(unit.times * float(results.series(name, measure)[:, months].mean()))
        for name, months in ((scenario, slice(YEAR)), *((name, slice(-results.window, None)) for name in names))
    )
    sentence = sheet.say(
        STANDS if len(names) == 1 else APART,
        label=sheet.title(measure),
        first=first,
        last=ends[0],
        other=ends[-1],
        twin=sheet.label(names[-1]),
        unit=PER_UNIT.of(sheet.lang) if unit.times == 100.0 else "",
    )
    sheet.headline(panel, sentence, unit.of(sheet.lang))
    return drawn, [sheet.ended(sentence), *sentences]
