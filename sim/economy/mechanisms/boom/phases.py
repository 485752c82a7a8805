"""What clouds build for, and what those take their hardware for who lend on it."""

import numpy as np

from sim.economy.derived import ai_at_work, ai_demand
from sim.economy.mechanisms.boom import rules as rule
from sim.economy.mechanisms.boom.state import Boom
from sim.economy.world import World


def begin(w: World, state: object) -> None:
    """No growth has been seen."""
    w.boom = Boom()


def extrapolate(w: World) -> None:
    """Clouds see by how much demand for slots has grown, and build for what it will be if it goes on so."""
    p, kept = w.params, w.boom
    assert kept
    if not ai_at_work(w):
        return
    wanted = float(ai_demand(w, (0,))[0][0] / w.agents.efficiency.mean())
    kept.growth = rule.growth_seen(kept.growth, wanted, kept.wanted, speed=p.extrapolation_memory)
    kept.wanted = wanted
    highest, weight, months = p.extrapolation_max, p.capex_extrapolation, float(p.extrapolation_horizon)
    w.bind("extrapolation_max", abs(weight * kept.growth * months) > highest)
    seen = rule.extrapolated(kept.growth, capex_extrapolation=weight, horizon=months, highest=highest)
    w.channels.write("demand_foreseen", seen)


def mark_hardware(w: World) -> None:
    """Lenders look at the use of private clouds' slots once these are no longer young."""
    p, clouds = w.params, w.clouds
    if not ai_at_work(w):
        return
    look = rule.looked_at(w.month - w.frontier.since, grace=p.marking_grace)
    worth = rule.marked_collateral(
        w.firms.use[clouds],
        collateral_marking=look * p.collateral_marking,
        normal_use=p.normal_use_cloud,
        lowest=p.marking_floor,
    )
    w.channels.write("hardware_marked", np.where(w.firms.public[clouds], 1.0, worth))
