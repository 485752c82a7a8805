"""Hours are set, a basket is planned, given and paid for, and upkeep is a duty."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.economy import derived
from sim.economy.derived import ratio, unemployment_rates
from sim.economy.mechanisms.time import rules as rule
from sim.economy.mechanisms.time.state import Time
from sim.economy.rules.expectations import smooth
from sim.economy.world import PHYSICAL, Flags, Floats, Ints, Numbers, Workers, World
from sim.engine import sums
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
    kept, owned = _kept(w), w.params.hours_set_by == "owners"
    pay, elasticity = (1.0, 0.0) if owned else (w.state.mean_wage / w.goods_price * float(w.start.price[1]), _elasticity(w))
    jobs = kept.hours, kept.paid_hours, kept.paid, kept.fresh, kept.jobless
    kept.own_fresh, lowest, highest = _set_hours(w.numbers_of("time"), w.numbers, w.workers.handle, jobs, owned, pay, elasticity)
    w.bound("hours_min", lowest)
    w.bound("hours_max", highest)


@compiled
def _set_hours(
    numbers: Numbers,
    core: Numbers,
    workers: Workers,
    jobs: tuple[Floats, Floats, Floats, Floats, Floats],
    owned: bool,
    pay: float,
    elasticity: float,
) -> tuple[float, bool, bool]:
    """Writes ``jobs``, by occupation: hours, those that are paid, these over those, yield of an hour, and smoothed unemployment; and the
    hours of each.

    What an hour of whoever has no post yields, and whether the day is as short and as long as it may be. ``owned``: owners set the hours
    of posts; else ``pay`` by the hour, over that at the start, and its ``elasticity`` say what all want.
    """
    p, (force, idle) = numbers[0], derived.counted(workers)
    hours, paid_hours, paid, fresh, jobless = jobs
    contract, factors = workers.hours[0], np.empty(2)
    for o in range(2):
        jobless[o] = smooth(jobless[o], idle[o] / max(force[o], 1), speed=1.0 / YEAR)
        if owned:
            factors[o] = rule.hours_set(
                jobless[o],
                natural_unemployment=core[0].natural_unemployment,
                unemployment_min=core[0].phillips_unemployment_min,
                hours_pressure=p.hours_pressure,
                hours_min=p.hours_min,
                hours_max=p.hours_max,
            )
        else:
            factors[o] = rule.hours_chosen(pay, elasticity, hours_min=p.hours_min, hours_max=p.hours_max)
        hours[o] = contract * factors[o]
        paid_hours[o] = contract if owned else hours[o]
        paid[o] = 1.0 / factors[o] if owned else 1.0
        fresh[o] = rule.hour_yield(hours[o], fatigue=p.fatigue)
    own = contract if owned else hours[0]
    if factors[0] != 1.0 or factors[1] != 1.0:
        for i in range(workers.hours.size):
            workers.hours[i] = hours[workers.occupation[i]] if workers.contract[i] == 0 else own
    return rule.hour_yield(own, fatigue=p.fatigue), factors.min() <= p.hours_min, factors.max() >= p.hours_max


def _elasticity(w: World) -> float:
    """Of hours to the pay of one: by taste where members choose, and of those whose basics are covered."""
    p = w.params
    covered = w.state.basket / (w.start.real_income * derived.heads(w)) / p.subsistence_share
    taste = p.leisure_preference if p.hours_set_by == "members" else 0.0
    return float(taste + p.productivity_as_time * min(covered, 1.0))


def call_duty(w: World) -> None:
    """Those who serve are called to the upkeep of clouds, which then want fewer crews, each as much less."""
    p, kept, need = w.params, _kept(w), w.firms.need[PHYSICAL, w.clouds]
    asked = sums.total(need)
    kept.duty[:], kept.unpaid, kept.duty_hours = 0.0, 0.0, 0.0
    if (p.duty_hours == 0.0 and not p.alliance) or w.month < p.programme_start or asked == 0.0:
        kept.serves[:] = w.workers.occupation >= 0
        return
    persons = derived.heads(w)
    most = p.duty_hours or rule.NORMAL * asked / (p.duty_skill * persons)
    basket = w.state.basket * w.goods_price / persons
    at_stake = max(basket, w.state.norm * w.goods_price) if p.duty_sanction else 0.0
    pay = derived.paid_yields(w), w.firms.wage, derived.piece_income(w)
    served = _ask(w.numbers_of("time"), w.workers.handle, pay, (most, at_stake), kept.serves)
    done = rule.duty(asked, served, duty_hours=p.duty_hours, duty_skill=p.duty_skill, everything=p.alliance)
    kept.unpaid, kept.duty_hours = done / asked, done / p.duty_skill
    np.multiply(need, kept.unpaid, out=kept.duty)
    need -= kept.duty


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
