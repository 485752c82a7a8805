"""What a test of a claim keeps of the months of its worlds: a few numbers a run, from which its effects are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.base.arrays import Floats
from sim.base.estimates import ROUNDING, apart
from sim.economy.records import YEAR
from sim.runs.branching import Table
from sim.verdicts.register import LAST, Change, Difference, Effect, Order, Pace, Part, Timing, Widening, parts

What = Literal["mean", "peak", "trough", "peak month", "departure"]


@dataclass(frozen=True)
class Reading:
    """One number of a run: what is read of a measure in the world of a role, in the months from first to last.

    ``mean``: of the months. The others look at means of twelve months that end in these months: the highest (``peak``), the lowest
    (``trough``), the month in which the highest ends (``peak month``), the first month in which it is off the other world's by
    the smallest effect of interest (``departure``; one past the last month where it never is).
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
        if self.what in ("peak", "trough"):
            return float(years.max() if self.what == "peak" else years.min())
        start = self.last + 1 - years.size
        if self.what == "peak month":
            highest = years >= years.max() - ROUNDING * np.abs(years).max()
            return float(start + int(highest.argmax()))
        return start + departure(years, yearly(tables["against"][self.measure][months]), effects[self.measure])


def yearly(series: Floats) -> Floats:
    """Means of twelve months running; of a shorter series its mean.

    >>> yearly(np.arange(13.0)).tolist()
    [5.5, 6.5]
    """
    width = min(YEAR, series.size)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(series, width).mean(axis=1))


def departure(ours: Floats, theirs: Floats, effect: Effect) -> float:
    """The place of the first value that is off the other side's by the smallest effect; their number where none is.

    >>> departure(np.array([1.0, 1.0, 1.2]), np.ones(3), Effect(size=0.1, why={"en": "a tenth", "zh": "一成"}))
    2.0
    """
    gaps = np.abs(apart(ours, theirs))
    off = (gaps >= effect.size * (np.abs(theirs) if effect.relative else 1.0)) & (gaps > 0.0)
    return float(off.argmax() if off.any() else off.size)


def spans(test: Part) -> dict[str, tuple[int, int]]:
    """The months that a test looks at, by name: its window, and an earlier one where it has one."""
    if isinstance(test, Order):
        months = test.worlds["side"][1]
        return {"window": (0, months - 1)}
    if isinstance(test, Timing):
        return {f"from {date}": (date, date + test.after - 1) for date in test.dates}
    first, last = getattr(test, "window", LAST)
    found = {"window": (first, last)}
    if isinstance(test, Change | Widening | Pace):
        found["since"] = (test.since[0], test.since[1])
    return found


def looks(test: Part) -> dict[str, dict[str, set[tuple[int, int]]]]:
    """The spans of months in which each role's measures are looked at."""
    found: dict[str, dict[str, set[tuple[int, int]]]] = {role: {} for role in test.worlds}
    for one in of(test):
        roles = (one.role, "against") if one.what == "departure" else (one.role,)
        for role in roles:
            found[role].setdefault(one.measure, set()).add((one.first, one.last))
    return found


def of(test: Part) -> list[Reading]:
    """All that a test keeps."""
    months = spans(test)
    what: What = "mean"
    roles = {role: list(months) for role in test.worlds}
    if isinstance(test, Order):
        what = "peak month" if test.mark == "peak" else "departure"
        roles = {"side": ["window"]}
    elif isinstance(test, Timing):
        roles |= {role: [role] for role in months}  # with the event: the months after it; without: those of every date
    elif isinstance(test, Difference):
        what = test.statistic
    measures = dict.fromkeys(measure for outcome in test.outcomes for measure in parts(outcome))
    return [
        Reading(role, measure, *months[span], what)
        for role, wanted in roles.items()
        for span in wanted
        for measure in measures
    ]
