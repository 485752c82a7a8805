"""The thresholds of verdicts: pure functions of numbers and arrays, with nothing of the model in them.

An outcome, with ``low`` and ``high`` the paired 95 % interval of its mean effect over seeds and ``bound`` the smallest effect of interest:

    predicted        holds                                      fails
    higher           low > 0, unless within +- bound            within +- bound; or high < 0
    lower            high < 0, unless within +- bound           within +- bound; or low > 0
    same             within +- bound                            low > bound or high < -bound
    not-lower        low >= -bound                              high < -bound
    not-higher       high <= bound                              low > bound

Beside it at least 90 % of the draws must say the same, each by its own effect and bound; only "within +- bound" of higher and lower needs
no draws: an effect below the smallest of interest counts as none. All else depends. With fewer seeds or draws than ``SEEDS`` and
``DRAWS``, or where the outcome is undefined under a seed, there is no verdict: open.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator

from sim.base.arrays import Floats, Ints
from sim.base.estimates import ROUNDING, half_width, still
from sim.verdicts.register import Sign

SEEDS, DRAWS, SHARE = 8, 40, 0.9
PERMUTATIONS, PERMUTATION_SEED, CHANCE = 2000, 0, 0.05

Number = Annotated[
    float, BeforeValidator(lambda value: float("nan") if value is None else value)
]  # null in a file is nan
Verdict = Literal["holds", "fails", "depends", "open"]
ANY, ALL = "any", "all"


@dataclass(frozen=True)
class Summary:
    """What a verdict rests on. ``agree`` and ``reverse``: the shares of draws that say the predicted, or its contrary."""

    mean: Number
    low: Number
    high: Number
    bound: Number
    seeds: int
    agree: Number
    reverse: Number
    draws: int


def summary(sign: Sign | None, gaps: Floats, bound: float, drawn: Floats, bounds: Floats) -> Summary:
    """Of ``gaps`` [seed] with their common bound, and of the effects of single runs ``drawn`` [draw] with a bound each.

    >>> summary("higher", np.ones(8), 0.1, np.array([1.0, 1.0, -1.0, np.nan]), np.zeros(4))
    Summary(mean=1.0, low=1.0, high=1.0, bound=0.1, seeds=8, agree=0.5, reverse=0.25, draws=4)
    """
    mean, half = float(gaps.mean()), half_width(gaps) if gaps.size > 1 else float("nan")
    if half <= ROUNDING * abs(mean):
        half = 0.0
    agree = reverse = float("nan")
    if sign and drawn.size:
        agree, reverse = (float(each.mean()) for each in says(sign, drawn, bounds))
    return Summary(mean, mean - half, mean + half, bound, gaps.size, agree, reverse, drawn.size)


def says(sign: Sign, effects: Floats, bounds: Floats) -> tuple[Floats, Floats]:
    """Which single effects are as predicted (1 or 0), and which are its contrary; what is undefined is neither.

    >>> [each.tolist() for each in says("not-lower", np.array([-2.0, -0.5, 3.0]), np.ones(3))]
    [[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]
    """
    low, inside, high = effects < -bounds, np.abs(effects) <= bounds, effects > bounds
    match sign:
        case "higher":
            found = effects > 0.0, effects < 0.0
        case "lower":
            found = effects < 0.0, effects > 0.0
        case "same":
            found = inside, (high if high.sum() >= low.sum() else low)
        case "not-lower":
            found = inside | high, low
        case "not-higher":
            found = inside | low, high
    return found[0].astype(np.float64), found[1].astype(np.float64)


def verdict(sign: Sign, s: Summary) -> Verdict:
    """Of one outcome.

    >>> verdict("higher", Summary(1.0, 0.5, 1.5, 0.1, seeds=8, agree=0.95, reverse=0.0, draws=40))
    'holds'
    """
    if s.seeds < SEEDS or s.draws < DRAWS or not np.isfinite([s.low, s.high, s.bound]).all():
        return "open"
    inside = -s.bound <= s.low and s.high <= s.bound
    match sign:
        case "higher":
            holds, fails = s.low > 0.0, s.high < 0.0
        case "lower":
            holds, fails = s.high < 0.0, s.low > 0.0
        case "same":
            holds, fails = inside, s.low > s.bound or s.high < -s.bound
        case "not-lower":
            holds, fails = s.low >= -s.bound, s.high < -s.bound
        case "not-higher":
            holds, fails = s.high <= s.bound, s.low > s.bound
    if sign in ("higher", "lower") and inside:
        return "fails"
    if holds and s.agree >= SHARE:
        return "holds"
    return "fails" if fails and s.reverse >= SHARE else "depends"


def together(verdicts: Collection[Verdict]) -> Verdict:
    """Of one prediction in several cases: holds or fails where it does in all of them.

    >>> together(["holds", "holds"]), together(["holds", "fails"])
    ('holds', 'depends')
    """
    if "open" in verdicts:
        return "open"
    return next(iter(verdicts)) if len(set(verdicts)) == 1 else "depends"


def claim(predictions: Collection[Verdict], falsified: str = ANY) -> Verdict:
    """Of a claim that makes several predictions: it holds where all do, and fails where ``any`` one does.

    Of a claim whose parts are alternatives ``all`` must fail.

    >>> claim(["holds", "fails"]), claim(["holds", "fails"], ALL), claim(["holds", "depends"])
    ('fails', 'depends', 'depends')
    """
    if "open" in predictions or not predictions:
        return "open"
    if "fails" in predictions and (falsified == ANY or set(predictions) == {"fails"}):
        return "fails"
    return "holds" if set(predictions) == {"holds"} else "depends"


# -- what turns an outcome that depends


@dataclass(frozen=True)
class Turning:
    """An assumption and what it does: the shares of runs that say the predicted on its two sides, and how likely chance does as much.

    Of a parameter the sides are the draws with its upper and its lower half; of a closure its own run and those of the core.
    """

    kind: Literal["parameter", "closure"]
    name: str
    there: float
    elsewhere: float
    p: float

    @property
    def stands_out(self) -> bool:
        """Whether chance alone hardly does as much to any of all the assumptions looked at."""
        return self.p <= CHANCE


def turning(
    sign: Sign,
    core: tuple[Floats, Floats],
    drawn: tuple[Floats, Floats],
    points: Mapping[str, Floats],
    closures: Sequence[str],
) -> Turning | None:
    """The assumption that turns an outcome most; None where every draw says the same.

    ``core`` and ``drawn``: effects and bounds of the seeds and of the draws, the points of the hypercube first, then a run a closure;
    ``points``: the values of each parameter at these points.
    """
    agree, _ = says(sign, *drawn)
    count = agree.size - len(closures)
    found = [_parameter(agree[:count], drawn[0][:count], points)]
    found += [_closure(sign, core, drawn, closures)] if closures else []
    known = [one for one in found if one]
    return min(known, key=lambda one: (one.p, -abs(one.there - one.elsewhere))) if known else None


def _parameter(agree: Floats, effects: Floats, points: Mapping[str, Floats]) -> Turning | None:
    """The parameter whose halves differ most in their shares, then in their means; p by permuting the draws, of the largest of all."""
    usable = np.isfinite(effects)
    half = agree.size // 2
    if agree.size < 4 or not usable.all() or agree.min() == agree.max():
        return None
    names = list(points)
    ranks = np.array([points[name] for name in names]).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    sides = (ranks >= agree.size - half).astype(np.float64) - (ranks < half)  # +1 above, -1 below, 0 in the middle
    alike = still(effects)
    effects, sd = (np.zeros_like(effects), 1.0) if alike else (effects, float(effects.std()))

    def scores(order: Ints) -> Floats:
        """Differences of shares, in draws, and below one that of the means. Shape (parameters, permutations)."""
        counts = np.abs(_products(sides, agree[order].T))
        means = np.abs(_products(sides, effects[order].T)) / (half * sd)
        return np.asarray(np.rint(counts) + means / (1.0 + means))

    rng = np.random.default_rng(PERMUTATION_SEED)
    mixed = rng.permuted(np.tile(np.arange(agree.size), (PERMUTATIONS, 1)), axis=1)
    own = scores(np.arange(agree.size)[None])[:, 0]
    best = int(own.argmax())
    p = (1 + int((scores(mixed).max(axis=0) >= own[best]).sum())) / (PERMUTATIONS + 1)
    above, below = (float(agree[sides[best] == side].mean()) for side in (1.0, -1.0))
    return Turning("parameter", names[best], above, below, p)


def _products(rows: Floats, columns: Floats) -> Floats:
    """``rows @ columns``, added in order: BLAS adds in another on each kind of processor and for each shape."""
    found = np.zeros((rows.shape[0], columns.shape[1]))
    for row, column in zip(rows.T, columns, strict=True):
        found += row[:, None] * column
    return found


def _closure(
    sign: Sign, core: tuple[Floats, Floats], drawn: tuple[Floats, Floats], closures: Sequence[str]
) -> Turning | None:
    """The closure whose run says other than most seeds of the core, and least likely by chance: Student's t for one more run of
    the core, times the number of closures (Bonferroni)."""
    from scipy.stats import t

    effects, size = core[0], core[0].size
    share = float(says(sign, *core)[0].mean())
    agree, _ = says(sign, *drawn)
    found = []
    for name, said, effect in zip(closures, agree[-len(closures) :], drawn[0][-len(closures) :], strict=True):
        if bool(said) is (share >= 0.5) or size < 2 or not np.isfinite([effect, *effects]).all():
            continue
        away = abs(float(effect - effects.mean()))
        sd = 0.0 if still(effects) else float(effects.std(ddof=1)) * np.sqrt(1.0 + 1.0 / size)
        p = 2.0 * float(t.sf(away / sd, size - 1)) if sd else float(still(np.array([effect, *effects])))
        found.append(Turning("closure", name, float(said), share, min(p * len(closures), 1.0)))
    return min(found, key=lambda one: one.p, default=None)
