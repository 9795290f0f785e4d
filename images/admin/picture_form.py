"""The form of one picture: words, rights, folder, the focal point, another file."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from bangla.digits import to_ascii, to_bangla
from images.forms import PictureFileField
from images.models import Picture

WORDS = ["alt", "caption", "credit"]
RIGHTS = ["agency", "licence", "rights_until", "is_free", "folder"]
FOCUS = ["focus_x", "focus_y"]
PRINTED = {*WORDS, *FOCUS}
"""What stories print of a picture as the library has it now, besides its files."""


class PercentField(forms.IntegerField):
    """A whole number from 0 to 100, typed and shown in Bangla digits."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"inputmode": "numeric", "maxlength": 3, "autocomplete": "off"}
        )
        super().__init__(required=False, widget=widget, **kwargs)
        self.validators += [MinValueValidator(0), MaxValueValidator(100)]

    def to_python(self, value: Any) -> int | None:
        return super().to_python(to_ascii(value).strip() if isinstance(value, str) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Left empty, it stays, also where somebody else has moved it meanwhile."""
        return data not in self.empty_values and super().has_changed(initial, data)

    def prepare_value(self, value: Any) -> Any:
        return to_bangla(value) if isinstance(value, int) else value


class PictureForm(forms.ModelForm):
    """A picture with what is to be seen, who made it, what of it counts; left empty, a focal point stays."""

    file = PictureFileField(label=gettext_lazy("File"))
    focus_x = PercentField(label=gettext_lazy("From the left, per cent"))
    focus_y = PercentField(label=gettext_lazy("From the top, per cent"))

    class Meta:
        model = Picture
        fields = ["file", *WORDS, *RIGHTS, *FOCUS]
        # A line may be long; the field makes one line of what is typed.
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("alt", "caption")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "alt" in self.fields:
            self.fields["alt"].required = True
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].required = False
            self.fields["file"].label = gettext_lazy("New file")

    def clean_focus_x(self) -> int:
        return self._or_as_it_is("focus_x")

    def clean_focus_y(self) -> int:
        return self._or_as_it_is("focus_y")

    def _or_as_it_is(self, name: str) -> int:
        typed = self.cleaned_data[name]
        return getattr(self.instance, name) if typed is None else typed
