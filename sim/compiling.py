"""The one way to compile a loop: numba, cached on disk, typed for the type checker."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])

compiled = cast(Callable[[F], F], numba.njit(cache=True))
# A step of a loop in the same file, written into it where it is called: a call that passes arrays can cost more than the step.
inlined = cast(Callable[[F], F], numba.njit(cache=True, inline="always"))
