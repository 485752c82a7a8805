"""The declared figures: the file that declares them, and what is on the page."""

import errno
import itertools
import json
import re
import shutil
import sys
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text
from PIL import Image

from sim import charts
from sim.base.errors import InputError, SimError
from sim.base.paths import data
from sim.charts import agents, books, draw, facts, groups, labour, lenses, living, sheet, typography
from sim.economy.measures import MEASURES
from sim.engine.ledger import flows
from sim.runs import display
from sim.runs.reading import load
from sim.runs.results import Results

PLOTS = display.read()
FILE = data("plots") / "figures.toml"
DPI = charts.DPI
OVER_TIME = [name for name, picture in PLOTS.figures.items() if picture.kind in ("fans", "differences")]
LONG = ["facts", "cycle"]  # drawn from long runs of one scenario
LABOUR = ["skill", "members", "life", "basket", "pools", "hours"]  # from runs of their scenarios
LIMITS = ["chain", "roads", "homes", "capex", "power", "people"]  # of what the endgame runs into: see test_figures_limits
RECORDED = [name for name, picture in PLOTS.figures.items() if charts.KINDS[picture.kind].records]
OWN = ["matrix", "points", "bars", "pairs"]  # kinds of folders of their own: in test_matrix and test_programme
POINTS = [  # in test_sweep
    name for name, picture in PLOTS.figures.items() if charts.KINDS[picture.kind].points or picture.kind in OWN
]
MADE_UP = [
    name for name in PLOTS.figures if name not in (*RECORDED, *POINTS, *LABOUR, *LIMITS)
]  # from the made-up numbers of the core set
BOTH = [  # drawn in both languages
    *["fans", "square", "frontier", "closures", "scoreboard", "lenses", "prices", "hours", "chain", "people"], *RECORDED,
]  # fmt: skip
DRAWN = [
    *(pytest.param((name, "en"), id=f"{name}-en") for name in PLOTS.figures if name not in POINTS),
    *(pytest.param((name, "zh"), id=f"{name}-zh", marks=() if name == BOTH[0] else pytest.mark.ci) for name in BOTH),
]
NEEDS_CHINESE = pytest.mark.skipif(
    typography.chinese_font() is None, reason="no Chinese font (apt install fonts-noto-cjk)"
)


@pytest.fixture(autouse=True)
def _coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "DPI", 30)  # quicker; sizes in points stay


# -- figures.toml


def test_the_shipped_file_is_sound() -> None:
    assert display.check() == []
    assert list(PLOTS.figures) == [
        "fans", "differences", "outcomes", "overview", "square", "gains", "circuit", "agents", "books", "facts", "cycle",
        "frontier", "skill", "members", "life", "basket", "pools", "hours", "chain", "roads", "homes", "capex", "power", "people",
        "lines", "checks", "plane", "heat", "scatter", "tornado", "screening", "closures", "lenses", "prices",
        "accounts", "scoreboard", "matrix", "programme-shapley", "programme-pairs", "programme-bars",
    ] == list(display.declared().figures)  # fmt: skip
    assert {bool(charts.KINDS[picture.kind].records) for picture in PLOTS.figures.values()} == {False, True}
    assert len(PLOTS.sets["core"]) == 12
    assert PLOTS.sets["core"][0] == "baseline"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('colour = "blue"', 'colour = "green"', 'scenarios.competition.colour = "green": input should be .*black'),
        ('dash = "dotted"', 'dash = "dotty"', "scenarios.monopoly-ai-tax.dash = .*'solid', 'dashed'"),
        ('colour = "blue", dash', 'color = "blue", dash', "scenarios.competition.colou?r"),
        ('marker = "square"', 'marker = "circle", colour = "black"', "not valid TOML"),
        ('marker = "up"', 'marker = "down", dash = "solid"', "not valid TOML"),
        ('"unemployment", "wage_share", "profit_rate", "inflation"', '"unemploymnt", "wage_share"',
         "figures.fans.measures: no such measure: unemploymnt; did you mean unemployment?"),
        ('"unemployment", "wage_share", "profit_rate", "inflation"', '"unemployment", "unemployment"',
         "figures.fans.measures: unemployment is given twice"),
        ('strong = ["baseline", "monopoly",', 'strong = ["baseline", "monopolist",',
         "figures.fans.strong: no such scenario in the table .*: monopolist; did you mean monopoly"),
        ('strong = ["baseline",', 'strong = ["austerity", "baseline",', "figures.fans.strong: .*at most 5"),
        ('kind = "outcomes"', 'kind = "pie"', "figures.outcomes.kind = \"pie\": input should be 'fans'"),
        ("font = 12.0", "font = 2", "figures.overview.font = 2: input should be greater than or equal to 6"),
        ("font = 12.0", "font = nan", "figures.overview.font = nan: input should be a finite number"),
        ("12.5]\nfont = 11.0", "12.5]\nfont = 11.0\nrows = 2", "figures.outcomes.rows = 2: extra inputs are not permitted"),
        ("columns = 2\nsize = [10, 12.5]\nfont = 11.0", "size = [10, 12.5]\nfont = 11.0", "figures.outcomes.columns: field required"),
        ("\nausterity = ", "\nausterit = ", "scenarios: no such scenario: austerit; did you mean austerity?"),
        ('zh = "公有" }, colour = "purple", dash = "solid", marker = "diamond"',
         'zh = "公有" }, colour = "black", dash = "solid", marker = "circle"', "scenarios.commons: looks like baseline: .* set core"),
        ('kind = "gains"', 'kind = "gains"\nmeasures = ["output"]',
         "figures.gains.measures: the kind gains has no measures: its panels are fixed"),
        ('kind = "agents"', 'kind = "fans"', "figures.agents.measures: the kind fans has one measure or more"),
        ('"competition", "cheap-private", "commons", "commons-no-pass-through"] #', '"competition", "commons"] #',
         "figures.square.strong: the kind square has four scenarios"),
        ('"money/worker-month" =', '"money/month" =', "units: no such unit of a measure: money/month"),
    ],
)  # fmt: skip
def test_faults_of_the_file(old: str, new: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    Path("mine.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = display.check(Path("mine.toml"))
    assert any(re.search(rf"^mine\.toml:\d+: {says}", fault, re.IGNORECASE) for fault in faults), faults


def test_every_unit_of_a_drawn_or_printed_measure_is_declared() -> None:
    used = {name for picture in PLOTS.figures.values() for name in picture.measures} | set(PLOTS.summary.measures)
    assert {MEASURES[name].unit for name in used} <= set(PLOTS.units)


def test_colours_can_be_told_apart() -> None:
    assert set(get_args(display.Colour)) == set(sheet.COLOURS)
    assert set(get_args(display.Dash)) == set(sheet.DASHES)
    assert set(get_args(display.Marker)) == set(sheet.MARKERS)
    assert set(get_args(display.Picture.model_fields["kind"].annotation)) == set(charts.KINDS)
    assert not {"#F0E442", "#009E73"} & set(sheet.COLOURS.values())  # yellow is too pale, green is grey to some eyes
    assert PLOTS.scenarios["baseline"].colour == "black"
    for picture in PLOTS.figures.values():
        strong = [PLOTS.scenarios[name] for name in picture.strong]
        assert len({(style.colour, style.dash) for style in strong}) == len(strong)
        if picture.kind != "closures":  # there the markers say higher or lower
            assert len({style.marker for style in strong}) == len(strong)


def test_the_unit_of_every_measure_has_words_in_both_languages() -> None:
    assert {one.unit for one in MEASURES.values()} <= set(PLOTS.units)


# -- which scenarios are strong


def test_strong_scenarios(core: Results) -> None:
    for picture in PLOTS.figures.values():
        reference = charts.KINDS[picture.kind].reference
        found = sheet.looks(picture, PLOTS, core, "en", reference=reference)
        strong = {name for name, look in found.items() if look.strong}
        assert strong >= set(picture.strong) & set(core.scenarios)
        assert len(strong) == display.STRONG
        assert {look.colour for look in found.values() if not look.strong} == {sheet.PALE}
        assert len(found) == (12 if reference else 11)


def test_few_scenarios_are_all_strong_and_unknown_ones_get_a_style(fill, tmp_path: Path) -> None:
    text = (data("scenarios") / "commons.toml").read_text(encoding="utf-8")
    own = [tmp_path / f"own{number}.toml" for number in (1, 2)]
    for path in own:
        path.write_text(text.replace("Compute commons", f"My {path.stem}"), encoding="utf-8")
    names = ["baseline", "monopoly-ubi", *map(str, own)]
    results = fill(tmp_path / "out", names, seeds=1, months=3)
    found = sheet.looks(PLOTS.figures["fans"], PLOTS, results, "en", reference=True)
    assert all(look.strong for look in found.values())
    assert found["own1"].label == "My own1"
    assert len({(look.colour, look.marker) for look in found.values()}) == 4
    assert len({look.colour for look in found.values()}) == 4


def test_scenarios_of_different_sets_may_look_alike_until_they_are_drawn_together(
    fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = FILE.read_text(encoding="utf-8")
    alike = text.replace('colour = "orange", dash = "dashed", marker = "diamond"', 'colour = "orange", dash = "dashed", marker = "star"')
    assert alike != text
    Path("alike.toml").write_text(alike, encoding="utf-8")
    assert display.check(Path("alike.toml")) == []  # monopoly-ubi is in no set with paid-ai
    plots = display.read(Path("alike.toml"))
    assert plots.scenarios["paid-ai"].look == plots.scenarios["monopoly-ubi"].look
    results = fill(tmp_path / "out", ["baseline", "monopoly-ubi", "paid-ai"], seeds=1, months=3)
    found = sheet.looks(plots.figures["fans"], plots, results, "en", reference=True)
    assert len({(look.colour, look.dash, look.marker) for look in found.values()}) == 3


# -- the page


Drawn = tuple[charts.Page, display.Picture, str]


@pytest.fixture(scope="module")
def making(fill, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Made-up numbers of scenarios whose frontier is made."""
    return fill(tmp_path_factory.mktemp("making"), PLOTS.sets["openness"], overrides={"ai_arrival": 6})


@pytest.fixture(scope="module", params=DRAWN)
def page(
    request: pytest.FixtureRequest,
    core: Results,
    recorded: Results,
    long: Results,
    closed: Results,
    judged: Results,
    making: Results,
    working: Results,
    limited: Results,
) -> Drawn:
    name, lang = request.param
    if lang == "zh" and typography.chinese_font() is None:
        pytest.skip("no Chinese font")
    picture = PLOTS.figures[name]
    with typography.settings(picture.font):
        special = (
            {"closures": closed, "scoreboard": judged, "frontier": making}
            | dict.fromkeys(LONG, long)
            | dict.fromkeys(set(RECORDED) - {*LONG, *LABOUR, *LIMITS}, recorded)
            | dict.fromkeys(LABOUR, working)
            | dict.fromkeys(LIMITS, limited)
        )
        results = special.get(name, core)
        made = charts.compose(picture, PLOTS, results, lang)
        made.figure.canvas.draw()
    return made, picture, lang


def titles(made: charts.Page) -> list[str]:
    return [axes.get_title(loc="left").split("  [")[0] for axes in made.figure.axes]


def test_panels(page: Drawn, core: Results, recorded: Results) -> None:
    made, picture, lang = page
    labels = [MEASURES[name].label[lang] for name in picture.measures]
    people_shown = [(*groups.WORKERS.values(), *groups.OWNERS.values())]
    wanted = {
        "square": [title for label in labels for title in (label, "")],
        "gains": [entry[0].of(lang) for entry in people_shown[0]],
        "circuit": [PLOTS.scenarios["monopoly"].label.of(lang)],
        "agents": [*(text.of(lang) for text in agents.LINES.values()), agents.BY_VERSION.of(lang),
                   *(MEASURES[name].label[lang] for name, _ in agents.RATES.values()),
                   *(bar[0].of(lang) for bar in agents.BARS.values())],
        **{kind: [f"{PLOTS.scenarios[name].label.of(lang)}{': ' if lang == 'en' else '：'}{entry[0].of(lang)}"
                  for name in lenses.shown(picture, runs.scenarios) for entry in panels.values()]
           for kind, panels, runs in (("lenses", lenses.LENS_PANELS, core), ("prices", lenses.PRICE_PANELS, core),
                                      ("stacks", lenses.STACKS, recorded))},
        "closures": [PLOTS.scenarios[name].label.of(lang) for name in picture.strong],
        "books": [f"{PLOTS.scenarios[name].label.of(lang)}{': ' if lang == 'en' else '：'}{entry[0].of(lang)}"
                  for name in picture.strong for entry in books.CLASSES.values()],
        **{kind: [facts.PANELS[key].title.of(lang) for key in keys] for kind, keys in facts.PAGES.items()},
        "scoreboard": [""],
        **dict.fromkeys(("frontier", *LABOUR, *LIMITS), titles(made)),  # sentences: see below
    }.get(picture.kind, labels)  # fmt: skip
    assert sorted(titles(made)) == sorted(wanted)


def test_strong_lines_and_labels(page: Drawn, core: Results) -> None:
    made, picture, lang = page
    strong = [PLOTS.scenarios[name].label.of(lang) for name in core.scenarios if name in picture.strong]
    for axes in made.figure.axes if picture.measures and picture.kind not in ("square", "closures", *LIMITS) else ():
        if picture.kind == "outcomes":
            rows = [line.get_gid() for line in axes.lines if line.get_gid()]
            assert rows == [PLOTS.scenarios[name].label.of(lang) for name in core.scenarios if name != "baseline"]
            continue
        lines = [line for line in axes.lines if line.get_gid()]
        assert [line.get_gid() for line in lines] == strong
        assert [text.get_text() for text in axes.texts if text.get_gid() == "end"] == strong
        assert len(axes.collections) == 2 * len(strong)  # bands of 50 and 90 %
        assert len([line for line in axes.lines if line.get_color() == sheet.PALE]) == len(core.scenarios) - 6 + (
            picture.kind == "fans"
        )


def test_header_and_footer(page: Drawn) -> None:
    made, picture, lang = page
    title, notes, source = (text.get_text() for text in made.figure.texts)
    real = bool(charts.KINDS[picture.kind].records) or picture.kind in (*LABOUR, *LIMITS)
    assert title == picture.title.of(lang)
    assert (f"{3 if real else 4} seeds" if lang == "en" else f"{3 if real else 4}个种子") in notes.replace("\n", " ")
    if picture.kind in ("outcomes", "square", "gains", "closures"):
        assert "95" in notes
    if not real:
        known = ("closures: 6 scenarios", "closures: 6个情景", "core: 12 scenarios", "core: 12个情景")
        three = ", ".join(PLOTS.sets["openness"])
        known = {
            "closures": known[:2],
            "frontier": (f"openness: {three}",),
            "scoreboard": ("all worlds of the claims", "各论断的全部世界"),
        }.get(picture.kind, known[2:])
        assert source.split("  |  ")[0] in known
    assert ("0-2" if real else "0-3") in source
    assert ("50" if real else "24" if picture.kind == "closures" else "72") in source


def ticks(axes: Axes) -> list[Text]:
    """The labels of ticks that are drawn: those within the limits."""
    return [
        label
        for axis in (axes.xaxis, axes.yaxis)
        for place, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
        if min(axis.get_view_interval()) <= place <= max(axis.get_view_interval())
    ]


def test_letters_stay_on_the_page_and_apart(page: Drawn) -> None:
    made, picture, _ = page
    figure = made.figure
    texts = list(figure.texts)
    for axes in figure.axes:
        texts += [axes._left_title, axes.xaxis.label, *axes.texts, *(ticks(axes) if axes.axison else ())]
    boxes = {text: text.get_window_extent() for text in texts if text.get_text().strip()}
    for text, box in boxes.items():
        assert -1 <= box.x0 <= box.x1 <= figure.bbox.width + 1, text
        assert -1 <= box.y0 <= box.y1 <= figure.bbox.height + 1, text
        assert text.get_fontsize() >= (0.85 if text.get_gid() == "band" else 1.0) * picture.font - 0.01, text
    for one, other in itertools.combinations(boxes, 2):
        assert not boxes[one].shrunk(0.95, 0.8).overlaps(boxes[other].shrunk(0.95, 0.8)), (one, other)


def test_the_overview_can_be_read_from_the_back_row() -> None:
    picture = PLOTS.figures["overview"]
    assert picture.font / picture.size[0] >= 20 / 17  # on a screen, 20 points of a sheet 17 inches wide
    assert len(picture.measures) == 4


def test_outcomes_show_values_and_verdicts(core: Results) -> None:
    picture = PLOTS.figures["outcomes"]
    figure = charts.compose(picture, PLOTS, core, "en").figure
    table = core.differences.set_index(["scenario", "measure"])
    start = core.outcomes[core.outcomes["scenario"] == "baseline"]["unemployment"].mean()
    marks = {line.get_gid(): line for line in figure.axes[0].lines if line.get_gid()}
    gap = table.loc[("monopoly", "unemployment")]
    assert marks["Monopoly"].get_xdata()[0] == pytest.approx(100 * (start + gap["mean"]))
    for name in core.scenarios[1:]:
        mark = marks[PLOTS.scenarios[name].label.en]
        clear = table.loc[(name, "unemployment"), "verdict"] in ("higher", "lower")
        assert (mark.get_markerfacecolor() != "white") == clear


def test_differences_are_paired(core: Results) -> None:
    figure = charts.compose(PLOTS.figures["differences"], PLOTS, core, "en").figure
    (line,) = (line for line in figure.axes[0].lines if line.get_gid() == "Commons")
    wanted = np.median(core.series("commons", "unemployment") - core.series("baseline", "unemployment"), axis=0)
    assert line.get_ydata() == pytest.approx(100 * wanted)
    assert "[% points]" in figure.axes[0].get_title(loc="left")


def test_draw(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2, months=12)
    paths = draw.draw(tmp_path, names=["outcomes"], svg=True).paths
    assert paths == [tmp_path / "figures" / "outcomes.png", tmp_path / "figures" / "outcomes.svg"]
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {
        "outcomes.png", "outcomes.svg", "outcomes.txt", "outcomes.csv",
    }  # fmt: skip
    assert paths[0].read_bytes().startswith(b"\x89PNG")
    before = {path: path.read_bytes() for path in (tmp_path / "figures").iterdir()}
    draw.draw(str(tmp_path), names=["outcomes"], svg=True)
    assert {path: path.read_bytes() for path in (tmp_path / "figures").iterdir()} == before  # same numbers, same files
    assert draw.draw(tmp_path, names=["outcomes"]).paths == paths[:1]
    del before[paths[1]]  # it would soon show other numbers than the rest
    assert {path: path.read_bytes() for path in (tmp_path / "figures").iterdir()} == before
    assert "matplotlib.pyplot" not in sys.modules


def test_processes_draw_the_same_to_the_byte(fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "DPI", DPI)  # as it is in them
    results = fill(tmp_path, ["baseline", "commons"], seeds=2, months=12)
    told: list[tuple[int, int]] = []
    names = ["overview", "outcomes"]
    alone = draw.figures(results, "en", names, svg=True, vectors=True)
    files = {path: path.read_bytes() for path in (tmp_path / "figures").iterdir()}
    both = draw.figures(results, "en", names, svg=True, vectors=True, jobs=2, on_figure=lambda *at: told.append(at))
    assert {path: path.read_bytes() for path in (tmp_path / "figures").iterdir()} == files
    assert [(one.name, one.paths, one.svg, one.alt) for one in both] == [
        (one.name, one.paths, one.svg, one.alt) for one in alone
    ]
    assert all(one.numbers.equals(other.numbers) for one, other in zip(both, alone, strict=True))
    assert told == [(1, 2), (2, 2)]


def test_what_cannot_be_drawn(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline"], seeds=1, months=3)
    assert {one.name for one in draw.draw(tmp_path)} == {"fans", "overview"}  # nothing to compare with
    with pytest.raises(InputError, match="fan: no such figure; did you mean fans"):
        draw.draw(tmp_path, names=["fan"])


# -- what a figure says in words and numbers


def test_alt_text_and_numbers_of_every_figure(page: Drawn) -> None:
    made, picture, lang = page
    assert made.alt.startswith(picture.title.of(lang))
    assert made.alt.endswith(made.figure.texts[2].get_text())
    assert len(made.drawn.said) >= (len(picture.strong) if picture.kind == "closures" else len(picture.measures) or 1)
    assert "nan" not in made.alt
    assert "?" not in made.alt
    assert not made.drawn.numbers.empty


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=NEEDS_CHINESE)])
def test_svg_and_text_file_hold_the_alt_text(lang: str, fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2, months=12)
    _, svg = draw.draw(tmp_path, lang, ["outcomes"], svg=True).paths
    alt = svg.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\n")
    root = ElementTree.parse(svg).getroot()
    assert root.get("role") == "img"
    assert root.find("{*}title").text == PLOTS.figures["outcomes"].title.of(lang)
    assert root.find("{*}desc").text == alt
    with Image.open(svg.with_suffix(".png")) as png:
        assert png.info["Description"] == alt


def test_numbers_of_outcomes_and_fans(core: Results) -> None:
    numbers = charts.compose(PLOTS.figures["outcomes"], PLOTS, core, "en").drawn.numbers
    row = numbers.set_index(["measure", "scenario"]).loc[("output", "commons")]
    gap = core.differences.set_index(["scenario", "measure"]).loc[("commons", "output")]
    assert row["difference"] == pytest.approx(100 * gap["mean"], rel=1e-5)
    assert row["verdict"] == gap["verdict"]
    page = charts.compose(PLOTS.figures["fans"], PLOTS, core, "en")
    numbers = page.drawn.numbers.set_index(["panel", "scenario", "month"]).sort_index()
    median = 100 * np.median(core.series("commons", "output"), axis=0)
    assert numbers.loc[("output", "commons")]["p50"].tolist() == pytest.approx(median, rel=1e-5)
    assert np.isnan(numbers.loc[("output", "austerity", 3), "p95"])  # a thin line has no band
    assert f"Commons, from {sheet.spoken(median[0])} in the first month to {sheet.spoken(median[-1])}" in page.alt


def test_a_full_disk_leaves_no_half_written_numbers(fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2, months=12)
    draw.draw(tmp_path, names=["outcomes"], svg=True)
    before = (tmp_path / "figures" / "outcomes.csv").read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(SimError, match=r"outcomes\.png: cannot be written \(No space left"):
        draw.draw(tmp_path, names=["outcomes"])
    assert (tmp_path / "figures" / "outcomes.csv").read_bytes() == before
    assert len(list((tmp_path / "figures").iterdir())) == 4


# -- the square, people, money, agents


def test_the_square_needs_its_four_scenarios(fill, tmp_path: Path) -> None:
    names = list(PLOTS.figures["square"].strong)
    three = fill(tmp_path / "three", names[:3], seeds=2, months=3)
    one = fill(tmp_path / "one", names, seeds=1, months=3)
    four = fill(tmp_path / "four", names, seeds=2, months=3)
    assert [charts.can_draw(PLOTS.figures["square"], each) for each in (three, one, four)] == [False, False, True]


def test_the_square_parts_two_causes(core: Results) -> None:
    page = charts.compose(PLOTS.figures["square"], PLOTS, core, "en")
    numbers = page.drawn.numbers.set_index(["measure", "what", "scenario"])
    mean = core.outcomes.groupby("scenario")["unemployment"].mean() * 100
    for ours, theirs in (
        ("commons", "competition"), ("commons-no-pass-through", "cheap-private"),
        ("competition", "cheap-private"), ("commons", "commons-no-pass-through"),
    ):  # fmt: skip
        found = numbers.loc[("unemployment", f"{ours} - {theirs}", "")]
        assert found["mean"] == pytest.approx(mean[ours] - mean[theirs], rel=1e-4)
        assert found["low"] < found["mean"] < found["high"]
    assert numbers.loc[("unemployment", "level", "commons")]["mean"] == pytest.approx(mean["commons"], rel=1e-4)


def test_how_a_frontier_is_made_is_drawn_where_it_is(fill, making: Results, core: Results, tmp_path: Path) -> None:
    picture = PLOTS.figures["frontier"]
    assert charts.can_draw(picture, making)
    assert not charts.can_draw(picture, core)
    later = fill(tmp_path / "later", ["training"], seeds=1, months=6, overrides={"ai_arrival": 6})
    own = (data("scenarios") / "competition.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(f"{own}[[events]]\nmonth = 3\nset = {{ trained_frontier = true }}\n", encoding="utf-8")
    dated = fill(tmp_path / "dated", ["baseline", str(tmp_path / "own.toml")], seeds=1, months=6, overrides={"ai_arrival": 4})
    assert [charts.can_draw(picture, results) for results in (later, dated)] == [False, True]
    assert len(charts.compose(picture, PLOTS, dated, "en").figure.axes) == 5
    passed = shutil.copytree(making.folder, tmp_path / "passed")
    shutil.rmtree(passed / "runs")
    assert charts.can_draw(picture, load(passed))
    manifest = json.loads((passed / "manifest.json").read_text(encoding="utf-8"))
    manifest["tabled"] = ["unemployment"]  # tables of months have no such measures
    (passed / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert not charts.can_draw(picture, load(passed))


def test_titles_of_how_a_frontier_is_made_are_its_numbers(making: Results) -> None:
    page = charts.compose(PLOTS.figures["frontier"], PLOTS, making, "en")
    assert [axes.get_title(loc="left").split(":")[0] for axes in page.figure.axes] == [
        *["Training", "Open weights"] * 3, "Worth of unpaid data in the end", "Concentration of clouds in the end",
    ]  # fmt: skip
    best, mean = (
        sheet.spoken(100 * making.series("training", name)[:, -making.window :].mean())
        for name in ("frontier_capability", "mean_capability")
    )
    assert f"the best cloud can do {best}\u00a0% of cognitive tasks, clouds in the mean {mean}\u00a0%" in page.alt
    assert "the largest part of the data is" in page.alt
    assert "not clearly apart; clouds of one size 0.250." not in page.alt  # the drift of a scenario is the same for all its seeds
    assert page.alt.count("; clearly apart") == 2
    numbers = page.drawn.numbers.set_index(["scenario", "panel", "line", "month"]).sort_index()
    shares = numbers.loc[("training", "data")]["mean"].unstack("month")
    assert shares.sum().to_numpy() == pytest.approx(100.0, rel=1e-4)
    one, other = (axes.get_ylim() for axes in page.figure.axes[:2])
    assert one == other


def test_skill_is_drawn_where_practice_forms_it(working: Results) -> None:
    page = charts.compose(PLOTS.figures["skill"], PLOTS, working, "en")
    names = ["Offloading", "Thinking with it", "Help for novices", "No juniors", "No juniors", "Help for novices"]
    assert [axes.get_title(loc="left").split(":")[0] for axes in page.figure.axes] == names
    numbers = page.drawn.numbers.set_index(["scenario", "panel"]).sort_index()
    heat = numbers.loc[("offloading", "craft")].set_index(["year", "career"])["mean"].unstack("career")
    kept = working.records("craft_by_career", "offloading")
    mean = np.where(kept.any(axis=0), kept.sum(axis=0) / np.maximum((kept > 0).sum(axis=0), 1), np.nan)
    assert heat.to_numpy() == pytest.approx(100.0 * mean, rel=1e-4, nan_ok=True)
    gap = np.nan_to_num(100.0 * (mean[-1] - mean[0]))  # AI comes in the first year
    most = int(np.abs(gap).argmax())
    span = f"{2 * most}-{2 * most + 2}" if most < 20 else "40 and more"
    after, before = (sheet.spoken(100.0 * float(mean[year, most])) for year in (-1, 0))
    assert f"Offloading: {span} years into a career {after}\u00a0% of talent is commanded in the end, {before}\u00a0%" in page.alt
    there, asked = working.records("experts", "no-juniors")[:, 6:].mean(axis=(0, 1))
    assert 0.0 < asked < there
    work = numbers.loc[("novices", "help")].set_index(["line", "tenth"])["mean"]
    assert work[("work", 1)] > 0.0 > work[("work", 10)]  # less the time that checks take
    assert "white: nobody" in page.alt
    two = working.only("competition", "no-juniors")
    assert len(charts.compose(PLOTS.figures["skill"], PLOTS, two, "en").figure.axes) == 2
    assert not charts.can_draw(PLOTS.figures["skill"], working.only("competition", "cooperatives"))


def test_members_are_held_against_themselves(working: Results) -> None:
    picture = PLOTS.figures["members"]
    page = charts.compose(picture, PLOTS, working, "en")
    found = labour.beside(working, "cooperatives")
    assert labour.twin(working, "cooperatives") == "competition"
    ours, theirs = (working.records("person_income", name)[1] for name in ("cooperatives", "competition"))
    most = working.records("person_place", "cooperatives")[1, :, 0] > 0.5
    assert found["member"][1] == pytest.approx(ours[most].sum() / theirs[most].sum() - 1.0)
    assert found["member"].mean() > found["employee"].mean()
    says = sheet.spoken(100.0 * float(found["member"].mean()))
    assert f"Cooperatives: members have {says}\u00a0% more than the same people in Competition" in page.alt
    assert not charts.can_draw(picture, working.only("offloading", "cooperatives"))  # nobody to be held against


def test_the_time_of_a_life_is_all_there_is(working: Results) -> None:
    picture = PLOTS.figures["life"]
    page = charts.compose(picture, PLOTS, working, "en")
    numbers = page.drawn.numbers.set_index(["scenario", "panel", "line", "use"])["mean"].sort_index()
    for name in picture.strong:
        kept = working.records("time_use", name)
        assert kept.sum(axis=-1) == pytest.approx(np.full(kept.shape[:-1], 2.5), rel=1e-9)
        assert numbers[(name, "over")].groupby("line").sum().to_numpy() == pytest.approx(100.0, rel=1e-4)
        last = 40.0 * kept[:, -1].mean(axis=0)
        assert numbers[(name, "ends", "Hands, other half", "free")] == pytest.approx(last[1, :5, 3].mean(), rel=1e-4)
        job, free = (sheet.spoken(float(last[..., use].mean())) for use in (0, 3))
        assert f"{PLOTS.scenarios[name].label.en}: from" in page.alt
        assert f"in the first year to {job} and {free} in the last" in page.alt
    assert not charts.can_draw(picture, working.only("competition", "platforms"))


def test_a_basket_is_paid_by_who_earns_and_shares_are_of_the_whole(working: Results) -> None:
    picture = PLOTS.figures["basket"]
    page = charts.compose(picture, PLOTS, working, "en")
    kept, whole = working.records("basket", "basket"), working.records("basket_whole", "basket")
    assert kept[..., 0].min() > 0.0
    assert np.ptp(kept[0, ..., 0]) < 1e-9  # by heads
    assert (kept[:, 0, 9, 1] > kept[:, 0, 0, 1]).all()  # by pay
    found = living.shares(working, "basket")
    assert found.sum(axis=1) == pytest.approx(np.full((3, 2), 100.0))
    assert (found[:, 4] == 0.0).all()  # owners bear no part of a levy on wages
    assert whole[:, 0, 0] == pytest.approx(whole[:, 0, 1], rel=0.2)
    net = 100.0 * (kept[..., 0] - kept[..., 1]).mean(axis=0)
    row = page.drawn.numbers.set_index(["scenario", "panel", "line", "tenth"])["mean"]
    assert row[("basket", "net", "physical", 10.0)] == pytest.approx(net[1, 9], rel=1e-4)
    assert f"for the least able tenth of minds, {sheet.spoken(float(net[0, 9]), signed=True)}\u00a0% for the most able" in page.alt
    assert not charts.can_draw(picture, working.only("competition", "shorter-day"))


def test_pay_in_pools_is_drawn_where_there_are_some(working: Results) -> None:
    picture = PLOTS.figures["pools"]
    page = charts.compose(picture, PLOTS, working, "en")
    kept = working.records("pay_by_contract", "platforms")
    end = kept[:, -working.window :]
    for at, pool in ((1, "Crowd"), (2, "Gigs"), (3, "Creators")):
        middle, top = (sheet.spoken(float(end[:, :, at, place].mean())) for place in (1, 2))
        assert f"{pool}, By the piece: the middle one has {middle} of a wage of the start, who begins the top tenth {top};" in page.alt
        assert (end[:, :, at, 1] <= end[:, :, at, 2]).all()
    heads = page.drawn.numbers.query("panel == 'heads' and line == 'gig'")["p50"]
    assert heads.to_numpy() == pytest.approx(100.0 * np.median(kept[:, :, 2, 3], axis=0), rel=1e-4)
    assert not charts.can_draw(picture, working.only("competition", "basket"))


def test_hours_are_held_against_pay(working: Results) -> None:
    picture = PLOTS.figures["hours"]
    page = charts.compose(picture, PLOTS, working, "en")
    pay, hours = living.yearly(working, "shorter-day")
    day = working.series("shorter-day", "job_hours")
    assert hours[:, 3] == pytest.approx(day[:, 36:48].mean(axis=1) / day[:, :12].mean(axis=1))
    assert hours.shape == (3, 4)  # whole years
    said = f"Shorter day: pay of an hour {sheet.spoken(float(pay[:, -1].mean()))} times that of the first year"
    assert said in page.alt
    numbers = page.drawn.numbers.set_index(["panel", "line"])
    assert numbers.loc[[("slopes", "Huberman and Minns 2007")], "x"].tolist() == [pytest.approx(0.247, abs=1e-3)]
    assert numbers.loc[("path", "Shorter day"), "y"].to_numpy() == pytest.approx(hours.mean(axis=0), rel=1e-4)
    assert "published: −0.2 to −0.25\u00a0%" in page.alt
    assert not charts.can_draw(picture, working.only("competition", "basket"))


def test_slopes_are_elasticities_and_none_where_pay_stays(working: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    pay = np.array([[1.0, 2.0], [1.0, 1.001]])
    monkeypatch.setattr(living, "yearly", lambda *_: (pay, pay**-0.2))
    found = living.slopes(working, "shorter-day")
    assert found[0] == pytest.approx(0.2)
    assert np.isnan(found[1])


def test_figures_of_records_need_them(core: Results, recorded: Results, long: Results) -> None:
    for name in RECORDED:
        assert not charts.can_draw(PLOTS.figures[name], core)
        assert charts.can_draw(PLOTS.figures[name], recorded) is (name not in (*LONG, *LABOUR, *LIMITS))
        assert charts.can_draw(PLOTS.figures[name], long) is (name in ("circuit", "books", *LONG, "accounts"))


def test_a_folder_without_one_of_the_records_is_drawn_without_the_figure(long: Results, tmp_path: Path) -> None:
    folder = tmp_path / "older"
    shutil.copytree(long.folder, folder)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["records"]["producer_sales"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    older = Results(folder)
    assert not charts.can_draw(PLOTS.figures["facts"], older)
    assert charts.can_draw(PLOTS.figures["books"], older)


def test_the_money_of_a_month_is_what_sectors_gained(recorded: Results) -> None:
    found = books.payments(recorded, "monopoly")
    scale = 100.0 / recorded.records("value_added", "monopoly")
    gained = (recorded.records("payments", "monopoly") * scale[:, None, None]).mean(axis=0)
    rows = [i for i, flow in enumerate(recorded.axes("payments")["flow"]) if flows()[flow].asset == "money"]
    for column, sector in enumerate(recorded.axes("payments")["sector"]):
        balance = sum(p.value for p in found if p.receiver == sector) - sum(p.value for p in found if p.payer == sector)
        assert balance == pytest.approx(gained[rows, column].sum(), abs=1e-6)
    gross = (recorded.records("gross", "monopoly") * scale[:, None]).mean(axis=0)
    assert sum(p.value for p in found) == pytest.approx(gross[rows].sum())
    assert any(p.payer == p.receiver == "dept1" for p in found)  # machines that Department I buys from itself


def test_every_flow_of_money_has_a_sort_and_one_side_is_one_sector() -> None:
    sorted_flows = [name for sort in books.SORTS for name in sort.flows]
    before = {"endowment", "initial_reserves"}  # before the first month
    assert len(sorted_flows) == len(set(sorted_flows))
    assert set(sorted_flows) == {name for name, flow in flows().items() if flow.asset == "money"} - before
    for flow in flows().values():
        if flow.asset == "money":
            assert 1 in (len(books._within(flow.source)), len(books._within(flow.target))), flow.name


def test_gains_are_paired_and_in_per_cent_of_the_reference(recorded: Results) -> None:
    page = charts.compose(PLOTS.figures["gains"], PLOTS, recorded, "en")
    numbers = page.drawn.numbers.set_index(["panel", "scenario", "group"])
    ours, theirs = (recorded.records("worker_consumption", name)[:, 1, 9] for name in ("commons", "baseline"))
    row = numbers.loc[("consumption_physical", "commons", 10)]
    assert row["mean"] == pytest.approx(100 * (ours - theirs).mean() / theirs.mean(), rel=1e-4)
    ours, theirs = (recorded.records("worker_unemployment", name)[:, 0, 0] for name in ("commons", "baseline"))
    row = numbers.loc[("unemployment_cognitive", "commons", 1)]
    assert row["mean"] == pytest.approx(100 * (ours - theirs).mean(), rel=1e-4, abs=1e-6)


def test_shares_of_agents_make_a_whole(recorded: Results) -> None:
    numbers = charts.compose(PLOTS.figures["agents"], PLOTS, recorded, "en").drawn.numbers
    shares = numbers[numbers["panel"].isin(agents.BARS)]
    assert set(shares["scenario"]) == set(recorded.scenarios) - {"baseline"}  # where no agent lives nothing is shown
    assert shares.groupby(["panel", "scenario"])["share"].sum().tolist() == pytest.approx([100.0] * 10, rel=1e-4)


def test_what_one_owes_another_holds(recorded: Results) -> None:
    numbers = charts.compose(PLOTS.figures["books"], PLOTS, recorded, "en").drawn.numbers
    for assets in ("deposits", "loans", "bonds"):
        part = numbers[(numbers["assets"] == assets) & (numbers["scenario"] == "monopoly")]
        assert part.groupby("month")["years_of_value_added"].sum().abs().max() < 2e-3  # thin holders are left out
        assert part["years_of_value_added"].abs().max() > 0.1


def test_english_where_there_is_no_chinese_font(
    fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(tmp_path, ["baseline"], seeds=1, months=3)
    draw.draw(tmp_path, names=["overview"], svg=True)
    english = (tmp_path / "figures" / "overview.svg").read_bytes()
    monkeypatch.setattr(typography, "chinese_font", lambda: None)
    draw.draw(tmp_path, "zh", ["overview"], svg=True)
    assert "apt install fonts-noto-cjk" in capsys.readouterr().err
    assert (tmp_path / "figures" / "overview.svg").read_bytes() == english


@NEEDS_CHINESE
def test_chinese(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline"], seeds=1, months=3)
    draw.draw(tmp_path, "zh", ["overview"], svg=True)
    assert "人工智能到来：就业" in (tmp_path / "figures" / "overview.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wanted", "gap", "places"),
    [
        ([0.2, 0.8], 0.1, [0.2, 0.8]),
        ([0.8, 0.2], 0.1, [0.8, 0.2]),
        ([0.5, 0.5, 0.5], 0.1, [0.4, 0.5, 0.6]),
        ([0.0, 0.0], 0.1, [0.0, 0.1]),
        ([1.2, 0.99], 0.1, [1.0, 0.9]),
        ([0.5] * 3, 0.9, [0.0, 0.5, 1.0]),  # no room: as far apart as can be
        ([], 0.1, []),
    ],
)
def test_spread(wanted: list[float], gap: float, places: list[float]) -> None:
    assert typography.spread(wanted, gap) == pytest.approx(places)
