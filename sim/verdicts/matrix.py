"""What each verdict hangs on, read from a file beside a board: the sign of every test once more with each mechanism on.

The file holds what was measured. What a cell says is not kept: it follows from the numbers by the thresholds, each time it is read.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from sim.base import sources, toml
from sim.base.declared import Text
from sim.runs.digest import code
from sim.verdicts import thresholds
from sim.verdicts.board import Found, Standing, parsed
from sim.verdicts.register import Sign
from sim.verdicts.thresholds import Number, Summary

ENDS = ".matrix.json"  # of the file beside a board, in place of .json
MAKERS = [path for name in ("readings", "outcomes", "crossed") if (path := sources.file(f"sim.verdicts.{name}"))]

Key = Literal["same", "turned", "lost", "appears", "own", "undefined"]
Numbers = tuple[Number, Number, Number, Number]  # mean effect, both ends of its 95 % interval, the smallest effect of interest

SAID: Mapping[Key, Text] = {
    "same": Text(en="same", zh="不变"),
    "turned": Text(en="turned", zh="反转"),
    "lost": Text(en="lost in the interval", zh="区间含零而失去"),
    "appears": Text(en="a sign appears", zh="出现符号"),
    "own": Text(en="the test sets it itself", zh="检验自身已设定"),
    "undefined": Text(en="undefined", zh="无定义"),
}
MARKS: Mapping[Key, str] = {"same": "=", "turned": "×", "lost": "○", "appears": "+", "own": "·", "undefined": "?"}
WORST: tuple[Key, ...] = ("turned", "undefined", "lost", "appears", "same", "own")  # of several outcomes, that of the claim is the first

HEAD = Text(en="What each verdict hangs on", zh="各项判定取决于什么")
UNMADE = Text(
    en="What each verdict hangs on was not computed for this board: `sim claims --matrix` does it.",
    zh="此记分牌尚未计算各项判定取决于哪些机制：`sim claims --matrix`可作此计算。",
)
ABOUT = Text(
    en="Computed {date} by `{command}`, code {code}: {seeds} paired seeds, {workers:,} workers, no draws.",
    zh="{date}由`{command}`计算，程序代码{code}：{seeds}个配对种子，{workers:,}名劳动者，不作抽样。",
)
HOW = Text(
    en="Every test once more with one more mechanism on, at the setting that it declares for this; where a test sets a parameter itself, "
    "its value stands. Compared is what the 95 % interval over seeds says with the mechanism and without, at the same seeds and size: "
    "as predicted, the contrary, or neither (it holds zero, or the effect is below the smallest of interest). Of a claim counts what "
    "decides it, and of several outcomes the worst.",
    zh="每项检验各加一种机制再算一次，取该机制为此声明的设定；检验自身设定的参数不变。比较的是在相同种子与规模下，有此机制与无此机制时95%区间所示："
    "符合预测、相反，或二者皆非（区间含零，或小于最小关注效应）。对论断只计决定性结果，有多项时取最坏者。",
)
LEGEND = Text(
    en="= same; × turned; ○ lost in the interval; + a sign appears where there was none; · the test sets it itself, nothing was added; "
    "? undefined: a measure can't be computed, or a world has no state to start in or falls apart.",
    zh="= 不变；× 反转；○ 区间含零而失去；+ 原无符号而出现；· 检验自身已设定，未添加；? 无定义：指标无法计算，或世界无起始状态或崩溃。",
)
SETTINGS = Text(en="Settings: {rooms}.", zh="各机制的设定：{rooms}。")
NOT_YET = Text(en="Not computed, or for other tests: {names}.", zh="尚未计算，或系就其他检验所算：{names}。")
OTHER_CODE = Text(
    en="Beware: what each verdict hangs on was computed by other code ({code}), on {date}.",
    zh="注意：各项判定取决于什么，系{date}由其他程序代码（{code}）计算。",
)
LINE = Text(en="With one more mechanism on: {parts} ({about}).", zh="各加一种机制：{parts}（{about}）。")
PART = Text(en="{said}: {names}", zh="{said}：{names}")
REST = Text(en="same with {count} of {all}", zh="{all}种中{count}种不变")
SIZE = Text(en="{seeds} seeds, {workers:,} workers, {date}", zh="{seeds}个种子，{workers:,}名劳动者，{date}")
DIFFERS = Text(
    en="Without any, at these seeds and this size, {count} of {all} outcomes that decide say something else than on the board: {names}.",
    zh="不加机制而用这些种子与规模时，{all}项决定性结果中有{count}项与记分牌不同：{names}。",
)
COLUMN = Text(en="unlike the board", zh="与记分牌不同")
NAMED: tuple[Key, ...] = ("turned", "undefined", "lost", "appears", "own")  # whose mechanisms are named
FEW = 4  # outcomes that are named


@dataclass(frozen=True)
class Line:
    """One outcome of one test: its numbers as it is (``plain``), and with each mechanism on; None where they are undefined."""

    test: str
    measure: str
    detail: str | None
    sign: Sign
    decides: bool
    plain: Numbers | None
    rooms: dict[str, Numbers | None]


@dataclass(frozen=True)
class Matrix:
    """All lines of a board. ``kept``: by test and mechanism, the parameters in which the test's own value stood; ``why``: why it is
    undefined as a whole; ``asked``: by claim, a hash of what it answers."""

    date: str
    code: str
    command: str
    seeds: int
    workers: int
    rooms: dict[str, dict[str, Any]]
    outcomes: list[Line]
    asked: dict[str, str] = field(default_factory=dict)
    kept: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    why: dict[str, dict[str, str]] = field(default_factory=dict)

    def cell(self, line: Line, room: str) -> Key:
        """What becomes of an outcome with a mechanism on."""
        if self.nothing(line.test, room):
            return "own"
        before, now = stands(line.sign, line.plain), stands(line.sign, line.rooms.get(room))
        if before is None or now is None:
            return "undefined"
        if before == now:
            return "same"
        return "appears" if before == 0 else "lost" if now == 0 else "turned"

    def nothing(self, test: str, room: str) -> bool:
        """Whether a test sets all of a mechanism's setting itself."""
        return set(self.rooms[room]) <= set(self.kept.get(test, {}).get(room, ()))

    @cached_property
    def claims(self) -> dict[str, dict[str, Key]]:
        """By claim and mechanism what becomes of what decides it; nothing of a claim that predicts nothing."""
        found: dict[str, dict[str, Key]] = {}
        for name, lines in self._deciding.items():
            cells = {room: {self.cell(line, room) for line in lines} for room in self.rooms}
            found[name] = {room: min(some, key=WORST.index) for room, some in cells.items()}
        return found

    @cached_property
    def _deciding(self) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for line in self.outcomes:
            if line.decides:
                found.setdefault(line.test.partition(".")[0], []).append(line)
        return found

    def rooms_of(self, claim: str, key: Key) -> list[str]:
        """The mechanisms with which this becomes of a claim."""
        return [room for room, found in self.claims.get(claim, {}).items() if found == key]

    def differs(self, row: Standing) -> list[Found]:
        """The outcomes that decide a claim and say something else at these seeds and this size than on the board."""
        there = {(one.test, one.measure, one.detail and one.detail["en"]): one for one in row.found}
        found = []
        for line in self._deciding.get(row.id, ()):
            one, here = there.get((line.test, line.measure, line.detail)), stands(line.sign, line.plain)
            if one and one.sign == line.sign and here is not None and of_summary(line.sign, one.summary) not in (here, None):
                found.append(one)
        return found

    def answers(self, row: Standing) -> bool:
        """Whether it was computed for a claim as it stands on the board."""
        return self.asked.get(row.id) == row.asked

    def said(self, row: Standing, lang: str) -> str:
        """What a claim hangs on, in a line; nothing of one that predicts nothing, or that it doesn't know."""
        cells = self.claims.get(row.id)
        if not cells:
            return ""
        comma = ", " if lang == "en" else "、"
        parts = [
            PART.of(lang).format(said=SAID[key].of(lang), names=comma.join(self.rooms_of(row.id, key)))
            for key in NAMED
            if self.rooms_of(row.id, key)
        ]
        parts.append(REST.of(lang).format(count=len(self.rooms_of(row.id, "same")), all=len(cells)))
        line = LINE.of(lang).format(parts=("; " if lang == "en" else "；").join(parts), about=self.size(lang))
        other = self.differs(row)
        if not other:
            return line
        names = comma.join(one.what(lang) for one in other[:FEW]) + (", ..." if len(other) > FEW else "")
        counts = {"count": len(other), "all": len(self._deciding[row.id]), "names": names}
        return f"{line}{' ' if lang == 'en' else ''}{DIFFERS.of(lang).format(**counts)}"

    def size(self, lang: str) -> str:
        """Seeds, workers and date."""
        return SIZE.of(lang).format(seeds=self.seeds, workers=self.workers, date=self.date)

    def about(self, rows: Sequence[Standing], lang: str) -> list[str]:
        """When it was made, how and with which settings, and the claims of a board that it knows nothing of."""
        made = ABOUT.of(lang).format(
            date=self.date, command=self.command, code=self.code[:12], seeds=self.seeds, workers=self.workers
        )
        lacking = [row.id for row in rows if any(one.decides for one in row.found) and not self.answers(row)]
        names = (", " if lang == "en" else "、").join(lacking)
        made += (" " if lang == "en" else "") + NOT_YET.of(lang).format(names=names) if lacking else ""
        settings = "; ".join(f"{room}: {written(setting)}" for room, setting in self.rooms.items())
        return [HOW.of(lang), LEGEND.of(lang), made, SETTINGS.of(lang).format(rooms=settings)]

    def notes(self, lang: str) -> list[str]:
        """That the program has changed since, where it has."""
        return [] if code(*MAKERS) == self.code else [OTHER_CODE.of(lang).format(code=self.code[:12], date=self.date)]

    def as_json(self, rows: Sequence[Standing]) -> dict[str, Any]:
        """What becomes of these claims, as JSON takes it."""
        there = {row.id: self.claims[row.id] for row in rows if row.id in self.claims}
        differ = {row.id: [one.name for one in self.differs(row)] for row in rows if row.id in there}
        about = {"date": self.date, "code": self.code, "command": self.command, "seeds": self.seeds, "workers": self.workers}
        return {**about, "rooms": self.rooms, "claims": there, "unlike_board": differ}


def written(setting: Mapping[str, Any]) -> str:
    """
    >>> written({"entry": True, "exit_size": 0.3})
    'entry = true, exit_size = 0.3'
    """
    return ", ".join(f"{name} = {toml.literal(value)}" for name, value in setting.items())


def stands(sign: Sign, numbers: Numbers | None) -> int | None:
    """1 where the interval says what is predicted, -1 where it says the contrary, 0 where neither; None where it is undefined.

    >>> [stands("higher", one) for one in [(2, 1, 3, 0.1), (-2, -3, -1, 0.1), (1, -1, 3, 0.1), (0.05, 0.04, 0.06, 0.1), None]]
    [1, -1, 0, 0, None]
    """
    if numbers is None:
        return None
    mean, low, high, bound = numbers
    return of_summary(sign, Summary(mean, low, high, bound, 0, math.nan, math.nan, 0))


def of_summary(sign: Sign, summary: Summary) -> int | None:
    """The same of what a verdict rests on."""
    if not all(map(math.isfinite, (summary.mean, summary.low, summary.high, summary.bound))):
        return None
    return {"holds": 1, "fails": -1}.get(thresholds.leans(sign, summary), 0)


def read(board: Path) -> Matrix | None:
    """That beside a board; None where it was not made."""
    path = board.with_suffix(ENDS)
    return read_file(path) if path.exists() else None


def read_file(path: Path) -> Matrix:
    """A matrix as it was written; an InputError where the file is none."""
    return parsed(Matrix, path, "sim claims --matrix")
