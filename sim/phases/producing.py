"""P: labour, AI and machines are spent and output is made; incomes are paid before it is sold."""

import numpy as np

from sim import passes
from sim.phases.buying import _largest, capacity
from sim.rules import production
from sim.rules import state as public
from sim.rules.expectations import smooth
from sim.world import COGNITIVE, PHYSICAL, World


def produce(w: World) -> None:
    """Machines, hands, minds and AI make goods; what is worn and spent leaves the books."""
    p, firms, ledger = w.params, w.firms, w.ledger
    machines = ledger.units("producers", "machines")
    minds = _largest(w, firms.labour[COGNITIVE] + firms.ai_work, COGNITIVE)
    hands = _largest(w, firms.labour[PHYSICAL], PHYSICAL)
    firms.output[w.producers] = production.output(
        firms.plan[w.producers], capacity(w), minds[w.producers], hands[w.producers]
    )
    ledger.post("machine_production", firms.output[w.dept1])
    ledger.post("goods_production", firms.output[w.dept2])
    ledger.post("living_labour", firms.labour.sum(axis=0))
    ledger.post("labour_spent", ledger["firms", "labour"])
    firms.worn[w.producers] = p.machine_wear * machines
    firms.worn[w.clouds] = p.hardware_wear * ledger.units("clouds", "slots")
    ledger.post("machine_wear", firms.worn[w.producers])
    ledger.post("slot_wear", firms.worn[w.clouds])


def pay(w: World) -> None:
    """Wages, fees, benefits and basic income; what a firm lacks before its sales is a bridge loan."""
    p, firms, workers, ledger, state = w.params, w.firms, w.workers, w.ledger, w.state
    workers.opening = ledger.units("workers", "money")
    persons = workers.skill.size
    gross, benefit, by_occupation = np.empty(persons), np.empty(persons), np.empty(firms.wage.shape, np.int64)
    passes.earn(
        workers.occupation,
        workers.skill,
        workers.hours,
        workers.employer,
        workers.active,
        firms.wage,
        float(p.replacement_rate * state.mean_wage),
        gross,
        benefit,
    )
    wages = ledger.round("wages", gross)
    passes.wage_bill(workers.occupation, workers.employer, wages, by_occupation)
    wage_bill = by_occupation.sum(axis=0)
    fees = ledger.round("ai_fees", firms.fees)
    paid, received = fees[w.producers], fees[w.clouds]
    tax = ledger.round("ai_tax", p.ai_tax * firms.fees[w.producers])
    outlay = wage_bill.copy()
    outlay[w.producers] += paid + tax
    ledger.post("lending", np.maximum(outlay - ledger["firms", "money"], 0))
    ledger.settle("wages", wage_bill, wages)
    ledger.settle("ai_fees", paid, received)
    ledger.post("ai_tax", tax)
    firms.wages, firms.paid = wage_bill / 1e6, by_occupation / 1e6
    firms.outlay = smooth(firms.outlay, outlay / 1e6, speed=p.outlay_memory, growth=w.expected_inflation)

    state.ubi = _basic_income(w)
    income_tax = state.income_tax * gross
    ledger.post("income_tax", income_tax)
    ledger.post("benefits", benefit)
    if state.ubi > 0.0:
        ledger.post("ubi_workers", np.full(persons, state.ubi))
        ledger.post("ubi_capitalists", np.full(w.capitalists.income.size, state.ubi))
    workers.income = smooth(
        workers.income,
        gross - income_tax + benefit + state.ubi,
        speed=p.income_memory_workers,
        growth=w.expected_inflation,
    )


def _basic_income(w: World) -> float:
    """UBI per head this month, money: phased in, and never above its source. Sets the extra profit tax that pays it."""
    p, state = w.params, w.state
    heads = w.workers.skill.size + w.capitalists.income.size
    share = float(p.ubi_share) * public.phase_in(w.month, ubi_start=p.ubi_start, ubi_phase=p.ubi_phase)
    wanted = share * state.mean_wage
    state.ubi_tax = 0.0
    if p.ubi_financing == "debt":
        return wanted
    if p.ubi_financing == "ai":
        return min(wanted, state.fee_tax / heads)
    room = max(float(p.profit_tax_max) - state.profit_tax, 0.0)
    paid = min(wanted, room * state.profits / heads)
    w.bind("profit_tax_max", paid < wanted)
    state.ubi_tax = paid * heads / state.profits if state.profits > 0.0 else 0.0
    return paid
