"""The rules that hold for a story now: what its section says, what the paper says, the starting values."""

import datetime as dt
from dataclasses import dataclass

from articles.models import Category
from comments import policy
from comments.models import CommentPolicy
from paper.prepared import Prepared, columns, instance

_all = Prepared(lambda: CommentPolicy.objects.values_list(*columns(CommentPolicy)))


@dataclass(frozen=True, slots=True)
class Rules:
    """Whether every comment is reviewed first, how many first ones are, and the other numbers of a section."""

    all_held: bool = False
    first_held: int = policy.FIRST_HELD
    report_threshold: int = policy.REPORT_THRESHOLD
    edit_minutes: int = policy.EDIT_MINUTES


def rules_for(category_id: int | None, now: dt.datetime) -> Rules:
    """Return the rules for stories of this section: of each number, the nearest row that says something decides.

    What is held until a moment is held whatever a section below says: a court, an election or a
    surge asked for it.
    """
    rows = {row.category_id: row for row in (instance(CommentPolicy, row) for row in _all.rows())}
    chain = [rows[pk] for pk in (*_upwards(rows, category_id), None) if pk in rows]

    def nearest[T](name: str, start: T) -> T:
        said = (getattr(row, name) for row in chain)
        return next((value for value in said if value is not None), start)

    until = [row.held_until for row in chain if row.held_until is not None]
    return Rules(
        all_held=any(moment > now for moment in until) or nearest("all_held", start=False),
        first_held=nearest("first_held", policy.FIRST_HELD),
        report_threshold=max(1, nearest("report_threshold", policy.REPORT_THRESHOLD)),
        edit_minutes=nearest("edit_minutes", policy.EDIT_MINUTES),
    )


def _upwards(rows: dict[int | None, CommentPolicy], category_id: int | None) -> list[int]:
    """Return the section and those above it; not asked while only the whole paper has rules."""
    if category_id is None or not rows.keys() - {None}:
        return []
    found = Category.objects.filter(pk=category_id).values_list(
        "pk", "parent_id", "parent__parent_id"
    )
    return [pk for pk in next(iter(found), ()) if pk is not None]
