"""The forms by which people sign in, accept an invitation and look after their own account."""

import re
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms
from django.contrib.auth import password_validation
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bangla.digits import to_bangla
from people import letters
from people.models import User

LONGEST_LOGIN = User._meta.get_field("email").max_length


def tell_in_bangla(field: forms.Field) -> None:
    """Write the digits of a password's rules as Bangla ones; those of HTML's own references stay."""
    field.help_text = re.sub(
        r"(?<![&#\w])\d+", lambda found: to_bangla(found[0]), str(field.help_text)
    )


class SignInForm(LoginForm):
    """allauth's form, with a limit for the name: SQLite compares none longer than 50,000 bytes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].validators.append(MaxLengthValidator(LONGEST_LOGIN))
        self.fields["login"].widget.attrs["maxlength"] = LONGEST_LOGIN


class ForgottenForm(ResetPasswordForm):
    """An address to which a link for a new password goes; nothing is looked up while the page waits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].validators.append(MaxLengthValidator(LONGEST_LOGIN))

    def clean_email(self) -> str:
        return self.cleaned_data["email"]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        letters.send_new_password(self.cleaned_data["email"])
        return self.cleaned_data["email"]


class AcceptForm(forms.ModelForm):
    """A new account, filled in by its owner."""

    password1 = forms.CharField(
        label=_("Password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters, not only digits, no word that everybody knows."),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("Password again"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    field_order = ["display_name", "username", "password1", "password2", "language"]

    class Meta:
        model = User
        fields = ["display_name", "username", "language"]
        labels = {"display_name": _("Your name")}
        help_texts = {
            "display_name": _("As the desk and the log print it."),
            "username": _("With it, or with your e-mail address, you sign in."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["username"].widget.attrs.pop("autofocus", None)

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Somebody else has this name. Choose another one."))
        return username

    def _post_clean(self) -> None:
        super()._post_clean()  # the account's values, to which a password must not be alike
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        elif first:
            try:
                password_validation.validate_password(first, self.instance)
            except forms.ValidationError as error:
                self.add_error("password1", error)


class ProfileForm(forms.ModelForm):
    """How the desk names somebody and speaks to them."""

    class Meta:
        model = User
        fields = ["display_name", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True


class EmailForm(forms.Form):
    """Another e-mail address; the password shows that it is the owner who asks."""

    email = forms.EmailField(label=_("New e-mail address"), max_length=LONGEST_LOGIN)
    password = forms.CharField(
        label=_("Your password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email.lower() == self.user.email.lower():
            raise forms.ValidationError(_("This is your address already."))
        return email

    def clean(self) -> dict[str, Any]:
        """Ask for the password last: a wrong one counts as a failed sign-in."""
        typed = self.cleaned_data
        if not self.errors and not get_adapter(self.request).reauthenticate(
            self.user, typed["password"]
        ):
            self.add_error("password", _("The password is not right."))
        return typed
