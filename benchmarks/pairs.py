"""Two mechanisms at a time, and whether each lever still moves what it is about: ``python benchmarks/pairs.py`` prints and writes PAIRS.md.

Every room says in its `moves` which measure each of its levers is about. A lever is turned off, the rest of its room's example as it is:
alone, and beside the example of each other room. Both sides of a difference have the same seed and the same draws, so a lever that does
nothing leaves every bit where it is; what it does is the mean difference of its measure over the last months, on less off, and
its spread over seeds is all the noise there is. Books close in every run, or it would not end.

    [--seeds 4] [--months 60] [--last 24] [--workers 400] [--jobs 1] [--scenario competition] [--rooms NAME ...] [--out FILE]
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import InputError
from sim.economy.measures import MEASURES
from sim.economy.mechanisms import MECHANISMS
from sim.economy.scenario import load
from sim.runs.runner import simulate

COMMAND = "python benchmarks/pairs.py"
SOON = {
    "ai_arrival": 12,
    "ai_lead": 6,
    "ubi_start": 24,
    "capex_growth_max": 0.3,
    "adoption_speed": 0.2,
}  # in a short run
ROOMS = {one.name: one for one in MECHANISMS}
NAMES = list(MEASURES)
WEAK = 0.1  # of what it does alone: what is worth a word
HEAD = ("Lever", "Measure", "Beside", "On less off, mean of seeds", "Least", "Most", "Over alone", "Note")


class Lever(NamedTuple):
    """A lever, its room, and the measure that it is about."""

    room: str
    name: str
    measure: str


class Setting(NamedTuple):
    """Which rooms are on, in the order of all, and which lever of theirs is nevertheless off.

    ``only``: of that lever's room no other is on. Where one lever does by itself what others bring with them (`deskilling`), the room's
    example leaves it where it is, and it is looked at alone.
    """

    rooms: tuple[str, ...]
    off: str = ""
    only: str = ""


@dataclass(frozen=True)
class Size:
    """How much is run."""

    seeds: int = 4
    months: int = 60
    last: int = 24  # months over which a difference is a mean
    workers: int = 400
    jobs: int = 1
    scenario: str = "competition"
    rooms: tuple[str, ...] = tuple(ROOMS)

    def __str__(self) -> str:
        run = f"scenario `{self.scenario}`, {self.seeds} seeds, {self.workers} workers, {self.months} months"
        return f"{run}, of which the last {self.last} are compared"


class Seen(NamedTuple):
    """What is kept of a run: its measures by month, what is left over in its books, and a digest of all its numbers."""

    measures: Mapping[str, Floats]
    residual: float
    digest: str


class Row(NamedTuple):
    """What a lever does beside another room, or alone: on less off of each seed, and what is to be said of it."""

    lever: Lever
    beside: str
    sizes: tuple[float, ...]
    alone: float
    note: str

    def cells(self) -> tuple[str, ...]:
        mean = float(np.mean(self.sizes))
        share = f"{mean / self.alone:.2f}" if self.beside and self.alone else ""
        shown = (f"{x:.4g}" for x in (mean, min(self.sizes), max(self.sizes)))
        return f"`{self.lever.name}`", f"`{self.lever.measure}`", self.beside or "alone", *shown, share, self.note


def levers(rooms: Iterable[str]) -> list[Lever]:
    """All of these rooms."""
    return [Lever(room, name, measure) for room in rooms for name, measure in ROOMS[room].moves.items()]


def sides(rooms: tuple[str, ...], lever: Lever) -> tuple[Setting, Setting]:
    """With a lever and without it."""
    on = Setting(rooms, only="" if lever.name in ROOMS[lever.room].example else lever.name)
    return on, on._replace(off=lever.name)


def changes(setting: Setting, size: Size) -> dict[str, object]:
    """The parameters of a setting, but for the scenario's own."""
    found: dict[str, object] = {"n_workers": size.workers, **SOON}
    for room in setting.rooms:
        found |= ROOMS[room].example
    for levers_of in (ROOMS[room].levers for room in setting.rooms):
        if setting.only in levers_of:
            found |= levers_of | {setting.only: not levers_of[setting.only]}  # a switch: a number's value would be the example's
        found |= {name: neutral for name, neutral in levers_of.items() if name == setting.off}
    return found


def pairs(size: Size) -> Iterator[tuple[str, ...]]:
    """Each room alone, and each with each other of which one is asked for."""
    for room in size.rooms:
        yield (room,)
    for one, other in combinations(ROOMS, 2):
        if one in size.rooms or other in size.rooms:
            yield (one, other)


def settings(size: Size) -> tuple[list[Setting], dict[tuple[str, ...], str]]:
    """What has to be run, each once; and which pairs can't be, and why."""
    found, refused = dict[Setting, None](), dict[tuple[str, ...], str]()
    for rooms in pairs(size):
        try:
            load(size.scenario, changes(Setting(rooms), size))
        except InputError as error:
            refused[rooms] = str(error).splitlines()[0]
            continue
        found |= dict.fromkeys(side for one in levers(rooms) for side in sides(rooms, one))
        for room in rooms:  # what a lever does alone, if only its pair was asked for
            found |= dict.fromkeys(side for one in levers([room]) for side in sides((room,), one))
    return list(found), refused


def seen(job: tuple[Setting, int, Size]) -> Seen:
    """One run."""
    setting, seed, size = job
    table = simulate(load(size.scenario, changes(setting, size)), seed, size.months).table
    if not np.isfinite(table).all():
        raise ValueError(f"{setting}, seed {seed}: a measure is not finite")
    kept = {measure: table[:, NAMES.index(measure)] for measure in {one.measure for one in levers(ROOMS)}}
    return Seen(kept, float(np.abs(table[:, NAMES.index("residual")]).max()), sha256(table.tobytes()).hexdigest())


Runs = Mapping[Setting, Sequence[Seen]]


def run(wanted: Sequence[Setting], size: Size) -> Runs:
    """All that is wanted, seed by seed."""
    jobs = [(setting, seed, size) for setting in wanted for seed in range(size.seeds)]
    if size.jobs > 1:
        with ProcessPoolExecutor(size.jobs, mp_context=get_context("spawn")) as pool:
            found = list(pool.map(seen, jobs))
    else:
        found = [seen(job) for job in jobs]
    return {setting: found[n * size.seeds : (n + 1) * size.seeds] for n, setting in enumerate(wanted)}


def note(lever: Lever, on: Sequence[Seen], off: Sequence[Seen], sizes: Sequence[float], alone: Sequence[float]) -> str:
    """What a reader must not overlook; nothing where a lever moves its measure as it does alone."""
    same = [a.digest == b.digest for a, b in zip(on, off, strict=True)]
    still = [np.array_equal(a.measures[lever.measure], b.measures[lever.measure]) for a, b in zip(on, off, strict=True)]
    if any(same):
        return "DEAD: every bit as without it" + ("" if all(same) else f", in {sum(same)} of {len(same)} seeds")
    if any(still):
        return "STANDS STILL: its measure as without it" + (
            "" if all(still) else f", in {sum(still)} of {len(still)} seeds"
        )
    if min(sizes) < 0.0 < max(sizes):
        return "seeds differ in sign"
    if np.mean(sizes) * np.mean(alone) < 0.0:
        return "other sign than alone"
    if abs(np.mean(sizes)) < WEAK * abs(np.mean(alone)):
        return f"less than {WEAK:g} of what it does alone"
    return ""


def rows(runs: Runs, size: Size) -> Iterator[Row]:
    """Each lever alone and beside each room, as far as they were run."""
    there = sorted(dict.fromkeys(setting.rooms for setting in runs), key=len)  # alone comes first
    for lever in levers(room for room in ROOMS if (room,) in there):
        alone = _sizes(runs, (lever.room,), lever, size)
        for rooms in (rooms for rooms in there if lever.room in rooms):
            sizes = _sizes(runs, rooms, lever, size)
            said = note(lever, *(runs[side] for side in sides(rooms, lever)), sizes, alone)
            beside = "".join(f"`{room}`" for room in rooms if room != lever.room)
            yield Row(lever, beside, tuple(sizes), float(np.mean(alone)), said)


def _sizes(runs: Runs, rooms: tuple[str, ...], lever: Lever, size: Size) -> list[float]:
    """On less off, of each seed."""
    on, off = (runs[side] for side in sides(rooms, lever))
    months = slice(-size.last, None)
    return [
        float((a.measures[lever.measure][months] - b.measures[lever.measure][months]).mean())
        for a, b in zip(on, off, strict=True)
    ]


def document(found: Sequence[Row], runs: Runs, refused: Mapping[tuple[str, ...], str], size: Size) -> str:
    """The page."""
    residual = max(one.residual for every in runs.values() for one in every)
    noted = [row for row in found if row.note]
    lines = [
        "# Two mechanisms at a time",
        f"Made by `{COMMAND}`: {size}. Residual of the books in millionths, most of {sum(map(len, runs.values()))} runs: {residual:g}.",
        "A lever is on at its room's example and off at its neutral value, all else as it is, under the same seeds and draws: a lever that "
        "does nothing leaves every bit. Beside means with the other room's example on both sides. The measure of each lever is declared in "
        "its room (`moves`); one of a room that sleeps is 0.",
        f"Of {len(found)} rows {len(noted)} have a note:",
        "\n".join(
            f"- `{row.lever.name}` {f'beside {row.beside}' if row.beside else 'alone'}: {row.note}" for row in noted
        )
        or "none.",
    ]
    lines += [f"Not together: {', '.join(rooms)}: {why}" for rooms, why in refused.items()]
    table = ["| " + " | ".join(HEAD) + " |", "| --- | --- | --- | ---: | ---: | ---: | ---: | --- |"]
    table += ["| " + " | ".join(row.cells()) + " |" for row in found]
    return "\n\n".join([*lines, "\n".join(table)]) + "\n"


def main() -> int:
    """Print the table and write it; 1 where a lever is dead or its measure stands still."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = Size()
    for field in ("seeds", "months", "last", "workers", "jobs"):
        parser.add_argument(f"--{field}", type=int, default=getattr(size, field))
    parser.add_argument("--scenario", default=size.scenario)
    parser.add_argument(
        "--rooms", nargs="+", choices=ROOMS, default=size.rooms, metavar="NAME", help="only pairs with these"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("PAIRS.md"))
    given = vars(parser.parse_args())
    out, rooms = given.pop("out"), tuple(given.pop("rooms"))
    size = replace(size, **given, rooms=rooms)
    wanted, refused = settings(size)
    print(f"{COMMAND} {' '.join(sys.argv[1:])}: {size}; {len(wanted) * size.seeds} runs", flush=True)
    runs = run(wanted, size)
    found = list(rows(runs, size))
    page = document(found, runs, refused, size)
    out.write_text(page, encoding="utf-8")
    print(page)
    return int(any(row.note[:4] in ("DEAD", "STAN") for row in found))


if __name__ == "__main__":
    sys.exit(main())
