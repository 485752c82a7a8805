"""What a page of HTML may do: run its own scripts and no others, and ask nobody for anything."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256


def policy(scripts: Iterable[str], *, live: bool = False) -> str:
    """The content security policy of a page with these scripts inside; a ``live`` one may ask its server.

    >>> policy(["1"]).split(";")[1]
    " script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
    """
    hashes = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    rest = "style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
    return f"default-src 'none'; script-src {hashes}; {rest}" + ("; connect-src 'self'" if live else "")
