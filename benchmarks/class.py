"""A class at the live page: what each browser waits for, and what one that asks for too much costs the others.

    python benchmarks/class.py [BROWSERS [SECONDS]]

So many browsers (30) each move a slider every two seconds for so long (60), every time to a setting that nobody has asked for before, and
give up what they asked for before. What is measured is how long the last setting of each takes: until its first two years are there, and
until the whole is. Then one client asks one setting after the other while another keeps twenty going, at another address, in another
browser at the same one, and under twenty forged names. All of it on this machine alone; it ends by itself after some minutes.
"""

import contextlib
import http.client
import itertools
import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from serve import server  # beside this file

from sim.classroom.server.serving import MONTHS, SEEDS, WORKERS
from sim.runs.live import step
from sim.runs.pools import cores

EVERY = 2.0  # seconds between two moves
YEARS = 2  # that are the first
PATIENCE = 600.0  # seconds after which a setting counts as not answered
GREEDY = 20  # settings that a greedy client keeps going
ROUNDS, ASKED = (
    3,
    2,
)  # times that the other asks with it and without, and settings each time: other work on the machine meets both
BARS = (10.0, 90.0)

counter = itertools.count(1)


class Browser:
    """A client with its own cookie, or with headers of its own in place of it."""

    def __init__(
        self, port: int, address: str = "127.0.0.1", headers: Callable[[], dict[str, str]] | None = None
    ) -> None:
        self.port, self.address, self.headers = port, address, headers
        self.cookie: dict[str, str] = {}
        if headers is None:
            line = self.line()
            line.request("GET", "/")
            answer = line.getresponse()
            answer.read()
            self.cookie = {"Cookie": answer.getheader("Set-Cookie", "").partition(";")[0]}
            line.close()

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(self.address, 0))

    def ask(self, until: float = float("inf")) -> tuple[float, float]:
        """Seconds until the first years and until the whole of a new setting; infinite where it is given up first."""
        start, line, points, first = time.perf_counter(), self.line(), 0, float("inf")
        point = {"scenario": "monopoly", "markup": 0.2 + next(counter) % 20000 / 100000}
        try:
            line.request("GET", f"/run?{urlencode(point)}", headers=self.headers() if self.headers else self.cookie)
            line.sock.settimeout(max(min(until - start, PATIENCE), 0.01))
            with line.getresponse() as answer:
                if answer.status != 200:
                    time.sleep(EVERY)
                    return float("inf"), float("inf")
                for text in answer:
                    some = json.loads(text)
                    points += len(some["points"][0][0]) if "points" in some else 0
                    if first == float("inf") and points >= YEARS * 12 / step(MONTHS):
                        first = time.perf_counter() - start
                    if "ends" in some:
                        return first, time.perf_counter() - start
                    line.sock and line.sock.settimeout(max(min(until - time.perf_counter(), PATIENCE), 0.01))
        except (OSError, http.client.HTTPException):
            pass
        finally:
            line.close()
        return first, float("inf")

    def play(self, seconds: float) -> tuple[float, float]:
        """Move a slider every two seconds, and see the last setting to its end."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end - EVERY:
            moved = time.perf_counter()
            self.ask(moved + EVERY)
            time.sleep(max(moved + EVERY - time.perf_counter(), 0.0))
        return self.ask()


@contextmanager
def greedy(make: Callable[[], Browser]) -> Iterator[None]:
    """Twenty settings of one client, as long as this lasts."""
    stop = threading.Event()
    browser = make()

    def go_on() -> None:
        while not stop.is_set():
            browser.ask(time.perf_counter() + 30)

    threads = [threading.Thread(target=go_on, daemon=True) for _ in range(GREEDY)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def spent() -> float:
    """Seconds of processors that all processes below this one have had, where the system says so: the server and its workers."""
    found, seconds = [os.getpid()], 0.0
    for process in found:
        with contextlib.suppress(OSError):
            found += map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())
            times = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
            seconds += sum(map(int, times)) / os.sysconf("SC_CLK_TCK") if process != os.getpid() else 0.0
    return seconds


def middle(found: list[tuple[float, float]]) -> list[float]:
    return [statistics.median(some) for some in zip(*found, strict=True)]


def main(browsers: int, seconds: float) -> None:
    """Print a table of each part."""
    with server() as (port, _):
        load = os.getloadavg()[0]
        print(f"{SEEDS} seeds x {WORKERS} workers x {MONTHS} months, {cores()} cores, load before: {load:.1f}")
        class_ = [Browser(port) for _ in range(browsers)]
        before, had = time.process_time(), spent()
        start = time.perf_counter()
        with ThreadPoolExecutor(browsers) as threads:
            found = list(threads.map(lambda one: one.play(seconds), class_))
        print(f"\n{browsers} browsers, {seconds:.0f} s of moves; load after: {os.getloadavg()[0]:.1f}; ", end="")
        print(
            f"this program took {time.process_time() - before:.0f} s of a processor, the server {spent() - had:.0f} s, ",
            end="",
        )
        print(f"of {cores() * (time.perf_counter() - start):.0f} s that the machine has\n")
        print("| last setting | soonest, s | median, s | latest, s | bar, s | within |")
        print("|---|---|---|---|---|---|")
        for name, bar, waits in zip((f"first {YEARS} years", "whole"), BARS, zip(*found, strict=True), strict=True):
            cells = " | ".join(f"{one:.1f}" for one in (min(waits), statistics.median(waits), max(waits)))
            print(f"| {name} | {cells} | {bar:.0f} | {sum(one <= bar for one in waits)} of {browsers} |", flush=True)

        names = itertools.count()
        honest = Browser(port)
        cases: dict[str, Callable[[], Browser]] = {
            "at another address": lambda: Browser(port, "127.0.0.2"),
            "in another browser of the same address": lambda: Browser(port),
            "at another address, a forged name a question": lambda: Browser(
                port, "127.0.0.3", lambda: {"User-Agent": f"{next(names)}", "Cookie": f"sim{port}={next(names)}.00"}
            ),
        }
        print(f"\n| one client beside one with {GREEDY} settings | alone: first years, whole, s | beside it | times |")
        print("|---|---|---|---|")
        for name, make in cases.items():
            alone, beside = [], []
            for _ in range(ROUNDS):
                alone += [honest.ask() for _ in range(ASKED)]
                with greedy(make):
                    beside += [honest.ask() for _ in range(ASKED)]
                time.sleep(1)
            cells = [", ".join(f"{one:.2f}" for one in middle(some)) for some in (alone, beside)]
            print(f"| {name} | {' | '.join(cells)} | {middle(beside)[1] / middle(alone)[1]:.1f} |", flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 30, float(sys.argv[2]) if len(sys.argv) > 2 else 60.0)
