"""Which columns of the world are decided, and by which phase; all others are counted, or flows of the month.

A decision is what a firm, a cloud, a household or the State asks, plans or thinks, and might have thought otherwise with the same things
around it: it can be held while all else goes on (``sim/verdicts/held.py``). Counted is what there is, in whatever phase it is
written: plant, ages, memories of what was earned, who works where, and chance. A flow is what one month does; it is set anew before anybody
looks at it. ``tests/test_decisions.py`` goes through all columns and holds them against what phases write. A column of firms is
named by who decides it: ``producers.price``, ``clouds.price``.

Not here, since they are balances or come with rows of their own: loans, investment, dividends and the founding of firms, which follow
from what is here; which agents a cloud deletes, and how hard they work.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from sim.base import definitions
from sim.economy.channels import CHANNELS, Channels
from sim.economy.world import World
from sim.engine import parameters

Phase = Callable[[World], None]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


DECIDES: Mapping[str, tuple[str, ...]] = {
    "renew_tasks": ("producers.adoption",),
    "own_clouds": ("clouds.public",),
    "set_sought": ("channels.markup_sought", "channels.withheld_sought"),
    "expect_growth": ("producers.expected", "producers.trend", "capitalists.income", "state.trend_output"),
    "enter_cohorts": ("workers.income",),
    "plan_output": ("producers.plan", "producers.need"),
    "plan_by_need": ("producers.plan", "producers.need"),
    "supply_labour": ("workers.hours", "workers.active", "workers.school"),
    "plan_basket": ("state.basket", "state.wage_levy", "state.profit_levy"),
    "set_hours": ("workers.hours", "time.hours", "time.paid_hours"),
    "end_careers": ("workers.school",),
    "call_duty": ("time.serves", "clouds.need"),
    "leave": ("workers.active", "workers.school"),
    "strike": ("workers.hours",),
    "hire_hands": ("producers.need",),
    "share_training": ("knowledge.shares", "channels.slots_at_work", "channels.slots_carried"),
    "price_compute": ("clouds.price",),
    "adopt_ai": ("producers.adoption", "producers.feasible"),
    "prefer_clouds": ("channels.cloud_savings",),
    "allot_compute": ("channels.renting_first", "channels.need_seen"),
    "hand_over": ("channels.handed_over",),
    "call_experts": ("channels.handed_over",),
    "buy_pieces": ("clouds.need",),
    "pay": ("state.ubi", "state.ubi_steps", "state.ubi_tax", "workers.income"),
    "earn_shares": ("workers.income",),
    "pay_for_data": ("workers.income",),
    "pay_pieces": ("workers.income",),
    "serve_homes": ("workers.income",),
    "keep_commitments": ("channels.spending_added",),
    "extrapolate": ("channels.demand_foreseen",),
    "mark_hardware": ("channels.hardware_marked",),
    "fear_seizure": ("channels.slots_dared",),
    "provide": ("state.provision_tax", "provision.ration", "provision.owners_ration"),
    "consume": ("state.wanted",),
    "tighten_credit": ("credit_tightness",),
    "count_income": ("capitalists.income",),
    "measure_income": ("state.trend_output",),
    "revise_expectations": ("inflation", "expected_inflation", "state.rate_gap"),
    "price_homes": ("housing.price", "housing.drift", "housing.usual"),
    "revise_taxes": ("state.income_tax", "state.profit_tax"),
    "expect_sales": ("producers.expected", "producers.trend"),
    "look_ahead": ("producers.trend",),
    "pass_on": ("producers.pass_through", "producers.normal_markup"),
    "imitate_rivals": ("producers.pass_through", "producers.normal_markup", "producers.markup"),
    "hold_markups": ("producers.markup", "channels.scarcity_priced"),
    "revise_prices": ("producers.markup", "producers.price"),
    "revise_fees": ("clouds.markup",),
    "revise_wages": ("producers.wage", "producers.pressure", "clouds.wage", "state.mean_wage"),
    "bid_for_core": ("clouds.wage", "contracts.premium"),
    "retrain_workers": ("workers.school",),
    "move_members": ("contracts.rate",),
    "raise_norm": ("provision.level",),
}
# Steps of one decision: what sets one of them sets all.
TOGETHER = (
    ("clouds.public", "clouds.markup", "clouds.price"),
    ("producers.pass_through", "producers.normal_markup", "producers.markup", "producers.price"),
    ("knowledge.shares", "channels.slots_at_work", "channels.slots_carried"),
)
COUNTED = _names(
    """
    workers.occupation workers.skill workers.third workers.task workers.leisure workers.employer workers.turn workers.letters workers.spell
    workers.contract
    firms.active firms.owner firms.age firms.lead firms.productivity firms.rounding firms.jaggedness firms.abstains firms.cooperative
    firms.outlay firms.profit firms.use
    shoppers.shops shoppers.taste shoppers.group investors.shops investors.taste investors.group
    agents.count agents.offered agents.efficiency agents.version agents.age agents.revenue agents.effort
    frontier.versions_capability
    frontier.versions_efficiency frontier.own frontier.pace frontier.first frontier.capability frontier.efficiency frontier.since
    state.value_added state.profits state.fee_tax state.affordable state.purchases
    start.output start.debt_ratio start.price start.real_income start.norm start.value_added start.user_cost start.returns
    seed month shock technology wage_round levels price_level made
    abstainers.firms abstainers.sales ai_ownership.owned
    owners_search.markup owners_search.withheld owners_search.markup_before owners_search.withheld_before
    owners_search.profit owners_search.profit_before owners_search.months
    knowledge.log knowledge.margin knowledge.slots knowledge.training knowledge.usage knowledge.fresh knowledge.depth knowledge.quality
    knowledge.paid knowledge.supplier
    misjudgement.discernment misjudgement.reach ownership.shares
    time.jobless time.wages time.owed
    housing.home housing.late housing.habit housing.income housing.first_income housing.first_owned
    capex cloud_fees boom.growth boom.wanted
    energy.grown energy.built energy.queue energy.rent_share energy.used
    population.order population.occupation population.skill population.third population.task population.leisure population.people
    population.due expropriation.public expropriation.slots expropriation.cash
    provision.need_view provision.seen provision.view provision.paid
    skill.talent skill.craft skill.aid skill.paid skill.able skill.trade skill.formed skill.usual skill.bar skill.began
    contracts.piece_income contracts.takings contracts.audience contracts.began contracts.robots
    contracts.opened contracts.bar contracts.reached
    """
)
FLOWS = _names(
    """
    workers.opening workers.consumed capitalists.before
    firms.failed firms.closing firms.labour firms.unfilled firms.ai_work firms.compute firms.output firms.wages firms.paid firms.fees
    firms.unit_cost firms.takings firms.sales firms.unmet firms.worn firms.energy firms.opening_loan firms.gross_profit firms.opening_money
    firms.entrusted agents.useful agents.work agents.replaced agents.births agents.deaths agents.deleted
    state.floor state.opening_debt state.basket_cost
    compute_unmet slots_called budgets defaults value_added prices worked slot_cost
    channels.capability_kept channels.slots_usable channels.slots_busy channels.work_sold
    channels.fees_kept channels.dividends_kept channels.layoff_pace channels.growth_pace channels.slot_work channels.ai_worth
    channels.output_spared channels.judgement rented channels.slot_energy channels.slot_rent channels.slots_powered channels.slots_ahead
    channels.charges channels.fund_orders energy.powered energy.asked energy.heat
    entry.entries entry.exits checking.accidents misjudgement.outside
    housing.asked housing.earned housing.white_collar housing.forced housing.foreclosed
    population.came population.left provision.means provision.needed state.norm
    skill.ladder skill.ranked skill.experts skill.judged knowledge.trained knowledge.parts knowledge.spare
    time.paid time.fresh time.own_fresh time.from_profits time.duty time.duty_hours time.unpaid
    channels.minds_bought channels.hands_bought channels.hands_spared channels.hands_entrusted channels.ai_hands
    contracts.pieces contracts.worked contracts.earned contracts.bill contracts.tight contracts.hand contracts.human
    """
)
_READ = re.compile(
    r"\b(?:p|params|w)\.(?=(\w+))"
)  # of a phase, or of a loop that it compiles: w.loan_rate is the one in force


def columns(world: World) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """Every column and number of the world by its name, as it stands; balances are the ledger's."""
    for table in fields(cast(Any, world)):
        value = getattr(world, table.name)
        if is_dataclass(value) and table.name not in ("scenario", "_params", "ledger"):
            yield from ((f"{table.name}.{one.name}", np.asarray(getattr(value, one.name))) for one in fields(value))
        elif isinstance(value, Channels):
            yield from ((f"{table.name}.{name}", getattr(value, name)) for name in CHANNELS)
        elif isinstance(value, int | float | np.ndarray):
            yield table.name, np.asarray(value)


def column(decision: str) -> str:
    """The column that a decision stands in.

    >>> column("clouds.price"), column("state.wanted"), column("inflation")
    ('firms.price', 'state.wanted', 'inflation')
    """
    table, _, name = decision.rpartition(".")
    return f"firms.{name}" if table in ("producers", "clouds") else decision


def deciding() -> Mapping[str, frozenset[str]]:
    """Each decided column with the phases that decide it."""
    found: dict[str, frozenset[str]] = {}
    for phase, decisions in DECIDES.items():
        for one in decisions:
            found[column(one)] = found.get(column(one), frozenset()) | {phase}
    return found


@cache
def read_by(phase: Phase) -> frozenset[str]:
    """The parameters that a phase reads, in its own text or in that of any function that it leads to."""
    place = Path(cast(FunctionType, phase).__code__.co_filename), cast(FunctionType, phase).__name__
    names = {name for text in definitions.reached(*place).values() for name in _READ.findall(text)}
    return frozenset(names & parameters.table().keys())


def set_by(levers: frozenset[str] | set[str], phases: tuple[Phase, ...]) -> frozenset[str]:
    """The decisions of the phases that read one of these parameters, with all steps of the same decision."""
    found = {
        one
        for phase in phases
        if levers & read_by(phase)
        for one in DECIDES.get(cast(FunctionType, phase).__name__, ())
    }
    return frozenset(found.union(*(steps for steps in TOGETHER if found & set(steps))))
