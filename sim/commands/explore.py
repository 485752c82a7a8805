"""``sim explore``: the classroom page, from the runs to the file."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.base.errors import InputError
from sim.base.files import check_page, write_text
from sim.base.limits import whole
from sim.base.telling import telling
from sim.classroom.explorer import Page, check_size, pack, spoken, usual_measures
from sim.classroom.explorer import grid as grids
from sim.commands.run import default_folder
from sim.economy import scenario
from sim.economy.records import window_of
from sim.experiments.comparison import WORDS
from sim.experiments.ensemble import bases, check_measures
from sim.runs import runner
from sim.runs.results import plural

NAME = "explore.html"


def explore(
    scenarios: Sequence[str | Path] = (),
    sliders: Sequence[str] = (),
    *,
    quick: bool = False,
    measures: Sequence[str] | None = None,
    levels: int | None = None,
    seeds: int | None = None,
    months: int | None = None,
    workers: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    runs: str | Path | None = None,
    yes: bool = False,
    quiet: bool = False,
    lang: str = "en",
    window: int | None = None,
    force: bool = False,
) -> Page:
    """Run scenarios at all combinations of slider levels, as ``sim explore`` does, and write the classroom page.

    What is not given is as declared for the full page, or with ``quick`` for a small one. ``out``: the page; ``runs``:
    the folder of its runs, where a call resumes; ``yes``: begin even what takes long; ``force``: write over files not made here.
    """
    from sim.classroom.explorer.page import about, render

    if lang not in WORDS:
        raise InputError(f"lang = {lang!r}: must be one of {', '.join(WORDS)}")
    size = grids.declarations().sizes["quick" if quick else "full"]
    names, wanted = list(scenarios) or size.scenarios, list(sliders) or size.sliders
    levels = whole("points", size.levels if levels is None else levels, 2)
    seeds = whole("seeds", size.seeds if seeds is None else seeds)
    months = whole("months", size.months if months is None else months)
    tail = window_of(months, window)
    if workers is None and "n_workers" not in (set or {}):
        workers = size.workers
    changes = scenario.changes(set, workers)
    chosen = check_measures(measures) or usual_measures()
    asked = grids.sliders(wanted, levels)
    grids.check_free(asked, changes)
    grid = grids.make(bases(names, set, workers), asked, months)
    folder = Path(runs) if runs else default_folder("explore", names, changes, months, window)
    path = Path(out) if out else folder / NAME
    check_page(path, "page", {file for base in grid.scenarios.values() for file in base.files}, force=force)
    if len(grid.runs) * seeds > grids.MOST_RUNS:
        raise InputError(
            f"explore: {len(grid.runs) * seeds} runs: must be at most {grids.MOST_RUNS}: lower --levels or --seeds"
        )
    check_size(grid, seeds, months, len(chosen))
    _say_cost(grid, seeds, months, jobs, folder, yes=yes, quiet=quiet)
    try:
        numbers = grids.run(
            grid, chosen, seeds=seeds, months=months, jobs=jobs, folder=folder, quiet=quiet,
            window=window, force=force,
        )  # fmt: skip
    except InputError as error:  # --out is the page here
        raise InputError([message.replace("--out", "--runs") for message in error.messages]) from None
    if not quiet:
        print("writing the page", file=sys.stderr, flush=True)
    with telling(lambda seconds: f"writing the page: {seconds:.0f} s", silent=quiet):
        packed = pack.pack(grid, numbers, chosen)
        known = about(grid, pack.idle(grid, numbers), chosen, seeds, months, tail, lang)
        text = render({**known, "numbers": packed.about}, lang, packed.text)
        write_text(path, text)
    levels_of = {slider.name: list(slider.values) for slider in grid.sliders}
    settings = sum(map(len, grid.cells.values()))
    return Page(
        path, folder, list(grid.scenarios), levels_of, settings, len(grid.runs) * seeds, len(text.encode()), lang
    )


def _say_cost(
    grid: grids.Grid, seeds: int, months: int, jobs: int | None, folder: Path, *, yes: bool, quiet: bool
) -> None:
    """Say how many runs are to be made and how long they take; an InputError where that is long and not agreed to."""
    todo, jobs = grids.lacking(grid, seeds, folder), runner.processes(jobs, None)
    if not todo:
        return
    with telling(lambda seconds: f"measuring how long a run takes: {seconds:.0f} s", silent=quiet):
        expected = todo * grids.seconds(grid, months) / min(jobs, todo)
    said = (
        f"{plural(len(grid.runs), 'setting')} x {plural(seeds, 'seed')}, {plural(todo, 'run')} to make: "
        f"about {spoken(expected)} on {plural(min(jobs, todo), 'core')}"
    )
    if expected > grids.PATIENCE and not yes:
        raise InputError(
            f"explore: {said}: begin it with --yes, or lower --levels, --seeds or --months, or take --quick"
        )
    if not quiet:
        print(said, file=sys.stderr)
