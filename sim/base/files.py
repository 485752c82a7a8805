"""Files written whole, or not at all, and never over what the program did not make."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.base import names
from sim.base.errors import InputError, SimError
from sim.base.paths import shown

MARK = "written by carbon-silicon"  # stands at the beginning of every page, picture and JSON file that is made here
BEGINNING = 16_384  # bytes in which it stands: before it a page has its head, a picture its alt text


def ours(path: Path) -> bool:
    """Whether a file bears the mark of this program, so that it may be written again."""
    try:
        with path.open("rb") as file:
            return MARK.encode() in file.read(BEGINNING)
    except OSError:
        return False


def same(path: Path, others: Iterable[str]) -> bool:
    """Whether a file is one of the others, by whatever name."""
    with suppress(OSError, ValueError):
        return any(os.path.samefile(path, other) for other in others if os.path.exists(other))
    return False


def check_page(
    path: Path,
    what: str,
    sources: Iterable[str] = (),
    *,
    force: bool = False,
    choose: str = "choose another file with --out",
) -> None:
    """Whether a file may be written: known before anything is run. What is none of ours needs ``force``, a source has none."""
    if path.is_dir():
        raise InputError(f"{shown(path)}: is a folder: name a file for the {what}")
    if same(path, sources):
        raise InputError(f"{shown(path)}: a scenario is read from this file, which is never written over: {choose}")
    if os.path.lexists(path) and not force and not ours(path):
        raise InputError(
            f"{shown(path)}: exists, and was not written by this program: {choose}, or write over it with --force"
        )
    with cannot_write(path, choose):
        wrong = names.fault_of_path(path)
        if wrong:
            raise InputError(f"{names.spelt(shown(path))}: {wrong}: {choose}")
        there = next(parent for parent in path.absolute().parents if parent.exists())
        probe = there / _temporary(path).name
        probe.touch()
        probe.unlink()


@contextmanager
def cannot_write(path: Path, choose: str) -> Iterator[None]:
    """What the system says against writing there, as an InputError."""
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise InputError(f"{shown(path)}: cannot be written to ({reason}): {choose}") from None


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path`` which takes its place at the end; where that fails nothing is left behind."""
    temporary = _temporary(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        raise SimError(f"{shown(path)}: cannot be written ({error.strerror or error})") from error
    finally:
        with suppress(OSError):  # nothing may hide the error above
            temporary.unlink()


def write_text(path: Path, text: str) -> None:
    """A whole text file, or none."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
