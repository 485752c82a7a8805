"""A line on stderr now and then, so that nobody who has no terminal to look at waits for long without a word."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EVERY = 25.0  # seconds between two lines


@contextmanager
def telling(line: Callable[[float], str], *, silent: bool = False) -> Iterator[None]:
    """While the block lasts, ``line`` is asked now and then what to say, with the seconds that have gone by.

    On a terminal, where bars show what is going on, and where the caller wants it ``silent``, nothing is said.
    """
    stop, began = threading.Event(), time.monotonic()

    def tell() -> None:
        while not stop.wait(EVERY):
            try:
                print(line(time.monotonic() - began), file=sys.stderr, flush=True)
            except (OSError, ValueError):  # nobody reads any more
                return

    thread = threading.Thread(target=tell, daemon=True)
    told = not silent and not (sys.stderr and sys.stderr.isatty())
    if told:
        try:
            thread.start()
        except RuntimeError:  # the system has no room for a thread: what is done matters more than what is said
            told = False
    try:
        yield
    finally:
        stop.set()
        if told:
            thread.join()
