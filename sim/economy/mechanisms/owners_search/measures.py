"""One function a measure, of the same name as its line in owners_search.toml, which says what it is."""

from sim.base.arrays import Floats
from sim.economy.derived import ratio
from sim.economy.world import World
from sim.engine import sums


def sought_markup(w: World) -> float:
    return _mean(w, w.params.cloud_markup + w.channels.markup_sought)


def sought_withheld(w: World) -> float:
    return _mean(w, w.params.withheld_share + w.channels.withheld_sought)


def _mean(w: World, values: Floats) -> float:
    """Over private clouds, by slots."""
    slots = w.ledger.units("clouds", "slots") * ~w.firms.public[w.clouds]
    return ratio(sums.total(values * slots), sums.total(slots))
