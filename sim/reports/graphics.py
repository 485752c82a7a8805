"""Figures as they stand in a report: SVG that can stand beside others in one page, a short table, and all numbers in a file."""

import gzip
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from sim.base.declared import Text
from sim.charts import Made
from sim.charts.sheet import spoken
from sim.reports.document import Download, Drawing, Table, verbatim
from sim.reports.view import View

FIRST = "overview"  # the figure that is read most quickly
EVERY = 60  # months between two columns of a table of months
MOST = 400  # rows of a table

MONTHS = Text(
    en="{title}: every fifth year (months count from 0); of a band the median",
    zh="{title}：每五年一列（月份从0计），带状取中位数",
)
NUMBERS = Text(en="{title}: the numbers", zh="{title}：数字")
PART = Text(en="{title}: the numbers, one row in {every}", zh="{title}：数字，每{every}行取一行")
DOWNLOAD = Text(en="All numbers of this figure ({name})", zh="此图的全部数字（{name}）")
MONTH = Text(en="month {month}", zh="第{month}月")
# How the columns of the files beside figures are called in a report.
COLUMNS = {
    "panel": "图格", "scenario": "情景", "unit": "单位", "measure": "指标", "value": "值", "difference": "差", "low": "下限",
    "high": "上限", "verdict": "判定", "mean": "均值", "group": "组", "what": "内容", "seed": "种子", "bar": "标准", "payer": "付款者",
    "receiver": "收款者", "sort": "种类", "per_cent_of_value_added": "占增加值的%", "assets": "资产", "sector": "部门",
    "class": "类别", "share": "份额", "closure": "闭合", "finding": "发现", "p50": "中位数",
}  # fmt: skip


def drawings(view: View, drawn: Sequence[Made]) -> list[tuple[str, Drawing]]:
    """The figures that were drawn, in the order in which they are declared, the first one ahead; each with its title."""
    found, places = [], list(view.plots.figures)
    for made in sorted(drawn, key=lambda one: (one.name != FIRST, places.index(one.name))):
        title = view.plots.figures[made.name].title.of(view.lang)
        found.append((title, drawing(made, title, view)))
    return found


def drawing(made: Made, title: str, view: View) -> Drawing:
    """A figure as a block of a report; ids and the file of its numbers begin with its name."""
    name, numbers = made.name, made.numbers
    file = f"{name}.csv.gz"
    text = numbers.to_csv(index=False, lineterminator="\n")
    packed = b64encode(gzip.compress(text.encode("utf-8"), mtime=0)).decode()
    download = Download(file, f"data:application/gzip;base64,{packed}", DOWNLOAD.of(view.lang).format(name=file))
    short = tables(_named(numbers, view), title, view.lang)
    return Drawing(inline(made.svg, f"{name}-"), made.alt, short, download)


def _named(numbers: pd.DataFrame, view: View) -> pd.DataFrame:
    """The same with names of the program written as people read them."""

    def written(column: str) -> Callable[[Any], Any]:
        labels = view.labels | ({name: view.name(name) for name in view.results.scenarios} if column == "scenario" else {})
        return lambda cell: labels.get(cell, verbatim(cell) if isinstance(cell, str) else cell)

    texts = map(str, numbers.select_dtypes(exclude="number").columns)
    return numbers.assign(**{name: numbers[name].map(written(name)) for name in texts})


def inline(text: str, prefix: str) -> str:
    """SVG that can stand in a page beside others: no prolog, no comments, ids its own, coordinates to a tenth of a point.

    >>> inline('<?xml version="1.0"?><svg width="9pt" xmlns="http://x.org"><!-- c --><g id="a"><path id="b" d="M 1.26 2 L 3 4 L 5 6"/>'
    ...        '<use xlink:href="#b" x="0.04"/></g></svg>', "fig-")
    '<svg><g><path id="fig-b" d="M1.3 2L3 4 5 6"/><use href="#fig-b" x="0"/></g></svg>'
    """
    text = text[text.index("<svg") :]
    for surplus in (r"<!--.*?-->\s*", r"<metadata>.*?</metadata>\s*", r"<style.*?</style>\s*", r"<defs>\s*</defs>\s*"):
        text = re.sub(surplus, "", text, flags=re.DOTALL)
    head, rest = text.split(">", 1)
    text = re.sub(r' (?:width|height|version|xmlns(?::\w+)?)="[^"]*"', "", head) + ">" + rest
    text = text.replace("xlink:href=", "href=")
    used = set(re.findall(r'(?:url\(|href=")#([^")]+)', text))

    def named(match: re.Match[str]) -> str:
        name = match[1][1:-1]
        return f' id="{prefix}{name}"' if name in used else ""

    text = re.sub(r""" id=("[^"]*"|'[^']*')""", named, text)
    text = re.sub(r'(url\(|href=")#', rf"\g<1>#{prefix}", text)
    text = re.sub(r'(?<= d=")[^"]*', lambda match: _path(match[0]), text)
    text = re.sub(r'(?<= [xy]=")-?[\d.]+(?=")', lambda match: _short(match[0]), text)
    return re.sub(r">\s+<", "><", text).strip()


def _path(text: str) -> str:
    """The steps of a path, shorter: a command that follows itself need not be said again."""
    parts: list[str] = []
    last = ""
    for token in text.split():
        if not token[0].isalpha():
            number = _short(token)
            parts.append(number if not parts or parts[-1].isalpha() else f" {number}")
        elif token != "L" or last != "L":
            parts.append(token)
            last = token
    return "".join(parts)


def _short(number: str) -> str:
    short = f"{float(number):.1f}".removesuffix(".0") if "." in number else number
    return "0" if short == "-0" else short


def tables(numbers: pd.DataFrame, title: str, lang: str) -> list[Table]:
    """The numbers of a figure as they fit a page: months as columns, a few of them; long tables thinned."""
    if "month" not in numbers:
        return [_plain(numbers, title, lang)]
    dated = numbers["month"].notna()
    found = [_months(numbers[dated], title, lang)]
    return found if dated.all() else [*found, _plain(numbers[~dated], title, lang)]


def _months(numbers: pd.DataFrame, title: str, lang: str) -> Table:
    """A row a line of the figure, a column every fifth year."""
    months = numbers["month"].astype(int)
    chosen = sorted({month for month in months.unique().tolist() if month % EVERY == 0} | {int(months.max())})
    value = "p50" if "p50" in numbers else numbers.columns[-1]
    if {"panel", "unit"} <= set(numbers):
        numbers = numbers.assign(panel=numbers["panel"] + " [" + numbers["unit"] + "]").drop(columns="unit")
    about = list(numbers.columns[: list(numbers.columns).index("month")])
    rows: dict[tuple[str, ...], dict[int, str]] = {}
    kept = numbers[months.isin(chosen)]
    for row in kept[[*about, "month", value]].itertuples(index=False):
        rows.setdefault(tuple(map(str, row[:-2])), {})[int(row[-2])] = spoken(float(row[-1]))
    heads = [*(_head(name, lang) for name in about), *(MONTH.of(lang).format(month=month) for month in chosen)]
    cells = [(*key, *(values.get(month, "") for month in chosen)) for key, values in rows.items()]
    return Table(MONTHS.of(lang).format(title=title), heads, cells, len(about), folded=True)


def _plain(numbers: pd.DataFrame, title: str, lang: str) -> Table:
    numbers = numbers.dropna(axis="columns", how="all")
    every = -(-len(numbers) // MOST)
    caption = PART.of(lang).format(title=title, every=every) if every > 1 else NUMBERS.of(lang).format(title=title)
    if every > 1 and "bar" in numbers:  # what is held against a bar is what the points are drawn for
        last = numbers["bar"].notna() & (numbers["bar"] != "")
        numbers = pd.concat([numbers[last], numbers[~last].iloc[::every]])
    elif every > 1:
        numbers = numbers.iloc[::every]
    words = next(
        (i for i, name in enumerate(numbers.columns) if pd.api.types.is_float_dtype(numbers[name])),
        len(numbers.columns),
    )
    rows = [tuple(map(_cell, row)) for row in numbers.itertuples(index=False)]
    return Table(caption, [_head(str(name), lang) for name in numbers.columns], rows, words, folded=True)


def _cell(value: Any) -> str:
    if not isinstance(value, float):
        return "" if value is pd.NA else str(value)
    return spoken(value) if value == value else ""


def _head(name: str, lang: str) -> str:
    return COLUMNS.get(name, name) if lang == "zh" else name.replace("_", " ")
