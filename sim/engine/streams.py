"""Keyed random streams: every draw belongs to a seed, a declared purpose and a month.

One seed is then the same world under every scenario, and comparisons are paired, seed by seed (common random numbers). Arrays
are drawn at full length, indexed by the id of worker, capitalist or firm (AI agents: slot number, then cloud), and masked afterwards.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from numpy.random.bit_generator import ISeedSequence

from sim.base.arrays import Flags, Floats, Ints
from sim.base.errors import InputError
from sim.engine import declarations
from sim.engine.beginnings import Words, words

A = TypeVar("A", bound=npt.NDArray[Any])

# Each has a number of its own for good: it stands in the key of its streams. Mechanisms declare theirs in their rooms.
CORE = {
    "skill": 0,  # log skill and order of the first hiring
    "jaggedness": 1,  # how well the frontier fits a firm's tasks
    "lists": 2,  # first shop lists and tastes of buyers
    "demand": 3,  # the demand shock
    "quits": 4,  # who quits
    "layoffs_cognitive": 5,  # order in which firms look for whom to lay off
    "layoffs_physical": 6,
    "search": 7,  # order of applicants and where they apply
    "retraining": 8,  # who goes to school
    "renting": 9,  # order in which firms rent compute
    "agents": 10,  # death with the hardware, retraining on the commons, one number a slot and cloud
    "shopping": 11,  # order of buyers of consumer goods
    "renewal": 12,  # renewal of shop lists
    "investing": 13,  # order of buyers of machines
    "failure": 14,  # defaults for reasons outside the model
    "leisure": 15,  # who first gives up paid work for an unearned income
    "encounters": 19,  # of the classics: who meets whom, and for how much
    "payroll": 20,  # of the classics: wages drawn, and whom an employer lets go
    "habits": 21,  # of the classics: where behaviour begins
    "tasks": 22,  # how difficult a worker's tasks are, apart from skill
    "rounding": 23,  # where firms round their need to whole workers, one number a firm, so that hands and minds come together
    "sizes": 24,  # sizes of firms at the start
    "productivity": 25,  # jumps of firms' productivity
    "technology": 26,  # of all firms' productivity
    "wage_rounds": 27,  # what is bargained beside the scarcity of hands
    "spells": 28,  # how long the first jobless have been without a job
}


def purposes() -> dict[str, int]:
    """The number of each purpose, the core's and the rooms'; an InputError where it has none of its own."""
    declarations.joined("streams", CORE)  # no name twice
    found, faults = dict(CORE), []
    for _, entries, spots in declarations.section("streams"):
        for name, entry in entries.items():
            code = entry.get("code") if isinstance(entry, dict) else None
            owner = next((other for other, taken in found.items() if taken == code), "")
            if type(code) is not int or not 0 <= code < 2**32:
                faults.append(f"{spots[name]}: {name}: code must be a whole number below 2**32 that no other has")
            elif owner:
                free = max(found.values()) + 1
                faults.append(f"{spots[name]}: {name}: code = {code} is that of {owner}; {free} is free")
            else:
                found[name] = code
    if faults:
        raise InputError(faults)
    return found


PURPOSES = purposes()

BLOCK = 256  # most buyers or workers who stand together in a queue: memory is read in runs, and an order costs 1/256
BLOCKS = 256  # fewest blocks of a queue, so that a small one is mixed as well


KEPT = 2**10  # months whose streams' beginnings a process remembers, of all purposes: of two seeds, 500 each

KEPT_BYTES = 16 * 2**20  # of arrays drawn: twelve years of the draws of 2,000 workers; none of those of a million


class _Known(ISeedSequence):
    """The words that a stream begins with."""

    def __init__(self, words: npt.NDArray[Any]) -> None:
        self.words = words

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> npt.NDArray[Any]:
        return self.words


@lru_cache(KEPT)
def _beginnings(seed: int, month: int) -> Words:
    """Of the streams of all purposes in a month: to find them takes as long as to draw from them, and scenarios share them."""
    return words(seed, tuple(PURPOSES.values()), month + 1)


_ROWS = {purpose: row for row, purpose in enumerate(PURPOSES)}


def draw(seed: int, purpose: str, month: int) -> np.random.Generator:
    """The stream of one purpose in one month (month -1: before the first)."""
    known: Any = _Known(_beginnings(seed, month)[_ROWS[purpose]])  # numpy's types know only its own kind
    return np.random.Generator(np.random.PCG64(known))


class _Drawn:
    """The newest arrays that have been drawn, by what they hang on."""

    def __init__(self) -> None:
        self.bytes, self.most = 0, KEPT_BYTES
        self.arrays: OrderedDict[Hashable, tuple[npt.NDArray[Any], ...]] = OrderedDict()

    def keep(self, key: Hashable, arrays: tuple[npt.NDArray[Any], ...]) -> None:
        """And forget the oldest that are too many."""
        self.arrays[key] = arrays
        for array in arrays:
            self.bytes += array.nbytes
        while self.bytes > self.most:
            for array in self.arrays.popitem(last=False)[1]:
                self.bytes -= array.nbytes


_drawn = _Drawn()


def remember(size: int) -> None:
    """Keep so many bytes of arrays drawn, where the same months are run over and over."""
    _drawn.most = size


def once(
    seed: int, purpose: str, month: int, sizes: Hashable, make: Callable[[np.random.Generator], tuple[A, ...]]
) -> tuple[A, ...]:
    """What ``make`` draws from a stream: read-only arrays, drawn once where worlds under one seed go through the same months together.

    ``sizes``: all that the arrays hang on besides the stream.
    """
    key = seed, purpose, month, sizes
    found = _drawn.arrays.get(key)
    if found is None:
        found = make(draw(seed, purpose, month))
        for array in found:
            array.setflags(write=False)
        _drawn.keep(key, found)
    return found  # type: ignore[return-value]


def queue(seed: int, purpose: str, month: int, length: int) -> tuple[Ints, int]:
    """A random order of a queue for the matching loops: first rows of blocks of neighbours, and the size of a block."""
    block = min(max(length // BLOCKS, 1), BLOCK)
    count = -(-length // block)
    (order,) = once(seed, purpose, month, length, lambda stream: (stream.permutation(count) * block,))
    return order, block


def uniforms(seed: int, purpose: str, month: int, shape: tuple[int, ...]) -> Floats:
    """Numbers from 0 to 1, all alike."""
    return once(seed, purpose, month, shape, lambda stream: (stream.random(shape),))[0]


def normals(seed: int, purpose: str, month: int, size: int) -> Floats:
    """Standard normal numbers."""
    return once(seed, purpose, month, size, lambda stream: (stream.standard_normal(size),))[0]


def autoregressive(seed: int, purpose: str, month: int, value: float, *, persistence: float, sd: float) -> float:
    """x' = rho x + sd e, e standard normal: the next value of a shock; nothing is drawn where sd is 0."""
    value *= persistence
    if sd > 0.0:
        value += sd * float(normals(seed, purpose, month, 1)[0])
    return value


def below(seed: int, purpose: str, month: int, size: int, rate: float) -> Flags:
    """Whom something befalls that befalls this share."""
    return once(seed, purpose, month, (size, rate), lambda stream: (stream.random(size) < rate,))[0]
