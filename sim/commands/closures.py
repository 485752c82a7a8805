"""``sim compare --closures``: the same under every contested assumption."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.base.errors import InputError
from sim.base.interrupts import drawing
from sim.base.limits import whole
from sim.commands.results import Results
from sim.commands.run import default_folder
from sim.economy import scenario
from sim.experiments import closures, survival
from sim.experiments.closures import CORE
from sim.experiments.survival import FOLDER, ClosureComparison
from sim.runs import runner
from sim.runs.memory import fit_tables


def compare(
    names: Sequence[str | Path],
    seeds: int,
    months: int,
    workers: int | None,
    settings: Mapping[str, object] | None,
    jobs: int | None,
    out: Path | None,
    quiet: bool,
    lang: str,
    cluster: str | None,
    window: int | None,
    svg: bool,
    force: bool,
    all_measures: bool,
) -> ClosureComparison[Results]:
    """Run the comparison under every closure, into ``out`` (the core) and ``out``/closures/NAME; then table and figure."""
    from sim import reports
    from sim.charts import draw
    from sim.runs import display
    from sim.runs.tables import write_csv

    members = list(names) or display.read().sets[FOLDER]
    changes = scenario.changes(settings, workers)
    scenario.load_all(members, settings, workers)  # faults of the call itself come first, as they stand
    folder = out or default_folder("compare", list(names) or [FOLDER], changes, months, window)
    asked: dict[str, tuple[Sequence[scenario.Scenario], Path]] = {}
    faults: list[str] = []
    for name, closure in closures.read().items():
        try:
            free = {key: value for key, value in changes.items() if key not in closure.set}
            loaded = scenario.load_all(members, free, above=closure.set)
            asked[name] = loaded, folder if name == CORE else folder / FOLDER / name
        except InputError as error:
            faults += [f"closure {name}: {message}" for message in error.messages]
    if faults:
        raise InputError(faults)
    given = range(whole("seeds", seeds))
    fit_tables(len(members), len(given), whole("months", months))
    draw.check(folder, [FOLDER], force=force)
    reports.check(folder, force=force)
    parts = runner.ensembles(
        asked, given, months, jobs=jobs, where=folder, quiet=quiet, cluster=cluster, also=["closures.csv"],
        window=window, force=force, all_measures=all_measures,
    )  # fmt: skip
    with drawing(folder, "drawing the figure and writing the report", quiet, "the figure was") as on_figure:
        write_csv(folder / "closures.csv", survival.table(parts))
        at_once = runner.processes(jobs, cluster)
        drawn = draw.figures(parts[CORE], lang, [FOLDER], svg=svg, vectors=True, force=force)
        report = reports.report(parts[CORE], lang, drawn=drawn, jobs=at_once, force=force, on_figure=on_figure)
    return ClosureComparison(Results.of(parts[CORE], lang), draw.files(drawn), lang, seeds, report, parts=parts)
