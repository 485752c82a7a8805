"""``sim value``: the accounts of value of one and the same runs, under every lens and in money, side by side over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.base.errors import InputError
from sim.base.interrupts import drawing
from sim.base.limits import whole
from sim.base.paths import shown
from sim.base.tables import in_columns
from sim.charts import draw
from sim.commands.results import Results
from sim.commands.run import default_folder
from sim.economy import scenario
from sim.economy.accounts import LENSES
from sim.experiments.comparison import places
from sim.runs import runner
from sim.runs.memory import fit_tables
from sim.runs.results import seed_text
from sim.runs.tables import write_csv

FIGURES = ("lenses", "prices", "accounts", "agents")
RATES = ("created", "composition", "surplus_rate", "profit_rate")
# What is no lens, and the measure of each rate that it knows: V as wages, in labour time and in money.
BESIDE = {
    "wages": {rate: f"value_{rate}_wages" for rate in RATES[1:]},
    "money": {
        "composition": "organic_composition",
        "surplus_rate": "rate_of_surplus_value",
        "profit_rate": "profit_rate",
    },
}
OF_AI = {
    "new_labourer": "surplus_rate_ai_new_labourer",
    "physical_work": "surplus_rate_ai_physical_work",
    "money": "ai_surplus_rate",
}
WORKERS = ("surplus_rate_cognitive", "surplus_rate_physical", "ai_surplus_rate")
OURS = ("ai_crew_share", "ai_interest_share", "ai_imputed_rent")

WORDS = {
    "en": {
        "about": "Means of twelve months and {seeds}, and of the last {tail} months (end).",
        "heads": ("lens", "year", "new value a worker", "C/V", "S/V", "profit rate, % a year", "S/V of AI"),
        "wages": "Living labour, V as wages",
        "money": "In money",
        "lens": "{label}: {doc} ({source}).",
        "workers": "S/V in money at the end: cognitive workers {surplus_rate_cognitive:.2f}, physical workers "
        "{surplus_rate_physical:.2f}, AI agents {ai_surplus_rate:.2f}; workers by their part of all new value, AI at the wage it replaces.",
        "ours": "of AI's V {ai_crew_share:.0%} are wages of crews, which the manifesto does not count; of its C {ai_interest_share:.0%} "
        "are interest, in place of rent; rent of the clouds' own capital stays in S, and would add {ai_imputed_rent:.0%} to C.",
        "paid": "of AI's V {paid:.0%} are wages that it is paid itself, and spends or saves.",
        "end": "end",
        "file": "Every account at every month: {file}",
    },
    "zh": {
        "about": "{seeds}的十二个月均值，以及最后{tail}个月的均值（期末）。",
        "heads": ("镜头", "年", "人均新价值", "C/V", "S/V", "利润率（%/年）", "人工智能的S/V"),
        "wages": "活劳动（以工资计的V）",
        "money": "货币",
        "lens": "{label}：{doc}（{source}）。",
        "workers": "期末货币S/V：脑力劳动者{surplus_rate_cognitive:.2f}，体力劳动者{surplus_rate_physical:.2f}，"
        "智能体{ai_surplus_rate:.2f}；劳动者按其在全部新价值中的份额，智能体按其替代的工资。",
        "ours": "智能体的V中{ai_crew_share:.0%}为维护人员工资，《宣言》未计；其C中{ai_interest_share:.0%}为利息，以代租金；"
        "云企业自有资本的租金留在S中，若计入C则使C增加{ai_imputed_rent:.0%}。",
        "paid": "智能体的V中{paid:.0%}为付给它自己的工资，由它花费或储蓄。",
        "end": "期末",
        "file": "逐月全部账目：{file}",
    },
}


@dataclass(frozen=True)
class Valuation:
    """Finished accounts of value: ``print`` them, or let a notebook show them. ``table`` has every rate at every date."""

    results: Results
    figures: list[Path]
    lang: str = "en"

    @property
    def table(self) -> pd.DataFrame:
        """Means of seeds: scenario, lens (wages and money too), year (of the last months: nan), then what is nan where a lens knows none:

        new value a worker in the lens's unit, C/V, S/V, profit rate 1/year, S/V of AI alone.
        """
        rows = []
        nothing = np.full(self.results.months, np.nan)
        for name in self.results.scenarios:
            for lens in (*LENSES, *BESIDE):
                known = BESIDE.get(lens) or {rate: f"value_{rate}{LENSES[lens].suffix}" for rate in RATES}
                names = [known.get(rate) for rate in RATES]
                series = [
                    self.results.series(name, measure).mean(axis=0) if measure else nothing
                    for measure in (*names, OF_AI.get(lens))
                ]
                for year in self._years:
                    months = slice((year - 1) * 12, year * 12)
                    rows.append((name, lens, float(year), *(float(one[months].mean()) for one in series)))
                rows.append((name, lens, np.nan, *(float(one[-self.results.window :].mean()) for one in series)))
        return pd.DataFrame(rows, columns=["scenario", "lens", "year", *RATES, "ai_surplus_rate"])

    @property
    def _years(self) -> list[int]:
        """The first whole year and every tenth."""
        last = self.results.months // 12
        return sorted({min(1, last), *range(10, last + 1, 10)} - {0})

    def notes(self) -> list[str]:
        """The lines above and below the table."""
        words, results = WORDS[self.lang], self.results
        lines = [str(words["about"]).format(seeds=seed_text(results, self.lang), tail=results.window)]
        for lens in LENSES.values():
            said = {"label": lens.label[self.lang], "doc": lens.doc[self.lang], "source": lens.source}
            lines.append(str(words["lens"]).format(**said))
        ends = results.outcomes.groupby("scenario", sort=False)[[*WORKERS, *OURS]].mean()
        for name in results.scenarios:
            found = dict(zip((*WORKERS, *OURS), ends.loc[[name]].to_numpy()[0].tolist(), strict=True))
            sentences = ["workers", "ours"] if found["ai_crew_share"] else ["workers"]
            found["paid"] = _paid(results, name)
            sentences += ["paid"] if found["paid"] else []
            stop = ": " if self.lang == "en" else "："
            which = results.called(name, self.lang)
            lines += [f"{which}{stop}{str(words[one]).format(**found)}" for one in sentences]
        lines.append(str(words["file"]).format(file=shown(results.folder / "value.csv")))
        return lines + places(self.lang, results.folder / "figures" if self.figures else None, None)

    def __str__(self) -> str:
        words, (first, *rest) = WORDS[self.lang], self.notes()
        rows: list[list[str]] = []
        before = ("", "")
        for scenario_name, lens, year, *rates in self.table.to_numpy().tolist():
            if scenario_name != before[0]:
                rows += [[], [self.results.heading(scenario_name, self.lang)]]
            label = str(words[lens]) if lens in BESIDE else _label(lens, self.lang)
            rates[3] *= 100.0  # per cent
            cells = ["" if np.isnan(rate) else f"{rate:.{n}f}" for rate, n in zip(rates, (3, 3, 3, 1, 1), strict=True)]
            when = str(words["end"]) if np.isnan(year) else str(int(year))
            rows.append([f"  {label}" if before != (scenario_name, lens) else "", when, *cells])
            before = (scenario_name, lens)
        return "\n".join([first, "", in_columns([*words["heads"]], rows, left=(0,)), "", *rest])

    def _repr_html_(self) -> str:
        from html import escape

        first, *rest = (f"<p>{escape(note)}</p>" for note in self.notes())
        return "\n".join([first, self.table.to_html(index=False), *rest])

    def as_json(self) -> dict[str, Any]:
        """What the command prints as JSON."""
        return {"table": self.table, "figures": [str(path) for path in self.figures]}


def value(
    *names: str | Path,
    seeds: int = 8,
    months: int = runner.MONTHS,
    workers: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
    lang: str = "en",
    cluster: str | None = None,
    window: int | None = None,
    svg: bool = False,
    force: bool = False,
    all_measures: bool = False,
) -> Valuation:
    """Run scenarios (shipped names or .toml files) and draw up their accounts of value. Errors as ``sim.run``."""
    if not names:
        raise InputError("value: name a scenario or a .toml file (sim list shows those that come with the program)")
    if lang not in WORDS:
        raise InputError(f"lang = {lang!r}: must be one of {', '.join(WORDS)}")
    loaded = scenario.load_all(names, set, workers)
    changes = scenario.changes(set, workers)
    folder = Path(out) if out is not None else default_folder("value", names, changes, months, window)
    given = range(whole("seeds", seeds))
    fit_tables(len(loaded), len(given), whole("months", months))
    draw.check(folder, FIGURES, force=force)
    made = runner.ensemble(
        loaded, given, months, jobs=jobs, out=folder, quiet=quiet, cluster=cluster, also=["value.csv"],
        window=window, force=force, all_measures=all_measures,
    )  # fmt: skip
    results = Results.of(made, lang)
    with drawing(folder, "drawing figures", quiet) as on_figure:
        write_csv(folder / "value.csv", accounts_of(results))
        at_once = runner.processes(jobs, cluster)
        drawn = draw.figures(results, lang, FIGURES, svg=svg, jobs=at_once, force=force, on_figure=on_figure)
    return Valuation(results, draw.files(drawn), lang)


def _paid(results: Results, name: str) -> float:
    """Share of AI's V that it is paid itself, over the last months."""
    axis = results.axes("agent_product")["share"]
    parts = dict(zip(axis, results.records("agent_product", name)[:, -results.window :].sum(axis=(0, 1)).tolist(), strict=True))
    variable = parts["energy"] + parts["crews"] + parts["wages"]
    return float(parts["wages"] / variable) if variable > 0.0 else 0.0


def _label(lens: str, lang: str) -> str:
    """A lens and the unit of its labour."""
    return f"{LENSES[lens].label[lang]} ({LENSES[lens].unit[lang]})"


def accounts_of(results: Results) -> pd.DataFrame:
    """A row a scenario, month and unit (departments, clouds, AI agents): C, V, S and product, mean of seeds, in real money."""
    blocks = []  # of units, each with C and V first and the parts of S behind
    for name in results.scenarios:
        money = results.records("account_money", name).mean(axis=0)
        agents = results.records("agent_product", name).mean(axis=0)
        units = {unit: money[:, place] for place, unit in enumerate(results.axes("account_money")["department"])}
        units["economy"] = money.sum(axis=1)
        surplus = results.axes("agent_product")["share"].index("clouds")
        cost = agents[:, :2].sum(axis=1), agents[:, 2:surplus].sum(axis=1)
        units["ai_agents"] = np.column_stack([*cost, agents[:, surplus:]])
        for unit, own in units.items():
            columns = {"constant": own[:, 0], "variable": own[:, 1], "surplus": own[:, 2:].sum(axis=1)}
            block = pd.DataFrame({"scenario": name, "month": range(results.months), "unit": unit, **columns})
            blocks.append(block.assign(product=own.sum(axis=1)))
    return pd.concat(blocks, ignore_index=True)
