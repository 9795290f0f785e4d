"""The worker is killed while it makes a picture's files; the disk is full while they are written."""

import os
import random
import subprocess
import sys
import time
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image

from images import renditions
from images.models import Picture
from images.names import name_of, widths_of
from images.tests.factories import picture
from newsroom.tests.processes import Process, database_url, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 20261125


@pytest.fixture
def media(settings, tmp_path, monkeypatch):
    """Return the folder of uploads, which the worker's process knows too."""
    monkeypatch.setenv("NEWSROOM_VAR", str(tmp_path))
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def start(transactional_db, tmp_path):
    started = []

    def start_one():
        started.append(Process(tmp_path / f"worker-{len(started)}.log"))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()


def photograph(number=0):
    """Return a JPEG of 6 million pixels that is no shade: some tenths of a second to make smaller."""
    data = BytesIO()
    reach = 1 + number / 1000
    Image.effect_mandelbrot((3000, 2000), (-2 * reach, -1.2, 1, 1.2), 40).convert("RGB").save(
        data, "JPEG"
    )
    return data.getvalue()


def files_of(shown):
    """Return the names of all files that a finished picture has."""
    return {
        name_of(shown.key, width, kind)
        for width in widths_of(shown.width)
        for kind in ("webp", "jpg", "avif")
    }


def torn(media):
    """Return the files with a name that readers may ask for and that are no whole picture."""
    found = []
    for path in (media / "renditions").rglob("*.*"):
        try:
            with Image.open(path) as image:
                image.load()
        except OSError:
            found.append(path)
    return found


@pytest.mark.drill
@pytest.mark.parametrize("kills", [50])
def test_a_killed_worker_leaves_no_torn_file_and_the_next_one_finishes(start, media, kills):
    moments, wanted = random.Random(SEED), set()

    for number in range(kills):
        shown = picture(photograph(number))
        wanted |= files_of(shown)
        killed = start()
        wait_until(lambda worker=killed: worker.said("is ready"), killed)
        time.sleep(moments.uniform(0, 0.6))
        killed.kill()

        assert torn(media) == []
        assert default_storage.exists(name_of(shown.key, 320, "webp"))
        assert default_storage.exists(name_of(shown.key, 960, "jpg"))

        unfinished, next_one = Picture.objects.exclude(made=Picture.Made.ALL), start()
        wait_until(lambda rows=unfinished: not rows.exists(), next_one)
        next_one.kill()

    kept = {str(p.relative_to(media)) for p in (media / "renditions").rglob("*.*") if p.is_file()}
    assert kept == wanted
    assert torn(media) == []


FULL = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
os.execv(sys.executable, [sys.executable, "manage.py", *sys.argv[1:]])
"""
"""A process that may write no file longer than 20,000 bytes: to it the disk is full."""


def test_a_full_disk_leaves_nothing_half_written_and_the_files_come_when_there_is_room(
    media, tmp_path
):
    shown = picture(photograph())
    names = "from images.models import Picture; from images import renditions; renditions.make(Picture.objects.get())"

    failed = subprocess.run(
        [sys.executable, "-c", FULL, "shell", "--no-imports", "-c", names],
        cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": database_url()},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert failed.returncode != 0
    assert "File too large" in failed.stderr
    assert torn(media) == []
    assert list((media / "unfinished").iterdir()) == []
    assert Picture.objects.get().made == Picture.Made.FIRST

    renditions.make(shown)
    renditions.make_smaller(shown)
    assert {name for name in files_of(shown) if not default_storage.exists(name)} == set()
