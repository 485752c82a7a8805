"""``sim claims --again``: runs the worlds of the claims, and says what becomes of each."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.base.estimates import half_width
from sim.base.files import write_text
from sim.base.interrupts import drawing
from sim.base.limits import whole
from sim.base.lock import released
from sim.commands.run import default_folder
from sim.economy.measures import MEASURES
from sim.economy.records import YEAR
from sim.runs import memory, runner
from sim.runs.digest import code, version
from sim.runs.display import Plots
from sim.runs.display import read as read_figures
from sim.runs.results import Results, read_record
from sim.runs.store import Store
from sim.runs.tables import write_csv
from sim.verdicts import readings, register, shipped, thresholds, validation, worlds
from sim.verdicts.board import FILE, Board, Found, Pair, Standing, Years
from sim.verdicts.outcomes import Outcome, label, outcomes, over
from sim.verdicts.register import Claim, Effect, Part, Register
from sim.verdicts.shipped import MAKERS, check_ids
from sim.verdicts.thresholds import Summary
from sim.verdicts.words import Verdicts
from sim.verdicts.worlds import Arm, Trials, Wanted

DIGITS = 6  # of the numbers of a year
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
    plain: bool = False,
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
    trials = worlds.trials_of(known, declared.effects, draws, plain=plain).only(chosen)
    other = ({} if draws == thresholds.DRAWS else {"draws": draws}) | ({"plain": True} if plain else {})
    folder = Path(out) if out is not None else default_folder("claims", list(chosen) if ids else ["all"], other)
    from sim import reports
    from sim.charts import draw

    draw.check(folder, force=force)
    reports.check(folder, force=force)
    runs = worlds.runs(trials, seeds)
    results = _run(trials, runs, jobs, folder, quiet, cluster, force)
    more = worlds.more(trials, _wanted(chosen, trials, results))
    if more:
        results = _run(trials, [*runs, *more], jobs, folder, quiet, cluster, force)
    with drawing(folder, "drawing the scoreboard and writing the report", quiet):
        found = Verdicts(_board(declared, chosen, trials, results), results, lang=lang, asked=ids)
        found.board.write(results.folder / FILE)
        write_csv(results.folder / "claims.csv", found.table.astype(object).where(found.table.notna(), ""))
        return _drawn(found, force=force)


def _drawn(found: Verdicts, *, force: bool) -> Verdicts:
    """With figure and report."""
    from sim import reports

    assert found.results
    drawn, report = reports.with_figures(found.results, found.lang, force=force)
    return Verdicts(found.board, found.results, drawn, report, found.lang, found.asked)


def _run(
    trials: Trials,
    runs: Sequence[tuple[Arm, int]],
    jobs: int | None,
    folder: Path,
    quiet: bool,
    cluster: str | None,
    force: bool,
) -> Results:
    """All runs that are wanted, or those of them that the folder lacks."""
    jobs = runner.processes(jobs, cluster)
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
        print(said(trials, runs), file=sys.stderr)
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


def said(trials: Trials, runs: Sequence[tuple[Arm, int]]) -> str:
    """How much there is to do."""
    from sim.runs.reckoning import months_to_run
    from sim.runs.results import plural

    months = months_to_run(list(trials.courses().values()))
    tests = {arm.test for arm, _ in runs if arm.test}
    few = sum(arm.test is not None for arm, _ in runs)
    count = plural(len(worlds.files_of(trials)), "world")
    found = f"{plural(len(runs) - few, 'run')} of {count} each, {months:,} months in all worlds together"
    drawn = [*trials.draws, *trials.closures][:1]
    if drawn and trials.undrawn:
        fewer = months_to_run(list(trials.courses(drawn[0]).values()))
        found += f" ({fewer:,} at draws and under closures, without what decides nothing)"
    return f"{found}; {plural(few, 'run')} more for {', '.join(sorted(tests))}" if tests else found


# -- from runs to the board


def _board(declared: Register, chosen: Mapping[str, Claim], trials: Trials, results: Results | None) -> Board:
    named = {claim.text: declared.texts[claim.text].title.model_dump() for claim in chosen.values()}
    return Board(
        version=version(),
        code=code(*MAKERS),
        date=results.day if results else datetime.now(UTC).date().isoformat(),
        months=trials.months if results else 0,
        seeds=len(results.seeds[worlds.CORE]) if results else 0,
        points=len(trials.draws),
        closures=[closure.name for closure in trials.closures],
        passed_over=trials.passed_over,
        plain=trials.plain,
        texts=named,
        rows=[
            _row(claim, found, declared.effects)
            for claim, found in zip(chosen.values(), _all(chosen, trials, results), strict=True)
        ],
    )


def _row(claim: Claim, found: list[Found], effects: Mapping[str, Effect]) -> Standing:
    said = claim.model_dump(include={"title", "statement", "objection", "falsifier", "why"})
    return Standing(
        id=claim.id,
        text=claim.text,
        status=claim.status,
        waits=claim.waits,
        pending={
            f"{claim.id}.{number}": claim.waiting(test)
            for number, test in enumerate(claim.tests, start=1)
            if claim.waiting(test)
        },
        falsified=claim.falsified,
        square=claim.square,
        found=found,
        asked=shipped.asked(claim, effects),
        **said,
    )


@dataclass(frozen=True)
class Evidence:
    """One outcome of a test in all runs: of the core, at the draws, and under each closure."""

    core: Outcome
    drawn: Outcome
    under: Mapping[str, Outcome]

    @cached_property
    def summary(self) -> Summary:
        """What its verdict rests on."""
        core, drawn = self.core, self.drawn
        return thresholds.summary(core.sign, core.gaps, core.bound, drawn.gaps, drawn.bounds)

    @cached_property
    def closures(self) -> dict[str, Pair]:
        """The mean effect under each closure, and the smallest of interest there."""
        return {name: (float(one.gaps.mean()), one.bound) for name, one in self.under.items()}

    @property
    def firsts(self) -> dict[str, Pair]:
        """The same of the first run under each."""
        return {name: (float(one.gaps[0]), float(one.bounds[0])) for name, one in self.under.items()}


def _all(chosen: Mapping[str, Claim], trials: Trials, results: Results | None) -> list[list[Found]]:
    """What was found of each claim."""
    if results is None:
        return [[] for _ in chosen]
    frames, years = _frames(results), _years(trials, results)
    return [_found(claim, trials, frames, years) for claim in chosen.values()]


def _wanted(chosen: Mapping[str, Claim], trials: Trials, results: Results) -> dict[str, Wanted]:
    """What single tests ask for beyond the first runs: those that can decide, and whose interval by itself decides something."""
    found, frames = {}, _frames(results)
    for name, test in trials.tests.items():
        counts = chosen[worlds.claim_of(name)].status == "modelled" and register.decides(test)
        points, under = False, set[str]()
        for one in _evidence(name, trials, frames) if counts else ():
            sign, summary = one.core.sign, one.summary
            if sign and not one.core.vacuous and summary.draws >= thresholds.DRAWS:
                points = points or thresholds.in_doubt(sign, summary)
                if not thresholds.share_that_counts(sign, summary) < thresholds.DOUBT[0]:  # else it depends anyhow
                    under |= set(thresholds.turned_under(sign, summary, one.firsts))
        if points or under:
            found[name] = Wanted(points, frozenset(under))
    return found


def _frames(results: Results) -> dict[str, pd.DataFrame]:
    """The runs of each part by number."""
    return {str(part): frame.set_index("seed") for part, frame in results.outcomes.groupby("scenario", sort=False)}


def _evidence(name: str, trials: Trials, frames: Mapping[str, pd.DataFrame]) -> list[Evidence]:
    """All outcomes of a test."""
    parts = [frames[part] for part in (worlds.DRAWS, worlds.CLOSURES, worlds.MORE + name) if part in frames]
    others = pd.concat(parts).sort_index() if parts and name not in trials.undrawn else frames[worlds.CORE][:0]
    under = (others.index >= worlds.FIRST_CLOSURE) * (1 + (others.index - worlds.FIRST_CLOSURE) // worlds.APART)

    def of(frame: pd.DataFrame, *, alike: bool = False) -> list[Outcome]:
        numbers = {one.name: frame[f"{name} {one.name}"].to_numpy(np.float64) for one in trials.kept(name)}
        return outcomes(trials.tests[name], numbers, trials.effects, alike=alike)

    core = of(frames[worlds.CORE], alike=True)
    drawn = of(others[under == 0]) if (under == 0).any() else [one.none() for one in core]
    by_closure = {
        closure.name: of(others[under == which])
        for which, closure in enumerate(trials.closures, start=1)
        if (under == which).any()
    }
    return [
        Evidence(one, drawn[at], {closure: found[at] for closure, found in by_closure.items()})
        for at, one in enumerate(core)
    ]


def _found(claim: Claim, trials: Trials, frames: Mapping[str, pd.DataFrame], years: Floats) -> list[Found]:
    """All outcomes of all tests of a claim."""
    plots, found = read_figures(), []
    for name in trials.only([claim.id]).tests:
        each = _evidence(name, trials, frames)
        found += [(one, _judged(name, trials.tests[name], one, trials, plots, years)) for one in each]
    return _tied(found, len(trials.draws))


def _tied(found: Sequence[tuple[Evidence, Found]], draws: int) -> list[Found]:
    """The same, where two outcomes of different predictions are one fact the later with the name of the earlier."""
    done: list[tuple[Evidence, Found]] = []
    for evidence, one in found:
        others = (
            other.name
            for before, other in done
            if one.decides and other.decides and not other.tied and other.prediction != one.prediction
            if thresholds.one_fact(before.drawn.gaps[:draws], evidence.drawn.gaps[:draws])
        )
        done.append((evidence, replace(one, tied=next(others, None))))
    return [one for _, one in done]


def _judged(name: str, test: Part, found: Evidence, trials: Trials, plots: Plots, years: Floats) -> Found:
    """One outcome with what its verdict rests on."""
    core, drawn, summary = found.core, found.drawn, found.summary
    turning = None
    if core.sign and thresholds.verdict(core.sign, summary) == "depends":
        effects = (core.gaps, np.full(core.gaps.size, core.bound)), (drawn.gaps, drawn.bounds)
        turning = thresholds.turning(core.sign, *effects, trials.moving(name, drawn.gaps.size), found.firsts)
    times, unit = _unit(core, plots)
    return Found(
        test=name,
        kind=test.kind,
        sides={lang: test.compared(lang) for lang in ("en", "zh")},
        months=", ".join(f"{first}-{last}" for first, last in sorted(readings.spans(test).values())),
        prediction=prediction(test, core),
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
        added=test.added,
        vacuous=core.vacuous.model_dump() if core.vacuous and core.sign else None,
        closures=found.closures,
        path=_path(name, core, trials, years),
    )


def prediction(test: Part, outcome: Outcome) -> str:
    """What is predicted of an outcome, whatever the worlds and the windows: these are its cases."""
    cases = {"side", "against", "predicts", "added", "window", "windows"}
    step = outcome.detail.en if outcome.detail and test.kind != "path" else None  # of a path the detail is the window
    said = [test.model_dump(exclude=cases, exclude_defaults=True), outcome.measure, outcome.sign, step]
    return json.dumps(said, sort_keys=True)


def _years(trials: Trials, results: Results) -> Floats:
    """The yearly means of the core: [seed, row, year]."""
    runs = results.folder / "runs"
    paths = (runs / f"{worlds.CORE}-{seed}.npz" for seed in results.seeds[worlds.CORE])
    shape = max(trials.paths.values()) + 1, -(-trials.months // YEAR)
    return np.stack([read_record(path, worlds.YEARS, shape) for path in paths])


def _path(name: str, outcome: Outcome, trials: Trials, years: Floats) -> Years:
    """The years of the worlds of an outcome, to the end of the shorter one."""
    measures = register.parts(outcome.measure)

    def of(role: str) -> Floats:
        """[seed, year]"""
        return over([years[:, trials.paths[name, role, measure]] for measure in measures])

    roles = [role for role in outcome.roles if (name, role, measures[0]) in trials.paths]
    there = [of(role) for role in roles]
    months = min(trials.tests[name].worlds[role][1] for role in roles)
    there = [each[:, : -(-months // YEAR)] for each in there]
    kept = [each.mean(axis=0) for each in there]
    if len(there) > 1:
        gaps = there[0] - there[1]
        halves = np.array([half_width(gap) if gap.size > 1 else np.nan for gap in gaps.T])
        kept += [gaps.mean(axis=0) - halves, gaps.mean(axis=0) + halves]
    lines = [[float(f"{number:.{DIGITS}g}") for number in line] for line in kept]
    return Years(list(range(len(lines[0]))), *lines)


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
