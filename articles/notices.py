"""Telling people at the desk what happened to their stories: a line on the desk and a mail, in the act's transaction."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Article, Notice
from paper.outbox import queue_mail
from people.models import User


def tell(article: Article, kind: str, *, by: Any, text: str = "") -> list[Notice]:
    """Tell a story's writer and the one it is assigned to, but not the one who did it."""
    pks = {article.created_by_id, article.assignee_id}
    return tell_these(article, pks, kind, by=by, text=text)


def tell_one(article: Article, user: Any, kind: str, *, by: Any, text: str = "") -> list[Notice]:
    """Tell one person."""
    return tell_these(article, [user.pk], kind, by=by, text=text)


def tell_these(
    article: Article, pks: Iterable[int | None], kind: str, *, by: Any, text: str = ""
) -> list[Notice]:
    """Tell these people, each once; those who left the paper and the one who did it are left out."""
    wanted = set(pks) - {None, getattr(by, "pk", None)}
    people = User.objects.filter(pk__in=wanted, is_active=True, is_staff=True) if wanted else []
    return [_tell(article, user, kind, by, text) for user in people]


def _tell(article: Article, user: Any, kind: str, by: Any, text: str) -> Notice:
    notice = Notice.objects.create(
        article=article,
        user=user,
        kind=kind,
        text=text[:300],
        by=by if getattr(by, "pk", None) else None,
    )
    if user.email:
        with translation.override(user.language):
            _mail(notice, text)
    return notice


def _mail(notice: Notice, text: str) -> None:
    article = notice.article
    headline = article.latest_revision.headline if article.latest_revision else article.headline
    path = reverse("admin:articles_article_change", args=[article.pk])
    who = str(notice.by) if notice.by else _("The system")
    lines = [f"{notice.get_kind_display()}: {headline}", who, text, f"{settings.SITE_URL}{path}"]
    queue_mail(
        "notice", to=notice.user.email, dedupe_key=f"notice-{notice.pk}",
        subject=f"{notice.get_kind_display()}: {headline}",
        body="\n\n".join(filter(None, lines)),
    )  # fmt: skip
