"""Fields of the desk's forms that take text as it will be stored."""

from typing import Any

from django import forms

from bangla.digits import to_ascii, to_bangla
from paper.fields import clean_line, clean_text


class LineField(forms.CharField):
    """One line in canonical form; its length is that of the stored form."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class TextField(forms.CharField):
    """Several lines in canonical form."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class CountField(forms.IntegerField):
    """A whole number typed in Bangla or ASCII digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(to_ascii(value).strip() if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return to_bangla(value) if isinstance(value, int) else value
