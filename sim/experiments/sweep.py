"""``sim sweep``: how far a result reaches. One scenario, or its difference from another, at many points of some parameters."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.base.arrays import Floats
from sim.base.estimates import half_width, percent, still, written
from sim.base.paths import shown
from sim.base.tables import in_columns
from sim.experiments import designs
from sim.experiments.comparison import WORDS, places
from sim.experiments.ensemble import Sample
from sim.runs.results import seeds_said

SAID = {
    "en": {
        "about": "{what} at {count} points ({axes}): means over the last {tail} months and {seeds}.",
        "heads": ("measure", "lowest", "at", "highest", "at", "due to seeds", "of the means"),
        "shares": "Due to seeds: their share of the variance of single runs; of the means: what is left of it in the means shown, "
        "where seeds are the same at every point. Where it is large, the differences between points are noise.",
        "one": "One seed: nothing can be said about chance.",
        "alike": "all points",
        "more": WORDS["en"]["more"],
        "file": "Every measure at every point: {file}",
    },
    "zh": {
        "about": "{what}，{count}个点（{axes}）：最后{tail}个月与{seeds}的均值。",
        "heads": ("指标", "最低", "位于", "最高", "位于", "种子所致", "均值中"),
        "shares": "种子所致：占单次运行方差的份额；均值中：各点种子相同，均值中仍由种子造成的份额。份额大时，点间差异只是噪声。",
        "one": "只有一个种子：无法判断偶然性。",
        "alike": "所有点",
        "more": WORDS["zh"]["more"],
        "file": "每点每项指标：{file}",
    },
}


@dataclass(frozen=True)
class Sweep:
    """A finished sweep: ``print`` it, or let a notebook show it. ``table`` has every measure at every point."""

    sample: Sample
    axes: list[designs.Axis]
    figures: list[Path]
    report: Path
    lang: str = "en"
    asked: int | None = None

    @property
    def measures(self) -> list[str]:
        """Those that were asked for, else the main ones."""
        from sim.runs import display

        known = self.sample.results.measures
        return self.sample.design.measures or [name for name in display.read().summary.measures if name in known]

    @property
    def table(self) -> pd.DataFrame:
        """A row a measure and point: settings, mean over seeds, its 95 % interval, quantiles over seeds."""
        return self.sample.table(list(self.sample.results.measures))

    @property
    def variance(self) -> pd.DataFrame:
        """A row a measure: the shares of its variance that are due to the points and to the seeds."""
        return variance(self.sample)

    def shown(self) -> pd.DataFrame:
        """What is printed: where each measure is lowest and highest, and what part of its variance is due to seeds."""
        from sim.runs import display

        words, plots, design = SAID[self.lang], display.read(), self.sample.design
        names = [designs.written(point) for point in design.points]
        rows = []
        for measure in self.measures:
            column, values = self.sample.results.measures[measure], self.sample.of(measure)
            unit = plots.unit(column.unit)
            label = f"{column.label[self.lang]} ({(unit.gap or unit if design.against else unit).of(self.lang)})"
            share, means = self.sample.shares(measure), values.mean(axis=1)
            ends = [int(means.argmin()), int(means.argmax())]
            at = [str(words["alike"])] * 2 if still(means) else [names[end] for end in ends]
            where = [text for end, name in zip(ends, at, strict=True) for text in (_number(unit.times * values[end]), name)]
            rows.append((label, *where, percent(share.seeds), percent(share.noise)))
        return pd.DataFrame(rows, columns=pd.Index(list(words["heads"])))

    def notes(self) -> list[str]:
        """The lines above and below the table."""
        words, design, results = SAID[self.lang], self.sample.design, self.sample.results
        seeds = len(self.sample.seeds)
        values = {
            "what": design.what(self.lang, named=True),
            "count": len(design.points),
            "axes": "; ".join(map(str, self.axes)),
            "tail": results.window,
            "seeds": seeds_said([seeds], self.lang),
            "asked": self.asked,
            "file": shown(results.folder / "sweep.csv"),
        }
        wanted = ["about", "shares" if seeds > 1 else "one"]
        wanted += ["more"] if self.asked is not None and seeds > self.asked else []
        lines = [str(words[key]).format(**values) for key in [*wanted, "file"]]
        return lines + places(self.lang, results.folder / "figures" if self.figures else None, self.report)

    def __str__(self) -> str:
        first, *rest = self.notes()
        frame = self.shown()
        places = [
            place for place, head in enumerate(frame.columns) if head in (SAID[self.lang]["heads"][n] for n in (0, 2))
        ]
        return "\n".join(
            [first, "", in_columns([*map(str, frame.columns)], frame.to_numpy().tolist(), places), "", *rest]
        )

    def _repr_html_(self) -> str:
        from html import escape

        first, *rest = (f"<p>{escape(note)}</p>" for note in self.notes())
        return "\n".join([first, self.shown().to_html(index=False), *rest])

    def as_json(self) -> dict[str, Any]:
        """Scenario, points, and the table and the shares of the measures shown."""
        design = self.sample.design
        shares = self.variance.set_index("measure").loc[self.measures].reset_index()
        return {
            "scenario": design.scenario,
            "against": design.against,
            "points": design.points,
            "seeds": self.sample.seeds,
            "table": self.sample.table(self.measures),
            "variance": shares,
        }


def _number(values: Floats) -> str:
    """A mean over seeds with the digits that its interval supports."""
    mean = float(values.mean())
    half = max(half_width(values), abs(mean) / 1000.0) if values.size > 1 else float("nan")
    return written(mean, mean, mean - half, mean + half)[0]


def variance(sample: Sample) -> pd.DataFrame:
    """A row a measure: the shares of its variance that are due to the points and to the seeds, and what is left of the latter in means."""
    rows = [(measure, *vars(sample.shares(measure)).values()) for measure in sample.results.measures]
    return pd.DataFrame(rows, columns=["measure", "points", "seeds", "noise_of_means"])
