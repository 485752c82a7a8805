"""One pass over all workers where arrays would take several, each with a temporary as long as the population.

Each says its rule in numpy beside it, and ``tests/test_passes.py`` holds both to the same bits. Counts, sums of integers and
values of single workers only: the order of a sum of floats would be another.
"""

import numpy as np
import numpy.typing as npt

from sim.compiling import compiled

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@compiled
def earn(
    occupation: npt.NDArray[np.int8],
    skill: Floats,
    hours: Floats,
    employer: npt.NDArray[np.int32],
    active: Flags,
    wage: Floats,
    benefit: float,
    gross: Floats,
    benefits: Floats,
) -> None:
    """Write each worker's wage before tax and unemployment benefit, money.

    ``gross = where(employer >= 0, wage[occupation, employer] * (skill * hours), 0)`` and
    ``benefits = where(active & (employer < 0), benefit * skill, 0)``.
    """
    for i in range(employer.size):
        f = employer[i]
        gross[i] = wage[occupation[i], f] * (skill[i] * hours[i]) if f >= 0 else 0.0
        benefits[i] = benefit * skill[i] if f < 0 and active[i] else 0.0


@compiled
def wage_bill(employer: npt.NDArray[np.int32], wages: Ints, bill: Ints) -> None:
    """Write what each firm pays: ``bincount(employer[employer >= 0], wages[employer >= 0], bill.size)``, millionths."""
    bill[:] = 0
    for i in range(employer.size):
        if employer[i] >= 0:
            bill[employer[i]] += wages[i]


@compiled
def headcount(
    occupation: npt.NDArray[np.int8], employer: npt.NDArray[np.int32], active: Flags, which: int
) -> tuple[int, int]:
    """Workers of an occupation in the labour force, and of these without a job.

    ``(active & (occupation == which)).sum()`` and ``(active & (occupation == which) & (employer < 0)).sum()``.
    """
    force, jobless = 0, 0
    for i in range(employer.size):
        member = active[i] & (occupation[i] == which)  # no branch, so that many go at once
        force += member
        jobless += member & (employer[i] < 0)
    return force, jobless


@compiled
def employed(employer: npt.NDArray[np.int32], start: int, stop: int) -> int:
    """How many work in a stretch of the firms: ``((employer >= start) & (employer < stop)).sum()``."""
    count = 0
    for i in range(employer.size):
        count += (employer[i] >= start) & (employer[i] < stop)
    return count


@compiled
def grow_older(
    occupation: npt.NDArray[np.int8],
    employer: npt.NDArray[np.int32],
    active: Flags,
    spell: npt.NDArray[np.int32],
    school: npt.NDArray[np.int32],
) -> None:
    """A month more without a job, and a month less of school, which the last one leaves for the other occupation.

    ``spell = where(active & (employer < 0) & (school != 1), spell + 1, 0)``, ``occupation = where(school == 1, 1 - occupation,
    occupation)``, ``school = maximum(school - 1, 0)``.
    """
    for i in range(employer.size):
        spell[i] = spell[i] + 1 if active[i] and employer[i] < 0 and school[i] != 1 else 0
        if school[i] == 1:
            occupation[i] = 1 - occupation[i]
        school[i] = max(school[i] - 1, 0)
