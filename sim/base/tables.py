"""Tables and lines of text."""

import re
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from rich.console import Console


def console(**options: Any) -> "Console":
    """A terminal that shows texts as they stand: `[red]` and `:smile:` are no colours and no pictures."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, **options)


def in_columns(heads: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int]) -> str:
    """A table as text: the columns ``left`` begin at the left, the others end at the right, and only the last may be folded."""
    from io import StringIO

    from rich.table import Table

    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, head in enumerate(heads):
        grid.add_column(head, justify="left" if place in left else "right", no_wrap=place < len(heads) - 1)
    for row in rows:
        grid.add_row(*row)
    text = StringIO()
    console(file=text, width=200).print(grid)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def wide(text: str) -> int:
    """How many Latin letters wide a text is: a Chinese letter is as wide as two.

    >>> wide("ab"), wide("失业")
    (2, 4)
    """
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def wrapped(text: str, room: int) -> list[str]:
    """Lines of at most ``room`` Latin letters; a Chinese one is as wide as two and needs no space to break at.

    No line begins with a mark that ends something, and none ends with one that begins something. Numbers and Latin words stay whole where
    a line can hold them.

    >>> wrapped("一二（三）四", 6), wrapped("一二三（四）", 8), wrapped("one two", 3), wrapped("一二2000三", 6)
    (['一二', '（三）', '四'], ['一二三', '（四）'], ['one', 'two'], ['一二', '2000三'])
    """
    if not any(east_asian_width(letter) in "WF" for letter in text):
        return wrap(text, room)
    lines, used = [""], 0
    for part in re.findall(rf"[!-~]{{1,{max(room, 1)}}}|.", text, re.DOTALL):
        width = sum(1 + (east_asian_width(letter) in "WF") for letter in part)
        if used + width + 2 * (part in "“（《") > room and part not in "，。、：；！？”）》":
            lines, used = [*lines, ""], 0
        lines[-1] += part
        used += width
    return lines


def units(millionths: int) -> str:
    """An integer balance in units; nothing for zero."""
    text = f"{millionths / 1e6:,.2f}" if millionths else ""
    return text.removeprefix("-") if text == "-0.00" else text
