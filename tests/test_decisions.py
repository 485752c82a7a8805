"""Decided, counted, or a flow: every column of the world is one of the three, and phases decide what they say."""

from collections.abc import Mapping

import numpy as np
import pytest
from test_phases import PARTS, PHASES
from worlds import EARLY, columns

from sim.economy import decisions, month
from sim.economy.decisions import COUNTED, DECIDES, FLOWS, column, deciding, read_by, set_by
from sim.economy.mechanisms import MECHANISMS
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import World
from sim.engine import declarations

BEGINS_AND_ENDS = "entry"  # what this room writes is where a firm starts from, and nothing of one that is gone
COUNTED_OF_CLOUDS = {("plan_output", "need"), ("hire_hands", "need")}  # the crews that slots need
BY_NAME = {phase.__name__: phase for phase in month.PHASES}


def lively() -> World:
    """A world in which every mechanism is awake."""
    examples = {name: value for one in MECHANISMS for name, value in one.example.items()}
    return start(load("competition", {**EARLY, **examples}), 1)


def written() -> dict[str, set[str]]:
    """The columns that each phase may write, as tests/test_phases.py and the rooms of mechanisms have it."""
    found = {phase: set(names.split()) for phase, (_, names) in PHASES.items()}
    for one in MECHANISMS:
        writes = declarations.rooms()[one.name].data["writes"]
        names = {*writes.get("columns", ()), *(f"channels.{name}" for name in writes.get("channels", ()))}
        found |= {phase.__name__: names for phase in one.phases}
    return found


def faults(world: World, decides: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Columns that are none of the three or two of them, and phases that write what others decide."""
    by: dict[str, set[str]] = {}
    for phase, names in decides.items():
        for name in names:
            by.setdefault(column(name), set()).add(phase)
    there = {name for name, _ in decisions.columns(world)}
    found = [f"{name}: neither decided nor counted nor a flow" for name in sorted(there - by.keys() - COUNTED - FLOWS)]
    found += [f"{name}: no such column" for name in sorted((by.keys() | COUNTED | FLOWS) - there)]
    found += [f"{name}: twice" for name in sorted((by.keys() & COUNTED) | (by.keys() & FLOWS) | (COUNTED & FLOWS))]
    rooms = {phase.__name__: room for phase, room in month.OWNERS.items()}
    for phase, names in written().items():
        own = {name for name, phases in by.items() if phase in phases}
        found += [f"{phase}: decides {name} and never writes it" for name in sorted(own - names)]
        # What a room writes it declares for all its phases.
        room = {other for other in rooms if rooms[other] == rooms.get(phase)} | {phase}
        others = {name for name, phases in by.items() if not room & phases}
        if rooms.get(phase) != BEGINS_AND_ENDS:
            found += [f"{phase}: writes {name}, which others decide" for name in sorted(names & others)]
    for phase, names in decides.items():
        if phase in rooms:
            continue
        for name in {column(name).removeprefix("firms.") for name in names if column(name).startswith("firms.")}:
            wrote = PARTS.get(phase, {}).get(name, "producers and clouds")
            said = " and ".join(part for part in ("producers", "clouds") if f"{part}.{name}" in names)
            if said != wrote and (phase, name) not in COUNTED_OF_CLOUDS:
                found.append(f"{phase}: decides {name} of {said} and writes that of {wrote}")
    return found + [f"{phase}: no such phase" for phase in decides.keys() - written().keys()]


def test_every_column_is_decided_counted_or_a_flow() -> None:
    assert faults(lively(), DECIDES) == []


@pytest.mark.parametrize("phase", list(DECIDES))
def test_a_decision_that_is_forgotten_is_found(phase: str) -> None:
    """Case 10: with one deciding column left out of the list, the list is at fault."""
    world = lively()
    for name in DECIDES[phase]:
        left = tuple(other for other in DECIDES[phase] if other != name)
        assert faults(world, {**DECIDES, phase: left}), name


def test_a_flow_is_set_anew_before_anybody_looks_at_it() -> None:
    """Whatever flows were at the end of a month, the next one is the same: so none of them hides what somebody decided before."""
    worlds = [lively() for _ in range(2)]
    for _ in range(24):
        month.step(*worlds)
        for name in FLOWS:
            table, _, one = name.rpartition(".")
            home = getattr(worlds[1], table) if table else worlds[1]
            value = getattr(home, one)
            if isinstance(value, np.ndarray):
                there = worlds[1].firms.active if table == "firms" else slice(None)
                value[..., there] = 3 * value[..., there] if value.dtype != np.bool_ else False  # what is nobody's stays 0
            else:
                setattr(home, one, type(value)(3 * value))
    month.step(*worlds)
    assert sum(values.size for values in columns(worlds[0]).values()) > 1000
    for name, values in columns(worlds[0]).items():
        there = (..., worlds[0].firms.active) if name.startswith("firms.") else ...  # of a firm that is gone nobody asks
        np.testing.assert_array_equal(values[there], columns(worlds[1])[name][there], err_msg=name)


@pytest.mark.parametrize(
    ("lever", "free"),
    [
        ("cloud_markup", {"clouds.public", "clouds.markup", "clouds.price"}),
        ("commons_share", {"clouds.public", "clouds.markup", "clouds.price"}),
        ("power_off", {"producers.plan", "producers.need"}),
        ("upkeep_strike", {"workers.hours"}),
        ("withheld_share", set()),
        ("ai", set()),
        ("ai_off", {"producers.adoption", "producers.feasible", "channels.handed_over",  # experts are asked for beside AI
                    "channels.demand_foreseen", "channels.hardware_marked", "clouds.need"}),  # who builds AI is asked for beside it
        ("loan_rate", {"clouds.public", "clouds.markup", "clouds.price", "state.trend_output",
                       "inflation", "expected_inflation", "state.rate_gap", "channels.slots_dared"}),
    ],
)  # fmt: skip
def test_what_a_lever_sets_is_found_in_the_source(lever: str, free: set[str]) -> None:
    assert set_by({lever}, month.PHASES) == free


def test_the_ai_tax_sets_the_fee_through_its_ceiling() -> None:
    assert {"clouds.price", "clouds.markup"} <= set_by({"ai_tax"}, month.PHASES)
    assert "producers.expected" not in set_by({"ai_tax"}, month.PHASES)


def test_a_phase_reads_what_stands_in_the_loops_it_calls() -> None:
    assert "withheld_share" in read_by(BY_NAME["host_agents"])  # in _offer_slots
    assert "fee_ceiling" in read_by(BY_NAME["price_compute"])  # in sim.economy.derived
    assert "loan_rate" in read_by(BY_NAME["tax_profits"])  # w.loan_rate
    assert "pass_through" in read_by(BY_NAME["pass_on"])  # w.params.pass_through
    assert not read_by(BY_NAME["quit_jobs"]) & {"markup", "ai"}


def test_each_column_has_its_phases() -> None:
    assert deciding()["firms.price"] == {"price_compute", "revise_prices"}
    assert deciding()["firms.need"] == {"plan_output", "plan_by_need", "call_duty", "hire_hands", "buy_pieces"}
