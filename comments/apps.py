"""Configuration of comments."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    """What readers say, and who may say what is shown."""

    name = "comments"
    verbose_name = _("Conversation")

    def ready(self) -> None:
        """Load what writes the mails of the conversation: each module registers its kinds."""
        for module in ("decisions", "erasure", "own_data", "replies", "subscriptions"):
            import_module(f"comments.{module}")
