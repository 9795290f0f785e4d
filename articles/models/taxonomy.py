"""Where a story is filed: the tree of sections, the tags, and the dated join tables behind their pages."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from bangla.slugs import slugify, unique_slug
from bangla.text import canonical
from paper.fields import BanglaCharField, BanglaSlugField, BanglaTextField

ascii_slug = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
    _("Use small English letters, digits and hyphens, such as share-market."),
)
MAX_DEPTH = 3
_dated = Q(live_from__isnull=False)


class Category(models.Model):
    """A section of the paper; `path` (economy/port) is its address and says where it hangs."""

    name = BanglaCharField(_("name"), max_length=60)
    slug = models.CharField(_("address"), max_length=40, validators=[ascii_slug])
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("part of"),
    )  # fmt: skip
    path = models.CharField(max_length=140, unique=True, editable=False)
    description = BanglaTextField(_("description"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    in_menu = models.BooleanField(_("in the section bar"), default=True)
    on_front = models.BooleanField(_("block on the front page"), default=True)
    gate = models.JSONField(_("held back without"), default=list, blank=True)
    """Names of articles.gate.RULES that its stories, and those of sections below, must meet to be published."""

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:category", args=[self.path])


class Tag(TagBase):
    """A subject stories share; names are one in canonical form, slugs keep every Bangla sign."""

    name = BanglaCharField(_("name"), max_length=100, unique=True)
    slug = BanglaSlugField(_("address"), max_length=100, unique=True, blank=True)
    key = models.CharField(max_length=100, unique=True, editable=False)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def save(self, *args, **kwargs) -> None:
        self.key = tag_key(self.name)
        if not self.slug:
            others = Tag.objects.exclude(pk=self.pk)
            self.slug = unique_slug(
                self.name, lambda slug: others.filter(slug=slug).exists(), "tag"
            )
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "key", "slug"}
        super().save(*args, **kwargs)

    def slugify(self, tag: str, i: int | None = None) -> str:
        return slugify(tag) if i is None else f"{slugify(tag)}-{i}"

    def get_absolute_url(self) -> str:
        return reverse("articles:tag", args=[self.slug])


def tag_key(name: str) -> str:
    """Return what makes two tag names the same tag: canonical, case folded, joiners dropped, spaces single."""
    folded = canonical(name).casefold().replace("\u200d", "").replace("\u200c", "")
    return " ".join(folded.split())


class ArticleTag(ItemBase):
    """A tag of a story readers see; the time stands here too, so that a tag's page sorts by an index."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="filings")
    content_object = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="tag_filings"
    )
    position = models.PositiveSmallIntegerField(default=0)
    live_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="tagged_once"),
        ]
        indexes = [
            models.Index(
                F("tag"), F("live_from").desc(), F("content_object").desc(),
                condition=_dated, name="filed_live_by_tag",
            )
        ]  # fmt: skip


class ArticleCategory(models.Model):
    """A section that shows a story readers see: its own, its further ones, and all they hang under."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="filings")
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="category_filings"
    )
    is_own = models.BooleanField()
    live_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "category"], name="filed_once"),
        ]
        indexes = [
            models.Index(
                F("category"), F("live_from").desc(), F("article").desc(),
                condition=_dated, name="filed_live_by_category",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.category_id} {self.article_id}"
