"""One function a measure, of the same name as its line in knowledge.toml, which says what it is."""

import numpy as np

from sim.economy import derived
from sim.economy.derived import ratio
from sim.economy.mechanisms.knowledge import rules as rule
from sim.economy.mechanisms.knowledge.phases import access, acting, efficiency
from sim.economy.mechanisms.knowledge.state import HUMAN, PAID, USERS, Knowledge
from sim.economy.world import COGNITIVE, World


def _kept(w: World) -> Knowledge:
    assert w.knowledge
    return w.knowledge


def mean_capability(w: World) -> float:
    fees = w.ledger.taken("ai_fees")[w.clouds]
    return ratio(float((w.frontier.own * fees).sum()), float(fees.sum()))


def trained_compute(w: World) -> float:
    return ratio(w.ledger.moved("compute_trained"), w.ledger.moved("compute_ready"))


def duplicated_training(w: World) -> float:
    if acting(w) is None:
        return 0.0
    own, public = _kept(w).trained.T
    largest = int(own.argmax())
    repeated = w.params.training_overlap * (1.0 - access(w)[largest]) * own  # what it sees of itself is all
    return ratio(float(repeated.sum()), float(own.sum() + public.sum()))


def user_data_share(w: World) -> float:
    return _share(w, USERS)


def human_data_share(w: World) -> float:
    return _share(w, HUMAN)


def paid_data_share(w: World) -> float:
    return _share(w, PAID)


def _share(w: World, origin: int) -> float:
    parts = _kept(w).parts
    return ratio(float(parts[:, origin].sum()), float(parts.sum()))


def data_quality(w: World) -> float:
    return float(_kept(w).quality.mean()) if acting(w) else 0.0


def fresh_data(w: World) -> float:
    return float(_kept(w).fresh.mean()) if acting(w) else 0.0


def unpaid_data_hours(w: World) -> float:
    hours = w.params.worker_hours * w.ledger.moved("ai_labour")
    return rule.data_hours(hours, data_hours=w.params.data_hours) / derived.heads(w)


def unpaid_data_value(w: World) -> float:
    """A unit of training takes the fewer slots, the more efficient they are."""
    if acting(w) is None:
        return 0.0
    p, kept = w.params, _kept(w)
    users = kept.parts[:, USERS]
    data = np.where(users > 0.0, kept.parts.sum(axis=1), 0.0)  # without users the others may be as good as none
    rate = rule.substitution(
        kept.training, data, data_weight=p.data_weight, data_complementarity=p.data_complementarity
    )
    slots = float((rate * users).sum()) * p.training_norm / 1e3 / efficiency(w)
    return float(slots * w.slot_cost * w.start.price[1] / w.prices[1])


def idea_diversity(w: World) -> float:
    if acting(w) is None:
        return 0.0
    minds = float(w.firms.labour[COGNITIVE, w.producers].sum())
    work = w.rented.sum(axis=0)
    alike = rule.sameness(access(w), _kept(w).quality, model_sameness=w.params.model_sameness)
    return rule.diversity(work / max(float(work.sum()) + minds, 1e-9), alike)
