"""P: labour, AI and machines are spent and output is made; incomes are paid before it is sold."""

import numpy as np

from sim.economy import derived
from sim.economy.derived import paid_yields, there
from sim.economy.kernels import people
from sim.economy.rules import production
from sim.economy.rules import state as public
from sim.economy.rules.expectations import smooth
from sim.economy.world import COGNITIVE, PHYSICAL, Firms, Floats, Ints, Numbers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION


def produce(w: World) -> None:
    """Machines, hands, minds and AI make goods; what is worn and spent leaves the books."""
    firms, ledger = w.firms, w.ledger
    machines, slots = ledger["producers", "machines"], ledger["clouds", "slots"]
    channels = w.channels
    worth = channels.ai_worth, channels.judgement, channels.output_spared, channels.hands_spared
    _produce(w.numbers, firms.handle, machines, slots, worth)
    ledger.post("machine_production", firms.output[w.dept1])
    ledger.post("goods_production", firms.output[w.dept2])
    ledger.post("living_labour", firms.labour[COGNITIVE] + firms.labour[PHYSICAL])
    ledger.post("labour_spent", ledger["firms", "labour"])
    ledger.post("machine_wear", firms.worn[w.producers])
    ledger.post("slot_wear", firms.worn[w.clouds])


@compiled
def _produce(
    numbers: Numbers, firms: Firms, machines: Ints, slots: Ints, worth: tuple[Floats, Floats, Floats, Floats]
) -> None:
    """Writes ``output`` and ``worn``. Machines and slots in millionths; ``worth``: the channels of the names that they have here."""
    p, (ai_worth, judgement, output_spared, hands_spared) = numbers[0], worth
    for i in range(machines.size):
        minds = production.largest_output(
            (firms.labour[COGNITIVE, i] + firms.ai_work[i] * ai_worth[i]) * judgement[i],
            p.cognitive_share,
            labour_slack=p.labour_slack,
            labour_productivity=firms.productivity[i],
            flexible_hours=p.flexible_hours,
        )
        hands = production.largest_output(
            firms.labour[PHYSICAL, i] + hands_spared[i],
            1.0 - p.cognitive_share,
            labour_slack=p.labour_slack,
            labour_productivity=firms.productivity[i],
            flexible_hours=p.flexible_hours,
        )
        held = machines[i] / MILLION
        capacity = production.capacity(held, power_off=p.power_off, machines_per_capacity=p.machines_per_capacity)
        firms.output[i] = production.output(firms.plan[i], capacity, minds, hands) * output_spared[i]
        firms.worn[i] = p.machine_wear * held
    for i in range(slots.size):
        firms.worn[machines.size + i] = p.hardware_wear * (slots[i] / MILLION)


def pay(w: World) -> None:
    """Wages, fees, benefits and basic income; what a firm lacks before its sales is a bridge loan."""
    p, firms, workers, ledger, state = w.params, w.firms, w.workers, w.ledger, w.state
    sums.write_units(ledger["workers", "money"], workers.opening)
    state.ubi = _basic_income(w)
    persons, size = workers.skill.size, firms.price.size
    paid = np.empty((3, persons))
    gross, income_tax, benefit = paid[0], paid[1], paid[2]
    people.earn(
        w.numbers,
        workers.handle,
        paid_yields(w),
        firms.wage,
        (state.income_tax + state.wage_levy, float(p.replacement_rate * state.mean_wage), state.ubi),
        w.expected_inflation,
        paid,
    )
    wages = ledger.round("wages", gross)
    by_occupation = np.empty(firms.wage.shape, np.int64)
    people.wage_bill(workers.occupation, workers.employer, wages, by_occupation)
    fees, tax = ledger.round("ai_fees", firms.fees), ledger.round("ai_tax", p.ai_tax * firms.fees[w.producers])
    bills = np.empty((2, size), np.int64)
    wage_bill, lacking = bills[0], bills[1]
    money = ledger["firms", "money"]
    _lay_out(w.numbers, firms.handle, by_occupation, fees, tax, money, w.expected_inflation, bills)
    ledger.post("lending", lacking)
    ledger.settle("wages", wage_bill, wages)
    ledger.settle("ai_fees", fees[w.producers], fees[w.clouds])
    ledger.post("ai_tax", tax)
    ledger.post("income_tax", income_tax)
    ledger.post("benefits", benefit)
    if state.ubi > 0.0:
        basic = np.zeros(persons)
        basic[there(w)] = state.ubi
        ledger.post("ubi_workers", basic)
        ledger.post("ubi_capitalists", np.full(w.capitalists.income.size, state.ubi))


@compiled
def _lay_out(
    numbers: Numbers,
    firms: Firms,
    by_occupation: Ints,
    fees: Ints,
    tax: Ints,
    money: Ints,
    expected_inflation: float,
    bills: Ints,
) -> None:
    """Writes ``wages``, ``paid`` and ``outlay``, and in the rows of ``bills`` each wage bill and what cash lacks, millionths.

    Producers pay wages, fees and tax on these, all in millionths; clouds pay wages.
    """
    p, wage_bill, lacking = numbers[0], bills[0], bills[1]
    for i in range(wage_bill.size):
        wage_bill[i] = 0
        for occupation in (COGNITIVE, PHYSICAL):
            wage_bill[i] += by_occupation[occupation, i]
            firms.paid[occupation, i] = by_occupation[occupation, i] / MILLION
        firms.wages[i] = wage_bill[i] / MILLION
        spent = wage_bill[i] + (fees[i] + tax[i] if i < tax.size else 0)
        lacking[i] = max(spent - money[i], 0)
        firms.outlay[i] = smooth(firms.outlay[i], spent / MILLION, speed=p.outlay_memory, growth=expected_inflation)


def _basic_income(w: World) -> float:
    """UBI per head this month, money: phased in while prices are calm, and never above its source. Sets the extra tax that pays it."""
    p, state = w.params, w.state
    heads = derived.heads(w) + w.capitalists.income.size
    state.ubi_steps = public.phase_in(
        state.ubi_steps,
        w.month,
        w.yearly_inflation,
        ubi_start=p.ubi_start,
        ubi_phase=p.ubi_phase,
        ubi_brake=p.ubi_brake,
        ubi_hold=p.ubi_hold,
    )
    wanted = float(p.ubi_share * (state.ubi_steps / p.ubi_phase) * state.mean_wage)
    state.ubi_tax = 0.0
    if p.ubi_financing == "debt":
        return wanted
    if p.ubi_financing == "ai":
        return min(wanted, state.fee_tax / heads)
    room = max(float(p.profit_tax_max) - state.profit_tax, 0.0)
    paid = min(wanted, room * state.profits / heads)
    w.bound("profit_tax_max", int(paid < wanted))
    state.ubi_tax = paid * heads / state.profits if state.profits > 0.0 else 0.0
    return paid
