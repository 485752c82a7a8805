"""Pages in Markdown whose marked blocks are written anew."""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.base.errors import InputError
from sim.base.files import write_text
from sim.base.paths import shown

MARKED = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(?=<!-- end -->)", re.DOTALL)
MARK = re.compile(r"<!-- (?:generated: [\w-]+|end) -->")


def generate(text: str, blocks: Mapping[str, Callable[[], str]]) -> str:
    """The text with every marked block written anew.

    >>> generate("before\\n<!-- generated: weather -->\\n<!-- end -->\\n", {"weather": lambda: "rain"})
    'before\\n<!-- generated: weather -->\\n\\nrain\\n\\n<!-- end -->\\n'
    """
    if len(MARK.findall(text)) != 2 * len(MARKED.findall(text)):
        raise InputError("a generated block lacks its beginning or its <!-- end -->")

    def written(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in blocks:
            raise InputError(f"{name}: no such generated block ({', '.join(blocks)})")
        return f"{match.group(1)}\n{blocks[name]()}\n\n"

    return MARKED.sub(written, text)


def rewrite(pages: Mapping[Path, str], command: str, *, check: bool) -> int:
    """Write the pages whose text is not that of the file, or only name them; how many a check finds."""
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        name = shown(path)
        if check:
            print(f"{name} is not current: run {command}", file=sys.stderr)
        else:
            write_text(path, pages[path])
            print(f"{name} rewritten", file=sys.stderr)
    return len(stale) if check else 0


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A Markdown table; the columns of ``right`` hold numbers."""
    numbers = set(right)
    rule = ["---:" if i in numbers else "---" for i in range(len(head))]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (head, rule, *rows))


class Heading(NamedTuple):
    """A heading: its level, its text, and the anchor by which a link finds it."""

    level: int
    title: str
    anchor: str


def headings(text: str) -> list[Heading]:
    """The headings of a page, with the anchors that GitHub gives them.

    >>> headings("# C + V + S\\n```bash\\n# no heading\\n```\\n## `post` rounds\\n## `post` rounds\\n")[0::2]
    [Heading(level=1, title='C + V + S', anchor='c--v--s'), Heading(level=2, title='`post` rounds', anchor='post-rounds-1')]
    """
    found: list[Heading] = []
    seen: dict[str, int] = {}
    for marks, title in re.findall(
        r"^(#+) (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE
    ):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).strip().lower()
        anchor = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        count = seen[anchor] = seen.get(anchor, -1) + 1
        found.append(Heading(len(marks), title, f"{anchor}-{count}" if count else anchor))
    return found
