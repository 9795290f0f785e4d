"""Logo and icon of the paper as they are taken: small pictures of a few kinds, under names of our own."""

import secrets
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST: Final = 2 * 1024 * 1024
"""Bytes; a logo has some 20 KB."""

LONGEST_SIDE: Final = 4_000
"""Pixels, read from the header before anything is unpacked."""

BEGINNINGS: Final = {
    b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"GIF87a": ".gif", b"GIF89a": ".gif",
    b"\x00\x00\x01\x00": ".ico",
}  # fmt: skip
"""How a file of each kind begins; the ending that it gets follows from that alone."""


class LogoField(forms.ImageField):
    """A picture that readers are sent as it is, so it is judged before Pillow tries its forty kinds on it."""

    default_error_messages = {
        "logo": _("A logo or icon is a PNG, JPEG, WebP, GIF or ICO file of at most 2 MB and 4,000 pixels a side.")
    }  # fmt: skip

    def to_python(self, data: Any) -> Any:
        """Return the file under a name of ours; raises ValidationError for one that is none of these."""
        if data in self.empty_values or not hasattr(data, "size"):
            return super().to_python(data)
        ending = ending_of(data.read(12))
        data.seek(0)
        if not ending or data.size > LARGEST:
            raise self._refusal()
        file = super().to_python(data)
        if max(file.image.size) > LONGEST_SIDE:
            raise self._refusal()
        file.name = f"{secrets.token_hex(8)}{ending}"
        return file

    def _refusal(self) -> ValidationError:
        return ValidationError(self.error_messages["logo"], code="logo")


def ending_of(beginning: bytes) -> str:
    """Return the ending of a file that begins so, "" for a kind that is not taken."""
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return ".webp"
    return next((end for start, end in BEGINNINGS.items() if beginning.startswith(start)), "")
