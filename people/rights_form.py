"""The part of a form that says what somebody may: a role, and the further rights that fit it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people import further_rights
from people.roles import ROLES


def role_choices() -> list[tuple[str, Any]]:
    """Return the roles as a form offers them."""
    return [(name, label) for name, (label, _permissions) in ROLES.items()]


class RightsForm(forms.Form):
    """One role for a person, and what they look after in it."""

    role = forms.ChoiceField(
        label=_("Role"), choices=role_choices, help_text=_("Rights come from the role alone.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(further_rights.fields())

    def clean(self) -> dict[str, Any] | None:
        """Refuse further rights that the role has no use for."""
        typed = super().clean()
        role = self.cleaned_data.get("role", "")
        for right in further_rights.all_rights():
            if self.cleaned_data.get(right.name) and role and not right.fits(role):
                self.add_error(right.name, _("In this role nothing is chosen here. Clear it, or take another role."))  # fmt: skip
        return typed

    def further(self) -> dict[str, list[int]]:
        """Return the further rights that were chosen: name → numbers."""
        return {
            right.name: self.cleaned_data.get(right.name, [])
            for right in further_rights.all_rights()
        }
