"""What worlds that begin alike will take: how many months are run, and how long one lasts."""

import time
from collections.abc import Sequence

import numpy as np

from sim.economy.records import YEAR
from sim.runs import branching
from sim.runs.branching import Course


def months_to_run(courses: Sequence[Course]) -> int:
    """How many months are run, those in common once."""
    return sum(stretch.end - stretch.first for stretch in branching.stretches(courses))


def seconds_a_month(course: Course, seed: int) -> float:
    """How long a month takes in this process, from a run of a world by itself. Of each year the middle month counts, so that what is
    compiled meanwhile does not."""
    times = [time.perf_counter()]
    branching.grow([course], seed, lambda done: times.append(time.perf_counter()))
    years = np.array_split(np.diff(times), max(course.months // YEAR, 1))
    return float(np.mean([np.median(year) for year in years]))
