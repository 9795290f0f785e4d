"""Configuration of comments."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    """What readers say, and who may say what is shown."""

    name = "comments"
    verbose_name = _("Conversation")
