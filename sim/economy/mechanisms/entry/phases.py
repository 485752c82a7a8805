"""Firms come and go: capitalists found them where returns are above normal, and what fails or has shrunk closes."""

import numpy as np

from sim.economy.derived import capital, feasible_share
from sim.economy.mechanisms.entry import rules as rule
from sim.economy.mechanisms.entry.state import Entry
from sim.economy.world import Ints, World
from sim.engine.streams import draw


def begin(w: World, state: object) -> None:
    """Nobody has come or gone."""
    w.entry = Entry()


def found_firms(w: World) -> None:
    """Where returns are above normal, capitalists found firms: each pays in a part of its first machines; the bank lends the rest."""
    p, firms, ledger = w.params, w.firms, w.ledger
    _kept(w).entries = 0
    firms.age += 1.0
    stream = draw(w.seed, "founding", w.month)
    turns = stream.exponential(size=(2, w.capitalists.income.size))
    worth, price = capital(w), w.machine_price
    parts = ((w.dept1, p.normal_use_dept1), (w.dept2, p.normal_use_dept2))
    for number, (part, normal_use) in enumerate(parts):
        rows = w.active(part)
        profit, invested = float(firms.profit[rows].sum()), float(worth[rows].sum())
        wanted = stream.poisson(
            rule.expected_entrants(
                rows.size,
                profit,
                invested,
                float(w.start.returns[number]),
                failure_hazard=p.failure_hazard,
                entry_rate=p.entry_rate,
            )
        )
        free = part.start + np.flatnonzero(~firms.active[part])
        w.bind("entry_room", wanted > free.size)
        wanted = min(wanted, free.size)
        if wanted == 0:
            continue
        size = p.entry_size * float(firms.trend[rows].mean())
        stake = p.founding_equity * p.machines_per_capacity * size / normal_use * price
        deposits = ledger.units("capitalists", "money")
        able = np.flatnonzero(deposits > stake)
        # Who is first in line: without replacement, with chances by deposits (Efraimidis and Spirakis 2006).
        founders = able[np.argsort(turns[number, able] / deposits[able])][:wanted]
        entrants = free[: founders.size]
        ledger.post("founding", np.full(entrants.size, stake), src=founders, dst=entrants)
        _begin(w, entrants, founders, rows, size)
        _advertise(w, entrants, part, size, stream)


def mark_closing(w: World) -> None:
    """Who fails closes at the end of this month, and who has shrunk past its first months."""
    p, firms = w.params, w.firms
    for part in (w.dept1, w.dept2):
        rows = w.active(part)
        young = firms.age[rows] < p.founding_months
        firms.closing[rows] = rule.closes(firms.failed[rows], firms.expected[rows], young, exit_size=p.exit_size)


def close_firms(w: World) -> None:
    """Firms that close dismiss their staff and sell plant and stocks to their rivals; the bank is paid first, then the owner."""
    firms, ledger = w.firms, w.ledger
    gone = firms.closing.nonzero()[0]
    _kept(w).exits = gone.size
    if gone.size == 0:
        return
    w.workers.employer[np.isin(w.workers.employer, gone)] = -1
    firms.active[gone] = firms.closing[gone] = False
    for part, stocks in ((w.dept1, "capital_goods"), (w.dept2, "goods")):
        _sell_off(w, gone[(gone >= part.start) & (gone < part.stop)], part, stocks)
    owed, cash = -ledger["firms", "loans"], ledger["firms", "money"]
    left = ~firms.active
    ledger.post("repayment", np.where(left, np.minimum(owed, cash), 0))
    ledger.post("write_off", np.where(left, -ledger["firms", "loans"], 0))
    ledger.post("dividends", np.where(left & ~firms.cooperative, ledger["firms", "money"], 0), dst=firms.owner)
    for column in (firms.expected, firms.trend, firms.outlay, firms.profit, firms.adoption, firms.feasible):
        column[gone] = 0.0
    _send_elsewhere(w, gone)


def _kept(w: World) -> Entry:
    assert w.entry
    return w.entry


def _begin(w: World, entrants: Ints, founders: Ints, rows: Ints, size: float) -> None:
    """New firms begin at the mean price, wages and pass-through of their department, the normal mark-up, and organised around AI."""
    if entrants.size == 0:
        return
    p, firms = w.params, w.firms
    offers = w.mean_offers
    price = w.mean_price(w.dept1 if entrants[0] < w.dept1.stop else w.dept2)
    firms.wage[:, entrants] = offers[:, None]
    for column, value in (
        (firms.age, 0.0),
        (firms.price, price),
        (firms.markup, p.markup),
        (firms.normal_markup, float(firms.normal_markup[rows].mean())),
        (firms.lead, 0.0),
        (firms.pass_through, float(firms.pass_through[rows].mean())),
        (firms.expected, size),
        (firms.trend, size),
    ):
        column[entrants] = value
    firms.owner[entrants] = founders
    firms.active[entrants], firms.abstains[entrants] = True, False
    firms.cooperative[entrants] = False  # whoever pays in owns
    if w.frontier.since >= 0:
        firms.adoption[entrants] = feasible_share(w, w.frontier.versions_capability[:, -1])[entrants]
    _kept(w).entries += entrants.size


def _advertise(w: World, entrants: Ints, part: slice, size: float, stream: np.random.Generator) -> None:
    """New firms win the customers they are built for: places on all lists, as many as their share of the department's sales."""
    if entrants.size == 0:
        return
    lists = w.shoppers if part is w.dept2 else w.investors
    share = size / float(w.firms.expected[w.active(part)].sum())
    which = (stream.random(lists.shops.shape) / share).astype(np.int64)
    won = which < entrants.size
    lists.shops[won] = (entrants[which[won]] - part.start).astype(np.uint32)
    lists.taste[won] = np.exp(np.float32(w.params.taste_sd) * stream.standard_normal(int(won.sum()), np.float32))


def _sell_off(w: World, gone: Ints, part: slice, stocks: str) -> None:
    """Plant and finished goods of closed firms go to the others of the department by expected sales, paid for with loans."""
    p, firms, ledger = w.params, w.firms, w.ledger
    if gone.size == 0:
        return
    rest = w.active(part)
    weights = firms.expected[rest] / max(float(firms.expected[rest].sum()), 1e-9)
    for view in (firms.expected, firms.trend):  # who takes over the plant expects its customers
        view[rest] += weights * float(view[gone].sum())
    department = "dept1" if part is w.dept1 else "dept2"
    for flow, asset, price in (
        ("machines_resold", "machines", w.machine_price),
        (f"{stocks}_resold", stocks, w.mean_price(part)),
    ):
        account, shift = ("producers", 0) if asset == "machines" else (department, part.start)
        held = ledger[account, asset]
        for firm in gone:
            quantity = rule.shared(int(held[firm - shift]), firms.expected[rest])
            paid = ledger.round(f"{department}_resale", p.resale_price * price * quantity / 1e6)
            _lend(w, rest, paid)
            ledger.post(f"{department}_resale", paid, src=rest - part.start, dst=np.full(rest.size, firm - part.start))
            ledger.post(flow, quantity, src=np.full(rest.size, firm - shift), dst=rest - shift)


def _lend(w: World, rows: Ints, amount: Ints) -> None:
    """The bank lends these firms what they lack."""
    lacking = np.zeros(w.firms.active.size, np.int64)
    lacking[rows] = np.maximum(amount - w.ledger["firms", "money"][rows], 0)
    w.ledger.post("lending", lacking)


def _send_elsewhere(w: World, gone: Ints) -> None:
    """Buyers whose shop has closed put another in its place, mostly one that another buyer has."""
    p = w.params
    stream = draw(w.seed, "closing", w.month)
    for lists, sellers in ((w.shoppers, w.dept2), (w.investors, w.dept1)):
        shops = w.active(sellers) - sellers.start
        shop = shops[(stream.random(lists.shops.shape) * shops.size).astype(np.int64)].astype(np.uint32)
        taste = np.exp(np.float32(p.taste_sd) * stream.standard_normal(lists.shops.shape, np.float32))
        other = lists.shops.ravel()[(stream.random(lists.shops.shape) * lists.shops.size).astype(np.int64)]
        told = (stream.random(lists.shops.shape) < p.word_of_mouth) & ~np.isin(other, gone - sellers.start)
        shop = np.where(told, other, shop)
        closed = np.isin(lists.shops, gone - sellers.start)
        lists.shops[closed], lists.taste[closed] = shop[closed], taste[closed]
