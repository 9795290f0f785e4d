"""Codes in words: what a reader is told, and what a moderator sees as the reason."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.dates import date_time
from bangla.digits import to_bangla
from comments.findings import Finding
from comments.models import Ban, Event, ModerationAction, RejectReason

FOR_READERS = {
    "not_live": gettext_lazy("This story cannot be commented on."),
    "closed": gettext_lazy("Comments are closed."),
    "foreign": gettext_lazy("The form did not come from this site. Send it again from here."),
    "no_parent": gettext_lazy("The comment you are answering was not found."),
    "parent_hidden": gettext_lazy("The comment you are answering has been removed."),
    "name_missing": gettext_lazy("Write your name."),
    "name_short": gettext_lazy("A name has at least %(detail)s letters."),
    "name_long": gettext_lazy("A name has at most %(detail)s letters."),
    "email": gettext_lazy("Write a valid e-mail address, such as nam@example.com"),
    "email_missing": gettext_lazy("To be told of answers, write your e-mail address."),
    "text_missing": gettext_lazy("Write your comment."),
    "text_short": gettext_lazy("A comment has at least %(detail)s letters."),
    "text_long": gettext_lazy("A comment has at most %(detail)s letters. Shorten it a little."),
    "many_lines": gettext_lazy("A comment has at most %(detail)s lines."),
    "characters": gettext_lazy("Some characters cannot be shown. Type this text again."),
    "repeated": gettext_lazy("You have already sent this comment."),
    "too_fast": gettext_lazy("You are commenting too fast. Wait a little and send it again."),
    "reports_too_fast": gettext_lazy(
        "You are reporting too fast. Wait a little and send it again."
    ),
    "suspended": gettext_lazy("You cannot comment until %(detail)s."),
}

FOR_MODERATORS = {
    "honeypot": gettext_lazy("hidden field filled"),
    "campaign": gettext_lazy("same text %(detail)s times in an hour"),
    "link": gettext_lazy("link: %(detail)s"),
    "link_in_name": gettext_lazy("link in the name: %(detail)s"),
    "messenger": gettext_lazy("messenger: %(detail)s"),
    "first_comment": gettext_lazy("first comment"),
    "story_held": gettext_lazy("story under review"),
    "word": gettext_lazy("word: “%(detail)s”, list “%(list)s”"),
    "word_in_name": gettext_lazy("word in the name: “%(detail)s”, list “%(list)s”"),
    "name_of_paper": gettext_lazy("name of the paper or its staff: “%(detail)s”"),
    "badge": gettext_lazy("badge in the name: %(detail)s"),
    "banned": gettext_lazy("banned: %(detail)s"),
    "reader_held": gettext_lazy("reader under review"),
    "often_rejected": gettext_lazy("often rejected lately: %(detail)s"),
    "section_held": gettext_lazy("section under review"),
    "no_letters": gettext_lazy("no letters"),
    "one_sign": gettext_lazy("one letter over and over: %(detail)s"),
    "capitals": gettext_lazy("all in capitals"),
    "script": gettext_lazy("other letters than Bangla and Latin"),
    "number": gettext_lazy("telephone or wallet number: %(detail)s"),
}

KINDS_OF_REASONS = {
    "first_comment": gettext_lazy("first comment"),
    "word": gettext_lazy("listed word"),
    "word_in_name": gettext_lazy("listed word in the name"),
    "link": gettext_lazy("link"),
    "link_in_name": gettext_lazy("link in the name"),
    "number": gettext_lazy("telephone or wallet number"),
    "messenger": gettext_lazy("messenger"),
    "campaign": gettext_lazy("same text many times"),
    "name_of_paper": gettext_lazy("name of the paper or its staff"),
    "badge": gettext_lazy("badge in the name"),
    "banned": gettext_lazy("banned"),
    "reader_held": gettext_lazy("reader under review"),
    "often_rejected": gettext_lazy("often rejected lately"),
    "section_held": gettext_lazy("section under review"),
    "story_held": gettext_lazy("story under review"),
    "no_letters": gettext_lazy("no letters"),
    "one_sign": gettext_lazy("one letter over and over"),
    "capitals": gettext_lazy("all in capitals"),
    "script": gettext_lazy("other letters than Bangla and Latin"),
    "honeypot": gettext_lazy("hidden field filled"),
}
"""Code of a reason → its name where one is chosen; the commonest first."""

_BANNED = {
    "reader": gettext_lazy("reader"),
    **{str(kind.value): kind.label for kind in Ban.Kind},
}
"""What a ban is of, in words."""

STATUS_CODES = {
    "not_live": 404,
    "closed": 403,
    "foreign": 403,
    "no_parent": 400,
    "parent_hidden": 403,
    "suspended": 403,
    "repeated": 409,
    "too_fast": 429,
}
"""HTTP status of a block; a fault of shape is 400."""


def tell_reader(finding: Finding) -> str:
    """Return the sentence for the person who typed."""
    detail = to_bangla(finding.detail)
    if finding.code == "suspended":
        detail = date_time(dt.datetime.fromisoformat(finding.detail))
    return str(FOR_READERS[finding.code]) % {"detail": detail}


def reason_in_words(reason: Mapping[str, Any]) -> str:
    """Return one stored reason for the moderator; an unknown code (an older release) shows as itself."""
    words = FOR_MODERATORS.get(str(reason.get("code")))
    if words is None:
        return str(reason.get("code"))
    detail = str(reason.get("detail", ""))
    if reason.get("code") == "banned":
        detail = str(_BANNED.get(detail, detail))
    return str(words) % {
        "detail": to_bangla(detail) if _is_number(detail) else detail,
        "list": str(reason.get("list", "")),
    }


def _is_number(detail: str) -> bool:
    return str(detail).replace("/", "").isdecimal()


def reasons_in_words(reasons: list[dict[str, Any]]) -> list[str]:
    """Return each different reason once, in the order found."""
    return list(dict.fromkeys(reason_in_words(reason) for reason in reasons))


def act_in_words(action: ModerationAction) -> str:
    """Return when who did what to a comment, and why."""
    who = str(action.actor) if action.actor else _("system")
    why = (
        RejectReason(action.reason_code).label if action.reason_code in RejectReason.values else ""
    )
    parts = [date_time(action.created_at), who, Event(action.event).label, why, action.note]
    return " · ".join(str(part) for part in parts if part)


def removed() -> str:
    """What stands where a comment was."""
    return _("This comment has been removed")
