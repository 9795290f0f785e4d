"""The field that takes an uploaded picture: a fixed set of kinds, a size that a page can carry, a name of our own."""

import secrets
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from images.judging import KINDS, MESSAGES, BadPicture, judge


class PictureFileField(forms.FileField):
    """A JPEG, PNG, WebP or GIF; what it is decides its bytes, never its name.

    Raises ValidationError with a code and message of images.judging.MESSAGES. An OSError of the
    disk passes: a full disk is not the sender's to repair.
    """

    default_error_messages = MESSAGES
    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"})

    def to_python(self, data: Any) -> UploadedFile | None:
        file = super().to_python(data)
        if isinstance(file, UploadedFile):
            try:
                kind = judge(file)
            except BadPicture as bad:
                raise forms.ValidationError(self.error_messages[bad.code], code=bad.code) from bad
            file.name = secrets.token_hex(8) + KINDS[kind]
            file.content_type = Image.MIME[kind]
        return file
