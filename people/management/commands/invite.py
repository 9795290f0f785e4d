"""`manage.py invite EMAIL ROLE`: a link for a new account, for whoever has the server but no sign-in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import translation

from people import invitations
from people.permissions import Refused
from people.roles import STAFF


class Command(BaseCommand):
    """Print a link that works once, for 7 days; no mail is sent."""

    help = "Invite the owner of an address to the desk and print the link, which works once, for 7 days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=sorted(STAFF))

    def handle(self, *, email: str, role: str, **options: Any) -> None:
        """Act; a refusal is one sentence."""
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        if account := invitations.account_at(email):
            name = account.get_username()
            raise CommandError(
                f"{name} has this address: manage.py changepassword {name} sets a new password."
            )
        try:
            with translation.override("en"):
                invitation = invitations.invite(email, role, by=None)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(invitations.link(invitation))
