"""One function a measure, of the same name as its line in energy.toml, which says what it is."""

import math

from sim.economy.derived import heads, ratio
from sim.economy.mechanisms.energy.phases import heating
from sim.economy.mechanisms.energy.state import Energy
from sim.economy.world import World


def _kept(w: World) -> Energy:
    assert w.energy
    return w.energy


def _a_thousand(w: World, energy: float) -> float:
    return float(energy * 1e3 / heads(w))


def power_asked(w: World) -> float:
    return _a_thousand(w, _kept(w).asked)


def power_built(w: World) -> float:
    return _a_thousand(w, _kept(w).built)


def power_queued(w: World) -> float:
    return _a_thousand(w, float(_kept(w).queue.sum()))


def power_gap(w: World) -> float:
    powered = _kept(w).powered
    return 0.0 if math.isinf(powered) else max(ratio(w.slots_called - powered, w.slots_called), 0.0)


def energy_rent_share(w: World) -> float:
    return ratio(w.ledger.moved("energy_rent"), w.value_added)


def heat_share(w: World) -> float:
    return ratio(_kept(w).heat, heating(w))
