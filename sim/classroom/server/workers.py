"""The processes that make the runs of a server: each has some of the seeds of all settings, and goes on with the one it is told to.

A setting is made a few months at a time, so that its lines can be shown while they grow, nobody waits for the whole of another's
setting, and one that nobody wants any more is given up at once. Months that settings have in common are made once.
"""

import asyncio
import sys
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from sim.base.errors import SimError
from sim.runs import pools

if TYPE_CHECKING:
    from sim.base.arrays import Floats
    from sim.economy.scenario import Scenario
    from sim.runs.live import Watched

MOST_POINTS = 8  # that are made of a setting before others have their turn
STEP = 0.25  # seconds of a processor after which they have it though a point be half made
STEMS = 4  # beginnings that a worker keeps
DRAWN = 32 * 2**20  # bytes of draws that it keeps for each of its seeds: 240 months of 2,000 workers take 25
END = -1  # in place of the number of a setting: there is nothing more to do
LOST = "a process that made it has died (out of memory?): choose the setting again"


@dataclass(frozen=True)
class Recipe:
    """What is made of every setting."""

    seeds: int
    months: int
    measures: tuple[str, ...]  # in charts
    ends: tuple[str, ...]  # whose outcomes are shown
    stem: float = float("inf")  # bytes of the largest economy whose beginning is kept for others
    window: int | None = None  # of how many last months outcomes are means


@dataclass(frozen=True)
class Part:
    """What a worker has made of a setting since its last part, of its seeds: points, and in the end all the rest."""

    points: "Floats"  # [seed, point, measure]
    outcomes: "Floats | None" = None  # [seed, measure]
    records: "dict[str, Floats] | None" = None  # [seed, ...]


class Setting:
    """The runs of one setting under some seeds, side by side."""

    def __init__(self, scenario: "Scenario", seeds: Sequence[int], recipe: Recipe, stems: "Stems") -> None:
        from sim.runs import memory
        from sim.runs.live import Watched, step

        self.scenario, self.seeds, self.recipe = scenario, seeds, recipe
        self.width, self.sent = step(recipe.months), 0
        self.stems, (self.stem, self.parting) = stems, stems.of(scenario, recipe.months, self.width)
        kept = stems.get(self.stem, self.parting)
        self.runs: list[Watched] = [run.branch(scenario) for run in kept or ()]
        if kept or memory.economy(scenario.params) > recipe.stem:
            self.parting = 0  # its beginning is kept already, or too large to be

    def advance(self, seconds: float = STEP) -> Part:
        """The next points of every run, as many as are made in so many seconds and perhaps none; where they have months from others, the
        points of these first."""
        import numpy as np

        from sim.runs.live import Watched, advance

        until = time.process_time() + seconds
        recipe, width = self.recipe, self.width
        while len(self.runs) < len(self.seeds):
            seed = self.seeds[len(self.runs)]
            self.runs.append(Watched(self.scenario, seed, recipe.months, recipe.measures, recipe.ends, recipe.window))
            if time.process_time() > until:
                return Part(np.empty((len(self.seeds), 0, len(recipe.measures))))
        # The first at once, then more at a time: a run that goes on finds its numbers near at hand.
        goal = self.sent + min(max(self.sent, 1), MOST_POINTS)
        if self.sent * width < self.parting:
            goal = min(goal, self.parting // width)
        world = self.runs[0].world
        while world.month < min(goal * width, recipe.months):
            advance(self.runs, world.month + 1)
            if time.process_time() > until:
                break
        if self.parting and world.month == self.parting:
            self.stems.keep(self.stem, [run.branch(run.world.scenario) for run in self.runs])
        ended = world.month >= recipe.months
        done = -(-recipe.months // width) if ended else world.month // width
        points = np.array([run.points(self.sent, done) for run in self.runs])
        self.sent = done
        if not ended:
            return Part(points)
        records = [run.records() for run in self.runs]
        return Part(
            points,
            np.array([run.outcomes()[0] for run in self.runs]),
            {name: np.array([one[name] for one in records]) for name in records[0]},
        )


class Stems:
    """The months of runs that other settings may share: those before the first in which something new begins to act."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Hashable, list[Watched]] = OrderedDict()
        self.used: set[Hashable] = set()

    def of(self, scenario: "Scenario", months: int, width: int) -> tuple[Hashable, int]:
        """What all acts in the first months of a scenario, and how many whole points of them there are, in months."""
        from sim.runs import branching

        acting, parting = branching.beginning(scenario)
        return acting, int(min(parting, months - 1) // width * width)

    def get(self, stem: Hashable, parting: int) -> "list[Watched] | None":
        """Runs that began like this and have not gone beyond these months."""
        found = self.kept.get(stem)
        if not found or found[0].world.month > parting:
            return None
        self.kept.move_to_end(stem)
        self.used.add(stem)
        return found

    def keep(self, stem: Hashable, runs: "list[Watched]") -> None:
        """Keep these runs for others to go on from. What served nobody yet makes room first: settings that all begin in their own way
        shall not drive out the beginnings that others share."""
        if len(self.kept) >= STEMS and stem not in self.kept:
            del self.kept[next((old for old in self.kept if old not in self.used), next(iter(self.kept)))]
            self.used &= self.kept.keys()
        self.kept[stem] = runs
        self.kept.move_to_end(stem)


def work(pipe: Connection, seeds: Sequence[int], recipe: Recipe) -> None:
    """A worker's life. It is told the number of a setting, its scenario, and for how many seconds to go on with it; without a scenario it
    gives it up. It says the number, what it made or why it cannot, and how many seconds of a processor that took."""
    from sim.engine import streams

    pools.begin()
    streams.remember(DRAWN * len(seeds))
    with suppress(EOFError, OSError):  # the server has gone
        _warm(seeds[0], recipe)
        pipe.send((END, None, 0.0))
        going: dict[int, Setting] = {}
        stems = Stems()
        while True:
            number, scenario, seconds = pipe.recv()
            if number == END:
                return
            if scenario is None:
                going.pop(number, None)
                continue
            start = time.process_time()
            found: Part | str
            try:
                setting = going.pop(number, None) or Setting(scenario, seeds, recipe, stems)
                found = setting.advance(seconds)
                if found.outcomes is None:
                    going[number] = setting
            except SimError as error:
                found = str(error)
            except Exception:
                traceback.print_exc(file=sys.stderr)
                found = "an error of the program: it stands where sim serve runs"
            pipe.send((number, found, time.process_time() - start))


def _warm(seed: int, recipe: Recipe) -> None:
    """Compile all loops, or read what was compiled: a few months of a small economy with AI."""
    from sim.economy.scenario import load
    from sim.runs.live import Watched

    few = load("monopoly", {"n_workers": 200, "ai_arrival": 1, "ai_lead": 0})
    Watched(few, seed, 6, recipe.measures, recipe.ends).advance(6)


class Pool:
    """The workers as the server sees them. ``tell`` is called in its loop with a worker's place, a setting's number, what it made of it,
    and the seconds that took."""

    def __init__(self, jobs: int, recipe: Recipe, tell: Callable[[int, int, "Part | str", float], None]) -> None:
        self.recipe, self.tell = recipe, tell
        self.seeds = [range(first, recipe.seeds, jobs) for first in range(min(jobs, recipe.seeds))]
        self.pipes: list[Connection] = []
        self.processes: list[BaseProcess] = []
        self.warm = [False] * len(self.seeds)
        self.lost: Callable[[int], None] = lambda place: None
        self._closing = False

    def start(self) -> None:
        """Start all workers, in a running loop."""
        for place in range(len(self.seeds)):
            self._start(place)

    def _start(self, place: int) -> None:
        context = pools.context()
        ours, theirs = context.Pipe()
        try:
            with pools.starting():
                process = context.Process(target=work, args=(theirs, self.seeds[place], self.recipe), daemon=True)  # type: ignore[attr-defined]
                process.start()
        except (OSError, EOFError, RuntimeError) as error:
            raise SimError(pools.no_room(len(self.seeds), error)) from None
        theirs.close()
        self.pipes[place : place + 1], self.processes[place : place + 1] = [ours], [process]
        self.warm[place] = False
        listen = threading.Thread(target=self._listen, args=(place, ours, asyncio.get_running_loop()), daemon=True)
        listen.start()

    def _listen(self, place: int, pipe: Connection, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread: hand on what a worker says, until it is gone."""
        with suppress(RuntimeError):  # the loop has ended
            try:
                while True:
                    loop.call_soon_threadsafe(self._heard, place, *pipe.recv())
            except (EOFError, OSError):
                loop.call_soon_threadsafe(self._gone, place)

    def _heard(self, place: int, number: int, found: "Part | str | None", seconds: float) -> None:
        if found is None:
            self.warm[place] = True
        else:
            self.tell(place, number, found, seconds)

    def _gone(self, place: int) -> None:
        """A worker has died: another takes its place, unless it never began to work."""
        if self._closing:
            return
        if self.warm[place]:
            self._start(place)
        self.lost(place)

    def dead(self) -> bool:
        """Whether a worker has died before it was ready."""
        return any(not (ready or process.is_alive()) for ready, process in zip(self.warm, self.processes, strict=True))

    def send(self, place: int, number: int, scenario: "Scenario | None", seconds: float = 0.0) -> None:
        """Tell a worker to go on with a setting for so long, or to give it up."""
        with suppress(OSError):  # it has just died, and ``lost`` will be called
            self.pipes[place].send((number, scenario, seconds))

    def close(self) -> None:
        """End all workers."""
        self._closing = True
        for place in range(len(self.pipes)):
            self.send(place, END, None)
        for process in self.processes:
            process.join(pools.PATIENCE)
            if process.is_alive():
                process.kill()
                process.join()
        for pipe in self.pipes:
            pipe.close()


def stacked(parts: Sequence[Any], seeds: int) -> Any:
    """Arrays of several workers, whose first axes are their seeds, as one in the order of seeds."""
    import numpy as np

    found = np.empty((seeds, *parts[0].shape[1:]))
    for place, part in enumerate(parts):
        found[place :: len(parts)] = part
    return found
