"""``sim sweep``: one scenario, or its difference from another, at many points of some parameters."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.base.errors import InputError
from sim.base.interrupts import drawing
from sim.commands.run import default_folder
from sim.economy import scenario
from sim.experiments import designs, ensemble
from sim.experiments.comparison import WORDS
from sim.experiments.ensemble import Design
from sim.experiments.sweep import Sweep, variance
from sim.runs import runner
from sim.runs.tables import write_csv


def sweep(
    name: str | Path,
    vary: Sequence[str],
    *,
    against: str | Path | None = None,
    measures: Sequence[str] | None = None,
    design: str = "grid",
    count: int = 64,
    design_seed: int = 0,
    seeds: int = 8,
    months: int = runner.MONTHS,
    workers: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
    lang: str = "en",
    cluster: str | None = None,
    window: int | None = None,
    monthly: bool = False,
    svg: bool = False,
    force: bool = False,
) -> Sweep:
    """Run a scenario at many points under the same seeds, as ``sim sweep`` does, and draw the outcomes.

    ``vary``: texts such as "ubi_share=0:0.5:11" or "commons_share=0,0.5,1"; ``count`` and ``design_seed``: of random points;
    ``monthly``: keep every month of every run, not the outcomes alone; ``svg``: figures as SVG files too.
    """
    from sim import reports
    from sim.charts import draw

    if lang not in WORDS:
        raise InputError(f"lang = {lang!r}: must be one of {', '.join(WORDS)}")
    axes = designs.read(vary, design)
    chosen = ensemble.check_measures(measures)
    given = ensemble.bases([name, *([against] if against is not None else [])], set, workers)
    first, *other = given
    changed = scenario.changes(set, workers)
    twice = [axis.name for axis in axes if axis.name in changed]
    faults = [f"--vary {name}: is set by --set or --workers as well" for name in twice]
    sides = [name, *([against] if against is not None else [])]
    faults += [
        f"--vary {axis.name}: is set by {side} as well"
        for side, base in zip(sides, given.values(), strict=True)
        for axis in axes
        if base.variant and axis.name in base.variant.set
    ]
    if faults:
        raise InputError(faults)
    found = Design(
        design,
        first,
        other[0] if other else None,
        [axis.name for axis in axes],
        designs.points(axes, design, count, design_seed),
        chosen,
        {side: dict(base.title) for side, base in given.items()},
        ensemble.called(given),
    )
    spelt = [text.replace(":", "~") for text in vary] + (
        [] if design == "grid" else [f"{design}~{count}~{design_seed}"]
    )
    folder = Path(out) if out else default_folder("sweep", [*sides, *spelt], changed, months, window)
    draw.check(folder, force=force)
    reports.check(folder, force=force)
    sample = ensemble.make(
        found, given, seeds=seeds, months=months, jobs=jobs, out=folder, quiet=quiet, cluster=cluster,
        keeps="months" if monthly else "outcomes", also=["sweep.csv", "variance.csv"], window=window,
        force=force,
    )  # fmt: skip
    with drawing(folder, "drawing figures and writing the report", quiet) as on_figure:
        write_csv(folder / "sweep.csv", sample.table(list(sample.results.measures)).astype(object))
        write_csv(folder / "variance.csv", variance(sample))
        at_once = runner.processes(jobs, cluster)
        drawn, report = reports.with_figures(sample.results, lang, svg=svg, jobs=at_once, force=force, on_figure=on_figure)
    return Sweep(sample, axes, drawn, report, lang, seeds)
