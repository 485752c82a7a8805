"""Where runs are made on a cluster: the same tasks, sent to the scheduler of Dask distributed (the extra ``cluster``).

A run depends on its scenario, seed and the program alone, so its bits are those of a run made here. Workers must have the same
program; the runs of one that is lost are made again by the others, which is the scheduler's affair.
"""

import logging
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from importlib import metadata
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sim.base.errors import InputError, SimError
from sim.economy.records import Run
from sim.runs.digest import PROGRAM, code, version
from sim.runs.pools import AHEAD, LOOK, Lost, Make, Runs, Task

if TYPE_CHECKING:
    from sim.runs.progress import Meter

ADDRESS = re.compile(r"((tcp|tls|ucx|wss?)://)?[^\s/]+:[0-9]{1,5}")
EXTRA = "--cluster needs the extra: pip install 'carbon-silicon[cluster]'"
WAIT = 10.0  # seconds for the scheduler to answer, and for a first worker to join
ALONE = 60.0  # seconds without any worker after which the rest is given up
COUNT = 2.0  # seconds between two counts of the workers
TOLD = 0.5  # seconds between two messages of a worker about its months


def certificate(part: str, file: str) -> None:
    """Set a file of TLS for this process, in the place where Dask's own configuration has it; from then on nothing goes unencrypted.

    ``part``: ``ca-file``, ``client.cert`` or ``client.key``.
    """
    try:
        import dask
    except ImportError:
        raise InputError(EXTRA) from None
    dask.config.set({f"distributed.comm.tls.{part}": file, "distributed.comm.require-encryption": True})


def check(address: str) -> None:
    """An InputError where no scheduler answers, no worker has joined it, or one cannot make our runs."""
    with _client(address) as client:
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError:
            raise InputError(
                f"--cluster {address}: no worker has joined the scheduler: dask worker {address} --nthreads 1"
            ) from None
        found = client.run(metadata.version, PROGRAM, on_error="return")
        wrong = {worker: _fault(said) for worker, said in found.items() if said != version()}
        if not wrong:
            found = client.run(code, on_error="return")
            other = "has other rules or parameters under the same version"
            wrong = {worker: other for worker, said in found.items() if said != code()}
        if wrong:
            faults = [f"--cluster {address}: worker {worker} {fault}" for worker, fault in sorted(wrong.items())]
            raise InputError(faults)


def _fault(said: object) -> str:
    if isinstance(said, metadata.PackageNotFoundError):
        return f"has no {PROGRAM}: install version {version()} where it runs"
    return f"has {PROGRAM} {said}, this is {version()}: the same version makes the same bits"


def on_cluster(address: str, tasks: Sequence[Task], make: Make, meter: "Meter", pressed: Sequence[int]) -> Runs:
    """The runs as they end. When this process is stopped, runs at work are finished there and thrown away."""
    import distributed

    topic = f"sim-{uuid4().hex}"
    months: list[int] = [0] * len(tasks)
    meter.counts = months

    def note(event: tuple[float, Any]) -> None:
        index, done = event[1]
        months[index] = done

    rest = iter(enumerate(tasks))
    numbers: dict[Any, int] = {}
    with _client(address) as client:
        client.subscribe_topic(topic, note)
        workers = _Workers(client, address)
        while True:
            for i, task in islice(rest, max(AHEAD * workers.threads() - len(numbers), 0)):
                numbers[client.submit(_work, topic, i, make, code(), task, key=f"{topic}-{i}", pure=False)] = i
            if not numbers:
                break
            with suppress(TimeoutError, CancelledError), client.as_current():  # of what is cancelled _result speaks
                distributed.wait(list(numbers), timeout=LOOK, return_when="FIRST_COMPLETED")
            for future in [future for future in numbers if future.done()]:
                index = numbers.pop(future)
                made = _result(future, tasks[index], address)
                if isinstance(made, Run):
                    months[index] = made.months
                yield index, made
            if pressed:
                raise KeyboardInterrupt
            meter.show()


class _Workers:
    """How many threads the workers have, counted now and then; it raises Lost where there are none for long."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._count = 0
        self._counted = -COUNT
        self._seen = time.monotonic()

    def threads(self) -> int:
        now = time.monotonic()
        if now - self._counted >= COUNT:
            try:
                self._count = sum(self._client.nthreads().values())
            except Exception as error:  # whatever a broken connection makes of it
                raise Lost(f"the scheduler at {self._address} does not answer any more") from error
            self._counted = now
        if self._count:
            self._seen = now
        elif now - self._seen > ALONE:
            raise Lost(f"no worker is left at {self._address}")
        return self._count


def _result(future: Any, task: Task, address: str) -> Run | Exception:
    """The run, or the error that it ended in; Lost where no others can be made either."""
    import distributed

    try:
        run: Run = future.result()
        return run
    except Lost:
        raise
    except distributed.KilledWorker:
        what = f"{task[0].name}, seed {task[1]}: every worker of {address} that began it died"
        return SimError(f"{what} (out of memory? lower --workers or start fewer)")
    except CancelledError as error:
        raise Lost(f"the scheduler at {address} has gone") from error
    except Exception as error:
        return error


def _work(topic: str, index: int, make: Make, wanted: str, task: Task) -> "Run":
    """One run in a worker, which tells now and then how many months are done."""
    import distributed

    if code() != wanted:  # a worker that joined later
        raise Lost(f"a worker on {distributed.get_worker().address} has other rules or parameters than this program")
    worker = distributed.get_worker()
    told = time.monotonic()

    def on_month(done: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= TOLD:
            told = now
            worker.log_event(topic, (index, done))

    return make(*task, on_month=on_month)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """A connection to the scheduler. Its library logs what we say in one line ourselves, so it is silent meanwhile."""
    try:
        import distributed
    except ImportError:
        raise InputError(EXTRA) from None
    if not (isinstance(address, str) and ADDRESS.fullmatch(address) and int(address.rpartition(":")[2]) < 1 << 16):
        raise InputError(f"--cluster {address}: must be the address of a scheduler, such as tcp://127.0.0.1:8786")
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "distributed.core")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        try:
            client = distributed.Client(address, timeout=WAIT, set_as_default=False)
        except (
            TypeError,
            RuntimeError,
        ) as error:  # what it says where certificates are missing, or the address has no use for them
            if "ssl_context" not in str(error) and "encryption" not in str(error):
                raise
            raise InputError(
                f"--cluster {address}: tls:// and --tls-ca, --tls-cert and --tls-key belong together ({_first(error)})"
            ) from None
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                f"--cluster {address}: no scheduler answers there ({_first(error)}): start one with: dask scheduler"
            ) from None
        try:
            yield client
        finally:
            with suppress(Exception):  # a scheduler that has gone is no fault any more
                client.close(timeout=WAIT)
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _first(error: Exception) -> str:
    """The first line of what a library says, without its full stop."""
    return str(error).strip().splitlines()[0].rstrip(".:") if str(error).strip() else type(error).__name__
