"""What carries the differences, in words: for each a chain from where a changed parameter enters through the measures that moved."""

from sim.base.declared import Text
from sim.causes import chains, holding
from sim.causes.words import Teller
from sim.reports.document import Block, Items, Paragraph, Section
from sim.reports.view import View

HEADING = Text(en="What carries the differences", zh="差异由何传导")
HOW = Text(
    en="Nothing was held here: `sim compare` with `--why` holds the first link of each chain, and says how much of the difference goes.",
    zh="此处未固定任何一环：`sim compare` 加 `--why` 会固定每条链的第一环，并说明差异失去多少。",
)


def section(view: View) -> Section | None:
    """Of every difference that was found; nothing where none was, or where months are not kept."""
    found = chains.causes(view.results) if view.others and view.base == view.results.reference else []
    if not found:
        return None
    held = holding.kept(view.results)
    teller = Teller(view.results, view.plots, view.lang, view.name(view.base), held)
    blocks: list[Block] = [Paragraph(teller.about()), *([Paragraph(view.say(HOW), small=True)] if held is None else [])]
    for name in dict.fromkeys(cause.gap.scenario for cause in found):
        mine = [cause for cause in found if cause.gap.scenario == name]
        lines = [*teller.lines(mine), *teller.many(mine, view.name(name))]
        blocks.append(Section(view.heading(name), [Items(lines)], view.name(name)))
    return Section(HEADING.of(view.lang), blocks)
