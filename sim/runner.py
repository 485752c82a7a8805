"""Runs scenarios: one in this process, or scenario x seed in many; every finished run is on disk at once."""

import multiprocessing
import os
import shlex
import signal
import sys
import threading
import types
from collections.abc import Callable, Generator, Iterator, Mapping, MutableSequence, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError, LedgerError, SimError
from sim.paths import shown

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from sim.progress import Meter
    from sim.results import Results, Run
    from sim.scenario import Scenario

PRELOAD = ["sim.stationary", "sim.month", "sim.measures", "sim.results", "sim.runner"]
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
LOOK = 0.2  # seconds between two looks at the workers' counters

Task = tuple["Scenario", int]  # and its seed


def simulate(scenario: "Scenario", seed: int, months: int, *, on_month: Callable[[int], None] | None = None) -> "Run":
    """One run in this process; ``on_month`` is told how many months are done."""
    import numpy as np

    from sim import measures, month, stationary
    from sim.results import Run

    names = tuple(measures.MEASURES)
    table = np.empty((months, len(names)))
    world = stationary.start(scenario, seed)
    try:
        for done in range(months):
            month.step(world)
            table[done] = measures.observe(world)
            if on_month:
                on_month(done + 1)
    except LedgerError as error:
        raise LedgerError(f"{scenario.name}, seed {seed}: {error}") from error
    return Run(scenario.name, seed, months, table, names, world.binding())


def run(
    *names: str | Path,
    seeds: int = 8,
    months: int = 480,
    workers: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
) -> "Results":
    """Run scenarios (shipped names or .toml files) under seeds 0, 1, ... and return the results."""
    from sim.scenario import load_all

    if not names:
        raise InputError("run: name a scenario or a .toml file (sim list shows those that come with the program)")
    overrides = {**(set or {}), **({} if workers is None else {"n_workers": workers})}
    folder = default_folder("run", names) if out is None else Path(out)
    return ensemble(load_all(names, overrides), range(seeds), months, jobs=jobs, out=folder, quiet=quiet)


def default_folder(command: str, names: Sequence[str | Path]) -> Path:
    """``results/<command>-<names>``, cut where there are many.

    >>> default_folder("run", ["baseline", "mine/other.toml"]).as_posix()
    'results/run-baseline-other'
    """
    text = "-".join(Path(name).stem if str(name).endswith(".toml") else str(name) for name in names)
    if len(text) > 100:
        text = f"{text[:80]}-{len(names)}-{sha256(text.encode()).hexdigest()[:6]}"
    return Path("results") / f"{command}-{text}"


def ensemble(
    scenarios: Sequence["Scenario"],
    seeds: Sequence[int],
    months: int,
    *,
    jobs: int | None = None,
    out: Path,
    progress: bool = True,
    quiet: bool = False,
) -> "Results":
    """Every scenario under every seed, in ``jobs`` processes; runs in ``out`` are kept. The first is the reference."""
    for name, value in {"seeds": len(seeds), "months": months, "jobs": 1 if jobs is None else jobs}.items():
        if value < 1:
            raise InputError(f"{name} = {value}: must be a whole number, 1 or more")
    from sim.measures import MEASURES
    from sim.progress import Meter
    from sim.store import Store

    _check_start(scenarios)
    store = Store(out, scenarios, months, MEASURES.values(), shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]))
    tasks = [(scenario, seed) for seed in seeds for scenario in scenarios if not store.has(scenario.name, seed)]
    jobs = min(jobs or cores(), len(tasks))
    todo = [scenario.name for scenario, _ in tasks]
    total = {scenario.name: len(seeds) for scenario in scenarios}
    with Meter(total, todo, months, "nothing" if quiet else "bars" if progress else "lines") as meter:
        runs = _in_processes(tasks, months, jobs, meter) if jobs > 1 else _here(tasks, months, meter)
        finished = 0
        try:
            with closing(runs):
                for done in runs:
                    store.save(done)
                    finished += 1
        except KeyboardInterrupt:
            kept = f"{len(seeds) * len(scenarios) - len(tasks) + finished} of {len(seeds) * len(scenarios)} runs"
            raise SimError(
                f"stopped: {kept} are finished in {shown(out)}; the same command goes on from there"
            ) from None
        except BrokenProcessPool:
            raise SimError(
                f"a worker process died after {finished} of {len(tasks)} runs (out of memory? try --jobs 1); "
                f"finished runs are kept in {shown(out)} and the same command goes on from there"
            ) from None
    return store.finish(scenarios[0].name)


def _check_start(scenarios: Sequence["Scenario"]) -> None:
    """Whether every scenario has a state to start in: known before anything is written."""
    from sim.stationary import solve

    faults = []
    for scenario in scenarios:
        try:
            solve(scenario.params)
        except InputError as error:
            faults += [f"{scenario.name}: {message}" for message in error.messages]
    if faults:
        raise InputError(faults)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _here(tasks: Sequence[Task], months: int, meter: "Meter") -> Generator["Run", None, None]:
    """The runs one after the other in this process."""
    for index, (scenario, seed) in enumerate(tasks):

        def on_month(done: int, index: int = index) -> None:
            meter.counts[index] = done
            meter.show(at_most_every=LOOK)

        yield simulate(scenario, seed, months, on_month=on_month)
        meter.show()


def _in_processes(tasks: Sequence[Task], months: int, jobs: int, meter: "Meter") -> Generator["Run", None, None]:
    """The runs as they end. Workers count months in shared memory, where the last number tells them to stop."""
    context = _context()
    shared = context.RawArray("q", len(tasks) + 1)
    meter.counts = shared
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(shared,))
    try:
        with _starting():
            pending = {pool.submit(_work, index, *task, months) for index, task in enumerate(tasks)}
        while pending:
            ended, pending = wait(pending, timeout=LOOK, return_when=FIRST_COMPLETED)
            for future in ended:
                yield future.result()
            meter.show()
    finally:
        shared[len(tasks)] = 1
        pool.shutdown(cancel_futures=True)


def _context() -> "BaseContext":
    """Workers that start from a clean process which has imported the model once; on Windows each imports it."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    return context


@contextmanager
def _starting() -> Iterator[None]:
    """What workers inherit: one thread each, no main module, and no interest in Ctrl-C, which here waits until they run.

    They need nothing of the calling script, and would run it again where it lacks an ``if __name__ == "__main__"``.
    """
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    main = sys.modules["__main__"]
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        with _interrupt_later():
            yield
    finally:
        sys.modules["__main__"] = main
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


@contextmanager
def _interrupt_later() -> Iterator[None]:
    """Hold Ctrl-C back until the block ends: a process that is interrupted while it starts can't be stopped in order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        from multiprocessing import forkserver

        forkserver.ensure_running()  # it and all workers inherit that SIGINT is ignored
    signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
    if pressed:
        raise KeyboardInterrupt


_shared: MutableSequence[int] = []  # in a worker: months done of each task, and whether to stop


class _Stopped(Exception):
    """A run given up because the parent asked for it."""


def _begin(shared: MutableSequence[int]) -> None:
    """The first thing in a worker: Ctrl-C is the parent's business."""
    global _shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _shared = shared


def _work(index: int, scenario: "Scenario", seed: int, months: int) -> "Run":
    """One run in a worker."""

    def on_month(done: int) -> None:
        if _shared[-1]:
            raise _Stopped
        _shared[index] = done

    return simulate(scenario, seed, months, on_month=on_month)
