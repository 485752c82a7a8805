"""Names that are no file on some system, or one file with another name: folders that are made here are unpacked elsewhere."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

# Windows opens the device whatever ending follows, and with a superscript for the number too.
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    "conin$",
    "conout$",
    *(f"{p}{n}" for p in ("com", "lpt") for n in "0123456789¹²³"),
}
FORMULA = ("=", "+", "-", "@")
MARKS = '<>:"/\\|?*'
# What does something instead of standing there: control characters (a terminal obeys them, XML has no room for them), line separators,
# marks that turn the direction of what follows, half characters (bytes that are not UTF-8), and what is no character.
STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def fault(name: str) -> str:
    """Why a name can't be that of a file on every system; nothing where it can.

    >>> fault("Con.old"), fault("a:b"), fault("mine.")
    ('it is a device on Windows', "Windows allows no ':' in names", 'Windows drops the dot or space at its end')
    >>> fault("mine")
    ''
    """
    if STRANGE.search(name) or "\n" in name or "\t" in name:
        return "it holds what is no letter (a control character, or bytes that are not UTF-8)"
    mark = next((letter for letter in name if letter in MARKS), "")
    if mark:
        return f"Windows allows no {mark!r} in names"
    if name.startswith(FORMULA):
        return f"a spreadsheet takes what begins with {name[0]!r} for a formula"
    if name.partition(".")[0].rstrip(" ").lower() in DEVICES:
        return "it is a device on Windows"
    return "Windows drops the dot or space at its end" if name.endswith((".", " ")) else ""


def spelt(name: str) -> str:
    """A name as a message shows it: what is no letter as an escape.

    >>> print(spelt("a\\nb"))
    a\\nb
    """
    return said(name).replace("\n", "\\n").replace("\t", "\\t")


def said(text: str) -> str:
    """A text of several lines as a terminal, a page or a file may have it: what is no letter as an escape.

    >>> print(said("\\x1b[2Ja\\udcffb"))
    \\x1b[2Ja\\udcffb
    """
    return STRANGE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def alike(name: str) -> str:
    """What is the same for names that some systems take for one: in case, or in how accents are written.

    >>> alike("Été") == alike("e\\u0301te\\u0301")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def clashes(names: Iterable[str]) -> list[str]:
    """A message for every two of them that are unlike, and one file on some systems.

    >>> clashes(["baseline", "commons", "Baseline"])
    ['baseline and Baseline: one file on some systems (alike but for case, or for how accents are written): rename one']
    """
    first: dict[str, str] = {}
    pairs = [(first.setdefault(alike(name), name), name) for name in names]
    why = "one file on some systems (alike but for case, or for how accents are written): rename one"
    return [f"{spelt(one)} and {spelt(other)}: {why}" for one, other in pairs if one != other]


def fault_of_path(path: Path) -> str:
    """The same of the part of a path that is yet to be made; what is there already is its owner's business."""
    absolute = path.absolute()
    for part in reversed([absolute, *absolute.parents]):
        if part.name in ("", "..") or part.exists():
            continue
        if fault(part.name):
            return f"{spelt(part.name)} is no name on every system: {fault(part.name)}"
        beside = part.parent.iterdir() if part.parent.is_dir() else ()
        same = next((other.name for other in beside if alike(other.name) == alike(part.name)), "")
        if same and same != part.name:
            return f"{spelt(same)} stands there, which is the same name on some systems"
    return ""
