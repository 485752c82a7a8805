"""What a server answers: the lines of a setting, joined from the parts of all workers, kept, and shared by all who ask for it."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.base.errors import SimError
from sim.classroom.server.workers import LOST, Part, Pool, Recipe, stacked

if TYPE_CHECKING:
    from sim.economy.scenario import Scenario

KEPT = 200  # finished answers, of about 0.1 MB each


class Busy(SimError):
    """More settings are asked for at once than are made."""


@dataclass
class Answer:
    """The lines of one setting, as JSON: some points each, the last with all the rest, or with what went wrong."""

    number: int
    digest: str
    parts: list[list[Part]]  # by worker
    lines: list[bytes] = field(default_factory=list)
    ended: bool = False
    listeners: int = 0
    joined: int = 0  # points that all workers have made
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, content: dict[str, Any], *, last: bool = False) -> None:
        """One more line."""
        self.lines.append(json.dumps(content, separators=(",", ":"), allow_nan=False).encode() + b"\n")
        self.ended = last
        self.wake()

    def wake(self) -> None:
        """Tell those who wait that something is new."""
        self.news.set()
        self.news = asyncio.Event()


class Answers:
    """All answers: those being made, at most so many, and the last ones that were. ``page`` tells a page whose numbers these are."""

    def __init__(self, recipe: Recipe, jobs: int, most: int, page: str) -> None:
        self.recipe, self.most, self.page = recipe, most, page
        self.pool = Pool(jobs, recipe, self._heard)
        self.pool.lost = self._lost
        self.going: dict[int, Answer] = {}
        self.known: OrderedDict[str, Answer] = OrderedDict()  # by what determines the numbers
        self.made = 0

    def ask(self, scenario: "Scenario") -> Answer:
        """The answer for a setting, begun now unless there is one. Who asks must ``leave`` it in the end."""
        found = self.known.get(scenario.digest)
        if found is None:
            if len(self.going) >= self.most:
                raise Busy(f"{self.most} settings are being run, and no more are taken: ask again in a moment")
            self.made += 1
            found = Answer(self.made, scenario.digest, [[] for _ in self.pool.seeds])
            self.known[scenario.digest] = self.going[found.number] = found
            found.add({"page": self.page})
            self.pool.send(found.number, scenario)
            for old in [one for one in self.known.values() if one.ended][:-KEPT]:
                del self.known[old.digest]
        self.known.move_to_end(scenario.digest)
        found.listeners += 1
        return found

    async def lines(self, answer: Answer) -> AsyncIterator[bytes]:
        """All lines, as they come."""
        sent = 0
        while True:
            news, more = answer.news, answer.lines[sent:]
            if more:
                sent += len(more)
                yield b"".join(more)
            elif answer.ended:
                return
            else:
                await news.wait()

    def leave(self, answer: Answer) -> None:
        """Who has asked for it reads no more; where nobody does, the setting is given up."""
        answer.listeners -= 1
        if not answer.listeners and not answer.ended:
            self.pool.send(answer.number, None)
            self._forget(answer)

    def _forget(self, answer: Answer) -> None:
        self.going.pop(answer.number, None)
        self.known.pop(answer.digest, None)

    def _heard(self, place: int, number: int, found: Part | str) -> None:
        """A worker has made a part of an answer, or says why it cannot."""
        answer = self.going.get(number)
        if answer is None:  # given up meanwhile
            return
        if isinstance(found, str):
            self._fail(answer, found)
            return
        answer.parts[place].append(found)
        self._join(answer)

    def _join(self, answer: Answer) -> None:
        """Add the points that all workers have by now, and the rest when all have ended."""
        import numpy as np

        ready = min(sum(part.points.shape[1] for part in parts) for parts in answer.parts)
        if ready > answer.joined:
            points = [np.concatenate([part.points for part in parts], axis=1) for parts in answer.parts]
            new = stacked([some[:, answer.joined : ready] for some in points], self.recipe.seeds)
            answer.joined = ready
            answer.add({"points": np.moveaxis(new, 2, 0).tolist()})  # [measure][seed][point]
        if all(parts and parts[-1].outcomes is not None for parts in answer.parts):
            answer.add(self._rest([parts[-1] for parts in answer.parts]), last=True)
            del self.going[answer.number]
            answer.parts.clear()

    def _rest(self, parts: list[Part]) -> dict[str, Any]:
        from sim.classroom.explorer import pack

        ends = stacked([part.outcomes for part in parts], self.recipe.seeds)
        records: list[Any] = [part.records for part in parts]
        whole = {name: stacked([some[name] for some in records], self.recipe.seeds) for name in records[0]}
        paid = [
            {"payer": payer, "receiver": receiver, "sort": sort, "value": value}
            for (payer, receiver, sort), value in pack.paid(whole).items()
        ]
        return {"ends": ends.T.tolist(), "people": pack.people(whole).T.tolist(), "payments": paid}

    def _fail(self, answer: Answer, message: str) -> None:
        """Say what went wrong; who asks again gets a new answer."""
        self.pool.send(answer.number, None)
        self._forget(answer)
        answer.add({"error": message}, last=True)

    def _lost(self) -> None:
        for answer in list(self.going.values()):
            self._fail(answer, LOST)

    def close(self) -> None:
        """End all workers, and all answers where they are."""
        for answer in self.going.values():
            answer.ended = True
            answer.wake()
        self.pool.close()
