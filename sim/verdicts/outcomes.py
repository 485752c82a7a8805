"""From what runs have kept to the effects that a test predicts: arrays [run], paired, since a run has every world of a test.

An outcome is one measure with its predicted sign. Tests of an order, a shape or a timing have several, one a step:

- order: of each two successive measures the second is later; the gap in months, 0 where one of the two never departs, and a month is
  the smallest gap of interest.
- rising, falling: from the first point to the last, and no step turns back by the smallest effect.
- u, inverted-u: to the turn and from it, the turn being the best point between the ends by the mean of the other seeds, so that no
  seed chooses its own; a draw has its own.
- path: a difference in each window, all cases of one prediction.
- timing: the event's effect at the first date, and how much farther it goes at each date than at the one before; of what has a relative
  smallest effect, in parts of what there would be without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.base.estimates import apart
from sim.economy.measures import MEASURES
from sim.verdicts import readings
from sim.verdicts.register import (
    Change,
    Difference,
    Effect,
    Level,
    Order,
    Pace,
    Part,
    Shape,
    Show,
    Sign,
    Timing,
    Trajectory,
    Widening,
    parts,
)

MONTH = Effect(size=1.0, why=Text(en="a month: the step of a run", zh="一个月：模拟的步长"))

LESS = Text(en="less that of {a}", zh="减去{a}的")
AFTER = Text(en="months after {a}", zh="晚于{a}的月数")
WHOLE, STEP = Text(en="from {a} to {b} in all", zh="自{a}至{b}全程"), Text(en="step {a} to {b}", zh="{a}至{b}一步")
STATISTIC = {
    "mean": None,
    "peak": Text(en="in its highest year", zh="最高之年"),
    "trough": Text(en="in its lowest year", zh="最低之年"),
    "fall": Text(en="largest fall from its highest year so far", zh="自此前最高之年的最大跌幅"),
}
SPAN = Text(en="months {a}", zh="第{a}月")
GAP = Text(en="how far the two are apart", zh="两者之差")
TURN = Text(en="to the turn", zh="至转折点"), Text(en="from the turn", zh="自转折点起")
LATER = Text(en="from month {a}, beyond that from month {b}", zh="自第{a}月，较自第{b}月更甚")
FROM = Text(en="from month {a}", zh="自第{a}月")

EDGE = 24  # months at the end of a run: what is highest or lowest there may go on beyond it
OFTEN = 0.5  # in this share of the runs
NOTHING = Text(en="0 against 0 in every seed", zh="每个种子下都是0对0")
CENSORED = Text(en="reached in the last 24 months of the run: it may go on", zh="出现在模拟的最后24个月：可能尚未结束")
NEVER = Text(en="one of the two never happens", zh="二者之一从未发生")


@dataclass(frozen=True)
class Outcome:
    """What one measure does in a test. ``gaps`` [run] is the effect, ``others`` [run] what it is a part of."""

    measure: str
    gaps: Floats
    effect: Effect | None  # the smallest of interest; of what is only shown there is none
    others: Floats
    sign: Sign | None = None
    levels: tuple[Floats, Floats] | None = None  # the two that are compared, [run]
    detail: Text | None = None
    unit: str = "measure"  # or share, log, month
    vacuous: Text | None = None  # why it decides nothing, whatever comes out
    roles: tuple[str, str] = ("side", "against")  # the worlds whose years belong to it

    @property
    def bound(self) -> float:
        """The smallest effect of interest of the mean over all runs."""
        return self.effect.of(float(self.others.mean())) if self.effect else 0.0

    @property
    def bounds(self) -> Floats:
        """That of each run."""
        return np.array([self.effect.of(float(other)) if self.effect else 0.0 for other in self.others])

    def none(self) -> "Outcome":
        """The same without any run."""
        return replace(self, gaps=np.zeros(0), others=np.zeros(0))


class Take(Protocol):
    """What an outcome was in each run."""

    def __call__(self, role: str, outcome: str, span: str = "window") -> Floats: ...


def outcomes(
    test: Part, numbers: Mapping[str, Floats], effects: Mapping[str, Effect], *, alike: bool = True
) -> list[Outcome]:
    """All outcomes of a test. ``numbers``: by the name of the reading, arrays [run]; ``alike``: runs of the same worlds, not draws."""
    found = {
        (one.role, one.measure, one.first, one.last): numbers[one.name]
        for one in readings.of(test)
        if isinstance(test, Order) or one.what not in readings.MONTHS
    }
    months = readings.spans(test)

    def take(role: str, outcome: str, span: str = "window") -> Floats:
        """A measure, or the ratio of two; what can't be divided is nan."""
        first, last = months[span]
        return over([found[role, measure, first, last] for measure in parts(outcome)])

    match test:
        case Difference():
            return [_difference(test, name, take, numbers, effects[name], sign) for name, sign in test.predicts.items()]
        case Trajectory():
            return [
                _two(name, take("side", name, span), take("against", name, span), effects[name], sign, _filled(SPAN, span))
                for name, sign in test.predicts.items()
                for span in months
            ]
        case Change():
            return [
                _two(name, take("side", name), take("side", name, "since"), effects[name], sign)
                for name, sign in test.predicts.items()
            ]
        case Level():
            return [
                _two(name, take("side", name), np.full_like(take("side", name), test.than), effects[name], sign)
                for name, sign in test.predicts.items()
            ]
        case Widening():
            return [_widening(name, take, effects[name], sign) for name, sign in test.predicts.items()]
        case Pace():
            return [_pace(test, take, effects)]
        case Order():
            return _order(test, take)
        case Shape():
            ends = list(test.worlds)[-1], next(iter(test.worlds))
            found_steps = [one for name in test.measures for one in _shape(test, name, take, effects[name], alike)]
            return [replace(one, roles=ends) for one in found_steps]
        case Timing():
            return [
                one for name, sign in test.predicts.items() for one in _timing(test, name, take, effects[name], sign)
            ]
        case Show():
            return [_shown(test, name, take) for name in test.measures]
    raise AssertionError(test)


def over(values: Sequence[Floats]) -> Floats:
    """The one, or the ratio of two; what can't be divided is nan.

    >>> over([np.array([3.0, 1.0]), np.array([2.0, 0.0])]).tolist()
    [1.5, nan]
    """
    if len(values) == 1:
        return values[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values[1] != 0.0, values[0] / values[1], np.nan)


def _difference(
    test: Difference, name: str, take: Take, numbers: Mapping[str, Floats], effect: Effect, sign: Sign
) -> Outcome:
    """One side less the other. A year that is the highest, the lowest or the bottom of a fall may lie at the edge of the run."""
    found = _two(name, take("side", name), take("against", name), effect, sign, STATISTIC[test.statistic])
    if test.statistic == "fall" and effect.relative:  # a fall is a part of its peak already
        found = replace(found, others=np.ones_like(found.others), unit="share")
    if test.statistic == "mean":
        return found
    first, last = test.window
    what = readings.DATES[test.statistic]
    dates = [numbers[readings.Reading(role, name, first, last, what).name] for role in ("side", "against")]
    return replace(found, vacuous=found.vacuous or _at_the_edge(dates, last))


def _two(name: str, ours: Floats, theirs: Floats, effect: Effect, sign: Sign, detail: Text | None = None) -> Outcome:
    return Outcome(name, apart(ours, theirs), effect, theirs, sign, (ours, theirs), detail, vacuous=_nothing(ours, theirs))


def _nothing(*values: Floats) -> Text | None:
    """Whether nothing is compared with nothing."""
    return NOTHING if values[0].size and not any(value.any() for value in values) else None


def _at_the_edge(dates: Sequence[Floats], last: int) -> Text | None:
    """Whether what was looked for lies so near the end, in half of the runs or more, that it may not be over."""
    late = [float((date > last - EDGE).mean()) for date in dates if date.size]
    return CENSORED if late and max(late) >= OFTEN else None


def _widening(name: str, take: Take, effect: Effect, sign: Sign) -> Outcome:
    now, then = (apart(take("side", name, span), take("against", name, span)) for span in ("window", "since"))
    levels = [take(role, name, span) for role in ("side", "against") for span in ("window", "since")]
    return Outcome(name, apart(now, then), effect, take("against", name, "window"), sign, (now, then), GAP,
                   vacuous=_nothing(*levels))  # fmt: skip


def _pace(test: Pace, take: Take, effects: Mapping[str, Effect]) -> Outcome:
    """Log growth of the first measure less that of the second."""
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (np.log(take("side", name, "window") / take("side", name, "since")) for name in test.measures)
    detail = _filled(LESS, label(test.measures[1]))
    ones = np.ones_like(first)  # in log points a share is a share
    return Outcome(
        test.measures[0], apart(first, second), effects[test.measures[0]], ones, test.sign, (first, second), detail, "log"
    )


def _order(test: Order, take: Take) -> list[Outcome]:
    dates = [take("side", name) for name in test.measures]
    months = test.worlds["side"][1]
    never = months if test.mark == "departure" else np.inf
    found = []
    for (one, first), (other, second) in pairwise(zip(test.measures, dates, strict=True)):
        gap = np.where((first < never) & (second < never), second - first, 0.0)
        detail = _filled(AFTER, label(one))
        absent = [float((date >= never).mean()) for date in (first, second) if date.size]
        vacuous = NEVER if absent and max(absent) >= OFTEN else None
        if test.mark == "peak":
            vacuous = _at_the_edge((first, second), months - 1)
        found.append(Outcome(other, gap, MONTH, gap, "higher", (second, first), detail, "month", vacuous=vacuous))
    return found


def _shape(test: Shape, name: str, take: Take, effect: Effect, alike: bool) -> list[Outcome]:
    """The steps along a parameter. Shape of ``values``: (points, run)."""
    values = np.array([take(role, name) for role in test.worlds])
    said = [f"{value:g}" for value in test.points]
    if test.shape in ("u", "inverted-u"):
        up = 1.0 if test.shape == "inverted-u" else -1.0
        turn = up * _turns(up * values, alike)
        signs: tuple[Sign, Sign] = ("higher", "lower") if up > 0.0 else ("lower", "higher")
        first = _two(name, turn, values[0], effect, signs[0], TURN[0])
        return [first, _two(name, values[-1], turn, effect, signs[1], TURN[1])]
    sign, step = ("higher", "not-lower") if test.shape == "rising" else ("lower", "not-higher")
    found = [_step(name, values, 0, -1, effect, sign, _filled(WHOLE, said[0], said[-1]))]  # type: ignore[arg-type]
    found += [
        _step(name, values, at - 1, at, effect, step, _filled(STEP, said[at - 1], said[at]))  # type: ignore[arg-type]
        for at in range(1, len(values))
    ]
    return found


def _step(name: str, values: Floats, one: int, other: int, effect: Effect, sign: Sign, detail: Text) -> Outcome:
    return _two(name, values[other], values[one], effect, sign, detail)


def _turns(values: Floats, alike: bool) -> Floats:
    """The value of each run at the point between the ends that is highest in the mean of the other runs, or in the run itself."""
    inner = values[1:-1]
    count = inner.shape[1]
    rest = (inner.sum(axis=1, keepdims=True) - inner) if alike and count > 1 else inner
    return np.asarray(inner[rest.argmax(axis=0), np.arange(count)])


def _timing(test: Timing, name: str, take: Take, effect: Effect, sign: Sign) -> list[Outcome]:
    gaps, others, empty = [], [], []
    for date in test.dates:
        span = f"from {date}"
        there, without = take(span, name, span), take("without", name, span)
        empty.append(_nothing(there, without))
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = apart(there, without)
            gaps.append(gap / np.abs(without) if effect.relative else gap)
        others.append(np.ones_like(without) if effect.relative else without)
    unit = "share" if effect.relative else "measure"
    found = [Outcome(name, gaps[0], effect, others[0], sign, None, _filled(FROM, test.dates[0]), unit, empty[0])]
    found += [
        Outcome(name, apart(gaps[at], gaps[at - 1]), effect, others[at], sign, (gaps[at], gaps[at - 1]),
                _filled(LATER, test.dates[at], test.dates[at - 1]), unit, empty[at])
        for at in range(1, len(gaps))
    ]  # fmt: skip
    return [
        replace(one, roles=(f"from {date}", "without")) for one, date in zip(found, test.dates, strict=True)
    ]


def _shown(test: Show, name: str, take: Take) -> Outcome:
    """Two worlds side by side, or one by itself."""
    ours = take("side", name)
    theirs = take("against", name) if test.against else np.zeros_like(ours)
    return Outcome(name, apart(ours, theirs), None, theirs, None, (ours, theirs) if test.against else None)


def label(outcome: str) -> Text:
    """What a measure is called, or the ratio of two."""
    known = [MEASURES[name].label for name in parts(outcome)]
    return Text(en=" / ".join(label["en"] for label in known), zh=" / ".join(label["zh"] for label in known))


def _filled(text: Text, *names: object) -> Text:
    """The text with names in it, which may be texts themselves."""
    said = [
        dict(zip("ab", (n.of(lang) if isinstance(n, Text) else n for n in names), strict=False))
        for lang in ("en", "zh")
    ]
    return Text(en=text.en.format(**said[0]), zh=text.zh.format(**said[1]))
