"""Configuration of images."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImagesConfig(AppConfig):
    """Pictures and where they are served."""

    name = "images"
    verbose_name = _("Pictures")
