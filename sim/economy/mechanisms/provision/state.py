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
    needed: Floats = column("units a month", en="that the plan asks of it; 0 without a plan", zh="计划要求的产出；无计划时为0")
    view: Floats = column("units a month", en="long view of what its plant is to make", zh="对其设备应承担产出的长期看法")
    seen: bool = number("", en="the committee has looked at needs", zh="委员会已审视过需要", default=False)
    level: float = number("1", en="what people need, over the norm of the start", zh="人均需要与期初标准之比", default=1.0)
    ration: float = number("units", en="that a worker may buy this month before all else", zh="本月每个劳动者可优先购买的配给", default=0.0)
    owners_ration: float = number("units", en="the same of a capitalist", zh="每个资本家的同类配给", default=0.0)
    paid: float = number("money a month", en="smoothed provision", zh="平滑后的供给款", default=0.0)
