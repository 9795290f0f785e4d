"""Who is meant by what somebody types at the door, and who belongs to a session."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Q
from django.http import HttpRequest

from people import two_step
from people.models import User


def account_named(login: str) -> User | None:
    """Return the account that a name or an e-mail address means; a name goes before an address."""
    if not login or "\0" in login:
        return None
    found = list(
        User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).order_by("pk")
    )
    by_name = [user for user in found if user.username.lower() == login.lower()]
    return next(iter(by_name or found), None)


class StaffBackend(AuthenticationBackend):
    """allauth's, with one look-up and one hash for every try: a known address took two, an unknown one."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        login = credentials.get("email") or credentials.get("username") or ""
        return self._check_password(account_named(login), credentials["password"])

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session with what the rules of the second step ask of them, in one query."""
        user = two_step.with_standing(User.objects.filter(pk=user_id)).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.two_step = two_step.standing(user)
        return user
