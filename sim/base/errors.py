"""What can go wrong, and the exit code each kind of trouble has on the command line."""

import difflib
from collections.abc import Iterable, Sequence


class SimError(Exception):
    """A run that failed: exit code 1."""

    exit_code = 1


class InputError(SimError):
    """Wrong input: exit code 2. ``messages`` holds one line a fault: where, what, what is allowed."""

    exit_code = 2

    def __init__(self, messages: str | Sequence[str]) -> None:
        self.messages = [messages] if isinstance(messages, str) else list(messages)
        super().__init__("\n".join(self.messages))

    def __reduce__(self) -> tuple[type["InputError"], tuple[list[str]]]:
        return type(self), (self.messages,)  # survives the way back from a worker process


class LedgerError(SimError):
    """A posting that the books do not allow."""


def suggest(wrong: str, names: Iterable[str]) -> str:
    """``; did you mean ...?`` with the nearest name, or nothing."""
    lower = {name.lower(): name for name in names}
    near = difflib.get_close_matches(wrong.lower(), lower, n=1)
    return f"; did you mean {lower[near[0]]}?" if near else ""
