"""The forms of the second step: codes are counted per account and count once; rules of the roles."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bangla.digits import to_ascii, to_bangla
from people.guesses import Lane, give_back, take
from people.models import TwoStepRule
from people.roles import ROLES, STAFF
from people.throttle import take_turn

USED_SECONDS = 120
"""Longer than a code of an app lives: its half minute and one before and after."""

LONGEST_NAME = 60


class Counted(BaseAuthenticateForm):
    """Counts wrong codes by people.throttle, reads Bangla digits, takes no code twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arrange(self.fields["code"])

    def clean_code(self) -> str:
        account = self.user.pk
        turn = take_turn("code", f"account:{account}", context.request, pk=account)
        if turn is None:
            raise get_account_adapter().validation_error("too_many_login_attempts")
        self.cleaned_data["code"] = plain(self.cleaned_data["code"])
        code = super().clean_code()
        # allauth remembers a used code in the cache, and for half a minute only.
        if take([Lane(f"used:{account}:{code}", 1, USED_SECONDS)]) is None:
            raise get_adapter().validation_error("incorrect_code")
        give_back(turn)
        return code


class CodeForm(Counted, AuthenticateForm):
    """The code at sign-in."""


class AgainCodeForm(Counted, ReauthenticateForm):
    """The code before something that matters."""


class FirstCodeForm(ActivateTOTPForm):
    """The first code of an app that is being set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arrange(self.fields["code"])

    def clean_code(self) -> str:
        self.cleaned_data["code"] = plain(self.cleaned_data["code"])
        return super().clean_code()


class AnswerField(forms.JSONField):
    """What a device answers: JSON of moderate length, whoever sends it."""

    widget = forms.HiddenInput
    LONGEST = 20_000

    def to_python(self, value: Any) -> Any:
        try:
            if len(value or "") <= self.LONGEST:
                return super().to_python(value)
        except RecursionError:
            pass
        raise get_adapter().validation_error("incorrect_code")

    def bound_data(self, data: Any, initial: Any) -> None:
        """Nothing comes back to the page: an answer is good once."""

    def prepare_value(self, value: Any) -> str:
        return ""


class Answered(forms.Form):
    """A form that takes the answer of a device; what is none is told as a wrong code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = AnswerField()

    def clean_credential(self) -> Any:
        return as_wrong_code(super().clean_credential)


class PasskeyStepForm(Answered, AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class PasskeyAloneForm(Answered, LoginWebAuthnForm):
    """A passkey in place of name and password."""


class AgainPasskeyForm(Answered, ReauthenticateWebAuthnForm):
    """A passkey before something that matters."""


class PasskeyForm(AddWebAuthnForm):
    """A new passkey with a name; it signs in by itself, without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_field(self)
        self.fields["credential"] = AnswerField()
        del self.fields["passwordless"]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True  # the device has to ask who is there
        return as_wrong_code(super().clean)


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_field(self)


class DaysField(forms.IntegerField):
    """A number of days, typed and shown in Bangla digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 4})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(to_ascii(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return to_bangla(value) if isinstance(value, int) else value


class RuleForm(forms.Form):
    """Whether one role needs a second step, and from how many days on."""

    is_required = forms.BooleanField(label=_("Two-step sign-in is required"), required=False)
    grace_days = DaysField(
        label=_("Days of grace"), min_value=0, max_value=TwoStepRule.LONGEST_GRACE
    )

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, prefix=role, **kwargs)
        self.role, self.label = role, ROLES[role][0]


def rule_forms(data: Any = None) -> list[RuleForm]:
    """Return a form for each role that opens the desk, as its rule stands."""
    known = {rule.role: rule for rule in TwoStepRule.objects.all()}
    forms_of_roles = []
    for role in (name for name in ROLES if name in STAFF):
        rule = known.get(role, TwoStepRule(role=role))
        initial = {"is_required": rule.since is not None, "grace_days": rule.grace_days}
        forms_of_roles.append(RuleForm(data, role=role, initial=initial))
    return forms_of_roles


def as_wrong_code(judge: Callable[[], Any]) -> Any:
    """Return what `judge` finds; an answer that breaks the library that reads it is no answer."""
    try:
        return judge()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


def plain(code: str) -> str:
    """Return a code in ASCII digits, without the gap that apps print."""
    return to_ascii(code).replace(" ", "").strip()


def arrange(field: forms.Field) -> None:
    """Give a phone its keys for digits, and no advice in place of a label."""
    field.label = _("Code")
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "maxlength": "20",
    }


def name_field(form: forms.Form) -> None:
    """Give the name of a passkey its label and its length."""
    field = form.fields["name"]
    field.label = _("Name of the passkey")
    field.widget.attrs["maxlength"] = LONGEST_NAME
    field.validators.append(_short)


def _short(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("At most 60 characters."))
