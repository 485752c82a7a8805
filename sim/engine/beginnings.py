"""The words that streams begin with: those of numpy's SeedSequence, to the bit (``tests/test_streams.py``), in a twentieth of its time.

M. E. O'Neill, "Developing a seed_seq Alternative" (pcg-random.org, 2015), as numpy has fixed it: a pool of four words of 32 bits.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.compiled import compiled

Words = npt.NDArray[np.uint64]

POOL, STATE = 4, 8  # words of 32 bits: of the pool, and of what PCG64 begins with
# All arithmetic is that of 32 bits, kept in 64.
LOW, SHIFT, HALF = np.uint64(2**32 - 1), np.uint64(16), np.uint64(32)
FIRST_IN, FACTOR_IN = np.uint64(0x43B0D7E5), np.uint64(0x931E8875)
FIRST_OUT, FACTOR_OUT = np.uint64(0x8B51F9DD), np.uint64(0x58F38DED)
LEFT, RIGHT = np.uint64(0xCA01F9DD), np.uint64(2**32 - 0x4973F715)  # the second is taken off: added, it is that


def words(seed: int, codes: Sequence[int], last: int) -> Words:
    """``SeedSequence((seed, code, last)).generate_state(4, np.uint64)`` of each code, all but the seed below 2**32. Shape (codes, 4)."""
    parts = [seed >> shift & 0xFFFFFFFF for shift in range(0, max(seed.bit_length(), 1), 32)]
    key = np.array([*parts, 0, last], np.uint64)
    found = np.empty((len(codes), STATE // 2), np.uint64)
    _words(key, np.array(codes, np.uint64), found)
    return found


@compiled
def _words(key: Words, codes: Words, found: Words) -> None:
    """Writes a row a code, which stands in the last place but one of the key."""
    pool = np.empty(POOL, np.uint64)
    for row in range(codes.size):
        key[key.size - 2] = codes[row]
        factor = FIRST_IN
        for i in range(POOL):
            pool[i], factor = _hashed(key[i] if i < key.size else np.uint64(0), factor, FACTOR_IN)
        for source in range(POOL):
            for i in range(POOL):
                if i != source:
                    new, factor = _hashed(pool[source], factor, FACTOR_IN)
                    pool[i] = _mixed(pool[i], new)
        for source in range(POOL, key.size):  # of a long seed
            for i in range(POOL):
                new, factor = _hashed(key[source], factor, FACTOR_IN)
                pool[i] = _mixed(pool[i], new)
        factor = FIRST_OUT
        for word in range(found.shape[1]):
            low, factor = _hashed(pool[2 * word % POOL], factor, FACTOR_OUT)
            high, factor = _hashed(pool[(2 * word + 1) % POOL], factor, FACTOR_OUT)
            found[row, word] = low | high << HALF


@compiled
def _hashed(value: Any, factor: Any, next_factor: Any) -> tuple[Any, Any]:
    """A word hashed by a factor, and the next factor."""
    value, factor = value ^ factor, factor * next_factor & LOW
    value = value * factor & LOW
    return value ^ value >> SHIFT, factor


@compiled
def _mixed(one: Any, other: Any) -> Any:
    """Two words made into one."""
    value = (LEFT * one & LOW) + (RIGHT * other & LOW) & LOW
    return value ^ value >> SHIFT
