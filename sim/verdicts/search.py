"""What the search runs for the marks of outcomes, and keeps: sides in lockstep, a box of parameters, what turns an outcome.

Four kinds of work, each in a file of its own that is written at once, so that a search that was stopped goes on:

- ``sides``: worlds of tests in lockstep under each seed (``sim/verdicts/held.py``).
- ``point``: all tests at a point of the box, in which every behavioural parameter is moved up to half of the way from its
  default to an end of its declared range, shares by their log-odds.
- ``ends``: the tests of a claim at both ends of that of each parameter that the claim names, one at a time, and with every value
  that both sides set put back to its default, under each seed.
- ``turns``: of what turned an outcome, the nearest, under more seeds, and by bisection how far it is.

Where a world has no state to start in, falls apart, has another kind of economy without AI or keeps AI away, it is a wreck: it
is counted, and turns nothing.
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal

import numpy as np

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.base.errors import InputError, SimError
from sim.base.files import replacing
from sim.economy.acting import DATES
from sim.economy.measures import MEASURES
from sim.economy.scenario import Scenario
from sim.economy.start import check
from sim.engine import parameters
from sim.experiments import designs
from sim.experiments.designs import Axis, Point
from sim.runs import branching
from sim.runs.branching import Course, Table
from sim.runs.results import BROKEN
from sim.verdicts import held, imposed, readings, validation
from sim.verdicts.imposed import Measured, Setting
from sim.verdicts.outcomes import Outcome, outcomes
from sim.verdicts.register import Claim, Effect, Part, Show, parts
from sim.verdicts.worlds import claim_of

SEEDS, POINTS, WORKERS = 3, 64, 500
STEPS = 8  # of a bisection
FARTHEST = 5  # parameters of a point that are named
TRIED = 3  # so many of what turned an outcome are looked at under all seeds, the nearest first
HALF_WAY = 0.5  # from the default to an end of the declared range
NEAREST_SHARE = 0.01  # to 0 and to 1, on the way by log-odds
LAST = 60  # months at the end of a world by which it is judged
UNEMPLOYMENT, INFLATION, AI = (0.01, 0.15), (-0.02, 0.08), 0.05  # of an admissible world: the first two without AI
ROWS = (119, 239, 359, 479)  # months of which every measure is kept, for ties

Kind = Literal["sides", "point", "ends", "turns"]
Found = dict[str, Any]  # what a piece of work has found, as JSON
APART = "a world falls apart"
TWIN = "twin"  # the role of the same world without AI


@dataclass(frozen=True)
class Work:
    """A piece of it: its kind, and of what."""

    kind: Kind
    name: str

    @property
    def file(self) -> str:
        """In which it is kept."""
        return f"{self.kind}-{self.name}.npz"


@dataclass(frozen=True)
class Plan:
    """What is searched."""

    claims: Mapping[str, Claim]
    tests: Mapping[str, Part]
    effects: Mapping[str, Effect]
    seeds: int = SEEDS
    points: int = POINTS
    workers: int = WORKERS

    @cached_property
    def predicting(self) -> dict[str, Part]:
        """The tests that predict something."""
        return {name: test for name, test in self.tests.items() if not isinstance(test, Show)}

    @cached_property
    def digest(self) -> str:
        """A hash of what is asked, beside the code."""
        tests = {name: test.model_dump(mode="json") for name, test in self.predicting.items()}
        named = {name: [*claim.parameters, *claim.switches] for name, claim in self.claims.items()}
        sizes = {name: [one.size, one.relative] for name, one in sorted(self.effects.items())}
        content = [tests, named, sizes, self.seeds, self.points, self.workers]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def first(self) -> list[Work]:
        """All that can be done at once."""
        of_tests = {claim_of(name): None for name in self.predicting}
        found = [Work("sides", name) for name in self.groups]
        found += [Work("point", str(number)) for number in range(self.points)]
        return found + [Work("ends", claim) for claim in of_tests if self.named(claim)]

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The tests that have the same worlds in the same roles, by the first of them: these go in lockstep once."""
        found: dict[tuple[Any, ...], list[str]] = {}
        for name in self.predicting:
            worlds = tuple((role, scenario.digest) for role, scenario in self.scenarios(name, {}).items())
            found.setdefault(worlds, []).append(name)
        return {names[0]: names for names in found.values()}

    @property
    def second(self) -> list[Work]:
        """What follows from that."""
        return [Work("turns", name) for name in self.predicting]

    @cached_property
    def box(self) -> list[Point]:
        """Its points."""
        axes = [Axis(name, low=low, high=high) for name, (low, high) in _box().items()]
        return designs.points(axes, "lhs", max(self.points, 2), 0)[: self.points]

    def scenarios(self, name: str, moved: Mapping[str, Any]) -> dict[str, Scenario]:
        """The worlds of a test by role, with some parameters moved in all of them."""
        found = {}
        for role, (side, _) in self.tests[name].worlds.items():
            scenario = side.load(f"{name} {role}")
            size = {} if "n_workers" in side.set else {"n_workers": self.workers}
            found[role] = scenario.at(scenario.name, {**size, **moved})
        return found

    @cached_property
    def held(self) -> dict[str, set[str]]:
        """What a point leaves alone in each test that predicts: what parts its sides, and what a side sets."""
        return {
            name: validation.lever(test) | {key for side in test.sides.values() for _, _, one in side.settings for key in one}
            for name, test in self.predicting.items()
        }

    def shared(self, name: str) -> dict[str, Any]:
        """The values that all sides of a test set alike, and that are not the default, but for sizes and dates."""
        test = self.tests[name]
        sets = [side.set for side in test.sides.values()]
        known, left = parameters.table(), {*DATES.values(), *validation.lever(test), "ai"}
        return {
            key: value
            for key, value in sets[0].items()
            if all(one.get(key) == value for one in sets)
            and value != known[key].default
            and known[key].group != "sizes"
            and key not in left
        }

    def named(self, claim: str) -> list[str]:
        """The parameters that a claim names: its own, the objection's, and what its tests set on both sides."""
        one = self.claims[claim]
        names = [*one.parameters, *one.switches]
        names += [key for name in self.predicting if claim_of(name) == claim for key in self.shared(name)]
        return [key for key in dict.fromkeys(names) if key in parameters.table() and key not in one.lever]


# -- the box


def _box() -> dict[str, tuple[float, float]]:
    """Every behavioural parameter that is not off, and its ends."""
    known = parameters.table().values()
    return {p.name: ends(p.name) for p in known if p.behavioural and p.default}


def ends(name: str) -> tuple[float, float]:
    """How far a parameter is moved: half of the way from its default to each end, of shares by their log-odds.

    >>> ends("machine_wear"), [round(end, 3) for end in ends("normal_use_dept2")]
    ((0.004, 0.0135), [0.667, 0.897])
    """
    p = parameters.table()[name]
    default, low, high = float(p.default), float(p.low or 0.0), float(p.high or 0.0)
    if "share" in p.unit and low >= 0.0 and high <= 1.0 and 0.0 < default < 1.0:
        edges = (min(max(end, NEAREST_SHARE), 1.0 - NEAREST_SHARE) for end in (low, high))
        found = [_half_way(_odds(default), _odds(edge)) for edge in edges]
        below, above = (1.0 / (1.0 + math.exp(-odds)) for odds in found)
    else:
        below, above = (_half_way(default, end) for end in (low, high))
    below, above = min(below, default), max(above, default)
    return float(f"{below:.10g}"), float(f"{above:.10g}")


def _half_way(start: float, end: float) -> float:
    return start + HALF_WAY * (end - start)


def _odds(share: float) -> float:
    return math.log(share / (1.0 - share))


def values(name: str, here: Any) -> list[Any]:
    """What a named parameter is put to: both ends of the box, or every other choice, but not what it is."""
    p = parameters.table()[name]
    if p.choices:
        found: list[Any] = list(p.choices)
    elif isinstance(p.default, bool):
        found = [not here]
    elif isinstance(p.default, int):
        found = [round(end) for end in ends(name)]
    else:
        found = list(ends(name))
    return [value for value in dict.fromkeys(found) if value != here]


# -- what tests do at some parameters


@dataclass(frozen=True)
class Result:
    """The outcomes of a test under one seed: effects, bounds, and why it is a wreck, if so."""

    effects: list[float]
    bounds: list[float]
    wreck: str | None


def results(plan: Plan, wanted: Mapping[str, Mapping[str, Any]], seed: int) -> tuple[dict[str, Result], Floats]:
    """Tests, each with parameters moved, under one seed; and some months of all measures [month, measure].

    What is another kind of economy without AI is not run with it.
    """
    wrecks: dict[str, str] = {}
    courses: dict[str, dict[str, Course]] = {}
    fine = set()  # what has a state to start in; many worlds have one
    for name, moved in wanted.items():
        try:
            courses[name] = _courses(plan, name, moved)
            for course in courses[name].values():
                first = course.scenario.params_at(0), course.months
                if first not in fine:
                    check(course.scenario, course.months)
                    fine.add(first)
        except InputError as error:
            wrecks[name] = str(error)
    twins = {name: {TWIN: _twin(one)} for name, one in courses.items() if name not in wrecks}
    wrecks |= {name: why for name, tables in _grown(twins, seed).items() if (why := _without_ai(tables))}
    rest = {name: one for name, one in courses.items() if name not in wrecks}
    found, rows = {name: Result([], [], why) for name, why in wrecks.items()}, []
    for name, tables in _grown(rest, seed).items():
        found[name] = _result(plan, name, rest[name], tables) if tables else Result([], [], APART)
        for table in tables.values():
            months = [at for at in ROWS if at < len(table["output"])]
            rows.append(np.array([table[one][months] for one in MEASURES]).T)
    return found, np.concatenate(rows) if rows else np.zeros((0, len(MEASURES)))


def _grown(courses: Mapping[str, Mapping[str, Course]], seed: int) -> dict[str, dict[str, Table]]:
    """The worlds of all tests, run together; where one of them falls apart, test by test: there is nothing of a test with such a one."""
    keys = [(name, role) for name, some in courses.items() for role in some]
    found: dict[str, dict[str, Table]] = {name: {} for name in courses}
    try:
        tables = branching.grow([courses[name][role] for name, role in keys], seed) if keys else []
    except SimError:
        if len(courses) == 1:
            return found
        return {name: tables for one in courses for name, tables in _grown({one: courses[one]}, seed).items()}
    for (name, role), table in zip(keys, tables, strict=True):
        found[name][role] = table
    return found


def _courses(plan: Plan, name: str, moved: Mapping[str, Any]) -> dict[str, Course]:
    """The worlds of a test with what is looked at, by it and for ties, and what AI does at the end."""
    test, scenarios = plan.tests[name], plan.scenarios(name, moved)
    looks, found = readings.looks(test), {}
    for role, (_, months) in test.worlds.items():
        spans = {one: {*looks[role].get(one, ()), *((at, at) for at in ROWS if at < months)} for one in MEASURES}
        spans["automated_share"].add((max(months - LAST, 0), months - 1))
        found[role] = Course(scenarios[role], months, spans)
    return found


def _twin(courses: Mapping[str, Course]) -> Course:
    """The first world of a test without AI."""
    first = next(iter(courses.values()))
    span = {(max(first.months - LAST, 0), first.months - 1)}
    return Course(held.without_ai(first.scenario), first.months, {"unemployment": span, "inflation": span})


def _without_ai(tables: Mapping[str, Table]) -> str | None:
    """Why a world without AI is none that texts speak of, if so."""
    if not tables:
        return APART
    for measure, (low, high) in (("unemployment", UNEMPLOYMENT), ("inflation", INFLATION)):
        mean = _last(tables[TWIN], measure)
        if not low <= mean <= high:
            return f"{measure} without AI {mean:.3f}"
    return None


def _last(table: Table, measure: str) -> float:
    return float(table[measure][-LAST:].mean())


def _result(plan: Plan, name: str, courses: Mapping[str, Course], tables: Mapping[str, Table]) -> Result:
    test = plan.tests[name]
    found = _outcomes(plan, test, [held.numbers(test, tables, plan.effects)], alike=False)
    shares = [_last(tables[role], "automated_share") for role, course in courses.items() if course.scenario.params.ai]
    wreck = f"AI does {max(shares):.3f} of cognitive work" if shares and max(shares) < AI else None
    return Result([float(one.gaps[0]) for one in found], [one.bound for one in found], wreck)


def means(plan: Plan, names: Sequence[str], moved: Mapping[str, Any]) -> dict[str, Result]:
    """Mean effects and bounds of tests over all seeds; a wreck under one seed is one."""
    each = [results(plan, dict.fromkeys(names, moved), seed)[0] for seed in range(plan.seeds)]
    found = {}
    for name in names:
        runs = [one[name] for one in each]
        wreck = next((one.wreck for one in runs if one.wreck), None)
        whole = all(one.effects for one in runs)
        effects, bounds = (
            np.mean([getattr(one, key) for one in runs], axis=0).tolist() if whole else []
            for key in ("effects", "bounds")
        )
        found[name] = Result(effects, bounds, wreck)
    return found


# -- the pieces of work


def do(plan: Plan, folder: Path, work: Work) -> None:
    """Do a piece of work and keep what it has found."""
    found, rows = _WORK[work.kind](plan, folder, work.name)
    with replacing(folder / work.file) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, found=np.array(json.dumps(found)), rows=rows)


def kept(folder: Path, work: Work) -> Found | None:
    """What a piece of work has found; None where it is still to be done."""
    try:
        with (folder / work.file).open("rb") as opened, np.load(opened) as file:
            found: Found = json.loads(str(file["found"]))
            return found
    except BROKEN:
        return None


def _rows(folder: Path, works: Sequence[Work]) -> Floats:
    """The months of all measures that these have kept, where every one is a number [month, measure]."""
    found = []
    for work in works:
        with (folder / work.file).open("rb") as opened, np.load(opened) as file:
            found.append(file["rows"])
    rows = np.concatenate(found)
    return np.asarray(rows[np.isfinite(rows).all(axis=1)])


def _sides(plan: Plan, folder: Path, name: str) -> tuple[Found, Floats]:
    found, rows = in_lockstep(plan, plan.groups[name])
    return {test: [_as_json(one) for one in some] for test, some in found.items()}, rows


def in_lockstep(plan: Plan, names: Sequence[str]) -> tuple[dict[str, list[Measured]], Floats]:
    """The outcomes of tests of the same worlds as these show them side by side, and some months of all measures [month, measure]."""
    tests = {name: plan.tests[name] for name in names}
    first = tests[names[0]]
    base = held.other_side(first)
    courses = held.together([held.courses(test, plan.scenarios(name, {})) for name, test in tests.items()])
    seen = [held.lockstep(courses, base, held.free(first), seed) for seed in range(plan.seeds)]
    found = {name: _compared(plan, name, seen, two=base in first.worlds) for name in names}
    return found, np.concatenate([one.rows for one in seen])


def _compared(plan: Plan, name: str, seen: Sequence[held.Seen], *, two: bool) -> list[Measured]:
    """The outcomes of a test, with the decisions held and without. ``two``: it has another side of its own."""
    test = plan.tests[name]
    full, back = (
        _outcomes(plan, test, [held.numbers(test, tables, plan.effects) for tables in each])
        for each in ([one.full for one in seen], [one.held for one in seen])
    )
    equal = frozenset.intersection(*(one.equal for one in seen))
    return [
        Measured(
            test=name,
            measure=one.measure,
            detail=one.detail.en if one.detail else None,
            sign=one.sign,  # type: ignore[arg-type]
            levers=sorted(validation.lever(test)),
            possible=imposed.possible(test, one.measure),
            bound=one.bound,
            effects=one.gaps.tolist(),
            held=other.gaps.tolist(),
            equal=two and set(parts(one.measure)) <= equal,
            alike=two and all(some.alike for some in seen),
            vacuous=one.vacuous,
        )
        for one, other in zip(full, back, strict=True)
    ]


def _outcomes(plan: Plan, test: Part, runs: Sequence[Mapping[str, float]], *, alike: bool = True) -> list[Outcome]:
    return outcomes(test, {key: np.array([one[key] for one in runs]) for key in runs[0]}, plan.effects, alike=alike)


def _settings(plan: Plan, tests: Sequence[str]) -> dict[str, list[list[Setting]]]:
    """Of tests what becomes of each outcome as each value that both sides set is put back: [value][outcome], by test."""
    found: dict[str, list[list[Setting]]] = {name: [] for name in tests}
    put = {(key, value) for name in tests for key, value in plan.shared(name).items()}
    for key, value in sorted(put, key=str):
        p = parameters.table()[key]
        those = [name for name in tests if plan.shared(name).get(key) == value]
        switch = isinstance(p.default, bool | str)
        signed = not switch and (p.low or 0.0) <= -value <= (p.high or 0.0)
        back = means(plan, those, {key: p.default})
        half = {} if switch else means(plan, those, {key: type(p.default)((value + p.default) / 2)})
        contrary = means(plan, those, {key: -value}) if signed else {}

        def of(there: Mapping[str, Result], name: str, number: int) -> float | None:
            effects = there[name].effects if name in there else []
            return effects[number] if effects else None

        for name in those:
            some = []
            for number, bound in enumerate(back[name].bounds):
                there = of(half, name, number), of(contrary, name, number)
                some.append(Setting(key, value, p.default, back[name].effects[number], bound, *there))
            found[name].append(some)
    return found


def _point(plan: Plan, folder: Path, name: str) -> tuple[Found, Floats]:
    point = plan.box[int(name)]
    wanted = {test: {k: v for k, v in point.items() if k not in plan.held[test]} for test in plan.predicting}
    found, rows = results(plan, wanted, int(name))
    return {test: asdict(one) for test, one in found.items()}, rows


def _ends(plan: Plan, folder: Path, name: str) -> tuple[Found, Floats]:
    tests = [test for test in plan.predicting if claim_of(test) == name]
    found: Found = {}
    for key in plan.named(name):
        each = {
            test: next(iter(plan.scenarios(test, {}).values())).params
            for test in tests
            if key not in validation.lever(plan.tests[test])
        }
        for value in dict.fromkeys(one for p in each.values() for one in values(key, getattr(p, key))):
            wanted = {test: {key: value} for test, p in each.items() if getattr(p, key) != value}
            for test, result in results(plan, wanted, 0)[0].items():
                found.setdefault(test, []).append({"parameter": key, "value": value, **asdict(result)})
    settings = {test: [[asdict(one) for one in some] for some in each] for test, each in _settings(plan, tests).items()}
    return {"ends": found, "settings": settings}, np.zeros((0, len(MEASURES)))


def _turns(plan: Plan, folder: Path, name: str) -> tuple[Found, Floats]:
    """Of every outcome what turns it, nearest first: what one parameter does before what many do together."""
    around = places(plan, folder, name)
    known: dict[str, Result] = {}

    def turns(number: int, one: Measured, moved: Mapping[str, Any], seeds: int = 1) -> bool:
        key = json.dumps([moved, seeds], sort_keys=True)
        if key not in known:
            known[key] = means(replace(plan, seeds=seeds), [name], moved)[name]
        return _says(known[key], number, one) == "turned"

    found = []
    for number, one in enumerate(_measured(plan, folder, name)):
        turning = [place for place in around if _says(place.result, number, one) == "turned"][:TRIED]
        nearest = next((place for place in turning if turns(number, one, place.moved, plan.seeds)), None)
        found.append(_found_place(plan, name, nearest, partial(turns, number, one)) if nearest else None)
    return {"turns": found}, np.zeros((0, len(MEASURES)))


@dataclass(frozen=True)
class Place:
    """Parameters at which a test was run: one that the claim names at an end, or a point of the box."""

    moved: Point
    result: Result

    @property
    def one(self) -> bool:
        """Whether it is one parameter."""
        return len(self.moved) == 1


def places(plan: Plan, folder: Path, name: str) -> list[Place]:
    """All at which a test was run, one parameter first, then points by their distance."""
    found = []
    at_ends = kept(folder, Work("ends", claim_of(name)))
    for one in at_ends["ends"].get(name, []) if at_ends else []:
        found.append(Place({one["parameter"]: one["value"]}, _read_result(one)))
    points = []
    for number, point in enumerate(plan.box):
        there = kept(folder, Work("point", str(number)))
        if there:
            moved = {key: value for key, value in point.items() if key not in plan.held[name]}
            points.append(Place(moved, _read_result(there[name])))
    return found + sorted(points, key=lambda place: _distance(place.moved))


def _read_result(one: Mapping[str, Any]) -> Result:
    return Result(one["effects"], one["bounds"], one["wreck"])


def _distance(moved: Mapping[str, Any]) -> float:
    return math.sqrt(sum(_part(name, value) ** 2 for name, value in moved.items()) / max(len(moved), 1))


def _part(name: str, value: Any) -> float:
    """How far a value is on the way from the default to the end of the box."""
    default, (low, high) = parameters.table()[name].default, ends(name)
    end = high if value > default else low
    return (value - default) / (end - default) if end != default else 0.0


Said = Literal["wreck", "turned", "extinguished", "stays"]


def _says(result: Result, number: int, one: Measured) -> Said:
    """What becomes of an outcome at other parameters: whether it says what it says at the default, the reverse, or nothing."""
    if result.wreck or not result.effects:
        return "wreck"
    at_default = imposed.says_what(one.sign, one.mean, one.bound)
    here = imposed.says_what(one.sign, result.effects[number], result.bounds[number])
    if here == at_default:
        return "stays"
    return "extinguished" if "neither" in (here, at_default) else "turned"


def _found_place(plan: Plan, name: str, place: Place, turned: Callable[[Point], bool]) -> Found:
    """The place that turns an outcome, and by bisection how far on the way to it the outcome turns."""
    start = next(iter(plan.scenarios(name, {}).values())).params
    low, high = 0.0, 1.0
    for _ in range(STEPS if any(not isinstance(value, bool | str) for value in place.moved.values()) else 0):
        way = (low + high) / 2
        low, high = (low, way) if turned(_on_the_way(start, place.moved, way)) else (way, high)
    there = _on_the_way(start, place.moved, high)
    if place.one:
        ((key, value),) = there.items()
        return {"parameter": key, "value": value, "default": getattr(start, key)}
    awake = there.keys() - validation.asleep(plan.tests[name], there)
    farthest = sorted(awake, key=lambda key: (-abs(_part(key, place.moved[key])), key))[:FARTHEST]
    return {"way": high, "farthest": {key: there[key] for key in farthest}}


def _on_the_way(start: Any, moved: Mapping[str, Any], way: float) -> Point:
    """Parameters a part of the way from where they are to where they were moved."""
    found: Point = {}
    for key, value in moved.items():
        here = getattr(start, key)
        if isinstance(value, bool | str):
            found[key] = value
        else:
            moved_to = here + way * (value - here)
            found[key] = round(moved_to) if isinstance(here, int) else float(f"{moved_to:.6g}")
    return found


_WORK: Mapping[Kind, Callable[[Plan, Path, str], tuple[Found, Floats]]] = {
    "sides": _sides,
    "point": _point,
    "ends": _ends,
    "turns": _turns,
}


# -- all together


def checks(plan: Plan, folder: Path) -> list[Found]:
    """What the search has found of every outcome, as the file of checks holds it.

    An outcome is named by ``test``, ``measure`` and ``detail``. ``mark``: of ``imposed.SAID``, null of a finding, and ``why``;
    ``share``: of the effect that is left with the decisions held, by seed; ``tied_to``: the outcome with which it counts once;
    ``needs``: switches; ``same_as``: measures that are one formula of it; ``robust``: see ``_robust``.
    """
    measured = {name: _measured(plan, folder, name) for name in plan.predicting}
    rows = _rows(folder, plan.first)
    same = {measure: _same_as(rows, measure) for measure in {one.measure for some in measured.values() for one in some}}
    around = {name: places(plan, folder, name) for name in plan.predicting}
    effects = {
        (name, number): np.array([_effect(place, number) for place in around[name] if not place.one])
        for name, some in measured.items()
        for number in range(len(some))
    }
    found, before = [], dict[str, list[tuple[str, int]]]()
    for name, some in measured.items():
        turns = kept(folder, Work("turns", name))
        for number, one in enumerate(some):
            earlier = before.setdefault(claim_of(name), [])
            one = replace(
                one,
                tied=next((other.name for other in some[:number] if _tied(rows, other.measure, one.measure)), None),
                together=next(
                    (measured[test][at].name for test, at in earlier
                     if (test, measured[test][at].measure) != (name, one.measure)
                     and imposed.go_together(effects[test, at], effects[name, number])), None),
            )  # fmt: skip
            earlier.append((name, number))
            mark, why = imposed.mark(one)
            share = [None if math.isnan(part) else round(part, 3) for part in one.share]
            found.append({
                "test": name, "measure": one.measure, "detail": one.detail, "mark": mark, "why": {"en": why.en, "zh": why.zh},
                "share": share, "tied_to": one.tied or one.together, "needs": imposed.needs(one), "same_as": same[one.measure],
                "robust": _robust(around[name], number, one, turns["turns"][number] if turns else None),
            })  # fmt: skip
    return found


def _measured(plan: Plan, folder: Path, name: str) -> list[Measured]:
    """The outcomes of a test, as the first pieces of work have left them."""
    group = next(first for first, names in plan.groups.items() if name in names)
    there, ends = kept(folder, Work("sides", group)), kept(folder, Work("ends", claim_of(name)))
    assert there
    settings = ends["settings"][name] if ends else []
    found = [_from_json(one) for one in there[name]]
    return [
        replace(one, settings=[Setting(**some[number]) for some in settings if some])
        for number, one in enumerate(found)
    ]


def _effect(place: Place, number: int) -> float:
    return place.result.effects[number] if place.result.effects and not place.result.wreck else math.nan


def _series(rows: Floats, outcome: str) -> Floats:
    names = list(MEASURES)
    columns = [rows[:, names.index(name)] for name in parts(outcome)]
    with np.errstate(divide="ignore", invalid="ignore"):
        return columns[0] if len(columns) == 1 else columns[0] / columns[1]


def _tied(rows: Floats, one: str, other: str) -> bool:
    if one == other:
        return False
    x, y = _series(rows, one), _series(rows, other)
    few = slice(None, None, max(rows.shape[0] // 200, 1))  # most are told apart by some months
    return imposed.one_formula(x[few], y[few]) and imposed.one_formula(x, y)


def _same_as(rows: Floats, outcome: str) -> list[str]:
    """Measures of the model that are one formula of an outcome: what is said of it is said of them."""
    return [name for name in MEASURES if name not in parts(outcome) and _tied(rows, outcome, name)]


def _robust(around: Sequence[Place], number: int, outcome: Measured, turn: Found | None) -> Found:
    """``of`` so many places, ``admissible`` or ``wrecks``. ``turned``: by how many under one seed; ``turned_by``: the nearest that
    does so under all, and how far it is."""
    said = [_says(place.result, number, outcome) for place in around]
    one = turn if turn and "parameter" in turn else None
    wrecks = said.count("wreck")
    return {
        "admissible": len(said) - wrecks, "of": len(said), "turned": said.count("turned"), "turned_by": turn,
        "extinguished": said.count("extinguished"), "wrecks": wrecks, "break_even": one,
    }  # fmt: skip


def _as_json(one: Measured) -> Found:
    found = {key: value for key, value in asdict(one).items() if key not in ("vacuous", "settings")}
    found["vacuous"] = one.vacuous and {"en": one.vacuous.en, "zh": one.vacuous.zh}
    return found


def _from_json(one: Found) -> Measured:
    vacuous = Text(**one["vacuous"]) if one["vacuous"] else None
    return Measured(**{**one, "vacuous": vacuous, "possible": tuple(one["possible"])})
