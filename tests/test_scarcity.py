"""Compute that can be scarce, and deletion by each reading: limits with a closed form, in a market for compute held by the hand."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import EARLY, before, columns, force, warm

from sim.economy import derived, formulas, measures, month
from sim.economy.accounts import draw_up
from sim.economy.phases import adapting, buying, selling
from sim.economy.rules import compute
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import COGNITIVE, World

NU, RHO, SIGMA, S, NORMAL = 0.85, 0.05, 0.02, 0.1, 0.25  # parameters of the table, by the letters of the formulas
SOON = {"n_workers": 300, "ai_arrival": 12, "ai_lead": 6}


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    return import_module("bars")


@dataclass
class Market:
    """The clouds of a small world month by month, while what firms ask for, wages, prices and the state of the art stand still."""

    world: World
    asked: float

    @classmethod
    def make(cls, name: str = "competition", need: float = 40.0, **changes: object) -> "Market":
        """Firms with this need for minds each ask for half of it; slots for the normal use of it all."""
        w = start(load(name, {**EARLY, "ai_arrival": 0, **changes}), 1)
        month.begin(w)
        buying.advance_frontier(w)
        w.ledger.close()
        firms = w.firms
        firms.need[COGNITIVE, w.producers] = need
        firms.adoption[w.producers], firms.jaggedness[w.producers] = 0.5, 1.0
        firms.wage[:] = 1.0
        w.frontier.versions_capability[:] = 0.9
        market = cls(w, 0.5 * need * w.producers.stop)
        market.post("slots_built", np.full(w.agents.count.size, market.asked / NU / w.agents.count.size))
        return market

    def post(self, flow: str, amount: np.ndarray) -> None:
        self.world.ledger.open()
        self.world.ledger.post(flow, amount)
        self.world.ledger.close()

    @property
    def slots(self) -> float:
        return float(self.world.ledger.total("clouds", "slots"))

    @property
    def markup(self) -> float:
        return float(self.world.firms.markup[self.world.clouds].mean())

    @property
    def use(self) -> float:
        """Of all slots."""
        return float(self.world.firms.compute[self.world.clouds].sum()) / self.slots

    def month(self, **changes: float) -> None:
        """Agents at work, fees, renting, wear, building, mark-ups."""
        w = self.world
        force(w, **changes)
        w.ledger.open()
        buying.own_clouds(w)
        buying.host_agents(w)
        buying.price_compute(w)
        buying.rent_compute(w)
        buying.lapse_compute(w)
        slots = w.ledger.units("clouds", "slots")
        w.firms.worn[w.clouds] = w.params.hardware_wear * slots
        w.ledger.post("slot_wear", w.firms.worn[w.clouds])
        want = self.want()
        w.ledger.post("slots_built", want)
        adapting.revise_fees(w)
        w.ledger.post("labour_spent", w.ledger["firms", "labour"])
        w.ledger.close()
        w.month += 1

    def want(self, now: float | None = None, then: float | None = None, progress: float = 1.0) -> np.ndarray:
        """Slots that clouds want to build for work that will be done now and when they stand."""
        w = self.world
        demand = np.array([self.asked if now is None else now, self.asked if then is None else then])
        held, cost = w.ledger["clouds", "slots"], derived.slot_cost(w) / w.channels.fees_kept
        efficiency, progressed = w.agents.efficiency, np.array([1.0, progress])
        worth = derived.fee_ceiling(w), cost
        return selling._slots(
            w.numbers, w.firms.handle, held, efficiency, demand, progressed, selling._offer(w), worth
        )[0]


# What is asked for, and what goes without


@pytest.mark.parametrize("held", [0.0, 0.4])
def test_what_goes_without_is_counted_from_totals_and_not_from_slots_that_are_full(held: float) -> None:
    """Old agents that reach no further stand idle while newer ones are full: that is no scarcity, and what is asked says so."""
    w = before(buying.rent_compute, "competition", months=40, withheld_share=held)
    firms, p = w.firms, w.params
    fee = firms.price[w.clouds].min() * (1.0 + p.ai_tax)
    reach = w.frontier.versions_capability[0, -1] * firms.jaggedness[w.producers]
    asked = firms.need[COGNITIVE, w.producers] * np.minimum(firms.adoption[w.producers], reach)
    asked[fee >= firms.wage[COGNITIVE, w.producers]] = 0.0
    supply = (w.agents.offered * w.agents.efficiency).sum()
    buying.rent_compute(w)
    assert w.compute_unmet == pytest.approx(1.0 - min(supply / asked.sum(), 1.0), abs=1e-12)
    assert (w.compute_unmet > 0.01) == (held > 0.0)
    assert formulas.compute_unmet(w) == w.compute_unmet
    assert firms.ai_work[w.producers].sum() <= asked.sum() + 1e-6


def test_at_a_fee_above_every_wage_nothing_is_asked_for_and_nothing_goes_without() -> None:
    market = Market.make()
    market.month(withheld_share=0.6)
    assert market.world.compute_unmet > 0.1
    market.world.firms.wage[COGNITIVE, market.world.producers] = 1e-3
    market.month()
    assert market.world.compute_unmet == 0.0
    assert market.use == 0.0


def test_ai_that_is_switched_off_is_not_scarce_and_its_fee_does_not_wind_up() -> None:
    """It stood at the ceiling, at three times its cost, after two years without any AI."""
    market = Market.make()
    for _ in range(3):
        market.month()
    was = market.markup
    for _ in range(24):
        market.month(ai_off=True)
        assert market.world.compute_unmet == 0.0
    assert market.use == 0.0
    assert market.markup == pytest.approx(was, abs=0.02)


def test_scarce_compute_is_shared_by_all_in_the_first_round() -> None:
    """No firm goes away with less than 1 - x of what it asks for, and who came first takes no more than is left."""
    market = Market.make("monopoly", withheld_share=0.4)
    market.month()
    w = market.world
    done = w.firms.ai_work[w.producers] / (market.asked / w.producers.stop)
    assert w.compute_unmet == pytest.approx(1.0 - 0.6 / NU, abs=1e-6)
    np.testing.assert_allclose(done, 1.0 - w.compute_unmet, atol=1e-6)
    market.month(compute_scarce=False)
    in_turn = w.firms.ai_work[w.producers] / (market.asked / w.producers.stop)
    assert in_turn.min() == 0.0
    assert in_turn.max() == pytest.approx(1.0)
    assert in_turn.sum() == pytest.approx(done.sum(), rel=1e-6)


# Plan and offer


@pytest.mark.parametrize("held", [0.0, 0.15, 0.4, 0.6])
def test_clouds_plan_for_what_is_asked_whatever_they_withhold(held: float) -> None:
    """slots = share max(now, then) / (e nu); without the switch that over 1 - h: clouds built what they withheld."""
    market = Market.make("monopoly", withheld_share=held, capex_growth_max=0.5)
    market.month()
    w = market.world
    worn, slots = w.firms.worn[w.clouds].sum(), market.slots
    for now, then, progress, used in ((1.0, 1.5, 1.0, 1.5), (1.5, 1.0, 1.0, 1.5), (1.2, 1.5, 1.5, 1.2)):
        want = market.want(now * market.asked, then * market.asked, progress)
        assert want.sum() == pytest.approx(used * market.asked / NU - slots, rel=1e-9)
    assert worn > 0.0
    force(w, compute_scarce=False)
    market.asked *= 0.59
    assert market.want().sum() == pytest.approx(max(market.asked / (1.0 - held) / NU - slots, 0.0), rel=1e-9)


def test_clouds_offer_what_they_do_not_withhold_and_public_ones_all() -> None:
    market = Market.make("monopoly", withheld_share=0.4, commons_share=0.5)
    market.month()
    w = market.world
    offered = w.agents.offered / w.ledger.units("clouds", "slots")
    np.testing.assert_allclose(offered, np.where(w.firms.public[w.clouds], 1.0, 0.6), rtol=1e-6)
    assert w.firms.public[w.clouds].tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("yields", "grows", "replaces"),
    [(1.02, True, True), (1.005, False, True), (1.0, False, True), (0.99, False, False)],
)
@pytest.mark.parametrize("held", [0.0, 0.3])
def test_growth_and_replacement_by_what_a_slot_that_is_built_in_part_to_be_withheld_yields(
    held: float, yields: float, grows: bool, replaces: bool
) -> None:
    """Growth where fee e (1 - h) >= (1 + margin) v, replacement where fee e (1 - h) >= v; margin 1 %."""
    market = Market.make(withheld_share=held)
    market.month()
    w = market.world
    w.firms.price[w.clouds] = yields * derived.slot_cost(w) / (1.0 - held) / w.agents.efficiency
    worn, want = w.firms.worn[w.clouds].sum(), market.want(3.0 * market.asked).sum()
    assert want == pytest.approx(worn if replaces and not grows else want if grows else 0.0)
    assert (want > 1.5 * worn) == grows


# The fee


@pytest.mark.parametrize("held", [0.0, 0.05, 0.1, 0.15])
def test_who_withholds_no_more_than_would_stand_idle_makes_nothing_scarce(held: float) -> None:
    """h <= 1 - nu: x = 0, and the mark-up tends to mu* + (sigma / rho) (1 + mu*) (nu / (1 - h) - nu)."""
    market = Market.make(withheld_share=held)
    for _ in range(400):
        market.month()
        assert market.world.compute_unmet < 1e-6  # millionths of slots
    limit = NORMAL + SIGMA / RHO * (1.0 + NORMAL) * (NU / (1.0 - held) - NU)
    assert market.markup == pytest.approx(limit, abs=2e-4)
    assert market.use == pytest.approx(NU, abs=1e-4)


@pytest.mark.parametrize("held", [0.2, 0.4, 0.6])
def test_who_withholds_more_makes_compute_scarce_and_dear(held: float) -> None:
    """h > 1 - nu: in the long run x = 1 - (1 - h) / nu, idle share h, the fee at its ceiling; on the way there an exact growth a month."""
    market = Market.make(withheld_share=held)
    w, exact = market.world, 0
    for _ in range(300):
        was, price = w.firms.markup[w.clouds].copy(), w.firms.price[w.clouds].copy()
        market.month()
        use = w.firms.compute[w.clouds] / w.agents.offered
        growth = (S * w.compute_unmet * (1.0 + was) + SIGMA * (1.0 + NORMAL) * (use - NU)) / (1.0 + was)
        cost = derived.slot_cost(w) / w.agents.efficiency
        if ((1.0 + was) * (1.0 + growth) * cost < derived.fee_ceiling(w)).all():
            np.testing.assert_allclose((1.0 + w.firms.markup[w.clouds]) / (1.0 + was) - 1.0, growth, rtol=1e-9)
            exact += 1
            if exact > 1:  # and so do fees, a month later
                np.testing.assert_allclose(w.firms.price[w.clouds], (1.0 + was) * cost, rtol=1e-12)
                assert (w.firms.price[w.clouds] > price).all()
    assert exact > 3
    assert w.compute_unmet == pytest.approx(1.0 - (1.0 - held) / NU, abs=1e-3)
    assert 1.0 - market.use == pytest.approx(held, abs=1e-3)
    np.testing.assert_allclose(w.firms.price[w.clouds], derived.fee_ceiling(w), rtol=1e-9)
    highest = derived.fee_ceiling(w) * w.agents.efficiency / derived.slot_cost(w) - 1.0
    np.testing.assert_allclose(w.firms.markup[w.clouds], highest, rtol=1e-9)  # the mark-up does not wind up behind it


def test_a_mark_up_above_the_ceiling_is_not_taken_down_by_scarcity() -> None:
    market = Market.make("monopoly", withheld_share=0.4, cloud_markup=8.0)
    for _ in range(60):
        market.month()
    assert market.world.compute_unmet > 0.2
    assert market.markup == pytest.approx(8.0)


def test_where_all_is_withheld_no_ai_works_and_slots_fall_by_the_wear() -> None:
    market = Market.make(withheld_share=1.0)
    slots, wear = market.slots, market.world.params.hardware_wear
    for n in range(1, 61):
        market.month()
        assert market.use == 0.0
        assert not market.world.firms.ai_work.any()
        assert market.world.compute_unmet == 1.0
        assert market.slots == pytest.approx(slots * (1.0 - wear) ** n, rel=1e-6)


@pytest.mark.parametrize("use", [0.95, 0.85, 0.7, 0.5, 0.36, 0.35, 0.2, 0.0])
def test_where_demand_falls_the_mark_up_comes_down_as_far_as_slots_stand_idle(use: float) -> None:
    """mu tends to max(mu* - (sigma / rho) (1 + mu*) (nu - use), 0): nothing at a use of 0.35, and below."""
    w = Market.make().world
    markup = w.firms.markup[w.clouds]
    one, sought = np.ones(markup.size), np.full(markup.size, NORMAL - w.params.cloud_markup)
    for _ in range(400):
        adapting._revise_fees(w.numbers, np.full(markup.size, use), (0.0, 10.0), one, one, sought, markup)
    limit = max(NORMAL - SIGMA / RHO * (1.0 + NORMAL) * min(NU - use, 0.5), 0.0)
    np.testing.assert_allclose(markup, limit, atol=1e-6)
    assert (limit == pytest.approx(0.0, abs=1e-12)) == (use <= 0.35)


def test_what_was_withheld_comes_back_to_the_market() -> None:
    """h set back to 0: use within 0.02 of nu in 12 months, the mark-up within 0.05 of normal in 72."""
    market = Market.make(withheld_share=0.4)
    for _ in range(120):
        market.month()
    assert market.markup > 1.0
    for _ in range(12):
        market.month(withheld_share=0.0)
    assert market.use == pytest.approx(NU, abs=0.02)
    for _ in range(60):
        market.month()
    assert market.markup == pytest.approx(NORMAL, abs=0.05)


def test_while_some_go_without_no_mark_up_above_normal_comes_down() -> None:
    rows = [(0.0021, 1.0), (0.0019, 1.0 + RHO * (NORMAL - 1.0))]
    for scarcity, kept in rows:
        w = Market.make().world
        markup = w.firms.markup[w.clouds]
        markup[:] = 1.0
        one, sought = np.ones(markup.size), np.full(markup.size, NORMAL - w.params.cloud_markup)
        adapting._revise_fees(w.numbers, np.full(markup.size, NU), (scarcity, 10.0), one, one, sought, markup)
        np.testing.assert_allclose(markup, kept + S * 2.0 * scarcity, rtol=1e-12)


# Runs of the whole economy


def test_where_nothing_is_short_the_switch_changes_no_bit() -> None:
    """Private clouds and the commons, nothing withheld: as long as x is 0, and it is throughout."""
    for name in ("competition", "commons", "monopoly"):
        changes = SOON | {"withheld_share": 0.0}
        made = [start(load(name, {**changes, "compute_scarce": switch}), 1) for switch in (True, False)]
        for _ in range(60):
            month.step(*made)
            assert made[0].compute_unmet == 0.0, name
        one, other = (columns(w) for w in made)
        assert made[0].agents.work.sum() > 2.0
        assert all(np.array_equal(one[column], other[column]) for column in one), name


def run(months: int, **changes: object) -> tuple[World, dict[str, np.ndarray]]:
    """A small economy with AI to the end, and measures month by month."""
    w = start(load("competition", {**SOON, **changes}), 1)
    names = ("compute_unmet", "idle_compute", "final_output")
    found: dict[str, list[float]] = {name: [] for name in (*names, "fee")}
    for _ in range(months):
        month.step(w)
        for name, value in measures.read(w, names).items():
            found[name].append(value)
        found["fee"].append(float(w.firms.price[w.clouds].mean()) / derived.fee_ceiling(w))
    return w, {name: np.array(values) for name, values in found.items()}


def test_withholding_in_the_whole_economy_ends_where_the_closed_form_says() -> None:
    _, seen = run(400, withheld_share=0.4)
    late = slice(-60, None)
    assert seen["compute_unmet"][late].mean() == pytest.approx(1.0 - 0.6 / NU, abs=0.02)
    assert seen["idle_compute"][late].mean() == pytest.approx(0.4, abs=0.02)
    assert seen["fee"][late].mean() == pytest.approx(1.0, abs=0.02)


def test_hardware_that_stands_idle_is_no_final_output() -> None:
    w, seen = run(60, withheld_share=0.4)
    early = start(load("competition", SOON), 1)
    month.step(early)  # nothing is built before the clouds begin
    assert formulas.final_output(draw_up(early)) == early.firms.output[early.producers].sum() / early.start.output
    used, idle = w.ledger.moved("hardware_used"), seen["idle_compute"][-1]
    made = w.firms.output[w.producers].sum() - used * idle
    assert used > 0.0
    assert idle > 0.3
    assert seen["final_output"][-1] == pytest.approx(made / w.start.output, rel=1e-12)
    assert made < 0.999 * w.firms.output[w.producers].sum()


# Deletion, by each reading of the text


def hosts(rule: str, markup: float = 2.0, gap: float = 0.1, **changes: object) -> Market:
    """A market in which a newer version, by this gap more efficient, waits for agents of every age from 0 to 40 months."""
    market = Market.make(
        "monopoly", withheld_share=0.0, deletion_rule=rule, cloud_markup=markup, ai_efficiency_growth=0.0, **changes
    )
    market.month()
    w = market.world
    w.frontier.grow(versions=2)
    w.frontier.versions_capability[:, 1], w.frontier.versions_efficiency[1] = 0.9, 1.0 + gap
    w.agents.age[:] = np.arange(w.agents.age.shape[1]) % 41
    return market


def host(market: Market) -> np.ndarray:
    """Whom it befalls to be deleted in a month without wear: (clouds, slots)."""
    w = market.world
    force(w, hardware_wear=0.002)
    chance = np.ones((w.agents.version.shape[1], w.agents.count.size))
    old = w.agents.version.copy()
    _, _, deleted = buying._host_agents(
        w.numbers,
        w.agents.handle,
        w.frontier.handle,
        w.firms.handle,
        derived.slot_cost(w),
        derived.slot_cost(w) / w.channels.fees_kept,
        chance,
        buying.READINGS.index(w.params.deletion_rule),
    )
    gone = (w.agents.version != old) & w.agents.living
    assert gone.sum() == deleted
    return gone


def test_by_takings_below_cost_under_a_mark_up_of_two_only_who_is_idle_two_thirds_of_the_time_goes() -> None:
    """Why the reading 'loss' hardly binds there."""
    for share in (0.34, 0.33):
        market = hosts("loss", gap=0.01)
        w = market.world
        w.agents.age[:] = 13
        force(w, hardware_wear=0.002)
        w.agents.revenue[:] = share * 3.0 * derived.slot_cost(w)
        assert host(market)[w.agents.living].all() == (share < 1.0 / 3.0)


@pytest.mark.parametrize(("gap", "goes"), [(0.019, False), (0.022, True), (0.5, True)])
def test_by_what_a_newer_one_earns_an_agent_goes_where_it_pays_the_change(gap: float, goes: bool) -> None:
    """fee (e_new - e_old) x expected life > cost of the change: at a fee of 3 v, 48 months, a month's v, a gap of 1/144 pays."""
    market = hosts("newer", gap=gap / 3.0)
    w = market.world
    force(w, hardware_wear=1.0 / 48.0)
    w.firms.price[w.clouds] = 3.0 * derived.slot_cost(w)
    age, life = w.agents.age.copy(), 1.0 / 48.0
    chance, old = np.ones((w.agents.version.shape[1], w.agents.count.size)), w.agents.version.copy()
    assert life < 1.0
    cost = derived.slot_cost(w)
    buying._host_agents(
        w.numbers, w.agents.handle, w.frontier.handle, w.firms.handle, cost, cost / w.channels.fees_kept, chance, buying.NEWER
    )
    gone = (w.agents.version != old)[w.agents.living]
    assert np.array_equal(gone, (age > 12)[w.agents.living] & goes)


def test_by_rank_those_of_the_lowest_takings_go_a_share_each_month() -> None:
    market = hosts("rank", deletion_share=0.1)
    w = market.world
    takings = np.random.default_rng(0).random(w.agents.revenue.shape)
    age, before_, counts = w.agents.age.copy(), w.agents.version.copy(), []
    rounding = w.firms.rounding[w.clouds]
    for u in np.random.default_rng(1).random(300):
        w.agents.age[:], w.agents.version[:], w.agents.revenue[:], rounding[:] = age, before_, takings, u
        gone, may = host(market), (age > 12) & w.agents.living
        assert not (gone & ~may).any()
        for cloud in range(takings.shape[0]):
            stay = may[cloud] & ~gone[cloud]
            if gone[cloud].any():
                assert takings[cloud, gone[cloud]].max() < takings[cloud, stay].min()
        counts.append(gone.sum())
    assert np.mean(counts) == pytest.approx(0.1 * may.sum(), rel=0.03)  # rounded with no side taken
    assert len(set(counts)) > 1


@pytest.mark.parametrize("rule", ["loss", "newer", "rank"])
def test_nobody_is_deleted_where_deletion_is_off_or_no_newer_version_waits(rule: str) -> None:
    assert not host(hosts(rule, deletion=False)).any()
    assert not host(hosts(rule, gap=0.0, commons_share=1.0)).any()


def test_readings_under_which_more_go_leave_younger_agents() -> None:
    ages, deleted = {}, {}
    for rule in buying.READINGS:
        w, gone = warm("monopoly", 0, withheld_share=0.0, deletion_rule=rule), 0
        for _ in range(90):
            month.step(w)
            gone += w.agents.deleted
        ages[rule], deleted[rule] = w.agents.age[w.agents.living].mean(), gone
    assert min(deleted["newer"], deleted["rank"]) > 1.5 * deleted["loss"]
    assert max(ages["newer"], ages["rank"]) < ages["loss"]


def test_without_the_switch_the_fee_looks_at_use_alone() -> None:
    args = {"normal": 0.25, "normal_use": 0.85, "reversion": 0.05, "response": 0.02, "gap_min": -0.5}
    calm = compute.cloud_markup(np.array([1.0]), np.array([0.9]), **args)
    market = Market.make(withheld_share=0.4)
    market.month(compute_scarce=False)
    w = market.world
    assert w.compute_unmet > 0.2
    w.firms.markup[w.clouds], w.firms.compute[w.clouds] = 1.0, 0.9 * w.agents.offered
    adapting.revise_fees(w)
    np.testing.assert_allclose(w.firms.markup[w.clouds], calm[0], rtol=1e-12)


@pytest.mark.ci
def test_scarcity_lays_off_no_more_and_makes_no_cycle(bars: Any) -> None:
    """The whole, and the long run: ``python benchmarks/bars.py scarcity``."""
    lines = {line.about: line for line in bars.scarcity(bars.Size(2, 120))}
    calm = [line for about, line in lines.items() if "autocorrelation" in about or "lay-offs" in about]
    assert len(calm) == 4
    assert [line.about for line in calm if not line.within] == []
