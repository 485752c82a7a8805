"""Results that must not change unnoticed: ``python tests/test_golden.py --rewrite`` writes them anew and shows what changed."""

import argparse
import json
from pathlib import Path

import pytest

GOLDEN = Path(__file__).with_name("golden.json")
SCENARIOS = ("baseline", "competition", "monopoly-ubi", "commons", "austerity")
MEASURES = ("unemployment", "wage_share", "price_level", "public_debt_ratio", "worker_consumption")
SEED, MONTHS, WORKERS = 3, 240, 400


def observed(scenario: str) -> dict[str, float]:
    """The last month of a short run of a small economy."""
    from sim.economy.scenario import load
    from sim.runs.runner import simulate

    run = simulate(load(scenario, {"n_workers": WORKERS}), SEED, MONTHS)
    return {measure: float(run.table[-1, run.names.index(measure)]) for measure in MEASURES}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_results_are_those_of_the_golden_file(scenario: str) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))[scenario]
    assert observed(scenario) == pytest.approx(golden, rel=1e-9), "meant? then python tests/test_golden.py --rewrite"


def test_the_golden_file_holds_nothing_else() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert {name: tuple(values) for name, values in golden.items()} == dict.fromkeys(SCENARIOS, MEASURES)
    assert len(set(golden["competition"].values()) - set(golden["baseline"].values())) == len(MEASURES)


def rewrite() -> None:
    """Write the file anew and print every number that differs."""
    old = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    new = {scenario: observed(scenario) for scenario in SCENARIOS}
    changed = 0
    for scenario, values in new.items():
        for measure, value in values.items():
            was = old.get(scenario, {}).get(measure)
            if was != value:
                changed += 1
                by = "new" if was is None else f"{value - was:+.2e}"
                print(f"{scenario:14} {measure:20} {was!s:>22} -> {value!s:22} {by}")
    GOLDEN.write_text(json.dumps(new, indent=2) + "\n", encoding="utf-8")
    print(f"{changed} of {len(SCENARIOS) * len(MEASURES)} numbers changed in {GOLDEN}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rewrite", action="store_true", required=True, help="write the golden file anew")
    parser.parse_args()
    rewrite()
