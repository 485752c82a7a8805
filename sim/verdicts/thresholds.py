"""The thresholds of verdicts: pure functions of numbers and arrays, with nothing of the model in them. In words: ``words.RULE``.

An outcome, with ``low`` and ``high`` the paired 95 % interval of its mean effect over seeds and ``bound`` the smallest effect of interest:

    predicted        holds                                      fails
    higher           low > 0, unless within +- bound            within +- bound; or high < 0
    lower            high < 0, unless within +- bound           within +- bound; or low > 0
    same             within +- bound                            low > bound or high < -bound
    not-lower        low >= -bound                              high < -bound
    not-higher       high <= bound                              low > bound

Beside it at least 90 % of the draws, the points of a hypercube, must say the same, each by its own effect and bound; only "within +-
bound" of higher and lower needs no draws: an effect below the smallest of interest counts as none. All else depends. Where the share of
``DRAWS`` draws lies within ``DOUBT`` there are ``MORE``. With fewer seeds or draws than ``SEEDS`` and ``DRAWS``, or where
the outcome is undefined under a seed, there is no verdict: open. Closures are counted in no share: each that turns an outcome is named.
Of a reading that was added to the text seeds alone are asked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator

from sim.base.arrays import Floats, Ints
from sim.base.estimates import ROUNDING, half_width, still
from sim.verdicts.register import Sign

SEEDS, DRAWS, SHARE = 8, 40, 0.9
MORE, DOUBT = 100, (0.8, 0.97)  # draws where so many of the first ones say the same
UNDER = 4  # seeds under a closure that seems to turn an outcome
ALIKE, IN_DRAWS, RANKS = 1e-9, 0.5, 0.98  # effects that are equal, in this share of the draws, or go together by rank
PERMUTATIONS, PERMUTATION_SEED, CHANCE = 2000, 0, 0.05

Number = Annotated[
    float, BeforeValidator(lambda value: float("nan") if value is None else value)
]  # null in a file is nan
Verdict = Literal["holds", "fails", "depends", "open"]
Leaning = Literal["holds", "fails", "nothing", "unclear"]
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
    leaning, share = by_seeds(sign, s), share_that_counts(sign, s)
    if leaning == "open" or s.draws < DRAWS:
        return "open"
    if leaning == "nothing":
        return "fails"
    return leaning if leaning != "unclear" and share >= SHARE else "depends"


def by_seeds(sign: Sign, s: Summary) -> Leaning | Literal["open"]:
    """What seeds alone say of an outcome for which no draws are made, where there are enough of them.

    >>> by_seeds("higher", Summary(1.0, 0.5, 1.5, 0.1, seeds=8, agree=float("nan"), reverse=float("nan"), draws=0))
    'holds'
    """
    enough = s.seeds >= SEEDS and np.isfinite([s.low, s.high, s.bound]).all()
    return leans(sign, s) if enough else "open"


def leans(sign: Sign, s: Summary) -> Leaning:
    """What the interval says by itself; nothing: that the effect is below the smallest of interest.

    >>> leans("higher", Summary(0.5, 0.1, 0.9, 1.0, seeds=8, agree=1.0, reverse=0.0, draws=40))
    'nothing'
    """
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
        return "nothing"
    return "holds" if holds else "fails" if fails else "unclear"


def share_that_counts(sign: Sign, s: Summary) -> float:
    """The share of draws on which the verdict hangs; nan where it hangs on none."""
    return {"holds": s.agree, "fails": s.reverse}.get(leans(sign, s), float("nan"))


def in_doubt(sign: Sign, s: Summary) -> bool:
    """Whether the verdict hangs on a share that so few draws don't settle."""
    return s.draws < MORE and DOUBT[0] <= share_that_counts(sign, s) <= DOUBT[1]


def share_interval(share: float, draws: int) -> tuple[float, float]:
    """The exact 95 % interval of a share of draws (Clopper and Pearson 1934).

    >>> [round(end, 3) for end in share_interval(0.9, 40)]
    [0.763, 0.972]
    """
    from scipy.special import betaincinv  # scipy.stats takes seconds to load

    if not draws or not np.isfinite(share):
        return float("nan"), float("nan")
    count = round(share * draws)
    low = float(betaincinv(count, draws - count + 1, 0.025)) if count else 0.0
    return low, float(betaincinv(count + 1, draws - count, 0.975)) if count < draws else 1.0


def turned_under(sign: Sign, s: Summary, closures: Mapping[str, tuple[float, float]]) -> list[str]:
    """The closures under which an outcome is not what its interval says; ``closures``: the mean effect under each, and the bound there.

    What holds is turned where the mean is not as predicted, what fails where it is, and not below the smallest effect of interest.

    >>> s = Summary(1.0, 0.5, 1.5, 0.1, seeds=8, agree=1.0, reverse=0.0, draws=40)
    >>> turned_under("higher", s, {"a": (0.2, 0.1), "b": (-0.2, 0.1)})
    ['b']
    """
    leaning = leans(sign, s)
    found = []
    for name, (effect, bound) in closures.items():
        agrees = bool(says(sign, np.array([effect]), np.array([bound]))[0][0])
        counts = abs(effect) > bound or sign not in ("higher", "lower")
        if (leaning == "holds" and not agrees) or (leaning in ("fails", "nothing") and agrees and counts):
            found.append(name)
    return found


def one_fact(one: Floats, other: Floats) -> bool:
    """Whether two effects are the same in half of the draws, or go together by rank (Spearman) in all.

    >>> one_fact(np.arange(9.0), -np.arange(9.0) ** 3), one_fact(np.arange(9.0), np.arange(9.0) % 4)
    (True, False)
    """
    from scipy.stats import rankdata

    usable = np.isfinite(one) & np.isfinite(other)
    one, other = one[usable], other[usable]
    sizes = np.maximum(np.abs(one), np.abs(other))
    if one.size < 4:
        return False
    if float(((np.abs(one - other) <= ALIKE * sizes) & (sizes > 0.0)).mean()) >= IN_DRAWS:
        return True
    if still(one) or still(other):
        return False
    one, other = (ranks - ranks.mean() for ranks in (rankdata(one), rankdata(other)))
    return bool(abs((one * other).sum()) > RANKS * np.sqrt((one * one).sum() * (other * other).sum()))


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
    closures: Mapping[str, tuple[float, float]],
) -> Turning | None:
    """The assumption that turns an outcome most; None where every draw says the same.

    ``core`` and ``drawn``: effects and bounds of the seeds and of the draws; ``points``: the values of each parameter at the draws;
    ``closures``: effect and bound of a run under each.
    """
    found = [_parameter(says(sign, *drawn)[0], drawn[0], points)] if drawn[0].size else []
    found += [_closure(sign, core, closures)] if closures else []
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
    sign: Sign, core: tuple[Floats, Floats], closures: Mapping[str, tuple[float, float]]
) -> Turning | None:
    """The closure whose run says other than most seeds of the core, and least likely by chance: Student's t for one more run of
    the core, times the number of closures (Bonferroni)."""
    from scipy.stats import t

    effects, size = core[0], core[0].size
    share = float(says(sign, *core)[0].mean())
    found = []
    for name, (effect, bound) in closures.items():
        said = float(says(sign, np.array([effect]), np.array([bound]))[0][0])
        if bool(said) is (share >= 0.5) or size < 2 or not np.isfinite([effect, *effects]).all():
            continue
        away = abs(float(effect - effects.mean()))
        sd = 0.0 if still(effects) else float(effects.std(ddof=1)) * np.sqrt(1.0 + 1.0 / size)
        p = 2.0 * float(t.sf(away / sd, size - 1)) if sd else float(still(np.array([effect, *effects])))
        found.append(Turning("closure", name, said, share, min(p * len(closures), 1.0)))
    return min(found, key=lambda one: one.p, default=None)
