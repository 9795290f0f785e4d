"""Who pays for a story, or makes it with the paper: the record behind its label."""

from django.utils.translation import gettext_lazy as _

from articles.models.linked_name import LinkedName


class Sponsor(LinkedName):
    """A company or house whose name stands on sponsored and partner stories."""

    class Meta(LinkedName.Meta):
        verbose_name = _("sponsor")
        verbose_name_plural = _("sponsors")
