"""Accounts of value over time: one run under several lenses, value beside price, and what AI work and departments split into."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.charts.series import SMOOTH, lines, mark_arrival, month_ends, name_time, over_seeds, smoothed
from sim.charts.sheet import COLOURS, Drawn, Line, Sheet, spoken, table
from sim.economy.accounts import LENSES, MONTHS_OF_WORK
from sim.runs.display import Picture
from sim.runs.results import seed_text

MOST = 3  # scenarios in one figure

Part = tuple[Text, str]  # of a stack: label, colour


def _text(words: Mapping[str, str]) -> Text:
    return Text(en=words["en"], zh=words["zh"])


STYLES = (
    ("black", "solid", "circle"), ("blue", "dashed", "square"), ("orange", "dotted", "up"), ("purple", "dashdot", "diamond"),
)  # fmt: skip
BY_LENS: Mapping[str, Line] = {
    name: (_text(lens.label), *style) for (name, lens), style in zip(LENSES.items(), STYLES, strict=True)
}
IN_MONEY: Line = (Text(en="In money", zh="货币"), "vermillion", "solid", "down")
IN_VALUE: Line = (Text(en="Labour time, V consumption", zh="劳动时间，V为消费"), "black", "solid", "circle")
AS_WAGES: Line = (Text(en="Labour time, V wages", zh="劳动时间，V为工资"), "blue", "dashed", "square")
BY_SECTOR: Mapping[str, Line] = {
    "deviation_machines": (Text(en="Machines", zh="机器"), "blue", "dashed", "square"),
    "deviation_goods": (Text(en="Consumer goods", zh="消费品"), "vermillion", "solid", "down"),
    "deviation_compute": (Text(en="Compute", zh="算力"), "purple", "dashdot", "diamond"),
}

BY_PRODUCT: Mapping[str, Line] = {
    measure: BY_SECTOR[deviation]
    for measure, deviation in zip(("unit_value_machines", "unit_value", "unit_value_compute"), BY_SECTOR, strict=True)
}
BY_OCCUPATION: Mapping[str, Line] = {
    "surplus_rate_cognitive": (Text(en="Cognitive workers", zh="脑力劳动者"), "blue", "dashed", "square"),
    "surplus_rate_physical": (Text(en="Physical workers", zh="体力劳动者"), "vermillion", "solid", "down"),
}

# A panel: its title, its unit, and the lines in it: which measure each shows.
Panel = tuple[Text, str, Mapping[str, Line], Callable[[str], str]]


def _lens_measure(rate: str) -> Callable[[str], str]:
    return lambda lens: f"value_{rate}{LENSES[lens].suffix}"


OF_AI: Mapping[str, str] = {
    "money": "ai_surplus_rate",
    "new_labourer": "surplus_rate_ai_new_labourer",
    "physical_work": "surplus_rate_ai_physical_work",
}
IN_HOURS: Mapping[str, Line] = {
    "value_created": (Text(en="New value, V + S", zh="新价值，V＋S"), "black", "solid", "circle"),
    "value_of_consumption": (Text(en="V, consumption", zh="V，以消费计"), "orange", "dotted", "up"),
    "value_of_wages": (Text(en="V, wages advanced", zh="V，以预付工资计"), "blue", "dashed", "square"),
}
LENS_PANELS: Mapping[str, Panel] = {
    "created": (
        Text(en="New value a worker", zh="人均新价值"),
        "ratio",
        {name: line for name, line in BY_LENS.items() if LENSES[name].unit is MONTHS_OF_WORK},
        _lens_measure("created"),
    ),
    "labour_time": (
        Text(en="V and V + S, living labour", zh="活劳动的V与V＋S"), "ratio", IN_HOURS, lambda name: name,
    ),
    "composition": (Text(en="C/V", zh="C/V"), "ratio", BY_LENS, _lens_measure("composition")),
    "surplus_rate": (Text(en="S/V", zh="S/V"), "ratio", BY_LENS, _lens_measure("surplus_rate")),
    "profit_rate": (Text(en="Profit rate", zh="利润率"), "1/year", BY_LENS, _lens_measure("profit_rate")),
    "of_ai": (
        Text(en="S/V of AI alone", zh="人工智能自身的S/V"),
        "ratio",
        {"money": IN_MONEY, **{name: BY_LENS[name] for name in OF_AI if name in BY_LENS}},
        OF_AI.__getitem__,
    ),
}
PRICE_PANELS: Mapping[str, Panel] = {
    **{
        key: (title, unit, {"value": IN_VALUE, "wages": AS_WAGES, "money": IN_MONEY}, each.__getitem__)
        for key, title, unit, each in (
            ("composition", Text(en="C/V", zh="C/V"), "ratio",
             {"value": "value_composition", "wages": "value_composition_wages", "money": "organic_composition"}),
            ("surplus_rate", Text(en="S/V", zh="S/V"), "ratio",
             {"value": "value_surplus_rate", "wages": "value_surplus_rate_wages", "money": "rate_of_surplus_value"}),
            ("profit_rate", Text(en="Profit rate", zh="利润率"), "1/year",
             {"value": "value_profit_rate", "wages": "value_profit_rate_wages", "money": "profit_rate"}),
        )
    },
    "workers": (
        Text(en="S/V in money by occupation", zh="分职业的货币S/V"), "ratio", BY_OCCUPATION, lambda name: name,
    ),
    "unit_values": (
        Text(en="Labour in a unit", zh="单位产品所含劳动"), "worker-months/unit", BY_PRODUCT, lambda name: name,
    ),
    "deviations": (
        Text(en="Price over value, less one", zh="价格与价值之比减一"), "fraction", BY_SECTOR, lambda name: name,
    ),
}  # fmt: skip
# What stands in a stack, from below.
SHARES: Mapping[str, Part] = {
    "wear": (Text(en="C: wear", zh="C：损耗"), "#3F546F"),
    "interest": (Text(en="C: interest", zh="C：利息"), "#7F93AD"),
    "energy": (Text(en="V: energy, cooling", zh="V：电力与冷却"), "#B3C1D1"),
    "crews": (Text(en="V: upkeep crews", zh="V：维护人员"), "#DDE4EB"),
    "wages": (Text(en="V: wages of AI", zh="V：智能体工资"), "#EFE3C8"),
    "clouds": (Text(en="S of cloud owners", zh="云业主的S"), COLOURS["vermillion"]),
    "agents": (Text(en="S of AI that owns", zh="智能体业主的S"), "#2B6A6C"),
    "public": (Text(en="S of public clouds", zh="公有云的S"), COLOURS["purple"]),
    "state": (Text(en="S of the State", zh="国家的S"), COLOURS["orange"]),
    "firms": (Text(en="S of firms that rent", zh="租用企业的S"), COLOURS["sky"]),
}
ACCOUNTS: Mapping[str, Part] = {
    "constant": (Text(en="C", zh="C"), "#5E7594"),
    "variable": (Text(en="V", zh="V"), "#B3C1D1"),
    "paid": (Text(en="S paid out", zh="付出的S"), COLOURS["vermillion"]),
    "retained": (Text(en="S retained", zh="留存的S"), COLOURS["orange"]),
}
STACKS: Mapping[str, tuple[Text, Mapping[str, Part]]] = {
    "agents": (Text(en="AI agents", zh="智能体"), SHARES),
    "dept1": (Text(en="Department I", zh="第一部类"), ACCOUNTS),
    "dept2": (Text(en="Department II", zh="第二部类"), ACCOUNTS),
    "clouds": (Text(en="Clouds", zh="云企业"), ACCOUNTS),
}
MONEY = Text(en="initial wages, real", zh="初始月工资（实际）")
LENS_NOTE = Text(
    en="Means of twelve months. The runs are the same: a lens changes the accounts only. New value and V: "
    "worker-months a worker and month (physical work counts joules). S/V of AI alone: in money at the wage it "
    "replaces, else by lenses that count it as labour; the first two years of AI may leave the frame.",
    zh="十二个月均值。模拟相同：镜头只改变账目。新价值与V：每名劳动者每月的工人月（物理做功以焦耳计）。人工智能自身的S/V：货币口径按其替代的工资，其余按把它计为劳动的镜头；"
    "人工智能到来后头两年可能超出图框。",
)
PRICE_NOTE = Text(
    en="Means of twelve months. In labour time: only carbon labour creates value; V is what workers consumed, or what wages before tax "
    "would buy. Price over value: value in money is labour time times "
    "its monetary expression; the first two years of AI may leave the frame.",
    zh="十二个月均值。劳动时间：只有碳基劳动创造价值；V为劳动者所消费者，或税前工资所能购买者。价格与价值之比：价值的货币额为劳动时间乘以其货币表现；人工智能到来后头两年可能超出图框。",
)
STACK_NOTE = Text(
    en="Means of twelve months and of {seeds}. AI work stands at the wage it replaces. S paid out: interest, taxes, dividends. "
    "Parts below zero hang below the line.",
    zh="十二个月与{seeds}的均值。人工智能的劳动按所替代的工资计。付出的S：利息、税、分红。为负的部分在零线以下。",
)
SHARE = Text(en="{label} {share} %", zh="{label}{share}%")
STEEP = ("of_ai", "deviations", "unit_values")  # panels that AI's first months would fill


def shown(picture: Picture, scenarios: Sequence[str]) -> list[str]:
    """The scenarios of a page: of the file those that there are, else the first ones; a page is declared for one."""
    return ([name for name in picture.strong if name in scenarios] or list(scenarios) or [""])[:MOST]


def panels(declared: Mapping[str, object]) -> Callable[[Picture, object, Sequence[str]], list[str]]:
    """The panels of a page: each declared one for each scenario."""
    return lambda picture, measures, scenarios: [
        f"{one}/{key}" for one in shown(picture, scenarios) for key in declared
    ]


def lenses(sheet: Sheet) -> Drawn:
    """New value, C/V, S/V and the rate of profit under every lens."""
    return _over_time(sheet, LENS_PANELS, LENS_NOTE)


def prices(sheet: Sheet) -> Drawn:
    """The same in labour time beside money, and prices beside values."""
    return _over_time(sheet, PRICE_PANELS, PRICE_NOTE)


def _over_time(sheet: Sheet, declared: Mapping[str, Panel], note: Text) -> Drawn:
    blocks, said = [], []
    for name, panel in sheet.panels.items():
        scenario, _, key = name.partition("/")
        title, unit, wanted, measure = declared[key]
        times = sheet.plots.unit(unit).times

        def values(line: str, _: str, scenario: str = scenario, measure: Callable[[str], str] = measure,
                   times: float = times) -> Floats:  # fmt: skip
            return smoothed(sheet.results.series(scenario, measure(line)).T).T * times

        _head(sheet, panel, scenario, title, sheet.plots.unit(unit).of(sheet.lang))
        drawn, sentence = lines(sheet.own(wanted), {name: panel}, values)
        if key in STEEP:
            _without_arrival(panel, [values(line, key) for line in wanted])
        blocks.append(drawn.rename(columns={"scenario": "line"}).assign(panel=key, scenario=scenario))
        said += sentence
    mark_arrival(sheet, sheet.panels)
    numbers = pd.concat(blocks, ignore_index=True)
    first = ["scenario", "panel", "line"]
    return Drawn([over_seeds(sheet), note.of(sheet.lang)], numbers[[*first, *numbers.columns.drop(first)]], said)


def _without_arrival(panel: Axes, series: Sequence[Floats]) -> None:
    """Fit a panel to what comes two years after AI, whose first months would leave no room for the rest."""
    first = min((int(np.argmax(values.any(axis=0))) for values in series if values.any()), default=0)
    settled = [values[:, min(first + 2 * SMOOTH, values.shape[1] - 1) :] for values in series]
    low, high = min(float(values.min()) for values in settled), max(float(values.max()) for values in settled)
    room = 0.08 * max(high - min(low, 0.0), 1e-9)
    panel.set_ylim(min(low, 0.0) - room, high + room)


def stacks(sheet: Sheet) -> Drawn:
    """What AI work and the product of each department split into, over time, mean of seeds."""
    rows, said = [], []
    time = month_ends(sheet)
    for name, panel in sheet.panels.items():
        scenario, _, key = name.partition("/")
        title, parts = STACKS[key]
        record = "agent_product" if key == "agents" else "account_money"
        values = sheet.results.records(record, scenario).mean(axis=0)
        if key != "agents":
            values = values[:, sheet.results.axes(record)["department"].index(key)]
        values = smoothed(values)
        _head(sheet, panel, scenario, title, MONEY.of(sheet.lang))
        up, down = np.zeros(len(time)), np.zeros(len(time))
        for part, (label, colour) in parts.items():
            column = values[:, list(parts).index(part)]
            plus, minus = np.maximum(column, 0.0), np.minimum(column, 0.0)
            if column.any():
                panel.fill_between(time, up, up + plus, color=colour, linewidth=0, label=label.of(sheet.lang))
                panel.fill_between(time, down, down + minus, color=colour, linewidth=0, alpha=0.6)
            up, down = up + plus, down + minus
            rows += [(scenario, key, part, month, float(value)) for month, value in enumerate(column)]
        panel.axhline(0.0, color="black", linewidth=1.0)
        panel.set_xlim(time[0] if len(time) > 1 else 0.0, time[-1])
        handles, words = panel.get_legend_handles_labels()
        panel.legend(handles[::-1], words[::-1], loc="upper left", bbox_to_anchor=(1.0, 0.95), frameon=False,
                     handlelength=1.0, handletextpad=0.5)  # fmt: skip
        total = values[-1].sum()
        words = [
            sheet.say(SHARE, label=label.of(sheet.lang), share=spoken(100.0 * values[-1, i] / total))
            for i, (label, _) in enumerate(parts.values())
            if total and values[-1, i]
        ]
        said.append(sheet.sentence(panel.get_title(loc="left"), words))
        name_time(sheet, panel)
    note = sheet.say(STACK_NOTE, seeds=seed_text(sheet.results, sheet.lang))
    return Drawn([note], table(rows, ("scenario", "panel", "part", "month", "value")), said)


def _head(sheet: Sheet, panel: Axes, scenario: str, title: Text, unit: str) -> None:
    several = len(shown(sheet.picture, sheet.results.scenarios)) > 1
    stop = ": " if sheet.lang == "en" else "："
    sheet.head(panel, f"{sheet.label(scenario)}{stop}{title.of(sheet.lang)}" if several else title.of(sheet.lang), unit)
