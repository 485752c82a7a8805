"""Draws the declared figures of a folder of results."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.base.errors import InputError, suggest
from sim.base.files import ours
from sim.base.paths import shown
from sim.runs import pools
from sim.runs.display import PICTURES, Plots, read

if TYPE_CHECKING:
    from sim.charts import Made
    from sim.charts.shown import Gallery
    from sim.runs.results import Results

ENDS = (*PICTURES, ".txt", ".csv")  # of all files of a figure
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
    """An InputError where a declared figure (or one of ``names``) would be written over what was not drawn here.

    Processes that are started from here on find what drawing needs imported: call it before the runs.
    """
    pools.preload("sim.charts")
    drawn = list(names or read().figures)
    there = [folder / "figures" / f"{name}{end}" for name in drawn for end in ENDS]
    there = [path for path in there if os.path.lexists(path)]
    folders = [f"{shown(path)}: is a folder where a file is wanted: move it away" for path in there if path.is_dir()]
    # the numbers and the words of a figure bear no mark: they go with its picture
    foreign = [path for path in there if not any(ours(one) for one in (path, *map(path.with_suffix, PICTURES)))]
    what = "exists, and was not drawn by this program: move it away, or write over it with --force"
    faults = folders or ([] if force else [f"{shown(path)}: {what}" for path in foreign])
    if faults:
        raise InputError(faults[:FEW])


def draw(
    results: "Results | str | Path",
    lang: str = "en",
    names: Sequence[str] | None = None,
    *,
    svg: bool = False,
    jobs: int = 1,
    force: bool = False,
) -> "Gallery":
    """Draw the declared figures (or those of ``names``) of a folder into its ``figures/``, as PNG and where asked for as SVG.

    ``jobs``: in how many processes; ``force``: over files that were not drawn here too. A notebook shows what is given back.
    """
    from sim.charts.shown import Gallery

    return Gallery(figures(results, lang, names, svg=svg, jobs=jobs, force=force))


def files(drawn: Sequence["Made"]) -> list[Path]:
    """The pictures of some figures."""
    return [path for one in drawn for path in one.paths]


def plots_of(results: "Results") -> Plots:
    """The declared figures, as a folder has them: of points with their measures, of a classic with its panels."""
    from sim.charts import classics
    from sim.experiments.ensemble import design_of

    plots, design = read(), design_of(results.folder)
    return classics.plots(plots.showing(design.measures) if design and design.measures else plots, results)


def figures(
    results: "Results | str | Path",
    lang: str = "en",
    names: Sequence[str] | None = None,
    *,
    png: bool = True,
    svg: bool = False,
    vectors: bool = False,
    jobs: int = 1,
    force: bool = False,
    on_figure: Callable[[int, int], None] = lambda done, total: None,
) -> list["Made"]:
    """Draw figures once, for all uses: as ``png`` and ``svg`` files in the folder, as ``vectors`` for a report.

    In ``jobs`` processes, the same to the byte; ``on_figure`` is told how many are done, and of how many.
    """
    from sim import charts
    from sim.runs.reading import load
    from sim.runs.results import Results

    found = results if isinstance(results, Results) else load(results)
    plots = plots_of(found)
    unknown = [name for name in names or () if name not in plots.figures]
    if unknown:
        raise InputError([f"{name}: no such figure{suggest(name, plots.figures)}" for name in unknown])
    lang = drawable(lang)
    asked = [name for name, picture in plots.figures.items() if not picture.asked] if names is None else names
    chosen = [name for name in asked if charts.can_draw(plots.figures[name], found)]
    ends = [*([".png", ".txt", ".csv"] if png else []), *([".svg"] if svg else [])]
    if chosen and ends:
        check(found.folder, chosen, force=force)
    work = partial(charts.make, plots=plots, results=found, lang=lang, ends=ends, vectors=vectors)
    drawn = []
    for one in pools.each(work, chosen, jobs if found.shared else 1):
        drawn.append(one)
        on_figure(len(drawn), len(chosen))
    if png and not svg:  # one of an earlier drawing would show other numbers
        for name in chosen:
            earlier = found.folder / "figures" / f"{name}.svg"
            if ours(earlier):
                earlier.unlink()
    return drawn
