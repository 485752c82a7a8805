"""How the share that firms pass on, and the mark-up that they come back to, are learned."""

import numpy as np

from sim.base.arrays import Floats
from sim.economy.derived import capital
from sim.economy.mechanisms.rivalry import rules as rule
from sim.economy.world import World
from sim.engine.streams import draw


def imitate_rivals(w: World) -> None:
    """Some producers take over the share that a rival who does better passes on, or its mark-up, with a trial beside it."""
    p, firms, producers = w.params, w.firms, w.producers
    before = w.scenario.params_at(w.month - 1)  # after a dated change all begin anew from it
    # Before AI there is nothing to pass on.
    shares = p.rivalry > 0.0 and w.frontier.since >= 0 and before.pass_through == p.pass_through
    margins = p.markup_rivalry > 0.0 and before.markup == p.markup
    if not shares:
        firms.pass_through[producers] = p.pass_through
    if not margins:
        firms.normal_markup[producers] = p.markup
    if not (shares or margins):
        return
    success = _success(w)
    if shares:
        _imitate(w, "rivalry", firms.pass_through, success, (p.rivalry, p.rivalry_trial), ("pass_through", 1.0))
    if margins:
        old = firms.normal_markup[producers].copy()
        _imitate(
            w,
            "markup_rivalry",
            firms.normal_markup,
            success,
            (p.markup_rivalry, p.markup_trial),
            ("normal_markup", p.markup_max),
        )
        # Charged at once; what scarcity has added to the old one, or a glut taken off it, stays.
        charged = firms.markup[producers] + (firms.normal_markup[producers] - old)
        firms.markup[producers] = np.minimum(np.maximum(charged, 0.0), p.markup_max)


def _imitate(
    w: World,
    purpose: str,
    column: Floats,
    success: Floats,
    manner: tuple[float, float],
    bound: tuple[str, float],
) -> None:
    """Writes what producers do. ``manner``: chance to look, sd of the trial; ``bound``: its name, the highest value."""
    chance, spread = manner
    name, highest = bound
    mine, size = w.active(w.producers), w.producers.stop
    stream = draw(w.seed, purpose, w.month)
    looks, at, trial = stream.random(size) < chance, stream.random(size), stream.standard_normal(size)
    members = [w.active(part) for part in (w.dept1, w.dept2)]
    rivals = np.concatenate([rows[rule.rival(rows.size, at[rows])] for rows in members])
    tried = rule.imitated(
        column[mine], column[rivals], success[mine], success[rivals], looks[mine], spread * trial[mine]
    )
    w.bind(name, (tried < 0.0) | (tried > highest))
    column[mine] = np.clip(tried, 0.0, highest)


def _success(w: World) -> Floats:
    """What producers compare. Shape (producers,)."""
    p = w.params
    profit = w.firms.profit[w.producers]
    if p.rivalry_yardstick == "return":
        return np.asarray(profit / np.maximum(capital(w), 1e-9))
    if p.rivalry_yardstick == "customers":
        return np.asarray(profit / np.maximum(places(w), 1.0))
    return profit


def places(w: World) -> Floats:
    """Places that producers have on the lists of those who buy from their department. Shape (producers,)."""
    known = np.empty(w.producers.stop)
    for lists, sellers in ((w.investors, w.dept1), (w.shoppers, w.dept2)):
        known[sellers] = np.bincount(lists.shops.ravel(), minlength=sellers.stop - sellers.start)
    return known
