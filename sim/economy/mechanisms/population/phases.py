"""People come, more every year or fewer, and what is expected grows with them."""

import math

import numpy as np

from sim.economy.kernels import people as of_people
from sim.economy.mechanisms.population import rules as rule
from sim.economy.mechanisms.population.state import Population
from sim.economy.rules import labour
from sim.economy.world import COGNITIVE, NOBODY, PHYSICAL, Ints, World
from sim.engine.streams import draw


def begin(w: World, state: object) -> None:
    """Who is there is; who is to come is drawn, as the first were, with a skill of 1 on average."""
    p, workers = w.params, w.workers
    rows, first = workers.skill.size, workers.occupation >= 0
    w.population = kept = Population.zeros(workers=rows)
    stream = draw(w.seed, "cohorts", -1)
    order, leisure, normal, chance = (
        stream.permutation(rows),
        stream.random(rows),
        stream.standard_normal(rows),
        stream.random(rows),
    )
    kept.people = int(first.sum())
    kept.order[first] = np.argsort(np.argsort(order[first]))
    for name in ("occupation", "skill", "third", "task", "leisure"):
        getattr(kept, name)[first] = getattr(workers, name)[first]
    later = np.flatnonzero(~first)
    kept.leisure[later] = leisure[later]
    kept.skill[later] = np.exp(p.skill_sd * normal[later] - 0.5 * p.skill_sd**2)
    minds = rule.alternating(later.size, share=p.cognitive_share) > 0.0
    kept.occupation[later] = np.where(minds, COGNITIVE, PHYSICAL)
    for which in (COGNITIVE, PHYSICAL):
        members = later[kept.occupation[later] == which]
        place = (np.argsort(np.argsort(kept.skill[members], kind="stable"), kind="stable") + 0.5) / max(members.size, 1)
        kept.third[members] = 3 * which + (3.0 * place).astype(np.int8)
        kept.task[members] = labour.task_ranks(place, chance[members], task_difficulty=p.task_difficulty)


def _kept(w: World) -> Population:
    assert w.population
    return w.population


def _growth(w: World) -> float:
    """Of people, 1/month, as everybody expects it: none where there is no room for more."""
    growth = w.params.cohort_growth / 12.0
    return growth if growth <= 0.0 or _kept(w).people < w.workers.skill.size else 0.0


def expect_growth(w: World) -> None:
    """Views of what grows with people are carried forward at their growth: of sales, of outlays, profits and taxes, of owners' income."""
    growth = _growth(w)
    if growth == 0.0 or w.month == 0:  # the first views are those of month 0
        return
    firms, state = w.firms, w.state
    for view in (firms.expected, firms.trend, firms.outlay, firms.profit, w.capitalists.income):
        view[:] = rule.carried(view, growth=growth)
    for name in ("trend_output", "value_added", "profits", "fee_tax", "affordable"):
        setattr(state, name, float(rule.carried(getattr(state, name), growth=growth)))


def enter_cohorts(w: World) -> None:
    """Whoever is due comes: without a job or deposits, and with an income in view as others of the same skill have it."""
    p, kept, workers = w.params, _kept(w), w.workers
    kept.came[:], kept.left = False, 0
    if p.cohort_growth == 0.0 or w.month == 0:  # month 0 has the people of the start
        return
    kept.due = rule.cohorts(kept.due, kept.people, cohort_growth=p.cohort_growth)
    if kept.due < 1.0:
        return
    wanted, free = math.trunc(kept.due), np.flatnonzero(workers.occupation == NOBODY)
    kept.due -= wanted
    w.bind("cohort_room", wanted > free.size)
    # Rows that were never taken come first, in their order; then those of who has left.
    rows = np.concatenate([free[free >= p.n_workers], free[free < p.n_workers]])[:wanted]
    there = workers.occupation >= 0
    a_skill = float(workers.income[there].sum()) / max(float(workers.skill[there].sum()), 1e-9)
    for name in ("occupation", "skill", "third", "task", "leisure"):
        getattr(workers, name)[rows] = getattr(kept, name)[rows]
    workers.income[rows] = a_skill * workers.skill[rows]
    workers.employer[rows], workers.spell[rows], workers.school[rows] = -1, 0, 0
    kept.order[rows] = kept.order.max() + 1 + np.arange(rows.size)
    kept.came[rows] = True
    kept.people += rows.size


def leave(w: World) -> None:
    """Where people become fewer the oldest leave, or, where careers end, as many of the places are not taken again; owners inherit."""
    kept, workers = _kept(w), w.workers
    if kept.due > -1.0:
        return
    able = (workers.occupation >= 0) & ~kept.came
    if w.skill and w.skill.formed:
        able &= w.skill.began == w.month
    rows = np.flatnonzero(able)
    rows = rows[np.argsort(kept.order[rows], kind="stable")][: min(math.trunc(-kept.due), kept.people - 1)]
    kept.due += rows.size
    kept.left, kept.people = rows.size, kept.people - rows.size
    _bequeath(w, rows)
    workers.employer[rows], workers.spell[rows], workers.school[rows] = -1, 0, 0
    workers.occupation[rows], workers.leisure[rows], workers.active[rows] = NOBODY, -1.0, False
    workers.contract[rows] = 0
    workers.income[rows] = workers.skill[rows] = workers.consumed[rows] = 0.0


def _bequeath(w: World, rows: Ints) -> None:
    """Deposits of who leaves go to capitalists in equal parts, to the last millionth."""
    ledger, owners = w.ledger, w.capitalists.income.size
    given, taken = np.zeros(w.workers.skill.size, np.int64), np.empty((1, owners), np.int64)
    given[rows] = ledger["workers", "money"][rows]
    of_people.apportion(given.sum(keepdims=True), np.ones((1, owners)), np.zeros(1), taken)
    ledger.settle("bequests", given, taken[0])
