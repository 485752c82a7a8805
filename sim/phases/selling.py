"""C' - M': machines and consumer goods are sold."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from sim import matching
from sim.params import Params
from sim.phases.adapting import capital
from sim.phases.buying import feasible_share, fee_ceiling, slot_cost
from sim.phases.entering import young
from sim.rows import millionths
from sim.rules import agents as life
from sim.rules import compute, consumption, entry, investment
from sim.rules import state as public
from sim.streams import draw, once, queue
from sim.world import COGNITIVE, Buyers, Floats, Ints, World

UNLIMITED = np.int64(2**62)


def invest(w: World) -> None:
    """Clouds, then Department I, then Department II buy machines, hardware and energy out of own funds and loans."""
    p, firms, ledger = w.params, w.firms, w.ledger
    energy = p.energy_per_slot * firms.compute[w.clouds]
    building = p.hardware_per_slot * _slots_wanted(w)
    want = np.concatenate([_machines_wanted(w), energy + building])
    cost = want * firms.price[w.active(w.dept1)].max()  # enough on any shop list; what is not spent pays back the loan
    means = _finance(w, cost, np.concatenate([np.where(young(w), want[w.producers], 0.0), building]))

    trips, size = p.shopping_trips, firms.price.size
    rows = np.arange(trips * size).reshape(trips, size)
    stream = draw(w.seed, "investing", w.month)
    market = _market(
        w,
        w.investors,
        np.concatenate([stream.permutation(rows[:, part].ravel()) for part in (w.clouds, w.dept1, w.dept2)]),
        1,
        want=_by_trip(want, trips),
        budget=_by_trip(means, trips),
        sellers=w.dept1,
        stock=ledger["dept1", "capital_goods"],
    )
    got = market.got.reshape(trips, size).sum(axis=0)
    ledger.settle("machine_purchases", market.paid.reshape(trips, size).sum(axis=0), market.revenue[0])
    ledger.settle("machine_deliveries", market.sold[0], got)
    ledger.post("machines_installed", got[w.producers])
    burnt = np.minimum(got[w.clouds], millionths(energy))
    ledger.post("energy_used", burnt)
    ledger.post("hardware_used", got[w.clouds] - burnt)
    ledger.post("slots_built", (got[w.clouds] - burnt) / 1e6 / p.hardware_per_slot)
    firms.energy[w.clouds] = burnt / 1e6 * w.machine_price


def shock_demand(w: World) -> None:
    """The demand shock of the month: a first-order autoregression in the log of household spending."""
    p = w.params
    news = float(draw(w.seed, "demand", w.month).standard_normal()) if p.demand_shock_sd > 0.0 else 0.0
    w.shock = p.demand_shock_persistence * w.shock + p.demand_shock_sd * news


def consume(w: World) -> None:
    """Workers, capitalists and the State go shopping; what is bought is consumed within the month."""
    p, ledger = w.params, w.ledger
    trips, owners = p.shopping_trips, w.capitalists.income.size
    workers = consumption.buffer_stock(
        w.workers.income, w.workers.opening, mpc_wealth=p.mpc_wealth_workers, wealth_norm=p.wealth_norm_workers
    )
    deposits = ledger.units("capitalists", "money")
    capitalists = consumption.buffer_stock(
        w.capitalists.income * (1.0 + w.expected_inflation),
        deposits,
        mpc_wealth=p.mpc_wealth_capitalists,
        wealth_norm=p.capitalist_wealth_norm,
    )
    mood = np.exp(w.shock)
    w.state.wanted = _public_budget(w)
    agencies = np.count_nonzero(w.shoppers.group == 2)
    budget = np.concatenate(
        [
            np.minimum(millionths(workers * mood), ledger["workers", "money"]),
            _by_trip(np.minimum(capitalists * mood, deposits), trips),
            millionths(np.full(agencies, w.state.wanted / agencies)),
        ]
    )
    order, block = queue(w.seed, "shopping", w.month, budget.size)
    market = _market(
        w,
        w.shoppers,
        order,
        block,
        want=np.full(budget.size, UNLIMITED),
        budget=budget,
        sellers=w.dept2,
        stock=ledger["dept2", "goods"],
    )
    w.budgets = float(budget.sum()) / 1e6
    persons = w.workers.skill.size
    end = persons + owners * trips
    for group, (name, paid, got) in enumerate(
        (
            ("worker", market.paid[:persons], market.got[:persons]),
            ("capitalist", _by_owner(market.paid[persons:end], owners), _by_owner(market.got[persons:end], owners)),
            ("public", market.paid[end:].sum(keepdims=True), market.got[end:].sum(keepdims=True)),
        )
    ):
        ledger.settle(f"{name}_purchases", paid, market.revenue[group])
        ledger.settle(f"{name}_goods", market.sold[group], got)
        ledger.post(f"{name}_consumption", got)
    w.workers.consumed = market.got[:persons] / 1e6
    w.capitalists.before = ledger.units("capitalists", "money")


def renew_lists(w: World) -> None:
    """Some buyers put a new shop in one place of their list, both drawn at random."""
    p = w.params
    markets = ((w.shoppers, w.dept2), (w.investors, w.dept1))
    shapes = tuple(lists.shops.shape for lists, _ in markets)
    drawn = once(w.seed, "renewal", w.month, (shapes, p.shop_renewal, p.taste_sd), partial(_renewals, shapes, p))
    for number, (lists, sellers) in enumerate(markets):
        buyers, place, pick, taste = drawn[4 * number : 4 * number + 4]
        matching.renew(lists.shops, lists.taste, buyers, place, w.active(sellers) - sellers.start, pick, taste)


def _renewals(
    shapes: Sequence[tuple[int, ...]], p: Params, stream: np.random.Generator
) -> tuple[npt.NDArray[Any], ...]:
    """Of each market: the buyers who renew their list, in which place, where they look, and the taste they find."""
    drawn: list[npt.NDArray[Any]] = []
    for rows, visits in shapes:
        chance, pick = stream.random(rows), stream.random(rows)
        taste = np.exp(np.float32(p.taste_sd) * stream.standard_normal(rows, np.float32))
        buyers = np.flatnonzero(chance < p.shop_renewal)
        place = (chance[buyers] / p.shop_renewal * visits).astype(np.int64)  # given that they do, uniform as well
        drawn += buyers, place, pick[buyers], taste[buyers]
    return tuple(drawn)


@dataclass
class _Market:
    """What a market settled, in millionths: by row of buyers, and by (group of buyers, seller)."""

    paid: Ints
    got: Ints
    revenue: Ints
    sold: Ints


def _market(
    w: World, lists: Buyers, order: Ints, block: int, *, want: Ints, budget: Ints, sellers: slice, stock: Ints
) -> _Market:
    """Let buyers shop in this order; writes takings, sales and unmet demand of the sellers."""
    size = stock.size
    market = _Market(
        np.zeros_like(budget), np.zeros_like(budget), np.zeros((3, size), np.int64), np.zeros((3, size), np.int64)
    )
    unmet = np.zeros(size)
    matching.shop(
        order,
        block,
        lists.group,
        want,
        budget,
        lists.shops,
        lists.taste,
        w.firms.price[sellers],
        stock.copy(),
        market.paid,
        market.got,
        market.revenue,
        market.sold,
        unmet,
    )
    w.firms.takings[sellers] = market.revenue.sum(axis=0) / 1e6
    w.firms.sales[sellers] = market.sold.sum(axis=0) / 1e6
    w.firms.unmet[sellers] = unmet
    return market


def _by_trip(amount: Floats, trips: int) -> Ints:
    """Equal parts of an amount for each trip of each buyer, millionths. Shape (trips * buyers,)."""
    return np.concatenate([millionths(amount / trips)] * trips)


def _by_owner(rows: Ints, owners: int) -> Ints:
    return np.asarray(rows.reshape(-1, owners).sum(axis=0))


def _machines_wanted(w: World) -> Floats:
    """Machines that producers want to buy this month."""
    p, firms = w.params, w.firms
    worn = firms.worn[w.producers]
    short = (firms.unfilled[:, w.producers] > 0.0).any(axis=0)  # of hands or minds: more machines would stand idle
    scarce = investment.scarcity(
        firms.markup[w.producers],
        normal=p.markup,
        weight=w.by_department(0.0, p.scarcity_weight) * ~short,
        scarcity_max=p.scarcity_max,
    )
    there = firms.active[w.producers]
    w.bind("scarcity_max", there[w.dept2] & (firms.markup[w.dept2] - p.markup > p.scarcity_max))
    gap: Floats | float = 0.0
    if p.profit_in_investment > 0.0:
        worth, normal = capital(w), w.by_department(*w.start.returns)
        gap = investment.return_gap(
            firms.profit[w.producers],
            worth,
            normal,
            weight=p.profit_in_investment,
            lowest=p.return_gap_min,
            highest=p.return_gap_max,
        )
        seen = firms.profit[w.producers] / np.maximum(worth * normal, 1e-9) - 1.0
        w.bind("return_gap_min", there & (seen < p.return_gap_min))
        w.bind("return_gap_max", there & (seen > p.return_gap_max))
    return investment.wanted_machines(
        worn,
        w.ledger.units("producers", "machines") + worn,
        np.where(short, np.minimum(firms.trend[w.producers], firms.output[w.producers]), firms.trend[w.producers]),
        machines_per_capacity=p.machines_per_capacity,
        normal_use=w.by_department(p.normal_use_dept1, p.normal_use_dept2),
        adjustment=entry.first_orders(
            firms.age[w.producers],
            w.by_department(p.capital_adjustment_dept1, p.capital_adjustment_dept2),
            founding_months=p.founding_months,
        ),
        scarcity=scarce,
        return_gap=gap,
    )


def _slots_wanted(w: World) -> Floats:
    """Slots that clouds want to build this month: for the AI work of today and of the day when the building is done."""
    p, firms = w.params, w.firms
    if not p.ai or p.ai_off or w.month < p.ai_arrival - p.ai_lead:
        return np.zeros(w.agents.count.size)
    worn = firms.worn[w.clouds]
    slots = w.ledger.units("clouds", "slots") + worn
    public = firms.public[w.clouds]
    share = slots / slots.sum() if slots.sum() > 0.0 else np.full(slots.size, 1.0 / slots.size)
    share = p.cloud_share_inertia * share + (1.0 - p.cloud_share_inertia) / slots.size
    offered = np.where(public, 1.0, 1.0 - p.withheld_share) * p.normal_use_cloud
    target = share / offered * _slots_for_demand(w)
    if p.threshold_avoided and p.commons_threshold > 0.0:
        target = np.where(public, target, np.minimum(target, p.commons_threshold * p.n_workers / 1e3))
    if w.frontier.since < 0:
        pays = np.full(slots.size, True)
    else:  # the commons grows as long as it can cover its cost; its fee, the average cost, would say nothing at full use
        best = np.where(public, fee_ceiling(w), firms.price[w.clouds])
        pays = best * w.agents.efficiency >= (1.0 + p.capex_margin) * slot_cost(w)
    growth_min = p.capex_min_slots * p.n_workers
    w.bind("capex_growth_max", pays & (target - slots > np.maximum(p.capex_growth_max * slots, growth_min)))
    return investment.wanted_slots(slots, target, worn, pays, growth_max=p.capex_growth_max, growth_min=growth_min)


def _slots_for_demand(w: World) -> Floats:
    """Slot-months a month that all producers will use, now or after the time of building, whichever is more. Shape (clouds,)."""
    p, f = w.params, w.frontier
    since = w.month - p.ai_arrival if f.since < 0 else w.month - f.since  # below zero before arrival
    if f.since >= 0:
        today, efficiency = f.capability, w.agents.efficiency
    else:
        today, efficiency = p.ai_start_capability, np.full(w.agents.count.size, p.ai_start_efficiency)
    most = np.zeros(w.agents.count.size)
    for months in (0, p.capex_foresight):
        ahead = max(since + months, 0) - max(since, 0)  # months of AI's presence in between
        capability = life.frontier(today, ahead, ai_growth=p.ai_growth, ai_ceiling=p.ai_ceiling)
        feasible = feasible_share(w, capability)
        adoption = compute.foreseen_adoption(
            w.firms.adoption[w.producers], feasible, adoption_speed=p.adoption_speed, months=ahead
        )
        work = (w.firms.need[COGNITIVE, w.producers] * np.minimum(adoption + p.adoption_seed, feasible)).sum()
        most = np.maximum(most, work / (efficiency * (1.0 + p.ai_efficiency_growth) ** ahead))
    return most


def _finance(w: World, cost: Floats, building: Floats) -> Floats:
    """What firms can spend on a purchase, money: own funds above the reserve, then loans, then equity of cloud owners.

    ``building``: what counts as collateral although it is only being built: first machines and hardware for slots, units.
    """
    p, firms, ledger = w.params, w.firms, w.ledger
    price, public = w.machine_price, firms.public[w.clouds]
    hardware = p.hardware_per_slot * ledger.units("clouds", "slots")
    collateral = price * (np.concatenate([ledger.units("producers", "machines"), hardware]) + building)
    ceiling = np.full(cost.size, p.leverage_max)
    ceiling[w.clouds] = np.where(public, p.public_leverage_max, p.cloud_leverage_max)
    cash = np.maximum(ledger.units("firms", "money") - p.cash_reserve * firms.outlay, 0.0)
    owed = -ledger.units("firms", "loans")
    lent = investment.budget(cost, cash, owed, collateral, leverage_max=ceiling)
    short = np.maximum(cost - cash - lent, 0.0)
    w.bind("leverage_max", short[w.producers] > 1e-6)
    w.bind("cloud_leverage_max", short[w.clouds] > 1e-6)
    ledger.post("lending", lent)
    owners = firms.owner[w.clouds]
    most = np.where(public, 0.0, p.owner_equity_share * ledger.units("capitalists", "money")[owners])
    put_in = np.minimum(short[w.clouds], most)
    ledger.post("equity", put_in, src=owners)
    means: Floats = np.minimum(cash + lent, cost)
    means[w.clouds] += put_in
    return means


def _public_budget(w: World) -> float:
    """Money the State sets aside for purchases this month under its fiscal rule."""
    p, state = w.params, w.state
    volume = public.public_volume(
        state.purchases, state.trend_output, w.start.output, elasticity=p.public_purchase_elasticity
    )
    normal = volume * w.goods_price
    state.floor = p.purchase_floor * normal
    if p.fiscal_rule == "deficit":
        return normal
    w.bind("purchase_floor", state.affordable < state.floor)
    return max(state.affordable, state.floor)
