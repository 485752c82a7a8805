"""How quickly the classroom page answers in the system's chromium: its size, ready after, and a slider's move until it shows.

    python benchmarks/page.py results/explore-.../explore.html [MOVES]

A move is timed in the page, from the event of a slider until the frame after the eight charts have been drawn anew.
"""

import shutil
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# Every slider that is on, to and fro; two frames on, what was drawn has been shown.
MOVE = """
async (moves) => {
  const shown = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  const sliders = [...document.querySelectorAll("input[type=range]")].filter((one) => !one.disabled);
  const times = [];
  for (let i = 0; i < moves; i++) {
    const slider = sliders[i % sliders.length];
    const before = document.documentElement.dataset.drawn;
    const start = performance.now();
    slider.value = slider.value === slider.max ? Number(slider.value) - 1 : Number(slider.value) + 1;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    while (document.documentElement.dataset.drawn === before) await new Promise((go) => setTimeout(go, 0));
    await shown();
    times.push(performance.now() - start);
    await new Promise((go) => setTimeout(go, 400));  // what stands below the charts is drawn meanwhile
  }
  return times;
}
"""


def main(page: Path, moves: int) -> None:
    """Print the figures."""
    chromium = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
    with sync_playwright() as play, play.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser:
        ready, times = [], []
        for _ in range(5):
            tab = browser.new_page(viewport={"width": 1920, "height": 1080})
            tab.goto(page.absolute().as_uri())
            tab.wait_for_selector("html[data-ready]")
            ready.append(tab.evaluate("performance.now()") / 1e3)
            tab.wait_for_selector("html[data-rest]")
            times += tab.evaluate(MOVE, moves)
            tab.close()
    print(f"size {page.stat().st_size / 1e6:.2f} MB")
    print(f"ready after {statistics.median(ready):.2f} s (median of {len(ready)}; worst {max(ready):.2f})")
    print(f"a move shows after {statistics.median(times):.0f} ms (median of {len(times)}; worst {max(times):.0f})")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
