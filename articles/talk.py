"""The desk's talk about a story: notes that no reader sees and nobody changes, and who is told of them."""

import datetime as dt
import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import notices, permissions
from articles.acting import words
from articles.models import Article, DeskNote, Notice
from articles.transitions import WorkflowError
from bangla.text import canonical
from paper.fields import clean_text
from people.models import User

LENGTH = DeskNote._meta.get_field("text").max_length
AGAIN = dt.timedelta(minutes=2)
"""The same words of the same person within this time are one note that was sent twice."""

ENDINGS = "কে|রা|র|ের|এর|দের|ও|ই"
"""What Bangla writes on to a name without a space: @শাহীন আলমকে."""


def notes_of(article: Article) -> QuerySet[DeskNote]:
    """Return a story's notes, the oldest first."""
    return article.notes.select_related("by", "revision").defer("revision__content")


@transaction.atomic
def add_note(article: Article, *, by: Any, text: str) -> DeskNote:
    """Add a note to a story and tell its writer, the one it is assigned to, who wrote before, and who is @named.

    Whoever may open the story may write. Raises PermissionDenied, and WorkflowError for an
    empty or too long text. The same text sent again within two minutes is the same note.
    """
    article = Article.objects.select_related("latest_revision").locked(article.pk)
    if not permissions.can_open(by, article):
        raise PermissionDenied(_("You have no right to do this."))
    text = words(clean_text(text), _("Write the note first."))
    if len(text) > LENGTH:
        raise WorkflowError(_("The note is too long: two thousand characters are the most."))
    last = article.notes.order_by("-id").first()
    if (
        last
        and (last.by_id, last.text) == (by.pk, text)
        and timezone.now() - last.created_at < AGAIN
    ):
        return last
    told = {article.created_by_id, article.assignee_id, *named_in(text)}
    told.update(article.notes.order_by().values_list("by", flat=True).distinct())
    note = DeskNote.objects.create(
        article=article, by=by, text=text, revision=article.latest_revision
    )
    notices.tell_these(article, told, Notice.Kind.NOTE, by=by, text=text)
    return note


def named_in(text: str) -> set[int]:
    """Return the ids of the people of the desk whom a text names by @username or @name."""
    if "@" not in text:
        return set()
    by_name: dict[str, set[int]] = {}
    for user in writers():
        for name in {user.username, str(user)}:
            by_name.setdefault(canonical(name).casefold(), set()).add(user.pk)
    longest_first = sorted(by_name, key=len, reverse=True)
    known = "|".join(map(re.escape, longest_first))
    # Vowel signs of Bangla are no word characters to `re`: its whole block is named.
    called = rf"(?<![\w.])@({known})(?:{ENDINGS})?(?![\w\u0980-\u09ff])"
    found = re.findall(called, text.casefold()) if known else []
    return set().union(*(by_name[name] for name in found))


def writers() -> QuerySet[User]:
    """Return the people who may work on stories, by name."""
    return (
        User.objects.with_perm("articles.change_article")
        .filter(is_staff=True)
        .order_by("display_name", "username")
    )
