"""The pictures of the README and the contact sheet: ``python plots/gallery.py RESULTS_DIR`` after ``sim compare``."""

import sys
from pathlib import Path

from PIL import Image

GALLERY = Path(__file__).parent / "gallery"
WIDTH = 1500  # pixels of a picture; the contact sheet is twice as wide
FIGURES = ("overview", "outcomes", "fans", "differences")


def main() -> None:
    drawn = Path(sys.argv[1]) / "figures"
    GALLERY.mkdir(exist_ok=True)
    pictures = {name: _fit(Image.open(drawn / f"{name}.png").convert("RGB"), WIDTH) for name in FIGURES}
    _save(pictures["overview"], GALLERY / "overview.png")
    columns = [("overview", "fans"), ("outcomes", "differences")]
    height = max(sum(pictures[name].height for name in column) for column in columns)
    sheet = Image.new("RGB", (WIDTH * len(columns), height), "white")
    for i, column in enumerate(columns):
        top = 0
        for name in column:
            sheet.paste(pictures[name], (i * WIDTH, top))
            top += pictures[name].height
    _save(sheet, GALLERY / "contact-sheet.png")


def _fit(picture: Image.Image, width: int) -> Image.Image:
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)


def _save(picture: Image.Image, path: Path) -> None:
    picture.quantize(128).save(path, optimize=True)  # few colours: a quarter of the size
    print(path, f"{path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
