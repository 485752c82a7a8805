"""Small charts of a measure year by year, as inline SVG that needs no script: both worlds above, below the interval of their difference."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sim.charts.sheet import spoken
from sim.verdicts.board import Years

WIDE, LEFT, RIGHT = 340.0, 52.0, 8.0
LEVELS, GAP, BETWEEN, FOOT = 104.0, 66.0, 12.0, 18.0  # heights of the two panels, between them, below for the years
EVERY = 10  # years between two ticks, and between two that are read out
TICKS = 3  # as many as fit
MIDDLE = 0.5  # of a year, where its mean stands
Window = tuple[int, int]  # months


@dataclass(frozen=True)
class Panel:
    """Where years and values of one panel lie on the sheet."""

    years: Sequence[float]
    low: float
    high: float
    top: float
    height: float

    def x(self, year: float) -> float:
        """From the left; the sheet begins with the first year and ends with the last one's end."""
        first, end = self.years[0], self.years[-1] + 1.0
        return LEFT + (WIDE - LEFT - RIGHT) * (min(max(year, first), end) - first) / (end - first)

    def y(self, value: float) -> float:
        """From above."""
        return self.top + self.height * (self.high - value) / (self.high - self.low)

    def line(self, values: Sequence[float], kind: str) -> str:
        """A line, with a gap where a value is none."""
        steps, drawing = [], False
        for year, value in zip(self.years, values, strict=True):
            if math.isfinite(value):
                steps.append(f"{'L' if drawing else 'M'}{self.x(year + MIDDLE):.1f} {self.y(value):.1f}")
            drawing = math.isfinite(value)
        return f'<path class="{kind}" d="{"".join(steps)}"/>'

    def band(self, low: Sequence[float], high: Sequence[float]) -> str:
        """What lies between two lines, as one area each stretch of years without a gap."""
        stretches: list[list[tuple[float, float, float]]] = [[]]
        for year, below, above in zip(self.years, low, high, strict=True):
            if math.isfinite(below) and math.isfinite(above):
                stretches[-1].append((self.x(year + MIDDLE), self.y(below), self.y(above)))
            elif stretches[-1]:
                stretches.append([])
        there = [[*((x, y) for x, _, y in one), *((x, y) for x, y, _ in reversed(one))] for one in stretches if one]
        areas = "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in one)}Z" for one in there)
        return f'<path class="band" d="{areas}"/>'

    def frame(self, times: float, *, zero: bool) -> str:
        """Ticks with their values, grid, and a line at zero."""
        parts = []
        for value in ticks(self.low * times, self.high * times):
            y = self.y(value / times)
            kind = "zero" if zero and not value else "grid"
            parts.append(f'<path class="{kind}" d="M{LEFT} {y:.1f}H{WIDE - RIGHT}"/>')
            parts.append(f'<text x="{LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{_tick(value)}</text>')
        return "".join(parts)


def chart(path: Years, times: float, windows: Sequence[Window]) -> Markup:
    """The chart of a path; ``times``: what values are multiplied by to be read; ``windows``: the months that a verdict looks at."""
    sides = [path.side, *([path.against] if path.against else [])]
    upper = _panel(path.years, sides, 4.0, LEVELS)
    parts, bottom = [upper.frame(times, zero=False)], upper.top + LEVELS
    parts += [upper.line(values, kind) for values, kind in zip(sides, "ab", strict=False)]
    panels = [upper]
    if path.low and path.high and path.against:
        lower = _panel(path.years, [path.low, path.high, [0.0]], bottom + BETWEEN, GAP)
        middle = [(low + high) / 2 for low, high in zip(path.low, path.high, strict=True)]
        parts += [lower.frame(times, zero=True), lower.band(path.low, path.high), lower.line(middle, "gap")]
        panels.append(lower)
        bottom = lower.top + GAP
    shades = [_shade(panel, *window) for panel in panels for window in windows]
    years = [_year(upper, year, bottom) for year in _decades(path.years)]
    head = f'<svg viewBox="0 0 {WIDE:g} {bottom + FOOT:g}" role="img" aria-hidden="true" focusable="false">'
    return Markup("".join([head, *shades, *parts, *years, "</svg>"]))


def told(path: Years, times: float) -> list[tuple[int, str, str | None]]:
    """What the chart shows, read out: year, value of the side and of the other, every tenth year and the last."""
    last = len(path.years) - 1
    chosen = [place for place, year in enumerate(path.years) if year % EVERY == 0 or place == last]
    other = path.against
    return [
        (round(path.years[at]), spoken(times * path.side[at]), spoken(times * other[at]) if other else None) for at in chosen
    ]


def ticks(low: float, high: float) -> list[float]:
    """Round values within a range, two or three of them.

    >>> ticks(0.0, 1.0), ticks(-3.2, 41.0), ticks(5.0, 5.0)
    ([0.0, 0.5, 1.0], [0.0, 20.0, 40.0], [5.0])
    """
    if not high > low:
        return [low]
    for power in range(math.floor(math.log10(high - low)) - 1, 99):
        for step in (1, 2, 5):
            size = step * 10.0**power
            first, last = math.ceil(low / size - 1e-9), math.floor(high / size + 1e-9)
            if last - first < TICKS:
                return [round(n * size, max(-power, 0)) for n in range(first, last + 1)]
    raise AssertionError("a range has a size")


def _tick(value: float) -> str:
    return f"{value:,.6g}".replace("-", "−")


def _panel(years: Sequence[float], lines: Sequence[Sequence[float]], top: float, height: float) -> Panel:
    """With room for all values of some lines."""
    values = [value for line in lines for value in line if math.isfinite(value)] or [0.0]
    low, high = min(values), max(values)
    room = 0.06 * (high - low) or abs(high) / 10 or 1.0
    return Panel(years, low - room, high + room, top, height)


def _shade(panel: Panel, first: int, last: int) -> str:
    """The months that are looked at, behind everything."""
    left, right = panel.x(first / 12), panel.x((last + 1) / 12)
    return f'<rect class="window" x="{left:.1f}" y="{panel.top}" width="{max(right - left, 2):.1f}" height="{panel.height}"/>'


def _decades(years: Sequence[float]) -> list[int]:
    return [year for year in range(math.ceil(years[0]), math.floor(years[-1]) + 2) if year % EVERY == 0]


def _year(panel: Panel, year: int, bottom: float) -> str:
    x = panel.x(year)
    anchor = "end" if x > WIDE - 20 else "middle"
    return f'<text x="{x:.1f}" y="{bottom + FOOT - 4}" text-anchor="{anchor}">{year}</text>'
