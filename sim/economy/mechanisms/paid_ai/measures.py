"""One function a measure, of the same name as its line in paid_ai.toml, which says what it is."""

from sim.economy.derived import ratio
from sim.economy.world import World


def agents_bought(w: World) -> float:
    return ratio(w.ledger.moved("agents_purchases"), w.value_added)
