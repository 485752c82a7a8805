"""Ctrl-C and SIGTERM: noted where an interrupted step would leave disorder, and said in one line where they end a command."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.base.errors import SimError
from sim.base.paths import shown
from sim.base.telling import telling


@contextmanager
def noting(then: Callable[[], None] = lambda: None) -> Iterator[list[int]]:
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

    with noting(stop) as pressed:
        try:
            yield
        except (Exception, KeyboardInterrupt):
            if pressed:
                raise SimError(line) from None
            raise
        if pressed:
            raise SimError(line)


@contextmanager
def drawing(folder: Path, about: str, quiet: bool, what: str = "figures were") -> Iterator[Callable[[int, int], None]]:
    """What follows the runs of a folder: said on stderr, and stoppable, since all runs are kept.

    What is yielded is told how many figures are drawn, and of how many.
    """
    if not quiet:
        print(about, file=sys.stderr, flush=True)
    kept = f"all runs are finished in {shown(folder)}; the same command goes on from there"
    with counting(about, silent=quiet) as on_figure, stoppable(f"stopped while {what} drawn: {kept}"):
        yield on_figure


@contextmanager
def counting(about: str, *, silent: bool = False) -> Iterator[Callable[[int, int], None]]:
    """How far drawing has come: on a terminal a line that is written over, else a line now and then."""
    so_far, there = "", sys.stderr and sys.stderr.isatty()

    def on_figure(done: int, total: int) -> None:
        nonlocal so_far
        so_far = f"{done} of {total} figures"
        if there and not silent:
            end = "\n" if done == total else ""
            print(f"\r{so_far}", end=end, file=sys.stderr, flush=True)

    def line(seconds: float) -> str:
        return f"{about}: {', '.join(filter(None, (so_far, f'{seconds:.0f} s')))}"

    with telling(line, silent=silent):
        yield on_figure
