"""What can go wrong, and the exit code each kind of trouble has on the command line."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from sim.base.names import said

SMALLER = "lower --workers, --months or --jobs"


class SimError(Exception):
    """A run that failed: exit code 1. Whatever a caller has written, the message can be printed."""

    exit_code = 1

    def __init__(self, message: str = "") -> None:
        super().__init__(said(message))


class InputError(SimError):
    """Wrong input: exit code 2. ``messages`` holds one line a fault: where, what, what is allowed."""

    exit_code = 2

    def __init__(self, messages: str | Sequence[str]) -> None:
        self.messages = [said(message) for message in ([messages] if isinstance(messages, str) else messages)]
        super().__init__("\n".join(self.messages))

    def __reduce__(self) -> tuple[type["InputError"], tuple[list[str]]]:
        return type(self), (self.messages,)  # survives the way back from a worker process


class LedgerError(SimError):
    """A posting that the books do not allow."""


class Named(Protocol):
    """A scenario, or what stands for one."""

    @property
    def name(self) -> str:
        """Under which its runs are filed."""


class At:
    """The month that a run is in, once it has begun, and of several side by side that which has gone wrong, once it has."""

    month: int | None = None
    scenario: Named | None = None


@contextmanager
def told(scenario: Named, *seeds: int) -> Iterator[At]:
    """What goes wrong in a run, or in one of several side by side, says where it did: scenario, seed and month."""
    at = At()

    def where(text: str = "") -> str:
        run = f"{(at.scenario or scenario).name}, seed{'s' * (len(seeds) > 1)} {', '.join(map(str, seeds))}"
        return run if at.month is None or re.search(r"\bmonth \d", text) else f"{run}, month {at.month}"

    try:
        yield at
    except LedgerError as error:
        raise LedgerError(f"{where(str(error))}: {error}") from error
    except MemoryError:
        raise SimError(f"{where()}: not enough memory: {SMALLER}") from None
    except SimError as error:
        raise SimError(f"{where(str(error))}: {error}") from error
    except Exception as error:
        raise SimError(f"{where()}: {type(error).__name__}: {error}") from error


def suggest(wrong: str, names: Iterable[str]) -> str:
    """``; did you mean ...?`` with the nearest name, or nothing."""
    lower = {name.lower(): name for name in names}
    near = difflib.get_close_matches(wrong.lower(), lower, n=1)
    return f"; did you mean {lower[near[0]]}?" if near else ""
