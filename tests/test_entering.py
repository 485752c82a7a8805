"""Where a parameter enters: what is read from the program's text, held against the text looked at in other ways."""

import re
from pathlib import Path

import pytest

from sim.economy import entering
from sim.economy.measures import MEASURES
from sim.economy.month import OWNERS, PHASES
from sim.engine import declarations, parameters


def test_every_parameter_enters_somewhere() -> None:
    assert [name for name in parameters.table() if not entering.entered(name).anywhere] == []


def test_what_a_rule_is_handed_under_the_parameters_own_name_is_found() -> None:
    """Calls of rules with ``name=p.name`` in the phases, found as text: each is among the parameter's rules."""
    found = 0
    for path in Path(entering.__file__).parent.joinpath("phases").glob("*.py"):
        for module, rule, inside in re.findall(r"\b(\w+)\.(\w+)\(([^()]*)\)", path.read_text(encoding="utf-8")):
            for name in re.findall(r"\b(\w+)=p\.\1\b", inside):
                rules = {entering.short(one) for one in entering.entered(name).rules}
                if f"{module}.{rule}" in {entering.short(one) for one in RULES}:
                    assert f"{module}.{rule}" in rules, name
                    found += 1
    assert found > 20


RULES = [name for name in entering._program().functions if entering.is_rule(name)]


@pytest.mark.parametrize(
    ("name", "rules", "phases"),
    [
        ("commons_share", ["compute.public_clouds"], {"own_clouds": ""}),
        # a name, then a loop of its own; not what counts how often the bound binds, which all phases call
        ("wage_cut_max", ["wages.revised_offer"], {"revise_wages": ""}),
        # what a helper gives back is asked for in several phases
        ("ai_tax", ["pricing.saving"], {"revise_prices": "", "adopt_ai": ""}),
        # a column takes it over, and another phase reads that
        ("pass_through", ["pricing.revised_price"], {"pass_on": "", "revise_prices": "firms.pass_through"}),
        # a channel carries it to the core
        ("ai_wage", ["compute.private_fee"], {"share_fees": "", "price_compute": "channels.fees_kept"}),
        ("capital_flight", ["expropriation.pulled_capacity"], {"pull_capacity": ""}),
        ("seizure_fear", ["expropriation.dared"], {"fear_seizure": ""}),
        # it is where a loop goes through two values at once
        ("trend_speed_dept2", [], {"expect_sales": ""}),
        # what a world knows is made of it
        ("loan_rate", ["investment.user_cost"], {"invest": ""}),
    ],
)
def test_the_way_of_some(name: str, rules: list[str], phases: dict[str, str]) -> None:
    found = entering.entered(name)
    assert set(rules) <= {entering.short(rule) for rule in found.rules}
    assert phases.items() <= found.phases.items()


def test_where_some_do_not_enter() -> None:
    assert set(entering.entered("pass_through").phases) == {"pass_on", "imitate_rivals", "revise_prices", "found_firms"}
    assert set(entering.entered("phillips_slope").phases) == {"revise_wages"}
    assert entering.entered("pass_through").measures == ("mean_pass_through",)
    skill = entering.entered("skill_sd")
    assert (skill.phases, skill.start) == ({}, True)
    for name in declarations.rooms()["rivalry"].data["params"]:
        assert {OWNERS.get(phase) for phase in PHASES if phase.__name__ in entering.entered(name).phases} == {"rivalry"}


def test_phases_stand_in_the_order_of_the_month_and_rules_have_formulas() -> None:
    names = [phase.__name__ for phase in PHASES]
    for name in ("hardware_per_slot", "loan_rate", "trained_frontier"):
        found = entering.entered(name)
        assert list(found.phases) == sorted(found.phases, key=names.index)
        assert all(entering.formula(rule) for rule in found.rules)
        assert set(found.measures) <= set(MEASURES)
