"""Work by the piece, and those who build AI."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from worlds import EARLY, before, force, warm

from sim.economy import month
from sim.economy.derived import labour_force
from sim.economy.kernels import people
from sim.economy.measures import MEASURES, observe, read
from sim.economy.mechanisms.contracts import phases as contracts
from sim.economy.mechanisms.contracts import rules as rule
from sim.economy.mechanisms.contracts.state import GIGS, NICHE, SIMPLE
from sim.economy.mechanisms.knowledge import phases as knowledge
from sim.economy.mechanisms.ownership import phases as ownership
from sim.economy.mechanisms.skill import phases as skill
from sim.economy.mechanisms.time import phases as time
from sim.economy.phases import buying, producing
from sim.economy.scenario import Event, load
from sim.economy.start import start
from sim.economy.world import COGNITIVE, CREATOR, CROWD, GIG, PHYSICAL, World
from sim.engine.inequality import gini
from sim.engine.ledger import MILLION

POOLS = {"crowd_share": 0.05, "gig_share": 0.1, "cultural_share": 0.05}
ALL = POOLS | {"physical_frontier": 0.5, "core_staff": True}
STILL = {"demand_shock_sd": 0.0, "failure_hazard": 0.0}


def members(w: World, which: int) -> np.ndarray:
    return np.flatnonzero(w.workers.contract == which)


def work(w: World, which: int) -> float:
    """What a pool's members could do, worker-months."""
    return float(w.workers.labour[members(w, which)].sum())


def gained(w: World, phase: month.Phase) -> np.ndarray:
    """What a phase adds to each worker's deposits, millionths."""
    held = w.ledger["workers", "money"].copy()
    phase(w)
    return np.asarray(w.ledger["workers", "money"] - held)


# The start


@pytest.mark.parametrize(
    ("lever", "which", "occupation"),
    [("crowd_share", CROWD, COGNITIVE), ("gig_share", GIG, PHYSICAL), ("cultural_share", CREATOR, COGNITIVE)],
)
def test_a_pool_begins_with_its_share_of_the_work_of_staff(lever: str, which: int, occupation: int) -> None:
    plain, world = warm("baseline", 0, n_workers=2000), warm("baseline", 0, n_workers=2000, **{lever: 0.1})
    firms = plain.dept2 if which == CREATOR else plain.producers
    workers = plain.workers
    staff = (workers.employer >= firms.start) & (workers.employer < firms.stop) & (workers.occupation == occupation)
    assert work(world, which) == pytest.approx(0.1 * workers.labour[staff].sum(), abs=workers.skill.max())
    chosen = members(world, which)
    assert staff[chosen].all()
    assert (world.workers.employer[chosen] == -1).all()
    others = world.workers.contract == 0
    assert np.array_equal(world.workers.employer[others], workers.employer[others])
    # Of every firm as much as its share, but for whole people.
    left = np.bincount(workers.employer[chosen], workers.labour[chosen], firms.stop)[firms]
    whole = np.bincount(workers.employer[staff], workers.labour[staff], firms.stop)[firms]
    assert (np.abs(left - 0.1 * whole) < 2.0 * workers.skill.max()).all()


@pytest.mark.parametrize("late", [False, True])
def test_a_pool_beside_another_begins_with_its_share_of_all(late: bool) -> None:
    """Not of those whom the other has left, since need is what it was."""
    plain = warm("baseline", 0, n_workers=2000)
    world = warm("baseline", 0, n_workers=2000, **(POOLS if not late else {"crowd_share": 0.05}))
    if late:
        force(world, **POOLS)
        contracts._open(world)
    workers = plain.workers
    for which, lever, occupation, firms in (
        (CROWD, "crowd_share", COGNITIVE, plain.producers),
        (CREATOR, "cultural_share", COGNITIVE, plain.dept2),
        (GIG, "gig_share", PHYSICAL, plain.producers),
    ):
        staff = (workers.employer >= firms.start) & (workers.employer < firms.stop) & (workers.occupation == occupation)
        assert work(world, which) == pytest.approx(POOLS[lever] * workers.labour[staff].sum(), abs=0.8)


def test_at_first_pieces_cost_what_staff_costs() -> None:
    """D = S and p = 1: income of a unit of skill is the wage, and so is what a month costs all producers."""
    world = warm("baseline", 0, n_workers=2000, **POOLS, **STILL)
    month.step(world)
    w, kept = world, world.contracts
    assert kept
    for which, rate in ((CROWD, SIMPLE), (GIG, GIGS)):
        at = members(w, which)
        assert kept.tight[rate] == pytest.approx(1.0, abs=0.05)
        assert kept.earned[at].sum() / kept.pieces[at].sum() == pytest.approx(1.0, rel=1e-12)  # all wage offers are 1 at first
        assert kept.pieces[at].sum() == pytest.approx(w.workers.labour[at].sum(), rel=0.05)
    per_work = [
        (w.ledger.moved("wages") + w.ledger.moved("piece_pay")) / w.firms.labour.sum()
        for w in (world, plain_after(1, n_workers=2000))
    ]
    assert per_work[0] == pytest.approx(per_work[1], rel=1e-9)


def plain_after(months: int, **changes: object) -> World:
    return warm("baseline", months, **STILL, **changes)


def drift(n_workers: int, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean work of pools over that of the start, and mean rates, of the later half of a run without AI and shocks to demand."""
    world = start(load("baseline", {**STILL, "n_workers": n_workers, **POOLS}), 1)
    first, found, rates = [work(world, which) for which in (CROWD, GIG, CREATOR)], [], []
    for _ in range(months):
        month.step(world)
        found.append([work(world, which) for which in (CROWD, GIG, CREATOR)])
        assert world.contracts
        rates.append(world.contracts.rate.copy())
    return np.mean(found[months // 2 :], axis=0) / first, np.mean(rates[months // 2 :], axis=0)


def test_without_ai_pools_stay_as_they_are() -> None:
    share, rates = drift(1000, 96)
    assert share[:2] == pytest.approx([1.0, 1.0], abs=0.05)
    assert share[2] == pytest.approx(1.0, abs=0.12)  # of twenty people
    assert rates == pytest.approx([1.0, 1.0, 1.0], abs=0.05)


@pytest.mark.slow
def test_without_ai_pools_stay_as_they_are_for_forty_years() -> None:
    share, rates = drift(4000, 480)
    assert share[:2] == pytest.approx([1.0, 1.0], abs=0.05)
    assert share[2] == pytest.approx(1.0, abs=0.05)
    assert rates == pytest.approx([1.0, 1.0, 1.0], abs=0.05)


def test_without_ai_a_core_changes_nothing() -> None:
    plain, other = (start(load("baseline", {"n_workers": 300, **some}), 1) for some in ({}, {"core_staff": True}))
    for world in (plain, other):
        for _ in range(12):
            month.step(world)
    ours = {name for name, measure in MEASURES.items() if measure.room == "contracts"}
    said = [read(world, [name for name in MEASURES if name not in ours]) for world in (plain, other)]
    assert said[0] == said[1]
    assert read(other, ["core_wage_ratio"]) == {"core_wage_ratio": 1.0}


# Members


def test_members_have_no_employer_no_benefit_apply_nowhere_and_count_as_at_work() -> None:
    world = before(producing.pay, "competition", 30, **ALL)
    pool = world.workers.contract > 0
    assert pool.any()
    assert not world.workers.jobless[pool].any()
    assert (world.workers.employer[pool] == -1).all()
    assert (gained(world, producing.pay)[pool] == 0).all()
    force_, jobless = labour_force(world)
    assert sum(jobless) == np.count_nonzero(world.workers.active & (world.workers.employer < 0) & ~pool)
    assert sum(force_) == np.count_nonzero(world.workers.active)
    world.workers.contract[pool] = 0
    assert sum(labour_force(world)[1]) == sum(jobless) + np.count_nonzero(pool & world.workers.active)


def test_whoever_stays_at_home_leaves_the_pool() -> None:
    world = before(buying.supply_labour, "baseline", 6, **POOLS)
    world.state.ubi = 5.0 * world.state.mean_wage
    force(world, participation_response=0.1)
    buying.supply_labour(world)
    home = ~world.workers.active
    assert home.any()
    assert (world.workers.contract[home] == 0).all()
    assert (world.workers.contract[~home] > 0).any()


# What is bought


def test_pieces_come_off_the_need_for_staff_and_on_to_labour() -> None:
    world = before(buying.hire_minds, "competition", 40, **ALL)
    bought = world.channels.minds_bought.copy()
    assert bought[world.producers].sum() > 0.0
    need = (
        world.firms.need[COGNITIVE] / world.channels.judgement
        - (1.0 - world.params.standby) * world.firms.ai_work
        - bought
    )
    assert (need > -1e-9).all()
    buying.hire_minds(world)
    workers = world.workers
    at = (workers.employer >= 0) & (workers.occupation == COGNITIVE)
    staff = np.bincount(workers.employer[at], workers.labour[at], need.size)
    assert world.firms.labour[COGNITIVE] == pytest.approx(staff + bought, rel=1e-12)
    assert world.contracts
    pieces = world.contracts.pieces
    minds = (workers.contract == CROWD) | (workers.contract == CREATOR)
    assert bought.sum() == pytest.approx(pieces[minds].sum(), rel=1e-9)
    hands = world.channels.hands_bought
    assert hands.sum() == pytest.approx(pieces[workers.contract == GIG].sum(), rel=1e-9)


@pytest.mark.parametrize(("scenario", "months"), [("baseline", 3), ("competition", 60)])
def test_what_firms_pay_is_what_members_get_to_the_millionth(scenario: str, months: int) -> None:
    world = before(contracts.pay_pieces, scenario, months, **ALL)
    firms, kept, workers = world.firms, world.contracts, world.workers
    assert kept
    wages, paid, income = firms.wages.copy(), firms.paid.copy(), workers.income.copy()
    tax = world.ledger.moved("income_tax")
    net = gained(world, contracts.pay_pieces)
    given, taken = world.ledger.given("piece_pay"), world.ledger.round("piece_pay", kept.earned)
    assert given.sum() == taken.sum() > 0
    assert (taken[workers.contract == 0] == 0).all()
    assert firms.wages - wages == pytest.approx(given / MILLION, abs=1e-9)
    assert (firms.paid - paid).sum(axis=0) == pytest.approx(given / MILLION, abs=1e-9)
    assert given[world.producers] / MILLION == pytest.approx(kept.bill.sum(axis=0), abs=1e-4)
    due = world.state.income_tax * taken / MILLION
    assert world.ledger.moved("income_tax") - tax == pytest.approx(due.sum(), abs=1e-3)
    assert net == pytest.approx(taken - MILLION * due, abs=1.0)
    seen = world.params.income_memory_workers * (taken / MILLION - due)
    assert workers.income - income == pytest.approx(seen, abs=1e-9)


def crowd(seed: int, asked: tuple[float, float], bar: float) -> tuple[World, np.ndarray, np.ndarray]:
    """A crowd of twenty with so much asked for of simple tasks and of the niche: the world, its line and what is served."""
    world = warm("baseline", 0, **POOLS)
    assert world.contracts
    line = np.arange(20)
    world.workers.skill[:20] = np.sort(np.random.default_rng(seed).lognormal(sigma=0.3, size=20))[::-1]
    served = np.zeros(4)
    contracts._crowd_work(line, world.workers.handle, world.contracts.handle, (*asked, bar, 1.0), np.array([0.5, 2.0]), served)
    return world, line, served


@pytest.mark.parametrize(("simple", "niche"), [(5.0, 1.0), (0.0, 50.0), (50.0, 0.0), (3.0, 3.0)])
def test_simple_tasks_go_to_the_best_and_the_niche_to_all_who_are_able(simple: float, niche: float) -> None:
    world, line, served = crowd(1, (simple, niche), bar=1.2)
    assert world.contracts
    skill, pieces, earned = world.workers.skill[line], world.contracts.pieces[line], world.contracts.earned[line]
    able = skill >= 1.2
    expert = np.where(able, skill * min(niche / skill[able].sum(), 1.0), 0.0)
    left = skill - expert
    tasks = np.clip(simple - (np.cumsum(left) - left), 0.0, left)
    assert pieces == pytest.approx(expert + tasks, abs=1e-12)
    assert earned == pytest.approx(0.5 * tasks + 2.0 * expert, abs=1e-12)
    assert served == pytest.approx([tasks.sum(), expert.sum(), left.sum(), skill[able].sum()], abs=1e-9)
    assert served[0] <= simple + 1e-12
    assert served[1] <= niche + 1e-12


def test_nobody_buys_more_than_ai_leaves() -> None:
    """With the crowd's niche at all of the need that firms could give to it, and AI at most of it."""
    world = before(contracts.buy_pieces, "competition", 90, crowd_share=0.2, cultural_share=0.2, crowd_niche=1.0, checking_share=0.2)
    world.firms.ai_work[world.producers] = 0.95 * world.firms.need[COGNITIVE, world.producers]
    contracts.buy_pieces(world)
    left = world.firms.need[COGNITIVE] / world.channels.judgement - (1.0 - world.params.standby) * world.firms.ai_work
    assert (world.channels.minds_bought <= left + 1e-9)[world.producers].all()
    assert (world.channels.minds_bought >= 0.0).all()


# Robots


def test_robots_work_by_rented_ai_a_month_later_and_take_the_place_of_gigs() -> None:
    world = before(contracts.buy_pieces, "competition", 60, gig_share=0.1, physical_frontier=0.5)
    firms, channels, kept, p = world.firms, world.channels, world.contracts, world.params
    assert kept
    rented = firms.ai_work[world.producers].copy()
    hands = 0.5 * p.gig_share * firms.need[PHYSICAL, world.producers]
    assert channels.hands_entrusted[world.producers] == pytest.approx(hands, rel=1e-12)
    contracts.buy_pieces(world)
    robots = kept.robots.copy()
    assert robots.sum() > 0.0
    assert robots == pytest.approx(rented * hands / firms.entrusted[world.producers], rel=1e-9)
    assert firms.ai_work[world.producers] + robots == pytest.approx(rented, rel=1e-12)
    assert np.array_equal(channels.ai_hands[world.producers], robots)
    for phase in month.due(world, month.PHASES[month.PHASES.index(contracts.buy_pieces) + 1 :]):
        phase(world)
    month.end(world)
    month.begin(world)
    for phase in month.due(world, month.PHASES[: month.PHASES.index(buying.hire_hands)]):
        phase(world)
    need, spared = firms.need[PHYSICAL, world.producers], channels.hands_spared[world.producers]
    assert spared == pytest.approx(np.minimum(robots, p.gig_share * need), rel=1e-12)
    asked = p.gig_share * need - spared
    bought = channels.hands_bought[world.producers]
    assert bought == pytest.approx(asked * min(bought.sum() / asked.sum(), 1.0), rel=1e-9)
    buying.hire_hands(world)
    made = firms.labour[PHYSICAL, world.producers] + spared
    assert (made > firms.labour[PHYSICAL, world.producers])[robots > 0.0].all()


def test_robots_are_asked_for_where_compute_is_rented_and_planned() -> None:
    found = []
    for frontier in (0.0, 0.5):
        world = before(buying.rent_compute, "competition", 60, gig_share=0.1, physical_frontier=frontier)
        buying.rent_compute(world)
        found.append((world.firms.entrusted.sum(), world.firms.need[COGNITIVE].sum()))
    assert found[0][0] == pytest.approx(found[0][1], rel=1e-12)
    assert found[1][0] > found[1][1]


def test_all_ai_work_that_is_paid_for_is_in_its_price_with_robots_and_without() -> None:
    world = warm("competition", 60, gig_share=0.1, physical_frontier=0.5)
    found = read(world, ["compute_price", "automated_share"])
    firms, robots = world.firms, world.channels.ai_hands.sum()
    assert robots > 0.0
    assert found["compute_price"] == pytest.approx(firms.fees[world.producers].sum() / (firms.ai_work.sum() + robots))
    assert found["automated_share"] == pytest.approx(firms.ai_work.sum() / firms.need[COGNITIVE].sum())


# Culture


@pytest.mark.parametrize("premium", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("elasticity", [0.5, 2.0])
def test_at_a_wage_over_fee_of_one_and_the_premium_ai_has_half_of_its_reach(premium: float, elasticity: float) -> None:
    found = rule.cultural_choice(0.7, 1.0 + premium, human_made_premium=premium, cultural_elasticity=elasticity)
    assert found == pytest.approx(0.35, rel=1e-12)


def test_without_herding_income_is_as_unequal_as_a_lognormal() -> None:
    """Gini of t^g, t lognormal with s: 2 Phi(g s / sqrt 2) - 1."""
    sd, power = 0.2, 5.0
    talent = np.exp(sd * np.random.default_rng(3).standard_normal(200_000))
    chance = rule.appeal(talent, np.zeros(talent.size), superstar=power, audience_herding=0.0)
    assert chance.sum() == pytest.approx(1.0)
    assert gini(chance) == pytest.approx(2.0 * NormalDist().cdf(power * sd / math.sqrt(2.0)) - 1.0, abs=0.005)


def test_creators_share_what_people_choose_of_them_however_few_they_are() -> None:
    world = before(contracts.buy_pieces, "baseline", 6, cultural_share=0.1)
    few = members(world, CREATOR)[:2]
    world.workers.contract[members(world, CREATOR)[2:]] = 0
    contracts.buy_pieces(world)
    kept = world.contracts
    assert kept
    asked = 0.1 * world.firms.need[COGNITIVE, world.dept2]
    assert world.channels.minds_bought[world.dept2] == pytest.approx(asked, rel=1e-12)
    assert kept.earned[few].sum() == pytest.approx(world.mean_offer(COGNITIVE) * asked.sum(), rel=1e-9)
    assert kept.pieces[few].sum() > world.workers.labour[few].sum()  # more than they have time for
    assert kept.audience[few].sum() == pytest.approx(1.0, abs=0.9)


@pytest.mark.parametrize("size", [1, 2, 3, 40])
@pytest.mark.parametrize("human", [0.0, 0.5, 1.0])
def test_choices_fall_on_the_first_up_to_whom_chances_add_up_to_more(size: int, human: float) -> None:
    """Of all who are there, in their order, a share."""
    stream = np.random.default_rng(size)
    workers = warm("baseline", 0).workers
    workers.occupation[::7] = -1  # nobody
    choices = stream.random(workers.skill.size)
    choices[1:9] = [0.0, 1.0 - 2.0**-53, 1 / 3, 2 / 3, np.nextafter(1 / 3, 0), np.nextafter(2 / 3, 0), 0.025, 0.975]
    chance = stream.random(size) ** 4 * (stream.random(size) > 0.2) + 1e-9
    upto = np.cumsum(chance)
    there = choices[workers.occupation >= 0]
    asked = there[: round(there.size * human)]
    picked = np.minimum(np.searchsorted(upto, asked * upto[-1], side="right"), size - 1)
    found = contracts._chosen(choices, workers.handle, human, chance)
    np.testing.assert_array_equal(found, np.bincount(picked, minlength=size))


def test_what_is_read_of_pools_in_one_pass_is_what_plain_sums_say() -> None:
    world = warm("competition", 40, **ALL)
    w, kept, contract = world, world.contracts, world.workers.contract
    assert kept
    gigs, creators = contract == GIG, contract == CREATOR
    busy = (contract == CROWD) & (kept.pieces >= 0.05)
    low, high = people.deciles(kept.earned[busy] / np.maximum(kept.worked[busy], 1e-12))
    price, heads = float(w.prices[1]), w.workers.skill.size
    said = {
        "crowd_headcount": busy.sum() / heads,
        "crowd_pay_spread": math.log(high / low),
        "crowd_starters_gini": gini(w.workers.income[kept.began]),
        "gig_employment": gigs.sum() / ((contract > 0).sum() + (w.workers.employer >= 0).sum()),
        "gig_pay": kept.earned[gigs].sum() / price / gigs.sum(),
        "gig_output": kept.hand * kept.pieces[gigs].sum() / price / gigs.sum(),
        "creator_headcount": creators.sum() / heads,
        "creator_income": kept.earned[creators].sum() / price / creators.sum(),
        "creator_concentration": gini(kept.piece_income[creators]),
    }
    assert read(w, said) == said
    wage, labour, staff = w.firms.wage[COGNITIVE], w.firms.labour[COGNITIVE, w.clouds], w.workers.employer
    at = (w.workers.occupation == COGNITIVE) & (staff >= 0) & (staff < w.producers.stop)
    core = float((wage[w.clouds] * labour).sum() / labour.sum())
    assert read(w, ["core_wage_ratio"]) == {"core_wage_ratio": core / float(np.median(wage[staff[at]]))}


# Who comes and goes


def test_whoever_becomes_a_creator_leaves_less_for_the_next() -> None:
    """What people choose is a sum: it is the same for one more, whatever that one expects."""
    world = warm("baseline", 6, **POOLS)
    kept, workers = world.contracts, world.workers
    assert kept

    def pays() -> float:
        pool = np.flatnonzero(workers.contract)
        income, outside = np.empty((2, pool.size + contracts.PLACES.size))
        given = (0.1, 0.2), (1.0, 0.8), (0.5, kept.bar, kept.takings, kept.human)
        each = contracts._expect(pool, workers.handle, kept.handle, given, income, outside)
        own = np.where(workers.contract[pool] == CREATOR, each[3], kept.piece_income[pool] / workers.labour[pool])
        np.testing.assert_array_equal(income, [*own, *each[contracts.PLACES]])
        expected = np.array([0.95, 0.74])  # outside
        trades = [*workers.occupation[pool], *contracts.TRADES]
        np.testing.assert_allclose(outside, expected[trades], rtol=1e-12)
        return float(each[3])

    one, share = pays(), work(world, CREATOR)
    assert one == pytest.approx(kept.piece_income[members(world, CREATOR)].sum() / share, rel=0.1)
    new = np.flatnonzero(workers.jobless & (workers.occupation == COGNITIVE))[0]
    workers.contract[new], kept.piece_income[new] = CREATOR, one * workers.labour[new]
    assert pays() == pytest.approx(one * share / (share + workers.labour[new]), rel=1e-12)


def test_only_the_jobless_of_some_months_enter_and_only_where_it_pays() -> None:
    world = before(contracts.move_members, "competition", 40, **ALL)
    kept, workers = world.contracts, world.workers
    assert kept
    kept.piece_income *= 50.0  # everybody wants to be in a pool
    force(world, mobility=2.0)
    was, spell, idle = workers.contract.copy(), workers.spell.copy(), workers.jobless & (workers.school == 0)
    contracts.move_members(world)
    came = (was == 0) & (workers.contract > 0)
    assert came.any()
    assert np.array_equal(came, idle & (spell >= 2))
    assert (workers.spell[came] == 0).all()
    assert (workers.occupation[came & (workers.contract != GIG)] == COGNITIVE).all()
    assert (kept.piece_income[came] > 0.0).all()
    assert (workers.contract[was > 0] == was[was > 0]).all()


def test_members_who_earn_nothing_leave_sooner_than_those_who_earn_a_little_less() -> None:
    left = []
    for part in (1.0, 0.5, 0.0):
        world = before(contracts.move_members, "baseline", 12, n_workers=2000, **POOLS)
        kept, workers = world.contracts, world.workers
        assert kept
        gigs = members(world, GIG)
        kept.piece_income[gigs] = part * workers.labour[gigs] * world.mean_offer(PHYSICAL)
        contracts.move_members(world)
        left.append(np.count_nonzero(workers.contract[gigs] == 0) / gigs.size)
    assert left[0] < 0.05
    assert left[1] == pytest.approx(0.1 * 0.67, abs=0.06)  # (1 - 0.8) 0.5 ln(0.97/0.5)
    assert left[2] == 1.0


def test_a_pool_that_a_date_closes_empties_and_one_that_it_opens_fills() -> None:
    plain = load("baseline", {**EARLY, "gig_share": 0.1})
    events = (Event(6, {"gig_share": 0.0}), Event(9, {"crowd_share": 0.1}))
    world = start(type(plain)(**{**vars(plain), "events": (*plain.events, *events)}), 1)
    heads = []
    for _ in range(60):
        month.step(world)
        heads.append([len(members(world, which)) for which in (CROWD, GIG)])
        assert world.ledger.residual == 0
    assert heads[5][1] > 5
    assert heads[-1][1] == 0
    assert heads[8][0] == 0
    assert heads[9][0] > 2
    assert world.contracts
    assert world.contracts.rate[GIGS] < 0.3  # nobody asks for gigs


def test_nobody_asks_less_for_the_niche_than_for_simple_tasks() -> None:
    world = warm("competition", 0, **POOLS)
    for _ in range(60):
        month.step(world)
        assert world.contracts
        assert world.contracts.rate[NICHE] >= world.contracts.rate[SIMPLE]


# The core


def test_the_premium_comes_to_rest_between_bidding_and_training() -> None:
    premium = 0.0
    for _ in range(2000):
        premium = rule.core_bids(premium, 6.0, core_speed=0.1, core_training=0.02, core_rent_share=0.2)
    assert premium == pytest.approx(0.1 * 0.2 * 6.0 / (0.1 + 0.02), rel=1e-9)


def test_clouds_employ_those_who_build_ai_and_pay_them_the_premium() -> None:
    world = warm("monopoly", 60, core_staff=True, core_per_slot=0.3)
    firms, kept = world.firms, world.contracts
    assert kept
    assert kept.premium > 0.0
    assert firms.wage[COGNITIVE, world.clouds] == pytest.approx((1.0 + kept.premium) * world.mean_offer(COGNITIVE))
    core = (world.workers.employer >= world.clouds.start) & (world.workers.occupation == COGNITIVE)
    assert core.any()
    found = read(world, ["core_wage_ratio", "regular_headcount", "employed_cloud"])
    heads = world.workers.skill.size
    assert found["regular_headcount"] == pytest.approx(np.count_nonzero((world.workers.employer >= 0) & ~core) / heads)
    at = (world.workers.employer >= 0) & (world.workers.employer < world.producers.stop) & (world.workers.occupation == COGNITIVE)
    others = np.median(firms.wage[COGNITIVE, world.workers.employer[at]])
    assert found["core_wage_ratio"] == pytest.approx(firms.wage[COGNITIVE, world.clouds.start] / others, rel=1e-9)
    need = rule.core_demand(
        world.ledger.units("clouds", "slots"), kept.reached, core_per_slot=0.3, core_exposure=0.0
    )
    assert need.sum() == pytest.approx(firms.need[COGNITIVE, world.clouds].sum(), rel=0.3)  # slots have been built since


# Beside other rooms


def test_a_career_that_ends_in_a_pool_ends_the_contract() -> None:
    world = warm("baseline", 6, **POOLS, deskilling=True)
    assert world.skill
    everybody = np.full(world.workers.skill.size, True)
    skill._end_careers(world.numbers_of("skill"), world.workers.handle, world.skill.handle, everybody, 6)
    assert (world.workers.contract == 0).all()
    assert (world.workers.employer == -1).all()


def test_pieces_of_the_own_occupation_are_practice() -> None:
    world = before(skill.practise, "baseline", 6, **POOLS, deskilling=True)
    kept, workers = world.skill, world.workers
    assert kept
    clerk = members(world, CROWD)[0]
    workers.contract[clerk] = GIG
    gigs = members(world, GIG)
    kept.craft[:] = 0.75
    skill.practise(world)
    assert kept.craft[clerk] < 0.75
    assert (kept.craft[gigs[workers.occupation[gigs] == PHYSICAL]] > 0.75).all()
    assert (kept.craft[members(world, CREATOR)] > 0.75).all()


def test_members_of_pools_have_no_share_in_cooperatives() -> None:
    world = before(ownership.pay_members, "baseline", 6, **POOLS, cooperative_share=1.0)
    shares = gained(world, ownership.pay_members)
    assert shares.sum() > 0
    assert (shares[world.workers.contract > 0] == 0).all()


def test_members_of_pools_do_no_data_work() -> None:
    """With everybody in the labour force, at work, in school or free: what is offered is what the jobless outside school could do."""
    world = before(knowledge.hire_data_workers, "training", 30, **ALL, data_labour=True)
    workers = world.workers
    spare = np.full(workers.skill.size, np.nan)
    knowledge._spare(workers.handle, spare)
    pool = workers.contract > 0
    assert pool.any()
    assert (spare[pool] == 0.0).all()
    free = workers.jobless & (workers.school == 0)
    assert spare[free].tolist() == workers.labour[free].tolist()


# What is measured


def test_measures_by_hand() -> None:
    world = warm("competition", 60, n_workers=1000, **ALL)
    kept, workers = world.contracts, world.workers
    assert kept
    found = read(world, [name for name, measure in MEASURES.items() if measure.room == "contracts"])
    price = float(world.prices[1])
    busy = (workers.contract == CROWD) & (kept.pieces >= 0.05)
    assert found["crowd_headcount"] == busy.sum() / 1000
    pay = np.sort(kept.earned[busy] / kept.pieces[busy] * workers.skill[busy])
    tail = round(0.1 * (pay.size - 1))
    assert found["crowd_pay_spread"] == pytest.approx(math.log(pay[pay.size - 1 - tail] / pay[tail]), rel=1e-12)
    assert found["crowd_starters_gini"] == gini(workers.income[kept.began])
    gig = workers.contract == GIG
    at_work = np.count_nonzero((workers.employer >= 0) | (workers.contract > 0))
    assert found["gig_employment"] == pytest.approx(gig.sum() / at_work)
    assert found["gig_pay"] == pytest.approx(kept.earned[gig].sum() / price / gig.sum())
    before_rates = kept.earned[gig].sum() / kept.pieces[gig].sum() / kept.hand  # the rate at which gigs were paid
    assert found["gig_pay"] / found["gig_output"] == pytest.approx(before_rates)
    artist = workers.contract == CREATOR
    assert found["creator_headcount"] == artist.sum() / 1000
    assert found["creator_income"] == pytest.approx(kept.earned[artist].sum() / price / artist.sum())
    assert found["creator_concentration"] == gini(kept.piece_income[artist])


@pytest.mark.parametrize("lever", ["crowd_share", "gig_share", "cultural_share"])
def test_a_pool_that_is_off_measures_nothing(lever: str) -> None:
    world = warm("competition", 20, **{lever: 0.1})
    found = observe(world)
    there = {name: found[list(MEASURES).index(name)] for name, one in MEASURES.items() if one.room == "contracts"}
    head = {"crowd_share": "crowd", "gig_share": "gig", "cultural_share": "creator"}[lever]
    assert {name.split("_")[0] for name, value in there.items() if value != 0.0} <= {head, "core"}
    assert there["core_wage_ratio"] == 1.0


def test_bounds_of_rates_are_counted() -> None:
    world = warm("competition", 36, **POOLS, piece_min=1.0, piece_max=1.0)
    assert world.contracts
    assert world.contracts.rate.tolist() == [1.0, 1.0, 1.0]
    assert world.bounds["piece_min"] == world.bounds["piece_max"] == 3 * 36


# Beside the room `time`


GIVEN = {"basic_basket": 0.3, "programme_start": 3, "basket_phase": 6}
DUTY = {"duty_hours": 40.0, "upkeep_workers": 0.5, "programme_start": 3, "basket_phase": 6}


def test_pay_by_the_piece_bears_the_levy_and_is_part_of_its_base() -> None:
    world = before(contracts.pay_pieces, "competition", 24, **ALL, **GIVEN)
    assert world.contracts
    assert world.time
    assert world.state.wage_levy > 0.01
    taken = world.ledger.round("piece_pay", world.contracts.earned)
    tax = world.ledger.moved("income_tax")
    contracts.pay_pieces(world)
    due = (world.state.income_tax + world.state.wage_levy) * taken.sum() / MILLION
    assert world.ledger.moved("income_tax") - tax == pytest.approx(due, abs=1e-3)
    owed = world.time.owed
    time.settle_levy(world)
    assert world.time.wages == world.ledger.moved("wages") + world.ledger.moved("piece_pay")
    brought = world.state.wage_levy * world.time.wages
    assert world.time.owed - owed == pytest.approx(world.state.basket_cost - brought, rel=1e-12)


@pytest.mark.parametrize("by", ["owners", "members"])
def test_owners_set_the_hours_of_posts_and_members_choose_their_own_in_pools_too(by: str) -> None:
    world = before(time.set_hours, "competition", 24, **ALL, hours_set_by=by, fatigue=0.4)
    assert world.time
    world.time.jobless[:] = 0.3
    world.state.mean_wage *= 2.0
    time.set_hours(world)
    hours, pool = world.workers.hours, world.workers.contract > 0
    own = 1.0 if by == "owners" else hours[~pool][0]
    assert (hours[pool] == own).all()
    assert (hours[~pool] > 1.02).all() if by == "owners" else (hours == own).all() and own < 0.95
    contracts.buy_gigs(world)
    assert world.contracts
    gigs = members(world, GIG)
    kept, p = world.contracts, world.params
    part = kept.worked[gigs] / own
    alone = world.workers.skill[gigs] * own**0.6 * (1.0 + p.gig_assist * kept.reached)  # fatigue: a job yields hours^(1-f)
    assert (part <= 1.0).all()
    assert kept.pieces[gigs] == pytest.approx(alone * part, rel=1e-12)


def test_a_member_weighs_what_duty_would_cost_in_pieces_and_has_the_basket_of_all() -> None:
    world = before(time.call_duty, "competition", 36, **ALL, **DUTY, basic_basket=0.3, duty_sanction=True)
    assert world.time
    assert world.contracts
    world.state.basket = 0.05 * world.start.real_income * 300
    time.call_duty(world)
    pool, leisure = world.workers.contract > 0, world.workers.leisure
    stake = world.state.basket * world.goods_price / 300
    costs = world.contracts.piece_income * 40.0 / 160.0
    serves = world.time.serves[pool]
    assert serves.tolist() == ((leisure >= 0.3) | (stake > costs))[pool].tolist()
    assert not serves.all()
    assert serves.any()
    for phase in (p for p in month.due(world) if month.PHASES.index(time.call_duty) < month.PHASES.index(p)):
        if phase is time.give_basket:
            eaten = world.workers.consumed.copy()
            phase(world)
            assert (world.workers.consumed - eaten > 0.0)[pool & (world.workers.contract > 0)].tolist() == serves.tolist()
            break
        phase(world)


def test_time_in_pools_is_worked_or_waited_for_and_never_free() -> None:
    world = warm("competition", 36, **ALL, **DUTY, hours_set_by="members")
    assert world.contracts
    assert world.time
    names = ["free_time", "hours_worked", "job_hours"]
    found, workers, kept = read(world, names), world.workers, world.contracts
    posts, pool = workers.employer >= 0, workers.contract > 0
    assert (kept.worked[pool] <= workers.hours[pool] + 1e-12).all()
    assert found["job_hours"] == pytest.approx(workers.hours[posts].mean(), rel=1e-12)  # pools keep no posts
    at_work = workers.hours[posts].sum() + kept.worked[pool].sum() + world.time.duty_hours
    assert found["hours_worked"] == pytest.approx(at_work / 300, rel=1e-12)
    seeking = workers.jobless.sum() + (workers.hours - kept.worked)[pool].sum()
    assert found["free_time"] + found["hours_worked"] + seeking / 300 == pytest.approx(2.5, rel=1e-12)
    kept.worked[:] = 0.0
    idle = read(world, names)
    assert idle["free_time"] == pytest.approx(found["free_time"], rel=1e-12)
    assert idle["hours_worked"] < found["hours_worked"] - 0.05
