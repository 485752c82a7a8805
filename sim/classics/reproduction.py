"""Marx's schemes of simple and expanded reproduction: Capital II, ch. 20 and 21.

Two departments start a year with constant capital c and variable capital v. The year's product, c + v + s, is sold at its value:
Department I's means of production to both, Department II's consumer goods to workers and capitalists. I accumulates a share of
its surplus at a given composition; II's accumulation follows, since what I's workers and capitalists spend is all that II can
lay out on means of production: I(v + dv + s consumed) = II(c + dc). The bank advances the money of the year and gets all of it back.
"""

from dataclasses import dataclass, field

import numpy as np

from sim.base.arrays import Ints
from sim.base.errors import InputError
from sim.classics.common import ClassicEconomy, ClassicWorld, market, residual
from sim.classics.declared import load
from sim.economy.rules.consumption import buffer_stock
from sim.engine.ledger import MILLION, Ledger


@dataclass
class Departments(ClassicWorld):
    """Two departments; each array is [I, II], in millionths of value."""

    variable: Ints = field(default_factory=lambda: np.zeros(2, np.int64))  # wages advanced for this year's labour
    constant: Ints = field(default_factory=lambda: np.zeros(2, np.int64))  # used up this year
    surplus: Ints = field(default_factory=lambda: np.zeros(2, np.int64))  # of this year's product
    paid: Ints = field(default_factory=lambda: np.zeros(2, np.int64))  # wages of the labour in this year's product
    hired: Ints = field(default_factory=lambda: np.zeros(2, np.int64))  # wages advanced for the next year
    consumed: Ints = field(default_factory=lambda: np.zeros(2, np.int64))  # surplus that is not accumulated


def start(params: object, seed: int) -> Departments:
    """Means of production are in place and wages advanced, as the scheme has it; an InputError where it can't go on."""
    p, books = params, load("expanded").books
    w = Departments(p, seed, Ledger({"capitalists": 2}, books))
    values = w.params
    w.variable = np.array([round(v * MILLION) for v in (values.variable_1, values.variable_2)])
    constant = np.array([round(c * MILLION) for c in (values.constant_1, values.constant_2)])
    w.ledger.post("initial_means", constant)
    w.constant, w.surplus = constant, _surplus(w)
    plan(w)
    if w.hired.min() < 0 or w.consumed.min() < 0 or means_wanted(w) < constant[1]:
        outlay, needed = (w.hired[0] + w.consumed[0]) / MILLION, constant[1] / MILLION
        raise InputError(
            f"no such scheme: workers and capitalists of Department I buy consumer goods for {outlay:g}, and Department II has used up "
            f"means of production worth {needed:g}: its accumulation would be negative, or above its surplus "
            "(I(v + s consumed + dv) must be at least IIc)"
        )
    if values.accumulated == 0.0 and means_wanted(w) != constant[1]:
        raise InputError(
            f"no simple reproduction: I(v + s) = {(w.variable[0] + w.surplus[0]) / MILLION:g} must equal IIc = {constant[1] / MILLION:g}"
        )
    return w


def _surplus(w: Departments) -> Ints:
    """s = s' v."""
    return np.asarray(np.rint(w.params.surplus_rate * w.variable).astype(np.int64))


def produce(w: Departments) -> None:
    """Means of production are used up, labour adds v + s: the product of the year."""
    ledger = w.ledger
    w.constant, w.paid, w.surplus = ledger["departments", "means"].copy(), w.variable, _surplus(w)
    labour = w.variable + w.surplus
    ledger.post("means_used", w.constant)
    ledger.post("living_labour", labour)
    ledger.post("labour_spent", labour)
    product = w.constant + labour
    ledger.post("means_production", product[:1])
    ledger.post("goods_production", product[1:])


def plan(w: Departments) -> None:
    """Divide the surplus: I accumulates its share, II what the exchange between the departments leaves it."""
    p = w.params
    accumulated = round(p.accumulated * int(w.surplus[0]))
    more_labour = round(accumulated / (1.0 + p.composition_1))
    w.hired[0] = w.variable[0] + more_labour
    w.consumed[0] = w.surplus[0] - accumulated
    more_means = means_wanted(w) - int(w.constant[1])
    w.hired[1] = w.variable[1] + round(more_means / p.composition_2)
    w.consumed[1] = w.surplus[1] - more_means - (w.hired[1] - w.variable[1])


def means_wanted(w: Departments) -> int:
    """II(c + dc), what Department II lays out on means of production = I(v + dv + s consumed), what it takes from Department I."""
    return int(w.hired[0] + w.consumed[0])


def advance(w: Departments) -> None:
    """The bank advances the money of the year; wages for the next year's labour and capitalists' incomes are paid."""
    ledger = w.ledger
    ledger.post("lending", w.hired + w.consumed + np.array([0, means_wanted(w)]))
    ledger.post("wages", w.hired)
    ledger.post("dividends", w.consumed)


def sell_goods(w: Departments) -> None:
    """Workers and capitalists spend all they have on consumer goods, which they consume."""
    ledger = w.ledger
    income = np.concatenate([ledger.units("workers", "money"), ledger.units("capitalists", "money")])
    spending = buffer_stock(income, np.zeros(3), mpc_wealth=0.0, wealth_norm=0.0)
    bought = market(ledger["dept2", "goods"], ledger.round("worker_purchases", spending))
    for buyer, some in {"worker": bought[:1], "capitalist": bought[1:]}.items():
        ledger.settle(f"{buyer}_purchases", some, some.sum(keepdims=True))
        ledger.settle(f"{buyer}_goods", some.sum(keepdims=True), some)
        ledger.post(f"{buyer}_consumption", some)
    w.variable = w.hired.copy()


def sell_means(w: Departments) -> None:
    """Department II buys means of production from Department I, which keeps the rest for itself."""
    bought = market(w.ledger["dept1", "means"], np.array([means_wanted(w)]))
    w.ledger.settle("means_purchases", bought, bought)
    w.ledger.settle("means_deliveries", bought, bought)


def repay(w: Departments) -> None:
    """All the money that was advanced has come back, and goes back to the bank."""
    w.ledger.post("repayment", np.minimum(w.ledger["departments", "money"], -w.ledger["departments", "loans"]))


def _product(w: Departments, department: int) -> float:
    return float(w.constant[department] + w.paid[department] + w.surplus[department]) / MILLION


ECONOMY = ClassicEconomy(
    start=start,
    phases=(produce, plan, advance, sell_goods, sell_means, repay),
    measures={
        "product": lambda w: _product(w, 0) + _product(w, 1),
        "product_1": lambda w: _product(w, 0),
        "product_2": lambda w: _product(w, 1),
        "constant_used_1": lambda w: float(w.constant[0]) / MILLION,
        "constant_used_2": lambda w: float(w.constant[1]) / MILLION,
        "variable_used_1": lambda w: float(w.paid[0]) / MILLION,
        "variable_used_2": lambda w: float(w.paid[1]) / MILLION,
        "surplus_1": lambda w: float(w.surplus[0]) / MILLION,
        "surplus_2": lambda w: float(w.surplus[1]) / MILLION,
        "exchange": lambda w: w.ledger.moved("means_purchases"),
        "unsold": lambda w: w.ledger.total("dept2", "goods"),
        "owed": lambda w: w.ledger.total("bank", "loans"),
        "residual": residual,
    },
)
