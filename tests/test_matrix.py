"""What each verdict hangs on: mechanisms that turn a sign, lose it, leave it, worlds that are undefined; resumed, read back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from test_claims import write_register

from sim import charts
from sim.base.errors import InputError, SimError
from sim.charts import typography
from sim.cli.main import main
from sim.commands import crossed as command
from sim.commands.crossed import cross
from sim.economy.mechanisms import MECHANISMS
from sim.experiments.designs import Point
from sim.reports import cards
from sim.runs import branching, display
from sim.runs.branching import Course
from sim.verdicts import board, crossed, matrix, register, scoreboard, words
from sim.verdicts.matrix import Key, Line, Matrix, Numbers

# Made-up mechanisms: what each sets, and what it does to the difference of the two sides of a test (the noise is that of a seed).
ROOMS: dict[str, Point] = {
    "turning": {"markup": 0.21},
    "losing": {"markup": 0.22},
    "leaving": {"markup": 0.23},
    "breaking": {"markup": 0.24},
    "blinding": {"markup": 0.25},
    "impossible": {"markup_max": 0.01},  # below the mark-up
    "owned": {"cloud_markup": 0.7},
}
EFFECTS = {"turning": -1.0, "losing": 0.0, "leaving": 2.0}
WANTED: dict[str, Key] = {
    "turning": "turned", "losing": "lost", "leaving": "same", "breaking": "undefined", "blinding": "undefined",
    "impossible": "undefined", "owned": "own",
}  # fmt: skip


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_register(tmp_path_factory.mktemp("register") / "seeds")


class World:
    """What stands for an economy: a course to a table at once. It counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.stop_at = -1

    def grow(self, courses: Sequence[Course], seed: int, on_month: Callable[[int], None]) -> list[dict[str, Any]]:
        by_setting = {tuple(point.items()): name for name, point in ROOMS.items()}
        if len(self.asked) == self.stop_at:
            raise KeyboardInterrupt
        found = []
        for course in courses:
            p = course.scenario.params
            room = by_setting.get((("markup", p.markup),), "")
            self.asked.append((room, seed))
            if room == "breaking" and seed == 1 and course.scenario.name.startswith("A1"):
                raise SimError("out of money")
            noise = (3.0 if room == "losing" else 0.01) * seed * p.cloud_markup * (-1) ** seed
            mean = 10.0 + EFFECTS.get(room, 1.0) * (p.cloud_markup > 0.5) + noise
            mean = np.nan if room == "blinding" and seed == 1 else mean
            found.append({name: np.full(course.months, mean) for name in course.looks})
        on_month(1)
        return found


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    found = World()
    monkeypatch.setattr(branching, "grow", found.grow)
    return found


def made(texts: Path, out: Path, *ids: str, **options: Any) -> Matrix:
    return matrix.read_file(cross(*ids, texts=texts, out=out, jobs=1, quiet=True, rooms=ROOMS, **options))


def test_every_cell_says_what_becomes_of_a_sign(texts: Path, tmp_path: Path, world: World) -> None:
    found = made(texts, tmp_path / "all")
    assert found.claims["A1"] == WANTED
    assert found.claims["A2"] == {**WANTED, "breaking": "same"}  # by itself its worlds do not fall apart
    assert {line.test for line in found.outcomes} == {"A1.1", "A2.1"}
    assert found.why["A1.1"] == {"breaking": "a world falls apart under seed 1", "impossible": found.why["A2.1"]["impossible"]}  # fmt: skip
    assert "markup_max" in found.why["A1.1"]["impossible"]
    assert found.kept == {name: {"owned": ["cloud_markup"]} for name in ("A1.1", "A2.1")}
    assert (found.seeds, found.workers, len(found.code), found.rooms) == (4, 1000, 64, ROOMS)


def test_each_world_is_run_once_for_each_mechanism_and_seed(texts: Path, tmp_path: Path, world: World) -> None:
    made(texts, tmp_path / "one", "A1", seeds=2)
    counted = {room: world.asked.count((room, 0)) for room in ("", *ROOMS)}
    # without any: two worlds; where nothing is added, or nothing can begin: none
    assert counted == {"": 2, "turning": 2, "losing": 2, "leaving": 2, "breaking": 2, "blinding": 2, "impossible": 0, "owned": 0}
    runs = {path.name for path in (tmp_path / "one" / "runs").iterdir()}
    assert runs == {f"{name}-{seed}.npz" for name in (crossed.PLAIN, *ROOMS) for seed in range(2)}


def test_what_was_stopped_goes_on_to_the_same_bits(texts: Path, tmp_path: Path, world: World) -> None:
    whole = made(texts, tmp_path / "whole", "A1")
    world.asked.clear()
    world.stop_at = 10
    with pytest.raises(SimError, match=r"stopped: .* of 32 runs are finished in .*; the same command goes on"):
        made(texts, tmp_path / "parts", "A1")
    before = {path.name for path in (tmp_path / "parts" / "runs").iterdir()}
    assert 0 < len(before) < 32
    world.stop_at = -1
    world.asked.clear()
    again = made(texts, tmp_path / "parts", "A1")
    assert 0 < len(world.asked) < 2 * 6 * 4
    assert replace(again, command="", date="") == replace(whole, command="", date="")
    first, second = ((tmp_path / name / "outcomes.csv").read_bytes() for name in ("whole", "parts"))
    assert first == second


def test_what_runs_out_of_memory_is_no_world_that_falls_apart(monkeypatch: pytest.MonkeyPatch, texts: Path) -> None:
    def grow(*_: Any) -> list[Any]:
        raise SimError("A1.1 side, seed 0: not enough memory: lower --workers")

    monkeypatch.setattr(branching, "grow", grow)
    tests = {"A1.1": register.read(texts).claims["A1"].tests[0]}
    part = crossed.parts(tests, register.read(texts).effects, 1000, {})[0]
    with pytest.raises(SimError, match="not enough memory"):
        crossed.make(part, 0, months=10)


# -- the rule of cells

PLAIN = (2.0, 1.0, 3.0, 0.1)
CELLS: list[tuple[register.Sign, Numbers | None, Numbers | None, Key]] = [
    ("higher", PLAIN, (1.0, 0.5, 1.5, 0.1), "same"),
    ("higher", PLAIN, (-2.0, -3.0, -1.0, 0.1), "turned"),
    ("higher", PLAIN, (0.5, -1.0, 2.0, 0.1), "lost"),
    ("higher", PLAIN, (0.05, 0.04, 0.06, 0.1), "lost"),  # clear of zero, but below the smallest effect of interest
    ("higher", PLAIN, None, "undefined"),
    ("higher", None, PLAIN, "undefined"),
    ("higher", (0.5, -1.0, 2.0, 0.1), PLAIN, "appears"),
    ("higher", (0.5, -1.0, 2.0, 0.1), (0.1, -1.0, 1.2, 0.1), "same"),
    ("same", (0.0, -0.05, 0.05, 0.1), PLAIN, "turned"),
    ("same", (0.0, -0.05, 0.05, 0.1), (0.0, -0.5, 0.5, 0.1), "lost"),
    ("lower", PLAIN, (3.0, 2.0, 4.0, 0.1), "same"),  # the contrary of what is predicted, both
    ("not-lower", (0.0, -0.05, 0.05, 0.1), (-2.0, -3.0, -1.0, 0.1), "turned"),
]


@pytest.mark.parametrize(("sign", "plain", "now", "wanted"), CELLS)
def test_a_cell_follows_from_two_intervals(sign: register.Sign, plain: Numbers | None, now: Numbers | None, wanted: Key) -> None:
    assert some(Line("M4.1", "output", None, sign, True, plain, {"time": now})).claims["M4"] == {"time": wanted}


def some(*lines: Line, **changes: Any) -> Matrix:
    content: dict[str, Any] = {"date": "2030-02-02", "code": "e" * 64, "command": "sim claims --matrix", "seeds": 4, "workers": 1000,
                               "rooms": {"time": {"fatigue": 0.1}}, "outcomes": list(lines)}  # fmt: skip
    return Matrix(**{**content, **changes})


def test_of_a_claim_counts_what_decides_and_the_worst_of_it() -> None:
    def line(number: int, now: Numbers | None, decides: bool = True) -> Line:
        return Line(f"M4.{number}", "output", None, "higher", decides, PLAIN, {"time": now})

    contrary, none = (-2.0, -3.0, -1.0, 0.1), (0.5, -1.0, 2.0, 0.1)
    assert some(line(1, PLAIN), line(2, contrary, False)).claims == {"M4": {"time": "same"}}
    assert some(line(1, contrary, False)).claims == {}  # nothing decides
    assert some(line(1, none), line(2, None)).claims == {"M4": {"time": "undefined"}}
    assert some(line(1, None), line(2, contrary), line(3, none)).claims == {"M4": {"time": "turned"}}
    assert some(line(1, contrary), kept={"M4.1": {"time": ["fatigue"]}}).claims == {"M4": {"time": "own"}}


def test_fifteen_mechanisms_are_asked_and_the_six_that_stood_are_not() -> None:
    asked = crossed.rooms()
    assert len(asked) == 15
    assert {one.name for one in MECHANISMS} - set(asked) == set(crossed.STOOD)
    assert all(asked[one.name] == one.example for one in MECHANISMS if one.name in asked)


def test_a_test_keeps_what_it_sets_itself() -> None:
    part = register.Difference.model_validate({
        "kind": "difference", "predicts": {"output": "higher"},
        "side": {"scenario": "competition", "set": {"fatigue": 0.0}, "events": [{"month": 9, "set": {"basic_basket": 0.5}}]},
        "against": {"scenario": "competition"},
    })  # fmt: skip
    assert {"fatigue", "basic_basket", "ai"} <= crossed.own(part)
    assert "duty_hours" not in crossed.own(part)


# -- read back, and shown


@pytest.fixture
def shown(row: Callable[..., board.Standing]) -> tuple[board.Board, Matrix]:
    """A board of three claims and its matrix: two mechanisms."""
    rows = [
        row(("output", "holds"), ("wage_share", "depends"), id="M4", asked="m4"),
        row(("output", "fails"), id="M7", asked="m7"),
        row(("output", "holds"), id="M8", asked="m8"),
    ]
    rows = [replace(one, found=[replace(each, test=f"{one.id}.{n}") for n, each in enumerate(one.found, 1)]) for one in rows]
    good, bad = (2.0, 1.0, 3.0, 0.1), (-2.0, -3.0, -1.0, 0.1)
    lines = [
        Line("M4.1", "output", None, "higher", True, good, {"time": bad, "energy": good}),
        Line("M4.2", "wage_share", None, "higher", True, good, {"time": good, "energy": good}),
        Line("M7.1", "output", None, "higher", True, good, {"time": None, "energy": (0.5, -1.0, 2.0, 0.1)}),
    ]
    found = some(*lines, rooms={"time": {"fatigue": 0.1}, "energy": {"heat_reuse": 0.5}}, asked={"M4": "m4", "M7": "other"})
    return board.Board("0", "c" * 64, "2030-01-31", 48, 8, 40, [], 0, {"manifesto": {"en": "Text", "zh": "文本"}}, rows), found


def test_a_file_is_read_back_as_it_was_written(shown: tuple[board.Board, Matrix], tmp_path: Path) -> None:
    _, found = shown
    assert matrix.read(tmp_path / "B.json") is None
    command.write(found, tmp_path / "B.matrix.json")
    assert repr(matrix.read(tmp_path / "B.json")) == repr(found)
    (tmp_path / "B.matrix.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"B.matrix.json: damaged .*: sim claims --matrix writes it again"):
        matrix.read(tmp_path / "B.json")


def test_a_claim_says_what_it_hangs_on(shown: tuple[board.Board, Matrix]) -> None:
    kept, found = shown
    said = found.said(kept.rows[0], "en")
    assert said.startswith("With one more mechanism on: turned: time; same with 1 of 2 (4 seeds, 1,000 workers, 2030-02-02).")
    assert found.said(kept.rows[0], "zh").startswith("各加一种机制：反转：time；2种中1种不变（4个种子，1,000名劳动者，2030-02-02）。")
    assert "1 of 1 outcomes that decide say something else than on the board: output" in found.said(kept.rows[1], "en")
    assert found.said(kept.rows[2], "en") == ""
    text = str(words.Verdicts(kept, None, asked=("M4", "M7", "M8"), matrix=found))
    assert text.count("With one more mechanism on") == 2
    lacking = str(words.Verdicts(kept, None, asked=("M4",), shipped=True))
    assert "was not computed for this board: sim claims --matrix does it." in lacking
    assert "was not computed" not in str(words.Verdicts(kept, None, asked=("M4",)))
    cells = words.Verdicts(kept, None, matrix=found).as_json()["matrix"]["claims"]
    assert cells == {"M4": {"time": "turned", "energy": "same"}, "M7": {"time": "undefined", "energy": "lost"}}


def test_a_matrix_of_other_code_is_dated(shown: tuple[board.Board, Matrix]) -> None:
    _, found = shown
    assert "other code (eeeeeeeeeeee), on 2030-02-02" in found.notes("en")[0]
    assert replace(found, code=matrix.code(*matrix.MAKERS)).notes("en") == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pages_show_it_or_say_that_it_was_not_made(shown: tuple[board.Board, Matrix], lang: str) -> None:
    kept, found = shown
    page = scoreboard.page(kept, "B", lang, crossed=found)
    assert "| M4 | × | = |" in page
    assert "| M7 | ? | ○ | 1 |" in page
    assert "![" + matrix.HEAD.of(lang) + "](B.matrix.png)" in page
    assert ("other tests: M7, M8" if lang == "en" else "所算：M7、M8") in page
    assert "heat_reuse = 0.5" in page
    assert matrix.UNMADE.of(lang) in scoreboard.page(kept, "B", lang)
    html = cards.page(kept, lang=lang, crossed=found)
    assert '<td class="turned" title="M4, time: turned / 反转">×</td>' in html
    assert html.count('class="grid"') == 1
    assert found.said(kept.rows[0], lang).split("(")[0] in html
    bare = cards.page(kept, lang=lang)
    assert matrix.UNMADE.of(lang).split("`")[0] in bare
    assert 'class="grid"' not in bare


def test_the_command_beside_a_board(texts: Path, tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crossed, "rooms", lambda: ROOMS)
    given = ["claims", "--matrix", "--texts", str(texts), "--jobs", "1", "--quiet"]
    for more in (["--draws", "8"], ["--again"], ["--search"], ["--plain"]):
        refused = CliRunner().invoke(main, [*given, *more])
        assert refused.exit_code == 2
        assert "not with --" in refused.output + str(refused.exception)
    (tmp_path / "B.matrix.json").write_text("mine", encoding="utf-8")
    asked = [*given, "--out", str(tmp_path / "runs"), "--scoreboard", str(tmp_path / "B.md")]
    assert "was not written by this program" in str(CliRunner().invoke(main, asked).output)
    (tmp_path / "B.matrix.json").unlink()
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert "A1  ×  ○  =  ?  ?  ?  ·" in done.output
    assert json.loads((tmp_path / "B.matrix.json").read_text(encoding="utf-8"))["program"].startswith("written by")
    assert (tmp_path / "B.matrix.png").exists()
    said = (tmp_path / "runs" / "figures" / "matrix.txt").read_text(encoding="utf-8")
    assert "turning turns most claims: 2 of 2; 0 of them no mechanism turns" in said
    one = CliRunner().invoke(main, ["claims", "B1", *given[1:], "--out", str(tmp_path / "none")])
    assert (one.exit_code, "B1: predicts nothing that can be run yet" in one.output + str(one.exception)) == (2, True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figure_has_its_title_from_the_numbers(lang: str, texts: Path, tmp_path: Path, world: World) -> None:
    if lang == "zh" and typography.chinese_font() is None:
        pytest.skip("no Chinese font")
    from sim.runs.reading import load

    made(texts, tmp_path / "all", seeds=2)
    results, plots = load(tmp_path / "all"), display.read()
    page = charts.compose(plots.figures["matrix"], plots, results, lang)
    assert ("turning turns most claims: 2 of 2" if lang == "en" else "使论断反转最多的机制是turning：2条中2条") in page.alt
    (panel,) = page.figure.axes
    assert [label.get_text() for label in panel.get_xticklabels()] == list(ROOMS)
    assert [patch.get_gid() for patch in panel.patches][: len(ROOMS)] == list(WANTED.values())


def test_the_shipped_matrix_is_of_the_shipped_board() -> None:
    file = Path(__file__).parent.parent / "SCOREBOARD.json"
    found = matrix.read(file)
    if found is None:
        pytest.skip("no matrix was made yet")
    rows = {row.id for row in board.read(file).rows}
    assert set(found.claims) <= rows
    assert set(found.rooms) == set(crossed.rooms())


@pytest.mark.slow
def test_every_mechanism_goes_into_a_real_world(tmp_path: Path, texts: Path) -> None:
    found = matrix.read_file(cross("A1", texts=texts, out=tmp_path, jobs=1, quiet=True, seeds=2, workers=200))
    assert set(found.claims["A1"]) == set(crossed.rooms())
    assert found.claims["A1"]["time"] == "same"
    assert found.why == {}
