"""Model fields that clean Bangla text and body HTML on every way in.

`pre_save` cleans so that the instance holds what is stored; `get_prep_value` cleans so that
`bulk_create`, `update`, imports and the shell pass too (decisions.md 2). Cleaning is
idempotent, so passing twice changes nothing.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from bangla.slugs import is_slug
from bangla.text import canonical, strip_unsafe


def clean_line(text: str) -> str:
    """Return one line in canonical form: unsafe characters gone, white space single."""
    return " ".join(canonical(strip_unsafe(text)).split())


def clean_text(text: str) -> str:
    """Return text of several lines in canonical form: unsafe characters gone, ends trimmed."""
    text = strip_unsafe(text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in canonical(text).strip().split("\n"))


def clean_html(html: str, sanitise: Callable[[str], str]) -> str:
    """Return HTML that `sanitise` passes unchanged, in canonical form, unsafe characters gone.

    A character written as an entity (`java&#x200b;script:`) shows itself only to the sanitiser.
    Taking it out afterwards changes what was judged, so the result is judged again.
    """
    cleaned = sanitise(canonical(strip_unsafe(html)))
    while (settled := canonical(strip_unsafe(cleaned))) != cleaned:
        cleaned = sanitise(settled)
    return cleaned


class CleanedInput(forms.CharField):
    """The form's side of a CleanedField: limits are applied to what would be stored."""

    def __init__(self, *, cleaner: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cleaner = cleaner

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.cleaner(value) if isinstance(value, str) else value


class CleanedField(models.Field):
    """A text field whose values pass `cleaner` before they are stored or looked up."""

    cleaner: Callable[[str], str] = staticmethod(clean_line)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.clean_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        return self.clean_value(super().get_prep_value(value))

    def to_python(self, value: Any) -> Any:
        return self.clean_value(super().to_python(value))

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        form_class = partial(CleanedInput, cleaner=self.cleaner)
        return super().formfield(**{"form_class": form_class, **kwargs})

    def clean_value(self, value: Any) -> Any:
        """Return the stored form of a value; None and expressions pass unchanged."""
        return self.cleaner(value) if isinstance(value, str) else value


class BanglaCharField(CleanedField, models.CharField):
    """One line of text in canonical form."""


class BanglaTextField(CleanedField, models.TextField):
    """Text of several lines in canonical form."""

    cleaner = staticmethod(clean_text)


def validate_slug(value: str) -> None:
    """Raise ValidationError unless the value is a slug that keeps every Bangla sign."""
    if not is_slug(value):
        raise ValidationError(
            _("Use letters, vowel signs, digits and hyphens only, such as “%(example)s”."),
            code="invalid",
            params={"example": "বাংলাদেশ-ব্যাংক"},
        )


class BanglaSlugField(CleanedField, models.CharField):
    """A slug of at most 80 characters; Django's own rejects every Bangla vowel sign."""

    default_validators = [validate_slug]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        super().__init__(*args, **kwargs)


class BodyField(CleanedField, models.TextField):
    """HTML that passes the cleaner given by its owner, e.g. `articles.body.sanitise` for stories."""

    def __init__(
        self, *args: Any, cleaner: Callable[[str], str] | None = None, **kwargs: Any
    ) -> None:
        # Migrations rebuild the field without its cleaner: history holds no code.
        super().__init__(*args, **kwargs)
        if cleaner is not None:
            self.cleaner = cleaner
        else:
            self.cleaner = _unchanged


def _unchanged(value: str) -> str:
    return value
