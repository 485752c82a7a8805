"""What is kept of those who abstain."""

from dataclasses import dataclass


@dataclass
class Abstainers:
    """Producers that never adopt AI, as they were at the start."""

    firms: float  # their share of firms
    sales: float  # their share of sales
