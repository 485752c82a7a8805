"""Figures of what somebody asks for: measures and scenarios of a folder on the sheets of the declared figures, without a file."""

from collections.abc import Sequence
from typing import Any

from sim.base.declared import Text
from sim.base.errors import InputError
from sim.charts import can_draw, compose
from sim.charts.draw import drawable, plots_of
from sim.charts.sheet import labels
from sim.charts.shown import Shown
from sim.charts.typography import settings
from sim.runs.display import STRONG, Picture, Plots, read
from sim.runs.results import Results

ONE = [9.0, 5.2]  # inches of a figure of one measure
COURSE = Text(en="{measure}, month by month", zh="{measure}，逐月")
LESS = Text(en="{scenario} less {reference}, month by month", zh="{scenario}减{reference}，逐月")
HEADLINES = ("overview", "outcomes", "classic", "lines", "scatter", "tornado", "screening")  # the first that a folder has


def fan(results: Results, measures: Sequence[str], scenarios: Sequence[str], lang: str) -> Shown:
    """Medians and bands over seeds, a panel a measure; without measures those of the figure ``fans``, without scenarios all."""
    if not scenarios:
        return _drawn("fans", results, measures, lang)
    names = results.find(*scenarios)
    return _drawn("fans", results.only(*names), measures, lang, strong=names[:STRONG], note=None)


def difference(results: Results, scenario: str, reference: str, measures: Sequence[str], lang: str) -> Shown:
    """A scenario less another, seed by seed, a panel a measure; without measures those of the figure ``differences``."""
    scenario, reference = results.find(scenario, reference)
    if scenario == reference:
        raise InputError(f"difference: {scenario} less itself: name two scenarios")
    if not results.common_seeds(scenario, reference):
        raise InputError(f"difference: {scenario} and {reference} have no seed in common")
    part = results.only(scenario, reference)
    part.reference = reference
    called = labels([scenario, reference], read(), part, lang)
    title = LESS.of(lang).format(scenario=called[scenario], reference=called[reference])
    return _drawn("differences", part, measures, lang, strong=[scenario], note=None, title=Text(en=title, zh=title))


def headline(results: Results, lang: str) -> Shown | None:
    """The figure that says most about a folder, or nothing where none can be drawn."""
    plots = plots_of(results)
    found = (plots.figures[name] for name in HEADLINES if name in plots.figures)
    picture = next((one for one in found if can_draw(one, results)), None)
    return _composed(picture, plots, results, drawable(lang)) if picture else None


def _drawn(figure: str, results: Results, measures: Sequence[str], lang: str, **changes: Any) -> Shown:
    """A declared figure with other measures, and what else is changed of it."""
    results.check_measures(*measures)
    plots = read()
    picture = plots.figures[figure]
    chosen = list(dict.fromkeys(measures)) or [name for name in picture.measures if name in results.measures]
    lang = drawable(lang)
    if measures:
        picture = picture.showing(chosen)
    if len(measures) == 1:
        title = COURSE.of(lang).format(measure=results.measures[chosen[0]].label[lang])
        changes = {"title": Text(en=title, zh=title), "size": ONE, **changes}
    return _composed(picture.model_copy(update=changes), plots, results, lang)


def _composed(picture: Picture, plots: Plots, results: Results, lang: str) -> Shown:
    with settings(picture.font):
        return compose(picture, plots, results, lang).figure
