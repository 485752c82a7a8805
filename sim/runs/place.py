"""Where results go: what lies there already, and whether it may be written over. All is known before a run starts."""

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from sim.base import names
from sim.base.errors import InputError
from sim.base.files import cannot_write, same
from sim.base.paths import shown
from sim.runs.results import MONTHLY, SUMMARY, read_about, read_manifest

ELSEWHERE = "choose another folder with --out"
SUBFOLDERS = ("runs", "scenarios", "monthly", "figures")
TABLES = ("outcomes.csv", *SUMMARY, "differences.csv", "dictionary.csv")
FEW = 3  # that a message names


def check(folder: Path, scenarios: Iterable[Any] | None, also: Collection[str] = (), *, force: bool = False) -> None:
    """An InputError where a folder holds what was not made here under a name that is to be written (``also``: besides runs).

    What a manifest of ours does not claim is not ours. ``scenarios``: None where their names are not known yet.
    """
    given = list(scenarios or ())
    before = read_manifest(folder) if os.path.lexists(folder / "manifest.json") else None
    claimed = {*TABLES, *before.get("files", also)} if before else set[str]()
    known: Collection[str] = before["scenarios"] if before else ()
    wanted = {name: name in claimed for name in [*TABLES, *also]}
    for scenario in given:
        files = (f"scenarios/{scenario.name}.toml", *(f"monthly/{scenario.name}{end}" for end in MONTHLY))
        wanted |= dict.fromkeys(files, scenario.name in known)
    if not before:
        wanted |= dict.fromkeys(_runs(folder, None if scenarios is None else {s.name for s in given}), False)
    there = {name: mine for name, mine in wanted.items() if os.path.lexists(folder / name)}
    texts = {f"scenarios/{scenario.name}.toml": scenario for scenario in given}
    sources = {file for scenario in given for file in scenario.files}
    faults = []
    for name in there:
        path = folder / name
        if name in texts and path.is_file() and path.read_bytes() == texts[name].to_toml().encode():
            there[name] = True  # nothing would change
        elif same(path, sources):
            faults.append(f"{shown(path)}: a scenario is read from this file, which is never written over: {ELSEWHERE}")
        elif path.is_dir():
            faults.append(f"{shown(path)}: is a folder where a file is wanted: {ELSEWHERE}, or delete it")
    foreign = [] if force else [name for name in there if not there[name]]
    if foreign and not faults:
        holds = ", ".join(foreign[:FEW]) + (f" and {len(foreign) - FEW} more" if len(foreign) > FEW else "")
        what = f"holds what this program did not make, under names that it writes ({holds})"
        faults.append(f"{shown(folder)}: {what}: {ELSEWHERE}, or write over it with --force")
    if faults:
        raise InputError(faults[:FEW])


def _runs(folder: Path, scenarios: Collection[str] | None) -> list[str]:
    """Files of runs in a folder without a manifest: of these scenarios; without, whatever lies where files of runs go."""
    if scenarios is None:
        inside = [f"{name}/{one}" for name in SUBFOLDERS[:3] for one in _listed(folder / name)]
        return [one for one in inside if not one.rpartition("/")[2].startswith(".")]
    runs = [one for one in _listed(folder / "runs") if one.endswith(".npz") and one.rpartition("-")[0] in scenarios]
    return [f"runs/{one}" for one in runs if not _says_what_it_is(folder / "runs" / one)]


def _says_what_it_is(path: Path) -> bool:
    """Whether a file is a run of ours: it says of which scenario, seed and code."""
    try:
        return bool(read_about(path))
    except (InputError, OSError, ValueError):
        return False


def _listed(folder: Path) -> list[str]:
    return sorted(os.listdir(folder)) if folder.is_dir() else []


def check_new(folder: Path) -> None:
    """An InputError where a folder that is yet to be made would be none, or another one, on some system."""
    with cannot_write(folder, ELSEWHERE):
        wrong = names.fault_of_path(folder)
    if wrong:
        raise InputError(f"{names.spelt(shown(folder))}: {wrong}: {ELSEWHERE}")


def check_names(given: Sequence[str]) -> None:
    """An InputError where two scenarios of a folder are one file on some systems."""
    if names.clashes(given):
        raise InputError(names.clashes(given))
