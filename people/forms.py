"""The form by which people sign in."""

from typing import Any

from allauth.account.forms import LoginForm
from django.core.validators import MaxLengthValidator

from people.models import User

LONGEST_LOGIN = User._meta.get_field("email").max_length


class SignInForm(LoginForm):
    """allauth's form, with a limit for the name: SQLite compares none longer than 50,000 bytes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].validators.append(MaxLengthValidator(LONGEST_LOGIN))
        self.fields["login"].widget.attrs["maxlength"] = LONGEST_LOGIN
