"""The alarm for stories whose time has passed: who waits for one is told, once."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import notices
from articles.models import Article, Notice
from bangla.dates import button_time
from paper.log import entries_of


def tell_of_overdue(now: dt.datetime | None = None) -> int:
    """Tell of each story whose time has passed: the one it is assigned to, its writer, and who assigned it.

    Other editors see it on the plan and on their first page; a mail for each would be noise.
    Safe to run at any time, by anyone, twice: of several runs one tells. A new time makes it
    untold again (articles/planning.py). Returns the number of stories.
    """
    now = now or timezone.now()
    untold = Article.objects.overdue(now).filter(overdue_noticed_at__isnull=True)
    return sum(_tell_of(pk, now) for pk in untold.order_by("due_at").values_list("pk", flat=True))


@transaction.atomic
def _tell_of(pk: int, now: dt.datetime) -> int:
    rows = Article.objects.filter(pk=pk).overdue(now).filter(overdue_noticed_at__isnull=True)
    if not rows.update(overdue_noticed_at=now):
        return 0
    article = Article.objects.select_related("latest_revision").get(pk=pk)
    told = {article.created_by_id, article.assignee_id, _assigned_by(article)}
    text = _("It was due at %(when)s (Dhaka).") % {"when": button_time(article.due_at)}
    notices.tell_these(article, told, Notice.Kind.OVERDUE, by=None, text=text)
    return 1


def _assigned_by(article: Article) -> Any:
    entries = entries_of(article).filter(act="assign")
    return entries.values_list("actor", flat=True).first()
