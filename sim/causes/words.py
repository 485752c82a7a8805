"""Causes in words: a difference, its chain in order of time, and whether more can be said than that the one goes with the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.base.declared import Text
from sim.base.estimates import percent
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
HINT = Text(
    en="What carries these differences: the same command with --why.", zh="这些差异由何传导：同一命令加 --why。"
)
GOES = Text(en="{end} goes with {lever} ({where}): {links}", zh="{end}伴随{lever}（{where}）：{links}")
BECAUSE = Text(en="{end} because of {lever} ({where}): {links}", zh="{end}因为{lever}（{where}）：{links}")
ITSELF = Text(en="{lever} enters right there", zh="{lever}直接作用于此")
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
    en="nobody decides {first} by itself, so it can't be held", zh="{first}并非由谁单独决定，故无法固定"
)
COMMA, STOP = Text(en=", ", zh="，"), Text(en=". ", zh="。")
LIST = Text(en=", ", zh="、")


@dataclass(frozen=True)
class Teller:
    """Says causes of these results in a language. ``found``: with first links held; None where nobody asked for it."""

    results: Results
    plots: Plots
    lang: str
    found: Found | None = None

    def lines(self, causes: Sequence[Cause]) -> list[str]:
        """A line a chain; those of a scenario behind each other, at last what is too small."""
        told = [line for cause in causes for line in self.of(cause)]
        small = [self.measure(cause.gap.measure) for cause in causes if cause.small]
        return told + ([SMALL.of(self.lang).format(names=LIST.of(self.lang).join(small))] if small else [])

    def of(self, cause: Cause) -> Iterator[str]:
        """The lines of one difference."""
        lang, end = self.lang, self.measure(cause.gap.measure)
        none = [f"`{one.lever}`" for one in cause.chains if not one.links]
        for one in cause.chains:
            if one.links:
                yield self._chain(cause, one)
        if none:
            yield NONE.of(lang).format(end=end, levers=LIST.of(lang).join(none)) + STOP.of(lang).rstrip()

    def _chain(self, cause: Cause, one: Chain) -> str:
        lang = self.lang
        held = (self.found or {}).get((cause.gap.scenario, one.first, cause.gap.measure))
        text = BECAUSE if held and held.because else GOES
        links = COMMA.of(lang).join(map(self.link, one.links))
        where = LIST.of(lang).join(f"`{rule}`" for rule in one.rules[:2]) + (" ..." if len(one.rules) > 2 else "")
        said = text.of(lang).format(
            end=self.measure(cause.gap.measure), lever=f"`{one.lever}`", where=where, links=links
        )
        return STOP.of(lang).join(filter(None, (said, self._more(one, held)))) + STOP.of(lang).rstrip()

    def _more(self, one: Chain, held: Without | None) -> str:
        """What comes of holding the first link."""
        lang = self.lang
        if self.found is None:
            return ""
        if not one.first:
            return ITSELF.of(lang).format(lever=f"`{one.lever}`")
        first, base = self.measure(one.first), self.results.called(self.results.reference, lang)
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


def teller(results: Results, lang: str, found: Found | None = None) -> Teller:
    """With the declared units."""
    return Teller(results, display.read(), lang, found)


def _signed(value: float) -> str:
    """Two digits that count.

    >>> _signed(-12.34), _signed(0.0456), _signed(234.0), _signed(9.96)
    ('−12', '+0.046', '+234', '+10')
    """
    size = abs(value)
    text = f"{size:.0f}" if size >= 9.95 else f"{size:.2g}"
    return f"{'−' if value < 0 else '+'}{text}"
