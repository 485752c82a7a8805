"""What is kept of each worker's skill."""

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Flags, Floats
from sim.engine.tables import Table, column, number


class Skill(Table, rows="workers"):
    """Skill in its parts: what each worker could do, commands without AI, and has from it. A row a worker."""

    talent: Floats = column(
        "worker-months a month", en="what a normal job would yield in full craft", zh="技艺完满时正常工作的产出"
    )
    craft: Floats = column("share of talent", en="commanded without AI", zh="不靠人工智能所能施展的份额")
    aid: Floats = column("share", en="that AI adds this month", zh="人工智能本月所增添的份额")
    paid: Floats = column(
        "worker-months a month", en="of what a normal job yields, what is paid for", zh="正常工作的产出中获得报酬的部分"
    )
    able: Flags = column("", en="of the few whose talent makes an expert", zh="属于才能足以成为专家的少数人")
    trade: npt.NDArray[np.int8] = column(
        "", en="occupation in which the craft was last practised", zh="最近一次练习技艺所在的职业"
    )
    began: Floats = column("month", en="in which the career began, craft being formed", zh="职业生涯开始的月份（技艺形成时）")
    ladder: Floats = column(
        "0 to 1",
        en="how difficult the tasks are that a cognitive worker can do; 1 more of experts whom firms part with last",
        zh="脑力劳动者能胜任任务的难度；企业最后裁减的专家再加1",
    )
    ranked: bool = number("", en="the ladder stands this month", zh="本月有难度阶梯", default=False)
    formed: bool = number("", en="craft is formed by practice", zh="技艺由练习形成", default=False)
    usual: float = number(
        "share of talent", en="mean craft when it was first formed", zh="技艺开始形成时的平均技艺", default=1.0
    )
    bar: float = number(
        "worker-months a month",
        en="talent that makes an expert, inf before any is asked for",
        zh="成为专家所需的才能，尚无需求时为inf",
        default=np.inf,
    )
    experts: float = number(
        "worker-months", en="work of experts at hand this month", zh="本月可用的专家劳动", default=0.0
    )
    judged: float = number(
        "worker-months", en="work of experts that is asked for this month", zh="本月所需的专家劳动", default=0.0
    )
