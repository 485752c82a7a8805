"""The one way to compile a loop: numba, cached on disk, typed for the type checker."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])

compiled = cast(Callable[[F], F], numba.njit(cache=True))
