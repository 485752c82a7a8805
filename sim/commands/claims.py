"""``sim claims --again``: runs the worlds of the claims, and says what becomes of each."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np

from sim.base.declared import Text
from sim.base.files import write_text
from sim.base.interrupts import drawing
from sim.base.limits import whole
from sim.base.lock import released
from sim.commands.run import default_folder
from sim.economy.measures import MEASURES
from sim.runs import memory, runner
from sim.runs.digest import code, version
from sim.runs.display import Plots
from sim.runs.display import read as read_figures
from sim.runs.results import Results
from sim.runs.store import Store
from sim.runs.tables import write_csv
from sim.verdicts import readings, register, shipped, thresholds, validation, worlds
from sim.verdicts.board import FILE, Board, Found, Pair, Standing
from sim.verdicts.outcomes import Outcome, label, outcomes
from sim.verdicts.register import Claim, Effect, Part, Register
from sim.verdicts.shipped import MAKERS, check_ids
from sim.verdicts.words import Verdicts
from sim.verdicts.worlds import Trials

UNITS = {
    "log": (100.0, Text(en="% (log)", zh="%（对数）")),
    "share": (100.0, Text(en="%", zh="%")),
    "month": (1.0, Text(en="months", zh="个月")),
}


@released()
def computed(
    *ids: str,
    seeds: int | None = None,
    draws: int | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
    lang: str = "en",
    texts: str | Path | None = None,
    force: bool = False,
) -> Verdicts:
    """Run what the claims (all of them, or these) are tested on, and draw the scoreboard."""
    seeds = whole("seeds", thresholds.SEEDS if seeds is None else seeds)
    draws = whole("points", thresholds.DRAWS if draws is None else draws, 0)
    declared = validation.declared(Path(texts) if texts is not None else None)
    known = declared.claims
    check_ids(ids, known)
    chosen = {name: claim for name, claim in known.items() if not ids or name in ids}
    if not worlds.named(chosen):  # nothing to run
        return Verdicts(_board(declared, chosen, worlds.Trials({}, {}, {}), None), None, lang=lang, asked=ids)
    trials = worlds.trials_of(known, declared.effects, draws).only(chosen)
    other = {} if draws == thresholds.DRAWS else {"draws": draws}
    folder = Path(out) if out is not None else default_folder("claims", list(chosen) if ids else ["all"], other)
    from sim import reports
    from sim.charts import draw

    draw.check(folder, force=force)
    reports.check(folder, force=force)
    results = _run(trials, seeds, jobs, folder, quiet, cluster, force)
    with drawing(folder, "drawing the scoreboard and writing the report", quiet):
        found = Verdicts(_board(declared, chosen, trials, results), results, lang=lang, asked=ids)
        found.board.write(results.folder / FILE)
        write_csv(results.folder / "claims.csv", found.table.astype(object).where(found.table.notna(), ""))
        return _drawn(found, force=force)


def _drawn(found: Verdicts, *, force: bool) -> Verdicts:
    """With figure and report."""
    from sim import reports
    from sim.charts import draw

    assert found.results
    drawn = draw.draw(found.results, found.lang, force=force)
    return Verdicts(
        found.board,
        found.results,
        drawn,
        reports.report(found.results, found.lang, force=force),
        found.lang,
        found.asked,
    )


def _run(
    trials: Trials, seeds: int, jobs: int | None, folder: Path, quiet: bool, cluster: str | None, force: bool
) -> Results:
    """All runs that are wanted, or those of them that the folder lacks."""
    jobs = runner.processes(jobs, cluster)
    runs = worlds.runs(trials, seeds)
    if cluster is None:
        params = [course.scenario.params for course in trials.courses().values()]
        memory.fit_runs(params, 1, trials.months, min(jobs, len(runs)))
    else:
        from sim.runs import cluster as clusters

        clusters.check(cluster)
    parts = cast("Any", list({arm.name: arm for arm, _ in runs}.values()))
    resolved = {f"scenarios/{file}.toml": scenario for file, (_, scenario) in worlds.files_of(trials).items()}
    also = [FILE, "claims.csv", *resolved]
    measures = worlds.described(trials)
    store = Store(
        folder, parts, trials.months, measures, runner.command_line(), "outcomes", {}, MAKERS, also=also, force=force
    )
    for file, scenario in resolved.items():
        write_text(folder / file, scenario.to_toml())
    asked = cast("Any", [("", arm, seed) for arm, seed in runs])
    if not quiet:
        print(said(trials, len(runs)), file=sys.stderr)
    made = runner.fill(
        {"": (parts, folder)},
        {"": store},
        asked,
        trials.months,
        partial(worlds.make, months=trials.months),
        jobs,
        folder,
        quiet=quiet,
        cluster=cluster,
    )
    return made[""]


def said(trials: Trials, runs: int) -> str:
    """How much there is to do."""
    from sim.runs.branching import stretches
    from sim.runs.results import plural

    months = sum(one.end - one.first for one in stretches(list(trials.courses().values())))
    count = plural(len(worlds.files_of(trials)), "world")
    return f"{plural(runs, 'run')} of {count} each, {months:,} months in all worlds together"


# -- from runs to the board


def _board(declared: Register, chosen: Mapping[str, Claim], trials: Trials, results: Results | None) -> Board:
    named = {claim.text: declared.texts[claim.text].title.model_dump() for claim in chosen.values()}
    return Board(
        version=version(),
        code=code(*MAKERS),
        date=_date(results.folder) if results else datetime.now(UTC).date().isoformat(),
        months=trials.months if results else 0,
        seeds=len(results.seeds[worlds.CORE]) if results else 0,
        points=len(trials.draws) - len(trials.closures),
        closures=trials.closures,
        passed_over=trials.passed_over,
        texts=named,
        rows=[
            _row(claim, _found(claim, trials, results) if results else [], declared.effects) for claim in chosen.values()
        ],
    )


def _row(claim: Claim, found: list[Found], effects: Mapping[str, Effect]) -> Standing:
    said = claim.model_dump(include={"title", "statement", "objection", "falsifier", "why"})
    return Standing(
        id=claim.id,
        text=claim.text,
        status=claim.status,
        waits=claim.waits,
        falsified=claim.falsified,
        square=claim.square,
        found=found,
        asked=shipped.asked(claim, effects),
        **said,
    )


def _date(folder: Path) -> str:
    """The day of the last run."""
    last = max(path.stat().st_mtime for path in (folder / "runs").glob("*.npz"))
    return datetime.fromtimestamp(last, UTC).date().isoformat()


def _found(claim: Claim, trials: Trials, results: Results) -> list[Found]:
    """All outcomes of all tests of a claim."""
    plots, found = read_figures(), []
    for name in trials.only([claim.id]).tests:
        test, parts = trials.tests[name], {}
        for part, frame in results.outcomes.groupby("scenario", sort=False):
            if part == worlds.DRAWS and name in trials.undrawn:
                continue
            numbers = {one.name: frame[f"{name} {one.name}"].to_numpy(np.float64) for one in trials.kept(name)}
            parts[part] = outcomes(test, numbers, trials.effects, alike=part == worlds.CORE)
        core = parts[worlds.CORE]
        drawn = parts.get(worlds.DRAWS) or [one.none() for one in core]
        found += [_judged(name, test, *pair, trials, plots) for pair in zip(core, drawn, strict=True)]
    return found


def _judged(name: str, test: Part, core: Outcome, drawn: Outcome, trials: Trials, plots: Plots) -> Found:
    """One outcome with what its verdict rests on."""
    effects = (core.gaps, np.full(core.gaps.size, core.bound)), (drawn.gaps, drawn.bounds)
    summary = thresholds.summary(core.sign, core.gaps, core.bound, *effects[1])
    turning = None
    if core.sign and thresholds.verdict(core.sign, summary) == "depends":
        turning = thresholds.turning(core.sign, *effects, trials.points, trials.closures)
    times, unit = _unit(core, plots)
    same = test.model_dump(exclude={"side", "against", "predicts"}, exclude_defaults=True)
    return Found(
        test=name,
        kind=test.kind,
        sides={lang: test.compared(lang) for lang in ("en", "zh")},
        months=", ".join(f"{first}-{last}" for first, last in sorted(readings.spans(test).values())),
        prediction=json.dumps([same, core.measure, core.sign, core.detail and core.detail.en], sort_keys=True),
        measure=core.measure,
        label=label(core.measure).model_dump(),
        detail=core.detail.model_dump() if core.detail else None,
        sign=core.sign,
        unit={"en": unit.en, "zh": unit.zh},  # it may be one that holds more than words
        times=times,
        levels=(float(core.levels[0].mean()), float(core.levels[1].mean())) if core.levels else None,
        square=_square(test),
        summary=summary,
        turning=turning,
    )


def _unit(outcome: Outcome, plots: Plots) -> tuple[float, Text]:
    """What a difference is multiplied by to be read, and its unit."""
    if outcome.unit in UNITS:
        return UNITS[outcome.unit]
    measures = register.parts(outcome.measure)
    if len(measures) > 1:
        return 1.0, Text(en="(ratio)", zh="（比率）")
    unit = plots.unit(MEASURES[measures[0]].unit)
    return unit.times, (unit.gap or unit) if outcome.levels else unit


def _square(test: Part) -> Pair | None:
    """Pass-through of a pair of worlds, and the share of public compute in its first, where they differ in it."""
    sides = list(test.sides.values())
    if len(sides) < 2 or "commons_share" not in validation.lever(test):
        return None
    first = sides[0].load().params
    return first.pass_through, first.commons_share
