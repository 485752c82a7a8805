"""Values, prices of production and a change of technique for any table of inputs of one to three sectors.

A sector makes a product of its own out of products and labour; a unit of labour is paid a real wage, in advance. Values are
the labour that a unit takes, lambda = lambda A + l; goods first sell at them. Each sector then moves its price towards
(1 + r) (p A + p b l), r the average rate of profit, by the economy's own rule, until all earn the same: Bortkiewicz (1907), Sraffa (1960).
From a period on a sector may be offered another technique and takes it if it is cheaper at the prices of the day: Okishio (1961).
The bank advances the money of the period and gets it back. Scale stays as it is, and capitalists consume what is left.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.base.errors import InputError
from sim.base.toml import shorten
from sim.classics.common import ClassicEconomy, ClassicWorld, residual
from sim.classics.declared import load
from sim.economy.rules.consumption import buffer_stock
from sim.economy.rules.pricing import revised_price
from sim.engine.ledger import MILLION, Ledger

MOST = 3  # sectors
SLIGHT = 1e-9  # of a root or of a price: what rounding may leave
SALES = 1e6  # money that all products sell for: prices are told in a numeraire
LEAST, LARGEST = 1e-6, 1e9  # share of a sector in all sales, units of a product: what books in millionths can tell apart and hold
ROW, COLUMN = ("value", "price", "sales", "profit_rate", "made"), ("I", "II", "III")


def dot(one: Floats, other: Floats) -> float:
    """A row times a column, added in order (BLAS adds in another one on every kind of processor)."""
    return float((one * other).sum())


def times(row: Floats, matrix: Floats) -> Floats:
    """A row times a matrix."""
    return np.asarray((row[:, None] * matrix).sum(axis=0))


def solved(matrix: Floats, row: Floats) -> Floats:
    """x with x (I - matrix) = row, by elimination; empty unless all pivots are positive.

    They are where the matrix is productive, and only then: Hawkins and Simon, Econometrica 17 (1949).
    """
    left, x = np.eye(row.size) - matrix.T, row.astype(np.float64)
    for k in range(row.size):
        if left[k, k] <= 0.0:
            return np.zeros(0)
        for i in range(k + 1, row.size):
            factor = left[i, k] / left[k, k]
            left[i] -= factor * left[k]
            x[i] -= factor * x[k]
    for k in range(row.size)[::-1]:
        x[k] = (x[k] - dot(left[k, k + 1 :], x[k + 1 :])) / left[k, k]
    return x


def root(matrix: Floats) -> float:
    """The largest root of a matrix without negative numbers: what it must be divided by at least to be productive. By bisection."""
    low, high = 0.0, float(matrix.sum(axis=0).max())
    for _ in range(60 if high else 0):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if solved(matrix / middle, np.ones(len(matrix))).size else (middle, high)
    return high


@dataclass(frozen=True)
class Technique:
    """What a unit of each product takes."""

    inputs: Floats  # [product, sector]
    labour: Floats
    real_wage: Floats  # products that a unit of labour is paid

    @property
    def advanced(self) -> Floats:
        """M = A + b l: inputs and wage goods of a unit of each product."""
        return np.asarray(self.inputs + np.outer(self.real_wage, self.labour))

    @property
    def values(self) -> Floats:
        """lambda = l (I - A)^-1, of a productive technique."""
        return solved(self.inputs, self.labour)


@dataclass
class Sectors(ClassicWorld):
    """Sectors of production, one row each."""

    technique: Technique = field(default_factory=lambda: Technique(np.zeros((0, 0)), np.zeros(0), np.zeros(0)))
    output: Floats = field(default_factory=lambda: np.zeros(0))
    price: Floats = field(default_factory=lambda: np.zeros(0))
    sold_at: Floats = field(default_factory=lambda: np.zeros(0))  # prices of this period
    sales: Floats = field(default_factory=lambda: np.zeros(0))  # money
    outlay: Floats = field(default_factory=lambda: np.zeros(0))  # inputs and wages that are bought for the next period, money
    adopted: bool = False


def start(params: object, seed: int) -> Sectors:
    """Inputs of a period are in place, wages for its labour are paid, and goods sell at their values."""
    p: Any = params
    _check_shapes(p)
    old, new = technique(p), technique(p, new=p.new_sector > 0)
    for which, one in {"": old, "with the new technique: ": new}.items():
        _check(one, which)
    n = old.labour.size
    w = Sectors(p, seed, Ledger({"sectors": n}, load("linear").books))
    w.technique, w.output = old, scale(p, old, new)
    w.price = old.values * (SALES / dot(old.values, w.output))
    share = w.price * w.output / SALES
    if share.min() < LEAST or w.output.max() > LARGEST:
        i = int(np.argmin(share))
        raise InputError(
            f"inputs, labour: sector {COLUMN[i]} is {share[i]:.2g} of the whole: the books can't tell so unlike sectors apart"
        )
    for i in range(n):
        w.ledger.post(f"initial_{i + 1}", old.inputs[i] * w.output)
    return w


def _check_shapes(p: Any) -> None:
    """Refuse a table that is not square, or what doesn't fit it."""
    n = len(p.inputs)
    if n > MOST or any(len(row) != n for row in p.inputs):
        lengths = ", ".join(str(len(row)) for row in p.inputs)
        raise InputError(
            f"inputs = {shorten(p.inputs)}: must be square, a row a product and a column a sector, at most {MOST} of either: "
            f"it has {n} row{'s' * (n > 1)} of {lengths}"
        )
    wanted = ["output", "labour", "real_wage"] + (["new_inputs"] if p.new_sector else [])
    rows = {name: getattr(p, name) for name in wanted}
    faults = [
        f"{name} = {shorten(row)}: must have {n} number{'s' * (n > 1)}, as inputs is {n} x {n}"
        for name, row in rows.items()
        if len(row) != n
    ]
    if p.new_sector > n:
        faults.append(f"new_sector = {p.new_sector}: inputs has {n} sector{'s' * (n > 1)}")
    if faults:
        raise InputError(faults)


def technique(p: Any, *, new: bool = False) -> Technique:
    """Inputs and labour of a unit of output."""
    output = np.array(p.output)
    inputs, labour = np.array(p.inputs), np.array(p.labour)
    if new:
        inputs[:, p.new_sector - 1], labour[p.new_sector - 1] = p.new_inputs, p.new_labour
    return Technique(inputs / output, labour / output, np.array(p.real_wage))


def _check(one: Technique, which: str) -> None:
    """Refuse a technique without values, without a profit, or without prices at which all earn the same."""
    needs = root(one.inputs)
    if needs >= 1.0 - SLIGHT:
        raise InputError(
            f"{which}inputs: not productive: sectors use up as much of their own products as they make, or more "
            f"(the root of the table of inputs over output is {needs:.4g}, and must be below 1)"
        )
    if (one.values <= 0.0).any():
        i = int(np.argmin(one.values))
        raise InputError(f"{which}labour: product {COLUMN[i]} takes no labour, directly or in its inputs: it has no value")
    if (one.advanced.sum(axis=0) <= 0.0).any():
        i = int(np.argmin(one.advanced.sum(axis=0)))
        raise InputError(f"{which}inputs, real_wage: sector {COLUMN[i]} advances nothing: it has no rate of profit")
    needs = root(one.advanced)
    if needs > 1.0 + SLIGHT:
        raise InputError(
            f"{which}real_wage: inputs and wage goods are more than what is made: the rate of profit would be {1.0 / needs - 1.0:.1%}"
        )
    if prices(one, needs).min() < SLIGHT * prices(one, needs).max():
        raise InputError(
            f"{which}inputs: no prices at which all sectors earn the same: some sectors need nothing of the others, "
            "directly or for wages, and use up more or less of their own product"
        )


def prices(one: Technique, largest: float) -> Floats:
    """p = (1 + r) p M, by inverse iteration: here it only says whether there is a price for each product."""
    found = one.values
    for _ in range(3):
        found = solved(one.advanced / (largest * (1.0 + SLIGHT)), found)
        found /= found.max()
    return found


def scale(p: Any, old: Technique, new: Technique) -> Floats:
    """Outputs: those given if they replace what they use up, else what leaves as much of each product, with the same labour."""
    given = np.array(p.output)
    most = np.maximum(old.advanced, new.advanced)  # so that a change of technique asks for no other scale
    if (times(given, most.T) <= given * (1.0 + SLIGHT)).all():
        return given
    if root(most) >= 1.0 - SLIGHT:
        raise InputError(
            "output: does not replace what is used up, and no other scale leaves something of each product (inputs, real_wage)"
        )
    found = solved(most.T, np.ones(given.size))
    return np.asarray(found * (dot(old.labour, given) / dot(old.labour, found)))


def produce(w: Sectors) -> None:
    """Inputs are used up, and each sector makes its product."""
    for i in range(w.output.size):
        w.ledger.post(f"used_{i + 1}", w.ledger["sectors", f"goods_{i + 1}"])
        w.ledger.post(f"production_{i + 1}", w.output[[i]], dst=np.array([i]))


def choose_technique(w: Sectors) -> None:
    """The other technique is taken if its inputs and wages cost less at the prices of the day."""
    p = w.params
    if not p.new_sector or w.adopted or w.month < p.offered_in:
        return
    new = technique(p, new=True)
    costs = [dot(w.price, one.advanced[:, p.new_sector - 1]) for one in (w.technique, new)]
    if costs[1] < costs[0] * (1.0 - SLIGHT):
        w.technique, w.adopted = new, True


def trade(w: Sectors) -> None:
    """The bank advances the money; wages are paid, inputs of the next period bought, and profit is what sales leave."""
    ledger, one, n = w.ledger, w.technique, w.output.size
    bought = one.inputs * w.output  # [product, sector]
    wages = dot(w.price, one.real_wage) * one.labour * w.output
    profit = np.maximum(w.price * w.output - times(w.price, bought) - wages, 0.0)
    product, sector = (place.ravel() for place in np.indices((n, n)))
    paid = ledger.round("purchases", (w.price[:, None] * bought).ravel())
    due = [ledger.round("wages", wages), np.bincount(sector, paid, n).astype(np.int64), ledger.round("dividends", profit)]
    ledger.post("lending", np.maximum(sum(due) - ledger["sectors", "money"], 0))
    ledger.post("wages", due[0])
    ledger.post("dividends", due[2])
    ledger.post("purchases", paid, src=sector, dst=product)
    w.sold_at, w.outlay = w.price, (due[0] + due[1]) / MILLION
    basket = one.real_wage * dot(one.labour, w.output)
    spent = np.zeros(n, np.int64)
    for i in range(n):
        ledger.post(f"deliveries_{i + 1}", bought[i], src=np.full(n, i), dst=np.arange(n))
    for who, goods in enumerate((basket, np.maximum(w.output - bought.sum(axis=1) - basket, 0.0))):
        spent += consume(w, who, goods)
    w.sales = (np.bincount(product, paid, n) + spent) / MILLION
    ledger.post("repayment", np.minimum(ledger["sectors", "money"], -ledger["sectors", "loans"]))


def consume(w: Sectors, who: int, goods: Floats) -> Ints:
    """Workers (0) buy their basket, capitalists (1) what is left, each for all they have; what sectors get for it, millionths."""
    ledger, n = w.ledger, w.output.size
    income = ledger.units(("workers", "capitalists")[who], "money")
    budget = int(ledger.round("spending", buffer_stock(income, np.zeros(1), mpc_wealth=0.0, wealth_norm=0.0))[0])
    for i in range(n):
        there = int(ledger["sectors", f"goods_{i + 1}"][i]) - round(w.technique.inputs[i, i] * w.output[i] * MILLION)
        taken = np.array([there if who else min(round(goods[i] * MILLION), there)])  # capitalists take the last millionth
        ledger.post(f"consumed_{i + 1}", taken, src=np.array([i]), dst=np.array([who]))
        ledger.post(f"consumption_{i + 1}", taken, src=np.array([who]))
    worth = w.price * goods
    parts = (budget * worth / max(worth.sum(), 1e-300)).astype(np.int64)
    parts[int(np.argmax(parts))] += budget - parts.sum()
    ledger.post("spending", parts, src=np.full(n, who), dst=np.arange(n))
    return np.asarray(parts)


def revise_prices(w: Sectors) -> None:
    """Prices move towards inputs and wages plus the average profit."""
    cost = times(w.price, w.technique.advanced)
    average = (w.sales - w.outlay).sum() / w.outlay.sum()
    w.price = revised_price(
        w.price, (1.0 + average) * cost, expected_inflation=0.0, price_adjustment=w.params.price_adjustment
    )


def _unit(w: Sectors) -> float:
    """What a unit of money is: the price of the numeraire, or such that the sum of prices is the sum of values."""
    if w.params.numeraire == "values":
        return dot(w.sold_at, w.output) / dot(w.technique.values, w.output)
    return float(w.sold_at[0 if w.params.numeraire == "first" else -1])


def _of(column: Callable[[Sectors], Floats], sector: int, w: Sectors) -> float:
    return float(column(w)[sector]) if sector < w.output.size else 0.0


def _surplus(w: Sectors) -> float:
    return 1.0 - dot(w.technique.values, w.technique.real_wage)


def _labour(w: Sectors) -> tuple[float, float]:
    """Labour in the inputs of all sectors, and their living labour."""
    one = w.technique
    return dot(times(one.values, one.inputs), w.output), dot(one.labour, w.output)


def _value_rate(w: Sectors) -> float:
    dead, living = _labour(w)
    return _surplus(w) * living / (dead + (1.0 - _surplus(w)) * living)


def absent(params: Any) -> frozenset[str]:
    """Measures of sectors that there are not."""
    return frozenset(f"{name}_{i + 1}" for name in ROW for i in range(len(params.inputs), MOST))


COLUMNS: dict[str, Callable[[Sectors], Floats]] = {
    "value": lambda w: w.technique.values,
    "price": lambda w: w.sold_at / _unit(w),
    "sales": lambda w: w.sales / _unit(w),
    "profit_rate": lambda w: (w.sales - w.outlay) / w.outlay,
    "made": lambda w: w.output,
}

ECONOMY = ClassicEconomy(
    start=start,
    phases=(produce, choose_technique, trade, revise_prices),
    measures={
        **{f"{name}_{i + 1}": partial(_of, column, i) for name, column in COLUMNS.items() for i in range(MOST)},
        "profit_rate_average": lambda w: float((w.sales - w.outlay).sum() / w.outlay.sum()),
        "labour_profit_rate": _value_rate,
        "surplus_labour": _surplus,
        "composition": lambda w: _labour(w)[0] / _labour(w)[1],
        "adopted": lambda w: float(w.adopted),
        "prices": lambda w: float(w.sales.sum()) / _unit(w),
        "values": lambda w: dot(w.technique.values, w.output),
        "owed": lambda w: w.ledger.total("bank", "loans"),
        "residual": residual,
    },
    absent=absent,
)
