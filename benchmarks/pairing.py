"""What pairing gains: ``python benchmarks/pairing.py [RESULTS_DIR]``.

The sd over seeds of a scenario's difference from its reference when both have the same seed, beside the sd when they do not. Without a
folder it runs baseline, competition, monopoly and commons: 8 seeds, 480 months, 2,000 workers.
"""

import sys

import sim
from sim.runs.pairing import pairing

MEASURES = ["output", "unemployment", "wage_share", "worker_consumption", "public_debt_ratio"]


def main() -> None:
    if len(sys.argv) > 1:
        results = sim.load(sys.argv[1])
    else:
        results = sim.run("baseline", "competition", "monopoly", "commons", out="results/pairing")
    table = pairing(results, MEASURES)
    table["gain"] = table["sd_unpaired"] / table["sd_paired"]
    print(table.to_string(index=False, float_format=lambda x: f"{x:.4g}"))


if __name__ == "__main__":
    main()
