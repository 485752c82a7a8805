"""Tables: columns of equal rows, each declared once with its unit, its shape and its meaning, and handed to compiled code whole.

A class says what stands in it; its arrays, the pages about it and what compiled loops see are made from that. A loop takes the table's
``handle`` and reads ``firms.price[i]``: it says where the columns' own memory is. So a column stays where it is as long as its table
lives: assigning to it writes into it, and where one must grow, ``grow`` moves it and forgets the handle.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, ClassVar, NoReturn, Self, cast, dataclass_transform, get_args, get_type_hints

import numba
import numpy as np
import numpy.typing as npt
from numba import types
from numba.core import config
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array

ROWS = ("rows",)  # the shape of a column that says no other: the rows of its table


@dataclass(frozen=True)
class Declaration:
    """Unit and meaning of a column or a number. ``shape``: the axes of a column, none of a number."""

    unit: str
    en: str
    zh: str
    shape: tuple[str, ...] = ()
    shared: bool = False


def number(unit: str, *, en: str, zh: str, **default: Any) -> Any:
    """Declare a number; ``default`` as of a field of a dataclass."""
    return field(metadata={"declared": Declaration(unit, en, zh)}, **default)


def column(
    unit: str, *, en: str, zh: str, shape: tuple[str, ...] = ROWS, shared: bool = False, **default_factory: Any
) -> Any:
    """Declare a column; its type says what it holds.

    ``shared``: its array belongs to somebody else, as draws do that many worlds look at. It is put in place, not copied, and is no
    part of the handle.
    """
    return field(metadata={"declared": Declaration(unit, en, zh, shape, shared)}, **default_factory)


@dataclass_transform(field_specifiers=(number, column, field))
class Declared:
    """A dataclass that declares its columns and numbers."""

    declared: ClassVar[Mapping[str, Declaration]] = {}

    def __init_subclass__(cls, rows: str = "") -> None:
        dataclass(cls)
        found = {f.name: f.metadata["declared"] for f in fields(cast(Any, cls)) if "declared" in f.metadata}
        cls.declared = {name: replace(d, shape=(rows,)) if d.shape == ROWS else d for name, d in found.items()}


def _innermost(hint: Any) -> Any:
    """Of ``NDArray[np.float64]`` the ``np.float64``. Which layers lie between is numpy's, and has changed (an alias of types in 2.5)."""
    while inner := get_args(hint):
        hint = inner[-1]
    return hint


class Table(Declared):
    """Columns with the same rows: ``class Firms(Table, rows="firms")``."""

    _dtypes: ClassVar[Mapping[str, np.dtype[Any]]] = {}
    _axes: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # of the columns that the handle looks at
    _handles: ClassVar[Any] = None  # the class of its handles

    def __init_subclass__(cls, rows: str = "") -> None:
        super().__init_subclass__(rows)
        hints, columns = get_type_hints(cls), {name: d for name, d in cls.declared.items() if d.shape}
        cls._dtypes = {name: np.dtype(_innermost(hints[name])) for name in columns}
        cls._axes = {name: d.shape for name, d in columns.items() if not d.shared}
        kind = _Columns(
            cls.__name__,
            tuple(
                (name, types.Array(numba.from_dtype(cls._dtypes[name]), len(axes), "C"))
                for name, axes in cls._axes.items()
            ),
        )
        cls._handles = type(f"{cls.__name__}Handle", (_Handle,), {"__slots__": (), "_numba_type_": kind})

    @classmethod
    def zeros(cls, **sizes: int) -> Self:
        """A table of zeros, with so many of each axis."""
        shapes = {name: tuple(sizes[axis] for axis in cls.declared[name].shape) for name in cls._dtypes}
        return cls(**{name: np.zeros(shape, cls._dtypes[name]) for name, shape in shapes.items()})

    @cached_property
    def handle(self) -> Self:
        """The same columns for compiled code, which sees no numbers and no shared columns of the table."""
        if cast(Any, config).DISABLE_JIT:
            return self
        return cast(Self, _look_at(self._handles, tuple(self.__dict__[name] for name in self._axes)))

    def grow(self, **sizes: int) -> None:
        """Make an axis as long as this wherever a column has it; what is new is zero."""
        for name, axes in self._axes.items():
            held = self.__dict__[name]
            shape = tuple(sizes.get(axis, length) for axis, length in zip(axes, held.shape, strict=True))
            if shape != held.shape:
                self.__dict__[name] = np.zeros(shape, held.dtype)
                self.__dict__[name][tuple(map(slice, held.shape))] = held
        self.__dict__.pop("handle", None)

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a whole column in place; ValueError where it has another shape."""
        if name not in self._axes:
            object.__setattr__(self, name, value)
            return
        held = self.__dict__.get(name)
        if held is None:
            self.__dict__[name] = self._fitting(name, value)
        elif isinstance(value, np.ndarray) and value.shape == held.shape and value.dtype == held.dtype:
            if value is not held:
                held[...] = value
        else:
            if np.shape(value) != held.shape:
                raise ValueError(f"{type(self).__name__}.{name} has the shape {held.shape}, not {np.shape(value)}")
            np.copyto(held, value, casting="same_kind")

    def _fitting(self, name: str, value: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """An array as the handle declares it: a copy only where its memory is not in one piece or can't be written."""
        axes, dtype = self._axes[name], self._dtypes[name]
        if value.dtype != dtype or value.ndim != len(axes):
            raise ValueError(
                f"{type(self).__name__}.{name} is {dtype} by {' and '.join(axes)}, not {value.dtype} of shape {value.shape}"
            )
        return np.require(value, requirements=["C", "A", "W"])

    def __getstate__(self) -> dict[str, Any]:
        """All but the handle, which is made again where a copy is asked for it."""
        return {name: value for name, value in self.__dict__.items() if name != "handle"}


class _Columns(types.Type):
    """The type of a handle. Compiled functions carry the names of their arguments' types: a short one for so many columns."""

    def __init__(self, table: str, columns: tuple[tuple[str, Any], ...]) -> None:
        self.columns = columns
        super().__init__(f"{table}.{sha256(repr(columns).encode()).hexdigest()[:16]}")

    def place(self, name: str) -> int:
        """Where in the handle a column begins."""
        place = 0
        for other, kind in self.columns:
            if other == name:
                break
            place += 1 + kind.ndim
        return place


class _Handle(array):  # type: ignore[type-arg]
    """Of each column in turn where its memory begins and how long its axes are. Each table has a class of its own, with its type.

    At every call numba asks of each argument what type it has. It remembers that only of classes that it knows or that hold a buffer:
    of any other it takes half a microsecond longer to say.
    """

    __slots__ = ("_address", "_columns")
    _numba_type_: ClassVar[Any]
    _address: int
    _columns: tuple[npt.NDArray[Any], ...]  # so that their memory lives as long as the handle

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError("a handle looks at memory: it is neither copied nor pickled")

    __copy__ = __deepcopy__ = __reduce_ex__ = _refuse


def _look_at(handles: type[_Handle], columns: tuple[npt.NDArray[Any], ...]) -> _Handle:
    """The handle of these columns."""
    found = handles("q")
    for column in columns:
        found.append(column.__array_interface__["data"][0])
        found.extend(column.shape)
    found._address, found._columns = found.buffer_info()[0], columns
    return found


register_model(_Columns)(models.OpaqueModel)  # in compiled code: where the handle's numbers begin


@typeof_impl.register(_Handle)
def _type_of(handle: _Handle, context: Any) -> Any:
    return handle._numba_type_


@unbox(_Columns)  # type: ignore[no-untyped-call, untyped-decorator]  # numba has few types
def _unbox(kind: _Columns, handle: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(handle, "_address")
    value = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(value)  # type: ignore[no-untyped-call]


@infer_getattr
class _ColumnsAttribute(AttributeTemplate):
    key = _Columns

    def generic_resolve(self, kind: _Columns, name: str) -> Any:  # type: ignore[override]
        return dict(kind.columns).get(name)


@lower_getattr_generic(_Columns)  # type: ignore[no-untyped-call, untyped-decorator]
def _column(context: Any, builder: Any, kind: _Columns, value: Any, name: str) -> Any:
    """The array of a column. Nobody counts who looks at it, since the handle outlives the call: so it is never given back to Python."""
    column = dict(kind.columns)[name]
    found = context.make_array(column)(context, builder)
    never_changes = builder.module.add_metadata([])  # or every write to some column would make all be looked up again

    def load(place: int, type_: Any) -> Any:
        numbers = builder.bitcast(value, context.get_value_type(types.intp).as_pointer())
        at = builder.gep(numbers, [context.get_constant(types.intp, place)])
        loaded = builder.load(builder.bitcast(at, type_.as_pointer()))
        loaded.set_metadata("invariant.load", never_changes)
        return loaded

    place, size = kind.place(name), context.get_constant(types.intp, np.dtype(str(column.dtype)).itemsize)
    shape = [load(place + 1 + axis, size.type) for axis in range(column.ndim)]
    strides = [size]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    data = load(place, found.data.type)
    populate_array(found, data, shape, strides, size, None)  # type: ignore[no-untyped-call]
    return found._getvalue()
