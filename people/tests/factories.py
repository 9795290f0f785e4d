"""People for tests, their browsers, and the mails they get."""

import re
from typing import Any

from django.core import mail
from django.test import Client

from paper.outbox import OutboxMail, send_outbox_mail
from people.models import User
from people.roles import grant

PASSWORD = "kathal-gachh-27"


def person(role: str = "reporter", name: str = "", **values: Any) -> User:
    """Make an account in a role."""
    username = name or f"{role}-{User.objects.count()}"
    user = User.objects.create_user(username, password=values.pop("password", "x"), **values)
    grant(user, role)
    return User.objects.get(pk=user.pk)


def browser(user: User | None = None, **meta: Any) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client(**meta)
    if user is not None:
        client.force_login(user)
    return client


def deliver() -> list[Any]:
    """Send what is queued, as the worker would; return all mails of the test."""
    for pk in OutboxMail.objects.unsent().order_by("pk").values_list("pk", flat=True):
        send_outbox_mail.call(pk)
    return mail.outbox


def path_in(text: str) -> str:
    """Return the path of the first link in a mail."""
    return re.search(r"https?://[^/]+(/\S+)", text)[1]
