"""The ledger: what it books, what it refuses, and that it closes exactly."""

import copy
import math
import pickle
from collections import Counter
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.errors import LedgerError
from sim.engine.ledger import EXACT, MILLION, Ledger, assets, flows

SIZES = {"workers": 4, "capitalists": 7, "dept1": 2, "dept2": 3, "clouds": 2}
SECTORS = ("workers", "capitalists", "dept1", "dept2", "clouds", "fund", "bank", "state", "nature")
STARTS = dict(zip(SECTORS, np.cumsum([0, *(SIZES.get(s, 1) for s in SECTORS)]).tolist(), strict=False))
WIDER = {"producers": ("dept1", "dept2"), "firms": ("dept1", "clouds"), "holders": ("workers", "clouds")}
HOLDERS = {  # places of each account's holders in the one row of all: the test's own copy
    account: range(STARTS[first], STARTS[last] + SIZES.get(last, 1))
    for account, (first, last) in {**{s: (s, s) for s in SECTORS}, **WIDER}.items()
}


def books(ledger: Ledger) -> dict[str, list[int]]:
    """Every balance there is, one row of all holders for each asset; what nobody of a sector can have is 0."""
    rows = {}
    for asset in assets():
        rows[asset] = []
        for sector in SECTORS:
            try:
                rows[asset] += ledger[sector, asset].tolist()
            except LedgerError:
                rows[asset] += [0] * SIZES.get(sector, 1)
    return rows


@pytest.fixture
def ledger() -> Ledger:
    """Every household and firm has 10 of money; nothing else is there."""
    ledger = Ledger(SIZES)
    ledger.post("endowment", np.full(18, 10.0))
    return ledger


def test_a_month_begins_with_nothing_moved(ledger: Ledger) -> None:
    ledger.post("lending", np.arange(7.0))
    ledger.post("wages", np.ones(4), src=np.zeros(4, np.int64), dst=np.arange(4))
    ledger.post("interest", np.zeros(7))
    assert [ledger.moved(flow) for flow in ("lending", "wages", "interest")] == [21.0, 4.0, 0.0]
    before = books(ledger)
    ledger.open()
    assert books(ledger) == before
    assert not any(ledger.moved(flow) for flow in flows())
    assert not ledger.gained(tuple(flows()), "holders").any()
    assert not ledger.given(*flows()).any()
    assert not ledger.taken(*flows()).any()


# Closing


def test_the_books_close_to_exactly_zero_however_odd_the_amounts(ledger: Ledger) -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        ledger.post("lending", rng.random(7) * 1e3 / 7.0)
        ledger.post("interest", rng.random(7) / 3.0)
        ledger.post("wages", rng.random(9) / 9.0, src=rng.integers(0, 7, 9), dst=rng.integers(0, 4, 9))
        ledger.post("dividends", rng.random(7) / 11.0)
        ledger.post("debt_interest", rng.random())
    ledger.close()
    assert (ledger.residual, ledger.month) == (0, 1)
    assert {asset: sum(row) for asset, row in books(ledger).items()} == dict.fromkeys(assets(), 0)


def test_ten_tenths_are_one(ledger: Ledger) -> None:
    for _ in range(10):
        ledger.post("lending", np.full(7, 0.1))
    assert ledger["firms", "loans"].tolist() == [-MILLION] * 7
    assert ledger.total("bank", "loans") == 7.0


@pytest.mark.parametrize(
    ("made", "amount", "asset"),
    [("living_labour", np.full(7, 1e-6), "labour"), ("compute_ready", np.array([0.0, 2.0]), "compute")],
)
def test_what_lives_within_a_month_must_be_gone_at_its_end(
    ledger: Ledger, made: str, amount: np.ndarray, asset: str
) -> None:
    ledger.post(made, amount)
    with pytest.raises(LedgerError, match=f"month 0: {asset} is left over"):
        ledger.close()
    assert ledger.month == 0


def test_an_imbalance_is_named_in_millionths(ledger: Ledger) -> None:
    ledger._balance["goods"][-1] -= 3  # only by breaking in can one make the books fail to close
    with pytest.raises(LedgerError, match="month 0: the books do not close, by 3 millionths"):
        ledger.close()
    assert ledger.residual == 3


# Reading


def test_views_are_read_only(ledger: Ledger) -> None:
    view = ledger["workers", "money"]
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        view += 1
    with pytest.raises(ValueError, match="read-only"):
        ledger["firms", "loans"][:] = 0
    with pytest.raises(TypeError):
        ledger["workers", "money"] = np.zeros(4, np.int64)
    assert view.tolist() == [10 * MILLION] * 4


def test_a_view_follows_the_books_and_units_are_a_copy(ledger: Ledger) -> None:
    view, copy = ledger["dept1", "money"], ledger.units("dept1", "money")
    copy[:] = -1.0
    ledger.post("interest", np.array([0.25, 0, 0, 0, 0, 0, 0]))
    assert view.tolist() == [9_750_000, 10_000_000]
    assert ledger.units("dept1", "money").tolist() == [9.75, 10.0]


def test_wider_accounts_are_the_same_balances(ledger: Ledger) -> None:
    ledger.post("lending", np.arange(7.0))
    assert ledger.units("producers", "money").tolist() == [10, 11, 12, 13, 14]
    assert ledger.units("firms", "money").tolist() == [10, 11, 12, 13, 14, 15, 16]
    assert ledger.units("holders", "money").tolist() == [10.0] * 11 + [10, 11, 12, 13, 14, 15, 16]
    assert ledger.total("clouds", "loans") == -11.0


@pytest.mark.parametrize(("account", "asset"), [("workers", "slots"), ("capitalists", "labour"), ("nobody", "money")])
def test_an_account_that_cannot_hold_an_asset(ledger: Ledger, account: str, asset: str) -> None:
    with pytest.raises(LedgerError, match=f"{account} cannot hold {asset}"):
        ledger[account, asset]


# Refusing


@pytest.mark.parametrize("call", ["post", "settle", "round"])
def test_an_undeclared_flow(ledger: Ledger, call: str) -> None:
    arguments = {"post": (1.0,), "settle": (np.array([1]), np.array([1])), "round": (1.0,)}[call]
    ledger.close()
    with pytest.raises(LedgerError, match=r"flow 'gift', month 1: not declared in flows\.toml"):
        getattr(ledger, call)("gift", *arguments)


@pytest.mark.parametrize(
    "bad",
    [-1.0, -1e-6, np.nan, np.inf, -np.inf, EXACT / MILLION, 1e300],
    ids=["negative", "a millionth below zero", "nan", "inf", "-inf", "too large", "overflows"],
)
def test_a_bad_amount(ledger: Ledger, bad: float) -> None:
    before, moved = books(ledger), ledger.moved("lending")
    with pytest.raises(
        LedgerError, match=r"flow lending, month 0: amount .* at position 2 from bank to firms: amounts"
    ):
        ledger.post("lending", np.array([1.0, 1.0, bad, 1.0, 1.0, 1.0, 1.0]))
    assert (books(ledger), ledger.moved("lending")) == (before, moved)


@pytest.mark.parametrize("call", ["post", "settle"])
def test_negative_millionths(ledger: Ledger, call: str) -> None:
    before, amount = books(ledger), np.array([5, -1, 0, 0, 0, 0, 0])
    arguments = (amount,) if call == "post" else (amount[:1], amount)
    with pytest.raises(LedgerError, match="flow lending, month 0: amounts must be whole millionths, none negative"):
        getattr(ledger, call)("lending", *arguments)
    assert books(ledger) == before


@pytest.mark.parametrize(
    "amount",
    [np.array([2**62, 2**62]), np.array([2**63, 1], np.uint64), np.full(2048, 2**53), np.full(2, 2**52)],
    ids=["sum", "unsigned", "sum that is 0 in 64 bits", "sum by one millionth"],
)
def test_too_many_millionths(ledger: Ledger, amount: np.ndarray) -> None:
    before = books(ledger)
    with pytest.raises(LedgerError, match="flow goods_production, month 0"):
        ledger.post("goods_production", amount, dst=np.arange(amount.size) % 2)
    assert books(ledger) == before


def test_a_settlement_is_in_whole_millionths(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="whole millionths"):
        ledger.settle("lending", np.array([1.0]), np.array([1, 0, 0, 0, 0, 0, 0]))


def test_the_largest_amount_is_exact(ledger: Ledger) -> None:
    ledger.post("lending", np.array([0, 0, 0, EXACT / 2.0 / MILLION, 0, 0, 0]))
    assert ledger["firms", "loans"][3] == -(2**52)
    ledger.close()


@pytest.mark.parametrize(
    ("flow", "amount", "where", "holder"),
    [
        ("wages", [1.0, 10.000001, 1.0, 11.0], {"src": [3, 3, 1, 1]}, r"firms\[1\] has 10.0 of money, 12.0 are"),
        ("wages", [8.0, 2.000001, 0.0, 0.0], {"src": [6, 6, 1, 1]}, r"firms\[6\] has 10.0 of money, 10.000001 are"),
        ("income_tax", [1.0, 1.0, 10.5, 99.0], {}, r"workers\[2\] has 10.0 of money, 10.5 are"),
        ("public_dividends", [1.0, 10.1], {}, r"clouds\[1\] has 10.0 of money, 10.1 are"),
        ("goods_production", [1.0, 1.0], {"dst": [0, 1]}, None),  # nature gives without end
        ("worker_goods", [0.5], {"src": [2], "dst": [0]}, r"dept2\[2\] has 0.0 of goods, 0.5 are"),
        ("write_off", [3.0], {"dst": [0]}, r"bank\[0\] has 0.0 of loans, 3.0 are"),
        ("benefits", [1e6] * 4, {}, None),  # the State may owe
    ],
)
def test_an_overdraft_is_refused_and_nothing_is_written(
    ledger: Ledger, flow: str, amount: list[float], where: dict[str, list[int]], holder: str | None
) -> None:
    ledger.close()
    before = books(ledger)
    index = {name: np.array(places) for name, places in where.items()}
    if holder is None:
        ledger.post(flow, np.array(amount), **index)
        assert books(ledger) != before
        return
    with pytest.raises(LedgerError, match=f"^flow {flow}, month 1: {holder}"):
        ledger.post(flow, np.array(amount), **index)
    assert books(ledger) == before
    assert ledger.moved(flow) == 0.0
    assert ledger.transactions().values.size == len(SECTORS)  # the endowment alone


def test_the_claim_behind_a_repayment_is_checked_too(ledger: Ledger) -> None:
    ledger.post("lending", np.array([2.0, 1.0, 0, 0, 0, 0, 0]))
    before = books(ledger)
    with pytest.raises(LedgerError, match=r"flow repayment, month 0: bank\[0\] has 3.0 of loans, 3.5 are"):
        ledger.post("repayment", np.array([2.0, 1.5, 0, 0, 0, 0, 0]))
    assert books(ledger) == before


@pytest.mark.parametrize(
    ("flow", "amount", "where", "account"),
    [
        ("wages", [1.0] * 4, {"src": [0, 1, 2, 7]}, "firms"),
        ("wages", [1.0] * 4, {"src": [0, 1, 2, -1]}, "firms"),
        ("wages", [1.0] * 4, {"src": [0, 1, 2]}, "firms"),
        ("wages", [1.0] * 4, {"src": [0, 1, 2, 3], "dst": [0, 1, 2, 4]}, "workers"),
        ("lending", [1.0] * 7, {"dst": np.empty(0, np.int64)}, "firms"),  # none is not everybody
    ],
)
def test_a_bad_index_of_holders(
    ledger: Ledger, flow: str, amount: list[float], where: dict[str, npt.ArrayLike], account: str
) -> None:
    before = books(ledger)
    with pytest.raises(LedgerError, match=f"flow {flow}, month 0: bad index of holders in {account}"):
        ledger.post(flow, np.array(amount), **{name: np.array(places) for name, places in where.items()})
    assert books(ledger) == before


def test_amounts_without_an_index_stand_for_all_holders(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="flow wages, month 0: 4 amounts for 7 holders in firms"):
        ledger.post("wages", np.ones(4))


def test_a_settlement_gives_as_much_as_it_takes(ledger: Ledger) -> None:
    given, taken = np.array([5, 0, 0, 7]), np.array([6, 5, 0])
    before = books(ledger)
    with pytest.raises(LedgerError, match="flow worker_purchases, month 0: 12 millionths given, 11 taken"):
        ledger.settle("worker_purchases", given, taken)
    assert books(ledger) == before
    with pytest.raises(LedgerError, match="3 amounts for 4 holders in workers"):
        ledger.settle("worker_purchases", given[1:], np.array([1, 5, 1]))


# Rounding


@pytest.mark.parametrize(
    ("flow", "units", "millionths"),
    [
        ("lending", 0.4e-6, 0),
        ("lending", 0.6e-6, 1),
        ("lending", 1 / 3, 333_333),
        ("lending", 2 / 3, 666_667),
        ("lending", -0.4e-6, 0),  # noise below half a millionth is nothing
        ("repayment", 0.6e-6, 0),
        ("repayment", 2 / 3, 666_666),
        ("repayment", 1.0, MILLION),
    ],
)
def test_amounts_are_rounded_once_to_nearest_and_down_where_they_derive_from_a_balance(
    ledger: Ledger, flow: str, units: float, millionths: int
) -> None:
    ledger.post("lending", np.full(7, 1.0))
    before = ledger["firms", "money"].tolist()
    assert ledger.round(flow, units).tolist() == [millionths]
    ledger.post(flow, np.full(7, units))
    moved = [abs(new - old) for new, old in zip(ledger["firms", "money"].tolist(), before, strict=True)]
    assert moved == [millionths] * 7


def test_a_negative_amount_that_is_rounded_down_is_an_error(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="flow dividends"):
        ledger.post("dividends", np.full(7, -0.4e-6))


def test_integers_are_millionths(ledger: Ledger) -> None:
    ledger.post("lending", np.full(7, 3))
    ledger.post("wages", np.array([2, 0, 0, 1], np.int32), src=np.array([5, 0, 0, 5]))
    assert ledger["firms", "loans"].tolist() == [-3] * 7
    assert ledger["workers", "money"].tolist() == [10_000_002, 10_000_000, 10_000_000, 10_000_001]
    assert ledger["clouds", "money"].tolist() == [10_000_000, 10_000_003]


def test_floor_flows_are_those_that_derive_from_a_balance() -> None:
    floors = {flow.name for flow in flows().values() if flow.floor}
    assert floors == {
        "slots_pulled",
        "capital_pulled",
        "machine_wear",
        "slot_wear",
        "equity",
        "slots_built",
        "repayment",
        "write_off",
        "dividends",
        "public_dividends",
        "fund_dividends",
        "share_purchases",
        "bank_dividends",
        "bond_redemption",
        "founding",
        "data_wages",
        "ai_wages",
        "member_shares",
        "advice_to_owners",
        "advice_to_workers",
        "agents_purchases",
        "agents_deliveries",
        "agents_consumption",
        "dept1_resale",
        "dept2_resale",
        "rent",
        "mortgage_repayment",
        "mortgage_write_off",
        "home_sales",
        "home_purchases",
        "heat_charge",
        "pipe_deliveries",
        "bequests",
    }


# Posting


def test_posting_by_index_adds_up_like_numpy(ledger: Ledger) -> None:
    rng = np.random.default_rng(1)
    src, dst = rng.integers(0, 7, 500), rng.integers(0, 4, 500)
    amount = rng.random(500) * 0.05
    firms, workers = ledger["firms", "money"].copy(), ledger["workers", "money"].copy()
    whole = np.rint(amount * MILLION).astype(np.int64)
    np.subtract.at(firms, src, whole)
    np.add.at(workers, dst, whole)
    ledger.post("wages", amount, src=src, dst=dst)
    assert ledger["firms", "money"].tolist() == firms.tolist()
    assert ledger["workers", "money"].tolist() == workers.tolist()
    assert ledger.moved("wages") == whole.sum() / MILLION


def test_one_holder_takes_all(ledger: Ledger) -> None:
    ledger.post("interest", np.arange(7.0))
    assert ledger.moved("interest") == ledger.moved("interest", "bank") == 21.0
    assert ledger.moved("interest", "clouds") == -11.0
    assert ledger.total("bank", "money") == -180.0 + 21.0


def test_lending_and_repayment_move_money_one_way_and_the_claim_the_other(ledger: Ledger) -> None:
    ledger.post("lending", np.arange(7.0))
    assert ledger.units("firms", "money").tolist() == [10.0, 11, 12, 13, 14, 15, 16]
    assert ledger.units("firms", "loans").tolist() == [0, -1, -2, -3, -4, -5, -6]
    assert (ledger.total("bank", "money"), ledger.total("bank", "loans")) == (-180.0 - 21.0, 21.0)
    ledger.post("repayment", np.array([0, 0.5, 0, 0, 0, 0, 6.0]))
    assert ledger.units("firms", "loans").tolist() == [0, -0.5, -2, -3, -4, -5, 0]
    assert ledger.units("firms", "money").tolist() == [10.0, 10.5, 12, 13, 14, 15, 10]
    assert (ledger.total("bank", "money"), ledger.total("bank", "loans")) == (-180.0 - 14.5, 14.5)


def test_bonds_are_issued_and_redeemed_against_money(ledger: Ledger) -> None:
    ledger.post("benefits", np.ones(4))
    ledger.post("bond_issue", 5.0)
    assert (ledger.total("state", "money"), ledger.total("state", "bonds"), ledger.total("bank", "bonds")) == (1, -5, 5)
    ledger.post("bond_redemption", 1.0)
    assert (ledger.total("state", "money"), ledger.total("state", "bonds"), ledger.total("bank", "bonds")) == (0, -4, 4)
    with pytest.raises(LedgerError, match=r"bank\[0\] has 4.0 of bonds, 4.5 are"):
        ledger.post("bond_redemption", 4.5)


def test_machines_are_installed_against_the_goods_they_were(ledger: Ledger) -> None:
    ledger.post("machine_production", np.array([3.0, 1.0]))
    ledger.settle("machine_deliveries", np.array([2 * MILLION, 0]), np.array([0, 0, 0, 2 * MILLION, 0, 0, 0]))
    ledger.post("machines_installed", np.array([0.0, 0.5, 0, 1.5, 0]))
    assert ledger.units("producers", "capital_goods").tolist() == [1, 0.5, 0, 0.5, 0]
    assert ledger.units("producers", "machines").tolist() == [0, 0.5, 0, 1.5, 0]
    assert ledger.total("nature", "machines") == -2.0
    ledger.close()


def test_firms_trade_with_firms(ledger: Ledger) -> None:
    """The first firm of Department I sells to its neighbour, to Department II and to a cloud, and buys from the neighbour."""
    given = np.array([1, 2, 0, 4, 0, 0, 8]) * MILLION
    taken = np.array([14, 1]) * MILLION
    ledger.settle("machine_purchases", given, taken)
    assert ledger.units("firms", "money").tolist() == [10 - 1 + 14, 10 - 2 + 1, 10, 10 - 4, 10, 10, 10 - 8]
    assert ledger.moved("machine_purchases") == 15.0
    assert ledger.moved("machine_purchases", "dept1") == 12.0  # what stays within the department moves nothing
    table = ledger.transactions()
    row = table.values[table.rows.index("machine_purchases (money)")]
    assert dict(zip(table.columns, row.tolist(), strict=True)) == dict.fromkeys(SECTORS, 0) | {
        "dept1": 12 * MILLION,
        "dept2": -4 * MILLION,
        "clouds": -8 * MILLION,
    }
    ledger.close()


def test_trade_within_one_sector_shows_as_an_empty_row(ledger: Ledger) -> None:
    ledger.settle("machine_purchases", np.array([0, 5, 0, 0, 0, 0, 0]), np.array([5, 0]))
    table = ledger.transactions()
    assert not table.values[table.rows.index("machine_purchases (money)")].any()
    assert ledger["dept1", "money"].tolist() == [10_000_005, 9_999_995]


def test_a_view_of_the_books_can_be_posted(ledger: Ledger) -> None:
    ledger.post("living_labour", np.arange(7.0))
    ledger.post("labour_spent", ledger["firms", "labour"])
    assert ledger.moved("labour_spent") == 21.0
    assert not ledger.transactions().values.sum(axis=1).any()
    ledger.close()


@pytest.mark.parametrize("twin_of", [copy.deepcopy, lambda ledger: pickle.loads(pickle.dumps(ledger))])
def test_a_copy_is_a_ledger_of_its_own(ledger: Ledger, twin_of: Callable[[Ledger], Ledger]) -> None:
    twin = twin_of(ledger)
    twin.post("interest", np.ones(7))
    assert twin.units("firms", "money").tolist() == [9.0] * 7
    assert ledger.units("firms", "money").tolist() == [10.0] * 7
    twin.close()
    assert twin.balance_sheet().values[0].tolist() == [
        40 * MILLION,
        70 * MILLION,
        *(n * 9 * MILLION for n in (2, 3, 2)),
        0,
        -173 * MILLION,
        0,
        0,
    ]


def test_what_each_firm_gave_and_took(ledger: Ledger) -> None:
    """By flow and firm, whichever part of the firms an account is; nothing of a month before."""
    ledger.post("lending", np.arange(7.0))
    ledger.post("ai_fees", [2.0, 1.0], src=np.array([4, 0]), dst=np.array([1, 0]))  # producers to clouds
    ledger.post("worker_purchases", [3.0], src=np.array([0]), dst=np.array([1]))
    assert ledger.taken("lending").tolist() == [n * MILLION for n in range(7)]
    assert ledger.given("ai_fees").tolist() == [MILLION, 0, 0, 0, 2 * MILLION, 0, 0]
    assert ledger.taken("ai_fees", "worker_purchases").tolist() == [0, 0, 0, 3 * MILLION, 0, MILLION, 2 * MILLION]
    assert not ledger.given("lending", "worker_purchases").any()  # the bank and workers are no firms
    with pytest.raises(LedgerError, match="flow 'nothing', month 0: not declared"):
        ledger.given("nothing")
    ledger.close()
    ledger.open()
    assert not ledger.taken("lending").any()


# Matrices


def test_every_row_of_both_matrices_sums_to_zero(ledger: Ledger) -> None:
    ledger.post("lending", np.full(7, 4.0))
    ledger.post("initial_machines", np.arange(5.0))
    ledger.post("machine_wear", np.arange(5.0) / 3.0)
    ledger.post("wages", np.array([1.0, 2.0, 3.0, 4.0]), src=np.array([0, 3, 3, 6]))
    ledger.post("income_tax", np.array([0.3, 0.6, 0.9, 1.2]))
    ledger.close()
    sheet, table = ledger.balance_sheet(), ledger.transactions()
    assert sheet.columns == table.columns == list(SECTORS)
    assert sheet.rows == [*assets(), "net financial worth"]
    assert (sheet.title, table.title) == ("Balance sheet at the end of month 0", "Transaction flows of month 0")
    assert not sheet.values.sum(axis=1).any()
    assert not table.values.sum(axis=1).any()
    assert table.rows == [
        "lending (money)",
        "wages (money)",
        "income_tax (money)",
        "machine_wear (machines)",
        "endowment (money)",
        "initial_machines (machines)",
    ]
    cells = {(r, c): sheet.values[i, j] / MILLION for i, r in enumerate(sheet.rows) for j, c in enumerate(SECTORS)}
    assert cells["money", "workers"] == 40 + 10 - 3
    assert cells["money", "clouds"] == 20 + 8 - 4
    assert cells["loans", "dept2"] == -12
    assert cells["net financial worth", "dept2"] == 30 - 5
    assert cells["net financial worth", "bank"] == -180
    assert cells["net financial worth", "state"] == 3
    assert cells["machines", "dept1"] == 0 + 1 - 0.333333
    ledger.open()
    assert ledger.transactions().rows == []
    assert ledger.moved("wages") == 0.0


# Any sequence of postings, beside the same in plain Python integers


class PlainBooks:
    """What the ledger should do, one holder after the other."""

    def __init__(self) -> None:
        self.rows = {asset: [0] * (STARTS["nature"] + 1) for asset in assets()}
        self.gross = dict.fromkeys(flows(), 0)
        self.owing = {(asset.name, p) for asset in assets().values() for who in asset.may_owe for p in HOLDERS[who]}

    def post(self, name: str, units: list[float], src: list[int], dst: list[int]) -> bool:
        """Whether the posting is allowed; if not, nothing has changed."""
        if not all(0.0 <= unit < 1e9 for unit in units):  # a nan compares to nothing
            return False
        flow, rows, asked = flows()[name], {asset: list(row) for asset, row in self.rows.items()}, Counter[tuple]()
        whole = [math.floor(unit * 1e6) if flow.floor else round(unit * 1e6) for unit in units]
        for amount, giver, taker in zip(whole, src, dst, strict=True):
            left, right = HOLDERS[flow.source][giver], HOLDERS[flow.target][taker]
            for asset, loser, winner in ((flow.asset, left, right), (flow.against, right, left)):
                if asset:
                    rows[asset][loser] -= amount
                    rows[asset][winner] += amount
                    asked[asset, loser] += amount
        if any(self.rows[asset][p] < total for (asset, p), total in asked.items() if (asset, p) not in self.owing):
            return False
        self.rows = rows
        self.gross[name] += sum(whole)
        return True


OPENING = [
    (name, [8.0, 5.5, 3.1], [0, 0, 0], [place % len(HOLDERS[flows()[name].target]) for place in (0, 1, 4)])
    for name in ("endowment", "initial_stocks", "initial_goods", "initial_machines", "compute_ready", "slots_built")
] + [("lending", [4.0] * 7, [0] * 7, list(range(7))), ("bond_issue", [9.0], [0], [0])]

amounts = st.one_of(
    st.floats(0.0, 3.0),
    st.sampled_from([0.0, 1e-7, 5e-7, 1e-6, 1.5e-6, 1.0, 1.0, 20.0, -1.0, math.nan, math.inf, 1e16]),
)
postings = st.tuples(
    st.sampled_from(sorted(flows())),
    st.lists(st.tuples(amounts, st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=4),
)


@settings(max_examples=100, deadline=None, database=None, derandomize=True)  # the same examples every time
@given(st.lists(postings, max_size=25))
def test_any_sequence_of_postings(sequence: list[tuple[str, list[tuple[float, int, int]]]]) -> None:
    ledger, plain = Ledger(SIZES), PlainBooks()
    drawn = [
        (
            name,
            [unit for unit, _, _ in parts],
            [giver % len(HOLDERS[flows()[name].source]) for _, giver, _ in parts],
            [taker % len(HOLDERS[flows()[name].target]) for _, _, taker in parts],
        )
        for name, parts in sequence
    ]
    for name, units, src, dst in OPENING + drawn:
        if plain.post(name, units, src, dst):
            ledger.post(name, np.array(units), src=np.array(src), dst=np.array(dst))
        else:
            with pytest.raises(LedgerError, match=f"flow {name}, month 0"):
                ledger.post(name, np.array(units), src=np.array(src), dst=np.array(dst))
        assert books(ledger) == plain.rows
    assert {name: round(ledger.moved(name) * 1e6) for name in flows()} == plain.gross
    assert not ledger.balance_sheet().values.sum(axis=1).any()
    assert not ledger.transactions().values.sum(axis=1).any()
    ledger.post("labour_spent", ledger["firms", "labour"].copy())
    ledger.post("compute_used", ledger["producers", "compute"].copy())
    ledger.post("compute_idle", ledger["clouds", "compute"].copy())
    if any(plain.rows[asset][p] > 0 for asset, p in plain.owing if assets()[asset].claim):
        with pytest.raises(LedgerError, match=r"month 0: more .* were paid back than were owed"):
            ledger.close()
    else:
        ledger.close()
    assert ledger.residual == 0
