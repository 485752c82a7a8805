"""The engine and the same rules written as plain Mesa agents (``benchmarks/plain_mesa.py``) tell the same story."""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

WORKERS, MONTHS, SEEDS = 1000, 60, range(4)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    return import_module("against_mesa")


def test_unemployment_and_output_agree(bench: Any) -> None:
    ours = [bench.engine(WORKERS, seed, MONTHS) for seed in SEEDS]
    theirs = [bench.plain(WORKERS, seed, MONTHS) for seed in SEEDS]
    points, percent = bench.gaps(ours, theirs)
    assert abs(points) < 1.0
    assert abs(percent) < 2.0
    for a, b in zip(ours, theirs, strict=True):  # each seed for itself, and through the months
        assert abs(100.0 * (a.unemployment.mean() - b.unemployment.mean())) < 1.0
        assert abs(100.0 * (a.output.mean() / b.output.mean() - 1.0)) < 2.0
        assert np.corrcoef(a.output, b.output)[0, 1] > 0.9
        assert a.unemployment.std() > 0.002  # there is something to agree on


def test_other_rules_would_be_seen(bench: Any) -> None:
    """The bars tell apart firms that never lay off, or machines that last longer."""
    ours = [bench.engine(WORKERS, 0, MONTHS)]
    points, _ = bench.gaps(ours, [bench.plain(WORKERS, 0, MONTHS, layoff_speed=0.0)])
    assert points < -1.0
    points, percent = bench.gaps(ours, [bench.plain(WORKERS, 0, MONTHS, machine_wear=0.006)])
    assert points > 1.0
    assert percent < -2.0
