"""The one way to compile: numba, typed for the type checker, kept on disk for the next process.

The code lies in the package, or in the user's cache folder where the package can't be written. Where neither can, it is compiled anew in
every process. It has a folder for each function, named by what the function is made of (``sim/base/definitions.py``): what was compiled
with another rule is not found. A rule stays plain Python wherever Python calls it; in compiled code the same text is compiled.
"""

import gc
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from types import FunctionType
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
from numba import types
from numba.extending import overload

from sim.base import definitions
from sim.base.paths import PACKAGE

F = TypeVar("F", bound=Callable[..., object])

_OPTIONS: Any = {"no_cfunc_wrapper": True}  # a second entry, for C, which nobody calls: a tenth of the time
SEAL = "seal"  # the file with a digest of all others in a folder
_config: Any = numba.config  # the variables of its documentation: NUMBA_CACHE_DIR, NUMBA_DISABLE_JIT
_one_at_a_time = Lock()  # numba knows one folder for the whole process


def _compile(function: F, **options: Any) -> F:
    if _config.DISABLE_JIT:
        return function
    folder = _folder(cast(FunctionType, function))
    if folder:
        with _one_at_a_time:
            given, _config.CACHE_DIR = _config.CACHE_DIR, str(folder)
            try:
                found = numba.njit(cache=True, **_OPTIONS, **options)(function)
            except RuntimeError:  # nowhere could it write
                found = None
            finally:
                _config.CACHE_DIR = given
        if found and Path(found.stats.cache_path).parent == folder:  # numba goes elsewhere where it can't write
            return cast(F, _sealed(found))
    return cast(F, numba.njit(**_OPTIONS, **options)(function))


def _folder(function: FunctionType) -> Path | None:
    """Where the compiled code of a function is kept; what was kept of its former text is removed."""
    base, file = _base(), Path(function.__code__.co_filename)
    if base is None or not file.is_file():
        return None
    texts = definitions.digest(file, function.__qualname__.split(".")[0]) + _own_text() + np.__version__
    name = re.sub(r"[^\w.]", "", f"{function.__module__}.{function.__qualname__}").removeprefix("sim.")
    folder = base / f"{name}-{sha256(texts.encode()).hexdigest()[:16]}"
    if not folder.exists():
        for former in base.glob(f"{name}-*"):
            shutil.rmtree(former, ignore_errors=True)
    return folder


@cache
def _own_text() -> str:
    """How it is compiled, and how tables are read."""
    return "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("compiled.py", "tables.py"))


@cache
def _base() -> Path | None:
    """The first place that can be written, of those where compiled code may be kept."""
    here = f"sim-{sha256(str(PACKAGE).encode()).hexdigest()[:12]}"  # another clone keeps its own
    chosen = [Path(_config.CACHE_DIR) / here] if _config.CACHE_DIR else []
    for place in (*chosen, PACKAGE / "__pycache__" / "compiled", *(folder / here for folder in _of_user())):
        try:
            place.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=place).close()
        except OSError:
            continue
        return place
    return None


def _of_user() -> Iterator[Path]:
    """The user's cache folder, by the custom of the system."""
    custom = {"win32": ("LOCALAPPDATA", "AppData/Local"), "darwin": ("", "Library/Caches")}
    variable, usual = custom.get(sys.platform, ("XDG_CACHE_HOME", ".cache"))
    try:
        yield Path(os.environ.get(variable) or Path.home() / usual)
    except RuntimeError:  # a user without a home
        return


def _sealed(found: Any) -> Any:
    """A compiled function that reads of its folder only what was written there whole.

    What was kept is looked at before numba reads it for the first time, and sealed whenever numba has added to it. This costs calls
    nothing: numba asks ``compile`` for types of arguments that it has not met.
    """
    folder, compile_for, looked = Path(found.stats.cache_path), found.compile, False

    def compile_or_load(signature: Any) -> Any:
        nonlocal looked
        if not looked:
            looked = True
            _discard_if_broken(folder)
        missed, collecting = sum(found.stats.cache_misses.values()), gc.isenabled()
        gc.disable()  # numba makes objects by the million and keeps them to the end: looking for garbage takes a sixth of the time
        try:
            entry = compile_for(signature)
        except OSError:  # the disk is full, or the folder gone: what could not be kept has been compiled all the same
            entry = compile_for(signature)
        finally:
            if collecting:
                gc.enable()
        if sum(found.stats.cache_misses.values()) > missed:
            _seal(folder)
        return entry

    found.compile = compile_or_load
    return found


def _kept(folder: Path) -> list[Path]:
    """What numba has written, without what it is writing just now."""
    return sorted(path for path in folder.iterdir() if path.suffix in (".nbi", ".nbc"))


def _digest(folder: Path) -> str:
    return sha256(b"".join(path.name.encode() + path.read_bytes() for path in _kept(folder))).hexdigest()


def _discard_if_broken(folder: Path) -> None:
    """Two processes that compile the same at once may break each other's seal: then it is compiled once more."""
    try:
        if _kept(folder) and (folder / SEAL).read_text(encoding="utf-8") == _digest(folder):
            return
    except (OSError, UnicodeDecodeError):
        pass
    for path in folder.glob("*.nb[ic]"):  # not the folder itself, where another process may be writing
        try:
            path.unlink(missing_ok=True)
        except OSError:
            continue


def _seal(folder: Path) -> None:
    written = folder / f"{SEAL}.{os.getpid()}"
    try:
        written.write_text(_digest(folder), encoding="utf-8")
        written.replace(folder / SEAL)
    except OSError:  # without a seal it is compiled anew next time
        return


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
    overload(function, jit_options=_OPTIONS, strict=False)(lambda *args, **kwargs: ordinary)
    return function


def record(fields: list[tuple[str, str]]) -> np.dtype[Any]:
    """The type of a record that functions read by name. Without numba that takes numpy's own records, which it is slow to tell apart."""
    plain = np.dtype(fields)
    return np.dtype((np.record, plain)) if _config.DISABLE_JIT else plain


def where(condition: Any, yes: Any, no: Any) -> npt.NDArray[np.float64]:
    """``np.where``, which compiled code would make an array of for a single firm as well.

    >>> where(np.array([True, False]), 1.0, 2.0).tolist()
    [1.0, 2.0]
    """
    chosen: npt.NDArray[np.float64] = np.where(condition, yes, no)
    return chosen


@overload(where, jit_options=_OPTIONS, strict=False)
def _where(condition: Any, yes: Any, no: Any) -> Callable[[Any, Any, Any], Any]:
    def one(condition, yes, no):  # type: ignore[no-untyped-def]
        return yes if condition else no

    def each(condition, yes, no):  # type: ignore[no-untyped-def]
        return np.where(condition, yes, no)

    return one if isinstance(condition, types.Boolean) else each
