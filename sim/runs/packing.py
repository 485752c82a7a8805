"""Arrays of floats as they stand in a file of a run: byte by byte, so that they compress, and not a bit is lost."""

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Floats


def packed(values: Floats) -> npt.NDArray[np.uint8]:
    """The first bytes of all values, then the second ones, and so on: what is alike, signs and exponents, stands together.

    The last axis of ``values`` leads behind the bytes, so that a measure follows its own course.

    >>> packed(np.ones((480, 3))).shape
    (8, 3, 480)
    """
    turned = np.array(values.T, "<f8", order="C")
    return np.moveaxis(turned[..., None].view(np.uint8), -1, 0)


def unpacked(kept: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The values again; what is not packed, as in files of older versions, as it stands.

    >>> some = np.array([[0.1, -0.0], [np.nan, 5e-324]])
    >>> unpacked(packed(some)).tobytes() == some.tobytes()
    True
    """
    if kept.dtype != np.uint8:
        return kept
    turned = np.ascontiguousarray(np.moveaxis(kept, 0, -1)).view("<f8")[..., 0]
    return np.array(turned.T, np.float64, order="C")
