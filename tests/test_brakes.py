"""What holds inflation back, and what ends or moves by the month: sold-out goods, the UBI's phase, purchases, interest, benefits, mood."""

import math
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import before, columns, force, warm

from sim.economy import derived, formulas, month
from sim.economy.kernels import people
from sim.economy.phases import adapting, buying, producing, selling, settling
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.stationary import covered, job_finding, solve
from sim.economy.world import World
from sim.engine.parameters import Params
from tests.test_stationary import QUIET

STILL = QUIET | {"firm_size_sd": 0.0, "firm_productivity_sd": 0.0, "wage_round_sd": 0.0, "technology_sd": 0.0}


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    return import_module("bars")


def seen(w: World, inflation: float) -> None:
    """Prices of the last twelve months as if they had risen by this."""
    w.levels[0] = w.price_level / (1.0 + inflation)


# Goods that are sold out


def queue(markup: float, unmet: float, months: int, **changes: object) -> np.ndarray:
    """A firm whose stocks stand at their target while this share of sales stays unmet: its mark-up month by month, by the phase."""
    w = before(adapting.revise_prices, "baseline", months=1, **changes)
    firms, path = w.firms, []
    firms.expected[w.producers], firms.sales[w.producers] = 10.0, 10.0
    firms.unmet[w.producers], firms.markup[w.producers] = unmet * 10.0, markup
    stock = int(w.params.stock_target * 10.0 * 1e6)
    machines, goods = np.full(w.dept1.stop, stock), np.full(w.dept2.stop - w.dept2.start, stock)
    for _ in range(months):
        adapting._revise_prices(w.numbers, firms.handle, machines, goods, (w.channels.ai_hands, w.channels.scarcity_priced), 0.0)
        path.append(firms.markup[0])
    return np.array(path)


@pytest.mark.parametrize("aim", [0.45, 0.8, 1.2, 1.49])
def test_a_queue_of_three_per_cent_takes_the_mark_up_anywhere_below_its_bound(aim: float) -> None:
    """By 0.0072 a month, 0.012 times 20 times 3 %; and with nothing held back it ends 0.0072 / 0.05 above normal, however long."""
    p = Params()
    months = math.ceil((aim - p.markup) / 0.0072) + 1
    path = queue(p.markup, 0.03, months)
    assert path[-1] >= aim
    np.testing.assert_allclose(np.diff(path[path < p.markup_max]), 0.0072, rtol=1e-9)
    old = queue(p.markup, 0.03, 600, markup_hold=0.0)
    assert old[-1] == pytest.approx(p.markup + 0.0072 / p.markup_reversion, rel=1e-6)


def test_a_queue_below_the_hold_changes_no_bit_and_the_bound_still_binds() -> None:
    p = Params()
    assert np.array_equal(queue(0.5, 0.0019, 40), queue(0.5, 0.0019, 40, markup_hold=0.0))
    assert queue(0.5, 0.0021, 40)[-1] > 0.5
    assert queue(1.49, 0.03, 10)[-1] == p.markup_max
    below = queue(0.1, 0.03, 3)  # below normal it comes up as ever
    assert np.array_equal(below, queue(0.1, 0.03, 3, markup_hold=0.0))


def test_without_queues_the_economy_keeps_its_bits() -> None:
    made = [start(load("baseline", STILL | {"markup_hold": hold}), 1) for hold in (0.002, 0.0)]
    for _ in range(60):
        month.step(*made)
    one, other = (columns(w) for w in made)
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_whose_goods_are_sold_out_builds_whatever_credit_costs() -> None:
    """The same flag: K* of the others falls by the user cost, and that of firms with a queue does not."""
    w = before(selling.invest, "baseline", months=6)
    firms = w.firms
    firms.unmet[w.producers], firms.sales[w.producers] = 0.0, 10.0
    firms.unmet[3] = 0.05
    calm = desired(w)
    force(w, loan_rate=0.12)
    dear = desired(w) / calm
    assert dear[3] == 1.0
    np.testing.assert_allclose(np.delete(dear, 3), ((0.12 + 0.064) / (0.04 + 0.064)) ** -0.1, rtol=1e-6)


def desired(w: World) -> np.ndarray:
    """What each producer wants, with a long view so large that what it has is no matter, through the phase."""
    kept, found = w.firms.trend.copy(), np.empty(w.producers.stop)
    w.firms.trend[w.producers], w.firms.unfilled[:] = 1e9, 0.0  # nor what it can't staff
    selling._want_machines(w, found)
    w.firms.trend = kept
    return found


# The UBI's phase


def paid(brake: float, inflation: np.ndarray, **changes: object) -> tuple[np.ndarray, np.ndarray]:
    """UBI over the mean wage and steps taken, month by month, while prices have risen by this over twelve months."""
    w = warm("monopoly-ubi", 1, ubi_brake=brake, ubi_financing="debt", ubi_phase=12, ubi_start=3, ai=False, **changes)
    share, steps = [], []
    for rate in inflation:
        seen(w, rate)
        share.append(producing._basic_income(w) / w.state.mean_wage)
        steps.append(w.state.ubi_steps)
        w.month += 1
    return np.array(share), np.array(steps)


def test_at_constant_inflation_below_the_hold_the_ubi_comes_linearly_to_the_bit() -> None:
    calm = np.full(30, 0.039)
    share, _ = paid(0.05, calm)
    months = np.arange(1, 31)
    linear = np.clip((months - 3 + 1) / 12, 0.0, 1.0)
    w = warm("monopoly-ubi", 1, ai=False)
    assert np.array_equal(share, (w.params.ubi_share * linear * w.state.mean_wage) / w.state.mean_wage)
    assert np.array_equal(share, paid(0.0, calm)[0])
    assert np.array_equal(share, paid(0.0, np.full(30, 0.5))[0])  # no brake: whatever prices do


@pytest.mark.parametrize("seed", range(5))
def test_the_phase_never_moves_by_more_than_a_step_and_by_what_inflation_says(seed: int) -> None:
    inflation = np.random.default_rng(seed).uniform(0.0, 0.09, 120)
    share, steps = paid(0.05, inflation)
    moved = np.diff(steps, prepend=0)
    assert set(moved[2:].tolist()) == {-1, 0, 1}
    assert np.abs(np.diff(share)).max() <= 0.25 / 12 * (1.0 + 1e-12)
    for n in range(2, 120):
        was = steps[n - 1]
        wanted = was + (1 if inflation[n] < 0.04 else -1 if inflation[n] >= 0.05 else 0)
        assert steps[n] == min(max(wanted, 0), 12)


def test_the_measure_of_the_phase_is_the_share_that_is_paid() -> None:
    w = warm("monopoly-ubi", 20, ubi_start=8, ubi_phase=24, ubi_hold=0.2, ubi_brake=0.2)  # whatever prices do
    assert 0 < w.state.ubi_steps <= 12
    assert formulas.ubi_in_force(w) == w.state.ubi_steps / 24
    assert formulas.ubi_in_force(warm("monopoly", 9)) == 0.0


def test_an_economy_that_stays_calm_keeps_its_bits_with_brakes_and_without() -> None:
    off = {"ubi_brake": 0.0, "purchase_brake": 0.0}
    made = [start(load("commons-ubi", STILL | {"ubi_start": 4, "ubi_phase": 240, **x}), 1) for x in ({}, off)]
    for _ in range(24):
        month.step(*made)
        assert made[0].yearly_inflation < 0.03
    one, other = (columns(w) for w in made)
    assert made[0].state.ubi > 0.0
    assert all(np.array_equal(one[name], other[name]) for name in one)


# Public purchases


@pytest.mark.parametrize(("inflation", "left"), [(-0.02, 1.0), (0.03, 1.0), (0.05, 0.94), (0.12, 0.73), (0.3, 0.7)])
def test_the_state_buys_less_where_prices_rise_fast(inflation: float, left: float) -> None:
    """max(1 - 3 max(inflation - target - 0.01, 0), 0.7)."""
    w = before(selling.consume, "baseline", months=14, fiscal_rule="deficit")
    seen(w, 0.0)
    calm = selling._public_budget(w)
    seen(w, inflation)
    assert selling._public_budget(w) / calm == pytest.approx(left, rel=1e-12)
    assert w.binding().get("purchase_brake_min", 0) == (left == 0.7)
    force(w, purchase_brake=0.0)
    assert selling._public_budget(w) == calm


def test_inflation_over_twelve_months_is_what_the_brakes_look_at() -> None:
    w, levels = start(load("baseline", {"n_workers": 200}), 1), []
    assert w.yearly_inflation == pytest.approx((1.0 + w.params.target_inflation / 12.0) ** 12 - 1.0, rel=1e-9)
    for _ in range(16):
        month.step(w)
        levels.append(w.price_level)
    assert w.yearly_inflation == pytest.approx(levels[-1] / levels[-13] - 1.0, rel=1e-12)


# Interest


def test_rates_follow_the_rule_within_their_bounds_and_loans_and_debt_with_them() -> None:
    w = warm("baseline", 14, rate_rule=True)
    gap, p = w.state.rate_gap, w.params
    force, jobless = derived.labour_force(w)
    for inflation, months in ((0.06, 8), (0.9, 12), (-0.6, 30)):
        for _ in range(months):
            seen(w, inflation)
            adapting._follow_rule(w)
            wanted = 1.5 * (w.yearly_inflation - 0.02) + 0.5 * (p.natural_unemployment - sum(jobless) / sum(force))
            gap = min(max(gap + 0.1 * (wanted - gap), -p.loan_rate), 0.12 - p.loan_rate)
            assert w.state.rate_gap == pytest.approx(gap, abs=1e-12)
            assert -1e-15 <= w.loan_rate <= 0.12 + 1e-15
            assert formulas.interest_rate(w) == w.loan_rate
        if inflation == 0.9:
            assert w.loan_rate == pytest.approx(0.12)
            assert w.binding()["loan_rate_max"] > 0
    assert w.loan_rate == 0.0


@pytest.mark.parametrize("gap", [-0.03, 0.0, 0.05])
def test_interest_on_loans_and_on_public_debt_moves_with_the_rate(gap: float) -> None:
    w = before(settling.tax_profits, "baseline", months=6)
    p, w.state.rate_gap = w.params, gap
    settling.tax_profits(w)
    loans = w.firms.opening_loan.sum()
    assert w.ledger.moved("interest") == pytest.approx((p.loan_rate + gap) / 12.0 * loans, rel=1e-6, abs=1e-6 * w.firms.price.size)
    w = before(settling.settle_bank, "baseline", months=6)
    w.state.rate_gap = gap
    settling.settle_bank(w)
    rate = max(p.debt_rate + gap, 0.0)
    assert w.ledger.moved("debt_interest") == pytest.approx(rate / 12.0 * w.state.opening_debt, rel=1e-6, abs=1e-6)


def test_desired_machines_by_the_real_user_cost() -> None:
    """K* x ((r* - target + 12 wear + real gap) / (r* - target + 12 wear))^-0.1, real gap (r - r*) - (inflation - target)."""
    w = before(selling.invest, "baseline", months=6, rate_rule=True)
    p = w.params
    for gap, inflation in ((0.03, 0.02), (0.0, 0.05), (-0.02, 0.0)):
        w.state.rate_gap = gap
        seen(w, inflation)
        base = p.loan_rate - p.target_inflation + 12.0 * p.machine_wear
        real = gap - (w.yearly_inflation - p.target_inflation)
        assert derived.user_cost(w) / w.start.user_cost == pytest.approx((base + real) / base, rel=1e-12)
    w.state.rate_gap = 0.03
    seen(w, p.target_inflation)
    w.firms.unmet[:] = 0.0
    dear = desired(w)
    w.state.rate_gap = 0.0
    np.testing.assert_allclose(dear / desired(w), ((base + 0.03) / base) ** -0.1, rtol=1e-6)


@pytest.mark.parametrize("rule", [False, True])
@pytest.mark.parametrize(("elasticity", "power"), [(0.1, -0.1), (0.0, 0.0), (0.5, -0.5)])
def test_a_dated_change_of_the_loan_rate_moves_investment_rule_or_none(
    rule: bool, elasticity: float, power: float
) -> None:
    w = before(selling.invest, "baseline", months=6, rate_rule=rule, user_cost_elasticity=elasticity)
    w.firms.unmet[:] = 0.0
    w.state.rate_gap = 0.0
    seen(w, w.params.target_inflation)
    was = desired(w)
    force(w, loan_rate=0.01)
    now = derived.user_cost(w) / w.start.user_cost
    assert now == pytest.approx((0.01 - 0.02 + 12 * 0.007) / (0.04 - 0.02 + 12 * 0.007), rel=1e-9)
    np.testing.assert_allclose(desired(w) / was, now**power, rtol=1e-6)


def test_with_all_randomness_off_the_rule_leaves_unemployment_where_it_is() -> None:
    w, rates = start(load("baseline", STILL | {"rate_rule": True}), 1), []
    for _ in range(240):
        month.step(w)
        rates.append(derived.unemployment(w))
    assert np.abs(np.array(rates) - w.params.natural_unemployment).max() < 0.001
    assert w.state.rate_gap != 0.0


# Benefits that end


@pytest.mark.parametrize("months", [1, 3, 6, 12, 1200])
def test_who_is_covered_in_the_stationary_state(months: int) -> None:
    """kappa = 1 - (1-h)^m with h = s (1-u) / (u + s (1-u)): what geometric spells leave within m months."""
    p = Params(benefit_months=months)
    u, s = p.natural_unemployment, p.separation_rate
    h = s * (1.0 - u) / (u + s * (1.0 - u))
    assert job_finding(p) == pytest.approx(h, rel=1e-12)
    spells = np.random.default_rng(0).geometric(h, 400_000) - 1
    assert covered(p) == pytest.approx((spells < months).mean(), abs=0.003)
    assert covered(Params(benefit_months=0)) == 1.0
    # jobs found are jobs that end: the flow that h is defined by
    assert h * (u + s * (1.0 - u)) == pytest.approx(s * (1.0 - u), rel=1e-12)
    benefits = p.replacement_rate * covered(p) * (p.n_workers - solve(p).labour)
    assert solve(p).worker_income == pytest.approx((1.0 - p.income_tax) * solve(p).labour + benefits, rel=1e-12)


def test_the_first_jobless_have_spells_behind_them_and_no_end_means_no_change() -> None:
    w = start(load("baseline", {"n_workers": 20_000, "benefit_months": 6}), 1)
    jobless = w.workers.employer < 0
    spells = w.workers.spell[jobless]
    assert not w.workers.spell[~jobless].any()
    assert (spells < 6).mean() == pytest.approx(covered(w.params), abs=0.05)
    assert spells.mean() == pytest.approx(1.0 / job_finding(w.params) - 1.0, rel=0.15)
    made = [start(load("baseline", {"n_workers": 200, "benefit_months": months}), 1) for months in (0, 1200)]
    for _ in range(12):
        month.step(*made)
    one, other = (columns(world) for world in made)
    kept = [name for name in one if name != "workers.spell"]
    assert covered(made[1].params) == 1.0
    assert all(np.array_equal(one[name], other[name]) for name in kept)


@pytest.mark.parametrize("months", [1, 4])
def test_benefits_are_paid_for_so_many_months_of_a_spell(months: int) -> None:
    w = before(producing.pay, "baseline", months=2, benefit_months=months, quit_rate=0.0)
    i = int(np.flatnonzero(w.workers.employer < 0)[0])
    for spell in range(7):
        w.workers.spell[i] = spell
        out = np.empty((3, w.workers.skill.size))
        people.earn(w.numbers, w.workers.handle, w.workers.skill, w.firms.wage, (0.3, 1.0, 0.0), 0.0, out)
        assert (out[2, i] > 0.0) == (spell < months)


# Mood, technology, wage rounds


@pytest.mark.parametrize("shock", [-0.02, 0.0, 0.03])
def test_the_mood_that_moves_spending_moves_desired_machines(shock: float) -> None:
    """K* x exp(1.3 x), for whoever has a queue as well."""
    w = before(selling.invest, "baseline", months=6)
    w.shock, w.firms.unmet[3], w.firms.sales[3] = 0.0, 0.5, 10.0
    was = desired(w)
    w.shock = shock
    np.testing.assert_allclose(desired(w) / was, math.exp(1.3 * shock), rtol=1e-6)
    force(w, confidence_weight=0.0)
    assert np.array_equal(desired(w), was) or shock == 0.0
    np.testing.assert_allclose(desired(w), was, rtol=1e-12)


def test_spending_and_investment_see_the_mood_of_the_same_month() -> None:
    order = [phase.__name__ for phase in month.PHASES]
    assert order.index("shock_demand") < order.index("invest") < order.index("consume")


def test_technology_is_an_autoregression_and_moves_all_alike() -> None:
    w = start(load("baseline", {"n_workers": 200, "firm_productivity_sd": 0.0}), 1)
    p, path = w.params, [0.0]
    for _ in range(600):
        buying.move_productivity(w)
        level = p.labour_productivity * math.exp(w.technology)
        np.testing.assert_allclose(w.firms.productivity[w.producers], level, rtol=1e-12)
        path.append(w.technology)
        w.month += 1
    news = np.array(path[1:]) - 0.97 * np.array(path[:-1])
    assert news.std() == pytest.approx(0.003, rel=0.1)
    assert abs(news.mean()) < 0.0005
    assert abs(np.corrcoef(news[1:], news[:-1])[0, 1]) < 0.12


def test_without_news_technology_is_still_to_the_bit() -> None:
    w = start(load("baseline", {"n_workers": 200, "technology_sd": 0.0, "firm_productivity_sd": 0.0}), 1)
    for _ in range(5):
        buying.move_productivity(w)
        assert (w.firms.productivity[w.producers] == w.params.labour_productivity).all()
        w.month += 1


def test_what_is_bargained_counts_like_tightness_and_fades_by_a_tenth_a_month() -> None:
    """tightness + x, x' = 0.9 x + e."""
    made = [before(adapting.revise_wages, "baseline", months=8, wage_round_sd=0.0) for _ in range(2)]
    made[1].wage_round = 0.2
    for w in made:
        adapting.revise_wages(w)
    plain, bargained = made
    assert bargained.wage_round == pytest.approx(0.18, rel=1e-12)
    lifted = bargained.firms.pressure[:, w.producers] - plain.firms.pressure[:, w.producers]
    p = w.params  # a part of contracts a month
    np.testing.assert_allclose(lifted, p.wage_revision * p.phillips_slope * 0.18, rtol=1e-9)
    w = start(load("baseline", {"n_workers": 200}), 1)
    path = [0.0]
    for _ in range(400):
        adapting.revise_wages(w)
        path.append(w.wage_round)
        w.month += 1
    news = np.array(path[1:]) - 0.9 * np.array(path[:-1])
    assert news.std() == pytest.approx(0.05, rel=0.12)


# Thin forms of bars over many months and seeds


@pytest.mark.ci
def test_the_rate_rule_neither_calms_nor_stirs_unemployment_by_more_than_a_fifth(bars: Any) -> None:
    """The whole: ``python benchmarks/bars.py rates``."""
    lines = list(bars.rates(bars.Size(2, 120)))
    assert [line.about for line in lines if not line.within] == []


@pytest.mark.ci
def test_with_turnover_on_benefits_that_end_cover_whom_the_form_says_and_move_no_jobs(bars: Any) -> None:
    """The whole: ``python benchmarks/bars.py benefits``."""
    lines = list(bars.benefits(bars.Size(2, 120)))
    assert len(lines) == 6
    assert [line.about for line in lines if not line.within] == []


@pytest.mark.ci
def test_the_rate_at_which_jobs_end_is_the_one_that_is_measured(bars: Any) -> None:
    """The whole: ``python benchmarks/bars.py separations``."""
    rate = next(iter(bars.separations(bars.Size(2, 120))))
    assert rate.figure == pytest.approx(Params().separation_rate, abs=0.003)
