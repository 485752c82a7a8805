"""A folder of results as it is filled: run by run, each renamed into place at once, and at the end the tables.

So a folder can be filled by several commands, and an interrupted one goes on where it stopped.
"""

import csv
import hashlib
import importlib.util
import json
import os
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from sim import comparison, records
from sim.errors import InputError, SimError
from sim.lock import Lock
from sim.paths import shown
from sim.results import RECORD, Column, Floats, Results, Run, check_owner, read_about, read_manifest, read_run

if TYPE_CHECKING:
    from sim.scenario import Scenario

PROGRAM = "carbon-silicon"
SUBFOLDERS = ("runs", "scenarios", "monthly", "figures")
ELSEWHERE = "choose another folder with --out"
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
DEPENDENCIES = ("numpy", "numba", "pandas", "matplotlib", "pydantic", "click", "rich")
# Modules that can't change a number of a run; a change of any other file in sim/ makes older runs another model's.
FACE = (
    "__main__",
    "charts",
    "checks",
    "cli",
    "closures",
    "comparison",
    "docs",
    "explain",
    "facts",
    "figures",
    "layout",
    "limits",
    "lock",
    "model",
    "order",
    "progress",
    "reports",
    "results",
    "show",
    "store",
)


class Measure(Protocol):
    """What the folder keeps about a measure."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> Mapping[str, str]: ...


@cache
def version() -> str:
    """The version of the installed program."""
    return metadata.version(PROGRAM)


@cache
def packs() -> bool:
    """Whether monthly tables can be written as parquet: the extra is installed."""
    return importlib.util.find_spec("pyarrow") is not None


@cache
def code() -> str:
    """A hash of every source file that can change the numbers: a rule that was edited is another model."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        own = path.relative_to(folder)
        if path.suffix in (".py", ".toml") and own.with_suffix("").parts[0] not in ("_data", *FACE):
            digest.update(own.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path`` which takes its place at the end; where that fails nothing is left behind."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        raise SimError(f"{shown(path)}: cannot be written ({error.strerror or error})") from error
    finally:
        with suppress(OSError):  # nothing may hide the error above
            temporary.unlink()


def write_text(path: Path, text: str) -> None:
    """A whole text file, or none."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """A whole CSV file, or none. The csv module writes floats with all their digits, in a quarter of pandas' time."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(frame.columns)
        writer.writerows(zip(*(frame[name].tolist() for name in frame), strict=True))


@dataclass(frozen=True)
class Block:
    """All runs of one scenario: ``values[seed, month, measure]``."""

    seeds: list[int]
    values: Floats

    def of(self, seeds: list[int]) -> Floats:
        """The values under these seeds."""
        return self.values[[self.seeds.index(seed) for seed in seeds]]

    def monthly(self, name: str, measures: list[str]) -> pd.DataFrame:
        """scenario, seed, month, measures."""
        months = self.values.shape[1]
        frame = pd.DataFrame(self.values.reshape(-1, len(measures)), columns=measures)
        frame.insert(0, "scenario", name)
        frame.insert(1, "seed", np.repeat(self.seeds, months))
        frame.insert(2, "month", np.tile(np.arange(months), len(self.seeds)))
        return frame

    def outcomes(self, name: str, measures: list[str]) -> pd.DataFrame:
        """scenario, seed, and the mean of each measure over the last months."""
        frame = pd.DataFrame(comparison.outcomes(self.values), columns=measures)
        frame.insert(0, "scenario", name)
        frame.insert(1, "seed", self.seeds)
        return frame

    def summary(self, name: str, measures: list[str]) -> pd.DataFrame:
        """scenario, month, measure, quantiles over seeds."""
        months = self.values.shape[1]
        levels = np.quantile(self.values, list(QUANTILES.values()), axis=0)
        frame = pd.DataFrame(levels.reshape(len(QUANTILES), -1).T, columns=list(QUANTILES))
        frame.insert(0, "scenario", name)
        frame.insert(1, "month", np.repeat(np.arange(months), len(measures)))
        frame.insert(2, "measure", np.tile(measures, months))
        return frame


class Store:
    """A folder being filled with runs of ``scenarios``. One that holds other runs is refused untouched."""

    def __init__(
        self, folder: Path, scenarios: Sequence["Scenario"], months: int, measures: Iterable[Measure], command: str
    ) -> None:
        self.folder = folder
        self.months = int(months)
        self.asked = [scenario.name for scenario in scenarios]
        self.columns = [Column(m.name, m.unit, m.kind, dict(m.label)) for m in measures]
        self.command = command
        self.key = {"version": version(), "code": code(), "months": self.months}
        self._lock = self._locked()
        with self._lock.released_on_failure():
            self._begin(scenarios)

    def _begin(self, scenarios: Sequence["Scenario"]) -> None:
        """Take in what the folder holds, or refuse it."""
        folder = self.folder
        before = read_manifest(folder) if (folder / "manifest.json").exists() else None
        self.scenarios: dict[str, dict[str, Any]] = dict(before["scenarios"]) if before else {}
        described = {scenario.name: _described(scenario) for scenario in scenarios}
        other = _other(before, self.key, described) if before else []
        for name, entry in described.items():
            self.scenarios[name] = entry | {"seeds": self.scenarios.get(name, entry)["seeds"]}
        self.kept: dict[str, list[int]] = {name: [] for name in self.scenarios}
        if not other:
            other = self._look()
        if other:
            what = "; ".join(other[:3]) + (f"; and {len(other) - 3} more" if len(other) > 3 else "")
            raise InputError(f"{shown(folder)}: holds other results ({what}): {ELSEWHERE}, or delete this one")
        self._probe()
        for scenario in scenarios:
            write_text(folder / "scenarios" / f"{scenario.name}.toml", scenario.to_toml())
        self._write_manifest(before["reference"] if before else scenarios[0].name)

    def _look(self) -> list[str]:
        """Note which runs are there already; say what makes one of them another model's."""
        other: list[str] = []
        for path in sorted((self.folder / "runs").glob("*.npz")):
            name, _, seed = path.stem.rpartition("-")
            if name in self.scenarios and seed.isdecimal():
                found = read_about(path)
                own = len(other)
                wanted = {**self.key, "digest": self.scenarios[name]["digest"]}
                other += [
                    f"{path.name}: {_changed(key, found[key], wanted[key])}"
                    for key in wanted
                    if found[key] != wanted[key]
                ]
                if len(other) == own:
                    check_owner(path, found, name, int(seed))
                self.kept[name].append(int(seed))
        return other

    def _locked(self) -> Lock:
        """The folder, made and locked, with nothing in the place of its subfolders."""
        with self._writing():
            for path in (self.folder, *(self.folder / name for name in SUBFOLDERS)):
                if path.is_symlink() and not path.exists():
                    raise InputError(f"{shown(path)}: is a link that leads nowhere: {ELSEWHERE}, or delete it")
                if path.exists() and not path.is_dir():
                    raise InputError(f"{shown(path)}: is a file where a folder is wanted: {ELSEWHERE}, or delete it")
            self.folder.mkdir(parents=True, exist_ok=True)
            return Lock(self.folder)

    def _probe(self) -> None:
        """Write and remove the longest name in every subfolder."""
        longest = max(self.asked, key=len)
        with self._writing():
            for name in SUBFOLDERS:
                probe = self.folder / name / f".{longest}-000000.parquet.{os.getpid()}.tmp"
                there = probe.parent.exists()
                probe.parent.mkdir(exist_ok=True)
                probe.touch()
                probe.unlink()
                if not there:
                    probe.parent.rmdir()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
            reason = (error.strerror if isinstance(error, OSError) else None) or error
            raise InputError(f"{shown(self.folder)}: cannot be written to ({reason}): {ELSEWHERE}") from None

    def _write_manifest(self, reference: str) -> None:
        content = {
            "program": PROGRAM,
            **self.key,
            "python": platform.python_version(),
            "dependencies": {name: metadata.version(name) for name in DEPENDENCIES},
            "command": self.command,
            "reference": reference,
            "scenarios": self.scenarios,
            "measures": [asdict(column) for column in self.columns],
            "records": records.described(),
        }
        write_text(
            self.folder / "manifest.json", json.dumps(content, ensure_ascii=False, indent=1, default=_plain) + "\n"
        )

    def has(self, name: str, seed: int) -> bool:
        """Whether this run is on disk already."""
        return seed in self.kept[name]

    def _path(self, name: str, seed: int) -> Path:
        return self.folder / "runs" / f"{name}-{seed}.npz"

    def save(self, run: Run) -> None:
        """Keep a finished run."""
        about = {
            **self.key,
            "digest": self.scenarios[run.scenario_name]["digest"],
            "scenario": run.scenario_name,
            "seed": run.seed,
            "binding": run.binding,
        }
        with (
            self._lock.released_on_failure(),
            replacing(self._path(run.scenario_name, run.seed)) as temporary,
            temporary.open("wb") as file,
        ):
            arrays: dict[str, Any] = {RECORD + name: values for name, values in run.records.items()}
            np.savez(
                file,
                table=run.table,
                names=np.array(run.names),
                about=np.array(json.dumps(about, default=_plain)),
                **arrays,
            )
        self.kept[run.scenario_name].append(int(run.seed))

    def _block(self, name: str) -> Block:
        """All runs of a scenario that are on disk."""
        seeds = sorted(set(self.kept[name]))
        paths = [self._path(name, seed) for seed in seeds]
        names = [column.name for column in self.columns]
        tables = [read_run(path, self.months, names) for path in paths]
        return Block(seeds, np.stack(tables) if tables else np.empty((0, self.months, len(names))))

    def _binding(self, name: str) -> dict[str, int]:
        """How often each bound has bound, over all runs of a scenario."""
        total: Counter[str] = Counter()
        for seed in self.kept[name]:
            total.update(read_about(self._path(name, seed))["binding"])
        return dict(total)

    def finish(self, reference: str) -> Results:
        """Build the tables from all runs in the folder; the results of the scenarios that were asked for."""
        with self._lock.released_on_failure():
            self._build(reference)
            results = Results(self.folder).only(*self.asked)
            _ = results.outcomes, results.differences  # read before the next command may change them
        self._lock.release()
        return results

    def _build(self, reference: str) -> None:
        """All tables, a scenario at a time; differences are from ``reference``."""
        names = [column.name for column in self.columns]
        outcomes, summary = [], []
        differences: list[comparison.Difference] = []
        base = self._block(reference)
        for name in [name for name, seeds in self.kept.items() if seeds]:
            block = base if name == reference else self._block(name)
            self._write_monthly(name, block.monthly(name, names))
            outcomes.append(block.outcomes(name, names))
            summary.append(block.summary(name, names))
            if name != reference:
                common = [seed for seed in block.seeds if seed in base.seeds]
                pair = (block.of(common), base.of(common))
                differences += comparison.differences(name, reference, names, *pair)
            self.scenarios[name] |= {"seeds": block.seeds, "binding": self._binding(name)}
        write_csv(self.folder / "outcomes.csv", pd.concat(outcomes))
        write_csv(self.folder / "summary.csv", pd.concat(summary))
        write_csv(self.folder / "differences.csv", pd.DataFrame(differences, columns=comparison.COLUMNS))
        self._write_manifest(reference)

    def _write_monthly(self, name: str, frame: pd.DataFrame) -> None:
        table, packed = (self.folder / "monthly" / f"{name}{suffix}" for suffix in (".csv", ".parquet"))
        if packs():
            with replacing(packed) as temporary:
                frame.to_parquet(temporary, index=False)
            table.unlink(missing_ok=True)
        else:
            write_csv(table, frame)
            packed.unlink(missing_ok=True)


def _described(scenario: "Scenario") -> dict[str, Any]:
    """A resolved scenario as the manifest keeps it."""
    events = [{"month": event.month, "set": event.set} for event in scenario.events]
    texts = {"title": scenario.title, "question": scenario.question}
    return {"digest": scenario.digest, "seeds": [], **texts, "params": scenario.params.as_dict(), "events": events}


def _other(before: Mapping[str, Any], key: Mapping[str, Any], described: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What sets the results in a folder apart from those now wanted."""
    found = [_changed(name, before[name], value) for name, value in key.items() if before[name] != value]
    for name, new in described.items():
        old = before["scenarios"].get(name, new)
        if old["digest"] == new["digest"]:
            continue
        was, now = old["params"], new["params"]
        changed = [f"{p} {was.get(p)}, now {now.get(p)}" for p in {**was, **now} if was.get(p) != now.get(p)]
        found.append(f"scenario {name}: {', '.join(changed) or 'other events'}")
    return found


def _plain(value: object) -> object:
    """A number of numpy's as JSON takes it."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{value!r} is no JSON")


def _changed(name: str, old: object, new: object) -> str:
    if name in ("code", "digest"):
        return {"code": "the rules or parameters of the program have changed", "digest": "another scenario"}[name]
    return f"{name} {old}, now {new}"
