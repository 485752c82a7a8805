"""How people live and by what: the time they have, who pays for what is given in kind, pay in pools, and hours held against pay."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.base.estimates import half_width
from sim.charts import typography
from sim.charts.labour import ever
from sim.charts.series import YEARS, course, mark_arrival, over_seeds
from sim.charts.sheet import COLOURS, PALE, Drawn, Line, Sheet, parted, spoken, table
from sim.economy.mechanisms.time.rules import NORMAL
from sim.runs.display import Picture
from sim.runs.results import Results, seed_text

YEAR = 12
WEEK = NORMAL / 4.0  # hours: 40 in a normal one
PER_CENT = 100.0
BESIDE = 0.78  # of a panel is left for a title beside the names of classes

# -- the time of a life

OVER, ENDS = "over", "ends"
LIVES = 3  # scenarios, two panels each
USES: Mapping[str, tuple[Text, str]] = {  # from below
    "job": (Text(en="Job", zh="工作"), COLOURS["blue"]),
    "duty": (Text(en="Duty", zh="义务"), COLOURS["orange"]),
    "seeking": (Text(en="Seeking, waiting", zh="求职与等待"), "#7A7A7A"),
    "free": (Text(en="Free", zh="自由"), "#BBD9EA"),
}
HALVES: tuple[tuple[Text, int, slice], ...] = (  # label, occupation at the start, tenths of skill
    (Text(en="Minds, abler half", zh="脑力，能力较强之半"), 0, slice(5, None)),
    (Text(en="Minds, other half", zh="脑力，另一半"), 0, slice(5)),
    (Text(en="Hands, abler half", zh="体力，能力较强之半"), 1, slice(5, None)),
    (Text(en="Hands, other half", zh="体力，另一半"), 1, slice(5)),
)
HOURS = Text(en="hours a week", zh="小时/周")
COURSE = Text(
    en="{scenario}: from {job} hours at a job and {free} free a week in the first year to {job_end} and {free_end} in the last",
    zh="{scenario}：每周工作{job}小时、自由{free}小时（第一年），至{job_end}与{free_end}小时（末年）",
)
APART = Text(
    en="{scenario}, last year: most free time have {most} ({high} h), least {least} ({low} h); most seeking {idle} ({seeking} h)",
    zh="{scenario}，末年：自由时间最多者{most}（{high}小时），最少者{least}（{low}小时）；求职最久者{idle}（{seeking}小时）",
)
LIFE = Text(
    en="Waking hours of one's own, mean of {seeds}. Job: in a post or by the piece. Who seeks work, or waits for pieces, is as long "
    "about it as a job takes: it is not free time. Halves of skill are those of the start. Owners have no hours in this model.",
    zh="可自行支配的清醒时间，{seeds}的均值。工作：岗位或计件。求职或等待计件活者所费之时与正常工作相当，不算自由时间。"
    "能力的两半按期初划分。本模型不计业主的工时。",
)

# -- what a basket costs whom

NET, WHOLE = "net", "whole"
BASKETS = 2  # scenarios, two panels each
TRADES: Mapping[str, Line] = {
    "cognitive": (Text(en="Minds", zh="脑力"), "blue", "solid", "square"),
    "physical": (Text(en="Hands", zh="体力"), "orange", "dashed", "diamond"),
}
OWNERS = Text(en="Owners", zh="业主")
GIVEN, PAID = Text(en="Given", zh="所得"), Text(en="Paid", zh="所付")
GETS = Text(
    en="{scenario}: given less paid is {low}\u00a0% of a wage of the start for the least able tenth of minds, {high}\u00a0% for the most "
    "able; {low_hands} and {high_hands}\u00a0% for hands",
    zh="{scenario}：所得减所付（占期初工资的%）：脑力最低十分之一{low}，最高{high}；体力分别为{low_hands}与{high_hands}",
)
BEARS = Text(
    en="{scenario}: the abler half of minds bears {minds}\u00a0% of the levy, hands {hands}\u00a0%, owners {owners}\u00a0%",
    zh="{scenario}：征收中脑力能力较强之半承担{minds}%，体力{hands}%，业主{owners}%",
)
TENTH = Text(en="tenth of skill at the start, least to most", zh="期初能力的十分位（由低到高）")
OF_WAGE = Text(en="% of a wage of the start", zh="期初工资的%")
OF_ALL = Text(en="% of all", zh="占全部的%")
BASKET = Text(
    en="Means over the last {tail} months of {seeds}, 95 % intervals. Given: at the price that the State paid. Paid: the levy on wages, "
    "pay by the piece and profits, a month after; the State's other taxes are not counted.",
    zh="最后{tail}个月的均值，{seeds}，95%区间。所得按国家所付价格计；所付为次月对工资、计件报酬与利润的征收，不计其他税。",
)

# -- pay in pools

HEADS = "heads"
POOLS: Mapping[str, tuple[Text, str]] = {
    "crowd": (Text(en="Crowd", zh="众包"), "crowd_share"),
    "gig": (Text(en="Gigs", zh="零工"), "gig_share"),
    "creator": (Text(en="Creators", zh="创作者"), "cultural_share"),
}
STANDINGS: Mapping[str, Line] = {
    "top": (Text(en="Top tenth", zh="最高十分之一"), "vermillion", "dashed", "up"),
    "mean": (Text(en="Mean", zh="均值"), "black", "dotted", "circle"),
    "middle": (Text(en="Middle", zh="中位"), "blue", "solid", "square"),
    "post": (Text(en="Middle in posts", zh="岗位中位"), "purple", "dashdot", "diamond"),
}
SIZES: Mapping[str, Line] = {
    "crowd": (POOLS["crowd"][0], "blue", "solid", "square"),
    "gig": (POOLS["gig"][0], "orange", "dashed", "diamond"),
    "creator": (POOLS["creator"][0], "purple", "dashdot", "star"),
}
HAS = Text(
    en="{pool}, {scenario}: the middle one has {middle} of a wage of the start, who begins the top tenth {top}; in the first year "
    "{middle_first} and {top_first}",
    zh="{pool}，{scenario}：中位者得期初工资的{middle}倍，最高十分之一的起点{top}倍；第一年为{middle_first}与{top_first}",
)
COUNT = Text(
    en="Of 100 workers {crowd} are in the crowd in the end, {gig} in gigs, {creator} creators; in the first year {first}",
    zh="期末每百名劳动者中众包{crowd}人，零工{gig}人，创作者{creator}人；第一年为{first}",
)
WAGES = Text(en="wages of the start, real", zh="期初月工资（实际）")
OF_100 = Text(en="of 100 workers", zh="每百名劳动者")
PAY = Text(
    en="Pay before tax: by the piece as members have seen it over some six months, in posts this month's. Top tenth: what its first has.",
    zh="税前报酬：计件者为约六个月的平滑值，岗位为当月值。最高十分之一：其下限。",
)

# -- hours held against pay

PATH, SLOPES = "path", "slopes"
HOURS_MEASURES = ("job_hours", "real_wage")
BAND = 0.2, 0.25  # Boppart and Krusell (2020), JPE 128: elasticity of hours to pay, less its sign
LONG_RUN = 10.0, 1700.0 / 3000.0  # Huberman and Minns (2007), Explorations in Economic History 44: times the pay, times the hours
PUBLISHED: tuple[tuple[Text, float, float], ...] = (
    (Text(en="Boppart and Krusell 2020", zh="Boppart与Krusell 2020"), *BAND),
    (Text(en="Huberman and Minns 2007", zh="Huberman与Minns 2007"), *2 * (-np.log(LONG_RUN[1]) / np.log(LONG_RUN[0]),)),
)
LEAST = 0.02  # log points of pay from which on a slope can be told
FALLS = Text(
    en="{scenario}: pay of an hour {pay} times that of the first year, hours {hours} times",
    zh="{scenario}：时薪为第一年的{pay}倍，工时为{hours}倍",
)
SLOPE = Text(
    en="For 1\u00a0% more pay hours change by {found}; published: {low} to {high}\u00a0%",
    zh="时薪每增1%，工时变动：{found}；已发表者：{low}至{high}%",
)
ONE_SLOPE = Text(en="{scenario} {value}\u00a0%", zh="{scenario}{value}%")
NO_SLOPE = Text(en="{scenario} untold, since pay stays", zh="{scenario}不可知，因时薪未变")
TIMES_PAY = Text(en="times the pay of an hour", zh="时薪的倍数")
TIMES_HOURS = Text(en="times the hours", zh="工时的倍数")
FALL = Text(en="% that hours fall for 1 % more pay", zh="时薪每增1%，工时减少的%")
AGAINST = Text(
    en="A dot a year, means over {seeds}; both over the first year. Band: hours fall 0.2 to 0.25 % for 1 % more pay (Boppart and "
    "Krusell 2020). Cross: 3,000 to 1,700 hours a year at about ten times the pay (Huberman and Minns 2007, as the design has it). Bars: "
    "95 % intervals over seeds. Pay of an hour is that of a paid one.",
    zh="每点为一年，{seeds}的均值，均与第一年相比。色带：时薪每增1%工时减0.2%至0.25%（Boppart与Krusell 2020）。"
    "叉：时薪约十倍时每年3000小时减为1700小时（Huberman与Minns 2007，依设计所引）。横条：各种子的95%区间。"
    "时薪按有酬工时计。",
)


def first(picture: Picture, names: Sequence[str], most: int) -> list[str]:
    """Those that the file names, then others, as many as there is room for."""
    return [*(name for name in picture.strong if name in names), *(name for name in names if name not in picture.strong)][:most]


def _half(values: Floats) -> Floats:
    """Half of the interval of the mean over seeds, by column."""
    return np.array([half_width(one) for one in values.T]) if len(values) > 1 else np.zeros(values.shape[1])


TIMED = {"hours_set_by": "custom", "basic_basket": 0.0, "alliance": False, "duty_hours": 0.0}


def timed(results: Results) -> list[str]:
    """Scenarios in which hours, a basket or a duty are decided."""
    return [name for name in results.scenarios if ever(results, name, TIMED)]


def life_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """Two panels a scenario: over the years, and by class in the end."""
    return [f"{name}/{kind}" for name in first(picture, scenarios, LIVES) for kind in (OVER, ENDS)]


def life(sheet: Sheet) -> Drawn:
    """What people do with the time there is: over the years, and by class in the end."""
    blocks, said = [], []
    for name, panel in sheet.panels.items():
        scenario, _, kind = name.rpartition("/")
        values = WEEK * sheet.results.records("time_use", scenario).mean(axis=0)  # [year, occupation, tenth, use]
        rows, sentence = _years(sheet, panel, scenario, values) if kind == OVER else _classes(sheet, panel, scenario, values)
        blocks.append(table(rows, ("line", "use", "unit", "mean")).assign(panel=kind, scenario=scenario))
        sheet.headline(panel, sentence, sheet.say(HOURS) if kind == OVER else "", 1.0 if kind == OVER else BESIDE)
        said.append(sheet.ended(sentence))
    return Drawn([sheet.say(LIFE, seeds=seed_text(sheet.results, sheet.lang))], parted(blocks), said)


def _years(sheet: Sheet, panel: Axes, scenario: str, values: Floats) -> tuple[list[tuple[Any, ...]], str]:
    """Uses of time one above the other, year by year."""
    means = values.mean(axis=(1, 2))
    years, under = np.arange(1, len(means) + 1), np.zeros(len(means))
    rows: list[tuple[Any, ...]] = []
    for place, (use, (label, colour)) in enumerate(USES.items()):
        over = under + means[:, place]
        panel.fill_between(years, under, over, color=colour, linewidth=0, label=label.of(sheet.lang))
        rows += [(f"year {year}", use, "hours a week", float(value)) for year, value in zip(years, means[:, place], strict=True)]
        under = over
    panel.set_xlim(1, max(len(means), 2))
    panel.set_ylim(0, float(under.max()))
    panel.set_xlabel(sheet.say(YEARS))
    _legend(panel)
    job, free = means[:, 0], means[:, -1]
    ends = {"job": job[0], "free": free[0], "job_end": job[-1], "free_end": free[-1]}
    return rows, sheet.say(COURSE, scenario=sheet.label(scenario), **{key: spoken(float(value)) for key, value in ends.items()})


def _classes(sheet: Sheet, panel: Axes, scenario: str, values: Floats) -> tuple[list[tuple[Any, ...]], str]:
    """Uses of time side by side, a bar a class."""
    rows: list[tuple[Any, ...]] = []
    means = np.array([values[-1, occupation, tenths].mean(axis=0) for _, occupation, tenths in HALVES])
    for at, (name, _, _) in enumerate(HALVES):
        left = 0.0
        for place, (use, (label, colour)) in enumerate(USES.items()):
            width = float(means[at, place])
            panel.barh(-at, width, left=left, height=0.62, color=colour, label=label.of(sheet.lang) if at == 0 else None)
            rows.append((name.en, use, "hours a week", width))
            left += width
    panel.set_yticks([-at for at in range(len(HALVES))], [name.of(sheet.lang) for name, _, _ in HALVES])
    panel.tick_params(axis="y", length=0)
    panel.set_xlabel(sheet.say(HOURS))
    labels = [name.of(sheet.lang)[0].lower() + name.of(sheet.lang)[1:] for name, _, _ in HALVES]
    most, least, idle = int(means[:, -1].argmax()), int(means[:, -1].argmin()), int(means[:, 2].argmax())
    return rows, sheet.say(
        APART,
        scenario=sheet.label(scenario),
        most=labels[most],
        high=spoken(float(means[most, -1])),
        least=labels[least],
        low=spoken(float(means[least, -1])),
        seeking=spoken(float(means[idle, 2])),
        idle=labels[idle],
    )


def _legend(panel: Axes) -> None:
    handles, words = panel.get_legend_handles_labels()
    panel.legend(handles[::-1], words[::-1], loc="upper right", frameon=True, framealpha=0.85, ncols=2, handlelength=1.0, handletextpad=0.5)


def provided(results: Results) -> list[str]:
    """Scenarios in which a basket is given."""
    return [name for name in results.scenarios if ever(results, name, {"basic_basket": 0.0, "alliance": False})]


def basket_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """Two panels a scenario: what is left of it by skill, and who bears it."""
    return [f"{name}/{kind}" for name in first(picture, scenarios, BASKETS) for kind in (NET, WHOLE)]


def basket(sheet: Sheet) -> Drawn:
    """What a basket gives less what the levy for it takes, by skill; and how both are shared."""
    blocks, said = [], []
    for name, panel in sheet.panels.items():
        scenario, _, kind = name.rpartition("/")
        block, sentence = _net(sheet, panel, scenario) if kind == NET else _shared(sheet, panel, scenario)
        blocks.append(block.assign(panel=kind, scenario=scenario))
        said.append(sheet.ended(sentence))
    tail = sheet.results.window
    return Drawn([sheet.say(BASKET, tail=tail, seeds=seed_text(sheet.results, sheet.lang))], parted(blocks), said)


def _net(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, str]:
    kept = PER_CENT * sheet.results.records("basket", scenario)  # [seed, occupation, tenth, given or levied]
    net = kept[..., 0] - kept[..., 1]
    tenths, rows = np.arange(1, net.shape[2] + 1), []
    panel.axhline(0.0, color="black", linewidth=1.4, zorder=1.5)
    for place, (trade, look) in enumerate(sheet.own(TRADES).looks.items()):
        mean, half = net[:, place].mean(axis=0), _half(net[:, place])
        panel.vlines(tenths, mean - half, mean + half, color=look.colour, linewidth=2.6 * sheet.weight, alpha=0.45)
        (line,) = panel.plot(tenths, mean, color=look.colour, linestyle=look.dash, linewidth=2.0 * sheet.weight)
        line.set(marker=look.marker, markersize=6 * sheet.weight, gid=look.label)
        typography.label_end(panel, float(mean[-1]), look.label, look.ink)
        spans = zip(tenths, mean, mean - half, mean + half, strict=True)
        rows += [(trade, int(tenth), "% of a wage of the start", *of) for tenth, *of in spans]
    panel.set_xlim(0.5, len(tenths) + 0.5)
    panel.set_xticks(tenths)
    panel.set_xlabel(sheet.say(TENTH))
    means = net.mean(axis=0)
    ends = {"low": means[0, 0], "high": means[0, -1], "low_hands": means[1, 0], "high_hands": means[1, -1]}
    sentence = sheet.say(GETS, scenario=sheet.label(scenario), **{key: spoken(float(value), signed=True) for key, value in ends.items()})
    sheet.headline(panel, sentence, sheet.say(OF_WAGE))
    return table(rows, ("line", "tenth", "unit", "mean", "low", "high")), sentence


def shares(results: Results, scenario: str) -> Floats:
    """What each half of skill of either trade, and owners, are given and pay, in % of all, by seed. Shape (seeds, classes, sides)."""
    kept, whole = results.records("basket", scenario), results.records("basket_whole", scenario)
    halves = np.stack([kept[:, occupation, tenths].mean(axis=1) for _, occupation, tenths in HALVES], axis=1)
    halves *= (whole[:, 0] / np.maximum(halves.sum(axis=1), 1e-12))[:, None]  # trades are not of one size: so nothing is lost
    parts = np.concatenate([halves, whole[:, 1:]], axis=1)
    return np.asarray(PER_CENT * parts / np.maximum(parts.sum(axis=1, keepdims=True), 1e-12))


def _shared(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, str]:
    found = shares(sheet.results, scenario)
    labels, rows = [*(label for label, _, _ in HALVES), OWNERS], []
    for side, (word, colour, up) in enumerate(((GIVEN, COLOURS["blue"], 0.2), (PAID, COLOURS["vermillion"], -0.2))):
        mean, half = found[..., side].mean(axis=0), _half(found[..., side])
        for at, label in enumerate(labels):
            panel.barh(up - at, mean[at], height=0.36, color=colour, label=word.of(sheet.lang) if at == 0 else None)
            panel.plot([mean[at] - half[at], mean[at] + half[at]], [up - at, up - at], color="black", linewidth=1.4 * sheet.weight)
            rows.append((label.en, word.en, "%", mean[at], mean[at] - half[at], mean[at] + half[at]))
    panel.set_yticks([-at for at in range(len(labels))], [label.of(sheet.lang) for label in labels])
    panel.tick_params(axis="y", length=0)
    panel.legend(loc="lower right", frameon=False)
    paid = found[..., 1].mean(axis=0)
    sentence = sheet.say(
        BEARS,
        scenario=sheet.label(scenario),
        minds=spoken(float(paid[0])),
        hands=spoken(float(paid[2] + paid[3])),
        owners=spoken(float(paid[4])),
    )
    sheet.headline(panel, sentence, "", BESIDE)
    panel.set_xlabel(sheet.say(OF_ALL))
    return table(rows, ("line", "side", "unit", "mean", "low", "high")), sentence


def pooled(results: Results) -> list[str]:
    """Of each scenario the pools it has, as ``scenario/pool``."""
    return [f"{name}/{pool}" for name in results.scenarios for pool, (_, lever) in POOLS.items() if ever(results, name, {lever: 0.0})]


def pool_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """A panel a pool, and one of how many are in them, of one scenario."""
    if "/" not in "".join(scenarios):  # of a page on which all is there
        return [f"{name}/{kind}" for name in list(scenarios)[:1] for kind in (*POOLS, HEADS)]
    names = list(dict.fromkeys(place.rpartition("/")[0] for place in scenarios))
    shown = first(picture, names, 1)
    return [*(place for place in scenarios if place.rpartition("/")[0] in shown), *(f"{name}/{HEADS}" for name in shown)]


def pools(sheet: Sheet) -> Drawn:
    """What those in each pool have over time: the mean, the middle and the top; and how many they are."""
    blocks, said = [], []
    for name, panel in sheet.panels.items():
        scenario, _, kind = name.rpartition("/")
        kept = sheet.results.records("pay_by_contract", scenario)  # [seed, month, contract, standing]
        block, sentences = _sizes(sheet, panel, kept) if kind == HEADS else _standings(sheet, panel, scenario, kind, kept)
        blocks.append(block.assign(panel=kind, scenario=scenario))
        said += sentences
    mark_arrival(sheet, sheet.panels)
    return Drawn([sheet.say(PAY), over_seeds(sheet)], parted(blocks), said)


def _standings(sheet: Sheet, panel: Axes, scenario: str, pool: str, kept: Floats) -> tuple[pd.DataFrame, list[str]]:
    """Mean, middle and top of a pool, beside the middle of those in posts."""
    axes = sheet.results.axes("pay_by_contract")
    at, place = axes["contract"].index(pool), axes["standing"].index
    values = {line: kept[:, :, at, place(line)] for line in ("top", "mean", "middle")} | {"post": kept[:, :, 0, place("middle")]}
    drawn, sentences = course(sheet, panel, pool, STANDINGS, values, sheet.say(WAGES))
    end = slice(-sheet.results.window, None)
    ends: dict[str, str] = {}
    for line in ("middle", "top"):
        ends |= {line: spoken(float(values[line][:, end].mean())), f"{line}_first": spoken(float(values[line][:, :YEAR].mean()))}
    sentence = sheet.say(HAS, pool=POOLS[pool][0].of(sheet.lang), scenario=sheet.label(scenario), **ends)
    sheet.headline(panel, sentence, sheet.say(WAGES))
    return drawn, [sheet.ended(sentence), *sentences]


def _sizes(sheet: Sheet, panel: Axes, kept: Floats) -> tuple[pd.DataFrame, list[str]]:
    """How many are in each pool."""
    axes = sheet.results.axes("pay_by_contract")
    values = {pool: PER_CENT * kept[:, :, axes["contract"].index(pool), axes["standing"].index("heads")] for pool in POOLS}
    drawn, sentences = course(sheet, panel, HEADS, SIZES, values, sheet.say(OF_100))
    end = slice(-sheet.results.window, None)
    ends = {pool: spoken(float(of[:, end].mean())) for pool, of in values.items()}
    first = sheet.listed(spoken(float(of[:, :YEAR].mean())) for of in values.values())
    sentence = sheet.say(COUNT, first=first, **ends)
    sheet.headline(panel, sentence, sheet.say(OF_100))
    return drawn, [sheet.ended(sentence), *sentences]


def hour_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """The paths of all scenarios, and their slopes, where months tell both."""
    return [PATH, SLOPES] if scenarios and set(HOURS_MEASURES) <= set(measures) else []


def deciding(results: Results) -> list[str]:
    """Scenarios in which somebody decides over hours."""
    found = [name for name in results.scenarios if ever(results, name, {"hours_set_by": "custom"})]
    return found if results.has_months(HOURS_MEASURES) else []


def yearly(results: Results, scenario: str) -> tuple[Floats, Floats]:
    """Pay of an hour and hours of a job over those of the first year, by seed and year."""
    hours, wage = (
        values[:, : len(values[0]) // YEAR * YEAR].reshape(len(values), -1, YEAR).mean(axis=2)
        for values in (results.series(scenario, measure) for measure in HOURS_MEASURES)
    )
    return wage / wage[:, :1], hours / hours[:, :1]


def slopes(results: Results, scenario: str) -> Floats:
    """By how many per cent hours fall for one per cent more pay, between the first year and the last, by seed; nan where pay stays."""
    pay, hours = (np.log(of[:, -1]) for of in yearly(results, scenario))
    return np.where(np.abs(pay) >= LEAST, -hours / np.where(np.abs(pay) >= LEAST, pay, 1.0), np.nan)


def hours(sheet: Sheet) -> Drawn:
    """Hours of a job against the pay of an hour, beside what has been published."""
    names = deciding(sheet.results)
    rows, parts, found = [], [], []
    path, bars = sheet.panels[PATH], sheet.panels[SLOPES]
    paths = {name: [of.mean(axis=0) for of in yearly(sheet.results, name)] for name in names}
    span = np.geomspace(min(0.9, *(float(pay.min()) for pay, _ in paths.values())), 1.05 * LONG_RUN[0], 60)
    path.fill_between(span, span ** -BAND[0], span ** -BAND[1], color=PALE, alpha=0.5, linewidth=0, label=PUBLISHED[0][0].of(sheet.lang))
    (cross,) = path.plot([LONG_RUN[0]], [LONG_RUN[1]], color="black", linestyle="none", label=PUBLISHED[1][0].of(sheet.lang))
    cross.set(marker="X", markersize=10 * sheet.weight)
    rows.append((PATH, "published", "Huberman and Minns 2007", 0, *LONG_RUN, np.nan))
    for name, (pay, day) in paths.items():
        look = sheet.looks[name]
        (line,) = path.plot(pay, day, color=look.colour, linewidth=1.2 * sheet.weight, label=look.label)
        line.set(marker=look.marker, markersize=4.5 * sheet.weight)
        rows += [(PATH, name, look.label, year + 1, float(p), float(d), np.nan) for year, (p, d) in enumerate(zip(pay, day, strict=True))]
        parts.append(sheet.say(FALLS, scenario=look.label, pay=spoken(float(pay[-1])), hours=spoken(float(day[-1]))))
    path.set_xscale("log")
    path.set_yscale("log")
    _plain(path)
    path.legend(loc="lower left", frameon=False)
    sheet.headline(path, sheet.listed(parts), sheet.say(TIMES_HOURS))
    path.set_xlabel(sheet.say(TIMES_PAY))
    labels = []
    for at, (label, low, high) in enumerate(PUBLISHED):
        if high > low:
            bars.plot([low, high], [-at, -at], color="black", linewidth=6 * sheet.weight, solid_capstyle="butt")
        else:
            bars.plot([low], [-at], marker="X", markersize=10 * sheet.weight, color="black")
        rows.append((SLOPES, "published", label.en, 0, low, high, np.nan))
        labels.append(label.of(sheet.lang))
    for at, name in enumerate(names, len(PUBLISHED)):
        look, known = sheet.looks[name], slopes(sheet.results, name)
        known = known[np.isfinite(known)]
        labels.append(look.label)
        if not known.size:
            found.append(sheet.say(NO_SLOPE, scenario=look.label))
            rows.append((SLOPES, name, look.label, 0, np.nan, np.nan, np.nan))
            continue
        mean, half = float(known.mean()), float(half_width(known)) if known.size > 1 else 0.0
        bars.plot([mean - half, mean + half], [-at, -at], color=look.colour, linewidth=5 * sheet.weight)
        bars.plot([mean], [-at], marker=look.marker, markersize=9 * sheet.weight, color=look.colour, gid=look.label)
        rows.append((SLOPES, name, look.label, 0, mean - half, mean + half, mean))
        found.append(sheet.say(ONE_SLOPE, scenario=look.label, value=spoken(-mean, signed=True)))
    bars.axvspan(*BAND, color=PALE, alpha=0.5, linewidth=0)
    bars.axvline(0.0, color="black", linewidth=1.2)
    bars.set_yticks([-at for at in range(len(labels))], labels)
    bars.set_ylim(-len(labels) + 0.5, 0.5)
    bars.tick_params(axis="y", length=0)
    sentence = sheet.say(SLOPE, found=sheet.listed(found), low=f"−{BAND[0]:g}", high=f"−{BAND[1]:g}")
    sheet.headline(bars, sentence, "", BESIDE)
    bars.set_xlabel(sheet.say(FALL))
    numbers = table(rows, ("panel", "scenario", "line", "year", "x", "y", "mean"))
    said = [sheet.ended(sheet.listed(parts)), sheet.ended(sentence)]
    return Drawn([sheet.say(AGAINST, seeds=seed_text(sheet.results, sheet.lang))], numbers, said)


def _plain(panel: Axes) -> None:
    """Ticks of a log scale as numbers that are read."""
    for axis, places in ((panel.xaxis, (1.0, 2.0, 5.0, 10.0)), (panel.yaxis, (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1))):
        axis.set_ticks(places, [f"{place:g}" for place in places])
        axis.set_ticks([], minor=True)
