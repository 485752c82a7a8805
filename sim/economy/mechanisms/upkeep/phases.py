"""How upkeep limits clouds, and what crews withhold of it."""

from sim.economy.mechanisms.upkeep import rules as rule
from sim.economy.world import PHYSICAL, World


def strike(w: World) -> None:
    """Crews of clouds work shorter hours, and are paid for these alone; they keep their jobs, so nobody is hired in their place."""
    if w.params.upkeep_strike == 0.0:
        return
    crews = (w.workers.employer >= w.clouds.start) & (w.workers.employer < w.clouds.stop)
    w.workers.hours[crews] *= 1.0 - w.params.upkeep_strike
    w.firms.labour[:, w.clouds] *= 1.0 - w.params.upkeep_strike


def limit_slots(w: World) -> None:
    """Slots for which there is no staff can't be put on the market."""
    p = w.params
    if p.upkeep_limits:
        crews, spare = w.firms.labour[PHYSICAL, w.clouds], (1.0 - p.upkeep_strike) * p.upkeep_spare
        w.channels.write("slots_usable", rule.usable_slots(crews, upkeep_workers=p.upkeep_workers, spare=spare))
