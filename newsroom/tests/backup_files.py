"""Backups for tests: a paper with every kind of value, and a place of its own to restore into."""

import datetime as dt
import io
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections

from articles.models import Article
from articles.tests.factories import person
from articles.tests.factories import story as published
from comments import emails
from comments.models import Comment, Status
from comments.tests.factories import make_comment
from images import storing
from images.models import Picture
from newsroom.backups import dumping
from newsroom.tests.processes import database_url
from paper.identity import Site
from paper.outbox import OutboxMail

WHOLE_SECOND = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
FINE = dt.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=dt.UTC)
PASSPHRASE = "চার ঘোড়া একটি সাঁকো"


def paper_with_everything() -> Article:
    """Store a story, a comment, a picture, a mail: text, JSON, bytes, moments, nothing and empty."""
    Site.objects.current()
    chief = person()
    story = published(chief, headline="“সেতু” \\ খুলল\t, 'আজ'", body="<p>এক\nদুই; NULL \\N \\. </p>")
    gone = published(chief, headline="মুছে যাবে")
    comment = make_comment(
        story, status=Status.APPROVED, body="ভালো 👍🏽\nদ্বিতীয় লাইন", email="a@example.com"
    )
    Comment.objects.update(email_key=emails.key_of(comment.email))
    make_comment(story, status=Status.APPROVED, parent=comment, body="জবাব")
    Picture.objects.create(
        file="pictures/জেটি.jpg", alt="", key="a" * 20, width=60, height=40, added_by=chief,
        rights_until=dt.date(2027, 2, 3),
    )  # fmt: skip
    OutboxMail.objects.create(
        kind="test", to="a@example.com", subject="", dedupe_key="k",
        payload={"b": [1, 1.5, None, True], "a": "ক\"\\"}, created_at=FINE, due_at=WHOLE_SECOND,
    )  # fmt: skip
    storing.put("pictures/জেটি.jpg", b"\xff\xd8picture" * 1000)
    storing.put("identity/logo.png", b"logo")
    Article.objects.filter(pk=gone.pk).delete()
    return story


def made(**options) -> bytes:
    """Return a backup of what is there."""
    out = io.BytesIO()
    dumping.dump(out, **options)
    return out.getvalue()


class Place:
    """A folder and a database of its own, and the commands in them."""

    def __init__(self, folder: Path, database: str = "", **environ: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.environ = os.environ | {
            "NEWSROOM_VAR": str(folder), "SECRET_KEY": settings.SECRET_KEY, "DATABASE_URL": database,
        } | environ  # fmt: skip

    def manage(self, *arguments: object, **options) -> subprocess.CompletedProcess:
        """Run a command there."""
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)], cwd=settings.BASE_DIR, text=True,
            env=self.environ, capture_output=True, check=False, **options,
        )  # fmt: skip

    def refused(self, *arguments: object, **options) -> str:
        """Run a command that has to be refused; return the one sentence it says."""
        done = self.manage(*arguments, **options)
        assert done.returncode == 1, done.stderr + done.stdout
        return done.stderr.strip().removeprefix("CommandError: ")


def place_of_the_test(folder: Path) -> Place:
    """Return the place that this test process works in, for commands in processes of their own."""
    connections.close_all()
    return Place(folder, database_url())


def files() -> dict[str, bytes]:
    """Return every upload."""
    found = {}
    for name in dumping.stored_files():
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found
