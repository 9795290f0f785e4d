"""What can be worked out anew when a paper goes on with another secret key (`restore --new-key`).

Keys of addresses are keyed hashes: where the address itself is still there, its key is made again.
So are bans of domains, networks and names, which show what they ban. Bans of addresses and the
hashes of browsers stay as they are, and fit nothing any more.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model

from comments import bans, emails
from comments.models import Ban, Comment, ErasureRequest, LinkMail, ReplySubscription

KEYS: dict[type[Model], Callable[[str], bytes | None]] = {
    Comment: emails.key_of,
    ReplySubscription: emails.key_of,
    ErasureRequest: emails.key_of,
    LinkMail: emails.reach_key,
}
"""Table with `email` and `email_key` → how the key is made."""


@transaction.atomic
def rekey() -> None:
    """Make the keys of all known addresses again."""
    for model, make in KEYS.items():
        rows: Any = model._default_manager
        known = rows.exclude(email="").order_by().values_list("email_key", "email").distinct()
        for old, email in list(known):
            if old is not None:
                rows.filter(email_key=old, email=email).update(email_key=make(email))
    for ban in Ban.objects.all():
        key = bans.key_of_shown(ban)
        if key is not None:
            Ban.objects.filter(pk=ban.pk).update(key=key)
