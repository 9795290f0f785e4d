"""Configuration of adverts: the rows of places, and what the library asks of its pictures."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AdvertsConfig(AppConfig):
    """Advertisements and counters."""

    name = "adverts"
    verbose_name = _("Advertisements")

    def ready(self) -> None:
        from adverts import checks, pictures  # noqa: F401  the first registers its check
        from adverts.places import furnish_after_migrate
        from images.signals import asked_if_shown, asked_where_used, picture_changed

        post_migrate.connect(furnish_after_migrate, sender=self, dispatch_uid="adverts.places")
        asked_if_shown.connect(pictures.picture_is_shown, dispatch_uid="adverts.pictures")
        asked_where_used.connect(pictures.where_used, dispatch_uid="adverts.pictures")
        picture_changed.connect(pictures.print_anew, dispatch_uid="adverts.pictures")
