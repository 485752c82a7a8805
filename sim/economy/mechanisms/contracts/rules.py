"""What is bought by the piece and at what rate, who comes and goes, whose work people choose, and what the core is paid."""

import numpy as np

from sim.base.arrays import Floats
from sim.engine import sums
from sim.engine.compiled import rule


@rule
def crowd_demand(need: Floats, reached: Floats, *, crowd_share: float, crowd_niche: float, crowd_exposure: float) -> Floats:
    """D_s = s (1-n) N (1 - min(k theta, 1)): simple tasks that firms buy from the crowd.

    ==============  ====  ====================================================  =====
    need            [n]   cognitive need of a firm, worker-months               N
    reached         [n]   share of it that AI does                              theta
    crowd_share     []    share of need bought from the crowd                   s
    crowd_niche     []    part of that which asks for experts                   n
    crowd_exposure  []    how much sooner AI takes simple tasks than the mean   k
    ==============  ====  ====================================================  =====

    Postings for work that chatbots do fell by a fifth within months: Demirci, Hannane and Zhu (2025); Hui, Reshef and Zhou (2024).
    `huang-value`, section 3.2; Gray and Suri (2019), Ghost Work.

    >>> crowd_demand(np.full(3, 100.0), np.array([0.0, 0.25, 0.8]), crowd_share=0.1, crowd_niche=0.5, crowd_exposure=2.0).tolist()
    [5.0, 2.5, 0.0]
    """
    return crowd_share * (1.0 - crowd_niche) * need * (1.0 - np.minimum(crowd_exposure * reached, 1.0))


@rule
def niche_demand(need: Floats, ai_work: Floats, *, crowd_share: float, crowd_niche: float, checking_share: float) -> Floats:
    """D_n = s n N + c A: tasks for experts in the crowd, of old and to check what AI does.

    ==============  ====  =====================================================  ==
    need            [n]   cognitive need of a firm, worker-months                N
    ai_work         [n]   what AI does of it, worker-months                      A
    crowd_share     []    share of need bought from the crowd                    s
    crowd_niche     []    part of that which asks for experts                    n
    checking_share  []    checks that a unit of AI work asks of experts          c
    ==============  ====  =====================================================  ==

    The objection of H6: judgement about what machines do grows with what they do (Acemoglu and Restrepo 2019).

    >>> niche_demand(np.full(2, 100.0), np.array([0.0, 50.0]), crowd_share=0.1, crowd_niche=0.5, checking_share=0.02).tolist()
    [5.0, 6.0]
    """
    return crowd_share * crowd_niche * need + checking_share * ai_work


@rule
def gig_demand(need: Floats, robots: Floats, *, gig_share: float) -> Floats:
    """D = max(s N - R, 0): physical work that firms buy by the piece, what robots do taken off.

    =========  ====  ========================================  =
    need       [n]   physical need of a firm, worker-months    N
    robots     [n]   what its robots do, worker-months         R
    gig_share  []    share of need bought by the piece         s
    =========  ====  ========================================  =

    Robots do what AI reaches of the share of gigs that lies in its frontier, R = f s N theta, so that D = s N (1 - f theta).
    Moravec (1988), Mind Children; `huang-value`, section 3.3.

    >>> gig_demand(np.full(3, 100.0), np.array([0.0, 4.0, 30.0]), gig_share=0.1).tolist()
    [10.0, 6.0, 0.0]
    """
    return np.maximum(gig_share * need - robots, 0.0)


@rule
def robots(ai_work: Floats, hands: Floats, entrusted: Floats) -> Floats:
    """R = A H / E: of the AI work that a firm rents, what works as hands.

    =========  ====  ===========================================================  =
    ai_work    [n]   rented, worker-months                                        A
    hands      [n]   physical work that AI is asked for, worker-months            H
    entrusted  [n]   all work that AI is asked for, worker-months                 E
    =========  ====  ===========================================================  =

    >>> robots(np.array([6.0, 0.0]), np.array([2.0, 0.0]), np.array([12.0, 0.0])).tolist()
    [1.0, 0.0]
    """
    return ai_work * hands / np.maximum(entrusted, 1e-12)


@rule
def piece_pay(rate: float, tightness: float, *, piece_speed: float, piece_min: float, piece_max: float) -> float:
    """p' = clip(p (1 + v clip(D/S - 1, -1/2, 1/2)), p_min, p_max): a rate moves by what is asked for over what is offered.

    ====================  ==  ==================================================  ============
    rate                  []  pay of a piece, over the wage offer for the same    p
    tightness             []  pieces asked for over pieces offered                D/S
    piece_speed           []  1/month                                             v
    piece_min, piece_max  []  bounds                                              p_min, p_max
    ====================  ==  ==================================================  ============

    A platform sets it anew whenever there are too many or too few: `elite-strike` on algorithms that set pay.

    >>> [round(piece_pay(1.0, t, piece_speed=0.1, piece_min=0.2, piece_max=3.0), 6) for t in (0.0, 0.8, 1.0, 4.0)]
    [0.95, 0.98, 1.0, 1.05]
    """
    return float(min(max(rate * (1.0 + piece_speed * min(max(tightness - 1.0, -0.5), 0.5)), piece_min), piece_max))


@rule
def task_pay(
    rates: tuple[float, float], tightness: tuple[float, float], *, piece_speed: float, piece_min: float, piece_max: float
) -> tuple[float, float]:
    """p_s', max(p_n', p_s'): rates of simple tasks and of the niche, of which nobody asks less than for simple tasks.

    ====================  ==  =====================================================
    rates                 []  of simple tasks and of the niche, ``piece_pay``
    tightness             []  pieces asked for over pieces offered, of each
    piece_speed           []  1/month
    piece_min, piece_max  []  bounds
    ====================  ==  =====================================================

    >>> task_pay((1.0, 1.0), (1.0, 0.5), piece_speed=0.1, piece_min=0.2, piece_max=3.0)
    (1.0, 1.0)
    >>> task_pay((0.5, 1.0), (0.5, 1.0), piece_speed=0.1, piece_min=0.2, piece_max=3.0)
    (0.475, 1.0)
    """
    simple = piece_pay(rates[0], tightness[0], piece_speed=piece_speed, piece_min=piece_min, piece_max=piece_max)
    niche = piece_pay(rates[1], tightness[1], piece_speed=piece_speed, piece_min=piece_min, piece_max=piece_max)
    return simple, max(simple, niche)


@rule
def cultural_choice(reach: float, relative: float, *, human_made_premium: float, cultural_elasticity: float) -> float:
    """a = x v / (v + (1+q)^e), v = (W/F)^e: AI's part in what people choose of culture.

    ===================  ==  ==================================================  ===
    reach                []  share of culture that AI can make                   x
    relative             []  wage over the fee for as much of AI's work          W/F
    human_made_premium   []  what people pay above AI's price for human work     q
    cultural_elasticity  []  of substitution                                     e
    ===================  ==  ==================================================  ===

    `elite-strike`, section 2.3; on the other side Baumol and Bowen (1966), Waldfogel (2018): authorship is paid for.

    >>> round(cultural_choice(0.6, 1.2, human_made_premium=0.2, cultural_elasticity=2.0), 9)  # price and premium even out
    0.3
    >>> cultural_choice(0.0, 9.0, human_made_premium=0.2, cultural_elasticity=2.0)
    0.0
    """
    worth = relative**cultural_elasticity
    return float(reach * worth / (worth + (1.0 + human_made_premium) ** cultural_elasticity))


@rule
def appeal(talent: Floats, audience: Floats, *, superstar: float, audience_herding: float) -> Floats:
    """c = (1-h) t^g / sum(t^g) + h b / sum(b): chance that a choice falls on a creator.

    ================  ====  =====================================================  =
    talent            [n]   worker-months a month                                  t
    audience          [n]   share in what was chosen before                        b
    superstar         []    how steeply choices rise with talent                   g
    audience_herding  []    part of choices that follow others                     h
    ================  ====  =====================================================  =

    Small differences of talent, large ones of pay: Rosen (1981); large ones without any: Adler (1985), MacDonald (1988); Salganik, Dodds
    and Watts (2006). Where nobody has an audience, talent decides alone.

    >>> appeal(np.array([1.0, 3.0]), np.array([1.0, 0.0]), superstar=1.0, audience_herding=0.5).tolist()
    [0.625, 0.375]
    """
    gifted, seen = talent**superstar, sums.total(audience)
    by_talent = gifted / max(sums.total(gifted), 1e-12)
    if seen <= 0.0:
        return by_talent
    return (1.0 - audience_herding) * by_talent + audience_herding * audience / seen


@rule
def outside(unemployment: float, wage: float, benefit: float) -> float:
    """o = (1-u) W + u B: what a unit of skill can expect outside pools, money a month. Unemployment u, wage offer W, benefit B.

    >>> outside(0.25, 1.0, 0.5)
    0.875
    """
    return (1.0 - unemployment) * wage + unemployment * benefit


@rule
def move_gap(income: Floats, outside: Floats, *, natural_unemployment: float, replacement_rate: float) -> Floats:
    """g = ln(y/o) + ln(1-u + u r): what a pool pays above what is outside, less the same at the start, where y is the wage.

    ====================  ====  =================================================  =
    income                [n]   of a unit of skill in a pool, money a month        y
    outside               [n]   the same outside, ``outside``                      o
    natural_unemployment  []    share                                              u
    replacement_rate      []    share                                              r
    ====================  ====  =================================================  =

    >>> move_gap(np.array([1.0, 2.0]), np.array([0.95, 0.95]), natural_unemployment=0.1, replacement_rate=0.5).round(6).tolist()
    [0.0, 0.693147]
    """
    start = np.log(1.0 - natural_unemployment + natural_unemployment * replacement_rate)
    gap: Floats = np.log(np.maximum(income, 1e-9) / np.maximum(outside, 1e-9)) + start
    return gap


@rule
def entering(gap: Floats, *, mobility: float) -> Floats:
    """min(m max(g, 0), 1): chance that a worker without a job enters a pool. Gap g, log points; mobility m, 1/month.

    >>> entering(np.array([-1.0, 0.5, 9.0]), mobility=0.5).tolist()
    [0.0, 0.25, 1.0]
    """
    return np.minimum(mobility * np.maximum(gap, 0.0), 1.0)


@rule
def leaving(gap: Floats, *, mobility: float, patience: float) -> Floats:
    """min((1-q) m max(-g, 0), 1): chance that a member leaves. Gap g, log points; mobility m, 1/month; patience q, a share.

    >>> leaving(np.array([-1.0, 0.5]), mobility=0.5, patience=0.75).tolist()
    [0.125, 0.0]
    """
    return np.minimum((1.0 - patience) * mobility * np.maximum(-gap, 0.0), 1.0)


@rule
def core_demand(slots: Floats, reached: float, *, core_per_slot: float, core_exposure: float) -> Floats:
    """L = k S (1 - x theta): staff who build AI, worker-months.

    =============  ====  ===================================================  =====
    slots          [n]   of a cloud                                           S
    reached        []    share of cognitive need that AI does                 theta
    core_per_slot  []    posts a slot                                         k
    core_exposure  []    how far building AI lies in AI's own frontier        x
    =============  ====  ===================================================  =====

    `huang-value`, section 3.4; the objection, that models write models, is x.

    >>> core_demand(np.array([10.0, 0.0]), 0.5, core_per_slot=0.1, core_exposure=0.5).tolist()
    [0.75, 0.0]
    """
    return core_per_slot * slots * (1.0 - core_exposure * reached)


@rule
def core_bids(premium: float, rent: float, *, core_speed: float, core_training: float, core_rent_share: float) -> float:
    """b' = max(b + v (s R - b) - d b, 0): what clouds add to the wage of those who build AI.

    ===============  ==  ==============================================================  =
    premium          []  share of wage offers                                            b
    rent             []  profit of clouds over wages of the core at these offers         R
    core_speed       []  speed of bidding, 1/month                                       v
    core_training    []  erosion by those newly trained, 1/month                         d
    core_rent_share  []  part of profit that the core can claim                          s
    ===============  ==  ==============================================================  =

    At rest v s R / (v + d). Staff share rents: Kline et al. (2019), about 0.3 of a patent's; premia draw in those who learn the trade:
    Freeman (1976).

    >>> core_bids(0.5, 10.0, core_speed=0.1, core_training=0.02, core_rent_share=0.1)
    0.54
    >>> core_bids(0.5, -90.0, core_speed=0.1, core_training=0.02, core_rent_share=0.1)
    0.0
    """
    return max(premium + core_speed * (core_rent_share * rent - premium) - core_training * premium, 0.0)


@rule
def assisted(labour: Floats, reached: float, *, gig_assist: float) -> Floats:
    """y = L (1 + g theta): what a member of the gig pool can do with AI's help. Worker-months; gain g, AI's share of cognitive work theta.

    Taxi drivers 5 %, novices 7 %: Kanazawa et al. (2022).

    >>> assisted(np.array([1.0]), 0.5, gig_assist=0.1).tolist()
    [1.05]
    """
    return labour * (1.0 + gig_assist * reached)
