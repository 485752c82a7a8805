"""The classroom page: scenarios at all levels of some sliders, in one HTML file that answers without a network.

``grid`` says what is run and what it costs, ``pack`` makes the numbers small, ``page`` sets the file.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.base.errors import InputError
from sim.base.paths import shown
from sim.classroom.explorer import grid as grids
from sim.runs.live import step
from sim.runs.results import plural

MOST_BYTES = 6_000_000
LIBRARY_BYTES = 1_000_000  # the chart library, texts and scripts
VALUE_BYTES = 1.6  # of a point of a line, packed; measured: 1.2 to 1.5
CARRIED_BYTES = 300  # of a run: how those measures end that may carry a difference and have no chart


@dataclass(frozen=True)
class Page:
    """What was written: the file, the folder of its runs, and what is on it."""

    path: Path
    folder: Path
    scenarios: list[str]
    sliders: dict[str, list[Any]]
    settings: int
    runs: int
    bytes: int
    lang: str = "en"

    def __str__(self) -> str:
        if self.lang == "zh":
            size = f"{self.bytes / 1e6:.1f} MB，{self.runs}次模拟，{self.settings}种设定"
            return f"网页：{shown(self.path)}（{size}）"
        size = f"{self.bytes / 1e6:.1f} MB, {plural(self.runs, 'run')}, {plural(self.settings, 'setting')}"
        return f"Page: {shown(self.path)} ({size})"

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {**vars(self), "path": str(self.path), "folder": str(self.folder)}


def usual_measures() -> list[str]:
    """The measures of the page where nothing else is asked for: those that `sim compare` prints."""
    from sim.runs import display

    return display.read().summary.measures


def check_size(grid: grids.Grid, seeds: int, months: int, measures: int) -> None:
    """An InputError where the page would outgrow what a school's machine opens at once."""
    values = len(grid.runs) * seeds * measures * -(-months // step(months))
    expected = LIBRARY_BYTES + values * VALUE_BYTES + len(grid.runs) * seeds * CARRIED_BYTES
    if expected > MOST_BYTES:
        lower = "lower --levels or --seeds, or name fewer --sliders or --scenarios"
        raise InputError(
            f"explore: {plural(len(grid.runs), 'setting')} x {plural(seeds, 'seed')} would make a page of about "
            f"{expected / 1e6:.1f} MB: must be at most {MOST_BYTES / 1e6:.0f} MB: {lower}"
        )


def spoken(seconds: float) -> str:
    """
    >>> spoken(42.4), spoken(100), spoken(7000)
    ('42 s', '1 min 40 s', '1 h 57 min')
    """
    if seconds < 60:
        return f"{max(round(seconds), 1)} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min {round(seconds % 60)} s"
    return f"{int(seconds // 3600)} h {round(seconds % 3600 / 60)} min"


__all__ = ["Page", "explore"]
