"""The generated blocks of README, CONTRIBUTING and the index of decisions: a finding, the rooms, the entries."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sim.base import markdown, sources
from sim.base.declared import Text
from sim.base.paths import PACKAGE, ROOT
from sim.verdicts import board, rule, words

SCOREBOARD = "SCOREBOARD.json"
SHOWN = "H3"  # the claim of the README: does it matter who owns the compute?

TESTED = Text(
    en="Of the claims of {texts} texts, {all} have been put to the test so far: {counts} ([all of them](SCOREBOARD.md)).",
    zh="{texts}篇文本的论断中，已检验{all}条：{counts}（[全部](SCOREBOARD.md)）。",
)
COUNTS = {
    "holds": Text(en="{count} hold", zh="{count}条成立"),
    "fails": Text(en="{count} fail", zh="{count}条不成立"),
    "depends": Text(en="{count} depend on an assumption, which is named", zh="{count}条取决于某个假设，并已点明"),
    "open": Text(en="{count} are open", zh="{count}条未决"),
}
CLAIM = Text(
    en='Claim {id}: "{statement}" Verdict: **{verdict}**. What decides it, case by case:',
    zh="论断{id}：“{statement}”判定：**{verdict}**。决定性的各情形：",
)
CASE = Text(
    en="- {sides}. Predicted: {what}. Found: {ours} against {theirs}, {effect}, where {size} is the smallest difference of interest"
    "{draws}: **{verdict}**",
    zh="- {sides}。预测：{what}。所得：{ours}对{theirs}，{effect}，最小关注差异为{size}{draws}：**{verdict}**",
)
DRAWS = Text(en="; {share} of the draws agree", zh="；{share}的抽样一致")


def finding(lang: str) -> str:
    """What has become of the claims, and one of them in its cases, from the numbers of the scoreboard."""
    found = board.read(ROOT / SCOREBOARD)
    counts = [COUNTS[key].of(lang).format(count=found.counts[key]) for key in COUNTS if found.counts[key]]
    tested = sum(found.counts[key] for key in COUNTS)
    said = TESTED.of(lang).format(
        texts=len(found.texts), all=tested, counts=(", " if lang == "en" else "，").join(counts)
    )
    row = next(row for row in found.rows if row.id == SHOWN)
    claim = CLAIM.of(lang).format(id=row.id, statement=row.statement[lang], verdict=words.said(row, lang))
    cases = next((cases for verdict, cases in row.predictions if verdict == row.computed), row.found)
    lines = "\n".join(_case(one, lang) for one in cases)
    return "\n\n".join([said, claim, lines, " ".join(words.about(found, lang))])


def _case(one: board.Found, lang: str) -> str:
    """An outcome in a line: both levels, their difference, what was predicted, and the verdict."""
    ours, theirs = (f"{one.times * level:.4g}" for level in one.levels or (0.0, 0.0))
    verdict = board.SAID[str(one.verdict)][lang == "zh"]
    return CASE.of(lang).format(
        sides=one.sides[lang], what=one.what(lang), ours=ours, theirs=theirs, effect=one.effect(lang),
        size=words.size(one), draws=DRAWS.of(lang).format(share=words.agreed(one)) if one.hangs else "", verdict=verdict,
    )  # fmt: skip


def verdicts(lang: str) -> str:
    """The rule of verdicts."""
    return "\n\n".join(rule.paragraphs(lang))


def rooms() -> str:
    """Every package with its charter, the first paragraph of its docstring; those that see most come first."""
    rows = []
    for room in sorted(_rooms(), key=lambda room: (-len(_below(room)), room)):
        for folder in sorted(path.parent for path in (PACKAGE / room).rglob("__init__.py")):
            charter = _docstring(folder / "__init__.py").partition("\n\n")[0]
            rows.append(
                (f"`sim/{folder.relative_to(PACKAGE).as_posix()}/`", " ".join(charter.replace("``", "`").split()))
            )
    return markdown.table(("room", "charter"), rows)


@cache
def _rooms() -> frozenset[str]:
    return frozenset(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


@cache
def _below(room: str) -> frozenset[str]:
    """The rooms whose modules one imports, directly or not."""
    names = {
        name.split(".")[1]
        for path in (PACKAGE / room).rglob("*.py")
        for name in sources.imports(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
        if name.count(".")
    }
    own = _rooms() & names - {room}
    return own.union(*(_below(other) for other in own))


def _docstring(path: Path) -> str:
    return path.read_text(encoding="utf-8").removeprefix('"""').partition('"""')[0].strip()


def decisions() -> str:
    """Every entry of every page of decisions, under its subject."""
    return "\n\n".join(
        _subject(path) for path in sorted((ROOT / "docs" / "decisions").glob("*.md")) if path.stem != "README"
    )


def _subject(path: Path) -> str:
    (_, title, _), *entries = markdown.headings(path.read_text(encoding="utf-8"))
    return "\n".join([f"## [{title}]({path.name})", *_entries(path.name, entries)])


def _entries(file: str, entries: list[markdown.Heading]) -> Iterator[str]:
    first = "\n"
    for level, title, anchor in entries:
        yield f"{first}{'  ' * (level - 2)}- [{title}]({file}#{anchor})"
        first = ""
