"""Emergent or imposed: the doctored cases of each mark, worlds in lockstep, the box, and a search that goes on where it stopped."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter
from test_claims import write_register

from sim.base.errors import InputError, SimError
from sim.cli.main import main
from sim.commands.search import check
from sim.economy import decisions, month
from sim.economy.measures import MEASURES
from sim.economy.phases import settling
from sim.economy.world import World
from sim.engine import parameters
from sim.runs import branching
from sim.verdicts import held, imposed, register, search
from sim.verdicts.imposed import Measured, Setting, mark, needs, of_claim
from sim.verdicts.outcomes import NEVER
from sim.verdicts.register import AnyPart, Part
from sim.verdicts.search import Place, Plan, Result, Work

EARLY = {"n_workers": 200, "ai_arrival": 12, "ai_lead": 6, "adoption_speed": 0.2, "capex_growth_max": 0.3}
LATE = [60, 71]
EFFECTS = register.read().effects


def part(kind: str = "difference", **content: Any) -> Part:
    return TypeAdapter(AnyPart).validate_python({"kind": kind, "window": LATE, **content})


def world(scenario: str, events: list[dict[str, Any]] | None = None, **settings: Any) -> dict[str, Any]:
    return {"scenario": scenario, "set": {**EARLY, **settings}, "events": events or []}


def plan_of(**tests: Part) -> Plan:
    return Plan({}, {f"X{number}": test for number, test in enumerate(tests.values(), 1)}, EFFECTS, 1, 0, 200)


def sides(test: Part, seeds: int = 1) -> list[Measured]:
    """The outcomes of a test as the search measures them, but for settings."""
    return search.in_lockstep(replace(plan_of(one=test), seeds=seeds), ["X1"])[0]["X1"]


def shares(test: Part) -> dict[str, float]:
    return {one.measure: float(np.mean(one.share)) for one in sides(test)}


def measured(**content: Any) -> Measured:
    """A finding: as predicted, above its bound, and decided by people."""
    usual = {
        "test": "X1.1", "measure": "output", "detail": None, "sign": "higher", "levers": ["ai"], "possible": (-np.inf, np.inf),
        "bound": 0.1, "effects": [1.0, 1.1, 0.9], "held": [0.1, 0.0, 0.2],
    }  # fmt: skip
    return Measured(**{**usual, **content})


# -- the order of the marks

AT = Setting("effort_response", 0.2, 0.0, 0.0, 0.1)
CASES: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"possible": (1.0, 2.0)}, "can't fail"),  # 1
    ({"possible": (1.0, 2.0), "sign": "lower"}, None),
    ({"possible": (-0.05, 0.05), "sign": "not-lower", "effects": [0.0] * 3}, "can't fail"),
    ({"equal": True}, "can't fail"),
    ({"alike": True}, "can't fail"),  # 2
    ({"vacuous": NEVER}, "can't fail"),
    ({"sign": "same", "effects": [0.01] * 3, "held": [0.02] * 3}, "can't fail"),
    ({"sign": "same", "effects": [0.01] * 3, "held": [0.4] * 3}, None),  # people bring it back
    ({"tied": "automated_share"}, "tied"),  # 3
    ({"tied": "automated_share", "equal": True}, "can't fail"),  # the first that fits
    ({"together": "X1.1 output"}, "tied"),
    ({"settings": [replace(AT, half=0.5)]}, "set"),
    ({"settings": [replace(AT, half=0.15, contrary=-0.9)]}, "set"),  # 4
    ({"settings": [replace(AT, half=0.15)]}, None),
    ({"settings": [replace(AT, half=0.5, at_default=0.5)]}, None),  # half of it is there without
    ({"settings": [AT]}, None),  # a switch
    ({"held": [1.0, 1.2, 0.8]}, "imposed"),  # 5
    ({"held": [1.0, 1.2, 0.4]}, None),  # in each of the seeds
    ({"held": [2.1, 2.3, 1.9]}, None),
    ({"effects": [0.09] * 3, "held": [0.09] * 3}, None),  # 11
    ({"effects": [-1.0] * 3, "held": [-1.0] * 3}, None),
    ({"held": [float("nan")] * 3}, None),
    ({"sign": "not-lower", "held": [1.0] * 3}, "imposed"),
]


@pytest.mark.parametrize(("content", "wanted"), CASES)
def test_the_mark_follows_from_what_was_measured(content: dict[str, Any], wanted: str | None) -> None:
    found, why = mark(measured(**content))
    assert found == wanted
    assert why.en
    assert why.zh


def test_a_switch_is_needed_and_marks_nothing() -> None:
    assert needs(measured(settings=[AT, replace(AT, name="entry", at_default=-0.5)])) == ["effort_response", "entry"]
    assert needs(measured(settings=[replace(AT, half=0.5)])) == []


def test_a_claim_is_called_by_its_parts() -> None:
    assert [of_claim(some) for some in (["imposed", None], ["imposed", "tied"], [None], [])] == [
        "partly", "by construction", "finding", "finding",
    ]  # fmt: skip


# -- can't fail


def test_case_1_what_lies_on_the_predicted_side_whatever_comes() -> None:
    test = part("level", side=world("competition"), predicts={"automated_share": "higher"}, than=-1.0)
    (one,) = (measured(possible=imposed.possible(test, "automated_share"), bound=0.01),)
    assert mark(one)[0] == "can't fail"
    honest = part("level", side=world("competition"), predicts={"automated_share": "higher"}, than=0.1)
    assert mark(measured(possible=imposed.possible(honest, "automated_share"), bound=0.01))[0] is None


def test_case_2_a_lever_that_moves_yardsticks_alone() -> None:
    kilowatts = {"slot_power": 1.2}, {"slot_power": 2.4}
    test = part(
        side=world("competition", **kilowatts[0]), against=world("competition", **kilowatts[1]), predicts={"output": "same"}
    )
    (one,) = sides(test)
    assert one.alike
    assert one.equal
    assert mark(one)[0] == "can't fail"
    assert "slot_power moves yardsticks only" in mark(one)[1].en


# -- tied


def test_case_3_one_formula_of_two_measures() -> None:
    rng = np.random.default_rng(1)
    share = np.append(rng.uniform(0.1, 0.6, 40), 0.0)
    names = list(MEASURES)
    rows = rng.uniform(0.1, 0.9, (share.size, len(names)))
    for name, values in (("automated_share", share), ("tasks_delegated", 2.0 * share + 1.0), ("poverty", share + share**2)):
        rows[:, names.index(name)] = values
    assert search._tied(rows, "tasks_delegated", "automated_share")
    assert not search._tied(rows, "poverty", "automated_share")
    assert search._same_as(rows, "automated_share") == ["tasks_delegated"]
    wages = rng.uniform(0.4, 0.7, 40)
    assert imposed.one_formula(wages, 1.0 / wages - 1.0)
    assert not imposed.one_formula(wages, 1.0 / wages - 1.0 + 1e-6 * rng.standard_normal(40))
    assert not imposed.one_formula(wages, np.full(40, 0.3))  # what stands still is tied to nothing


# -- imposed, by worlds in lockstep


def test_case_5_what_is_withheld_stands_idle() -> None:
    test = part(
        side=world("monopoly", withheld_share=0.4),
        against=world("monopoly", withheld_share=0.0),
        predicts={"idle_compute": "higher"},
    )
    (one,) = sides(test)
    assert one.share == pytest.approx([1.0], abs=0.15)
    assert mark(one)[0] == "imposed"


POWER = part(
    side=world("monopoly", [{"month": 60, "set": {"power_off": 0.5}}]),
    against=world("monopoly"),
    predicts={"capitalist_consumption": "lower", "price_level": "higher"},
)


def test_case_6_prices_after_a_power_cut_are_asked_by_people() -> None:
    (consumption, level) = sides(POWER)
    assert (mark(consumption)[0], mark(level)[0]) == ("imposed", None)
    assert level.share == pytest.approx([0.0], abs=0.05)


UBI = {"ubi_start": 24, "ubi_phase": 1, "ubi_brake": 0.0}


def test_case_7_what_a_basic_income_sells_is_made_because_firms_plan_it() -> None:
    test = part(side=world("monopoly-ubi", **UBI), against=world("monopoly", **UBI), predicts={"output": "higher"})
    assert shares(test)["output"] == pytest.approx(0.0, abs=0.1)


TAX = part(
    side=world("monopoly", ai_tax=2.0), against=world("monopoly", ai_tax=0.0), predicts={"automated_share": "lower"}
)


def test_case_8_with_the_fee_held_by_mistake_nobody_rents_ai(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fee of the untaxed world plus the tax is above the wage: the list of what is free decides."""
    courses = held.courses(TAX, plan_of(one=TAX).scenarios("X1", {}))
    left = held.free(TAX)
    assert {"clouds.price", "clouds.markup"} <= left

    def done(free: frozenset[str]) -> float:
        seen = held.lockstep(courses, "against", free, 0)
        return float(seen.held["side"]["automated_share"][LATE[0] :].mean())

    mistaken = frozenset(name for name in left if not name.startswith("clouds."))
    assert done(left) > 0.02
    assert done(mistaken) < 0.5 * done(left)


def test_cases_9_and_10_an_answer_that_turns_the_effect_is_a_finding_unless_it_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A doctored economy: once power is missing, owners think that they are rich, and buy more than before."""
    plain = settling.count_income

    def count_income(w: World) -> None:
        plain(w)
        if w.params.power_off:
            w.capitalists.income *= 1.5

    phases = tuple(count_income if phase is plain else phase for phase in month.PHASES)
    monkeypatch.setattr(month, "PHASES", phases)
    cut = part(
        side=world("monopoly", [{"month": 60, "set": {"power_off": 0.3}}]),
        against=world("monopoly"),
        predicts={"capitalist_consumption": "higher"},
    )
    (one,) = sides(cut)
    assert one.mean > one.bound
    assert one.share[0] < 0.0
    assert mark(one)[0] is None
    without = {phase: tuple(one for one in names if one != "capitalists.income") for phase, names in decisions.DECIDES.items()}
    monkeypatch.setattr(held, "DECIDES", without)  # tests/test_decisions.py finds it
    (forgotten,) = sides(cut)
    assert mark(forgotten)[0] == "imposed"


# -- set


def test_case_4_a_sign_that_is_that_of_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    low, high = "unemployment_low_skill", "unemployment_high_skill"
    test = part("level", side=world("competition", task_difficulty=-0.5), predicts={f"{low} / {high}": "lower"}, than=1.0)
    plan = plan_of(one=test)
    monkeypatch.setattr(Plan, "shared", lambda *_: {"task_difficulty": -0.5})
    (one,) = sides(test)
    (((setting,),),) = search._settings(plan, ["X1"]).values()
    assert (setting.name, setting.default) == ("task_difficulty", 0.0)
    assert setting.contrary * one.mean < 0.0
    gone = replace(one, settings=[replace(setting, at_default=0.0)])  # so few workers have luck of their own
    assert mark(gone)[0] == "set"
    assert "its sign is that of task_difficulty = -0.5" in mark(gone)[1].en


def test_what_both_sides_set_alike_is_put_back_but_for_sizes_dates_and_levers() -> None:
    test = part(
        side=world("competition", deletion=True, effort_response=0.2),
        against=world("competition", deletion=False, effort_response=0.2),
        predicts={"agent_effort": "higher"},
    )
    assert set(plan_of(one=test).shared("X1")) == {"ai_lead", "adoption_speed", "capex_growth_max", "effort_response"}


def test_worlds_of_one_set_of_parameters_stay_one_when_decisions_are_held() -> None:
    """Where nothing parts the sides, a copy of what is equal changes nothing; and the side is the one that runs alone."""
    test = POWER
    courses = held.courses(test, plan_of(one=test).scenarios("X1", {}))
    seen = held.lockstep(courses, "against", frozenset(), 3)
    alone = branching.grow(list(courses.values()), 3)
    for role, table in zip(courses, alone, strict=True):
        for name in table:
            np.testing.assert_array_equal(seen.full[role][name], table[name])
    twice = held.lockstep(dict.fromkeys(courses, courses["against"]), "against", frozenset(), 3)
    assert twice.alike
    assert twice.equal == {"capitalist_consumption", "price_level"}
    np.testing.assert_array_equal(twice.held["side"]["price_level"], twice.full["side"]["price_level"])


def test_a_test_of_one_world_is_held_by_the_same_without_ai() -> None:
    test = part("change", side=world("monopoly"), predicts={"wage_share": "lower"}, since=[0, 11])
    courses = held.courses(test, plan_of(one=test).scenarios("X1", {}))
    assert held.other_side(test) in courses
    assert not courses[held.other_side(test)].scenario.params.ai
    assert held.free(test) >= held.OWN
    seen = held.lockstep(courses, held.other_side(test), held.free(test), 0)
    assert not np.array_equal(seen.full["side"]["wage_share"], seen.held["side"]["wage_share"], equal_nan=True)


# -- the box


def test_the_box_is_half_of_the_way_to_the_declared_ends() -> None:
    for name, p in parameters.table().items():
        if p.behavioural and p.default:
            low, high = search.ends(name)
            assert p.low <= low <= p.default <= high <= p.high, name
            assert low < high, name
    plan = replace(plan_of(), points=8)
    assert len(plan.box) == 8
    assert plan.box == replace(plan, seeds=5).box
    assert "ai" not in plan.box[0]
    assert search.values("entry", False) == [True]
    assert search.values("fiscal_rule", "deficit") == ["balanced"]
    assert len(search.values("energy_per_slot", 0.0)) == 2


STAYS = measured()


@pytest.mark.parametrize(
    ("effect", "wreck", "sign", "said"),
    [
        (1.0, None, "higher", "stays"),
        (0.05, None, "higher", "extinguished"),
        (-0.05, None, "higher", "extinguished"),
        (-1.0, None, "higher", "turned"),
        (-1.0, "AI does 0.000 of cognitive work", "higher", "wreck"),  # 12
        (-1.0, "unemployment without AI 0.390", "higher", "wreck"),
        (float("nan"), None, "higher", "extinguished"),
        (1.0, None, "lower", "stays"),  # what fails at the default is turned where it holds
        (-1.0, None, "lower", "turned"),
        (-1.0, None, "not-lower", "turned"),
    ],
)
def test_what_becomes_of_an_outcome_at_other_parameters(effect: float, wreck: str | None, sign: Any, said: str) -> None:
    assert search._says(Result([effect], [0.1], wreck), 0, measured(sign=sign)) == said


def test_case_12_a_wreck_turns_nothing_and_is_listed() -> None:
    around = [Place({"markup": x}, Result([-1.0], [0.1], why)) for x, why in ((0.2, "AI does 0.000"), (0.3, "unemployment"))]
    found = search._robust([*around, Place({"markup": 0.4}, Result([1.0], [0.1], None))], 0, measured(), None)
    assert (found["wrecks"], found["admissible"], found["of"], found["turned"]) == (2, 1, 3, 0)


@pytest.mark.parametrize(
    ("ours", "theirs", "named"),
    [
        ({}, {"ai": False}, ["markup"]),
        ({"use_mode": "augment"}, {"use_mode": "none"}, ["craft_fading", "audit_share", "markup"]),  # awake on one side
        ({"use_mode": "augment", "ai": False}, {"use_mode": "offload", "ai": False}, ["craft_fading", "markup"]),
        ({"ai_access": "owners"}, {"ai_access": "none"}, ["human_advice", "markup"]),
    ],
)
def test_a_point_is_told_by_what_can_act_in_the_test(ours: dict[str, Any], theirs: dict[str, Any], named: list[str]) -> None:
    """Of what sleeps on all sides nothing turns, however far it is moved."""
    test = part(side=world("competition", **ours), against=world("competition", **theirs), predicts={"output": "higher"})
    ends = {name: search.ends(name)[1] for name in ("craft_fading", "human_advice", "members_invest", "audit_share")}
    moved = ends | {"markup": 0.27 + 0.1 * (search.ends("markup")[1] - 0.27)}
    found = search._found_place(plan_of(one=test), "X1", Place(moved, Result([-1.0], [0.1], None)), lambda there: True)
    assert sorted(found["farthest"]) == sorted(named)
    assert list(found["farthest"])[-1] == "markup"


def test_wrecks_are_seen_in_worlds_really_run() -> None:
    test = part(side=world("competition"), against=world("competition", ai=False), predicts={"output": "higher"})
    plan = plan_of(one=test)
    away = search.results(plan, {"X1": {"fee_ceiling": 0.1, "ai_start_efficiency": 0.1}}, 0)[0]["X1"]
    assert away.wreck
    assert "AI does" in away.wreck
    poor = search.results(plan, {"X1": {"natural_unemployment": 0.2, "phillips_slope": 0.01}}, 0)[0]["X1"]
    assert poor.wreck
    assert "unemployment without AI" in poor.wreck
    assert search.results(plan, {"X1": {}}, 0)[0]["X1"].wreck is None


# -- a search that was stopped goes on


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_register(tmp_path_factory.mktemp("register") / "seeds")


def searched(texts: Path, out: Path, **options: Any) -> dict[str, Any]:
    file = check("A1", texts=texts, out=out, jobs=1, quiet=True, seeds=2, points=2, workers=200, **options)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_a_search_is_whole_and_one_that_was_stopped_goes_on(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Work] = []
    do = search.do

    def stop_at(count: int) -> None:
        def some(plan: Plan, folder: Path, work: Work) -> None:
            if len(done) == count:
                raise KeyboardInterrupt
            done.append(work)
            do(plan, folder, work)

        monkeypatch.setattr(search, "do", some)

    stop_at(2)
    with pytest.raises(SimError, match=r"stopped: 2 of 3 pieces of work are done in .*; the same command goes on"):
        searched(texts, tmp_path / "whole")
    stop_at(-1)
    found = searched(texts, tmp_path / "whole")
    assert [work.kind for work in done] == ["sides", "point", "point", "turns"]
    again = searched(texts, tmp_path / "whole")
    assert len(done) == 4
    assert again == found
    assert found["program"].startswith("written by")
    assert len(found["code"]) == 64
    (one,) = found["outcomes"]
    assert (one["test"], one["measure"], one["mark"]) == ("A1.1", "compute_price", "imposed")
    assert found["claims"] == {"A1": {"called": "by construction", "by_hand": None}}
    assert {"admissible", "of", "turned_by", "extinguished", "wrecks", "break_even"} <= one["robust"].keys()
    assert one["robust"]["of"] == 2
    broken = tmp_path / "whole" / "point-1.npz"
    broken.write_bytes(broken.read_bytes()[:100])
    assert searched(texts, tmp_path / "whole") == found  # what is damaged is made again
    assert done[-1] == Work("point", "1")


def test_another_search_is_left_alone(texts: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds no search: choose another folder with --out"):
        searched(texts, tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (other / "search.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="holds another search"):
        searched(texts, other)
    with pytest.raises(InputError, match="Z9: no such claim"):
        check("Z9", texts=texts, out=tmp_path / "none")


def test_the_command_says_what_it_does_not_take(texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, Any]] = []

    def checked(*ids: str, **options: Any) -> Path:
        made.append({"ids": ids, **options})
        return tmp_path / "checks.json"

    monkeypatch.setattr("sim.commands.search.check", checked)
    command = ["claims", "--search", "--texts", str(texts), "--jobs", "1"]
    for more in (["--seeds", "3"], ["--draws", "8"], ["--force"], ["--cluster", "tcp://nowhere"]):
        refused = CliRunner().invoke(main, [*command, *more])
        assert refused.exit_code != 0
        assert f"{more[0]}: not with --search" in refused.output + str(refused.exception)
    assert not made
    done = CliRunner().invoke(main, [*command, "--scoreboard", str(tmp_path / "BOARD.md")])
    assert done.exit_code == 0, done.output
    assert (made[0]["page"], made[0]["jobs"]) == (tmp_path / "BOARD.md", 1)


def test_checks_lie_beside_the_page_and_never_over_what_is_yours(texts: Path, tmp_path: Path) -> None:
    file = tmp_path / "BOARD.checks.json"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="was not written by this program"):
        searched(texts, tmp_path / "folder", page=tmp_path / "BOARD.md")
    file.unlink()
    assert searched(texts, tmp_path / "folder", page=tmp_path / "BOARD.md")["outcomes"]
    assert file.exists()
