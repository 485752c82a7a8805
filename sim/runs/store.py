"""A folder of results as it is filled: run by run, each renamed into place at once, and at the end the tables.

So a folder can be filled by several commands, and an interrupted one goes on where it stopped.
"""

import importlib.util
import json
import os
import platform
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError
from sim.base.files import cannot_write, replacing, write_text
from sim.base.lock import Lock
from sim.base.paths import shown
from sim.economy import records
from sim.economy.records import Keeps, Run
from sim.runs import dictionary, place
from sim.runs.dictionary import Measure
from sim.runs.digest import PROGRAM, code, version
from sim.runs.packing import packed
from sim.runs.place import ELSEWHERE, SUBFOLDERS
from sim.runs.results import MONTHLY, RECORD, Column, Disk, Results, check_owner, read_about, read_manifest, runs_in
from sim.runs.tables import Tables, csv_file

if TYPE_CHECKING:
    from sim.economy.scenario import Scenario

DEPENDENCIES = ("numpy", "numba", "pandas", "matplotlib", "pydantic", "click", "rich")


@cache
def packs() -> bool:
    """Whether monthly tables can be written as parquet: the extra is installed."""
    return importlib.util.find_spec("pyarrow") is not None


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
        window: int | None = None,
        force: bool = False,
        tabled: Collection[str] | None = None,
    ) -> None:
        """``makers``: files besides the economy's that can change what is kept of a run. ``also``: what the command writes into the
        folder besides runs and their tables. ``window``: of how many last months outcomes are means. ``force``: write over
        what was not made here. ``tabled``: the measures whose months and quantiles stand in tables; all where nobody says."""
        self.folder, self.also = folder, set(also)
        self.recorded = records.described() if recorded is None else recorded  # what runs keep besides measures
        self.months = int(months)
        self.asked = [scenario.name for scenario in scenarios]
        self.measures = list(measures)
        self.columns = [Column(m.name, m.unit, m.kind, dict(m.label)) for m in self.measures]
        self.tabled = [m.name for m in self.measures if tabled is None or m.name in tabled]
        self.command = command
        self.window = records.window_of(self.months, window)
        self.key = {
            "version": version(), "code": code(*makers), "months": self.months, "keeps": keeps, "window": self.window
        }  # fmt: skip
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
            held = {key: value for key, value in self.scenarios.get(name, {}).items() if key in ("seeds", "asked")}
            self.scenarios[name] = entry | held
        place.check_names(list(self.scenarios))
        self.kept: dict[str, list[int]] = {name: [] for name in self.scenarios}
        if not other:
            other = self._look()
        if other:
            what = "; ".join(other[:3]) + (f"; and {len(other) - 3} more" if len(other) > 3 else "")
            raise InputError(f"{shown(folder)}: holds other results ({what}): {ELSEWHERE}, or delete this one")
        self._probe()
        self.reference = str(before["reference"]) if before else scenarios[0].name
        # what the manifest says of the tables that stand there, or are to
        self._standing = _tables_of(before) if before else self._layout()
        self._write_manifest(self.reference)  # first: it says whose the others are
        for scenario in scenarios:
            write_text(folder / "scenarios" / f"{scenario.name}.toml", scenario.to_toml())

    def _look(self) -> list[str]:
        """Note which runs are there already; say what makes one of them another model's."""
        other: list[str] = []
        for name, seeds in runs_in(self.folder, self.scenarios).items():
            for seed in seeds:
                path = self._path(name, seed)
                found = read_about(path)
                wanted = {**self.key, "digest": self.scenarios[name]["digest"]}
                changed = [_changed(key, found[key], wanted[key]) for key in wanted if found[key] != wanted[key]]
                other += [f"{path.name}: {change}" for change in changed]
                if not changed:
                    check_owner(path, found, name, seed)
                self.kept[name].append(seed)
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
            **self._standing,
        }
        write_text(self.folder / "manifest.json", _laid_out(content))

    def ask(self, runs: Iterable[tuple[str, int]]) -> None:
        """Note which runs are wanted: the folder is unfinished until it has them."""
        wanted = {name: set(entry.get("asked", ())) for name, entry in self.scenarios.items()}
        for name, seed in runs:
            wanted[name].add(int(seed))
        for name, seeds in wanted.items():
            self.scenarios[name]["asked"] = sorted(seeds)
        with self._lock.released_on_failure():
            self._write_manifest(self.reference)

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
            arrays: dict[str, Any] = {RECORD + name: packed(values) for name, values in run.records.items()}
            np.savez_compressed(
                file,
                table=packed(run.table),
                names=np.array(run.names),
                about=np.array(json.dumps(about, default=_plain)),
                **arrays,
            )
        self.kept[run.scenario_name].append(int(run.seed))

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
            kept = {name: sorted(set(seeds)) for name, seeds in self.kept.items()}
            results = Results(self.folder, Disk(kept, {})).only(*self.asked)
            _ = results.outcomes, results.differences  # read before the next command may change them
        self._lock.release()
        return results

    def close(self, reference: str) -> None:
        """Build the tables of what there is, where not all of it could be made; and let the folder go."""
        with self._lock.released_on_failure():
            if any(self.kept.values()):
                self._build(reference)
        self._lock.release()

    def _build(self, reference: str) -> None:
        """All tables; differences are from ``reference``."""
        every = self.key["keeps"] == "months"
        kept = {name: sorted(set(seeds)) for name, seeds in self.kept.items()}
        names = [column.name for column in self.columns]
        tables = Tables(self.folder, kept, names, self.months, every, self.window, self.tabled)
        self._standing = self._layout()
        tables.write(self.folder, reference, f".{self._standing['monthly']}" if every else None)
        # Excel takes the mark at its beginning for leave to read Chinese.
        with csv_file(self.folder / "dictionary.csv", dictionary.HEAD, encoding="utf-8-sig") as write:
            write(dictionary.rows(self.measures, self.tabled, every=every))
        for name, seeds in kept.items():
            self.scenarios[name] |= {"seeds": seeds, "binding": self._binding(name)}
            if not seeds:  # their runs were deleted
                for other in MONTHLY:
                    (self.folder / "monthly" / f"{name}{other}").unlink(missing_ok=True)
        self._write_manifest(reference)

    def _layout(self) -> dict[str, Any]:
        """How months stand in tables that are written now, and those of which measures; nothing in a folder of outcomes."""
        written = MONTHLY[1 if packs() else 0].removeprefix(".")
        return {"monthly": written, "tabled": self.tabled} if self.key["keeps"] == "months" else {}


def _tables_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a manifest; nothing in one of an older version."""
    return {key: manifest[key] for key in ("monthly", "tabled") if key in manifest}


def _laid_out(content: Mapping[str, Any]) -> str:
    """The text of a manifest: an entry a line. With an indent, json has no fast way of writing, and many scenarios take seconds."""
    encode = json.JSONEncoder(ensure_ascii=False, default=_plain).encode
    lines = []
    for key, value in content.items():
        match value:
            case {**entries} if entries:
                inner = ",\n".join(f"  {encode(name)}: {encode(entry)}" for name, entry in entries.items())
                text = f"{{\n{inner}\n }}"
            case [*entries] if entries:
                text = "[\n" + ",\n".join(f"  {encode(entry)}" for entry in entries) + "\n ]"
            case _:
                text = encode(value)
        lines.append(f" {encode(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _described(scenario: "Scenario") -> dict[str, Any]:
    """A resolved scenario as the manifest keeps it."""
    events = [event.as_dict() for event in scenario.events]
    texts = {"title": scenario.title, "question": scenario.question}
    found = {"digest": scenario.digest, "seeds": [], **texts, "params": scenario.params.as_dict(), "events": events}
    variant = getattr(scenario, "variant", None)  # published cases and parts of the board are none
    return found | ({"variant": {"of": variant.of, "set": dict(variant.set)}} if variant else {})


def _other(before: Mapping[str, Any], key: Mapping[str, Any], described: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What sets the results in a folder apart from those now wanted."""
    differ = [name for name in key if before[name] != key[name]]
    if "months" in differ and "window" in differ:  # the usual window is that of shorter runs
        differ.remove("window")
    found = [_changed(name, before[name], key[name]) for name in differ]
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
