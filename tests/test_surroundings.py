"""What the system allows: temporary folders with long names, few open files, few processes, variables that others have set."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sim.base.errors import SimError
from sim.charts import draw, typography
from sim.economy.scenario import load
from sim.runs import pools, runner

resource = pytest.importorskip("resource")


@pytest.fixture
def long_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A folder for temporary files with a name of more than 130 bytes; what this process knows of such folders."""
    place = tmp_path / ("x" * 130)
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    config: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    monkeypatch.delitem(config, "tempdir", raising=False)
    return config


@pytest.mark.skipif(sys.platform == "win32", reason="no such sockets")
def test_sockets_find_a_folder_with_a_short_name(long_place: dict[str, Any]) -> None:
    pools.context()
    folder = long_place["tempdir"]
    assert os.path.isdir(folder)
    assert len(os.fsencode(folder)) + len("/listener-12345678") <= pools.SOCKET
    pools.context()
    assert long_place["tempdir"] == folder


@pytest.mark.skipif(sys.platform == "win32", reason="no such sockets")
def test_where_there_is_none_it_is_said(long_place: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "PLACES", ("/gone", "/proc"))
    with pytest.raises(SimError, match=r"TMPDIR: its name is too long for sockets \(\d+ bytes\): choose a shorter one"):
        pools.context()


def allowing(patch: pytest.MonkeyPatch, files: tuple[int, int], tasks: int, user: int = 1000) -> list[tuple[int, int]]:
    """A system that allows so much. Gives the limits that are asked for."""
    limits = {resource.RLIMIT_NOFILE: files, resource.RLIMIT_NPROC: (tasks, tasks)}
    asked: list[tuple[int, int]] = []
    patch.setattr(resource, "getrlimit", limits.__getitem__)
    patch.setattr(resource, "setrlimit", lambda _, wanted: asked.append(wanted))
    patch.setattr(os, "geteuid", lambda: user)
    patch.setattr(pools, "_tasks", lambda: 30)
    return asked


@pytest.mark.parametrize(
    ("files", "tasks", "user", "jobs", "room", "says"),
    [
        ((1024, 4096), 5000, 1000, 8, 8, ""),
        ((50, 4096), 5000, 1000, 8, 8, ""),  # may be raised
        ((50, 56), 5000, 1000, 8, 4, "4 of 8 processes: the system allows 56 files open (ulimit -n)"),
        ((16, 16), 5000, 1000, 8, 1, "1 of 8 processes: the system allows 16 files open (ulimit -n)"),
        ((1024, 4096), 60, 1000, 40, 10, "10 of 40 processes: the system allows 60 processes and threads (ulimit -u)"),
        ((1024, 4096), 10, 1000, 40, 1, "1 of 40 processes: the system allows 10 processes and threads (ulimit -u)"),
        ((1024, 4096), 10, 0, 40, 40, ""),  # the system's own user
        ((1024, 4096), 10, 1000, 1, 1, ""),
        ((1024, 4096), 10, 1000, 0, 0, ""),
    ],
)
def test_processes_are_as_many_as_the_system_allows(
    files: tuple[int, int], tasks: int, user: int, jobs: int, room: int, says: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    asked = allowing(monkeypatch, files, tasks, user)
    assert pools.room_for(jobs) == room
    assert capsys.readouterr().err.strip() == says
    assert all(soft <= files[1] for soft, _ in asked)


def test_those_of_this_user_are_counted() -> None:
    if os.path.isdir("/proc"):
        assert pools._tasks() >= 1


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(24, "Too many open files"), "Too many open files"),
        (BlockingIOError(11, "Resource temporarily unavailable"), "Resource temporarily unavailable"),
        (EOFError("unexpected EOF"), "unexpected EOF"),
        (RuntimeError("can't start new thread"), "can't start new thread"),
        (EOFError(), "a worker could not be started"),
    ],
)
def test_workers_that_cannot_be_started_are_one_message_and_what_is_made_is_kept(
    error: Exception, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(ProcessPoolExecutor, "submit", fail)
    says = f"no room for 2 processes ({why}): lower --jobs, or raise the limits of the system (ulimit -u, ulimit -n): "
    with pytest.raises(SimError) as found:
        runner.ensemble([load("baseline", {"n_workers": 200})], [0, 1], 2, jobs=2, out=tmp_path, quiet=True)
    assert str(found.value).startswith(says + "0 of 2 runs are finished in ")


@pytest.mark.parametrize("backend", ["nonsense", "module://gone", "TkAgg"])
def test_figures_need_no_backend(backend: str, tmp_path: Path) -> None:
    """Nor does the variable lose what others may yet read in it."""
    code = "import sim.charts, matplotlib.figure, os; print(os.environ['MPLBACKEND'])"
    given = {**os.environ, "MPLBACKEND": backend}
    done = subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, backend), done.stderr


@pytest.mark.parametrize(
    ("system", "hint"),
    [
        ("linux", "sudo apt install fonts-noto-cjk"),
        ("win32", "Add a language: Chinese (Simplified)"),
        ("darwin", "brew install --cask font-noto-sans-cjk-sc"),
        ("freebsd14", "sudo apt install fonts-noto-cjk"),
    ],
)
def test_the_hint_for_a_chinese_font_is_that_of_the_system(
    system: str, hint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(typography, "chinese_font", lambda: None)
    monkeypatch.setattr(sys, "platform", system)
    assert draw.drawable("zh") == "en"
    assert hint in capsys.readouterr().err
