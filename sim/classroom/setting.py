"""How a page of the classroom is set: one HTML file with its texts, numbers, styles and scripts inside; it asks nobody for anything."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.base.declared import Text
from sim.base.files import MARK
from sim.base.pages import policy
from sim.runs.display import Unit

COMMON = Path(__file__).parent


def render(
    home: Path,
    about: Mapping[str, Any],
    lang: str,
    texts: Mapping[str, Text],
    scripts: Sequence[str],
    numbers: str = "",
    *,
    live: bool = False,
    **more: Any,
) -> str:
    """The page of a folder (``page.html``, ``page.css``) that knows this; ``more`` stands in its template."""
    found = Environment(
        loader=FileSystemLoader([home, COMMON]), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return found.get_template("page.html").render(
        mark=MARK,
        lang=lang,
        texts={key: text.of(lang) for key, text in texts.items()},
        policy=policy(scripts, live=live),
        style=Markup("".join(_read(path) for path in (COMMON / "common.css", home / "page.css"))),
        meta=Markup(
            json.dumps(about, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
        ),
        numbers=Markup(numbers),
        scripts=[Markup(script) for script in scripts],
        **more,
    )


def scripts(home: Path, names: Sequence[str]) -> list[str]:
    """What all pages run, and these scripts of one."""
    return [_read(path) for path in (COMMON / "common.js", *(home / name for name in names))]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def both(text: Text) -> dict[str, str]:
    """A text as pages have it."""
    return {"en": text.en, "zh": text.zh}


def measure(name: str, label: Mapping[str, str], doc: Mapping[str, str], unit: Unit) -> dict[str, Any]:
    """What a page says of a measure."""
    return {
        "name": name,
        "label": dict(label),
        "doc": dict(doc),
        "unit": both(unit),
        "gap": both(unit.gap or unit),
        "times": unit.times,
    }
