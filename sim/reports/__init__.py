"""A folder of results as one HTML file that stands alone; imports `charts`, `causes` and below.

``document`` has the shapes that a report is made of, ``sections``, ``differences`` and ``graphics`` fill them, ``report.html`` sets them.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.base.declared import Text
from sim.base.errors import InputError
from sim.base.files import check_page
from sim.base.paths import shown
from sim.charts import Made, draw
from sim.experiments import comparison
from sim.experiments.ensemble import Design, design_of
from sim.experiments.points import is_programme
from sim.reports import causes, chain, claims, experiments, sections
from sim.reports.differences import findings
from sim.reports.document import Block, Document, Paragraph, Section, verbatim, write
from sim.reports.graphics import drawings
from sim.reports.view import View
from sim.runs import display, notes
from sim.runs.reading import load
from sim.runs.results import CLASSIC, Results, seed_text
from sim.verdicts.board import FILE as VERDICTS
from sim.verdicts.board import read

NAME = "report.html"
FEW = 5  # runs that are missing, or scenarios that lack some, which a report names

ONE = Text(en="{base}", zh="{base}")
TWO = Text(en="{base} and {other}", zh="{base}与{other}")
MANY = Text(en="{base} and {count} other scenarios", zh="{base}与其他{count}个情景")
LEAD = Text(
    en="An agent-based economy of capitalists, carbon workers and AI agents, simulated for {months} months with {seeds}, by "
    "carbon-silicon {version}. Every sentence with a number in it is generated from the results.",
    zh="由资本家、碳基劳动者与人工智能体组成的多主体经济，模拟{months}个月，{seeds}，程序carbon-silicon {version}。"
    "凡含数字的句子皆由结果生成。",
)
UNFINISHED = Text(
    en="These results are {how}. Missing: {what}. What follows is about the others; the command at the end goes on with them.",
    zh="此结果{how}。所缺：{what}。以下仅关于其余模拟；文末的命令可继续完成。",
)
LACKING = Text(en="{name} (seeds {seeds})", zh="{name}（种子{seeds}）")
FIGURES = Text(en="Figures", zh="图")
FIGURES_ABOUT = Text(
    en="A scenario keeps its colour, dash and marker in every figure. Under each figure: what it shows in words, and its numbers.",
    zh="每个情景在所有图中保持同样的颜色、线型与标记。每幅图下：文字说明及其数字。",
)
NO_FIGURES = Text(en="No figure can be drawn of these runs.", zh="这些运行无法绘图。")


def check(folder: Path, *, force: bool = False) -> None:
    """An InputError where the report of a folder would be written over what is none: known before anything is run."""
    if os.path.lexists(folder / NAME):
        check_page(folder / NAME, "report", force=force, choose="choose another folder with --out")


def report(
    results: Results | str | Path,
    lang: str = "en",
    out: str | Path | None = None,
    *,
    drawn: Sequence[Made] = (),
    jobs: int = 1,
    force: bool = False,
    on_figure: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Write the report of a folder of results to its ``report.html``, or to ``out``; what was written.

    Everything is read from the folder, which stays as it is otherwise. Figures that were ``drawn`` of it as vectors are set as they are,
    the others drawn in ``jobs`` processes, and ``on_figure`` told of each. ``force``: over a file that is no report too.
    """
    if lang not in comparison.WORDS:
        raise InputError(f"lang = {lang!r}: must be one of {', '.join(comparison.WORDS)}")
    found = results if isinstance(results, Results) else load(results)
    if all(name.startswith(CLASSIC) for name in found.scenarios):
        raise InputError(f"{shown(found.folder)}: holds a classic, which has a figure and a table but no report")
    if is_programme(found.folder):
        raise InputError(f"{shown(found.folder)}: holds combinations of points, which have tables and figures but no report")
    path = Path(out) if out is not None else found.folder / NAME
    check_page(path, "report", force=force)
    design = design_of(found.folder)
    plots = display.read()
    known = {one.name for one in drawn}
    others = [name for name, picture in plots.figures.items() if not picture.asked and name not in known]
    figures = [*drawn, *draw.figures(found, lang, others, png=False, vectors=True, jobs=jobs, on_figure=on_figure)]
    if (found.folder / VERDICTS).exists():
        return write(compose_claims(View(found, plots, lang), figures), path)
    if design is None:
        return write(compose(View(found, plots, lang), figures), path)
    plots = plots.showing(design.measures) if design.measures else plots
    return write(compose_points(View(found, plots, lang), design, figures), path)


def with_figures(
    results: Results,
    lang: str,
    *,
    svg: bool = False,
    jobs: int = 1,
    force: bool = False,
    on_figure: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[Path], Path]:
    """Draw the declared figures of a folder, once, and write the report that sets them: the pictures, and the report."""
    drawn = draw.figures(results, lang, svg=svg, vectors=True, jobs=jobs, force=force, on_figure=on_figure)
    return draw.files(drawn), report(results, lang, drawn=drawn, force=force)


def compose_points(view: View, design: Design, figures: Sequence[Made]) -> Document:
    """The report of a sweep or of a sensitivity analysis."""
    parts = [
        experiments.question(view, design),
        experiments.varied(view, design),
        experiments.findings(view, design),
        pictures(view, figures),
        sections.assumptions(view),
        sections.repeat(view),
    ]
    return Document(view.lang, experiments.title(view, design), _leads(view), parts)


def compose_claims(view: View, figures: Sequence[Made]) -> Document:
    """The report of verdicts on claims."""
    board = read(view.results.folder / VERDICTS)
    core = View(view.results.only(view.base), view.plots, view.lang)  # the draws have seeds of their own
    parts = [
        claims.method(view, board),
        pictures(view, figures),
        claims.balance(view, board),
        claims.claims(view, board),
        sections.repeat(core),
    ]
    return Document(view.lang, claims.title(view), _leads(core), parts)


def compose(view: View, figures: Sequence[Made]) -> Document:
    """The report of a comparison, section by section."""
    results, count = view.results, len(view.others)
    title = (ONE, TWO)[count] if count < 2 else MANY
    names = {"base": verbatim(results.title(view.base, view.lang)), "count": count}
    other = verbatim(results.title(view.others[0], view.lang)) if count else ""
    parts = [
        sections.question(view),
        sections.changes(view),
        findings(view),
        chain.told(view),
        causes.section(view),
        pictures(view, figures),
        sections.books(view),
        sections.assumptions(view),
        sections.next_steps(view),
        sections.repeat(view),
    ]
    return Document(view.lang, view.say(title, other=other, **names), _leads(view), [part for part in parts if part])


def _leads(view: View) -> list[str]:
    """What stands above all sections: what was run, and what of it is missing."""
    results = view.results
    said = {"months": results.months, "seeds": seed_text(results, view.lang), "version": results.manifest["version"]}
    leads = [view.say(LEAD, **said), *notes.of(results, lang=view.lang)]
    if not results.missing:
        return leads
    lists = [(name, [*map(str, seeds)]) for name, seeds in results.missing.items()]
    cut = [(name, view.listed(seeds[:FEW]) + ", ..." * (len(seeds) > FEW)) for name, seeds in lists]
    lacking = [view.say(LACKING, name=f"`{name}`", seeds=seeds) for name, seeds in cut[:FEW]]
    what = view.listed(lacking + ["..."] * (len(cut) > FEW))
    return [*leads, view.say(UNFINISHED, how=results.unfinished(view.lang), what=what)]


def pictures(view: View, figures: Sequence[Made]) -> Section:
    """The figures."""
    blocks: list[Block] = [Section(title, [drawing]) for title, drawing in drawings(view, figures)]
    return Section(
        FIGURES.of(view.lang), [Paragraph(view.say(FIGURES_ABOUT if blocks else NO_FIGURES)), *blocks], page=True
    )


__all__ = ["compose", "report", "with_figures"]
