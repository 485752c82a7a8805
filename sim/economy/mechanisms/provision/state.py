"""What the committee sees of firms, and what they have."""

from sim.base.arrays import Floats
from sim.engine.tables import Table, column, number


class Provision(Table, rows="producers"):
    """A row a producer."""

    need_view: Floats = column(
        "standard deviations", en="of what the committee takes its need for, from what it is", zh="委员会所认定的需要与实际之差"
    )
    means: Floats = column(
        "months of outlay", en="money before it rents compute; 0 while there is no AI", zh="租用算力前的货币；尚无人工智能时为0"
    )
    seen: bool = number("", en="the committee has looked at needs", zh="委员会已审视过需要", default=False)
