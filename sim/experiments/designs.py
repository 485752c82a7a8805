"""Designs of experiments: what ``--vary`` asks for, and the points at which a scenario is run."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import numpy as np

from sim.base import toml
from sim.base.arrays import Floats
from sim.base.errors import InputError, suggest
from sim.base.limits import LIMITS, whole
from sim.base.toml import cut, shorten
from sim.engine import parameters
from sim.engine.parameters import Parameter, Params

Point = dict[str, Any]  # parameter: value
Kind = Literal["grid", "lhs", "sobol"]
KINDS: tuple[Kind, ...] = ("grid", "lhs", "sobol")

SPELT = "must be name=low:high:count or name=value,value,... (or name=low:high in a design of random points)"
FEW = 6  # values that are named one by one
SPREAD = 0.2  # how far a parameter may be off, as a share of its value
ODDS = math.log(1.5)  # and a share of one half or more, in log-odds: from one half to 0.6, as by a fifth
RANDOM = 6  # digits of a random value
DIGITS = 10  # of the values between two ends: 0.3, not 0.30000000000000004


@dataclass(frozen=True)
class Axis:
    """One varied parameter: its values, or the ends between which random points fall."""

    name: str
    values: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0

    def at(self, places: Floats) -> list[Any]:
        """The values at places from 0 to 1 between the ends, or in the list of values.

        >>> Axis("markup", low=0.2, high=0.4).at(np.array([0.0, 0.25]))
        [0.2, 0.25]
        >>> Axis("applications", low=1, high=4).at(np.array([0.0, 0.5, 0.99])), Axis("ai", (False, True)).at(np.array([0.2, 0.7]))
        ([1, 3, 4], [False, True])
        """
        if self.values:
            return [self.values[min(int(place * len(self.values)), len(self.values) - 1)] for place in places]
        if isinstance(parameters.table()[self.name].default, int):  # each whole number as likely as the others
            return [min(int(self.low + place * (self.high - self.low + 1)), int(self.high)) for place in places]
        values = [_plain(self.low + place * (self.high - self.low), RANDOM) for place in places]
        return [min(max(value, self.low), self.high) for value in values]  # rounding may lead beyond an end

    def __str__(self) -> str:
        if not self.values:
            return f"{self.name} {said_value(self.low)} to {said_value(self.high)}"
        if len(self.values) > FEW and all(isinstance(value, int | float) for value in self.values):
            return f"{self.name} {said_value(self.values[0])} to {said_value(self.values[-1])} in {len(self.values)}"
        return f"{self.name} {', '.join(map(said_value, self.values))}"


def _plain(value: float, digits: int = DIGITS) -> float:
    return float(f"{value:.{digits}g}")


def read(texts: Sequence[str], kind: str, option: str = "--vary") -> list[Axis]:
    """The axes that the texts of an option ask for; an InputError with a message a fault.

    >>> [str(axis) for axis in read(["ubi_share=0:0.5:3", "commons_share=0,1"], "grid")]
    ['ubi_share 0, 0.25, 0.5', 'commons_share 0, 1']
    """
    if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
        raise InputError(f'vary = {shorten(texts)}: must be a list of texts, as in ["ubi_share=0:0.5:11"]')
    if kind not in KINDS:
        raise InputError(f"--design {kind}: must be one of {', '.join(KINDS)}{suggest(kind, KINDS)}")
    if not texts:
        raise InputError(f"{option}: name at least one parameter, as in {option} ubi_share=0:0.5:11")
    axes: list[Axis] = []
    faults: list[str] = []
    for text in texts:
        name, equals, spelt = (part.strip() for part in text.partition("="))
        if not (name and equals and spelt):
            faults.append(f"{option} {cut(text)}: {SPELT}")
            continue
        axis, fault = _axis(name, spelt, kind)
        if not fault and name in (known.name for known in axes):
            fault = f"{name} is given twice"
        faults += [f"{option} {cut(text)}: {fault}"] if fault else []
        axes += [axis] if axis else []
    if faults:
        raise InputError(faults)
    return axes


def _axis(name: str, spelt: str, kind: str) -> tuple[Axis | None, str]:
    """The axis, or what is wrong with it."""
    parameter = parameters.table().get(name)
    if parameter is None:
        return None, f"no such parameter{suggest(name, parameters.table())}"
    whole_numbers = isinstance(parameter.default, int) and not isinstance(parameter.default, bool)
    parts = spelt.split(":")
    spans = len(parts) > 1
    found = [toml.value(part.strip()) for part in (parts if spans else spelt.split(","))]
    if spans and not (len(found) <= 3 and all(type(value) in (int, float) for value in found)):
        return None, SPELT
    found, counts = (found[:2], found[2:]) if spans else (found, [])
    if whole_numbers:
        found = [_whole(value) for value in found]
    wrong = [fault for value in found for fault in parameters.faults({name: value}).values()]
    if wrong:
        return None, wrong[0]
    if not spans:
        return Axis(name, tuple(found)), "a value is given twice" if len(set(found)) < len(found) else ""
    low, high = found
    if not low < high:
        return None, f"{toml.literal(low)} is not below {toml.literal(high)}"
    if bool(counts) is not (kind == "grid"):
        wanted = "a grid needs points: low:high:count", "random points need ends alone: low:high"
        return None, wanted[kind != "grid"]
    if not counts:
        return Axis(name, low=float(low), high=float(high)), ""
    count = counts[0]
    if not isinstance(count, int) or not 2 <= count <= LIMITS["points"]:
        return None, f"count {shorten(count)}: must be a whole number (2 to {LIMITS['points']})"
    found = [_plain(value) for value in np.linspace(low, high, count).tolist()]
    if whole_numbers:
        found = [_whole(value) for value in found]
        if any(isinstance(value, float) for value in found):
            return None, f"{name} takes whole numbers, and {count} points from {low} to {high} are not"
    return Axis(name, tuple(found)), ""


def _whole(value: Any) -> Any:
    """A float without a fraction as the whole number it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def points(axes: Sequence[Axis], kind: str, count: int, seed: int) -> list[Point]:
    """The points of a design: all of a grid, the last axis fastest, or ``count`` random ones that fill the space evenly.

    ``lhs``: each axis cut into ``count`` parts, each part used once (McKay, Beckman and Conover 1979). ``sobol``: a scrambled Sobol'
    sequence (Owen 1998), which wants a power of two.
    """
    if kind == "grid":
        size = int(np.prod([len(axis.values) for axis in axes], dtype=float))
        if size > LIMITS["points"]:
            raise InputError(f"--vary: {size} points: must be at most {LIMITS['points']}")
        return [
            dict(zip((axis.name for axis in axes), values, strict=True))
            for values in product(*(axis.values for axis in axes))
        ]
    count = whole("points", count, 2)
    if kind == "sobol" and count & (count - 1):
        above = 1 << count.bit_length()
        near = above if above <= LIMITS["points"] else above // 2
        raise InputError(f"--points {count}: a Sobol' design needs a power of two, such as {near}")
    places = spread_out(kind, count, len(axes), whole("seed", seed, 0))
    columns = [axis.at(column) for axis, column in zip(axes, places.T, strict=True)]
    return [dict(zip((axis.name for axis in axes), row, strict=True)) for row in zip(*columns, strict=True)]


def spread_out(kind: str, count: int, size: int, seed: int) -> Floats:
    """``count`` random points of a cube of ``size`` sides from 0 to 1, which fill it evenly."""
    from scipy.stats import qmc

    sampler = (qmc.Sobol if kind == "sobol" else qmc.LatinHypercube)(size, rng=seed)
    return np.asarray(sampler.random(count))


def moved(parameter: Parameter, value: Any, place: float, *, plain: bool = False) -> Any:
    """The value at a place from -1 to 1 of a behavioural parameter that may be off by a fifth, within what the table allows.

    A share of one half or more is off by as much of its odds (0.405 of their log: at one half both are the same; a fifth of 0.8 would
    leave 4 % of reserve); ``plain``: a fifth of everything.

    >>> table = parameters.table()
    >>> [round(moved(table["markup"], 0.27, place), 3) for place in (-1.0, 0.0, 1.0)]
    [0.216, 0.27, 0.324]
    >>> [round(moved(table["normal_use_cloud"], 0.85, 1.0, plain=plain), 3) for plain in (False, True)]
    [0.895, 1.0]
    """
    share = parameter.low is not None and parameter.low >= 0.0 and parameter.high is not None and parameter.high <= 1.0
    if share and 0.5 <= value < 1.0 and not plain:
        off = 1.0 / (1.0 + (1.0 / value - 1.0) * math.exp(-ODDS * place))
    else:
        off = value * (1.0 + SPREAD * place)
    off = float(np.clip(off, parameter.low or 0.0, parameter.high))
    return round(off) if isinstance(parameter.default, int) else off


def around(values: Params, count: int, seed: int, *, plain: bool = False) -> list[Point]:
    """``count`` points of a Latin hypercube of all behavioural parameters, each ``moved`` from its value here."""
    table = {name: one for name, one in parameters.table().items() if one.behavioural and getattr(values, name)}
    places = 2.0 * spread_out("lhs", count, len(table), seed) - 1.0
    rows = [zip(table.values(), row.tolist(), strict=True) for row in places]
    return [{one.name: _rounded(moved(one, getattr(values, one.name), at, plain=plain)) for one, at in row} for row in rows]


def _rounded(value: Any) -> Any:
    return _plain(value, RANDOM) if isinstance(value, float) else value


def ranges_around(values: Params, held: Collection[str], spread: float) -> dict[str, tuple[float, float]]:
    """How far each behavioural parameter is moved: a share of its value here, within what the table allows. What is held stays.

    What takes whole numbers is moved to whole numbers, by one at least.
    """
    found: dict[str, tuple[float, float]] = {}
    for name, parameter in parameters.table().items():
        value = getattr(values, name)
        if parameter.behavioural and name not in held and value:
            ends = sorted((value * (1.0 - spread), value * (1.0 + spread)))
            whole_numbers = isinstance(parameter.default, int)
            if whole_numbers:
                ends = [min(round(ends[0]), value - 1), max(round(ends[1]), value + 1)]
            low, high = (
                max(ends[0], parameter.low or 0.0),
                min(ends[1], parameter.high if parameter.high is not None else ends[1]),
            )
            found[name] = (int(low), int(high)) if whole_numbers else (float(low), float(high))
    return found


def written(point: Mapping[str, Any]) -> str:
    """A point as people write it.

    >>> written({"ubi_share": 0.25, "ubi_financing": "debt"})
    'ubi_share 0.25, ubi_financing debt'
    """
    return ", ".join(f"{name} {said_value(value)}" for name, value in point.items())


def said_value(value: Any) -> str:
    """A value in words: no quotes, no needless digits."""
    return (
        value if isinstance(value, str) else f"{value:.{DIGITS}g}" if isinstance(value, float) else toml.literal(value)
    )
