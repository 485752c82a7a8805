"""Facts of real economies that a run should show: how each is measured, its bar, and what in the model makes it as it is.

``FACTS`` declares every fact once. A value is measured seed by seed over the quarters or whole years after ``BURN_IN``; the
median over seeds is held against the bar. A bar that is missed is shown as missed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.runs.pairing import still

BURN_IN = 24  # months left out at the start of a run
QUARTER, YEAR = 3, 12  # months
MONTHS = BURN_IN + 10 * YEAR  # of the shortest run that is measured
INF = float("inf")
ONE = 1.0  # the size of what shares, rates and logs are made from

SERIES = ("unemployment", "output", "vacancy_rate", "real_wage", "price_level")  # measures that facts are made of
RECORDS = ("producer_labour", "producer_sales", "producer_department")  # and records


@dataclass(frozen=True)
class Fact:
    """One fact: the median over seeds must lie between ``low`` and ``high``, of which at least one is finite."""

    name: str
    label: Text
    low: float
    high: float
    reason: Text
    source: str

    def holds(self, value: float) -> bool:
        """Whether a value meets the bar; what is not defined does not."""
        return self.low < value < self.high

    def bar(self, lang: str) -> str:
        """The bar in words.

        >>> FACTS["okun"].bar("en"), FACTS["growth"].bar("en"), FACTS["unemployment"].bar("zh")
        ('below −0.6', 'above 0', '介于1与3之间')
        """
        low, high = (f"{value:g}".replace("-", "−") for value in (self.low, self.high))
        if self.low == -INF:
            return BELOW.of(lang).format(high=high)
        return (ABOVE if self.high == INF else BETWEEN).of(lang).format(low=low, high=high)


BELOW = Text(en="below {high}", zh="低于{high}")
ABOVE = Text(en="above {low}", zh="高于{low}")
BETWEEN = Text(en="between {low} and {high}", zh="介于{low}与{high}之间")

FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact(
            "unemployment", Text(en="Sd of unemployment, points", zh="失业率标准差（百分点）"), 1.0, 3.0,
            Text(en="One persistent shock moves the demand of all households; its size sets how far unemployment swings.",
                 zh="一个持续的冲击带动全体家庭的需求，其大小决定失业率的波幅。"),
            "Stock and Watson 1999 (postwar United States)",
        ),
        Fact(
            "okun", Text(en="Okun: output growth and change of unemployment", zh="奥肯：产出增长与失业率变动"), -INF, -0.6,
            Text(en="Firms hire for the output they plan and hoard little labour, so work and output turn together.",
                 zh="企业按计划产出雇人、很少囤积劳动，就业与产出因而同步。"),
            "Okun 1962",
        ),
        Fact(
            "phillips", Text(en="Phillips: unemployment and wage inflation", zh="菲利普斯：失业率与工资上涨"), -0.6, 0.05,
            Text(en="The wage contracts that come up in a month follow unemployment in the occupation, a curve without noise; the "
                    "others follow expected inflation, which is anchored. Contracts delay the link, but no strike or wage round blurs it.",
                 zh="当月到期的工资合同随职业失业率调整，曲线没有噪声；其余合同随锚定的通胀预期。合同使联系滞后，但没有罢工或工资谈判使之模糊。"),
            "Phillips 1958; bar: a slope that has flattened and blurred since, Stock and Watson 2020",
        ),
        Fact(
            "beveridge", Text(en="Beveridge: unemployment and vacancies", zh="贝弗里奇：失业率与职位空缺"), -INF, -0.1,
            Text(en="Vacancies are what the month's hiring leaves open, and with many out of work hardly anything stays open.",
                 zh="空缺是当月招聘后的余缺；失业者众多时几乎没有空缺。"),
            "Blanchard and Diamond 1989",
        ),
        Fact(
            "sizes", Text(en="Skewness of firm sizes within Department II", zh="第二部类内企业规模的偏度"), 0.5, INF,
            Text(en="Firms begin alike and none enters or dies. One that grows runs short of stocks, raises its mark-up and loses "
                    "buyers again: sizes swing around one mean instead of spreading.",
                 zh="企业期初相同，既无进入也无退出；壮大者库存偏紧，提高加成，又失去买主：规模围绕同一均值摆动而不分化。"),
            "Axtell 2001; bar: below 0.5 a distribution is fairly symmetrical, Bulmer 1979",
        ),
        Fact(
            "sizes_all", Text(en="Skewness of firm sizes, both departments", zh="两大部类全部企业规模的偏度"), 0.5, INF,
            Text(en="The few firms of Department I are the smaller ones by construction and stand on the left.",
                 zh="第一部类的少数企业按设定规模较小，位于左侧。"),
            "Axtell 2001; Bulmer 1979",
        ),
        Fact(
            "growth", Text(en="Tent of growth rates: Laplace over normal", zh="增长率的帐篷形：拉普拉斯对正态"), 0.0, INF,
            Text(en="A firm's sales are the sum of many small buyers who change shops one by one, which is near normal, and what "
                    "it gains in one year it loses in the next; no rare event strikes one firm's sales alone.",
                 zh="企业销售是众多各自换店的小买主之和，接近正态；一年所得，来年所失；也没有罕见事件单独打击一家企业的销售。"),
            "Stanley et al. 1996; Bottazzi and Secchi 2006",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """A fact, its value under each seed, their median, and whether that meets the bar."""

    fact: Fact
    values: Floats
    median: float
    met: bool


def quarterly(monthly: Floats) -> Floats:
    """Means of whole quarters after the burn-in.

    >>> quarterly(np.arange(31.0)).tolist()
    [25.0, 28.0]
    """
    after = monthly[BURN_IN:]
    return np.asarray(after[: after.size // QUARTER * QUARTER].reshape(-1, QUARTER).mean(axis=1))


def settled(yearly: Floats, months: int) -> Floats:
    """The whole years after the burn-in, of an array [year, firm] of a run of so many months."""
    return yearly[BURN_IN // YEAR : months // YEAR]


def correlation(x: Floats, y: Floats) -> float:
    """Pearson's correlation; nan where one of the two stands still, but for rounding: they are shares, rates or logs.

    >>> round(correlation(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 1.0])), 6)
    0.0
    """
    if x.size and (still(x, ONE) or still(y, ONE)):
        return math.nan
    x, y = x - x.mean(), y - y.mean()
    size = math.sqrt(float(np.sum(x * x)) * float(np.sum(y * y)))
    return float(np.sum(x * y)) / size if size > 0.0 else math.nan


def okun(output: Floats, unemployment: Floats) -> tuple[Floats, Floats]:
    """Growth of quarterly output and the change of quarterly unemployment: [quarter - 1] both (Okun 1962).

    ============  =========  ====
    output        [quarter]  any
    unemployment  [quarter]  share
    ============  =========  ====
    """
    return np.diff(np.log(output)), np.diff(unemployment)


def phillips(unemployment: Floats, real_wage: Floats, price_level: Floats) -> tuple[Floats, Floats]:
    """Quarterly unemployment and yearly wage inflation 4 dln W, W the quarterly mean of the nominal wage (Phillips 1958).

    ======================  =========  ==================
    unemployment            [month]    share
    real_wage, price_level  [month]    ratio to the start
    ======================  =========  ==================

    The nominal wage is the mean wage paid for a unit of skill: the real wage times the price level by which it was deflated.
    """
    wage = quarterly(real_wage * price_level)
    return quarterly(unemployment)[1:], (YEAR / QUARTER) * np.diff(np.log(wage))


def skewness(sizes: Floats) -> float:
    """Third standardised moment m3 / m2^(3/2) of sizes; nan where all are alike. 0: symmetrical, above 0: a long tail of large firms.

    >>> round(skewness(np.array([1.0, 1.0, 1.0, 5.0])), 3), skewness(np.array([1.0, 2.0, 3.0]))
    (1.155, 0.0)
    """
    if still(sizes):
        return math.nan
    apart = sizes - sizes.mean()
    spread = math.sqrt(float(np.mean(apart**2)))
    return float(np.mean(apart**3)) / spread**3 if spread > 0.0 else math.nan


def sizes(staff: Floats) -> float:
    """Mean over years of the skewness of firm sizes ``staff[year, firm]``, worker-months a month."""
    return float(np.mean([skewness(year) for year in staff]))


def growth_rates(sales: Floats, department: Floats) -> Floats:
    """Standardised yearly log growth of sales: less the department's mean of the year, over its standard deviation in all years.

    ==========  ============  ================
    sales       [year, firm]  units a month
    department  [firm]        0 for I, 1 for II
    ==========  ============  ================

    So neither the cycle nor a difference between departments can pass for fat tails (Bottazzi and Secchi 2006 take out sectors the
    same way). A firm without sales in one of two years has no rate. Departments stand one after the other in the result, flat.
    """
    found = [np.empty(0)]
    for part in np.unique(department):
        mine = sales[:, department == part]
        sold = (mine[1:] > 0.0) & (mine[:-1] > 0.0)
        rates = np.zeros(sold.shape)
        rates[sold] = np.log(mine[1:][sold] / mine[:-1][sold])
        rates = (rates - rates.sum(axis=1, keepdims=True) / np.maximum(sold.sum(axis=1, keepdims=True), 1))[sold]
        found.append(np.zeros_like(rates) if still(rates, ONE) else rates / float(rates.std()))
    return np.concatenate(found)


def likelihoods(rates: Floats) -> tuple[float, float]:
    """Mean log-likelihood of rates under the Laplace and under the normal that fit them best: closed forms.

    Laplace: -ln(2 a) - 1 with a the mean distance from the median; normal: -ln(2 pi s^2) / 2 - 1/2 with s the standard deviation.

    >>> [round(value, 3) for value in likelihoods(np.array([-1.0, 1.0]))]
    [-1.693, -1.419]
    """
    if still(rates, ONE):
        return math.nan, math.nan
    width, spread = float(np.mean(np.abs(rates - np.median(rates)))), float(rates.std())
    return -math.log(2.0 * width) - 1.0, -0.5 * math.log(2.0 * math.pi * spread**2) - 0.5


def tent(rates: Floats) -> float:
    """Log-likelihood a rate of the Laplace less that of the normal. Above 0 the density is rather a tent on a log scale than a bell.

    In a large sample +0.072 if rates are Laplace, -0.048 if they are normal; less where tails are thinner still. Stanley et al. 1996.

    >>> rank = (np.arange(1000) + 0.5) / 1000
    >>> round(tent(np.sign(rank - 0.5) * -np.log(1.0 - np.abs(2.0 * rank - 1.0))), 3)
    0.07
    """
    laplace, normal = likelihoods(rates) if rates.size else (math.nan, math.nan)
    return laplace - normal


def measure(series: Mapping[str, Floats], staff: Floats, sales: Floats, department: Floats) -> dict[str, float]:
    """The value of every fact in one run.

    ===========  ============  =======================================================================
    series       [month]       the measures unemployment, output, vacancy_rate, real_wage, price_level
    staff        [year, firm]  worker-months a month
    sales        [year, firm]  units a month
    department   [firm]        0 for I, 1 for II
    ===========  ============  =======================================================================
    """
    months = series["unemployment"].size
    unemployment = quarterly(series["unemployment"])
    staff, sales = settled(staff, months), settled(sales, months)
    return {
        "unemployment": 100.0 * float(unemployment.std(ddof=1)),
        "okun": correlation(*okun(quarterly(series["output"]), unemployment)),
        "phillips": correlation(*phillips(series["unemployment"], series["real_wage"], series["price_level"])),
        "beveridge": correlation(unemployment, quarterly(series["vacancy_rate"])),
        "sizes": sizes(staff[:, department == 1]),
        "sizes_all": sizes(staff),
        "growth": tent(growth_rates(sales, department)),
    }


def judge(runs: Sequence[Mapping[str, float]]) -> dict[str, Verdict]:
    """The median over seeds of every fact, and whether it meets its bar."""
    found = {}
    for name, fact in FACTS.items():
        values = np.array([run[name] for run in runs])
        median = float(np.median(values))
        found[name] = Verdict(fact, values, median, fact.holds(median))
    return found
