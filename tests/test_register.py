"""The claims register: what stands in seeds/, what is refused, and what the commands say of it."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.base.errors import InputError
from sim.base.paths import data
from sim.cli.main import main
from sim.docs import explain
from sim.economy import claim_ids, scenario, start
from sim.economy.measures import MEASURES
from sim.verdicts import register, validation
from sim.verdicts.register import Claim, Part, Shape, Side, Timing

ROOT = Path(__file__).parent.parent
CLAIMS = register.read().claims
TESTS = [(claim, number, test) for claim in CLAIMS.values() for number, test in enumerate(claim.tests)]
NAMES = [f"{claim.id}-{number}" for claim, number, _ in TESTS]

# Where each text makes its claims, as its own chapters stand.
SECTIONS = {
    "M": "ch2-1 ch2-2 ch2-1 ch1-3 ch3-1 ch3-2 ch1-2 ch3-4 ch3-3 ch1-2 ch3-4 ch4-3 "
    "ten-1 ten-2 ten-3 ten-4 ten-6 ten-7 ten-8 ten-9 ch4-2",
    "H": "1.1 1.2 1.3 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 1.1",
    "E": "2.1 2.2 2.3 3 4.1 4.3",
    "G": "relations relations relations citrini citrini citrini citrini bubble bubble capture software",
    "L": "1.2 1.3 1.3 2.2 2.3 3.2 3.3 3.4 2.1",
}


def texts(value: object) -> Iterator[tuple[str, str]]:
    """Every text of a file with its language."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from [(key, inside)] if key in ("en", "zh") else texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from texts(inside)


# -- what stands there


def test_all_fifty_nine_claims_stand_in_five_files() -> None:
    wanted = [f"{letter}{number}" for letter, count in zip("MHEGL", (21, 12, 6, 11, 9), strict=True)
              for number in range(1, count + 1)]  # fmt: skip
    assert list(CLAIMS) == list(claim_ids.ids()) == wanted
    assert sorted(path.stem for path in data("seeds").glob("*.toml")) == sorted([*claim_ids.TEXTS, claim_ids.EFFECTS])


def test_each_claim_stands_in_the_section_that_makes_it() -> None:
    for letter, sections in SECTIONS.items():
        found = [claim.sections[0] for claim in CLAIMS.values() if claim.id[0] == letter]
        assert found == sections.split()


def test_what_no_verdict_can_be_computed_for() -> None:
    assert {name: claim.verdict for name, claim in CLAIMS.items() if claim.verdict != "computed"} == {
        "H4": "shown",
        "H12": "construction",
        "G7": "construction",
        "G11": "shown",
    }


def test_every_name_exists_and_nothing_is_needed_any_more() -> None:
    assert validation.declared().claims == CLAIMS
    assert register.read().needs == {}
    assert not [name for name, claim in CLAIMS.items() if claim.status == "planned" or claim.waits]


POINTS = {  # of the programme, point by point: what is set where it is in force, and where it is not
    1: ({"commons_threshold": 25.0}, {"commons_threshold": 0.0}),
    2: ({"openness": 1.0}, {"openness": 0.0}),
    3: ({"seizure": True}, {"seizure": False}),
    4: ({"energy_credits": "need"}, {"energy_credits": "money"}),
    5: ({"switching_cost": 0.0}, {"switching_cost": 0.1}),
    6: ({"planning": "need"}, {"planning": "market"}),
    7: ({"duty_hours": 4.0, "duty_sanction": True}, {"duty_hours": 0.0, "duty_sanction": False}),
    8: ({"training_rights": True}, {"training_rights": False}),
    9: ({"heat_reuse": 0.5}, {"heat_reuse": 0.0}),
    10: ({"public_training": True}, {"public_training": False}),
}
MAY_ACT = {"trained_frontier": True, "commons_openness": 0.0, "upkeep_limits": True, "capital_flight": 0.5}


def differing(one: str, other: str) -> dict[str, tuple[object, object]]:
    """What two scenarios set otherwise."""
    sides = [scenario.load(name) for name in (one, other)]
    assert not any(side.events for side in sides)
    ours, theirs = (side.params.as_dict() for side in sides)
    return {name: (value, theirs[name]) for name, value in ours.items() if value != theirs[name]}


def test_the_programme_is_its_ten_points_and_what_they_need_to_act() -> None:
    on, off = ({name: value for one in POINTS.values() for name, value in one[side].items()} for side in (0, 1))
    assert differing("reform", "programme-none") == {name: (value, off[name]) for name, value in on.items()}
    changed = {name: value for name, (value, _) in differing("programme-none", "competition").items()}
    assert changed == MAY_ACT | {"energy_credits": "money"}


@pytest.mark.parametrize(
    ("name", "points"),
    [("M13", [1]), ("M14", [2, 5, 10]), ("M16", [4]), ("M17", [6]), ("M18", [7]), ("M19", [8]), ("M20", [9])],
)
def test_a_claim_of_the_programme_has_a_row_with_its_points_taken_out_of_it(name: str, points: list[int]) -> None:
    without = {key: value for point in points for key, value in POINTS[point][1].items()}
    (row,) = (test for test in CLAIMS[name].tests if test.sides["side"].scenario == "reform")
    assert row.sides == {"side": Side(scenario="reform"), "against": Side(scenario="reform", set=without)}


@pytest.mark.parametrize(("claim", "number", "test"), TESTS, ids=NAMES)
def test_the_sides_differ_in_the_lever_and_in_nothing_else(claim: Claim, number: int, test: Part) -> None:
    moved = validation.lever(test)
    assert moved <= set(claim.lever)
    assert bool(moved) is (len(test.sides) == 2 or isinstance(test, Shape | Timing))


@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if claim.status != "planned"])
def test_what_can_be_computed_has_worlds_that_start(name: str) -> None:
    listing = {other for other in scenario.shipped() if name in scenario.load(other).claims}
    claim = CLAIMS[name]
    sides = [side for test in claim.tests if not claim.missing(test) for side in test.sides.values()]
    assert listing & {side.scenario for side in sides}
    for side in sides:
        start.check(side.load(), 480)


NEEDS = ["parameter seizure", "parameter capital_flight", "parameter seizure_fear", "rule expropriation.pulled_capacity"]
PLANNED = [
    "parameter planning", "parameter need_error", "measure output_volatility", "measure unmet_need", "rule provision.needed_output",
    "rule consumption.rationed", "scenario reform",
]  # fmt: skip
WAITING, PLAN = (  # as they were before their mechanisms
    CLAIMS[name].model_copy(update={"needs": needs, "tests": CLAIMS[name].tests[:count]})
    for name, needs, count in (("M15", NEEDS, 4), ("M17", PLANNED, 2))
)


def test_a_claim_waits_for_all_that_makes_it_live_and_not_for_its_objection() -> None:
    claim = WAITING
    assert claim.status == "planned"
    assert claim.missing(claim.tests[0]) == ["parameter seizure", "parameter capital_flight"]
    assert claim.waits == [need for need in claim.needs if need != "parameter seizure_fear"]
    plan = PLAN  # its measures alone would be there before its rules
    assert plan.missing(plan.tests[0]) == ["parameter planning", "measure output_volatility", "measure unmet_need"]
    assert plan.waits == [need for need in plan.needs if need != "parameter need_error"]
    rest = claim.model_copy(update={"needs": ["parameter seizure_fear"]})  # of the objection
    assert rest.status == "modelled"
    assert CLAIMS["G7"].status == "construction"
    assert {claim.status for claim in CLAIMS.values()} <= set(register.STATUS)


@pytest.mark.parametrize("name", [*claim_ids.TEXTS, claim_ids.EFFECTS])
def test_both_languages_stand_side_by_side(name: str) -> None:
    found = list(texts(tomllib.loads((data("seeds") / f"{name}.toml").read_text(encoding="utf-8"))))
    assert len(found) == 2 * sum(lang == "en" for lang, _ in found)
    for lang, text in found:
        assert bool(re.search(r"[\u4e00-\u9fff]", text)) is (lang == "zh"), text
        assert not re.search(r"[，。；：？]", text) or lang == "zh", text
        assert text == text.strip()
    lengths = [(len(en), len(zh)) for (_, en), (_, zh) in zip(found[::2], found[1::2], strict=True)]
    assert all(0.1 < zh / en < 0.8 for en, zh in lengths)


def test_every_objection_names_who_makes_it() -> None:
    for claim in CLAIMS.values():
        assert claim.literature, claim.id
        assert all(re.search(r"\(\d{4}\)|Capital|in Frey", entry) for entry in claim.literature), claim.id


def test_the_files_hold_no_verdict() -> None:
    keys = {key for claim in CLAIMS.values() for key in claim.model_dump()}
    assert not keys & {"result", "holds", "fails", "depends", "finding"}
    assert {"computed", "construction", "shown"} >= {claim.verdict for claim in CLAIMS.values()}


def test_effects_are_shares_or_in_the_measures_unit() -> None:
    effects = register.read().effects
    assert effects["output"].of(2.0) == pytest.approx(0.01)
    assert effects["unemployment"].of(2.0) == pytest.approx(0.01)
    for name, effect in effects.items():
        measure = MEASURES.get(name)
        if measure and measure.unit == "fraction":
            assert not effect.relative, name  # shares are compared in points
            assert effect.size <= 0.02
        if " / " in name:
            assert effect.relative, name


def test_a_side_is_a_scenario_with_settings_and_dates() -> None:
    side = Side.model_validate(
        {"scenario": "austerity", "set": {"markup": 0.3}, "events": [{"month": 90, "set": {"loan_rate": 0}}]}
    )
    found = side.load("mine")
    assert (found.name, found.params.markup) == ("mine", 0.3)
    assert [event.month for event in found.events] == [90, 96]
    assert found.params_at(90).loan_rate == 0.0
    assert side.said() == "austerity (markup = 0.3, from month 90 loan_rate = 0)"
    assert side.said("zh") == "austerity (markup = 0.3, 自第90月起loan_rate = 0)"
    assert Side(scenario="commons").load().name == "commons"


# -- what is refused

SOUND = """\
letter = "X"
count = 1
author = { en = "Nobody", zh = "无名氏" }
title = { en = "A text", zh = "一篇文章" }
kind = { en = "Pamphlet", zh = "小册子" }
about = { en = "What it says", zh = "其内容" }
[sections]
one = { en = "First part", zh = "第一部分" }
[claims.X1]
sections = ["one"]
title = { en = "Idle", zh = "闲置" }
statement = { en = "Some is idle", zh = "部分闲置" }
rules = ["compute.private_fee", "host_agents"]
lever = ["withheld_share"]
objection = { en = "A reserve", zh = "储备" }
literature = ["Stigler (1964)"]
falsifier = { en = "None is idle", zh = "没有闲置" }
[[claims.X1.tests]]
kind = "difference"
side = { scenario = "monopoly", set = { withheld_share = 0.4 } }
against = { scenario = "monopoly", set = { withheld_share = 0.0 } }
predicts = { idle_compute = "higher" }
"""

FAULTS = [
    # -- names
    ('"monopoly", set = { withheld_share = 0.4', '"monoply", set = { withheld_share = 0.4',
     '20: claims.X1.tests.0.side.scenario = "monoply": no such scenario: monoply; did you mean monopoly?'),
    ("{ idle_compute =", "{ idle_compte =",
     '22: claims.X1.tests.0.predicts.idle_compte = "higher": no such measure: idle_compte; did you mean idle_compute?'),
    ("{ idle_compute =", '{ "compute_price / cost" =',
     '22: claims.X1.tests.0.predicts.compute_price / cost = "higher": no such measure: cost'
     " (what is still to be built stands in needs)"),
    ("withheld_share = 0.4", "witheld_share = 0.4",
     "20: claims.X1.tests.0.side.set.witheld_share = 0.4: no such parameter: witheld_share; did you mean withheld_share?"),
    ('lever = ["withheld_share"]', 'lever = ["withheld"]',
     '14: claims.X1.lever.0 = "withheld": no such parameter: withheld; did you mean withheld_share?'),
    ('"host_agents"', '"host_agent"',
     '13: claims.X1.rules.1 = "host_agent": no such rule: host_agent; did you mean host_agents?'),
    ('sections = ["one"]', 'sections = ["on"]', '10: claims.X1.sections.0 = "on": no such section; did you mean one?'),
    ('lever = [', 'needs = ["measure idle_compute"]\nlever = [',
     '14: claims.X1.needs.0 = "measure idle_compute": exists: take it out'),
    ('lever = [', 'scope = { en = "Rent and guilds wait for `guilds` and `ubi_share`.", zh = "待建。" }\nlever = [',
     "14: claims.X1.scope: waits for ubi_share, which exists"),
    ('lever = [', 'needs = ["parameter nothing_yet"]\nlever = [',
     '14: claims.X1.needs.0 = "parameter nothing_yet": nothing in the claim uses it'),
    ('lever = [', 'needs = ["deletion"]\nlever = [',
     '14: claims.X1.needs.0 = "deletion": must be parameter, measure, rule or scenario NAME'),
    # -- ids
    ("count = 1", "count = 2", "2: count = 2: claim X2 is missing"),
    ('letter = "X"', 'letter = "Y"',
     "2: count = 1: claim Y1 is missing\n9: claims.X1: ids are Y1 to Y1 (letter and count)"),
    ("[[claims.X1.tests]]", "[claims.X1]\n[[claims.X1.tests]]",
     "18: not valid TOML: Cannot declare ('claims', 'X1') twice (column 11)"),
    # -- levers
    ("withheld_share = 0.0", "withheld_share = 0.4",
     '21: claims.X1.tests.0.against: both sides are the same\n14: claims.X1.lever.0 = "withheld_share": no test moves it'),
    ("withheld_share = 0.0 }", "withheld_share = 0.0, cloud_markup = 1.0 }",
     "18: claims.X1.tests.0: moves cloud_markup: not a lever of the claim"),
    ('lever = ["withheld_share"]', 'lever = ["withheld_share", "n_clouds"]',
     '14: claims.X1.lever.1 = "n_clouds": no test moves it'),
    ('lever = [', 'square = true\nlever = [',
     "14: claims.X1.square = true: needs two rows: who owns compute, with the saving passed on and with the saving kept"),
    # -- values
    ("withheld_share = 0.0", "withheld_share = 1.5",
     "21: claims.X1.tests.0.against.set.withheld_share = 1.5: must be a number (0.0 to 1.0, share of slots)"),
    ("withheld_share = 0.0 }", "withheld_share = 0.0, leverage_max = 0.1 }",
     "21: claims.X1.tests.0.against: leverage_target = 0.2: must not be above leverage_max = 0.1"),
    ("set = { withheld_share = 0.0 }", "events = [{ month = 9, set = { n_workers = 300 } }]",
     "21: claims.X1.tests.0.against.events.0.set.n_workers = 300: is fixed at the start: no event can change it"),
    ('"higher" }', '"higher" }\nwindow = [9, 3]', "23: claims.X1.tests.0.window: the first month is after the last"),
    # -- texts
    ('zh = "闲置" }', 'zh = "Idle" }', '11: claims.X1.title.zh = "Idle": is not in Chinese'),
    ('{ en = "Some is idle"', '{ en = "部分闲置"', '12: claims.X1.statement.en = "部分闲置": is not in English'),
    ('{ en = "None is idle"', '{ en = "  "', '17: claims.X1.falsifier.en = "  ": is empty'),
    ('{ en = "None is idle", ', "{ ", "17: claims.X1.falsifier.en: field required"),
    ('literature = ["Stigler (1964)"]', 'switches = ["n_clouds"]',
     "9: claims.X1.literature: missing: who makes the objection?"),
    # -- keys and kinds
    ('objection = {', 'objektion = {',
     '9: claims.X1.objection: field required\n15: claims.X1.objektion: no such key; did you mean objection?'),
    ('kind = "difference"', 'kind = "diference"',
     '19: claims.X1.tests.0.kind = "diference": must be one of difference, change, widening, level, pace, path, order, shape, '
     "timing, show; did you mean difference?"),
    ('kind = "difference"', 'kind = "path"\nwindows = [[9, 3], [20, 30]]',
     "20: claims.X1.tests.0.windows.0: the first month is after the last"),
    ('kind = "difference"', 'kind = "path"\nwindows = [[1, 9], [9, 30]]',
     "20: claims.X1.tests.0.windows: each must begin after the one before has ended"),
    ('kind = "difference"', 'kind = "difference"\nstatistic = "drop"',
     "20: claims.X1.tests.0.statistic = \"drop\": input should be 'mean', 'peak', 'trough' or 'fall'"),
    ('predicts = { idle_compute = "higher" }', 'predicts = { idle_compute = "higher" }\nadded = true',
     "18: claims.X1.tests: no test predicts anything that stands in the text: no verdict can be computed"),
    ('predicts = {', 'predict = {',
     "18: claims.X1.tests.0.predicts: field required\n"
     "22: claims.X1.tests.0.predict: no such key; did you mean predicts?"),
    ('"higher" }', '"hihger" }',
     "22: claims.X1.tests.0.predicts.idle_compute = \"hihger\": input should be 'higher', 'lower', 'same', "
     "'not-lower' or 'not-higher'"),
    ('side = { scenario = "monopoly", set = { withheld_share = 0.4 } }', 'side = "monopoly"',
     '20: claims.X1.tests.0.side = "monopoly": must be a table'),
    ('letter = "X"\n', "", "FILE: letter: field required"),
    # -- what has no verdict
    ('lever = [', 'verdict = "construction"\nlever = [', "9: claims.X1.why: missing: say why"),
    ('lever = [', 'verdict = "shown"\nwhy = { en = "So", zh = "故" }\nlever = [',
     '14: claims.X1.verdict = "shown": no sign is predicted: its tests are of the kind show'),
    ('kind = "difference"', 'kind = "show"\nmeasures = ["idle_compute"]',
     '23: claims.X1.tests.0.predicts: no such key'),
    ('predicts = { idle_compute = "higher" }', 'measures = ["idle_compute"]',
     "18: claims.X1.tests.0.predicts: field required\n22: claims.X1.tests.0.measures: no such key"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), FAULTS, ids=[str(says)[:60] for _, _, says in FAULTS])
def test_a_fault_is_one_line_at_its_place(
    old: str, new: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert old in SOUND
    (tmp_path / "x.toml").write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as found:
        validation.check(Path("x.toml"))
    assert found.value.messages == [f"x.toml:{line}".replace("x.toml:FILE", "x.toml") for line in says.split("\n")]


@pytest.mark.parametrize(
    ("mark", "says"),
    [
        ('"departure"\ndirections = ["lower"]', "directions: must be 2, higher or lower, one a measure"),
        ('"departure"', "directions: must be 2, higher or lower, one a measure"),
        ('"peak"\ndirections = ["lower", "higher"]', "directions: a peak has no direction"),
        ('"departure"\ndirections = ["lower", "higher"]', "measures: output: stands twice"),
    ],
)
def test_an_order_of_departures_says_which_way_each_goes(mark: str, says: str, tmp_path: Path) -> None:
    second = "output" if "twice" in says else "poverty"
    order = f'measures = ["output", "{second}"]\nmark = {mark}'
    text = SOUND.replace("difference", "order", 1).replace('predicts = { idle_compute = "higher" }', order)
    text = text if "departure" in mark else re.sub("against = .*", "", text)
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as found:
        register.read_text(tmp_path / "x.toml")
    where, _, what = says.partition(": ")
    assert [where in message and message.endswith(what) for message in found.value.messages] == [True]


def test_the_sound_file_is_sound(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(SOUND, encoding="utf-8")
    claim = validation.check(tmp_path / "x.toml").claims["X1"]
    assert (claim.id, claim.text, claim.status) == ("X1", "x", "modelled")


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the shipped register."""
    return Path(shutil.copytree(data("seeds"), tmp_path / "seeds"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(folder: Path) -> list[str]:
    with pytest.raises(InputError) as found:
        validation.declared(folder)
    return [message.replace(f"{folder}/", "") for message in found.value.messages]


def test_a_text_that_is_missing_is_named(seeds: Path) -> None:
    (seeds / "endgame.toml").unlink()
    assert refused(seeds) == ["endgame.toml: no such file"]


def test_effects_are_those_of_the_tests(seeds: Path) -> None:
    effects = seeds / "effects.toml"
    change(effects, "output =", "outptu =")
    change(effects, "real_wage = { size = 0.01, relative = true,", "real_wage = { size = 0.01,")
    said = refused(seeds)
    assert [line.partition(": ")[2] for line in said] == [
        "real_wage: must be relative: L6 looks at growth",
        "output: missing: M3 looks at it",
        "outptu: no test looks at it, and no measure",
    ]
    change(effects, "outptu = { size = 0.005", "output = { size = -1.0")
    assert "output.size = -1.0: input should be greater than 0" in refused(seeds)[0]


def test_what_has_been_built_must_leave_the_needs(seeds: Path) -> None:
    needs = 'needs = ["measure unmet_need"]\n'
    change(seeds / "manifesto.toml", '[[claims.M17.tests]]', needs + '[[claims.M17.tests]]')
    (said,) = refused(seeds)
    assert said.endswith('claims.M17.needs.0 = "measure unmet_need": exists: take it out')
    change(seeds / "manifesto.toml", needs, "")
    assert validation.declared(seeds).claims == CLAIMS


# -- scenario files and commands


def test_a_scenario_names_claims_of_the_register(tmp_path: Path) -> None:
    head = 'title = { en = "T", zh = "题" }\nquestion = { en = "Q?", zh = "问？" }\n'
    path = tmp_path / "a.toml"
    path.write_text(head + 'claims = ["M4",\n"M44", "M4"]\n', encoding="utf-8")
    with pytest.raises(InputError) as found:
        scenario.load(path)
    assert found.value.messages == [
        f'{path}:4: claims = "M4": is given twice',
        f'{path}:4: claims = "M44": no such claim; did you mean M4?',
    ]


def call(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, arguments, prog_name="sim", catch_exceptions=False)
    return done.exit_code, done.stdout + done.stderr


def test_explain_says_all_of_a_claim_in_both_languages() -> None:
    for name, claim in CLAIMS.items():
        (entry,) = explain.explain(name)
        for lang in scenario.LANGUAGES:
            said = "\n".join(entry.lines(lang))
            for text in (claim.title, claim.statement, claim.objection, claim.falsifier):
                assert text.of(lang) in said
            assert all(test.said(lang) in said for test in claim.tests)
    code, said = call("explain", "M8")
    assert code == 0
    assert "status: modelled" in said
    assert "needs: " not in said
    assert "timing (the effect of an event in the months after it, date by date): competition; output: lower; " in said
    code, said = call("explain", "M4", "--lang", "zh")
    assert "M4 (论断)" in said
    assert "状态: 已建模" in said
    assert "hoarding (pass_through = 1.0) 对 commons" in said
    assert "idle_compute: 更高" in said


def test_explain_lists_claims_and_texts() -> None:
    code, said = call("explain")
    assert code == 0
    said = " ".join(said.split())
    assert "manifesto 21 M1, M2, " in said
    assert f"text 5 {', '.join(list(claim_ids.TEXTS)[:4])}" in said
    code, said = call("explain", "endgame", "--lang", "zh")
    assert "G8: 资本开支泡沫" in said
    assert "bubble: 泡沫与风险" in said
    code, said = call("explain", "M99")
    assert (code, said) == (2, "M99: no name, label or meaning has it; did you mean M9?\n")


def test_explain_says_what_a_claim_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(register.read().texts["manifesto"].claims, "M15", WAITING)
    code, said = call("explain", "M15")
    assert code == 0
    assert "status: not modelled yet" in said
    assert "needs: parameter seizure, parameter capital_flight, parameter seizure_fear" in said
    assert json.loads(call("explain", "M15", "--json")[1])[0]["facts"]["status"] == {
        "en": "not modelled yet",
        "zh": "尚未建模",
    }


def test_check_reads_the_register_and_files_like_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = call("check")
    assert code == 0
    for name in claim_ids.TEXTS:
        assert re.search(rf"seeds/{name}\.toml: ok \(\d+ claims, \d+ with nothing left to build\)", said)
    assert re.search(r"seeds/effects\.toml: ok \(\d+ measures\)", said)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.toml").write_text(SOUND, encoding="utf-8")
    assert call("check", "x.toml", "--lang", "zh") == (0, "x.toml: 通过（1条论断，其中1条无待建内容）\n")
    (tmp_path / "x.toml").write_text(SOUND.replace("idle_compute", "idle_compte"), encoding="utf-8")
    code, said = call("check", "x.toml")
    assert code == 2
    assert said.startswith("x.toml:22: claims.X1.tests.0.predicts.idle_compte = ")


def test_check_reports_a_broken_register(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(seeds / "endgame.toml", 'lever = ["shops_visited", "taste_sd"]', 'lever = ["shops_visited"]')
    folders = {"seeds": seeds}
    monkeypatch.setattr("sim.verdicts.validation.data", lambda kind: folders.get(kind, data(kind)))
    monkeypatch.setattr("sim.docs.checks.data", lambda kind: folders.get(kind, data(kind)))
    code, said = call("check")
    assert code == 2
    assert "claims.G6.tests.0: moves taste_sd: not a lever of the claim" in said


def test_a_scenario_is_read_without_the_model() -> None:
    code = "import sys; from sim.economy import scenario; scenario.load('monopoly'); print({'numpy', 'pandas'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "set()\n"


def test_the_register_travels_with_the_program() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert build["wheel"]["force-include"]["seeds"] == "sim/_data/seeds"
    assert "seeds" in build["sdist"]["include"]
