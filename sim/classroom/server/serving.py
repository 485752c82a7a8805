"""The server from its first word to its last."""

import asyncio
import ipaddress
import socket
import sys
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sim.base.errors import InputError, SimError
from sim.base.interrupts import noting
from sim.base.limits import whole
from sim.base.toml import shorten
from sim.classroom.explorer import grid as grids
from sim.classroom.explorer import usual_measures
from sim.economy import acting, scenario
from sim.economy.records import window_of
from sim.experiments.ensemble import bases, check_measures
from sim.runs import memory, notes, pools, runner

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette

    from sim.classroom.server.answers import Answers
    from sim.economy.scenario import Scenario

HOST, PORT = "127.0.0.1", 8010
SEEDS, MONTHS, WORKERS = 8, 240, 2000
EVERYONE = ("0.0.0.0", "::", "")


def serve(
    scenarios: Sequence[str | Path] = (),
    sliders: Sequence[str] = (),
    *,
    host: str = HOST,
    port: int = PORT,
    measures: Sequence[str] | None = None,
    seeds: int = SEEDS,
    months: int = MONTHS,
    workers: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    show: bool = False,
    lang: str = "en",
    window: int | None = None,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve the page until Ctrl-C or SIGTERM, which raise KeyboardInterrupt. ``ready`` is told what to say when it can be opened."""
    from sim.base.pages import policy
    from sim.classroom.explorer import pack
    from sim.classroom.explorer.page import about, render, scripts
    from sim.classroom.server import app
    from sim.classroom.server.answers import Answers
    from sim.classroom.server.workers import Recipe

    size = grids.declarations().sizes["full"]
    wanted = list(scenarios) or size.scenarios
    if workers is None and "n_workers" not in (set or {}):
        workers = WORKERS
    seeds, months = whole("seeds", seeds), whole("months", months)
    window = window_of(months, window)
    chosen = check_measures(measures) or usual_measures()
    asked = grids.sliders(list(sliders) or size.sliders, None)
    grids.check_free(asked, scenario.changes(set, workers))
    grid = grids.bare(bases(wanted, set, workers), asked)
    jobs = pools.room_for(min(runner.processes(jobs, None), seeds))
    room = _room(grid, seeds, months, jobs)
    moved = [slider.name for slider in grid.sliders]
    called = {name: base.called() for name, base in grid.scenarios.items()}
    for line in acting.lines(notes.notes(list(grid.scenarios.values()), months, window, moved), called=called):
        print(line, file=sys.stderr)
    idle = {name: [one.name for one in grid.sliders if grid.without_ai(name, one)] for name in grid.scenarios}
    known = about(grid, idle, chosen, seeds, months, window, lang)
    known["page"] = sha256(repr(known).encode()).hexdigest()[:16]
    recipe = Recipe(seeds, months, tuple(chosen), tuple(pack.ends(chosen)), _largest(grid), window)
    listening = _listen(host, port)
    with listening:
        answers = Answers(recipe, jobs, room, known["page"])
        made = app.make(answers, grid, render(known, lang), policy(scripts(), live=True), names(host))
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}/"
        server = _server(made, answers)
        with noting(lambda: setattr(server, "should_exit", True)) as pressed:
            opening = list(grid.scenarios.values())[:2]  # what the page shows at first
            asyncio.run(_run(server, answers, opening, listening, lambda: _say(host, address, show, ready)))
    if pressed:
        raise KeyboardInterrupt


def _largest(grid: grids.Grid) -> float:
    """Bytes of the largest economy that a scenario has as it stands."""
    return max(memory.economy(base.params) for base in grid.scenarios.values())


def _room(grid: grids.Grid, seeds: int, months: int, jobs: int) -> float:
    """Bytes for all economies that are made at once: half of the memory, without the beginnings that workers keep, and draws."""
    from sim.classroom.server.workers import DRAWN, STEMS

    memory.fit_runs([base.params for base in grid.scenarios.values()], seeds, months, jobs)
    one, there = seeds * _largest(grid), memory.memory()
    room = there / 2 - DRAWN * seeds - STEMS * one
    if room < 2 * one:
        memory.fit(
            2 * (one * (STEMS + 2) + DRAWN * seeds),
            f"the economies of two settings under {seeds} seeds",
            "--workers or --seeds",
            there,
        )
    return room


def _listen(host: str, port: int) -> socket.socket:
    """The socket, or an InputError that says what is in its way."""
    if not 0 <= port <= 65535:
        raise InputError(f"--port {shorten(port)}: must be a whole number (0 to 65535; 0: any that is free)")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise InputError(f"--host {host}: is no address of this machine: 127.0.0.1 serves this machine alone") from None
    found = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen()
    except OSError as error:
        found.close()
        raise InputError(
            f"--host {host} --port {port}: cannot be served ({error.strerror}): choose another --port"
        ) from None
    return found


def _loopback(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def names(host: str) -> list[str] | None:
    """What the server is called in a browser; None where it serves all addresses of the machine."""
    if host in EVERYONE:
        return None
    return ["localhost", "127.0.0.1", "::1", host.lower()] if _loopback(host) else [host.lower()]


def _say(host: str, address: str, show: bool, ready: Callable[[str], None]) -> None:
    if not _loopback(host):
        print(
            f"--host {host}: everyone who reaches this machine can open the page and have it compute", file=sys.stderr
        )
    ready(address)
    print("Ctrl-C stops it", file=sys.stderr)
    if show:
        webbrowser.open(address)


def _server(made: "Starlette", answers: "Answers") -> "uvicorn.Server":
    import uvicorn

    from sim.classroom.server.connections import Connection

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            answers.close()  # or it would wait for the ends of all runs
            await super().shutdown(sockets)

    return Server(
        uvicorn.Config(
            made, http=Connection, ws="none", lifespan="off", log_config=None, log_level="error", access_log=False,
            server_header=False, timeout_graceful_shutdown=2, proxy_headers=False,
        )
    )  # fmt: skip


async def _run(
    server: "uvicorn.Server",
    answers: "Answers",
    opening: Sequence["Scenario"],
    listening: socket.socket,
    ready: Callable[[], None],
) -> None:
    """Start the workers, have them make what is asked for first, serve until a signal comes, and end them."""
    from sim.classroom.server.answers import Client

    try:
        answers.pool.start()
        while not all(answers.pool.warm):
            if server.should_exit:
                return
            if answers.pool.dead():
                raise SimError("a process that makes the runs has died (out of memory?): try --jobs 1")
            await asyncio.sleep(0.02)
        for scenario in opening:
            answers.ask(scenario, Client("", "this server"))
        ready()
        await server.serve(sockets=[listening])
    finally:
        answers.close()
