"""What is kept of the grid."""

from sim.base.arrays import Floats
from sim.engine.tables import Declared, column, number


class Energy(Declared):
    """The grid as data centres see it; energy is in units of capital goods a month."""

    queue: Floats = column(
        "units a month", en="energy that is connected in each month to come", zh="此后各月将接入的能源", shape=("queue_months",)
    )
    built: float = number("units a month", en="energy connected", zh="已接入的能源")
    grown: float = number("ratio", en="the limit over what it is by its parameter", zh="上限与其参数值之比", default=1.0)
    rent_share: float = number(
        "share", en="of what a slot earns above its cost that is rent", zh="算力槽所得超出成本部分中归为租金的份额", default=0.0
    )
    used: float = number("units", en="energy that slots have used since the room woke", zh="机制启用以来算力槽所耗能源", default=0.0)
    powered: float = number("slots", en="that there is power for this month", zh="本月有电可用的算力槽", default=0.0)
    asked: float = number("units a month", en="energy that clouds ask for this month", zh="云企业本月所求的能源", default=0.0)
    heat: float = number("consumer goods", en="that waste heat has saved this month", zh="余热本月所节省的消费品", default=0.0)
