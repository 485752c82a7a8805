"""AI agents that are paid and spend."""

import copy
import re
from itertools import takewhile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import EARLY

from conftest import value_identities
from sim.base.errors import InputError
from sim.commands.value import Valuation, accounts_of
from sim.economy import accounts, month
from sim.economy.accounts import draw_up
from sim.economy.acting import idle
from sim.economy.derived import slot_cost
from sim.economy.measures import observe, read
from sim.economy.mechanisms.paid_ai import phases as paid_ai
from sim.economy.mechanisms.paid_ai import rules as rule
from sim.economy.scenario import load, load_all
from sim.economy.start import start
from sim.economy.world import World
from sim.engine import declarations, parameters
from sim.engine.ledger import MILLION
from sim.runs.runner import ensemble

ARRIVED = 7  # months until AI has been there for one, see EARLY


def made(name: str, months: int, **changes: object) -> World:
    world = start(load(name, {**EARLY, **changes}), 0)
    for _ in range(months):
        month.step(world)
    return world


@pytest.mark.parametrize(
    ("money", "left", "made", "spend", "bought", "unmet"),
    [
        (4.0, [3.0, 1.0], [6.0, 2.0], 0.5, [1.2, 0.4], [0.0, 0.0]),  # enough is left: each gives the same part of it
        (15.0, [3.0, 1.0], [6.0, 2.0], 1.0, [3.0, 1.0], [6.0, 2.0]),  # all is sold, and 10 of money finds nothing
        (10.0, [0.0, 0.0], [6.0, 2.0], 1.0, [0.0, 0.0], [6.0, 2.0]),  # nothing left: seen by what each makes
        (10.0, [0.0, 4.0], [0.0, 0.0], 1.0, [0.0, 4.0], [0.0, 0.0]),  # stocks of sellers that make nothing
        (10.0, [3.0, 1.0], [6.0, 2.0], 0.0, [0.0, 0.0], [0.0, 0.0]),
        (0.0, [3.0, 1.0], [6.0, 2.0], 1.0, [0.0, 0.0], [0.0, 0.0]),
    ],
)
def test_spending(
    money: float, left: list[float], made: list[float], spend: float, bought: list[float], unmet: list[float]
) -> None:
    price = np.array([1.0, 2.0])
    found = rule.spending(money, np.array(left), price, np.array(made), agents_spend=spend)
    assert [each.tolist() for each in found] == [pytest.approx(bought), pytest.approx(unmet)]
    assert price @ (found[0]) + (price @ found[1] if any(made) else 0.0) <= spend * money + 1e-12


def test_who_lives_on_the_wage_ends_the_month_with_what_could_not_be_had() -> None:
    """At agents_spend 1 the fund keeps nothing but what sellers had not; by less than a millionth a seller."""
    world = start(load("monopoly", {**EARLY, "ai_wage": 0.6, "agents_spend": 1.0, "fund_speed": 0.0}), 0)
    short, had = 0, 0
    for _ in range(36):
        month.begin(world)
        missed = 0.0
        for phase in month.due(world):
            if phase is paid_ai.agents_buy:
                worth = float(world.ledger.units("dept1", "capital_goods") @ world.firms.price[world.dept1])
                missed = max(world.ledger.total("fund", "money") - worth, 0.0)
            phase(world)
        month.end(world)
        kept = world.ledger.total("fund", "money")
        assert missed - 1e-6 <= kept <= missed + 1e-6 * (world.dept1.stop + 1)
        short += missed > 1e-3
        had += missed == 0.0 and world.ledger.moved("agents_purchases") > 0.0
    assert short > 0
    assert had > 0


def test_a_fee_carries_the_wage_where_it_can_and_profit_does_where_it_can_not() -> None:
    """Below the ceiling the fee is unit cost over what clouds keep; at the ceiling it stays, and rent pays."""
    plain, paid = (made("competition", ARRIVED, ai_wage=wage) for wage in (0.0, 0.3))
    assert paid.firms.price[paid.clouds] == pytest.approx(plain.firms.price[plain.clouds] / 0.7, rel=1e-9)
    plain, paid = (made("monopoly", ARRIVED + 1, ai_wage=wage) for wage in (0.0, 0.3))
    assert paid.firms.price[paid.clouds] == pytest.approx(plain.firms.price[plain.clouds], rel=0.01)
    fees = paid.ledger.taken("ai_fees")[paid.clouds]
    assert fees.sum() > 0
    assert paid.ledger.given("ai_wages")[paid.clouds] == pytest.approx(0.3 * fees, abs=1.0)
    wear = paid.params.hardware_per_slot * paid.prices[0] * paid.firms.worn
    cost = paid.firms.energy + wear + paid.ledger.given("wages", "ai_wages", "interest") / MILLION
    assert paid.firms.gross_profit[paid.clouds] == pytest.approx((paid.firms.fees - cost)[paid.clouds], abs=1e-6)


def test_public_clouds_pay_no_agents_and_charge_as_before() -> None:
    plain, paid = (made("commons", 24, ai_wage=wage, agents_spend=wage) for wage in (0.0, 0.5))
    assert observe(plain).tolist() == observe(paid).tolist()
    assert paid.channels.fees_kept.tolist() == [1.0] * 4
    assert paid.ledger.moved("ai_wages") == 0.0


def test_wages_stop_at_the_cash_of_a_cloud() -> None:
    world = made("monopoly", 12, ai_wage=0.3)
    month.begin(world)
    world.firms.fees[world.clouds] = 1e4
    held = world.ledger["clouds", "money"].copy()
    before = world.firms.wages.copy()
    paid_ai.pay_agents(world)
    assert world.ledger.given("ai_wages")[world.clouds].tolist() == held.tolist()
    assert world.ledger["clouds", "money"].tolist() == [0] * held.size
    assert (world.firms.wages - before)[world.clouds] == pytest.approx(held / MILLION)


def test_what_agents_buy_is_sold_by_department_one_and_what_they_do_not_get_it_sees() -> None:
    world = made("monopoly", 40, ai_wage=0.3, agents_spend=0.5)
    month.begin(world)
    for phase in takewhile(lambda phase: phase is not paid_ai.agents_buy, month.due(world)):
        phase(world)
    month.set(world, agents_spend=1.0)
    world.follow_dates()
    firms, ledger, sellers = world.firms, world.ledger, world.dept1
    stock, price = ledger["dept1", "capital_goods"].copy(), firms.price[sellers].copy()
    assert stock.sum() > 0
    worth = float(stock @ price) / MILLION
    money = np.r_[worth + 3.0, np.zeros(firms.price.size - 1)]
    ledger.post("lending", money)
    ledger.post("fund_dividends", money)
    takings, sales, unmet = (column[sellers].copy() for column in (firms.takings, firms.sales, firms.unmet))
    held = ledger.total("fund", "money")
    paid_ai.agents_buy(world)
    assert ledger["dept1", "capital_goods"].tolist() == [0] * stock.size
    assert ledger["fund", "capital_goods"].tolist() == [0]
    assert firms.sales[sellers] - sales == pytest.approx(stock / MILLION)
    assert firms.takings[sellers] - takings == pytest.approx(price * stock / MILLION, abs=1e-5)
    assert (firms.unmet[sellers] - unmet) @ price == pytest.approx(held - worth, rel=1e-6)
    assert ledger.total("fund", "money") == pytest.approx(held - worth, abs=1e-4)


def test_agents_that_save_become_owners_and_those_that_spend_do_not() -> None:
    """What the fund does not spend buys shares, with the lever of ownership at rest."""
    savers, spenders = (made("monopoly", 60, ai_wage=0.3, agents_spend=spend) for spend in (0.0, 1.0))
    assert savers.awake == spenders.awake == {"paid_ai", "ai_ownership"}
    assert savers.ai_ownership
    assert spenders.ai_ownership
    assert savers.ledger.moved("agents_purchases") == 0.0
    assert savers.ai_ownership.owned > 10.0 * spenders.ai_ownership.owned
    assert savers.ledger.moved("share_purchases") > 0.0


def test_without_a_wage_or_ownership_there_is_nothing_to_spend() -> None:
    plain, waiting = (made("competition", 24, agents_spend=spend) for spend in (0.0, 1.0))
    assert observe(plain).tolist() == observe(waiting).tolist()
    owning = made("monopoly", 36, agents_spend=1.0, ai_ownership=1.0)
    assert owning.ledger.moved("ai_wages") == 0.0
    assert owning.ledger.moved("agents_purchases") > 0.0


@given(
    st.floats(0.0, 0.95), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.sampled_from((0.25, 2.0))
)
@settings(max_examples=4, deadline=None, derandomize=True)
def test_accounts_hold_with_every_flow_at_work(
    wage: float, spend: float, ownership: float, public: float, markup: float
) -> None:
    """C + V + S of clouds, Department I and agents, to the last millionth, and books that close."""
    changes = {"ai_wage": wage, "agents_spend": spend, "ai_ownership": ownership}
    world = start(load("competition", {**EARLY, **changes, "commons_share": public, "cloud_markup": markup}), 3)
    for _ in range(20):
        month.step(world)
        value_identities(world)
        assert np.isfinite(observe(world)).all()
    assert world.ledger.residual == 0


def test_the_wage_of_an_agent_is_v_and_comes_out_of_s() -> None:
    """V has all that is paid; the product, and with it C + V + S, is what the work is worth, whoever has it."""
    world = made("monopoly", 30, ai_wage=0.3, agents_spend=1.0)
    drawn_up, ledger = draw_up(world), world.ledger
    agents = drawn_up.agents
    assert agents.wages.sum() == ledger.given("ai_wages").sum() > 0
    assert np.array_equal(agents.variable, agents.energy + agents.crews + agents.wages)
    paid = copy.copy(world.ledger.given("ai_wages"))
    firms = drawn_up.firms
    assert firms.variable.sum() == ledger.given("wages").sum() + paid.sum()
    assert drawn_up.surplus_rate == pytest.approx(
        (int(firms.surplus.sum()) + int(paid.sum())) / int(ledger.given("wages").sum())
    )
    share = read(world, ["ai_pay_share"], drawn_up)["ai_pay_share"]
    assert share > 0.3


def test_what_agents_buy_is_v_of_the_new_labourer_and_s_of_living_labour() -> None:
    world = made("monopoly", 30, ai_wage=0.3, agents_spend=1.0)
    q = draw_up(world).quantities
    assert q.spent == world.ledger.moved("agents_purchases") / (
        world.ledger.moved("agents_purchases") / world.ledger.moved("agents_deliveries")
    )
    asked = draw_up(world)
    new, living = asked.lenses["new_labourer"], asked.lenses["living_labour"]
    machine = float(new.values[0])
    assert new.ai_variable == pytest.approx(machine * (q.energy + q.spent) + new.upkeep)
    assert living.variable == pytest.approx(float(living.values[1]) * q.bought)
    assert q.spent > 0.0


def test_sim_value_has_the_wage_in_v_of_ai(tmp_path: Path) -> None:
    """Its file adds up, and a line says how much of V agents are paid; where nobody pays them no line speaks of it."""
    scenarios = load_all(["paid-ai", "monopoly"], {**EARLY, "n_workers": 200})
    results = ensemble(scenarios, range(1), 20, jobs=1, out=tmp_path / "out", quiet=True)
    notes = [line for line in Valuation(results, []).notes() if "paid itself" in line]
    table = accounts_of(results)
    own = table[(table["month"] == 19) & (table["unit"] == "ai_agents")].set_index("scenario")
    assert own["product"].tolist() == pytest.approx((own["constant"] + own["variable"] + own["surplus"]).tolist())
    places = results.axes("agent_product")["share"]
    shares = {name: results.records("agent_product", name)[0, 19] for name in results.scenarios}
    wage = {name: float(found[places.index("wages")]) for name, found in shares.items()}
    assert wage["monopoly"] == 0.0
    assert wage["paid-ai"] > 0.0
    parts = [places.index(part) for part in ("energy", "crews", "wages")]
    assert own.loc["paid-ai", "variable"] == pytest.approx(shares["paid-ai"][parts].sum())
    (line,) = notes
    assert re.search(r"^paid-ai: of AI's V \d+% are wages that it is paid itself", line)


def test_use_by_people_is_over_all_that_is_sold() -> None:
    world = made("monopoly", 30, ai_wage=0.3, agents_spend=1.0)
    sold = {"worker_purchases", "capitalist_purchases", "public_purchases", "machine_purchases", "agents_purchases", "heat_charge"}
    assert set(accounts.sold()) == sold
    moved = world.ledger.moved
    people = moved("worker_purchases") + moved("capitalist_purchases") + moved("public_purchases")
    whole = people + moved("machine_purchases") + moved("agents_purchases")
    found = read(world, ["human_consumption_share", "agents_bought", "fund_money"])
    assert found["human_consumption_share"] == pytest.approx(people / whole)
    assert found["agents_bought"] == pytest.approx(moved("agents_purchases") / world.value_added)
    assert found["fund_money"] == pytest.approx(
        world.ledger.total("fund", "money") / (12.0 * world.state.value_added)
    )


def test_clouds_build_and_keep_agents_by_what_they_keep_of_fees() -> None:
    """At a wage that leaves less than cost, nothing more is built: at the ceiling the fee can't carry it."""
    plain, paid = (made("monopoly", 36, ai_wage=wage, agents_spend=1.0) for wage in (0.0, 0.9))
    kept = 0.1 * paid.firms.price[paid.clouds] * paid.agents.efficiency
    assert (kept < 1.1 * slot_cost(paid)).all()
    assert paid.ledger.total("clouds", "slots") < plain.ledger.total("clouds", "slots")


def test_a_room_that_another_wakes_is_asked_for_by_both(monkeypatch: pytest.MonkeyPatch) -> None:
    assert declarations.wakers()["ai_ownership"] == {"ai_ownership": 0.0, "ai_wage": 0.0, "agents_spend": 0.0}
    assert declarations.wakers()["paid_ai"] == {"ai_wage": 0.0, "agents_spend": 0.0}
    values = parameters.Params(ai_wage=0.3).as_dict()
    assert parameters.moved(values) == {"ai_ownership": ["ai_wage"], "paid_ai": ["ai_wage"]}
    rooms = {name: copy.deepcopy(document) for name, document in declarations.rooms().items()}
    rooms["paid_ai"].data["mechanism"]["wakes"] = ["ai_owner"]
    read = declarations.toml.read
    monkeypatch.setattr(declarations.toml, "read", lambda path: rooms[path.stem] if path.stem in rooms else read(path))
    with pytest.raises(InputError, match=r"paid_ai.toml:6: wakes \"ai_owner\": no other room; did you mean ai_owner"):
        declarations.rooms.__wrapped__()


def test_fund_speed_acts_where_agents_are_paid() -> None:
    """Its note, that it does nothing without a lever, is not given where another room has woken its own."""
    names = {
        wage: [name for note in idle(load("monopoly", {"ai_wage": wage, "fund_speed": 0.2}), 300) for name in note.names]
        for wage in (0.0, 0.3)
    }
    assert "fund_speed" in names[0.0]
    assert "fund_speed" not in names[0.3]
