"""The contact form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangla.text import grapheme_count
from paper.contact import ContactMessage


class ContactForm(forms.ModelForm):
    """A reader's message; `website` is a trap that people do not see."""

    website = forms.CharField(required=False, label=_("Leave this empty"))
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ContactMessage
        fields = ["name", "email", "subject", "message"]
        widgets = {"message": forms.Textarea(attrs={"rows": 8})}
        error_messages = {
            "email": {"invalid": _("Write a correct e-mail address, such as nam@example.com.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, autocomplete in (("name", "name"), ("email", "email")):
            self.fields[name].widget.attrs["autocomplete"] = autocomplete

    def clean_message(self) -> str:
        message = self.cleaned_data["message"]
        if grapheme_count(message) < 10:
            raise forms.ValidationError(_("Write a little more, so that we can understand you."))
        return message

    @property
    def is_trap_sprung(self) -> bool:
        """Whether a robot filled the field that people do not see."""
        return bool(self.cleaned_data.get("website"))

    @property
    def said(self) -> dict[str, str]:
        """What the reader wrote, as it is stored."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
