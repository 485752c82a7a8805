"""What every kind of figure is given and gives back: the page with its panels, how scenarios look, the plotted numbers."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, product
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from sim.base.declared import Text
from sim.base.tables import wrapped
from sim.charts import typography
from sim.economy.variants import Variant
from sim.runs.display import STRONG, Picture, Plots, Unit
from sim.runs.results import Results

# Okabe and Ito's colours. No yellow: too pale. No green: beside grey it can't be told apart.
COLOURS = {
    "black": "#000000",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
}
DASHES: dict[str, Any] = {
    "solid": "-",
    "dashed": (0, (4, 2)),
    "dotted": (0, (1.2, 1.6)),
    "dashdot": (0, (6, 2, 1.5, 2)),
}
MARKERS = {
    "circle": "o",
    "square": "s",
    "up": "^",
    "down": "v",
    "left": "<",
    "right": ">",
    "diamond": "D",
    "star": "*",
    "plus": "P",
    "cross": "X",
}
PALE = "#B0B0B0"  # scenarios that are not strong
LABEL = 28  # letters of a scenario's name; a Chinese one counts twice
ROOM = 8.8  # letters of a panel's title, over its inches and the size of letters in inches
Seen = tuple[str, str, str]  # the names of a colour, a dash and a marker
Line = tuple[Text, str, str, str]  # what stands for something else than a scenario: label, colour, dash, marker
DIGITS = 6  # of the numbers in the CSV beside a figure: more than an eye can read


@dataclass(frozen=True)
class Look:
    """How a scenario is drawn in one figure."""

    label: str
    colour: str
    dash: Any
    marker: str
    strong: bool

    @property
    def ink(self) -> str | tuple[float, float, float]:
        """A darker shade for letters."""
        red, green, blue = (0.72 * part for part in to_rgb(self.colour))
        return (red, green, blue) if self.strong else typography.AXIS


@dataclass(frozen=True)
class Drawn:
    """What a kind gives back: how to read the figure, the plotted numbers, and what they say in words, a sentence each."""

    notes: list[str]
    numbers: pd.DataFrame
    said: list[str]


@dataclass(frozen=True)
class Sheet:
    """All that a kind needs to draw one figure."""

    picture: Picture
    plots: Plots
    results: Results
    lang: str
    looks: dict[str, Look]
    panels: dict[str, Axes]

    @property
    def weight(self) -> float:
        """How thick lines are: more where letters are larger."""
        return float((self.picture.font / 11.0) ** 0.8)

    def say(self, text: Text, **values: object) -> str:
        """A text in the language of the figure, with its values."""
        return text.of(self.lang).format(**values)

    def unit(self, measure: str) -> Unit:
        """How the unit of a measure is written."""
        return self.plots.unit(self.results.measures[measure].unit)

    def title(self, measure: str) -> str:
        """The label of a measure."""
        return self.results.measures[measure].label[self.lang]

    def head(self, panel: Axes, title: str, unit: str = "", grid: str = "y") -> None:
        """Title of a panel, with the unit behind it, and its grid."""
        panel.set_title(f"{title}  [{unit}]" if unit else title, loc="left")
        panel.grid(axis=grid)  # type: ignore[arg-type]

    def headline(self, panel: Axes, sentence: str, unit: str, room: float = 1.0) -> None:
        """A sentence as the title of a panel, in as many lines as it needs, with the unit beside the axis, and its grid.

        ``room``: the part of the panel that labels beside it leave.
        """
        inches = panel.get_window_extent().width / panel.get_figure(root=True).dpi  # type: ignore[union-attr]
        panel.set_title("\n".join(wrapped(sentence, int(ROOM * room * inches * 16.0 / self.picture.font))), loc="left")
        panel.set_ylabel(unit)
        panel.grid(visible=True, axis="y")

    def shown(self, *, strong: bool) -> dict[str, Look]:
        """The scenarios drawn strong, or the others."""
        return {name: look for name, look in self.looks.items() if look.strong is strong}

    def label(self, scenario: str) -> str:
        """The short name of a scenario, cut where it is long."""
        return labels(self.results.scenarios, self.plots, self.results, self.lang)[scenario]

    def own(self, lines: Mapping[str, Line], names: Iterable[str] | None = None) -> "Sheet":
        """The same with lines of its own in place of scenarios: all of a table, or some."""
        found = {}
        for name in lines if names is None else names:
            text, colour, dash, marker = lines[name]
            shown = typography.cut(text.of(self.lang), LABEL)
            found[name] = Look(shown, COLOURS[colour], DASHES[dash], MARKERS[marker], strong=True)
        return replace(self, looks=found)

    def ended(self, sentence: str) -> str:
        """With a full stop."""
        return sentence + ("." if self.lang == "en" else "。")

    def listed(self, parts: Iterable[str]) -> str:
        """Parts of a sentence, one after the other."""
        return ("; " if self.lang == "en" else "；").join(parts)

    def sentence(self, head: str, parts: Iterable[str]) -> str:
        """``head: part; part.``"""
        return self.ended(f"{head}{': ' if self.lang == 'en' else '：'}{self.listed(parts)}")


def label(scenario: str, plots: Plots, results: Results, lang: str) -> str:
    """The short name of a scenario: as declared, else its title."""
    style, variant = plots.scenarios.get(scenario), results.variant(scenario)
    if variant and variant.of in plots.scenarios:
        return variant.label(lang, plots.scenarios[variant.of].label.of(lang))
    return style.label.of(lang) if style else results.title(scenario, lang)


def looks(picture: Picture, plots: Plots, results: Results, lang: str, *, reference: bool) -> dict[str, Look]:
    """How each scenario is drawn: the declared ones strong, others too while there is room, the rest grey.

    ``reference``: whether the scenario that others are compared with is drawn as well.
    """
    names = [name for name in results.scenarios if reference or name != results.reference]
    strong = [name for name in picture.strong if name in names]
    if not picture.alone:
        strong += [name for name in names if name not in strong][: STRONG - len(strong)]
    known = styles({name: results.variant(name) for name in results.scenarios}, plots)  # the same in every figure
    texts = labels(names, plots, results, lang)
    found = {}
    for name in names:
        colour, dash, marker = known[name]
        shade = COLOURS[colour] if name in strong else PALE
        found[name] = Look(texts[name], shade, DASHES[dash], MARKERS[marker], name in strong)
    return found


def labels(names: Sequence[str], plots: Plots, results: Results, lang: str) -> dict[str, str]:
    """The short names of scenarios, cut where they are long: of variants that would then be alike at their front, else numbered."""
    whole = {name: label(name, plots, results, lang) for name in names}
    found = {name: typography.cut(text, LABEL) for name, text in whole.items()}
    for cut in (_fronted, _numbered):
        shown = list(found.values())
        alike = [name for name, text in found.items() if results.variant(name) and shown.count(text) > 1]
        found |= {name: cut(whole[name], LABEL, place) for place, name in enumerate(alike, start=1)}
    return found


def _fronted(text: str, room: int, place: int) -> str:
    """A long name without its beginning."""
    return typography.cut_front(text, room)


def _numbered(text: str, room: int, place: int) -> str:
    """A long name with a number behind it."""
    return f"{typography.cut(text, room - len(f' ({place})'))} ({place})"


def styles(scenarios: Mapping[str, Variant | None], plots: Plots) -> dict[str, Seen]:
    """Colour, dash and marker of scenarios that stand together, all unlike: as declared; of a variant the colour of its scenario and
    dashes and markers behind its; of others what is free.

    >>> from sim.runs import display
    >>> styles({"monopoly": None, "v": Variant("monopoly", {})}, display.read())["v"]
    ('vermillion', 'dotted', 'down')
    """
    found: dict[str, Seen] = {}
    for name in scenarios:
        style = plots.scenarios.get(name)
        if style and style.look not in found.values():
            found[name] = style.look
    free = _free_styles([colour for colour, _, _ in found.values()])
    for name, variant in scenarios.items():
        if name not in found and variant is None:
            found[name] = _first(free, found)
    families: dict[str, Seen] = {}  # by the scenario that variants are of
    for name, variant in scenarios.items():
        if name not in found and variant is not None:
            of = variant.of
            family = found.get(of) or (plots.scenarios[of].look if of in plots.scenarios else families.get(of))
            found[name] = _first(_behind(family), found) if family else _first(free, found)
            families.setdefault(of, found[name])
    return {name: found[name] for name in scenarios}


def _first(some: Sequence[Seen], found: Mapping[str, Seen]) -> Seen:
    """The first of some styles that nobody has; where there are more scenarios than styles, one that somebody has."""
    return next((one for one in some if one not in found.values()), some[len(found) % len(some)])


def _behind(style: Seen) -> list[Seen]:
    """Styles of the same colour: dashes and markers in their order from those of a style on, first both at a time."""
    colour, dash, marker = style
    dashes, markers = (_from(list(DASHES), dash), _from(list(MARKERS), marker))
    both = zip(cycle(dashes), markers, strict=False)
    return [(colour, *one) for one in (*both, *product(dashes, markers))]


def _from(names: list[str], first: str) -> list[str]:
    """In their order, beginning behind the first."""
    place = names.index(first) + 1
    return names[place:] + names[:place]


def _free_styles(used: Sequence[str]) -> list[Seen]:
    """Styles for scenarios that the file does not know: colours that no scenario here has come first."""
    colours = sorted((name for name in COLOURS if name != "black"), key=used.count)
    return [*zip(cycle(colours), cycle(("dashdot", "dotted")), MARKERS, strict=False), *product(colours, DASHES, MARKERS)]


def parted(blocks: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Blocks of single panels as one table, the scenario first."""
    numbers = pd.concat(list(blocks), ignore_index=True)
    ahead = ["scenario", "panel"]
    return numbers[[*ahead, *numbers.columns.drop(ahead)]]


def table(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> pd.DataFrame:
    """A table of plotted numbers, as they are written down."""
    return written(pd.DataFrame(list(rows), columns=list(columns)))


def written(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with floats of six digits."""
    for name in frame.select_dtypes("float"):
        frame[name] = [float(f"{value:.{DIGITS}g}") for value in frame[name]]
    return frame


def spoken(value: float, *, signed: bool = False) -> str:
    """A number as it is said in an alt text: three digits that count, and a minus that is read aloud.

    >>> [spoken(value) for value in (6.12345, -0.0612345, 12345.6, 0.0)]
    ['6.12', '−0.0612', '12,346', '0']
    >>> spoken(2.5, signed=True)
    '+2.50'
    """
    if not math.isfinite(value):
        return "?"
    places = min(max(2 - math.floor(math.log10(abs(value))), 0), 6) if value else 0
    return _number(value, places, "+" if signed and value else "")


def rounded(mean: float, half: float) -> str:
    """A mean and half its interval, with the digits that the interval supports.

    >>> rounded(-0.30469, 0.0826), rounded(22.93, 0.0), rounded(-0.001, 0.69)
    ('−0.305 ±0.083', '+22.9', '0.00 ±0.69')
    """
    if not half:
        return spoken(mean, signed=True)
    places = min(max(1 - math.floor(math.log10(half)), 0), 6)
    return f"{_number(mean, places, '+')} ±{half:.{places}f}"


def _number(value: float, places: int, sign: str) -> str:
    value = round(value, places)
    return f"{value or 0.0:{sign if value else ''},.{places}f}".replace("-", "−")
