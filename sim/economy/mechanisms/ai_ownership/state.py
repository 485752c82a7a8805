"""What is kept of what AI agents own."""

from dataclasses import dataclass


@dataclass
class AiOwnership:
    """What AI agents own beside the money of their fund, which is in the ledger."""

    owned: float = 0.0  # share of producers that AI agents own
