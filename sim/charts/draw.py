"""Draws the declared figures of a folder of results."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.base.errors import InputError, suggest
from sim.base.files import ours
from sim.base.paths import shown
from sim.runs.display import read

if TYPE_CHECKING:
    from sim.runs.results import Results

FEW = 3  # files that a message names
# Where a Chinese font comes from, by the system's name in Python.
FONTS = {
    "linux": "on Debian or Ubuntu: sudo apt install fonts-noto-cjk; on Fedora: sudo dnf install google-noto-sans-cjk-fonts",
    "win32": "in Windows: Settings, Time & language, Language & region, Add a language: Chinese (Simplified)",
    "darwin": "on macOS: brew install --cask font-noto-sans-cjk-sc",
}


def drawable(lang: str) -> str:
    """The language that figures can have: English, with a word about it, where the system has no Chinese font."""
    from sim.charts import typography

    if lang != "zh" or typography.chinese_font():
        return lang
    print(f"no Chinese font found: figures are in English ({FONTS.get(sys.platform, FONTS['linux'])})", file=sys.stderr)
    return "en"


def check(folder: Path, names: Sequence[str] | None = None, *, force: bool = False) -> None:
    """An InputError where a declared figure (or one of ``names``) would be written over what was not drawn here."""
    from sim.charts import ENDS

    drawn = list(names or read().figures)
    there = [folder / "figures" / f"{name}{end}" for name in drawn for end in ENDS]
    there = [path for path in there if os.path.lexists(path)]
    folders = [f"{shown(path)}: is a folder where a file is wanted: move it away" for path in there if path.is_dir()]
    # the numbers and the words of a figure bear no mark: they go with its picture
    foreign = [path for path in there if not (ours(path) or ours(path.with_suffix(".svg")))]
    what = "exists, and was not drawn by this program: move it away, or write over it with --force"
    faults = folders or ([] if force else [f"{shown(path)}: {what}" for path in foreign])
    if faults:
        raise InputError(faults[:FEW])


def draw(
    results: "Results | str | Path", lang: str = "en", names: Sequence[str] | None = None, *, force: bool = False
) -> list[Path]:
    """Draw the declared figures (or those of ``names``) of a folder into its ``figures/``, as PNG and SVG.

    ``force``: over files that were not drawn here too.
    """
    from sim import charts
    from sim.experiments.ensemble import design_of
    from sim.runs.reading import load
    from sim.runs.results import Results

    found = results if isinstance(results, Results) else load(results)
    plots, design = read(), design_of(found.folder)
    if design and design.measures:
        plots = plots.showing(design.measures)
    plots = charts.classics.plots(plots, found)
    unknown = [name for name in names or () if name not in plots.figures]
    if unknown:
        raise InputError([f"{name}: no such figure{suggest(name, plots.figures)}" for name in unknown])
    lang = drawable(lang)
    chosen = names or [name for name, picture in plots.figures.items() if not picture.asked]
    chosen = [name for name in chosen if charts.can_draw(plots.figures[name], found)]
    if chosen:
        check(found.folder, chosen, force=force)
    return [path for name in chosen for path in charts.save(name, plots, found, lang)]
