"""The processes that make the runs of a server: each has some of the seeds, and goes on with all settings in turn.

A setting is made a few months at a time, so that its lines can be shown while they grow, nobody waits for the whole of another's
setting, and one that nobody wants any more is given up at once. Months that settings have in common are made once.
"""

import asyncio
import sys
import threading
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


@dataclass(frozen=True)
class Part:
    """What a worker has made of a setting since its last part, of its seeds: points, and in the end all the rest."""

    points: "Floats"  # [seed, point, measure]
    outcomes: "Floats | None" = None  # [seed, measure]
    records: "dict[str, Floats] | None" = None  # [seed, ...]


class Setting:
    """The runs of one setting under some seeds, side by side."""

    def __init__(self, scenario: "Scenario", seeds: Sequence[int], recipe: Recipe, stems: "Stems") -> None:
        from sim.runs.live import Watched, step

        self.recipe, self.width, self.sent = recipe, step(recipe.months), 0
        self.stems, (self.stem, self.parting) = stems, stems.of(scenario, recipe.months, self.width)
        kept = stems.get(self.stem, self.parting)
        if kept:
            self.runs = [run.branch(scenario) for run in kept]
            self.parting = 0  # its beginning is kept already
        else:
            self.runs = [Watched(scenario, seed, recipe.months, recipe.measures, recipe.ends) for seed in seeds]

    def advance(self) -> Part:
        """The next points of every run; where they have months from others, the points of these first."""
        import numpy as np

        from sim.runs.live import advance

        # The first at once, then more at a time: a run that goes on finds its numbers near at hand.
        done = max(self.runs[0].world.month // self.width, self.sent + min(max(self.sent, 1), MOST_POINTS))
        if self.sent * self.width < self.parting:
            done = min(done, self.parting // self.width)
        advance(self.runs, done * self.width)
        if self.parting and done * self.width == self.parting:
            self.stems.keep(self.stem, [run.branch(run.world.scenario) for run in self.runs])
        points = np.array([run.points(self.sent, done) for run in self.runs])
        self.sent = done
        if done * self.width < self.recipe.months:
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
        return found

    def keep(self, stem: Hashable, runs: "list[Watched]") -> None:
        """Keep these runs for others to go on from; what has not been used for longest is dropped."""
        self.kept[stem] = runs
        self.kept.move_to_end(stem)
        if len(self.kept) > STEMS:
            self.kept.popitem(last=False)


def work(pipe: Connection, seeds: Sequence[int], recipe: Recipe) -> None:
    """A worker's life. It is told the number of a setting and its scenario, or nothing where it is to be given up."""
    from sim.engine import streams

    pools.begin()
    streams.remember(DRAWN * len(seeds))
    with suppress(EOFError, OSError):  # the server has gone
        _warm(seeds[0], recipe)
        pipe.send((END, None))
        going: dict[int, Setting | Scenario] = {}
        stems = Stems()
        while True:
            while not going or pipe.poll():
                number, scenario = pipe.recv()
                if number == END:
                    return
                going.pop(number, None)
                if scenario:
                    going[number] = scenario
            number, setting = next(iter(going.items()))
            del going[number]
            try:
                if not isinstance(setting, Setting):
                    setting = Setting(setting, seeds, recipe, stems)
                part = setting.advance()
            except SimError as error:
                pipe.send((number, str(error)))
                continue
            except Exception:
                traceback.print_exc(file=sys.stderr)
                pipe.send((number, "an error of the program: it stands where sim serve runs"))
                continue
            if part.outcomes is None:
                going[number] = setting  # behind all others
            pipe.send((number, part))


def _warm(seed: int, recipe: Recipe) -> None:
    """Compile all loops, or read what was compiled: a few months of a small economy with AI."""
    from sim.economy.scenario import load
    from sim.runs.live import Watched

    few = load("monopoly", {"n_workers": 200, "ai_arrival": 1, "ai_lead": 0})
    Watched(few, seed, 6, recipe.measures, recipe.ends).advance(6)


class Pool:
    """The workers as the server sees them. ``tell`` is called in its loop with a worker's place, a setting's number and what it made."""

    def __init__(self, jobs: int, recipe: Recipe, tell: Callable[[int, int, "Part | str"], None]) -> None:
        self.recipe, self.tell = recipe, tell
        self.seeds = [range(first, recipe.seeds, jobs) for first in range(min(jobs, recipe.seeds))]
        self.pipes: list[Connection] = []
        self.processes: list[BaseProcess] = []
        self.warm = [False] * len(self.seeds)
        self.lost: Callable[[], None] = lambda: None
        self._closing = False

    def start(self) -> None:
        """Start all workers, in a running loop."""
        for place in range(len(self.seeds)):
            self._start(place)

    def _start(self, place: int) -> None:
        context = pools.context()
        ours, theirs = context.Pipe()
        with pools.starting():
            process = context.Process(target=work, args=(theirs, self.seeds[place], self.recipe), daemon=True)  # type: ignore[attr-defined]
            process.start()
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
                    number, found = pipe.recv()
                    loop.call_soon_threadsafe(self._heard, place, number, found)
            except (EOFError, OSError):
                loop.call_soon_threadsafe(self._gone, place)

    def _heard(self, place: int, number: int, found: "Part | str | None") -> None:
        if found is None:
            self.warm[place] = True
        else:
            self.tell(place, number, found)

    def _gone(self, place: int) -> None:
        """A worker has died: another takes its place, unless it never began to work."""
        if self._closing:
            return
        self.lost()
        if self.warm[place]:
            self._start(place)

    def dead(self) -> bool:
        """Whether a worker has died before it was ready."""
        return any(not (ready or process.is_alive()) for ready, process in zip(self.warm, self.processes, strict=True))

    def send(self, number: int, scenario: "Scenario | None") -> None:
        """Tell all workers to make a setting, or to give it up."""
        for pipe in self.pipes:
            with suppress(OSError):  # it has just died, and ``lost`` will be called
                pipe.send((number, scenario))

    def close(self) -> None:
        """End all workers."""
        self._closing = True
        self.send(END, None)
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
