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
        "so this row sums to zero as well. They are counted by size, not by what they are worth this month.",
        zh="{names}：实物，无人所欠。现有之数取自自然，在自然一栏记负号，故此行之和亦为零。按大小计数，不按当月所值。",
    ),
    "month": Text(
        en="{names}: are gone by the end of a month, so nothing stands here.",
        zh="{names}：月末即告用尽，故此处无数。",
    ),
    "worth": Text(
        en="{names}: claims less debts, without things. Who owes on machines or on a home stands lower by that, whatever these are worth.",
        zh="{names}：债权减债务，不含实物。为机器或住房欠债者因此更低，无论其所值几何。",
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
ODD: dict[str, Text] = {  # of rows that look odd by themselves, where they stand
    "energy_rent": Text(
        en="energy_rent: for power that is scarce, out of profit. Nothing is made for it: the energy itself stands under energy_used.",
        zh="energy_rent：为稀缺的电力而付，出自利润。没有为此而造之物：能源本身列于 energy_used。",
    ),
    "rent": Text(
        en="rent: for living in what others own. Homes stay where they are, and no good is made or used up.",
        zh="rent：为居住他人所有之物而付。住房不动，也没有产品为此而造或耗用。",
    ),
    "mortgage_lending": Text(
        en="mortgage_lending: new mortgages, and interest that was missed, which is lent and paid at once.",
        zh="mortgage_lending：新按揭，以及拖欠的利息（贷出并同时付讫）。",
    ),
    "homes_sold": Text(
        en="homes_sold: by size. What is paid for them is home_sales, of which heirs of whoever left pay no more than is owed on the home.",
        zh="homes_sold：按大小计。所付之价列于 home_sales，其中离去者的继承者只付住房所欠之数。",
    ),
    "homes_bought": Text(
        en="homes_bought: by size. What is paid for them is home_purchases.",
        zh="homes_bought：按大小计。所付之价列于 home_purchases。",
    ),
    "homes_built": Text(
        en="homes_built: for people who have come. Nobody pays for them: land and building are not modelled.",
        zh="homes_built：为新来者而建，无人付款：土地与建造未建模。",
    ),
    "bequests": Text(
        en="bequests: deposits of who left and is not replaced. Nothing is given for them.",
        zh="bequests：离去而无人接替者的存款，无需以物相换。",
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
    kinds["worth"] = [name for name in rows if name not in assets()]
    return [_said(kind, names, lang) for kind, names in kinds.items() if names]


def of_flows(rows: Sequence[str], lang: str) -> list[str]:
    """Of the flows of a month with these rows, such as "lending (money)"."""
    there = [flows()[row.partition(" ")[0]] for row in rows]
    against = [PAIR.of(lang).format(flow=one.name, asset=one.against) for one in there if one.against]
    odd = [ODD[one.name].of(lang) for one in there if one.name in ODD]
    return [NOTES["flows"].of(lang), *([_said("against", against, lang)] if against else []), *odd]


def _said(kind: str, names: Sequence[str], lang: str) -> str:
    return NOTES[kind].of(lang).format(names=LIST.of(lang).join(names))
