"""One pass over all workers where arrays would take several, each with a temporary as long as the population.

Each says its rule in numpy beside it, and ``tests/test_passes.py`` holds both to the same bits. Counts, sums of integers and
values of single workers, mostly: the order of a sum of floats would be another, except where ``sums.total`` adds. Columns are taken
out of their table before the loop: many numbers go at once only where it is plain that none of them writes over the table.
"""

import numpy as np
import numpy.typing as npt

from sim.economy.rules.expectations import smooth
from sim.economy.world import Numbers, Workers
from sim.engine import sums
from sim.engine.compiled import compiled

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@compiled
def offer(workers: Workers, withdrawn: float, wanted: float) -> None:
    """Write the hours that workers want, and who is in the labour force; whoever is not has no job and is not in school.

    ``active = leisure >= withdrawn``, ``hours = wanted``, ``employer[~active] = -1``, ``school[~active] = 0``, ``contract[~active] = 0``.
    """
    leisure, hours, active = workers.leisure, workers.hours, workers.active
    employer, contract, school = workers.employer, workers.contract, workers.school
    for i in range(leisure.size):
        hours[i], active[i] = wanted, leisure[i] >= withdrawn
        if not active[i]:
            employer[i], contract[i], school[i] = -1, 0, 0


@compiled
def earn(
    numbers: Numbers,
    workers: Workers,
    yields: Floats,
    wage: Floats,
    public: tuple[float, float, float],
    expected_inflation: float,
    paid: Floats,
) -> None:
    """Write each worker's wage before tax, tax on it and unemployment benefit, the rows of ``paid``, and smoothed net income, money.

    ``yields``: what a job yields of what is paid for, mostly ``skill``; ``public``: ``tax_rate``, ``benefit`` and ``ubi``.
    ``gross = where(employer >= 0, wage[occupation, employer] * (yields * hours), 0)``, ``tax = tax_rate * gross``,
    ``benefits = where(active & (employer < 0) & (contract == 0) & (spell < months), benefit * skill, 0)``, without the last where they have
    no end, and
    ``income = smooth(income, gross - tax + benefits + ubi, speed=memory, growth=expected_inflation)``.
    """
    p, (tax_rate, benefit, ubi) = numbers[0], public
    months = p.benefit_months if p.benefit_months > 0 else 2**31 - 1
    gross, tax, benefits = paid[0], paid[1], paid[2]
    occupation, skill, hours = workers.occupation, workers.skill, workers.hours
    employer, active, income, spell = workers.employer, workers.active, workers.income, workers.spell
    contract = workers.contract
    for i in range(employer.size):
        f = employer[i]
        gross[i] = wage[occupation[i], f] * (yields[i] * hours[i]) if f >= 0 else 0.0
        tax[i] = tax_rate * gross[i]
        benefits[i] = benefit * skill[i] if f < 0 and active[i] and contract[i] == 0 and spell[i] < months else 0.0
        net = gross[i] - tax[i] + benefits[i] + ubi
        income[i] = smooth(income[i], net, speed=p.income_memory_workers, growth=expected_inflation)


@compiled
def wage_bill(occupation: npt.NDArray[np.int8], employer: npt.NDArray[np.int32], wages: Ints, bill: Ints) -> None:
    """Write what each firm pays in each occupation o, millionths. Shape of ``bill``: (occupations, firms).

    ``bincount(employer[at], wages[at], firms)`` with ``at = (employer >= 0) & (occupation == o)``.
    """
    bill[:] = 0
    for i in range(employer.size):
        if employer[i] >= 0:
            bill[occupation[i], employer[i]] += wages[i]


@compiled
def headcount(
    group: npt.NDArray[np.int8],
    employer: npt.NDArray[np.int32],
    contract: npt.NDArray[np.int8],
    active: Flags,
    which: int,
) -> tuple[int, int]:
    """Workers of a group in the labour force, and of these without a job or a place in a pool.

    ``(active & (group == which)).sum()`` and ``(active & (group == which) & (employer < 0) & (contract == 0)).sum()``.
    """
    force, jobless = 0, 0
    for i in range(employer.size):
        member = active[i] & (group[i] == which)  # no branch, so that many go at once
        force += member
        jobless += member & (employer[i] < 0) & (contract[i] == 0)
    return force, jobless


@compiled
def employed(employer: npt.NDArray[np.int32], start: int, stop: int) -> int:
    """How many work in a stretch of the firms: ``((employer >= start) & (employer < stop)).sum()``."""
    count = 0
    for i in range(employer.size):
        count += (employer[i] >= start) & (employer[i] < stop)
    return count


@compiled
def core(occupation: npt.NDArray[np.int8], employer: npt.NDArray[np.int32], start: int) -> int:
    """How many cognitive workers (occupation 0) work in clouds, the firms from ``start`` on.

    ``((employer >= start) & (occupation == 0)).sum()``.
    """
    count = 0
    for i in range(employer.size):
        count += (employer[i] >= start) & (occupation[i] == 0)
    return count


@compiled
def below(held: Floats, line: float) -> int:
    """How many have less than this: ``(held < line).sum()``."""
    count = 0
    for i in range(held.size):
        count += held[i] < line
    return count


@compiled
def lacking(held: Floats, norm: float) -> float:
    """What all lack to a norm, over it: ``maximum(1 - held / norm, 0).sum()``."""
    parts = np.empty(held.size)
    for i in range(held.size):
        parts[i] = max(1.0 - held[i] / norm, 0.0)
    return sums.total(parts)


@compiled
def grow_older(workers: Workers) -> None:
    """A month more without a job, and a month less of school, which the last one leaves for the other occupation.

    ``spell = where(active & (employer < 0) & (contract == 0) & (school != 1), spell + 1, 0)``,
    ``occupation = where(school == 1, 1 - occupation, occupation)``, ``school = maximum(school - 1, 0)``.
    """
    occupation, employer, active = workers.occupation, workers.employer, workers.active
    contract, spell, school = workers.contract, workers.spell, workers.school
    for i in range(employer.size):
        spell[i] = spell[i] + 1 if active[i] and employer[i] < 0 and contract[i] == 0 and school[i] != 1 else 0
        if school[i] == 1:
            occupation[i] = 1 - occupation[i]
        school[i] = max(school[i] - 1, 0)


@compiled
def enrol(workers: Workers, which: int, longest: int, willing: Flags, months: int) -> None:
    """Send to school, for so many months, whoever is willing of an occupation's jobless who have waited longer than ``longest`` months.

    ``school[active & (employer < 0) & (contract == 0) & (occupation == which) & (school == 0) & (spell > longest) & willing] = months``.
    """
    occupation, employer, active = workers.occupation, workers.employer, workers.active
    contract, spell, school = workers.contract, workers.spell, workers.school
    for i in range(employer.size):
        jobless = active[i] and employer[i] < 0 and contract[i] == 0 and occupation[i] == which
        if willing[i] and jobless and school[i] == 0 and spell[i] > longest:
            school[i] = months


@compiled
def worked(employer: npt.NDArray[np.int32], skill: Floats, hours: Floats) -> float:
    """Work of all who have a job, worker-months: ``(skill * hours)[employer >= 0].sum()``."""
    work = np.empty(employer.size)
    count = 0
    for i in range(employer.size):
        work[count] = skill[i] * hours[i]
        count += employer[i] >= 0  # no branch: else the next one takes the place
    return float(sums.total(work[:count]))


@compiled
def hours_worked(employer: npt.NDArray[np.int32], hours: Floats) -> float:
    """Hours of all who have a job, in normal hours: ``hours[employer >= 0].sum()``."""
    work = np.empty(employer.size)
    count = 0
    for i in range(employer.size):
        work[count] = hours[i]
        count += employer[i] >= 0
    return float(sums.total(work[:count]))


@compiled
def hourly_pay(workers: Workers, yields: Floats, wage: Floats, which: int, firms: int) -> Floats:
    """Pay for a normal month of each worker of an occupation whom one of the first ``firms`` employs; ``wage`` (firms,), per unit of skill.

    ``(wage[employer] * yields)[(occupation == which) & (employer >= 0) & (employer < firms)]``.
    """
    occupation, employer = workers.occupation, workers.employer
    found, count = np.empty(employer.size), 0
    for i in range(employer.size):
        f = employer[i]
        if occupation[i] == which and 0 <= f < firms:
            found[count] = wage[f] * yields[i]
            count += 1
    return found[:count].copy()


@compiled
def staff(workers: Workers, which: int, firms: int) -> Ints:
    """How many workers of an occupation each of the first ``firms`` employs: ``bincount(employer[at], minlength=firms)`` with

    ``at = (occupation == which) & (employer >= 0) & (employer < firms)``.
    """
    occupation, employer, found = workers.occupation, workers.employer, np.zeros(firms, np.int64)
    for i in range(employer.size):
        if occupation[i] == which and 0 <= employer[i] < firms:
            found[employer[i]] += 1
    return found


def deciles(values: Floats) -> tuple[float, float]:
    """The lowest and the highest decile, each the value at its place in the order: found without a sort. (0, 0) where there are none."""
    if values.size == 0:
        return 0.0, 0.0
    low = round(0.1 * (values.size - 1))
    high = values.size - 1 - low
    parted = np.partition(values, (low, high))
    return float(parted[low]), float(parted[high])


@compiled
def apportion(total: Ints, weight: Floats, rest: Floats, part: Ints) -> None:
    """Share out whole amounts by weight, to the last unit; what falls to ``rest``, or rounding leaves, is not written.

    Shapes: m for ``total`` and ``rest``, (m, n) for ``weight`` and ``part``. Each place gets the growth of
    ``floor(total * running / (running[-1] + rest))`` with ``running = cumsum(weight)``: less than one unit off its exact share. Where
    ``rest`` is 0 the last place that weighs takes the rounding too.
    """
    for i in range(total.size):
        whole = rest[i]
        for j in range(weight.shape[1]):
            whole += weight[i, j]
        running, given = 0.0, 0
        for j in range(weight.shape[1]):
            running += weight[i, j]
            edge = int(np.floor(total[i] * min(running / whole, 1.0))) if whole > 0.0 else 0
            part[i, j] = edge - given
            given = edge
        if rest[i] == 0.0:
            for j in range(weight.shape[1] - 1, -1, -1):
                if weight[i, j] > 0.0:
                    part[i, j] += total[i] - given
                    break
