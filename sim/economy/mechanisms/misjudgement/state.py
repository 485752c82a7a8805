"""What firms know of the frontier."""

from sim.base.arrays import Floats
from sim.engine.tables import Table, column


class Misjudgement(Table, rows="producers"):
    """What each producer knows of the frontier, where it was, and what lies outside it of the work that AI does."""

    discernment: Floats = column(
        "share of tasks", en="whose side of the frontier is known", zh="已知在前沿哪一侧的任务"
    )
    reach: Floats = column(
        "share of tasks", en="that AI could do last month, 0 before", zh="上月人工智能能做的任务，之前为0"
    )
    outside: Floats = column(
        "share of AI work", en="outside the frontier, this month", zh="本月落在前沿之外的人工智能工作"
    )
