"""Writes the tables of MODEL.md and of README in both languages from the declarations and from an executed run.

What stands between ``<!-- generated: NAME -->`` and ``<!-- end -->`` is replaced by the block NAME.
``python -m sim.docs`` rewrites the files; ``python -m sim.docs --check`` only says whether they are current.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from pkgutil import iter_modules

from sim.base.declared import Text
from sim.base.markdown import generate, rewrite, table
from sim.base.paths import ROOT
from sim.economy import measures, month, rules, scenario, start, world
from sim.engine import ledger, parameters
from sim.experiments import closures

FILES = ("MODEL.md", "README.md", "README.zh.md")
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
DATED = Text(en="from month {month} {change}", zh="第{month}个月起{change}")
PICTURE = Text(
    en="[![{title}: medians and bands over time]({file}.png)]({file}.png)<br>`{name}` ([in words]({file}.txt))",
    zh="[![{title}：各时点的中位数与区间]({file}.png)]({file}.png)<br>`{name}` ([文字说明]({file}.txt))",
)


def _scenarios(lang: str) -> str:
    rows = []
    for name in scenario.shipped():
        found = scenario.load(name)
        parts = [f"`{found.extends}`"] if found.extends else []
        parts += [f"`{key}` {_number(value)}" for key, value in found.changed.items()]
        for event in found.events if found.own_events else ():
            changes = (f"`{key}` {_number(value)}" for key, value in event.set.items())
            parts += [DATED.of(lang).format(month=event.month, change=change) for change in changes]
        rows.append((f"`{name}`", found.question[lang], (", " if lang == "en" else "，").join(parts)))
    return table(CHANGES[lang], rows) + _pictures(lang)


def _pictures(lang: str) -> str:
    """The gallery's picture of each scenario (made by plots/gallery.py), three in a row, with its alt text a click away."""
    cells = []
    for name in scenario.shipped():
        file = f"plots/gallery/{name}"
        if (ROOT / f"{file}.png").exists():
            cells.append(PICTURE.of(lang).format(title=scenario.load(name).title[lang], file=file, name=name))
    rows = [[*cells[at : at + ROW], *[""] * ROW][:ROW] for at in range(0, len(cells), ROW)]
    return f"\n\n{table([''] * ROW, rows)}" if rows else ""


def _state() -> str:
    rows = []
    for kind in STATE:
        title = kind.__name__.lower()
        for name, found in kind.declared.items():
            rows.append((title, f"`{name}`", ", ".join(found.shape), found.unit, found.en))
            title = ""
    return table(("table", "column", "shape", "unit", "meaning"), rows)


def _order() -> str:
    rows = [
        (group if phase is phases[0] else "", f"`{phase.__name__}`", (phase.__doc__ or "").partition("\n")[0])
        for group, phases in month.MONTH.items()
        for phase in phases
    ]
    return table(("part of the month", "phase", "what happens"), rows)


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
        for name, function in vars(module).items():  # in the order of the source
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                rows.append((f"`{found.name}.{name}`", (function.__doc__ or "").partition("\n")[0]))
    return table(("rule", "formula"), rows)


def _parameters() -> str:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for p in parameters.table().values():
        allowed = ", ".join(p.choices) or ("" if p.low is None else f"{_number(p.low)} to {_number(p.high)}")
        varied = "yes" if p.behavioural else ""
        row = (f"`{p.name}`", p.symbol, _number(p.default), allowed, p.unit, varied, p.en, p.source)
        groups.setdefault(p.group, []).append(row)
    head = ("parameter", "symbol", "default", "allowed", "unit", "varied", "meaning", "source")
    return "\n\n".join(f"#### {group.replace('_', ' ')}\n\n{table(head, rows)}" for group, rows in groups.items())


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


BLOCKS: Mapping[str, Callable[[], str]] = {
    "scenarios": partial(_scenarios, "en"),
    "scenarios-zh": partial(_scenarios, "zh"),
    "state": _state,
    "assets": _assets,
    "flows": _flows,
    "balance-sheet": _balance_sheet,
    "transactions": _transactions,
    "order": _order,
    "measures": _measures,
    "rules": _rules,
    "closures": _closures,
    "parameters": _parameters,
}


def main(arguments: Sequence[str]) -> int:
    """Rewrite the files, or with ``--check`` name those that are not current."""
    pages = {ROOT / name: generate((ROOT / name).read_text(encoding="utf-8"), BLOCKS) for name in FILES}
    return int(rewrite(pages, "python -m sim.docs", check="--check" in arguments) > 0)
