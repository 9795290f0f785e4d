"""Requests that the paper sends to addresses somebody named: the one way out, which leads to the public internet only.

Whoever can name an address (an imported story, a pasted link, a sign-in service) could otherwise
have the server ask what only the server can reach: its own machine, its neighbours, a cloud's
metadata service (OWASP: server-side request forgery; docs/decisions/0033).
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests_hardened import Config, HTTPSession
from urllib3.exceptions import HTTPError

CONNECT_SECONDS: Final = 5
SILENCE_SECONDS: Final = 10
REDIRECTS: Final = 5
PORTS: Final = {80, 443}
PIECE_BYTES: Final = 65_536


class Refused(requests.RequestException):
    """Raised for an address that the paper does not ask: its scheme, its port or a name and password in it."""


class TooMuch(requests.RequestException):
    """Raised for an answer that is larger, or takes longer, than the caller allowed."""


@dataclass(frozen=True)
class Fetched:
    """What an address answered: its last one, after redirects, the body as it was sent."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes


class GuardedSession(HTTPSession):
    """A session of `requests` whose every hop goes to a public address, on a port of the web.

    The name is looked up once and the connection goes to the address that was judged, so a name
    that answers differently the second time gains nothing. A host of `trusted`, named by the
    operator in the environment, may stand anywhere. Proxies and passwords of the environment
    are not used. Raises Refused and what `requests` raises.
    """

    def __init__(self, trusted: Collection[str] = ()) -> None:
        super().__init__(
            Config(
                ip_filter_enable=True, ip_filter_allow_loopback_ips=False, never_redirect=False,
                default_timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
                user_agent_override=f"Newsroom (+{settings.SITE_URL}/)",
            )
        )  # fmt: skip
        self.trust_env = False
        self.max_redirects = REDIRECTS
        for origin in trusted:
            self.mount(f"{origin}/", requests.adapters.HTTPAdapter())
        self._trusted = frozenset(trusted)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send one request; called again for each redirect."""
        url = urlsplit(str(request.url))
        if f"{url.scheme}://{url.netloc}" not in self._trusted:
            _judge(str(request.url))
        return super().send(request, **kwargs)


def _judge(url: str) -> None:
    """Raise Refused for what no address of the public web has; where it leads is judged when it is looked up."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError as error:
        raise Refused(f"no address: {error}") from None
    if parts.scheme not in {"http", "https"}:
        raise Refused(f"neither http nor https: {parts.scheme}")
    if port not in PORTS:
        raise Refused(f"port {port}")
    if "@" in parts.netloc:
        raise Refused("a name or password in the address")


def fetch(url: str, *, most: int, seconds: float) -> Fetched:
    """Ask an address with GET; return its answer, whatever its status.

    `most` bytes of body are read at most, within `seconds` of wall-clock time, or TooMuch is
    raised. Nothing is unpacked: a compressed answer stays compressed. Raises Refused for an
    address that is not asked, and the other exceptions of `requests` (RequestException is all).
    """
    deadline = time.monotonic() + seconds
    with (
        GuardedSession() as session,
        session.get(url, stream=True, headers={"Accept-Encoding": "identity"}) as answer,
    ):
        content = _read(answer, most, deadline)
        return Fetched(answer.url, answer.status_code, answer.headers, content)


def _read(answer: requests.Response, most: int, deadline: float) -> bytes:
    content = bytearray()
    try:
        while piece := answer.raw.read1(PIECE_BYTES, decode_content=False):
            content += piece
            if len(content) > most:
                raise TooMuch(f"more than {most} bytes")
            if time.monotonic() > deadline:
                raise TooMuch("not finished in time")
    except HTTPError as error:
        raise requests.ConnectionError(error) from error
    return bytes(content)
