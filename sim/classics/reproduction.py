"""Marx's schemes of simple and expanded reproduction: Capital II, ch. 20 and 21.

Two departments start a year with constant capital c and variable capital v. The year's product, c + v + s, is sold at its value:
Department I's means of production to both, Department II's consumer goods to workers and capitalists. I accumulates a share of
its surplus at a given composition; II's accumulation follows, since what I's workers and capitalists spend is all that II can
lay out on means of production: I(v + dv + s consumed) = II(c + dc). The bank advances the money of the year and gets all of it back.

In simple reproduction each department goes by its own scale and asks nobody. Where I(v + s) is not IIc the year runs all the same, and
breaks: too much of I's product is left unsold, its debt with it, and whoever comes last to the shops is left with money; or II is left
with goods, lacks means of production for its scale, and has paid wages for labour that stands idle.
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
    wanted: Ints = field(default_factory=lambda: np.zeros(2, np.int64))  # means of production for the next year


def start(params: object, seed: int) -> Departments:
    """Means of production are in place and wages advanced, as the scheme has it; an InputError where it can't go on."""
    p, books = params, load("expanded").books
    w = Departments(p, seed, Ledger({"capitalists": 2}, books))
    values = w.params
    w.variable = np.array([round(v * MILLION) for v in (values.variable_1, values.variable_2)])
    constant = np.array([round(c * MILLION) for c in (values.constant_1, values.constant_2)])
    w.ledger.post("initial_means", constant)
    w.constant, w.surplus, w.wanted = constant, _surplus(w), constant
    plan(w)
    if values.accumulated == 0.0:
        return w  # a wrong proportion shows in what is left over
    if w.hired.min() < 0 or w.consumed.min() < 0 or means_wanted(w) < constant[1]:
        outlay, needed = (w.hired[0] + w.consumed[0]) / MILLION, constant[1] / MILLION
        raise InputError(
            f"no such scheme: workers and capitalists of Department I buy consumer goods for {outlay:g}, and Department II has used up "
            f"means of production worth {needed:g}: its accumulation would be negative, or above its surplus "
            "(I(v + s consumed + dv) must be at least IIc)"
        )
    w.wanted = constant  # of the first year
    return w


def _surplus(w: Departments) -> Ints:
    """s = s' v, where all of the labour finds means of production."""
    return np.asarray(np.rint(w.params.surplus_rate * w.variable).astype(np.int64))


def produce(w: Departments) -> None:
    """Means of production are used up, up to the scale, labour adds v + s, or less where they are short: the product of the year."""
    ledger = w.ledger
    w.constant, w.paid = np.minimum(ledger["departments", "means"], w.wanted), w.variable
    labour = w.variable + _surplus(w)
    short = w.constant < w.wanted
    labour[short] = np.rint(labour[short] * (w.constant[short] / w.wanted[short])).astype(np.int64)
    w.surplus = labour - w.variable
    ledger.post("means_used", w.constant)
    ledger.post("living_labour", labour)
    ledger.post("labour_spent", labour)
    product = w.constant + labour
    ledger.post("means_production", product[:1])
    ledger.post("goods_production", product[1:])


def plan(w: Departments) -> None:
    """Divide the surplus: I accumulates its share, II what the exchange between the departments leaves it."""
    p = w.params
    if p.accumulated == 0.0:  # the scale is what it was, and capitalists consume what they have gained
        w.hired, w.consumed = w.variable.copy(), np.maximum(w.surplus, 0)
        return
    accumulated = round(p.accumulated * int(w.surplus[0]))
    more_labour = round(accumulated / (1.0 + p.composition_1))
    w.hired[0] = w.variable[0] + more_labour
    w.consumed[0] = w.surplus[0] - accumulated
    more_means = means_wanted(w) - int(w.constant[1])
    w.hired[1] = w.variable[1] + round(more_means / p.composition_2)
    w.consumed[1] = w.surplus[1] - more_means - (w.hired[1] - w.variable[1])
    w.wanted = np.array([w.constant[0] + accumulated - more_labour, w.constant[1] + more_means])


def means_wanted(w: Departments) -> int:
    """II(c + dc), what Department II lays out on means of production: of its scale in simple reproduction, else what it takes from I."""
    return int(w.wanted[1] if w.params.accumulated == 0.0 else w.hired[0] + w.consumed[0])


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
    """Department II buys means of production from Department I, which keeps for itself what its scale asks for."""
    kept = np.array([w.wanted[0]]) if w.params.accumulated == 0.0 else np.zeros(1, np.int64)
    offered = np.maximum(w.ledger["dept1", "means"] - kept, 0)
    bought = market(offered, np.array([max(means_wanted(w) - int(w.ledger["dept2", "means"][0]), 0)]))
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
        "unsold_means": lambda w: max(w.ledger.total("dept1", "means") - float(w.wanted[0]) / MILLION, 0.0),
        "missing_means": lambda w: max(float(w.wanted[1]) / MILLION - w.ledger.total("dept2", "means"), 0.0),
        "workers_money": lambda w: w.ledger.total("workers", "money"),
        "capitalists_money": lambda w: w.ledger.total("capitalists", "money"),
        "owed_1": lambda w: abs(float(w.ledger["departments", "loans"][0])) / MILLION,
        "owed_2": lambda w: abs(float(w.ledger["departments", "loans"][1])) / MILLION,
        "owed": lambda w: w.ledger.total("bank", "loans"),
        "residual": residual,
    },
)
