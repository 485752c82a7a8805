"""``sim compare``, the main job: scenarios set beside the first, seed by seed."""

import inspect
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.base.errors import InputError
from sim.base.interrupts import drawing, stoppable
from sim.base.limits import whole
from sim.base.paths import shown
from sim.base.telling import telling
from sim.commands.results import Results, check_language, load
from sim.commands.run import default_folder
from sim.economy import variants
from sim.experiments import folders
from sim.experiments.comparison import Comparison
from sim.experiments.folders import SideBySide
from sim.runs import pools
from sim.runs.memory import fit_tables

if TYPE_CHECKING:
    from sim.economy.scenario import Scenario
    from sim.runs import results as stored


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
    measures: Sequence[str] | None = None,
    why: bool = False,
) -> Comparison[Results]:
    """Run scenarios and set each beside the first, seed by seed; without names the core set. Draws the figures too.

    Names of folders of results are set side by side as they are, in all ``measures`` or in these: a ``SideBySide``.
    ``group``: another set of plots/figures.toml in place of names.
    With ``closures`` all that under each closure of plots/closures.toml, and without names a smaller set: a ``ClosureComparison``.
    ``svg``: figures as SVG files too. ``why``: what carries each difference, and whether its first link does: three more worlds a seed
    and first link.
    """
    from sim import reports
    from sim.charts import draw
    from sim.economy import scenario
    from sim.runs import display, runner

    asked = {
        "seeds": seeds, "months": months, "workers": workers, "set": set or None, "jobs": jobs, "out": out, "closures": closures,
        "cluster": cluster, "svg": svg, "force": force, "all_measures": all_measures, "group": group, "why": why,
    }  # fmt: skip
    if any(map(folders.is_folder, names)):
        return _side_by_side(names, measures, window, lang, asked)
    if measures:
        raise InputError("--measure: chooses what is compared of folders; of scenarios it is every measure")
    if group is not None and names:
        raise InputError(f"group = {group!r}: names of scenarios and a group exclude each other")
    members = list(names) or display.read().group(group or "core")
    if len(members) < 2:
        faults = _faults(members, set, workers)
        raise InputError([*faults, _alone(members[0], {} if faults else set)])
    check_language(lang)
    if closures and why:
        raise InputError("why: says what carries the differences of one comparison: leave closures out")
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
    told, causes = _why(results, loaded, lang, jobs, quiet) if why else ([], [])
    with drawing(folder, "drawing figures and writing the report", quiet) as on_figure:
        at_once = runner.processes(jobs, cluster)
        drawn, report = reports.with_figures(results, lang, svg=svg, jobs=at_once, force=force, on_figure=on_figure)
    return Comparison(Results.of(results, lang), drawn, lang, seeds, report, told, causes)


def _why(
    results: "stored.Results", loaded: "Sequence[Scenario]", lang: str, jobs: int | None, quiet: bool
) -> tuple[list[str], list[dict[str, Any]]]:
    """What carries the differences, in words and as data; what the folder has kept of it is not run again."""
    from sim.causes import chains, holding, words

    scenarios = {one.name: one for one in loaded}
    found = [cause for cause in chains.causes(results) if cause.gap.scenario in scenarios]
    held = holding.kept(results)
    if held is None:
        so_far = ""

        def on_task(done: int, total: int) -> None:
            nonlocal so_far
            so_far = f"{done} of {total} worlds"

        def line(seconds: float) -> str:
            return f"holding first links: {', '.join(filter(None, (so_far, f'{seconds:.0f} s')))}"

        kept = f"all runs are finished in {shown(results.folder)}; the same command goes on from there"
        with telling(line, silent=quiet), stoppable(f"stopped while first links were held: {kept}"):
            held = holding.hold(results, found, scenarios, pools.cores() if jobs is None else jobs, on_task)
    return words.terminal(results, found, held, lang), words.rows(found, held)


def _side_by_side(
    names: Sequence[str | Path],
    measures: Sequence[str] | None,
    window: int | None,
    lang: str,
    asked: Mapping[str, object],
) -> SideBySide[Results]:
    """Folders beside the first; what was ``asked`` of runs is a fault."""
    usual = inspect.signature(compare).parameters
    runs = [f"--{name.replace('_', '-')}" for name, value in asked.items() if value != usual[name].default]
    if runs:
        raise InputError(f"{', '.join(runs)}: nothing is run where folders are set side by side: leave it out")
    check_language(lang)
    return folders.beside(names, measures, window, lang, partial(load, lang=lang))


def _faults(members: Sequence[str | Path], set: Mapping[str, object] | None, workers: int | None) -> list[str]:
    """What is wrong with the scenarios themselves."""
    from sim.economy import scenario

    try:
        scenario.load_all(members, set, workers)
    except InputError as error:
        return error.messages
    return []


def _alone(name: str | Path, set: Mapping[str, object] | None) -> str:
    """That one scenario can't be compared, and how it would be."""
    written = variants.written(name)
    values = ",".join(f"{key}={variants.said(value)}" for key, value in (set or {}).items())
    one, other = (written.of, name) if written else (name, f"{name}:{values or 'NAME=VALUE'}")
    both = f"{name} monopoly" if str(name) == "baseline" else f"baseline {name}"
    way = f'as in: sim compare {one} "{other}" (with and without a setting), or sim compare {both}'
    return f"compare: {name} alone: name the scenarios to set beside it, {way}"
