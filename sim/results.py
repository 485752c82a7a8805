"""A folder of results as it is read: load(DIR) gives tables that are read from disk when they are first asked for."""

import json
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError
from sim.paths import shown

Floats = npt.NDArray[np.float64]

KEYS = ("version", "code", "months", "reference", "scenarios", "measures", "python", "dependencies", "command")
BROKEN = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)  # what reading a damaged file raises


@dataclass(frozen=True)
class Run:
    """One scenario under one seed: ``table[month, measure]``, and how often each declared bound has bound."""

    scenario_name: str
    seed: int
    months: int
    table: Floats
    names: tuple[str, ...]
    binding: dict[str, int]


@dataclass(frozen=True)
class Column:
    """A measure as the folder remembers it, so that old results keep their own units and labels."""

    name: str
    unit: str
    kind: str
    label: dict[str, str]


class Results:
    """What a folder of results holds. ``monthly``, ``outcomes``, ``summary`` and ``differences`` are pandas frames."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.months: int = self.manifest["months"]
        self.reference: str = self.manifest["reference"]
        self.measures = {entry["name"]: Column(**entry) for entry in self.manifest["measures"]}
        self.seeds: dict[str, list[int]] = {
            name: entry["seeds"] for name, entry in self.manifest["scenarios"].items() if entry["seeds"]
        }
        if not self.seeds:
            raise InputError(f"{shown(folder)}: no finished results yet: the command that began them goes on with them")

    @property
    def scenarios(self) -> list[str]:
        """The names, in the order in which they were first asked for."""
        return list(self.seeds)

    def title(self, scenario: str, lang: str = "en") -> str:
        """The title that the scenario file gives."""
        return str(self.manifest["scenarios"][scenario]["title"][lang])

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """scenario, seed, month and one column a measure."""
        return pd.concat([self._monthly(name) for name in self.scenarios], ignore_index=True)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """scenario, seed and the mean of each measure over the last months."""
        return self._table("outcomes.csv", ["scenario", "seed", *self.measures])

    @cached_property
    def summary(self) -> pd.DataFrame:
        """scenario, month, measure and the quantiles over seeds."""
        return self._table("summary.csv", ["scenario", "month", "measure", "p05", "p25", "p50", "p75", "p95"])

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Of each scenario from the reference, paired by seed: mean, 95 % interval, verdict."""
        return self._table("differences.csv", ["scenario", "reference", "measure", "mean", "low", "high", "verdict"])

    @cached_property
    def _blocks(self) -> Mapping[str, pd.DataFrame]:
        return {str(name): frame for name, frame in self.monthly.groupby("scenario", sort=False)}

    def series(self, scenario: str, measure: str, seeds: list[int] | None = None) -> Floats:
        """One measure of one scenario: an array [seed, month]."""
        values = self._blocks[scenario][measure].to_numpy(dtype=np.float64).reshape(-1, self.months)
        return values if seeds is None else values[[self.seeds[scenario].index(seed) for seed in seeds]]

    def common_seeds(self, scenario: str, reference: str) -> list[int]:
        """The seeds that pair the two."""
        return [seed for seed in self.seeds[scenario] if seed in self.seeds[reference]]

    def _monthly(self, scenario: str) -> pd.DataFrame:
        packed = f"monthly/{scenario}.parquet"
        name = packed if (self.folder / packed).exists() else f"monthly/{scenario}.csv"
        frame = self._table(name, ["scenario", "seed", "month", *self.measures])
        if len(frame) != len(self.seeds[scenario]) * self.months:
            raise InputError(f"{shown(self.folder / name)}: has {len(frame)} rows, not seeds x months{AGAIN}")
        return frame

    def _table(self, name: str, columns: list[str]) -> pd.DataFrame:
        path = self.folder / name
        try:
            frame = pd.read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)
        except ImportError:
            raise InputError(f"{shown(path)}: needs the extra: pip install 'carbon-silicon[parquet]'") from None
        except FileNotFoundError:
            raise InputError(f"{shown(path)}: missing{AGAIN}") from None
        except BROKEN as error:
            raise InputError(f"{shown(path)}: cannot be read ({str(error).splitlines()[0]}){AGAIN}") from None
        if list(frame.columns) != columns:
            raise InputError(f"{shown(path)}: its columns are not those of this folder's measures{AGAIN}")
        return frame

    def __repr__(self) -> str:
        counts = f"{plural(len(self.seeds), 'scenario')}, {seed_text(self)}, {plural(self.months, 'month')}"
        return f"Results({shown(self.folder)}: {counts})"

    def _repr_html_(self) -> str:
        means = self.outcomes.groupby("scenario", sort=False)[list(self.measures)].mean().T
        means.index = pd.Index(
            [f"{c.label['en']} [{c.unit}]" for c in self.measures.values()], name="mean of last months"
        )
        return f"<p>{self!r}</p>{means.to_html(float_format=lambda value: f'{value:.4g}')}"


def _read_csv(path: Path) -> pd.DataFrame:
    """Every digit of a table: pandas 2 rounds without being asked not to, and pandas 3 deprecates the asking."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pd.read_csv(path, float_precision="round_trip")


AGAIN = ": the command that made the folder builds its tables again from the finished runs"


def seed_text(results: Results, lang: str = "en") -> str:
    """How many seeds: ``8 seeds``, or ``4 to 8 seeds`` where scenarios differ."""
    few, many = min(map(len, results.seeds.values())), max(map(len, results.seeds.values()))
    if lang == "zh":
        return f"{few}至{many}个种子" if few < many else f"{many}个种子"
    return f"{few} to {many} seeds" if few < many else plural(many, "seed")


def plural(number: int, thing: str) -> str:
    """``1 run``, ``2 runs``."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def read_manifest(folder: Path) -> dict[str, Any]:
    """The folder's manifest; an InputError where it is none of this program's."""
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"{shown(folder)}: no folder of results (it has no manifest.json)") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{shown(path)}: cannot be read ({error})") from None
    missing = [key for key in KEYS if not isinstance(manifest, dict) or key not in manifest]
    if missing:
        raise InputError(f"{shown(path)}: not a manifest of this program (without {', '.join(missing)})")
    return dict(manifest)


def read_about(path: Path) -> dict[str, Any]:
    """What a run file says about itself: version, code, months, digest, binding."""
    return dict(json.loads(str(_array(path, "about"))))


def read_run(path: Path, shape: tuple[int, int]) -> Floats:
    """The table of a run file, which must have this shape."""
    table = np.asarray(_array(path, "table"), dtype=np.float64)
    if table.shape != shape:
        raise InputError(f"{shown(path)}: damaged run (its table is {table.shape}, not {shape}): delete it and repeat")
    return table


def _array(path: Path, name: str) -> npt.NDArray[Any]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return np.asarray(arrays[name])
    except BROKEN as error:
        raise InputError(f"{shown(path)}: damaged run ({error}): delete it and repeat the command") from None


def load(folder: str | Path) -> Results:
    """The results in a folder."""
    return Results(Path(folder))
