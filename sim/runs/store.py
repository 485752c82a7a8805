"""A folder of results as it is filled: run by run, each renamed into place at once, and at the end the tables.

So a folder can be filled by several commands, and an interrupted one goes on where it stopped.
"""

import csv
import importlib.util
import json
import os
import platform
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.base import sources
from sim.base.arrays import Floats
from sim.base.errors import InputError
from sim.base.files import cannot_write, replacing, write_text
from sim.base.lock import Lock
from sim.base.paths import PACKAGE, shown
from sim.economy import records
from sim.economy.records import Keeps, Run
from sim.engine import declarations
from sim.runs import dictionary, pairing, place
from sim.runs.dictionary import Measure
from sim.runs.place import ELSEWHERE, SUBFOLDERS
from sim.runs.results import RECORD, Column, Results, check_owner, read_about, read_manifest, read_run

if TYPE_CHECKING:
    from sim.economy.scenario import Scenario

PROGRAM = "carbon-silicon"
Cells = Iterable[object]
AT_ONCE = 20_000_000  # values that are in memory together while quantiles are taken: 160 MB
GROUP = 50_000  # rows of a parquet file that are compressed together
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
DEPENDENCIES = ("numpy", "numba", "pandas", "matplotlib", "pydantic", "click", "rich")
# What makes a run: they, and what they import of their room and of those below it, are what can change a number.
MAKERS = ("sim.economy.month", "sim.economy.start", "sim.economy.measures", "sim.economy.records")
BELOW = ("sim.base.", "sim.engine.", "sim.economy.")
TABLES = ("params.toml", "flows.toml", "measures.toml", "mechanisms/mechanisms.toml")  # in `sim/economy/`


@cache
def version() -> str:
    """The version of the installed program."""
    return metadata.version(PROGRAM)


@cache
def packs() -> bool:
    """Whether monthly tables can be written as parquet: the extra is installed."""
    return importlib.util.find_spec("pyarrow") is not None


@cache
def code(*others: Path) -> str:
    """A hash of every source file that can change the numbers: a rule that was edited is another model. ``others``: what else does so."""
    rooms = declarations.rooms()
    makers = sources.closure(*MAKERS, *(f"sim.economy.mechanisms.{room}" for room in rooms))
    modules = [sources.file(name) for name in makers if name.startswith(BELOW)]
    tables = [PACKAGE / "economy" / name for name in TABLES] + [declarations.file(room) for room in rooms]
    return sources.digest([*filter(None, modules), *tables, *others])


@contextmanager
def csv_file(
    path: Path, columns: Iterable[str], encoding: str = "utf-8"
) -> Iterator[Callable[[Iterable[Cells]], None]]:
    """A whole CSV file, or none, written some rows at a time: what is yielded writes them.

    The csv module writes floats with all their digits, in a quarter of pandas' time.
    """
    with replacing(path) as temporary, temporary.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        yield writer.writerows


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """A whole table as a CSV file, or none."""
    with csv_file(path, frame.columns) as write:
        write(zip(*(frame[name].tolist() for name in frame), strict=True))


class Store:
    """A folder being filled with runs of ``scenarios``. One that holds other runs is refused untouched."""

    def __init__(
        self,
        folder: Path,
        scenarios: Sequence["Scenario"],
        months: int,
        measures: Iterable[Measure],
        command: str,
        keeps: Keeps = "months",
        recorded: Mapping[str, Mapping[str, object]] | None = None,
        makers: Sequence[Path] = (),
        also: Collection[str] = (),
        force: bool = False,
    ) -> None:
        """``makers``: files besides the economy's that can change what is kept of a run. ``also``: what the command writes into the
        folder besides runs and their tables. ``force``: write over what was not made here."""
        self.folder, self.also = folder, set(also)
        self.recorded = records.described() if recorded is None else recorded  # what runs keep besides measures
        self.months = int(months)
        self.asked = [scenario.name for scenario in scenarios]
        self.measures = list(measures)
        self.columns = [Column(m.name, m.unit, m.kind, dict(m.label)) for m in self.measures]
        self.command = command
        self.key = {"version": version(), "code": code(*makers), "months": self.months, "keeps": keeps}
        self._lock = self._locked()
        with self._lock.released_on_failure():
            place.check(folder, scenarios, self.also, force=force)
            self._begin(scenarios)

    def _begin(self, scenarios: Sequence["Scenario"]) -> None:
        """Take in what the folder holds, or refuse it."""
        folder = self.folder
        before = read_manifest(folder) if (folder / "manifest.json").exists() else None
        self.also |= set(before.get("files", ())) if before else set()
        self.scenarios: dict[str, dict[str, Any]] = dict(before["scenarios"]) if before else {}
        described = {scenario.name: _described(scenario) for scenario in scenarios}
        other = _other(before, self.key, described) if before else []
        for name, entry in described.items():
            self.scenarios[name] = entry | {"seeds": self.scenarios.get(name, entry)["seeds"]}
        place.check_names(list(self.scenarios))
        self.kept: dict[str, list[int]] = {name: [] for name in self.scenarios}
        if not other:
            other = self._look()
        if other:
            what = "; ".join(other[:3]) + (f"; and {len(other) - 3} more" if len(other) > 3 else "")
            raise InputError(f"{shown(folder)}: holds other results ({what}): {ELSEWHERE}, or delete this one")
        self._probe()
        self._write_manifest(
            before["reference"] if before else scenarios[0].name
        )  # first: it says whose the others are
        for scenario in scenarios:
            write_text(folder / "scenarios" / f"{scenario.name}.toml", scenario.to_toml())

    def _look(self) -> list[str]:
        """Note which runs are there already; say what makes one of them another model's."""
        other: list[str] = []
        for path in sorted((self.folder / "runs").glob("*.npz")):
            name, _, seed = unicodedata.normalize("NFC", path.stem).rpartition(
                "-"
            )  # some systems give it back otherwise
            if name in self.scenarios and re.fullmatch("0|[1-9][0-9]*", seed):
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
        place.check_new(self.folder)
        with cannot_write(self.folder, ELSEWHERE):
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
        with cannot_write(self.folder, ELSEWHERE):
            for name in SUBFOLDERS:
                probe = self.folder / name / f".{longest}-000000.parquet.{os.getpid()}.tmp"
                there = probe.parent.exists()
                probe.parent.mkdir(exist_ok=True)
                probe.touch()
                probe.unlink()
                if not there:
                    probe.parent.rmdir()

    def _write_manifest(self, reference: str) -> None:
        content = {
            "program": PROGRAM,
            **self.key,
            "python": platform.python_version(),
            "dependencies": {name: metadata.version(name) for name in DEPENDENCIES},
            "command": self.command,
            "reference": reference,
            "files": sorted(self.also),
            "scenarios": self.scenarios,
            "measures": [asdict(column) for column in self.columns],
            "records": self.recorded if self.key["keeps"] == "months" else {},
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

    def _table(self, name: str, seed: int) -> Floats:
        """What is kept of a run: ``[month, measure]``, or one row, its outcomes."""
        rows = self.months if self.key["keeps"] == "months" else 1
        return read_run(self._path(name, seed), rows, [column.name for column in self.columns])

    def _binding(self, name: str) -> dict[str, int]:
        """How often each bound has bound, over all runs of a scenario."""
        total: Counter[str] = Counter()
        for seed in sorted(set(self.kept[name])):  # in whatever order they were made
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
        """All tables, written a run at a time, so that memory does not grow with the runs; differences are from ``reference``."""
        names = [column.name for column in self.columns]
        every = self.key["keeps"] == "months"
        base = {seed: records.outcomes(self._table(reference, seed)[None])[0] for seed in set(self.kept[reference])}
        with ExitStack() as files:

            def begin(file: str, columns: Iterable[str]) -> Callable[[Iterable[Cells]], None]:
                return files.enter_context(csv_file(self.folder / file, columns))

            outcomes = begin("outcomes.csv", ["scenario", "seed", *names])
            differences = begin("differences.csv", pairing.COLUMNS)
            summary = begin("summary.csv", ["scenario", "month", "measure", *QUANTILES]) if every else None
            for name in [name for name, seeds in self.kept.items() if seeds]:
                seeds = sorted(set(self.kept[name]))
                common = [seed for seed in seeds if seed in base]
                ends: dict[int, Floats] = {}
                same = np.full(len(names), True)
                with self._monthly(name, names) if every else nullcontext() as monthly:
                    for seed in seeds:
                        table = self._table(name, seed)
                        ends[seed] = records.outcomes(table[None])[0]
                        if monthly:
                            monthly(seed, table)
                        if name != reference and seed in base:
                            same &= (table == self._table(reference, seed)).all(axis=0)
                outcomes([name, seed, *values.tolist()] for seed, values in ends.items())
                if summary:
                    for month, levels in self._quantiles(name, seeds):
                        rows = enumerate(levels.tolist(), start=month)
                        summary(
                            [name, at, measure, *row]
                            for at, values in rows
                            for measure, row in zip(names, values, strict=True)
                        )
                if name != reference and common:
                    ours, theirs = (
                        np.array([side[seed] for seed in common]).reshape(-1, len(names)) for side in (ends, base)
                    )
                    found = pairing.between(name, reference, names, ours, theirs, same)
                    differences(asdict(gap).values() for gap in found)
                self.scenarios[name] |= {"seeds": seeds, "binding": self._binding(name)}
        # Excel takes the mark at its beginning for leave to read Chinese.
        with csv_file(self.folder / "dictionary.csv", dictionary.HEAD, encoding="utf-8-sig") as write:
            write(dictionary.rows(self.measures, every=every))
        self._write_manifest(reference)

    @contextmanager
    def _monthly(self, name: str, measures: list[str]) -> Iterator[Callable[[int, Floats], None]]:
        """The table of every month of a scenario's runs: what is yielded writes those of one seed."""
        table, packed = (self.folder / "monthly" / f"{name}{suffix}" for suffix in (".csv", ".parquet"))
        columns = ["scenario", "seed", "month", *measures]
        if packs():
            with replacing(packed) as temporary, parquet_file(temporary) as put:
                yield lambda seed, values: put(_months(name, seed, values, columns))
            table.unlink(missing_ok=True)
        else:
            with csv_file(table, columns) as write:
                yield lambda seed, values: write([name, seed, at, *row] for at, row in enumerate(values.tolist()))
            packed.unlink(missing_ok=True)

    def _quantiles(self, name: str, seeds: list[int]) -> Iterator[tuple[int, Floats]]:
        """Quantiles over seeds, ``[month, measure, quantile]``, some months at a time, and the first of these."""
        step = max(AT_ONCE // (len(seeds) * len(self.columns)), 1)
        for month in range(0, self.months, step):
            parts = [self._table(name, seed)[month : month + step].copy() for seed in seeds]  # a view keeps the whole
            values = np.stack(parts)
            yield month, np.moveaxis(np.quantile(values, list(QUANTILES.values()), axis=0), 0, -1)


@contextmanager
def parquet_file(path: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """A parquet file written some rows at a time, gathered into groups large enough to read well."""
    import pyarrow as pa
    from pyarrow import parquet

    waiting: list[pd.DataFrame] = []
    with ExitStack() as files:
        writer: Any = None

        def flush() -> None:
            nonlocal writer
            table = pa.Table.from_pandas(pd.concat(waiting), preserve_index=False)
            writer = writer or files.enter_context(parquet.ParquetWriter(path, table.schema))
            writer.write_table(table)
            waiting.clear()

        def put(frame: pd.DataFrame) -> None:
            waiting.append(frame)
            if sum(map(len, waiting)) >= GROUP:
                flush()

        yield put
        if waiting:
            flush()


def _months(name: str, seed: int, values: Floats, columns: list[str]) -> pd.DataFrame:
    """The months of one run as a table: scenario, seed, month, measures."""
    frame = pd.DataFrame(values, columns=columns[3:])
    frame.insert(0, columns[0], name)
    frame.insert(1, columns[1], seed)
    frame.insert(2, columns[2], np.arange(len(values)))
    return frame


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
