"""Work is bought by the piece and paid, members come and go, and clouds bid for those who build AI."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.economy.derived import ai_at_work, piece_fresh, ratio, there, unemployment_rates
from sim.economy.kernels import people
from sim.economy.mechanisms.contracts import rules as rule
from sim.economy.mechanisms.contracts.state import GIGS, NICHE, POOLS, SIMPLE, Contracts
from sim.economy.rules.expectations import smooth
from sim.economy.world import COGNITIVE, CREATOR, CROWD, GIG, PHYSICAL, Floats, Numbers, Workers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION
from sim.engine.streams import uniforms

if TYPE_CHECKING:
    from sim.economy.stationary import Stationary

Rows = npt.NDArray[np.int64]
ROUNDING = 1e-9  # work below this, worker-months


def begin(w: World, state: "Stationary") -> None:
    """Rates begin at wage offers; pools open with the first month."""
    w.contracts = kept = Contracts.zeros(
        workers=w.workers.skill.size, pools=len(POOLS), producers=w.producers.stop, rates=3
    )
    kept.rate[:] = kept.tight[:] = 1.0
    _open(w)


def _kept(w: World) -> Contracts:
    assert w.contracts
    return w.contracts


def _members(w: World, which: int) -> Rows:
    return np.flatnonzero(w.workers.contract == which)


def _open(w: World) -> None:
    """A pool whose share of need is no longer 0 opens with that share of staff, out of all firms alike, who have no post from now on.

    The share is of all whom firms had before any pool took some.
    """
    p, kept, workers = w.params, _kept(w), w.workers
    pools = (
        (CROWD, p.crowd_share, COGNITIVE, w.producers),
        (CREATOR, p.cultural_share, COGNITIVE, w.dept2),
        (GIG, p.gig_share, PHYSICAL, w.producers),
    )
    if not any(share != 0.0 and not kept.opened[which - 1] for which, share, _, _ in pools):
        return
    labour, post = workers.labour, workers.employer.copy()
    minds = (workers.contract == CROWD) | (workers.contract == CREATOR)  # of pools that have been open before
    for which, share, occupation, firms in pools:
        if share == 0.0 or kept.opened[which - 1]:
            continue
        kept.opened[which - 1] = True
        employer, ours = workers.employer, workers.occupation == occupation
        there = ours & (post >= firms.start) & (post < firms.stop)
        had = float(labour[there].sum())
        part = ratio(had, float(labour[ours & (post >= 0) & (post < w.producers.stop)].sum()))
        had += part * float(labour[ours & minds].sum())
        staff = np.flatnonzero(there & (employer >= 0))
        staff = staff[np.argsort(employer[staff], kind="stable")]
        chosen = staff[_every(labour[staff], share * ratio(had, float(labour[staff].sum())))]
        workers.contract[chosen], workers.employer[chosen], workers.spell[chosen] = which, -1, 0
        kept.piece_income[chosen] = labour[chosen] * w.mean_offer(occupation)
        if which == CROWD:
            kept.began[chosen] = True
            kept.bar = _bar(workers.skill[chosen], labour[chosen], p.crowd_niche)
        elif which == CREATOR:
            nobody = np.zeros(chosen.size)
            kept.takings = float(kept.piece_income[chosen].sum())
            kept.audience[chosen] = rule.appeal(_talent(w)[chosen], nobody, superstar=p.superstar, audience_herding=0.0)


@compiled
def _every(labour: Floats, share: float) -> Rows:
    """Places in a row of staff that make up this share of its work, as evenly along the row as whole people do."""
    found, count, due = np.empty(labour.size, np.int64), 0, 0.0
    half = 0.5 * labour.sum() / max(labour.size, 1)
    for i in range(labour.size):
        due += share * labour[i]
        if due >= half:
            found[count] = i
            count += 1
            due -= labour[i]
    return found[:count].copy()


def _bar(skill: Floats, labour: Floats, niche: float) -> float:
    """Skill from which on members make up the niche's part of the pool's work, as nearly as whole people do; somebody is able."""
    if niche == 0.0 or skill.size == 0:
        return np.inf
    order = np.argsort(-skill, kind="stable")
    middle = np.cumsum(labour[order]) - 0.5 * labour[order]
    able = np.count_nonzero(middle <= niche * labour.sum())
    return float(skill[order[max(int(able) - 1, 0)]])


def _talent(w: World) -> Floats:
    return w.skill.talent if w.skill else w.workers.skill


def buy_gigs(w: World) -> None:
    """Producers buy physical work by the piece, for what last month's robots don't do, and ask AI for its part of the next month's."""
    p, kept, channels = w.params, _kept(w), w.channels
    _open(w)
    kept.pieces[:], kept.worked[:], kept.earned[:], kept.bill[:] = 0.0, 0.0, 0.0, 0.0
    if not kept.opened[GIG - 1]:
        return
    need = w.firms.need[PHYSICAL, w.producers]
    robots = np.minimum(kept.robots, p.gig_share * need)
    channels.write("hands_spared", robots, w.producers)
    if ai_at_work(w):
        channels.write("hands_entrusted", p.physical_frontier * p.gig_share * need, w.producers)
    asked = rule.gig_demand(need, robots, gig_share=p.gig_share)
    wanted = float(asked.sum())
    kept.hand = w.mean_offer(PHYSICAL)
    numbers, pay = w.numbers_of("contracts"), float(kept.rate[GIGS]) * kept.hand
    offered = _gig_work(numbers, w.workers.handle, kept.handle, (wanted, kept.reached, piece_fresh(w)), pay)
    kept.tight[GIGS] = _tightness(wanted, offered)
    bought = asked * min(ratio(offered, wanted), 1.0)
    channels.write("hands_bought", bought, w.producers)
    kept.bill[GIG - 1] = pay * bought


def _tightness(wanted: float, offered: float) -> float:
    """Pieces asked for over pieces offered."""
    return wanted / max(offered, ROUNDING)


@compiled
def _gig_work(
    numbers: Numbers, workers: Workers, kept: Contracts, given: tuple[float, float, float], pay: float
) -> float:
    """Writes pieces, hours and pay of members of the gig pool, pro rata; what they offer, worker-months.

    ``given``: what is asked for, worker-months, AI's share of cognitive work, and the yield of an hour.
    """
    p, (wanted, reached, fresh) = numbers[0], given
    contract, skill, hours = workers.contract, workers.skill, workers.hours
    pieces, worked, earned, offered = kept.pieces, kept.worked, kept.earned, 0.0
    for i in range(contract.size):
        if contract[i] == GIG:
            pieces[i] = rule.assisted(skill[i] * hours[i] * fresh, reached, gig_assist=p.gig_assist)
            offered += pieces[i]
    part = min(wanted / offered, 1.0) if offered > 0.0 else 0.0
    for i in range(contract.size):
        if contract[i] == GIG:
            pieces[i] *= part
            worked[i] = part * hours[i]
            earned[i] = pay * pieces[i]
    return offered


def buy_pieces(w: World) -> None:
    """Robots get their part of rented AI; producers buy cognitive work by the piece, and clouds want those who build AI."""
    p, firms, kept = w.params, w.firms, _kept(w)
    _part_robots(w)
    need, done = firms.need[COGNITIVE, w.producers], firms.ai_work[w.producers]
    kept.reached = ratio(float(done.sum()), float(need.sum()))
    left = np.maximum(need / w.channels.judgement[w.producers] - (1.0 - p.standby) * done, 0.0)
    if kept.opened[CROWD - 1]:
        left -= _buy_crowd(w, need, done, left)
    if kept.opened[CREATOR - 1]:
        _buy_culture(w, need, left)
    slots = w.ledger.units("clouds", "slots") if p.core_staff else np.zeros(w.agents.count.size)
    firms.need[COGNITIVE, w.clouds] = rule.core_demand(
        slots, kept.reached, core_per_slot=p.core_per_slot, core_exposure=p.core_exposure
    )


def _part_robots(w: World) -> None:
    """What was rented for robots works as hands from next month on, and is no cognitive work."""
    firms, kept = w.firms, _kept(w)
    rented, asked = firms.ai_work[w.producers], w.channels.hands_entrusted[w.producers]
    if not asked.any():
        kept.robots[:] = 0.0
        return
    kept.robots = rule.robots(rented, asked, firms.entrusted[w.producers])
    w.channels.write("ai_hands", kept.robots, w.producers)
    rented -= kept.robots


def _buy_crowd(w: World, need: Floats, done: Floats, left: Floats) -> Floats:
    """Pieces that each producer buys from the crowd, worker-months. ``left``: what AI leaves of its need."""
    p, kept, workers = w.params, _kept(w), w.workers
    simple = rule.crowd_demand(
        need,
        done / np.maximum(need, ROUNDING),
        crowd_share=p.crowd_share,
        crowd_niche=p.crowd_niche,
        crowd_exposure=p.crowd_exposure,
    )
    niche = rule.niche_demand(
        need,
        done,
        crowd_share=p.crowd_share,
        crowd_niche=p.crowd_niche,
        checking_share=p.checking_share if p.crowd_share > 0.0 else 0.0,  # a date may end it
    )
    fits = np.minimum(left / np.maximum(simple + niche, ROUNDING), 1.0)  # nobody buys more than there is to do
    simple, niche = simple * fits, niche * fits
    asked = float(simple.sum()), float(niche.sum())
    members = _members(w, CROWD)
    line = members[np.argsort(-workers.skill[members], kind="stable")]
    pay = w.mean_offer(COGNITIVE) * kept.rate[:GIGS]
    served = np.zeros(4)
    _crowd_work(line, workers.handle, kept.handle, (*asked, kept.bar, piece_fresh(w)), pay, served)
    kept.tight[SIMPLE] = _tightness(asked[SIMPLE], float(served[2]))
    kept.tight[NICHE] = _tightness(asked[NICHE], float(served[3]))
    simple *= ratio(float(served[0]), asked[SIMPLE])
    niche *= ratio(float(served[1]), asked[NICHE])
    w.channels.write("minds_bought", simple + niche, w.producers)
    kept.bill[CROWD - 1] = pay[SIMPLE] * simple + pay[NICHE] * niche
    return np.asarray(simple + niche)


@compiled
def _crowd_work(
    line: Rows, workers: Workers, kept: Contracts, asked: tuple[float, float, float, float], pay: Floats, served: Floats
) -> None:
    """Writes pieces, hours and pay of the crowd, and in ``served`` what is bought and what was offered of simple tasks and of the niche.

    ``line``: members, best first. The niche is shared out pro rata among those above the bar; simple tasks go to the best as long as there
    are any. ``asked``: simple tasks, niche, worker-months, the bar, and the yield of an hour.
    """
    simple, niche, bar, fresh = asked
    skill, hours, pieces, worked, earned = workers.skill, workers.hours, kept.pieces, kept.worked, kept.earned
    able = 0.0
    for i in line:
        if skill[i] >= bar:
            able += skill[i] * hours[i] * fresh
    part = min(niche / able, 1.0) if able > 0.0 else 0.0
    left = simple
    for i in line:
        labour = skill[i] * hours[i] * fresh
        expert = part * labour if skill[i] >= bar else 0.0
        tasks = min(labour - expert, left)
        left -= tasks
        served[2] += labour - expert
        pieces[i] = expert + tasks
        worked[i] = hours[i] * (pieces[i] / labour) if labour > 0.0 else 0.0
        earned[i] = pay[SIMPLE] * tasks + pay[NICHE] * expert
    served[0], served[1], served[3] = simple - left, part * able, able


def _buy_culture(w: World, need: Floats, left: Floats) -> None:
    """Producers of consumer goods pay creators for what people choose of them, however few they are: a work serves many."""
    p, firms, kept, workers = w.params, w.firms, _kept(w), w.workers
    members, ours = _members(w, CREATOR), need[w.dept2]
    kept.worked[members] = workers.hours[members]  # whoever looks at it
    reach, fee = 0.0, float(firms.price[w.clouds].min()) * (1.0 + p.ai_tax)
    if ai_at_work(w) and fee > 0.0:
        reach = ratio(float((firms.adoption[w.dept2] * ours).sum()), float(ours.sum()))
    wage = w.mean_offer(COGNITIVE)
    of_ai = rule.cultural_choice(
        reach,
        wage / fee if fee > 0.0 else 0.0,
        human_made_premium=p.human_made_premium,
        cultural_elasticity=p.cultural_elasticity,
    )
    kept.human = 1.0 - of_ai
    chances = uniforms(w.seed, "choices", w.month, (workers.skill.size,))[there(w)]
    chances = chances[: round(chances.size * kept.human)]
    if members.size == 0 or chances.size == 0:
        return
    bought = np.minimum(p.cultural_share * kept.human * ours, left[w.dept2])
    chance = rule.appeal(
        _talent(w)[members], kept.audience[members], superstar=p.superstar, audience_herding=p.audience_herding
    )
    share = _chosen(np.sort(chances), np.cumsum(chance)) / chances.size
    kept.audience[members] = smooth(kept.audience[members], share, speed=p.audience_memory)
    kept.pieces[members] = share * bought.sum()
    kept.earned[members] = wage * kept.pieces[members]
    w.channels.write("minds_bought", bought, w.dept2)
    kept.bill[CREATOR - 1, w.dept2] = wage * bought


@compiled
def _chosen(choices: Floats, upto: Floats) -> Rows:
    """How many choices, numbers from 0 to 1 in their order, fall on each: the first up to whom chances add up to more."""
    found, k, last = np.zeros(upto.size, np.int64), 0, upto.size - 1
    for i in range(last):
        while k < choices.size and choices[k] * upto[last] < upto[i]:
            found[i] += 1
            k += 1
    found[last] = choices.size - k
    return found


def pay_pieces(w: World) -> None:
    """Members are paid what their pieces come to, taxed as wages are; producers share the bill of a pool by what they have bought of it."""
    p, firms, ledger, kept, workers = w.params, w.firms, w.ledger, _kept(w), w.workers
    if not kept.opened.any():
        return
    pay = ledger.round("piece_pay", kept.earned)
    whole = np.bincount(workers.contract, pay, 1 + len(POOLS))[1:].astype(np.int64)
    part = np.empty(kept.bill.shape, np.int64)
    people.apportion(whole, kept.bill, np.zeros(whole.size), part)
    given = np.zeros(firms.price.size, np.int64)
    given[w.producers] = part.sum(axis=0)
    ledger.post("lending", np.maximum(given - ledger["firms", "money"], 0))
    ledger.settle("piece_pay", given, pay)
    firms.wages += given / MILLION
    firms.paid[PHYSICAL, w.producers] += part[GIG - 1] / MILLION
    firms.paid[COGNITIVE, w.producers] += (part[CROWD - 1] + part[CREATOR - 1]) / MILLION
    firms.outlay += p.outlay_memory * given / MILLION
    tax = np.empty(pay.size)
    culture = _count_pay(
        w.numbers,
        w.numbers_of("contracts"),
        workers.handle,
        kept.handle,
        pay,
        (w.state.income_tax + w.state.wage_levy, w.expected_inflation),
        tax,
    )
    ledger.post("income_tax", tax)
    kept.takings = float(smooth(kept.takings, culture, speed=p.piece_memory, growth=w.expected_inflation))


@compiled
def _count_pay(
    core: Numbers,
    numbers: Numbers,
    workers: Workers,
    kept: Contracts,
    pay: Rows,
    given: tuple[float, float],
    tax: Floats,
) -> float:
    """Writes taxes on pay, smoothed incomes and smoothed pay by the piece; what creators have earned.

    ``pay`` in millionths. ``given``: the rate of tax, and expected inflation.
    """
    memory, p, (rate, growth) = core[0].income_memory_workers, numbers[0], given
    contract, income, earned, count = workers.contract, workers.income, np.empty(pay.size), 0
    for i in range(pay.size):
        gross = pay[i] / 1e6
        tax[i] = rate * gross
        income[i] += memory * (gross - tax[i])
        smoothed = smooth(kept.piece_income[i], kept.earned[i], speed=p.piece_memory, growth=growth)
        kept.piece_income[i] = smoothed if contract[i] > 0 else 0.0
        if contract[i] == CREATOR:
            earned[count] = kept.earned[i]
            count += 1
    return sums.total(earned[:count])


def bid_for_core(w: World) -> None:
    """Clouds offer those who build AI a part of their profit, which the newly trained erode."""
    p, firms, kept = w.params, w.firms, _kept(w)
    if not p.core_staff:
        return
    wage, core = w.mean_offer(COGNITIVE), float(firms.labour[COGNITIVE, w.clouds].sum())
    kept.premium = rule.core_bids(
        kept.premium,
        ratio(float(firms.profit[w.clouds].sum()), wage * core),
        core_speed=p.core_speed,
        core_training=p.core_training,
        core_rent_share=p.core_rent_share,
    )
    firms.wage[COGNITIVE, w.clouds] = (1.0 + kept.premium) * wage


def move_members(w: World) -> None:
    """Rates follow what is asked for; the jobless may enter a pool after a while, and members leave who expect more outside."""
    p, kept, workers = w.params, _kept(w), w.workers
    if not kept.opened.any():
        return
    _revise_rates(w)
    benefit, offers = float(p.replacement_rate * w.state.mean_wage), (w.mean_offer(COGNITIVE), w.mean_offer(PHYSICAL))
    expected = np.array([rule.outside(u, o, benefit) for u, o in zip(unemployment_rates(w), offers, strict=True)])  # by occupation
    chance = uniforms(w.seed, "moves", w.month, (workers.skill.size,))
    members, earned = np.flatnonzero(workers.contract), np.zeros((2, 4))
    own, trade = np.empty(members.size), np.empty(members.size, np.int64)
    _by_way(members, workers.handle, kept.handle, kept.bar, earned, own, trade)
    pays = _pays(w, offers, earned)
    own[workers.contract[members] == CREATOR] = pays[CREATOR]
    gap = _gap(w, own, expected[trade])
    gone = members[chance[members] < rule.leaving(gap, mobility=p.mobility, patience=p.pool_patience)]
    odds = rule.entering(_gap(w, pays[PLACES], expected[TRADES]), mobility=p.mobility) * kept.opened[POOL_OF]
    _enter(w.numbers_of("contracts"), workers.handle, kept.handle, chance, odds, pays, kept.bar)
    workers.contract[gone] = 0
    kept.piece_income[gone], kept.audience[gone] = 0.0, 0.0


# Ways into pools: the crowd's simple tasks and its niche, culture, and gigs by either occupation. Where what each pays stands in
# ``_pays``, whose outside option it is held against, and the place of its pool.
INTO_CROWD, INTO_NICHE, INTO_CULTURE, INTO_GIGS, INTO_GIGS_BY_HANDS = range(5)
PLACES = np.array([0, 1, 3, 2, 2])
TRADES = np.array([COGNITIVE, COGNITIVE, COGNITIVE, COGNITIVE, PHYSICAL])
POOL_OF = np.array([CROWD, CROWD, CREATOR, GIG, GIG]) - 1


def _gap(w: World, income: Floats, expected: Floats) -> Floats:
    p = w.params
    return rule.move_gap(
        income, expected, natural_unemployment=p.natural_unemployment, replacement_rate=p.replacement_rate
    )


def _revise_rates(w: World) -> None:
    """Writes the three rates."""
    p, kept = w.params, _kept(w)
    bounds = {"piece_speed": p.piece_speed, "piece_min": p.piece_min, "piece_max": p.piece_max}
    rate, tight = kept.rate.tolist(), kept.tight.tolist()
    kept.rate[:GIGS] = rule.task_pay((rate[SIMPLE], rate[NICHE]), (tight[SIMPLE], tight[NICHE]), **bounds)
    kept.rate[GIGS] = rule.piece_pay(rate[GIGS], tight[GIGS], **bounds)
    w.bind("piece_min", kept.rate <= p.piece_min)
    w.bind("piece_max", kept.rate >= p.piece_max)


@compiled
def _by_way(
    members: Rows, workers: Workers, kept: Contracts, bar: float, earned: Floats, own: Floats, trade: Rows
) -> None:
    """Writes income and work in the crowd below its bar and above, in gigs and in culture, shape (2, 4), all 0 before; and of each member

    the income of a unit of skill and the occupation.
    """
    contract, skill, hours, occupation = workers.contract, workers.skill, workers.hours, workers.occupation
    for k in range(members.size):
        i = members[k]
        way, labour = int(contract[i]), max(skill[i] * hours[i], 1e-12)
        if way == CROWD and skill[i] < bar:
            way = 0
        earned[0, way] += kept.piece_income[i]
        earned[1, way] += labour
        own[k] = kept.piece_income[i] / labour
        trade[k] = occupation[i]


def _pays(w: World, offers: tuple[float, float], earned: Floats) -> Floats:
    """Income of a unit of skill in the crowd below its bar and above, in gigs and in culture, money a month.

    Where nobody is, that of the first who comes: the rate, if anything is asked for. ``offers``: wages, ``earned``: ``_by_way``.
    """
    kept, (minds, hands), (income, work) = _kept(w), offers, earned
    income[CREATOR] = kept.takings  # whoever comes shares it: no more is chosen
    asked = np.minimum(kept.tight, 1.0) * kept.rate
    empty = np.array([minds * asked[SIMPLE], minds * asked[NICHE], hands * asked[GIGS], minds * kept.human])
    return np.where(work > 0.0, income / np.maximum(work, 1e-12), empty)


@compiled
def _enter(
    numbers: Numbers, workers: Workers, kept: Contracts, chance: Floats, odds: Floats, pays: Floats, bar: float
) -> None:
    """Writes contract, spell and income by the piece of those who enter. ``chance``: a uniform each; ``odds``: of each way in."""
    p = numbers[0]
    contract, spell, employer, school = workers.contract, workers.spell, workers.employer, workers.school
    active, occupation, skill, hours = workers.active, workers.occupation, workers.skill, workers.hours
    for i in range(contract.size):
        if employer[i] >= 0 or contract[i] > 0 or not active[i] or school[i] > 0 or spell[i] < p.pool_spell:
            continue
        which, place = 0, 0
        if occupation[i] == PHYSICAL:
            if chance[i] < odds[INTO_GIGS_BY_HANDS]:
                which, place = GIG, 2
        else:
            able = skill[i] >= bar
            first = odds[INTO_NICHE] if able else odds[INTO_CROWD]
            second = first + odds[INTO_CULTURE]
            if chance[i] < first:
                which, place = CROWD, 1 if able else 0
            elif chance[i] < second:
                which, place = CREATOR, 3
            elif chance[i] < second + odds[INTO_GIGS]:
                which, place = GIG, 2
        if which > 0:
            contract[i], spell[i] = which, 0
            kept.piece_income[i], kept.audience[i] = pays[place] * (skill[i] * hours[i]), 0.0
