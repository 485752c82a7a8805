"""The scanner finds the line of every key that tomllib finds, whatever TOML allows; values come back as written."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from sim.base import toml
from sim.base.errors import InputError
from sim.base.paths import data

HARD = '''# a comment with [brackets] = and "quotes"
top = 1
"quoted key" = "a # no comment" # [a comment]
'literal.key' = 'C:\\path'
dotted . "x y" . last = 3.5e-1
text = """
not = "a key"
[nor a table]
with \\""" and five quotes"""""
literal = \'\'\'
no = 'key'\'\'\'
when = 1979-05-27 07:32:00
list = [ 1, # one
  "]", [2, 3],
  { a = 1, b.c = [ { d = 4 } ] },
]

[table]
inline = { "k,}" = "v", deep = { e = -0.0 } }
empty = {}
  [ table.sub ]
  x = true
[[rows]]
name = "first"
[rows.part]
y = 1
[[rows.more]]
z = 1
[[rows]]
name = """second"""
more = []
'''

LINES = {
    ("top",): 2,
    ("quoted key",): 3,
    ("literal.key",): 4,
    ("dotted", "x y", "last"): 5,
    ("text",): 6,
    ("literal",): 10,
    ("when",): 12,
    ("list",): 13,
    ("list", 0): 13,
    ("list", 1): 14,
    ("list", 2, 1): 14,
    ("list", 3, "a"): 15,
    ("list", 3, "b", "c", 0, "d"): 15,
    ("table",): 18,
    ("table", "inline", "k,}"): 19,
    ("table", "inline", "deep", "e"): 19,
    ("table", "empty"): 20,
    ("table", "sub"): 21,
    ("table", "sub", "x"): 22,
    ("rows",): 23,
    ("rows", 0): 23,
    ("rows", 0, "name"): 24,
    ("rows", 0, "part", "y"): 26,
    ("rows", 0, "more", 0): 27,
    ("rows", 0, "more", 0, "z"): 28,
    ("rows", 1): 29,
    ("rows", 1, "name"): 30,
    ("rows", 1, "more"): 31,
}


def keys(value: Any, base: toml.Key = ()) -> set[toml.Key]:
    """Every path that a parsed document has."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {base} - {()} | {key for name, item in pairs for key in keys(item, (*base, name))}


def test_lines_of_a_text_with_all_that_toml_allows() -> None:
    found = toml.lines(HARD)
    assert {key: found[key] for key in LINES} == LINES
    assert set(found) == keys(tomllib.loads(HARD))


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbf" + b"a = 1\r\n\r\n[b]\r\nc = '''\r\n'''\r\nd = 2\r\n")
    document = toml.read(file)
    assert document.data == {"a": 1, "b": {"c": "", "d": 2}}
    assert document.spots["b", "d"].line == 6


@pytest.mark.parametrize(
    "file",
    [*Path(toml.__file__).parent.glob("*.toml"), *data("scenarios").glob("*.toml"), *data("plots").glob("*.toml")],
    ids=lambda file: file.name,
)
def test_lines_of_every_shipped_file(file: Path) -> None:
    document = toml.read(file)
    assert set(document.spots) == keys(document.data)
    text = file.read_text(encoding="utf-8").splitlines()
    for key, spot in document.spots.items():
        if isinstance(key[-1], str):
            assert key[-1] in text[spot.line - 1]


@pytest.mark.parametrize(
    "value",
    [
        True,
        3,
        -2.5,
        1e-07,
        float("inf"),
        'a "quote" \\ \n tab\t \x7f 字',
        ["a", ["b"]],
        {"a b": 1, "c": {"d": [1.0]}},
        {},
    ],
    ids=repr,
)
def test_literals_read_back_as_the_same_value(value: object) -> None:
    back = tomllib.loads(f"x = {toml.literal(value)}")["x"]
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = 1\na = 2\n", "2: not valid TOML: a is given twice (column 6)"),
        (b"a = [1,\n", "2: not valid TOML: Invalid value (at the end of the file)"),
        (b"a = 1\nb\n", "2: not valid TOML: Expected '=' after a key in a key/value pair (column 2)"),
        (b"a = '\xff'\n", " not a text in UTF-8 (byte 5)"),
        (b"a = " + b"[" * 5000, " not valid TOML: nested too deeply"),
    ],
    ids=["duplicate key", "end of file", "no value", "not utf-8", "nested"],
)
def test_a_file_that_is_not_toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, message: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.toml").write_bytes(content)
    with pytest.raises(InputError) as caught:
        toml.read(Path("bad.toml"))
    assert caught.value.messages == [f"bad.toml:{message}"]


def test_a_folder_and_a_missing_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.toml").mkdir()
    with pytest.raises(InputError, match=r"^folder\.toml: is a folder, not a file$"):
        toml.read(Path("folder.toml"))
    with pytest.raises(InputError, match=r"^gone\.toml: no such file$"):
        toml.read(Path("gone.toml"))
    with pytest.raises(InputError, match="cannot be read"):
        toml.read(Path("a\0b.toml"))
