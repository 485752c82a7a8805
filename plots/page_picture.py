"""The README's pictures of the classroom page: ``python plots/page_picture.py PAGE.html`` after ``sim explore --quick``.

It opens the page in the system's chromium as a projector shows it, in English and in Chinese.
"""

import shutil
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from sim.base.errors import InputError

GALLERY = Path(__file__).parent / "gallery"
ENDS = {"en": "", "zh": ".zh"}  # of the names of pictures
SIZE = {"width": 1920, "height": 1080}  # of a projector
SETTING = "a=monopoly&b=commons"
WIDTH = 1500  # pixels of the picture
COLOURS = 256  # few colours: a third of the size


def main(arguments: Sequence[str]) -> None:
    """Take both pictures."""
    page = Path(arguments[0]).resolve()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not page.is_file() or chromium is None:
        raise InputError(f"{page}: no such file" if chromium else "no chromium on PATH: the page cannot be opened")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for lang, end in ENDS.items():
            tab = browser.new_page(viewport=SIZE)
            tab.goto(f"{page.as_uri()}#{SETTING}&lang={lang}")
            tab.wait_for_selector("html[data-rest]")
            picture = Image.open(BytesIO(tab.screenshot())).convert("RGB")
            small = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)
            small.quantize(COLOURS, dither=Image.Dither.NONE).save(GALLERY / f"explore{end}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
