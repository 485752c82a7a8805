"""What the server lets in and gives out: two addresses, the page and the runs of a setting, and nothing else.

Only GET without a body; the Host header must be a name of this server, so that no other site's name leads to it; what a
setting has is checked as a scenario file is. Every refusal is JSON with a list of errors, one line each.
"""

import ipaddress
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.base import toml
from sim.base.errors import InputError, suggest
from sim.base.toml import shorten
from sim.classroom.explorer.grid import Grid
from sim.classroom.server.answers import Answer, Answers, Client
from sim.classroom.server.clients import Cookies
from sim.economy import start
from sim.engine import parameters
from sim.experiments.designs import said_value
from sim.runs import memory

if TYPE_CHECKING:
    from sim.economy.scenario import Scenario

LONGEST = 2000  # characters of an address
OPEN = 64  # questions of one client that are answered at once
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'"  # what anything but the page may do in a browser


def make(answers: Answers, grid: Grid, page: str, policy: str, hosts: Sequence[str] | None) -> Starlette:
    """The application: the ``page`` under its ``policy``, and the answers. ``hosts``: the names it has; None: any address."""

    whole = page.encode()  # once, so that all who read it slowly read the same bytes

    async def show(request: Request) -> Response:
        return HTMLResponse(whole, headers={"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"})

    async def run(request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            raise HTTPException(403, "the page of another site may not ask for runs")
        scenario = read(grid, request.query_params.multi_items(), answers.recipe.months)
        return Stream(answers, scenario, request.state.client)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, InputError)
        return _errors(507 if isinstance(error, memory.NotEnough) else 400, error.messages)

    async def other(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _errors(error.status_code, [error.detail], error.headers)

    async def failed(request: Request, error: Exception) -> Response:
        return _errors(500, ["an error of the program: it stands where sim serve runs"])

    made = Starlette(
        routes=[Route("/", show), Route("/run", run)],
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={InputError: refused, HTTPException: other, Exception: failed},
    )
    made.router.redirect_slashes = False
    return made


def read(grid: Grid, items: Sequence[tuple[str, str]], months: int) -> "Scenario":
    """The setting that an address asks for: ``scenario=NAME``, and values of sliders where they differ from its own."""
    faults, found = [], {}
    sliders = {slider.name: slider for slider in grid.sliders}
    for name, text in items:
        if name != "scenario" and name not in sliders:
            faults.append(
                f"{shorten(name)}: no such slider{suggest(name[:40], sliders)} (there are scenario, {', '.join(sliders)})"
            )
        elif name in found:
            faults.append(f"{name}: is given twice")
        else:
            found[name] = text
    wanted = found.pop("scenario", None)
    if wanted is None:
        faults.append(f"scenario: missing: must be one of {', '.join(grid.scenarios)}")
    elif wanted not in grid.scenarios:
        known = ", ".join(grid.scenarios)
        faults.append(f"scenario = {shorten(wanted)}: must be one of {known}{suggest(wanted[:40], grid.scenarios)}")
    point: dict[str, Any] = {name: toml.value(text) for name, text in found.items()}
    wrong = parameters.faults(point)
    for name, value in point.items():
        low, high = sliders[name].values[0], sliders[name].values[-1]
        if name not in wrong and not low <= value <= high:
            ends = f"{said_value(low)} to {said_value(high)}"
            wrong[name] = f"{name} = {shorten(value)}: must be within the ends of its slider ({ends})"
    faults += [wrong[name] for name in point if name in wrong]
    if faults:
        raise InputError(faults)
    scenario = grid.scenarios[str(wanted)].at(str(wanted), point)
    start.check(scenario, months)
    return scenario


def _errors(status: int, messages: Sequence[str], headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"errors": list(messages)}, status, headers)


class Stream(StreamingResponse):
    """The lines of an answer as long as somebody reads them."""

    def __init__(self, answers: Answers, scenario: "Scenario", client: Client) -> None:
        self.answers, self.client = answers, client
        self.answer: Answer = answers.ask(scenario, client)
        super().__init__(answers.lines(self.answer), media_type="application/x-ndjson")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.answers.leave(self.answer, self.client)


class Guard:
    """Refuses what no page of this server asks for, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str] | None) -> None:
        self.app, self.hosts = app, hosts
        self.cookies = Cookies()
        self.open: Counter[Client] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client, cookie = self.cookies.client(dict(scope["headers"]), scope["state"]["address"], scope["server"][1])
        scope["state"]["client"] = client

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                more = {**HEADERS, "Cache-Control": "no-store", "Content-Security-Policy": NOTHING}
                if cookie and message["status"] == 200:
                    more["Set-Cookie"] = cookie
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.lower().encode(), value.encode())
                        for name, value in more.items()
                        if name.lower().encode() not in given
                    ),
                ]
            await send(message)

        app = self._refusal(scope) or self.app
        self.open[client] += 1
        try:
            await app(scope, receive, guarded)
        finally:
            self.open[client] -= 1
            if not self.open[client]:
                del self.open[client]

    def _refusal(self, scope: Scope) -> Response | None:
        headers = dict(scope["headers"])
        close = {"Connection": "close"}  # what may follow is not read
        later = {"Retry-After": "2"}
        if "refused" in scope["state"]:
            return _errors(503, [scope["state"]["refused"]], close | later)
        if not is_mine(headers.get(b"host", b"").decode("latin-1"), self.hosts):
            return _errors(
                421, ["Host: is not a name of this server: use the address that sim serve has printed"], close
            )
        if headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers:
            return _errors(413, ["nothing here takes a body"], close)
        if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST:
            return _errors(414, [f"the address is too long: must be at most {LONGEST} characters"], close)
        if self.open[scope["state"]["client"]] >= OPEN:
            return _errors(429, [f"{OPEN} questions of yours are being answered: ask again in a moment"], later)
        return None


def is_mine(host: str, names: Sequence[str] | None) -> bool:
    """Whether a Host header, with its port or without, has one of these names; None: any address in figures will do."""
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    name = name.strip("[]").lower()
    return _is_address(name) if names is None else name in names


def _is_address(name: str) -> bool:
    """Whether it is a number: unlike a name, it cannot be made to mean another machine."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost"
    return True
