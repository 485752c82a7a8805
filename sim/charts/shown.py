"""Figures as objects: they show themselves in a cell of a notebook, with their alt text, and stay silent in a terminal."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.base.backend import Figure  # before anything of matplotlib
from sim.base.paths import shown
from sim.charts import typography
from sim.experiments.comparison import image

WIDE = 1200  # pixels of a picture in a cell: more than it has room for
DPI = 100
COLOURS = 256


class Shown(Figure):
    """A matplotlib figure that shows itself. ``alt``: what it shows, in words; ``numbers``: what it plots."""

    alt: str = ""
    letters: float = 11.0  # points
    numbers: pd.DataFrame

    def savefig(self, fname: Any, **options: Any) -> None:
        """As matplotlib does, with the settings that the figure was drawn with."""
        with typography.settings(self.letters):
            super().savefig(fname, **options)

    def _repr_html_(self) -> str:
        file = io.BytesIO()
        self.savefig(file, format="png", dpi=DPI)
        return image(_for_a_cell(file), self.alt)

    def __repr__(self) -> str:
        return f"<Figure: {self.texts[0].get_text() if self.texts else ''}>"

    __str__ = __repr__


@dataclass(frozen=True, repr=False)
class Made:
    """A figure that was drawn once: the files that were written of it, and what a report sets of it. ``svg`` is empty where nobody
    asked for it. A notebook shows it, and where a path is wanted it is that of its picture."""

    name: str
    paths: list[Path]
    svg: str
    alt: str
    numbers: pd.DataFrame

    @property
    def path(self) -> Path:
        """Its picture, which is a PNG."""
        return self.paths[0]

    def __fspath__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return f"<{self.name}: {shown(self.path)}>" if self.paths else f"<{self.name}>"

    def _repr_html_(self) -> str:
        return image(_for_a_cell(self.path), self.alt) if self.paths else self.svg


class Gallery(list[Made]):
    """Figures on disk, one after the other."""

    def __init__(self, drawn: Iterable[Made]) -> None:
        super().__init__(drawn)

    @property
    def paths(self) -> list[Path]:
        """All files that show a figure."""
        return [path for one in self for path in one.paths]

    def _repr_html_(self) -> str:
        return "\n".join(f"<p>{one._repr_html_()}</p>" for one in self)


def _for_a_cell(picture: Path | io.BytesIO) -> bytes:
    """A PNG no wider than a cell has room for, in so few colours that a notebook of many stays small."""
    from PIL import Image

    packed = io.BytesIO()
    with Image.open(picture) as found:
        small = found.convert("RGB")
    small.thumbnail((WIDE, small.height))
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()
