"""The one way to compile a loop: numba, typed for the type checker, kept on disk for the next process.

The code lies beside the module, or in the user's cache folder where the package can't be written. Where neither can, it is compiled
anew in every process.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def _compile(function: F, **options: Any) -> F:
    try:
        return cast(F, numba.njit(cache=True, **options)(function))
    except RuntimeError:  # numba finds no folder that it could write
        return cast(F, numba.njit(**options)(function))


def compiled(function: F) -> F:
    """A loop."""
    return _compile(function)


def inlined(function: F) -> F:
    """A step of a loop in the same file, written into it where it is called: a call that passes arrays can cost more than the step."""
    return _compile(function, inline="always")
