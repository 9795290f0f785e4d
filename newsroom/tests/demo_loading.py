"""Loads the demo for tests, with small pictures in place of the drawn ones, and counts what it made."""

from io import BytesIO, StringIO
from unittest.mock import patch

from django.apps import apps
from django.core.management import call_command
from PIL import Image

from newsroom.demo import gallery
from paper.log import LogEntry

APPS = {"articles", "comments", "images", "people", "paper"}


def small_pictures(keys) -> dict[str, bytes]:
    """Return a picture of a few points for each key: the true drawings have tests of their own."""
    file = BytesIO()
    Image.new("RGB", (15, 10), "navy").save(file, "JPEG")
    return dict.fromkeys(keys, file.getvalue())


def demo(**options) -> str:
    """Run the command and return what it said."""
    said = StringIO()
    with patch.object(gallery, "draw", small_pictures):
        call_command("demo", stdout=said, **options)
    return said.getvalue()


def rows() -> dict[str, int]:
    """Return how many rows each table holds that the demo fills, the log aside."""
    ours = [m for m in apps.get_models() if m._meta.app_label in APPS and m is not LogEntry]
    return {model._meta.label: model._base_manager.count() for model in ours}
