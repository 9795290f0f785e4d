"""What happens to an account: another role, leaving, coming back, a password set by the administrator."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from paper import log
from people import invitations, letters, roles, sessions
from people.locking import administrators, lock_staff
from people.models import EmailChange, User
from people.permissions import Refused, may_give, may_look_after, role_of
from people.roles import ROLES


def deactivate(user: User, *, by: Any) -> int:
    """Let somebody go: every session ends at once, links and invitations of theirs are over, bylines and log stay.

    Returns how many sessions ended. Raises Refused for oneself, and for the last administrator.
    """
    with transaction.atomic():
        by, user = _both(by, user)
        if user.pk == by.pk:
            raise Refused(_("You cannot deactivate your own account."))
        _keep_an_administrator(user)
        if not user.is_active:
            raise Refused(_("This account is not active."))
        user.is_active = False
        user.save(update_fields=["is_active"])
        EmailChange.objects.filter(user=user).delete()
        invitations.revoke_promises(user)
        ended = sessions.end_all(user)
        log.record("deactivate", actor=by, subject=user)
    return ended


def let_back_in(user: User, *, by: Any) -> None:
    """Let somebody who left sign in again, in the role they had. Raises Refused."""
    with transaction.atomic():
        by, user = _both(by, user)
        if user.is_active:
            raise Refused(_("This account is active."))
        user.is_active = True
        user.save(update_fields=["is_active"])
        log.record("let_back_in", actor=by, subject=user)


def change_role(user: User, role: str, *, by: Any) -> None:
    """Give somebody another role; with rights taken away, every session of theirs ends.

    Raises Refused for oneself, for the last administrator, and for a role that is more than one's own.
    """
    with transaction.atomic():
        by, user = _both(by, user)
        before = role_of(user)
        if before == role:
            return
        if user.pk == by.pk:
            raise Refused(_("You cannot change your own role."))
        if not (may_give(by, role) and may_give(by, before)):
            raise Refused(_("You cannot give a role with more rights than your own."))
        if role != "admin":
            _keep_an_administrator(user)
        roles.grant(user, role)
        log.record("change_role", actor=by, subject=user, detail={"kind": role, "from": before})
        if set(ROLES[before][1]) - set(ROLES[role][1]):
            invitations.revoke_promises(User.objects.get(pk=user.pk))
            sessions.end_all(user)


def set_password(user: User, password: str, *, by: Any) -> None:
    """Give somebody a new password, and tell them; all their sessions end. Raises Refused."""
    with transaction.atomic():
        by, locked = _both(by, user)
        locked.set_password(password)
        locked.save(update_fields=["password"])
        sessions.end_all(locked)
        log.record("set_password", actor=by, subject=locked)
        letters.notify(locked, letters.password_changed)


def end_sessions(user: User, *, by: Any) -> int:
    """End every session of somebody, who may sign in again; return how many. Raises Refused."""
    with transaction.atomic():
        by, user = _both(by, user)
        ended = sessions.end_all(user)
        log.record("end_sessions", actor=by, subject=user)
    return ended


def _both(by: Any, user: User) -> tuple[User, User]:
    """Lock the staff and return both accounts as they now are; raises Refused when one may not act on the other."""
    lock_staff()
    by, user = User.objects.get(pk=by.pk), User.objects.get(pk=user.pk)
    if not by.is_active or not may_look_after(by, user):
        raise Refused(_("You may not change this account."))
    return by, user


def _keep_an_administrator(user: User) -> None:
    if user.is_active and not administrators().exclude(pk=user.pk).exists():
        raise Refused(
            _("This is the last administrator. Make somebody else an administrator first.")
        )
