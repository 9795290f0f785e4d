"""The lock under which accounts come and go, so that two acts at once never leave a paper without an administrator."""

from typing import Final

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from people.models import User

ADMINISTRATORS: Final = "admin"


def lock_staff() -> None:
    """Wait until no other act on accounts is under way; call in a transaction.

    The row of the administrators' group stands for all of them. SQLite writes one transaction at a
    time anyway.
    """
    list(Group.objects.select_for_update().filter(name=ADMINISTRATORS).values_list("pk"))


def administrators() -> QuerySet[User]:
    """Return the active accounts that can look after the others."""
    is_one = Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS)
    return User.objects.filter(is_one, is_active=True).distinct()
