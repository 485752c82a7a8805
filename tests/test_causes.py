"""Causes in words: the graph of measures is that of the program, and chains name the cause of made-up worlds, and no other."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from worlds import EARLY

import sim
from sim.base.arrays import Floats
from sim.base.errors import InputError
from sim.causes import chains, graph, holding, words
from sim.causes.chains import Cause
from sim.causes.holding import OTHER, SIDE, Task, Without
from sim.docs import why
from sim.economy import decisions, measures, month
from sim.economy.scenario import load
from sim.economy.start import start
from sim.economy.world import World
from sim.engine import ledger
from sim.runs import display, pairing
from sim.runs.pairing import COLUMNS
from sim.verdicts import register
from sim.verdicts.held import Seen

GRAPH = graph.read()
PHASES = {phase.__name__: phase for phase in month.PHASES}


# -- every edge is real: what is shaken is handed on by these phases, in this direction

LIVING: tuple[tuple[str, int, dict[str, object]], ...] = (
    ("competition", 40, {}),
    ("competition", 14, {"rate_rule": True}),
    ("monopoly", 60, {}),
    ("monopoly", 36, {"pass_through": 0.6, "compute_scarce": True, "rate_rule": True}),
    ("commons-ubi", 40, {"hours_response": 0.3, "participation_response": 0.5}),
    ("hoarding", 80, {"compute_scarce": True}),
)
SMALL, LARGE = 0.05, 0.2  # shakes: the large one where the small one moves nothing in any world
STILL = 1e-9


def place(world: World, name: str) -> tuple[Any, str]:
    """Where a column or number of the world stands, and its name there."""
    table, _, column = name.rpartition(".")
    return (world.firms if table in PARTS else getattr(world, table) if table else world), column


PARTS = ("producers", "clouds", "dept1", "dept2")


def rows(world: World, name: str) -> Any:
    """The rows of it that are meant."""
    table = name.rpartition(".")[0]
    return (..., getattr(world, table)) if table in PARTS else ...


def seen(world: World, name: str) -> float:
    """How much there is of it."""
    if name.startswith("-"):
        return -seen(world, name[1:])
    if name.startswith("flow:"):
        return world.ledger.moved(name.removeprefix("flow:"))
    if ":" in name:
        return float(world.ledger[tuple(name.split(":"))].sum())
    if name == "workers.jobless":
        return float(world.workers.jobless.sum())
    home, column = place(world, name)
    value = np.asarray(getattr(home, column))
    return float(value[rows(world, name)].sum())


def shake(world: World, name: str, by: float) -> None:
    """More of it, or less; of what has a minus in front the contrary."""
    name, by = (name[1:], -by) if name.startswith("-") else (name, by)
    if ":" in name:
        balance = world.ledger._views[tuple(name.split(":"))]
        balance[...] = (balance + by * np.abs(balance)).astype(balance.dtype)
    elif name == "workers.jobless":
        workers = world.workers
        some = np.flatnonzero(workers.employer >= 0)[:: round(1 / by)] if by > 0.0 else np.flatnonzero(workers.jobless)
        workers.employer[some] = -1 if by > 0.0 else 0
    else:
        home, column = place(world, name)
        value = getattr(home, column)
        if isinstance(value, np.ndarray):
            part = value[rows(world, name)]
            value[rows(world, name)] = (part + by * np.abs(part)).astype(value.dtype)
        else:
            setattr(home, column, value + by * (abs(value) or 0.01))


@dataclass
class Living:
    """A world as it stands before each phase of a month, and at its end."""

    snapshots: Mapping[str, World]
    plain: dict[tuple[str, ...], float] = field(default_factory=dict)

    def answer(self, target: str, phases: tuple[str, ...], carrier: str = "", by: float = 0.0) -> float:
        """How much there is of a measure after these phases alone, where a carrier was shaken before them."""
        world = copy.deepcopy(self.snapshots[phases[0]])
        if carrier:
            shake(world, carrier, by)
        for phase in phases:
            if phase != graph.DEFINITION:
                PHASES[phase](world)
        if phases[-1] == graph.DEFINITION:
            return measures.read(world, [target])[target]
        return seen(world, GRAPH.nodes[target].shows)

    def slope(self, edge: graph.Edge, by: float) -> float:
        """By how much a measure answers to a shake of this size, for one upwards."""
        key = (edge.target, *edge.phases)
        if key not in self.plain:
            self.plain[key] = self.answer(edge.target, edge.phases)
        plain = self.plain[key]
        return (self.answer(edge.target, edge.phases, edge.carrier, by) - plain) / (abs(plain) + 1e-12) / by


@pytest.fixture(scope="module")
def living() -> list[Living]:
    firsts = {edge.phases[0] for edges in GRAPH.edges.values() for edge in edges}
    found = []
    for name, months, changes in LIVING:
        world = start(load(name, {**EARLY, **changes}), 1)
        for _ in range(months):
            month.step(world)
        month.begin(world)
        snapshots = {}
        for phase in month.due(world):
            if phase.__name__ in firsts:
                snapshots[phase.__name__] = copy.deepcopy(world)
            phase(world)
        month.end(world)
        found.append(Living({**snapshots, graph.DEFINITION: world}))
    return found


def faults(edges: list[graph.Edge], living: list[Living]) -> list[str]:
    """Edges that hand nothing on, or not in their direction."""
    found = []
    for edge in edges:
        for size in (SMALL, LARGE):
            slopes = []
            for one in living:
                for by in (size, -size):
                    try:
                        slopes.append(one.slope(edge, by))
                    except ledger.LedgerError:  # more of it than the books allow
                        continue
            if any(abs(slope) > STILL for slope in slopes):
                break
        wrong = [slope for slope in slopes if (slope < -STILL if edge.up else slope > STILL)]
        if wrong or not any(abs(slope) > STILL for slope in slopes):
            found.append(f"{edge.source} -> {edge.target}")
    return found


def test_every_edge_of_the_graph_is_real(living: list[Living]) -> None:
    assert faults([edge for edges in GRAPH.edges.values() for edge in edges], living) == []


@pytest.mark.parametrize(
    ("source", "target", "up", "carrier", "phases"),
    [
        ("compute_price", "automated_share", True, "clouds.price", "adopt_ai rent_compute"),  # the contrary direction
        ("compute_price", "worker_consumption", True, "clouds.price", "consume"),  # no phase of these reads it
        ("inflation", "automated_share", True, "inflation", "adopt_ai rent_compute"),
    ],
)
def test_an_edge_that_is_none_is_found(
    source: str, target: str, up: bool, carrier: str, phases: str, living: list[Living]
) -> None:
    edge = graph.Edge(source, target, up, carrier, tuple(phases.split()))
    assert faults([edge], living) == [f"{source} -> {target}"]


def a_month(world: World, without: str = "", until: str = "") -> World:
    """A copy after one more month, of which a phase was left out, or up to a phase."""
    world = copy.deepcopy(world)
    month.begin(world)
    for phase in month.due(world):
        if phase.__name__ == until:
            return world
        if phase.__name__ != without:
            phase(world)
    month.end(world)
    return world


def test_each_measure_is_another_without_a_phase_that_makes_it(living: list[Living]) -> None:
    left = {(name, phase) for name, node in GRAPH.nodes.items() for phase in node.made.split()}
    assert {phase for _, phase in left} <= PHASES.keys()
    for one in living:
        before = one.snapshots[graph.DEFINITION]
        after = a_month(before)
        for without in {phase for _, phase in left}:
            whole = after
            try:
                found = a_month(before, without)
            except ledger.LedgerError:  # no month without it: what it is before the phase and behind it
                found, whole = (a_month(before, until=without) for _ in range(2))
                PHASES[without](whole)
            mine = [name for name, phase in left if phase == without]
            shows = {name: GRAPH.nodes[name].shows for name in mine}
            left -= {(name, without) for name in mine if seen(found, shows[name]) != seen(whole, shows[name])}
    # Asleep here (it writes the column: tests/test_phases.py), and a choice that nobody makes anew in these months.
    assert left <= {("mean_markup", "imitate_rivals"), ("participation", "supply_labour")}


def test_the_graph_speaks_of_measures_decisions_and_effects_that_there_are() -> None:
    effects = register.read().effects
    decided = {name for names in decisions.DECIDES.values() for name in names}
    assert GRAPH.nodes.keys() <= measures.MEASURES.keys()
    for name, node in GRAPH.nodes.items():
        assert {edge.target for edge in GRAPH.edges[name]} <= GRAPH.nodes.keys()
        assert all(content[0] in ("+", "-") and len(content) == 3 for content in node.enters.values()), name
        assert set(node.holds.split()) <= decided, name
        assert name in effects, name


# -- made-up worlds

SEEDS, MONTHS = 6, 240
LEVELS = {
    "compute_price": 1.0, "automated_share": 0.3, "unemployment": 0.06, "worker_consumption": 1.0, "output": 1.0, "price_level": 1.0,
    "real_wage": 1.0, "investment": 0.1, "stocks": 0.5, "profit_rate": 0.1, "wage_share": 0.6,
}  # fmt: skip
KNOWN = {  # what happens, by how much, from which month on: the fee is the cause, each of the others follows it
    "compute_price": (-0.12, 100),
    "automated_share": (0.04, 108),
    "unemployment": (0.02, 120),
    "worker_consumption": (-0.03, 132),
    "output": (-0.03, 144),
}


def made_up(happens: Mapping[str, tuple[float, int]], **changed: object) -> Any:
    """Results of two worlds that are the same but for this, and for a little chance."""
    rng = np.random.default_rng(1)
    names = list(LEVELS)
    theirs = np.array([[LEVELS[name]] for name in names]) * (1.0 + 1e-4 * rng.standard_normal((SEEDS, len(names), MONTHS)))
    ours = theirs * (1.0 + 1e-4 * rng.standard_normal(theirs.shape))
    for name, (size, since) in happens.items():
        ours[:, names.index(name), since:] += size
    arrays = [side.transpose(0, 2, 1) for side in (ours, theirs)]
    gaps = pairing.differences("other", "base", names, *arrays)
    before: dict[str, object] = {"commons_share": 0.0, "pass_through": 1.0, "retraining_gap": 0.05}
    entries = {"base": {"params": before}, "other": {"params": before | (changed or {"commons_share": 1.0})}}

    def series(scenario: str, measure: str, seeds: list[int]) -> Floats:
        return np.asarray((ours if scenario == "other" else theirs)[seeds, names.index(measure)])

    shown = {name: measures.MEASURES[name] for name in names}
    return SimpleNamespace(
        reference="base", scenarios=["base", "other"], months=MONTHS, window=60, measures=shown, series=series,
        manifest={"scenarios": entries}, differences=pd.DataFrame([vars(gap) for gap in gaps], columns=COLUMNS),
        common_seeds=lambda *_: list(range(SEEDS)), has_months=lambda *_: True, called=lambda name, *_: name,
        heading=lambda name, *_: name,
    )  # fmt: skip


def of(results: Any, end: str = "output") -> Cause:
    (found,) = chains.causes(results, [end])
    return found


def way(cause: Cause) -> list[str]:
    """The measures of its one chain."""
    (chain,) = cause.chains
    return [link.gap.measure for link in chain.links]


def test_the_chain_of_a_known_cause_is_told_in_order_of_time() -> None:
    results = made_up(KNOWN)
    cause = of(results)
    assert way(cause) == list(KNOWN)
    assert [link.month // 12 for link in cause.chains[0].links] == [8, 9, 10, 11, 12]
    teller = words.Teller(results, display.read(), "en", "base")
    assert list(teller.of(cause)) == [
        "Output goes with `commons_share` (`compute.public_clouds`): Fee for AI work −12 % from year 8, "
        "Automated share +4 % points from year 9, Unemployment +2 % points from year 10, Workers' consumption −3 % from year 11, "
        "Output −3 % from year 12."
    ]
    chinese = words.Teller(results, display.read(), "zh", "base")
    assert next(chinese.of(cause)).startswith("产出伴随`commons_share`（`compute.public_clouds`）：人工智能使用费−12 %（第8年起），")


@pytest.mark.parametrize(
    ("wrong", "size", "since"),
    [
        ("price_level", 0.03, 60),  # it moves before the fee, and an edge leads from it to the end of the chain
        ("real_wage", -0.05, 104),  # between fee and end, and consumption would fall with it: but nothing on the way moves it down
        ("stocks", 0.1, 101),  # output would fall with it
    ],
)
def test_what_moves_besides_without_a_way_from_the_parameter_is_no_link(wrong: str, size: float, since: int) -> None:
    assert way(of(made_up(KNOWN | {wrong: (size, since)}))) == list(KNOWN)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"output": (-0.03, 24)}, "the end moves before its cause"),
        ({"unemployment": (-0.02, 120)}, "a link moves the other way than its cause would have it"),
        ({"automated_share": (0.002, 108)}, "a link moves by less than is of interest"),
        ({"compute_price": (0.0, 100)}, "what the parameter moves first has not moved"),
    ],
)
def test_a_wrong_cause_has_no_path_and_that_is_said(change: Mapping[str, tuple[float, int]], why: str) -> None:
    results = made_up(KNOWN | change)
    cause = of(results)
    assert way(cause) == [], why
    said = list(words.Teller(results, display.read(), "en", "base").of(cause))
    assert said == ["Output: no path from `commons_share`."]


def test_a_parameter_that_enters_elsewhere_is_not_named() -> None:
    cause = of(made_up(KNOWN, retraining_gap=0.2))
    assert [chain.lever for chain in cause.chains] == ["retraining_gap"]
    assert way(cause) == []


def test_of_two_parameters_only_the_one_with_a_path_is_named() -> None:
    results = made_up(KNOWN, commons_share=1.0, retraining_gap=0.2)
    teller = words.Teller(results, display.read(), "en", "base")
    first, second = teller.of(of(results))
    assert first.startswith("Output goes with `commons_share` (")
    assert second == "Output: no path from `retraining_gap`."
    assert 'sim compare base "base:commons_share=1.0"' in teller.many([of(results)], "other")[0]


def test_a_difference_below_its_effect_of_interest_is_not_explained() -> None:
    results = made_up(KNOWN | {"output": (-0.004, 144)})
    assert of(results).small
    told = words.Teller(results, display.read(), "en", "base").lines([of(results)])
    assert told == ["Below the smallest effect of interest, so nothing is looked for: Output."]


def test_dated_changes_of_parameters_count() -> None:
    results = made_up(KNOWN, commons_share=0.0)
    event = {"month": 96, "set": {"commons_share": 1.0, "pass_through": 1.0}}
    results.manifest["scenarios"]["other"]["events"] = [event]
    assert chains.levers(results, "other") == ["commons_share", "pass_through"]
    results.manifest["scenarios"]["base"]["events"] = [event | {"set": {"pass_through": 1.0}}]
    assert chains.levers(results, "other") == ["commons_share"]
    results.manifest["scenarios"]["base"]["events"] = [event | {"until": 156}]
    assert chains.levers(results, "other") == ["commons_share", "pass_through"]
    results.manifest["scenarios"]["base"]["events"] = [event, {"month": 120, "series": {"ubi_share": [0.1, 0.2]}}]
    assert chains.levers(results, "other") == ["ubi_share"]


# -- because: what is lost with the first link held


def lockstep(carried: float, left: float = 0.0) -> Any:
    """Worlds in which the fee carries such a part of the fall of output, and something else the rest. ``left``: of the fee's own
    difference, where it can't be held."""

    def made(courses: Mapping[str, Any], other: str, free: frozenset[str], seed: int) -> Seen:
        assert other == OTHER
        assert {"clouds.price", "clouds.markup"}.isdisjoint(free)
        assert "producers.plan" in free

        def table(fee: float, output: float) -> dict[str, Floats]:
            return {"compute_price": np.full(MONTHS, fee), "output": np.full(MONTHS, output + 0.01 * seed)}

        against = table(1.0, 1.0)
        held = table(1.0 - 0.12 * left, 1.0 - 0.03 * (1.0 - carried))
        return Seen({SIDE: table(0.88, 0.97), OTHER: against}, {SIDE: held, OTHER: against}, False, frozenset(), np.empty((0, 0)))

    return made


@pytest.mark.parametrize(
    ("carried", "left", "because", "said"),
    [
        (0.8, 0.0, True, "with Fee for AI work held at the values of base, 80 % of the difference is gone."),
        (0.52, 0.0, True, "with Fee for AI work held at the values of base, 52 % of the difference is gone."),
        (0.1, 0.0, False, "with Fee for AI work held at the values of base, 10 % of the difference is gone."),  # the wrong cause
        (-0.2, 0.0, False, "with Fee for AI work held at the values of base, the difference is larger: 120 % of it."),
        (1.4, 0.0, True, "with Fee for AI work held at the values of base, the difference turns round (140 % of it is gone)."),
        (0.8, 0.5, False, "Fee for AI work can't be held at the values of base: 50 % of its own difference goes, so nothing follows."),
    ],
)  # fmt: skip
def test_because_is_said_where_half_is_lost_and_only_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, carried: float, left: float, because: bool, said: str
) -> None:
    results = made_up(KNOWN)
    results.folder, results.seeds = tmp_path, {"base": [0, 1], "other": [0, 1]}
    results.common_seeds = lambda *_: [0, 1]
    results.manifest |= {"code": "of today"}
    for entry in results.manifest["scenarios"].values():
        entry["digest"] = "as it is"
    monkeypatch.setattr("sim.verdicts.held.lockstep", lockstep(carried, left))
    causes = [of(made_up(KNOWN))]
    sides: Any = {"base": None, "other": None}
    assert holding.kept(results) is None
    found = holding.hold(results, causes, sides)
    assert found["other", "compute_price", "output"].lost == pytest.approx(carried)
    assert holding.kept(results) == found
    (line,) = words.Teller(results, display.read(), "en", "base", found).of(causes[0])
    assert line.startswith("Output because of" if because else "Output goes with")
    assert line.endswith(f". {said[0].upper()}{said[1:]}")
    assert [row["because"] for row in words.rows(causes, found)] == [because]
    results.months += 1  # other runs
    assert holding.kept(results) is None


def test_what_nobody_decides_is_not_held() -> None:
    happens = {"stocks": (-0.1, 100), "output": (0.03, 120)}
    cause = of(made_up(happens, power_off=0.1))
    assert way(cause) == ["stocks", "output"]
    assert holding.asked([cause]) == {}
    (line,) = words.Teller(made_up(happens), display.read(), "en", "base", {}).of(cause)
    assert line.endswith("No decision that could be held by itself makes Stocks.")


def test_a_world_with_the_first_link_held_has_the_fee_of_the_other() -> None:
    """A real one: public clouds under the fee of private ones."""
    base, side = (load(name, {**EARLY, "n_workers": 200}) for name in ("competition", "commons"))
    found = Task(base, side, 1, 30, 12, "compute_price", ("automated_share",)).run()
    whole, held = found["compute_price"]
    assert whole < -0.01
    assert abs(held) < 0.1 * abs(whole)
    assert Without(0.6, 1.0 - held / whole).because


def test_why_is_refused_where_nothing_is_run_or_a_sum_of_comparisons_is(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="why: says what carries the differences of one comparison: leave closures out"):
        sim.compare("baseline", "monopoly", closures=True, why=True)
    with pytest.raises(InputError, match="--why: nothing is run where folders are set side by side: leave it out"):
        sim.compare(tmp_path, tmp_path, why=True)


def test_a_comparison_tells_why_in_terminal_report_and_data(
    only: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    only()
    call: dict[str, Any] = {
        "seeds": 3, "months": 48, "workers": 200, "jobs": 1, "out": tmp_path / "out", "quiet": True, "why": True, "window": 12,
        "set": {name: value for name, value in EARLY.items() if name != "n_workers"},
    }  # fmt: skip
    found = sim.compare("baseline", "competition", **call)
    assert (tmp_path / "out" / holding.FILE).is_file()
    assert {row["parameter"] for row in found.causes} == {"ai"}
    assert found.as_json()["causes"] == found.causes
    assert found.why[0] in str(found)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "What carries the differences" in page
    assert "Nothing was held here" not in page
    monkeypatch.setattr(holding, "hold", lambda *_: pytest.fail("it is kept"))
    assert sim.compare("baseline", "competition", **call).why == found.why


def test_where_nothing_differs_that_is_said() -> None:
    results = made_up({})
    assert chains.causes(results, ["output"]) == []
    assert words.terminal(results, [], {}, "en") == ["No difference of the main measures was found: there is nothing to explain."]


def test_the_readme_tells_a_variant_and_what_was_held(fill: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A variant is called as it is typed; a folder of more scenarios does as well."""
    name = "monopoly.pass_through-1"

    def move(scenario: str, seed: int, table: np.ndarray) -> None:
        if scenario == name:
            for measure, size, since in (("price_level", -0.2, 24), ("real_wage", 0.2, 36)):
                table[since:, list(measures.MEASURES).index(measure)] += size

    folder = tmp_path / "runs"
    fill(folder, ["monopoly", "monopoly:pass_through=1", "commons"], times=0.0, alter=move)
    held = {(name, "price_level", "real_wage"): Without(0.8, 1.0)}
    monkeypatch.setattr(why, "FILE", tmp_path / "why.json")
    monkeypatch.setattr(holding, "kept", lambda results: held if name in results.seeds and "commons" in results.seeds else None)
    assert why.main([str(folder)]) == 0
    told = why.block("en")
    assert told.startswith("`monopoly:pass_through=1` beside `monopoly` (4 seeds, 72 months, 2000 workers, version ")
    assert "- Real wage because of `pass_through` (" in told
    assert "80 % of the difference is gone" in told
    assert "`monopoly:pass_through=1`对照`monopoly`" in why.block("zh")
    fill(tmp_path / "other", ["commons"], seeds=1, months=24, times=0.0)
    with pytest.raises(InputError, match="sim compare hoarding hoarding:withheld_share=0 --why"):
        why.main([str(tmp_path / "other")])
