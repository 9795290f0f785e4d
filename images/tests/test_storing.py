"""images/storing.py: a file has its name when all its bytes are on the disk."""

import os
import time
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
