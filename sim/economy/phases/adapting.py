"""Between the months: firms, households and the State revise what they expect, ask and offer."""

import math

import numpy as np

from sim.economy.derived import (
    debt_ratio,
    fee_ceiling,
    paid_yields,
    ratio,
    slot_charge,
    slot_cost,
    taxed_pay,
    unemployment,
    unemployment_rates,
    use_of_slots,
)
from sim.economy.kernels import people
from sim.economy.rules import compute, expectations, pricing, wages
from sim.economy.rules import state as public
from sim.economy.rules.expectations import smooth
from sim.economy.world import COGNITIVE, PHYSICAL, Firms, Floats, Ints, Numbers, World
from sim.engine import sums
from sim.engine.compiled import compiled
from sim.engine.ledger import MILLION
from sim.engine.streams import autoregressive, below

REVENUE = ("income_tax", "profit_tax", "ai_tax", "public_dividends")
YEAR = 12  # months
# Public spending but for purchases.
FIXED = ("benefits", "ubi_workers", "ubi_capitalists", "debt_interest", "takeover", "rescue", "training_grants", "provision")


def measure_income(w: World) -> None:
    """Value added, output, its trend, the public budget's trends, and what clouds spend on hardware and take in are taken down."""
    p, firms, state, ledger = w.params, w.firms, w.state, w.ledger
    w.prices, w.slot_cost = np.empty(2), slot_cost(w)
    w.value_added, output = _value_added(firms.handle, (w.dept1.stop, w.dept2.stop), w.prices)
    w.made[:-1] = w.made[1:].copy()
    w.made[-1] = output
    growth, memory = w.expected_inflation, p.revenue_memory_state
    state.value_added = float(smooth(state.value_added, w.value_added, speed=memory, growth=growth))
    state.fee_tax = float(smooth(state.fee_tax, ledger.moved("ai_tax"), speed=memory, growth=growth))
    state.trend_output = float(smooth(state.trend_output, output, speed=p.trend_memory))
    revenue = math.fsum(map(ledger.moved, REVENUE))
    fixed = math.fsum(map(ledger.moved, FIXED)) + state.basket_cost
    w.capex = float(smooth(w.capex, ledger.moved("hardware_used") * float(w.prices[0]), speed=1.0 / YEAR))
    w.cloud_fees = float(smooth(w.cloud_fees, ledger.moved("ai_fees"), speed=1.0 / YEAR))
    state.affordable = float(smooth(state.affordable, revenue - fixed, speed=p.budget_memory, growth=growth))


@compiled
def _value_added(firms: Firms, ends: tuple[int, int], prices: Floats) -> tuple[float, float]:
    """Value added of the month, money, and the output of all producers, units; writes the mean price of either department."""
    prices[0] = sums.mean_price(firms.price, firms.expected, firms.active, 0, ends[0])
    prices[1] = sums.mean_price(firms.price, firms.expected, firms.active, ends[0], ends[1])
    output = firms.output
    worth = prices[0] * sums.total(output[: ends[0]]) + prices[1] * sums.total(output[ends[0] : ends[1]])
    return worth - sums.total(firms.energy), sums.total(output[: ends[1]])


def revise_taxes(w: World) -> None:
    """Tax rates follow the debt ratio, or under a balanced budget what purchases at their floor leave uncovered."""
    p, state = w.params, w.state
    debt = debt_ratio(w) if state.value_added > 0.0 else w.start.debt_ratio  # nothing to hold it against: rates as at first
    if p.fiscal_rule == "deficit":
        rates = [
            public.tax_rate(
                initial,
                debt,
                w.start.debt_ratio,
                debt_feedback=p.debt_feedback,
                lowest=p.tax_rate_min,
                highest=p.tax_rate_max,
            )
            for initial in (p.income_tax, p.profit_tax)
        ]
    else:
        base = taxed_pay(w) + state.profits
        # Above zero purchases stand on their floor and rates must rise.
        uncovered = ratio(state.floor - state.affordable, base)
        rates = [
            min(max(rate + p.budget_memory * max(uncovered, initial - rate), p.tax_rate_min), p.tax_rate_max)
            for rate, initial in ((state.income_tax, p.income_tax), (state.profit_tax, p.profit_tax))
        ]
    state.income_tax, state.profit_tax = rates
    w.bound("tax_rate_min", min(rates) <= p.tax_rate_min)
    w.bound("tax_rate_max", max(rates) >= p.tax_rate_max)


def expect_sales(w: World) -> None:
    """Producers revise the short and the long view of their sales."""
    missed = _expect_sales(w.numbers, w.firms.handle, w.stocks, (w.dept1.stop, w.dept2.stop))
    w.bound("unmet_in_expectation_max", missed)


@compiled
def _expect_sales(numbers: Numbers, firms: Firms, stocks: Floats, ends: tuple[int, int]) -> int:
    """Writes ``expected`` and ``trend``; how many firms stand at the bound of unmet demand. ``stocks`` left over, units."""
    p = numbers[0]
    missed, start = 0, 0
    views = np.empty(ends[1])  # of the firms there are in a department
    for stop, speed in zip(ends, (p.trend_speed_dept1, p.trend_speed_dept2)):  # noqa: B905 (compiled)
        count, new = 0, 0
        for i in range(start, stop):
            if not firms.active[i]:
                continue
            signal = expectations.sales_signal(
                firms.sales[i],
                firms.unmet[i],
                firms.expected[i],
                stocks[i] == 0.0,
                unmet_in_expectation_max=p.unmet_in_expectation_max,
            )
            missed += firms.unmet[i] > p.unmet_in_expectation_max * firms.sales[i]
            firms.expected[i] = smooth(firms.expected[i], signal, speed=p.expectation_speed)
            firms.trend[i] += speed * (firms.expected[i] - firms.trend[i])
            views[count] = firms.trend[i]
            count += 1
            new += firms.age[i] < p.founding_months
        # A new firm that has no customers yet keeps to the capacity it was built for: its long view of sales.
        if new > 0:
            least = p.entry_size * (sums.total(views[:count]) / count)
            for i in range(start, stop):
                if firms.active[i] and firms.age[i] < p.founding_months:
                    firms.trend[i] = max(firms.trend[i], least)
        start = stop
    return missed


def pass_on(w: World) -> None:
    """Producers pass on the share of AI's saving, and come back to the mark-up, that the scenario says, unless they have learned others."""
    if "firms.pass_through" not in w.decided:
        w.firms.pass_through[w.producers] = w.params.pass_through
    if "firms.normal_markup" not in w.decided:
        w.firms.normal_markup[w.producers] = w.params.markup


def revise_prices(w: World) -> None:
    """Producers revise mark-ups by stocks and unmet demand, and prices by unit cost, AI's saving passed on as far as each does so."""
    machines, goods = w.ledger["dept1", "capital_goods"], w.ledger["dept2", "goods"]
    given = w.channels.ai_hands, w.channels.scarcity_priced
    bounds = _revise_prices(w.numbers, w.firms.handle, machines, goods, given, w.expected_inflation)
    w.bound_each(("stock_gap_min", "unmet_in_markup_max", "markup_max"), bounds)


@compiled
def _revise_prices(
    numbers: Numbers, firms: Firms, machines: Ints, goods: Ints, given: tuple[Floats, Floats], expected_inflation: float
) -> tuple[int, int, int]:
    """Writes ``markup``, ``unit_cost`` and ``price``; how many firms stand at each bound. Finished machines and goods in millionths.

    ``given``: the channels ``ai_hands`` and ``scarcity_priced``; robots save of physical work what AI saves of cognitive work.
    """
    p, (ai_hands, scarcity_priced) = numbers[0], given
    lowest, missed, highest = 0, 0, 0
    dept1, producers = machines.size, machines.size + goods.size
    machine_price = sums.mean_price(firms.price, firms.expected, firms.active, 0, dept1)
    offers = np.empty(2)
    for o in range(offers.size):
        offers[o] = sums.mean_offer(firms.wage[o], firms.active, producers)
    for i in range(producers):
        if not firms.active[i]:
            continue
        stock = (machines[i] if i < dept1 else goods[i - dept1]) / MILLION
        gap = pricing.stock_gap(
            stock,
            firms.expected[i],
            firms.unmet[i],
            firms.sales[i],
            stock_target=p.stock_target,
            stock_gap_min=p.stock_gap_min,
            unmet_weight=p.unmet_weight,
            unmet_in_markup_max=p.unmet_in_markup_max,
        )
        firms.markup[i] = pricing.revised_markup(
            firms.markup[i],
            gap,
            pricing.sold_out(firms.unmet[i], firms.sales[i], markup_hold=p.markup_hold),
            normal=firms.normal_markup[i],
            reversion=p.markup_reversion,
            response=p.markup_stock_response * scarcity_priced[i],
            highest=p.markup_max,
        )
        normal_use = p.normal_use_dept1 if i < dept1 else p.normal_use_dept2
        reference = pricing.unit_cost(
            offers,
            machine_price,
            p.machine_wear * p.machines_per_capacity / normal_use,
            cognitive_share=p.cognitive_share,
            labour_slack=p.labour_slack,
            labour_productivity=firms.productivity[i],
        )
        fee = (1.0 + p.ai_tax) * firms.fees[i] / max(firms.ai_work[i] + ai_hands[i], 1e-9)
        saved = pricing.saving(
            firms.ai_work[i] / max(firms.need[COGNITIVE, i], 1e-9),
            (1.0 - p.standby) * offers[COGNITIVE],
            fee,
            cognitive_share=p.cognitive_share,
            labour_slack=p.labour_slack,
            labour_productivity=firms.productivity[i],
        )
        if ai_hands[i] > 0.0:
            saved += pricing.saving(
                ai_hands[i] / max(firms.need[PHYSICAL, i], 1e-9),
                offers[PHYSICAL],
                fee,
                cognitive_share=1.0 - p.cognitive_share,
                labour_slack=p.labour_slack,
                labour_productivity=firms.productivity[i],
            )
        firms.unit_cost[i] = reference - saved
        target = (1.0 + firms.markup[i]) * (reference - firms.pass_through[i] * saved)
        firms.price[i] = pricing.revised_price(
            firms.price[i], target, expected_inflation=expected_inflation, price_adjustment=p.price_adjustment
        )
        lowest += stock > (1.0 - p.stock_gap_min) * p.stock_target * firms.expected[i]
        missed += firms.unmet[i] > p.unmet_in_markup_max * firms.sales[i]
        highest += firms.markup[i] >= p.markup_max
    return lowest, missed, highest


def revise_fees(w: World) -> None:
    """Private clouds revise their mark-up by the use of the slots they offer, and by what goes without."""
    p, firms = w.params, w.firms
    if w.frontier.since < 0:
        return
    scarcity = min(w.compute_unmet, p.fee_gap_max) if p.compute_scarce else 0.0
    w.bound("fee_gap_max", int(p.compute_scarce and w.compute_unmet > p.fee_gap_max))
    # Revised by this month's wages and prices, asked next month: a mark-up that stands at the ceiling moves with it.
    idle = _revise_fees(
        w.numbers,
        use_of_slots(w),
        (scarcity, fee_ceiling(w)),
        slot_charge(w),
        w.agents.efficiency * w.channels.fees_kept,
        w.channels.markup_sought,
        firms.markup[w.clouds],
    )
    w.bound("cloud_use_gap_min", idle)


@compiled
def _revise_fees(
    numbers: Numbers,
    use: Floats,
    given: tuple[float, float],
    costs: Floats,
    efficiency: Floats,
    sought: Floats,
    markup: Floats,
) -> int:
    """Writes the mark-up of each cloud; how many stand at the bound of idle slots.

    ``given``: the share of AI work that goes without, and the highest fee; ``costs``: what a slot that is on the market has to pay for;
    ``sought``: added to the normal mark-up.
    """
    p, (scarcity, ceiling) = numbers[0], given
    idle = 0
    for i in range(use.size):
        normal, highest = p.cloud_markup + sought[i], ceiling * efficiency[i] / costs[i] - 1.0
        held = scarcity > p.fee_hold and markup[i] > normal  # it does not come down while some go without
        moved = compute.cloud_markup(
            markup[i],
            use[i],
            normal=normal,
            normal_use=p.normal_use_cloud,
            reversion=0.0 if held else p.cloud_markup_reversion,
            response=p.cloud_markup_response,
            gap_min=p.cloud_use_gap_min,
        )
        markup[i] = compute.scarcity_markup(
            moved, markup[i], scarcity, highest, normal=normal, fee_response=p.fee_response
        )
        idle += use[i] - p.normal_use_cloud < p.cloud_use_gap_min
    return idle


def revise_wages(w: World) -> None:
    """Firms revise a part of their wage contracts, by unemployment in the occupation, what is bargained, and their own vacancies."""
    p, firms, workers = w.params, w.firms, w.workers
    w.wage_round = autoregressive(
        w.seed, "wage_rounds", w.month, w.wage_round, persistence=p.wage_round_persistence, sd=p.wage_round_sd
    )
    tightness = np.empty(2)
    for occupation, rate in enumerate(unemployment_rates(w)):
        tightness[occupation] = wages.tightness(
            rate,
            natural_unemployment=p.natural_unemployment,
            phillips_unemployment_min=p.phillips_unemployment_min,
        )
        tightness[occupation] += w.wage_round
        w.bound("phillips_unemployment_min", rate < p.phillips_unemployment_min)
    floor = p.minimum_real_wage * w.goods_price / float(w.start.price[1])
    bounds = _revise_wages(w.numbers, firms.handle, w.producers.stop, tightness, w.expected_inflation, floor)
    w.bound_each(("wage_cut_max", "minimum_real_wage"), bounds)
    w.worked = people.worked(workers.employer, workers.skill, workers.hours)
    yields = paid_yields(w)
    work = w.worked if yields is workers.skill else people.worked(workers.employer, yields, workers.hours)
    paid = w.ledger.moved("wages") / max(work, 1e-9)
    w.state.mean_wage = float(smooth(w.state.mean_wage, paid, speed=p.wage_memory)) * (1.0 + w.expected_inflation)


@compiled
def _revise_wages(
    numbers: Numbers, firms: Firms, producers: int, tightness: Floats, expected_inflation: float, floor: float
) -> tuple[int, int]:
    """Writes pressure and offers, a row an occupation; how many offers stand at the bound of cuts, at the minimum wage."""
    p = numbers[0]
    cut, lifted = 0, 0
    growth, grown = np.empty(producers), np.empty(producers)
    for o in range(tightness.size):
        count = 0
        for i in range(producers):
            if firms.active[i]:
                revised = wages.wage_pressure(
                    tightness[o],
                    firms.unfilled[o, i] / max(firms.need[o, i], 1e-9),
                    phillips_slope=p.phillips_slope,
                    vacancy_premium=p.vacancy_premium,
                )
                # A part of the contracts comes up each month: what a firm pays follows the mean of its contracts.
                firms.pressure[o, i] = smooth(firms.pressure[o, i], revised, speed=p.wage_revision)
                growth[i] = expected_inflation + firms.pressure[o, i]
                cut += growth[i] < p.wage_cut_max
                grown[count] = firms.wage[o, i] * (1.0 + max(growth[i], p.wage_cut_max))
                count += 1
        mean = sums.total(grown[:count]) / count
        for i in range(producers):
            if firms.active[i]:
                firms.wage[o, i] = wages.revised_offer(
                    firms.wage[o, i], growth[i], mean, wage_cut_max=p.wage_cut_max, wage_convergence=p.wage_convergence
                )
                lifted += firms.wage[o, i] < floor
                firms.wage[o, i] = np.maximum(firms.wage[o, i], floor)
        firms.wage[o, producers:] = p.cloud_wage_premium * sums.mean_offer(firms.wage[o], firms.active, producers)
    return cut, lifted


def revise_expectations(w: World) -> None:
    """The price level of the month is taken down, and expected inflation for the next; the rate rule looks at both."""
    p = w.params
    level = w.goods_price
    seen = level / w.price_level - 1.0
    w.levels[:-1] = w.levels[1:].copy()
    w.levels[-1] = w.price_level
    w.price_level = level
    w.inflation = float(smooth(w.inflation, seen, speed=p.inflation_memory))
    w.bound("expected_inflation_band", abs(w.inflation) > p.expected_inflation_band)
    w.expected_inflation = expectations.inflation(
        w.inflation, target=p.target_inflation / 12.0, anchor=p.inflation_anchor, band=p.expected_inflation_band
    )
    if p.rate_rule:
        _follow_rule(w)


def _follow_rule(w: World) -> None:
    """Interest rates move with inflation and unemployment; no rate is below zero, none on loans above its bound."""
    p, state = w.params, w.state
    gap = public.rate_gap(
        state.rate_gap,
        w.yearly_inflation,
        unemployment(w),
        target=p.target_inflation,
        natural_unemployment=p.natural_unemployment,
        on_inflation=p.rate_on_inflation,
        on_unemployment=p.rate_on_unemployment,
        speed=p.rate_speed,
    )
    state.rate_gap = min(max(gap, -p.loan_rate), max(p.loan_rate_max - p.loan_rate, 0.0))
    w.bound("loan_rate_max", int(gap > state.rate_gap))


def retrain_workers(w: World) -> None:
    """Spells without a job grow longer; some who waited long go to school and come back in the other occupation."""
    p, workers = w.params, w.workers
    people.grow_older(workers.handle)
    rates = unemployment_rates(w)
    worse = COGNITIVE if rates[COGNITIVE] > rates[PHYSICAL] else PHYSICAL
    if rates[worse] - rates[1 - worse] > p.retraining_gap:
        willing = below(w.seed, "retraining", w.month, workers.spell.size, p.retraining_rate)
        people.enrol(workers.handle, worse, p.retraining_spell, willing, p.retraining_months)
