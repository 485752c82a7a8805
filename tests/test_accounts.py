"""The accounts of value: identities in every month, shares to the last unit, unit values, lenses that change no run."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.economy import accounts, derived, formulas
from sim.economy.kernels import people
from sim.economy.measures import observe
from sim.economy.month import step
from sim.economy.rules import value as rule
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import World
from sim.engine.ledger import flows

ASTRAY: dict[str, object] = {  # much of AI's work goes wrong
    "incidents": True,
    "alignment_overhead": 0.1,
    "incident_hazard": 1.0,
    "misjudged_frontier": True,
    "reliance": 1.0,
    "discernment": 0.0,
}
TRAINED = {"trained_frontier": True, "public_training": True, "training_rights": True, "data_work_per_slot": 0.5}
SETS = (
    {}, {"withheld_share": 0.4}, {"commons_share": 1.0}, {"ai_tax": 0.5}, {"upkeep_limits": True}, {"entry": True}, ASTRAY, TRAINED
)  # fmt: skip
SMALL: dict[str, object] = {"n_workers": 400, "ai_arrival": 6, "ai_lead": 4}


def worlds(changes: dict[str, object], months: int = 40) -> World:
    """A small world with AI, some months on."""
    world = start(load("competition", SMALL | changes), 1)
    for _ in range(months):
        step(world)
    return world


@pytest.mark.parametrize("changes", SETS, ids=str)
def test_identities_month_by_month(changes: dict[str, object], identities: Callable[[World], int]) -> None:
    world = start(load("competition", SMALL | changes), 1)
    for _ in range(40):
        step(world)
        assert identities(world) == len(accounts.LENSES)
        drawn_up = accounts.draw_up(world)
        if (drawn_up.quantities.output > 0.0).all():  # a sector without product creates no value, but has a part in what stands in money
            in_money = 1.0 + formulas.rate_of_surplus_value(drawn_up)
            price_over_value = 1.0 + drawn_up.deviation(accounts.GOODS)
            assert 1.0 + drawn_up.advanced.surplus_rate == pytest.approx(in_money * price_over_value, rel=1e-6)
    assert world.agents.work.sum() > 0.0


def test_every_payment_of_firms_has_its_account() -> None:
    firms = {"dept1", "dept2", "clouds", "producers", "firms"}
    for flow in flows().values():
        if flow.asset == "money" and flow.source in firms:
            assert flow.account in ("C", "V", "S", "capital"), flow.name
        elif flow.asset == "money" and flow.target in firms:
            assert flow.sale or flow.account == "capital", flow.name
        elif flow.asset == "money":
            assert flow.account == "", flow.name


def test_a_payment_without_account_breaks_the_identity() -> None:
    world = worlds({})
    world.ledger.post("endowment", np.r_[np.zeros(world.ledger["holders", "money"].size - 1), 1.0])
    broken = accounts.firms(world)
    assert not np.array_equal(broken.product, broken.constant + broken.variable + broken.surplus)


def test_accounts_by_hand() -> None:
    """A cloud without AI, a firm of Department I and one of Department II: money read off the postings."""
    world = worlds({"ai": False}, months=3)
    firms, ledger = accounts.firms(world), world.ledger
    price = float(world.prices[1])
    one = world.dept2.start
    sold = sum(int(ledger.taken(f"{who}_purchases")[one]) for who in ("worker", "capitalist", "public"))
    grown = int(ledger.taken("goods_production")[one]) - sum(
        int(ledger.given(f"{who}_goods")[one]) for who in ("worker", "capitalist", "public")
    )
    assert firms.product[one] == sold + round(grown * price)
    assert firms.variable[one] == ledger.given("wages")[one] == round(1e6 * world.firms.wages[one])
    assert firms.constant[one] == round(int(ledger.given("machine_wear")[one]) * float(world.prices[0]))
    assert firms.paid[one] == ledger.given("interest", "profit_tax", "dividends")[one]
    assert not firms.product[world.clouds].any()


def test_profit_is_surplus_before_tax() -> None:
    """S of a firm is its profit before interest and tax, but for stocks and the price of goods that it bought for itself."""
    world = worlds({})
    firms = accounts.firms(world)
    interest = world.ledger.given("interest")
    own = firms.surplus / 1e6 - interest / 1e6
    gap = np.abs(own - world.firms.gross_profit - world.ledger.given("ai_tax") / 1e6)[world.producers]
    made = world.ledger.taken(*accounts.MADE) - world.ledger.given(*accounts.delivered())
    assert gap == pytest.approx(
        np.abs(made[world.producers] / 1e6 * world.by_department(*world.prices)), rel=1e-3, abs=1e-3
    )


@pytest.mark.parametrize(
    ("total", "weight", "rest", "part"),
    [
        ([10], [[1.0, 1.0, 1.0]], [0.0], [[3, 3, 4]]),
        ([10], [[1.0, 1.0, 0.0]], [0.0], [[5, 5, 0]]),  # rounding goes to the last that weighs
        ([7], [[2.0, 1.0, 0.0]], [0.0], [[4, 3, 0]]),
        ([10], [[1.0, 1.0, 0.0]], [2.0], [[2, 3, 0]]),  # half falls to the rest
        ([10, 0], [[0.0, 0.0], [1.0, 1.0]], [0.0, 0.0], [[0, 0], [0, 0]]),  # nothing weighs: nobody gets it
        ([10], [[]], [0.0], [[]]),
    ],
)
def test_apportion(total: list[int], weight: list[list[float]], rest: list[float], part: list[list[int]]) -> None:
    found = np.full(np.shape(weight), -1, np.int64)
    people.apportion(np.array(total), np.array(weight), np.array(rest), found)
    assert found.tolist() == part


def test_apportion_adds_up_and_is_within_one_unit() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        total, weight = rng.integers(0, 10**12, 3), rng.random((3, 50)) * (rng.random((3, 50)) < 0.7)
        part = np.empty(weight.shape, np.int64)
        people.apportion(total, weight, np.zeros(3), part)
        assert np.array_equal(part.sum(axis=1), total)
        assert (np.abs(part - total[:, None] * weight / weight.sum(axis=1, keepdims=True)) < 2.0).all()
        assert not part[weight == 0.0].any()


@pytest.mark.parametrize("seed", range(20))
def test_unit_values_solve_the_linear_system(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labour, output = rng.random(3) * 100, rng.random(3) * 100 + 50
    machines, compute = rng.random(3) * 10, np.append(rng.random(2) * 25, 0.0)
    output[2] = compute.sum()
    inputs = np.zeros((3, 3))
    inputs[:, 0], inputs[:, 2] = machines, compute
    expected = np.linalg.solve(np.diag(output) - inputs, labour)
    np.testing.assert_allclose(rule.unit_values(labour, machines, compute, output), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("replaced", "fee", "tax", "cost", "parts"),
    [
        (100, 50, 5, (16, 4, 7, 3, 0), (20, 10, 70, 20, 5, 45)),
        (100, 50, 5, (16, 4, 7, 3, 15), (20, 25, 55, 5, 5, 45)),  # a wage is taken out of the cloud's part
        (100, 25, 0, (20, 0, 10, 0, 0), (20, 10, 70, -5, 0, 75)),  # a commons below cost: the firms have it
        (0, 0, 0, (15, 5, 0, 10, 0), (20, 10, -30, -30, 0, 0)),  # an idle agent: a loss of its cloud
    ],
)
def test_agent_surplus(replaced: int, fee: int, tax: int, cost: tuple[int, ...], parts: tuple[int, ...]) -> None:
    of = rule.agent_surplus(*(np.array([x]) for x in (replaced, fee, tax, *cost)))
    assert tuple(int(x[0]) for x in (of.constant, of.variable, of.surplus, of.cloud, of.state, of.firms)) == parts
    assert of.product[0] == replaced


YARDSTICKS = {
    "worker_power": 0.5,
    "worker_hours": 90.0,
    "slot_power": 9.0,
    "slot_hours": 60.0,
}


def test_lenses_change_the_accounts_and_never_the_run() -> None:
    """Other yardsticks, and every lens read every month, against a run in which nobody looks: the same bits."""
    looked, left = start(load("competition", SMALL | YARDSTICKS), 2), start(load("competition", SMALL), 2)
    for _ in range(24):
        step(looked)
        step(left)
        accounts.draw_up(looked)
    for account, asset in (("workers", "money"), ("firms", "money"), ("firms", "loans"), ("dept2", "goods")):
        assert looked.ledger[account, asset].tobytes() == left.ledger[account, asset].tobytes()
    assert looked.firms.price.tobytes() == left.firms.price.tobytes()
    one, other = (accounts.draw_up(world).lenses for world in (looked, left))
    for name, seen in one["living_labour"]._asdict().items():
        assert np.array_equal(seen, getattr(other["living_labour"], name)), name
    assert one["refusal"].created == other["refusal"].created
    assert one["physical_work"].created != other["physical_work"].created
    assert observe(looked).size == observe(left).size


def test_refusal_weighs_labour_by_the_chance_of_another_job() -> None:
    """Of each worker at work; means at hand and a UBI move nothing, and where no job is on offer nothing is left."""
    world = worlds({})
    workers, q = world.workers, accounts.draw_up(world).quantities
    rates = np.array(derived.unemployment_rates(world))
    assert 0.0 < rates.min() < rates.max() < 1.0
    at = workers.employer >= 0
    worth = (workers.skill * workers.hours * (1.0 - rates[workers.occupation]))[at]
    sector = np.searchsorted([world.dept1.stop, world.dept2.stop], workers.employer[at], side="right")
    np.testing.assert_allclose(q.refusable, np.bincount(sector, worth, minlength=3), rtol=1e-5)
    assert (q.refusable < q.labour)[q.labour > 0.0].all()
    workers.opening[:], world.state.ubi = 100.0, 1.0
    assert np.array_equal(accounts.draw_up(world).quantities.refusable, q.refusable)
    workers.active[~at] = False  # nobody looks for work: whoever refuses is sure of the next job
    np.testing.assert_allclose(accounts.draw_up(world).quantities.refusable, q.labour, rtol=1e-5)
    workers.active[:], workers.employer[:] = True, -1
    assert not accounts.draw_up(world).quantities.refusable.any()


def test_what_crews_do_for_ai_is_created_and_sits_in_no_product() -> None:
    """Under lenses by which AI is a labourer: some three thousandths of all that is created, less by joules; elsewhere nothing."""
    world, shares = worlds({}, months=100), dict.fromkeys(accounts.LENSES, 0.0)
    for _ in range(60):
        step(world)
        q = accounts.draw_up(world).quantities
        for name, lens in accounts.LENSES.items():
            r = lens.reckon(q)
            in_products = float(r.values[:2] @ q.output[:2]) - r.constant
            assert r.created - in_products == pytest.approx(r.upkeep, abs=1e-9 * r.created), name
            shares[name] += r.upkeep / r.created / 60
    assert 0.001 < shares["new_labourer"] < 0.005
    assert 0.0002 < shares["physical_work"] < 0.001
    assert shares["living_labour"] == shares["refusal"] == 0.0


def test_only_lenses_with_ai_labour_know_its_surplus() -> None:
    lenses = accounts.draw_up(worlds({})).lenses
    assert lenses["new_labourer"].ai_surplus_rate > 0.0
    assert lenses["living_labour"].ai_surplus_rate == lenses["refusal"].ai_surplus_rate == 0.0
    assert lenses["new_labourer"].created > lenses["living_labour"].created > lenses["refusal"].created
