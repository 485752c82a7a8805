"""Speed of the month: ``python benchmarks/speed.py``. One process, one thread, compiled code warm; medians of single months.

Prints nanoseconds per worker-month from a thousand to a million workers with the exponent between sizes, where the time of a month
goes, and what a cold process costs. Figures are for comparison within one run: another machine, or a busy one, gives others.
"""

import math
import platform
import statistics
import subprocess
import sys
import time
from collections import Counter
from datetime import date

from sim.measures import observe
from sim.month import PHASES, begin, end
from sim.scenario import load
from sim.stationary import start

SIZES = {1_000: 60, 10_000: 40, 100_000: 20, 1_000_000: 7}  # workers: months timed
WARM = 3  # months before the clock starts
COLD = {
    "sim --help": ["-m", "sim", "--help"],
    "first month of 2,000 workers": [
        "-c",
        "from sim.month import step; from sim.scenario import load; from sim.stationary import start; step(start(load('baseline'), 0))",
    ],
}


def months(workers: int, count: int) -> tuple[float, Counter[str]]:
    """Median seconds of a month, measures included, and the seconds of each phase in all."""
    world = start(load("baseline", {"n_workers": workers}), 0)
    whole, phases = [], Counter[str]()
    for month in range(WARM + count):
        first = clock = time.perf_counter()
        begin(world)
        for phase in PHASES:
            phase(world)
            clock, last = time.perf_counter(), clock
            phases[phase.__name__] += clock - last if month >= WARM else 0.0
        end(world)
        clock, last = time.perf_counter(), clock
        observe(world)
        phases["(close the books)"] += clock - last if month >= WARM else 0.0
        phases["(measures)"] += time.perf_counter() - clock if month >= WARM else 0.0
        if month >= WARM:
            whole.append(time.perf_counter() - first)
    return statistics.median(whole), phases


def cold(arguments: list[str], runs: int = 5) -> float:
    """Median seconds of a fresh process, its compiled code in the cache."""
    times = []
    for _ in range(runs + 1):
        clock = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - clock)
    return statistics.median(times[1:])


def main() -> None:
    print(f"{date.today()}  Python {platform.python_version()}  {platform.machine()}")
    print(f"{'workers':>10}  {'ns per worker-month':>20}  {'ms a month':>11}  {'exponent':>8}")
    before: tuple[int, float] | None = None
    for workers, count in SIZES.items():
        seconds, phases = months(workers, count)
        exponent = math.log(seconds / before[1]) / math.log(workers / before[0]) if before else math.nan
        print(f"{workers:>10,}  {seconds / workers * 1e9:>20,.0f}  {seconds * 1e3:>11.2f}  {exponent:>8.2f}")
        before = workers, seconds
        if workers == 100_000:
            total, top = sum(phases.values()), phases.most_common(8)
            shares = ", ".join(f"{name} {spent / total:.0%}" for name, spent in top)
    print(f"where a month of 100,000 workers goes: {shares}")
    for name, arguments in COLD.items():
        print(f"cold process, {name}: {cold(arguments):.2f} s")


if __name__ == "__main__":
    main()
