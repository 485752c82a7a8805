"""Numbers of a page, small: whole multiples of a quantum for lines, floats for the rest, deflated and in base64.

Equal values stay equal, so that what two settings share still cancels in their difference. ``common.js`` reads them.
"""

import base64
import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Floats

LEVELS = 1000  # of the median range of a run's line: a step no screen can show
MOST = 16_000  # steps from zero: a difference of two of these, with its sign, fits into two bytes


def quanta(series: Floats) -> Floats:
    """The step of each measure: a thousandth of what a line usually spans, or more where its values would not fit."""
    spans = np.median(np.ptp(series, axis=(1, 2)), axis=0)
    most = np.abs(series).max(axis=(0, 1, 2))
    found = np.maximum(spans / LEVELS, most / MOST)
    return np.where(found > 0.0, found, 1.0)


def coded(series: Floats, quantum: Floats) -> bytes:
    """[run, seed, point, measure] as differences along points, small ones of either sign as small numbers.

    Every line takes as many numbers, so that the page can read one without the others. Low bytes first, then high ones.
    """
    steps = np.moveaxis(np.rint(series / quantum).astype(np.int32), 3, 2)  # [run, seed, measure, point]
    gaps = np.diff(steps, axis=-1, prepend=0)
    small = np.where(gaps < 0, -2 * gaps - 1, 2 * gaps)
    return planes(small.astype("<u2"))


def planes(values: npt.NDArray[Any]) -> bytes:
    """The first bytes of all numbers, then the second ...: what is alike stands together and packs well."""
    return np.ascontiguousarray(values).reshape(-1, 1).view(np.uint8).T.tobytes()


def text(parts: Iterable[bytes]) -> str:
    """All of it as the page carries it."""
    return base64.b64encode(zlib.compress(b"".join(parts), 9)).decode()
