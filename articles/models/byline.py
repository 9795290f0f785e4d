"""Who wrote it: author profiles, and the bylines of stories with name and role as printed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangla.slugs import unique_slug
from paper.fields import BanglaCharField, BanglaSlugField, BanglaTextField


class AuthorProfile(models.Model):
    """A person who signs stories; a login is optional and outlived by the bylines."""

    name = BanglaCharField(_("name"), max_length=80)
    slug = BanglaSlugField(_("address"), unique=True, blank=True)
    role = BanglaCharField(_("role"), max_length=80, blank=True)
    place = BanglaCharField(_("place"), max_length=40, blank=True)
    bio = BanglaTextField(_("about"), max_length=600, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="author_profile", verbose_name=_("login"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            others = AuthorProfile.objects.exclude(pk=self.pk)
            self.slug = unique_slug(
                self.name, lambda slug: others.filter(slug=slug).exists(), "author"
            )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("articles:author", args=[self.slug])


class Byline(models.Model):
    """One author of a story readers see, with name and role as they were printed."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="bylines"
    )
    author = models.ForeignKey(AuthorProfile, on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField()
    name = BanglaCharField(max_length=80)
    role = BanglaCharField(max_length=80, blank=True)
    live_from = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="byline_position_once"),
            models.UniqueConstraint(fields=["article", "author"], name="byline_author_once"),
        ]
        indexes = [
            models.Index(
                F("author"), F("live_from").desc(), F("article").desc(),
                condition=Q(live_from__isnull=False), name="byline_live_by_author",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
