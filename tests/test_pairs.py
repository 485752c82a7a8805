"""Two mechanisms at a time: in each pair books close, and each lever still moves the measure that it is about."""

from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.economy.mechanisms import MECHANISMS

ROOM = {one.name: one for one in MECHANISMS}
ROOMS = list(ROOM)


@pytest.fixture
def pairs(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    return import_module("pairs")


# Levers with nothing to move in so few months: clouds that train, or that taxes for a plan take from, pay no dividends at first, of which
# agents could keep a part.
LATE = {
    ("ai_ownership", "knowledge"): {"ai_ownership": "STANDS STILL: its measure as without it"},
    ("ai_ownership", "provision"): {"ai_ownership": "STANDS STILL: its measure as without it"},
}
PAIRS = [
    pytest.param(*pair, id="-".join(pair), marks=() if pair == ("knowledge", "tasks") else pytest.mark.ci)
    for pair in combinations(ROOMS, 2)
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_beside_another_mechanism_a_lever_still_moves_its_measure(pairs: Any, one: str, other: str) -> None:
    """The thin form of the table: a seed, and bits alone."""
    size, both = pairs.Size(seeds=1, workers=300), (one, other)
    sides = {lever: pairs.sides(both, lever) for lever in pairs.levers(both)}
    runs = pairs.run(list(dict.fromkeys(side for two in sides.values() for side in two)), size)
    assert size.months == 60
    assert {seen.residual for (seen,) in runs.values()} == {0.0}
    notes = {
        lever.name: pairs.note(lever, runs[on], runs[off], [1.0], [1.0]) for lever, (on, off) in sides.items()
    }
    assert notes == dict.fromkeys([*ROOM[one].levers, *ROOM[other].levers], "") | LATE.get((one, other), {})


@pytest.mark.ci
@pytest.mark.parametrize("rooms", LATE)
def test_what_has_nothing_to_move_at_first_moves_it_later(pairs: Any, rooms: tuple[str, ...]) -> None:
    size = pairs.Size(seeds=1, workers=300, months=120, scenario="monopoly")
    for lever in (lever for lever in pairs.levers(rooms) if lever.name in LATE[rooms]):
        on, off = pairs.run(list(pairs.sides(rooms, lever)), size).values()
        assert pairs.note(lever, on, off, [1.0], [1.0]) == ""


def test_every_pair_and_every_lever_has_its_row(pairs: Any) -> None:
    wanted, refused = pairs.settings(pairs.Size())
    assert not refused
    assert len(set(wanted)) == len(wanted)
    both = {setting.rooms for setting in wanted}
    assert both == {(name,) for name in ROOMS} | set(combinations(ROOMS, 2))
    for one in MECHANISMS:
        off = {setting.off for setting in wanted if one.name in setting.rooms}
        assert {"", *one.levers} <= off
        for lever, neutral in one.levers.items():
            on, off = (
                pairs.changes(side, pairs.Size())
                for side in pairs.sides((one.name,), pairs.Lever(one.name, lever, one.moves[lever]))
            )
            assert off[lever] == neutral != on[lever]
            assert on == off | {lever: on[lever]}


def made(pairs: Any, *values: float, digest: str = "") -> Any:
    """What would be seen of runs in which the human share of tasks is this."""
    return [
        pairs.Seen({"human_task_share": np.full(4, value)}, 0.0, f"{digest or value}{n}")
        for n, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("on", "off", "alone", "says"),
    [
        ((0.5, 0.6), (0.5, 0.6), 0.1, "DEAD: every bit as without it"),
        ((0.5, 0.7), (0.5, 0.6), 0.1, "DEAD: every bit as without it, in 1 of 2 seeds"),
        ((0.6, 0.5), (0.5, 0.6), 0.1, "seeds differ in sign"),
        ((0.5, 0.6), (0.6, 0.7), 0.1, "other sign than alone"),
        ((0.501, 0.602), (0.5, 0.6), 0.1, "less than 0.1 of what it does alone"),
        ((0.6, 0.7), (0.5, 0.6), 0.1, ""),
    ],
)
def test_what_a_reader_must_not_overlook_is_said(
    pairs: Any, on: tuple[float, ...], off: tuple[float, ...], alone: float, says: str
) -> None:
    lever, size = pairs.Lever("tasks", "new_tasks", "human_task_share"), pairs.Size(seeds=2, last=2)
    runs = {
        pairs.Setting(("tasks",)): made(pairs, 0.5 + alone, 0.6 + alone),
        pairs.Setting(("tasks",), "new_tasks"): made(pairs, 0.5, 0.6),
        pairs.Setting(("entry", "tasks")): made(pairs, *on),
        pairs.Setting(("entry", "tasks"), "new_tasks"): made(pairs, *off),
    }
    rows = [row for row in pairs.rows(runs, size) if row.lever == lever]
    assert [(row.beside, row.note) for row in rows] == [("", ""), ("`entry`", says)]
    text = pairs.document(rows, runs, {("entry", "rivalry"): "both decide"}, size)
    assert f"Of 2 rows {int(bool(says))} have a note" in text
    assert "Not together: entry, rivalry: both decide" in text
    assert "| `new_tasks` | `human_task_share` | alone | 0.1 | 0.1 | 0.1 |  |  |" in text
    assert "of 8 runs: 0." in text


def test_a_measure_may_stand_still_in_a_world_that_moves(pairs: Any) -> None:
    on, off = made(pairs, 0.5, digest="one"), made(pairs, 0.5, digest="other")
    lever = pairs.Lever("tasks", "new_tasks", "human_task_share")
    assert pairs.note(lever, on, off, [0.0], [0.1]) == "STANDS STILL: its measure as without it"
