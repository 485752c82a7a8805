"""How far the results reach (bar B4): ``python benchmarks/robustness.py [--draws 60] [--seed 1] [--plain] [--out DIR]``.

Every behavioural parameter is moved by up to 20 % of its value, by a Latin hypercube, and a share of one half or more by as much of its
odds (0.405 of their log: at one half both are the same; by 20 % a share of 0.8 would leave 4 % of reserve); ``--plain``: 20 % of
everything. Each draw runs six scenarios with one seed, shocks of demand and technology off, and is compared with its own baseline. It
counts the runs that break a line of B3 (``bars.py``), the bounds of rules that were binding, and the draws in which a scenario's
difference from baseline has the sign that it has at the defaults. Writes runs.csv, signs.csv and bounds.csv; prints them as tables.
"""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from bars import B3, NAMES, SHOCK_OFF, Table, broken
from rich.console import Console
from rich.progress import track

from sim.base import toml
from sim.base.errors import InputError
from sim.economy.records import TAIL
from sim.economy.scenario import load
from sim.economy.stationary import solve
from sim.engine.parameters import table
from sim.experiments import designs
from sim.runs.display import read
from sim.runs.runner import simulate

SCENARIOS = ("baseline", "competition", "monopoly", "monopoly-ubi", "commons", "commons-ubi")
MONTHS = 480

Job = tuple[str, dict[str, object], int]


def draws(count: int, seed: int, *, plain: bool = False) -> list[dict[str, object]]:
    """Latin hypercube: each parameter's range is cut in ``count`` parts, each used once."""
    rng = np.random.default_rng([4, seed])
    behavioural = [p for p in table().values() if p.behavioural]
    cells = np.stack([rng.permutation(count) for _ in behavioural], axis=1)
    places = 2.0 * (cells + rng.random(cells.shape)) / count - 1.0  # from -1 to 1
    return [
        {p.name: designs.moved(p, p.default, place, plain=plain) for p, place in zip(behavioural, row, strict=True)}
        for row in places
    ]


def possible(changes: dict[str, object]) -> bool:
    """Whether a stationary state exists there."""
    try:
        solve(load("baseline", changes).params_at(0))
    except InputError:
        return False
    return True


def one(job: Job) -> tuple[Table, dict[str, int]]:
    """Table and binding bounds of a run."""
    name, changes, seed = job
    run = simulate(load(name, SHOCK_OFF | changes), seed, MONTHS)
    return run.table, run.binding


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="20 %% of everything, shares too")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="in every draw, e.g. a switch")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    fixed = toml.settings(options.set)
    drawn = [changes | fixed for changes in draws(options.draws, options.seed, plain=options.plain)]
    kept = [(number, changes) for number, changes in enumerate(drawn) if possible(changes)]
    print(f"{len(drawn)} draws (seed {options.seed}), {len(drawn) - len(kept)} of them without a stationary state")
    jobs: list[Job] = [(name, fixed, 0) for name in SCENARIOS]  # the defaults first
    jobs += [(name, changes, number) for number, changes in kept for name in SCENARIOS]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        made = pool.map(one, jobs, chunksize=1)
        found = list(track(made, "runs", total=len(jobs), console=Console(stderr=True)))
    rows = [found[i : i + len(SCENARIOS)] for i in range(0, len(found), len(SCENARIOS))]
    tables = {"runs": runs(kept, rows[1:]), "signs": signs(rows), "bounds": bounds(rows[1:])}
    for name, frame in tables.items():
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            frame.to_csv(options.out / f"{name}.csv", index=False)
    residual = max(abs(run[:, NAMES.index("residual")]).max() for row in rows for run, _ in row)
    worst = tables["runs"]
    print(f"B1: largest residual {residual:g} millionths")
    print(
        f"B3 breaks in {(worst['broken'] != '').sum()} of {len(worst)} runs ({100 * (worst['broken'] != '').mean():.1f} %)"
    )
    print(worst[worst["broken"] != ""].to_string(index=False))
    for line in B3:
        print(f"  {line}: {worst['broken'].str.contains(f'{line} ').sum()} runs")
    print(tables["signs"].to_string(index=False), tables["bounds"].to_string(index=False), sep="\n\n")


def runs(kept: list[tuple[int, dict[str, object]]], rows: list[list[tuple[Table, dict[str, int]]]]) -> pd.DataFrame:
    """Which lines of B3 each run breaks, with the worst value."""
    found = []
    for (number, _), row in zip(kept, rows, strict=True):
        for name, (run, _) in zip(SCENARIOS, row, strict=True):
            lines = broken(run, row[0][0])
            found.append((number, name, ", ".join(f"{line} {value:.3f}" for line, value in lines.items())))
    return pd.DataFrame(found, columns=["draw", "scenario", "broken"])


def signs(rows: list[list[tuple[Table, dict[str, int]]]]) -> pd.DataFrame:
    """Share of draws in which a difference from baseline has the sign it has at the defaults."""
    measures = read().summary.measures
    ends = np.array([[run[-TAIL:].mean(axis=0) for run, _ in row] for row in rows])  # [draw, scenario, measure]
    gaps = ends[:, 1:] - ends[:, :1]
    same = (np.sign(gaps[1:]) == np.sign(gaps[:1])).mean(axis=0)
    found = [
        (
            name,
            measure,
            gaps[0, i, NAMES.index(measure)],
            np.median(gaps[1:, i, NAMES.index(measure)]),
            same[i, NAMES.index(measure)],
        )
        for i, name in enumerate(SCENARIOS[1:])
        for measure in measures
    ]
    return pd.DataFrame(found, columns=["scenario", "measure", "default", "median", "same_sign"])


def bounds(rows: list[list[tuple[Table, dict[str, int]]]]) -> pd.DataFrame:
    """How often each declared bound was binding: share of runs, and mean count in those."""
    counts = pd.DataFrame([binding for row in rows for _, binding in row]).fillna(0)
    found = [(name, (counts[name] > 0).mean(), counts[name][counts[name] > 0].mean()) for name in sorted(counts)]
    return pd.DataFrame(found, columns=["bound", "runs", "mean_count"])


if __name__ == "__main__":
    main()
