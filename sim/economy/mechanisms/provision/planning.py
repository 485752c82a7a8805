"""Planning by need: what Department II makes, what there is for each, and what the State pays for those who lack money."""

import math
from typing import Any

import numpy as np

from sim.economy import derived
from sim.economy.mechanisms.provision import rules as rule
from sim.economy.mechanisms.provision.state import Provision
from sim.economy.rules import consumption, production
from sim.economy.rules.expectations import smooth
from sim.economy.world import PHYSICAL, Flags, Ints, World
from sim.engine.compiled import compiled


def planned(w: World) -> bool:
    """Whether needs say what consumer goods are made."""
    return bool(w.params.planning == "need" and w.month >= w.params.programme_start)


def _kept(w: World) -> Provision:
    assert w.provision
    return w.provision


def _people(w: World) -> int:
    return derived.heads(w) + int(w.capitalists.income.size)


def _public(w: World) -> float:
    """What the State bought, or would have, a month ago, beside what it gives in kind, units."""
    if w.month == 0:
        return float(w.state.purchases)
    return max(w.state.wanted / w.price_level - w.state.basket, 0.0)


def plan_by_need(w: World) -> None:
    """Firms of Department II plan by their plant's part of what people and the State need; stocks are run down, never chased."""
    p, kept, firms, state, part = w.params, _kept(w), w.firms, w.state, w.dept2
    state.norm, kept.needed[:] = 0.0, 0.0
    if not planned(w):
        return
    state.norm = kept.level * w.start.norm
    machines = w.ledger.units("dept2", "machines")
    whole, trend = state.norm * _people(w) + _public(w), firms.trend[part]
    needed = rule.needed_output(whole, machines, kept.need_view[part], need_error=p.need_error)
    due = rule.needed_output(whole, machines, kept.need_view[part], need_error=0.0)
    kept.needed[part], kept.view[part] = needed, trend + p.trend_speed_dept2 * (due - trend)
    productivity: Any = firms.productivity[part]
    team = production.team_output(
        cognitive_share=p.cognitive_share, labour_slack=p.labour_slack, labour_productivity=productivity
    )
    needed = np.maximum(needed, team)
    plan = production.planned_output(
        needed,
        np.maximum(w.ledger.units("dept2", "goods"), p.stock_target * needed),
        production.capacity(machines, power_off=p.power_off, machines_per_capacity=p.machines_per_capacity),
        stock_target=p.stock_target,
        stock_closing_time=p.stock_closing_time,
    )
    firms.plan[part] = plan
    firms.need[PHYSICAL, part] = production.labour_need(
        plan, 1.0 - p.cognitive_share, labour_slack=p.labour_slack, labour_productivity=productivity
    )


def provide(w: World) -> None:
    """Rations are set by the goods there are; what workers lack in money to buy theirs the State pays, out of an extra tax on profits."""
    p, kept, state, ledger = w.params, _kept(w), w.state, w.ledger
    kept.ration = kept.owners_ration = 0.0
    if planned(w):
        entitled = derived.entitled(w)
        heads, owners = int(np.count_nonzero(entitled)), int(w.capitalists.income.size)
        left = max(state.norm - state.basket / max(heads, 1), 0.0)  # what is given in kind comes first
        part = consumption.rationed(ledger.total("dept2", "goods") - state.basket, left * heads + state.norm * owners)
        kept.ration, kept.owners_ration = part * left, part * state.norm
        cost = (1.0 + p.provision_margin) * w.goods_price * kept.ration
        lacking = np.empty(entitled.size, np.int64)
        _lack(entitled, ledger["workers", "money"], math.ceil(cost * 1e6), lacking)
        ledger.post("provision", lacking)
    kept.paid = smooth(kept.paid, ledger.moved("provision"), speed=p.revenue_memory_state, growth=w.expected_inflation)
    room = max(p.profit_tax_max - state.profit_tax - state.ubi_tax - state.profit_levy, 0.0)
    state.provision_tax = rule.provision_tax(kept.paid, state.profits, room)
    w.bound("profit_tax_max", int(kept.paid > room * state.profits))


@compiled
def _lack(entitled: Flags, deposits: Ints, cost: int, lacking: Ints) -> None:
    """Writes what those with a right to a ration lack of what one costs, millionths."""
    for i in range(lacking.size):
        lacking[i] = max(cost - deposits[i], 0) if entitled[i] else 0


def look_ahead(w: World) -> None:
    """The long view of Department II moves to each plant's part of what is needed, whatever was sold."""
    firms, kept, part = w.firms, _kept(w), w.dept2
    if not planned(w):
        return
    new = firms.age[part] < w.params.founding_months  # keeps to the capacity that it was built for
    firms.trend[part] = np.where(new, np.maximum(kept.view[part], firms.trend[part]), kept.view[part])


def hold_markups(w: World) -> None:
    """In Department II nothing is dearer for being scarce: mark-ups stand where they come back to elsewhere."""
    if planned(w):
        w.firms.markup[w.dept2] = w.firms.normal_markup[w.dept2]
        w.channels.write("scarcity_priced", 0.0, w.dept2)


def raise_norm(w: World) -> None:
    """The norm rises while more hands are idle than at the start, and comes down again, never below what it was."""
    p, kept = w.params, _kept(w)
    if planned(w):
        kept.level = rule.norm(
            kept.level, derived.unemployment(w), natural_unemployment=p.natural_unemployment, norm_speed=p.norm_speed
        )
