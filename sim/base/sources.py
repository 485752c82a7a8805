"""What the program is made of: which modules a module imports, read from their text, and a digest of some of them.

Only modules that can be imported count: an editor's checkpoint, a copy or another system's line ends are not another program.
"""

import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from sim.base.paths import PACKAGE

_IMPORT = re.compile(r"^[ \t]*(?:from (sim[\w.]*) import (\([^)]*\)|[^\n]*)|import (sim[\w.]*))", re.MULTILINE)


@cache
def file(module: str) -> Path | None:
    """Where a module of the program stands; None where there is none of this name.

    >>> file("sim.base.sources").name, file("sim.base.nothing")
    ('sources.py', None)
    """
    stem = PACKAGE.joinpath(*module.split(".")[1:])
    return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file()), None)


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of the program that one imports, inside functions and for types included."""
    path = file(module)
    if path is None:
        return frozenset()
    found = set()
    for package, names, whole in _IMPORT.findall(path.read_text(encoding="utf-8")):
        found.add(package or whole)
        found |= {f"{package}.{name}" for name in re.findall(r"(\w+)(?: as \w+)?", names) if package}
    return frozenset(name for name in found if name != module and file(name))


def closure(*modules: str) -> list[str]:
    """These modules and all that they import, directly or not, in the order of their names."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += imports(module)
    return sorted(found)


def digest(files: Iterable[Path]) -> str:
    """A hash of text files of the package, by their places in it and whatever their line ends."""
    found = sha256()
    for path in files:
        text = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + text + b"\0")
    return found.hexdigest()
