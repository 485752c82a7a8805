"""Model SIM, the simplest model with government money: Godley and Lavoie, Monetary Economics (2007), ch. 3.

The State buys, taxes incomes, and creates the money that it does not tax back. Households consume a share of disposable income and
a share of their wealth, which is the economy's own buffer-stock rule: lambda = alpha2, norm k = (1 - alpha1) / alpha2.
The book solves a period as one system of equations; here its spending goes round and round until nothing is left to spend.
"""

from dataclasses import dataclass, field

import numpy as np

from sim.base.arrays import Floats
from sim.classics.common import ClassicEconomy, ClassicWorld, residual
from sim.classics.declared import load
from sim.economy.rules.consumption import buffer_stock
from sim.engine.ledger import Ledger


@dataclass
class Households(ClassicWorld):
    """Households, taken together."""

    opening: Floats = field(default_factory=lambda: np.zeros(1))  # wealth at the start of the period
    disposable: float = 0.0  # income after tax of this period


def start(params: object, seed: int) -> Households:
    """Nobody holds anything, or households hold the State's money from earlier."""
    w = Households(params, seed, Ledger({}, load("sim").books))
    w.ledger.post("initial_money", w.params.initial_wealth)
    return w


def consumption(w: Households, income: Floats, wealth: Floats) -> Floats:
    """C = alpha1 YD + alpha2 H, by the rule of the economy."""
    p = w.params
    norm = (1.0 - p.mpc_income) / p.mpc_wealth
    return buffer_stock(income, wealth, mpc_wealth=p.mpc_wealth, wealth_norm=norm)


def spend(w: Households) -> None:
    """What does not wait for this period's income: the State's purchases, and households' spending out of wealth."""
    w.opening = w.ledger.units("households", "money")
    w.disposable = 0.0
    w.ledger.post("public_purchases", w.params.purchases)
    w.ledger.post("purchases", consumption(w, np.zeros(1), w.opening))


def circulate(w: Households) -> None:
    """Sales become wages, wages are taxed and spent, and become sales: until less than a millionth is left."""
    ledger = w.ledger
    while ledger["firms", "money"][0] > 0:
        income = ledger.units("firms", "money")
        ledger.post("wages", ledger["firms", "money"])
        tax = ledger.round("income_tax", w.params.tax_rate * income)
        ledger.post("income_tax", tax)
        left = income - tax / 1e6
        w.disposable += float(left[0])
        ledger.post("purchases", consumption(w, left, np.zeros(1)))


def deliver(w: Households) -> None:
    """Firms make what was bought, at the price 1, and it is consumed."""
    ledger = w.ledger
    public, private = ledger.moved("public_purchases"), ledger.moved("purchases")
    ledger.post("production", ledger.round("production", public) + ledger.round("production", private))
    for who, bought in {"state": public, "households": private}.items():
        ledger.post(f"goods_{who}", bought)
        ledger.post(f"consumption_{who}", bought)


ECONOMY = ClassicEconomy(
    start=start,
    phases=(spend, circulate, deliver),
    measures={
        "national_income": lambda w: w.ledger.moved("production"),
        "taxes": lambda w: w.ledger.moved("income_tax"),
        "disposable_income": lambda w: w.disposable,
        "household_consumption": lambda w: w.ledger.moved("purchases"),
        "wealth": lambda w: w.ledger.total("households", "money"),
        "saving": lambda w: w.ledger.total("households", "money") - float(w.opening[0]),
        "public_deficit": lambda w: w.ledger.moved("public_purchases") - w.ledger.moved("income_tax"),
        "public_debt": lambda w: -w.ledger.total("state", "money"),
        "residual": residual,
    },
)
