"""One function a measure, of the same name as its line in provision.toml, which says what it is."""

from sim.economy.mechanisms.provision import rules as rule
from sim.economy.world import World


def compute_by_means(w: World) -> float:
    assert w.provision
    firms = w.firms
    want, got = firms.adoption[w.producers] * firms.entrusted[w.producers], firms.ai_work[w.producers]
    asks = want > 1e-9
    return rule.rank_correlation(rule.fill_rate(got[asks], want[asks]), w.provision.means[asks])
