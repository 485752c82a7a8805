"""A folder of results as it is read: tables that are read from disk when they are first asked for."""

import json
import os
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.base.arrays import Floats
from sim.base.errors import InputError, suggest
from sim.base.names import STRANGE
from sim.base.paths import shown
from sim.economy import variants
from sim.economy.records import Keeps, window_of
from sim.economy.variants import Variant
from sim.engine import parameters
from sim.runs.dictionary import HEAD
from sim.runs.packing import unpacked

if TYPE_CHECKING:
    import xarray


KEYS = ("version", "code", "months", "reference", "scenarios", "measures", "python", "dependencies", "command")
SHOWN = ("ai", "ai_arrival", "n_workers", "demand_shock_sd")  # parameters that figures read in the manifest
TEXTS = ("scenario", "reference", "measure", "verdict")  # columns that hold texts in every table
MANY, FEW = 24, 4  # scenarios, and measures, that a message names
CLASSIC = "classic-"  # before the names of scenarios of the classics, which have parameters of their own
RECORD = "record:"  # before the name of a record in a run file
MONTHLY = (".csv.gz", ".parquet", ".csv")  # ends of a table of months: as written, with the extra, in older versions
SUMMARY = ("summary.csv.gz", "summary.csv")  # the table of quantiles, and its name in older versions
BROKEN = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)  # reading a damaged file


@dataclass(frozen=True)
class Column:
    """A measure as the folder remembers it, so that old results keep their own units and labels."""

    name: str
    unit: str
    kind: str
    label: dict[str, str]


class _Texts(BaseModel):
    en: str
    zh: str


class _Measure(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    unit: str
    kind: str
    label: _Texts


class _Record(BaseModel):
    when: str
    axes: dict[str, list[str]]


class _Variant(BaseModel):
    of: str
    set: dict[str, bool | int | float | str]


class _Entry(BaseModel):
    digest: str
    seeds: list[Annotated[int, Field(ge=0)]]  # of the runs in its tables
    asked: list[Annotated[int, Field(ge=0)]] = []  # of the runs that some command was to make
    title: _Texts
    params: dict[str, bool | int | float | str | list[Any]]  # a classic may have tables
    variant: _Variant | None = None


class _Manifest(BaseModel):
    """The structure that a manifest must have; what is not read here may look as it likes."""

    version: str
    code: str
    months: Annotated[int, Field(ge=1)]
    keeps: Keeps
    window: Annotated[int, Field(ge=1)] | None = None  # older versions knew one alone
    reference: str
    scenarios: Annotated[dict[str, _Entry], Field(min_length=1)]
    measures: Annotated[list[_Measure], Field(min_length=1)]
    records: dict[str, _Record] = {}
    files: list[str] = []
    tabled: Annotated[list[str], Field(min_length=1)] | None = None  # tables of older versions have every measure


@dataclass(frozen=True)
class Disk:
    """What runs are there: seeds of each scenario whose runs are complete, and ``missing`` ones. ``tables`` gives the tables of these;
    None where they stand in the folder."""

    kept: Mapping[str, list[int]]
    missing: Mapping[str, list[int]]
    tables: Callable[[], Path] | None = None


class Results:
    """What a folder of results holds. ``monthly``, ``outcomes``, ``summary`` and ``differences`` are pandas frames.

    Months come from the runs, with every measure; where these are gone (no ``disk``) from tables, with those that are ``tabled``.
    Of an unfinished folder (``load`` looks) they have what is complete, and ``missing`` says what is not.
    """

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.months: int = self.manifest["months"]
        self.window: int = self.manifest["window"]  # of how many last months outcomes are means
        self.keeps: Keeps = self.manifest["keeps"]
        self.reference: str = self.manifest["reference"]
        self.measures = {entry["name"]: Column(**entry) for entry in self.manifest["measures"]}
        self.tabled: list[str] = self.manifest.get("tabled") or list(self.measures)  # whose months the tables hold
        self._has_runs = disk is not None
        self._disk = disk or Disk({name: entry["seeds"] for name, entry in self.manifest["scenarios"].items()}, {})
        self._kept = {name: seeds for name, seeds in self._disk.kept.items() if seeds}
        self.seeds = dict(self._kept)
        self.missing = dict(self._disk.missing)
        if not self.seeds:
            raise InputError(f"{shown(folder)}: no finished results yet: the command that began them goes on with them")

    @property
    def shared(self) -> bool:
        """Whether other processes can read the folder for themselves: not what was built for this one alone."""
        return self._disk.tables is None

    def __getstate__(self) -> dict[str, Any]:
        """For another process, which reads tables itself: those that were read here stay here."""
        return {name: value for name, value in vars(self).items() if not isinstance(getattr(Results, name, None), cached_property)}

    def unfinished(self, lang: str = "en") -> str:
        """How many runs there are where some are missing; nothing where none is."""
        there, lacking = (sum(map(len, some.values())) for some in (self.seeds, self.missing))
        if not lacking:
            return ""
        if lang == "zh":
            return f"未完成：{there + lacking}次模拟中的{there}次"
        return f"unfinished: {there} of {plural(there + lacking, 'run')}"

    @property
    def scenarios(self) -> list[str]:
        """The names, in the order in which they were first asked for."""
        return list(self.seeds)

    def title(self, scenario: str, lang: str = "en") -> str:
        """The title that the scenario file gives."""
        return str(self._entry(scenario)["title"][lang])

    def variant(self, scenario: str) -> Variant | None:
        """Of which scenario it is a variant, and with which settings; None of others."""
        found = self._entry(scenario).get("variant")
        return Variant(found["of"], found["set"]) if found else None

    def called(self, scenario: str, lang: str = "en") -> str:
        """How a scenario is shown where others are shown by their names, under which results are filed."""
        found = self.variant(scenario)
        return found.label(lang) if found else scenario

    def find(self, *scenarios: str) -> list[str]:
        """The names under which scenarios are filed, given those, or how a variant is written or shown; an InputError about others."""
        names = [self._filed(one) for one in scenarios]
        unknown = [one for one, name in zip(scenarios, names, strict=True) if name not in self.seeds]
        if unknown:
            raise InputError([f"{shown(self.folder)}: no results of {_unknown(one, self.seeds)}" for one in unknown])
        return names

    def _entry(self, scenario: str) -> dict[str, Any]:
        """What the manifest says of a scenario, whether it has results or not."""
        known: dict[str, dict[str, Any]] = self.manifest["scenarios"]
        if scenario not in known:
            raise InputError(f"{shown(self.folder)}: no scenario {_unknown(scenario, known)}")
        return known[scenario]

    def _filed(self, scenario: str) -> str:
        """How a variant is filed that is given as it is written (``monopoly:ubi_share=0.3``) or shown; of others the name itself."""
        if scenario in self.seeds:
            return scenario
        if typed := variants.written(scenario):
            try:
                settings = variants.read(scenario)
            except InputError:
                return scenario
            of = Path(typed.of).stem if typed.of.endswith(".toml") else typed.of
            return scenario if parameters.faults(settings) else variants.filed(of, settings)
        known = {label: name for name in self.seeds if (one := self.variant(name)) for label in (one.label(), one.label("zh"))}
        return known.get(scenario, scenario)

    def check_measures(self, *names: str) -> None:
        """An InputError about those that are no measures of this folder."""
        unknown = [name for name in names if name not in self.measures]
        if unknown:
            raise InputError([f"{name}: no such measure{suggest(str(name), self.measures) or self._some()}" for name in unknown])

    def _some(self) -> str:
        """What stands behind a name that is like none of the measures."""
        return f": must be one of the {len(self.measures)} in `results.measures`, such as {', '.join(list(self.measures)[:FEW])}"

    def listed(self, scenarios: Sequence[str], lang: str = "en") -> str:
        """Several of them as they are shown, one behind the other; commas stand in what variants are called."""
        shown = [self.called(name, lang) for name in scenarios]
        return (", " if shown == list(scenarios) else "; " if lang == "en" else "；").join(shown)

    def heading(self, scenario: str, lang: str = "en") -> str:
        """Its name and title; of a variant how it is shown, and under which name it is filed."""
        if self.variant(scenario) is None:
            return f"{scenario}: {self.title(scenario, lang)}"
        shown = self.called(scenario, lang)
        return f"{shown} ({scenario})" if lang == "en" else f"{shown}（{scenario}）"

    @property
    def day(self) -> str:
        """The day of its last run."""
        last = max(path.stat().st_mtime for path in (self.folder / "runs").glob("*.npz"))
        return datetime.fromtimestamp(last, UTC).date().isoformat()

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """scenario, seed, month and one column a measure."""
        self._check_months()
        return pd.concat([self._monthly(name) for name in self.scenarios], ignore_index=True)

    def _monthly(self, scenario: str) -> pd.DataFrame:
        if not self._has_runs:
            return self._tabled_months(scenario)
        block = self._block(scenario)
        frame = pd.DataFrame(block.reshape(len(block), -1).T, columns=list(self.measures))
        for place, (key, values) in enumerate(self._month_keys(scenario).items()):
            frame.insert(place, key, values)
        return frame

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """scenario, seed and the mean of each measure over the last months."""
        keys: dict[str, list[Any]] = {
            "scenario": [name for name, seeds in self._kept.items() for _ in seeds],
            "seed": [seed for seeds in self._kept.values() for seed in seeds],
        }
        return self._wanted(self._table("outcomes.csv", keys, list(self.measures)))

    @cached_property
    def summary(self) -> pd.DataFrame:
        """scenario, month, measure and the quantiles over seeds."""
        self._check_months()
        names, count = self.tabled, len(self._kept)
        keys = {
            "scenario": [name for name in self._kept for _ in range(self.months * len(names))],
            "month": np.tile(np.repeat(np.arange(self.months), len(names)), count).tolist(),
            "measure": names * self.months * count,
        }
        return self._wanted(self._table(self._written(SUMMARY), keys, ["p05", "p25", "p50", "p75", "p95"]))

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Of each scenario that has a seed in common with the reference, from it: mean, 95 % interval, verdict."""
        base = set(self._kept.get(self.reference, ()))
        others = [name for name, seeds in self._kept.items() if name != self.reference and base & set(seeds)]
        keys = {
            "scenario": [name for name in others for _ in self.measures],
            "reference": [self.reference] * (len(others) * len(self.measures)),
            "measure": list(self.measures) * len(others),
        }
        return self._wanted(self._table("differences.csv", keys, ["mean", "low", "high"], "verdict"))

    @cached_property
    def dictionary(self) -> pd.DataFrame:
        """What every column of every table holds: table, column, unit, kind, and a text in both languages."""
        path = self.folder / "dictionary.csv"
        try:
            frame = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False)
        except FileNotFoundError:
            raise InputError(f"{shown(path)}: missing, as in folders of older versions{AGAIN}") from None
        except BROKEN as error:
            raise InputError(f"{shown(path)}: cannot be read ({str(error).splitlines()[0]}){AGAIN}") from None
        if list(frame.columns) != list(HEAD):
            raise InputError(f"{shown(path)}: its columns are not {', '.join(HEAD)}{AGAIN}")
        return frame

    def to_xarray(self) -> "xarray.Dataset":
        """A variable a measure over scenario, seed and month, or in a folder of outcomes over scenario and seed.

        A seed that a scenario lacks is nan there.
        """
        try:
            import xarray
        except ImportError:
            raise InputError("to_xarray needs a package that is not installed: pip install xarray") from None
        seeds = sorted({seed for some in self.seeds.values() for seed in some})
        axes: dict[str, Sequence[object]] = {"scenario": self.scenarios, "seed": seeds}
        frame = self.outcomes
        if self.keeps == "months":
            axes["month"], frame = range(self.months), self.monthly
        names = [name for name in self.measures if name in frame]
        values = np.full((*map(len, axes.values()), len(names)), np.nan)
        for place, (name, block) in enumerate(frame.groupby("scenario", sort=False)):
            there = np.searchsorted(seeds, self.seeds[str(name)])
            values[place, there] = block[names].to_numpy(np.float64).reshape(len(there), *values.shape[2:])
        variables = {
            name: (list(axes), values[..., i], {"unit": column.unit, "kind": column.kind, "label": column.label["en"]})
            for i, (name, column) in enumerate((name, self.measures[name]) for name in names)
        }
        about = {"version": self.manifest["version"], "reference": self.reference}
        return xarray.Dataset(variables, {name: list(places) for name, places in axes.items()}, about)

    @property
    def _tables(self) -> Path:
        """Where the tables of what is kept stand."""
        return self._disk.tables() if self._disk.tables else self.folder

    def _check_months(self) -> None:
        if self.keeps != "months":
            raise InputError(f"{shown(self.folder)}: keeps the outcomes of runs alone, not their months")

    def _wanted(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of this selection of scenarios."""
        if len(self.seeds) == len(self._kept):
            return frame
        return frame[frame["scenario"].isin(list(self.seeds))].reset_index(drop=True)

    @cached_property
    def _blocks(self) -> dict[str, Floats]:
        return {}

    def _block(self, scenario: str) -> Floats:
        """The months of a scenario: an array [measure, seed, month], read once."""
        if scenario not in self._blocks:
            seeds = self.seeds[scenario]
            if self._has_runs:
                names = list(self.measures)
                block = np.empty((len(names), len(seeds), self.months))
                for place, seed in enumerate(seeds):
                    block[:, place] = read_run(self._run(scenario, seed), self.months, names).T
            else:
                values = self._tabled_months(scenario)[self.tabled].to_numpy(np.float64)
                block = np.ascontiguousarray(values.T).reshape(-1, len(seeds), self.months)
            block.flags.writeable = False  # all who ask are given the same
            self._blocks[scenario] = block
        return self._blocks[scenario]

    def series(self, scenario: str, measure: str, seeds: list[int] | None = None) -> Floats:
        """One measure of one scenario: an array [seed, month]."""
        self._check_months()
        names = list(self.measures) if self._has_runs else self.tabled
        self.check_measures(measure)
        (scenario,) = self.find(scenario)
        if measure not in names:
            raise InputError(f"{shown(self.folder)}: has no months of {measure} without its runs, {FEWER}")
        values: Floats = self._block(scenario)[names.index(measure)]
        return values if seeds is None else values[[self.seeds[scenario].index(seed) for seed in seeds]]

    def has_months(self, names: Iterable[str]) -> bool:
        """Whether `series` has all of these measures."""
        return self.manifest["keeps"] == "months" and set(names) <= set(self.measures if self._has_runs else self.tabled)

    def axes(self, record: str) -> dict[str, list[str]]:
        """The axes of a record behind seeds (and months or years), with the names of their places; producers have none."""
        return {axis: list(places) for axis, places in self._described(record)["axes"].items()}

    def records(self, name: str, scenario: str, seeds: list[int] | None = None) -> Floats:
        """One record of a scenario: an array [seed, ...]; behind seeds stand months or years, if it has them, and its axes."""
        described, (scenario,) = self._described(name), self.find(scenario)
        chosen = self.seeds[scenario] if seeds is None else seeds
        shape = tuple(len(places) or None for places in described["axes"].values())
        years = -(-self.months // 12)
        times = {"month": (self.months,), "year": (years,), "mean": (years,)}.get(described["when"], ())
        return np.stack([read_record(self._run(scenario, seed), name, times + shape) for seed in chosen])

    def has_records(self, names: Sequence[str]) -> bool:
        """Whether the runs kept these records: those of older versions have none, or fewer, and so has a folder of outcomes."""
        first = next(iter(self.seeds))
        try:
            with np.load(self._run(first, self.seeds[first][0]), allow_pickle=False) as arrays:
                kept = {name.removeprefix(RECORD) for name in arrays.files if name.startswith(RECORD)}
                return kept & set(self.manifest.get("records", {})) >= set(names)
        except BROKEN:
            return False

    def only(self, *scenarios: str) -> Self:
        """The same folder with these scenarios alone."""
        names = self.find(*scenarios)
        part = type(self)(self.folder, self._disk)
        part.seeds = {name: self.seeds[name] for name in self.seeds if name in names}
        part.missing = {name: self.missing[name] for name in self.missing if name in names}
        return part

    def _run(self, scenario: str, seed: int) -> Path:
        return self.folder / "runs" / f"{scenario}-{seed}.npz"

    def _described(self, record: str) -> dict[str, Any]:
        self._check_months()
        known = self.manifest.get("records", {})
        if not known:
            raise InputError(f"{shown(self.folder)}: an older version made these runs, without records: repeat them")
        if record not in known:
            raise InputError(f"{record}: no such record{suggest(record, known)}")
        return dict(known[record])

    def common_seeds(self, scenario: str, reference: str) -> list[int]:
        """The seeds that pair the two."""
        return [seed for seed in self.seeds.get(scenario, ()) if seed in self.seeds.get(reference, ())]

    def _month_keys(self, scenario: str) -> dict[str, list[Any]]:
        """The columns before the measures in a table of months."""
        seeds = self.seeds[scenario]
        return {
            "scenario": [scenario] * (len(seeds) * self.months),
            "seed": np.repeat(seeds, self.months).tolist(),
            "month": np.tile(np.arange(self.months), len(seeds)).tolist(),
        }

    def _tabled_months(self, scenario: str) -> pd.DataFrame:
        """The same months as they stand in a table: those of the measures that it holds."""
        name = self._written([f"monthly/{scenario}{end}" for end in MONTHLY])
        return self._table(name, self._month_keys(scenario), self.tabled)

    def _written(self, names: Sequence[str]) -> str:
        """Under which of these names a table stands there: the first is that of now, the last that of older versions."""
        usual = names[0 if "tabled" in self.manifest else -1]
        return next((name for name in names if (self._tables / name).exists()), usual)

    def _table(
        self, name: str, keys: Mapping[str, Sequence[object]], numbers: Sequence[str], text: str | None = None
    ) -> pd.DataFrame:
        """A table with these columns of keys, then numbers, then a text; an InputError where it is another."""
        path = self._tables / name
        try:
            frame = pd.read_parquet(path) if path.suffix == ".parquet" else read_csv(path, numbers)
        except ImportError:
            raise InputError(f"{shown(path)}: needs the extra: pip install 'carbon-silicon[parquet]'") from None
        except FileNotFoundError:
            raise InputError(f"{shown(path)}: missing{AGAIN}") from None
        except BROKEN as error:
            raise InputError(f"{shown(path)}: cannot be read ({str(error).splitlines()[0]}){AGAIN}") from None
        fault, rows = "", len(next(iter(keys.values())))
        if list(frame.columns) != [*keys, *numbers, *([text] if text else [])]:
            fault = "its columns are not those of this folder's measures"
        elif len(frame) != rows:
            fault = f"has {len(frame)} rows, not {rows}"
        elif any(frame[key].tolist() != wanted for key, wanted in keys.items()):
            fault = "its rows are not those of the runs in manifest.json"
        elif rows:
            values = frame[list(numbers)]
            odd = [column for column in numbers if not pd.api.types.is_numeric_dtype(values[column])]
            if not text:  # of one seed there is no interval, so only that table may have gaps
                odd += [str(column) for column in values.columns[values.isna().any()] if column not in odd]
            fault = f"what is no number stands in the column {odd[0]}" if odd else ""
        if fault:
            raise InputError(f"{shown(path)}: {fault}{AGAIN}")
        return frame

    def __repr__(self) -> str:
        counts = f"{plural(len(self.seeds), 'scenario')}, {seed_text(self)}, {plural(self.months, 'month')}"
        return f"Results({shown(self.folder)}: {'; '.join(filter(None, (counts, self.unfinished())))})"


def _unknown(name: str, known: Iterable[str]) -> str:
    """A name that is none of those that there are, and these."""
    names = list(known)
    return f"{name}: must be one of {', '.join(names[:MANY])}{', ...' if len(names) > MANY else ''}{suggest(str(name), names)}"


def read_csv(path: Path, numbers: Sequence[str]) -> pd.DataFrame:
    """Every digit of a table: pandas 2 rounds without being asked not to, and pandas 3 deprecates the asking.

    A scenario may be called 2030 or null, so texts are read as they stand.
    """
    gaps = {name: ["", "nan"] for name in numbers}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pd.read_csv(
            path, float_precision="round_trip", dtype=dict.fromkeys(TEXTS, str), keep_default_na=False, na_values=gaps
        )


DELETE = ": delete the folder or use another --out"
FEWER = "whose tables hold those of what is shown: made with --all-measures they hold all"
AGAIN = ": the command that made the folder builds its tables again from the finished runs"


def seed_text(results: Results, lang: str = "en") -> str:
    """How many seeds: ``8 seeds``, or ``4 to 8 seeds`` where scenarios differ."""
    return seeds_said([len(seeds) for seeds in results.seeds.values()], lang)


def seeds_said(counts: Sequence[int], lang: str = "en") -> str:
    """The same of these numbers of seeds."""
    few, many = min(counts), max(counts)
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
    except OSError as error:
        raise InputError(_unreadable(path, error)) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{shown(path)}: cannot be read ({error}){DELETE}") from None
    if isinstance(manifest, dict):
        manifest.setdefault("keeps", "months")  # older versions knew nothing else
    missing = [key for key in KEYS if not isinstance(manifest, dict) or key not in manifest]
    if missing:
        raise InputError(f"{shown(path)}: not a manifest of this program (without {', '.join(missing)})")
    try:
        _Manifest.model_validate(manifest, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        what = f"{'.'.join(map(str, first['loc']))}: {first['msg'][:1].lower()}{first['msg'][1:]}"
        raise InputError(f"{shown(path)}: damaged ({what}){DELETE}") from None
    manifest.setdefault("window", window_of(manifest["months"]))
    names, scenarios = [measure["name"] for measure in manifest["measures"]], manifest["scenarios"]
    faults = [
        f"scenarios.{name}.params: no {param}"
        for name, entry in scenarios.items()
        for param in SHOWN
        if param not in entry["params"] and not name.startswith(CLASSIC)
    ]
    if manifest["reference"] not in scenarios:
        faults.append(f"reference: no scenario {manifest['reference']}")
    faults += [
        f"scenarios.{name}.{key}: holds what is no letter"
        for name, entry in scenarios.items()
        for key in ("title", "question")
        for text in (name, *_texts(entry.get(key)))
        if STRANGE.search(text)
    ]
    tabled = manifest.get("tabled") or []
    faults += [f"tabled: no measure {name}" for name in tabled if name not in names]
    if any(len(set(some)) < len(some) for some in (names, tabled, *(entry["seeds"] for entry in scenarios.values()))):
        faults.append("a measure or seed stands there twice")
    if faults:
        raise InputError(f"{shown(path)}: damaged ({faults[0]}){DELETE}")
    return dict(manifest)


def _texts(table: object) -> list[str]:
    """The texts of a table of one a language."""
    return [text for text in table.values() if isinstance(text, str)] if isinstance(table, dict) else []


class _About(BaseModel):
    version: str
    code: str
    months: int
    keeps: Keeps
    window: int | None = None
    digest: str
    binding: dict[str, int]


def read_about(path: Path) -> dict[str, Any]:
    """What a run file says about itself: version, code, months, what it keeps, digest, scenario, seed, binding."""
    try:
        about = json.loads(str(*_arrays(path, "about")))
        if isinstance(about, dict):
            about.setdefault("keeps", "months")  # older versions knew nothing else
        _About.model_validate(about, strict=True)
        about.setdefault("window", window_of(about["months"]))
    except (ValueError, RecursionError):  # a ValidationError is one
        raise _damaged(path, "what it says about itself") from None
    return dict(about)


def check_owner(path: Path, about: Mapping[str, Any], scenario: str, seed: int) -> None:
    """Whether a run file is the run that its name says."""
    if (about.get("scenario"), about.get("seed")) != (scenario, seed):
        raise _damaged(path, f"it is {about.get('scenario')} under seed {about.get('seed')}")


def runs_in(folder: Path, scenarios: Iterable[str]) -> dict[str, list[int]]:
    """The seeds of each scenario of which a run is on disk."""
    found: dict[str, list[int]] = {name: [] for name in scenarios}
    runs = folder / "runs"
    for file in sorted(os.listdir(runs)) if runs.is_dir() else ():
        name, _, seed = unicodedata.normalize("NFC", file).removesuffix(".npz").rpartition("-")
        # only the name that a run is written under, or what the system takes for it
        if name in found and re.fullmatch("0|[1-9][0-9]*", seed) and (runs / f"{name}-{seed}.npz").is_file():
            found[name].append(int(seed))
    return {name: sorted(set(seeds)) for name, seeds in found.items()}


def read_run(path: Path, rows: int, names: Sequence[str]) -> Floats:
    """The table of a run file, which must have so many rows and these measures."""
    found, table = _arrays(path, "names", "table")
    if found.tolist() != list(names):
        raise _damaged(path, "other measures, or in another order")
    return _numbers(path, "table", table, (rows, len(names)))


def read_record(path: Path, name: str, shape: tuple[int | None, ...]) -> Floats:
    """A record of a run file, which must have this shape; an axis of None may have any length."""
    (values,) = _arrays(path, RECORD + name)
    return _numbers(path, RECORD + name, values, shape)


def _numbers(path: Path, name: str, values: npt.NDArray[Any], shape: tuple[int | None, ...]) -> Floats:
    what = f"its {name.replace(':', ' ')}"
    if values.dtype.kind != "f":
        raise _damaged(path, f"{what} is no table of numbers")
    if values.ndim != len(shape) or any(n not in (None, m) for n, m in zip(shape, values.shape, strict=True)):
        raise _damaged(path, f"{what} is {values.shape}, not {shape}")
    if name == "table" and not np.isfinite(values).all():
        raise _damaged(path, f"{what} has what is no number")
    return values.astype(np.float64, copy=False)


def _arrays(path: Path, *names: str) -> list[npt.NDArray[Any]]:
    try:
        with path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise ValueError("not a whole archive of arrays")
            file.seek(0)
            with np.load(file, allow_pickle=False) as arrays:
                return [np.asarray(unpacked(arrays[name])) for name in names]
    except FileNotFoundError:
        raise InputError(f"{shown(path)}: missing: the command that made the folder makes it again") from None
    except PermissionError as error:
        raise InputError(_unreadable(path, error)) from None
    except (*BROKEN, AttributeError) as error:  # np.load gives a bare array where the file is no archive
        raise _damaged(path, str(error)) from None


def _damaged(path: Path, what: str) -> InputError:
    return InputError(f"{shown(path)}: damaged run ({what}): delete it and run again")


def _unreadable(path: Path, error: OSError) -> str:
    return f"{shown(path)}: cannot be read ({error.strerror or error}): check your rights to it"
