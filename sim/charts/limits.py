"""What growth runs into: hardware and what pays for it, power and who takes the surplus, people and debt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.charts import typography
from sim.charts.labour import arrival, ever
from sim.charts.living import first
from sim.charts.series import clock, course, lines, mark_arrival, over_seeds, smoothed
from sim.charts.sheet import DASHES, Drawn, Line, Sheet, looks, parted, spoken
from sim.runs.display import STRONG, Picture
from sim.runs.results import Results

YEAR = 12
PER_CENT = 100.0

# -- capex

MONEY, HARDWARE = "money", "hardware"
BUILDERS = 3  # scenarios, two panels each
BOOMS = {"capex_extrapolation": 0.0, "collateral_marking": 0.0}
SPENT: Mapping[str, Line] = {
    "fees": (Text(en="Fees", zh="使用费"), "blue", "solid", "square"),
    "hardware": (Text(en="Hardware", zh="硬件"), "vermillion", "dashed", "up"),
    "service": (Text(en="Debt service", zh="还本付息"), "black", "dotted", "circle"),
    "borrowed": (Text(en="Borrowed", zh="新借"), "purple", "dashdot", "diamond"),
}
STANDING: Mapping[str, Line] = {
    "cloud_use": (Text(en="In use", zh="在用"), "blue", "solid", "square"),
    "cloud_debt_share": (Text(en="Debt", zh="负债"), "purple", "dashdot", "diamond"),
    "hardware_worth": (Text(en="Taken for", zh="估值"), "orange", "dashed", "star"),
}
HEIGHT = Text(
    en="{scenario}: clouds' hardware of a year costs {times} times their fees at the most (to year {year}); debt "
    "service takes {first}\u00a0% "
    "of fees in AI's second year, {last}\u00a0% in the end",
    zh="{scenario}：云企业一年的硬件开支最多为使用费的{times}倍（至第{year}年）；还本付息占使用费："
    "人工智能到来后第二年{first}%，期末{last}%",
)
STAND = Text(
    en="{scenario}: from AI's second year on {use}\u00a0% of slots are in use at the least; clouds owe {debt}\u00a0% of "
    "new hardware at the "
    "most{worth}; {defaults} defaults a cloud",
    zh="{scenario}：人工智能到来第二年起，在用算力槽最低{use}%；云企业负债最高为新硬件的{debt}%{worth}；每家云企业违约{defaults}次",
)
WORTH = Text(en=", lenders take it for {worth}\u00a0% at the least", zh="，放款者估值最低为{worth}%")
WAGES = Text(en="% of a wage of the start, a worker", zh="期初工资的%（每名劳动者）")
OF_NEW = Text(en="%", zh="%")
CAPEX = Text(
    en="Left: means of twelve months, of all clouds, at the prices of the start. Debt service: interest and repayment. "
    "Right: slots in "
    "use of those offered, loans and what lenders take hardware for over what it costs new. Titles: means of seeds, "
    "extremes of the median.",
    zh="左：全部云企业的十二个月均值，按期初价格。还本付息：利息与还款。右：在用算力槽占所供的份额，"
    "贷款与放款者估值占新硬件成本的份额。"
    "标题取种子均值，极值取自中位数。",
)

# -- power

GRID, TAKERS = "grid", "takers"
GRIDS = 3  # scenarios, two panels each
POWER_MEASURES = ("power_asked", "power_built", "power_queued")
SCARCE = {"energy_capacity": 100.0, "energy_build_time": 0}
WAIT = {"energy_build_time": 0}
POWER: Mapping[str, Line] = {
    "power_asked": (Text(en="Asked for", zh="所求"), "vermillion", "dashed", "up"),
    "power_built": (Text(en="Built", zh="已建"), "blue", "solid", "square"),
    "power_queued": (Text(en="In the queue", zh="排队"), "orange", "dotted", "diamond"),
}
TAKES: Mapping[str, Line] = {
    "rent": (Text(en="Sites and grid", zh="场址与电网"), "vermillion", "dashed", "up"),
    "clouds": (Text(en="Clouds", zh="云企业"), "blue", "solid", "square"),
    "dept1": (Text(en="Department I", zh="第一部类"), "purple", "dashdot", "diamond"),
    "dept2": (Text(en="Department II", zh="第二部类"), "black", "dotted", "circle"),
}
QUEUE = Text(
    en="{scenario}: in the end {asked} is asked for and {built} built; the queue is longest in year {year}, {queue}",
    zh="{scenario}：期末所求{asked}，已建{built}；排队最长在第{year}年，为{queue}",
)
NO_QUEUE = Text(
    en="{scenario}: in the end {asked} is asked for and {built} built, no more than sites and grid can feed; nothing waits",
    zh="{scenario}：期末所求{asked}，已建{built}，以场址与电网所能供给为限；无排队",
)
TAKE = Text(
    en="{scenario}: of firms' surplus in the end sites and grid take {rent}\u00a0%, clouds {clouds}\u00a0%, Department "
    "I {dept1}\u00a0%, "
    "II {dept2}\u00a0%",
    zh="{scenario}：期末企业剩余中，场址与电网得{rent}%，云企业{clouds}%，第一部类{dept1}%，第二部类{dept2}%",
)
ENERGY = Text(en="units a month per 1000 workers", zh="单位/月·每千名劳动者")
OF_SURPLUS = Text(en="% of firms' surplus", zh="占企业剩余的%")
NOTE = Text(
    en="Power: energy a month; 0.05 feeds a slot where none is saved. Surplus: S of all firms, before interest, taxes "
    "and dividends, means of "
    "twelve months; rent of power is taken off what clouds have. Titles: means of the last {tail} months and of seeds.",
    zh="电力：每月能源；未节能时0.05供一个算力槽。剩余：全部企业的S，未扣利息、税与分红，十二个月均值；电力租金自云企业所得中扣出。"
    "标题：最后{tail}个月与种子均值。",
)

# -- people and debt

PEOPLE = {"cohort_growth": 0.0}
LAST = Text(en="{label}, last years: {parts}", zh="{label}，最后几年：{parts}")
VALUE = Text(en="{scenario} {value}", zh="{scenario}{value}")
ENDS = Text(
    en="Dashed upright: the month in which {scenario} changes. Titles: means of the last {tail} months and of seeds. "
    "Stocks are beside a "
    "year's value added, which grows with people.",
    zh="竖虚线：“{scenario}”发生变化的月份。标题：最后{tail}个月与种子均值。存量均与年增加值相比，后者随人口而增。",
)
NO_END = Text(
    en="Titles: means of the last {tail} months and of seeds. Stocks are beside a year's value added, which grows with people.",
    zh="标题：最后{tail}个月与种子均值。存量均与年增加值相比，后者随人口而增。",
)


def _tail(results: Results) -> slice:
    return slice(-results.window, None)


def running(values: Floats) -> Floats:
    """Means of twelve months of ``values[seed, month, ...]``."""
    return np.moveaxis(smoothed(np.moveaxis(values, 1, 0)), 0, 1)


def building(results: Results) -> list[str]:
    """Scenarios with AI, where one of them is a boom: its own first."""
    if not results.has_months((*STANDING, "cloud_defaults")):
        return []
    booms = [name for name in results.scenarios if ever(results, name, BOOMS)]
    others = [name for name in results.scenarios if name not in booms and ever(results, name, {"ai": False})]
    return [*booms, *others] if booms else []


def capex_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """Two panels a scenario: money, and what stands there."""
    return [f"{name}/{kind}" for name in first(picture, scenarios, BUILDERS) for kind in (MONEY, HARDWARE)]


def capex(sheet: Sheet) -> Drawn:
    """What clouds spend on hardware beside the fees they take and the service of their debt; what stands there."""
    blocks, said = [], []
    for name, panel in sheet.panels.items():
        scenario, _, kind = name.rpartition("/")
        block, sentences = _money(sheet, panel, scenario) if kind == MONEY else _standing(sheet, panel, scenario)
        blocks.append(block.assign(panel=kind, scenario=scenario))
        said += sentences
    mark_arrival(sheet, sheet.panels)
    return Drawn([sheet.say(CAPEX), over_seeds(sheet)], parted(blocks), said)


def spending(results: Results, scenario: str) -> dict[str, Floats]:
    """Of clouds, by line, means of twelve months in % of a wage of the start a worker. Each [seed, month]."""
    kept, places = results.records("cloud_money", scenario), results.axes("cloud_money")["cloud_flow"]
    part = {name: kept[..., places.index(name)] for name in places}
    whole = {**part, "service": part["interest"] + part["repaid"]}
    workers = results.manifest["scenarios"][scenario]["params"]["n_workers"]
    return {line: running(PER_CENT * whole[line] / workers) for line in SPENT}


def _money(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    values = spending(sheet.results, scenario)
    drawn, sentences = course(sheet, panel, MONEY, SPENT, values, sheet.say(WAGES))
    since = (arrival(sheet, scenario) or 0) + 2 * YEAR - 1  # the first month whose year has no month of AI's first
    fees, hardware, service = (values[line].mean(axis=0) for line in ("fees", "hardware", "service"))
    parts = []
    if since < fees.size and fees[since:].all():
        times, share = hardware / np.maximum(fees, 1e-12), PER_CENT * service / np.maximum(fees, 1e-12)
        top = since + int(times[since:].argmax())
        last = PER_CENT * service[_tail(sheet.results)].sum() / fees[_tail(sheet.results)].sum()
        words = {"times": times[top], "first": share[since], "last": last}
        said = {key: spoken(float(value)) for key, value in words.items()}
        parts.append(sheet.say(HEIGHT, scenario=sheet.label(scenario), year=f"{(top + 1) / YEAR:.1f}", **said))
    sheet.headline(panel, parts[0] if parts else sheet.label(scenario), sheet.say(WAGES))
    return drawn, [*map(sheet.ended, parts), *sentences]


def _standing(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    results = sheet.results
    comes = arrival(sheet, scenario) or 0
    names = [name for name in STANDING if name != "hardware_worth" or ever(results, scenario, {"collateral_marking": 0.0})]
    values = {name: PER_CENT * results.series(scenario, name) for name in names}
    shown = {name: np.where(np.arange(results.months) >= comes, of, np.nan) for name, of in values.items()}
    drawn, _ = course(sheet, panel, HARDWARE, STANDING, shown, sheet.say(OF_NEW))
    later = slice(min(comes + YEAR, results.months - 1), None)
    middle = {name: np.median(of, axis=0)[later] for name, of in values.items()}
    worth = middle.get("hardware_worth")
    sentence = sheet.say(
        STAND,
        scenario=sheet.label(scenario),
        use=spoken(float(middle["cloud_use"].min())),
        debt=spoken(float(middle["cloud_debt_share"].max())),
        worth="" if worth is None else sheet.say(WORTH, worth=spoken(float(worth.min()))),
        defaults=spoken(float(results.series(scenario, "cloud_defaults").sum(axis=1).mean() / YEAR)),
    )
    sheet.headline(panel, sentence, sheet.say(OF_NEW))
    return drawn, [sheet.ended(sentence)]


def powered(results: Results) -> list[str]:
    """Scenarios in which power is limited, or waited for."""
    if not results.has_months(POWER_MEASURES):
        return []
    return [name for name in results.scenarios if ever(results, name, SCARCE) and ever(results, name, {"ai": False})]


def power_panels(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """Two panels a scenario: the grid, and who takes the surplus."""
    return [f"{name}/{kind}" for name in first(picture, scenarios, GRIDS) for kind in (GRID, TAKERS)]


def power(sheet: Sheet) -> Drawn:
    """Power asked for, built and queued; and who takes the surplus of firms."""
    blocks, said = [], []
    for name, panel in sheet.panels.items():
        scenario, _, kind = name.rpartition("/")
        block, sentences = _grid(sheet, panel, scenario) if kind == GRID else _takers(sheet, panel, scenario)
        blocks.append(block.assign(panel=kind, scenario=scenario))
        said += sentences
    mark_arrival(sheet, sheet.panels)
    return Drawn([sheet.say(NOTE, tail=sheet.results.window), over_seeds(sheet)], parted(blocks), said)


def _grid(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    results = sheet.results
    values = {name: results.series(scenario, name) for name in POWER}
    drawn, sentences = course(sheet, panel, GRID, POWER, values, sheet.say(ENERGY))
    asked, built = (spoken(float(values[name][:, _tail(results)].mean())) for name in POWER_MEASURES[:2])
    queue = values["power_queued"].mean(axis=0)
    top = int(queue.argmax())
    words = {"year": f"{(top + 1) / clock(sheet)[0]:.1f}", "queue": spoken(float(queue[top]))}
    sentence = sheet.say(
        QUEUE if ever(results, scenario, WAIT) else NO_QUEUE, scenario=sheet.label(scenario), asked=asked, built=built, **words
    )
    sheet.headline(panel, sentence, sheet.say(ENERGY))
    return drawn, [sheet.ended(sentence), *sentences]


def taken(results: Results, scenario: str) -> dict[str, Floats]:
    """Who takes which part of the surplus of all firms, in %, of the means of twelve months. Each [seed, month]."""
    kept, axes = results.records("account_money", scenario), results.axes("account_money")
    surplus = running(kept[..., [axes["account"].index(name) for name in ("paid", "retained")]].sum(axis=-1))
    money = results.records("cloud_money", scenario)[..., results.axes("cloud_money")["cloud_flow"].index("rent")]
    rent = running(money)
    of = {name: surplus[..., axes["department"].index(name)] for name in ("dept1", "dept2", "clouds")}
    parts = {"rent": rent, **of, "clouds": of["clouds"] - rent}
    whole = surplus.sum(axis=-1)
    return {name: PER_CENT * parts[name] / np.where(whole > 0.0, whole, np.inf) for name in TAKES}


def _takers(sheet: Sheet, panel: Axes, scenario: str) -> tuple[pd.DataFrame, list[str]]:
    values = taken(sheet.results, scenario)
    drawn, sentences = course(sheet, panel, TAKERS, TAKES, values, sheet.say(OF_SURPLUS))
    panel.axhline(0.0, color="black", linewidth=1.0, zorder=1.5)
    ends = {name: spoken(float(of[:, _tail(sheet.results)].mean())) for name, of in values.items()}
    sentence = sheet.say(TAKE, scenario=sheet.label(scenario), **ends)
    sheet.headline(panel, sentence, sheet.say(OF_SURPLUS))
    return drawn, [sheet.ended(sentence), *sentences]


def peopled(results: Results) -> list[str]:
    """All scenarios, where people become more or fewer in one of them: it shows those, and what they stand beside."""
    return results.scenarios if any(ever(results, name, PEOPLE) for name in results.scenarios) else []


def people(sheet: Sheet) -> Drawn:
    """How many people there are, and what is owed beside what they make."""
    results, blocks, said = sheet.results, [], []
    names = [*sheet.picture.strong, *(name for name in results.scenarios if ever(results, name, PEOPLE)), results.reference]
    some = [name for name in dict.fromkeys(names) if name in results.scenarios][:STRONG]
    both = sheet.picture.model_copy(update={"strong": some, "alone": True})
    known = looks(both, sheet.plots, results, sheet.lang, reference=True)
    sheet = replace(sheet, looks={name: known[name] for name in results.scenarios if name in some})
    changes = _changes(sheet)
    for measure, panel in sheet.panels.items():
        unit = sheet.unit(measure)
        sheet.head(panel, sheet.title(measure), unit.of(sheet.lang))
        drawn, sentences = lines(sheet, {measure: panel}, lambda name, measure: results.series(name, measure) * sheet.unit(measure).times)
        parts = []
        for name, look in sheet.shown(strong=True).items():
            value = float(results.series(name, measure)[:, _tail(results)].mean()) * unit.times
            parts.append(sheet.say(VALUE, scenario=look.label, value=spoken(value)))
        sentence = sheet.say(LAST, label=sheet.title(measure), parts=sheet.listed(parts))
        sheet.headline(panel, sentence, unit.of(sheet.lang))
        for month in changes.values():
            panel.axvline(month / clock(sheet)[0], color=typography.AXIS, linewidth=1.2, linestyle=DASHES["dashed"], zorder=1)
        blocks.append(drawn)
        said += [sheet.ended(sentence), *sentences]
    mark_arrival(sheet, sheet.panels)
    changing = sheet.listed(sheet.label(name) for name in changes)
    note = sheet.say(ENDS if changes else NO_END, scenario=changing, tail=results.window)
    return Drawn([over_seeds(sheet), note], pd.concat(blocks, ignore_index=True), said)


def _changes(sheet: Sheet) -> dict[str, int]:
    """When growth of people changes in a scenario that is drawn strong, the first time."""
    found: dict[str, int] = {}
    for name in sheet.shown(strong=True):
        events = sheet.results.manifest["scenarios"][name].get("events", ())
        moves = [event for event in events if "cohort_growth" in {**event.get("set", {}), **event.get("series", {})}]
        months = [event["month"] for event in moves if event["month"] < sheet.results.months]
        found |= {name: min(months)} if months else {}
    return found
