"""The bars of B3 (what every regime keeps within), as one table: used by tests/test_bars.py and robustness.py.

And bars that take many months or seeds, of parts of the economy, each with a subcommand that prints what is asked and what was found:

    python benchmarks/bars.py scarcity | rounding | benefits | separations | rates | bounded | worlds | sizes
        [--seeds 10] [--months 480] [--workers 2000] [--jobs 1] [--scenarios NAME ...] [--claims ID ...] [--set NAME=VALUE ...]
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.base import toml
from sim.base.arrays import Floats
from sim.economy import derived, formulas, month
from sim.economy.kernels import markets
from sim.economy.measures import MEASURES
from sim.economy.scenario import Scenario, load, shipped
from sim.economy.start import start
from sim.economy.stationary import covered
from sim.economy.world import World
from sim.engine.parameters import Params
from sim.runs.runner import simulate
from sim.verdicts import register
from sim.verdicts.register import Side

Table = npt.NDArray[np.float64]  # (months, measures) of one run

NAMES = list(MEASURES)


def series(run: Table, measure: str) -> Floats:
    """A measure of one run, month by month."""
    return np.asarray(run[:, NAMES.index(measure)])


def yearly(x: Floats) -> Floats:
    """Means of whole years."""
    return x[: x.size // 12 * 12].reshape(-1, 12).mean(axis=1)


def inflation(run: Table) -> Floats:
    """Change of the price level over 12 months."""
    price = series(run, "price_level")
    return np.asarray(price[12:] / price[:-12] - 1.0)


def late_debt(run: Table) -> Floats:
    """Change a year of the public debt ratio over the last ten years."""
    debt = series(run, "public_debt_ratio")
    return np.abs(debt[-1:] - debt[-121:-120]) / 10.0


def beside(measure: str) -> Callable[[Table, Table], Floats]:
    """A measure over that of baseline at the same seed and month."""
    return lambda run, base: np.asarray(series(run, measure) / series(base, measure))


@dataclass(frozen=True)
class Bar:
    """What must stay within ``low`` and ``high`` in every entry."""

    low: float
    high: float
    values: Callable[[Table, Table], Floats]  # of a run and of baseline's with the same seed


B3: Mapping[str, Bar] = {
    "unspent": Bar(-np.inf, 0.03, lambda run, base: yearly(series(run, "unspent"))),
    "inflation": Bar(-0.06, 0.12, lambda run, base: inflation(run)),
    "debt": Bar(-0.5, 2.0, lambda run, base: series(run, "public_debt_ratio")),
    "debt change": Bar(0.0, 0.02, lambda run, base: late_debt(run)),
    "output": Bar(0.5, np.inf, beside("output")),
    "consumption": Bar(0.25, np.inf, beside("worker_consumption")),
    "finite": Bar(1.0, 1.0, lambda run, base: np.isfinite(run).ravel().astype(np.float64)),
}


def worst(run: Table, base: Table) -> dict[str, float]:
    """Of each line of B3 the value that is furthest out, or nearest to be."""
    found = {}
    for line, bar in B3.items():
        values = bar.values(run, base)
        found[line] = float(values[np.argmax(np.maximum(bar.low - values, values - bar.high))])
    return found


def broken(run: Table, base: Table) -> dict[str, float]:
    """The lines of B3 that a run breaks, with the worst value of each."""
    return {line: value for line, value in worst(run, base).items() if not B3[line].low <= value <= B3[line].high}


# Bars of parts of the economy


class Line(NamedTuple):
    """One bar: what is asked, what was found, and whether that is within."""

    about: str
    bar: str
    figure: float
    within: bool

    def __str__(self) -> str:
        return f"{'met   ' if self.within else 'MISSED'}  {self.about}: {self.figure:.4f}  (bar: {self.bar})"


@dataclass(frozen=True)
class Size:
    """How much is run for a bar."""

    seeds: int = 10
    months: int = 480
    workers: int = 2000
    jobs: int = 1
    scenarios: tuple[str, ...] = ()  # none: all shipped ones
    claims: tuple[str, ...] = ()  # none: all that can be run
    settings: tuple[str, ...] = ()  # NAME=VALUE, in every run of `bounded`, `worlds` and `sizes`

    @property
    def changes(self) -> dict[str, object]:
        """Its settings and its number of workers, without shocks of demand and technology."""
        return {**SHOCK_OFF, "n_workers": self.workers, **toml.settings(self.settings)}

    def each(self, function: Callable[..., object], points: Sequence[Mapping[str, object]]) -> list[list[object]]:
        """What a function of (changes, seed, size) gives, by point and seed."""
        calls = [(point, seed) for point, seed in product(points, range(self.seeds))]
        if self.jobs > 1:
            with ProcessPoolExecutor(self.jobs, mp_context=get_context("spawn")) as pool:
                found = list(pool.map(partial(_call, function, self), calls))
        else:
            found = [_call(function, self, call) for call in calls]
        return [found[i : i + self.seeds] for i in range(0, len(found), self.seeds)]


def _call(function: Callable[..., object], size: Size, call: tuple[Mapping[str, object], int]) -> object:
    return function(call[0], call[1], size)


BURN_IN = 24
SHOCK_OFF = {"demand_shock_sd": 0.0, "technology_sd": 0.0}  # of all; those of single firms and of wage rounds stay on
QUIET = {  # all randomness off, one firm a department
    "workers_per_dept1_firm": 10_000,
    "workers_per_dept2_firm": 10_000,
    "min_dept1_firms": 1,
    "min_dept2_firms": 1,
    "skill_sd": 0.0,
    "taste_sd": 0.0,
    "shop_renewal": 0.0,
    "quit_rate": 0.0,
    "failure_hazard": 0.0,
    "demand_shock_sd": 0.0,
    "firm_size_sd": 0.0,
    "firm_productivity_sd": 0.0,
    "wage_round_sd": 0.0,
    "technology_sd": 0.0,
}


def world(changes: Mapping[str, object], seed: int, size: Size) -> World:
    """A world of ``scenario``, one of the changes, baseline if not given."""
    name = str(changes.get("scenario", "baseline"))
    return start(load(name, {"n_workers": size.workers, **{k: v for k, v in changes.items() if k != "scenario"}}), seed)


def lost(w: World) -> dict[str, int]:
    """One month; how many jobs have ended in each phase. Who changes place within a month has lost one all the same."""
    found: dict[str, int] = {}
    month.begin(w)
    for phase in month.due(w):
        employer = w.workers.employer.copy()
        phase(w)
        ended = int(((employer >= 0) & (w.workers.employer != employer)).sum())
        if ended:
            found[phase.__name__] = found.get(phase.__name__, 0) + ended
    month.end(w)
    return found


LAY_OFFS = ("hire_hands", "hire_minds")


def _separations(changes: Mapping[str, object], seed: int, size: Size) -> tuple[float, float, float]:
    """Jobs that end a month over the employed: by quits, by lay-offs, and all, after the burn-in."""
    w, ended, at_work = world(changes, seed, size), np.zeros(3), 0
    for n in range(size.months):
        employed = int((w.workers.employer >= 0).sum())
        found = lost(w)
        if n >= BURN_IN:
            at_work += employed
            laid_off = sum(found.get(name, 0) for name in LAY_OFFS)
            ended += (found.get("quit_jobs", 0), laid_off, sum(found.values()))
    return tuple(ended / at_work)


def separations(size: Size) -> Iterator[Line]:
    """The parameter ``separation_rate``."""
    quits, laid_off, ended = np.array(size.each(_separations, [{}])[0]).T
    p = Params().separation_rate
    yield Line("separations a month, baseline", f"{p} within 0.002", float(ended.mean()), abs(ended.mean() - p) < 0.002)
    yield Line("  of these quits", "shown", float(quits.mean()), True)
    yield Line("  of these lay-offs", "shown", float(laid_off.mean()), True)
    yield Line("  spread among seeds (sd)", "shown", float(ended.std()), True)


# Rounding

DRAWS, COME = 20_000, 8  # firms, and persons for each: always one more than is taken


def of_thirds(skill: Floats, chosen: npt.NDArray[np.bool_]) -> Floats:
    """Chance to be chosen of the lowest, middle and highest third of skill, over the mean of the three."""
    third = np.digitize(skill, np.quantile(skill, [1 / 3, 2 / 3]))
    chance = np.bincount(third[chosen], minlength=3) / np.bincount(third, minlength=3)
    return np.asarray(chance / chance.mean())


def crowds(seed: float) -> tuple[Floats, Floats]:
    """The number of the month of many firms, and the skill of some persons for each, spread as in the table."""
    rng = np.random.default_rng(int(1000 * seed))
    skill = np.exp(Params().skill_sd * rng.standard_normal(DRAWS * COME))
    return rng.random(DRAWS), skill / skill.mean()


def hired(vacancy: float) -> tuple[Floats, Floats]:
    """Labour hired by each of many firms against this vacancy, and the chances of those who came."""
    rounding, skill = crowds(vacancy)
    employer = np.full(skill.size, -1, np.int32)
    seeking = np.flatnonzero(vacancy > rounding)
    applicants = (seeking[:, None] * COME + np.arange(COME)).ravel()
    letters = np.zeros((skill.size, 1), np.float32)  # each firm has letters of its own
    letters[applicants, 0] = np.repeat((np.arange(seeking.size) + 0.5) / seeking.size, COME)
    markets.hire(applicants, letters, np.ones(skill.size), employer, np.ones(DRAWS), np.full(DRAWS, vacancy), rounding)
    return _of_each(employer, skill, employer >= 0), of_thirds(skill, employer >= 0)


def laid_off(excess: float) -> tuple[Floats, Floats]:
    """Labour laid off by each of many firms with this excess, and the chances of those who worked there."""
    rounding, skill = crowds(excess + 9.0)
    place = np.repeat(np.arange(DRAWS, dtype=np.int32), COME)
    employer, line = place.copy(), (np.arange(0, skill.size, COME), COME)
    jobs = np.zeros(skill.size, np.int8)
    markets.dismiss(line, jobs, 0, np.ones(skill.size), employer, np.full(DRAWS, excess), np.zeros(DRAWS), rounding)
    return _of_each(place, skill, employer < 0), of_thirds(skill, employer < 0)


def _of_each(place: npt.NDArray[np.int32], skill: Floats, chosen: npt.NDArray[np.bool_]) -> Floats:
    return np.bincount(place[chosen], skill[chosen], minlength=DRAWS).astype(np.float64)


def _unemployment(changes: Mapping[str, object], seed: int, size: Size) -> tuple[float, ...]:
    """Mean unemployment after the burn-in: of all, of both occupations, of the thirds of skill from the lowest."""
    w, found = world(changes, seed, size), []
    third = np.digitize(w.workers.skill, np.quantile(w.workers.skill, [1 / 3, 2 / 3]))
    for n in range(size.months):
        month.step(w)
        if n >= BURN_IN:
            workers = w.workers
            parts = [workers.occupation == o for o in (0, 1)] + [third == t for t in range(3)]
            jobless = workers.jobless
            found.append([derived.unemployment(w)] + [jobless[p].sum() / workers.active[p].sum() for p in parts])
    return tuple(np.mean(found, axis=0))


def rounding(size: Size) -> Iterator[Line]:
    """Whole persons out of shares, without favour."""
    for about, draw in (("hired", hired), ("laid off", laid_off)):
        worst, unequal = (0.0, 0.0), (0.0, 0.0)
        for amount in np.round(np.arange(0.2, 2.61, 0.1), 1):
            labour, chances = draw(float(amount))
            worst = max(worst, (abs(float(labour.mean()) - amount), amount))
            unequal = max(unequal, (float(np.abs(chances - 1.0).max()), amount))
        yield Line(f"{about}: mean off by at most (at {worst[1]})", "0.03", worst[0], worst[0] <= 0.03)
        yield Line(f"{about}: chances by third of skill (at {unequal[1]})", "0.05", unequal[0], unequal[0] <= 0.05)
    with_shocks, without = (
        np.array(rows).mean(axis=0)
        for rows in size.each(_unemployment, [{}, SHOCK_OFF])
    )
    u0 = Params().natural_unemployment
    off = abs(without[0] - u0)
    yield Line("baseline without shock: unemployment from u0", "0.003", off, off < 0.003)
    yield Line("baseline: unemployment", "shown", with_shocks[0], True)
    gap = float(np.abs(with_shocks[1:3] - with_shocks[0]).max())
    yield Line("unemployment by occupation from the mean", "0.004", gap, gap < 0.004)
    for third, rate in zip(("lowest", "middle", "highest"), with_shocks[3:], strict=True):
        gap = abs(rate - with_shocks[0])
        yield Line(f"unemployment of the {third} third of skill from the mean", "0.004", gap, gap < 0.004)


# Benefits that end


def _benefits(changes: Mapping[str, object], seed: int, size: Size) -> tuple[float, float]:
    """Share of the jobless whose benefit has not ended when it is paid, and unemployment, after the burn-in."""
    w, paid, jobless, rates = world(changes, seed, size), 0, 0, []
    months = w.params.benefit_months or 2**31
    for n in range(size.months):
        month.begin(w)
        for phase in month.due(w):
            if phase.__name__ == "pay" and n >= BURN_IN:
                without = w.workers.jobless
                paid, jobless = paid + int((w.workers.spell[without] < months).sum()), jobless + int(without.sum())
            phase(w)
        month.end(w)
        if n >= BURN_IN:
            rates.append(derived.unemployment(w))
    return paid / jobless, float(np.mean(rates))


def benefits(size: Size) -> Iterator[Line]:
    """Benefits for 3, 6 and 12 months, with turnover on: who is covered, and unemployment beside that without the limit."""
    limits = (0, 3, 6, 12)
    found = [np.array(rows).mean(axis=0) for rows in size.each(_benefits, [{"benefit_months": m} for m in limits])]
    for limit, (share, rate) in zip(limits[1:], found[1:], strict=True):
        kappa = covered(Params(benefit_months=limit))
        bar = f"{kappa:.4f} within 0.05"
        yield Line(f"{limit} months: covered", bar, float(share), abs(share - kappa) < 0.05)
        gap = float(rate - found[0][1])
        yield Line(f"{limit} months: unemployment from that without the limit", "0.003", gap, abs(gap) < 0.003)


# The rate rule


def _rates(changes: Mapping[str, object], seed: int, size: Size) -> tuple[float, float, float, float]:
    """After the burn-in: sd of unemployment, mean and sd of 12-month inflation, most that unemployment is off u0."""
    w, seen = world(changes, seed, size), []
    for _ in range(size.months):
        month.step(w)
        seen.append((derived.unemployment(w), w.yearly_inflation))
    rate, inflation = np.array(seen)[BURN_IN:].T
    return (
        float(rate.std()),
        float(inflation.mean()),
        float(inflation.std()),
        float(np.abs(rate - w.params.natural_unemployment).max()),
    )


def rates(size: Size) -> Iterator[Line]:
    """The rate rule beside none, in baseline with shocks, and with all randomness off."""
    points = [{"rate_rule": False}, {"rate_rule": True}]
    off, on = (np.array(rows).mean(axis=0) for rows in size.each(_rates, points))
    ratio = on[0] / off[0]
    yield Line("sd of unemployment, with the rule over without", "0.8 to 1.2", float(ratio), 0.8 <= ratio <= 1.2)
    for about, at in (("mean", 1), ("sd", 2)):
        yield Line(f"{about} of inflation with the rule less that without", "shown", float(on[at] - off[at]), True)
    still = Size(1, size.months, 10_000)
    ((found,),) = still.each(_rates, [QUIET | {"rate_rule": True}])
    most = float(np.array(found)[3])
    yield Line("all randomness off: unemployment from u0 at most", "0.001", most, most < 0.001)


# Compute that can be scarce

ARRIVAL = 24


def _scarce(changes: Mapping[str, object], seed: int, size: Size) -> tuple[float, ...]:
    """Of the last fifth of the run: x, idle share, fee over its ceiling; lay-offs a month over the employed and the autocorrelation
    of monthly changes of fee over cost since a year after arrival."""
    w, late, dismissed, employed, over = world(changes, seed, size), [], 0, 0, []
    for n in range(size.months):
        at_work = int((w.workers.employer >= 0).sum())
        found = lost(w)
        if n >= ARRIVAL + 12:
            dismissed, employed = dismissed + sum(found.get(name, 0) for name in LAY_OFFS), employed + at_work
            over.append(float((w.firms.price[w.clouds] * w.agents.efficiency).mean()) / w.slot_cost)
        if n >= size.months * 4 // 5:
            fee = float(w.firms.price[w.clouds].mean()) / derived.fee_ceiling(w)
            late.append((w.compute_unmet, formulas.idle_compute(w), fee))
    change = np.diff(over)
    auto = float(np.corrcoef(change[1:], change[:-1])[0, 1]) if change.std() > 0.0 else 0.0
    return (*np.mean(late, axis=0), dismissed / employed, auto)


def _set_back(changes: Mapping[str, object], seed: int, size: Size) -> tuple[float, float, float]:
    """What was withheld comes back after the run: use of all slots a year later, mark-up of clouds over normal six years later and then."""
    w = world({**changes, "withheld_share": 0.4}, seed, size)
    for _ in range(size.months):
        month.step(w)
    w.scenario = world({**changes, "withheld_share": 0.0}, seed, size).scenario
    use, normal = [], w.scenario.params.cloud_markup
    was = float(w.firms.markup[w.clouds].mean()) - normal
    for n in range(1, 73):
        month.step(w)
        if n >= 12 and n < 24:
            use.append(1.0 - formulas.idle_compute(w))
    return float(np.mean(use)), float(w.firms.markup[w.clouds].mean()) - normal, was


def scarcity(size: Size) -> Iterator[Line]:
    """Withholding in competition, in the long run, beside none."""
    base = {"scenario": "competition", "ai_arrival": ARRIVAL, "ai_lead": 12}
    shares, nu = (0.0, 0.4, 0.6), Params().normal_use_cloud
    points = [base | {"withheld_share": held} for held in shares]
    found = [np.array(rows) for rows in size.each(_scarce, points)]
    for held, rows in zip(shares[1:], found[1:], strict=True):
        x, idle, fee = rows[:, :3].mean(axis=0)
        form = 1.0 - (1.0 - held) / nu
        yield Line(f"{held} withheld: x", f"{form:.4f} within 0.02", float(x), abs(x - form) <= 0.02)
        yield Line(f"{held} withheld: idle share", f"{held} within 0.02", float(idle), abs(idle - held) <= 0.02)
        yield Line(f"{held} withheld: fee over its ceiling", "1 within 0.02", float(fee), abs(fee - 1.0) <= 0.02)
    for held, rows in zip(shares, found, strict=True):
        least = float(rows[:, 4].min())
        yield Line(f"{held} withheld: autocorrelation of changes of fee over cost, least", "-0.3", least, least >= -0.3)
    ratio = float(found[1][:, 3].mean() / found[0][:, 3].mean())
    yield Line("lay-offs with 0.4 withheld over those with 0", "0.8 to 1.2", ratio, 0.8 <= ratio <= 1.2)
    use, over, was = np.array(size.each(_set_back, [base])[0]).mean(axis=0)
    yield Line("set back to 0: use in the year from month 12", f"{nu} within 0.02", float(use), abs(use - nu) <= 0.02)
    yield Line("set back to 0: mark-up over normal in month 72", "0.05", float(over), abs(over) <= 0.05)
    form = was * (1.0 - Params().cloud_markup_reversion) ** 72
    yield Line("  what reversion alone leaves of the mark-up that it was", "shown", float(form), True)


# B1 and B3 of whole scenarios


def _run(changes: Mapping[str, object], seed: int, size: Size) -> Table:
    return simulate(load(str(changes["scenario"]), size.changes), seed, size.months).table


def _side(changes: Mapping[str, object], seed: int, size: Size) -> Table:
    """Of a side of a registered test, or of its baseline: what a test sets itself stands."""
    side = changes["side"]
    assert isinstance(side, Side)
    kept = {name: value for name, value in size.changes.items() if name not in side.set}
    return simulate(side.load().at(side.scenario, kept), seed, size.months).table


def of_scenario(scenario: Scenario, tables: Sequence[Table], bases: Sequence[Table]) -> Iterator[Line]:
    """B1 of these runs, and B3 beside baseline's of the same seeds; one that is meant as a crisis is held to B1 alone."""
    name = scenario.heading("en")
    residual = max(float(np.abs(series(run, "residual")).max()) for run in tables)
    yield Line(f"{name}: residual, millionths", "0", residual, residual == 0.0)
    found = [worst(run, base) for run, base in zip(tables, bases, strict=True)]
    for line, bar in B3.items():
        value = max((one[line] for one in found), key=lambda value: max(bar.low - value, value - bar.high))
        within = bar.low <= value <= bar.high
        said = f"{bar.low:g} to {bar.high:g}"
        yield Line(f"{name}: {line}", said if scenario.bounded else f"shown; {said}", value, within or not scenario.bounded)


def bounded(size: Size) -> Iterator[Line]:
    """What every regime keeps within, of all scenarios or those that are named."""
    names = [name for name in size.scenarios or shipped() if name != "baseline"]
    runs = size.each(_run, [{"scenario": name} for name in ("baseline", *names)])
    for name, tables in zip(names, runs[1:], strict=True):
        yield from of_scenario(load(name), tables, runs[0])


def worlds(size: Size) -> Iterator[Line]:
    """The same of every world that registered tests run: of these claims, each world once, beside a baseline of its own size."""
    claims = register.read().claims
    sides: dict[str, Side] = {}
    for claim in (claims[name] for name in size.claims or claims):
        for test in claim.tests:
            if not claim.waiting(test):
                sides |= {side.said(): side for side, _ in test.worlds.values()}
    small = {said: {name: side.set[name] for name in SIZES if name in side.set} for said, side in sides.items()}
    bases = [dict(one) for one in dict.fromkeys(tuple(sorted(one.items())) for one in small.values())]
    every = [Side(scenario="baseline", set=base) for base in bases] + list(sides.values())
    runs = size.each(_side, [{"side": side} for side in every])
    for (said, side), tables in zip(sides.items(), runs[len(bases) :], strict=True):
        scenario = replace(side.load(), title={"en": said, "zh": said})
        yield from of_scenario(scenario, tables, runs[bases.index(small[said])])


SIZES = ("n_workers",)  # what a side may set that baseline has to have as well
NEAR = {"frontier_capability": 0.01, "duplicated_training": 0.02, "user_data_share": 0.02}  # between sizes
WORKERS = (500, 2000, 10_000)


def sizes(size: Size) -> Iterator[Line]:
    """How a trained frontier comes out at several numbers of workers: means of the last five years and all seeds, the widest gap."""
    means = []
    for workers in WORKERS:
        tables = replace(size, workers=workers).each(_run, [{"scenario": "training"}])[0]
        means.append({name: float(np.mean([series(run, name)[-60:].mean() for run in tables])) for name in NEAR})
    for name, bar in NEAR.items():
        found = [one[name] for one in means]
        gap = max(found) - min(found)
        said = ", ".join(f"{workers}: {value:.4f}" for workers, value in zip(WORKERS, found, strict=True))
        yield Line(f"training: {name} ({said})", f"{bar} apart", gap, gap <= bar)


BARS: Mapping[str, Callable[[Size], Iterator[Line]]] = {
    bar.__name__: bar for bar in (scarcity, rounding, benefits, separations, rates, bounded, worlds, sizes)
}


def main() -> int:
    """Print a bar's lines; 1 where one is missed."""
    parser = argparse.ArgumentParser(description="Bars of parts of the economy.")
    parser.add_argument("bar", choices=BARS)
    for field, default in (("seeds", 10), ("months", 480), ("workers", 2000), ("jobs", 1)):
        parser.add_argument(f"--{field}", type=int, default=default)
    parser.add_argument("--scenarios", nargs="+", default=(), metavar="NAME", help="of the bar `bounded`")
    parser.add_argument("--claims", nargs="+", default=(), metavar="ID", help="of the bar `worlds`")
    parser.add_argument("--set", nargs="+", default=(), metavar="NAME=VALUE", help="in every run of `bounded`, `worlds` and `sizes`")
    given = parser.parse_args()
    names = (given.scenarios, given.claims, given.set)
    size = Size(given.seeds, given.months, given.workers, given.jobs, *map(tuple, names))
    print(f"python benchmarks/bars.py {' '.join(sys.argv[1:])}: {size}", flush=True)
    missed = 0
    for line in BARS[given.bar](size):
        print(line, flush=True)
        missed += not line.within
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
