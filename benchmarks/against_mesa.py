"""The engine beside the same rules as plain Mesa agents: ``python benchmarks/against_mesa.py``. Do they agree, and what do arrays save?

Both begin in the same stationary state and run the markets of ``plain_mesa.py`` under the same demand shocks; all else is held. Of
the engine only the phases concerned run. One process, compiled code warm, both sides in turn in one run.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import mesa
import numpy as np
from plain_mesa import Market

from sim.base.arrays import Floats
from sim.economy import month
from sim.economy.phases import adapting, buying, producing, selling
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import World

# What only the engine has: firms of unlike sizes and productivity, a technology that moves, moods that invest, word of mouth.
ALIKE = {"firm_size_sd": 0.0, "firm_productivity_sd": 0.0, "technology_sd": 0.0, "confidence_weight": 0.0, "word_of_mouth": 0.0}
# The shock is larger than the baseline's, so that months move with what both sides share more than with luck of their own.
HELD = {"target_inflation": 0.0, "public_purchase_elasticity": 0.0, "demand_shock_sd": 0.01, **ALIKE}
MONTHS, SEEDS = 60, range(4)
LARGER = 20_000, 12  # workers and months of a second timing


def refund_capitalists(w: World) -> None:
    """Capitalists get back what they spent: their deposits, and so their budgets, stay as they were."""
    spent = w.ledger.moved("capitalist_purchases")
    w.ledger.post("bank_dividends", spent * w.capitalists.income / w.capitalists.income.sum())


PHASES = (
    *(buying.plan_output, buying.quit_jobs, buying.hire_hands, buying.hire_minds, producing.produce, producing.pay),
    *(selling.invest, selling.shock_demand, selling.consume, refund_capitalists, selling.renew_lists),
    adapting.expect_sales,
)


@dataclass
class Outcome:
    """One run: a month a row."""

    unemployment: Floats  # share of workers
    output: Floats  # at the prices of the start
    seconds: float  # median month, without the start


def world(workers: int, seed: int) -> World:
    """Where both sides begin."""
    return start(load("baseline", {"n_workers": workers, **HELD}), seed)


def engine(workers: int, seed: int, months: int) -> Outcome:
    """The phases concerned, on arrays."""
    w = world(workers, seed)
    prices = np.repeat(w.start.price, [w.dept1.stop, w.dept2.stop - w.dept1.stop])

    def step() -> None:
        month.begin(w)
        for phase in PHASES:
            phase(w)
        month.end(w)

    return _run(
        step,
        lambda: float((w.workers.employer < 0).mean()),
        lambda: float((prices * w.firms.output[w.producers]).sum()),
        months,
    )


def plain(workers: int, seed: int, months: int, **changes: float) -> Outcome:
    """The same as Mesa agents, under other parameters if some are given."""
    w = world(workers, seed)
    w._params = w.params.replace(**changes)  # a start that is not theirs
    model = Market(w)
    return _run(model.step, lambda: model.unemployment, lambda: model.output, months)


def _run(step: Callable[[], None], jobless: Callable[[], float], output: Callable[[], float], months: int) -> Outcome:
    seen, seconds = np.empty((2, months)), []
    for done in range(months):
        clock = time.process_time()
        step()
        seconds.append(time.process_time() - clock)
        seen[:, done] = jobless(), output()
    return Outcome(seen[0], seen[1], float(np.median(seconds)))


def gaps(ours: list[Outcome], theirs: list[Outcome]) -> tuple[float, float]:
    """Gap of the means over all months and seeds: unemployment (points), output (percent)."""
    jobless = [np.mean([run.unemployment for run in runs]) for runs in (theirs, ours)]
    output = [np.mean([run.output for run in runs]) for runs in (theirs, ours)]
    return float(100.0 * (jobless[0] - jobless[1])), float(100.0 * (output[0] / output[1] - 1.0))


def main() -> None:
    workers = 2_000
    engine(workers, 0, 2)  # compiles
    ours, theirs = [], []
    print(f"Mesa {mesa.__version__}, {workers:,} workers, {MONTHS} months")
    print(
        f"{'seed':>4}  {'unemployment %: engine':>22}  {'Mesa':>6}  {'r':>5}  {'output: engine':>14}  {'Mesa':>8}  {'r':>5}"
    )
    for seed in SEEDS:
        ours.append(engine(workers, seed, MONTHS))
        theirs.append(plain(workers, seed, MONTHS))
        a, b = ours[-1], theirs[-1]
        print(
            f"{seed:>4}  {100 * a.unemployment.mean():>22.2f}  {100 * b.unemployment.mean():>6.2f}"
            f"  {np.corrcoef(a.unemployment, b.unemployment)[0, 1]:>5.2f}  {a.output.mean():>14.1f}  {b.output.mean():>8.1f}"
            f"  {np.corrcoef(a.output, b.output)[0, 1]:>5.2f}"
        )
    points, percent = gaps(ours, theirs)
    print(f"gap of the means: unemployment {points:+.2f} points, output {percent:+.2f} %")
    _times(workers, [run.seconds for run in ours], [run.seconds for run in theirs])
    workers, months = LARGER
    _times(workers, [engine(workers, 0, months).seconds], [plain(workers, 0, months).seconds])


def _times(workers: int, ours: list[float], theirs: list[float]) -> None:
    a, b = float(np.median(ours)), float(np.median(theirs))
    print(
        f"{workers:,} workers: engine {1e9 * a / workers:,.0f} ns a worker-month ({1e3 * a:.2f} ms a month), "
        f"Mesa {1e9 * b / workers:,.0f} ns ({1e3 * b:.1f} ms): {b / a:.0f} times faster"
    )


if __name__ == "__main__":
    main()
