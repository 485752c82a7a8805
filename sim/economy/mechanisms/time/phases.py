"""Hours are set, a basket is planned, given and paid for, and upkeep is a duty."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.economy import derived
from sim.economy.derived import ratio, unemployment_rates
from sim.economy.mechanisms.time import rules as rule
from sim.economy.mechanisms.time.state import Time
from sim.economy.rules.expectations import smooth
from sim.economy.world import PHYSICAL, Flags, Floats, Ints, Numbers, Workers, World
from sim.engine.compiled import compiled

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
        wages=derived.taxed_pay(w) or state.labour,
    )


def _kept(w: World) -> Time:
    assert w.time
    return w.time


def _sources(w: World) -> tuple[tuple[float, float, float], ...]:
    """Of wages and of profits: last month's, the highest rate of a levy beside tax, and the part of the basket that each pays."""
    p, state = w.params, w.state
    of_wages, of_profits = p.levy_max - state.income_tax, p.profit_tax_max - state.profit_tax - state.ubi_tax
    return (
        (_kept(w).wages, max(of_wages, 0.0), 1.0 - p.basket_from_profits),
        (float(state.profits), max(of_profits, 0.0), p.basket_from_profits),
    )


def plan_basket(w: World) -> None:
    """The State plans what it gives in kind, as far as a levy can pay for it, and how high that is for what it has given."""
    p, state, kept = w.params, w.state, _kept(w)
    share = max(p.basic_basket, p.subsistence_share) if p.alliance else p.basic_basket
    state.basket, state.wage_levy, state.profit_levy = 0.0, 0.0, 0.0
    if share == 0.0 and kept.owed <= 0.0:
        return
    share = rule.basket(w.month, share, programme_start=p.programme_start, basket_phase=p.basket_phase)
    sources = _sources(w)
    state.wage_levy, state.profit_levy = (rule.levy(part * kept.owed, base, room) for base, room, part in sources)
    paid = state.wage_levy * sources[0][0] + state.profit_levy * sources[1][0]
    most = min(rule.most_levied(base, room, part) for base, room, part in sources)
    most = max(most - max(kept.owed - paid, 0.0), 0.0) / w.goods_price
    wanted = share * w.start.real_income * derived.heads(w)
    state.basket = min(wanted, most)
    w.bound("levy_max", int(state.basket < wanted))


def set_hours(w: World) -> None:
    """Owners set how long a job is by how scarce jobs are, or those who work do by what an hour buys; custom leaves it as it is."""
    p, kept, workers = w.params, _kept(w), w.workers
    for occupation, rate in enumerate(unemployment_rates(w)):
        kept.jobless[occupation] = smooth(kept.jobless[occupation], rate, speed=1.0 / YEAR)
    contract, owned = float(workers.hours[0]), p.hours_set_by == "owners"  # all want the same
    if owned:
        factors = [
            rule.hours_set(
                rate,
                natural_unemployment=p.natural_unemployment,
                unemployment_min=p.phillips_unemployment_min,
                hours_pressure=p.hours_pressure,
                hours_min=p.hours_min,
                hours_max=p.hours_max,
            )
            for rate in kept.jobless.tolist()
        ]
    else:
        pay = w.state.mean_wage / w.goods_price * float(w.start.price[1])
        factors = 2 * [rule.hours_chosen(pay, _elasticity(w), hours_min=p.hours_min, hours_max=p.hours_max)]
    w.bound("hours_min", int(min(factors) <= p.hours_min))
    w.bound("hours_max", int(max(factors) >= p.hours_max))
    for occupation, factor in enumerate(factors):
        hours = contract * factor
        kept.hours[occupation], kept.paid_hours[occupation] = hours, contract if owned else hours
        kept.paid[occupation] = 1.0 / factor if owned else 1.0
        kept.fresh[occupation] = rule.hour_yield(hours, fatigue=p.fatigue)
    own = contract if owned else contract * factors[0]  # of whoever has no post: owners set the hours of posts
    kept.own_fresh = rule.hour_yield(own, fatigue=p.fatigue)
    if factors != [1.0, 1.0]:
        _work(workers.handle, kept.hours, own)


@compiled
def _work(workers: Workers, wanted: Floats, own: float) -> None:
    """Writes hours: those of the occupation, and the ``own`` of whoever works by the piece."""
    occupation, contract, hours = workers.occupation, workers.contract, workers.hours
    for i in range(hours.size):
        hours[i] = wanted[occupation[i]] if contract[i] == 0 else own


def _elasticity(w: World) -> float:
    """Of hours to the pay of one: by taste where members choose, and of those whose basics are covered."""
    p = w.params
    covered = w.state.basket / (w.start.real_income * derived.heads(w)) / p.subsistence_share
    taste = p.leisure_preference if p.hours_set_by == "members" else 0.0
    return float(taste + p.productivity_as_time * min(covered, 1.0))


def call_duty(w: World) -> None:
    """Those who serve are called to the upkeep of clouds, which then want fewer crews, each as much less."""
    p, kept = w.params, _kept(w)
    need, persons = w.firms.need[PHYSICAL, w.clouds], derived.heads(w)
    asked = float(need.sum())
    kept.duty[:], kept.unpaid, kept.duty_hours, kept.serves[:] = 0.0, 0.0, 0.0, w.workers.occupation >= 0
    if (p.duty_hours == 0.0 and not p.alliance) or w.month < p.programme_start or asked == 0.0:
        return
    most = p.duty_hours or rule.NORMAL * asked / (p.duty_skill * persons)
    basket = w.state.basket * w.goods_price / persons
    at_stake = max(basket, w.state.norm * w.goods_price) if p.duty_sanction else 0.0
    pay = derived.paid_yields(w), w.firms.wage, derived.piece_income(w)
    served = _ask(w.numbers_of("time"), w.workers.handle, pay, (most, at_stake), kept.serves)
    done = rule.duty(asked, served, duty_hours=p.duty_hours, duty_skill=p.duty_skill, everything=p.alliance)
    kept.unpaid, kept.duty_hours = done / asked, done / p.duty_skill
    kept.duty = kept.unpaid * need
    w.firms.need[PHYSICAL, w.clouds] = need - kept.duty


@compiled
def _ask(
    numbers: Numbers,
    workers: Workers,
    earns: tuple[Floats, Floats, Floats],
    called: tuple[float, float],
    serves: Flags,
) -> int:
    """Writes who serves; how many do. ``called``: hours a month that may be, and what is at stake, money.

    ``earns``: what a job yields of what is paid for, wages of firms, and what each earns by the piece, money a month.
    """
    p, (yields, wage, by_piece), (hours, at_stake), count = numbers[0], earns, called, 0
    occupation, employer, contract, leisure = workers.occupation, workers.employer, workers.contract, workers.leisure
    for i in range(serves.size):
        f = employer[i]
        outside: Any = by_piece[i] if contract[i] > 0 else 0.0
        pay: Any = wage[occupation[i], f] * yields[i] if f >= 0 else outside
        there = occupation[i] >= 0
        serves[i] = there and rule.willing(leisure[i], pay, hours, at_stake, duty_evasion=p.duty_evasion)
        count += serves[i]
    return count


def serve(w: World) -> None:
    """Duty is done beside the crews that are paid."""
    if w.time and w.time.unpaid > 0.0:
        w.firms.labour[PHYSICAL, w.clouds] += w.time.duty


def give_basket(w: World) -> None:
    """What the State has bought to give away goes to workers in equal parts; under the sanction, where duty calls, to those who serve."""
    held = w.ledger["state", "goods"].copy()
    if held[0] == 0:
        return
    workers = w.workers
    part = np.empty(workers.skill.size, np.int64)
    _share_out(int(held[0]), derived.entitled(w), part, workers.consumed)
    w.ledger.settle("in_kind", held, part)
    w.ledger.post("worker_consumption", part)


@compiled
def _share_out(whole: int, entitled: Flags, part: Ints, consumed: Floats) -> None:
    """Writes the parts of a whole, millionths, the first of equals having what is left over, and adds them to what each consumes."""
    heads = entitled.sum()
    each, more = whole // heads, whole % heads
    for i in range(part.size):
        part[i] = each + (more > 0) if entitled[i] else 0
        more -= entitled[i]
        consumed[i] += part[i] / 1e6


def settle_levy(w: World) -> None:
    """What the levy has brought is taken off what was owed, and what was given this month is owed from now on."""
    kept, state, ledger = _kept(w), w.state, w.ledger
    kept.wages = derived.taxed_pay(w)
    of_profits = ratio(state.profit_levy, state.profit_tax + state.ubi_tax + state.profit_levy + state.provision_tax)
    kept.from_profits = of_profits * ledger.moved("profit_tax")
    kept.owed += state.basket_cost - state.wage_levy * kept.wages - kept.from_profits
