"""How values become prices of production: Capital III, ch. 9.

Spheres of equal capital but unlike composition make unlike profits when goods sell at their values. Each sphere moves its price
towards cost price plus the average profit on its capital, and profits become equal; the sums of prices and of profits stay what
the values made them. Buyers pay first and get all of it back as wages, profits and replacement within the period.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import InputError
from sim.classics.common import ClassicEconomy, ClassicWorld, residual
from sim.classics.declared import load
from sim.economy.rules.consumption import buffer_stock
from sim.economy.rules.pricing import revised_price
from sim.engine.ledger import Ledger

SPHERES = 5


@dataclass
class Spheres(ClassicWorld):
    """Spheres of production, one row each; values and money are one unit."""

    constant: Floats = field(default_factory=lambda: np.zeros(SPHERES))  # c advanced
    variable: Floats = field(default_factory=lambda: np.zeros(SPHERES))  # v advanced
    used: Floats = field(default_factory=lambda: np.zeros(SPHERES))  # of c in a period
    surplus: Floats = field(default_factory=lambda: np.zeros(SPHERES))
    price: Floats = field(default_factory=lambda: np.zeros(SPHERES))  # of the product of a period
    profit: Floats = field(default_factory=lambda: np.zeros(SPHERES))  # of this period

    @property
    def value(self) -> Floats:
        """Value of each product: constant capital used up, wages, surplus."""
        return self.used + self.variable + self.surplus

    @property
    def capital(self) -> Floats:
        """Capital advanced."""
        return self.constant + self.variable


def start(params: object, seed: int) -> Spheres:
    """Products first sell at their values."""
    w = Spheres(params, seed, Ledger({"spheres": SPHERES}, load("production-prices").books))
    p = w.params.as_dict()
    w.constant, w.variable, w.used = (
        np.array([p[f"{name}_{i + 1}"] for i in range(SPHERES)]) for name in ("constant", "variable", "used")
    )
    if (w.used > w.constant).any():
        i = int(np.argmax(w.used > w.constant))
        raise InputError(
            f"used_{i + 1} = {w.used[i]:g}: a sphere can't use up more than its constant capital, {w.constant[i]:g}"
        )
    w.surplus = w.params.surplus_rate * w.variable
    w.price = w.value
    return w


def produce(w: Spheres) -> None:
    """Each sphere makes its product."""
    w.ledger.post("production", w.value)


def sell(w: Spheres) -> None:
    """All products are bought at their prices and used."""
    w.ledger.post("purchases", w.price)
    products = w.ledger["spheres", "products"].copy()
    w.ledger.post("deliveries", products)
    w.ledger.post("use", products.sum())


def share_out(w: Spheres) -> None:
    """Wages are paid and what was used up is replaced at its value; the rest of the price is profit."""
    ledger = w.ledger
    ledger.post("wages", w.variable)
    ledger.post("replacement", w.used)
    w.profit = ledger.units("spheres", "money")
    ledger.post("dividends", ledger["spheres", "money"])
    for who in ("worker", "capitalist"):
        income = ledger.units(f"{who}s", "money")
        ledger.post(f"{who}_spending", buffer_stock(income, np.zeros(1), mpc_wealth=0.0, wealth_norm=0.0))


def revise_prices(w: Spheres) -> None:
    """Prices move towards cost price plus the average profit, as competition and the movement of capital make them."""
    average = w.profit.sum() / w.capital.sum()
    target = w.used + w.variable + average * w.capital
    w.price = revised_price(w.price, target, expected_inflation=0.0, price_adjustment=w.params.price_adjustment)


def _of(column: Callable[[Spheres], Floats], sphere: int, w: Spheres) -> float:
    return float(column(w)[sphere])


ECONOMY = ClassicEconomy(
    start=start,
    phases=(produce, sell, share_out, revise_prices),
    measures={
        **{f"value_{i + 1}": partial(_of, lambda w: w.value, i) for i in range(SPHERES)},
        **{f"price_{i + 1}": partial(_of, lambda w: w.used + w.variable + w.profit, i) for i in range(SPHERES)},
        **{f"profit_rate_{i + 1}": partial(_of, lambda w: w.profit / w.capital, i) for i in range(SPHERES)},
        "profit_rate_average": lambda w: w.profit.sum() / w.capital.sum(),
        "prices": lambda w: w.ledger.moved("purchases"),
        "values": lambda w: float(w.value.sum()),
        "residual": residual,
    },
)
