"""What the rows of the books are, where they look odd: a line each, from the declarations of assets and flows."""

from collections.abc import Sequence

from sim.base.declared import Text
from sim.engine.ledger import assets, flows

NOTES = {
    "claims": Text(
        en="{names}: claims. What a sector owes stands with a minus.",
        zh="{names}：债权。部门所欠者记负号。",
    ),
    "things": Text(
        en="{names}: things, which nobody owes. What there is of them has been taken out of nature, where it stands with a minus: "
        "so this row sums to zero as well.",
        zh="{names}：实物，无人所欠。现有之数取自自然，在自然一栏记负号，故此行之和亦为零。",
    ),
    "month": Text(
        en="{names}: are gone by the end of a month, so nothing stands here.",
        zh="{names}：月末即告用尽，故此处无数。",
    ),
    "flows": Text(
        en="A flow is counted in units of what it moves (in brackets): plus what a sector took, minus what it gave. What is made comes out "
        "of nature, what is used up goes back.",
        zh="流量按所移动之物（括号内）的单位计：部门所得为正，所付为负。所造之物出自自然，所耗之物归于自然。",
    ),
    "against": Text(
        en="{names}: something moves the other way by the same number, without a row of its own.",
        zh="{names}：另有一物等量反向移动，不另列行。",
    ),
}
PAIR = Text(en="{flow} (against it {asset})", zh="{flow}（与之相对：{asset}）")
LIST = Text(en=", ", zh="、")


def of_balance(rows: Sequence[str], lang: str) -> list[str]:
    """Of a balance sheet with these rows.

    >>> of_balance(["goods", "net financial worth"], "en")[0].partition(".")[0]
    'goods: things, which nobody owes'
    """
    there = [assets()[name] for name in rows if name in assets()]
    kinds = {
        "claims": [one.name for one in there if "nature" not in one.may_owe],
        "things": [one.name for one in there if "nature" in one.may_owe and not one.within_month],
        "month": [one.name for one in there if one.within_month],
    }
    return [_said(kind, names, lang) for kind, names in kinds.items() if names]


def of_flows(rows: Sequence[str], lang: str) -> list[str]:
    """Of the flows of a month with these rows, such as "lending (money)"."""
    there = [flows()[row.partition(" ")[0]] for row in rows]
    against = [PAIR.of(lang).format(flow=one.name, asset=one.against) for one in there if one.against]
    return [NOTES["flows"].of(lang), *([_said("against", against, lang)] if against else [])]


def _said(kind: str, names: Sequence[str], lang: str) -> str:
    return NOTES[kind].of(lang).format(names=LIST.of(lang).join(names))
