"""Configuration of articles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """Stories and everything they carry."""

    name = "articles"
    verbose_name = _("Stories")

    def ready(self) -> None:
        from articles.pictures import picture_is_shown
        from images.signals import asked_if_shown

        asked_if_shown.connect(picture_is_shown, dispatch_uid="articles.pictures")
