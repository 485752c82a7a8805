"""What is set and not in force, and windows that reach back: what is said of it, and that what is said to do nothing leaves no trace."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import reports
from sim.docs.checks import check
from sim.economy import acting, scenario
from sim.economy.scenario import load, load_all
from sim.engine import declarations, parameters
from sim.experiments.comparison import Comparison
from sim.runs import notes, runner

SMALL = {"n_workers": 200}
HEAD = 'extends = "hoarding"\ntitle = { en = "T", zh = "题" }\nquestion = { en = "?", zh = "？" }\n'
EVENT = "[[events]]\nmonth = 20\nset = { withheld_share = 0.0 }\n"


def said(name: str, months: int, window: int = 60, lang: str = "en", **settings: object) -> list[str]:
    one = load(name, settings)
    return acting.lines(notes.notes([one], months, min(window, months)), lang)


@pytest.mark.parametrize(
    ("name", "months", "settings", "line"),
    [
        ("competition", 36, {}, "competition: AI comes in month 96, after the last month (35): no effect of ai"),
        ("baseline", 480, {"ai_tax": 0.2}, "baseline: while ai = false: no effect of ai_tax"),
        ("baseline", 480, {"rivalry_trial": 0.2}, "baseline: while ai = false: no effect of rivalry_trial"),
        ("competition", 480, {"rivalry_trial": 0.2},
         "competition: while rivalry = 0.0 and markup_rivalry = 0.0: no effect of rivalry_trial"),
        ("baseline", 480, {"exit_size": 0.2}, "baseline: while entry = false: no effect of exit_size"),
        ("baseline", 480, {"ubi_financing": "profit"}, "baseline: while ubi_share = 0.0: no effect of ubi_financing"),
        ("baseline", 90, {"ubi_share": 0.2}, "baseline: the basic income begins in month 96, after the last month (89): "
         "no effect of ubi_share"),
        ("competition", 480, {"commons_use_min": 0.4},
         "competition: while commons_share = 0.0 and commons_threshold = 0.0: no effect of commons_use_min"),
        ("competition", 90, {}, "competition: AI comes in month 96, after the last month (89): its clouds are built, no AI is at work"),
        ("competition", 120, {}, "competition: outcomes are means over months 60 to 119, from before AI came (month 96): they mix both; "
         "--window sets how many months"),
        ("austerity", 97, {"ai": False}, "austerity: outcomes are means over months 37 to 96, from before the change in month 96: "
         "they mix both; --window sets how many months"),
    ],
)  # fmt: skip
def test_what_does_nothing_is_said_with_why(name: str, months: int, settings: dict[str, Any], line: str) -> None:
    assert line in said(name, months, **settings)


@pytest.mark.parametrize(
    ("name", "months", "window", "settings"),
    [
        *((name, 480, 60, {}) for name in scenario.shipped() if name != "programme-none"),
        ("programme-none", 480, 60, {"commons_threshold": 25.0}),  # without, nobody flees: the ten points begin where flight could be
        ("competition", 120, 24, {}),  # begins with AI itself
        ("baseline", 12, 60, {"markup": 0.3, "demand_shock_persistence": 0.8}),  # has a shock
        ("monopoly-ubi", 98, 1, {}),
    ],
)
def test_of_what_is_in_force_nothing_is_said(name: str, months: int, window: int, settings: dict[str, Any]) -> None:
    assert said(name, months, window, **settings) == []


def test_a_date_after_the_last_month(tmp_path: Path) -> None:
    file = tmp_path / "late.toml"
    file.write_text(HEAD + EVENT, encoding="utf-8")
    late = "late: what is set in month 20 comes after the last month (19): no effect of withheld_share"
    assert late in said(str(file), 20)
    assert late not in said(str(file), 21)
    (report,) = check([str(file)])
    assert "\n" not in report.note
    file.write_text(HEAD + EVENT.replace("20", "600"), encoding="utf-8")
    (report,) = check([str(file)])
    assert report.note.splitlines()[1].endswith("month 600 comes after the last month (479): no effect of withheld_share")


def test_scenarios_with_the_same_reason_share_a_line_and_long_lists_are_cut() -> None:
    some = load_all(scenario.shipped())
    first = acting.lines(notes.notes(some, 24, 24))[0]
    assert first.startswith("competition, monopoly, monopoly-ubi, monopoly-ai-tax, commons and ")
    assert acting.lines(notes.notes(some, 24, 24), "zh")[0].startswith("competition、monopoly")


def test_nothing_waits_in_vain_for_a_parameter_that_a_slider_moves() -> None:
    one = load("monopoly", {"ubi_start": 36, "fee_gap_max": 0.5, "compute_scarce": False})
    waits = "monopoly: while {}: no effect of {}".format
    basic, scarce = waits("ubi_share = 0.0", "ubi_start"), waits("compute_scarce = false", "fee_gap_max")
    assert acting.lines(notes.notes([one], 480, 60)) == [basic, scarce]
    assert acting.lines(notes.notes([one], 480, 60, ["ubi_share", "markup"])) == [scarce]


@pytest.mark.parametrize("months", [24, 90])  # before clouds are built, and while they are
def test_a_date_that_a_slider_moves_is_not_late(months: int) -> None:
    one = load("competition", {"ubi_share": 0.2})
    assert len(acting.lines(notes.notes([one], months, months))) == 2
    assert acting.lines(notes.notes([one], months, months, ["ai_arrival", "ubi_start"])) == []


def test_it_stands_on_stderr_beside_identical_and_in_the_report(tmp_path: Path, capsys: Any) -> None:
    pair = load_all(["baseline", "competition"], SMALL)
    results = runner.ensemble(pair, range(2), 3, jobs=1, out=tmp_path, quiet=True)
    line = "competition: AI comes in month 96, after the last month (2): no effect of ai"
    assert capsys.readouterr().err.splitlines() == [line]
    told = str(Comparison(results, [])).splitlines()
    assert told.index(line) > told.index("Identical to baseline in every month of every seed: competition.")
    text = reports.report(results).read_text(encoding="utf-8")
    assert text.count(line) == 2  # at the top, and where it says that nothing had an effect
    results.manifest["scenarios"]["competition"]["params"]["gone"] = 1  # of an older version
    assert notes.of(results) == []


def test_what_is_said_to_do_nothing_leaves_every_bit_as_it_was() -> None:
    """All at once: each parameter moved that a gate or a lever at its neutral value holds."""
    gates = [
        {},
        {"fiscal_rule": "balanced", "deletion": False},
        {**dict.fromkeys(("technology_sd", "firm_productivity_sd", "wage_round_sd", "purchase_brake"), 0.0), "compute_scarce": False},
        {"trained_frontier": True},
    ]
    table = parameters.table()
    seen = set()
    for gate in gates:
        base = load("monopoly", {**SMALL, "ai_arrival": 2, "ai_lead": 0, "demand_shock_sd": 0.0, **gate})
        moved = {name: _other(known) for name, known in table.items() if name not in gate and not known.fixed}
        idle = {
            name: value
            for name, value in moved.items()
            if _gated(table[name], base) and not parameters.faults({name: value})
        }
        seen |= set(idle)
        other = base.at("other", idle)
        ours, theirs = (runner.simulate(one, 3, 14).table for one in (base, other))
        assert np.array_equal(ours, theirs)
        assert {name for note in acting.idle(other, 14) for name in note.names} == set(idle)
    assert {name for name, known in table.items() if known.idle_while and not known.fixed} <= seen


def _other(known: parameters.Parameter) -> Any:
    if known.choices:
        return next(one for one in known.choices if one != known.default)
    if isinstance(known.default, bool):
        return not known.default
    assert known.low is not None
    assert known.high is not None
    middle = (known.low + known.high) / 2
    middle = int(middle) if isinstance(known.default, int) else middle
    return type(middle)(known.high) if middle == known.default else middle


def _gated(known: parameters.Parameter, base: scenario.Scenario) -> bool:
    levers = declarations.rooms()[known.room].data["mechanism"]["levers"] if known.room else {}
    gates = (dict(known.idle_while), levers if known.name not in levers else {})
    return any(gate and all(getattr(base.params, key) == off for key, off in gate.items()) for gate in gates)


def test_a_gate_names_parameters_and_values_that_there_are() -> None:
    for name, known in parameters.table().items():
        assert not parameters.faults(dict(known.idle_while)), name
