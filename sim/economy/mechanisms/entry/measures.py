"""One function a measure, of the same name as its line in entry.toml, which says what it is."""

from sim.economy.derived import firms_at_work, ratio
from sim.economy.world import World


def entries(w: World) -> float:
    assert w.entry
    return ratio(12.0 * w.entry.entries, firms_at_work(w))


def exits(w: World) -> float:
    assert w.entry
    return ratio(12.0 * w.entry.exits, firms_at_work(w))
