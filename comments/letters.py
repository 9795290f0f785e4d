"""What all mails of the conversation share: their kinds, their language, how a comment is quoted in one."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.utils import translation

from bangla.text import excerpt
from comments import policy
from comments.phases.links import find_links, find_numbers
from paper.identity import Site
from paper.outbox import Composer, Letter, OutboxMail, composer

CONFIRM: Final = "comment_confirm"
REPLIES: Final = "comment_replies"
DECISION: Final = "comment_decision"
MODERATORS: Final = "comment_digest"
OWN_DATA: Final = "comment_data"
ERASURE: Final = "comment_erasure"
ERASED: Final = "comment_erased"
KINDS: Final = (CONFIRM, REPLIES, DECISION, MODERATORS, OWN_DATA, ERASURE, ERASED)

_AUTOMATIC: Final = {"Auto-Submitted": "auto-generated"}
"""Tells programs that answer mails not to (RFC 3834)."""

_inner_dot = re.compile(r"(?<=\w)\.(?=[^\W\d_])")
"""A dot inside what looks like the name of a host."""


def to_reader(kind: str) -> Callable[[Composer], Composer]:
    """Register a composer whose mails readers get: in the paper's language, whoever set them off."""

    def register(compose: Composer) -> Composer:
        def in_own_language(mail: OutboxMail) -> Letter | None:
            with translation.override(settings.LANGUAGE_CODE):
                return compose(mail)

        composer(kind)(in_own_language)
        return compose

    return register


def letter(
    subject: str,
    *parts: str,
    headers: Mapping[str, str] | None = None,
    sent: Callable[[], object] | None = None,
) -> Letter:
    """Return a mail of these paragraphs, signed with the paper's name."""
    body = "\n\n".join([*filter(None, parts), f"-- \n{Site.objects.current().name}"])
    return Letter(subject, f"{body}\n", {**_AUTOMATIC, **(headers or {})}, sent)


def quoted(text: str) -> str:
    """Return the beginning of a comment as a quotation: no link in it can be followed."""
    return f"“{excerpt(harmless(text), policy.QUOTED)}”"


def harmless(text: str) -> str:
    """Return a reader's words without links and numbers: a mail of the paper advertises for nobody.

    What a mail program would still take for an address is taken apart.
    """
    parts, at = [], 0
    for start, end in sorted([*find_links(text), *find_numbers(text)]):
        if start >= at:
            parts += [text[at:start], "[…]"]
            at = end
    left = "".join([*parts, text[at:]])
    return _inner_dot.sub(". ", left.replace("@", " ").replace("://", " "))
