"""Owners pull out what they can of clouds that they lose, and those who could still lose theirs build less."""

import numpy as np

from sim.economy.derived import ratio, slot_cost
from sim.economy.mechanisms.expropriation import rules as rule
from sim.economy.mechanisms.expropriation.state import Expropriation
from sim.economy.world import Flags, Floats, World


def begin(w: World, state: object) -> None:
    """Nothing has left; who is public when the room wakes was not lost under it."""
    w.expropriation = Expropriation(w.firms.public[w.clouds].copy())


def pull_capacity(w: World) -> None:
    """Owners of clouds that have just become public take slots out of the economy and cash for themselves, unless these are seized."""
    kept, ledger, clouds = w.expropriation, w.ledger, w.clouds
    assert kept
    public = w.firms.public[clouds]
    lost = public & ~kept.public
    kept.public[:] = public
    if not lost.any():
        return
    ledger.post("slots_pulled", _pulled(w, "slots", lost))
    ledger.post("capital_pulled", _pulled(w, "money", lost), dst=w.firms.owner[clouds])
    kept.slots += ledger.moved("slots_pulled")
    kept.cash += ratio(ledger.moved("capital_pulled"), 12.0 * w.state.value_added)


def _pulled(w: World, asset: str, lost: Flags) -> Floats:
    p, held = w.params, w.ledger.units("clouds", asset)
    return rule.pulled_capacity(held, lost, capital_flight=p.capital_flight, seizure=p.seizure)


def fear_seizure(w: World) -> None:
    """While the law lets hardware be seized, private clouds want less of it, at any date."""
    p = w.params
    if p.seizure:
        part = rule.dared(
            slot_cost(w), w.machine_price, seizure_fear=p.seizure_fear, hardware_per_slot=p.hardware_per_slot
        )
        w.channels.write("slots_dared", np.where(w.firms.public[w.clouds], 1.0, part))
