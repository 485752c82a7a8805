"""What users hold in Python: results that show themselves in a cell, figures and frames of what is asked for, and types."""

import ast
import inspect
import re
import shlex
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import matplotlib.figure
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.base.errors import InputError
from sim.charts import shown, typography
from sim.charts.shown import Gallery
from sim.cli.main import main
from sim.docs import tutorial
from sim.economy.scenario import Scenario
from sim.experiments.comparison import Comparison
from sim.runs import display
from sim.runs import results as kept
from sim.runs.pairing import apart, listed

PICTURE = re.compile(r'<img style="max-width:100%" alt="([^"]*)" src="data:image/png;base64,([^"]*)">')
VARIANT = "monopoly:ubi_share=0.3"
PLOTS = display.read()


@pytest.fixture
def results(core: kept.Results) -> sim.Results:
    """The core set, as `sim.load` gives it."""
    return sim.Results.of(core)


@pytest.fixture
def few(results: sim.Results) -> sim.Results:
    """Three scenarios of it."""
    return results.only("baseline", "monopoly", "commons")


@pytest.fixture(name="small", scope="module")
def _small(fill: Callable[..., kept.Results], tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    """A folder with a variant in it."""
    folder = tmp_path_factory.mktemp("small")
    fill(folder, ["monopoly", VARIANT, "commons"], seeds=2, months=24)
    return sim.load(folder)


def pictures(page: str) -> list[tuple[str, bytes]]:
    """Alt text and content of every picture of a page."""
    return [(unescape(alt), b64decode(content)) for alt, content in PICTURE.findall(page)]


# -- a cell


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("en", ["AI arrives: work", "Differences from baseline", "Unemployment (%)", "lower", "in points"]),
        ("zh", ["与baseline", "失业率 (%)", "更低", "以百分点计"]),
    ],
)
def test_a_cell_shows_the_headline_picture_and_differences_with_verdicts(few: sim.Results, lang: str, wanted: list[str]) -> None:
    few.lang = lang
    page = few._repr_html_()
    ((alt, png),) = pictures(page)
    assert png.startswith(b"\x89PNG")
    assert all(text in page for text in wanted), [text for text in wanted if text not in page]
    drawn = "人工智能到来" if lang == "zh" and typography.chinese_font() else "AI arrives"
    assert alt.startswith(drawn)
    row = Comparison(few, [], lang).table().query("scenario == 'commons'").iloc[0]
    assert float(row.iloc[3]) == pytest.approx(100 * listed(few.differences)["commons", "unemployment"].mean, rel=1e-3)
    assert re.search(r"\s*".join(f"<td>{re.escape(text)}</td>" for text in row), page)


def test_one_scenario_shows_its_outcomes_in_percent(results: sim.Results) -> None:
    page = results.only("commons")._repr_html_()
    assert len(pictures(page)) == 1
    mean = 100 * results.only("commons").outcomes["unemployment"].mean()
    assert re.search(rf"Unemployment \(%\)</th>\s*<td>{mean:.4g}</td>", page)


def test_a_damaged_folder_says_so_in_the_cell(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2, months=3)
    (tmp_path / "differences.csv").write_text("scenario\n", encoding="utf-8")
    assert "differences.csv: its columns are not those" in sim.load(tmp_path)._repr_html_()


def test_a_terminal_is_told_in_a_line(few: sim.Results, monkeypatch: pytest.MonkeyPatch) -> None:
    formatters = pytest.importorskip("IPython.core.formatters")
    monkeypatch.setattr(shown, "image", None)  # a terminal asks for no picture
    terminal = formatters.DisplayFormatter()
    terminal.active_types = ["text/plain"]
    for one, text in ((few, repr(few)), (few.plot("unemployment"), "<Figure: Unemployment, month by month>")):
        assert terminal.format(one) == ({"text/plain": text}, {})
        assert str(one) == text
    assert "matplotlib.pyplot" not in sys.modules


# -- figures of what is asked for


def median_of(figure: matplotlib.figure.Figure, label: str) -> np.ndarray:
    (line,) = (line for line in figure.axes[0].lines if line.get_gid() == label)
    return np.asarray(line.get_ydata())


def test_plot_is_a_matplotlib_figure_of_one_measure(results: sim.Results, tmp_path: Path) -> None:
    figure = results.plot("unemployment", "monopoly", "commons")
    assert isinstance(figure, matplotlib.figure.Figure)
    assert [panel.get_title(loc="left") for panel in figure.axes] == ["Unemployment  [%]"]
    assert median_of(figure, "Commons") == pytest.approx(100 * np.median(results.series("commons", "unemployment"), axis=0))
    assert set(figure.numbers["scenario"]) == {"monopoly", "commons"}
    assert figure.alt.startswith("Unemployment, month by month. Line: median of 4 seeds.")
    ((alt, _),) = pictures(figure._repr_html_())
    assert alt == figure.alt
    figure.savefig(tmp_path / "one.png")
    assert (tmp_path / "one.png").stat().st_size > 20_000


def test_a_fan_has_a_panel_a_measure(few: sim.Results) -> None:
    figure = few.fan("wage_share", "output", "wage_share")
    assert [panel.get_title(loc="left") for panel in figure.axes] == ["Wage share  [%]", "Output  [start = 100]"]
    assert len(few.only("commons").fan().axes) == len(PLOTS.figures["fans"].measures)


def test_a_difference_may_be_from_any_scenario(results: sim.Results) -> None:
    figure = results.difference("monopoly", "commons", "unemployment")
    wanted = np.median(results.series("monopoly", "unemployment") - results.series("commons", "unemployment"), axis=0)
    assert median_of(figure, "Monopoly") == pytest.approx(100 * wanted)
    assert figure.axes[0].get_title(loc="left") == "Unemployment  [% points]"
    assert figure.alt.startswith("Monopoly less Commons, month by month. Each scenario minus Commons, seed by seed.")
    assert results.reference == "baseline"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_language_of_figures(few: sim.Results, lang: str) -> None:
    if lang == "zh" and not typography.chinese_font():
        pytest.skip("no Chinese font")
    own, named = sim.Results.of(few, lang).plot("unemployment"), few.plot("unemployment", lang=lang)
    assert own.alt == named.alt
    assert named.alt.startswith("Unemployment" if lang == "en" else "失业率，逐月")


def test_a_variant_is_named_as_it_is_written_shown_or_filed(small: sim.Results) -> None:
    filed = "monopoly.ubi_share-0.3"
    assert small.scenarios == ["monopoly", filed, "commons"]
    for name in (filed, VARIANT, "monopoly:ubi_share=0.30", "monopoly, ubi_share 0.3"):
        assert small.find(name) == [filed]
        assert small.only("commons", name).scenarios == [filed, "commons"]
    assert small.difference(VARIANT, "monopoly", "output").alt.startswith("Monopoly, ubi_share 0.3 less Monopoly")


# -- frames


def test_compare_is_a_frame_in_percent_and_points(results: sim.Results) -> None:
    frame, gaps = results.compare("commons", measures=["unemployment", "output"]), listed(results.differences)
    assert list(frame.columns) == ["reference", "difference", "low", "high", "unit", "verdict", "label"]
    assert frame.columns.name == "less baseline"
    row, gap = frame.loc[("commons", "unemployment")], gaps["commons", "unemployment"]
    assert row[["difference", "low", "high"]].tolist() == pytest.approx([100 * gap.mean, 100 * gap.low, 100 * gap.high])
    assert (row["unit"], row["verdict"]) == ("% points", gap.verdict)
    assert row["reference"] == pytest.approx(100 * results.only("baseline").outcomes["unemployment"].mean())
    assert frame.index.get_level_values("measure").tolist() == ["unemployment", "output"]
    every = results.compare()
    assert every.index.get_level_values("scenario").unique().tolist() == results.scenarios[1:]
    assert every.index.get_level_values("measure").unique().tolist() == PLOTS.summary.measures
    assert results.compare("commons", lang="zh").columns.name == "减baseline"


def test_compare_with_any_reference(results: sim.Results) -> None:
    frame = results.compare("monopoly", reference="commons", measures=["output"])
    outcomes = results.outcomes.pivot_table(index="seed", columns="scenario", values="output")
    assert frame["difference"].tolist() == pytest.approx([100 * (outcomes["monopoly"] - outcomes["commons"]).mean()])


def test_two_scenarios_of_a_folder_of_outcomes_alone_are_compared(fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = fill(tmp_path, ["baseline", "commons", "monopoly"], seeds=3, months=12)
    with_months = apart(results, "monopoly", "commons", ["output"])
    monkeypatch.setattr(kept.Results, "has_months", lambda self, names: False)
    (found,) = apart(results, "monopoly", "commons", ["output"])
    assert (found.mean, found.verdict) == (pytest.approx(with_months[0].mean), with_months[0].verdict)


# -- wrong names

CORE = "must be one of baseline, competition, monopoly, "
WRONG: dict[str, tuple[Callable[[sim.Results], object], str]] = {
    "measure": (lambda r: r.plot("unemploymnt"), "unemploymnt: no such measure; did you mean unemployment?"),
    "measures": (lambda r: r.fan("outptu", "output", "wage_shar"),
                 "outptu: no such measure; did you mean output?\nwage_shar: no such measure; did you mean wage_share?"),
    "far": (lambda r: r.compare(measures=["xx"]),
            "xx: no such measure: must be one of the .* in `results.measures`, such as unemployment, "),
    "scenario": (lambda r: r.plot("output", "monoply"), f"no results of monoply: {CORE}.*; did you mean monopoly?"),
    "scenarios": (lambda r: r.difference("monopoly", "commns"), f"no results of commns: {CORE}.*; did you mean commons?"),
    "reference": (lambda r: r.compare(reference="basline"), f"no results of basline: {CORE}.*; did you mean baseline?"),
    "variant": (lambda r: r.plot("output", "monopoly:ubi_share=0.4"), f"no results of monopoly:ubi_share=0.4: {CORE}"),
    "setting": (lambda r: r.plot("output", "monopoly:ubi_shar=0.4"), f"no results of monopoly:ubi_shar=0.4: {CORE}"),
    "measure for a scenario": (lambda r: r.plot("output", "wage_share"),
                               'plot: wage_share is a measure: several stand side by side in results.fan("output", "wage_share")'),
    "title": (lambda r: r.title("monoply"), f"no scenario monoply: {CORE}.*; did you mean monopoly?"),
    "series": (lambda r: r.series("monoply", "output"), "did you mean monopoly?"),
    "itself": (lambda r: r.difference("monopoly", "monopoly"), "difference: monopoly less itself: name two scenarios"),
    "beside itself": (lambda r: r.compare("monopoly", reference="monopoly"), "compare: monopoly beside itself: name another reference"),
    "lang": (lambda r: r.plot("output", lang="fr"), "lang = 'fr': must be one of en, zh"),
    "load": (lambda r: sim.load(r.folder, lang="cn"), "lang = 'cn': must be one of en, zh"),
    "run": (lambda r: sim.run("baseline", lang="cn"), "lang = 'cn': must be one of en, zh"),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "says"), WRONG.values(), ids=WRONG)
def test_wrong_names(results: sim.Results, ask: Callable[[sim.Results], object], says: str) -> None:
    pattern = says if "|" in says else re.escape(says).replace(r"\.\*", ".*")
    with pytest.raises(InputError, match=pattern):
        ask(results)


def test_scenarios_without_a_seed_in_common_have_no_difference(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["baseline", "commons"], seeds=2, months=3)
    for run in ("commons-0", "baseline-1"):
        (tmp_path / "runs" / f"{run}.npz").unlink()
    with pytest.raises(InputError, match="difference: commons and baseline have no seed in common"):
        sim.load(tmp_path).difference("commons", "baseline")


# -- what is drawn on disk


def test_drawn_figures_show_themselves_and_keep_their_paths(small: sim.Results) -> None:
    drawn = sim.draw(small, names=["overview"])
    assert isinstance(drawn, Gallery)
    assert [path.name for path in drawn.paths] == ["overview.png"]
    assert Path(drawn[0]) == drawn[0].path == small.folder / "figures" / "overview.png"
    assert repr(drawn[0]).startswith("<overview: ")
    assert isinstance(drawn[0].numbers, pd.DataFrame)
    found = pictures(drawn._repr_html_())
    assert [alt for alt, _ in found] == [one.alt for one in drawn] == [
        path.with_suffix(".txt").read_text(encoding="utf-8").strip() for path in drawn.paths
    ]  # fmt: skip
    wide = [int.from_bytes(png[16:20], "big") for _, png in found]
    assert max(wide) <= shown.WIDE < int.from_bytes(drawn[0].path.read_bytes()[16:20], "big")
    assert pictures(drawn[0]._repr_html_()) == found


# -- types


def test_type_checkers_are_told_of_every_public_name() -> None:
    block = next(node for node in ast.parse(inspect.getsource(sim)).body if isinstance(node, ast.If))
    told = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert told == sim._HOMES
    assert set(sim.__all__) == {*told, "__version__"}
    assert (Path(sim.__file__).parent / "py.typed").exists()


def test_public_functions_say_the_type_of_all_that_they_take_and_give() -> None:
    asked = [getattr(sim, name) for name in sim.__all__ if inspect.isfunction(getattr(sim, name))]
    methods = [getattr(sim.Results, name) for name in ("plot", "fan", "difference", "compare", "only", "series", "records")]
    for function in [*asked, *methods]:
        signature = inspect.signature(function)
        untyped = [name for name, one in signature.parameters.items() if one.annotation is one.empty and name != "self"]
        assert not untyped, function
        assert signature.return_annotation not in (signature.empty, "Any"), function


USER = '''
import pandas as pd
from matplotlib.figure import Figure

import sim

results: sim.Results = sim.run("baseline", sim.variant("monopoly", ubi_share=0.3), seeds=2, months=24)
figure: Figure = results.plot("unemployment")
frame: pd.DataFrame = results.compare("monopoly", reference="baseline")
alt: str = results.difference("monopoly", "baseline", lang="zh").alt
drawn: list[str] = [one.alt for one in sim.draw(results)]
compared = sim.compare("baseline", "monopoly")
other: Figure = compared.results.fan("output")
again: sim.Results = sim.load(compared.results.folder).only("monopoly")
verdicts: pd.Series[str] = compared.differences["verdict"]
version: str = sim.__version__


def least(found: sim.Results) -> float:
    return float(found.outcomes["unemployment"].min())
'''
WRONG_TYPES = '''
import sim

sim.run("baseline", seed=2)
sim.load("results").plot(3)
number: int = sim.load("results").compare()
sim.rnu("baseline")
'''


@pytest.mark.ci
@pytest.mark.parametrize(("text", "errors"), [(USER, []), (WRONG_TYPES, [4, 5, 6, 7])], ids=["right", "wrong"])
def test_a_users_file_passes_mypy_strict(text: str, errors: list[int], tmp_path: Path) -> None:
    (tmp_path / "users.py").write_text(text, encoding="utf-8")
    cache = Path(__file__).parents[1] / ".mypy_cache"
    command = [sys.executable, "-m", "mypy", "--strict", "--no-color-output", "--config-file=", f"--cache-dir={cache}", "users.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert sorted({int(line) for line in re.findall(r"^users\.py:(\d+): error", done.stdout, re.MULTILINE)}) == errors, done.stdout
    assert done.returncode == (1 if errors else 0), done.stdout


# -- five questions, a line each

PAGES = {"en": ("using.md", "## Five questions, a line each"), "zh": ("using.zh.md", "## 五个问题，各一行")}


def transcript(lang: str) -> list[list[str]]:
    """What is typed on the page, each with the lines of the answer below it."""
    page, head = PAGES[lang]
    part = (Path(__file__).parents[1] / "docs" / page).read_text(encoding="utf-8").partition(head)[2].partition("\n## ")[0]
    lines = [line[4:] for line in part.splitlines() if line.startswith("    ")]
    starts = [number for number, line in enumerate(lines) if line.startswith(("$ ", "In [1]: "))]
    return [lines[one:other] for one, other in zip(starts, [*starts[1:], None], strict=True)]


@pytest.fixture
def before_and_after(fill: Callable[..., kept.Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders under the names of the page, and runs that are made up, without figures."""

    def ensemble(scenarios: Sequence[Scenario], *_: object, out: Path, **__: object) -> kept.Results:
        typed = [one.variant.written if one.variant else f"{one.name}.toml" if one.name == "ramp" else one.name for one in scenarios]
        return fill(out, typed, seeds=8, months=60)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.runs.runner.ensemble", ensemble)
    monkeypatch.setattr("sim.reports.with_figures", lambda results, *_, **__: ([], results.folder / "report.html"))
    fill(Path("results/before"), ["baseline", "monopoly"], seeds=2, months=240)
    fill(Path("results/after"), ["monopoly"], seeds=2, months=240, overrides={"ubi_share": 0.3})


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.ci)])
def test_five_questions_are_answered_as_the_page_says(before_and_after: None, lang: str) -> None:
    if lang == "zh" and not typography.chinese_font():
        pytest.skip("no Chinese font")
    asked = transcript(lang)
    assert len(asked) == 5 + 1  # and the file of one of them
    for typed, *answer in asked:
        if typed.startswith("$ cat "):
            Path(typed.split()[2]).write_text("\n".join(answer) + "\n", encoding="utf-8")
            said = answer
        elif typed.startswith("$ "):
            done = CliRunner().invoke(main, shlex.split(typed)[2:], prog_name="sim", catch_exceptions=False)
            assert done.exit_code == 0, done.stderr
            said = done.stdout.splitlines()
        else:
            said = [f"Out[1]: {eval(typed.removeprefix('In [1]: '), {'sim': sim})!r}"]
        for line in answer:
            assert any(one.startswith(line.removesuffix("...").rstrip()) for one in said), (typed, line)


# -- the tutorial


def outputs(notebook: dict[str, Any]) -> list[tuple[str, str]]:
    """What each cell of code shows: as HTML, or as text."""
    shown = []
    for cell in tutorial.cells(notebook):
        text = "".join("".join(one["text"]) for one in cell["outputs"] if one["output_type"] == "stream")
        html = "".join("".join(one["data"].get("text/html", "")) for one in cell["outputs"] if "data" in one)
        shown.append((html, text))
    return shown


def check_tutorial(notebook: dict[str, Any]) -> None:
    """Pictures with their words, verdicts in percent and points, and a claim."""
    _, cell, plot, difference, frame, fan, drawn, claim = outputs(notebook)
    for html, _ in (cell, plot, difference, fan, drawn):
        ((alt, png),) = pictures(html)
        assert len(alt) > 100
        assert png.startswith(b"\x89PNG")
    assert "Unemployment (%)</td>" in cell[0]
    for text in ("% points", "less monopoly", "Unemployment"):
        assert text in frame[0]
    assert claim[1].startswith("H3 ") or "\nH3 " in claim[1]
    assert drawn[1].startswith("outcomes.png ")


def test_the_tutorial_stands_there_with_its_pictures() -> None:
    notebook = tutorial.read()
    pytest.importorskip("nbformat").validate(notebook)
    check_tutorial(notebook)
    assert tutorial.FILE.stat().st_size < 1_000_000
    assert all(re.search(r"[\u4e00-\u9fff]", "".join(one["source"])) for one in notebook["cells"] if one["cell_type"] == "markdown")


def test_a_cell_that_goes_wrong_is_seen() -> None:
    pytest.importorskip("IPython")
    cell = {"cell_type": "code", "source": ["1 / 0"]}
    with pytest.raises(ZeroDivisionError):
        tutorial.run({"cells": [cell]})
    cell["source"] = ["print('a')\n", "1 + 1"]
    tutorial.run({"cells": [cell]})
    assert [one["output_type"] for one in cell["outputs"]] == ["stream", "execute_result"]
    assert cell["outputs"][1]["data"] == {"text/plain": ["2"]}  # type: ignore[index]


@pytest.mark.ci
def test_the_tutorial_runs() -> None:
    pytest.importorskip("IPython")
    notebook = tutorial.read()
    for cell in tutorial.cells(notebook):
        cell["outputs"] = []
    tutorial.run(notebook)
    check_tutorial(notebook)
