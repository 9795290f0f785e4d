"""Where the library keeps pictures apart, and who may see them there."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField

SEES_ALL = "images.change_folder"
"""Who arranges the folders sees what is in them."""


class FolderQuerySet(models.QuerySet["Folder"]):
    """Which folders."""

    def open_to(self, user: Any) -> Self:
        """Folders that everybody at the desk sees, and those of the person's own roles."""
        if user.has_perm(SEES_ALL):
            return self
        return self.filter(models.Q(roles=None) | models.Q(roles__in=user.groups.all())).distinct()


class Folder(models.Model):
    """A part of the library; with `roles`, only they see, use and change what is in it."""

    name = BanglaCharField(_("name"), max_length=80, unique=True)
    roles = models.ManyToManyField(
        "auth.Group", blank=True, related_name="+", verbose_name=_("only for"),
        help_text=_("Left empty, everybody at the desk sees its pictures."),
    )  # fmt: skip

    objects = FolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("folder")
        verbose_name_plural = _("folders")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
