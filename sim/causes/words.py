"""Causes in words: a difference, its chain in order of time, and whether more can be said than that the one goes with the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.base.declared import Text
from sim.base.estimates import percent
from sim.base.toml import literal
from sim.causes import graph
from sim.causes.chains import Cause, Chain, Moved
from sim.causes.holding import Found, Without
from sim.runs import display
from sim.runs.display import Plots
from sim.runs.results import Results

ABOUT = Text(
    en="From where a changed parameter enters to the difference, through measures that moved, in order of time (means of twelve months; "
    "year 8 is the one that begins with month 96). A path goes with a difference, and proves nothing. Because is said only where a "
    "world with the first link held at the values of {base} loses half of the difference or more.",
    zh="从改动的参数进入之处，沿途经有变动的指标，按时间先后直至差异（十二个月均值；第8年自第96月起）。路径只是伴随差异，并不证明什么。"
    "只有把第一环固定为{base}的取值后差异失去一半以上，才称为“因为”。",
)
NOTHING = Text(
    en="No difference of the main measures was found: there is nothing to explain.", zh="主要指标未检出差异：无可解释。"
)
MANY = Text(
    en="Several parameters part {name} from {base}, and what has moved is the work of all of them. Variants set them apart: "
    "sim compare {example}.",
    zh="{name}与{base}有多个参数不同，变动的指标是它们共同作用的结果。可用变体逐一分开：sim compare {example}。",
)
ENTERS = Text(en="{lever} ({where})", zh="{lever}（{where}）")
GOES = Text(en="{end} goes with {levers}: {links}", zh="{end}伴随{levers}：{links}")
BECAUSE = Text(en="{end} because of {levers}: {links}", zh="{end}因为{levers}：{links}")
ITSELF = Text(en="it enters right there", zh="它直接作用于此")
NONE = Text(en="{end}: no path from {levers}", zh="{end}：从{levers}出发没有路径")
SMALL = Text(
    en="Below the smallest effect of interest, so nothing is looked for: {names}.",
    zh="低于最小关注效应，故不追寻：{names}。",
)
LINK = Text(en="{measure} {size} from year {year}", zh="{measure}{size}（第{year}年起）")
LOST = Text(
    en="with {first} held at the values of {base}, {share} of the difference is gone",
    zh="把{first}固定为{base}的取值，差异的{share}消失",
)
MORE = Text(
    en="with {first} held at the values of {base}, the difference turns round ({share} of it is gone)",
    zh="把{first}固定为{base}的取值，差异反转（消失{share}）",
)
WORSE = Text(
    en="with {first} held at the values of {base}, the difference is larger: {share} of it",
    zh="把{first}固定为{base}的取值，差异反而更大：为其{share}",
)
NOT_HELD = Text(
    en="{first} can't be held at the values of {base}: {share} of its own difference goes, so nothing follows",
    zh="{first}无法固定为{base}的取值：其自身差异只消失{share}，故无从判断",
)
NOBODY = Text(
    en="no decision that could be held by itself makes {first}", zh="没有可单独固定的决策形成{first}"
)
COMMA, STOP = Text(en=", ", zh="，"), Text(en=". ", zh="。")
LIST = Text(en=", ", zh="、")
FEW = 2  # rules that are named


@dataclass(frozen=True)
class Teller:
    """Says causes of these results in a language. ``found``: with first links held; None where nobody asked for it. ``base``: what the
    reference is called."""

    results: Results
    plots: Plots
    lang: str
    base: str
    found: Found | None = None

    def about(self) -> str:
        """What a chain is, and what not."""
        return ABOUT.of(self.lang).format(base=self.base)

    def lines(self, causes: Sequence[Cause]) -> list[str]:
        """Of one scenario: a line a chain, at last what is too small. Names of the program stand between backticks."""
        told = [line for cause in causes for line in self.of(cause)]
        small = [self.measure(cause.gap.measure) for cause in causes if cause.small]
        return told + ([SMALL.of(self.lang).format(names=LIST.of(self.lang).join(small))] if small else [])

    def of(self, cause: Cause) -> Iterator[str]:
        """The lines of one difference."""
        alike: dict[tuple[str, ...], list[Chain]] = {}
        for one in cause.chains:
            alike.setdefault(tuple(link.gap.measure for link in one.links), []).append(one)
        none = alike.pop((), [])
        yield from (self._chain(cause, some) for some in alike.values())
        if none:
            levers = LIST.of(self.lang).join(f"`{one.lever}`" for one in none)
            yield self._whole(NONE.of(self.lang).format(end=self.measure(cause.gap.measure), levers=levers))

    def many(self, causes: Sequence[Cause], name: str) -> list[str]:
        """That several parameters part a scenario from the reference, and how they are set apart."""
        levers = [one.lever for cause in causes[:1] for one in cause.chains]
        if len(levers) < 2:
            return []
        reference, scenario = self.results.reference, causes[0].gap.scenario
        value = self.results.manifest["scenarios"][scenario]["params"][levers[0]]
        example = f'{reference} "{reference}:{levers[0]}={literal(value)}"'
        return [MANY.of(self.lang).format(name=name, base=self.base, example=example)]

    def _chain(self, cause: Cause, alike: Sequence[Chain]) -> str:
        """Chains through the same measures, whichever parameter they begin with."""
        held = (self.found or {}).get((cause.gap.scenario, alike[0].first, cause.gap.measure))
        said = (BECAUSE if held and held.because else GOES).of(self.lang).format(
            end=self.measure(cause.gap.measure),
            levers=LIST.of(self.lang).join(map(self._enters, alike)),
            links=COMMA.of(self.lang).join(map(self.link, alike[0].links)),
        )  # fmt: skip
        return self._whole(said, self._more(alike[0], held))

    def _enters(self, one: Chain) -> str:
        """A parameter, with the rules where it enters: the first of them, where there are more."""
        where = LIST.of(self.lang).join(f"`{rule}`" for rule in one.rules[:FEW]) + (" ..." if len(one.rules) > FEW else "")
        return ENTERS.of(self.lang).format(lever=f"`{one.lever}`", where=where)

    def _whole(self, *parts: str) -> str:
        stop = STOP.of(self.lang)
        return stop.join(f"{part[0].upper()}{part[1:]}" for part in parts if part) + stop.rstrip()

    def _more(self, one: Chain, held: Without | None) -> str:
        """What comes of holding the first link."""
        lang = self.lang
        if self.found is None:
            return ""
        if not one.first:
            return ITSELF.of(lang)
        first, base = self.measure(one.first), self.base
        if held is None:
            return NOBODY.of(lang).format(first=first) if not graph.read().nodes[one.first].holds else ""
        if not held.is_held:
            return NOT_HELD.of(lang).format(first=first, base=base, share=percent(max(held.held, 0.0)))
        text, share = (
            (MORE, held.lost) if held.lost > 1.0 else (WORSE, 1.0 - held.lost) if held.lost < 0.0 else (LOST, held.lost)
        )
        return text.of(lang).format(first=first, base=base, share=percent(share))

    def measure(self, name: str) -> str:
        """What a measure is called."""
        return str(self.results.measures[name].label[self.lang])

    def link(self, one: Moved) -> str:
        """A measure with how far it has moved, and since when."""
        return LINK.of(self.lang).format(
            measure=self.measure(one.gap.measure), size=self._size(one), year=one.month // 12
        )

    def _size(self, one: Moved) -> str:
        unit = self.plots.unit(self.results.measures[one.gap.measure].unit)
        if one.effect.relative and one.level:
            return f"{_signed(100.0 * one.gap.mean / abs(one.level))} %"
        return f"{_signed(unit.times * one.gap.mean)} {(unit.gap or unit).of(self.lang)}"


def terminal(results: Results, causes: Sequence[Cause], found: Found, lang: str) -> list[str]:
    """What a terminal shows, scenario by scenario."""
    teller = Teller(results, display.read(), lang, results.called(results.reference, lang), found)
    told = [teller.about() if causes else NOTHING.of(lang)]
    for scenario in dict.fromkeys(cause.gap.scenario for cause in causes):
        mine = [cause for cause in causes if cause.gap.scenario == scenario]
        told += ["", results.heading(scenario, lang)]
        told += [f"  {line}" for line in [*teller.lines(mine), *teller.many(mine, results.called(scenario, lang))]]
    return [line.replace("`", "") for line in told]


def rows(causes: Sequence[Cause], found: Found) -> list[dict[str, Any]]:
    """The same as data."""
    return [
        {
            "scenario": cause.gap.scenario,
            "measure": cause.gap.measure,
            "parameter": one.lever,
            "rules": list(one.rules),
            "links": [{"measure": link.gap.measure, "mean": link.gap.mean, "month": link.month} for link in one.links],
            "lost": held.lost if held else None,
            "held": held.held if held else None,
            "because": bool(held and held.because),
        }
        for cause in causes
        for one in cause.chains
        for held in [found.get((cause.gap.scenario, one.first, cause.gap.measure))]
    ]


def _signed(value: float) -> str:
    """Two digits that count.

    >>> _signed(-12.34), _signed(0.0456), _signed(234.0), _signed(9.96)
    ('−12', '+0.046', '+234', '+10')
    """
    size = abs(value)
    text = f"{size:.0f}" if size >= 9.95 else f"{size:.2g}"
    return f"{'−' if value < 0 else '+'}{text}"
