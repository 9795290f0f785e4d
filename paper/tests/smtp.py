"""An SMTP server for tests: takes what is sent, or refuses it for now."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    """Keeps each envelope that it accepted; the first `refusals` are refused, and every one to `unknown`.

    A refusal repeats the address, as mail servers do.
    """

    def __init__(self) -> None:
        self.envelopes: list[Any] = []
        self.refusals = 0
        self.unknown = ""

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take one recipient, unless nobody has that address."""
        if address == self.unknown:
            return f"550 5.1.1 <{address}> User unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's own name
        """Take one mail, slowly enough that two senders would meet."""
        await asyncio.sleep(0.05)
        if self.refusals:
            self.refusals -= 1
            return f"451 Try again later, {envelope.rcpt_tos[0]} is busy"
        self.envelopes.append(envelope)
        return "250 OK"

    def only_mail(self) -> Message:
        """Return the one mail that arrived, parsed."""
        (envelope,) = self.envelopes
        return message_from_bytes(envelope.content, policy=policy.default)


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def mailers(port: int) -> dict[str, Any]:
    """Return the MAILERS setting that sends to a port of this machine."""
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    return {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    }


@contextmanager
def listening(settings: Any) -> Iterator[Sink]:
    """Run a server for a while, and have the site send to it."""
    handler, port = Sink(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAILERS = mailers(port)
    try:
        yield handler
    finally:
        controller.stop()
