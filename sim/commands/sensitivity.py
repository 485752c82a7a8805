"""``sim sensitivity``: what an outcome, or a difference between two scenarios, hangs on."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from sim.base.errors import InputError
from sim.base.interrupts import drawing
from sim.base.limits import whole
from sim.base.telling import telling
from sim.base.toml import shorten
from sim.commands.run import default_folder
from sim.economy import scenario
from sim.engine import parameters
from sim.experiments import designs, ensemble
from sim.experiments.comparison import WORDS
from sim.experiments.designs import Point
from sim.experiments.ensemble import Design, Sample
from sim.experiments.sensitivity import (
    DEFAULTS,
    STAGES,
    Sensitivity,
    changes_at_ends,
    fitting,
    indices_design,
    mattering,
    screening_design,
    screening_effects,
    sobol_indices,
    values_of,
    variance_of,
)
from sim.runs import place, runner
from sim.runs.results import plural
from sim.runs.tables import write_csv


def sensitivity(
    name: str | Path,
    *,
    against: str | Path | None = None,
    measures: Sequence[str] | None = None,
    spread: float = DEFAULTS["spread"],
    trajectories: int = int(DEFAULTS["trajectories"]),
    samples: int = int(DEFAULTS["samples"]),
    top: int = int(DEFAULTS["top"]),
    seeds: int = 4,
    months: int = runner.MONTHS,
    workers: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
    lang: str = "en",
    cluster: str | None = None,
    window: int | None = None,
    svg: bool = False,
    force: bool = False,
) -> Sensitivity:
    """What an outcome of a scenario, or of its difference from another, hangs on; as ``sim sensitivity`` does.

    ``spread``: how far parameters are moved, as a share of their value; ``trajectories`` of the screening, ``samples`` of the indices (a
    power of two), for the ``top`` parameters of each measure; ``svg``: figures as SVG files too.
    """
    if lang not in WORDS:
        raise InputError(f"lang = {lang!r}: must be one of {', '.join(WORDS)}")
    from sim import reports
    from sim.charts import draw

    chosen = ensemble.check_measures(measures) or ["unemployment", "worker_consumption"]
    if isinstance(spread, bool) or not isinstance(spread, int | float) or not 0.0 < spread < 1.0:
        raise InputError(f"--spread {shorten(spread)}: must be a number above 0 and below 1: a share of each parameter's value")
    seeds, months = whole("seeds", seeds), whole("months", months)
    trajectories, top = whole("points", trajectories, 2), whole("points", top)
    if whole("points", samples, 2) & (samples - 1):
        raise InputError(f"--samples {samples}: must be a power of two, such as {1 << (samples - 1).bit_length()}")
    given = ensemble.bases([name, *([against] if against is not None else [])], set, workers)
    first, *other = given
    changed = scenario.changes(set, workers)
    sides = [name, *([against] if against is not None else [])]
    asked = {"spread": spread, "trajectories": trajectories, "samples": samples, "top": top}
    spelt = [f"{key}={value}" for key, value in asked.items() if value != DEFAULTS[key]]
    words = [*sides, *(measures or []), *spelt]
    folder = Path(out) if out else default_folder("sensitivity", words, changed, months, window)
    own = [key for base in given.values() if base.variant for key in base.variant.set]  # what a variant sets stays as it is
    held = [*(key for key in changed if key in parameters.table()), *own]
    ranges = designs.ranges_around(given[first].params, held, spread)
    titles = {side: dict(base.title) for side, base in given.items()}

    tables = [f"{table}.csv" for table in ("screening", "indices", "ends", "variance")]
    draw.check(folder, force=force)
    reports.check(folder, force=force)
    for where in (folder, *(folder / stage for stage in STAGES)):
        place.check_new(where)
        place.check(where, None, [ensemble.FILE, *(tables if where == folder else [])], force=force)

    def run(kind: str, names: Sequence[str], found: list[Point], where: Path) -> Sample:
        design = Design(kind, first, other[0] if other else None, list(names), found, chosen, titles, ensemble.called(given))
        label = f"{kind}: {' - '.join(design.shown())}"
        return ensemble.make(
            design, given, seeds=seeds, months=months, jobs=jobs, out=where, quiet=quiet, cluster=cluster, label=label,
            also=tables if where == folder else [], window=window, force=force,
        )  # fmt: skip

    fits = fitting(list(given.values()), months)
    said = telling(lambda seconds: f"looking for points with a stationary state: {seconds:.0f} s", silent=quiet)
    lost_ends = [f"{key} at {end:.4g}" for key, ends in ranges.items() for end in ends if not fits({key: end})]
    if lost_ends:
        raise InputError(
            f"--spread {spread}: no stationary state with {', '.join(lost_ends)}: lower it, or hold these by --set"
        )
    with said:
        screened, matrix, lost = screening_design(ranges, trajectories, fits)
    if not quiet:
        each = seeds * len(given)
        most = (samples * (2 + top * len(chosen)) + 2 * top * len(chosen) + 1) * each
        print(
            f"{plural(len(screened) * each, 'run')} to screen {len(ranges)} parameters, then at most {most:,}",
            file=sys.stderr,
            flush=True,
        )
    screening = run("screening", list(ranges), screened, folder / STAGES[0])
    effects = screening_effects(screening, ranges, matrix)
    matter = mattering(effects, chosen, top)
    drawn, blocks, cut = indices_design({key: ranges[key] for key in matter}, samples, fits)
    indexed = run("indices", matter, drawn, folder / STAGES[1])
    at = [{}, *({key: end} for key in matter for end in ranges[key])]
    ends = run("ends", matter, [{**values_of(given[first], matter), **point} for point in at], folder)
    made = {
        "screening": effects,
        "indices": sobol_indices(indexed, matter, blocks),
        "ends": changes_at_ends(ends, matter, ranges),
        "variance": pd.concat(
            [
                variance_of(stage, some)
                for stage, some in (("screening", screening), ("indices", indexed), ("ends", ends))
            ]
        ),
    }
    with drawing(folder, "drawing figures and writing the report", quiet) as on_figure:
        for key, table in made.items():
            write_csv(folder / f"{key}.csv", table)
        at_once = runner.processes(jobs, cluster)
        pictures, report = reports.with_figures(ends.results, lang, svg=svg, jobs=at_once, force=force, on_figure=on_figure)
    return Sensitivity(ends, chosen, made, spread, {"screening": lost, "indices": cut}, pictures, report, lang)
