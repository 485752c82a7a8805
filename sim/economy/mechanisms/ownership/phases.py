"""Cooperatives pay out to those who work in them; what AI advises moves money between those who save."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.economy import derived
from sim.economy.kernels import people
from sim.economy.mechanisms.ownership import rules as rule
from sim.economy.mechanisms.ownership.state import Ownership
from sim.economy.world import Firms, Workers, World
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION

if TYPE_CHECKING:
    from sim.economy.stationary import Stationary


def begin(w: World, state: "Stationary") -> None:
    """Members have had their shares of the month before the first."""
    shares = np.zeros(w.workers.skill.size)
    if w.firms.cooperative.any():
        growth = 1.0 + w.params.target_inflation / 12.0
        shares = opening_shares(w.firms, w.workers, state, w.dept1.stop, growth)
    w.ownership = Ownership(shares)


def opening_shares(firms: Firms, workers: Workers, state: "Stationary", first_of_dept2: int, growth: float) -> Floats:
    """What each worker got of cooperatives' dividends in the month before the first, money. Shape (persons,)."""
    first, second = (state.dividends / state.sales).tolist()
    a_unit = np.where(np.arange(firms.expected.size) < first_of_dept2, first, second)
    dividends = a_unit * firms.expected * firms.cooperative / growth  # all of a producer is in proportion to its sales
    return np.asarray(_shared(firms, workers, workers.skill, np.rint(dividends * MILLION).astype(np.int64))[1] / MILLION)


def set_pace(w: World) -> None:
    """Members say how fast their cooperative parts with people, and how fast it grows."""
    p = w.params
    if p.cooperative_share == 0.0:
        return
    for channel, pace in (("layoff_pace", p.member_layoffs), ("growth_pace", p.members_invest)):
        if pace != 1.0:
            w.channels.write(channel, np.where(w.firms.cooperative, pace, 1.0))


def earn_shares(w: World) -> None:
    """Members count last month's share, carried forward as beliefs are, as income of this month, beside the wage."""
    p = w.params
    if p.cooperative_share == 0.0:
        return
    assert w.ownership
    w.workers.income += p.income_memory_workers * (1.0 + w.expected_inflation) * w.ownership.shares


def pay_members(w: World) -> None:
    """What a cooperative pays out goes to those who work there this month, by pay; where nobody does it stays."""
    firms, ledger = w.firms, w.ledger
    if w.params.cooperative_share == 0.0:
        return
    assert w.ownership
    due = np.where(firms.cooperative & firms.active, derived.dividends_due(w), 0.0)
    given, taken = _shared(firms, w.workers, derived.paid_yields(w), ledger.round("member_shares", due))
    ledger.settle("member_shares", given, taken)
    w.ownership.shares[:] = taken / MILLION


def _shared(firms: Firms, workers: Workers, yields: Floats, whole: Ints) -> tuple[Ints, Ints]:
    """What firms share out of such amounts, and what each worker gets, millionths. ``yields``: of a normal job, what is paid for."""
    given, taken = np.zeros(whole.size, np.int64), np.zeros(yields.size, np.int64)
    _share_out(workers.handle, yields, firms.wage, whole, given, taken)
    return given, taken


@compiled
def _share_out(workers: Workers, yields: Floats, wage: Floats, whole: Ints, given: Ints, taken: Ints) -> None:
    """Writes the last two, 0 before. ``whole``: what each firm has for those who work there, millionths."""
    employer, occupation, hours = workers.employer, workers.occupation, workers.hours
    pay, before = np.zeros(whole.size), np.zeros(whole.size)
    for i in range(employer.size):
        f = employer[i]
        if f >= 0 and whole[f] > 0:
            pay[f] += wage[occupation[i], f] * (yields[i] * hours[i])
    for i in range(employer.size):
        f = employer[i]
        if f >= 0 and whole[f] > 0 and pay[f] > 0.0:
            own = wage[occupation[i], f] * (yields[i] * hours[i])
            taken[i] = np.int64(rule.member_shares(whole[f], before[f], own, pay[f]))
            given[f] += taken[i]
            before[f] += own


def advise(w: World) -> None:
    """While AI is there, who is advised by it gains on given assets what others lose, each by deposits."""
    p, ledger = w.params, w.ledger
    if p.ai_access == "none" or p.ai_off or w.frontier.since < 0:
        return
    held = np.array([ledger.total("capitalists", "money"), ledger.total("workers", "money")])
    edge = rule.edges(p.ai_access == "open", advice_value=p.advice_value, human_advice=p.human_advice)
    of_owners = float(rule.aided_return(held, edge)[0])
    flow, losers, winners = (
        ("advice_to_owners", "workers", "capitalists")
        if of_owners > 0.0
        else ("advice_to_workers", "capitalists", "workers")
    )
    moved = ledger.round(flow, np.array([abs(of_owners)]))
    if moved[0] > 0:
        ledger.settle(flow, _by_deposits(w, losers, moved), _by_deposits(w, winners, moved))


def _by_deposits(w: World, sector: str, whole: Ints) -> Ints:
    """An amount shared out over a sector by deposits, millionths: nobody gives more than it has."""
    part = np.empty((1, w.ledger[sector, "money"].size), np.int64)
    people.apportion(whole, w.ledger[sector, "money"].astype(np.float64)[None], np.zeros(1), part)
    return np.asarray(part[0])


def pass_on_reserves(w: World) -> None:
    """What a cooperative that has closed leaves goes to the members of the others, by pay; where there are none, to its last owner."""
    firms, workers, ledger = w.firms, w.workers, w.ledger
    if w.entry is None:
        return
    left = np.where(firms.cooperative & ~firms.active, ledger["firms", "money"], 0)
    total = left.sum(keepdims=True)
    if total[0] == 0:
        return
    assert w.ownership
    at = np.maximum(workers.employer, 0)
    members = (workers.employer >= 0) & firms.cooperative[at]
    pay = np.where(members, firms.wage[workers.occupation, at] * (derived.paid_yields(w) * workers.hours), 0.0)
    if not pay.any():
        ledger.post("dividends", left, dst=firms.owner)
        return
    part = np.empty((1, pay.size), np.int64)
    people.apportion(total, pay[None], np.zeros(1), part)
    ledger.settle("member_shares", left, part[0])
    w.ownership.shares += part[0] / MILLION
