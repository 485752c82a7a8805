"""The pictures of the README: ``python plots/gallery.py RESULTS_DIR [SCENARIO ...]`` after ``sim compare``.

With names it draws one small picture for each of these scenarios; without, one for every scenario of the folder, the overview,
and a contact sheet of all declared figures that the folder has. Beside each picture of a scenario stands its alt text.
"""

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from sim import charts, figures, layout
from sim.errors import InputError
from sim.params import suggest
from sim.results import Results, load
from sim.store import write_text

GALLERY = Path(__file__).parent / "gallery"
WIDTH = 1500  # pixels of the overview
CARD = {"size": [8.5, 6.2], "font": 11.0, "columns": 2}  # of a scenario's picture, inches and points
CARD_DPI = 100
SHEET = (3, 900)  # columns of the contact sheet, and pixels of each
COLOURS = 256  # few colours: a third of the size


def main(arguments: Sequence[str]) -> None:
    """Draw what is asked for."""
    results, names = load(arguments[0]), arguments[1:]
    for name in names or results.scenarios:
        card(results, name)
    if not names:
        folder = results.folder / "figures"
        drawn = [folder / f"{name}.png" for name in figures.read().figures]
        _save(_fit(folder / "overview.png", WIDTH), GALLERY / "overview.png")
        _save(_sheet([_fit(path, SHEET[1]) for path in drawn if path.exists()]), GALLERY / "contact-sheet.png")


def card(results: Results, name: str) -> None:
    """One scenario beside the reference in the panels of the overview, all others grey: so scales are those of all pictures."""
    if name not in results.scenarios:
        raise InputError(f"{name}: not in {results.folder}{suggest(name, results.scenarios)}")
    plots = figures.read()
    title, question = (figures.Text(**results.manifest["scenarios"][name][key]) for key in ("title", "question"))
    shown = [*dict.fromkeys((results.reference, name))]
    words = {"title": title, "note": question, "strong": shown, "alone": True}
    picture = plots.figures["overview"].model_copy(update=CARD | words)
    with layout.settings(picture.font):
        page = charts.compose(picture, plots, results, "en")
        file = BytesIO()
        page.figure.savefig(file, format="png", dpi=CARD_DPI)
    _save(Image.open(file).convert("RGB"), GALLERY / f"{name}.png")
    write_text(GALLERY / f"{name}.txt", page.alt + "\n")


def _fit(path: Path, width: int) -> Image.Image:
    with Image.open(path) as picture:
        size = (width, round(picture.height * width / picture.width))
        return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def _sheet(pictures: Sequence[Image.Image]) -> Image.Image:
    """All pictures on one page: each goes into the column that is the shortest so far."""
    columns, width = SHEET
    heights, places = [0] * columns, []
    for picture in pictures:
        column = heights.index(min(heights))
        places.append((column * width, heights[column]))
        heights[column] += picture.height
    page = Image.new("RGB", (columns * width, max(heights)), "white")
    for picture, place in zip(pictures, places, strict=True):
        page.paste(picture, place)
    return page


def _save(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path, f"{path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
