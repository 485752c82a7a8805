"""What all classics share: a world with its books, and the period: phases in order between the opening and the closing of the books."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.economy.kernels import markets
from sim.economy.world import Buyers
from sim.engine.ledger import Ledger


@dataclass
class ClassicWorld:
    """What every classic has; most have columns of their own."""

    params: Any
    seed: int
    ledger: Ledger
    month: int = 0  # periods done


@dataclass(frozen=True)
class ClassicEconomy:
    """What happens in a classic. ``start`` raises InputError where parameters leave no economy to start."""

    start: Callable[[Any, int], Any]
    phases: tuple[Callable[[Any], None], ...]
    measures: Mapping[str, Callable[[Any], float]]
    records: Mapping[str, Callable[[Any], Floats]] = field(default_factory=dict)
    law: Callable[[Any, Floats], Floats] | None = None  # density of ``wealth`` that the source gives
    absent: Callable[[Any], frozenset[str]] = lambda _: frozenset()  # measures that mean nothing under some parameters

    def step(self, world: ClassicWorld) -> None:
        """One period: the phases, and the closing of the books."""
        world.ledger.open()
        for phase in self.phases:
            phase(world)
        world.ledger.close()
        world.month += 1


def residual(world: ClassicWorld) -> float:
    """The largest imbalance of any asset, millionths: always 0."""
    return float(world.ledger.residual)


def market(stock: Ints, budgets: Ints) -> Ints:
    """What each buyer gets of one seller's stock at the price 1, one after the other: the economy's own market. In millionths."""
    n = budgets.size
    buyers = Buyers.zeros(buyers=n, visits=1)
    buyers.taste[:] = 1.0
    bought, taken = np.zeros((2, n), np.int64), np.zeros((2, 1, 1), np.int64)
    demand = np.stack([np.full(n, 2**62), budgets])
    markets.shop(buyers.handle, (np.arange(n), 1), demand, np.ones(1), stock.copy(), bought, taken, np.zeros(1))
    return np.asarray(bought[1])
