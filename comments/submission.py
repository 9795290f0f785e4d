"""What a reader sends, in stored form, with the keys by which it is known again."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from articles.models import Article
from comments import policy
from comments.device import first_token, key_of
from comments.models import Source
from comments.phases.duplicates import fingerprint
from comments.phases.links import find_links, find_numbers
from paper.abuse import address_prefix, keyed_hash
from paper.fields import clean_line, clean_text


@dataclass(frozen=True)
class Submission:
    """One filled form. `key` is the random UUID a script sets, empty without JavaScript.

    `user` is a signed-in member of staff, known by the session, None for every reader. `notify`
    asks for mails about answers.
    """

    article: Article
    name: str
    body: str
    email: str = ""
    parent: str = ""
    honeypot: str = ""
    key: str = ""
    device: str = ""
    address: str = "0.0.0.0"  # noqa: S104
    is_foreign: bool | None = False
    user: Any = None
    source: Source = Source.WEB
    notify: bool = False

    @cached_property
    def stored_name(self) -> str:
        return clean_line(self.name)

    @cached_property
    def stored_body(self) -> str:
        return clean_text(self.body)

    @cached_property
    def stored_email(self) -> str:
        """The e-mail as it is compared: in one case, so that a limit cannot be passed by capitals."""
        return clean_line(self.email).lower()

    @cached_property
    def parent_id(self) -> int | None:
        """The id asked for; None when there is none or it is no id."""
        return (
            int(self.parent)
            if self.parent.isascii() and self.parent.isdecimal() and len(self.parent) <= 18
            else None
        )

    @cached_property
    def prefix(self) -> str:
        return address_prefix(self.address)

    @cached_property
    def dup_hash(self) -> bytes:
        return keyed_hash(f"text:{fingerprint(self.stored_body)}")

    @cached_property
    def link_count(self) -> int:
        return len(find_links(self.stored_body)) + len(find_numbers(self.stored_body))

    def idempotency_keys(self, now: dt.datetime) -> list[UUID]:
        """Return the keys under which this very submission may be stored already; the first is its own.

        With a script's UUID there is one key for ever. Without JavaScript the key follows from
        device or address prefix, story, parent and text; it changes each ten minutes, so the
        one before is looked up too (decisions.md 16).
        """
        if self.key:
            return [_uuid(f"script:{self.article.pk}:{self.key}")]
        sender = f"staff {self.user.pk}" if self.user else self.device or self.prefix
        said = f"{sender}:{self.article.pk}:{self.parent}:{self.stored_body}"
        window = int(now.timestamp() // policy.IDEMPOTENCY_WINDOW.total_seconds())
        return [_uuid(f"form:{window - back}:{said}") for back in (0, 1)]

    def device_token(self, key: UUID) -> str:
        """Return the cookie's token, or the one a new device gets for the comment with this key."""
        return self.device or first_token(key, self.address)

    def device_key(self, key: UUID) -> bytes:
        return key_of(self.device_token(key))


def _uuid(text: str) -> UUID:
    return UUID(bytes=keyed_hash(text))
