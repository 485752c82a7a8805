"""How long a live setting takes, as a client sees it: until its first point, and until its whole answer.

    python benchmarks/serve.py [SETTINGS]

Every setting is one that nobody has asked for before. ``afresh``: markup differs, which acts from the first month on, so that every
month is run. ``moved``: pass-through differs, which acts from AI on, so that the months before are those of the setting before, as they
are when somebody moves a slider. Beside it: the same seeds in one process, one after the other, as `sim run` makes them.
"""

import http.client
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from sim.classroom.server.serving import MONTHS, SEEDS, WORKERS
from sim.economy import scenario
from sim.runs import runner
from sim.runs.pools import cores

SCENARIOS = ("baseline", "monopoly", "commons")
KINDS: dict[str, Callable[[int], dict[str, float]]] = {
    "afresh": lambda i: {"markup": round(0.25 + i / 1000, 3)},
    "moved": lambda i: {"pass_through": round(0.3 + i / 1000, 3)},
}


@contextmanager
def server() -> Iterator[tuple[int, float]]:
    """A server on a free port, and how long it took to begin."""
    start = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "sim",
        "serve",
        *SCENARIOS,
        "--sliders",
        "pass_through,markup=0.2:0.4",
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            port = int(re.findall(r"\d+", process.stdout.readline())[-1])
            yield port, time.perf_counter() - start
        finally:
            process.terminate()


def asked(port: int, name: str, point: dict[str, float]) -> tuple[float, float]:
    """Seconds until the first point and until the end."""
    start, first = time.perf_counter(), 0.0
    line = http.client.HTTPConnection("127.0.0.1", port)
    line.request("GET", f"/run?{urlencode({'scenario': name, **point})}")
    with line.getresponse() as answer:
        for text in answer:
            if b'"points"' in text and not first:
                first = time.perf_counter() - start
    assert "ends" in json.loads(text), text
    return first, time.perf_counter() - start


def alone(name: str) -> float:
    """Seconds for all seeds in this process."""
    one = scenario.load(name, None, WORKERS)
    start = time.perf_counter()
    for seed in range(SEEDS):
        runner.simulate(one, seed, MONTHS)
    return time.perf_counter() - start


def main(settings: int) -> None:
    """Print a row a scenario and kind: medians, and the best in brackets."""
    runner.simulate(scenario.load("monopoly", {"ai_arrival": 3}, 200), 0, 6)  # compiles
    with server() as (port, began):
        print(
            f"{SEEDS} seeds x {WORKERS} workers x {MONTHS} months, {cores()} cores, {settings} settings a row; ready after {began:.1f} s"
        )
        print("| scenario | setting | first point, s | whole answer, s | one process, s | times faster |")
        print("|---|---|---|---|---|---|")
        for name in SCENARIOS:
            single = min(alone(name) for _ in range(2))
            asked(port, name, {})
            for kind, point in KINDS.items():
                if kind == "moved" and name == "baseline":  # nothing passes on what AI saves
                    continue
                firsts, wholes = zip(*(asked(port, name, point(i)) for i in range(settings)), strict=True)
                cells = [f"{statistics.median(some):.2f} ({min(some):.2f})" for some in (firsts, wholes)]
                print(
                    f"| {name} | {kind} | {' | '.join(cells)} | {single:.2f} | {single / statistics.median(wholes):.1f} |"
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
