"""How allauth behaves in a newsroom: nobody signs up by himself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by the paper's administrator; sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
