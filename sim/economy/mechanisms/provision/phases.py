"""What the committee sees of needs, and what it does with it: ``credits`` for compute, ``planning`` for consumer goods."""

from sim.economy.mechanisms.provision import credits
from sim.economy.mechanisms.provision import rules as rule
from sim.economy.mechanisms.provision.credits import allot_compute
from sim.economy.mechanisms.provision.planning import (
    hold_markups,
    look_ahead,
    plan_by_need,
    planned,
    provide,
    raise_norm,
)
from sim.economy.mechanisms.provision.state import Provision
from sim.economy.world import World
from sim.engine.streams import normals

__all__ = ["allot_compute", "begin", "hold_markups", "look_ahead", "plan_by_need", "provide", "raise_norm", "see_needs"]


def begin(w: World, state: object) -> None:
    """Nobody has looked at needs."""
    w.provision = Provision.zeros(producers=w.producers.stop)


def see_needs(w: World) -> None:
    """The committee's view of each firm's need moves on, from when it has something to decide; of a new firm it has a new one."""
    p, kept = w.params, w.provision
    assert kept
    if w.month < p.programme_start or not (planned(w) or credits.allots(w)):
        return
    news = normals(w.seed, "plans", w.month, kept.need_view.size)
    if kept.seen:
        kept.need_view = rule.need_view(kept.need_view, news, need_persistence=p.need_persistence)
        new = w.firms.age[w.producers] == 0.0
        kept.need_view[new] = news[new]
    else:
        kept.need_view, kept.seen = news, True
