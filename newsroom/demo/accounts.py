"""Sign-ins of the demo: one account a role, random passwords, one file that only its owner reads."""

import contextlib
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from articles.models import AuthorProfile
from newsroom.demo.cast import STAFF
from people import roles

PASSWORD_BYTES = 12


def logins_file() -> Path:
    """Return where the passwords are written."""
    return Path(settings.VAR) / "demo-logins.txt"


def open_accounts() -> tuple[dict, dict[str, str]]:
    """Make the accounts; return the users and the passwords, both by username."""
    passwords = {plan.role: secrets.token_urlsafe(PASSWORD_BYTES) for plan in STAFF}
    with ThreadPoolExecutor() as threads:  # half a second each, without Python's lock
        hashes = dict(zip(passwords, threads.map(make_password, passwords.values()), strict=True))
    users = {}
    for plan in STAFF:
        user = get_user_model().objects.create(
            username=plan.role, password=hashes[plan.role], display_name=plan.display_name
        )
        roles.grant(user, plan.role)
        if plan.author:
            AuthorProfile.objects.filter(slug=plan.author).update(user=user)
        users[plan.role] = user
    return users, passwords


def write_logins(passwords: dict[str, str]) -> None:
    """Write `username<TAB>role<TAB>password` lines, readable by the owner alone from the first byte on."""
    path = logins_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{name}\t{name}\t{password}\n" for name, password in passwords.items())


def forget_logins() -> None:
    """Delete the file of passwords."""
    with contextlib.suppress(FileNotFoundError):
        logins_file().unlink()
