"""The live classroom page: what it answers, what it refuses, and the page in a browser while a server runs."""

import asyncio
import csv
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import browsing
import numpy as np
import pytest
from browsing import Open, drawn, opening, press, verdict
from click.testing import CliRunner
from uvicorn import Config
from uvicorn.server import ServerState

from sim.base.errors import InputError
from sim.classroom import explorer
from sim.classroom.explorer import grid as grids
from sim.classroom.explorer import pack
from sim.classroom.server import app, connections, serving, workers
from sim.classroom.server.answers import KEPT, Answers, Client
from sim.classroom.server.clients import Cookies
from sim.classroom.server.workers import Part, Recipe, Setting, Stems
from sim.cli.main import main
from sim.economy import scenario
from sim.economy.scenario import Scenario
from sim.runs import live, memory, runner

SCENARIOS, SLIDERS = ["baseline", "monopoly", "commons"], ["ubi_share", "pass_through"]
SET = {"ai_arrival": 30, "ai_lead": 6, "ubi_start": 36, "ubi_phase": 12}
SEEDS, MONTHS, WORKERS = 3, 66, 200
NOTES = """\
baseline: while ai = false: no effect of ai_arrival, ai_lead
monopoly, commons: outcomes are means over months 6 to 65, from before AI came (month 30): they mix both; --window sets how many months
"""  # none about the basic income, which is set where its slider stands at 0
MEASURES = explorer.usual_measures()
RECIPE = Recipe(SEEDS, MONTHS, tuple(MEASURES), tuple(pack.ends(MEASURES)))
AT_ONCE = 40
HERE, THERE = Client("here", "a"), Client("there", "b")


@pytest.fixture(scope="module")
def grid() -> grids.Grid:
    bases = {base.name: base for base in scenario.load_all(SCENARIOS, SET, WORKERS)}
    return grids.bare(bases, grids.sliders(SLIDERS, None))


# ---- What is asked for


@pytest.mark.parametrize(
    ("query", "messages"),
    [
        ([], ["scenario: missing: must be one of baseline, monopoly, commons"]),
        ([("scenario", "monopole")], ['scenario = "monopole": must be one of baseline, monopoly, commons; did you mean monopoly?']),
        ([("scenario", "monopoly"), ("scenario", "commons")], ["scenario: is given twice"]),
        ([("scenario", "commons"), ("ubi_shar", "1")],
         ['"ubi_shar": no such slider; did you mean ubi_share? (there are scenario, ubi_share, pass_through)']),
        ([("scenario", "commons"), ("ubi_share", "nan"), ("pass_through", "2")],
         ["ubi_share = nan: must be a number (0.0 to 1.0, ", "pass_through = 2: must be a number (0.0 to 1.0, share)"]),
        ([("scenario", "commons"), ("ubi_share", "0.7")], ["ubi_share = 0.7: must be within the ends of its slider (0 to 0.5)"]),
        ([("scenario", "commons"), ("ubi_share", "true")], ["ubi_share = true: must be a number"]),
        ([("scenario", "commons"), ("ubi_share", "[0.1]")], ["ubi_share = [0.1]: must be a number"]),
        ([("scenario", "commons"), ("ubi_share", "1979-05-27")], ["ubi_share = 1979-05-27: must be a number"]),
        ([("scenario", "commons"), ("ubi_share", "")], ['ubi_share = "": must be a number']),
        ([("scenario", "commons"), ("ubi_share", "[" * 1900)], ['ubi_share = "[[[[']),
        ([("scenario", "commons"), ("ubi_share", "9" * 5000)], ['ubi_share = "9999']),
        ([("scenario", "commons"), ("ubi_share", "0x" + "f" * 4000)], ["ubi_share = 0xffff"]),
        ([("scenario", "\x1b[2J"), ("\x9b", "1")],
         ['"\\x9b": no such slider (there are', 'scenario = "\\u001b[2J": must be one of baseline']),
    ],
)  # fmt: skip
def test_a_setting_is_checked_as_a_scenario_file_is(
    grid: grids.Grid, query: list[tuple[str, str]], messages: list[str]
) -> None:
    with pytest.raises(InputError) as refused:
        app.read(grid, query, MONTHS)
    found = refused.value.messages
    assert len(found) == len(messages)
    assert all(one.startswith(wanted) for one, wanted in zip(found, messages, strict=True)), found


def test_a_setting_is_the_scenario_at_that_point(grid: grids.Grid) -> None:
    found = app.read(grid, [("scenario", "monopoly"), ("ubi_share", "0.123"), ("pass_through", "1")], MONTHS)
    assert found.digest == scenario.load("monopoly", {**SET, "ubi_share": 0.123, "pass_through": 1.0}, WORKERS).digest


@pytest.mark.parametrize(
    ("host", "asked", "right"),
    [
        ("127.0.0.1", "127.0.0.1:8010", True),
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "LOCALHOST:80", True),
        ("127.0.0.1", "[::1]:8010", True),
        ("127.0.0.1", "evil.example:8010", False),
        ("127.0.0.1", "127.0.0.1.evil.example", False),
        ("127.0.0.1", "192.168.1.7:8010", False),
        ("127.0.0.1", "", False),
        ("0.0.0.0", "192.168.1.7:8010", True),
        ("0.0.0.0", "[fe80::1]:8010", True),
        ("0.0.0.0", "evil.example", False),
        ("lab.local", "lab.local:8010", True),
        ("lab.local", "127.0.0.1:8010", False),
    ],
)
def test_a_request_must_name_this_server(host: str, asked: str, right: bool) -> None:
    assert app.is_mine(asked, serving.names(host)) is right


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["monopole"], "monopole: no such scenario; did you mean monopoly?"),
        (["--sliders", "markup"], "--sliders markup: has no declared levels: write markup=LOW:HIGH"),
        (["--sliders", "markup=0.1:0.4:3"], "--sliders markup=0.1:0.4:3: random points need ends alone"),
        (["--set", "ubi_share=0.1"], "--sliders ubi_share: is set by --set or --workers as well"),
        (["--workers", "1"], "--workers: n_workers = 1: must be a whole number"),
        (["--port", "70000"], "--port 70000: must be a whole number (0 to 65535"),
        (["--host", "no.such.host.invalid"], "--host no.such.host.invalid: is no address of this machine"),
        (["--seeds", "0"], "0: must be a whole number"),
        (["--measure", "unemployed"], "--measure unemployed: no such measure; did you mean unemployment?"),
    ],
)
def test_bad_input_gives_one_message(arguments: list[str], message: str) -> None:
    found = CliRunner().invoke(main, ["serve", *arguments], catch_exceptions=False)
    assert (found.exit_code, found.stdout) == (2, "")
    assert message in found.stderr


# ---- What workers make


def parts(setting: Setting) -> list[Part]:
    found = []
    while not found or found[-1].outcomes is None:
        found.append(setting.advance())
    return found


def test_months_that_settings_have_in_common_are_made_once_and_change_nothing(grid: grids.Grid) -> None:
    base, stems = grid.scenarios["monopoly"], Stems()
    later = {"ubi_share": 0.1, "ubi_start": 50}
    recipe, first = Recipe(1, 96, RECIPE.measures, RECIPE.ends), []
    for point in (
        {},
        {"pass_through": 0.4},
        later,
        {"ai_arrival": 20},
        {"markup": 0.3},
        {"ai_arrival": 20, "ai_growth": 0.05},
    ):
        one = base.at("one", point)
        found = parts(Setting(one, [1], recipe, stems))
        first.append(next(part.points.shape[1] for part in found if part.points.size))
        alone = grids.Make(96, recipe.measures)(one, 1)
        assert (np.concatenate([part.points for part in found], axis=1)[0] == alone.records["series"]).all(), point
        assert (found[-1].outcomes[0] == alone.table[0, [alone.names.index(name) for name in recipe.ends]]).all()
        assert all((found[-1].records[name][0] == alone.records[name]).all() for name in live.KEPT)
    # months 0 to 23 of three points are those of the first; AI that comes sooner, and another markup, have their own
    assert first == [1, 8, 8, 1, 1, 4]
    assert len(stems.kept) <= workers.STEMS


class Silent(Answers):
    """Answers without workers: what these are told is noted, and what they say is made up."""

    def __init__(self, recipe: Recipe, room: float = 1e12) -> None:
        super().__init__(recipe, 2, room, "page")
        self.told: list[tuple[int, int, bool]] = []
        self.pool.send = lambda place, number, one, _=0.0: self.told.append((place, number, bool(one)))  # type: ignore[method-assign]

    def make(self, number: int, points: int, *, last: bool) -> None:
        for place, seeds in enumerate(self.pool.seeds):
            shape = (len(seeds), points, len(self.recipe.measures))
            values = np.broadcast_to(np.array(seeds, float)[:, None, None], shape)
            ends = np.ones((len(seeds), len(self.recipe.ends)))
            run = {"worker_consumption": np.ones((len(seeds), 2, 10)), "owner_income": np.ones((len(seeds), 3))}
            flows, sectors = len(live.records.AXES["flow"]), len(live.records.AXES["sector"])
            run |= {"payments": np.zeros((len(seeds), flows, sectors)), "gross": np.zeros((len(seeds), flows))}
            run["value_added"] = np.ones(len(seeds))
            self.pool.tell(place, number, Part(values, ends, run) if last else Part(values), 1.0)


def test_answers_are_shared_kept_and_given_up(grid: grids.Grid) -> None:
    answers = Silent(RECIPE)
    one, two = (grid.scenarios[name] for name in SCENARIOS[:2])
    found = answers.ask(one, HERE)
    assert answers.ask(one, THERE) is found
    assert answers.told == [(0, 1, True), (1, 1, True)]
    other = answers.ask(two, THERE)
    answers.leave(found, HERE)
    assert answers.told[-1] == (1, 1, True)  # somebody still listens
    answers.leave(found, THERE)
    assert answers.told[-2:] == [(0, 1, False), (1, 1, False)]  # nobody does
    answers.make(1, 1, last=False)  # what had been made meanwhile is for nobody
    assert len(found.lines) == 1
    assert answers.told[-2:] == [(0, 2, True), (1, 2, True)]
    answers.make(2, 2, last=False)
    points = json.loads(other.lines[-1])["points"]
    assert points[0] == [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]  # seeds in order, whoever made them
    answers.make(2, 1, last=True)
    assert other.ended
    answers.leave(other, THERE)
    assert answers.ask(two, HERE) is other
    lost = answers.ask(one, HERE)
    assert lost is not found  # begun anew
    answers.pool.lost(0)
    assert answers.going == {}
    assert "has died" in json.loads(lost.lines[-1])["error"]
    for i in range(KEPT + 20):
        some = answers.ask(one.at("x", {"ubi_share": i / 1000}), HERE)
        answers.make(some.number, 1, last=True)
        answers.leave(some, HERE)
    assert len(answers.known) <= KEPT + 2


# ---- Fair shares


def served(answers: Silent, steps: int) -> list[int]:
    """The settings that a worker goes on with, one after the other, where each step takes a second."""
    found = []
    for _ in range(steps):
        number = answers.at_work[0][-1]  # type: ignore[index]
        found.append(number)
        width = (len(answers.pool.seeds[0]), 1, len(answers.recipe.measures))
        answers.pool.tell(0, number, Part(np.zeros(width)), 1.0)
    return found


def points(base: Scenario, count: int, *, first: int = 0) -> list[Scenario]:
    return [base.at("x", {"ubi_share": i / 1000}) for i in range(first, first + count)]


def test_a_greedy_client_costs_another_half(grid: grids.Grid) -> None:
    answers = Silent(RECIPE)
    for one in points(grid.scenarios["monopoly"], 20):
        answers.ask(one, HERE)
    greedy = served(answers, 20)
    assert sorted(greedy) == sorted(range(1, 21))  # its own questions share alike
    answers.ask(grid.scenarios["commons"], THERE)
    assert served(answers, 40)[1:].count(21) in (19, 20)  # the step that was at work is ended first


def test_many_names_of_one_address_have_the_share_of_one(grid: grids.Grid) -> None:
    answers = Silent(RECIPE)
    for i, one in enumerate(points(grid.scenarios["monopoly"], 20)):
        answers.ask(one, Client("here", f"forged {i}"))
    answers.ask(grid.scenarios["commons"], THERE)
    assert served(answers, 40)[1:].count(21) in (19, 20)


def test_who_comes_anew_has_neither_saved_up_nor_lost(grid: grids.Grid) -> None:
    answers, two = Silent(RECIPE), points(grid.scenarios["monopoly"], 2)
    first = answers.ask(two[0], HERE)
    served(answers, 50)
    answers.ask(two[1], THERE)  # has had nothing, and doesn't get fifty steps for that
    assert served(answers, 11)[1:].count(2) in (5, 6)
    answers.leave(first, HERE)
    served(answers, 50)
    again = answers.ask(two[0], HERE)
    assert served(answers, 11)[1:].count(again.number) in (5, 6)
    for i in range(10):  # nor does it help to ask for one setting after the other
        answers.leave(again, HERE)
        again = answers.ask(two[0].at("x", {"ubi_share": 0.5 + i / 100}), HERE)
        served(answers, 1)
    assert 4 <= served(answers, 10).count(2) <= 6


def test_an_answer_of_two_is_made_once_and_in_the_turns_of_both(grid: grids.Grid) -> None:
    answers, (shared, other) = Silent(RECIPE), points(grid.scenarios["monopoly"], 2)
    answers.ask(shared, HERE)
    answers.ask(other, HERE)
    answers.ask(shared, THERE)
    assert answers.made == 2
    assert 27 <= served(answers, 40).count(1) <= 33  # three quarters


def test_there_is_room_for_others_and_a_line_for_the_rest(grid: grids.Grid) -> None:
    one = grid.scenarios["monopoly"]
    answers = Silent(RECIPE, SEEDS * memory.economy(one.params) * 8.5)
    mine = [answers.ask(setting, HERE) for setting in points(one, 6)]
    assert [answer.begun for answer in mine] == [True, True, *[False] * 4]  # a quarter of the room is for one client
    asker = asyncio.new_event_loop()
    lines = answers.lines(mine[3])
    first, then = (json.loads(asker.run_until_complete(anext(lines))) for _ in range(2))
    assert (first, then) == ({"page": "page"}, {"waits": 3})
    other = answers.ask(one.at("x", {"ubi_share": 0.4}), Client("here", "b"))
    theirs = answers.ask(one.at("x", {"ubi_share": 0.41}), THERE)
    assert other.begun
    assert theirs.begun
    answers.leave(mine[2], HERE)  # gives up its place
    answers.make(1, 1, last=True)
    assert mine[3].begun
    assert json.loads(asker.run_until_complete(anext(lines)))  # and is told
    asker.close()
    assert not mine[5].begun
    for answer in (mine[1], mine[3], mine[4], mine[5]):
        answers.leave(answer, HERE)
    assert set(answers.going) == {other.number, theirs.number}


def test_a_setting_that_memory_cannot_hold_is_refused(grid: grids.Grid) -> None:
    one = grid.scenarios["monopoly"]
    large = one.at("x", {"n_workers": 600_000})
    answers = Silent(RECIPE, 2 * SEEDS * memory.economy(large.params))  # about 0.9 GB
    for size in (600_100, 2_000_000):
        with pytest.raises(memory.NotEnough, match=r"this setting under 3 seeds would take about .* lower n_workers"):
            answers.ask(one.at("x", {"n_workers": size}), HERE)
    assert (answers.going, answers.told) == ({}, [])
    big = answers.ask(large, HERE)
    assert big.begun
    small = answers.ask(one, THERE)
    assert small.begun
    second = answers.ask(large.at("x", {"pass_through": 0.5}), Client("elsewhere", ""))
    assert not second.begun  # there is no room beside the first
    answers.leave(big, HERE)
    assert second.begun
    assert Setting(large, [], replace(RECIPE, stem=1e6), Stems()).parting == 0  # leaves no beginning behind


def test_beginnings_that_nobody_shares_do_not_drive_out_those_that_many_do(grid: grids.Grid) -> None:
    stems = Stems()
    for name in ("a", "b"):
        stems.keep(name, [SimpleNamespace(world=SimpleNamespace(month=24))])  # type: ignore[list-item]
        assert stems.get(name, 24)
    for i in range(50):
        stems.keep(i, [])
    assert list(stems.kept) == ["a", "b", 48, 49]


def test_one_client_may_ask_so_much_at_once_and_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "OPEN", 2)

    async def all_of_it() -> None:
        end, said = asyncio.Event(), []

        async def inner(scope: Any, receive: Any, send: Any) -> None:
            await end.wait()

        async def send(message: Any) -> None:
            said.append(message)

        async def ask(agent: bytes, **state: str) -> None:
            headers = [(b"host", b"localhost"), (b"user-agent", agent)]
            scope = {"type": "http", "headers": headers, "raw_path": b"/", "query_string": b"", "server": ("h", 1)}
            await guard(scope | {"state": {"address": "here", **state}}, None, send)  # type: ignore[arg-type]

        guard = app.Guard(inner, ["localhost"])
        waiting = [asyncio.create_task(ask(agent)) for agent in (b"a", b"a", b"b")]
        await asyncio.sleep(0)
        await ask(b"a")
        await ask(b"c", refused=connections.CROWDED)
        assert [message["status"] for message in said[::2]] == [429, 503]
        assert json.loads(said[1]["body"]) == {
            "errors": ["2 questions of yours are being answered: ask again in a moment"]
        }
        assert json.loads(said[3]["body"]) == {"errors": [connections.CROWDED]}
        assert all((b"retry-after", b"2") in message["headers"] for message in said[::2])
        end.set()
        await asyncio.gather(*waiting)
        assert not guard.open

    asyncio.run(all_of_it())


def test_a_browser_is_known_by_its_cookie_and_a_forged_one_is_none() -> None:
    cookies = Cookies()
    agent = {b"user-agent": b"curl"}
    first, given = cookies.client(agent, "here", 8010)
    assert (first, given is None) == (Client("here", "program curl"), False)
    assert given
    value = given.partition(";")[0].encode()
    found, more = cookies.client({**agent, b"cookie": b"a=b; " + value}, "there", 8010)
    assert (found.address, found.name.startswith("browser "), more) == ("there", True, None)
    for wrong in (
        b"sim8010=",
        b"sim8010=.",
        b"sim8010=x.y",
        value[:-1],
        value.replace(b"=", b"=1"),
        b"\xff=;;",
        b"sim8010=\xff.\xff",
    ):
        assert cookies.client({**agent, b"cookie": wrong}, "here", 8010)[0] == first, wrong
    assert cookies.client({**agent, b"cookie": value}, "here", 8011)[0] == first  # of another server
    assert Cookies().client({**agent, b"cookie": value}, "here", 8010)[0] == first


# ---- Slow clients


class Line(asyncio.Transport):
    """A connection without a network: what is written is counted, and taken when a test says so."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 1), "sockname": ("127.0.0.1", 2)})
        self.gone, self.reading = False, True
        self.other: connections.Connection | None = None

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == 0

    def write(self, data: Any) -> None:
        pass

    def is_closing(self) -> bool:
        return self.gone

    def abort(self) -> None:
        if self.other and not self.gone:
            asyncio.get_running_loop().call_soon(self.other.connection_lost, None)
        self.gone = True

    close = abort

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True


ASKED = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@dataclass
class Desk:
    """Connections to an application that answers when it is told to."""

    state: ServerState = field(default_factory=ServerState)
    answer: asyncio.Event = field(default_factory=asyncio.Event)

    def connect(self, address: str = "127.0.0.1") -> tuple[connections.Connection, Line]:
        config = Config(
            self.app, http=connections.Connection, ws="none", lifespan="off", log_config=None, interface="asgi3"
        )
        line, found = Line(address), connections.Connection(config, self.state, {})
        line.other = found
        found.connection_made(line)
        return found, line

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        await self.answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


def at_desk(monkeypatch: pytest.MonkeyPatch, act: Callable[[Desk], Any]) -> None:
    monkeypatch.setattr(connections, "ASKING", 0.2)
    monkeypatch.setattr(connections, "TAKING", 0.6)

    async def all_of_it() -> None:
        desk = Desk()
        await act(desk)
        desk.answer.set()
        for one in list(desk.state.connections):
            one.transport.abort()  # type: ignore[union-attr]
        await asyncio.sleep(0.01)

    asyncio.run(all_of_it())


def test_a_question_has_a_deadline_however_many_were_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(desk: Desk) -> None:
        desk.answer.set()
        (first, one), (second, two), (third, three), (_, four) = (desk.connect() for _ in range(4))
        second.data_received(ASKED)
        third.data_received(ASKED)
        await asyncio.sleep(0.05)  # both are answered
        end = asyncio.get_running_loop().time() + 0.3
        third.data_received(ASKED + ASKED[:20])
        for some in (first, second):
            some.data_received(b"GET / HTTP/1.1\r\n")
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.01)
            for some, line in ((first, one), (second, two)):
                if not line.gone:  # slowly
                    some.data_received(b"X-a: b\r\n")
        assert [line.gone for line in (one, two, three, four)] == [True] * 4

    at_desk(monkeypatch, act)


def test_who_waits_for_us_is_not_hurried_and_who_does_not_take_the_answer_is(monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(desk: Desk) -> None:
        (first, one), (second, two), (third, three) = (desk.connect() for _ in range(3))
        for some in (first, second, third):
            some.data_received(ASKED)
        await asyncio.sleep(0.8)  # longer than either deadline
        assert not any(line.gone for line in (one, two, three))
        desk.answer.set()
        for some in (second, third):
            some.pause_writing()
        await asyncio.sleep(0.16)
        third.resume_writing()
        await asyncio.sleep(0.01)
        third.data_received(ASKED)
        third.pause_writing()  # once more: the deadline is of a request, and begins anew
        await asyncio.sleep(0.46)
        assert (one.gone, two.gone, three.gone) == (True, True, False)  # the first asks nothing more
        await asyncio.sleep(0.3)
        assert three.gone

    at_desk(monkeypatch, act)


def test_an_address_has_so_many_connections_and_who_asks_nothing_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "OF_ADDRESS", 3)
    monkeypatch.setattr(connections, "ALL", 5)

    async def act(desk: Desk) -> None:
        first, *rest = [desk.connect() for _ in range(3)]
        first[0].data_received(ASKED)
        desk.connect("2001:db8::1")
        more = desk.connect()
        assert [line.gone for _, line in [first, *rest, more]] == [False, True, False, False]
        for some, _ in (rest[1], more):
            some.data_received(ASKED)
        refused, line = desk.connect()
        assert refused.app_state["refused"] == connections.CROWDED
        desk.connect("2001:db8::2")[0].data_received(ASKED)
        assert not line.gone
        desk.connect(
            "192.168.1.7"
        )  # one more than there may be in all: the one refused has waited longest, but for another
        assert sum(not one.transport.is_closing() for one in desk.state.connections) <= 6  # type: ignore[union-attr]
        assert not first[1].gone

    at_desk(monkeypatch, act)


def test_a_next_question_before_its_time_hides_nobody_who_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(desk: Desk) -> None:
        some, line = desk.connect()
        some.data_received(ASKED * 2)
        assert line.reading
        some.data_received(b"x" * (connections.AHEAD + 1))
        assert line.gone

    at_desk(monkeypatch, act)


# ---- A server


@dataclass
class Running:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    port: int
    said: Path

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def get(self, path: str = "/", **headers: str) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        line.close()
        return found

    def lines(self, name: str, **point: float) -> list[dict[str, Any]]:
        status, _, body = self.get(asking(name, **point))
        assert status == 200, body
        return [json.loads(line) for line in body.splitlines()]

    def children(self) -> list[int]:
        """All processes below the server's."""
        found = [self.process.pid]
        for parent in found:
            with suppress(OSError):
                found += map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
        return found[1:]

    def stop(self, number: int) -> None:
        """A signal, and what must come of it: a clean end, nothing said but that and notes, and no process left."""
        below = self.children()
        assert len(below) >= 3  # two workers, and the process that they were forked from
        self.process.send_signal(number)
        assert self.process.wait(20) == 1
        assert self.said.read_text() == f"{NOTES}Ctrl-C stops it\nstopped\n"
        end = time.monotonic() + 10
        while time.monotonic() < end and any(map(alive, below)):
            time.sleep(0.05)
        assert [one for one in below if alive(one)] == []


def alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def asking(name: str, **point: float) -> str:
    return f"/run?{urlencode({'scenario': name, **point})}"


@contextmanager
def started(folder: Path, port: int = 0) -> Iterator[Running]:
    settings = [f"--set={name}={value}" for name, value in SET.items()]
    sizes = [f"--seeds={SEEDS}", f"--months={MONTHS}", f"--workers={WORKERS}", "--jobs=2", f"--port={port}"]
    command = [sys.executable, "-m", "sim", "serve", *SCENARIOS, f"--sliders={','.join(SLIDERS)}", *settings, *sizes]
    said = folder / "said.txt"
    with said.open("w") as file:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=file, text=True, cwd=folder)
    try:
        assert process.stdout
        address = process.stdout.readline()
        assert address.startswith("http://127.0.0.1:"), said.read_text()
        yield Running(process, int(address.rpartition(":")[2].strip().strip("/")), said)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all; in the end it stops as it should."""
    with started(tmp_path_factory.mktemp("serve")) as found:
        yield found
        found.stop(signal.SIGTERM)


def made(name: str, **point: float) -> tuple[Scenario, list[Any]]:
    """The setting as `sim run` makes it."""
    one = scenario.load(name, {**SET, **point}, WORKERS)
    return one, [runner.simulate(one, seed, MONTHS) for seed in range(SEEDS)]


def test_an_answer_has_the_numbers_of_runs_and_comes_part_by_part(server: Running) -> None:
    first, *between, last = server.lines("monopoly", ubi_share=0.123)
    _, runs = made("monopoly", ubi_share=0.123)
    assert set(first) == {"page"}
    assert len(between) > 5
    assert all(len(line["points"]) == len(MEASURES) for line in between)
    series = np.concatenate([line["points"] for line in between], axis=2)  # [measure, seed, point]
    tables = np.array([[run.table[:, run.names.index(name)] for run in runs] for name in MEASURES])
    assert series == pytest.approx(tables.reshape(*tables.shape[:2], -1, live.step(MONTHS)).mean(axis=3), rel=1e-12)
    ends = np.array([[run.table[-60:, run.names.index(name)].mean() for run in runs] for name in RECIPE.ends])
    assert np.array(last["ends"]) == pytest.approx(ends, rel=1e-12)
    people = [[*run.records["worker_consumption"].ravel(), *run.records["owner_income"]] for run in runs]
    assert (people == np.array(last["people"]).T).all()
    records = {name: np.array([run.records[name] for run in runs]) for name in ("payments", "gross", "value_added")}
    assert {(p["payer"], p["receiver"], p["sort"]): p["value"] for p in last["payments"]} == pack.paid(records)
    assert server.lines("monopoly", ubi_share=0.123) == server.lines("monopoly", ubi_share=0.123)


def test_every_answer_has_its_headers(server: Running) -> None:
    for path in ("/", asking("commons"), "/run?scenario=x", "/nothing"):
        status, headers, body = server.get(path)
        assert status == {"/": 200, asking("commons"): 200, "/run?scenario=x": 400}.get(path, 404)
        assert {name: headers[name.lower()] for name in app.HEADERS} == app.HEADERS
        assert headers["cache-control"] == "no-store"
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert ("connect-src 'self'" in policy) is (path == "/")
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers
        assert path == "/" or "errors" in json.loads(body.splitlines()[0]) or status == 200


def test_what_nobody_waits_for_is_given_up(server: Running) -> None:
    for i in range(AT_ONCE):
        line = socket.create_connection(("127.0.0.1", server.port))
        line.sendall(f"GET {asking('commons', ubi_share=0.2 + i / 1000)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        if i % 2:
            line.recv(100)
        line.close()
    end = time.monotonic() + 10
    while (status := server.get(asking("commons", ubi_share=0.31))[0]) == 503 and time.monotonic() < end:
        time.sleep(0.05)
    assert status == 200


def test_many_settings_at_once_are_all_made(server: Running) -> None:
    """Where sixteen were the most, and the rest was sent away."""
    with ThreadPoolExecutor(24) as threads:
        found = list(threads.map(lambda i: server.lines("monopoly", pass_through=i / 1000), range(1, 25)))
    assert all("ends" in lines[-1] for lines in found)
    assert np.array(found[0][-1]["ends"])[0] == pytest.approx(
        [run.table[-60:, 0].mean() for run in made("monopoly", pass_through=1 / 1000)[1]]
    )


def test_a_worker_that_dies_is_replaced(server: Running) -> None:
    forked = [one for one in server.children() if Path(f"/proc/{one}/task/{one}/children").read_text().split()]
    (below,) = [Path(f"/proc/{one}/task/{one}/children").read_text().split() for one in forked]
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.request("GET", asking("commons", ubi_share=0.4, pass_through=0.5))
    answer = line.getresponse()
    os.kill(int(below[0]), signal.SIGKILL)
    last = json.loads(answer.read().splitlines()[-1])
    line.close()
    assert "has died" in last.get("error", "") or "ends" in last  # it may just have been done
    assert "ends" in server.lines("commons", ubi_share=0.41, pass_through=0.5)[-1]
    assert len(server.children()) >= 3


def head(*lines: str) -> bytes:
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


OURS = "Host: 127.0.0.1"
BAD = [  # what is sent, and the status that must come: none where the line is closed or waits
    (head("GET /run?scenario=utopia HTTP/1.1", OURS), 400),
    (head("GET /run HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&ubi_share=nan HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&ubi_share=1e999 HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&ubi_share=-0.1 HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&ubi_share=" + "9" * 1500 + " HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&ubi_share={a=1} HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&ubi_share=0.1%0Ax=1 HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&ubi_share=%00 HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&ubi_share=%ff%fe HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&ubi_share=0.1&ubi_share=0.2 HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&n_workers=2000000 HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=monopoly&__class__=x HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=../../etc/passwd HTTP/1.1", OURS), 400),
    (head("GET /run?scenario=%2Fetc%2Fpasswd.toml HTTP/1.1", OURS), 400),
    (head("GET /run?&&&==&%%% HTTP/1.1", OURS), 400),
    (head("GET /../../etc/passwd HTTP/1.1", OURS), 404),
    (head("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", OURS), 404),
    (head("GET //evil.example/ HTTP/1.1", OURS), 404),
    (head("GET /run/ HTTP/1.1", OURS), 404),
    (head("GET http://evil.example/ HTTP/1.1", "Host: evil.example"), 421),
    (head("GET / HTTP/1.1", "Host: evil.example"), 421),
    (head("GET / HTTP/1.1", "Host: 127.0.0.1.evil.example"), 421),
    (head("GET / HTTP/1.1", "Host: "), 421),
    (head("GET / HTTP/1.1"), 400),
    (head("GET / HTTP/1.1", OURS, "Host: evil.example"), 400),
    (head("GET / HTTP/1.0"), 421),
    (head("GET /run?scenario=monopoly HTTP/1.1", OURS, "Sec-Fetch-Site: cross-site"), 403),
    (head("POST /run HTTP/1.1", OURS, "Content-Length: 8") + b'{"a": [}', 413),
    (head("POST /run HTTP/1.1", OURS), 405),
    (head("DELETE / HTTP/1.1", OURS), 405),
    (head("OPTIONS * HTTP/1.1", OURS), 404),
    (head("TRACE / HTTP/1.1", OURS), 405),
    (head("CONNECT evil.example:443 HTTP/1.1", OURS), 404),
    (head("GET / HTTP/1.1", OURS, "Content-Length: 99999999999"), 413),
    (head("GET / HTTP/1.1", OURS, "Content-Length: -1"), 400),
    (head("POST / HTTP/1.1", OURS, "Transfer-Encoding: chunked") + b"ffffffff\r\n" + b"x" * 100_000, 413),
    (head("GET / HTTP/1.1", OURS, "Transfer-Encoding: gzip"), 400),
    (head("GET /run?" + "a=1&" * 1000 + " HTTP/1.1", OURS), 414),
    (head("GET /" + "a" * 200_000 + " HTTP/1.1", OURS), 400),
    (head("GET / HTTP/1.1", OURS, *(f"X-{i}: {'y' * 500}" for i in range(400))), 400),
    (head("GET / HTTP/1.1", OURS, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: eA=="), 200),
    (head("GET / HTTQ/1.1", OURS), 400),
    (head("GET / HTTP/1.1", OURS, " folded: x", "bad header"), 400),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)), 400),
    (b"\x00" * 1000, 400),
    (b"GET\r\n\r\n", 400),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 421),
    (b"GET / HT", None),
    (b"GET / HTTP/1.1\r\nHost: 127.0", None),
    (b"", None),
]  # fmt: skip


def said_to(server: Running, sent: bytes) -> int | None:
    """The status of the answer to some bytes, and what must hold of every answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        with suppress(OSError):  # it may close before it has all
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
        found = b""
        with suppress(ConnectionError):
            while more := line.recv(65536):
                found += more
    assert b"Traceback" not in found
    assert b'File "' not in found
    assert b"root:x:" not in found
    return int(found.split(b" ", 2)[1]) if found else None


def test_malformed_requests_are_answered_and_disturb_nobody(server: Running) -> None:
    assert len(BAD) >= 30
    waiting = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]  # and never say a word
    with ThreadPoolExecutor(1) as other:
        going = other.submit(lambda: [server.lines("commons", pass_through=i / 100)[-1] for i in range(8)])
        found = [said_to(server, sent) for sent, _ in BAD]
        assert all("ends" in last for last in going.result())
    wanted = [status for _, status in BAD]
    assert [(sent[:60], status, ours) for (sent, ours), status in zip(BAD, found, strict=True) if status != ours] == []
    assert wanted.count(None) == 3
    assert server.get()[0] == 200
    for line in waiting:
        line.close()
    assert "Traceback" not in server.said.read_text()


def test_slow_lines_shut_nobody_out(server: Running) -> None:
    """Hundreds that have asked once and say the half of a next question."""
    slow = []
    for i in range(connections.OF_ADDRESS + 50):
        line = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        if i % 10 == 0:
            line.sendall(head("GET /nothing HTTP/1.1", OURS))
            assert b"404" in line.recv(4096)
        with suppress(OSError):
            line.sendall(b"GET / HTTP/1.1\r\n")
        slow.append(line)
    assert server.get()[0] == 200
    assert "ends" in server.lines("commons", pass_through=0.77)[-1]
    for line in slow:
        line.close()


# ---- In the browser


@pytest.fixture
def opened(browser: Any, server: Running) -> Iterator[Open]:
    with opening(browser, server.page) as go:
        yield go


def table_of(tab: Any, measure: str, folder: Path) -> np.ndarray:
    """The numbers behind a chart, as the page saves them."""
    tab.click(f"#card-{measure} summary")
    with tab.expect_download() as download:
        tab.click(f"#card-{measure} a")
    download.value.save_as(folder / "some.csv")
    tab.click(f"#card-{measure} summary")
    with (folder / "some.csv").open(encoding="utf-8-sig", newline="") as file:
        return np.array([list(map(float, row)) for row in list(csv.reader(file))[1:]])


def quantiles_of(measure: str, name: str, **point: float) -> np.ndarray:
    """The same from runs that this test makes. Shape (points, quantiles)."""
    _, runs = made(name, **point)
    months = np.array([run.table[:, run.names.index(measure)] for run in runs])
    points = months.reshape(SEEDS, -1, live.step(MONTHS)).mean(axis=2)
    return np.quantile(points, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0).T


def test_sliders_give_the_numbers_of_runs_by_mouse_and_by_keyboard(opened: Open, tmp_path: Path) -> None:
    tab = opened("#a=baseline&b=monopoly")
    assert "live: 3 runs a setting" in tab.inner_text("#foot")
    slider = tab.locator("#B-pass_through")
    box = slider.bounding_box()
    drawn(tab, lambda: slider.click(position={"x": 0.37 * box["width"], "y": box["height"] / 2}))
    moved = float(re.search(r"b\.pass_through=([\d.]+)", tab.url)[1])  # type: ignore[index]
    assert 0.2 < moved < 0.5
    tab.focus("#B-ubi_share")
    for key in ("End", "ArrowLeft", "ArrowLeft"):
        press(tab, key)
    assert "b.ubi_share=0.49" in tab.url
    assert tab.inner_text("output[for=B-ubi_share]") == "49 %"
    tab.focus("#A-ubi_share")
    press(tab, "PageUp")
    ours = float(re.search(r"a\.ubi_share=([\d.]+)", tab.url)[1])  # type: ignore[index]
    found = table_of(tab, "worker_consumption", tmp_path)
    assert found[:, 0].tolist() == list(range(3, MONTHS + 1, 3))
    wanted = [
        quantiles_of("worker_consumption", "baseline", ubi_share=ours),
        quantiles_of("worker_consumption", "monopoly", ubi_share=0.49, pass_through=moved),
    ]
    assert found[:, 1:] == pytest.approx(np.concatenate(wanted, axis=1), rel=1e-5)
    assert tab.is_disabled("#A-pass_through")
    assert tab.inner_text("#A-pass_through-why") == "AI never arrives here"


def test_charts_grow_while_runs_are_made(opened: Open) -> None:
    tab = opened("#a=monopoly&b=monopoly")
    tab.evaluate("""() => {
        window.grownAs = [];
        new MutationObserver(() => window.grownAs.push([document.documentElement.dataset.grown,
            document.querySelector("#card-output .verdict").innerText, document.getElementById("answers").className]))
            .observe(document.documentElement, { attributeFilter: ["data-grown"] });
    }""")
    whole = MONTHS // live.step(MONTHS)
    tab.focus("#B-ubi_share")
    for _ in range(10):  # a busy machine may have all of a run before it can draw some of it
        press(tab, "ArrowRight")
        partial = [one for one in tab.evaluate("window.grownAs") if int(one[0].split()[1]) < whole]
        if partial:
            break
    assert partial
    grown, said, style = partial[0]
    assert grown.split()[0] == str(whole)  # A stays
    months = int(grown.split()[1]) * live.step(MONTHS)
    assert said == f"B − A: month {months} of {MONTHS} …"
    assert style == "stale"
    assert tab.get_attribute("#answers", "class") == ""
    assert "month" not in verdict(tab, "output")


def test_quick_moves_end_at_the_last_setting(opened: Open, tmp_path: Path) -> None:
    tab = opened("#a=baseline&b=commons")
    tab.focus("#B-ubi_share")
    for _ in range(30):
        tab.keyboard.press("ArrowRight")
    tab.wait_for_selector('html[data-rest="31"]')
    found = table_of(tab, "output", tmp_path)
    assert "b.ubi_share=0.15" in tab.url
    assert found[:, 6:] == pytest.approx(100 * quantiles_of("output", "commons", ubi_share=0.15), rel=1e-5)


@pytest.mark.ci
def test_two_clients_at_once_get_their_own_numbers(browser: Any, server: Running, tmp_path: Path) -> None:
    with opening(browser, server.page) as here, opening(browser, server.page) as there:
        tabs = here("#a=baseline&b=commons"), there("#a=baseline&b=monopoly")
        names = ("commons", "monopoly")
        for i in range(3):
            before = [tab.get_attribute("html", "data-drawn") for tab in tabs]
            for tab, name in zip(tabs, names, strict=True):
                tab.evaluate(f"location.hash = 'a=baseline&b={name}&b.ubi_share={0.3 + i / 100}'")
            for tab, was in zip(tabs, before, strict=True):
                tab.wait_for_selector(f'html:not([data-drawn="{was}"])')
        for tab, name in zip(tabs, names, strict=True):
            found = table_of(tab, "unemployment", tmp_path)
            assert found[:, 6:] == pytest.approx(100 * quantiles_of("unemployment", name, ubi_share=0.32), rel=1e-5)


def test_the_address_is_the_setting(opened: Open) -> None:
    tab = opened("#a=commons&a.pass_through=0.25&b=monopoly&b.ubi_share=0.335&view=gap&lang=zh")
    assert tab.inner_text("output[for=A-pass_through]") == "25 %"
    assert tab.inner_text("output[for=B-ubi_share]") == "33.5 %"
    assert tab.is_checked("#view-gap")
    again = opened("#" + tab.url.partition("#")[2])
    assert again.url == tab.url
    assert again.inner_text("#summary") == tab.inner_text("#summary")
    drawn(again, lambda: again.evaluate("location.hash = 'a=baseline&b=commons&b.ubi_share=0.1234&lang=en'"))
    assert "ubi_share = 0.1234" in again.inner_text("#warning")
    assert again.inner_text("output[for=B-ubi_share]") == "12.5 %"


def test_its_policy_lets_it_ask_its_server_alone(opened: Open, server: Running) -> None:
    tab = opened()
    refused = """(url) => new Promise((go) => {
        addEventListener("securitypolicyviolation", (event) => go(event.violatedDirective));
        fetch(url).catch(() => setTimeout(() => go("nothing refused it"), 500));
    })"""
    context = tab.context.browser.new_page()
    context.goto(server.page)
    assert context.evaluate(refused, "http://127.0.0.1:9/") == "connect-src"
    context.close()


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(check, id=name, marks=() if name == "buttons" else pytest.mark.ci)  # of a kind
        for name, check in {
            "buttons": browsing.buttons,
            "tab": lambda opened: browsing.reached_by_tab(opened, SLIDERS),
            "en": lambda opened: browsing.in_language(opened, "en"),
            "zh": lambda opened: browsing.in_language(opened, "zh"),
            "guessing": browsing.guessing,
            "drawing": browsing.drawing_a_guess,
            "phone": browsing.on_a_phone,
            "letters": browsing.letters_and_names,
            "print": browsing.printing,
        }.items()
    ],
)
def test_it_is_the_page_of_the_file(opened: Open, check: Callable[[Open], None]) -> None:
    check(opened)


@pytest.mark.ci
def test_the_page_says_that_the_server_is_gone_and_recovers(browser: Any, tmp_path: Path) -> None:
    context = browser.new_context()
    tab = context.new_page()
    with started(tmp_path) as first:
        tab.goto(f"{first.page}#a=baseline&b=monopoly")
        tab.wait_for_selector("html[data-rest]")
        tab.focus("#B-ubi_share")
        tab.keyboard.press("End")  # while this is run
        first.stop(signal.SIGINT)
    tab.keyboard.press("ArrowDown")  # the answer may have come before the end: this question finds nobody
    asked = tab.inner_text("output[for=B-ubi_share]")
    tab.wait_for_selector("#trouble:not([hidden])")
    assert "does sim serve still run?" in tab.inner_text("#trouble")
    assert tab.get_attribute("#answers", "class") == "stale"
    with started(tmp_path, first.port):
        tab.wait_for_selector("#trouble", state="hidden")
        tab.wait_for_selector("#answers:not(.stale)")  # the question is asked again, and answered
        assert tab.inner_text("output[for=B-ubi_share]") == asked != "0 %"
        found = CliRunner().invoke(main, ["serve", "--port", str(first.port)])
        assert (found.exit_code, found.stdout) == (2, "")
        assert f"--port {first.port}: cannot be served (Address already in use): choose another --port" in found.stderr
    context.close()


@pytest.mark.ci
@pytest.mark.parametrize(
    ("lang", "status", "body", "says"),
    [
        ("en", 200, '{"page": "PAGE"}\n{"waits": 3}\n', "3 settings come before this one"),
        ("zh", 200, '{"page": "PAGE"}\n{"waits": 3}\n', "此设定之前还有3个设定"),
        ("en", 429, '{"errors": ["x"]}', "no more questions of this browser or this network"),
        ("zh", 503, '{"errors": ["x"]}', "不再接受此浏览器或此网络的更多请求"),
        ("en", 507, '{"errors": ["x"]}', "needs more memory than the program may take"),
        ("zh", 507, '{"errors": ["x"]}', "所需内存超过程序可用的内存"),
    ],
)
def test_the_page_says_why_a_setting_does_not_come(
    browser: Any, server: Running, lang: str, status: int, body: str, says: str
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{server.page}#a=baseline&b=monopoly&lang={lang}")
    tab.wait_for_selector("html[data-rest]")
    told = body.replace("PAGE", tab.evaluate("meta.page"))
    # An answer that goes on, as that of a server does.
    tab.evaluate(
        """([status, told]) => { window.truly = fetch; window.fetch = async () => new Response(new ReadableStream({
        start(stream) { stream.enqueue(new TextEncoder().encode(told)); if (status !== 200) stream.close(); } }), { status }); }""",
        [status, told],
    )
    tab.focus("#B-ubi_share")
    tab.keyboard.press("End")
    tab.wait_for_selector("#trouble:not([hidden])")
    assert says in tab.inner_text("#trouble")
    tab.evaluate("window.fetch = window.truly")
    tab.keyboard.press("ArrowLeft")
    tab.wait_for_selector("#trouble", state="hidden")
    context.close()
