"""The documents say what the code says."""

import re
from pathlib import Path

import pytest

from sim.base import markdown
from sim.base.errors import InputError
from sim.docs import generate

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", generate.FILES)
def test_generated_tables_are_current(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert markdown.generate(text, generate.BLOCKS) == text, f"{name} is not current: run python -m sim.docs"


def test_every_block_stands_in_a_document() -> None:
    used = [
        match["name"] for name in generate.FILES for match in markdown.MARKED.finditer((ROOT / name).read_text("utf-8"))
    ]
    assert sorted(used) == sorted(generate.BLOCKS)


def test_the_readme_says_the_same_in_both_languages() -> None:
    """Parts, code and names: what one has and the other lacks shows."""
    english, chinese = (markdown.MARKED.sub("", (ROOT / name).read_text("utf-8")) for name in generate.FILES[1:])
    commands = [
        re.findall(r"^(?:    )?((?:uv run|pip|python3|sim) [^#\n]*[^#\s])", text, re.M) for text in (english, chinese)
    ]
    assert commands[0] == commands[1]
    assert len(commands[0]) > 20
    for pattern in (r"^#+ ", r"^- ", r"^```\w*", r"^    \S+"):  # headings, points, blocks, what is where
        assert len(re.findall(pattern, english, re.M)) == len(re.findall(pattern, chinese, re.M)), pattern
    for pattern in (r"(?<!`)`([^`\n]+)`(?!`)", r"\]\(([\w./-]+?)(?:\.zh|-zh)?(?:\.md|\.png)"):
        names = [set(re.findall(pattern, text)) for text in (english, chinese)]
        assert names[0] - names[1] == set(), pattern
        assert names[1] - names[0] <= {"plots/gallery/contact-sheet"}, pattern
    assert re.search(r"[\u4e00-\u9fff]", re.sub(r"```.*?```|中文\S*", "", english, flags=re.S)) is None


def test_the_first_screen_has_commands_and_the_page() -> None:
    for name, other in (("README.md", "README.zh.md"), ("README.zh.md", "README.md")):
        head = (ROOT / name).read_text("utf-8").splitlines()[:30]
        assert f"]({other})" in head[2]
        text = "\n".join(head)
        assert text.index("sim compare") < text.index("pytest") < text.index("plots/gallery/explore.")
        picture = re.search(r"plots/gallery/explore[\w.]*png", text)
        assert picture
        assert (ROOT / picture[0]).exists()


def test_a_stale_block_is_rewritten_and_prose_is_left_alone() -> None:
    text = "kept\n<!-- generated: assets -->\nwrong\n<!-- end -->\nkept too\n"
    new = markdown.generate(text, generate.BLOCKS)
    assert new.startswith("kept\n<!-- generated: assets -->\n\n| asset |")
    assert new.endswith("|\n\n<!-- end -->\nkept too\n")
    assert "wrong" not in new
    assert markdown.generate(new, generate.BLOCKS) == new


@pytest.mark.parametrize(
    "text",
    ["<!-- generated: weather -->\n<!-- end -->\n", "<!-- generated: assets -->\n", "text\n<!-- end -->\n"],
)
def test_a_broken_block_is_an_error(text: str) -> None:
    with pytest.raises(InputError):
        markdown.generate(text, generate.BLOCKS)


@pytest.mark.parametrize(
    ("millionths", "shown"),
    [(0, ""), (1, "0.000001"), (-1_500_000, "-1.500000"), (1_234_567_890_123, "1,234,567.890123")],
)
def test_units_are_exact(millionths: int, shown: str) -> None:
    assert generate._units(millionths) == shown


@pytest.mark.parametrize("block", ["balance-sheet", "transactions"])
def test_the_printed_books_balance_to_the_last_digit(block: str) -> None:
    rows = [
        line.split("|")[2:-1]
        for line in markdown.generate(f"<!-- generated: {block} -->\n<!-- end -->", generate.BLOCKS).splitlines()
    ]
    cells = [[cell.strip() for cell in row] for row in rows if row]
    assert len(cells) > 8
    for *values, total in cells[2:]:
        assert sum(int(re.sub(r"[,.]", "", value) or 0) for value in values) == int(total) == 0


def test_check_names_stale_files_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = "<!-- generated: assets -->\n<!-- end -->\n"
    for name in generate.FILES:
        (tmp_path / name).write_text(stale, encoding="utf-8")
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    assert generate.main(["--check"]) == 1
    assert "MODEL.md is not current" in capsys.readouterr().err
    assert (tmp_path / "MODEL.md").read_text(encoding="utf-8") == stale
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
