"""The WSGI application that granian, or any other WSGI server, runs."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

LONGEST_TYPE = 500
"""Characters of a Content-Type; a browser's have 80."""

_charset = re.compile(r";\s*charset[*\d]*\s*=[^;]*", re.IGNORECASE)
_paper = get_wsgi_application()

from newsroom.operations import faults  # noqa: E402  applications are there only now

faults.watch()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request."""
    environ["CONTENT_TYPE"] = as_utf8(environ.get("CONTENT_TYPE", ""))
    return _paper(environ, start_response)


def as_utf8(kind: str) -> str:
    """Return a Content-Type without its alphabet: a form is UTF-8 whatever it calls itself, as HTML has it.

    Django looks it up before any middleware: one that is endless, or names a codec of Python's that
    is no alphabet (rot13, zlib, idna), would end in a bare 500 outside of everything.
    """
    return _charset.sub("", kind[:LONGEST_TYPE])
