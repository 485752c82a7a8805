"""Where runs are made: one after the other in this process, or several at a time in processes of this machine.

A pool is given tasks (a scenario and a seed each) and ``make``, the function that makes a run of one; it yields each run, with the
number of its task, as soon as it is made, or the error that it ended in: others go on. On a cluster: ``sim.runs.cluster``.
"""

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import types
from collections.abc import Callable, Generator, Iterator, MutableSequence, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sim.base.errors import SimError

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    from sim.economy.records import Run
    from sim.economy.scenario import Scenario
    from sim.runs.progress import Meter

PRELOAD = [
    "sim.economy.start",
    "sim.economy.month",
    "sim.economy.measures",
    "sim.economy.records",
    "sim.runs.results",
    "sim.runs.runner",
    "sim.runs.pools",
    "sim.runs.live",
]
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
LOOK = 0.2  # seconds between two looks at the workers' counters
PATIENCE = 5.0  # seconds until workers that do not end by themselves are ended
AHEAD = 2  # tasks that wait for each process: more would only fill memory
SOCKET = 92  # bytes of the name of a socket, with its folder, in the systems with the least
LISTENER = len("/pymp-12345678/listener-12345678")  # what Python puts behind the folder for temporary files
PLACES = ("/tmp", "/var/tmp", "/dev/shm")  # where that folder is too long
# Files that are open besides and those of each worker; processes and threads likewise.
HANDLES, EACH = 40, 4
TASKS, OF_EACH = 10, 2

Task = tuple["Scenario", int]  # and its seed
Make = Callable[..., "Run"]  # of a scenario, a seed and on_month, which is told how many months are done
Runs = Generator[tuple[int, "Run | Exception"], None, None]


Item = TypeVar("Item")
Done = TypeVar("Done")


class Lost(Exception):
    """Runs cannot go on: those who made them are gone."""


def here(tasks: Sequence[Task], make: Make, meter: "Meter", pressed: Sequence[int]) -> Runs:
    """The runs, one after the other in this process."""
    for index, task in enumerate(tasks):

        def on_month(done: int, index: int = index) -> None:
            if pressed:
                raise KeyboardInterrupt
            meter.counts[index] = done
            meter.show(at_most_every=LOOK)

        made: Run | Exception
        try:
            made = make(*task, on_month=on_month)
        except Exception as error:
            made = error
        yield index, made
        meter.show()


def in_processes(tasks: Sequence[Task], make: Make, jobs: int, meter: "Meter", pressed: Sequence[int]) -> Runs:
    """The runs as they end. Workers count months in shared memory, where the last number tells them to stop."""
    processes = context()
    shared = processes.RawArray("q", len(tasks) + 1)
    meter.counts = shared
    others = multiprocessing.active_children()
    rest = iter(enumerate(tasks))
    pool = ProcessPoolExecutor(jobs, mp_context=processes, initializer=_begin, initargs=(shared,))

    def submit(count: int) -> "dict[Future[Run], int]":
        try:
            with starting():
                return {pool.submit(_work, i, make, task): i for i, task in islice(rest, count)}
        except (OSError, EOFError, RuntimeError) as error:  # of processes, threads, handles or memory
            raise Lost(no_room(jobs, error)) from None

    try:
        numbers = submit(AHEAD * jobs)
        while numbers:
            ended = wait(numbers, timeout=LOOK, return_when=FIRST_COMPLETED).done
            for future in ended:
                made: Run | Exception
                try:
                    made = future.result()
                except BrokenProcessPool:
                    if pressed:  # whoever stopped this process may have stopped the workers too
                        raise KeyboardInterrupt from None
                    raise Lost("a worker process died (out of memory, or of processes? try --jobs 1)") from None
                except Exception as error:
                    made = error
                yield numbers.pop(future), made
            numbers |= submit(len(ended))
            if pressed:
                raise KeyboardInterrupt
            meter.show()
    finally:
        shared[len(tasks)] = 1
        workers = [child for child in multiprocessing.active_children() if child not in others]
        late = threading.Timer(PATIENCE, _end, [workers])
        late.daemon = True
        try:
            late.start()
        except RuntimeError:  # no room for a thread either
            _end(workers)
        pool.shutdown(cancel_futures=True)
        late.cancel()


def preload(module: str) -> None:
    """Have the processes that will be started find this imported as well."""
    if module not in PRELOAD:
        PRELOAD.append(module)


def each(work: Callable[[Item], Done], items: Sequence[Item], jobs: int) -> Iterator[Done]:
    """What ``work`` makes of each item, in their order, by so many processes; the first error ends it.

    In a process ``work`` is unpacked once, so what it reads stays there for the next item.
    """
    jobs = room_for(min(jobs, len(items)))
    if jobs < 2:
        yield from map(work, items)
        return
    others = multiprocessing.active_children()
    pool = ProcessPoolExecutor(jobs, mp_context=context(), initializer=_begin_each, initargs=(work,))
    ended = False
    try:
        try:
            with starting():
                made = [pool.submit(_next, item) for item in items]
        except (OSError, EOFError, RuntimeError) as error:
            raise SimError(no_room(jobs, error)) from None
        for future in made:
            try:
                yield cast("Done", future.result())
            except BrokenProcessPool:
                raise SimError("a worker process died (out of memory, or of processes? try --jobs 1)") from None
        ended = True
    finally:
        if not ended:
            _end([child for child in multiprocessing.active_children() if child not in others])
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _end(workers: Sequence["BaseProcess"]) -> None:
    for worker in workers:
        worker.kill()


def room_for(jobs: int) -> int:
    """So many processes, or as many as this process may have files open for; a line on stderr where these are fewer."""
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return jobs
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted, room, why = HANDLES + EACH * jobs, jobs, ""
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
        room, why = (soft - HANDLES) // EACH, f"{soft} files open (ulimit -n)"
    tasks = resource.getrlimit(resource.RLIMIT_NPROC)[0]
    if jobs > 1 and tasks != resource.RLIM_INFINITY and os.geteuid() != 0:  # no limit holds the system's own user
        free = (tasks - _tasks() - TASKS) // OF_EACH
        room, why = (free, f"{tasks} processes and threads (ulimit -u)") if free < room else (room, why)
    if room < jobs:
        print(f"{max(room, 1)} of {jobs} processes: the system allows {why}", file=sys.stderr)
    return max(min(room, jobs), min(jobs, 1))


def _tasks() -> int:
    """How many processes and threads this user has, where the system tells."""
    found = 0
    for process in os.listdir("/proc") if os.path.isdir("/proc") else ():
        with suppress(OSError):  # it has ended
            if process.isdigit() and os.stat(f"/proc/{process}").st_uid == os.geteuid():
                found += len(os.listdir(f"/proc/{process}/task"))
    return found


def no_room(jobs: int, error: BaseException) -> str:
    """What is said where the system has no room for workers."""
    why = (error.strerror if isinstance(error, OSError) else None) or str(error) or "a worker could not be started"
    return f"no room for {jobs} processes ({why}): lower --jobs, or raise the limits of the system (ulimit -u, ulimit -n)"


def _short_place() -> None:
    """See to it that the sockets of workers have a folder whose name is not too long for them."""
    process: Any = multiprocessing.current_process()
    usual = os.fsencode(tempfile.gettempdir())
    if process._config.get("tempdir") or len(usual) + LISTENER <= SOCKET:
        return
    for place in PLACES:
        try:
            folder = tempfile.mkdtemp(prefix="pymp-", dir=place)
        except OSError:
            continue
        Finalize(None, shutil.rmtree, [folder], {"ignore_errors": True}, exitpriority=-100)
        process._config["tempdir"] = folder
        return
    raise SimError(f"TMPDIR: its name is too long for sockets ({len(usual)} bytes): choose a shorter one, or --jobs 1")


def context() -> "BaseContext":
    """Workers that start from a clean process which has imported the model once; on Windows each imports it."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    _short_place()
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(PRELOAD)
    return found


@contextmanager
def starting() -> Iterator[None]:
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
    """Start the process that workers are forked from, so that SIGINT never reaches it and them; here it waits, and is not lost."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        return
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # first, since it lets the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_shared: MutableSequence[int] = []  # in a worker: months done of each task, and whether to stop


class _Stopped(BaseException):
    """A run given up because the parent asked for it: no failure of the run."""


def _begin(shared: MutableSequence[int]) -> None:
    """The first thing in a worker of a pool."""
    global _shared
    _shared = shared
    begin()


_each: list[Callable[[Any], Any]] = []  # in a worker of ``each``: the work


def _begin_each(work: Callable[[Any], Any]) -> None:
    _each.append(work)
    begin()


def _next(item: object) -> object:
    return _each[0](item)


def begin() -> None:
    """The first thing in a worker: Ctrl-C is the parent's business, and without a parent there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    except RuntimeError:  # no room for a thread: the parent says so
        os._exit(1)


def _end_with_parent() -> None:
    """Wait for the end of the parent, which may be killed without a word to its workers; then end, busy or idle."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(index: int, make: Make, task: Task) -> "Run":
    """One run in a worker."""

    def on_month(done: int) -> None:
        if _shared[-1]:
            raise _Stopped
        _shared[index] = done

    return make(*task, on_month=on_month)
