"""What every mechanism promises: off is off, and what it does stands in its room."""

import ast
import copy
import pickle
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from worlds import EARLY, columns, moved

from sim.base import toml
from sim.base.errors import InputError
from sim.base.paths import PACKAGE
from sim.docs import explain
from sim.economy import channels, measures, month
from sim.economy.measures import MEASURES, observe
from sim.economy.mechanisms import MECHANISMS
from sim.economy.mechanisms.contract import Mechanism
from sim.economy.scenario import Event, load
from sim.economy.start import start
from sim.economy.stationary import solve
from sim.economy.world import World
from sim.engine import declarations, ledger, parameters, streams
from sim.verdicts import register

every = pytest.mark.parametrize("one", MECHANISMS, ids=lambda one: one.name)


def made(name: str, months: int, **changes: object) -> tuple[World, np.ndarray]:
    """A world after so many months, and the measures of all of them."""
    world = start(load(name, {**EARLY, **changes}), 1)
    found = []
    for _ in range(months):
        month.step(world)
        found.append(observe(world))
    return world, np.array(found)


def own(one: Mechanism) -> dict[str, parameters.Parameter]:
    """The parameters of a room."""
    return {p.name: p for p in parameters.table().values() if p.room == one.name}


def another(p: parameters.Parameter) -> Any:
    """A valid value of a parameter that is not its default."""
    if p.choices:
        return p.choices[-1] if p.choices[-1] != p.default else p.choices[0]
    if isinstance(p.default, bool):
        return not p.default
    middle = type(p.default)((p.low + p.high) / 2)
    return middle if middle != p.default else type(p.default)(p.high)


@every
def test_off_is_off(one: Mechanism) -> None:
    """Its other parameters may be moved as they like: the same bits, and none of its phases is called."""
    moved_too = {name: another(p) for name, p in own(one).items() if name not in one.levers}
    (plain, measured), (other, again) = (made("competition", 24, **some) for some in ({}, moved_too))
    assert measured.tolist() == again.tolist()
    assert plain.ledger.balance_sheet().values.tolist() == other.ledger.balance_sheet().values.tolist()
    assert one.name not in other.awake
    assert not set(one.phases) & set(month.due(other))


@every
def test_its_phases_stand_in_the_month(one: Mechanism) -> None:
    """In its order; one that is not named there would never run."""
    assert [phase for phase in month.PHASES if month.OWNERS.get(phase) == one.name] == list(one.phases)


def test_what_is_asleep_is_never_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(world: World) -> None:
        raise AssertionError("called")

    swapped = {phase: (lambda world, never=never: never(world)) for phase in month.OWNERS}
    monkeypatch.setattr(month, "PHASES", tuple(swapped.get(phase, phase) for phase in month.PHASES))
    monkeypatch.setattr(month, "OWNERS", {swapped[phase]: owner for phase, owner in month.OWNERS.items()})
    made("competition", 2)
    with pytest.raises(AssertionError, match="called"):
        made("competition", 1, rivalry=0.1)


def test_channels_go_back_to_neutral_and_so_do_copies() -> None:
    world = start(load("competition", EARLY), 1)
    assert world.channels.cloud_savings.shape == world.rented.shape
    for found in (world.channels, copy.deepcopy(world).channels, pickle.loads(pickle.dumps(world.channels))):
        for name, channel in channels.CHANNELS.items():
            written = getattr(found, name)
            written[...] = 7.0
            assert written.shape == getattr(world.channels, name).shape
            assert channel.neutral != 7.0
        found.reset()
        assert all((getattr(found, name) == channel.neutral).all() for name, channel in channels.CHANNELS.items())


@every
def test_it_writes_what_it_declares_and_nothing_else(one: Mechanism) -> None:
    may = one.declared["writes"]
    declared = {*may.get("columns", ()), *(f"channels.{name}" for name in may.get("channels", ()))}
    posted, written = set[str](), set[str]()
    lively = {name: value for other in (*MECHANISMS, one) for name, value in other.example.items()}
    world = start(load("competition", {**EARLY, **lively}), 1)
    for _ in range(48):
        month.begin(world)
        for phase in month.due(world):
            balances, state = moved(world), columns(world)
            phase(world)
            if phase in one.phases:
                now = columns(world)
                posted |= {flow for flow, amount in moved(world).items() if amount != balances[flow]}
                written |= {name for name in now if not np.array_equal(now[name], state[name])}
        month.end(world)
    assert posted <= set(may.get("flows", ()))
    assert written <= declared
    rare = set(may.get("rare", ()))
    assert posted >= set(may.get("flows", ())) - rare
    assert written >= declared - rare


@every
def test_without_ai_it_keeps_the_stationary_state(one: Mechanism) -> None:
    """Awake with its levers at their neutral values, and without chance: no real measure drifts in two years."""
    still = {"demand_shock_sd": 0.0, "failure_hazard": 0.0, "quit_rate": 0.0, "n_workers": 1_000}
    _, plain = made("baseline", 24, **still)
    world, months = start(load("baseline", {**EARLY, **still}), 1), []
    world.awake |= {one.name}
    one.start(world, solve(world.params))
    for _ in range(24):
        month.step(world)
        months.append(observe(world))
    found = np.array(months)
    names = list(MEASURES)
    for name in ("output", "unemployment", "worker_consumption", "capitalist_consumption", "profit_rate", "wage_share"):
        at = names.index(name)
        assert found[12:, at].mean() == pytest.approx(plain[12:, at].mean(), rel=0.005, abs=0.002), name


@every
@given(data=st.data())
@settings(max_examples=5, deadline=None, derandomize=True)
def test_the_books_close_whatever_its_parameters(one: Mechanism, data: st.DataObject) -> None:
    def any_of(p: parameters.Parameter) -> Any:
        if p.choices:
            return data.draw(st.sampled_from(p.choices), p.name)
        if isinstance(p.default, bool):
            return data.draw(st.booleans(), p.name)
        kind = st.integers if isinstance(p.default, int) else st.floats
        return data.draw(kind(p.low, p.high), p.name)

    changes = {name: any_of(p) for name, p in own(one).items()}
    try:
        solve(parameters.Params(**{**one.example, **changes}))
    except InputError as reason:  # homes that nobody could pay for
        if "no stationary state" not in str(reason):
            raise
        reject()
    world, found = made("competition", 12, **{**one.example, **changes})  # closing raises where they don't
    assert world.ledger.residual == 0
    assert np.isfinite(found).all()


@pytest.mark.parametrize(
    ("one", "other"), list(combinations(MECHANISMS, 2)), ids=lambda one: one.name if isinstance(one, Mechanism) else ""
)
def test_two_at_once(one: Mechanism, other: Mechanism) -> None:
    world, found = made("monopoly", 12, **(one.example | other.example))
    assert {one.name, other.name} <= world.awake
    assert np.isfinite(found).all()


@every
def test_a_dated_event_wakes_it(one: Mechanism) -> None:
    late = {name: value for name, value in one.example.items() if not parameters.table()[name].fixed}
    if not late.keys() & one.levers.keys():
        assert all(parameters.table()[name].fixed for name in one.levers)
        return
    plain = load("competition", EARLY)

    world = start(replace(plain, events=(*plain.events, Event(6, late))), 1)
    for number in range(18):
        month.step(world)
        assert (one.name in world.awake) is (number >= 6)
        assert world.ledger.residual == 0
    again = copy.deepcopy(world)
    for each in (world, again):
        month.step(each)
    assert observe(world).tolist() == observe(again).tolist()


@every
def test_it_is_documented(one: Mechanism) -> None:
    assert (__import__(f"sim.economy.mechanisms.{one.name}", fromlist=["_"]).__doc__ or "").strip()
    for name, p in own(one).items():
        assert p.en
        assert p.zh
        assert p.source
        assert explain.explain(name)
    assert {name for name in one.levers if name not in own(one)} == set()
    assert {measure for measure in one.moves.values() if measure not in MEASURES} == set()
    assert one.declared["writes"].get("decides", []) == [
        name for name in one.declared["writes"].get("decides", []) if name in one.declared["writes"]["columns"]
    ]
    assert set(one.declared["writes"].get("channels", ())) <= set(channels.CHANNELS)
    assert set(one.declared["mechanism"].get("reads", ())) <= parameters.table().keys() - own(one).keys()


@every
def test_its_measures_are_compared_only_where_it_is_awake(one: Mechanism) -> None:
    """A measure that is 0 since the mechanism sleeps on one side would make a claim true by the switch."""
    mine = {name for name, measure in MEASURES.items() if measure.room == one.name}
    for claim in register.read().claims.values():
        for test in claim.tests:
            looked = {name for outcome in test.outcomes for name in register.parts(outcome)}
            if not looked & mine or claim.missing(test) or test.kind == "show":  # which predicts nothing: a 0 there is seen to be one
                continue
            for side in test.sides.values():
                scenario = side.load()
                dates = {0, *(event.month for event in scenario.events)}
                assert any(one.on(scenario.params_at(date)) for date in dates), (claim.id, sorted(looked & mine))


def test_rooms_do_not_know_each_other_and_no_phase_of_the_core() -> None:
    for one in MECHANISMS:
        for path in (PACKAGE / "economy" / "mechanisms" / one.name).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
                    module = node.module or ""
                    if module.startswith("sim.economy.mechanisms."):
                        assert module.split(".")[3] in (one.name, "contract"), path
                    assert not module.startswith(("sim.economy.phases", "sim.economy.month", "sim.economy.start")), path


def doctored(monkeypatch: pytest.MonkeyPatch, section: str, entry: Mapping[str, Any]) -> None:
    """All rooms, the first of them with one more entry in a section."""
    rooms = dict(declarations.rooms())
    name, document = next(iter(rooms.items()))
    changed = copy.deepcopy(document)
    changed.data.setdefault(section, {}).update(entry)
    changed.spots.update({(section, key): toml.Spot("entry.toml", 7) for key in entry})
    monkeypatch.setattr(declarations, "rooms", lambda: rooms | {name: changed})


def test_one_name_declared_by_two_rooms_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rooms = declarations.rooms()
    with monkeypatch.context() as patch:
        doctored(patch, "params", {"rivalry_trial": dict(rooms["rivalry"].data["params"]["rivalry_trial"])})
        with pytest.raises(InputError, match=r"rivalry_trial: declared twice"):
            parameters.table.__wrapped__()
    with monkeypatch.context() as patch:
        doctored(patch, "flows", {"share_purchases": dict(rooms["ai_ownership"].data["flows"]["share_purchases"])})
        with pytest.raises(InputError, match=r"share_purchases: declared twice"):
            ledger.flows.__wrapped__()
    with monkeypatch.context() as patch:
        doctored(patch, "streams", {"rivalry": {"code": 99, "en": "again"}})
        with pytest.raises(InputError, match=r"rivalry: declared twice"):
            declarations.joined("streams", streams.CORE)


def test_purposes_of_random_numbers_have_numbers_of_their_own() -> None:
    assert len(set(streams.PURPOSES.values())) == len(streams.PURPOSES)
    assert {name: streams.PURPOSES[name] for name in ("skill", "rivalry", "founding", "closing", "tasks")} == {
        "skill": 0, "rivalry": 16, "founding": 17, "closing": 18, "tasks": 22,
    }  # fmt: skip


def test_two_that_decide_the_same_are_refused_when_the_scenario_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    doctored(monkeypatch, "writes", {"decides": ["firms.pass_through"]})  # entry, beside rivalry
    says = "entry and rivalry both decide firms.pass_through: the levers of one of them must be at their neutral values"
    with pytest.raises(InputError, match=says):
        parameters.Params(entry=True, rivalry=0.1)
    assert parameters.Params(entry=True).entry
    file = tmp_path / "both.toml"
    head = 'extends = "competition"\ntitle = { en = "a", zh = "b" }\nquestion = { en = "a?", zh = "b?" }\n'
    file.write_text(head + "[params]\nentry = true\n[[events]]\nmonth = 9\nset = { rivalry = 0.2 }\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"both.toml:8: rivalry = 0.2: {says}"):
        load(file)


ROOM = (
    '[mechanism]\nlevers = { gift = 0.0 }\nexample = { gift = 0.1 }\nmoves = { gift = "poverty" }\n'
    "[params]\ngift = { value = 0.0 }\n[writes]\n"
)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[writes]\n", "", r"giving.toml: \[writes\] is missing"),
        ("[writes]\n", "[wirtes]\n", r"giving.toml:7: wirtes: no such section of a room \(there are: mechanism, "),
        ("[mechanism]", "flows = 3\n[mechanism]", r"giving.toml:1: flows: must be a section"),
        (
            "[writes]\n",
            "[writes]\nflwos = []\n",
            r"giving.toml:8: writes.flwos: must be one of channels, columns, flows",
        ),
        ("[writes]\n", '[writes]\nflows = "gifts"\n', r"giving.toml:8: writes.flows: must be a list"),
        ("example = { gift = 0.1 }\n", "", r"giving.toml:1: mechanism.example: missing or empty"),
        ("levers = { gift = 0.0 }\n", "", r"giving.toml:1: mechanism.levers: missing or empty"),
        (
            "levers = { gift",
            "levers = { gfit",
            r"giving.toml:2: lever gfit: no parameter of this room; did you mean gift",
        ),
        ("levers = { gift = 0.0", "levers = { gift = 0.5", r"giving.toml:2: lever gift = 0.5: .* default, 0.0"),
        ('moves = { gift = "poverty" }\n', "", r"giving.toml:1: mechanism.moves: missing or empty"),
        ("moves = { gift", "moves = { gfit", r"giving.toml:4: moves gfit: no lever of this room; did you mean gift"),
        ("moves = { gift", "moves = { gfit", r"giving.toml:4: moves: gift is missing: which measure it is about"),
    ],
)
def test_what_is_wrong_with_a_room_is_said(
    old: str, new: str, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(declarations, "MECHANISMS", tmp_path)
    (tmp_path / "mechanisms.toml").write_text('rooms = ["giving"]\n', encoding="utf-8")
    (tmp_path / "giving").mkdir()
    file = tmp_path / "giving" / "giving.toml"
    file.write_text(ROOM, encoding="utf-8")
    assert [*declarations.rooms.__wrapped__()] == ["giving"]
    assert old in ROOM
    file.write_text(ROOM.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        declarations.rooms.__wrapped__()


@pytest.mark.parametrize(
    ("listed", "says"),
    [
        ('romms = ["entry"]', r"mechanisms.toml: rooms: must be a list of names"),
        ('rooms = ["entry", "taking"]', r"mechanisms.toml:1: taking: no such room \(.*taking.toml is missing\)"),
        ('rooms = ["entry", "entry"]', r"mechanisms.toml:1: entry: listed twice"),
    ],
)
def test_what_is_wrong_with_the_list_of_rooms_is_said(
    listed: str, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "entry").mkdir()
    (tmp_path / "entry" / "entry.toml").write_text(declarations.file("entry").read_text("utf-8"), encoding="utf-8")
    (tmp_path / "mechanisms.toml").write_text(listed, encoding="utf-8")
    monkeypatch.setattr(declarations, "MECHANISMS", tmp_path)
    with pytest.raises(InputError, match=says):
        declarations.rooms.__wrapped__()


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"code": 3}, r"entry.toml:7: gifts: code = 3 is that of demand; \d+ is free"),
        ({"code": 16}, r"entry.toml:7: gifts: code = 16 is that of rivalry|rivalry: code = 16 is that of gifts"),
        ({"en": "who"}, r"entry.toml:7: gifts: code must be a whole number below 2\*\*32 that no other has"),
    ],
)
def test_a_purpose_without_a_number_of_its_own_is_refused(
    entry: Mapping[str, Any], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctored(monkeypatch, "streams", {"gifts": entry})
    with pytest.raises(InputError, match=says):
        streams.purposes()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"to": "wrokers"}, r'entry.toml:7: gifts: to = "wrokers": must be one of "workers"'),
        ({"asset": "mony"}, r'entry.toml:7: gifts: asset = "mony": must be one of "money"'),
        ({"account": "Q"}, r'entry.toml:7: gifts: account = "Q": must be one of "", "C"'),
        ({"flour": True}, r"entry.toml:7: gifts: unknown: flour"),
        ({"account": None}, r"entry.toml:7: gifts: account: missing"),
    ],
)
def test_a_flow_that_leads_nowhere_is_refused(
    change: Mapping[str, Any], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = {"asset": "money", "from": "capitalists", "to": "workers", "account": "", "en": "a", "zh": "b", **change}
    doctored(monkeypatch, "flows", {"gifts": {key: value for key, value in line.items() if value is not None}})
    with pytest.raises(InputError, match=says):
        ledger.flows.__wrapped__()


def test_a_measure_of_a_room_does_not_take_the_place_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    doctored(monkeypatch, "measures", {"unemployment": {}})
    with pytest.raises(InputError, match=r"entry.toml:7: unemployment: declared twice"):
        measures.joined()


def test_measures_without_functions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = next(one for one in MECHANISMS if one.name == "entry")
    monkeypatch.setattr(measures, "MECHANISMS", (replace(entry, measures=None),))
    with pytest.raises(InputError, match=r"entry.toml:\d+: entries: .*no function of this name"):
        measures.of_rooms()
