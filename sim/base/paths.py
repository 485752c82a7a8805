"""Where the files that travel with the program lie."""

from pathlib import Path

from sim.base.names import spelt

PACKAGE = Path(__file__).parents[1]
ROOT = PACKAGE.parent  # of a clone


def data(kind: str) -> Path:
    """The folder ``kind`` (scenarios, plots, ...), or a file: in the installed package, else beside ``sim/``."""
    packed = PACKAGE / "_data" / kind
    return packed if packed.exists() else ROOT / kind


def shown(path: Path) -> str:
    """A path as messages show it: from the current folder where it lies below, else as it is; what is no letter as an escape."""
    try:
        return spelt(path.resolve().relative_to(Path.cwd()).as_posix())
    except (ValueError, OSError, RuntimeError):  # elsewhere, or no path at all: a zero byte, links in a circle
        return spelt(str(path))
