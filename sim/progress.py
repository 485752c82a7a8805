"""What a long command shows on stderr: a bar a scenario with the time left; no terminal, a line at the end of each."""

import sys
import time
from collections.abc import Mapping, MutableSequence, Sequence
from types import TracebackType
from typing import Literal, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from sim.results import plural


class Meter:
    """Counts the months of runs. ``counts[i]`` is how many months of the run ``todo[i]`` (its scenario) are done."""

    def __init__(
        self, runs: Mapping[str, int], todo: Sequence[str], months: int, style: Literal["bars", "lines", "nothing"]
    ) -> None:
        self.runs = runs
        self.todo = todo
        self.months = months
        self.counts: MutableSequence[int] = [0] * len(todo)
        self.began = self.shown = time.monotonic()
        console = Console(stderr=True)
        self.lines = style == "lines" or (style == "bars" and not console.is_terminal)
        self.told: set[str] = set()
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[runs]} runs"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        self.bars = Progress(
            *columns, console=console, disable=style == "nothing" or self.lines, speed_estimate_period=120
        )
        self.tasks: dict[str, TaskID] = {
            name: self.bars.add_task(name, total=count * months, runs=f"0/{count}") for name, count in runs.items()
        }

    def __enter__(self) -> Self:
        self.bars.start()
        self.show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bars.stop()

    def show(self, at_most_every: float = 0.0) -> None:
        """Bring the bars up to date."""
        now = time.monotonic()
        if now - self.shown < at_most_every:
            return
        self.shown = now
        done = {name: [0, 0] for name in self.runs}  # months and whole runs of those that had to be made
        waiting = dict.fromkeys(self.runs, 0)
        for name, count in zip(
            self.todo, self.counts, strict=False
        ):  # the workers' counters have one more: the stop sign
            done[name][0] += count
            done[name][1] += count == self.months
            waiting[name] += 1
        for name, total in self.runs.items():
            kept = total - waiting[name]
            months, ended = done[name][0] + kept * self.months, done[name][1] + kept
            self.bars.update(self.tasks[name], completed=months, runs=f"{ended}/{total}")
            if self.lines and ended == total and name not in self.told:
                self.told.add(name)
                known = f", {kept} of them from earlier" if kept else ""
                print(f"{name}: {plural(total, 'run')}{known}, {now - self.began:.0f} s", file=sys.stderr)
