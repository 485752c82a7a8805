"""A report as data: sections of a few shapes, which the template turns into one HTML file that stands alone.

A command with findings of its own builds its sections of these shapes and calls ``write``; the template knows nothing else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.base.declared import Text
from sim.base.files import MARK, write_text


@dataclass(frozen=True)
class Paragraph:
    """Words; what stands between backticks is a name of the program, and two of them are one that stands in a text (``verbatim``).

    ``kind`` names the shape to the template.
    """

    kind: ClassVar[str] = "paragraph"
    text: str
    small: bool = False


@dataclass(frozen=True)
class Items:
    """A list of sentences."""

    kind: ClassVar[str] = "items"
    texts: Sequence[str]


@dataclass(frozen=True)
class Command:
    """What is typed, as it stands."""

    kind: ClassVar[str] = "command"
    text: str


@dataclass(frozen=True)
class Table:
    """Rows under heads. The first column names the row; of the columns the first ``words`` hold words, the others numbers.

    What is ``folded`` opens on demand and is not printed.
    """

    kind: ClassVar[str] = "table"
    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1
    folded: bool = False


@dataclass(frozen=True)
class Download:
    """A file within the file."""

    kind: ClassVar[str] = "download"
    name: str
    href: str  # a data: address
    text: str


@dataclass(frozen=True)
class Drawing:
    """A figure as inline SVG, what it shows in words, and the numbers behind it."""

    kind: ClassVar[str] = "drawing"
    svg: str
    alt: str
    tables: Sequence[Table]
    download: Download

    @property
    def labelled(self) -> Markup:
        """The SVG, as one image that is read out as its alt text."""
        return Markup(self.svg.replace("<svg", f'<svg role="img" aria-label="{escape(self.alt)}"', 1))


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; a section within a section has the next smaller heading."""

    kind: ClassVar[str] = "section"
    heading: str
    blocks: Sequence["Block"]
    short: str = ""  # its name in the table of contents, where the heading is long
    page: bool = False  # begins on a new page


Block = Paragraph | Items | Command | Table | Download | Drawing | Section


@dataclass(frozen=True)
class Document:
    """A whole report."""

    lang: str
    title: str
    lead: Sequence[str]
    sections: Sequence[Section]


WORDS = {
    "contents": Text(en="Contents", zh="目录"),
    "alt": Text(en="The figure in words", zh="图的文字说明"),
    "paper": Text(
        en="On paper: tables that are folded on the screen are left out. They are in the file itself.",
        zh="纸面版略去屏幕上折叠的表格，这些表格见文件本身。",
    ),
}


def render(document: Document) -> str:
    """The document as HTML: all texts escaped, nothing fetched from elsewhere, no script."""
    words = {key: text.of(document.lang) for key, text in WORDS.items()}
    return environment().get_template("report.html").render(document=document, words=words)


def write(document: Document, path: Path) -> Path:
    """A whole file, or none."""
    write_text(path, render(document))
    return path


@cache
def environment() -> Environment:
    """The templates of this room."""
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(mark=MARK)
    found.filters.update(marked=_marked, plain=_plain)
    return found


def _marked(text: str) -> Markup:
    """A text with the names of the program in it set as such.

    >>> str(_marked("`pass_through` < 1"))
    '<code>pass_through</code> &lt; 1'
    >>> str(_marked(verbatim("Two `worlds`")))
    'Two `worlds`'
    """
    return Markup(_ticks(str(escape(text)), "<code>{}</code>"))


def _plain(text: str) -> str:
    """The same without any mark."""
    return _ticks(text, "{}")


def _ticks(text: str, form: str) -> str:
    def shown(found: re.Match[str]) -> str:
        return "`" if found[1] is None else form.format(found[1].replace("``", "`"))

    return re.sub(r"``|`((?:[^`]|``)+)`", shown, text)


def verbatim(text: str) -> str:
    """A text of a user as a shape takes it: backticks in it mark nothing."""
    return text.replace("`", "``")
