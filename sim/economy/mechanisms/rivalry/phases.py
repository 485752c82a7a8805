"""How the share that firms pass on is learned."""

import numpy as np

from sim.economy.derived import capital
from sim.economy.mechanisms.rivalry import rules as rule
from sim.economy.world import World
from sim.engine.streams import draw


def imitate_rivals(w: World) -> None:
    """Some producers take over the share that a rival who does better passes on; before AI all pass on what the scenario says."""
    p, firms = w.params, w.firms
    changed = w.scenario.params_at(w.month - 1).pass_through != p.pass_through  # a dated change: all begin anew from it
    if p.rivalry == 0.0 or w.frontier.since < 0 or changed:
        firms.pass_through[w.producers] = p.pass_through
        return
    mine, size = w.active(w.producers), w.producers.stop
    stream = draw(w.seed, "rivalry", w.month)
    looks, at, trial = stream.random(size) < p.rivalry, stream.random(size), stream.standard_normal(size)
    members = [w.active(part) for part in (w.dept1, w.dept2)]
    rivals = np.concatenate([rows[rule.rival(rows.size, at[rows])] for rows in members])
    own, success = firms.pass_through, firms.profit[w.producers]
    if p.rivalry_yardstick == "return":
        success = success / np.maximum(capital(w), 1e-9)
    tried = rule.imitated(
        own[mine], own[rivals], success[mine], success[rivals], looks[mine], p.rivalry_trial * trial[mine]
    )
    w.bind("pass_through", (tried < 0.0) | (tried > 1.0))
    firms.pass_through[mine] = np.clip(tried, 0.0, 1.0)
