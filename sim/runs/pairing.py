"""The statistics of a comparison, paired seed by seed: one seed is the same world under every scenario, so it is compared with itself."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats
from sim.base.declared import Text
from sim.base.estimates import ROUNDING, half_width, still, t_quantile
from sim.economy.records import TAIL, outcomes
from sim.runs.results import Results

Verdict = Literal["higher", "lower", "none", "identical", "one", "unpaired"]
# What can be said of a difference, in the order in which it is told. The English text is what tables hold; ``key`` reads it again.
SAID: Mapping[Verdict, Text] = {
    "higher": Text(en="higher", zh="更高"),
    "lower": Text(en="lower", zh="更低"),
    "none": Text(en="no detectable difference at {seeds} seeds", zh="未检出差异"),
    "identical": Text(en="identical", zh="完全相同"),
    "one": Text(en="one seed: no interval", zh="仅一个种子：无区间"),
    "unpaired": Text(en="no seed in common", zh="没有共同的种子"),
}


@dataclass(frozen=True)
class Difference:
    """How an outcome of a scenario differs from that of the reference: mean over seeds, 95 % interval, verdict (English, of ``SAID``)."""

    scenario: str
    reference: str
    measure: str
    mean: float
    low: float
    high: float
    verdict: str

    @property
    def key(self) -> Verdict:
        """The verdict, whatever the number of seeds."""
        return key(self.verdict)


COLUMNS = [field.name for field in fields(Difference)]


def differences(
    scenario: str, reference: str, measures: Sequence[str], ours: Floats, theirs: Floats, window: int = TAIL
) -> list[Difference]:
    """One difference a measure. Both arrays are ``[seed, month, measure]``, with the same seeds in the same order."""
    same = (ours == theirs).all(axis=(0, 1))
    return between(scenario, reference, measures, outcomes(ours, window), outcomes(theirs, window), same)


def between(
    scenario: str,
    reference: str,
    measures: Sequence[str],
    ours: Floats,
    theirs: Floats,
    same: Flags,
) -> list[Difference]:
    """The same of outcomes ``[seed, measure]``; ``same`` says of which measures every month of every seed is equal."""
    gaps = ours - theirs
    sizes = np.abs(ours).max(axis=0, initial=0.0) + np.abs(theirs).max(axis=0, initial=0.0)
    found = []
    for i, measure in enumerate(measures):
        values, rounding = gaps[:, i], ROUNDING * float(sizes[i])
        mean = float(values.mean()) if values.size else math.nan
        half = 0.0 if same[i] else half_width(values) if values.size > 1 else math.nan
        judged = "identical" if same[i] and values.size else _judged(mean, half, rounding, values.size)
        verdict = SAID[judged].en.format(seeds=values.size)
        found.append(Difference(scenario, reference, measure, mean, mean - half, mean + half, verdict))
    return found


def apart(results: Results, scenario: str, reference: str, measures: Sequence[str]) -> list[Difference]:
    """One difference a measure of two scenarios of a folder, over the seeds that they share, whichever is the folder's reference."""
    seeds, names = results.common_seeds(scenario, reference), list(measures)
    if results.has_months(names):
        ours, theirs = (np.stack([results.series(one, name, seeds) for name in names], axis=-1) for one in (scenario, reference))
        return differences(scenario, reference, names, ours, theirs, results.window)
    frame = results.outcomes.set_index("seed")
    ours, theirs = (
        frame[frame["scenario"] == one].loc[seeds, names].to_numpy(dtype=np.float64) for one in (scenario, reference)
    )
    return between(scenario, reference, names, ours, theirs, (ours == theirs).all(axis=0))


def between_others(
    scenario: str, reference: str, measures: Sequence[str], ours: Floats, theirs: Floats, same: Flags
) -> list[Difference]:
    """The same of outcomes whose seeds are not the same worlds, and may be more on one side: variances add (Welch 1947)."""
    found = []
    for i, measure in enumerate(measures):
        one, other = ours[:, i], theirs[:, i]
        counts = (one.size, other.size)
        mean = float(one.mean() - other.mean()) if all(counts) else math.nan
        rounding = ROUNDING * float(np.abs(one).max(initial=0.0) + np.abs(other).max(initial=0.0))
        half = 0.0 if same[i] else _welch(one, other) if min(counts) > 1 else math.nan
        judged = "identical" if same[i] and all(counts) else _judged(mean, half, rounding, min(counts))
        seeds = str(counts[0]) if counts[0] == counts[1] else f"{counts[0]} and {counts[1]}"
        verdict = SAID[judged].en.format(seeds=seeds)
        found.append(Difference(scenario, reference, measure, mean, mean - half, mean + half, verdict))
    return found


def _welch(one: Floats, other: Floats) -> float:
    """Half the 95 % interval of the difference of two means, each of two values or more.

    >>> round(_welch(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 5.0])), 3)
    5.555
    """
    parts = [0.0 if still(values) else float(values.var(ddof=1)) / values.size for values in (one, other)]
    if not sum(parts):
        return 0.0
    freedom = sum(parts) ** 2 / sum(part**2 / (values.size - 1) for part, values in zip(parts, (one, other), strict=True))
    return t_quantile(math.floor(freedom + ROUNDING)) * math.sqrt(sum(parts))


def _judged(mean: float, half: float, rounding: float, seeds: int) -> Verdict:
    """What can be said about a mean difference with an interval of this half width."""
    if seeds < 2:
        return "one" if seeds else "unpaired"
    if abs(mean) - half > rounding:
        return "higher" if mean > 0.0 else "lower"
    return "none"


def key(verdict: str) -> Verdict:
    """Which of ``SAID`` a verdict in a table of differences is.

    >>> key("no detectable difference at 4 seeds"), key("one seed: no interval")
    ('none', 'one')
    """
    return next(key for key, text in SAID.items() if verdict.startswith(text.en.partition("{")[0]))


def listed(table: pd.DataFrame) -> dict[tuple[str, str], Difference]:
    """The rows of a table of differences by scenario and measure."""
    rows = zip(*(table[name].tolist() for name in COLUMNS), strict=True)
    return {(row[0], row[2]): Difference(*row) for row in rows}


def pairing(results: Results, measures: Sequence[str]) -> pd.DataFrame:
    """What pairing gains: the sd of a difference within seeds beside that with unpaired seeds, whose variances add."""
    rows = []
    runs = {name: part.set_index("seed") for name, part in results.outcomes.groupby("scenario", sort=False)}
    base = runs[results.reference]
    for name in results.scenarios:
        seeds = results.common_seeds(name, results.reference)
        if name == results.reference or len(seeds) < 2:
            continue
        for measure in measures:
            ours, theirs = (run.loc[seeds, measure].to_numpy(dtype=np.float64) for run in (runs[name], base))
            unpaired = math.sqrt(sum(0.0 if still(side) else side.var(ddof=1) for side in (ours, theirs)))
            gaps, size = ours - theirs, float(np.abs(ours).max() + np.abs(theirs).max())
            paired = 0.0 if still(gaps, size) else float(gaps.std(ddof=1))
            rows.append((name, results.reference, measure, paired, unpaired))
    return pd.DataFrame(rows, columns=["scenario", "reference", "measure", "sd_paired", "sd_unpaired"])
