"""Hours are set, a basket is planned, given and paid for, and upkeep is a duty."""

from typing import TYPE_CHECKING

import numpy as np

from sim.economy import derived
from sim.economy.derived import ratio, unemployment_rates
from sim.economy.mechanisms.time import rules as rule
from sim.economy.mechanisms.time.state import Time
from sim.economy.rules.expectations import smooth
from sim.economy.world import PHYSICAL, Floats, World

if TYPE_CHECKING:
    from sim.economy.stationary import Stationary

YEAR = 12  # months over which unemployment is smoothed


def begin(w: World, state: "Stationary") -> None:
    """A job has the hours that it had, all of them paid, and nothing is owed."""
    w.time = Time(
        hours=np.full(2, w.workers.hours[0]),
        paid_hours=np.full(2, w.workers.hours[0]),
        paid=np.ones(2),
        fresh=np.ones(2),
        jobless=np.array(unemployment_rates(w)),
        serves=np.ones(w.workers.skill.size, np.bool_),
        duty=np.zeros(w.clouds.stop - w.clouds.start),
        wages=w.ledger.moved("wages") or state.labour,
    )


def _kept(w: World) -> Time:
    assert w.time
    return w.time


def _sources(w: World) -> tuple[Floats, Floats, Floats]:
    """Of wages and of profits: last month's, the highest rate of a levy beside tax, and the part of the basket that each pays."""
    p, state = w.params, w.state
    room = p.levy_max - state.income_tax, p.profit_tax_max - state.profit_tax - state.ubi_tax
    part = np.array([1.0 - p.basket_from_profits, p.basket_from_profits])
    return np.array([_kept(w).wages, state.profits]), np.maximum(room, 0.0), part


def plan_basket(w: World) -> None:
    """The State plans what it gives in kind, as far as a levy can pay for it, and how high that is for what it has given."""
    p, state, kept = w.params, w.state, _kept(w)
    share = max(p.basic_basket, p.subsistence_share) if p.alliance else p.basic_basket
    state.basket, state.wage_levy, state.profit_levy = 0.0, 0.0, 0.0
    if share == 0.0 and kept.owed <= 0.0:
        return
    share = rule.basket(w.month, share, programme_start=p.programme_start, basket_phase=p.basket_phase)
    base, room, part = _sources(w)
    rates = rule.levy(part * kept.owed, base, room)
    state.wage_levy, state.profit_levy = rates.tolist()
    unpaid = max(kept.owed - float((rates * base).sum()), 0.0)
    most = max(rule.most_levied(base, room, part) - unpaid, 0.0) / w.goods_price
    wanted = share * w.start.real_income * p.n_workers
    state.basket = min(wanted, most)
    w.bound("levy_max", int(state.basket < wanted))


def set_hours(w: World) -> None:
    """Owners set how long a job is by how scarce jobs are, or those who work do by what an hour buys; custom leaves it as it is."""
    p, kept, workers = w.params, _kept(w), w.workers
    kept.jobless = smooth(kept.jobless, np.array(unemployment_rates(w)), speed=1.0 / YEAR)
    contract = float(workers.hours[0])  # all want the same
    if p.hours_set_by == "owners":
        factor = rule.hours_set(
            kept.jobless,
            natural_unemployment=p.natural_unemployment,
            unemployment_min=p.phillips_unemployment_min,
            hours_pressure=p.hours_pressure,
            hours_min=p.hours_min,
            hours_max=p.hours_max,
        )
    else:
        pay = w.state.mean_wage / w.goods_price * float(w.start.price[1])
        factor = np.full(2, rule.hours_chosen(pay, _elasticity(w), hours_min=p.hours_min, hours_max=p.hours_max))
    w.bound("hours_min", int((factor <= p.hours_min).any()))
    w.bound("hours_max", int((factor >= p.hours_max).any()))
    kept.hours = contract * factor
    kept.paid_hours = np.full(2, contract) if p.hours_set_by == "owners" else kept.hours.copy()
    kept.paid = 1.0 / factor if p.hours_set_by == "owners" else np.ones(2)
    kept.fresh = rule.hour_yield(kept.hours, fatigue=p.fatigue) if p.fatigue > 0.0 else np.ones(2)
    if (factor != 1.0).any():
        workers.hours = kept.hours[workers.occupation]


def _elasticity(w: World) -> float:
    """Of hours to the pay of one: by taste where members choose, and of those whose basics are covered."""
    p = w.params
    covered = w.state.basket / (w.start.real_income * p.n_workers) / p.subsistence_share
    taste = p.leisure_preference if p.hours_set_by == "members" else 0.0
    return float(taste + p.productivity_as_time * min(covered, 1.0))


def call_duty(w: World) -> None:
    """Those who serve are called to the upkeep of clouds, which then want fewer crews, each as much less."""
    p, kept = w.params, _kept(w)
    need, persons = w.firms.need[PHYSICAL, w.clouds], w.workers.skill.size
    asked = float(need.sum())
    kept.duty[:], kept.unpaid, kept.duty_hours, kept.serves[:] = 0.0, 0.0, 0.0, True
    if (p.duty_hours == 0.0 and not p.alliance) or w.month < p.programme_start or asked == 0.0:
        return
    most = p.duty_hours or rule.NORMAL * asked / (p.duty_skill * persons)
    at_stake = w.state.basket * w.goods_price / persons if p.duty_sanction else 0.0
    kept.serves = rule.willing(w.workers.leisure, _pay(w), most, at_stake, duty_evasion=p.duty_evasion)
    served = int(kept.serves.sum())
    done = rule.duty(asked, served, duty_hours=p.duty_hours, duty_skill=p.duty_skill, everything=p.alliance)
    kept.unpaid, kept.duty_hours = done / asked, done / p.duty_skill
    kept.duty = kept.unpaid * need
    w.firms.need[PHYSICAL, w.clouds] = need - kept.duty


def _pay(w: World) -> Floats:
    """Of a normal month of each worker in the job there is, money. Shape (persons,)."""
    at, firms = w.workers.employer, w.firms
    return np.where(at >= 0, firms.wage[w.workers.occupation, at] * derived.paid_yields(w), 0.0)


def serve(w: World) -> None:
    """Duty is done beside the crews that are paid."""
    if w.time and w.time.unpaid > 0.0:
        w.firms.labour[PHYSICAL, w.clouds] += w.time.duty


def give_basket(w: World) -> None:
    """What the State has bought to give away goes to workers in equal parts; under the sanction, where duty calls, to those who serve."""
    held = w.ledger["state", "goods"].copy()
    if held[0] == 0:
        return
    kept, workers = _kept(w), w.workers
    some = kept.serves.nonzero()[0] if w.params.duty_sanction else np.arange(workers.skill.size)
    each, more = divmod(int(held[0]), some.size)
    part = np.zeros(workers.skill.size, np.int64)
    part[some] = each
    part[some[:more]] += 1
    w.ledger.settle("in_kind", held, part)
    w.ledger.post("worker_consumption", part)
    workers.consumed += part / 1e6


def settle_levy(w: World) -> None:
    """What the levy has brought is taken off what was owed, and what was given this month is owed from now on."""
    kept, state, ledger = _kept(w), w.state, w.ledger
    kept.wages = ledger.moved("wages")
    of_profits = ratio(state.profit_levy, state.profit_tax + state.ubi_tax + state.profit_levy)
    kept.owed += state.basket_cost - state.wage_levy * kept.wages - of_profits * ledger.moved("profit_tax")
