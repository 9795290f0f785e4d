"""Finding a reader by what proves one, and joining what turns out to be one reader."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from comments import emails
from comments.models import Comment, Commenter, Device, Standing
from comments.trust import standing_now
from paper.prepared import Insert, Prepared, binary, columns, instance


def of_device(key: bytes, *, lock: bool = False) -> Commenter | None:
    """Return the reader of a device, None for one never seen; `lock` makes others wait for this transaction."""
    rows = (_locked if lock else _of_device).rows(key=key)
    return instance(Commenter, rows[0]) if rows else None


def _readers(key: bytes) -> QuerySet:
    return Commenter.objects.filter(devices__key=key).values_list(*columns(Commenter))


_of_device = Prepared(_readers, key=binary())
_locked = Prepared(lambda key: _readers(key).select_for_update(no_key=True), key=binary())


def new_on_device(key: bytes, *, name: str = "", email: str = "", now: dt.datetime) -> Commenter:
    """Return the reader of a device, made if need be: of two first comments at once, one makes it."""
    try:
        with transaction.atomic():
            commenter = _commenters.add(
                Commenter(name_last=name, email=email, created_at=now, last_at=now)
            )
            _devices.add(Device(key=key, commenter=commenter, created_at=now))
    except IntegrityError:
        found = of_device(key, lock=True)
        if found is None:
            raise
        return found
    return commenter


_commenters, _devices = Insert(Commenter), Insert(Device)


def prove(key: bytes, email: str, now: dt.datetime, *, fresh: bytes | None = None) -> Commenter:
    """Join a device with the e-mail whose link was opened on it; return the one reader that both are now.

    Both are proven at this moment, by the cookie and by the link. The history of a device
    whose reader had no e-mail goes along; a device of somebody with another e-mail only moves.
    The browser is known by the key `fresh` from then on, and nobody by the old one: a cookie that
    somebody else has put there, or has copied, opens nothing of the owner of the address.
    """
    try:
        return _prove(key, email, now, fresh or key)
    except IntegrityError:
        # Another browser has proven the same address at this moment: it is known now.
        return _prove(key, email, now, fresh or key)


@transaction.atomic
def _prove(key: bytes, email: str, now: dt.datetime, fresh: bytes) -> Commenter:
    address = emails.canonical(email)
    here = of_device(key, lock=True)
    known = Commenter.objects.select_for_update(no_key=True).filter(email_proven=address).first()
    if known is None:
        if here is None or here.email_proven is not None:
            known = Commenter.objects.create(email_proven=address, proven_at=now, email=email)
        else:
            Commenter.objects.filter(pk=here.pk).update(
                email_proven=address, proven_at=now, email=email
            )
            known = here
    if here is not None and here.pk != known.pk and here.email_proven is None:
        _join(here, known, now)
    Device.objects.filter(key=key).exclude(key=fresh).delete()
    Device.objects.update_or_create(key=fresh, defaults={"commenter": known})
    known.refresh_from_db()
    return known


def _join(here: Commenter, known: Commenter, now: dt.datetime) -> None:
    """Give everything of one reader to another; the stricter standing stays."""
    Comment.objects.filter(identity=here).update(identity=known)
    Device.objects.filter(commenter=here).update(commenter=known)
    changes = {
        name: F(name) + getattr(here, name) for name in ("approved_n", "rejected_n", "spam_n")
    }
    order = list(Standing)
    if order.index(standing_now(here, now)) > order.index(standing_now(known, now)):
        changes |= {
            "standing": here.standing,
            "standing_until": here.standing_until,
            "note": here.note,
        }
    if here.created_at < known.created_at:
        changes["created_at"] = here.created_at
    Commenter.objects.filter(pk=known.pk).update(**changes)
    here.delete()
