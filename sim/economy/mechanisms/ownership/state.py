"""What is kept of what members got."""

from sim.base.arrays import Floats
from sim.engine.tables import Declared, column


class Ownership(Declared):
    """What each worker got last of what cooperatives pay out."""

    shares: Floats = column(
        "money", en="of cooperatives' dividends, this month or last", zh="最近一次从合作社分红所得", shape=("workers",)
    )
