"""What is kept of pools and of the core."""

import numpy as np

from sim.base.arrays import Flags, Floats
from sim.engine.tables import Table, column, number

POOLS = ("crowd", "gigs", "creators")  # their places, one less than the contract
SIMPLE, NICHE, GIGS = range(3)  # of the rates


class Contracts(Table, rows="workers"):
    """Work by the piece, and the premium of the core. A row a worker; 0 of whoever is in no pool."""

    pieces: Floats = column(
        "worker-months", en="of this worker's work bought by the piece this month", zh="本月按件购买的该劳动者的劳动"
    )
    worked: Floats = column(
        "normal hours", en="of work by the piece this month, waiting for it left out", zh="本月计件工作的工时，不含等待"
    )
    earned: Floats = column("money", en="by the piece this month, before tax", zh="本月税前计件收入")
    piece_income: Floats = column("money a month", en="smoothed pay by the piece", zh="平滑后的计件收入")
    audience: Floats = column(
        "share", en="of what people choose of creators, smoothed", zh="公众选择中归该创作者的份额（平滑）"
    )
    began: Flags = column("", en="was in the crowd when it opened", zh="众包池开启时即在其中")
    bill: Floats = column(
        "money",
        en="worth of the pieces that each producer buys from each pool this month",
        zh="本月各生产企业向各劳动者池所购计件劳动的价值",
        shape=("pools", "producers"),
    )
    robots: Floats = column(
        "worker-months",
        en="AI work that each producer rented for its robots, this month or last",
        zh="各生产企业最近一次为机器人租用的人工智能工作",
        shape=("producers",),
    )
    rate: Floats = column(
        "wage offers",
        en="pay of a piece: simple tasks and niche of the crowd, gigs",
        zh="计件价：众包的简单任务、众包的专门任务、零工",
        shape=("rates",),
    )
    tight: Floats = column(
        "ratio",
        en="pieces asked for over what members offer, by rate",
        zh="所求计件劳动与成员所供之比（按计件价种类）",
        shape=("rates",),
    )
    opened: Flags = column("", en="the pool has members, or had", zh="该劳动者池已开启", shape=("pools",))
    bar: float = number(
        "worker-months a month", en="skill that the crowd's niche asks for", zh="众包专门任务所要求的技能", default=np.inf
    )
    reached: float = number(
        "share", en="of cognitive need that AI did last", zh="最近一次由人工智能完成的脑力需求份额", default=0.0
    )
    hand: float = number(
        "money a month",
        en="mean wage offer to hands when gigs were bought",
        zh="购买零工时体力劳动者的平均工资报价",
        default=0.0,
    )
    human: float = number("share", en="of culture that people make", zh="文化中由人创作的份额", default=1.0)
    takings: float = number("money a month", en="smoothed pay of all creators", zh="全部创作者的平滑报酬", default=0.0)
    premium: float = number(
        "share of wage offers", en="that clouds add for those who build AI", zh="云企业为研发人工智能者所加", default=0.0
    )
