"""Links of people's mails: signed numbers, good for one purpose and one letter; links for a new password.

No link and no code of one is stored: whoever reads the database cannot make any.
"""

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.signing import BadSignature, Signer


def signed(purpose: str, pk: int, letter: int) -> str:
    """Return the token of the latest link that was made for a row."""
    return _signer(purpose).sign(f"{pk}-{letter}")


def read(purpose: str, token: str) -> tuple[int, int] | None:
    """Return row and letter of a token; None for a forged one and one of another purpose."""
    try:
        pk, letter = _signer(purpose).unsign(token).split("-")
    except (BadSignature, ValueError):
        return None
    return int(pk), int(letter)


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"people.{purpose}", sep=".")


class NewPasswordTokens(PasswordResetTokenGenerator):
    """Tokens of links for a new password: worthless with a new password, address, sign-in or round, and for who left."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.sign_in_round}{user.is_active}"

    def check_token(self, user: Any, token: str | None) -> bool:
        return bool(user and user.is_active and super().check_token(user, token))
