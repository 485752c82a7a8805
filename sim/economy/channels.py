"""Channels: what mechanisms hand to the phases of the core, which apply them always, and to whoever takes a phase's part.

A channel stands at its neutral value where nobody writes: a phase then finds the same bits as without it. Several that write are
combined, so that none of them knows the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Floats


@dataclass(frozen=True)
class Channel:
    """A declared channel: its rows, its neutral value, how two that write are combined, and what it is for.

    ``rows``: a cloud each, a firm each, a worker each, one for all ("economy"), or a producer each with a column a cloud ("renting").
    """

    rows: str
    neutral: float
    combine: np.ufunc
    en: str
    zh: str


CHANNELS = {
    "capability_kept": Channel(
        "clouds", 1.0, np.multiply,
        "share of what a cloud could do at the end of a month's learning that new tasks leave it, read when the frontier moves on",
        "新任务为云企业所学月末能力留下的份额，在前沿推进时读取",
    ),
    "slots_usable": Channel(
        "clouds", np.inf, np.minimum,
        "slots that a cloud can put on the market, read when agents are hosted",
        "云企业能够投放的算力槽，在安置智能体时读取",
    ),
    "slots_at_work": Channel(
        "clouds", 1.0, np.multiply,
        "share of the slots that a cloud could put on the market that do work for it, read when agents are hosted and slots planned",
        "云企业可投放算力槽中为市场工作的份额，在安置智能体与规划算力时读取",
    ),
    "slots_carried": Channel(
        "clouds", 1.0, np.multiply,
        "slots that the fees of one on the market have to pay for, read when fees are set and when it is asked whether building pays",
        "市场上每个算力槽的使用费所须承担的算力槽数，在定费与判断扩建是否合算时读取",
    ),
    "slots_busy": Channel(
        "clouds", 0.0, np.add,
        "slot-months that take energy without being rented, read when energy is bought",
        "未出租却耗能的算力槽月，在购买能源时读取",
    ),
    "slot_energy": Channel(
        "economy", 1.0, np.multiply,
        "energy that a used slot takes, over `energy_per_slot`, read when energy is bought and slots are costed",
        "一个使用中算力槽所耗能源与 energy_per_slot 之比，在购买能源与计算算力槽成本时读取",
    ),
    "slot_rent": Channel(
        "clouds", 0.0, np.add,
        "rent that a used slot pays beside what it costs, money, read when fees are set and when it is asked whether building pays",
        "使用中的算力槽在成本之外所付的租金，在定费与判断扩建是否合算时读取",
    ),
    "slots_powered": Channel(
        "economy", np.inf, np.minimum,
        "slots on the market that there is power for, which clouds share, read when slots are planned",
        "市场上有电可用、由各云企业分享的算力槽，在规划算力时读取",
    ),
    "slots_ahead": Channel(
        "economy", 0.0, np.add,
        "share of what is wanted beyond `slots_powered` that clouds build all the same, read when slots are planned",
        "所需超出 slots_powered 的部分中云企业仍然建造的份额，在规划算力时读取",
    ),
    "charges": Channel(
        "firms", 0.0, np.add,
        "what a firm pays out of its profit beside interest, money, read when profits are taxed",
        "企业在利息之外从利润中支付之款，在对利润征税时读取",
    ),
    "fund_orders": Channel(
        "economy", np.inf, np.minimum,
        "units of energy and hardware that AI agents can use themselves, read when they buy",
        "智能体自身所能使用的能源与硬件，在其购买时读取",
    ),
    "work_sold": Channel(
        "clouds", 0.0, np.add,
        "by what clouds reckon their shares of the market where anything is written, else by slots, read when slots are planned",
        "云企业据以计算市场份额之量；无写入时按算力槽计，在规划算力时读取",
    ),
    "cloud_savings": Channel(
        "renting", 0.0, np.add,
        "what a producer saves at a cloud, by which it orders clouds before it looks at fees, read when compute is rented",
        "生产企业在某云企业处的节省，据此先于使用费排定次序，在租用算力时读取",
    ),
    "renting_first": Channel(
        "firms", 0.0, np.add,
        "by what producers come first in renting compute where anything is written, of equals in random order, read when it is rented",
        "有写入时生产企业租用算力的先后依据，相等者按随机次序，在租用算力时读取",
    ),
    "need_seen": Channel(
        "firms", 0.0, np.add,
        "what a producer's need is taken for, over what it is, where compute goes by need; 0 where it does not; read when it is rented",
        "按需分配算力时生产企业的需要被认定之值与实际之比，不分配时为0，在租用算力时读取",
    ),
    "withheld_sought": Channel(
        "clouds", 0.0, np.add,
        "share of slots that a private cloud withholds beside `withheld_share`, read when agents are hosted and slots planned",
        "私有云在 withheld_share 之外扣留的算力份额，在安置智能体与规划算力时读取",
    ),
    "markup_sought": Channel(
        "clouds", 0.0, np.add,
        "what a private cloud adds to its normal mark-up, read when fees are revised",
        "私有云在正常加成之上所加，在修正使用费时读取",
    ),
    "fees_kept": Channel(
        "clouds", 1.0, np.multiply,
        "share of its fees that a cloud keeps, read when agents are hosted, compute is priced, slots are planned and fees revised",
        "云企业从使用费中留下的份额，在安置智能体、为算力定价、规划算力与修正使用费时读取",
    ),
    "dividends_kept": Channel(
        "firms", 0.0, np.add,
        "share of a firm's dividends that goes to the fund of AI agents, read when dividends are paid",
        "企业分红中归智能体基金的份额，在支付分红时读取",
    ),
    "layoff_pace": Channel(
        "firms", 1.0, np.multiply,
        "speed at which a firm lays off, over the usual one, read when workers are laid off",
        "企业裁员速度与通常速度之比，在裁员时读取",
    ),
    "scarcity_priced": Channel(
        "firms", 1.0, np.multiply,
        "what stocks and queues do to a producer's mark-up, over what they would do, read when prices are revised",
        "库存与排队对生产企业加成的作用与其通常作用之比，在修正价格时读取",
    ),
    "growth_pace": Channel(
        "firms", 1.0, np.multiply,
        "machines beyond wear that a producer wants, over what others would in its place, read when machines are bought",
        "生产企业在损耗之外所求机器与他企业处其位时所求之比，在购买机器时读取",
    ),
    "minds_bought": Channel(
        "firms", 0.0, np.add,
        "cognitive work that a producer buys by the piece, off what it needs of staff, read when minds are hired",
        "生产企业计件购买的脑力劳动，从所需员工中扣除，在雇用脑力劳动者时读取",
    ),
    "hands_bought": Channel(
        "firms", 0.0, np.add,
        "physical work that a producer buys by the piece, off what it needs of staff, read when hands are hired",
        "生产企业计件购买的体力劳动，从所需员工中扣除，在雇用体力劳动者时读取",
    ),
    "hands_spared": Channel(
        "firms", 0.0, np.add,
        "physical work that a producer's robots do, read when hands are hired, minds reckoned and goods made",
        "生产企业的机器人所做的体力劳动，在雇用体力劳动者、核算脑力需求与生产时读取",
    ),
    "hands_entrusted": Channel(
        "firms", 0.0, np.add,
        "physical work that a producer asks of AI beside cognitive work, read when compute is rented and slots planned",
        "生产企业在脑力劳动之外要求人工智能承担的体力劳动，在租用算力与规划算力时读取",
    ),
    "ai_hands": Channel(
        "firms", 0.0, np.add,
        "AI work that a producer rents for its robots, beside `ai_work`, read when prices are set and fees measured",
        "生产企业为机器人租用的人工智能工作，不含在 `ai_work` 内，在定价与计量使用费时读取",
    ),
    "slot_work": Channel(
        "clouds", 1.0, np.multiply,
        "share of a slot's work that is left for those who rent it, read when agents are hosted and slots planned",
        "一个算力槽的工作中留给租用者的份额，在安置智能体与规划算力时读取",
    ),
    "handed_over": Channel(
        "firms", 1.0, np.multiply,
        "cognitive work that a producer gives to AI, over what AI reaches of it, read when compute is rented and slots planned",
        "生产企业交给人工智能的脑力劳动与人工智能所及者之比，在租用算力与规划算力时读取",
    ),
    "ai_worth": Channel(
        "firms", 1.0, np.multiply,
        "what a producer's AI work is worth, over what is rented, read when it is booked and when goods are made",
        "生产企业的人工智能工作所值与所租之比，在入账与生产时读取",
    ),
    "output_spared": Channel(
        "firms", 1.0, np.multiply,
        "share of what a producer makes that is not lost before it is booked, read when goods are made",
        "生产企业的产出在入账之前未损失的份额，在生产时读取",
    ),
    "demand_foreseen": Channel(
        "clouds", 1.0, np.multiply,
        "AI work that a cloud builds for, over what firms will ask for by all that is known, read when slots are planned",
        "云企业据以建设的人工智能工作，与按已知情形企业将求者之比，在规划算力时读取",
    ),
    "slots_dared": Channel(
        "clouds", 1.0, np.multiply,
        "share of the slots that demand calls for which a cloud dares to have where it may lose them, read when slots are planned",
        "在可能失去算力槽之处，云企业对需求所要的算力槽敢于持有的份额，在规划算力时读取",
    ),
    "hardware_marked": Channel(
        "clouds", 1.0, np.multiply,
        "value of a cloud's slots to those who lend on them, over that of new ones, read when loans are given and revised and firms fail",
        "放款者对云企业算力槽的估值与新槽价值之比，在放贷、调整贷款与判断违约时读取",
    ),
    "judgement": Channel(
        "firms", 1.0, np.multiply,
        "what a producer's cognitive work is worth where others do experts' work, read when minds are hired and when goods are made",
        "他人代行专家工作时生产企业脑力劳动所值，在雇用脑力劳动者与生产时读取",
    ),
    "spending_added": Channel(
        "workers", 0.0, np.add,
        "money that a worker spends beyond what income and deposits say, read when households go shopping",
        "劳动者在收入与存款所定之外另行支出的款项，在家庭购物时读取",
    ),
}  # fmt: skip


class Channels:
    """The channels of a world, one array each."""

    capability_kept: Floats
    slots_usable: Floats
    slots_at_work: Floats
    slots_carried: Floats
    slots_busy: Floats
    slot_energy: Floats
    slot_rent: Floats
    slots_powered: Floats
    slots_ahead: Floats
    charges: Floats
    fund_orders: Floats
    work_sold: Floats
    cloud_savings: Floats
    renting_first: Floats
    need_seen: Floats
    withheld_sought: Floats
    markup_sought: Floats
    fees_kept: Floats
    dividends_kept: Floats
    layoff_pace: Floats
    scarcity_priced: Floats
    growth_pace: Floats
    minds_bought: Floats
    hands_bought: Floats
    hands_spared: Floats
    hands_entrusted: Floats
    ai_hands: Floats
    slot_work: Floats
    handed_over: Floats
    ai_worth: Floats
    output_spared: Floats
    demand_foreseen: Floats
    slots_dared: Floats
    hardware_marked: Floats
    judgement: Floats
    spending_added: Floats

    def __init__(self, sizes: Mapping[str, int | tuple[int, int]]) -> None:
        """``sizes``: how many rows there are of each kind, and columns where these are clouds."""
        self._sizes, lengths = sizes, [int(np.prod(sizes[channel.rows])) for channel in CHANNELS.values()]
        self._neutral: Floats = np.repeat([channel.neutral for channel in CHANNELS.values()], lengths)
        self._all = self._neutral.copy()  # in one row, so that all go back to neutral at once
        parts = np.split(self._all, np.cumsum(lengths)[:-1])
        for (name, channel), part in zip(CHANNELS.items(), parts, strict=True):
            setattr(self, name, part.reshape(sizes[channel.rows]))

    def write(self, name: str, values: npt.ArrayLike, rows: slice = slice(None)) -> None:
        """Combine values into a channel, or a stretch of it."""
        part = getattr(self, name)[rows]
        CHANNELS[name].combine(part, values, out=part)

    def reset(self) -> None:
        """Back to neutral: what is written holds for a month."""
        self._all[:] = self._neutral

    def __reduce__(self) -> tuple[Callable[..., "Channels"], tuple[object, Floats]]:
        """Copied or unpickled channels would no longer stand in one row."""
        return _again, (self._sizes, self._all)


def _again(sizes: Mapping[str, int | tuple[int, int]], values: Floats) -> Channels:
    found = Channels(sizes)
    found._all[:] = values
    return found
