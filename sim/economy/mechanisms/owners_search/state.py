"""What owners who search remember."""

from sim.base.arrays import Floats
from sim.engine.tables import Table, column, number


class OwnersSearch(Table, rows="clouds"):
    """What the owner of each cloud has come to, what was before its last step, and what that brought."""

    markup: Floats = column("share of unit cost", en="added to the normal mark-up", zh="在正常加成之上所加")
    withheld: Floats = column("share of slots", en="withheld beside `withheld_share`", zh="在 withheld_share 之外所扣留")
    markup_before: Floats = column("share of unit cost", en="added before the last step", zh="上一步之前所加")
    withheld_before: Floats = column("share of slots", en="withheld before the last step", zh="上一步之前所扣留")
    profit: Floats = column("money at the prices of the start", en="this year so far", zh="本年迄今的利润")
    profit_before: Floats = column("money at the prices of the start", en="of the year before", zh="上一年的利润")
    months: int = number("months", en="of this year that are counted", zh="本年已计的月数", default=0)
