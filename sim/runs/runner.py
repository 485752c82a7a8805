"""Runs scenarios: one in this process, or scenario x seed in many; every finished run is on disk at once."""

import shlex
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.base.errors import SMALLER, InputError, SimError, told
from sim.base.interrupts import noting
from sim.base.limits import whole
from sim.base.lock import released
from sim.base.names import said
from sim.base.paths import shown
from sim.base.telling import telling
from sim.runs import pools
from sim.runs.memory import fit_runs

if TYPE_CHECKING:
    from sim.economy.records import Keeps, Run
    from sim.economy.scenario import Scenario
    from sim.runs.results import Results
    from sim.runs.store import Store

FEW = 5  # failures that are said one by one

Asked = tuple[str, "Scenario", int]  # a run: part, scenario and seed

MONTHS = 480  # the default length of a run


def simulate(
    scenario: "Scenario",
    seed: int,
    months: int,
    *,
    keeps: "Keeps" = "months",
    window: int | None = None,
    on_month: Callable[[int], None] | None = None,
) -> "Run":
    """One run in this process; ``on_month`` is told how many months are done.

    It ``keeps`` the measures of all months, and records, or its outcomes alone: a table of one row, the means over the last months.
    The ``window`` is how many these are.
    """
    import numpy as np

    from sim.economy import accounts, measures, month, records, start

    names, window = tuple(measures.MEASURES), records.window_of(months, window)
    first = 0 if keeps == "months" else months - window  # the first month that is looked at
    with told(scenario, seed) as at:
        table = np.empty((months - first, len(names)))
        world = start.start(scenario, seed)
        recorder = records.Recorder(months, records.groups(world), window=window) if keeps == "months" else None
        for done in range(months):
            at.month = done
            month.step(world)
            if done >= first:
                value = accounts.draw_up(world)
                table[done - first] = measures.observe(world, value)
                if recorder:
                    recorder.note(world, value)
            if on_month:
                on_month(done + 1)
    kept, taken = (table, recorder.arrays()) if recorder else (records.outcomes(table[None], window), {})
    return records.Run(scenario.name, seed, months, kept, names, world.binding(), taken)


def ensemble(
    scenarios: Sequence["Scenario"],
    seeds: Sequence[int],
    months: int,
    *,
    jobs: int | None = None,
    out: Path,
    progress: bool = True,
    quiet: bool = False,
    cluster: str | None = None,
    also: Collection[str] = (),
    window: int | None = None,
    force: bool = False,
    all_measures: bool = False,
) -> "Results":
    """Every scenario under every seed; runs in ``out`` are kept. The first is the reference."""
    parts = {"": (scenarios, out)}
    return ensembles(
        parts,
        seeds,
        months,
        jobs=jobs,
        where=out,
        progress=progress,
        quiet=quiet,
        cluster=cluster,
        also=also,
        window=window,
        force=force,
        all_measures=all_measures,
    )[""]


@released()
def ensembles(
    parts: Mapping[str, tuple[Sequence["Scenario"], Path]],
    seeds: Sequence[int],
    months: int,
    *,
    jobs: int | None = None,
    where: Path,
    progress: bool = True,
    quiet: bool = False,
    cluster: str | None = None,
    keeps: "Keeps" = "months",
    make: Callable[..., "Run"] | None = None,
    also: Collection[str] = (),
    window: int | None = None,
    force: bool = False,
    all_measures: bool = False,
) -> dict[str, "Results"]:
    """Several ensembles in one go, each with its folder (all in ``where``): one queue of runs, one after the other.

    They are made in ``jobs`` processes, or on the ``cluster`` whose scheduler has this address. A part with a name has one bar.
    ``make`` makes a run and says what is kept of it, in place of ``simulate``; ``also``: what else the command writes into ``where``;
    ``window``: of how many last months outcomes are means; ``force``: over files that were not made here too; ``all_measures``: tables
    of months hold every measure, not those alone that are shown.
    """
    whole("seeds", len(seeds))
    months = whole("months", months)
    jobs = processes(jobs, cluster)
    from sim.economy import acting
    from sim.economy.measures import MEASURES
    from sim.economy.records import window_of
    from sim.runs import display, notes, place
    from sim.runs.store import Store

    window = window_of(months, window)
    _check_start(parts, months)
    for scenarios, _ in parts.values():
        if cluster is None:
            at_once = min(jobs, len(seeds) * len(scenarios))
            fit_runs([scenario.params for scenario in scenarios], len(seeds), months, at_once)
    if cluster is not None:
        from sim.runs import cluster as clusters

        clusters.check(cluster)
    others = {part: also if out == where else () for part, (_, out) in parts.items()}
    for part, (scenarios, out) in parts.items():  # all of them before the first is begun
        place.check_new(out)
        place.check(out, scenarios, others[part], force=force)
    tabled = None if all_measures else display.read().tabled()
    stores = {
        part: Store(
            out,
            scenarios,
            months,
            MEASURES.values(),
            command_line(),
            keeps,
            also=others[part],
            window=window,
            force=force,
            tabled=tabled,
        )
        for part, (scenarios, out) in parts.items()
    }
    every_one = [scenario for scenarios, _ in parts.values() for scenario in scenarios]
    called = {scenario.name: scenario.called() for scenario in every_one}
    for line in acting.lines(notes.notes(every_one, months, window), called=called):
        print(line, file=sys.stderr)
    make = make or partial(simulate, months=months, keeps=keeps, window=window)
    asked = every(parts, seeds)
    return fill(parts, stores, asked, months, make, jobs, where, progress=progress, quiet=quiet, cluster=cluster)


def processes(jobs: int | None, cluster: str | None) -> int:
    """How many processes are asked for: all cores where nobody says; an InputError where a cluster is to do the work."""
    if cluster is not None and jobs is not None:
        raise InputError("--jobs and --cluster: the workers of a cluster are started there, so give one of the two")
    return pools.cores() if jobs is None else whole("jobs", jobs)


def every(parts: Mapping[str, tuple[Sequence["Scenario"], Path]], seeds: Sequence[int]) -> list[Asked]:
    """Every scenario of every part under every seed."""
    return [
        (part, scenario, seed) for part, (scenarios, _) in parts.items() for seed in seeds for scenario in scenarios
    ]


def command_line() -> str:
    """What was typed, for the manifest; of names that are not UTF-8, bytes as escapes."""
    return said(shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]))


def _called(scenario: "Scenario") -> str:
    """How it is shown; published cases and parts of the board, which stand for scenarios here, by their names."""
    return scenario.called() if getattr(scenario, "variant", None) else scenario.name


def fill(
    parts: Mapping[str, tuple[Sequence["Scenario"], Path]],
    stores: Mapping[str, "Store"],
    asked: Sequence[Asked],
    months: int,
    make: Callable[..., "Run"],
    jobs: int,
    where: Path,
    *,
    progress: bool = True,
    quiet: bool = False,
    cluster: str | None = None,
) -> dict[str, "Results"]:
    """Make the runs asked for that the folders lack, each by ``make``, and build the tables.

    A run that fails does not stop the others: the tables are of those, and then a SimError says which failed.
    """
    from sim.runs.progress import Meter, Style
    from sim.runs.results import plural

    for part, store in stores.items():
        store.ask((scenario.name, seed) for other, scenario, seed in asked if other == part)
    todo = [(part, scenario, seed) for part, scenario, seed in asked if not stores[part].has(scenario.name, seed)]
    tasks = [(scenario, seed) for _, scenario, seed in todo]
    jobs = min(jobs, len(tasks)) if cluster is not None else pools.room_for(min(jobs, len(tasks)))
    total = Counter(part or _called(scenario) for part, scenario, _ in asked)
    names = [part or _called(scenario) for part, scenario, _ in todo]
    wanted = len(asked)
    finished = wanted - len(tasks)
    style: Style = "nothing" if quiet else "bars" if progress else "lines"
    meter = Meter(total, names, months, style, "all" if len(parts) > 1 else "")
    if not quiet and (meter.lines or list(parts) != [""]):
        earlier = f", {finished} of them from earlier" if finished else ""
        print(f"{plural(wanted, 'run')} of {plural(months, 'month')}{earlier}", file=sys.stderr, flush=True)

    failures: list[tuple[str, Exception]] = []

    def kept() -> str:
        return f"{finished} of {wanted} runs are finished in {shown(where)}; the same command goes on from there"

    with noting() as pressed, telling(meter.said, silent=not meter.lines):
        with meter:
            if cluster is not None:
                from sim.runs import cluster as clusters

                made = clusters.on_cluster(cluster, tasks, make, meter, pressed)
            elif jobs > 1:
                made = pools.in_processes(tasks, make, jobs, meter, pressed)
            else:
                made = pools.here(tasks, make, meter, pressed)
            try:
                with closing(made) as runs:
                    for index, done in runs:
                        part, scenario, seed = todo[index]
                        if isinstance(done, Exception):
                            failures.append((_failure(scenario, seed, done), done))
                        else:
                            stores[part].save(done)
                            finished += 1
            except KeyboardInterrupt:
                raise SimError(f"stopped: {kept()}") from None
            except pools.Lost as error:
                raise SimError(f"{error}: {kept()}") from None
        results: dict[str, Results] = {}
        try:
            for part, store in stores.items():
                reference = parts[part][0][0].name
                if failures:
                    store.close(reference)
                else:
                    results[part] = store.finish(reference)
        except MemoryError:
            raise SimError(f"not enough memory for the tables of {shown(where)}: {SMALLER}") from None
        if failures:
            more = [f"and {len(failures) - FEW} more failed"] if len(failures) > FEW else []
            there = f"{finished} of {wanted} runs are finished in {shown(where)}"
            there += ", of which it has tables" if finished else ""
            lines = [*(text for text, _ in failures[:FEW]), *more, f"{there}; the same command tries the others again"]
            raise SimError("\n".join(lines)) from failures[0][1]
        if pressed:
            raise SimError(f"stopped: {kept()}")
    return results


def _failure(scenario: "Scenario", seed: int, error: Exception) -> str:
    """Why there is no run, with its scenario and seed."""
    run = f"{scenario.name}, seed {seed}"
    if isinstance(error, MemoryError):
        return f"{run}: not enough memory: {SMALLER}"
    text = str(error) if isinstance(error, SimError) else f"{type(error).__name__}: {error}"
    return text if text.startswith(run) else f"{run}: {text}"


def _check_start(parts: Mapping[str, tuple[Sequence["Scenario"], Path]], months: int) -> None:
    """Whether every scenario has a state to start in that its books can hold: known before anything is written."""
    from sim.economy.start import check

    faults = []
    for part, (scenarios, _) in parts.items():
        for scenario in scenarios:
            try:
                check(scenario, months)
            except InputError as error:
                name = f"{part}: {scenario.name}" if part else scenario.name
                faults += [f"{name}: {message}" for message in error.messages]
    if faults:
        raise InputError(faults)
