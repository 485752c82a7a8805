"""What the endgame runs into, with AI and to the end: books close, and nothing that is owed or asked for grows without bound."""

from typing import Any

import numpy as np
import pytest

from sim.economy import month
from sim.economy.measures import MEASURES, observe
from sim.economy.scenario import load
from sim.economy.start import start

NAMES = list(MEASURES)
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("slow-arrival", {}),
    ("leap", {}),
    ("leap", {"benefit_months": 12}),
    ("leap-cushioned", {}),
    ("capex-boom", {}),
    ("boom-leveraged", {}),
    ("power-queue", {}),
    ("power-rent", {}),
    ("power-rent", {"heat_reuse": 0.5}),
    ("growing", {}),
    ("competition", {"planning": "need"}),
    ("competition", {"planning": "need", "need_error": 0.5, "norm_speed": 0.1}),
    ("growing", {"planning": "need"}),
    ("ageing", {}),
    ("ageing", {"mortgages": True, "cohort_growth": -0.01}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "changes"), ROWS, ids=[" ".join([name, *changes]) for name, changes in ROWS])
def test_books_close_and_nothing_grows_without_bound(name: str, changes: dict[str, Any]) -> None:
    """Eight seeds: public debt below three years of value added, no debt or deposit twice as much of it in the last decade as before.

    Twice, since where AI comes slowly, or power does, the economy is still on its way after forty years.
    """
    for seed in range(8):
        world, found, held = start(load(name, {"n_workers": 300, **changes}), seed), [], []
        for _ in range(480):
            month.step(world)
            assert world.ledger.residual == 0
            found.append(observe(world))
            owed = [world.ledger.total("bank", asset) for asset in ("loans", "mortgages", "bonds")]
            saved = [world.ledger.total(sector, "money") for sector in ("workers", "capitalists")]
            held.append(np.array([*owed, *saved]) / (12.0 * world.state.value_added))
        table = np.array(found)
        assert np.isfinite(table).all()
        assert np.abs(table[:, NAMES.index("public_debt_ratio")]).max() < 3.0
        if world.housing:
            assert table[:, NAMES.index("house_price")].min() > 0.0
        years = np.array(held).reshape(40, 12, -1).mean(axis=1)
        assert (np.abs(years[-10:]).max(axis=0) < 2.0 * np.abs(years[:-10]).max(axis=0) + 0.1).all()
