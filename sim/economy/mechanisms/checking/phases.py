"""What goes into checks, and who meets with an accident."""

import numpy as np

from sim.economy.mechanisms.checking import rules as rule
from sim.economy.mechanisms.checking.state import Checking
from sim.economy.world import COGNITIVE, World
from sim.engine.streams import uniforms


def begin(w: World, state: object) -> None:
    """Nothing has happened yet."""
    w.checking = Checking()


def check_work(w: World) -> None:
    """A part of every slot's work goes into checks; who builds slots before AI comes counts on it."""
    p = w.params
    if p.incidents:
        w.channels.write("slot_work", rule.aligned_work(alignment_overhead=p.alignment_overhead))


def meet_accidents(w: World) -> None:
    """Some producers meet with an accident of AI, the more of their work it does the more likely, and lose a part of the month's output."""
    p, firms, kept = w.params, w.firms, w.checking
    assert kept
    kept.accidents = 0
    if not p.incidents or w.frontier.since < 0:
        return
    need = firms.need[COGNITIVE, w.producers]
    hazard = rule.hazard(
        firms.ai_work[w.producers] / np.maximum(need, 1e-9),
        incident_hazard=p.incident_hazard,
        checking_effect=p.checking_effect,
        alignment_overhead=p.alignment_overhead,
    )
    hit = rule.incidents(uniforms(w.seed, "incidents", w.month, hazard.shape), hazard)
    w.channels.write("output_spared", 1.0 - p.incident_loss * hit, w.producers)
    kept.accidents = int(hit.sum())
