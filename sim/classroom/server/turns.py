"""Whose turn it is where many want a share of one worker."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby
from typing import Any

KEPT = 1000  # names whose time is remembered, at least


class Turns:
    """Names that are wanting get equal time, and below each name the names of the next level share what it gets.

    A name is served where it has had least (start-time fair queueing). One that comes anew begins where the others are: it has neither
    saved up time while it wanted nothing, nor is what it has had beyond them forgiven.

    >>> turns, had = Turns(), {("a", 1): 0, ("a", 2): 0, ("b", 1): 0}
    >>> for _ in range(8):
    ...     path = turns.next(list(had))
    ...     turns.charge(path, 1.0)
    ...     had[path] += 1
    >>> had
    {('a', 1): 2, ('a', 2): 2, ('b', 1): 4}
    """

    def __init__(self) -> None:
        self.had: dict[Hashable, float] = {}
        self.below: dict[Hashable, Turns] = {}
        self.clock = 0.0  # what the name had had that was served last

    def next(self, wanting: Iterable[Sequence[Hashable]]) -> tuple[Any, ...]:
        """One of these paths of names, all of one length; where several have had least, the first."""
        paths: dict[Hashable, list[Sequence[Hashable]]] = {}
        for name, rest in groupby(wanting, lambda path: path[0]):
            paths.setdefault(name, []).extend(path[1:] for path in rest)
        name = min(paths, key=self._had)
        self.clock = self._had(name)
        if not paths[name][0]:
            return (name,)
        return name, *self.below.setdefault(name, Turns()).next(paths[name])

    def charge(self, path: Sequence[Hashable], seconds: float) -> None:
        """Note what a path has been given."""
        name, *rest = path
        self.had[name] = self._had(name) + seconds
        if rest:
            self.below.setdefault(name, Turns()).charge(rest, seconds)
        if len(self.had) > KEPT:  # who is not ahead of the clock is as one who comes anew
            self.had = {name: had for name, had in self.had.items() if had > self.clock}
            self.below = {name: turns for name, turns in self.below.items() if name in self.had}

    def _had(self, name: Hashable) -> float:
        return max(self.had.get(name, 0.0), self.clock)
