"""What the database holds: is there anything, and how much of it."""

from django.contrib.auth import get_user_model
from django.db import models

from adverts.models import Advert
from articles.models import Article, AuthorProfile, Category, Series, Source, Sponsor, Tag
from comments.models import Comment, WordList
from images.models import Picture
from paper.pages import Page


def first_content() -> str:
    """Return in words what a database holds already; "" for an empty one."""
    kinds: dict[str, type[models.Model]] = {
        "stories": Article,
        "comments": Comment,
        "word lists": WordList,
        "sections": Category,
        "authors": AuthorProfile,
        "sources": Source,
        "sponsors": Sponsor,
        "series": Series,
        "tags": Tag,
        "pictures": Picture,
        "pages": Page,
        "advertisements": Advert,
        "accounts": get_user_model(),
    }
    return next((name for name, model in kinds.items() if model._default_manager.exists()), "")


def counts() -> dict[str, int]:
    """Return the numbers by which a moved site is compared (contract: `content_counts`).

    Posts in any state but killed, which is where an old site's bin goes; comments in every
    state, spam and rejected ones too; `threaded` are those that answer another.
    """
    return {
        "posts": Article.objects.exclude(state=Article.State.KILLED).count(),
        "pages": Page.objects.count(),
        "attachments": Picture.objects.count(),
        "comments": Comment.objects.count(),
        "threaded": Comment.objects.filter(parent__isnull=False).count(),
        "categories": Category.objects.count(),
        "tags": Tag.objects.count(),
        "authors": AuthorProfile.objects.count(),
    }
