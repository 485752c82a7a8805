"""Runs, their folder, and everything that can go wrong with it."""

import errno
import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.base import files, sources, telling
from sim.base.errors import InputError, SimError
from sim.base.interrupts import drawing
from sim.base.lock import Lock
from sim.base.paths import PACKAGE
from sim.economy.measures import MEASURES
from sim.economy.records import Run
from sim.economy.scenario import Scenario, load_all
from sim.economy.scenario import load as load_scenario
from sim.engine import declarations
from sim.engine.ledger import assets, flows
from sim.experiments.comparison import Comparison
from sim.runs import digest, runner, store
from sim.runs.packing import unpacked
from sim.runs.reading import load
from sim.runs.results import Results

SMALL = {"workers": 200, "months": 3, "quiet": True}


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "packs", lambda: False)  # whether or not the extra is installed here


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def arrays_of(run: Path) -> dict[str, np.ndarray]:
    """What a file of a run keeps, as files of older versions kept it."""
    with np.load(run) as kept:
        return {name: unpacked(kept[name]) for name in kept.files}


# -- what is in the folder


def test_folder(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2)
    both = ("baseline", "commons")
    assert set(contents(tmp_path)) == {
        "manifest.json", "outcomes.csv", "summary.csv.gz", "differences.csv", "dictionary.csv",
        *(f"monthly/{name}.csv.gz" for name in both), *(f"scenarios/{name}.toml" for name in both),
        *(f"runs/{name}-{seed}.npz" for name in both for seed in (0, 1)),
    }  # fmt: skip


def test_manifest_says_what_was_run(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    commons = manifest["scenarios"]["commons"]
    assert manifest["version"] == sim.__version__
    assert manifest["dependencies"]["numpy"] == np.__version__
    assert (manifest["months"], manifest["command"], manifest["reference"]) == (72, "test", "baseline")
    assert (commons["seeds"], commons["binding"]) == ([0, 1], {"b": 4})
    assert commons["digest"] == load_scenario("commons").digest
    assert commons["params"]["commons_share"] == 1.0
    assert manifest["measures"][0] == {
        "name": "unemployment", "unit": "fraction", "kind": "stock", "label": {"en": "Unemployment", "zh": "失业率"},
    }  # fmt: skip


def test_resolved_scenarios_run_again_as_they_stand(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["monopoly-ubi"], seeds=1, overrides={"adoption_speed": 0.07})
    again = load_scenario(tmp_path / "scenarios" / "monopoly-ubi.toml")
    assert again.digest == load_scenario("monopoly-ubi", {"adoption_speed": 0.07}).digest


def test_tables(fill, tmp_path: Path) -> None:
    results = fill(tmp_path, ["baseline", "commons"], seeds=3)
    table = arrays_of(tmp_path / "runs" / "commons-1.npz")["table"]
    monthly, names = results.monthly, list(MEASURES)
    assert list(monthly.columns) == ["scenario", "seed", "month", *names]
    one = monthly[(monthly["scenario"] == "commons") & (monthly["seed"] == 1)]
    assert one["month"].tolist() == list(range(72))  # the same months as in scenario files
    assert (one[names].to_numpy() == table).all()  # every digit survives
    assert (results.series("commons", "output")[1] == table[:, names.index("output")]).all()

    outcome = results.outcomes.set_index(["scenario", "seed"]).loc[("commons", 1)]
    assert outcome.tolist() == table[12:].mean(axis=0).tolist()

    row = results.summary.set_index(["scenario", "month", "measure"]).loc[("commons", 40, "output")]
    values = results.series("commons", "output")[:, 40]
    assert row.tolist() == np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95]).tolist()
    assert list(results.summary.columns) == ["scenario", "month", "measure", "p05", "p25", "p50", "p75", "p95"]
    assert len(results.summary) == 2 * 72 * len(names)

    assert list(results.differences.columns) == ["scenario", "reference", "measure", "mean", "low", "high", "verdict"]
    assert set(results.differences["scenario"]) == {"commons"}


def test_one_scenario_has_an_empty_table_of_differences(fill, tmp_path: Path) -> None:
    assert fill(tmp_path, ["commons"], seeds=1).differences.empty


def test_results_say_what_they_are(core: Results) -> None:
    assert repr(core).endswith("out: 12 scenarios, 4 seeds, 72 months)")
    assert core.title("commons", "zh") == "算力公有"


def test_monthly_tables_are_parquet_where_the_extra_is_installed(
    fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    fill(tmp_path, ["baseline"], seeds=1)
    monkeypatch.setattr(store, "packs", lambda: True)
    fill(tmp_path, ["baseline"], seeds=2)
    assert [path.name for path in (tmp_path / "monthly").iterdir()] == ["baseline.parquet"]
    assert load(tmp_path).manifest["monthly"] == "parquet"
    table = arrays_of(tmp_path / "runs" / "baseline-1.npz")["table"]
    shutil.rmtree(tmp_path / "runs")
    results = load(tmp_path)
    assert (results.series("baseline", "output")[1] == table[:, list(MEASURES).index("output")]).all()


# -- records


def test_records_come_back(recorded: Results) -> None:
    sheet = recorded.records("balance_sheet", "monopoly")
    assert sheet.shape == (3, 5, len(assets()), 9)  # seeds, years begun, assets, sectors
    assert list(recorded.axes("balance_sheet")) == ["asset", "sector"]
    assert recorded.axes("worker_income")["decile"] == [str(number) for number in range(1, 11)]
    one = arrays_of(recorded.folder / "runs" / "monopoly-2.npz")["record:balance_sheet"]
    assert (recorded.records("balance_sheet", "monopoly", [2, 0])[0] == one).all()
    assert recorded.records("agent_events", "monopoly").shape == (3, 50, 4)
    assert recorded.records("producer_sales", "monopoly").shape == (3, 5, 16)  # an axis as long as there are producers
    assert recorded.axes("producer_sales") == {"producer": []}


def test_unknown_record(recorded: Results) -> None:
    with pytest.raises(InputError, match=r"^payment: no such record; did you mean payments\?$"):
        recorded.records("payment", "monopoly")


def test_only_some_scenarios(recorded: Results) -> None:
    part = recorded.only("monopoly", "commons")
    assert part.scenarios == ["monopoly", "commons"]
    assert set(part.monthly["scenario"]) == {"monopoly", "commons"}
    assert (part.series("commons", "output") == recorded.series("commons", "output")).all()
    with pytest.raises(InputError, match=r"no results of monoply: must be one of baseline, .*; did you mean monopoly\?$"):
        recorded.only("monoply")


def test_folders_of_versions_without_records_are_read_and_say_so(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2)
    results = load(tmp_path)
    assert not results.has_records(["payments"])
    with pytest.raises(InputError, match=r"baseline-0\.npz: damaged run .*record:payments"):
        results.records("payments", "baseline")
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    del manifest["records"]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    old = load(tmp_path)
    assert len(old.monthly) == 2 * 2 * 72
    with pytest.raises(InputError, match="an older version made these runs, without records: repeat them"):
        old.records("payments", "baseline")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda arrays: arrays.pop("record:payments"), r"monopoly-1\.npz: damaged run .*: delete it and run again"),
        (lambda arrays: arrays.update({"record:payments": np.zeros(3)}),
         rf"monopoly-1\.npz: damaged run .its record payments is \(3,\), not \({len(flows())}, 9\)"),
        (lambda arrays: arrays.update({"record:payments": np.zeros((60, 7))}),
         rf"monopoly-1\.npz: damaged run .its record payments is \(60, 7\), not \({len(flows())}, 9\)"),
    ],
)  # fmt: skip
def test_damaged_records(
    change: Callable[[dict[str, np.ndarray]], object], says: str, recorded: Results, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(recorded.folder, folder)
    path = folder / "runs" / "monopoly-1.npz"
    arrays = arrays_of(path)
    change(arrays)
    np.savez(path, **arrays)
    with pytest.raises(InputError, match=says):
        load(folder).records("payments", "monopoly")


# -- running


def test_processes(tmp_path: Path) -> None:
    """Tables do not depend on the number of processes, and a script that starts some needs no main guard."""
    call = "sim.run('baseline', 'competition', seeds=3, workers=200, months=14, set={'ai_arrival': 2}, jobs=2, out='2')"
    script = tmp_path / "mine.py"
    plain = "import sim.runs.store\nsim.runs.store.packs = lambda: False\n"
    script.write_text(f"{plain}print('once')\nprint({call})\n", encoding="utf-8")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["once", "Results(2: 2 scenarios, 3 seeds, 14 months)"]
    assert sorted(line.split(",")[0] for line in done.stderr.splitlines()) == [
        "6 runs of 14 months",
        "baseline: 3 runs",
        "baseline: while ai = false: no effect of ai_arrival",
        "competition: 3 runs",
        "competition: outcomes are means over months 0 to 13",
    ]

    sim.run("baseline", "competition", seeds=3, workers=200, months=14, set={"ai_arrival": 2}, jobs=1,
            out=tmp_path / "1", quiet=True)  # fmt: skip
    one, two = contents(tmp_path / "1"), contents(tmp_path / "2")
    tables = [name for name in one if name != "manifest.json"]
    assert len(tables) == 14
    assert {name: one[name] for name in tables} == {name: two[name] for name in tables}


def test_simulate() -> None:
    seen: list[int] = []
    run = runner.simulate(load_scenario("baseline", {"n_workers": 200}), 5, 4, on_month=seen.append)
    assert (run.scenario_name, run.seed, run.table.shape, run.names) == (
        "baseline",
        5,
        (4, len(MEASURES)),
        tuple(MEASURES),
    )
    assert seen == [1, 2, 3, 4]
    assert (run.table[:, run.names.index("residual")] == 0.0).all()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Runs that were made rather than found: simulate gives zeros, and is noted."""
    noted: list[tuple[str, int]] = []

    def simulate(
        scenario: Scenario, seed: int, months: int, keeps: str, window: int, on_month: Callable[[int], None]
    ) -> Run:
        noted.append((scenario.name, seed))
        on_month(months)
        return Run(scenario.name, seed, months, np.zeros((months, len(MEASURES))), tuple(MEASURES), {})

    monkeypatch.setattr(runner, "simulate", simulate)
    return noted


def test_finished_runs_are_kept_and_others_added(made: list[tuple[str, int]], tmp_path: Path) -> None:
    sim.run("baseline", seeds=2, jobs=1, out=tmp_path, **SMALL)
    sim.run("baseline", seeds=2, jobs=1, out=tmp_path, **SMALL)
    assert made == [("baseline", 0), ("baseline", 1)]
    results = sim.run("commons", "baseline", seeds=3, jobs=1, out=tmp_path, **SMALL)
    assert made[2:] == [("commons", 0), ("commons", 1), ("commons", 2), ("baseline", 2)]
    assert results.seeds == {"baseline": [0, 1, 2], "commons": [0, 1, 2]}
    assert results.reference == "commons"
    assert set(results.differences["scenario"]) == {"baseline"}


def test_lines_where_there_is_no_terminal(
    made: list[tuple[str, int]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sim.run("baseline", seeds=1, jobs=1, out=tmp_path, workers=200, months=3)
    sim.run("baseline", "commons", seeds=2, jobs=1, out=tmp_path, workers=200, months=3)
    out, err = capsys.readouterr()
    assert out == ""
    said = [line for line in err.splitlines() if "no effect" not in line]
    assert [said.pop(0), said.pop(1)] == ["1 run of 3 months", "4 runs of 3 months, 1 of them from earlier"]
    assert [line.rpartition(",")[0] for line in said] == [
        "baseline: 1 run", "baseline: 2 runs, 1 of them from earlier", "commons: 2 runs",
    ]  # fmt: skip


def test_without_a_terminal_there_is_a_line_now_and_then(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a run takes long, and in what follows the runs."""
    monkeypatch.setattr(telling, "EVERY", 0.02)
    simulate = runner.simulate

    def slow(scenario: Scenario, *given: Any, **options: Any) -> Run:
        time.sleep(0.1)
        return simulate(scenario, *given, **options)

    monkeypatch.setattr(runner, "simulate", slow)
    runner.ensemble([load_scenario("baseline", {"n_workers": 200})], [0], 2, jobs=1, out=tmp_path)
    first, *rest = capsys.readouterr().err.splitlines()
    assert first == "1 run of 2 months"
    assert re.fullmatch(r"0 of 1 run, 0 s", rest[0])
    with drawing(tmp_path, "drawing figures", quiet=False):
        time.sleep(0.1)
    first, *rest = capsys.readouterr().err.splitlines()
    assert first == "drawing figures"
    assert rest[0] == "drawing figures: 0 s"
    with drawing(tmp_path, "drawing figures", quiet=True):
        time.sleep(0.1)
    assert capsys.readouterr().err == ""


# -- refusals: exit code 2 and nothing touched


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"months": 4}, "months 3, now 4"),
        ({"workers": 300}, "scenario baseline: n_workers 200, now 300"),
        ({"set": {"adoption_speed": 0.06}}, "scenario baseline: adoption_speed 0.05, now 0.06"),
    ],
)
def test_a_folder_of_other_results_is_refused(
    change: dict[str, object], says: str, made: list[tuple[str, int]], tmp_path: Path
) -> None:
    sim.run("baseline", seeds=1, jobs=1, out=tmp_path, **SMALL)
    before = contents(tmp_path)
    with pytest.raises(InputError) as error:
        sim.run("baseline", "commons", seeds=2, jobs=1, out=tmp_path, **{**SMALL, **change})
    assert str(error.value) == (
        f"{tmp_path}: holds other results ({says}): choose another folder with --out, or delete this one"
    )
    assert error.value.exit_code == 2
    assert contents(tmp_path) == before
    assert len(made) == 1


@pytest.mark.parametrize("name", ["version", "code"])
def test_results_of_another_program_are_refused(
    name: str, made: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sim.run("baseline", seeds=1, jobs=1, out=tmp_path, **SMALL)
    monkeypatch.setattr(store, name, lambda: "other")
    with pytest.raises(InputError, match="holds other results"):
        sim.run("baseline", seeds=1, jobs=1, out=tmp_path, **SMALL)
    for path in tmp_path.iterdir():  # the runs say it as well, where they are all that is left
        if path.name != "runs":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(InputError, match=r"baseline-0.npz: (version|the rules or parameters)"):
        sim.run("baseline", seeds=1, jobs=1, out=tmp_path, **SMALL)


def test_code_that_only_shows_results_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is hashed: all that can change a number, and nothing of the rooms above the economy."""
    hashed: list[str] = []
    monkeypatch.setattr(
        sources, "digest", lambda files: hashed.extend(f.relative_to(PACKAGE).as_posix() for f in files)
    )
    digest.code.__wrapped__()
    assert all(name.startswith(("base/", "engine/", "economy/")) for name in hashed)
    wanted = {"month", "start", "measures", "records", "scenario", "accounts", "kernels/markets", "rules/pricing"}
    assert {f"economy/{name}.py" for name in wanted} | {"economy/params.toml", "engine/ledger.py"} <= set(hashed)
    tables = {p.relative_to(PACKAGE).as_posix() for p in (PACKAGE / "economy").rglob("*.toml")}
    assert tables == {name for name in hashed if name.endswith(".toml")}
    everything = {p.relative_to(PACKAGE).as_posix() for p in (PACKAGE / "economy").rglob("*.py")}
    idle = {name for name in everything - set(hashed) if not name.endswith("__init__.py")}
    # A view of the economy, what is said of scenarios, what phases decide, and where a parameter bites.
    assert idle == {f"economy/{name}.py" for name in ("mesa_model", "acting", "decisions", "entering")}


def test_what_is_no_module_and_line_ends_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sources, "PACKAGE", copy)
    monkeypatch.setattr(digest, "PACKAGE", copy)
    monkeypatch.setattr(declarations, "MECHANISMS", copy / "economy" / "mechanisms")

    def code() -> str:
        for found in (sources.file, sources.imports):
            found.cache_clear()
        return str(digest.code.__wrapped__())

    try:
        before, rule = code(), copy / "economy" / "rules" / "pricing.py"
        (rule.parent / ".ipynb_checkpoints").mkdir()
        for name in (".ipynb_checkpoints/pricing-checkpoint.py", "pricing copy.py", "pricing_old.py", ".#pricing.py"):
            (rule.parent / name).write_text("price = 2\n", encoding="utf-8")
        for path in (rule, *(copy / "economy").rglob("*.toml")):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        assert code() == before
        rule.write_text(rule.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        assert code() != before
    finally:
        for found in (sources.file, sources.imports):
            found.cache_clear()


def test_folder_that_cannot_be_written(made: list[tuple[str, int]], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"file/out: cannot be written to \(Not a directory\): choose another folder"):
        sim.run("baseline", seeds=1, jobs=1, out=tmp_path / "file" / "out", **SMALL)
    assert not made


@pytest.mark.parametrize("option", ["seeds", "months", "jobs"])
def test_counts_start_at_one(option: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"{option} = 0: must be a whole number"):
        sim.run("baseline", out=tmp_path / "out", **{option: 0})
    assert not (tmp_path / "out").exists()


def test_no_stationary_state_is_known_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="baseline: no stationary state"):
        sim.run("baseline", set={"replacement_rate": 0.9, "income_tax": 0.0, "profit_tax": 0.0, "tax_rate_min": 0.0},
                out=tmp_path / "out", quiet=True)  # fmt: skip
    assert not (tmp_path / "out").exists()


def test_nothing_to_run() -> None:
    with pytest.raises(InputError, match="name a scenario"):
        sim.run()


# -- trouble on the way: exit code 1, finished runs kept, nothing half-written


def test_stopping_keeps_finished_runs(
    monkeypatch: pytest.MonkeyPatch, made: list[tuple[str, int]], tmp_path: Path
) -> None:
    quick = runner.simulate

    def stop_at_third(scenario: Scenario, seed: int, months: int, **options: Callable[[int], None]) -> Run:
        if len(made) == 2:
            raise KeyboardInterrupt
        return quick(scenario, seed, months, **options)

    monkeypatch.setattr(runner, "simulate", stop_at_third)
    with pytest.raises(SimError) as error:
        sim.run("baseline", seeds=4, jobs=1, out=tmp_path, **SMALL)
    assert str(error.value) == (f"stopped: 2 of 4 runs are finished in {tmp_path}; the same command goes on from there")
    monkeypatch.setattr(runner, "simulate", quick)
    assert sim.run("baseline", seeds=4, jobs=1, out=tmp_path, **SMALL).seeds == {"baseline": [0, 1, 2, 3]}
    assert made == [("baseline", seed) for seed in range(4)]


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to a group of processes")
@pytest.mark.parametrize("seconds", [0.2, pytest.param(4.0, marks=pytest.mark.ci)])  # while workers start, and while they work
def test_ctrl_c(seconds: float, tmp_path: Path) -> None:
    code = textwrap.dedent("""
        import sys, sim
        from sim.base.errors import SimError
        try:
            sim.run("baseline", seeds=40, months=10000, workers=200, jobs=2, out=sys.argv[1])
        except SimError as error:
            sys.exit(str(error))
    """)
    command = [sys.executable, "-c", code, str(tmp_path)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (tmp_path / "manifest.json").exists():
        time.sleep(0.05)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to all
    _, said = process.communicate(timeout=60)
    begins, ends = said.splitlines()
    assert begins == "40 runs of 10000 months"
    assert ends == f"stopped: 0 of 40 runs are finished in {tmp_path}; the same command goes on from there"
    assert process.returncode == 1


class Bomb(Scenario):
    """A scenario that kills the process which unpacks it."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_a_worker_that_dies(tmp_path: Path) -> None:
    sound = load_scenario("baseline", {"n_workers": 200})
    bomb = Bomb(**{field.name: getattr(sound, field.name) for field in fields(Scenario)})
    with pytest.raises(SimError, match=r"a worker process died .*: 0 of 2 runs are finished") as error:
        runner.ensemble([bomb], range(2), 2, jobs=2, out=tmp_path, quiet=True)
    assert "\n" not in str(error.value)


# -- reading


def test_no_folder_of_results(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(InputError, match="no folder of results"):
            load(folder)


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("manifest.json", "{", r"manifest.json: cannot be read"),
        ("manifest.json", "[]", r"manifest.json: not a manifest of this program"),
        ("manifest.json", "{}", r"manifest.json: not a manifest of this program \(without version"),
        ("monthly/commons.csv.gz", "", r"commons.csv.gz: cannot be read \(No columns"),
        ("monthly/commons.csv.gz", "scenario,seed", r"commons.csv.gz: cannot be read \(Not a gzipped file"),
        (
            "monthly/commons.csv.gz",
            None,
            r"commons.csv.gz: missing: the command that made the folder builds its tables again",
        ),
        ("monthly/commons.csv", "a,b\n1,2\n", r"commons.csv: its columns are not those"),
        ("monthly/commons.parquet", "", r"commons.parquet: (needs the extra|cannot be read)"),
        ("outcomes.csv", 'a,"b\n1', r"outcomes.csv: cannot be read"),
        ("summary.csv.gz", "\x00\x00", r"summary.csv.gz: cannot be read \(Not a gzipped file"),
        ("differences.csv", None, r"differences.csv: missing"),
    ],
)
def test_damaged_folder(fill, file: str, text: str | None, says: str, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=1, months=2)
    path = tmp_path / file
    if path.parent.name == "monthly":
        shutil.rmtree(tmp_path / "runs")  # with these nobody reads tables of months
        (path.parent / "commons.csv.gz").rename(path)
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        [getattr(load(tmp_path), table) for table in ("monthly", "outcomes", "summary", "differences")]


def test_cut_table(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline"], seeds=2, months=5)
    shutil.rmtree(tmp_path / "runs")
    path = tmp_path / "monthly" / "baseline.csv.gz"
    frame = pd.read_csv(path)
    frame.iloc[:-1].to_csv(path, index=False)
    with pytest.raises(InputError, match=r"monthly/baseline.csv.gz: has 9 rows, not 10"):
        _ = load(tmp_path).monthly


def test_names_and_seeds_are_told_apart(fill, tmp_path: Path) -> None:
    text = (store.Path(sim.base.paths.data("scenarios")) / "commons.toml").read_text(encoding="utf-8")
    (tmp_path / "baseline-1.toml").write_text(text, encoding="utf-8")
    names = ["baseline", str(tmp_path / "baseline-1.toml")]
    results = fill(tmp_path / "out", names, seeds=2, months=3)
    assert results.seeds == {"baseline": [0, 1], "baseline-1": [0, 1]}
    assert load_all(names)[1].name == "baseline-1"


# -- one command at a time


HOLD = """
import sys
from sim.base.lock import Lock
from pathlib import Path
from typing import Any
lock = Lock(Path(sys.argv[1]))
print("locked", flush=True)
sys.stdin.readline()
"""


def test_another_process_that_writes_here_is_waited_for(made: list[tuple[str, int]], tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(InputError) as error:
            sim.run("baseline", seeds=1, jobs=1, out=tmp_path, **SMALL)
        assert str(error.value) == (
            f"{tmp_path}: another sim (process {other.pid}) is writing here: wait for it or use another --out"
        )
        assert not made
        other.kill()  # so that its file stays
        other.wait()
    assert (tmp_path / ".lock").exists()
    sim.run("baseline", seeds=1, jobs=1, out=tmp_path, **SMALL)
    assert not (tmp_path / ".lock").exists()


def test_a_thread_that_writes_here_is_waited_for_and_a_failure_of_before_is_not(tmp_path: Path) -> None:
    failed = Lock(tmp_path)
    with ThreadPoolExecutor(1) as pool, pytest.raises(InputError, match=f"another sim .process {os.getpid()}."):
        pool.submit(Lock, tmp_path).result()
    again = Lock(tmp_path)
    failed.release()  # changes nothing now
    assert (tmp_path / ".lock").exists()
    again.release()
    assert not (tmp_path / ".lock").exists()


# -- damage of every kind is one message


def damage(folder: Path, *keys: str | int, value: object) -> None:
    """Change one value in the manifest; ``...`` takes it out."""
    path = folder / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    place = content
    for key in keys[:-1]:
        place = place[key]
    if value is ...:
        del place[keys[-1]]
    else:
        place[keys[-1]] = value
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("keys", "value", "says"),
    [
        (("scenarios", "baseline", "digest"), ..., "scenarios.baseline.digest: field required"),
        (("scenarios", "baseline", "params"), ..., "scenarios.baseline.params: field required"),
        (("scenarios", "baseline", "params", "n_workers"), ..., "scenarios.baseline.params: no n_workers"),
        (("scenarios", "baseline", "title"), {}, "scenarios.baseline.title.en: field required"),
        (("scenarios", "baseline", "seeds"), [0, 0], "a measure or seed stands there twice"),
        (("scenarios", "baseline", "seeds"), ["0"], "scenarios.baseline.seeds.0: input should be a valid integer"),
        (("scenarios", "baseline"), 3, "scenarios.baseline: input should be"),
        (("scenarios",), [], "scenarios: input should be"),
        (("measures",), 3, "measures: input should be"),
        (("measures", 0, "colour"), "red", "measures.0.colour: extra inputs are not permitted"),
        (("measures", 0, "label"), {}, "measures.0.label.en: field required"),
        (("records", "payments"), {}, "records.payments.when: field required"),
        (("reference",), "nosuch", "reference: no scenario nosuch"),
        (("months",), "12", "months: input should be a valid integer"),
    ],
)
def test_damaged_manifest(fill, keys: tuple[str | int, ...], value: object, says: str, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline"], seeds=1, months=3)
    damage(tmp_path, *keys, value=value)
    for use in (load, lambda folder: fill(folder, ["baseline"], seeds=1, months=3)):
        with pytest.raises(InputError) as error:
            use(tmp_path)
        assert str(error.value).startswith(f"{tmp_path}/manifest.json: damaged ({says}")
        assert str(error.value).endswith("): delete the folder or use another --out")


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("about", lambda _: np.array("{"), "what it says about itself"),
        ("about", lambda _: np.array("{}"), "what it says about itself"),
        ("about", lambda _: np.array("[1]"), "what it says about itself"),
        ("about", lambda old: np.array(str(old).replace('"seed": 1', '"seed": 7')), "it is baseline under seed 7"),
        ("about", lambda old: np.array(str(old).replace('"scenario"', '"s"')), "it is None under seed 1"),
        ("table", lambda old: old.astype(str), "its table is no table of numbers"),
        ("table", lambda old: old * np.nan, "its table has what is no number"),
        ("table", lambda old: old[1:], r"its table is (2, "),
        ("names", lambda old: old[::-1], "other measures, or in another order"),
        ("names", lambda old: np.array(1), "other measures, or in another order"),
    ],
)
def test_damaged_arrays(fill, name: str, change: Callable[[np.ndarray], np.ndarray], says: str, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline"], seeds=2, months=3)
    path = tmp_path / "runs" / "baseline-1.npz"
    arrays = arrays_of(path)
    np.savez(path, **{**arrays, name: change(arrays[name])})
    with pytest.raises(InputError) as error:
        fill(tmp_path, ["baseline"], seeds=2, months=3)
    assert str(error.value).startswith(f"{path}: damaged run ({says}")
    assert str(error.value).endswith("): delete it and run again")
    assert not (tmp_path / ".lock").exists()


def test_a_run_under_the_name_of_another(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline"], seeds=1, months=3)
    shutil.copy(tmp_path / "runs" / "baseline-0.npz", tmp_path / "runs" / "baseline-5.npz")
    with pytest.raises(InputError, match=r"baseline-5\.npz: damaged run .it is baseline under seed 0."):
        fill(tmp_path, ["baseline"], seeds=1, months=3)


@pytest.mark.parametrize("file", ["runs/baseline-0.npz", "manifest.json"])
def test_files_without_the_right_to_read(fill, file: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline"], seeds=1, months=3)

    def refusing(plain: Callable[..., object]) -> Callable[..., object]:
        def refuse(path: Path, *args: object, **options: object) -> object:
            if path == tmp_path / file:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return plain(path, *args, **options)

        return refuse

    for name in ("open", "read_text"):
        monkeypatch.setattr(Path, name, refusing(getattr(Path, name)))
    with pytest.raises(InputError, match=rf"{file}: cannot be read \(Permission denied\): check your rights to it$"):
        fill(tmp_path, ["baseline"], seeds=1, months=3)


@pytest.mark.parametrize("table", ["outcomes", "summary", "differences", "monthly"])
@pytest.mark.parametrize("how", ["cut", "swapped", "text", "empty"])
def test_altered_tables(fill, table: str, how: str, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2, months=3)
    path = tmp_path / f"{table}.csv"
    if table == "monthly":  # that of another program, and no runs beside it
        shutil.rmtree(tmp_path / "runs")
        path = tmp_path / "monthly" / "commons.csv"
        path.write_bytes(gzip.decompress(path.with_suffix(".csv.gz").read_bytes()))
        path.with_suffix(".csv.gz").unlink()
    if table == "summary":  # as in older versions
        path.write_bytes(gzip.decompress((tmp_path / "summary.csv.gz").read_bytes()))
        (tmp_path / "summary.csv.gz").unlink()
    head, first, *lines = path.read_text(encoding="utf-8").splitlines()
    fields_ = first.split(",")
    if how == "cut":
        lines = lines[:-1]
    elif how == "swapped":
        lines[0], lines[-1] = lines[-1], lines[0]
    else:
        fields_[3] = "abc" if how == "text" else ""
    path.write_text("\n".join([head, ",".join(fields_), *lines]) + "\n", encoding="utf-8")
    if (table, how) == ("differences", "empty"):
        assert load(tmp_path).differences["mean"].isna().sum() == 1  # as without seeds in common
        return
    says = {"cut": r"has \d+ rows, not \d+", "swapped": "its rows are not those of"}.get(
        how, "what is no number stands in"
    )
    with pytest.raises(InputError, match=rf"{path.name}: {says}.*: the command that made the folder builds"):
        getattr(load(tmp_path), table)


# -- what is found before any run


@pytest.mark.parametrize("name", ["monthly", "figures", "scenarios", "runs"])
def test_a_file_in_the_place_of_a_folder(name: str, made: list[tuple[str, int]], tmp_path: Path) -> None:
    (tmp_path / name).touch()
    with pytest.raises(InputError, match=f"{name}: is a file where a folder is wanted: choose another folder"):
        sim.run("baseline", seeds=1, jobs=1, out=tmp_path, **SMALL)
    assert not made
    assert set(contents(tmp_path)) == {name}


@pytest.mark.parametrize("long", ["out", "scenario"])
def test_names_that_are_too_long(long: str, made: list[tuple[str, int]], tmp_path: Path) -> None:
    scenario = tmp_path / f"{'s' * (245 if long == 'scenario' else 9)}.toml"
    text = (sim.base.paths.data("scenarios") / "commons.toml").read_text(encoding="utf-8")
    scenario.write_text(text, encoding="utf-8")
    out = tmp_path / ("o" * (300 if long == "out" else 9))
    with pytest.raises(InputError, match=r"cannot be written to \(File name too long\): choose another folder"):
        sim.run(scenario, seeds=1, jobs=1, out=out, **SMALL)
    assert not made


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="who may do everything is never refused")
@pytest.mark.parametrize("mode", [0o500, 0o600, 0o000])
def test_folders_without_the_right_to_write(mode: int, made: list[tuple[str, int]], tmp_path: Path) -> None:
    parent = tmp_path / "parent"
    parent.mkdir(mode=mode)
    for out in (parent, parent / "out"):
        with pytest.raises(InputError, match=r"(Permission denied).*: (choose another folder|check your rights)"):
            sim.run("baseline", seeds=1, jobs=1, out=out, **SMALL)
    assert not made


def test_an_error_while_writing_is_not_hidden(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SimError, match=r"file/a\.txt: cannot be written"):
        files.write_text(tmp_path / "file" / "a.txt", "")


# -- what was asked for is what comes back


def test_only_what_was_asked_for_comes_back(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons", "monopoly"], seeds=2, months=3)
    part = fill(tmp_path, ["baseline", "commons"], seeds=2, months=3)
    assert part.scenarios == ["baseline", "commons"]
    assert set(part.outcomes["scenario"]) == set(part.summary["scenario"]) == {"baseline", "commons"}
    assert set(part.differences["scenario"]) == {"commons"}
    assert load(tmp_path).scenarios == ["baseline", "commons", "monopoly"]
    assert "asked for" not in str(Comparison(part, [], asked=2))
    more = "The folder holds more seeds than the 1 asked for: all of them count here."
    assert more in str(Comparison(part, [], asked=1)).splitlines()


def test_integers_of_numpy(fill, tmp_path: Path) -> None:
    scenarios = load_all(["baseline"])
    filled = store.Store(tmp_path, scenarios, np.int64(3), MEASURES.values(), "test")
    table = np.ones((3, len(MEASURES)))
    filled.save(Run("baseline", np.int64(4), 3, table, tuple(MEASURES), {"b": np.int64(2)}))
    assert filled.finish("baseline").seeds == {"baseline": [4]}
    assert load(tmp_path).manifest["scenarios"]["baseline"]["binding"] == {"b": 2}


def test_scenarios_named_like_numbers_or_nothing(fill, tmp_path: Path) -> None:
    text = (sim.base.paths.data("scenarios") / "commons.toml").read_text(encoding="utf-8")
    for name in ("2030", "null"):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    results = fill(tmp_path / "out", [str(tmp_path / "2030.toml"), str(tmp_path / "null.toml")], seeds=1, months=3)
    assert results.outcomes["scenario"].tolist() == ["2030", "null"]
    assert set(results.differences["reference"]) == {"2030"}
    assert len(results.monthly) == len(results.summary) // len(MEASURES) == 6


@pytest.mark.parametrize("keeps", ["months", "outcomes"])
def test_the_window_of_outcomes_is_what_was_asked_for_and_the_folder_knows_it(keeps: Any, tmp_path: Path) -> None:
    scenarios = load_all(["baseline"], {"n_workers": 200})
    parts = {"": (scenarios, tmp_path)}
    found = runner.ensembles(parts, [0], 6, jobs=1, where=tmp_path, quiet=True, keeps=keeps, window=2)[""]
    last = runner.simulate(scenarios[0], 0, 6).table[-2:].mean(axis=0)
    assert (found.outcomes[list(MEASURES)].to_numpy()[0] == last).all()
    assert (found.window, load(tmp_path).window, json.loads((tmp_path / "manifest.json").read_text())["window"]) == (
        2, 2, 2,
    )  # fmt: skip
    with pytest.raises(InputError, match="window 2, now 6"):  # all, where a run has fewer than 60
        runner.ensemble(scenarios, [0], 6, jobs=1, out=tmp_path, quiet=True)


def test_a_folder_of_an_older_version_had_the_usual_window(fill: Any, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline"], 2, 72)
    path = tmp_path / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["window"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert load(tmp_path).window == 60
