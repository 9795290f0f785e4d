"""What the tests stand on: services that leave nothing behind, production databases, a browser."""

import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import redis
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection
from playwright.sync_api import Error

import conftest
from newsroom.serve import BASE_DIR
from newsroom.tests import services

# Starts a Redis of its own, says where, and waits to be killed.
STARTS_REDIS = """
import sys, time
from newsroom.tests import services
folder = services.temporary_folder
services.temporary_folder = lambda *a: print(place := folder(*a), flush=True) or place
print(services.start_redis(), flush=True)
time.sleep(60)
"""


class TestServices:
    def test_redis_answers(self, redis_url):
        with redis.Redis.from_url(redis_url) as client:
            assert client.ping()

    def test_killed_test_process_leaves_no_service_and_no_folder(self, redis_url):
        process = subprocess.Popen(
            [sys.executable, "-c", STARTS_REDIS], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True
        )
        folder = Path(process.stdout.readline().strip())
        port = int(process.stdout.readline().rpartition(":")[2].partition("/")[0])
        assert folder.is_dir()

        process.send_signal(signal.SIGKILL)
        process.communicate()

        services.wait_until(lambda: not services.answers(port), "the end of the server")
        services.wait_until(lambda: not folder.exists(), "the end of its folder")

    def test_missing_program_is_named(self):
        with pytest.raises(services.ServiceMissing, match="no-such-server is not installed"):
            services.program("no-such-server", "/nowhere/*/bin")

    def test_program_beside_the_path_is_found_newest_first(self, tmp_path):
        for version in ("15", "16"):
            (tmp_path / version / "bin").mkdir(parents=True)
            (tmp_path / version / "bin/no-such-server").touch()

        found = services.program("no-such-server", f"{tmp_path}/*/bin")

        assert found == f"{tmp_path}/16/bin/no-such-server"


class TestDatabaseOfThisProcess:
    @pytest.mark.parametrize(
        ("worker", "wish", "database"),
        [
            ("", "", "sqlite"),
            ("", "postgresql", "postgresql"),
            ("", "both", "both"),
            ("sqlite-1of2", "both", "sqlite"),
            ("postgresql-2of2", "both", "postgresql"),
            ("gw0", "", "sqlite"),
        ],
    )
    def test_worker_of_make_test_comes_before_the_wish(self, monkeypatch, worker, wish, database):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        monkeypatch.setenv("TEST_DATABASE", wish)

        assert services.database_of_this_process() == database

    def test_unknown_database_is_refused(self, monkeypatch):
        monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
        monkeypatch.setenv("TEST_DATABASE", "oracle")

        with pytest.raises(ValueError, match="TEST_DATABASE=oracle: sqlite or postgresql"):
            services.database_of_this_process()

    @pytest.mark.django_db
    def test_tests_run_on_the_database_they_were_dealt(self):
        assert connection.vendor == services.database_of_this_process()

    @pytest.mark.django_db
    def test_sqlite_has_the_form_it_has_in_production(self):
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                values = {
                    name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
                    for name in ("journal_mode", "synchronous", "foreign_keys")
                }

            assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

    def test_nothing_of_this_machines_paper_is_touched(self):
        assert BASE_DIR not in Path(settings.VAR).parents
        assert str(settings.BASE_DIR) not in str(settings.DATABASES["default"]["NAME"])


class TestDealing:
    def item(self, *markers: str, fixtures: tuple[str, ...] = ()) -> SimpleNamespace:
        return SimpleNamespace(
            get_closest_marker=lambda name: name in markers, fixturenames=fixtures, cls=None
        )

    def test_browser_tests_run_once_on_sqlite(self):
        assert conftest.place_of(self.item("browser", "django_db")) == "sqlite"

    def test_tests_without_database_run_once_beside_postgresql(self):
        assert conftest.place_of(self.item()) == "postgresql"

    @pytest.mark.parametrize("fixture", sorted(conftest.DATABASE_FIXTURES))
    def test_tests_that_ask_for_a_database_run_on_both(self, fixture):
        assert conftest.place_of(self.item(fixtures=(fixture,))) == "both"

    def test_marked_tests_run_on_both(self):
        assert conftest.place_of(self.item("django_db")) == "both"

    @pytest.mark.parametrize("markers", [(), ("browser",)])
    def test_each_test_is_in_one_share_and_a_class_stays_together(self, markers):
        def named(name):
            item = self.item(*markers)
            item.nodeid = f"articles/tests/test_views.py::{name}"
            return conftest.share_of(item, 3)

        classes = [named(f"TestPage{number}::test_one") for number in range(60)]

        assert set(classes) == {1, 2, 3}
        if not markers:
            assert named("TestPage::test_one") == named("TestPage::test_two")


class TestTogether:
    def test_of_threads_that_want_the_same_name_one_gets_it(self, together):
        users = get_user_model().objects

        results = together(lambda _: users.create(username="রহিমা"), threads=6)

        refused = [result for result in results if isinstance(result, IntegrityError)]
        assert len(results) - len(refused) == 1
        assert users.count() == 1

    def test_results_come_in_the_order_of_the_threads(self, together):
        assert together(lambda number: number * 10, threads=4) == [0, 10, 20, 30]


@pytest.mark.browser
class TestBrowser:
    def test_page_has_the_width_and_the_colours_asked_for(self, page_at):
        page = page_at(360, dark=True)
        page.goto("/health/live")

        assert page.evaluate("innerWidth") == 360
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")

    def test_other_hosts_are_out_of_reach(self, page_at):
        page = page_at(1280)

        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto("http://192.0.2.1/")

    def test_visitors_share_nothing(self, page_at):
        first, second = page_at(1280), page_at(1280)
        first.goto("/health/live")
        second.goto("/health/live")

        first.evaluate("document.cookie = 'desk=1'")

        assert second.evaluate("document.cookie") == ""
