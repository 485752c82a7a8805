"""Quantities that follow from the state of the economy and that several phases, measures and mechanisms ask for."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.economy.rules import agents as life
from sim.economy.rules import compute as rule
from sim.economy.rules import finance, investment
from sim.economy.world import COGNITIVE, PHYSICAL, Firms, Flags, Floats, Ints, Numbers, Workers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION


def slot_cost(w: World) -> float:
    """C + V of a slot-month at this month's prices, money."""
    firms = w.firms
    unpaid, energy = w.time.unpaid if w.time else 0.0, float(w.channels.slot_energy[0])
    return _slot_cost(w.numbers, firms.handle, (w.dept1.stop, w.producers.stop), w.loan_rate, unpaid, energy)


@compiled
def _slot_cost(
    numbers: Numbers, firms: Firms, ends: tuple[int, int], loan_rate: float, unpaid: float, energy: float
) -> float:
    """The same from prices of Department I and wages of producers, where these end.

    ``unpaid``: the share of upkeep that nobody is paid for; ``energy``: the channel ``slot_energy``.
    """
    end, producers = ends
    p = numbers[0]
    return rule.slot_cost(
        sums.mean_price(firms.price, firms.expected, firms.active, 0, end),
        sums.mean_offer(firms.wage[PHYSICAL], firms.active, producers),
        hardware_per_slot=p.hardware_per_slot,
        hardware_wear=p.hardware_wear,
        loan_rate=loan_rate / 12.0,
        energy_per_slot=p.energy_per_slot * energy,
        upkeep_workers=p.upkeep_workers * (1.0 - unpaid),
    )


def energy_per_slot(w: World) -> float:
    """Energy of a slot that is used all month, units of capital goods."""
    return float(w.params.energy_per_slot * w.channels.slot_energy[0])


def slot_charge(w: World) -> Floats:
    """What the fees of a slot at work have to pay for: cost and rent of all slots that it carries, money. Shape (clouds,)."""
    return np.asarray((slot_cost(w) + w.channels.slot_rent) * w.channels.slots_carried)


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


def ai_demand(w: World, horizons: Sequence[int]) -> tuple[Floats, Floats]:
    """Work that AI will do for all producers so many months from now, worker-months a month; what a slot yields then.

    The yield is a multiple of today's. Shapes (horizons,).
    """
    p, f = w.params, w.frontier
    since = w.month - p.ai_arrival if f.since < 0 else w.month - f.since  # below zero before arrival
    today = f.own.tolist() if f.since >= 0 else [p.ai_start_capability] * f.own.size
    clouds = list(zip(today, f.pace.tolist(), strict=True))  # mostly all alike
    capability = np.empty((len(horizons), f.own.size))
    ahead, work, progress = np.empty((3, len(horizons)))
    for k, months in enumerate(horizons):
        present = max(since + months, 0) - max(since, 0)  # months of AI's presence in between
        then = {one: life.frontier(one[0], present, ai_growth=one[1], ai_ceiling=p.ai_ceiling) for one in set(clouds)}
        capability[k] = [then[one] for one in clouds]
        ahead[k], progress[k] = present, (1.0 + p.ai_efficiency_growth) ** present
    asks = w.channels.handed_over[w.producers], w.channels.hands_entrusted[w.producers]
    _ai_demand(w.numbers, w.firms.handle, capability, ahead, asks, work)
    return work, progress


@compiled
def _ai_demand(
    numbers: Numbers, firms: Firms, capability: Floats, ahead: Floats, asks: tuple[Floats, Floats], work: Floats
) -> None:
    """Writes the work that AI of each row of capability will do so many months ahead, worker-months a month, as far as it is feasible then.

    ``capability``: of each cloud; ``asks``: the channels ``handed_over`` and ``hands_entrusted`` of producers.
    """
    p, (handed_over, hands) = numbers[0], asks
    producers = hands.size
    adoption, need = firms.adoption[:producers], firms.need[COGNITIVE, :producers] * handed_over + hands
    for k in range(work.size):
        feasible = feasible_shares(numbers, firms, producers, capability[k])
        then = rule.foreseen_adoption(adoption, feasible, adoption_speed=p.adoption_speed, months=ahead[k])
        work[k] = sums.total(need * np.minimum(then + p.adoption_seed, feasible))


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


def taxed_pay(w: World) -> float:
    """What is taxed as income from work this month, money: wages and pay by the piece."""
    return w.ledger.moved("wages") + w.ledger.moved("piece_pay")


def entitled(w: World) -> Flags:
    """Who has a right to what is given or kept for people: all, or under the sanction those who serve when called. Shape (persons,)."""
    return w.time.serves if w.time and w.params.duty_sanction else w.workers.occupation >= 0


def ai_at_work(w: World) -> bool:
    """Whether AI is there and not switched off."""
    return bool(w.frontier.since >= 0 and not w.params.ai_off)


def paid_yields(w: World) -> Floats:
    """What each worker's job yields of what is paid for, worker-months a month at normal hours. Shape (persons,)."""
    yields = w.skill.paid if w.skill else w.workers.skill
    return _by_trade(yields, w.time.paid, w.workers.handle) if w.time and w.time.unlike("paid") else yields


def job_yields(w: World) -> Floats:
    """What each worker's job yields at the hours that it has, worker-months a month. Shape (persons,)."""
    yields = w.workers.labour
    return _by_trade(yields, w.time.fresh, w.workers.handle) if w.time and w.time.unlike("fresh") else yields


@compiled
def _by_trade(yields: Floats, factor: Floats, workers: Workers) -> Floats:
    """``yields * factor.take(occupation)``."""
    occupation, found = workers.occupation, np.empty(yields.size)
    for i in range(found.size):
        found[i] = yields[i] * factor[occupation[i]]
    return found


def piece_fresh(w: World) -> float:
    """What an hour of whoever works by the piece yields, over one of a normal day."""
    return w.time.own_fresh if w.time else 1.0


def piece_income(w: World) -> Floats:
    """What each worker has earned by the piece of late, money a month. Shape (persons,)."""
    return w.contracts.piece_income if w.contracts else np.zeros(w.workers.skill.size)


def piece_hours(w: World) -> tuple[float, float]:
    """Normal hours of all who work by the piece: at pieces, and waiting for some."""
    if not w.contracts:
        return 0.0, 0.0
    worked, whole = _piece_hours(w.workers.handle, w.contracts.worked)
    return worked, max(whole - worked, 0.0)


@compiled
def _piece_hours(workers: Workers, worked: Floats) -> tuple[float, float]:
    """Normal hours at pieces and in all: ``worked[contract > 0].sum()`` and ``hours[contract > 0].sum()``."""
    contract, hours, count = workers.contract, workers.hours, 0
    at_work, whole = np.empty(contract.size), np.empty(contract.size)
    for i in range(contract.size):
        at_work[count], whole[count] = worked[i], hours[i]
        count += contract[i] > 0  # no branch: else the next one takes the place
    return sums.total(at_work[:count]), sums.total(whole[:count])


def uneven_yields(w: World) -> bool:
    """Whether the mean yield of a worker's hour may be another than 1, by craft, by what AI adds, or by the length of the day."""
    skilled = w.skill is not None and (w.skill.formed or w.frontier.since >= 0)
    return skilled or (w.time is not None and w.time.unlike("fresh"))


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
    return counted(w.workers.handle)


def debt_ratio(w: World) -> float:
    """Public debt, less deposits of the State, over yearly value added (smoothed); 0 where there is none."""
    debt = -(w.ledger.total("state", "bonds") + w.ledger.total("state", "money"))
    return ratio(debt, 12.0 * w.state.value_added)


@compiled
def counted(workers: Workers) -> tuple[tuple[int, int], tuple[int, int]]:
    """The same: both occupations in one pass. Whoever is in a pool of piece work is at work."""
    occupation, employer, contract, active = workers.occupation, workers.employer, workers.contract, workers.active
    force, physical, jobless, physical_jobless = 0, 0, 0, 0
    for i in range(employer.size):  # no branch, so that many go at once
        idle = active[i] & (employer[i] < 0) & (contract[i] == 0)
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
