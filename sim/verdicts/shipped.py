"""The board that travels with the program, and whether the program, or what it asks, has moved on since that board was computed."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sim.base import sources, toml
from sim.base.declared import Text
from sim.base.errors import InputError, suggest
from sim.base.paths import data
from sim.runs.digest import code
from sim.verdicts.board import Board, read
from sim.verdicts.register import Claim, Effect, Register, parts

FILE = "SCOREBOARD.json"
MAKERS = [
    path for name in ("readings", "worlds") if (path := sources.file(f"sim.verdicts.{name}"))
]  # of what is kept of a run

FEW = 8  # claims that are named
SHIPPED = Text(
    en="From the board that came with the program: computed {date} by code {code}; `--again` computes it anew.",
    zh="取自随程序附带的记分牌：{date}由程序代码{code}计算；加`--again`重新计算。",
)
OTHER_CODE = Text(
    en="Beware: the program has changed since (its code is {code}), and may find otherwise.",
    zh="注意：程序此后已有改动（代码为{code}），结果可能不同。",
)
OTHER_WORDS = Text(
    en="Beware: since then the register (seeds/), a scenario or a closure of these has changed: {names}.",
    zh="注意：此后登记册（seeds/）、情景或闭合已有改动，涉及：{names}。",
)


def board(ids: Sequence[str], known: Collection[str]) -> Board:
    """The shipped board: all of it, or these claims; ``known``: those of the register."""
    check_ids(ids, known)
    found = read(data(FILE))
    there = {row.id: row for row in found.rows}
    lacking = [name for name in ids if name not in there]
    if lacking:
        raise InputError([f"{name}: is not on the shipped board: sim claims {name} --again computes it" for name in lacking])
    return replace(found, rows=[row for row in found.rows if not ids or row.id in ids])


def check_ids(ids: Sequence[str], known: Collection[str]) -> None:
    """An InputError where one of them is no claim."""
    wrong = [name for name in ids if name not in known]
    if wrong:
        raise InputError([f"{name}: no such claim{suggest(name, known)} (sim explain lists all)" for name in wrong])


def asked(claim: Claim, effects: Mapping[str, Effect]) -> str:
    """A hash of all that a verdict answers: the claim with its tests, their worlds, the effects of interest, the closures."""
    tests = [test for test in claim.tests if not claim.waiting(test)]
    measures = sorted({name for test in tests for outcome in test.outcomes for name in parts(outcome)})
    content = [
        claim.model_dump(mode="json"),
        [[role, months, side.load().digest] for test in tests for role, (side, months) in test.worlds.items()],
        [effects[name].model_dump(mode="json") for name in measures if name in effects],
        toml.read(data("plots") / "closures.toml").data,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def notes(board: Board, register: Register, lang: str) -> Sequence[str]:
    """Of when and by which code a board is, and what has changed since."""
    now = code(*MAKERS)
    known = register.claims
    changed = [row.id for row in board.rows if row.id not in known or row.asked != asked(known[row.id], register.effects)]
    said = [SHIPPED.of(lang).format(date=board.date, code=board.code[:12])]
    said += [OTHER_CODE.of(lang).format(code=now[:12])] if now != board.code else []
    more = f", ... ({len(changed)})" if len(changed) > FEW else ""
    said += [OTHER_WORDS.of(lang).format(names=", ".join(changed[:FEW]) + more)] if changed else []
    return said
