"""What the paper holds of the owner of an e-mail address: the link to see it, the counts, the file to take away.

Theirs are the comments of the reader who has proven the address, and all that were sent with it.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from comments import emails, letters, policy, proofs
from comments.models import (
    Comment,
    Commenter,
    Event,
    LinkMail,
    ModerationAction,
    ReplySubscription,
    Report,
    Status,
)
from paper.addresses import absolute
from paper.identity import Site
from paper.outbox import Letter, OutboxMail, queue_mail

_PURPOSE = "data"


@dataclass(frozen=True)
class Owner:
    """The owner of an address, in whichever spelling, and what belongs to them."""

    email: str

    @cached_property
    def address(self) -> str:
        return emails.canonical(self.email)

    @cached_property
    def key(self) -> bytes | None:
        return emails.key_of(self.email)

    @cached_property
    def reader(self) -> Commenter | None:
        """The reader who has proven the address."""
        return Commenter.objects.filter(email_proven=self.address).first()

    @cached_property
    def device_keys(self) -> list[bytes]:
        if self.reader is None:
            return []
        return [bytes(key) for key in self.reader.devices.values_list("key", flat=True)]

    def comments(self) -> QuerySet[Comment]:
        own = Q(email_key=self.key)
        if self.reader is not None:
            own |= Q(identity=self.reader.pk)
        return Comment.objects.filter(own).exclude(status=Status.ERASED)

    def reports(self) -> QuerySet[Report]:
        return Report.objects.filter(reporter__in=self.device_keys)

    def wishes(self) -> QuerySet[ReplySubscription]:
        return ReplySubscription.objects.filter(email_key=self.key)

    def has_anything(self) -> bool:
        return self.reader is not None or self.comments().exists() or self.wishes().exists()

    def counts(self) -> dict[str, int]:
        """Return how many of each thing are kept."""
        comments = self.comments()
        return {
            "comments": comments.count(),
            "published": comments.visible().count(),
            "wishes": self.wishes().count(),
            "reports": self.reports().count(),
            "devices": len(self.device_keys),
        }


def ask(email: str, now: dt.datetime, *, network: str) -> None:
    """Have a link mailed to an address; the same work whether anything is kept of it or not.

    Whether there is anything is asked when the mail is written, long after the answer.
    """
    link = proofs.admit(email, now, network=network)
    if link is not None:
        queue_mail(
            letters.OWN_DATA, to=email, dedupe_key=f"comment-data-{link.pk}",
            subject=_("Your data"), payload={"link": link.pk},
        )  # fmt: skip


@letters.to_reader(letters.OWN_DATA)
def write_link(mail: OutboxMail) -> Letter | None:
    """Send the link; nothing to an address of which nothing is kept: the page mails no strangers."""
    link = LinkMail.objects.filter(pk=mail.payload["link"]).first()
    if link is None or not Owner(link.email).has_anything():
        return None
    address = absolute(reverse("comments:own_data", args=[proofs.signed(_PURPOSE, str(link.pk))]))
    return letters.letter(
        _("Your data: %(paper)s") % {"paper": Site.objects.current().name},
        _("Somebody asked for the page on which you see, take away or erase what we keep of you.")
        + "\n"
        + _("The link is good for one hour:")
        + f"\n{address}",
        _("If it was not you, do nothing."),
    )


def by_token(token: str) -> LinkMail | None:
    """Return the mail whose link was opened; None for a link that is forged or older than an hour."""
    value = proofs.read(_PURPOSE, token, policy.DATA_LINK)
    return LinkMail.objects.filter(pk=int(value)).first() if value else None


def export(owner: Owner, now: dt.datetime) -> dict[str, Any]:
    """Return everything that is kept of an owner, and nothing of anybody else, ready for JSON.

    No text that was answered, no reporter, no moderator's name or note: notes may name others.
    """
    comments = owner.comments().select_related("article").prefetch_related("revisions")
    rows = list(comments.defer("article__body", "article__shown").order_by("pk"))
    acts: dict[int, list[dict[str, Any]]] = {row.pk: [] for row in rows}
    found = ModerationAction.objects.filter(comment__in=list(acts)).order_by("pk")
    for act in found:
        acts[act.comment_id].append(_act(act))
    return {
        "made_at": now.isoformat(timespec="seconds"),
        "reader": _reader(owner.reader),
        "comments": [{**_comment(row, now), "acts": acts[row.pk]} for row in rows],
        "reports": [_report(row) for row in owner.reports().order_by("pk")],
        "mails_about_answers": [_wish(row) for row in owner.wishes().order_by("pk")],
    }


def _reader(reader: Commenter | None) -> dict[str, Any] | None:
    if reader is None:
        return None
    return {
        "proven_email": reader.email_proven,
        "proven_at": _moment(reader.proven_at),
        "last_name": reader.name_last,
        "last_email": reader.email,
        "standing": reader.standing,
        "standing_until": _moment(reader.standing_until),
        "approved": reader.approved_n,
        "rejected": reader.rejected_n,
        "spam": reader.spam_n,
        "first_seen": _moment(reader.created_at),
        "last_seen": _moment(reader.last_at),
        "browsers_remembered": reader.devices.count(),
    }


def _comment(row: Comment, now: dt.datetime) -> dict[str, Any]:
    is_live = row.article.is_live(now)
    return {
        "number": row.pk,
        "story": row.article.headline if is_live else None,
        "address": absolute(row.get_absolute_url()) if is_live and row.is_visible else None,
        "answers_comment": row.parent_id,
        "name": row.author_name,
        "email": row.email,
        "text": row.body,
        "state": Status(row.status).name.lower(),
        "network": row.ip_prefix,
        "sent_at": _moment(row.created_at),
        "published_at": _moment(row.published_at),
        "changed_at": _moment(row.edited_at),
        "versions": [
            {"number": one.n, "text": one.body, "written_at": _moment(one.created_at)}
            for one in sorted(row.revisions.all(), key=lambda one: one.n)
        ],
    }


def _act(act: ModerationAction) -> dict[str, Any]:
    own = {Event.SUBMIT, Event.EDIT, Event.DELETE}
    by = "you" if act.event in own else "desk" if act.actor_id else "system"
    return {
        "act": act.event,
        "by": by,
        "from": Status(act.from_status).name.lower() if act.from_status else None,
        "to": Status(act.to_status).name.lower(),
        "reason": act.reason_code,
        "at": _moment(act.created_at),
    }


def _report(row: Report) -> dict[str, Any]:
    return {
        "on_comment": row.comment_id,
        "reason": row.reason,
        "note": row.note,
        "state": row.state,
        "sent_at": _moment(row.created_at),
    }


def _wish(row: ReplySubscription) -> dict[str, Any]:
    return {
        "on_comment": row.comment_id,
        "email": row.email,
        "asked_at": _moment(row.created_at),
        "confirmed_at": _moment(row.confirmed_at),
        "ended_at": _moment(row.ended_at),
    }


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
