"""How long a job is, what is given in kind and who pays for it, and whom the duty of upkeep calls."""

from math import inf

from sim.base.arrays import Flags, Floats
from sim.engine.compiled import rule

NORMAL = 160.0  # hours a month of a normal job: what one is in the other's unit


@rule
def hours_chosen(pay: float, elasticity: float, *, hours_min: float, hours_max: float) -> float:
    """n = clip(w^-(e+d), lowest, highest): hours of a job where those who work choose them.

    ==========  ==  ============================================================  =======
    pay         []  real pay of an hour, over that at the start                   w
    elasticity  []  of taste, and of those whose basics are covered               e + d
    hours_min   []  normal hours
    hours_max   []  normal hours
    ==========  ==  ============================================================  =======

    Boppart and Krusell (2020), JPE 128: hours fall 0.2 to 0.25 % for 1 % more pay, over a century and across countries. Taste for
    goods alone is an elasticity of 0.

    >>> [round(hours_chosen(pay, 0.2, hours_min=0.5, hours_max=1.25), 3) for pay in (1.0, 2.0, 0.1, 100.0)]
    [1.0, 0.871, 1.25, 0.5]
    """
    return float(min(max(max(pay, 1e-9) ** -elasticity, hours_min), hours_max))


@rule
def hours_set(
    unemployment: float,
    *,
    natural_unemployment: float,
    unemployment_min: float,
    hours_pressure: float,
    hours_min: float,
    hours_max: float,
) -> float:
    """n = clip((max(u, u_min) / u0)^g, lowest, highest): hours of a job where owners set them.

    ====================  ==  ===================================  =====
    unemployment          []  of the occupation, share             u
    natural_unemployment  []  share                                u0
    unemployment_min      []  share                                u_min
    hours_pressure        []  elasticity, far below u0 / (1 - u0)  g
    ====================  ==  ===================================  =====

    Who fears for the job works longer: Bowles (1985), AER 75. Productivity does not enter: whoever pays by the hour and has a fixed cost in
    time per head has the same best hours at any wage. Were g near u0 / (1 - u0), longer days would make the unemployment that makes them.

    >>> day = dict(natural_unemployment=0.065, unemployment_min=0.005, hours_pressure=0.02, hours_min=0.5, hours_max=1.25)
    >>> [round(hours_set(u, **day), 4) for u in (0.0, 0.0325, 0.065, 0.65)]
    [0.95, 0.9862, 1.0, 1.0471]
    """
    wanted = (max(unemployment, unemployment_min) / natural_unemployment) ** hours_pressure
    return float(min(max(wanted, hours_min), hours_max))


@rule
def hour_yield(hours: float, *, fatigue: float) -> float:
    """y = n^-f: what an hour yields in a job of n normal hours, over an hour of a normal day; a job then yields n^(1-f).

    Pencavel (2015), Economic Journal 125; Collewet and Sauermann (2017), Labour Economics 47: about 0.1.

    >>> [hour_yield(n, fatigue=0.5) for n in (0.25, 1.0, 0.0)]
    [2.0, 1.0, 1.0]
    """
    return float(hours**-fatigue) if hours > 0.0 else 1.0


def basket(month: int, share: float, *, programme_start: int, basket_phase: int) -> float:
    """b = B clip((t - t0 + 1) / n, 0, 1): what is given in kind to each, a share of real income at the start.

    ===============  ==  =============================  ==
    month            []  of the run                     t
    share            []  in the end                     B
    programme_start  []  month of the first step        t0
    basket_phase     []  months                         n
    ===============  ==  =============================  ==

    `manifesto`, ch. 4 section 3: basic goods for everybody, unconditionally.

    >>> [basket(t, 0.5, programme_start=10, basket_phase=5) for t in (9, 10, 12, 99)]
    [0.0, 0.1, 0.3, 0.5]
    """
    return share * min(max((month - programme_start + 1) / basket_phase, 0.0), 1.0)


def levy(owed: float, base: float, room: float) -> float:
    """l = min(max(d, 0) / b, r): the rate of a levy that pays what is owed, never above its source. 0 where there is no source.

    ====  ==  =====================================  ==
    owed  []  for what was given in kind, money      d
    base  []  wages or profits of last month, money  b
    room  []  highest rate beside tax                r
    ====  ==  =====================================  ==

    >>> [levy(owed, base, 0.5) for owed, base in ((2.0, 10.0), (8.0, 10.0), (-1.0, 10.0), (1.0, 0.0))]
    [0.2, 0.5, 0.0, 0.0]
    """
    return min(max(owed, 0.0) / base, room) if base > 0.0 else 0.0


def most_levied(base: float, room: float, part: float) -> float:
    """M = r b / s: the most of a whole that a source can bear its part of; any amount where it bears none.

    ====  ==  =====================================  ==
    base  []  wages or profits of last month, money  b
    room  []  highest rate beside tax                r
    part  []  of the whole that this source pays     s
    ====  ==  =====================================  ==

    >>> most_levied(100.0, 0.5, 0.75), most_levied(10.0, 0.4, 0.0)
    (66.66666666666667, inf)
    """
    return room * base / part if part > 0.0 else inf


@rule
def willing(leisure: Floats, pay: Floats, hours: float, at_stake: float, *, duty_evasion: float) -> Flags:
    """q >= v or g > w h / 160: who serves when called: who would not evade, and who has more to lose by it than the time is worth.

    ============  ====  ============================================================  ==
    leisure       [n]   rank of who first gives up work, 0 to 1                        q
    pay           [n]   of a normal month at work, money; 0 without a job              w
    hours         []    that may be called, hours a month                              h
    at_stake      []    what is lost by staying away, money                            g
    duty_evasion  []    share who stay away unpunished                                 v
    ============  ====  ============================================================  ==

    Olson (1965), The Logic of Collective Action. Stayers away without sanction: summonses to a jury.

    >>> import numpy as np
    >>> willing(np.array([0.1, 0.1, 0.5]), np.array([1.0, 9.0, 9.0]), 16.0, 0.5, duty_evasion=0.3).tolist()
    [True, False, True]
    """
    return (leisure >= duty_evasion) | (at_stake > pay * hours / NORMAL)


def duty(need: float, served: float, *, duty_hours: float, duty_skill: float, everything: bool) -> float:
    """D = min(Q, n h k / 160): work of crews that duty does, worker-months; Q where everything is called and there is no most (h = 0).

    ==========  ==  =========================================  ==
    need        []  upkeep of all clouds, worker-months        Q
    served      []  people who serve                           n
    duty_hours  []  most that may be called of each, a month   h
    duty_skill  []  yield beside that of a paid crew           k
    everything  []  flag: all upkeep is a duty
    ==========  ==  =========================================  ==

    `manifesto`, ch. 4 section 3 and point 7. What conscripts cost beside those who are paid: Hansen and Weisbrod (1967), QJE 81; Poutvaara
    and Wagener (2007), Economics of Governance 8.

    >>> [duty(3.0, n, duty_hours=h, duty_skill=0.5, everything=a) for n, h, a in ((100, 4.0, False), (900, 4.0, True), (9, 0.0, True))]
    [1.25, 3.0, 3.0]
    >>> duty(3.0, 100, duty_hours=0.0, duty_skill=0.5, everything=False), duty(3.0, 0, duty_hours=0.0, duty_skill=0.5, everything=True)
    (0.0, 0.0)
    """
    if everything and duty_hours == 0.0:
        return need if served > 0 else 0.0
    return min(need, served * duty_hours / NORMAL * duty_skill)
