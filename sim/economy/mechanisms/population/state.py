"""What is kept of who has come and who is to come."""

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Flags, Floats, Ints
from sim.engine.tables import Table, column, number


class Population(Table, rows="workers"):
    """Who is in each row, or will be: what whoever comes brings along, and in which order people came."""

    order: Ints = column("", en="in which people came: the lowest of those there is the oldest", zh="来到的先后次序：在者中最小者最年长")
    came: Flags = column("", en="came this month", zh="本月新来")
    occupation: npt.NDArray[np.int8] = column(
        "", en="of whoever comes: 0 cognitive, 1 physical", zh="来者的职业：0为脑力，1为体力"
    )
    skill: Floats = column("worker-months a month", en="of whoever comes, in usual craft", zh="来者在通常技艺下的技能")
    third: npt.NDArray[np.int8] = column("", en="third of skill of whoever comes", zh="来者的技能三分位")
    task: Floats = column("0 to 1", en="how difficult the tasks of whoever comes are", zh="来者任务的难度")
    leisure: Floats = column("0 to 1", en="rank of who first gives up paid work", zh="谁先放弃有偿工作的位次")
    people: int = number("workers", en="there this month", zh="本月在者", default=0)
    due: float = number(
        "workers", en="who would have come by now, less those who have; below zero, who would have left",
        zh="至今应来而未来的人数；低于零为应去而未去", default=0.0,
    )  # fmt: skip
    left: int = number("workers", en="who left this month and were not replaced", zh="本月离去而无人接替者", default=0)
