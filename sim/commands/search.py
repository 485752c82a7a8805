"""``sim claims --search``: runs what tells emergent outcomes from imposed ones, and robust ones from those that some parameters turn."""

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from sim.base import sources
from sim.base.errors import InputError, SimError
from sim.base.files import MARK, check_page, write_text
from sim.base.interrupts import noting
from sim.base.limits import whole
from sim.base.lock import Lock, released
from sim.base.paths import shown
from sim.base.telling import telling
from sim.commands.run import default_folder
from sim.runs import pools, runner
from sim.runs.digest import code
from sim.runs.progress import Meter, Style
from sim.runs.results import plural
from sim.verdicts import board, imposed, search, shipped, validation, worlds
from sim.verdicts.search import Plan, Work

KEY = "search.json"  # what a folder holds
MAKERS = [
    path
    for name in ("readings", "outcomes", "held", "search", "imposed")
    if (path := sources.file(f"sim.verdicts.{name}"))
]
SHARE = 100  # parts of a piece of work that the meter counts


@released()
def check(
    *ids: str,
    jobs: int | None = None,
    out: str | Path | None = None,
    page: Path | None = None,
    quiet: bool = False,
    texts: str | Path | None = None,
    seeds: int = search.SEEDS,
    points: int = search.POINTS,
    workers: int = search.WORKERS,
) -> Path:
    """Search all claims, or these; a search that was stopped goes on. The file of checks, beside the ``page`` where there is one."""
    seeds, points = whole("seeds", seeds), whole("points", points, 0)
    declared = validation.declared(Path(texts) if texts is not None else None)
    shipped.check_ids(ids, declared.claims)
    chosen = {name: claim for name, claim in declared.claims.items() if not ids or name in ids}
    plan = Plan(chosen, worlds.named(chosen), declared.effects, seeds, points, workers)
    folder = Path(out) if out is not None else default_folder("search", list(chosen) if ids else ["all"])
    file = page.with_suffix(".checks.json") if page else folder / "checks.json"
    check_page(file, "checks", choose="choose another with --scoreboard")
    _begin(plan, folder)
    _fill(plan, folder, plan.first, jobs, quiet)
    _fill(plan, folder, plan.second, jobs, quiet)
    return _write(plan, folder, file)


def _begin(plan: Plan, folder: Path) -> None:
    """Take a folder that is empty or holds this search."""
    folder.mkdir(parents=True, exist_ok=True)
    Lock(folder)
    key, file = {"program": MARK, "code": code(*MAKERS), "asked": plan.digest}, folder / KEY
    try:
        before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    except ValueError:
        before = {}
    if before is None and any(path.name != ".lock" for path in folder.iterdir()):
        raise InputError(f"{shown(folder)}: holds no search: choose another folder with --out")
    if before is not None and before != key:
        raise InputError(
            f"{shown(folder)}: holds another search (of other code or claims): choose another --out, or delete it"
        )
    write_text(file, json.dumps(key, indent=1) + "\n")


def _fill(plan: Plan, folder: Path, wanted: Sequence[Work], jobs: int | None, quiet: bool) -> None:
    """Do what the folder lacks."""
    todo = [work for work in wanted if search.kept(folder, work) is None]
    kinds = {kind: sum(work.kind == kind for work in wanted) for kind in dict.fromkeys(work.kind for work in wanted)}
    style: Style = "nothing" if quiet else "bars"
    meter = Meter(cast("dict[str, int]", kinds), [work.kind for work in todo], SHARE, style, "all")
    jobs = pools.room_for(min(runner.processes(jobs, None), len(todo)))
    done, failed = len(wanted) - len(todo), list[str]()

    def state() -> str:
        return f"{done} of {plural(len(wanted), 'piece')} of work are done in {shown(folder)}; the same command goes on from there"

    make = cast("Any", partial(_piece, plan, folder))
    tasks = cast("Any", [(work, 0) for work in todo])
    with noting() as pressed, telling(meter.said, silent=not meter.lines):
        try:
            with meter:
                here = partial(pools.in_processes, jobs=jobs) if jobs > 1 else pools.here
                made = here(tasks, make, meter=meter, pressed=pressed)
                with closing(made) as pieces:
                    for index, ended in pieces:
                        if isinstance(ended, Exception):
                            failed.append(f"{todo[index].kind} {todo[index].name}: {ended}")
                        else:
                            done += 1
        except KeyboardInterrupt:
            raise SimError(f"stopped: {state()}") from None
        except pools.Lost as error:
            raise SimError(f"{error}: {state()}") from None
    if failed:
        raise SimError("\n".join([*failed[: runner.FEW], state()]))
    if pressed:
        raise SimError(f"stopped: {state()}")


def _piece(plan: Plan, folder: Path, work: Work, number: int, *, on_month: Any) -> None:
    """A piece of work in a process of its own."""
    on_month(0)
    search.do(plan, folder, work)
    on_month(SHARE)


def _write(plan: Plan, folder: Path, file: Path) -> Path:
    found = search.checks(plan, folder)
    claims = {}
    for name, claim in plan.claims.items():
        own = [
            one["mark"] for one in found if worlds.claim_of(one["test"]) == name and not plan.tests[one["test"]].added
        ]
        if own:
            by_hand = claim.why.model_dump() if claim.verdict == "construction" and claim.why else None
            claims[name] = {"called": imposed.of_claim(own), "by_hand": by_hand}
    content = {
        "program": MARK,
        "date": datetime.now(UTC).date().isoformat(),
        "code": code(*MAKERS),
        "seeds": plan.seeds,
        "points": plan.points,
        "workers": plan.workers,
        "words": {"en": imposed.WORDS.en, "zh": imposed.WORDS.zh},
        "claims": claims,
        "outcomes": found,
    }
    write_text(file, json.dumps(board.plain(content), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    return file
