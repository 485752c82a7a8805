"""Comparisons, paired seed by seed: one seed is the same world under every scenario, so it is compared with itself."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import pandas as pd

from sim.base.declared import Text
from sim.base.estimates import written
from sim.base.paths import shown
from sim.base.tables import in_columns
from sim.runs import notes, pairing
from sim.runs.results import Results, seed_text

LESS = Text(en="less {reference}", zh="减{reference}")
R = TypeVar("R", bound=Results)
ENDS = ["scenario", "measure", "reference", "difference", "low", "high", "unit", "verdict", "label"]

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
class Comparison(Generic[R]):
    """Results of several scenarios beside the first: ``print`` it, or let a notebook show it."""

    results: R
    figures: list[Path]
    lang: str = "en"
    asked: int | None = None  # the number of seeds asked for, where the folder may hold more
    report: Path | None = None
    why: Sequence[str] = ()  # what carries the differences, in words, where that was asked for
    causes: Sequence[Mapping[str, Any]] = ()  # the same as data
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
        return {"causes": list(self.causes)} if self.why else {}

    def notes(self) -> list[str]:
        """The lines above and below the table."""
        results = self.results
        values = {
            "base": results.called(results.reference, self.lang),
            "title": results.title(results.reference, self.lang),
            "seeds": seed_text(results, self.lang),
            "tail": results.window,
            "names": results.listed(self.identical, self.lang),
        }
        wanted = ["about", *(["identical"] if self.identical else []), "chance"]
        said = [str(WORDS[self.lang][key]).format(**values) for key in wanted] + surplus(results, self.asked, self.lang)
        return [*said, *notes.of(results, lang=self.lang), *self.places()]

    def places(self) -> list[str]:
        """The lines that say where figures and report are."""
        return places(self.lang, self.results.folder / "figures" if self.figures else None, self.report)

    def table(self) -> pd.DataFrame:
        """What is printed: scenario, main measure, value of the reference, difference, interval, verdict."""
        from sim.runs import display

        plots, results = display.read(), self.results
        level = (
            results.outcomes[results.outcomes["scenario"] == results.reference][list(results.measures)].mean().to_dict()
        )
        main = [results.measures[name] for name in plots.summary.measures if name in results.measures]
        found = pairing.listed(self.differences)
        rows = []
        for name in results.scenarios:
            for measure in main if name not in [results.reference, *self.identical] else []:
                unit, gap = plots.unit(measure.unit), found[name, measure.name]
                numbers = [unit.times * float(x) for x in (level[measure.name], gap.mean, gap.low, gap.high)]
                label = f"{measure.label[self.lang]} ({unit.of(self.lang)})"
                rows.append((name, label, *written(*numbers), said(gap.verdict, self.lang)))
        heads = [head.format(base=results.called(results.reference, self.lang)) for head in WORDS[self.lang]["heads"]]
        return pd.DataFrame(rows, columns=["scenario", *heads[:-1], "verdict"])

    def __str__(self) -> str:
        frame, notes = self.table(), self.notes()
        rows = []
        for name, part in frame.groupby("scenario", sort=False):
            rows += [[], [self.results.heading(str(name), self.lang)]]
            rows += [[f"  {texts[1]}", *texts[2:]] for texts in part.to_numpy().tolist()]
        heads = ["" if head == "verdict" else str(head) for head in frame.columns[1:]]
        table = in_columns(heads, rows, left=(0, len(heads) - 1))
        return "\n".join([notes[0], "", table, "", *([*self.why, ""] if self.why else []), *notes[1:]])

    def _repr_html_(self) -> str:
        path = next((path for path in self.figures if path.name == self.picture), None)
        if path is None:
            return self.html()
        alt = path.with_suffix(".txt")
        return self.html(image(path.read_bytes(), alt.read_text(encoding="utf-8").strip() if alt.exists() else ""))

    def html(self, picture: str = "") -> str:
        """What a notebook shows: a picture, the table, and the lines around them."""
        first, *rest = (f"<p>{escape(note)}</p>" for note in self.notes())
        rest = [f"<p>{escape(line)}</p>" for line in self.why if line] + rest
        shown = {name: self.results.called(name, self.lang) for name in self.results.scenarios}
        table = self.table().replace({"scenario": shown})
        return "\n".join([first, picture, table.to_html(index=False), *rest])


def ends(results: Results, names: Sequence[str], reference: str, measures: Sequence[str], lang: str = "en") -> pd.DataFrame:
    """How outcomes of some scenarios differ from the mean of another (``reference``): in percent and points, as figures have them.

    ``unit``: of the difference and its 95 % interval. The name of the columns says from which scenario.
    """
    from sim.runs import display

    plots, level = display.read(), results.outcomes.query("scenario == @reference")[list(measures)].mean().to_dict()
    rows = []
    for name in names:
        for gap in pairing.apart(results, name, reference, measures):
            column = results.measures[gap.measure]
            unit = plots.unit(column.unit)
            numbers = [unit.times * float(x) for x in (level[gap.measure], gap.mean, gap.low, gap.high)]
            in_unit = (unit.gap or unit).of(lang)
            rows.append((name, gap.measure, *numbers, in_unit, said(gap.verdict, lang), column.label[lang]))
    found = pd.DataFrame(rows, columns=ENDS).set_index(["scenario", "measure"])
    found.columns.name = LESS.of(lang).format(reference=results.called(reference, lang))
    return found


def means(results: Results, lang: str = "en") -> pd.DataFrame:
    """The mean outcome of every scenario, a column each, of what is printed of a comparison (of all measures where none of it is there)."""
    from sim.runs import display

    plots = display.read()
    names = [name for name in plots.summary.measures if name in results.measures] or list(results.measures)
    found = results.outcomes.groupby("scenario", sort=False)[names].mean().T
    units = [plots.unit(results.measures[name].unit) for name in names]
    found.index = pd.Index([f"{results.measures[name].label[lang]} ({unit.of(lang)})" for name, unit in zip(names, units, strict=True)])
    return found.mul([unit.times for unit in units], axis=0).rename(columns=lambda name: results.called(str(name), lang))


def image(png: bytes, alt: str) -> str:
    """A picture in HTML that needs no file beside it, and what it shows in words for those who can't see it."""
    return f'<img style="max-width:100%" alt="{escape(alt)}" src="data:image/png;base64,{b64encode(png).decode()}">'


def said(verdict: str, lang: str) -> str:
    """The verdict in the language of the reader."""
    return verdict if lang == "en" else pairing.SAID[pairing.key(verdict)].of(lang)
