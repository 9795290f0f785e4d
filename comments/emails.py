"""E-mail addresses as they are compared: one person's spellings are one address."""

from typing import Final

from paper.abuse import keyed_hash

_TAGGED: Final = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com",
    "proton.me", "protonmail.com", "fastmail.com",
})  # fmt: skip
"""Where what follows a + reaches the same person; elsewhere it may be another one's address."""
_DOTLESS: Final = frozenset({"gmail.com", "googlemail.com"})
"""Where dots before the @ mean nothing (support.google.com/mail/answer/7436150)."""


def canonical(email: str) -> str:
    """Return an address in the form in which it is compared; "" for what is none.

    In one case, the domain as it goes over the wire (IDNA), where a `+tag` means nothing without
    it; for Gmail without dots and under its first name. Two spellings that are one here prove
    each other.
    """
    local, at, domain = email.strip().casefold().rpartition("@")
    domain = _over_the_wire(domain.rstrip("."))
    if domain in _TAGGED:
        local = local.partition("+")[0]
    if not (at and local and domain):
        return ""
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def widest(email: str) -> str:
    """Return the address without any `+tag`: what is banned and counted, which proves nothing."""
    local, at, domain = canonical(email).rpartition("@")
    untagged = local.partition("+")[0] or local
    return f"{untagged}{at}{domain}"


def key_of(email: str) -> bytes | None:
    """Return the keyed hash of the canonical address: equal for one person's spellings, not reversible."""
    known = canonical(email)
    return keyed_hash(f"email:{known}") if known else None


def reach_key(email: str) -> bytes | None:
    """Return the keyed hash under which mails to a person are counted, whatever tag the address carries."""
    known = widest(email)
    return keyed_hash(f"reach:{known}") if known.strip("@") else None


def domain_of(email: str) -> str:
    """Return the canonical domain, "" without one."""
    return canonical(email).rpartition("@")[2]


def can_be_written_to(email: str) -> bool:
    """Whether a mail server takes the address: its domain has a form that goes over the wire, what stands before it is ASCII."""
    local, _at, domain = email.strip().rpartition("@")
    return local.isascii() and _over_the_wire(domain).isascii()


def masked(email: str) -> str:
    """Return what a moderator may see who may not see addresses: `r…@gmail.com`."""
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}" if at else ""


def _over_the_wire(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
