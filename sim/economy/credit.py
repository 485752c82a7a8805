"""What the bank can lend, and at what rates: here its equity, how tight credit is, and the central bank's rate meet.

Rates stand constant spreads apart: what the rate rule does to one it does to all (``World.rate``). The bank keeps equity in proportion
to what it has at risk, and pays out the rest. Tight credit (``World.credit_tightness`` below 1) lowers what is lent on a given collateral,
to producers, private clouds and households alike; debt that is there is not called in. Lending to public clouds, which the State stands
behind, is never tight. Hardware of clouds is collateral at what lenders take it for (``pledged_slots``).
"""

import math

import numpy as np

from sim.economy.world import Floats, Numbers, World
from sim.engine import ledger
from sim.engine.compiled import compiled

CLAIMS = tuple(asset.name for asset in ledger.assets().values() if asset.claim)  # what others owe the bank


def bank_equity(w: World) -> float:
    """Equity of the bank: all that is owed to it less deposits, money."""
    return math.fsum(w.ledger.total("bank", asset) for asset in ("money", *CLAIMS))


def at_risk(w: World) -> float:
    """What the bank has lent, by how much equity each asks for: loans in full, mortgages by their weight, public debt not at all; money."""
    return float(w.ledger.total("bank", "loans") + w.params.mortgage_risk_weight * w.ledger.total("bank", "mortgages"))


def equity_kept(w: World) -> float:
    """Equity that the bank does not pay out, money."""
    return float(w.params.bank_capital_ratio * at_risk(w))


def pledged_slots(w: World) -> Floats:
    """Slots of each cloud as those see them who lend on them: new ones that are worth as much, millionths. Shape (clouds,)."""
    return np.asarray(w.ledger["clouds", "slots"] * w.channels.hardware_marked)


@compiled
def highest_leverage(numbers: Numbers, cloud: bool, public: bool, tightness: float) -> float:
    """Share of its collateral up to which the bank lends to a firm."""
    p = numbers[0]
    highest: float = p.cloud_leverage_max if cloud else p.leverage_max
    return p.public_leverage_max if cloud and public else tightness * highest
