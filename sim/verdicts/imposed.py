"""Emergent or imposed: what the mark of an outcome is, by numbers that the search has measured. Nothing is run here.

In this order, and the first that fits is the mark:

- **can't fail**: the range of the measure lies on the predicted side; the sides are equal in every month of every seed; the lever
  moves yardsticks only; the effect is within its bound, where none is predicted, on the side and with the decisions held as well; a
  peak at the end of the run, an event that never happens.
- **tied**: one formula of the other number of its test in all months, or effects that go with those of another of the claim.
- **set**: at the default of a value that both sides set the effect is gone or reversed, and it is in proportion to the value
  or has its sign. Where a switch alone does so, the outcome needs it, and has no mark.
- **imposed**: with the decisions of the other side held (``sim/verdicts/held.py``) between half of the effect and twice is left,
  under every seed, and the effect is as predicted and above its bound.

All others are findings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.economy.measures import MEASURES
from sim.verdicts.register import Change, Difference, Level, Part, Shape, Sign, Trajectory, parts
from sim.verdicts.thresholds import one_fact, says

Mark = Literal["can't fail", "tied", "set", "imposed"]

LEFT = 0.5, 2.0  # of the effect: below it people make it, above they take more than half away
HALF = 0.35, 0.65  # of the effect at half of a setting: it is in proportion
EXACT = 1e-9  # of the spread: two numbers are one
FEWEST = 10  # months or draws that say so

WORDS = Text(
    en="What a result means depends on whether it could have come out otherwise. The ODD protocol for agent-based models asks of "
    "each outcome whether it emerges from what agents do or is imposed by the rules (Grimm and Railsback); what hangs on accessory "
    "assumptions is an artefact (Galán et al. 2009). Here a third world has the parameters of the side and the decisions of the "
    "other: what is left of the effect nobody decided (the natural direct effect of Pearl 2001). Imposed: half of it or more is "
    "left; a claim that passes such a test has passed one that it could hardly have failed. Beside it, on an axis of its own, "
    "robust: no admissible set of parameters turns the sign (Leamer's extreme bounds of 1983, with implausible worlds left out "
    "and listed). What all sets share is not tested by that (Orzack and Sober 1993, against Levins).",
    zh="一项结果说明什么，取决于它是否可能是别的样子。主体模型的ODD规范要求说明每项结果是由主体的行为涌现，还是由规则强加"
    "（Grimm与Railsback）；取决于附带假设者为人为产物（Galán等2009）。此处另有第三个世界：参数同本方，决策同对方；"
    "所余的效应无人决定（Pearl 2001的自然直接效应）。强加：所余达一半以上；这样的论断所通过的，是几乎不可能不通过的检验。"
    "另一轴为稳健：没有任何可接受的参数组合使符号反转（Leamer 1983的极端边界，不合理的世界剔除并列出）。"
    "各组合共有的假设并未因此受到检验（Orzack与Sober 1993对Levins的批评）。",
)
WHY = {
    "range": Text(
        en="it can only be {low} to {high}: all of it as predicted", zh="其取值只能在{low}至{high}之间：皆符合预测"
    ),
    "equal": Text(en="the two sides are equal in every month of every seed", zh="两方在每个种子的每个月份都相等"),
    "yardsticks": Text(
        en="{names} moves yardsticks only: no column of the world differs in any month",
        zh="{names}只改变量度：世界的任何状态量在任何月份都无差别",
    ),
    "nothing": Text(
        en="nothing to tell apart: within the smallest effect of interest, also with the decisions held",
        zh="无可区分：效应在最小关注效应之内，决策固定时亦然",
    ),
    "tied": Text(
        en="one formula of {names} in every month: the two count once", zh="每个月份都是{names}的同一公式：二者只算一次"
    ),
    "together": Text(
        en="its effects go with those of {names}: the two count once", zh="其效应与{names}的效应同进退：二者只算一次"
    ),
    "sign": Text(en="its sign is that of {names}, which both sides set", zh="其符号即两方所设的{names}的符号"),
    "size": Text(
        en="in proportion to {names}, which both sides set: at half of it {share} of the effect",
        zh="与两方所设的{names}成比例：取其一半时为效应的{share}",
    ),
    "imposed": Text(
        en="with the decisions of the other side held, {share} of the effect is left",
        zh="固定对方的决策，仍有效应的{share}",
    ),
    "decided": Text(
        en="with the decisions of the other side held, {share} of the effect is left: people make it",
        zh="固定对方的决策，只余效应的{share}：出自人的决定",
    ),
    "more": Text(
        en="with the decisions of the other side held it would be {share} of itself: people take most of it away",
        zh="固定对方的决策，效应为原来的{share}：大部分被人的决定抵消",
    ),
    "else": Text(
        en="not as predicted, or within the smallest effect of interest: nothing that rules could have imposed",
        zh="不符合预测或在最小关注效应之内：无所谓强加",
    ),
}


@dataclass(frozen=True)
class Setting:
    """A value that both sides set, put back to its default, half-way, and to its contrary: the mean effect there."""

    name: str
    value: object
    default: object
    at_default: float
    bound: float  # of interest at the default
    half: float | None = None  # none of a switch
    contrary: float | None = None  # with the sign of the value reversed, where the range has both


@dataclass(frozen=True)
class Measured:
    """What the search has measured of an outcome. ``effects`` and ``held``: by seed, as it is and with the decisions held."""

    test: str
    measure: str
    detail: str | None
    sign: Sign
    levers: Sequence[str]
    possible: tuple[float, float]  # of the effect
    bound: float
    effects: Sequence[float]
    held: Sequence[float]
    equal: bool = False
    alike: bool = False
    vacuous: Text | None = None
    tied: str | None = None  # an earlier outcome of the test: one formula of it
    together: str | None = None  # an earlier outcome of the claim: the same effects
    settings: Sequence[Setting] = ()

    @property
    def name(self) -> str:
        """As ``Found.name`` has it."""
        return " ".join(filter(None, (self.test, self.measure, self.detail)))

    @property
    def mean(self) -> float:
        """Of the effect, over seeds."""
        return float(np.mean(self.effects))

    @property
    def share(self) -> list[float]:
        """Of the effect that is left with the decisions held, by seed; nan where there is no effect."""
        return [held / full if full else float("nan") for held, full in zip(self.held, self.effects, strict=True)]


def mark(m: Measured) -> tuple[Mark | None, Text]:
    """The mark of an outcome, and why."""
    for found in (_cannot_fail(m), _tied(m), _set(m)):
        if found:
            return found
    share = np.array(m.share)
    said = " / ".join(f"{one:.2f}" for one in share)
    if not (_above(m.sign, m.mean, m.bound) and np.isfinite(share).all()):
        return None, WHY["else"]
    if (share >= LEFT[0]).all() and (share <= LEFT[1]).all():
        return "imposed", _filled("imposed", share=said)
    return None, _filled("more" if (share > LEFT[1]).all() else "decided", share=said)


def needs(m: Measured) -> list[str]:
    """The switches without which the question can't be asked: at their default nothing of the effect is left."""
    return [one.name for one in m.settings if _gone(m, one) and not _of_setting(m, one)]


def _cannot_fail(m: Measured) -> tuple[Mark, Text] | None:
    low, high = m.possible
    ends = np.array([low, high])
    if says(m.sign, ends, np.full(2, m.bound))[0].all() and (
        m.sign not in ("higher", "lower") or _above(m.sign, min(ends, key=abs), m.bound)
    ):
        return "can't fail", _filled("range", low=f"{low:g}", high=f"{high:g}")
    if m.alike:
        return "can't fail", _filled("yardsticks", names=", ".join(m.levers))
    if m.equal or m.vacuous:
        return "can't fail", m.vacuous or WHY["equal"]
    within = max(abs(m.mean), abs(float(np.mean(m.held)))) <= m.bound
    return ("can't fail", WHY["nothing"]) if m.sign not in ("higher", "lower") and within else None


def _tied(m: Measured) -> tuple[Mark, Text] | None:
    if m.tied:
        return "tied", _filled("tied", names=m.tied)
    return ("tied", _filled("together", names=m.together)) if m.together else None


def _set(m: Measured) -> tuple[Mark, Text] | None:
    for one in m.settings:
        how = _of_setting(m, one) if _gone(m, one) else None
        if how:
            names = f"{one.name} = {one.value}"
            return "set", _filled(how, names=names, share=f"{(one.half or 0.0) / m.mean:.2f}")
    return None


def _gone(m: Measured, one: Setting) -> bool:
    """Whether an effect that is there is within its bound or reversed at the default."""
    return abs(m.mean) > m.bound and (abs(one.at_default) <= one.bound or one.at_default * m.mean < 0.0)


def _of_setting(m: Measured, one: Setting) -> Literal["sign", "size"] | None:
    if one.contrary is not None and abs(one.contrary) > m.bound and one.contrary * m.mean < 0.0:
        return "sign"
    return "size" if one.half is not None and HALF[0] <= one.half / m.mean <= HALF[1] else None


def _above(sign: Sign, effect: float, bound: float) -> bool:
    """Whether an effect is as predicted, and more than the smallest of interest."""
    return bool(abs(effect) > bound and says(sign, np.array([effect]), np.array([bound]))[0][0])


def says_what(sign: Sign, effect: float, bound: float) -> Literal["predicted", "contrary", "neither"]:
    """Whether an effect is as predicted or its contrary; neither where one is predicted and it is within its bound, or it is undefined.

    >>> says_what("higher", 0.3, 0.1), says_what("higher", 0.05, 0.1), says_what("not-lower", 0.05, 0.1)
    ('predicted', 'neither', 'predicted')
    """
    if sign in ("higher", "lower") and not abs(effect) > bound:
        return "neither"
    predicted, contrary = (bool(each[0]) for each in says(sign, np.array([effect]), np.array([bound])))
    return "predicted" if predicted else "contrary" if contrary else "neither"


def of_claim(marks: Sequence[Mark | None]) -> Literal["by construction", "partly", "finding"]:
    """What a claim is called by the marks of the outcomes that decide it: all, some or none of them. What is tied counts once.

    >>> of_claim(["imposed", None]), of_claim(["imposed", "set", "tied"]), of_claim([None, "tied"])
    ('partly', 'by construction', 'finding')
    """
    once = [one for one in marks if one != "tied"]
    there = [one for one in once if one]
    return "finding" if not there else "by construction" if len(there) == len(once) else "partly"


# -- what an effect can be


def possible(test: Part, outcome: str) -> tuple[float, float]:
    """The least and the most that an effect can be, by the ranges of the measures.

    >>> possible(Level(kind="level", side={"scenario": "competition"}, predicts={"poverty": "higher"}, than=-1.0), "poverty")
    (1.0, 2.0)
    """
    low, high = _range(outcome)
    if isinstance(test, Level):
        return low - test.than, high - test.than
    of_levels = isinstance(test, Change | Shape | Trajectory) or (isinstance(test, Difference) and test.statistic != "fall")
    return (low - high, high - low) if of_levels and np.isfinite([low, high]).all() else (-np.inf, np.inf)


def _range(outcome: str) -> tuple[float, float]:
    known = [MEASURES[name] for name in parts(outcome)]
    if len(known) == 1:
        return known[0].low, known[0].high
    return (0.0, np.inf) if all(one.low >= 0.0 for one in known) else (-np.inf, np.inf)


# -- ties

FORMS: tuple[Callable[[Floats], Floats], ...] = (np.asarray, lambda x: 1.0 / x, np.log)


def one_formula(x: Floats, y: Floats) -> bool:
    """Whether one number is a straight line of the other, after 1/x or the logarithm of either, or their ratio or product is constant.

    >>> x = np.linspace(0.2, 0.9, 20)
    >>> one_formula(x, 2.0 * x + 1.0), one_formula(x, (1.0 - x) / x), one_formula(x, x**2), one_formula(x, x + 1e-6 * x**3)
    (True, True, True, False)
    """
    for form in FORMS:
        for other in FORMS:
            # A measure without an object is 0, of which there is neither a logarithm nor a part.
            plain = form is FORMS[0] and other is FORMS[0]
            rows = np.isfinite(x) & np.isfinite(y) & (plain | ((x > 0.0) & (y > 0.0)))
            if rows.sum() >= FEWEST and _straight(form(x[rows]), other(y[rows])):
                return True
    return False


def _straight(x: Floats, y: Floats) -> bool:
    x, y = x - x.mean(), y - y.mean()
    spreads = np.ptp(x), np.ptp(y)
    if min(spreads) <= EXACT * max(1.0, *(float(np.abs(each).max()) for each in (x, y))):
        return False  # what stands still goes with everything
    slope = float((x * y).sum() / (x * x).sum())
    return slope != 0.0 and bool(np.abs(y - slope * x).max() < EXACT * spreads[1])


def go_together(one: Floats, other: Floats) -> bool:
    """Whether the effects of two outcomes, draw by draw, are one fact, as the board has it, by draws enough to say so.

    >>> draws = np.arange(20.0)
    >>> go_together(draws, draws**3), go_together(draws, np.where(draws < 12, draws, 7.0)), go_together(draws, -draws)
    (True, True, True)
    """
    return int((np.isfinite(one) & np.isfinite(other)).sum()) >= FEWEST and one_fact(one, other)


def _filled(key: str, **values: str) -> Text:
    text = WHY[key]
    return Text(en=text.en.format(**values), zh=text.zh.format(**values))
