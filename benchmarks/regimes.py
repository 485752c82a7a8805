"""Where the regimes stand on their way: ``python benchmarks/regimes.py [--seeds 4] [--parts] [--out FILE]``.

Prints unemployment, wage share, workers' consumption, profit rate, public debt and price level of every scenario of the core set at the
years 5, 10, 20, 30 and 40, means of the twelve months before, medians over seeds; shocks on. ``--parts`` instead switches off, one at a
time, what the core does and an economist may doubt, and prints `monopoly-ubi` and `commons-ubi` with it and without.
"""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.economy.measures import MEASURES
from sim.economy.scenario import load
from sim.runs.display import read
from sim.runs.runner import simulate

YEARS = (5, 10, 20, 30, 40)
SHOWN = {
    "unemployment": 100.0,
    "wage_share": 100.0,
    "worker_consumption": 100.0,
    "profit_rate": 100.0,
    "public_debt_ratio": 100.0,
    "price_level": 100.0,
}
PARTS: dict[str, dict[str, object]] = {
    "all on": {},
    "compute_scarce": {"compute_scarce": False},
    "markup_hold": {"markup_hold": 0.0},
    "ubi_brake": {"ubi_brake": 0.0},
    "purchase_brake": {"purchase_brake": 0.0},
    "user_cost_elasticity": {"user_cost_elasticity": 0.0},
    "rate_rule (switched on)": {"rate_rule": True},
    "firm_size_sd": {"firm_size_sd": 0.0},
    "word_of_mouth": {"word_of_mouth": 0.0},
    "firm_productivity_sd": {"firm_productivity_sd": 0.0},
    "wage_round_sd": {"wage_round_sd": 0.0},
    "confidence_weight": {"confidence_weight": 0.0},
    "technology_sd": {"technology_sd": 0.0},
    "applications 5": {"applications": 5},
    "saving_band 0.2 (switched on)": {"saving_band": 0.2},
}

Job = tuple[str, dict[str, object], int]


def one(job: Job) -> Floats:
    """What is shown of one run: [year, measure]."""
    name, changes, seed = job
    table = simulate(load(name, changes), seed, 12 * max(YEARS)).table
    columns = [list(MEASURES).index(measure) for measure in SHOWN]
    return np.array([table[12 * year - 12 : 12 * year, columns].mean(axis=0) for year in YEARS])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--parts", action="store_true")
    parser.add_argument("--out", type=Path, help="write the table there as CSV")
    options = parser.parse_args()
    cases: dict[str, tuple[str, dict[str, object]]]
    if options.parts:
        names = ("monopoly-ubi", "commons-ubi")
        cases = {f"{name}, {part}": (name, changes) for name in names for part, changes in PARTS.items()}
    else:
        cases = {name: (name, {}) for name in read().sets["core"]}
    jobs: list[Job] = [(*case, seed) for case in cases.values() for seed in range(options.seeds)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        found = np.array(list(pool.map(one, jobs, chunksize=1))).reshape(len(cases), options.seeds, len(YEARS), -1)
    medians = np.median(found, axis=1) * list(SHOWN.values())
    rows = [
        (case, measure, *medians[i, :, k].round(1)) for i, case in enumerate(cases) for k, measure in enumerate(SHOWN)
    ]
    frame = pd.DataFrame(rows, columns=["case", "measure, %", *(f"year {year}" for year in YEARS)])
    if options.out:
        frame.to_csv(options.out, index=False)
    print(frame.to_string(index=False))


if __name__ == "__main__":
    main()
