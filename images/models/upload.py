"""A file that is being sent in pieces: how much of it has come, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField


class Upload(models.Model):
    """A file on its way into the library; its pieces lie in the storage under `uploads/<id>/` (images/uploads.py).

    `size` and `received` are bytes. `mark` is what the browser knows the file by (name, size, time of
    its last change): the same person sending the same file again goes on where it broke off.
    `picture` is what the whole file became.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    name = BanglaCharField(_("name"), max_length=200)
    mark = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    picture = models.ForeignKey(
        "images.Picture", on_delete=models.CASCADE, null=True, related_name="+"
    )
    begun_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(
                condition=Q(received__lte=F("size")), name="upload_no_more_than_its_size"
            )
        ]
        indexes = [
            models.Index(F("sender"), F("mark"), name="upload_again"),
            models.Index(F("touched_at"), name="upload_forgotten"),
        ]

    def __str__(self) -> str:
        return self.name
