"""Comparisons, paired seed by seed: one seed is the same world under every scenario, so it is compared with itself."""

import math
import statistics
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError
from sim.limits import fit_tables, whole
from sim.paths import shown
from sim.records import TAIL, outcomes
from sim.results import Results, seed_text
from sim.signals import drawing

Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.95
ROUNDING = 1e-12  # a difference below this part of the values is rounding, not an outcome


@dataclass(frozen=True)
class Difference:
    """How an outcome of a scenario differs from that of the reference: mean over seeds, 95 % interval, verdict."""

    scenario: str
    reference: str
    measure: str
    mean: float
    low: float
    high: float
    verdict: str


COLUMNS = [field.name for field in fields(Difference)]


@cache
def t_quantile(df: int | float) -> float:
    """The factor of a two-sided 95 % interval: P(\\|t\\| <= factor) = 0.95 with ``df`` degrees of freedom.

    The probability has a closed form for whole ``df`` (Abramowitz and Stegun 26.7.3-4); bisection inverts it.

    >>> [round(t_quantile(df), 3) for df in (1, 7, math.inf)]
    [12.706, 2.365, 1.96]
    """
    if math.isinf(df):
        return statistics.NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, int(df)) < CONFIDENCE else (low, middle)
    return (low + high) / 2


def _within(t: float, df: int) -> float:
    """P(|t-distributed| <= t) for whole ``df``."""
    angle = math.atan(t / math.sqrt(df))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = df % 2
    term, total = (cosine if odd else 1.0), 0.0
    for n in range(1 + odd, df, 2):
        total += term
        term *= cosine * cosine * n / (n + 1)
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def half_width(values: Floats) -> float:
    """Half the 95 % interval of the mean of two or more values."""
    return t_quantile(values.size - 1) * float(values.std(ddof=1)) / math.sqrt(values.size)


def differences(
    scenario: str, reference: str, measures: Sequence[str], ours: Floats, theirs: Floats
) -> list[Difference]:
    """One difference a measure. Both arrays are ``[seed, month, measure]``, with the same seeds in the same order."""
    same = (ours == theirs).all(axis=(0, 1))
    return between(scenario, reference, measures, outcomes(ours), outcomes(theirs), same)


def between(
    scenario: str,
    reference: str,
    measures: Sequence[str],
    ours: Floats,
    theirs: Floats,
    same: npt.NDArray[np.bool_],
) -> list[Difference]:
    """The same of outcomes ``[seed, measure]``; ``same`` says of which measures every month of every seed is equal."""
    gaps = ours - theirs
    sizes = np.abs(ours).max(axis=0, initial=0.0) + np.abs(theirs).max(axis=0, initial=0.0)
    found = []
    for i, measure in enumerate(measures):
        values, rounding = gaps[:, i], ROUNDING * float(sizes[i])
        mean = float(values.mean()) if values.size else math.nan
        half = 0.0 if same[i] else half_width(values) if values.size > 1 else math.nan
        verdict = "identical" if same[i] and values.size else _verdict(mean, half, rounding, values.size)
        found.append(Difference(scenario, reference, measure, mean, mean - half, mean + half, verdict))
    return found


def _verdict(mean: float, half: float, rounding: float, seeds: int) -> str:
    """What can be said about a mean difference with an interval of this half width."""
    if seeds < 2:
        return "one seed: no interval" if seeds else "no seed in common"
    if abs(mean) - half > rounding:
        return "higher" if mean > 0.0 else "lower"
    return f"no detectable difference at {seeds} seeds"


def listed(table: pd.DataFrame) -> dict[tuple[str, str], Difference]:
    """The rows of a table of differences by scenario and measure."""
    rows = zip(*(table[name].tolist() for name in COLUMNS), strict=True)
    return {(row[0], row[2]): Difference(*row) for row in rows}


def pairing(results: Results, measures: Sequence[str]) -> pd.DataFrame:
    """What pairing gains: the sd of a difference within seeds beside that with unpaired seeds, whose variances add."""
    rows = []
    runs = {name: part.set_index("seed") for name, part in results.outcomes.groupby("scenario", sort=False)}
    base = runs[results.reference]
    for name in results.scenarios:
        seeds = results.common_seeds(name, results.reference)
        if name == results.reference or len(seeds) < 2:
            continue
        for measure in measures:
            ours, theirs = (run.loc[seeds, measure].to_numpy(dtype=np.float64) for run in (runs[name], base))
            apart = math.sqrt(ours.var(ddof=1) + theirs.var(ddof=1))
            rows.append((name, results.reference, measure, float((ours - theirs).std(ddof=1)), apart))
    return pd.DataFrame(rows, columns=["scenario", "reference", "measure", "sd_paired", "sd_unpaired"])


WORDS = {
    "en": {
        "heads": ("", "{base}", "difference", "95 % interval", ""),
        "about": "Differences from {base} ({title}), paired by seed: {seeds}, means over the last {tail} months.",
        "identical": "Identical to {base} in every month of every seed: {names}.",
        "chance": "One 95 % interval in twenty misses by chance. Differences between percentages are in points.",
        "more": "The folder holds more seeds than the {asked} asked for: all of them count here.",
        "figures": "Figures: {path}",
        "report": "Report: {path}",
    },
    "zh": {
        "heads": ("", "{base}", "差", "95%区间", ""),
        "about": "与{base}（{title}）之差，逐种子配对：{seeds}，最后{tail}个月的均值。",
        "identical": "每个种子、每个月都与{base}完全相同：{names}。",
        "chance": "95%的区间中，平均每二十个有一个碰巧不含真值。百分数之差以百分点计。",
        "more": "该文件夹中的种子多于所要求的{asked}个：此处全部计入。",
        "figures": "图：{path}",
        "report": "报告：{path}",
        "higher": "更高",
        "lower": "更低",
        "identical measure": "完全相同",
        "one seed: no interval": "仅一个种子：无区间",
        "no detectable difference": "未检出差异",
    },
}


def places(lang: str, figures: Path | None, report: Path | None) -> list[str]:
    """The lines that say where figures and report are."""
    found = {"figures": figures, "report": report}
    return [str(WORDS[lang][key]).format(path=shown(path)) for key, path in found.items() if path]


def surplus(results: Results, asked: int | None, lang: str) -> list[str]:
    """A line where the folder holds more seeds than were asked for."""
    more = asked is not None and any(len(seeds) > asked for seeds in results.seeds.values())
    return [str(WORDS[lang]["more"]).format(asked=asked)] if more else []


@dataclass(frozen=True)
class Comparison:
    """Results of several scenarios beside the first: ``print`` it, or let a notebook show it."""

    results: Results
    figures: list[Path]
    lang: str = "en"
    asked: int | None = None  # the number of seeds asked for, where the folder may hold more
    report: Path | None = None
    picture: ClassVar[str] = "overview.png"  # the figure that a notebook shows

    @property
    def differences(self) -> pd.DataFrame:
        """scenario, reference, measure, mean, low, high, verdict."""
        return self.results.differences

    @property
    def identical(self) -> list[str]:
        """Scenarios that equal the reference bit for bit in every month of every seed."""
        parts = self.differences.groupby("scenario", sort=False)
        return [str(name) for name, part in parts if (part["verdict"] == "identical").all()]

    def as_json(self) -> dict[str, Any]:
        """What a comparison has besides folder, differences and figures."""
        return {}

    def notes(self) -> list[str]:
        """The lines above and below the table."""
        results = self.results
        values = {
            "base": results.reference,
            "title": results.title(results.reference, self.lang),
            "seeds": seed_text(results, self.lang),
            "tail": min(TAIL, results.months),
            "names": ", ".join(self.identical),
        }
        wanted = ["about", *(["identical"] if self.identical else []), "chance"]
        said = [str(WORDS[self.lang][key]).format(**values) for key in wanted] + surplus(results, self.asked, self.lang)
        return [*said, *self.places()]

    def places(self) -> list[str]:
        """The lines that say where figures and report are."""
        return places(self.lang, self.results.folder / "figures" if self.figures else None, self.report)

    def table(self) -> pd.DataFrame:
        """What is printed: scenario, main measure, value of the reference, difference, interval, verdict."""
        from sim import figures

        plots, results = figures.read(), self.results
        level = (
            results.outcomes[results.outcomes["scenario"] == results.reference][list(results.measures)].mean().to_dict()
        )
        main = [results.measures[name] for name in plots.summary.measures if name in results.measures]
        found = listed(self.differences)
        rows = []
        for name in results.scenarios:
            for measure in main if name not in [results.reference, *self.identical] else []:
                unit, gap = plots.unit(measure.unit), found[name, measure.name]
                numbers = [unit.times * float(x) for x in (level[measure.name], gap.mean, gap.low, gap.high)]
                label = f"{measure.label[self.lang]} ({unit.of(self.lang)})"
                rows.append((name, label, *written(*numbers), said(gap.verdict, self.lang)))
        heads = [head.format(base=results.reference) for head in WORDS[self.lang]["heads"]]
        return pd.DataFrame(rows, columns=["scenario", *heads[:-1], "verdict"])

    def __str__(self) -> str:
        frame, notes = self.table(), self.notes()
        rows = []
        for name, part in frame.groupby("scenario", sort=False):
            rows += [[], [f"{name}: {self.results.title(str(name), self.lang)}"]]
            rows += [[f"  {texts[1]}", *texts[2:]] for texts in part.to_numpy().tolist()]
        heads = ["" if head == "verdict" else str(head) for head in frame.columns[1:]]
        return "\n".join([notes[0], "", in_columns(heads, rows, left=(0, len(heads) - 1)), "", *notes[1:]])

    def _repr_html_(self) -> str:
        picture = ""
        for path in self.figures:
            if path.name == self.picture:
                alt, content = path.with_suffix(".txt"), b64encode(path.read_bytes()).decode()
                words = escape(alt.read_text(encoding="utf-8").strip()) if alt.exists() else ""
                picture = f'<img style="max-width:100%" alt="{words}" src="data:image/png;base64,{content}">'
        first, *rest = (f"<p>{escape(note)}</p>" for note in self.notes())
        return "\n".join([first, picture, self.table().to_html(index=False), *rest])


def in_columns(heads: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int]) -> str:
    """A table as text: the columns ``left`` begin at the left, the others end at the right, and only the last may be folded."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, head in enumerate(heads):
        grid.add_column(head, justify="left" if place in left else "right", no_wrap=place < len(heads) - 1)
    for row in rows:
        grid.add_row(*row)
    text = StringIO()
    Console(file=text, width=200, highlight=False, markup=False).print(grid)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def written(level: float, mean: float, low: float, high: float) -> tuple[str, str, str]:
    """Value, difference and interval with the digits that the interval supports.

    >>> written(6.5, 1.2345, 0.93, 1.5)
    ('6.50', '+1.23', '[+0.93, +1.50]')
    """
    width = (high - low) / 2 or abs(mean) / 10 if high == high else abs(mean) / 10
    digits = min(max(1 - math.floor(math.log10(width)), 0), 6) if width else 2
    interval = f"[{low:+.{digits}f}, {high:+.{digits}f}]" if high == high else ""
    return f"{level:.{digits}f}", f"{mean:+.{digits}f}", interval


def said(verdict: str, lang: str) -> str:
    """The verdict in the language of the reader."""
    if lang == "en":
        return verdict
    key = "no detectable difference" if verdict.startswith("no detectable") else verdict
    return str(WORDS[lang].get("identical measure" if key == "identical" else key, verdict))


def compare(
    *names: str | Path,
    seeds: int = 8,
    months: int = 480,
    workers: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
    lang: str = "en",
    closures: bool = False,
    cluster: str | None = None,
) -> Comparison:
    """Run scenarios and set each beside the first, seed by seed; without names the core set. Draws the figures too.

    With ``closures`` all that under each closure of plots/closures.toml, and without names a smaller set: a ``ClosureComparison``.
    """
    from sim import figures, reports, runner, scenario

    members = list(names) or figures.read().sets["core"]
    if len(members) < 2:
        raise InputError(f"compare: {members[0]} alone: name the scenarios to set beside it")
    if lang not in WORDS:
        raise InputError(f"lang = {lang!r}: must be one of {', '.join(WORDS)}")
    if closures:
        from sim.closures import compare as under_closures

        return under_closures(
            names, seeds, months, workers, set, jobs, Path(out) if out else None, quiet, lang, cluster
        )
    loaded = scenario.load_all(members, set, workers)
    changes = scenario.changes(set, workers)
    written = members if names else ["core"]
    folder = Path(out) if out is not None else runner.default_folder("compare", written, changes, months)
    given = range(whole("seeds", seeds))
    fit_tables(len(loaded), len(given), whole("months", months))
    results = runner.ensemble(loaded, given, months, jobs=jobs, out=folder, quiet=quiet, cluster=cluster)
    with drawing(folder, "drawing figures and writing the report", quiet):
        drawn = figures.draw(results, lang)
        report = reports.report(results, lang)
    return Comparison(results, drawn, lang, seeds, report)
