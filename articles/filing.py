"""Filing a published story: its rows under sections, tags and authors, each with the story's time."""

from typing import Any

from django.db import transaction
from django.tasks import task

from articles import shown
from articles.models import (
    Article,
    ArticleCategory,
    ArticleTag,
    AuthorProfile,
    Byline,
    Category,
    Tag,
)
from articles.models.taxonomy import tag_key

BATCH = 500


def file_story(article: Article, content: dict[str, Any]) -> None:
    """Replace the story's rows in the join tables by those of a version's content."""
    _file_categories(article, [pk for pk in [content["category"], *content["further"]] if pk])
    _file_tags(article, content["tags"])
    _file_bylines(article, content["bylines"])


def redate(article: Article) -> None:
    """Carry the story's `live_from` into its rows in the join tables."""
    article.category_filings.update(live_from=article.live_from)
    article.tag_filings.update(live_from=article.live_from)
    article.bylines.update(live_from=article.live_from)


def _file_categories(article: Article, own: list[int]) -> None:
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    wanted: dict[int, bool] = {pk: True for pk in own if pk in parents}
    for pk in list(wanted):
        while (pk := parents[pk]) is not None:
            wanted.setdefault(pk, False)
    article.category_filings.all().delete()
    ArticleCategory.objects.bulk_create(
        ArticleCategory(article=article, category_id=pk, is_own=is_own, live_from=article.live_from)
        for pk, is_own in wanted.items()
    )


def _file_tags(article: Article, names: list[str]) -> None:
    tags = tags_by_name(names)
    article.tag_filings.all().delete()
    ArticleTag.objects.bulk_create(
        ArticleTag(content_object=article, tag=tag, position=position, live_from=article.live_from)
        for position, tag in enumerate(tags)
    )


def tags_by_name(names: list[str]) -> list[Tag]:
    """Return the tags of these names in order, making the missing ones; equal names are one tag."""
    keys = list(dict.fromkeys(key for key in map(tag_key, names) if key))
    known = {tag.key: tag for tag in Tag.objects.filter(key__in=keys)}
    for name in names:
        if (key := tag_key(name)) and key not in known:
            known[key] = Tag.objects.get_or_create(key=key, defaults={"name": name})[0]
    return [known[key] for key in keys]


def _file_bylines(article: Article, bylines: list[dict[str, Any]]) -> None:
    authors = set(
        AuthorProfile.objects.filter(pk__in=[b["author"] for b in bylines]).values_list(
            "pk", flat=True
        )
    )
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(
            article=article, author_id=b["author"], position=position,
            name=b["name"], role=b["role"], live_from=article.live_from,
        )
        for position, b in enumerate(bylines) if b["author"] in authors
    )  # fmt: skip


@task
def refresh_stories_of_tag(tag_pk: int) -> None:
    """Print a renamed tag under all its stories. Safe to run again at any time."""
    _refresh(Article.objects.filter(tag_filings__tag=tag_pk))


@task
def refresh_stories_of_author(author_pk: int) -> None:
    """Carry an author's changed address to all signed stories; names stay as printed."""
    _refresh(Article.objects.filter(bylines__author=author_pk))


@task
def refresh_stories_of_series(series_pk: int) -> None:
    """Print a renamed series over all its stories. Safe to run again at any time."""
    _refresh(Article.objects.filter(series=series_pk))


@task
def refile_stories_of_category(category_pk: int) -> None:
    """File all stories of a section again after it moved in the tree."""
    stories = Article.objects.filter(
        category_filings__category=category_pk, category_filings__is_own=True
    )
    for pk in list(stories.values_list("pk", flat=True)):
        with transaction.atomic():
            article = Article.objects.select_for_update(of=("self",)).get(pk=pk)
            own = article.category_filings.filter(is_own=True).order_by("id")
            _file_categories(article, list(own.values_list("category_id", flat=True)))


def _refresh(stories: Any) -> None:
    pks = list(stories.values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            for article in Article.objects.select_for_update(of=("self",)).filter(
                pk__in=pks[start : start + BATCH]
            ):
                shown.refresh(article)
