"""How runs are started and stopped: signals, processes left behind, the user's own modules, arguments from Python."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.base.errors import InputError, LedgerError, SimError
from sim.base.interrupts import noting, stoppable
from sim.classroom.server import serving
from sim.commands import run
from sim.economy.scenario import load
from sim.runs import pools
from sim.runs.live import Watched, advance

posix = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")
LONG = ("run", "baseline", "--seeds", "40", "--months", "10000", "--workers", "200", "--jobs", "2", "--out", "out")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def group(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except (OSError, NotADirectoryError):
            continue
        if entry.name.isdigit() and int(words[3]) == leader and words[0] != "Z":
            found.append(int(entry.name))
    return found


def started() -> "subprocess.Popen[str]":
    """A long run in two processes, with its workers at work or about to be."""
    code = "from sim.cli.main import main; main(prog_name='sim')"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *LONG], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    end = time.monotonic() + 60
    while len(group(process.pid)) < 5:  # itself, the server, the tracker, two workers
        assert time.monotonic() < end
        time.sleep(0.05)
    return process


def gone(leader: int) -> bool:
    end = time.monotonic() + 10
    while group(leader) and time.monotonic() < end:
        time.sleep(0.05)
    return not group(leader)


@posix
@pytest.mark.parametrize(
    "signals", [[signal.SIGINT, signal.SIGINT, signal.SIGINT], [signal.SIGTERM]], ids=["ctrl-c", "term"]
)
def test_a_stopped_run_ends_with_one_line_and_leaves_no_process(signals: list[int]) -> None:
    process = started()
    for number in signals:
        os.kill(process.pid, number)
        time.sleep(0.1)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said == "40 runs of 10000 months\nstopped: 0 of 40 runs are finished in out; the same command goes on from there\n"
    assert gone(process.pid)


@posix
def test_a_worker_that_does_not_stop_is_ended() -> None:
    process = started()
    for worker in group(process.pid):
        if worker != process.pid and b"forkserver" in Path(f"/proc/{worker}/cmdline").read_bytes():
            os.kill(worker, signal.SIGSTOP)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
    for child in children:
        os.kill(int(child), signal.SIGCONT)  # the server and the tracker go on: only workers stand still
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said.count("\n")) == (1, 2)  # how many runs there are to make, and that they are stopped
    assert gone(process.pid)


@posix
def test_no_process_outlives_a_parent_that_is_killed() -> None:
    process = started()
    process.kill()
    process.communicate(timeout=30)
    assert gone(process.pid)


def test_modules_of_the_users_own_are_left_alone() -> None:
    for name in ("sim", "random", "signal"):
        Path(f"{name}.py").write_text("raise RuntimeError('imported')\n", encoding="utf-8")
    code = textwrap.dedent("""
        import sys
        sys.path = [place for place in sys.path if place]
        import sim
        print(sim.run("baseline", seeds=2, months=2, workers=200, jobs=2, out="out", quiet=True).seeds)
    """)
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr) == ("{'baseline': [0, 1]}\n", "")


@pytest.mark.parametrize("made_of_it", [None, ValueError("Invalid bounding box")], ids=["swallowed", "another error"])
def test_stopping_while_figures_are_drawn(monkeypatch: pytest.MonkeyPatch, made_of_it: Exception | None) -> None:
    def interrupted(*_: object, **options: object) -> list[object]:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)
        except KeyboardInterrupt:
            if made_of_it:
                raise made_of_it from None
        return []

    monkeypatch.setattr("sim.charts.draw.figures", interrupted)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SimError, match=r"^stopped while figures were drawn: all runs are finished in out; the same"):
        sim.compare("baseline", "commons", seeds=1, months=2, workers=200, jobs=1, out="out", quiet=True)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_error_that_nobody_asked_for_is_not_hidden() -> None:
    with pytest.raises(ValueError, match="a fault"), stoppable("stopped"):
        raise ValueError("a fault")


def test_too_little_memory_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("sim.economy.start.start", start)
    with pytest.raises(SimError, match=r"^baseline, seed 0: not enough memory: lower --workers"):
        sim.run("baseline", seeds=1, months=2, workers=200, jobs=1, out="out", quiet=True)


@pytest.mark.skipif(sys.platform == "win32", reason="workers are started in another way")
def test_ctrl_c_is_not_lost_while_the_first_process_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    really = forkserver.ensure_running

    def start() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        really()

    monkeypatch.setattr(forkserver, "ensure_running", start)
    with noting() as pressed, pools.starting():
        pass
    assert pressed == [signal.SIGINT]


def test_what_goes_wrong_side_by_side_names_all_runs() -> None:
    runs = [Watched(load("baseline", {"n_workers": 200}), seed, 3, (), ()) for seed in (1, 4)]
    runs[1].world.ledger._cells[0] += 1  # nobody gave it
    with pytest.raises(LedgerError, match=r"^baseline, seeds 1, 4: month 0: the books do not close, by 1 millionths"):
        advance(runs, 3)


WRONG: dict[str, tuple[tuple[Any, ...], dict[str, Any], str]] = {
    "list of names": ((["baseline"],), {}, '["baseline"]: must be the name of a shipped scenario'),
    "number": ((3,), {}, "3: must be the name of a shipped scenario"),
    "none": ((None,), {}, "None: must be the name of a shipped scenario"),
    "months as text": (("baseline",), {"months": "3"}, "months = '3': must be a whole number (1 to 100000)"),
    "months too many": (("baseline",), {"months": 10**12}, "months = 1000000000000: must be a whole"),
    "months without end": (("baseline",), {"months": 10**5000}, f"months = {hex(10**5000)[:37]}...: must be a whole"),
    "seeds without end": (("baseline",), {"seeds": 10**5000}, f"seeds = {hex(10**5000)[:37]}...: must be a whole number"),
    "seeds as text": (("baseline",), {"seeds": "2"}, "seeds = '2': must be a whole number (1 to 100000)"),
    "seeds as fraction": (("baseline",), {"seeds": 1.5}, "seeds = 1.5: must be a whole number"),
    "seeds as list": (("baseline",), {"seeds": [0, 1]}, "seeds = [0, 1]: must be a whole number"),
    "seeds as switch": (("baseline",), {"seeds": True}, "seeds = True: must be a whole number"),
    "seeds too many": (("baseline",), {"seeds": 10**20}, "seeds = 100000000000000000000: must be a whole"),
    "jobs": (("baseline",), {"jobs": 1.5}, "jobs = 1.5: must be a whole number (1 to 1000)"),
    "set as text": (("baseline",), {"set": "markup=0.3"}, 'set = "markup=0.3": must be names and values'),
    "set with a number": (("baseline",), {"set": {3: 4}}, "must be names and values"),
    "twice": (("baseline",), {"workers": 200, "set": {"n_workers": 300}}, "--workers and --set n_workers: the same"),
    "workers": (("baseline",), {"workers": 5}, "--workers: n_workers = 5: must be a whole number (200 to"),
}


ENDLESS = 10**5000  # Python reads and prints no number of so many digits
WITHOUT_END: dict[str, Callable[[], object]] = {
    "a closure": lambda: sim.compare("baseline", "commons", set={"markup": ENDLESS}, closures=True),
    "a design": lambda: sim.sweep("monopoly", ["ubi_share=0:1"], design="lhs", count=2, design_seed=ENDLESS),
    "a spread": lambda: sim.sensitivity("monopoly", spread=ENDLESS),
    "a classic": lambda: sim.classic("simple", set={"surplus_rate": ENDLESS}),
    "a port": lambda: serving.serve(["baseline"], port=ENDLESS, workers=200, seeds=1, months=1),
    "a list": lambda: sim.run("baseline", set={"markup": [[ENDLESS]]}),
}


@pytest.mark.parametrize("call", WITHOUT_END.values(), ids=WITHOUT_END)
def test_numbers_without_end_get_one_message(call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=r"^[^\n]* = ?[^\n]{0,60}\.\.\.: must be|^--\w+ 0x\w+\.\.\.: must be"):
        call()


@pytest.mark.parametrize("call", [sim.run, sim.compare], ids=["run", "compare"])
@pytest.mark.parametrize(("names", "options", "says"), WRONG.values(), ids=WRONG)
def test_wrong_arguments(call: Any, names: tuple[Any, ...], options: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as error:
        call(*names, "commons", **options)
    (message,) = error.value.messages
    assert says in message
    assert list(Path().iterdir()) == []


def test_an_unknown_language_fails_before_the_run() -> None:
    with pytest.raises(InputError, match="lang = 'fr': must be one of en, zh"):
        sim.compare("baseline", "commons", lang="fr")
    assert list(Path().iterdir()) == []


def test_numbers_of_numpy_are_numbers() -> None:
    changed = {"markup": np.float64(0.3), "ai": np.bool_(True), "ai_arrival": np.int64(1)}
    found = sim.run("baseline", seeds=np.int64(2), months=np.int64(3), workers=np.int32(200), jobs=1, quiet=True,
                    set=changed)  # fmt: skip
    assert found.seeds == {"baseline": [0, 1]}
    params = load(found.folder / "scenarios" / "baseline.toml").params
    assert (params.markup, params.ai, params.ai_arrival, params.n_workers) == (0.3, True, 1, 200)


def test_what_is_asked_for_beside_the_names_is_in_the_name_of_the_folder() -> None:
    plain = run.default_folder("compare", ["baseline", "monopoly"])
    assert plain == Path("results/compare-baseline-monopoly")
    slow = run.default_folder("compare", ["baseline", "monopoly"], {"adoption_speed": 0.1, "n_workers": 500}, 240)
    assert slow == Path("results/compare-baseline-monopoly-adoption_speed=0.1-n_workers=500-months=240")
    long = [run.default_folder("run", ["a" * 99], {"markup": value}).name for value in (0.3, 0.4)]
    assert long[0] != long[1]
    assert max(map(len, long)) < 100
