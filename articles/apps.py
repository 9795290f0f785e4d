"""Configuration of articles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """Stories and everything they carry."""

    name = "articles"
    verbose_name = _("Stories")

    def ready(self) -> None:
        from articles.pictures import picture_is_shown, where_used
        from articles.section_rights import SECTIONS
        from images.signals import asked_if_shown, asked_where_used
        from people import further_rights

        asked_if_shown.connect(picture_is_shown, dispatch_uid="articles.pictures")
        asked_where_used.connect(where_used, dispatch_uid="articles.pictures")
        further_rights.register(SECTIONS)
