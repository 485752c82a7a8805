"""What a folder of results holds of months: which measures, how they are written, and that folders of before are read."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.charts import agents
from sim.economy.measures import MEASURES
from sim.economy.records import AXES, Run
from sim.economy.scenario import Scenario, load_all
from sim.runs import display, runner, store, tables
from sim.runs.packing import packed, unpacked
from sim.runs.reading import load
from sim.verdicts import facts

NAMES = ("baseline", "commons")
SHOWN = [name for name in MEASURES if name in display.read().tabled()]
HIDDEN = next(name for name in MEASURES if name not in SHOWN)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "packs", lambda: False)


def made(scenario: Scenario, seed: int, months: int = 5) -> Run:
    """Noise, with a record."""
    drawn = np.random.default_rng([seed, len(scenario.name)])
    table = drawn.normal(1.0, 0.1, (months, len(MEASURES)))
    return Run(scenario.name, seed, months, table, tuple(MEASURES), {"b": 1}, {"gross": drawn.random(len(AXES["flow"]))})


def make(scenario: Scenario, seed: int, on_month: Any = None) -> Run:
    return made(scenario, seed)


def folder(out: Path, seeds: int = 2, **options: Any) -> Any:
    parts = {"": (load_all(NAMES), out)}
    return runner.ensembles(parts, range(seeds), 5, where=out, quiet=True, make=make, **{"jobs": 1, **options})[""]


def files(place: Path, below: str = "") -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in (place / below).rglob("*") if p.is_file()}


def manifest(place: Path) -> dict[str, Any]:
    return dict(json.loads((place / "manifest.json").read_text(encoding="utf-8")))


def outdate(place: Path) -> None:
    """Turn a folder into one of the version before: plain tables of every measure, and runs that are not packed."""
    for path in (place / "runs").iterdir():
        with np.load(path) as kept:
            arrays = {name: unpacked(kept[name]) for name in kept.files}
        np.savez(path, **arrays)
    for path in (*(place / "monthly").iterdir(), place / "summary.csv.gz"):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    about = {key: value for key, value in manifest(place).items() if key not in ("monthly", "tabled")}
    (place / "manifest.json").write_text(json.dumps(about), encoding="utf-8")


@pytest.mark.parametrize("values", [np.array(0.1), np.zeros((0, 3)), np.array([[0.1, -0.0], [np.nan, 5e-324]]).T])
def test_packing_loses_no_bit_and_no_shape(values: np.ndarray) -> None:
    again = unpacked(packed(values))
    assert (again.shape, again.tobytes()) == (values.shape, values.tobytes())
    assert again.flags.c_contiguous
    assert unpacked(values) is values  # as in files of older versions


@pytest.mark.parametrize("every", [False, True])
def test_tables_of_months_hold_what_is_shown_or_all(every: bool, tmp_path: Path) -> None:
    results = folder(tmp_path, all_measures=every)
    names = list(MEASURES) if every else SHOWN
    text = gzip.decompress((tmp_path / "monthly" / "commons.csv.gz").read_bytes()).decode()
    assert text.splitlines()[0].split(",") == ["scenario", "seed", "month", *names]
    assert results.summary["measure"].tolist() == names * 5 * len(NAMES)
    said = results.dictionary.groupby("table")["column"].apply(list)
    assert said["monthly"][3:] == manifest(tmp_path)["tabled"] == names
    assert said["outcomes"][2:] == list(MEASURES)
    assert manifest(tmp_path)["monthly"] == "csv.gz"


def test_results_have_every_measure_and_digit_from_the_runs(tmp_path: Path) -> None:
    results = folder(tmp_path)
    assert list(results.monthly.columns) == ["scenario", "seed", "month", *MEASURES]
    table = made(load_all(["commons"])[0], 1).table
    for read in (results, load(tmp_path)):
        for at, name in enumerate(MEASURES):
            assert read.series("commons", name)[1].tolist() == table[:, at].tolist()
    with pytest.raises(ValueError, match="read-only"):
        results.series("commons", "output")[:] = 0.0
    with pytest.raises(InputError, match=r"^outptu: no such measure; did you mean output\?$"):
        results.series("commons", "outptu")


def test_a_folder_that_was_passed_on_without_its_runs_has_what_its_tables_hold(tmp_path: Path) -> None:
    whole = folder(tmp_path)
    _ = whole.monthly, whole.series("commons", "output")  # read while they are there
    shutil.rmtree(tmp_path / "runs")
    alone = load(tmp_path)
    assert list(alone.monthly.columns) == ["scenario", "seed", "month", *SHOWN]
    assert alone.monthly.equals(whole.monthly[alone.monthly.columns])
    assert (alone.series("commons", "output", [1]) == whole.series("commons", "output", [1])).all()
    says = rf"has no months of {HIDDEN} without its runs, whose tables hold those of what is shown: made with --all-measures"
    with pytest.raises(InputError, match=says):
        alone.series("commons", HIDDEN)


def test_asking_for_all_measures_later_writes_tables_alone(tmp_path: Path) -> None:
    folder(tmp_path)
    runs, few = files(tmp_path, "runs"), files(tmp_path)
    folder(tmp_path, all_measures=True)
    assert files(tmp_path, "runs") == runs
    shutil.rmtree(tmp_path / "runs")
    assert list(load(tmp_path).monthly.columns)[3:] == list(MEASURES)
    for name, content in runs.items():
        (tmp_path / "runs").mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    folder(tmp_path)
    assert files(tmp_path) == few


def test_one_call_and_two_calls_leave_the_same_bytes_at_whatever_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(tmp_path / "one")
    monkeypatch.setattr("time.time", lambda: 2e9)
    folder(tmp_path / "two", seeds=1)
    folder(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


@pytest.mark.parametrize("runs", [True, False])
def test_folders_of_before_are_read(runs: bool, tmp_path: Path) -> None:
    new = folder(tmp_path, all_measures=True)
    _ = new.monthly, new.series("commons", HIDDEN)  # read while they are there
    outdate(tmp_path)
    if not runs:
        shutil.rmtree(tmp_path / "runs")
    old = load(tmp_path)
    assert old.monthly.equals(new.monthly)
    assert old.summary.equals(new.summary)
    assert (old.series("commons", HIDDEN) == new.series("commons", HIDDEN)).all()
    if runs:
        assert (old.records("gross", "commons") == new.records("gross", "commons")).all()


def test_a_folder_of_before_is_gone_on_with(tmp_path: Path) -> None:
    folder(tmp_path / "old", seeds=1, all_measures=True)
    outdate(tmp_path / "old")
    before = files(tmp_path / "old", "runs")
    folder(tmp_path / "old")
    folder(tmp_path / "new")
    old, new = files(tmp_path / "old"), files(tmp_path / "new")
    assert old.keys() == new.keys()  # no table of before is left
    assert {name for name in old if old[name] != new[name]} == before.keys()


def test_what_stands_is_what_the_manifest_says_until_new_tables_do(tmp_path: Path) -> None:
    folder(tmp_path, seeds=1)
    filled = store.Store(tmp_path, load_all(NAMES), 5, MEASURES.values(), "test")  # every measure
    filled._lock.release()
    assert manifest(tmp_path)["tabled"] == SHOWN
    assert list(dict.fromkeys(load(tmp_path).summary["measure"])) == SHOWN


def test_a_manifest_with_measures_that_it_does_not_have(tmp_path: Path) -> None:
    folder(tmp_path, seeds=1)
    about = manifest(tmp_path) | {"tabled": ["output", "happiness"]}
    (tmp_path / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest.json: damaged \(tabled: no measure happiness\)"):
        load(tmp_path)


def test_a_compressed_table_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(b"before")
    with pytest.raises(ZeroDivisionError), tables.gzipped_csv_file(path, ["a"]) as write:  # noqa: PT012
        write([[1]])
        _ = 1 / 0
    assert files(tmp_path) == {"a.csv.gz": b"before"}


def test_what_figures_read_is_tabled() -> None:
    """So that a folder which was passed on without runs can be drawn again, as far as it needs no records."""
    read = {*facts.SERIES, *(measure for measure, _ in agents.RATES.values())}
    assert read <= set(SHOWN)
    assert len(SHOWN) < len(MEASURES) / 4
