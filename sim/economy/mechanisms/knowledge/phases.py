"""How clouds train, who pays for it, and who uses which cloud."""

import numpy as np

from sim.economy import derived
from sim.economy.derived import replaced_wage, slot_cost
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
from sim.economy.world import COGNITIVE, Floats, Ints, World
from sim.engine.ledger import MILLION
from sim.engine.streams import draw


def begin(w: World, state: object) -> None:
    """Clouds know what the frontier of the day says, have read nothing and have sold nothing yet."""
    clouds, f = w.clouds.stop - w.clouds.start, w.frontier
    kept = Knowledge.zeros(clouds=clouds, producers=w.producers.stop, purposes=3, accounts=2, origins=5)
    kept.fresh[:] = kept.quality[:] = 1.0
    kept.supplier[:] = -1
    kept.margin[:] = w.params.cloud_markup
    if f.since >= 0:
        kept.log[:] = rule.knowledge(f.own, f.first, ai_ceiling=w.params.ai_ceiling)
    w.knowledge = kept


def acting(w: World) -> Knowledge | None:
    """What clouds know, where they train: AI is there, and its frontier does not rise by itself."""
    return w.knowledge if w.params.trained_frontier and w.frontier.since >= 0 else None


def access(w: World) -> Floats:
    """What each cloud sees at once of what each other learns. Shape (clouds, clouds)."""
    p = w.params
    return rule.access(w.firms.public[w.clouds], openness=p.openness, commons_openness=p.commons_openness)


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
    seen = access(w)
    _train_on(w, kept)
    known = rule.grown(
        kept.log,
        rule.pooled_frontier(
            kept.trained[:, 0],
            kept.trained[:, 1],
            seen,
            rule.mean_access(seen),
            training_overlap=p.training_overlap,
            herding=p.herding,
        ),
        ai_growth=p.ai_growth,
        training_returns=p.training_returns,
        ideas_harder=p.ideas_harder,
    )
    if p.training_rights:
        known = rule.learned(known, forgetting=p.forgetting)
    known = rule.leaked(known, seen, knowledge_leak=p.knowledge_leak)
    left = w.channels.capability_kept
    known = rule.left_known(known, left, f.first, ai_ceiling=p.ai_ceiling)
    f.pace[:] = known - kept.log
    kept.log[:] = known
    f.own[:] = rule.own_frontier(known, f.first, ai_ceiling=p.ai_ceiling)
    f.capability = float(f.own.max())
    if (w.month - f.since) % p.release_cycle == 0:
        f.versions_capability[:, -1] = f.own


def _train_on(w: World, kept: Knowledge) -> None:
    """Writes effective training by account, data by origin and what becomes of them."""
    p, training = w.params, kept.training
    real = rule.real_data(synthetic_data=p.synthetic_data, real_data_kept=p.real_data_kept)
    _gather(w, kept, real)
    data = kept.parts.sum(axis=1)
    found = rule.trained(training, data, data_weight=p.data_weight, data_complementarity=p.data_complementarity)
    luck = draw(w.seed, "research", w.month).standard_normal(found.size)
    found *= np.exp(p.research_luck * luck - 0.5 * p.research_luck**2)
    public = _share(kept.slots[:, PUBLIC], _learning(w, kept.slots))
    kept.trained[:, 0], kept.trained[:, 1] = found * (1.0 - public), found * public
    kept.fresh = rule.data_read(
        kept.fresh, training, real, data_depletion=p.data_depletion, data_renewal=p.data_renewal
    )
    kept.depth = rule.data_depth(kept.depth, _share(kept.parts[:, SYNTHETIC], data), release_cycle=p.release_cycle)
    kept.quality = rule.data_quality(kept.depth, collapse_rate=p.collapse_rate)


def _gather(w: World, kept: Knowledge, real: float) -> None:
    """Writes the data of the month by origin; ``real``: what synthetic ones leave of the others."""
    p, parts = w.params, kept.parts
    users = rule.data_feedback(kept.usage, data_feedback=p.data_feedback, openness=p.openness)
    parts[:] = 0.0
    parts[:, HUMAN] = real * p.human_data * kept.fresh
    if p.user_data:
        parts[:, USERS] = real * users**p.data_returns
    if p.training_rights:
        parts[:, AT_WORK] = real * (p.merged_learning * kept.usage) ** p.data_returns
    normal = p.data_work_per_slot * p.training_norm * derived.heads(w) / 1e3
    if p.data_labour and normal > 0.0:
        parts[:, PAID] = real * p.paid_data_worth * (kept.paid / normal) ** p.data_returns
    parts[:, SYNTHETIC] = p.synthetic_worth * p.synthetic_data * kept.quality * np.sqrt(kept.training)


def _share(part: Floats, whole: Floats) -> Floats:
    """Of the whole, 0 where there is none."""
    return np.divide(part, whole, out=np.zeros(whole.size), where=whole > 0.0)


def _learning(w: World, slots: Floats) -> Floats:
    """Slot-months that move a cloud's model: in training, and what of agents' learning is merged into it."""
    return np.asarray(slots[:, OWN] + slots[:, PUBLIC] + w.params.merged_learning * slots[:, LEARNING])


def share_training(w: World) -> None:
    """Clouds split their slots between work and learning; fees carry own training, and clouds plan for their share of work sold."""
    p, kept = w.params, acting(w)
    if kept is None:
        return
    sold = float(kept.usage.sum())
    public = p.public_training_share if p.public_training else 0.0
    own = rule.research(
        rule.kept_share(
            rule.mean_access(access(w)),
            kept.usage / sold if sold > 0.0 else np.full(kept.usage.size, 1.0 / kept.usage.size),
        ),
        kept.margin,
        w.firms.public[w.clouds],
        training_share=p.training_share,
        training_margin=p.training_margin,
        profit_incentive=p.profit_incentive,
        public_mission=p.public_mission,
        training_share_max=p.training_share_max,
    )
    w.bind("training_share_max", own >= p.training_share_max)
    own = np.minimum(own, p.training_share_max * (1.0 - public))
    kept.shares[:, OWN], kept.shares[:, PUBLIC] = own, public
    kept.shares[:, LEARNING] = p.learning_share * (1.0 - own - public) if p.training_rights else 0.0
    at_work = _at_work(kept)
    w.channels.write("slots_at_work", at_work)
    w.channels.write("slots_carried", (1.0 - public) / at_work)
    w.channels.write("work_sold", kept.usage)


def _at_work(kept: Knowledge) -> Floats:
    return np.asarray(1.0 - kept.shares.sum(axis=1))


def prefer_clouds(w: World) -> None:
    """Producers order clouds by what they promise to save, less a hurdle where they would change."""
    p, firms, kept = w.params, w.firms, acting(w)
    if kept is None:
        return
    kept.supplier[firms.age[w.producers] == 0.0] = -1  # founded this month, where another firm may have been
    savings = rule.switching_cost(
        replaced_wage(w),
        firms.price[w.clouds] * (1.0 + p.ai_tax),
        w.frontier.versions_capability[:, -1],
        firms.jaggedness[w.producers],
        kept.supplier,
        switching_cost=p.switching_cost,
    )
    w.channels.write("cloud_savings", savings)


def train(w: World) -> None:
    """Slots that don't work for the market train, and take energy; clouds see margin and sales, producers whom they rent from."""
    p, kept, ledger = w.params, acting(w), w.ledger
    if kept is None:
        return
    at_work = _at_work(kept)
    meant = w.agents.offered * (1.0 - at_work) / at_work
    spent = np.minimum(np.floor(meant * MILLION).astype(np.int64), ledger["clouds", "compute"])
    ledger.post("compute_trained", spent)
    w.channels.write("slots_busy", spent / MILLION)
    kept.slots[:] = 0.0
    np.divide(
        kept.shares * (spent / MILLION)[:, None],
        (1.0 - at_work)[:, None],
        out=kept.slots,
        where=(at_work < 1.0)[:, None],
    )
    kept.training = rule.training_done(
        _learning(w, kept.slots) * (1e3 / derived.heads(w)),
        efficiency(w),
        training_norm=p.training_norm,
        synthetic_cost=p.synthetic_cost,
        synthetic_data=p.synthetic_data,
    )
    cost = slot_cost(w) * w.channels.slots_carried / w.agents.efficiency
    kept.margin = rule.training_margin(w.firms.price[w.clouds] * w.channels.fees_kept, cost)
    sold = w.rented.sum(axis=0) * (1e3 / derived.heads(w) / p.usage_norm)
    kept.usage += p.data_memory * (sold - kept.usage)
    kept.supplier = np.where(w.rented.any(axis=1), w.rented.argmax(axis=1), kept.supplier)


def hire_data_workers(w: World) -> None:
    """Clouds buy hours of data work among the jobless, as their training asks for."""
    p, kept = w.params, acting(w)
    if kept is None:
        return
    kept.paid[:] = 0.0
    if not p.data_labour:
        return
    slots = kept.slots[:, OWN] + kept.slots[:, PUBLIC]
    if slots.any():
        kept.paid = rule.data_work(slots, float(_spare(w).sum()), data_work_per_slot=p.data_work_per_slot)
        w.ledger.post("data_work", kept.paid)


def _spare(w: World) -> Floats:
    """What the jobless outside school could do, worker-months. Shape (persons,)."""
    workers = w.workers
    return np.asarray(workers.labour * (workers.jobless & (workers.school == 0)))


def buy_training(w: World) -> None:
    """The State pays for public training at cost."""
    kept, takings = acting(w), w.firms.takings[w.clouds]
    takings[:] = 0.0
    if kept is None:
        return
    grants = w.ledger.round("training_grants", kept.slots[:, PUBLIC] * slot_cost(w))
    w.ledger.post("training_grants", grants)
    takings[:] = grants / MILLION


def pay_for_data(w: World) -> None:
    """Clouds pay for data work, by the hour and by skill, untaxed."""
    p, firms, kept, ledger = w.params, w.firms, acting(w), w.ledger
    if kept is None:
        return
    bills = ledger.round("data_wages", kept.paid * (p.data_wage * w.mean_offer(COGNITIVE)))
    total = int(bills.sum())
    if total == 0:
        return
    pay = _by_hours(w, total)
    lacking = np.zeros(firms.price.size, np.int64)
    lacking[w.clouds] = np.maximum(bills - ledger["clouds", "money"], 0)
    ledger.post("lending", lacking)
    ledger.settle("data_wages", bills, pay)
    firms.wages[w.clouds] += bills / MILLION
    firms.paid[COGNITIVE, w.clouds] += bills / MILLION
    firms.outlay[w.clouds] += p.outlay_memory * bills / MILLION
    w.workers.income += p.income_memory_workers * pay / MILLION


def _by_hours(w: World, total: int) -> Ints:
    """What each worker gets of so many millionths: all have the same part of the hours that they could work."""
    part = np.empty((1, w.workers.skill.size), np.int64)
    people.apportion(np.array([total]), _spare(w)[None], np.zeros(1), part)
    return np.asarray(part[0])
