"""Who may decide about comments."""

from typing import Any

MODERATE = "comments.moderate_comment"


def can_moderate(user: Any) -> bool:
    """May this person approve, reject and answer comments?"""
    return bool(user is not None and user.is_active and user.has_perm(MODERATE))
