"""Tables: columns keep their place in memory, handles look at it, and no compiled function takes a long list of anything."""

import ast
import copy
import pickle
import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import sim
from sim.docs import generate
from sim.economy import month
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import Agents, Firms, Workers, World
from sim.engine.compiled import compiled
from sim.engine.tables import Declared, Table, column, number

Floats = npt.NDArray[np.float64]


class Sheep(Table, rows="sheep"):
    """A table of every kind of column."""

    wool: Floats = column("kg", en="on the back", zh="背上的羊毛")
    legs: npt.NDArray[np.int8] = column("", en="to stand on", zh="站立的腿", shape=("sides", "sheep"))
    black: npt.NDArray[np.bool_] = column("", en="is black", zh="黑羊")
    lot: Floats = column("0 to 1", en="drawn this month", zh="本月抽签", shared=True)
    shorn: int = number("sheep", en="this month", zh="本月剪毛的羊", default=0)


@pytest.fixture
def sheep() -> Sheep:
    found = Sheep.zeros(sheep=3, sides=2)
    found.wool, found.black[1] = np.array([1.0, 2.0, 3.0]), True
    found.legs = np.array([[1, 2, 3], [4, 5, 6]], np.int8)
    return found


@compiled
def _shear(sheep: Sheep) -> tuple[float, int]:
    """Takes the wool off; how much, and the legs on the left of white ones."""
    wool, legs = 0.0, 0
    for i in range(sheep.wool.size):
        wool += sheep.wool[i]
        sheep.wool[i] = 0.0
        legs += 0 if sheep.black[i] else sheep.legs[0, i]
    sheep.legs[1, sheep.legs.shape[1] - 1] = 9
    return wool, legs


@compiled
def _places(sheep: Sheep) -> tuple[int, int, int]:
    """Where the columns lie in memory."""
    return sheep.wool.ctypes.data, sheep.legs.ctypes.data, sheep.black.ctypes.data


def seen(sheep: Sheep) -> bool:
    """Whether the handle looks at the columns' own memory."""
    return _places(sheep.handle) == (sheep.wool.ctypes.data, sheep.legs.ctypes.data, sheep.black.ctypes.data)


def test_a_loop_reads_and_writes_the_columns_themselves(sheep: Sheep) -> None:
    handle = sheep.handle
    assert seen(sheep)
    assert _shear(handle) == (6.0, 1 + 3)
    assert sheep.wool.tolist() == [0.0] * 3
    assert sheep.legs.tolist() == [[1, 2, 3], [4, 5, 9]]
    assert sheep.handle is handle


def test_assigning_writes_in_place(sheep: Sheep) -> None:
    wool, handle = sheep.wool, sheep.handle
    sheep.wool = np.array([5.0, 6.0, 7.0])
    sheep.wool += 1.0
    sheep.legs = np.full((2, 3), 4, np.int8)
    assert np.shares_memory(sheep.wool, wool)
    assert wool.tolist() == [6.0, 7.0, 8.0]
    assert seen(sheep)
    assert _shear(handle) == (21.0, 8)
    sheep.shorn = 3
    assert (sheep.shorn, Sheep.shorn) == (3, 0)


@pytest.mark.parametrize("value", [1.0, np.zeros(2), np.zeros((1, 3)), np.zeros(0)])
def test_another_shape_is_refused_by_name(sheep: Sheep, value: Floats) -> None:
    with pytest.raises(ValueError, match=r"Sheep\.wool has the shape \(3,\), not \("):
        sheep.wool = value
    assert sheep.wool.tolist() == [1.0, 2.0, 3.0]


def test_another_kind_of_number_is_refused(sheep: Sheep) -> None:
    with pytest.raises(TypeError, match="same_kind"):
        sheep.legs = np.full((2, 3), 0.5)
    with pytest.raises(ValueError, match=r"Sheep\.wool is float64 by sheep, not int64 of shape \(3,\)"):
        Sheep(np.arange(3), sheep.legs, sheep.black, sheep.lot)
    with pytest.raises(ValueError, match=r"Sheep\.legs is int8 by sides and sheep, not int8 of shape \(3,\)"):
        Sheep(sheep.wool, sheep.legs[0], sheep.black, sheep.lot)


def test_what_a_loop_could_not_write_is_copied(sheep: Sheep) -> None:
    wool, legs = np.arange(3.0), np.arange(6, dtype=np.int8).reshape(3, 2).T
    wool.flags.writeable = False
    other = Sheep(wool, legs, sheep.black, sheep.lot)
    assert np.shares_memory(other.black, sheep.black)
    assert _shear(other.handle) == (3.0, 0 + 4)
    assert wool.tolist() == [0.0, 1.0, 2.0]
    assert legs[1, 2] == 5


def test_a_shared_column_is_put_in_place_and_stays_outside(sheep: Sheep) -> None:
    handle, drawn = sheep.handle, np.array([0.5, 0.25])
    sheep.lot = drawn
    assert sheep.lot is drawn
    assert sheep.handle is handle
    assert not hasattr(handle, "lot")


def test_a_grown_column_has_a_new_handle(sheep: Sheep) -> None:
    handle = sheep.handle
    sheep.grow(sheep=5)
    assert sheep.handle is not handle
    assert seen(sheep)
    assert sheep.wool.tolist() == [1.0, 2.0, 3.0, 0.0, 0.0]
    assert sheep.legs.tolist() == [[1, 2, 3, 0, 0], [4, 5, 6, 0, 0]]
    wool = sheep.wool
    sheep.grow(sides=3)
    assert sheep.wool is wool
    assert sheep.legs.shape == (3, 5)
    assert _shear(sheep.handle) == (6.0, 1 + 3)
    assert _shear(handle) == (6.0, 1 + 3)  # the old one keeps alive what it looks at


@pytest.mark.parametrize("way", [copy.deepcopy, lambda table: pickle.loads(pickle.dumps(table))])
def test_a_copy_has_columns_and_a_handle_of_its_own(sheep: Sheep, way) -> None:
    assert _shear(sheep.handle)[0] == 6.0
    sheep.wool = np.array([1.0, 2.0, 3.0])
    other = way(sheep)
    assert "handle" not in vars(other)
    assert not np.shares_memory(other.wool, sheep.wool)
    assert _shear(other.handle)[0] == 6.0
    assert other.wool.tolist() == [0.0] * 3
    assert sheep.wool.tolist() == [1.0, 2.0, 3.0]
    with pytest.raises(TypeError, match="neither copied nor pickled"):
        way(sheep.handle)
    assert copy.copy(sheep).wool is sheep.wool
    with pytest.raises(TypeError, match="neither copied nor pickled"):
        copy.copy(sheep.handle)


def test_the_columns_of_an_economy_stay_where_they_are() -> None:
    world = start(load("competition", {"ai_arrival": 2, "ai_lead": 1}, workers=200), 1)
    tables = [world.firms, world.workers, world.capitalists, world.shoppers, world.investors]
    before = [
        (table, name, getattr(table, name)) for table in tables for name, d in table.declared.items() if not d.shared
    ]
    for _ in range(6):
        month.step(world)
    assert len(before) > 50
    for table, name, held in before:
        assert getattr(table, name) is held, name
    assert world.agents.count.sum() > 0
    for table in (*tables, world.agents, world.frontier):
        handle = table.handle
        numbers = [n for array in handle._columns for n in (array.ctypes.data, *array.shape)]
        assert list(handle) == numbers
        assert all(array is getattr(table, name) for array, name in zip(handle._columns, table._axes, strict=True))


# What is declared


KINDS = sorted(
    {
        kind
        for base in (Declared, Table)
        for kind in base.__subclasses__()
        if kind is not Table and "sim." in kind.__module__
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_declared_in_both_languages(kind: type[Declared]) -> None:
    for name, found in kind.declared.items():
        assert found.en, name
        assert re.search(r"[\u4e00-\u9fff]", found.zh), name
        assert not re.search(r"[\u4e00-\u9fff]", found.en), name
    if kind is not World:
        assert {f.name for f in fields(kind)} == set(kind.declared)


def test_no_number_or_array_of_the_world_goes_without() -> None:
    world = start(load("baseline", workers=200), 1)
    bare = {f.name for f in fields(world)} - set(world.declared)
    assert {name for name in bare if isinstance(getattr(world, name), int | float | np.ndarray)} == {"seed"}
    tables = {type(getattr(world, name)) for name in bare if isinstance(getattr(world, name), Declared)}
    assert tables <= set(generate.STATE) | set(KINDS)
    assert len(tables) > 6
    assert len(KINDS) >= len(generate.STATE)


def test_the_page_has_every_column() -> None:
    page = generate._state()
    assert "|  | `letters` | workers, applications | 0 to 1 | where to apply" in page
    assert "|  | `births` |  | agents | this month |" in page
    assert sum(len(kind.declared) for kind in generate.STATE) == page.count("\n") - 1
    assert Firms.declared["wage"].shape == ("occupations", "firms")
    assert Workers.declared["skill"].shape == ("workers",)
    assert Agents.declared["births"].shape == ()


# How much compiled functions are handed

MOST = 8


def long_lists(source: str) -> list[str]:
    """Functions that compiled code calls and that take too much."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
            given = node.args
            count = len(given.posonlyargs + given.args + given.kwonlyargs)
            if marks & {"compiled", "inlined", "rule"} and (count > MOST or given.vararg or given.kwarg):
                found.append(f"{node.name}: {count}")
    return found


def test_no_compiled_function_takes_a_long_list() -> None:
    sources = {path: path.read_text("utf-8") for path in Path(sim.__file__).parent.rglob("*.py")}
    assert sum(source.count("@compiled\n") for source in sources.values()) > 70
    assert {str(path): found for path, source in sources.items() if (found := long_lists(source))} == {}


def test_a_long_list_is_found() -> None:
    body = "(a, b, c, d, e, f, g, h{}):\n    pass\n"
    for mark in ("compiled", "inlined", "rule"):
        assert long_lists(f"@{mark}\ndef f" + body.format("")) == []
        assert long_lists(f"@{mark}\ndef f" + body.format(", *, i")) == ["f: 9"]
        assert long_lists(f"@{mark}\ndef f" + body.format(", *i")) == ["f: 8"]
    assert long_lists("def f" + body.format(", i")) == []
