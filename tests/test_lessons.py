"""The lessons: every number, link and command of the sheets, against fresh runs and against the page in a browser."""

import importlib.util
import json
import re
import shlex
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

import sim
from sim.base import markdown
from sim.base.errors import InputError
from sim.classroom.explorer import grid as grids
from sim.cli.main import main
from sim.docs import checks, lessons
from sim.economy import measures, scenario
from sim.engine import parameters
from sim.runs.results import Results
from sim.verdicts.board import FILE as BOARD

ROOT = Path(__file__).parent.parent
HOME = ROOT / "lessons"
SHEETS = list(lessons.read())
PAPERS = [*SHEETS, "README", "roles", "exercise"]
DOCUMENTS = [HOME / f"{name}{end}" for name in PAPERS for end in lessons.ENDS.values()]
TYPED = [*DOCUMENTS, *ROOT.glob("README*.md"), *sorted((ROOT / "docs").glob("*.md"))]
# So that every slider does something within the months.
SMALL = {"ai_arrival": 3, "ubi_start": 3, "ubi_phase": 3, "retraining_gap": 0.0, "retraining_spell": 1}
FEW = {"seeds": 2, "months": 24, "workers": 200, "jobs": 1}
WHOLE = [name for name in SHEETS if name[0] in "1356"]  # opened at full size as well: the others take as long again

Sheets = list[lessons.Sheet]


@pytest.fixture(scope="module")
def sheets() -> Sheets:
    """All lessons, nothing run."""
    return lessons.plan()


def text_of(name: str, lang: str) -> str:
    return (HOME / f"{name}{lessons.ENDS[lang]}").read_text(encoding="utf-8")


def blocks_of(text: str) -> dict[str, str]:
    """The generated blocks of a text."""
    return {match["name"]: match.group(0).partition("-->\n")[2].strip() for match in markdown.MARKED.finditer(text)}


def prose(text: str) -> str:
    """A text without its generated blocks, code and the targets of links."""
    text = markdown.MARKED.sub("", text)
    text = re.sub(r"```.*?```|`[^`\n]*`|<!--.*?-->", "", text, flags=re.DOTALL)
    return re.sub(r"\]\([^)]*\)", "]", text)


# ---- Numbers


@pytest.mark.parametrize("lang", lessons.ENDS)
def test_what_needs_no_runs_is_current(sheets: Sheets, lang: str) -> None:
    checked = Counter[str]()
    for sheet in sheets:
        written = blocks_of(text_of(sheet.name, lang))
        makers = sheet.blocks(lang)
        assert set(written) == set(makers), sheet.name
        for name in ("page", "links", "claims"):
            if name in makers:
                assert written[name] == makers[name](), f"{sheet.name}: {name}: run {lessons.COMMAND}"
                checked[name] += 1
    assert checked == {"page": 6, "links": 6, "claims": 1}
    assert blocks_of(text_of("README", lang)) == {"pages": lessons.pages(sheets, lang)}
    assert (HOME / lessons.INDEX).read_text(encoding="utf-8") == lessons.index(sheets)


def test_a_pair_is_what_fresh_runs_say(sheets: Sheets, tmp_path: Path) -> None:
    """One pair of one lesson; the slow tests have all of them."""
    (sheet,) = [one for one in sheets if one.name.startswith("5")]
    first = sheet.lesson.model_copy(update={"pairs": sheet.lesson.pairs[:1]})
    (made,) = lessons.run([replace(sheet, lesson=first)], tmp_path, 2, quiet=True)
    for lang in lessons.ENDS:
        *found, about = made.blocks(lang)["found"]().split("\n\n")
        written = blocks_of(text_of(made.name, lang))["found"].split("\n\n")
        assert (written[: len(found)], written[-1]) == (found, about), f"run {lessons.COMMAND}"
        assert len(found) == 3


@pytest.fixture(scope="module")
def fresh(sheets: Sheets, tmp_path_factory: pytest.TempPathFactory) -> tuple[Sheets, Path]:
    """All lessons with their numbers, and the folder of the runs."""
    folder = tmp_path_factory.mktemp("lessons")
    return lessons.run(sheets, folder / "runs", 2, quiet=True), folder


@pytest.mark.slow
def test_every_sheet_says_what_fresh_runs_say(fresh: tuple[Sheets, Path]) -> None:
    for path, text in lessons.texts(fresh[0]).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is not current: run {lessons.COMMAND}"


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE)
def test_the_class_sees_the_numbers_of_the_sheet(fresh: tuple[Sheets, Path], browser: Any, name: str) -> None:
    (sheet,) = [one for one in fresh[0] if one.name == name]
    page = sim.explore(
        sheet.lesson.scenarios, sheet.lesson.sliders, quick=True, levels=sheet.lesson.levels, runs=fresh[1] / "runs",
        out=fresh[1] / sheet.page, quiet=True,
    )  # fmt: skip
    tables = 0
    for lang in lessons.ENDS:
        for pair in sheet.lesson.pairs:
            tab = browser.new_page()
            tab.goto(f"{page.path.parent.as_uri()}/{sheet.link(pair, lang, guess=False)}")
            tab.wait_for_selector("html[data-rest]")
            rows = [row.split("\t") for row in tab.inner_text("#summary tbody").splitlines()]
            shown = {cells[0]: cells[2:] for cells in rows}
            lens = tab.evaluate("cards.value.table().rows.map(([row, ...cells]) => [row, ...cells.map(short)])")
            tab.close()
            for line in sheet.table(pair, lang).splitlines()[2:]:
                label, *cells = [cell.strip() for cell in line.strip("|").split("|")]
                assert shown[re.split(r" \(|（", label)[0]] == cells
                tables += 1
            if pair.lenses:
                bars = {(row[0][:-2], row[0][-1]): row[1:] for row in lens}
                found = blocks_of(text_of(name, lang))["found"]
                for (label, side), parts in bars.items():
                    cells = re.findall(rf"^\| {label} \| (.*) \|$", found, re.MULTILINE)
                    place = 0 if side == "A" else 3
                    at = sheet.lesson.pairs.index(pair)
                    assert cells[at].split(" | ")[place : place + 3] == parts
    assert tables == 2 * sum(len(pair.measures) for pair in sheet.lesson.pairs)


def test_the_claims_are_those_of_the_scoreboard(judged: Results) -> None:
    path = judged.folder / BOARD
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    block = lessons.claims(path, [], "en")
    shown = re.findall(r"^\| \*\*(\w+)\*\*", block, re.MULTILINE)
    verdicts = {row.id: row.verdict for row in lessons.board.read(path).rows}
    assert len(rows) == len(verdicts)
    assert sorted(shown) == sorted(name for name, verdict in verdicts.items() if verdict in ("fails", "depends"))
    assert len(shown) > 10


# ---- Commands, names


@pytest.mark.parametrize("path", TYPED, ids=lambda path: path.name)
def test_every_command_can_be_typed(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ca", "cert", "key"):  # which must be there
        (tmp_path / f"cluster-{name}.pem").touch()
    text = re.sub(r"\[--\w+\]", "", path.read_text(encoding="utf-8"))
    typed = re.findall(
        r"^(?:    )?(?:pip install uv && )?(?:uv run (?:--extra cluster )?)?(sim .+)$", text, re.MULTILINE
    )
    typed += re.findall(r"`(?:uv run )?(sim [a-z]+ [^`]+)`", text)
    for line in typed:
        name, *arguments = shlex.split(line, comments=True)[1:]
        command = main.commands[name]
        if not {"NAME", "名称", "DIR"} & set(arguments):
            command.make_context(name, [*arguments])  # raises where an option or its value is wrong
        if name == "explain":
            words = [word for word in arguments if not word.startswith("--")]
            assert not words or "--group" in arguments or sim_explains(words)
    if path.stem.removesuffix(".zh") in SHEETS:
        assert typed


def sim_explains(words: list[str]) -> bool:
    """By name, or by words in what there is."""
    from sim.docs.explain import asked

    return words[0] in ("NAME", "名称") or any(asked(words))


def test_a_wrong_command_would_be_noticed() -> None:
    with pytest.raises(click.UsageError):
        main.commands["explore"].make_context("explore", ["--slider", "ubi_share"])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_name_in_a_sheet_is_one_of_the_model(path: Path) -> None:
    known = {*parameters.table(), *measures.MEASURES, *scenario.shipped(), *scenario.KEYS}
    spans = re.findall(r"`([a-z]+(?:[_-][a-z0-9]+)+)`", path.read_text(encoding="utf-8"))
    assert set(spans) <= known


@pytest.fixture(scope="module")
def small(sheets: Sheets, tmp_path_factory: pytest.TempPathFactory) -> Callable[[lessons.Sheet], Path]:
    """The page of a lesson with few runs: what a link sets does not hang on them."""
    folder = tmp_path_factory.mktemp("small")

    def make(sheet: lessons.Sheet) -> Path:
        own: dict[str, Any] = FEW | {"set": SMALL, "levels": sheet.lesson.levels}
        page = sim.explore(
            sheet.lesson.scenarios,
            sheet.lesson.sliders,
            runs=folder / "runs",
            out=folder / sheet.page,
            quiet=True,
            **own,
        )
        return page.path.parent

    return make


@pytest.mark.parametrize("name", [SHEETS[0], *(pytest.param(name, marks=pytest.mark.ci) for name in SHEETS[1:])])
def test_a_link_restores_its_state(
    sheets: Sheets, small: Callable[[lessons.Sheet], Path], browser: Any, name: str
) -> None:
    (sheet,) = [one for one in sheets if one.name == name]
    folder = small(sheet)
    for lang in lessons.ENDS:
        links = re.findall(r"^\d\. \[[^]]+\]\((\S+)\)", text_of(name, lang), re.MULTILINE)
        assert len(links) == len(sheet.lesson.pairs)
        tab = browser.new_page()
        for link, pair in zip(links, sheet.lesson.pairs, strict=True):
            tab.goto("about:blank")
            tab.goto(f"{folder.as_uri()}/{link}")
            tab.wait_for_selector("html[data-rest]")
            assert tab.is_hidden("#warning"), tab.inner_text("#warning")
            for side, chosen in pair.sides.items():
                assert tab.input_value(f"#{side.upper()}-scenario") == chosen["scenario"]
                for slider in sheet.grid.sliders:
                    wanted = chosen.get(slider.name, sheet.grid.own(str(chosen["scenario"]), slider))
                    at = int(tab.input_value(f"#{side.upper()}-{slider.name}"))
                    assert slider.values[at] == wanted, (link, slider.name)
            assert tab.get_attribute("html", "lang") == ("zh-Hans" if lang == "zh" else "en")
            assert tab.get_attribute("#predict", "aria-pressed") == "true"
            tab.evaluate("writeAddress()")  # the page spells its state as the link does
            assert tab.url.partition("#")[2] == link.partition("#")[2]
            titles = [f"{side.upper()} {sheet.title(chosen, lang)}" for side, chosen in pair.sides.items()]
            assert tab.evaluate("SIDES.map(title)") == titles
        tab.close()


# ---- Words


@pytest.mark.parametrize("lang", lessons.ENDS)
@pytest.mark.parametrize("name", SHEETS)
def test_a_lesson_takes_fifty_minutes(name: str, lang: str) -> None:
    minutes = re.findall(r"^\| (\d+) \|", prose(text_of(name, lang)), re.MULTILINE)
    assert sum(map(int, minutes)) == 50
    assert len(minutes) == 6


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if "README" not in path.name], ids=lambda path: path.name)
def test_no_number_stands_outside_the_generated_blocks(path: Path) -> None:
    """But lessons, links, claims, dates, minutes and points."""
    text = prose(path.read_text(encoding="utf-8"))
    allowed = (
        r"^# Lesson \d|^# 第\d课",
        r"[Ll]inks? \d(?: and \d)?|链接\d",
        r"month \d+|第\d+个月",
        r"\b[MHEGL]\d+\b|论断[MHEGL]\d+|H3",
        r"^\| \d+ \| \w+ \||\| \d+ \|$",
    )
    for pattern in allowed:
        text = re.sub(pattern, "", text, flags=re.MULTILINE)
    assert re.findall(r".*\d.*|.*%.*", text) == []


@pytest.mark.parametrize("name", PAPERS)
def test_both_languages_have_the_same_parts_and_numbers(name: str) -> None:
    english, chinese = (text_of(name, lang) for lang in ("en", "zh"))

    def shape(text: str) -> list[str]:
        found = re.findall(r"^(#+ |\| |- |\d\. |```\w*|<!-- .* -->|(?<=\n\n)\*+)", text, re.MULTILINE)
        return [mark.strip() for mark in found]

    assert shape(english) == shape(chinese)
    for block, theirs in blocks_of(chinese).items():
        ours = blocks_of(english)[block]
        numbers = [Counter(re.findall(r"[-−+]?\d+(?:\.\d+)?", text)) for text in (ours, theirs)]
        assert numbers[0] == numbers[1], block
    assert re.search(r"[\u4e00-\u9fff]", english.replace("中文", "").replace("课程", "")) is None
    assert len(re.findall(r"[\u4e00-\u9fff]", prose(chinese))) > 300


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.ci)])
def test_a_sheet_is_two_pages_of_paper(browser: Any, lang: str) -> None:
    """The last one three: it has the claims, as many as fail or depend."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark").enable("table")
    style = "<style>@page { size: A4; margin: 10mm } body { font: 10pt/1.35 sans-serif; margin: 0 } pre { white-space: pre-wrap }"
    style += "table { font-size: 9.5pt } td, th { padding: 2px 6px } h2 { margin: .8em 0 .3em } p, ul, ol { margin: .4em 0 }</style>"
    tab = browser.new_page()
    for name in [*SHEETS, "roles", "exercise"]:
        tab.set_content(style + markdown.render(text_of(name, lang)))
        pages = len(re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True)))
        assert pages <= (3 if name == SHEETS[-1] else 2), name
    tab.close()


# ---- Scenario files


def test_the_scenario_files_are_in_order() -> None:
    files = sorted((HOME / "scenarios").glob("*.toml"))
    assert len(files) == 3
    assert [report.faults for report in checks.check([str(file) for file in files], "en")] == [[]] * 3
    for file in files:
        found = scenario.load(file)
        assert not found.changes_nothing
        assert len(found.notice["en"]) == len(found.notice["zh"]) >= 2
        assert len(found.try_["en"]) == len(found.try_["zh"]) >= 2
        assert len(file.read_text(encoding="utf-8").splitlines()) < 40


def test_the_economies_of_lesson_four_are_the_reference_until_the_switch() -> None:
    reference = scenario.load("competition")
    for name, off in (("switched-off", {180, 191, 192, 239}), ("out-for-a-year", {180, 191})):
        found = scenario.load(HOME / "scenarios" / f"{name}.toml")
        for month in (0, 96, 179, 180, 191, 192, 239):
            assert found.params_at(month) == reference.params_at(month).replace(ai_off=month in off)


def test_the_answer_has_all_that_the_exercise_asks_for() -> None:
    text = (HOME / "scenarios" / "answer.toml").read_text(encoding="utf-8")
    asked = re.findall(r"^\| `(\w+)` \|", text_of("exercise", "en"), re.MULTILINE)
    assert set(asked) == {"question", "extends", "title", "params", "events", "notice"}
    assert all(re.search(rf"^\[*{key}\b", text, re.MULTILINE) for key in asked)
    assert text.startswith("# ")
    assert "Our guess" in text
    found = scenario.load(HOME / "scenarios" / "answer.toml")
    assert found.question["en"].endswith("?")
    assert found.question["zh"].endswith("？")


# ---- What is refused


def declared(tmp_path: Path, **changes: Any) -> Path:
    """A file with one lesson."""
    lesson: dict[str, Any] = {
        "scenarios": ["baseline", "monopoly"],
        "sliders": ["pass_through"],
        "pairs": [{"a": {"scenario": "baseline"}, "b": {"scenario": "monopoly"}, "measures": ["output"]}],
    }
    lesson |= {key: value for key, value in changes.items() if key != "pair"}
    lesson["pairs"][0] |= changes.get("pair", {})
    lines = ["[1-one]", *(f"{key} = {sim.base.toml.literal(value)}" for key, value in lesson.items())]
    path = tmp_path / "lessons.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scenarios": ["monopole"]}, "monopole: no such scenario; did you mean monopoly?"),
        ({"slider": ["x"]}, "lessons.toml:5: 1-one.slider: extra inputs are not permitted"),
        (
            {"pair": {"b": {"scenario": "commons"}}},
            "1-one: pair 1: b.scenario = commons: must be one of baseline, monopoly",
        ),
        (
            {"pair": {"b": {"scenario": "monopoly", "pass_through": 0.3}}},
            "b.pass_through = 0.3: must be one of 0, 0.5, 1",
        ),
        ({"pair": {"b": {"scenario": "monopoly", "markup": 0.3}}}, "b.markup = 0.3: no such slider (pass_through)"),
        (
            {"pair": {"a": {"scenario": "baseline", "pass_through": 0.0}}},
            "a.pass_through = 0.0: does nothing in baseline",
        ),
        ({"pair": {"measures": ["poverty"]}}, "1-one: pair 1: poverty: is not on the page (unemployment,"),
        ({"pair": {"measures": ["outputs"]}}, "outputs: no such measure; did you mean output?"),
    ],
)
def test_a_wrong_declaration_is_named(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        lessons.plan(path=declared(tmp_path, **changes))
    assert message in str(error.value)


# ---- The rehearsal


@pytest.fixture(scope="module")
def rehearse() -> ModuleType:
    """The script, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("rehearse", HOME / "rehearse.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_transcript_has_its_place_in_both_languages(rehearse: ModuleType) -> None:
    for name in rehearse.PAGES:
        text = (HOME / name).read_text(encoding="utf-8")
        filled = rehearse.fill(text, "0:00  one\n0:01  two")
        assert "```text\n0:00  one\n0:01  two\n```" in filled
        assert rehearse.fill(filled, "0:02  three").count("```text") == 1
        assert markdown.MARKED.findall(filled) == markdown.MARKED.findall(text)
    with pytest.raises(SystemExit, match="no place for a transcript"):
        rehearse.fill("text", "")


def test_the_transcript_says_nothing_of_the_machine(rehearse: ModuleType) -> None:
    said = "Using CPython 3.13 at: /usr/bin/python\nLooking in https://a.b/simple\nexplore: 3 runs\n\nPage: results/x.html (1 MB)"
    assert rehearse.told(said) == ["explore: 3 runs", "Page: results/x.html (1 MB)"]


def test_the_rehearsal_types_what_the_readme_says(rehearse: ModuleType) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(step in text for step in rehearse.STEPS)
    assert grids.declarations().sizes["quick"].months == 240
