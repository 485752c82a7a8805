"""One function a measure, of the same name as its line in boom.toml, which says what it is."""

from sim.economy.derived import ratio
from sim.economy.world import World
from sim.engine import sums


def growth_seen(w: World) -> float:
    assert w.boom
    return 12.0 * w.boom.growth


def hardware_worth(w: World) -> float:
    slots = w.ledger.units("clouds", "slots") * ~w.firms.public[w.clouds]
    return ratio(sums.total(slots * w.channels.hardware_marked), sums.total(slots))
