"""Firms that come and go."""

import copy

import numpy as np
import pytest
from worlds import before, force, warm

from sim.economy import derived, month
from sim.economy.mechanisms.entry import phases as entry
from sim.economy.phases import settling

OPEN: dict[str, object] = {"entry": True, "workers_per_dept1_firm": 30, "failure_hazard": 0.0}


def test_without_entry_there_are_no_empty_places_and_nobody_comes_or_goes() -> None:
    world = warm("competition", 0, failure_hazard=0.02)
    for _ in range(24):
        month.step(world)
        assert world.firms.active.all()
        assert world.firms.owner.tolist() == list(range(world.capitalists.income.size))
    assert world.entry is None
    assert np.isinf(world.firms.age).all()


def test_empty_places_are_nobodys_and_firms_begin_as_they_do_without_them() -> None:
    world, closed = warm("baseline", 0, **OPEN, entry_room=0.5), warm("baseline", 0, **OPEN | {"entry": False})
    free = ~world.firms.active
    assert world.capitalists.income.size == closed.capitalists.income.size == (~free).sum()
    assert free.sum() == 5 + 6  # half of ten and of twelve
    for column in ("price", "jaggedness", "expected", "outlay", "need"):
        mine = getattr(world.firms, column)
        assert mine[..., ~free].tolist() == getattr(closed.firms, column).tolist(), column
    for asset in ("money", "loans"):
        assert not world.ledger["firms", asset][free].any()
    assert not world.ledger["producers", "machines"][free[world.producers]].any()
    assert not world.firms.expected[free].any()
    assert not np.isin(world.workers.employer, np.flatnonzero(free)).any()
    assert world.shoppers.shops.tolist() == closed.shoppers.shops.tolist()
    for _ in range(12):
        month.step(world)
        for column in ("output", "takings", "wages", "sales", "compute"):
            assert not getattr(world.firms, column)[~world.firms.active].any(), column


@pytest.mark.parametrize("resale", [0.0, 0.5, 1.0])
def test_a_closed_firm_leaves_its_plant_to_the_others_and_its_debts_to_the_bank(resale: float) -> None:
    world = before(entry.close_firms, "baseline", **OPEN, resale_price=resale)
    firms, ledger = world.firms, world.ledger
    ledger.post("machine_production", np.ones(world.dept1.stop))
    gone = np.array([0, world.dept2.start + 1])
    firms.closing[gone] = True
    staff = np.isin(world.workers.employer, gone)
    old = {
        key: ledger.units(*key) for key in (("producers", "machines"), ("dept1", "capital_goods"), ("dept2", "goods"))
    }
    cash, owed = ledger.units("firms", "money"), -ledger.units("firms", "loans")
    owners = ledger.units("capitalists", "money")
    expected = [firms.expected[part].sum() for part in (world.dept1, world.dept2)]
    stocks = world.stocks[gone]
    lists = copy.deepcopy((world.shoppers, world.investors))
    entry.close_firms(world)

    assert world.entry
    assert world.entry.exits == 2
    assert not firms.active[gone].any()
    assert not firms.closing.any()
    assert staff.any()
    assert (world.workers.employer[staff] == -1).all()
    for asset in ("money", "loans"):
        assert not ledger["firms", asset][gone].any()
    for (account, asset), before_sale in old.items():
        now = ledger.units(account, asset)
        assert now.sum() == pytest.approx(before_sale.sum(), abs=1e-9)
    assert not ledger["producers", "machines"][gone].any()
    for part, total in zip((world.dept1, world.dept2), expected, strict=True):
        assert firms.expected[part].sum() == pytest.approx(total, rel=1e-9)
    value = world.machine_price * old["producers", "machines"][gone]
    value += np.array([world.machine_price, world.goods_price]) * stocks
    proceeds = cash[gone] + resale * value
    assert ledger.moved("dept1_resale") + ledger.moved("dept2_resale") == pytest.approx(resale * value.sum(), abs=1e-3)
    assert ledger.moved("write_off") == pytest.approx(np.maximum(owed[gone] - proceeds, 0.0).sum(), abs=1e-3)
    left = ledger.units("capitalists", "money") - owners
    np.testing.assert_allclose(left[firms.owner[gone]], np.maximum(proceeds - owed[gone], 0.0), atol=1e-3)
    for was, now, closed in ((lists[0], world.shoppers, 1), (lists[1], world.investors, 0)):
        pointed = was.shops == closed
        assert pointed.any()
        assert not (now.shops == closed).any()
        assert now.shops[~pointed].tolist() == was.shops[~pointed].tolist()
        assert now.taste[~pointed].tolist() == was.taste[~pointed].tolist()
    for phase in month.due(world, month.PHASES[month.PHASES.index(entry.close_firms) + 1 :]):
        phase(world)
    month.end(world)


def test_the_last_firm_of_a_department_goes_on_like_a_firm_without_exit() -> None:
    world = warm("baseline", 12, **OPEN | {"failure_hazard": 0.02})
    month.begin(world)
    force(world, loan_recovery=0.25)
    for phase in month.due(world, month.PHASES[1 : month.PHASES.index(settling.find_failures)]):
        phase(world)
    world.ledger.post("lending", np.where(world.firms.active, 1e6, 0.0))  # everybody owes more than there is
    world.ledger.post("dividends", world.ledger["firms", "money"], dst=world.firms.owner)
    owed = -world.ledger.units("firms", "loans")
    largest = [
        world.active(part)[np.argmax(world.firms.expected[world.active(part)])] for part in (world.dept1, world.dept2)
    ]
    for phase in (settling.find_failures, entry.mark_closing, settling.fail, entry.close_firms):
        phase(world)
    assert np.flatnonzero(world.firms.active[world.producers]).tolist() == largest
    kept = world.firms.opening_loan.size
    assert kept == owed.size
    assert world.ledger.moved("write_off") > 0.75 * 0.99 * owed[largest].sum()
    assert (-world.ledger.units("firms", "loans")[largest] >= 0.25 * owed[largest] - 1e-6).all()


@pytest.mark.parametrize(("times", "founded"), [(0.5, False), (1.0, False), (4.0, True)])
def test_capital_founds_firms_where_returns_are_above_normal(times: float, founded: bool) -> None:
    world = before(entry.found_firms, "competition", **OPEN, entry_rate=0.2)
    firms, ledger, p = world.firms, world.ledger, world.params
    old, worth = firms.active.copy(), derived.capital(world)
    for part, normal in zip((world.dept1, world.dept2), world.start.returns, strict=True):
        firms.profit[part] = times * normal * worth[part]
    deposits, cash = ledger.units("capitalists", "money"), ledger.units("firms", "money")
    trend = [firms.trend[world.active(part)].mean() for part in (world.dept1, world.dept2)]
    entry.found_firms(world)
    new = np.flatnonzero(firms.active & ~old)
    assert world.entry
    assert world.entry.entries == new.size
    assert (new.size > 3) == founded
    if not founded:
        return
    assert not (old & ~firms.active).any()
    in_dept1 = new < world.dept1.stop
    np.testing.assert_allclose(firms.trend[new], p.entry_size * np.where(in_dept1, *trend), rtol=1e-9)
    cost = p.machines_per_capacity * firms.trend[new] / np.where(in_dept1, 0.75, 0.8) * world.machine_price
    stake = ledger.units("firms", "money")[new] - cash[new]
    np.testing.assert_allclose(stake, p.founding_equity * cost, atol=1e-5)
    paid = deposits - ledger.units("capitalists", "money")
    assert paid.sum() == pytest.approx(stake.sum(), abs=1e-6)
    assert np.bincount(firms.owner[new], stake, deposits.size) == pytest.approx(paid, abs=1e-6)
    for some in (in_dept1, ~in_dept1):
        assert len(set(firms.owner[new[some]].tolist())) == some.sum()  # a founder founds one a month in a department
    np.testing.assert_allclose(firms.wage[:, new], np.outer(world.mean_offers, np.ones(new.size)))
    best = world.frontier.versions_capability[:, -1]
    assert firms.adoption[new].tolist() == derived.feasible_share(world, best)[new].tolist()
    assert (firms.adoption[new] > 0.0).all()


def test_a_new_firm_builds_its_plant_in_its_first_months_and_its_founder_waits_for_dividends() -> None:
    world = warm("baseline", 12, **OPEN, n_workers=600, founding_months=6)
    worth = derived.capital(world)
    world.firms.profit[world.dept2] = 200.0 * world.start.returns[1] * worth[world.dept2]
    entry.found_firms(world)
    new = world.active(world.dept2)[world.firms.age[world.active(world.dept2)] == 0.0]
    assert new.size > 0
    wanted = world.params.machines_per_capacity * world.firms.trend[new] / world.params.normal_use_dept2
    assert world.ledger.units("firms", "money")[new].min() > 0.0
    month.begin(world)
    for phase in month.due(world, month.PHASES[1 : month.PHASES.index(settling.pay_dividends)]):
        phase(world)
    cash, machines = world.ledger["firms", "money"][new].copy(), world.ledger.units("producers", "machines")[new]
    assert np.count_nonzero(machines) > 0.7 * new.size  # whose shops had all sold out waits
    assert (machines <= wanted / 6.0 + 1e-5).all()
    assert machines.max() > 0.5 * wanted[0] / 6.0  # as far as Department I delivers
    settling.pay_dividends(world)
    assert world.ledger["firms", "money"][new].tolist() == cash.tolist()
    for phase in month.due(world, month.PHASES[month.PHASES.index(settling.pay_dividends) + 1 :]):
        phase(world)
    month.end(world)
    rows = world.active(world.dept2)
    least = world.params.entry_size * world.firms.trend[rows].mean()
    assert (world.firms.trend[new] >= 0.95 * least).all()  # whatever it has sold
    for _ in range(12):
        month.step(world)
    assert np.median(world.firms.output[new]) > 0.0  # one of them may have found nobody this month
