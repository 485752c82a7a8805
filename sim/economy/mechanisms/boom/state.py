"""What clouds remember of demand."""

from sim.engine.tables import Declared, number


class Boom(Declared):
    """What clouds have seen of the demand for slots."""

    growth: float = number(
        "log points a month", en="of demand for slots, smoothed", zh="平滑后的算力槽需求增长", default=0.0
    )
    wanted: float = number(
        "slots",
        en="that demand would have taken last month, 0 before AI",
        zh="上月需求所需的算力槽，人工智能到来前为0",
        default=0.0,
    )
