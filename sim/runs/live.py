"""One run as the classroom page sees it, made some months at a time: the measures of its charts, outcomes at the end, and a few records.

Only what the page shows is read: the accounts of value, which its charts do not need, are drawn up in the last months alone.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import told
from sim.economy import month, records, start
from sim.economy.accounts import draw_up
from sim.economy.measures import read
from sim.economy.scenario import Scenario

POINTS = 80  # of a line, at most: more than these an eye does not part
QUARTER = 3  # months, the least that one point is a mean of
KEPT = ("payments", "gross", "value_added", "worker_consumption", "owner_income")  # records that the page shows


def step(months: int) -> int:
    """How many months one point of a line is the mean of: quarters, or more where there would be too many points.

    >>> step(24), step(240), step(480), step(600)
    (3, 3, 6, 9)
    """
    return QUARTER * -(-months // (QUARTER * POINTS))


def thinned(values: Floats, width: int) -> Floats:
    """Means of ``width`` months of ``values[month, measure]``; the last may be of fewer."""
    starts = np.arange(0, len(values), width)
    sizes = np.diff([*starts, len(values)])
    return np.asarray(np.add.reduceat(values, starts, axis=0) / sizes[:, None])


class Watched:
    """A run of so many ``months``: ``measures`` are read in all of them, ``ends`` in the last ones, the ``window``."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        months: int,
        measures: Sequence[str],
        ends: Sequence[str],
        window: int | None = None,
    ) -> None:
        self.months, self.measures, self.ends = months, measures, ends
        self.window = records.window_of(months, window)
        self.world = start.start(scenario, seed)
        self._lines = np.empty((months, len(measures)))
        self._tail: list[list[float]] = []
        group = records.groups(self.world)
        self._recorder = records.Recorder(months, group, {name: [] for name in KEPT}, self.window)

    def advance(self, to: int, on_month: Callable[[int], None] | None = None) -> None:
        """Go on until so many months are done; ``on_month`` is told how many are."""
        advance([self], to, on_month)

    def look(self) -> None:
        """Note the month just closed."""
        world, done = self.world, self.world.month - 1
        if done < self.months - self.window:
            found = read(world, self.measures)
        else:
            value = draw_up(world)
            found = read(world, {**dict.fromkeys(self.measures), **dict.fromkeys(self.ends)}, value)
            self._tail.append([found[name] for name in self.ends])
            self._recorder.note(world, value)
        self._lines[done] = [found[name] for name in self.measures]

    def points(self, first: int, last: int) -> Floats:
        """Points from first to before last of the lines, months done. Shape (points, measures)."""
        width = step(self.months)
        return thinned(self._lines[first * width : min(last * width, self.months)], width)

    def outcomes(self) -> Floats:
        """Means over the last months of ``ends``, once all months are done."""
        return records.outcomes(np.array([self._tail]), self.window)

    def records(self) -> dict[str, Floats]:
        """The records, once all months are done."""
        return self._recorder.arrays()

    def branch(self, scenario: Scenario) -> "Watched":
        """Another run with the months of this one, for a scenario that has not differed in them."""
        found = deepcopy(self)
        found.world.scenario = scenario
        return found


def advance(runs: Sequence[Watched], to: int, on_month: Callable[[int], None] | None = None) -> None:
    """Go on with runs of one scenario, side by side, until so many months of each are done; ``on_month`` is told how many are."""
    worlds = [run.world for run in runs]
    with told(worlds[0].scenario, *(world.seed for world in worlds)) as at:
        for done in range(worlds[0].month, min(to, runs[0].months)):
            at.month = done
            month.step(*worlds)
            for run in runs:
                run.look()
            if on_month:
                on_month(done + 1)
