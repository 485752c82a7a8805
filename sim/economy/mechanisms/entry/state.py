"""What entry and exit keep of a month."""

from dataclasses import dataclass


@dataclass
class Entry:
    """Firms that came and went."""

    entries: int = 0  # firms founded this month
    exits: int = 0  # firms closed this month
