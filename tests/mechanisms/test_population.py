"""People who come and leave: how many, what they bring, who inherits, and the state in which the economy grows with them."""

from typing import Any

import numpy as np
import pytest
from test_stationary import QUIET, SETS, stocks
from worlds import EARLY, before, warm

from sim.base.errors import InputError
from sim.economy import derived, month, records
from sim.economy.measures import MEASURES, observe, read
from sim.economy.mechanisms.population import phases as population
from sim.economy.mechanisms.population.state import Population
from sim.economy.mechanisms.skill import phases as skill
from sim.economy.mechanisms.skill import rules as craft
from sim.economy.scenario import Event, load
from sim.economy.start import check, start
from sim.economy.stationary import solve
from sim.economy.world import COGNITIVE, CREATOR, NOBODY, PHYSICAL, World
from sim.engine.parameters import Params

RATES = (0.01, 0.04, -0.02)


def opened(name: str = "baseline", **changes: object) -> World:
    """A world on its first day."""
    return start(load(name, {**EARLY, **changes}), 1)


def of(world: World) -> Population:
    assert world.population
    return world.population


def there(world: World) -> np.ndarray:
    return np.flatnonzero(world.workers.occupation != NOBODY)


# The state in which it grows


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("name", SETS)
def test_the_identities_hold_at_any_growth(name: str, rate: float) -> None:
    p = Params(**SETS[name], cohort_growth=rate)
    s, more = solve(p), rate / 12.0
    rising = p.target_inflation / 12.0 + more
    # Walras: the deficit is what lets public debt grow with all else
    assert s.public_deficit == pytest.approx(rising * s.debt_open, abs=1e-9 * s.value_added)
    deposits = s.worker_deposits + s.capitalist_deposits + s.deposits_open.sum()
    assert deposits == pytest.approx(s.loans_open.sum() + s.debt_open - s.equity_open, rel=1e-12)
    # machines sold replace wear and grow; goods made are sold or let stocks grow
    assert s.sales[0] == pytest.approx((p.machine_wear + more) * s.machines.sum(), rel=1e-12)
    assert s.outputs == pytest.approx(s.sales + more * s.stocks, rel=1e-12)
    spent = s.worker_income + s.capitalist_income - rising * (s.worker_deposits + s.capitalist_deposits)
    assert spent + s.prices[1] * s.purchases == pytest.approx(s.prices[1] * s.sales[1], rel=1e-12)
    # firms: what comes in and is lent is paid out, built in, or kept
    net = (1.0 - p.profit_tax) * s.profits - s.dividends
    assert net + rising * s.loans_open == pytest.approx(
        more * s.prices[0] * s.machines + rising * s.deposits_open, abs=1e-9 * s.value_added
    )
    assert s.dividends.sum() + s.bank_dividend == pytest.approx(s.capitalist_income, rel=1e-12)


@pytest.mark.parametrize("rate", [0.0, *RATES])
def test_debts_and_plant_are_those_of_the_closed_form(rate: float) -> None:
    """As the specification writes them, to the second order in rates a month."""
    p = Params(cohort_growth=rate)
    s, n = solve(p), rate / 12.0
    nu, gamma = (
        np.array([p.normal_use_dept1, p.normal_use_dept2]),
        np.array([p.capital_adjustment_dept1, p.capital_adjustment_dept2]),
    )
    bought = (p.machine_wear + n) * p.machines_per_capacity / (nu * (1.0 + n / gamma))
    assert s.outputs[0] == pytest.approx(bought[1] * s.outputs.sum() / (1.0 - bought[0] + bought[1]), rel=1e-12)
    assert s.machines == pytest.approx(p.machines_per_capacity * s.outputs / (nu * (1.0 + n / gamma)), rel=2e-3)
    assert s.sales == pytest.approx(s.outputs / (1.0 + n * p.stock_target), rel=1e-4)
    closing = s.loans_open * (1.0 + n + p.target_inflation / 12.0)
    value = s.prices[0] * s.machines * (1.0 + n)
    assert closing == pytest.approx(p.leverage_target * value * p.loan_adjustment / (p.loan_adjustment + n), rel=4e-3)
    norm = p.liquidity_norm * s.labour * s.outputs / s.outputs.sum() / (1.0 + p.target_inflation / 12.0)
    missing = n * (value + s.deposits_open - s.loans_open) * (1.0 / p.dividend_adjustment - 1.0)
    assert norm - s.deposits_open == pytest.approx(missing, rel=0.02, abs=1e-9)
    assert s.prices.tolist() == solve(Params()).prices.tolist()  # growth is no cost


def test_prices_and_shares_of_wages_hang_on_no_growth_and_debts_fall_with_it() -> None:
    """Debt that grows with people is less beside what they make: the claim's own ground, before anything is run."""
    ratios = [solve(Params(cohort_growth=rate)) for rate in (-0.01, 0.0, 0.01, 0.03)]
    loans = [s.loans_open.sum() / s.value_added for s in ratios]
    assert loans == sorted(loans, reverse=True)
    assert [s.debt_ratio for s in ratios] == sorted((s.debt_ratio for s in ratios), reverse=True)


@pytest.mark.parametrize(("rate", "elasticity"), [(0.01, 1.0), (0.04, 1.0), (-0.02, 1.0), (0.04, 0.0)])
def test_without_chance_every_stock_grows_with_people(rate: float, elasticity: float) -> None:
    """Five years here; for forty the decisions page says what was found. Under every closure of public purchases, which are a head's."""
    closure = {"cohort_growth": rate, "public_purchase_elasticity": elasticity}
    world = start(load("baseline", {**QUIET, "n_workers": 4_000, **closure}), 0)
    opening, worst = stocks(world), dict[str, float]()
    for _ in range(60):
        month.step(world)
        for stock, value in stocks(world).items():
            away = abs(value / opening[stock] / (1.0 + rate / 12.0) ** world.month - 1.0)
            worst[stock] = max(worst.get(stock, 0.0), away)
    assert {stock: away for stock, away in worst.items() if away > 0.005 + 0.25 * abs(rate)} == {}
    jobless = world.workers.employer[there(world)] < 0
    assert jobless.mean() == pytest.approx(world.params.natural_unemployment, abs=0.0025)


@pytest.mark.slow
@pytest.mark.parametrize("rate", [0.01, 0.0, -0.01])
def test_for_forty_years_debts_and_deposits_keep_their_ratio_to_income(rate: float) -> None:
    """Eight seeds, each decade: within a twentieth of the closed form, over yearly value added."""
    s = solve(Params(n_workers=2_000, cohort_growth=rate))
    closing = 1.0 + Params().target_inflation / 12.0 + rate / 12.0
    expected = closing * np.array([s.loans_open.sum(), s.debt_open, s.worker_deposits, s.capitalist_deposits]) / (12.0 * s.value_added)
    found = []
    for seed in range(8):
        world = start(load("baseline", {"n_workers": 2_000, "cohort_growth": rate}), seed)
        for _ in range(480):
            month.step(world)
            ledger, income = world.ledger, 12.0 * world.state.value_added
            held = [ledger.total(*at) for at in (("bank", "loans"), ("bank", "bonds"), ("workers", "money"), ("capitalists", "money"))]
            found.append(np.array(held) / income)
            assert ledger.residual == 0
    decades = np.array(found).reshape(8, 4, 120, 4).mean(axis=(0, 2))
    np.testing.assert_allclose(decades, np.tile(expected, (4, 1)), rtol=0.05)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"cohort_growth": -0.02, "machine_wear": 0.001}, r"at cohort_growth = -0.02 machines would have to shrink faster"),
        ({"cohort_growth": 0.05, "dividend_adjustment": 0.01}, r"cash -\d.* none may be negative \(.*cohort_growth\)"),
    ],
)
def test_where_no_state_grows_the_message_says_why(changes: dict[str, float], says: str) -> None:
    with pytest.raises(InputError, match=f"^no stationary state: .*{says}"):
        solve(Params(**changes))


def test_books_that_growth_fills_are_refused_before_the_run() -> None:
    plain, growing = (load("baseline", {"n_workers": 2_000_000, "cohort_growth": rate}) for rate in (0.0, 0.05))
    check(plain, 4_600)
    with pytest.raises(InputError, match=r"at target_inflation = 0.02 and cohort_growth = 0.05 wages outgrow the books"):
        check(growing, 4_600)


# Who comes


@pytest.mark.parametrize("rate", RATES)
def test_people_are_as_many_as_growth_says(rate: float) -> None:
    world = opened(cohort_growth=rate, cohort_room=1.0)
    for _ in range(120):
        month.step(world)
        assert abs(of(world).people - 300 * (1.0 + rate / 12.0) ** (world.month - 1)) < 2.0
        assert of(world).people == there(world).size == derived.heads(world)


def test_whoever_comes_has_neither_job_nor_deposits_and_is_like_the_first() -> None:
    world = opened(n_workers=2_000, cohort_growth=0.05, cohort_room=4.0)
    rows, kept = slice(2_000, None), of(world)
    assert kept.skill[rows].mean() == pytest.approx(1.0, abs=0.01)
    assert kept.skill[rows].std() == pytest.approx(world.workers.skill[:2_000].std(), rel=0.03)
    for stop in (2_007, 2_100, 10_000):  # of any stretch, so that no occupation grows by chance
        minds = (kept.occupation[2_000:stop] == COGNITIVE).sum()
        assert minds == pytest.approx(world.params.cognitive_share * (stop - 2_000), abs=1.0)
    assert np.bincount(kept.third[rows]) == pytest.approx(np.bincount(world.workers.third[:2_000]) * 4, rel=0.02)
    month.step(world)
    month.begin(world)
    for phase in (population.expect_growth, population.enter_cohorts):
        phase(world)
    new = np.flatnonzero(kept.came)
    assert new.tolist() == list(range(2_000, 2_008))
    workers = world.workers
    assert (workers.employer[new] == -1).all()
    assert (world.ledger["workers", "money"][new] == 0).all()
    assert (workers.leisure[new] >= 0.0).all()
    others = np.arange(2_000)
    assert workers.income[new] / workers.skill[new] == pytest.approx(
        np.full(8, workers.income[others].sum() / workers.skill[others].sum())
    )
    for phase in month.due(world)[2:]:
        phase(world)
    month.end(world)
    assert (world.ledger["workers", "money"][new] > 0).all()  # benefits or wages of the first month, not all of it spent


def test_a_seed_has_the_same_people_with_growth_and_without() -> None:
    plain, growing = opened(), opened(cohort_growth=0.03)
    for name in ("occupation", "skill", "third", "task", "leisure"):
        first = getattr(growing.workers, name)[:300]
        assert first.tolist() == getattr(plain.workers, name).tolist(), name
    assert records.groups(growing).tolist() == records.groups(plain).tolist()


def test_when_no_room_is_left_nobody_comes_and_nobody_expects_it() -> None:
    world = opened(cohort_growth=0.05, cohort_room=0.02)
    while of(world).people < world.workers.skill.size:
        month.step(world)
    assert of(world).people == 306
    assert world.bounds["cohort_room"] == 0
    before_it = world.firms.expected.copy()
    for _ in range(3):
        month.step(world)
    assert of(world).people == 306
    assert world.bounds["cohort_room"] > 0
    month.begin(world)
    before_it = world.firms.expected.copy()
    population.expect_growth(world)
    assert world.firms.expected.tolist() == before_it.tolist()


def test_growth_that_a_date_begins_finds_no_room_and_decline_needs_none() -> None:
    for rate, people in ((0.02, 300), (-0.02, 298)):
        plain = load("baseline", EARLY)
        world = start(plain.amended(6, {"cohort_growth": rate}), 1)
        for _ in range(12):
            month.step(world)
        assert "population" in world.awake
        assert of(world).people == people
        assert (world.bounds["cohort_room"] > 0) is (rate > 0.0)


@pytest.mark.parametrize("rate", RATES)
def test_views_of_what_grows_are_carried_forward(rate: float) -> None:
    world = before(population.expect_growth, "competition", 12, cohort_growth=rate)
    was = world.firms.trend.copy(), world.capitalists.income.copy(), world.state.value_added, world.state.mean_wage
    population.expect_growth(world)
    factor = 1.0 + rate / 12.0
    assert world.firms.trend == pytest.approx(factor * was[0])
    assert world.capitalists.income == pytest.approx(factor * was[1])
    assert world.state.value_added == pytest.approx(factor * was[2])
    assert world.state.mean_wage == was[3]  # of a person


def test_when_growth_stops_it_is_known_that_it_has() -> None:
    scenario = load("baseline", {**EARLY, "cohort_growth": 0.03}).amended(12, {"cohort_growth": 0.0})
    world = start(scenario, 1)
    for _ in range(24):
        month.step(world)
        if world.month == 12:
            people = of(world).people
    assert of(world).people == people > 300
    assert "population" in world.awake


# Who leaves


def test_the_oldest_leave_whatever_they_do_and_owners_inherit_to_the_millionth() -> None:
    world = opened(n_workers=2_000, cohort_growth=-0.02)
    order, left = of(world).order.copy(), []
    for _ in range(24):
        month.begin(world)
        for phase in month.due(world):
            rows, money = there(world), world.ledger["workers", "money"].copy()
            owners = world.ledger["capitalists", "money"].copy()
            phase(world)
            if phase is population.leave:
                gone = np.setdiff1d(rows, there(world))
                left += sorted(gone.tolist(), key=lambda row: order[row])
                shares = world.ledger["capitalists", "money"] - owners
                assert shares.sum() == money[gone].sum()
                assert np.ptp(shares) <= 1
                assert (world.ledger["workers", "money"][gone] == 0).all()
                assert world.workers.consumed[gone].tolist() == [0.0] * gone.size
        month.end(world)
        assert world.ledger.residual == 0
    assert len(left) == 2_000 - of(world).people == pytest.approx(2_000 * 0.02 * 2, rel=0.1)
    assert sorted(left, key=lambda row: order[row]) == left
    assert set(order[left]) == set(range(len(left)))
    assert {COGNITIVE, PHYSICAL} == set(start(world.scenario, 1).workers.occupation[left].tolist())


def test_rows_that_were_left_are_taken_again() -> None:
    scenario = load("baseline", {**EARLY, "cohort_growth": -0.02, "cohort_room": 0.0}).amended(24, {"cohort_growth": 0.05})
    world = start(scenario, 1)
    for _ in range(24):
        month.step(world)
    empty = np.flatnonzero(world.workers.occupation == NOBODY)
    assert empty.size > 5
    for _ in range(24):
        month.step(world)
    assert there(world).size == 300
    assert (of(world).order[empty] >= 300).all()  # they are the youngest
    assert world.bounds["cohort_room"] > 0


# What is counted per head


def test_nobody_is_paid_counted_or_poor_where_nobody_is() -> None:
    world = warm("monopoly-ubi", 36, cohort_growth=0.03, cohort_room=1.0)
    empty = np.flatnonzero(world.workers.occupation == NOBODY)
    assert world.state.ubi > 0.0
    assert empty.size > 250
    assert (world.ledger["workers", "money"][empty] == 0).all()
    assert world.ledger.moved("ubi_workers") == pytest.approx(world.state.ubi * of(world).people, rel=2e-4)  # each is rounded
    assert not world.workers.active[empty].any()
    assert (world.workers.employer[empty] == -1).all()
    values, people = dict(zip(MEASURES, observe(world), strict=True)), there(world)
    poor = world.workers.consumed[people] < 0.5 * world.start.real_income
    assert values["poverty"] == pytest.approx(poor.mean())
    assert values["worker_consumption"] == pytest.approx(world.workers.consumed[people].mean(), rel=1e-9)
    assert values["mean_skill"] == pytest.approx(world.workers.skill[people].mean())
    money = np.concatenate([world.ledger["workers", "money"][people], world.ledger["capitalists", "money"]])
    by_hand = np.abs(money[:, None] - money).mean() / money.mean() / 2.0
    assert values["gini_deposits"] == pytest.approx(by_hand, rel=0.01)
    assert values["people_gain"] == pytest.approx(np.log(people.size / 300))
    assert values["bequest_share"] == 0.0


def test_the_threshold_of_the_commons_is_a_head() -> None:
    """A cluster that would be public for the people of the start is not for twice as many."""
    world = warm("competition", 36)
    clouds = world.ledger.total("clouds", "slots")
    found = []
    for people in (300, 600):
        public = np.zeros(world.clouds.stop - world.clouds.start, np.bool_)
        numbers = world.params.replace(commons_threshold=1e3 * clouds / public.size / 450)
        world._params = numbers
        month.buying._own_clouds(world.numbers, np.full(public.size, int(1e6 * clouds / public.size)), public, people)
        found.append(int(public.sum()))
    assert found == [4, 0]


def test_means_of_groups_are_of_the_first_who_are_still_there() -> None:
    world = warm("baseline", 24, n_workers=2_000, cohort_growth=-0.02)
    group = records.groups(opened(n_workers=2_000, cohort_growth=-0.02))
    still = world.workers.occupation[:2_000] != NOBODY
    found = records._by_group(world, group, world.workers.income).ravel()
    assert still.sum() < 1_970
    for number in (0, 7, 19):
        assert found[number] == pytest.approx(world.workers.income[:2_000][still & (group == number)].mean())


# Beside other mechanisms


@pytest.mark.parametrize("rate", [0.05, 0.0, -0.015])
def test_mean_craft_is_that_of_careers_in_a_growing_population(rate: float) -> None:
    """Z - (Z - n) (r + g) / (r + g + b): more novices come, or places of careers that have ended are not taken again."""
    world = opened(n_workers=4_000, cohort_growth=rate, cohort_room=1.0, deskilling=True)
    p = world.params
    growth, fading = craft.practice_growth(practice_years=p.practice_years, expert_gap=p.expert_gap), p.craft_fading / 12.0
    up, down = growth * (1.0 - p.natural_unemployment), fading * p.natural_unemployment
    most, comes = (up + down * p.novice_craft) / (up + down), 1.0 / (12.0 * p.career_years) + rate / 12.0
    expected = most - (most - p.novice_craft) * comes / (comes + up + down)
    means = []
    for _ in range(60):
        month.step(world)
        means.append(world.skill.craft[there(world)].mean() if world.skill else 0.0)
    assert np.array(means) == pytest.approx(np.full(60, expected), rel=0.01)


def test_with_careers_that_end_skill_says_who_leaves() -> None:
    world = opened(n_workers=2_000, cohort_growth=-0.01, deskilling=True)
    gone: list[int] = []
    for _ in range(36):
        month.begin(world)
        for phase in month.due(world):
            rows, began = there(world), None if world.skill is None else world.skill.began.copy()
            phase(world)
            if phase is population.leave:
                left = np.setdiff1d(rows, there(world))
                assert began is not None
                assert (began[left] == world.month).all()  # a career ended there this month
                gone += left.tolist()
        month.end(world)
        assert of(world).due > -4.0
    assert len(gone) == pytest.approx(2_000 * 0.01 * 3, abs=5)
    assert {COGNITIVE, PHYSICAL} == set(opened(n_workers=2_000).workers.occupation[gone].tolist())


@pytest.mark.parametrize(("changes", "has"), [({"deskilling": True}, 0.5), ({"augmentation": 0.3}, 1.0)])
def test_whoever_comes_is_a_novice_where_craft_is_formed(changes: dict[str, Any], has: float) -> None:
    world = before(skill.end_careers, "baseline", 3, cohort_growth=0.05, career_years=60.0, **changes)
    new, kept = np.flatnonzero(of(world).came), world.skill
    assert new.size > 0
    assert kept is not None
    drawn = world.workers.skill[new].copy()
    skill.end_careers(world)
    assert kept.craft[new].tolist() == [has] * new.size
    assert kept.talent[new] == pytest.approx(drawn / kept.usual)
    assert world.workers.skill[new] == pytest.approx(kept.talent[new] * has)
    if kept.formed:
        assert (kept.began[new] == world.month).all()


def test_who_leaves_a_cooperative_leaves_what_is_owned_there() -> None:
    changes = {"n_workers": 1_000, "cooperative_share": 0.5}
    world = before(population.leave, "baseline", 13, **changes, cohort_growth=-0.02)
    of(world).due = -20.0
    firms, employer = world.ledger["firms", "money"].copy(), world.workers.employer.copy()
    rows = there(world)
    population.leave(world)
    gone = np.setdiff1d(rows, there(world))
    assert world.firms.cooperative[employer[gone][employer[gone] >= 0]].any()
    assert world.ledger["firms", "money"].tolist() == firms.tolist()
    for phase in month.due(world)[month.due(world).index(population.leave) + 1 :]:
        phase(world)
    month.end(world)
    assert world.ownership is not None
    assert world.ownership.shares[gone].tolist() == [0.0] * gone.size
    assert world.ledger.residual == 0


@pytest.mark.parametrize("rate", RATES)
def test_first_shares_of_members_are_those_of_the_state_that_grows(rate: float) -> None:
    world = opened(n_workers=1_000, cooperative_share=1.0, cohort_growth=rate)
    s = solve(world.params)
    assert world.ownership is not None
    growth = 1.0 + world.params.target_inflation / 12.0
    assert growth * world.workers.income.sum() == pytest.approx(s.worker_income, rel=0.005)


def test_events_of_growth_are_checked() -> None:
    assert Event(240, {"cohort_growth": 0.0})
    with pytest.raises(InputError, match="cohort_room"):
        load("baseline", EARLY).amended(6, {"cohort_room": 1.0})
    with pytest.raises(InputError, match=r"cohort_growth = 0.2: must be a number \(-0.02 to 0.05, 1/year\)"):
        load("baseline", {"cohort_growth": 0.2})


# Beside goods in kind and work by the piece


def test_nobody_is_given_called_or_paid_where_nobody_is() -> None:
    world = opened("competition", cohort_growth=0.02, cohort_room=1.0, programme_start=0, basket_phase=1,
                   basic_basket=0.3, duty_hours=4.0, cultural_share=0.05)  # fmt: skip
    for _ in range(18):
        month.step(world)
    nobody, kept = world.workers.occupation == NOBODY, world.time
    assert kept
    assert nobody.any()
    assert world.ledger.moved("in_kind") > 0.0
    assert not world.workers.consumed[nobody].any()
    assert not kept.serves[nobody].any()
    assert not world.workers.contract[nobody].any()
    creators = int((world.workers.contract == CREATOR).sum())
    assert creators
    assert read(world, ["creator_headcount"])["creator_headcount"] == creators / of(world).people


def test_who_leaves_a_pool_by_age_is_no_member_any_more() -> None:
    world = opened("competition", cohort_growth=-0.02, crowd_share=0.2, gig_share=0.2)
    month.step(world)
    shown = np.arange(world.params.n_workers)[records._persons(world)]
    place = np.flatnonzero(world.workers.contract[shown])[0]
    member, kept = shown[place], of(world)
    kept.order[member], kept.due = kept.order.min() - 1, -1.0
    population.leave(world)
    assert world.workers.occupation[member] == NOBODY
    assert world.workers.contract[member] == 0
    assert not records._places(world, records.groups(world))[place].any()
