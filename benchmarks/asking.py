"""Asking one thing of the site again and again: how long it takes by the clock, and how many statements it sends."""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple


class Case(NamedTuple):
    """One thing asked, the most it may take (ms, wall clock) and ask (queries)."""

    name: str
    ask: Callable[[], Any]
    bar: float
    queries: int | None = None
    status: int = 200


class Took(NamedTuple):
    """Milliseconds, and statements of one request."""

    median: float
    worst: float
    queries: int


def measure(case: Case, rounds: int) -> Took:
    """Ask some times; raises AssertionError for an answer of another status."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case.ask()
    with CaptureQueriesContext(connection) as seen:
        answer = case.ask()
    queries = len(seen)
    assert answer.status_code == case.status, (case.name, answer.status_code)
    return Took(*timed(case.ask, rounds), queries)


def timed(act: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """Return the median and the worst of some rounds, in milliseconds."""
    times = []
    for _round in range(rounds):
        at = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - at))
    return statistics.median(times), max(times)


def browser_of(role: str) -> Any:
    """Return a browser in which somebody with this role is signed in."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from people.roles import grant

    person = get_user_model().objects.create_user(f"bench-{role}")
    grant(person, role)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    return client


def alone(lines: Callable[[], list[str]], description: str | None) -> None:
    """Measure one part by itself, at the size and on the database of the command line."""
    from scratch import BASE_DIR, Scratch

    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--size", choices=("XS", "S", "L"), default="S")
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    sys.path.insert(0, str(BASE_DIR))
    Scratch(options.size, options.db).enter()

    import django

    django.setup()
    print("\n".join(lines()))
