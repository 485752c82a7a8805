"""What is kept of what AI agents own."""

from sim.engine.tables import Declared, number


class AiOwnership(Declared):
    """What AI agents own beside the money of their fund, which is in the ledger."""

    owned: float = number("share", en="of producers that AI agents own", zh="智能体所拥有的生产企业份额", default=0.0)
