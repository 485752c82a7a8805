"""The page of a programme of points: what it knows, its numbers, and the file."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.base import toml
from sim.base.declared import Strict, Text
from sim.base.errors import InputError
from sim.base.estimates import ROUNDING, t_quantile
from sim.base.files import write_text
from sim.base.paths import shown
from sim.classroom import packing, setting
from sim.classroom.setting import both, measure
from sim.economy.measures import MEASURES
from sim.economy.records import YEAR
from sim.economy.scenario import LANGUAGES
from sim.engine import parameters
from sim.experiments.points import Found, Outcome
from sim.experiments.programme import Switch
from sim.runs import display
from sim.runs.digest import version

HERE = Path(__file__).parent
FILE = HERE / "points.toml"
SCRIPTS = ("game.js", "switches.js", "page.js")
MOST_BYTES = 6_000_000
OTHER_BYTES = 70_000  # texts and scripts
POINT_BYTES = 1.7  # of a point of a line, packed; measured: 1.3, and 1.66 where all is noise
BASE64 = 4 / 3
TEN = Text(en="ten", zh="十")  # what texts call the number of points
KINDS = 3  # lines of a setting and outcome: mean, lowest and highest of the seeds


class Texts(Strict):
    """All of points.toml."""

    texts: dict[str, Text]


@cache
def texts(count: int = 10) -> dict[str, Text]:
    """What the page says of so many points.

    >>> texts(10)["all"].en, texts(3)["all"].zh
    ('All ten', '3条全开')
    """
    number = TEN if count == 10 else Text(en=str(count), zh=str(count))
    found = Texts(**toml.read(FILE).data).texts
    return {
        key: Text(en=text.en.replace("{ten}", number.en), zh=text.zh.replace("{ten}", number.zh))
        for key, text in found.items()
    }


def check_size(points: int, outcomes: int, seeds: int, months: int) -> None:
    """An InputError where the page would outgrow what a school's machine opens at once, known before anything is run."""
    each = 8 * seeds * BASE64 + KINDS * -(-months // YEAR) * POINT_BYTES
    _fit(OTHER_BYTES + (1 << points) * outcomes * each)


def _fit(size: float) -> None:
    if size > MOST_BYTES:
        raise InputError(
            f"--page: {size / 1e6:.1f} MB: must be at most {MOST_BYTES / 1e6:.0f} MB: take fewer --seeds or --months"
        )


def write(found: Found, path: Path, lang: str, arrival: int | None) -> int:
    """Write the page of a complete folder, and say how many bytes it has. ``arrival``: the month in which AI comes."""
    text = render(found, lang, arrival)
    size = len(text.encode())
    _fit(size)
    write_text(path, text)
    return size


def render(found: Found, lang: str, arrival: int | None) -> str:
    """The page as text."""
    if not found.complete:
        raise InputError(f"{shown(found.folder)}: holds not every combination: a page needs all of them")
    packed, numbers = pack(found)
    known = about(found, lang, arrival) | {"numbers": packed}
    return setting.render(HERE, known, lang, texts(len(found.points)), setting.scripts(HERE, SCRIPTS), numbers)


def about(found: Found, lang: str, arrival: int | None) -> dict[str, Any]:
    """What the page knows besides numbers."""
    plots, said, seeds = display.read(), found.about, len(found.seeds)
    return {
        "version": version(),
        "lang": lang,
        "months": said.months,
        "window": said.window,
        "years": found.paths.shape[2],
        "arrival": arrival if arrival is not None and arrival < said.months else None,
        "seeds": seeds,
        "factor": t_quantile(seeds - 1) if seeds > 1 else 0.0,
        "rounding": ROUNDING,
        "made": {
            "seeds": ", ".join(map(str, found.seeds)), "workers": said.workers, "date": said.date,
            "command": said.command,
        },
        "texts": {key: both(text) for key, text in texts(len(found.points)).items()},
        "points": [_point(point) for point in found.points],
        "outcomes": [_outcome(one, plots) for one in said.outcomes],
    }  # fmt: skip


def _point(point: Switch) -> dict[str, Any]:
    """A point, what it sets, and what these parameters are."""
    known = parameters.table()
    there = [known[name] for name in point.on if name in known]  # a folder of another version may know others
    docs = {lang: [getattr(parameter, lang) for parameter in there] for lang in LANGUAGES}
    return {
        "title": both(point.title),
        "sets": ", ".join(f"{name} = {_value(value)}" for name, value in point.on.items()),
        "doc": {"en": "; ".join(docs["en"]), "zh": "；".join(docs["zh"])},
    }


def _outcome(outcome: Outcome, plots: display.Plots) -> dict[str, Any]:
    """An outcome as its folder names it."""
    doc = dict(MEASURES[outcome.name].doc) if outcome.name in MEASURES else outcome.label
    return measure(outcome.name, outcome.label, doc, plots.unit(outcome.unit))


def _value(value: Any) -> str:
    """As a scenario's file has it.

    >>> _value(True), _value(25.0), _value("need")
    ('true', '25.0', '"need"')
    """
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def pack(found: Found) -> tuple[dict[str, Any], str]:
    """Numbers as the page carries them, and what it needs to read them: lines by year, and what every seed ends with."""
    order = [found.combinations.index(one) for one in range(found.whole + 1)]
    paths = found.paths[:, order]  # [seed, combination, year, outcome]
    lines = np.stack([paths.mean(axis=0), paths.min(axis=0), paths.max(axis=0)], axis=1)
    quantum = packing.quanta(lines)
    parts = [packing.coded(lines, quantum), packing.planes(np.moveaxis(found.worth, 2, 0).astype("<f8"))]
    known = {"lines": {"kinds": KINDS, "quanta": quantum.tolist()}, "values": {"start": len(parts[0])}}
    return known, packing.text(parts)
