"""The glossary: docs/glossary.toml as pages in both languages, and what is not in keeping with it in a text.

A term has one word in Chinese. What stands in generated blocks comes from texts that are read themselves.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, TypeAdapter, ValidationError

from sim.base import toml
from sim.base.declared import Strict, Text
from sim.base.errors import InputError
from sim.base.markdown import table
from sim.base.paths import ROOT, shown
from sim.economy.measures import MEASURES
from sim.engine import parameters

FILE = ROOT / "docs" / "glossary.toml"
LABEL = 8  # characters of the longest text in which a short form may stand
# Where Chinese texts of ours stand; what is generated as a whole, and the glossary, are not among them.
HOMES = (
    *("README.md", "README.zh.md", "docs/*.md", "lessons/*.md", "lessons/**/*.toml", "scenarios/*.toml", "seeds/*.toml", "plots/*.toml"),
    *("examples/*.py", "sim/**/*.toml", "sim/**/*.py", "sim/**/*.js", "sim/**/*.html"),
)
NOT = ("docs/glossary.toml", "docs/glossary.md", "docs/glossary.zh.md")
CHINESE = re.compile("[\u4e00-\u9fff]")
TEXT = re.compile('[^"\'\n]*[\u4e00-\u9fff][^"\'\n]*')  # between quotes, or a line
GENERATED = re.compile("<!-- generated: .*?<!-- end -->", re.DOTALL)
HEADS = {"en": ("English", "Chinese", "symbol", "not", "see"), "zh": ("中文", "英文", "符号", "不作", "见")}
SHORT = Text(en="{zh}, in labels {short}", zh="{zh}（标签中作{short}）")
PAGES = {"parameter": "model/parameters.md", "measure": "model/measures.md"}


class Term(Strict):
    """A term and its one word in Chinese."""

    en: str = Field(min_length=1)
    zh: str = Field(pattern=CHINESE.pattern)
    name: str = ""  # of a parameter or measure
    symbol: str = ""
    short: str = ""
    instead: tuple[str, ...] = ()  # what does not stand in its place
    but: tuple[str, ...] = ()  # within these it may

    @property
    def sign(self) -> str:
        """Its symbol, that of its parameter where it has none of its own."""
        known = parameters.table().get(self.name)
        return self.symbol or (known.symbol if known else "")


class Found(NamedTuple):
    """A word that is not in keeping with the glossary: in which line, and what stands in its place."""

    line: int
    word: str
    term: Term


@cache
def read(path: Path = FILE) -> Mapping[str, Term]:
    """The terms by name; an InputError for what is wrong with them."""
    document = toml.read(path)
    data = {
        key: {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
        if isinstance(entry, dict)
        else entry
        for key, entry in document.data.get("terms", {}).items()
    }
    try:
        terms = TypeAdapter(dict[str, Term]).validate_python(data)
    except ValidationError as error:
        raise InputError(
            [f"{shown(path)}: terms.{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        ) from None
    faults, words = [], dict[str, str]()
    for key, term in terms.items():
        where = document.spots["terms", key]
        if term.name and term.name not in parameters.table() and term.name not in MEASURES:
            faults.append(f"{where}: {key}: name = {term.name}: no such parameter or measure")
        if words.setdefault(term.zh, key) != key:
            faults.append(f"{where}: {key}: {term.zh} is the word of {words[term.zh]}")
        faults += [
            f"{where}: {key}: instead = {word}: is the word of {other}"
            for word in term.instead
            for other, one in terms.items()
            if word in (one.zh, one.short)
        ]
    if faults:
        raise InputError(faults)
    return terms


def found(text: str, terms: Mapping[str, Term]) -> Iterator[Found]:
    """What in a text is not in keeping with the terms."""
    own = GENERATED.sub(lambda block: "\n" * block.group().count("\n"), text)
    for match in TEXT.finditer(own):
        said, line = match.group(), own.count("\n", 0, match.start()) + 1
        for term in terms.values():
            rest = said
            for allowed in (term.zh, *term.but):
                rest = rest.replace(allowed, "\n")
            yield from (Found(line, word, term) for word in term.instead if word in rest)
            if term.short and len(said.strip()) > LABEL and _stands(term.short, said, term.zh):
                yield Found(line, term.short, term)


def _stands(short: str, said: str, zh: str) -> bool:
    """Whether a short form of Latin letters stands beside Chinese; one that is a part of its word may stand everywhere."""
    if short in zh:
        return False
    beside = "[\u4e00-\u9fff，。、：；（）“”]"
    return re.search(f"{beside}{short}(?![A-Za-z_ ])|(?<![A-Za-z_ ]){short}{beside}", said) is not None


def paths() -> list[Path]:
    """All files with texts that the glossary holds for."""
    found = {path for home in HOMES for path in ROOT.glob(home)} - {ROOT / name for name in NOT}
    return sorted(path for path in found if CHINESE.search(path.read_text(encoding="utf-8")))


def block(lang: str) -> str:
    """All terms as a table, by the word of the language."""
    rows: list[Sequence[str]] = []
    for term in sorted(read().values(), key=lambda term: term.en.lower()):
        short = term.short and SHORT.of(lang).format(zh=term.zh, short=term.short)
        kind = "parameter" if term.name in parameters.table() else "measure"
        page = f"[`{term.name}`]({PAGES[kind]})" if term.name else ""
        first, second = (term.en, short or term.zh) if lang == "en" else (short or term.zh, term.en)
        rows.append((first, second, f"`{term.sign}`" if term.sign else "", "、".join(term.instead), page))
    return table(HEADS[lang], rows)


BLOCKS = {"glossary": partial(block, "en"), "glossary-zh": partial(block, "zh")}
