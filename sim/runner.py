"""Runs scenarios: one in this process, or scenario x seed in many; every finished run is on disk at once."""

import multiprocessing
import os
import shlex
import signal
import sys
import threading
import types
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, MutableSequence, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError, LedgerError, SimError
from sim.limits import fit_runs, whole
from sim.lock import released
from sim.paths import shown

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    from sim.progress import Meter
    from sim.results import Results, Run
    from sim.scenario import Scenario

PRELOAD = ["sim.stationary", "sim.month", "sim.measures", "sim.records", "sim.results", "sim.runner"]
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
LOOK = 0.2  # seconds between two looks at the workers' counters
PATIENCE = 5.0  # seconds until workers that do not end by themselves are ended
MONTHS = 480  # the default length of a run

SMALLER = "lower --workers, --months or --jobs"

Task = tuple["Scenario", int]  # and its seed


def simulate(scenario: "Scenario", seed: int, months: int, *, on_month: Callable[[int], None] | None = None) -> "Run":
    """One run in this process; ``on_month`` is told how many months are done."""
    import numpy as np

    from sim import measures, month, records, stationary
    from sim.results import Run

    names = tuple(measures.MEASURES)
    try:
        table = np.empty((months, len(names)))
        world = stationary.start(scenario, seed)
        recorder = records.Recorder(months, records.groups(world))
        for done in range(months):
            month.step(world)
            table[done] = measures.observe(world)
            recorder.note(world)
            if on_month:
                on_month(done + 1)
    except LedgerError as error:
        raise LedgerError(f"{scenario.name}, seed {seed}: {error}") from error
    except MemoryError:
        raise SimError(f"{scenario.name}, seed {seed}: not enough memory: {SMALLER}") from None
    return Run(scenario.name, seed, months, table, names, world.binding(), recorder.arrays())


def run(
    *names: str | Path,
    seeds: int = 8,
    months: int = MONTHS,
    workers: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
) -> "Results":
    """Run scenarios (shipped names or .toml files) under seeds 0, 1, ... and return the results."""
    from sim.scenario import changes, load_all

    if not names:
        raise InputError("run: name a scenario or a .toml file (sim list shows those that come with the program)")
    scenarios = load_all(names, set, workers)
    folder = default_folder("run", names, changes(set, workers), months) if out is None else Path(out)
    return ensemble(scenarios, range(whole("seeds", seeds)), months, jobs=jobs, out=folder, quiet=quiet)


def default_folder(
    command: str, names: Sequence[str | Path], settings: Mapping[str, object] | None = None, months: int = MONTHS
) -> Path:
    """``results/<command>-<names>`` and what was asked for beside them, cut where that is long.

    >>> default_folder("run", ["baseline", "mine/other.toml"]).as_posix()
    'results/run-baseline-mine.other'
    >>> default_folder("run", ["commons"], {"adoption_speed": 0.1}, 240).as_posix()
    'results/run-commons-adoption_speed=0.1-months=240'
    """
    words = [_word(Path(name)) if str(name).endswith(".toml") else str(name) for name in names]
    words += [f"{name}={str(value).lower()}" for name, value in sorted((settings or {}).items())]
    words += [] if months == MONTHS else [f"months={months}"]
    text = "-".join(words)
    if len(text) > 100:
        text = f"{text[:80]}-{len(words)}-{sha256(text.encode()).hexdigest()[:6]}"
    return Path("results") / f"{command}-{text}"


def _word(file: Path) -> str:
    """A file's name with its folder, so that two of one name don't share results: the folder's hash where that lies elsewhere."""
    below = Path(shown(file)).with_suffix("")
    if below.is_absolute() or ".." in below.parts:
        return f"{file.stem}@{sha256(str(file.parent.resolve()).encode()).hexdigest()[:6]}"
    return ".".join(below.parts)


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
    parts = {"": (scenarios, out)}
    return ensembles(parts, seeds, months, jobs=jobs, where=out, progress=progress, quiet=quiet)[""]


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
) -> dict[str, "Results"]:
    """Several ensembles in one go, each with its folder (all in ``where``): one queue of runs, one after the other."""
    whole("seeds", len(seeds))
    months = whole("months", months)
    jobs = cores() if jobs is None else whole("jobs", jobs)
    from sim.measures import MEASURES
    from sim.progress import Meter, Style
    from sim.results import plural
    from sim.store import Store

    _check_start(parts, months)
    for scenarios, _ in parts.values():
        at_once = min(jobs, len(seeds) * len(scenarios))
        fit_runs([scenario.params for scenario in scenarios], len(seeds), months, len(MEASURES), at_once)
    command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    stores = {
        part: Store(out, scenarios, months, MEASURES.values(), command) for part, (scenarios, out) in parts.items()
    }
    asked = [
        (part, scenario, seed) for part, (scenarios, _) in parts.items() for seed in seeds for scenario in scenarios
    ]
    todo = [(part, scenario, seed) for part, scenario, seed in asked if not stores[part].has(scenario.name, seed)]
    tasks = [(scenario, seed) for _, scenario, seed in todo]
    jobs = min(jobs, len(tasks))
    total = Counter(part or scenario.name for part, scenario, _ in asked)
    names = [part or scenario.name for part, scenario, _ in todo]
    wanted = len(asked)
    finished = wanted - len(tasks)
    if len(parts) > 1 and not quiet:
        kept = f", {finished} of them from earlier" if finished else ""
        print(f"{plural(wanted, 'run')} of {plural(months, 'month')}{kept}", file=sys.stderr)

    def stopped() -> SimError:
        kept = f"{finished} of {wanted} runs are finished in {shown(where)}"
        return SimError(f"stopped: {kept}; the same command goes on from there")

    with _noting() as pressed:
        style: Style = "nothing" if quiet else "bars" if progress else "lines"
        with Meter(total, names, months, style, "all" if len(parts) > 1 else "") as meter:
            make = (
                _in_processes(tasks, months, jobs, meter, pressed) if jobs > 1 else _here(tasks, months, meter, pressed)
            )
            try:
                with closing(make) as runs:
                    for index, done in runs:
                        stores[todo[index][0]].save(done)
                        finished += 1
            except KeyboardInterrupt:
                raise stopped() from None
            except BrokenProcessPool:
                if pressed:  # whoever stopped this process may have stopped the workers too
                    raise stopped() from None
                raise SimError(
                    f"a worker process died after {finished - wanted + len(tasks)} of {len(tasks)} runs "
                    f"(out of memory? try --jobs 1); finished runs are kept in {shown(where)} "
                    "and the same command goes on from there"
                ) from None
        try:
            results = {part: store.finish(parts[part][0][0].name) for part, store in stores.items()}
        except MemoryError:
            raise SimError(f"not enough memory for the tables of {shown(where)}: {SMALLER}") from None
        if pressed:
            raise stopped()
    return results


def _check_start(parts: Mapping[str, tuple[Sequence["Scenario"], Path]], months: int) -> None:
    """Whether every scenario has a state to start in that its books can hold: known before anything is written."""
    from sim.stationary import check

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


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _here(
    tasks: Sequence[Task], months: int, meter: "Meter", pressed: Sequence[int]
) -> Generator[tuple[int, "Run"], None, None]:
    """The runs, each with the number of its task, one after the other in this process."""
    for index, (scenario, seed) in enumerate(tasks):

        def on_month(done: int, index: int = index) -> None:
            if pressed:
                raise KeyboardInterrupt
            meter.counts[index] = done
            meter.show(at_most_every=LOOK)

        yield index, simulate(scenario, seed, months, on_month=on_month)
        meter.show()


def _in_processes(
    tasks: Sequence[Task], months: int, jobs: int, meter: "Meter", pressed: Sequence[int]
) -> Generator[tuple[int, "Run"], None, None]:
    """The runs as they end, each with the number of its task.

    Workers count months in shared memory, where the last number tells them to stop.
    """
    context = _context()
    shared = context.RawArray("q", len(tasks) + 1)
    meter.counts = shared
    others = multiprocessing.active_children()
    with _starting():
        pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(shared,))
        numbers = {pool.submit(_work, index, *task, months): index for index, task in enumerate(tasks)}
    workers = [child for child in multiprocessing.active_children() if child not in others]
    pending = set(numbers)
    try:
        while pending:
            ended, pending = wait(pending, timeout=LOOK, return_when=FIRST_COMPLETED)
            for future in ended:
                yield numbers.pop(future), future.result()
            if pressed:
                raise KeyboardInterrupt
            meter.show()
    finally:
        shared[len(tasks)] = 1
        late = threading.Timer(PATIENCE, _end, [workers])
        late.daemon = True
        late.start()
        pool.shutdown(cancel_futures=True)
        late.cancel()


def _end(workers: Sequence["BaseProcess"]) -> None:
    for worker in workers:
        worker.kill()


def _context() -> "BaseContext":
    """Workers that start from a clean process which has imported the model once; on Windows each imports it."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    return context


@contextmanager
def _starting() -> Iterator[None]:
    """What workers inherit: one thread each, no main module, no current folder to import from, no interest in Ctrl-C.

    They need nothing of the calling script, and would run it again where it lacks an ``if __name__ == "__main__"``.
    """
    given = {**dict.fromkeys(ONE_THREAD, "1"), "PYTHONSAFEPATH": "1"}  # else a random.py of the user's comes first
    before = {name: os.environ.get(name) for name in given}
    main = sys.modules["__main__"]
    os.environ.update(given)
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        _start_server()
        yield
    finally:
        sys.modules["__main__"] = main
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _start_server() -> None:
    """Start the process that workers are forked from, so that it and they inherit that SIGINT is ignored."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        return
    from multiprocessing import forkserver

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


@contextmanager
def _noting(then: Callable[[], None] = lambda: None) -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM are only noted until the block ends, where they don't hit what must be left in order.

    At the first, ``then`` is called. In a thread, which gets no signals, nothing is ever noted.
    """
    pressed: list[int] = []

    def note(number: int, _frame: object) -> None:
        pressed.append(number)
        if len(pressed) == 1:
            then()

    if threading.current_thread() is not threading.main_thread():
        yield pressed
        return
    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield pressed
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


@contextmanager
def stoppable(line: str) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the block with one line, whatever an interrupted library makes of them."""

    def stop() -> None:
        raise KeyboardInterrupt

    with _noting(stop) as pressed:
        try:
            yield
        except (Exception, KeyboardInterrupt):
            if pressed:
                raise SimError(line) from None
            raise
        if pressed:
            raise SimError(line)


_shared: MutableSequence[int] = []  # in a worker: months done of each task, and whether to stop


class _Stopped(Exception):
    """A run given up because the parent asked for it."""


def _begin(shared: MutableSequence[int]) -> None:
    """The first thing in a worker: Ctrl-C is the parent's business, and without a parent there is nothing to do."""
    global _shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _shared = shared
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the end of the parent, which may be killed without a word to its workers; then end, busy or idle."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(index: int, scenario: "Scenario", seed: int, months: int) -> "Run":
    """One run in a worker."""

    def on_month(done: int) -> None:
        if _shared[-1]:
            raise _Stopped
        _shared[index] = done

    return simulate(scenario, seed, months, on_month=on_month)
