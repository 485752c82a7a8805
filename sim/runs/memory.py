"""How much memory a call needs, and how much there is."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.base.errors import InputError

if TYPE_CHECKING:
    from sim.engine.parameters import Params


# Where a container says how much memory it may use, in the two versions of the system's control groups.
CONTAINER = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
# Measured, in bytes: peaks of the resident set above those of a small run, on 64-bit Linux with Python 3.11.
PROCESS = 80e6  # a worker process that has the model, without what it shares with others
WORKER, APPLICATION = 150, 9  # a carbon worker, and each application a month
FIRM, SHOP = 550, 8  # a firm, and each shop on each shopping list
MONTH = 620  # a month of a run: measures and records
TASK = 2_100  # a run that waits for a process
VALUE = 26  # of a measure in a month of a run, where figures read them all at once


def memory() -> float:
    """Bytes of memory of the machine, or of the container where that may use less; infinite where no one says."""
    try:
        there = float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, OSError, ValueError):  # Windows
        return float("inf")
    for file in CONTAINER:
        try:
            there = min(there, float(file.read_text(encoding="utf-8")))
        except (OSError, ValueError):  # no such file, or "max"
            continue
    return there


class NotEnough(InputError):
    """What is asked for takes more memory than there is."""


def fit(needed: float, what: str, lower: str, there: float | None = None) -> None:
    """A NotEnough where ``what`` takes more bytes than are ``there``: what it takes, what is there, what to ``lower``."""
    there = memory() if there is None else there
    if needed > there:
        raise NotEnough(f"not enough memory: {what} would take about {_gb(needed)} of {_gb(there)}: lower {lower}")


def _gb(size: float) -> str:
    """
    >>> _gb(25.3e9), _gb(0.25e9), _gb(1.7e15)
    ('25.3 GB', '0.2 GB', '1,700,000 GB')
    """
    return f"{size / 1e9:,.{0 if size >= 1e12 else 1}f} GB"


def world(params: "Params") -> float:
    """Bytes that a process needs for the economy of these parameters."""
    return PROCESS + economy(params)


def economy(params: "Params") -> float:
    """Bytes of the economy alone."""
    from sim.economy.start import sizes

    count = sizes(params)
    trips = 2 * count["capitalists"] + count["dept2"]  # lists of capitalists, of State agencies, of firms
    lists = count["workers"] + params.shopping_trips * trips
    people = count["workers"] * (WORKER + APPLICATION * params.applications)
    firms = count["dept1"] + count["dept2"] + count["clouds"]
    return float(people + FIRM * firms + SHOP * params.shops_visited * lists)


def fit_runs(params: "list[Params]", seeds: int, months: int, jobs: int) -> None:
    """An InputError where these scenarios under so many seeds take more memory than there is while they run."""
    one = max(world(some) + MONTH * months for some in params)
    fit(
        jobs * one + TASK * seeds * len(params),
        f"{jobs} run{'s' if jobs > 1 else ''} at a time",
        "--workers, --months, --seeds or --jobs",
    )


def fit_tables(scenarios: int, seeds: int, months: int) -> None:
    """An InputError where the monthly values of so many runs take more memory than there is: figures read them all at once."""
    from sim.economy.measures import MEASURES

    size = VALUE * float(scenarios * seeds * months * len(MEASURES))
    fit(size, "the months of all runs, which figures show,", "--seeds or --months")
