"""A chain of events told link by link: which link moved, which way and in which month, and which stayed still."""

from collections.abc import Sequence

from sim.base.declared import Text
from sim.reports.document import Block, Items, Paragraph, Section
from sim.reports.view import CLAUSE, View
from sim.verdicts.chain import CLAIM, Chain, Leaving, Link, Way, chains

HEADING = Text(en="The chain, link by link", zh="连锁，逐环来看")
ABOUT = Text(
    en="Claim {claim} names a chain: {links}. Here each link is held against the same seeds in a scenario in which AI comes more "
    "slowly. It moves where the mean of twelve months leaves that of the other by the smallest effect of interest, in more than half "
    "of the seeds; its month is the one in which such a year first ends, the median of the seeds in which it does. Nothing makes a "
    "link move because the one before it has, and the months alone don't say that it did.",
    zh="论断{claim}列出一条连锁：{links}。此处每一环都与人工智能较慢到来的情景中的同一种子相对照。凡十二个月均值与对照之差达到最小关注效应，"
    "且半数以上种子如此，即为变动；所记月份是首个这样的一年结束之月，取变动各种子的中位数。没有什么规定前一环动则后一环动，仅凭月份也不能断定如此。",
)
BESIDE = Text(en="Beside {twin}.", zh="与{twin}对照。")
BESIDES = Text(
    en="Beside {twin}, which also differs in {names}: what moves may do so for that.",
    zh="与{twin}对照；两者在{names}上也不同，变动也可能由此而来。",
)
ARRIVAL = Text(en="AI comes in month {month}.", zh="人工智能于第{month}月到来。")
COUNT = Text(en="Of {all} links {count} move as the chain has it", zh="{all}环中有{count}环按连锁所述方向变动")
SEVERAL = Text(en="{first}: {rest}.", zh="{first}：{rest}。")
NONE = Text(en="{first}.", zh="{first}。")
DATED = Text(en="{name} (month {month})", zh="{name}（第{month}月）")
AGAINST = Text(en="The other way alone: {names}.", zh="仅反向变动：{names}。")
STILL = Text(en="Still: {names}.", zh="不动：{names}。")
ORDERED = Text(en="None of them moves before the one that the chain has ahead of it.", zh="其中没有一环早于连锁中在它之前者变动。")
TURNED = Text(
    en="Not in the order of the chain: {later} (month {month}) before {earlier} (month {other}).",
    zh="次序与连锁不同：{later}（第{month}月）早于{earlier}（第{other}月）。",
)
WAYS: dict[Way, Text] = {"higher": Text(en="higher", zh="高出"), "lower": Text(en="lower", zh="低出")}
LINK = Text(en="{label}: {told}.", zh="{label}：{told}。")
MOVES = Text(en="{way} by {size} or more from month {month}{where}", zh="自第{month}月起{way}{size}以上{where}")
BACK = Text(en="{first}; {other}", zh="{first}；{other}")
NOT = Text(en="not {way}; {other}", zh="未{way}；{other}")
SOME = Text(
    en="still: {way} by {size} or more in {count} of {seeds} seeds alone, first in month {month}",
    zh="不动：{seeds}个种子中仅{count}个{way}{size}以上，最早在第{month}月",
)
NEVER = Text(en="still: in no month off by {size} or more", zh="不动：没有一个月相差{size}以上")
WHERE = Text(en=" ({count} of {seeds} seeds)", zh="（{seeds}个种子中的{count}个）")
RANGE = Text(
    en=" ({count} of {seeds} seeds, months {low} to {high})", zh="（{seeds}个种子中的{count}个，第{low}至{high}月）"
)
PART = Text(en="{size} %", zh="{size}%")


def told(view: View) -> Section | None:
    """Every scenario with mortgages beside the one in which AI comes more slowly; None where there is none."""
    found = chains(view.results)
    if not found:
        return None
    blocks: list[Block] = [Paragraph(view.say(ABOUT, claim=CLAIM, links=_listed(view, found[0].links)))]
    blocks += [Section(view.heading(one.scenario), _beside(view, one), view.name(one.scenario)) for one in found]
    return Section(HEADING.of(view.lang), blocks, page=True)


def _beside(view: View, chain: Chain) -> list[Block]:
    """One scenario: what of the chain came about, and each link."""
    names = view.listed([f"`{name}`" for name in chain.besides])
    first = view.say(BESIDES if names else BESIDE, twin=view.heading(chain.twin), names=names)
    arrival = view.say(ARRIVAL, month=view.params(chain.scenario)["ai_arrival"])
    labels = [view.results.measures[link.measure].label[view.lang] for link in chain.links]
    links = [view.say(LINK, label=label, told=_link(view, link)) for label, link in zip(labels, chain.links, strict=True)]
    return [Paragraph((" " if view.lang == "en" else "").join([first, arrival, *_whole(view, chain)])), Items(links)]


def _whole(view: View, chain: Chain) -> list[str]:
    """How many links move, when, and in which order; which do not."""
    moving = sorted(chain.moving, key=lambda link: link.along.month)
    count = view.say(COUNT, all=len(chain.links), count=len(moving))
    dated = [view.say(DATED, name=_label(view, link), month=link.along.month) for link in moving]
    found = [view.say(SEVERAL, first=count, rest=CLAUSE.of(view.lang).join(dated)) if dated else view.say(NONE, first=count)]
    for text, wanted in ((AGAINST, True), (STILL, False)):
        links = [link for link in chain.links if not link.along.moves and link.other.moves is wanted]
        found += [view.say(text, names=_listed(view, links))] if links else []
    for one, other in chain.turned:
        labels = {"earlier": _label(view, one), "later": _label(view, other)}
        found.append(view.say(TURNED, **labels, month=other.along.month, other=one.along.month))
    return found + ([view.say(ORDERED)] if len(moving) > 1 and not chain.turned else [])


def _link(view: View, link: Link) -> str:
    """A link: as the chain has it or not, and the other way where it goes there."""
    other = _leaves(view, link, link.other) if link.other.moves else ""
    if link.along.moves:
        first = _leaves(view, link, link.along)
        return view.say(BACK, first=first, other=other) if other else first
    if other:
        return view.say(NOT, way=WAYS[link.along.way].of(view.lang), other=other)
    ways: Sequence[Leaving] = [one for one in (link.along, link.other) if one.months]
    if not ways:
        return view.say(NEVER, **_shown(view, link, link.along))
    return view.say(SOME, month=ways[0].months[0], **_shown(view, link, ways[0]))


def _leaves(view: View, link: Link, leaving: Leaving) -> str:
    months, shown = leaving.months, _shown(view, link, leaving)
    text = RANGE if months[0] < months[-1] else WHERE
    where = view.say(text, low=months[0], high=months[-1], **shown) if leaving.dates.size > 1 else ""
    return view.say(MOVES, month=leaving.month, where=where, **shown)


def _shown(view: View, link: Link, leaving: Leaving) -> dict[str, object]:
    """Which way, by how much at least, in how many seeds."""
    if link.effect.relative:
        size = view.say(PART, size=f"{100.0 * link.effect.size:g}")
    else:
        size = f"{view.unit(link.measure).times * link.effect.size:g} {view.gap(link.measure)}".strip()
    way = WAYS[leaving.way].of(view.lang)
    return {"way": way, "size": size, "count": len(leaving.months), "seeds": leaving.dates.size}


def _listed(view: View, links: Sequence[Link]) -> str:
    """Commas stand in what measures are called."""
    return CLAUSE.of(view.lang).join(_label(view, link) for link in links)


def _label(view: View, link: Link) -> str:
    """What a measure is called within a sentence."""
    label = view.results.measures[link.measure].label[view.lang]
    return label if label[:2].isupper() else f"{label[0].lower()}{label[1:]}"
