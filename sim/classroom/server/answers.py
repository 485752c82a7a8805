"""What a server answers: the lines of a setting, joined from the parts of all workers, kept, and shared by all who ask for it.

Who asks gets a fair share: of the workers' time (``turns``), and of the memory in which settings are made. A setting for which there is
no room yet waits in line, and those who ask are told how many are before it.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.classroom.server.turns import Turns
from sim.classroom.server.workers import LOST, STEP, Part, Pool, Recipe, stacked
from sim.runs import memory

if TYPE_CHECKING:
    from sim.economy.scenario import Scenario

KEPT = 200  # finished answers, of about 0.1 MB each
ROUND = 1.5  # seconds of a processor in which everybody has had a turn, so that first years come soon to all of a class
MOST = 128  # settings that are made at once, where memory allows it
OF_ADDRESS, OF_CLIENT = 1 / 2, 1 / 4  # of the room that one may fill, so that others need not wait for it to be done


class Client(NamedTuple):
    """Who asks: an address, and below it a browser, or a program by what it calls itself."""

    address: str
    name: str


@dataclass
class Answer:
    """The lines of one setting, as JSON: some points each, the last with all the rest, or with what went wrong."""

    number: int
    scenario: "Scenario"
    room: float  # share of what there is
    parts: list[list[Part]]  # by worker
    begun: bool = False
    lines: list[bytes] = field(default_factory=list)
    ended: bool = False
    clients: list[Client] = field(default_factory=list)  # who wait for it
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
    """All answers: those being made, in line, and the last ones that were. ``page`` tells a page whose numbers these are, ``room`` is the
    bytes that all economies may take."""

    def __init__(self, recipe: Recipe, jobs: int, room: float, page: str) -> None:
        self.recipe, self.room, self.page = recipe, room, page
        self.pool = Pool(jobs, recipe, self._heard)
        self.pool.lost = self._lost
        self.turns = [Turns() for _ in self.pool.seeds]
        self.at_work: list[tuple[Any, ...] | None] = [None for _ in self.pool.seeds]  # whose turn each worker makes
        self.going: dict[int, Answer] = {}
        self.known: OrderedDict[str, Answer] = OrderedDict()  # by what determines the numbers
        self.made = 0

    def ask(self, scenario: "Scenario", client: Client) -> Answer:
        """The answer for a setting, begun now or put in line unless there is one. Who asks must ``leave`` it in the end."""
        found = self.known.get(scenario.digest)
        if found is None:
            room = self._room(scenario)
            self.made += 1
            found = Answer(self.made, scenario, room, [[] for _ in self.pool.seeds])
            self.known[scenario.digest] = self.going[found.number] = found
            found.add({"page": self.page})
            for old in [one for one in self.known.values() if one.ended][:-KEPT]:
                del self.known[old.scenario.digest]
        self.known.move_to_end(scenario.digest)
        found.clients.append(client)
        self._go_on()
        return found

    def _room(self, scenario: "Scenario") -> float:
        """The share of the room that a setting takes; NotEnough where it would leave too little to others, however long it lasts."""
        needed = self.recipe.seeds * memory.economy(scenario.params)
        memory.fit(
            needed, f"this setting under {self.recipe.seeds} seeds", "n_workers and other sizes", self.room * OF_ADDRESS
        )
        return max(needed / self.room, 1 / MOST)

    async def lines(self, answer: Answer) -> AsyncIterator[bytes]:
        """All lines, as they come, and the place in line as long as nothing is made."""
        sent, told = 0, 0
        while True:
            news, more = answer.news, answer.lines[sent:]
            place = 0 if answer.begun or answer.ended else self._place(answer)
            if more:
                sent += len(more)
                yield b"".join(more)
            elif answer.ended:
                return
            elif place != told:
                told = place
                yield json.dumps({"waits": place}).encode() + b"\n"
            else:
                await news.wait()

    def _place(self, answer: Answer) -> int:
        """How many come before one in line, those being made included."""
        return sum(one.begun or one.number < answer.number for one in self.going.values())

    def leave(self, answer: Answer, client: Client) -> None:
        """Who has asked for it reads no more; where nobody does, the setting is given up."""
        answer.clients.remove(client)
        if not answer.clients and not answer.ended:
            self._forget(answer)
            self._go_on()

    def _forget(self, answer: Answer) -> None:
        """Give up a setting; who asks again gets a new answer."""
        self.going.pop(answer.number, None)
        self.known.pop(answer.scenario.digest, None)
        if answer.begun:
            for place in range(len(self.at_work)):
                self.pool.send(place, answer.number, None)

    def _go_on(self) -> None:
        """Begin what there is room for, and give every worker without work something to do."""
        self._begin()
        for place, at_work in enumerate(self.at_work):
            wanting = [
                (*client, answer.number)
                for answer in self.going.values()
                if answer.begun and not (answer.parts[place] and answer.parts[place][-1].outcomes is not None)
                for client in answer.clients
            ]
            if at_work is None and wanting:
                self.at_work[place] = path = self.turns[place].next(wanting)
                seconds = min(STEP, ROUND / len({name[:-1] for name in wanting}))
                self.pool.send(place, path[-1], self.going[path[-1]].scenario, seconds)

    def _begin(self) -> None:
        """Begin settings in line, of those first who have least of the room. None goes past one that needs more of it."""
        line = [answer for answer in self.going.values() if not answer.begun]
        changed = False
        while line:
            taken = [answer for answer in self.going.values() if answer.begun]
            held: dict[Any, float] = {}
            for answer in taken:
                for name in (answer.clients[0], answer.clients[0].address):
                    held[name] = held.get(name, 0.0) + answer.room
            line = [answer for answer in line if not answer.begun and self._may_begin(answer, held)]
            if not line:
                break
            first = min(
                line, key=lambda one: [held.get(name, 0.0) for name in (one.clients[0].address, one.clients[0])]
            )
            if sum(answer.room for answer in taken) + first.room > 1 + 1e-9:
                break
            first.begun = changed = True
        if changed:
            for answer in self.going.values():
                answer.wake()  # those in line have another place

    @staticmethod
    def _may_begin(answer: Answer, held: dict[Any, float]) -> bool:
        client = answer.clients[0]
        return all(
            not held.get(name) or held[name] + answer.room <= most + 1e-9
            for name, most in ((client.address, OF_ADDRESS), (client, OF_CLIENT))
        )

    def _heard(self, place: int, number: int, found: Part | str, seconds: float) -> None:
        """A worker has made a part of an answer, or says why it cannot."""
        path, self.at_work[place] = self.at_work[place], None
        if path:
            self.turns[place].charge(path, seconds)
        answer = self.going.get(number)
        if answer and isinstance(found, str):
            self._fail(answer, found)
        elif answer and isinstance(found, Part):
            answer.parts[place].append(found)
            self._join(answer)
        self._go_on()

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
        """Say what went wrong."""
        self._forget(answer)
        answer.add({"error": message}, last=True)

    def _lost(self, place: int) -> None:
        """A worker has died with its part of all that was begun."""
        self.at_work[place] = None
        for answer in [answer for answer in self.going.values() if answer.begun]:
            self._fail(answer, LOST)
        self._go_on()

    def close(self) -> None:
        """End all workers, and all answers where they are."""
        for answer in self.going.values():
            answer.ended = True
            answer.wake()
        self.pool.close()
