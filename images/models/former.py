"""Keys that pictures had before their file was replaced: pages that caches and readers hold still name them."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from images.names import FOLDER, KEY_LENGTH

HELD_FOR = dt.timedelta(hours=24)
"""Longer than a cache or a feed reader keeps a page, and than most readers leave one open."""


class FormerKey(models.Model):
    """A key under which a picture's files are still found, `until` a moment a day after its replacement."""

    picture = models.ForeignKey("images.Picture", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key", "picture"], name="former_key_once_a_picture")
        ]
        indexes = [models.Index(fields=["until"], name="former_key_ended")]

    def __str__(self) -> str:
        return f"{FOLDER}{self.key}/"
