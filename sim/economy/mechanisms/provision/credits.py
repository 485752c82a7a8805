"""Energy credits: who gets compute, by money or by need."""

import numpy as np

from sim.economy.mechanisms.provision import rules as rule
from sim.economy.world import World


def allots(w: World) -> bool:
    """Whether a committee allots compute: once AI is there."""
    return bool(w.params.energy_credits == "need" and w.frontier.since >= 0)


def allot_compute(w: World) -> None:
    """Who has most money for a month of outlay rents first, or a committee allots compute by what it takes needs for."""
    p, kept, firms = w.params, w.provision, w.firms
    assert kept
    if w.frontier.since < 0:
        return
    kept.means = rule.means(w.ledger.units("firms", "money")[w.producers], firms.outlay[w.producers])
    if w.month < p.programme_start:
        return
    if p.energy_credits == "money":
        w.channels.write("renting_first", kept.means, w.producers)
    elif p.energy_credits == "need":
        w.channels.write("need_seen", np.exp(p.need_error * kept.need_view), w.producers)
