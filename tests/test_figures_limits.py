"""Figures of what the endgame runs into: what they say is what runs and verdicts have."""

import copy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim import charts
from sim.base.declared import Text
from sim.charts import cascade, limits, series, sheet
from sim.runs import display
from sim.runs.results import Results
from sim.verdicts import chain, register
from sim.verdicts.readings import yearly
from sim.verdicts.register import Effect

PLOTS = display.read()


def drawn(name: str, results: Results) -> charts.Page:
    with charts.typography.settings(PLOTS.figures[name].font):
        return charts.compose(PLOTS.figures[name], PLOTS, results, "en")


# -- the chain


def made_up(**scenarios: tuple[float, float, Any]) -> Any:
    """Results of scenarios by growth of AI, speed of adoption and the course of a measure by seed."""
    manifest = {name: {"params": {"ai_growth": growth, "adoption_speed": speed, "mortgages": True, "ai": True}}
                for name, (growth, speed, _) in scenarios.items()}  # fmt: skip
    return SimpleNamespace(
        scenarios=list(scenarios),
        months=60,
        manifest={"scenarios": manifest},
        common_seeds=lambda *_: [0, 1],
        series=lambda name, measure, seeds=None: np.array(scenarios[name][2]),
        has_months=lambda names: True,
    )


LEVEL = np.ones(60)
STEP = np.where(np.arange(60) >= 24, 0.4, 1.0)  # the mean of a year falls by 0.05 a month from month 24 on
LATER = np.where(np.arange(60) >= 24, 0.4, 1.0) + np.where(np.arange(60) >= 40, 2.0, 0.0)


@pytest.mark.parametrize(
    ("course", "size", "wanted"),
    [
        ([STEP, STEP], 0.09, {"lower": [25, 25], "higher": [np.nan, np.nan]}),
        ([STEP, LEVEL], 0.09, {"lower": [25, np.nan], "higher": [np.nan, np.nan]}),
        ([2.0 - STEP, STEP], 0.24, {"lower": [np.nan, 28], "higher": [28, np.nan]}),
        ([LATER, LATER], 0.09, {"lower": [25, 25], "higher": [44, 44]}),
        ([LEVEL, LEVEL], 0.09, {"lower": [np.nan, np.nan], "higher": [np.nan, np.nan]}),
    ],
)
def test_a_series_leaves_its_twin_where_verdicts_say_so(course: Any, size: float, wanted: dict[str, list[float]]) -> None:
    results = made_up(slow=(0.01, 0.02, [LEVEL, LEVEL]), leap=(0.1, 0.2, course))
    found = cascade.departures(results, "leap", "output", {"output": Effect(size=size, why=Text(en="so", zh="如此"))})
    for side, months in wanted.items():
        assert found[side].tolist() == pytest.approx(months, nan_ok=True), side


def test_the_twin_differs_in_as_little_as_any_and_is_the_slowest_of_these() -> None:
    """By one rule, for the figure and for the words of the report."""
    flat = [LEVEL, LEVEL]
    results = made_up(slow=(0.01, 0.02, flat), middle=(0.05, 0.1, flat), leap=(0.1, 0.2, flat), odd=(0.01, 0.3, flat))
    params = {name: entry["params"] for name, entry in results.manifest["scenarios"].items()}

    def found() -> dict[str, tuple[str, list[str]]]:
        told = {one.scenario: (one.twin, list(one.besides)) for one in chain.chains(results)}
        assert told == {name: (twin, list(besides)) for name, (twin, besides) in chain.twins(results).items()}
        assert list(told) == cascade.leaping(results)
        return told

    assert found() == {"middle": ("slow", []), "leap": ("slow", []), "odd": ("slow", [])}
    params["slow"]["replacement_rate"] = 0.9
    params["leap"]["replacement_rate"] = params["middle"]["replacement_rate"] = params["odd"]["replacement_rate"] = 0.5
    assert found()["leap"] == ("middle", [])
    results.manifest["scenarios"]["middle"]["events"] = [{"month": 3, "set": {"markup": 0.3, "ubi_share": 0.1}}]
    assert found()["leap"] == ("slow", ["replacement_rate"])
    params["odd"]["ai"] = False
    assert found()["slow"] == ("odd", ["replacement_rate"])
    results.manifest["scenarios"]["odd"]["events"] = [{"month": 3, "set": {"ai": True}}]
    assert "slow" not in found()
    params["slow"]["mortgages"] = params["middle"]["mortgages"] = False
    assert found() == {}


def test_what_else_parts_the_two_stands_below_the_figure(limited: Results) -> None:
    """As it stands in the report."""
    words = "The two also differ in ubi_share: what moves may do so for that."
    assert words not in drawn("chain", limited).alt
    apart = limited.only("leap", "slow-arrival")
    apart.manifest = copy.deepcopy(apart.manifest)
    apart.manifest["scenarios"]["leap"]["params"]["ubi_share"] = 0.1
    assert words in drawn("chain", apart).alt


def test_the_chain_is_that_of_the_claim(limited: Results) -> None:
    claim, order = chain.named()
    assert PLOTS.figures["chain"].measures == order.measures
    assert cascade.leaping(limited) == ["leap"]
    assert chain.twins(limited)["leap"] == ("slow-arrival", [])
    page = drawn("chain", limited)
    effects, moved, still = register.read().effects, 0, 0
    for place, (measure, panel) in enumerate(zip(order.measures, page.figure.axes, strict=True)):
        title = " ".join(panel.get_title(loc="left").split())
        ours, theirs = (limited.series(name, measure)[0] for name in ("leap", "slow-arrival"))
        gaps = yearly(ours) - yearly(theirs)
        size = effects[measure].size * (np.abs(yearly(theirs)) if effects[measure].relative else 1.0)
        found = cascade.departures(limited, "leap", measure, effects)
        for side, off in (("higher", gaps >= size), ("lower", -gaps >= size)):
            first = 11.0 + off.argmax() if off.any() else np.nan
            assert found[side][0] == pytest.approx(first, nan_ok=True), (measure, side)
        triangles = [line for line in panel.lines if line.get_marker() in ("^", "v") and line.get_markersize() > 8]
        both = [side for side, months in found.items() if np.isfinite(months).any()]
        assert len(triangles) == len(both)
        assert ("never leaves its twin" in title) is not both
        assert title.startswith(f"{place + 1}. ")
        for side in both:
            at = cascade._median(found[side])
            assert f"{side} from month {at:.0f} on (year {(at + 1) / 12:.1f}" in title
            (mark,) = (line for line in triangles if line.get_marker() == {"higher": "^", "lower": "v"}[side])
            assert mark.get_xdata()[0] == pytest.approx((at + 1) / 12)
            assert (mark.get_markerfacecolor() == "black") is (side == order.directions[place])
        moved += bool(both)
        still += not both
    assert moved
    assert still
    assert f"as the chain of {claim.id} has it" in page.alt
    assert not charts.can_draw(PLOTS.figures["chain"], limited.only("leap", "growing"))


# -- the roads to the bank, homes


def test_both_roads_lead_to_one_bank(limited: Results) -> None:
    assert cascade.banks(limited) == ["slow-arrival", "leap", "boom-leveraged"]
    page = drawn("roads", limited)
    numbers = page.drawn.numbers.set_index(["scenario", "panel", "line", "month"])["p50"].sort_index()
    kept = limited.records("bank_losses", "boom-leveraged")
    assert kept[..., 1].sum() > 0.0
    so_far = 100.0 * np.median(kept[..., 1].cumsum(axis=1), axis=0)
    assert numbers[("boom-leveraged", "lost", "hardware")].to_numpy() == pytest.approx(so_far, rel=1e-4)
    assert f"loans of clouds {sheet.spoken(100.0 * float(kept[..., 1].sum(axis=1).mean()))}, others" in page.alt
    assert cascade.stations(limited, "boom-leveraged") == ["machine_price_ratio", "cloud_debt_share", "hardware_worth"]
    assert "hardware_worth" not in cascade.stations(limited, "leap")
    machines = 100.0 * np.median(limited.series("leap", "machine_price_ratio"), axis=0).max()
    assert f"price of machines at the most {sheet.spoken(float(machines))}" in page.alt
    assert not charts.can_draw(PLOTS.figures["roads"], limited.only("growing", "power-rent"))


def test_all_homes_belong_to_somebody(limited: Results) -> None:
    assert cascade.owning(limited) == ["slow-arrival", "leap"]
    page = drawn("homes", limited)
    numbers = page.drawn.numbers.set_index(["scenario", "panel", "line"]).sort_index()
    for name in ("slow-arrival", "leap"):
        found = cascade.held(limited, name)
        assert sum(found.values()) == pytest.approx(np.full(-(-limited.months // 12), 100.0))
        assert found["later"].max() < 1e-9
        over = numbers.loc[(name, "over")].set_index("year", append=True)["mean"]
        assert over.groupby("year").sum().to_numpy() == pytest.approx(100.0, rel=1e-4)
        last = 100.0 * limited.series(name, "homes_owned")[:, -1].mean()
        assert over.xs(len(found["top"]), level="year").drop(["rest", "top"]).sum() == pytest.approx(last, rel=1e-4)
        assert f"{sheet.spoken(float(last))}\u00a0% in the end; to the tenth" in page.alt
    assert "Who came later" not in page.alt
    assert not charts.can_draw(PLOTS.figures["homes"], limited.only("baseline", "boom-leveraged"))


# -- hardware, power, people


def test_what_clouds_spend_is_held_against_what_they_take(limited: Results) -> None:
    assert limits.building(limited)[0] == "boom-leveraged"
    page = drawn("capex", limited)
    found, kept = limits.spending(limited, "boom-leveraged"), limited.records("cloud_money", "boom-leveraged")
    params = limited.manifest["scenarios"]["boom-leveraged"]["params"]
    per_head = 100.0 * kept[:, -12:].mean(axis=1) / params["n_workers"]
    assert found["fees"][:, -1] == pytest.approx(per_head[:, 0])
    assert found["service"][:, -1] == pytest.approx(per_head[:, 4] + per_head[:, 5])
    later = slice(params["ai_arrival"] + 23, None)  # the first year without a month of AI's first
    times = found["hardware"].mean(axis=0)[later] / found["fees"].mean(axis=0)[later]
    assert f"costs {sheet.spoken(float(times.max()))} times their fees at the most" in page.alt
    defaults = limited.series("boom-leveraged", "cloud_defaults").sum(axis=1).mean() / 12.0
    assert f"; {sheet.spoken(float(defaults))} defaults a cloud" in page.alt
    assert not charts.can_draw(PLOTS.figures["capex"], limited.only("baseline", "leap"))  # clouds as ever


def test_power_and_who_takes_the_surplus(limited: Results) -> None:
    assert limits.powered(limited) == ["power-queue", "power-rent"]
    page = drawn("power", limited)
    for name in ("power-queue", "power-rent"):
        found = limits.taken(limited, name)
        assert sum(found.values()) == pytest.approx(np.full((len(limited.seeds[name]), limited.months), 100.0))
    assert limits.taken(limited, "power-rent")["rent"][:, -1].min() > 0.0
    rent = limits.taken(limited, "power-rent")["rent"][:, -limited.window :].mean()
    assert f"in the end sites and grid take {sheet.spoken(float(rent))}\u00a0%" in page.alt
    assert "Rent of power: in the end" in page.alt
    assert "nothing waits" in page.alt
    queue = limited.series("power-queue", "power_queued").mean(axis=0)
    assert f"the queue is longest in year {(queue.argmax() + 1) / 12:.1f}, {sheet.spoken(float(queue.max()))}" in page.alt
    assert not charts.can_draw(PLOTS.figures["power"], limited.only("baseline", "leap"))


def test_people_and_debt_say_when_growth_ends(fill: Callable[..., Results], tmp_path: Path, limited: Results) -> None:
    picture = PLOTS.figures["people"]
    assert not charts.can_draw(picture, limited.only("baseline", "leap"))
    page = drawn("people", limited.only("baseline", "growing", "ageing"))
    debt = limited.series("growing", "public_debt_ratio")[:, -limited.window :].mean()
    assert f"More every year {sheet.spoken(float(debt))}" in page.alt
    assert ("Dashed upright" in page.alt) is (limited.months > 240)  # when growth ends
    longer = fill(tmp_path, PLOTS.sets["people"], seeds=2, months=250)
    page = drawn("people", longer)
    assert "Dashed upright: the month in which Growth ends changes." in page.alt
    assert [text.get_text() for text in page.figure.axes[0].texts if text.get_gid() == "end"] == ["No AI", "More every year", "Growth ends"]
    assert all(20.0 in [line.get_xdata()[0] for line in panel.lines] for panel in page.figure.axes)


def test_running_means_are_of_twelve_months() -> None:
    values = np.arange(48.0).reshape(2, 24)
    found = limits.running(values)
    assert found[:, -1] == pytest.approx(values[:, 12:].mean(axis=1))
    assert found[:, 2] == pytest.approx(values[:, :3].mean(axis=1))
    assert limits.running(np.stack([values, 2.0 * values], axis=-1))[..., 1] == pytest.approx(2.0 * found)
    assert series.smoothed(values[0]) == pytest.approx(found[0])
