"""M - C: capital buys labour and compute."""

import math
from functools import partial
from heapq import heapify, heappop
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.economy import derived
from sim.economy.derived import (
    by_craft,
    feasible_share,
    fee_ceiling,
    job_yields,
    on_offer,
    ratio,
    replaced_wage,
    slot_charge,
    slot_cost,
    slot_use,
    task_ranks,
    unbeaten,
    uneven_yields,
)
from sim.economy.kernels import markets, people
from sim.economy.rules import agents as life
from sim.economy.rules import compute as rule
from sim.economy.rules import labour, production
from sim.economy.rules.expectations import smooth
from sim.economy.world import COGNITIVE, PHYSICAL, Agents, Bytes, Firms, Flags, Floats, Frontier, Ints, Numbers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.parameters import Params
from sim.engine.streams import autoregressive, below, draw, once, queue, uniforms


def advance_frontier(w: World) -> None:
    """The frontier of AI moves on, and every release cycle it is frozen into a new version."""
    p, f = w.params, w.frontier
    if p.ai_off:
        return
    if f.since < 0 and p.ai and w.month >= p.ai_arrival:
        f.since = w.month
        f.first = f.capability = p.ai_start_capability
        f.efficiency = p.ai_start_efficiency
    elif f.since >= 0:
        f.capability = life.frontier(f.capability, 1, ai_growth=p.ai_growth, ai_ceiling=p.ai_ceiling)
        f.efficiency *= 1.0 + p.ai_efficiency_growth
    f.own[:], f.pace[:] = f.capability, p.ai_growth if p.ai else 0.0
    if f.since >= 0 and (w.month - f.since) % p.release_cycle == 0:
        f.grow(versions=f.versions_efficiency.size + 1)
        f.versions_capability[:, -1], f.versions_efficiency[-1] = f.capability, f.efficiency


LOSS, NEWER, RANK = range(3)
READINGS = ("loss", "newer", "rank")  # of the text on deletion, `deletion_rule`


def own_clouds(w: World) -> None:
    """Cloud firms are public or private, by number or by size; whoever is nationalised or sold changes hands as it stands."""
    _own_clouds(w.numbers, w.ledger["clouds", "slots"], w.firms.public[w.clouds], derived.heads(w))


@compiled
def _own_clouds(numbers: Numbers, slots: Ints, public: Flags, heads: int) -> None:
    """Writes who is public. Slots in millionths."""
    p = numbers[0]
    size = 1e3 * sums.units(slots) / heads
    found = rule.public_clouds(size, public, commons_share=p.commons_share, commons_threshold=p.commons_threshold)
    for cloud in range(public.size):
        public[cloud] = found[cloud]


def move_productivity(w: World) -> None:
    """Technology moves on for all producers, and some jump ahead of their department or behind it."""
    p, firms, size = w.params, w.firms, w.producers.stop
    w.technology = autoregressive(
        w.seed, "technology", w.month, w.technology, persistence=p.technology_persistence, sd=p.technology_sd
    )
    jumps = np.zeros(size)
    if p.firm_productivity_sd > 0.0:
        hangs_on = size, p.firm_productivity_sd, p.firm_productivity_half_life, p.firm_productivity_gap
        (jumps,) = once(w.seed, "productivity", w.month, hangs_on, partial(_jumps, size, p))
    lead = production.lead(firms.lead[w.producers], jumps, half_life=p.firm_productivity_half_life)
    firms.lead[w.producers] = lead
    level = p.labour_productivity * math.exp(w.technology)
    _move_productivity(firms.handle, np.exp(-lead), (w.dept1.stop, w.dept2.stop), level)


def _jumps(size: int, p: Params, stream: np.random.Generator) -> tuple[Floats]:
    """By how much the lead of each producer jumps this month, log points: mostly not at all."""
    half_life, gap = p.firm_productivity_half_life, p.firm_productivity_gap
    width = production.jump_width(p.firm_productivity_sd, half_life=half_life, gap=gap)
    jumps = stream.random(size) < 1.0 / gap
    return (np.asarray(jumps * stream.laplace(0.0, width, size)),)


@compiled
def _move_productivity(firms: Firms, lag: Floats, ends: tuple[int, int], level: float) -> None:
    """Writes ``productivity``. ``lag``: labour that each producer needs for what its department needs one for."""
    start = 0
    for stop in ends:
        mean = sums.mean_price(lag, firms.expected, firms.active, start, stop)
        for i in range(start, stop):
            firms.productivity[i] = production.productivity(lag[i], mean, level=level)
        start = stop


def plan_output(w: World) -> None:
    """Producers plan output from expected sales and stocks; the plan gives the need for hands, slots the need for upkeep."""
    machines, slots = w.ledger["producers", "machines"], w.ledger["clouds", "slots"]
    _plan_output(w.numbers, w.firms.handle, w.stocks, machines, slots)


@compiled
def _plan_output(numbers: Numbers, firms: Firms, stocks: Floats, machines: Ints, slots: Ints) -> None:
    """Writes the plans of producers and, of producers and clouds, the need for hands. Machines and slots in millionths."""
    p, hands = numbers[0], firms.need[PHYSICAL]
    for i in range(machines.size):
        largest = production.capacity(
            machines[i] / 1e6, power_off=p.power_off, machines_per_capacity=p.machines_per_capacity
        )
        team: Any = production.team_output(
            cognitive_share=p.cognitive_share, labour_slack=p.labour_slack, labour_productivity=firms.productivity[i]
        )
        firms.plan[i] = production.planned_output(
            max(firms.expected[i], team),
            stocks[i],
            largest,
            stock_target=p.stock_target,
            stock_closing_time=p.stock_closing_time,
        )
        hands[i] = production.labour_need(
            firms.plan[i],
            1.0 - p.cognitive_share,
            labour_slack=p.labour_slack,
            labour_productivity=firms.productivity[i],
        )
    for i in range(slots.size):
        hands[machines.size + i] = p.upkeep_workers * (slots[i] / 1e6)


def supply_labour(w: World) -> None:
    """Workers decide by last month's unearned income, the UBI and what is given in kind, how long to work and whether to at all."""
    p, workers = w.params, w.workers
    unearned = ratio(w.state.ubi + w.state.basket_cost / derived.heads(w), w.state.mean_wage)
    withdrawn = labour.withdrawn(unearned, participation_response=p.participation_response)
    people.offer(workers.handle, withdrawn, labour.hours(unearned, hours_response=p.hours_response))


def quit_jobs(w: World) -> None:
    """Some workers quit; whoever may be without a job this month writes applications. Firms learn where they round to whole workers."""
    workers, persons = w.workers, w.workers.skill.size
    w.firms.rounding = uniforms(w.seed, "rounding", w.month, w.firms.rounding.shape)
    np.putmask(workers.employer, below(w.seed, "quits", w.month, persons, w.params.quit_rate), -1)
    letters = workers.letters.shape
    workers.turn, workers.letters = once(
        w.seed, "search", w.month, letters, lambda stream: (stream.random(persons), stream.random(letters, np.float32))
    )


def hire_hands(w: World) -> None:
    """Physical workers are laid off or hired: first, since cognitive work and AI are bought to match their hands."""
    firms, channels = w.firms, w.channels
    _staff(w, PHYSICAL, firms.need[PHYSICAL] - channels.hands_spared, channels.hands_bought)
    _need_minds(w.numbers, firms.handle, w.producers.stop, channels.hands_spared)


@compiled
def _need_minds(numbers: Numbers, firms: Firms, producers: int, hands_spared: Floats) -> None:
    """Writes what producers need of cognitive work, for as much of their plan as their hands suffice for, and the channel of robots."""
    p, hands, minds = numbers[0], firms.labour[PHYSICAL], firms.need[COGNITIVE]
    for i in range(producers):
        by_hands = production.largest_output(
            hands[i] + hands_spared[i],
            1.0 - p.cognitive_share,
            labour_slack=p.labour_slack,
            labour_productivity=firms.productivity[i],
            flexible_hours=p.flexible_hours,
        )
        minds[i] = production.labour_need(
            min(firms.plan[i], by_hands),
            p.cognitive_share,
            labour_slack=p.labour_slack,
            labour_productivity=firms.productivity[i],
        )


def host_agents(w: World) -> None:
    """Clouds put slots on the market; agents are born in new slots, die with their hardware, are replaced or retrained."""
    firms, agents = w.firms, w.agents
    if w.frontier.since < 0:
        return
    clouds = agents.count.size
    limits = w.channels.slots_usable, w.channels.slots_at_work
    most = _offer_slots(w.numbers, on_offer(w), w.ledger["clouds", "slots"], limits, agents.offered)
    agents.age += 1
    slots = agents.version.shape[1]
    if most > slots:
        slots = most * 5 // 4 + 8
        agents.grow(slots=slots)
    agents.effort[:] = 1.0
    agents.useful[:] = w.channels.slot_work
    cost = slot_cost(w)
    agents.births, agents.deaths, agents.deleted = _host_agents(
        w.numbers,
        agents.handle,
        w.frontier.handle,
        firms.handle,
        cost,
        cost / w.channels.fees_kept,
        # Drawn slot by slot, so that more slots keep the old numbers.
        uniforms(w.seed, "agents", w.month, (slots, clouds)),
        READINGS.index(w.params.deletion_rule),
    )


@compiled
def _offer_slots(
    numbers: Numbers, on_offer: Floats, slots: Ints, limits: tuple[Floats, Floats], offered: Floats
) -> int:
    """Write how many of its ``slots``, millionths, each cloud puts on the market; the most agents that one of them hosts.

    ``limits``: slots that can be used at most, and the share of those used that works for the market.
    """
    p, (usable, at_work) = numbers[0], limits
    most = 0
    for cloud in range(offered.size):
        offered[cloud] = 0.0 if p.ai_off else on_offer[cloud] * ((1.0 - p.power_off) * (slots[cloud] / 1e6))
        offered[cloud] = min(offered[cloud], usable[cloud]) * at_work[cloud]
        most = max(most, int(np.ceil(offered[cloud])))
    return most


@compiled
def _host_agents(
    numbers: Numbers,
    agents: Agents,
    frontier: Frontier,
    firms: Firms,
    cost: float,
    covered: Floats,
    chance: Floats,
    reading: int,
) -> tuple[int, int, int]:
    """Writes all of agents but their work; births, deaths and deletions. ``chance``: (slots, clouds) uniforms; ``reading``: of READINGS.

    ``covered``: fees of a slot that leave each cloud its ``cost``, money.
    """
    first = firms.price.size - agents.count.size
    public, fee, rounding = firms.public[first:], firms.price[first:], firms.rounding[first:]
    count, offered, version, age = agents.count, agents.offered, agents.version, agents.age
    revenue, effort, versions = agents.revenue, agents.effort, frontier.versions_efficiency
    useful = agents.useful
    p = numbers[0]
    newest = versions.size - 1
    births, deaths, deleted = 0, 0, 0
    doomed = np.empty(version.shape[1], np.bool_)  # who is deleted if a newer version waits
    for cloud in range(count.size):
        old, new = count[cloud], int(np.ceil(offered[cloud]))
        count[cloud] = new
        if new < old:
            _drop(old, new, version[cloud], age[cloud], revenue[cloud])
            deaths += old - new
        for slot in range(old, new):
            version[cloud, slot], age[cloud, slot], revenue[cloud, slot] = newest, 0, cost
            births += 1
        for slot in range(new):
            if reading == LOSS:
                doomed[slot] = life.obsolete(
                    age[cloud, slot],
                    revenue[cloud, slot],
                    covered[cloud],
                    version[cloud, slot] < newest,
                    agent_grace=p.agent_grace,
                )
            elif reading == NEWER:
                doomed[slot] = life.outearned(
                    age[cloud, slot],
                    fee[cloud] * useful[cloud] * (versions[newest] - versions[version[cloud, slot]]),
                    p.deletion_cost * covered[cloud],
                    life=1.0 / p.hardware_wear,
                    agent_grace=p.agent_grace,
                )
            else:
                doomed[slot] = age[cloud, slot] > p.agent_grace and version[cloud, slot] < newest
        if reading == RANK:
            _lowest(doomed[:new], revenue[cloud], p.deletion_share, rounding[cloud])
        for slot in range(new):
            outdated = version[cloud, slot] < newest
            if public[cloud]:
                if outdated and chance[slot, cloud] < p.commons_upgrade:
                    version[cloud, slot] = newest
                continue
            worn = chance[slot, cloud] < p.hardware_wear
            threatened = outdated and p.deletion
            if worn or (threatened and doomed[slot]):
                version[cloud, slot], age[cloud, slot], revenue[cloud, slot] = newest, 0, cost
                births += 1
                deaths += worn
                deleted += not worn
            else:
                effort[cloud, slot] = life.effort(
                    revenue[cloud, slot], cost, threatened, effort_response=p.effort_response
                )
    sums.mean_work(version, effort, count, versions, agents.efficiency)
    for cloud in range(count.size):
        agents.efficiency[cloud] *= useful[cloud]
    return births, deaths, deleted


@compiled
def _lowest(eligible: Flags, takings: Floats, share: float, rounding: float) -> None:
    """Of those who are eligible leave the share of lowest takings so, rounded where ``rounding`` says, the first of equals first."""
    chosen = np.zeros(eligible.size, np.bool_)
    for _ in range(int(share * eligible.sum() + rounding)):
        least = -1
        for slot in range(eligible.size):
            if eligible[slot] and not chosen[slot] and (least < 0 or takings[slot] < takings[least]):
                least = slot
        chosen[least] = True
    for slot in range(eligible.size):
        eligible[slot] = chosen[slot]


@compiled
def _drop(old: int, new: int, version: npt.NDArray[np.int16], age: npt.NDArray[np.int32], revenue: Floats) -> None:
    """Of a cloud's agents, as many as slots are missing go: those of the lowest takings, the last of equals first."""
    left = [revenue[slot] for slot in range(old)]
    heapify(left)
    least = 0.0
    for _ in range(old - new):
        least = heappop(left)  # in the end, of the best that go
    equals = 0  # that stay nevertheless
    for takings in left:
        equals += takings == least
    place = 0
    for slot in range(old):
        equal = revenue[slot] == least
        if revenue[slot] > least or (equal and equals > 0):
            version[place], age[place], revenue[place] = version[slot], age[slot], revenue[slot]
            place += 1
        equals -= equal


def price_compute(w: World) -> None:
    """Clouds set the fee for an effective worker-month: private ones by mark-up, public ones at average cost."""
    firms = w.firms
    if w.frontier.since < 0:
        return
    bounds = _price_compute(
        w.numbers,
        slot_charge(w),
        w.agents.efficiency * w.channels.fees_kept,  # fees cover cost by what clouds keep of them
        fee_ceiling(w),
        firms.markup[w.clouds],
        firms.use[w.clouds],
        firms.public[w.clouds],
        firms.price[w.clouds],
    )
    w.bound_each(("fee_ceiling", "commons_use_min"), bounds)


@compiled
def _price_compute(
    numbers: Numbers,
    slot_cost: Floats,
    efficiency: Floats,
    ceiling: float,
    markup: Floats,
    use: Floats,
    public: Flags,
    price: Floats,
) -> tuple[int, int]:
    """Writes the fee of each cloud; how many stand at the ceiling, and how many public ones at the least use.

    ``slot_cost``: of a slot on the market, with all that its fees have to pay for.
    """
    p = numbers[0]
    highest, idle = 0, 0
    for i in range(price.size):
        cost = slot_cost[i] / efficiency[i]
        if public[i]:
            price[i] = rule.commons_fee(cost, use[i], ceiling, commons_use_min=p.commons_use_min)
            idle += use[i] < p.commons_use_min
        else:
            price[i] = rule.private_fee(cost, markup[i], ceiling)
        highest += price[i] >= ceiling
    return highest, idle


def adopt_ai(w: World) -> None:
    """Producers reorganise, slowly, towards the share of cognitive work that AI could do at a saving."""
    firms = w.firms
    if w.frontier.since < 0:
        return
    feasible = feasible_share(w, w.frontier.versions_capability[:, -1])
    w.bound("feasible_max", _adopt_ai(w.numbers, firms.active, feasible, firms.feasible, firms.adoption))


@compiled
def _adopt_ai(numbers: Numbers, active: Flags, found: Floats, feasible: Floats, adoption: Floats) -> int:
    """Writes the last two columns of the producers there are; how many stand at the bound of what is feasible."""
    p = numbers[0]
    highest = 0
    for i in range(found.size):
        if active[i]:
            feasible[i] = found[i]
            adoption[i] = smooth(adoption[i], feasible[i], speed=p.adoption_speed)
            highest += feasible[i] >= p.feasible_max
    return highest


def rent_compute(w: World) -> None:
    """Producers rent AI agents, where they save most or, all clouds alike, where it is cheapest, newest agents first; the books take it."""
    p, firms, agents = w.params, w.firms, w.agents
    for column in (firms.ai_work, firms.compute, firms.fees):
        column[:] = 0.0
    w.ledger.post("compute_ready", w.ledger["clouds", "slots"])
    if w.frontier.since >= 0:
        producers, clouds = firms.plan[w.producers].size, agents.count.size
        price, wage = firms.price[w.clouds], replaced_wage(w)
        asks = w.channels.handed_over, w.channels.hands_entrusted
        total = _ask(firms.handle, w.frontier.handle, asks, wage, price * (1.0 + p.ai_tax))
        # AI that is switched off is not scarce: nobody asks for it.
        w.compute_unmet = rule.unmet(sums.total(agents.offered * agents.efficiency), 0.0 if p.ai_off else total)
        order, ties = once(w.seed, "renting", w.month, (producers, clouds), partial(_rivals, producers, clouds))
        turns = order, _lines(w.channels.cloud_savings, (price + ties).argsort(kind="stable"))
        rented = _rent(w, turns, wage, price * (1.0 + p.ai_tax))
        fees = w.ledger.round("ai_fees", rented[0] * price)
        given, taken = np.zeros(clouds, np.int64), np.zeros(producers, np.int64)
        _count_rent(w.numbers, firms.handle, agents.handle, rented, fees, given, taken)
        w.ledger.post("ai_labour", firms.ai_work[w.producers] * w.channels.ai_worth[w.producers])
        w.ledger.settle("compute_rented", given, taken)
        w.ledger.post("compute_used", taken)
        w.rented[:] = rented[0]


def _rent(w: World, turns: tuple[Ints, Ints], wage: Floats, fees: Floats) -> Floats:
    """What each producer rents from each cloud, (2, producers, clouds): work, worker-months, and compute, slot-months.

    Where a mechanism says who comes first, or what needs are taken for, nobody gets a quota. Where compute is allotted, what somebody can't
    use of it, since AI does not reach that far or costs too much, goes round again.
    """
    firms, agents, producers = w.firms, w.agents, wage.size
    first, seen = w.channels.renting_first[w.producers], w.channels.need_seen[w.producers]
    rented, most = np.zeros((2, producers, fees.size)), np.full(producers, np.inf)
    agents.work[:] = agents.replaced[:] = 0.0
    quota = 1.0 - w.compute_unmet if w.params.compute_scarce else 1.0
    if first.any():
        turns, quota = (rule.first_served(turns[0], first), turns[1]), 1.0
    need, supply, done = firms.entrusted[w.producers], sums.total(agents.offered * agents.efficiency), np.zeros(producers)
    want = firms.adoption[w.producers] * need if seen.any() else done
    while True:
        if seen.any():
            most, quota = done + rule.rationed(want - done, need, seen, max(supply - done.sum(), 0.0)), 1.0
        markets.rent(turns, firms.handle, agents.handle, w.frontier.handle, wage, fees, (quota, most), rented)
        done = rented[0].sum(axis=1)
        spared = done < most - markets.ENOUGH
        if not spared.any() or not (most < want)[~spared].any():
            return rented
        want = np.where(spared, done, want)


def lapse_compute(w: World) -> None:
    """What nobody has used of this month's compute lapses."""
    w.ledger.post("compute_idle", w.ledger["clouds", "compute"])


@compiled
def _lines(savings: Floats, cheapest: Ints) -> Ints:
    """Clouds in the order in which each producer goes to them: where it saves most first, of equals the cheapest.

    A row a producer, or one for all where no saving is told apart. ``savings`` (producers, clouds).
    """
    apart = savings.any()
    lines = np.empty((savings.shape[0] if apart else 1, cheapest.size), np.int64)
    for f in range(lines.shape[0]):
        for k in range(cheapest.size):
            place = k
            while place > 0 and savings[f, lines[f, place - 1]] < savings[f, cheapest[k]]:
                lines[f, place] = lines[f, place - 1]
                place -= 1
            lines[f, place] = cheapest[k]
    return lines


@compiled
def _ask(firms: Firms, frontier: Frontier, asks: tuple[Floats, Floats], wage: Floats, fees: Floats) -> float:
    """Writes ``entrusted``; AI work that all producers ask for at these fees, worker-months. ``wage``: that it replaces at each of them.

    ``asks``: the channels ``handed_over`` and ``hands_entrusted``.
    """
    handed_over, hands = asks
    newest, asked = np.empty(fees.size), np.zeros(wage.size)
    for c in range(fees.size):
        newest[c] = frontier.versions_capability[c, frontier.versions_capability.shape[1] - 1]
    for i in range(wage.size):
        firms.entrusted[i] = firms.need[COGNITIVE, i] * handed_over[i] + hands[i]
    for c in unbeaten(newest, fees):
        for i in range(wage.size):
            reach = newest[c] * firms.jaggedness[i]
            here: Any = rule.asked(firms.entrusted[i], firms.adoption[i], reach, fees[c], wage[i])
            asked[i] = max(asked[i], here)
    return sums.total(asked)


def _rivals(producers: int, clouds: int, stream: np.random.Generator) -> tuple[npt.NDArray[Any], ...]:
    """The order in which firms rent, and what parts clouds of the same price."""
    return stream.permutation(producers), 1e-12 * stream.random(clouds)


@compiled
def _count_rent(
    numbers: Numbers, firms: Firms, agents: Agents, rented: Floats, fees: Ints, given: Ints, taken: Ints
) -> None:
    """Writes agents' trailing revenue, four columns of firms, and the millionths of compute that each cloud gives, each producer takes.

    ``rented`` (2, producers, clouds): work, worker-months, and compute, slot-months; ``fees`` (producers, clouds), millionths.
    """
    p, work, compute = numbers[0], rented[0], rented[1]
    producers, clouds = work.shape
    price, use = firms.price[producers:], firms.use[producers:]
    takings, revenue = agents.work, agents.revenue
    for i in range(producers):
        firms.ai_work[i] = sums.total(work[i])
        bill = 0
        for cloud in range(clouds):
            used = np.int64(np.floor(compute[i, cloud] * 1e6))
            given[cloud] += used
            taken[i] += used
            bill += fees[i, cloud]
        firms.compute[i], firms.fees[i] = taken[i] / 1e6, bill / 1e6
    for cloud in range(clouds):
        earned = 0
        for i in range(producers):
            earned += fees[i, cloud]
        firms.compute[producers + cloud], firms.fees[producers + cloud] = given[cloud] / 1e6, earned / 1e6
        for slot in range(revenue.shape[1]):
            revenue[cloud, slot] += p.agent_revenue_memory * (
                takings[cloud, slot] * price[cloud] - revenue[cloud, slot]
            )
    now = slot_use(agents.offered, firms.compute[producers:], use)
    for cloud in range(clouds):
        use[cloud] = smooth(use[cloud], now[cloud], speed=p.use_memory)


def hire_minds(w: World) -> None:
    """Cognitive workers are laid off or hired for what AI does not do, and for what firms keep staff on call."""
    p, firms = w.params, w.firms
    need = firms.need[COGNITIVE] / w.channels.judgement - (1.0 - p.standby) * firms.ai_work
    ranks = task_ranks(w)
    places = None if ranks is None else _displaced(w, ranks) - (ranks >= 1.0).astype(np.int8)
    _staff(w, COGNITIVE, need, w.channels.minds_bought, places)


def _displaced(w: World, ranks: Floats) -> Bytes:
    """Whose tasks, of these ``ranks`` of difficulty, AI does: in the own firm, or for the jobless in the economy. Shape (persons,)."""
    need, done = w.firms.need[COGNITIVE], w.firms.ai_work[w.producers].sum()
    shares = np.append(w.firms.ai_work / np.maximum(need, 1e-9), done / max(need.sum(), 1e-9))
    return labour.displaced(ranks, shares[w.workers.employer]).astype(np.int8)  # -1, without a job: the last


def _staff(w: World, occupation: int, need: Floats, bought: Floats, places: Bytes | None = None) -> None:
    """Lay-offs and hiring of one occupation; writes labour and unfilled vacancies of firms.

    ``bought``: by the piece, off the need for staff and part of the firm's labour.
    ``places``: who of higher number goes first and is hired last; of equals, or without, chance decides.
    """
    firms, workers, need = w.firms, w.workers, need - bought
    purpose = ("layoffs_cognitive", "layoffs_physical")[occupation]
    yields = job_yields(w)
    line = queue(w.seed, purpose, w.month, yields.size)
    if places is not None:
        if not by_craft(w):
            line = draw(w.seed, purpose, w.month).permutation(yields.size), 1
        line = markets.line_up(line, places), 1
    wanted = need, w.channels.layoff_pace
    applicants, vacancy = markets.lay_off(
        w.numbers, workers.handle, firms.handle, line, occupation, yields, wanted, uneven_yields(w)
    )
    turns = workers.turn.take(applicants)
    if places is not None:
        turns += places[applicants]  # turns are below 1
    applicants = applicants.take(turns.argsort())
    markets.take_on(applicants, workers.letters, workers.handle, firms.handle, occupation, yields, need, vacancy)
    firms.labour[occupation] += bought
