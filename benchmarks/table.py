"""What speed and size a run has: ``uv run --group bench python benchmarks/table.py`` measures, prints and writes ``benchmarks/TABLE.md``.

Compiled code is warm. Times within one process are processor time, medians of single months, so that what else the machine does counts
less; those of several processes and of a fresh one are by the clock. Compare ratios within one run: another machine gives other times.
"""

import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import against_mesa
import numba
import numpy as np

from sim.economy.measures import observe
from sim.economy.mechanisms import MECHANISMS
from sim.economy.month import begin, due, end, step
from sim.economy.scenario import load, load_all
from sim.economy.start import start
from sim.economy.world import World
from sim.runs.runner import ensemble, simulate

COMMAND = "uv run --group bench python benchmarks/table.py"
WARM = 3  # months before the clock starts
TOGETHER = (("time", "contracts"),)  # mechanisms that have one bar
HEAD = ("Measured", "Size", "Time", "ns per worker-month", "Ratio")
MONTH_CODE = (
    "from sim.economy.month import step; from sim.economy.scenario import load; from sim.economy.start import start"
)
COLD = {
    "`sim --help`": ["-m", "sim", "--help"],
    "first month of 2,000 workers": ["-c", f"{MONTH_CODE}; step(start(load('baseline'), 0))"],
    "first month by `sim.runs.runner.simulate`": [
        "-c",
        "from sim.runs.runner import simulate; from sim.economy.scenario import load; simulate(load('baseline'), 0, 1)",
    ],
}
PEAK = f"""
import resource, sys
{MONTH_CODE}
from sim.economy.measures import observe
world = start(load("baseline", {{"n_workers": int(sys.argv[1])}}), 0)
for _ in range(2):
    step(world)
    observe(world)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@dataclass(frozen=True)
class Row:
    """A line of the table: what was measured, at which size, how long it took, for how many worker-months, and beside what."""

    what: str
    size: str
    seconds: float
    worker_months: float = math.nan
    ratio: str = ""

    def cells(self) -> tuple[str, ...]:
        each = "" if math.isnan(self.worker_months) else f"{1e9 * self.seconds / self.worker_months:,.1f}"
        return self.what, self.size, duration(self.seconds), each, self.ratio


@dataclass(frozen=True)
class Plan:
    """What to measure; a test takes less."""

    workers: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    months: tuple[int, ...] = (60, 40, 20, 9)  # timed, at each size
    typical: tuple[int, int] = (2_000, 480)  # workers and months of a run as most are
    with_ai: tuple[int, int, int] = (2_000, 120, 120)  # workers, months before the clock starts, months timed
    larger: tuple[int, int] = (20_000, 20)  # workers and months timed of those that have a bar together
    mesa: tuple[int, ...] = (2_000, 20_000)
    mesa_months: int = 12
    periods: int = 12  # of the other model
    runs: int = 8  # of an ensemble
    fresh: int = 5  # processes


def duration(seconds: float) -> str:
    """Seconds in a fitting unit.

    >>> duration(0.00123), duration(12.3), duration(float("nan"))
    ('1.23 ms', '12.3 s', '')
    """
    if math.isnan(seconds):
        return ""
    return f"{seconds:.3g} s" if seconds >= 1.0 else f"{1e3 * seconds:.3g} ms"


def median_time(step: Callable[[], object], count: int) -> float:
    """Median processor time of a step after the first ones."""
    for _ in range(WARM):
        step()
    times = []
    for _ in range(count):
        clock = time.process_time()
        step()
        times.append(time.process_time() - clock)
    return statistics.median(times)


def months(workers: int, count: int) -> tuple[float, dict[str, float], World]:
    """Median seconds of a month with its measures, of each of its phases, and the world after it."""
    world = start(load("baseline", {"n_workers": workers}), 0)
    phases = {phase.__name__: phase for phase in due(world)}
    times: dict[str, list[float]] = {name: [] for name in (*phases, "close", "measures")}
    whole = []
    for month in range(WARM + count):
        first = clock = time.process_time()
        begin(world)
        for name in times:
            if name == "close":
                end(world)
            elif name == "measures":
                observe(world)
            else:
                phases[name](world)
            clock, last = time.process_time(), clock
            if month >= WARM:
                times[name].append(clock - last)
        if month >= WARM:
            whole.append(clock - first)
    return statistics.median(whole), {name: statistics.median(some) for name, some in times.items()}, world


def sizes(plan: Plan) -> Iterator[Row]:
    """Months from small to large, the exponent between sizes, and where the time of the largest goes."""
    before: tuple[int, float] | None = None
    for workers, count in zip(plan.workers, plan.months, strict=True):
        seconds, phases, world = months(workers, count)
        exponent = math.log(seconds / before[1]) / math.log(workers / before[0]) if before else math.nan
        ratio = f"exponent {exponent:.2f}" if before else ""
        yield Row("a month with its measures", f"{workers:,} workers", seconds, workers, ratio)
        before = workers, seconds
    arrays = state(world)
    copied = median_time(lambda: [array.copy() for array in arrays], 5)
    size = f"{workers:,} workers, {sum(array.nbytes for array in arrays) / 2**20:,.0f} MiB"
    yield Row("a copy of all arrays of the state", size, copied, workers, f"month = {seconds / copied:.1f} copies")
    total = sum(phases.values())
    for name, spent in phases.items():
        yield Row(f"... of a month: `{name}`", f"{workers:,} workers", spent, workers, f"{spent / total:.1%}")


def state(world: World) -> list[np.ndarray]:
    """Every array of a world: columns of its tables and balances of its ledger."""
    found = []
    for table in (world.workers, world.capitalists, world.firms, world.shoppers, world.investors, world.agents):
        found += [getattr(table, column.name) for column in fields(table)]
    found += vars(world.ledger)["_balance"].values()
    return [array for array in found if isinstance(array, np.ndarray)]


def typical(plan: Plan) -> Iterator[Row]:
    """A whole run as most are."""
    workers, length = plan.typical
    scenario = load("monopoly", {"n_workers": workers})
    simulate(scenario, 0, 1)
    clock = time.process_time()
    simulate(scenario, 0, length)
    yield Row("a run of `monopoly`", f"{workers:,} x {length} months", time.process_time() - clock, workers * length)


def beside_mechanisms(plan: Plan) -> Iterator[Row]:
    """A month of `competition` by itself and with each mechanism as its own example has it, in turns, some years after AI came.

    Those whose bar is one for several, together as well, and at a larger size: by what more workers cost without them and with them.
    """
    workers, settled, count = plan.with_ai
    of = {mechanism.name: mechanism.example for mechanism in MECHANISMS}
    for names in (*zip(of), *TOGETHER, ()):
        example = {name: value for one in names for name, value in of[one].items()}
        name = f"with {' and '.join(f'`{one}`' for one in names)}" if names else "twice: what chance does"
        without, seconds = in_turns(workers, example, settled, count)
        ratio = f"{seconds / without:.2f} times without"
        yield Row(f"a month of `competition` {name}", f"{workers:,} workers", seconds, workers, ratio)
        if len(names) > 1:
            many, more = plan.larger
            larger = in_turns(many, example, settled, more)
            grown = np.log(np.divide(larger, (without, seconds))) / math.log(many / workers)
            ratio = f"{larger[1] / larger[0]:.2f} times without; exponents {grown[0]:.2f} and {grown[1]:.2f}"
            yield Row("... of more workers, without and with", f"{many:,} workers", larger[1], many, ratio)


def in_turns(workers: int, example: Mapping[str, object], settled: int, count: int) -> tuple[float, float]:
    """Median seconds of a month of `competition` with its measures, without these changes and with them."""
    early = {"n_workers": workers, "ai_arrival": 12, "ai_lead": 12}
    # Of two seeds: with one, whoever comes second finds the draws of the first remembered.
    worlds = [start(load("competition", {**early, **more}), seed) for seed, more in enumerate(({}, example))]
    times: tuple[list[float], list[float]] = ([], [])
    for month in range(settled + count):
        for world, spent in zip(worlds, times, strict=True):
            clock = time.process_time()
            step(world)
            observe(world)
            if month >= settled:
                spent.append(time.process_time() - clock)
    without, seconds = map(statistics.median, times)
    return without, seconds


def beside_mesa(plan: Plan) -> Iterator[Row]:
    """The same markets on arrays and as plain Mesa agents."""
    for workers in plan.mesa:
        against_mesa.engine(workers, 0, 2)
        ours = against_mesa.engine(workers, 0, plan.mesa_months).seconds
        theirs = against_mesa.plain(workers, 0, plan.mesa_months).seconds
        yield Row("the markets, on arrays", f"{workers:,} workers", ours, workers)
        yield Row(
            "... as plain Mesa agents", f"{workers:,} workers", theirs, workers, f"{theirs / ours:.0f} times ours"
        )


def beside_bamengine(plan: Plan) -> Iterator[Row]:
    """bamengine: another model (no AI, no compute, no exact ledger; a period is a quarter), as many households."""
    import bamengine

    for households in plan.workers[:-1]:
        other = bamengine.Simulation.init(
            n_firms=households // 5, n_households=households, seed=0, log_level="CRITICAL"
        )
        ours = months(households, plan.periods)[0]
        theirs = median_time(other.step, plan.periods)
        what = f"a period of bamengine {bamengine.__version__} (another model)"
        yield Row(what, f"{households:,} households", theirs, households, f"{theirs / ours:.2f} times our month")


def processes(plan: Plan) -> Iterator[Row]:
    """An ensemble by the clock, on one process and on two."""
    workers, length = plan.typical
    spent = []
    for jobs in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            scenarios = load_all(["baseline"], {"n_workers": workers})
            clock = time.perf_counter()
            ensemble(scenarios, range(plan.runs), length, jobs=jobs, out=Path(folder), quiet=True)
            spent.append(time.perf_counter() - clock)
        size = f"{plan.runs} runs of {workers:,} x {length} months"
        ratio = f"{spent[0] / spent[-1]:.2f} times as fast" if jobs > 1 else ""
        name = f"an ensemble on {jobs} process{'es' if jobs > 1 else ''}"
        yield Row(name, size, spent[-1], plan.runs * workers * length, ratio)


def fresh(plan: Plan) -> Iterator[Row]:
    """What a fresh process costs, its compiled code in the cache; and how much memory the largest size takes."""
    for name, arguments in COLD.items():
        times = []
        for _ in range(plan.fresh + 1):  # the first fills the caches
            clock = time.perf_counter()
            _python(arguments)
            times.append(time.perf_counter() - clock)
        yield Row(f"a fresh process: {name}", "", statistics.median(times[1:]))
    workers = plan.workers[-1]
    kib = int(_python(["-c", PEAK, str(workers)]))
    yield Row(f"peak resident memory: {kib / 2**10:,.0f} MiB", f"{workers:,} workers", math.nan)


def _python(arguments: list[str]) -> str:
    """What a fresh process prints. It may keep byte code, as it would where nobody forbids it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, env=kept).stdout


def machine() -> str:
    """Date, versions and the class of the machine."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else math.nan
    return (
        f"{date.today()}, Python {platform.python_version()}, numpy {np.__version__}, numba {numba.__version__}; "
        f"{os.cpu_count()} cores, {model}, {memory:.0f} GiB"
    )


def document(rows: list[Row]) -> str:
    """The table as Markdown, headed by the command that makes it."""
    cells = [HEAD, ("---", "---", "---:", "---:", "---"), *(row.cells() for row in rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in cells)
    return f"# Speed and size\n\nMade by `{COMMAND}`: {machine()}.\n\n{(__doc__ or '').split(chr(10), 2)[2].strip()}\n\n{table}\n"


def main() -> None:
    plan, rows = Plan(), []
    for part in (sizes, typical, beside_mechanisms, beside_mesa, beside_bamengine, processes, fresh):
        for row in part(plan):
            rows.append(row)
            print("  ".join(filter(None, row.cells())), file=sys.stderr, flush=True)
    text = document(rows)
    Path(__file__).with_name("TABLE.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
