"""The statistics of a comparison, paired seed by seed: one seed is the same world under every scenario, so it is compared with itself."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats
from sim.base.declared import Text
from sim.economy.records import TAIL, outcomes
from sim.runs.results import Results

CONFIDENCE = 0.95
ROUNDING = 1e-12  # a difference below this part of the values is rounding, not an outcome: nothing ranks or divides by it

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


@cache
def t_quantile(df: int | float) -> float:
    """The factor of a two-sided 95 % interval: P(\\|t\\| <= factor) = 0.95 with ``df`` degrees of freedom.

    The probability has a closed form for whole ``df`` (Abramowitz and Stegun 26.7.3-4); bisection inverts it.

    >>> [round(t_quantile(df), 3) for df in (1, 7, math.inf)]
    [12.706, 2.365, 1.96]
    """
    if math.isinf(df):
        return statistics.NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, int(df)) < CONFIDENCE else (low, middle)
    return (low + high) / 2


def _within(t: float, df: int) -> float:
    """P(|t-distributed| <= t) for whole ``df``."""
    angle = math.atan(t / math.sqrt(df))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = df % 2
    term, total = (cosine if odd else 1.0), 0.0
    for n in range(1 + odd, df, 2):
        total += term
        term *= cosine * cosine * n / (n + 1)
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def apart(ours: Floats, theirs: Floats) -> Floats:
    """How far values are apart: 0 where that is rounding.

    >>> apart(np.array([0.1 + 0.2, 1.0]), np.array([0.3, 0.5])).tolist()
    [0.0, 0.5]
    """
    gaps = ours - theirs
    return np.asarray(np.where(np.abs(gaps) <= ROUNDING * (np.abs(ours) + np.abs(theirs)), 0.0, gaps))


def still(values: Floats, size: float = 0.0) -> bool:
    """Whether values are the same but for rounding, of themselves or of the ``size`` of what they were made from.

    >>> still(np.array([0.3, 0.1 + 0.2])), still(np.array([0.3, 0.4])), still(np.array([0.0, 1e-16]), size=1.0)
    (True, False, True)
    """
    return float(np.ptp(values)) <= ROUNDING * max(float(np.abs(values).max()), size) if values.size else True


def settled(values: Floats, sizes: Floats) -> Floats:
    """``values`` whose rows differ along the first axis, where those that rounding alone sets apart are one; ``sizes``: of what rounds.

    >>> settled(np.array([0.1 + 0.2, 0.5, 0.3]), np.array(1.0)).tolist()
    [0.3, 0.5, 0.3]
    """
    order = np.argsort(values, axis=0, kind="stable")
    rising = np.take_along_axis(values, order, axis=0)
    first = np.ones(values.shape, bool)
    first[1:] = np.diff(rising, axis=0) > ROUNDING * sizes
    rows = np.arange(len(values)).reshape(-1, *[1] * (values.ndim - 1))
    lowest = np.maximum.accumulate(np.where(first, rows, 0), axis=0)
    found = np.empty_like(values)
    np.put_along_axis(found, order, np.take_along_axis(rising, lowest, axis=0), axis=0)
    return found


def half_width(values: Floats) -> float:
    """Half the 95 % interval of the mean of two or more values."""
    return t_quantile(values.size - 1) * float(values.std(ddof=1)) / math.sqrt(values.size)


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
