"""One function a measure, of the same name as its line in checking.toml, which says what it is."""

from sim.economy.derived import firms_at_work, ratio
from sim.economy.world import World


def accidents(w: World) -> float:
    assert w.checking
    return ratio(12.0 * w.checking.accidents, firms_at_work(w))
