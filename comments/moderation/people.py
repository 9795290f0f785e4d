"""What is decided about people: reviewed first, suspended, banned; each written into the paper's log."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import emails, policy
from comments.bans import traces
from comments.models import Ban, Comment, Commenter, Standing
from comments.moderation.changing import ModerationError, NotAllowed, require_moderator
from comments.permissions import BAN
from comments.trust import standing_now
from paper.log import record


class BadBan(ModerationError):
    """Raised for a ban that cannot be: nothing to ban, an end that has passed, a network for too long."""


@transaction.atomic
def set_standing(
    commenter_id: int,
    standing: Standing | str,
    *,
    actor: Any,
    until: dt.datetime | None = None,
    note: str = "",
    comment: Comment | None = None,
) -> Commenter:
    """Decide about a reader: reviewed first, suspended until a moment, banned, or as counted again.

    Raises NotAllowed, BadBan for a suspension without an end or an end that has passed.
    """
    _require(actor, comment)
    standing = Standing(standing)
    _check_end(until, needs_end=standing == Standing.SUSPENDED)
    commenter = Commenter.objects.select_for_update(no_key=True).get(pk=commenter_id)
    commenter.standing, commenter.standing_until = standing, until
    commenter.note = note or commenter.note
    commenter.save(update_fields=["standing", "standing_until", "note"])
    # The log is for ever, the reader may have to be forgotten: why is kept on the reader alone.
    detail = {"standing": standing.value}
    if until is not None:
        detail["until"] = until.isoformat()
    record(
        "reader_standing", actor=actor, subject=commenter, label=f"#{commenter.pk}", detail=detail
    )
    return commenter


@transaction.atomic
def ban(
    comment: Comment,
    kind: Ban.Kind | str,
    *,
    actor: Any,
    until: dt.datetime | None = None,
    reason: str = "",
) -> Ban:
    """Ban what a comment is known by; a second ban of the same replaces the end and the reason of the first.

    Raises NotAllowed, BadBan when the comment has no such trace or the end is missing or wrong.
    """
    _require(actor, comment)
    kind = Ban.Kind(kind)
    is_network = kind == Ban.Kind.NETWORK
    _check_end(until, needs_end=is_network, longest=policy.NETWORK_BAN if is_network else None)
    found = traces(name=comment.author_name, email=comment.email, network=comment.ip_prefix or "")
    if kind == Ban.Kind.DOMAIN and emails.domain_of(comment.email) in policy.EVERYBODYS_DOMAINS:
        raise BadBan(_("Everybody can have an address there: ban the address."))
    key = getattr(found, kind.value)
    if key is None:
        raise BadBan(_("The comment tells nothing of this kind."))
    made, _created = Ban.objects.update_or_create(
        key=key,
        defaults={
            "kind": kind, "shown": _shown(comment, kind), "until": until, "reason": reason, "by": actor,
        },
    )  # fmt: skip
    record("ban", actor=actor, subject=made, label=_label(made), detail={})
    return made


@transaction.atomic
def lift(ban_id: int, *, actor: Any) -> None:
    """End a ban; raises NotAllowed, Ban.DoesNotExist."""
    _require(actor)
    ended = Ban.objects.get(pk=ban_id)
    record("lift_ban", actor=actor, subject=ended, label=_label(ended))
    ended.delete()


def forget_reader(address: str) -> None:
    """Delete the reader who has proven an address, with the devices; a ban stays, as a hash of the address alone, without why.

    Readers who only typed the address lose it, and the name that went with it.
    """
    reader = Commenter.objects.select_for_update(no_key=True).filter(email_proven=address).first()
    if reader is not None:
        if standing_now(reader, timezone.now()) == Standing.BANNED:
            _keep_ban(address, reader.standing_until)
        reader.delete()
    key = traces(name="", email=address, network="").email
    Ban.objects.filter(key=key).update(shown="…", reason="")
    with_email = Commenter.objects.exclude(email="").values_list("pk", "email")
    typed = [pk for pk, email in with_email.iterator() if emails.canonical(email) == address]
    Commenter.objects.filter(pk__in=typed).update(email="", name_last="")


def _keep_ban(address: str, until: dt.datetime | None) -> None:
    key = traces(name="", email=address, network="").email
    assert key is not None  # a proven address is one
    Ban.objects.get_or_create(
        key=key, defaults={"kind": Ban.Kind.EMAIL, "shown": "…", "until": until}
    )


def _require(actor: Any, comment: Comment | None = None) -> None:
    require_moderator(actor, comment)
    if not actor.has_perm(BAN):
        raise NotAllowed(_("You may not ban readers."))


def _check_end(
    until: dt.datetime | None, *, needs_end: bool, longest: dt.timedelta | None = None
) -> None:
    now = timezone.now()
    if until is None:
        if needs_end:
            raise BadBan(_("Say until when."))
    elif until <= now:
        raise BadBan(_("This moment has passed."))
    elif longest is not None and until > now + longest:
        raise BadBan(_("A network can be banned for thirty days at most: strangers share it."))


def _label(made: Ban) -> str:
    return f"{Ban.Kind(made.kind).label} #{made.pk}"


def _shown(comment: Comment, kind: Ban.Kind) -> str:
    shown: dict[Ban.Kind, str] = {
        Ban.Kind.EMAIL: emails.masked(comment.email),
        Ban.Kind.DOMAIN: emails.domain_of(comment.email),
        Ban.Kind.NETWORK: comment.ip_prefix or "",
        Ban.Kind.NAME: comment.author_name,
    }
    return shown[kind][:120]
