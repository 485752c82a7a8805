"""Dated changes along a path (``until``) and year by year (``series``): what is in force in each month, and runs."""

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from sim.base.errors import InputError
from sim.classroom.explorer import grid as grids
from sim.classroom.explorer import page
from sim.docs import checks, explain
from sim.economy import acting, month
from sim.economy.scenario import Event, Scenario, json_schema, load
from sim.economy.start import start
from sim.reports import sections
from sim.reports.view import View
from sim.runs import branching, dates, display, notes
from sim.runs.branching import Course
from sim.runs.runner import simulate
from sim.verdicts import held

SMALL = {"n_workers": 200, "n_clouds": 2, "ai_arrival": 4, "ai_lead": 4, "ubi_start": 0}


def with_events(*events: Event, of: str = "baseline", **settings: Any) -> Scenario:
    return replace(load(of, settings), events=events)


def course(scenario: Scenario, name: str, months: range) -> list[Any]:
    return [getattr(scenario.params_at(at), name) for at in months]


def monthly(begin: float, end: float, first: int, last: int) -> list[Event]:
    """A path as events, one a month."""
    span = last - first
    return [Event(first + k, {"ubi_share": begin + (end - begin) * k / span}) for k in range(1, span + 1)]


def test_a_path_is_linear_from_the_value_in_force() -> None:
    s = with_events(Event(96, {"ubi_share": 0.25}, 156), ubi_share=0.05)
    found = course(s, "ubi_share", range(200))
    assert found[:97] == [0.05] * 97
    assert found[97:156] == [0.05 + (0.25 - 0.05) * (t - 96) / 60 for t in range(97, 156)]
    assert found[156:] == [0.25] * 44
    assert s.params_at(96) == s.params
    assert s.params_at(156) is s.params_at(10_000)
    assert s.params_at(130) is s.params_at(130)
    assert s.params_at(130).markup == s.params.markup


def test_a_path_has_the_numbers_of_single_events() -> None:
    path = with_events(Event(5, {"ubi_share": 0.25}, 15), of="competition", **SMALL)
    single = replace(path, events=tuple(monthly(0.0, 0.25, 5, 15)))
    assert [path.params_at(t) for t in range(30)] == [single.params_at(t) for t in range(30)]
    runs = [simulate(one, 3, 18).table for one in (path, single)]
    np.testing.assert_array_equal(*runs)
    assert (runs[0] != simulate(load("competition", SMALL), 3, 18).table).any()


def test_sixty_months_are_sixty_events() -> None:
    path, single = with_events(Event(96, {"ubi_share": 0.25}, 156)), with_events(*monthly(0.0, 0.25, 96, 156))
    assert len(single.events) == 60
    assert [path.params_at(t) for t in range(90, 170)] == [single.params_at(t) for t in range(90, 170)]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        # a later event ends the path, whatever is left of it
        ([Event(2, {"markup": 0.6}, 12), Event(6, {"markup": 0.1})], [0.2, 0.2, 0.2, 0.24, 0.28, 0.32, *[0.1] * 8]),
        # another path goes on from where the first is
        (
            [Event(2, {"markup": 0.6}, 12), Event(6, {"markup": 0.16}, 8)],
            [0.2, 0.2, 0.2, 0.24, 0.28, 0.32, 0.36, 0.26, *[0.16] * 6],
        ),
        # an event on the month of the end stands
        ([Event(0, {"markup": 0.6}, 4), Event(4, {"markup": 0.3})], [0.2, 0.3, 0.4, 0.5, *[0.3] * 10]),
        # of two in one month the lower: a path from what the upper sets, or a value that stays
        ([Event(1, {"markup": 0.4}), Event(1, {"markup": 0.6}, 3)], [0.2, 0.4, 0.5, *[0.6] * 11]),
        ([Event(1, {"markup": 0.6}, 3), Event(1, {"markup": 0.4})], [0.2, *[0.4] * 13]),
        # a path of another parameter is none of its business
        ([Event(1, {"markup": 0.6}, 5), Event(2, {"ubi_share": 0.1})], [0.2, 0.2, 0.3, 0.4, 0.5, *[0.6] * 9]),
    ],
)  # fmt: skip
def test_the_later_event_has_the_parameter(events: list[Event], expected: list[float]) -> None:
    assert course(with_events(*events, markup=0.2), "markup", range(14)) == pytest.approx(expected)


def test_a_series_has_a_value_a_year() -> None:
    s = with_events(Event(6, series={"ubi_share": (0.1, 0.3, 0.2), "fiscal_rule": ("balanced", "deficit")}))
    assert course(s, "ubi_share", range(42)) == [*[0.0] * 6, *[0.1] * 12, *[0.3] * 12, *[0.2] * 12]
    assert course(s, "fiscal_rule", range(42)) == [*["deficit"] * 6, *["balanced"] * 12, *["deficit"] * 24]
    assert s.params_at(20) is s.params_at(29)
    ended = replace(s, events=(*s.events, Event(20, {"ubi_share": 0.5})))
    assert course(ended, "ubi_share", range(17, 42)) == [0.1, *[0.3] * 2, *[0.5] * 22]
    assert s.digest != replace(s, events=(Event(6, series={"ubi_share": (0.1,)}),)).digest
    one = [replace(s, events=(Event(6, series={"ubi_share": (value,)}),)).digest for value in (0.1, 0.2)]
    assert one[0] != one[1]


def test_a_file_has_them_and_what_is_above_it_starts_them(tmp_path: Path) -> None:
    text = 'extends = "monopoly"\n[[events]]\nmonth = 96\nuntil = 156\nset = { ubi_share = 0.25 }\n'
    (tmp_path / "a.toml").write_text(text + "[[events]]\nmonth = 12\nseries = { markup = [0.3, 1] }\n", encoding="utf-8")
    (tmp_path / "b.toml").write_text('extends = "a.toml"\n[params]\nubi_share = 0.05\n', encoding="utf-8")
    a, b = load(tmp_path / "a.toml"), load(tmp_path / "b.toml")
    assert a.events == b.events == (Event(12, series={"markup": (0.3, 1.0)}), Event(96, {"ubi_share": 0.25}, 156))
    assert isinstance(a.params_at(30).markup, float)
    (tmp_path / "c.toml").write_text(a.to_toml(), encoding="utf-8")
    again = load(tmp_path / "c.toml")
    assert (again.events, again.digest) == (a.events, a.digest)
    assert pickle.loads(pickle.dumps(a)).params_at(126) == a.params_at(126)
    middle = {one.params_at(126).ubi_share for one in (b, load(tmp_path / "a.toml", {"ubi_share": 0.05}),
              load(f"{tmp_path}/a.toml:ubi_share=0.05"), a.at("x", {"ubi_share": 0.05}))}  # fmt: skip
    assert middle == {0.05 + (0.25 - 0.05) * 30 / 60}
    assert a.digest != replace(a, events=(a.events[0], replace(a.events[1], until=157))).digest


@pytest.mark.parametrize(
    ("events", "messages"),
    [
        (
            "[[events]]\nmonth = 5\nuntil = 15\nset = { income_tax = 0.5 }\n[[events]]\nmonth = 10\nset = { tax_rate_max = 0.36 }\n",
            ["8: tax_rate_max = 0.36: must not be below income_tax = 0.4 (a.toml:5)"],
        ),
        (
            "[[events]]\nmonth = 5\nuntil = 15\nset = { income_tax = 0.5 }\n[[events]]\nmonth = 2\nset = { tax_rate_max = 0.45 }\n",
            ["5: income_tax = 0.5 in month 15: must not be above tax_rate_max = 0.45 (a.toml:8)"],
        ),
        (
            "[[events]]\nmonth = 5\nset = { tax_rate_max = 0.45 }\n[[events]]\nmonth = 2\nseries = { income_tax = [0.4, 0.5, 0.6] }\n",
            ["7: income_tax = 0.5 in month 14: must not be above tax_rate_max = 0.45 (a.toml:4)"],
        ),
        (
            "[[events]]\nmonth = 5\nuntil = 9\nset = { income_tax = 0.5, tax_rate_max = 0.5 }\n",
            [],
        ),
    ],
)  # fmt: skip
def test_what_meets_a_limit_on_the_way(events: str, messages: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text(f'extends = "baseline"\n{events}', encoding="utf-8")
    try:
        load("a.toml", {"income_tax": 0.3}).params_at(0)
        found = []
    except InputError as error:
        found = [one.removeprefix("a.toml:") for one in error.messages]
    assert found == messages


def test_a_mechanism_wakes_on_the_way() -> None:
    """A lever that leaves its neutral value a month after the date, and is back before the end."""
    s = with_events(Event(2, {"rivalry": 0.01}, 12), Event(5, {"rivalry": 0.0}), of="competition", **SMALL)
    world = start(s, 1)
    awake = []
    for _ in range(5):
        month.step(world)
        awake.append("rivalry" in world.awake)
    assert awake == [False, False, False, True, True]


def test_worlds_go_apart_on_the_way() -> None:
    """Paths that begin alike and end elsewhere: each world is that of its own run."""
    events = [(Event(2, {"markup": 0.3}, 8),), (Event(2, {"markup": 0.4}, 14),), ()]
    each = [replace(load("competition", SMALL), events=one) for one in events]
    looks = {"price_level": [(0, 11)]}
    grown = branching.grow([Course(one, 12, looks) for one in each], 3)
    for scenario, table in zip(each, grown, strict=True):
        alone = branching.grow([Course(scenario, 12, looks)], 3)[0]
        np.testing.assert_array_equal(table["price_level"], alone["price_level"])
        assert np.isfinite(table["price_level"]).all()


def test_what_a_run_does_not_reach() -> None:
    path = with_events(Event(12, {"ubi_share": 0.25}, 24), Event(2, series={"markup": (0.3, 0.4, 0.5)}), ubi_start=0)

    def said(months: int, window: int = 0) -> list[str]:
        notes = acting.reaching(path, months, window) if window else acting.idle(path, months)
        return [note.of("en") for note in notes]

    assert said(10)[-1].startswith("markup: changes until month 26, after the last month (9)")
    assert "what is set in month 12 comes after the last month (9): no effect of ubi_share" in said(10)
    assert said(20) == [
        "ubi_share: changes until month 24, after the last month (19)",
        "markup: changes until month 26, after the last month (19)",
    ]
    assert said(27) == []
    only = replace(path, events=path.events[:1])
    assert [note.text.en for note in acting.reaching(only, 20, 2)] == [
        "outcomes are means over months 18 to 19, from before the change in month 19: they mix both; --window sets how many months"
    ]
    assert acting.reaching(only, 60, 20) == []


def test_a_living_economy_goes_along_a_path() -> None:
    world = start(load("competition", SMALL), 3)
    month.step(world)
    month.set(world, until=5, ubi_share=0.2)
    assert world.scenario.events == (Event(1, {"ubi_share": 0.2}, 5),)
    shares = []
    for _ in range(6):
        month.step(world)
        shares.append(world.params.ubi_share)
    assert shares == pytest.approx([0.0, 0.05, 0.1, 0.15, 0.2, 0.2])
    scenario = world.scenario
    for changes, message in (
        ({"until": 7, "ubi_share": 0.1}, "set: until = 7: must be later than month = 7, in which the path begins"),
        ({"until": 9.5, "ubi_share": 0.1}, r"set: until = 9.5: must be a whole number \(1 to 100000\)"),
        ({"until": 20, "ubi_start": 3}, "set: ubi_start = 3: is a whole number, which can't change"),
    ):
        with pytest.raises(InputError, match=message):
            month.set(world, **changes)
    assert world.scenario is scenario


@pytest.mark.parametrize(
    ("event", "good"),
    [
        ({"month": 1, "until": 2, "set": {"markup": 0.3}}, True),
        ({"month": 1, "series": {"markup": [0.3], "fiscal_rule": ["deficit"]}}, True),
        ({"month": 1, "series": {"markup": [0.3]}, "set": {"ubi_share": 0.3}}, True),
        ({"month": 1}, False),
        ({"month": 1, "until": 2}, False),
        ({"month": 1, "until": 2, "set": {"ai": True}}, False),
        ({"month": 1, "until": 0, "set": {"markup": 0.3}}, False),
        ({"month": 1, "until": 2, "series": {"markup": [0.3]}, "set": {}}, False),
        ({"month": 1, "series": {"markup": []}}, False),
        ({"month": 1, "series": {"markup": 0.3}}, False),
        ({"month": 1, "series": {"n_workers": [300]}}, False),
        ({"month": 1, "series": {"markup": [0.3, 7.0]}}, False),
    ],
)
def test_the_schema_of_events(event: dict[str, Any], good: bool) -> None:
    assert jsonschema.Draft7Validator(json_schema()).is_valid({"events": [event]}) is good


# -- what is said of them

RAMP = """extends = "monopoly"
title = { en = "Ramp", zh = "渐进" }
question = { en = "What if?", zh = "若？" }
[params]
ubi_share = 0.05
[[events]]
month = 6
until = 30
set = { ubi_share = 0.25 }
[[events]]
month = 12
series = { pass_through = [0.2, 0.4] }
[[events]]
month = 18
set = { ubi_share = 0.2 }
"""


def test_check_says_where_paths_begin_and_what_ends_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ramp.toml").write_text(RAMP, encoding="utf-8")

    def said(lang: str) -> list[str]:
        (report,) = checks.check(["ramp.toml"], lang)
        return report.note.splitlines()[:3]

    assert said("en") == [
        "ok (1 changed, 3 events)",
        "ramp.toml: ubi_share: from 0.05 in month 6 to 0.25 in month 30, ended by the change of month 18",
        "ramp.toml: pass_through: year by year from month 12: 0.2, 0.4",
    ]
    assert said("zh")[1] == "ramp.toml: ubi_share：由第6月的0.05变至第30月的0.25，被第18月的改动中止"


def test_explain_says_paths_and_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ramp.toml").write_text(RAMP, encoding="utf-8")
    monkeypatch.setattr(explain, "_shipped", lambda: [load("ramp.toml")])
    assert explain._set_by("ubi_share", "en") == [
        "0.05: ramp",
        "to 0.25 in equal steps from month 6 to 30: ramp",
        "0.2 from month 18: ramp",
    ]
    assert explain._set_by("pass_through", "zh")[-1] == "自第12月起逐年为0.2、0.4: ramp"
    lines = explain.Entry("scenario", "ramp", explain._scenario("ramp.toml")).lines("en")
    events = "".join(lines).partition("events:")[2]
    assert "- month = 6, until = 30, ubi_share = 0.25" in events
    assert "- month = 12, series = pass_through = 0.2, 0.4" in events


def test_the_report_and_the_page_say_them(tmp_path: Path, fill: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ramp.toml").write_text(RAMP, encoding="utf-8")
    results = fill(tmp_path / "out", ["monopoly", "ramp.toml"], seeds=2, months=24)
    rows = {row[0]: row[3] for row in sections._changed(View(results, display.read(), "en"), "ramp", {"ubi_share": 0.0})}
    assert rows["`ubi_share`"] == "0.05, to 0.25 in equal steps from month 6 to 30, 0.2 from month 18"
    assert rows["`pass_through`"].endswith("year by year from month 12: 0.2, 0.4")
    told = "\n".join(notes.of(results))
    assert "ubi_share: changes until month 30, after the last month (23)" in told
    ramp = load("ramp.toml")
    grid = grids.make({"ramp": ramp}, grids.sliders(["ubi_share"], 2), 24)
    about = page._scenario("ramp", ramp, grid, [])
    assert about["dated"] == {
        "ubi_share": {
            "en": "to 0.25 in equal steps from month 6 to 30; 0.2 from month 18",
            "zh": "自第6月起每月等量变动，至第30月为0.25；第18月起0.2",
        },
        "pass_through": {"en": "year by year from month 12: 0.2, 0.4", "zh": "自第12月起逐年为0.2、0.4"},
    }


def test_settings_that_a_run_reaches() -> None:
    entry = {
        "params": {"ai": False},
        "events": [
            {"month": 11, "until": 20, "set": {"markup": 0.3}},
            {"month": 5, "set": {"incidents": True}},
            {"month": 2, "series": {"ai": [False, True]}},
        ],
    }
    first = [{"ai": False}]
    assert dates.settings(entry, 12) == [*first, {"incidents": True}, {}, {"ai": False}]
    assert dates.settings(entry, 13) == [*first, {"markup": 0.3}, {"incidents": True}, {}, {"ai": False}]
    assert dates.settings(entry, 15)[-1] == {"ai": True}


def test_a_closure_moves_the_start_of_a_path_and_not_its_end() -> None:
    s = with_events(Event(2, {"cloud_markup": 1.0}, 6), of="monopoly")
    under = s.at("x", {"cloud_markup": 3.0})
    assert course(under, "cloud_markup", range(8)) == [3.0, 3.0, 3.0, 2.5, 2.0, 1.5, 1.0, 1.0]


def test_a_world_without_ai_stays_so(tmp_path: Path) -> None:
    s = with_events(Event(2, series={"ai": (True, True), "markup": (0.3, 0.4)}), Event(3, {"markup": 0.5}, 9))
    held_back = held.without_ai(s)
    assert not any(held_back.params_at(t).ai for t in range(40))
    assert held_back.params_at(9).markup == 0.5


def test_one_line_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tax.toml").write_text(
        'extends = "monopoly"\nevents = [{ month = 96, until = 156, set = { income_tax = 0.4 } }]\n', encoding="utf-8"
    )
    assert load("tax.toml").params_at(126).income_tax == pytest.approx((load("monopoly").params.income_tax + 0.4) / 2)
