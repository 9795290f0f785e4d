"""The word lists, made ready once per process and made anew when their stamp is another; what is counted of them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import F, QuerySet, Subquery

from articles.models import Category
from bangla import wordlist
from comments.findings import ListedWord
from comments.models import Comment, Event, WordEntry, WordList, WordsStamp
from paper.prepared import Prepared, number

KEPT_BACK: Final = frozenset({WordList.Action.HOLD, WordList.Action.SPAM, WordList.Action.REJECT})
"""Actions that keep a comment from its readers."""

type Ready = Mapping[int | None, wordlist.WordList]
"""By section (None: the whole paper), all words that count there."""

_kept: list[tuple[UUID, Ready]] = []
"""The newest that this process has made, at most one; put in place whole, so threads never see half of it."""


def lists_for(category_id: int | None) -> tuple[wordlist.WordList, ...]:
    """Return the lists that hold for a story of this section: the paper's, its own, those of the sections above.

    One query a comment, and one more for the first comment after a change. The stamp is read
    before the words: what is kept under a stamp is as new as the stamp, or newer.
    """
    stamp, above = _asked(category_id)
    if stamp is None:
        return ()
    ready = next((made for known, made in _kept if known == stamp), None)
    if ready is None:
        ready = _made()
        _kept[:] = [(stamp, ready)]
    return tuple(ready[scope] for scope in (None, *above) if scope in ready)


def _asked(category_id: int | None) -> tuple[UUID | None, list[int]]:
    """Return the stamp (None while there never was a list) and the sections of a story, its own first."""
    if category_id is None:
        return next((stamp for (stamp,) in _stamp.rows()), None), []
    ((stamp, *above),) = _stamp_and_sections.rows(section=category_id)
    return stamp, [pk for pk in above if pk is not None]


_stamp = Prepared(lambda: WordsStamp.objects.filter(pk=1).values_list("stamp"))
_stamp_and_sections = Prepared(
    lambda section: (
        Category.objects.filter(pk=section)
        .annotate(stamp=Subquery(WordsStamp.objects.filter(pk=1).values("stamp")))
        .values_list("stamp", "pk", "parent_id", "parent__parent_id")
    ),
    section=number(),
)


def _made() -> Ready:
    entries: dict[int | None, list[wordlist.Entry]] = {}
    rows = WordEntry.objects.filter(word_list__is_active=True).order_by("pk")
    for pk, text, how, name, action, scope in rows.values_list(
        "pk", "text", "match", "word_list__name", "word_list__action", "word_list__category_id"
    ):
        entry = wordlist.Entry(ListedWord(pk, text, name, action), text, how)
        entries.setdefault(scope, []).append(entry)
    return {scope: wordlist.WordList(found) for scope, found in entries.items()}


def count_hits(reasons: Iterable[Mapping[str, Any]]) -> None:
    """Count a new comment on each entry that was found in it, once; in the transaction that stores it."""
    _add("hits", {reason["entry"] for reason in reasons if "entry" in reason})


def count_false_holds(comment: Comment, change: int = 1) -> None:
    """Count, when a moderator first approves a comment, the entries that had kept it back; -1 when that is undone.

    To be called in the transaction of the act, under the lock of the comment's thread, before
    its row is written to the audit.
    """
    entries = {
        reason["entry"]
        for reason in comment.reasons
        if "entry" in reason and reason.get("action") in KEPT_BACK
    }
    approvals = comment.actions.filter(
        event__in=(Event.APPROVE, Event.RESTORE), undone_by__isnull=True
    )
    if entries and approvals.count() == (0 if change > 0 else 1):
        _add("false_holds", entries, change)


def _add(counter: str, entries: set[int], change: int = 1) -> None:
    # One by one in one order: two comments with the same two words never wait for each other.
    for pk in sorted(entries):
        WordEntry.objects.filter(pk=pk).update(**{counter: F(counter) + change})


def entries_of(word_list: WordList) -> QuerySet[WordEntry]:
    """Return a list's entries, those found oftenest first."""
    return word_list.entries.order_by("-hits", "text")
