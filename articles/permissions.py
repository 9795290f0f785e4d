"""Who may do what with a story; objects for editing come only from `get_for_editor`.

Writers open the stories they began and those assigned to them. Editors open all stories, or those
of the sections they look after (`SectionRight`), beside their own and assigned ones and those
that have no section yet.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from articles.models import Article, Category, SectionRight

State = Article.State
OWN_WORK = frozenset({State.DRAFT, State.SENT_BACK})
"""States in which a reporter may still change an own story."""


def sections_of(user: Any) -> frozenset[int] | None:
    """Return the ids of the sections an editor looks after, those below included; None for all.

    Kept on the user in hand: a request asks once.
    """
    if not hasattr(user, "_desk_sections"):
        right = SectionRight.objects.filter(user=user.pk, category=OuterRef("pk"))
        tree = Category.objects.order_by().annotate(is_given=Exists(right))
        user._desk_sections = _with_those_below(tree.values_list("pk", "parent_id", "is_given"))
    found: frozenset[int] | None = user._desk_sections
    return found


def _with_those_below(tree: Iterable[tuple[int, int | None, bool]]) -> frozenset[int] | None:
    """Return the given sections and all below them, None when none is given."""
    rows = list(tree)
    pks = {pk for pk, _parent, is_given in rows if is_given}
    while new := {pk for pk, parent, _is_given in rows if parent in pks} - pks:
        pks |= new
    return frozenset(pks) if pks else None


def editable_by(user: Any) -> QuerySet[Article]:
    """Return the stories a person may open on the desk."""
    if not user.is_active or not user.has_perm("articles.change_article"):
        return Article.objects.none()
    own = Q(created_by=user) | Q(assignee=user)
    if not user.has_perm("articles.edit_any_article"):
        return Article.objects.filter(own)
    sections = sections_of(user)
    if sections is None:
        return Article.objects.all()
    printed = Q(category__in=sections) | Q(category__isnull=True)
    # Each part of the OR begins with a column of its own index; nested, SQLite would walk all stories.
    drafted = (Q(desk_category__in=sections) & printed) | (Q(desk_category__isnull=True) & printed)
    return Article.objects.filter(own | drafted)


def can_open(user: Any, article: Article) -> bool:
    """May this person see the story on the desk?"""
    if not user.is_active or not user.has_perm("articles.change_article"):
        return False
    if user.pk is not None and user.pk in (article.created_by_id, article.assignee_id):
        return True
    return bool(user.has_perm("articles.edit_any_article")) and _looks_after(user, article)


def _looks_after(user: Any, article: Article) -> bool:
    """Whether the sections of the story, that of its latest version and that readers see, are this editor's."""
    sections = sections_of(user)
    if sections is None:
        return True
    return {article.desk_category_id, article.category_id} - {None} <= sections


def moved_to(article: Article, section: int | None) -> Article:
    """Return what the questions below need of a story whose latest version would lie in another section."""
    return Article(
        pk=article.pk, state=article.state, created_by_id=article.created_by_id,
        assignee_id=article.assignee_id, category_id=article.category_id, desk_category_id=section,
    )  # fmt: skip


def can_edit(user: Any, article: Article) -> bool:
    """May this person save a new version? Writers: own and assigned stories, until they are handed in."""
    if not can_open(user, article) or article.state == State.KILLED:
        return False
    return user.has_perm("articles.edit_any_article") or article.state in OWN_WORK


def can_submit(user: Any, article: Article) -> bool:
    """May this person hand the story in?"""
    return can_open(user, article)


def _may(user: Any, article: Article, right: str) -> bool:
    """Rights beyond an own text hold in the sections one looks after, for own stories too."""
    return can_open(user, article) and user.has_perm(right) and _looks_after(user, article)


def can_publish(user: Any, article: Article) -> bool:
    """May this person publish, schedule, approve and send back?"""
    return _may(user, article, "articles.publish_article")


def can_withdraw(user: Any, article: Article) -> bool:
    """May this person take the story from readers?"""
    return _may(user, article, "articles.withdraw_article")


def can_kill(user: Any, article: Article) -> bool:
    """May this person end the story for good?"""
    return _may(user, article, "articles.kill_article")


def can_correct(user: Any, article: Article) -> bool:
    """May this person add a correction?"""
    return _may(user, article, "articles.correct_article")


def can_assign(user: Any, article: Article) -> bool:
    """May this person give the story to somebody, with a time?"""
    return _may(user, article, "articles.assign_article")


def can_lift_embargo(user: Any, article: Article) -> bool:
    """May this person end an embargo before its time?"""
    return _may(user, article, "articles.lift_embargo")


def can_clear_legal(user: Any, article: Article) -> bool:
    """May this person say that the law allows it?"""
    return _may(user, article, "articles.clear_legal")


def can_override_gate(user: Any, article: Article) -> bool:
    """May this person publish, with a reason, what the gate holds back?"""
    return _may(user, article, "articles.override_gate")


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
