"""The report: one HTML file that stands alone, whose findings are the numbers of the table of differences."""

import gzip
import html
import itertools
import json
import re
import shutil
from base64 import b64decode
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim import charts, reports
from sim.base.errors import InputError
from sim.charts import draw, typography
from sim.cli.main import main
from sim.economy.measures import MEASURES
from sim.experiments import comparison
from sim.experiments.survival import ClosureComparison, finished
from sim.reports import document, graphics
from sim.reports.document import Command, Document, Items, Paragraph, Section, Table
from sim.runs import display
from sim.runs.pairing import listed
from sim.runs.reading import load
from sim.runs.results import Results
from sim.verdicts import register
from sim.verdicts.chain import chains

PLOTS = display.read()
VOID = {"meta", "link", "br", "img"}
Restrict = Callable[..., None]


class Page(HTMLParser):
    """What a test wants to know about a page; a tag that is not closed where it should be is an error."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text = path.read_text(encoding="utf-8")
        self.open: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.ids: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.attributes: set[str] = set()
        self.alts: list[str] = []  # of figures
        self.tables: list[list[list[str]]] = []
        self.figures: list[int] = []  # how many tables each holds
        self.scopes: list[str] = []
        self.items: list[tuple[list[str], str]] = []  # of lists, with the headings that they stand under
        self.lang = ""
        self.feed(self.text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes |= given.keys()
        self.ids += [given["id"]] if "id" in given else []
        self.links += [
            (name, given[name]) for name in ("href", "src", "xlink:href", "srcset", "action") if name in given
        ]
        if tag == "html":
            self.lang = given["lang"]
        if tag in ("script", "iframe", "object", "embed"):
            pytest.fail(f"a {tag}")
        if tag == "svg":
            assert given["role"] == "img"
            self.alts.append(given["aria-label"])
        if tag == "figure":
            self.figures.append(0)
        if tag == "table":
            self.tables.append([])
            if "figure" in self.open:
                self.figures[-1] += 1
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("th", "td"):
            self.tables[-1][-1].append("")
            assert tag == "td" or given["scope"] in ("col", "row")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag == "li" and "main" in self.open:
            self.items.append((self._path(), ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open:
            return
        if re.fullmatch("h[1-6]", self.open[-1]) or "h3" in self.open or "h2" in self.open or "h4" in self.open:
            level, text = self.headings[-1]
            self.headings[-1] = level, text + data
        elif {"th", "td"} & set(self.open):
            self.tables[-1][-1][-1] += data
        elif "li" in self.open and "main" in self.open:
            path, text = self.items[-1]
            self.items[-1] = path, text + data

    def _path(self) -> list[str]:
        """The headings in force, from the second level on."""
        path: dict[int, str] = {}
        for level, text in self.headings:
            path = {depth: other for depth, other in path.items() if depth < level} | {level: text}
        return [text for level, text in path.items() if level > 1]

    def told(self, first: str, second: str) -> dict[str, list[str]]:
        """The lists of a section within a section, by the headings within that."""
        found: dict[str, list[str]] = {}
        for headings, sentence in self.items:
            if headings[:2] == [first, second] and len(headings) == 3:
                found.setdefault(headings[2], []).append(sentence)
        return found


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def stands_alone(page: Page) -> None:
    assert "http" not in page.text
    assert not re.search(r"@import|url\((?!#)", page.text)
    assert not [name for name in page.attributes if name.startswith("on")]
    assert page.links
    assert all(link.startswith("data:") or link[1:] in page.ids for _, link in page.links), page.links
    assert len(page.ids) == len(set(page.ids))


def is_in_order(page: Page) -> None:
    levels = [level for level, _ in page.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(text.strip() for _, text in page.headings[1:])


# -- the page


@pytest.mark.parametrize("few", [("overview", "outcomes", "books"), pytest.param((), marks=pytest.mark.ci)])
def test_a_report_of_real_runs(few: tuple[str, ...], only: Restrict, recorded: Results, tmp_path: Path) -> None:
    """With every figure that the runs have numbers for, or a few: drawing takes long."""
    if few:
        only(*few)
    page = Page(sim.report(recorded, out=tmp_path / "whole.html"))
    stands_alone(page)
    is_in_order(page)
    assert page.lang == "en"
    headings = [text for level, text in page.headings if level == 2]
    assert headings == [
        "Contents", "The question", "What was changed, and where it comes from", "Findings", "What carries the differences", "Figures",
        "The books of one month", "Assumptions, closures and limits", "What to try next", "How to repeat it",
    ]  # fmt: skip
    assert not (recorded.folder / "report.html").exists()
    assert has_figures(page, recorded) == (len(few) or 9)
    has_books(page, recorded)


def has_figures(page: Page, results: Results) -> int:
    """Each with its alt text, a short table, and all its numbers in a file; how many."""
    names = [name for name, picture in PLOTS.figures.items() if not picture.asked and charts.can_draw(picture, results)]
    assert len(names) == len(page.figures) == len(page.alts) == page.text.count("<figcaption>")
    assert min(page.figures) >= 1
    assert all(len(alt) > 200 and "carbon-silicon" in alt for alt in page.alts)
    files = dict(re.findall(r'download="([\w-]+)\.csv\.gz" href="data:application/gzip;base64,([^"]+)"', page.text))
    assert set(files) == set(names)
    lines = gzip.decompress(b64decode(files["overview"])).decode().splitlines()
    assert lines[0] == "panel,scenario,unit,month,p05,p25,p50,p75,p95"
    panels = PLOTS.figures["overview"].measures
    assert len(lines) == 1 + len(panels) * len(results.scenarios) * results.months
    rows = len(panels) * len(results.scenarios) + 1
    (table,) = (table for table in page.tables if table[0][:2] == ["panel", "scenario"] and len(table) == rows)
    assert table[0][2:] == ["month 0", "month 49"]  # every fifth year, and the last month
    shown = {tuple(row[:2]): row[-1] for row in table[1:]}
    last = results.summary.set_index(["scenario", "measure", "month"])["p50"]
    assert float(shown["Unemployment [%]", "No AI"]) == pytest.approx(
        100.0 * last["baseline", "unemployment", 49], abs=0.01
    )
    return len(names)


def has_books(page: Page, results: Results) -> None:
    """Flows and balance sheet, of the reference and one more, which balance."""
    books = [table for table in page.tables if table[0][-1] == "sum"]
    assert len(books) == 4
    for table in books:
        for row in table[1:]:
            numbers = [float(cell.replace(",", "").replace("−", "-") or 0.0) for cell in row[1:]]
            assert row[-1] == "0"
            assert sum(numbers[:-1]) == pytest.approx(0.0, abs=0.04)  # each is rounded
    flows = {row[0]: row[1:] for row in books[0][1:]}
    paid = results.records("payments", "baseline", [0])[0][results.axes("payments")["flow"].index("wages")]
    assert flows["Wages before tax"][0] == f"{paid[0]:,.2f}"


# -- findings


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"(?<![A-Za-z0-9.])[+-]?\d+(?:\.\d+)?", text.replace("−", "-"))]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_findings_are_those_of_the_table_of_differences(fill, lang: str, only: Restrict, tmp_path: Path) -> None:
    only()
    results = fill(tmp_path / "runs", ["baseline", "commons", "monopoly-ubi", "cheap-private"], times=0.2)
    page = Page(sim.report(results, lang, tmp_path / "r.html"))
    stands_alone(page)
    is_in_order(page)
    told = 0
    gaps = listed(pd.read_csv(results.folder / "differences.csv"))
    for scenario in results.scenarios[1:]:
        for group, sentences in page.told(
            {"en": "Findings", "zh": "发现"}[lang], f"{results.title(scenario, lang)} ({scenario})"
        ).items():
            for sentence in sentences:
                name, rest = sentence.split("]", 1)
                (measure,) = (
                    m.name for m in results.measures.values()
                    if f"{m.label[lang]} [{PLOTS.unit(m.unit).of(lang)}" == name
                )  # fmt: skip
                gap, unit = gaps[scenario, measure], PLOTS.unit(results.measures[measure].unit)
                found = numbers(re.sub("95 ?%", "", rest))
                mean, low, high, own, level = found
                digits = len(str(mean).partition(".")[2])
                near = pytest.approx
                assert mean == near(unit.times * gap.mean, abs=0.51 * 10.0**-digits)
                assert (low, high) == near((unit.times * gap.low, unit.times * gap.high), abs=0.51 * 10.0**-digits)
                assert own - level == near(mean, abs=2.1 * 10.0**-digits)
                words = {"higher": ("Higher", "高于"), "lower": ("Lower", "低于")}.get(
                    gap.verdict, ("No detectable", "未检出")
                )
                assert words[lang == "zh"] in group
                told += 1
    assert told == 3 * len(PLOTS.summary.measures)
    if lang == "zh":
        visible = re.sub(r"<style>.*?</style>|<code>.*?</code>|<details>.*?</details>", "", page.text, flags=re.DOTALL)
        assert not re.findall(r"higher|lower|difference|seeds|interval", re.sub("<[^>]*>", "", visible))


def test_what_is_identical_and_what_has_one_seed_is_said_to_be(fill, only: Restrict, tmp_path: Path) -> None:
    only()
    same = fill(tmp_path / "same", ["baseline", "commons"], times=0.0)
    text = sim.report(same, out="same.html").read_text(encoding="utf-8")
    assert "Identical to No AI in every month of every seed" in text
    one = fill(tmp_path / "one", ["baseline", "commons"], seeds=1)
    text = sim.report(one, out="one.html").read_text(encoding="utf-8")
    assert "One seed, so nothing can be said about chance" in text
    assert not re.search(r"\bnan\b", text)


def test_a_folder_of_one_scenario_has_levels(fill, only: Restrict, tmp_path: Path) -> None:
    only("fans")
    results = fill(tmp_path / "alone", ["monopoly"])
    page = Page(sim.report(results))
    is_in_order(page)
    assert (tmp_path / "alone" / "report.html").exists()
    assert "no scenario to set beside Monopoly" in page.text
    mean = 100.0 * results.outcomes["unemployment"].mean()
    (line,) = re.findall(r"<li>Unemployment \[%\]: ([\d.]+) \(over", page.text)
    assert float(line) == pytest.approx(mean, rel=0.01)
    assert "No books are shown" in page.text


def test_closures_say_what_survives(closed: Results, only: Restrict, tmp_path: Path) -> None:
    only("closures")
    page = Page(sim.report(closed, out=tmp_path / "closed.html"))
    stands_alone(page)
    (table,) = (table for table in page.tables if "under the closures" in table[0])
    compared = ClosureComparison(closed, [], parts=finished(closed)).table()
    assert [row[2] for row in table[1:]] == list(compared["verdict"])
    assert [row[3].replace("−", "-") for row in table[1:]] == list(compared["difference"])
    assert len(page.figures) == 1
    assert "not repeated" not in page.text


# -- link by link

STEPS: dict[str, tuple[int, list[int | None]]] = {  # by which sign the leap leaves slow arrival, and when, a seed each
    "automated_share": (1, [30, 30, 31, 40]),
    "unemployment_cognitive": (1, [36, 34, 35, None]),
    "white_collar_income": (-1, [50, None, None, None]),
    "worker_consumption": (0, [None] * 4),
    "profit_rate": (1, [41, 42, 43, 44]),
    "mortgage_arrears": (1, [60, 58, None, None]),
    "house_price": (-1, [33, 33, 33, 33]),
    "bank_equity": (0, [None] * 4),
}


def step(name: str, seed: int, table: np.ndarray) -> None:
    """Leave it in one month by so much that the mean of a year does."""
    for measure, (sign, months) in STEPS.items():
        month, effect = months[seed], register.read().effects[measure]
        if name in ("leap", "leap-cushioned") and month is not None:
            table[month:, list(MEASURES).index(measure)] += sign * 24.0 * effect.size


def chain_of(page: Page, results: Results, scenario: str) -> list[str]:
    lang = page.lang[:2]
    heading = {"en": "The chain, link by link", "zh": "连锁，逐环来看"}[lang]
    wanted = [heading, f"{results.title(scenario, lang)} ({scenario})"]
    return [text for path, text in page.items if path == wanted]


def whole_of(page: Page) -> str:
    """What is told of the leap before its list."""
    text = re.sub("<[^>]*>", " ", html.unescape(page.text))
    text = " ".join(text[text.index({"en": "Of 8 links", "zh": "8环中有"}[page.lang[:2]]) :].split())
    return text[: text.index({"en": "Automated share:", "zh": "自动化份额："}[page.lang[:2]])].strip()


def test_which_link_moved_and_which_did_not_is_told_from_the_numbers(fill, only: Restrict, tmp_path: Path) -> None:
    """The months are those of the steps; what stays, goes the other way, or moves in half of the seeds is no link that moved."""
    only()
    results = fill(tmp_path / "runs", ["slow-arrival", "leap", "leap-cushioned", "monopoly"], times=0.0, alter=step)
    page = Page(sim.report(results, out=tmp_path / "en.html"))
    stands_alone(page)
    is_in_order(page)
    assert chain_of(page, results, "leap") == [
        "Automated share: higher by 1 % points or more from month 30 (4 of 4 seeds, months 30 to 40).",
        "Unemployment, cognitive: higher by 1 % points or more from month 35 (3 of 4 seeds, months 34 to 36).",
        "White-collar income: still: lower by 1 % or more in 1 of 4 seeds alone, first in month 50.",
        "Workers' consumption: still: in no month off by 1 % or more.",
        "Profit rate: not lower; higher by 0.2 % points or more from month 42 (4 of 4 seeds, months 41 to 44).",
        "Mortgage arrears: still: higher by 0.5 % points or more in 2 of 4 seeds alone, first in month 58.",
        "Price of homes: lower by 1 % or more from month 33 (4 of 4 seeds).",
        "Bank equity: still: in no month off by 0.002 years of value added or more.",
    ]
    assert whole_of(page) == (
        "Of 8 links 3 move as the chain has it: automated share (month 30); price of homes (month 33); unemployment, cognitive "
        "(month 35). The other way alone: profit rate. Still: white-collar income; workers' consumption; mortgage arrears; bank equity. "
        "Not in the order of the chain: price of homes (month 33) before unemployment, cognitive (month 35)."
    )
    assert "Beside Homes on credit, AI in its own time (<code>slow-arrival</code>). AI comes in month 96." in page.text
    besides = "Beside Homes on credit, AI in its own time (<code>slow-arrival</code>), which also "
    assert besides in page.text
    assert chain_of(page, results, "leap-cushioned") == chain_of(page, results, "leap")
    assert not chain_of(page, results, "slow-arrival") + chain_of(page, results, "monopoly")
    chinese = Page(sim.report(results, "zh", out=tmp_path / "zh.html"))
    told = chain_of(chinese, results, "leap")
    assert told[4] == "利润率：未低出；自第42月起高出0.2 百分点以上（4个种子中的4个，第41至44月）。"
    assert told[6] == "房价：自第33月起低出1%以上（4个种子中的4个）。"
    assert whole_of(chinese).endswith("次序与连锁不同：房价（第33月）早于脑力劳动者失业率（第35月）。")


def test_a_chain_whose_links_all_stay_still_is_told_as_such(fill, only: Restrict, tmp_path: Path) -> None:
    only()
    results = fill(tmp_path / "still", ["slow-arrival", "leap"], times=0.0)
    page = Page(sim.report(results))
    told = chain_of(page, results, "leap")
    assert len(told) == 8
    assert all("still: in no month off by " in sentence for sentence in told)
    assert whole_of(page).startswith("Of 8 links 0 move as the chain has it. Still: automated share; unemployment, cognitive; white-")
    assert "order of the chain" not in whole_of(page)


@pytest.mark.parametrize(("seeds", "where"), [(1, ""), (2, " (2 of 2 seeds)")])
def test_a_chain_that_moves_link_by_link_is_told_in_its_order(seeds: int, where: str, fill, only: Restrict, tmp_path: Path) -> None:
    """Of one seed nothing is said about seeds. A link may leave again on the other side."""
    only()
    links = ["automated_share", "unemployment_cognitive", "white_collar_income", "worker_consumption", "profit_rate",
             "mortgage_arrears", "house_price", "bank_equity"]  # fmt: skip

    def move(name: str, seed: int, table: np.ndarray) -> None:
        for number, measure in enumerate(links if name == "leap" else ()):
            column, sign = table[:, list(MEASURES).index(measure)], 1.0 if number in (0, 1, 5) else -1.0
            column[24 + 3 * number :] += sign * 24.0 * register.read().effects[measure].size
            if measure == "profit_rate":
                column[60:] += 480.0 * register.read().effects[measure].size

    results = fill(tmp_path / "runs", ["slow-arrival", "leap"], seeds=seeds, times=0.0, alter=move)
    page = Page(sim.report(results))
    told = chain_of(page, results, "leap")
    assert [re.findall(r"from month (\d+)", sentence)[0] for sentence in told] == [str(24 + 3 * number) for number in range(8)]
    assert told[4] == (
        f"Profit rate: lower by 0.2 % points or more from month 36{where}; higher by 0.2 % points or more from month 60{where}."
    )
    assert whole_of(page).startswith("Of 8 links 8 move as the chain has it: automated share (month 24); unemployment, cognitive (")
    assert whole_of(page).endswith("bank equity (month 45). None of them moves before the one that the chain has ahead of it.")


def test_without_a_scenario_in_which_ai_comes_more_slowly_there_is_no_chain(fill, only: Restrict, tmp_path: Path) -> None:
    """Nor without homes, nor where months of its links are not kept."""
    only()
    for names, changes in ((["leap", "leap-cushioned"], {}), (["slow-arrival", "leap"], {"mortgages": False}), (["slow-arrival"], {})):
        results = fill(tmp_path / "_".join([*names, *changes]), names, seeds=1, months=24, overrides=changes)
        assert chains(results) == []
    some = fill(tmp_path / "some", ["slow-arrival", "leap"], seeds=1, months=24)
    assert [(one.scenario, one.twin, one.besides) for one in chains(some)] == [("leap", "slow-arrival", [])]
    some.manifest["keeps"] = "outcomes"
    assert chains(some) == []


# -- what was changed


def test_changes_name_unit_source_dates_and_claims(fill, only: Restrict, tmp_path: Path) -> None:
    only()
    results = fill(tmp_path / "runs", ["monopoly", "austerity", "commons-ubi"])
    page = Page(sim.report(results))
    changed = [table for table in page.tables if table[0][0] == "parameter"]
    rows = {row[0]: row for row in changed[1][1:]}
    assert rows["fiscal_rule"][2:4] == ['"deficit"', '"balanced" from month 96']
    assert "commons_share" in {row[0] for row in changed[2][1:]}
    for table in changed:
        assert all(all(row) for row in table[1:])
    assert "Claims of the source texts that it speaks to: G5, H2." in page.text
    assert "Extends <code>monopoly</code> → <code>competition</code> → <code>baseline</code>." in page.text


def test_results_of_another_version_are_shown_raw(fill, only: Restrict, tmp_path: Path) -> None:
    only("outcomes")
    results = fill(tmp_path / "old", ["baseline", "commons"])
    path = results.folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest |= {"version": "0.0.9", "command": "sim compare <old> & {{ gone }}", "dependencies": []}
    for name, entry in manifest["scenarios"].items():
        entry["params"] = {"gone": name, **entry["params"]}
        entry["params"].pop("phillips_slope")
        del entry["question"], entry["events"]
    del manifest["records"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    shutil.rmtree(results.folder / "scenarios")
    page = Page(sim.report(tmp_path / "old"))
    stands_alone(page)
    assert "sim compare &lt;old&gt; &amp; {{ gone }}" in page.text
    assert "not a parameter of this version" in page.text
    assert "0.0.9" in page.text
    assert "No books are shown" in page.text
    assert "phillips_slope</code> ?" in page.text


def test_texts_of_a_user_are_escaped(fill, only: Restrict, tmp_path: Path) -> None:
    only("overview")
    evil = """<script>alert("1")</script> {{ 7 * 7 }} {% raw %} & `code` | {x}"""
    texts = "\n".join(
        f"{key} = {{ en = {wanted}, zh = {wanted} }}"
        for key, wanted in (
            ("title", f"'{evil}'"),
            ("question", f"'{evil}'"),
            ("notice", f"['{evil}']"),
            ("try", f"['{evil}']"),
        )
    )
    Path("evil.toml").write_text(f'extends = "commons"\n{texts}\n', encoding="utf-8")
    results = fill(tmp_path / "evil", ["baseline", "evil.toml"])
    for lang in ("en", "zh"):
        page = Page(sim.report(results, lang))
        stands_alone(page)
        is_in_order(page)
        assert page.text.count("{{ 7 * 7 }}") > 8
        assert "<script" not in page.text
        assert "<b>" not in page.text
        assert ">49<" not in page.text


# -- the command


def test_the_command(fill, only: Restrict, tmp_path: Path) -> None:
    only()
    fill(tmp_path / "runs", ["baseline", "commons"])
    call = ["report", "runs", "--lang", "zh"]
    done = CliRunner().invoke(main, call, catch_exceptions=False)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "runs/report.html\n", "")
    assert Page(Path("runs/report.html")).lang == "zh-Hans"
    first = Path("runs/report.html").read_bytes()
    done = CliRunner().invoke(main, [*call, "--out", "new/mine.html", "--json"], catch_exceptions=False)
    assert json.loads(done.stdout) == {"folder": "runs", "report": "new/mine.html"}
    assert Path("new/mine.html").read_bytes() == first  # the same folder is the same file


def test_a_language_that_there_is_not(core: Results) -> None:
    with pytest.raises(InputError, match="lang = 'fr': must be one of en, zh"):
        sim.report(core, "fr")


def test_without_a_chinese_font_only_the_figures_are_english(
    core: Results, only: Restrict, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    only("overview")
    monkeypatch.setattr(typography, "chinese_font", lambda: None)
    page = Page(sim.report(core, "zh", tmp_path / "r.html"))
    assert "no Chinese font" in capsys.readouterr().err
    assert page.alts[0].startswith("AI arrives")
    assert "发现" in [text for _, text in page.headings]


# -- the shapes


def test_any_command_can_build_a_report_of_the_shapes() -> None:
    table = Table("Caption", ["what", "value"], [("`a`", "1"), ("b", "<2>")], folded=True)
    inner = Section("Inner", [Items(["x & y"]), table], "In")
    whole = Document(
        "en", "Title", ["Lead"], [Section("Outer", [Paragraph("text"), inner, Command("sim sweep a.toml")])]
    )
    path = document.write(whole, Path("shapes.html"))
    page = Page(path)
    is_in_order(page)
    assert page.links[1:] == [("href", "#s1"), ("href", "#s1-1")]
    assert page.tables == [[["what", "value"], ["a", "1"], ["b", "<2>"]]]
    assert "x &amp; y" in page.text
    assert '<a href="#s1-1">In</a>' in page.text


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M 1 2 L 3.04 -0.04 L 5 6 z", "M1 2L3 0 5 6z"),
        ("M 1 2 C 1 2 3 4 5 6 L 7.25 8 L 9 9 C 1 2 3 4 5 6", "M1 2C1 2 3 4 5 6L7.2 8 9 9C1 2 3 4 5 6"),
        ("M -0.5 -10.0 L 1e-07 2", "M-0.5 -10L1e-07 2"),
        ("M 1 1 L 2 2 M 3 3 L 4 4", "M1 1L2 2M3 3L4 4"),
    ],
)
def test_paths_are_rounded_to_a_tenth_of_a_point(path: str, short: str) -> None:
    assert graphics._path(path) == short


@pytest.mark.parametrize(
    ("columns", "words", "heads"),
    [
        ({"scenario": ["a"], "month": [0], "value": [1.5]}, 1, ["scenario", "month 0"]),
        ({"panel": ["a"], "x": [1.5], "y": [2.0]}, 1, ["panel", "x", "y"]),
        ({"panel": ["a"], "empty": [None], "y": [2.0]}, 1, ["panel", "y"]),
    ],
)
def test_tables_of_numbers(columns: dict[str, list[object]], words: int, heads: list[str]) -> None:
    (table,) = graphics.tables(pd.DataFrame(columns), "T", "en")
    assert (table.words, list(table.heads)) == (words, heads)
    assert table.folded


def test_long_tables_are_thinned_but_keep_what_stands_against_a_bar() -> None:
    rows = [(f"r{i}", float(i), "met" if i == 999 else "") for i in range(1000)]
    (table,) = graphics.tables(pd.DataFrame(rows, columns=["what", "y", "bar"]), "T", "en")
    assert len(table.rows) == 1 + 333
    assert table.rows[0] == ("r999", "999", "met")
    assert "one row in 3" in table.caption


def test_every_shipped_figure_fits_a_sheet_of_paper() -> None:
    for name, picture in PLOTS.figures.items():
        wide, high = picture.size
        assert (wide, high <= 14.0) == (10.0, True), name  # what a page holds
        assert picture.font * 6.9 / wide > 6.5, name  # points on A4


def test_a_report_sets_what_was_drawn_and_draws_the_rest(
    fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = fill(tmp_path / "out", ["baseline", "commons"], seeds=2, months=12)
    whole = reports.report(results).read_bytes()
    drawn = draw.figures(results, "en", ["overview", "outcomes"], vectors=True)
    asked: list[str] = []
    make = charts.make

    def noted(name: str, *given: object, **options: object) -> object:
        asked.append(name)
        return make(name, *given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(charts, "make", noted)
    assert reports.report(results, drawn=drawn).read_bytes() == whole
    assert asked == ["fans", "differences"]


def test_the_notebook_and_the_lines_name_the_report(core: Results) -> None:
    found = comparison.Comparison(core, [], "en", None, core.folder / reports.NAME)
    assert str(found).splitlines()[-1] == f"Report: {core.folder / reports.NAME}"
    assert load(core.folder).scenarios == core.scenarios


def test_a_table_calls_a_scenario_that_is_named_like_a_measure_by_its_column() -> None:
    labels = {"unemployment": "Unemployment", "mine": "``x`` & $y$"}
    view: Any = SimpleNamespace(
        labels=labels, results=SimpleNamespace(scenarios=["unemployment", "mine"]),
        name={"unemployment": "A plan", "mine": labels["mine"]}.__getitem__,
    )  # fmt: skip
    cells = ["unemployment", "mine", "`z`"]
    found = graphics._named(pd.DataFrame({"scenario": cells, "panel": cells, "mean": [1.0, 2.0, 3.0]}), view)
    assert found["scenario"].tolist() == ["A plan", "``x`` & $y$", "``z``"]
    assert found["panel"].tolist() == ["Unemployment", "``x`` & $y$", "``z``"]


def test_backticks_of_users_mark_nothing() -> None:
    texts = ["A `b`", "``", "`", "a```b"]
    for text in texts:
        mark, line = document.verbatim(text), Paragraph(f"{document.verbatim(text)} (`{document.verbatim('x`y')}`)")
        page = document.render(Document("en", mark, [mark], [Section(mark, [line])]))
        assert f"<title>{text}</title>" in page
        assert f"<h1>{text}</h1>" in page
        assert f"<p>{text} (<code>x`y</code>)</p>" in page
