"""What households pay for their homes, when they can't, what homes cost, and when a bank that has lost on them lends less."""

import numpy as np

from sim.base.arrays import Flags, Floats
from sim.engine.compiled import rule, where


@rule
def mortgage_due(debt: Floats, *, rate: float, amortisation: float) -> Floats:
    """d = (r + a) D: interest and repayment of a month.

    ============  ====  =======================  ==
    debt          [n]   mortgage, money          D
    rate          []    interest, 1/month        r
    amortisation  []    share repaid, 1/month    a
    ============  ====  =======================  ==

    A loan that is repaid in proportion has no end and no age: new ones at the chance of a move make the stock stationary.

    >>> mortgage_due(np.array([100.0]), rate=0.004, amortisation=0.002).round(9).tolist()
    [0.6]
    """
    return (rate + amortisation) * debt


@rule
def rent_due(home: Floats, owned: Flags, deposits: Floats, *, price: float, rent_yield: float) -> Floats:
    """min(x q h, m) of those who do not own; 0 of those who do.

    ==========  ====  ========================================  ==
    home        [n]   size of the dwelling, units               h
    owned       [n]   flag
    deposits    [n]   money                                     m
    price       []    of a unit, money                          q
    rent_yield  []    1/month                                   x
    ==========  ====  ========================================  ==

    >>> rent_due(np.full(3, 48.0), np.array([True, False, False]), np.array([9.0, 9.0, 0.1]), price=1.0, rent_yield=0.005).tolist()
    [0.0, 0.24, 0.1]
    """
    return where(owned, 0.0, np.minimum(rent_yield * price * home, deposits))


@rule
def can_pay(deposits: Floats, due: Floats, *, subsistence: float) -> Flags:
    """m - d >= keep: what a household lives on comes before the loan. All in money, [n]; ``subsistence`` keep, money.

    That own unemployment is the strongest predictor of default, and that few who could pay do not: Gerardi, Herkenhoff, Ohanian and
    Willen (2013).

    >>> can_pay(np.array([1.0, 1.0]), np.array([0.5, 0.7]), subsistence=0.4).tolist()
    [True, False]
    """
    return deposits - due >= subsistence


@rule
def sells(late: Floats, worth: Floats, debt: Floats, *, arrears_months: int) -> Flags:
    """late >= months and worth >= debt: an owner in arrears whom a sale leaves with something sells. ``worth`` after cost, money; [n].

    >>> sells(np.array([2, 3, 3]), np.full(3, 90.0), np.array([50.0, 50.0, 99.0]), arrears_months=3).tolist()
    [False, True, False]
    """
    return (late >= arrears_months) & (worth >= debt) & (debt > 0.0)


@rule
def foreclosed(late: Floats, worth: Floats, debt: Floats, *, foreclosure_months: int) -> Flags:
    """late >= months and worth < debt: both triggers are needed, cash and equity. ``worth`` after the cost of a sale, money; [n].

    Bhutta, Dokko and Shan (2010): without a shock to income the median borrower walks away only at equity near -60 %, hence no strategic
    default.

    >>> foreclosed(np.array([11, 12, 12]), np.full(3, 90.0), np.array([99.0, 50.0, 99.0]), foreclosure_months=12).tolist()
    [False, False, True]
    """
    return (late >= foreclosure_months) & (worth < debt)


@rule
def new_mortgage(home: Floats, debt: Floats, *, price: float, ltv: float, tightness: float) -> Floats:
    """max(l t q h - D, 0): what is lent at a move or a new mortgage.

    =========  ====  ==============================================  ==
    home       [n]   size, units                                     h
    debt       [n]   money                                           D
    price      []    of a unit, money                                q
    ltv        []    loan over value at ease                         l
    tightness  []    of credit, 1 at ease                            t
    =========  ====  ==============================================  ==

    >>> new_mortgage(np.full(3, 50.0), np.array([0.0, 30.0, 45.0]), price=1.0, ltv=0.8, tightness=1.0).tolist()
    [40.0, 10.0, 0.0]
    """
    return np.maximum(ltv * tightness * price * home - debt, 0.0)


@rule
def wealth_effect(home: Floats, owned: Flags, *, price: float, usual: float, mpc_housing: float) -> Floats:
    """w = e (q - q_ref) h of owners, both signs: spent out of a home that is worth more than one is used to. [n], money a month.

    ===========  ====  ================================  =====
    home         [n]   size, units                       h
    owned        [n]   flag
    price        []    of a unit, money                  q
    usual        []    slow view of it, money            q_ref
    mpc_housing  []    1/month                           e
    ===========  ====  ================================  =====

    Mian, Rao and Sufi (2013), Household balance sheets, consumption, and the economic slump: 5 to 7 cents a year, what is borrowed on the
    home included, which comes by new mortgages here.

    >>> wealth_effect(np.full(2, 50.0), np.array([True, False]), price=0.75, usual=1.0, mpc_housing=0.02).tolist()
    [-0.25, 0.0]
    """
    return where(owned, mpc_housing * (price - usual) * home, 0.0)


@rule
def committed(wanted: Floats, habit: Floats, *, commitment: float) -> Floats:
    """max(C, k H, 0): spending that is not cut at once, before the bound that nobody spends more than the deposits. [n], money.

    ==========  ====  ====================================================  ==
    wanted      [n]   what the household would spend by income and wealth   C
    habit       [n]   what it is used to                                    H
    commitment  []    share                                                 k
    ==========  ====  ====================================================  ==

    Chetty and Szeidl (2007), Consumption commitments and risk preferences. Habit follows what would be spent without commitments:
    a floor that fed on itself would never come down.

    >>> committed(np.array([1.0, 0.5, -1.0]), np.array([1.0, 1.0, 0.0]), commitment=0.85).tolist()
    [1.0, 0.85, 0.0]
    """
    return np.maximum(np.maximum(wanted, commitment * habit), 0.0)


def house_price(
    drift: float,
    price: float,
    income: float,
    tightness: float,
    forced: float,
    *,
    speed: float,
    momentum: float,
    on_credit: float,
    on_forced: float,
) -> float:
    """g' = rho g + (1-rho) [z ln(y t^chi / q) - f s]: growth of the price of homes beyond expected inflation, log points a month.

    =========  ==  =========================================================  =====
    drift      []  last month's, log points                                   g
    price      []  of a unit of home, over the first                          q
    income     []  smoothed income of workers, over the first                 y
    tightness  []  of credit, 1 at ease                                       t
    forced     []  share of owned homes forced on the market this month       s
    speed      []  1/month                                                    z
    momentum   []  share                                                      rho
    on_credit  []  elasticity                                                 chi
    on_forced  []  per cent a per cent                                        f
    =========  ==  =========================================================  =====

    In the long run q = y t^chi, without overshooting where z <= (1 - sqrt rho) / (1 + sqrt rho). Momentum over a year and reversal over
    years: Case and Shiller (1989); Glaeser, Gyourko, Morales and Nathanson (2014). Forced sales: Mian, Sufi and Trebbi (2015).

    >>> house_price(0.0, 1.0, 1.0, 1.0, 0.01, speed=0.02, momentum=0.5, on_credit=0.5, on_forced=1.0)
    -0.005
    """
    news = speed * float(np.log(income / price) + on_credit * np.log(tightness)) - on_forced * forced
    return momentum * drift + (1.0 - momentum) * news


def credit_tightness(
    equity: float, at_risk: float, *, capital_requirement: float, bank_capital_ratio: float, lowest: float
) -> float:
    """t = clip(E / (min(q, k) A), lowest, 1): a bank that is short of the equity it has to have lends less.

    ===================  ==  ==========================================================  ==
    equity               []  before dividends, money                                     E
    at_risk              []  loans, and mortgages by their weight, money                 A
    capital_requirement  []  share                                                       q
    bank_capital_ratio   []  share that the bank keeps by itself                         k
    lowest               []  bound
    ===================  ==  ==========================================================  ==

    A point of capital short moves growth of loans by 1 to 3 points (Bernanke and Lown 1991; Berrospide and Edge 2010: small). Against
    the requirement, not the bank's own norm: else thicker capital would make slumps longer.

    >>> [credit_tightness(equity, 100.0, capital_requirement=0.08, bank_capital_ratio=0.1, lowest=0.5) for equity in (9.0, 6.0, 0.0)]
    [1.0, 0.75, 0.5]
    """
    asked = min(capital_requirement, bank_capital_ratio) * at_risk
    return min(max(equity / asked, lowest), 1.0) if asked > 0.0 else 1.0


def first_owners(
    chance: Floats, cognitive: Flags, *, home_ownership: float, home_tilt: float
) -> Flags:
    """u < o (1 + t) of cognitive workers, u < o (1 - t) of others: who owns at the start. [n]

    ==============  ====  ============================================  ==
    chance          [n]   from 0 to 1, all alike                        u
    cognitive       [n]   flag
    home_ownership  []    share of owners, both occupations alike       o
    home_tilt       []    share                                         t
    ==============  ====  ============================================  ==

    >>> first_owners(np.array([0.6, 0.6]), np.array([True, False]), home_ownership=0.6, home_tilt=0.15).tolist()
    [True, False]
    """
    return chance < home_ownership * np.where(cognitive, 1.0 + home_tilt, 1.0 - home_tilt)


def first_mortgages(home: Floats, chance: Floats, *, ltv: float, moves: float, fading: float) -> Floats:
    """D = l h u^(f/m): mortgages of ages that are exponential with the chance m of a move, each worth f less a month. [n], money

    ======  ====  ==============================================  ==
    home    [n]   worth of the owned dwelling, money              h
    chance  [n]   from 0 to 1, all alike                          u
    ltv     []    loan over value when it was taken               l
    moves   []    chance of a new mortgage, 1/month               m
    fading  []    repayment and inflation, 1/month                f
    ======  ====  ==============================================  ==

    Their mean is l h m / (m + f), the aggregate loan over value.

    >>> first_mortgages(np.full(3, 50.0), np.array([1.0, 0.25, 0.25]), ltv=0.8, moves=0.004, fading=0.004).tolist()
    [40.0, 10.0, 10.0]
    >>> first_mortgages(np.full(1, 50.0), np.array([0.5]), ltv=0.8, moves=0.0, fading=0.004).tolist()
    [0.0]
    """
    return np.asarray(ltv * home * chance ** (fading / moves)) if moves > 0.0 else np.zeros(home.size)
