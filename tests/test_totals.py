"""What measures and accounts read in compiled passes is what numpy says of the same columns, to the bit."""

import numpy as np
import pytest
from worlds import warm

from sim.economy import accounts, derived, formulas, totals
from sim.economy.kernels import people
from sim.economy.rules import compute
from sim.economy.rules import value as rule
from sim.economy.world import COGNITIVE, PHYSICAL, World
from sim.engine.inequality import gini, share_of_most


@pytest.fixture(scope="module", params=["commons", "competition"])
def world(request: pytest.FixtureRequest) -> World:
    """Some years after AI came, with the parts of a cloud in both hands, and AI agents that own where clouds are private."""
    private = {"ai_ownership": 0.5, "effort_response": 0.3} if request.param == "competition" else {"withheld_share": 0.2}
    w = warm(request.param, 40, **private)
    assert w.agents.work.sum() > 0.0
    return w


def test_heads(world: World) -> None:
    w, found = world.workers, totals.add_up(world).workers
    for occupation in (COGNITIVE, PHYSICAL):
        mine = w.active & (w.occupation == occupation)
        assert (found.force[occupation], found.jobless[occupation]) == (mine.sum(), (mine & (w.employer < 0)).sum())
    for third, heads in ((0, found.low_skill), (2, found.high_skill)):
        mine = w.active & (w.third == third)
        assert heads == (mine.sum(), (mine & (w.employer < 0)).sum())
    for part, heads in zip((world.dept1, world.dept2, world.clouds), found.employed, strict=True):
        assert heads == ((w.employer >= part.start) & (w.employer < part.stop)).sum()
    assert found.poor == (w.consumed < 0.5 * world.start.real_income).sum()
    assert found.unmet == np.maximum(1.0 - w.consumed / world.start.norm, 0.0).sum()


def test_sums_over_firms(world: World) -> None:
    f, made, found = world.firms, world.firms.output[world.producers], totals.add_up(world).firms
    weights = made * world.by_department(*world.start.price) + 1e-9
    plain = {
        "in_dept1": f.active[world.dept1].sum(),
        "in_dept2": f.active[world.dept2].sum(),
        "labour": f.labour.sum(),
        "employed": tuple(f.labour.sum(axis=1)),
        "paid": tuple(f.paid.sum(axis=1)),
        "unfilled": f.unfilled.sum(),
        "need": f.need[COGNITIVE].sum(),
        "ai_work": f.ai_work.sum(),
        "producers_ai_work": f.ai_work[world.producers].sum(),
        "producers_fees": f.fees[world.producers].sum(),
        "energy": f.energy.sum(),
        "gross_profit": f.gross_profit.sum(),
        "cloud_profit": f.gross_profit[world.clouds].sum(),
        "takings": f.takings[world.producers].sum(),
        "cost": (f.unit_cost * f.sales)[world.producers].sum(),
        "output": made.sum(),
        "machines_made": f.output[world.dept1].sum(),
        "goods_made": f.output[world.dept2].sum(),
        "pass_through": (f.pass_through[world.producers] * weights).sum() / weights.sum(),
    }
    assert found._asdict() == plain


def test_sums_over_agents_and_modes(world: World) -> None:
    a, found = world.agents, totals.add_up(world)
    assert found.agents._asdict() == {
        "number": a.count.sum(),
        "let": np.minimum(a.offered, a.count).sum(),
        "work": (a.efficiency * a.count).sum(),
        "replaced": a.replaced.sum(),
        "age": a.age[a.living].sum(),
        "effort": a.effort[a.living].sum(),
    }
    need = world.firms.need[COGNITIVE, world.producers]
    p = world.params
    shares = compute.modes(
        world.firms.ai_work[world.producers] / np.maximum(need, 1e-9),
        assistant_capability=p.assistant_capability,
        employee_capability=p.employee_capability,
        agent_capability=p.agent_capability,
    )
    assert found.modes[totals.TASKS].tolist() == [(mode * need).sum() / need.sum() for mode in shares]


def test_what_households_have(world: World) -> None:
    ledger, f = world.ledger, world.firms
    machine, good = world.machine_price, world.goods_price
    capital = ledger.units("producers", "machines") * machine + world.stocks * world.by_department(machine, good)
    assert np.array_equal(derived.capital(world), capital)
    hardware = world.params.hardware_per_slot * ledger.units("clouds", "slots") * world.prices[0]
    worth = np.concatenate([capital, hardware]) + ledger.units("firms", "money")
    equity = np.maximum(worth + ledger.units("firms", "loans"), 0.0) * ~f.public
    kept = world.channels.dividends_kept * equity
    drawn = np.bincount(f.owner, equity - kept, world.capitalists.income.size)
    fund = ledger.total("fund", "money") + float(kept.sum())
    wealth = np.concatenate([ledger.units("workers", "money"), ledger.units("capitalists", "money") + drawn, [fund]])
    assert np.array_equal(totals.wealth(world), wealth)
    dividends = np.bincount(f.owner, ledger.given("dividends") / 1e6, drawn.size)
    assert np.array_equal(totals.dividends(world), np.append(dividends, ledger.moved("fund_dividends")))
    fees = ledger.taken("ai_fees")[world.clouds] / 1e6
    assert formulas.cloud_concentration(world) == ((fees / fees.sum()) ** 2).sum()
    order = np.arange(1.0 - wealth.size, wealth.size, 2.0)
    assert gini(wealth) == (order * np.sort(wealth)).sum() / (wealth.size * np.sort(wealth).sum())
    assert share_of_most(wealth, 5) == np.partition(wealth, -5)[-5:].sum() / wealth.sum()


def test_accounts_of_firms(world: World) -> None:
    """From postings, flow by flow."""
    ledger, price = world.ledger, float(world.prices[0])
    stock = ledger.taken(*accounts.MADE) - ledger.given(*accounts.delivered())
    for part, at in zip((world.dept1, world.dept2), world.prices, strict=True):
        stock[part] = np.rint(stock[part] * at)
    prices = {"machine_wear": price, "slot_wear": world.params.hardware_per_slot * price, "energy_used": price}
    used_up = sum(np.rint(ledger.given(flow) * at).astype(np.int64) for flow, at in prices.items())
    found = accounts.firms(world)
    raised = ledger.taken(*accounts._receipts(sale=False))
    kept = ledger["firms", "money"] - world.firms.opening_money + ledger.given(*accounts._tagged("capital")) - raised
    assert np.array_equal(found.product, ledger.taken(*accounts._receipts(sale=True)) + stock)
    assert np.array_equal(found.constant, used_up + ledger.given(*accounts._tagged("C")))
    assert np.array_equal(found.variable, ledger.given(*accounts._tagged("V")))
    assert np.array_equal(found.paid, ledger.given(*accounts._tagged("S")))
    assert np.array_equal(found.retained, kept - used_up + stock)


def test_accounts_of_agents(world: World) -> None:
    """What falls to each agent, account by account."""
    table, ledger, c, price = world.agents, world.ledger, world.clouds, float(world.prices[0])
    places = np.clip(table.offered[:, None] - np.arange(table.work.shape[1]), 0.0, 1.0) * table.living
    idle = np.maximum(ledger.taken("compute_ready")[c] / 1e6 - places.sum(axis=1), 0.0)
    efficiency = np.append(world.frontier.versions_efficiency, 1.0)[table.version] * table.effort

    def shared(total: np.ndarray, weight: np.ndarray, rest: np.ndarray | None = None) -> np.ndarray:
        part = np.empty(weight.shape, np.int64)
        people.apportion(total, weight, np.zeros(total.size) if rest is None else rest, part)
        return part

    interest, fee = ledger.given("interest")[c], shared(ledger.taken("ai_fees")[c], table.work)
    wear = np.rint(ledger.given("slot_wear")[c] * (world.params.hardware_per_slot * price)).astype(np.int64)
    energy = np.rint(ledger.given("energy_used")[c] * price).astype(np.int64)
    taxes = shared(np.array([ledger.given("ai_tax").sum()]), fee.reshape(1, -1).astype(np.float64)).reshape(fee.shape)
    on_debt = shared(interest, places, idle)
    plain = rule.agent_surplus(
        np.rint(table.replaced * 1e6).astype(np.int64),
        fee,
        taxes,
        shared(wear + interest, places, idle) - on_debt,
        on_debt,
        shared(energy, table.work / efficiency),
        shared(ledger.given("wages")[c], places, idle),
        shared(ledger.given("ai_wages")[c], table.work),
    )
    for name, part in accounts.agents(world)._asdict().items():
        assert np.array_equal(part, getattr(plain, name)), name
    assert accounts.draw_up(world).all_agents == tuple(int(part.sum()) for part in plain)


def test_what_went_in_and_came_out_by_sector(world: World) -> None:
    ledger, q = world.ledger, accounts.draw_up(world).quantities
    parts = (world.dept1, world.dept2, world.clouds)

    def by_sector(flow: np.ndarray) -> list[float]:
        return [flow[part].sum() / 1e6 for part in parts]

    assert q.output.tolist() == [*by_sector(ledger.taken(*accounts.MADE))[:2], ledger.moved("compute_rented")]
    hardware = world.params.hardware_per_slot * ledger.moved("slot_wear")
    assert q.machines.tolist() == [*by_sector(ledger.given("machine_wear"))[:2], hardware]
    assert q.compute.tolist() == by_sector(ledger.taken("compute_rented"))
    assert q.labour.tolist() == by_sector(ledger.taken("living_labour"))
    assert q.ai_work.tolist() == by_sector(ledger.taken("ai_labour"))
    refusable = rule.refusal(world.firms.labour, derived.unemployment_rates(world))
    assert q.refusable.tolist() == by_sector(np.rint(refusable * 1e6).astype(np.int64))
