"""Measures are declared in a table, and each has the function of its name."""

from pathlib import Path

import pytest

from sim.base.errors import InputError
from sim.economy import measures
from sim.economy.accounts import LENSES
from sim.economy.measures import MEASURES, declared

LINE = """unit = "1", kind = "flow", range = [0.0, inf], label = { en = "a", zh = "b" }, doc = { en = "c", zh = "d" }, source = "e\""""
LENS = LINE.replace('"a"', '"a of {lens}"').replace('"1"', '"{unit}/head"').replace('"e"', '"after {source}"')


def one(world: object) -> float:
    return 1.0


def two(accounts: object, lens: str) -> float:
    return float(len(lens))


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["[measures]", *lines]), encoding="utf-8")
    return path


def test_the_lines_of_each_lens_come_lens_by_lens(tmp_path: Path) -> None:
    lines = [f'{name} = {{ each_lens = true, reads = "accounts", {LENS} }}' for name in ("new", "rate")]
    file = written(tmp_path / "own.toml", f"first = {{ {LINE} }}", *lines, f"last = {{ {LINE} }}")
    found = declared(file, {"first": one, "last": one, "new": two, "rate": two})
    middle = [f"{name}{lens.suffix}" for lens in LENSES.values() for name in ("new", "rate")]
    assert list(found) == ["first", *middle, "last"]
    rate = found["rate_refusal"]
    assert (rate.label["en"], rate.unit, rate.reads) == ("a of refusal", "worker-months/head", "accounts")
    assert rate.source == f"after {LENSES['refusal'].source}"
    assert rate.formula(None) == float(len("refusal"))
    assert found["first"].formula(None) == 1.0


# What is put in place of what in a good line, and what is said of it.
BAD = [
    ("{", "1 #", "'int' object is not a mapping"),
    ("{", "{ colour = 1,", "missing, unknown, empty or of another type: colour"),
    ("source", "sauce", "missing, unknown, empty or of another type: source, sauce"),
    ('"e"', '""', "missing, unknown, empty or of another type: source"),
    ("[0.0, inf]", "0.0", "missing, unknown, empty or of another type: range"),
    ("[0.0, inf]", "[1.0, 0.0]", "range: the first must not be above the second"),
    ("[0.0, inf]", "[1.0]", "not enough values"),
    ('"flow"', '"rate"', 'kind = "rate": must be one of "stock", "flow"'),
    ("{", '{ reads = "books",', 'reads = "books": must be one of "world", "accounts"'),
    (', zh = "d"', "", "label and doc are texts in en and zh"),
    ('"d"', '""', "label and doc are texts in en and zh"),
    ('{ unit = "1"', '{ each_lens = true, unit = "{odd}"', "'odd'"),
]


@pytest.mark.parametrize(("good", "bad", "said"), BAD)
def test_a_bad_line_is_one_fault_with_its_place(good: str, bad: str, said: str, tmp_path: Path) -> None:
    line = f"{{ {LINE} }}"
    file = written(tmp_path / "own.toml", f"good = {line}", f"bare = {line.replace(good, bad, 1)}")
    with pytest.raises(InputError) as caught:
        declared(file, {"good": one, "bare": one})
    (message,) = caught.value.messages
    assert message.startswith(f"{file}:3: bare: not a complete line of the measures (")
    assert said in message


def test_a_line_without_a_function_and_a_function_without_a_line_are_faults(tmp_path: Path) -> None:
    file = written(tmp_path / "own.toml", f"good = {{ {LINE} }}", f"alone = {{ {LINE} }}")
    with pytest.raises(InputError) as caught:
        declared(file, {"good": one, "two": two})
    line, function = caught.value.messages
    assert line == f"{file}:3: alone: not a complete line of the measures (no function of this name)"
    assert function.endswith(f"test_measures.py:{two.__code__.co_firstlineno}: two: no measure in {file}")


def test_two_lines_that_make_one_name_are_a_fault(tmp_path: Path) -> None:
    file = written(tmp_path / "own.toml", f"x_refusal = {{ {LINE} }}", f"x = {{ each_lens = true, {LENS} }}")
    with pytest.raises(InputError, match=r":3: x: not a complete line of the measures \(x_refusal is declared twice\)"):
        declared(file, {"x_refusal": one, "x": two})


def test_helpers_and_what_a_module_imports_are_no_formulas() -> None:
    found = measures.public(measures.formulas)
    assert {"unemployment", "value_created"} <= found.keys()
    assert not found.keys() & {"gini", "draw_up", "_ratio"}
    core = [measure.name for measure in MEASURES.values() if not measure.room]
    assert all(name in found or name.startswith("value_") for name in core)
