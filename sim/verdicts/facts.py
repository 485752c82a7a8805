"""Facts of real economies that a run should show: how each is measured, its bar, and what in the model makes it as it is.

``FACTS`` declares every fact once; what was published, and who could read it where, stands in docs/decisions/house.md. A
value is measured seed by seed over the quarters or whole years after ``BURN_IN``; the median over seeds is held against the
bar. A bar that is missed is shown as missed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.base.estimates import still

BURN_IN = 24  # months left out at the start of a run
QUARTER, YEAR = 3, 12  # months
MONTHS = BURN_IN + 10 * YEAR  # of the shortest run that is measured
INF = float("inf")
ONE = 1.0  # the size of what shares, rates and logs are made from

SMOOTHING = 1600.0  # of the trend of quarterly series, Hodrick and Prescott 1997

SERIES = (
    "unemployment", "output", "vacancy_rate", "real_wage", "price_level",
    "worker_consumption", "capitalist_consumption", "investment",
)  # measures that facts are made of  # fmt: skip
RECORDS = ("producer_labour", "producer_sales", "producer_department", "gross")  # and records
CONSUMERS = ("worker_consumption", "capitalist_consumption")  # measures a head, and the flows that they count


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
            Text(en="Shocks that last and that all share move demand; their size sets how far unemployment swings.",
                 zh="持续而共同的冲击带动需求，其大小决定失业率的波幅。"),
            "United States 1959-2009: 1.46 (computed); Stock and Watson 1999 (not checked in the original)",
        ),
        Fact(
            "okun", Text(en="Okun: output growth and change of unemployment", zh="奥肯：产出增长与失业率变动"), -INF, -0.6,
            Text(en="Firms hire for the output they plan and hoard little labour, so work and output turn together.",
                 zh="企业按计划产出雇人、很少囤积劳动，就业与产出因而同步。"),
            "United States 1959-2009: -0.69 (computed); Okun 1962 (not checked in the original)",
        ),
        Fact(
            "phillips", Text(en="Phillips: unemployment and wage inflation", zh="菲利普斯：失业率与工资上涨"), -0.6, 0.05,
            Text(en="The wage contracts that come up in a month follow unemployment in the occupation, a curve without noise; the "
                    "others follow expected inflation, which is anchored. Contracts delay the link, and only wage rounds with an "
                    "outcome of their own, where there are any, blur it.",
                 zh="当月到期的工资合同随职业失业率调整，曲线没有噪声；其余合同随锚定的通胀预期。合同使联系滞后；"
                    "只有结果各异的工资谈判（若有）才使之模糊。"),
            "a slope of prices that has flattened from -0.48 to -0.03, Stock and Watson 2020 (read in the original); United States "
            "1985-2004: -0.15, 1992-2004: -0.30 (computed); Phillips 1958 (not checked in the original)",
        ),
        Fact(
            "beveridge", Text(en="Beveridge: unemployment and vacancies", zh="贝弗里奇：失业率与职位空缺"), -INF, -0.1,
            Text(en="Vacancies are what the month's hiring leaves open, and with many out of work hardly anything stays open.",
                 zh="空缺是当月招聘后的余缺；失业者众多时几乎没有空缺。"),
            "Lubik and Rhodes 2014 (highly negative: read in the original, without a figure); Blanchard and Diamond 1989 (abstract read)",
        ),
        Fact(
            "sizes", Text(en="Skewness of firm sizes within Department II", zh="第二部类内企业规模的偏度"), 0.5, INF,
            Text(en="Sizes are skewed where they begin unlike, as proportional growth leaves them (Gibrat), and last by word of mouth: "
                    "buyers copy shops from other buyers' lists. Otherwise firms swing around one mean: one that grows runs short of "
                    "stocks, raises its mark-up and loses buyers again.",
                 zh="若期初规模如比例增长所致而不等（吉布拉），并由口碑维持（买主照抄其他买主的店铺名单），规模便右偏；"
                    "否则企业围绕同一均值摆动：壮大者库存偏紧，提高加成，又失去买主。"),
            "Axtell 2001 (sizes highly skew: read in the original); 0.5: Bulmer 1979, p. 63 (quoted by others, not checked in the "
            "original)",
        ),
        Fact(
            "sizes_all", Text(en="Skewness of firm sizes, both departments", zh="两大部类全部企业规模的偏度"), 0.5, INF,
            Text(en="What skews Department II skews I too: unlike (Gibrat) sizes at the start, kept by word of mouth. But the few firms "
                    "of Department I are the smaller ones by construction and stand on the left.",
                 zh="使第二部类右偏的，也使第一部类右偏：期初规模不等（吉布拉），由口碑维持。但第一部类的少数企业按设定规模较小，位于左侧。"),
            "Axtell 2001 (read in the original); 0.5: Bulmer 1979, p. 63 (quoted by others, not checked in the original)",
        ),
        Fact(
            "growth", Text(en="Tent of growth rates: Laplace over normal", zh="增长率的帐篷形：拉普拉斯对正态"), 0.0, INF,
            Text(en="A firm's sales are the sum of many buyers who change shops one by one, which is near normal. A tent comes from "
                    "unequal sizes as much as from jumps of productivity: growth of small firms is spread wider than that of large ones, "
                    "and a mixture of wide and narrow bells has fat tails; a jump strikes one firm alone.",
                 zh="企业销售是众多各自换店的买主之和，接近正态。帐篷形既来自生产率的跳跃，也同样来自规模不等："
                    "小企业的增长比大企业更分散，宽窄不一的正态混合起来便有厚尾；跳跃则只打击一家企业。"),
            "Fu et al. 2005 (Laplace in the body: abstract read); Bottazzi and Secchi 2006 (abstract of the working paper read); "
            "Stanley et al. 1996 (not checked in the original)",
        ),
        Fact(
            "consumption", Text(en="Sd of consumption over that of output", zh="消费与产出的标准差之比"), 0.6, 0.9,
            Text(en="A mood moves what households spend at once, while firms plan output from smoothed sales and meet the rest out of "
                    "stocks, so output turns later and goes less closely with consumption than in data. Where the mood of households "
                    "alone moves the economy, consumption swings more than output; where investment and productivity move too, less.",
                 zh="情绪当即改变家庭支出，而企业按平滑后的销售安排产出，其余由库存应付，故产出转折较晚，与消费的联系不如数据中紧密。"
                    "若只有家庭情绪推动经济，消费波动大于产出；若投资与生产率也变动，则较小。"),
            "United States 1959-2009: 0.80, 1980-2004: 0.78 (computed); Kydland 1995, 1954-1991: 0.74 (not checked in the original)",
        ),
        Fact(
            "investment", Text(en="Sd of investment over that of output", zh="投资与产出的标准差之比"), 2.5, 4.5,
            Text(en="Firms close a part of the gap to the machines that smoothed sales want each month (flexible accelerator), and wear is "
                    "replaced in good times and bad. Both calm investment; a mood or a productivity that all firms share stirs it.",
                 zh="企业每月只补足与平滑销售所需机器之间差距的一部分（弹性加速数），损耗无论景气与否都更新。二者使投资平稳；"
                    "全体企业共有的情绪或生产率才使之起伏。"),
            "United States 1980-2004: 3.15, fixed alone; 1959-2009: 4.66, with stocks (computed); Kydland 1995, with stocks: 4.8 "
            "(not checked in the original)",
        ),
        Fact(
            "investment_output", Text(en="Investment and output over the cycle", zh="周期中的投资与产出"), 0.7, INF,
            Text(en="Orders follow smoothed sales, not the month's, and machines come out of stock or late, so investment turns at another "
                    "time than output; the two go together as far as one mood moves spending and orders at once.",
                 zh="订单跟随平滑后的销售，而非当月销售，机器或由库存交付或延迟，故投资与产出转折不同时；只有同一情绪同时推动支出与订单，二者才同步。"),
            "United States 1959-2009: 0.91, 1980-2004: 0.88 (computed); Kydland 1995: 0.91 (not checked in the original)",
        ),
        Fact(
            "wage_output", Text(en="Real wage and output over the cycle", zh="周期中的实际工资与产出"), -0.2, INF,
            Text(en="Contracts hold money wages for about a year while prices rise where shelves are empty, so a boom of demand lowers the "
                    "real wage; a boom of productivity raises it, since lower unit cost comes down to prices.",
                 zh="合同使货币工资约一年不变，而货架空时价格上涨，故需求繁荣压低实际工资；生产率繁荣则提高它，因为单位成本下降会传到价格。"),
            "United States 1980-2004: -0.02 (computed); Kydland 1995: 0.10 to 0.35 (not checked in the original)",
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


@dataclass(frozen=True)
class Observed:
    """What facts are made of, of one run.

    ===========  ============  ===========================================
    series       [month]       the measures of ``SERIES``
    staff        [year, firm]  worker-months a month
    sales        [year, firm]  units a month
    department   [firm]        0 for I, 1 for II
    heads        [2]           workers and capitalists there are
    ===========  ============  ===========================================
    """

    series: Mapping[str, Floats]
    staff: Floats
    sales: Floats
    department: Floats
    heads: tuple[float, float]


def observe(series: Mapping[str, Floats], records: Mapping[str, Floats], flows: Sequence[str]) -> Observed:
    """What facts need of a run's measures and ``RECORDS``; ``flows``: the names of those whose gross amounts were recorded.

    How many heads a group has: what all of them consumed in the last month over what one of them did; nan if that is nothing.
    """
    staff, sales, department, gross = (records[name] for name in RECORDS)
    each = [(float(gross[flows.index(name)]), float(series[name][-1])) for name in CONSUMERS]
    workers, capitalists = (float(round(whole / one)) if one > 0.0 else math.nan for whole, one in each)
    return Observed(series, staff, sales, department, (workers, capitalists))


def cycle(series: Floats, smoothing: float = SMOOTHING) -> Floats:
    """What a series is off its trend, x - g, with g = argmin sum (x - g)^2 + lambda sum (second difference of g)^2.

    =========  =========  ===  ======
    series     [quarter]  any  x
    smoothing  []              lambda
    =========  =========  ===  ======

    Hodrick and Prescott 1997: the trend solves (1 + lambda D'D) g = x, D the second differences; banded, five wide.

    >>> cycle(np.array([0.0, 0.0, 6.0, 0.0, 0.0]), smoothing=1.0).round(6).tolist()
    [-0.25, -1.5, 3.5, -1.5, -0.25]
    """
    from scipy.linalg import solveh_banded

    x = series - series[0]  # what stands still is exactly zero
    if x.size < 3:
        return np.zeros_like(x)  # a line runs through them
    bands = np.zeros((3, x.size))  # the diagonal, and the two beside it
    bands[0] = 1.0
    for place, weight in enumerate((1.0, 4.0, 1.0)):
        bands[0, place : x.size - 2 + place] += smoothing * weight
    for place in range(2):
        bands[1, place : x.size - 2 + place] -= 2.0 * smoothing
    bands[2, : x.size - 2] += smoothing
    off = np.asarray(x - solveh_banded(bands, x, lower=True))
    error = (1.0 + 16.0 * smoothing) * np.finfo(np.float64).eps * np.abs(x).max()  # of the solution: condition number by precision
    return off if np.abs(off).max() > error else np.zeros_like(x)  # rounding alone is no cycle


def cycles(run: Observed) -> dict[str, Floats]:
    """Logs of quarterly output, consumption, investment and real wage off their trends; nan where one falls to nothing.

    Consumption is what workers and capitalists buy: both measures are a head, so they are weighed by heads.
    """
    bought = sum(count * run.series[name] for count, name in zip(run.heads, CONSUMERS, strict=True))
    monthly = {"consumption": np.asarray(bought)} | {name: run.series[name] for name in ("output", "investment", "real_wage")}
    found = {}
    for name, series in monthly.items():
        values = quarterly(series)
        found[name] = cycle(np.log(values)) if (values > 0.0).all() else np.full(values.size, math.nan)
    return found


def relative(x: Floats, y: Floats) -> float:
    """Standard deviation of x over that of y; nan where y stands still.

    >>> relative(np.array([0.0, 3.0]), np.array([1.0, 2.0])), relative(np.array([0.0, 3.0]), np.array([1.0, 1.0]))
    (3.0, nan)
    """
    spread = float(y.std())
    return float(x.std()) / spread if spread > 0.0 else math.nan


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


def measure(run: Observed) -> dict[str, float]:
    """The value of every fact in one run."""
    series, months = run.series, run.series["unemployment"].size
    unemployment = quarterly(series["unemployment"])
    staff, sales = settled(run.staff, months), settled(run.sales, months)
    off = cycles(run)
    return {
        "unemployment": 100.0 * float(unemployment.std(ddof=1)),
        "okun": correlation(*okun(quarterly(series["output"]), unemployment)),
        "phillips": correlation(*phillips(series["unemployment"], series["real_wage"], series["price_level"])),
        "beveridge": correlation(unemployment, quarterly(series["vacancy_rate"])),
        "sizes": sizes(staff[:, run.department == 1]),
        "sizes_all": sizes(staff),
        "growth": tent(growth_rates(sales, run.department)),
        "consumption": relative(off["consumption"], off["output"]),
        "investment": relative(off["investment"], off["output"]),
        "investment_output": correlation(off["investment"], off["output"]),
        "wage_output": correlation(off["real_wage"], off["output"]),
    }


def follows(run: Observed) -> float:
    """The correlation of consumption with output over the cycle: no bar stands on it, but it belongs beside the others."""
    off = cycles(run)
    return correlation(off["consumption"], off["output"])


def judge(runs: Sequence[Mapping[str, float]]) -> dict[str, Verdict]:
    """The median over seeds of every fact, and whether it meets its bar."""
    found = {}
    for name, fact in FACTS.items():
        values = np.array([run[name] for run in runs])
        median = float(np.median(values))
        found[name] = Verdict(fact, values, median, fact.holds(median))
    return found
