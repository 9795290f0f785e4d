"""Configuration of paper."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaperConfig(AppConfig):
    """The newspaper's own particulars."""

    name = "paper"
    verbose_name = _("The paper")
