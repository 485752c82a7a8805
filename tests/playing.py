"""A made-up programme of points whose Shapley values are known, in the folder that ``sim programme`` writes."""

from pathlib import Path

import numpy as np

from sim.base.arrays import Floats
from sim.economy.measures import MEASURES
from sim.experiments import points, programme
from sim.experiments.points import Found

STEP = 0.01  # of an effect: a whole number of these, so that little rounds


def effects(count: int, seeds: int, outcomes: int) -> tuple[Floats, Floats]:
    """What each point does by itself ``[outcome, point, seed]``, and each pair of points together beside that ``[outcome, point, point]``.

    The first outcome is moved by the first three points alone and no seed differs; the last by none.
    """
    rng = np.random.default_rng(7)
    alone = STEP * rng.integers(-9, 10, (outcomes, count, 1)) + STEP * rng.integers(-2, 3, (outcomes, count, seeds))
    both = STEP * rng.integers(-4, 5, (outcomes, count, count)) * (rng.random((outcomes, count, count)) < 0.2)
    both = np.triu(both, 1)
    alone[0], both[0] = 0.0, 0.0
    alone[0, :3] = np.array([0.4, -0.1, 0.05])[:, None]
    alone[-1], both[-1] = 0.0, 0.0
    return alone, both


def shapley(count: int, seeds: int, outcomes: int) -> Floats:
    """``[outcome, point, seed]``: a point has what it does by itself, and half of what it does together with another."""
    alone, both = effects(count, seeds, outcomes)
    return alone + ((both + both.transpose(0, 2, 1)).sum(axis=2) / 2)[:, :, None]


def worth(count: int, seeds: int, outcomes: int) -> Floats:
    """``[seed, combination, outcome]``: what every combination is worth, beside a level that each seed has by itself."""
    alone, both = effects(count, seeds, outcomes)
    inside = (np.arange(1 << count)[:, None] >> np.arange(count) & 1).astype(float)  # [combination, point]
    pairs = inside[:, :, None] * inside[:, None, :]
    own = np.stack([(inside[:, :, None] * one).sum(axis=1) for one in alone])  # [outcome, combination, seed]
    together = np.stack([(pairs * one).sum(axis=(1, 2)) for one in both])  # [outcome, combination]
    level = 1.0 + STEP * np.arange(seeds)
    return np.moveaxis(own + together[:, :, None] + level, 0, 2).transpose(1, 0, 2)


def paths(values: Floats, years: int) -> Floats:
    """``[seed, combination, year, outcome]``: from the level of the seed to what it ends with, and noise that each line has."""
    start = values[:, :1, None, :]
    way = 1.0 / (1.0 + np.exp(-(np.arange(years) - years * 0.4) / (0.06 * years)))
    noise = np.random.default_rng(3).normal(size=(*values.shape[:2], years, values.shape[2])) * 0.01
    return np.asarray(start + (values[:, :, None, :] - start) * way[:, None] + noise)


def make(folder: Path, seeds: int, months: int, outcomes: int = 15, count: int = 10) -> Found:
    """A finished folder of all combinations of the first points."""
    declared = programme.read()
    chosen = declared.outcomes[:outcomes]
    values = worth(count, seeds, len(chosen))
    known = points.About(
        written="written by carbon-silicon", date="2026-11-30", command="sim programme", version="0.1.0", code="made-up",
        none=declared.none, all=declared.all, beside=None, titles={}, seeds=list(range(seeds)), workers=1000, months=months,
        window=60, combinations=list(range(1 << count)), points=declared.points[:count],
        outcomes=[points.Outcome(name=one, unit=MEASURES[one].unit, label=dict(MEASURES[one].label)) for one in chosen],
        ablation=[],
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    return points.write(folder, known, values, paths(values, -(-months // 12)))
