"""What firms hand over to AI where they do not see its frontier, and what they learn of it."""

import numpy as np

from sim.economy.derived import reach
from sim.economy.mechanisms.misjudgement import rules as rule
from sim.economy.mechanisms.misjudgement.state import Misjudgement
from sim.economy.world import World


def begin(w: World, state: object) -> None:
    """All know what the scenario says they know at first."""
    w.misjudgement = Misjudgement.zeros(producers=w.producers.stop)
    w.misjudgement.discernment[:] = w.params.discernment


def hand_over(w: World) -> None:
    """Firms hand over what they think AI can do: they rent for it, and it is worth what lies inside less what is spoilt."""
    p, firms, kept = w.params, w.firms, _kept(w)
    kept.outside[:] = 0.0
    if not p.misjudged_frontier or w.frontier.since < 0:
        return
    kept.discernment[firms.age[w.producers] == 0.0] = p.discernment  # of firms that have just been founded
    inside, outside = rule.misused_work(kept.discernment, reach(w), reliance=p.reliance, edge_width=p.edge_width)
    kept.outside = rule.outside_share(inside, outside)
    most = 1.0 / np.maximum(firms.adoption[w.producers], 1e-9)  # no more than all
    w.channels.write("handed_over", np.minimum(inside + outside, most), w.producers)
    worth = rule.worth(kept.outside, misuse_penalty=p.misuse_penalty)
    w.bind("ai_worth_min", worth < p.ai_worth_min)
    w.channels.write("ai_worth", np.maximum(worth, p.ai_worth_min), w.producers)


def learn_edge(w: World) -> None:
    """People learn where the edge runs, and what they know is worth less the further it has moved this month."""
    p, kept = w.params, _kept(w)
    if not p.misjudged_frontier or w.frontier.since < 0:
        return
    now = reach(w)
    kept.discernment = rule.known_edge(kept.discernment, kept.reach, now, edge_learning=p.edge_learning)
    kept.reach = now


def _kept(w: World) -> Misjudgement:
    assert w.misjudgement
    return w.misjudgement
