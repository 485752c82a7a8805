"""Model PC, government money with a choice of portfolio: Godley and Lavoie, Monetary Economics (2007), ch. 4.

Households hold their wealth as money, which bears nothing, and as bills of the State, of which they want the more the higher the rate;
the central bank sets the rate, takes the bills that nobody wants, and hands its profit to the State. Interest paid is income: it is
taxed and spent, so a higher rate ends in a higher income. Consumption is the economy's own buffer-stock rule, as in model SIM, and
its spending goes round until nothing is left to spend.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.classics import stock_flow
from sim.classics.common import ClassicEconomy
from sim.classics.declared import load
from sim.classics.stock_flow import Households, consumption, deliver
from sim.engine.ledger import MILLION, Ledger


@dataclass
class Holders(Households):
    """Households with a portfolio."""

    rate: float = 0.0  # on bills that are bought in this period, and paid in the next

    @property
    def wealth(self) -> float:
        """V, money and bills."""
        return self.ledger.total("households", "money") + self.ledger.total("households", "bills")


def wanted(w: Holders, wealth: float, income: float) -> float:
    """B = V (lambda0 + lambda1 r) - lambda2 YD, within what there is to hold."""
    p: Any = w.params
    return float(min(max(wealth * (p.bills_share + p.bills_on_rate * w.rate) - p.bills_on_income * income, 0.0), wealth))


def start(params: object, seed: int) -> Holders:
    """The stationary state of the first rate: taxes pay purchases and interest, nobody saves."""
    w = Holders(params, seed, Ledger({}, load("pc").books))
    p, w.rate = w.params, w.params.rate
    norm = (1.0 - p.mpc_income) / p.mpc_wealth
    bills = wanted(w, norm, 1.0)  # of an income of 1
    after_tax = (1.0 - p.tax_rate) / p.tax_rate
    spread = 1.0 - after_tax * p.rate * bills
    if spread <= 0.0:
        raise InputError(
            f"rate = {p.rate:g}: no stationary state: interest on the bills that households want grows faster than the taxes on it "
            f"(rate, tax_rate, bills_share)"
        )
    w.disposable = after_tax * p.purchases / spread
    w.ledger.post("issues", norm * w.disposable)  # the bank holds all bills first
    w.ledger.post("initial_spending", w.ledger["state", "money"])
    w.ledger.post("bill_purchases", bills * w.disposable)
    return w


def earn_interest(w: Holders) -> None:
    """Bills earn last period's rate; what the central bank earns is the State's."""
    ledger, income = w.ledger, w.rate * w.ledger.units("households", "bills")
    w.opening = np.array([w.wealth])
    ledger.post("interest", income)
    ledger.post("bank_interest", w.rate * ledger.units("bank", "bills"))
    ledger.post("bank_profit", ledger.moved("bank_interest"))
    ledger.post("interest_tax", w.params.tax_rate * income)
    w.disposable = ledger.moved("interest") - ledger.moved("interest_tax")


def circulate(w: Holders) -> None:
    """The State buys; sales become wages, are taxed and spent: until less than a millionth is left."""
    ledger, spent = w.ledger, 0
    ledger.post("public_purchases", w.params.purchases)
    while True:
        plan = ledger.round("purchases", consumption(w, np.array([w.disposable]), w.opening))
        bought = np.minimum(np.maximum(plan - spent, 0), ledger["households", "money"])
        ledger.post("purchases", bought)
        spent += int(bought[0])
        sales = ledger["firms", "money"].copy()
        if not sales[0]:
            return
        ledger.post("wages", sales)
        tax = ledger.round("income_tax", w.params.tax_rate * sales / MILLION)
        ledger.post("income_tax", tax)
        w.disposable += float(sales[0] - tax[0]) / MILLION


def borrow(w: Holders) -> None:
    """What the State lacks it borrows from the central bank against bills; what it has left over redeems some."""
    balance = w.ledger["state", "money"].copy()
    w.ledger.post("issues", np.maximum(-balance, 0))
    w.ledger.post("redemptions", np.minimum(np.maximum(balance, 0), w.ledger["bank", "bills"]))


def choose(w: Holders) -> None:
    """The rate of the period is set, and households buy bills of the central bank, or sell some to it."""
    p, ledger = w.params, w.ledger
    w.rate = p.new_rate if w.month >= p.change_month else p.rate
    more = round(wanted(w, w.wealth, w.disposable) * MILLION) - int(ledger["households", "bills"][0])
    within = min(max(more, 0), int(ledger["bank", "bills"][0]), int(ledger["households", "money"][0]))
    ledger.post("bill_purchases", np.array([within]))
    ledger.post("bill_sales", np.array([max(-more, 0)]))


ECONOMY = ClassicEconomy(
    start=start,
    phases=(earn_interest, circulate, borrow, choose, deliver),
    measures={
        **stock_flow.ECONOMY.measures,
        "taxes": lambda w: w.ledger.moved("income_tax") + w.ledger.moved("interest_tax"),
        "wealth": lambda w: w.wealth,
        "saving": lambda w: w.wealth - float(w.opening[0]),
        "public_deficit": lambda w: w.ledger.moved("issues") - w.ledger.moved("redemptions"),
        "public_debt": lambda w: -w.ledger.total("state", "bills"),
        "money_held": lambda w: w.ledger.total("households", "money"),
        "bills_held": lambda w: w.ledger.total("households", "bills"),
        "share_of_bills": lambda w: w.ledger.total("households", "bills") / max(w.wealth, 1e-12),
        "interest_paid": lambda w: w.ledger.moved("interest"),
        "bill_rate": lambda w: w.rate,
    },
)
