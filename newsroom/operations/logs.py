"""Log lines: the readable one and the one in JSON, both without addresses of people, queries and tokens."""

import datetime as dt
import json
import logging
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from newsroom.operations.context import here, shown_path, user_of

SLOW_SECONDS = 1.0
access = logging.getLogger("newsroom.access")

# Each begins where a run of its letters begins, and nowhere inside: a line may be long, and a stranger's.
_mail = re.compile(r"(?<![^\s<>()\[\]{}'\",:;=/])[^\s<>()\[\]{}'\",:;=/]+@[^\s<>()\[\]{}'\",:;@]+")
_query = re.compile(r"(?<![^\s'\"])([^\s?'\"]*+)\?[^\s'\"]+")


def scrubbed(text: str) -> str:
    """Return a text without e-mail addresses and without the queries of addresses."""
    text = _mail.sub("…@…", text) if "@" in text else text
    return _query.sub(_without_query, text) if "?" in text else text


def _without_query(found: re.Match[str]) -> str:
    return f"{found[1]}?…" if "/" in found[1] else found[0]


def told_of(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Write the line of a request: each where LOG_REQUESTS is on, a slow one always."""
    is_slow = seconds > SLOW_SECONDS
    if not (is_slow or settings.LOG_REQUESTS):
        return
    milliseconds = round(seconds * 1000, 1)
    access.log(
        logging.WARNING if is_slow else logging.INFO,
        "%s %s %d %.1f ms",
        request.method,
        shown_path(request),
        response.status_code,
        milliseconds,
        extra={"status": response.status_code, "duration_ms": milliseconds},
    )


class Context(logging.Filter):
    """Add to each record what it belongs to, and take the tokens of a request's path out of its arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        belongs = here()
        record.request_id, record.task = belongs.request_id, belongs.task
        request = belongs.request or getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            record.method, record.path = request.method, shown_path(request)
            record.user = user_of(request)
            if isinstance(record.args, tuple):
                record.args = tuple(_without_token(part, request) for part in record.args)
        return True


def _without_token(part: Any, request: HttpRequest) -> Any:
    return part.replace(request.path, shown_path(request)) if isinstance(part, str) else part


class OneLine(logging.Formatter):
    """A record's message on one line: a hostile path or agent cannot forge another line.

    Lines of a traceback are set in, so that none of them can be taken for a record.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's own name
        return _printable(scrubbed(super().formatMessage(record)))

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging's own name
        return _set_in(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  logging's own name
        return _set_in(super().formatStack(stack_info))


class OneObject(logging.Formatter):
    """A record as one JSON object on one line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
        }
        for name in ("request_id", "task", "method", "path", "status", "duration_ms", "user"):
            value = getattr(record, name, None)
            if value not in (None, "", "-"):
                line[name] = value
        if "status" not in line and hasattr(record, "status_code"):
            line["status"] = record.status_code
        if record.exc_info:
            line["error"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _set_in(text: str) -> str:
    return "\n".join(f"    {_printable(line)}" for line in scrubbed(text).split("\n"))
