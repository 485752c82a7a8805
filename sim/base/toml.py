"""TOML with line numbers: tomllib reads the values, a small scanner finds the lines; and values written back."""

import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.base import names
from sim.base.errors import InputError
from sim.base.paths import shown

DEPTH = 50  # tables and lists in each other
DIGITS = "a number of too many digits"

PRINTED = 2000  # bits of a number that is written in decimal digits

Key = tuple[str | int, ...]  # ("events", 0, "set", "ubi_share")

_TOKEN = re.compile(
    r'''(?P<string>"""(?:\\[\s\S]|[^\\])*?"""(?:"{0,2})|\'\'\'[\s\S]*?\'\'\'(?:'{0,2})|"(?:\\.|[^"\\\n])*"|'[^'\n]*')'''
    r"""|(?P<comment>\#[^\n]*)|(?P<newline>\n)|(?P<mark>[\[\]{}=,.])|(?P<bare>[^\s\[\]{}=,.#"']+)"""
)


@dataclass(frozen=True, order=True)
class Spot:
    """Where a value was written: a file and a line (0: no line, as for a command-line option)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass
class Document:
    """A TOML file: its values and the spot of every key."""

    data: dict[str, Any]
    spots: dict[Key, Spot] = field(default_factory=dict)


def read(path: Path) -> Document:
    """Read one file; whatever is wrong with it as a file or as TOML is an InputError."""
    file = shown(path)
    try:
        # a byte-order mark is what some editors on Windows put first
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not a text in UTF-8 (byte {error.start})") from None
    except FileNotFoundError:
        raise InputError(f"{file}: no such file") from None
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = "is a folder, not a file" if os.path.isdir(path) else f"cannot be read ({_reason(error)})"
        raise InputError(f"{file}: {reason}") from None
    try:
        data = tomllib.loads(text)
        if _deep(data):
            raise RecursionError
        document = Document(data, {key: Spot(file, line) for key, line in lines(text).items()})
    except RecursionError:
        raise InputError(f"{file}: not valid TOML: nested too deeply") from None
    except ValueError as error:
        raise InputError(_syntax(file, text, str(error))) from None
    faults = list(_strange(document, data))
    if faults:
        raise InputError(faults)
    return document


def _strange(document: Document, inside: Any, key: Key = ()) -> Iterator[str]:
    """A message for every key and text with what no screen, page or picture can show as it stands."""
    items = inside.items() if isinstance(inside, dict) else enumerate(inside) if isinstance(inside, list) else ()
    for part, item in items:
        here = (*key, part)
        for text in (part, item):
            found = names.STRANGE.search(text) if isinstance(text, str) else None
            if found:
                what = f"what is no letter may not stand in a text or a name (U+{ord(found[0]):04X})"
                yield located(document, here, what)
        yield from _strange(document, item, here)


def _deep(data: dict[str, Any]) -> bool:
    """Whether tables and lists lie deeper in each other than any file needs: what copies them would not get through."""
    inside: list[Any] = [data]
    for _ in range(DEPTH):
        inside = [item for outer in inside for item in (outer.values() if isinstance(outer, dict) else outer)]
        inside = [item for item in inside if isinstance(item, dict | list)]
    return bool(inside)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _syntax(file: str, text: str, message: str) -> str:
    """tomllib's message with its place moved to the front."""
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    if place is None:  # Python reads no number of thousands of digits
        digits = re.search(r"\d[\d_]{4000,}", text)
        spot = Spot(file, text.count("\n", 0, digits.start()) + 1 if digits else 0)
        return f"{spot}: not valid TOML: {DIGITS if digits else message}"
    line, column = place.groups()
    where = f" (column {column})" if column else " (at the end of the file)"
    what = message[: place.start()]
    key = re.match(r"\s*([\w.-]+)\s*=", text.split("\n")[int(line) - 1]) if line else None
    if key and what == "Cannot overwrite a value":
        what = f"{key[1]} is given twice"
    return f"{file}:{line or text.count(chr(10)) + 1}: not valid TOML: {what}{where}"


def lines(text: str) -> dict[Key, int]:
    """The line of every key, table and list element of a text that tomllib has accepted."""
    return _Scanner(text).found


class _Scanner:
    """Walks over the tokens of a valid TOML text and notes the line on which each key first appears."""

    def __init__(self, text: str) -> None:
        self.tokens = list(self._tokens(text))
        self.at = 0
        self.found: dict[Key, int] = {}
        self.arrays: dict[Key, int] = {}  # arrays of tables: how many so far
        table: Key = ()
        while self._skip_blank() != "":
            if self._peek() == "[":
                double = self._next() == "[" and self._peek() == "["
                self.at += double
                table = self._header(double)
            else:
                self._pair(table)

    @staticmethod
    def _tokens(text: str) -> Iterator[tuple[str, int]]:
        line, end = 1, 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", end, match.start())
            end = match.start()
            if match.lastgroup != "comment":
                yield match.group(), line

    def _peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][0]

    def _skip_blank(self) -> str:
        while self._peek() == "\n":
            self.at += 1
        return self._peek()

    def _key(self) -> list[str]:
        """A dotted key; the token after it is left."""
        parts = [_plain(self._next())]
        while self._peek() == ".":
            self.at += 1
            parts.append(_plain(self._next()))
        return parts

    def _note(self, base: Key, parts: list[str], line: int) -> Key:
        for left, part in zip(reversed(range(len(parts))), parts, strict=True):
            base = (*base, part)
            self.found.setdefault(base, line)
            if left and base in self.arrays:  # [list.table] belongs to the last element of the list
                base = (*base, self.arrays[base] - 1)
        return base

    def _header(self, double: bool) -> Key:
        line = self.tokens[self.at][1]
        table = self._note((), self._key(), line)
        self.at += 1 + double  # the closing brackets
        if double:
            self.arrays[table] = self.arrays.get(table, 0) + 1
            table = (*table, self.arrays[table] - 1)
            self.found[table] = line
        return table

    def _pair(self, table: Key) -> None:
        line = self.tokens[self.at][1]
        key = self._note(table, self._key(), line)
        self.at += 1  # the equals sign
        self._value(key)

    def _value(self, key: Key) -> None:
        opening = self._peek()
        if opening not in ("{", "["):
            while self._peek() not in ("", "\n", ",", "]", "}"):
                self.at += 1
            return
        self.at += 1
        index = 0
        while self._skip_blank() not in ("]", "}"):
            if opening == "{":
                self._pair(key)
            else:
                self.found[(*key, index)] = self.tokens[self.at][1]
                self._value((*key, index))
                index += 1
            if self._skip_blank() == ",":
                self.at += 1
        self.at += 1


def _plain(token: str) -> str:
    """A key without its quotes."""
    return next(iter(tomllib.loads(f"{token} = 0"))) if token[0] in "\"'" else token


def value(text: str) -> Any:
    """A value as a command line writes it: read as TOML, else taken as a string.

    >>> value("0.5"), value("true"), value("profit"), value("0.5 # or less")
    (0.5, True, 'profit', 0.5)
    """
    try:
        parsed = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return text if len(parsed) > 1 or _deep(parsed) else parsed["value"]


def settings(texts: Iterable[str], where: str = "--set") -> dict[str, object]:
    """``name=value`` texts of a command line as values; ``where`` they stand there.

    >>> settings(["ubi_share=0.3", "ubi_financing = debt"])
    {'ubi_share': 0.3, 'ubi_financing': 'debt'}
    """
    found: dict[str, object] = {}
    faults = []
    for text in texts:
        name, equals, given = (part.strip() for part in text.partition("="))
        if not (name and equals and given):
            faults.append(f"{where}: {cut(text) or 'nothing'}: must be name=value")
        elif name in found:
            faults.append(f"{where}: {name} is given twice")
        else:
            found[name] = value(given)
    if faults:
        raise InputError(faults)
    return found


def literal(value: object) -> str:
    """A value as TOML writes it; tables inline."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name(str(key))} = {literal(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, int) and value.bit_length() > PRINTED:
        return hex(value)  # Python prints no more than some thousand decimal digits
    return repr(value) if isinstance(value, int | float) else str(value)


def name(key: str) -> str:
    """A key as TOML writes it."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else literal(key)


def shorten(value: object, width: int = 40) -> str:
    """A value as the file writes it, cut where it is long."""
    try:
        text = literal(value)
    except RecursionError:
        text = "[..."
    return cut(text, width)


def cut(text: str, width: int = 80) -> str:
    """What was typed, cut where it is long."""
    return text if len(text) <= width else text[: width - 3] + "..."


def located(document: Document, key: Key, message: str) -> str:
    """``file:line: key = value: what is allowed``."""
    spots, written = document.spots, ""
    spot = next((spots[key[:n]] for n in range(len(key), 0, -1) if key[:n] in spots), "figures.toml")
    value: Any = document.data
    for part in key:
        inside = part in value if isinstance(value, dict) else isinstance(value, list) and isinstance(part, int)
        value = value[part] if inside else None
    if isinstance(value, str | int | float):
        written = f" = {shorten(value)}"
    return f"{spot}: {'.'.join(map(str, key))}{written}: {message[:1].lower()}{message[1:]}"
