"""Facts of real economies and the baseline: ``python benchmarks/facts.py [--seeds 10] [--first 0] [--months 480] [--jobs N]``.

A line a fact (``sim/verdicts/facts.py``): its bar, the median over seeds, an interval of that median with a confidence of 95 % or
more (between two seeds in order of size, whatever the distribution), in how many seeds the bar is met, and whether the median meets
it. Under the table stands how closely consumption follows output, for which there is no bar. ``--sources`` says where bars come from.
"""

import argparse
import math
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np

from sim.base.arrays import Floats
from sim.base.tables import in_columns
from sim.economy.records import AXES
from sim.economy.scenario import load
from sim.runs.pools import cores
from sim.runs.runner import simulate
from sim.verdicts.facts import FACTS, MONTHS, SERIES, follows, judge, measure, observe

FOLLOWS = "consumption with output"


def one(seed: int, months: int) -> dict[str, float]:
    """The facts of one run of the baseline."""
    run = simulate(load("baseline"), seed, months)
    seen = observe({name: run.table[:, run.names.index(name)] for name in SERIES}, run.records, AXES["flow"])
    return measure(seen) | {FOLLOWS: follows(seen)}


def measured(seeds: Sequence[int], months: int, jobs: int) -> list[dict[str, float]]:
    """The facts of the baseline under every seed."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return list(pool.map(partial(one, months=months), seeds))


def interval(values: Floats) -> str:
    """Where the median lies with a confidence of at least 95 %: from the k-th lowest value to the k-th highest.

    It lies outside where fewer than k of n values are on one side of it: 2 P(Binomial(n, 1/2) < k), whatever the distribution (David
    and Nagaraja, Order Statistics, section 7.1). Fewer than six cannot say.
    """
    if not np.isfinite(values).all():
        return "not defined"
    n, ordered = values.size, np.sort(values)
    outside = 2.0 * np.cumsum([math.comb(n, below) for below in range(n + 1)]) / 2.0**n
    k = int((outside <= 0.05).sum())
    return f"{ordered[k - 1]:.2f} to {ordered[n - k]:.2f}" if k else "too few seeds"


def table(runs: Sequence[dict[str, float]]) -> str:
    """All facts as a table, and the line under it."""
    verdicts = judge(runs)
    rows = [
        [
            name,
            verdict.fact.label.en,
            verdict.fact.bar("en").replace("−", "-"),
            f"{verdict.median:.2f}",
            interval(verdict.values),
            f"{sum(map(verdict.fact.holds, verdict.values.tolist()))} of {len(runs)}",
            "met" if verdict.met else "missed",
        ]
        for name, verdict in verdicts.items()
    ]
    beside = np.array([run[FOLLOWS] for run in runs])
    return "\n".join(
        [
            in_columns(["fact", "what", "bar", "median", "interval", "seeds", ""], rows, left=(0, 1, 2, 6)),
            f"\n{sum(verdict.met for verdict in verdicts.values())} of {len(verdicts)} met. Correlation of {FOLLOWS} (no bar): "
            f"{np.median(beside):.2f}, {interval(beside)}",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--months", type=int, default=480)
    parser.add_argument("--jobs", type=int, default=cores())
    parser.add_argument("--sources", action="store_true", help="where bars come from; runs nothing")
    options = parser.parse_args()
    if options.sources:
        print("\n".join(f"{name}: {fact.source}" for name, fact in FACTS.items()))
        return
    for name, lowest in (("seeds", 1), ("months", MONTHS), ("jobs", 1), ("first", 0)):
        if getattr(options, name) < lowest:
            parser.error(f"--{name}: {getattr(options, name)} is less than {lowest}")
    seeds = range(options.first, options.first + options.seeds)
    print(table(measured(seeds, options.months, options.jobs)))


if __name__ == "__main__":
    main()
