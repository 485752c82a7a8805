"""The social architecture of capitalism: Ian Wright, Physica A 346 (2005), 589-620.

Actors are employees, employers, or neither. A turn: an actor without a job looks for an employer; another actor spends a random part of
its coins on the market; the active one, if it belongs to a firm, sells for a random part of what the market holds; an employer dismisses
whom it can't pay, and pays wages. Classes, their sizes and unequal wealth come out of nothing but these rules. A month is a turn an actor.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Floats, Ints
from sim.base.errors import InputError
from sim.classics import encounters
from sim.classics.common import ClassicEconomy, ClassicWorld, residual
from sim.classics.declared import load
from sim.engine.inequality import gini
from sim.engine.ledger import MILLION, Ledger
from sim.engine.streams import draw

TIMES = 16  # turns of one employer in a month that have wages of their own: more happen once in 10^14 months
YEAR = 12


@dataclass
class Actors(ClassicWorld):
    """Actors, one row each; coins of this month, and of the last twelve."""

    employer: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))  # -1 without one
    takings: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    spending: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    earned: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    wages_paid: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    closed: Ints = field(default_factory=lambda: np.zeros(0, np.int64))  # how often its firm has closed this month
    market: int = 0  # coins that the market holds
    year: list[tuple[int, int]] = field(default_factory=list)  # wages and sales of the last months


def start(params: object, seed: int) -> Actors:
    """All have the same coins, and nobody has a job."""
    p: Any = params
    if p.lowest_wage > p.highest_wage:
        raise InputError(f"lowest_wage = {p.lowest_wage}: must not be above highest_wage = {p.highest_wage}")
    w = Actors(p, seed, Ledger({"actors": p.n_actors}, load("social-architecture").books))
    w.ledger.post("endowment", np.full(p.n_actors, MILLION * p.coins_per_head))
    w.employer = np.full(p.n_actors, -1, np.int32)
    return w


def take_turns(w: Actors) -> None:
    """Turns of actors drawn at random, as many as there are."""
    p, n = w.params, w.params.n_actors
    w.takings, w.spending, w.earned, w.wages_paid, w.closed = moved = np.zeros((5, n), np.int64)
    w.market = encounters.take_turns(
        draw(w.seed, "encounters", w.month).random((n, 5)),
        draw(w.seed, "payroll", w.month).random((2, TIMES, n)),
        p.lowest_wage,
        p.highest_wage,
        w.ledger["actors", "money"] // MILLION,
        w.market,
        w.employer,
        moved,
    )
    w.year = [*w.year, (int(w.earned.sum()), int(w.takings.sum()))][-YEAR:]


def clear(w: Actors) -> None:
    """The market pays out what each took in the month and takes what each gave: what is left is what it holds."""
    ledger = w.ledger
    ledger.post("sales", w.takings * MILLION)
    ledger.post("wages_received", w.earned * MILLION)
    ledger.post("wages_paid", w.wages_paid * MILLION)
    ledger.post("spending", w.spending * MILLION)


def employers(w: Actors) -> Ints:
    """Actors with employees."""
    return np.unique(w.employer[w.employer >= 0]).astype(np.int64)


def _capitalists(w: Actors) -> float:
    return employers(w).size / w.employer.size


def _workers(w: Actors) -> float:
    return float((w.employer >= 0).mean())


def _wage_share(w: Actors) -> float:
    """Wages over sales of the last twelve months."""
    wages, sales = (sum(month[part] for month in w.year) for part in (0, 1))
    return wages / max(sales, 1)


def _coins(w: Actors) -> Floats:
    return w.ledger.units("actors", "money")


ECONOMY = ClassicEconomy(
    start=start,
    phases=(take_turns, clear),
    measures={
        "workers": _workers,
        "capitalists": _capitalists,
        "unemployed": lambda w: 1.0 - _workers(w) - _capitalists(w),
        "share_of_wages": _wage_share,
        "firm_size": lambda w: float((w.employer >= 0).sum()) / max(employers(w).size, 1),
        "firms": lambda w: float(employers(w).size),
        "firms_closed": lambda w: float(w.closed.sum()),
        "gini_coins": lambda w: gini(_coins(w)),
        "sales_per_head": lambda w: float(w.takings.sum()) / w.employer.size,
        "market_value": lambda w: w.ledger.total("market", "money") / w.employer.size,
        "coins": lambda w: w.ledger.total("actors", "money") + w.ledger.total("market", "money"),
        "residual": residual,
    },
    records={"holdings": _coins},
)
