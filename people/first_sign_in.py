"""The file with the link for the first administrator of an empty paper: only its owner reads it, gone when it is used."""

import contextlib
import os
from pathlib import Path

from django.conf import settings

from people import invitations


def path() -> Path:
    """Return where the link is written."""
    return Path(settings.VAR) / "first-sign-in.txt"


def offer() -> None:
    """Write the link while the paper has no account; take the file away once it has one."""
    link = invitations.first_link()
    forget()
    if link is None:
        return
    path().parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{link}\n")


def forget() -> None:
    """Delete the file."""
    with contextlib.suppress(FileNotFoundError):
        path().unlink()
