"""One command at a time writes in a folder: the system's lock on a file, which ends with its process at the latest."""

import os
import re
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from sim.base.errors import InputError
from sim.base.paths import shown

NAME = ".lock"
FAR = 1 << 20  # the byte that Windows locks: what is locked can't be read, and the process number before it must be


class Lock:
    """The right to write in a folder, until it is released."""

    def __init__(self, folder: Path) -> None:
        key, self._thread = str(folder.resolve()), threading.get_ident()
        older = _held.get(key)
        if older is not None and older._thread == self._thread:
            older.release()  # of a command that failed here and is kept alive by its traceback
        path = folder / NAME
        file = _taken(path)
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        # at the latest when the process ends
        self.release: Callable[[], object] = weakref.finalize(self, _release, file, path)
        _held[key] = self

    @contextmanager
    def released_on_failure(self) -> Iterator[None]:
        """Released where the block fails."""
        try:
            yield
        except BaseException:
            self.release()
            raise


@contextmanager
def released() -> Iterator[None]:
    """What this thread locks in the block is released at its end, though a notebook may keep what failed for long."""
    before = set(_held.values())
    try:
        yield
    finally:
        for lock in set(_held.values()) - before:
            if lock._thread == threading.get_ident():
                lock.release()


_held: weakref.WeakValueDictionary[str, Lock] = weakref.WeakValueDictionary()


def _taken(path: Path) -> BinaryIO:
    """The lock file, opened and locked; an InputError where another process has it."""
    while True:
        file = path.open("a+b")
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):
            file.seek(0)
            process = file.read(20).decode(errors="replace") or "just started"
            file.close()
            raise InputError(
                f"{shown(path.parent)}: another sim (process {process}) is writing here: "
                "wait for it or use another --out"
            ) from None
        except OSError:
            return file  # a file system without locks
        file.seek(0)
        if not re.fullmatch(rb"[0-9]*", file.read(20)):
            file.close()
            raise InputError(f"{shown(path)}: is no lock of this program, which writes one there: use another --out")
        with suppress(FileNotFoundError):
            if sys.platform == "win32" or os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()  # its last owner has just removed it


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _release(file: BinaryIO, path: Path) -> None:
    with suppress(OSError):
        if sys.platform != "win32":
            path.unlink()  # while it is locked, so that nobody else's is removed
        file.close()
        if sys.platform == "win32":
            path.unlink()  # fails, as it should, where another process has it open
