"""Results as rich tables on the terminal: the pictures that the command line prints."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from sim.base.paths import shown
from sim.base.tables import console, units, wrapped

if TYPE_CHECKING:
    from sim.classics.declared import Classic
    from sim.classics.replicas import Replica
    from sim.docs.order import Observed
    from sim.economy.scenario import Scenario
    from sim.engine.ledger import Matrix
    from sim.runs.display import Plots
    from sim.runs.results import Results

MILLION = 1_000_000
WORDS = {"en": {"posts": "posts: ", "writes": "writes: "}, "zh": {"posts": "过账：", "writes": "写入："}}


def _print(table: Table, *, wide: bool = False) -> None:
    """Print to stdout. A file or pipe has no width of its own; numbers are never cut to fit a screen."""
    screen = None if sys.stdout.isatty() and not wide else 240
    console(width=screen).print(table)


def _say(text: str) -> None:
    console().print(text, soft_wrap=True)


def _table(columns: Sequence[str], title: str | None = None, numbers: int = 0) -> Table:
    """An empty table whose last ``numbers`` columns are right-aligned."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for index, name in enumerate(columns):
        right = index >= len(columns) - numbers
        table.add_column(name, justify="right" if right else "left", no_wrap=right or index == 0)
    return table


def scenarios(found: Sequence["Scenario"], lang: str) -> None:
    """Names, titles and questions, and which are meant as a crisis."""
    table = _table(("scenario", "title", "question") if lang == "en" else ("情景", "标题", "问题"))
    for scenario in found:
        table.add_row(scenario.name, scenario.heading(lang), scenario.question[lang])
    _print(table)


def classics(found: Sequence["Classic"], lang: str) -> None:
    """Names, what each shows, and whence it comes."""
    table = _table(("classic", "question", "source") if lang == "en" else ("经典模型", "问题", "出处"))
    for one in found:
        table.add_row(one.name, one.question[lang], one.source)
    _print(table)


def replica(found: "Replica") -> None:
    """What was found beside what was published."""
    for line in found.about():
        _say(line)
    rows = found.shown() if len(found.table) else found.last()
    table = _table([str(column) for column in rows.columns])
    for row in rows.to_numpy().tolist():
        table.add_row(*row)
    _print(table)
    _say(shown(found.results.folder))


def phases(rows: Sequence["Observed"], lang: str) -> None:
    """The month, some lines a phase, on any screen; what a phase does is said by its docstring, which is English."""
    width = console().width
    part = None
    for row in rows:
        if row.part != part:
            part = row.part
            _say(f"\n{part.of(lang)}")
        share = f"{row.share:.1%}"
        _say(f"  {row.phase:{width - 2 - len(share)}}{share}")
        said = [
            row.about,
            *(f"{WORDS[lang][key]}{', '.join(names)}" for key in ("posts", "writes") if (names := getattr(row, key))),
        ]
        for line in (line for text in said for line in wrapped(text, width - 4)):
            _say(f"    {line}")


def notes(lines: Sequence[str]) -> None:
    """What is to be known of a table, below it."""
    for line in (line for text in lines for line in wrapped(text, console().width)):
        _say(line)
    _say("")


def matrix(books: "Matrix", title: str, lang: str) -> None:
    """One table of the books in units, with the sum of every row. Its names are those that ``sim explain`` knows."""
    table = _table(("", *books.columns, "sum" if lang == "en" else "合计"), title, numbers=len(books.columns) + 1)
    for name, values in zip(books.rows, books.values.tolist(), strict=True):
        table.add_row(name, *(units(value) for value in values), units(sum(values)) or "0")
    _print(table, wide=True)


def outcomes(results: "Results", lang: str, asked: int | None = None) -> None:
    """A line a scenario: the mean of each measure over the last months and over seeds."""
    from sim.experiments.comparison import surplus
    from sim.runs import display
    from sim.runs.results import seed_text

    plots = display.read()
    means = results.outcomes.groupby("scenario")[plots.summary.measures].mean() * _times(results, plots)
    _in_parts(
        [[results.called(name, lang), *(f"{value:.4g}" for value in means.loc[name])] for name in results.scenarios],
        results,
        plots,
        lang,
    )
    tail, seeds, where = results.window, seed_text(results, lang), shown(results.folder)
    english = f"Means over the last {tail} months, {seeds}. All measures and months: {where}"
    for line in surplus(results, asked, lang):
        _say(line)
    _say(english if lang == "en" else f"最后{tail}个月的均值，{seeds}。全部指标与月份：{where}")


def _times(results: "Results", plots: "Plots") -> list[float]:
    """What the values of each measure are multiplied by to be read (a fraction as per cent)."""
    return [plots.unit(results.measures[name].unit).times for name in plots.summary.measures]


def _in_parts(rows: Sequence[Sequence[str]], results: "Results", plots: "Plots", lang: str, width: int = 16) -> None:
    """A table in as many parts, one below the other, as the screen is too narrow."""
    measures = [results.measures[name] for name in plots.summary.measures]
    heads = ["", *(f"{measure.label[lang]} [{plots.unit(measure.unit).of(lang)}]" for measure in measures)]
    first = max(len(row[0]) for row in rows) + 2
    columns = max((console().width - first) // width, 1) if sys.stdout.isatty() else len(heads)
    for start in range(1, len(heads), columns):
        part = heads[start : start + columns]
        table = _table(["", *part], numbers=len(part))
        for column in table.columns[1:]:
            column.max_width, column.no_wrap, column.overflow = width - 2, False, "fold"
        for row in rows:
            table.add_row(row[0], *row[start : start + columns])
        _print(table)
