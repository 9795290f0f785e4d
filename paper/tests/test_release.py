"""The word of a release: of contents, not of times or places."""

import os
import shutil

import pytest

from paper.release import digest, release


@pytest.fixture
def programme(tmp_path):
    """Return the folder of a small programme."""
    base = tmp_path / "one"
    for name, text in {
        "paper/__init__.py": "",
        "paper/views.py": "PAGE = 1",
        "paper/tests/test_views.py": "assert True",
        "templates/base.html": "<html>",
        "locale/bn/LC_MESSAGES/django.mo": "words",
        "locale/bn/LC_MESSAGES/django.po": "words in the making",
        "var/media/story.html": "uploaded",
    }.items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text(text)
    return base


@pytest.mark.parametrize(
    "name", ["paper/views.py", "templates/base.html", "locale/bn/LC_MESSAGES/django.mo"]
)
def test_changed_file_is_another_release(programme, name):
    before = digest(programme)

    (programme / name).write_text("something else")

    assert digest(programme) != before


def test_renamed_and_new_files_are_another_release(programme):
    words = [digest(programme)]

    (programme / "templates/base.html").rename(programme / "templates/basis.html")
    words.append(digest(programme))
    (programme / "templates/404.html").write_text("")
    words.append(digest(programme))

    assert len(set(words)) == 3


def test_place_time_tests_and_uploads_do_not_count(programme, tmp_path):
    before = digest(programme)
    there = shutil.copytree(programme, tmp_path / "two")

    for name in (
        "paper/tests/test_views.py",
        "var/media/story.html",
        "locale/bn/LC_MESSAGES/django.po",
    ):
        (there / name).write_text("something else")
    os.utime(there / "paper/views.py", (1, 1))

    assert digest(there) == before


def test_other_static_files_are_another_release(programme):
    assert digest(programme, "static of monday") != digest(programme, "static of tuesday")


def test_release_is_read_once_but_in_development_each_time(settings, programme):
    kept = release()  # this process may have asked before
    settings.BASE_DIR, settings.DEBUG = programme, True
    first = release()
    (programme / "templates/base.html").write_text("<html lang=bn>")
    second = release()
    settings.DEBUG = False

    assert len({kept, first, second}) == 3
    assert release() == kept
