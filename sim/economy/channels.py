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
    "dividends_kept": Channel(
        "firms", 0.0, np.add,
        "share of a firm's dividends that goes to the fund of AI agents, read when dividends are paid",
        "企业股利中归智能体基金的份额，在支付股利时读取",
    ),
}  # fmt: skip


class Channels:
    """The channels of a world, one array each."""

    slots_usable: Floats
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
