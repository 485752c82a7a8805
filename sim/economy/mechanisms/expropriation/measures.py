"""One function a measure, of the same name as its line in expropriation.toml, which says what it is."""

from sim.economy.derived import heads, ratio
from sim.economy.mechanisms.expropriation.state import Expropriation
from sim.economy.world import World
from sim.engine import sums


def _kept(w: World) -> Expropriation:
    assert w.expropriation
    return w.expropriation


def slots_pulled(w: World) -> float:
    return 1e3 * _kept(w).slots / heads(w)


def capital_pulled(w: World) -> float:
    return _kept(w).cash


def slots_feared(w: World) -> float:
    slots = w.ledger.units("clouds", "slots") * ~w.firms.public[w.clouds]
    return ratio(sums.total(slots * (1.0 - w.channels.slots_dared)), sums.total(slots))
