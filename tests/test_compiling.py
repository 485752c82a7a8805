"""Compiled code is kept for the next process, wherever the program is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest

import sim
from sim.engine.compiled import compiled, rule, where

# Loads every compiled loop, runs one, and says how many of its versions came from the disk and how many were compiled.
CODE = """
import numpy as np
import sim.economy.month
from sim.economy.kernels.markets import staff
staff(np.zeros(2, np.uint32), np.ones(2), np.zeros(2, np.int32), np.zeros(1))
print(sum(staff.stats.cache_hits.values()), sum(staff.stats.cache_misses.values()), staff.stats.cache_path)
"""


@pytest.fixture
def install(tmp_path: Path) -> Path:
    """A copy of the package that can't keep compiled code: a file is in the way, which stops even a root that could write anywhere."""
    copy = shutil.copytree(Path(sim.__file__).parent, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "economy" / "kernels" / "__pycache__").touch()
    return tmp_path


def run(install: Path, home: Path) -> list[str]:
    """What the code prints in a fresh process of a user with this home, warnings taken as errors."""
    gone = ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA")
    environment = {name: value for name, value in os.environ.items() if name not in gone}
    environment |= {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(install)}
    command = [sys.executable, "-W", "error", "-c", CODE]
    done = subprocess.run(
        command, env=environment, cwd=install, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows asks the system, not the environment, for the user's folder"
)
def test_a_read_only_install_keeps_compiled_code_for_its_user(install: Path) -> None:
    home = install / "home"
    hits, misses, where = run(install, home)
    assert (hits, misses) == ("0", "1")
    assert where.startswith(str(home))
    hits, misses, _ = run(install, home)
    assert (hits, misses) == ("1", "0")


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows asks the system, not the environment, for the user's folder"
)
def test_what_was_compiled_with_another_rule_is_compiled_anew(install: Path) -> None:
    home = install / "home"
    assert [run(install, home)[:2] for _ in range(2)] == [["0", "1"], ["1", "0"]]
    changed = install / "sim" / "economy" / "rules" / "pricing.py"
    changed.write_text(changed.read_text(encoding="utf-8").replace("1e-9", "1e-8"), encoding="utf-8")
    assert [run(install, home)[:2] for _ in range(2)] == [["0", "1"], ["1", "0"]]


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows asks the system, not the environment, for the user's folder"
)
def test_without_any_folder_to_write_loops_are_compiled_in_every_process(install: Path) -> None:
    (install / "file").touch()
    assert run(install, install / "file") == ["0", "1", "None"]


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
