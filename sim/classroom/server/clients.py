"""Who asks: an address, and below it the browsers there, since all of a class may reach the server from one address.

A browser is known by a cookie that the server has signed. Names that anybody could invent would give a share for each: a program has
what it calls itself, and to be several it must ask for several cookies, which gives it no more than the share of its address.
"""

import hmac
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from sim.classroom.server.answers import Client

LONGEST = 100  # characters that are read of a program's name


class Cookies:
    """Gives cookies, and knows its own again."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def client(self, headers: Mapping[bytes, bytes], address: str, port: int) -> tuple[Client, str | None]:
        """Who sends these headers, and the cookie to be set where it has none of ours."""
        name = f"sim{port}"  # cookies are of all ports of a machine
        given = _cookie(headers.get(b"cookie", b"").decode("latin-1"), name)
        browser, _, seal = given.partition(".")
        if hmac.compare_digest(seal.encode(), self._seal(browser).encode()):
            return Client(address, f"browser {browser}"), None
        browser = secrets.token_hex(8)
        cookie = f"{name}={browser}.{self._seal(browser)}; Path=/; HttpOnly; SameSite=Strict"
        return Client(address, f"program {headers.get(b'user-agent', b'').decode('latin-1')[:LONGEST]}"), cookie

    def _seal(self, browser: str) -> str:
        return hmac.digest(self._key, browser.encode(), "sha256").hex()


def _cookie(text: str, name: str) -> str:
    try:
        found = SimpleCookie(text).get(name)
    except CookieError:
        return ""
    return found.value if found else ""
