"""The declared figures: the file that declares them, and what is on the page."""

import itertools
import re
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim import charts, figures, layout
from sim.errors import InputError
from sim.measures import MEASURES
from sim.paths import data
from sim.results import Results

PLOTS = figures.read()
FILE = data("plots") / "figures.toml"
DRAWN = [*((name, "en") for name in PLOTS.figures), ("fans", "zh")]
NEEDS_CHINESE = pytest.mark.skipif(layout.chinese_font() is None, reason="no Chinese font (apt install fonts-noto-cjk)")


@pytest.fixture(autouse=True)
def _coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "DPI", 30)  # quicker; sizes in points stay


# -- figures.toml


def test_the_shipped_file_is_sound() -> None:
    assert figures.check() == []
    assert list(PLOTS.figures) == ["fans", "differences", "outcomes", "overview"] == list(figures.declared().figures)
    assert len(PLOTS) == 4
    assert len(PLOTS.sets["core"]) == 11
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
        ("font = 20", "font = 2", "figures.overview.font = 2: input should be greater than or equal to 6"),
        ("font = 20", "font = nan", "figures.overview.font = nan: input should be a finite number"),
        ("columns = 4", "columns = 4\nrows = 2", "figures.outcomes.rows = 2: extra inputs are not permitted"),
        ("columns = 4", "", "figures.outcomes.columns: field required"),
        ("\nausterity = ", "\nausterit = ", "scenarios: no such scenario: austerit; did you mean austerity?"),
        ('zh = "公有" }, colour = "purple", dash = "solid", marker = "diamond"',
         'zh = "公有" }, colour = "black", dash = "solid", marker = "circle"', "scenarios.commons: looks like baseline"),
        ('"money/worker-month" =', '"money/month" =', "units: no such unit of a measure: money/month"),
    ],
)  # fmt: skip
def test_faults_of_the_file(old: str, new: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    Path("mine.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = figures.check(Path("mine.toml"))
    assert any(re.search(rf"^mine\.toml:\d+: {says}", fault, re.IGNORECASE) for fault in faults), faults


def test_every_unit_of_a_drawn_or_printed_measure_is_declared() -> None:
    used = {name for picture in PLOTS.figures.values() for name in picture.measures} | set(PLOTS.summary.measures)
    assert {MEASURES[name].unit for name in used} <= set(PLOTS.units)


def test_colours_can_be_told_apart() -> None:
    assert set(get_args(figures.Colour)) == set(charts.COLOURS)
    assert set(get_args(figures.Dash)) == set(charts.DASHES)
    assert set(get_args(figures.Marker)) == set(charts.MARKERS)
    assert set(get_args(figures.Picture.model_fields["kind"].annotation)) == set(charts.KINDS)
    assert not {"#F0E442", "#009E73"} & set(charts.COLOURS.values())  # yellow is too pale, green is grey to some eyes
    assert PLOTS.scenarios["baseline"].colour == "black"
    for picture in PLOTS.figures.values():
        strong = [PLOTS.scenarios[name] for name in picture.strong]
        assert len({(style.colour, style.dash) for style in strong}) == len(strong)
        assert len({style.marker for style in strong}) == len(strong)


# -- which scenarios are strong


def test_strong_scenarios(core: Results) -> None:
    for picture in PLOTS.figures.values():
        found = charts.looks(picture, PLOTS, core, "en")
        assert {name for name, look in found.items() if look.strong} == set(picture.strong)
        assert {look.colour for look in found.values() if not look.strong} == {charts.PALE}
        assert len(found) == (11 if picture.kind == "fans" else 10)


def test_few_scenarios_are_all_strong_and_unknown_ones_get_a_style(fill, tmp_path: Path) -> None:
    text = (data("scenarios") / "commons.toml").read_text(encoding="utf-8")
    own = [tmp_path / f"own{number}.toml" for number in (1, 2)]
    for path in own:
        path.write_text(text.replace("Compute commons", f"My {path.stem}"), encoding="utf-8")
    names = ["baseline", "monopoly-ubi", *map(str, own)]
    found = charts.looks(PLOTS.figures["fans"], PLOTS, fill(tmp_path / "out", names, seeds=1, months=3), "en")
    assert all(look.strong for look in found.values())
    assert found["own1"].label == "My own1"
    assert len({(look.colour, look.marker) for look in found.values()}) == 4
    assert len({look.colour for look in found.values()}) == 4


# -- the page


@pytest.fixture(scope="module", params=DRAWN, ids=lambda drawn: "-".join(drawn))
def page(request: pytest.FixtureRequest, core: Results) -> tuple[Figure, figures.Picture, str]:
    name, lang = request.param
    if lang == "zh" and layout.chinese_font() is None:
        pytest.skip("no Chinese font")
    picture = PLOTS.figures[name]
    with layout.settings(picture.font):
        figure = charts.compose(picture, PLOTS, core, lang)
        figure.canvas.draw()
    return figure, picture, lang


def test_panels(page: tuple[Figure, figures.Picture, str]) -> None:
    figure, picture, lang = page
    titles = [axes.get_title(loc="left").split("  [")[0] for axes in figure.axes]
    assert titles == [MEASURES[name].label[lang] for name in picture.measures]


def test_strong_lines_and_labels(page: tuple[Figure, figures.Picture, str], core: Results) -> None:
    figure, picture, lang = page
    strong = [PLOTS.scenarios[name].label.of(lang) for name in core.scenarios if name in picture.strong]
    for axes in figure.axes:
        if picture.kind == "outcomes":
            rows = [line.get_gid() for line in axes.lines if line.get_gid()]
            assert rows == [PLOTS.scenarios[name].label.of(lang) for name in core.scenarios if name != "baseline"]
            continue
        lines = [line for line in axes.lines if line.get_gid()]
        assert [line.get_gid() for line in lines] == strong
        assert [text.get_text() for text in axes.texts if text.get_gid() == "end"] == strong
        assert len(axes.collections) == 2 * len(strong)  # bands of 50 and 90 %
        assert len([line for line in axes.lines if line.get_color() == charts.PALE]) == len(core.scenarios) - 6 + (
            picture.kind == "fans"
        )


def test_header_and_footer(page: tuple[Figure, figures.Picture, str]) -> None:
    figure, picture, lang = page
    title, notes, source = (text.get_text() for text in figure.texts)
    assert title == picture.title.of(lang)
    assert ("4 seeds" if lang == "en" else "4个种子") in notes.replace("\n", " ")
    assert "95" in notes if picture.kind == "outcomes" else "90" in notes
    assert source.split("  |  ")[0] in ("core: 11 scenarios", "core: 11个情景")
    assert "0-3" in source
    assert "72" in source


def ticks(axes: Axes) -> list[Text]:
    """The labels of ticks that are drawn: those within the limits."""
    return [
        label
        for axis in (axes.xaxis, axes.yaxis)
        for place, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
        if min(axis.get_view_interval()) <= place <= max(axis.get_view_interval())
    ]


def test_letters_stay_on_the_page_and_apart(page: tuple[Figure, figures.Picture, str]) -> None:
    figure, picture, _ = page
    texts = list(figure.texts)
    for axes in figure.axes:
        texts += [axes._left_title, axes.xaxis.label, *axes.texts, *ticks(axes)]
    boxes = {text: text.get_window_extent() for text in texts if text.get_text().strip()}
    for text, box in boxes.items():
        assert -1 <= box.x0 <= box.x1 <= figure.bbox.width + 1, text
        assert -1 <= box.y0 <= box.y1 <= figure.bbox.height + 1, text
        assert text.get_fontsize() >= picture.font - 0.01, text
    for one, other in itertools.combinations(boxes, 2):
        assert not boxes[one].shrunk(0.95, 0.8).overlaps(boxes[other].shrunk(0.95, 0.8)), (one, other)


def test_the_overview_can_be_read_from_the_back_row() -> None:
    picture = PLOTS.figures["overview"]
    assert picture.font >= 20
    assert len(picture.measures) == 4


def test_outcomes_show_values_and_verdicts(core: Results) -> None:
    picture = PLOTS.figures["outcomes"]
    figure = charts.compose(picture, PLOTS, core, "en")
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
    figure = charts.compose(PLOTS.figures["differences"], PLOTS, core, "en")
    (line,) = (line for line in figure.axes[0].lines if line.get_gid() == "Commons")
    wanted = np.median(core.series("commons", "unemployment") - core.series("baseline", "unemployment"), axis=0)
    assert line.get_ydata() == pytest.approx(100 * wanted)
    assert "[% points]" in figure.axes[0].get_title(loc="left")


def test_draw(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2, months=12)
    paths = figures.draw(tmp_path, names=["outcomes"])
    assert paths == [tmp_path / "figures" / "outcomes.png", tmp_path / "figures" / "outcomes.svg"]
    assert sorted((tmp_path / "figures").iterdir()) == paths
    assert paths[0].read_bytes().startswith(b"\x89PNG")
    before = [path.read_bytes() for path in paths]
    figures.draw(str(tmp_path), names=["outcomes"])
    assert [path.read_bytes() for path in paths] == before  # the same numbers, the same files
    assert "matplotlib.pyplot" not in sys.modules


def test_what_cannot_be_drawn(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline"], seeds=1, months=3)
    assert {path.stem for path in figures.draw(tmp_path)} == {"fans", "overview"}  # nothing to compare with
    with pytest.raises(InputError, match="fan: no such figure; did you mean fans"):
        figures.draw(tmp_path, names=["fan"])


def test_english_where_there_is_no_chinese_font(
    fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(tmp_path, ["baseline"], seeds=1, months=3)
    figures.draw(tmp_path, names=["overview"])
    english = (tmp_path / "figures" / "overview.svg").read_bytes()
    monkeypatch.setattr(layout, "chinese_font", lambda: None)
    figures.draw(tmp_path, "zh", ["overview"])
    assert "apt install fonts-noto-cjk" in capsys.readouterr().err
    assert (tmp_path / "figures" / "overview.svg").read_bytes() == english


@NEEDS_CHINESE
def test_chinese(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline"], seeds=1, months=3)
    figures.draw(tmp_path, "zh", ["overview"])
    assert "AI到来：就业" in (tmp_path / "figures" / "overview.svg").read_text(encoding="utf-8")


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
    assert layout.spread(wanted, gap) == pytest.approx(places)
