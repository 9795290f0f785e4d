"""Stories that are told in parts: a series with a page of its own."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangla.slugs import unique_slug
from paper.fields import BanglaCharField, BanglaSlugField, BanglaTextField


class Series(models.Model):
    """A series; its stories say which part they are."""

    title = BanglaCharField(_("title"), max_length=120, unique=True)
    slug = BanglaSlugField(_("address"), unique=True, blank=True)
    introduction = BanglaTextField(_("introduction"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            others = Series.objects.exclude(pk=self.pk)
            self.slug = unique_slug(
                self.title, lambda slug: others.filter(slug=slug).exists(), "series"
            )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("articles:series", args=[self.slug])
