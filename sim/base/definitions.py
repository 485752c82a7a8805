"""What a function is made of: its own text and that of every definition of the program that its names lead to, directly or not.

Read from the files, each parsed once, so that nothing has to be imported or run, and a name may stand below its use. Docstrings, comments
and line ends are no part of it. A name counts wherever it stands: a local one that is called as a definition leads there too, which is
harmless, since what is made anew without need is the same.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from sim.base import sources

_COMMENT = re.compile(
    r'("""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\')|#[^\n]*'
)  # or a text that may hold a #
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


@dataclass(frozen=True)
class _File:
    texts: dict[str, str]  # of what is defined at the top, by name
    imported: dict[str, str]  # where else a name stands: sim.economy.world.COGNITIVE


@cache
def _file(path: Path) -> _File:
    text = path.read_text(encoding="utf-8")
    lines, texts, imported = text.splitlines(), dict[str, str](), dict[str, str]()
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.ImportFrom):
            imported |= {alias.asname or alias.name: f"{statement.module}.{alias.name}" for alias in statement.names}
        elif isinstance(statement, ast.Import):
            imported |= {alias.asname: alias.name for alias in statement.names if alias.asname}
        else:
            stripped = _stripped(statement, lines)
            for name in _defined(statement):
                texts[name] = texts.get(name, "") + stripped
    return _File(texts, imported)


def _defined(statement: ast.stmt) -> Iterable[str]:
    """The names that a statement at the top of a file defines; all it may define where it is a choice or a loop."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return (statement.name,)
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _stripped(statement: ast.stmt, lines: list[str]) -> str:
    """The text of a statement without comments; of a function also without its docstring, decorators and types of its arguments."""
    first = statement.lineno
    head = ""
    if isinstance(statement, ast.FunctionDef):
        given, said = statement.args, statement.body[0]
        arguments = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        defaults = [ast.unparse(value) for value in (*given.defaults, *given.kw_defaults) if value]
        head = f"{statement.name} {arguments} {defaults}\n"
        first = said.lineno
        if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant):
            first = (said.end_lineno or first) + 1
    bare = _COMMENT.sub(lambda found: found[1] or "", "\n".join(lines[first - 1 : statement.end_lineno]))
    return head + "".join(f"{line.rstrip()}\n" for line in bare.splitlines() if line.strip())


def _led_to(dotted: str) -> tuple[Path, str] | None:
    """The file and the name in it that ``sim.economy.rules.pricing.saving`` stands for; None for what is no part of the program."""
    module, *rest = dotted.split(".")
    if module != "sim":
        return None
    while rest and sources.file(f"{module}.{rest[0]}"):
        module = f"{module}.{rest.pop(0)}"
    path = sources.file(module)
    return (path, rest[0]) if path and rest else None


@cache
def _links(path: Path, name: str) -> frozenset[tuple[Path, str]]:
    """The definitions that the text of one names."""
    here, found = _file(path), set[tuple[Path, str]]()
    if name not in here.texts:  # what a file hands on
        onward = _led_to(here.imported.get(name, ""))
        return frozenset([onward] if onward else [])
    for dotted in set(_NAME.findall(here.texts[name])):
        first, *rest = dotted.split(".")
        if first in here.texts:
            found.add((path, first))
        elif target := _led_to(".".join([here.imported.get(first, first), *rest])):
            found.add(target)
    return frozenset(found - {(path, name)})


def reached(path: Path, name: str) -> dict[tuple[Path, str], str]:
    """The texts of a definition at the top of a file and of all that it leads to."""
    found: dict[tuple[Path, str], str] = {}
    waiting = [(path, name)]
    while waiting:
        place = waiting.pop()
        if place not in found:
            found[place] = _file(place[0]).texts.get(place[1], "")
            waiting += _links(*place)
    return found


def digest(path: Path, name: str) -> str:
    """A hash of these texts, and of the whole file the definition stands in.

    >>> digest(Path(__file__), "digest") == digest(Path(__file__), "digest") != digest(Path(__file__), "reached")
    True
    """
    texts = sorted(f"{file.name} {name} {text}" for (file, name), text in reached(path, name).items())
    return sha256("\0".join([path.read_text(encoding="utf-8"), *texts]).encode()).hexdigest()
