"""What a long command shows on stderr: a bar a scenario with the time left; no terminal, a line at the end of each, and now and then.

Where several comparisons are run, a bar stands for one of them, and the last bar for all.
"""

import sys
import time
from collections.abc import Mapping, MutableSequence, Sequence
from types import TracebackType
from typing import Literal, Self

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from sim.base.tables import console
from sim.runs.results import plural

Style = Literal["bars", "lines", "nothing"]


class Meter:
    """Counts the months of runs. ``counts[i]`` is how many months of the run ``todo[i]`` (its bar) are done.

    ``whole`` is the name of one more bar, for all runs.
    """

    def __init__(
        self,
        runs: Mapping[str, int],
        todo: Sequence[str],
        months: int,
        style: Style,
        whole: str = "",
    ) -> None:
        self.runs = runs
        self.todo = todo
        self.months = months
        self.counts: MutableSequence[int] = [0] * len(todo)
        self.began = self.shown = time.monotonic()
        screen = console(stderr=True)
        self.lines = style == "lines" or (style == "bars" and not screen.is_terminal)
        self.told: set[str] = set()
        columns = (
            TextColumn("{task.description}", markup=False),  # a scenario may be called [red]
            BarColumn(),
            TextColumn("{task.fields[runs]} runs"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        self.bars = Progress(
            *columns, console=screen, disable=style == "nothing" or self.lines, speed_estimate_period=120
        )
        self.whole = whole
        bars = {**runs, whole: sum(runs.values())} if whole else runs
        self.tasks: dict[str, TaskID] = {
            name: self.bars.add_task(name, total=count * months, runs=f"0/{count}") for name, count in bars.items()
        }

    def __enter__(self) -> Self:
        self.bars.start()
        self.show()
        return self

    def said(self, seconds: float) -> str:
        """How far all runs together have come, in a line."""
        todo = len(self.todo)
        counts = self.counts[:todo]
        made, runs = sum(counts), sum(self.runs.values())
        ended = runs - todo + sum(count == self.months for count in counts)
        left = seconds * (todo * self.months - made) / made if made else 0.0
        still = f", about {left:.0f} s left" if left >= 0.5 else ""
        if todo and made == todo * self.months:
            still = ": building the tables"
        return f"{ended} of {plural(runs, 'run')}, {seconds:.0f} s{still}"

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
        made = sum(self.counts[: len(self.todo)])
        left = len(self.todo) * self.months - made
        if self.whole:
            runs = sum(self.runs.values())
            ended = runs - len(self.todo) + sum(whole for _, whole in done.values())
            self.bars.update(self.tasks[self.whole], completed=runs * self.months - left, runs=f"{ended}/{runs}")
        for name, total in self.runs.items():
            kept = total - waiting[name]
            months, ended = done[name][0] + kept * self.months, done[name][1] + kept
            self.bars.update(self.tasks[name], completed=months, runs=f"{ended}/{total}")
            if self.lines and ended == total and name not in self.told:
                self.told.add(name)
                known = f", {kept} of them from earlier" if kept else ""
                rest = (now - self.began) * left / made if self.whole and made and left else 0.0
                still = f", about {rest:.0f} s left" if rest else ""
                print(f"{name}: {plural(total, 'run')}{known}, {now - self.began:.0f} s{still}", file=sys.stderr)
