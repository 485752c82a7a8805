"""Acceptance bars of the economy: B1 to B3. ``pytest tests/test_bars.py -m slow -s`` prints what was measured."""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import numpy as np
import numpy.typing as npt
import pytest

from sim.measures import MEASURES
from sim.runner import simulate
from sim.scenario import load, shipped

SEEDS, MONTHS, BURN_IN = range(10), 480, 24
CORE = shipped()[:11]
NAMES = list(MEASURES)

Floats = npt.NDArray[np.float64]


def one(job: tuple[str, int]) -> Floats:
    """The table of one run, demand shock off: (months, measures)."""
    name, seed = job
    return simulate(load(name, {"demand_shock_sd": 0.0}), seed, MONTHS).table


@cache
def runs() -> dict[str, Floats]:
    """Every core scenario with the demand shock off: (seeds, months, measures)."""
    jobs = [(name, seed) for name in CORE for seed in SEEDS]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        tables = list(pool.map(one, jobs))
    return {name: np.stack(tables[i * len(SEEDS) : (i + 1) * len(SEEDS)]) for i, name in enumerate(CORE)}


def series(name: str, measure: str) -> Floats:
    """(seeds, months)."""
    return runs()[name][:, :, NAMES.index(measure)]


def yearly(x: Floats) -> Floats:
    return x.reshape(len(SEEDS), -1, 12).mean(axis=2)


def slope(x: Floats) -> Floats:
    """Slope a year of each seed's series by least squares."""
    years = np.arange(x.shape[1]) / 12.0
    return np.polyfit(years, x.T, 1)[0]


def report(bar: str, **figures: object) -> None:
    print(bar, *(f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in figures.items()), sep="  ")


@pytest.mark.slow
def test_b1_every_scenario_closes_in_every_month() -> None:
    for name in CORE:
        assert not series(name, "residual").any()
        assert np.isfinite(runs()[name]).all()


@pytest.mark.slow
def test_b2_the_economy_without_ai_is_sane_and_stationary() -> None:
    after = slice(BURN_IN, None)
    base = "baseline"
    u = yearly(series(base, "unemployment")[:, after])
    price = series(base, "price_level")
    inflation = (price[:, 12:] / price[:, :-12] - 1.0)[:, BURN_IN - 12 :]
    drift = {
        "wage share a decade": 10.0 * slope(series(base, "wage_share")[:, after]),
        "output a year": slope(np.log(series(base, "output")[:, after])),
        "debt ratio a year": slope(series(base, "public_debt_ratio")[:, after]),
        "inflation a decade": 10.0 * slope(inflation),
    }
    defaults = series(base, "defaults")[:, after].mean(axis=1)
    use, unspent = yearly(series(base, "capacity_use")[:, after]), yearly(series(base, "unspent")[:, after])
    stocks = series(base, "stocks")[:, after]
    report("B2", u_min=u.min(), u_max=u.max(), inflation_min=inflation.min(), inflation_max=inflation.max())
    report(
        "B2",
        defaults_max=defaults.max(),
        use_min=use.min(),
        use_max=use.max(),
        unspent_max=unspent.max(),
        stocks_min=stocks.min(),
    )
    report("B2", **{k: float(np.abs(v).max()) for k, v in drift.items()})
    assert u.min() >= 0.04
    assert u.max() <= 0.09
    assert 0.60 <= series(base, "wage_share")[:, after].mean() <= 0.72
    assert 0.08 <= series(base, "profit_rate")[:, after].mean() <= 0.20
    assert np.abs(drift["wage share a decade"]).max() < 0.01
    assert np.abs(drift["output a year"]).max() < 0.003
    assert np.abs(drift["debt ratio a year"]).max() < 0.002
    assert inflation.min() >= 0.01
    assert inflation.max() <= 0.03
    assert np.abs(drift["inflation a decade"]).max() < 0.005  # without trend: under half a point a decade
    assert defaults.max() < 0.02
    assert use.min() >= 0.75
    assert use.max() <= 0.95
    assert unspent.max() < 0.02
    assert stocks.min() > 0.0


@pytest.mark.slow
@pytest.mark.parametrize("name", CORE)
def test_b3_every_scenario_stays_bounded(name: str) -> None:
    unspent = yearly(series(name, "unspent"))
    price = series(name, "price_level")
    inflation = price[:, 12:] / price[:, :-12] - 1.0
    debt = series(name, "public_debt_ratio")
    late = np.abs(debt[:, -1] - debt[:, -121]) / 10.0
    output = series(name, "output") / series("baseline", "output")
    eaten = series(name, "worker_consumption") / series("baseline", "worker_consumption")
    report(
        f"B3 {name:24}",
        unspent=unspent.max(),
        inflation_min=inflation.min(),
        inflation_max=inflation.max(),
        debt_min=debt.min(),
        debt_max=debt.max(),
        debt_change=late.max(),
        output_min=output.min(),
        consumption_min=eaten.min(),
    )
    assert np.isfinite(runs()[name]).all()
    assert unspent.max() < 0.03
    assert inflation.min() >= -0.06
    assert inflation.max() <= 0.12
    assert debt.min() >= -0.5
    assert debt.max() <= 2.0
    assert late.max() < 0.02
    assert output.min() >= 0.5
    assert eaten.min() >= 0.25
