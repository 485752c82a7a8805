"""Tables that are written a run at a time: what they hold, and that memory does not grow with the runs."""

import sys
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.base.errors import InputError
from sim.economy import records
from sim.economy.measures import MEASURES
from sim.economy.records import Run
from sim.economy.scenario import load_all
from sim.runs import dictionary, pairing, store, tables
from sim.runs.reading import load
from sim.runs.results import Results

SEEDS, MONTHS = 40, 60
NAMES = ["baseline", "monopoly"]
ONE = MONTHS * len(MEASURES) * 8  # bytes of the table of a run


def table(name: str, seed: int, months: int = MONTHS) -> np.ndarray:
    """Noise, a third of whose measures are the same in every scenario."""
    drawn = np.random.default_rng([seed, NAMES.index(name)]).normal(1.0, 0.1, (months, len(MEASURES)))
    drawn[:, ::3] = np.random.default_rng(seed).normal(1.0, 0.1, (months, len(MEASURES)))[:, ::3]
    return drawn


def begun(folder: Path, seeds: dict[str, range], months: int = MONTHS, keeps: Any = "months") -> store.Store:
    """A folder with finished runs whose tables are not built yet."""
    filled = store.Store(folder, load_all(NAMES), months, MEASURES.values(), "test", keeps)
    for name, some in seeds.items():
        for seed in some:
            values = table(name, seed, months)
            kept = values if keeps == "months" else records.outcomes(values[None])
            filled.save(Run(name, seed, months, kept, tuple(MEASURES), {"b": 1}))
    return filled


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "packs", lambda: False)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, int]:
    """Tables of many runs, and the most memory that building them took beyond what was there."""
    folder = tmp_path_factory.mktemp("many")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "packs", lambda: False)
        patch.setattr(tables, "AT_ONCE", 3 * MONTHS * len(MEASURES))  # as much as three runs
        filled = begun(folder, dict.fromkeys(NAMES, range(SEEDS)))
        tracemalloc.start()
        filled._build("baseline")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        filled._lock.release()
    return Results(folder), peak


def test_memory_does_not_grow_with_the_runs(many: tuple[Results, int]) -> None:
    assert many[1] < SEEDS * len(NAMES) * ONE / 2.2  # half a megabyte compresses; and the runs of one scenario alone are half of them


def test_quantiles_over_all_seeds_are_those_of_numpy(many: tuple[Results, int]) -> None:
    names = list(MEASURES)
    rows = many[0].summary.set_index(["scenario", "month"])
    for name in NAMES:
        values = np.stack([table(name, seed) for seed in range(SEEDS)])
        wanted = np.quantile(values, list(tables.QUANTILES.values()), axis=0)
        found = rows.loc[name][list(tables.QUANTILES)].to_numpy().reshape(MONTHS, len(names), len(tables.QUANTILES))
        assert (np.moveaxis(found, -1, 0) == wanted).all()


def test_outcomes_and_differences_are_those_of_whole_arrays(many: tuple[Results, int]) -> None:
    ours, theirs = (np.stack([table(name, seed) for seed in range(SEEDS)]) for name in reversed(NAMES))
    wanted = pairing.differences("monopoly", "baseline", list(MEASURES), ours, theirs)
    rows = many[0].differences.to_dict("records")
    assert rows == [vars(gap) for gap in wanted]
    assert {row["verdict"] for row in rows} > {"identical"}
    found = many[0].outcomes[list(MEASURES)].to_numpy()
    assert (found == np.concatenate([records.outcomes(theirs), records.outcomes(ours)])).all()


def test_a_measure_that_differs_in_one_month_of_one_seed_is_not_identical(tmp_path: Path) -> None:
    """Though that month is none of those whose mean is the outcome."""
    filled = store.Store(tmp_path, load_all(NAMES), 72, MEASURES.values(), "test")
    for name in NAMES:
        for seed in (0, 1):
            values = np.ones((72, len(MEASURES)))
            values[3, 0] += name == "monopoly" and seed == 1
            filled.save(Run(name, seed, 72, values, tuple(MEASURES), {}))
    found = filled.finish("baseline").differences
    assert (found["verdict"] == "identical").tolist() == [False] + [True] * (len(MEASURES) - 1)


@pytest.mark.parametrize(
    "seeds", [{"baseline": range(3), "monopoly": range(1, 5)}, {"baseline": range(2), "monopoly": range(2)}]
)
def test_outcomes_alone_are_those_of_months(seeds: dict[str, range], tmp_path: Path) -> None:
    every, alone = (begun(tmp_path / keeps, seeds, 72, keeps).finish("baseline") for keeps in ("months", "outcomes"))
    assert (tmp_path / "months" / "outcomes.csv").read_bytes() == (tmp_path / "outcomes" / "outcomes.csv").read_bytes()
    both = ["mean", "low", "high"]
    assert every.differences[both].equals(alone.differences[both])
    assert every.seeds == alone.seeds == {name: list(some) for name, some in seeds.items()}
    assert not (tmp_path / "outcomes" / "summary.csv.gz").exists()
    assert not (tmp_path / "outcomes" / "monthly").exists()


@pytest.mark.parametrize("group", [1, 150, 10**6])
def test_parquet_holds_what_csv_holds(group: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(tables, "GROUP", group)
    read = []
    for packs in (False, True):
        monkeypatch.setattr(store, "packs", lambda packs=packs: packs)
        begun(tmp_path / str(packs), dict.fromkeys(NAMES, range(3)), 72).finish("baseline")
        read.append(Results(tmp_path / str(packs)))  # from its tables
    plain, packed = read
    assert {path.suffix for path in (tmp_path / "True" / "monthly").iterdir()} == {".parquet"}
    pd.testing.assert_frame_equal(plain.monthly, packed.monthly, check_exact=True, check_dtype=False)
    runs = [f"runs/{path.name}" for path in (tmp_path / "True" / "runs").iterdir()]
    for name in ("outcomes.csv", "summary.csv.gz", "differences.csv", "dictionary.csv", *runs):  # which know nothing of it
        assert (tmp_path / "False" / name).read_bytes() == (tmp_path / "True" / name).read_bytes()


# -- the data dictionary


@pytest.mark.parametrize("keeps", ["months", "outcomes"])
def test_every_column_of_every_table_is_explained(keeps: Any, tmp_path: Path) -> None:
    results = begun(tmp_path, dict.fromkeys(NAMES, range(2)), 5, keeps).finish("baseline")
    said = results.dictionary
    assert list(said.columns) == list(dictionary.HEAD)
    tables = ["monthly", "outcomes", "summary", "differences"] if keeps == "months" else ["outcomes", "differences"]
    assert list(dict.fromkeys(said["table"])) == tables
    for name in tables:
        assert said[said["table"] == name]["column"].tolist() == list(getattr(results, name).columns)
    row = said.set_index(["table", "column"]).loc[("outcomes", "unemployment")]
    assert (row["unit"], row["kind"]) == ("fraction", "stock")
    assert row["zh"].startswith("失业率：")
    assert not said[["en", "zh"]].isin([""]).any().any()
    assert (tmp_path / "dictionary.csv").read_bytes().startswith(b"\xef\xbb\xbftable,")


AGAIN = r": the command that made the folder builds its tables again from the finished runs$"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, r"dictionary\.csv: missing, as in folders of older versions"),
        (b"", r"dictionary\.csv: cannot be read \(No columns to parse from file\)"),
        (b"\xff\xfe\x00", r"dictionary\.csv: cannot be read \(.*codec can't decode.*\)"),
        (b"a,b\n1,2\n", r"dictionary\.csv: its columns are not table, column, unit, kind, en, zh"),
    ],
)
def test_a_dictionary_that_is_missing_or_damaged(content: bytes | None, says: str, tmp_path: Path) -> None:
    begun(tmp_path, dict.fromkeys(NAMES, range(1)), 3).finish("baseline")
    path = tmp_path / "dictionary.csv"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(InputError, match=says + AGAIN):
        _ = load(tmp_path).dictionary


# -- xarray

SOME = {"baseline": range(3), "monopoly": range(1, 5)}


def test_months_as_an_array_of_xarray(tmp_path: Path) -> None:
    pytest.importorskip("xarray")
    results = begun(tmp_path, SOME, 4).finish("baseline")
    found = results.to_xarray()
    assert dict(found.sizes) == {"scenario": 2, "seed": 5, "month": 4}
    assert list(found.data_vars) == list(MEASURES)
    assert found["scenario"].values.tolist() == NAMES
    assert found["seed"].values.tolist() == [0, 1, 2, 3, 4]
    assert found["output"].attrs == {
        "unit": MEASURES["output"].unit,
        "kind": MEASURES["output"].kind,
        "label": "Output",
    }
    assert found.attrs == {"version": store.version(), "reference": "baseline"}
    for name, seeds in SOME.items():
        for seed in range(5):
            part = found.sel(scenario=name, seed=seed).to_array().values.T
            assert (part == table(name, seed, 4)).all() if seed in seeds else np.isnan(part).all()


def test_outcomes_and_a_part_of_the_scenarios_as_arrays_of_xarray(tmp_path: Path) -> None:
    pytest.importorskip("xarray")
    results = begun(tmp_path, SOME, 4, "outcomes").finish("baseline")
    found = results.to_xarray()
    assert dict(found.sizes) == {"scenario": 2, "seed": 5}
    assert found["output"].sel(scenario="monopoly").values[1:].tolist() == results.outcomes["output"].tolist()[3:]
    assert np.isnan(found["output"].sel(scenario="baseline").values).tolist() == [False] * 3 + [True] * 2
    part = results.only("monopoly").to_xarray()
    assert dict(part.sizes) == {"scenario": 1, "seed": 4}
    assert not np.isnan(part.to_array().values).any()


def test_without_xarray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = begun(tmp_path, dict.fromkeys(NAMES, range(1)), 3).finish("baseline")
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(InputError, match=r"^to_xarray needs a package that is not installed: pip install xarray$"):
        results.to_xarray()
