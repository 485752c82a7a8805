"""Runs on a cluster: a real scheduler and real workers on this machine, and what is said when some of them go."""

import copy
import json
import logging
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import sim
from sim import reports
from sim.base import lock
from sim.base.errors import InputError, SimError
from sim.charts import draw
from sim.cli.main import main
from sim.economy.records import Run
from sim.economy.scenario import Scenario, load
from sim.experiments import programme
from sim.experiments.sweep import Sweep
from sim.runs import cluster as clusters
from sim.runs import runner, store
from sim.runs.pools import Lost

distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed")

SMALL: dict[str, Any] = {"workers": 200, "months": 6, "quiet": True}
HERE = "tcp://127.0.0.1"
# A programme of two points.
EVERY = """
extends = "baseline"
title = { en = "Both", zh = "俱全" }
[params]
markup = 0.3
duty_hours = 4.0
"""
POINTS = """
none = "baseline"
all = "every.toml"
beside = "monopoly"
outcomes = ["output", "unemployment"]
ablation = ["output"]
[sizes]
every = { seeds = 3, workers = 200, months = 6 }
ablation = { seeds = 3, workers = 200, months = 6 }
[[points]]
title = { en = "One", zh = "一" }
on = { markup = 0.3 }
off = { markup = 0.27 }
[[points]]
title = { en = "Other", zh = "二" }
on = { duty_hours = 4.0 }
off = { duty_hours = 0.0 }
"""
GOES_ON = "runs are finished in out; the same command goes on from there"


class Machine:
    """A scheduler and its workers, each a process; what has died is started again on demand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def begin(self, command: str, *options: str, env: Mapping[str, str] | None = None) -> "subprocess.Popen[bytes]":
        log = (self.folder / "log").open("ab")
        line = [sys.executable, "-m", f"distributed.cli.{command}", *options, "--no-dashboard"]
        with log:
            return subprocess.Popen(line, stdout=log, stderr=log, cwd=self.folder, env={**os.environ, **(env or {})})

    def worker(self, **env: str) -> "subprocess.Popen[bytes]":
        place, ends = ("--local-directory", str(self.folder)), ("--death-timeout", "60")  # though a test be killed
        worker = self.begin("dask_worker", self.address, "--nthreads", "1", "--no-nanny", *ends, *place, env=env)
        self.workers.append(worker)
        return worker

    def kill(self, *processes: "subprocess.Popen[bytes] | None") -> None:
        for process in processes:
            if process:
                process.kill()
                process.wait()

    def with_workers(self, count: int) -> str:
        """The address of a living scheduler with so many workers."""
        if self.scheduler is None or self.scheduler.poll() is not None:
            self.kill(*self.workers)
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            self.address = f"{HERE}:{port}"
            self.scheduler = self.begin(
                "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--idle-timeout", "600"
            )
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        self.kill(*self.workers[count:])
        del self.workers[count:]
        while len(self.workers) < count:
            self.worker()
        end = time.monotonic() + 120
        while self.joined() != count:
            assert time.monotonic() < end, (self.folder / "log").read_text(encoding="utf-8")
            time.sleep(0.1)
        return self.address

    def joined(self) -> int:
        try:
            with clusters._client(self.address) as client:
                return len(client.nthreads())
        except InputError:  # the scheduler is about to start
            return -1


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    machine = Machine(tmp_path_factory.mktemp("machine"))
    yield machine
    machine.kill(machine.scheduler, *machine.workers)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(store, "packs", lambda: False)
    monkeypatch.setattr(draw, "figures", lambda *_, **options: [])
    monkeypatch.setattr(reports, "report", lambda results, _, **options: results.folder / "report.html")
    return tmp_path


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """Nothing is logged while runs are made: what there is to say is one line of ours."""
    said: list[logging.LogRecord] = []

    class Note(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record)

    note = Note()
    names = ("distributed", "tornado", "asyncio", "")
    for name in names:
        logging.getLogger(name).addHandler(note)
    yield
    for name in names:
        logging.getLogger(name).removeHandler(note)
    assert [f"{record.name}: {record.getMessage()}" for record in said] == []


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Callable[[], object]], None]:
    """Something that happens as soon as so many runs are on disk."""

    def when(count: int, then: Callable[[], object]) -> None:
        plain, done = store.Store.save, []

        def save(self: store.Store, run: Run) -> None:
            plain(self, run)
            done.append(run)
            if len(done) == count:
                then()

        monkeypatch.setattr(store.Store, "save", save)

    return when


def bytes_of(folder: Path) -> dict[str, bytes]:
    """All files; of the manifest, which says by what command it was made, what is the same for the same runs."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    manifest = json.loads(found.pop("manifest.json"))
    return {**found, "manifest": json.dumps({**manifest, "command": ""}).encode()}


def sent(make: Callable[..., Run]) -> Callable[..., Run]:
    """A function that goes to workers with its code: they can't import it from here."""
    make.__module__ = "__main__"
    return make


@sent
def slow(scenario: Scenario, seed: int, months: int, **options: Any) -> Run:
    """A run that takes at least a moment."""
    import time

    from sim.runs.runner import simulate

    time.sleep(0.3)
    return simulate(scenario, seed, months, **options)


@sent
def failing(scenario: Scenario, seed: int, months: int, **options: Any) -> Run:
    """A run whose books do not close, under one seed."""
    from sim.base.errors import LedgerError
    from sim.runs.runner import simulate

    if seed == 2:
        raise LedgerError(f"{scenario.name}, seed {seed}: flow wages, month 1: overdraft")
    return simulate(scenario, seed, months, **options)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The run of these tests, made in one process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "packs", lambda: False)
        out = tmp_path_factory.mktemp("alone")
        sim.run("baseline", "monopoly", seeds=4, jobs=1, out=out, **SMALL)
    return bytes_of(out)


def run_on(address: str, **changes: Any) -> dict[str, bytes]:
    """The same run on the cluster."""
    sim.run("baseline", "monopoly", seeds=4, cluster=address, out="out", **{**SMALL, **changes})
    return bytes_of(Path("out"))


# -- the same bits


def test_runs_on_two_workers_are_those_of_one_process(
    machine: Machine, alone: dict[str, bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_on(machine.with_workers(2), quiet=False) == alone
    out, err = capfd.readouterr()
    assert out == ""
    note, begins, *ends = err.splitlines()[-4:]  # before them, what is said while the other folder is made
    assert note.startswith("monopoly: AI comes in month 96, after the last month (5): no effect of ")
    assert begins == "8 runs of 6 months"
    assert sorted(re.sub(r"\d+ s$", "", line) for line in ends) == ["baseline: 4 runs, ", "monopoly: 4 runs, "]


def swept(**options: Any) -> Sweep:
    return sim.sweep("monopoly", ["ubi_share=0:0.4:3"], against="commons", seeds=2, **{**SMALL, **options})


def test_a_sweep_on_two_workers_is_that_of_one_process_stopped_or_not(
    machine: Machine, saved: Callable[[int, Callable[[], object]], None], folder: Path
) -> None:
    address = machine.with_workers(2)
    swept(jobs=1, out="one")
    swept(cluster=address, out="whole")
    saved(4, lambda: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(SimError, match=rf"^stopped: ([4-9]|10) of 12 {GOES_ON}$"):
        swept(cluster=address, out="out")
    swept(cluster=address, out="out")
    assert bytes_of(folder / "whole") == bytes_of(folder / "out") == bytes_of(folder / "one")


def test_months_are_told_while_runs_are_made(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made with no pause between messages: the bars of the run are those of its months."""
    from sim.runs.progress import Meter

    @sent
    def steady(scenario: Scenario, seed: int, months: int, keeps: str, window: int, on_month: Any) -> Run:
        import time

        from sim.runs.runner import simulate

        for month in range(1, 4):
            time.sleep(0.6)
            on_month(month)
        return simulate(scenario, seed, months, keeps=keeps, window=window, on_month=on_month)

    seen: set[int] = set()
    plain = Meter.show

    def show(self: Meter, at_most_every: float = 0.0) -> None:
        seen.update(self.counts)
        plain(self, at_most_every)

    monkeypatch.setattr(Meter, "show", show)
    monkeypatch.setattr(runner, "simulate", steady)
    sim.run("baseline", seeds=1, cluster=machine.with_workers(2), out="out", **SMALL)
    assert {0, 6} < seen
    assert seen & {1, 2, 3}


# -- what goes wrong in a run


def test_the_error_of_a_run_is_that_of_one_machine(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "simulate", failing)
    with pytest.raises(SimError, match=r"^baseline, seed 2: flow wages, month 1: overdraft\n2 of 3 runs") as error:
        sim.run("baseline", seeds=3, out="out", cluster=machine.with_workers(2), **SMALL)
    assert error.value.exit_code == 1
    assert {path.name for path in Path("out/runs").glob("[!.]*")} == {"baseline-0.npz", "baseline-1.npz"}
    assert not (Path("out") / lock.NAME).exists()


def test_a_run_that_kills_its_workers_is_one_message() -> None:
    class Future:
        def result(self) -> Run:
            raise distributed.KilledWorker("task", None, 3)

    said = str(clusters._result(Future(), (load("baseline"), 3), "HERE"))
    assert said.startswith("baseline, seed 3: every worker of HERE that began it died (out of memory?")


def test_ctrl_c_is_one_line_and_the_call_goes_on(
    machine: Machine,
    alone: dict[str, bytes],
    saved: Callable[[int, Callable[[], object]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = machine.with_workers(2)
    saved(2, lambda: os.kill(os.getpid(), signal.SIGINT))
    monkeypatch.setattr(runner, "simulate", slow)
    with pytest.raises(SimError) as error:
        run_on(address)
    assert re.fullmatch(rf"stopped: [2-6] of 8 {GOES_ON}", str(error.value))
    assert not isinstance(error.value, InputError)
    assert run_on(address) == alone


# -- who is asked to make runs


class Told:
    """A cluster whose workers answer what they are said to answer."""

    def __init__(self, *answers: Mapping[str, object], joined: bool = True) -> None:
        self.answers, self.joined = iter(answers), joined

    def __enter__(self) -> "Told":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait_for_workers(self, _count: int, timeout: float) -> None:
        if not self.joined:
            raise TimeoutError

    def run(self, _function: object, *_arguments: object, on_error: str) -> Mapping[str, object]:
        assert on_error == "return"
        return next(self.answers)


OURS = store.version()
SAME = "the same version makes the same bits"
CHECKS: dict[str, tuple[Told, list[str]]] = {
    "sound": (Told({"a": OURS, "b": OURS}, {"a": store.code(), "b": store.code()}), []),
    "one lacks it": (
        Told({"a": OURS, "b": metadata.PackageNotFoundError("carbon-silicon")}),
        [f"worker b has no carbon-silicon: install version {OURS} where it runs"],
    ),
    "both are others": (
        Told({"b": "0.0.1", "a": "9.0"}),
        [
            f"worker a has carbon-silicon 9.0, this is {OURS}: {SAME}",
            f"worker b has carbon-silicon 0.0.1, this is {OURS}: {SAME}",
        ],
    ),
    "edited": (
        Told({"a": OURS, "b": OURS}, {"a": "0" * 64, "b": store.code()}),
        ["worker a has other rules or parameters under the same version"],
    ),
    "nobody": (
        Told(joined=False),
        ["no worker has joined the scheduler: dask worker HERE:1 --nthreads 1"],
    ),
}


@pytest.mark.parametrize(("told", "says"), CHECKS.values(), ids=CHECKS)
def test_workers_must_have_the_same_program(told: Told, says: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_client", lambda _: told)
    found: list[str] = []
    try:
        clusters.check("HERE:1")
    except InputError as error:
        found = error.messages
    assert found == [f"--cluster HERE:1: {line}" for line in says]


def test_a_worker_that_joins_later_with_other_rules_makes_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    class Worker:
        address = "HERE:2"

    monkeypatch.setattr(distributed, "get_worker", Worker)
    with pytest.raises(Lost, match=r"^a worker on HERE:2 has other rules or parameters than this program$"):
        clusters._work("topic", 0, slow, "0" * 64, (load("baseline"), 0))


@pytest.mark.slow
def test_a_real_worker_without_the_package_and_one_with_other_rules(machine: Machine, folder: Path) -> None:
    address = machine.with_workers(1)
    bare, edited = folder / "bare", folder / "edited"
    bare.mkdir()
    lacking = """
        from importlib import metadata
        plain = metadata.version
        def version(name):
            if name == "carbon-silicon":
                raise metadata.PackageNotFoundError(name)
            return plain(name)
        metadata.version = version
    """
    (bare / "sitecustomize.py").write_text(textwrap.dedent(lacking), encoding="utf-8")
    shutil.copytree(Path(sim.__file__).parent, edited / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (edited / "sim" / "economy" / "month.py").open("a", encoding="utf-8") as file:
        file.write("# a rule was edited\n")
    for place, says in (
        (bare, f"has no carbon-silicon: install version {OURS} where it runs"),
        (edited, "has other rules or parameters under the same version"),
    ):
        other = machine.worker(PYTHONPATH=str(place))
        try:
            while machine.joined() != 2:
                assert other.poll() is None
                time.sleep(0.1)
            with pytest.raises(InputError) as error:
                run_on(address)
        finally:
            machine.kill(other)
        assert re.fullmatch(rf"--cluster {address}: worker {HERE}:\d+ {re.escape(says)}", str(error.value))
        assert not (folder / "out").exists()


# -- what goes away


def test_a_worker_is_killed_and_its_runs_are_made_again(
    machine: Machine,
    alone: dict[str, bytes],
    saved: Callable[[int, Callable[[], object]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = machine.with_workers(2)
    monkeypatch.setattr(runner, "simulate", slow)
    saved(3, machine.workers[0].kill)
    assert run_on(address) == alone
    assert [worker.poll() is None for worker in machine.workers] == [False, True]


@pytest.mark.slow
def test_a_programme_is_the_same_on_two_workers_of_which_one_is_killed(
    machine: Machine, saved: Callable[[int, Callable[[], object]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programme, "WIDE", 2)
    Path("points.toml").write_text(POINTS, encoding="utf-8")
    Path("every.toml").write_text(EVERY, encoding="utf-8")
    given: dict[str, Any] = {"table": "points.toml", "seeds": 3, **SMALL}
    sim.programme(jobs=1, out="here", **given)
    address = machine.with_workers(2)
    saved(1, machine.workers[0].kill)
    sim.programme(cluster=address, out="there", **given)
    assert [worker.poll() is None for worker in machine.workers] == [False, True]
    assert bytes_of(Path("there")) == bytes_of(Path("here"))


def test_all_workers_are_gone(
    machine: Machine, saved: Callable[[int, Callable[[], object]], None], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    address = machine.with_workers(1)
    for name, value in {"ALONE": 1.0, "COUNT": 0.2, "WAIT": 1.0}.items():
        monkeypatch.setattr(clusters, name, value)
    saved(2, lambda: machine.kill(*machine.workers))
    monkeypatch.setattr(runner, "simulate", slow)
    with pytest.raises(SimError) as error:
        run_on(address)
    assert (str(error.value), error.value.exit_code) == (f"no worker is left at {address}: 2 of 8 {GOES_ON}", 1)
    assert sorted(path.name for path in (folder / "out" / "runs").iterdir()) == ["baseline-0.npz", "monopoly-0.npz"]
    before = bytes_of(folder / "out")
    with pytest.raises(InputError) as none:
        run_on(address)
    assert str(none.value) == (
        f"--cluster {address}: no worker has joined the scheduler: dask worker {address} --nthreads 1"
    )
    assert bytes_of(folder / "out") == before


def test_the_scheduler_is_gone(
    machine: Machine,
    alone: dict[str, bytes],
    saved: Callable[[int, Callable[[], object]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, plain = machine.with_workers(1), runner.simulate
    monkeypatch.setattr(runner, "simulate", slow)
    saved(2, lambda: machine.kill(machine.scheduler))
    with pytest.raises(SimError) as error:
        run_on(address)
    assert re.fullmatch(
        rf"the scheduler at {address} (has gone|does not answer any more): [23] of 8 {GOES_ON}", str(error.value)
    )
    assert error.value.exit_code == 1
    monkeypatch.setattr(runner, "simulate", plain)
    sim.run("baseline", "monopoly", seeds=4, jobs=1, out="out", **SMALL)
    assert bytes_of(Path("out")) == alone


# -- the whole command, with all that a terminal would show


def command(line: str) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "sim", *shlex.split(line)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


LINE = "sweep monopoly --vary ubi_share=0:0.4:3 --seeds 8 --months 240 --workers 200 --quiet --out out"


@pytest.mark.slow
@pytest.mark.parametrize("gone", ["command", "worker", "scheduler", "stopped"])
def test_what_the_command_says_when_something_goes(gone: str, machine: Machine, folder: Path) -> None:
    address = machine.with_workers(2)
    process = command(f"{LINE} --cluster {address}")
    end = time.monotonic() + 120
    while len(list((folder / "out" / "runs").glob("[!.]*.npz"))) < 3:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    if gone == "worker":
        machine.workers[0].kill()
    elif gone == "scheduler":
        machine.kill(machine.scheduler)
    else:
        process.send_signal(signal.SIGKILL if gone == "command" else signal.SIGINT)
    _, err = process.communicate(timeout=300)
    kept = len(list((folder / "out" / "runs").glob("[!.]*.npz")))
    assert (kept < 24) is (gone != "worker")
    says = {
        "command": "",
        "worker": "",
        "stopped": f"stopped: {kept} of 24 {GOES_ON}\n",
        "scheduler": rf"the scheduler at {address} (has gone|does not answer any more): {kept} of 24 {GOES_ON}\n",
    }[gone]
    assert re.fullmatch(says, err), err
    assert process.returncode == {"command": -signal.SIGKILL, "worker": 0}.get(gone, 1)
    if gone != "worker":
        again = command(f"{LINE} --cluster {machine.with_workers(2)}")
        assert (again.communicate(timeout=300)[1], again.returncode) == ("", 0)
    sim.sweep("monopoly", ["ubi_share=0:0.4:3"], seeds=8, jobs=1, out="one", **{**SMALL, "months": 240})
    found, wanted = (bytes_of(folder / name) for name in ("out", "one"))
    assert {name: content for name, content in found.items() if not name.startswith(("figures/", "report"))} == wanted


# -- who can reach it


CERTIFICATE = (
    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=cluster -keyout cluster-key.pem -out cluster-cert.pem"
)
DASK = ["--tls-ca-file", "cluster-cert.pem", "--tls-cert", "cluster-cert.pem", "--tls-key", "cluster-key.pem"]
SHOWN = "--tls-ca cluster-cert.pem --tls-cert cluster-cert.pem --tls-key cluster-key.pem"
SHORT = "run baseline --seeds 2 --months 2 --workers 200 --quiet"


@pytest.mark.parametrize("page", ["using.md", "using.zh.md"])
def test_the_page_has_the_lines_that_are_tested(page: str) -> None:
    text = (Path(__file__).parents[1] / "docs" / page).read_text(encoding="utf-8")
    for line in (CERTIFICATE.replace("-days 2", "-days 30"), " ".join(DASK), SHOWN):
        assert line in text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("--cluster tls://127.0.0.1:1", "tls:// and --tls-ca, --tls-cert and --tls-key belong together"),
        (
            "--cluster tcp://127.0.0.1:1 --tls-ca here.pem",
            "tls:// and --tls-ca, --tls-cert and --tls-key belong together",
        ),
        (
            "--cluster tls://127.0.0.1:1 --tls-ca here.pem --tls-cert here.pem --tls-key here.pem",
            "no scheduler answers there",
        ),
        ("--cluster tls://127.0.0.1:1 --tls-ca gone.pem", "File 'gone.pem' does not exist"),
    ],
)
def test_certificates_and_addresses_that_do_not_go_together(
    line: str, says: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dask

    monkeypatch.setattr(dask.config, "config", copy.deepcopy(dask.config.config))
    (folder / "here.pem").write_text("no certificate", encoding="utf-8")
    found = CliRunner().invoke(main, [*SHORT.split(), *line.split()], catch_exceptions=False)
    assert found.exit_code == 2
    assert says in found.stderr


@pytest.mark.ci
@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate")
def test_runs_of_a_cluster_that_wants_certificates(folder: Path) -> None:
    """The lines of docs/using.md, and nobody without the certificate reaches it."""
    subprocess.run(CERTIFICATE.split(), check=True, capture_output=True)
    machine = Machine(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    machine.scheduler = machine.begin(
        "dask_scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", port, *DASK
    )
    machine.address = f"tls://127.0.0.1:{port}"
    try:
        time.sleep(1)
        machine.workers.append(
            machine.begin(
                "dask_worker", machine.address, "--nthreads", "1", "--no-nanny", "--death-timeout", "60", *DASK
            )
        )
        for certificates, address, code in ((SHOWN, machine.address, 0), ("", f"tcp://127.0.0.1:{port}", 2)):
            line = [sys.executable, "-m", "sim", *SHORT.split(), "--cluster", address, *certificates.split()]
            for _ in range(6):  # the scheduler may not listen yet
                found = subprocess.run([*line, "--out", f"out{code}"], capture_output=True, text=True, timeout=120)
                if found.returncode == code:
                    break
            assert found.returncode == code, found.stderr + (folder / "log").read_text(encoding="utf-8")
        assert "no scheduler answers there" in found.stderr
        sim.run("baseline", seeds=2, out="alone", jobs=1, workers=200, months=2, quiet=True)
        assert bytes_of(folder / "out0") == bytes_of(folder / "alone")
    finally:
        machine.kill(machine.scheduler, *machine.workers)
