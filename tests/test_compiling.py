"""Compiled code is kept for the next process, wherever the program is installed, and renewed by what it is made of."""

import errno
import os
import pickle
import re
import runpy
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from sim.base import definitions
from sim.base.paths import PACKAGE
from sim.engine import compiled as compiling
from sim.engine.compiled import compiled, rule, where
from sim.engine.parameters import layout

# A rule that two functions are made of, one of them through the other, and a rule of a third.
RULES = """
from sim.engine.compiled import rule

FACTOR = 2.0


@rule
def scaled(x):
    return FACTOR * x


@rule
def raised(x):
    return x + 1.0
"""
LOOPS = """
from sim.economy.rules import toys
from sim.economy.rules.toys import raised as lifted
from sim.engine.compiled import compiled


@compiled
def outer(x):
    return inner(x)


@compiled
def inner(x):
    return toys.scaled(x)


@compiled
def apart(x):
    return lifted(x)
"""
# Runs each, and says what was compiled, what came from the disk, what came out, and where the code is kept.
CODE = """
from sim.economy.kernels import toys
results = [toys.outer(1.0), toys.apart(1.0)]
stats = [(name, getattr(toys, name).stats) for name in ("apart", "inner", "outer")]
print(*(name for name, found in stats if found.cache_misses), "|", *(name for name, found in stats if found.cache_hits), "|", *results)
print(toys.outer.stats.cache_path)
"""


@pytest.fixture
def install(tmp_path: Path) -> Path:
    """A copy of the package that can't keep compiled code: a file is in the way, which stops even a root that could write anywhere."""
    copy = shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "__pycache__").touch()
    (copy / "economy" / "rules" / "toys.py").write_text(RULES, encoding="utf-8")
    (copy / "economy" / "kernels" / "toys.py").write_text(LOOPS, encoding="utf-8")
    return tmp_path


def run(install: Path, home: Path, **variables: str) -> list[str]:
    """What the code prints in a fresh process of a user with this home, warnings taken as errors."""
    gone = ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA")
    environment = {name: value for name, value in os.environ.items() if name not in gone} | variables
    environment |= {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(install)}
    command = [sys.executable, "-W", "error", "-c", CODE]
    done = subprocess.run(
        command, env=environment, cwd=install, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows asks the system, not the environment, for the user's folder"
)
def test_an_edit_renews_what_is_made_of_it_and_nothing_else(install: Path) -> None:
    home = install / "home"
    compiled_anew, where = run(install, home)
    assert compiled_anew == "apart inner outer | | 2.0 2.0"
    assert where.startswith(str(home))  # of a read-only install
    rules = install / "sim" / "economy" / "rules" / "toys.py"
    edit(rules, "FACTOR = 2.0", "FACTOR = 5.0")
    edit(rules, "return x + 1.0", "# Said otherwise.\n    return x + 1.0")
    assert run(install, home)[0] == "inner outer | apart | 5.0 2.0"
    edit(install / "sim" / "engine" / "tables.py", '"invariant.load"', '"nontemporal"')  # how columns are read
    assert run(install, home)[0] == "apart inner outer | | 5.0 2.0"
    kept = [path.name.split("-")[0] for path in Path(where).parents[1].iterdir()]
    assert sorted(kept) == [f"economy.kernels.toys.{name}" for name in ("apart", "inner", "outer")]


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows asks the system, not the environment, for the user's folder"
)
def test_without_any_folder_to_write_loops_are_compiled_in_every_process(install: Path) -> None:
    (install / "file").touch()
    assert run(install, install / "file") == ["apart inner outer | | 2.0 2.0", "None"]


def test_an_edit_of_a_rule_renews_few_functions() -> None:
    def marked(folder: Path, mark: str) -> list[tuple[Path, str]]:
        files = sorted(folder.rglob("*.py"))
        found = re.compile(rf"^@{mark}\ndef (\w+)", re.MULTILINE)
        return [(path, name) for path in files for name in found.findall(path.read_text(encoding="utf-8"))]

    functions = [definitions.reached(*place) for place in marked(PACKAGE, "(?:compiled|inlined)")]
    renewed = [sum(place in made for made in functions) for place in marked(PACKAGE / "economy" / "rules", "rule")]
    assert len(functions) > 50
    assert min(renewed) > 0
    assert statistics.median(renewed) <= 10


Load = Callable[[], Any]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Makes a compiled function as a fresh process would, with a cache of its own."""
    monkeypatch.setattr(compiling, "_base", lambda: tmp_path / "cache")
    file = tmp_path / "made.py"
    file.write_text("from sim.engine.compiled import compiled\n@compiled\ndef made(x):\n    return x + 1\n")
    return lambda: runpy.run_path(str(file), run_name="made")["made"]


def counted(function: Any) -> tuple[int, int]:
    """How many of its versions came from the disk, and how many were compiled."""
    return sum(function.stats.cache_hits.values()), sum(function.stats.cache_misses.values())


def of_another_numba(index: bytes) -> bytes:
    return pickle.dumps("0.1") + index[len(index) // 3 :]


def turned(data: bytes) -> bytes:
    """One byte in the middle of the machine code."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize(
    "damage", [lambda _: b"", lambda kept: kept[:-9], lambda _: b"what?", turned, of_another_numba]
)
def test_what_is_broken_is_compiled_anew(
    load: Load, tmp_path: Path, kind: str, damage: Callable[[bytes], bytes]
) -> None:
    assert load()(1) == 2
    (kept,) = (tmp_path / "cache").rglob(f"*.{kind}")
    kept.write_bytes(damage(kept.read_bytes()))
    for expected in ((0, 1), (1, 0)):
        made = load()
        assert made(1) == 2
        assert counted(made) == expected


def test_what_another_numba_wrote_whole_is_compiled_anew(load: Load, tmp_path: Path) -> None:
    load()(1)
    (index,) = (tmp_path / "cache").rglob("*.nbi")
    index.write_bytes(of_another_numba(index.read_bytes()))
    compiling._seal(index.parent)
    assert [(made := load())(1), counted(made)] == [2, (0, 1)]


def test_what_nobody_sealed_is_compiled_anew_and_another_version_is_kept_as_well(load: Load, tmp_path: Path) -> None:
    load()(1)
    for seal in (tmp_path / "cache").rglob(compiling.SEAL):
        seal.unlink()
    made = load()
    assert (made(1), made(1.5), counted(made)) == (2, 2.5, (0, 2))
    made = load()
    assert (made(1), made(1.5), counted(made)) == (2, 2.5, (2, 0))


def test_what_can_not_be_kept_any_more_is_compiled_all_the_same(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    made = load()
    monkeypatch.setattr(os, "makedirs", full)
    assert made(1) == 2


def test_a_folder_that_the_user_has_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling._config, "CACHE_DIR", str(tmp_path))
    base = compiling._base.__wrapped__()
    assert base.parent == tmp_path
    assert not any(base.iterdir())


def test_calls_hand_on_no_record_of_numpy_s_own() -> None:
    """numba takes twenty times as long to tell its type, with every call."""
    assert layout().type is np.void


def test_without_compiling_the_numbers_are_the_same(tmp_path: Path) -> None:
    code = """
import sys, sim
changes = {"ai_arrival": 3, "ai_lead": 2, "ubi_share": 0.1, "ubi_start": 3}
sim.run("competition", seeds=1, months=6, workers=200, set=changes, jobs=1, out=sys.argv[1], quiet=True, window=2)
"""
    months = []
    for disabled in ("0", "1"):
        environment = os.environ | {"NUMBA_DISABLE_JIT": disabled, "PYTHONPATH": str(PACKAGE.parent)}
        command = [sys.executable, "-W", "error", "-c", code, str(tmp_path / disabled)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        run = tmp_path / disabled / "runs" / "competition-0.npz"
        months.append(run.read_bytes())
    assert months[0] == months[1]


@compiled
def _of_one(price: float, target: float, short: bool) -> tuple[float, float]:
    """A rule with arguments by keyword, and a choice, for one firm."""
    revised: Any = _revised(price, target, speed=0.25)
    return revised, where(short, price, target)  # type: ignore[return-value]


@rule
def _revised(price: Any, target: Any, *, speed: float, growth: float = 0.5) -> Any:
    return (1.0 + growth) * (price + speed * (target - price))


def test_a_rule_stays_plain_python_and_is_compiled_as_it_stands() -> None:
    assert isinstance(_revised, FunctionType)
    with pytest.raises(TypeError, match="positional"):
        _revised(1.0, 2.0, 0.25)  # type: ignore[misc]
    assert _of_one(1.0, 2.0, True) == (_revised(1.0, 2.0, speed=0.25), 1.0) == (1.875, 1.0)
    assert _of_one(1.0, 2.0, False)[1] == 2.0
    assert _revised(np.array([1.0, 3.0]), np.array([2.0, 3.0]), speed=0.25).tolist() == [1.875, 4.5]
