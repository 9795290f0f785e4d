"""Who may decide about comments: everywhere, or in the sections one looks after (`SectionRight`)."""

from typing import Any

from django.db.models import Q

from articles.models import Article
from articles.permissions import sections_of
from comments.models import Comment
from comments.models.comment import CommentQuerySet

MODERATE = "comments.moderate_comment"
SEE_ADDRESSES = "comments.view_pii"
BAN = "comments.ban_commenter"
ERASE = "comments.erase_commenter"


def can_moderate(user: Any, article: Article | None = None) -> bool:
    """May this person approve, reject and answer comments, under this story if one is named?"""
    if not (user is not None and user.is_active and user.has_perm(MODERATE)):
        return False
    return article is None or looks_after(user, article)


def speaks_for_the_desk(user: Any, article: Article) -> bool:
    """Whether this person's words under the story are the paper's: its moderators', and who wrote or began it."""
    if not (user is not None and user.is_active and user.is_staff):
        return False
    if can_moderate(user, article) or article.created_by_id == user.pk:
        return True
    return article.bylines.filter(author__user=user.pk).exists()


def looks_after(user: Any, article: Article) -> bool:
    """Whether the section of a story is this moderator's; a story without one is everybody's."""
    sections = sections_of(user)
    return sections is None or article.category_id is None or article.category_id in sections


def moderated_by(user: Any) -> CommentQuerySet:
    """Return the comments that a person may see on the desk."""
    if not can_moderate(user):
        return Comment.objects.none()
    sections = sections_of(user)
    if sections is None:
        return Comment.objects.all()
    return Comment.objects.filter(
        Q(article__category__in=sections) | Q(article__category__isnull=True)
    )
