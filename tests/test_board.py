"""The board that came with the program: answers at once, says how old it is, and is a page for the eye."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import sim
from sim.base.errors import InputError
from sim.base.files import MARK
from sim.cli.main import main
from sim.economy import scenario
from sim.reports import cards, paths
from sim.verdicts import board, checks, matrix, register, scoreboard, shipped
from sim.verdicts.checks import BreakEven, Called, Cell, Checks, Point, Robust
from sim.verdicts.register import Effect

ROOT = Path(__file__).parent.parent


def call(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, arguments, prog_name="sim", catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What is asked to be computed, in place of computing it."""
    asked: list[dict[str, object]] = []

    def record(*ids: str, **options: object) -> object:
        asked.append({"ids": ids, **options})
        raise InputError("computed")

    monkeypatch.setattr("sim.commands.claims.computed", record)
    return asked


def test_claims_are_answered_from_the_shipped_board(runs: list[dict[str, object]]) -> None:
    kept = board.read(ROOT / "SCOREBOARD.json")
    found = sim.claims("M7", "M4")
    assert [row.id for row in found.board.rows] == ["M4", "M7"]
    assert repr(found.board.rows) == repr([row for row in kept.rows if row.id in ("M4", "M7")])  # nan is not nan
    said = str(found)
    assert f"computed {kept.date} by code {kept.code[:12]}; `--again` computes it anew" in said
    assert "M4.1 " in said
    assert kept.date in str(sim.claims("M4", lang="zh"))
    assert [row.id for row in sim.claims().board.rows] == list(register.read().claims)
    assert (found.results, runs) == (None, [])
    code, said, _ = call("claims", "M4", "--json", "--quiet")
    assert (code, json.loads(said)["notes"]) == (0, sim.claims("M4").notes)


def test_what_has_changed_since_the_board_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = register.read()
    kept = shipped.board(("M4", "M7"), declared.claims)
    claim, effects = declared.claims["M4"], declared.effects
    rows = [replace(row, asked=shipped.asked(declared.claims[row.id], effects)) for row in kept.rows]
    now = replace(kept, rows=rows, code=shipped.code(*shipped.MAKERS))
    assert len(shipped.notes(now, declared, "en")) == 1
    assert "the program has changed since" in shipped.notes(replace(now, code="0" * 64), declared, "en")[1]
    other = {
        "a test": (claim.model_copy(update={"tests": claim.tests[1:]}), effects),
        "a word": (claim.model_copy(update={"title": claim.statement}), effects),
        "an effect of interest": (claim, {**effects, "idle_compute": Effect(size=0.5, why=effects["idle_compute"].why)}),
    }
    assert len({shipped.asked(*each) for each in [(claim, effects), *other.values()]}) == 4
    for changed, sizes in other.values():
        texts = {**declared.texts, "manifesto": declared.texts["manifesto"].model_copy(update={"claims": {
            **declared.texts["manifesto"].claims, "M4": changed}})}  # fmt: skip
        said = shipped.notes(now, register.Register(texts, sizes), "en")[1:]
        assert len(said) == 1
        assert "M4" in said[0]
    before = shipped.asked(claim, effects)
    monkeypatch.setattr(register.Side, "load", lambda side: scenario.load("baseline"))
    assert shipped.asked(claim, effects) != before  # a scenario is another


@pytest.mark.parametrize(
    "option",
    ["--again", "--seeds=8", "--draws=40", "--jobs=1", "--out=x", "--texts=x", "--cluster=tcp://x:1", "--scoreboard=x.md", "--plain"],
)
def test_what_says_how_to_run_computes(option: str, runs: list[dict[str, object]]) -> None:
    ids = () if option.startswith("--scoreboard") else ("M4",)
    assert call("claims", *ids, option) == (2, "", "computed\n")
    name, _, value = option.removeprefix("--").partition("=")
    assert runs[0]["ids"] == ids
    if value and name != "scoreboard":
        assert str(runs[0][name]) == value


def test_a_claim_that_the_board_lacks_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = board.read(ROOT / "SCOREBOARD.json")
    replace(kept, rows=[row for row in kept.rows if row.id != "M4"]).write(tmp_path / "SCOREBOARD.json")
    monkeypatch.setattr(shipped, "data", lambda kind: tmp_path / kind)
    assert call("claims", "M4") == (2, "", "M4: is not on the shipped board: sim claims M4 --again computes it\n")
    assert call("claims", "M40")[2] == "M40: no such claim; did you mean M4? (sim explain lists all)\n"


def test_the_board_is_read_without_the_libraries_of_runs() -> None:
    code = "import sys, sim; str(sim.claims()); print({'pandas', 'numba', 'scipy.stats', 'matplotlib', 'mesa'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_board_travels_with_the_program() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    packed = {path.name for path in ROOT.glob("SCOREBOARD*.json")}
    assert packed == {name for name in build["wheel"]["force-include"] if name.startswith("SCOREBOARD")}


# -- the page


@pytest.fixture(scope="module")
def filled(row: Callable[..., board.Standing]) -> board.Board:
    """A board of two texts with each verdict, and paths."""
    years = board.Years([0.0, 1.0, 2.0, 3.0], [1.0, 2.0, 4.0, float("nan")], [1.0, 1.5, 2.0, 2.0], [-0.1, 0.2, 1.5, 1.0],
                        [0.1, 0.8, 2.5, 3.0])  # fmt: skip
    words = {"title": {"en": "Who <earns>", "zh": "谁得益"}, "objection": {"en": "Or not", "zh": "未必"}}
    rows = [
        row(("output", "holds"), ("wage_share", "depends"), id="M4", **words),
        row(("output", "fails"), id="M7", **words),
        row(("output", "holds"), id="H3", text="huang-value", **words),
        row(id="H5", text="huang-value", status="planned", waits=["measure user_data"], **words),
    ]
    sides = {"en": "commons against monopoly", "zh": "commons 对 monopoly"}
    rows = [
        replace(one, found=[replace(each, test=f"{one.id}.{n}", path=years, sides=sides) for n, each in enumerate(one.found, 1)])
        for one in rows
    ]
    texts = {name: {"en": f"Text {name}", "zh": f"文本{name}"} for name in ("manifesto", "huang-value")}
    return board.Board("0", "c" * 64, "2030-01-31", 48, 8, 40, [], 0, texts, rows)


@pytest.fixture(scope="module")
def searched(filled: board.Board) -> Checks:
    """What a search has found of them: each mark, each way to stand."""
    stands = [
        Robust(52, 64),
        Robust(52, 64, break_even=BreakEven("energy_price", 2.4, 0.1)),
        Robust(52, 64, Point(0.41, {"ai": False, "markup": 0.3})),
        Robust(0, 64),
    ]
    marks = [None, "imposed", "set", "tied"]
    cells = [
        Cell(one.test, one.measure, None, marks[n], {"en": f"why {n}", "zh": f"因{n}"}, stands[n])
        for n, one in enumerate(each for row in filled.rows for each in row.found)
    ]
    return Checks("2030-02-01", "d" * 64, {"en": "What words mean.", "zh": "词义。"}, cells, {"M4": Called("partly")})


def test_the_page_is_made_from_its_numbers_alone(filled: board.Board, searched: Checks, tmp_path: Path) -> None:
    filled.write(tmp_path / "B.json")
    content = {"program": MARK, "points": 64, **asdict(searched)}
    content["outcomes"] = [{**one, "share": [1.0], "needs": []} for one in content["outcomes"]]  # it holds more than is shown
    (tmp_path / "B.checks.json").write_text(json.dumps(content), encoding="utf-8")
    kept, found = board.read(tmp_path / "B.json"), checks.read(tmp_path / "B.json")
    assert found == searched
    text = cards.page(kept, found)
    assert text == cards.page(filled, searched)
    cards.remake(tmp_path / "B.json")
    assert (tmp_path / "claims.html").read_text(encoding="utf-8") == text
    assert text.count("<article") == 4
    assert text.count("<svg") == 3 + 4  # what decides, and every outcome
    assert "Who &lt;earns&gt;" in text
    assert all(word in text for word in ("谁得益", "Or not", "未必", "sim claims M4 --again", "waits for measure user_data"))
    for said in (
        "emergent: why 0", "imposed: why 1", "robust: none of 52 admissible points turns it, of 64",
        "turned where energy_price is 2.4 (0.1 here)", "41% of the way to a point where ai = false, markup = 0.3",
        "imposed in a part of what decides it", "What words mean.", "Searched 2030-02-01, code dddddddddddd.",
    ):  # fmt: skip
        assert said in text
        assert said in scoreboard.page(kept, "B", checks=found)
    assert not re.search(r"(?:src|href)=\"(?!#|data:)|https?:|@import|>undefined<|\bnan\b", text)
    bare = cards.page(kept)
    assert "was not searched for this board" in bare
    assert "Robust or turned" not in bare.split("<script")[0].replace(checks.HEAD.en, "")


def test_claims_that_were_not_searched_are_named(filled: board.Board, searched: Checks) -> None:
    older = replace(searched, outcomes=[cell for cell in searched.outcomes if not cell.test.startswith("H3")])
    said = "Searched 2030-02-01, code dddddddddddd. Not searched yet: H3."
    assert said in cards.page(filled, older)
    assert said in scoreboard.page(filled, "B", checks=older)
    assert "Not searched yet" not in cards.page(filled, searched)


def test_a_file_of_checks_that_is_damaged_is_named(tmp_path: Path) -> None:
    assert checks.read(tmp_path / "B.json") is None
    for text in ('{"date": 1}', '{"date": "", "code": "", "words": {}, "outcomes": [], "claims": {"M4": {"called": "odd"}}}', "["):
        (tmp_path / "B.checks.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"B\.checks\.json: damaged .*: sim claims --search writes it again"):
            checks.read(tmp_path / "B.json")


def test_the_shipped_pages_are_those_of_the_shipped_board() -> None:
    data = ROOT / shipped.FILE
    kept, found, crossed = board.read(data), checks.read(data), matrix.read(data)
    assert (ROOT / cards.NAME).read_text(encoding="utf-8") == cards.page(kept, found, crossed=crossed)
    assert (ROOT / "SCOREBOARD.md").read_text(encoding="utf-8") == scoreboard.page(kept, "SCOREBOARD", checks=found, crossed=crossed)


def test_the_command_writes_the_page_at_once_and_over_nothing_of_yours(tmp_path: Path) -> None:
    path = tmp_path / "some.html"
    assert call("claims", "M4", "H3", "--page", str(path))[0] == 0
    assert path.read_text(encoding="utf-8").count("<article") == 2
    path.write_text("mine", encoding="utf-8")
    code, _, said = call("claims", "M4", "--page", str(path))
    assert (code, path.read_text(encoding="utf-8")) == (2, "mine")
    assert "exists, and was not written by this program: choose another file with --page, or write over it with --force" in said


def test_a_path_is_drawn_with_its_gaps() -> None:
    nan, windows = float("nan"), [(12, 23)]
    path = board.Years([0.0, 1.0, 2.0, 3.0], [1.0, nan, 3.0, 4.0], [1.0, 1.0, 1.0, 1.0], [0.0, nan, 1.0, 2.0], [0.5, nan, 2.0, 4.0])
    drawn = paths.chart(path, 1.0, windows)
    side = re.search(r'class="a" d="([^"]*)"', drawn)
    assert side
    assert side[1].count("M") == 2  # it begins anew after the gap
    assert drawn.count('class="window"') == 2
    assert re.search(r'class="band" d="M[^"]*ZM[^"]*Z"', drawn)
    assert paths.told(path, 100.0) == [(0, "100", "100"), (3, "400", "100")]
    alone = paths.chart(replace(path, against=None, low=None, high=None), 1.0, windows)
    assert not re.search('class="(b|band|gap)"', alone)


def test_the_page_in_a_browser(filled: board.Board, searched: Checks, browser: Any, tmp_path: Path) -> None:
    path = cards.write(filled, searched, tmp_path / "claims.html")

    def opened(width: int, script: bool = True, address: str = "") -> Any:
        tab = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script).new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: wrong.append(message.text))
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.goto(path.as_uri() + address)
        return tab

    asked, wrong = list[str](), list[str]()
    plain = opened(360, script=False)  # all of it shows, in either language, and no control that does nothing
    shows = [plain.locator(f"#{one}").is_visible() for one in ("M4", "M7", "H3", "H5", "filter")]
    assert shows == [True, True, True, True, False]
    assert plain.locator(".copy").count() == 0
    assert plain.get_by_text("Strongest objection").first.is_visible()
    plain.click("label[for=lang-zh]")
    assert plain.get_by_text("最强的反对意见").first.is_visible()
    assert not plain.get_by_text("Strongest objection").first.is_visible()
    plain.click("#M4 summary")
    assert plain.locator("#M4 svg").nth(2).is_visible()

    for lang in ("en", "zh"):
        phone = opened(360, address=f"#lang={lang}")
        phone.click("#M4 summary")
        assert phone.evaluate("document.documentElement.scrollWidth") == 360
        assert max(phone.eval_on_selector_all("svg, select", "all => all.map((one) => one.getBoundingClientRect().right)")) <= 360

    tab = opened(1280, address="#lang=zh")
    assert (tab.title(), tab.get_attribute("html", "lang")) == ("论断的结果", "zh-Hans")
    tab.click("label[for=lang-en]")
    tab.select_option("#filter-text", "manifesto")
    tab.select_option("#filter-verdict", "fails")
    assert [tab.locator(f"#{one}").is_visible() for one in ("M4", "M7", "H3", "H5")] == [False, True, False, False]
    assert tab.inner_text("#filter [role=status]") == "1 of 4 claims"
    tab.click("nav a[href='#H5']")  # what the filter hides shows where a link leads to it
    assert tab.locator("#H5").is_visible()
    tab.emulate_media(media="print")
    assert [tab.locator(one).first.is_visible() for one in ("#filter", ".langs", "#M4 .deciding svg")] == [False, False, True]
    assert wrong == []
    assert {url.partition("#")[0] for url in asked} == {path.as_uri()}
