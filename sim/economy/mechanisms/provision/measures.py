"""One function a measure, of the same name as its line in provision.toml, which says what it is."""

import numpy as np

from sim.economy import derived
from sim.economy.derived import ratio
from sim.economy.mechanisms.provision import rules as rule
from sim.economy.mechanisms.provision.state import Provision
from sim.economy.world import World
from sim.engine import sums


def compute_by_means(w: World) -> float:
    assert w.provision
    firms = w.firms
    want, got = firms.adoption[w.producers] * firms.entrusted[w.producers], firms.ai_work[w.producers]
    asks = want > 1e-9
    return rule.rank_correlation(rule.fill_rate(got[asks], want[asks]), w.provision.means[asks])


def need_norm(w: World) -> float:
    return _kept(w).level


def provision_share(w: World) -> float:
    return ratio(w.ledger.moved("provision"), w.value_added)


def forced_saving(w: World) -> float:
    wanted = w.params.wealth_norm_workers * sums.total(w.workers.income)
    return ratio(w.ledger.total("workers", "money"), wanted)


def served_nothing(w: World) -> float:
    if _kept(w).ration == 0.0:
        return 0.0
    return int(np.count_nonzero(derived.entitled(w) & (w.workers.consumed == 0.0))) / derived.heads(w)


def _kept(w: World) -> Provision:
    assert w.provision
    return w.provision
