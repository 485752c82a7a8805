"""The table of speed and size can be made; how fast anything is, no test says."""

import math
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sim.economy import month


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    return import_module("table")


@pytest.fixture
def plan(bench: Any) -> Any:
    return bench.Plan(
        workers=(200, 400), months=(1, 1), typical=(200, 8), with_ai=(200, 13, 1), larger=(400, 1), mesa=(200,),
        mesa_months=2, periods=1, runs=2, fresh=1,
    )  # fmt: skip


LONG = [pytest.param(name, marks=pytest.mark.ci) for name in ("beside_mechanisms", "fresh")]


@pytest.mark.parametrize("part", ["sizes", "typical", "beside_mesa", "processes", *LONG])
def test_every_part_gives_rows(bench: Any, plan: Any, part: str) -> None:
    rows = list(getattr(bench, part)(plan))
    assert rows
    for row in rows:
        assert row.seconds >= 0.0 or (math.isnan(row.seconds) and "memory" in row.what)
        assert len(row.cells()) == len(bench.HEAD)


def test_each_phase_has_a_row(bench: Any, plan: Any) -> None:
    named = {row.what.partition("`")[2].rstrip("`") for row in bench.sizes(plan)}
    assert {phase.__name__ for phase in month.PHASES if phase not in month.OWNERS} < named


def test_beside_another_model(bench: Any, plan: Any) -> None:
    pytest.importorskip("bamengine", reason="only in the dependency group bench")
    assert len(list(bench.beside_bamengine(plan))) == 1


def test_the_document_names_its_command_and_no_host(bench: Any) -> None:
    text = bench.document([bench.Row("a month", "10 workers", 1.0, 10.0, "")])
    assert bench.COMMAND in text
    assert "| a month | 10 workers | 1 s | 100,000,000.0 |  |" in text
    assert bench.platform.node() not in text
