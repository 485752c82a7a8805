"""How craft is formed and lost, what AI adds to it, and what work of experts is missing."""


import numpy as np

from sim.base.arrays import Flags, Floats
from sim.engine.compiled import rule, where


def practice_growth(*, practice_years: float, expert_gap: float) -> float:
    """a = 1 - e^(1 / 12 y): share of what is still to be learned that a month of full practice brings.

    ==============  ==  ===================================================  =
    practice_years  []  years of full practice from novice to expert craft   y
    expert_gap      []  share of the novice's gap that an expert still has   e
    ==============  ==  ===================================================  =

    About ten years of practice: Ericsson, Krampe and Tesch-Romer (1993), The role of deliberate practice.

    >>> round(practice_growth(practice_years=1.0, expert_gap=0.25) * 12.0, 3)
    1.309
    """
    return float(1.0 - expert_gap ** (1.0 / (12.0 * practice_years)))


@rule
def practice(reliance: Floats, *, simulated_practice: float) -> Floats:
    """q = 1 - x (1-s): share of a month's practice that is left where AI is relied on and exercises replace a part.

    ==================  ====  =================================================  =
    reliance            [n]   share of one's work organised around AI            x
    simulated_practice  []    share of lost practice that exercises replace      s
    ==================  ====  =================================================  =

    Out of work x is 1. `huang-labour`, section 3.3; the objection, that pilots learn in simulators, is s.

    >>> practice(np.array([0.0, 0.5, 1.0]), simulated_practice=0.5).tolist()
    [1.0, 0.75, 0.5]
    """
    return 1.0 - reliance * (1.0 - simulated_practice)


@rule
def unaided_skill(craft: Floats, practised: Floats, *, growth: float, fading: float, novice_craft: float) -> Floats:
    """z' = z + a q (1-z) - f (1-q) (z-n): craft grows by practice and fades, without it, towards that of a novice.

    ============  ====  ==================================================  =
    craft         [n]   share of talent commanded without AI                z
    practised     [n]   share of a month's practice                         q
    growth        []    1/month, ``practice_growth``                        a
    fading        []    1/month                                             f
    novice_craft  []    share                                               n
    ============  ====  ==================================================  =

    Fading on the job and out of work: Arthur et al. (1998); Ortego-Marti (2017); Dinerstein, Megalokonomou and Yannelis (2022), 4 % a year
    of teachers' out of work.

    >>> unaided_skill(np.array([0.5, 0.75, 1.0]), np.array([1.0, 0.5, 0.0]), growth=0.5, fading=0.5, novice_craft=0.5).tolist()
    [0.75, 0.75, 0.75]
    """
    return craft + growth * practised * (1.0 - craft) - fading * (1.0 - practised) * (craft - novice_craft)


@rule
def transferred(craft: Floats, *, novice_craft: float, transfer: float) -> Floats:
    """z' = n + k (z-n): craft that is carried over into another occupation. All shares; transfer k.

    Kambourov and Manovskii (2009), Occupational specificity of human capital.

    >>> transferred(np.array([0.5, 1.0]), novice_craft=0.5, transfer=0.5).tolist()
    [0.5, 0.75]
    """
    return novice_craft + transfer * (craft - novice_craft)


@rule
def seniority(able: Flags, craft: Floats, *, novice_craft: float, expert_gap: float) -> Flags:
    """able and z >= 1 - (1-n) e: who is an expert, of the few whose talent makes one.

    ============  ====  ===================================================  =
    able          [n]   flag: talent enough
    craft         [n]   share of talent                                      z
    novice_craft  []    share                                                n
    expert_gap    []    share of the novice's gap that an expert still has   e
    ============  ====  ===================================================  =

    Years alone would make most workers experts. Practice at lower rungs: Beane (2019), Shadow learning; `huang-labour`, section 3.3.

    >>> seniority(np.array([True, True, False]), np.array([0.8, 0.9, 1.0]), novice_craft=0.5, expert_gap=0.25).tolist()
    [False, True, False]
    """
    return able & (craft >= 1.0 - (1.0 - novice_craft) * expert_gap)


@rule
def skill_rank(skill: Floats, *, low: float, high: float) -> Floats:
    """r = clip((h - h10) / (h90 - h10), 0, 1): place between the lowest and the highest tenth; a half where all are alike.

    =========  ====  ==============================================  ========
    skill      [n]   yield without AI, worker-months a month         h
    low, high  []    deciles of cognitive workers                    h10, h90
    =========  ====  ==============================================  ========

    >>> skill_rank(np.array([0.7, 1.0, 1.4]), low=0.75, high=1.25).tolist()
    [0.0, 0.5, 1.0]
    """
    return where(high > low, np.minimum(np.maximum((skill - low) / max(high - low, 1e-12), 0.0), 1.0), 0.5)


@rule
def aided_skill(rank: Floats, reliance: Floats, *, augmentation: float, augmentation_tilt: float) -> Floats:
    """m = A x g, g = (1-t)/2 + t (1-r) for t >= 0, (1+t)/2 - t r below: what AI adds to a worker's yield.

    =================  ====  ============================================================  =
    rank               [n]   by skill without AI, ``skill_rank``                           r
    reliance           [n]   share of one's work organised around AI                       x
    augmentation       []    share added to the yield of those who gain most, at x = 1      A
    augmentation_tilt  []    1: novices gain most, 0: all alike, -1: the best               t
    =================  ====  ============================================================  =

    With ranks evenly spread the mean of g is a half for every t: the tilt moves who gains, not how much. Novices 34 %, mean 14 to 15 %:
    Brynjolfsson, Li and Raymond (2025), Generative AI at work; the best gain most in Otis et al. (2024).

    >>> [aided_skill(np.array([0.0, 1.0]), np.ones(2), augmentation=0.25, augmentation_tilt=t).tolist() for t in (1.0, 0.0, -1.0)]
    [[0.25, 0.0], [0.125, 0.125], [0.0, 0.25]]
    """
    t = augmentation_tilt
    tilted = where(t >= 0.0, 0.5 * (1.0 - t) + t * (1.0 - rank), 0.5 * (1.0 + t) - t * rank)
    return augmentation * reliance * tilted


def hours_taken(*, use_mode: str, audit_share: float, simulation_cost: float, simulated_practice: float) -> float:
    """c: time that reliance on AI takes, a share of the aided time: checking under "augment", exercises under "offload".

    ==================  ==  =====================================================
    use_mode            []  none, augment or offload
    audit_share         []  time spent checking
    simulation_cost     []  time of the exercises that replace all lost practice
    simulated_practice  []  share of lost practice that exercises replace
    ==================  ==  =====================================================

    Who learns by exercises bears their time in pay: Becker (1964), Human Capital, on general training.

    >>> [hours_taken(use_mode=m, audit_share=0.1, simulation_cost=0.5, simulated_practice=0.5) for m in ("none", "augment", "offload")]
    [0.0, 0.1, 0.25]
    """
    if use_mode == "augment":
        return audit_share
    return simulation_cost * simulated_practice if use_mode == "offload" else 0.0


@rule
def time_left(reliance: Floats, *, taken: float) -> Floats:
    """k = 1 - c x: what is left of a month's time beside checks or exercises. Shares; ``taken`` c, reliance x [n].

    >>> time_left(np.array([0.0, 0.5]), taken=0.25).tolist()
    [1.0, 0.875]
    """
    return 1.0 - taken * reliance


def first_craft(
    age: Floats, *, growth: float, fading: float, novice_craft: float, natural_unemployment: float
) -> Floats:
    """z = Z - (Z-n) e^(-b A), Z = (a(1-u) + f u n) / b, b = a(1-u) + f u: craft after so long a career, jobs as in the stationary state.

    ====================  ====  =======================================  =
    age                   [n]   months since the career began            A
    growth                []    1/month, ``practice_growth``             a
    fading                []    1/month                                  f
    novice_craft          []    share                                    n
    natural_unemployment  []    share of a career without a job          u
    ====================  ====  =======================================  =

    Everybody in full craft, or at the mean of the ages, would drift for decades without AI.

    >>> first_craft(np.array([0.0, 1e6]), growth=0.02, fading=0.01, novice_craft=0.5, natural_unemployment=0.0).tolist()
    [0.5, 1.0]
    """
    up, down = growth * (1.0 - natural_unemployment), fading * natural_unemployment
    most = (up + down * novice_craft) / (up + down)
    return np.asarray(most - (most - novice_craft) * np.exp(-(up + down) * age))


def career_ages(chance: Floats, *, career_years: float) -> Floats:
    """A = -12 Y ln(1-u): months since each career began, where careers end at one rate. ``chance`` u [n], uniform; career_years Y [].

    >>> career_ages(np.array([0.0, 1.0 - np.exp(-1.0)]), career_years=40.0).round(9).tolist()
    [0.0, 480.0]
    """
    return np.asarray(-12.0 * career_years * np.log1p(-chance))


def years_lasted(career_years: float, *, cohort_growth: float) -> float:
    """Y' = Y / (1 + g Y): mean years that careers have lasted where people become more by g a year, 1/Y of the careers ending.

    Of careers that began a years ago e^(-a/Y) are left, of e^(-g a) as many as begin now: Lotka (1907), the stable population. Where hardly
    anybody comes, a thousand times as long at most.

    >>> [years_lasted(40.0, cohort_growth=g) for g in (0.0, 0.025, -0.0125)]
    [40.0, 20.0, 80.0]
    """
    return career_years / max(1.0 + cohort_growth * career_years, 1e-3)


def enough_talent(talent: Floats, skill: Floats, senior: Flags, *, wanted: float) -> float:
    """The talent down to which those with expert craft, from the most talented on, make up this much work; all of it is not enough: 0.

    ==========  ====  ===============================================
    talent      [n]   what full craft yields, worker-months a month
    skill       [n]   what they yield now
    senior      [n]   flag: expert craft
    wanted      []    worker-months a month
    ==========  ====  ===============================================

    >>> enough_talent(np.array([1.0, 3.0, 2.0]), np.ones(3), np.array([True, True, False]), wanted=1.0)
    3.0
    """
    order = np.argsort(-talent, kind="stable")
    made = np.cumsum(np.where(senior, skill, 0.0)[order])
    place = int(np.searchsorted(made, wanted))
    return float(talent[order[place]]) if place < order.size else 0.0


def expert_cover(labour: float, need: float) -> float:
    """C = L / J: experts' work at hand over what is asked for; at least 1 where nothing is asked for. Worker-months a month.

    >>> [expert_cover(*of) for of in ((1.0, 2.0), (3.0, 2.0), (0.0, 0.0))]
    [0.5, 1.5, 1.0]
    """
    return labour / need if need > 0.0 else 1.0


def judgement(cover: float, *, expert_share: float, novice_judgement: float) -> float:
    """w = 1 / (1 + (1/y - 1) j max(1-C, 0)): what cognitive work is worth where others do experts' work for want of experts.

    ================  ==  ===============================================  =
    cover             []  experts' work at hand over what is asked for     C
    expert_share      []  share of cognitive work that asks for experts    j
    novice_judgement  []  yield of others in experts' work                 y
    ================  ==  ===============================================  =

    To do what is missing, j max(1-C, 0) of the need, takes others 1/y times the labour: scarcity costs labour, it stops nothing.

    >>> [judgement(c, expert_share=0.5, novice_judgement=0.5) for c in (0.0, 1.0, 2.0)]
    [0.6666666666666666, 1.0, 1.0]
    """
    return 1.0 / (1.0 + (1.0 / novice_judgement - 1.0) * (expert_share * max(1.0 - cover, 0.0)))


def reachable(adoption: Floats, *, expert_share: float) -> Floats:
    """h = min(x, 1-j) / x: cognitive work that AI is given, over what it would be without experts' work, which is beyond it.

    ============  ====  ===============================================  =
    adoption      [n]   share organised around AI                        x
    expert_share  []    share of cognitive work that asks for experts    j
    ============  ====  ===============================================  =

    >>> reachable(np.array([0.0, 0.5, 1.0]), expert_share=0.25).tolist()
    [1.0, 1.0, 0.75]
    """
    return np.asarray(np.minimum(1.0, (1.0 - expert_share) / np.maximum(adoption, 1e-12)))
