"""The README's block of causes: what carries the differences of its own examples, from folders of ``sim compare --why``.

``python -m sim.docs why DIR...`` reads folders that hold the examples and writes their chains to docs/why.json, of which
``python -m sim.docs`` makes the block.
"""

import json
from collections.abc import Sequence
from typing import Any

from sim.base.declared import Text
from sim.base.errors import InputError
from sim.base.files import write_text
from sim.base.paths import ROOT, shown
from sim.causes import chains, holding
from sim.causes.words import Teller
from sim.economy import variants
from sim.runs import display
from sim.runs.reading import load
from sim.runs.results import Results

FILE = ROOT / "docs" / "why.json"
# The examples of the README: reference and scenario, as a command line has them, and the measures whose causes are told. AI comes by slots
# and what is held back is idle, which nobody decides by itself; prices, which pass-through moves first, can be held.
EXAMPLES = (
    ("baseline", "competition", ("unemployment", "output", "worker_consumption")),
    ("hoarding", "hoarding:withheld_share=0", ("unemployment", "output")),
    ("monopoly", "monopoly:pass_through=1", ("real_wage", "worker_consumption")),
)
SIZE = Text(
    en="{scenario} beside {reference} ({seeds} seeds, {months} months, {workers} workers, version {version}):",
    zh="{scenario}对照{reference}（{seeds}个种子，{months}个月，{workers}名劳动者，版本{version}）：",
)


def main(folders: Sequence[str]) -> int:
    """Write the numbers of the examples that the folders hold; one that none of them holds stays as it is."""
    before = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    found: dict[str, Any] = {}
    for folder in folders:
        results = load(folder)
        for reference, scenario, measures in EXAMPLES:
            if results.reference == reference and (name := _filed(scenario)) in results.seeds:
                found[scenario] = _example(results.only(reference, name), measures, holding.kept(results))
    if not found:
        names = "; ".join(f"sim compare {one} {other} --why" for one, other, _ in EXAMPLES)
        raise InputError(f"why: none of the folders holds an example of the README ({names})")
    content = {scenario: found.get(scenario, before.get(scenario)) for _, scenario, _ in EXAMPLES}
    write_text(FILE, json.dumps({k: v for k, v in content.items() if v}, ensure_ascii=False, indent=1) + "\n")
    print(f"{shown(FILE)}: {', '.join(found)}")
    return 0


def _filed(scenario: str) -> str:
    """Under which name a folder has it."""
    found = variants.written(scenario)
    return variants.filed(found.of, variants.read(scenario)) if found else scenario


def _example(results: Results, measures: Sequence[str], held: holding.Found | None) -> dict[str, Any]:
    """The chains of one example, in both languages."""
    causes, plots = chains.causes(results, measures), display.read()
    scenario = results.manifest["scenarios"][results.scenarios[-1]]
    return {
        "reference": results.reference,
        "seeds": len(results.common_seeds(results.scenarios[-1], results.reference)),
        "months": results.months,
        "workers": scenario["params"]["n_workers"],
        "version": results.manifest["version"],
        "lines": {lang: _teller(results, plots, lang, held).lines(causes) for lang in ("en", "zh")},
    }


def _teller(results: Results, plots: display.Plots, lang: str, held: holding.Found | None) -> Teller:
    return Teller(results, plots, lang, f"`{results.reference}`", held)


def block(lang: str) -> str:
    """The examples as the README has them."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    parts = []
    for scenario, one in content.items():
        about = {name: one[name] for name in ("seeds", "months", "workers", "version")}
        names = {"scenario": f"`{scenario}`", "reference": f"`{one['reference']}`"}
        parts.append(SIZE.of(lang).format(**names, **about))
        parts.append("\n".join(f"- {line}" for line in one["lines"][lang]))
    return "\n\n".join(parts)

