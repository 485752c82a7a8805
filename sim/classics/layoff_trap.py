"""The AI layoff trap: Falk and Tsoukalas, arXiv 2603.20617 (2026).

A firm that lets AI do a task saves wages, and all firms lose a part of the demand of those laid off. Each firm tries out which share
of its tasks pays best in its own books, the others' shares given, and moves there. What comes out is compared with the paper's
closed form only in the published numbers: with s = w - c and l = lambda (1 - eta) w, rivals end at (s - tax - l/N) / k, firms that
count all profits at (s - l) / k, each within 0 and 1, and the tax l (1 - 1/N) leads the ones to the other. Where those laid off earn more
elsewhere than before (eta above 1), l is below zero: rivals automate too little, and the tax is a subsidy.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.classics.common import ClassicEconomy, ClassicWorld, residual
from sim.classics.declared import load
from sim.economy.rules.expectations import smooth
from sim.engine.ledger import MILLION, Ledger
from sim.engine.streams import draw

GOLDEN = (5.0**0.5 - 1.0) / 2.0
TRIALS = 48  # that a firm makes on paper: each narrows the range by the golden section, in all below 1e-9


@dataclass
class Rivals(ClassicWorld):
    """Firms that sell to each other's workers, one row each. A firm has one unit of tasks."""

    automated: Floats = field(default_factory=lambda: np.zeros(0))  # share of its tasks
    profit: Floats = field(default_factory=lambda: np.zeros(0))  # of this month, money
    advanced: Ints = field(default_factory=lambda: np.zeros(0, np.int64))  # costs of this month, millionths


def start(params: object, seed: int) -> Rivals:
    """Firms begin anywhere between no automation and full automation."""
    p: Any = params
    w = Rivals(p, seed, Ledger({"firms": p.n_firms}, load("layoff-trap").books))
    w.automated = draw(seed, "habits", -1).random(p.n_firms)
    return w


def demand(p: Any, automated: Floats) -> Floats:
    """All spending when so many tasks of all firms are automated: lambda of workers' incomes, and what does not hang on them."""
    incomes = p.wage * (p.n_firms - automated) + p.recovered * p.wage * automated
    return np.asarray(p.spent * incomes + p.n_firms * p.other_demand)


def cost(p: Any, own: Floats) -> Floats:
    """Wages, compute, the effort of reorganising, and the tax of one firm."""
    return np.asarray(p.wage * (1.0 - own) + p.compute_cost * own + 0.5 * p.friction * own**2 + p.automation_tax * own)


def tried_profit(p: Any, own: Floats, others: Floats) -> Floats:
    """Profit that each firm would have with a share of its own when the others together automate so many tasks."""
    return np.asarray(demand(p, own + others) / p.n_firms - cost(p, own))


def tried_total(p: Any, own: Floats, others: Floats) -> Floats:
    """The same of all firms' profits; the others' costs stay what they are."""
    return np.asarray(demand(p, own + others) - cost(p, own))


def best(goal: Callable[[Floats], Floats], size: int) -> Floats:
    """Where each firm finds its goal highest between 0 and 1: golden section, then the ends themselves."""
    low, high = np.zeros(size), np.ones(size)
    for _ in range(TRIALS):
        step = GOLDEN * (high - low)
        right = goal(low + step) > goal(high - step)
        low, high = np.where(right, high - step, low), np.where(right, high, low + step)
    inside = 0.5 * (low + high)
    ends = np.stack([inside, np.zeros(size), np.ones(size)])
    return np.asarray(ends[np.argmax([goal(end) for end in ends], axis=0), np.arange(size)])


def respond(w: Rivals) -> None:
    """Firms move towards what they would do best, given what the others do now."""
    p, own = w.params, w.automated
    others = own.sum() - own
    goal = tried_profit if p.conduct == "rivals" else tried_total
    found = best(lambda tried: goal(p, tried, others), own.size)
    w.automated = np.clip(smooth(own, found, speed=p.adjustment), 0.0, 1.0)


def produce(w: Rivals) -> None:
    """Owners advance what the month costs, or pay for the subsidy; those laid off earn a part of their wage, or more, elsewhere."""
    p, ledger, own = w.params, w.ledger, w.automated
    bills = {
        "wages": p.wage * (1.0 - own),
        "compute": p.compute_cost * own + 0.5 * p.friction * own**2,
        "automation_tax": max(p.automation_tax, 0.0) * own,
    }
    whole = {flow: ledger.round(flow, amount) for flow, amount in bills.items()}
    w.advanced = whole["wages"] + whole["compute"] + whole["automation_tax"]
    ledger.post("working_capital", w.advanced)
    for flow, amount in whole.items():
        ledger.post(flow, amount)
    subsidy = ledger.round("subsidy", max(-p.automation_tax, 0.0) * own)
    ledger.post("levy", subsidy.sum())
    ledger.post("subsidy", subsidy)
    ledger.post("other_income", p.recovered * p.wage * own.sum())


def sell(w: Rivals) -> None:
    """Workers spend a part of their incomes here and the rest elsewhere; firms share all demand equally."""
    p, ledger = w.params, w.ledger
    n, here = p.n_firms, int(p.spent * ledger["workers", "money"][0])
    parts = np.full(n, here // n)
    parts[: here % n] += 1  # whole millionths
    ledger.settle("purchases", np.array([here]), parts)
    ledger.post("spent_elsewhere", ledger["workers", "money"])
    ledger.post("other_purchases", np.full(n, p.other_demand))


def share_out(w: Rivals) -> None:
    """What a firm has taken beyond what was advanced is profit; the State gives the tax back to owners, who don't buy here."""
    ledger = w.ledger
    w.profit = (ledger["firms", "money"] - w.advanced) / MILLION
    ledger.post("dividends", ledger["firms", "money"])
    ledger.post("rebate", ledger["state", "money"])


ECONOMY = ClassicEconomy(
    start=start,
    phases=(respond, produce, sell, share_out),
    measures={
        "automated": lambda w: float(w.automated.mean()),
        "automated_least": lambda w: float(w.automated.min()),
        "automated_most": lambda w: float(w.automated.max()),
        "profit_per_firm": lambda w: float(w.profit.mean()),
        "income_per_firm": lambda w: (w.ledger.moved("wages") + w.ledger.moved("other_income")) / w.params.n_firms,
        "sales_per_firm": lambda w: (
            (w.ledger.moved("purchases") + w.ledger.moved("other_purchases")) / w.params.n_firms
        ),
        "tax_per_firm": lambda w: (w.ledger.moved("automation_tax") - w.ledger.moved("subsidy")) / w.params.n_firms,
        "residual": residual,
    },
)
