"""Verdicts on claims: the thresholds, what a run keeps, worlds run as one, the command, the scoreboard."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter

import sim
from sim.base.errors import InputError, SimError
from sim.cli.main import main
from sim.commands import claims as commands
from sim.economy import claim_ids, month, scenario
from sim.economy.measures import MEASURES
from sim.economy.phases import buying
from sim.economy.world import World
from sim.engine import parameters
from sim.experiments import closures, designs
from sim.runs import branching, pairing, runner
from sim.runs.branching import Course
from sim.verdicts import board, checks, matrix, readings, register, rule, scoreboard, thresholds, words, worlds
from sim.verdicts import outcomes as outcome_words
from sim.verdicts.outcomes import Outcome, outcomes
from sim.verdicts.register import AnyPart, Effect, Part
from sim.verdicts.thresholds import Summary, says, summary, turning, verdict
from sim.verdicts.words import Verdicts
from sim.verdicts.worlds import Draw, Trials

Row = Callable[..., board.Standing]

ROOT = Path(__file__).parent.parent
WHY = {"en": "so", "zh": "故"}


def effect(size: float, relative: bool = False) -> Effect:
    return Effect.model_validate({"size": size, "relative": relative, "why": WHY})


# -- the thresholds: an interval, a bound, and what the draws say

ROWS = [
    # sign, low, high, share that agrees, share of the contrary -> verdict; the bound is 1
    ("higher", 0.5, 3.0, 0.90, 0.1, "holds"),
    ("higher", 0.5, 3.0, 0.89, 0.1, "depends"),
    ("higher", -0.1, 3.0, 1.00, 0.0, "depends"),
    ("higher", 0.1, 1.0, 1.00, 0.0, "fails"),  # clear of zero, but below the smallest effect of interest
    ("higher", -1.0, 1.0, 0.50, 0.5, "fails"),
    ("higher", -3.0, -0.5, 0.10, 0.90, "fails"),
    ("higher", -3.0, -0.5, 0.11, 0.89, "depends"),
    ("lower", -3.0, -0.5, 0.95, 0.05, "holds"),
    ("lower", -3.0, 0.1, 1.00, 0.0, "depends"),
    ("lower", 0.5, 3.0, 0.05, 0.95, "fails"),
    ("lower", -0.9, -0.1, 1.00, 0.0, "fails"),
    ("same", -1.0, 1.0, 0.90, 0.0, "holds"),
    ("same", -1.0, 1.0, 0.89, 0.1, "depends"),
    ("same", -1.1, 0.5, 1.00, 0.0, "depends"),
    ("same", 1.1, 2.0, 0.00, 0.95, "fails"),
    ("same", -2.0, -1.1, 0.05, 0.95, "fails"),
    ("same", 1.1, 2.0, 0.20, 0.80, "depends"),
    ("not-lower", -1.0, 9.0, 0.90, 0.1, "holds"),
    ("not-lower", 0.2, 0.9, 0.95, 0.0, "holds"),
    ("not-lower", -1.1, 9.0, 1.00, 0.0, "depends"),
    ("not-lower", -3.0, -1.1, 0.05, 0.95, "fails"),
    ("not-higher", -9.0, 1.0, 0.90, 0.1, "holds"),
    ("not-higher", -9.0, 1.1, 1.00, 0.0, "depends"),
    ("not-higher", 1.1, 3.0, 0.05, 0.95, "fails"),
]  # fmt: skip


@pytest.mark.parametrize(("sign", "low", "high", "agree", "reverse", "wanted"), ROWS)
def test_an_outcome_is_judged_by_its_interval_and_the_draws(
    sign: register.Sign, low: float, high: float, agree: float, reverse: float, wanted: str
) -> None:
    s = Summary((low + high) / 2, low, high, 1.0, 8, agree, reverse, 40)
    assert verdict(sign, s) == wanted
    assert verdict(sign, replace(s, seeds=7)) == verdict(sign, replace(s, draws=39)) == "open"
    assert verdict(sign, replace(s, low=float("nan"))) == "open"


SINGLE = np.array([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, np.nan])


@pytest.mark.parametrize(
    ("sign", "agree", "reverse"),
    [("higher", 4, 3), ("lower", 3, 4), ("same", 5, 2), ("not-lower", 7, 1), ("not-higher", 6, 2)],
)
def test_what_single_runs_say(sign: register.Sign, agree: int, reverse: int) -> None:
    found = says(sign, SINGLE, np.ones(SINGLE.size))
    assert [each.sum() for each in found] == [agree, reverse]


def test_a_summary_is_paired_and_has_students_interval() -> None:
    gaps = np.array([1.0, 2.0, 3.0, 4.0])
    found = summary("higher", gaps, 0.1, gaps, np.zeros(4))
    half = 3.182446 * gaps.std(ddof=1) / 2
    assert (found.mean, found.low, found.high) == pytest.approx((2.5, 2.5 - half, 2.5 + half), rel=1e-6)
    assert (found.agree, found.draws) == (1.0, 4)
    assert np.isnan(summary("higher", gaps, 0.1, np.zeros(0), np.zeros(0)).agree)


def test_a_claim_is_a_conjunction_of_predictions_each_with_its_cases() -> None:
    assert [thresholds.together(cases) for cases in (["holds"], ["fails", "fails"], ["holds", "fails"], ["holds", "open"])] == [
        "holds", "fails", "depends", "open",
    ]  # fmt: skip
    assert thresholds.claim(["holds", "holds"]) == "holds"
    assert thresholds.claim(["holds", "fails"]) == thresholds.claim(["depends", "fails"]) == "fails"
    assert thresholds.claim(["holds", "depends"]) == "depends"
    assert thresholds.claim(["holds", "fails"], "all") == thresholds.claim(["depends", "fails"], "all") == "depends"
    assert thresholds.claim(["fails", "fails"], "all") == "fails"
    assert thresholds.claim(["fails", "open"]) == thresholds.claim([]) == "open"


def test_what_turns_a_claim_is_the_case_first_then_an_assumption(row: Row) -> None:
    cases = row(("a", "holds"), ("a", "fails"), ("b", "depends"))
    assert cases.verdict == "depends"
    assert cases.reason("en", {}) == "the case decides: world 1 (holds); world 2 (fails)"
    assert cases.deciding is cases.found[1]
    early, late = (replace(one, sides=cases.found[0].sides, months=when) for one, when in zip(cases.found, ("1-2", "3-4"), strict=False))
    windows = replace(cases, found=[early, late])
    assert windows.reason("en", {}) == "the case decides: world 1 (holds: months 1-2; fails: months 3-4)"
    assert "（成立：第1-2月；不成立：第3-4月）" in windows.reason("zh", {})
    assumed = row(("a", "holds"), ("b", "depends"))
    assert (
        assumed.reason("en", {}) == "p2, as predicted in 90 % of the draws above its middle and 20 % below (p = 0.02)"
    )
    assert assumed.reason("zh", {}).startswith("p2，高于中位的抽样中90 %符合预测")
    turning = thresholds.Turning("closure", "c", 0.0, 1.0, 0.3)
    chance = row(("a", "depends"))
    chance = replace(chance, found=[replace(chance.found[0], turning=turning)])
    assert chance.reason("en", {"c": "Label"}).startswith(
        "none stands out of chance; nearest is closure Label: its run is not as predicted"
    )
    assert (
        replace(chance, found=[replace(chance.found[0], turning=None)]).reason("en", {}).startswith("no draw turns it")
    )


def test_worlds_and_windows_are_cases_of_one_prediction() -> None:
    """L5 looks at three worlds in three windows; what it predicts of the wage share is another thing."""
    tests = register.read().claims["L5"].tests
    found = [commands.prediction(test, outcome_of(test.outcomes[0])) for test in tests]
    assert sorted(map(found.count, dict.fromkeys(found))) == [3, 9]


def outcome_of(measure: str) -> Outcome:
    """An outcome without any run."""
    return Outcome(measure, np.zeros(0), None, np.zeros(0), "lower")


def test_what_fails_is_named(row: Row) -> None:
    fails = row(("a", "holds"), ("b", "fails"))
    assert (fails.verdict, fails.deciding) == ("fails", fails.found[1])
    assert fails.reason("en", {}) == "1 of 2 predictions hold; fails: b: higher"
    assert row(("a", "holds"), ("b", "fails"), falsified="all").reason("en", {}) == (
        "its parts differ: a: higher (holds); b: higher (fails)"
    )
    built = row(("a", "fails"), status="construction", why={"en": "so", "zh": "故"})
    assert (built.verdict, built.computed, built.reason("en", {})) == ("construction", "fails", "so")


def summed(low: float, high: float, agree: float = 1.0, draws: int = 40) -> Summary:
    return Summary((low + high) / 2, low, high, 1.0, 8, agree, 1.0 - agree, draws)


UNDER = [
    # sign, low, high, effect under the closure, the bound there -> whether it turns the outcome
    ("higher", 2.0, 3.0, 0.5, 1.0, False),  # as predicted: of single draws no more is asked
    ("higher", 2.0, 3.0, -0.5, 1.0, True),
    ("higher", 2.0, 3.0, 0.0, 1.0, True),
    ("higher", 2.0, 3.0, float("nan"), 1.0, True),  # undefined is not as predicted
    ("higher", -3.0, -2.0, 0.5, 1.0, False),  # fails, and what is as predicted there is below the smallest effect
    ("higher", -3.0, -2.0, 1.5, 1.0, True),
    ("higher", 0.1, 0.9, 1.5, 1.0, True),  # fails for being small
    ("higher", 0.1, 0.9, 1.5, 2.0, False),
    ("higher", -0.5, 3.0, -9.0, 1.0, False),  # decides nothing by itself: nothing to turn
    ("lower", -3.0, -2.0, 0.1, 1.0, True),
    ("lower", -3.0, -2.0, -0.1, 1.0, False),
    ("same", -0.5, 0.5, 1.1, 1.0, True),
    ("same", -0.5, 0.5, 1.1, 1.2, False),
    ("same", 2.0, 3.0, 0.5, 1.0, True),
    ("not-lower", 0.0, 3.0, -1.1, 1.0, True),
    ("not-lower", -3.0, -2.0, -0.5, 1.0, True),
    ("not-higher", 0.0, 0.5, 1.1, 1.0, True),
]  # fmt: skip


@pytest.mark.parametrize(("sign", "low", "high", "effect", "bound", "turns"), UNDER)
def test_a_closure_turns_an_outcome_or_not(
    sign: register.Sign, low: float, high: float, effect: float, bound: float, turns: bool
) -> None:
    assert thresholds.turned_under(sign, summed(low, high), {"c": (effect, bound)}) == ["c"] * turns


def test_a_share_of_draws_has_its_exact_interval_and_more_draws_where_it_leaves_doubt() -> None:
    assert [round(end, 4) for end in thresholds.share_interval(36 / 40, 40)] == [0.7634, 0.9721]  # Clopper and Pearson
    assert [round(end, 4) for end in thresholds.share_interval(1.0, 40)] == [0.9119, 1.0]
    assert [round(end, 4) for end in thresholds.share_interval(0.0, 40)] == [0.0, 0.0881]
    assert np.isnan(thresholds.share_interval(float("nan"), 0)).all()
    shares = [31 / 40, 32 / 40, 36 / 40, 38 / 40, 39 / 40, 1.0]
    assert [thresholds.in_doubt("higher", summed(2.0, 3.0, share)) for share in shares] == [False, *[True] * 3, False, False]
    assert thresholds.in_doubt("higher", summed(-3.0, -2.0, 0.1))  # its contrary
    assert not thresholds.in_doubt("higher", summed(2.0, 3.0, 0.9, draws=100))
    assert not thresholds.in_doubt("higher", summed(0.1, 0.9, 0.9))  # below the smallest effect: no draw is asked
    assert not thresholds.in_doubt("higher", summed(-1.0, 3.0, 0.9))


def test_two_effects_are_one_fact_by_value_or_by_rank() -> None:
    one = np.random.default_rng(1).normal(size=40)
    half = np.where(np.arange(40) < 20, one, -one)
    assert thresholds.one_fact(one, one * (1.0 + 1e-10))
    assert thresholds.one_fact(one, half)
    assert not thresholds.one_fact(one, np.where(np.arange(40) < 19, one, -one))
    assert thresholds.one_fact(one, np.exp(-one))
    assert not thresholds.one_fact(one, one + np.random.default_rng(2).normal(size=40))
    assert not thresholds.one_fact(np.zeros(40), np.zeros(40))  # no effect at all is no effect in common
    assert not thresholds.one_fact(one[:3], one[:3])


# -- a board made by hand: what counts for a claim


def test_an_added_reading_decides_nothing(row: Row) -> None:
    rows = row(("a", "holds"), ("b", "fails"))
    assert rows.verdict == "fails"
    added = replace(rows, found=[rows.found[0], replace(rows.found[1], added=True)])
    assert (added.verdict, len(added.predictions)) == ("holds", 1)
    assert "added reading: shown, decides nothing" in words.detail(added, "en")
    turned = row(("a", "holds"), ("b", "depends"))
    assert "p2, as predicted in 90 % of the draws" in words.detail(turned, "en")
    assert "p2" not in words.detail(replace(turned, found=[turned.found[0], replace(turned.found[1], added=True)]), "en")


@pytest.mark.parametrize(
    ("low", "high", "seeds", "wanted"),
    [(2.0, 3.0, 8, "holds"), (-3.0, -2.0, 8, "fails"), (0.1, 0.9, 8, "nothing"), (-1.0, 3.0, 8, "unclear"), (2.0, 3.0, 7, "open")],
)
def test_of_an_added_reading_seeds_speak_alone(row: Row, low: float, high: float, seeds: int, wanted: str) -> None:
    of_seeds = replace(summed(low, high, float("nan"), draws=0), seeds=seeds)
    rows = row(("a", "holds"))
    one = replace(rows.found[0], added=True, summary=of_seeds)
    assert (one.verdict, one.by_seeds, rows.found[0].by_seeds) == (None, wanted, None)
    assert (one.alternatives, words.agreed(one)) == ([], "")
    for lang in ("en", "zh"):
        assert words.judged(one, lang) == words.BY_SEEDS[wanted].of(lang)
    assert replace(one, vacuous={"en": "0 against 0", "zh": "0对0"}).by_seeds is None
    table = board.Board("1", "c", "2026-01-01", 480, 8, 40, [], 0, {}, [replace(rows, found=[one])]).table()
    assert table[["verdict", "by_seeds", "added"]].to_numpy().tolist() == [["", wanted, True]]


def test_what_cannot_tell_decides_nothing_and_says_so(row: Row) -> None:
    rows = row(("a", "holds"), ("b", "fails"))
    why = {"en": "0 against 0", "zh": "0对0"}
    idle = replace(rows, found=[rows.found[0], replace(rows.found[1], vacuous=why)])
    assert (idle.verdict, idle.found[1].verdict) == ("holds", None)
    assert idle.reason("en", {}) == "decides nothing: b: higher (0 against 0)"
    assert "can't tell" in words.detail(idle, "en")
    nothing = replace(rows, found=[replace(one, vacuous=why) for one in rows.found])
    assert nothing.verdict == "open"
    assert nothing.reason("zh", {}).startswith("其预测皆无从判断")


def test_of_parts_that_are_one_fact_the_worse_counts_once(row: Row) -> None:
    rows = row(("a", "holds"), ("b", "fails"), ("c", "holds"), falsified="all")
    first, second, third = rows.found
    assert len(rows.predictions) == 3
    tied = replace(rows, found=[first, replace(second, tied=first.name), third])
    assert [verdict for verdict, _ in tied.predictions] == ["fails", "holds"]
    assert "counted once with another part, being one fact: b: higher" in tied.reason("en", {})
    other = replace(rows, found=[first, replace(second, tied="nothing that counts"), third])
    assert len(other.predictions) == 3


def test_a_claim_that_holds_names_the_closures_that_turn_it(row: Row) -> None:
    rows = row(("a", "holds"))
    assert rows.reason("en", {}) == ""
    under = {"x": (-0.1, 0.0), "y": (0.1, 0.0)}
    found = replace(rows, found=[replace(rows.found[0], closures=under)])
    assert (found.verdict, found.alternatives) == ("holds", ["x"])
    assert found.reason("en", {"x": "Label"}) == "but not under Label"
    depends = row(("a", "depends"))
    assert replace(depends, found=[replace(depends.found[0], closures=under)]).alternatives == []


def test_a_share_stands_beside_a_verdict_that_hangs_on_it(row: Row) -> None:
    (one,) = row(("a", "holds")).found
    assert words.agreed(one) == "95 % [83, 99]"
    small = replace(one, summary=replace(one.summary, bound=99.0))
    assert (small.verdict, words.agreed(small)) == ("fails", "")


# -- what turns an outcome

POINTS = np.random.default_rng(3).random((20, 28))


def drawn_points(count: int = 20) -> dict[str, np.ndarray]:
    return {f"p{i}": POINTS[i] for i in range(count)}


CORE = np.linspace(0.5, 1.5, 8), np.full(8, 0.1)


def test_the_parameter_that_makes_the_sign_is_found() -> None:
    effects = np.where(POINTS[7] > np.median(POINTS[7]), 1.0, -1.0)
    found = turning("higher", CORE, (effects, np.zeros(28)), drawn_points(), [])
    assert found
    assert (found.kind, found.name, found.there, found.elsewhere) == ("parameter", "p7", 1.0, 0.0)
    assert found.p < 0.01
    assert found.stands_out


def test_chance_does_not_stand_out() -> None:
    p = []
    for seed in range(20):
        effects = np.random.default_rng(seed).normal(size=28)
        found = turning("higher", CORE, (effects, np.zeros(28)), drawn_points(), [])
        assert found
        p.append(found.p)
    assert sum(each <= 0.05 for each in p) <= 3
    assert 0.3 < float(np.mean(p)) < 0.7


def test_a_closure_turns_where_its_run_is_none_of_the_core() -> None:
    drawn, under = (np.full(28, 1.0), np.zeros(28)), {"a": (1.2, 0.0), "b": (-3.0, 0.0)}
    found = turning("higher", CORE, drawn, drawn_points(), under)
    assert found
    assert (found.kind, found.name, found.there, found.elsewhere) == ("closure", "b", 0.0, 1.0)
    assert found.stands_out
    wide = np.array([-4.0, 3.0, -2.0, 5.0, 1.0, -1.0, 4.0, 2.0])  # a sign that the core has by chance as well
    near = turning("higher", (wide, CORE[1]), drawn, drawn_points(), under)
    assert near
    assert not near.stands_out


def test_nothing_turns_where_every_draw_agrees() -> None:
    drawn = np.ones(28), np.zeros(28)
    assert turning("higher", CORE, drawn, drawn_points(), {"a": (1.0, 0.0), "b": (1.0, 0.0)}) is None


# -- what a run keeps, and the outcomes of each kind of test

SIDE, OTHER = {"scenario": "monopoly"}, {"scenario": "commons"}


def part(**content: object) -> Part:
    return TypeAdapter(AnyPart).validate_python(content)


def of(test: Part, tables: Mapping[str, Mapping[str, np.ndarray]], effects: Mapping[str, Effect]) -> list[Outcome]:
    """The outcomes of a test from doctored months, [run, month] by role and measure."""
    runs = len(next(iter(next(iter(tables.values())).values())))
    kept = {
        one.name: np.array([one.take({r: {m: v[i] for m, v in t.items()} for r, t in tables.items()}, effects)
                            for i in range(runs)])
        for one in readings.of(test)
    }  # fmt: skip
    return outcomes(test, kept, effects)


def ramp(*ends: float, months: int = 24) -> np.ndarray:
    """A run an end: straight from 0 to it."""
    return np.array([np.linspace(0.0, end, months) for end in ends])


def flat(*levels: float, months: int = 24) -> np.ndarray:
    return np.array([np.full(months, level) for level in levels])


def test_a_difference_is_paired_run_by_run() -> None:
    test = part(kind="difference", side=SIDE, against=OTHER, predicts={"output": "higher"}, window=[12, 23])
    (found,) = of(
        test, {"side": {"output": flat(3.0, 5.0)}, "against": {"output": flat(2.0, 1.0)}}, {"output": effect(0.1, True)}
    )
    assert found.gaps.tolist() == [1.0, 4.0]
    assert found.bound == pytest.approx(0.15)
    assert found.bounds == pytest.approx([0.2, 0.1])


def test_peak_and_trough_are_of_twelve_months() -> None:
    series = np.zeros((1, 36))
    series[0, 20] = 12.0
    for statistic, wanted in (("peak", 1.0), ("trough", 0.0), ("mean", 12.0 / 24)):
        test = part(
            kind="difference",
            side=SIDE,
            against=OTHER,
            predicts={"output": "higher"},
            window=[12, 35],
            statistic=statistic,
        )
        (found,) = of(test, {"side": {"output": series}, "against": {"output": series * 0}}, {"output": effect(0.1)})
        assert found.gaps.tolist() == [wanted]


def fall(relative: bool, *series: list[float]) -> Outcome:
    """One side that does this year by year against one that stands still."""
    years = np.array([np.repeat(one, 12) for one in series])
    last = years.shape[1] - 1
    test = part(kind="difference", side=SIDE, against=OTHER, predicts={"output": "higher"}, window=[0, last], statistic="fall")
    tables = {"side": {"output": years}, "against": {"output": np.full_like(years, 3.0)}}
    (found,) = of(test, tables, {"output": effect(0.1, relative)})
    return found


def test_a_fall_is_the_largest_drop_from_the_peak_so_far() -> None:
    rises = [2.0, 1.0, 5.0, 3.0, 4.0, 4.0, 4.0]  # the highest year is no peak that it falls from first
    found = fall(False, rises)
    assert (found.gaps.tolist(), found.bound, found.unit, found.vacuous) == ([2.0], 0.1, "measure", None)
    shares = fall(True, [2.0, 1.0, 5.0, 3.0, 4.0, 4.0, 4.0], [1.0] * 7)
    assert (shares.gaps.tolist(), shares.bound, shares.unit) == ([0.5, 0.0], 0.1, "share")


def test_what_is_not_over_at_the_end_of_the_run_cannot_tell() -> None:
    assert fall(False, [5.0, 4.0, 3.0, 3.0, 2.0]).vacuous is outcome_words.CENSORED
    assert fall(False, [5.0, 4.0, 2.0, 3.0, 3.0]).vacuous is None
    assert fall(False, [5.0, 4.0, 3.0, 3.0, 2.0], [5.0, 4.0, 2.0, 3.0, 3.0]).vacuous  # in half of the seeds
    early = fall(False, [5.0, 4.0, 3.0, 3.0, 2.0], *[[5.0, 4.0, 2.0, 3.0, 3.0]] * 2)
    assert early.vacuous is None
    order = part(kind="order", side=SIDE, measures=["output", "poverty"], mark="peak")
    for end, wanted in ((456, outcome_words.CENSORED), (455, None)):
        (found,) = of(order, {"side": {"output": bump(100), "poverty": bump(end)}}, {})
        assert found.vacuous is wanted


def test_nothing_against_nothing_and_what_never_happens_cannot_tell() -> None:
    test = part(kind="difference", side=SIDE, against=OTHER, predicts={"output": "not-lower"}, window=[0, 23])
    sizes = {"output": effect(0.1), "poverty": effect(0.5)}
    for ours, wanted in ((flat(0.0, 0.0), outcome_words.NOTHING), (flat(0.0, 0.1), None)):
        (found,) = of(test, {"side": {"output": ours}, "against": {"output": flat(0.0, 0.0)}}, sizes)
        assert found.vacuous is wanted
    order = part(kind="order", side=SIDE, against=OTHER, mark="departure", measures=["output", "poverty"],
                 directions=["higher", "lower"])  # fmt: skip
    zero = {name: flat(0.0, 0.0, 0.0, months=480) for name in ("output", "poverty")}
    up = ramp(1.0, 1.0, 1.0, months=480)
    for falls, wanted in ((ramp(-1.0, -1.0, 0.0, months=480), None), (ramp(-1.0, 1.0, 1.0, months=480), outcome_words.NEVER)):
        (found,) = of(order, {"side": {"output": up, "poverty": falls}, "against": zero}, sizes)
        assert found.vacuous is wanted  # a rise is no fall


def test_a_path_asks_for_the_difference_in_every_window() -> None:
    test = part(kind="path", side=SIDE, against=OTHER, predicts={"output": "lower"}, windows=[[0, 11], [12, 23]])
    assert {role: months for role, (_, months) in test.worlds.items()} == {"side": 24, "against": 24}
    dip = np.concatenate([flat(1.0, months=12), flat(3.0, months=12)], axis=1)
    found = of(test, {"side": {"output": dip}, "against": {"output": flat(2.0)}}, {"output": effect(0.1)})
    assert [(one.gaps.tolist(), one.detail and one.detail.en) for one in found] == [
        ([-1.0], "months 0-11"), ([1.0], "months 12-23")
    ]  # fmt: skip
    usual = part(kind="path", side=SIDE, against=OTHER, predicts={"output": "lower"})
    assert readings.spans(usual) == {"180-239": (180, 239), "300-359": (300, 359), "420-479": (420, 479)}


def test_a_ratio_is_one_of_means_and_undefined_over_nothing() -> None:
    test = part(
        kind="level", side=SIDE, predicts={"compute_price / compute_unit_cost": "higher"}, than=1.0, window=[0, 23]
    )
    tables = {"side": {"compute_price": flat(3.0, 1.0), "compute_unit_cost": flat(2.0, 0.0)}}
    (found,) = of(test, tables, {"compute_price / compute_unit_cost": effect(0.1, True)})
    assert found.gaps[0] == 0.5
    assert np.isnan(found.gaps[1])
    assert (
        verdict("higher", summary("higher", np.append(found.gaps, np.ones(6)), 0.1, np.ones(40), np.zeros(40)))
        == "open"
    )


def test_change_widening_and_pace_look_at_two_times() -> None:
    step = np.concatenate([flat(1.0, 1.0, months=12), flat(3.0, 2.0, months=12)], axis=1)
    two = {"since": [0, 11], "window": [12, 23]}
    sizes = {"output": effect(0.1, True), "real_wage": effect(0.1, True)}
    (found,) = of(
        part(kind="change", side=SIDE, predicts={"output": "higher"}, **two), {"side": {"output": step}}, sizes
    )
    assert found.gaps.tolist() == [2.0, 1.0]
    test = part(kind="widening", side=SIDE, against=OTHER, predicts={"output": "higher"}, **two)
    (found,) = of(test, {"side": {"output": step}, "against": {"output": flat(1.0, 1.5)}}, sizes)
    assert found.gaps.tolist() == [2.0, 1.0]
    test = part(kind="pace", side=SIDE, measures=["real_wage", "output"], sign="lower", **two)
    (found,) = of(test, {"side": {"real_wage": flat(1.0, 1.0), "output": step}}, sizes)
    assert found.gaps == pytest.approx([-np.log(3.0), -np.log(2.0)])
    assert found.bound == pytest.approx(0.1)  # log points, whatever the level


def bump(*at: int, months: int = 480) -> np.ndarray:
    """A run each, highest in the year that ends there."""
    return np.array([np.maximum(0.0, 50.0 - np.abs(np.arange(months) - month + 5.5)) for month in at])


def test_an_order_is_the_gaps_between_successive_peaks() -> None:
    test = part(kind="order", side=SIDE, measures=["output", "profit_rate", "poverty"], mark="peak")
    tables = {"side": {"output": bump(100, 110), "profit_rate": bump(130, 105), "poverty": bump(130, 300)}}
    found = of(test, tables, {})
    assert [one.measure for one in found] == ["profit_rate", "poverty"]
    assert [one.gaps.tolist() for one in found] == [[30.0, -5.0], [0.0, 195.0]]
    assert {one.sign for one in found} == {"higher"}


def test_what_never_departs_has_no_place_in_an_order() -> None:
    both = {"measures": ["output", "poverty"], "directions": ["higher", "higher"]}
    test = part(kind="order", side=SIDE, against=OTHER, mark="departure", **both)
    step = np.concatenate([flat(1.0, 1.0, months=100), flat(2.0, 2.0, months=380)], axis=1)
    late = np.concatenate([flat(1.0, 1.0, months=200), flat(2.0, 1.0, months=280)], axis=1)
    other = {name: flat(1.0, 1.0, months=480) for name in ("output", "poverty")}
    (found,) = of(
        test,
        {"side": {"output": step, "poverty": late}, "against": other},
        {"output": effect(0.5), "poverty": effect(0.5)},
    )
    assert found.gaps.tolist() == [100.0, 0.0]
    assert found.vacuous  # in half of the seeds


def shaped(shape: str, *values: list[float]) -> list[Outcome]:
    points = [0.0, 0.25, 0.5, 1.0][: len(values[0])]
    test = part(
        kind="shape", side=SIDE, along="withheld_share", points=points, measures=["output"], shape=shape, window=[0, 11]
    )
    tables = {
        f"at {point:g}": {"output": np.repeat([[run[i]] for run in values], 12, axis=1)}
        for i, point in enumerate(points)
    }
    return of(test, tables, {"output": effect(0.5)})


def test_a_turn_is_chosen_by_the_other_runs() -> None:
    found = shaped("inverted-u", [0.0, 2.0, 1.0, 0.0], [0.0, 1.0, 3.0, 0.0], [0.0, 2.0, 1.0, 0.0])
    assert [one.sign for one in found] == ["higher", "lower"]
    assert found[0].gaps.tolist() == [1.0, 1.0, 1.0]  # each at the point that is best in the others
    assert found[1].gaps.tolist() == [-1.0, -1.0, -1.0]
    assert [one.sign for one in shaped("u", [3.0, 1.0, 2.0])] == ["lower", "higher"]
    straight = shaped("inverted-u", [0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0])
    assert straight[1].gaps.min() > 0.0  # goes on rising: no turn


def test_falling_is_a_fall_in_all_and_no_step_back() -> None:
    found = shaped("falling", [3.0, 2.0, 2.2, 0.0], [3.0, 2.0, 2.2, 0.0])
    assert [one.sign for one in found] == ["lower", "not-higher", "not-higher", "not-higher"]
    assert [one.gaps[0] for one in found] == pytest.approx([-3.0, -1.0, 0.2, -2.2])
    assert [one.gaps[0] for one in shaped("rising", [0.0, 2.0, 1.0])] == [1.0, 2.0, -1.0]


def test_a_timing_compares_what_the_event_does_date_by_date() -> None:
    test = part(kind="timing", side=SIDE, event={"ai": False}, dates=[10, 20], after=4, predicts={"output": "lower"})
    assert {role: months for role, (_, months) in test.worlds.items()} == {"without": 24, "from 10": 14, "from 20": 24}
    tables = {
        "without": {"output": flat(2.0, months=24)},
        "from 10": {"output": flat(1.0, months=24)},
        "from 20": {"output": flat(0.5, months=24)},
    }
    found = of(test, tables, {"output": effect(0.1, True)})
    assert [one.gaps.tolist() for one in found] == [[-0.5], [-0.25]]  # in parts of what there would be
    assert [one.bound for one in found] == [0.1, 0.1]
    assert [one.gaps.tolist() for one in of(test, tables, {"output": effect(0.1)})] == [[-1.0], [-0.5]]


# -- worlds that begin alike


@pytest.mark.parametrize(("changed", "month"), [("ai_growth", 10), ("ubi_phase", 14), ("markup", 0)])
def test_a_parameter_parts_worlds_in_the_month_in_which_it_begins_to_act(changed: str, month: int) -> None:
    base = scenario.load("competition", {"ai_arrival": 18, "ai_lead": 8, "ubi_start": 14})
    other = base.at("other", {changed: parameters.table()[changed].high})
    found = branching.stretches([Course(base, 24, {}), Course(other, 24, {})])
    assert min(one.first for one in found if one.members == (1,)) == month


OTHERWISE: list[dict[str, object]] = [
    {},
    {"entry": True, "rivalry": 0.1, "upkeep_limits": True, "profit_in_investment": 0.5},
]


@pytest.mark.parametrize("moved", OTHERWISE, ids=["core", "switches"])
def test_worlds_run_as_one_are_those_run_alone_bit_for_bit(moved: dict[str, object]) -> None:
    """Every world of every claim that can be computed, to some months past the arrival of AI, which comes early."""
    trials = replace(worlds.trials_of(register.read().claims, register.read().effects, 0), undrawn=frozenset())
    early = {"n_workers": 200, "ai_arrival": 12, "ai_lead": 6, "ubi_start": 9}
    draw = Draw("closure", "otherwise", {**moved, **early})
    months, names = 19, tuple(MEASURES)
    courses = [
        Course(course.scenario, months, {name: [(0, months)] for name in names})
        for course in trials.courses(draw).values()
    ]
    tables = branching.grow(courses, 5)
    alone: dict[str, np.ndarray] = {}
    for course, table in zip(courses, tables, strict=True):
        digest = course.scenario.digest
        if digest not in alone:
            alone[digest] = runner.simulate(course.scenario, 5, months).table
        assert (alone[digest] == np.array([table[name] for name in names]).T).all(), course.scenario.name
    assert len(alone) >= 12
    stretches = branching.stretches(courses)
    assert sum(one.end - one.first for one in stretches) < 0.8 * months * len(alone)


def _beside(**rates: float) -> list[Course]:
    """Worlds that part at the start, and of the first one more that parts by a date."""
    base = scenario.load("competition").at("a", {"n_workers": 200, "ai_arrival": 6, "ai_lead": 2})
    each = [base, *(base.at(name, {"loan_rate": rate}) for name, rate in rates.items())]
    late = replace(base, name="late", events=(scenario.Event(3, {"loan_rate": 0.02}),))
    return [Course(one, 8, {"output": [(0, 7)], "unemployment": [(2, 5)]}) for one in (*each, late)]


def test_worlds_stepped_side_by_side_are_those_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    courses = _beside(b=0.003, c=0.004)
    alone = [branching.grow([one], 2)[0] for one in courses]
    for count in (1, 2, 16):
        monkeypatch.setattr(branching, "BESIDE", count)
        told = list[int]()
        for table, own in zip(branching.grow(courses, 2, told.append), alone, strict=True):
            assert all(np.array_equal(table[name], own[name], equal_nan=True) for name in own)
        assert told == sorted(told)
        assert told[-1] == sum(one.end - one.first for one in branching.stretches(courses))


@pytest.mark.parametrize("name", ["a", "b", "c", "late"])
def test_of_worlds_side_by_side_the_one_that_goes_wrong_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(world: World) -> None:
        if world.scenario.name == name and world.month == 4:
            raise ValueError("torn")

    monkeypatch.setattr(month, "PHASES", (*month.PHASES[:9], fail, *month.PHASES[9:]))
    with pytest.raises(SimError, match=f"^{name}, seed 2, month 4: ValueError: torn$"):
        branching.grow(_beside(b=0.003, c=0.004), 2)


def test_events_part_worlds_at_their_date_and_each_ends_when_it_may() -> None:
    base = scenario.load("competition")
    late = replace(base, name="late", events=(scenario.Event(150, {"loan_rate": 0.02}),))
    found = branching.stretches([Course(base, 200, {}), Course(late, 160, {}), Course(base, 120, {})])
    assert sorted((one.first, one.end, one.members) for one in found if one.first >= 84) == [
        (84, 96, (0, 1, 2)), (96, 120, (0, 1, 2)), (120, 150, (0, 1)), (150, 160, (1,)), (150, 200, (0,))
    ]  # fmt: skip


def test_what_slept_stays_awake() -> None:
    """A world whose AI is switched off by a date is not taken for one that never had any."""
    base = scenario.load("competition")
    off = (scenario.Event(120, {"ai": False}),)
    held, free = (replace(base.at(str(share), {"withheld_share": share}), events=off) for share in (0.4, 0.0))
    found = branching.stretches([Course(held, 140, {}), Course(free, 140, {})])
    assert sorted((one.first, one.members) for one in found if one.end == 140) == [(120, (0,)), (120, (1,))]


# -- what is run


@pytest.fixture(scope="module")
def shipped() -> Trials:
    found = register.read()
    return worlds.trials_of(found.claims, found.effects, thresholds.DRAWS)


def set_otherwise() -> list[str]:
    """The closures that a run is made of: all but the core."""
    return [name for name, one in closures.read().items() if one.set]


def test_the_draws_are_forty_points_and_the_closures_stand_beside_them(shipped: Trials) -> None:
    assert [draw.name for draw in shipped.closures] == set_otherwise()
    assert len(shipped.draws) == 40
    points = shipped.values(40)
    assert set(points) == {p.name for p in parameters.table().values() if p.behavioural and p.default}
    usual = {name: parameters.table()[name].default for name in points}
    off = {name: values / usual[name] - 1.0 for name, values in points.items()}
    room = {name: 0.5 / value if isinstance(value, int) else 1e-6 for name, value in usual.items()}  # to the next whole number
    assert all((np.abs(each) <= designs.SPREAD + room[name]).all() for name, each in off.items())
    assert off["markup"].max() > 0.15
    assert 0.04 < off["normal_use_cloud"].max() < 0.06  # by the odds of a share


def test_what_turns_an_outcome_is_sought_among_what_can_act_on_it(shipped: Trials) -> None:
    of = {test: set(shipped.moving(test, 40)) for test in ("G3.1", "G5.1", "E6.1", "E1.1", "E5.1")}
    assert all("markup" in names for names in of.values())
    assert {test for test, names in of.items() if "craft_fading" in names} == {"E6.1"}
    assert {test for test, names in of.items() if "human_advice" in names} == {"E1.1"}
    assert {test for test, names in of.items() if "members_invest" in names} == {"E5.1"}
    assert "ai_growth" in shipped.values(40)
    assert "ai_growth" in of["G3.1"] - of["G5.1"]  # its lever
    np.testing.assert_array_equal(shipped.moving("E6.1", 40)["craft_fading"], shipped.values(40)["craft_fading"])


def test_no_draw_and_no_closure_runs_what_decides_nothing(shipped: Trials) -> None:
    decides = {name for name, test in shipped.tests.items() if register.decides(test)}
    added = {name for name, test in shipped.tests.items() if test.added}
    assert added <= shipped.undrawn == shipped.tests.keys() - decides
    assert {name for name, _ in shipped.courses()} == shipped.tests.keys()
    for draw in (shipped.draws[0], shipped.closures[0]):
        assert {name for name, _ in shipped.courses(draw)} == decides
    months = [sum(one.end - one.first for one in branching.stretches(list(shipped.courses(draw).values())))
              for draw in (None, shipped.draws[0])]  # fmt: skip
    said = commands.said(shipped, worlds.runs(shipped, 8))
    assert f"{months[0]:,} months in all worlds together ({months[1]:,} at draws and under closures" in said
    assert months[1] < 0.7 * months[0]


def test_a_reading_that_decides_from_now_on_asks_for_other_runs(shipped: Trials) -> None:
    """It has the numbers of a run that it had before, but the draws lack them."""
    few = replace(shipped.only(["G3"]), draws=shipped.draws[:1])
    more = replace(few, undrawn=few.undrawn - {"G3.4"})
    of_draws, of_core = ([worlds.Arm(name, trials, {}).digest for trials in (few, more)] for name in ("draws", "core"))
    assert of_draws[0] != of_draws[1]
    assert of_core[0] == of_core[1]


def test_more_draws_begin_with_the_same_ones(shipped: Trials) -> None:
    tests = {"A1.1": shipped.tests["G3.1"]}
    few = Trials(tests, {"A1.1": frozenset()}, shipped.effects, draws=shipped.draws[:2], every=tests)
    values = few.values(100)["markup"]
    assert values.size == 100
    assert values[:2].tolist() == [draw.set["markup"] for draw in shipped.draws[:2]]
    assert len(set(values)) == 100
    arm = worlds.Arm("more-A1.1", few, {}, "A1.1")
    assert arm.space == list(range(1002, 1100))
    assert [arm.run(number)[1] for number in (1002, 1099)] == [1002, 1099]


def test_a_draw_moves_all_worlds_alike_but_not_what_a_test_says(shipped: Trials) -> None:
    draw = shipped.draws[0]
    courses = shipped.courses(draw)
    cut = {
        key: course.scenario for key, course in courses.items() if key[0] == "G5.4"
    }  # a loan rate that falls in month 96
    assert {found.params.loan_rate for found in cut.values()} == {0.04}
    assert {found.params.markup for found in cut.values()} == {draw.set["markup"]} != {0.27}
    slow, fast = (courses["G5.1", role].scenario.params for role in ("side", "against"))
    assert (slow.ai_growth, fast.ai_growth) == (0.015, 0.03)
    assert slow.release_cycle == fast.release_cycle
    assert courses["G3.1", "side"].scenario.params.loan_rate == draw.set["loan_rate"]
    rivalry = next(draw for draw in shipped.closures if draw.name == "rivalry")
    assert shipped.courses(rivalry)["G3.1", "side"].scenario.params.rivalry == 0.1


def test_points_without_a_state_to_start_in_are_passed_over(shipped: Trials, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shipped.draws[0].set["markup"]
    check = worlds.check

    def refuse(found: scenario.Scenario, months: int) -> None:
        if found.params.markup == first:
            raise InputError("no stationary state")
        check(found, months)

    monkeypatch.setattr(worlds, "check", refuse)
    trials = worlds.trials_of(register.read().claims, register.read().effects, 40)
    assert (trials.passed_over, len(trials.draws)) == (1, 40)
    assert trials.draws[0].set == shipped.draws[1].set


# -- a small register of its own, really run

HEAD = """\
letter = "{letter}"
count = {count}
author = {{ en = "Nobody", zh = "无名氏" }}
title = {{ en = "A text", zh = "一篇文章" }}
kind = {{ en = "Pamphlet", zh = "小册子" }}
about = {{ en = "What it says", zh = "其内容" }}
[sections]
one = {{ en = "First part", zh = "第一部分" }}
"""
CLAIM = """\
[claims.{id}]
sections = ["one"]
title = {{ en = "A claim", zh = "一条论断" }}
statement = {{ en = "It is so", zh = "如此" }}
rules = ["compute.private_fee"]
lever = ["cloud_markup"]
objection = {{ en = "It is not", zh = "并非如此" }}
literature = ["Stigler (1964)"]
falsifier = {{ en = "It is otherwise", zh = "并非如此" }}
{more}
[[claims.{id}.tests]]
kind = "difference"
side = {{ scenario = "competition", set = {{ n_workers = 200, ai_arrival = 2, cloud_markup = 1.0 }} }}
against = {{ scenario = "competition", set = {{ n_workers = 200, ai_arrival = 2, cloud_markup = 0.2 }} }}
predicts = {{ compute_price = "higher" }}
window = [4, 9]
"""
WAITING = """\
[[claims.A1.tests]]
kind = "level"
side = { scenario = "competition", set = { n_workers = 200, ai_arrival = 2 } }
predicts = { nothing_measured = "higher" }
than = 0.0
window = [4, 9]
"""
WHYS = 'why = { en = "by definition", zh = "按定义" }'
WAITS = 'needs = ["parameter nothing_yet"]\nparameters = ["nothing_yet"]'


def write_register(folder: Path) -> Path:
    """A text with a claim of each status, one of whose tests waits, and four that wait as a whole."""
    folder.mkdir()
    waits = CLAIM.format(id="A1", more='needs = ["measure nothing_measured"]') + WAITING
    first = [waits, CLAIM.format(id="A2", more=f'verdict = "construction"\n{WHYS}')]
    for letter, name in zip("ABCDE", claim_ids.TEXTS, strict=True):
        found = first if letter == "A" else [CLAIM.format(id=f"{letter}1", more=WAITS)]
        (folder / f"{name}.toml").write_text(
            HEAD.format(letter=letter, count=len(found)) + "".join(found), encoding="utf-8"
        )
    size = '{} = {{ size = 0.01, relative = true, why = {{ en = "so", zh = "故" }} }}\n'
    sizes = [size.format(name) for name in ("compute_price", "nothing_measured")]
    (folder / "effects.toml").write_text("".join(sizes), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_register(tmp_path_factory.mktemp("register") / "seeds")


@pytest.fixture(scope="module")
def found(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    return sim.claims(texts=texts, jobs=1, out=tmp_path_factory.mktemp("claims"), quiet=True)


def files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in ("outcomes.csv", "claims.csv")}


def test_each_claim_has_the_verdict_of_its_status(found: Verdicts) -> None:
    assert {row.id: row.verdict for row in found.board.rows} == {
        "A1": "holds", "A2": "construction", "B1": "planned", "C1": "planned", "D1": "planned", "E1": "planned",
    }  # fmt: skip
    assert found.board.counts == {
        "holds": 1, "fails": 0, "depends": 0, "open": 0, "construction": 1, "shown": 0, "planned": 4
    }  # fmt: skip
    (one,) = found.board.rows[0].found
    assert one.summary.low > one.summary.bound
    assert (one.summary.seeds, one.summary.draws, one.summary.agree) == (8, 40, 1.0)
    assert found.board.rows[1].found  # by construction: its tests are run and shown, and not counted
    assert found.board.rows[2].waits == ["parameter nothing_yet"]


def test_a_rule_that_is_turned_turns_the_verdict(texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fees = buying._price_compute  # the rule for private clouds is compiled into it, and takes their mark-ups

    def turn(by: float) -> None:
        monkeypatch.setattr(buying, "_price_compute", lambda *a: fees(*a[:4], by * a[4], *a[5:]))

    turn(-0.5)
    turned = sim.claims("A1", texts=texts, jobs=1, out=tmp_path / "turned", quiet=True)
    assert [row.verdict for row in turned.board.rows] == ["fails"]
    assert turned.board.rows[0].found[0].summary.high < 0.0
    turn(0.0)
    level = sim.claims("A1", texts=texts, jobs=1, out=tmp_path / "level", quiet=True)
    assert [row.verdict for row in level.board.rows] == ["fails"]  # no effect that counts


def test_one_test_that_waits_holds_up_no_other(found: Verdicts, texts: Path) -> None:
    (claim,) = (one for one in register.read(texts).claims.values() if one.id == "A1")
    assert (claim.status, [claim.waiting(test) for test in claim.tests]) == ("modelled", [[], ["measure nothing_measured"]])
    first = found.board.rows[0]
    assert (first.verdict, first.pending) == ("holds", {"A1.2": ["measure nothing_measured"]})
    said = "still to come: A1.2 waits for measure nothing_measured"
    assert said in first.reason("en", {})
    assert said in words.detail(first, "en")
    rule_first = claim.model_copy(update={"needs": ["rule x.y"], "rules": ["x.y"], "tests": claim.tests[:1]})
    assert rule_first.status == "planned"  # a rule makes the whole claim live
    shown = claim.tests[0].model_copy(update={"added": True})
    assert claim.model_copy(update={"tests": [shown, claim.tests[1]]}).status == "planned"  # what is left decides nothing


def test_an_added_reading_runs_under_seeds_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_register(tmp_path / "seeds")
    path = folder / "manifesto.toml"
    first, waiting = path.read_text(encoding="utf-8").split(WAITING)
    test = first[first.index("[[claims.A1.tests]]") :].replace("cloud_markup = 1.0", "cloud_markup = 0.9")
    path.write_text(first + test + "added = true\n" + WAITING + waiting, encoding="utf-8")
    monkeypatch.setattr(commands, "_drawn", lambda found, force: found)
    found = sim.claims("A1", texts=folder, seeds=2, draws=2, jobs=1, out=tmp_path / "out", quiet=True)
    decides, added = found.board.rows[0].found
    assert (added.test, added.added, added.by_seeds) == ("A1.2", True, "open")
    assert (decides.summary.draws, added.summary.draws) == (2, 0)
    assert (len(decides.closures), len(added.closures)) == (len(set_otherwise()), 0)
    assert added.turning is None
    assert added.summary.mean > 0.0
    assert added.path
    assert found.results
    runs = found.results.outcomes.set_index(["scenario", "seed"])["A1.2 side compute_price mean 4-9"]
    assert (runs["core"] > 0.0).all()
    assert (runs["draws"] == 0.0).all()  # nobody looks at it


def test_doubt_and_closures_bring_more_runs_of_the_test_alone(
    found: Verdicts, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found.results
    folder = Path(shutil.copytree(found.results.folder, tmp_path / "copy"))
    monkeypatch.setattr(thresholds, "DOUBT", (0.8, 1.0))
    monkeypatch.setattr(thresholds, "MORE", 44)
    monkeypatch.setattr(thresholds, "turned_under", lambda sign, s, closures: list(closures)[:1])
    monkeypatch.setattr(commands, "_drawn", lambda found, force: found)
    made: list[tuple[str, int]] = []
    make = worlds.make

    def counted(arm: worlds.Arm, seed: int, *, months: int, on_month: Callable[[int], None] | None = None) -> object:
        made.append((arm.name, seed))
        return make(arm, seed, months=months, on_month=on_month)

    monkeypatch.setattr(worlds, "make", counted)
    again = sim.claims(texts=texts, jobs=1, out=folder, quiet=True)
    assert {name for name, _ in made} == {"more-A1.1"}  # what counts for no verdict asks for none
    assert [number for _, number in made] == [*range(1040, 1044), *(worlds.number_under(0, seed) for seed in (1, 2, 3))]
    (first,), (one,) = found.board.rows[0].found, again.board.rows[0].found
    assert (first.summary.draws, one.summary.draws) == (40, 44)
    assert one.closures.keys() == first.closures.keys()
    changed = [name for name in one.closures if one.closures[name] != first.closures[name]]
    assert changed == list(one.closures)[:1] == one.alternatives
    made.clear()
    assert sim.claims(texts=texts, jobs=1, out=folder, quiet=True).board == again.board
    assert made == []


def test_the_years_of_both_sides_are_kept(found: Verdicts) -> None:
    at = list(MEASURES).index("compute_price")
    sets = {"n_workers": 200, "ai_arrival": 2}
    means = np.array([
        [runner.simulate(scenario.load("competition", {**sets, "cloud_markup": by}), seed, 10).table[:, at].mean()
         for seed in range(8)]
        for by in (1.0, 0.2)
    ])  # fmt: skip
    path = found.board.rows[0].found[0].path
    assert path
    assert path.years == [0]
    gaps = means[0] - means[1]
    half = pairing.half_width(gaps)
    wanted = [means[0].mean(), means[1].mean(), gaps.mean() - half, gaps.mean() + half]
    assert [*path.side, *(path.against or []), *(path.low or []), *(path.high or [])] == pytest.approx(wanted, rel=1e-5)


def test_the_rule_is_one_text_everywhere(found: Verdicts) -> None:
    page = scoreboard.page(found.board, "S")
    assert found.report
    report = found.report.read_text(encoding="utf-8")
    for lang in ("en", "zh"):
        told = call("explain", "manifesto", "--lang", lang)[1]
        paper = (ROOT / "docs" / ("using.md" if lang == "en" else "using.zh.md")).read_text(encoding="utf-8")
        for paragraph, bare in zip(rule.paragraphs(lang), rule.plain(lang), strict=True):
            assert paragraph in paper
            assert bare[:40] in told
            assert lang == "zh" or (paragraph in page and bare[:40] in report)
    assert str(thresholds.MORE) in rule.plain("en")[2]


def test_what_is_kept_is_what_the_worlds_did(found: Verdicts, texts: Path) -> None:
    assert found.results
    runs = found.results.outcomes.set_index(["scenario", "seed"])
    declared, sets = register.read(texts), {"n_workers": 200, "ai_arrival": 2}
    at = list(MEASURES).index("compute_price")

    def price(seed: int, **settings: object) -> float:
        run = runner.simulate(scenario.load("competition", {**sets, **settings}), seed, 10)
        return float(run.table[4:10, at].mean())

    for role, markup in (("side", 1.0), ("against", 0.2)):
        assert runs.loc[("core", 3), f"A1.1 {role} compute_price mean 4-9"] == price(3, cloud_markup=markup)
    draw = worlds.trials_of(declared.claims, declared.effects, 40).draws[0]
    moved = price(worlds.FIRST_SEED, **{**draw.set, "cloud_markup": 1.0})
    assert runs.loc[("draws", worlds.FIRST_SEED), "A1.1 side compute_price mean 4-9"] == moved


def test_the_folder_is_one_of_results(found: Verdicts) -> None:
    assert found.results
    folder = found.results.folder
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    seeds = {name: len(entry["seeds"]) for name, entry in manifest["scenarios"].items()}
    assert seeds == {"core": 8, "draws": 40, "closures": len(set_otherwise())}
    worlds = [path.stem for path in (folder / "scenarios").iterdir() if path.stem not in ("core", "draws", "closures")]
    assert sorted(worlds) == ["A1.1-against", "A1.1-side"]
    assert scenario.load(folder / "scenarios" / "A1.1-side.toml").params.cloud_markup == 1.0
    assert "# A2.1 side: competition (" in (folder / "scenarios" / "core.toml").read_text(encoding="utf-8")
    rows = found.table
    assert rows["claim"].tolist() == ["A1", "A2", "B1", "C1", "D1", "E1"]
    assert rows["verdict"].tolist()[:2] == ["holds", "holds"]
    assert rows["claim_verdict"].tolist()[:3] == ["holds", "construction", "planned"]
    read = board.read(folder / board.FILE)
    assert read == found.board
    assert {path.name for path in found.figures} == {"scoreboard.png"}
    alt = (folder / "figures" / "scoreboard.txt").read_text(encoding="utf-8")
    assert "holds: A1." in alt
    assert "not yet: B1, C1, D1, E1." in alt
    assert found.report
    text = found.report.read_text(encoding="utf-8")
    assert "A1: A claim" in text
    assert "Fee for AI work" in text


def test_both_languages(found: Verdicts) -> None:
    for lang, wanted in {
        "en": ("holds", "by construction", "not modelled yet"),
        "zh": ("成立", "由模型构造决定", "尚未建模"),
    }.items():
        for asked in ((), ("A1", "A2", "B1")):
            text = str(replace(found, lang=lang, asked=asked))
            assert all(word in text for word in wanted)
    assert "paired" in str(found)
    assert "<pre>" in found._repr_html_()
    assert found.results
    path = sim.report(found.results.folder, "zh", found.results.folder / "zh.html")
    assert "判定：成立" in path.read_text(encoding="utf-8")


def test_what_was_stopped_goes_on_to_the_same_bytes(
    found: Verdicts, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found.results
    made: list[int] = []
    make = worlds.make

    def stops(arm: worlds.Arm, seed: int, *, months: int, on_month: Callable[[int], None] | None = None) -> object:
        if len(made) == 5:
            raise KeyboardInterrupt
        made.append(seed)
        return make(arm, seed, months=months, on_month=on_month)

    monkeypatch.setattr(worlds, "make", stops)
    runs = 8 + 40 + len(set_otherwise())
    with pytest.raises(SimError, match=f"stopped: 5 of {runs} runs are finished"):
        sim.claims(texts=texts, jobs=1, out=tmp_path, quiet=True)
    assert not (tmp_path / board.FILE).exists()
    monkeypatch.setattr(worlds, "make", make)
    again = sim.claims(texts=texts, jobs=2, out=tmp_path, quiet=True)
    assert again.results
    assert files(tmp_path) == files(found.results.folder)


def test_more_seeds_go_on_and_other_draws_are_refused(found: Verdicts, texts: Path, tmp_path: Path) -> None:
    assert found.results
    folder = Path(shutil.copytree(found.results.folder, tmp_path / "copy"))
    with pytest.raises(InputError, match="holds other results"):
        sim.claims(texts=texts, draws=41, jobs=1, out=folder, quiet=True)
    assert files(folder) == files(found.results.folder)
    more = sim.claims(texts=texts, seeds=9, jobs=1, out=folder, quiet=True)
    assert more.board.seeds == 9


def test_too_few_runs_give_no_verdict(texts: Path, tmp_path: Path) -> None:
    few = sim.claims("A1", texts=texts, seeds=2, draws=0, jobs=1, out=tmp_path, quiet=True)
    assert [row.verdict for row in few.board.rows] == ["open"]
    assert "No verdict with fewer than 8 seeds and 40 draws" in str(few)


def test_what_cannot_be_run_yet_needs_no_folder(texts: Path, tmp_path: Path) -> None:
    waits = sim.claims("B1", texts=texts, out=tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert "waits for parameter nothing_yet" in str(waits)


# -- the command


def call(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, arguments, prog_name="sim", catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def test_the_command_prints_tables_and_json(found: Verdicts, texts: Path) -> None:
    assert found.results
    options = ("--texts", str(texts), "--out", str(found.results.folder), "--quiet")
    code, said, _ = call("claims", *options)
    assert code == 0
    assert "holds: 1; by construction: 1; not modelled yet: 4" in said
    code, said, _ = call("claims", *options, "--json")
    told = json.loads(said)
    assert [(row["id"], row["verdict"]) for row in told["rows"]][:2] == [("A1", "holds"), ("A2", "construction")]
    assert told["rows"][0]["found"][0]["verdict"] == "holds"


def test_a_claim_that_is_none_is_named(texts: Path) -> None:
    assert call("claims", "A11", "--texts", str(texts)) == (
        2,
        "",
        "A11: no such claim; did you mean A1? (sim explain lists all)\n",
    )
    code, _, said = call("claims", "A1", "--texts", str(texts), "--scoreboard", "x.md")
    assert (code, said) == (2, "--scoreboard: shows all claims: give it without IDs\n")


BAD = [
    ('scenario = "competition"', 'scenario = "competiton"', "no such scenario: competiton; did you mean competition?"),
    ("{ compute_price =", "{ compute_prise =", "no such measure: compute_prise; did you mean compute_price?"),
    (
        "compute.private_fee",
        "compute.private_fe",
        "no such rule: compute.private_fe; did you mean compute.private_fee?",
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), BAD, ids=["scenario", "measure", "rule"])
def test_a_bad_entry_is_one_line_with_file_and_line(old: str, new: str, says: str, tmp_path: Path) -> None:
    folder = write_register(tmp_path / "seeds")
    path = folder / "manifesto.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    code, out, error = call("claims", "A1", "--texts", str(folder), "--out", str(tmp_path / "out"))
    assert (code, out) == (2, "")
    assert not (tmp_path / "out").exists()
    lines = [line for line in error.splitlines() if line.startswith(f"{path}:")]
    assert lines
    assert lines[0].endswith(says)


def test_a_ratio_has_no_peak(tmp_path: Path) -> None:
    folder = write_register(tmp_path / "seeds")
    path = folder / "manifesto.toml"
    text = path.read_text(encoding="utf-8").replace("window =", 'statistic = "peak"\nwindow =', 1)
    path.write_text(text.replace("{ compute_price =", '{ "compute_price / compute_unit_cost" =', 1), encoding="utf-8")
    code, _, error = call("claims", "--texts", str(folder))
    assert code == 2
    assert "compute_price / compute_unit_cost: of a ratio there is the mean alone" in error


# -- the scoreboard


def test_the_scoreboard_is_made_from_its_numbers_alone(found: Verdicts, texts: Path, tmp_path: Path) -> None:
    scoreboard.write(found, tmp_path / "SCOREBOARD.md")
    page = (tmp_path / "SCOREBOARD.md").read_text(encoding="utf-8")
    kept = board.read(tmp_path / "SCOREBOARD.json")
    assert (tmp_path / "SCOREBOARD.png").stat().st_size > 10_000
    assert page == scoreboard.page(kept, "SCOREBOARD")
    assert "| A1 | A claim | **holds** | Fee for AI work: higher; +" in page
    assert "waits for parameter nothing_yet" in page
    assert scoreboard.faults(kept, register.read(texts)) == []
    for number in (kept.rows[0].found[0].summary, replace(kept.rows[0].found[0].summary, agree=0.5)):
        row = replace(kept.rows[0], found=[replace(kept.rows[0].found[0], summary=number)])
        changed = scoreboard.page(replace(kept, rows=[row, *kept.rows[1:]]), "SCOREBOARD")
        assert ("**depends**" in changed) is (number.agree == 0.5)  # a verdict follows from its numbers
    assert scoreboard.faults(replace(kept, rows=kept.rows[1:]), register.read(texts)) == ["A1: missing"]
    with pytest.raises(InputError, match=r"x\.txt: must be a file that ends in \.md"):
        scoreboard.write(found, tmp_path / "x.txt")


def test_the_shipped_scoreboard_holds_nothing_that_was_not_computed() -> None:
    page, data = ROOT / "SCOREBOARD.md", ROOT / "SCOREBOARD.json"
    assert page.exists() is data.exists()
    if page.exists():
        kept = board.read(data)
        assert page.read_text(encoding="utf-8") == scoreboard.page(kept, page.stem, checks=checks.read(data), crossed=matrix.read(data))
        assert scoreboard.faults(kept, register.read()) == []


def test_a_damaged_board_is_named(tmp_path: Path) -> None:
    (tmp_path / "claims.json").write_text('{"version": 1}', encoding="utf-8")
    with pytest.raises(
        InputError, match=r"claims\.json: damaged \(version: .*: the command that made it writes it again"
    ):
        board.read(tmp_path / "claims.json")
