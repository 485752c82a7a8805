"""One function a measure, of the same name as its line in knowledge.toml, which says what it is."""

from typing import Any

from sim.economy import derived
from sim.economy.derived import ratio
from sim.economy.mechanisms.knowledge import rules as rule
from sim.economy.mechanisms.knowledge.phases import acting, efficiency, seen_of, share, sold_of
from sim.economy.mechanisms.knowledge.state import HUMAN, PAID, USERS, Knowledge
from sim.economy.world import COGNITIVE, Flags, Floats, Ints, Numbers, World
from sim.engine import sums
from sim.engine.compiled import compiled


def _kept(w: World) -> Knowledge:
    assert w.knowledge
    return w.knowledge


def mean_capability(w: World) -> float:
    return _weighted(w.frontier.own, w.ledger.taken("ai_fees")[w.clouds])


@compiled
def _weighted(values: Floats, weights: Ints) -> float:
    worth, weight = 0.0, 0.0
    for i in range(values.size):
        worth += values[i] * weights[i]
        weight += weights[i]
    return float(share(worth, weight))


@compiled
def _mean(values: Floats) -> float:
    return float(sums.total(values) / values.size)


def trained_compute(w: World) -> float:
    return ratio(w.ledger.moved("compute_trained"), w.ledger.moved("compute_ready"))


def duplicated_training(w: World) -> float:
    if acting(w) is None:
        return 0.0
    return _duplicated(w.numbers_of("knowledge"), w.firms.public[w.clouds], _kept(w).trained)


@compiled
def _duplicated(numbers: Numbers, public: Flags, trained: Floats) -> float:
    seen, own, repeated, largest = seen_of(numbers, public), trained[:, 0], 0.0, 0
    for c in range(own.size):
        if own[c] > own[largest]:
            largest = c
    for c in range(own.size):
        repeated += numbers[0].training_overlap * (1.0 - seen[largest, c]) * own[c]  # what it sees of itself is all
    return float(share(repeated, sums.total(trained.ravel())))


def user_data_share(w: World) -> float:
    return _of_origin(_kept(w).parts, USERS)


def human_data_share(w: World) -> float:
    return _of_origin(_kept(w).parts, HUMAN)


def paid_data_share(w: World) -> float:
    return _of_origin(_kept(w).parts, PAID)


@compiled
def _of_origin(parts: Floats, origin: int) -> float:
    found = 0.0
    for c in range(parts.shape[0]):
        found += parts[c, origin]
    return float(share(found, sums.total(parts.ravel())))


def data_quality(w: World) -> float:
    return _mean(_kept(w).quality) if acting(w) else 0.0


def fresh_data(w: World) -> float:
    return _mean(_kept(w).fresh) if acting(w) else 0.0


def unpaid_data_hours(w: World) -> float:
    hours = w.params.worker_hours * w.ledger.moved("ai_labour")
    return rule.data_hours(hours, data_hours=w.params.data_hours) / derived.heads(w)


def unpaid_data_value(w: World) -> float:
    """A unit of training takes the fewer slots, the more efficient they are."""
    if acting(w) is None:
        return 0.0
    training = _for_users(w.numbers_of("knowledge"), _kept(w).handle)
    slots = training * w.params.training_norm / 1e3 / efficiency(w)
    return float(slots * w.slot_cost * w.start.price[1] / w.prices[1])


@compiled
def _for_users(numbers: Numbers, kept: Knowledge) -> float:
    """Training that would stand in for users' data, of ``training_norm``."""
    p, worth = numbers[0], 0.0
    for c in range(kept.training.size):
        users = kept.parts[c, USERS]
        data: Any = kept.parts[c].sum() if users > 0.0 else 0.0  # without users the others may be as good as none
        rate: Any = rule.substitution(
            kept.training[c], data, data_weight=p.data_weight, data_complementarity=p.data_complementarity
        )
        worth += rate * users
    return worth


def idea_diversity(w: World) -> float:
    if acting(w) is None:
        return 0.0
    minds = w.firms.labour[COGNITIVE, w.producers]
    return _diversity(w.numbers_of("knowledge"), w.firms.public[w.clouds], _kept(w).quality, w.rented, minds)


@compiled
def _diversity(numbers: Numbers, public: Flags, quality: Floats, rented: Floats, minds: Floats) -> float:
    work = sold_of(rented)
    alike = rule.sameness(seen_of(numbers, public), quality, model_sameness=numbers[0].model_sameness)
    return rule.diversity(work / max(sums.total(work) + sums.total(minds), 1e-9), alike)
