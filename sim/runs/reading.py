"""A folder of results is opened, and what its manifest claims is held against what is there."""

import shutil
import tempfile
import weakref
from pathlib import Path

from sim.runs.results import Disk, Results, read_manifest, runs_in
from sim.runs.tables import Tables


def load(folder: str | Path) -> Results:
    """The results in a folder; of one that is unfinished, or has lost runs, those of the runs that are complete.

    ``missing`` says which are not, and whatever is printed or drawn says that some are. The folder stays as it is.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    claimed = {name: list(entry["seeds"]) for name, entry in manifest["scenarios"].items()}
    kept = runs_in(folder, claimed)
    if not any(kept.values()):  # tables that were passed on without runs, or nothing
        return Results(folder)
    asked = {name: {*claimed[name], *entry.get("asked", ())} for name, entry in manifest["scenarios"].items()}
    missing = {name: sorted(seeds - {*kept[name]}) for name, seeds in asked.items() if seeds - {*kept[name]}}
    if kept == {name: sorted(seeds) for name, seeds in claimed.items()}:
        return Results(folder, Disk(kept, missing))
    names = [measure["name"] for measure in manifest["measures"]]
    every, tabled = manifest["keeps"] == "months", manifest.get("tabled") or names
    tables = Tables(folder, kept, names, manifest["months"], every, manifest["window"], tabled)
    return Results(folder, Disk(kept, missing, Rebuilt(tables, manifest["reference"])))


class Rebuilt:
    """Tables that are built when they are first asked for, in a folder that goes with this object."""

    def __init__(self, tables: Tables, reference: str) -> None:
        self._tables, self._reference = tables, reference
        self._place: Path | None = None

    def __call__(self) -> Path:
        if self._place is None:
            place = Path(tempfile.mkdtemp(prefix="sim-"))
            weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)
            self._tables.write(place, self._reference, None)  # months are read from the runs
            self._place = place
        return self._place
