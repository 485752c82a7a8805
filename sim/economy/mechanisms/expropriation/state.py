"""What is kept of clouds that owners have lost."""

from sim.base.arrays import Flags
from sim.engine.tables import Declared, column, number


class Expropriation(Declared):
    """Who was public when clouds last changed hands, and what owners have taken along so far."""

    public: Flags = column("", en="was public when clouds last changed hands", zh="上次云企业易手时已公有", shape=("clouds",))
    slots: float = number("slots", en="that owners have pulled out so far", zh="业主迄今撤走的算力槽", default=0.0)
    cash: float = number(
        "years of value added", en="cash that owners have pulled out so far", zh="业主迄今撤走的现金", default=0.0
    )
