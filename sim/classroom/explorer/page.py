"""The classroom page: one HTML file with its numbers, its scripts and the chart library inside.

The page asks a provider for a setting and gets the numbers of its run: ``data.js`` has them from a table in the file, ``live.js``
from a server.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from sim.base.estimates import ROUNDING, t_quantile
from sim.charts import books, lenses
from sim.charts.sheet import COLOURS
from sim.classroom import setting
from sim.classroom.explorer import carried
from sim.classroom.explorer.grid import Grid, Slider, declarations
from sim.classroom.explorer.pack import COMPOSITION, IN_MONEY, SURPLUS, ends
from sim.classroom.setting import both, measure
from sim.economy.accounts import LENSES
from sim.economy.measures import MEASURES, Measure
from sim.economy.records import AXES, DECILES
from sim.economy.scenario import LANGUAGES, Scenario
from sim.engine import parameters
from sim.runs import dates, display
from sim.runs.digest import version
from sim.runs.live import step

HERE = Path(__file__).parent
SCRIPTS = ("data.js", "charts.js", "choice.js", "cards.js", "carried.js", "drawing.js", "guess.js", "live.js", "page.js")


def render(about: Mapping[str, Any], lang: str, numbers: str = "") -> str:
    """The file as text: with its ``numbers``, or for a server that has them."""
    return setting.render(
        HERE, about, lang, declarations().texts, scripts(), numbers,
        live=not numbers, licence=Markup(licence().replace("--", "")),
    )  # fmt: skip


def address(grid: Grid, sides: Mapping[str, Mapping[str, Any]], lang: str, *, guess: bool = False) -> str:
    """What follows ``#`` where the page shows this: for A and B a ``scenario``, and sliders that stand elsewhere than in it.

    As ``writeAddress`` (``choice.js``) writes it, so that a link and the address bar agree.
    """
    parts: dict[str, str] = {}
    for side, chosen in sides.items():
        parts[side] = name = chosen["scenario"]
        for slider in grid.sliders:
            value = chosen.get(slider.name, grid.own(name, slider))
            if value != grid.own(name, slider):
                parts[f"{side}.{slider.name}"] = number(value)
    return urlencode(parts | ({"guess": "1"} if guess else {}) | {"lang": lang})


def number(value: float) -> str:
    """A number as the page's scripts spell it.

    >>> number(1.0), number(0.25)
    ('1', '0.25')
    """
    return repr(value).removesuffix(".0")


def scripts() -> list[str]:
    """All that the page runs."""
    return [library(), *setting.scripts(HERE, SCRIPTS)]


@cache
def library() -> str:
    """Vega, as its Python package bundles it, in a function so that its names stay its own."""
    import vl_convert

    return "(() => {" + vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;") + "})();\n"


def licence() -> str:
    """The terms under which that library may be passed on, which must go with it."""
    return metadata.distribution("vl-convert-python").read_text("licenses/LICENSE") or ""


def about(
    grid: Grid, idle: Mapping[str, list[str]], measures: Sequence[str], seeds: int, months: int, window: int, lang: str
) -> dict[str, Any]:
    """What the page knows besides numbers: names, texts, units, and which run answers each setting."""
    plots = display.read()
    return {
        "version": version(),
        "lang": lang,
        "months": months,
        "step": step(months),
        "tail": window,
        "points": -(-months // step(months)),
        "seeds": seeds,
        "runs": len(grid.runs) * seeds,
        "workers": sorted({run.params.n_workers for run in grid.runs}),
        "factor": t_quantile(seeds - 1) if seeds > 1 else 0.0,
        "rounding": ROUNDING,
        "texts": {key: both(text) for key, text in declarations().texts.items()},
        "measures": [_measure(MEASURES[name], plots) for name in measures],
        "sliders": [_slider(slider) for slider in grid.sliders],
        "scenarios": [_scenario(name, base, grid, idle[name]) for name, base in grid.scenarios.items()],
        "carried": carried.about(grid),
        "lenses": [
            {"label": both(declarations().texts["in_money"]), "ends": list(IN_MONEY)},
            *(
                {"label": dict(lens.label), "ends": [COMPOSITION + lens.suffix, SURPLUS + lens.suffix]}
                for lens in LENSES.values()
            ),
        ],
        "sectors": {name: {**both(text), "shade": books.SHADES[name]} for name, text in books.SECTORS.items()},
        "sorts": [{**both(sort.text), "shade": sort.shade} for sort in [*books.SORTS, books.OTHER]],
        "ends": ends(measures),
        "deciles": DECILES,
        "owners": [both(books.SECTORS[name]) for name in AXES["department"]],
        "parts": [
            {"name": name, "shade": lenses.ACCOUNTS[key][1], "ink": ink}
            for name, key, ink in (("C", "constant", "white"), ("V", "variable", "black"), ("S", "paid", "black"))
        ],
        "colours": {"A": COLOURS["blue"], "B": COLOURS["vermillion"], "gap": COLOURS["black"]},
    }


def _measure(found: Measure, plots: display.Plots) -> dict[str, Any]:
    return measure(found.name, found.label, found.doc, plots.unit(found.unit))


def _slider(slider: Slider) -> dict[str, Any]:
    parameter = parameters.table()[slider.name]
    return {
        "name": slider.name,
        "label": both(slider.label),
        "doc": {"en": parameter.en, "zh": parameter.zh},
        "unit": parameter.unit,
        "values": list(slider.values),
    }


def _scenario(name: str, base: Scenario, grid: Grid, idle: Sequence[str]) -> dict[str, Any]:
    """What the page says of a scenario, where its sliders stand, why some of them are off, and its runs."""
    off = {s.name: "off_ai" if grid.without_ai(name, s) else "off_same" for s in grid.sliders if s.name in idle}
    return {
        "name": name,
        "title": dict(base.title),
        "question": dict(base.question),
        "notice": {lang: list(texts) for lang, texts in base.notice.items()},
        "try": {lang: list(texts) for lang, texts in base.try_.items()},
        "own": {slider.name: grid.own(name, slider) for slider in grid.sliders},
        "off": off,
        "dated": {slider: {lang: dates.dated(base, lang)[slider] for lang in LANGUAGES} for slider in dates.dated(base, "en")},
        "arrival": base.params.ai_arrival if base.params.ai else None,
        "cells": list(grid.cells[name]),
    }
