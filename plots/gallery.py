"""The pictures of README and docs/scenarios.md: ``python plots/gallery.py RESULTS_DIR [SCENARIO ...]`` after ``sim compare``.

With names it draws one small picture for each of these scenarios; without, one for every scenario of the folder, the overview,
and a contact sheet of all declared figures that the folder has, in English and in Chinese. Beside each picture of a scenario
stands its alt text. Of a folder of `sim sweep` it draws the plane with its calm corner, in both languages, with its words.
"""

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from sim import charts
from sim.base.declared import Text
from sim.base.errors import InputError, suggest
from sim.base.files import write_text
from sim.charts import typography
from sim.experiments.ensemble import design_of
from sim.runs import display
from sim.runs.reading import load
from sim.runs.results import Results

GALLERY = Path(__file__).parent / "gallery"
WIDTH = 1500  # pixels of the overview
CARD = {"size": [8.5, 6.2], "font": 11.0, "columns": 2}  # of a scenario's picture, inches and points
CARD_DPI = 100
SHEET = (3, 900)  # columns of the contact sheet, and pixels of each
ENDS = {"en": "", "zh": "-zh"}  # of the names of contact sheets
COLOURS = 256  # few colours: a third of the size


def main(arguments: Sequence[str]) -> None:
    """Draw what is asked for."""
    results, names = load(arguments[0]), arguments[1:]
    if design_of(results.folder):
        plane(results)
        return
    for name in names or results.scenarios:
        card(results, name)
    if names:
        return
    for lang, end in ENDS.items():
        if lang == "zh" and typography.chinese_font() is None:
            raise InputError("no Chinese font found: the contact sheet in Chinese needs one (fonts-noto-cjk)")
        drawn = all_figures(results, lang)
        if lang == "en":
            _save(_fit(drawn["overview"], WIDTH), GALLERY / "overview.png")
        _save(_sheet([_fit(picture, SHEET[1]) for picture in drawn.values()]), GALLERY / f"contact-sheet{end}.png")


def all_figures(results: Results, lang: str) -> dict[str, Image.Image]:
    """Every declared figure that the folder has, drawn in one language."""
    plots = display.read()
    return {
        name: _picture(picture, plots, results, lang, charts.DPI)[0]
        for name, picture in plots.figures.items()
        if charts.can_draw(picture, results)
    }


def card(results: Results, name: str) -> None:
    """One scenario beside the reference in the panels of the overview, all others grey: so scales are those of all pictures."""
    if name not in results.scenarios:
        raise InputError(f"{name}: not in {results.folder}{suggest(name, results.scenarios)}")
    plots = display.read()
    title, question = (Text(**results.manifest["scenarios"][name][key]) for key in ("title", "question"))
    shown = [*dict.fromkeys((results.reference, name))]
    words = {"title": title, "note": question, "strong": shown, "alone": True}
    picture = plots.figures["overview"].model_copy(update=CARD | words)
    drawn, alt = _picture(picture, plots, results, "en", CARD_DPI)
    _save(drawn, GALLERY / f"{name}.png")
    write_text(GALLERY / f"{name}.txt", alt + "\n")


def plane(results: Results) -> None:
    """The plane of benefits by speed of adoption, as docs/scenarios.md shows it, and what it says."""
    plots = display.read()
    if not charts.can_draw(plots.figures["plane"], results):
        raise InputError(f"{results.folder}: no plane of replacement_rate by adoption_speed, of one scenario with mortgages")
    for lang, end in {"en": "", "zh": ".zh"}.items():
        drawn, alt = _picture(plots.figures["plane"], plots, results, lang, CARD_DPI)
        _save(drawn, GALLERY / f"plane{end}.png")
        write_text(GALLERY / f"plane{end}.txt", alt + "\n")


def _picture(
    picture: display.Picture, plots: display.Plots, results: Results, lang: str, dpi: int
) -> tuple[Image.Image, str]:
    """One figure as an image, and its alt text."""
    with typography.settings(picture.font):
        page = charts.compose(picture, plots, results, lang)
        file = BytesIO()
        page.figure.savefig(file, format="png", dpi=dpi)
    return Image.open(file).convert("RGB"), page.alt


def _fit(picture: Image.Image, width: int) -> Image.Image:
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)


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
