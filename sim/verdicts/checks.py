"""What the search has found of each outcome, read from a file beside a board: emergent or imposed, robust or turned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from sim.base.declared import Text
from sim.verdicts.board import Found, Standing, parsed

ENDS = ".checks.json"  # of the file beside a board, in place of .json

MARKS: Mapping[str | None, Text] = {
    "can't fail": Text(en="can't fail", zh="不可能不成立"),
    "tied": Text(en="tied", zh="同一事实"),
    "set": Text(en="set", zh="由设定决定"),
    "imposed": Text(en="imposed", zh="由规则强加"),
    None: Text(en="emergent", zh="涌现"),
}
CALLED = {
    "by construction": Text(en="imposed in all that decides it", zh="其决定性结果皆由规则强加"),
    "partly": Text(en="imposed in a part of what decides it", zh="其决定性结果部分由规则强加"),
    "finding": Text(en="a finding: all that decides it could have come out otherwise", zh="发现：其决定性结果本可不同"),
}
HEAD = Text(en="Emergent or imposed, robust or turned", zh="涌现或强加，稳健或反转")
UNSEARCHED = Text(
    en="Whether outcomes are emergent or imposed, robust or turned was not searched for this board: `sim claims --search` does it.",
    zh="此记分牌尚未搜索各项结果是涌现还是强加、稳健还是会反转：`sim claims --search`可作此搜索。",
)
SEARCHED = Text(en="Searched {date}, code {code}.", zh="搜索于{date}，程序代码{code}。")
NOT_YET = Text(en=" Not searched yet: {names}.", zh="尚未搜索：{names}。")
ROBUST = Text(
    en="robust: none of {admissible} admissible points turns it, of {of}",
    zh="稳健：{of}个点中可取者{admissible}个，无一使其反转",
)
UNTRIED = Text(en="none of {of} points is admissible", zh="{of}个点中无可取者")
BREAK_EVEN = Text(en="turned where {parameter} is {value} ({default} here)", zh="{parameter}为{value}时反转（此处为{default}）")
POINT = Text(
    en="turned {way:.0%} of the way to a point where {names}", zh="在通往某点的{way:.0%}处反转，该点{names}"
)
GONE = Text(en="gone at {count}", zh="{count}个点处消失")
MARKED = Text(en="{mark}: {why}", zh="{mark}：{why}")


@dataclass(frozen=True)
class BreakEven:
    """One parameter, and its value at which an outcome turns."""

    parameter: str
    value: Any
    default: Any


@dataclass(frozen=True)
class Point:
    """How far on the way to a point at which an outcome turns, and the parameters that are farthest there."""

    way: float = 1.0
    farthest: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Robust:
    """What points around the defaults say of an outcome; ``break_even``: of one parameter that turns it."""

    admissible: int
    of: int
    turned_by: Point | None = None
    extinguished: int = 0
    wrecks: int = 0
    break_even: BreakEven | None = None

    def said(self, lang: str) -> str:
        """Robust, or what turns it."""
        if self.break_even:
            return BREAK_EVEN.of(lang).format(**{key: _number(value) for key, value in vars(self.break_even).items()})
        if self.turned_by:
            names = ", ".join(f"{name} = {_number(value)}" for name, value in self.turned_by.farthest.items())
            return POINT.of(lang).format(way=self.turned_by.way, names=names)
        text = (ROBUST if self.admissible else UNTRIED).of(lang).format(admissible=self.admissible, of=self.of)
        gone = GONE.of(lang).format(count=self.extinguished) if self.extinguished else ""
        return ("; " if lang == "en" else "；").join(filter(None, (text, gone)))


@dataclass(frozen=True)
class Cell:
    """Where an outcome stands: what makes it, and what turns it."""

    test: str
    measure: str
    detail: str | None
    mark: Literal["can't fail", "tied", "set", "imposed"] | None
    why: dict[str, str]
    robust: Robust

    def made(self, lang: str) -> str:
        """Emergent, or in which way it is not, and why."""
        return MARKED.of(lang).format(mark=MARKS[self.mark].of(lang), why=self.why[lang])


@dataclass(frozen=True)
class Called:
    """What a claim is for the marks of what decides it."""

    called: Literal["by construction", "partly", "finding"]


@dataclass(frozen=True)
class Checks:
    """All cells of a board, and what claims are called for them; ``words``: what the terms mean."""

    date: str
    code: str
    words: dict[str, str]
    outcomes: list[Cell]
    claims: dict[str, Called] = field(default_factory=dict)

    def of(self, one: Found) -> Cell | None:
        """That of an outcome."""
        return self._cells.get((one.test, one.measure, one.detail["en"] if one.detail else None))

    @cached_property
    def _cells(self) -> dict[tuple[str, str, str | None], Cell]:
        return {(cell.test, cell.measure, cell.detail): cell for cell in self.outcomes}

    def called(self, row: Standing, lang: str) -> str:
        """What a claim is for them; nothing of one of which nothing was searched."""
        found = self.claims.get(row.id)
        return CALLED[found.called].of(lang) if found else ""

    def about(self, rows: Sequence[Standing], lang: str) -> str:
        """When it was made, and with which code; and the claims of a later board that it knows nothing of."""
        said = SEARCHED.of(lang).format(date=self.date, code=self.code[:12])
        names = [row.id for row in rows if row.found and not any(map(self.of, row.found))]
        return said + (NOT_YET.of(lang).format(names=(", " if lang == "en" else "、").join(names)) if names else "")


def _number(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)


def read(board: Path) -> Checks | None:
    """Those beside a board; None where the search was not made."""
    path = board.with_suffix(ENDS)
    return parsed(Checks, path, "sim claims --search") if path.exists() else None
