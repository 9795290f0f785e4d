"""The WSGI application that granian, or any other WSGI server, runs."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

_paper = get_wsgi_application()

from newsroom.bodies import as_utf8  # noqa: E402  applications are there only now
from newsroom.operations import faults  # noqa: E402

faults.watch()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request."""
    environ["CONTENT_TYPE"] = as_utf8(environ.get("CONTENT_TYPE", ""))
    return _paper(environ, start_response)
