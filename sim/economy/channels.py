"""Channels: what mechanisms hand to the phases of the core, which apply them always.

A channel stands at its neutral value where nobody writes: a phase then finds the same bits as without it. Several that write are
combined, so that none of them knows the others.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Floats


@dataclass(frozen=True)
class Channel:
    """A declared channel: a row a cloud or a firm, its neutral value, how two that write are combined, and what it is for."""

    rows: str
    neutral: float
    combine: np.ufunc
    en: str
    zh: str


CHANNELS = {
    "slots_usable": Channel(
        "clouds", np.inf, np.minimum,
        "slots that a cloud can put on the market, read when agents are hosted",
        "云企业能够投放的算力槽，在安置智能体时读取",
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
}  # fmt: skip


class Channels:
    """The channels of a world, one array each."""

    slots_usable: Floats
    withheld_sought: Floats
    markup_sought: Floats
    fees_kept: Floats
    dividends_kept: Floats

    def __init__(self, sizes: dict[str, int]) -> None:
        """``sizes``: how many rows there are of each kind."""
        for name, channel in CHANNELS.items():
            setattr(self, name, np.full(sizes[channel.rows], channel.neutral))

    def write(self, name: str, values: npt.ArrayLike, rows: slice = slice(None)) -> None:
        """Combine values into a channel, or a stretch of it."""
        array = getattr(self, name)
        array[rows] = CHANNELS[name].combine(array[rows], values)

    def reset(self) -> None:
        """Back to neutral: what is written holds for a month."""
        for name, channel in CHANNELS.items():
            getattr(self, name).fill(channel.neutral)
