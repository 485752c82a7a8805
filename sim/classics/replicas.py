"""Runs cases of a classic into a folder of results, and holds what is found against what was published."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.errors import told
from sim.base.paths import shown
from sim.classics import declared
from sim.classics.declared import LAST, Case, Published
from sim.economy.records import TAIL, Run
from sim.runs.results import Results, seed_text

COLUMNS = ("case", "measure", "month", "found", "published", "within", "agrees")
HEADS = {
    "en": ("case", "measure", "when", "found", "published", "within", "agrees"),
    "zh": ("算例", "指标", "时间", "结果", "文献", "容差", "相符"),
}


@dataclass(frozen=True)
class Replica:
    """A classic that was run: ``print`` it, or let a notebook show it. ``table`` has what was found beside what was published."""

    results: Results
    figures: list[Path]
    lang: str = "en"

    @property
    def table(self) -> pd.DataFrame:
        """A row for each published number."""
        rows = [
            (
                name,
                p.measure,
                "" if p.month is None else _month(self.results, p),
                found,
                p.value,
                p.within,
                agrees(found, p),
            )
            for name, case in cases(self.results).items()
            for p in comparable(self.results, case)
            for found in [found_of(self.results, name, p)]
        ]
        return pd.DataFrame(rows, columns=pd.Index(list(COLUMNS)))

    @property
    def agrees(self) -> bool:
        """Whether all that was found is as it was published."""
        return bool(self.table["agrees"].all())

    def about(self) -> list[str]:
        """Lines above the table: what it is, whence it comes, what was run."""
        found = declared.of(self.results.scenarios[0])
        assert found is not None
        lines = [f"{found.title[self.lang]}: {found.question[self.lang]}", found.source]
        lines += [f"{name}: {case.title[self.lang]}" for name, case in cases(self.results).items()]
        return lines

    def shown(self) -> pd.DataFrame:
        """The table as it is printed."""
        results, lang = self.results, self.lang
        mean = {"en": f"mean of the last {results.window}, {seed_text(results)}",
                "zh": f"末{results.window}期均值，{seed_text(results, 'zh')}"}[lang]  # fmt: skip
        yes, no = {"en": ("yes", "NO"), "zh": ("是", "否")}[lang]
        rows = []
        for row in self.table.to_dict("records"):
            label = results.measures[str(row["measure"])].label[lang]
            when = mean if row["month"] == "" else str(row["month"])
            numbers = (f"{row[name]:.7g}" for name in ("found", "published", "within"))
            rows.append((row["case"], label, when, *numbers, yes if row["agrees"] else no))
        return pd.DataFrame(rows, columns=pd.Index(list(HEADS[lang])))

    def last(self) -> pd.DataFrame:
        """Where nothing was published: each measure in the last month, or its mean where there are several seeds."""
        results = self.results
        rows = [
            (name, column.label[self.lang], f"{np.mean(results.series(name, measure)[:, -1]):.7g}", column.unit)
            for name, case in cases(results).items()
            for measure, column in results.measures.items()
            if measure not in declared.load(case.classic).economy.absent(case.params)
        ]
        heads = {"en": ("case", "measure", "last", "unit"), "zh": ("算例", "指标", "末期", "单位")}[self.lang]
        return pd.DataFrame(rows, columns=pd.Index(list(heads)))

    def __str__(self) -> str:
        table = self.shown() if len(self.table) else self.last()
        return "\n".join([*self.about(), "", table.to_string(index=False), "", f"{shown(self.results.folder)}"])

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON takes it."""
        return {
            "folder": str(self.results.folder),
            "cases": {name: asdict_case(case) for name, case in cases(self.results).items()},
            "found": self.table.to_dict("records"),
            "agrees": self.agrees,
            "figures": [str(figure) for figure in self.figures],
        }

    def _repr_html_(self) -> str:
        lines = "<br>".join(map(escape, self.about()))
        return f"<p>{lines}</p>{(self.shown() if len(self.table) else self.last()).to_html(index=False)}"


def asdict_case(case: Case) -> dict[str, Any]:
    """A case as JSON takes it."""
    return {"title": case.title, "source": case.source, "params": case.params.as_dict(),
            "published": [asdict(number) for number in case.published]}  # fmt: skip


def cases(results: Results) -> dict[str, Case]:
    """The cases of a folder of results, as they stand written there."""
    return {
        name: declared.read_case(results.folder / "scenarios" / f"{name}.toml", declared.of(name))
        for name in results.scenarios
    }


def _month(results: Results, number: Published) -> int:
    return range(results.months)[number.month or 0]


def found_of(results: Results, name: str, number: Published) -> float:
    """What the runs of a case have in the place of a published number: means over seeds."""
    return found_in(results.series(name, number.measure), number)


def found_in(series: Floats, number: Published) -> float:
    """The same out of an array [seed, month]."""
    chosen = series[:, -TAIL:] if number.month is None else series[:, number.month]
    return float(chosen.mean())


def comparable(results: Results, case: Case) -> list[Published]:
    """The published numbers of months that there are; those of the end where runs are as long as the classic asks for."""
    whole_length = results.months >= declared.load(case.classic).months
    return [p for p in case.published if (whole_length if p.month in (None, LAST) else (p.month or 0) < results.months)]


def agrees(found: float, number: Published) -> bool:
    """Whether a number is within the tolerance of the published one."""
    return abs(found - number.value) <= number.within


def simulate(case: Case, seed: int, *, months: int, on_month: Callable[[int], None] | None = None) -> Run:
    """One run of a case in this process."""
    classic = declared.load(case.classic)
    economy, names = classic.economy, tuple(classic.measures)
    with told(case, seed) as at:
        world = economy.start(case.params, seed)
        table = np.empty((months, len(names)))
        for done in range(months):
            at.month = done
            economy.step(world)
            table[done] = [economy.measures[name](world) for name in names]
            if on_month:
                on_month(done + 1)
    taken = {name: np.asarray(economy.records[name](world), np.float64) for name in classic.records}
    return Run(case.name, seed, months, table, names, {}, taken)


class Make:
    """Makes runs of so many months; a class, since it goes to other processes."""

    def __init__(self, months: int) -> None:
        self.months = months

    def __call__(self, case: Case, seed: int, *, on_month: Callable[[int], None] | None = None) -> Run:
        return simulate(case, seed, months=self.months, on_month=on_month)
