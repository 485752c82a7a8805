"""What a mechanism is: a room of its own that the economy runs without, bit for bit, until one of its levers is moved.

A room declares in NAME.toml its levers with their neutral values, its parameters, flows, measures, random purposes, and what it
may write. Its phases stand in the month like all others, and have three verbs:

- **Write a channel** (``sim/economy/channels.py``) before the phase of the core that reads it.
- **Overwrite a declared column** after the core's phase; where it takes a whole decision over, the core asks ``World.decided``.
- **Post its own flows.**

A room that fills what another one empties names it in `wakes`: the other is then awake with it, its levers where they are.

It knows the world, what is derived from it, and the rules of the core; it does not know other mechanisms, nor the phases of the core.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sim.base.arrays import Floats
from sim.engine import declarations
from sim.engine.parameters import Params

if TYPE_CHECKING:
    from sim.economy.stationary import Stationary
    from sim.economy.world import World

Phase = Callable[["World"], None]


def _nothing(world: "World", state: "Stationary") -> None:
    """Nothing has to be there."""


@dataclass(frozen=True)
class Mechanism:
    """A mechanism: the name of its room, its phases (their order is the month's), and how it wakes.

    ``start`` is called once, at the beginning of the first month in which a lever is off its neutral value, with the stationary state
    of the parameters then in force: it puts what the mechanism keeps into the world's slot, by declared flows if it moves anything.
    """

    name: str
    phases: tuple[Phase, ...]
    start: "Callable[[World, Stationary], None]" = _nothing
    measures: ModuleType | None = None  # a function a measure, of its name
    first_skill: Callable[[Params, int], Floats] | None = None  # of parameters and a seed: by what each worker's first skill is multiplied

    @property
    def declared(self) -> dict[str, Any]:
        """What NAME.toml says."""
        return declarations.rooms()[self.name].data

    @property
    def levers(self) -> dict[str, Any]:
        """The parameters that wake it, with their neutral values."""
        return dict(self.declared["mechanism"]["levers"])

    @property
    def wakers(self) -> dict[str, Any]:
        """All parameters that wake it, with their neutral values: its levers, and those of rooms that say so in `wakes`."""
        return declarations.wakers()[self.name]

    @property
    def example(self) -> dict[str, Any]:
        """A lively setting, for tests and `sim order`: levers moved, and what else makes it seen in a short run."""
        return dict(self.declared["mechanism"]["example"])

    @property
    def moves(self) -> dict[str, str]:
        """The first measure of each lever: what it is about, and moves beside any other mechanism (``benchmarks/pairs.py``)."""
        return dict(self.declared["mechanism"]["moves"])

    def on(self, p: Params) -> bool:
        """Whether any parameter that wakes it is off its neutral value."""
        return any(getattr(p, name) != neutral for name, neutral in self.wakers.items())
