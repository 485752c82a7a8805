"""C' - M': machines and consumer goods are sold."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.economy import derived
from sim.economy.credit import highest_leverage, pledged_slots
from sim.economy.derived import (
    ai_demand,
    capital,
    energy_per_slot,
    fee_ceiling,
    heads,
    on_offer,
    slot_cost,
    user_cost,
)
from sim.economy.kernels import markets
from sim.economy.rules import consumption, investment, pricing, production
from sim.economy.rules import state as public
from sim.economy.world import Buyers, Capitalists, Firms, Flags, Floats, Ints, Numbers, Workers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.parameters import Params
from sim.engine.streams import autoregressive, once, queue

UNLIMITED = np.int64(2**62)


def invest(w: World) -> None:
    """Clouds, then Department I, then Department II buy machines, hardware and energy out of own funds and loans."""
    p, firms, ledger = w.params, w.firms, w.ledger
    energy, want = energy_per_slot(w) * (firms.compute[w.clouds] + w.channels.slots_busy), np.empty(firms.price.size)
    building, price = p.hardware_per_slot * _slots_wanted(w), w.machine_price
    _want_machines(w, want[w.producers])
    want[w.clouds] = energy + building
    means = _finance(w, want, building, price)

    trips, size = p.shopping_trips, firms.price.size
    (order,) = once(
        w.seed,
        "investing",
        w.month,
        (trips, w.dept1.stop, w.dept2.stop, size),
        partial(_turns, trips, size, (w.clouds, w.dept1, w.dept2)),
    )
    market = _market(
        w,
        w.investors,
        (order, 1),
        demand=_by_trip(want, means, trips),
        sellers=w.dept1,
        stock=ledger["dept1", "capital_goods"],
    )
    got = _by_buyer(market.got, size)
    ledger.settle("machine_purchases", _by_buyer(market.paid, size), market.revenue[0])
    ledger.settle("machine_deliveries", market.sold[0], got)
    ledger.post("machines_installed", got[w.producers])
    slots, burnt, hardware = np.empty(energy.size), *np.empty((2, energy.size), np.int64)
    _build(w.numbers, got[w.clouds], energy, price, burnt, hardware, slots, firms.energy[w.clouds])
    ledger.post("energy_used", burnt)
    ledger.post("hardware_used", hardware)
    ledger.post("slots_built", slots)


@compiled
def _build(
    numbers: Numbers, got: Ints, energy: Floats, price: float, burnt: Ints, hardware: Ints, slots: Floats, paid: Floats
) -> None:
    """What clouds have got, millionths, is energy first, then hardware: writes both, the slots built of it and what energy cost, money."""
    p = numbers[0]
    for c in range(got.size):
        burnt[c] = min(got[c], np.int64(np.floor(energy[c] * 1e6)))
        hardware[c] = got[c] - burnt[c]
        slots[c] = hardware[c] / 1e6 / p.hardware_per_slot
        paid[c] = burnt[c] / 1e6 * price


def _turns(trips: int, size: int, parts: Sequence[slice], stream: np.random.Generator) -> tuple[Ints]:
    """The order in which firms go shopping: one part of them after the other, the trips of each at random."""
    places = np.arange(trips * size).reshape(trips, size)
    turns = [places[:, part].ravel() for part in parts]
    for one in turns:
        stream.shuffle(one)
    return (np.concatenate(turns),)


def shock_demand(w: World) -> None:
    """The demand shock of the month: a first-order autoregression in the log of household spending."""
    p = w.params
    w.shock = autoregressive(
        w.seed, "demand", w.month, w.shock, persistence=p.demand_shock_persistence, sd=p.demand_shock_sd
    )


def consume(w: World) -> None:
    """Workers, capitalists and the State go shopping; what is bought is consumed within the month, but for what the State gives away."""
    p, ledger = w.params, w.ledger
    persons, owners = w.workers.skill.size, w.capitalists.income.size
    end = persons + owners * p.shopping_trips
    w.state.wanted = _public_budget(w) + w.state.basket * w.goods_price
    demand = np.empty((2, w.shoppers.group.size), np.int64)
    agencies = demand[1, end:]
    agencies[:] = int(w.state.wanted / agencies.size * 1e6)
    total = _spending(
        w.numbers,
        w.workers.handle,
        w.capitalists.handle,
        ledger["workers", "money"],
        ledger["capitalists", "money"],
        (w.expected_inflation, float(np.exp(w.shock))),
        w.channels.spending_added,
        demand,
    )
    w.budgets = total / 1e6
    market = _market(
        w,
        w.shoppers,
        queue(w.seed, "shopping", w.month, w.shoppers.group.size),
        demand=demand,
        sellers=w.dept2,
        stock=ledger["dept2", "goods"],
        rounds=partial(_by_need, w) if w.state.norm > 0.0 else _at_once,
    )
    for group, (name, paid, got) in enumerate(
        (
            ("worker", market.paid[:persons], market.got[:persons]),
            ("capitalist", _by_buyer(market.paid[persons:end], owners), _by_buyer(market.got[persons:end], owners)),
            ("public", market.paid[end:], market.got[end:]),
        )
    ):
        ledger.settle(f"{name}_purchases", paid, market.revenue[group])
        ledger.settle(f"{name}_goods", market.sold[group], got)
        ledger.post(f"{name}_consumption", got if name != "public" else _to_consume(w, paid, got))
    sums.write_units(market.got[:persons], w.workers.consumed)
    sums.write_units(ledger["capitalists", "money"], w.capitalists.before)


def _to_consume(w: World, paid: Ints, got: Ints) -> Ints:
    """What the State consumes of what it got, millionths: the rest it will give away, which comes first and stands in its cost."""
    left, w.state.basket_cost = _split(paid, got, w.state.basket)
    return np.array([left])


@compiled
def _split(paid: Ints, got: Ints, basket: float) -> tuple[int, float]:
    """What is left beside the basket, millionths, and what the basket has cost, money. ``basket``: what is wanted for it, units."""
    whole, spent = got.sum(), paid.sum()
    kept = min(np.int64(basket * 1e6), whole)
    share = kept / whole if whole > 0 else 0.0
    return whole - kept, share * spent / 1e6


@compiled
def _spending(
    numbers: Numbers,
    workers: Workers,
    capitalists: Capitalists,
    deposits: Ints,
    owners_deposits: Ints,
    given: tuple[float, float],
    added: Floats,
    demand: Ints,
) -> int:
    """Write what workers and behind them capitalists can pay, never more than their deposits, and that all want as much as they can.

    ``given``: expected inflation, and what the mood of the month moves spending by; ``added``: the channel ``spending_added``; ``demand``
    (2, buyers) and deposits in millionths. Behind both stand agencies of the State with what they can pay. The sum of it all.
    """
    p, want, budget, (expected_inflation, mood) = numbers[0], demand[0], demand[1], given
    income, opening, owners_income = workers.income, workers.opening, capitalists.income
    persons, owners = income.size, owners_income.size
    for i in range(persons):
        wanted = consumption.buffer_stock(
            income[i], opening[i], mpc_wealth=p.mpc_wealth_workers, wealth_norm=p.wealth_norm_workers
        )
        budget[i] = min(int(np.floor((wanted * mood + added[i]) * 1e6)), deposits[i])
    for i in range(owners):
        money = owners_deposits[i] / 1e6
        wanted = consumption.buffer_stock(
            owners_income[i] * (1.0 + expected_inflation),
            money,
            mpc_wealth=p.mpc_wealth_capitalists,
            wealth_norm=p.capitalist_wealth_norm,
        )
        part = int(np.floor(min(wanted * mood, money) / p.shopping_trips * 1e6))
        for trip in range(p.shopping_trips):
            budget[persons + trip * owners + i] = part
    total = 0
    for i in range(budget.size):
        want[i] = UNLIMITED
        total += budget[i]
    return total


def renew_lists(w: World) -> None:
    """Some buyers put a new shop in one place of their list, mostly one that another buyer has."""
    p = w.params
    both = ((w.shoppers, w.dept2), (w.investors, w.dept1))
    active, told = w.firms.active, p.word_of_mouth
    shapes = tuple(lists.shops.shape for lists, _ in both)
    drawn = once(w.seed, "renewal", w.month, (shapes, p.shop_renewal, p.taste_sd), partial(_renewals, shapes, p))
    for number, (lists, sellers) in enumerate(both):
        buyers, place, pick, taste = drawn[4 * number : 4 * number + 4]
        markets.renew(lists.shops, lists.taste, buyers, place, active[sellers], pick, taste, told)


def _renewals(
    shapes: Sequence[tuple[int, ...]], p: Params, stream: np.random.Generator
) -> tuple[npt.NDArray[Any], ...]:
    """Of each market: the buyers who renew their list, in which place, where they look, and the taste they find."""
    drawn: list[npt.NDArray[Any]] = []
    for size, visits in shapes:
        chance, pick = stream.random(size), stream.random(size)
        taste = np.float32(p.taste_sd) * stream.standard_normal(size, np.float32)
        buyers = np.flatnonzero(chance < p.shop_renewal)
        place = (chance[buyers] / p.shop_renewal * visits).astype(np.int64)  # given that they do, uniform as well
        drawn += buyers, place, pick[buyers], np.exp(taste[buyers])
    return tuple(drawn)


@dataclass
class _Market:
    """What a market settled, in millionths: by row of buyers, and by (group of buyers, seller)."""

    paid: Ints
    got: Ints
    revenue: Ints
    sold: Ints


Rounds = Callable[[Ints, Ints], Iterable[Ints]]


def _at_once(demand: Ints, bought: Ints) -> Iterable[Ints]:
    """The rounds of a market in which all buyers are served in one."""
    return (demand,)


def _by_need(w: World, demand: Ints, bought: Ints) -> Iterator[Ints]:
    """Where a plan says what is needed: first what is given in kind, then everybody's ration, then the State, then what purses have left.

    ``demand`` as of ``_market``; ``bought`` (2, rows), what buyers have paid and got before a round. What was meant to be spent is
    counted anew: rations are paid out of deposits, whatever one meant to spend.
    """
    plan, ledger, basket = w.provision, w.ledger, w.state.basket
    assert plan
    ends = w.workers.skill.size, w.capitalists.income.size * w.params.shopping_trips
    agencies = sum(ends)
    if basket > 0.0:
        first = np.zeros_like(demand)
        first[0, agencies:], first[1, agencies:] = int(basket / (demand.shape[1] - agencies) * 1e6), demand[1, agencies:]
        yield first
    asked, rations = np.empty_like(demand), (plan.ration, plan.owners_ration)
    deposits = ledger["workers", "money"], ledger["capitalists", "money"]
    _ask_rations(w.numbers, derived.entitled(w), rations, deposits, asked)
    yield asked
    public = np.zeros_like(demand)
    public[0, agencies:], public[1, agencies:] = UNLIMITED, demand[1, agencies:] - bought[0, agencies:]
    yield public
    total = _rest(demand, bought, agencies, asked)
    w.budgets = total / 1e6
    yield asked


@compiled
def _ask_rations(
    numbers: Numbers, entitled: Flags, rations: tuple[float, float], deposits: tuple[Ints, Ints], asked: Ints
) -> None:
    """Writes what workers with a right to it and, in equal parts for each trip, capitalists want and can pay; the State asks nothing.

    ``rations`` in units, of a worker and of a capitalist; ``deposits`` of either and ``asked`` in millionths.
    """
    trips, persons, owners = numbers[0].shopping_trips, deposits[0].size, deposits[1].size
    asked[0, :], asked[1, :] = 0, 0
    for i in range(persons):
        asked[0, i] = int(rations[0] * 1e6) if entitled[i] else 0
        asked[1, i] = deposits[0][i]
    for trip in range(trips):
        for i in range(owners):
            row = persons + trip * owners + i
            asked[0, row], asked[1, row] = int(rations[1] / trips * 1e6), deposits[1][i] // trips


@compiled
def _rest(demand: Ints, bought: Ints, people: int, asked: Ints) -> int:
    """Writes what purses have left of what they meant to spend, millionths, for whatever there is; what all mean to spend or have spent."""
    total = 0
    for i in range(demand.shape[1]):
        asked[0, i] = UNLIMITED if i < people else 0
        asked[1, i] = max(demand[1, i] - bought[0, i], 0) if i < people else 0
        total += max(demand[1, i], bought[0, i])
    return total


def _market(
    w: World,
    lists: Buyers,
    line: markets.Queue,
    *,
    demand: Ints,
    sellers: slice,
    stock: Ints,
    rounds: Rounds = _at_once,
) -> _Market:
    """Let buyers shop in this order, round by round; writes takings, sales and unmet demand of the sellers."""
    bought, taken = np.zeros(demand.shape, np.int64), np.zeros((2, 3, stock.size), np.int64)
    firms, left = w.firms, stock.copy()
    firms.unmet[sellers] = 0.0
    for asked in rounds(demand, bought):
        markets.shop(lists.handle, line, asked, firms.price[sellers], left, bought, taken, firms.unmet[sellers])
    market = _Market(bought[0], bought[1], taken[0], taken[1])
    _take_down(market.revenue, market.sold, firms.takings[sellers], firms.sales[sellers])
    return market


@compiled
def _take_down(revenue: Ints, sold: Ints, takings: Floats, sales: Floats) -> None:
    """Write what each seller took, money, and sold, units."""
    for i in range(sales.size):
        takings[i], sales[i] = revenue[:, i].sum() / 1e6, sold[:, i].sum() / 1e6


@compiled
def _by_trip(want: Floats, means: Floats, trips: int) -> Ints:
    """What each buyer wants and can pay in equal parts for each of its trips, millionths. Shape (2, trips * buyers)."""
    parts = np.empty((2, trips * want.size), np.int64)
    for i in range(want.size):
        parts[0, i :: want.size] = np.int64(np.floor(want[i] / trips * 1e6))
        parts[1, i :: want.size] = np.int64(np.floor(means[i] / trips * 1e6))
    return parts


@compiled
def _by_buyer(trips: Ints, buyers: int) -> Ints:
    """The sum of all trips of each buyer. Shape (buyers,)."""
    total = np.zeros(buyers, np.int64)
    for start in range(0, trips.size, buyers):
        trip = trips[start : start + buyers]
        for i in range(buyers):
            total[i] += trip[i]
    return total


def _want_machines(w: World, want: Floats) -> None:
    """Write the machines that producers want to buy this month."""
    # Looked at only where profits count.
    p = w.params
    worth = capital(w) if p.profit_in_investment > 0.0 else np.empty(0)
    machines = w.ledger["producers", "machines"]
    mood = math.exp(p.confidence_weight * w.shock)
    cost = user_cost(w)
    w.bound("user_cost_min", int(cost <= p.user_cost_min))
    outlook = np.array([mood, mood * (cost / w.start.user_cost) ** -p.user_cost_elasticity])
    given = w.dept1.stop, outlook, w.channels.growth_pace
    bounds = _machines(w.numbers, w.firms.handle, given, worth, w.start.returns, machines, want)
    w.bound_each(("scarcity_max", "return_gap_min", "return_gap_max"), bounds)


@compiled
def _machines(
    numbers: Numbers,
    firms: Firms,
    given: tuple[int, Floats, Floats],
    worth: Floats,
    returns: Floats,
    machines: Ints,
    want: Floats,
) -> tuple[int, int, int]:
    """Write the last; how many firms stand at each bound. ``worth``: capital of each, where it counts how profitable that is.

    ``given``: the first firm of Department II; by which factor the mood of the month moves desired machines, alone and with what
    credit costs: whose goods are sold out builds whatever credit costs; and the channel ``growth_pace``.
    """
    p = numbers[0]
    first_of_dept2, outlook, pace = given
    scarce, lowest, highest = 0, 0, 0
    for i in range(want.size):
        first = i < first_of_dept2
        normal_use = p.normal_use_dept1 if first else p.normal_use_dept2
        usual = p.capital_adjustment_dept1 if first else p.capital_adjustment_dept2
        short = (
            firms.unfilled[0, i] > 0.0 or firms.unfilled[1, i] > 0.0
        )  # of hands or minds: more machines would stand idle
        weight: Any = 0.0 if first or short else p.scarcity_weight
        scarcity = investment.scarcity(
            firms.markup[i], normal=firms.normal_markup[i], weight=weight, scarcity_max=p.scarcity_max
        )
        scarce += firms.active[i] and not first and firms.markup[i] - firms.normal_markup[i] > p.scarcity_max
        queue = pricing.sold_out(firms.unmet[i], firms.sales[i], markup_hold=p.markup_hold)
        gap: Any = 0.0
        if p.profit_in_investment > 0.0:
            normal = returns[0] if first else returns[1]
            gap = investment.return_gap(
                firms.profit[i],
                worth[i],
                normal,
                weight=p.profit_in_investment,
                lowest=p.return_gap_min,
                highest=p.return_gap_max,
            )
            seen = firms.profit[i] / max(worth[i] * normal, 1e-9) - 1.0
            lowest += firms.active[i] and seen < p.return_gap_min
            highest += firms.active[i] and seen > p.return_gap_max
        team: Any = production.team_output(
            cognitive_share=p.cognitive_share, labour_slack=p.labour_slack, labour_productivity=firms.productivity[i]
        )
        view = min(firms.trend[i], firms.output[i]) if short else firms.trend[i]
        want[i] = investment.wanted_machines(
            firms.worn[i],
            machines[i] / 1e6 + firms.worn[i],
            max(view, team),  # as its plan is
            machines_per_capacity=p.machines_per_capacity,
            normal_use=normal_use,
            adjustment=investment.first_orders(firms.age[i], usual, founding_months=p.founding_months),
            outlook=(1.0 + scarcity + gap) * outlook[0 if queue else 1],
        )
        if pace[i] != 1.0 and want[i] > firms.worn[i]:
            want[i] = firms.worn[i] + pace[i] * (want[i] - firms.worn[i])
    return scarce, lowest, highest


def _slots_wanted(w: World) -> Floats:
    """Slots that clouds want to build this month: for the AI work of today and of the day when the building is done. Shape (clouds,)."""
    p, clouds = w.params, w.agents.count.size
    if not p.ai or p.ai_off or w.month < p.ai_arrival - p.ai_lead:
        w.slots_called = 0.0
        return np.zeros(clouds)
    there = w.frontier.since >= 0
    want, w.slots_called, at_bound = _slots(
        w.numbers,
        w.firms.handle,
        w.ledger["clouds", "slots"],
        w.agents.efficiency if there else p.ai_start_efficiency * w.channels.slot_work,
        *ai_demand(w, (0, p.capex_foresight)),
        _offer(w),
        # Before AI a slot costs nothing: whether building pays, only prices show.
        (fee_ceiling(w), (slot_cost(w) + w.channels.slot_rent) / w.channels.fees_kept)
        if there
        else (0.0, np.zeros(clouds)),
    )
    w.bound("capex_growth_max", at_bound)
    return want


def _offer(w: World) -> tuple[Floats, Floats, Floats, Floats, Floats, tuple[float, float, int]]:
    """Of each cloud: share of slots on the market, of these at work, slots that one at work has to pay for, by what shares count, and
    the demand that it builds for over what is known: what it foresees, as far as it dares to.

    Of all together: slots on the market that there is power for, the share of what is wanted beyond these that is built, and how many
    workers there are.
    """
    given = w.channels
    whole = float(given.slots_powered[0]), float(given.slots_ahead[0]), heads(w)
    expected = given.demand_foreseen * given.slots_dared
    return on_offer(w), given.slots_at_work, given.slots_carried, given.work_sold, expected, whole


@compiled
def _slots(
    numbers: Numbers,
    firms: Firms,
    held: Ints,
    efficiency: Floats,
    demand: Floats,
    progress: Floats,
    offer: tuple[Floats, Floats, Floats, Floats, Floats, tuple[float, float, int]],
    worth: tuple[float, Floats],
) -> tuple[Floats, float, int]:
    """What clouds want to build; slots on the market that demand calls for, whatever power there is; how many would grow faster.

    ``worth``: highest fee, and fees of a slot that leave each cloud its cost, 0 before AI shows what pays.

    ``demand``, ``progress``: now and then, work that AI will do, worker-months a month, and what a slot yields, as a multiple of today.
    ``offer``: of ``_offer``; shares of the market count by slots where nothing else is written.
    """
    p, first, (ceiling, covered) = numbers[0], firms.price.size - held.size, worth
    on_offer, at_work, carried, sold, foreseen, (powered, ahead, people) = offer
    worn, public, price = firms.worn[first:], firms.public[first:], firms.price[first:]
    slots, growth_min, at_bound = held / 1e6 + worn, p.capex_min_slots * people, 0
    want = np.empty(held.size)
    held_by = np.empty(want.size)
    for c in range(want.size):
        held_by[c] = sold[c] if sold.any() else slots[c]
    total, called = sums.total(held_by), 0.0
    for c in range(want.size):
        share = held_by[c] / total if total > 0.0 else 1.0 / want.size
        share = p.cloud_share_inertia * share + (1.0 - p.cloud_share_inertia) / want.size
        used = 0.0  # slot-months a month, now or when the building is done, whichever is more
        for k in range(demand.size):
            used = max(used, demand[k] / (efficiency[c] * progress[k]) / at_work[c])
        used *= foreseen[c]
        # In the long run slots are normally used; what is withheld is built for only where scarcity is no end.
        normal_use = p.normal_use_cloud if p.compute_scarce else on_offer[c] * p.normal_use_cloud
        target: Any = share / normal_use * used if normal_use > 0.0 else 0.0
        if p.threshold_avoided and p.commons_threshold > 0.0 and not public[c]:
            target = min(target, p.commons_threshold * people / 1e3)
        called += on_offer[c] * target
        own: Any = share * powered if powered < np.inf else np.inf
        target = investment.powered_slots(target, on_offer[c], own, slots_ahead=ahead)
        # The commons grows as long as it can cover its cost; its fee, the average cost, would say nothing at full use.
        best = ceiling if public[c] else price[c]
        yields = best * efficiency[c] / carried[c]
        if p.compute_scarce:  # a slot that is built is withheld in part
            yields *= on_offer[c]
        pays: Any = yields >= (1.0 + p.capex_margin) * covered[c]
        at_bound += pays and target - slots[c] > max(p.capex_growth_max * slots[c], growth_min)
        want[c] = investment.wanted_slots(
            slots[c], target, worn[c], pays, growth_max=p.capex_growth_max, growth_min=growth_min
        )
        # A fee of cost times 1 / cost may fall short of 1 in its last digit.
        if p.compute_scarce and not (on_offer[c] > 0.0 and yields >= (1.0 - 1e-9) * covered[c]):
            want[c] = 0.0  # not even what wears out is worth its cost
    return want, called, at_bound


def _finance(w: World, want: Floats, building: Floats, machine_price: float) -> Floats:
    """What firms can spend on all that they want, money: own funds above the reserve, then loans, then equity of cloud owners.

    ``building``: hardware for slots, units, collateral although it is only being built, as the first machines of a new firm are.
    """
    firms, ledger, owners = w.firms, w.ledger, w.firms.owner[w.clouds]
    machines, slots = ledger["producers", "machines"], pledged_slots(w)
    pledged = _pledged(w.numbers, firms.handle, w.dept1.stop, machine_price, machines, slots, want, building)
    found = np.zeros((3, want.size))
    lent, means, put_in = found[0], found[1], found[2]
    bounds = _borrow(
        w.numbers,
        firms.handle,
        pledged,
        ledger["firms", "money"],
        ledger["firms", "loans"],
        ledger["capitalists", "money"].take(owners),
        w.credit_tightness,
        found,
    )
    w.bound_each(("leverage_max", "cloud_leverage_max"), bounds)
    ledger.post("lending", lent)
    ledger.post("equity", put_in[w.clouds], src=owners)
    return np.asarray(means)


@compiled
def _pledged(
    numbers: Numbers,
    firms: Firms,
    end: int,
    machine_price: float,
    machines: Ints,
    slots: Floats,
    want: Floats,
    building: Floats,
) -> Floats:
    """What all that firms want costs at most, and what the bank lends on: plant and what is being built. Money, shape (2, F).

    ``end``: of Department I. Machines and slots in millionths; ``want`` and ``building`` (of clouds) in units of machines.
    """
    p, producers, highest = numbers[0], machines.size, 0.0
    for i in range(end):
        if firms.active[i]:
            highest = max(highest, firms.price[i])
    pledged = np.empty((2, want.size))
    for i in range(want.size):
        c = i - producers
        if c >= 0:
            plant, new = p.hardware_per_slot * (slots[c] / 1e6), building[c]
        else:
            plant = machines[i] / 1e6
            new = want[i] if firms.active[i] and firms.age[i] < p.founding_months else 0.0
        pledged[0, i] = want[i] * highest  # enough on any shop list; what is not spent pays back the loan
        pledged[1, i] = machine_price * (plant + new)
    return pledged


@compiled
def _borrow(
    numbers: Numbers,
    firms: Firms,
    pledged: Floats,
    money: Ints,
    loans: Ints,
    deposits: Ints,
    tightness: float,
    found: Floats,
) -> tuple[int, int]:
    """Writes what firms borrow and can spend, and what owners of clouds put in; how many producers and clouds find no loan enough.

    ``deposits``: of the owner of each cloud; balances in millionths. ``tightness`` of credit. ``found`` (3, F), money.
    """
    p, producers, short = numbers[0], money.size - deposits.size, np.zeros(2, np.int64)
    cost, collateral = pledged[0], pledged[1]
    lent, means, put_in = found[0], found[1], found[2]
    for i in range(cost.size):
        c = i - producers
        ceiling: Any = highest_leverage(numbers, c >= 0, firms.public[i], tightness)
        cash = max(money[i] / 1e6 - p.cash_reserve * firms.outlay[i], 0.0)
        lent[i] = investment.budget(cost[i], cash, -loans[i] / 1e6, collateral[i], leverage_max=ceiling)
        means[i] = min(cash + lent[i], cost[i])
        gap = max(cost[i] - cash - lent[i], 0.0)
        short[int(c >= 0)] += gap > 1e-6
        if c >= 0:
            put_in[i] = min(0.0 if firms.public[i] else gap, p.owner_equity_share * (deposits[c] / 1e6))
            means[i] += put_in[i]
    return short[0], short[1]


def _public_budget(w: World) -> float:
    """Money the State sets aside for purchases this month under its fiscal rule."""
    p, state = w.params, w.state
    people = heads(w) / p.n_workers  # over those at the start: the elasticity is that of purchases a head
    volume = public.public_volume(
        people * state.purchases,
        state.trend_output,
        people * w.start.output,
        elasticity=p.public_purchase_elasticity,
    )
    left = public.purchase_brake(
        w.yearly_inflation,
        target=p.target_inflation,
        purchase_brake=p.purchase_brake,
        tolerance=p.purchase_tolerance,
        lowest=p.purchase_brake_min,
    )
    w.bound("purchase_brake_min", int(left <= p.purchase_brake_min))
    normal = left * volume * w.goods_price
    state.floor = p.purchase_floor * normal
    if p.fiscal_rule == "deficit":
        return normal
    w.bound("purchase_floor", int(state.affordable < state.floor))
    return max(state.affordable, state.floor)
