"""What is kept of those who abstain."""

from sim.engine.tables import Declared, number


class Abstainers(Declared):
    """Producers that never adopt AI, as they were at the start."""

    firms: float = number("share", en="of firms", zh="占企业数的份额")
    sales: float = number("share", en="of sales", zh="占销售额的份额")
