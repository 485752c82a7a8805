"""New tasks come beside those there are."""

import numpy as np

from sim.economy.mechanisms.tasks import rules as rule
from sim.economy.world import Floats, World


def renew_tasks(w: World) -> None:
    """New tasks dilute what AI can do of all, in all versions, and what producers have organised around it."""
    p, f = w.params, w.frontier
    if p.new_tasks == 0.0 or f.since < 0 or p.ai_off:
        return

    def diluted(share: Floats) -> Floats:
        return rule.new_tasks(share, new_tasks=p.new_tasks, generality=p.generality)

    own = diluted(f.own)
    f.pace = rule.net_pace(f.pace, f.own, own, ai_ceiling=p.ai_ceiling)
    f.own, f.versions_capability = own, diluted(f.versions_capability)
    f.capability = float(f.own.max())
    w.firms.adoption[w.producers] = diluted(w.firms.adoption[w.producers])
    w.channels.write("capability_kept", diluted(np.ones(own.size)))
