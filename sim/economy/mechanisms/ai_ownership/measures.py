"""One function a measure, of the same name as its line in ai_ownership.toml, which says what it is."""

from sim.economy.world import World


def ai_owned_share(w: World) -> float:
    assert w.ai_ownership
    return w.ai_ownership.owned
