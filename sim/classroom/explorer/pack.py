"""The numbers of the page: lines, outcomes, people and payments of every run, and which sliders change nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.base.estimates import apart
from sim.causes import graph
from sim.charts import books
from sim.classroom.explorer.grid import Grid, Numbers
from sim.classroom.packing import coded, planes, quanta, text
from sim.economy.accounts import LENSES
from sim.economy.measures import MEASURES
from sim.economy.records import AXES

IN_MONEY = ("organic_composition", "rate_of_surplus_value")
COMPOSITION, SURPLUS = "value_composition", "value_surplus_rate"  # of a lens, with its suffix


def ends(measures: Sequence[str]) -> list[str]:
    """The measures whose outcomes the page has: those of its charts, C/V and S/V by lens, and what may carry a difference."""
    by_lens = [rate + lens.suffix for lens in LENSES.values() for rate in (COMPOSITION, SURPLUS)]
    return list(dict.fromkeys([*measures, *IN_MONEY, *by_lens, *graph.read().nodes]))


def people(records: Mapping[str, Floats]) -> Floats:
    """[..., group]: consumption of workers by occupation and decile, then incomes of owners by department."""
    workers, owners = records["worker_consumption"], records["owner_income"]
    return np.concatenate([workers.reshape(*owners.shape[:-1], -1), owners], axis=-1)


def paid(records: Mapping[str, Floats]) -> dict[tuple[str, str, int], float]:
    """Who pays whom by which sort of payment in the runs of all seeds: per cent of value added, their mean."""
    found = books.parted(AXES["flow"], *(records[kind] for kind in ("payments", "gross", "value_added")))
    return {key: max(value, 0.0) for key, value in found.items()}


def payments(numbers: Numbers) -> tuple[list[tuple[str, str, int]], Floats]:
    """The sorts of payments that there are, and [run, payment]."""
    runs = [
        paid({kind: values[run] for kind, values in numbers.records.items()}) for run in range(len(numbers.outcomes))
    ]
    keys = sorted({key for found in runs for key, value in found.items() if value > 1e-6})
    return keys, np.array([[found.get(key, 0.0) for key in keys] for found in runs])


@dataclass(frozen=True)
class Packed:
    """The numbers as the page carries them, and what it needs to read them."""

    about: dict[str, Any]
    text: str


def pack(grid: Grid, numbers: Numbers, measures: Sequence[str]) -> Packed:
    """All numbers of a grid as one text."""
    names = list(MEASURES)
    asked = ends(measures)
    quantum = quanta(numbers.series)
    keys, shares = payments(numbers)
    blocks = {
        "ends": numbers.outcomes[:, :, [names.index(name) for name in asked]],
        "people": people(numbers.records),
        "payments": shares,
    }
    parts = [coded(numbers.series, quantum)]
    runs, seeds, points, count = numbers.series.shape
    about: dict[str, Any] = {
        "shape": [runs, seeds, count, points],
        "quanta": quantum.tolist(),
        "blocks": {},
        "payments": [list(key) for key in keys],
    }
    for name, values in blocks.items():
        about["blocks"][name] = {"start": sum(map(len, parts)), "shape": list(values.shape)}
        parts.append(planes(values.astype("<f8")))
    return Packed(about, text(parts))


def idle(grid: Grid, numbers: Numbers) -> Mapping[str, list[str]]:
    """The sliders that change nothing in a scenario but by rounding, at any level of the others."""
    found: dict[str, list[str]] = {}
    shape = [len(slider.values) for slider in grid.sliders]
    for name, cells in grid.cells.items():
        table: Ints = np.array(cells).reshape(shape)
        found[name] = []
        for axis, slider in enumerate(grid.sliders):
            first = np.moveaxis(table, axis, 0)
            same = all(
                not apart(numbers.series[one], numbers.series[other]).any()
                and not apart(numbers.outcomes[one], numbers.outcomes[other]).any()
                for level in first[1:]
                for one, other in zip(first[0].ravel(), level.ravel(), strict=True)
            )
            found[name] += [slider.name] if same else []
    return found
