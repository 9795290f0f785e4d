"""Links by which somebody without a login reads one version until a moment: made, taken back, found by their address."""

import datetime as dt
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.figures import picture_ids
from articles.models import Article, PreviewLink, Revision
from articles.transitions import WorkflowError
from bangla.digits import to_bangla
from images.models import Picture
from paper.addresses import absolute
from paper.log import record

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LASTS = {
    "1h": (HOUR, gettext_lazy("one hour")),
    "1d": (DAY, gettext_lazy("one day")),
    "3d": (3 * DAY, gettext_lazy("three days")),
    "7d": (7 * DAY, gettext_lazy("seven days")),
}
"""Name → how long a link is good, and how the desk says it."""

MOST_VALID = 20
"""Links of one story that are good at the same time."""

NOTED_AGAIN_AFTER = dt.timedelta(minutes=1)
"""An open page that is loaded again and again writes its moment no oftener."""

ENDED_BY = frozenset({"publish", "came_out", "update_came", "withdraw", "kill", "time_ended"})
"""Acts after which a story's links show nothing: what was asked about is decided."""


def valid(now: dt.datetime) -> QuerySet[PreviewLink]:
    """Return the links that are good at a moment."""
    return PreviewLink.objects.filter(revoked_at__isnull=True, expires_at__gt=now)


@transaction.atomic
def create(
    article: Article, revision: Revision, *, by: Any, reader: str, lasts: str
) -> PreviewLink:
    """Make a link to one version for one reader, named for the log; `lasts` is a key of LASTS.

    Raises PermissionDenied, and WorkflowError when MOST_VALID are good already.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if not permissions.can_edit(by, article) or revision.article_id != article.pk:
        raise PermissionDenied
    now = timezone.now()
    if valid(now).filter(article=article).count() >= MOST_VALID:
        raise WorkflowError(
            _("%(n)s links to this story are good already. Take one of them back first.")
            % {"n": to_bangla(MOST_VALID)}
        )
    link = PreviewLink.objects.create(
        article=article, revision=revision, reader=reader, created_by=by,
        nonce=secrets.token_urlsafe(16), expires_at=now + LASTS[lasts][0],
    )  # fmt: skip
    detail = {
        "text": link.reader,
        "revision": revision.number,
        "until": link.expires_at.isoformat(),
    }
    record("make_link", actor=by, subject=article, label=revision.headline, detail=detail)
    return link


@transaction.atomic
def revoke(link: PreviewLink, *, by: Any) -> bool:
    """Take a link back at once; returns whether it was good until now. Raises PermissionDenied."""
    if not permissions.can_open(by, link.article):
        raise PermissionDenied
    now = timezone.now()
    if not valid(now).filter(pk=link.pk).update(revoked_at=now):
        return False
    detail = {"text": link.reader, "revision": link.revision.number}
    record(
        "revoke_link", actor=by, subject=link.article, label=link.revision.headline, detail=detail
    )
    return True


def revoke_for(article: Article) -> int:
    """Take all links of a story back, as a part of an act that has its own row in the log; returns how many were good."""
    now = timezone.now()
    return valid(now).filter(article=article).update(revoked_at=now)


def token_of(link: PreviewLink) -> str:
    """Return what names the link in its address: signed, so that nobody makes one up."""
    return _signer().sign(f"{link.pk}.{link.nonce}")


def address_of(link: PreviewLink) -> str:
    """Return the link's full address."""
    return absolute(reverse("articles:preview", args=[token_of(link)]))


def find(token: str, now: dt.datetime) -> PreviewLink | None:
    """Return the link of an address, None for one that is made up, taken back or over."""
    try:
        pk, _dot, nonce = _signer().unsign(token).partition(".")
    except BadSignature:
        return None
    link = valid(now).select_related("article", "revision").filter(pk=int(pk)).first()
    return link if link is not None and constant_time_compare(link.nonce, nonce) else None


def note_opened(link: PreviewLink, now: dt.datetime) -> None:
    """Keep when the link was opened last."""
    if link.opened_at is None or now - link.opened_at > NOTED_AGAIN_AFTER:
        PreviewLink.objects.filter(pk=link.pk).update(opened_at=now)


def keys_of(link: PreviewLink) -> tuple[set[str], set[str]]:
    """Return the keys of the pictures and of the videos that the link's version shows."""
    content = link.revision.content
    named = {content.get("picture"), *picture_ids(content.get("body", ""))} - {None}
    rows = list(Picture.objects.filter(pk__in=named).values_list("key", "video__key"))
    return {key for key, _video in rows if key}, {video for _key, video in rows if video}


def _signer() -> Signer:
    return Signer(salt="articles.preview_links", sep=".")
