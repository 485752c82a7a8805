"""Connections: how long one may keep the server waiting, and how many there may be.

Neither a question that is sent slowly nor an answer that is read slowly holds a connection for long, however often it has asked before.
"""

import asyncio
import ipaddress
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

ASKING, TAKING = 10.0, 60.0  # seconds that may be spent on sending a whole question, and on taking what was answered
AHEAD = 2**16  # bytes that a client may send before its question is answered
OF_ADDRESS, ALL = 256, 512  # connections at once; a system gives a process 1,024 files or more
CROWDED = "too many connections are open from your address: close some, or ask again in a moment"
FULL = "too many connections are open: ask again in a moment"


def neighbourhood(address: str) -> str:
    """What counts as one address: with IPv6 a whole network, since each of its machines has as many addresses as it likes.

    >>> neighbourhood("192.168.1.7"), neighbourhood("::ffff:192.168.1.7"), neighbourhood("2001:db8:1:2:3:4:5:6")
    ('192.168.1.7', '192.168.1.7', '2001:db8:1:2::/64')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address) or found.is_loopback:
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((int(found), 64), strict=False))


class Connection(H11Protocol):
    """A connection with a deadline for every request. The clock runs while we wait for the client, not while it waits for us."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that we are told of every byte that has not been taken
        self.address = neighbourhood(self.client[0] if self.client else "")
        self.app_state = {**self.app_state, "address": self.address}
        self._deadline: asyncio.TimerHandle | None = None
        self._left, self._since = ASKING, self.loop.time()
        self._look()
        self._make_room()

    @property
    def busy(self) -> bool:
        """Whether it has asked a whole question that is not answered yet."""
        return self.cycle is not None and not self.cycle.response_complete

    def _look(self) -> None:
        """Start the clock or stop it, as it is the client's turn or ours."""
        waits = not self.busy or self.flow.write_paused
        if waits and self._deadline is None:
            self._since = self.loop.time()
            self._deadline = self.loop.call_later(self._left, self.transport.abort)
        elif not waits and self._deadline is not None:
            self._left -= self.loop.time() - self._since
            self._stop()

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _set(self, seconds: float) -> None:
        self._stop()
        self._left = seconds
        self._look()

    def data_received(self, data: bytes) -> None:
        was = self.cycle
        super().data_received(data)
        if self.cycle is not was and self.busy:
            self._set(TAKING)
        # Reading goes on where a next question has come before its time, or nobody would see that the client goes.
        self.flow.resume_reading()
        if len(self.conn.trailing_data[0]) > AHEAD:
            self.transport.abort()

    def on_response_complete(self) -> None:
        was = self.cycle
        super().on_response_complete()  # begins the next request where it is there already
        self._set(TAKING if self.cycle is not was or self.flow.write_paused else ASKING)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.busy:
            self._set(ASKING)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop()

    def _make_room(self) -> None:
        """Where there are too many, the one closes that has been without a question for longest; where all have one, this is refused."""
        there: list[Any] = [one for one in self.connections if not one.transport.is_closing()]
        ours = [one for one in there if one.address == self.address]
        for some, most, message in ((ours, OF_ADDRESS, CROWDED), (there, ALL, FULL)):
            if len(some) > most:
                idle = [one for one in some if one is not self and not one.busy]
                if idle:
                    min(idle, key=lambda one: one._since).transport.abort()
                else:
                    self.app_state = {**self.app_state, "refused": message}
                return
