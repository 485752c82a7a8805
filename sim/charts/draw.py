"""Draws the declared figures of a folder of results."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.base.errors import InputError, suggest
from sim.runs.display import read

if TYPE_CHECKING:
    from sim.runs.results import Results


def drawable(lang: str) -> str:
    """The language that figures can have: English, with a word about it, where the system has no Chinese font."""
    from sim.charts import typography

    if lang != "zh" or typography.chinese_font():
        return lang
    hint = "on Debian or Ubuntu: sudo apt install fonts-noto-cjk"
    print(f"no Chinese font found: figures are in English ({hint})", file=sys.stderr)
    return "en"


def draw(results: "Results | str | Path", lang: str = "en", names: Sequence[str] | None = None) -> list[Path]:
    """Draw the declared figures (or those of ``names``) of a folder into its ``figures/``, as PNG and SVG."""
    from sim import charts
    from sim.experiments.ensemble import design_of
    from sim.runs.results import Results, load

    found = results if isinstance(results, Results) else load(results)
    plots, design = read(), design_of(found.folder)
    if design and design.measures:
        plots = plots.showing(design.measures)
    plots = charts.classics.plots(plots, found)
    unknown = [name for name in names or () if name not in plots.figures]
    if unknown:
        raise InputError([f"{name}: no such figure{suggest(name, plots.figures)}" for name in unknown])
    lang = drawable(lang)
    paths = []
    for name in names or [name for name, picture in plots.figures.items() if not picture.asked]:
        if charts.can_draw(plots.figures[name], found):
            paths += charts.save(name, plots, found, lang)
    return paths
