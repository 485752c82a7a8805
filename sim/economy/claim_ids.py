"""The texts of the register, and the claims they make, by name."""

import re
from functools import cache

from sim.base.paths import data

TEXTS = ("manifesto", "huang-value", "elite-strike", "endgame", "huang-labour")
EFFECTS = "effects"  # the smallest effects of interest: what is not a text in the folder


@cache
def ids() -> tuple[str, ...]:
    """The ids of all claims, found without reading more than it takes: scenario files name them.

    >>> len(ids()), ids()[:2]
    (59, ('M1', 'M2'))
    """
    found = []
    for name in TEXTS:
        path = data("seeds") / f"{name}.toml"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        found += re.findall(r"^\[claims\.(\w+)\]", text, re.MULTILINE)
    return tuple(found)
