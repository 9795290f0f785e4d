"""The first page of the desk: what waits for this person now, list by list."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import notices, panel
from articles.models import Article
from articles.permissions import editable_by
from bangla.dates import dhaka_day_bounds, to_dhaka
from paper.log import LogEntry
from paper.sentences import when_in_words, words_of

ROWS = 8
State = Article.State


@dataclass
class Line:
    """One story on the first page: where it stands and what to know about it."""

    story: Article
    headline: str
    note: str = ""
    when: str = ""

    @property
    def badge(self) -> str:
        return panel.badge(self.story)


@dataclass
class Work:
    """One list of the first page; one without words for being empty is left out then."""

    title: str
    lines: list[Line]
    empty: str = ""
    link: str = ""
    is_alarm: bool = False


@dataclass(frozen=True)
class Wanted:
    """A list before it is read: its stories in order, and the moment that counts in it."""

    title: str
    stories: QuerySet[Article]
    time: str
    empty: str = ""
    link: str = ""
    is_alarm: bool = False


def works_of(request: HttpRequest) -> list[Work]:
    """Return the lists of a person's first page, read together: which stories stand where, then the stories."""
    user = request.user
    if not user.has_perm("articles.change_article"):
        return []
    is_editor = user.has_perm("articles.publish_article")
    stories = editable_by(user)
    own = stories.filter(Q(created_by=user.pk) | Q(assignee=user.pk))
    editors = editors_lists(request, stories) if is_editor else []
    wanted = [
        overdue(request, stories),
        *editors,
        *writers_lists(request, own, is_editor=is_editor),
    ]
    corrected = list(_entries("correct").order_by("-id")[:ROWS]) if is_editor else []
    found, by_pk = _read(wanted, [entry.subject_id for entry in corrected], stories)
    works = [_work(one, rows) for one, rows in zip(wanted, found, strict=True)]
    _add_notes(works)
    if is_editor:
        works.insert(1 + len(editors), corrections(corrected, by_pk))
    return [work for work in works if work.lines or work.empty]


def overdue(request: HttpRequest, stories: QuerySet[Article]) -> Wanted:
    """What should be finished by now."""
    here = f"{reverse('admin:articles_article_changelist')}?due=overdue"
    late = stories.overdue(request.now).order_by("due_at")
    return Wanted(_("Overdue"), late, "due_at", link=here, is_alarm=True)


def editors_lists(request: HttpRequest, stories: QuerySet[Article]) -> list[Wanted]:
    """What waits for an editor: review, approved stories, the schedule, today's stories."""
    here = reverse("admin:articles_article_changelist")
    start, end = dhaka_day_bounds(to_dhaka(request.now).date())
    in_state = {state: stories.filter(state=state) for state in State}
    today = in_state[State.PUBLISHED].filter(live_from__gte=start, live_from__lt=end)
    return [
        Wanted(
            _("Stories to review"), in_state[State.IN_REVIEW].order_by("touched_at"), "touched_at",
            _("Nothing waits for review now."), f"{here}?state={State.IN_REVIEW}",
        ),
        Wanted(
            _("Approved, waiting to come out"), in_state[State.APPROVED].order_by("touched_at"), "touched_at",
            link=f"{here}?state={State.APPROVED}",
        ),
        Wanted(
            _("Scheduled next"), in_state[State.SCHEDULED].order_by("live_from"), "live_from",
            _("Nothing is scheduled."), f"{here}?state={State.SCHEDULED}",
        ),
        Wanted(
            _("Published today"), today.order_by("-live_from", "-id"), "-live_from",
            _("Nothing has been published today yet."), f"{here}?state={State.PUBLISHED}",
        ),
    ]  # fmt: skip


def writers_lists(request: HttpRequest, own: QuerySet[Article], *, is_editor: bool) -> list[Wanted]:
    """A writer's stories, begun or taken over: sent back, assigned, drafts, and handed in where others publish them."""
    me = request.user.pk
    at_work = [State.DRAFT, State.IN_REVIEW, State.APPROVED] if is_editor else [State.DRAFT]
    assigned = own.filter(assignee=me, state__in=at_work).exclude(
        pk__in=Article.objects.overdue(request.now).values("pk")
    )
    drafts = own.filter(created_by=me, state=State.DRAFT, assignee__isnull=True)
    lists = [
        Wanted(_("Sent back to me"), own.filter(state=State.SENT_BACK).order_by("-touched_at"), "-touched_at"),
        Wanted(_("Assigned to me"), assigned.order_by(F("due_at").asc(nulls_last=True)), "due_at"),
        Wanted(
            _("My drafts"), drafts.order_by("-touched_at"), "-touched_at",
            _("You have no draft. Begin a new story."),
        ),
    ]  # fmt: skip
    if not is_editor:
        handed_in = own.filter(state__in=[State.IN_REVIEW, State.APPROVED, State.SCHEDULED])
        lists.append(
            Wanted(
                _("Handed in"), handed_in.order_by("-touched_at"), "-touched_at",
                _("Nothing of yours waits for an editor."),
            )
        )  # fmt: skip
    return lists


def corrections(entries: list[LogEntry], by_pk: dict[int, Article]) -> Work:
    """Return the latest corrections of the stories that the person may open."""
    lines = [
        Line(by_pk[entry.subject_id], entry.label, words_of(entry), when_in_words(entry.at))
        for entry in entries
        if entry.subject_id in by_pk
    ]
    return Work(_("Latest corrections"), lines, _("No correction so far."))


def latest_notes(pks: list[int], act: str) -> dict[int, str]:
    """Return what was written with the latest act of a kind on each story."""
    entries = _entries(act).filter(subject_id__in=pks).order_by("id") if pks else []
    return {entry.subject_id: words_of(entry) for entry in entries}


def _entries(act: str) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(act=act, subject_type="articles.article")


def _read(
    wanted: list[Wanted], further: list[int], stories: QuerySet[Article]
) -> tuple[list[list[Article]], dict[int, Article]]:
    """Return the stories of each list in its order, and all stories read, the further ones too."""
    parts = [
        Article.objects.filter(pk__in=one.stories.values("pk")[:ROWS])
        .order_by()
        .annotate(part=Value(number))
        .values_list("pk", "part")
        for number, one in enumerate(wanted)
    ]
    places = list(parts[0].union(*parts[1:], all=True))
    rows = stories.filter(pk__in={*further, *(pk for pk, _part in places)})
    rows = rows.select_related("latest_revision", "created_by", "assignee")
    by_pk = rows.defer("body", "shown", "latest_revision__content").in_bulk()
    found: list[list[Article]] = [[] for _one in wanted]
    for pk, part in places:
        if pk in by_pk:  # taken away between the two looks
            found[part].append(by_pk[pk])
    for one, list_of in zip(wanted, found, strict=True):
        name = one.time.removeprefix("-")
        list_of.sort(
            key=lambda story: (getattr(story, name) is None, getattr(story, name), story.pk),
            reverse=one.time != name,
        )
    return found, by_pk  # fmt: skip


def _work(one: Wanted, rows: list[Article]) -> Work:
    lines = [Line(story, notices.headline_of(story), when=_when(story, one)) for story in rows]
    return Work(one.title, lines, one.empty, one.link, one.is_alarm)


def _when(story: Article, one: Wanted) -> str:
    moment = getattr(story, one.time.removeprefix("-"))
    if one.time != "due_at":
        return when_in_words(moment)
    return _("due %(when)s") % {"when": when_in_words(moment)} if moment else ""


def _add_notes(works: list[Work]) -> None:
    """Write with each story that was sent back what has to change."""
    back = [line for work in works for line in work.lines if line.story.state == State.SENT_BACK]
    notes = latest_notes([line.story.pk for line in back], "send_back")
    for line in back:
        line.note = notes.get(line.story.pk, "")
