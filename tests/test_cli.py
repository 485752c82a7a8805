"""The command line: what each command prints, where, and with which exit code."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim.base.errors import InputError, LedgerError
from sim.base.tables import wide
from sim.cli import main as cli
from sim.cli import show
from sim.cli.main import main
from sim.docs import books
from sim.docs.order import Observed
from sim.economy import claim_ids, scenario
from sim.economy.measures import MEASURES
from sim.economy.month import MONTH, PHASES
from sim.economy.rules import pricing
from sim.engine import parameters
from sim.engine.ledger import assets, flows
from sim.verdicts import register

HEAVY = ("numpy", "pandas", "matplotlib", "pydantic", "numba", "mesa", "rich.table")
SMALL = ("--seeds", "2", "--months", "3", "--workers", "200", "--jobs", "1", "--quiet")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test stands in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sim(*arguments: str) -> Result:
    """A call in this process."""
    return CliRunner().invoke(main, arguments, prog_name="sim", catch_exceptions=False)


def says(*arguments: str, notes: str = "") -> str:
    """What a call that succeeds prints; nothing else may be printed, but notes on what is not in force."""
    result = sim(*arguments)
    assert (result.exit_code, result.stderr) == (0, notes), result.output
    return result.stdout


def parsed(*arguments: str, notes: str = "") -> Any:
    return json.loads(says(*arguments, "--json", notes=notes), parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


def refuses(*arguments: str) -> list[str]:
    """The messages of a call with wrong input, which prints no result and writes no file."""
    before = sorted(Path().rglob("*"))
    result = sim(*arguments)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert sorted(Path().rglob("*")) == before
    return result.stderr.splitlines()


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        **options,
    )


# -- speed and surroundings


@pytest.mark.parametrize(
    "start",
    [
        "import sim, sim.cli.main",
        "import runpy, sys; sys.argv = ['sim', '--help']; runpy.run_module('sim', run_name='__main__')",
    ],
)
def test_help_loads_nothing_heavy(start: str) -> None:
    code = f"""
import sys
try:
    {start}
except SystemExit as end:
    assert not end.code
print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr.strip() == "[]"


def test_help_names_every_command() -> None:
    text = says("--help")
    commands = (
        "check",
        "claims",
        "classic",
        "compare",
        "explain",
        "explore",
        "list",
        "matrix",
        "new",
        "order",
        "programme",
        "report",
        "run",
        "sensitivity",
        "serve",
        "sweep",
        "value",
    )
    assert sorted(main.commands) == sorted(commands)
    for command in commands:
        assert f"  {command} " in text
        assert says(command, "--help").startswith(f"Usage: sim {command}")


def test_version() -> None:
    import sim as package

    assert says("--version") == f"sim, version {package.__version__}\n"


def test_the_public_face_is_lazy_and_complete() -> None:
    import sim as package

    names = [
        "Economy",
        "Results",
        "__version__",
        "claims",
        "classic",
        "compare",
        "draw",
        "explore",
        "load",
        "programme",
        "report",
        "run",
        "sensitivity",
        "sweep",
        "value",
        "variant",
    ]
    assert dir(package) == sorted(package.__all__) == names
    assert all(getattr(package, name) for name in package.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = package.nothing


# -- list, explain


def test_list() -> None:
    english, chinese = says("list"), says("list", "--lang", "zh")
    for name in scenario.shipped():
        assert name in english
        assert name in chinese
    assert "No AI" in english
    assert "无人工智能" in chinese
    assert [entry["name"] for entry in parsed("list")] == scenario.shipped()
    assert parsed("list")[1]["changed"] == {"ai": True}
    assert {entry["name"] for entry in parsed("list") if not entry["bounded"]} == {"boom-leveraged", "leap", "reform"}


def test_a_scenario_meant_as_a_crisis_is_marked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Path("crisis.toml").write_text(
        'extends = "monopoly"\nbounded = false\ntitle = { en = "Fall", zh = "跌落" }\nquestion = { en = "a?", zh = "b?" }\n'
        "[params]\nmarkup = 0.3\n",
        encoding="utf-8",
    )
    crisis = scenario.load("crisis.toml")
    show.scenarios([crisis], "en")
    show.scenarios([crisis], "zh")
    said = " ".join(capsys.readouterr().out.split())
    assert "Fall (meant as a crisis)" in said
    assert "跌落（意在呈现危机）" in said
    assert says("check", "crisis.toml").endswith("ok (1 changed, meant as a crisis)\n")
    assert says("check", "crisis.toml", "--lang", "zh").endswith("通过（1项改动，意在呈现危机）\n")
    monkeypatch.setattr(scenario, "load", lambda name: crisis)
    assert "bounded: no: meant as a crisis" in says("explain", "hoarding")
    assert "有界: 否：意在呈现危机" in says("explain", "hoarding", "--lang", "zh")


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("markup", ["markup (parameter)", "default: 0.27", "allowed: 0.05 to 1.0"], ["markup (参数)", "默认值: 0.27"]),
        ("mu", ["markup (parameter)"], ["markup (参数)"]),
        ("fiscal_rule", ["- deficit", "- balanced"], ["- balanced"]),
        ("n_workers", ["fixed: true"], ["仅在起始时有效: true"]),
        ("unemployment", ["unemployment (measure)"], ["unemployment (指标)"]),
        ("wages", ["wages (flow)", "from: firms", "to: workers", "account: V"], ["wages (流量)", "来自: firms"]),
        ("ai_tax", ["ai_tax (parameter)", "ai_tax (flow)"], ["ai_tax (参数)", "ai_tax (流量)"]),
        ("produce", ["produce (phase)", "group: ... P ..."], ["produce (阶段)"]),
        ("hoarding", ["hoarding (scenario)", "extends: monopoly", "withheld_share = 0.4"], ["hoarding (情景)"]),
    ],
)
def test_explain(name: str, english: list[str], chinese: list[str]) -> None:
    for lang, wanted in (("en", english), ("zh", chinese)):
        text = says("explain", name, "--lang", lang)
        assert [line for line in wanted if line not in text] == []
    assert parsed("explain", name)[0]["facts"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_explain_knows_every_name(lang: str) -> None:
    from sim.classics.declared import HOMES
    from sim.docs.explain import catalogue, explain

    phases = [phase.__name__ for phase in PHASES]
    assert catalogue() == {
        "parameter": list(parameters.table()),
        "measure": list(MEASURES),
        "flow": list(flows()),
        "phase": phases,
        "scenario": scenario.shipped(),
        "classic": list(HOMES),
        "claim": list(claim_ids.ids()),
        "text": list(claim_ids.TEXTS),
    }
    for kind, names in catalogue().items():
        for name in names:
            entry = next(entry for entry in explain(name) if entry.kind == kind)
            assert len(entry.lines(lang)) > 1
    assert set(parameters.table()).isdisjoint(MEASURES)


def test_explain_without_a_name_lists_groups_a_line_each() -> None:
    lines = says("explain").splitlines()
    assert max(map(len, lines)) <= 80
    assert f"parameter ({len(parameters.table())})" in lines
    (prices,) = [line for line in lines if line.startswith("  prices ")]
    assert prices.split()[:4] == ["prices", str(sum(p.group == "prices" for p in parameters.table().values())), "pass_through,", "markup,"]
    assert prices.endswith(", ...")
    assert "参数（" in says("explain", "--lang", "zh")
    assert parsed("explain")["scenario"] == scenario.shipped()


def test_explain_a_group_or_a_kind() -> None:
    text = says("explain", "--group", "prices")
    assert max(map(len, text.splitlines())) <= 80
    assert re.search(r"^  pass_through .*Share of the cost saved by AI", text, re.MULTILINE)
    assert re.search(r"^  ubi_share", text, re.MULTILINE) is None
    assert {one["kind"] for one in parsed("explain", "--group", "skill")} == {"parameter", "measure", "phase", "scenario"}
    assert [one["name"] for one in parsed("explain", "--group", "phase")] == [phase.__name__ for phase in PHASES]
    assert [one["name"] for one in parsed("explain", "--group", "claim")] == list(claim_ids.ids())
    assert refuses("explain", "--group", "price")[0] == "--group: price: no such group; did you mean prices?"
    assert refuses("explain", "markup", "--group", "prices") == ["--group: in place of a name, not beside one"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["basic income"], {"ubi_share", "ubi_workers", "H9"}),
        (["basic", "income"], {"ubi_share", "ubi_workers", "H9"}),
        (["idle"], {"idle_compute", "compute_idle", "M4"}),
        (["失业"], {"unemployment", "natural_unemployment"}),
        (["UBI"], {"ubi_share", "monopoly-ubi"}),
        (["mark_up"], {"markup"}),
        (["taxes", "ai"], {"ai_tax"}),
    ],
)
def test_explain_finds_by_words(words: list[str], found: set[str]) -> None:
    hits = parsed("explain", *words)
    assert found <= {hit["name"] for hit in hits}
    assert len(hits) < 60
    shown = says("explain", *words, "--lang", "zh").splitlines()
    assert {re.split(r"  +", line)[1] for line in shown if re.match(r"  \S", line)} >= found


def test_explain_finds_names_before_labels_and_these_before_meanings() -> None:
    names = [hit["name"] for hit in parsed("explain", "compute") if hit["kind"] == "measure"]
    assert "compute" in names[0]
    assert names.index("idle_compute") < names.index("slots")


def test_explain_several_names_at_once() -> None:
    assert [entry["name"] for entry in parsed("explain", "markup", "unemployment")] == ["markup", "unemployment"]


def test_explain_unknown() -> None:
    assert refuses("explain", "unemploiment") == ["unemploiment: no name, label or meaning has it; did you mean unemployment?"]
    assert refuses("explain", "qqqqq") == ["qqqqq: no name, label or meaning has it: `sim explain` lists all names"]
    assert refuses("explain", "?")[0].startswith("?: no name, label or meaning has it")


def test_explain_says_where_a_parameter_bites() -> None:
    """Once in one line: the rules with their formulas, the phases, who sets it, and what turns on it."""
    facts = parsed("explain", "pass_through")[0]["facts"]
    rules = dict(rule.split(": ", 1) for rule in facts["rules"])
    assert rules["pricing.revised_price"] == (pricing.revised_price.__doc__ or "").partition("\n")[0]
    phases = facts["phases"]["en"]
    assert [line.partition(":")[0] for line in phases if line.startswith("pass_on")] == ["pass_on"]
    assert any(line.startswith("revise_prices (by firms.pass_through): Producers revise") for line in phases)
    assert not any(line.startswith("revise_wages") for line in phases)
    (low,) = [line for line in facts["scenarios"]["en"] if line.startswith("0.0: ")]
    for name in scenario.shipped():
        assert (name in low[5:].split(", ")) is (scenario.load(name).params.pass_through == 0.0)
    for name, said in (("commons_share", "its tests move it"), ("pass_through", "puts the objection into the model")):
        claims = {line.partition(":")[0] for line in parsed("explain", name)[0]["facts"]["claims"]["en"] if said in line}
        key = "lever" if said.startswith("its") else "switches"
        wanted = {claim.id for claim in register.read().claims.values() if name in getattr(claim, key)}
        assert claims == wanted != set()
    assert facts["acts"]["en"].startswith("once clouds begin to build")
    chinese = says("explain", "pass_through", "--lang", "zh")
    for part in ("规则: \n    - ", "（经firms.pass_through）", "情景: ", "把反对意见放进模型", "起作用于: 云企业开始建设之后"):
        assert part in chinese


def test_explain_says_beside_what_a_parameter_does_nothing_and_who_sets_it() -> None:
    idle = parsed("explain", "rivalry_trial")[0]["facts"]["idle"]["en"]
    assert any("rivalry = 0.0" in line for line in idle)
    assert "wages-" in parsed("explain", "phillips_slope")[0]["facts"]["closures"]
    dated = parsed("explain", "fiscal_rule")[0]["facts"]["scenarios"]
    month = scenario.load("austerity").events[0].month
    assert any(line.startswith(f'"balanced" from month {month}: ') and "austerity" in line for line in dated["en"])
    assert any(line.startswith(f'第{month}月起"balanced": ') for line in dated["zh"])


# -- check, new


def test_check_all_that_is_shipped() -> None:
    said = says("check").splitlines()
    lines = [line for line in said if ": ok (" in line]
    (note,) = (line for line in said if line not in lines)
    assert note.endswith("programme-none.toml: in 480 months: while commons_share = 0.0 and commons_threshold = 0.0: "
                         "no effect of capital_flight")  # fmt: skip
    files = ["params", *scenario.shipped(), "figures", "closures", *claim_ids.TEXTS, claim_ids.EFFECTS]
    assert [Path(line.split(":")[0]).stem for line in lines] == files
    assert all(report["faults"] == [] for report in parsed("check"))


def test_check_reports_faults_and_goes_on(folder: Path) -> None:
    Path("same.toml").write_text('extends = "baseline"\n', encoding="utf-8")
    Path("bad.toml").write_text('extends = "baseline"\n[params]\nmark_up = 1\nai = 2\n', encoding="utf-8")
    result = sim("check", "bad.toml", "same.toml", "commons", "comons")
    assert result.exit_code == 2
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "bad.toml:3: mark_up = 1: no such parameter; did you mean markup?",
        "bad.toml:4: ai = 2: must be true or false",
        "same.toml: changes nothing against baseline: it gives the same numbers",
    ]
    assert lines[3].endswith("commons.toml: ok (1 changed)")
    assert lines[4:] == ["comons: no such scenario; did you mean commons?"]
    result = sim("check", "bad.toml", "same.toml", "--json")
    assert result.exit_code == 2
    bad, same = json.loads(result.stdout)
    assert bad == {"file": "bad.toml", "note": "", "faults": lines[:2]}
    assert same["faults"] == []


def test_check_schema() -> None:
    assert json.loads(says("check", "--schema")) == scenario.json_schema()


def test_new_writes_a_file_that_checks_and_differs_from_the_baseline() -> None:
    assert says("new", "mine").splitlines()[-1] == "  sim compare baseline mine.toml"
    assert says("check", "mine.toml").splitlines() == [
        "mine.toml: ok (1 changed)",
        "mine.toml: the question is still that of `sim new`: say what the scenario asks",
        "mine.toml: title, question in en alone: shown in both languages",
    ]
    commented = Path("mine.toml").read_text(encoding="utf-8")
    uncommented = re.sub(r"^# (?=\w+ = |\[\[)", "", commented, flags=re.MULTILINE)
    assert len(tomllib.loads(uncommented)["params"]) > 5
    Path("all.toml").write_text(uncommented, encoding="utf-8")
    assert says("check", "all.toml").startswith("all.toml: ok (1 changed, 1 events, meant as a crisis)\n")
    assert "# Logistic growth of frontier capability: 0.0 to 0.3 a month\n# ai_growth = " in commented
    assert '"deficit" or "balanced"' in commented
    assert "must be" not in commented
    assert parsed("new", "other", "--lang", "zh") == {"file": "other.toml"}
    assert "每月0.0至0.3" in Path("other.toml").read_text(encoding="utf-8")
    assert says("check", "other.toml", "--lang", "zh").splitlines()[1:] == [
        "other.toml: 问题仍是`sim new`所写：请写明情景要问什么",
        "other.toml: title、question只有zh：两种语言都显示它",
    ]


def test_check_says_nothing_of_a_question_that_somebody_asks() -> None:
    texts = 'title = { en = "Mine", zh = "我" }\nquestion = { en = "Who pays?", zh = "谁付？" }\n'
    Path("mine.toml").write_text(f'extends = "baseline"\n{texts}[params]\nai = true\n', encoding="utf-8")
    assert says("check", "mine.toml") == "mine.toml: ok (1 changed)\n"
    Path("mine.toml").write_text('extends = "monopoly"\nquestion = { zh = "谁付？" }\n', encoding="utf-8")
    assert says("check", "mine.toml").splitlines()[1:] == ["mine.toml: question in zh alone: shown in both languages"]


@pytest.mark.parametrize("name", ["", "../mine", "a b", "mine.toml", "-x", "名", "a/b", "."])
def test_new_refuses_bad_names(name: str) -> None:
    assert "not a name for a scenario" in refuses("new", "--", name)[0]


def test_new_overwrites_nothing() -> None:
    Path("mine.toml").write_text("kept", encoding="utf-8")
    assert refuses("new", "mine") == ["mine.toml: exists already; nothing was written"]
    assert Path("mine.toml").read_text(encoding="utf-8") == "kept"
    assert refuses("new", "commons") == ["commons: is the name of a shipped scenario: choose another"]


# -- order, matrix


def test_order() -> None:
    rows = parsed("order", "--months", "3", "--workers", "200")
    assert [(row["group"], row["phase"]) for row in rows] == [
        (part.en, p.__name__) for part, phases in MONTH.items() for p in phases
    ]
    assert sum(row["share"] for row in rows) == pytest.approx(1.0)
    known = {row["phase"]: row for row in rows}
    assert "wages" in known["pay"]["posts"]
    assert "workers.employer" in known["hire_hands"]["writes"]
    assert known["consume"]["posts"] != known["pay"]["posts"]
    assert all(row["about"] for row in rows)
    idle = [row["phase"] for row in rows if not row["posts"] and not row["writes"]]
    assert len(idle) < len(rows) / 4  # a default needs bad luck, and no cloud is public here


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_order_can_be_read_in_eighty_columns(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    posts = [f"some_flow_{n}" for n in range(12)]
    rows = [Observed(part, p.__name__, (p.__doc__ or "").partition("\n")[0], posts, ["workers.employer"], 0.031)
            for part, phases in MONTH.items() for p in phases]  # fmt: skip
    show.phases(rows, lang)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(wide, lines)) == 80
    assert [line.strip() for line in lines if line and line[0] != " "] == [part.of(lang) for part in MONTH]
    assert f"  {PHASES[0].__name__:73} 3.1%" in lines
    assert " ".join(" ".join(lines).split()).count(posts[-1]) == len(rows)  # nothing is cut
    assert any(line.startswith("    posts: " if lang == "en" else "    过账：") for line in lines)


def test_matrix() -> None:
    books = parsed("matrix", "commons", "--month", "2", "--seed", "1", "--workers", "200")
    assert books["unit"] == "millionths"
    for name in ("balance_sheet", "transaction_flows"):
        table = books[name]
        assert all(sum(row) == 0 for row in table["values"])
        assert all(len(row) == len(table["columns"]) for row in table["values"])
        assert len(table["rows"]) == len(table["values"])
    text = says("matrix", "commons", "--month", "2", "--seed", "1", "--workers", "200")
    sheet = books["balance_sheet"]
    money = sheet["values"][sheet["rows"].index("money")][sheet["columns"].index("workers")]
    assert f"{money / 1e6:,.2f}" in text
    assert "commons, seed 1, month 2: balance sheet, in units" in text
    said = " ".join(text.split())
    assert "goods, capital_goods, machines, slots, homes: things, which nobody owes." in said
    assert "machines_installed (against it machines)" in said


def test_every_row_of_the_books_has_its_note() -> None:
    names = list(assets())
    for lang, end in (("en", ": "), ("zh", "：")):
        heads = [line.partition(end)[0] for line in books.of_balance([*names, "net financial worth"], lang)]
        assert sorted(re.split("[、,] ?", ", ".join(heads))) == sorted([*names, "net financial worth"])
    rows = [f"{flow.name} ({flow.asset})" for flow in flows().values()]
    against, *odd = books.of_flows(rows, "en")[1:]
    assert sorted(line.partition(":")[0] for line in odd) == sorted(books.ODD)
    for flow in flows().values():
        assert (f"{flow.name} (against it {flow.against})" in against) is bool(flow.against)
    assert len(books.of_flows(["wages (money)"], "zh")) == 1


def test_matrix_shows_homes_mortgages_and_what_heirs_get_and_says_what_is_odd() -> None:
    """Rows that sum to zero, and a line for each that looks odd; none of rows that are not there."""
    asked = ("ageing", "--set", "cohort_growth=-0.02", "--set", "mortgages=true", "--month", "3", "--workers", "2000")
    text = says("matrix", *asked)
    lines = {line.split("  ")[0].strip(): line.split() for line in text.splitlines()}
    for name in ("homes", "mortgages", "rent (money)", "mortgage_interest (money)", "homes_sold (homes)", "bequests (money)"):
        assert lines[name][-1] == "0"
    assert lines["mortgages"][1].startswith("-")
    assert not lines["homes"][1].startswith("-")
    said = " ".join(text.split())
    for line in ("net financial worth: claims less", "rent: for living in", "bequests: deposits of who left", "homes_sold: by size"):
        assert line in said
    assert not re.search("energy_rent:|homes_built:|homes_bought:", said)


def test_matrix_of_another_seed_or_month_is_another() -> None:
    one, seed, month = (
        says("matrix", "baseline", "--workers", "200", "--json", *extra)
        for extra in (["--month", "2"], ["--month", "2", "--seed", "1"], ["--month", "3"])
    )
    assert len({one, seed, month}) == 3


# -- run, compare


def test_run() -> None:
    late = "commons: AI comes in month 96, after the last month (2): no effect of ai, commons_share\n"
    text = says("run", "baseline", "commons", *SMALL, "--out", "there", notes=late)
    assert "baseline" in text
    assert "commons" in text
    found = parsed("run", "baseline", "commons", *SMALL, "--out", "there", notes=late)
    assert found["folder"] == "there"
    assert found["seeds"] == {"baseline": [0, 1], "commons": [0, 1]}
    assert [(row["scenario"], row["seed"]) for row in found["outcomes"]] == [
        ("baseline", 0), ("baseline", 1), ("commons", 0), ("commons", 1)
    ]  # fmt: skip
    assert set(MEASURES) <= set(found["outcomes"][0])


def test_compare(monkeypatch: pytest.MonkeyPatch, only: Callable[..., None]) -> None:
    only("overview")  # test_comparison and test_report have them all
    Path("same.toml").write_text('extends = "baseline"\n', encoding="utf-8")
    call = ("compare", "baseline", "same.toml", "monopoly", *SMALL, "--out", "there", "--set", "ai_arrival=1", "--window", "1")
    idle = "baseline, same: while ai = false: no effect of ai_arrival\n"
    found = parsed(*call, notes=idle)
    assert found["reference"] == "baseline"
    assert {row["scenario"] for row in found["differences"]} == {"same", "monopoly"}
    assert {row["verdict"] for row in found["differences"] if row["scenario"] == "same"} == {"identical"}
    assert found["figures"]
    assert all(Path(figure).is_file() for figure in found["figures"])
    assert Path(found["report"]) == Path("there/report.html")
    assert Path(found["report"]).is_file()
    monkeypatch.setattr("sim.reports.report", lambda results, _, **options: results.folder / "report.html")
    monkeypatch.setattr("sim.charts.draw.figures", lambda results, _, **options: [])  # drawn once is enough
    assert "Identical to baseline in every month of every seed: same." in says(*call, notes=idle)
    chinese = says(*call, "--lang", "zh", notes=idle)
    assert "完全相同：same" in chinese
    assert "报告：there/report.html" in chinese


def test_compare_takes_the_core_set_or_all(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def fake(*names: str, **_options: object) -> None:
        asked.append(names)
        raise InputError("enough")

    monkeypatch.setattr("sim.commands.compare.compare", fake)
    for arguments in (["compare"], ["compare", "--all"], ["compare", "commons", "mine.toml", "--all"]):
        assert refuses(*arguments) == ["enough"]
    others = [name for name in scenario.shipped() if name != "commons"]
    assert asked == [(), tuple(scenario.shipped()), ("commons", "mine.toml", *others)]


def test_a_bar_is_on_stderr_and_the_result_on_stdout() -> None:
    done = process("run", "baseline", *SMALL[:-1], "--json", "--out", "there")
    assert done.returncode == 0
    assert json.loads(done.stdout)["reference"] == "baseline"
    assert "baseline" in done.stderr


# -- wrong input and failure


WRONG = {
    "unknown scenario": (["baselin"], "baselin: no such scenario; did you mean baseline?"),
    "missing file": (["gone.toml"], "gone.toml: no such file"),
    "no value": (["baseline", "--set", "markup"], "--set: markup: must be name=value"),
    "no name": (["baseline", "--set", "=3"], "--set: =3: must be name=value"),
    "twice": (["baseline", "--set", "markup=1", "--set", "markup=1"], "--set: markup is given twice"),
    "unknown parameter": (
        ["baseline", "--set", "mark_up=0.3"],
        "--set: mark_up = 0.3: no such parameter; did you mean markup?",
    ),
    "nan": (
        ["baseline", "--set", "markup=nan"],
        "--set: markup = nan: must be a number (0.05 to 1.0, share of unit cost)",
    ),
    "wrong type": (["baseline", "--set", "ai=yes"], '--set: ai = "yes": must be true or false'),
    "unknown choice": (
        ["baseline", "--set", "fiscal_rule=balance"],
        '--set: fiscal_rule = "balance": must be one of "deficit", "balanced"; did you mean balanced?',
    ),
    "smuggled line": (
        ["baseline", "--set", "ai=true\nmarkup=0.3"],
        '--set: ai = "true\\nmarkup=0.3": must be true or false',
    ),
    "workers": (
        ["baseline", "--workers", "5"],
        "--workers: n_workers = 5: must be a whole number (200 to 2000000, persons)",
    ),
    "workers twice": (
        ["baseline", "--workers", "200", "--set", "n_workers=300"],
        "--workers and --set n_workers: the same, given twice",
    ),
    "missing file that is shipped": (["baseline.toml"], "baseline.toml: no such file; did you mean baseline?"),
    "same name": (
        ["baseline", "baseline"],
        "baseline: given twice: results are filed by name, so each scenario needs its own",
    ),
}


@pytest.mark.parametrize("command", ["run", "compare"])
@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_wrong_input_runs_nothing_and_writes_nothing(command: str, arguments: list[str], message: str) -> None:
    assert refuses(command, *SMALL, "commons", *arguments) == [message]


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "1000000000000", "99999999999999999999"])
@pytest.mark.parametrize(
    ("command", "option", "low", "high"),
    [
        ("compare", "--seeds", 1, 100000),
        ("run", "--months", 1, 100000),
        ("compare", "--jobs", 1, 1000),
        ("order", "--months", 1, 100000),
        ("matrix", "--month", 0, 100000),
    ],
)
def test_counts(command: str, option: str, low: int, high: int, value: str) -> None:
    if value == "0" and not low:
        return
    names = () if command == "order" else ("baseline",)
    says = f"Invalid value for '{option}': {value}: must be a whole number ({low} to {high})"
    assert says in refuses(command, *names, option, value)[-1]


def test_settings_are_read_as_toml_or_as_a_word() -> None:
    context, option = cli.click.Context(cli.run), cli.click.Option(["--set"])
    assert cli._settings(context, option, ("a=1", "b = 0.5", "c=true", "d=balanced", 'e="debt"', "f=a=b")) == {
        "a": 1, "b": 0.5, "c": True, "d": "balanced", "e": "debt", "f": "a=b"
    }  # fmt: skip


def test_unknown_commands_and_options() -> None:
    assert "No such command 'comare'" in refuses("comare")[-1]
    assert "No such option" in refuses("run", "baseline", "--sed", "3")[-1]


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (InputError(["one", "two"]), 2, "one\ntwo\n"),
        (LedgerError("flow wages, month 3: overdraft"), 1, "flow wages, month 3: overdraft\n"),
        (KeyboardInterrupt(), 1, "stopped\n"),
        (KeyboardInterrupt("3 of 8 runs are kept"), 1, "3 of 8 runs are kept\n"),
        (PermissionError(13, "Permission denied", "results"), 1, "results: Permission denied\n"),
    ],
    ids=["input", "ledger", "ctrl-c", "ctrl-c with a word", "system"],
)
def test_errors_become_messages(monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str) -> None:
    def fail() -> list[str]:
        raise error

    monkeypatch.setattr(scenario, "shipped", fail)
    result = sim("list")
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", message)


def test_a_process_fails_with_one_line_and_no_traceback() -> None:
    done = process("run", "baselin")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "baselin: no such scenario; did you mean baseline?\n"
    assert list(Path().iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="needs a shell with pipes")
def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m sim explain --json; echo code $? >&2"
    done = subprocess.run(
        f"({command}) | head -c 1", shell=True, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "{"
    assert re.fullmatch(r"code [01]\n", done.stderr)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes files")
def test_an_output_that_is_closed_is_no_error() -> None:
    command = f"{sys.executable} -m sim list >&-"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_output_that_cannot_show_chinese() -> None:
    done = process("list", "--lang", "zh", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "baseline" in done.stdout
    assert "?" in done.stdout
    done = process("list", "--json", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert json.loads(done.stdout)[0]["title"]["zh"] == "无人工智能"
