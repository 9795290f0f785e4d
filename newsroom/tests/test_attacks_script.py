"""Script in every name that the desk prints: on each of its pages, its confirmations, its JSON."""

import contextlib
import re

import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client

from newsroom.tests import test_rights
from newsroom.tests.addresses import address, desk_names
from people.models import User

pytestmark = pytest.mark.django_db

things = test_rights.things
EVIL = "\"'><img src=x onerror=bait()></script><svg/onload=bait()>"
SHORTEST = len(EVIL)
CODES = {"key", "password", "kind", "act", "subject_type", "accent", "accent_dark"}
"""Columns that the program writes and looks up."""


@pytest.fixture
def spoilt(things) -> dict[str, models.Model]:
    """The things of the desk, each text of theirs replaced by markup, past every form, field and rule."""
    for row in things.values():
        for field in row._meta.concrete_fields:
            if is_text(field):
                # Some rules of the database refuse it; then that field cannot hold it.
                with contextlib.suppress(IntegrityError), transaction.atomic():
                    models.QuerySet(type(row)).filter(pk=row.pk).update(**{field.attname: EVIL})
    return things


def is_text(field: models.Field) -> bool:
    """Whether a column holds words that somebody wrote, and long enough ones."""
    is_word = isinstance(field, models.CharField | models.TextField) and not isinstance(
        field, models.FileField
    )
    is_free = not field.choices and not field.unique and field.name not in CODES
    return is_word and is_free and (field.max_length or SHORTEST) >= SHORTEST


def test_no_page_of_the_desk_runs_what_stands_in_a_name(spoilt):
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="secret-secret"))
    shown, running = 0, set()

    for name in sorted(desk_names()):
        answer = client.get(address(name, spoilt))
        html = answer.content.decode() if answer.status_code == 200 else ""
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        shown += "bait()" in html
        running |= {name} if re.search(r"<img src=x|<svg/onload|</script><svg", html) else set()

    assert running == set()
    assert shown > 40


def test_json_of_the_desk_is_json_to_every_browser(spoilt):
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="secret-secret"))
    asked = {"app_label": "articles", "model_name": "articletag", "field_name": "tag", "term": ""}

    answers = [
        client.get("/admin/autocomplete/", asked), client.get("/admin/images/picture/pick/"),
        client.get("/admin/articles/article/find/?q=a"), client.get("/admin/articles/article/embed/?address=%3Cscript%3E"),
    ]  # fmt: skip

    kinds = {(answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) for answer in answers}  # fmt: skip
    assert kinds == {("application/json", "nosniff")}
