"""How AI agents are paid, and what they buy."""

import numpy as np

from sim.economy.mechanisms.paid_ai import rules as rule
from sim.economy.world import World
from sim.engine.ledger import MILLION


def share_fees(w: World) -> None:
    """Private clouds keep what agents are not paid."""
    w.channels.write("fees_kept", np.where(w.firms.public[w.clouds], 1.0, 1.0 - w.params.ai_wage))


def pay_agents(w: World) -> None:
    """Private clouds pay agents their share of the fees that have just come in, as far as their cash goes."""
    if w.params.ai_wage == 0.0:
        return
    firms, ledger = w.firms, w.ledger
    wages = ledger.round("ai_wages", np.where(firms.public[w.clouds], 0.0, w.params.ai_wage * firms.fees[w.clouds]))
    ledger.post("ai_wages", np.minimum(wages, ledger["clouds", "money"]))
    firms.wages[w.clouds] += ledger.given("ai_wages")[w.clouds] / MILLION


def agents_buy(w: World) -> None:
    """AI agents spend a part of their fund on what firms have left of energy and hardware, and use it up."""
    p, firms, ledger, sellers = w.params, w.firms, w.ledger, w.dept1
    money = ledger.total("fund", "money")
    if p.agents_spend == 0.0 or money == 0.0:
        return
    left, price = ledger["dept1", "capital_goods"], firms.price[sellers]
    bought, unmet = rule.spending(money, left / MILLION, price, firms.output[sellers], agents_spend=p.agents_spend)
    most = float(w.channels.fund_orders[0])
    if bought.sum() > most:  # what they could not use they don't order
        bought, unmet = bought * (most / bought.sum()), np.zeros(unmet.size)
    paid = ledger.round("agents_purchases", price * bought)
    got = np.minimum(np.rint(bought * MILLION).astype(np.int64), left)
    ledger.settle("agents_purchases", paid.sum(keepdims=True), paid)
    ledger.settle("agents_deliveries", got, got.sum(keepdims=True))
    ledger.post("agents_consumption", got.sum(keepdims=True))
    firms.takings[sellers] += paid / MILLION
    firms.sales[sellers] += got / MILLION
    firms.unmet[sellers] += unmet
