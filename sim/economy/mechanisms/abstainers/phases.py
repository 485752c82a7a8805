"""Who abstains: known from the start, so that no phase has to say it."""

from typing import TYPE_CHECKING

import numpy as np

from sim.economy.mechanisms.abstainers.state import Abstainers
from sim.economy.world import World

if TYPE_CHECKING:
    from sim.economy.stationary import Stationary


def begin(w: World, state: "Stationary") -> None:
    """The first producers of each department abstain: as many as the lever says, of the firms there are."""
    firms, there = w.firms, w.firms.active[w.producers]
    sales = np.zeros(there.size)
    for number, part in enumerate((w.dept1, w.dept2)):
        rows = w.active(part)
        count = int(np.rint(w.params.abstainers * rows.size))
        firms.abstains[rows[:count]] = True
        sales[rows] = state.outputs[number] * state.prices[number] / rows.size
    abstains = firms.abstains[w.producers]
    w.abstainers = Abstainers(float(abstains.sum() / there.sum()), float(sales[abstains].sum() / sales.sum()))
