"""Careers end, experts are asked for, and craft is practised."""

from typing import Any

import numpy as np

from sim.economy.derived import ai_at_work, job_yields
from sim.economy.kernels import people
from sim.economy.mechanisms.skill import rules as rule
from sim.economy.mechanisms.skill.state import Skill
from sim.economy.world import COGNITIVE, GIG, Bytes, Flags, Floats, Ints, Numbers, Workers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.parameters import Params
from sim.engine.streams import below, uniforms

FINE = 2**12  # steps in which craft is told apart where workers are ranked by it


def forming(p: Params) -> bool:
    """Whether craft is formed by practice; augmentation alone needs no craft."""
    return bool(p.use_mode != "none" or p.deskilling or p.expert_share > 0.0)


def craft_at_first(p: Params, seed: int, rows: int | None = None) -> Floats:
    """Craft of each worker at the start: of careers that have lasted, with jobs as in the stationary state, since they began."""
    if not forming(p):
        return np.ones(p.n_workers)
    return rule.first_craft(
        _ages(p, seed, p.n_workers if rows is None else rows),
        growth=_growth(p),
        fading=p.craft_fading / 12.0,
        novice_craft=p.novice_craft,
        natural_unemployment=p.natural_unemployment,
    )


def _ages(p: Params, seed: int, rows: int) -> Floats:
    """Months since the career of each worker began: where people become more, fewer are old."""
    lasted = rule.years_lasted(p.career_years, cohort_growth=p.cohort_growth)
    return rule.career_ages(uniforms(seed, "careers", -1, (rows,)), career_years=lasted)


def begin(w: World, state: object) -> None:
    """Skill is what it is; it has parts from now on."""
    w.skill = kept = Skill.zeros(workers=w.workers.skill.size)
    kept.talent = kept.paid = w.workers.skill
    kept.craft[:] = 1.0
    kept.trade = w.workers.occupation
    _form(w)


def _growth(p: Params) -> float:
    return rule.practice_growth(practice_years=p.practice_years, expert_gap=p.expert_gap)


def _kept(w: World) -> Skill:
    assert w.skill
    return w.skill


def _form(w: World) -> None:
    """Where craft begins to be formed, skill is taken to come from careers of all lengths; the same skill."""
    p, kept = w.params, _kept(w)
    if kept.formed or not forming(p):
        return
    unaided = kept.talent * kept.craft
    rows = kept.craft.size
    kept.craft, kept.began = craft_at_first(p, w.seed, rows), w.month - _ages(p, w.seed, rows)
    kept.talent = unaided / kept.craft
    kept.usual, kept.formed = float(unaided.sum() / kept.talent.sum()), True


def _choose(w: World) -> None:
    """Who has the talent of an expert: so many that those in expert craft do what is asked of experts, and a margin."""
    p, kept, minds = w.params, _kept(w), w.workers.occupation == COGNITIVE
    skill = kept.talent * kept.craft
    senior = rule.seniority(minds, kept.craft, novice_craft=p.novice_craft, expert_gap=p.expert_gap)
    wanted = p.expert_share * (1.0 + p.expert_margin) * float(skill[minds].sum())
    kept.bar = rule.enough_talent(kept.talent[minds], skill[minds], senior[minds], wanted=wanted)
    kept.able = kept.talent >= kept.bar


def end_careers(w: World) -> None:
    """Careers of those who have come begin, and some end: in the place of each a novice looks for a job, of the same talent, with the same
    deposits."""
    p, kept = w.params, _kept(w)
    _form(w)
    if w.population and w.population.came.any():
        _begin_careers(w, np.flatnonzero(w.population.came))
    if forming(p):
        over = below(w.seed, "careers", w.month, kept.craft.size, 1.0 / (12.0 * p.career_years))
        _end_careers(w.numbers_of("skill"), w.workers.handle, kept.handle, over, w.month)


def _begin_careers(w: World, rows: Ints) -> None:
    """Who comes to join the others has a talent drawn as theirs, and a novice's craft where craft is formed."""
    p, kept, workers = w.params, _kept(w), w.workers
    kept.talent[rows] = workers.skill[rows] / kept.usual
    kept.craft[rows], kept.aid[rows], kept.began[rows] = p.novice_craft if kept.formed else 1.0, 0.0, w.month
    kept.trade[rows], kept.able[rows] = workers.occupation[rows], kept.talent[rows] >= kept.bar
    workers.skill[rows] = kept.paid[rows] = kept.talent[rows] * kept.craft[rows]


@compiled
def _end_careers(numbers: Numbers, workers: Workers, kept: Skill, over: Flags, month: int) -> None:
    """Writes craft, aid and skill of novices, who have no job and are not in school, and when they began."""
    p = numbers[0]
    for i in range(over.size):
        if over[i] and workers.occupation[i] >= 0:
            kept.craft[i], kept.aid[i], kept.began[i] = p.novice_craft, 0.0, month
            workers.skill[i] = kept.paid[i] = kept.talent[i] * p.novice_craft
            workers.employer[i], workers.contract[i], workers.spell[i], workers.school[i] = -1, 0, 0, 0


def call_experts(w: World) -> None:
    """Experts' work is beyond AI, and others do what experts are missing for; AI takes the easiest tasks of those who are there."""
    p, firms, kept = w.params, w.firms, _kept(w)
    kept.ranked, kept.experts, kept.judged = False, 0.0, 0.0
    if p.expert_share == 0.0:
        return
    if kept.bar == np.inf:
        _choose(w)
    kept.ranked = ai_at_work(w)
    kept.experts = _rank_experts(
        w.numbers_of("skill"), w.workers.handle, kept.handle, job_yields(w), w.producers.stop, kept.ranked
    )
    kept.judged = p.expert_share * sums.total(firms.need[COGNITIVE, w.producers])
    cover = rule.expert_cover(kept.experts, kept.judged)
    worth = rule.judgement(cover, expert_share=p.expert_share, novice_judgement=p.novice_judgement)
    w.channels.write("judgement", worth, w.producers)
    if kept.ranked:
        beyond = rule.reachable(firms.adoption[w.producers], expert_share=p.expert_share)
        w.channels.write("handed_over", beyond, w.producers)


@compiled
def _rank_experts(
    numbers: Numbers, workers: Workers, kept: Skill, yields: Floats, producers: int, ranked: bool
) -> float:
    """Work of the experts whom producers employ, worker-months; where it is asked for, writes the ladder: a worker's place, from 0 to 1,
    among cognitive workers by craft, experts on top, or 1 above where firms part with them last.

    Craft is told apart in ``FINE`` steps, of equals the first row stands lowest: so that nobody has to be sorted. With m cognitive workers
    ``(place + 0.5) / m`` by ``argsort(floor(FINE * craft) + (FINE + 1) * expert)``, ``+ expert`` if `experts_last`; 0 of others.
    """
    p, work, minds = numbers[0], 0.0, 0
    occupation, employer, craft, ladder = workers.occupation, workers.employer, kept.craft, kept.ladder
    step, below = np.empty(craft.size, np.int64), np.zeros(2 * FINE + 3, np.int64)
    for i in range(craft.size):
        step[i] = -1
        if occupation[i] == COGNITIVE:
            step[i] = int(FINE * craft[i])
            if rule.seniority(kept.able[i], craft[i], novice_craft=p.novice_craft, expert_gap=p.expert_gap):
                step[i] += FINE + 1
                if 0 <= employer[i] < producers:
                    work += yields[i]
            below[step[i] + 1] += 1
            minds += 1
    if ranked:
        for k in range(1, below.size):
            below[k] += below[k - 1]
        for i in range(craft.size):
            ladder[i] = 0.0
            if step[i] >= 0:
                above = 1.0 if p.experts_last and step[i] > FINE else 0.0
                ladder[i] = above + (below[step[i]] + 0.5) / minds
                below[step[i]] += 1
    return work


def practise(w: World) -> None:
    """Craft grows with what people do themselves and fades with what they don't; AI adds to what each yields, and takes time."""
    p, kept, workers = w.params, _kept(w), w.workers
    ai = ai_at_work(w)
    relied = w.firms.adoption[w.producers] if ai else np.zeros(w.producers.stop)
    if forming(p):
        _practise(
            w.numbers_of("skill"),
            workers.handle,
            kept.handle,
            relied if p.use_mode == "offload" else np.zeros(relied.size),
            _growth(p),
            ai,
        )
    deciles = 0.0, 0.0
    if ai and p.augmentation > 0.0:
        deciles = people.deciles(_of_minds(workers.occupation, kept.talent, kept.craft))
    taken = rule.hours_taken(
        use_mode=p.use_mode,
        audit_share=p.audit_share,
        simulation_cost=p.simulation_cost,
        simulated_practice=p.simulated_practice,
    )
    _yield(w.numbers_of("skill"), workers.handle, kept.handle, relied, deciles, taken)
    # What a person could do in the craft usual at first: pay by this is pay of persons, however able they have become.
    w.worked = kept.usual * people.worked(workers.employer, kept.talent, workers.hours)


@compiled
def _of_minds(occupation: Bytes, talent: Floats, craft: Floats) -> Floats:
    """What each cognitive worker yields without AI."""
    found, count = np.empty(occupation.size), 0
    for i in range(occupation.size):
        found[count] = talent[i] * craft[i]
        count += occupation[i] == COGNITIVE
    return found[:count]


@compiled
def _practise(numbers: Numbers, workers: Workers, kept: Skill, relied: Floats, growth: float, ai: bool) -> None:
    """Writes craft, and the trade it is of. ``relied``: on AI in place of practice, by producer."""
    p, fading = numbers[0], numbers[0].craft_fading / 12.0
    occupation, employer, school, contract = workers.occupation, workers.employer, workers.school, workers.contract
    craft, trade = kept.craft, kept.trade
    for i in range(craft.size):
        cognitive, at = occupation[i] == COGNITIVE, employer[i]
        if trade[i] != occupation[i]:
            craft[i] = rule.transferred(craft[i], novice_craft=p.novice_craft, transfer=p.transfer)
            trade[i] = occupation[i]
        lost: Any = 1.0  # of this month's practice, but for exercises
        if at >= 0:
            lost = relied[at] if cognitive and at < relied.size else 0.0
        elif contract[i] > 0 and cognitive == (contract[i] != GIG):
            lost = 0.0  # whose pieces are of the own occupation
        taught = at >= 0 or (ai and cognitive and school[i] == 0)
        practised = rule.practice(lost, simulated_practice=p.simulated_practice if taught else 0.0)
        craft[i] = rule.unaided_skill(craft[i], practised, growth=growth, fading=fading, novice_craft=p.novice_craft)


@compiled
def _yield(
    numbers: Numbers, workers: Workers, kept: Skill, relied: Floats, deciles: tuple[float, float], taken: float
) -> None:
    """Writes skill, aid and what is paid for. ``relied``: on AI at work, by producer; ``taken``: time that takes, a share."""
    p, (low, high) = numbers[0], deciles
    occupation, employer, skill = workers.occupation, workers.employer, workers.skill
    talent, craft, aid, paid = kept.talent, kept.craft, kept.aid, kept.paid
    for i in range(talent.size):
        at, unaided = employer[i], talent[i] * craft[i]
        x: Any = relied[at] if occupation[i] == COGNITIVE and 0 <= at < relied.size else 0.0
        aid[i] = rule.aided_skill(
            rule.skill_rank(unaided, low=low, high=high),
            x,
            augmentation=p.augmentation,
            augmentation_tilt=p.augmentation_tilt,
        )
        time = rule.time_left(x, taken=taken)
        skill[i], paid[i] = unaided * (1.0 + aid[i]) * time, unaided * (1.0 + p.aided_pay * aid[i]) * time
