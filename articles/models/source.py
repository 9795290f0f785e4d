"""Where a story comes from: the record behind the line `সূত্র : …`."""

from django.utils.translation import gettext_lazy as _

from articles.models.linked_name import LinkedName


class Source(LinkedName):
    """An agency, a paper or a bureau that stories are credited to."""

    class Meta(LinkedName.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
