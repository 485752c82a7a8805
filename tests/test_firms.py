"""Unlike firms, neutral rounding, and what keeps small firms alive: limits with a closed form."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import before

from sim.economy import month
from sim.economy.kernels import markets
from sim.economy.phases import adapting, buying, producing
from sim.economy.rules import production
from sim.economy.scenario import load
from sim.economy.start import _sizes, start
from sim.economy.world import COGNITIVE, PHYSICAL, World
from sim.engine.parameters import Params


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    return import_module("bars")


# Sizes


def opened(**changes: object) -> World:
    return start(load("baseline", {"n_workers": 4000, **changes}), 1)


def test_every_stock_and_flow_of_a_firm_is_proportional_to_its_size() -> None:
    """w_f = exp(sd z), normalised in the department: the stationary state holds for any weights."""
    w, alike = opened(firm_size_sd=1.0), opened(firm_size_sd=0.0)
    for part in (w.dept1, w.dept2):
        size = w.firms.expected[part] / alike.firms.expected[part]
        assert size.mean() == pytest.approx(1.0, rel=1e-12)
        assert size.max() / size.min() > 10.0
        for column in ("trend", "plan", "output", "sales", "outlay", "profit"):
            one, other = getattr(w.firms, column)[part], getattr(alike.firms, column)[part]
            np.testing.assert_allclose(one, size * other, rtol=1e-12, err_msg=column)
        for asset in ("machines", "money", "loans"):
            table = "producers" if asset == "machines" else "firms"
            one, other = w.ledger.units(table, asset)[part], alike.ledger.units(table, asset)[part]
            np.testing.assert_allclose(one, size * other, rtol=1e-4, atol=1e-5, err_msg=asset)
        for column in ("price", "markup", "productivity"):
            assert np.array_equal(getattr(w.firms, column)[part], getattr(alike.firms, column)[part])


def test_the_spread_of_sizes_is_what_it_is_set_to_and_off_means_alike() -> None:
    p = Params(firm_size_sd=0.7)
    department, there = np.repeat([0, 1], [3000, 7000]), np.ones(10_000, np.bool_)
    size = _sizes(p, department, there, 1)
    for number in (0, 1):
        mine = size[department == number]
        assert mine.mean() == pytest.approx(1.0, rel=1e-12)
        assert np.log(mine).std() == pytest.approx(0.7, abs=0.03)
    assert np.array_equal(_sizes(Params(firm_size_sd=0.0), department, there, 1), np.ones(10_000))


def test_rows_kept_free_for_new_firms_have_no_size_and_move_nobody_elses() -> None:
    p = Params()
    there = np.array([True, True, False, True, True, True, False, False])
    wide = _sizes(p, np.array([0, 0, 0, 1, 1, 1, 1, 1]), there, 1)
    assert np.array_equal(wide[there], _sizes(p, np.array([0, 0, 1, 1, 1]), np.ones(5, np.bool_), 1))
    assert not wide[~there].any()


@pytest.mark.parametrize("sd", [0.0, 1.0])
def test_shops_stand_on_lists_by_their_size(sd: float) -> None:
    """Goods and machines alike: places on lists over all places are the share in the department's sales."""
    w = start(load("baseline", {"n_workers": 20_000, "firm_size_sd": sd}), 2)
    for lists, part in ((w.shoppers, w.dept2), (w.investors, w.dept1)):
        share = w.firms.expected[part] / w.firms.expected[part].sum()
        places = np.bincount(lists.shops.ravel(), minlength=share.size) / lists.shops.size
        spread = np.sqrt(share * (1.0 - share) / lists.shops.size)
        assert np.abs((places - share) / spread).max() < 5.0


# Word of mouth


def renewed(shops: np.ndarray, told: float, active: np.ndarray, months: int, seed: int) -> np.ndarray:
    """Lists after some months in which every buyer renews a place."""
    rng, shops = np.random.default_rng(seed), shops.astype(np.uint32).copy()
    rows, visits = shops.shape
    for _ in range(months):
        markets.renew(
            shops,
            np.ones(shops.shape, np.float32),
            np.arange(rows),
            rng.integers(0, visits, rows),
            active,
            rng.random(rows),
            np.ones(rows, np.float32),
            told,
        )
    return shops


def shares(shops: np.ndarray, sellers: int) -> np.ndarray:
    return np.bincount(shops.ravel(), minlength=sellers) / shops.size


def test_who_has_many_customers_wins_as_many_and_keeps_its_size() -> None:
    """Copied from the lists of others, shares of custom stay what they are on average; drawn evenly they end alike."""
    rng, active = np.random.default_rng(3), np.ones(5, np.bool_)
    size = np.array([0.5, 0.25, 0.15, 0.08, 0.02])
    shops = rng.choice(5, (4000, 5), p=size)
    opening = shares(shops, 5)
    copied = np.mean([shares(renewed(shops, 1.0, active, 20, seed), 5) for seed in range(20)], axis=0)
    np.testing.assert_allclose(copied, opening, atol=0.01)
    np.testing.assert_allclose(shares(renewed(shops, 0.0, active, 60, 0), 5), 0.2, atol=0.02)


@pytest.mark.parametrize("told", [0.5, 0.98])
def test_shares_decay_to_equal_ones_as_fast_as_shops_are_drawn_evenly(told: float) -> None:
    """A place is renewed with 1/5 a month: the gap from an equal share shrinks by (1 - told) / 5 of it."""
    rng, active = np.random.default_rng(4), np.ones(4, np.bool_)
    shops = rng.choice(4, (6000, 5), p=[0.7, 0.1, 0.1, 0.1])
    opening, months = shares(shops, 4), 12
    found = np.mean([shares(renewed(shops, told, active, months, seed), 4) for seed in range(6)], axis=0)
    left = (1.0 - (1.0 - told) / 5.0) ** months
    np.testing.assert_allclose(found - 0.25, left * (opening - 0.25), atol=0.012)


@pytest.mark.parametrize("told", [0.0, 0.6, 1.0])
def test_a_shop_that_has_closed_is_not_told_on(told: float) -> None:
    active = np.array([True, False, True])
    shops = np.ones((500, 5), np.uint32)  # everybody knows the closed one alone
    found = renewed(shops, told, active, 60, 1)
    counts = np.bincount(found.ravel(), minlength=3)
    assert counts[1] < 5
    assert min(counts[0], counts[2]) > 0.3 * found.size


# Productivity


def test_leads_have_the_deviation_and_the_half_life_that_they_are_set_to() -> None:
    p = Params(firm_productivity_sd=0.05, firm_productivity_half_life=6.0, firm_productivity_gap=10.0)
    rng, lead, seen = np.random.default_rng(1), np.zeros(2000), []
    for number in range(400):
        (jumps,) = buying._jumps(lead.size, p, rng)
        if number == 0:
            assert (jumps != 0.0).mean() == pytest.approx(0.1, abs=0.02)
        lead = production.lead(lead, jumps, half_life=6.0)
        if number >= 60:
            seen.append(lead)
    path = np.array(seen)
    assert path.std() == pytest.approx(0.05, rel=0.03)
    assert abs(path.mean()) < 0.001
    assert np.corrcoef(path[6:].ravel(), path[:-6].ravel())[0, 1] == pytest.approx(0.5, abs=0.02)


def test_a_lead_is_set_off_against_the_department_so_that_none_moves_them_all() -> None:
    """The sales-weighted harmonic mean of productivity is the level in every month: what a department sells needs the same labour."""
    w = before(buying.plan_output, "baseline", months=30, technology_sd=0.0)
    firms, p = w.firms, w.params
    assert np.ptp(firms.productivity[w.producers]) > 0.0
    for part in (w.dept1, w.dept2):
        weights = firms.expected[part]
        hands = (weights / firms.productivity[part]).sum() * p.labour_productivity / weights.sum()
        assert hands == pytest.approx(1.0, rel=1e-9)


def test_without_jumps_every_firm_has_the_productivity_of_the_table_to_the_bit() -> None:
    w = before(buying.plan_output, "baseline", months=6, technology_sd=0.0, firm_productivity_sd=0.0)
    assert (w.firms.productivity[w.producers] == w.params.labour_productivity).all()


def one_ahead(w: World, firm: int, by: float) -> World:
    w.firms.productivity[firm] *= by
    return w


def both(phase: Callable[[World], None], firm: int, by: float = 1.25, **changes: object) -> tuple[World, World]:
    """The world after a phase, and the same with one firm ahead of itself."""
    made = [before(phase, "competition", months=30, **changes) for _ in range(2)]
    one_ahead(made[1], firm, by)
    for w in made:
        phase(w)
    return made[0], made[1]


FIRM = 7


def test_whoever_is_more_productive_plans_fewer_hands() -> None:
    plain, ahead = both(buying.plan_output, FIRM)
    assert ahead.firms.plan[FIRM] == plain.firms.plan[FIRM] > 0.0
    assert ahead.firms.need[PHYSICAL, FIRM] == pytest.approx(plain.firms.need[PHYSICAL, FIRM] / 1.25, rel=1e-12)
    others = np.arange(plain.firms.plan.size) != FIRM
    assert np.array_equal(ahead.firms.need[PHYSICAL, others], plain.firms.need[PHYSICAL, others])


def test_and_fewer_minds_for_what_its_hands_make() -> None:
    made = [before(buying.hire_hands, "competition", months=30) for _ in range(2)]
    one_ahead(made[1], FIRM, 1.25)
    for w in made:
        w.firms.labour[PHYSICAL] = 1e6  # enough of them: the plan binds
        buying._need_minds(w.numbers, w.firms.handle, w.producers.stop, w.channels.hands_spared)
    plain, ahead = (w.firms.need[COGNITIVE, FIRM] for w in made)
    assert ahead == pytest.approx(plain / 1.25, rel=1e-12)
    for w in made:
        w.firms.labour[PHYSICAL] = 0.5  # too few: what they make by the hour binds, and hours are worth more
        buying._need_minds(w.numbers, w.firms.handle, w.producers.stop, w.channels.hands_spared)
    plain, ahead = (w.firms.need[COGNITIVE, FIRM] for w in made)
    assert ahead == pytest.approx(plain, rel=1e-12)  # 1.25 times the output at 1 / 1.25 of the work


@pytest.mark.parametrize("short", [COGNITIVE, PHYSICAL])
def test_and_makes_more_of_the_same_labour_whichever_is_short(short: int) -> None:
    made = [before(producing.produce, "competition", months=30) for _ in range(2)]
    one_ahead(made[1], FIRM, 1.25)
    for w in made:
        w.firms.plan[FIRM] = 1e6
        w.firms.labour[1 - short, FIRM], w.firms.labour[short, FIRM], w.firms.ai_work[FIRM] = 1e6, 0.01, 0.0
        machines, slots = w.ledger["producers", "machines"], w.ledger["clouds", "slots"]
        worth = w.channels.ai_worth, w.channels.judgement, w.channels.output_spared, w.channels.hands_spared
        producing._produce(w.numbers, w.firms.handle, machines, slots, worth)
    assert made[1].firms.output[FIRM] == pytest.approx(1.25 * made[0].firms.output[FIRM], rel=1e-12)


def test_and_both_its_unit_cost_and_what_ai_saves_of_it_are_less() -> None:
    made = [before(adapting.revise_prices, "competition", months=30) for _ in range(2)]
    one_ahead(made[1], FIRM, 1.25)
    offers = np.array([made[0].mean_offer(COGNITIVE), made[0].mean_offer(PHYSICAL)])
    p, firms = made[0].params, made[0].firms
    labour = (p.cognitive_share * offers[0] + (1.0 - p.cognitive_share) * offers[1]) * (1.0 + p.labour_slack)
    work, need = firms.ai_work[FIRM], firms.need[COGNITIVE, FIRM]
    gain = offers[0] - (1.0 + p.ai_tax) * firms.fees[FIRM] / work
    saved = p.cognitive_share * (1.0 + p.labour_slack) * work / need * gain
    for w in made:
        adapting.revise_prices(w)
    assert work > 0.0
    cut = made[0].firms.unit_cost[FIRM] - made[1].firms.unit_cost[FIRM]
    assert cut == pytest.approx((labour - saved) * (1.0 - 1.0 / 1.25) / p.labour_productivity, rel=0.03)
    exact = (labour - saved) * (1.0 / firms.productivity[FIRM] - 1.0 / made[1].firms.productivity[FIRM])
    assert cut == pytest.approx(exact, rel=1e-9)


def test_and_its_team_makes_more() -> None:
    plain, ahead = both_small(1.0), both_small(1.25)
    assert ahead.firms.plan[FIRM] == pytest.approx(1.25 * plain.firms.plan[FIRM], rel=1e-12)
    assert ahead.firms.need[PHYSICAL, FIRM] == pytest.approx(plain.firms.need[PHYSICAL, FIRM], rel=1e-12)


# Small firms


def both_small(by: float, expected: float = 1e-3) -> World:
    """A firm that expects to sell next to nothing and has nothing in stock plans."""
    w = before(buying.plan_output, "competition", months=30)
    w.firms.expected[FIRM] = expected
    w.firms.productivity[FIRM] = by * w.params.labour_productivity
    stocks = w.stocks.copy()
    stocks[FIRM] = 0.5 * production.team_output(**team(w, by))
    buying._plan_output(
        w.numbers, w.firms.handle, stocks, w.ledger["producers", "machines"], w.ledger["clouds", "slots"]
    )
    return w


def team(w: World, by: float = 1.0) -> dict[str, float]:
    p = w.params
    return {
        "cognitive_share": p.cognitive_share,
        "labour_slack": p.labour_slack,
        "labour_productivity": by * p.labour_productivity,
    }


def test_a_firm_plans_for_a_team_at_least() -> None:
    """One worker of the occupation that it needs more of, and no more than one of the other."""
    w = both_small(1.0)
    firms, p = w.firms, w.params
    least = production.team_output(**team(w))
    assert firms.plan[FIRM] == pytest.approx(least, rel=1e-12)  # stocks are at half of a month: the target
    minds = production.labour_need(
        firms.plan[FIRM], p.cognitive_share, labour_slack=p.labour_slack, labour_productivity=p.labour_productivity
    )
    assert max(firms.need[PHYSICAL, FIRM], minds) == pytest.approx(1.0, rel=1e-12)
    assert min(firms.need[PHYSICAL, FIRM], minds) > 0.0
    large = both_small(1.0, expected=50.0)
    assert large.firms.plan[FIRM] > 10.0  # above a team expected sales say what is planned


def test_what_is_sold_out_says_how_much_was_asked_for_at_least() -> None:
    """Expected sales fall by the speed of expectations where something was left, and not where all has been sold."""
    w = before(adapting.expect_sales, "competition", months=30)
    firms, speed = w.firms, w.params.expectation_speed
    firms.expected[w.producers], firms.sales[w.producers], firms.unmet[w.producers] = 10.0, 8.0, 0.0
    stocks = np.zeros(w.producers.stop)
    stocks[::2] = 1e-6
    adapting._expect_sales(w.numbers, firms.handle, stocks, (w.dept1.stop, w.dept2.stop))
    np.testing.assert_allclose(firms.expected[: w.producers.stop : 2], 10.0 - 2.0 * speed, rtol=1e-12)
    np.testing.assert_allclose(firms.expected[1 : w.producers.stop : 2], 10.0, rtol=1e-12)
    firms.expected[w.producers], firms.sales[w.producers], firms.unmet[w.producers] = 10.0, 9.0, 2.0
    adapting._expect_sales(w.numbers, firms.handle, np.zeros(w.producers.stop), (w.dept1.stop, w.dept2.stop))
    np.testing.assert_allclose(
        firms.expected[w.producers], 10.0 + speed, rtol=1e-12
    )  # asked for 11: more than expected


# Rounding that takes no sides

WORK = [0.2, 0.5, 0.8, 1.0, 1.2, 1.5, 1.8, 2.0, 2.2, 2.6]


@pytest.mark.parametrize("vacancy", WORK)
def test_labour_hired_is_the_vacancy_on_average(bars: Any, vacancy: float) -> None:
    assert bars.hired(vacancy)[0].mean() == pytest.approx(vacancy, abs=0.03)


@pytest.mark.parametrize("excess", WORK)
def test_labour_laid_off_is_the_excess_on_average(bars: Any, excess: float) -> None:
    assert bars.laid_off(excess)[0].mean() == pytest.approx(excess, abs=0.03)


@pytest.mark.parametrize("amount", [0.2, 0.5, 1.0, 1.5, 2.0, 2.6])
def test_skill_is_no_matter_when_labour_is_rounded_to_whole_persons(bars: Any, amount: float) -> None:
    np.testing.assert_allclose(bars.hired(amount)[1], 1.0, atol=0.05)
    np.testing.assert_allclose(bars.laid_off(amount)[1], 1.0, atol=0.05)


def test_the_number_of_the_month_is_drawn_for_every_firm_and_even() -> None:
    w = before(buying.hire_hands, "competition", months=3, n_workers=4000)
    rounding = w.firms.rounding
    assert rounding.shape == w.firms.price.shape  # one for both occupations, so that a team comes together
    assert np.unique(rounding).size == rounding.size
    assert rounding.mean() == pytest.approx(0.5, abs=0.12)
    was = rounding.copy()
    w.month += 1
    buying.quit_jobs(w)
    assert not np.isclose(w.firms.rounding, was).any()


@pytest.mark.ci
def test_unemployment_takes_no_side_by_occupation_or_skill(bars: Any) -> None:
    """The whole: ``python benchmarks/bars.py rounding``."""
    lines = [line for line in bars.rounding(bars.Size(2, 120)) if "unemployment" in line.about]
    assert len(lines) == 6
    assert all(line.figure < 0.008 or "baseline: " in line.about for line in lines)  # twice the bar: few months


@pytest.mark.ci
def test_small_firms_do_not_starve() -> None:
    """Without a team and without censoring a third of all firms made nothing after forty years, as the staff of small ones is rounded."""
    w = start(load("baseline", {"n_workers": 1000}), 3)
    made = np.zeros(w.producers.stop)
    for n in range(480):
        month.step(w)
        made += w.firms.output[w.producers] * (n >= 468)
    assert (made > 0.0).all()
    assert (made / 12.0 >= 0.25 * production.team_output(**team(w))).all()
