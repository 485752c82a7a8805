"""How owners of private clouds search for profit."""

import numpy as np

from sim.economy.mechanisms.owners_search import rules as rule
from sim.economy.mechanisms.owners_search.state import OwnersSearch
from sim.economy.world import World
from sim.engine import parameters
from sim.engine.streams import draw

YEAR = 12  # months


def begin(w: World, state: object) -> None:
    """All do what the scenario says."""
    w.owners_search = OwnersSearch.zeros(clouds=w.clouds.stop - w.clouds.start)


def set_sought(w: World) -> None:
    """Private clouds do what their owners have come to; after a dated change that ends the search, what the scenario says."""
    if not w.params.owners_search:
        begin(w, None)
    assert w.owners_search
    w.channels.write("markup_sought", w.owners_search.markup)
    w.channels.write("withheld_sought", w.owners_search.withheld)


def search_profit(w: World) -> None:
    """Owners of private clouds count the month's profit, and once a year keep the last step or take it back, and try another."""
    p, kept = w.params, w.owners_search
    assert kept
    if not p.owners_search or w.frontier.since < 0:
        return
    kept.profit += w.firms.gross_profit[w.clouds] * w.start.price[1] / w.price_level
    kept.months += 1
    if kept.months < YEAR:
        return
    clouds = kept.profit.size
    stream = draw(w.seed, "owners_search", w.month)
    fee, up = stream.random(clouds) < 0.5, stream.random(clouds) < 0.5
    private = ~w.firms.public[w.clouds]
    for name, lever, now, moves, step in (
        ("markup", "cloud_markup", p.cloud_markup, fee & private, p.search_step * (1.0 + p.cloud_markup)),
        ("withheld", "withheld_share", p.withheld_share, ~fee & private, p.search_step),
    ):
        bounds = parameters.table()[lever]
        assert bounds.low is not None
        assert bounds.high is not None
        held = rule.kept(getattr(kept, name), getattr(kept, f"{name}_before"), kept.profit, kept.profit_before)
        setattr(kept, f"{name}_before", held)
        setattr(kept, name, rule.tried(held, moves, up, step=step, lowest=bounds.low - now, highest=bounds.high - now))
    kept.profit_before = kept.profit.copy()
    kept.profit = np.zeros(clouds)
    kept.months = 0
