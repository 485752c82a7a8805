"""The one way to compile: numba, typed for the type checker, kept on disk for the next process.

The code lies beside the module, or in the user's cache folder where the package can't be written. Where neither can, it is compiled
anew in every process. A rule stays plain Python wherever Python calls it; in compiled code the same text is compiled.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import FunctionType
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
from numba import types
from numba.extending import overload

F = TypeVar("F", bound=Callable[..., object])


def _compile(function: F, **options: Any) -> F:
    try:
        found = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba finds no folder that it could write
        return cast(F, numba.njit(**options)(function))
    # Numba looks whether the file itself has changed, but not whether a rule has that is compiled into it.
    kept = found._cache._cache_file
    kept._source_stamp = (kept._source_stamp, _others())
    return cast(F, found)


@cache
def _others() -> str:
    """A digest of all files whose functions and constants are compiled into code of other files."""
    package = files("sim")
    texts = [
        package / name
        for name in (
            "engine/compiled.py",
            "engine/ledger.py",
            "engine/sums.py",
            "engine/tables.py",
            "economy/world.py",
            "economy/derived.py",
        )
    ]
    texts += sorted((package / "economy/rules").iterdir(), key=lambda text: text.name)
    return sha256(b"".join(text.read_bytes() for text in texts if text.name.endswith(".py"))).hexdigest()


def compiled(function: F) -> F:
    """A loop, or arithmetic on so few numbers that calls of numpy would cost several times the work."""
    return _compile(function)


def inlined(function: F) -> F:
    """A step of a loop in the same file, written into it where it is called: a call that passes arrays can cost more than the step."""
    return _compile(function, inline="always")


def rule(function: F) -> F:
    """A rule, which stays what it is, for compiled code to call as well."""
    given = cast(FunctionType, function)
    code, defaults = given.__code__, (*(given.__defaults__ or ()), *(given.__kwdefaults__ or {}).values())
    # Numba knows no arguments by keyword only: there they are ordinary ones.
    code = code.replace(co_argcount=code.co_argcount + code.co_kwonlyargcount, co_kwonlyargcount=0)
    ordinary = FunctionType(code, given.__globals__, given.__name__, defaults)
    overload(function, strict=False)(lambda *args, **kwargs: ordinary)
    return function


def where(condition: Any, yes: Any, no: Any) -> npt.NDArray[np.float64]:
    """``np.where``, which compiled code would make an array of for a single firm as well.

    >>> where(np.array([True, False]), 1.0, 2.0).tolist()
    [1.0, 2.0]
    """
    chosen: npt.NDArray[np.float64] = np.where(condition, yes, no)
    return chosen


@overload(where, strict=False)
def _where(condition: Any, yes: Any, no: Any) -> Callable[[Any, Any, Any], Any]:
    def one(condition, yes, no):  # type: ignore[no-untyped-def]
        return yes if condition else no

    def each(condition, yes, no):  # type: ignore[no-untyped-def]
        return np.where(condition, yes, no)

    return one if isinstance(condition, types.Boolean) else each
