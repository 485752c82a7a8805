"""What homes cost, what is borrowed and lost on them, in runs: figures of docs/decisions/housing.md.

    python benchmarks/homes.py [--seeds 2] [--workers 1000] [--months 480]

Without AI, means of the last ten years; in a leap whose benefits end after a year, from the arrival of AI on.
"""

import argparse
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.base.arrays import Floats
from sim.economy import month
from sim.economy.scenario import load
from sim.economy.start import start

FLOWS = ("wages", "mortgage_lending", "mortgage_write_off", "home_sales", "homes_sold")
COLUMNS = ("price", "owned", "let", "debt", "value_added", *FLOWS)
TEN_YEARS, YEAR = 120, 12


def run(name: str, settings: Mapping[str, Any], seed: int, months: int) -> dict[str, Floats]:
    """A column a month of each of these."""
    world, rows = start(load(name, settings), seed), []
    for _ in range(months):
        month.step(world)
        ledger, kept = world.ledger, world.housing
        assert kept
        held = [ledger.total(*at) for at in (("workers", "homes"), ("capitalists", "homes"), ("bank", "mortgages"))]
        rows.append([kept.asked, *held, world.state.value_added, *(ledger.moved(flow) for flow in FLOWS)])
    return dict(zip(COLUMNS, np.array(rows).T, strict=True))


def at_rest(found: Mapping[str, Floats]) -> dict[str, float]:
    """The figures of an economy without AI."""
    some = {name: column[-TEN_YEARS:] for name, column in found.items()}
    homes, owned = some["price"] * (some["owned"] + some["let"]), some["price"] * some["owned"]
    return {
        "price of all homes over yearly wages before tax": float((homes / (YEAR * some["wages"])).mean()),
        "mortgages over the worth of owned homes": float((some["debt"] / owned).mean()),
        "mortgages over yearly value added": float((some["debt"] / (YEAR * some["value_added"])).mean()),
        "lent anew in a year over mortgages": float(YEAR * (some["mortgage_lending"] / some["debt"]).mean()),
    }


def in_a_leap(found: Mapping[str, Floats], arrival: int) -> dict[str, float]:
    """The figures of a wave of forced sales."""
    some = {name: column[arrival:] for name, column in found.items()}
    forced, lost = (np.convolve(some[name] / some[of], np.ones(YEAR), "valid") for name, of in
                    (("homes_sold", "owned"), ("mortgage_write_off", "debt")))  # fmt: skip
    worth = float((some["price"] * some["homes_sold"]).sum())
    return {
        "forced sales in the worst year over owned homes": float(forced.max()),
        "written off in the worst year over mortgages": float(lost.max()),
        "lost of the worth of homes that are forced on the market": 1.0 - float(some["home_sales"].sum()) / worth if worth else 0.0,
        "homes owned in the end": float(some["owned"][-1] / (some["owned"][-1] + some["let"][-1])),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    for option, default in (("--seeds", 2), ("--workers", 1000), ("--months", 480)):
        parser.add_argument(option, type=int, default=default)
    asked = parser.parse_args()
    leap = load("leap")
    for title, figures in (
        ("without AI", lambda seed: at_rest(run("baseline", {"mortgages": True, "n_workers": asked.workers}, seed, asked.months))),
        ("leap, benefits for a year", lambda seed: in_a_leap(
            run("leap", {"benefit_months": 12, "n_workers": asked.workers}, seed, asked.months), leap.params.ai_arrival)),
    ):  # fmt: skip
        found = [figures(seed) for seed in range(1, asked.seeds + 1)]
        print(title)
        for name in found[0]:
            values = [one[name] for one in found]
            print(f"  {name}: {np.mean(values):.3f} ({min(values):.3f} to {max(values):.3f})")


if __name__ == "__main__":
    main()
