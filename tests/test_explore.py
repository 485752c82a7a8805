"""The classroom page: what is run and what it costs, and the page itself in a browser without a network."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import browsing
import numpy as np
import pytest
from browsing import Open, drawn, each, opening, press, verdict
from click.testing import CliRunner

import sim
from sim.base.errors import InputError
from sim.base.estimates import written
from sim.causes import graph
from sim.classroom import explorer, packing
from sim.classroom.explorer import Page, carried, pack
from sim.classroom.explorer import grid as grids
from sim.classroom.explorer.page import HERE, SCRIPTS, about, library, render
from sim.cli.main import main
from sim.economy import measures, records, scenario
from sim.engine import parameters
from sim.runs import display, live, pairing, runner

SCENARIOS, SLIDERS = ["baseline", "monopoly", "commons"], ["ubi_share", "pass_through"]
SMALL = {"ai_arrival": 3, "ubi_start": 3, "ubi_phase": 3}
SEEDS, MONTHS, WORKERS = 3, 24, 200


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """One small page for all tests: ten settings, three seeds."""
    folder = tmp_path_factory.mktemp("explore")
    return sim.explore(
        SCENARIOS, SLIDERS, levels=2, seeds=SEEDS, months=MONTHS, workers=WORKERS, set=SMALL, out=folder / "page.html",
        runs=folder / "runs", jobs=2, quiet=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def grid() -> grids.Grid:
    bases = {base.name: base for base in scenario.load_all(SCENARIOS, SMALL, WORKERS)}
    return grids.make(bases, grids.sliders(SLIDERS, 2), MONTHS)


@pytest.fixture(scope="module")
def numbers(page: Page, grid: grids.Grid) -> grids.Numbers:
    """What the runs of the page have, read from their folder: none is made again."""
    chosen = explorer.usual_measures()
    before = {path: path.stat().st_mtime_ns for path in (page.folder / "runs").iterdir()}
    found = grids.run(grid, chosen, seeds=SEEDS, months=MONTHS, jobs=1, folder=page.folder, quiet=True)
    assert {path: path.stat().st_mtime_ns for path in (page.folder / "runs").iterdir()} == before
    return found


def run_of(grid: grids.Grid, name: str, **point: float) -> int:
    """Which run answers a setting; sliders that are not named stand where the scenario has them."""
    cell = 0
    for slider in grid.sliders:
        wanted = point.get(slider.name, grid.own(name, slider))
        cell = cell * len(slider.values) + slider.values.index(wanted)
    return grid.cells[name][cell]


# ---- The grid


def test_every_setting_has_a_run_and_equal_settings_share_it(grid: grids.Grid) -> None:
    assert {name: len(cells) for name, cells in grid.cells.items()} == dict.fromkeys(SCENARIOS, 4)
    assert len(set(grid.cells["baseline"])) == 2  # without AI pass-through has nothing to act on
    assert len({run.digest for run in grid.runs}) == len(grid.runs) == 10
    twins = {base.name: base for base in scenario.load_all(["competition", "commons"])}
    shared = grids.make(twins, grids.sliders(["commons_share"], 2), 12)
    assert shared.cells == {"competition": [0, 1], "commons": [0, 1]}  # they differ by that slider alone


def test_levels_take_in_what_scenarios_have_of_their_own() -> None:
    bases = {base.name: base for base in scenario.load_all(["monopoly", "monopoly-ubi"])}
    made = grids.make(bases, grids.sliders(["ubi_share", "markup=0.1:0.4:2"], 2), 12)
    assert [slider.values for slider in made.sliders] == [
        (0.0, 0.25, 0.5),
        (0.1, parameters.table()["markup"].default, 0.4),
    ]


def test_a_point_is_the_mean_of_its_months() -> None:
    values = np.arange(8.0)[:, None]
    assert live.thinned(values, 3)[:, 0].tolist() == [1.0, 4.0, 6.5]
    for months in (1, 3, 240, 241, 480, 1000):
        assert -(-months // live.step(months)) <= live.POINTS
        assert live.step(months) % live.QUARTER == 0


@pytest.mark.parametrize("name", [name for name, one in grids.declarations().sliders.items() if one.needs_ai])
def test_what_needs_ai_does_nothing_without_it(name: str) -> None:
    low, high = (grids.declarations().sliders[name].low, grids.declarations().sliders[name].high)
    base = scenario.load("baseline", SMALL, WORKERS)
    ours, theirs = (runner.simulate(base.at("x", {name: value}), 0, 18) for value in (low, high))
    assert (ours.table == theirs.table).all()


def test_declared_sliders_and_texts_are_whole() -> None:
    declared = grids.declarations()
    assert set(declared.sliders) <= set(parameters.table())
    for size in declared.sizes.values():
        assert set(size.sliders) <= set(declared.sliders)
        assert set(size.scenarios) <= set(scenario.shipped())
    script = "".join((HERE / name).read_text(encoding="utf-8") for name in (*SCRIPTS, "page.html"))
    for key, text in declared.texts.items():
        assert set(re.findall(r"\{\w+\}", text.en)) == set(re.findall(r"\{\w+\}", text.zh)), key
        stem = key.rpartition("_")[0]  # some keys are put together: about_money
        assert re.search(rf"\b{key}\b", script) or f"{stem}_$" in script or key in ("in_money", "off_ai", "off_same"), (
            key
        )


def test_the_default_pages_stay_small() -> None:
    for quick in (False, True):
        size = grids.declarations().sizes["quick" if quick else "full"]
        bases = {base.name: base for base in scenario.load_all(size.scenarios, None, size.workers)}
        made = grids.make(bases, grids.sliders(size.sliders, size.levels), size.months)
        explorer.check_size(made, size.seeds, size.months, len(explorer.usual_measures()))
        assert len(made.runs) * size.seeds == (200 if quick else 1320)


# ---- Numbers


def test_a_run_of_the_page_is_a_run_as_others_make_it() -> None:
    base = scenario.load("monopoly", SMALL, WORKERS)
    chosen = explorer.usual_measures()
    for months in (records.TAIL + 10, 7):
        ours, theirs = grids.Make(months, chosen)(base, 1), runner.simulate(base, 1, months)
        series = theirs.table[:, [theirs.names.index(name) for name in chosen]]
        assert (ours.table == records.outcomes(theirs.table[None])).all()
        assert (ours.records.pop(grids.SERIES) == live.thinned(series, live.step(months))).all()
        assert ours.names == theirs.names
        assert ours.binding == theirs.binding
        assert set(ours.records) == set(live.KEPT)
        assert all((values == theirs.records[name]).all() for name, values in ours.records.items())


def test_lines_are_kept_to_a_thousandth_and_equal_stays_equal() -> None:
    rng = np.random.default_rng(0)
    series = rng.normal(size=(4, 2, 20, 3)) * [1.0, 1e-3, 50.0] + [0.0, 1.0, -1e3]
    series[1, :, :10] = series[0, :, :10]
    quantum = packing.quanta(series)
    packed = np.frombuffer(packing.coded(series, quantum), np.uint8).reshape(2, -1).astype(int)
    small = (packed[0] | packed[1] << 8).reshape(4, 2, 3, 20)
    gaps = np.where(small & 1, -((small + 1) >> 1), small >> 1)
    found = np.moveaxis(np.cumsum(gaps, axis=-1), 2, 3) * quantum
    assert (np.abs(found - series) <= quantum / 2 * (1 + 1e-9)).all()
    spans = np.median(np.ptp(series, axis=(1, 2)), axis=0)
    assert (quantum <= np.maximum(spans / packing.LEVELS, np.abs(series).max(axis=(0, 1, 2)) / packing.MOST)).all()
    assert (found[1, :, :10] == found[0, :, :10]).all()


def test_a_slider_that_changes_nothing_is_known(grid: grids.Grid, numbers: grids.Numbers) -> None:
    assert pack.idle(grid, numbers) == {"baseline": ["pass_through"], "monopoly": [], "commons": []}


def test_the_page_stands_alone(page: Page) -> None:
    text = page.path.read_text(encoding="utf-8")
    assert set(re.findall(r"https?:", text.replace(library(), ""))) == set()
    assert page.bytes == page.path.stat().st_size < 1_200_000
    assert not re.search(r"<(link|img|iframe|script)[^>]+(src|href)=\"(?!data:)", text.split("<script")[0])


# ---- What is refused


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--scenarios", "monopole"], "monopole: no such scenario; did you mean monopoly?"),
        (["--sliders", "ubi_shar"], "--sliders ubi_shar: no such slider; did you mean ubi_share?"),
        (["--sliders", "markup"], "--sliders markup: has no declared levels: write markup=LOW:HIGH:COUNT"),
        (["--sliders", "markup=0.2"], "--sliders markup=0.2: must be NAME or NAME=LOW:HIGH:COUNT"),
        (["--sliders", "markup=0:3:2"], "--sliders markup=0:3:2: markup = 0: must be a number"),
        (["--sliders", "ubi_share,ubi_share"], "--sliders ubi_share=0.0:0.5:3: ubi_share is given twice"),
        (["--measure", "unemployed"], "--measure unemployed: no such measure; did you mean unemployment?"),
        (["--set", "ubi_share=0.1"], "--sliders ubi_share: is set by --set or --workers as well"),
        (["--sliders", "ubi_share=0:1:24,markup=0.1:0.4:24", "--levels", "24"], "would make a page of about"),
        (["--levels", "20"], "must be at most 20000: lower --levels, or name fewer --sliders"),
        (["--out", "."], ".: is a folder: name a file for the page"),
        (["--out", "file/page.html"], "file/page.html: cannot be written to (Not a directory)"),
        (["--workers", "1"], "--workers: n_workers = 1: must be a whole number"),
        (["--runs", ""], "--runs: is empty: name a folder"),
        (["--seeds", "4000", "--sliders", "ubi_share", "--months", "3"], "runs: must be at most 20000"),
    ],
)
def test_bad_input_gives_one_message_and_writes_nothing(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    found = CliRunner().invoke(main, ["explore", *arguments], catch_exceptions=False)
    assert (found.exit_code, found.stdout) == (2, "")
    assert message in found.stderr
    assert len(found.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_takes_long_is_said_and_begins_only_when_agreed_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(grids, "seconds", lambda grid, months: 1000.0)
    places = {"out": tmp_path / "p.html", "runs": tmp_path / "runs"}
    few: dict[str, Any] = {"levels": 2, "seeds": 1, "months": 3, "workers": WORKERS, "jobs": 2, **places}
    with pytest.raises(
        InputError, match="2 settings x 1 seed, 2 runs to make: about 16 min 40 s on 2 cores: begin it with --yes"
    ):
        sim.explore(["baseline"], ["ubi_share"], **few)
    assert list(tmp_path.iterdir()) == []
    made = sim.explore(["baseline"], ["ubi_share"], yes=True, **few)
    assert "about 16 min 40 s on 2 cores" in capsys.readouterr().err
    assert made.path.exists()
    again = sim.explore(["baseline"], ["ubi_share"], **few)  # nothing is left to make, so nothing is asked
    assert "about" not in capsys.readouterr().err
    assert again == made
    with pytest.raises(InputError, match="choose another folder with --runs"):
        sim.explore(["baseline"], ["ubi_share"], yes=True, **few | {"months": 4})


# ---- What carries a difference: made-up runs whose cause is known

LEVELS = {
    "compute_price": 1.0, "automated_share": 0.3, "unemployment": 0.06, "worker_consumption": 1.0, "output": 1.0, "real_wage": 1.0,
    "stocks": 0.5,
}  # fmt: skip
KNOWN = {  # what public clouds do, by how much, from which month on: the fee is the cause, each of the others follows it
    "compute_price": (-0.12, 100),
    "automated_share": (0.04, 108),
    "unemployment": (0.02, 120),
    "worker_consumption": (-0.03, 132),
    "output": (-0.03, 144),
}
CHAIN = [
    "Output goes with commons_share (compute.public_clouds): Fee for AI work −12 % from year 8, Automated share +4 % points from year 9, "
    "Unemployment +2 % points from year 10, Workers' consumption −3 % from year 11, Output −3 % from year 12."
]


def made_up(folder: Path, happens: Mapping[str, tuple[float, int]], shown: Sequence[str]) -> Path:
    """A page of competition, and of commons, in which this happens; a basic income adds a tenth to what workers consume."""
    seeds, months, rng = 4, 240, np.random.default_rng(1)
    bases = {base.name: base for base in scenario.load_all(["competition", "commons"], None, 200)}
    grid = grids.make(bases, grids.sliders(["ubi_share=0:0.1:2"], 2), months)
    names, every = list(LEVELS), list(measures.MEASURES)
    start = np.array(list(LEVELS.values())) * (1.0 + 1e-4 * rng.standard_normal((seeds, months, len(names))))
    series = np.array([start * (1.0 + 1e-4 * rng.standard_normal(start.shape)) for _ in grid.runs])
    for run, one in enumerate(grid.runs):
        for name, (size, since) in happens.items():
            series[run, :, since:, names.index(name)] += size * one.params.commons_share
        series[run, ..., names.index("worker_consumption")] += one.params.ubi_share
    ends = np.ones((len(grid.runs), seeds, len(every)))
    ends[..., [every.index(name) for name in names]] = series[:, :, -60:].mean(axis=2)
    lines = np.array([[live.thinned(seed, live.step(months)) for seed in run] for run in series])
    kinds = {name: np.ones((len(grid.runs), seeds, *map(len, records.described()[name]["axes"].values()))) for name in live.KEPT}
    found = grids.Numbers(lines[..., [names.index(name) for name in shown]], ends, kinds)
    packed = pack.pack(grid, found, shown)
    known = about(grid, pack.idle(grid, found), shown, seeds, months, 60, "en")
    path = folder / "page.html"
    path.write_text(render({**known, "numbers": packed.about}, "en", packed.text), encoding="utf-8")
    return path


def test_the_page_has_the_graph_and_how_all_its_measures_end() -> None:
    known, asked = graph.read(), pack.ends(explorer.usual_measures())
    assert set(known.nodes) <= set(asked)
    assert len(asked) == len(set(asked))
    bases = {base.name: base for base in scenario.load_all(["competition", "commons"])}
    told = carried.about(grids.bare(bases, grids.sliders(["pass_through"], 2)))
    assert [node["name"] for node in told["nodes"]] == list(known.nodes)
    assert {(source, target, up) for source, target, up in told["edges"]} == {
        (edge.source, edge.target, edge.up) for edges in known.edges.values() for edge in edges
    }
    commons = next(lever for lever in told["levers"] if lever["name"] == "commons_share")
    assert commons == {"name": "commons_share", "own": ["0.0", "1.0"], "rules": ["compute.public_clouds"], "firsts": ["compute_price"]}


def test_the_page_knows_which_settings_may_part_its_sides(tmp_path: Path) -> None:
    text = 'extends = "competition"\nevents = [{ month = 96, until = 156, set = { income_tax = 0.4 } }]\n'
    bases = {base.name: base for base in scenario.load_all(["competition", "commons", "baseline"])}
    assert set(carried.movable(grids.bare(bases, grids.sliders(["ubi_share"], 2)))) == {"ubi_share", "ai", "commons_share"}
    (tmp_path / "ramp.toml").write_text(text, encoding="utf-8")
    bases = {base.name: base for base in scenario.load_all(["competition", tmp_path / "ramp.toml"])}
    assert carried.movable(grids.bare(bases, [])) == ["income_tax"]


# ---- In the browser


def chains(tab: Any) -> list[str]:
    return each(tab, "#carried li", "one.textContent")


def test_a_known_cause_is_told_on_the_page_in_order_of_time(browser: Any, tmp_path: Path) -> None:
    """Of the setting that is shown, in both languages, as reports tell it; a measure without a chart has no date."""
    with opening(browser, made_up(tmp_path, KNOWN, list(LEVELS)).as_uri(), offline=True) as go:
        tab = go("#a=competition&b=commons")
        assert [line for line in chains(tab) if line.startswith("Output")] == CHAIN
        assert len(chains(tab)) == len(KNOWN)
        drawn(tab, lambda: tab.click("#swap"))
        assert "Fee for AI work +14 % from year 8" in chains(tab)[0]
        drawn(tab, lambda: tab.click("#language"))
        assert "产出伴随commons_share（compute.public_clouds）：人工智能使用费+14 %（第8年起）" in "".join(chains(tab))
        same = go("#a=competition&b=competition")
        assert chains(same) == ["No difference was found: there is nothing to explain."]
        same.focus("#B-ubi_share")
        press(same, "End")
        assert chains(same)[0].startswith("Workers' consumption: no path from Basic income (")
        both = go("#a=competition&b=commons&b.ubi_share=0.1")
        assert chains(both)[-1].startswith("A and B differ in several settings")
    few = [name for name in LEVELS if name not in ("compute_price", "unemployment")]
    with opening(browser, made_up(tmp_path, KNOWN, few).as_uri(), offline=True) as go:
        (output,) = [line for line in chains(go("#a=competition&b=commons")) if line.startswith("Output")]
    assert output == CHAIN[0].replace("Fee for AI work −12 % from year 8", "Fee for AI work −12 %").replace(
        "Unemployment +2 % points from year 10", "Unemployment +2 % points"
    )


@pytest.mark.ci
@pytest.mark.parametrize(
    "change",
    [
        {"output": (-0.03, 24)},  # the end moves before its cause
        {"unemployment": (-0.02, 120)},  # a link moves the other way than its cause would have it
        {"automated_share": (0.002, 108)},  # a link moves by less than is of interest
        {"compute_price": (0.0, 100)},  # what the setting moves first has not moved
    ],
)
def test_a_wrong_cause_has_no_path_on_the_page(browser: Any, tmp_path: Path, change: Mapping[str, tuple[float, int]]) -> None:
    with opening(browser, made_up(tmp_path, KNOWN | change, list(LEVELS)).as_uri(), offline=True) as go:
        found = [line for line in chains(go("#a=competition&b=commons")) if line.startswith("Output")]
    assert found == ["Output: no path from commons_share (compute.public_clouds)."]


@pytest.fixture
def opened(browser: Any, page: Page) -> Iterator[Open]:
    """Opens the page without a network."""
    with opening(browser, page.path.as_uri(), offline=True) as go:
        yield go


def test_it_opens_from_a_file_without_a_network(opened: Open, page: Page) -> None:
    tab = opened()
    assert tab.locator("#months .card svg").count() == 8
    assert tab.locator("#people svg, #value svg, #money svg").count() == 6
    assert tab.input_value("#A-scenario") == "baseline"
    assert tab.input_value("#B-scenario") == "monopoly"


def test_its_policy_lets_nothing_out(browser: Any, page: Page) -> None:
    tab = browser.new_page()
    tab.goto(page.path.as_uri())
    assert browsing.refused_by_policy(tab) == "connect-src"
    tab.close()


def test_the_verdict_is_that_of_compare(opened: Open, grid: grids.Grid, numbers: grids.Numbers) -> None:
    names, seen = list(measures.MEASURES), set()
    for address, theirs, ours in (
        ("#a=baseline&b=monopoly", run_of(grid, "baseline"), run_of(grid, "monopoly")),
        ("#a=monopoly&b=monopoly&b.ubi_share=0.5", run_of(grid, "monopoly"), run_of(grid, "monopoly", ubi_share=0.5)),
        ("#a=commons&b=commons", run_of(grid, "commons"), run_of(grid, "commons")),
    ):
        tab = opened(address)
        for measure in explorer.usual_measures():
            at = names.index(measure)
            sides = [numbers.outcomes[run][:, at : at + 1] for run in (ours, theirs)]
            same = np.array([ours == theirs])
            gap = pairing.between("b", "a", [measure], *sides, same)[0]
            text = verdict(tab, measure)
            assert gap.verdict in text, (address, measure)
            seen.add(gap.verdict)
            if gap.verdict != "identical":
                times = display.read().unit(measures.MEASURES[measure].unit).times
                shown = re.findall(r"[+−][\d.]+", text)
                wanted = written(0.0, *(times * value for value in (gap.mean, gap.low, gap.high)))
                assert [value.replace("−", "-") for value in shown] == re.findall(r"[+-][\d.]+", " ".join(wanted[1:]))
    assert len(seen) >= 3  # the three settings have at least three kinds of verdict


def test_numbers_behind_a_chart_are_those_of_the_runs(
    opened: Open, grid: grids.Grid, numbers: grids.Numbers, tmp_path: Path
) -> None:
    tab = opened("#a=baseline&b=monopoly")
    measure = "worker_consumption"
    at = explorer.usual_measures().index(measure)
    lines = [numbers.series[run_of(grid, name)][:, :, at] for name in ("baseline", "monopoly")]
    tab.click(f"#card-{measure} summary")
    with tab.expect_download() as download:
        tab.click(f"#card-{measure} a")
    download.value.save_as(tmp_path / "some.csv")
    assert download.value.suggested_filename == f"{measure}.csv"
    with (tmp_path / "some.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    assert head[:2] == ["month", "A 5 %"]
    found = np.array([list(map(float, row)) for row in rows])
    assert found[:, 0].tolist() == list(range(3, MONTHS + 1, 3))
    wanted = np.concatenate([np.quantile(line, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0) for line in lines]).T
    quantum = packing.quanta(numbers.series)[at]
    assert np.abs(found[:, 1:] - wanted).max() <= quantum
    shown = tab.inner_text(f"#card-{measure} table").split()
    assert f"{wanted[-1, 2]:.3g}"[:4] in " ".join(shown)


def test_every_slider_moves_by_mouse_and_by_keyboard(opened: Open) -> None:
    tab = opened("#a=commons&b=monopoly")
    for side, name in (("A", "ubi_share"), ("A", "pass_through"), ("B", "ubi_share"), ("B", "pass_through")):
        slider = tab.locator(f"#{side}-{name}")
        before, box = slider.input_value(), slider.bounding_box()
        low = before == "0"
        drawn(
            tab,
            lambda s=slider, b=box, low=low: s.click(
                position={"x": b["width"] - 4 if low else 4, "y": b["height"] / 2}
            ),
        )
        assert slider.input_value() != before
        assert f"{side.lower()}.{name}=" in tab.url
        shown = tab.inner_text(f"#{side}-scenario ~ *, #side-{side} output[for={side}-{name}]")
        assert shown == slider.get_attribute("aria-valuetext")
        slider.focus()
        press(tab, "Home" if low else "End")
        assert slider.input_value() == before
        assert f"{side.lower()}.{name}=" not in tab.url
        press(tab, "ArrowRight" if low else "ArrowLeft")
        assert slider.input_value() != before


def test_a_slider_without_effect_is_off_and_says_why(opened: Open) -> None:
    tab = opened("#a=baseline&b=monopoly")
    assert tab.is_disabled("#A-pass_through")
    assert tab.inner_text("#A-pass_through-why") == "AI never arrives here"
    assert not tab.is_disabled("#A-ubi_share")
    assert not tab.is_disabled("#B-pass_through")


def test_a_verdict_that_turns_is_marked(opened: Open) -> None:
    tab = opened("#a=monopoly&b=monopoly")
    assert "identical" in verdict(tab, "output")
    tab.focus("#B-ubi_share")
    press(tab, "End")
    turned = tab.locator(".verdict.turned")
    assert turned.count() > 0
    assert "it was identical" in turned.first.inner_text()


def test_the_address_is_the_setting(opened: Open) -> None:
    tab = opened("#a=commons&a.pass_through=0&b=monopoly&b.ubi_share=0.5&view=gap&lang=zh")
    assert tab.input_value("#A-pass_through") == "0"
    assert tab.input_value("#B-ubi_share") == "1"
    assert tab.is_checked("#view-gap")
    address = tab.url
    again = opened("#" + address.partition("#")[2])
    assert again.url == address
    assert again.inner_text("#summary") == tab.inner_text("#summary")
    drawn(again, lambda: again.evaluate("location.hash = 'a=baseline&b=commons&lang=en'"))
    assert again.input_value("#B-scenario") == "commons"
    assert again.get_attribute("html", "lang") == "en"


def test_scenarios_keep_their_order_whatever_they_are_called(browser: Any, tmp_path: Path) -> None:
    names = ["2030", "1", "__proto__", "constructor"]
    for name in names:
        texts = f'title = {{ en = "Plan {name}", zh = "方案{name}" }}\nextends = "baseline"\n'
        (tmp_path / f"{name}.toml").write_text(texts, encoding="utf-8")
    made = sim.explore(
        [tmp_path / f"{name}.toml" for name in names], ["income_tax=0.2:0.21:2"], seeds=2, months=6, workers=200,
        out=tmp_path / "page.html", runs=tmp_path / "runs", jobs=1, quiet=True,
    )  # fmt: skip
    with opening(browser, made.path.as_uri()) as go:
        tab = go()
        assert [tab.input_value(f"#{side}-scenario") for side in "AB"] == names[:2]
        shown = tab.eval_on_selector_all("#A-scenario option", "all => all.map((one) => one.textContent)")
        assert shown == [f"Plan {name}" for name in names]
        for name in names[2:]:
            drawn(tab, lambda name=name: tab.select_option("#B-scenario", name))  # type: ignore[misc]
            assert f"b={name}" in tab.url


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("#a=utopia&b=monopoly", "utopia"),
        ("#b=monopoly&b.ubi_share=0.4", "ubi_share = 0.4"),
        ("#b=monopoly&b.ubi_share=x", "ubi_share = x"),
    ],
)
def test_a_link_to_what_is_not_there_says_so(opened: Open, address: str, what: str) -> None:
    tab = opened(address)
    assert what in tab.inner_text("#warning")
    assert tab.input_value("#A-scenario") == "baseline"


def test_every_button_works_by_mouse_and_by_keyboard(opened: Open) -> None:
    browsing.buttons(opened)


@pytest.mark.ci
def test_the_skip_link_is_first_and_every_control_is_reached_by_tab(opened: Open) -> None:
    browsing.reached_by_tab(opened, SLIDERS)


@pytest.mark.ci
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_both_languages_are_whole(opened: Open, lang: str) -> None:
    browsing.in_language(opened, lang)


@pytest.mark.ci
def test_a_guess_comes_before_the_answer(opened: Open) -> None:
    browsing.guessing(opened)


@pytest.mark.ci
def test_a_guess_can_be_drawn(opened: Open) -> None:
    browsing.drawing_a_guess(opened)


@pytest.mark.ci
def test_it_fits_a_phone(opened: Open) -> None:
    browsing.on_a_phone(opened)


@pytest.mark.ci
def test_letters_are_large_and_every_control_has_a_name(opened: Open) -> None:
    browsing.letters_and_names(opened)


@pytest.mark.ci
def test_it_prints(opened: Open) -> None:
    browsing.printing(opened)
