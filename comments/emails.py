"""E-mail addresses as they are compared: one person's spellings are one address."""

from typing import Final

from paper.abuse import keyed_hash

_DOTLESS: Final = frozenset({"gmail.com", "googlemail.com"})
"""Where dots before the @ mean nothing (support.google.com/mail/answer/7436150)."""


def canonical(email: str) -> str:
    """Return an address in the form in which it is compared; "" for what is none.

    In one case, the domain as it goes over the wire (IDNA), without `+tag`; for Gmail without
    dots and under its first name.
    """
    local, at, domain = email.strip().casefold().rpartition("@")
    local = local.partition("+")[0]
    if not (at and local and domain):
        return ""
    domain = _over_the_wire(domain.rstrip("."))
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def key_of(email: str) -> bytes | None:
    """Return the keyed hash of the canonical address: equal for one person's spellings, not reversible."""
    known = canonical(email)
    return keyed_hash(f"email:{known}") if known else None


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
