"""What can go wrong, and the exit code each kind of trouble has on the command line."""

from collections.abc import Sequence


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
