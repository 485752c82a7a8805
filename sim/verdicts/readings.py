"""What a test of a claim keeps of the months of its worlds: a few numbers a run, from which its effects are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.base.arrays import Floats
from sim.base.estimates import ROUNDING, apart
from sim.economy.records import YEAR
from sim.runs.branching import Table
from sim.verdicts.register import (
    LAST,
    Change,
    Difference,
    Effect,
    Order,
    Pace,
    Part,
    Timing,
    Trajectory,
    Widening,
    parts,
)

What = Literal[
    "mean", "peak", "trough", "fall", "peak month", "trough month", "fall month", "departs higher", "departs lower"
]  # fmt: skip
DATES: dict[str, What] = {"peak": "peak month", "trough": "trough month", "fall": "fall month"}
DEPARTS: dict[str, What] = {"higher": "departs higher", "lower": "departs lower"}
MONTHS = ("peak month", "trough month", "fall month", "departs higher", "departs lower")  # what is a date


@dataclass(frozen=True)
class Reading:
    """One number of a run: what is read of a measure in the world of a role, in the months from first to last.

    ``mean``: of the months. The others look at means of twelve months that end in these months: the highest (``peak``), the lowest
    (``trough``), the largest drop from the highest so far (``fall``; in parts of it where the smallest effect of interest is
    relative), the month in which each of these ends (``peak month`` and so on), the first month in which it is above or below the other
    world's by the smallest effect of interest (``departs higher``, ``departs lower``; one past the last month where it never is).
    """

    role: str
    measure: str
    first: int
    last: int
    what: What = "mean"

    @property
    def name(self) -> str:
        """As it stands over a column.

        >>> Reading("side", "output", 420, 479).name
        'side output mean 420-479'
        """
        return f"{self.role} {self.measure} {self.what} {self.first}-{self.last}"

    def take(self, tables: Mapping[str, Table], effects: Mapping[str, Effect]) -> float:
        """The number."""
        months = slice(self.first, self.last + 1)
        series = tables[self.role][self.measure][months]
        if self.what == "mean":
            return float(series.mean())
        years = yearly(series)
        start = self.last + 1 - years.size
        if self.what in ("departs higher", "departs lower"):
            up = self.what == "departs higher"
            theirs = yearly(tables["against"][self.measure][months])
            return start + departure(years, theirs, effects[self.measure], up=up)
        statistic = self.what.removesuffix(" month")
        values = years if statistic == "peak" else -years
        if statistic == "fall":
            values = drops(years, relative=effects[self.measure].relative)
        if self.what in MONTHS:
            return start + first_highest(values)
        return float(years.min() if statistic == "trough" else values.max())


def yearly(series: Floats) -> Floats:
    """Means of twelve months running; of a shorter series its mean.

    >>> yearly(np.arange(13.0)).tolist()
    [5.5, 6.5]
    """
    width = min(YEAR, series.size)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(series, width).mean(axis=1))


def drops(years: Floats, *, relative: bool = False) -> Floats:
    """How far each value is below the highest so far, or which part of it.

    >>> drops(np.array([1.0, 4.0, 3.0, 5.0])).tolist(), drops(np.array([1.0, 4.0, 3.0]), relative=True).tolist()
    ([0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.25])
    """
    peaks = np.maximum.accumulate(years)
    gaps = apart(peaks, years)
    return np.asarray(np.divide(gaps, np.abs(peaks), out=np.zeros_like(gaps), where=peaks != 0.0) if relative else gaps)


def first_highest(values: Floats) -> float:
    """The place of the highest value, and of those that rounding alone sets apart the first.

    >>> first_highest(np.array([0.0, 0.3, 0.1 + 0.2]))
    1.0
    """
    return float((values >= values.max() - ROUNDING * np.abs(values).max()).argmax())


def departure(ours: Floats, theirs: Floats, effect: Effect, *, up: bool) -> float:
    """The place of the first value that is above the other side's by the smallest effect, or below it; their number where none is.

    >>> tenth = Effect(size=0.1, why={"en": "a tenth", "zh": "一成"})
    >>> departure(np.array([1.0, 0.8, 1.2]), np.ones(3), tenth, up=True)
    2.0
    """
    gaps = apart(ours, theirs) if up else apart(theirs, ours)
    off = (gaps >= effect.size * (np.abs(theirs) if effect.relative else 1.0)) & (gaps > 0.0)
    return float(off.argmax() if off.any() else off.size)


def means(series: Floats) -> Floats:
    """Means of the calendar years; of one that is cut short, of its months.

    >>> means(np.arange(18.0)).tolist()
    [5.5, 14.5]
    """
    return np.array([series[first : first + YEAR].mean() for first in range(0, series.size, YEAR)])


def spans(test: Part) -> dict[str, tuple[int, int]]:
    """The months that a test looks at, by name: its window, and an earlier one where it has one."""
    if isinstance(test, Order):
        months = test.worlds["side"][1]
        return {"window": (0, months - 1)}
    if isinstance(test, Timing):
        return {f"from {date}": (date, date + test.after - 1) for date in test.dates}
    if isinstance(test, Trajectory):
        return {f"{first}-{last}": (first, last) for first, last in test.windows}
    first, last = getattr(test, "window", LAST)
    found = {"window": (first, last)}
    if isinstance(test, Change | Widening | Pace):
        found["since"] = (test.since[0], test.since[1])
    return found


def looks(test: Part, *, whole: bool = False) -> dict[str, dict[str, set[tuple[int, int]]]]:
    """The spans of months in which each role's measures are looked at; ``whole``: besides, all months of its world."""
    found: dict[str, dict[str, set[tuple[int, int]]]] = {role: {} for role in test.worlds}
    for one in of(test):
        roles = (one.role, "against") if one.what.startswith("departs") else (one.role,)
        for role in roles:
            found[role].setdefault(one.measure, set()).add((one.first, one.last))
    for role, (_, months) in test.worlds.items() if whole else ():
        for measure in measures(test):
            found[role].setdefault(measure, set()).add((0, months - 1))
    return found


def measures(test: Part) -> list[str]:
    """All measures that a test looks at, those of ratios as well."""
    return list(dict.fromkeys(measure for outcome in test.outcomes for measure in parts(outcome)))


def of(test: Part) -> list[Reading]:
    """All that a test keeps."""
    months = spans(test)
    roles = {role: list(months) for role in test.worlds}
    if isinstance(test, Order):
        roles = {"side": ["window"]}
    elif isinstance(test, Timing):
        roles |= {role: [role] for role in months}  # with the event: the months after it; without: those of every date
    return [
        Reading(role, measure, *months[span], what)
        for role, wanted in roles.items()
        for span in wanted
        for number, measure in enumerate(measures(test))
        for what in _whats(test, number)
    ]


def _whats(test: Part, number: int) -> tuple[What, ...]:
    """What is read of the measure of this number. A year that is the highest or lowest is kept with its date."""
    if isinstance(test, Order):
        return ("peak month",) if test.mark == "peak" else (DEPARTS[test.directions[number]],)
    if isinstance(test, Difference) and test.statistic != "mean":
        return test.statistic, DATES[test.statistic]
    return ("mean",)
