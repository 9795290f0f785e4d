"""Stories, comments and people of these tests."""

import datetime as dt
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone

from articles.models import Article, Category
from comments.models import Comment, Commenter, Device, Status
from comments.moderation import submit
from comments.submission import Submission
from comments.tests.loading import Loaded, load

_numbers = count(1)


def make_story(**fields: Any) -> Article:
    """Return a story that readers may see, published an hour ago."""
    section, _made = Category.objects.get_or_create(
        path="economy", defaults={"name": "অর্থনীতি", "slug": "economy"}
    )
    moment = fields.pop("live_from", timezone.now() - dt.timedelta(hours=1))
    values = {
        "headline": "বন্দরে জট কাটছে",
        "slug": "বন্দরে-জট-কাটছে",
        "body": "<p>জেটিতে জায়গা মিলেছে।</p>",
        "category": section,
        "state": Article.State.PUBLISHED,
        "live_from": moment,
        "first_published_at": moment,
        **fields,
    }
    return Article.objects.create(**values)


def make_comment(
    article: Article,
    *,
    status: Status = Status.APPROVED,
    parent: Comment | None = None,
    **fields: Any,
) -> Comment:
    """Return a stored comment with its counters right, as if it had been sent and decided."""
    from comments.tests.loading import _row, recount
    from comments.tree import path_under

    number = next(_numbers)
    told = Loaded(
        name=fields.pop("name", f"পাঠক {number}"),
        body=fields.pop("body", f"মন্তব্য নম্বর {number}"),
        status=status,
        created_at=fields.pop("created_at", timezone.now()),
    )
    row = _row(article, told, parent)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    row.path = path_under(parent, row.pk)
    row.save(update_fields=["path"])
    recount(article)
    row.refresh_from_db()
    return row


def make_thread(
    article: Article, roots: int, replies: int = 0, status: Status = Status.APPROVED
) -> None:
    """Store so many roots, each with so many answers."""
    now = timezone.now()

    def told(replies: int) -> Loaded:
        number = next(_numbers)
        answers = tuple(told(0) for _each in range(replies))
        return Loaded(f"পাঠক {number}", f"মন্তব্য নম্বর {number}", status, now, replies=answers)

    load(article, [told(replies) for _each in range(roots)])


def known_device(token: str = "known", approved_n: int = 1, **fields: Any) -> Commenter:
    """Return a reader whom a moderator has approved before."""
    from comments.device import key_of

    commenter = Commenter.objects.create(approved_n=approved_n, **fields)
    Device.objects.create(key=key_of(token), commenter=commenter)
    return commenter


def submission(article: Article, **fields: Any) -> Submission:
    """Return a filled form of a reader in Dhaka."""
    values = {
        "article": article,
        "name": "রাহেলা",
        "body": f"একটি মন্তব্য, নম্বর {next(_numbers)}",
        "address": "203.0.113.7",
        **fields,
    }
    return Submission(**values)


def send(article: Article, **fields: Any):
    """Send a form and return the outcome."""
    return submit(submission(article, **fields))


def make_moderator(username: str = "moderator", **fields: Any):
    """Return a member of staff who may moderate and do nothing else."""
    user = get_user_model().objects.create_user(username, password="x", is_staff=True, **fields)
    user.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="comments", codename__in=["view_comment", "moderate_comment"]
        )
    )
    return type(user).objects.get(pk=user.pk)
