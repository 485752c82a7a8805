"""Facts of real economies held against the reference scenario: cycles, sizes of firms and how they grow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.base import tables
from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.charts import typography
from sim.charts.sheet import PALE, Drawn, Sheet, spoken, table
from sim.runs.results import Results, plural
from sim.verdicts import facts as measured
from sim.verdicts.facts import BURN_IN, MONTHS, QUARTER, RECORDS, YEAR, Observed, Verdict

NOTE = Text(
    en="Scenario {scenario}, {seeds}, without the first {burn} months. Cycles: quarterly means. Grey: all seeds; blue: seed {first}. "
    "Beside ✓ or ✗: the median over seeds and its bar.",
    zh="情景“{scenario}”，{seeds}，舍去前{burn}个月。周期图为季度均值；灰色：全部种子，蓝色：种子{first}。"
    "✓或✗之后：各种子的中位数及其标准。",
)
ARRIVES = Text(
    en="AI arrives in these runs: facts of an economy that changes are mixed with it.",
    zh="这些运行中人工智能到来：事实与变迁混在一起。",
)
STILL = Text(
    en="The demand shock is off: there are no cycles, and facts about them say little.",
    zh="需求冲击已关闭：没有周期，有关周期的事实意义不大。",
)
HOLDS = Text(en="✓ {fact}{value} (bar: {bar}): holds", zh="✓ {fact}{value}（标准：{bar}）：符合")
FAILS = Text(en="✗ {fact}{value} (bar: {bar}): fails", zh="✗ {fact}{value}（标准：{bar}）：不符合")
UNDEFINED = Text(en="not defined", zh="无定义")
SEEDS = Text(en="{count} seeds", zh="{count}个种子")
RANGE = Text(en="{verdict}; seeds from {low} to {high}", zh="{verdict}；各种子介于{low}与{high}之间")
MET, MISSED = "#1B4F72", "#A93226"  # letters of a fact that holds, and of one that does not
STRONG, SECOND = "#0072B2", "#D55E00"
WIDEST = 5.0  # standard deviations from the mean that the density of growth rates shows
BINS = 40


@dataclass(frozen=True)
class Panel:
    """A panel: its title, the words at its axes, the facts it shows each with a short name, and what fills it."""

    title: Text
    across: Text
    up: Text
    facts: Mapping[str, Text | None]
    fill: Callable[[Sheet, Axes, "Runs"], list[tuple[Any, ...]]]
    remark: Callable[[Sheet, "Runs"], str] | None = None  # what else the numbers say, whether the bar is met or not


@dataclass(frozen=True)
class Runs:
    """What the seeds of the scenario have in them."""

    seeds: Sequence[int]
    observed: Sequence[Observed]

    @property
    def department(self) -> Floats:
        """0 for producers of Department I, 1 for those of II."""
        return self.observed[0].department


def facts(sheet: Sheet) -> Drawn:
    """Under each panel stand the numbers, their bars, and the reason where one is missed."""
    runs = gather(sheet.results)
    verdicts = measured.judge([measured.measure(run) for run in runs.observed])
    rows: list[tuple[Any, ...]] = []
    said = []
    for key, panel in sheet.panels.items():
        declared = PANELS[key]
        sheet.head(panel, declared.title.of(sheet.lang), declared.up.of(sheet.lang), grid="both")
        rows += [(key, *row, "") for row in declared.fill(sheet, panel, runs)]
        own = [verdicts[name] for name in declared.facts]
        words = [_judged(sheet, verdicts[name], short) for name, short in declared.facts.items()]
        more = [declared.remark(sheet, runs)] if declared.remark else []
        more += [verdict.fact.reason.of(sheet.lang) for verdict in own if not verdict.met]
        panel.set_xlabel(declared.across.of(sheet.lang), loc="left")
        _underwrite(sheet, panel, words, more, MET if all(verdict.met for verdict in own) else MISSED)
        ranges = [_ranged(sheet, verdict, text) for verdict, text in zip(own, words, strict=True)]
        said.append(
            (" " if sheet.lang == "en" else "").join([sheet.sentence(declared.title.of(sheet.lang), ranges), *more])
        )
        for verdict in own:
            name = verdict.fact.name
            rows += [(key, name, seed, "", value, "") for seed, value in zip(runs.seeds, verdict.values, strict=True)]
            rows.append((key, name, "median", "", verdict.median, "met" if verdict.met else "missed"))
    return Drawn(_notes(sheet, runs), table(rows, ("panel", "what", "seed", "x", "y", "bar")), said)


def gather(results: Results) -> Runs:
    """The runs of the reference scenario."""
    name, seeds = results.reference, results.seeds[results.reference]
    series = {measure: results.series(name, measure) for measure in measured.SERIES}
    records = {record: results.records(record, name) for record in RECORDS}
    flows = results.axes("gross")["flow"]

    def one(place: int) -> Observed:
        own, kept = ({key: values[place] for key, values in part.items()} for part in (series, records))
        return measured.observe(own, kept, flows)

    return Runs(seeds, [one(place) for place in range(len(seeds))])


def _notes(sheet: Sheet, runs: Runs) -> list[str]:
    name = sheet.results.reference
    count = plural(len(runs.seeds), "seed") if sheet.lang == "en" else SEEDS.zh.format(count=len(runs.seeds))
    params = sheet.results.manifest["scenarios"][name]["params"]
    notes = [sheet.say(NOTE, scenario=sheet.label(name), seeds=count, burn=BURN_IN, first=runs.seeds[0])]
    notes += [ARRIVES.of(sheet.lang)] if params["ai"] and params["ai_arrival"] < sheet.results.months else []
    return notes + ([STILL.of(sheet.lang)] if params["demand_shock_sd"] == 0.0 else [])


def _value(sheet: Sheet, value: float) -> str:
    return f"{value:.2f}".replace("-", "−") if np.isfinite(value) else UNDEFINED.of(sheet.lang)


def _judged(sheet: Sheet, verdict: Verdict, short: Text | None) -> str:
    """The number, its bar, and whether it is met."""
    name = f"{short.of(sheet.lang)} " if short else ""
    text, value = HOLDS if verdict.met else FAILS, _value(sheet, verdict.median)
    return sheet.say(text, fact=name, value=value, bar=verdict.fact.bar(sheet.lang))


def _ranged(sheet: Sheet, verdict: Verdict, words: str) -> str:
    """The same with the range over seeds, for those who do not see the figure."""
    if not np.isfinite(verdict.values).all():
        return words
    low, high = (_value(sheet, float(value)) for value in (verdict.values.min(), verdict.values.max()))
    return sheet.say(RANGE, verdict=words, low=low, high=high)


def _underwrite(sheet: Sheet, panel: Axes, verdicts: Sequence[str], more: Sequence[str], shade: str) -> None:
    """The verdicts under the words at the axis, and under them what explains them, in lines as wide as the panel."""
    size = sheet.picture.font
    room = (sheet.picture.size[0] / sheet.picture.columns - 0.9) * 72.0 / size
    below = 3.8 * size  # points from the axis
    for paragraphs, colour, heavy in ((verdicts, shade, True), (more, typography.INK, False)):
        letters = int(room / (0.62 if heavy else 0.55))  # fat letters are wider
        lines = [line for paragraph in paragraphs for line in tables.wrapped(paragraph, letters)]
        text = panel.annotate("\n".join(lines), (0.0, 0.0), (0.0, -below), "axes fraction", "offset points", va="top")
        text.set(color=colour, fontweight="bold" if heavy else "normal", linespacing=1.3)
        below += size * (1.36 * len(lines) + 0.4)


def _time(quarters: Floats) -> Floats:
    """The middle of each quarter, in years."""
    return (BURN_IN + QUARTER * (np.arange(quarters.size) + 0.5)) / YEAR


def _cycle(sheet: Sheet, panel: Axes, runs: Runs) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for place, run in reversed(list(enumerate(runs.observed))):
        values = 100.0 * measured.quarterly(run.series["unemployment"])
        time = _time(values)
        shade, width = (STRONG, 1.8) if place == 0 else (PALE, 0.6)
        panel.plot(time, values, color=shade, linewidth=width * sheet.weight, zorder=3 if place == 0 else 2)
        rows += [("quarter", runs.seeds[place], x, y) for x, y in zip(time.tolist(), values.tolist(), strict=True)]
    panel.set_xlim(BURN_IN / YEAR, sheet.results.months / YEAR)
    return rows


def _beside(name: str) -> Callable[[Sheet, Axes, Runs], list[tuple[Any, ...]]]:
    """A series over the output of the first seed, both off their trends."""

    def fill(sheet: Sheet, panel: Axes, runs: Runs) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        off = measured.cycles(runs.observed[0])
        for key, shade, dash, width in ((name, STRONG, "-", 1.8), ("output", typography.INK, "--", 1.3)):
            values = 100.0 * off[key]
            time, text = _time(values), LINES[key].of(sheet.lang)
            panel.plot(time, values, color=shade, linestyle=dash, linewidth=width * sheet.weight, label=text)
            rows += [(f"cycle of {key}", runs.seeds[0], *at) for at in zip(time.tolist(), values.tolist(), strict=True)]
        panel.set_xlim(BURN_IN / YEAR, sheet.results.months / YEAR)
        panel.margins(y=0.25)
        panel.legend(loc="upper left", ncols=2, frameon=False, handlelength=1.8, borderpad=0.0)
        return rows

    return fill


def _follows(sheet: Sheet, runs: Runs) -> str:
    """How closely consumption follows output, which has no bar and is less than in data."""
    return sheet.say(FOLLOWS, value=_value(sheet, float(np.median([measured.follows(run) for run in runs.observed]))))


def _off(name: str) -> Callable[[Observed], tuple[Floats, Floats]]:
    """Output and another series, off their trends."""

    def pairs(run: Observed) -> tuple[Floats, Floats]:
        off = measured.cycles(run)
        return off["output"], off[name]

    return pairs


def _scatter(pairs: Callable[[Observed], tuple[Floats, Floats]]) -> Callable[..., list[tuple[Any, ...]]]:
    """A point a quarter, both axes in per cent or points; the first seed over all others."""

    def fill(sheet: Sheet, panel: Axes, runs: Runs) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        for place, run in reversed(list(enumerate(runs.observed))):
            x, y = (100.0 * values for values in pairs(run))
            look: dict[str, Any] = {"color": PALE, "s": 5.0, "alpha": 0.5} if place else {"color": STRONG, "s": 14.0}
            panel.scatter(x, y, linewidth=0, zorder=2 if place else 3, rasterized=True, **look)
            rows += [("quarter", runs.seeds[place], *point) for point in zip(x.tolist(), y.tolist(), strict=True)]
        return rows

    return fill


def _okun(run: Observed) -> tuple[Floats, Floats]:
    return measured.okun(measured.quarterly(run.series["output"]), measured.quarterly(run.series["unemployment"]))


def _phillips(run: Observed) -> tuple[Floats, Floats]:
    return measured.phillips(run.series["unemployment"], run.series["real_wage"], run.series["price_level"])


def _beveridge(run: Observed) -> tuple[Floats, Floats]:
    return measured.quarterly(run.series["unemployment"]), measured.quarterly(run.series["vacancy_rate"])


def _vacant(sheet: Sheet, runs: Runs) -> str:
    rates = np.concatenate([measured.quarterly(run.series["vacancy_rate"]) for run in runs.observed])
    open_quarters, highest = 100.0 * float((rates > 0.0).mean()), 100.0 * float(rates.max())
    return sheet.say(VACANT, quarters=spoken(open_quarters), highest=spoken(highest))


def _apart(sheet: Sheet, runs: Runs) -> str:
    sizes = np.concatenate([measured.settled(run.staff, sheet.results.months) for run in runs.observed])
    large, middle = np.quantile(sizes[:, runs.department == 1], [0.95, 0.5])
    return sheet.say(APART, times=spoken(float(large / max(middle, 1e-9))))


def _sizes(sheet: Sheet, panel: Axes, runs: Runs) -> list[tuple[Any, ...]]:
    """How many firms have which size: all seeds and years."""
    sizes = np.concatenate([measured.settled(run.staff, sheet.results.months) for run in runs.observed])
    edges = np.linspace(sizes.min(), max(float(sizes.max()), float(sizes.min()) + 1e-9), BINS + 1)
    middles = ((edges[1:] + edges[:-1]) / 2.0).tolist()
    rows: list[tuple[Any, ...]] = []
    for place, (text, shade) in enumerate(((DEPARTMENT_1, SECOND), (DEPARTMENT_2, STRONG))):
        count, _ = np.histogram(sizes[:, runs.department == place], edges)
        share = 100.0 * count / sizes.size
        panel.stairs(share, edges, color=shade, fill=True, alpha=0.55, label=text.of(sheet.lang))
        rows += [(f"department {place + 1}", "all", x, y) for x, y in zip(middles, share.tolist(), strict=True)]
    panel.margins(y=0.25)
    panel.set_ylim(bottom=0.0)
    panel.legend(loc="upper left", ncols=2, frameon=False, handlelength=1.0, borderpad=0.0)
    return rows


def _tent(sheet: Sheet, panel: Axes, runs: Runs) -> list[tuple[Any, ...]]:
    """The density of standardised growth rates on a log scale, with the Laplace and the normal that fit best."""
    months = sheet.results.months
    found = [measured.growth_rates(measured.settled(run.sales, months), runs.department) for run in runs.observed]
    rates = np.concatenate(found)
    edges = np.linspace(-WIDEST, WIDEST, BINS + 1)
    count, _ = np.histogram(rates, edges)
    density = count / (max(rates.size, 1) * (edges[1] - edges[0]))
    middles = (edges[1:] + edges[:-1]) / 2.0
    shown = count > 0
    panel.plot(middles[shown], density[shown], color=STRONG, linestyle="none", marker="o", markersize=5 * sheet.weight)
    rows: list[tuple[Any, ...]] = [
        ("density", "all", x, y) for x, y in zip(middles.tolist(), density.tolist(), strict=True)
    ]
    middle, mean = float(np.median(rates)), float(rates.mean())
    width, spread = float(np.abs(rates - middle).mean()), float(rates.std())
    fine = np.linspace(-WIDEST, WIDEST, 201)
    for name, text, shade, dash, curve in () if not spread > 0.0 else (
        ("laplace", LAPLACE, SECOND, "--", np.exp(-np.abs(fine - middle) / width) / (2.0 * width)),
        (
            "normal",
            NORMAL,
            typography.AXIS,
            "-",
            np.exp(-0.5 * ((fine - mean) / spread) ** 2) / (spread * (2.0 * np.pi) ** 0.5),
        ),
    ):
        panel.plot(fine, curve, color=shade, linestyle=dash, linewidth=1.6 * sheet.weight, label=text.of(sheet.lang))
        rows += [(name, "all", x, y) for x, y in zip(fine[::5].tolist(), curve[::5].tolist(), strict=True)]
    typography.logarithmic(panel, "y")
    panel.set_ylim(1e-4, 3.0)
    panel.set_xlim(-WIDEST, WIDEST)
    panel.legend(loc="upper left", ncols=2, frameon=False, handlelength=1.6, borderpad=0.0)
    return rows


DEPARTMENT_1 = Text(en="Dept I", zh="第一部类")
DEPARTMENT_2 = Text(en="Dept II", zh="第二部类")
LAPLACE = Text(en="Laplace", zh="拉普拉斯")
NORMAL = Text(en="normal", zh="正态")
CORRELATION = Text(en="correlation", zh="相关系数")
VACANT = Text(
    en="Quarters with any vacancy: {quarters} %; most vacancies in one: {highest} % of labour.",
    zh="有空缺的季度：{quarters}%；空缺最多的季度：占劳动的{highest}%。",
)
APART = Text(
    en="In Department II one firm in twenty has over {times} times the median employment.",
    zh="第二部类中，每二十家企业有一家的就业超过中位数的{times}倍。",
)
FOLLOWS = Text(
    en="Correlation of consumption with output: {value} here, 0.83 to 0.87 in data (no bar).",
    zh="消费与产出的相关系数：此处{value}，数据中0.83至0.87（无标准）。",
)
PERCENT = Text(en="unemployment, %", zh="失业率，%")
OUTPUT = Text(en="output, % off trend", zh="产出偏离趋势的%")
OFF = Text(en="% off trend", zh="偏离趋势的%")
LINES: Mapping[str, Text] = {
    "consumption": Text(en="consumption", zh="消费"),
    "investment": Text(en="investment", zh="投资"),
    "output": Text(en="output", zh="产出"),
}
RATIO = Text(en="sd over that of output", zh="与产出的标准差之比")

PANELS: Mapping[str, Panel] = {
    "unemployment": Panel(
        Text(en="Unemployment", zh="失业率"), Text(en="years", zh="年"), Text(en="%", zh="%"),
        {"unemployment": Text(en="sd", zh="标准差")}, _cycle,
    ),
    "okun": Panel(
        Text(en="Okun: change of unemployment", zh="奥肯：失业率变动"), Text(en="growth of output, % a quarter", zh="产出增长，%/季"),
        Text(en="% points", zh="百分点"), {"okun": CORRELATION}, _scatter(_okun),
    ),
    "phillips": Panel(
        Text(en="Phillips: wage inflation", zh="菲利普斯：工资上涨"), PERCENT, Text(en="% a year", zh="%/年"),
        {"phillips": CORRELATION}, _scatter(_phillips),
    ),
    "beveridge": Panel(
        Text(en="Beveridge: vacancies", zh="贝弗里奇：职位空缺"), PERCENT, Text(en="%", zh="%"),
        {"beveridge": CORRELATION}, _scatter(_beveridge), _vacant,
    ),
    "sizes": Panel(
        Text(en="Sizes of firms", zh="企业规模"), Text(en="employment of a firm, worker-months a month", zh="企业就业，工人月/月"),
        Text(en="% of firms", zh="占企业的%"),
        {"sizes": Text(en="skewness, Dept II", zh="偏度：第二部类"), "sizes_all": Text(en="skewness, all firms", zh="偏度：全部企业")},
        _sizes, _apart,
    ),
    "growth": Panel(
        Text(en="Growth rates of firms", zh="企业增长率"),
        Text(en="yearly growth of sales, standard deviations", zh="年销售增长，标准差"), Text(en="density", zh="密度"),
        {"growth": Text(en="log-likelihood, Laplace less normal", zh="对数似然：拉普拉斯减正态")}, _tent,
    ),
    "consumption": Panel(
        Text(en="Consumption over the cycle", zh="周期中的消费"), Text(en="years", zh="年"), OFF, {"consumption": RATIO},
        _beside("consumption"), _follows,
    ),
    "investment": Panel(
        Text(en="Investment over the cycle", zh="周期中的投资"), Text(en="years", zh="年"), OFF, {"investment": RATIO},
        _beside("investment"),
    ),
    "investment_output": Panel(
        Text(en="Investment and output", zh="投资与产出"), OUTPUT, OFF, {"investment_output": CORRELATION}, _scatter(_off("investment")),
    ),
    "wage_output": Panel(
        Text(en="Real wage and output", zh="实际工资与产出"), OUTPUT, OFF, {"wage_output": CORRELATION}, _scatter(_off("real_wage")),
    ),
}  # fmt: skip

# The panels of each kind of figure: two pages, since a sheet of paper has no room for all.
PAGES: Mapping[str, list[str]] = {
    "facts": ["unemployment", "okun", "phillips", "beveridge", "sizes", "growth"],
    "cycle": ["consumption", "investment", "investment_output", "wage_output"],
}

__all__ = ["MONTHS", "PAGES", "PANELS", "RECORDS", "facts", "gather"]
