"""Work is bought by the piece and paid, members come and go, and clouds bid for those who build AI."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.economy.derived import ai_at_work, counted, piece_fresh, ratio
from sim.economy.kernels import people
from sim.economy.mechanisms.contracts import rules as rule
from sim.economy.mechanisms.contracts.state import GIGS, NICHE, POOLS, SIMPLE, Contracts
from sim.economy.rules.expectations import smooth
from sim.economy.world import COGNITIVE, CREATOR, CROWD, GIG, PHYSICAL, Firms, Floats, Ints, Numbers, Workers, World
from sim.engine import sums
from sim.engine.compiled import compiled
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


def _open(w: World) -> None:
    """A pool whose share of need is no longer 0 opens with that share of staff, out of all firms alike, who have no post from now on.

    The share is of all whom firms had before any pool took some.
    """
    p, kept, workers = w.params, _kept(w), w.workers
    shares = p.crowd_share, p.gig_share, p.cultural_share
    if not any(share != 0.0 and not opened for share, opened in zip(shares, kept.opened.tolist(), strict=True)):
        return
    pools = (
        (CROWD, p.crowd_share, COGNITIVE, w.producers),
        (CREATOR, p.cultural_share, COGNITIVE, w.dept2),
        (GIG, p.gig_share, PHYSICAL, w.producers),
    )
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
    kept, channels = _kept(w), w.channels
    _open(w)
    _clear(kept.handle)
    if not kept.opened[GIG - 1]:
        return
    robots, hands, bought = np.empty((3, w.producers.stop))
    given = kept.reached, piece_fresh(w)
    kept.hand = _buy_gigs(
        w.numbers_of("contracts"), w.firms.handle, w.workers.handle, kept.handle, given, robots, hands, bought
    )
    channels.write("hands_spared", robots, w.producers)
    if ai_at_work(w):
        channels.write("hands_entrusted", hands, w.producers)
    channels.write("hands_bought", bought, w.producers)


@compiled
def _clear(kept: Contracts) -> None:
    """Nothing has been bought this month."""
    kept.pieces[:], kept.worked[:], kept.earned[:], kept.bill[:] = 0.0, 0.0, 0.0, 0.0


@compiled
def _buy_gigs(
    numbers: Numbers,
    firms: Firms,
    workers: Workers,
    kept: Contracts,
    given: tuple[float, float],
    robots: Floats,
    hands: Floats,
    bought: Floats,
) -> float:
    """Writes what robots of each producer do, what AI could, and what it buys, worker-months; what gigs are asked for, paid and owed.

    The wage offer to hands. ``given``: AI's share of cognitive work, and the yield of an hour.
    """
    p, (reached, fresh), hand = numbers[0], given, sums.mean_offer(firms.wage[PHYSICAL], firms.active, bought.size)
    need, pay = firms.need[PHYSICAL], kept.rate[GIGS] * hand
    for i in range(bought.size):
        robots[i] = min(kept.robots[i], p.gig_share * need[i])
        hands[i] = p.physical_frontier * p.gig_share * need[i]
        bought[i] = rule.gig_demand(need[i], robots[i], gig_share=p.gig_share)
    wanted = sums.total(bought)
    offered = _gig_work(numbers, workers, kept, (wanted, reached, fresh), pay)
    kept.tight[GIGS] = _tightness(wanted, offered)
    part = min(_share(offered, wanted), 1.0)
    for i in range(bought.size):
        bought[i] *= part
        kept.bill[GIG - 1, i] = pay * bought[i]
    return hand


@compiled
def _tightness(wanted: float, offered: float) -> float:
    """Pieces asked for over pieces offered."""
    return wanted / max(offered, ROUNDING)


@compiled
def _share(one: float, other: float) -> float:
    """``ratio`` for compiled code."""
    return one / other if other > 0.0 else 0.0


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
    kept, channels, wage = _kept(w), w.channels, w.mean_offer(COGNITIVE)
    both, given = (w.numbers_of("contracts"), w.numbers), (channels.hands_entrusted, channels.judgement)
    left = np.empty(w.producers.stop)
    kept.reached = _after_ai(both, w.firms.handle, kept.handle, given, w.ledger["clouds", "slots"], left)
    channels.write("ai_hands", kept.robots, w.producers)
    if kept.opened[CROWD - 1]:
        bought, terms = np.empty(left.size), (wage, kept.bar, piece_fresh(w))
        _order(both[0], w.firms.handle, w.workers.handle, kept.handle, terms, left, bought)
        channels.write("minds_bought", bought, w.producers)
    if kept.opened[CREATOR - 1]:
        _buy_culture(w, wage, left)


@compiled
def _after_ai(
    both: tuple[Numbers, Numbers], firms: Firms, kept: Contracts, given: tuple[Floats, Floats], slots: Ints, left: Floats
) -> float:
    """Writes what AI leaves of each producer's need, worker-months, and how many clouds want who build AI; the share of need that AI does.

    What was rented for robots works as hands from next month on, and is no cognitive work. ``both``: numbers of the room and of the core;
    ``given``: the channels ``hands_entrusted`` and ``judgement``; ``slots`` in millionths.
    """
    p, core, (hands, judgement) = both[0][0], both[1][0], given
    need, done = firms.need[COGNITIVE, : left.size], firms.ai_work[: left.size]
    for i in range(left.size):
        kept.robots[i] = rule.robots(done[i], hands[i], firms.entrusted[i])
        done[i] -= kept.robots[i]
        left[i] = max(need[i] / judgement[i] - (1.0 - core.standby) * done[i], 0.0)
    reached = _share(sums.total(done), sums.total(need))
    for c in range(slots.size):
        built: Any = slots[c] / 1e6 if p.core_staff else 0.0
        firms.need[COGNITIVE, left.size + c] = rule.core_demand(
            built, reached, core_per_slot=p.core_per_slot, core_exposure=p.core_exposure
        )
    return reached


@compiled
def _order(
    numbers: Numbers,
    firms: Firms,
    workers: Workers,
    kept: Contracts,
    given: tuple[float, float, float],
    left: Floats,
    bought: Floats,
) -> None:
    """Writes pieces that each producer buys from the crowd, worker-months, takes them off what is left, and writes what is owed for them.

    ``given``: the wage offer to minds, the bar of the niche, and the yield of an hour.
    """
    p, (wage, bar, fresh) = numbers[0], given
    need, done, served = firms.need[COGNITIVE], firms.ai_work, np.zeros(4)
    simple, niche = np.empty(left.size), np.empty(left.size)
    checking = p.checking_share if p.crowd_share > 0.0 else 0.0  # a date may end it
    for i in range(left.size):
        simple[i] = rule.crowd_demand(
            need[i],
            done[i] / max(need[i], ROUNDING),
            crowd_share=p.crowd_share,
            crowd_niche=p.crowd_niche,
            crowd_exposure=p.crowd_exposure,
        )
        niche[i] = rule.niche_demand(
            need[i], done[i], crowd_share=p.crowd_share, crowd_niche=p.crowd_niche, checking_share=checking
        )
        fits = min(left[i] / max(simple[i] + niche[i], ROUNDING), 1.0)  # nobody buys more than there is to do
        simple[i] *= fits
        niche[i] *= fits
    asked = sums.total(simple), sums.total(niche)
    pay = wage * kept.rate[SIMPLE], wage * kept.rate[NICHE]
    _crowd_work(_best_first(workers), workers, kept, (asked[0], asked[1], bar, fresh), pay, served)
    kept.tight[SIMPLE], kept.tight[NICHE] = _tightness(asked[0], served[2]), _tightness(asked[1], served[3])
    parts = _share(served[0], asked[0]), _share(served[1], asked[1])
    for i in range(left.size):
        simple[i] *= parts[0]
        niche[i] *= parts[1]
        bought[i] = simple[i] + niche[i]
        kept.bill[CROWD - 1, i] = pay[0] * simple[i] + pay[1] * niche[i]
        left[i] -= bought[i]


@compiled
def _best_first(workers: Workers) -> Rows:
    """Members of the crowd by skill, of equals as they stand."""
    members = _members(workers, CROWD)
    return members[np.argsort(-workers.skill[members], kind="mergesort")]


@compiled
def _crowd_work(
    line: Rows,
    workers: Workers,
    kept: Contracts,
    asked: tuple[float, float, float, float],
    pay: tuple[float, float],
    served: Floats,
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


def _buy_culture(w: World, wage: float, left: Floats) -> None:
    """Producers of consumer goods pay creators for what people choose of them, however few they are: a work serves many."""
    kept, both = _kept(w), (w.numbers_of("contracts"), w.numbers)
    choices = uniforms(w.seed, "choices", w.month, (w.workers.skill.size,))
    given, bought = (wage, ai_at_work(w), w.dept2.start), np.zeros(left.size)
    kept.human = _make_culture(both, w.firms.handle, w.workers.handle, kept.handle, (_talent(w), choices), given, left, bought)
    w.channels.write("minds_bought", bought, w.producers)


@compiled
def _make_culture(
    both: tuple[Numbers, Numbers],
    firms: Firms,
    workers: Workers,
    kept: Contracts,
    of_each: tuple[Floats, Floats],
    given: tuple[float, bool, int],
    left: Floats,
    bought: Floats,
) -> float:
    """Writes what ``_serve`` does; the share of culture that people make. All hours of creators count as worked, whoever looks at it.

    ``both``: numbers of the room and of the core; ``of_each``: talent, and a uniform; ``given``: the wage offer to minds, whether AI is at
    work, and the first producer of consumer goods.
    """
    p, (talent, choices), (wage, _, start) = both[0][0], of_each, given
    human, members = 1.0 - _of_ai(both, firms, given, left.size), _members(workers, CREATOR)
    if members.size > 0:
        chance = rule.appeal(
            talent[members], kept.audience[members], superstar=p.superstar, audience_herding=p.audience_herding
        )
        _serve(both[0], firms, kept, members, _chosen(choices, workers, human, chance), left, (wage, human, start), bought)
    for i in members:
        kept.worked[i] = workers.hours[i]
    return human


@compiled
def _of_ai(both: tuple[Numbers, Numbers], firms: Firms, given: tuple[float, bool, int], end: int) -> float:
    """AI's part in culture. What it can make of it is what producers have adopted, weighted by their need."""
    p, core, (wage, at_work, start) = both[0][0], both[1][0], given
    need, fee = firms.need[COGNITIVE, start:end], firms.price[end:].min() * (1.0 + core.ai_tax)
    reach = _share(sums.total(firms.adoption[start:end] * need), sums.total(need)) if at_work and fee > 0.0 else 0.0
    return rule.cultural_choice(
        reach,
        _share(wage, fee),
        human_made_premium=p.human_made_premium,
        cultural_elasticity=p.cultural_elasticity,
    )


@compiled
def _members(workers: Workers, which: int) -> Rows:
    """``flatnonzero(contract == which)``."""
    contract, found, count = workers.contract, np.empty(workers.contract.size, np.int64), 0
    for i in range(contract.size):
        found[count] = i
        count += contract[i] == which  # no branch: else the next one takes the place
    return found[:count]


@compiled
def _chosen(choices: Floats, workers: Workers, human: float, chance: Floats) -> Rows:
    """How many choices fall on each creator, of those, a uniform each, of the first people that there are: a share ``human`` of them.

    A choice falls on the first up to whom chances add up to more. Where to look for that one says a table of equal steps.
    """
    found, upto, last = np.zeros(chance.size, np.int64), np.cumsum(chance), chance.size - 1
    first, k = np.empty(8 * chance.size, np.int64), 0
    for step in range(first.size):
        while k < last and upto[k] <= upto[last] * (step / first.size):
            k += 1
        first[step] = k
    there = workers.occupation >= 0
    most = round(there.sum() * human)
    for i in range(choices.size):
        if there[i] and most > 0:
            most -= 1
            at, place = choices[i] * upto[last], first[min(int(choices[i] * first.size), first.size - 1)]
            while place > 0 and at < upto[place - 1]:  # a step may begin a rounding too late
                place -= 1
            while place < last and at >= upto[place]:
                place += 1
            found[place] += 1
    return found


@compiled
def _serve(
    numbers: Numbers,
    firms: Firms,
    kept: Contracts,
    members: Rows,
    found: Rows,
    left: Floats,
    given: tuple[float, float, int],
    bought: Floats,
) -> None:
    """Writes what each producer of consumer goods buys, worker-months, and owes, and what each creator is chosen, does and earns.

    ``found``: choices that fall on each; ``given``: the wage offer to minds, the share of culture that people make, and the first of these
    producers.
    """
    p, (wage, human, start) = numbers[0], given
    choices = found.sum()
    if choices == 0:
        return
    for i in range(start, bought.size):
        bought[i] = min(p.cultural_share * human * firms.need[COGNITIVE, i], left[i])
        kept.bill[CREATOR - 1, i] = wage * bought[i]
    work = sums.total(bought[start:])
    for k in range(members.size):
        i, share = members[k], found[k] / choices
        kept.audience[i] = smooth(kept.audience[i], share, speed=p.audience_memory)
        kept.pieces[i] = share * work
        kept.earned[i] = wage * kept.pieces[i]


def pay_pieces(w: World) -> None:
    """Members are paid what their pieces come to, taxed as wages are; producers share the bill of a pool by what they have bought of it."""
    firms, ledger, kept, workers = w.firms, w.ledger, _kept(w), w.workers
    if not kept.opened.any():
        return
    pay, size = ledger.round("piece_pay", kept.earned), firms.price.size
    given, short, tax = np.zeros(size, np.int64), np.empty(size, np.int64), np.empty(pay.size)
    both, rates = (w.numbers_of("contracts"), w.numbers), (w.state.income_tax + w.state.wage_levy, w.expected_inflation)
    books = pay, ledger["firms", "money"], given, short
    kept.takings = _count_pay(both, firms.handle, workers.handle, kept.handle, books, rates, kept.takings, tax)
    ledger.post("lending", short)
    ledger.settle("piece_pay", given, pay)
    ledger.post("income_tax", tax)


@compiled
def _count_pay(
    both: tuple[Numbers, Numbers],
    firms: Firms,
    workers: Workers,
    kept: Contracts,
    books: tuple[Rows, Rows, Rows, Rows],
    rates: tuple[float, float],
    takings: float,
    tax: Floats,
) -> float:
    """Writes what each firm pays for pieces, which counts as wages, what it is short of, taxes on pay, smoothed incomes and pay; smoothed
    pay of all creators, from its last.

    ``both``: numbers of the room and of the core; ``books``, millionths: each member's pay, deposits of firms, what they give and are short
    of; ``rates``: of tax, and expected inflation.
    """
    p, core, (rate, growth), (pay, money, given, short) = both[0][0], both[1][0], rates, books
    contract, income, earned, piece_income = workers.contract, workers.income, kept.earned, kept.piece_income
    of_creators, count, whole = np.empty(pay.size), 0, np.zeros(kept.bill.shape[0], np.int64)
    for i in range(pay.size):
        if contract[i] == 0:
            tax[i], piece_income[i] = 0.0, 0.0
            continue
        whole[contract[i] - 1] += pay[i]
        gross = pay[i] / 1e6
        tax[i] = rate * gross
        income[i] += core.income_memory_workers * (gross - tax[i])
        piece_income[i] = smooth(piece_income[i], earned[i], speed=p.piece_memory, growth=growth)
        if contract[i] == CREATOR:
            of_creators[count] = earned[i]
            count += 1
    part = np.empty(kept.bill.shape, np.int64)
    people.apportion(whole, kept.bill, np.zeros(whole.size), part)
    for i in range(kept.bill.shape[1]):
        hands, minds = part[GIG - 1, i], part[CROWD - 1, i] + part[CREATOR - 1, i]
        given[i] = hands + minds
        firms.wages[i] += given[i] / 1e6
        firms.paid[PHYSICAL, i] += hands / 1e6
        firms.paid[COGNITIVE, i] += minds / 1e6
        firms.outlay[i] += core.outlay_memory * given[i] / 1e6
    for i in range(given.size):
        short[i] = max(given[i] - money[i], 0)
    return float(smooth(takings, sums.total(of_creators[:count]), speed=p.piece_memory, growth=growth))


def bid_for_core(w: World) -> None:
    """Clouds offer those who build AI a part of their profit, which the newly trained erode."""
    if w.params.core_staff:
        kept = _kept(w)
        kept.premium = _bid(w.numbers_of("contracts"), w.firms.handle, w.producers.stop, kept.premium)


@compiled
def _bid(numbers: Numbers, firms: Firms, producers: int, premium: float) -> float:
    """Writes the wage offers of clouds to minds; what they add from now on, a share of those of ``producers``."""
    p, wage = numbers[0], sums.mean_offer(firms.wage[COGNITIVE], firms.active, producers)
    core, profit = sums.total(firms.labour[COGNITIVE, producers:]), sums.total(firms.profit[producers:])
    added = rule.core_bids(
        premium,
        _share(profit, wage * core),
        core_speed=p.core_speed,
        core_training=p.core_training,
        core_rent_share=p.core_rent_share,
    )
    firms.wage[COGNITIVE, producers:] = (1.0 + added) * wage
    return added


def move_members(w: World) -> None:
    """Rates follow what is asked for; the jobless may enter a pool after a while, and members leave who expect more outside."""
    kept = _kept(w)
    if not kept.opened.any():
        return
    both, given = (w.numbers_of("contracts"), w.numbers), (w.state.mean_wage, kept.bar, kept.takings, kept.human)
    chance = uniforms(w.seed, "moves", w.month, (w.workers.skill.size,))
    bounds = _move(both, w.firms.handle, w.workers.handle, kept.handle, w.producers.stop, given, chance)
    w.bound_each(("piece_min", "piece_max"), bounds)


# Ways into pools: the crowd's simple tasks and its niche, culture, and gigs by either occupation. Where what each pays stands in
# ``_pays``, whose outside option it is held against, and the place of its pool.
INTO_CROWD, INTO_NICHE, INTO_CULTURE, INTO_GIGS, INTO_GIGS_BY_HANDS = range(5)
PLACES = np.array([0, 1, 3, 2, 2])
TRADES = np.array([COGNITIVE, COGNITIVE, COGNITIVE, COGNITIVE, PHYSICAL])
POOL_OF = np.array([CROWD, CROWD, CREATOR, GIG, GIG]) - 1


@compiled
def _move(
    both: tuple[Numbers, Numbers],
    firms: Firms,
    workers: Workers,
    kept: Contracts,
    producers: int,
    given: tuple[float, float, float, float],
    chance: Floats,
) -> tuple[int, int]:
    """Writes rates, who comes and who goes; how many rates stand at the lower and at the upper bound. ``chance``: a uniform each.

    ``both``: numbers of the room and of the core; ``given``: smoothed mean wage, bar, pay of all creators, and the share of culture that
    people make.
    """
    core, (wage, bar, takings, human), (force, jobless) = both[1][0], given, counted(workers)
    bounds, members = _revise_rates(both[0], kept), np.flatnonzero(workers.contract)
    income, outside = np.empty(members.size + PLACES.size), np.empty(members.size + PLACES.size)
    terms = (
        (jobless[0] / max(force[0], 1), jobless[1] / max(force[1], 1)),
        (
            sums.mean_offer(firms.wage[COGNITIVE], firms.active, producers),
            sums.mean_offer(firms.wage[PHYSICAL], firms.active, producers),
        ),
        (core.replacement_rate * wage, bar, takings, human),
    )
    pays = _expect(members, workers, kept, terms, income, outside)
    gap = rule.move_gap(
        income, outside, natural_unemployment=core.natural_unemployment, replacement_rate=core.replacement_rate
    )
    _enter(both[0], workers, kept, chance, gap[members.size :], pays, bar)
    _leave(both[0], workers, kept, members, chance, gap)
    return bounds


@compiled
def _revise_rates(numbers: Numbers, kept: Contracts) -> tuple[int, int]:
    """Writes the three rates; how many stand at the lower and at the upper bound."""
    p, rate, tight = numbers[0], kept.rate, kept.tight
    both, asked, gigs, lowest, highest = (rate[SIMPLE], rate[NICHE]), (tight[SIMPLE], tight[NICHE]), rate[GIGS], 0, 0
    rate[SIMPLE], rate[NICHE] = rule.task_pay(
        both, asked, piece_speed=p.piece_speed, piece_min=p.piece_min, piece_max=p.piece_max
    )
    rate[GIGS] = rule.piece_pay(
        gigs, tight[GIGS], piece_speed=p.piece_speed, piece_min=p.piece_min, piece_max=p.piece_max
    )
    for k in range(rate.size):
        lowest += rate[k] <= p.piece_min
        highest += rate[k] >= p.piece_max
    return lowest, highest


@compiled
def _expect(
    members: Rows,
    workers: Workers,
    kept: Contracts,
    given: tuple[tuple[float, float], tuple[float, float], tuple[float, float, float, float]],
    income: Floats,
    outside: Floats,
) -> Floats:
    """Writes what a unit of skill of each member earns, behind them what each way into a pool pays, and what each can expect outside.

    Money a month. What is paid in the crowd below its bar and above, in gigs and in culture; where nobody is, that of the first who comes:
    the rate, if anything is asked for. ``given``: unemployment and wage offers by occupation; benefit, bar, pay of all creators, and the
    share of culture that people make.
    """
    unemployment, offers, (benefit, bar, takings, human) = given
    contract, skill, hours, occupation = workers.contract, workers.skill, workers.hours, workers.occupation
    earned, work, pays, size = np.zeros(4), np.zeros(4), np.empty(4), members.size
    expected = np.empty(2)
    for o in range(2):
        expected[o] = rule.outside(unemployment[o], offers[o], benefit)
    for k in range(size):
        i = members[k]
        way, labour = int(contract[i]), max(skill[i] * hours[i], 1e-12)
        if way == CROWD and skill[i] < bar:
            way = 0
        earned[way] += kept.piece_income[i]
        work[way] += labour
        income[k], outside[k] = kept.piece_income[i] / labour, expected[occupation[i]]
    earned[CREATOR] = takings  # whoever comes shares it: no more is chosen
    for way in range(4):
        asked = human if way == CREATOR else min(kept.tight[way], 1.0) * kept.rate[way]
        wage = offers[PHYSICAL] if way == GIG else offers[COGNITIVE]
        pays[way] = earned[way] / max(work[way], 1e-12) if work[way] > 0.0 else wage * asked
    for k in range(size):
        if contract[members[k]] == CREATOR:
            income[k] = pays[CREATOR]
    for way in range(PLACES.size):
        income[size + way], outside[size + way] = pays[PLACES[way]], expected[TRADES[way]]
    return pays


@compiled
def _leave(numbers: Numbers, workers: Workers, kept: Contracts, members: Rows, chance: Floats, gap: Floats) -> None:
    """Members leave who expect more outside. ``gap``: of each, log points."""
    p = numbers[0]
    for k in range(members.size):
        i = members[k]
        if chance[i] < rule.leaving(gap[k], mobility=p.mobility, patience=p.pool_patience):
            workers.contract[i] = 0
            kept.piece_income[i], kept.audience[i] = 0.0, 0.0


@compiled
def _enter(
    numbers: Numbers, workers: Workers, kept: Contracts, chance: Floats, gap: Floats, pays: Floats, bar: float
) -> None:
    """Writes contract, spell and income by the piece of those who enter. ``chance``: a uniform each; ``gap``: of each way in."""
    p, odds = numbers[0], np.zeros(PLACES.size)
    for way in range(PLACES.size):
        if kept.opened[POOL_OF[way]]:
            odds[way] = rule.entering(gap[way], mobility=p.mobility)
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
