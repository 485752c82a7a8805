"""How AI agents come to own."""

import numpy as np

from sim.economy.derived import capital
from sim.economy.mechanisms.ai_ownership import rules as rule
from sim.economy.mechanisms.ai_ownership.state import AiOwnership
from sim.economy.world import World


def begin(w: World, state: object) -> None:
    """AI agents own nothing."""
    w.ai_ownership = AiOwnership()


def keep_dividends(w: World) -> None:
    """AI agents keep dividends of private clouds, once there are agents, and of producers by the share that they own."""
    assert w.ai_ownership
    _keep(w, w.ai_ownership.owned)
    w.channels.write("dividends_kept", w.params.ai_ownership if w.frontier.since >= 0 else 0.0, w.clouds)


def buy_shares(w: World) -> None:
    """AI agents that own spend a part of their fund on shares of producers, bought from all owners by what their firms are worth."""
    p, ledger, kept = w.params, w.ledger, w.ai_ownership
    assert kept
    money = ledger.total("fund", "money")
    if money == 0.0:
        return
    worth = np.maximum(capital(w) + ledger.units("producers", "loans"), 0.0)
    worth[w.firms.cooperative[w.producers]] = 0.0  # no member can sell a share
    equity = float(worth.sum())
    spent = rule.agents_fund(money, equity, kept.owned, fund_speed=p.fund_speed, fund_purchase_max=p.fund_purchase_max)
    w.bind("fund_purchase_max", spent < p.fund_speed * money)
    if spent == 0.0:
        return
    proceeds = np.bincount(w.firms.owner[w.producers], spent * worth / equity, w.capitalists.before.size)
    ledger.post("share_purchases", proceeds, dst=np.arange(proceeds.size))
    w.capitalists.before += proceeds  # no income: one form of their wealth for another
    kept.owned = min(kept.owned + spent / equity, 1.0)
    _keep(w, kept.owned)


def _keep(w: World, owned: float) -> None:
    w.channels.dividends_kept[w.producers] = np.where(w.firms.cooperative[w.producers], 0.0, owned)
