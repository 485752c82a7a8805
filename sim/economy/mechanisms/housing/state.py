"""What is kept of homes, of those who live in them, and of their price."""

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Floats
from sim.engine.tables import Table, column, number


class Housing(Table, rows="workers"):
    """A row a worker; who owns what, and owes what on it, stands in the ledger."""

    home: Floats = column("units", en="size of the dwelling, owned or rented", zh="住房大小，自有或租住")
    late: npt.NDArray[np.int32] = column("months", en="of the mortgage that have been missed", zh="按揭拖欠的月数")
    habit: Floats = column("money a month", en="spending that this household is used to", zh="该家庭惯常的支出")
    price: float = number("money a unit", en="of homes", zh="住房价格", default=1.0)
    asked: float = number("money a unit", en="of homes this month", zh="本月的住房价格", default=1.0)
    usual: float = number("money a unit", en="slow view of the price of homes", zh="对房价的长期看法", default=1.0)
    drift: float = number(
        "log points a month", en="growth of the price of homes beyond expected inflation", zh="房价超出预期通胀的增速", default=0.0
    )
    income: float = number(
        "money a month", en="smoothed mean income of workers before housing costs", zh="平滑后的劳动者平均收入（未扣住房开支）",
        default=0.0,
    )
    first_income: float = number("money a month", en="the same at the start", zh="起始时的同一收入", default=0.0)
    first_owned: float = number(
        "units", en="homes that belonged at the start to those who live in them", zh="起始时的自有自住住房", default=0.0
    )
    earned: float = number(
        "money", en="mean income of workers this month, before housing costs", zh="本月劳动者的平均收入（未扣住房开支）", default=0.0
    )
    white_collar: float = number(
        "money", en="the same of those who began as cognitive workers", zh="起初属脑力职业的劳动者的同一收入", default=0.0
    )
    forced: float = number(
        "share", en="of owned homes sold because of arrears this month", zh="本月因逾期而出售的自有住房份额", default=0.0
    )
    foreclosed: float = number("share", en="of these, by the bank", zh="其中由银行拍卖的份额", default=0.0)
