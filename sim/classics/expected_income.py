"""Model SIMEX, which is model SIM with expectations: Godley and Lavoie, Monetary Economics (2007), ch. 3, section 3.7.

Households settle what they consume before they know what they will earn: a share of the disposable income that they expect and a
share of their wealth. What they expect follows what they last earned by the economy's own rule of expectations: at speed 1 it is that,
at speed 0 it stays what it was. Money takes up every mistake: who earns more than he thought ends with more of it.
"""

from dataclasses import dataclass

import numpy as np

from sim.classics import stock_flow
from sim.classics.common import ClassicEconomy
from sim.classics.declared import load
from sim.classics.stock_flow import Households, consumption, deliver
from sim.economy.rules.expectations import smooth
from sim.engine.ledger import Ledger


@dataclass
class Expecting(Households):
    """Households who don't know their income yet."""

    expected: float = 0.0  # disposable income, of this period
    planned: int = 0  # consumption of this period, millionths


def start(params: object, seed: int) -> Expecting:
    """Households hold what they have from earlier and expect something of the first period."""
    w = Expecting(params, seed, Ledger({}, load("simex").books))
    w.ledger.post("initial_money", w.params.initial_wealth)
    w.expected = w.disposable = float(w.params.first_expected)
    return w


def plan(w: Expecting) -> None:
    """C = alpha1 YDe + alpha2 H, whatever will be earned."""
    w.expected = smooth(w.expected, w.disposable, speed=w.params.revision)
    w.opening = w.ledger.units("households", "money")
    w.disposable = 0.0
    w.planned = int(w.ledger.round("purchases", consumption(w, np.array([w.expected]), w.opening))[0])


def circulate(w: Expecting) -> None:
    """The State buys; sales become wages, which are taxed, and are spent until what was planned is consumed."""
    ledger, left = w.ledger, w.planned
    ledger.post("public_purchases", w.params.purchases)
    while True:
        bought = np.minimum(ledger["households", "money"], left)  # nobody spends money that he has not got
        ledger.post("purchases", bought)
        left -= int(bought[0])
        sales = ledger["firms", "money"].copy()
        if not sales[0]:
            return
        ledger.post("wages", sales)
        tax = ledger.round("income_tax", w.params.tax_rate * sales / 1e6)
        ledger.post("income_tax", tax)
        w.disposable += float(sales[0] - tax[0]) / 1e6


ECONOMY = ClassicEconomy(
    start=start,
    phases=(plan, circulate, deliver),
    measures={**stock_flow.ECONOMY.measures, "expected_income": lambda w: w.expected},
)
