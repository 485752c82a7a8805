"""What a leap of AI sets off: the chain link by link beside a slow arrival, the two roads to the bank, and who owns homes in the end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.charts import typography
from sim.charts.labour import ever
from sim.charts.living import HALVES, first
from sim.charts.series import YEARS, clock, course, lines, mark_arrival, over_seeds
from sim.charts.sheet import COLOURS, MARKERS, Drawn, Line, Sheet, by_kind, looks, parted, spoken, table
from sim.runs.display import Picture
from sim.runs.results import Results, seed_text
from sim.verdicts import chain, register
from sim.verdicts.chain import named, twins
from sim.verdicts.readings import DEPARTS
from sim.verdicts.register import Effect

YEAR = 12
PER_CENT = 100.0
HOMES = {"mortgages": False}

# -- the chain

SIDES: Mapping[str, tuple[Text, str]] = {"higher": (Text(en="higher", zh="更高"), "up"), "lower": (Text(en="lower", zh="更低"), "down")}
LEAVES = Text(en="{place}. {label}: {parts}", zh="{place}. {label}：{parts}")
FROM = Text(en="{side} from month {month} on (year {year}{share})", zh="第{month}个月起{side}（第{year}年{share}）")
OF_SEEDS = Text(en="; {some} of {all} seeds", zh="；{all}个种子中的{some}个")
STAYS = Text(en="never leaves its twin", zh="从未偏离对照")
TWIN = Text(en="Twin", zh="对照")
RULE = Text(
    en="{scenario} beside its twin, {twin}. Triangle: the month in which a mean of twelve months is first off that of "
    "the twin by the smallest "
    "effect of interest, median of seeds (ticks below: each); up: higher, down: lower; filled: as the chain of {claim} "
    "has it, hollow: the "
    "other way; none: never.",
    zh="“{scenario}”与对照“{twin}”。三角：十二个月均值首次偏离对照达到最小关注效应的月份，取种子中位数（下方短线："
    "各种子）；向上为更高，向下为更低；"
    "实心与{claim}的链条同向，空心为反向；无三角：从未偏离。",
)
APART = Text(
    en="The two also differ in {names}: what moves may do so for that.", zh="两者在{names}上也不同，变动也可能由此而来。"
)
ORDER = Text(en="First to leave: {parts}.", zh="偏离的先后：{parts}。")
LINK = Text(en="{label}, {side}, month {month}", zh="{label}{side}，第{month}个月")
STILL = Text(en="{labels}, never", zh="{labels}从未")

# -- the two roads to the bank

LOST, ALONG = "lost", "along"
BANKS = 3  # scenarios, two panels each
BUILT = {"capex_extrapolation": 0.0, "collateral_marking": 0.0}
ROADS: Mapping[str, Line] = {
    "homes": (Text(en="Mortgages", zh="按揭"), "vermillion", "solid", "up"),
    "hardware": (Text(en="Loans of clouds", zh="云企业贷款"), "blue", "dashed", "square"),
    "producers": (Text(en="Other loans", zh="其他贷款"), "purple", "dotted", "diamond"),
    "equity": (Text(en="Bank's equity", zh="银行资本"), "black", "dashdot", "circle"),
}
STATIONS: Mapping[str, Line] = {
    "house_price": (Text(en="Homes, price", zh="房价"), "vermillion", "solid", "up"),
    "machine_price_ratio": (Text(en="Machines, price", zh="机器价格"), "blue", "dashed", "square"),
    "cloud_debt_share": (Text(en="Clouds' debt", zh="云企业负债"), "sky", "dotted", "right"),
    "hardware_worth": (Text(en="Hardware taken for", zh="硬件估值"), "purple", "dashdot", "diamond"),
    "credit_tightness": (Text(en="Credit to be had", zh="可得信贷"), "black", "dashdot", "circle"),
}
AWAKE: Mapping[str, Mapping[str, object]] = {  # where a station says something
    "house_price": HOMES, "credit_tightness": HOMES, "hardware_worth": {"collateral_marking": 0.0},
}  # fmt: skip
WRITTEN_OFF = Text(
    en="{scenario}: written off in all, in % of a year's value added: mortgages {homes}, loans of clouds {hardware}, "
    "others {producers}; "
    "equity at the least {equity}",
    zh="{scenario}：累计核销占年增加值的%：按揭{homes}，云企业贷款{hardware}，其他{producers}；银行资本最低{equity}",
)
STATION: Mapping[str, Text] = {
    "house_price": Text(en="price of homes at the least {low}", zh="房价最低{low}"),
    "machine_price_ratio": Text(en="price of machines at the most {high}", zh="机器价格最高{high}"),
    "cloud_debt_share": Text(en="clouds' debt at the most {high}", zh="云企业负债最高{high}"),
    "hardware_worth": Text(en="hardware taken for {low} at the least", zh="硬件估值最低{low}"),
    "credit_tightness": Text(en="credit at the least {low}", zh="可得信贷最低{low}"),
}
OF_STATION = Text(en="{scenario}, in %: {parts}", zh="{scenario}（%）：{parts}")
OF_YEAR = Text(en="% of a year's value added", zh="占年增加值的%")
OF_START = Text(en="% (prices: start = 100)", zh="%（价格：期初 = 100）")
TWO_ROADS = Text(
    en="Left: all that the bank has written off so far, by road, beside what it holds. Right: what lies along the "
    "roads; debt and worth of "
    "hardware are shares of what new hardware costs. Extremes are those of the median of seeds, shares those of the mean.",
    zh="左：银行至今按两条路累计核销者，与其自有资本并看。右：路上所经；负债与硬件估值均占新硬件成本的份额。"
    "极值取自种子中位数，份额取自均值。",
)

# -- who owns homes

OVER, TENTHS = "over", "tenths"
OWNING = 3  # scenarios, two panels each
OWNERS: tuple[tuple[str, Text, str], ...] = (  # from below, behind the halves of skill
    ("later", Text(en="Who came later", zh="后来者"), "#7A7A7A"),
    ("rest", Text(en="Other owners", zh="其余业主"), "#D9C7D3"),
    ("top", Text(en="Top tenth of owners", zh="最多的十分之一业主"), COLOURS["purple"]),
)
SHADES = (COLOURS["blue"], COLOURS["sky"], COLOURS["vermillion"], COLOURS["orange"])  # of the halves of skill
RATES: Mapping[str, Line] = {
    "cognitive first": (Text(en="Minds, first year", zh="脑力，第一年"), "blue", "dotted", "square"),
    "cognitive last": (Text(en="Minds, last year", zh="脑力，末年"), "blue", "solid", "square"),
    "physical first": (Text(en="Hands, first year", zh="体力，第一年"), "orange", "dotted", "diamond"),
    "physical last": (Text(en="Hands, last year", zh="体力，末年"), "orange", "solid", "diamond"),
}
OWN = Text(
    en="{scenario}: of all homes {first}\u00a0% belong to those who live in them after the first year, {last}\u00a0% in "
    "the end; to the tenth "
    "of owners who let most {top_first} and {top_last}\u00a0%",
    zh="{scenario}：自有自住者占全部住房，第一年末{first}%，期末{last}%；出租最多的十分之一业主占{top_first}%与{top_last}%",
)
HOLD = Text(
    en="{scenario}: minds own {minds_first}\u00a0% of what they live in after the first year, {minds}\u00a0% in the end; hands "
    "{hands_first} and {hands}\u00a0%",
    zh="{scenario}：脑力劳动者自有其所住住房的{minds_first}%（第一年末），期末{minds}%；体力{hands_first}%与{hands}%",
)
OF_HOMES = Text(en="% of all homes, by size", zh="占全部住房的%（按大小）")
OF_LIVED = Text(en="% of what they live in", zh="占其所住者的%")
TENTH = Text(en="tenth of skill at the start, least to most", zh="期初能力的十分位（由低到高）")
WHO_OWNS = Text(
    en="Homes by size, mean of {seeds}, at the end of each year. Trade and skill are those of the start. Owners let what they have.",
    zh="住房按大小计，{seeds}的均值，各年末。职业与能力按期初。业主出租其所有。",
)


def leaping(results: Results) -> list[str]:
    """Scenarios with mortgages that have a slower twin."""
    return list(twins(results)) if results.has_months(named()[1].measures) else []


def chain_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """A panel a link, of one scenario."""
    effects = register.read().effects if scenarios else {}
    return [name for name in picture.measures if name in measures and name in effects]


def departures(results: Results, scenario: str, measure: str, effects: Mapping[str, Effect]) -> dict[str, Floats]:
    """By side the month in which each seed leaves its twin, as verdicts read it; nan where it never does."""
    other = twins(results)[scenario].name
    seeds = results.common_seeds(scenario, other)
    ours, theirs = (results.series(name, measure, seeds) for name in (scenario, other))
    pairs = list(zip(ours, theirs, strict=True))
    return {side: chain.departures(measure, side, pairs, effects) for side in DEPARTS}


def follow(sheet: Sheet) -> Drawn:
    """Link by link, where a leap leaves its twin and in which direction."""
    results, (claim, order), effects = sheet.results, named(), register.read().effects
    names = leaping(results)
    scenario = first(sheet.picture, names, 1)[0]
    other, besides = twins(results)[scenario]
    both = sheet.picture.model_copy(update={"strong": [scenario, other]})
    shown = looks(both, sheet.plots, results, sheet.lang, reference=True)
    own = replace(sheet, looks={scenario: shown[scenario], other: replace(shown[other], label=sheet.say(TWIN))})
    foreseen = dict(zip(order.measures, order.directions, strict=True))
    blocks, said, known, still = [], [], [], []
    for place, (measure, panel) in enumerate(sheet.panels.items(), start=1):
        unit = sheet.unit(measure)
        sheet.head(panel, sheet.title(measure), unit.of(sheet.lang))
        drawn, sentences = lines(own, {measure: panel}, lambda name, measure: results.series(name, measure) * sheet.unit(measure).times)
        found = departures(results, scenario, measure, effects)
        parts = []
        for side, months in sorted(found.items(), key=lambda item: _median(item[1])):
            drawn = pd.concat([drawn, _dates(measure, scenario, side, months)], ignore_index=True)
            if np.isnan(months).all():
                continue
            at = _median(months)
            _mark(sheet, panel, scenario, measure, side, months, filled=foreseen.get(measure, side) == side)
            some = int(np.isfinite(months).sum())
            share = sheet.say(OF_SEEDS, some=some, all=months.size) if some < months.size else ""
            word = SIDES[side][0].of(sheet.lang)
            parts.append(sheet.say(FROM, side=word, month=f"{at:.0f}", year=f"{(at + 1) / YEAR:.1f}", share=share))
            if len(parts) == 1:
                known.append((at, sheet.say(LINK, label=sheet.title(measure), side=word, month=f"{at:.0f}")))
        still += [] if parts else [sheet.title(measure)]
        what = sheet.listed(parts) or sheet.say(STAYS)
        sentence = sheet.say(LEAVES, place=place, label=sheet.title(measure), parts=what)
        sheet.headline(panel, sentence, unit.of(sheet.lang))
        blocks.append(drawn)
        said += [sheet.ended(sentence), *sentences]
    mark_arrival(sheet, sheet.panels)
    notes = [sheet.say(RULE, scenario=sheet.label(scenario), twin=sheet.label(other), claim=claim.id)]
    notes += [sheet.say(APART, names=sheet.listed(besides))] if besides else []
    notes.append(over_seeds(sheet))
    never = (", " if sheet.lang == "en" else "、").join(still)
    links = [*(text for _, text in sorted(known)), *([sheet.say(STILL, labels=never)] if still else [])]
    notes.append(sheet.say(ORDER, parts=sheet.listed(links)))
    return Drawn(notes, pd.concat(blocks, ignore_index=True), said)


def _median(months: Floats) -> float:
    """The month of the middle one of the seeds that leave at all, the earlier of two; infinite where none does."""
    known = months[np.isfinite(months)]
    return float(np.quantile(known, 0.5, method="lower")) if known.size else np.inf


def _mark(sheet: Sheet, panel: Axes, scenario: str, measure: str, side: str, months: Floats, *, filled: bool) -> None:
    """A triangle on the line of the leap, and a tick a seed at the foot of the panel."""
    per_unit, at = clock(sheet)[0], _median(months)
    level = float(np.median(sheet.results.series(scenario, measure)[:, int(at)])) * sheet.unit(measure).times
    where = (at + 1.0) / per_unit
    foot, top = panel.get_ylim()
    panel.set_ylim(foot, top)  # what stands on the foot would push it down
    panel.vlines([where], foot, level, color="black", linewidth=0.9 * sheet.weight, zorder=2.2)
    (mark,) = panel.plot([where], [level], marker=MARKERS[SIDES[side][1]], markersize=11 * sheet.weight, color="black", zorder=5)
    mark.set(markerfacecolor="black" if filled else "white", markeredgewidth=1.6 * sheet.weight)
    seeds = (months[np.isfinite(months)] + 1.0) / per_unit
    panel.plot(seeds, np.full(seeds.size, 0.03), transform=panel.get_xaxis_transform(), linestyle="none", marker="|",
               markersize=9 * sheet.weight, markeredgewidth=1.4 * sheet.weight, color="black", zorder=4)  # fmt: skip


def _dates(measure: str, scenario: str, side: str, months: Floats) -> pd.DataFrame:
    """A row a seed: the month in which it leaves."""
    rows = [(measure, scenario, "month of departure", month, side) for month in months.tolist()]
    return pd.DataFrame(rows, columns=["panel", "scenario", "unit", "month", "leaves"])


def banks(results: Results) -> list[str]:
    """Scenarios in which one of the roads to the bank is open: homes on credit, or hardware on credit that is marked "
    "or runs ahead."""
    if not results.has_months((*STATIONS, "bank_equity")):
        return []
    return [name for name in results.scenarios if ever(results, name, {**HOMES, **BUILT})]


def road_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """Two panels a scenario: what has been written off, and what lies along the roads."""
    return [f"{name}/{kind}" for name in first(picture, scenarios, BANKS) for kind in (LOST, ALONG)]


def roads(sheet: Sheet) -> Drawn:
    """What reaches the bank by either road, homes and hardware, and how."""
    numbers, said = by_kind(sheet, {LOST: _lost, ALONG: _along})
    mark_arrival(sheet, sheet.panels)
    return Drawn([sheet.say(TWO_ROADS), over_seeds(sheet)], numbers, said)


def _lost(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    """Write-offs so far by road, beside the bank's own funds."""
    results = sheet.results
    lost = PER_CENT * results.records("bank_losses", scenario).cumsum(axis=1)  # [seed, month, road]
    values = {road: lost[..., place] for place, road in enumerate(results.axes("bank_losses")["road"])}
    values["equity"] = PER_CENT * results.series(scenario, "bank_equity")
    drawn, sentences = course(sheet, panel, LOST, ROADS, values, sheet.say(OF_YEAR))
    ends = {road: spoken(float(of[:, -1].mean())) for road, of in values.items()}
    ends["equity"] = spoken(float(np.median(values["equity"], axis=0).min()))
    sentence = sheet.say(WRITTEN_OFF, scenario=sheet.label(scenario), **ends)
    sheet.headline(panel, sentence, sheet.say(OF_YEAR))
    return drawn, [sheet.ended(sentence), *sentences]


def stations(results: Results, scenario: str) -> list[str]:
    """The measures along the roads that say something in a scenario."""
    return [name for name in STATIONS if name not in AWAKE or ever(results, scenario, AWAKE[name])]


def _along(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    """Prices of what is pledged, debt on it, and credit."""
    values = {name: PER_CENT * sheet.results.series(scenario, name) for name in stations(sheet.results, scenario)}
    there = {name: np.where(of > 0.0, of, np.nan) if name == "hardware_worth" else of for name, of in values.items()}
    drawn, _ = course(sheet, panel, ALONG, STATIONS, there, sheet.say(OF_START))  # no hardware: no worth of it
    parts = []
    for name, of in values.items():
        middle = np.median(of, axis=0)
        if middle.any():
            low, high = spoken(float(middle[middle > 0.0].min())), spoken(float(middle.max()))
            parts.append(sheet.say(STATION[name], low=low, high=high))
    sentence = sheet.say(OF_STATION, scenario=sheet.label(scenario), parts=sheet.listed(parts))
    sheet.headline(panel, sentence, sheet.say(OF_START))
    return drawn, [sheet.ended(sentence)]


def owning(results: Results) -> list[str]:
    """Scenarios in which homes are owned by those who live in them, or let to them."""
    return [name for name in results.scenarios if ever(results, name, HOMES)]


def home_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """Two panels a scenario: over the years, and by skill at either end."""
    return [f"{name}/{kind}" for name in first(picture, scenarios, OWNING) for kind in (OVER, TENTHS)]


def homes(sheet: Sheet) -> Drawn:
    """Who owns homes: year by year, and by tenth of skill at the start and in the end."""
    blocks, said = [], []
    for name, panel in sheet.panels.items():
        scenario, _, kind = name.rpartition("/")
        block, sentence = _owners(sheet, panel, scenario) if kind == OVER else _tenths(sheet, panel, scenario)
        blocks.append(block.assign(panel=kind, scenario=scenario))
        said.append(sheet.ended(sentence))
    return Drawn([sheet.say(WHO_OWNS, seeds=seed_text(sheet.results, sheet.lang))], parted(blocks), said)


def held(results: Results, scenario: str) -> dict[str, Floats]:
    """Of all homes, in %, what each owns in each year, mean of seeds: halves of skill of either trade, who came later, owners."""
    own = results.records("homes", scenario)[..., results.axes("homes")["tenure"].index("owned")].mean(axis=0)  # [year, trade, tenth]
    let = results.records("homes_let", scenario).mean(axis=0)
    found = {label.en: own[:, trade, tenths].sum(axis=1) for label, trade, tenths in HALVES}
    found["later"] = np.maximum(1.0 - sum(found.values()) - let.sum(axis=1), 0.0)
    found |= {who: let[:, place] for place, who in enumerate(results.axes("homes_let")["landlords"])}
    return {who: PER_CENT * of for who, of in found.items()}


def _owners(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, str]:
    """Shares one above the other, year by year."""
    found = held(sheet.results, scenario)
    labels = {label.en: (label, shade) for (label, _, _), shade in zip(HALVES, SHADES, strict=True)}
    labels |= {who: (label, shade) for who, label, shade in OWNERS}
    years = np.arange(1, len(found["top"]) + 1)
    under, rows = np.zeros(years.size), []
    for who, (label, shade) in labels.items():
        if found[who].max() < 0.01:  # nobody came later
            continue
        over = under + found[who]
        panel.fill_between(years, under, over, color=shade, linewidth=0)
        panel.plot(years, over, color="white", linewidth=1.2 * sheet.weight)
        typography.label_end(panel, float(under[-1] + over[-1]) / 2.0, label.of(sheet.lang), "black")
        rows += [(who, year, "% of all homes", value) for year, value in zip(years.tolist(), found[who].tolist(), strict=True)]
        under = over
    panel.set_xlim(1, max(years.size, 2))
    panel.set_ylim(0.0, PER_CENT)
    panel.set_xlabel(sheet.say(YEARS))
    own = np.sum([of for who, of in found.items() if who not in ("top", "rest")], axis=0)
    ends = {"first": own[0], "last": own[-1], "top_first": found["top"][0], "top_last": found["top"][-1]}
    sentence = sheet.say(OWN, scenario=sheet.label(scenario), **{key: spoken(float(value)) for key, value in ends.items()})
    sheet.headline(panel, sentence, sheet.say(OF_HOMES))
    return table(rows, ("line", "year", "unit", "mean")), sentence


def _tenths(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, str]:
    """What part of what they live in each tenth of skill owns, in the first year and in the last."""
    results = sheet.results
    kept = results.records("homes", scenario).mean(axis=0)[[0, -1]]  # [first or last, trade, tenth, tenure]
    lived, own = (kept[..., results.axes("homes")["tenure"].index(name)] for name in ("lived_in", "owned"))
    shares = PER_CENT * own / np.maximum(lived, 1e-12)
    tenths, rows = np.arange(1, shares.shape[2] + 1), []
    for name, look in sheet.own(RATES).looks.items():
        trade, when = name.split()
        values = shares[("first", "last").index(when), ("cognitive", "physical").index(trade)]
        (line,) = panel.plot(tenths, values, color=look.colour, linestyle=look.dash, linewidth=2.0 * sheet.weight)
        line.set(marker=look.marker, markersize=6 * sheet.weight, gid=look.label)
        line.set(markerfacecolor="white" if when == "first" else look.colour)
        typography.label_end(panel, float(values[-1]), look.label, look.ink)
        rows += [(name, tenth, "% of what they live in", value) for tenth, value in zip(tenths.tolist(), values.tolist(), strict=True)]
    panel.set_xlim(0.5, tenths.size + 0.5)
    panel.set_xticks(tenths)
    panel.set_ylim(0.0, PER_CENT)
    panel.set_xlabel(sheet.say(TENTH))
    whole = PER_CENT * own.sum(axis=2) / np.maximum(lived.sum(axis=2), 1e-12)
    ends = {"minds_first": whole[0, 0], "minds": whole[1, 0], "hands_first": whole[0, 1], "hands": whole[1, 1]}
    sentence = sheet.say(HOLD, scenario=sheet.label(scenario), **{key: spoken(float(value)) for key, value in ends.items()})
    sheet.headline(panel, sentence, sheet.say(OF_LIVED))
    return table(rows, ("line", "tenth", "unit", "mean")), sentence
