"""Files written whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.base.errors import SimError
from sim.base.paths import shown


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path`` which takes its place at the end; where that fails nothing is left behind."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
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
