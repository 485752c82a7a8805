"""The data dictionary of a folder of results: what every column of every table holds, in both languages."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

HEAD = ("table", "column", "unit", "kind", "en", "zh")
KEYS: Mapping[str, tuple[str, str]] = {
    "scenario": ("Scenario; resolved in scenarios/NAME.toml", "情景；完整设定见 scenarios/名称.toml"),
    "seed": ("Random seed: the same world under every scenario", "随机种子：各情景下为同一世界"),
    "month": ("Month; the first is 0", "月份；第一个月为0"),
    "measure": ("Measure; its unit stands in the rows of outcomes", "指标；单位见 outcomes 各行"),
    "reference": ("Scenario that is subtracted", "被减去的基准情景"),
    "verdict": ("What the 95 % interval allows to be said", "由95%区间得出的判断"),
}
NUMBERS: Mapping[str, tuple[str, str]] = {
    "p05": ("5 % quantile over seeds", "种子间5%分位数"),
    "p25": ("25 % quantile over seeds", "种子间25%分位数"),
    "p50": ("Median over seeds", "种子间中位数"),
    "p75": ("75 % quantile over seeds", "种子间75%分位数"),
    "p95": ("95 % quantile over seeds", "种子间95%分位数"),
    "mean": ("Mean difference over the seeds that pair, of means over the last months", "配对种子间的平均差（末段月份均值之差）"),
    "low": ("Lower end of its 95 % interval", "其95%区间下限"),
    "high": ("Upper end of its 95 % interval", "其95%区间上限"),
}  # fmt: skip
TABLES: Mapping[str, tuple[str, ...]] = {
    "summary": ("scenario", "month", "measure", "p05", "p25", "p50", "p75", "p95"),
    "differences": ("scenario", "reference", "measure", "mean", "low", "high", "verdict"),
}
OF_MEASURE = "that of the measure"


class Measure(Protocol):
    """What the folder keeps about a measure, and says about it here."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> Mapping[str, str]: ...
    @property
    def doc(self) -> Mapping[str, str]: ...


def rows(measures: Iterable[Measure], tabled: Collection[str], *, every: bool) -> list[tuple[str, ...]]:
    """A row a column. ``every``: whether the folder keeps every month, those of the measures ``tabled`` in tables, or outcomes alone."""
    every_one = list(measures)
    found: list[tuple[str, ...]] = []
    for table, keys in {"monthly": ("scenario", "seed", "month"), "outcomes": ("scenario", "seed")}.items():
        if table == "outcomes" or every:
            known = [m for m in every_one if m.name in tabled] if table == "monthly" else every_one
            found += [(table, key, "", "key", *KEYS[key]) for key in keys]
            found += [(table, m.name, m.unit, m.kind, *(_said(m, lang) for lang in ("en", "zh"))) for m in known]
    for table, columns in TABLES.items():
        if table == "differences" or every:
            found += [
                (table, name, "", "key", *KEYS[name])
                if name in KEYS
                else (table, name, OF_MEASURE, "number", *NUMBERS[name])
                for name in columns
            ]
    return found


def _said(measure: Measure, lang: str) -> str:
    """Label and meaning.

    >>> from sim.economy.measures import MEASURES
    >>> _said(MEASURES["unemployment"], "en")[:14]
    'Unemployment: '
    """
    return f"{measure.label[lang]}{': ' if lang == 'en' else '：'}{measure.doc[lang]}"
