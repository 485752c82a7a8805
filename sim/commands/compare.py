"""``sim compare``, the main job: scenarios set beside the first, seed by seed."""

from collections.abc import Mapping
from pathlib import Path

from sim.base.errors import InputError
from sim.base.interrupts import drawing
from sim.base.limits import whole
from sim.commands.run import default_folder
from sim.experiments.comparison import WORDS, Comparison
from sim.runs.memory import fit_tables


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
    window: int | None = None,
    svg: bool = False,
    force: bool = False,
    all_measures: bool = False,
    group: str | None = None,
) -> Comparison:
    """Run scenarios and set each beside the first, seed by seed; without names the core set. Draws the figures too.

    ``group``: another set of plots/figures.toml in place of names.
    With ``closures`` all that under each closure of plots/closures.toml, and without names a smaller set: a ``ClosureComparison``.
    ``svg``: figures as SVG files too.
    """
    from sim import reports
    from sim.charts import draw
    from sim.economy import scenario
    from sim.runs import display, runner

    if group is not None and names:
        raise InputError(f"group = {group!r}: names of scenarios and a group exclude each other")
    members = list(names) or display.read().group(group or "core")
    if len(members) < 2:
        raise InputError(f"compare: {members[0]} alone: name the scenarios to set beside it")
    if lang not in WORDS:
        raise InputError(f"lang = {lang!r}: must be one of {', '.join(WORDS)}")
    if closures:
        from sim.commands.closures import compare as under_closures

        return under_closures(
            members if group else names, seeds, months, workers, set, jobs, Path(out) if out else None, quiet, lang, cluster, window,
            svg, force, all_measures,
        )  # fmt: skip
    loaded = scenario.load_all(members, set, workers)
    changes = scenario.changes(set, workers)
    written = members if names else [group or "core"]
    folder = Path(out) if out is not None else default_folder("compare", written, changes, months, window)
    given = range(whole("seeds", seeds))
    fit_tables(len(loaded), len(given), whole("months", months))
    draw.check(folder, force=force)
    reports.check(folder, force=force)
    results = runner.ensemble(
        loaded, given, months, jobs=jobs, out=folder, quiet=quiet, cluster=cluster, window=window, force=force,
        all_measures=all_measures,
    )  # fmt: skip
    with drawing(folder, "drawing figures and writing the report", quiet) as on_figure:
        at_once = runner.processes(jobs, cluster)
        drawn, report = reports.with_figures(results, lang, svg=svg, jobs=at_once, force=force, on_figure=on_figure)
    return Comparison(results, drawn, lang, seeds, report)
