"""Which release this process runs, in one word: what pages print besides the database's rows."""

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

KINDS = {".py", ".html", ".mo"}
"""Programme, templates, words; of static files the names say all."""
WORDS = {"templates", "locale", "locale_upstream"}


def release() -> str:
    """Return a word that is another one when programme, templates, words or static files are others.

    It follows from their contents, so all processes of a release agree, on every machine.
    """
    return _of_files() if settings.DEBUG else _kept()


@cache
def _kept() -> str:
    return _of_files()


def _of_files() -> str:
    names = getattr(staticfiles_storage, "manifest_hash", "")
    return digest(settings.BASE_DIR, f"{django.VERSION}{names}")


def digest(base: Path, besides: str = "") -> str:
    """Return the word of the programme that lies in a folder; uploads and tests are no part of it."""
    found = blake2b(besides.encode(), digest_size=8)
    for path in _files(base):
        found.update(f"{path.relative_to(base)}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _files(base: Path) -> Iterable[Path]:
    ours = [
        folder for folder in base.iterdir() if folder.name in WORDS or (folder / "__init__.py").is_file()
    ]  # fmt: skip
    named = (path for folder in ours for path in folder.rglob("*") if path.suffix in KINDS)
    return sorted(path for path in named if "tests" not in path.relative_to(base).parts)
