"""Telling people at the desk what happened to their stories: a line on the desk and a mail, in the act's transaction."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.models import Article, Notice
from paper.outbox import queue_mail
from people.models import User

MANY = 99
"""Unseen notices are counted so far."""

SENTENCES = {
    Notice.Kind.NOTE: gettext_lazy("%(who)s wrote a note."),
    Notice.Kind.SENT_BACK: gettext_lazy("%(who)s sent the story back."),
    Notice.Kind.APPROVED: gettext_lazy("%(who)s approved the story."),
    Notice.Kind.PUBLISHED: gettext_lazy("%(who)s published the story."),
    Notice.Kind.ASSIGNED: gettext_lazy("%(who)s assigned the story to you."),
    Notice.Kind.OVERDUE: gettext_lazy("Its time has passed."),
}
"""Kind of a notice → what the desk and the mail say."""


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
    """Tell these people, each once, but not the one who did it.

    Those who left the paper, and those who may not open the story, are told nothing.
    """
    wanted = set(pks) - {None, getattr(by, "pk", None)}
    people = User.objects.filter(pk__in=wanted, is_active=True, is_staff=True) if wanted else []
    told = [user for user in people if permissions.can_open(user, article)]
    return [_tell(article, user, kind, by, text) for user in told]


def unseen_of(user: Any) -> list[int]:
    """Return the ids of the stories of a person's unseen notices, one each notice, one more than MANY at most.

    Kept on the user in hand: a page asks once.
    """
    if not hasattr(user, "_unseen_notices"):
        unseen = Notice.objects.filter(user=user.pk, seen_at__isnull=True).order_by()
        user._unseen_notices = list(unseen.values_list("article", flat=True)[: MANY + 1])
    found: list[int] = user._unseen_notices
    return found


def mark_seen(user: Any, article: Article | None = None) -> None:
    """Mark a person's notices about a story as seen, or all of them; writes only if there are any."""
    unseen = unseen_of(user)
    if not unseen or (article is not None and article.pk not in unseen and len(unseen) <= MANY):
        return
    rows = Notice.objects.filter(user=user.pk, seen_at__isnull=True)
    rows = rows.filter(article=article) if article is not None else rows
    rows.update(seen_at=timezone.now())
    del user._unseen_notices


def sentence_of(notice: Notice) -> str:
    """Return what happened, in words."""
    who = str(notice.by) if notice.by else _("The system")
    return str(SENTENCES[Notice.Kind(notice.kind)]) % {"who": who}


def text_of(notice: Notice, text: str | None = None) -> str:
    """Return what was written with it: the note, or the time by which the story is wanted."""
    text = notice.text if text is None else text
    if notice.kind == Notice.Kind.ASSIGNED and text:
        return _("Due: %(when)s (Dhaka)") % {"when": text}
    return text


def headline_of(article: Article) -> str:
    """Return the headline that the desk knows the story by."""
    revision = article.latest_revision
    return (revision.headline if revision else article.headline) or _("(no headline)")


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
    headline = headline_of(notice.article)
    path = reverse("admin:articles_article_change", args=[notice.article.pk])
    lines = [
        headline, sentence_of(notice), text_of(notice, text),
        _("Open the story: %(address)s") % {"address": f"{settings.SITE_URL}{path}"},
    ]  # fmt: skip
    queue_mail(
        "notice", to=notice.user.email, dedupe_key=f"notice-{notice.pk}",
        subject=f"{notice.get_kind_display()}: {headline}", body="\n\n".join(filter(None, lines)),
    )  # fmt: skip
