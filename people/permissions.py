"""Who may let whom in: nobody gives more than they have, and a superuser is a superuser's to look after."""

from typing import Any

from people.roles import ROLES, STAFF

INVITE = "people.add_invitation"
LOOK_AFTER = "people.change_user"


class Refused(Exception):
    """An act that cannot be; the message says why, in the language of whoever asked."""


def may_give(by: Any, role: str) -> bool:
    """May this person give somebody the role, or take it away? Only one whose rights they all have."""
    if not by.is_active or role not in ROLES:
        return False
    return set(ROLES[role][1]) <= by.get_all_permissions()


def may_invite(by: Any, role: str) -> bool:
    """May this person invite somebody to the desk in the role?"""
    return role in STAFF and by.has_perm(INVITE) and may_give(by, role)


def may_look_after(by: Any, user: Any) -> bool:
    """May this person change the account?"""
    return bool(by.has_perm(LOOK_AFTER)) and (by.is_superuser or not user.is_superuser)


def role_of(user: Any) -> str:
    """Return the role of an account, "reader" for one without any."""
    groups = {group.name for group in user.groups.all()}
    return next((name for name in ROLES if name in groups), "reader")
