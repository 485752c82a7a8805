"""A programme of points: what each adds (games with known values), what is run of it, its folder, tables and figures."""

import json
import re
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.base.errors import InputError, SimError
from sim.charts import draw
from sim.cli.main import main
from sim.economy.records import YEAR
from sim.economy.scenario import load
from sim.experiments import games, points, programme
from sim.experiments.points import ABLATION
from sim.experiments.programme import BESIDE, Block
from sim.runs import branching, runner
from sim.runs.branching import Course, Table
from sim.runs.reckoning import months_to_run

NONE = """
extends = "competition"
title = { en = "Nothing", zh = "无" }
[params]
trained_frontier = true
commons_openness = 0.0
ai_arrival = 12
ai_lead = 6
"""
EVERY = """
extends = "none.toml"
title = { en = "Everything", zh = "全" }
[params]
commons_threshold = 2.0
openness = 1.0
duty_hours = 4.0
"""
POINTS = """
none = "none.toml"
all = "every.toml"
beside = "monopoly"
outcomes = ["output", "unemployment", "free_time"]
ablation = ["output", "free_time"]
[sizes.every]
seeds = 3
workers = 200
months = 24
[sizes.ablation]
seeds = 4
workers = 300
months = 24
[[points]]
title = { en = "Public", zh = "公有" }
on = { commons_threshold = 2.0 }
off = { commons_threshold = 0.0 }
[[points]]
title = { en = "Open", zh = "开放" }
on = { openness = 1.0 }
off = { openness = 0.0 }
beside = [1]
[[points]]
title = { en = "Duty", zh = "义务" }
on = { duty_hours = 4.0 }
off = { duty_hours = 0.0 }
"""
SOON = {"ai_arrival": 6, "ai_lead": 6, "adoption_speed": 0.3, "programme_start": 6}  # all ten act within four years
ONE: dict[str, Any] = {"jobs": 1, "quiet": True, "table": "points.toml"}
WORTHS = np.array([3.0, -1.5, 0.5])  # what each point adds to output by itself, and below what two add together
TOGETHER = {(0, 1): 2.0}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"none.toml": NONE, "every.toml": EVERY, "points.toml": POINTS}.items():
        Path(name).write_text(text, encoding="utf-8")


def on(course: Course) -> list[bool]:
    """Which points are on in a world."""
    p = course.scenario.params
    return [p.commons_threshold > 0.0, p.openness > 0.0, p.duty_hours > 0.0]


def output(course: Course, seed: int) -> float:
    """A made-up outcome with known effects; noise of the seed is the same in all worlds but for the first point."""
    there = np.array(on(course))
    pairs = sum(value for (i, j), value in TOGETHER.items() if there[i] and there[j])
    noise = np.random.default_rng(seed).normal(size=2)
    return float(100.0 + WORTHS @ there + pairs + noise[0] + 0.1 * noise[1] * there[0])


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Worlds whose outcomes are made up; the seeds of all runs that are made."""
    made: list[int] = []

    def grow(courses: Sequence[Course], seed: int, on_month: Callable[[int], None] | None = None) -> list[Table]:
        made.append(seed)
        for done in range(1, months_to_run(courses) + 1):
            if on_month:
                on_month(done)
        months = np.arange(courses[0].months)
        return [
            {
                "output": output(course, seed) + months // YEAR,
                "unemployment": np.full(months.size, 0.05),
                "free_time": 1.0 * on(course)[2] + 0.0 * months,
            }
            for course in courses
        ]

    monkeypatch.setattr(branching, "grow", grow)
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# -- games with known values


def game(worth: Callable[[set[int]], float], count: int) -> np.ndarray:
    return np.array([worth({one for one in range(count) if group >> one & 1}) for group in range(1 << count)])


def test_of_an_additive_game_each_member_is_worth_what_it_adds_and_no_pair_interacts() -> None:
    own = np.array([2.0, -1.0, 0.25, 0.0])
    worth = game(lambda group: 7.0 + sum(own[one] for one in group), 4)
    assert games.shapley(worth) == pytest.approx(own)
    assert games.interactions(worth) == pytest.approx(np.zeros(6))


def test_of_a_unanimity_game_those_who_are_needed_share_alike() -> None:
    worth = game(lambda group: float({0, 2, 3} <= group), 5)
    assert games.shapley(worth) == pytest.approx([1 / 3, 0.0, 1 / 3, 1 / 3, 0.0])
    found = dict(zip(games.pairs(5), games.interactions(worth), strict=True))
    # of u_T with three members each of its pairs has 1 / (3 - 1), by the index's formula over sizes
    assert [found[pair] for pair in ((0, 2), (0, 3), (2, 3))] == pytest.approx([0.5] * 3)
    assert [found[pair] for pair in found if not set(pair) <= {0, 2, 3}] == pytest.approx([0.0] * 7)


def test_of_a_symmetric_game_all_are_worth_the_same_and_a_dummy_nothing() -> None:
    worth = game(lambda group: float(len(group - {3}) ** 2), 4)
    assert games.shapley(worth) == pytest.approx([3.0, 3.0, 3.0, 0.0])
    assert games.interactions(worth) == pytest.approx([2.0, 2.0, 0.0, 2.0, 0.0, 0.0])


def test_a_known_pair_interacts_and_splits_its_gain() -> None:
    worth = game(lambda group: 1.0 * (0 in group) + 4.0 * ({0, 1} <= group), 3)
    assert games.shapley(worth) == pytest.approx([3.0, 2.0, 0.0])
    assert games.interactions(worth) == pytest.approx([4.0, 0.0, 0.0])


def test_values_are_the_means_over_all_orders_and_add_up() -> None:
    worth = np.random.default_rng(3).normal(size=(32, 2))
    by_hand = np.zeros((5, 2))
    for order in permutations(range(5)):
        group = 0
        for one in order:
            by_hand[one] += (worth[group | 1 << one] - worth[group]) / 120.0
            group |= 1 << one
    assert games.shapley(worth) == pytest.approx(by_hand)
    assert games.adds_up(games.shapley(worth), worth)
    assert not games.adds_up(games.shapley(worth) + 1e-6, worth)


def test_groups_that_are_not_all_are_refused() -> None:
    with pytest.raises(InputError, match=r"^6 groups: must be all of some members, a power of two$"):
        games.shapley(np.zeros(6))


# -- the table of points


def test_the_row_of_a_point_that_needs_another_is_beside_it() -> None:
    declared = programme.read(Path("points.toml"))
    assert [declared.row(number) for number in range(3)] == [(1, 0, 7, 6), (3, 1, 7, 5), (4, 0, 7, 3)]
    assert declared.of_ablation() == [0, 1, 3, 4, 5, 6, 7]
    assert declared.setting(5) == {"commons_threshold": 2.0, "openness": 0.0, "duty_hours": 4.0}


FAULTS = {
    "outcomes = [": ('outcomes = ["outputs", ', 'no such measure: outputs; did you mean output?'),
    'ablation = ["output"': ('ablation = ["wage_share"', "wage_share: is none of the outcomes"),
    "off = { openness = 0.0 }": ("off = { openness = 1.0 }", "must have other values of the same parameters as on"),
    "on = { duty_hours = 4.0 }": ("on = { openness = 4.0 }", "openness = 4.0: must be a number (0.0 to 1.0, share)"),
    "beside = [1]": ("beside = [2]", "must be other points (1 to 3)"),
    "[sizes.ablation]": ("[sizes.other]", "no size ablation: must have every and ablation"),
    "on = { openness = 1.0 }": ("on = { commons_threshold = 1.0 }", "commons_threshold: is set by point 1 as well"),
}  # fmt: skip


@pytest.mark.parametrize("there", FAULTS)
def test_faults_of_a_table_are_said_with_their_line(there: str) -> None:
    other, says = FAULTS[there]
    assert there in POINTS
    Path("points.toml").write_text(POINTS.replace(there, other), encoding="utf-8")
    with pytest.raises(InputError) as error:
        programme.read(Path("points.toml"))
    lines = [message for message in error.value.messages if message.endswith(says)]
    assert lines
    assert all(re.match(r"points\.toml:\d+: ", line) for line in lines)


@pytest.mark.parametrize(
    ("file", "there", "other", "says"),
    [
        ("every.toml", "openness = 1.0", "openness = 0.5", "every: openness = 0.5, where the table of points has 1.0"),
        ("none.toml", "ai_lead = 6", "openness = 1.0", "none: openness = 1.0, where the table of points has 0.0"),
        ("every.toml", "duty_hours", "markup = 0.3\nduty_hours", "every: markup = 0.3, none has 0.27, and no point sets it"),
    ],
)
def test_scenarios_that_the_table_contradicts_are_refused(file: str, there: str, other: str, says: str) -> None:
    text = {"every.toml": EVERY, "none.toml": NONE}[file]
    Path(file).write_text(text.replace(there, other, 1), encoding="utf-8")
    with pytest.raises(InputError) as error:
        sim.programme(**ONE, out="out")
    assert says in error.value.messages
    assert not Path("out").exists()


def test_what_a_point_sets_cannot_be_set_besides() -> None:
    with pytest.raises(InputError, match=r"^--set openness: is what a point sets"):
        sim.programme(**ONE, out="out", set={"openness": 0.5})


def test_the_shipped_table_is_what_the_two_scenarios_say() -> None:
    declared = programme.read()
    none, every = load(declared.none), load(declared.all)
    assert programme.unlike(declared, none, every) == []
    assert len(declared.points) == 10
    assert declared.row(2) == (0b101, 0b1, 1023, 1023 - 0b100)  # seized or not, where clusters turn public
    moved = {key for key, value in every.params.as_dict().items() if none.params.as_dict()[key] != value}
    assert moved == {key for point in declared.points for key in point.on}


@pytest.mark.ci
def test_each_of_the_ten_points_moves_an_outcome_somewhere() -> None:
    declared = programme.read()
    base = load(declared.none, SOON, workers=200)
    block = Block("block", declared, base, tuple(declared.of_ablation()), 48)
    tables = dict(zip(block.worlds, branching.grow(block.courses(), 0), strict=True))
    for number in range(len(declared.points)):
        alone, ground, whole, without = declared.row(number)
        moved = [
            name
            for name in declared.outcomes
            for one, other in ((alone, ground), (whole, without))
            if (tables[one][name] != tables[other][name]).any()
        ]
        assert moved, declared.points[number].title.en


# -- what is run


def blocks(months: int = 24) -> list[Block]:
    declared = programme.read(Path("points.toml"))
    return programme.blocks(declared, load("none.toml", workers=200), range(8), months)


def test_worlds_that_are_one_until_ai_acts_share_a_block_and_its_first_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme, "WIDE", 4)
    early, late = blocks()
    assert (early.combinations, late.combinations) == ((0, 1, 2, 3), (4, 5, 6, 7))  # duty acts from the first month on
    work = programme.work([early, late])
    assert (work.worlds, work.months) == (8, 192)
    assert work.run == 2 * (6 + 4 * 18)  # clouds are built from month 6 on
    assert work.shared == pytest.approx(1 - 156 / 192)


def test_a_point_that_leaves_no_trace_is_one_with_its_absence() -> None:
    declared = programme.read(Path("points.toml"))
    base = load("none.toml", {"ai_arrival": 100})
    same, other = (programme.world(declared, base, one, 24) for one in (2, 4))
    assert same.digest == base.digest != other.digest


def test_every_combination_is_its_own_world_to_the_last_bit() -> None:
    (block,) = blocks(20)
    made = programme.make(block, 1, months=20, window=5)
    assert made.table.shape == (1, 24)
    for one in (0, 5):
        alone = runner.simulate(block.worlds[one], 1, 20)
        table = pd.DataFrame(alone.table, columns=list(alone.names))[block.declared.outcomes].to_numpy()
        place = block.combinations.index(one)
        assert (made.table.reshape(8, 3)[place] == table[-5:].mean(axis=0)).all()
        assert ([table[:12].mean(axis=0), table[12:].mean(axis=0)] == made.records[programme.PATHS][place].T).all()


# -- the folder


@pytest.mark.usefixtures("made_up")
def test_tables_of_made_up_worlds_with_known_effects() -> None:
    found = sim.programme(**ONE, out="out").found
    assert sorted(found.combinations) == list(range(8))
    shapley = pd.read_csv("out/shapley.csv").set_index(["outcome", "point"])
    half = TOGETHER[0, 1] / 2
    noise = [0.1 * np.random.default_rng(seed).normal(size=2)[1] for seed in range(3)]
    assert shapley.loc[("output", 1), "seed_2"] == pytest.approx(WORTHS[0] + half + noise[2])
    assert shapley.loc["output"]["mean"].tolist() == pytest.approx([WORTHS[0] + half + np.mean(noise), WORTHS[1] + half, WORTHS[2]])
    sums = shapley.groupby("outcome")["mean"].sum()
    assert (sums - shapley.groupby("outcome")["whole"].first()).abs().max() < 1e-10
    assert shapley.loc["unemployment"][["mean", "low", "high"]].to_numpy().tolist() == [[0.0] * 3] * 3
    pairs = pd.read_csv("out/interactions.csv").set_index(["outcome", "first", "second"])
    assert pairs.loc["output"]["mean"].tolist() == pytest.approx([TOGETHER[0, 1], 0.0, 0.0])
    ablation = pd.read_csv("out/ablation.csv").set_index(["outcome", "point", "effect"])["mean"].sort_index()
    assert set(ablation.index.get_level_values("outcome")) == {"output", "free_time"}
    # the second point's row is beside the first, where both are there already
    assert ablation["output", 2].to_dict() == pytest.approx({"alone": 0.5, "missing": 0.5, "interaction": 0.0})
    first = {"alone": 3.0 + np.mean(noise), "missing": 5.0 + np.mean(noise), "interaction": 2.0}
    assert ablation["output", 1].to_dict() == pytest.approx(first)
    values = pd.read_csv("out/values.csv")
    assert (len(values), list(values)[:2]) == (24, ["seed", "combination"])
    assert found.paths.shape == (3, 8, 2, 3)
    assert found.paths.mean(axis=2) == pytest.approx(found.values)
    assert points.read("out").shapley.tolist() == found.shapley.tolist()
    known = json.loads(Path("out/programme.json").read_text(encoding="utf-8"))
    assert (known["none"], known["all"], known["seeds"], known["workers"]) == ("none", "every", [0, 1, 2], 200)
    assert {"date", "command", "code", "version"} <= known.keys()


@pytest.mark.usefixtures("made_up")
def test_an_ablation_stands_in_the_folder_with_both_sizes_beside_each_other() -> None:
    first = sim.programme(**ONE, out="out", ablation=True)
    assert sorted(path.name for path in first.figures) == ["programme-bars.png"]
    assert first.found.folder == Path("out") / ABLATION
    assert sorted(first.found.combinations) == [BESIDE, 0, 1, 3, 4, 5, 6, 7]
    assert not first.found.complete
    assert "monopoly" in pd.read_csv("out/ablation/levels.csv")["world"].tolist()
    assert set(pd.read_csv("out/ablation/ablation.csv")["workers"]) == {300}
    sim.programme(**ONE, out="out")
    sim.programme(**ONE, out="out", ablation=True)
    both = pd.read_csv("out/ablation/ablation.csv")
    assert both.groupby(["workers", "seeds"]).size().to_dict() == {(300, 4): 18, (200, 3): 18}
    assert pd.read_csv("out/ablation.csv").groupby("workers").size().to_dict() == {200: 18, 300: 18}


@pytest.mark.usefixtures("made_up")
def test_one_seed_leaves_nothing_clear() -> None:
    found = sim.programme(**ONE, out="out", seeds=1)
    assert "One seed: nothing can be said about chance." in str(found)
    assert "none stands out of chance" in str(found)
    assert pd.read_csv("out/shapley.csv")["low"].isna().all()


def test_stopped_and_resumed_it_is_the_same_byte_for_byte(made_up: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme, "WIDE", 2)
    monkeypatch.setattr(draw, "figures", lambda *_, **options: [])
    sim.programme(**ONE, out="whole")
    wanted, count = files(Path("whole")), len(made_up)
    assert count == 12  # three seeds, four blocks
    made_up.clear()
    plain = branching.grow

    def stopped(*given: Any, **options: Any) -> list[Table]:
        if len(made_up) == 5:
            raise KeyboardInterrupt
        return plain(*given, **options)

    monkeypatch.setattr(branching, "grow", stopped)
    with pytest.raises(SimError, match=r"^stopped: 5 of 12 runs are finished in out; the same command goes on from there$"):
        sim.programme(**ONE, out="out")
    assert not Path("out/values.csv").exists()
    monkeypatch.setattr(branching, "grow", plain)
    sim.programme(**ONE, out="out")
    assert len(made_up) == count  # none was made twice
    assert files(Path("out")) == wanted


@pytest.mark.usefixtures("made_up")
def test_more_seeds_keep_those_there_are(made_up: list[int]) -> None:
    sim.programme(**ONE, out="out", seeds=2)
    made_up.clear()
    found = sim.programme(**ONE, out="out", seeds=3)
    assert (made_up, found.found.seeds) == ([2], [0, 1, 2])


def test_what_it_takes_is_said_before_it_begins(made_up: list[int], capfd: pytest.CaptureFixture[str]) -> None:
    sim.programme(**(ONE | {"quiet": False}), out="out")
    said = capfd.readouterr().err.splitlines()
    assert said[0] == "8 combinations x 3 seeds: 24 runs of 24 months, 19% of the months in common with others and run once"
    assert re.fullmatch(r"24 runs to make: about .+ on 1 core \(a run by itself takes [\d.]+ s\)", said[1])
    assert made_up == [0, 0, 1, 2]  # a first run is timed
    sim.programme(**(ONE | {"quiet": False}), out="out")
    assert not any("to make" in line for line in capfd.readouterr().err.splitlines())


@pytest.mark.usefixtures("made_up")
def test_damaged_folders_are_refused_in_a_line() -> None:
    sim.programme(**ONE, out="out")
    with pytest.raises(InputError, match=r"^nowhere/programme\.json: missing: nowhere holds no finished results of sim programme$"):
        points.read("nowhere")
    rows = Path("out/values.csv").read_text(encoding="utf-8").splitlines()
    Path("out/values.csv").write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^out/values\.csv: damaged \(its rows are not those of programme\.json\)"):
        points.read("out")
    Path("out/programme.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"^out/programme\.json: damaged \(written: field required\)"):
        points.read("out")


@pytest.mark.usefixtures("made_up")
def test_a_report_of_it_is_refused() -> None:
    sim.programme(**ONE, out="out")
    with pytest.raises(InputError, match=r"^out: holds combinations of points, which have tables and figures but no report$"):
        sim.report("out")


# -- figures


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_say_what_they_show_and_are_pale_where_an_interval_holds_zero(lang: str) -> None:
    found = sim.programme(**ONE, out="out", lang=lang, svg=True)
    assert sorted({path.stem for path in found.figures}) == ["programme-bars", "programme-pairs", "programme-shapley"]
    cells = pd.read_csv("out/figures/programme-shapley.csv").set_index(["outcome", "point"])["verdict"]
    # what no seed moves at all is nothing, what all move alike is clear
    assert cells["unemployment"].tolist() == ["holds zero"] * 4
    assert cells["output"].tolist() == ["clear of zero"] * 4
    svg = Path("out/figures/programme-shapley.svg").read_text(encoding="utf-8")
    for verdict in ("clear of zero", "holds zero"):
        assert svg.count(f'id="{verdict}') == (cells == verdict).sum()
    words = Path("out/figures/programme-shapley.txt").read_text(encoding="utf-8")
    assert {"en": "3 Duty moves most outcomes: 2 of 3", "zh": "3 义务改变的结果最多：3项中2项"}[lang] in words
    bars = pd.read_csv("out/figures/programme-bars.csv").set_index(["outcome", "point", "effect"])
    assert bars.loc[("free_time", 3, "alone"), "mean"] == pytest.approx(1.0)
    edges = pd.read_csv("out/figures/programme-pairs.csv").set_index(["outcome", "first", "second"])["verdict"]
    assert edges["output"].to_dict() == {(1, 2): "clear of zero", (1, 3): "holds zero", (2, 3): "holds zero"}
    said = Path("out/figures/programme-pairs.txt").read_text(encoding="utf-8")
    assert {"en": "Output: 1 and 2 +2", "zh": "1与2 +2"}[lang] in said


# -- the command


@pytest.mark.usefixtures("made_up")
def test_the_command_prints_a_table_or_json() -> None:
    line = ["programme", "--points", "points.toml", "--jobs", "1", "--quiet", "--out", "out"]
    said = CliRunner().invoke(main, line)
    assert said.exit_code == 0, said.output
    assert "1 Public +4" in said.stdout
    asked = CliRunner().invoke(main, [*line, "--json"])
    found = json.loads(asked.stdout)
    assert len(found["shapley"]) == 9
    assert found["points"][0]["title"]["en"] == "Public"
    wrong = CliRunner().invoke(main, ["programme", "--points", "nowhere.toml"])
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (2, 1)


@pytest.mark.usefixtures("made_up")
def test_the_command_writes_the_page_and_never_over_what_is_not_its_own() -> None:
    line = ["programme", "--points", "points.toml", "--jobs", "1", "--quiet", "--out", "out", "--page", "class.html"]
    said = CliRunner().invoke(main, line)
    assert said.exit_code == 0, said.output
    assert "Page: class.html" in said.stdout
    page = Path("class.html").read_text(encoding="utf-8")
    about = json.loads(page.partition('id="meta">')[2].partition("</script>")[0])
    assert [point["sets"] for point in about["points"]] == ["commons_threshold = 2.0", "openness = 1.0", "duty_hours = 4.0"]
    assert (about["seeds"], about["years"], about["arrival"]) == (3, 2, 12)
    assert about["texts"]["title"]["en"] == "The 3 points, taken apart"
    assert CliRunner().invoke(main, line).exit_code == 0  # over its own page
    Path("mine.html").write_text("mine", encoding="utf-8")
    refused = CliRunner().invoke(main, [*line[:-1], "mine.html"])
    assert refused.exit_code == 2
    assert refused.stderr.startswith("mine.html: exists, and was not written by this program: choose another file with --page")
    source = CliRunner().invoke(main, [*line[:-1], "none.toml", "--force"])
    assert "a scenario is read from this file" in source.stderr
