"""``sim claims --matrix``: runs the tests of the claims once more with each mechanism on, and writes what becomes of each."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import InputError
from sim.base.files import MARK, check_page, replacing, write_text
from sim.base.interrupts import drawing
from sim.base.limits import whole
from sim.base.lock import released
from sim.base.paths import shown
from sim.base.telling import telling
from sim.classroom.explorer import spoken
from sim.commands.run import default_folder
from sim.experiments.designs import Point
from sim.runs import memory, runner
from sim.runs.digest import code
from sim.runs.reckoning import seconds_a_month
from sim.runs.results import Results, plural, read_record
from sim.runs.store import Store
from sim.verdicts import board, crossed, matrix, shipped, validation, worlds
from sim.verdicts.crossed import Crossed
from sim.verdicts.matrix import ENDS, MAKERS, Matrix

FILE = "matrix.json"  # in a folder
FIGURE = "matrix"
TIMED = 150  # months of the run that says how long the others take: it has AI in them


@released()
def cross(
    *ids: str,
    jobs: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    page: Path | None = None,
    quiet: bool = False,
    lang: str = "en",
    texts: str | Path | None = None,
    force: bool = False,
    seeds: int | None = None,
    workers: int | None = None,
    rooms: Mapping[str, Point] | None = None,
) -> Path:
    """Cross all claims, or these, with the mechanisms; what was stopped goes on. The file, beside the ``page`` where there is one."""
    from sim.charts import draw

    seeds = whole("seeds", crossed.SEEDS if seeds is None else seeds, 2)
    workers = crossed.WORKERS if workers is None else workers
    declared = validation.declared(Path(texts) if texts is not None else None)
    shipped.check_ids(ids, declared.claims)
    chosen = {name: claim for name, claim in declared.claims.items() if not ids or name in ids}
    tests = crossed.predicting(worlds.named(chosen))
    if not tests:
        raise InputError([f"{', '.join(chosen)}: predicts nothing that can be run yet: there is no sign to turn"])
    other = {} if workers == crossed.WORKERS else {"workers": workers}
    folder = Path(out) if out is not None else default_folder("matrix", list(chosen) if ids else ["all"], other)
    file = page.with_suffix(ENDS) if page else folder / FILE
    picture = file.with_suffix(".png") if page else None
    for one in filter(None, (file, picture)):
        check_page(one, "matrix", force=force, choose="choose another with --scoreboard")
    draw.check(folder, [FIGURE], force=force)
    parts = crossed.parts(tests, declared.effects, workers, crossed.rooms() if rooms is None else rooms)
    results = _run(parts, seeds, jobs, folder, quiet, cluster, force)
    with drawing(folder, "writing the matrix and drawing its figure", quiet):
        found = _found(parts, results)
        asked = {name: shipped.asked(claim, declared.effects) for name, claim in chosen.items()}
        found = replace(found, asked=asked)
        write(found, results.folder / FILE)
        drawn = draw.files(draw.figures(results, lang, [FIGURE], force=force))
    if page:
        write(found, file)
        for one in drawn:
            if picture and one.suffix == ".png":
                with replacing(picture) as temporary:
                    temporary.write_bytes(one.read_bytes())
    return file


def _run(
    parts: Sequence[Crossed], seeds: int, jobs: int | None, folder: Path, quiet: bool, cluster: str | None, force: bool
) -> Results:
    """Every part under every seed, or those of the runs that the folder lacks."""
    plain, months = parts[0], parts[0].months
    jobs = runner.processes(jobs, cluster)
    if cluster is None:
        params = [course.scenario.params for some in plain.worlds[0].values() for course in some.values()]
        memory.fit_runs(params, 1, months, min(jobs, len(parts) * seeds))
    else:
        from sim.runs import cluster as clusters

        clusters.check(cluster)
    if wrong := plain.worlds[1]:
        raise InputError([f"{test}: {why}" for test, why in wrong.items()])
    store = Store(
        folder, cast("Any", parts), months, worlds.described(plain.trials), runner.command_line(), "outcomes", {}, MAKERS,
        also=[FILE], force=force,
    )  # fmt: skip
    asked = [(part, seed) for seed in range(seeds) for part in parts]
    if not quiet:
        _say(parts, seeds, [(part, seed) for part, seed in asked if not store.has(part.name, seed)], jobs, cluster)
    made = runner.fill(
        {"": (cast("Any", parts), folder)},
        {"": store},
        cast("Any", [("", part, seed) for part, seed in asked]),
        months,
        partial(crossed.make, months=months),
        jobs,
        folder,
        quiet=quiet,
        cluster=cluster,
    )
    return made[""]


def _say(parts: Sequence[Crossed], seeds: int, todo: Sequence[tuple[Crossed, int]], jobs: int, cluster: str | None) -> None:
    """How much there is to do, and how long it takes: from the first months of one world."""
    plain = parts[0]
    courses = [course for some in plain.worlds[0].values() for course in some.values()]
    count = len({(course.scenario.digest, course.months) for course in courses})
    months = {part.name: part.to_run() for part in parts}
    line = f"{plural(len(parts) - 1, 'mechanism')}, and none, x {plural(seeds, 'seed')}: {plural(len(parts) * seeds, 'run')} "
    line += f"of up to {plural(count, 'world')}, {sum(months.values()) * seeds:,} months in all"
    print(line, file=sys.stderr, flush=True)
    for part in parts[1:]:
        for test, why in part.worlds[1].items():
            print(f"{test} with {part.name}: undefined: {why}", file=sys.stderr, flush=True)
    if not todo:
        return
    with telling(lambda gone: f"timing a first run: {gone:.0f} s"):
        longest = max(courses, key=lambda one: one.months)
        month = seconds_a_month(replace(longest, months=min(longest.months, TIMED), looks={}), 0)
    at_once = min(jobs, len(todo))
    left = sum(months[part.name] for part, _ in todo) * month / (at_once if cluster is None else 1)
    where = f"on {plural(at_once, 'core')}" if cluster is None else "of processor time"
    print(f"{plural(len(todo), 'run')} to make: about {spoken(left)} {where}", file=sys.stderr, flush=True)


def _found(parts: Sequence[Crossed], results: Results) -> Matrix:
    """What the folder says."""
    frames = {str(part): frame.set_index("seed") for part, frame in results.outcomes.groupby("scenario", sort=False)}
    states = {part.name: _states(part, results) for part in parts}
    lines, why = crossed.lines(parts, frames, states)
    plain, *others = parts
    kept = {
        test: {part.name: part.kept[test] for part in others if test in part.kept}
        for test in plain.tests
        if any(test in part.kept for part in others)
    }
    return Matrix(
        date=results.day,
        code=code(*MAKERS),
        command=runner.command_line(),
        seeds=len(results.seeds[crossed.PLAIN]),
        workers=plain.workers,
        rooms={part.name: part.set for part in others},
        outcomes=lines,
        kept=kept,
        why=why,
    )


def _states(part: Crossed, results: Results) -> Floats:
    """Of every number whether it is one: [seed, column]."""
    runs, shape = results.folder / "runs", (len(part.trials.columns),)
    return np.stack([read_record(runs / f"{part.name}-{seed}.npz", crossed.STATE, shape) for seed in results.seeds[part.name]])


def write(found: Matrix, path: Path) -> None:
    """As JSON, a line an outcome."""
    content = {"program": MARK, **board.plain(asdict(found))}
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    text = re.sub(r"\[[^\[\]{}]*\]", lambda one: " ".join(one[0].split()), text)  # numbers of a list in one line
    write_text(path, text + "\n")


def table(file: Path, lang: str = "en") -> str:
    """What was found, a line a claim."""
    from sim.base.tables import in_columns

    found = matrix.read_file(file)
    rows = [(name, *(matrix.MARKS[key] for key in cells.values())) for name, cells in found.claims.items()]
    numbers = [str(at) for at in range(1, len(found.rooms) + 1)]
    heads = ", ".join(f"{at} {room}" for at, room in enumerate(found.rooms, start=1))
    return "\n".join([in_columns(["", *numbers], rows, left=(0,)), "", heads, matrix.LEGEND.of(lang), shown(file)])
