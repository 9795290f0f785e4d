"""What every app's tests share: the database's test form, Redis, S3, a browser, threads."""

import os
import re
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders, handlers
from django.db import connections
from django.test import Client, TransactionTestCase
from whitenoise import WhiteNoise

from newsroom.tests import services

CI = os.environ.get("CI") == "true"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def pytest_configure() -> None:
    """Replace what production wants slow, and what needs collected files, for the whole run."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    handlers.StaticFilesHandler = static_files_of_the_run
    for database in settings.DATABASES.values():
        if database["ENGINE"].endswith("sqlite3"):
            # A file, as in production: threads and the live server have connections of their own.
            database.setdefault("TEST", {})["NAME"] = database["NAME"]


def static_files_of_the_run(application) -> WhiteNoise:
    """Return what serves the live server's static files: looked up once, kept by the browser.

    Django's own handler asks every app for every file, and a form of the desk has fifty.
    """
    serving = WhiteNoise(application, max_age=settings.WHITENOISE_MAX_AGE)
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            url = f"{settings.STATIC_URL}{name}"
            if url not in serving.files:
                serving.add_file_to_dictionary(url, storage.path(name))
    return serving


def pytest_report_header() -> str:
    """Name the database, which a failure may depend on."""
    return f"database: {services.database_of_this_process()}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal out, between the workers of `make test`, what each of them runs.

    Browser tests go to SQLite's workers, tests without a database to PostgreSQL's.
    """
    worker = services.worker_of_this_process()
    if worker is None:
        return
    database, number, count = worker
    kept, dropped = [], []
    for item in items:
        mine = place_of(item) in {database, services.BOTH} and share_of(item, count) == number
        (kept if mine else dropped).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def share_of(item: pytest.Item, count: int) -> int:
    """Return which of `count` workers runs a test: the same for a class, or a module's functions."""
    name = item.nodeid if item.get_closest_marker("browser") else item.nodeid.rpartition("::")[0]
    return zlib.crc32(name.encode()) % count + 1


def place_of(item: pytest.Item) -> str:
    """Return on which database a test runs: `sqlite`, `postgresql` or `both`."""
    if item.get_closest_marker("browser"):
        return services.SQLITE
    django_class = getattr(item, "cls", None) and issubclass(item.cls, TransactionTestCase)
    if (
        django_class
        or item.get_closest_marker("django_db")
        or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    ):
        return services.BOTH
    return services.POSTGRESQL


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """With CI=true a skip is a failure: everything has to be there."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {call.excinfo and call.excinfo.value}"
    return report


@pytest.fixture(scope="session")
def redis_url() -> str:
    """Return the CACHE_URL of a Redis that lives as long as the run."""
    try:
        return services.start_redis()
    except services.ServiceMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def s3_url() -> str:
    """Return the S3_ENDPOINT_URL of an S3 that lives as long as the run; any key opens it."""
    try:
        return services.start_s3()
    except services.ServiceMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def together(transactional_db) -> Callable[..., list]:
    """Return a function that calls another in n threads at the same moment.

    Each thread has a database connection of its own, closed at its end; the results come
    back in the threads' order, an exception among them as the exception itself. PostgreSQL
    and SQLite both see real concurrency: transactions are committed.
    """

    def call(function: Callable[[int], object], threads: int = 8) -> list:
        barrier = threading.Barrier(threads)

        def one(number: int) -> object:
            barrier.wait(timeout=20)
            try:
                return function(number)
            except Exception as error:  # the test judges it
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(one, range(threads)))

    return call


@pytest.fixture(autouse=True)
def no_reads_left():
    """Drop the reads that wait to be written: their timer would write into a later test's database."""
    yield
    from articles.readership import tally

    tally.take()


@pytest.fixture(scope="session")
def chromium():
    """Return one Chromium for the run, driven by Playwright; no browser is downloaded."""
    from playwright.sync_api import sync_playwright

    try:
        executable = os.environ.get("CHROMIUM") or services.browser()
    except services.ServiceMissing as missing:
        pytest.skip(str(missing))
    # Playwright's loop runs in this thread; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page_at(chromium, live_server):
    """Return a function that opens a page of the live server, `width` CSS pixels wide.

    Each page is a visitor of its own. Requests to other hosts are refused (tests have no
    network); an uncaught script error on any page fails the test at its end.
    """
    contexts, errors = [], []

    def open_page(width: int, dark: bool = False, **options):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            timezone_id="Asia/Dhaka",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        return context.new_page()

    yield open_page

    for context in contexts:
        context.close()
    assert errors == []


def cookie_of(user) -> str:
    """Return the session cookie of a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def desk(page_at, live_server):
    """Return a function that signs somebody in and opens a page of the desk; what its console complains of fails the test."""
    said = []

    def open_desk(user, path, width=1280, dark=False, **options):
        page = page_at(width, dark, **options)
        page.on(
            "console",
            lambda message: (
                said.append(message.text) if message.type in {"error", "warning"} else None
            ),
        )
        session = cookie_of(user)
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page.goto(path)
        return page

    open_desk.said, open_desk.allowed = said, re.compile("favicon")
    yield open_desk
    assert [text for text in said if not open_desk.allowed.search(text)] == []


@pytest.fixture
def violations():
    """Return a function that gives what axe finds wrong on a page, as (rule, elements)."""
    import axe_playwright_python

    axe = Path(axe_playwright_python.__file__).parent / "axe.min.js"

    def look(page) -> list[tuple[str, list[str]]]:
        page.evaluate(f"{axe.read_text(encoding='utf-8')}; undefined")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            (one["id"], [node["html"][:120] for node in one["nodes"]])
            for one in found["violations"]
        ]

    return look
