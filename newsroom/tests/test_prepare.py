"""`manage.py prepare`: what a start of the paper needs, and nothing twice."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from newsroom.management.commands import prepare


@pytest.fixture
def static(settings, tmp_path) -> Iterator[Path]:
    """Give a static folder with one style sheet, collected into a folder of its own."""
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "paper.css").write_text("h1 { color: red }")
    (folder / "paper.css.map").write_text("{}")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    get_finder.cache_clear()  # a finder remembers the folders of the test before
    yield folder
    get_finder.cache_clear()


@pytest.fixture
def commands(monkeypatch) -> list[str]:
    """Return the names of the commands that prepare calls, which are not run."""
    called = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_: called.append(name))
    monkeypatch.setattr(prepare, "collect_static", lambda _: called.append("collect_static"))
    monkeypatch.setattr(prepare, "refuse_an_old_database", lambda: called.append("refuse"))
    return called


def test_paper_is_migrated_filled_and_collected_in_this_order(commands):
    prepare.Command().handle()

    assert commands == ["migrate", "refuse", "demo", "collect_static"]


def test_empty_paper_is_opened_when_the_demo_is_not_wanted(commands, monkeypatch):
    monkeypatch.setenv("DEMO", "no")

    prepare.Command().handle()

    assert commands == ["migrate", "refuse", "collect_static"]


@pytest.mark.django_db
def test_database_that_is_up_to_date_stays_as_it_is(monkeypatch, static, capsys):
    monkeypatch.setenv("DEMO", "no")

    call_command("prepare")
    call_command("prepare")

    assert capsys.readouterr().out == "Collecting static files.\n"


@pytest.mark.django_db
def test_database_of_an_older_state_is_refused_in_one_sentence(monkeypatch, static):
    monkeypatch.setenv("DEMO", "no")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE newsroom_fault DROP COLUMN says")

    with pytest.raises(CommandError, match=r"no newsroom_fault\.says\): make fresh"):
        call_command("prepare")


class TestStaticFiles:
    def collect(self) -> bool:
        """Run the step and return whether it collected anything."""
        said = StringIO()
        prepare.collect_static(said)
        return said.getvalue() == "Collecting static files."

    def test_source_maps_are_left_out(self, static, settings):
        assert self.collect()

        assert [path.name for path in settings.STATIC_ROOT.iterdir()] == ["paper.css"]

    def test_nothing_changed_collects_nothing(self, static):
        self.collect()

        assert not self.collect()

    def test_changed_file_is_collected(self, static, settings):
        self.collect()
        (static / "paper.css").write_text("h1 { color: tan }")

        assert self.collect()

        assert (settings.STATIC_ROOT / "paper.css").read_text() == "h1 { color: tan }"

    def test_renamed_file_is_collected(self, static):
        self.collect()
        (static / "paper.css").rename(static / "news.css")

        assert self.collect()

    def test_changed_requirements_collect_again(self, static, settings, tmp_path):
        self.collect()
        settings.BASE_DIR = tmp_path
        (tmp_path / "requirements.txt").write_text("django==0.0\n")

        assert self.collect()

    def test_run_that_was_cut_short_is_made_good(self, static, settings):
        self.collect()
        settings.STATIC_ROOT.with_suffix(".sum").unlink()

        assert self.collect()

    def test_folder_that_was_thrown_away_is_made_again(self, static, settings):
        self.collect()
        (settings.STATIC_ROOT / "paper.css").unlink()
        settings.STATIC_ROOT.rmdir()

        assert self.collect()
