"""Firms that belong to those who work in them, and advice on savings."""

import numpy as np
import pytest
from worlds import EARLY, before, force, warm

from sim.economy import derived, formulas, month, totals
from sim.economy.kernels import people
from sim.economy.measures import observe, read
from sim.economy.mechanisms.ai_ownership import phases as ai_ownership
from sim.economy.mechanisms.entry import phases as entry
from sim.economy.mechanisms.ownership import phases as ownership
from sim.economy.mechanisms.ownership.rules import edges
from sim.economy.phases import buying, producing, selling, settling
from sim.economy.rules.expectations import smooth
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.stationary import cooperatives, firms_there, solve
from sim.economy.world import World
from sim.engine.ledger import MILLION
from sim.engine.parameters import Params

HALF = {"cooperative_share": 0.5}
STILL = {"demand_shock_sd": 0.0, "failure_hazard": 0.0, "technology_sd": 0.0, "firm_productivity_sd": 0.0, "wage_round_sd": 0.0}
QUIET = STILL | {  # one firm a department
    "n_workers": 10_000, "workers_per_dept1_firm": 10_000, "workers_per_dept2_firm": 10_000, "min_dept1_firms": 1, "min_dept2_firms": 1,
    "firm_size_sd": 0.0, "skill_sd": 0.0, "taste_sd": 0.0, "shop_renewal": 0.0, "quit_rate": 0.0,
}  # fmt: skip
ADVISED = {"ai_access": "owners", "advice_value": 0.05}


def pay_of(w: World) -> np.ndarray:
    """This month's wage before tax of each worker, money."""
    at = np.maximum(w.workers.employer, 0)
    return np.where(w.workers.employer >= 0, w.firms.wage[w.workers.occupation, at] * w.workers.labour, 0.0)


def members(w: World) -> np.ndarray:
    """Who works in a cooperative."""
    return (w.workers.employer >= 0) & w.firms.cooperative[np.maximum(w.workers.employer, 0)]


# Who is a cooperative, and the start


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 1.0])
def test_the_first_firms_of_each_department_are_cooperatives_and_no_cloud_is(share: float) -> None:
    world = warm("competition", 0, cooperative_share=share)
    for part, count, there in zip(
        (world.dept1, world.dept2), cooperatives(world.params), firms_there(world.params), strict=True
    ):
        assert count == np.rint(share * there)
        assert world.firms.cooperative[part].tolist() == [i < count for i in range(there)]
    assert not world.firms.cooperative[world.clouds].any()


@pytest.mark.parametrize("entry_room", [0.0, 1.0])
def test_places_for_firms_to_come_change_nobody(entry_room: float) -> None:
    world = warm("baseline", 0, **HALF, entry=True, entry_room=entry_room)
    assert world.firms.cooperative.sum() == 2 + 6
    assert not world.firms.cooperative[~world.firms.active].any()


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_members_have_at_the_start_what_owners_lack(share: float) -> None:
    """Whatever sizes chance has given the first firms: the weight they have is that with which the start is solved."""
    world, plain = (start(load("baseline", {"n_workers": 2_000, "cooperative_share": s}), 3) for s in (share, 0.0))
    growth = 1.0 + world.params.target_inflation / 12.0
    firms, owners = world.firms, world.capitalists.income
    assert world.ownership
    shares = world.ownership.shares
    assert (shares[~members(world)] == 0.0).all()
    kept = owners - owners[-1]  # clouds pay nothing yet: the last owner has the bank alone
    was = plain.capitalists.income - plain.capitalists.income[-1]
    mine = firms.cooperative[: owners.size]
    assert (np.abs(kept[mine]) < 1e-12).all()
    np.testing.assert_allclose(kept[~mine], was[~mine], rtol=1e-9)
    staffed = np.isin(np.arange(owners.size), world.workers.employer)
    np.testing.assert_allclose(shares.sum(), was[mine & staffed].sum(), rtol=1e-6)
    np.testing.assert_allclose(world.workers.income, plain.workers.income + shares, rtol=1e-12)
    one = np.flatnonzero(mine & staffed)[0]
    staff = world.workers.employer == one
    np.testing.assert_allclose(shares[staff], was[one] * (pay_of(world) / pay_of(world)[staff].sum())[staff], atol=2e-6)
    # deposits are as they are solved for
    state = solve(world.params, _weights(world))
    assert owners.sum() * growth == pytest.approx(state.capitalist_income)
    assert world.ledger.total("workers", "money") == pytest.approx(state.worker_deposits, abs=1e-2)
    assert world.ledger.total("capitalists", "money") == pytest.approx(state.capitalist_deposits, abs=1e-2)


def _weights(world: World) -> np.ndarray:
    """Of cooperatives in the sales of each department."""
    parts = (world.dept1, world.dept2)
    expected, mine = world.firms.expected, world.firms.cooperative
    return np.array([expected[part][mine[part]].sum() / expected[part].sum() for part in parts])


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_stationary_state_shifts_income_and_nothing_else(share: float) -> None:
    plain, s = solve(Params()), solve(Params(cooperative_share=share))
    weights = cooperatives(Params(cooperative_share=share)) / firms_there(Params())
    shared = float(weights @ s.dividends)
    for name in ("labour", "value_added", "equity_open"):
        assert getattr(s, name) == getattr(plain, name)
    for name in ("prices", "outputs", "machines", "profits", "dividends"):
        assert getattr(s, name).tolist() == getattr(plain, name).tolist()
    assert s.worker_income == pytest.approx(plain.worker_income + shared, rel=1e-12)
    assert s.capitalist_income == pytest.approx(s.dividends.sum() - shared + s.bank_dividend, rel=1e-12)
    deposits = s.worker_deposits + s.capitalist_deposits + s.deposits_open.sum()
    assert deposits == pytest.approx(s.loans_open.sum() + s.debt_open - s.equity_open, rel=1e-12)
    assert s.public_deficit == pytest.approx(Params().target_inflation / 12.0 * s.debt_open, abs=1e-9 * s.value_added)
    if share == 1.0:
        assert s.capitalist_income == pytest.approx(s.bank_dividend, rel=1e-12)
        assert s.debt_open < plain.debt_open


LONG = pytest.mark.parametrize("months", [60, pytest.param(480, marks=pytest.mark.slow)])


@LONG
def test_without_chance_cooperatives_stay_in_the_stationary_state(months: int) -> None:
    """Every stock and both incomes within half a percent, members' from the first month on (pitfall 5)."""
    world = start(load("baseline", QUIET | {"cooperative_share": 1.0, "ai_access": "open"}), 0)
    opening, worst = held(world), dict.fromkeys(held(world), 0.0)
    for _ in range(months):
        month.step(world)
        for name, value in held(world).items():
            worst[name] = max(worst[name], abs(value / opening[name] - 1.0))
    assert {name: away for name, away in worst.items() if away > 0.005} == {}
    assert (world.workers.employer < 0).mean() == pytest.approx(world.params.natural_unemployment, abs=0.001)


def held(world: World) -> dict[str, float]:
    """Nominal stocks and incomes at the prices of the start, and real stocks."""
    ledger, growth = world.ledger, (1.0 + world.params.target_inflation / 12.0) ** world.month
    nominal = {
        "money of workers": ledger.total("workers", "money"),
        "money of capitalists": ledger.total("capitalists", "money"),
        "money of firms": ledger.total("firms", "money"),
        "loans": -ledger.total("firms", "loans"),
        "public debt or deposits": ledger.total("state", "bonds") + ledger.total("state", "money"),
        "incomes of workers": float(world.workers.income.sum()),
        "incomes of capitalists": float(world.capitalists.income.sum()),
    }
    real = {"stocks": ledger.total("dept2", "goods"), "machines": ledger.total("producers", "machines")}
    return {name: value / growth for name, value in nominal.items()} | real


@LONG
def test_with_chance_the_economy_is_the_one_without_cooperatives(months: int) -> None:
    """Half of the firms, of the sizes that chance gives them: beside the same seed without them, and incomes where they began."""
    real = ("output", "unemployment", "investment", "profit_rate", "wage_share", "capacity_use", "public_consumption")
    shifted = ("worker_consumption", "capitalist_consumption", "gini_deposits")
    found = {}
    for share in (0.0, 0.5):
        world, rows = start(load("baseline", {"n_workers": 1_000, "cooperative_share": share}), 1), []
        for _ in range(months):
            month.step(world)
            rows.append(list(read(world, [*real, *shifted]).values()))
        found[share] = np.array(rows)
    late = {share: rows[months // 2 :].mean(axis=0) for share, rows in found.items()}
    np.testing.assert_allclose(late[0.5][: len(real)], late[0.0][: len(real)], rtol=0.01, atol=0.003)
    # what is another from the first year on moves as it does without them
    moved = {share: late[share][len(real) :] / rows[:12, len(real) :].mean(axis=0) for share, rows in found.items()}
    np.testing.assert_allclose(moved[0.5], moved[0.0], rtol=0.05)  # firms grow and shrink by chance, cooperatives too
    assert abs(found[0.5][:12, len(real)].mean() / found[0.0][:12, len(real)].mean() - 1.0) > 0.05


# What is paid out


def test_what_a_cooperative_pays_out_goes_to_those_who_work_there_by_pay_to_the_millionth() -> None:
    world = before(ownership.pay_members, "competition", **HALF)
    due, firms, ledger = derived.dividends_due(world), world.firms, world.ledger
    assert not ledger.given("dividends")[firms.cooperative].any()
    held = ledger["workers", "money"].copy()
    ownership.pay_members(world)
    got, given = ledger["workers", "money"] - held, ledger.given("member_shares")
    assert world.ownership
    assert (world.ownership.shares == got / MILLION).all()
    assert got.sum() == given.sum() > 0
    assert not given[~firms.cooperative].any()
    assert not got[~members(world)].any()
    pay = pay_of(world)
    for f in np.flatnonzero(firms.cooperative):
        staff = world.workers.employer == f
        whole = int(np.floor(due[f] * MILLION))
        assert given[f] == got[staff].sum() == (whole if staff.any() else 0)
        if staff.any():
            assert (np.abs(got[staff] - whole * pay[staff] / pay[staff].sum()) < 1.0).all()
            part = np.empty((1, int(staff.sum())), np.int64)
            people.apportion(np.array([whole]), pay[staff][None], np.zeros(1), part)
            assert got[staff].tolist() == part[0].tolist()
    assert (derived.dividends_due(world)[firms.cooperative] <= due[firms.cooperative]).all()


AIDED = {"use_mode": "augment", "augmentation": 0.34, "aided_pay": 0.5}


def test_members_share_by_what_their_work_is_paid_for() -> None:
    """Neither by talent, nor by craft alone, nor by all that AI adds: by the part of it that wages follow, and by hours."""
    world = before(ownership.pay_members, "competition", 12, **HALF, **AIDED)
    assert world.skill
    w, held = world.workers, world.ledger["workers", "money"].copy()
    due = derived.dividends_due(world)
    w.hours[::3] = 0.5
    ownership.pay_members(world)
    got = world.ledger["workers", "money"] - held
    yields = {"paid": world.skill.paid, "talent": world.skill.talent, "craft": world.skill.talent * world.skill.craft, "done": w.skill}
    off = dict.fromkeys(yields, 0.0)
    for f in np.flatnonzero(world.firms.cooperative):
        staff = np.flatnonzero(w.employer == f)
        for name, each in yields.items():
            pay = world.firms.wage[w.occupation[staff], f] * each[staff] * w.hours[staff]
            if staff.size:
                off[name] = max(off[name], float(np.abs(got[staff] - np.floor(due[f] * MILLION) * pay / pay.sum()).max()))
    assert off["paid"] < 1.0
    assert min(off["talent"], off["craft"], off["done"]) > 100.0


def test_what_a_closed_cooperative_leaves_is_shared_by_what_work_is_paid_for() -> None:
    changes = HALF | AIDED | COME_AND_GO | {"failure_hazard": 0.0, "exit_size": 0.0}
    world = before(ownership.pass_on_reserves, "competition", 12, **changes)
    assert world.skill
    w, held = world.workers, world.ledger["workers", "money"].copy()
    gone = np.flatnonzero(world.firms.cooperative)[0]
    world.firms.active[gone] = False
    w.employer[w.employer == gone] = -1
    left = world.ledger["firms", "money"][gone]
    assert left > 0
    ownership.pass_on_reserves(world)
    got = world.ledger["workers", "money"] - held
    assert got.sum() == left
    wage = np.where(members(world), world.firms.wage[w.occupation, np.maximum(w.employer, 0)] * w.hours, 0.0)
    off = [float(np.abs(got - left * (wage * y) / (wage * y).sum()).max()) for y in (world.skill.paid, world.skill.talent, w.skill)]
    assert off[0] < 1.0
    assert min(off[1:]) > 100.0


def test_nobody_loses_a_dividend_and_nobody_has_it_twice() -> None:
    """Owners, members and the fund together get what firms pay out, to a millionth each."""
    world, paid = warm("monopoly", 0, **HALF, ai_ownership=0.5, rivalry=0.2), 0.0
    for _ in range(48):
        month.begin(world)
        for phase in month.due(world):
            if phase is settling.pay_dividends:
                due = derived.dividends_due(world)
            phase(world)
            if phase is ownership.pay_members:
                given = world.ledger.given("dividends", "member_shares", "fund_dividends")
                staffed = np.isin(np.arange(due.size), world.workers.employer)
                np.testing.assert_allclose(given / MILLION, np.where(world.firms.cooperative & ~staffed, 0.0, due), atol=2.1e-6)
                paid += world.ledger.moved("fund_dividends")
        month.end(world)
    assert paid > 0.0


def test_where_nobody_works_the_money_stays() -> None:
    world = before(ownership.pay_members, "baseline", **HALF)
    world.workers.employer[world.workers.employer == 0] = -1
    held = world.ledger["firms", "money"][0]
    assert derived.dividends_due(world)[0] > 0.0
    ownership.pay_members(world)
    assert world.ledger["firms", "money"][0] == held
    assert world.ledger.given("member_shares")[1] > 0


def test_with_all_firms_cooperatives_owners_live_on_the_bank() -> None:
    world = warm("baseline", 0, cooperative_share=1.0)
    for _ in range(24):
        month.begin(world)
        for phase in month.due(world):
            if phase is settling.count_income:
                old = world.capitalists.income.copy()
            phase(world)
        bank = world.ledger.moved("bank_dividends") / old.size
        speed = world.params.income_memory_capitalists
        inflation = world.params.target_inflation / 12.0
        assert world.ledger.moved("dividends") == 0.0
        assert bank > 0.0
        # revised later: what was expected when income was counted is last month's
        np.testing.assert_allclose(world.capitalists.income, smooth(old, bank, speed=speed, growth=inflation), rtol=1e-3)
        month.end(world)


def test_last_months_share_is_income_of_this_month_and_smoothed_once() -> None:
    world = before(producing.pay, "baseline", **HALF)
    workers, p = world.workers, world.params
    assert world.ownership
    share, old = world.ownership.shares.copy(), workers.income.copy()
    assert (share > 0.0).sum() > 20
    tax = world.state.income_tax
    producing.pay(world)
    ownership.earn_shares(world)
    benefit = np.where(workers.active & (workers.employer < 0), p.replacement_rate * world.state.mean_wage * workers.skill, 0.0)
    seen = (1.0 - tax) * pay_of(world) + benefit + (1.0 + world.expected_inflation) * share
    found = smooth(old, seen, speed=p.income_memory_workers, growth=world.expected_inflation)
    np.testing.assert_allclose(workers.income, found, rtol=1e-12)
    for phase in month.due(world, month.PHASES[month.PHASES.index(ownership.earn_shares) + 1 :]):
        phase(world)
    month.end(world)
    assert not np.array_equal(world.ownership.shares, share)  # and is then gone


# What members do otherwise


@pytest.mark.parametrize("invest", [0.0, 0.5, 1.0, 1.5])
def test_members_want_machines_beyond_wear_in_their_proportion(invest: float) -> None:
    world = before(selling.invest, "baseline", **HALF)
    plain, found = np.empty(world.producers.stop), np.empty(world.producers.stop)
    world.firms.trend[world.producers] *= 1.1
    world.firms.trend[[0, -1]] *= 0.5  # one cooperative that would let machines go, whatever its members want
    selling._want_machines(world, plain)
    force(world, members_invest=invest)
    ownership.set_pace(world)
    selling._want_machines(world, found)
    worn, mine = world.firms.worn[world.producers], world.firms.cooperative[world.producers]
    assert (plain[mine] > worn[mine]).any()
    assert plain[0] < worn[0]
    beyond = np.where(mine & (plain > worn), invest, 1.0)
    np.testing.assert_allclose(found, worn + beyond * (plain - worn), rtol=1e-12, atol=1e-12)
    assert found[~mine].tolist() == plain[~mine].tolist()


def test_members_keep_their_jobs_where_they_say_so() -> None:
    laid_off = {}
    for pace in (0.0, 1.0):
        world = before(buying.hire_hands, "baseline", **HALF, member_layoffs=pace)
        world.firms.need[1, world.producers] *= 0.5
        there = world.workers.employer.copy()
        was = members(world)
        buying.hire_hands(world)
        gone = (there >= 0) & (world.workers.employer != there)
        laid_off[pace] = int((gone & was).sum()), int((gone & ~was).sum())
    assert laid_off[0.0][0] == 0
    assert laid_off[1.0][0] > 10
    assert min(laid_off[pace][1] for pace in laid_off) > 10


def test_at_the_pace_of_owners_cooperatives_do_what_others_do() -> None:
    """Ratios of 1 leave every real decision of the first month to the bit: who owns changes incomes alone."""
    plain, ours = (warm("baseline", 0, cooperative_share=s) for s in (0.0, 0.5))
    for world in (plain, ours):
        month.begin(world)
        for phase in month.due(world, month.PHASES[: month.PHASES.index(selling.consume)]):
            phase(world)
    for column in ("plan", "need", "labour", "output", "wages", "takings"):
        assert getattr(plain.firms, column).tolist() == getattr(ours.firms, column).tolist(), column
    assert plain.ledger["producers", "machines"].tolist() == ours.ledger["producers", "machines"].tolist()


# Advice


@pytest.mark.parametrize("access", ["owners", "open"])
@pytest.mark.parametrize("human", [0.0, 0.25, 1.0])
def test_what_better_advice_wins_others_lose_to_the_millionth(access: str, human: float) -> None:
    world = before(ownership.advise, "competition", **ADVISED | {"ai_access": access, "human_advice": human})
    ledger, sectors = world.ledger, ("capitalists", "workers")
    held = [ledger[sector, "money"].copy() for sector in sectors]
    ownership.advise(world)
    gains = [ledger[sector, "money"] - old for sector, old in zip(sectors, held, strict=True)]
    assert gains[0].sum() + gains[1].sum() == 0
    edge = edges(access == "open", advice_value=0.05, human_advice=human)
    mean = sum(e * old.sum() for e, old in zip(edge, held, strict=True)) / sum(old.sum() for old in held)
    for e, old, gain in zip(edge, held, gains, strict=True):
        np.testing.assert_allclose(gain, (e - mean) * old / 12.0, atol=1.1)
    nothing = (access == "open" and human == 0.0) or (access == "owners" and human == 1.0)
    assert bool(gains[0].sum() == 0) is nothing
    if not nothing:
        assert bool(gains[0].sum() > 0) is (access == "owners")
    gained = read(world, ["advice_gain"])["advice_gain"]
    assert gained == pytest.approx(edge[0] - mean, abs=1e-4)


def test_advice_waits_for_ai_and_ends_with_it() -> None:
    world = warm("competition", 0, **ADVISED)
    for _ in range(12):
        month.step(world)
        assert (world.ledger.moved("advice_to_owners") > 0.0) is (world.frontier.since >= 0)
    assert world.frontier.since >= 0
    month.set(world, ai_off=True)
    month.step(world)
    assert world.ledger.moved("advice_to_owners") == 0.0


@pytest.mark.parametrize("same", [{"ai_access": "open", "human_advice": 0.0}, {"ai_access": "owners", "human_advice": 1.0}])
def test_where_nobodys_edge_differs_the_bits_are_those_of_the_world_that_sleeps(same: dict[str, object]) -> None:
    found = []
    for changes in ({}, same):
        world = warm("competition", 0, **changes)
        months = []
        for _ in range(18):
            month.step(world)
            months.append(observe(world))
        found.append((np.array(months).tolist(), world.ledger.balance_sheet().values.tolist()))
    assert found[0] == found[1]


def test_gains_and_losses_are_income_of_owners_and_none_of_workers() -> None:
    worlds = {}
    for access in ("none", "owners", "open"):
        world = before(ownership.advise if access != "none" else settling.find_failures, "competition", months=6)
        force(world, ai_access=access, advice_value=0.05)
        worlds[access] = world
        earned = world.workers.income.copy()
        ownership.advise(world)
        settling.settle_bank(world)
        settling.count_income(world)
        assert world.workers.income.tolist() == earned.tolist()
    incomes = {access: world.capitalists.income for access, world in worlds.items()}
    assert (incomes["owners"] > incomes["none"]).all()
    assert (incomes["open"] < incomes["none"]).all()
    part = worlds["owners"].ledger.moved("advice_to_owners") * worlds["owners"].params.income_memory_capitalists
    assert (incomes["owners"] - incomes["none"]).sum() == pytest.approx(part, rel=1e-6)


# Beside other mechanisms


COME_AND_GO: dict[str, object] = {"entry": True, "workers_per_dept1_firm": 30, "failure_hazard": 0.02, "entry_rate": 0.2, "exit_size": 0.3}


def test_what_a_closed_cooperative_leaves_goes_to_members_and_who_founds_in_its_place_owns() -> None:
    world, left, closed, founded = warm("baseline", 0, **HALF, **COME_AND_GO), 0, 0, 0
    began = read_now(world, "cooperative_firms")
    assert began == pytest.approx(0.5, abs=0.05)
    for _ in range(48):
        month.begin(world)
        for phase in month.due(world):
            was = world.firms.cooperative & world.firms.active
            if phase is ownership.pass_on_reserves:
                rows = world.firms.cooperative & ~world.firms.active
                money, held = world.ledger["firms", "money"][rows].sum(), world.ledger["workers", "money"].copy()
            phase(world)
            firms, ledger = world.firms, world.ledger
            if phase is entry.close_firms:
                gone = was & ~firms.active
                closed += int(gone.sum())
                assert not ledger.given("dividends")[gone].any()
            if phase is entry.found_firms:
                new = firms.active & (firms.age == 0.0)
                assert not firms.cooperative[new].any()
                founded += int(new.sum())
            if phase is ownership.pass_on_reserves:
                got = ledger["workers", "money"] - held
                assert got.sum() == money
                assert not got[~members(world) | (firms.cooperative & ~firms.active)[np.maximum(world.workers.employer, 0)]].any()
                left += int(money)
        assert not world.ledger["firms", "money"][~world.firms.active].any()
        assert not world.ledger.given("dividends")[world.firms.cooperative].any()
        month.end(world)
    assert closed > 0
    assert founded > 0
    assert left > 0
    assert read_now(world, "cooperative_firms") < began


def read_now(world: World, name: str) -> float:
    return read(world, [name])[name]


def test_where_the_last_cooperative_closes_its_owner_gets_what_is_left() -> None:
    world = before(ownership.pass_on_reserves, "baseline", **HALF, **COME_AND_GO | {"failure_hazard": 0.0, "exit_size": 0.0})
    world.firms.cooperative[1:] = False
    world.firms.active[0] = False
    world.workers.employer[world.workers.employer == 0] = -1
    money, owned = world.ledger["firms", "money"][0], world.ledger["capitalists", "money"].copy()
    assert money > 0
    ownership.pass_on_reserves(world)
    got = world.ledger["capitalists", "money"] - owned
    assert got[world.firms.owner[0]] == got.sum() == money


def test_ai_agents_own_nothing_of_cooperatives() -> None:
    world = warm("monopoly", 60, **HALF, ai_ownership=1.0)
    assert world.ai_ownership
    assert world.ai_ownership.owned > 0.0
    mine = world.firms.cooperative
    assert not world.ledger.given("fund_dividends")[mine].any()
    assert world.ledger.given("fund_dividends")[world.producers][~mine[world.producers]].any()
    month.begin(world)
    before_it = world.ledger["capitalists", "money"].copy()
    ai_ownership.buy_shares(world)
    sold = world.ledger["capitalists", "money"] - before_it
    assert sold.sum() > 0
    assert not sold[world.firms.owner[np.flatnonzero(mine)]].any()
    assert totals.wealth(world)[-1] != 0.0


def test_where_all_are_cooperatives_the_fund_finds_nothing_to_buy() -> None:
    world = warm("monopoly", 40, cooperative_share=1.0, ai_ownership=1.0)
    assert world.ai_ownership
    assert world.ai_ownership.owned == 0.0
    assert world.ledger.total("fund", "money") > 0.0


# What is measured


def test_what_a_member_has_beside_an_employee() -> None:
    """At the start: the dividend over the net wage, as published wages of cooperatives know nothing of (docs/decisions/ownership.md)."""
    state = solve(Params(cooperative_share=0.5))
    world = start(load("baseline", STILL | {"n_workers": 2_000, "quit_rate": 0.0, **HALF}), 0)
    month.step(world)
    ledger, firms, producers = world.ledger, world.firms, world.producers
    mine, labour = firms.cooperative[producers], firms.labour[:, producers].sum(axis=0)
    tax = ledger.moved("income_tax") / ledger.moved("wages")
    net, share = (1.0 - tax) * firms.wages[producers], ledger.given("member_shares")[producers] / MILLION
    ours, theirs = ((net + share)[who].sum() / labour[who].sum() for who in (mine, ~mine))
    found = read(world, ["member_income_ratio", "cooperative_labour", "cooperative_firms", "cooperative_investment_ratio"])
    assert found["member_income_ratio"] == pytest.approx(ours / theirs, rel=1e-12)
    expected = 1.0 + state.dividends.sum() / ((1.0 - world.params.income_tax) * state.labour)
    assert found["member_income_ratio"] == pytest.approx(expected, rel=0.1)
    assert found["cooperative_labour"] == pytest.approx(labour[mine].sum() / labour.sum(), rel=1e-12)
    assert found["cooperative_firms"] == mine.mean()
    bought = ledger.given("machines_installed")[producers] / ledger["producers", "machines"]
    assert min(bought[mine].min(), bought[~mine].min()) < found["cooperative_investment_ratio"] * bought.max()


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_wealth_and_dividends_of_members_are_counted(share: float) -> None:
    world = warm("competition", 24, cooperative_share=share)
    ledger, firms, n = world.ledger, world.firms, world.workers.skill.size
    hardware = world.params.hardware_per_slot * ledger.units("clouds", "slots") * world.prices[0]
    worth = np.concatenate([derived.capital(world), hardware]) + ledger.units("firms", "money")
    equity = np.maximum(worth + ledger.units("firms", "loans"), 0.0) * ~firms.public
    heads = np.bincount(world.workers.employer[world.workers.employer >= 0], minlength=equity.size)
    at = np.maximum(world.workers.employer, 0)
    held = np.where(members(world), equity[at] / np.maximum(heads[at], 1), 0.0)
    wealth = totals.wealth(world)
    np.testing.assert_allclose(wealth[:n], ledger.units("workers", "money") + held, rtol=1e-12)
    drawn = np.bincount(firms.owner, np.where(firms.cooperative, 0.0, equity), world.capitalists.income.size)
    np.testing.assert_allclose(wealth[n:-1], ledger.units("capitalists", "money") + drawn, rtol=1e-12)
    assert world.ownership
    dividends = totals.dividends(world)
    assert dividends[-n:].tolist() == world.ownership.shares.tolist()
    paid = ledger.moved("dividends") + ledger.moved("fund_dividends") + ledger.moved("member_shares")
    assert dividends.sum() == pytest.approx(paid, rel=1e-9)
    plain = warm("competition", 24)
    assert formulas.dividend_concentration(world) < formulas.dividend_concentration(plain)
    assert formulas.wealth_concentration(world) < formulas.wealth_concentration(plain)


def test_members_who_invest_in_wear_alone_never_have_more_machines() -> None:
    grown = {}
    for invest in (0.0, 1.0):
        world = warm("baseline", 0, **HALF, members_invest=invest)
        mine, most = world.firms.cooperative[world.producers], 0.0
        for _ in range(24):
            had = world.ledger.units("producers", "machines")
            month.step(world)
            most = max(most, float((world.ledger.units("producers", "machines") - had)[mine].max()))
        grown[invest] = most
    assert grown[0.0] < 1e-4 < 0.1 < grown[1.0]


def test_no_share_of_firms_no_phase_has_work() -> None:
    """Awake for advice alone, the room leaves channels and incomes as they are."""
    plain, advised = (warm("competition", 3, **changes) for changes in ({}, {"ai_access": "open"}))
    assert advised.awake == {"ownership"}
    assert observe(plain).tolist() == observe(advised).tolist()
    assert EARLY["ai_arrival"] > 3
