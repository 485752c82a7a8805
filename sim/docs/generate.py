"""Writes the pages of ``docs/model/`` and the marked blocks of other papers from declarations, results and an executed run.

What stands between ``<!-- generated: NAME -->`` and ``<!-- end -->`` is replaced by the block NAME.
``python -m sim.docs`` rewrites the files; ``python -m sim.docs --check`` only says whether they are current.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from sim.base.declared import Text
from sim.base.markdown import generate, rewrite, table
from sim.base.paths import ROOT
from sim.docs import explain, glossary, mechanisms, papers, why
from sim.economy import accounts, measures, month, rules, scenario, start, world
from sim.economy.mechanisms import MECHANISMS
from sim.engine import ledger, parameters
from sim.engine.tables import Declared
from sim.experiments import closures
from sim.reports import cards
from sim.runs import dates
from sim.verdicts import register, shipped

FILES = (
    "README.md",
    "README.zh.md",
    "CONTRIBUTING.md",
    "docs/scenarios.md",
    "docs/scenarios.zh.md",
    "docs/using.md",
    "docs/using.zh.md",
    "docs/decisions/README.md",
    "docs/glossary.md",
    "docs/glossary.zh.md",
)
MODEL = "docs/model"  # the folder of the pages that are written whole
MONTHS, WORKERS, SEED = 12, 400, 1  # of the run whose books are shown: small, so that the tables stay readable
STATE = (
    world.Workers,
    world.Capitalists,
    world.Firms,
    world.Agents,
    world.Buyers,
    world.Frontier,
    world.State,
    world.Start,
    world.World,
)
ROW = 3  # pictures of the gallery side by side


def _number(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)


CHANGES = {"en": ("scenario", "question", "extends, and changes"), "zh": ("情景", "问题", "所扩展者与改动")}
PICTURE = Text(
    en="[![{title}: medians and bands over time](../{file}.png)](../{file}.png)<br>`{name}` ([in words](../{file}.txt))",
    zh="[![{title}：各时点的中位数与区间](../{file}.png)](../{file}.png)<br>`{name}` ([文字说明](../{file}.txt))",
)
PLANE = Text(en="![The plane of benefits by speed of adoption](../{file}.png)", zh="![救济与采用快慢的平面](../{file}.png)")


def _scenarios(lang: str) -> str:
    rows = []
    for name in scenario.shipped():
        found = scenario.load(name)
        parts = [f"`{found.extends}`"] if found.extends else []
        parts += [] if found.bounded else [scenario.CRISIS[lang]]
        parts += [f"`{key}` {_number(value)}" for key, value in found.changed.items()]
        for event in found.events if found.own_events else ():
            parts += [f"`{key}` {text}" for key, text in dates.said(event.as_dict(), lang, _number).items()]
        rows.append((f"`{name}`", found.question[lang], (", " if lang == "en" else "，").join(parts)))
    return table(CHANGES[lang], rows) + _pictures(lang) + _plane(lang)


def _pictures(lang: str) -> str:
    """The gallery's picture of each scenario (made by plots/gallery.py), three in a row, with its alt text a click away."""
    cells = []
    for name in scenario.shipped():
        file = f"plots/gallery/{name}"
        if (ROOT / f"{file}.png").exists():
            cells.append(PICTURE.of(lang).format(title=scenario.load(name).title[lang], file=file, name=name))
    rows = [[*cells[at : at + ROW], *[""] * ROW][:ROW] for at in range(0, len(cells), ROW)]
    return f"\n\n{table([''] * ROW, rows)}" if rows else ""


def _plane(lang: str) -> str:
    """Picture and words of the plane on which `leap` is calm or not, where plots/gallery.py has drawn them."""
    file = f"plots/gallery/plane{'.zh' if lang == 'zh' else ''}"
    if not (ROOT / f"{file}.png").exists():
        return ""
    words = (ROOT / f"{file}.txt").read_text(encoding="utf-8").strip()
    return f"\n\n{PLANE.of(lang).format(file=file)}\n\n{words}"


def _state() -> str:
    rows = []
    for kind in STATE:
        title = kind.__name__.lower()
        for name, found in kind.declared.items():
            rows.append((title, f"`{name}`", ", ".join(found.shape), found.unit, found.en))
            title = ""
    return table(("table", "column", "shape", "unit", "meaning"), rows)


def _order() -> str:
    rows = []
    for part, phases in month.MONTH.items():
        for phase in phases:
            owner = month.OWNERS.get(phase)
            room = f"[{owner}](mechanisms/{owner}.md)" if owner else ""
            said = (phase.__doc__ or "").partition("\n")[0]
            rows.append((part.en if phase is phases[0] else "", f"`{phase.__name__}`", said, room))
    return table(("part of the month", "phase", "what happens", "mechanism"), rows)


def _assets() -> str:
    rows = [(f"`{a.name}`", a.unit, ", ".join(a.may_owe), a.en) for a in ledger.assets().values()]
    return table(("asset", "unit", "may be owed by", "meaning"), rows)


def _flows() -> str:
    rows = [
        (f"`{f.name}`", f"`{f.asset}`", f.source, f.target, f.against and f"`{f.against}`", f.account, f.en)
        for f in ledger.flows().values()
    ]
    return table(("flow", "asset", "from", "to", "against", "account of value", "meaning"), rows)


def _measures() -> str:
    rows = [(f"`{m.name}`", m.unit, m.kind, m.doc["en"], m.source) for m in measures.MEASURES.values()]
    return table(("measure", "unit", "stock or flow", "meaning", "source"), rows)


def _rules() -> str:
    rows = []
    for found in iter_modules(rules.__path__):
        module = import_module(f"{rules.__name__}.{found.name}")
        rows += [(f"`{found.name}.{name}`", formula) for name, formula in _formulas(module)]
    return table(("rule", "formula"), rows)


def _formulas(module: ModuleType) -> list[tuple[str, str]]:
    """The functions of a module in the order of the source, each with the first line of its docstring."""
    return [
        (name, (function.__doc__ or "").partition("\n")[0])
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    ]


def _parameters() -> str:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for p in parameters.table().values():
        allowed = ", ".join(p.choices) or ("" if p.low is None else f"{_number(p.low)} to {_number(p.high)}")
        varied = "yes" if p.behavioural else ""
        row = (f"`{p.name}`", p.symbol, _number(p.default), allowed, p.unit, varied, p.en, p.source)
        groups.setdefault(p.group, []).append(row)
    head = ("parameter", "symbol", "default", "allowed", "unit", "varied", "meaning", "source")
    return "\n\n".join(f"## {group.replace('_', ' ')}\n\n{table(head, rows)}" for group, rows in groups.items())


def _lenses() -> str:
    rows = [
        (f"{lens.label['en']} (`value_created{lens.suffix}`)", lens.unit["en"], lens.doc["en"], lens.source)
        for lens in accounts.LENSES.values()
    ]
    return table(("lens", "labour in", "who creates value", "source"), rows)


def _verdicts() -> str:
    """Which claims look at measures that stand on each V."""
    rates, suffixes = ("composition", "surplus_rate", "profit_rate"), [lens.suffix for lens in accounts.LENSES.values()]
    standing = {
        "what workers consume": ["value_of_consumption", *(f"value_{rate}{end}" for rate in rates for end in suffixes)],
        "wages advanced": ["value_of_wages", *(f"value_{rate}_wages" for rate in rates)],
        "wages, in money": ["organic_composition", "rate_of_surplus_value", "surplus_rate_ratio"],
        "of AI: energy and crews": [
            *("ai_surplus_rate", "surplus_rate_ratio", "cloud_surplus_rate", "ai_pay", "ai_pay_share", "ai_pay_product", "ai_pay_work"),
            *(f"surplus_rate_ai{end}" for end in suffixes),
        ],
    }
    looked = {
        claim.id: {name for test in claim.tests for outcome in test.outcomes for name in outcome.split(" / ")}
        for claim in register.read().claims.values()
    }
    rows = []
    for variable, names in standing.items():
        found = {claim: [f"`{name}`" for name in names if name in some] for claim, some in looked.items()}
        rows.append((variable, "; ".join(f"{claim}: {', '.join(some)}" for claim, some in found.items() if some)))
    return table(("V", "claims, and what they look at"), rows)


def _closures() -> str:
    rows = [
        (f"`{name}`", ", ".join(f"`{key}` {_number(value)}" for key, value in closure.set.items()), closure.why.en)
        for name, closure in closures.read().items()
    ]
    return table(("closure", "sets", "why it is contested"), rows)


@cache
def _books() -> ledger.Ledger:
    """The books of a short run of the baseline without its shock."""
    quiet = scenario.load("baseline", {"demand_shock_sd": 0.0, "n_workers": WORKERS})
    economy = start.start(quiet, SEED)
    for _ in range(MONTHS):
        month.step(economy)
    return economy.ledger


def _units(millionths: int) -> str:
    """An integer balance in units, exactly; nothing for zero."""
    whole, part = divmod(abs(millionths), ledger.MILLION)
    return f"{'-' * (millionths < 0)}{whole:,}.{part:06d}" if millionths else ""


def _matrix(matrix: ledger.Matrix) -> str:
    rows = [
        (name, *map(_units, values), str(sum(values)))
        for name, values in zip(matrix.rows, matrix.values.tolist(), strict=True)
    ]
    head = ("", *matrix.columns, "sum")
    about = f"{matrix.title} of `baseline` without its demand shock, {WORKERS} workers, seed {SEED}."
    return f"{about}\n\n{table(head, rows, range(1, len(head)))}"


def _balance_sheet() -> str:
    return _matrix(_books().balance_sheet())


def _transactions() -> str:
    return _matrix(_books().transactions())


@dataclass(frozen=True)
class Page:
    """A page of ``docs/model/``: what it is about, and its tables by heading ("" for the only one)."""

    title: str
    about: str
    tables: Mapping[str, Callable[[], str]]

    def text(self) -> str:
        parts = [
            f"# {self.title}",
            self.about,
            "Written by `python -m sim.docs`; the model in words: [MODEL.md](../../MODEL.md).",
        ]
        for heading, made in self.tables.items():
            parts += [f"## {heading}", made()] if heading else [made()]
        return "\n\n".join(parts) + "\n"


PAGES: Mapping[str, Page] = {
    "order": Page(
        "The order of the month",
        "Every phase, in the order of `sim/economy/month.py`. Those of a mechanism run once it is on.",
        {"": _order},
    ),
    "state": Page(
        "State variables",
        "What lasts from one month to the next beside the balances of the ledger, and the flows of the month that measures read: the "
        "columns of the tables in `sim/economy/world.py`.",
        {"": _state},
    ),
    "flows": Page(
        "Assets, flows and the books of a month",
        "What the ledger counts, what may move it, and what it looks like after a year. In the two matrices columns are sectors; what a "
        "sector owes stands with a minus. A flow shows what it moved of its own asset: plus what a sector took, minus what it gave. Every "
        "row sums to zero, exactly, which is why all six decimals are printed.",
        {"Assets": _assets, "Flows": _flows, "Balance sheet": _balance_sheet, "Transactions": _transactions},
    ),
    "rules": Page(
        "The rules, one by one",
        "The formula of each rule. Its symbols are explained in its docstring, in `sim/economy/rules/`.",
        {"": _rules},
    ),
    "parameters": Page(
        "Parameters",
        'Default, range, unit and source of each. "Varied" marks behavioural parameters, which a robustness draw moves by 20 % to either '
        'side. A parameter whose meaning begins with "Bound" limits a rule; how often each bound binds is counted in every run.',
        {"": _parameters},
    ),
    "measures": Page(
        "Measures",
        "What is read of the economy at the end of each month. Stocks are those of that moment, flows those of the month; shares are "
        "fractions and rates are per year.",
        {"": _measures},
    ),
    "accounts": Page(
        "The accounts of value",
        inspect.cleandoc(accounts.__doc__ or ""),
        {"Lenses": _lenses, "What verdicts stand on": _verdicts},
    ),
    "closures": Page(
        "Closures",
        "Contested assumptions under each of which `sim compare --closures` repeats a comparison (`plots/closures.toml`).",
        {"": _closures},
    ),
}


def _kept(module: ModuleType) -> list[tuple[str, str]]:
    """What the tables of a room's state declare: name, meaning and unit."""
    found = [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__]
    kinds = [kind for kind in found if issubclass(kind, Declared)]
    return [(name, f"{found.en}, {found.unit}") for kind in kinds for name, found in kind.declared.items()]


@cache
def _mechanisms() -> Mapping[str, str]:
    """A page a mechanism, by its name."""
    pages = {}
    for found in MECHANISMS:
        room = import_module(f"sim.economy.mechanisms.{found.name}")
        parts = {each.name for each in iter_modules(room.__path__)}
        formulas = _formulas(import_module(f"{room.__name__}.rules")) if "rules" in parts else []
        kept = _kept(import_module(f"{room.__name__}.state")) if "state" in parts else []
        phases = {part.en: [phase for phase in some if phase in found.phases] for part, some in month.MONTH.items()}
        pages[found.name] = mechanisms.page(
            found.name,
            room.__doc__ or "",
            found.declared,
            {part: some for part, some in phases.items() if some},
            rules=[(f"`{name}`", formula) for name, formula in formulas],
            state=[(f"`{name}`", meaning) for name, meaning in kept],
        )
    return pages


def _first(about: str) -> str:
    """The first sentence."""
    return about.split("\n\n")[0].partition(". ")[0].rstrip(".")


def _index() -> str:
    """The page that leads to the others of its folder."""
    rows = [(f"[{page.title}]({name}.md)", _first(page.about)) for name, page in PAGES.items()]
    for name, text in _mechanisms().items():
        title, about, *_ = text.split("\n\n")
        rows.append((f"[{title.removeprefix('# ')}](mechanisms/{name}.md)", _first(about)))
    return Page(
        "The tables of the model",
        "Made from declarations, the books from an executed run.",
        {"": lambda: table(("page", "about"), rows)},
    ).text()


def _bites(lang: str) -> str:
    """What `sim explain` says of a parameter, as a terminal shows it."""
    asked = "$ sim explain pass_through" + (" --lang zh" if lang == "zh" else "")
    (entry,) = explain.explain("pass_through")
    return "\n".join(["```text", asked, *(line.rstrip() for line in "\n".join(entry.lines(lang)).splitlines()), "```"])


BLOCKS: Mapping[str, Callable[[], str]] = {
    "bites": partial(_bites, "en"),
    "bites-zh": partial(_bites, "zh"),
    "scenarios": partial(_scenarios, "en"),
    "scenarios-zh": partial(_scenarios, "zh"),
    "finding": partial(papers.finding, "en"),
    "finding-zh": partial(papers.finding, "zh"),
    "why": partial(why.block, "en"),
    "why-zh": partial(why.block, "zh"),
    "verdicts": partial(papers.verdicts, "en"),
    "verdicts-zh": partial(papers.verdicts, "zh"),
    "rooms": papers.rooms,
    "decisions": papers.decisions,
    **glossary.BLOCKS,
}


def texts() -> dict[Path, str]:
    """Every file with generated parts, as it should be."""
    blocks = {ROOT / name: generate((ROOT / name).read_text(encoding="utf-8"), BLOCKS) for name in FILES}
    pages = {ROOT / MODEL / f"{name}.md": page.text() for name, page in PAGES.items()}
    mechanisms = {ROOT / MODEL / "mechanisms" / f"{name}.md": text for name, text in _mechanisms().items()}
    board = cards.pages(ROOT / shipped.FILE) if (ROOT / shipped.FILE).exists() else {}
    return blocks | pages | mechanisms | board | {ROOT / MODEL / "README.md": _index()}


def main(arguments: Sequence[str]) -> int:
    """Rewrite the files, or with ``--check`` name those that are not current."""
    return int(rewrite(texts(), "python -m sim.docs", check="--check" in arguments) > 0)
