"""Random exchange of money: Dragulescu and Yakovenko, Statistical mechanics of money, European Physical Journal B 17 (2000).

Pairs meet at random and one pays the other; who can't pay does not. Money is conserved, so its most likely distribution is
exponential, whatever is paid: chance alone makes a Gini coefficient of 1/2. Where actors may borrow up to a limit they spread
further; where they keep a part of their money out of an encounter they stay more equal (Chakraborti and Chakrabarti 2000). A State may
tax what they receive, or what they hold, and pay all of it out as an equal dividend.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import gammaln

from sim.base.arrays import Floats, Ints
from sim.base.errors import InputError
from sim.classics import encounters
from sim.classics.common import ClassicEconomy, ClassicWorld, residual
from sim.classics.declared import load
from sim.engine.inequality import gini
from sim.engine.ledger import MILLION, Ledger
from sim.engine.streams import draw

RULES = {
    "fixed": encounters.FIXED,
    "pair": encounters.OF_PAIR,
    "mean": encounters.OF_MEAN,
    "saving": encounters.SAVING,
}


@dataclass
class Traders(ClassicWorld):
    """Actors who trade; both arrays in millionths of money, of this period."""

    received: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    paid: Ints = field(default_factory=lambda: np.zeros(0, np.int64))


def start(params: object, seed: int) -> Traders:
    """Everybody has the same money."""
    p: Any = params
    if p.rule == "saving" and p.debt_limit > 0.0:
        raise InputError(
            f"rule = saving: shares what both have, so nobody can owe: debt_limit = {p.debt_limit:g} must be 0"
        )
    w = Traders(p, seed, Ledger({"actors": p.n_actors}, load("exchange").books))
    w.ledger.post("endowment", np.full(p.n_actors, p.money_per_head))
    return w


def net(w: Traders) -> Ints:
    """Money less debt of each actor, millionths."""
    return np.asarray(w.ledger["actors", "money"] + w.ledger["actors", "loans"])


def meet(w: Traders) -> None:
    """As many encounters as there are actors."""
    p = w.params
    w.received, w.paid = moved = np.zeros((2, p.n_actors), np.int64)
    encounters.trade(
        draw(w.seed, "encounters", w.month).random((p.n_actors, 3)),
        RULES[p.rule],
        round(p.payment * MILLION),
        p.money_per_head * MILLION,
        p.saved,
        round(p.debt_limit * MILLION),
        net(w),
        moved,
    )


def clear(w: Traders) -> None:
    """A clearing house pays out what each received and takes what each paid; who then lacks money borrows it, who has some repays."""
    ledger = w.ledger
    ledger.post("received", w.received)
    ledger.post("lending", np.maximum(w.paid - ledger["actors", "money"], 0))
    ledger.post("paid", w.paid)
    ledger.post("repayment", np.minimum(ledger["actors", "money"], -ledger["actors", "loans"]))


def redistribute(w: Traders) -> None:
    """The State takes its shares of what actors received and of what they hold, and pays the same dividend to each."""
    p, ledger = w.params, w.ledger
    if p.tax_on_receipts == 0.0 and p.tax_on_holdings == 0.0:
        return
    held = ledger["actors", "money"]
    due = (p.tax_on_receipts * w.received + p.tax_on_holdings * held).astype(np.int64)
    ledger.post("taxes", np.minimum(due, held))  # nobody borrows to pay a tax
    raised, n = int(ledger["state", "money"][0]), p.n_actors
    parts = np.full(n, raised // n)
    parts[: raised % n] += 1  # whole millionths
    ledger.post("dividends", parts)
    ledger.post("repayment", np.minimum(ledger["actors", "money"], -ledger["actors", "loans"]))


def _money(w: Traders) -> Floats:
    return net(w) / MILLION


def above_limit(w: Traders) -> Floats:
    """What each could still pay: money less debt, and what it may owe."""
    return np.asarray(_money(w) + w.params.debt_limit)


def law(params: object, money: Floats) -> Floats:
    """Density of money: exponential above the debt limit; with saving, a gamma law fits (Patriarca, Chakraborti, Kaski 2004).

    Under a tax tau on what is held, fixed payments dm are a random walk that is pulled back: with k = 1 - tau, normal of variance
    2 k^2 dm^2 / (1 - k^2), where that is far from the debt limit. Unknown under all other taxes.
    """
    p: Any = params
    mean = p.money_per_head + p.debt_limit
    if p.tax_on_receipts or p.tax_on_holdings:
        kept = 1.0 - p.tax_on_holdings
        sd = p.payment * kept * np.sqrt(2.0 / max(1.0 - kept**2, 1e-9))
        known = p.rule == "fixed" and not p.tax_on_receipts and 4.0 * sd < mean
        bell = np.exp(-0.5 * ((money - p.money_per_head) / sd) ** 2) / (sd * np.sqrt(2.0 * np.pi)) if sd else money
        return np.asarray(bell if known else np.full(money.shape, np.nan))
    shape = 1.0 + 3.0 * p.saved / (1.0 - p.saved) if p.rule == "saving" else 1.0
    x = np.maximum(money + p.debt_limit, 1e-9) / (mean / shape)
    return np.asarray(np.exp((shape - 1.0) * np.log(x) - x - gammaln(shape)) / (mean / shape))


ECONOMY = ClassicEconomy(
    start=start,
    phases=(meet, clear, redistribute),
    measures={
        "gini_money": lambda w: gini(_money(w)),
        "gini_above_limit": lambda w: gini(above_limit(w)),
        "median_share": lambda w: float(np.median(above_limit(w)) / above_limit(w).mean()),
        "below_mean": lambda w: float((above_limit(w) < above_limit(w).mean()).mean()),
        "money_total": lambda w: w.ledger.total("actors", "money") + w.ledger.total("actors", "loans"),
        "debtors": lambda w: float((w.ledger["actors", "loans"] < 0).mean()),
        "taxed": lambda w: w.ledger.moved("taxes") / w.params.n_actors,
        "spread": lambda w: float(_money(w).std() / w.params.money_per_head),
        "turnover": lambda w: w.ledger.moved("paid") / w.params.n_actors,
        "residual": residual,
    },
    records={"holdings": _money},
    law=law,
)
