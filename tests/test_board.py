"""The board that came with the program: answers at once, says how old it is, and is a page for the eye."""

import json
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.base.errors import InputError
from sim.cli.main import main
from sim.economy import scenario
from sim.verdicts import board, register, shipped
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
    declared, kept = register.read(), board.read(ROOT / "SCOREBOARD.json")
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
    ["--again", "--seeds=8", "--draws=40", "--jobs=1", "--out=x", "--texts=x", "--cluster=tcp://x:1", "--scoreboard=x.md"],
)
def test_what_says_how_to_run_computes(option: str, runs: list[dict[str, object]]) -> None:
    ids = () if option.startswith("--scoreboard") else ("M4",)
    assert call("claims", *ids, option) == (2, "", "computed\n")
    name, _, value = option.removeprefix("--").partition("=")
    assert runs[0]["ids"] == ids
    if name not in ("again", "scoreboard"):
        assert str(runs[0][name]) == value


def test_a_claim_that_the_board_lacks_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = board.read(ROOT / "SCOREBOARD.json")
    replace(kept, rows=[row for row in kept.rows if row.id != "M4"]).write(tmp_path / "SCOREBOARD.json")
    monkeypatch.setattr(shipped, "data", lambda kind: tmp_path / kind)
    assert call("claims", "M4") == (2, "", "M4: is not on the shipped board: sim claims M4 --again computes it\n")
    assert call("claims", "M40")[2] == "M40: no such claim; did you mean M4? (sim explain lists all)\n"


def test_the_board_is_read_without_the_libraries_of_runs() -> None:
    code = "import sys, sim; str(sim.claims()); print({'pandas', 'numba', 'scipy', 'matplotlib', 'mesa'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_board_travels_with_the_program() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    packed = {path.name for path in ROOT.glob("SCOREBOARD*.json")}
    assert packed == {name for name in build["wheel"]["force-include"] if name.startswith("SCOREBOARD")}
