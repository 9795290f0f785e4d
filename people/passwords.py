"""Passwords that anybody would try at this newspaper: its name, its host, the words of the trade."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bangla.text import canonical
from paper.identity import Site

WORDS: Final = frozenset({
    "newsroom", "newspaper", "news", "editor", "reporter", "journalist", "moderator", "admin", "administrator", "desk",
    "password", "secret", "bangla", "bangladesh", "dhaka", "daily", "paper", "press", "media",
    "সংবাদ", "পত্রিকা", "খবর", "সম্পাদক", "প্রতিবেদক", "সাংবাদিক", "বাংলা", "বাংলাদেশ", "ঢাকা", "দৈনিক", "পাসওয়ার্ড",
})  # fmt: skip
"""Words of the trade (OWASP ASVS 5.0, 6.1.2); the paper's own name and host are added."""

LEFT: Final = 6
"""Letters and digits that a password has beside such words, at least."""

SHORTEST_OWN: Final = 3


class NotOfThisPaper:
    """Refuses a password that is little more than words which belong to the paper."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when fewer than LEFT letters are left once such words are taken out."""
        left = canonical(password).casefold()
        for word in sorted(words(), key=len, reverse=True):
            left = left.replace(word, "")
        if len(re.sub(r"[\W_]", "", left)) < LEFT:
            raise ValidationError(
                _("The password is little more than words that belong to this paper. Take others."),
                code="password_of_the_paper",
            )

    def get_help_text(self) -> str:
        """Return the rule as the form tells it."""
        return _("Words that belong to this paper, as its name, do not count.")


def words() -> set[str]:
    """Return the words of the trade, of the paper's name and of its host, in the form in which they are compared."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    own = re.split(r"[\s.\-]+", f"{Site.objects.current().name} {host}")
    return {canonical(word).casefold() for word in {*WORDS, *own} if len(word) >= SHORTEST_OWN}
