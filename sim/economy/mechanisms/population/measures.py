"""One function a measure, of the same name as its line in population.toml, which says what it is."""

import math

from sim.economy.derived import ratio
from sim.economy.world import World


def people_gain(w: World) -> float:
    assert w.population
    return math.log(w.population.people / w.params.n_workers)


def people_growth(w: World) -> float:
    assert w.population
    kept = w.population
    more = int(kept.came.sum()) - kept.left
    return 12.0 * more / max(kept.people - more, 1)


def bequest_share(w: World) -> float:
    return ratio(w.ledger.moved("bequests"), w.value_added)
