"""The declared figures: plots/figures.toml read and checked; sim/charts/ draws them."""

from collections.abc import Collection
from itertools import combinations
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from sim.base import toml
from sim.base.declared import Strict, Text
from sim.base.errors import InputError, suggest
from sim.base.paths import data
from sim.base.toml import Document, Key, located

MEASURED = (  # kinds that show the measures of the file
    "fans", "differences", "outcomes", "square", "closures", "lines", "checks", "heat", "scatter", "tornado", "screening",
    "chain", "people", "plane",
)  # fmt: skip
FRAME = 3.0  # inches: title, notes and source around the panels
STRONG = 5  # scenarios that an eye can follow in one panel
PICTURES = (".png", ".svg")  # ends of the files that show a figure

Language = Literal["en", "zh"]
# Okabe and Ito's colours without yellow (too pale) and without green (beside grey it can't be told apart).
Colour = Literal["black", "blue", "vermillion", "purple", "orange", "sky"]
Dash = Literal["solid", "dashed", "dotted", "dashdot"]
Marker = Literal["circle", "square", "up", "down", "left", "right", "diamond", "star", "plus", "cross"]


class Style(Strict):
    """How a scenario looks, the same in every figure."""

    label: Text
    colour: Colour
    dash: Dash
    marker: Marker

    @property
    def look(self) -> tuple[str, str, str]:
        """What tells it from others of its set."""
        return self.colour, self.dash, self.marker


class Unit(Text):
    """How a unit is written: values are multiplied by ``times``; ``gap`` is the unit of a difference."""

    times: float = Field(default=1.0, gt=0)
    gap: Text | None = None


class Picture(Strict):
    """One declared figure."""

    kind: Literal[
        "fans", "differences", "outcomes", "square", "gains", "circuit", "agents", "books", "facts", "cycle", "closures",
        "frontier", "lines", "checks", "heat", "scatter", "tornado", "screening", "classic", "lenses", "prices", "stacks", "scoreboard",
        "skill", "members", "life", "basket", "pools", "hours", "chain", "roads", "homes", "capex", "power", "people", "plane",
        "points", "bars", "pairs", "matrix",
    ]  # fmt: skip
    title: Text
    note: Text | None = None
    measures: list[str] = Field(default=[], max_length=24, description="of the kinds that show what is measured")
    strong: list[str] = Field(max_length=STRONG, description="square: private passed on, private kept, public the same")
    asked: bool = Field(default=False, description="drawn only where it is asked for by name")
    alone: bool = Field(default=False, description="other scenarios stay grey even where there is room for them")
    columns: int = Field(ge=1, le=6)
    size: list[float] = Field(min_length=2, max_length=2, description="inches; a report sets 10 x 14 at most on a sheet of A4")
    font: float = Field(ge=6, le=48, description="points")

    def showing(self, measures: list[str]) -> "Picture":
        """The same with these measures, and a page as high as they need; a figure without measures as it is."""
        if not self.measures:
            return self
        rows, before = (-(-len(names) // self.columns) for names in (measures, self.measures))
        high = FRAME + (self.size[1] - FRAME) * rows / before
        return self.model_copy(update={"measures": measures, "size": [self.size[0], high]})


class Summary(Strict):
    """What is printed of a comparison."""

    measures: list[str] = Field(min_length=1)


class Tables(Strict):
    """What tables of months hold besides what is printed and drawn of measures."""

    measures: list[str] = Field(default=[])


class Plots(Strict):
    """All that the file declares."""

    sets: dict[str, list[str]]
    summary: Summary
    tables: Tables = Tables()
    scenarios: dict[str, Style]
    units: dict[str, Unit]
    figures: dict[str, Picture]

    def __len__(self) -> int:
        return len(self.figures)

    def showing(self, measures: list[str]) -> "Plots":
        """The same with these measures in every figure that shows measures."""
        figures = {name: picture.showing(measures) for name, picture in self.figures.items()}
        return self.model_copy(update={"figures": figures})

    def tabled(self) -> list[str]:
        """The measures that are shown: those whose months stand in tables where nobody asks for all."""
        drawn = [name for picture in self.figures.values() for name in picture.measures]
        return list(dict.fromkeys([*self.summary.measures, *drawn, *self.tables.measures]))

    def group(self, name: str) -> list[str]:
        """The scenarios of a set; an InputError where there is none of this name."""
        if name not in self.sets:
            raise InputError(f"group = {name!r}: must be one of {', '.join(self.sets)}{suggest(name, self.sets)}")
        return self.sets[name]

    def unit(self, name: str) -> Unit:
        """How this unit is written; as it stands where nothing is declared."""
        return self.units.get(name, Unit(en=name, zh=name))


def read(path: Path | None = None) -> Plots:
    """The declarations of a file (the shipped one by default); an InputError with all its faults."""
    document = toml.read(path or data("plots") / "figures.toml")
    try:
        plots = Plots(**document.data)
    except ValidationError as error:
        raise InputError([located(document, fault["loc"], fault["msg"]) for fault in error.errors()]) from None
    faults = [*_repeated(plots, document), *_unfit(plots, document)]
    if faults:
        raise InputError(faults)
    return plots


def declared(path: Path | None = None) -> Plots:
    """The same, with the names of measures and scenarios checked against the model."""
    from sim.economy.measures import MEASURES
    from sim.economy.scenario import shipped

    plots = read(path)
    document = toml.read(path or data("plots") / "figures.toml")
    lists: list[tuple[Key, Collection[str], Collection[str]]] = [
        (("summary", "measures"), plots.summary.measures, MEASURES),
        (("tables", "measures"), plots.tables.measures, MEASURES),
        (("scenarios",), plots.scenarios, shipped()),
        (("units",), plots.units, {measure.unit for measure in MEASURES.values()}),
        *((("sets", name), members, plots.scenarios) for name, members in plots.sets.items()),
        *((("figures", name, "measures"), picture.measures, MEASURES) for name, picture in plots.figures.items()),
        *((("figures", name, "strong"), picture.strong, plots.scenarios) for name, picture in plots.figures.items()),
    ]
    faults = [
        located(document, key, f"no such {_kind(key)}: {name}{suggest(name, known)}")
        for key, names, known in lists
        for name in names
        if name not in known
    ]
    if faults:
        raise InputError(faults)
    return plots


def check(path: Path | None = None) -> list[str]:
    """Every fault of a figures file, or nothing."""
    try:
        declared(path)
    except InputError as error:
        return error.messages
    return []


def _kind(key: Key) -> str:
    return {"measures": "measure", "units": "unit of a measure", "scenarios": "scenario"}.get(
        str(key[-1]), "scenario in the table [scenarios]"
    )


def _repeated(plots: Plots, document: Document) -> list[str]:
    """Names given twice in a list, and scenarios of one set that look alike."""
    lists: list[tuple[Key, list[str]]] = [
        (("summary", "measures"), plots.summary.measures),
        (("tables", "measures"), plots.tables.measures),
        *((("sets", name), members) for name, members in plots.sets.items()),
    ]
    for name, picture in plots.figures.items():
        lists += [(("figures", name, "measures"), picture.measures), (("figures", name, "strong"), picture.strong)]
    faults = [
        located(document, key, f"{name} is given twice")
        for key, names in lists
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    for one, other in combinations(plots.scenarios, 2):
        both = [group for group, members in plots.sets.items() if {one, other} <= set(members)]
        if both and plots.scenarios[one].look == plots.scenarios[other].look:
            said = f"looks like {one}: colour, dash or marker must differ, as both are in the set {both[0]}"
            faults.append(located(document, ("scenarios", other), said))
    return faults


def _unfit(plots: Plots, document: Document) -> list[str]:
    """Figures whose kind wants other lists than they have."""
    faults = []
    for name, picture in plots.figures.items():
        if (picture.kind in MEASURED) is not bool(picture.measures):
            wanted = "one measure or more" if picture.kind in MEASURED else "no measures: its panels are fixed"
            faults.append(located(document, ("figures", name, "measures"), f"the kind {picture.kind} has {wanted}"))
        if picture.kind == "square" and len(picture.strong) != 4:
            wanted = "four scenarios: private passed on, private kept, public passed on, public kept"
            faults.append(located(document, ("figures", name, "strong"), f"the kind square has {wanted}"))
    return faults
