"""``Economy``: the economy as a Mesa model, for Mesa's own tools. The only module that imports Mesa.

The month runs on arrays. Agents are read-only views of rows, made the first time somebody looks, through Mesa's public interface
alone (3.3 and 3.5 both work). Looking changes no result.
"""

import inspect
import math
import secrets
import warnings
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import mesa
import numpy as np
import numpy.typing as npt

from sim.base.errors import InputError, told
from sim.base.toml import shorten
from sim.economy import month
from sim.economy.measures import MEASURES, observe
from sim.economy.scenario import Scenario, load
from sim.economy.start import start
from sim.economy.world import NOBODY, THE_WAY, Capitalists, Firms, Workers
from sim.engine import parameters
from sim.engine.ledger import MILLION

READ_ONLY = "the economy changes by its rules, its parameters and their dated changes"
REPEATED = (
    "an iteration of batch_run repeats the economy of another, seed and all: "
    'replicates are seeds among the parameters, as in batch_run(Economy, {"seed": range(8)})'
)
CLOUD_IDS = 1_000_000_000  # slot s of cloud c, both from 0, has the unique_id (c + 1) * CLOUD_IDS + s


class View(mesa.Agent):  # type: ignore[misc]  # Mesa brings no types
    """One agent as the economy has it now. What it shows can't be assigned."""

    model: "Economy"

    def remove(self) -> NoReturn:
        """Refused: who is there is the economy's affair."""
        raise TypeError(f"a {type(self).__name__} can't be removed: {READ_ONLY}")

    if TYPE_CHECKING:  # columns and balances are added at the end of this file

        def __getattr__(self, name: str) -> Any: ...


class Row(View):
    """An agent with a row of its own for as long as the economy lasts."""

    def __init__(self, model: "Economy", row: int) -> None:
        self.row = row  # before Mesa registers the agent: its unique_id follows from the row
        super().__init__(model)

    def place(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.asarray(column[self.row])


class CarbonWorker(Row):
    """A worker: the columns of ``sim.economy.world.Workers`` and balances as in the ledger: ``money``, owned ``homes``, ``mortgages``.

    A debt is negative there. ``employer`` is the row of a firm, -1 without one. Where people become more or fewer, the agent sets
    hold who is there: whoever comes takes the view of a place that was empty, or was left.
    """

    @property
    def paid_by(self) -> str:
        """``"post"`` of whoever has an employer, ``"crowd"``, ``"gig"`` or ``"creator"`` of whom is paid by the piece, else ``""``."""
        return "post" if self.employer >= 0 else ("", "crowd", "gig", "creator")[self.contract]

    @property
    def craft(self) -> float:
        """Share of talent commanded without AI; 1 unless practice forms skill."""
        kept = self.model.world.skill
        return 1.0 if kept is None else float(kept.craft[self.row])

    @property
    def aid(self) -> float:
        """Share that AI adds to what the worker does this month."""
        kept = self.model.world.skill
        return 0.0 if kept is None else float(kept.aid[self.row])

    @property
    def paid_hours(self) -> float:
        """Of the hours of the job, in normal hours, those that are paid: all unless owners set them."""
        kept = self.model.world.time
        return float(self.hours if kept is None or self.contract > 0 else self.hours * kept.paid[self.occupation])

    @property
    def serves(self) -> bool:
        """Whether the worker does upkeep when called; nobody is called unless it is a duty."""
        kept = self.model.world.time
        return kept is not None and kept.unpaid > 0.0 and bool(kept.serves[self.row])

    @property
    def home(self) -> float:
        """Size of the dwelling, owned or rented; 0 unless there are homes."""
        kept = self.model.world.housing
        return 0.0 if kept is None else float(kept.home[self.row])

    @property
    def late(self) -> int:
        """Months of the mortgage that have been missed."""
        kept = self.model.world.housing
        return 0 if kept is None else int(kept.late[self.row])

    @property
    def member(self) -> bool:
        """Whether the worker's firm belongs to those who work there."""
        return self.employer >= 0 and bool(self.model.world.firms.cooperative[self.employer])


class Capitalist(Row):
    """An owner: the columns of ``sim.economy.world.Capitalists``, ``money`` and let ``homes``. Its firms are those it is ``owner`` of."""


class Firm(Row):
    """A producer or a cloud: the columns of ``sim.economy.world.Firms`` and balances as in the ledger, where a debt is negative.

    With entry on there are places for firms to come; ``active`` says whether there is one, ``cooperative`` whether its members own it.
    """

    def place(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.asarray(column[..., self.row])  # needs, labour and wages have a line for each occupation

    @property
    def cloud(self) -> int | None:
        """The number of the cloud firm; None for a producer."""
        first = self.model.world.clouds.start
        return self.row - first if self.row >= first else None

    @property
    def department(self) -> str:
        """``dept1``, ``dept2`` or ``clouds``, as in the ledger."""
        if self.cloud is not None:
            return "clouds"
        return "dept1" if self.row < self.model.world.dept1.stop else "dept2"

    @property
    def slots(self) -> float:
        """Installed compute."""
        cloud = self.cloud
        return 0.0 if cloud is None else int(self.model.world.ledger["clouds", "slots"][cloud]) / MILLION

    @property
    def capability(self) -> float:
        """Share of cognitive tasks that the cloud's best model can do; 0 before AI, and of a producer."""
        cloud = self.cloud
        return 0.0 if cloud is None else float(self.model.world.frontier.own[cloud])

    @property
    def training(self) -> float:
        """Share of the cloud's usable slots that trains, or learns at work; 0 unless the frontier is trained."""
        cloud, kept = self.cloud, self.model.world.knowledge
        return 0.0 if cloud is None or kept is None else float(kept.shares[cloud].sum())


class AIAgent(View):
    """Whoever stands in slot ``slot`` of cloud ``cloud``: version, age (months), trailing revenue and effort.

    An agent that is replaced leaves its view to its successor, whose ``age`` begins at 0. A slot that falls empty leaves the
    agent sets, and its columns can't be read until it is filled again.
    """

    def __init__(self, model: "Economy", cloud: int, slot: int) -> None:
        self.cloud, self.slot = cloud, slot
        super().__init__(model)

    def place(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        if self.slot >= self.model.world.agents.count[self.cloud]:
            raise AttributeError(f"no AI agent stands in slot {self.slot} of cloud {self.cloud}")
        return np.asarray(column[self.cloud, self.slot])


class Economy(mesa.Model):  # type: ignore[misc]
    """The economy of a scenario (a shipped name or a .toml file) under a seed, with some parameters changed.

    ``Economy("monopoly", seed=3, ubi_share=0.25)``. A step is a month. ``datacollector`` takes down every measure; put another in
    its place to collect other things. ``world`` is the engine's state. Months, as everywhere, count from 0. ``set(ubi_share=0.5)``
    changes parameters on the way.

    Replicates are runs with seeds of their own, which stand among the parameters, under every Mesa:
    ``mesa.batch_run(Economy, {"scenario": "monopoly", "seed": range(8)})``.
    """

    def __init__(self, scenario: str | Path = "baseline", **kwargs: object) -> None:
        """``kwargs``: ``seed`` and parameters to change. The seed is as on the command line, 0 if none is given; None draws one.

        ``rng``: the seed under the name that Mesa 3.5 has for it; its ``batch_run`` hands over ``rng=None`` with every run.
        """
        # "kwargs": by that name SolaraViz of Mesa 3.3 knows that any parameter may have a slider. "seed" is among them, since
        # batch_run of Mesa 3.5 puts one of its own in the place of seeds in ``parameters`` where it finds that name here.
        seed = _seed(kwargs)
        super().__init__(rng=seed)
        plain = {name: value.item() if isinstance(value, np.generic) else value for name, value in kwargs.items()}
        self.world = start(load(scenario, plain), seed)
        self.datacollector = mesa.DataCollector({name: partial(_measure, name=name) for name in MEASURES})
        self._measures = dict.fromkeys(MEASURES, math.nan)
        self._looked = False
        self._visitors = 0  # agents that are not the economy's
        clouds = self.world.agents.count.size
        self._slots: list[list[AIAgent]] = [[] for _ in range(clouds)]  # the views made so far
        self._shown = [0] * clouds  # how many of them are registered
        self._people: list[CarbonWorker] = []
        self._here = np.empty(0, bool)  # which of them are registered

    def __setattr__(self, name: str, value: object) -> None:
        if name in parameters.table():
            raise AttributeError(f"{name} of a living economy can't be assigned: {THE_WAY}")
        super().__setattr__(name, value)

    def set(self, /, *, until: object = None, **changes: object) -> None:
        """From the next step on, these parameters have these values: a dated event of that month, with the checks of a scenario file.

        ``until``: a later month, in which they have them, after equal steps from those in force.
        ``world.scenario`` has it from now on. Before the first step, the economy starts anew in the stationary state of the new values.
        """
        month.set(self.world, until=until, **changes)

    def step(self) -> None:
        """One month."""
        with told(self.world.scenario, self.world.seed) as at:
            at.month = self.world.month
            month.step(self.world)
            self._measures = dict(zip(MEASURES, observe(self.world).tolist(), strict=True))
        if self._looked:
            self._look()  # sets of agents that somebody holds stay up to date
        self.datacollector.collect(self)

    @property
    def measures(self) -> dict[str, float]:
        """Every measure of the month just closed; nan before the first."""
        return dict(self._measures)

    @property
    def scenario(self) -> None:
        """None: Mesa 3.5 keeps an object of its own here, which SolaraViz would pass for ours on reset. Ours is ``world.scenario``."""

    @scenario.setter
    def scenario(self, scenario: object) -> None:
        """Mesa's own is left aside; one of ours would be for nothing."""
        if isinstance(scenario, str | Path | Scenario):
            raise AttributeError(f"the scenario of a living economy can't be assigned: {THE_WAY}")

    @property
    def agents(self) -> Any:
        """All agents, an AgentSet."""
        self._look()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """An AgentSet for each of CarbonWorker, Capitalist, Firm and AIAgent."""
        self._look()
        return super().agents_by_type

    @property
    def agent_types(self) -> Any:
        """The types of agents."""
        self._look()
        return super().agent_types

    def register_agent(self, agent: mesa.Agent) -> None:
        """Mesa calls this for every new agent. Ids follow from the place in the economy, not from when somebody looked."""
        super().register_agent(agent)
        persons, owners = self.world.workers.skill.size, self.world.capitalists.income.size
        match agent:
            case AIAgent():
                agent.unique_id = (agent.cloud + 1) * CLOUD_IDS + agent.slot
            case CarbonWorker():
                agent.unique_id = 1 + agent.row
            case Capitalist():
                agent.unique_id = 1 + persons + agent.row
            case Firm():
                agent.unique_id = 1 + persons + owners + agent.row
            case _:
                self._visitors += 1
                agent.unique_id = persons + owners + self.world.firms.price.size + self._visitors

    def _look(self) -> None:
        """Make the views of all rows if there are none yet, and bring those of people and AI agents up to date."""
        world = self.world
        if not self._looked:
            self._looked = True
            tables = {
                CarbonWorker: world.workers.skill.size,
                Capitalist: world.capitalists.income.size,
                Firm: world.firms.price.size,
            }
            for kind, rows in tables.items():
                views = [kind(self, row) for row in range(rows)]
                if kind is CarbonWorker:
                    self._people, self._here = cast("list[CarbonWorker]", views), np.ones(rows, bool)
            self._slots[0].append(AIAgent(self, 0, 0))  # so that there is a set of them, empty before AI arrives
            self._shown[0] = 1
        here = world.workers.occupation != NOBODY
        for row in np.flatnonzero(here != self._here).tolist():
            (self.register_agent if here[row] else self.deregister_agent)(self._people[row])
        self._here = here
        for cloud, living in enumerate(world.agents.count.tolist()):
            views, shown = self._slots[cloud], self._shown[cloud]
            for view in views[living:shown]:
                self.deregister_agent(view)
            for view in views[shown:living]:
                self.register_agent(view)
            views += [AIAgent(self, cloud, slot) for slot in range(len(views), living)]
            self._shown[cloud] = living


def _seed(kwargs: dict[str, object]) -> int:
    """Take the seed out of the arguments. A warning where ``batch_run`` makes an economy for the second time."""
    given, rng = kwargs.pop("seed", None if "rng" in kwargs else 0), kwargs.pop("rng", None)
    if rng is not None and given is not None:
        raise InputError(f"seed = {shorten(given)} and rng = {shorten(rng)}: two names for the same")
    seed = given if rng is None else rng
    if seed is None:
        return secrets.randbelow(2**32)
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool) or seed < 0:
        raise InputError(f"{'seed' if rng is None else 'rng'} = {shorten(seed)}: must be a whole number, 0 or more")
    if rng is None and _iteration():
        warnings.warn(REPEATED, stacklevel=2)
    return int(seed)


def _iteration() -> int:
    """Which of its iterations Mesa's ``batch_run`` makes now; 0 in the first, and outside. It tells that to no model."""
    frame = inspect.currentframe()
    while frame and frame.f_globals.get("__name__") != "mesa.batchrunner":
        frame = frame.f_back
    return frame.f_locals.get("iteration", 0) if frame else 0


def _measure(model: Economy, name: str) -> float:
    return model._measures[name]


def _read_only(name: str, read: Any, doc: str) -> property:
    def refuse(view: View, value: object) -> NoReturn:
        raise AttributeError(f"{name} of a {type(view).__name__} can't be assigned: {READ_ONLY}")

    return property(read, refuse, doc=doc)


def _column(table: str, name: str) -> property:
    """A column of a table of the world, as a Python number (a list where a row has several)."""

    def read(view: Row | AIAgent) -> object:
        return view.place(getattr(getattr(view.model.world, table), name)).tolist()

    return _read_only(name, read, f"Column ``{name}`` of ``world.{table}``.")


def _balance(account: str, asset: str) -> property:
    """A balance in the ledger, units."""

    def read(view: Row) -> float:
        return int(view.model.world.ledger[account, asset][view.row]) / MILLION

    return _read_only(asset, read, f"Balance of {asset} in the ledger.")


for _kind, _table, _columns, _assets in (
    (CarbonWorker, "workers", [column.name for column in fields(Workers)], ["money", "homes", "mortgages"]),
    (Capitalist, "capitalists", [column.name for column in fields(Capitalists)], ["money", "homes"]),
    (
        Firm,
        "firms",
        [column.name for column in fields(Firms)],
        ["money", "loans", "machines", "capital_goods", "goods"],
    ),
    (AIAgent, "agents", ["version", "age", "revenue", "effort"], []),
):
    for _name in _columns:
        setattr(_kind, _name, _column(_table, _name))
    for _name in _assets:
        setattr(_kind, _name, _balance(_table, _name))
