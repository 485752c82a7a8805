"""The sections around the findings: what was asked and changed, the books, what was assumed, what to try, how to repeat it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.base import tables, toml
from sim.base.declared import Text
from sim.charts.books import SECTORS
from sim.economy import scenario
from sim.engine import ledger, parameters
from sim.experiments import closures, survival
from sim.experiments.survival import ClosureComparison
from sim.reports.document import Block, Command, Items, Paragraph, Section, Table
from sim.reports.view import View
from sim.runs import dates
from sim.runs.results import seed_text

QUESTION = Text(en="The question", zh="问题")
NOTICE = Text(en="What to look at", zh="看什么")
BASE = Text(en="{title}: what all others are set beside", zh="{title}：其他情景的参照")


def question(view: View) -> Section:
    """What each scenario asks, and what its author says to look at."""
    blocks: list[Block] = []
    for name in view.results.scenarios:
        asked, notice = view.question(name), view.texts(name, "notice")
        heading = view.heading(name)
        compared = name == view.base and view.others
        inside: list[Block] = [Paragraph(asked)] if asked else []
        inside += [Items(notice)] if notice else []
        blocks.append(Section(view.say(BASE, title=heading) if compared else heading, inside, view.name(name)))
    return Section(QUESTION.of(view.lang), blocks)


CHANGES = Text(en="What was changed, and where it comes from", zh="改了什么，出自何处")
DEFAULTS = Text(en="{title}: what differs from the defaults of the model", zh="{title}：与模型默认值不同之处")
CHANGED = Text(en="{title}: what differs from {base}", zh="{title}：与{base}不同之处")
NONE = Text(en="No parameter and no date.", zh="没有改动任何参数或日期。")
EXTENDS = Text(en="Extends {chain}.", zh="继承自{chain}。")
CLAIMS = Text(en="Claims of the source texts that it speaks to: {claims}.", zh="涉及的原文论断：{claims}。")
PARAMETERS = Text(en="parameter|unit|{base}|here|meaning|source", zh="参数|单位|{base}|此情景|含义|出处")
DEFAULT = Text(en="default", zh="默认值")
UNKNOWN = Text(en="not a parameter of this version of the program", zh="当前版本中没有此参数")


def changes(view: View) -> Section:
    """Each scenario against the reference, parameter by parameter, with its dated events and its claims."""
    blocks: list[Block] = []
    start = {name: known.default for name, known in parameters.table().items()}
    for name in view.results.scenarios:
        first = name == view.base
        text, before = (DEFAULTS, start) if first else (CHANGED, view.params(view.base))
        rows = _changed(view, name, before)
        chain = " → ".join(f"`{one}`" for one in _chain(view, name))
        inside: list[Block] = [Paragraph(view.say(EXTENDS, chain=chain))] if chain else []
        heads = view.heads(PARAMETERS, base=view.say(DEFAULT) if first else view.name(view.base))
        caption = view.say(text, title=view.name(name), base=view.name(view.base))
        inside.append(Table(caption, heads, rows, words=len(heads)) if rows else Paragraph(view.say(NONE)))
        claims = view.texts(name, "claims")
        inside += [Paragraph(view.say(CLAIMS, claims=view.listed(claims)))] if claims else []
        blocks.append(Section(view.heading(name), inside, view.name(name)))
    return Section(CHANGES.of(view.lang), blocks)


def _chain(view: View, name: str) -> list[str]:
    """What a shipped scenario extends, and what that extends; a folder does not keep it of others."""
    variant = view.results.variant(name)
    if variant:
        return [variant.of, *(_chain(view, variant.of) if variant.of in view.results.scenarios else ())]
    known = scenario.load(name) if name in scenario.shipped() else None
    if not known or (known.title[view.lang], known.question[view.lang]) != (
        view.results.title(name, view.lang),
        view.question(name),
    ):
        return []
    chain: list[str] = []
    while known and known.extends:
        chain.append(known.extends)
        known = scenario.load(known.extends) if known.extends in scenario.shipped() else None
    return chain


def _changed(view: View, scenario: str, before: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """A row a parameter that differs from what was before, at the start or from a date on."""
    after = view.params(scenario)
    events = [event for event in view.events(scenario) if scenario == view.base or event not in view.events(view.base)]
    differ = {name: toml.literal(value) for name, value in after.items() if value != before.get(name)}
    rows: list[tuple[str, ...]] = []
    changes = [dates.said(event, view.lang) for event in events]
    for name in dict.fromkeys([*differ, *(name for change in changes for name in change)]):
        known = parameters.table().get(name)
        values = [differ[name]] if name in differ else []
        values += [change[name] for change in changes if name in change]
        doc = (known.zh if view.lang == "zh" else known.en) if known else view.say(UNKNOWN)
        old = toml.literal(before[name]) if name in before else ""
        unit, source = (known.unit, known.source) if known else ("", "")
        rows.append((f"`{name}`", unit, old, view.listed(values), doc, source))
    return rows


BOOKS = Text(en="The books of one month", zh="一个月的账目")
BOOKS_ABOUT = Text(
    en="Month {month}, the last, of seed {seed}: one run, not a mean, so that the books close to the last millionth. Plus is what a "
    "sector receives or holds, minus what it gives or owes; every row sums to zero.",
    zh="第{month}月（最后一个月），种子{seed}：单次运行而非均值，故账目精确平衡到百万分之一。正为收入或持有，负为付出或所欠；每行之和为零。",
)
NO_RECORDS = Text(
    en="No books are shown: the runs in this folder kept no records of them (an older version made them), or they can't be read.",
    zh="不列账目：此文件夹中的运行没有保留账目记录（由旧版本生成），或记录无法读取。",
)
FLOWS = Text(
    en="{title}: money that moved in the month, in initial monthly wages",
    zh="{title}：当月的货币流量（单位：初始月工资）",
)
SHEET = Text(
    en="{title}: what is held and owed at the end of the month, in years of value added at its prices",
    zh="{title}：月末的资产与负债（按当月价格，单位：年增加值的倍数）",
)
REAL = Text(
    en="Nature is the account at the boundary: what is produced comes from it and what is used up goes to it, so that the rows of "
    "real assets sum to zero as well. Homes stand at what they fetch this month. Money is owed by the bank, loans by firms, mortgages by "
    "workers, public debt by the State.",
    zh="自然是边界账户：所产出者来自它，所耗尽者归于它，故实物资产各行之和亦为零。住房按当月所值计。存款由银行所欠，贷款由企业所欠，按揭由劳动者所欠，国债由国家所欠。",
)
SUM, NATURE = Text(en="sum", zh="合计"), Text(en="Nature", zh="自然")
KEPT = ("payments", "balance_sheet")
SMALL = 5e-4  # what three digits show as nothing


def books(view: View) -> Section:
    """Transaction flows and balance sheet of the last month, of the reference and one more scenario."""
    results = view.results
    if not results.has_records(KEPT):
        return Section(BOOKS.of(view.lang), [Paragraph(view.say(NO_RECORDS))])
    strong = view.plots.figures["circuit"].strong if "circuit" in view.plots.figures else []
    second = next((name for name in strong if name in view.others), *view.others[:1]) if view.others else None
    blocks: list[Block] = []
    for name in filter(None, (view.base, second)):
        seed = results.seeds[name][0]
        about = view.say(BOOKS_ABOUT, month=results.months - 1, seed=seed)
        tables = [_payments(view, name, seed), _sheet(view, name, seed)]
        inside: list[Block] = [Paragraph(about), Paragraph(view.say(REAL), small=True), *tables]
        blocks.append(Section(view.heading(name), inside, view.name(name)))
    return Section(BOOKS.of(view.lang), blocks, page=True)


def _payments(view: View, name: str, seed: int) -> Table:
    """The flows of money by sector, in the integers that the ledger counts."""
    values = np.rint(view.results.records("payments", name, [seed])[0] * ledger.MILLION).astype(np.int64)
    axes = view.results.axes("payments")
    rows = []
    for flow, row in zip(axes["flow"], values.tolist(), strict=True):
        known = ledger.flows().get(flow)
        if any(row) and (known is None or known.asset == "money"):
            text = (known.zh if view.lang == "zh" else known.en) if known else f"`{flow}`"
            rows.append((text, *map(tables.units, row), tables.units(sum(row)) or "0"))
    return _filled(Table(view.say(FLOWS, title=view.name(name)), _sectors(view, axes["sector"]), rows))


def _sheet(view: View, name: str, seed: int) -> Table:
    """The balance sheet; what a row sums to is what nobody owes."""
    values = view.results.records("balance_sheet", name, [seed])[0][-1]
    axes = view.results.axes("balance_sheet")
    rows = []
    for asset, row in zip(axes["asset"], values.tolist(), strict=True):
        known = ledger.assets().get(asset)
        text = (known.zh if view.lang == "zh" else known.en) if known else f"`{asset}`"
        cells = [f"{value:.3f}" if abs(value) >= SMALL else "" for value in (*row, sum(row))]
        rows.append((text, *cells[:-1], cells[-1] or "0"))
    return _filled(Table(view.say(SHEET, title=view.name(name)), _sectors(view, axes["sector"]), rows))


def _filled(table: Table) -> Table:
    """The table without columns in which nothing stands."""
    kept = [i for i in range(len(table.heads)) if any(row[i] for row in table.rows)]
    rows = [_minus(tuple(row[i] for i in kept)) for row in table.rows]
    return Table(table.caption, [table.heads[i] for i in kept], rows)


def _sectors(view: View, sectors: Sequence[str]) -> list[str]:
    names = {**SECTORS, "nature": NATURE}
    return ["", *(names[one].of(view.lang) if one in names else one for one in sectors), view.say(SUM)]


def _minus(row: tuple[str, ...]) -> tuple[str, ...]:
    return (row[0], *(cell.replace("-", "−") for cell in row[1:]))


ASSUMED = Text(en="Assumptions, closures and limits", zh="假设、闭合与局限")
CONTESTED = Text(
    en="What theories and data leave open and the model must yet assume: each contested assumption, and the value it had in these runs.",
    zh="理论与数据未能定论而模型必须假定者：每项有争议的假设，及其在这些运行中的取值。",
)
CONTESTED_HEADS = Text(
    en="assumption|why it is contested|in these runs → instead", zh="假设|为何有争议|这些运行中 → 改取"
)
CONTESTED_TABLE = Text(en="Contested assumptions", zh="有争议的假设")
SURVIVAL = Text(en="Which findings survive", zh="哪些发现成立")
SURVIVED = Text(en="Findings under every closure", zh="各种闭合下的发现")
SURVIVAL_HEADS = Text(
    en="scenario|measure|under the closures|difference in the core|95 % interval",
    zh="情景|指标|各闭合下|核心之差|95%区间",
)
NOT_REPEATED = Text(
    en="These runs were not repeated under the closures. `sim compare --closures` does it, and says which findings survive them all.",
    zh="这些运行未在各闭合下重复。`sim compare --closures` 会重复，并指出哪些发现在所有闭合下成立。",
)
LIMITS = Text(en="What the numbers do not say", zh="数字没有说明什么")
CAVEATS = (
    Text(
        en="The intervals speak of the variety among seeds, in this model, with these parameters. They say nothing about whether the "
        "parameters, or the model, are right: change them and see what stays.",
        zh="区间只反映此模型、此参数下种子之间的差异，并不说明参数或模型是否正确：请改动它们，看什么仍然成立。",
    ),
    Text(
        en="One 95 % interval in twenty misses by chance, and this report holds many of them.",
        zh="95%的区间中，平均每二十个有一个碰巧不含真值，而本报告包含许多区间。",
    ),
    Text(
        en="No detectable difference is no proof of none: more seeds may find one.",
        zh="未检出差异并不证明没有差异：更多种子或可检出。",
    ),
    Text(
        en="Most values of parameters are assumptions, marked as such in the parameter table. This is a laboratory, not a forecast.",
        zh="多数参数值是假设，参数表中已注明。这是实验室，不是预测。",
    ),
    Text(
        en="In most findings several causes act at once. Scenarios that differ in one thing alone part them.",
        zh="多数发现是几个原因共同作用的结果。只差一处的情景才能把它们分开。",
    ),
)


def assumptions(view: View) -> Section:
    """The contested assumptions with their values here, what survives them, and what intervals do not say."""
    rows = [
        (closure.label.of(view.lang), closure.why.of(view.lang), _values(view, closure.set))
        for name, closure in closures.read().items()
        if name != closures.CORE
    ]
    table = Table(view.say(CONTESTED_TABLE), view.heads(CONTESTED_HEADS), rows, words=3)
    parts = survival.finished(view.results) if view.others and view.base == view.results.reference else {}
    fates: list[Block] = [Paragraph(view.say(NOT_REPEATED))]
    if parts:
        compared = ClosureComparison(view.results, [], view.lang, parts=parts)
        fates = [Paragraph(note) for note in compared.notes()[:1]]
        told = [
            (view.name(name), measure, fate, *_minus(("", gap, interval))[1:])
            for name, measure, gap, interval, fate in compared.table().to_numpy().tolist()
        ]
        fates += [Table(view.say(SURVIVED), view.heads(SURVIVAL_HEADS), told, words=3)]
        fates += [Paragraph(str(survival.WORDS[view.lang]["reading"]), small=True)]
    blocks: list[Block] = [
        Paragraph(view.say(CONTESTED)),
        table,
        Section(view.say(SURVIVAL), fates),
        Section(view.say(LIMITS), [Items([view.say(text) for text in CAVEATS])]),
    ]
    return Section(ASSUMED.of(view.lang), blocks, page=True)


def _values(view: View, instead: Mapping[str, Any]) -> str:
    """The value of each parameter in these runs (its values where scenarios differ), and that of the closure."""
    parts = []
    for param, other in instead.items():
        found = [view.params(name).get(param) for name in view.results.scenarios]
        texts = dict.fromkeys("?" if value is None else toml.literal(value) for value in found)
        parts.append(f"`{param}` {' / '.join(texts)} → {toml.literal(other)}")
    return view.listed(parts)


NEXT = Text(en="What to try next", zh="接下来试试")
NEXT_ABOUT = Text(
    en="What the scenarios themselves propose. A `--set` goes behind `sim compare {base} NAME`; more seeds narrow the intervals.",
    zh="情景文件自己的建议。`--set` 写在 `sim compare {base} 情景名` 之后；更多种子使区间变窄。",
)


def next_steps(view: View) -> Section | None:
    """The scenarios' own proposals."""
    found = {name: view.texts(name, "try") for name in view.results.scenarios}
    variants = {name: view.results.variant(name) for name in found}
    proposals = {name: texts for name, texts in found.items() if texts and not ((one := variants[name]) and one.of in found)}
    blocks = [Section(view.heading(name), [Items(texts)], view.name(name)) for name, texts in proposals.items()]
    base = one.written if (one := variants.get(view.base)) else view.base
    return Section(NEXT.of(view.lang), [Paragraph(view.say(NEXT_ABOUT, base=base)), *blocks]) if blocks else None


REPEAT = Text(en="How to repeat it", zh="如何重复")
AGAIN = Text(
    en="The same command, with the same version, gives the same numbers to the last digit; in a folder that is not complete it "
    "goes on where it stopped.",
    zh="同一版本下，同一命令给出逐位相同的数字；若文件夹尚未完成，则从中断处继续。",
)
ITSELF = Text(
    en="Each scenario is written out in full in the folder `scenarios`, and runs as it stands.",
    zh="每个情景都完整写在文件夹 `scenarios` 中，可直接运行。",
)
MADE = Text(en="What the numbers were made with", zh="数字由何而来")
MADE_HEADS = Text(en="what|value", zh="项目|值")
USED = Text(en="libraries", zh="程序库")
WITH = {
    "version": Text(en="carbon-silicon", zh="carbon-silicon"),
    "code": Text(en="hash of rules and parameters", zh="规则与参数的哈希"),
    "seeds": Text(en="seeds", zh="种子"),
    "months": Text(en="months", zh="月数"),
    "workers": Text(en="carbon workers", zh="碳基劳动者"),
    "python": Text(en="Python", zh="Python"),
}


def repeat(view: View) -> Section:
    """Command, versions, seeds, sizes."""
    manifest = view.results.manifest
    sizes = dict.fromkeys(str(view.params(name)["n_workers"]) for name in view.results.scenarios)
    seeds = sorted({seed for some in view.results.seeds.values() for seed in some})
    values = {
        "version": manifest["version"],
        "code": manifest["code"],
        "seeds": f"{seed_text(view.results, view.lang)}: {', '.join(map(str, seeds))}",
        "months": view.results.months,
        "workers": view.listed(list(sizes)),
        "python": manifest["python"],
    }
    rows = [(WITH[key].of(view.lang), str(value)) for key, value in values.items()]
    dependencies = manifest["dependencies"]
    if isinstance(dependencies, dict):
        rows.append((view.say(USED), view.listed([f"{name} {number}" for name, number in dependencies.items()])))
    table = Table(view.say(MADE), view.heads(MADE_HEADS), rows, words=2)
    blocks: list[Block] = [
        Command(str(manifest["command"])),
        Paragraph(view.say(AGAIN)),
        Paragraph(view.say(ITSELF)),
        table,
    ]
    return Section(REPEAT.of(view.lang), blocks)
