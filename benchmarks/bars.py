"""The bars of B3 (what every regime keeps within), as one table: used by tests/test_bars.py and robustness.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Floats
from sim.economy.measures import MEASURES

Table = npt.NDArray[np.float64]  # (months, measures) of one run

NAMES = list(MEASURES)


def series(run: Table, measure: str) -> Floats:
    """A measure of one run, month by month."""
    return np.asarray(run[:, NAMES.index(measure)])


def yearly(x: Floats) -> Floats:
    """Means of whole years."""
    return x[: x.size // 12 * 12].reshape(-1, 12).mean(axis=1)


def inflation(run: Table) -> Floats:
    """Change of the price level over 12 months."""
    price = series(run, "price_level")
    return np.asarray(price[12:] / price[:-12] - 1.0)


def late_debt(run: Table) -> Floats:
    """Change a year of the public debt ratio over the last ten years."""
    debt = series(run, "public_debt_ratio")
    return np.abs(debt[-1:] - debt[-121:-120]) / 10.0


def beside(measure: str) -> Callable[[Table, Table], Floats]:
    """A measure over that of baseline at the same seed and month."""
    return lambda run, base: np.asarray(series(run, measure) / series(base, measure))


@dataclass(frozen=True)
class Bar:
    """What must stay within ``low`` and ``high`` in every entry."""

    low: float
    high: float
    values: Callable[[Table, Table], Floats]  # of a run and of baseline's with the same seed


B3: Mapping[str, Bar] = {
    "unspent": Bar(-np.inf, 0.03, lambda run, base: yearly(series(run, "unspent"))),
    "inflation": Bar(-0.06, 0.12, lambda run, base: inflation(run)),
    "debt": Bar(-0.5, 2.0, lambda run, base: series(run, "public_debt_ratio")),
    "debt change": Bar(0.0, 0.02, lambda run, base: late_debt(run)),
    "output": Bar(0.5, np.inf, beside("output")),
    "consumption": Bar(0.25, np.inf, beside("worker_consumption")),
    "finite": Bar(1.0, 1.0, lambda run, base: np.isfinite(run).ravel().astype(np.float64)),
}


def broken(run: Table, base: Table) -> dict[str, float]:
    """The lines of B3 that a run breaks, with the worst value of each."""
    found = {}
    for line, bar in B3.items():
        values = bar.values(run, base)
        worst = values[np.argmax(np.maximum(bar.low - values, values - bar.high))]
        if not bar.low <= worst <= bar.high:
            found[line] = float(worst)
    return found
