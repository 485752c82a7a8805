"""One function a measure, of the same name as its line in abstainers.toml, which says what it is."""

import numpy as np

from sim.economy.derived import ratio
from sim.economy.world import World
from sim.engine import sums


def abstainer_market_ratio(w: World) -> float:
    assert w.abstainers
    takings = w.firms.takings[w.producers]
    return ratio(ratio(sums.total(takings * w.firms.abstains[w.producers]), sums.total(takings)), w.abstainers.sales)


def abstainer_survival_ratio(w: World) -> float:
    assert w.abstainers
    share = w.abstainers.firms
    if share == 0.0:  # the lever moves less than one firm
        return 0.0
    left = (w.firms.active & np.isinf(w.firms.age))[w.producers]
    abstainers = int(np.count_nonzero(left & w.firms.abstains[w.producers]))
    return ratio(abstainers / share * (1.0 - share), int(np.count_nonzero(left)) - abstainers)
