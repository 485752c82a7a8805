"""The documents say what the code says, and lead where they say."""

import re
from pathlib import Path

import pytest

from sim.base import markdown
from sim.base.errors import InputError
from sim.docs import generate, mechanisms

ROOT = Path(__file__).parent.parent
PAPERS = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "lessons/*.md", "benchmarks/*.md") for path in ROOT.glob(pattern)
)
TWINS = ["README", *sorted(f"docs/{path.name.removesuffix('.zh.md')}" for path in ROOT.glob("docs/*.zh.md"))]
GONE = {"sim/value.py", "sim/claims.py"}  # named among the alternatives


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def words(path: Path) -> str:
    """A page without its code."""
    return re.sub(r"^```.*?^```$|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def texts() -> dict[Path, str]:
    return generate.texts()


def test_generated_pages_and_blocks_are_current(texts: dict[Path, str]) -> None:
    stale = [named(path) for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    assert stale == [], "run python -m sim.docs"


def test_no_page_of_the_model_is_left_over(texts: dict[Path, str]) -> None:
    home = ROOT / generate.MODEL
    assert set(home.rglob("*.md")) == {path for path in texts if path.is_relative_to(home)}


def test_every_block_stands_in_a_document() -> None:
    used = [
        match["name"] for name in generate.FILES for match in markdown.MARKED.finditer((ROOT / name).read_text("utf-8"))
    ]
    assert sorted(used) == sorted(generate.BLOCKS)


@pytest.mark.parametrize("path", PAPERS, ids=named)
def test_every_link_and_picture_leads_somewhere(path: Path) -> None:
    made = re.findall(r"--out lessons/(\S+\.html)", path.read_text("utf-8"))  # by a command of the same page
    for target in re.findall(r"\]\(([^)\s]+)\)", words(path)):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        aim = path.parent / file if file else path
        assert file in made or aim.exists(), target
        if anchor and aim.suffix == ".md":
            assert anchor in {one.anchor for one in markdown.headings(aim.read_text("utf-8"))}, target


@pytest.mark.parametrize("path", PAPERS, ids=named)
def test_every_file_of_the_program_that_a_page_names_exists(path: Path) -> None:
    files = set(
        re.findall(r"`((?:sim|tests|plots|benchmarks|examples)/[\w./-]+(?:\.py|\.toml|/))`", path.read_text("utf-8"))
    )
    assert [file for file in files - GONE if "NAME" not in file and not (ROOT / file).exists()] == []


def test_every_page_of_docs_has_its_twin() -> None:
    assert {f"docs/{path.name.removesuffix('.md')}" for path in ROOT.glob("docs/*.md") if ".zh" not in path.name} == {
        *TWINS
    } - {"README"}


def test_papers_keep_their_sizes() -> None:
    for name in ("README.md", "README.zh.md"):
        assert len((ROOT / name).read_text("utf-8").splitlines()) <= 150
    assert (ROOT / "MODEL.md").stat().st_size <= 30_000
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        assert max(map(len, path.read_text("utf-8").splitlines())) <= 600, path.name


def test_sessions_stand_where_they_are_run() -> None:
    assert [named(path) for path in PAPERS if ">>> " in path.read_text("utf-8")] == ["README.md", "README.zh.md"]


@pytest.mark.parametrize("page", TWINS)
def test_a_page_says_the_same_in_both_languages(page: str) -> None:
    """Parts, code and names: what one has and the other lacks shows."""
    paths = [ROOT / f"{page}{end}" for end in (".md", ".zh.md")]
    english, chinese = (markdown.MARKED.sub("", path.read_text("utf-8")) for path in paths)
    for text, path in ((english, paths[1]), (chinese, paths[0])):
        assert f"]({path.name})" in text.splitlines()[2]
    typed = r"^(?:    )?((?:uv run|pip|python3|sim) [^#\n]*[^#\s])"
    assert re.findall(typed, english, re.MULTILINE) == re.findall(typed, chinese, re.MULTILINE)
    for pattern in (r"^#+ ", r"^- ", r"^```\w*", r"^    \S+", r"^\| "):  # headings, points, blocks, what is where, rows
        assert len(re.findall(pattern, english, re.M)) == len(re.findall(pattern, chinese, re.M)), pattern
    for pattern in (r"(?<!`)`([^`\n]+)`(?!`)", r"\]\(([\w./-]+?)(?:\.zh|-zh)?(?:\.md|\.png)"):
        names = [set(re.findall(pattern, text)) for text in (english, chinese)]
        assert names[0] - names[1] == set(), pattern
        assert names[1] - names[0] <= {"../plots/gallery/contact-sheet"}, pattern
    assert re.search(r"[\u4e00-\u9fff]", re.sub(r"```.*?```|中文\S*", "", english, flags=re.S)) is None


def test_the_first_screen_has_commands_and_the_page() -> None:
    for name in ("README.md", "README.zh.md"):
        head = (ROOT / name).read_text("utf-8").splitlines()[:30]
        text = "\n".join(head)
        assert text.index("sim compare") < text.index("pytest") < text.index("plots/gallery/explore.")
        picture = re.search(r"plots/gallery/explore[\w.]*png", text)
        assert picture
        assert (ROOT / picture[0]).exists()


BLOCKS = {"weather": lambda: "rain"}


def test_a_stale_block_is_rewritten_and_prose_is_left_alone() -> None:
    text = "kept\n<!-- generated: weather -->\nwrong\n<!-- end -->\nkept too\n"
    new = markdown.generate(text, BLOCKS)
    assert new == "kept\n<!-- generated: weather -->\n\nrain\n\n<!-- end -->\nkept too\n"
    assert markdown.generate(new, BLOCKS) == new


@pytest.mark.parametrize(
    "text",
    ["<!-- generated: news -->\n<!-- end -->\n", "<!-- generated: weather -->\n", "text\n<!-- end -->\n"],
)
def test_a_broken_block_is_an_error(text: str) -> None:
    with pytest.raises(InputError):
        markdown.generate(text, BLOCKS)


@pytest.mark.parametrize(
    ("millionths", "shown"),
    [(0, ""), (1, "0.000001"), (-1_500_000, "-1.500000"), (1_234_567_890_123, "1,234,567.890123")],
)
def test_units_are_exact(millionths: int, shown: str) -> None:
    assert generate._units(millionths) == shown


@pytest.mark.parametrize("name", ["Balance sheet", "Transactions"])
def test_the_printed_books_balance_to_the_last_digit(name: str) -> None:
    made = generate.PAGES["flows"].tables[name]()
    cells = [[cell.strip() for cell in line.split("|")[2:-1]] for line in made.splitlines() if line.startswith("|")]
    assert len(cells) > 8
    for *values, total in cells[2:]:
        assert sum(int(re.sub(r"[,.]", "", value) or 0) for value in values) == int(total) == 0


def test_check_names_stale_files_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = "<!-- generated: weather -->\n<!-- end -->\n"
    for name in generate.FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(stale, encoding="utf-8")
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "BLOCKS", BLOCKS)
    assert generate.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert "README.md is not current" in said
    assert "parameters.md is not current" in said
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == stale
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


def doze() -> None:
    """The snail sleeps.

    And not on the page.
    """


def test_a_made_up_mechanism_has_its_page() -> None:
    declared = {
        "mechanism": {"levers": {"snails": 0.0}, "acts": "start"},
        "columns": {"Snails": {"slime": {"shape": "workers", "unit": "g", "en": "Left behind", "zh": "留下的"}}},
        "params": {"snails": {"value": 0.25, "range": [0.0, 1.0], "en": "Share | of snails", "zh": "蜗牛的份额"}},
        "writes": {"channels": ["time"], "flows": []},
    }
    page = mechanisms.page(
        "slow_ai", "Letters go by ``snail``.\n\nMore.", declared, {"M - C": (doze,)}, [("`slimy`", "s = 1")]
    )
    assert page.startswith("# Slow AI\n\nLetters go by `snail`.\n\nWritten by")
    assert "\n\nMore.\n\n- levers: `snails` 0\n- acts: start\n\n## In the month\n\n" in page
    for row in (
        "| M - C | `doze` | The snail sleeps. |",
        "| parameter | value | range | meaning |",
        "| `snails` | 0.25 | 0 to 1 | Share \\| of snails |",
        "| `Snails.slime` | workers | g | Left behind |",
        "| `channels` | `time` |",
        "| `slimy` | s = 1 |",
    ):
        assert f"\n{row}\n" in page
    assert not re.search(r"[\u4e00-\u9fff]", page)
