"""The numbers of the conversation, in one place: starting values of a small Bangladeshi newsroom."""

import datetime as dt
from typing import Final

from django.conf import settings

from articles.models import Article
from bangla.dates import dhaka_day_bounds, to_dhaka

NAME_LENGTH: Final = (2, 60)
TEXT_LENGTH: Final = (2, 3000)
"""Least and most graphemes: what a reader counts as letters."""
NAME_CHARACTERS: Final = 240
EMAIL_CHARACTERS: Final = 254
TEXT_LINES: Final = 60
TEXT_BYTES: Final = 48 * 1024
FORM_BYTES: Final = 256 * 1024
"""A request longer than this is refused unread (percent-encoding triples Bangla)."""

WINDOW_DAYS: Final = 30
IDEMPOTENCY_WINDOW: Final = dt.timedelta(minutes=10)
REPEAT_WINDOW: Final = dt.timedelta(hours=24)
SPREAD_WINDOW: Final = dt.timedelta(hours=1)
SPREAD: Final = 3
"""From so many readers, or under so many stories, in an hour: a campaign."""

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

PER_DEVICE: Final = {MINUTE: 2, HOUR: 10, DAY: 40}
PER_DEVICE_HERE: Final = {MINUTE: 5, HOUR: 20}
PER_EMAIL: Final = {MINUTE: 3, HOUR: 15, DAY: 50}
# A mobile carrier puts many readers behind one prefix: generous.
PER_PREFIX: Final = {MINUTE: 20, HOUR: 120}
# Neither Origin nor Sec-Fetch-Site: no browser of today sends such a form.
PER_PREFIX_UNMARKED: Final = {MINUTE: 5, HOUR: 30}

REPORTS: Final = {MINUTE: 5, HOUR: 20}
REPORTERS_A_NETWORK: Final = 6
"""As many readers of one network may report at their full pace: carriers share addresses."""
REPORT_NOTE: Final = 300
TRUSTED_PACE: Final = 3
"""Readers who are trusted write so many times as fast as others."""

# Starting values of what an editor may set for the paper and its sections (comments/rules.py).
FIRST_HELD: Final = 1
REPORT_THRESHOLD: Final = 3
EDIT_MINUTES: Final = 5
REVISIONS: Final = 10
"""So many texts of one comment its writer may have sent."""
OWN_SHOWN: Final = 10

SURGE_TIMES: Final = 10
SURGE_LEAST: Final = 30
"""Beyond so many times the usual comments a minute, and beyond so many at all, everything is reviewed first."""
SURGE_HOLD: Final = dt.timedelta(minutes=30)

BULK: Final = 100
"""As many comments are decided by one request."""
UNDO_WINDOW: Final = dt.timedelta(minutes=10)
NETWORK_BAN: Final = dt.timedelta(days=30)
"""The longest ban of a network: strangers share it."""
LONGEST_HOLD: Final = dt.timedelta(days=366)
"""The longest time for which a switch has every comment reviewed first."""
EVERYBODYS_DOMAINS: Final = frozenset({
    "gmail.com", "yahoo.com", "ymail.com", "hotmail.com", "outlook.com", "live.com", "msn.com", "icloud.com",
    "me.com", "aol.com", "mail.com", "gmx.com", "zoho.com", "yandex.com", "proton.me", "protonmail.com",
})  # fmt: skip
"""Where everybody can have an address: a ban of the whole domain would meet half the readers."""
KEPT_SPAM: Final = dt.timedelta(days=30)
KEPT_REJECTED: Final = dt.timedelta(days=180)
KEPT_DELETED: Final = dt.timedelta(days=30)
"""As long the text of a comment stays that its writer deleted."""

LINK_MAILS: Final = {MINUTE: 1, HOUR: 3, DAY: 5}
"""As many mails with a link go to one address that nobody has proven (subscription bombing)."""
LINKS_A_NETWORK: Final = 10
"""As many such links are asked for in an hour from one network, on the page of one's own data."""
CONFIRM_LINK: Final = dt.timedelta(days=7)
DATA_LINK: Final = dt.timedelta(hours=1)
"""As long the link in such a mail is good."""
REPLY_MAIL_WAIT: Final = dt.timedelta(minutes=1)
"""A mail about an answer waits so long: an undo of the desk still comes in time."""
REPLY_MAIL_EVERY: Final = dt.timedelta(hours=1)
REPLIES_A_MAIL: Final = 10
QUOTED: Final = 300
"""So many graphemes of an answer stand in a mail."""
ERASURE_WAIT: Final = dt.timedelta(hours=24)
KEPT_UNCONFIRMED: Final = dt.timedelta(days=30)
"""As long a wish for mails stays that was not confirmed, or that was ended."""
KEPT_MAIL: Final = dt.timedelta(days=90)
KEPT_LINKS: Final = dt.timedelta(days=2)

DIGEST_AT: Final = 10
DIGEST_AFTER: Final = dt.timedelta(minutes=30)
DIGEST_EVERY: Final = dt.timedelta(hours=1)
DIGEST_QUIET: Final = range(7)
"""Moderators are told of so many waiting comments, or of one that waits so long; not in these hours of Dhaka."""

ROOTS_A_PAGE: Final = 20
FIRST_REPLIES: Final = 3
REPLIES_A_PAGE: Final = 50
SMALL_THREAD: Final = 200
"""A conversation of so many comments stands on one page."""
LEVELS_ON_SCREEN: Final = 2
FEATURED: Final = 3
"""So many of the best comments stand on top."""


def is_switched_on() -> bool:
    """The kill switch: `COMMENTS_OPEN = False` in settings closes every conversation."""
    return bool(getattr(settings, "COMMENTS_OPEN", True))


def closes_at(article: Article) -> dt.datetime | None:
    """Return the Dhaka midnight that ends the window, WINDOW_DAYS whole days after the day of publication."""
    if article.live_from is None:
        return None
    day = to_dhaka(article.live_from).date() + dt.timedelta(days=WINDOW_DAYS)
    return dhaka_day_bounds(day)[1]


def last_day(article: Article) -> dt.date | None:
    """Return the last day in Dhaka on which readers may write; None where no day is the last."""
    end = closes_at(article)
    return (to_dhaka(end) - dt.timedelta(days=1)).date() if end else None


def is_open(article: Article, now: dt.datetime) -> bool:
    """Whether readers may write under the story at this moment; whether it is live is not asked."""
    end = closes_at(article)
    return (
        is_switched_on()
        and article.comment_policy != Article.CommentPolicy.CLOSED
        and (end is None or now < end)
    )
