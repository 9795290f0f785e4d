"""Which pictures stories use: noted with every version, asked by the library and by readers' requests."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import permissions
from articles.figures import figures_of, picture_ids
from articles.models import Article, PictureUse
from images.models import Picture
from images.names import key_of
from images.signals import Use

USES_SHOWN = 50


def pictures_of(content: dict[str, Any]) -> set[int]:
    """Return the ids of the pictures that a version names, those of the library alone.

    Their rows are held to the end of the transaction: who clears up the library at this moment
    finds them in use, or they are gone before the version names them.
    """
    named = {content["picture"], *picture_ids(content["body"])} - {None}
    if not named:
        return set()
    rows = Picture.objects.select_for_update(no_key=True).filter(pk__in=named).order_by("pk")
    return set(rows.values_list("pk", flat=True))


class InText(NamedTuple):
    """A picture in a body: the library's row, and whether description and credit are there, own or default."""

    picture: Picture
    is_described: bool
    has_credit: bool


def in_text(body: str) -> list[InText]:
    """Return the pictures of a body, those of galleries too, in order; embedded videos' covers are not asked after."""
    figures = [f for figure in figures_of(body) for f in (figure, *figure.children)]
    named = [figure for figure in figures if figure.picture and not figure.embed]
    rows = Picture.objects.in_bulk([figure.picture for figure in named]) if named else {}
    return [
        InText(row, bool(figure.alt or row.alt), bool(figure.credit or row.credit))
        for figure in named
        if (row := rows.get(figure.picture))
    ]


def note_uses(article: Article, content: dict[str, Any], flag: str) -> None:
    """Note which pictures a version uses: flag `is_latest` for a saved one, `is_live` for a published one."""
    used = pictures_of(content)
    gone = article.picture_uses.filter(**{flag: True}).exclude(picture__in=used)
    gone.update(**{flag: False})
    PictureUse.objects.bulk_create(
        [PictureUse(article=article, picture_id=pk, **{flag: True}) for pk in sorted(used)],
        update_conflicts=True, unique_fields=["picture", "article"], update_fields=[flag],
    )  # fmt: skip


def keep_for(article: Article, content: dict[str, Any]) -> None:
    """Note that some version of a story names these pictures, so that the library keeps them."""
    PictureUse.objects.bulk_create(
        [PictureUse(article=article, picture_id=pk) for pk in sorted(pictures_of(content))],
        ignore_conflicts=True,
    )


def picture_is_shown(sender: Any, name: str, now: dt.datetime, **kwargs: Any) -> bool:
    """Answer whether readers may see a file: whether a live story shows its picture, or did until the file was replaced."""
    pictures = Picture.objects.with_file(key_of(name), now)
    live = Article.objects.live(now).filter(
        picture_uses__picture__in=pictures, picture_uses__is_live=True
    )
    return live.exists()


def where_used(sender: Any, picture: Picture, user: Any, **kwargs: Any) -> list[Use]:
    """Answer in which stories a picture stands: the newest first, those that only had it once left out.

    Of a story that is neither out nor the person's to open, nothing but its being there is told.
    """
    uses = (
        PictureUse.objects.filter(Q(is_live=True) | Q(is_latest=True), picture=picture)
        .select_related("article__latest_revision")
        .defer("article__body", "article__latest_revision__content")
        .order_by("-article")[:USES_SHOWN]
    )
    return [_use(use.article, user) for use in uses]


def _use(article: Article, user: Any) -> Use:
    if permissions.can_open(user, article):
        address = reverse("admin:articles_article_change", args=[article.pk])
        return Use(str(article), address, article.get_state_display())
    if article.is_live():
        return Use(article.headline, article.get_absolute_url(), article.get_state_display())
    return Use(_("A story that is not out"), "", "")
