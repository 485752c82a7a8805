"""What clouds can draw, what they ask for, what they pay for it, and who is warmed."""

import math

import numpy as np

from sim.economy.derived import energy_per_slot, fee_ceiling, heads, on_offer, slot_cost
from sim.economy.kernels import people
from sim.economy.mechanisms.energy import rules as rule
from sim.economy.mechanisms.energy.state import Energy
from sim.economy.rules import investment
from sim.economy.rules.rationing import shared_out
from sim.economy.world import Ints, World
from sim.engine.ledger import MILLION

LONGEST = 240  # months in the queue: the most that ``energy_build_time`` can be


def begin(w: World, state: object) -> None:
    """What the grid can give at once is connected, and whatever runs by then."""
    running = energy_per_slot(w) * float(w.agents.offered.sum())
    w.energy = Energy(np.zeros(LONGEST), max(_of_economy(w, w.params.energy_spare), running))


def _kept(w: World) -> Energy:
    assert w.energy
    return w.energy


def _of_economy(w: World, a_thousand: float) -> float:
    return float(a_thousand * w.params.n_workers / 1e3)


def _limit(w: World) -> float:
    return _of_economy(w, w.params.energy_capacity) * _kept(w).grown


def _built(w: World) -> float:
    """Energy that is connected; where that takes no time as much as the limit allows."""
    return _kept(w).built if w.params.energy_build_time > 0 else math.inf


def heating(w: World) -> float:
    """All that households need for it, consumer goods a month."""
    return float(w.params.heating_share * heads(w) * w.start.real_income)


def limit_power(w: World) -> None:
    """What was ordered in time is connected; clouds share the slots that there is power for."""
    p, kept, channels = w.params, _kept(w), w.channels
    kept.built += float(kept.queue[0])
    kept.queue[:-1], kept.queue[-1] = kept.queue[1:].copy(), 0.0
    first = 12.0 * _of_economy(w, p.energy_spare)
    channels.write("slot_energy", rule.learned(kept.used, first, energy_learning=p.energy_learning))
    kept.powered = rule.powered(_limit(w), _built(w), energy_per_slot(w))
    could = np.minimum(on_offer(w) * ((1.0 - p.power_off) * w.ledger.units("clouds", "slots")), channels.slots_usable)
    if could.sum() > kept.powered:
        channels.write("slots_usable", investment.rationed(could, kept.powered))
    channels.write("slots_powered", kept.powered)
    channels.write("slots_ahead", p.hardware_ahead)


def charge_rent(w: World) -> None:
    """Whoever has power to let takes a share of what slots earn above their cost at the highest fee."""
    share, channels = _kept(w).rent_share, w.channels
    if share > 0.0 and w.frontier.since >= 0:
        earned = fee_ceiling(w) * w.agents.efficiency * channels.fees_kept / channels.slots_carried
        rent = rule.energy_rent(share, earned, slot_cost(w), normal_use_cloud=w.params.normal_use_cloud)
        channels.write("slot_rent", rent)


def ask_power(w: World) -> None:
    """Clouds ask for what demand calls for; it is built as far as the limit goes, which grows with the rent that it earns."""
    p, kept, energy = w.params, _kept(w), energy_per_slot(w)
    kept.asked = energy * w.slots_called
    order = rule.energy_capacity(kept.asked, _limit(w), kept.built, float(kept.queue.sum()))
    if p.energy_build_time > 0:
        kept.queue[p.energy_build_time - 1] += order
    else:
        kept.built += order
    used = w.ledger.moved("energy_used")
    left = max(min(_limit(w), _built(w)) - used, 0.0)
    room = rule.own_use(left, energy, hardware_per_slot=p.hardware_per_slot, hardware_wear=p.hardware_wear)
    w.channels.write("fund_orders", room)
    kept.used += used
    speed = p.energy_rent_speed
    kept.rent_share = rule.rent_share(kept.rent_share, w.slots_called, kept.powered, energy_rent_speed=speed)
    kept.grown *= rule.entered(kept.rent_share, energy_entry=p.energy_entry)


def pay_rent(w: World) -> None:
    """Clouds pay for the slots that they have used, out of profit and with an overdraft where cash is short; all capitalists get it."""
    channels, ledger, clouds = w.channels, w.ledger, w.clouds
    if not channels.slot_rent.any():
        return
    used = w.firms.compute[clouds] + channels.slots_busy
    due = np.zeros(w.firms.price.size, np.int64)
    due[clouds] = ledger.round("energy_rent", channels.slot_rent * used)
    ledger.post("lending", np.maximum(due - ledger["firms", "money"], 0))
    part = np.empty((1, w.capitalists.income.size), np.int64)
    people.apportion(due.sum(keepdims=True), np.ones(part.shape), np.zeros(1), part)
    ledger.settle("energy_rent", due[clouds], part[0])
    channels.write("charges", due / MILLION)


def reuse_heat(w: World) -> None:
    """Homes are warmed by the heat of slots as far as pipes are there, which households pay for."""
    p, kept, ledger, firms, sellers = w.params, _kept(w), w.ledger, w.firms, w.dept1
    energy = ledger.moved("energy_used")
    kept.heat = rule.heat_reused(energy, heating(w), heat_value=p.heat_value, heat_reuse=p.heat_reuse)
    want = p.heat_pipe_cost * kept.heat
    if want == 0.0:
        return
    left, deposits = ledger["dept1", "capital_goods"], ledger["workers", "money"]
    bought, unmet = rule.pipes(want, left / MILLION, firms.output[sellers])
    cost = float((firms.price[sellers] * bought).sum()) * MILLION
    if cost > deposits.sum():
        bought *= deposits.sum() / cost
    got = np.minimum(np.floor(bought * MILLION).astype(np.int64), left)
    paid = ledger.round("heat_charge", firms.price[sellers] * (got / MILLION))
    ledger.settle("heat_charge", _charged(deposits, int(paid.sum())), paid)
    ledger.post("pipe_deliveries", got)
    firms.takings[sellers] += paid / MILLION
    firms.sales[sellers] += got / MILLION
    firms.unmet[sellers] += unmet
    kept.heat *= min(got.sum() / MILLION / want, 1.0)


def _charged(deposits: Ints, total: int) -> Ints:
    """What each household pays of an amount, equal heads, none above its deposits. Millionths."""
    part = shared_out(deposits.astype(np.float64), np.ones(deposits.size), float(total))
    given = np.minimum(np.diff(np.floor(part.cumsum()), prepend=0.0).astype(np.int64), deposits)
    lacking = total - int(given.sum())  # what rounding leaves goes to those who have more to give
    for place in np.flatnonzero(deposits > given):
        if lacking == 0:
            break
        more = min(lacking, int(deposits[place] - given[place]))
        given[place] += more
        lacking -= more
    return np.asarray(given)
