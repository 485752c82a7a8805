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


def search_profit(w: World) -> None:
    """Owners of private clouds count last month's profit, and once a year keep the last step or take it back, and try another."""
    p, kept = w.params, w.owners_search
    assert kept
    if not p.owners_search:  # a dated change has ended the search: all do again what the scenario says
        begin(w, None)
        return
    if 0 <= w.frontier.since < w.month:
        kept.profit += w.firms.gross_profit[w.clouds] * w.start.price[1] / w.price_level
        kept.months += 1
    if kept.months == YEAR:
        _step(w, kept)
    w.channels.write("markup_sought", kept.markup)
    w.channels.write("withheld_sought", kept.withheld)


def _step(w: World, kept: OwnersSearch) -> None:
    """The year is over: what each has come to, and what it tries next."""
    p, clouds = w.params, kept.markup.size
    stream = draw(w.seed, "owners_search", w.month)
    fee, up = stream.random(clouds) < 0.5, stream.random(clouds) < 0.5
    private = ~w.firms.public[w.clouds]
    for name, base, moves, step in (
        ("markup", "cloud_markup", fee & private, p.search_step * (1.0 + p.cloud_markup)),
        ("withheld", "withheld_share", ~fee & private, p.search_step),
    ):
        bounds, now = parameters.table()[base], getattr(p, base)
        assert bounds.low is not None
        assert bounds.high is not None
        held = rule.kept(getattr(kept, name), getattr(kept, f"{name}_before"), kept.profit, kept.profit_before)
        next_one = rule.tried(held, moves, up, step=step, lowest=bounds.low - now, highest=bounds.high - now)
        setattr(kept, f"{name}_before", held)
        setattr(kept, name, next_one)
    kept.profit_before = kept.profit.copy()
    kept.profit = np.zeros(clouds)
    kept.months = 0
