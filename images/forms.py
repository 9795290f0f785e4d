"""The field that takes an uploaded picture: a fixed set of kinds, a size that a page can carry, a name of our own."""

import secrets
import warnings
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image

KINDS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif"}
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000


class PictureFileField(forms.ImageField):
    """A JPEG, PNG, WebP or GIF; what it is decides its bytes, never its name."""

    default_error_messages = {
        "invalid_image": _(
            "This is no picture that can be printed. Send a JPEG, PNG, WebP or GIF file."
        ),
        "too_heavy": _("The file is larger than 15 MB. Save it smaller and send it again."),
        "too_large": _(
            "The picture has more than 50 million pixels. Save it smaller and send it again."
        ),
    }
    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = []  # the name's ending is replaced, not judged

    def to_python(self, data: Any) -> UploadedFile | None:
        if isinstance(data, UploadedFile):
            self._refuse_bombs(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            file = super().to_python(data)
        if isinstance(file, UploadedFile):
            if file.image.format not in KINDS:
                raise forms.ValidationError(
                    self.error_messages["invalid_image"], code="invalid_image"
                )
            file.name = secrets.token_hex(8) + KINDS[file.image.format]
        return file

    def _refuse_bombs(self, data: UploadedFile) -> None:
        """Read the header only: a bomb is refused before anything is unpacked."""
        if data.size is None or data.size > MAX_BYTES:
            raise forms.ValidationError(self.error_messages["too_heavy"], code="too_heavy")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                data.seek(0)
                width, height = Image.open(data, formats=list(KINDS)).size
        except Image.DecompressionBombError:
            raise forms.ValidationError(
                self.error_messages["too_large"], code="too_large"
            ) from None
        except Exception as error:
            # Pillow raises many kinds for a broken file, as Django's own field notes.
            raise forms.ValidationError(
                self.error_messages["invalid_image"], code="invalid_image"
            ) from error
        finally:
            data.seek(0)
        if width * height > MAX_PIXELS:
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large")
