"""The house: rooms with arrows that run one way, each with a charter of one sentence."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

import sim
from sim.base import sources
from sim.base.paths import PACKAGE

# A room may import those of the lines below it; rooms on one line don't see each other.
FLOORS = (
    ("cli",),
    ("commands", "docs"),
    ("reports", "classroom"),
    ("charts", "causes"),
    ("verdicts",),
    ("experiments", "classics"),
    ("runs",),
    ("economy",),
    ("engine",),
    ("base",),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# In the economy: what each may import besides what stands to its left.
ECONOMY = ("rules", "world", "kernels", "derived", "phases", "month")


def modules() -> dict[str, Path]:
    """Every module of the program by its name."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = ("sim", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


@cache
def nodes(text: str) -> list[ast.AST]:
    """The syntax tree of a module."""
    return list(ast.walk(ast.parse(text)))


def imported(name: str, text: str) -> Iterator[str]:
    """What a module imports of the program, found in its syntax tree: inside functions and for types too."""
    for node in nodes(text):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("sim."))
        elif isinstance(node, ast.ImportFrom) and node.module and (node.module + ".").startswith("sim."):
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (one if one in MODULES else node.module for one in inside)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}: imports say whence, from `sim` on"


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def faults(name: str, text: str) -> list[str]:
    """The arrows of a module that run up, or to a neighbour."""
    mine, found = room(name), []
    for other in imported(name, text):
        theirs = room(other)
        if mine in FLOOR and theirs in FLOOR and theirs != mine and FLOOR[theirs] <= FLOOR[mine]:
            found.append(f"{name} imports {other}")
    return found


BLAS = {"dot", "vdot", "inner", "matmul", "tensordot", "einsum", "linalg", "cov", "corrcoef", "polyfit", "convolve", "correlate"}


def products(text: str) -> list[int]:
    """Lines with a sum of products that numpy hands to BLAS, which adds in another order on another kind of processor."""
    return [
        node.lineno
        for node in nodes(text)
        if (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult))
        or (isinstance(node, ast.Attribute) and node.attr in BLAS)
        or (isinstance(node, ast.ImportFrom) and BLAS & {*(node.module or "").split("."), *(a.name for a in node.names)})
    ]


def test_no_number_hangs_on_the_order_in_which_blas_adds() -> None:
    found = {name for name, path in MODULES.items() if products(path.read_text("utf-8"))}
    assert found == {"sim.verdicts.facts"}  # scipy solves for the trend of a figure: no result, shown to two digits


@pytest.mark.parametrize(
    "line", ["a @ b", "a @= b", "np.dot(a, b)", "a.dot(b)", "np.linalg.norm(a)", "from numpy import einsum"]
)
def test_a_product_by_blas_is_seen(line: str) -> None:
    assert products(line) == [1]


def test_every_folder_is_a_room_of_the_plan() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name not in ("__pycache__", "_data")}
    assert folders == set(FLOOR)
    assert {path.name for path in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}


def test_arrows_run_down() -> None:
    assert [fault for name, path in MODULES.items() for fault in faults(name, path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("sim.economy.month", "from sim.runs import store"),
        ("sim.engine.ledger", "def f():\n    from sim.economy.world import World"),
        ("sim.classics.exchange", "import sim.experiments.designs"),
        ("sim.runs.runner", "if TYPE_CHECKING:\n    from sim.verdicts.board import Board"),
    ],
)
def test_a_doctored_import_is_found(module: str, text: str) -> None:
    assert len(faults(module, text)) == 1


def test_no_circle() -> None:
    graph = nx.DiGraph()
    for name, path in MODULES.items():
        graph.add_edges_from((name, other) for other in imported(name, path.read_text("utf-8")) if other != name)
    assert [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1] == []


def test_imports_found_in_text_are_those_of_the_syntax_tree() -> None:
    for name, path in MODULES.items():
        mine = {other for other in imported(name, path.read_text("utf-8")) if other not in (name, "sim")}
        assert mine <= sources.imports(name), name


def test_no_room_bears_the_name_of_a_public_function() -> None:
    assert not set(sim.__all__) & set(FLOOR)


@pytest.mark.parametrize("name", sorted(FLOOR))
def test_a_room_has_a_charter_of_one_sentence(name: str) -> None:
    charter = (ast.get_docstring(ast.parse(MODULES[f"sim.{name}"].read_text("utf-8"))) or "").split("\n\n")[0]
    assert re.fullmatch(r"[^.]*imports [^.]*\.", charter), charter
