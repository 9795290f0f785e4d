"""What one Dhaka day asks of the desk: what is due, comes out and is updated, by section, and what is overdue."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from articles import notices, permissions
from articles.models import Article, DeskNote
from articles.models.article import UNFINISHED
from articles.sections import Section, Sections
from bangla.dates import dhaka_day_bounds, to_dhaka
from bangla.digits import to_bangla
from paper.sentences import when_in_words

PER_SECTION = 40
OF_ONE_SECTION = 200
MOST = 600
"""More stories of one day are not read at once: a section is to be chosen then."""

WORDS = {
    "due": gettext_lazy("due"),
    "coming": gettext_lazy("comes out"),
    "out": gettext_lazy("came out"),
    "update": gettext_lazy("update"),
}
"""What happens at a moment of the day → how the plan says it."""

COLUMNS = (
    "headline", "state", "live_from", "live_revision", "update_at", "due_at", "embargo_until", "needs_legal",
    "legal_revision", "word_count", "category", "desk_category",
    *(f"{who}__{name}" for who in ("assignee", "created_by") for name in ("username", "display_name", "first_name", "last_name")),
    "latest_revision__headline",
)  # fmt: skip


class Moment(NamedTuple):
    """Something of a story that has its time on the day."""

    name: str
    at: dt.datetime

    @property
    def clock(self) -> str:
        """The time of day, ১৪:০৫."""
        here = to_dhaka(self.at)
        return to_bangla(f"{here.hour}:{here:%M}")

    @property
    def word(self) -> Any:
        """What happens then."""
        return WORDS[self.name]


@dataclass
class Line:
    """One story of the plan."""

    story: Article
    section: Section | None
    moments: list[Moment]
    is_overdue: bool = False
    is_embargoed: bool = False
    is_unfinished: bool = False
    may_assign: bool = False

    @property
    def headline(self) -> str:
        return notices.headline_of(self.story)

    @property
    def due_words(self) -> str:
        """The time that has passed, with its day."""
        return when_in_words(self.story.due_at) if self.story.due_at else ""

    @property
    def embargo_words(self) -> str:
        """When its embargo ends."""
        return when_in_words(self.story.embargo_until) if self.story.embargo_until else ""

    @property
    def needs_lawyer(self) -> bool:
        """Whether the lawyer has still to read the latest version."""
        story = self.story
        return story.needs_legal and story.legal_revision_id != story.latest_revision_id


@dataclass
class Group:
    """The stories of one section, or what is overdue; `left` counts those that are not shown."""

    section: Section | None
    lines: list[Line] = field(default_factory=list)
    left: int = 0


class Asked(NamedTuple):
    """Who looks at which day, and when."""

    user: Any
    start: dt.datetime
    end: dt.datetime
    now: dt.datetime
    sections: Sections
    is_today: bool


class DayPlan(NamedTuple):
    """One day of the desk; `is_cut` says that it holds more than was read."""

    overdue: Group
    groups: list[Group]
    is_cut: bool


def read_plan(
    user: Any, day: dt.date, *, now: dt.datetime, sections: Sections,
    section: Section | None = None, assignee: int | None = None,
) -> DayPlan:  # fmt: skip
    """Return the day's stories that a person may open, each section's in the order of its times.

    `section` narrows it to one with those below it, `assignee` to what is in one person's
    hands. Today's plan begins with all that is overdue. Raises ValueError for a day outside
    the calendar.
    """
    start, end = dhaka_day_bounds(day)
    is_today = to_dhaka(now).date() == day
    found = stories_of(user, start, end, overdue_at=now if is_today else None)
    if section is not None:
        found = found.filter(desk_category__in=section.family)
    if assignee is not None:
        found = found.filter(assignee=assignee)
    rows = list(found[: MOST + 1])
    asked = Asked(user, start, end, now, sections, is_today)
    lines = [_line(story, asked) for story in rows[:MOST]]
    lines.sort(key=lambda line: (min((one.at for one in line.moments), default=now), line.story.pk))
    limit = PER_SECTION if section is None else OF_ONE_SECTION
    late = sorted((line for line in lines if line.is_overdue), key=lambda line: line.story.due_at)
    rest = [line for line in lines if not line.is_overdue]
    return DayPlan(
        _cut(Group(None, late), limit),
        [_cut(group, limit) for group in _by_section(rest, sections)],
        len(rows) > MOST,
    )


def stories_of(
    user: Any, start: dt.datetime, end: dt.datetime, *, overdue_at: dt.datetime | None
) -> QuerySet[Article]:
    """Return the stories with a moment from `start` on and before `end`, and those overdue at a moment.

    Each kind of moment is found by its own index first; rights and filters look at those few alone.
    """
    ids = Article.objects.order_by().values("pk")
    parts = [
        ids.filter(**{f"{name}__gte": start, f"{name}__lt": end})
        for name in ("due_at", "live_from", "update_at")
    ]
    if overdue_at is not None:
        parts.append(ids.overdue(overdue_at))
    notes = (
        DeskNote.objects.filter(article=OuterRef("pk"))
        .order_by()
        .values("article")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        permissions.editable_by(user)
        .filter(Q(pk__in=parts[0].union(*parts[1:], all=True)))
        .select_related("latest_revision", "assignee", "created_by")
        .only(*COLUMNS)
        .annotate(note_count=Coalesce(Subquery(notes), 0))
    )  # fmt: skip


def _line(story: Article, asked: Asked) -> Line:
    came = story.live_from is not None and story.live_from <= asked.now
    times = {
        "due": story.due_at,
        "out" if came else "coming": story.live_from,
        "update": story.update_at,
    }
    moments = [
        Moment(name, at) for name, at in times.items() if at and asked.start <= at < asked.end
    ]
    return Line(
        story, asked.sections.by_id.get(story.desk_category_id),
        sorted(moments, key=lambda moment: moment.at),
        is_overdue=asked.is_today and story.is_overdue(asked.now),
        is_embargoed=story.embargo_until is not None and story.embargo_until > asked.now,
        is_unfinished=story.state in UNFINISHED,
        may_assign=story.state in UNFINISHED and permissions.can_assign(asked.user, story),
    )  # fmt: skip


def _by_section(lines: Iterable[Line], sections: Sections) -> list[Group]:
    """Return the sections that have lines, in the order of the tree; those without a section come last."""
    by_pk: dict[int | None, list[Line]] = {}
    for line in lines:
        by_pk.setdefault(line.section.pk if line.section else None, []).append(line)
    groups = [
        Group(section, by_pk[section.pk]) for section in _walk(sections) if section.pk in by_pk
    ]
    return [*groups, Group(None, by_pk[None])] if None in by_pk else groups


def _walk(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.children)


def _cut(group: Group, limit: int) -> Group:
    return Group(group.section, group.lines[:limit], max(0, len(group.lines) - limit))
