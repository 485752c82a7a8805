"""One function a measure, of the same name as its line in misjudgement.toml, which says what it is."""

from sim.economy.derived import ratio
from sim.economy.world import COGNITIVE, World
from sim.engine import sums


def spoilt_work(w: World) -> float:
    assert w.misjudgement
    done = w.misjudgement.outside * w.firms.ai_work[w.producers]
    return ratio(sums.total(done), sums.total(w.firms.need[COGNITIVE]))
