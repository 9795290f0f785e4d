"""The moderation desk's lists: queues along their own indexes, narrowed and read page by page, never counted whole."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from articles.paging import place_of
from bangla.text import canonical
from comments.models import Comment, Event, ModerationAction, Status
from comments.permissions import moderated_by

CARDS: Final = 50
MANY: Final = 99
"""As far as a queue is counted."""
WORDS: Final = 8
"""As many words of a search are conditions."""

SHOWN: Final = (
    "article_id", "parent_id", "root_id", "path", "status", "reasons", "author_user_id", "author_name", "email", "body",
    "script", "is_staff_reply", "featured_at", "visible_reply_count", "report_count", "revision", "version", "created_at",
    "published_at", "edited_at", "status_at",
    "article__headline", "article__standfirst", "article__category_id",
    "parent__author_name", "parent__body", "parent__status", "parent__published_at", "parent__article_id",
    "identity__name_last", "identity__standing", "identity__standing_until", "identity__approved_n",
    "identity__rejected_n", "identity__spam_n", "identity__created_at", "identity__note",
)  # fmt: skip
"""What a card prints; the bodies of stories are long and stay where they are."""

_epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_place = re.compile(r"([0-9]{1,60})-([0-9]{1,18})")


@dataclass(frozen=True)
class Queue:
    """One list of the desk: which comments, in which order, and what stands there when it is empty."""

    name: str
    title: Any
    empty: Any
    rows: Callable[[QuerySet[Comment]], QuerySet[Comment]]
    order: tuple[str, ...]


def _turned_down(rows: QuerySet[Comment], status: Status) -> QuerySet[Comment]:
    """Return comments of a status in a way that lets the partial index of all that is turned down be used.

    To SQLite, which concludes nothing, 6 is not at least 5; PostgreSQL would take both conditions
    for fewer rows than there are, and sort them.
    """
    if connection.vendor == "sqlite":
        rows = rows.filter(status__gte=Status.REJECTED)
    return rows.filter(status=status)


QUEUES: Final = {
    queue.name: queue
    for queue in (
        Queue(
            "waiting", _("Waiting"), _("Nothing to review now."),
            lambda rows: rows.filter(status__lte=Status.WITHHELD), ("created_at", "id"),
        ),
        Queue(
            "reported", _("Reports"), _("No report waits for you."),
            lambda rows: rows.filter(report_count__gt=0, published_at__isnull=False), ("-report_count", "id"),
        ),
        Queue(
            "unreviewed", _("Newly published"), _("Everything that is published has been reviewed."),
            lambda rows: rows.filter(status=Status.PUBLISHED), ("id",),
        ),
        Queue(
            "spam", _("Spam"), _("No spam."),
            lambda rows: _turned_down(rows, Status.SPAM), ("-status_at", "-id"),
        ),
        Queue(
            "rejected", _("Rejected"), _("Nothing has been rejected."),
            lambda rows: _turned_down(rows, Status.REJECTED), ("-status_at", "-id"),
        ),
    )
}  # fmt: skip

OF_READER: Final = Queue(
    "all", _("All"), _("Nothing here."), lambda rows: rows, ("-created_at", "-id")
)  # fmt: skip
OF_STORY: Final = Queue("all", _("All"), _("Nothing here."), lambda rows: rows, ("-path",))
"""Everything of one reader, newest first; everything under one story, the newest thread first."""


@dataclass(frozen=True)
class Wanted:
    """What a moderator asks to see; None and "" ask for nothing."""

    queue: Queue = QUEUES["waiting"]
    sections: frozenset[int] | None = None
    article: int | None = None
    author: int | None = None
    reason: str = ""
    script: str = ""
    text: str = ""

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted(self.queue)


@dataclass
class Page:
    """Comments of one page in the order of their queue, and the place after which the next one begins, "" on the last."""

    comments: list[Comment] = field(default_factory=list)
    after: str = ""


def read_page(user: Any, wanted: Wanted, after: str = "") -> Page:
    """Return the page of a queue that begins after a place; only what the person moderates.

    Raises ValueError for a place that is none.
    """
    comments = list(listed(user, wanted, after))
    more, comments = len(comments) > CARDS, comments[:CARDS]
    return Page(comments, _place_after(comments[-1], wanted.queue.order) if more else "")


def listed(user: Any, wanted: Wanted, after: str = "") -> QuerySet[Comment]:
    """Return the comments of a page, and one more if another page follows; raises ValueError."""
    rows, order = found(user, wanted), wanted.queue.order
    if after:
        rows = rows.filter(_beyond(order, _read_place(order, after)))
    return _as_shown(rows).order_by(*order)[: CARDS + 1]


def found(user: Any, wanted: Wanted) -> QuerySet[Comment]:
    """Return the comments of a queue that fit; in no order yet."""
    rows = wanted.queue.rows(moderated_by(user))
    exact = {"article": wanted.article, "identity": wanted.author, "script": wanted.script}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.sections is not None:
        rows = rows.filter(article__category__in=wanted.sections)
    if wanted.reason:
        # Written by json.dumps or by PostgreSQL, both with one space; quotes of a reader's text come escaped.
        rows = rows.alias(told=Cast("reasons", TextField())).filter(
            told__contains=f'"code": "{wanted.reason}"'
        )
    for word in canonical(wanted.text).split()[:WORDS]:
        rows = rows.filter(Q(body__icontains=word) | Q(author_name__icontains=word))
    return rows


def comments_of(user: Any, ids: Iterable[int]) -> list[Comment]:
    """Return these comments as they stand now, those that the person moderates, in the order of the ids."""
    wanted = [pk for pk in ids if pk <= BigIntegerField.MAX_BIGINT]
    by_id = _as_shown(moderated_by(user).filter(pk__in=wanted)).in_bulk()
    return [by_id[pk] for pk in wanted if pk in by_id]


def counts(user: Any) -> dict[str, int]:
    """Return how many comments wait in each queue, at most one more than MANY; one query."""
    parts, parameters = [], []
    for number, queue in enumerate(QUEUES.values()):
        rows = queue.rows(moderated_by(user)).order_by(*queue.order).values("pk")[: MANY + 1]
        sql, values = rows.query.get_compiler(connection=connection).as_sql()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS q{number})")  # noqa: S608
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        numbers = cursor.fetchone()
    return dict(zip(QUEUES, numbers, strict=True))


def _as_shown(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    """Join what the cards print, and find the last act on each comment by its index."""
    acts = ModerationAction.objects.filter(comment=OuterRef("pk")).exclude(event=Event.SUBMIT)
    last = Subquery(acts.order_by("-id").values("pk")[:1])
    return rows.select_related("article", "parent", "identity").only(*SHOWN).annotate(last_act=last)


def _beyond(order: tuple[str, ...], values: list[Any]) -> Q:
    """Return what follows a place in a sorted list; the first part bounds the walk of the index."""
    first, *rest = [(name.lstrip("-"), "lt" if name.startswith("-") else "gt") for name in order]
    if not rest:
        return Q(**{f"{first[0]}__{first[1]}": values[0]})
    ((second, way),) = rest
    later = Q(**{f"{first[0]}__{first[1]}": values[0]}) | Q(**{f"{second}__{way}": values[1]})
    return Q(**{f"{first[0]}__{first[1]}e": values[0]}) & later


def _place_after(comment: Comment, order: tuple[str, ...]) -> str:
    value = getattr(comment, order[0].lstrip("-"))
    return (
        place_of(value, comment.pk) if isinstance(value, dt.datetime) else f"{value}-{comment.pk}"
    )


def _read_place(order: tuple[str, ...], text: str) -> list[Any]:
    """Return the values of a place; raises ValueError."""
    if not (match := _place.fullmatch(text)):
        raise ValueError(text)
    name = order[0].lstrip("-")
    if name == "path":
        return [match[1], int(match[2])]
    if len(match[1]) > 18:
        raise ValueError(text)
    if name in {"created_at", "status_at"}:
        try:
            return [_epoch + dt.timedelta(microseconds=int(match[1])), int(match[2])]
        except OverflowError as error:
            raise ValueError(text) from error
    return [int(match[1]), int(match[2])]
