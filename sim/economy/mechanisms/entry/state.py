"""What entry and exit keep of a month."""

from sim.engine.tables import Declared, number


class Entry(Declared):
    """Firms that came and went."""

    entries: int = number("firms", en="founded this month", zh="本月成立的企业", default=0)
    exits: int = number("firms", en="closed this month", zh="本月关闭的企业", default=0)
