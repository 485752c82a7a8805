"""Quantities that follow from the state of the economy and that several phases, measures and mechanisms ask for."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.economy.rules import compute as rule
from sim.economy.rules import finance, investment
from sim.economy.world import COGNITIVE, PHYSICAL, Firms, Flags, Floats, Ints, Numbers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION


def slot_cost(w: World) -> float:
    """C + V of a slot-month at this month's prices, money."""
    firms = w.firms
    return _slot_cost(w.numbers, firms.handle, w.dept1.stop, w.producers.stop, w.loan_rate)


@compiled
def _slot_cost(numbers: Numbers, firms: Firms, end: int, producers: int, loan_rate: float) -> float:
    """The same from prices of Department I, which ends there, and wages of producers."""
    p = numbers[0]
    return rule.slot_cost(
        sums.mean_price(firms.price, firms.expected, firms.active, 0, end),
        sums.mean_offer(firms.wage[PHYSICAL], firms.active, producers),
        hardware_per_slot=p.hardware_per_slot,
        hardware_wear=p.hardware_wear,
        loan_rate=loan_rate / 12.0,
        energy_per_slot=p.energy_per_slot,
        upkeep_workers=p.upkeep_workers,
    )


def user_cost(w: World) -> float:
    """What a year's use of a machine costs, as a share of its price; where rates follow inflation, the real rate counts."""
    p = w.params
    inflation = w.yearly_inflation if p.rate_rule else p.target_inflation
    return investment.user_cost(w.loan_rate, inflation, machine_wear=p.machine_wear, lowest=p.user_cost_min)


def fee_ceiling(w: World) -> float:
    """Highest fee for an effective worker-month before tax: what the replaced worker costs, less a margin, money."""
    p = w.params
    return float(p.fee_ceiling * (1.0 - p.standby) * w.mean_offer(COGNITIVE) / (1.0 + p.ai_tax))


def replaced_wage(w: World) -> Floats:
    """What AI work saves each producer: its cognitive wage, less that of staff kept on call, money/worker-month. Shape (producers,)."""
    return np.asarray((1.0 - w.params.standby) * w.firms.wage[COGNITIVE, w.producers])


def on_offer(w: World) -> Floats:
    """Share of its slots that each cloud puts on the market. Shape (clouds,)."""
    return _on_offer(w.numbers, w.firms.public[w.clouds], w.channels.withheld_sought)


@compiled
def _on_offer(numbers: Numbers, public: Flags, sought: Floats) -> Floats:
    """The same: all of public clouds, of private ones what they don't withhold."""
    p = numbers[0]
    share = np.empty(public.size)
    for i in range(share.size):
        share[i] = 1.0 if public[i] else 1.0 - (p.withheld_share + sought[i])
    return share


def use_of_slots(w: World) -> Floats:
    """Share of each cloud's offered slots that is rented; what it is used to where it offers none. Shape (clouds,)."""
    return slot_use(w.agents.offered, w.firms.compute[w.clouds], w.firms.use[w.clouds])


@compiled
def slot_use(offered: Floats, rented: Floats, usual: Floats) -> Floats:
    use = usual.copy()
    for i in range(use.size):
        if offered[i] > 0.0:
            use[i] = rented[i] / max(offered[i], 1e-9)
    return use


def feasible_share(w: World, capability: npt.ArrayLike) -> Floats:
    """The share of each producer's cognitive work that AI could do at a saving today, at the cloud where it is most.

    ``capability``: of all clouds, or of each.
    """
    each = np.full(w.clouds.stop - w.clouds.start, capability, np.float64)
    return feasible_shares(w.numbers, w.firms.handle, w.producers.stop, each)


def reach(w: World) -> Floats:
    """The share of each producer's cognitive work that AI can do now, whether or not it pays. Shape (producers,)."""
    newest, fits = w.frontier.versions_capability[:, -1].max(), w.firms.jaggedness[w.producers]
    return np.asarray(np.minimum(newest * fits, w.params.feasible_max))


@compiled
def feasible_shares(numbers: Numbers, firms: Firms, producers: int, capability: Floats) -> Floats:
    """The same for compiled code."""
    p = numbers[0]
    share = np.zeros(producers)
    if p.ai_off:
        return share
    for c in unbeaten(capability, firms.price[producers:]):
        fee = firms.price[producers + c] * (1.0 + p.ai_tax)
        for i in range(producers):
            if not firms.abstains[i]:
                here: Any = rule.feasible_share(
                    capability[c],
                    firms.jaggedness[i],
                    fee,
                    (1.0 - p.standby) * firms.wage[COGNITIVE, i],  # as ``replaced_wage``
                    feasible_max=p.feasible_max,
                    saving_band=p.saving_band,
                )
                share[i] = max(share[i], here)
    return share


@compiled
def unbeaten(capability: Floats, fees: Floats) -> Ints:
    """Clouds that no other beats both in what it can do and in what it asks, of equals the first: nobody has a reason to ask another."""
    found, count = np.empty(fees.size, np.int64), 0
    for c in range(fees.size):
        beaten = False
        for d in range(fees.size):
            no_worse = capability[d] >= capability[c] and fees[d] <= fees[c]
            better = capability[d] > capability[c] or fees[d] < fees[c]
            beaten = beaten or (no_worse and (better or d < c))
        if not beaten:
            found[count] = c
            count += 1
    return found[:count].copy()


def capital(w: World) -> Floats:
    """Machines and finished goods of producers at current prices, money. Shape (producers,)."""
    return capital_of(w.firms.handle, capital_held(w))


def capital_held(w: World) -> tuple[Ints, Ints, Ints]:
    """Machines of producers, finished ones of Department I, and finished goods of Department II, millionths."""
    ledger = w.ledger
    return ledger["producers", "machines"], ledger["dept1", "capital_goods"], ledger["dept2", "goods"]


@compiled
def capital_of(firms: Firms, held: tuple[Ints, Ints, Ints]) -> Floats:
    """``capital`` from what ``capital_held`` gives."""
    machines, machines_unsold, goods_unsold = held
    capital, one = np.empty(machines.size), machines_unsold.size
    machine = sums.mean_price(firms.price, firms.expected, firms.active, 0, one)
    good = sums.mean_price(firms.price, firms.expected, firms.active, one, machines.size)
    for i in range(machines.size):
        stock = machines_unsold[i] / 1e6 * machine if i < one else goods_unsold[i - one] / 1e6 * good
        capital[i] = machines[i] / 1e6 * machine + stock
    return capital


def dividends_due(w: World) -> Floats:
    """What each firm pays out this month, whoever gets it, money; from balances before any of it is paid. Shape (firms,)."""
    return distributed(w.numbers, w.firms.handle, w.producers.stop, w.ledger["firms", "money"], w.expected_inflation)


@compiled
def distributed(numbers: Numbers, firms: Firms, producers: int, money: Ints, expected_inflation: float) -> Floats:
    """The same for compiled code."""
    p, out = numbers[0], np.empty(money.size)
    for i in range(out.size):
        cash = money[i] / MILLION
        wanted = finance.dividend(
            cash,
            firms.profit[i],
            firms.outlay[i],
            firms.opening_loan[i],
            liquidity_norm=p.liquidity_norm,
            dividend_adjustment=p.dividend_adjustment,
            expected_inflation=expected_inflation,
        )
        waits = i < producers and firms.age[i] < p.founding_months  # founders do
        out[i] = 0.0 if waits else min(wanted, max(cash - p.cash_reserve * firms.outlay[i], 0.0))
    return out


def heads(w: World) -> int:
    """Carbon workers there are: what is counted per head is counted over them."""
    return w.population.people if w.population else w.workers.skill.size


def there(w: World) -> Flags | slice:
    """The rows of workers in which somebody is."""
    return w.workers.occupation >= 0 if w.population else slice(None)


def ai_at_work(w: World) -> bool:
    """Whether AI is there and not switched off."""
    return bool(w.frontier.since >= 0 and not w.params.ai_off)


def paid_yields(w: World) -> Floats:
    """What each worker's job yields of what is paid for, worker-months a month at normal hours. Shape (persons,)."""
    return w.skill.paid if w.skill else w.workers.skill


def uneven_yields(w: World) -> bool:
    """Whether the mean yield of a worker may be another than 1, by craft or by what AI adds."""
    return w.skill is not None and (w.skill.formed or w.frontier.since >= 0)


def by_craft(w: World) -> bool:
    """Whether craft says whose tasks are difficult."""
    return w.skill is not None and w.skill.ranked


def task_ranks(w: World) -> Floats | None:
    """How difficult the tasks of each cognitive worker are, where AI takes the easiest first; none where chance decides. Shape (persons,).

    1 and more: the firm parts with this worker last.
    """
    if by_craft(w):
        return w.skill.ladder if w.skill else None
    return w.workers.task if w.params.task_difficulty != 0.0 else None


def unemployment_rates(w: World) -> tuple[float, float]:
    """Share of each occupation's labour force without a job, those in school included."""
    return jobless_rates(*labour_force(w))


def unemployment(w: World) -> float:
    """Share of the whole labour force without a job."""
    force, jobless = labour_force(w)
    return jobless_rate(sum(force), sum(jobless))


def jobless_rates(force: tuple[int, int], jobless: tuple[int, int]) -> tuple[float, float]:
    """Share of those in the labour force who have no job, by occupation."""
    cognitive, physical = map(jobless_rate, force, jobless)
    return cognitive, physical


def jobless_rate(force: int, jobless: int) -> float:
    """Share of those in the labour force who have no job; 0 where there is nobody."""
    return jobless / max(force, 1)


def labour_force(w: World) -> tuple[tuple[int, int], tuple[int, int]]:
    """Workers of each occupation in the labour force, and of these without a job."""
    return counted(w.workers.occupation, w.workers.employer, w.workers.active)


def debt_ratio(w: World) -> float:
    """Public debt, less deposits of the State, over yearly value added (smoothed); 0 where there is none."""
    debt = -(w.ledger.total("state", "bonds") + w.ledger.total("state", "money"))
    return ratio(debt, 12.0 * w.state.value_added)


def bank_equity(w: World) -> float:
    """Equity of the bank: loans and bonds less deposits, money."""
    ledger = w.ledger
    return math.fsum((ledger.total("bank", "money"), ledger.total("bank", "loans"), ledger.total("bank", "bonds")))


@compiled
def counted(
    occupation: npt.NDArray[np.int8], employer: npt.NDArray[np.int32], active: Flags
) -> tuple[tuple[int, int], tuple[int, int]]:
    """The same: both occupations in one pass."""
    force, physical, jobless, physical_jobless = 0, 0, 0, 0
    for i in range(employer.size):  # no branch, so that many go at once
        idle = active[i] & (employer[i] < 0)
        force += active[i]
        physical += active[i] & (occupation[i] == PHYSICAL)
        jobless += idle
        physical_jobless += idle & (occupation[i] == PHYSICAL)
    return (force - physical, physical), (jobless - physical_jobless, physical_jobless)


def ratio(one: float, other: float) -> float:
    """One over the other; 0 where there is nothing to hold it against."""
    return float(one / other) if other > 0.0 else 0.0


def firms_at_work(w: World) -> int:
    """Firms of the month, those that closed in it included."""
    return int(np.count_nonzero(w.firms.active)) + (w.entry.exits if w.entry else 0)
