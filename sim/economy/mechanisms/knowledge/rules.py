"""How clouds learn, what feeds it, who pays, and who uses which cloud. c, d: clouds, n of them; f: producers."""

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.engine.compiled import rule, where

STAYS = 1e-9  # of a saving: of equal clouds a producer stays where it is


@rule
def knowledge(capability: Floats, start: float, *, ai_ceiling: float) -> Floats:
    """z = ln( (c_max/c_0 - 1) / (c_max/c - 1) ): the other way round than ``own_frontier``.

    ===========  ====  ==========================================  =====
    capability   [n]   share of cognitive tasks                    c
    start        []    share of cognitive tasks when AI came       c_0
    ai_ceiling   []    share of cognitive tasks                    c_max
    ===========  ====  ==========================================  =====

    >>> knowledge(np.array([0.05, 0.45]), 0.05, ai_ceiling=0.9).round(6).tolist()
    [0.0, 2.833213]
    """
    highest = ai_ceiling * (1.0 - 1e-12)
    at_start = ai_ceiling / np.minimum(start, highest) - 1.0
    log: Floats = np.log(at_start / (ai_ceiling / np.minimum(capability, highest) - 1.0))
    return log


@rule
def own_frontier(log: Floats, start: float, *, ai_ceiling: float) -> Floats:
    """c = c_max / (1 + (c_max/c_0 - 1) exp(-z)): what a cloud's best model can do by what the cloud knows.

    ===========  ====  ==========================================  =====
    log          [n]   log points of odds gained since AI came     z
    start        []    share of cognitive tasks when AI came       c_0
    ai_ceiling   []    share of cognitive tasks                    c_max
    ===========  ====  ==========================================  =====

    ``agents.frontier`` is the case z = g t. Sigmoid in the log of effective compute: Owen (2024), Ruan et al. (2024).

    >>> own_frontier(np.array([0.0, 0.03 * 24]), 0.05, ai_ceiling=0.9).round(6).tolist()
    [0.05, 0.097037]
    """
    capability: Floats = ai_ceiling / (1.0 + (ai_ceiling / start - 1.0) * np.exp(-log))
    return capability


@rule
def left_known(log: Floats, left: Floats, start: float, *, ai_ceiling: float) -> Floats:
    """z' with c(z') = k c(z), z itself where k = 1: what a cloud knows once tasks have come of which it can do none.

    ===========  ====  ===============================================  =====
    log          [n]   log points of odds gained since AI came          z
    left         [n]   share of its capability that is left             k
    start        []    share of cognitive tasks when AI came            c_0
    ai_ceiling   []    share of cognitive tasks                         c_max
    ===========  ====  ===============================================  =====

    c(z) is ``own_frontier``. New tasks: Acemoglu and Restrepo (2018).

    >>> left_known(np.array([2.833213, 1.0]), np.array([0.5, 1.0]), 0.05, ai_ceiling=0.9).round(6).tolist()
    [1.734601, 1.0]
    """
    capability = left * own_frontier(log, start, ai_ceiling=ai_ceiling)
    return where(left < 1.0, knowledge(capability, start, ai_ceiling=ai_ceiling), log)


@rule
def grown(log: Floats, drawn: Floats, *, ai_growth: float, training_returns: float, ideas_harder: float) -> Floats:
    """z' = z + ln( 1 + b g x^l exp(-b z) ) / b, and z + g x^l where b = 0: a month's learning.

    ================  ====  ========================================  ===
    log               [n]   log points                                z
    drawn             [n]   training drawn on, of ``training_norm``   x
    ai_growth         []    1/month                                   g
    training_returns  []    exponent                                  l
    ideas_harder      []    exponent                                  b
    ================  ====  ========================================  ===

    dA/A = g X^l A^-b: Jones (1995), Bloom et al. (2020). Exact for x constant within the month.

    >>> grown(np.zeros(2), np.array([1.0, 4.0]), ai_growth=0.03, training_returns=0.5, ideas_harder=0.0).tolist()
    [0.03, 0.06]
    >>> grown(np.full(1, 2.0), np.ones(1), ai_growth=0.03, training_returns=0.5, ideas_harder=0.4).round(6).tolist()
    [2.013444]
    """
    step = ai_growth * drawn**training_returns
    if ideas_harder == 0.0:
        return log + step
    later: Floats = log + np.log1p(ideas_harder * step * np.exp(-ideas_harder * log)) / ideas_harder
    return later


@rule
def leaked(log: Floats, access: Floats, *, knowledge_leak: float) -> Floats:
    """z'' = z' + (k + (1-k) o_cm) (z_m - z'): what others know reaches a cloud; the leader m has the largest z'.

    ===============  =======  =====================================  ===
    log              [n]      log points                             z'
    access           [n, n]   share of d's that c sees at once       o
    knowledge_leak   []       1/month                                k
    ===============  =======  =====================================  ===

    Mansfield (1985): secrets are known to rivals within 12 to 18 months.

    >>> leaked(np.array([1.0, 3.0]), np.eye(2), knowledge_leak=0.1).tolist()
    [1.2, 3.0]
    >>> leaked(np.array([1.0, 3.0]), np.ones((2, 2)), knowledge_leak=0.1).tolist()
    [3.0, 3.0]
    """
    leader = int(log.argmax())
    seen = knowledge_leak + (1.0 - knowledge_leak) * access[:, leader]
    known: Floats = log + seen * (log[leader] - log)
    return known


@rule
def learned(log: Floats, *, forgetting: float) -> Floats:
    """z' = (1-f) z where z > 0: weights that change at work drift, and some of what was learned is lost.

    ==========  ====  ==========  ==
    log         [n]   log points  z
    forgetting  []    1/month     f
    ==========  ====  ==========  ==

    Catastrophic forgetting: McCloskey and Cohen (1989). What agents learn at work joins training (``merged``). Where new tasks have left
    less than was known on arrival, nothing learned is there to lose.

    >>> learned(np.array([2.0, -2.0]), forgetting=0.25).tolist()
    [1.5, -2.0]
    """
    return where(log > 0.0, (1.0 - forgetting) * log, log)


@rule
def access(public: Flags, *, openness: float, commons_openness: float) -> Floats:
    """o_cd = openness, among public clouds max(openness, commons_openness), of oneself 1: what c sees of d. Shape (n, n).

    ================  ====  ==============  ===
    public            [n]   flags
    openness          []    share           o
    commons_openness  []    share
    ================  ====  ==============  ===

    >>> access(np.array([True, True, False]), openness=0.2, commons_openness=1.0).tolist()
    [[1.0, 1.0, 0.2], [1.0, 1.0, 0.2], [0.2, 0.2, 1.0]]
    """
    seen = np.empty((public.size, public.size))
    for c in range(public.size):
        for d in range(public.size):
            seen[c, d] = max(openness, commons_openness) if public[c] and public[d] else openness
        seen[c, c] = 1.0
    return seen


@rule
def mean_access(access: Floats) -> Floats:
    """obar_c: mean of what c sees of the others; 0 where there are none. Symbols as in ``access``.

    >>> mean_access(np.array([[1.0, 0.2], [0.4, 1.0]])).round(9).tolist(), mean_access(np.ones((1, 1))).tolist()
    ([0.2, 0.4], [0.0])
    """
    mean = np.empty(len(access))
    for c in range(mean.size):
        mean[c] = (access[c].sum() - 1.0) / max(mean.size - 1, 1)
    return mean


@rule
def kept_share(openness: Floats, sold: Floats) -> Floats:
    """k = 1 - obar (1 - m): what of its findings stays of use to a cloud alone or reaches it through its own market share; alone: 1.

    ========  ====  =========================================  ====
    openness  [n]   mean of what others see                    obar
    sold      [n]   share of all work sold                     m
    ========  ====  =========================================  ====

    Arrow (1962): who shares what he finds out is paid for it less.

    >>> kept_share(np.array([0.0, 0.5, 1.0]), np.array([0.25, 0.25, 0.25])).tolist()
    [1.0, 0.625, 0.25]
    """
    return 1.0 - openness * (1.0 - sold)


@rule
def research(
    kept: Floats,
    margin: Floats,
    public: Flags,
    *,
    training_share: float,
    training_margin: float,
    profit_incentive: float,
    public_mission: float,
    training_share_max: float,
) -> Floats:
    """s = min( s0 a^e, s_max ), a = k margin / margin0 of a private cloud, public_mission of a public one: share of slots in training.

    ==================  ====  ====================================  ======
    kept                [n]   share                                 k
    margin              [n]   of the fee over unit cost
    public              [n]   flags
    training_share      []    share of usable slots                 s0
    training_margin     []    share of cost                         margin0
    profit_incentive    []    elasticity                            e
    public_mission      []    ratio
    training_share_max  []    share of usable slots                 s_max
    ==================  ====  ====================================  ======

    Arrow (1962); the elasticity of research to what it brings: Acemoglu and Linn (2004).

    >>> public = np.array([False, False, False, True])
    >>> research(np.array([1.0, 0.25, 1.0, 1.0]), np.array([0.25, 0.25, 9.0, 0.0]), public, training_share=0.2, training_margin=0.25,
    ...          profit_incentive=0.5, public_mission=0.25, training_share_max=0.5).tolist()
    [0.2, 0.1, 0.5, 0.1]
    """
    worth = where(public, public_mission, kept * margin / training_margin)
    share: Floats = np.minimum(training_share * worth**profit_incentive, training_share_max)
    return share


@rule
def training_margin(price: Floats, cost: Floats) -> Floats:
    """m = max( p / c - 1, 0 ): margin of the fee over unit cost with training.

    =====  ====  ==============================================  ==
    price  [n]   money an effective worker-month                 p
    cost   [n]   the same, training carried by fees in it        c
    =====  ====  ==============================================  ==

    >>> training_margin(np.array([0.5, 0.3]), np.array([0.4, 0.4])).round(9).tolist()
    [0.25, 0.0]
    """
    margin: Floats = np.maximum(price / cost - 1.0, 0.0)
    return margin


@rule
def training_done(
    slots: Floats, efficiency: float, *, training_norm: float, synthetic_cost: float, synthetic_data: float
) -> Floats:
    """T = slots e (1 - c x) / norm: compute in training, less what generates data.

    ==============  ====  ======================================================  =====
    slots           [n]   slot-months per 1000 workers
    efficiency      []    of the frontier, as a multiple of that on arrival       e
    training_norm   []    slot-months per 1000 workers                            norm
    synthetic_cost  []    share of training                                       c
    synthetic_data  []    share of the data mix                                   x
    ==============  ====  ======================================================  =====

    >>> training_done(np.array([5.0]), 1.5, training_norm=2.5, synthetic_cost=0.2, synthetic_data=0.5).round(9).tolist()
    [2.7]
    """
    return slots * (efficiency * (1.0 - synthetic_cost * synthetic_data) / training_norm)


@rule
def trained(training: Floats, data: Floats, *, data_weight: float, data_complementarity: float) -> Floats:
    """E = ( (1-w) T^-p + w D^-p )^(-1/p), 0 where either is missing: effective training.

    ====================  ====  ===========================================  ==
    training              [n]   compute, in units of ``training_norm``       T
    data                  [n]   in what ``training_norm`` asks for           D
    data_weight           []    share                                        w
    data_complementarity  []    exponent                                     p
    ====================  ====  ===========================================  ==

    Terms of a scaling law in compute and data: Hoffmann et al. (2022), Besiroglu et al. (2024).

    >>> trained(np.array([1.0, 4.0, 0.0]), np.array([1.0, 4.0, 1.0]), data_weight=0.5, data_complementarity=0.35).round(9).tolist()
    [1.0, 4.0, 0.0]
    """
    if data_weight == 0.0:
        return training
    there = (training > 0.0) & (data > 0.0)
    t, d = where(there, training, 1.0), where(there, data, 1.0)
    # About the larger root, so that no power grows beyond all bounds.
    least = np.minimum(t, d)
    terms = (1.0 - data_weight) * (t / least) ** -data_complementarity + data_weight * (
        d / least
    ) ** -data_complementarity
    return where(there, least * terms ** (-1.0 / data_complementarity), 0.0)


@rule
def pooled_frontier(
    own: Floats, public: Floats, access: Floats, openness: Floats, *, training_overlap: float, herding: float
) -> Floats:
    """x = ( E + sum_d o_cd (1 - v (1-o_cd)) E_d + sum E^public ) (1 - h obar): training that a cloud can draw on; alone no h.

    ================  =======  ====================================  ====
    own, public       [n]      effective training                    E
    access            [n, n]   share of d's that c sees              o
    openness          [n]      mean of it over the others            obar
    training_overlap  []       share                                 v
    herding           []       share                                 h
    ================  =======  ====================================  ====

    Who sees does not repeat; all on one line find less: Acemoglu (2011), David (1985).

    >>> half = np.array([[1.0, 0.5], [0.5, 1.0]])
    >>> pooled_frontier(np.ones(2), np.array([0.0, 0.1]), half, np.full(2, 0.5), training_overlap=0.5, herding=0.1).round(9).tolist()
    [1.40125, 1.40125]
    """
    pooled = np.empty(own.size)
    for c in range(own.size):
        drawn = 0.0
        for d in range(own.size):
            drawn += access[c, d] * (1.0 - training_overlap * (1.0 - access[c, d])) * own[d]
        pooled[c] = (drawn + public.sum()) * (1.0 - herding * openness[c])
    return pooled


@rule
def real_data(*, synthetic_data: float, real_data_kept: float) -> float:
    """h = 1 - x (1-k): real data that synthetic ones leave in place, both shares.

    >>> real_data(synthetic_data=0.5, real_data_kept=0.5)
    0.75
    """
    return 1.0 - synthetic_data * (1.0 - real_data_kept)


@rule
def data_feedback(usage: Floats, *, data_feedback: float, openness: float) -> Floats:
    """u = m + f (1-o) (use - m): a cloud's user data, its own and, for the rest, the mean m of all.

    =============  ====  ========================================  =====
    usage          [n]   smoothed work sold, of ``usage_norm``     use
    data_feedback  []    share that stays with the cloud used      f
    openness       []    share                                     o
    =============  ====  ========================================  =====

    Data as a by-product of use: Farboodi and Veldkamp (2021); falling returns: Bajari et al. (2019).

    >>> data_feedback(np.array([1.0, 3.0]), data_feedback=0.5, openness=0.0).tolist()
    [1.5, 2.5]
    """
    mean = float(usage.mean())
    return mean + data_feedback * (1.0 - openness) * (usage - mean)


@rule
def data_read(fresh: Floats, training: Floats, kept: float, *, data_depletion: float, data_renewal: float) -> Floats:
    """fresh' = fresh exp( -d h sqrt T ) + r (1 - fresh): what a cloud has not yet read of the human stock.

    ==============  ====  ==========================================  ==
    fresh           [n]   share
    training        [n]   in units of ``training_norm``               T
    kept            []    real data left in place, share              h
    data_depletion  []    1/month                                     d
    data_renewal    []    1/month                                     r
    ==============  ====  ==========================================  ==

    Data asked for grow with the root of compute: Hoffmann et al. (2022); worth little read again: Muennighoff et al. (2023).

    >>> data_read(np.array([1.0, 0.5]), np.array([0.0, 4.0]), 1.0, data_depletion=0.015, data_renewal=0.003).round(6).tolist()
    [1.0, 0.486723]
    """
    unread: Floats = fresh * np.exp(-data_depletion * kept * np.sqrt(training)) + data_renewal * (1.0 - fresh)
    return unread


@rule
def data_depth(depth: Floats, synthetic: Floats, *, release_cycle: int) -> Floats:
    """d' = d + ( s (d+1) - d ) / R: mean number of generations between the data and people.

    =============  ====  ==============================  ==
    depth          [n]   generations                     d
    synthetic      [n]   share of data that models made  s
    release_cycle  []    months                          R
    =============  ====  ==============================  ==

    One a release without end where data are replaced (Shumailov et al. 2024), s / (1-s) where they add up (Gerstgrasser et al. 2024).

    >>> data_depth(np.array([2.0, 2.0]), np.array([1.0, 0.5]), release_cycle=4).tolist()
    [2.25, 1.875]
    """
    return depth + (synthetic * (depth + 1.0) - depth) / release_cycle


@rule
def data_quality(depth: Floats, *, collapse_rate: float) -> Floats:
    """q = 1 / (1 + c d): quality of data so many generations from people.

    =============  ====  ============  ==
    depth          [n]   generations   d
    collapse_rate  []    1/generation  c
    =============  ====  ============  ==

    Error grows linearly with generations: Dohmatob et al. (2024), Shumailov et al. (2024).

    >>> data_quality(np.array([0.0, 5.0]), collapse_rate=0.2).tolist()
    [1.0, 0.5]
    """
    return 1.0 / (1.0 + collapse_rate * depth)


@rule
def data_work(slots: Floats, spare: float, *, data_work_per_slot: float) -> Floats:
    """m = a slots, all less in proportion where that is more than half of what the jobless could do: paid data work.

    ==================  ====  ================================================  ==
    slots               [n]   in training on own and public account
    spare               []    what the jobless could do, worker-months
    data_work_per_slot  []    worker-months a slot-month                        a
    ==================  ====  ================================================  ==

    Gray and Suri (2019), Ghost Work.

    >>> data_work(np.array([10.0, 30.0]), 100.0, data_work_per_slot=0.1).tolist()
    [1.0, 3.0]
    >>> data_work(np.array([10.0, 30.0]), 4.0, data_work_per_slot=0.1).tolist()
    [0.5, 1.5]
    """
    wanted = data_work_per_slot * slots
    total = float(wanted.sum())
    return wanted * min(0.5 * spare / total, 1.0) if total > 0.0 else wanted


def data_hours(ai_work: float, *, data_hours: float) -> float:
    """h = d y: time of users in prompts, corrections and ratings, in the unit of the AI work y.

    >>> data_hours(50.0, data_hours=0.02)
    1.0
    """
    return data_hours * ai_work


@rule
def substitution(training: Floats, data: Floats, *, data_weight: float, data_complementarity: float) -> Floats:
    """w/(1-w) (T/D)^(1+p): compute in training that would stand in for one more unit of data. Symbols as in ``trained``.

    >>> substitution(np.array([1.0, 4.0]), np.array([1.0, 2.0]), data_weight=0.5, data_complementarity=1.0).tolist()
    [1.0, 4.0]
    """
    share = where(data > 0.0, training / where(data > 0.0, data, 1.0), 0.0)
    return data_weight / (1.0 - data_weight) * share ** (1.0 + data_complementarity)


@rule
def switching_cost(
    wage: Floats, fees: Floats, capability: Floats, jaggedness: Floats, supplier: Ints, *, switching_cost: float
) -> Floats:
    """S = (W - fee) c j - s fee c j where a producer would change: what it saves at each cloud. Shape (f, n).

    ==============  ====  ====================================================  ===
    wage            [f]   that AI work replaces, money a worker-month           W
    fees            [n]   with tax, money an effective worker-month
    capability      [n]   of the newest version, share of tasks                 c
    jaggedness      [f]   share of the frontier that fits the firm              j
    supplier        [f]   cloud rented from most, -1 none
    switching_cost  []    share of the fee                                      s
    ==============  ====  ====================================================  ===

    Of equals a producer stays. Klemperer (1987); Farrell and Klemperer (2007).

    >>> fees, supplier = np.array([0.5, 0.4]), np.array([0, -1])
    >>> switching_cost(np.ones(2), fees, np.full(2, 0.5), np.ones(2), supplier, switching_cost=0.5).round(6).tolist()
    [[0.25, 0.2], [0.25, 0.3]]
    """
    saving = np.empty((wage.size, fees.size))
    for f in range(wage.size):
        for c in range(fees.size):
            hurdle = 1.0 + switching_cost + STAYS if supplier[f] >= 0 and supplier[f] != c else 1.0
            saving[f, c] = (wage[f] - fees[c] * hurdle) * capability[c] * jaggedness[f]
    return saving


@rule
def sameness(access: Floats, quality: Floats, *, model_sameness: float) -> Floats:
    """y_cc = 1 - (1-s) q_c, y_cd = sqrt(y_cc y_dd) (o_cd + (1-o_cd)/2): likeness of work of the models of two clouds. Shape (n, n).

    ==============  =======  ===================  ==
    access          [n, n]   share                o
    quality         [n]      of data, share       q
    model_sameness  []       share                s
    ==============  =======  ===================  ==

    >>> sameness(np.array([[1.0, 0.0], [0.0, 1.0]]), np.ones(2), model_sameness=0.5).round(9).tolist()
    [[0.5, 0.25], [0.25, 0.5]]
    """
    own, alike = 1.0 - (1.0 - model_sameness) * quality, np.empty(access.shape)
    for c in range(own.size):
        for d in range(own.size):
            alike[c, d] = np.sqrt(own[c] * own[d]) * (access[c, d] + (1.0 - access[c, d]) / 2.0)
    return alike


@rule
def diversity(shares: Floats, alike: Floats) -> float:
    """1 - sum_cd t_c t_d y_cd: chance that two pieces of work are unlike; those of people always are.

    ======  =======  ==========================================  ==
    shares  [n]      of cognitive work done by a cloud's models  t
    alike   [n, n]   likeness                                    y
    ======  =======  ==========================================  ==

    Quadratic entropy: Rao (1982).

    >>> diversity(np.array([0.5, 0.25]), np.array([[1.0, 0.5], [0.5, 1.0]])), diversity(np.zeros(2), np.ones((2, 2)))
    (0.5625, 1.0)
    """
    same = 0.0
    for c in range(shares.size):
        for d in range(shares.size):
            same += shares[c] * shares[d] * alike[c, d]
    return float(1.0 - same)
