"""Who may do what with a story; objects for editing come only from `get_for_editor`."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from articles.models import Article

State = Article.State
OWN_WORK = frozenset({State.DRAFT, State.SENT_BACK})
"""States in which a reporter may still change an own story."""


def editable_by(user: Any) -> QuerySet[Article]:
    """Return the stories a person may open on the desk."""
    if not user.is_active or not user.has_perm("articles.change_article"):
        return Article.objects.none()
    if user.has_perm("articles.edit_any_article"):
        return Article.objects.all()
    return Article.objects.filter(created_by=user)


def can_open(user: Any, article: Article) -> bool:
    """May this person see the story on the desk?"""
    if not user.is_active or not user.has_perm("articles.change_article"):
        return False
    return bool(user.has_perm("articles.edit_any_article") or article.created_by_id == user.pk)


def can_edit(user: Any, article: Article) -> bool:
    """May this person save a new version? Reporters: own stories, until they are handed in."""
    if not can_open(user, article) or article.state == State.KILLED:
        return False
    return user.has_perm("articles.edit_any_article") or article.state in OWN_WORK


def can_submit(user: Any, article: Article) -> bool:
    """May this person hand the story in?"""
    return can_open(user, article)


def can_publish(user: Any, article: Article) -> bool:
    """May this person publish, schedule and send back?"""
    return can_open(user, article) and user.has_perm("articles.publish_article")


def can_withdraw(user: Any, article: Article) -> bool:
    """May this person take the story from readers?"""
    return can_open(user, article) and user.has_perm("articles.withdraw_article")


def can_kill(user: Any, article: Article) -> bool:
    """May this person end the story for good?"""
    return can_open(user, article) and user.has_perm("articles.kill_article")


def can_correct(user: Any, article: Article) -> bool:
    """May this person add a correction?"""
    return can_open(user, article) and user.has_perm("articles.correct_article")


def get_for_editor(user: Any, pk: int) -> Article:
    """Return a story to work on: load and check in one.

    Raises Http404 for an unknown story and PermissionDenied for one that is not this person's.
    """
    article = Article.objects.select_related("latest_revision", "category").filter(pk=pk).first()
    if article is None:
        raise Http404
    if not can_open(user, article):
        raise PermissionDenied
    return article
