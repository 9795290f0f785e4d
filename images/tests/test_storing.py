"""images/storing.py: a file has its name when all its bytes are on the disk."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from images import storing

NAME = "renditions/0123456789abcdef0123/320.webp"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(media):
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def test_a_file_is_stored_under_its_name_readable_for_the_server(media):
    storing.put(NAME, b"bytes")

    assert (media / NAME).read_bytes() == b"bytes"
    assert files(media) == [NAME]
    assert (media / NAME).stat().st_mode & 0o777 == 0o644


def test_stored_again_it_is_never_away_in_between(media):
    storing.put(NAME, b"bytes")
    with default_storage.open(NAME) as opened:
        storing.put(NAME, b"bytes")

        assert opened.read() == b"bytes"
    assert files(media) == [NAME]


def test_a_disk_that_fails_leaves_neither_name_nor_bytes(media, monkeypatch):
    def fail(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="No space left"):
        storing.put(NAME, b"bytes")
    assert files(media) == []


def test_pieces_are_stored_one_after_the_other(media):
    storing.put(NAME, iter([b"one", b"", b"two"]))

    assert (media / NAME).read_bytes() == b"onetwo"


def test_pieces_that_break_off_leave_what_lay_there_to_its_readers(media):
    def pieces():
        yield b"half"
        raise OSError(28, "No space left on device")

    storing.put(NAME, b"whole")

    with default_storage.open(NAME) as opened:
        with pytest.raises(OSError, match="No space left"):
            storing.put(NAME, pieces())
        assert opened.read() == b"whole"
    assert (media / NAME).read_bytes() == b"whole"
    assert files(media) == [NAME]


def test_stored_again_its_time_is_now(media):
    storing.put(NAME, b"bytes")
    os.utime(media / NAME, (1, 1))

    storing.put(NAME, b"bytes")

    assert (media / NAME).stat().st_mtime > time.time() - 60


def test_another_content_takes_the_place_of_the_first(media):
    storing.put(NAME, b"half of another run")

    storing.put(NAME, b"bytes")

    assert (media / NAME).read_bytes() == b"bytes"


def test_sixteen_who_store_one_name_at_once_leave_one_whole_file(media):
    content = bytes(range(256)) * 4000

    def put(_):
        storing.put(NAME, (content[at : at + 1000] for at in range(0, len(content), 1000)))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(put, range(16)))

    assert (media / NAME).read_bytes() == content
    assert files(media) == [NAME]


def test_what_was_left_unfinished_is_swept_after_an_hour_and_nothing_else(media):
    storing.put(NAME, b"bytes")
    old, new = (media / storing.UNFINISHED / name for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    long_ago = time.time() - storing.FORGOTTEN_SECONDS - 1
    for path in (old, media / NAME):
        os.utime(path, (long_ago, long_ago))

    storing.sweep()

    assert files(media) == [NAME, f"{storing.UNFINISHED}/new"]


def test_a_paper_without_uploads_has_nothing_to_sweep(media):
    storing.sweep()

    assert list(Path(media).iterdir()) == []
