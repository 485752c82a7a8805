"""The ledger: the only writer of balances. Integers in millionths of a unit, so the books close exactly.

``flows.toml`` declares every asset and every flow. A flow moves the same integers out of one account and into another;
production, use and wear come from and go to the boundary account ``nature``; the bank and the State create money by declared
flows only.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

from sim.base import toml
from sim.base.errors import InputError, LedgerError
from sim.engine import declarations, sums
from sim.engine.compiled import compiled

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MILLION = 1_000_000
WHOLE, UNITS = np.dtype(np.int64), np.dtype(np.float64)
# What a flow moves: balances of its asset, and of what goes against it, of both sides; where sectors end in them; its cells of the matrix
# of flows by sector, in all, and by firm; whether each side must have what it gives; whether amounts are rounded down.
PLACES = range(13)
SOURCE, TARGET, SOURCE_AGAINST, TARGET_AGAINST, SOURCE_ENDS, TARGET_ENDS, *_ROWS = PLACES
SOURCE_ROW, TARGET_ROW, GROSS, SOURCE_OWN, TARGET_OWN, CHECKED, FLOOR = _ROWS
GIVEN, TAKEN = 0, 1  # sides of a flow
MOVED, GROSS_MOVED, OWN, ENDS = "#moved", "#gross", "#own", "#ends "  # tables of the cells that are no asset's
EXACT = 2.0**53  # sums of integers in floats are exact below this
MOST = 2**53
IN_ORDER = np.empty(0, np.int64)  # in place of an index: amounts stand for the holders in order
SMALLER = "where money outgrows the books, lower --months, --workers or target_inflation"


@dataclass(frozen=True)
class Asset:
    """Something that is held: its unit, who may owe it, and whether all of it must be gone at the end of a month."""

    name: str
    unit: str
    may_owe: tuple[str, ...]
    within_month: bool
    claim: bool  # who may owe it can't hold it
    en: str
    zh: str


@dataclass(frozen=True)
class Flow:
    """A declared movement of ``asset`` from ``source`` to ``target``; ``against`` moves the other way by the same number."""

    name: str
    asset: str
    source: str
    target: str
    against: str
    account: str
    sale: bool
    floor: bool
    en: str
    zh: str


@dataclass(frozen=True)
class Matrix:
    """A table of the books: ``values[row, column]`` in millionths."""

    title: str
    rows: list[str]
    columns: list[str]
    values: Ints


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((declarations.ECONOMY / "flows.toml").read_text(encoding="utf-8"))


@cache
def assets() -> Mapping[str, Asset]:
    """The declared assets by name: those of flows.toml, then of the mechanisms' rooms."""
    return read_assets(declarations.joined("assets", _declared()["assets"]))


@cache
def flows() -> Mapping[str, Flow]:
    """The declared flows by name: those of flows.toml, then of the mechanisms' rooms."""
    joined = declarations.joined("flows", _declared()["flows"])
    accounts = (*Ledger.SECTORS, *Ledger.WIDER)
    faults = []
    for _, entries, spots in declarations.section("flows"):
        for name, entry in entries.items():
            faults += [f"{spots[name]}: {name}: {fault}" for fault in _flow_faults(entry, accounts)]
    if faults:
        raise InputError(faults)
    return read_flows(joined)


def _flow_faults(entry: object, accounts: Sequence[str]) -> Iterator[str]:
    """What is wrong with the line of a flow in a mechanism's room."""
    must, may = ("asset", "from", "to", "account", "en", "zh"), ("against", "sale", "floor")
    if not isinstance(entry, dict):
        yield f"must be a table of {', '.join(must)}"
        return
    if missing := [key for key in must if key not in entry]:
        yield f"{', '.join(missing)}: missing"
    if unknown := [key for key in entry if key not in must + may]:
        yield f"unknown: {', '.join(unknown)} (beside {', '.join(must)} there may be {', '.join(may)})"
    for keys, allowed in (
        (("asset", "against"), tuple(assets())),
        (("from", "to"), accounts),
        (("account",), ("", "C", "V", "S", "capital")),
    ):
        for key in keys:
            if key in entry and entry[key] not in allowed:
                yield f"{key} = {toml.literal(entry[key])}: must be one of {', '.join(map(toml.literal, allowed))}"


@dataclass(frozen=True)
class Declared:
    """All that books of another economy may hold and move. ``sectors``: the row of holders, ``nature`` last; ``wider``: stretches of it."""

    sectors: tuple[str, ...]
    wider: Mapping[str, tuple[str, str]]
    assets: Mapping[str, Asset]
    flows: Mapping[str, Flow]


def read_assets(table: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Asset]:
    """Assets out of a table such as ``[assets]`` of flows.toml."""
    return {
        name: Asset(
            name, a["unit"], tuple(a["may_owe"]), a.get("within_month", False), a.get("claim", False), a["en"], a["zh"]
        )
        for name, a in table.items()
    }


def read_flows(table: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Flow]:
    """Flows out of a table such as ``[flows]`` of flows.toml."""
    return {
        name: Flow(
            name,
            f["asset"],
            f["from"],
            f["to"],
            f.get("against", ""),
            f["account"],
            f.get("sale", False),
            f.get("floor", False),
            f["en"],
            f["zh"],
        )
        for name, f in table.items()
    }


@compiled
def _round(amount: Floats, floor: bool, rounded: Ints) -> int:
    """Round amounts in units to millionths; the position of the first that is negative, not finite or too large, else -1."""
    bad = 0
    for i in range(amount.size):  # with no way out and no choice, so that many go at once
        scaled = amount[i] * MILLION
        value = np.floor(scaled) if floor else np.rint(scaled)
        bad += not (value >= 0.0 and value < EXACT)  # a nan fails both
        rounded[i] = np.int64(value)
    if bad:
        for i in range(amount.size):
            value = np.floor(amount[i] * MILLION) if floor else np.rint(amount[i] * MILLION)
            if not (value >= 0.0 and value < EXACT):
                return i
    return -1


@compiled
def _gather(moved: Ints, index: Ints, total: Ints) -> bool:
    """Add up amounts by holder; whether every index names a holder."""
    for i in range(moved.size):
        if index[i] < 0 or index[i] >= total.size:
            return False
        total[index[i]] += moved[i]
    return True


@compiled
def _whole(amount: Ints) -> int:
    """The sum of whole amounts; -1 if one of them is negative, ``MOST`` if it is that or more."""
    total, high, bits = 0, 0, 0
    for i in range(amount.size):
        total += amount[i]
        high += amount[i] >> 20  # shows where the total would outgrow an integer
        bits |= amount[i]
    if bits < 0:
        return -1
    return min(total, MOST) if high <= MOST >> 20 else MOST


@compiled
def _sum(amount: Ints) -> int:
    """The sum: compiled, since most are of a few numbers, where a call of numpy is a multiple of the work."""
    total = 0
    for i in range(amount.size):
        total += amount[i]
    return total


@compiled
def _added(own: Ints, rows: Ints, sums: int) -> Ints:
    """Rows of a table of flows by firm, added up; ``rows``: of each which one it is, and to which sum it goes."""
    total = np.zeros((sums, own.shape[2]), np.int64)
    for at in range(rows.shape[0]):
        side, row, into = rows[at, 0], rows[at, 1], rows[at, 2]
        for i in range(own.shape[2]):
            total[into, i] += own[side, row, i]
    return total


@compiled
def _in_units(moved: Ints, rows: Ints, first: int, last: int) -> Floats:
    """A stretch of some rows, in units."""
    found = np.empty((rows.size, last - first))
    for at in range(rows.size):
        for i in range(last - first):
            found[at, i] = moved[rows[at], first + i] / MILLION
    return found


@compiled
def _short(balance: Ints, given: Ints) -> int:
    """The first holder who has less than is asked for, else -1."""
    short = False
    for i in range(balance.size):
        short |= balance[i] < given[i]
    if short:
        for i in range(balance.size):
            if balance[i] < given[i]:
                return i
    return -1


@compiled
def _part(cells: Ints, place: Ints) -> Ints:
    """The cells from one to another."""
    return cells[place[0] : place[1]]


@compiled
def _book(balance: Ints, amount: Ints, sign: int, ends: Ints, row: Ints) -> int:
    """Add amounts to balances, and their sum over each sector (a stretch up to each of ``ends``) to a row of the matrix."""
    start, total = 0, 0
    for sector in range(ends.size):
        held, moved = balance[start : ends[sector]], amount[start : ends[sector]]
        part = 0
        for i in range(moved.size):  # from 0, so that many go at once
            held[i] += sign * moved[i]
            part += moved[i]
        row[sector] += sign * part
        total += part
        start = ends[sector]
    return total


@compiled
def _move(given: Ints, taken: Ints, route: Ints, cells: Ints) -> tuple[int, int]:
    """Move amounts out of one account and into another, and against them the other way; nothing where somebody is short.

    ``route``: where what a flow moves stands in the ``cells`` of the books. Returns the first holder of the source who is short of the
    asset, and of the target who is short of what goes against it: else -1.
    """
    source, target = _part(cells, route[SOURCE]), _part(cells, route[TARGET])
    source_against, target_against = _part(cells, route[SOURCE_AGAINST]), _part(cells, route[TARGET_AGAINST])
    source_own, target_own = _part(cells, route[SOURCE_OWN]), _part(cells, route[TARGET_OWN])
    if route[CHECKED, 0]:
        i = _short(source, given)
        if i >= 0:
            return i, -1
    if route[CHECKED, 1]:
        i = _short(target_against, taken)
        if i >= 0:
            return -1, i
    moved = _book(source, given, -1, _part(cells, route[SOURCE_ENDS]), _part(cells, route[SOURCE_ROW]))
    _book(target, taken, 1, _part(cells, route[TARGET_ENDS]), _part(cells, route[TARGET_ROW]))
    cells[route[GROSS, 0]] += moved
    for i in range(source_against.size):  # empty where nothing goes against the flow
        source_against[i] += given[i]
    for i in range(target_against.size):
        target_against[i] -= taken[i]
    for i in range(source_own.size):  # empty where no firm stands on that side
        source_own[i] += given[i]
    for i in range(target_own.size):
        target_own[i] += taken[i]
    return -1, -1


@compiled
def _held(moved: Ints, index: Ints, size: int) -> tuple[bool, Ints]:
    """What each of so many holders moves: amounts by index, in order, or all by the one there is; whether it is any of these."""
    if index.size > 0:
        total = np.zeros(size, np.int64)
        return index.size == moved.size and _gather(moved, index, total), total
    if moved.size == size:
        return True, moved
    return size == 1, np.array([_sum(moved)])


@compiled
def _carry(given: Ints, taken: Ints, src: Ints, dst: Ints, route: Ints, cells: Ints) -> bool:
    """``_move`` by holder; False, and nothing is written, where that can't be done."""
    fits, by_giver = _held(given, src, route[SOURCE, 1] - route[SOURCE, 0])
    if not fits:
        return False
    fits, by_taker = _held(taken, dst, route[TARGET, 1] - route[TARGET, 0])
    if not fits:
        return False
    giver, taker = _move(by_giver, by_taker, route, cells)
    return giver < 0 and taker < 0


@compiled
def _post_units(amount: Floats, src: Ints, dst: Ints, route: Ints, cells: Ints) -> bool:
    """Move amounts in units; False, and nothing is written, where that can't be done."""
    rounded = np.empty(amount.size, np.int64)
    floor = route[FLOOR, 0] > 0
    return _round(amount, floor, rounded) < 0 and _carry(rounded, rounded, src, dst, route, cells)


@compiled
def _post_millionths(amount: Ints, src: Ints, dst: Ints, route: Ints, cells: Ints) -> bool:
    """Move whole amounts; False, and nothing is written, where that can't be done."""
    return 0 <= _whole(amount) < MOST and _carry(amount, amount, src, dst, route, cells)


@compiled
def _settle(given: Ints, taken: Ints, order: Ints, route: Ints, cells: Ints) -> bool:
    """Move what givers gave to takers; False, and nothing is written, where that can't be done."""
    total = _whole(given)
    return 0 <= total < MOST and _whole(taken) == total and _carry(given, taken, order, order, route, cells)


@compiled
def _anew(moved: Ints, gross: Ints, own: Ints) -> None:
    """Of flows that have moved something, what they have, in all, by sector and by firm, goes back to nothing: most have not."""
    for row in range(gross.size):
        if gross[row] != 0:
            gross[row] = 0
            for sector in range(moved.shape[1]):
                moved[row, sector] = 0
            for side in range(own.shape[0]):
                for i in range(own.shape[2]):
                    own[side, row, i] = 0


@compiled
def _closed(cells: Ints, balances: Ints, claims: Ints, emptied: Ints) -> bool:
    """Whether all balances add up to nothing, no debtor holds a claim, and nothing is left where all must be gone.

    Each a row of where such a stretch of the cells begins and ends.
    """
    for k in range(balances.shape[0]):
        if _sum(_part(cells, balances[k])) != 0:
            return False
    for k in range(claims.shape[0]):
        for amount in _part(cells, claims[k]):
            if amount > 0:
                return False
    for k in range(emptied.shape[0]):
        for amount in _part(cells, emptied[k]):
            if amount != 0:
                return False
    return True


class _Route(NamedTuple):
    """A flow in the books, looked up once; ``places``: from where to where in the cells it moves, a row for each of ``PLACES``."""

    flow: Flow
    places: Ints


class Ledger:
    """Balances of every holder in every asset.

    Holders stand in one row: workers, capitalists, firms of Department I and II, clouds, the fund of AI agents that own, bank, State,
    nature. A sector is a
    stretch of that row, and wider accounts (``producers``, ``firms``, ``holders``) are longer stretches of the same row.
    """

    SECTORS: tuple[str, ...] = ("workers", "capitalists", "dept1", "dept2", "clouds", "fund", "bank", "state", "nature")
    WIDER: Mapping[str, tuple[str, str]] = {
        "producers": ("dept1", "dept2"),
        "firms": ("dept1", "clouds"),
        "holders": ("workers", "clouds"),
    }

    def __init__(self, sizes: Mapping[str, int], declared: Declared | None = None) -> None:
        self._assets, self._flows = (declared.assets, declared.flows) if declared else (assets(), flows())
        if declared:
            self.SECTORS, self.WIDER = declared.sectors, declared.wider
        ends = np.cumsum([sizes.get(sector, 1) for sector in self.SECTORS]).tolist()
        starts = [0, *ends[:-1]]
        self._spans = {s: slice(a, b) for s, a, b in zip(self.SECTORS, starts, ends, strict=True)}
        for name, (first, last) in self.WIDER.items():
            self._spans[name] = slice(self._spans[first].start, self._spans[last].stop)
        # Workers are many and hold only money and goods: an asset's row begins at the first holder it can have.
        self._first = dict.fromkeys(self._assets, ends[-1])
        for flow in self._flows.values():
            for asset in filter(None, (flow.asset, flow.against)):
                start = min(self._spans[flow.source].start, self._spans[flow.target].start)
                self._first[asset] = min(self._first[asset], start)
        self._may_owe = {(owner, asset.name) for asset in self._assets.values() for owner in self._owners(asset)}
        self._row = {name: i for i, name in enumerate(self._flows)}
        self._sectors = {s: slice(i, i + 1) for i, s in enumerate(self.SECTORS)}
        for name, (first_sector, last_sector) in self.WIDER.items():
            self._sectors[name] = slice(self._sectors[first_sector].start, self._sectors[last_sector].stop)
        firms = self._spans.get("firms", slice(0, 0))
        # All numbers stand in one row of cells, so that compiled code is handed one array and not all that a flow may move.
        shapes: dict[str, tuple[int, ...]] = {asset: (ends[-1] - first,) for asset, first in self._first.items()}
        shapes[MOVED] = (len(self._row), len(self.SECTORS))
        shapes[GROSS_MOVED] = (len(self._row),)
        shapes[OWN] = (2, len(self._row), firms.stop - firms.start)  # by firm: given, taken
        shapes |= {ENDS + name: (part.stop - part.start,) for name, part in self._sectors.items()}
        stops = np.cumsum([math.prod(shape) for shape in shapes.values()]).tolist()
        self._shapes = {
            name: (slice(start, stop), shape)
            for (name, shape), start, stop in zip(shapes.items(), [0, *stops[:-1]], stops, strict=True)
        }
        self._cells = np.zeros(stops[-1], np.int64)
        for name, part in self._sectors.items():
            self._table(ENDS + name)[:] = np.array(ends[part]) - self._spans[name].start
        self._routes = {
            name: _Route(flow, self._lead(row, flow)) for row, (name, flow) in enumerate(self._flows.items())
        }
        self._to_close = self._closing()
        self._asked: dict[tuple[Any, ...], Ints] = {}  # rows of flows that somebody has asked for together
        self.month = 0
        self.residual = 0
        self._look()

    def _table(self, name: str) -> Ints:
        """A table of the cells."""
        part, shape = self._shapes[name]
        return self._cells[part].reshape(shape)

    def _look(self) -> None:
        """The tables, and each account's stretch of each asset's balances."""
        self._balance = {asset: self._table(asset) for asset in self._assets}
        self._moved, self._gross, self._own = self._table(MOVED), self._table(GROSS_MOVED), self._table(OWN)
        self._views = {
            (account, asset): self._balance[asset][span.start - first : span.stop - first]
            for account, span in self._spans.items()
            for asset, first in self._first.items()
            if span.start >= first
        }
        self._read_only = {key: view[:] for key, view in self._views.items()}
        for view in self._read_only.values():
            view.flags.writeable = False

    def _stretch(self, asset: str, span: slice) -> tuple[int, int]:
        """From where to where in the cells the balances of these holders stand."""
        start = self._shapes[asset][0].start - self._first[asset]
        return start + span.start, start + span.stop

    def _closing(self) -> tuple[Ints, Ints, Ints]:
        """Where there stands what ``_closed`` looks at: all balances, claims of who may owe, and what all but nature must have no more."""
        last, nature, assets = self._spans[self.SECTORS[-1]].stop, self._spans["nature"].start, self._assets.values()
        stretches = (
            [self._stretch(asset.name, slice(self._first[asset.name], last)) for asset in assets],
            [self._stretch(a.name, self._spans[owner]) for a in assets if a.claim for owner in a.may_owe],
            [self._stretch(a.name, slice(self._first[a.name], nature)) for a in assets if a.within_month],
        )
        every, claims, emptied = (np.array(places, np.int64).reshape(-1, 2) for places in stretches)
        return every, claims, emptied

    def _lead(self, row: int, flow: Flow) -> Ints:
        """Where what a flow moves stands: see ``PLACES``."""
        places = np.zeros((len(PLACES), 2), np.int64)
        for side, (account, given) in enumerate(((flow.source, flow.asset), (flow.target, flow.against))):
            span, sectors, among = self._spans[account], self._sectors[account], self._among_firms(account)
            matrix, own, ends = (self._shapes[name][0].start for name in (MOVED, OWN, ENDS + account))
            firms = self._shapes[OWN][1][-1]
            for place, asset in ((SOURCE, flow.asset), (SOURCE_AGAINST, flow.against)):
                if asset:
                    places[place + side] = self._stretch(asset, span)
            places[SOURCE_ENDS + side] = ends, ends + sectors.stop - sectors.start
            first = matrix + row * len(self.SECTORS)
            places[SOURCE_ROW + side] = first + sectors.start, first + sectors.stop
            first = own + (side * len(self._row) + row) * firms
            places[SOURCE_OWN + side] = first + among.start, first + among.stop
            places[CHECKED, side] = bool(given) and (account, given) not in self._may_owe
        places[FLOOR] = flow.floor
        places[GROSS] = self._shapes[GROSS_MOVED][0].start + row
        return places

    def _among_firms(self, account: str) -> slice:
        """Where an account stands in the row of firms; nowhere if it is not one of firms."""
        span, firms = self._spans[account], self._spans.get("firms", slice(0, 0))
        inside = firms.start <= span.start and span.stop <= firms.stop
        return slice(span.start - firms.start, span.stop - firms.start) if inside else slice(0, 0)

    def __getstate__(self) -> dict[str, Any]:
        views = ("_balance", "_moved", "_gross", "_own", "_views", "_read_only")
        return {name: value for name, value in self.__dict__.items() if name not in views}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._look()  # copied or unpickled views would no longer look at the cells

    def __deepcopy__(self, memo: dict[int, Any]) -> "Ledger":
        """Only the cells ever change."""
        copied = object.__new__(type(self))
        copied.__setstate__(self.__getstate__() | {"_cells": self._cells.copy()})
        return copied

    def _owners(self, asset: Asset) -> list[str]:
        inside = {"firms": ("dept1", "dept2", "clouds", "producers", "firms")}
        return [name for owner in asset.may_owe for name in inside.get(owner, (owner,))]

    def __getitem__(self, key: tuple[str, str]) -> Ints:
        """Balances of an account in an asset, millionths, read-only: ``ledger["workers", "money"]``."""
        try:
            return self._read_only[key]
        except KeyError:
            raise self._nowhere(*key) from None

    def units(self, account: str, asset: str) -> Floats:
        """A copy of the balances in units, as floats."""
        return sums.units(self._view(account, asset))

    def total(self, account: str, asset: str) -> float:
        """The sum of an account's balances in an asset, in units."""
        return float(_sum(self._view(account, asset))) / MILLION

    def _view(self, account: str, asset: str) -> Ints:
        try:
            return self._views[account, asset]
        except KeyError:
            raise self._nowhere(account, asset) from None

    def _nowhere(self, account: str, asset: str) -> LedgerError:
        return LedgerError(f"{account} cannot hold {asset}: no declared flow brings it there")

    def round(self, flow: str, amount: npt.ArrayLike) -> Ints:
        """Amounts in units as the integers that ``post`` would move for this flow."""
        units = np.asarray(amount, np.float64)
        return self._round(self._route(flow).flow, units if units.ndim else units.reshape(1))

    def post(self, flow: str, amount: npt.ArrayLike, src: Ints | None = None, dst: Ints | None = None) -> None:
        """Move amounts by a declared flow.

        ``amount``: in units if floats (rounded once, here), in millionths if integers. ``src`` and ``dst`` say which holders of the
        flow's accounts give and take; left out, amounts stand for the holders in order (or add up, where there is one holder).
        Raises LedgerError, and writes nothing, on an undeclared flow, a bad amount, or an overdraft where none is allowed.
        """
        route = self._route(flow)
        array = self._amounts(route.flow, amount)
        givers, takers = IN_ORDER if src is None else src, IN_ORDER if dst is None else dst
        # An empty index is left to the long way, where it is not taken for none.
        if (src is None or (src.size and src.dtype == WHOLE)) and (dst is None or (dst.size and dst.dtype == WHOLE)):
            if array.dtype == UNITS and _post_units(array, givers, takers, route.places, self._cells):
                return
            if array.dtype == WHOLE and _post_millionths(array, givers, takers, route.places, self._cells):
                return
        # Other types of numbers, or something is wrong: a step at a time, with words for it.
        exact = array.dtype.kind in "iu"
        moved = self._whole(route.flow, array) if exact else self._round(route.flow, array.astype(np.float64))
        given = self._by_holder(route.flow, route.flow.source, moved, src)
        self._move(route, given, self._by_holder(route.flow, route.flow.target, moved, dst))

    def settle(self, flow: str, given: Ints, taken: Ints) -> None:
        """Book what a market has settled: what each holder of the source gave and each of the target took, in millionths."""
        route = self._route(flow)
        given, taken = self._amounts(route.flow, given), self._amounts(route.flow, taken)
        whole = given.dtype == WHOLE and taken.dtype == WHOLE
        if whole and _settle(given, taken, IN_ORDER, route.places, self._cells):
            return
        given, taken = self._whole(route.flow, given), self._whole(route.flow, taken)
        if _sum(given) != _sum(taken):
            raise LedgerError(f"flow {flow}, month {self.month}: {_sum(given)} millionths given, {_sum(taken)} taken")
        given = self._by_holder(route.flow, route.flow.source, given, None)
        self._move(route, given, self._by_holder(route.flow, route.flow.target, taken, None))

    def _route(self, name: str) -> _Route:
        try:
            return self._routes[name]
        except KeyError:
            raise LedgerError(f"flow {name!r}, month {self.month}: not declared in flows.toml") from None

    def _amounts(self, flow: Flow, amount: npt.ArrayLike) -> npt.NDArray[Any]:
        """Amounts as one row of numbers; a copy of a view of the books, which would change while they are written."""
        if isinstance(amount, np.ndarray) and amount.ndim == 1 and amount.dtype.kind in "iuf":
            return amount if amount.flags.writeable else amount.copy()
        if isinstance(amount, float):
            return np.array([amount])
        array = np.array(amount)
        if array.ndim == 0:
            array = array.reshape(1)
        if array.ndim > 1 or array.dtype.kind not in "iuf":
            raise LedgerError(
                f"flow {flow.name}, month {self.month}: amounts are a number or a row of numbers, "
                f"not {array.dtype} of shape {array.shape}"
            )
        return array

    def _round(self, flow: Flow, amount: Floats) -> Ints:
        rounded = np.empty(amount.shape, np.int64)
        bad = _round(amount.ravel(), flow.floor, rounded.ravel())
        if bad >= 0:
            raise LedgerError(
                f"flow {flow.name}, month {self.month}: amount {amount.ravel()[bad]!r} "
                f"at position {bad} from {flow.source} to {flow.target}: "
                f"amounts are finite, not negative and below {EXACT / MILLION:.3g} units ({SMALLER})"
            )
        return rounded

    def _whole(self, flow: Flow, amount: Ints) -> Ints:
        if amount.dtype.kind not in "iu":
            raise LedgerError(f"flow {flow.name}, month {self.month}: amounts must be whole millionths, none negative")
        whole = np.ascontiguousarray(amount, np.int64)
        total = _whole(whole)
        if total < 0:
            raise LedgerError(f"flow {flow.name}, month {self.month}: amounts must be whole millionths, none negative")
        if total >= MOST:
            raise LedgerError(
                f"flow {flow.name}, month {self.month}: amounts must stay below {EXACT / MILLION:.3g} units in all ({SMALLER})"
            )
        return whole

    def _by_holder(self, flow: Flow, account: str, moved: Ints, index: Ints | None) -> Ints:
        """What each holder of an account gives or takes."""
        size = self._views[account, flow.asset].size
        if index is not None:
            total = np.zeros(size, np.int64)
            index = np.asarray(index)
            fits = index.shape == moved.shape and index.dtype.kind in "iu"
            if not (fits and _gather(moved, index, total)):
                raise LedgerError(f"flow {flow.name}, month {self.month}: bad index of holders in {account}")
            return total
        if moved.size == size:
            return moved
        if size == 1:
            return np.array([_sum(moved)])
        raise LedgerError(f"flow {flow.name}, month {self.month}: {moved.size} amounts for {size} holders in {account}")

    def _move(self, route: _Route, given: Ints, taken: Ints) -> None:
        flow = route.flow
        giver, taker = _move(given, taken, route.places, self._cells)
        if giver >= 0:
            self._refuse(flow, flow.source, flow.asset, giver, given[giver])
        if taker >= 0:
            self._refuse(flow, flow.target, flow.against, taker, taken[taker])

    def _refuse(self, flow: Flow, account: str, asset: str, holder: int, asked: np.int64) -> NoReturn:
        has = self._views[account, asset][holder]
        raise LedgerError(
            f"flow {flow.name}, month {self.month}: {account}[{holder}] has {has / MILLION} of {asset}, "
            f"{asked / MILLION} are asked for"
        )

    def moved(self, flow: str, sector: str | None = None) -> float:
        """What a flow has moved this month, in units: in all, or what a sector has gained by it."""
        i = self._row[flow]
        return float(self._moved[i, self.SECTORS.index(sector)] if sector else self._gross[i]) / MILLION

    def gained(self, flows: tuple[str, ...], account: str) -> Floats:
        """What each sector of an account has gained by each of these flows this month, in units. Shape (flows, sectors)."""
        rows, sectors = self._asked.get(flows), self._sectors[account]
        if rows is None:
            rows = self._asked[flows] = np.array([self._row[flow] for flow in flows])
        return _in_units(self._moved, rows, sectors.start, sectors.stop)

    def given(self, *flows: str) -> Ints:
        """What each firm has given by these flows this month, all told, millionths. Shape (firms,)."""
        return np.asarray(self.by_firm(((GIVEN, flows),))[0])

    def taken(self, *flows: str) -> Ints:
        """What each firm has taken by these flows this month, all told, millionths. Shape (firms,)."""
        return np.asarray(self.by_firm(((TAKEN, flows),))[0])

    def by_firm(self, sums: tuple[tuple[int, tuple[str, ...]], ...]) -> Ints:
        """Several such sums in one pass, each ``GIVEN`` or ``TAKEN`` by some flows. Shape (sums, firms)."""
        rows = self._asked.get(sums)
        if rows is None:
            places = [(side, self._row[self._route(f).flow.name], i) for i, (side, flows) in enumerate(sums) for f in flows]
            rows = self._asked[sums] = np.array(places, np.int64).reshape(-1, 3)
        return _added(self._own, rows, len(sums))

    def close(self) -> None:
        """End the month: every asset must sum to zero over all accounts, and what lives within a month must be gone."""
        self.residual = 0
        if not _closed(self._cells, *self._to_close):
            self._complain()
        self.month += 1

    def _complain(self) -> None:
        """Why the books do not close."""
        for asset in self._assets.values():
            balance = self._balance[asset.name]
            self.residual = max(self.residual, abs(_sum(balance)))
            if asset.claim and any(self._view(owner, asset.name).max(initial=0) > 0 for owner in asset.may_owe):
                raise LedgerError(f"month {self.month}: more {asset.name} were paid back than were owed")
            if asset.within_month and self._held(asset).any():
                raise LedgerError(f"month {self.month}: {asset.name} is left over at the end of the month")
        raise LedgerError(f"month {self.month}: the books do not close, by {self.residual} millionths")

    def _held(self, asset: Asset) -> Ints:
        """What all but nature have of an asset, millionths."""
        return self._balance[asset.name][: self._spans["nature"].start - self._first[asset.name]]

    def open(self) -> None:
        """Begin a month: the record of flows starts anew."""
        _anew(self._moved, self._gross, self._own)

    def balance_sheet(self) -> Matrix:
        """Assets by sector as they stand, the last row the bank's and everybody's net financial worth."""
        names = list(self._assets)
        financial = [name for name in ("money", "loans", "mortgages", "bonds") if name in names]
        rows = [[self._sum(sector, asset) for sector in self.SECTORS] for asset in names]
        worth = [sum(rows[names.index(a)][i] for a in financial) for i in range(len(self.SECTORS))]
        values = np.array([*rows, worth], np.int64)
        title = f"Balance sheet at the end of month {self.month - 1}"
        return Matrix(title, [*names, "net financial worth"], list(self.SECTORS), values)

    def _sum(self, sector: str, asset: str) -> int:
        return int(self._views[sector, asset].sum()) if (sector, asset) in self._views else 0

    def transactions(self) -> Matrix:
        """Flows of the month by sector: plus what it took, minus what it gave. Every row sums to zero."""
        used = np.flatnonzero(self._gross).tolist()
        names = list(self._row)
        return Matrix(
            f"Transaction flows of month {self.month - 1}",
            [f"{names[i]} ({self._flows[names[i]].asset})" for i in used],
            list(self.SECTORS),
            self._moved[used],
        )
