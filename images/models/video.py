"""A video of the library: a file beside the picture that stands for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from images.names import KEY_LENGTH


class Video(models.Model):
    """The moving part of a picture of the library, which is its poster and carries its words and rights.

    `key` is the hash of what is served (images/video.py), `width` and `height` are pixels as shown,
    `seconds` its length.
    """

    poster = models.OneToOneField(
        "images.Picture", on_delete=models.CASCADE, related_name="video", primary_key=True
    )
    key = models.CharField(max_length=KEY_LENGTH)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        indexes = [models.Index(fields=["key"], name="video_by_key")]

    def __str__(self) -> str:
        return str(self.poster)
