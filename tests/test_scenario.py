"""Scenario files: what they may say, what they inherit, and one message for every fault."""

import errno
import itertools
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from sim.base.errors import InputError
from sim.base.toml import read
from sim.economy.scenario import FIRST, Event, Scenario, json_schema, load, load_all, shipped
from sim.engine.parameters import Params, table

SEE = ": `sim list` shows those that come with the program; a file of your own ends in .toml"
BAD = Path(__file__).parent / "bad"
TEXTS = 'title = { en = "T", zh = "题" }\nquestion = { en = "Q?", zh = "问？" }\n'


def messages(*sources: str | Path, **overrides: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_all(sources, overrides)
    return caught.value.messages


def expected() -> dict[str, list[str]]:
    """The table of messages: file -> its lines in bad/messages.txt."""
    blocks = (BAD / "messages.txt").read_text(encoding="utf-8").split("\n[")[1:]
    return {
        name: lines.split() and lines.strip().split("\n") for name, lines in (block.split("]\n", 1) for block in blocks)
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> Path:
    file = Path(f"{name}.toml")
    file.write_text(text, encoding="utf-8")
    return file


# -- faults


def test_every_bad_file_is_in_the_table_of_messages() -> None:
    inherited = {"circle-b", "circle-c"}  # parts of the circle that circle-a begins
    assert {file.stem for file in BAD.glob("*.toml")} == set(expected()) | inherited


@pytest.mark.parametrize("name", expected())
def test_messages_of_bad_files(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    assert messages(f"{name}.toml") == expected()[name]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("baselin", "baselin: no such scenario; did you mean baseline?"),
        ("Commons", "Commons: no such scenario; did you mean commons?"),
        ("xyz", f"xyz: no such scenario{SEE}"),
        ("mine", "mine: no such scenario; did you mean the file mine.toml?"),
        ("gone.toml", "gone.toml: no such file"),
        ("folder.toml", "folder.toml: is a folder, not a file"),
        (Path("folder.toml"), "folder.toml: is a folder, not a file"),
        ("latin.toml", "latin.toml: not a text in UTF-8 (byte 4)"),
        ("", f": no such scenario{SEE}"),
        ("noexec/foo", f"noexec/foo: no such scenario{SEE}"),
        ("commons.toml", "commons.toml: no such file; did you mean commons?"),
    ],
)
def test_messages_of_sources_that_cannot_be_read(folder: Path, source: str | Path, message: str) -> None:
    write("mine", TEXTS)
    (folder / "folder.toml").mkdir()
    (folder / "latin.toml").write_bytes(b"# na\xefve\n")
    assert messages(source) == [message]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(folder: Path) -> None:
    write("locked", TEXTS).chmod(0)
    assert messages("locked.toml") == ["locked.toml: cannot be read (Permission denied)"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_folder_without_permission(folder: Path) -> None:
    (folder / "noexec").mkdir(mode=0o600)
    write("a", 'extends = "noexec/sub/foo.toml"\n')
    assert messages("noexec/foo.toml") == ["noexec/foo.toml: cannot be read (Permission denied)"]
    assert messages("a.toml") == ['a.toml:1: extends = "noexec/sub/foo.toml": no such file']


@pytest.mark.skipif(os.name != "posix", reason="links and messages of the system")
def test_what_is_no_path(folder: Path) -> None:
    write("a", 'extends = "bas\\u0000eline.toml"\n')
    (folder / "loop.toml").symlink_to("loop.toml")
    write("b", 'extends = "loop.toml"\n')
    assert messages("loop.toml") == [f"loop.toml: cannot be read ({os.strerror(errno.ELOOP)})"]
    assert messages("a\0.toml") == ["a\\x00.toml: cannot be read (embedded null byte)"]
    assert messages("a.toml") == [
        'a.toml:1: extends = "bas\\u0000eline.toml": what is no letter may not stand in a text or a name (U+0000)'
    ]
    assert messages("b.toml")[0].startswith('b.toml:1: extends = "loop.toml": no such file')


def test_extending_a_folder_or_a_file_that_is_gone(folder: Path) -> None:
    (folder / "parent.toml").mkdir()
    write("a", 'extends = "parent.toml"\n')
    write("b", 'extends = "../nowhere/parent.toml"\n')
    assert messages("a.toml") == ['a.toml:1: extends = "parent.toml": is a folder, not a file']
    assert messages("b.toml") == ['b.toml:1: extends = "../nowhere/parent.toml": no such file']


def test_faults_of_several_files_and_of_overrides_together(folder: Path) -> None:
    write("a", f"{TEXTS}[params]\nmarkup = 9\n")
    write("b", f"{TEXTS}\n[params]\nmarkup = 8\nno_such = 1\n")
    text = "must be a number (0.05 to 1.0, share of unit cost)"
    assert messages("b.toml", "baselin", "a.toml", ai=1) == [
        "--set: ai = 1: must be true or false",
        f"b.toml:5: markup = 8: {text}",
        "b.toml:6: no_such = 1: no such parameter",
        "baselin: no such scenario; did you mean baseline?",
        f"a.toml:4: markup = 9: {text}",
    ]


def test_an_override_that_contradicts_a_file(folder: Path) -> None:
    write("a", f"{TEXTS}[params]\nleverage_max = 0.3\n")
    assert messages("a.toml", leverage_target=0.4) == [
        "--set: leverage_target = 0.4: must not be above leverage_max = 0.3 (a.toml:4)"
    ]
    assert load("a.toml", {"leverage_target": 0.4, "leverage_max": 0.5}).params.leverage_max == 0.5


def test_one_name_twice(folder: Path) -> None:
    write("commons", TEXTS)
    assert messages("commons", "commons.toml")[0].startswith("commons: given twice")


# -- inheritance


def test_tables_merge_and_lists_and_scalars_replace(folder: Path) -> None:
    write("a", TEXTS + 'claims = ["M1", "M2"]\nnotice = { en = ["a", "b"], zh = ["甲"] }\n'
          "[params]\nai = true\nmarkup = 0.3\n[[events]]\nmonth = 12\nset = { ubi_share = 0.1 }\n")  # fmt: skip
    Path("sub").mkdir()
    write(
        "sub/b",
        'extends = "../a.toml"\ntitle = { en = "New" }\nclaims = ["H1"]\nnotice.zh = ["丙"]\n[params]\nmarkup = 0.4\n',
    )
    child = load("sub/b.toml")
    assert child.title == {"en": "New", "zh": "New"}  # never half of it another scenario's
    assert child.question == {"en": "Q?", "zh": "问？"}
    assert child.claims == ("H1",)
    assert child.notice == {"en": ("丙",), "zh": ("丙",)}
    assert child.untranslated == {"title": "en", "notice": "zh"}
    assert child.try_ == {}
    assert (child.params.ai, child.params.markup) == (True, 0.4)
    assert child.changed == {"markup": 0.4}
    assert child.events == (Event(12, {"ubi_share": 0.1}),)
    assert child.extends == "../a.toml"
    assert not child.changes_nothing


def test_what_is_shipped_has_its_texts_in_both_languages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a", 'title = { en = "T" }\nquestion = { en = "Q?", zh = "问？" }\ntry = { zh = ["一"] }\n')
    assert load("a.toml").title == {"en": "T", "zh": "T"}
    monkeypatch.setattr("sim.economy.scenario.data", lambda name: folder)
    monkeypatch.setattr("sim.economy.scenario.shipped", lambda: ["a"])
    assert messages("a") == ["a.toml:1: title.zh: missing: needs a text", "a.toml:3: try.en: missing: needs a list of texts"]
    write("a", 'question = "Q?"\n')
    assert messages("a") == [
        "a.toml:1: question = \"Q?\": must be { en = a text, zh = a text }",
        "a.toml:1: title: missing: needs a text in en and one in zh",
    ]


def test_a_text_in_one_language_is_written_out_in_both(folder: Path) -> None:
    write("a", 'title = { zh = "题" }\nquestion = { en = "Q?" }\n')
    write("b", load("a.toml").to_toml())
    assert load("b.toml").title == {"en": "题", "zh": "题"}
    assert load("b.toml").untranslated == {}
    assert load("a.toml").digest == load("b.toml").digest
    assert accepts(json_schema(), read(Path("a.toml")).data)


def test_events_replace_those_of_the_parent(folder: Path) -> None:
    write("a", f"{TEXTS}[[events]]\nmonth = 12\nset = {{ ubi_share = 0.1 }}\n")
    write("b", 'extends = "a.toml"\n[[events]]\nmonth = 24\nset = { ubi_share = 0.2 }\n')
    write("c", 'extends = "a.toml"\nevents = []\n')
    assert load("b.toml").events == (Event(24, {"ubi_share": 0.2}),)
    assert load("c.toml").events == ()
    assert load("b.toml").own_events
    assert load("c.toml").own_events


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("", True),
        ('title.en = "Another name"\n', True),
        ("[params]\nmarkup = 0.3\n", True),
        ("[params]\nubi_share = 0\n", True),
        ("[params]\nmarkup = 0.31\n", False),
        ("[params]\nmarkup = 0.27\n", False),
        ("[[events]]\nmonth = 12\nset = { ubi_share = 0.1 }\n", True),
        ("[[events]]\nmonth = 13\nset = { ubi_share = 0.1 }\n", False),
    ],
)
def test_a_scenario_that_changes_nothing(folder: Path, text: str, nothing: bool) -> None:
    write("parent", f"{TEXTS}[params]\nmarkup = 0.3\n[[events]]\nmonth = 12\nset = {{ ubi_share = 0.1 }}\n")
    write("child", f'extends = "parent.toml"\n{text}')
    child = load("child.toml")
    assert child.changes_nothing is nothing
    assert (child.digest == load("parent.toml").digest) is nothing


def test_a_scenario_of_its_own_is_never_said_to_change_nothing(folder: Path) -> None:
    write("a", TEXTS)
    assert load("a.toml").changed == {}
    assert not load("a.toml").changes_nothing


def test_overrides_beat_the_file(folder: Path) -> None:
    write("a", f"{TEXTS}[params]\nmarkup = 7\n")
    found = load("a.toml", {"markup": 0.4, "n_workers": 300})
    assert (found.params.markup, found.params.n_workers) == (0.4, 300)
    assert found.changed == {"markup": 0.4, "n_workers": 300}


# -- events


def test_parameters_over_time(folder: Path) -> None:
    write("a", TEXTS + "[params]\nubi_share = 0.05\n"
          "[[events]]\nmonth = 24\nset = { ubi_share = 0.2 }\n"
          "[[events]]\nmonth = 12\nset = { ubi_share = 0.1, markup = 1 }\n"
          "[[events]]\nmonth = 24\nset = { ubi_share = 0.3 }\n"
          "[[events]]\nmonth = 36\nset = { ubi_share = 0.3 }\n")  # fmt: skip
    s = load("a.toml")
    assert [s.params_at(month).ubi_share for month in (0, 11, 12, 23, 24, 25, 400)] == [
        0.05,
        0.05,
        0.1,
        0.1,
        0.3,
        0.3,
        0.3,
    ]
    assert s.params_at(12).markup == s.params_at(400).markup == 1.0
    assert s.params_at(0) is s.params_at(11) is s.params
    assert s.params_at(12) is s.params_at(23)
    assert s.params_at(24) is s.params_at(36) is s.params_at(400)


def test_an_event_in_month_zero_follows_the_start(folder: Path) -> None:
    write("a", f"{TEXTS}[[events]]\nmonth = 0\nset = {{ ubi_share = 0.2 }}\n")
    s = load("a.toml")
    assert (s.params.ubi_share, s.params_at(0).ubi_share) == (0.0, 0.2)


# -- what a run keeps


def test_digest_depends_on_what_determines_numbers_and_on_nothing_else(folder: Path) -> None:
    write("a", f"{TEXTS}[params]\nubi_share = 1\n[[events]]\nmonth = 5\nset = {{ markup = 1, ai = true }}\n")
    write("b", TEXTS.replace("T", "Other") + "claims = ['M1']\n[params]\nubi_share = 1.0\nai = false\n"
          "[[events]]\nmonth = 5\nset = { ai = true, markup = 1.0 }\n")  # fmt: skip
    write("c", f"{TEXTS}[params]\nubi_share = 1\n[[events]]\nmonth = 6\nset = {{ markup = 1, ai = true }}\n")
    a, b, c = map(load, ("a.toml", "b.toml", "c.toml"))
    assert a.digest == b.digest
    assert a.digest != c.digest
    assert a.digest != load("a.toml", {"n_workers": 300}).digest
    assert len(a.digest) == 64


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_loads_and_its_resolved_file_gives_the_same(name: str, folder: Path) -> None:
    original = load(name)
    write(name, original.to_toml())
    again = load(f"{name}.toml")
    assert again.extends is None
    for field in ("name", "title", "question", "claims", "notice", "try_", "params", "events", "digest"):
        assert getattr(again, field) == getattr(original, field)
    assert len((BAD.parent.parent / "scenarios" / f"{name}.toml").read_text(encoding="utf-8").splitlines()) < 40


def test_events_survive_the_resolved_file(folder: Path) -> None:
    write("a", TEXTS + '[[events]]\nmonth = 5\nset = { fiscal_rule = "balanced", ai = true, markup = 1 }\n')
    write("b", load("a.toml").to_toml())
    assert load("b.toml").events == load("a.toml").events
    assert load("b.toml").digest == load("a.toml").digest


def test_a_scenario_travels_to_another_process(folder: Path) -> None:
    write("a", f"{TEXTS}[[events]]\nmonth = 5\nset = {{ markup = 1 }}\n")
    s = load("a.toml")
    s.params_at(7)
    twin = pickle.loads(pickle.dumps(s))
    assert twin == s
    assert twin.params_at(7) is twin.params_at(8)


def test_shipped_scenarios() -> None:
    names = shipped()
    assert tuple(names[: len(FIRST)]) == FIRST
    assert names[len(FIRST) :] == sorted(names[len(FIRST) :])


def test_every_shipped_scenario_differs_from_every_other() -> None:
    scenarios = load_all(shipped())
    for one, other in itertools.combinations(scenarios, 2):
        assert one.digest != other.digest, (one.name, other.name)
        assert one.title != other.title
        assert one.question != other.question


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_says_what_to_notice_and_try_in_both_languages(name: str) -> None:
    s = load(name)
    for texts in (s.notice, s.try_):
        assert len(texts["en"]) == len(texts["zh"]) > 0
    assert not s.changes_nothing
    for line in s.try_["en"]:
        assert set(_settings(line)) <= set(table()), line


def _settings(line: str) -> list[str]:
    """The parameters that a line of advice sets with --set."""
    words = line.replace(":", " ").split()
    return [after.split("=")[0] for word, after in itertools.pairwise(words) if word == "--set"]


# -- the schema for editors


def accepts(schema: dict[str, Any], value: Any) -> bool:
    """As much of JSON Schema as ours uses."""
    kinds: dict[str, type | tuple[type, ...]] = {"object": dict, "array": list, "string": str, "boolean": bool}
    kinds |= {"integer": int, "number": (int, float)}
    shape = {"type", "properties", "required", "additionalProperties", "items", "enum", "minimum", "maximum", "minProperties"}
    assert set(schema) <= shape | {"default", "description", "title", "$schema"} | {"anyOf", "if", "then"}
    if not all(set(one["required"]) <= set(value) for one in schema.get("anyOf", [])[:1]) and "series" not in value:
        return False
    kind = schema["type"]
    if not isinstance(value, kinds[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return False
    if kind == "object":
        known, needed = schema["properties"], set(schema.get("required", ()))
        enough = len(value) >= schema.get("minProperties", 0)
        return enough and needed <= set(value) <= set(known) and all(accepts(known[name], item) for name, item in value.items())
    if kind == "array":
        return all(accepts(schema["items"], item) for item in value)
    if kind in ("integer", "number") and not schema["minimum"] <= value <= schema.get("maximum", value):
        return False
    return value in schema.get("enum", [value])


def test_a_scenario_meant_as_a_crisis_says_so(folder: Path) -> None:
    """What extends it is one too unless it says otherwise; the file that stands alone says it, and no number hangs on it."""
    texts = 'title = { en = "a", zh = "b" }\nquestion = { en = "a?", zh = "b?" }\n'
    write("crisis", f'extends = "monopoly"\nbounded = false\n{texts}')
    write("worse", f'extends = "crisis.toml"\n{texts}')
    write("better", f'extends = "crisis.toml"\nbounded = true\n{texts}')
    crisis, worse, better = load_all(["crisis.toml", "worse.toml", "better.toml"])
    assert [crisis.bounded, worse.bounded, better.bounded, load("monopoly").bounded] == [False, False, True, True]
    assert crisis.digest == better.digest == load("monopoly").digest
    assert (crisis.heading("en"), crisis.heading("zh")) == ("a (meant as a crisis)", "b（意在呈现危机）")
    assert better.heading("en") == "a"
    write("alone", crisis.to_toml())
    assert load("alone.toml").bounded is False
    assert "bounded" not in better.to_toml()
    assert crisis.at("point", {"markup": 0.3}).bounded is False
    assert accepts(json_schema(), read(Path("crisis.toml")).data)
    assert not accepts(json_schema(), {"bounded": "no"})


@pytest.mark.parametrize("name", shipped())
def test_the_schema_accepts_shipped_files(name: str) -> None:
    assert accepts(json_schema(), read(BAD.parent.parent / "scenarios" / f"{name}.toml").data)


@pytest.mark.parametrize(
    "name",
    ["unknown-parameter", "unknown-key", "wrong-type", "out-of-range", "unknown-choice", "texts", "faulty-events"],
)
def test_the_schema_refuses_bad_files(name: str) -> None:
    assert not accepts(json_schema(), read(BAD / f"{name}.toml").data)


def test_the_schema_takes_a_text_in_one_language_and_none_in_no_language() -> None:
    assert accepts(json_schema(), {"title": {"zh": "题"}, "try": {"en": ["one"]}})
    assert not accepts(json_schema(), {"title": {}})
    assert not accepts(json_schema(), {"try": {}})


def test_the_schema_describes_every_parameter() -> None:
    properties = json_schema()["properties"]
    assert set(properties["params"]["properties"]) == set(table())
    assert properties["events"]["items"]["properties"]["set"] == properties["params"]
    markup = properties["params"]["properties"]["markup"]
    assert (markup["minimum"], markup["maximum"], markup["default"]) == (0.05, 1.0, Params().markup)
    assert markup["description"].startswith(table()["markup"].en)


def test_frozen() -> None:
    s = load("baseline")
    assert isinstance(s, Scenario)
    with pytest.raises(AttributeError):
        s.name = "x"  # type: ignore[misc]
