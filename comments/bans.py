"""What a sender can be known again by, and which bans hold for it now."""

import datetime as dt
from dataclasses import dataclass

from bangla.wordlist import skeleton
from comments import emails
from comments.models import Ban, Commenter, Standing
from comments.trust import standing_now
from paper.abuse import keyed_hash
from paper.prepared import Prepared, binary


@dataclass(frozen=True)
class Traces:
    """What a comment can be known again by, as keys of bans; None where it has none."""

    email: bytes | None
    domain: bytes | None
    network: bytes | None
    name: bytes | None


def traces(*, name: str, email: str, network: str) -> Traces:
    """Return the keys under which a ban of this sender would stand."""
    address, domain = emails.widest(email), emails.domain_of(email)
    return Traces(
        email=_key(Ban.Kind.EMAIL, address),
        domain=_key(Ban.Kind.DOMAIN, domain),
        network=_key(Ban.Kind.NETWORK, network),
        name=_key(Ban.Kind.NAME, skeleton(name)),
    )


def banned_by(found: Traces, now: dt.datetime) -> list[str]:
    """Return the kinds of bans that hold for a sender now; one query."""
    keys = [found.email, found.domain, found.network, found.name]
    given = {f"key{n}": key or _NOBODY for n, key in enumerate(keys)}
    return [kind for kind, until in _bans.rows(**given) if until is None or until > now]


_NOBODY = bytes(16)
_bans = Prepared(
    lambda **keys: Ban.objects.filter(key__in=list(keys.values())).values_list("kind", "until"),
    **{f"key{n}": binary() for n in range(4)},
)


def is_banned(email: str, reader: Commenter | None, now: dt.datetime) -> bool:
    """Whether the owner of an address is banned now: the address, its domain, or the reader who proved it or wrote with it."""
    if banned_by(traces(name="", email=email, network=""), now):
        return True
    proven = Commenter.objects.filter(email_proven=emails.canonical(email)).first()
    return any(
        one is not None and standing_now(one, now) == Standing.BANNED for one in (reader, proven)
    )


def _key(kind: Ban.Kind, value: str) -> bytes | None:
    return keyed_hash(f"ban:{kind.value}:{value}") if value else None


def key_of_shown(ban: Ban) -> bytes | None:
    """Return the key of a ban, worked out from what is shown of it; None for an address, of which too little is."""
    if ban.kind == Ban.Kind.EMAIL:
        return None
    return _key(Ban.Kind(ban.kind), skeleton(ban.shown) if ban.kind == Ban.Kind.NAME else ban.shown)
