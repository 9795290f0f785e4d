"""The switch for a court, an election, a storm: every comment of a section or of the paper is reviewed first until a moment."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.permissions import sections_of
from comments import policy
from comments.models import CommentPolicy
from comments.moderation.changing import ModerationError, NotAllowed, require_moderator
from paper.log import record


class BadHold(ModerationError):
    """Raised for an end that has passed or lies too far away."""


def may_hold(actor: Any, category_id: int | None) -> bool:
    """Whether a moderator looks after the section, or after all of them (None)."""
    sections = sections_of(actor)
    return sections is None or category_id in sections


@transaction.atomic
def hold_section(
    category_id: int | None,
    *,
    actor: Any,
    until: dt.datetime | None,
    why: str = "",
    now: dt.datetime | None = None,
) -> CommentPolicy:
    """Have every comment of a section, with those below it, reviewed first until a moment; None ends it now.

    No section is the whole paper. Raises NotAllowed for who does not look after it, BadHold for an
    end that has passed or comes later than `policy.LONGEST_HOLD`.
    """
    require_moderator(actor)
    if not may_hold(actor, category_id):
        raise NotAllowed(_("This section is not yours to moderate."))
    now = now or timezone.now()
    if until is not None and until <= now:
        raise BadHold(_("This moment has passed."))
    if until is not None and until > now + policy.LONGEST_HOLD:
        raise BadHold(_("Choose an end within a year."))
    place: dict[str, Any] = {"category_id": category_id}
    CommentPolicy.objects.get_or_create(**place)
    row = CommentPolicy.objects.select_for_update().get(**place)
    row.held_until = until
    row.held_why = CommentPolicy.Why.HAND if until else ""
    row.save(update_fields=["held_until", "held_why"])
    detail = {"note": why[:300], **({"at": until.isoformat()} if until else {})}
    record("hold_section" if until else "end_hold", actor=actor, subject=row, detail=detail)
    return row
