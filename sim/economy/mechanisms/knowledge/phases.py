"""How clouds train, who pays for it, and who uses which cloud."""

from typing import Any

import numpy as np

from sim.economy.derived import heads, replaced_wage, slot_charge, slot_cost
from sim.economy.kernels import people
from sim.economy.mechanisms.knowledge import rules as rule
from sim.economy.mechanisms.knowledge.state import (
    AT_WORK,
    HUMAN,
    LEARNING,
    OWN,
    PAID,
    PUBLIC,
    SYNTHETIC,
    USERS,
    Knowledge,
)
from sim.economy.world import COGNITIVE, Firms, Flags, Floats, Frontier, Ints, Numbers, Workers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION
from sim.engine.streams import normals

Both = tuple[Numbers, Numbers, int]  # of the room and of the core, and how many workers there are


def begin(w: World, state: object) -> None:
    """Clouds know what the frontier of the day says, have read nothing and have sold nothing yet."""
    clouds, f = w.clouds.stop - w.clouds.start, w.frontier
    kept = Knowledge.zeros(
        clouds=clouds, producers=w.producers.stop, purposes=3, accounts=2, origins=5, workers=w.workers.skill.size
    )
    kept.fresh[:] = kept.quality[:] = 1.0
    kept.supplier[:] = -1
    kept.margin[:] = w.params.cloud_markup
    if f.since >= 0:
        kept.log[:] = rule.knowledge(f.own, f.first, ai_ceiling=w.params.ai_ceiling)
    w.knowledge = kept


def acting(w: World) -> Knowledge | None:
    """What clouds know, where they train: AI is there, and its frontier does not rise by itself."""
    return w.knowledge if w.params.trained_frontier and w.frontier.since >= 0 else None


@compiled
def seen_of(numbers: Numbers, public: Flags) -> Floats:
    """What each cloud sees at once of what each other learns. Shape (clouds, clouds)."""
    p = numbers[0]
    return rule.access(public, openness=p.openness, commons_openness=p.commons_openness)


def _both(w: World) -> Both:
    return w.numbers_of("knowledge"), w.numbers, heads(w)


def efficiency(w: World) -> float:
    """Of the frontier, as a multiple of that on arrival."""
    return float(w.frontier.efficiency / w.frontier.versions_efficiency[0])


def learn(w: World) -> None:
    """What clouds trained with last month is knowledge now, and moves the frontier of each."""
    p, f, kept = w.params, w.frontier, acting(w)
    if kept is None:
        if not p.trained_frontier:  # by a dated change: switched on again, it begins from the frontier of that day
            begin(w, None)
        return
    if p.ai_off:
        return
    if w.month == f.since:
        begin(w, None)
        return
    luck = normals(w.seed, "research", w.month, kept.log.size)
    f.capability = _learn(
        _both(w), w.firms.public[w.clouds], f.handle, kept.handle, (w.channels.capability_kept, luck), f.first
    )
    if (w.month - f.since) % p.release_cycle == 0:
        f.versions_capability[:, -1] = f.own


@compiled
def _learn(
    both: Both, public: Flags, frontier: Frontier, kept: Knowledge, met: tuple[Floats, Floats], first: float
) -> float:
    """Writes what clouds know, what it lets their models do, and of what it came; capability of the best.

    ``met``: share of capability that new tasks leave to each, and its luck; ``first``: capability on arrival.
    """
    p, core, (left, luck) = both[0][0], both[1][0], met
    seen, own = seen_of(both[0], public), frontier.own
    _train_on(both, kept, luck)
    drawn = rule.pooled_frontier(
        kept.trained[:, 0],
        kept.trained[:, 1],
        seen,
        rule.mean_access(seen),
        training_overlap=p.training_overlap,
        herding=p.herding,
    )
    known = np.empty(own.size)
    for c in range(own.size):
        known[c] = rule.grown(
            kept.log[c],
            drawn[c],
            ai_growth=core.ai_growth,
            training_returns=p.training_returns,
            ideas_harder=p.ideas_harder,
        )
        if p.training_rights:
            known[c] = rule.learned(known[c], forgetting=p.forgetting)
    known = rule.leaked(known, seen, knowledge_leak=p.knowledge_leak)
    for c in range(own.size):
        known[c] = rule.left_known(known[c], left[c], first, ai_ceiling=core.ai_ceiling)
        frontier.pace[c] = known[c] - kept.log[c]
        own[c] = rule.own_frontier(known[c], first, ai_ceiling=core.ai_ceiling)
    kept.log[:] = known
    return float(own.max())


@compiled
def _train_on(both: Both, kept: Knowledge, luck: Floats) -> None:
    """Writes effective training by account, data by origin and what becomes of them."""
    p, core = both[0][0], both[1][0]
    real = rule.real_data(synthetic_data=p.synthetic_data, real_data_kept=p.real_data_kept)
    users = rule.data_feedback(kept.usage, data_feedback=p.data_feedback, openness=p.openness)
    normal = p.data_work_per_slot * p.training_norm * both[2] / 1e3  # paid work
    for c in range(luck.size):
        training, parts, slots = kept.training[c], kept.parts[c], kept.slots[c]
        parts[:] = 0.0
        parts[HUMAN] = real * p.human_data * kept.fresh[c]
        if p.user_data:
            parts[USERS] = real * users[c] ** p.data_returns
        if p.training_rights:
            parts[AT_WORK] = real * (p.merged_learning * kept.usage[c]) ** p.data_returns
        if p.data_labour and normal > 0.0:
            parts[PAID] = real * p.paid_data_worth * (kept.paid[c] / normal) ** p.data_returns
        parts[SYNTHETIC] = p.synthetic_worth * p.synthetic_data * kept.quality[c] * np.sqrt(training)
        data = parts.sum()
        found: Any = rule.trained(
            training, data, data_weight=p.data_weight, data_complementarity=p.data_complementarity
        )
        found *= np.exp(p.research_luck * luck[c] - 0.5 * p.research_luck**2)
        public = share(slots[PUBLIC], _learning(slots, p.merged_learning))
        kept.trained[c, 0], kept.trained[c, 1] = found * (1.0 - public), found * public
        kept.fresh[c] = rule.data_read(
            kept.fresh[c], training, real, data_depletion=p.data_depletion, data_renewal=p.data_renewal
        )
        kept.depth[c] = rule.data_depth(kept.depth[c], share(parts[SYNTHETIC], data), release_cycle=core.release_cycle)
        kept.quality[c] = rule.data_quality(kept.depth[c], collapse_rate=p.collapse_rate)


@compiled
def share(part: float, whole: float) -> Any:
    """Of the whole, 0 where there is none."""
    return part / whole if whole > 0.0 else 0.0


@compiled
def _learning(slots: Floats, merged_learning: float) -> Any:
    """Slot-months that move a cloud's model: in training, and what of agents' learning is merged into it."""
    return slots[OWN] + slots[PUBLIC] + merged_learning * slots[LEARNING]


def share_training(w: World) -> None:
    """Clouds split their slots between work and learning; fees carry own training, and clouds plan for their share of work sold."""
    kept = acting(w)
    if kept is None:
        return
    at_work, carried = np.empty(kept.log.size), np.empty(kept.log.size)
    w.bound(
        "training_share_max",
        _split(w.numbers_of("knowledge"), w.firms.public[w.clouds], kept.handle, at_work, carried),
    )
    w.channels.write("slots_at_work", at_work)
    w.channels.write("slots_carried", carried)
    w.channels.write("work_sold", kept.usage)


@compiled
def _split(numbers: Numbers, public: Flags, kept: Knowledge, at_work: Floats, carried: Floats) -> int:
    """Writes shares of slots by purpose, that at work, and how many slots one at work carries; how many clouds would train with more
    than they may."""
    p, bound = numbers[0], 0
    opened, sold = rule.mean_access(seen_of(numbers, public)), kept.usage.sum()
    bought = p.public_training_share if p.public_training else 0.0
    for c in range(public.size):
        sold_by: Any = kept.usage[c] / sold if sold > 0.0 else 1.0 / public.size
        own = rule.research(
            rule.kept_share(opened[c], sold_by),
            kept.margin[c],
            public[c],
            training_share=p.training_share,
            training_margin=p.training_margin,
            profit_incentive=p.profit_incentive,
            public_mission=p.public_mission,
            training_share_max=p.training_share_max,
        )
        bound += own >= p.training_share_max
        own = np.minimum(own, p.training_share_max * (1.0 - bought))
        kept.shares[c, OWN], kept.shares[c, PUBLIC] = own, bought
        kept.shares[c, LEARNING] = p.learning_share * (1.0 - own - bought) if p.training_rights else 0.0
        at_work[c] = _at_work(kept, c)
        carried[c] = (1.0 - bought) / at_work[c]
    return bound


@compiled
def _at_work(kept: Knowledge, cloud: int) -> Any:
    """Share of its slots that learn nothing."""
    return 1.0 - kept.shares[cloud].sum()


def prefer_clouds(w: World) -> None:
    """Producers order clouds by what they promise to save, less a hurdle where they would change."""
    kept = acting(w)
    if kept is None:
        return
    w.channels.write(
        "cloud_savings", _prefer(_both(w), w.firms.handle, w.frontier.handle, kept.handle, replaced_wage(w))
    )


@compiled
def _prefer(both: Both, firms: Firms, frontier: Frontier, kept: Knowledge, wage: Floats) -> Floats:
    """Forgets whom producers founded this month rented from, where another firm may have been; what each saves at each cloud."""
    p, core, producers = both[0][0], both[1][0], wage.size
    for i in range(producers):
        if firms.age[i] == 0.0:
            kept.supplier[i] = -1
    return rule.switching_cost(
        wage,
        firms.price[producers:] * (1.0 + core.ai_tax),
        frontier.versions_capability[:, -1],
        firms.jaggedness[:producers],
        kept.supplier,
        switching_cost=p.switching_cost,
    )


def train(w: World) -> None:
    """Slots that don't work for the market train, and take energy; clouds see margin and sales, producers whom they rent from."""
    kept, ledger = acting(w), w.ledger
    if kept is None:
        return
    spent = _spent(kept.handle, w.agents.offered, ledger["clouds", "compute"])
    ledger.post("compute_trained", spent)
    busy = sums.units(spent)
    w.channels.write("slots_busy", busy)
    _train(_both(w), kept.handle, busy, efficiency(w))
    _see(
        _both(w),
        kept.handle,
        w.firms.price[w.clouds] * w.channels.fees_kept,
        slot_charge(w) / w.agents.efficiency,
        w.rented,
    )


@compiled
def _spent(kept: Knowledge, offered: Floats, there: Ints) -> Ints:
    """Compute that each cloud spends on training and learning, of what is there, millionths; ``offered``: slots on the market."""
    spent = np.empty(there.size, np.int64)
    for c in range(spent.size):
        at_work = _at_work(kept, c)
        spent[c] = min(int(np.floor(offered[c] * (1.0 - at_work) / at_work * MILLION)), there[c])
    return spent


@compiled
def _train(both: Both, kept: Knowledge, busy: Floats, efficiency: float) -> None:
    """Writes slots that train, by purpose, and compute in training."""
    p, people = both[0][0], both[2]
    for c in range(busy.size):
        rest = 1.0 - _at_work(kept, c)
        for purpose in range(kept.slots.shape[1]):
            kept.slots[c, purpose] = share(kept.shares[c, purpose] * busy[c], rest)
        kept.training[c] = rule.training_done(
            _learning(kept.slots[c], p.merged_learning) * (1e3 / people),
            efficiency,
            training_norm=p.training_norm,
            synthetic_cost=p.synthetic_cost,
            synthetic_data=p.synthetic_data,
        )


@compiled
def _see(both: Both, kept: Knowledge, fee: Floats, cost: Floats, rented: Floats) -> None:
    """Writes clouds' margins and smoothed sales, and whom each producer rents most from. ``rented``: work, by producer and cloud."""
    p, people = both[0][0], both[2]
    sold = sold_of(rented)
    for i in range(rented.shape[0]):
        most = 0.0
        for c in range(sold.size):
            if rented[i, c] > most:
                most, kept.supplier[i] = rented[i, c], c
    for c in range(sold.size):
        kept.margin[c] = rule.training_margin(fee[c], cost[c])
        kept.usage[c] += p.data_memory * (sold[c] * (1e3 / people / p.usage_norm) - kept.usage[c])


@compiled
def sold_of(rented: Floats) -> Floats:
    """Work sold by each cloud, worker-months."""
    sold = np.zeros(rented.shape[1])
    for i in range(rented.shape[0]):
        for c in range(sold.size):
            sold[c] += rented[i, c]
    return sold


def hire_data_workers(w: World) -> None:
    """Clouds buy hours of data work among the jobless, as their training asks for."""
    kept = acting(w)
    if kept is None:
        return
    kept.paid[:] = 0.0
    if w.params.data_labour and _hire(w.numbers_of("knowledge"), w.workers.handle, kept.handle):
        w.ledger.post("data_work", kept.paid)


@compiled
def _hire(numbers: Numbers, workers: Workers, kept: Knowledge) -> bool:
    """Writes what the jobless could do, and paid data work; whether there is any."""
    slots = np.empty(kept.paid.size)
    for c in range(slots.size):
        slots[c] = kept.slots[c, OWN] + kept.slots[c, PUBLIC]
    if sums.total(slots) == 0.0:
        return False
    _spare(workers, kept.spare)
    kept.paid[:] = rule.data_work(slots, sums.total(kept.spare), data_work_per_slot=numbers[0].data_work_per_slot)
    return sums.total(kept.paid) > 0.0


@compiled
def _spare(workers: Workers, spare: Floats) -> None:
    """Writes what each of the jobless outside school and pools could do, worker-months."""
    skill, hours, active, contract = workers.skill, workers.hours, workers.active, workers.contract
    employer, school = workers.employer, workers.school
    for i in range(spare.size):
        free = active[i] & (employer[i] < 0) & (contract[i] == 0) & (school[i] == 0)  # no branch, so that many go at once
        spare[i] = skill[i] * hours[i] * free


def buy_training(w: World) -> None:
    """The State pays for public training at cost."""
    kept, takings = acting(w), w.firms.takings[w.clouds]
    takings[:] = 0.0
    if kept is None or not kept.slots[:, PUBLIC].any():
        return
    grants = w.ledger.round("training_grants", kept.slots[:, PUBLIC] * (slot_cost(w) + w.channels.slot_rent))
    w.ledger.post("training_grants", grants)
    takings[:] = grants / MILLION


def pay_for_data(w: World) -> None:
    """Clouds pay for data work, by the hour and by skill, untaxed."""
    p, kept, ledger = w.params, acting(w), w.ledger
    if kept is None or not kept.paid.any():
        return
    bills = ledger.round("data_wages", kept.paid * (p.data_wage * w.mean_offer(COGNITIVE)))
    if not bills.any():
        return
    pay, lacking = _by_hours(kept.spare, bills), _lacking(bills, ledger["clouds", "money"], w.clouds.start)
    if lacking.any():
        ledger.post("lending", lacking)
    ledger.settle("data_wages", bills, pay)
    _book_pay(w.numbers, w.firms.handle, w.workers.handle, bills, pay)


@compiled
def _by_hours(spare: Floats, bills: Ints) -> Ints:
    """What each worker gets of these millionths: all have the same part of what they could do."""
    part = np.empty((1, spare.size), np.int64)
    people.apportion(np.array([bills.sum()]), spare.reshape(1, spare.size), np.zeros(1), part)
    return part.ravel()


@compiled
def _lacking(bills: Ints, money: Ints, producers: int) -> Ints:
    """What each firm has to borrow for them, millionths."""
    lacking = np.zeros(producers + bills.size, np.int64)
    for c in range(bills.size):
        lacking[producers + c] = max(bills[c] - money[c], 0)
    return lacking


@compiled
def _book_pay(core: Numbers, firms: Firms, workers: Workers, bills: Ints, pay: Ints) -> None:
    """Adds bills and pay to columns of firms and to income of workers."""
    p, producers, income = core[0], firms.wages.size - bills.size, workers.income
    memory = p.income_memory_workers
    for c in range(bills.size):
        firms.wages[producers + c] += bills[c] / MILLION
        firms.paid[COGNITIVE, producers + c] += bills[c] / MILLION
        firms.outlay[producers + c] += p.outlay_memory * bills[c] / MILLION
    for i in range(pay.size):
        income[i] += memory * pay[i] / MILLION
