"""The state of the economy between two months: tables of agents, one array a column, and the few numbers of the State and of AI.

Balances (money, goods, machines, slots, debts) are not here: they are in the ledger. Firms stand in one row: Department I,
Department II, clouds. ``[occupation, firm]`` columns have the shape (2, F); occupation 0 is cognitive, 1 physical. Units: work in
worker-months counted by skill, money in initial monthly wages, goods in units, rates per month. MODEL.md's table of the state is made
from what is declared here.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import numpy.typing as npt

from sim.economy.channels import Channels
from sim.economy.scenario import Scenario
from sim.engine import sums
from sim.engine.ledger import Ledger
from sim.engine.parameters import Params, numbers
from sim.engine.tables import Declared, Table, column, number

if TYPE_CHECKING:
    from sim.economy.mechanisms.abstainers.state import Abstainers
    from sim.economy.mechanisms.ai_ownership.state import AiOwnership
    from sim.economy.mechanisms.boom.state import Boom
    from sim.economy.mechanisms.checking.state import Checking
    from sim.economy.mechanisms.contracts.state import Contracts
    from sim.economy.mechanisms.energy.state import Energy
    from sim.economy.mechanisms.entry.state import Entry
    from sim.economy.mechanisms.expropriation.state import Expropriation
    from sim.economy.mechanisms.housing.state import Housing
    from sim.economy.mechanisms.knowledge.state import Knowledge
    from sim.economy.mechanisms.misjudgement.state import Misjudgement
    from sim.economy.mechanisms.owners_search.state import OwnersSearch
    from sim.economy.mechanisms.ownership.state import Ownership
    from sim.economy.mechanisms.population.state import Population
    from sim.economy.mechanisms.provision.state import Provision
    from sim.economy.mechanisms.skill.state import Skill
    from sim.economy.mechanisms.time.state import Time

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float32]  # of many rows
Places = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.int8]
Numbers = npt.NDArray[Any]  # ``params.numbers``

COGNITIVE, PHYSICAL = 0, 1
CROWD, GIG, CREATOR = 1, 2, 3  # contracts by the piece
NOBODY = -1  # occupation of a row in which there is nobody
NONE_YET: tuple[Params | None, Numbers] = None, np.empty(0)
THE_WAY = "set(markup=0.3) changes them from the next month on (of an Economy, or of sim.economy.month for a world)"

BY_OCCUPATION, ON_LISTS, IN_SLOTS = (
    ("occupations", "firms"),
    ("buyers", "visits"),
    ("clouds", "slots"),
)  # shapes of columns


class Workers(Table, rows="workers"):
    """Carbon workers, one row a person or a place for one."""

    occupation: Bytes = column("", en="0 cognitive, 1 physical, -1 nobody there", zh="0为脑力，1为体力，-1为无人")
    skill: Floats = column(
        "worker-months a month",
        en="what a normal job yields; mean 1 in each occupation",
        zh="正常工作的产出；各职业均值为1",
    )
    third: Bytes = column(
        "",
        en="third of skill in the occupation at the start: 0 lowest to 2 highest, physical 3 to 5",
        zh="起始时在本职业技能分布中的三分位：0最低至2最高，体力为3至5",
    )
    task: Floats = column(
        "0 to 1",
        en="how difficult this worker's tasks are in the occupation at the start",
        zh="起始时该劳动者任务在本职业中的难度",
    )
    leisure: Floats = column("0 to 1", en="rank of who first gives up paid work, -1 nobody", zh="谁先放弃有偿工作的位次，-1为无人")
    hours: Floats = column(
        "normal hours", en="that this worker has or wants in a job", zh="该劳动者在工作中已有或想要的工时"
    )
    active: Flags = column(
        "", en="in the labour force: at work, looking for work or in school", zh="在劳动力中：在业、求职或在学"
    )
    employer: Places = column("firm", en="-1 without a job", zh="雇主，-1为无工作")
    contract: Bytes = column(
        "",
        en="0 with an employer or without work; in a pool of those paid by the piece: 1 crowd, 2 gigs, 3 creators",
        zh="0为有雇主或无工作；计件劳动者池：1众包，2零工，3创作者",
    )
    income: Floats = column("money a month", en="smoothed net income", zh="平滑后的净收入")
    opening: Floats = column("money", en="deposits before this month's income", zh="本月收入之前的存款")
    consumed: Floats = column("units", en="consumer goods this month", zh="本月的消费品")
    turn: Floats = column(
        "0 to 1", en="this month's place in the queue of applicants", zh="本月在求职者队列中的位置", shared=True
    )
    letters: Reals = column(
        "0 to 1",
        en="where to apply: a place on the list of firms that hire",
        zh="向何处申请：在招聘企业名单上的位置",
        shape=("workers", "applications"),
        shared=True,
    )
    spell: Places = column("months", en="without a job", zh="无工作的月数")
    school: Places = column("months", en="of school left, 0 outside school", zh="剩余的在学月数，不在学为0")

    @property
    def labour(self) -> Floats:
        """What each worker's job yields, worker-months a month. Shape (persons,)."""
        return self.skill * self.hours

    @property
    def jobless(self) -> Flags:
        """Who is in the labour force without a job or a place in a pool, those in school included. Shape (persons,)."""
        return np.asarray(self.active & (self.employer < 0) & (self.contract == 0))


class Capitalists(Table, rows="capitalists"):
    """Owners, one row a person: each owns a firm at the start, and all own the bank in equal parts."""

    income: Floats = column("money a month", en="smoothed income", zh="平滑后的收入")
    before: Floats = column("money", en="deposits before this month's dividends", zh="本月分红之前的存款")


class Firms(Table, rows="firms"):
    """Producers and clouds, one row a firm or a place for one. The second half are flows of the month."""

    active: Flags = column(
        "", en="there is a firm; a row without one is dormant", zh="此行有企业；没有企业的行处于休眠"
    )
    owner: Ints = column(
        "capitalist", en="who owns it; of a dormant row, the last one", zh="拥有该企业者；休眠行为最后一位业主"
    )
    age: Floats = column(
        "months", en="since it was founded; inf: there from the start", zh="成立以来的月数；inf为起始时已存在"
    )
    failed: Flags = column(
        "",
        en="can't go on: owes more than it has, or met with bad luck this month",
        zh="难以为继：本月资不抵债或遭遇厄运",
    )
    closing: Flags = column("", en="closes at the end of this month", zh="本月末关闭")
    price: Floats = column(
        "money a unit",
        en="of goods or machines; of a cloud: fee per effective worker-month before tax",
        zh="商品或机器的价格；云企业为每有效工人月的税前使用费",
    )
    markup: Floats = column("share of unit cost", en="what the price adds to cost", zh="价格在成本之上的加成")
    normal_markup: Floats = column(
        "share of unit cost", en="mark-up that it comes back to (producers)", zh="加成所回归的水平（生产企业）"
    )
    lead: Floats = column(
        "log points",
        en="of its productivity over the department's, before it is set off",
        zh="生产率对本部类的领先（未扣除均值）",
    )
    productivity: Floats = column(
        "units a worker-month", en="output of a worker-month at normal pace", zh="正常强度下一个工人月的产出"
    )
    rounding: Floats = column(
        "0 to 1",
        en="from what part of a whole worker on it hires one more this month",
        zh="本月缺额超过一名劳动者的多大部分时再雇一名",
    )
    pass_through: Floats = column(
        "share",
        en="of AI's saving that a producer passes on into its price",
        zh="生产企业把人工智能所节省的部分让利于价的份额",
    )
    wage: Floats = column(
        "money a month", en="offers per unit of skill", zh="每单位技能的工资报价", shape=BY_OCCUPATION
    )
    pressure: Floats = column(
        "1/month",
        en="by how much wage offers outgrow expected inflation",
        zh="工资报价超出预期通胀的增速",
        shape=BY_OCCUPATION,
    )
    expected: Floats = column("units a month", en="expected sales", zh="预期销量")
    trend: Floats = column("units a month", en="long view of sales", zh="对销量的长期看法")
    adoption: Floats = column("share", en="of cognitive work organised around AI", zh="围绕人工智能组织的脑力工作比例")
    jaggedness: Floats = column(
        "share", en="of the frontier that fits the firm's tasks", zh="前沿能力中适合本企业任务的比例"
    )
    abstains: Flags = column("", en="never adopts AI", zh="从不采用人工智能")
    cooperative: Flags = column(
        "",
        en="belongs to those who work there, whoever its `owner` was (producers)",
        zh="归在其中工作者所有，不论 `owner` 为谁（生产企业）",
    )
    outlay: Floats = column("money a month", en="smoothed wages and fees", zh="平滑后的工资与使用费")
    profit: Floats = column("money a month", en="smoothed profit after tax", zh="平滑后的税后利润")
    use: Floats = column(
        "share", en="smoothed: of offered slots in use (clouds)", zh="平滑后的已用算力槽占所供算力槽的比例（云企业）"
    )
    public: Flags = column("", en="owned by the State (clouds)", zh="归国家所有（云企业）")

    plan: Floats = column("units", en="planned output", zh="计划产出")
    need: Floats = column("worker-months", en="labour need", zh="劳动需求", shape=BY_OCCUPATION)
    labour: Floats = column("worker-months", en="carbon labour employed", zh="所雇的碳基劳动", shape=BY_OCCUPATION)
    unfilled: Floats = column("worker-months", en="vacancies left open", zh="未填补的空缺", shape=BY_OCCUPATION)
    feasible: Floats = column(
        "share",
        en="of cognitive work that AI could do and would be cheaper at",
        zh="人工智能能做且更便宜的脑力工作比例",
    )
    entrusted: Floats = column(
        "worker-months",
        en="cognitive work that is AI's as far as it reaches: the need, unless the frontier is misjudged (producers)",
        zh="人工智能所及之处即归其承担的脑力劳动：即需求量，除非前沿被误判（生产企业）",
    )
    ai_work: Floats = column("worker-months", en="AI work rented", zh="所租的人工智能工作")
    compute: Floats = column(
        "slot-months", en="rented (producers) or rented out (clouds)", zh="租入（生产企业）或租出（云企业）的算力"
    )
    output: Floats = column("units", en="produced", zh="产出")
    wages: Floats = column("money", en="wage bill", zh="工资总额")
    paid: Floats = column("money", en="wage bill by occupation", zh="按职业的工资总额", shape=BY_OCCUPATION)
    fees: Floats = column("money", en="fees paid before tax", zh="所付的税前使用费")
    unit_cost: Floats = column(
        "money",
        en="of a unit at normal use, all that AI saves taken off (producers)",
        zh="正常利用率下的单位成本，扣除人工智能的全部节省（生产企业）",
    )
    takings: Floats = column("money", en="revenue from sales or fees", zh="销售或使用费收入")
    sales: Floats = column("units", en="sold", zh="销量")
    unmet: Floats = column("units", en="unmet demand seen as first choice", zh="作为首选时所见的未满足需求")
    worn: Floats = column("units", en="machines or slots worn out", zh="损耗的机器或算力槽")
    energy: Floats = column("money", en="paid for energy (clouds)", zh="能源支出（云企业）")
    opening_loan: Floats = column("money", en="loan at the start of the month", zh="月初贷款")
    gross_profit: Floats = column("money", en="profit after interest, before tax", zh="付息后的税前利润")
    opening_money: Ints = column("millionths of money", en="deposits at the start of the month", zh="月初存款")


class Buyers(Table, rows="buyers"):
    """Shopping lists: one row a worker; a capitalist, State agency or firm has a row for each of its trips."""

    shops: npt.NDArray[np.uint32] = column("seller", en="sellers on the list", zh="名单上的卖者", shape=ON_LISTS)
    taste: Reals = column("factor", en="factor on the price", zh="对价格的系数", shape=ON_LISTS)
    group: Bytes = column("", en="0 worker, 1 capitalist, 2 State; 0 for firms", zh="0劳动者，1资本家，2国家；企业为0")


class Agents(Table, rows="clouds"):
    """AI agents by cloud and slot: agents of cloud c stand in slots 0 to count[c] - 1."""

    count: Ints = column("agents", en="at work", zh="在工作的智能体")
    offered: Floats = column(
        "slots",
        en="on the market; the last agent may have a part of a slot",
        zh="市场上的算力槽；最后一个智能体可能只有一部分算力槽",
    )
    efficiency: Floats = column(
        "worker-months a slot-month", en="mean work of a slot, effort included", zh="一个算力槽的平均工作，含努力程度"
    )
    useful: Floats = column(
        "share", en="of a slot's work that is left for those who rent it", zh="一个算力槽的工作中留给租用者的份额"
    )
    version: npt.NDArray[np.int16] = column(
        "", en="version of the agent, from 0", zh="智能体的版本，自0起", shape=IN_SLOTS
    )
    age: Places = column("months", en="since it began", zh="开始以来的月数", shape=IN_SLOTS)
    revenue: Floats = column("money a month", en="trailing revenue", zh="近期收入", shape=IN_SLOTS)
    work: Floats = column("worker-months", en="this month", zh="本月的工作", shape=IN_SLOTS)
    replaced: Floats = column(
        "money", en="this month's work at the wage it replaces", zh="本月工作按其替代的工资计", shape=IN_SLOTS
    )
    effort: Floats = column(
        "normal work of the version", en="work in this month", zh="本月的工作，以该版本的正常工作计", shape=IN_SLOTS
    )
    births: int = number("agents", en="this month", zh="本月新生的智能体", default=0)
    deaths: int = number(
        "agents",
        en="with their hardware or for want of slots, this month",
        zh="本月随硬件或因缺算力槽而消亡的智能体",
        default=0,
    )
    deleted: int = number(
        "agents",
        en="for want of a surplus over C + V, this month",
        zh="本月因没有超出C + V的剩余而被删除的智能体",
        default=0,
    )

    @property
    def living(self) -> Flags:
        """Which slots have an agent at work. Shape (clouds, slots)."""
        return np.asarray(np.arange(self.version.shape[1]) < self.count[:, None])


class Frontier(Table, rows="versions"):
    """The state of the art and the versions released so far; all clouds have the same unless they train their own."""

    versions_capability: Floats = column(
        "share", en="of cognitive tasks, by cloud and version", zh="各云企业各版本所及的脑力任务比例", shape=("clouds", "versions")
    )
    versions_efficiency: Floats = column("worker-months a slot-month", en="by version", zh="各版本的效率")
    own: Floats = column(
        "share", en="of cognitive tasks, of each cloud's best model", zh="各云企业最好的模型所及的脑力任务比例", shape=("clouds",)
    )
    pace: Floats = column(
        "1/month", en="by which the log of its odds grows", zh="其对数几率的增速", shape=("clouds",)
    )
    first: float = number("share", en="of cognitive tasks, on arrival", zh="到来时所及的脑力任务比例", default=0.0)
    capability: float = number("share", en="of cognitive tasks, of the best cloud", zh="最好的云企业所及的脑力任务比例", default=0.0)
    efficiency: float = number("worker-months a slot-month", en="of the frontier", zh="前沿的效率", default=0.0)
    since: int = number("month", en="of arrival, -1 before", zh="到来的月份，之前为-1", default=-1)


class State(Declared):
    """The public budget and the trends it looks at."""

    income_tax: float = number("rate", en="on wages", zh="对工资的税率")
    profit_tax: float = number("rate", en="on profits", zh="对利润的税率")
    ubi_tax: float = number("rate", en="extra profit tax that pays the UBI", zh="为全民基本收入而加征的利润税")
    mean_wage: float = number("money a month", en="smoothed", zh="平滑后的平均工资")
    trend_output: float = number("units a month", en="smoothed", zh="平滑后的产出")
    value_added: float = number("money a month", en="smoothed", zh="平滑后的增加值")
    profits: float = number("money a month", en="smoothed positive profits", zh="平滑后的正利润")
    fee_tax: float = number("money a month", en="smoothed AI tax revenue", zh="平滑后的人工智能税收入")
    affordable: float = number(
        "money a month", en="smoothed purchases that would balance the budget", zh="平滑后的使预算平衡的采购额"
    )
    purchases: float = number("units a month", en="purchases at the start", zh="起始时的采购量")
    ubi: float = number("money", en="paid per head this month", zh="本月人均发放额", default=0.0)
    wanted: float = number("money", en="set aside for purchases this month", zh="本月为采购预留的款项", default=0.0)
    floor: float = number(
        "money", en="below which a balanced budget does not cut them", zh="平衡预算不再削减采购的下限", default=0.0
    )
    ubi_steps: int = number(
        "months", en="of the UBI's phase that have been taken", zh="全民基本收入已到位的步数", default=0
    )
    rate_gap: float = number(
        "1/year", en="by which the rate rule has moved interest rates", zh="利率规则使利率移动的幅度", default=0.0
    )
    opening_debt: float = number("money", en="public debt at the start of the month", zh="月初国债", default=0.0)
    wage_levy: float = number(
        "rate", en="on wages, beside tax, for what is given in kind", zh="为实物给付而在税外对工资的征收率", default=0.0
    )
    profit_levy: float = number(
        "rate", en="on profits, beside tax, for what is given in kind", zh="为实物给付而在税外对利润的征收率", default=0.0
    )
    basket: float = number(
        "units", en="consumer goods that the State buys this month to give them away", zh="国家本月为实物给付而采购的消费品", default=0.0
    )
    basket_cost: float = number("money", en="paid for those that it gave away this month", zh="本月实物给付的消费品的价款", default=0.0)
    norm: float = number(
        "consumer goods a head",
        en="that a plan takes people to need this month; 0 without a plan",
        zh="计划所认定的本月人均需要；无计划时为0",
        default=0.0,
    )
    provision_tax: float = number(
        "rate", en="extra profit tax for what workers lacked to buy their rations", zh="为补足劳动者购买配给所缺而加征的利润税", default=0.0
    )


class Start(Declared):
    """The stationary state the run began in: what later months are measured against."""

    output: float = number("units a month", en="of all producers", zh="全部生产企业的产出")
    debt_ratio: float = number("yearly value added", en="public debt", zh="国债")
    price: Floats = column(
        "money a unit", en="of machines, of consumer goods", zh="机器与消费品的价格", shape=("departments",)
    )
    real_income: float = number("consumer goods a month", en="mean net income of workers", zh="劳动者平均净收入")
    norm: float = number("consumer goods a month", en="bought by households, over all people", zh="家庭人均购买的消费品")
    value_added: float = number("money a month", en="of all producers", zh="全部生产企业的增加值")
    user_cost: float = number("1/year", en="of machines, in units of them", zh="机器的使用者成本（以机器计）")
    returns: Floats = column(
        "1/month",
        en="profit after tax over machines and stocks, by department",
        zh="各部类税后利润与机器及库存之比",
        shape=("departments",),
    )


class World(Declared):
    """Everything a month reads and writes."""

    scenario: Scenario
    seed: int
    ledger: Ledger
    workers: Workers
    capitalists: Capitalists
    firms: Firms
    shoppers: Buyers  # of consumer goods
    investors: Buyers  # of machines, hardware and energy
    agents: Agents
    frontier: Frontier
    state: State
    start: Start
    dept1: slice
    dept2: slice
    producers: slice
    clouds: slice
    channels: Channels  # what mechanisms hand to phases of the core
    awake: frozenset[str] = frozenset()  # mechanisms whose levers have been moved
    decided: frozenset[str] = frozenset()  # columns whose decision one of these has taken over
    # What mechanisms keep, None before they wake.
    entry: "Entry | None" = None
    ai_ownership: "AiOwnership | None" = None
    abstainers: "Abstainers | None" = None
    owners_search: "OwnersSearch | None" = None
    knowledge: "Knowledge | None" = None
    checking: "Checking | None" = None
    misjudgement: "Misjudgement | None" = None
    ownership: "Ownership | None" = None
    skill: "Skill | None" = None
    time: "Time | None" = None
    contracts: "Contracts | None" = None
    housing: "Housing | None" = None
    boom: "Boom | None" = None
    energy: "Energy | None" = None
    population: "Population | None" = None
    expropriation: "Expropriation | None" = None
    provision: "Provision | None" = None
    month: int = number("months", en="done", zh="已完成的月数", default=0)
    capex: float = number(
        "money a month", en="smoothed spending of clouds on hardware", zh="平滑后的云企业硬件开支", default=0.0
    )
    cloud_fees: float = number("money a month", en="smoothed fees of clouds", zh="平滑后的云企业使用费收入", default=0.0)
    shock: float = number("log points", en="of household demand", zh="家庭需求冲击", default=0.0)
    technology: float = number("log points", en="of all producers' productivity", zh="全体生产企业的生产率", default=0.0)
    wage_round: float = number("log points", en="of wage rounds", zh="工资谈判的冲击", default=0.0)
    credit_tightness: float = number(
        "share", en="of what the bank would lend at ease, what it does lend", zh="银行实际放贷与从容时所愿放贷之比", default=1.0
    )
    compute_unmet: float = number(
        "share",
        en="of AI work asked for that finds no compute this month",
        zh="本月未获算力的人工智能需求份额",
        default=0.0,
    )
    slots_called: float = number(
        "slots",
        en="on the market that demand calls for this month, whatever power there is",
        zh="本月需求所要的市场上算力槽，不论有无电力",
        default=0.0,
    )
    rented: Floats = column(
        "worker-months",
        en="AI work that each producer rents from each cloud this month",
        zh="本月各生产企业向各云企业租用的人工智能工作",
        shape=("producers", "clouds"),
        default_factory=lambda: np.zeros((0, 0)),
    )
    levels: Floats = column(
        "money a unit",
        en="price levels of consumer goods of the last twelve months, the oldest first",
        zh="过去十二个月的消费品物价水平，最早者在前",
        shape=("months",),
        default_factory=lambda: np.ones(12),
    )
    made: Floats = column(
        "units a month",
        en="output of all producers in the last sixty months, this one last",
        zh="最近六十个月全体生产企业的产出，本月在末",
        shape=("output_months",),
        default_factory=lambda: np.zeros(60),
    )
    inflation: float = number(
        "1/month", en="smoothed change of the price level", zh="平滑后的物价水平变化", default=0.0
    )
    expected_inflation: float = number("1/month", en="expected change of it", zh="其预期变化", default=0.0)
    price_level: float = number("money a unit", en="of consumer goods", zh="消费品物价水平", default=1.0)
    budgets: float = number(
        "money",
        en="that households and State meant to spend this month",
        zh="家庭与国家本月打算支出的款项",
        default=0.0,
    )
    defaults: int = number("firms", en="that defaulted this month", zh="本月违约的企业", default=0)
    value_added: float = number("money", en="of this month", zh="本月的增加值", default=0.0)
    prices: Floats = column(
        "money a unit",
        en="of machines and consumer goods this month",
        zh="本月机器与消费品的价格",
        shape=("departments",),
        default_factory=lambda: np.ones(2),
    )
    worked: float = number(
        "worker-months",
        en="work of all who have a job at the end of the month, in the craft usual at first",
        zh="月末在业者的全部工作（按起初通常的技艺计）",
        default=0.0,
    )
    slot_cost: float = number("money", en="C + V of a slot this month", zh="本月一个算力槽的C + V", default=0.0)
    bounds: Counter[str] = field(default_factory=Counter)  # how often each declared bound was binding
    _params: Params = field(init=False)
    _numbers: dict[str, tuple[Params, Numbers]] = field(default_factory=dict)  # by room

    def __post_init__(self) -> None:
        self.follow_dates()

    @property
    def params(self) -> Params:
        """The parameters in force: those of the scenario at the date of the month begun last."""
        return self._params

    @params.setter
    def params(self, params: object) -> NoReturn:
        raise AttributeError(f"the parameters of a living economy can't be assigned: {THE_WAY}")

    def follow_dates(self) -> bool:
        """Put the scenario's parameters of this month into force, and say whether others were before."""
        before = self.__dict__.get("_params")
        self._params = self.scenario.params_at(self.month)
        return self._params is not before

    @property
    def numbers(self) -> Numbers:
        """The parameters of the core for compiled code: an array of one record."""
        params, found = self._numbers.get("", NONE_YET)
        return found if params is self._params else self._renewed("")

    def numbers_of(self, room: str) -> Numbers:
        """The parameters of a mechanism's room for its compiled code: an array of one record."""
        params, found = self._numbers.get(room, NONE_YET)
        return found if params is self._params else self._renewed(room)

    def _renewed(self, room: str) -> Numbers:
        found = numbers(self._params, room)
        self._numbers[room] = self._params, found
        return found

    def __getstate__(self) -> dict[str, Any]:
        """Without the numbers, whose layout is one object in a process (``sim.engine.parameters.layout``) and another in the next."""
        return self.__dict__ | {"_numbers": {}}

    def rate(self, at_rest: float) -> float:
        """An interest rate in force, 1/year: all move with the rate rule, a constant spread apart, and none is below zero."""
        return max(float(at_rest + self.state.rate_gap), 0.0)

    @property
    def loan_rate(self) -> float:
        """Interest rate on loans in force, 1/year."""
        return self.rate(self.params.loan_rate)

    @property
    def debt_rate(self) -> float:
        """Interest rate on public debt in force, 1/year."""
        return self.rate(self.params.debt_rate)

    @property
    def yearly_inflation(self) -> float:
        """Change of the price level over twelve months, 1/year."""
        return float(self.price_level / self.levels[0] - 1.0)

    def binding(self) -> dict[str, int]:
        """How often each declared bound of a rule has been binding in this run."""
        return dict(self.bounds)

    def bind(self, name: str, mask: Flags | np.bool_ | bool) -> None:
        """Count the places where a bound is binding."""
        self.bound(name, int(np.count_nonzero(mask)))

    def bound(self, name: str, times: int) -> None:
        """A bound has been binding so many times."""
        if times:
            self.bounds[name] += times

    def bound_each(self, names: Sequence[str], times: Sequence[int]) -> None:
        """The same for several bounds."""
        for name, count in zip(names, times, strict=True):
            self.bound(name, count)

    def active(self, part: slice) -> Ints:
        """Rows of a part of the firms in which there is one."""
        return np.asarray(self.firms.active[part].nonzero()[0] + part.start)

    def by_department(self, dept1: float, dept2: float) -> Floats:
        """A value of each department as a column of producers."""
        column = np.empty(self.producers.stop)
        column[self.dept1], column[self.dept2] = dept1, dept2
        return column

    @property
    def stocks(self) -> Floats:
        """Finished goods of each producer, units."""
        return sums.joined(self.ledger["dept1", "capital_goods"], self.ledger["dept2", "goods"])

    @property
    def machine_price(self) -> float:
        """Price of machines, hardware and energy: mean of Department I weighted by expected sales, money a unit."""
        return self.mean_price(self.dept1)

    @property
    def goods_price(self) -> float:
        """Price of consumer goods: mean of Department II weighted by expected sales, money a unit."""
        return self.mean_price(self.dept2)

    @property
    def mean_offers(self) -> Floats:
        """Mean wage offers of producers by occupation, money per unit of skill and month: shape (2,)."""
        return np.array([self.mean_offer(COGNITIVE), self.mean_offer(PHYSICAL)])

    def mean_offer(self, occupation: int) -> float:
        """Mean wage offer of producers to an occupation, money per unit of skill and month."""
        return sums.mean_offer(self.firms.wage[occupation], self.firms.active, self.producers.stop)

    def mean_price(self, part: slice) -> float:
        """Mean price of a department weighted by expected sales, money a unit."""
        firms = self.firms
        return sums.mean_price(firms.price, firms.expected, firms.active, part.start, part.stop)
