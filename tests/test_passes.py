"""One pass over all workers does what the plain rule in its docstring does, to the bit."""

import numpy as np
import pytest

from sim.economy.kernels import people
from sim.economy.rules.expectations import smooth
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import Workers

FIRMS = 7


@pytest.fixture(params=[0, 1, 40, 1000])
def workers(request: pytest.FixtureRequest) -> dict[str, np.ndarray]:
    """Made-up workers: some jobless, out of the labour force, or in school."""
    n, rng = request.param, np.random.default_rng(request.param)
    return {
        "occupation": rng.integers(0, 2, n).astype(np.int8),
        "skill": rng.lognormal(size=n),
        "hours": rng.random(n),
        "employer": rng.integers(-1, FIRMS, n).astype(np.int32),
        "active": rng.random(n) < 0.8,
        "spell": rng.integers(0, 5, n).astype(np.int32),
        "school": rng.integers(0, 4, n).astype(np.int32),
        "wages": rng.integers(0, 10**12, n),
    } | {"contract": np.random.default_rng(9).integers(0, 2, n).astype(np.int8)}


def idle(columns: dict[str, np.ndarray]) -> np.ndarray:
    """Who has neither an employer nor a place in a pool."""
    return np.asarray((columns["employer"] < 0) & (columns["contract"] == 0))


def table(columns: dict[str, np.ndarray]) -> Workers:
    """The same as a table."""
    found = Workers.zeros(workers=columns["skill"].size, applications=1)
    for name in columns.keys() & found.declared.keys():
        setattr(found, name, columns[name])
    return found


@pytest.mark.parametrize("firms", [FIRMS - 2, FIRMS])
def test_staff_by_firm(workers: dict[str, np.ndarray], firms: int) -> None:
    employer = workers["employer"]
    for which in (0, 1):
        at = (workers["occupation"] == which) & (employer >= 0) & (employer < firms)
        assert people.staff(table(workers).handle, which, firms).tolist() == np.bincount(employer[at], minlength=firms).tolist()


@pytest.mark.parametrize("withdrawn", [0.0, 0.3, 1.0])
def test_who_offers_labour(workers: dict[str, np.ndarray], withdrawn: float) -> None:
    leisure = np.random.default_rng(3).random(workers["skill"].size)
    w = table(workers)
    w.leisure = leisure
    people.offer(w.handle, withdrawn, 0.8)
    stays = leisure >= withdrawn
    assert (w.hours == 0.8).all()
    assert np.array_equal(w.active, stays)
    assert np.array_equal(w.employer, np.where(stays, workers["employer"], -1))
    assert np.array_equal(w.school, np.where(stays, workers["school"], 0))
    assert np.array_equal(w.contract, np.where(stays, workers["contract"], 0))


@pytest.mark.parametrize("months", [0, 1, 3])
def test_wages_taxes_benefits_and_income(workers: dict[str, np.ndarray], months: int) -> None:
    w, numbers = workers, start(load("baseline", {"n_workers": 200, "benefit_months": months}), 0).numbers
    wage = np.random.default_rng(1).lognormal(size=(2, FIRMS))
    before = w["skill"] * 0.9
    paid, persons = np.empty((3, w["skill"].size)), table(w)
    persons.income = before
    people.earn(numbers, persons.handle, w["skill"], wage, (0.3, 0.4, 0.1), 0.002, paid)
    gross, tax, benefits = paid
    jobs = np.maximum(w["employer"], 0)
    earned = np.where(w["employer"] >= 0, wage[w["occupation"], jobs] * (w["skill"] * w["hours"]), 0.0)
    entitled = w["active"] & idle(w) & ((w["spell"] < months) | (months == 0))
    assert np.array_equal(gross, earned)
    assert np.array_equal(tax, 0.3 * gross)
    assert np.array_equal(benefits, np.where(entitled, 0.4 * w["skill"], 0.0))
    net, speed = gross - tax + benefits + 0.1, numbers[0]["income_memory_workers"]
    assert np.array_equal(persons.income, smooth(before, net, speed=speed, growth=0.002))


def test_wage_bill(workers: dict[str, np.ndarray]) -> None:
    bill = np.full((2, FIRMS), 5)
    people.wage_bill(workers["occupation"], workers["employer"], workers["wages"], bill)
    for occupation in (0, 1):
        at = (workers["employer"] >= 0) & (workers["occupation"] == occupation)
        assert bill[occupation].tolist() == np.bincount(workers["employer"][at], workers["wages"][at], FIRMS).tolist()


@pytest.mark.parametrize("which", [0, 1])
def test_headcount(workers: dict[str, np.ndarray], which: int) -> None:
    members = workers["active"] & (workers["occupation"] == which)
    found = people.headcount(
        workers["occupation"], workers["employer"], workers["contract"], workers["active"], which
    )
    assert found == (members.sum(), (members & idle(workers)).sum())


def test_those_who_build_ai(workers: dict[str, np.ndarray]) -> None:
    found = people.core(workers["occupation"], workers["employer"], 1)
    assert found == ((workers["employer"] >= 1) & (workers["occupation"] == 0)).sum()


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (0, 3), (3, FIRMS)])
def test_employed(workers: dict[str, np.ndarray], start: int, stop: int) -> None:
    employer = workers["employer"]
    assert people.employed(employer, start, stop) == ((employer >= start) & (employer < stop)).sum()


def test_spells_and_school(workers: dict[str, np.ndarray]) -> None:
    w = workers
    jobless, leaving = w["active"] & idle(w), w["school"] == 1
    spell = np.where(jobless & ~leaving, w["spell"] + 1, 0)
    occupation, school = np.where(leaving, 1 - w["occupation"], w["occupation"]), np.maximum(w["school"] - 1, 0)
    persons = table(w)
    people.grow_older(persons.handle)
    for name, expected in (("spell", spell), ("occupation", occupation), ("school", school)):
        assert np.array_equal(getattr(persons, name), expected), name


@pytest.mark.parametrize("which", [0, 1])
def test_who_goes_to_school(workers: dict[str, np.ndarray], which: int) -> None:
    w, willing = workers, np.random.default_rng(1).random(workers["skill"].size) < 0.5
    able = w["active"] & idle(w) & (w["occupation"] == which) & (w["school"] == 0) & (w["spell"] > 2)
    expected = np.where(able & willing, 9, w["school"])
    persons = table(w)
    people.enrol(persons.handle, which, 2, willing, 9)
    assert np.array_equal(persons.school, expected)


def test_work_of_all_who_have_a_job(workers: dict[str, np.ndarray]) -> None:
    w = workers
    expected = (w["skill"] * w["hours"])[w["employer"] >= 0].sum()
    assert people.worked(w["employer"], w["skill"], w["hours"]) == expected
